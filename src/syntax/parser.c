/* parser.c - the expression loop: operators by precedence, with an explicit stack.

   An operator waits on the stack until one that binds less tightly (or the end) comes; then it
   takes its operands. So a chain of any length, whichever way it groups, needs no C recursion; only
   operands inside operands do, and their depth is limited. */
#include "syntax/parser_state.h"

#include <string.h>

enum { MOST_DEPTH = 1000 };

/* --- tokens --- */

/* However its letters are composed, a name is the same one; the sign of millionths is the letter.
 */
static Sym composed_name(Parser *p, Str name)
{
    Text composed = {0};
    text_composed(&composed, name, false);
    for (size_t i = 1; i < composed.len; i++)
        if (memcmp(composed.at + i - 1, "\xc2\xb5", 2) == 0)
            memcpy(composed.at + i - 1, "\xce\xbc", 2);
    Sym s = sym(p->cx, text_str(&composed));
    text_free(&composed);
    return s;
}

Sym token_name(Parser *p, const Token *t)
{
    uint32_t end = t->end - (t->kind == TOKEN_keyword ? 1 : 0);
    uint32_t start = t->start + (t->kind == TOKEN_atom ? 1 : 0);
    Str name = str_slice(p->text, start, end);
    for (size_t i = 0; i < name.len; i++)
        if ((uint8_t)name.at[i] >= 0x80)
            return composed_name(p, name);
    return sym(p->cx, name);
}

bool take(Parser *p, TokenKind kind)
{
    if (!at_kind(p, kind))
        return false;
    advance(p);
    return true;
}

bool at_key(const Parser *p)
{
    const Token *t = current(p);
    return token_is(t, TOKEN_keyword) ||
           (token_is(t, TOKEN_string_begin) && p->tokens[t->link].is_key);
}

/* --- errors --- */

Ast *error_at(Parser *p, Span span, Exc exc, const char *fmt, ...)
{
    Text message = {0};
    va_list args;
    va_start(args, fmt);
    text_vprint(&message, fmt, args);
    va_end(args);
    fail_also(p->cx, span, exc, "%s", text_cstr(&message));
    text_free(&message);
    p->errors++;
    return NULL;
}

/* Whether a name stands unquoted in Erlang's spelling of an atom, which these messages use. */
static bool is_plain(Str name)
{
    static const char *const reserved[] = {"and", "or", "not", "when", "after", "catch", "end"};
    bool plain = name.len > 0;
    for (size_t at = 0; plain && at < name.len;) {
        bool is_first = at == 0;
        int32_t c = str_codepoint(name, &at);
        bool is_lower_letter = (c >= 'a' && c <= 'z') || (c >= 0xdf && c <= 0xff && c != 0xf7);
        bool is_other = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '@' ||
                        (c >= 0xc0 && c < 0xdf && c != 0xd7);
        plain = is_lower_letter || (is_other && !is_first);
    }
    for (size_t i = 0; plain && i < sizeof reserved / sizeof *reserved; i++)
        plain = !str_is(name, reserved[i]);
    return plain;
}

static bool is_reserved(const Token *t)
{
    TokenKind kind = token_kind(t);
    if (kind == TOKEN_operator)
        return t->op == OPERATOR_and || t->op == OPERATOR_or || t->op == OPERATOR_not ||
               t->op == OPERATOR_in || t->op == OPERATOR_when;
    return kind == TOKEN_fn || kind == TOKEN_end || kind == TOKEN_label || kind == TOKEN_nil ||
           kind == TOKEN_true || kind == TOKEN_false;
}

static bool is_behind_expression(const Parser *p, const Token *t)
{
    if (t == p->tokens)
        return false;
    TokenKind kind = token_kind(t - 1);
    return kind == TOKEN_int || kind == TOKEN_float || kind == TOKEN_char || kind == TOKEN_atom ||
           kind == TOKEN_identifier || kind == TOKEN_alias || kind == TOKEN_nil ||
           kind == TOKEN_true || kind == TOKEN_false || kind == TOKEN_string_end ||
           token_role(kind) == ROLE_CLOSES;
}

/* As Erlang writes an atom; a key that could not stand there with its colon. */
static void show_atom(Text *out, Str name, bool is_key)
{
    bool plain = is_plain(name) && !is_key;
    if (!plain)
        text_char(out, '\'');
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] == '\\')
            text_char(out, '\\');
        text_char(out, name.at[i]);
    }
    text_print(out, "%s%s", is_key ? ":" : "", plain ? "" : "'");
}

