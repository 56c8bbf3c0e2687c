/* lower_serial.c - a while as a loop of one task, with the loops and branches inside of it.

   States of one element are variables, arrays lie in memory: those of the loop itself in the values
   that it gives, those of loops inside in scratch memory. What else a region computes is a matter
   of single elements, made where it is needed; but loops, branches that are taken and reductions
   are made in their order, once, before the rest of their region.

   A step never sees what it has changed: everything that it writes is known before the first of it
   is written, in variables or, where it is many elements, in scratch memory. So a slice put into an
   array is written at its place alone, whoever still reads the array. */
#include "kernel/lower.h"

#include <string.h>

enum {
    UNROLLED = 16,    /* elements that are made one by one, at known places */
    MOST_INSNS = 8000 /* from here on nothing is */
};

static bool is_unrolled(const Lower *l, int64_t count)
{
    return count <= UNROLLED && l->k->insns.len < MOST_INSNS;
}

/* --- memory --- */

static void store_at(Lower *l, int buffer, Index at, int ref, int guard)
{
    add_insn(l, (Insn){.op = KERN_store, .buffer = buffer, .arg = {ref}, .at = at, .guard = guard});
}

/* Opens loops over all elements of a shape, the innermost in vectors, and gives their place. */
static int open_shape(Lower *l, const Shape *s, Index *at)
{
    IndexTable *t = &l->k->table;
    int64_t count = shape_count(s), inner = s->rank > 0 ? s->dim[s->rank - 1] : 1;
    bool is_split = inner >= LANES && inner < count;
    Index flat = index_constant(t, 0);
    if (is_split) {
        int rows = kernel_loop(l->k, LOOP_serial, count / inner, NULL, -1);
        open_loop(l, rows);
        flat = index_scale(t, loop_var(l, rows), inner);
    }
    int loop = kernel_loop(l->k, LOOP_vector, is_split ? inner : count, NULL, -1);
    open_loop(l, loop);
    flat = index_add(t, flat, loop_var(l, loop));
    index_unflatten(t, flat, s->rank, s->dim, at);
    return 1 + is_split;
}

static void place_of(Lower *l, const Shape *s, int64_t element, Index *at)
{
    index_unflatten(&l->k->table, index_constant(&l->k->table, element), s->rank, s->dim, at);
}

/* Writes all elements of n. */
static void fill(Lower *l, int buffer, const Node *n)
{
    const Shape *s = &node_type(n)->shape;
    Index at[MAX_RANK];
    int64_t count = shape_count(s);
    if (is_unrolled(l, count)) {
        int ref[UNROLLED];
        for (int e = 0; e < count; e++) {
            place_of(l, s, e, at);
            ref[e] = value_of(l, n, at, -1);
        }
        for (int e = 0; e < count; e++)
            store_at(l, buffer, index_constant(&l->k->table, e), ref[e], -1);
        return;
    }
    int opened = open_shape(l, s, at), ref = value_of(l, n, at, -1);
    store_at(l, buffer, index_flatten(&l->k->table, s->rank, s->dim, at), ref, -1);
    while (opened-- > 0)
        close_loop(l);
}

/* --- conditions --- */

static void open_if(Lower *l, int condition)
{
    if (condition >= 0)
        open_loop(l, kernel_if(l->k, condition));
}

static void close_if(Lower *l, int condition)
{
    if (condition >= 0)
        close_loop(l);
}

/* --- what a step changes --- */

typedef struct Update {
    int condition, buffer;
    int ref, from; /* a value, or scratch memory with the elements of `part` */
    Index at;      /* of the value */
    const Type *part, *whole;
    const Index *start; /* where they go in the whole; NULL: from its first element on */
} Update;

typedef VEC(Update) Updates;

/* The elements of n as they are before the step, for `start` in the whole. */
static void add_part(Lower *l, Updates *out, Update u, const Node *n)
{
    IndexTable *t = &l->k->table;
    Index at[MAX_RANK];
    u.part = node_type(n);
    int64_t count = shape_count(&u.part->shape);
    if (!is_unrolled(l, count)) {
        u.from = kernel_local(l->k, u.part->dtype, count);
        open_if(l, u.condition);
        fill(l, u.from, n);
        close_if(l, u.condition);
        vec_push(out, u);
        return;
    }
    for (int e = 0; e < count; e++) {
        place_of(l, &u.part->shape, e, at);
        u.ref = recast(l, value_of(l, n, at, -1), u.part->dtype, u.whole->dtype);
        for (int a = 0; a < u.part->shape.rank && u.start; a++)
            at[a] = index_add(t, u.start[a], at[a]);
        u.at = index_flatten(t, u.whole->shape.rank, u.whole->shape.dim, at);
        vec_push(out, u);
    }
}

