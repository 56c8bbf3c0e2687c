/* json.c - reading JSON one token at a time; see json.h. */
#include "tensor/json.h"

#include "base/size.h"
#include "tensor/stream.h"

#include <string.h>

bool json_fail(Json *j, const char *what)
{
    return data_fail(j->cx, j->format, j->base + j->i, "%s", what);
}

static void skip_space(Json *j)
{
    while (j->i < j->len && (j->text[j->i] == ' ' || j->text[j->i] == '\t' ||
                             j->text[j->i] == '\n' || j->text[j->i] == '\r'))
        j->i++;
}

bool json_take(Json *j, char c)
{
    skip_space(j);
    if (j->i == j->len || j->text[j->i] != c)
        return false;
    j->i++;
    return true;
}

bool json_expect(Json *j, char c)
{
    char what[] = "expected ' '";
    what[10] = c;
    return json_take(j, c) || json_fail(j, what);
}

/* The four hexadecimal digits after \u; -1 when they are not there. */
static int32_t hex4(const Json *j, int64_t at)
{
    int32_t x = 0;
    if (j->len - at < 4)
        return -1;
    for (int64_t i = at; i < at + 4; i++) {
        char c = j->text[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        x = x * 16 + digit;
    }
    return x;
}

/* The code point of the escape whose \u was passed, of two of them for a pair of surrogates. */
static int32_t escaped(Json *j)
{
    int32_t x = hex4(j, j->i);
    j->i += x < 0 ? 0 : 4;
    if (x < 0xd800 || x > 0xdfff)
        return x;
    if (x > 0xdbff || j->len - j->i < 6 || memcmp(j->text + j->i, "\\u", 2) != 0)
        return -1;
    int32_t low = hex4(j, j->i + 2);
    if (low < 0xdc00 || low > 0xdfff)
        return -1;
    j->i += 6;
    return 0x10000 + ((x - 0xd800) << 10) + (low - 0xdc00);
}

/* The code point at the reader, which moves past it; -1 when it is malformed. */
static int32_t next_codepoint(Json *j)
{
    char c = j->text[j->i];
    if (c != '\\') {
        size_t at = (size_t)j->i;
        int32_t x =
            (unsigned char)c < 0x20 ? -1 : str_codepoint((Str){j->text, (size_t)j->len}, &at);
        j->i = x < 0 ? j->i : (int64_t)at;
        return x;
    }
    static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char name = j->i + 1 < j->len ? j->text[j->i + 1] : 0;
    const char *found = name ? strchr(names, name) : NULL;
    if (found == NULL && name != 'u')
        return -1;
    j->i += 2;
    return found ? meant[found - names] : escaped(j);
}

bool json_string(Json *j, Str *out)
{
    if (!json_take(j, '"'))
        return json_fail(j, "expected a string");
    int64_t from = j->i, to = from;
    while (j->i < j->len && j->text[j->i] != '"') {
        int64_t at = j->i;
        int32_t c = next_codepoint(j);
        if (c < 0)
            return json_fail(j, "a malformed character in a string");
        if (j->text[at] != '\\') { /* as it stands */
            memmove(j->text + to, j->text + at, (size_t)(j->i - at));
            to += j->i - at;
            continue;
        }
        char room[8];
        Text one = {.at = room, .cap = sizeof room};
        text_codepoint(&one, (uint32_t)c);
        memcpy(j->text + to, room, one.len);
        to += (int64_t)one.len;
    }
    if (j->i == j->len)
        return json_fail(j, "a string without its end");
    j->i++;
    *out = (Str){j->text + from, (size_t)(to - from)};
    return true;
}

bool json_word(Json *j, Str *out)
{
    if (!json_take(j, '"'))
        return json_fail(j, "expected a string");
    int64_t from = j->i;
    while (j->i < j->len && j->text[j->i] != '"') {
        if (j->text[j->i] == '\\' || next_codepoint(j) < 0)
            return json_fail(j, "a malformed character in a string");
    }
    if (j->i == j->len)
        return json_fail(j, "a string without its end");
    *out = (Str){j->text + from, (size_t)(j->i++ - from)};
    return true;
}

bool json_size(Json *j, int64_t *out)
{
    int64_t x = 0;
    skip_space(j);
    int64_t from = j->i;
    for (; j->i < j->len && j->text[j->i] >= '0' && j->text[j->i] <= '9'; j->i++) {
        if (!size_mul_add(x, 10, j->text[j->i] - '0', &x))
            return json_fail(j, "a number that is too large");
    }
    if (j->i == from || (j->i - from > 1 && j->text[from] == '0')) {
        j->i = from;
        return json_fail(j, "expected a whole number, 0 or greater");
    }
    if (j->i < j->len && strchr(".eE", j->text[j->i]) && j->text[j->i])
        return json_fail(j, "expected a whole number, 0 or greater");
    *out = x;
    return true;
}

bool json_end(Json *j)
{
    skip_space(j);
    return j->i == j->len || json_fail(j, "text after the end");
}
