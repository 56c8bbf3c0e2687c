/* codegen_define.c - what belongs to modules: attributes, definitions that stand inside expressions
   of a module's body, super, __ENV__ and __CALLER__. */
#include "lang/expand.h"
#include "lang/vm_state.h"

static bool in_body(const Gen *g)
{
    return g->env->module && g->clause == NULL;
}

static Ast *own_module(Gen *g, Span span)
{
    return ast_atom(g->arena, g->env->module->name, span);
}

/* --- attributes --- */

Value attribute_at(const Gen *g, Sym name)
{
    const Module *m = g->env->module;
    if (m == NULL)
        return POISON;
    bool sees_all = g->is_here || in_body(g);
    for (size_t i = sees_all ? m->attributes.len : g->clause->attributes; i-- > 0;)
        if (m->attributes.at[i].name == name)
            return m->attributes.at[i].value;
    return POISON;
}

/* @name inside a function is the value it had above the function; in the module's body what it has
   when the line runs. */
static void attribute_read(Gen *g, const Ast *ast, uint16_t dst)
{
    const Module *m = g->env->module;
    const Ast *what = ast->args[0];
    if (in_body(g)) {
        Ast *name = ast_atom(g->arena, what->name, what->span);
        gen(g,
            make_remote(g, SYM_Cnx_Module, "read_attribute", ast->span, 2,
                        own_module(g, what->span), name),
            dst);
        return;
    }
    mark_attribute_used(g->vm, m->name, what->name);
    Value v = attribute_at(g, what->name);
    if (v.tag != TAG_poison) {
        deliver(g, dst, constant(g, value_ref(v)));
        return;
    }
    if (!attribute_is_known(g->cx, what->name))
        note_text(g, ast, first_char(ast->span), UNSET_ATTRIBUTE,
                  (int)sym_text(g->cx, what->name).len, sym_text(g->cx, what->name).at,
                  (int)sym_text(g->cx, what->name).len, sym_text(g->cx, what->name).at);
    deliver(g, dst, constant_atom(g, SYM_nil));
}

void form_attribute(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *what = ast->count == 1 ? ast->args[0] : NULL;
    bool sets = what && what->kind == AST_call && !what->head && what->count == 1;
    bool reads = what && (what->kind == AST_var ||
                          (what->kind == AST_call && !what->head && what->count == 0));
    if (g->env->module == NULL)
        fail(g->cx, ast->span, EXC_ArgumentError, "cannot invoke @/1 outside module");
    else if (reads)
        attribute_read(g, ast, dst);
    else if (sets && in_body(g))
        form_define(g, ast, dst);
    else if (what && what->kind == AST_call && !what->head && what->count > 1)
        fail(g->cx, ast->span, EXC_ArgumentError, "expected 0 or 1 argument for @%.*s, got: %u",
             (int)sym_text(g->cx, what->name).len, sym_text(g->cx, what->name).at, what->count);
    else
        fail(g->cx, ast->span, EXC_ArgumentError,
             "cannot set attribute @%.*s inside function/macro",
             what ? (int)sym_text(g->cx, what->name).len : 0,
             what ? sym_text(g->cx, what->name).at : "");
}

/* --- definitions inside expressions --- */

/* defstruct and attributes take values that are computed where they stand. */
static Ast *with_value(Gen *g, const Ast *ast)
{
    const Ast *what = ast->count == 1 ? ast->args[0] : NULL;
    Ast *module = own_module(g, ast->span);
    if (what == NULL)
        return NULL;
    if (ast->name == SYM_defstruct)
        return make_remote(g, SYM_Cnx_Define, "struct", ast->span, 2, module, what);
    bool is_text = ast->name == SYM_at && attribute_is_text(g->cx, what->name);
    if (ast->name == SYM_at && what->kind == AST_call && what->count == 1 && !is_text)
        return make_remote(g, SYM_Cnx_Module, "put_attribute", ast->span, 3, module,
                           ast_atom(g->arena, what->name, what->span), what->args[0]);
    return NULL;
}

/* Adds the names of variables in the tree that are bound here. */
static void free_names(Gen *g, const Ast *ast, Names *out)
{
    if (ast->kind == AST_var) {
        Sym name = variable_name(g, ast);
        for (size_t i = 0; i < out->len; i++)
            if (out->at[i] == name)
                return;
        if (is_bound(g, name))
            vec_push(out, name);
        return;
    }
    if (ast->kind != AST_list && ast->kind != AST_pair && ast->kind != AST_call)
        return;
    if (ast->kind == AST_call && ast->head)
        free_names(g, ast->head, out);
    for (uint32_t i = 0; i < ast->count; i++)
        free_names(g, ast->args[i], out);
}

/* The variables that the tree names as [key: value], for a module's body. */
static Ast *variables_of(Gen *g, const Ast *ast)
{
    Names names = {0};
    VEC(Ast *) pairs = {0};
    free_names(g, ast, &names);
    for (size_t i = 0; i < names.len; i++)
        vec_push(&pairs, ast_pair(g->arena, ast_atom(g->arena, names.at[i], ast->span),
                                  make_var(g, names.at[i], ast->span), ast->span));
    Ast *list = ast_list(g->arena, pairs.at, (uint32_t)pairs.len, ast->span);
    vec_free(&pairs);
    vec_free(&names);
    return list;
}

