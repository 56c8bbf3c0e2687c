/* parser_call.c - names, calls with and without parentheses, dots and indices.

   A name alone is a variable; directly followed by `(` it is a call, by `[` an index; followed on
   its line by something that can only start an expression it is a call without parentheses. Such a
   call takes everything to its right, commas included, so inside its arguments no comma and no `do`
   is left for an inner call: the outermost one takes the block. */
#include "syntax/parser_state.h"

Ast *ambiguous_comma(Parser *p, const Ast *inner, bool in_container)
{
    Span span = span_of(p, inner->at, inner->at + 1);
    if (in_container)
        return error_at(p, span, EXC_SyntaxError,
                        "unexpected comma. Parentheses are required to solve ambiguity inside "
                        "containers.\n\nThis error may happen when you forget a comma in a list or "
                        "other container:\n\n    [a, b c, d]\n\nOr when you have ambiguous calls:"
                        "\n\n    [one, two three, four, five]\n\nIn the example above, we don't "
                        "know if the parameters \"four\" and \"five\" belongs to the list or the "
                        "function \"two\". You can solve this by explicitly adding parentheses:"
                        "\n\n    [one, two(three, four), five]\n\nElixir cannot compile otherwise. "
                        "Syntax error before: ','");
    return error_at(p, span, EXC_SyntaxError,
                    "unexpected comma. Parentheses are required to solve ambiguity in nested "
                    "calls.\n\nThis error happens when you have nested function calls without "
                    "parentheses. For example:\n\n    one a, two b, c, d\n\nIn the example above, "
                    "we don't know if the parameters \"c\" and \"d\" apply to the function "
                    "\"one\" or \"two\". You can solve this by explicitly adding parentheses:"
                    "\n\n    one a, two(b, c, d)\n\nOr by adding commas (in case a nested call is "
                    "not intended):\n\n    one, a, two, b, c, d\n\nElixir cannot compile "
                    "otherwise. Syntax error before: ','");
}

/* Whether what follows a name on its line starts its first argument. A sign does when it touches
   what follows but not the name: f -1 is a call, f - 1 and f -(1) are subtractions. */
static bool starts_argument(const Parser *p, const Token *name)
{
    const Token *t = current(p);
    TokenRole role = token_role(token_kind(t));
    if (t->newline)
        return false;
    if (role == ROLE_STARTS || role == ROLE_OPENS)
        return true;
    if (!token_is(t, TOKEN_operator) || operator_rows[t->op].unary == 0)
        return false;
    if (t->op != OPERATOR_plus && t->op != OPERATOR_minus)
        return true;
    char next = t->end < p->text.len ? p->text.at[t->end] : ' ';
    bool excluded = false;
    for (const char *c = " \t\r\n([<{%+-/>:"; *c && !excluded; c++)
        excluded = *c == next;
    return t->start > name->end && !excluded;
}

/* Whether a `do` here belongs to the call just read. */
static bool at_do(const Parser *p)
{
    return at_kind(p, TOKEN_do) && !p->in_arguments;
}

/* Makes the call of a head or a name with the items from `base` on and, if there is one, its do
   block. */
static Ast *finish_call(Parser *p, Sym name, Ast *head, size_t base, uint32_t start, uint32_t flags,
                        Form *form)
{
    if (at_do(p)) {
        Ast *blocks = parse_do_block(p);
        if (blocks == NULL)
            return NULL;
        vec_push(&p->items, blocks);
        flags |= AST_DO_BLOCK;
        *form = FORM_done;
        p->took_commas = false;
    }
    Ast *call = call_of_items(p, name, head, base, span_of(p, start, last_end(p)));
    call->flags |= flags;
    return call;
}

