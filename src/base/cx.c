/* cx.c - symbols, sources and errors; see cx.h. */
#include "base/picture.h"

#include <stdio.h>
#include <string.h>

/* --- symbols --- */

typedef struct SymbolTable {
    VEC(Str) texts;  /* by number */
    uint32_t *slots; /* number + 1, 0 for free; open addressing */
    size_t cap;      /* a power of two */
} SymbolTable;

static size_t symbol_slot(const SymbolTable *t, Str text)
{
    size_t i = (size_t)str_hash(text) & (t->cap - 1);
    while (t->slots[i] && !str_equal(t->texts.at[t->slots[i] - 1], text))
        i = (i + 1) & (t->cap - 1);
    return i;
}

static void symbols_grow(SymbolTable *t)
{
    free(t->slots);
    t->cap = t->cap ? t->cap * 2 : 4096;
    t->slots = mem_alloc(t->cap * sizeof *t->slots);
    for (size_t i = 0; i < t->texts.len; i++)
        t->slots[symbol_slot(t, t->texts.at[i])] = (uint32_t)i + 1;
}

Sym sym(Cx *cx, Str text)
{
    SymbolTable *t = cx->symbols;
    size_t slot = symbol_slot(t, text);
    if (t->slots[slot])
        return t->slots[slot] - 1;
    Str kept = {arena_copy(&cx->texts, text.at, text.len), text.len};
    vec_push(&t->texts, kept);
    if (t->texts.len * 4 > t->cap * 3)
        symbols_grow(t);
    else
        t->slots[slot] = (uint32_t)t->texts.len;
    return (Sym)(t->texts.len - 1);
}

bool sym_find(const Cx *cx, Str text, Sym *out)
{
    uint32_t found = cx->symbols->slots[symbol_slot(cx->symbols, text)];
    if (found)
        *out = found - 1;
    return found != 0;
}

Str sym_text(const Cx *cx, Sym s)
{
    return cx->symbols->texts.at[s];
}

void cx_init(Cx *cx)
{
    /* clang-format off */
    static const Str known[] = {
#define SYM(id, text) {text, sizeof(text) - 1},
#include "base/symbol.def"
#undef SYM
    };
    /* clang-format on */
    *cx = (Cx){0};
    cx->symbols = mem_alloc(sizeof *cx->symbols);
    symbols_grow(cx->symbols);
    vec_reserve(&cx->symbols->texts, 1024);
    for (size_t i = 0; i < SYM_count; i++)
        sym(cx, known[i]);
    vec_push(&cx->sources, ((Source){.name = STR("nowhere"), .text = STR("")}));
}

void cx_free(Cx *cx)
{
    error_free(error_take(cx));
    if (cx->symbols) {
        vec_free(&cx->symbols->texts);
        free(cx->symbols->slots);
        free(cx->symbols);
    }
    vec_free(&cx->sources);
    arena_free(&cx->texts);
    *cx = (Cx){0};
}

/* --- sources --- */

uint32_t source_add(Cx *cx, Str name, Str text, bool is_library)
{
    if (text.len >= UINT32_MAX) {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "%.*s has %zu bytes, a source may have 4 GiB",
             (int)name.len, name.at, text.len);
        return 0;
    }
    Source s = {.is_library = is_library};
    s.name = (Str){arena_copy(&cx->texts, name.at, name.len), name.len};
    s.text = (Str){is_library ? text.at : arena_copy(&cx->texts, text.at, text.len), text.len};
    vec_push(&cx->sources, s);
    return (uint32_t)(cx->sources.len - 1);
}

Position position_of(const Cx *cx, uint32_t source, uint32_t offset)
{
    Str text = cx->sources.at[source].text;
    if (offset > text.len)
        offset = (uint32_t)text.len;
    Position p = {.line = cx->sources.at[source].before + 1, .column = 1};
    size_t start = 0;
    for (size_t i = 0; i < offset; i++)
        if (text.at[i] == '\n') {
            p.line++;
            start = i + 1;
        }
    size_t end = start;
    while (end < text.len && text.at[end] != '\n' && text.at[end] != '\r')
        end++;
    p.text = str_slice(text, start, end);
    p.column = (uint32_t)str_columns(str_slice(text, start, offset)) + 1;
    return p;
}

Span span_join(Span a, Span b)
{
    if (a.source == 0 || a.source != b.source)
        return a.source ? a : b;
    return (Span){a.source, a.start < b.start ? a.start : b.start, a.end > b.end ? a.end : b.end};
}

/* --- errors --- */

static Error *error_new(Span span, Exc exc, const char *fmt, va_list args)
{
    Error *e = mem_alloc(sizeof *e);
    e->exc = exc;
    e->span = span;
    text_vprint(&e->message, fmt, args);
    return e;
}

void fail(Cx *cx, Span span, Exc exc, const char *fmt, ...)
{
    if (cx->error)
        return;
    va_list args;
    va_start(args, fmt);
    cx->error = error_new(span, exc, fmt, args);
    va_end(args);
}

static Error *newest(Error *e, int *count)
{
    for (*count = e ? 1 : 0; e && e->next; e = e->next)
        ++*count;
    return e;
}

void fail_also(Cx *cx, Span span, Exc exc, const char *fmt, ...)
{
    enum { MOST = 20 };
    int count;
    Error *last = newest(cx->error, &count);
    if (count >= MOST)
        return;
    va_list args;
    va_start(args, fmt);
    *(last ? &last->next : &cx->error) = error_new(span, exc, fmt, args);
    va_end(args);
}

