/* lower_reduce.c - what reductions are made of: how they combine, and which member needs which
   level; see plan.h for the groups. */
#include "kernel/lower_reduce.h"

#include <math.h>

/* `zero` is what sums begin with; `nothing` leaves -0.0, too, what it is. */
typedef enum Identity {
    IDENTITY_zero,
    IDENTITY_nothing,
    IDENTITY_one,
    IDENTITY_least,
    IDENTITY_most
} Identity;

/* clang-format off */
static const struct {
    OpCode op;
    Identity identity;
} combines[OP_count] = {
    [OP_sum]        = {OP_add,         IDENTITY_zero},
    [OP_product]    = {OP_multiply,    IDENTITY_one},
    [OP_reduce_max] = {OP_max,         IDENTITY_least},
    [OP_reduce_min] = {OP_min,         IDENTITY_most},
    [OP_all]        = {OP_bitwise_and, IDENTITY_one},
    [OP_any]        = {OP_bitwise_or,  IDENTITY_zero},
    [OP_cumulative_sum]     = {OP_add,      IDENTITY_nothing},
    [OP_cumulative_product] = {OP_multiply, IDENTITY_one},
    [OP_cumulative_max]     = {OP_max,      IDENTITY_least},
    [OP_cumulative_min]     = {OP_min,      IDENTITY_most},
};
/* clang-format on */

static Scalar identity_of(Identity identity, DType t)
{
    bool is_float = dtype_is_float(t);
    switch (identity) {
    case IDENTITY_zero:
        return scalar_u(0);
    case IDENTITY_nothing:
        return is_float ? scalar_f(-0.0) : scalar_u(0);
    case IDENTITY_one:
        return scalar_u(1);
    case IDENTITY_least:
        return is_float ? scalar_f(-INFINITY) : dtype_min_finite(t);
    case IDENTITY_most:
        return is_float ? scalar_f(INFINITY) : dtype_max_finite(t);
    }
    return scalar_u(0);
}

static bool is_truth(const Node *n)
{
    return op_info[n->op].dtype == DRULE_u8;
}

Combine combine_of(const Node *n)
{
    DType own = compute_dtype(node_type(n)->dtype),
          of = compute_dtype(node_type(n->args[0])->dtype);
    if (node_is_scan(n))
        own = of = scan_dtype(n);
    DType t = op_info[n->op].dtype == DRULE_aggregate || is_truth(n) ? own : of;
    return (Combine){combines[n->op].op, t, identity_of(combines[n->op].identity, t)};
}

int element_of(Lower *l, const Node *n)
{
    const Node *arg = n->args[0];
    DType t = compute_dtype(node_type(arg)->dtype);
    int ref = value_of(l, arg, l->own, -1);
    if (is_truth(n))
        return scalar_op(l, OP_not_equal, t, DTYPE_u8, ref, new_constant(l, t, scalar_u(0)), -1);
    return converted(l, ref, t, combine_of(n).dtype);
}

Insn acc_insn(const Combine *c)
{
    Insn i = {.op = KERN_acc, .dtype = c->dtype, .from = c->dtype, .scalar = c->op, .guard = -1};
    int64_t room[2];
    dtype_store(c->dtype, room, 0, c->identity);
    Scalar x = dtype_load(c->dtype, room, 0);
    if (dtype_is_float(c->dtype))
        i.imm.f = x.f;
    else
        i.imm.s = x.s;
    return i;
}

Insn fold_insn(const Combine *c, int acc, int ref)
{
    return (Insn){.op = KERN_fold,
                  .dtype = c->dtype,
                  .from = c->dtype,
                  .scalar = c->op,
                  .arg = {acc, ref},
                  .guard = -1};
}

Insn total_insn(const Combine *c, int acc)
{
    return (Insn){.op = KERN_total,
                  .dtype = c->dtype,
                  .from = c->dtype,
                  .scalar = c->op,
                  .arg = {acc},
                  .guard = -1};
}

int reduced_value(Lower *l, const Node *n, int ref)
{
    DType own = node_type(n)->dtype;
    return rounded(l, converted(l, ref, combine_of(n).dtype, compute_dtype(own)), own);
}

