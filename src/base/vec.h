/* vec.h - growing arrays.

   VEC(T) is a struct type with `at`, `len` and `cap`, zero-initialised when empty. Pushing may
   move the elements, so keep indices and not pointers across a push. */
#ifndef CNX_BASE_VEC_H
#define CNX_BASE_VEC_H

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>

#define VEC(T)                                                                                     \
    struct {                                                                                       \
        T *at;                                                                                     \
        size_t len, cap;                                                                           \
    }

/* Makes room for `more` further elements. */
#define vec_reserve(v, more)                                                                       \
    ((v)->at = vec_grow((v)->at, (v)->len + (more), &(v)->cap, sizeof *(v)->at))

#define vec_push(v, x) (vec_reserve((v), 1), (v)->at[(v)->len++] = (x))
#define vec_pop(v)     ((v)->at[--(v)->len])
#define vec_last(v)    ((v)->at[(v)->len - 1])
#define vec_free(v)    (free((v)->at), (v)->at = NULL, (v)->len = (v)->cap = 0)

static inline void *vec_grow(void *at, size_t need, size_t *cap, size_t size)
{
    if (need <= *cap)
        return at;
    size_t wide = *cap ? *cap * 2 : 8;
    if (wide < need)
        wide = need;
    *cap = wide;
    return mem_resize(at, wide * size);
}

#endif
