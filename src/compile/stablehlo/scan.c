/* scan.c - see scan.h. */
#include "compile/stablehlo/scan.h"

#include <string.h>

Span hlo_here(const HloReader *r)
{
    uint32_t at = (uint32_t)(r->at < r->text.len ? r->at : r->text.len);
    return (Span){r->source, at, at + (at < r->text.len)};
}

bool hlo_refuse(HloReader *r, const char *what)
{
    fail(r->cx, hlo_here(r), EXC_ArgumentError, "cannot read the StableHLO: expected %s", what);
    return false;
}

void hlo_skip_space(HloReader *r)
{
    for (;; r->at++) {
        char c = hlo_peek(r);
        if (c == '/' && r->at + 1 < r->text.len && r->text.at[r->at + 1] == '/')
            while (r->at < r->text.len && hlo_peek(r) != '\n')
                r->at++;
        else if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
            return;
        if (r->at >= r->text.len)
            return;
    }
}

bool hlo_take(HloReader *r, const char *text)
{
    size_t len = strlen(text);
    hlo_skip_space(r);
    if (r->text.len - r->at < len || memcmp(r->text.at + r->at, text, len) != 0)
        return false;
    r->at += len;
    return true;
}

bool hlo_next_is(HloReader *r, const char *text)
{
    size_t at = r->at;
    bool is = hlo_take(r, text);
    if (is)
        r->at = at;
    hlo_skip_space(r);
    return is;
}

bool hlo_need(HloReader *r, const char *text)
{
    return hlo_take(r, text) || hlo_refuse(r, text);
}

bool hlo_is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '$';
}

Str hlo_read_name(HloReader *r)
{
    hlo_skip_space(r);
    size_t from = r->at;
    while (hlo_is_name_char(hlo_peek(r)))
        r->at++;
    return str_slice(r->text, from, r->at);
}

Str hlo_read_string(HloReader *r)
{
    hlo_skip_space(r);
    size_t from = ++r->at;
    while (r->at < r->text.len && hlo_peek(r) != '"')
        r->at += hlo_peek(r) == '\\' ? 2 : 1;
    size_t end = r->at < r->text.len ? r->at : r->text.len;
    r->at = end + (end < r->text.len);
    return str_slice(r->text, from, end);
}

Str hlo_read_value(HloReader *r)
{
    hlo_skip_space(r);
    size_t from = r->at++;
    while (hlo_is_name_char(hlo_peek(r)) || hlo_peek(r) == '-')
        r->at++;
    if (hlo_peek(r) == '#') {
        r->at++;
        while (hlo_is_digit(hlo_peek(r)))
            r->at++;
    }
    return str_slice(r->text, from, r->at);
}

bool hlo_skip_group(HloReader *r)
{
    int depth = 0;
    for (; r->at < r->text.len; r->at++) {
        char c = hlo_peek(r);
        if (c == '"') {
            hlo_read_string(r);
            r->at--;
        } else if (c == '(' || c == '[' || c == '{' || c == '<') {
            depth++;
        } else if (c == '>' && r->at > 0 && r->text.at[r->at - 1] == '-') {
            continue;
        } else if (c == ')' || c == ']' || c == '}' || c == '>') {
            if (--depth == 0) {
                r->at++;
                return true;
            }
        }
    }
    return hlo_refuse(r, "what closes a bracket");
}

bool hlo_skip_dict(HloReader *r)
{
    return hlo_next_is(r, "{") ? hlo_skip_group(r) : hlo_refuse(r, "{");
}

void hlo_skip_location(HloReader *r)
{
    while (hlo_next_is(r, "loc(") && !failed(r->cx)) {
        r->at += 3;
        hlo_skip_group(r);
    }
}
