/* grad_while_loops.c - the loops that run a loop back: fill a buffer with states, read it back. The
   Note at the end of grad_while.c says why. */
#include "transform/grad_while_words.h"

#include <string.h>

/* --- forward: fill a buffer --- */

/* Full buffers with every second row of them in front; others as they are. */
static bool thin(const Loop *l, Rule *at, Node *is_full, Node *const *buffers, Node **out)
{
    Rule yes = region_in(at), no = region_in(at), *k = &yes;
    Node **thinned = loop_nodes(l, l->nkept);
    for (int i = 0; i < l->nkept; i++) {
        Node *half = slice_rows(k, buffers[i], rule_whole(k, 0), (l->rows + 1) / 2, 2);
        thinned[i] = put_rows(k, buffers[i], half, rule_whole(k, 0));
    }
    return l->nkept == 0 || choose_of(at, is_full, &yes, thinned, &no, buffers, l->nkept, out);
}

/* What a run that thins its buffers carries beside the values: the steps made, and then the step
   that is kept next, how many states are in the buffers, and how far these are apart. */
enum { STEPS, NEXT, USED, STRIDE, SCALARS };

/* Before step now[STEPS]: if it is the next to keep, its values become a row of the buffers, which
   are thinned if they are full. From now[NEXT] on, the values left out, to out. */
static bool keep_state(const Loop *l, Rule *at, Node *const *now, Node **out)
{
    Rule yes = region_in(at), no = region_in(at), *k = &yes;
    Node *const *values = now + SCALARS, *const *buffers = values + l->nrun;
    int count = SCALARS - NEXT + l->nkept;
    Node **kept = loop_nodes(l, count), **rows = loop_nodes(l, l->nkept),
         **as_before = loop_nodes(l, count);
    Node *is_full = equals(now[USED], rule_whole(k, l->rows));
    if (!thin(l, k, is_full, buffers, rows))
        return false;
    Node *stride = pick(is_full, add(now[STRIDE], now[STRIDE]), now[STRIDE]);
    Node *row = pick(is_full, rule_whole(k, (l->rows + 1) / 2), now[USED]);
    Node *used = add(row, equals(now[STEPS], mul(row, stride)));
    kept[0] = mul(used, stride);
    kept[USED - NEXT] = used;
    kept[STRIDE - NEXT] = stride;
    memcpy(as_before, now + NEXT, sizeof *now * (SCALARS - NEXT));
    for (int i = 0; i < l->nkept; i++) {
        kept[SCALARS - NEXT + i] = write_row(k, rows[i], values[i], row);
        as_before[SCALARS - NEXT + i] = buffers[i];
    }
    k = at;
    return choose_of(at, equals(now[STEPS], now[NEXT]), &yes, kept, &no, as_before, count, out);
}

/* Runs from `start` as the old loop does. Keeps what a run forward begins with, of as many states
   as the buffers hold. */
static bool fill_thinly(const Loop *l, Rule *at, Node *const *start, Filled *out)
{
    int buffers = SCALARS + l->nrun, count = buffers + l->nkept;
    Frame f = frame_of(l, at, count);
    Node **end = loop_nodes(l, count), **kept = loop_nodes(l, count);
    for (int i = 0; i < SCALARS; i++)
        f.init[i] = rule_whole(at, i == STRIDE);
    memcpy(f.init + SCALARS, start, sizeof *start * (size_t)l->nrun);
    for (int i = 0; i < l->nkept; i++)
        f.init[buffers + i] = empty_rows(at, kept_type(l, i), l->rows);
    if (!frame_open(&f))
        return false;
    Node *more = goes_on(l, &f.test, f.tested + SCALARS);
    Rule *k = &f.step;
    if (!keep_state(l, k, f.now, kept))
        return false;
    memcpy(f.next + NEXT, kept, sizeof *kept * (SCALARS - NEXT));
    memcpy(f.next + buffers, kept + SCALARS - NEXT, sizeof *kept * (size_t)l->nkept);
    f.next[STEPS] = add(f.now[STEPS], rule_whole(k, 1));
    if (!step_on(l, k, f.now + SCALARS, l->nrun, f.next + SCALARS) || !frame_close(&f, more, end))
        return false;
    *out = (Filled){end + buffers, end[STEPS], end[USED], end[STRIDE]};
    return true;
}

/* The same for l->limit steps: the first states of segments as long as the buffers, or longer ones
   if these would be too many. What follows the last of them is left to who runs back. */