/* How the message names a token: names plain, punctuation in single quotes, numbers in double. */
static void show_token(Parser *p, Text *out, const Token *t)
{
    Str bytes = str_slice(p->text, t->start, t->end);
    if (token_is(t, TOKEN_int) || token_is(t, TOKEN_float)) {
        text_print(out, "\"%.*s\"", (int)bytes.len, bytes.at);
    } else if (token_is(t, TOKEN_string_begin)) {
        bool whole = t->link == (uint32_t)(t - p->tokens) + 2;
        bytes = whole ? str_slice(p->text, t[1].start, t[1].end) : STR("");
        if (p->text.at[t->start] == '~')
            text_print(out, "sigil %.*s starting with content '%.*s'", (int)(t->end - t->start - 1),
                       p->text.at + t->start, (int)bytes.len, bytes.at);
        else if (p->tokens[t->link].is_key && whole)
            show_atom(out, bytes, is_behind_expression(p, t));
        else if (p->text.at[t->start] == ':' && whole)
            show_atom(out, bytes, false);
        else
            text_print(out, "\"%.*s%s", (int)bytes.len, bytes.at, whole ? "\"" : "");
    } else if (token_is(t, TOKEN_char)) {
        text_add(out, bytes);
    } else {
        Str name = sym_text(p->cx, token_name(p, t));
        if (token_is(t, TOKEN_percent) && t->end < p->text.len && p->text.at[t->end] == '{')
            name = STR("%{}");
        show_atom(out, name, token_is(t, TOKEN_keyword) && is_behind_expression(p, t));
    }
}

/* Where an expression should have gone on: the end of the last line with code, or the last token
   where nothing follows that line. */
static Span end_of_code(const Parser *p)
{
    uint32_t last = p->at ? p->tokens[p->at - 1].start : p->tokens[0].start, end = last_end(p);
    uint32_t limit = current(p)->start, at = end;
    while (at < limit &&
           (p->text.at[at] == ' ' || p->text.at[at] == '\t' || p->text.at[at] == '\r'))
        at++;
    bool has_more = at < limit && (p->text.at[at] == '\n' || p->text.at[at] == '#');
    return has_more ? span_of(p, at, at) : span_of(p, last, end);
}

Ast *syntax_error(Parser *p, const char *expected)
{
    const Token *t = current(p);
    Span span = token_span(p, t);
    if (token_is(t, TOKEN_keyword) && token_name(p, t) == SYM_do && is_behind_expression(p, t)) {
        const char *what = "unexpected keyword: ";
        error_at(p, span, EXC_SyntaxError, "%sdo:%s", what, misplaced_do);
        fail_token(p->cx, strlen(what), strlen("do:"));
        return NULL;
    }
    if (token_is(t, TOKEN_end_of_file)) {
        error_at(p, end_of_code(p), EXC_TokenMissingError,
                 "syntax error: expression is incomplete");
    } else if (is_reserved(t)) {
        Str word = str_slice(p->text, t->start, t->end);
        error_at(p, span, EXC_SyntaxError,
                 "syntax error before: %.*s. \"%.*s\" is a reserved word in Elixir and therefore "
                 "its usage is limited. For instance, it can't be used as a variable or be "
                 "defined nor invoked as a regular function",
                 (int)word.len, word.at, (int)word.len, word.at);
        fail_token(p->cx, STR("syntax error before: ").len, word.len);
    } else {
        Text shown = {0};
        show_token(p, &shown, t);
        error_at(p, span, EXC_SyntaxError, "syntax error before: %s", text_cstr(&shown));
        text_free(&shown);
    }
    if (expected)
        fail_note(p->cx, "expected %s", expected);
    return NULL;
}

/* --- nodes --- */

Ast *list_of_items(Parser *p, size_t base, Span span)
{
    Ast *list = ast_list(p->arena, p->items.at ? p->items.at + base : NULL,
                         (uint32_t)(p->items.len - base), span);
    p->items.len = base;
    return list;
}

Ast *call_of_items(Parser *p, Sym name, Ast *head, size_t base, Span span)
{
    Ast *call = ast_call(p->arena, name, p->items.at ? p->items.at + base : NULL,
                         (uint32_t)(p->items.len - base), span);
    call->head = head;
    if (head)
        call->at = ast_is_call(head, SYM_dot, 2) ? head->args[1]->at : head->at;
    p->items.len = base;
    return call;
}

