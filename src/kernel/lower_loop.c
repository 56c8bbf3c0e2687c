/* lower_loop.c - a while of elements as a loop of the kernel.

   Every element of the space goes through the whole loop before the next ones begin: states are
   variables, and what the loop's regions capture is read, or computed, before it. States of one
   element are the same for all and say when to leave. Loops inside are loops again; of branches
   inside all are computed and one is chosen. */
#include "kernel/lower.h"

/* Where something of this shape stands: at its own place, or it is one element. */
static void state_place(Lower *l, const Shape *s, Index *at)
{
    for (int i = 0; i < s->rank; i++)
        at[i] = shape_equal(s, &l->g->space) ? l->own[i] : index_constant(&l->k->table, 0);
}

static bool is_state(const Lower *l, const Shape *s)
{
    return shape_equal(s, &l->g->space) || shape_count(s) == 1;
}

static void bind(Lower *l, const Node *param, Bound b)
{
    vec_push(&l->bounds, b);
    *map_put(&l->bound, map_key(param)) = l->bounds.len;
}

void bind_captures(Lower *l, const Graph *region)
{
    size_t given = region->params.len - region->captures.len;
    for (size_t i = 0; i < region->captures.len; i++)
        bind(l, region->params.at[given + i],
             (Bound){.outer = region->captures.at[i], .buffer = -1});
}

/* Values that are captured are made before the loop, not in it. */
static void make_captures(Lower *l, const Graph *region)
{
    Index at[MAX_RANK];
    for (size_t i = 0; i < region->captures.len; i++) {
        const Node *n = region->captures.at[i];
        if (!is_state(l, &node_type(n)->shape))
            continue;
        state_place(l, &node_type(n)->shape, at);
        value_of(l, n, at, -1);
    }
}

static int get_var(Lower *l, const Bound *b)
{
    DType t = l->k->insns.at[b->var].dtype;
    return add_insn_at(l, b->depth,
                       (Insn){.op = KERN_get, .dtype = t, .arg = {b->var}, .guard = -1});
}

int bound_value(Lower *l, const Bound *b, const Node *n, const Index *at, int guard)
{
    if (b->outer)
        return value_of(l, b->outer, at, guard);
    if (b->buffer < 0)
        return get_var(l, b);
    const Shape *s = &node_type(n)->shape;
    Index flat = index_flatten(&l->k->table, s->rank, s->dim, at);
    return load_memory(l, b->buffer, flat, guard, b->depth);
}

/* A variable for each type of the loop, in the innermost scope; the bound of the first. */
static size_t add_vars(Lower *l, const Node *n)
{
    Index at[MAX_RANK];
    size_t first = l->bounds.len;
    VEC(int) start = {0};
    for (int i = 0; i < n->ntypes; i++) {
        state_place(l, &n->types[i].shape, at);
        vec_push(&start, value_of(l, n->args[i], at, -1));
    }
    first = l->bounds.len;
    for (int i = 0; i < n->ntypes; i++) {
        Insn var = {.op = KERN_var, .dtype = compute_dtype(n->types[i].dtype), .guard = -1};
        var.arg[0] = start.at[i];
        var.varies = shape_count(&n->types[i].shape) > 1;
        Bound b = {.var = add_insn(l, var), .buffer = -1, .depth = (int)l->scopes.len - 1};
        vec_push(&l->bounds, b);
    }
    vec_free(&start);
    return first;
}

void bind_states(Lower *l, const Node *n, int region, size_t first)
{
    for (int i = 0; i < n->ntypes; i++) {
        Bound b = l->bounds.at[first + (size_t)i];
        b.depth = (int)l->scopes.len - 1;
        bind(l, n->regions[region]->params.at[i], b);
    }
}

/* The loop, in the innermost scope. */
static size_t add_while(Lower *l, const Node *n)
{
    Index at[MAX_RANK];
    VEC(int) next = {0};
    for (int i = 0; i < 2; i++)
        make_captures(l, n->regions[i]);
    size_t first = add_vars(l, n);
    int loop = kernel_while(l->k);
    open_loop(l, loop);
    for (int i = 0; i < 2; i++) {
        bind_captures(l, n->regions[i]);
        bind_states(l, n, i, first);
    }
    const Node *go = n->regions[0]->results.at[0];
    state_place(l, &node_type(go)->shape, at);
    DType t = compute_dtype(node_type(go)->dtype);
    Insn leave = {.op = KERN_leave, .guard = -1};
    leave.arg[0] = truth_of(l, value_of(l, go, at, -1), t);
    add_insn(l, leave);
    for (int i = 0; i < n->ntypes; i++) {
        const Node *result = n->regions[1]->results.at[i];
        state_place(l, &node_type(result)->shape, at);
        vec_push(&next, value_of(l, result, at, -1));
    }
    for (int i = 0; i < n->ntypes; i++) {
        int var = l->bounds.at[first + (size_t)i].var;
        Insn set = {.op = KERN_set, .dtype = l->k->insns.at[var].dtype, .guard = -1};
        set.arg[0] = var, set.arg[1] = next.at[i];
        add_insn(l, set);
    }
    close_loop(l);
    vec_free(&next);
    return first;
}

