/* lower_row.c - reductions whose innermost run is reduced: runs into lanes.

   A kernel goes through its runs once a level: a reduction's operand is a level above the results
   that it uses. What two levels compute and is expensive is kept in a tile. */
#include "kernel/lower_reduce.h"

enum {
    TILE_BYTES = 512 * 1024,
    FETCH_BYTES =
        32 * 1024 /* of a tile from which on what else is touched has left the nearest cache */
};

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
            if (loop_level(l, n) == level && (is_folded(l, n) || is_full(l, n)))
                mark_level(l, &seen, is_folded(l, n) ? n->args[0] : n, level);
        }
    map_free(&seen);
    return levels;
}

/* Opens the loops over the reduced runs; how many. */
static int open_reduced(Lower *l, Index from)
{
    int opened = 0;
    l->outside = (int)l->scopes.len - 1;
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
        if (loop_level(l, n) == level && (is_folded(l, n) || is_full(l, n)))
            return true;
    }
    return false;
}

static bool fills_tile(const Lower *l)
{
    for (size_t i = 0; i < l->tile.cap; i++) {
        const MapSlot *s = &l->tile.slots[i];
        if (!s->used || tile_state(s->value) != TILE_filling)
            continue;
        const KernBuffer *b = &l->k->buffers.at[tile_buffer(s->value)];
        if (b->count * dtype_info[b->dtype].bits / 8 >= FETCH_BYTES)
            return true;
    }
    return false;
}

/* While a level computes what is expensive, memory that is wanted next comes near: what later
   levels write here, and what this level reads, of the next task. */
static void fetch_ahead(Lower *l, int level, Index task)
{
    int32_t inner = vec_last(&l->scopes).atom;
    int block = vec_last(&l->scopes).block;
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (is_full(l, n) && loop_level(l, n) > level && plan_value(l->p, n, true) >= 0)
            fetch_node(l, n, l->own);
    }
    for (size_t i = 0, count = l->k->blocks.at[block].len; i < count && task; i++) {
        Insn load = l->k->insns.at[l->k->blocks.at[block].at[i]];
        int64_t step = load.at ? index_coef(load.at, index_atom(task)) : 0;
        if (load.op != KERN_load || load.guard >= 0 || step <= 0 || index_coef(load.at, inner) != 1)
            continue;
        Insn fetch = {.op = KERN_fetch, .buffer = load.buffer, .guard = -1};
        fetch.at = index_add(&l->k->table, load.at, index_constant(&l->k->table, step));
        add_insn(l, fetch);
    }
}

/* Goes once through the runs. */
static void lower_level(Lower *l, int level, Index task, Index from)
{
    int acc[MOST_MEMBERS];
    l->now = level;
    map_free(&l->carry);
    l->carry = (Map){0};
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        Combine c = is_folded(l, n) ? combine_of(n) : (Combine){0};
        if (is_folded(l, n) && loop_level(l, n) == level)
            acc[i] = add_insn(l, acc_insn(&c));
    }
    int opened = open_reduced(l, from), ref[MOST_MEMBERS];
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (loop_level(l, n) == level && (is_folded(l, n) || is_full(l, n)))
            ref[i] = is_folded(l, n) ? element_of(l, n) : value_of(l, n, l->own, -1);
    }
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (loop_level(l, n) != level)
            continue;
        if (is_folded(l, n)) {
            Combine c = combine_of(n);
            add_insn(l, fold_insn(&c, acc[i], ref[i]));
        } else if (is_full(l, n)) {
            store_node(l, n, l->own, ref[i]);
        }
    }
    if (fills_tile(l))
        fetch_ahead(l, level, task);
    while (opened-- > 0)
        close_loop(l);
    for (size_t i = 0; i < l->tile.cap; i++) {
        MapSlot *s = &l->tile.slots[i];
        if (s->used && tile_state(s->value) == TILE_filling)
            s->value = tile_word(tile_buffer(s->value), TILE_filled);
    }
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (!is_folded(l, n) || loop_level(l, n) != level)
            continue;
        Combine c = combine_of(n);
        ref[i] = add_insn(l, total_insn(&c, acc[i]));
        if (l->g->blocks == 1)
            ref[i] = reduced_value(l, n, ref[i]);
        *map_put(&l->total, map_key(n)) = (uint64_t)ref[i] + 1;
        if (l->g->is_totals || plan_value(l->p, n, true) >= 0)
            store_total(l, n, ref[i]);
    }
}

void lower_row(Lower *l)
{
    int opened = 0;
    Index task = NULL, from = NULL, at[MAX_RANK];
    set_own(l);
    for (size_t i = 0; i < l->runs.len; i++)
        if (!l->runs.at[i].is_reduced)
            open_run(l, &l->runs.at[i], LOOP_task), task = l->runs.at[i].at, opened++;
    for (size_t i = 0; i < l->runs.len && l->g->blocks > 1 && from == NULL; i++)
        if (l->runs.at[i].is_reduced) {
            from = open_blocks(l, l->runs.at[i].size, l->g->block);
            l->block = index_quotient(&l->k->table, from, l->g->block);
            opened++;
        }
    int levels = mark_levels(l);
    for (int level = 0; level <= levels; level++)
        if (has_loop(l, level))
            lower_level(l, level, task, from);
    l->now = levels + 1;
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (is_folded(l, n) || is_full(l, n))
            continue;
        member_place(l, n, at);
        int ref = value_of(l, n, at, -1);
        store_node(l, n, at, ref);
    }
    while (opened-- > 0)
        close_loop(l);
}
