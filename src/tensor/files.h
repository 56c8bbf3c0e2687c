/* files.h - tensors and bytes in files. Files are untrusted: every size is checked against the
   bytes that are there before memory is asked for. */
#ifndef CNX_TENSOR_FILES_H
#define CNX_TENSOR_FILES_H

#include "tensor/tensor.h"

/* The whole file as a buffer; false after File.Error ("could not read file \"x\": no such file or
   directory"). Text is yours. */
bool file_read(Cx *cx, Str path, Text *out);

/* Replaces the file at once (a temporary file beside it, then rename); false after File.Error. */
bool file_write(Cx *cx, Str path, Str bytes);

/* Appends the gzip- or zlib-compressed bytes, unpacked; ArgumentError when they are damaged or when
   more than `most` bytes would come out. */
bool inflate_bytes(Cx *cx, Str packed, int64_t most, Text *out);

/* A tensor of MNIST's IDX format (u8, s8, s16, s32, f32, f64; big endian), gzipped or not.
   ArgumentError that names what is wrong. */
Tensor *idx_read(Cx *cx, Str bytes);

#endif
