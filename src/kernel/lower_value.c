/* lower_value.c - the value of a node at a place: read from memory, known from before, or computed.

   Values live in the outermost scope whose loops they depend on, so what does not change in a loop
   is computed before it. */
#include "kernel/lower.h"

#include <string.h>

static uint64_t hash_place(const Node *n, const Index *at, int rank)
{
    uint64_t hash = map_key(n);
    for (int i = 0; i < rank; i++)
        hash = (hash ^ map_key(at[i])) * 0x9E3779B97F4A7C15u ^ (hash >> 31);
    return hash;
}

static int find_known(const Lower *l, const Node *n, const Index *at, int guard)
{
    int rank = node_type(n)->shape.rank;
    uint64_t *head = map_get(&l->heads, hash_place(n, at, rank));
    for (size_t i = head ? *head : 0; i; i = l->known.at[i - 1].older) {
        const Known *v = &l->known.at[i - 1];
        bool is_open =
            (size_t)v->depth < l->scopes.len && l->scopes.at[v->depth].serial == v->serial;
        if (is_open && v->node == n && (v->guard == guard || v->guard < 0) &&
            index_same(v->at, at, rank))
            return v->ref;
    }
    return -1;
}

static void keep_known(Lower *l, const Node *n, const Index *at, int guard, int ref)
{
    int rank = node_type(n)->shape.rank, depth = l->depth.at[ref];
    uint64_t *head = map_put(&l->heads, hash_place(n, at, rank));
    Known v = {n,     arena_copy(&l->k->table.arena, at, sizeof *at * (size_t)rank),
               guard, ref,
               depth, l->scopes.at[depth].serial,
               *head};
    vec_push(&l->known, v);
    *head = l->known.len;
}

/* --- instructions --- */

int new_constant(Lower *l, DType t, Scalar x)
{
    Insn i = {.op = KERN_constant, .dtype = t, .guard = -1};
    int64_t room[2];
    dtype_store(t, room, 0, x);
    Scalar own = dtype_load(t, room, 0);
    if (dtype_is_float(t))
        i.imm.f = own.f;
    else
        i.imm.s = own.s;
    return add_insn_at(l, 0, i);
}

static Scalar constant_of(const Insn *i)
{
    return dtype_is_float(i->dtype)                  ? scalar_f(i->imm.f)
           : dtype_info[i->dtype].class_ == DCLASS_u ? scalar_u((uint64_t)i->imm.s)
                                                     : scalar_s(i->imm.s);
}

int converted(Lower *l, int ref, DType from, DType to)
{
    if (from == to)
        return ref;
    if (l->k->insns.at[ref].op == KERN_constant)
        return new_constant(l, to, constant_of(&l->k->insns.at[ref]));
    Insn i = {.op = KERN_convert, .dtype = to, .from = from, .arg = {ref}, .guard = -1};
    return add_insn_at(l, l->depth.at[ref], i);
}

int scalar_op(Lower *l, OpCode op, DType from, DType gives, int a, int b, int c)
{
    Insn i = {.op = KERN_scalar, .dtype = gives, .from = from, .scalar = op, .arg = {a, b, c}};
    int depth = 0;
    i.guard = -1;
    for (int j = 0; j < op_info[op].arity; j++)
        if (l->depth.at[i.arg[j]] > depth)
            depth = l->depth.at[i.arg[j]];
    return add_insn_at(l, depth, i);
}

int rounded(Lower *l, int ref, DType to)
{
    if (compute_dtype(to) == to)
        return ref;
    if (dtype_is_packed(to))
        return wrapped(l, ref, to);
    Insn i = {.op = KERN_round, .dtype = DTYPE_f32, .from = to, .arg = {ref}, .guard = -1};
    return add_insn_at(l, l->depth.at[ref], i);
}

int recast(Lower *l, int ref, DType from, DType to)
{
    ref = converted(l, ref, compute_dtype(from), compute_dtype(to));
    return from == to ? ref : rounded(l, ref, to);
}

