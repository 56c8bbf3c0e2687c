/* text.h - strings: borrowed views, and a builder.

   A Str is a view of bytes that someone else owns, not ended by a zero. A Text is a growing
   string that you own; its bytes are always followed by a zero once something was added. */
#ifndef CNX_BASE_TEXT_H
#define CNX_BASE_TEXT_H

#include "base/port.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Str {
    const char *at;
    size_t len;
} Str;

#define STR(literal) ((Str){("" literal), sizeof(literal) - 1})

Str str_of(const char *zero_ended);
bool str_equal(Str a, Str b);
bool str_is(Str a, const char *zero_ended);
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
Str str_slice(Str s, size_t from, size_t to);

/* Byte order, shorter first on a common prefix; <0, 0, >0. */
int str_compare(Str a, Str b);

/* A well-mixed hash of the bytes (FNV-1a, finished with a multiply-shift). */
uint64_t str_hash(Str s);

/* Optimal string alignment distance, capped: for "did you mean" (<= 64 bytes, else `cap`). */
int str_distance(Str a, Str b, int cap);

/* Reads one UTF-8 code point at *at (which must be < s.len), moving *at past it. Malformed bytes
   give -1 and move by one. */
int32_t str_codepoint(Str s, size_t *at);

/* Whether it is an upper-case or title-case letter. */
bool codepoint_is_upper(int32_t c);

/* Whether it is another way to write other characters, as superscripts and ligatures are. */
bool codepoint_is_variant(int32_t c);

/* Where the extended grapheme cluster that starts at `at` < s.len ends, and how many there are.
   Malformed bytes count as one each. */
size_t str_grapheme_end(Str s, size_t at);
size_t str_graphemes(Str s);

typedef struct Text {
    char *at; /* NULL while empty and untouched */
    size_t len, cap;
} Text;

void text_add(Text *t, Str s);
void text_char(Text *t, char c);
void text_pad(Text *t, char c, int64_t count);
void text_codepoint(Text *t, uint32_t codepoint);
/* The text in Unicode's composed form (NFC); `variants`: what characters are variants of in their
   place (NFKC). As it is where it is no UTF-8. */
void text_composed(Text *t, Str s, bool variants);
void text_print(Text *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
void text_vprint(Text *t, const char *fmt, va_list args);
/* The same as terminals may see it: what is no text stands as `?`. */
void text_shown(Text *t, Str line);
void text_free(Text *t);

/* A view of what was built; good until the text changes. */
Str text_str(const Text *t);

/* The text as a zero-ended string; good until the text changes. Never NULL. */
const char *text_cstr(Text *t);

/* How many columns the UTF-8 text takes, counting code points. */
size_t str_columns(Str s);

#endif
