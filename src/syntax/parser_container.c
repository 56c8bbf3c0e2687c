/* parser_container.c - lists, tuples, bitstrings, maps, structs and keywords. */
#include "syntax/parser_state.h"

/* --- keywords --- */

static Ast *parse_key(Parser *p)
{
    if (at_kind(p, TOKEN_string_begin))
        return parse_string_key(p);
    const Token *t = advance(p);
    return ast_atom(p->arena, token_name(p, t), span_of(p, t->start, t->end - 1));
}

/* Reads the expression that stands behind keys and says that it may not; false. */
static bool misplaced_keys(Parser *p, KeysIn where, const Token *comma)
{
    if (parse_expression(p) == NULL)
        return false;
    if (where == KEYS_container)
        error_at(p, token_span(p, comma), EXC_SyntaxError,
                 "unexpected expression after keyword list. Keyword lists must always come last "
                 "in lists and maps. Therefore, this is not allowed:\n\n    [some: :value, "
                 ":another]\n    %%{some: :value, another => value}\n\nInstead, reorder it to be "
                 "the last entry:\n\n    [:another, some: :value]\n    %%{another => value, some: "
                 ":value}\n\nSyntax error after: ','");
    else
        error_at(p, token_span(p, comma), EXC_SyntaxError,
                 "unexpected expression after keyword list. Keyword lists must always come as the "
                 "last argument. Therefore, this is not allowed:\n\n    function_call(1, some: "
                 ":option, 2)\n\nInstead, wrap the keyword in brackets:\n\n    function_call(1, "
                 "[some: :option], 2)\n\nSyntax error after: ','");
    return false;
}

/* A value that takes the keys behind it. */
static void warn_nested(Parser *p, const Ast *key, const Ast *value)
{
    Str name = sym_text(p->cx, key->name);
    parser_warn_line(p, value->at, ODD_nested_keyword, (int)name.len, name.at);
}

bool parse_keys(Parser *p, KeysIn where)
{
    for (;;) {
        uint32_t start = current(p)->start;
        Ast *key = parse_key(p), *value = key ? parse_expression(p) : NULL;
        if (value == NULL)
            return false;
        if (where != KEYS_bare && p->took_commas)
            return ambiguous_comma(p, value, true) != NULL;
        if (p->took_commas && key->kind == AST_atom)
            warn_nested(p, key, value);
        Span span = span_of(p, start, value->span.end);
        vec_push(&p->items, ast_pair(p->arena, key, value, span));
        if (!at_kind(p, TOKEN_comma) || current(p)->newline)
            return true;
        const Token *comma = advance(p);
        if (at_key(p))
            continue;
        if (where != KEYS_bare && token_role(token_kind(current(p))) == ROLE_CLOSES) {
            if (where == KEYS_parens)
                parser_warn(p, comma->start, ODD_trailing_comma);
            return true;
        }
        return misplaced_keys(p, where, comma);
    }
}

Ast *parse_key_list(Parser *p, KeysIn where)
{
    size_t base = p->items.len;
    uint32_t start = current(p)->start;
    if (!parse_keys(p, where))
        return NULL;
    uint32_t end = vec_last(&p->items)->span.end;
    Ast *list = list_of_items(p, base, span_of(p, start, end));
    list->flags |= AST_KEYWORDS;
    return list;
}

/* --- lists, tuples, bitstrings --- */

/* Says that keys alone make no tuple or bitstring; false. */
static bool only_keys(Parser *p, TokenKind closer)
{
    const Token *open = current(p) - 1;
    bool is_dotted = open > p->tokens && token_is(open - 1, TOKEN_dot);
    if (closer == TOKEN_close_bracket || is_dotted)
        return syntax_error(p, "an expression") != NULL;
    if (!parse_keys(p, KEYS_container))
        return false;
    if (!at_kind(p, closer))
        return syntax_error(p, NULL) != NULL;
    error_at(p, token_span(p, open), EXC_SyntaxError,
             "unexpected keyword list inside %s. Did you mean to write a map (using %%{...}) or a "
             "list (using [...]) instead? Syntax error after: '%s'",
             closer == TOKEN_close_bits ? "bitstring" : "tuple", token_shown(token_kind(open)));
    return false;
}

bool parse_items(Parser *p, TokenKind closer, bool keys_spliced)
{
    bool outer = p->in_arguments;
    size_t base = p->items.len;
    p->in_arguments = false;
    while (!at_kind(p, closer)) {
        if (at_key(p)) {
            if (!keys_spliced && p->items.len == base)
                return only_keys(p, closer);
            Ast *keys = keys_spliced ? NULL : parse_key_list(p, KEYS_container);
            if (keys)
                vec_push(&p->items, keys);
            else if (!keys_spliced || !parse_keys(p, KEYS_container))
                return false;
            break;
        }
        Ast *x = parse_expression(p);
        if (x == NULL)
            return false;
        vec_push(&p->items, x);
        if (p->took_commas)
            return ambiguous_comma(p, x, true) != NULL;
        if (!at_kind(p, TOKEN_comma) || current(p)->newline)
            break;
        advance(p);
    }
    p->in_arguments = outer;
    p->took_commas = false;
    if (take(p, closer))
        return true;
    syntax_error(p, NULL);
    fail_note(p->cx, "expected \",\" or \"%s\"", token_shown(closer));
    return false;
}

