/* parser_string.c - strings, charlists, quoted atoms and keys, heredocs and sigils as nodes. */
#include "syntax/parser_state.h"

#include <string.h>

/* What a string_begin token opens. */
typedef struct Quoted {
    const Token *begin, *end;
    bool is_atom, is_sigil, is_charlist, interpolated;
    Unescape how;
} Quoted;

static Quoted describe(const Parser *p, const Token *begin)
{
    Quoted q = {.begin = begin, .end = &p->tokens[begin->link]};
    const char *open = p->text.at + begin->start;
    q.is_atom = open[0] == ':';
    q.is_sigil = open[0] == '~';
    q.how.close = p->text.at[q.end->start];
    q.how.is_sigil = q.is_sigil;
    q.how.width = 1;
    uint32_t quotes = begin->start; /* where the opening quotes stand */
    if (q.is_atom)
        quotes++;
    while (q.is_sigil && strchr("\"'/|([{<", p->text.at[quotes]) == NULL)
        quotes++;
    q.is_charlist = !q.is_sigil && !q.is_atom && p->text.at[quotes] == '\'';
    if (begin->end - quotes >= 3) {
        q.how.width = 3;
        for (uint32_t at = q.end->start; at > 0 && p->text.at[at - 1] != '\n'; at--)
            q.how.indent++;
    }
    bool is_string = !q.is_sigil && !q.is_atom && q.how.width == 1;
    q.how.blamed = begin->start + (is_string ? 1 : 0);
    for (const Token *t = begin; t < q.end && !q.interpolated; t++)
        q.interpolated = token_is(t, TOKEN_interpolation_begin);
    return q;
}

static Span quoted_span(const Parser *p, const Quoted *q)
{
    return span_of(p, q->begin->start, q->end->end - (q->end->is_key ? 1 : 0));
}

static Ast *string_node(Parser *p, const Text *text, Span span)
{
    Ast *ast = ast_new(p->arena, AST_string, span);
    ast->text = (Str){arena_copy(p->arena, text->at, text->len), text->len};
    return ast;
}

/* #{code}: Kernel.to_string(code), with its type in a binary. */
static Ast *parse_interpolation(Parser *p, bool in_charlist)
{
    const Token *open = advance(p);
    Ast *code = parse_body(p, BODY_interpolation, open->link, NULL);
    if (code == NULL)
        return NULL;
    advance(p);
    Span span = span_of(p, open->start, last_end(p));
    Ast *text = remote_call(p, SYM_Kernel, SYM_to_string, &code, 1, span.start, span);
    if (in_charlist)
        return text;
    Ast *type = ast_new(p->arena, AST_var, span);
    type->name = SYM_binary;
    return ast_call(p->arena, SYM_type_op, (Ast *const[]){text, type}, 2, span);
}

/* The parts up to the end of the string, which it takes, onto the items. */
static bool parse_parts(Parser *p, const Quoted *q)
{
    const Token *begin = advance(p);
    if (q->how.width == 3 && at_kind(p, TOKEN_interpolation_begin))
        vec_push(&p->items, string_node(p, &(Text){0}, span_of(p, begin->end, begin->end)));
    while (current(p) != q->end) {
        Ast *part;
        if (at_kind(p, TOKEN_string_part)) {
            const Token *t = advance(p);
            Text text = {0};
            bool good = unescape(p, &text, t->start, t->end, &q->how);
            part = good ? string_node(p, &text, token_span(p, t)) : NULL;
            text_free(&text);
        } else {
            part = parse_interpolation(p, q->is_charlist);
        }
        if (part == NULL)
            return false;
        vec_push(&p->items, part);
    }
    advance(p);
    return true;
}

