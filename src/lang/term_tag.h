/* term_tag.h - the first byte of each kind of external term (private to term_*.c). */
#ifndef CNX_LANG_TERM_TAG_H
#define CNX_LANG_TERM_TAG_H

enum { TERM_VERSION = 131 };

/* clang-format off */
typedef enum TermTag {
    TERM_float         = 70,  /* 8 bytes */
    TERM_bitstring     = 77,  /* length 4, bits of the last byte 1, bytes */
    TERM_packed        = 80,  /* unpacked length 4, zlib; only the outermost */
    TERM_small_integer = 97,  /* 1 byte */
    TERM_integer       = 98,  /* 4 bytes */
    TERM_float_text    = 99,  /* 31 bytes, digits */
    TERM_latin_atom    = 100, /* length 2, Latin-1 */
    TERM_small_tuple   = 104, /* arity 1 */
    TERM_large_tuple   = 105, /* arity 4 */
    TERM_nil           = 106,
    TERM_bytes         = 107, /* length 2; a list of small integers */
    TERM_list          = 108, /* length 4, elements, tail */
    TERM_binary        = 109, /* length 4 */
    TERM_small_big     = 110, /* length 1, sign, bytes from the lowest */
    TERM_large_big     = 111, /* length 4, sign, bytes from the lowest */
    TERM_small_latin_atom = 115, /* length 1, Latin-1 */
    TERM_map           = 116, /* pairs 4 */
    TERM_atom          = 118, /* length 2, UTF-8 */
    TERM_small_atom    = 119, /* length 1, UTF-8 */
} TermTag;
/* clang-format on */

#endif
