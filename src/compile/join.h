/* join.h - concatenations of more than a kernel chooses from: operands are copied beside each
   other, but for those that were made in their places (plan/parts.c). */
#ifndef CNX_COMPILE_JOIN_H
#define CNX_COMPILE_JOIN_H

#include "graph/graph.h"

/* Writes the concatenation `n` of the operands at `from`. False after an error or when
   interrupted. */
bool join(Cx *cx, const Node *n, void *const *from, void *to);

#endif