Ast *parse_list(Parser *p)
{
    const Token *open = advance(p);
    size_t base = p->items.len;
    if (!parse_items(p, TOKEN_close_bracket, true))
        return NULL;
    return list_of_items(p, base, span_of(p, open->start, last_end(p)));
}

Ast *parse_tuple(Parser *p)
{
    const Token *open = advance(p);
    size_t base = p->items.len;
    if (!parse_items(p, TOKEN_close_brace, false))
        return NULL;
    Span span = span_of(p, open->start, last_end(p));
    if (p->items.len != base + 2)
        return call_of_items(p, SYM_tuple, NULL, base, span);
    Ast *pair = ast_pair(p->arena, p->items.at[base], p->items.at[base + 1], span);
    p->items.len = base;
    return pair;
}

Ast *parse_bits(Parser *p)
{
    const Token *open = advance(p);
    size_t base = p->items.len;
    if (!parse_items(p, TOKEN_close_bits, false))
        return NULL;
    return call_of_items(p, SYM_bits, NULL, base, span_of(p, open->start, last_end(p)));
}

/* --- maps --- */

/* Whether the node is an operation, a + b, or a container. */
static bool is_operation(const Ast *ast)
{
    bool is = ast_is_call(ast, SYM_map, -1) || ast_is_call(ast, SYM_struct, -1) ||
              ast_is_call(ast, SYM_tuple, -1) || ast_is_call(ast, SYM_bits, -1) ||
              ast_is_call(ast, SYM_aliases, -1);
    for (int i = 0; i < OPERATOR_count && ast->kind == AST_call && ast->head == NULL && !is; i++)
        is = operator_rows[i].binary && operator_rows[i].name == ast->name && ast->count == 2;
    return is;
}

/* The rest of `key => value` whose key is read, or the key itself when it is a name or a call that
   a macro may expand. */
static Ast *parse_association(Parser *p, Ast *key)
{
    if (key == NULL)
        return NULL;
    if (!token_is_operator(current(p), OPERATOR_fat_arrow)) {
        bool may_stand = key->kind == AST_var || (key->kind == AST_call && !is_operation(key));
        return may_stand ? key : syntax_error(p, "\"=>\"");
    }
    advance(p);
    Ast *value = parse_expression(p);
    if (value == NULL)
        return NULL;
    return ast_pair(p->arena, key, value, span_of(p, key->span.start, value->span.end));
}

/* Associations and then keywords up to the brace; `first` is a key already read, or NULL. */
static bool parse_associations(Parser *p, Ast *first)
{
    while (first || !at_kind(p, TOKEN_close_brace)) {
        if (first == NULL && at_key(p))
            return parse_keys(p, KEYS_container);
        Ast *item = parse_association(p, first ? first : parse_expression(p));
        first = NULL;
        if (item == NULL)
            return false;
        if (p->took_commas)
            return syntax_error(p, NULL) != NULL;
        vec_push(&p->items, item);
        if (!at_kind(p, TOKEN_comma) || current(p)->newline)
            return true;
        advance(p);
    }
    return true;
}

/* What stands between the braces. The bar of an update binds as an operator would, but its left
   side is the first thing there: so the first expression stops in front of it. */
static bool parse_map_content(Parser *p, size_t base, uint32_t start)
{
    if (at_kind(p, TOKEN_close_brace) || at_key(p))
        return parse_associations(p, NULL);
    int above_bar = operator_rows[OPERATOR_pipe].binary + 1;
    Ast *first = parse_operators(p, NULL, above_bar);
    if (first == NULL)
        return false;
    if (!token_is_operator(current(p), OPERATOR_pipe)) {
        first = parse_operators(p, first, 0);
        return first && parse_associations(p, first);
    }
    const Token *bar = advance(p);
    if (at_kind(p, TOKEN_close_brace))
        return syntax_error(p, "the keys to change") != NULL;
    if (!parse_associations(p, NULL))
        return false;
    uint32_t end = last_end(p);
    Ast *changes = list_of_items(p, base, span_of(p, start, end));
    if (changes->count)
        changes->span = span_join(changes->args[0]->span, changes->args[changes->count - 1]->span);
    Ast *const sides[] = {first, changes};
    Span span = span_of(p, first->span.start, changes->span.end);
    vec_push(&p->items, ast_at(ast_call(p->arena, SYM_pipe, sides, 2, span), bar->start));
    return true;
}

