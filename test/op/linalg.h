/* linalg.h - operations on matrices held to what defines them. */
#ifndef CNX_TEST_OP_LINALG_H
#define CNX_TEST_OP_LINALG_H

#include "op/compiled.h"

/* Runs them on every dtype that they accept; counts, and by operation in done. With a batch they
   are cases of it instead: for a compiler whose factors are the reference's. */
void linalg_cases(Cx *cx, Batch *batch, int *done, int *passed, int *failed);

#endif
