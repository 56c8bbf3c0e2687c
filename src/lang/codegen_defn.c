/* codegen_defn.c - what means something else inside defn.

   Operators and functions of Nx.Defn.Kernel take the place of Kernel's. Branches and loops become
   calls that get their parts as anonymous functions: run while tracing, each into a region of the
   graph. What codegen_defn_rules.c lets pass compiles as it does elsewhere. */
#include "lang/expand.h"

static Ast *thunk(Gen *g, const Ast *body, Span span)
{
    Ast *arrow = make_arrow(g, NULL, 0, body, span);
    return make_fn(g, &arrow, 1, span);
}

static const Ast *part(const Ast *ast, Sym key)
{
    const Ast *last = ast->count ? ast->args[ast->count - 1] : NULL;
    return last && last->kind == AST_list ? ast_keyword(last, key) : NULL;
}

static Ast *truth(Gen *g, Span span)
{
    return ast_atom(g->arena, SYM_true, span);
}

/* Nx.Defn.Flow.__cond__([{predicate, branch}, ...]) */
static void gen_branches(Gen *g, Ast *const *pairs, uint32_t count, Span span, uint16_t dst)
{
    gen(g,
        make_remote(g, SYM_Nx_Defn_Flow, "__cond__", span, 1,
                    ast_list(g->arena, pairs, count, span)),
        dst);
}

static bool is_do_else(const Ast *ast)
{
    const Ast *block = ast->args[1];
    for (uint32_t i = 0; block->kind == AST_list && i < block->count; i++) {
        const Ast *pair = block->args[i];
        if (pair->kind != AST_pair || pair->args[0]->kind != AST_atom ||
            (pair->args[0]->name != SYM_do && pair->args[0]->name != SYM_else))
            return false;
    }
    return block->kind == AST_list && ast_keyword(block, SYM_do);
}

/* Without else the other value is 0. */
static void defn_if(Gen *g, const Ast *ast, uint16_t dst)
{
    if (!is_do_else(ast)) {
        defn_refuse_block(g, ast);
        return;
    }
    const Ast *then = ast_keyword(ast->args[1], SYM_do),
              *otherwise = ast_keyword(ast->args[1], SYM_else);
    Ast *zero = ast_new(g->arena, AST_int, ast->span);
    Ast *pairs[] = {
        ast_pair(g->arena, ast->args[0], thunk(g, then, then->span), ast->span),
        ast_pair(g->arena, truth(g, ast->span),
                 thunk(g, otherwise ? otherwise : zero, otherwise ? otherwise->span : ast->span),
                 ast->span)};
    gen_branches(g, pairs, 2, ast->span, dst);
}

static void defn_cond(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *clauses = part(ast, SYM_do);
    if (!clauses || clauses->kind != AST_list || clauses->count == 0) {
        fail(g->cx, ast->span, EXC_CompileError, "invalid use of cond, expected -> clauses");
        return;
    }
    Ast **pairs = arena_array(g->arena, Ast *, clauses->count);
    for (uint32_t i = 0; i < clauses->count; i++) {
        Arrow arrow;
        if (!arrow_of(g, clauses->args[i], &arrow) || arrow.count != 1)
            return;
        Ast *body = thunk(g, arrow.body, arrow.body->span);
        pairs[i] = ast_pair(g->arena, arrow.patterns[0], body, arrow.patterns[0]->span);
    }
    gen_branches(g, pairs, clauses->count, ast->span, dst);
}

/* Run while tracing, on what is no tensor: the form that it is elsewhere. */
static void defn_case(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *clauses = ast->count == 2 ? part(ast, SYM_do) : NULL;
    Ast *args[2] = {0};
    if (clauses && clauses->kind == AST_list) {
        defn_check_case(g, clauses);
        args[0] = make_remote(g, SYM_Nx_Defn_Flow, "__case__", ast->args[0]->span, 1, ast->args[0]);
        args[1] = ast->args[1];
        ast = ast_call(g->arena, SYM_case, args, 2, ast->span);
    }
    if (!failed(g->cx))
        special_form(SYM_case)(g, ast, dst);
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
    if (!nested) {
        if (ast->kind != AST_var && !g->code->is_library)
            defn_refuse_initial(g, ast);
        return;
    }
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
    const Ast *body = part(ast, SYM_do);
    if (ast->count < 3 || ast->count > 4) {
        defn_undefined(g, ast, ast->count);
        return;
    }
    if (!body) {
        defn_refuse_body(g, ast->args[ast->count - 1]);
        return;
    }
    Ast *pattern, *value;
    Span span = ast->span;
    split_initial(g, ast->args[0], &pattern, &value);
    if (failed(g->cx))
        return;
    const Ast *condition = ast->args[1];
    const Ast *options = ast->count == 4 ? ast->args[2] : ast_list(g->arena, NULL, 0, span);
    if (ast_is_call(condition, SYM_left_arrow, 2)) { /* x <- tensor or range */
        Ast *params[] = {condition->args[0], pattern};
        Ast *step = make_arrow(g, params, 2, body, span);
        gen(g,
            make_remote(g, SYM_Nx_Defn_Flow, "__each__", span, 4, value, condition->args[1],
                        make_fn(g, &step, 1, span), options),
            dst);
        return;
    }
    Ast *test = make_arrow(g, &pattern, 1, condition, condition->span);
    Ast *step = make_arrow(g, &pattern, 1, body, body->span);
    gen(g,
        make_remote(g, SYM_Nx_Defn_Flow, "__while__", span, 4, value, make_fn(g, &test, 1, span),
                    make_fn(g, &step, 1, span), options),
        dst);
}