Ast *dot_head(Parser *p, Ast *left, uint32_t dot, Ast *name, Span span)
{
    Ast *const both[] = {left, name};
    return ast_at(ast_call(p->arena, SYM_dot, both, name ? 2 : 1, span), dot);
}

Ast *remote_call(Parser *p, Sym module, Sym name, Ast **args, uint32_t count, uint32_t at,
                 Span span)
{
    Ast *call = ast_at(ast_call(p->arena, 0, args, count, span), at);
    call->head =
        dot_head(p, ast_atom(p->arena, module, span), at, ast_atom(p->arena, name, span), span);
    return call;
}

/* --- operands --- */

static Ast *parse_literal_word(Parser *p)
{
    const Token *t = advance(p);
    Sym name = token_is(t, TOKEN_nil) ? SYM_nil : token_is(t, TOKEN_true) ? SYM_true : SYM_false;
    return ast_atom(p->arena, name, token_span(p, t));
}

/* `..` and `...` on their own, and the capture &1. */
static Ast *parse_operator_operand(Parser *p, Form *form)
{
    const Token *t = current(p);
    if (t->op == OPERATOR_at)
        return parse_attribute(p, form);
    if (t->op == OPERATOR_amp && token_is(t + 1, TOKEN_int)) {
        advance(p);
        Ast *number = parse_number(p);
        return ast_call(p->arena, SYM_amp, &number, 1, span_of(p, t->start, last_end(p)));
    }
    if (t->op == OPERATOR_range || t->op == OPERATOR_ellipsis) {
        advance(p);
        return ast_call(p->arena, operator_rows[t->op].name, NULL, 0, token_span(p, t));
    }
    return syntax_error(p, "an expression");
}

Ast *parse_primary(Parser *p, Form *form)
{
    const Token *t = current(p);
    *form = FORM_access;
    switch (token_kind(t)) {
    case TOKEN_int:
    case TOKEN_float:
        return parse_number(p);
    case TOKEN_char:
        return parse_char(p);
    case TOKEN_atom:
        advance(p);
        return ast_atom(p->arena, token_name(p, t), token_span(p, t));
    case TOKEN_nil:
    case TOKEN_true:
    case TOKEN_false:
        return parse_literal_word(p);
    case TOKEN_identifier:
        return parse_name(p, form);
    case TOKEN_alias:
        return parse_alias(p, NULL, t->start, form);
    case TOKEN_string_begin:
        return p->tokens[t->link].is_key ? syntax_error(p, "an expression") : parse_string(p);
    case TOKEN_open_paren:
        return parse_paren(p, NULL);
    case TOKEN_open_bracket:
        return parse_list(p);
    case TOKEN_open_brace:
        return parse_tuple(p);
    case TOKEN_open_bits:
        return parse_bits(p);
    case TOKEN_percent:
        return parse_map_or_struct(p);
    case TOKEN_fn:
        return parse_fn(p);
    case TOKEN_operator:
        return parse_operator_operand(p, form);
    case TOKEN_end_of_file:
    case TOKEN_semicolon:
    case TOKEN_comma:
    case TOKEN_dot:
    case TOKEN_close_paren:
    case TOKEN_close_bracket:
    case TOKEN_close_brace:
    case TOKEN_close_bits:
    case TOKEN_do:
    case TOKEN_end:
    case TOKEN_label:
    case TOKEN_keyword:
    case TOKEN_string_part:
    case TOKEN_interpolation_begin:
    case TOKEN_interpolation_end:
    case TOKEN_string_end:
        return syntax_error(p, "an expression");
    }
    return NULL;
}

Ast *parse_postfix(Parser *p, Ast *left, Form form)
{
    while (left && form != FORM_done) {
        const Token *t = current(p);
        if (token_is(t, TOKEN_dot))
            left = parse_dot(p, left, &form);
        else if (token_is(t, TOKEN_open_bracket) && form == FORM_access && !t->newline)
            left = parse_index(p, left);
        else
            break;
    }
    return left;
}

bool enter(Parser *p)
{
    if (p->depth >= MOST_DEPTH) {
        error_at(p, token_span(p, current(p)), EXC_SyntaxError,
                 "expressions are nested more than %d levels deep", MOST_DEPTH);
        return false;
    }
    p->depth++;
    return true;
}

