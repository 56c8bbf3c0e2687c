/* grad_while_parts.c - what can be seen of a loop before it is run back: the parts that carry
   cotangents, those whose values are kept, and how many steps it takes. */
#include "transform/grad_while_words.h"

#include <string.h>

void *loop_zeroed(const Loop *l, size_t count, size_t size)
{
    return arena_alloc(graph_arena(l->g), (count + 1) * size);
}

/* --- which parts depend on what is differentiated by --- */

/* Marks the parts that depend on marked ones through the body, as often as it may run. */
static void mark_active(const Loop *l, bool *active)
{
    for (bool grew = true; grew;) {
        Map depends = {0};
        grew = false;
        for (int i = 0; i < l->count; i++)
            if (active[i])
                map_put(&depends, map_key(l->body->params.at[i]));
        for (size_t i = 0; i < l->body->nodes.len; i++) {
            const Node *n = l->body->nodes.at[i];
            for (int j = 0; j < n->nargs && op_info[n->op].grad != GRAD_zero; j++)
                if (map_get(&depends, map_key(n->args[j])))
                    map_put(&depends, map_key(n));
        }
        for (int i = 0; i < l->states; i++)
            if (!active[i] && map_get(&depends, map_key(l->body->results.at[i])))
                active[i] = grew = true;
        map_free(&depends);
    }
}

/* --- which parts cotangents reach --- */

typedef struct Reach {
    DType dtype; /* wide enough for the cotangents of all nodes reached */
    Arena arena;
} Reach;

static void reach_region(Reach *r, const Graph *g, const bool *results, bool *params);

/* From the results of a loop to its operands. */
static void reach_while(Reach *r, const Node *n, const bool *results, bool *args)
{
    const Graph *body = n->regions[1];
    int states = (int)node_int(n, ATTR_states);
    for (int i = 0; i < states; i++)
        args[i] |= results[i];
    for (bool grew = true; grew;) {
        bool *before = arena_array(&r->arena, bool, n->nargs + 1);
        grew = false;
        reach_region(r, body, args, before);
        for (int i = 0; i < n->nargs; i++) {
            grew |= i < states && before[i] && !args[i];
            args[i] |= before[i];
        }
    }
}

static void reach_cond(Reach *r, const Node *n, const bool *results, bool *args)
{
    for (int i = 0; i < n->nregions; i++)
        reach_region(r, n->regions[i], results, args + n->nregions - 1);
}

/* Whether the op may hand its cotangent to operand i: predicates and indices get none. */
static bool hands_to(OpCode op, int i)
{
    if (op == OP_slice || op == OP_gather)
        return i == 0;
    if (op == OP_put_slice)
        return i < 2;
    if (op == OP_indexed_add || op == OP_indexed_put)
        return i != 1;
    if (op == OP_select)
        return i > 0;
    return op_info[op].grad != GRAD_zero && op_info[op].grad != GRAD_none;
}

/* The flags of a node's results, made when new. */
static bool *flags_of(Reach *r, Map *flags, const Node *n)
{
    bool *of_n = map_find(flags, n);
    if (of_n == NULL) {
        of_n = arena_array(&r->arena, bool, n->ntypes + 1);
        map_set(flags, n, of_n);
    }
    return of_n;
}

/* Marks (in params) the parameters that get a cotangent when the marked results do. */
static void reach_region(Reach *r, const Graph *g, const bool *results, bool *params)
{
    Map flags = {0};
    for (size_t i = 0; i < g->results.len; i++)
        if (results[i])
            flags_of(r, &flags, g->results.at[i])[0] = true;
    for (size_t i = g->nodes.len; i-- > 0;) {
        const Node *n = g->nodes.at[i];
        bool *of_n = map_find(&flags, n);
        if (of_n == NULL)
            continue;
        if (n->ntypes == 1)
            r->dtype = dtype_merge(r->dtype, dtype_to_floating(node_type(n)->dtype));
        bool *args = arena_array(&r->arena, bool, n->nargs + 1);
        if (n->op == OP_while)
            reach_while(r, n, of_n, args);
        else if (n->op == OP_cond)
            reach_cond(r, n, of_n, args);
        else if (n->op == OP_elem)
            flags_of(r, &flags, n->args[0])[node_int(n, ATTR_index)] = true;
        else
            for (int j = 0; j < n->nargs; j++)
                args[j] = hands_to(n->op, j);
        for (int j = 0; j < n->nargs; j++)
            if (args[j])
                flags_of(r, &flags, n->args[j])[0] = true;
    }
    for (size_t i = 0; i < g->params.len; i++) {
        bool *of_param = map_find(&flags, g->params.at[i]);
        params[i] |= of_param && of_param[0];
    }
    map_free(&flags);
}

