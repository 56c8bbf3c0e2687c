/* size.h - size arithmetic that cannot overflow unseen.

   Every product of dimensions, every offset and every byte count goes through these. Each returns
   false and leaves *out alone when the result does not fit. Sizes are int64_t and never negative.
 */
#ifndef CNX_BASE_SIZE_H
#define CNX_BASE_SIZE_H

#include <stdbool.h>
#include <stdint.h>

static inline bool size_add(int64_t a, int64_t b, int64_t *out)
{
    int64_t r;
    if (__builtin_add_overflow(a, b, &r) || r < 0)
        return false;
    *out = r;
    return true;
}

static inline bool size_mul(int64_t a, int64_t b, int64_t *out)
{
    int64_t r;
    if (__builtin_mul_overflow(a, b, &r) || r < 0)
        return false;
    *out = r;
    return true;
}

/* *out = a * b + c. */
static inline bool size_mul_add(int64_t a, int64_t b, int64_t c, int64_t *out)
{
    int64_t r;
    return size_mul(a, b, &r) && size_add(r, c, out);
}

#endif
