/* gemm_kernel.c - see gemm_kernel.h: sums of a block of results stay in registers (K. Goto and
   R. van de Geijn, Anatomy of high-performance matrix multiplication, 2008). Block sizes fill the
   registers of AVX-512, of AVX2, or of 16-byte vectors. */
#include "routine/gemm_kernel.h"

#include "routine/vectors.h"

/* A kernel with vectors of `lanes` elements, `wide` of them a row. */
#define KERNEL(name, target, T, lanes, count, wide)                                                \
    typedef T name##_v __attribute__((vector_size(lanes * sizeof(T)), aligned(sizeof(T))));        \
    target FUSED static void name(int64_t depth, const void *pa, const void *pb, void *pc,         \
                                  int64_t stride, bool adds)                                       \
    {                                                                                              \
        const T *a = pa, *b = pb;                                                                  \
        T *c = pc;                                                                                 \
        name##_v s[count][wide] = {{{0}}};                                                         \
        if (adds) {                                                                                \
            EACH_ROW(count)                                                                        \
            EACH_VECTOR(wide) s[i][j] = *(const name##_v *)(c + i * stride + j * lanes);           \
        }                                                                                          \
        for (int64_t p = 0; p < depth; p++, a += count, b += wide * lanes) {                       \
            name##_v x[wide];                                                                      \
            EACH_VECTOR(wide) x[j] = *(const name##_v *)(b + j * lanes);                           \
            EACH_ROW(count) EACH_VECTOR(wide) s[i][j] += a[i] * x[j];                              \
        }                                                                                          \
        EACH_ROW(count) EACH_VECTOR(wide) * (name##_v *)(c + i * stride + j * lanes) = s[i][j];    \
    }

KERNEL(narrow_f32, , float, 4, 4, 2)
KERNEL(narrow_f64, , double, 2, 4, 2)
KERNEL(narrow_u32, , uint32_t, 4, 4, 2)
KERNEL(narrow_u64, , uint64_t, 2, 4, 2)
#if WIDE_VECTORS
KERNEL(v3_f32, V3, float, 8, 6, 2)
KERNEL(v3_f64, V3, double, 4, 6, 2)
KERNEL(v3_u32, V3, uint32_t, 8, 6, 2)
KERNEL(v3_u64, V3, uint64_t, 4, 4, 2)
KERNEL(v4_f32, V4, float, 16, 12, 2)
KERNEL(v4_f64, V4, double, 8, 12, 2)
KERNEL(v4_u32, V4, uint32_t, 16, 12, 2)
KERNEL(v4_u64, V4, uint64_t, 8, 12, 2)
#endif

/* clang-format off */
static const GemmKernel kernels[][4] = { /* by gemm_kind */
    {{4, 8, narrow_f32}, {4, 4, narrow_f64}, {4, 8, narrow_u32}, {4, 4, narrow_u64}},
#if WIDE_VECTORS
    {{6, 16, v3_f32}, {6, 8, v3_f64}, {6, 16, v3_u32}, {4, 8, v3_u64}},
    {{12, 32, v4_f32}, {12, 16, v4_f64}, {12, 32, v4_u32}, {12, 16, v4_u64}},
#endif
};
/* clang-format on */

const GemmKernel *gemm_kernel(DType dtype)
{
    return &kernels[vector_level()][gemm_kind(dtype)];
}
