/* gemm_pack.c - lines of a matrix side by side, as kernels read them. */
#include "base/port.h"
#include "routine/gemm_kernel.h"

enum { NEAR = 64 }; /* elements of all lines that are packed before the next: they stay close */

#define PACK(name, T)                                                                              \
    HOT static void name(void *pt, const void *pf, int64_t count, int64_t width, int64_t depth,    \
                         int64_t line, int64_t step, bool negates)                                 \
    {                                                                                              \
        T *restrict to = pt, sign = negates ? (T)-1 : 1;                                           \
        const T *restrict from = pf;                                                               \
        if (line == 1 && count == width) {                                                         \
            for (int64_t p = 0; p < depth; p++)                                                    \
                for (int64_t i = 0; i < width; i++)                                                \
                    to[p * width + i] = sign * from[p * step + i];                                 \
            return;                                                                                \
        }                                                                                          \
        for (int64_t i = count; i < width; i++)                                                    \
            for (int64_t p = 0; p < depth; p++)                                                    \
                to[p * width + i] = 0;                                                             \
        for (int64_t done = 0; done < depth; done += NEAR) {                                       \
            int64_t stop = done + NEAR < depth ? done + NEAR : depth;                              \
            for (int64_t i = 0; i < count; i++)                                                    \
                for (int64_t p = done; p < stop; p++)                                              \
                    to[p * width + i] = sign * from[i * line + p * step];                          \
        }                                                                                          \
    }

PACK(pack_f32, float)
PACK(pack_f64, double)
PACK(pack_u32, uint32_t)
PACK(pack_u64, uint64_t)

void gemm_pack(DType dtype, void *to, const void *from, int64_t count, int64_t width, int64_t depth,
               int64_t line, int64_t step, bool negates)
{
    static void (*const packs[])(void *, const void *, int64_t, int64_t, int64_t, int64_t, int64_t,
                                 bool) = {pack_f32, pack_f64, pack_u32, pack_u64};
    packs[gemm_kind(dtype)](to, from, count, width, depth, line, step, negates);
}
