/* grad_while.c - reverse mode through loops: which parts of the state take part, and how much of it
   to keep. The loops that run back are made in grad_while_loops.c; how they work, what they cost
   and where the idea comes from is said in the Note at the end of this file. */
#include "transform/grad_while.h"

#include <string.h>

static void *zeroed(const Loop *l, size_t count, size_t size)
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

/* Finds the parts that carry cotangents: they are reached, and depend on what is wanted. Of parts
   that stand for one value throughout the first one does. */
static void find_duals(Loop *l, const Rule *k)
{
    Reach r = {.dtype = DTYPE_f32};
    bool *active = zeroed(l, (size_t)l->count, sizeof(bool));
    bool *reached = zeroed(l, (size_t)l->count, sizeof(bool));
    bool *given = zeroed(l, (size_t)l->count, sizeof(bool));
    memcpy(active, k->wants, sizeof(bool) * (size_t)l->count);
    mark_active(l, active);
    for (int i = 0; i < l->states; i++)
        if ((given[i] = k->dys[i] != NULL))
            r.dtype = dtype_merge(r.dtype, node_type(k->dys[i])->dtype);
    reach_while(&r, l->y, given, reached);
    arena_free(&r.arena);
    l->dtype = r.dtype;
    l->duals = zeroed(l, (size_t)l->count, sizeof(int));
    for (int i = 0; i < l->count; i++) {
        bool is_first = true;
        for (int j = 0; j < i && !l->parts[i].varies; j++)
            is_first &= l->parts[j].varies || l->y->args[j] != l->y->args[i] || !reached[j];
        l->parts[i].is_dual = active[i] && reached[i] && is_first;
        if (l->parts[i].is_dual)
            l->duals[l->nduals++] = i;
    }
}

/* --- one step back --- */

/* Fills in the region l->back. */
static Graph *back_region(Loop *l)
{
    Graph *back = graph_region(l->g);
    Rule in = {.cx = l->cx, .g = back, .span = l->span};
    size_t room = (size_t)(l->count + 1) * sizeof(Node *);
    Node **at = zeroed(l, 1, room), **next = zeroed(l, 1, room), **ys = zeroed(l, 1, room);
    Node **dys = zeroed(l, 1, room), **xs = zeroed(l, 1, room), **dxs = zeroed(l, 1, room);
    for (int i = 0; i < l->count; i++)
        at[i] = l->parts[i].varies
                    ? graph_parameter(l->cx, back, *node_type(l->y->args[i]), l->span)
                    : l->y->args[i];
    for (int d = 0; d < l->nduals; d++) {
        Type type = {l->dtype, node_type(l->y->args[l->duals[d]])->shape};
        dys[d] = graph_parameter(l->cx, back, type, l->span);
    }
    if (!copy_needed(l->cx, l->body, at, l->body->results.at, l->states, back, next))
        return NULL;
    for (int d = 0; d < l->nduals; d++) {
        int i = l->duals[d];
        xs[d] = graph_use(l->cx, back, at[i]);
        ys[d] = l->parts[i].varies ? next[i] : xs[d];
    }
    if (failed(l->cx) || !backward(l->cx, back, ys, dys, l->nduals, xs, l->nduals, l->options, dxs))
        return NULL;
    for (int d = 0; d < l->nduals; d++) {
        if (dxs[d] == NULL)
            dxs[d] = rule_fill(&in, 0, l->dtype, &node_type(xs[d])->shape);
        vec_push(&back->results, dxs[d]);
    }
    return failed(l->cx) ? NULL : back;
}

/* Makes l->back, with cotangents wide enough to come out as they went in. */
static bool make_back(Loop *l)
{
    for (;;) {
        Graph *back = back_region(l);
        if (back == NULL)
            return false;
        DType widest = l->dtype;
        for (int d = 0; d < l->nduals; d++)
            widest = dtype_merge(widest, node_type(back->results.at[d])->dtype);
        Rule in = {.cx = l->cx, .g = back, .span = l->span};
        for (int d = 0; d < l->nduals; d++)
            back->results.at[d] = rule_cast(&in, back->results.at[d], l->dtype);
        if (widest == l->dtype) {
            graph_trim(back);
            l->back = back;
            return !failed(l->cx);
        }
        l->dtype = widest;
    }
}

/* --- which values to keep --- */

/* Marks the varying parts among the needed parameters of a region; whether there was a new one. */
static bool keep_needed(Loop *l, const Graph *g, Node *const *roots, int count)
{
    Map needed = {0};
    bool grew = false;
    graph_mark(g, roots, count, &needed);
    for (int i = 0; i < l->states; i++) {
        bool is_new = l->parts[i].varies && !l->parts[i].is_kept &&
                      map_get(&needed, map_key(g->params.at[i]));
        l->parts[i].is_kept |= is_new;
        grew |= is_new;
    }
    map_free(&needed);
    return grew;
}