static Ast *parse_operand(Parser *p)
{
    if (!enter(p))
        return NULL;
    p->took_commas = false;
    Form form;
    Ast *x = parse_primary(p, &form);
    x = parse_postfix(p, x, form);
    p->depth--;
    return x;
}

/* --- operators --- */

/* Whether the current token is an operator between two operands of at least this precedence. A
   newline before `+` or `-` starts a new expression; before every other operator it does not. */
static bool at_binary(const Parser *p, int least)
{
    const Token *t = current(p);
    if (!token_is(t, TOKEN_operator))
        return false;
    const OperatorRow *row = &operator_rows[t->op];
    return row->binary && row->binary >= least && !(t->newline && row->unary);
}

/* Whether the current token is an operator in front of an operand. `...` may stand alone. */
static bool at_unary(const Parser *p)
{
    const Token *t = current(p), *next = t + 1;
    if (!token_is(t, TOKEN_operator))
        return false;
    if (t->op == OPERATOR_amp)
        return !token_is(next, TOKEN_int);
    if (t->op == OPERATOR_ellipsis) {
        TokenRole role = token_role(token_kind(next));
        bool is_unary = token_is(next, TOKEN_operator) && operator_rows[next->op].unary &&
                        !operator_rows[next->op].binary;
        return !next->newline && (role == ROLE_STARTS || role == ROLE_OPENS || is_unary);
    }
    return t->op == OPERATOR_step_op || (operator_rows[t->op].unary && t->op != OPERATOR_at);
}

static Ast *apply_unary(Parser *p, const Token *t, Ast *right)
{
    Span span = span_of(p, t->start, right->span.end);
    if (t->op == OPERATOR_step_op) { /* &//2 is the division with its arity */
        Ast *name = ast_new(p->arena, AST_var, span_of(p, t->start, t->start + 1));
        name->name = SYM_divide;
        Ast *call = ast_call(p->arena, SYM_divide, (Ast *const[]){name, right}, 2, span);
        return ast_at(call, t->start + 1);
    }
    return ast_call(p->arena, operator_rows[t->op].name, &right, 1, span);
}

/* Piping into a call without parentheses, which takes all that follows. */
static void warn_pipe(Parser *p, const Token *t)
{
    const char *op = operator_rows[t->op].text;
    parser_warn(p, t->start, ODD_pipe, op, op, op, op);
}

/* Whether it is a call with a do block, or ends in one as the last operand of operators. */
static bool ends_in_block(const Ast *x)
{
    while (x->kind == AST_call && !(x->flags & AST_WRAPPED)) {
        if (x->flags & AST_DO_BLOCK)
            return true;
        if (x->head || x->count != 2 || x->flags & AST_PARENS)
            return false;
        x = x->args[1];
    }
    return false;
}

static Ast *apply_binary(Parser *p, const Token *t, Ast *left, Ast *right)
{
    Span span = span_of(p, left->span.start, right->span.end);
    Ast *const both[] = {left, right};
    if (t->op == OPERATOR_step_op) {
        if (!ast_is_call(left, SYM_range, 2))
            return error_at(p, token_span(p, t), EXC_SyntaxError,
                            "the range step operator (//) must immediately follow the range "
                            "definition operator (..), for example: 1..9//2. If you wanted to "
                            "define a default argument, use (\\\\) instead. Syntax error before: "
                            "'//'");
        Ast *const three[] = {left->args[0], left->args[1], right};
        return ast_at(ast_call(p->arena, SYM_range_step, three, 3, span), left->at);
    }
    if (t->op == OPERATOR_not_in) {
        Ast *in = ast_at(ast_call(p->arena, SYM_in, both, 2, span), t->start);
        return ast_at(ast_call(p->arena, SYM_not, &in, 1, span), t->start);
    }
    bool negates = ast_is_call(left, SYM_not, 1) || ast_is_call(left, SYM_bang, 1);
    if (t->op == OPERATOR_in && negates) { /* `not a in b` negates the membership */
        parser_warn(p, t->start, ODD_not_in);
        Ast *const inner[] = {left->args[0], right};
        Span within = span_of(p, left->args[0]->span.start, right->span.end);
        Ast *in = ast_at(ast_call(p->arena, SYM_in, inner, 2, within), t->start);
        return ast_at(ast_call(p->arena, left->name, &in, 1, span), t->start);
    }
    if (operator_rows[t->op].binary == operator_rows[OPERATOR_pipe_into].binary &&
        right == p->bare && !(right->flags & AST_WRAPPED))
        warn_pipe(p, t);
    if (p->took_commas && ends_in_block(left))
        parser_warn_line(p, t->start, ODD_after_block, operator_rows[t->op].text);
    return ast_at(ast_call(p->arena, operator_rows[t->op].name, both, 2, span), t->start);
}

