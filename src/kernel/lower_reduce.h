/* lower_reduce.h - private to src/kernel: what rows and columns share. */
#ifndef CNX_KERNEL_LOWER_REDUCE_H
#define CNX_KERNEL_LOWER_REDUCE_H

#include "kernel/lower.h"

/* Whether the kernel gives a reduction's result of the member: or of a scan what blocks come to. */
bool is_folded(const Lower *l, const Node *n);

Insn acc_insn(const Combine *c);
Insn fold_insn(const Combine *c, int acc, int ref);
Insn total_insn(const Combine *c, int acc);

/* The tile that holds what a scan of columns came to. */
int scan_tile(const Lower *l, const Node *n);

/* The level of the loop that a member needs. */
int loop_level(Lower *l, const Node *n);

/* Partial results in memory, and where among them that of a block lies for the place in the space.
 */
int partial_buffer(Lower *l, int value, bool is_written);
Index partial_place(Lower *l, int value, Index block);

/* Stores what a reduction gave: rounded, or for the block of a group that is cut as it is. */
void store_total(Lower *l, const Node *n, int ref);

#endif
