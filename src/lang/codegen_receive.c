/* codegen_receive.c - receive: the first message that a clause matches is taken out of the script's
   mailbox, then an ordinary case runs the clause. */
#include "lang/codegen.h"

#include "lang/expand.h"

/* fn message -> whether one of the clauses matches. */
static Ast *matcher(Gen *g, const Ast *clauses, Span span)
{
    Ast **tests = arena_array(g->arena, Ast *, clauses->count + 1);
    Ast *any = make_var(g, SYM_underscore, span);
    for (uint32_t i = 0; i < clauses->count; i++) {
        Arrow arrow;
        if (!arrow_of(g, clauses->args[i], &arrow))
            return NULL;
        Ast *yes = ast_atom(g->arena, SYM_true, span);
        tests[i] = make_call(g, SYM_arrow, span, 2, clauses->args[i]->args[0], yes);
    }
    tests[clauses->count] = make_arrow(g, &any, 1, ast_atom(g->arena, SYM_false, span), span);
    return make_fn(g, tests, clauses->count + 1, span);
}

/* Clauses of `{:message, pattern}`, and `:timeout` for what stands after `after`. */
static Ast *tagged(Gen *g, const Ast *clause, Span span)
{
    Arrow arrow;
    if (!arrow_of(g, clause, &arrow) || arrow.count != 1)
        return NULL;
    Ast *tag = ast_atom(g->arena, SYM_message, span);
    Ast *pattern = ast_pair(g->arena, tag, arrow.patterns[0], span);
    if (arrow.guard)
        pattern = make_call(g, SYM_when, span, 2, pattern, arrow.guard);
    return make_arrow(g, &pattern, 1, arrow.body, clause->span);
}

void form_receive(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *parts = ast->count == 1 && ast->args[0]->kind == AST_list ? ast->args[0] : NULL;
    const Ast *clauses = parts ? ast_keyword(parts, SYM_do) : NULL;
    const Ast *after = parts ? ast_keyword(parts, SYM_after) : NULL;
    Span span = ast->span;
    Ast *none = ast_list(g->arena, NULL, 0, span),
        *timeout = ast_atom(g->arena, SYM_infinity, span);
    static const char *const known[] = {"do", "after", NULL};
    if (!parts) {
        refuse(g, ast, NULL, "invalid arguments for \"receive\"");
        return;
    }
    if (!check_blocks(g, parts, known, "receive"))
        return;
    if (!clauses && !after) {
        refuse(g, ast, NULL, "missing :do/:after option in \"receive\"");
        return;
    }
    bool is_empty = clauses && ast_is_call(clauses, SYM_block, 0);
    if (clauses && !is_empty && !check_clauses(g, "receive", "do", clauses, 1))
        return;
    clauses = clauses && !is_empty ? clauses : none;
    Ast **cases = arena_array(g->arena, Ast *, clauses->count + 1);
    uint32_t count = 0;
    for (; count < clauses->count; count++)
        if ((cases[count] = tagged(g, clauses->args[count], span)) == NULL)
            return;
    if (after) {
        Arrow arrow;
        if (after->kind != AST_list || after->count != 1) {
            refuse(g, after, NULL, "expected a single -> clause for :after in \"receive\"");
            return;
        }
        if (!check_clauses(g, "receive", "after", after, 1))
            return;
        arrow_of(g, after->args[0], &arrow);
        Ast *late = ast_atom(g->arena, sym(g->cx, STR("timeout")), span);
        timeout = arrow.patterns[0];
        cases[count++] = make_arrow(g, &late, 1, arrow.body, after->args[0]->span);
    }
    if (count == 0) { /* waits for ever */
        Ast *never = ast_atom(g->arena, SYM_nil, span);
        cases[count++] = make_arrow(g, &never, 1, never, span);
    }
    Ast *matches = matcher(g, clauses, span);
    if (matches == NULL)
        return;
    Ast *taken =
        make_remote(g, sym(g->cx, STR("Elixir.Cnx.Mailbox")), "receive", span, 2, matches, timeout);
    Ast *part = ast_pair(g->arena, ast_atom(g->arena, SYM_do, span),
                         ast_list(g->arena, cases, count, span), span);
    Map mine = {0}, *before = expansions_keep(g->vm, &mine);
    gen(g, make_call(g, SYM_case, span, 2, taken, ast_list(g->arena, &part, 1, span)), dst);
    expansions_keep_in(g->vm, before);
    map_free(&mine);
}
