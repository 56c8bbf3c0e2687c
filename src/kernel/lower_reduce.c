/* lower_reduce.c - reductions: runs into lanes, columns into tiles; see plan.h for the groups.

   A row kernel goes through its runs once a level: a reduction's operand is a level above the
   results that it uses. What two levels compute and is expensive is kept in a tile. */
#include "kernel/lower.h"

#include <math.h>
#include <string.h>

enum { TILE_BYTES = 512 * 1024 };

typedef enum Start { START_zero, START_one, START_least, START_most } Start;

/* clang-format off */
static const struct {
    OpCode op;
    Start start;
} combines[OP_count] = {
    [OP_sum]        = {OP_add,         START_zero},
    [OP_product]    = {OP_multiply,    START_one},
    [OP_reduce_max] = {OP_max,         START_least},
    [OP_reduce_min] = {OP_min,         START_most},
    [OP_all]        = {OP_bitwise_and, START_one},
    [OP_any]        = {OP_bitwise_or,  START_zero},
};
/* clang-format on */

static Scalar start_of(Start start, DType t)
{
    bool is_float = dtype_is_float(t);
    switch (start) {
    case START_zero:
        return scalar_u(0);
    case START_one:
        return scalar_u(1);
    case START_least:
        return is_float ? scalar_f(-INFINITY) : dtype_min_finite(t);
    case START_most:
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
    DType t = op_info[n->op].dtype == DRULE_aggregate || is_truth(n) ? own : of;
    return (Combine){combines[n->op].op, t, start_of(combines[n->op].start, t)};
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

static Insn acc_insn(const Combine *c)
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

static Insn fold_insn(const Combine *c, int acc, int ref)
{
    return (Insn){.op = KERN_fold,
                  .dtype = c->dtype,
                  .from = c->dtype,
                  .scalar = c->op,
                  .arg = {acc, ref},
                  .guard = -1};
}

static Insn total_insn(const Combine *c, int acc)
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
    ref = converted(l, ref, combine_of(n).dtype, compute_dtype(own));
    if (compute_dtype(own) == own)
        return ref;
    Insn i = {.op = KERN_round, .dtype = DTYPE_f32, .from = own, .arg = {ref}, .guard = -1};
    return add_insn_at(l, l->depth.at[ref], i);
}

int combine_partials(Lower *l, const Node *n, const Index *at)
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
    int acc = add_insn_at(l, depth, acc_insn(&c));
    int loop = kernel_loop(l->k, LOOP_serial, v->blocks, NULL, -1),
        body = l->k->insns.at[loop].block;
    Insn load = {.op = KERN_load, .dtype = v->stored, .buffer = buffer, .guard = -1};
    load.at = index_add(&l->k->table, flat, index_scale(&l->k->table, loop_var(l, loop), count));
    int ref = kernel_add(l->k, body, load);
    kernel_add(l->k, body, fold_insn(&c, acc, ref));
    vec_push(&l->k->blocks.at[l->scopes.at[depth].block], loop);
    return reduced_value(l, n, add_insn_at(l, depth, total_insn(&c, acc)));
}

/* --- members --- */

