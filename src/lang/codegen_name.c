/* codegen_name.c - special forms about names: alias, import, require, __MODULE__, binding, paths.
 */
#include "lang/expand.h"
#include "lang/vm_state.h"

#include <string.h>

/* alias A.{B, C}: one alias a part. False when the tree is something else. */
static bool alias_many(Gen *g, const Ast *what, Span span)
{
    const Ast *dot = what->kind == AST_call ? what->head : NULL;
    if (!dot || !ast_is_call(dot, SYM_dot, 2) || dot->args[1]->name != SYM_tuple)
        return false;
    const Ast *left = dot->args[0];
    for (uint32_t i = 0; i < what->count; i++) {
        const Ast *right = what->args[i];
        Ast **parts = arena_array(g->arena, Ast *, left->count + right->count);
        for (uint32_t k = 0; k < left->count; k++)
            parts[k] = left->args[k];
        for (uint32_t k = 0; k < right->count; k++)
            parts[left->count + k] = right->args[k];
        Ast *both = ast_call(g->arena, SYM_aliases, parts, left->count + right->count, span);
        form_alias(g, make_call(g, SYM_alias, span, 1, both), reg_new(g));
    }
    return true;
}

/* An alias or import of the program's own text should be used, unless it says warn: false. */
static uint32_t mark_name(Gen *g, const Ast *ast, const Ast *keywords, MarkKind kind, Sym name)
{
    const Ast *warns = keywords ? ast_keyword(keywords, sym(g->cx, STR("warn"))) : NULL;
    bool is_off = warns && warns->kind == AST_atom && warns->name == SYM_false;
    if (g->expansions || ast->context || is_off)
        return 0;
    Span span = {ast->span.source, ast->span.start, ast->span.start + 1};
    Sym module = g->env->module ? g->env->module->name : SYM_nil;
    return mark_lexical(g->vm, (Mark){kind, span, name, module, NULL, false});
}

void form_alias(Gen *g, const Ast *ast, uint16_t dst)
{
    Sym module;
    const Ast *keywords = ast->count == 2 ? last_keywords(ast) : NULL;
    const Ast *what = ast->count ? ast->args[0] : NULL;
    if (what && alias_many(g, what, ast->span)) {
        deliver(g, dst, constant_atom(g, SYM_nil));
        return;
    }
    if (!what || !module_name(g, what, &module)) {
        bad_form(g, ast, "alias Module, as: Name");
        return;
    }
    const Ast *as = keywords ? ast_keyword(keywords, SYM_as) : NULL;
    Sym name = SYM_nil;
    if (as && ast_is_call(as, SYM_aliases, 1)) {
        name = as->args[0]->name;
    } else {
        Str text = sym_text(g->cx, module);
        size_t from = text.len;
        while (from > 0 && text.at[from - 1] != '.')
            from--;
        name = sym(g->cx, str_slice(text, from, text.len));
    }
    uint32_t context = as ? as->context : what->context;
    uint32_t mark = keywords ? mark_name(g, ast, keywords, MARK_alias, name)
                             : mark_name(g, ast, NULL, MARK_alias, name);
    vec_push(&g->env->aliases, ((Alias){name, module, 0, mark}));
    if (context) /* the rest of the macro's tree names it, too */
        vec_push(&g->env->aliases, ((Alias){name, module, context, mark}));
    deliver(g, dst, constant_atom(g, module));
}

void form_import(Gen *g, const Ast *ast, uint16_t dst)
{
    Sym module;
    if (ast->count == 0 || !module_name(g, ast->args[0], &module)) {
        bad_form(g, ast, "import Module, only: [name: arity]");
        return;
    }
    if (!module_exists(g->vm, module)) {
        Str name = sym_text(g->cx, module);
        name = str_starts(name, STR("Elixir.")) ? str_slice(name, 7, name.len) : name;
        fail(g->cx, ast->args[0]->span, EXC_CompileError,
             "module %.*s is not loaded and could not be found", (int)name.len, name.at);
        return;
    }
    const Ast *keywords = ast->count == 2 ? last_keywords(ast) : NULL;
    Import import = {.module = module};
    if (keywords) {
        import.only = ast_keyword(keywords, SYM_only) != NULL;
        import.names =
            import.only ? ast_keyword(keywords, SYM_only) : ast_keyword(keywords, SYM_except);
    }
    if (module != SYM_Nx_Defn && module != SYM_Kernel && !(keywords && !import.only))
        import.mark = mark_name(g, ast, keywords, MARK_import, module);
    vec_push(&g->env->imports, import);
    deliver(g, dst, constant_atom(g, module));
}

void form_require(Gen *g, const Ast *ast, uint16_t dst)
{
    if (ast->count == 2)
        form_alias(g, ast, dst);
    else
        deliver(g, dst, constant_atom(g, SYM_nil));
}

/* match?(pattern, value) */
void form_is_match(Gen *g, const Ast *ast, uint16_t dst)
{
    if (ast->count != 2) {
        bad_form(g, ast, "match?(pattern, value)");
        return;
    }
    Ast *hit = make_arrow(g, &ast->args[0], 1, ast_atom(g->arena, SYM_true, ast->span), ast->span);
    Ast *any = make_var(g, SYM_underscore, ast->span);
    Ast *miss = make_arrow(g, &any, 1, ast_atom(g->arena, SYM_false, ast->span), ast->span);
    Ast *clauses = ast_list(g->arena, (Ast *[]){hit, miss}, 2, ast->span);
    Ast *part = ast_pair(g->arena, ast_atom(g->arena, SYM_do, ast->span), clauses, ast->span);
    gen(g,
        make_call(g, SYM_case, ast->span, 2, ast->args[1], ast_list(g->arena, &part, 1, ast->span)),
        dst);
}

