/* npy.h - tensors in NumPy's formats: .npy, one array, and .npz, a zip archive of them.

   NumPy has no names for the types of ml_dtypes: it stores them as V1 or V2, bytes without a type,
   one element of 2 or 4 bits to a byte. Reading takes V2 as bf16; for V1 the caller says the type.
   So do we write them. Booleans become u8; what tensors cannot hold (strings, dates, long doubles,
   records, objects) is refused by name. */
#ifndef CNX_TENSOR_NPY_H
#define CNX_TENSOR_NPY_H

#include "tensor/files.h"
#include "tensor/tensor.h"

/* The tensor in an .npy file, any version, order of bytes and of axes. `plain` is the type of
   elements that the file gives none, NULL: not said. Yours; NULL after ArgumentError that says what
   is wrong and at which byte. */
Tensor *npy_read(Cx *cx, const Input *in, const DType *plain);

/* Adds the tensor as an .npy file, version 1, little endian, row-major, its elements on a multiple
   of 64 bytes. */
void npy_write(Output *out, const Tensor *t);

typedef struct NamedTensor {
    Text name;
    Tensor *tensor;
} NamedTensor;

typedef VEC(NamedTensor) NamedTensors;

void named_free(NamedTensors *all);

/* False after ArgumentError when two have the same name. */
bool named_check(Cx *cx, const NamedTensors *all);

/* All arrays of an .npz archive in its order, named without ".npy"; false after an error, when none
   are left in *all. */
bool npz_read(Cx *cx, const Input *in, const DType *plain, NamedTensors *all);

/* Writes an .npz archive, stored or deflated; false after ArgumentError about the names. What fails
   when writing is told by the output. */
bool npz_write(Cx *cx, Output *out, const NamedTensors *all, bool deflate);

#endif
