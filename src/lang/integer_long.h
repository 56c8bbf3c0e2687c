/* integer_long.h - products, quotients and powers of long integers that Ctrl-C stops; private to
   integer.c.

   libtommath asks nobody whether to go on, so what takes it long is split here into parts that take
   it a few milliseconds. */
#ifndef CNX_LANG_INTEGER_LONG_H
#define CNX_LANG_INTEGER_LONG_H

#include "base/cx.h"

#include <tommath.h>

/* libtommath fails only for want of memory here, which ends the process as everywhere. */
void must(mp_err e);

/* Whether the program is to stop, which is then recorded; cx NULL: never. */
bool long_stops(Cx *cx);

/* Each fills `out`, initialized and no operand; false when interrupted, with anything in it. */
bool long_multiply(Cx *cx, const mp_int *a, const mp_int *b, mp_int *out);
bool long_power(Cx *cx, const mp_int *base, uint32_t exponent, mp_int *out);
/* Truncating; quotient or remainder may be NULL. b is not zero. */
bool long_divide(Cx *cx, const mp_int *a, const mp_int *b, mp_int *quotient, mp_int *remainder);

#endif
