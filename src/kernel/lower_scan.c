/* lower_scan.c - cumulative operations in the kernels of rows and columns: the element at a place
   is combined with what came before it, which goes on from there.

   In a row what came before is a variable, which begins as nothing or, in a row that is cut, as
   what the blocks before come to, combined in order. In columns it is a tile with a number for
   each. */
#include "kernel/lower_reduce.h"

int scan_tile(const Lower *l, const Node *n)
{
    return (int)*map_get(&l->total, map_key(n)) - 1;
}

/* What the blocks before the one at work come to. */
static int combined_before(Lower *l, const Node *n, const Combine *c)
{
    IndexTable *t = &l->k->table;
    int value = (int)*map_get(&l->p->totals_of, map_key(n)) - 1;
    int64_t blocks = l->p->values.at[value].blocks;
    int acc = add_insn_at(l, l->outside, acc_insn(c));
    Index rest = index_add(t, index_constant(t, blocks), index_scale(t, l->block, -1));
    int loop = kernel_loop(l->k, LOOP_serial, blocks, rest, blocks);
    int body = l->k->insns.at[loop].block;
    Insn load = {.op = KERN_load, .dtype = c->dtype, .guard = -1};
    load.buffer = partial_buffer(l, value, false);
    load.at = partial_place(l, value, loop_var(l, loop));
    int ref = kernel_add(l->k, body, load);
    kernel_add(l->k, body, fold_insn(c, acc, ref));
    vec_push(&l->k->blocks.at[l->scopes.at[l->outside].block], loop);
    return add_insn_at(l, l->outside, total_insn(c, acc));
}

static int scan_row(Lower *l, const Node *n, const Combine *c, int ref)
{
    uint64_t *var = map_put(&l->carry, map_key(n));
    if (*var == 0) {
        Insn start = {.op = KERN_var, .dtype = c->dtype, .guard = -1};
        start.arg[0] =
            l->g->blocks > 1 ? combined_before(l, n, c) : new_constant(l, c->dtype, c->identity);
        *var = (uint64_t)add_insn_at(l, l->outside, start) + 1;
    }
    Insn scan = {
        .op = KERN_scan, .dtype = c->dtype, .from = c->dtype, .scalar = c->op, .guard = -1};
    scan.arg[0] = (int)*var - 1;
    scan.arg[1] = ref;
    return add_insn(l, scan);
}

static int scan_column(Lower *l, const Node *n, const Combine *c, int ref)
{
    uint64_t *before = map_put(&l->carry, map_key(n));
    if (*before == 0) {
        Insn load = {.op = KERN_load, .dtype = c->dtype, .buffer = scan_tile(l, n), .guard = -1};
        load.at = loop_var(l, vec_last(&l->scopes).loop);
        *before = (uint64_t)add_insn(l, load) + 1;
    }
    ref = scalar_op(l, c->op, c->dtype, c->dtype, (int)*before - 1, ref, -1);
    *before = (uint64_t)ref + 1;
    return ref;
}

int compute_scan(Lower *l, const Node *n)
{
    Combine c = combine_of(n);
    int ref = element_of(l, n);
    ref = l->g->kind == GROUP_row ? scan_row(l, n, &c, ref) : scan_column(l, n, &c, ref);
    return reduced_value(l, n, ref);
}
