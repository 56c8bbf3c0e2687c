/* vectors.h - for kernels that are written once and compiled for each width of vectors machines
   have: 16 bytes, AVX2's 32 and AVX-512's 64. Products are added in one instruction where there is
   one. */
#ifndef CNX_ROUTINE_VECTORS_H
#define CNX_ROUTINE_VECTORS_H

#include "base/port.h"

/* Loops over a block of results that stays in registers. */
#define EACH_ROW(count)   _Pragma("GCC unroll 16") for (int i = 0; i < count; i++)
#define EACH_VECTOR(wide) _Pragma("GCC unroll 4") for (int j = 0; j < wide; j++)

#if defined(__x86_64__)
#define WIDE_VECTORS 1
#define V4           TARGET_V4
#define V3           __attribute__((target("arch=x86-64-v3")))
#else
#define WIDE_VECTORS 0
#endif

/* Which of the widths this machine has: 0, 1 or 2. */
static inline int vector_level(void)
{
#if WIDE_VECTORS
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"))
        return 2;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return 1;
#endif
    return 0;
}

#endif
