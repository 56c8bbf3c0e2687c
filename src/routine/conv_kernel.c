/* conv_kernel.c - see conv_kernel.h: as gemm_kernel.c, with one operand left where it lies. */
#include "routine/conv_kernel.h"

#include "routine/vectors.h"

/* Kernels with vectors of `lanes` elements, `wide` of them a row. */
#define KERNELS(name, target, T, lanes, count, wide)                                               \
    typedef T name##_v __attribute__((vector_size(lanes * sizeof(T)), aligned(sizeof(T))));        \
    target FUSED static void name##_slide(int64_t depth, const void *pa, const void *pb,           \
                                          const int64_t *at, void *pc, int64_t stride)             \
    {                                                                                              \
        const T *a = pa, *b = pb;                                                                  \
        name##_v s[count][wide] = {{{0}}};                                                         \
        for (int64_t p = 0; p < depth; p++, a += count) {                                          \
            const T *from = b + at[p];                                                             \
            name##_v x[wide];                                                                      \
            EACH_VECTOR(wide) x[j] = *(const name##_v *)(from + j * lanes);                        \
            EACH_ROW(count) EACH_VECTOR(wide) s[i][j] += a[i] * x[j];                              \
        }                                                                                          \
        EACH_ROW(count)                                                                            \
        EACH_VECTOR(wide) * (name##_v *)((T *)pc + i * stride + j * lanes) = s[i][j];              \
    }                                                                                              \
    target FUSED static void name##_meet(int64_t depth, const void *const *a, const int64_t *at,   \
                                         const void *pb, void *pc, int64_t stride)                 \
    {                                                                                              \
        const T *b = pb, *row[count];                                                              \
        EACH_ROW(count) row[i] = a[i];                                                             \
        name##_v s[count][wide] = {{{0}}};                                                         \
        for (int64_t p = 0; p < depth; p++, b += wide * lanes) {                                   \
            int64_t place = at[p];                                                                 \
            name##_v x[wide];                                                                      \
            EACH_VECTOR(wide) x[j] = *(const name##_v *)(b + j * lanes);                           \
            EACH_ROW(count) EACH_VECTOR(wide) s[i][j] += row[i][place] * x[j];                     \
        }                                                                                          \
        EACH_ROW(count)                                                                            \
        EACH_VECTOR(wide) * (name##_v *)((T *)pc + i * stride + j * lanes) = s[i][j];              \
    }

KERNELS(narrow_f32, , float, 4, 4, 2)
KERNELS(narrow_f64, , double, 2, 4, 2)
#if WIDE_VECTORS
KERNELS(v3_f32, V3, float, 8, 4, 2)
KERNELS(v3_f64, V3, double, 4, 4, 2)
KERNELS(v4_f32, V4, float, 16, 8, 2)
KERNELS(v4_f64, V4, double, 8, 8, 2)
#endif

static const ConvKernel kernels[][2] = {
    {{4, 8, narrow_f32_slide, narrow_f32_meet}, {4, 4, narrow_f64_slide, narrow_f64_meet}},
#if WIDE_VECTORS
    {{4, 16, v3_f32_slide, v3_f32_meet}, {4, 8, v3_f64_slide, v3_f64_meet}},
    {{8, 32, v4_f32_slide, v4_f32_meet}, {8, 16, v4_f64_slide, v4_f64_meet}},
#endif
};

const ConvKernel *conv_kernel(DType dtype)
{
    return &kernels[vector_level()][dtype == DTYPE_f64];
}
