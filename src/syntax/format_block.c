/* format_block.c - statements, clauses and functions. */
#include "syntax/format_state.h"

/* --- statements --- */

static Piece statement(Formatter *f, const Parts *parts, size_t i, const void *unused)
{
    (void)unused;
    const Ast *ast = parts->at[i].ast;
    Piece piece = {format_node(f, ast, CTX_block), !ast_is_call(ast, SYM_at, 1), 1};
    if (i + 1 < parts->len)
        piece.newlines = newlines_between(f, ast, parts->at[i + 1].ast);
    return piece;
}

const Doc *format_block(Formatter *f, const Ast *ast, uint32_t min, uint32_t max)
{
    if (is_clauses(ast))
        return clauses_in_parens(f, ast, min, max);
    Parts parts = {0};
    Pieces pieces = {0};
    bool several = ast_is_call(ast, SYM_block, -1) && ast->count != 1;
    for (uint32_t i = 0; i < (several ? ast->count : 1); i++)
        add_part(f, &parts, several ? ast->args[i] : ast, CTX_block);
    with_comments(f, &parts, 0, &pieces, min, max, statement, NULL);
    const Doc *d = &doc_nil;
    if (pieces.len) {
        const Doc *const *docs = docs_of(f, &pieces);
        d = pieces.len > 1 ? force(f, join_docs(f, docs, pieces.len, JOIN_line)) : docs[0];
    }
    vec_free(&parts);
    vec_free(&pieces);
    return d;
}

/* --- clauses --- */

static const Ast *arguments_of(const Ast *clause)
{
    return clause->args[0];
}

static const Ast *body_of(const Ast *clause)
{
    return clause->args[1];
}

/* The arrow of a clause. */
static uint32_t arrow_of(const Formatter *f, const Ast *clause)
{
    const Ast *args = arguments_of(clause);
    uint32_t at = token_from(f, args->count ? args->span.end : clause->span.start);
    while (!token_is_operator(&f->tokens[at], OPERATOR_arrow) && at + 1 < f->token_count)
        at++;
    return at;
}

static bool is_multi_line(const Formatter *f, const Ast *clause)
{
    const Ast *body = body_of(clause);
    return breaks_at(f, arrow_of(f, clause)) ||
           (ast_is_call(body, SYM_block, -1) && body->count > 1);
}

static bool any_multi_line(const Formatter *f, const Ast *const *clauses, uint32_t count)
{
    bool any = false;
    for (uint32_t i = 0; i < count && !any; i++)
        any = is_multi_line(f, clauses[i]);
    return any;
}

/* a, b when c: the row of arguments in front of the guard. */
static const Ast *guard_of(const Ast *arguments)
{
    const Ast *only = arguments->count == 1 ? arguments->args[0] : NULL;
    return only && ast_is_call(only, SYM_when, -1) ? only : NULL;
}

const Doc *clause_arguments(Formatter *f, const Ast *arguments)
{
    if (guard_of(arguments))
        return format_guarded(f, guard_of(arguments));
    if (arguments->count == 0)
        return word(f, "()");
    return items_in_row(f, arguments, CTX_no_parens_arg);
}

static Piece all_arguments(Formatter *f, const Parts *parts, size_t i, const void *unused)
{
    (void)unused;
    return (Piece){clause_arguments(f, parts->at[i].ast), false, 1};
}

/* The arguments, with comments in front of them. */
static const Doc *clause_head(Formatter *f, const Ast *arguments, uint32_t min)
{
    Parts parts = {0};
    Pieces pieces = {0};
    Part all = format_part(f, arguments, CTX_no_parens_arg);
    if (arguments->count == 0)
        all.end = 0;
    vec_push(&parts, all);
    bool comments = with_comments(f, &parts, 0, &pieces, min, 0, all_arguments, NULL);
    const Doc *d = join_docs(f, docs_of(f, &pieces), pieces.len, comments ? JOIN_line : JOIN_break);
    vec_free(&parts);
    vec_free(&pieces);
    return d;
}