static void add_put(Lower *l, Updates *out, Update u, const Node *put)
{
    Index start[MAX_RANK];
    int rank = u.whole->shape.rank;
    for (int a = 0; a < rank; a++)
        start[a] = put_start(&l->k->table, put, a, start_place, &(Starts){l, -1});
    u.start = arena_copy(&l->k->table.arena, start, sizeof *start * (size_t)rank);
    add_part(l, out, u, put->args[1]);
}

/* What a chain of puts and branches does to an array (node_updates). */
static void add_chain(Lower *l, Updates *out, Update u, const Node *next)
{
    VEC(const Node *) puts = {0};
    for (bool more = true; more;) {
        if (region_captured(next))
            next = region_captured(next);
        else if (next->op == OP_put_slice)
            vec_push(&puts, next), next = next->args[0];
        else
            more = false;
    }
    const Node *of = next->op == OP_elem ? next->args[0] : next;
    int elem = next->op == OP_elem && of->ntypes > 1 ? (int)node_int(next, ATTR_index) : 0;
    int none = -1;
    for (int i = 0; of->op == OP_cond && i < of->nregions; i++) {
        Update branch = u;
        int around = l->guard;
        branch.condition = both(l, u.condition, branch_condition(l, of, i, &none));
        if (region_may_fail(of->regions[i]))
            l->guard = branch.condition;
        bind_captures(l, of->regions[i]);
        add_chain(l, out, branch, of->regions[i]->results.at[elem]);
        l->guard = around;
    }
    while (puts.len > 0)
        add_put(l, out, u, vec_pop(&puts));
    vec_free(&puts);
}

static void make_updates(Lower *l, const Updates *all)
{
    IndexTable *t = &l->k->table;
    for (size_t i = 0; i < all->len; i++) {
        const Update *u = &all->at[i];
        Index at[MAX_RANK];
        if (u->from < 0) {
            store_at(l, u->buffer, u->at, u->ref, u->condition);
            continue;
        }
        open_if(l, u->condition);
        const Shape *part = &u->part->shape, *whole = &u->whole->shape;
        int opened = open_shape(l, part, at);
        Index flat = index_flatten(t, part->rank, part->dim, at);
        int ref = load_memory(l, u->from, flat, -1, (int)l->scopes.len - 1);
        ref = recast(l, ref, u->part->dtype, u->whole->dtype);
        for (int a = 0; a < part->rank && u->start; a++)
            at[a] = index_add(t, u->start[a], at[a]);
        store_at(l, u->buffer, index_flatten(t, whole->rank, whole->dim, at), ref, -1);
        while (opened-- > 0)
            close_loop(l);
        close_if(l, u->condition);
    }
}

/* --- loops and branches --- */

static void make_first(Lower *l, const Graph *g);

static int new_var(Lower *l, DType own, int start)
{
    Insn var = {.op = KERN_var, .dtype = compute_dtype(own), .arg = {start}, .guard = -1};
    return add_insn(l, var);
}

static void set_var(Lower *l, int var, int ref)
{
    DType t = l->k->insns.at[var].dtype;
    add_insn(l, (Insn){.op = KERN_set, .dtype = t, .arg = {var, ref}, .guard = -1});
}

static int only_element(Lower *l, const Node *n)
{
    Index at[MAX_RANK];
    place_of(l, &node_type(n)->shape, 0, at);
    return value_of(l, n, at, -1);
}

/* What stands for the states of a loop outside of it, with what they begin as; the first of the
   bounds. `value`: of the plan, that the first state becomes; -1: the loop is inside of another. */
