/* reader.h - private: the tokens, numbers and types of a graph's text.

   A function that returns false has recorded an error with its place, unless its comment says
   otherwise. */
#ifndef CNX_GRAPH_READER_H
#define CNX_GRAPH_READER_H

#include "graph/node.h"

typedef struct Reader {
    Cx *cx;
    uint32_t source;
    Str text;
    size_t at;
    Map names; /* symbol of %name to node */
    int depth; /* regions around */
} Reader;

/* From `start` to where the reader is, one character at least. */
Span reader_span(const Reader *r, size_t start);

/* The next character after spaces and // comments, not passed; 0 at the end. */
char reader_peek(Reader *r);

/* Records "expected WHAT, found .."; false. */
bool reader_expected(Reader *r, const char *what);

/* Passes `c` if it comes next; no error if not. */
bool reader_take(Reader *r, char c);
bool reader_need(Reader *r, char c);

/* Passes letters, digits and _; may be empty. */
Str reader_word(Reader *r);

/* Passes exactly this word; no error if another comes. */
bool reader_take_word(Reader *r, const char *which);

bool read_int(Reader *r, int64_t *out);

/* A number that fits the dtype: 3, -1.5e10, inf, -inf, nan, or (re, im) for complex ones. */
bool read_number(Reader *r, DType t, Scalar *out);

bool read_dtype(Reader *r, DType *out);
bool read_type(Reader *r, Type *out); /* f32[2][3] */

#endif
