/* picture.h - what there is to say of a source and the lines it is about, as Elixir 1.17 draws
   them:

           error: unexpected token: )
           │
         1 │ [1, 2, 3)
           │ │       └ mismatched closing delimiter (expected "]")
           │ └ unclosed delimiter
           │
           └─ mlp.exs:1:9 */
#ifndef CNX_BASE_PICTURE_H
#define CNX_BASE_PICTURE_H

#include "base/cx.h"

typedef struct Picture {
    const char *severity; /* "error", "warning" */
    const char *colour;   /* of the severity and the marks; "" for none */
    const char *off;
    Str message;
    Str file;              /* as it is named; empty: none */
    Str lines;             /* of the source, from `line` on; empty: only the place is named */
    uint32_t line, column; /* from 1; column 0: the whole line */
    uint32_t width;        /* columns that are marked, where it is one place */
    uint32_t end_line;     /* of a second place, of which `second` says what it is; or 0 */
    uint32_t end_column;
    Str second;
} Picture;

/* The file as it is named from the working directory. */
Str path_shown(Str file);

/* Appends it, without a newline at the end. */
void picture_print(Text *out, const Picture *p);

/* Whether errors of this kind are about text that does not parse, which Elixir's exceptions show
   within their message. */
bool exc_has_picture(Exc exc);

/* What is said of an error of such a kind: its severity is "error"; texts belong to the error and
   its source, but `second`, which is added to `second_text`. */
Picture error_picture(const Cx *cx, const Error *error, Text *second_text);

/* What the message says of where something was to close: missing, or another. */
void picture_second(Text *out, Exc exc, Str expected);

/* Appends the message of an exception of such a kind, as Exception.message/1 gives it. */
void syntax_message(Text *out, Exc exc, const Picture *p);

#endif
