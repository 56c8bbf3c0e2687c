/* picture_error.c - errors of the parser as pictures; see picture.h. */
#include "base/picture.h"

#include <string.h>

bool exc_has_picture(Exc exc)
{
    return exc == EXC_SyntaxError || exc == EXC_TokenMissingError ||
           exc == EXC_MismatchedDelimiterError;
}

void picture_second(Text *out, Exc exc, Str expected)
{
    bool is_quote =
        memchr(expected.at, '"', expected.len) || memchr(expected.at, '\'', expected.len);
    text_print(out,
               is_quote ? "%s closing delimiter (expected %.*s)"
                        : "%s closing delimiter (expected \"%.*s\")",
               exc == EXC_MismatchedDelimiterError ? "mismatched" : "missing", (int)expected.len,
               expected.at);
}

/* The lines from the first to the one in which `end` stands; none when they are blank or so long
   that nobody reads them. */
static Str lines_of(Str source, const char *start, size_t end)
{
    enum { LONGEST = 400 };
    size_t from = (size_t)(start - source.at), to = end > from ? end : from;
    while (to < source.len && source.at[to] != '\n')
        to++;
    size_t line = from, text = from;
    for (size_t at = from; at <= to; at++)
        if (at == to || source.at[at] == '\n') {
            if (str_columns(str_slice(source, line, at)) > LONGEST)
                return STR("");
            line = at + 1;
        }
    while (text < to && (source.at[text] == ' ' || source.at[text] == '\t'))
        text++;
    return text < to && source.at[text] != '\n' ? str_slice(source, from, to) : STR("");
}

Picture error_picture(const Cx *cx, const Error *e, Text *second_text)
{
    const Delimiters *pair = &e->syntax.pair;
    const Source *source = &cx->sources.at[e->span.source];
    bool has_two = pair->opening[0] != 0;
    Position at = position_of(cx, e->span.source, has_two ? pair->start : e->span.start);
    Picture p = {.severity = "error", .colour = "", .off = "", .message = text_str(&e->message)};
    p.file = source->name;
    p.line = at.line;
    p.column = at.column;
    p.width = 1;
    if (!has_two) {
        p.lines = lines_of(source->text, at.text.at, e->span.start);
        return p;
    }
    Position end = position_of(cx, e->span.source, pair->end);
    p.lines = lines_of(source->text, at.text.at, pair->end);
    p.end_line = end.line;
    p.end_column = end.column;
    picture_second(second_text, e->exc, str_of(pair->expected));
    p.second = text_str(second_text);
    return p;
}

/* What is missing at the end is missing behind the last line that has something. */
static void to_last_line(Picture *p)
{
    while (p->end_line > p->line && str_ends(p->lines, STR("\n"))) {
        p->lines.len--;
        p->end_line--;
    }
    size_t start = p->lines.len;
    while (start && p->lines.at[start - 1] != '\n')
        start--;
    p->end_column = (uint32_t)str_columns(str_slice(p->lines, start, p->lines.len)) + 1;
}

void syntax_message(Text *out, Exc exc, const Picture *picture)
{
    Picture p = *picture;
    Str file = path_shown(p.file);
    bool is_missing = exc == EXC_TokenMissingError;
    if (is_missing && p.end_line && p.lines.len)
        to_last_line(&p);
    text_print(out, "%s on %.*s:%u:%u:\n",
               exc == EXC_SyntaxError ? "invalid syntax found"
               : is_missing           ? "token missing"
                                      : "mismatched delimiter found",
               (int)file.len, file.at, p.end_line ? p.end_line : p.line,
               p.end_line ? p.end_column : p.column);
    if (p.lines.len || exc != EXC_SyntaxError) {
        picture_print(out, &p);
        return;
    }
    Text place = {0};
    picture_print(&place, &p);
    text_print(out, "   ");
    for (size_t i = 0; i < place.len; i++) {
        text_char(out, place.at[i]);
        if (place.at[i] == '\n')
            text_print(out, "   ");
    }
    text_free(&place);
}
