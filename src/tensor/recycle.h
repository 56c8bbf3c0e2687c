/* recycle.h - large blocks that were freed, tensors' and routines', for the next ones.

   A fresh large block comes from the system page by page, each filled with zeros at its first
   touch, which costs as much as an elementwise pass over it. Programs make the same sizes again
   and again, so a few freed blocks are kept, MOST_BYTES at most; the one kept longest goes first.
   The hostile build keeps none, so that its tools see every use after the end, and fills fresh
   blocks with NaN. */
#ifndef CNX_TENSOR_RECYCLE_H
#define CNX_TENSOR_RECYCLE_H

#include <stdint.h>

/* At least `bytes` >= 0 bytes aligned to 64, not zeroed; NULL when there is no memory. Give it to
   recycle_give with the same number. */
void *recycle_take(int64_t bytes);
void recycle_give(void *data, int64_t bytes);

#endif
