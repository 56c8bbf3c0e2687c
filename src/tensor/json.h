/* json.h - reading JSON one token at a time (private to src/tensor).

   For headers whose form is known: the caller says what must come next, so nothing is built,
   nothing is nested deeper than the form, and no memory is needed. Strict as RFC 8259 says. */
#ifndef CNX_TENSOR_JSON_H
#define CNX_TENSOR_JSON_H

#include "base/cx.h"

typedef struct Json {
    Cx *cx;
    const char *format; /* what messages call the data */
    char *text;         /* strings are decoded in place */
    int64_t len, i;
    int64_t base; /* where the text begins in the file */
} Json;

/* ArgumentError "invalid FORMAT data: WHAT, at byte N" for where the reader stands. Gives false. */
bool json_fail(Json *j, const char *what);

/* Whether the next token is this punctuation, which is then passed. */
bool json_take(Json *j, char c);

/* The same; false after an error when it is not. */
bool json_expect(Json *j, char c);

/* A string, decoded in place of its text: good as long as that. False after an error. */
bool json_string(Json *j, Str *out);

/* A string without escapes, which leaves the text as it is; false after an error. */
bool json_word(Json *j, Str *out);

/* A whole number from 0 on; false after an error. */
bool json_size(Json *j, int64_t *out);

/* Whether nothing but white space is left; false after an error. */
bool json_end(Json *j);

#endif
