/* format.h - the formatter's options as the language gives them. */
#ifndef CNX_LANG_FORMAT_H
#define CNX_LANG_FORMAT_H

#include "lang/vm.h"
#include "syntax/formatter.h"

/* Options of Code.format_string!/2, and what the C side of them holds. */
typedef struct FormatChoice {
    FormatOptions options;
    VEC(BareCall) locals; /* their names are the context's */
} FormatChoice;

/* Reads :line_length, :locals_without_parens ([name: arity], :* is any), :force_do_end_blocks and
   :normalize_bitstring_modifiers from a keyword list; others are ignored. False after
   ArgumentError. Free with format_choice_free either way. */
bool format_choice(Vm *vm, Value keywords, FormatChoice *out);
void format_choice_free(FormatChoice *choice);

#endif
