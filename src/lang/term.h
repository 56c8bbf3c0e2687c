/* term.h - terms as bytes: Erlang's external term format, as far as the language's values go.

   Numbers, atoms, bitstrings, lists, tuples and maps (so structs, too) go both ways, tensors as
   Nx's structs with their elements in a binary. Functions, pids and references do not. Neither
   direction uses the C stack for nested terms. */
#ifndef CNX_LANG_TERM_H
#define CNX_LANG_TERM_H

#include "lang/vm.h"

/* Appends the term's bytes, with the version in front; false after ArgumentError. */
bool term_write(Vm *vm, Text *out, Value term);

/* Packs what term_write made, unless that makes it longer; level 1 to 9, or -1: the usual one. */
void term_pack(Text *bytes, int level);

/* The term in the bytes, all of them, or in front of them when `used` is not NULL, which then says
   how many there are. POISON with ArgumentError pending in the context, which says what
   is wrong and at which byte. The bytes are checked as a whole before anything is made of them.
   With `is_safe` no atom is made that the program does not have already. */
Value term_read(Vm *vm, Str bytes, bool is_safe, size_t *used);

#endif