void find_duals(Loop *l, const Rule *k)
{
    Reach r = {.dtype = DTYPE_f32};
    bool *active = loop_zeroed(l, (size_t)l->count, sizeof(bool));
    bool *reached = loop_zeroed(l, (size_t)l->count, sizeof(bool));
    bool *given = loop_zeroed(l, (size_t)l->count, sizeof(bool));
    memcpy(active, k->wants, sizeof(bool) * (size_t)l->count);
    mark_active(l, active);
    for (int i = 0; i < l->states; i++)
        if ((given[i] = k->dys[i] != NULL))
            r.dtype = dtype_merge(r.dtype, node_type(k->dys[i])->dtype);
    reach_while(&r, l->y, given, reached);
    arena_free(&r.arena);
    l->dtype = r.dtype;
    l->duals = loop_zeroed(l, (size_t)l->count, sizeof(int));
    for (int i = 0; i < l->count; i++) {
        bool is_first = true;
        for (int j = 0; j < i && !l->parts[i].varies; j++)
            is_first &= l->parts[j].varies || l->y->args[j] != l->y->args[i] || !reached[j];
        l->parts[i].is_dual = active[i] && reached[i] && is_first;
        if (l->parts[i].is_dual)
            l->duals[l->nduals++] = i;
    }
}

/* --- which values to keep --- */

/* Marks the varying parts that a region computes the roots from. */
static void mark_parts(const Loop *l, const Graph *g, Node *const *roots, int count, bool *marked)
{
    Map needed = {0};
    graph_mark(g, roots, count, &needed);
    for (int i = 0; i < l->states; i++)
        marked[i] |= l->parts[i].varies && map_get(&needed, map_key(g->params.at[i]));
    map_free(&needed);
}

/* Marks also what the body computes marked parts from. */
static void mark_sources(const Loop *l, bool *marked)
{
    Node **roots = loop_zeroed(l, (size_t)l->states, sizeof *roots);
    for (int before = -1, count = 0; before != count;) {
        before = count;
        count = 0;
        for (int i = 0; i < l->states; i++)
            if (marked[i])
                roots[count++] = l->body->results.at[i];
        mark_parts(l, l->body, roots, count, marked);
    }
}

void find_kept(Loop *l)
{
    Map needed = {0};
    bool *marked = loop_zeroed(l, (size_t)l->states, sizeof *marked);
    graph_mark(l->back, l->back->results.at, l->nduals, &needed);
    for (int i = 0, v = 0; i < l->states; i++)
        if (l->parts[i].varies)
            l->parts[i].is_read = marked[i] =
                map_get(&needed, map_key(l->back->params.at[v++])) != NULL;
    map_free(&needed);
    mark_sources(l, marked);
    l->run = loop_zeroed(l, (size_t)l->count, sizeof(int));
    for (int i = 0; i < l->states; i++)
        if ((l->parts[i].is_kept = l->parts[i].is_run = marked[i]))
            l->run[l->nrun++] = i;
    l->nkept = l->nrun;
    if (l->limit)
        return;
    mark_parts(l, l->test, l->test->results.at, 1, marked);
    mark_sources(l, marked);
    for (int i = 0; i < l->states; i++)
        if ((l->parts[i].is_run = marked[i]) && !l->parts[i].is_kept)
            l->run[l->nrun++] = i;
}

/* --- the number of steps, where it can be seen --- */

/* The node outside that a captured parameter stands for. */
static const Node *origin(const Node *n)
{
    while (n->op == OP_parameter && n->graph->outer) {
        size_t own = n->graph->params.len - n->graph->captures.len;
        size_t index = (size_t)node_int(n, ATTR_index);
        if (index < own)
            break;
        n = n->graph->captures.at[index - own];
    }
    return n;
}

/* The whole number that n is throughout the loop, of magnitude below 2^53. */
static bool whole_number(const Loop *l, const Node *n, int64_t *out)
{
    n = origin(n);
    if (n->op == OP_parameter && (n->graph == l->test || n->graph == l->body)) {
        int64_t i = node_int(n, ATTR_index);
        if (l->parts[i].varies)
            return false;
        n = origin(l->y->args[i]);
    }
    if (n->op != OP_constant || !dtype_is_integer(node_type(n)->dtype))
        return false;
    double x = scalar_double(tensor_get(n->tensor, 0));
    if (x < -0x1p53 || x > 0x1p53)
        return false;
    *out = (int64_t)x;
    return true;
}

/* The varying part that n, a node of the region g, is; -1: none. */
static int counter_of(const Loop *l, const Node *n, const Graph *g)
{
    if (n->op != OP_parameter || n->graph != g)
        return -1;
    int i = (int)node_int(n, ATTR_index);
    return i < l->states && l->parts[i].varies ? i : -1;
}

