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

static int rounded(Lower *l, int ref, DType to)
{
    if (compute_dtype(to) == to)
        return ref;
    Insn i = {.op = KERN_round, .dtype = DTYPE_f32, .from = to, .arg = {ref}, .guard = -1};
    return add_insn_at(l, l->depth.at[ref], i);
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
    b.count = v->blocks * shape_count(&v->type.shape) * (is_pairs ? 2 : 1);
    return kernel_buffer(l->k, b);
}

static Index flat_place(Lower *l, const Node *n, const Index *at)
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

static int load_from(Lower *l, int buffer, Index at, int guard)
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

/* --- conditions --- */

int both(Lower *l, int a, int b)
{
    return a < 0 ? b : b < 0 ? a : scalar_op(l, OP_bitwise_and, DTYPE_u8, DTYPE_u8, a, b, -1);
}

enum { ALWAYS = -1, NEVER = -2 };

/* Whether operand i of a pad, concatenate or put_slice has an element there. */
static int inside(Lower *l, const Node *n, int operand, const Index *at)
{
    Inside list[2 * MAX_RANK];
    int count = view_inside(&l->k->table, n, operand, at, list, start_place, &(Starts){l, -1});
    int all = ALWAYS;
    for (int j = 0; j < count; j++)
        if (list[j].at->high < list[j].low || list[j].at->low >= list[j].high)
            return NEVER;
    for (int j = 0; j < count; j++) {
        Insn i = {.op = KERN_inside, .dtype = DTYPE_u8, .low = list[j].low, .high = list[j].high};
        i.at = list[j].at;
        i.guard = -1;
        all = both(l, all, add_insn_at(l, depth_of(l, i.at), i));
    }
    return all;
}

int choose(Lower *l, DType t, int condition, int a, int b)
{
    if (condition < 0)
        return a;
    Insn i = {.op = KERN_choose, .dtype = t, .arg = {condition, a, b}, .guard = -1};
    int depth = 0;
    for (int j = 0; j < 3; j++)
        if (l->depth.at[i.arg[j]] > depth)
            depth = l->depth.at[i.arg[j]];
    return add_insn_at(l, depth, i);
}

/* --- computing --- */

/* The number of a check; the first one makes room for what is found. */
static int64_t check_of(Lower *l, const Start *s)
{
    Kernel *k = l->k;
    if (k->fault < 0)
        k->fault = kernel_local(k, DTYPE_s64, 2);
    for (size_t i = 0; i < k->checks.len; i++)
        if (k->checks.at[i].gather == s->gather && k->checks.at[i].axis == s->axis)
            return (int64_t)i + 1;
    vec_push(&k->checks, ((KernCheck){s->gather, s->axis}));
    return (int64_t)k->checks.len;
}

Index start_place(void *closure, const Start *s)
{
    Lower *l = ((Starts *)closure)->l;
    int guard = s->gather ? ((Starts *)closure)->guard : -1, ref = value_of(l, s->of, s->at, guard);
    for (size_t i = 0; i < l->placed.len; i++) {
        const Placed *p = &l->placed.at[i];
        if (p->ref == ref && p->guard == guard && p->most == s->most && p->gather == s->gather &&
            p->axis == s->axis)
            return p->index;
    }
    Insn i = {.op = KERN_place, .dtype = DTYPE_s64, .from = compute_dtype(node_type(s->of)->dtype)};
    int depth = l->depth.at[ref];
    i.arg[0] = ref;
    i.high = s->most;
    i.guard = guard;
    i.imm.s = s->gather ? check_of(l, s) : 0;
    int at =
        add_insn_at(l, guard >= 0 && l->depth.at[guard] > depth ? l->depth.at[guard] : depth, i);
    Index place = index_value(&l->k->table, 0, s->most, at);
    l->k->insns.at[at].atom = place->terms[0].atom;
    vec_push(&l->placed, ((Placed){ref, guard, s->most, s->gather, s->axis, place}));
    return place;
}

static int operand(Lower *l, const Node *n, int i, const Index *at, DType to, int guard)
{
    Index in[MAX_RANK];
    const Node *arg = n->args[i];
    view_operand(&l->k->table, n, i, at, in, start_place, &(Starts){l, guard});
    return converted(l, value_of(l, arg, in, guard), compute_dtype(node_type(arg)->dtype), to);
}

static bool gives_truth(OpCode op)
{
    return op_info[op].dtype == DRULE_u8;
}

/* The exponent of a power that is a product: 2 or 3 of floats; 0 for others. */
static int whole_power(const Node *n)
{
    if (n->args[1]->op != OP_constant || !dtype_is_float(node_type(n)->dtype))
        return 0;
    double x = scalar_double(tensor_get(n->args[1]->tensor, 0));
    return x == 2 || x == 3 ? (int)x : 0;
}

