/* radix.h - private to sort: orders of keys by their digits.

   A key is an unsigned number that is in order as its element is. Keys of 32 bits are sorted alone,
   or above an index in 64 bits; keys of 64 bits beside an index. Sorting is stable by the key. */
#ifndef CNX_ROUTINE_RADIX_H
#define CNX_ROUTINE_RADIX_H

#include <stdint.h>

typedef struct KeyIndex {
    uint64_t key, index;
} KeyIndex;

enum { RADIX_BITS = 11, RADIX = 1 << RADIX_BITS };

/* Sorts n elements of x by bits low..high-1 of their keys with the help of y; gives the one of the
   two that holds the outcome. */
#define RADIX_SORT(name, T) T *radix_sort_##name(T *x, T *y, int64_t n, int low, int high)
RADIX_SORT(u32, uint32_t); /* the key itself */
RADIX_SORT(u64, uint64_t); /* the key above an index of 32 bits */
RADIX_SORT(wide, KeyIndex);

/* counts[d] += the elements whose digit, RADIX_BITS from bit `low` on, is d. */
#define RADIX_COUNT(name, T)                                                                       \
    void radix_count_##name(const T *x, int64_t n, int low, int64_t *counts)
RADIX_COUNT(u32, uint32_t);
RADIX_COUNT(u64, uint64_t);
RADIX_COUNT(wide, KeyIndex);

/* Moves each element to places[its digit]++ of y. */
#define RADIX_MOVE(name, T)                                                                        \
    void radix_move_##name(const T *x, int64_t n, int low, int64_t *places, T *y)
RADIX_MOVE(u32, uint32_t);
RADIX_MOVE(u64, uint64_t);
RADIX_MOVE(wide, KeyIndex);

#endif