static void defn_fn(Gen *g, const Ast *ast, uint16_t dst)
{
    Arrow arrow;
    if (ast->count > 1) {
        fail(g->cx, ast->span, EXC_CompileError, "only a single clause is allowed inside fn");
    } else if (ast->count && arrow_of(g, ast->args[0], &arrow)) {
        defn_check_params(g, arrow.patterns, arrow.count);
    }
    if (!failed(g->cx))
        gen_fn(g, ast, dst);
}

/* What runs on values while the definition runs is ordinary code: the arguments from `first` on. */
static Ast *const *plain_args(Gen *g, const Ast *ast, uint32_t first)
{
    Ast **args = arena_array(g->arena, Ast *, ast->count);
    for (uint32_t i = 0; i < ast->count; i++)
        args[i] = i < first ? ast->args[i]
                            : make_call(g, SYM_plain_form, ast->args[i]->span, 1, ast->args[i]);
    return args;
}

static void gen_plain(Gen *g, const Ast *ast, uint16_t dst)
{
    g->is_defn = false;
    gen(g, ast, dst);
    g->is_defn = true;
}

Ast *const *defn_args(Gen *g, Sym name, const Ast *ast)
{
    Str text = sym_text(g->cx, name);
    bool looks = str_is(text, "io_call") || str_is(text, "hook");
    bool makes = str_is(text, "runtime_call");
    bool travels = str_is(text, "hook_token");
    return looks ? plain_args(g, ast, 1) : makes || travels ? plain_args(g, ast, 2) : ast->args;
}

bool gen_defn(Gen *g, const Ast *ast, uint16_t dst)
{
    uint32_t count = ast->kind == AST_var ? 0 : ast->count;
    switch (ast->name) {
    case SYM_if:
        if (count != 2)
            break;
        defn_if(g, ast, dst);
        return true;
    case SYM_cond:
        defn_cond(g, ast, dst);
        return true;
    case SYM_case:
        defn_case(g, ast, dst);
        return true;
    case SYM_while:
        defn_while(g, ast, dst);
        return true;
    case SYM_fn:
        defn_fn(g, ast, dst);
        return true;
    case SYM_match:
        if (count == 2)
            defn_check_unique(g, ast->args[0]);
        return failed(g->cx);
    case SYM_plain_form:
        gen_plain(g, ast->args[0], dst);
        return true;
    case SYM_pipe_into:
        return false;
    default:
        break;
    }
    Sym own = g->env->module ? import_find(g, ast->name, count) : SYM_nil;
    if (own != SYM_nil && own == g->env->module->name)
        return defn_local(g, ast, count, dst);
    Function *f = function_find(g->vm, SYM_Nx_Defn_Kernel, ast->name, count);
    if (f == NULL || f->is_private)
        return defn_local(g, ast, count, dst);
    gen_remote(g, SYM_Nx_Defn_Kernel, ast->name, count ? defn_args(g, ast->name, ast) : NULL, count,
               dst);
    return true;
}

bool defn_kernel(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *module = ast->head->args[0];
    bool is_short = ast_is_call(module, SYM_aliases, 1); /* Elixir.Kernel is Kernel here, too */
    if (!g->is_defn || !is_short || g->code->is_library)
        return false;
    Ast *call = ast_call(g->arena, ast->head->args[1]->name, ast->args, ast->count, ast->span);
    const Function *f = function_find(g->vm, SYM_Nx_Defn_Kernel, call->name, call->count);
    if (f == NULL || f->is_private)
        return false;
    gen_remote(g, SYM_Nx_Defn_Kernel, call->name, defn_args(g, call->name, call), call->count, dst);
    return true;
}