int truth_of(Lower *l, int ref, DType t)
{
    return scalar_op(l, OP_not_equal, t, DTYPE_u8, ref, new_constant(l, t, scalar_u(0)), -1);
}

/* --- memory --- */

int buffer_of(Lower *l, int value, bool is_written)
{
    const PlanValue *v = &l->p->values.at[value];
    bool is_pairs = dtype_is_complex(v->stored);
    KernBuffer b = {.dtype = is_pairs ? dtype_to_real(v->stored) : v->stored,
                    .value = value,
                    .is_written = is_written};
    if (dtype_is_packed(v->stored)) {
        b.dtype = DTYPE_u8;
        b.count = v->bytes;
        return kernel_buffer(l->k, b);
    }
    b.count = v->blocks * shape_count(&v->type.shape) * (is_pairs ? 2 : 1);
    return kernel_buffer(l->k, b);
}

Index flat_place(Lower *l, const Node *n, const Index *at)
{
    const Shape *s = &node_type(n)->shape;
    return index_flatten(&l->k->table, s->rank, s->dim, at);
}

/* Reads what lies across from a tile that was transposed; false: it does not lie so. */
static bool read_turned(Lower *l, int buffer, Index *at, int *tile)
{
    Turn *t = &l->turn;
    IndexTable *table = &l->k->table;
    int64_t by = index_coef(*at, index_atom(t->inner));
    if (by < 2 || index_coef(*at, index_atom(t->outer)) != 1)
        return false;
    Index base = index_add(table, *at, index_scale(table, t->inner, -by));
    base = index_add(table, base, index_scale(table, t->outer, -1));
    if (depth_of(l, base) > t->depth)
        return false;
    *at = index_add(table, index_scale(table, t->outer, TILE), t->inner);
    for (size_t i = 0; i < t->made.len; i++)
        if (t->made.at[i].buffer == buffer && t->made.at[i].at == base) {
            *tile = t->made.at[i].tile;
            return true;
        }
    Insn rest = {.op = KERN_index, .dtype = DTYPE_s64, .guard = -1};
    Insn turn = {.op = KERN_turn, .buffer = buffer, .at = base, .low = by, .guard = -1};
    rest.at = t->outer_rest;
    turn.arg[0] = add_insn_at(l, t->depth, rest);
    rest.at = t->inner_rest;
    turn.arg[1] = add_insn_at(l, t->depth, rest);
    *tile = turn.tile = kernel_local(l->k, l->k->buffers.at[buffer].dtype, TILE * TILE);
    add_insn_at(l, t->depth, turn);
    vec_push(&t->made, turn);
    return true;
}

int load_memory(Lower *l, int buffer, Index at, int guard, int least)
{
    DType stored = l->k->buffers.at[buffer].dtype;
    Insn i = {.op = KERN_load, .dtype = compute_dtype(stored), .buffer = buffer, .guard = guard};
    int depth = depth_of(l, at);
    i.at = at;
    if (guard >= 0 && l->depth.at[guard] > depth)
        depth = l->depth.at[guard];
    return add_insn_at(l, depth > least ? depth : least, i);
}

int load_from(Lower *l, int buffer, Index at, int guard)
{
    if (l->turn.inner && guard < 0)
        read_turned(l, buffer, &at, &buffer);
    return load_memory(l, buffer, at, guard, 0);
}

/* Where n's value at `at` is stored: pairs of numbers are counted by numbers. */
static Index store_place(Lower *l, const Node *n, const Index *at)
{
    bool is_pair = dtype_is_complex(node_type(n)->dtype);
    return index_scale(&l->k->table, flat_place(l, n, at), is_pair ? 2 : 1);
}

void fetch_node(Lower *l, const Node *n, const Index *at)
{
    int buffer = buffer_of(l, plan_value(l->p, n, true), true);
    Index place = store_place(l, n, at);
    add_insn(l, (Insn){.op = KERN_fetch, .buffer = buffer, .at = place, .guard = -1});
}

