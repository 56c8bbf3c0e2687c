/* codegen_guard.c - what defguard defined, inside of a guard: its text takes the place of the call,
   so that an error in it fails the guard.

   The text means what it means where it was defined: names of that module's imports become calls of
   those modules, aliases the modules, attributes their values. */
#include "lang/expand.h"
#include "lang/vm_state.h"

/* --- defined --- */

/* The tree that the macro's call becomes, and what that becomes. */
static const Ast *expanded(Gen *g, const Ast *ast)
{
    for (int i = 0; ast && ast->kind == AST_call && !failed(g->cx); i++) {
        Sym module;
        bool is_plain = ast->head == NULL;
        if (is_plain && (special_form(ast->name) || ast->name == SYM_value_form ||
                         import_find(g, ast->name, ast->count) != SYM_nil))
            return ast;
        if (!is_plain &&
            (!ast_is_call(ast->head, SYM_dot, 2) || !module_name(g, ast->head->args[0], &module)))
            return ast;
        g->expansions = i;
        const Ast *next = macro_expand(g, ast);
        g->expansions = 0;
        if (next == NULL)
            return failed(g->cx) ? NULL : ast;
        ast = next;
    }
    return ast;
}

static Ast *all_expanded(Gen *g, const Ast *ast)
{
    ast = expanded(g, ast);
    if (!ast || (ast->kind != AST_list && ast->kind != AST_pair && ast->kind != AST_call) ||
        ast_is_call(ast, SYM_value_form, 1))
        return (Ast *)ast;
    Ast *out = ast_new(g->arena, ast->kind, ast->span);
    *out = *ast;
    out->args = arena_array(g->arena, Ast *, ast->count);
    for (uint32_t i = 0; i < ast->count; i++)
        if ((out->args[i] = all_expanded(g, ast->args[i])) == NULL)
            return NULL;
    return out;
}

Ast *guard_expanded(Gen *g, const Ast *guard)
{
    Jumps fails = {0};
    g->guard = &fails;
    Ast *out = all_expanded(g, guard);
    g->guard = NULL;
    vec_free(&fails);
    return out;
}

/* --- called --- */

typedef struct Inline {
    Gen *g;    /* where the guard stands */
    Gen there; /* where it was defined */
    const Function *function;
    const Ast *head;
    Ast *const *args;
    Span span;
} Inline;

const Function *guard_find(Gen *g, Sym module, Sym name, uint32_t count)
{
    bool is_own = g->env->module && g->env->module->name == module;
    const Function *f = is_own ? own_function(g->env->module, name, count)
                               : function_find(g->vm, module, name, count);
    bool is_defined =
        f && (f->built || f->owner == NULL || f->owner->is_library || !f->owner->open);
    return f && f->is_guard && f->clauses.len && is_defined ? f : NULL;
}

static Ast *inlined(Inline *in, const Ast *ast);

static Ast *attribute_value(Inline *in, const Ast *ast)
{
    const Module *m = in->function->owner;
    for (size_t i = in->function->clauses.at[0].attributes; i-- > 0;)
        if (m->attributes.at[i].name == ast->args[0]->name)
            return value_node(in->g->vm, in->g->arena, value_ref(m->attributes.at[i].value),
                              in->span);
    return ast_atom(in->g->arena, SYM_nil, in->span);
}

/* A call without prefix as the function that it names where the guard was defined. */
static Ast *named(Inline *in, Ast *call)
{
    Sym module =
        special_form(call->name) ? SYM_nil : import_find(&in->there, call->name, call->count);
    if (module == SYM_nil || module == SYM_Kernel)
        return call;
    Ast *remote = make_remote(in->g, module, sym_text(in->g->cx, call->name).at, in->span, 0);
    remote->args = call->args;
    remote->count = call->count;
    return remote;
}

static Ast *inlined(Inline *in, const Ast *ast)
{
    Sym module;
    if (ast->kind == AST_var) {
        for (uint32_t i = 0; in->head->kind == AST_call && i < in->head->count; i++)
            if (in->head->args[i]->kind == AST_var && in->head->args[i]->name == ast->name &&
                in->head->args[i]->context == ast->context)
                return in->args[i];
    }
    if (ast_is_call(ast, SYM_at, 1) && ast->args[0]->kind == AST_var)
        return attribute_value(in, ast);
    if ((ast->kind == AST_var || ast_is_call(ast, SYM_aliases, -1)) &&
        module_name(&in->there, ast, &module))
        return ast_atom(in->g->arena, module, in->span);
    if (ast->kind != AST_list && ast->kind != AST_pair && ast->kind != AST_call)
        return (Ast *)ast;
    Ast *out = ast_new(in->g->arena, ast->kind, in->span);
    *out = *ast;
    out->span = in->span;
    if (ast->kind == AST_call && ast->head)
        out->head = inlined(in, ast->head);
    out->args = arena_array(in->g->arena, Ast *, ast->count);
    for (uint32_t i = 0; i < ast->count; i++)
        out->args[i] = inlined(in, ast->args[i]);
    return ast->kind == AST_call && !ast->head && !ast->context ? named(in, out) : out;
}

Ast *guard_inline(Gen *g, const Function *f, Ast *const *args, Span span)
{
    const Clause *c = &f->clauses.at[0];
    Env env;
    env_copy(&env, f->owner->open ? f->owner->open : &f->owner->env);
    env.aliases.len = c->aliases < env.aliases.len ? c->aliases : env.aliases.len;
    env.imports.len = c->imports < env.imports.len ? c->imports : env.imports.len;
    env.requires.len = c->requires < env.requires.len ? c->requires : env.requires.len;
    Inline in = {.g = g, .function = f, .head = c->head, .args = args, .span = span};
    in.there = (Gen){.vm = g->vm, .cx = g->cx, .arena = g->arena, .env = &env, .function = f};
    Ast *out = inlined(&in, ast_keyword(c->body, SYM_do));
    env_free(&env);
    return out;
}
