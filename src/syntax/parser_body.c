/* parser_body.c - statements and clauses: files, do blocks, fn, parentheses, interpolations.

   A body is a row of statements; where one of them turns out to be the left side of `->`, it opens
   a clause, and the statements after it belong to that clause until the next `->`. After an error
   the rest of the statement is skipped, so one source can report several. */
#include "syntax/parser_state.h"

typedef struct Body {
    BodyKind kind;
    uint32_t closer;
    size_t base;       /* of the items: finished clauses, then statements from `statements` on */
    size_t statements; /* of the open clause, or of the body while it has none */
    Ast *arguments;    /* of the open clause, or NULL */
    uint32_t start;    /* of the open clause */
    uint32_t arrow;    /* its own */
} Body;

static bool at_end(const Parser *p, const Body *b)
{
    return p->at >= b->closer || (b->kind == BODY_do && at_kind(p, TOKEN_label));
}

/* One expression stands for itself. In parentheses a negation keeps its block, so that
   (not a) in b is told from not a in b. */
static Ast *block_of_items(Parser *p, BodyKind kind, size_t base, uint32_t at)
{
    size_t count = p->items.len - base;
    if (count == 1) {
        Ast *only = p->items.at[base];
        bool negates = ast_is_call(only, SYM_not, 1) || ast_is_call(only, SYM_bang, 1);
        if (!ast_is_call(only, SYM_unquote_splicing, 1) && !(kind == BODY_paren && negates)) {
            p->items.len = base;
            return only;
        }
    }
    Span span = span_of(p, at, at);
    if (count) {
        span.start = p->items.at[base]->span.start;
        span.end = vec_last(&p->items)->span.end;
    }
    return call_of_items(p, SYM_block, NULL, base, span);
}

/* Makes a clause of the open one's arguments and its statements. */
static void close_clause(Parser *p, Body *b)
{
    if (b->arguments == NULL)
        return;
    Ast *value = block_of_items(p, BODY_do, b->statements, last_end(p));
    Ast *const sides[] = {b->arguments, value};
    uint32_t end = value->span.end > b->arguments->span.end ? value->span.end : last_end(p);
    Ast *clause = ast_call(p->arena, SYM_arrow, sides, 2, span_of(p, b->start, end));
    vec_push(&p->items, ast_at(clause, b->arrow));
    b->statements = p->items.len;
    b->arguments = NULL;
}

/* Whether a statement may end here. */
static bool at_boundary(const Parser *p, const Body *b)
{
    return at_end(p, b) || at_kind(p, TOKEN_semicolon) || current(p)->newline;
}

/* The arrow at the current place: what stands on the items from `base` on are its arguments. Reads
   the first expression of the clause as well. */
static bool open_clause(Parser *p, Body *b, size_t base, uint32_t start)
{
    const Token *arrow = current(p);
    if (base > b->statements && b->arguments == NULL) {
        error_at(p, token_span(p, arrow), EXC_SyntaxError,
                 "unexpected operator ->. If you want to define multiple clauses, the first "
                 "expression must use ->. Syntax error before: '->'");
        return false;
    }
    size_t count = p->items.len - base;
    for (size_t i = base; i < p->items.len; i++)
        if ((p->items.at[i]->flags & (AST_DO_BLOCK | AST_WRAPPED)) == AST_DO_BLOCK)
            return syntax_error(p, "no do block on the left of \"->\"") != NULL;
    Ast *last = count ? vec_last(&p->items) : NULL;
    if (last && ast_is_call(last, SYM_when, 2)) { /* a, b when c is (a, b) when c */
        p->items.len--;
        vec_push(&p->items, last->args[0]);
        vec_push(&p->items, last->args[1]);
        Span span = span_of(p, start, last->span.end);
        Ast *when = ast_at(call_of_items(p, SYM_when, NULL, base, span), last->at);
        vec_push(&p->items, when);
    } else if (count == 1 && ast_is_call(last, SYM_block, 1) &&
               ast_is_call(last->args[0], SYM_unquote_splicing, 1)) {
        p->items.at[base] = last->args[0];
    }
    Span span = span_of(p, start, count ? last->span.end : start);
    Ast *arguments = list_of_items(p, base, span);
    close_clause(p, b);
    b->arguments = arguments;
    b->start = start;
    b->arrow = arrow->start;
    advance(p);
    bool empty = at_end(p, b) || at_kind(p, TOKEN_semicolon);
    if (empty)
        parser_warn(p, arrow->start, ODD_empty_clause);
    Ast *value = empty ? ast_atom(p->arena, SYM_nil, token_span(p, arrow)) : parse_expression(p);
    if (value == NULL)
        return false;
    vec_push(&p->items, value);
    if (!at_boundary(p, b) || token_is_operator(current(p), OPERATOR_arrow))
        return syntax_error(p, NULL) != NULL;
    return true;
}