/* What the body adds to part i, if that is all it does to it. */
static bool step_of(const Loop *l, int i, int64_t *step)
{
    const Node *n = l->body->results.at[i];
    if ((n->op != OP_add && n->op != OP_subtract) || !dtype_is_integer(node_type(n)->dtype))
        return false;
    if (counter_of(l, n->args[0], l->body) == i && whole_number(l, n->args[1], step)) {
        *step = n->op == OP_add ? *step : -*step;
        return true;
    }
    return n->op == OP_add && counter_of(l, n->args[1], l->body) == i &&
           whole_number(l, n->args[0], step);
}

/* A test of a counter against what the loop does not change. */
typedef struct Count {
    int part;        /* the counter */
    int64_t step;    /* what the body adds to it; not 0 */
    const Node *end; /* in the test */
    bool is_up;      /* the loop goes on while the counter is below the end, not above */
    bool takes_end;  /* and where it is the end */
} Count;

static bool counts(const Loop *l, Count *c)
{
    const Node *test = l->test->results.at[0];
    bool is_less = test->op == OP_less || test->op == OP_less_equal;
    if (!is_less && test->op != OP_greater && test->op != OP_greater_equal)
        return false;
    int side = counter_of(l, test->args[0], l->test) >= 0 ? 0 : 1;
    c->part = counter_of(l, test->args[side], l->test);
    c->end = test->args[1 - side];
    c->is_up = is_less == (side == 0);
    c->takes_end = test->op == OP_less_equal || test->op == OP_greater_equal;
    return c->part >= 0 && step_of(l, c->part, &c->step) && c->step != 0 &&
           c->is_up == (c->step > 0);
}

/* The steps between two constants; -1: they are none, or the counter wraps on its way. */
static int64_t constant_trips(const Loop *l, const Count *c)
{
    int64_t from, to;
    if (!whole_number(l, c->end, &to) || !whole_number(l, l->y->args[c->part], &from))
        return -1;
    int64_t distance = (c->is_up ? to - from : from - to) + c->takes_end;
    int64_t stride = c->is_up ? c->step : -c->step;
    int64_t trips = distance <= 0 ? 0 : (distance - 1) / stride + 1, last;
    const DTypeInfo *type = &dtype_info[node_type(l->y->args[c->part])->dtype];
    bool is_signed = type->class_ == DCLASS_s;
    if (__builtin_mul_overflow(trips, c->step, &last) || __builtin_add_overflow(last, from, &last))
        return -1;
    int bits = type->bits - is_signed;
    bool fits = bits >= 63 || (last < (INT64_C(1) << bits) && last >= -(INT64_C(1) << bits));
    return fits && (is_signed || last >= 0) ? trips : -1;
}

/* A whole number that s64 holds. */
static bool is_whole(const Node *n)
{
    const Type *type = node_type(n);
    return dtype_is_integer(type->dtype) && type->dtype != DTYPE_u64 && type->shape.rank == 0;
}

/* The steps in the graph around the loop, where it counts by ones, which cannot pass its end; NULL:
   the end changes on the way. */
static Node *counted_before(const Loop *l, const Count *c)
{
    Rule at = {.cx = l->cx, .g = l->g, .span = l->span}, *k = &at;
    bool *varying = loop_zeroed(l, (size_t)l->states, sizeof *varying);
    Node *end = (Node *)(uintptr_t)c->end, *to = NULL, *from = l->y->args[c->part];
    if ((c->step != 1 && c->step != -1) || !is_whole(end) || !is_whole(from))
        return NULL;
    mark_parts(l, l->test, &end, 1, varying);
    for (int i = 0; i < l->states; i++)
        if (varying[i])
            return NULL;
    if (!copy_needed(l->cx, l->test, l->y->args, &end, 1, l->g, &to))
        return NULL;
    from = rule_cast(k, from, DTYPE_s64);
    to = rule_cast(k, to, DTYPE_s64);
    Node *low = c->is_up ? from : to, *high = c->is_up ? to : from;
    Node *distance = sub(high, low), *none = rule_whole(k, 0);
    if (c->takes_end)
        distance = add(distance, rule_whole(k, 1));
    OpCode goes = c->takes_end ? OP_less_equal : OP_less;
    return pick(rule_op(k, goes, low, high, NULL), distance, none);
}

void count_trips(Loop *l)
{
    Count c;
    l->trips = -1;
    if (!counts(l, &c))
        return;
    Rule at = {.cx = l->cx, .g = l->g, .span = l->span};
    l->trips = constant_trips(l, &c);
    l->limit = l->trips >= 0 ? rule_whole(&at, l->trips) : counted_before(l, &c);
}