bool region_may_fail(const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        if (n->op == OP_gather)
            return true;
        for (int r = 0; r < n->nregions; r++)
            if (region_may_fail(n->regions[r]))
                return true;
    }
    return false;
}

int branch_condition(Lower *l, const Node *n, int i, int *none)
{
    if (i + 1 == n->nregions)
        return *none;
    const Node *predicate = n->args[i];
    DType t = compute_dtype(node_type(predicate)->dtype);
    int is_true = truth_of(l, value_of(l, predicate, NULL, -1), t);
    int zero = new_constant(l, DTYPE_u8, scalar_u(0)), before = *none;
    int is_false = scalar_op(l, OP_equal, DTYPE_u8, DTYPE_u8, is_true, zero, -1);
    *none = both(l, before, is_false);
    return both(l, before, is_true);
}

/* The result of each branch; all are computed, but what may fail only where its branch is taken. */
static int *branch_values(Lower *l, const Node *n, int elem, const Index *at, int guard)
{
    int *own = arena_array(&l->k->table.arena, int, n->nregions), none = guard, last = -1;
    for (int i = 0; i < n->nregions; i++)
        if (region_may_fail(n->regions[i]))
            last = i;
    for (int i = 0; i < n->nregions; i++) {
        const Graph *g = n->regions[i];
        int condition = i <= last ? branch_condition(l, n, i, &none) : -1, around = l->guard;
        bind_captures(l, g);
        if (region_may_fail(g))
            l->guard = condition;
        own[i] = value_of(l, g->results.at[elem], at, region_may_fail(g) ? condition : guard);
        l->guard = around;
    }
    return own;
}

/* A result of the branch taken. */
static int branch_value(Lower *l, const Node *n, int elem, const Index *at, int guard)
{
    DType t = compute_dtype(n->types[elem].dtype);
    const int *own = branch_values(l, n, elem, at, guard);
    int ref = own[n->nregions - 1];
    for (int i = n->nregions - 2; i >= 0; i--) {
        const Node *predicate = n->args[i];
        DType of = compute_dtype(node_type(predicate)->dtype);
        ref = choose(l, t, truth_of(l, value_of(l, predicate, NULL, -1), of), own[i], ref);
    }
    return ref;
}

int region_value(Lower *l, const Node *n, const Index *at, int guard)
{
    uint64_t *known = map_get(&l->bound, map_key(n));
    if (known) {
        Bound b = l->bounds.at[*known - 1];
        return bound_value(l, &b, n, at, guard);
    }
    const Node *of = n->op == OP_elem ? n->args[0] : n;
    int elem = n->op == OP_elem && of->ntypes > 1 ? (int)node_int(n, ATTR_index) : 0;
    if (of->graph == l->p->graph)
        return -1;
    known = map_get(&l->looped, map_key(of));
    if (of->op == OP_cond && known == NULL)
        return branch_value(l, of, elem, at, guard);
    if (of->op != OP_while && known == NULL)
        return -1;
    size_t first = known ? *known - 1 : add_while(l, of);
    *map_put(&l->looped, map_key(of)) = first + 1;
    Bound b = l->bounds.at[first + (size_t)elem];
    return bound_value(l, &b, n, at, guard);
}

/* --- the kernel --- */

/* Whether this is the first task: what is one element for all is stored once. -1: there is one. */
static int is_first_task(Lower *l)
{
    Insn i = {.op = KERN_inside, .dtype = DTYPE_u8, .low = 0, .high = 1, .guard = -1};
    i.at = index_constant(&l->k->table, 0);
    for (size_t j = 1; j < l->scopes.len; j++)
        if (l->k->insns.at[l->scopes.at[j].loop].loop == LOOP_task)
            i.at = index_add(&l->k->table, i.at, loop_var(l, l->scopes.at[j].loop));
    return i.at->high == 0 ? -1 : add_insn_at(l, depth_of(l, i.at), i);
}

void lower_loop(Lower *l, bool is_trial)
{
    const Node *n = l->g->members.at[0];
    int opened = open_space(l, is_trial);
    size_t first = add_while(l, n);
    int value = (int)*map_get(&l->p->value_of, map_key(n)) - 1, guard = is_first_task(l);
    VEC(int) refs = {0};
    for (int i = 0; i < n->ntypes; i++)
        vec_push(&refs, get_var(l, &l->bounds.at[first + (size_t)i]));
    for (int i = 0; i < n->ntypes; i++) {
        const Shape *s = &n->types[i].shape;
        Index at[MAX_RANK];
        state_place(l, s, at);
        Insn store = {.op = KERN_store, .arg = {refs.at[i]}, .guard = -1};
        store.buffer = buffer_of(l, value + i, true);
        store.at = index_flatten(&l->k->table, s->rank, s->dim, at);
        store.guard = shape_count(s) == 1 ? guard : -1;
        add_insn(l, store);
    }
    vec_free(&refs);
    while (opened-- > 0)
        close_loop(l);
}
