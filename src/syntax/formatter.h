/* formatter.h - source in its one canonical form, as Elixir 1.17's formatter lays it out.

   The tree becomes a document (base/algebra.h) that is laid out to a width. What the tree does not
   keep, the tokens still tell: how numbers and strings were written, where the user broke a line,
   which block a comment stands in. The result has the same tree, and formatting it again changes
   nothing. */
#ifndef CNX_SYNTAX_FORMATTER_H
#define CNX_SYNTAX_FORMATTER_H

#include "syntax/parser.h"

/* A function called without parentheses where it is written so. */
typedef struct BareCall {
    Str name;
    int arity; /* -1: any */
} BareCall;

typedef struct FormatOptions {
    int64_t width;          /* columns of a line; 0: 98 */
    const BareCall *locals; /* besides Elixir's own */
    size_t local_count;
    bool do_blocks;       /* `do:` and the like as the last keywords become do ... end */
    bool keeps_modifiers; /* <<x::binary()>> and <<x::mine>> stay as they are written */
} FormatOptions;

/* Appends the formatted source, without a newline at its end; nothing for a source of blanks.
   False after a syntax error, or when expressions are nested too deeply: the errors are pending. */
bool format_source(Cx *cx, uint32_t source, const FormatOptions *options, Text *out);

#endif