static size_t begin_states(Lower *l, const Node *n, int value)
{
    VEC(Bound) own = {0};
    for (int i = 0; i < n->ntypes; i++) {
        const Node *arg = n->args[i], *body = n->regions[1]->params.at[i];
        bool stays = value < 0 && n->regions[1]->results.at[i] == body;
        int64_t count = shape_count(&n->types[i].shape);
        Bound b = {.depth = (int)l->scopes.len - 1, .buffer = -1};
        if (stays)
            b.outer = arg;
        else if (count == 1)
            b.var = new_var(l, n->types[i].dtype, only_element(l, arg));
        else
            b.buffer = value >= 0 ? buffer_of(l, value + i, true)
                                  : kernel_local(l->k, n->types[i].dtype, count);
        if (b.buffer >= 0)
            fill(l, b.buffer, arg);
        vec_push(&own, b);
    }
    size_t first = l->bounds.len;
    for (size_t i = 0; i < own.len; i++)
        vec_push(&l->bounds, own.at[i]);
    vec_free(&own);
    return first;
}

static void step_states(Lower *l, const Node *n, size_t first)
{
    const Graph *body = n->regions[1];
    Updates updates = {0};
    VEC(int) next = {0};
    for (int i = 0; i < n->ntypes; i++) {
        const Bound *b = &l->bounds.at[first + (size_t)i];
        vec_push(&next, b->outer || b->buffer >= 0 ? -1 : only_element(l, body->results.at[i]));
    }
    for (int i = 0; i < n->ntypes; i++) {
        Bound b = l->bounds.at[first + (size_t)i];
        Update u = {.condition = -1, .buffer = b.buffer, .from = -1, .whole = &n->types[i]};
        if (b.buffer < 0)
            continue;
        if (node_updates(body->results.at[i], body->params.at[i]))
            add_chain(l, &updates, u, body->results.at[i]);
        else
            add_part(l, &updates, u, body->results.at[i]);
    }
    make_updates(l, &updates);
    for (int i = 0; i < n->ntypes; i++)
        if (next.at[i] >= 0)
            set_var(l, l->bounds.at[first + (size_t)i].var, next.at[i]);
    vec_free(&updates);
    vec_free(&next);
}

static size_t make_loop(Lower *l, const Node *n, int value)
{
    size_t first = begin_states(l, n, value);
    int loop = kernel_while(l->k);
    open_loop(l, loop);
    for (int r = 0; r < 2; r++) {
        bind_captures(l, n->regions[r]);
        bind_states(l, n, r, first);
    }
    const Node *go = n->regions[0]->results.at[0];
    make_first(l, n->regions[0]);
    Insn leave = {.op = KERN_leave, .guard = -1};
    leave.arg[0] = truth_of(l, only_element(l, go), compute_dtype(node_type(go)->dtype));
    add_insn(l, leave);
    make_first(l, n->regions[1]);
    step_states(l, n, first);
    close_loop(l);
    return first;
}

static size_t make_branches(Lower *l, const Node *n)
{
    size_t first = l->bounds.len;
    for (int i = 0; i < n->ntypes; i++) {
        Bound b = {.depth = (int)l->scopes.len - 1, .buffer = -1};
        DType own = n->types[i].dtype, t = compute_dtype(own);
        if (shape_count(&n->types[i].shape) > 1)
            b.buffer = kernel_local(l->k, own, shape_count(&n->types[i].shape));
        else
            b.var = new_var(l, own, new_constant(l, t, scalar_u(0)));
        vec_push(&l->bounds, b);
    }
    for (int i = 0, none = l->guard; i < n->nregions; i++) {
        const Graph *g = n->regions[i];
        int condition = branch_condition(l, n, i, &none), around = l->guard;
        open_if(l, condition);
        if (region_may_fail(g))
            l->guard = condition;
        bind_captures(l, g);
        make_first(l, g);
        for (int j = 0; j < n->ntypes; j++) {
            Bound b = l->bounds.at[first + (size_t)j];
            if (b.buffer >= 0)
                fill(l, b.buffer, g->results.at[j]);
            else
                set_var(l, b.var, only_element(l, g->results.at[j]));
        }
        l->guard = around;
        close_if(l, condition);
    }
    return first;
}

/* --- reductions --- */

/* As kernel.h says that lanes are combined; what is not there is left out, which changes nothing.
 */
static int combine_few(Lower *l, const Combine *c, bool in_lanes, int *x, int count)
{
    int none = new_constant(l, c->dtype, c->identity);
    if (!in_lanes) {
        int sum = none;
        for (int i = 0; i < count; i++)
            sum = scalar_op(l, c->op, c->dtype, c->dtype, sum, x[i], -1);
        return sum;
    }
    for (int i = 0; i < count; i++)
        x[i] = scalar_op(l, c->op, c->dtype, c->dtype, none, x[i], -1);
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int i = 0; i < half && i + half < count; i++)
            x[i] = scalar_op(l, c->op, c->dtype, c->dtype, x[i], x[i + half], -1);
    return x[0];
}

