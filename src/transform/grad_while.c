/* grad_while.c - reverse mode through loops: one step back, and how many states to keep. Which
   parts of the state take part is found in grad_while_parts.c, the loops that run back are made in
   grad_while_loops.c; how they work, what they cost and where the idea comes from is said in the
   Note at the end of this file. */
#include "transform/grad_while.h"

#include <string.h>

/* --- one step back --- */

/* Fills in the region l->back. */
static Graph *back_region(Loop *l)
{
    Graph *back = graph_region(l->g);
    Rule in = {.cx = l->cx, .g = back, .span = l->span};
    size_t room = (size_t)(l->count + 1) * sizeof(Node *);
    Node **at = loop_zeroed(l, 1, room), **next = loop_zeroed(l, 1, room),
         **ys = loop_zeroed(l, 1, room);
    Node **dys = loop_zeroed(l, 1, room), **xs = loop_zeroed(l, 1, room),
         **dxs = loop_zeroed(l, 1, room);
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
        const Type *type = node_type(l->y->args[l->run[i]]);
        int64_t bytes;
        if (read_alone && !l->parts[l->run[i]].is_read)
            continue;
        if (!dtype_bytes(type->dtype, shape_count(&type->shape), &bytes) ||
            __builtin_add_overflow(total, bytes, &total))
            return INT64_MAX;
    }
    return total > 1 ? total - 1 : 1;
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

/* Rows of the buffers; see the Note. A buffer counts twice: its zeros may still be there when the
   loop that fills it has begun. */
static void plan_memory(Loop *l, int64_t memory)
{
    const int64_t little = 32 << 10, more = 1 << 20;
    int64_t bytes = bytes_of_step(l, false), most = memory / 2 / bytes;
    if (l->trips > memory / 2 / bytes_of_step(l, true))
        l->trips = -1;
    if (l->trips >= 0) {
        l->rows = l->trips > 0 ? l->trips : 1;
        return;
    }
    l->rows = between(2, most / 3, between(64, little / bytes, 1024));
    l->spare = between(1, most - l->rows - 1, between(512, more / bytes, 2048));
    if (l->limit && l->g->outer == NULL && !has_loop(l->body))
        l->most = between(0, memory / 2 / bytes_of_step(l, true), 1 << 20);
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
    l.parts = loop_zeroed(&l, (size_t)l.count, sizeof(Part));
    for (int i = 0; i < l.states; i++)
        l.parts[i].varies = l.body->results.at[i] != l.body->params.at[i];
    find_duals(&l, k);
    if (has_loop(l.body))
        inner.memory /= 2;
    if (l.nduals == 0 || !make_back(&l))
        return;
    count_trips(&l);
    find_kept(&l);
    plan_memory(&l, inner.memory);
    Node **cots = loop_zeroed(&l, (size_t)l.nduals, sizeof *cots);
    Node **before = loop_zeroed(&l, (size_t)l.nduals, sizeof *before);
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
   the parts of the state that something reads: a loop that is linear keeps none.

   1. First some states are put into a buffer of K = `rows`, S steps apart, 0 the first of them.

      A loop whose test compares what it counts by ones with what it does not change makes n steps
      known before it runs (`limit`). It tests and counts nothing but its steps, the counter is no
      state unless the body reads it, and S is K, or n/K if that is more. The steps behind the last
      state in the buffer are left to the way back.

      Of any other loop n is not known, so it is run as it is and thinned online (the idea of Wang,
      Moin and Iaccarino, Minimal repetition dynamic checkpointing, 2009, and of Stumm and Walther,
      2010, in its simplest form): the buffer takes every S-th state, S = 1 at first; when it is
      full every second state in it is dropped and S doubles.

   2. S <= K, that is n <= K^2, if it is not known K^2/2 at the least: each segment of S steps, the
      last one first, is run again into a second buffer of K states and then back from there; when
      S is 1 the first buffer is that buffer. In all two further passes forward, one when n <= K,
      and the forward half of the steps back themselves.

   3. S > K: one loop works on a stack of M = `spare` states. Where the state before the next step
      back is at the top of the stack, or in the first buffer, that step is made; else the loop runs
      forward from there and puts states onto the stack on its way. With s = free places + 1 and l
      steps to cover, the least r with C(s + r, s) >= l is how often a step must be run again, and
      the next state to keep is that l r/(s + r) steps away: the binomial schedule of Griewank and
      Walther (Revolve, 2000), found anew for each piece. So n <= K (M + 1)(M + 2)/2 takes three
      further passes, and whatever K and M are the work is at most n r with C(M + 1 + r, r) about
      n/K: never of order n^2.

   A loop that counts from constant to constant is run into a buffer of just its steps, if there is
   room: one pass. So is one whose n is known only when it runs, into a buffer of all the memory (at
   most 2^20 states) or of a 16th of it, when n fits and is no less than a 16th of that: more zeros
   than that for a step cost more than the pass that they spare. That makes three ways back in place
   of one, so it is done where the way back is short: for loops without loops in them that stand in
   no branch and no loop, and so not for those of a gradient that is differentiated again.

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