/* Makes a list of the code points of a string. */
static Ast *charlist_of(Parser *p, Str text, Span span)
{
    size_t base = p->items.len;
    for (size_t at = 0; at < text.len;) {
        uint8_t first = (uint8_t)text.at[at];
        int32_t c = str_codepoint(text, &at);
        if (c < 0)
            return error_at(p, span, EXC_UnicodeConversionError,
                            "invalid encoding starting at <<%u>>", first);
        Ast *point = ast_new(p->arena, AST_int, span);
        point->i = c;
        vec_push(&p->items, point);
    }
    Ast *list = list_of_items(p, base, span);
    list->flags |= AST_CHARLIST;
    return list;
}

/* The parts on the items as one binary: a string, or a <<>> when there is interpolation. */
static Ast *binary_of_items(Parser *p, const Quoted *q, size_t base)
{
    Span span = quoted_span(p, q);
    uint32_t flags = q->how.width == 3 ? AST_HEREDOC : 0;
    Ast *ast;
    if (q->interpolated) {
        ast = call_of_items(p, SYM_bits, NULL, base, span);
    } else if (p->items.len > base) {
        ast = ast_at(p->items.at[base], span.start);
        ast->span = span;
        p->items.len = base;
    } else {
        ast = string_node(p, &(Text){0}, span);
    }
    ast->flags |= flags;
    return ast;
}

static Ast *parse_sigil(Parser *p, const Quoted *q)
{
    size_t base = p->items.len;
    Span span = quoted_span(p, q);
    if (!parse_parts(p, q))
        return NULL;
    if (p->items.len == base)
        vec_push(&p->items, string_node(p, &(Text){0}, span));
    Ast *content = call_of_items(p, SYM_bits, NULL, base, span);
    content->flags |= q->how.width == 3 ? AST_HEREDOC : 0;
    Str modifiers = str_slice(p->text, q->end->start + q->how.width, q->end->end);
    Span after = span_of(p, q->end->start + q->how.width, q->end->end);
    Ast *list = charlist_of(p, modifiers, after);
    uint32_t letters = q->begin->start + 1, end = letters;
    while (strchr("\"'/|([{<", p->text.at[end]) == NULL)
        end++;
    Text name = {0};
    text_print(&name, "sigil_%.*s", (int)(end - letters), p->text.at + letters);
    Sym s = sym(p->cx, text_str(&name));
    text_free(&name);
    return ast_call(p->arena, s, (Ast *const[]){content, list}, 2, span);
}

/* An atom from the parts on the items; with interpolation, the call that makes it. */
static Ast *atom_of_items(Parser *p, const Quoted *q, size_t base)
{
    Ast *name = binary_of_items(p, q, base);
    Span span = name->span;
    if (q->interpolated) {
        Ast *args[] = {name, ast_atom(p->arena, SYM_utf8, span)};
        return remote_call(p, SYM_erlang, SYM_binary_to_atom, args, 2, span.start, span);
    }
    Ast *atom = ast_atom(p->arena, sym(p->cx, name->text), span);
    atom->flags |= AST_QUOTED;
    return atom;
}

Ast *parse_string(Parser *p)
{
    Quoted q = describe(p, current(p));
    size_t base = p->items.len;
    if (q.is_sigil)
        return parse_sigil(p, &q);
    if (!parse_parts(p, &q))
        return NULL;
    if (q.is_atom)
        return atom_of_items(p, &q, base);
    if (!q.is_charlist)
        return binary_of_items(p, &q, base);
    Span span = quoted_span(p, &q);
    Ast *list;
    if (q.interpolated) {
        Ast *parts = list_of_items(p, base, span);
        list = remote_call(p, SYM_List, SYM_to_charlist, &parts, 1, span.start, span);
    } else {
        list = charlist_of(p, binary_of_items(p, &q, base)->text, span);
    }
    if (list && q.how.width == 3)
        list->flags |= AST_HEREDOC;
    return list;
}

Ast *parse_string_key(Parser *p)
{
    Quoted q = describe(p, current(p));
    size_t base = p->items.len;
    q.is_charlist = false;
    return parse_parts(p, &q) ? atom_of_items(p, &q, base) : NULL;
}