/* The arguments in parentheses, onto the items. */
static bool parse_arguments(Parser *p)
{
    const Token *open = advance(p);
    bool outer = p->in_arguments;
    const Ast *inner = NULL; /* an argument that took commas itself */
    size_t base = p->items.len;
    p->in_arguments = false;
    while (!at_kind(p, TOKEN_close_paren)) {
        if (at_key(p)) {
            Ast *keys = parse_key_list(p, KEYS_parens);
            if (keys == NULL)
                return false;
            vec_push(&p->items, keys);
            break;
        }
        Ast *x = parse_expression(p);
        if (x == NULL)
            return false;
        vec_push(&p->items, x);
        inner = p->took_commas ? x : inner;
        if (inner && (at_kind(p, TOKEN_comma) || p->items.len > base + 1))
            return ambiguous_comma(p, inner, false) != NULL;
        if (!at_kind(p, TOKEN_comma) || current(p)->newline)
            break;
        advance(p);
        if (at_kind(p, TOKEN_close_paren))
            return syntax_error(p, "an argument after \",\"") != NULL;
    }
    if (p->at != open->link)
        return syntax_error(p, "\",\" or \")\"") != NULL;
    advance(p);
    p->in_arguments = outer;
    p->took_commas = false;
    return true;
}

/* The arguments of a call without parentheses, onto the items. */
static bool parse_bare_arguments(Parser *p)
{
    bool outer = p->in_arguments;
    const Ast *inner = NULL; /* an argument that took commas itself */
    size_t base = p->items.len;
    p->in_arguments = true;
    for (;;) {
        if (at_key(p)) {
            Ast *keys = parse_key_list(p, KEYS_bare);
            if (keys == NULL)
                return false;
            vec_push(&p->items, keys);
            break;
        }
        Ast *x = parse_expression(p);
        if (x == NULL)
            return false;
        vec_push(&p->items, x);
        inner = p->took_commas ? x : inner;
        bool more = at_kind(p, TOKEN_comma) && !current(p)->newline;
        if (inner && (more || p->items.len > base + 1))
            return ambiguous_comma(p, inner, false) != NULL;
        if (!more)
            break;
        advance(p);
    }
    p->in_arguments = outer;
    p->took_commas = inner || p->items.len > base + 1;
    return true;
}

/* A call whose `(` is the current token, with a second list of arguments, f(a)(b), if it follows.
 */
static Ast *call_with_parens(Parser *p, Sym name, Ast *head, uint32_t start, Form *form)
{
    size_t base = p->items.len;
    *form = FORM_access;
    if (!parse_arguments(p))
        return NULL;
    if (at_kind(p, TOKEN_open_paren) && !current(p)->newline) {
        head = call_of_items(p, name, head, base, span_of(p, start, last_end(p)));
        head->flags |= AST_PARENS;
        name = 0;
        if (!parse_arguments(p))
            return NULL;
    }
    return finish_call(p, name, head, base, start, AST_PARENS, form);
}

/* What a name without arguments is: a variable or, behind a dot, a call. */
static Ast *bare_name(Parser *p, Sym name, Ast *head, uint32_t start, uint32_t end)
{
    if (head)
        return call_of_items(p, 0, head, p->items.len, span_of(p, start, end));
    Ast *var = ast_new(p->arena, AST_var, span_of(p, start, end));
    var->name = name;
    return var;
}

/* Goes on after a name or a head with a dot; `token` is the name's own. With `indexes` false an
   index is left to the caller. */
static Ast *finish_name(Parser *p, Sym name, Ast *head, uint32_t start, const Token *token,
                        bool indexes, Form *form)
{
    const Token *next = current(p);
    if (token_is(next, TOKEN_open_paren) && next->start == token->end)
        return call_with_parens(p, name, head, start, form);
    if (token_is(next, TOKEN_open_bracket) && next->start == token->end) {
        Ast *x = bare_name(p, name, head, start, token->end);
        *form = FORM_access;
        return indexes ? parse_index(p, x) : x;
    }
    size_t base = p->items.len;
    if (starts_argument(p, token)) {
        *form = FORM_done;
        if (!parse_bare_arguments(p))
            return NULL;
        Ast *call = finish_call(p, name, head, base, start, 0, form);
        p->bare = call && !(call->flags & AST_DO_BLOCK) ? call : NULL;
        return call;
    }
    *form = FORM_name;
    if (at_do(p) && !next->newline)
        return finish_call(p, name, head, base, start, 0, form);
    return bare_name(p, name, head, start, token->end);
}

