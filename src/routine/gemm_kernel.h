/* gemm_kernel.h - private to gemm and conv: the innermost loops, one set a kind of machine. */
#ifndef CNX_ROUTINE_GEMM_KERNEL_H
#define CNX_ROUTINE_GEMM_KERNEL_H

#include "tensor/dtype.h"

enum { GEMM_MOST_ROWS = 12, GEMM_MOST_COLUMNS = 32 };

/* c[rows][columns] = or += over `depth` of a[depth][rows] x b[depth][columns], whole blocks;
   `stride` is c's, in elements. */
typedef void GemmKernelFn(int64_t depth, const void *a, const void *b, void *c, int64_t stride,
                          bool adds);

typedef struct GemmKernel {
    int rows, columns;
    GemmKernelFn *run;
} GemmKernel;

/* Which of f32, f64, integers of 32 and of 64 bits: what wraps is the same with and without a
   sign. */
static inline int gemm_kind(DType dtype)
{
    return (dtype_is_float(dtype) ? 0 : 2) + (dtype_info[dtype].bits == 64);
}

/* The machine's, for a dtype of 32 or 64 bits. */
const GemmKernel *gemm_kernel(DType dtype);

/* to[p][width] of `count` <= width lines of `depth` elements, zeros for those that are not there.
   Line i begins at from + i * line, its elements are `step` apart. */
void gemm_pack(DType dtype, void *to, const void *from, int64_t count, int64_t width, int64_t depth,
               int64_t line, int64_t step, bool negates);

#endif
