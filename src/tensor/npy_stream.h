/* npy_stream.h - an .npy file inside of another one (private to src/tensor). */
#ifndef CNX_TENSOR_NPY_STREAM_H
#define CNX_TENSOR_NPY_STREAM_H

#include "tensor/npy.h"
#include "tensor/stream.h"

/* As npy_read, of a stream that holds one .npy file and nothing else. */
Tensor *npy_read_stream(Cx *cx, Stream *s, const DType *plain);

#endif
