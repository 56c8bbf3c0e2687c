/* ready.h - telling that a part of a result is done, so that what uses it need not wait for all. */
#ifndef CNX_BASE_READY_H
#define CNX_BASE_READY_H

#include <stdint.h>

/* `tell` is called by the task that wrote `count` elements from element `first` on, after that; on
   any thread, once for each element. */
typedef struct Ready {
    void (*tell)(void *closure, int64_t first, int64_t count);
    void *closure;
} Ready;

/* r NULL: nobody asks. */
static inline void ready_tell(const Ready *r, int64_t first, int64_t count)
{
    if (r)
        r->tell(r->closure, first, count);
}

#endif
