/* lower_pack.c - numbers below a byte: several lie in one, the first in the high bits. A load takes
   the byte and shifts; what writes them makes whole bytes, each with all of its numbers, so that no
   two tasks write to the same one. */
#include "kernel/lower.h"

static int byte_op(Lower *l, OpCode op, int a, int b)
{
    return scalar_op(l, op, DTYPE_u8, DTYPE_u8, a, b, -1);
}

static int byte_of(Lower *l, int64_t x)
{
    return new_constant(l, DTYPE_u8, scalar_u((uint64_t)x));
}

/* Signed numbers: what has the sign bit is 2^bits less, (x ^ sign) - sign. */
int wrapped(Lower *l, int ref, DType to)
{
    int bits = dtype_info[to].bits;
    int x = converted(l, ref, compute_dtype(to), DTYPE_u8);
    x = byte_op(l, OP_bitwise_and, x, byte_of(l, (1 << bits) - 1));
    if (dtype_info[to].class_ == DCLASS_u)
        return x;
    int sign = byte_of(l, 1 << (bits - 1));
    x = byte_op(l, OP_subtract, byte_op(l, OP_bitwise_xor, x, sign), sign);
    return converted(l, x, DTYPE_u8, DTYPE_s8);
}

int load_packed(Lower *l, int value, Index at, int guard)
{
    IndexTable *t = &l->k->table;
    DType own = l->p->values.at[value].stored;
    int bits = dtype_info[own].bits, each = 8 / bits;
    int byte = load_memory(l, buffer_of(l, value, false), index_quotient(t, at, each), guard, 0);
    Index behind =
        index_add(t, index_constant(t, each - 1), index_scale(t, index_remainder(t, at, each), -1));
    Insn i = {.op = KERN_index, .dtype = DTYPE_s64, .guard = -1};
    i.at = index_scale(t, behind, bits);
    int shift = add_insn_at(l, depth_of(l, i.at), i);
    byte = byte_op(l, OP_right_shift, byte, converted(l, shift, DTYPE_s64, DTYPE_u8));
    return wrapped(l, converted(l, byte, DTYPE_u8, compute_dtype(own)), own);
}

/* A number at a place of its own, 0 behind the last one. */
static int part_at(Lower *l, const Node *n, Index flat, bool may_end)
{
    const Shape *s = &node_type(n)->shape;
    Index at[MAX_RANK];
    int there = -1;
    if (flat->low >= shape_count(s))
        return byte_of(l, 0);
    if (may_end) {
        Insn i = {.op = KERN_inside, .dtype = DTYPE_u8, .high = shape_count(s), .guard = -1};
        i.at = flat;
        there = add_insn_at(l, depth_of(l, flat), i);
    }
    index_unflatten(&l->k->table, flat, s->rank, s->dim, at);
    DType t = compute_dtype(node_type(n)->dtype);
    int ref = converted(l, value_of(l, n, at, there), t, DTYPE_u8);
    return choose(l, DTYPE_u8, there, ref, byte_of(l, 0));
}

void lower_pack(Lower *l)
{
    const Node *n = l->g->members.at[0];
    IndexTable *t = &l->k->table;
    int bits = dtype_info[node_type(n)->dtype].bits, each = 8 / bits, all = -1;
    int64_t count = shape_count(&node_type(n)->shape);
    Run bytes = {.size = (count + each - 1) / each};
    set_own(l);
    Index from = open_blocks(l, bytes.size, COST_TASK);
    open_in_block(l, &bytes, LOOP_vector, from, bytes.size < COST_TASK ? bytes.size : COST_TASK);
    for (int j = 0; j < each; j++) {
        Index flat = index_add(t, index_scale(t, bytes.at, each), index_constant(t, j));
        int ref = part_at(l, n, flat, count % each != 0);
        ref = byte_op(l, OP_bitwise_and, ref, byte_of(l, (1 << bits) - 1));
        ref = byte_op(l, OP_left_shift, ref, byte_of(l, 8 - bits - j * bits));
        all = all < 0 ? ref : byte_op(l, OP_bitwise_or, all, ref);
    }
    Insn store = {.op = KERN_store, .arg = {all}, .at = bytes.at, .guard = -1};
    store.buffer = buffer_of(l, plan_value(l->p, n, true), true);
    add_insn(l, store);
    close_loop(l);
    close_loop(l);
}
