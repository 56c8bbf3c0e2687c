/* regions.h - cond and while of programs made of kernels: a program a region. */
#ifndef CNX_COMPILE_REGIONS_H
#define CNX_COMPILE_REGIONS_H

#include "compile/compile.h"

/* Whether the node's regions run as programs. */
bool runs_regions(const Node *n);

/* Programs of the node's regions, which belong to the graph around them; NULL after an error. */
Program **regions_compile(Cx *cx, const Compiler *c, const Node *n, const Show *show);
void regions_free(Program **regions, const Node *n);

/* Runs the branch taken, or the loop: an input an operand, an output (yours) a type. False after an
   error. */
bool regions_run(Cx *cx, Program *const *regions, const Node *n, Tensor *const *inputs,
                 Tensor **outputs);

#endif
