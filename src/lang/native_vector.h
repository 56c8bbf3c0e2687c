/* native_vector.h - vectorized axes of several operands. */
#ifndef CNX_LANG_NATIVE_VECTOR_H
#define CNX_LANG_NATIVE_VECTOR_H

#include "lang/trace.h"

typedef struct Vectors {
    int count;
    Sym name[MAX_RANK];
    int64_t size[MAX_RANK];
} Vectors;

/* The vectorized axes of all tensors, in the order in which they appear; false after an error. */
bool vectors_collect(Vm *vm, const Value *tensors, int count, Vectors *out);
/* The tensor with `vectors` as its first axes and its own inner axes as the last of `rank` further
   ones; not vectorized, without names when anything had to be moved. Yours; POISON after an error.
 */
Value vectors_align(Vm *vm, Value tensor, const Vectors *vectors, int rank);
/* Makes the first axes of a new tensor value these vectorized axes. */
void vectors_name(Value tensor, const Vectors *vectors);

#endif