void fail_token(Cx *cx, size_t from, size_t len)
{
    int count;
    Error *e = newest(cx->error, &count);
    if (e) {
        e->syntax.token = from;
        e->syntax.token_end = from + len;
    }
}

void fail_delimiters(Cx *cx, Str opening, Str closing, Str expected, uint32_t start, uint32_t end)
{
    int count;
    Error *e = newest(cx->error, &count);
    if (e == NULL)
        return;
    Delimiters *pair = &e->syntax.pair;
    *pair = (Delimiters){.start = start, .end = end};
    const Str texts[] = {opening, closing, expected};
    char *const into[] = {pair->opening, pair->closing, pair->expected};
    for (int i = 0; i < 3; i++)
        memcpy(into[i], texts[i].at, texts[i].len < 3 ? texts[i].len : 3);
}

void fail_note(Cx *cx, const char *fmt, ...)
{
    int count;
    Error *last = newest(cx->error, &count);
    if (last == NULL)
        return;
    Text note = {0};
    va_list args;
    va_start(args, fmt);
    text_vprint(&note, fmt, args);
    va_end(args);
    vec_push(&last->notes, note);
}

Error *error_take(Cx *cx)
{
    Error *e = cx->error;
    cx->error = NULL;
    return e;
}

void error_free(Error *error)
{
    for (Error *next; error; error = next) {
        next = error->next;
        text_free(&error->message);
        text_free(&error->file.path);
        for (size_t i = 0; i < error->notes.len; i++)
            text_free(&error->notes.at[i]);
        vec_free(&error->notes);
        free(error);
    }
}

Str exc_name(Exc exc)
{
    /* clang-format off */
    static const char *const names[] = {
#define EXC(name) #name,
#include "base/exception.def"
#undef EXC
    };
    /* clang-format on */
    switch ((int)exc) { /* a dot cannot stand in an identifier of C */
    case EXC_File_Error:
        return STR("File.Error");
    case EXC_Protocol_UndefinedError:
        return STR("Protocol.UndefinedError");
    default:
        return str_of(names[exc]);
    }
}

const Palette palette_plain = {"", "", "", "", "", ""};
const Palette palette_colour = {"\033[31m", "\033[2m",  "\033[1m",
                                "\033[36m", "\033[32m", "\033[0m"};

void span_print(Text *out, const Cx *cx, Span span, const Palette *p)
{
    if (span.source == 0 || span.source >= cx->sources.len)
        return;
    Position at = position_of(cx, span.source, span.start);
    Str name = cx->sources.at[span.source].name;
    text_print(out, "    %.*s:%u:%u\n", (int)name.len, name.at, at.line, at.column);
    if (str_columns(at.text) > 400)
        return;
    char number[16];
    int digits = snprintf(number, sizeof number, "%u", at.line);
    text_print(out, "    %s%s |%s ", p->dim, number, p->off);
    text_shown(out, at.text);
    text_print(out, "\n    %s%*s |%s ", p->dim, digits, "", p->off);
    /* Tabs are repeated so that the caret lands under its column whatever a tab's width is. */
    size_t line_start = (size_t)(at.text.at - cx->sources.at[span.source].text.at);
    for (size_t i = line_start; i < span.start && i < line_start + at.text.len; i++) {
        uint8_t c = (uint8_t)at.text.at[i - line_start];
        if ((c & 0xc0) != 0x80)
            text_char(out, c == '\t' ? '\t' : ' ');
    }
    size_t end = span.end < line_start + at.text.len ? span.end : line_start + at.text.len;
    size_t wide = end > span.start
                      ? str_columns(str_slice(cx->sources.at[span.source].text, span.start, end))
                      : 0;
    text_print(out, "%s^", p->error);
    text_pad(out, '~', (int64_t)wide - 1);
    text_print(out, "%s\n", p->off);
}

static void picture_of_error(Text *out, const Cx *cx, const Error *error, const Palette *p)
{
    Text second = {0};
    Picture picture = error_picture(cx, error, &second);
    picture.colour = p->error;
    picture.off = p->off;
    syntax_message(out, error->exc, &picture);
    text_print(out, "%s\n", p->off);
    text_free(&second);
}

void error_print(Text *out, const Cx *cx, const Error *error, const Palette *p)
{
    for (; error; error = error->next) {
        Str name = exc_name(error->exc);
        text_print(out, "%s** (%.*s) ", p->error, (int)name.len, name.at);
        if (exc_has_picture(error->exc) && error->span.source) {
            picture_of_error(out, cx, error, p);
        } else {
            text_print(out, "%.*s%s\n", (int)error->message.len, text_cstr((Text *)&error->message),
                       p->off);
            span_print(out, cx, error->span, p);
        }
        for (size_t i = 0; i < error->notes.len; i++)
            text_print(out, "      %s= %s%s\n", p->note, text_cstr(&error->notes.at[i]), p->off);
    }
}

bool interrupted(Cx *cx)
{
    if (cx->interrupt == NULL || !__atomic_load_n(cx->interrupt, __ATOMIC_RELAXED))
        return false;
    fail(cx, SPAN_NONE, EXC_Interrupted, "interrupted");
    return true;
}