Ast *parse_name(Parser *p, Form *form)
{
    const Token *t = advance(p);
    return finish_name(p, token_name(p, t), NULL, t->start, t, true, form);
}

/* What `@` stands in front of: it binds tighter than a dot, so @a.b is (@a).b. */
static Ast *parse_attribute_name(Parser *p, Form *form)
{
    const Token *t = current(p);
    if (token_is(t, TOKEN_identifier)) {
        advance(p);
        return finish_name(p, token_name(p, t), NULL, t->start, t, false, form);
    }
    if (token_is(t, TOKEN_alias)) {
        advance(p);
        Ast *name = ast_atom(p->arena, token_name(p, t), token_span(p, t));
        return ast_call(p->arena, SYM_aliases, &name, 1, token_span(p, t));
    }
    if (token_is_operator(t, OPERATOR_at))
        return parse_attribute(p, form);
    if (token_is(t, TOKEN_operator))
        return parse_operators(p, NULL, 1000); /* an operand with its own unary operators */
    return parse_primary(p, form);
}

Ast *parse_attribute(Parser *p, Form *form)
{
    const Token *at = advance(p);
    if (!enter(p))
        return NULL;
    *form = FORM_access;
    Ast *x = parse_attribute_name(p, form);
    p->depth--;
    return x ? ast_call(p->arena, SYM_at, &x, 1, span_of(p, at->start, x->span.end)) : NULL;
}

/* --- dots --- */

Ast *parse_alias(Parser *p, Ast *head, uint32_t start, Form *form)
{
    size_t base = p->items.len;
    const Token *t;
    if (head)
        vec_push(&p->items, head);
    for (;;) {
        t = advance(p);
        vec_push(&p->items, ast_atom(p->arena, token_name(p, t), token_span(p, t)));
        if (!at_kind(p, TOKEN_dot) || !token_is(current(p) + 1, TOKEN_alias))
            break;
        advance(p);
    }
    *form = FORM_access;
    const Token *next = current(p);
    if (token_is(next, TOKEN_open_paren) && next->start == t->end) {
        Str name = str_slice(p->text, t->start, t->end);
        error_at(p, token_span(p, next), EXC_SyntaxError,
                 "unexpected ( after alias %.*s. Function names and identifiers in Elixir start "
                 "with lowercase characters or underscore. For example:\n\n    hello_world()\n    "
                 "_starting_with_underscore()\n    numb3rs_are_allowed()\n    "
                 "may_finish_with_question_mark?()\n    may_finish_with_exclamation_mark!()\n\n"
                 "Unexpected token: (",
                 (int)name.len, name.at);
        return NULL;
    }
    return call_of_items(p, SYM_aliases, NULL, base, span_of(p, start, t->end));
}

/* a."quoted name" */
static Ast *parse_quoted_name(Parser *p, Ast *left, const Token *dot, Form *form)
{
    const Token *begin = current(p), *end = &p->tokens[begin->link];
    Text name = {0};
    Unescape how = {.close = p->text.at[end->start], .width = end->end - end->start};
    how.blamed = begin->start;
    p->at++;
    if (at_kind(p, TOKEN_string_part)) {
        const Token *part = advance(p);
        if (!unescape(p, &name, part->start, part->end, &how)) {
            text_free(&name);
            return NULL;
        }
    }
    Sym s = sym(p->cx, text_str(&name));
    text_free(&name);
    if (current(p) != end)
        return error_at(p, token_span(p, begin), EXC_SyntaxError,
                        "interpolation is not allowed when calling function/macro. Found "
                        "interpolation in a call starting with: \"");
    advance(p);
    Ast *atom = ast_atom(p->arena, s, span_of(p, begin->start, end->end));
    atom->flags |= AST_QUOTED;
    Ast *head = dot_head(p, left, dot->start, atom, span_of(p, left->span.start, end->end));
    return finish_name(p, 0, head, left->span.start, end, true, form);
}