static const Doc *clause(Formatter *f, const Ast *ast, uint32_t min, uint32_t max)
{
    const Ast *args = arguments_of(ast);
    if (args->count == 0) {
        const Doc *body = format_block(f, body_of(ast), f->lines[arrow_of(f, ast)], max);
        return nest(f, cat3(f, word(f, "() ->"), space(f), body), 2);
    }
    f->operand_nesting += 2;
    const Doc *head = clause_head(f, args, min);
    f->operand_nesting -= 2;
    const Doc *body = format_block(f, body_of(ast), min, max);
    head = group(f, cat(f, ungroup(head), word(f, " ->")));
    return cat(f, head, nest(f, cat(f, space(f), body), 2));
}

static const Doc *all_clauses(Formatter *f, const Ast *const *clauses, uint32_t count, uint32_t min,
                              uint32_t max)
{
    const Doc *d = NULL;
    for (uint32_t i = 0; i < count; i++) {
        const Doc *one = clause(f, clauses[i], min, i + 1 == count ? max : 0);
        const Doc *between = nest(f, no_space(f), NEST_RESET);
        d = d ? cat3(f, cat(f, d, between), line(f), one) : one;
    }
    return group(f, any_multi_line(f, clauses, count) ? force(f, d) : d);
}

const Doc *clauses_or_block(Formatter *f, const Ast *ast, uint32_t min, uint32_t max)
{
    if (is_clauses(ast))
        return all_clauses(f, (const Ast *const *)ast->args, ast->count, min, max);
    const Doc *d = format_block(f, ast, min, max);
    return d == &doc_nil ? d : group(f, d);
}

/* --- functions --- */

/* fn args -> body end, on one line or with the body on its own. */
static const Doc *one_clause_function(Formatter *f, const Ast *ast, uint32_t max)
{
    const Ast *args = arguments_of(ast);
    uint32_t min = f->lines[arrow_of(f, ast)];
    const Doc *head = word(f, "fn ->");
    if (args->count) {
        head = cat(f, ungroup(clause_head(f, args, min)), word(f, " ->"));
        head = cat(f, word(f, "fn "), group(f, nest(f, head, NEST_CURSOR)));
    }
    const Doc *body = format_block(f, body_of(ast), min, max);
    bool splits = is_multi_line(f, ast);
    const Doc *between = splits ? line(f) : space(f);
    const Doc *d = nest(f, cat(f, cat(f, head, between), body), 2);
    d = cat(f, cat(f, d, between), word(f, "end"));
    return group(f, splits ? force(f, d) : d);
}

const Doc *anonymous_function(Formatter *f, const Ast *fn)
{
    const Ast *const *clauses = (const Ast *const *)fn->args;
    Extent extent = extent_of(f, first_token(f, fn));
    bool is_one = fn->count == 1 && (!extent.eol || arguments_of(clauses[0])->count == 0);
    if (is_one)
        return one_clause_function(f, clauses[0], extent.closing);
    const Doc *d = all_clauses(f, clauses, fn->count, extent.line, extent.closing);
    d = nest(f, cat3(f, word(f, "fn"), line(f), d), 2);
    return force(f, cat3(f, d, line(f), word(f, "end")));
}

const Doc *clauses_in_parens(Formatter *f, const Ast *clauses, uint32_t min, uint32_t max)
{
    const Ast *const *all = (const Ast *const *)clauses->args;
    if (clauses->count > 1) {
        const Doc *d = all_clauses(f, all, clauses->count, min, max);
        d = nest(f, cat3(f, word(f, "("), line(f), d), 2);
        return force(f, cat3(f, d, line(f), word(f, ")")));
    }
    const Ast *args = arguments_of(all[0]);
    bool splits = is_multi_line(f, all[0]);
    min = f->lines[arrow_of(f, all[0])];
    const Doc *d;
    if (args->count == 0) {
        const Doc *body = nest(f, format_block(f, body_of(all[0]), min, max), NEST_CURSOR);
        d = cat(f, cat(f, word(f, "(-> "), body), word(f, ")"));
    } else {
        const Doc *head = clause_head(f, args, min);
        const Doc *body = format_block(f, body_of(all[0]), min, max);
        head = group(f, cat(f, ungroup(head), word(f, " ->")));
        body = nest(f, cat(f, splits ? line(f) : space(f), body), 2);
        d = in_parens(f, cat(f, head, body));
    }
    return group(f, splits ? force(f, d) : d);
}
