/* conv_kernel.h - private to conv: the innermost loops, one set a kind of machine. Both add up in
   order of p, with fused multiply-add where the machine has it. */
#ifndef CNX_ROUTINE_CONV_KERNEL_H
#define CNX_ROUTINE_CONV_KERNEL_H

#include "tensor/dtype.h"

enum { CONV_MOST_ROWS = 8, CONV_MOST_COLUMNS = 32 };

/* c[i][j] = the sum over p < depth of a[p][i] b[at[p] + j], for a whole block of rows and columns;
   `stride` is c's, in elements. */
typedef void ConvSlideFn(int64_t depth, const void *a, const void *b, const int64_t *at, void *c,
                         int64_t stride);

/* c[i][j] = the sum over p < depth of a[i][at[p]] b[p][j]. */
typedef void ConvMeetFn(int64_t depth, const void *const *a, const int64_t *at, const void *b,
                        void *c, int64_t stride);

typedef struct ConvKernel {
    int rows, columns;
    ConvSlideFn *slide;
    ConvMeetFn *meet;
} ConvKernel;

/* The machine's, for f32 or f64. */
const ConvKernel *conv_kernel(DType dtype);

#endif
