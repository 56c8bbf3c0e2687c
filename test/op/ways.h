/* ways.h - how a program made of kernels runs an operation on a dtype: by kernels alone, or by
   what.

   Each case is compiled as a graph of its own by a compiler of kernels that makes no code, which is
   enough to see the steps of its plan. */
#ifndef CNX_TEST_OP_WAYS_H
#define CNX_TEST_OP_WAYS_H

#include "compile/compile.h"

#include <stdio.h>

typedef enum Way {
    WAY_none, /* nothing runs: it is read where it lies */
    WAY_kernel,
    WAY_library,
    WAY_routine,
    WAY_regions,
    WAY_reference,
    WAY_count
} Way;

/* Notes the ways of the graph's steps for an operation on a dtype; cases without elements count for
   nothing. */
void ways_note(Cx *cx, const Graph *g, OpCode op, DType t);

/* Lines "op dtype way count": of all cases noted, those of which this was the slowest way. */
void ways_write(FILE *f);

#endif
