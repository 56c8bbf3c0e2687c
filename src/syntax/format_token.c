/* format_token.c - what only the tokens know: lines, newlines, parentheses, how things were
   written. A node finds its tokens by the bytes of its span. */
#include "syntax/format_state.h"

uint32_t token_from(const Formatter *f, uint32_t offset)
{
    uint32_t low = 0, high = f->token_count - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (f->tokens[middle].start < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t last_token(const Formatter *f, const Ast *ast)
{
    uint32_t behind = token_from(f, ast->span.end);
    return behind ? behind - 1 : 0;
}

uint32_t first_token(const Formatter *f, const Ast *ast)
{
    uint32_t at = token_from(f, ast->span.start);
    while (ast->flags & AST_WRAPPED && token_is(&f->tokens[at], TOKEN_open_paren))
        at++;
    return at;
}

/* The operator in front of a right operand. */
static uint32_t operator_before(const Formatter *f, const Ast *right)
{
    uint32_t at = token_from(f, right->span.start);
    return at ? at - 1 : 0;
}

uint32_t own_token(const Formatter *f, const Ast *ast)
{
    uint32_t begin;
    if (ast->kind != AST_call || is_quoted(f, ast, &begin))
        return first_token(f, ast);
    if (ast->head == NULL) {
        if (is_not_in(ast))
            return operator_before(f, ast->args[0]->args[1]);
        bool infix =
            ast->count >= 2 && (binary_row(f, ast->name) || ast_is_call(ast, SYM_range_step, 3));
        return infix ? operator_before(f, ast->args[ast->count - 1]) : first_token(f, ast);
    }
    if (ast->flags & AST_BRACKETS)
        return token_from(f, ast->args[0]->span.end);
    if (ast_is_call(ast->head, SYM_dot, 2))
        return token_from(f, ast->head->args[1]->span.start);
    if (ast_is_call(ast->head, SYM_dot, 1)) /* f.(a): the dot */
        return token_from(f, ast->head->span.end) - 1;
    return own_token(f, ast->head); /* f(a)(b) */
}

uint32_t line_of(const Formatter *f, const Ast *ast)
{
    return ast_is_call(ast, SYM_block, 0) ? LAST_LINE : f->lines[own_token(f, ast)];
}

uint32_t start_line(const Formatter *f, const Ast *ast)
{
    uint32_t at = token_from(f, ast->span.start);
    while (token_is(&f->tokens[at], TOKEN_open_paren))
        at++;
    return f->lines[at];
}

uint32_t end_line(const Formatter *f, const Ast *ast)
{
    return f->last_lines[last_token(f, ast)];
}

uint32_t newlines_after(const Formatter *f, uint32_t token)
{
    return token + 1 < f->token_count ? f->newlines[token + 1] : 0;
}

bool breaks_at(const Formatter *f, uint32_t operator_token)
{
    bool is_match = token_is_operator(&f->tokens[operator_token], OPERATOR_match);
    return !f->ignores_newlines && operator_token > 0 &&
           ((!is_match && newlines_after(f, operator_token)) ||
            newlines_after(f, operator_token - 1));
}

Extent extent_of(const Formatter *f, uint32_t open)
{
    Extent e = {f->lines[open], f->lines[f->tokens[open].link], false};
    e.eol = !f->ignores_newlines && newlines_after(f, open) > 0;
    return e;
}

Extent call_extent(const Formatter *f, const Ast *call)
{
    Extent e = {line_of(f, call), 0, false};
    if (call->flags & AST_PARENS) {
        uint32_t open = call->head ? token_from(f, call->head->span.end) : first_token(f, call) + 1;
        Extent parens = extent_of(f, open);
        e.closing = parens.closing;
        e.eol = parens.eol;
    }
    const Ast *head = call->head; /* the newline in f(, too, counts for f(a)(b) */
    if (head && head->flags & AST_PARENS && !ast_is_call(head, SYM_dot, -1))
        e.eol |= call_extent(f, head).eol;
    return e;
}

uint32_t newlines_between(const Formatter *f, const Ast *a, const Ast *b)
{
    uint32_t newlines = newlines_after(f, last_token(f, a));
    return newlines ? newlines : f->newlines[token_from(f, b->span.start)];
}

bool is_spread(const Formatter *f, Extent extent)
{
    bool is = extent.eol;
    for (const FormatComment *c = f->comments; c && !is && c->line < extent.closing; c = c->rest)
        is = c->line > extent.line;
    return is;
}

bool each_on_its_line(const Formatter *f, const Parts *parts)
{
    bool is = parts->len >= 2;
    uint32_t before = 0;
    for (size_t i = 0; is && i < parts->len; i++) {
        const Ast *ast = parts->at[i].ast;
        uint32_t at =
            line_of(f, ast->kind == AST_list && ast->flags & AST_KEYWORDS ? ast->args[0] : ast);
        is = at != before;
        before = at;
    }
    return is;
}

/* --- what a node is --- */

static const OperatorRow *row_of(const Formatter *f, Sym name)
{
    Operator op = name < SYM_count ? (Operator)f->operators[name] : OPERATOR_count;
    return op < OPERATOR_count ? &operator_rows[op] : NULL;
}

const OperatorRow *binary_row(const Formatter *f, Sym name)
{
    const OperatorRow *row = row_of(f, name);
    return row && row->binary ? row : NULL;
}

const OperatorRow *unary_row(const Formatter *f, Sym name)
{
    const OperatorRow *row = row_of(f, name);
    return row && row->unary ? row : NULL;
}

bool is_binary_operation(const Formatter *f, const Ast *ast)
{
    if (ast->kind != AST_call || ast->head)
        return false;
    return (ast->count == 2 && binary_row(f, ast->name)) || ast_is_call(ast, SYM_range_step, 3);
}

bool is_operation(const Formatter *f, const Ast *ast)
{
    bool is_unary =
        ast->kind == AST_call && ast->head == NULL && ast->count == 1 && unary_row(f, ast->name);
    return is_unary || is_binary_operation(f, ast);
}

bool is_not_in(const Ast *ast)
{
    return ast_is_call(ast, SYM_not, 1) && ast_is_call(ast->args[0], SYM_in, 2);
}

bool is_clauses(const Ast *ast)
{
    return ast->kind == AST_list && ast->count && ast_is_call(ast->args[0], SYM_arrow, 2);
}

bool is_key_pair(const Formatter *f, const Ast *pair)
{
    if (pair->kind != AST_pair)
        return false;
    const Token *t = &f->tokens[token_from(f, pair->span.start)];
    return token_is(t, TOKEN_keyword) || token_is(t, TOKEN_do) || token_is(t, TOKEN_label) ||
           (token_is(t, TOKEN_string_begin) && f->tokens[t->link].is_key);
}

bool is_keywords(const Formatter *f, const Ast *list)
{
    bool is = list->kind == AST_list && list->count;
    for (uint32_t i = 0; is && i < list->count; i++)
        is = is_key_pair(f, list->args[i]);
    return is;
}

/* A call that stands for something written in quotes: its module has no token of its own. */
static bool is_made_call(const Ast *ast, Sym module, Sym name)
{
    const Ast *head = ast->kind == AST_call ? ast->head : NULL;
    return head && ast_is_call(head, SYM_dot, 2) && head->args[0]->kind == AST_atom &&
           head->args[0]->name == module && head->args[1]->name == name &&
           head->args[0]->span.start == head->args[1]->span.start;
}

static bool is_sigil(const Formatter *f, const Ast *ast)
{
    return ast->kind == AST_call && ast->head == NULL && ast->count == 2 &&
           ast_is_call(ast->args[0], SYM_bits, -1) &&
           str_starts(sym_text(f->cx, ast->name), STR("sigil_"));
}

bool is_quoted(const Formatter *f, const Ast *ast, uint32_t *begin)
{
    bool may_be = ast->kind == AST_string || ast->kind == AST_atom ||
                  (ast->kind == AST_list && ast->flags & AST_CHARLIST) ||
                  is_made_call(ast, SYM_List, SYM_to_charlist) ||
                  is_made_call(ast, SYM_erlang, SYM_binary_to_atom) ||
                  ast_is_call(ast, SYM_bits, -1) || is_sigil(f, ast);
    if (!may_be)
        return false;
    *begin = first_token(f, ast);
    return token_is(&f->tokens[*begin], TOKEN_string_begin);
}

bool is_tight(const Ast *ast)
{
    return (ast_is_call(ast, SYM_at, 1) && ast->args[0]->kind == AST_var) ||
           (ast_is_call(ast, SYM_amp, 1) && ast->args[0]->kind == AST_int);
}

bool next_break_fits(const Formatter *f, const Ast *ast)
{
    uint32_t begin;
    if (is_quoted(f, ast, &begin)) {
        const Token *t = &f->tokens[begin];
        Str opening = str_slice(f->text, t->start, t->end);
        return opening.len > 3 && opening.at[opening.len - 1] == '\n';
    }
    if (ast->kind == AST_pair && !is_key_pair(f, ast))
        return is_spread(f, extent_of(f, first_token(f, ast)));
    if (ast->kind == AST_list)
        return !(ast->flags & AST_KEYWORDS) && !is_clauses(ast);
    if (ast->kind != AST_call)
        return false;
    if (ast->head)
        return ast_is_call(ast->head, SYM_dot, 2) && ast->head->args[1]->kind == AST_atom &&
               ast->head->args[1]->name == SYM_tuple;
    if (ast->name == SYM_tuple || (ast->name == SYM_bits && ast->count))
        return is_spread(f, extent_of(f, first_token(f, ast)));
    return (ast->name == SYM_fn && ast->count) || (ast->name == SYM_map && ast->count) ||
           ast->name == SYM_struct;
}