/* After (a, b) or () at the start of a statement: a guard and the arrow. */
static bool parse_paren_clause(Parser *p, Body *b, Ast *arguments, uint32_t start)
{
    size_t base = p->items.len;
    for (uint32_t i = 0; i < arguments->count; i++)
        vec_push(&p->items, arguments->args[i]);
    if (token_is_operator(current(p), OPERATOR_when)) {
        uint32_t at = advance(p)->start;
        Ast *guard = parse_expression(p);
        if (guard == NULL)
            return false;
        vec_push(&p->items, guard);
        Span span = span_of(p, start, last_end(p));
        Ast *when = ast_at(call_of_items(p, SYM_when, NULL, base, span), at);
        vec_push(&p->items, when);
    }
    if (!token_is_operator(current(p), OPERATOR_arrow)) {
        syntax_error(p, "\"->\"");
        return false;
    }
    return open_clause(p, b, base, start);
}

/* A statement that begins with `(`: arguments of a clause or an expression. */
static Ast *parse_leading_paren(Parser *p, Ast **arguments)
{
    uint32_t closer = current(p)->link;
    bool empty = closer == p->at + 1;
    const Token *after = &p->tokens[closer + 1];
    bool heads =
        token_is_operator(after, OPERATOR_arrow) || token_is_operator(after, OPERATOR_when);
    *arguments = NULL;
    if (!enter(p))
        return NULL;
    if (empty && !heads)
        parser_warn(p, current(p)->start, ODD_empty_parens);
    Ast *x = parse_paren(p, arguments);
    p->depth--;
    if (*arguments && !heads)
        return syntax_error(p, "\"->\" after arguments in parentheses");
    if (x && empty && heads)
        *arguments = ast_list(p->arena, NULL, 0, x->span);
    if (x == NULL || *arguments)
        return x;
    x = parse_postfix(p, x, FORM_access);
    return x ? parse_operators(p, x, 0) : NULL;
}

/* The further arguments of a clause's left side, onto the items. */
static bool parse_more_arguments(Parser *p)
{
    bool outer = p->in_arguments;
    p->in_arguments = true;
    while (at_kind(p, TOKEN_comma)) {
        advance(p);
        Ast *x = at_key(p) ? parse_key_list(p, false) : parse_expression(p);
        if (x == NULL)
            return false;
        vec_push(&p->items, x);
    }
    p->in_arguments = outer;
    return true;
}

/* One statement or left side of a clause. *arguments: as parse_body. */
static bool parse_statement(Parser *p, Body *b, Ast **arguments)
{
    bool clauses = b->kind != BODY_top && b->kind != BODY_interpolation;
    uint32_t start = current(p)->start;
    size_t base = p->items.len;
    if (clauses && token_is_operator(current(p), OPERATOR_arrow))
        return open_clause(p, b, base, start);
    Ast *x, *in_parens = NULL;
    if (clauses && at_kind(p, TOKEN_open_paren))
        x = parse_leading_paren(p, &in_parens);
    else
        x = clauses && at_key(p) ? parse_key_list(p, false) : parse_expression(p);
    if (x == NULL)
        return false;
    if (in_parens)
        return parse_paren_clause(p, b, in_parens, start);
    vec_push(&p->items, x);
    if (clauses && at_kind(p, TOKEN_comma) && !current(p)->newline && !parse_more_arguments(p))
        return false;
    if (clauses && token_is_operator(current(p), OPERATOR_arrow))
        return open_clause(p, b, base, start);
    bool several = p->items.len > base + 1 || x->flags & AST_KEYWORDS;
    if (several && arguments && p->at == b->closer && base == b->base) {
        *arguments = list_of_items(p, base, span_of(p, start, last_end(p)));
        return true;
    }
    if (several || !at_boundary(p, b)) {
        syntax_error(p, NULL);
        return false;
    }
    return true;
}

/* After an error: to the next statement of this body that starts behind it, over whole groups. */
static void skip_statement(Parser *p, const Body *b, uint32_t start)
{
    uint32_t at = start, failed = p->at;
    while (at < b->closer) {
        const Token *t = &p->tokens[at];
        bool boundary = (t->newline || token_is(t, TOKEN_semicolon)) && at > start;
        if (at >= failed && at > start && b->kind == BODY_do && token_is(t, TOKEN_label))
            break;
        if (at >= failed && boundary)
            break;
        TokenRole role = token_role(token_kind(t));
        bool group = role == ROLE_OPENS || role == ROLE_ENTERS || token_is(t, TOKEN_string_begin);
        at = group ? t->link + 1 : at + 1;
    }
    p->at = at < b->closer ? at : b->closer;
}

