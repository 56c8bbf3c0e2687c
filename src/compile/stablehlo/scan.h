/* scan.h - private to the reader of StableHLO: its place in the text, and the pieces that both
   forms of operations are made of. Space and comments in front of a piece are passed. */
#ifndef CNX_COMPILE_STABLEHLO_SCAN_H
#define CNX_COMPILE_STABLEHLO_SCAN_H

#include "compile/stablehlo/syntax.h"
#include "graph/graph.h"

enum { HLO_MOST_DEPTH = 2 * MAX_NESTING };

typedef struct HloReader {
    Cx *cx;
    Arena *arena;
    uint32_t source;
    Str text;
    size_t at;
    int depth;
} HloReader;

/* --- characters: scan.c --- */

Span hlo_here(const HloReader *r);

/* Says at the place what was expected; gives false. */
bool hlo_refuse(HloReader *r, const char *what);

/* The character at the place, 0 at the end. */
static inline char hlo_peek(const HloReader *r)
{
    return r->at < r->text.len ? r->text.at[r->at] : 0;
}

static inline bool hlo_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool hlo_is_name_char(char c);
void hlo_skip_space(HloReader *r);

/* Whether the text stands next: it is then passed, or is not, or must stand there. */
bool hlo_take(HloReader *r, const char *text);
bool hlo_next_is(HloReader *r, const char *text);
bool hlo_need(HloReader *r, const char *text);

Str hlo_read_name(HloReader *r);   /* letters, digits, _ . $; empty when none stand here */
Str hlo_read_string(HloReader *r); /* "..." without its quotes, the escapes as they are */
Str hlo_read_value(HloReader *r);  /* %name, with #k when it is there */

/* Passes a balanced group that opens here, strings included; false after an error. */
bool hlo_skip_group(HloReader *r);
bool hlo_skip_dict(HloReader *r); /* one in braces, which must stand here */
void hlo_skip_location(HloReader *r);

/* --- types and attributes: syntax_attr.c; false or NULL after an error --- */

typedef VEC(HloType) HloTypes;

bool hlo_read_type(HloReader *r, HloType *out); /* tensor<2x3xf32>, or f32: a scalar */
bool hlo_read_types(HloReader *r, HloType **out, int *count); /* t, t or (t, t) */

HloAttr *hlo_word_attr(HloReader *r, Str word);
HloAttr *hlo_read_number(HloReader *r);
HloAttr *hlo_read_attr(HloReader *r);       /* with the type of a number behind it */
HloAttr *hlo_read_plain_attr(HloReader *r); /* without one */
HloAttr *hlo_read_ranges(HloReader *r);     /* [0:1, 2:6:2] of a slice */

/* name = value, ... up to the closing text, behind what *first has. */
bool hlo_read_dict(HloReader *r, const char *close, HloAttr **first);

#endif
