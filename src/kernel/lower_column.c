/* lower_column.c - reductions and scans whose innermost run stays: stripes of columns into tiles,
   row by row. */
#include "kernel/lower_reduce.h"

/* Scans are not cut into blocks of rows: their stripes are the tasks, two of them where pieces of
   rows are still long then. */
static int64_t stripe_of_scans(const Lower *l)
{
    enum { LEAST = STRIPE / 4 };
    int64_t width = STRIPE;
    while (width > LEAST && 2 * width > vec_last(&l->runs).size)
        width /= 2;
    return width;
}

/* How many columns are combined together. Long pieces of rows are read faster than short ones,
   while what they are combined into stays in the nearest cache and blocks of rows are tasks enough.
 */
static int64_t stripe_of(const Lower *l)
{
    enum { BYTES = 16 * 1024, MANY = 16 };
    int64_t width = STRIPE, bytes = 0;
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (node_is_scan(n))
            return stripe_of_scans(l);
        bytes += node_is_reduction(n) ? dtype_info[combine_of(n).dtype].bits / 8 : 0;
    }
    while (l->g->blocks >= MANY && 2 * width * bytes <= BYTES)
        width *= 2;
    return width;
}

/* The vector loop over the columns of a stripe. */
static void open_stripe(Lower *l, Run *inner, Index stripe)
{
    int64_t most = stripe_of(l);
    open_in_block(l, inner, LOOP_vector, stripe, inner->size < most ? inner->size : most);
}

/* A vector loop over the stripe; each member's tile `to`, -1 if it has none, becomes its identity,
   or is combined with `from`. */
static void over_tiles(Lower *l, Run *inner, Index stripe, const int *to, const int *from)
{
    Insn none = {.guard = -1};
    open_stripe(l, inner, stripe);
    Index at = loop_var(l, vec_last(&l->scopes).loop);
    for (size_t i = 0; i < l->g->members.len; i++) {
        if (to[i] < 0 || (from && from[i] < 0))
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
    open_stripe(l, inner, stripe);
    Index at = loop_var(l, vec_last(&l->scopes).loop);
    int ref[MOST_MEMBERS], sum[MOST_MEMBERS];
    map_free(&l->carry);
    l->carry = (Map){0};
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
        const Node *n = l->g->members.at[i];
        Insn store = {.op = KERN_store, .buffer = tiles[i], .guard = -1};
        store.at = at;
        if (node_is_scan(n)) {
            store.buffer = scan_tile(l, n);
            store.arg[0] = (int)*map_get(&l->carry, map_key(n)) - 1;
            add_insn(l, store);
        } else if (node_is_reduction(n)) {
            store.arg[0] = sum[i];
            add_insn(l, store);
        }
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
static void finish_columns(Lower *l, Run *inner, Index stripe, const int *tiles)
{
    Index at[MAX_RANK];
    bool is_any = false;
    for (size_t i = 0; i < l->g->members.len; i++)
        is_any = is_any || !is_full(l, l->g->members.at[i]);
    if (!is_any)
        return;
    open_stripe(l, inner, stripe);
    Index own = inner->at;
    Index in_tile = loop_var(l, vec_last(&l->scopes).loop);
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        if (is_full(l, n))
            continue;
        member_place(l, n, at);
        if (node_is_reduction(n) && l->g->blocks > 1) {
            Insn load = {
                .op = KERN_load, .dtype = combine_of(n).dtype, .buffer = tiles[i], .guard = -1};
            load.at = in_tile;
            store_total(l, n, add_insn(l, load));
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
    Index from = NULL, stripe = index_constant(&l->k->table, 0);
    set_own(l);
    for (size_t i = 0; i + 1 < l->runs.len; i++)
        if (!l->runs.at[i].is_reduced)
            open_run(l, &l->runs.at[i], LOOP_task), opened++;
    for (size_t i = 0; i < l->runs.len && l->g->blocks > 1 && from == NULL; i++)
        if (l->runs.at[i].is_reduced) {
            from = open_blocks(l, l->runs.at[i].size, l->g->block);
            l->block = index_quotient(&l->k->table, from, l->g->block);
            opened++;
        }
    if (inner->size > stripe_of(l) && !is_trial)
        stripe = open_blocks(l, inner->size, stripe_of(l)), opened++;
    for (size_t i = 0; i < l->g->members.len; i++) {
        const Node *n = l->g->members.at[i];
        bool is_scan = node_is_scan(n);
        tiles[i] = deep[i] = -1;
        if (is_scan || node_is_reduction(n)) {
            tiles[i] = kernel_local(l->k, combine_of(n).dtype, stripe_of(l));
            *map_put(&l->total, map_key(n)) = (uint64_t)tiles[i] + 1;
        }
        if (node_is_reduction(n))
            deep[i] = kernel_local(l->k, combine_of(n).dtype, stripe_of(l));
    }
    over_tiles(l, inner, stripe, tiles, NULL);
    add_rows(l, inner, stripe, from, tiles, deep);
    finish_columns(l, inner, stripe, tiles);
    while (opened-- > 0)
        close_loop(l);
}
