/* png.h - pictures as tensors of u8 (or u16, for pictures of 16 bits): height, width, channels.

   Channels are grey, grey and alpha, red green blue, or these and alpha. Numbers are as they stand
   in the file; colours of a palette become what they stand for, and those of 1, 2 and 4 bits
   fill 8. */
#ifndef CNX_TENSOR_PNG_H
#define CNX_TENSOR_PNG_H

#include "tensor/files.h"
#include "tensor/tensor.h"

/* The picture in a PNG file; ArgumentError that says what is wrong and at which byte. */
Tensor *picture_read(Cx *cx, const Input *in);

/* Writes a tensor of u8 or u16 whose shape is height, width, channels (1 to 4), or height, width;
   false after ArgumentError about type and shape. What fails when writing is told by the output. */
bool picture_write(Cx *cx, Output *out, const Tensor *t);

#endif