bool is_full(const Lower *l, const Node *n)
{
    return !node_is_reduction(n) && shape_equal(&node_type(n)->shape, &l->g->space);
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

/* The level of the loop that a member needs. */
static int loop_level(Lower *l, const Node *n)
{
    return node_is_reduction(n) ? level_of(l, n->args[0]) : level_of(l, n);
}

static void store_total(Lower *l, const Node *n, int ref, Index block)
{
    Index at[MAX_RANK];
    int value = plan_value(l->p, n, true);
    member_place(l, n, at);
    if (l->g->blocks == 1) {
        store_node(l, n, at, ref);
        return;
    }
    const PlanValue *v = &l->p->values.at[value];
    int64_t count = shape_count(&v->type.shape);
    KernBuffer b = {
        .dtype = v->stored, .count = v->blocks * count, .value = value, .is_written = true};
    Insn i = {.op = KERN_store, .buffer = kernel_buffer(l->k, b), .arg = {ref}, .guard = -1};
    i.at = index_add(
        &l->k->table, index_scale(&l->k->table, block, count),
        index_flatten(&l->k->table, node_type(n)->shape.rank, node_type(n)->shape.dim, at));
    add_insn(l, i);
}

/* --- rows --- */

/* Marks what a level computes at the space's own place, and gives a tile to what two levels do. */
static void mark_level(Lower *l, Map *seen, const Node *n, int level)
{
    bool is_read = plan_value(l->p, n, true) >= 0 && !is_made_here(l, n);
    if (is_read || !node_is_fusible(n) || node_is_reduction(n))
        return;
    uint64_t *before = map_put(seen, map_key(n));
    if (*before == (uint64_t)level + 1)
        return;
    bool is_again = *before != 0;
    *before = (uint64_t)level + 1;
    int64_t size = 1;
    for (size_t i = 0; i < l->runs.len; i++)
        size *= l->runs.at[i].is_reduced ? l->runs.at[i].size : 1;
    DType t = compute_dtype(node_type(n)->dtype);
    bool is_kept = is_member(l, n) && plan_value(l->p, n, true) >= 0;
    if (is_again && is_full(l, n) && op_cost(n->op) >= COST_SHARE && l->g->blocks == 1 &&
        !is_kept && size <= TILE_BYTES * 8 / dtype_info[t].bits &&
        map_get(&l->tile, map_key(n)) == NULL)
        *map_put(&l->tile, map_key(n)) = tile_word(kernel_local(l->k, t, size), TILE_empty);
    if (is_again && map_get(&l->tile, map_key(n)))
        return;
    for (int i = 0; i < n->nargs; i++)
        mark_level(l, seen, n->args[i], level);
}

static int mark_levels(Lower *l)
{
    Map seen = {0};
    int levels = 0;
    for (size_t i = 0; i < l->g->members.len; i++) {
        int level = loop_level(l, l->g->members.at[i]);
        levels = level > levels ? level : levels;
    }
    for (int level = 0; level <= levels; level++)
        for (size_t i = 0; i < l->g->members.len; i++) {
            const Node *n = l->g->members.at[i];
            if (loop_level(l, n) == level && (node_is_reduction(n) || is_full(l, n)))
                mark_level(l, &seen, node_is_reduction(n) ? n->args[0] : n, level);
        }
    map_free(&seen);
    return levels;
}

/* Opens the loops over the reduced runs; how many. */
static int open_reduced(Lower *l, Index from)
{
    int opened = 0;
    for (size_t i = 0; i < l->runs.len; i++) {
        Run *r = &l->runs.at[i];
        LoopKind kind = i + 1 == l->runs.len ? LOOP_vector : LOOP_serial;
        if (!r->is_reduced)
            continue;
        if (opened++ == 0 && from)
            open_in_block(l, r, kind, from, l->g->block);
        else
            open_run(l, r, kind);
    }
    return opened;
}

int reduce_runs(Lower *l, const Node *n)
{
    Combine c = combine_of(n);
    int acc = add_insn(l, acc_insn(&c)), opened = open_reduced(l, NULL);
    add_insn(l, fold_insn(&c, acc, element_of(l, n)));
    while (opened-- > 0)
        close_loop(l);
    return reduced_value(l, n, add_insn(l, total_insn(&c, acc)));
}

static bool has_loop(Lower *l, int level)
{
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (loop_level(l, n) == level && (node_is_reduction(n) || is_full(l, n)))
            return true;
    }
    return false;
}

/* Goes once through the runs. */
static void lower_level(Lower *l, int level, Index from, Index block)
{
    int acc[MOST_MEMBERS];
    l->now = level;
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        Combine c = node_is_reduction(n) ? combine_of(n) : (Combine){0};
        if (node_is_reduction(n) && loop_level(l, n) == level)
            acc[i] = add_insn(l, acc_insn(&c));
    }
    int opened = open_reduced(l, from), ref[MOST_MEMBERS];
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (loop_level(l, n) == level && (node_is_reduction(n) || is_full(l, n)))
            ref[i] = node_is_reduction(n) ? element_of(l, n) : value_of(l, n, l->own, -1);
    }
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (loop_level(l, n) != level)
            continue;
        if (node_is_reduction(n)) {
            Combine c = combine_of(n);
            add_insn(l, fold_insn(&c, acc[i], ref[i]));
        } else if (is_full(l, n)) {
            store_node(l, n, l->own, ref[i]);
        }
    }
    while (opened-- > 0)
        close_loop(l);
    for (size_t i = 0; i < l->tile.cap; i++) {
        MapSlot *s = &l->tile.slots[i];
        if (s->used && tile_state(s->value) == TILE_filling)
            s->value = tile_word(tile_buffer(s->value), TILE_filled);
    }
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (!node_is_reduction(n) || loop_level(l, n) != level)
            continue;
        Combine c = combine_of(n);
        ref[i] = add_insn(l, total_insn(&c, acc[i]));
        if (l->g->blocks == 1)
            ref[i] = reduced_value(l, n, ref[i]);
        *map_put(&l->total, map_key(n)) = (uint64_t)ref[i] + 1;
        if (plan_value(l->p, n, true) >= 0)
            store_total(l, n, ref[i], block);
    }
}

