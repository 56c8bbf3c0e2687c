/* linalg.h - operations on matrices held to what defines them. */
#ifndef CNX_TEST_OP_LINALG_H
#define CNX_TEST_OP_LINALG_H

#include "base/cx.h"

/* Runs them on every dtype that they accept; counts, and by operation in done. */
void linalg_cases(Cx *cx, int *done, int *passed, int *failed);

#endif
