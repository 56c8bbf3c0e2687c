/* text.c - see text.h. */
#include "base/text.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

Str str_of(const char *zero_ended)
{
    return (Str){zero_ended, strlen(zero_ended)};
}

bool str_equal(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool str_is(Str a, const char *zero_ended)
{
    return str_equal(a, str_of(zero_ended));
}

bool str_starts(Str s, Str prefix)
{
    return s.len >= prefix.len && str_equal((Str){s.at, prefix.len}, prefix);
}

bool str_ends(Str s, Str suffix)
{
    return s.len >= suffix.len && str_equal((Str){s.at + (s.len - suffix.len), suffix.len}, suffix);
}

Str str_slice(Str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from > to)
        from = to;
    return (Str){s.at ? s.at + from : "", to - from};
}

int str_compare(Str a, Str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.at, b.at, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

uint64_t str_hash(Str s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (uint8_t)s.at[i]) * 0x100000001b3u;
    h ^= h >> 32;
    h *= 0x9e3779b97f4a7c15u;
    return h ^ (h >> 29);
}

int str_distance(Str a, Str b, int cap)
{
    enum { MOST = 64 };
    if (a.len > MOST || b.len > MOST)
        return cap;
    int row[3][MOST + 1] = {{0}};
    for (size_t j = 0; j <= b.len; j++)
        row[1][j] = (int)j;
    for (size_t i = 1; i <= a.len; i++) {
        const int *two = row[(i + 2) % 3], *one = row[i % 3]; /* rows i-2 and i-1 */
        int *now = row[(i + 1) % 3];
        now[0] = (int)i;
        for (size_t j = 1; j <= b.len; j++) {
            int change = one[j - 1] + (a.at[i - 1] != b.at[j - 1]);
            int drop = one[j] + 1, add = now[j - 1] + 1;
            int best = change < drop ? change : drop;
            best = best < add ? best : add;
            bool swapped =
                i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1];
            if (swapped && two[j - 2] + 1 < best)
                best = two[j - 2] + 1;
            now[j] = best;
        }
    }
    int d = row[(a.len + 1) % 3][b.len];
    return d < cap ? d : cap;
}

int32_t str_codepoint(Str s, size_t *at)
{
    const uint8_t *p = (const uint8_t *)s.at + *at;
    size_t left = s.len - *at;
    *at += 1;
    if (p[0] < 0x80)
        return p[0];
    size_t n = p[0] >= 0xf0 && p[0] < 0xf5   ? 4
               : p[0] >= 0xe0 && p[0] < 0xf0 ? 3
               : p[0] >= 0xc2 && p[0] < 0xe0 ? 2
                                             : 0;
    if (n == 0 || left < n)
        return -1;
    static const int32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    int32_t c = p[0] & (0x7f >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return -1;
        c = (c << 6) | (p[i] & 0x3f);
    }
    if (c < smallest[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return -1;
    *at += n - 1;
    return c;
}

size_t str_grapheme_end(Str s, size_t at)
{
    unsigned char c = (unsigned char)s.at[at];
    if (c < 0x80 && c != '\r' && (at + 1 == s.len || (unsigned char)s.at[at + 1] < 0x80))
        return at + 1;
    int32_t last = str_codepoint(s, &at), state = 0;
    while (last >= 0 && at < s.len) {
        size_t next = at;
        int32_t cp = str_codepoint(s, &next);
        if (cp < 0 || utf8proc_grapheme_break_stateful(last, cp, &state))
            break;
        last = cp;
        at = next;
    }
    return at;
}

size_t str_graphemes(Str s)
{
    size_t count = 0;
    for (size_t at = 0; at < s.len; at = str_grapheme_end(s, at))
        count++;
    return count;
}

static void reserve(Text *t, size_t more)
{
    size_t need = t->len + more + 1;
    if (need <= t->cap)
        return;
    size_t cap = t->cap ? t->cap * 2 : 64;
    t->cap = cap < need ? need : cap;
    t->at = mem_resize(t->at, t->cap);
}

void text_add(Text *t, Str s)
{
    reserve(t, s.len);
    if (s.len)
        memcpy(t->at + t->len, s.at, s.len);
    t->len += s.len;
    t->at[t->len] = 0;
}

void text_char(Text *t, char c)
{
    text_add(t, (Str){&c, 1});
}

void text_pad(Text *t, char c, int64_t count)
{
    if (count <= 0)
        return;
    reserve(t, (size_t)count);
    memset(t->at + t->len, c, (size_t)count);
    t->len += (size_t)count;
    t->at[t->len] = 0;
}

void text_codepoint(Text *t, uint32_t c)
{
    char b[4];
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (n == 1) {
        b[0] = (char)c;
    } else {
        for (size_t i = n - 1; i > 0; i--, c >>= 6)
            b[i] = (char)(0x80 | (c & 0x3f));
        static const uint8_t lead[5] = {0, 0, 0xc0, 0xe0, 0xf0};
        b[0] = (char)(lead[n] | c);
    }
    text_add(t, (Str){b, n});
}

void text_composed(Text *t, Str s, bool variants)
{
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)s.len,
                                        &out, variants ? options | UTF8PROC_COMPAT : options);
    text_add(t, len >= 0 ? (Str){(const char *)out, (size_t)len} : s);
    free(out);
}

void text_vprint(Text *t, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    if (n > 0) {
        reserve(t, (size_t)n);
        vsnprintf(t->at + t->len, (size_t)n + 1, fmt, again);
        t->len += (size_t)n;
    }
    va_end(again);
}

void text_print(Text *t, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    text_vprint(t, fmt, args);
    va_end(args);
}

void text_free(Text *t)
{
    free(t->at);
    *t = (Text){0};
}

Str text_str(const Text *t)
{
    return (Str){t->at ? t->at : "", t->len};
}

const char *text_cstr(Text *t)
{
    return t->at ? t->at : "";
}

bool codepoint_is_upper(int32_t c)
{
    utf8proc_category_t category = c < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

bool codepoint_is_variant(int32_t c)
{
    const utf8proc_property_t *p = utf8proc_get_property(c);
    return p->decomp_type != 0 && p->decomp_seqindex != UINT16_MAX;
}

size_t str_columns(Str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((uint8_t)s.at[i] & 0xc0) != 0x80;
    return n;
}

void text_shown(Text *out, Str line)
{
    for (size_t i = 0; i < line.len;) {
        uint8_t c = (uint8_t)line.at[i];
        size_t size = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
        size_t whole = 1;
        while (whole < size && i + whole < line.len && ((uint8_t)line.at[i + whole] & 0xc0) == 0x80)
            whole++;
        bool is_text = whole == size &&
                       (c < 0x80 ? (c >= ' ' && c != 0x7f) || c == '\t' : c >= 0xc2 && c < 0xf5);
        if (is_text)
            text_add(out, str_slice(line, i, i + size));
        else if ((c & 0xc0) != 0x80)
            text_char(out, '?');
        i += is_text ? size : 1;
    }
}