void form_stacktrace(Gen *g, const Ast *ast, uint16_t dst)
{
    Ast *stack = make_var(g, sym(g->cx, STR("stack@")), ast->span);
    if (variable_find(g, stack) < 0) {
        fail(g->cx, ast->span, EXC_CompileError,
             "__STACKTRACE__ is available only inside catch and rescue clauses of try expressions");
        return;
    }
    expander_of(g->vm)->stack_uses++;
    gen(g, stack, dst);
}

/* put_in(a.b[c], value) and its family: the path written out as a list of keys. With a list of keys
   given they are plain functions. */
void form_path(Gen *g, const Ast *ast, uint16_t dst)
{
    Ast *keys[64], *path = ast->count ? ast->args[0] : NULL;
    uint32_t count = 0, most = ast->name == SYM_pop_in ? 1 : 2;
    const char *name = sym_text(g->cx, ast->name).at;
    if (ast->count == most) {
        for (; path->kind == AST_call && path->head && ast_is_call(path->head, SYM_dot, 2) &&
               count < 64;
             count++) {
            Sym module;
            const Ast *left = path->head->args[0], *right = path->head->args[1];
            bool is_access =
                path->count == 2 && module_name(g, left, &module) && module == SYM_Access;
            if (is_access) {
                keys[count] = path->args[1];
                path = path->args[0];
            } else if (path->count == 0 && !module_name(g, left, &module)) {
                keys[count] = make_remote(g, SYM_Access, "key!", path->span, 1, right);
                path = (Ast *)left;
            } else {
                break;
            }
        }
        if (count == 0) {
            fail(g->cx, ast->span, EXC_ArgumentError,
                 "cannot use %.*s with this path: it must start at a variable and have a field or "
                 "a key",
                 (int)sym_text(g->cx, ast->name).len, name);
            return;
        }
    }
    Text function = {0};
    text_add(&function, sym_text(g->cx, ast->name));
    if (count == 0) {
        gen_remote(g, SYM_Kernel, ast->name, ast->args, ast->count, dst);
    } else {
        Ast **turned = arena_array(g->arena, Ast *, count);
        for (uint32_t i = 0; i < count; i++)
            turned[i] = keys[count - 1 - i];
        Ast *list = ast_list(g->arena, turned, count, ast->span);
        gen(g,
            make_remote(g, SYM_Kernel, text_cstr(&function), ast->span, (int)most + 1, path, list,
                        most == 2 ? ast->args[1] : NULL),
            dst);
    }
    text_free(&function);
}

void form_module(Gen *g, const Ast *ast, uint16_t dst)
{
    (void)ast;
    deliver(g, dst, constant_atom(g, g->env->module ? g->env->module->name : SYM_nil));
}

void form_dir(Gen *g, const Ast *ast, uint16_t dst)
{
    Str name = g->cx->sources.at[ast->span.source].name;
    size_t end = name.len;
    while (end > 0 && name.at[end - 1] != '/')
        end--;
    deliver(g, dst, constant(g, value_binary(end > 1 ? str_slice(name, 0, end - 1) : STR("."))));
}

void form_misplaced(Gen *g, const Ast *ast, uint16_t dst)
{
    (void)dst;
    Str name = sym_text(g->cx, ast->name);
    fail(g->cx, ast->span, EXC_CompileError, "%.*s called outside quote", (int)name.len, name.at);
}

/* var!(x) where no quote is around: x. */
void form_var(Gen *g, const Ast *ast, uint16_t dst)
{
    if (ast->count == 0 || ast->args[0]->kind != AST_var)
        bad_form(g, ast, "var!(name)");
    else
        gen(g, make_var(g, ast->args[0]->name, ast->span), dst);
}

void form_alias_bang(Gen *g, const Ast *ast, uint16_t dst)
{
    Ast *plain = ast_new(g->arena, AST_call, ast->span);
    if (ast->count != 1 || !ast_is_call(ast->args[0], SYM_aliases, -1)) {
        bad_form(g, ast, "alias!(Name)");
        return;
    }
    *plain = *ast->args[0];
    plain->context = 0;
    gen(g, plain, dst);
}

/* binding(): the variables of the program's own text as a keyword list, sorted by name. */
void form_binding(Gen *g, const Ast *ast, uint16_t dst)
{
    VEC(Ast *) pairs = {0};
    for (size_t i = 0; i < g->locals.len; i++) {
        Sym name = g->locals.at[i].name;
        Str text = sym_text(g->cx, name);
        bool is_hidden = memchr(text.at, '@', text.len) != NULL;
        for (size_t k = i + 1; k < g->locals.len; k++)
            is_hidden = is_hidden || g->locals.at[k].name == name;
        if (!is_hidden)
            vec_push(&pairs, ast_pair(g->arena, ast_atom(g->arena, name, ast->span),
                                      make_var(g, name, ast->span), ast->span));
    }
    Ast *list = ast_list(g->arena, pairs.at, (uint32_t)pairs.len, ast->span);
    vec_free(&pairs);
    gen(g, make_remote(g, SYM_Enum, "sort", ast->span, 1, list), dst);
}
