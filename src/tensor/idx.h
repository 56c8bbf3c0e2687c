/* idx.h - tensors in MNIST's IDX format. */
#ifndef CNX_TENSOR_IDX_H
#define CNX_TENSOR_IDX_H

#include "tensor/files.h"
#include "tensor/tensor.h"

/* A tensor of the IDX format (u8, s8, s16, s32, f32, f64; big endian), gzipped or not.
   ArgumentError that names what is wrong and at which byte, counted in the unpacked data. */
Tensor *idx_read(Cx *cx, const Input *in);

#endif