/* Applies waiting operators that bind tighter than `precedence` (or as tight, for SIDE_LEFT). */
static Ast *reduce(Parser *p, size_t base, Ast *x, int precedence, Side side)
{
    while (x && p->pending.len > base) {
        Pending top = vec_last(&p->pending);
        if (top.precedence < precedence || (top.precedence == precedence && side == SIDE_RIGHT))
            break;
        p->pending.len--;
        x = top.left ? apply_binary(p, top.token, top.left, x) : apply_unary(p, top.token, x);
    }
    return x;
}

Ast *parse_operators(Parser *p, Ast *first, int least)
{
    size_t base = p->pending.len;
    for (Ast *x = first;; x = NULL) {
        while (x == NULL && at_unary(p)) {
            uint16_t precedence = operator_rows[current(p)->op].unary;
            Pending unary = {current(p), NULL, precedence ? precedence : 300};
            vec_push(&p->pending, unary);
            advance(p);
        }
        if (x == NULL)
            x = parse_operand(p);
        if (x == NULL)
            return NULL;
        if (!at_binary(p, least))
            return reduce(p, base, x, 0, SIDE_LEFT);
        const Token *t = advance(p);
        const OperatorRow *row = &operator_rows[t->op];
        x = reduce(p, base, x, row->binary, row->side);
        if (x == NULL)
            return NULL;
        Pending binary = {t, x, row->binary};
        vec_push(&p->pending, binary);
        if (t->op == OPERATOR_when && at_key(p)) { /* f(x) when x: term */
            Ast *keys = parse_key_list(p, KEYS_bare);
            p->took_commas = true;
            return keys ? reduce(p, base, keys, 0, SIDE_LEFT) : NULL;
        }
    }
}

Ast *parse_expression(Parser *p)
{
    return parse_operators(p, NULL, 0);
}

/* --- entry --- */

Ast *parse_tokens(Cx *cx, Arena *arena, uint32_t source, Lexed *lexed, bool keeps_escapes)
{
    Parser p = {.cx = cx, .arena = arena, .source = source, .tokens = lexed->tokens.at};
    p.warnings = &lexed->warnings;
    p.text = cx->sources.at[source].text;
    p.keeps_escapes = keeps_escapes;
    Ast *ast = parse_body(&p, BODY_top, (uint32_t)lexed->tokens.len - 1, NULL);
    if (p.errors)
        ast = NULL;
    vec_free(&p.items);
    vec_free(&p.pending);
    return ast;
}

Ast *parse_noting(Cx *cx, Arena *arena, uint32_t source, uint32_t from, uint32_t to,
                  SyntaxWarnings *out)
{
    Lexed lexed;
    lex(cx, source, from, to, &lexed);
    Ast *ast = lexed.errors ? NULL : parse_tokens(cx, arena, source, &lexed, false);
    if (lexed.errors == 0) {
        for (size_t i = 0; i < lexed.warnings.len; i++)
            vec_push(out, lexed.warnings.at[i]);
        lexed.warnings.len = 0;
    }
    lexed_free(&lexed);
    return ast;
}

Ast *parse_range(Cx *cx, Arena *arena, uint32_t source, uint32_t from, uint32_t to)
{
    SyntaxWarnings unwanted = {0};
    Ast *ast = parse_noting(cx, arena, source, from, to, &unwanted);
    syntax_warnings_free(&unwanted);
    return ast;
}

Ast *parse(Cx *cx, Arena *arena, uint32_t source)
{
    return parse_range(cx, arena, source, 0, UINT32_MAX);
}

Comment *comments_of(Cx *cx, Arena *arena, uint32_t source, size_t *count)
{
    Lexed lexed;
    lex(cx, source, 0, UINT32_MAX, &lexed);
    *count = lexed.comments.len;
    Comment *comments = arena_copy(arena, lexed.comments.at, *count * sizeof *comments);
    lexed_free(&lexed);
    return comments;
}
