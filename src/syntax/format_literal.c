/* format_literal.c - numbers, atoms, and everything in quotes, as they were written.

   Escapes stay. Charlists become ~c sigils, heredocs are indented anew, numbers of six digits and
   more get underscores. */
#include "syntax/format_state.h"

#include <string.h>

static const Doc *kept(Formatter *f, Text *text)
{
    Str s = {arena_copy(&f->arena, text->at, text->len), text->len};
    text_free(text);
    return doc_string(&f->arena, s);
}

/* --- numbers --- */

/* Appends digits, in groups of three when there are six or more and no underscore. */
static void add_digits(Text *out, Str digits)
{
    bool splits = digits.len >= 6 && memchr(digits.at, '_', digits.len) == NULL;
    for (size_t i = 0; i < digits.len; i++) {
        if (splits && i && (digits.len - i) % 3 == 0)
            text_char(out, '_');
        text_char(out, digits.at[i]);
    }
}

const Doc *number_doc(Formatter *f, const Ast *ast)
{
    const Token *t = &f->tokens[first_token(f, ast)];
    Str s = str_slice(f->text, t->start, t->end);
    Text out = {0};
    char mark = s.len > 2 && s.at[0] == '0' ? s.at[1] : 0;
    if (token_is(t, TOKEN_char) || mark == 'b' || mark == 'o') {
        text_add(&out, s);
    } else if (mark == 'x') {
        text_add(&out, STR("0x"));
        for (size_t i = 2; i < s.len; i++)
            text_char(&out, (char)(s.at[i] >= 'a' && s.at[i] <= 'f' ? s.at[i] - 32 : s.at[i]));
    } else {
        const char *dot = memchr(s.at, '.', s.len);
        size_t whole = dot ? (size_t)(dot - s.at) : s.len;
        add_digits(&out, str_slice(s, 0, whole));
        for (size_t i = whole; i < s.len; i++)
            text_char(&out, (char)(s.at[i] == 'E' ? 'e' : s.at[i]));
    }
    return kept(f, &out);
}

/* --- quotes --- */

/* What stands between quotes, and how it shall stand. */
typedef struct Quotes {
    uint32_t begin, end; /* its tokens */
    char close;          /* the quote it was closed with */
    uint32_t width;      /* of that: 1, or 3 of a heredoc */
    uint32_t indent;     /* of a heredoc's lines */
    const char *escape;  /* what gets a backslash */
} Quotes;

static Quotes quotes_at(const Formatter *f, uint32_t begin)
{
    Quotes q = {.begin = begin, .end = f->tokens[begin].link, .width = 1};
    const Token *open = &f->tokens[begin], *close = &f->tokens[q.end];
    q.close = f->text.at[close->start];
    if (f->text.at[open->end - 1] == '\n') {
        q.width = 3;
        for (uint32_t at = close->start; at > 0 && f->text.at[at - 1] != '\n'; at--)
            q.indent++;
    }
    return q;
}

/* Bytes from..to without a heredoc's indentation and without the backslashes in front of closing
   quotes; then with backslashes where the new quotes want them. */
static void add_content(const Formatter *f, Text *out, const Quotes *q, uint32_t from, uint32_t to)
{
    const char *s = f->text.at;
    size_t escape = strlen(q->escape);
    Text plain = {0};
    for (uint32_t at = from; at < to;) {
        bool line_start = q->indent && at > 0 && s[at - 1] == '\n';
        for (uint32_t n = 0; line_start && n < q->indent && at < to; n++, at++)
            if (s[at] != ' ' && s[at] != '\t')
                break;
        if (at >= to)
            break;
        if (s[at] == '\\' && at + 1 < to) {
            bool closes = to - at > q->width;
            for (uint32_t i = 1; i <= q->width && closes; i++)
                closes = s[at + i] == q->close;
            if (!closes)
                text_add(&plain, (Str){s + at, 2});
            else
                text_add(&plain, (Str){s + at + 1, q->width});
            at += closes ? 1 + q->width : 2;
            continue;
        }
        text_char(&plain, s[at++]);
    }
    for (size_t i = 0; i < plain.len;) {
        if (plain.len - i >= escape && memcmp(plain.at + i, q->escape, escape) == 0) {
            text_char(out, '\\');
            text_add(out, (Str){q->escape, escape});
            i += escape;
        } else {
            text_char(out, plain.at[i++]);
        }
    }
    text_free(&plain);
}

/* Lines of text, whose newlines stand as they are or, in a heredoc, are indented unless the line is
   empty. `more`: something follows on the last line. */