/* The result at the place of the runs that stay. */
static int reduce_few(Lower *l, const Node *n, Run *reduced)
{
    int x[UNROLLED];
    Combine c = combine_of(n);
    for (int i = 0; i < reduced->size; i++) {
        reduced->at = index_constant(&l->k->table, i);
        set_own(l);
        x[i] = element_of(l, n);
    }
    return reduced_value(l, n, combine_few(l, &c, l->g->kind == GROUP_row, x, (int)reduced->size));
}

/* Every result, the runs that stay being at constant places, or in loops. */
static void make_results(Lower *l, const Node *n, const Bound *b, bool few, Run *reduced)
{
    Index at[MAX_RANK];
    const Shape *s = &node_type(n)->shape;
    int64_t count = shape_count(s);
    int opened = 0;
    for (int64_t e = 0; e < (few ? count : 1); e++) {
        int64_t rest = e;
        for (size_t i = l->runs.len; i-- > 0;) {
            Run *r = &l->runs.at[i];
            if (r->is_reduced || !few)
                continue;
            r->at = index_constant(&l->k->table, rest % r->size);
            rest /= r->size;
        }
        for (size_t i = 0; i < l->runs.len && !few; i++)
            if (!l->runs.at[i].is_reduced) {
                open_run(l, &l->runs.at[i], i + 1 == l->runs.len ? LOOP_vector : LOOP_serial);
                opened++;
            }
        set_own(l);
        int ref = few ? reduce_few(l, n, reduced) : reduce_runs(l, n);
        member_place(l, n, at);
        if (b->buffer >= 0)
            store_at(l, b->buffer, index_flatten(&l->k->table, s->rank, s->dim, at), ref, -1);
        else
            set_var(l, b->var, ref);
    }
    while (opened-- > 0)
        close_loop(l);
}

static size_t make_reduction(Lower *l, const Node *n)
{
    const Group *group = l->g, own = reduction_group(n);
    const bool merged[MAX_RANK] = {false};
    Index before[MAX_RANK];
    int64_t count = shape_count(&node_type(n)->shape);
    Bound b = {.depth = (int)l->scopes.len - 1, .buffer = -1};
    Run *reduced = NULL;
    int runs = 0;
    memcpy(before, l->own, sizeof before);
    l->g = &own;
    make_runs(l, merged);
    for (size_t i = 0; i < l->runs.len; i++)
        if (l->runs.at[i].is_reduced)
            reduced = &l->runs.at[i], runs++;
    bool few = runs == 1 && is_unrolled(l, reduced->size) && is_unrolled(l, count);
    DType t = node_type(n)->dtype;
    if (count > 1)
        b.buffer = kernel_local(l->k, t, count);
    else
        b.var = new_var(l, t, new_constant(l, compute_dtype(t), scalar_u(0)));
    make_results(l, n, &b, few, reduced);
    l->runs.len = 0;
    l->g = group;
    memcpy(l->own, before, sizeof before);
    vec_push(&l->bounds, b);
    return l->bounds.len - 1;
}

/* --- regions --- */

/* What a region does once, in the order of its nodes: loops, branches that are taken, reductions.
 */
static void make_first(Lower *l, const Graph *g)
{
    Map needed = {0};
    graph_mark(g, g->results.at, (int)g->results.len, &needed);
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        bool is_branch = n->op == OP_cond && cond_is_taken(n);
        if (map_get(&needed, map_key(n)) == NULL ||
            (n->op != OP_while && !is_branch && !node_is_reduction(n)))
            continue;
        size_t first = n->op == OP_while ? make_loop(l, n, -1)
                       : is_branch       ? make_branches(l, n)
                                         : make_reduction(l, n);
        *map_put(&l->looped, map_key(n)) = first + 1;
    }
    map_free(&needed);
}

void lower_serial(Lower *l)
{
    const Node *n = l->g->members.at[0];
    int value = (int)*map_get(&l->p->value_of, map_key(n)) - 1;
    size_t first = make_loop(l, n, value);
    for (int i = 0; i < n->ntypes; i++) {
        const Bound *b = &l->bounds.at[first + (size_t)i];
        if (b->buffer < 0)
            store_at(l, buffer_of(l, value + i, true), index_constant(&l->k->table, 0),
                     bound_value(l, b, n, NULL, -1), -1);
    }
}