static int compute_map(Lower *l, const Node *n, const Index *at, int guard)
{
    DType own = node_type(n)->dtype, to = compute_dtype(own), from = operand_dtype(n);
    if (n->op == OP_stop_grad || n->op == OP_metadata)
        return operand(l, n, 0, at, to, guard);
    if (n->op == OP_as_type)
        return rounded(l, operand(l, n, 0, at, to, guard), own);
    if (n->op == OP_bitcast) {
        from = compute_dtype(node_type(n->args[0])->dtype);
        Insn i = {.op = KERN_bitcast, .dtype = to, .from = from, .guard = -1};
        i.arg[0] = operand(l, n, 0, at, from, guard);
        return from == to ? i.arg[0] : add_insn_at(l, l->depth.at[i.arg[0]], i);
    }
    int arg[3] = {-1, -1, -1};
    for (int i = 0; i < n->nargs; i++) {
        bool is_predicate = n->op == OP_select && i == 0;
        DType t = is_predicate ? compute_dtype(node_type(n->args[0])->dtype) : from;
        arg[i] = operand(l, n, i, at, t, guard);
        if (is_predicate)
            arg[i] = truth_of(l, arg[i], t);
    }
    if (n->op == OP_pow && whole_power(n) > 0) { /* x x, x x x */
        int ref = arg[0];
        for (int i = 1; i < whole_power(n); i++)
            ref = scalar_op(l, OP_multiply, from, from, ref, arg[0], -1);
        return rounded(l, converted(l, ref, from, to), own);
    }
    if (n->op == OP_select)
        return rounded(l, converted(l, choose(l, from, arg[0], arg[1], arg[2]), from, to), own);
    DType gives = gives_truth(n->op) ? DTYPE_u8 : from;
    int ref = scalar_op(l, n->op, from, gives, arg[0], arg[1], arg[2]);
    return rounded(l, converted(l, ref, gives, to), own);
}

/* The two parts, of which store makes neighbours. */
static int compute_pair(Lower *l, const Node *n, const Index *at, int guard)
{
    DType t = dtype_to_real(node_type(n)->dtype);
    Insn i = {.op = KERN_pair, .dtype = t, .from = t, .guard = -1};
    for (int j = 0; j < 2; j++)
        i.arg[j] = operand(l, n, j, at, t, guard);
    int a = l->depth.at[i.arg[0]], b = l->depth.at[i.arg[1]];
    return add_insn_at(l, a > b ? a : b, i);
}

/* Of a complex number in memory, or of one that is made here. */
static int compute_part(Lower *l, const Node *n, const Index *at, int guard)
{
    const Node *z = n->args[0];
    DType to = compute_dtype(node_type(n)->dtype);
    int part = n->op == OP_imag;
    if (z->op == OP_complex && is_made_here(l, z))
        return operand(l, z, part, at, to, guard);
    int buffer = buffer_of(l, plan_value(l->p, z, true), false);
    Index place = index_scale(&l->k->table, flat_place(l, z, at), 2);
    return load_from(l, buffer, index_add(&l->k->table, place, index_constant(&l->k->table, part)),
                     guard);
}

static int compute_join(Lower *l, const Node *n, const Index *at, int guard)
{
    DType own = node_type(n)->dtype, to = compute_dtype(own);
    int count = n->nargs, ref = -1;
    for (int i = count - 1; i >= 0; i--) {
        int there = inside(l, n, i, at);
        if (there == NEVER)
            continue;
        bool is_part = n->op == OP_concatenate || i == 0;
        int x = operand(l, n, i, at, to, is_part ? both(l, guard, there) : guard);
        if (node_type(n->args[i])->dtype != own) /* what pad puts around may be wider */
            x = rounded(l, x, own);
        ref = ref < 0 ? x : choose(l, to, there, x, ref);
    }
    return ref;
}

static int compute_put(Lower *l, const Node *n, const Index *at, int guard)
{
    DType to = compute_dtype(node_type(n)->dtype);
    int there = inside(l, n, 1, at);
    if (there == NEVER)
        return operand(l, n, 0, at, to, guard);
    int below = there < 0 ? -1 : operand(l, n, 0, at, to, guard);
    return choose(l, to, there, operand(l, n, 1, at, to, both(l, guard, there)), below);
}

static int compute_iota(Lower *l, const Node *n, const Index *at)
{
    int64_t axis = node_int(n, ATTR_axis);
    DType own = node_type(n)->dtype;
    Insn i = {.op = KERN_index, .dtype = DTYPE_s64, .guard = -1};
    i.at = axis < 0 ? flat_place(l, n, at) : at[axis];
    int ref = add_insn_at(l, depth_of(l, i.at), i);
    return rounded(l, converted(l, ref, DTYPE_s64, compute_dtype(own)), own);
}

static int compute(Lower *l, const Node *n, const Index *at, int guard)
{
    if (n->op == OP_constant)
        return new_constant(l, compute_dtype(node_type(n)->dtype), tensor_get(n->tensor, 0));
    if (n->op == OP_complex)
        return compute_pair(l, n, at, guard);
    if (node_reads_part(n))
        return compute_part(l, n, at, guard);
    if (n->op == OP_iota)
        return compute_iota(l, n, at);
    if (n->op == OP_put_slice)
        return compute_put(l, n, at, guard);
    if (n->op == OP_pad || n->op == OP_concatenate)
        return compute_join(l, n, at, guard);
    if (op_info[n->op].class_ == CLASS_MAP)
        return compute_map(l, n, at, guard);
    DType from = n->nargs ? compute_dtype(node_type(n->args[0])->dtype) : DTYPE_u8;
    if (op_info[n->op].class_ == CLASS_REDUCE && gives_truth(n->op))
        return truth_of(l, operand(l, n, 0, at, from, guard), from);
    return operand(l, n, 0, at, compute_dtype(node_type(n)->dtype), guard);
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
        return combine_partials(l, n, at);
    if (value >= 0 && (!is_made_here(l, n) || (is_own_place(l, n, at) && level_of(l, n) < l->now)))
        return load_from(l, buffer_of(l, value, false), flat_place(l, n, at), guard);
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
    int ref = find_known(l, n, at, guard);
    if (ref >= 0)
        return ref;
    ref = region_value(l, n, at, guard);
    if (ref < 0)
        ref = read_or_compute(l, n, at, guard);
    keep_known(l, n, at, guard, ref);
    return ref;
}