/* What a step back reads, what the test reads, and what the body computes these from. */
static void find_kept(Loop *l)
{
    Map needed = {0};
    graph_mark(l->back, l->back->results.at, l->nduals, &needed);
    for (int i = 0, v = 0; i < l->states; i++)
        if (l->parts[i].varies)
            l->parts[i].is_read = l->parts[i].is_kept =
                map_get(&needed, map_key(l->back->params.at[v++])) != NULL;
    map_free(&needed);
    keep_needed(l, l->test, l->test->results.at, 1);
    Node **roots = zeroed(l, (size_t)l->states, sizeof *roots);
    for (bool grew = true; grew;) {
        int count = 0;
        for (int i = 0; i < l->states; i++)
            if (l->parts[i].is_kept)
                roots[count++] = l->body->results.at[i];
        grew = keep_needed(l, l->body, roots, count);
    }
    l->kept = zeroed(l, (size_t)l->count, sizeof(int));
    for (int i = 0; i < l->states; i++)
        if (l->parts[i].is_kept)
            l->kept[l->nkept++] = i;
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

/* The steps of a loop that counts from one constant to another, else -1. */
static int64_t count_trips(const Loop *l)
{
    const Node *test = l->test->results.at[0];
    if (test->op != OP_less && test->op != OP_less_equal && test->op != OP_greater &&
        test->op != OP_greater_equal)
        return -1;
    bool is_up = test->op == OP_less || test->op == OP_less_equal;
    int i = counter_of(l, test->args[0], l->test), side = 1;
    if (i < 0) {
        i = counter_of(l, test->args[1], l->test);
        side = 0;
        is_up = !is_up;
    }
    int64_t from, to, step;
    if (i < 0 || !whole_number(l, test->args[side], &to) || !step_of(l, i, &step) ||
        !whole_number(l, l->y->args[i], &from) || step == 0 || is_up != (step > 0))
        return -1;
    int64_t distance = is_up ? to - from : from - to, stride = is_up ? step : -step;
    if (test->op == OP_less_equal || test->op == OP_greater_equal)
        distance++;
    int64_t trips = distance <= 0 ? 0 : (distance - 1) / stride + 1, last;
    const DTypeInfo *type = &dtype_info[node_type(l->y->args[i])->dtype];
    bool is_signed = type->class_ == DCLASS_s;
    if (__builtin_mul_overflow(trips, step, &last) || __builtin_add_overflow(last, from, &last))
        return -1;
    int bits = type->bits - is_signed; /* the counter must not wrap on its way */
    bool fits = bits >= 63 || (last < (INT64_C(1) << bits) && last >= -(INT64_C(1) << bits));
    return fits && (is_signed || last >= 0) ? trips : -1;
}

/* --- how much to keep --- */

static int64_t between(int64_t low, int64_t x, int64_t high)
{
    return x < low ? low : x > high ? high : x;
}

/* Bytes of what is kept of one step, or what is read of it; at least 1. */
static int64_t bytes_of_step(const Loop *l, bool read_alone)
{
    int64_t total = 1;
    for (int i = 0; i < l->nkept; i++) {
        const Type *type = node_type(l->y->args[l->kept[i]]);
        int64_t bytes;
        if (read_alone && !l->parts[l->kept[i]].is_read)
            continue;
        if (!dtype_bytes(type->dtype, shape_count(&type->shape), &bytes) ||
            __builtin_add_overflow(total, bytes, &total))
            return INT64_MAX;
    }
    return total > 1 ? total - 1 : 1;
}

/* Rows of the buffers; see the Note. A buffer counts twice: its zeros may still be there when the
   loop that fills it has begun. */
static void plan_memory(Loop *l, int64_t memory)
{
    const int64_t little = 32 << 10, more = 1 << 20;
    int64_t bytes = bytes_of_step(l, false), most = memory / 2 / bytes;
    l->trips = count_trips(l);
    if (l->trips > memory / 2 / bytes_of_step(l, true))
        l->trips = -1;
    if (l->trips >= 0) {
        l->rows = l->trips > 0 ? l->trips : 1;
        return;
    }
    l->rows = between(2, most / 3, between(64, little / bytes, 1024));
    l->spare = between(1, most - l->rows - 1, between(512, more / bytes, 2048));
}

static bool has_loop(const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        if (n->op == OP_while)
            return true;
        for (int r = 0; r < n->nregions; r++)
            if (has_loop(n->regions[r]))
                return true;
    }
    return false;
}

/* --- the rule --- */

