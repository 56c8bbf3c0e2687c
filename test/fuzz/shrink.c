/* shrink.c - see shrink.h. */
#include "fuzz/shrink.h"

#include <stdlib.h>

/* Takes the text over if it will do. */
static bool keep_if_it_does(Shrinker *s, Text other)
{
    bool better = !str_equal(text_str(&other), text_str(&s->text)) &&
                  s->will_do(s->closure, text_str(&other));
    text_free(better ? &s->text : &other);
    if (better)
        s->text = other;
    return better;
}

static size_t line_end(Str text, size_t at)
{
    while (at < text.len && text.at[at] != '\n')
        at++;
    return at < text.len ? at + 1 : at;
}

static size_t indent_of(Str line)
{
    size_t n = 0;
    while (n < line.len && line.at[n] == ' ')
        n++;
    return n;
}

/* Past the node that begins at `at`, with the lines of its regions. */
static size_t node_end(Str text, size_t at)
{
    size_t end = line_end(text, at), depth = indent_of(str_slice(text, at, end));
    while (end < text.len && indent_of(str_slice(text, end, text.len)) > depth)
        end = line_end(text, end);
    return end;
}

/* The type at the end of a node's line; empty for a tuple. */
static Str type_of_line(Str line)
{
    for (size_t i = line.len; i > 1; i--)
        if (line.at[i - 1] == ' ' && line.at[i - 2] == ':')
            return str_slice(line, i, line.len - (line.at[line.len - 1] == '\n'));
    return STR("");
}

/* "%3 = constant 1.0 : f64[2]" in place of the node's line. */
static void constant_line(Text *out, Str line)
{
    Str type = type_of_line(line);
    size_t name = indent_of(line), name_end = name;
    while (name_end < line.len && line.at[name_end] != ' ')
        name_end++;
    const char *one = type.len && type.at[0] == 'c'                          ? "(1.0, 0.0)"
                      : type.len && (type.at[0] == 'f' || type.at[0] == 'b') ? "1.0"
                                                                             : "1";
    text_print(out, "%.*s = constant %s : %.*s\n", (int)name_end, line.at, one, (int)type.len,
               type.at);
}

/* Each node's lines removed, or the node made a constant. */
static bool shrink_lines(Shrinker *s)
{
    bool any = false;
    for (int pass = 0; pass < 2; pass++)
        for (size_t at = line_end(text_str(&s->text), 0); at < s->text.len;) {
            Str text = text_str(&s->text), line = str_slice(text, at, line_end(text, at));
            size_t end = node_end(text, at);
            bool is_node = indent_of(line) < line.len && line.at[indent_of(line)] == '%';
            Text other = {0};
            text_add(&other, str_slice(text, 0, at));
            if (pass == 1)
                constant_line(&other, line);
            text_add(&other, str_slice(text, end, text.len));
            bool better = is_node && keep_if_it_does(s, other);
            if (!is_node)
                text_free(&other);
            any = any || better;
            if (!better || pass == 1)
                at = line_end(text_str(&s->text), at);
        }
    return any;
}

/* "return %1, %2, %3" without one of them. */
static bool shrink_results(Shrinker *s)
{
    Str text = text_str(&s->text);
    size_t at = text.len;
    while (at > 0 && !str_starts(str_slice(text, at, text.len), STR("  return ")))
        at--;
    for (size_t from = at + 9; from < text.len && text.at[from] == '%';) {
        size_t to = from;
        while (to < text.len && text.at[to] != ',' && text.at[to] != '\n')
            to++;
        size_t next = to < text.len && text.at[to] == ',' ? to + 2 : to;
        size_t start = next == to && from > at + 9 ? from - 2 : from;
        Text other = {0};
        text_add(&other, str_slice(text, 0, start));
        text_add(&other, str_slice(text, next, text.len));
        if (keep_if_it_does(s, other))
            return true;
        from = next > to ? next : text.len;
    }
    return false;
}

/* Every size of `from` in brackets made 1. */
static bool shrink_size(Shrinker *s, int64_t from)
{
    Text other = {0};
    Str text = text_str(&s->text);
    int depth = 0;
    for (size_t i = 0; i < text.len;) {
        char c = text.at[i];
        depth += (c == '[') - (c == ']');
        size_t end = i;
        while (end < text.len && text.at[end] >= '0' && text.at[end] <= '9')
            end++;
        if (depth > 0 && end > i && strtoll(text.at + i, NULL, 10) == from)
            text_char(&other, '1');
        else
            text_add(&other, str_slice(text, i, end > i ? end : i + 1));
        i = end > i ? end : i + 1;
    }
    return keep_if_it_does(s, other);
}

void shrink(Shrinker *s)
{
    for (bool any = true; any;) {
        any = shrink_results(s);
        any = shrink_lines(s) || any;
        for (int64_t size = 2; size < 10; size++)
            any = shrink_size(s, size) || any;
    }
}
