/* explain.h - what there is to know of a program made of kernels. */
#ifndef CNX_COMPILE_EXPLAIN_H
#define CNX_COMPILE_EXPLAIN_H

#include "compile/compile.h"
#include "plan/why.h"

/* The plan, which the program owns; NULL: it is made of no kernels. */
const Plan *program_plan(const Program *p);

/* Bytes that a run takes beside inputs and results. */
int64_t program_arena(const Program *p);

/* Of a step: "kernel", "library", "routine" or "regions"; its work in additions of one element (of
   a product of matrices: multiplications and additions), below 0 where it is not known. */
const char *program_step_kind(const Program *p, int step);
double program_step_work(const Program *p, int step);

#endif