/* a.{B, C} */
static Ast *parse_multi_alias(Parser *p, Ast *left, const Token *dot, Form *form)
{
    const Token *open = advance(p);
    Ast *braces = ast_atom(p->arena, SYM_tuple, token_span(p, open));
    Ast *head = dot_head(p, left, dot->start, ast_at(braces, dot->start),
                         span_of(p, left->span.start, open->end));
    size_t base = p->items.len;
    if (!parse_items(p, TOKEN_close_brace, false))
        return NULL;
    *form = FORM_access;
    return call_of_items(p, 0, head, base, span_of(p, left->span.start, last_end(p)));
}

Ast *parse_dot(Parser *p, Ast *left, Form *form)
{
    const Token *dot = advance(p), *t = current(p);
    uint32_t start = left->span.start;
    if (token_is(t, TOKEN_identifier)) {
        advance(p);
        Ast *name = ast_atom(p->arena, token_name(p, t), token_span(p, t));
        Ast *head = dot_head(p, left, dot->start, name, span_of(p, start, t->end));
        return finish_name(p, 0, head, start, t, true, form);
    }
    if (token_is(t, TOKEN_alias)) {
        if (left->kind == AST_atom)
            return error_at(p, token_span(p, t), EXC_SyntaxError,
                            "atom cannot be followed by an alias. If the '.' was meant to be part "
                            "of the atom's name, the atom name must be quoted. Syntax error "
                            "before: '.'");
        Ast *alias = parse_alias(p, left, start, form);
        return alias ? ast_at(alias, dot->start) : NULL;
    }
    if (token_is(t, TOKEN_open_paren)) {
        Ast *head = dot_head(p, left, dot->start, NULL, span_of(p, start, dot->end));
        return call_with_parens(p, 0, head, start, form);
    }
    if (token_is(t, TOKEN_open_brace))
        return parse_multi_alias(p, left, dot, form);
    if (token_is(t, TOKEN_string_begin) && p->text.at[t->start] != ':' &&
        p->text.at[t->start] != '~')
        return parse_quoted_name(p, left, dot, form);
    return syntax_error(p, "a name after \".\"");
}

/* Behind the comma of x[a, b]: reads what is there and says that it may not be. */
static Ast *too_many_indices(Parser *p, const Token *comma)
{
    if (!parse_items(p, TOKEN_close_bracket, false))
        return NULL;
    return error_at(p, token_span(p, comma), EXC_SyntaxError,
                    "too many arguments when accessing a value. The value[key] notation in Elixir "
                    "expects either a single argument or a keyword list. The following examples "
                    "are allowed:\n\n    value[one]\n    value[one: 1, two: 2]\n    "
                    "value[[one, two, three]]\n\nThese are invalid:\n\n    value[1, 2, 3]\n    "
                    "value[one, two, three]\n\nSyntax error after: ','");
}

Ast *parse_index(Parser *p, Ast *left)
{
    const Token *open = advance(p);
    bool outer = p->in_arguments;
    p->in_arguments = false;
    Ast *index = at_key(p) ? parse_key_list(p, KEYS_container) : parse_expression(p);
    if (index == NULL)
        return NULL;
    if (p->took_commas)
        return ambiguous_comma(p, index, true);
    const Token *comma = current(p);
    bool has_more = take(p, TOKEN_comma) && p->at != open->link;
    if (has_more && !(index->flags & AST_KEYWORDS))
        return too_many_indices(p, comma);
    if (p->at != open->link)
        return syntax_error(p, "\"]\"");
    advance(p);
    p->in_arguments = outer;
    p->took_commas = false;
    Ast *args[] = {left, index};
    Span span = span_of(p, left->span.start, last_end(p));
    Ast *access = remote_call(p, SYM_Access, SYM_get, args, 2, open->start, span);
    access->flags |= AST_BRACKETS;
    return access;
}