static bool fill_evenly(const Loop *l, Rule *at, Node *const *start, Filled *out)
{
    enum { ROW = 1, VALUES };
    int buffers = VALUES + l->nkept;
    Frame f = frame_of(l, at, buffers + l->nkept);
    Rule *k = at;
    Node *rows = rule_whole(k, l->rows), **end = loop_nodes(l, f.count);
    Node *stride = rule_op(k, OP_quotient, add(l->limit, rule_whole(k, l->rows - 1)), rows, NULL);
    stride = rule_op(k, OP_max, stride, rows, NULL);
    f.init[STEPS] = f.init[ROW] = rule_whole(k, 0);
    memcpy(f.init + VALUES, start, sizeof *start * (size_t)l->nkept);
    for (int i = 0; i < l->nkept; i++)
        f.init[buffers + i] = empty_rows(at, kept_type(l, i), l->rows);
    if (!frame_open(&f))
        return false;
    Node *more = rule_op(&f.test, OP_less, f.tested[STEPS], l->limit, NULL);
    k = &f.step;
    Node *next = rule_op(k, OP_min, add(f.now[STEPS], stride), l->limit, NULL);
    Node *stop = pick(equals(next, l->limit), f.now[STEPS], next);
    for (int i = 0; i < l->nkept; i++)
        f.next[buffers + i] = write_row(k, f.now[buffers + i], f.now[VALUES + i], f.now[ROW]);
    f.next[STEPS] = next;
    f.next[ROW] = add(f.now[ROW], rule_whole(k, 1));
    if (!run_to(l, k, f.now[STEPS], stop, f.now + VALUES, f.next + VALUES) ||
        !frame_close(&f, more, end))
        return false;
    *out = (Filled){end + buffers, l->limit, end[ROW], stride};
    return true;
}

/* Runs from `start` for `limit` steps, at most `rows`. Keeps what a step back reads of every state.
 */
static bool fill(const Loop *l, Rule *at, Node *const *start, Node *limit, int64_t rows,
                 Filled *out)
{
    int count = 1 + l->nkept;
    Frame f = frame_of(l, at, count + l->nkept);
    int *place = arena_array(graph_arena(l->g), int, l->nkept + 1); /* of its buffer; 0: none */
    f.init[STEPS] = rule_whole(at, 0);
    for (int i = 0; i < l->nkept; i++) {
        f.init[1 + i] = start[i];
        if (!l->parts[l->run[i]].is_read)
            continue;
        f.init[count] = empty_rows(at, kept_type(l, i), rows);
        place[i] = count++;
    }
    f.count = count;
    if (!frame_open(&f))
        return false;
    Node *more = rule_op(&f.test, OP_less, f.tested[STEPS], limit, NULL);
    Rule *k = &f.step;
    for (int i = 0; i < l->nkept; i++)
        if (place[i])
            f.next[place[i]] = write_row(k, f.now[place[i]], f.now[1 + i], f.now[STEPS]);
    f.next[STEPS] = add(f.now[STEPS], rule_whole(k, 1));
    Node **end = loop_nodes(l, count);
    if (!step_on(l, k, f.now + 1, l->nkept, f.next + 1) || !frame_close(&f, more, end))
        return false;
    *out = (Filled){.buffers = loop_nodes(l, l->nkept), .steps = limit};
    for (int i = 0; i < l->nkept; i++)
        out->buffers[i] = place[i] ? end[place[i]] : NULL;
    return true;
}

/* --- back: read it --- */

/* Steps back from `count` to 0, the state before each in the buffers. */
static bool read_back(const Loop *l, Rule *at, Node *const *buffers, Node *count, Node *const *cots,
                      Node **before)
{
    Frame f = frame_of(l, at, 1 + l->nduals);
    f.init[0] = count;
    memcpy(f.init + 1, cots, sizeof *cots * (size_t)l->nduals);
    if (!frame_open(&f))
        return false;
    Rule *k = &f.test;
    Node *more = exceeds(f.tested[0], rule_whole(k, 0));
    k = &f.step;
    Node **values = loop_nodes(l, l->nkept), **end = loop_nodes(l, f.count);
    f.next[0] = sub(f.now[0], rule_whole(k, 1));
    read_state(l, k, buffers, f.next[0], values);
    if (!step_back(l, k, values, f.now + 1, f.next + 1) || !frame_close(&f, more, end))
        return false;
    memcpy(before, end + 1, sizeof *before * (size_t)l->nduals);
    return true;
}

/* The states of segment i, filled anew. */
static bool segment(const Loop *l, Rule *k, const Filled *a, Node *i, Filled *out)
{
    Node **start = loop_nodes(l, l->nkept), *left = sub(a->steps, mul(i, a->stride));
    read_state(l, k, a->buffers, i, start);
    return fill(l, k, start, rule_op(k, OP_min, left, a->stride, NULL), l->rows, out);
}