void store_node(Lower *l, const Node *n, const Index *at, int ref)
{
    bool is_partial = !node_is_reduction(n) || l->g->kind != GROUP_map;
    int value = plan_value(l->p, n, is_partial);
    if (value < 0)
        return;
    Insn i = {.op = KERN_store, .buffer = buffer_of(l, value, true), .arg = {ref}, .guard = -1};
    i.at = store_place(l, n, at);
    add_insn(l, i);
}

/* --- values --- */

bool is_member(const Lower *l, const Node *n)
{
    for (size_t i = 0; i < l->g->members.len; i++)
        if (l->g->members.at[i] == n)
            return true;
    return false;
}

bool is_made_here(const Lower *l, const Node *n)
{
    int value = plan_value(l->p, n, true);
    return is_member(l, n) || (value >= 0 && l->p->values.at[value].born == l->step);
}

static bool is_own_place(const Lower *l, const Node *n, const Index *at)
{
    return is_full(l, n) && index_same(at, l->own, l->g->space.rank);
}

/* The place inside a tile that keeps a task's runs. */
static Index tile_place(Lower *l)
{
    Index at = index_constant(&l->k->table, 0);
    for (size_t i = 0; i < l->runs.len; i++)
        if (l->runs.at[i].is_reduced)
            at = index_add(&l->k->table, index_scale(&l->k->table, at, l->runs.at[i].size),
                           l->runs.at[i].at);
    return at;
}

static int read_or_compute(Lower *l, const Node *n, const Index *at, int guard)
{
    int value = plan_value(l->p, n, true);
    bool is_own = is_member(l, n);
    if (node_is_reduction(n) && is_own && l->g->kind != GROUP_map) {
        uint64_t *total = map_get(&l->total, map_key(n));
        if (l->g->kind == GROUP_row)
            return (int)*total - 1;
        int tile = load_from(l, (int)*total - 1, l->runs.at[l->runs.len - 1].at, -1);
        return rounded(
            l, converted(l, tile, l->k->insns.at[tile].dtype, compute_dtype(node_type(n)->dtype)),
            node_type(n)->dtype);
    }
    if (value >= 0 && l->p->values.at[value].blocks > 1)
        return combine_partials(l, n, at, guard);
    if (value >= 0 && (!is_made_here(l, n) || (is_own_place(l, n, at) && level_of(l, n) < l->now)))
        return dtype_is_packed(node_type(n)->dtype)
                   ? load_packed(l, value, flat_place(l, n, at), guard)
                   : load_from(l, buffer_of(l, value, false), flat_place(l, n, at), guard);
    uint64_t *tile = guard < 0 && is_own_place(l, n, at) ? map_get(&l->tile, map_key(n)) : NULL;
    if (tile && tile_state(*tile) == TILE_filled)
        return load_from(l, tile_buffer(*tile), tile_place(l), -1);
    int ref = compute(l, n, at, guard);
    tile = tile ? map_get(&l->tile, map_key(n)) : NULL;
    if (tile) {
        Insn i = {.op = KERN_store, .buffer = tile_buffer(*tile), .arg = {ref}, .guard = -1};
        i.at = tile_place(l);
        add_insn(l, i);
        *tile = tile_word(tile_buffer(*tile), TILE_filling);
    }
    return ref;
}

int value_of(Lower *l, const Node *n, const Index *at, int guard)
{
    if (guard < 0)
        guard = l->guard;
    if (node_is_scan(n) && is_member(l, n)) /* goes on once a place, whoever asks */
        guard = -1;
    int ref = find_known(l, n, at, guard);
    if (ref >= 0)
        return ref;
    ref = region_value(l, n, at, guard);
    if (ref < 0)
        ref = read_or_compute(l, n, at, guard);
    keep_known(l, n, at, guard, ref);
    return ref;
}
