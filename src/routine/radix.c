/* radix.c - see radix.h: from the lowest digit up, each pass stable (D. Knuth, The Art of Computer
   Programming 3, 5.2.5). Digits that all elements share are passed over; few elements are inserted.
   */
#include "routine/radix.h"

#include <stdbool.h>
#include <string.h>

enum { FEW = 40, SMALL = 4096, SMALL_BITS = 8 };

/* KEY(e): the key in the bits that `low` and `high` count. */
#define KERNELS(name, T, KEY)                                                                      \
    RADIX_COUNT(name, T)                                                                           \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++)                                                            \
            counts[KEY(x[i]) >> low & (RADIX - 1)]++;                                              \
    }                                                                                              \
    RADIX_MOVE(name, T)                                                                            \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++)                                                            \
            y[places[KEY(x[i]) >> low & (RADIX - 1)]++] = x[i];                                    \
    }                                                                                              \
    static void insert_##name(T *x, int64_t n)                                                     \
    {                                                                                              \
        for (int64_t i = 1; i < n; i++) {                                                          \
            T e = x[i];                                                                            \
            int64_t k = i;                                                                         \
            for (; k > 0 && KEY(x[k - 1]) > KEY(e); k--)                                           \
                x[k] = x[k - 1];                                                                   \
            x[k] = e;                                                                              \
        }                                                                                          \
    }                                                                                              \
    /* False when all have the same digit. */                                                      \
    static bool pass_##name(const T *x, T *y, int64_t n, int low, uint32_t mask)                   \
    {                                                                                              \
        uint32_t count[RADIX];                                                                     \
        memset(count, 0, (mask + 1) * sizeof *count);                                              \
        for (int64_t i = 0; i < n; i++)                                                            \
            count[KEY(x[i]) >> low & mask]++;                                                      \
        if ((int64_t)count[KEY(x[0]) >> low & mask] == n)                                          \
            return false;                                                                          \
        uint32_t at = 0;                                                                           \
        for (uint32_t d = 0; d <= mask; d++) {                                                     \
            uint32_t own = count[d];                                                               \
            count[d] = at;                                                                         \
            at += own;                                                                             \
        }                                                                                          \
        for (int64_t i = 0; i < n; i++)                                                            \
            y[count[KEY(x[i]) >> low & mask]++] = x[i];                                            \
        return true;                                                                               \
    }                                                                                              \
    RADIX_SORT(name, T)                                                                            \
    {                                                                                              \
        int bits = n < SMALL ? SMALL_BITS : RADIX_BITS;                                            \
        if (n <= FEW) {                                                                            \
            insert_##name(x, n);                                                                   \
            return x;                                                                              \
        }                                                                                          \
        for (; low < high; low += bits) {                                                          \
            int width = high - low < bits ? high - low : bits;                                     \
            if (pass_##name(x, y, n, low, (1u << width) - 1)) {                                    \
                T *t = x;                                                                          \
                x = y;                                                                             \
                y = t;                                                                             \
            }                                                                                      \
        }                                                                                          \
        return x;                                                                                  \
    }

#define KEY_u32(e)  (e)
#define KEY_u64(e)  ((e) >> 32)
#define KEY_wide(e) ((e).key)
KERNELS(u32, uint32_t, KEY_u32)
KERNELS(u64, uint64_t, KEY_u64)
KERNELS(wide, KeyIndex, KEY_wide)