void lower_row(Lower *l)
{
    int opened = 0;
    Index from = NULL, block = NULL, at[MAX_RANK];
    set_own(l);
    for (size_t i = 0; i < l->runs.len; i++)
        if (!l->runs.at[i].is_reduced)
            open_run(l, &l->runs.at[i], LOOP_task), opened++;
    for (size_t i = 0; i < l->runs.len && l->g->blocks > 1 && from == NULL; i++)
        if (l->runs.at[i].is_reduced) {
            from = open_blocks(l, l->runs.at[i].size, l->g->block);
            block = index_quotient(&l->k->table, from, l->g->block);
            opened++;
        }
    int levels = mark_levels(l);
    for (int level = 0; level <= levels; level++)
        if (has_loop(l, level))
            lower_level(l, level, from, block);
    l->now = levels + 1;
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (node_is_reduction(n) || is_full(l, n))
            continue;
        member_place(l, n, at);
        int ref = value_of(l, n, at, -1);
        store_node(l, n, at, ref);
    }
    while (opened-- > 0)
        close_loop(l);
}

/* --- columns --- */

/* A vector loop over the stripe; each reduction's tile `to` becomes its identity, or is combined
   with `from`. */
static void over_tiles(Lower *l, Run *inner, Index stripe, const int *to, const int *from)
{
    Insn none = {.guard = -1};
    open_in_block(l, inner, LOOP_vector, stripe, inner->size < STRIPE ? inner->size : STRIPE);
    Index at = loop_var(l, vec_last(&l->scopes).loop);
    for (size_t i = 0; i < l->g->members.len; i++) {
        if (!node_is_reduction(l->g->members.at[i]))
            continue;
        Combine c = combine_of(l->g->members.at[i]);
        Insn load = none, store = none;
        load.op = KERN_load, load.dtype = c.dtype, load.at = at;
        store.op = KERN_store, store.at = at, store.buffer = to[i];
        if (from) {
            load.buffer = to[i];
            int a = add_insn(l, load);
            load.buffer = from[i];
            int b = add_insn(l, load);
            store.arg[0] = scalar_op(l, c.op, c.dtype, c.dtype, a, b, -1);
        } else {
            store.arg[0] = new_constant(l, c.dtype, c.identity);
        }
        add_insn(l, store);
    }
    close_loop(l);
}

/* One row of the stripe: what each member gives at the walk's place. */
static void row_elements(Lower *l, int *ref)
{
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (node_is_reduction(n) || is_full(l, n))
            ref[i] = node_is_reduction(n) ? element_of(l, n) : value_of(l, n, l->own, -1);
    }
}

/* Rows: every element of the stripe is combined into its tile, row by row in order, maps of the
   space are stored. `count` rows of `r` from `first` on. */
static void add_row(Lower *l, Run *inner, Index stripe, const int *tiles, Run *r, Index first,
                    int count)
{
    open_in_block(l, inner, LOOP_vector, stripe, inner->size < STRIPE ? inner->size : STRIPE);
    Index at = loop_var(l, vec_last(&l->scopes).loop);
    int ref[MOST_MEMBERS], sum[MOST_MEMBERS];
    for (int row = 0; row < count; row++) {
        r->at = index_add(&l->k->table, first, index_constant(&l->k->table, row));
        set_own(l);
        row_elements(l, ref);
        for (size_t i = 0; i < l->g->members.len; i++) {
            const Node *n = l->g->members.at[i];
            if (node_is_reduction(n)) {
                Combine c = combine_of(n);
                Insn load = {.op = KERN_load, .dtype = c.dtype, .buffer = tiles[i], .guard = -1};
                load.at = at;
                sum[i] = row == 0 ? add_insn(l, load) : sum[i];
                sum[i] = scalar_op(l, c.op, c.dtype, c.dtype, sum[i], ref[i], -1);
            } else if (is_full(l, n)) {
                store_node(l, n, l->own, ref[i]);
            }
        }
    }
    for (size_t i = 0; i < l->g->members.len; i++) {
        Insn store = {.op = KERN_store, .buffer = tiles[i], .guard = -1};
        store.at = at;
        store.arg[0] = sum[i];
        if (node_is_reduction(l->g->members.at[i]))
            add_insn(l, store);
    }
    close_loop(l);
}

/* How many rows are combined in registers: several of what is short. */
static int rows_together(const Lower *l, const Run *r)
{
    enum { SHORT = 12, TOGETHER = 8 };
    return l->g->nodes <= SHORT && r->size % TOGETHER == 0 ? TOGETHER : 1;
}

/* Opens the loop over the rows of r, or over `block` of them from `from` on (NULL: all), and adds
   them. */
