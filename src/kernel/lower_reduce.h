/* lower_reduce.h - private to src/kernel: what rows and columns share. */
#ifndef CNX_KERNEL_LOWER_REDUCE_H
#define CNX_KERNEL_LOWER_REDUCE_H

#include "kernel/lower.h"

Insn acc_insn(const Combine *c);
Insn fold_insn(const Combine *c, int acc, int ref);
Insn total_insn(const Combine *c, int acc);

/* The level of the loop that a member needs. */
int loop_level(Lower *l, const Node *n);

/* Stores what a reduction gave: rounded, or for `block` of a group that is cut as it is. */
void store_total(Lower *l, const Node *n, int ref, Index block);

#endif
