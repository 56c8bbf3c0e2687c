/* reader.c - the tokens, numbers and types of a graph's text. */
#include "graph/reader.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* --- tokens --- */

Span reader_span(const Reader *r, size_t start)
{
    size_t end = r->at > start ? r->at : start + 1;
    return (Span){r->source, (uint32_t)start, (uint32_t)(end > r->text.len ? r->text.len : end)};
}

char reader_peek(Reader *r)
{
    while (r->at < r->text.len) {
        char c = r->text.at[r->at];
        if (c == '/' && r->at + 1 < r->text.len && r->text.at[r->at + 1] == '/') {
            while (r->at < r->text.len && r->text.at[r->at] != '\n')
                r->at++;
        } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            r->at++;
        } else {
            return c;
        }
    }
    return 0;
}

bool reader_expected(Reader *r, const char *what)
{
    char c = reader_peek(r);
    size_t start = r->at;
    if (c)
        r->at++;
    if (c)
        fail(r->cx, reader_span(r, start), EXC_ArgumentError, "expected %s, found '%c'", what,
             isprint((unsigned char)c) ? c : '?');
    else
        fail(r->cx, reader_span(r, start), EXC_ArgumentError,
             "expected %s, found the end of the text", what);
    return false;
}

/* Passes `c` if it comes next. */
bool reader_take(Reader *r, char c)
{
    if (reader_peek(r) != c)
        return false;
    r->at++;
    return true;
}

bool reader_need(Reader *r, char c)
{
    char what[] = {'\'', c, '\'', 0};
    return reader_take(r, c) || reader_expected(r, what);
}

Str reader_word(Reader *r)
{
    reader_peek(r);
    size_t start = r->at;
    while (r->at < r->text.len &&
           (isalnum((unsigned char)r->text.at[r->at]) || r->text.at[r->at] == '_'))
        r->at++;
    return str_slice(r->text, start, r->at);
}

bool reader_take_word(Reader *r, const char *which)
{
    reader_peek(r);
    size_t start = r->at;
    if (str_is(reader_word(r), which))
        return true;
    r->at = start;
    return false;
}

/* --- numbers --- */

/* The characters of a number, "-inf" or "nan" as a zero-ended string; false when there is none. */
static bool digits(Reader *r, char buffer[64])
{
    reader_peek(r);
    size_t start = r->at, len = 0;
    while (r->at < r->text.len) {
        char c = r->text.at[r->at];
        if (!isalnum((unsigned char)c) && c != '-' && c != '+' && c != '.')
            break;
        r->at++;
    }
    len = r->at - start;
    if (len == 0 || len >= 64)
        return reader_expected(r, "a number");
    memcpy(buffer, r->text.at + start, len);
    buffer[len] = 0;
    return true;
}

bool read_int(Reader *r, int64_t *out)
{
    char buffer[64], *end;
    size_t start = (reader_peek(r), r->at);
    if (!digits(r, buffer))
        return false;
    errno = 0;
    *out = strtoll(buffer, &end, 10);
    if (*end == 0 && errno == 0)
        return true;
    fail(r->cx, reader_span(r, start), EXC_ArgumentError, "expected an integer, found %s", buffer);
    return false;
}

static bool read_float(Reader *r, double *out)
{
    char buffer[64], *end;
    size_t start = (reader_peek(r), r->at);
    if (!digits(r, buffer))
        return false;
    *out = strtod(buffer, &end);
    if (*end == 0)
        return true;
    fail(r->cx, reader_span(r, start), EXC_ArgumentError, "expected a number, found %s", buffer);
    return false;
}

static bool read_unsigned(Reader *r, uint64_t *out)
{
    char buffer[64], *end;
    size_t start = (reader_peek(r), r->at);
    if (!digits(r, buffer))
        return false;
    errno = 0;
    *out = strtoull(buffer, &end, 10);
    if (*end == 0 && errno == 0 && buffer[0] != '-')
        return true;
    fail(r->cx, reader_span(r, start), EXC_ArgumentError, "expected a number of type u64, found %s",
         buffer);
    return false;
}

static bool fits(DType t, Scalar x)
{
    char bytes[16] = {0};
    dtype_store(t, bytes, 0, x);
    Scalar back = dtype_load(t, bytes, 0);
    return dtype_info[t].class_ == DCLASS_u ? back.u == x.u : back.s == x.s;
}

bool read_number(Reader *r, DType t, Scalar *out)
{
    size_t start = (reader_peek(r), r->at);
    double re, im;
    uint64_t u;
    int64_t s;
    switch (dtype_info[t].class_) {
    case DCLASS_u:
        if (!read_unsigned(r, &u))
            return false;
        *out = scalar_u(u);
        break;
    case DCLASS_s:
        if (!read_int(r, &s))
            return false;
        *out = scalar_s(s);
        break;
    case DCLASS_f:
        if (!read_float(r, &re))
            return false;
        *out = scalar_f(re);
        return true;
    case DCLASS_c:
        if (!reader_need(r, '(') || !read_float(r, &re) || !reader_need(r, ',') ||
            !read_float(r, &im) || !reader_need(r, ')'))
            return false;
        *out = scalar_c(re, im);
        return true;
    }
    if (fits(t, *out))
        return true;
    fail(r->cx, reader_span(r, start), EXC_ArgumentError, "the number does not fit %s",
         dtype_info[t].name);
    return false;
}

/* --- types --- */

bool read_dtype(Reader *r, DType *out)
{
    size_t start = (reader_peek(r), r->at);
    Str name = reader_word(r);
    if (dtype_of_name(name, out))
        return true;
    fail(r->cx, reader_span(r, start), EXC_ArgumentError, "expected a type, found %.*s",
         (int)name.len, name.at);
    return false;
}

bool read_type(Reader *r, Type *out)
{
    *out = (Type){0};
    if (!read_dtype(r, &out->dtype))
        return false;
    while (reader_take(r, '[')) {
        if (out->shape.rank == MAX_RANK) {
            fail(r->cx, reader_span(r, r->at), EXC_SystemLimitError, "a tensor has at most %d axes",
                 MAX_RANK);
            return false;
        }
        if (!read_int(r, &out->shape.dim[out->shape.rank++]) || !reader_need(r, ']'))
            return false;
    }
    return true;
}