/* The cotangent behind the loop of dual part i; states that are one value all give theirs. */
static Node *cotangent_behind(const Loop *l, Rule *k, int i)
{
    Node *sum = NULL;
    for (int j = 0; j < l->states; j++) {
        bool same = j == i ||
                    (!l->parts[i].varies && !l->parts[j].varies && l->y->args[j] == l->y->args[i]);
        if (same && k->dys[j])
            sum = sum ? add(sum, k->dys[j]) : k->dys[j];
    }
    if (sum == NULL)
        return rule_fill(k, 0, l->dtype, &node_type(l->y->args[i])->shape);
    return rule_cast(k, sum, l->dtype);
}

RULE(while)
{
    GradOptions inner = *k->options;
    Loop l = {.cx = k->cx, .g = k->g, .span = k->span, .y = y, .options = &inner};
    l.test = y->regions[0];
    l.body = y->regions[1];
    l.states = (int)node_int(y, ATTR_states);
    l.count = y->nargs;
    l.parts = zeroed(&l, (size_t)l.count, sizeof(Part));
    for (int i = 0; i < l.states; i++)
        l.parts[i].varies = l.body->results.at[i] != l.body->params.at[i];
    find_duals(&l, k);
    if (has_loop(l.body))
        inner.memory /= 2;
    if (l.nduals == 0 || !make_back(&l))
        return;
    find_kept(&l);
    plan_memory(&l, inner.memory);
    Node **cots = zeroed(&l, (size_t)l.nduals, sizeof *cots);
    Node **before = zeroed(&l, (size_t)l.nduals, sizeof *before);
    for (int d = 0; d < l.nduals; d++)
        cots[d] = cotangent_behind(&l, k, l.duals[d]);
    if (failed(k->cx) || !while_back(&l, cots, before))
        return;
    for (int d = 0; d < l.nduals; d++)
        if (k->wants[l.duals[d]])
            dx[l.duals[d]] = before[d];
}

/* Note: running back in bounded memory.

   A step back needs the state before the step. Keeping all n states costs memory without bound,
   recomputing each from the start costs n^2/2 steps; checkpoints lie between. What is kept are only
   the parts of the state that something reads: a loop that is linear keeps its counter alone.

   1. Unless the loop counts from a constant to a constant, n is not known before it has run, so it
   is run again and thinned online (the idea of Wang, Moin and Iaccarino, Minimal repetition dynamic
      checkpointing, 2009, and of Stumm and Walther, 2010, in its simplest form): a buffer of K =
      `rows` states takes every S-th one, S = 1 at first; when it is full every second state in it
   is dropped and S doubles. In the end it holds the states 0, S, 2S, ... below n.

   2. S <= K, that is n <= K^2 at the most and K^2/2 at the least: each segment of S steps, the last
      one first, is run again into a second buffer of K states and then back from there. (When S is
      1 the first buffer is that buffer.) In all two further passes forward, one when n <= K, and
      the forward half of the steps back themselves.

   3. S > K: one loop works on a stack of M = `spare` states. Where the state before the next step
      back is at the top of the stack, or in the first buffer, that step is made; else the loop runs
      forward from there and puts states onto the stack on its way. With s = free places + 1 and l
      steps to cover, the least r with C(s + r, s) >= l is how often a step must be run again, and
      the next state to keep is that l r/(s + r) steps away: the binomial schedule of Griewank and
      Walther (Revolve, 2000), found anew for each piece. So n <= K (M + 1)(M + 2)/2 takes three
      further passes, and whatever K and M are the work is at most n r with C(M + 1 + r, r) about
      n/K: never of order n^2.

   A loop that counts from constant to constant is run into a buffer of just its steps, if there is
   room.

   K and M: as many as half the memory allows; but 32 KiB of states, at least 64 and at most 1024,
   make K, and 1 MiB, at least 512 and at most 2048, make M, since a buffer costs its zeros
   whether it is used or not, each time (a short loop in a long one), while more states than that
   spare less than a pass. At least 2 and 1 are kept. If there are loops in the body, they have half
   of the memory.

   Why three ways in one: in 1 and 2 buffers are only written by one loop and only read by the
   next. A written buffer takes part linearly, a read one is captured; so neither is state that a
   gradient of these loops would have to keep, and the gradient of the gradient is made in the same
   time and memory as the first one, up to factors. In 3 the stack is state.

   Cotangents: one for each part that depends on what is differentiated by and that the wanted
   results depend on, an integer part too, as outside of loops; in most programs that leaves
   counters out. Captured values, and states that the body passes on, add up theirs in the loop; a
   slice of them is added in place, so that reading row i of a tensor in step i costs a row
   (add_sparse in grad.c). */