/* The same, or the buffers themselves when they have all. */
static bool segment_or_all(const Loop *l, Rule *at, const Filled *a, Node *i, Filled *out)
{
    Rule yes = region_in(at), no = region_in(at), *k = at;
    Node *has_all = equals(a->stride, rule_whole(k, 1));
    Filled again;
    if (!segment(l, &no, a, i, &again))
        return false;
    Node **if_so = loop_nodes(l, l->nkept), **if_not = loop_nodes(l, l->nkept),
         **end = loop_nodes(l, l->nkept);
    int count = 0;
    for (int j = 0; j < l->nkept; j++)
        if (again.buffers[j]) {
            if_so[count] = a->buffers[j];
            if_not[count++] = again.buffers[j];
        }
    if_so[count] = a->steps;
    if_not[count++] = again.steps;
    if (!choose_of(at, has_all, &yes, if_so, &no, if_not, count, end))
        return false;
    *out = (Filled){.buffers = loop_nodes(l, l->nkept), .steps = end[count - 1]};
    for (int j = 0, e = 0; j < l->nkept; j++)
        out->buffers[j] = again.buffers[j] ? end[e++] : NULL;
    return true;
}

/* Segment by segment, each of which fits into buffers. */
static bool back_by_segments(const Loop *l, Rule *at, const Filled *a, Node *const *cots,
                             Node **before)
{
    Frame f = frame_of(l, at, 1 + l->nduals);
    Rule *k = at;
    f.init[0] =
        l->limit ? a->used : pick(equals(a->stride, rule_whole(k, 1)), rule_whole(k, 1), a->used);
    memcpy(f.init + 1, cots, sizeof *cots * (size_t)l->nduals);
    if (!frame_open(&f))
        return false;
    k = &f.test;
    Node *more = exceeds(f.tested[0], rule_whole(k, 0));
    k = &f.step;
    Filled leaf;
    Node **end = loop_nodes(l, f.count);
    f.next[0] = sub(f.now[0], rule_whole(k, 1));
    if (!(l->limit ? segment : segment_or_all)(l, k, a, f.next[0], &leaf) ||
        !read_back(l, k, leaf.buffers, leaf.steps, f.now + 1, f.next + 1) ||
        !frame_close(&f, more, end))
        return false;
    memcpy(before, end + 1, sizeof *before * (size_t)l->nduals);
    return true;
}

/* --- all --- */

/* All states are kept, in buffers of so many rows. */
static bool back_at_once(const Loop *l, Rule *k, Node *const *start, int64_t rows,
                         Node *const *cots, Node **before)
{
    Filled a;
    return fill(l, k, start, l->limit, rows, &a) &&
           read_back(l, k, a.buffers, l->limit, cots, before);
}

static bool back_in_parts(const Loop *l, Rule *k, Node *const *start, Node *const *cots,
                          Node **before)
{
    Filled a;
    if (!(l->limit ? fill_evenly : fill_thinly)(l, k, start, &a))
        return false;
    Node *is_near = rule_op(k, OP_less_equal, a.stride, rule_whole(k, l->rows), NULL);
    Rule yes = region_in(k), no = region_in(k);
    Node **near = loop_nodes(l, l->nduals), **far = loop_nodes(l, l->nduals);
    return back_by_segments(l, &yes, &a, cots, near) && back_by_stack(l, &no, &a, cots, far) &&
           choose_of(k, is_near, &yes, near, &no, far, l->nduals, before);
}

/* At once in buffers of `room` rows if the steps are that many, but not so few that the buffers'
   zeros cost more than the steps; else with less room, or in parts. */
static bool back_by_room(const Loop *l, Rule *k, Node *const *start, int64_t room,
                         Node *const *cots, Node **before)
{
    const int64_t few = 16;
    if (room <= 4 * l->rows || room * few * few <= l->most)
        return back_in_parts(l, k, start, cots, before);
    Node *fits = rule_op(k, OP_less_equal, l->limit, rule_whole(k, room), NULL);
    Node *is_worth = exceeds(l->limit, rule_whole(k, room / few));
    Rule yes = region_in(k), no = region_in(k);
    Node **at_once = loop_nodes(l, l->nduals), **other = loop_nodes(l, l->nduals);
    return back_at_once(l, &yes, start, room, cots, at_once) &&
           back_by_room(l, &no, start, room / few, cots, other) &&
           choose_of(k, both(fits, is_worth), &yes, at_once, &no, other, l->nduals, before);
}

bool while_back(const Loop *l, Node *const *cots, Node **before)
{
    Rule at = {.cx = l->cx, .g = l->g, .span = l->span};
    Node **start = loop_nodes(l, l->nrun);
    for (int i = 0; i < l->nrun; i++)
        start[i] = l->y->args[l->run[i]];
    return l->trips >= 0 ? back_at_once(l, &at, start, l->rows, cots, before)
                         : back_by_room(l, &at, start, l->most, cots, before);
}