static const Doc *lines_doc(Formatter *f, const Text *text, bool is_heredoc)
{
    Str all = {arena_copy(&f->arena, text->at, text->len), text->len};
    VEC(const Doc *) pieces = {0};
    for (size_t at = 0, next; at <= all.len; at = next + 1) {
        for (next = at; next < all.len && all.at[next] != '\n';)
            next++;
        if (at > 0) {
            bool is_empty = next == at && next < all.len;
            bool stays = !is_heredoc || is_empty;
            vec_push(&pieces, stays ? nest(f, line(f), NEST_RESET) : line(f));
        }
        vec_push(&pieces, doc_string(&f->arena, str_slice(all, at, next)));
    }
    const Doc *d = vec_pop(&pieces);
    while (pieces.len)
        d = cat(f, vec_pop(&pieces), d);
    vec_free(&pieces);
    return d;
}

/* The code of an interpolation that begins at a token. */
static const Ast *code_at(const Formatter *f, const Ast *parts, uint32_t token)
{
    for (uint32_t i = 0; i < parts->count; i++) {
        const Ast *part = parts->args[i];
        if (part->kind != AST_call || part->span.start != f->tokens[token].start)
            continue;
        const Ast *made = ast_is_call(part, SYM_type_op, 2) ? part->args[0] : part;
        return made->args[0];
    }
    return NULL;
}

static const Doc *interpolation(Formatter *f, const Ast *code)
{
    bool outer = f->ignores_newlines;
    f->ignores_newlines = true;
    const Doc *d = format_block(f, code, LAST_LINE, 0);
    f->ignores_newlines = outer;
    return doc_unlimited(&f->arena, surround(f, word(f, "#{"), d, word(f, "}")));
}

/* The content with its interpolations, whose code is among `parts`, behind an opening. */
static const Doc *content(Formatter *f, const Quotes *q, const Ast *parts, const Doc *d)
{
    Text text = {0};
    if (q->width == 3)
        text_char(&text, '\n');
    for (uint32_t at = q->begin + 1; at < q->end; at++) {
        const Token *t = &f->tokens[at];
        if (token_is(t, TOKEN_string_part)) {
            add_content(f, &text, q, t->start, t->end);
            continue;
        }
        d = cat(f, d, lines_doc(f, &text, q->width == 3));
        text.len = 0;
        const Ast *code = parts ? code_at(f, parts, at) : NULL;
        if (code)
            d = cat(f, d, interpolation(f, code));
        at = t->link;
    }
    d = cat(f, d, lines_doc(f, &text, q->width == 3));
    text_free(&text);
    return d;
}

/* The list of parts that interpolations stand in, or NULL. */
static const Ast *parts_of(const Ast *ast)
{
    if (ast->kind != AST_call)
        return NULL;
    if (ast_is_call(ast, SYM_bits, -1))
        return ast;
    return ast->args[0];
}

static bool holds_quote(const Formatter *f, const Quotes *q)
{
    for (uint32_t at = q->begin + 1; at < q->end; at++) {
        const Token *t = &f->tokens[at];
        if (token_is(t, TOKEN_interpolation_begin))
            at = t->link;
        else if (memchr(f->text.at + t->start, '"', t->end - t->start))
            return true;
    }
    return false;
}

static const Doc *sigil(Formatter *f, const Ast *ast, Quotes *q)
{
    const Token *open = &f->tokens[q->begin], *close = &f->tokens[q->end];
    uint32_t opening = open->end;
    if (q->width == 3) { /* the blanks and the newline behind the quotes are not kept */
        opening = open->start;
        while (f->text.at[opening] != q->close)
            opening++;
        opening += 3;
    }
    static const char closers[] = ")\0]\0}\0>\0\"\0'\0/\0|";
    for (size_t i = 0; i < sizeof closers; i += 2)
        if (closers[i] == q->close)
            q->escape = &closers[i];
    if (q->width == 3)
        q->escape = q->close == '"' ? "\"\"\"" : "'''";
    const Doc *d = doc_text(&f->arena, str_slice(f->text, open->start, opening));
    d = content(f, q, parts_of(ast), d);
    Str end = str_slice(f->text, close->start, close->end);
    d = cat(f, d, doc_text(&f->arena, end));
    return q->width == 3 ? force(f, d) : d;
}

/* Escaped double quotes between an opening and a closing text. */
static const Doc *double_quoted(Formatter *f, const Ast *parts, Quotes *q, const char *open,
                                const char *close)
{
    q->escape = "\"";
    return cat(f, content(f, q, parts, word(f, open)), word(f, close));
}

/* Whether a name stands as an atom or a key without quotes. */
static bool is_bare_name(Str name)
{
    return atom_is_plain(name) && !str_is(name, "..//") && !str_is(name, "Elixir");
}

static bool is_constant(Str name)
{
    return str_is(name, "nil") || str_is(name, "true") || str_is(name, "false");
}