static void add_all(Lower *l, Run *inner, Index stripe, const int *tiles, Run *r, Index from,
                    int64_t block)
{
    IndexTable *t = &l->k->table;
    int together = rows_together(l, r);
    int64_t size = r->size / together;
    bool is_cut = from && (r->size % block || (l->g->blocks > 1 && r->size % l->g->block));
    int loop = kernel_loop(l->k, LOOP_serial, block / together,
                           is_cut ? index_quotient(t, from, together) : NULL, size);
    open_loop(l, loop);
    Index first = index_scale(t, loop_var(l, loop), together);
    add_row(l, inner, stripe, tiles, r, from ? index_add(t, from, first) : first, together);
    close_loop(l);
}

/* What the tiles hold goes to memory, and maps of what is left of the space. */
static void finish_columns(Lower *l, Run *inner, Index stripe, Index block, const int *tiles)
{
    Index at[MAX_RANK];
    open_in_block(l, inner, LOOP_vector, stripe, inner->size < STRIPE ? inner->size : STRIPE);
    Index own = inner->at;
    Index in_tile = loop_var(l, vec_last(&l->scopes).loop);
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (is_full(l, n))
            continue;
        member_place(l, n, at);
        if (node_is_reduction(n))
            *map_put(&l->total, map_key(n)) = (uint64_t)tiles[i] + 1;
        if (node_is_reduction(n) && l->g->blocks > 1) {
            Insn load = {
                .op = KERN_load, .dtype = combine_of(n).dtype, .buffer = tiles[i], .guard = -1};
            load.at = in_tile;
            store_total(l, n, add_insn(l, load), block);
        } else if (plan_value(l->p, n, true) >= 0) {
            inner->at = in_tile; /* where results of reductions are read */
            int ref = value_of(l, n, at, -1);
            inner->at = own;
            store_node(l, n, at, ref);
        }
    }
    close_loop(l);
}

/* The loops over the reduced runs, rows inside; the innermost of them in pieces of DEEP rows. */
static void add_rows(Lower *l, Run *inner, Index stripe, Index from, const int *tiles,
                     const int *deep)
{
    int opened = 0;
    Run *last = NULL;
    for (size_t i = 0; i < l->runs.len; i++)
        last = l->runs.at[i].is_reduced ? &l->runs.at[i] : last;
    for (size_t i = 0; i < l->runs.len; i++) {
        Run *r = &l->runs.at[i];
        Index begin = opened == 0 ? from : NULL;
        int64_t size = begin ? l->g->block : r->size;
        if (!r->is_reduced)
            continue;
        if (r != last) {
            if (begin)
                open_in_block(l, r, LOOP_serial, begin, size);
            else
                open_run(l, r, LOOP_serial);
            opened++;
        } else if (size <= DEEP) {
            add_all(l, inner, stripe, tiles, r, begin, size);
        } else {
            int pieces = kernel_loop(l->k, LOOP_serial, (size + DEEP - 1) / DEEP, NULL, -1);
            open_loop(l, pieces);
            Index start = index_scale(&l->k->table, loop_var(l, pieces), DEEP);
            over_tiles(l, inner, stripe, deep, NULL);
            add_all(l, inner, stripe, deep, r,
                    begin ? index_add(&l->k->table, begin, start) : start, DEEP);
            over_tiles(l, inner, stripe, tiles, deep);
            close_loop(l);
        }
    }
    while (opened-- > 0)
        close_loop(l);
}

void lower_column(Lower *l, bool is_trial)
{
    int opened = 0, tiles[MOST_MEMBERS], deep[MOST_MEMBERS];
    Run *inner = &vec_last(&l->runs);
    Index from = NULL, block = NULL, stripe = index_constant(&l->k->table, 0);
    set_own(l);
    for (size_t i = 0; i + 1 < l->runs.len; i++)
        if (!l->runs.at[i].is_reduced)
            open_run(l, &l->runs.at[i], LOOP_task), opened++;
    if (inner->size > STRIPE && !is_trial)
        stripe = open_blocks(l, inner->size, STRIPE), opened++;
    for (size_t i = 0; i < l->runs.len && l->g->blocks > 1 && from == NULL; i++)
        if (l->runs.at[i].is_reduced) {
            from = open_blocks(l, l->runs.at[i].size, l->g->block);
            block = index_quotient(&l->k->table, from, l->g->block);
            opened++;
        }
    for (size_t i = 0; i < l->g->members.len; i++)
        if (node_is_reduction(l->g->members.at[i])) {
            DType t = combine_of(l->g->members.at[i]).dtype;
            tiles[i] = kernel_local(l->k, t, STRIPE);
            deep[i] = kernel_local(l->k, t, STRIPE);
        }
    over_tiles(l, inner, stripe, tiles, NULL);
    add_rows(l, inner, stripe, from, tiles, deep);
    finish_columns(l, inner, stripe, block, tiles);
    while (opened-- > 0)
        close_loop(l);
}
