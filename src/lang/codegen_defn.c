/* codegen_defn.c - what means something else inside defn.

   Operators and functions of Nx.Defn.Kernel take the place of Kernel's. Branches and loops become
   calls that get their parts as anonymous functions: run while tracing, each into a region of the
   graph. Everything else compiles as it does elsewhere. */
#include "lang/codegen.h"

static Ast *thunk(Gen *g, const Ast *body, Span span)
{
    Ast *arrow = make_arrow(g, NULL, 0, body, span);
    return make_fn(g, &arrow, 1, span);
}

static const Ast *part(Gen *g, const Ast *ast, Sym key)
{
    const Ast *last = ast->count ? ast->args[ast->count - 1] : NULL;
    const Ast *found = last && last->kind == AST_list ? ast_keyword(last, key) : NULL;
    return found ? found : key == SYM_else ? ast_atom(g->arena, SYM_nil, ast->span) : NULL;
}

static void defn_if(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *then = part(g, ast, SYM_do);
    if (ast->count != 2 || !then) {
        fail(g->cx, ast->span, EXC_CompileError,
             "invalid use of if, expected: condition, do: ..., else: ...");
        return;
    }
    Ast *clause = ast_pair(g->arena, ast->args[0], thunk(g, then, then->span), ast->span);
    Ast *list = ast_list(g->arena, &clause, 1, ast->span);
    Ast *otherwise = thunk(g, part(g, ast, SYM_else), ast->span);
    gen(g, make_remote(g, SYM_Nx_Defn_Flow, "__cond__", ast->span, 2, list, otherwise), dst);
}

static void defn_cond(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *clauses = part(g, ast, SYM_do);
    Ast *pairs[256], *otherwise = NULL;
    uint32_t count = 0;
    if (!clauses || clauses->kind != AST_list || clauses->count > 256) {
        fail(g->cx, ast->span, EXC_CompileError, "invalid use of cond, expected -> clauses");
        return;
    }
    for (uint32_t i = 0; i < clauses->count; i++) {
        Arrow arrow;
        if (!arrow_of(g, clauses->args[i], &arrow) || arrow.count != 1)
            return;
        const Ast *test = arrow.patterns[0];
        Ast *body = thunk(g, arrow.body, arrow.body->span);
        bool is_last = i + 1 == clauses->count;
        if (is_last && test->kind == AST_atom && test->name > SYM_false)
            otherwise = body;
        else
            pairs[count++] = ast_pair(g->arena, (Ast *)test, body, test->span);
    }
    if (otherwise == NULL) {
        fail(g->cx, ast->span, EXC_CompileError,
             "expected the last clause of cond/1 to match on an atom, such as true or :otherwise");
        return;
    }
    Ast *list = ast_list(g->arena, pairs, count, ast->span);
    gen(g, make_remote(g, SYM_Nx_Defn_Flow, "__cond__", ast->span, 2, list, otherwise), dst);
}

/* The loop's initial value: `{i = 0, x}` names i and x and starts from {0, x}. */
static void split_initial(Gen *g, const Ast *ast, Ast **pattern, Ast **value)
{
    *pattern = *value = (Ast *)ast;
    if (ast_is_call(ast, SYM_match, 2)) {
        *pattern = ast->args[0];
        *value = ast->args[1];
        return;
    }
    bool nested = ast->kind == AST_pair || ast->kind == AST_list ||
                  ast_is_call(ast, SYM_tuple, -1) || ast_is_call(ast, SYM_map, -1);
    if (!nested)
        return;
    Ast *p = ast_new(g->arena, ast->kind, ast->span), *v = ast_new(g->arena, ast->kind, ast->span);
    *p = *v = *ast;
    p->args = arena_array(g->arena, Ast *, ast->count);
    v->args = arena_array(g->arena, Ast *, ast->count);
    for (uint32_t i = 0; i < ast->count; i++)
        split_initial(g, ast->args[i], &p->args[i], &v->args[i]);
    *pattern = p;
    *value = v;
}

static void defn_while(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *body = part(g, ast, SYM_do);
    if (ast->count < 3 || !body) {
        fail(g->cx, ast->span, EXC_CompileError,
             "invalid use of while, expected: initial, condition do ... end");
        return;
    }
    Ast *pattern, *value;
    split_initial(g, ast->args[0], &pattern, &value);
    const Ast *condition = ast->args[1];
    if (ast_is_call(condition, SYM_left_arrow, 2)) { /* x <- tensor or range */
        const Ast *options =
            ast->count == 4 ? ast->args[2] : ast_list(g->arena, NULL, 0, ast->span);
        Ast *params[] = {condition->args[0], pattern};
        Ast *step = make_arrow(g, params, 2, body, ast->span);
        gen(g,
            make_remote(g, SYM_Nx_Defn_Flow, "__each__", ast->span, 4, value, condition->args[1],
                        make_fn(g, &step, 1, ast->span), options),
            dst);
        return;
    }
    Ast *test = make_arrow(g, &pattern, 1, condition, condition->span);
    Ast *step = make_arrow(g, &pattern, 1, body, body->span);
    gen(g,
        make_remote(g, SYM_Nx_Defn_Flow, "__while__", ast->span, 3, value,
                    make_fn(g, &test, 1, ast->span), make_fn(g, &step, 1, ast->span)),
        dst);
}

bool gen_defn(Gen *g, const Ast *ast, uint16_t dst)
{
    uint32_t count = ast->kind == AST_var ? 0 : ast->count;
    switch (ast->name) {
    case SYM_if:
        defn_if(g, ast, dst);
        return true;
    case SYM_cond:
        defn_cond(g, ast, dst);
        return true;
    case SYM_while:
        defn_while(g, ast, dst);
        return true;
    case SYM_for:
    case SYM_with:
    case SYM_try:
    case SYM_receive:
    case SYM_and_and:
    case SYM_or_or:
    case SYM_bang:
    case SYM_unless:
    case SYM_in:
    case SYM_list_plus:
    case SYM_list_minus: {
        Str name = sym_text(g->cx, ast->name);
        fail(g->cx, ast->span, EXC_CompileError,
             "invalid numerical expression: %.*s is not available inside defn", (int)name.len,
             name.at);
        return true;
    }
    default:
        break;
    }
    Sym own = g->env->module ? import_find(g, ast->name, count) : SYM_nil;
    if (own != SYM_nil && own == g->env->module->name)
        return false;
    Function *f = function_find(g->vm, SYM_Nx_Defn_Kernel, ast->name, count);
    if (f == NULL || ast->name == SYM_pipe_into)
        return false;
    gen_remote(g, SYM_Nx_Defn_Kernel, ast->name, ast->args, count, dst);
    return true;
}