/* The map whose `{` is the current token. */
static Ast *parse_braces(Parser *p, uint32_t start)
{
    if (!at_kind(p, TOKEN_open_brace))
        return syntax_error(p, "\"{\"");
    const Token *open = advance(p);
    bool outer = p->in_arguments;
    size_t base = p->items.len;
    p->in_arguments = false;
    if (!parse_map_content(p, base, open->end))
        return NULL;
    p->in_arguments = outer;
    p->took_commas = false;
    if (!take(p, TOKEN_close_brace))
        return syntax_error(p, "\",\" or \"}\"");
    return ast_at(call_of_items(p, SYM_map, NULL, base, span_of(p, start, last_end(p))),
                  open->start);
}

/* A variable or a call with parentheses: what a struct's name begins with where a call without
   them would take the braces. */
static Ast *parse_struct_word(Parser *p, Form *form)
{
    const Token *t = current(p);
    if (token_is(t + 1, TOKEN_open_paren) && t[1].start == t->end)
        return parse_name(p, form);
    advance(p);
    Ast *x = ast_new(p->arena, AST_var, token_span(p, t));
    x->name = token_name(p, t);
    *form = FORM_access;
    return x;
}

/* The same behind a dot. */
static Ast *parse_struct_dot(Parser *p, Ast *left)
{
    Form form;
    const Token *dot = current(p), *name = dot + 1;
    if (!token_is(name, TOKEN_identifier) ||
        (token_is(name + 1, TOKEN_open_paren) && name[1].start == name->end))
        return parse_dot(p, left, &form);
    p->at += 2;
    Ast *atom = ast_atom(p->arena, token_name(p, name), token_span(p, name));
    Span span = span_of(p, left->span.start, name->end);
    return call_of_items(p, 0, dot_head(p, left, dot->start, atom, span), p->items.len, span);
}

/* An operand of which dots may make a name; *names: whether it is one. */
static Ast *parse_struct_operand(Parser *p, bool *names)
{
    const Token *t = current(p);
    Form form = FORM_access;
    *names = token_is(t, TOKEN_alias) || token_is(t, TOKEN_atom) || token_is(t, TOKEN_identifier) ||
             token_is_operator(t, OPERATOR_at) ||
             (token_is(t, TOKEN_string_begin) && p->text.at[t->start] == ':');
    Ast *x;
    if (token_is_operator(t, OPERATOR_at) && token_is(t + 1, TOKEN_identifier)) {
        advance(p);
        x = parse_struct_word(p, &form);
        x = x ? ast_call(p->arena, SYM_at, &x, 1, span_of(p, t->start, last_end(p))) : NULL;
    } else {
        x = token_is(t, TOKEN_identifier) ? parse_struct_word(p, &form) : parse_primary(p, &form);
    }
    while (x) {
        const Token *next = current(p);
        if (token_is(next, TOKEN_dot)) {
            x = parse_struct_dot(p, x);
            *names = true;
        } else if (token_is(next, TOKEN_open_bracket) && !next->newline) {
            x = parse_index(p, x);
            *names = false;
        } else {
            break;
        }
    }
    return x;
}

/* What names a struct: %Name{}, %name{}, %^name{}, %@name{}, %mod.name{}, %name(){}. */
static Ast *parse_struct_name(Parser *p)
{
    const Token *t = current(p);
    bool names, is_unary = token_is(t, TOKEN_operator) && operator_rows[t->op].unary &&
                           t->op != OPERATOR_at && t->op != OPERATOR_amp &&
                           t->op != OPERATOR_ellipsis;
    if (!enter(p))
        return NULL;
    Ast *x;
    if (is_unary) {
        advance(p);
        x = parse_struct_name(p);
        Span span = span_of(p, t->start, last_end(p));
        x = x ? ast_call(p->arena, operator_rows[t->op].name, &x, 1, span) : NULL;
    } else {
        x = parse_struct_operand(p, &names);
        if (x && !names)
            x = syntax_error(p, "a name of a struct in front of it");
    }
    p->depth--;
    return x;
}

Ast *parse_map_or_struct(Parser *p)
{
    const Token *percent = advance(p);
    if (at_kind(p, TOKEN_open_brace) && current(p)->start == percent->end)
        return parse_braces(p, percent->start);
    if (at_kind(p, TOKEN_open_brace) && !current(p)->newline)
        return error_at(p, token_span(p, current(p)), EXC_SyntaxError,
                        "unexpected space between %% and {\n\nIf you want to define a map, write "
                        "%%{...}, with no spaces.\nIf you want to define a struct, write "
                        "%%StructName{...}.\n\nSyntax error before: {");
    bool outer = p->in_arguments;
    p->in_arguments = true; /* no do block inside the name */
    Ast *name = parse_struct_name(p);
    p->in_arguments = outer;
    Ast *map = name ? parse_braces(p, current(p)->start) : NULL;
    if (map == NULL)
        return NULL;
    Ast *const both[] = {name, map};
    return ast_call(p->arena, SYM_struct, both, 2, span_of(p, percent->start, last_end(p)));
}