static bool recovers(BodyKind kind)
{
    return kind == BODY_top || kind == BODY_do || kind == BODY_fn;
}

Ast *parse_body(Parser *p, BodyKind kind, uint32_t closer, Ast **arguments)
{
    enum { MOST_ERRORS = 20 };
    size_t base = p->items.len, pending = p->pending.len;
    Body b = {.kind = kind, .closer = closer, .base = base, .statements = base};
    bool outer = p->in_arguments, clauses = false;
    uint32_t depth = p->depth;
    p->in_arguments = false;
    while (!at_end(p, &b)) {
        uint32_t start = p->at, errors = p->errors;
        if (take(p, TOKEN_semicolon)) {
            if (at_kind(p, TOKEN_semicolon) && !current(p)->newline) {
                syntax_error(p, NULL);
                advance(p);
            }
            continue;
        }
        if (parse_statement(p, &b, arguments)) {
            clauses |= b.arguments != NULL;
            if (arguments && *arguments)
                break;
            continue;
        }
        if (!recovers(kind) || errors >= MOST_ERRORS)
            return NULL;
        p->in_arguments = false;
        p->pending.len = pending;
        p->items.len = b.statements;
        p->depth = depth;
        skip_statement(p, &b, start);
    }
    p->in_arguments = outer;
    p->took_commas = false;
    if (arguments && *arguments)
        return *arguments;
    uint32_t end = last_end(p);
    if (!clauses)
        return block_of_items(p, kind, base, end);
    close_clause(p, &b);
    return list_of_items(p, base, span_of(p, p->items.at[base]->span.start, end));
}

/* --- what bodies stand in --- */

Ast *parse_paren(Parser *p, Ast **arguments)
{
    const Token *open = advance(p);
    const Token *before = p->at > 1 ? open - 1 : NULL;
    if (arguments == NULL && p->at == open->link)
        parser_warn(p, open->start, ODD_empty_parens);
    Ast *several = NULL;
    Ast *x = parse_body(p, BODY_paren, open->link, &several);
    if (x == NULL)
        return NULL;
    if (several && arguments == NULL) {
        if (before && token_is(before, TOKEN_identifier) && !open->newline)
            return error_at(p, token_span(p, open), EXC_SyntaxError,
                            "unexpected parentheses. If you are making a function call, do not "
                            "insert spaces between the function name and the opening parentheses. "
                            "Syntax error before: '('");
        return syntax_error(p, "\"->\" after arguments in parentheses");
    }
    advance(p);
    bool is_made = ast_is_call(x, SYM_block, -1) ||
                   (x->kind == AST_list && x->count && ast_is_call(x->args[0], SYM_arrow, 2));
    if (is_made && !(x->flags & AST_WRAPPED))
        x->at = open->start;
    x->span = span_of(p, open->start, last_end(p));
    x->flags |= AST_WRAPPED;
    if (several)
        *arguments = several;
    return x;
}

Ast *parse_do_block(Parser *p)
{
    size_t base = p->items.len;
    const Token *open = current(p);
    do {
        const Token *label = advance(p);
        Ast *key = ast_atom(p->arena, token_name(p, label), token_span(p, label));
        Ast *value = parse_body(p, BODY_do, open->link, NULL);
        if (value == NULL)
            return NULL;
        Ast *pair = ast_pair(p->arena, key, value, span_of(p, label->start, last_end(p)));
        vec_push(&p->items, pair);
    } while (at_kind(p, TOKEN_label));
    advance(p);
    return list_of_items(p, base, span_of(p, open->start, last_end(p)));
}

Ast *parse_fn(Parser *p)
{
    const Token *open = advance(p);
    if (p->at == open->link)
        return syntax_error(p, "a clause, as in fn x -> x end");
    uint32_t errors = p->errors;
    Ast *clauses = parse_body(p, BODY_fn, open->link, NULL);
    if (clauses == NULL)
        return NULL;
    advance(p);
    bool are_clauses =
        clauses->kind == AST_list && clauses->count && ast_is_call(clauses->args[0], SYM_arrow, 2);
    if (!are_clauses && p->errors == errors) {
        error_at(p, token_span(p, open), EXC_SyntaxError,
                 "expected anonymous functions to be defined with -> inside: 'fn'");
        fail_note(p->cx, "write fn pattern -> expression end");
        return NULL;
    }
    if (!are_clauses)
        return clauses;
    Span span = span_of(p, open->start, last_end(p));
    return ast_call(p->arena, SYM_fn, clauses->args, clauses->count, span);
}