/* Where the env that is in force here is kept; definitions side by side share one. */
static size_t env_index(Gen *g)
{
    Expander *x = expander_of(g->vm);
    if (x->envs.len == 0 || !env_is_same(&vec_last(&x->envs), g->env)) {
        Env env;
        env_copy(&env, g->env);
        vec_push(&x->envs, env);
    }
    return x->envs.len - 1;
}

static Ast *form_index(Gen *g, const Ast *ast)
{
    Expander *x = expander_of(g->vm);
    Ast *index = ast_new(g->arena, AST_int, ast->span);
    vec_push(&x->forms, ((InnerForm){ast, env_index(g)}));
    index->i = (int64_t)x->forms.len - 1;
    return index;
}

/* defmodule where a value is expected; its name may be computed. */
static void define_module_here(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *name = ast->count == 2 ? ast->args[0] : NULL;
    bool is_plain = name && (name->kind == AST_atom || ast_is_call(name, SYM_aliases, -1));
    if (name == NULL) {
        fail(g->cx, ast->span, EXC_CompileError, "expected defmodule Name do ... end");
        return;
    }
    gen(g,
        make_remote(g, SYM_Cnx_Define, "module", ast->span, 3, form_index(g, ast),
                    is_plain ? ast_atom(g->arena, SYM_nil, ast->span) : name,
                    variables_of(g, ast->args[1])),
        dst);
}

/* @doc "..." inside an expression may name variables of it. */
static bool is_computed_doc(Gen *g, const Ast *ast)
{
    const Ast *what = ast->name == SYM_at && ast->count == 1 ? ast->args[0] : NULL;
    Value literal;
    if (!what || what->kind != AST_call || what->count != 1 || has_fragments(what) ||
        !str_ends(sym_text(g->cx, what->name), STR("doc")))
        return false;
    bool is_literal = constant_value(g, what->args[0], &literal);
    if (is_literal)
        value_free(literal);
    return !is_literal;
}

/* @doc unquote(value): the value is computed where it stands. */
static Ast *unquoted_doc(Gen *g, const Ast *ast)
{
    const Ast *what = ast->args[0];
    Ast *value = make_call(g, SYM_unquote, ast->span, 1, what->args[0]);
    return make_call(g, SYM_at, ast->span, 1, make_call(g, what->name, what->span, 1, value));
}

void form_define(Gen *g, const Ast *ast, uint16_t dst)
{
    if (ast->name == SYM_defmodule) {
        define_module_here(g, ast, dst);
        return;
    }
    Str name = sym_text(g->cx, ast->name);
    if (g->function) {
        fail(g->cx, ast->span, EXC_ArgumentError, "cannot invoke %.*s/%u inside function/macro",
             (int)name.len, name.at, ast->kind == AST_call ? ast->count : 0);
        return;
    }
    if (g->env->module == NULL) {
        fail(g->cx, ast->span, EXC_ArgumentError, "cannot invoke %.*s/%u outside module",
             (int)name.len, name.at, ast->kind == AST_call ? ast->count : 0);
        return;
    }
    Ast *made = with_value(g, ast);
    if (is_computed_doc(g, ast))
        ast = unquoted_doc(g, ast);
    if (made) {
        gen(g, made, dst);
    } else if (has_fragments(ast)) {
        gen(g,
            make_remote(g, SYM_Cnx_Define, "quoted", ast->span, 2, form_index(g, ast),
                        fragments_quoted(g, ast)),
            dst);
    } else {
        gen(g, make_remote(g, SYM_Cnx_Define, "form", ast->span, 1, form_index(g, ast)), dst);
    }
}

/* --- names of the place --- */

void form_super(Gen *g, const Ast *ast, uint16_t dst)
{
    const Function *f = g->function;
    uint32_t count = ast->kind == AST_call ? ast->count : 0;
    if (f == NULL) {
        refuse(g, ast, NULL, "cannot invoke super outside %s",
               g->env->module ? "function" : "module");
        return;
    }
    if (f->super == SYM_nil) {
        Str name = sym_text(g->cx, f->name), module = sym_text(g->cx, f->module);
        module = str_starts(module, STR("Elixir.")) ? str_slice(module, 7, module.len) : module;
        refuse(g, ast, NULL,
               "no super defined for %.*s/%u in module %.*s. Overridable functions available are: ",
               (int)name.len, name.at, f->arity, (int)module.len, module.at);
        return;
    }
    if (f->arity != count) {
        refuse(g, ast, NULL,
               "super must be called with the same number of arguments as the current definition");
        return;
    }
    Ast *const *args = ast->kind == AST_call ? ast->args : NULL;
    if (f->kind == FUNCTION_macro)
        gen(g,
            make_remote(g, sym(g->cx, STR("Elixir.Cnx.Macro")), "run", ast->span, 3,
                        own_module(g, ast->span), ast_atom(g->arena, f->super, ast->span),
                        ast_list(g->arena, args, count, ast->span)),
            dst);
    else
        gen_remote(g, f->module, f->super, args, count, dst);
}

void form_env(Gen *g, const Ast *ast, uint16_t dst)
{
    deliver(g, dst, constant(g, macro_env(g, ast->span)));
}

void form_caller(Gen *g, const Ast *ast, uint16_t dst)
{
    if (in_program(g) && (g->function == NULL || g->function->kind != FUNCTION_macro)) {
        refuse(g, ast, NULL, "__CALLER__ is available only inside defmacro and defmacrop");
        return;
    }
    gen(g, make_remote(g, sym(g->cx, STR("Elixir.Cnx.Macro")), "caller", ast->span, 0), dst);
}