/* Without quotes; nil, true and false without a colon. */
static const Doc *bare_atom(Formatter *f, const Ast *ast)
{
    Str name = sym_text(f->cx, ast->name);
    const Doc *d = doc_string(&f->arena, name);
    return is_constant(name) ? d : cat(f, word(f, ":"), d);
}

/* Whether what stands in quotes may stand without them: an escaped name stays as it is written. */
static bool is_written_plainly(const Formatter *f, Quotes *q, Str name)
{
    Text raw = {0};
    q->escape = "\"";
    for (uint32_t at = q->begin + 1; at < q->end; at++)
        add_content(f, &raw, q, f->tokens[at].start, f->tokens[at].end);
    bool is = str_equal(text_str(&raw), name);
    text_free(&raw);
    return is;
}

static const Doc *quoted_atom(Formatter *f, const Ast *ast, Quotes *q)
{
    if (ast->kind == AST_atom) {
        Str name = sym_text(f->cx, ast->name);
        if (is_bare_name(name) && is_written_plainly(f, q, name))
            return bare_atom(f, ast);
    }
    return double_quoted(f, parts_of(ast), q, ":\"", "\"");
}

const Doc *quoted_doc(Formatter *f, const Ast *ast, uint32_t begin)
{
    Quotes q = quotes_at(f, begin);
    char first = f->text.at[f->tokens[begin].start];
    if (first == '~')
        return sigil(f, ast->args[0], &q);
    if (first == ':')
        return quoted_atom(f, ast, &q);
    if (q.width == 3) {
        q.escape = "\"\"\"";
        const Doc *d = word(f, first == '\'' ? "~c\"\"\"" : "\"\"\"");
        d = content(f, &q, parts_of(ast), d);
        return force(f, cat(f, d, word(f, "\"\"\"")));
    }
    if (first == '"')
        return double_quoted(f, parts_of(ast), &q, "\"", "\"");
    bool holds = holds_quote(f, &q);
    q.escape = holds ? "'" : "\"";
    const Doc *d = content(f, &q, parts_of(ast), word(f, holds ? "~c'" : "~c\""));
    return cat(f, d, word(f, q.escape));
}

/* --- atoms --- */

const Doc *atom_doc(Formatter *f, const Ast *ast)
{
    uint32_t begin;
    const Token *t = &f->tokens[first_token(f, ast)];
    if (is_quoted(f, ast, &begin))
        return quoted_doc(f, ast, begin);
    return token_is(t, TOKEN_atom) && !is_bare_name(sym_text(f->cx, ast->name))
               ? cat3(f, word(f, ":\""), doc_string(&f->arena, sym_text(f->cx, ast->name)),
                      word(f, "\""))
               : bare_atom(f, ast);
}

/* A key with its colon; `ast` an atom, or what an interpolation makes of one. */
const Doc *key_doc(Formatter *f, const Ast *key)
{
    uint32_t begin = token_from(f, key->span.start);
    const Token *t = &f->tokens[begin];
    if (token_is(t, TOKEN_do) || token_is(t, TOKEN_label))
        return cat(f, doc_text(&f->arena, sym_text(f->cx, key->name)), word(f, ":"));
    if (!token_is(t, TOKEN_string_begin))
        return doc_string(&f->arena, str_slice(f->text, t->start, t->end));
    Quotes q = quotes_at(f, begin);
    Str name = key->kind == AST_atom ? sym_text(f->cx, key->name) : STR("");
    if (is_bare_name(name) && is_written_plainly(f, &q, name))
        return cat(f, doc_string(&f->arena, name), word(f, ":"));
    return double_quoted(f, parts_of(key), &q, "\"", "\":");
}

/* Atoms that are written without quotes, but after a dot mean something else or nothing. */
static bool is_never_remote(Str name)
{
    static const char *const names[] = {"..", "..//", "...", "{}", "%{}", "<<>>",
                                        "%",  ".",    "=>",  "->", "//"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(name, names[i]))
            return true;
    return false;
}

const Doc *remote_name(Formatter *f, const Ast *name)
{
    Str text = sym_text(f->cx, name->name);
    const Token *t = &f->tokens[token_from(f, name->span.start)];
    char first = text.len ? text.at[0] : 'A';
    bool is_bare = atom_is_plain(text) && (first < 'A' || first > 'Z') && !is_never_remote(text);
    if (!token_is(t, TOKEN_string_begin))
        return doc_string(&f->arena, text);
    Quotes q = quotes_at(f, token_from(f, name->span.start));
    if (is_bare && is_written_plainly(f, &q, text))
        return doc_string(&f->arena, text);
    return double_quoted(f, NULL, &q, "\"", "\"");
}