int combine_partials(Lower *l, const Node *n, const Index *at, int guard)
{
    Index flat = index_flatten(&l->k->table, node_type(n)->shape.rank, node_type(n)->shape.dim, at);
    while (n->op == OP_reshape) /* memory of the same order */
        n = n->args[0];
    int value = plan_value(l->p, n, true);
    const PlanValue *v = &l->p->values.at[value];
    int64_t count = shape_count(&v->type.shape);
    Combine c = combine_of(n);
    KernBuffer b = {.dtype = v->stored, .count = v->blocks * count, .value = value};
    int depth = depth_of(l, flat), buffer = kernel_buffer(l->k, b);
    if (guard >= 0 && l->depth.at[guard] > depth)
        depth = l->depth.at[guard];
    int acc = add_insn_at(l, depth, acc_insn(&c));
    int loop = kernel_loop(l->k, LOOP_serial, v->blocks, NULL, -1),
        body = l->k->insns.at[loop].block;
    Insn load = {.op = KERN_load, .dtype = v->stored, .buffer = buffer, .guard = guard};
    load.at = index_add(&l->k->table, flat, index_scale(&l->k->table, loop_var(l, loop), count));
    int ref = kernel_add(l->k, body, load);
    kernel_add(l->k, body, fold_insn(&c, acc, ref));
    vec_push(&l->k->blocks.at[l->scopes.at[depth].block], loop);
    return reduced_value(l, n, add_insn_at(l, depth, total_insn(&c, acc)));
}

/* --- members --- */

bool is_folded(const Lower *l, const Node *n)
{
    return node_is_reduction(n) || l->g->is_totals;
}

bool is_full(const Lower *l, const Node *n)
{
    return !is_folded(l, n) && shape_equal(&node_type(n)->shape, &l->g->space);
}

void member_place(Lower *l, const Node *n, Index *at)
{
    const Shape *s = &node_type(n)->shape, *space = &l->g->space;
    for (int i = 0, j = 0; i < space->rank; i++) {
        bool is_reduced = l->g->reduced >> i & 1;
        if (s->rank == space->rank)
            at[j++] = is_reduced ? index_constant(&l->k->table, 0) : l->own[i];
        else if (!is_reduced)
            at[j++] = l->own[i];
    }
}

int level_of(Lower *l, const Node *n)
{
    uint64_t *known = map_get(&l->level, map_key(n));
    if (known)
        return (int)*known - 1;
    int level = 0;
    bool is_read = plan_value(l->p, n, true) >= 0 && !is_made_here(l, n);
    for (int i = 0; i < n->nargs && !is_read && node_is_fusible(n); i++) {
        int own = level_of(l, n->args[i]) + (node_is_reduction(n) && is_member(l, n));
        level = own > level ? own : level;
    }
    *map_put(&l->level, map_key(n)) = (uint64_t)level + 1;
    return level;
}

int loop_level(Lower *l, const Node *n)
{
    return is_folded(l, n) ? level_of(l, n->args[0]) : level_of(l, n);
}

/* Which of the results it is that are left at the place in the space. */
static Index result_place(Lower *l)
{
    Index at = index_constant(&l->k->table, 0);
    for (int i = 0; i < l->g->space.rank; i++)
        if (!(l->g->reduced >> i & 1))
            at = index_add(&l->k->table, index_scale(&l->k->table, at, l->g->space.dim[i]),
                           l->own[i]);
    return at;
}

Index partial_place(Lower *l, int value, Index block)
{
    const PlanValue *v = &l->p->values.at[value];
    return index_add(&l->k->table, index_scale(&l->k->table, block, shape_count(&v->type.shape)),
                     result_place(l));
}

int partial_buffer(Lower *l, int value, bool is_written)
{
    const PlanValue *v = &l->p->values.at[value];
    KernBuffer b = {.dtype = v->stored, .value = value, .is_written = is_written};
    b.count = v->blocks * shape_count(&v->type.shape);
    return kernel_buffer(l->k, b);
}

void store_total(Lower *l, const Node *n, int ref)
{
    Index at[MAX_RANK];
    if (l->g->blocks == 1) {
        member_place(l, n, at);
        store_node(l, n, at, ref);
        return;
    }
    int value = l->g->is_totals ? (int)*map_get(&l->p->totals_of, map_key(n)) - 1
                                : plan_value(l->p, n, true);
    Insn i = {.op = KERN_store, .arg = {ref}, .guard = -1};
    i.buffer = partial_buffer(l, value, true);
    i.at = partial_place(l, value, l->block);
    add_insn(l, i);
}
