/* grad_while_loops.c - the loops that run a loop back: fill a buffer with states, read it back,
   and the long way with a stack of states. The Note at the end of grad_while.c says why.

   Each new while or cond is written between .._open and .._close: its regions are open in between,
   words (add, pick, ...) append to the region whose Rule is called k, and nodes of the graphs
   around are captured as they are used. */
#include "transform/grad_while.h"

#include <string.h>

static Node **nodes(const Loop *l, int count)
{
    return arena_array(graph_arena(l->g), Node *, count + 1);
}

static bool all_made(Node *const *list, int count)
{
    for (int i = 0; i < count; i++)
        if (list[i] == NULL)
            return false;
    return true;
}

static Rule region_in(const Rule *at)
{
    return (Rule){.cx = at->cx, .g = graph_region(at->g), .span = at->span};
}

/* Closes a region with its results. */
static Graph *finish(const Rule *in, Node *const *results, int count)
{
    for (int i = 0; i < count; i++) {
        Node *n = graph_use(in->cx, in->g, results[i]);
        if (n == NULL)
            return NULL;
        vec_push(&in->g->results, n);
    }
    graph_trim(in->g);
    return in->g;
}

/* --- a loop in the making --- */

typedef struct Frame {
    Rule *at;                             /* where it will stand */
    Rule test, step;                      /* its regions */
    Node **init, **tested, **now, **next; /* the state: outside, in test, in step, behind step */
    int count;
} Frame;

/* A loop over `count` states; f->init is to be filled in before frame_open. */
static Frame frame_of(const Loop *l, Rule *at, int count)
{
    return (Frame){.at = at,
                   .init = nodes(l, count),
                   .tested = nodes(l, count),
                   .now = nodes(l, count),
                   .next = nodes(l, count),
                   .count = count};
}

static bool frame_open(Frame *f)
{
    if (!all_made(f->init, f->count))
        return false;
    f->test = region_in(f->at);
    f->step = region_in(f->at);
    for (int i = 0; i < f->count; i++) {
        const Type *type = node_type(f->init[i]);
        f->tested[i] = graph_parameter(f->at->cx, f->test.g, *type, f->at->span);
        f->now[i] = graph_parameter(f->at->cx, f->step.g, *type, f->at->span);
    }
    return all_made(f->tested, f->count) && all_made(f->now, f->count);
}

/* The loop, going on while `more` (in f->test), its state in the end in out. */
static bool frame_close(Frame *f, Node *more, Node **out)
{
    Graph *test = finish(&f->test, &more, 1);
    Graph *step = finish(&f->step, f->next, f->count);
    if (test == NULL || step == NULL)
        return false;
    Node *n = graph_while(f->at->cx, f->at->g, f->init, f->count, test, step, f->at->span);
    for (int i = 0; i < f->count; i++)
        out[i] = graph_elem(f->at->cx, f->at->g, n, i);
    return all_made(out, f->count);
}

/* A condition between two results computed in the regions yes and no. */
static bool choose(Rule *at, Node *predicate, const Rule *yes, Node *const *if_so, const Rule *no,
                   Node *const *if_not, int count, Node **out)
{
    Graph *regions[] = {finish(yes, if_so, count), finish(no, if_not, count)};
    if (regions[0] == NULL || regions[1] == NULL)
        return false;
    Node *n = graph_cond(at->cx, at->g, &predicate, 1, regions, at->span);
    for (int i = 0; i < count; i++)
        out[i] = graph_elem(at->cx, at->g, n, i);
    return all_made(out, count);
}

/* --- the old loop's regions in new ones --- */

/* What stands for the states: the values of the kept ones, what came in for those that stay. */
static Node **states_of(const Loop *l, Node *const *values)
{
    Node **own = nodes(l, l->states);
    for (int i = 0; i < l->states; i++)
        own[i] = l->parts[i].varies ? NULL : l->y->args[i];
    for (int i = 0; i < l->nkept; i++)
        own[l->kept[i]] = values[i];
    return own;
}

/* Whether the old loop goes on with these values. */
static Node *goes_on(const Loop *l, const Rule *k, Node *const *values)
{
    Node *more = NULL;
    copy_needed(l->cx, l->test, states_of(l, values), l->test->results.at, 1, k->g, &more);
    return more;
}

/* A step forward of the kept parts. */
static bool step_on(const Loop *l, const Rule *k, Node *const *values, Node **next)
{
    Node **roots = nodes(l, l->nkept);
    for (int i = 0; i < l->nkept; i++)
        roots[i] = l->body->results.at[l->kept[i]];
    return copy_needed(l->cx, l->body, states_of(l, values), roots, l->nkept, k->g, next);
}

/* The cotangents before a step that began with these values. */
static bool step_back(const Loop *l, const Rule *k, Node *const *values, Node *const *cots,
                      Node **before)
{
    Node **states = states_of(l, values), **own = nodes(l, l->states + l->nduals);
    int count = 0;
    for (int i = 0; i < l->states; i++)
        if (l->parts[i].varies)
            own[count++] = states[i];
    memcpy(own + count, cots, sizeof *own * (size_t)l->nduals);
    return copy_needed(l->cx, l->back, own, l->back->results.at, l->nduals, k->g, before);
}

/* --- buffers: a row a state, of all its elements --- */

static Node *whole(Rule *k, int64_t x)
{
    return graph_constant(k->cx, k->g, (Type){DTYPE_s64, {0}}, scalar_s(x), k->span);
}

static Shape rows_of(const Type *type, int64_t rows)
{
    int64_t count = shape_count(&type->shape);
    return (Shape){.rank = type->shape.rank > 0 ? 2 : 1, .dim = {rows, count}};
}

static Node *empty_rows(Rule *k, const Type *type, int64_t rows)
{
    Shape shape = rows_of(type, rows);
    return rule_fill(k, 0, type->dtype, &shape);
}

/* `rows` rows from `at` on, `stride` apart. */
static Node *slice_rows(Rule *k, Node *buffer, Node *at, int64_t rows, int64_t stride)
{
    if (buffer == NULL)
        return NULL;
    const Shape *shape = &node_type(buffer)->shape;
    int64_t lengths[] = {rows, shape->dim[1]}, strides[] = {stride, 1};
    Node *args[] = {buffer, at, whole(k, 0)};
    Attr attrs[] = {{ATTR_lengths, (uint32_t)shape->rank, lengths},
                    {ATTR_strides, (uint32_t)shape->rank, strides}};
    return rule_node(k, OP_slice, args, 1 + shape->rank, attrs, 2);
}

static Node *put_rows(Rule *k, Node *buffer, Node *part, Node *at)
{
    if (buffer == NULL)
        return NULL;
    Node *args[] = {buffer, part, at, whole(k, 0)};
    return rule_node(k, OP_put_slice, args, 2 + node_type(buffer)->shape.rank, NULL, 0);
}

static Node *read_row(Rule *k, Node *buffer, Node *at, const Type *type)
{
    return rule_reshape(k, slice_rows(k, buffer, at, 1, 1), &type->shape);
}

static Node *write_row(Rule *k, Node *buffer, Node *value, Node *at)
{
    if (value == NULL)
        return NULL;
    Shape shape = rows_of(node_type(value), 1);
    return put_rows(k, buffer, rule_reshape(k, value, &shape), at);
}

static const Type *kept_type(const Loop *l, int i)
{
    return node_type(l->y->args[l->kept[i]]);
}

static void read_state(const Loop *l, Rule *k, Node *const *buffers, Node *at, Node **values)
{
    for (int i = 0; i < l->nkept; i++)
        values[i] = buffers[i] ? read_row(k, buffers[i], at, kept_type(l, i)) : NULL;
}

/* --- forward: fill a buffer --- */

typedef struct Filled {
    Node **buffers;      /* by kept part; NULL: not asked for */
    Node *steps;         /* how many were made */
    Node *used, *stride; /* states in the buffers, steps between two */
} Filled;

/* Full buffers with every second row of them in front; others as they are. */
static bool thin(const Loop *l, Rule *at, Node *is_full, Node *const *buffers, Node **out)
{
    Rule yes = region_in(at), no = region_in(at), *k = &yes;
    Node **thinned = nodes(l, l->nkept);
    for (int i = 0; i < l->nkept; i++) {
        Node *half = slice_rows(k, buffers[i], whole(k, 0), (l->rows + 1) / 2, 2);
        thinned[i] = put_rows(k, buffers[i], half, whole(k, 0));
    }
    return l->nkept == 0 || choose(at, is_full, &yes, thinned, &no, buffers, l->nkept, out);
}

/* What a run that thins its buffers carries beside the values: the steps made, and then the step
   that is kept next, how many states are in the buffers, and how far these are apart. */
enum { STEPS, NEXT, USED, STRIDE, SCALARS };

/* Before step now[STEPS]: if it is the next to keep, its values become a row of the buffers, which
   are thinned if they are full. From now[NEXT] on, the values left out, to out. */
static bool keep_state(const Loop *l, Rule *at, Node *const *now, Node **out)
{
    Rule yes = region_in(at), no = region_in(at), *k = &yes;
    Node *const *values = now + SCALARS, *const *buffers = values + l->nkept;
    int count = SCALARS - NEXT + l->nkept;
    Node **kept = nodes(l, count), **rows = nodes(l, l->nkept), **as_before = nodes(l, count);
    Node *is_full = equals(now[USED], whole(k, l->rows));
    if (!thin(l, k, is_full, buffers, rows))
        return false;
    Node *stride = pick(is_full, add(now[STRIDE], now[STRIDE]), now[STRIDE]);
    Node *row = pick(is_full, whole(k, (l->rows + 1) / 2), now[USED]);
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
    return choose(at, equals(now[STEPS], now[NEXT]), &yes, kept, &no, as_before, count, out);
}

/* Runs from `start` as the old loop does. Keeps all that a run forward begins with, of as many
   states as the buffers hold. */
static bool fill_thinly(const Loop *l, Rule *at, Node *const *start, Filled *out)
{
    int buffers = SCALARS + l->nkept, count = buffers + l->nkept;
    Frame f = frame_of(l, at, count);
    Node **end = nodes(l, count), **kept = nodes(l, count);
    for (int i = 0; i < SCALARS; i++)
        f.init[i] = whole(at, i == STRIDE);
    memcpy(f.init + SCALARS, start, sizeof *start * (size_t)l->nkept);
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
    f.next[STEPS] = add(f.now[STEPS], whole(k, 1));
    if (!step_on(l, k, f.now + SCALARS, f.next + SCALARS) || !frame_close(&f, more, end))
        return false;
    *out = (Filled){end + buffers, end[STEPS], end[USED], end[STRIDE]};
    return true;
}

/* Runs from `start` for `limit` steps, or as the old loop does when limit is NULL. Keeps what a
   step back reads of every state. */
static bool fill(const Loop *l, Rule *at, Node *const *start, Node *limit, Filled *out)
{
    int count = 1 + l->nkept;
    Frame f = frame_of(l, at, count + l->nkept);
    int *place = arena_array(graph_arena(l->g), int, l->nkept + 1); /* of its buffer; 0: none */
    f.init[STEPS] = whole(at, 0);
    for (int i = 0; i < l->nkept; i++) {
        f.init[1 + i] = start[i];
        if (!l->parts[l->kept[i]].is_read)
            continue;
        f.init[count] = empty_rows(at, kept_type(l, i), l->rows);
        place[i] = count++;
    }
    f.count = count;
    if (!frame_open(&f))
        return false;
    Rule *k = &f.test;
    Node *more =
        limit ? rule_op(k, OP_less, f.tested[STEPS], limit, NULL) : goes_on(l, k, f.tested + 1);
    k = &f.step;
    for (int i = 0; i < l->nkept; i++)
        if (place[i])
            f.next[place[i]] = write_row(k, f.now[place[i]], f.now[1 + i], f.now[STEPS]);
    f.next[STEPS] = add(f.now[STEPS], whole(k, 1));
    Node **end = nodes(l, count);
    if (!step_on(l, k, f.now + 1, f.next + 1) || !frame_close(&f, more, end))
        return false;
    *out = (Filled){.buffers = nodes(l, l->nkept), .steps = end[STEPS]};
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
    Node *more = exceeds(f.tested[0], whole(k, 0));
    k = &f.step;
    Node **values = nodes(l, l->nkept), **end = nodes(l, f.count);
    f.next[0] = sub(f.now[0], whole(k, 1));
    read_state(l, k, buffers, f.next[0], values);
    if (!step_back(l, k, values, f.now + 1, f.next + 1) || !frame_close(&f, more, end))
        return false;
    memcpy(before, end + 1, sizeof *before * (size_t)l->nduals);
    return true;
}

/* The states of segment i: the buffers themselves when they have all, else filled anew. */
static bool segment(const Loop *l, Rule *at, const Filled *a, Node *has_all, Node *i, Filled *out)
{
    Rule yes = region_in(at), no = region_in(at), *k = &no;
    Node **start = nodes(l, l->nkept), *left = sub(a->steps, mul(i, a->stride));
    Filled again;
    read_state(l, k, a->buffers, i, start);
    if (!fill(l, k, start, rule_op(k, OP_min, left, a->stride, NULL), &again))
        return false;
    Node **if_so = nodes(l, l->nkept), **if_not = nodes(l, l->nkept), **end = nodes(l, l->nkept);
    int count = 0;
    for (int j = 0; j < l->nkept; j++)
        if (again.buffers[j]) {
            if_so[count] = a->buffers[j];
            if_not[count++] = again.buffers[j];
        }
    if_so[count] = a->steps;
    if_not[count++] = again.steps;
    if (!choose(at, has_all, &yes, if_so, &no, if_not, count, end))
        return false;
    *out = (Filled){.buffers = nodes(l, l->nkept), .steps = end[count - 1]};
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
    f.init[0] = pick(equals(a->stride, whole(k, 1)), whole(k, 1), a->used);
    memcpy(f.init + 1, cots, sizeof *cots * (size_t)l->nduals);
    if (!frame_open(&f))
        return false;
    k = &f.test;
    Node *more = exceeds(f.tested[0], whole(k, 0));
    k = &f.step;
    Filled leaf;
    Node **end = nodes(l, f.count);
    f.next[0] = sub(f.now[0], whole(k, 1));
    Node *has_all = equals(a->stride, whole(k, 1));
    if (!segment(l, k, a, has_all, f.next[0], &leaf) ||
        !read_back(l, k, leaf.buffers, leaf.steps, f.now + 1, f.next + 1) ||
        !frame_close(&f, more, end))
        return false;
    memcpy(before, end + 1, sizeof *before * (size_t)l->nduals);
    return true;
}

/* --- the long way back --- */

/* The state of the long way: step END - 1 is to be undone next; the run forward stands before step
   AT; TOP states are on the stack. Then the values at AT, the cotangents, and the stack: the steps
   before which its states stand, and the states. */
enum { END, AT, TOP, VALUES };

static const Type whole_type = {DTYPE_s64, {0}};

/* The least r for which C(s + r, s) >= length. */
static Node *repetitions(const Loop *l, Rule *at, Node *s, Node *length)
{
    enum { R, REACH, STATES };
    Frame f = frame_of(l, at, STATES);
    Node *end[STATES];
    f.init[R] = whole(at, 1);
    f.init[REACH] = rule_op(at, OP_add, s, whole(at, 1), NULL);
    if (!frame_open(&f))
        return NULL;
    Node *more = rule_op(&f.test, OP_less, f.tested[REACH], length, NULL);
    Rule *k = &f.step;
    f.next[R] = add(f.now[R], whole(k, 1));
    f.next[REACH] = rule_op(k, OP_quotient, mul(f.now[REACH], add(s, f.next[R])), f.next[R], NULL);
    return frame_close(&f, more, end) ? end[R] : NULL;
}

/* Where the run forward from `from` stops next: to keep the state there, or at `last`. */
static Node *next_stop(const Loop *l, Rule *k, Node *from, Node *top, Node *last)
{
    Node *free_rows = sub(whole(k, l->spare), top), *one = whole(k, 1);
    Node *has_room = exceeds(free_rows, whole(k, 0)), *s = add(free_rows, one);
    Node *length = add(sub(last, from), one);
    Node *r = repetitions(l, k, s, mul(length, has_room));
    Node *way = rule_op(k, OP_quotient, mul(length, r), add(s, r), NULL);
    Node *stop = add(from, rule_op(k, OP_max, way, one, NULL));
    return pick(has_room, rule_op(k, OP_min, stop, last, NULL), last);
}

/* Runs forward from step `from` to `stop`. */
static bool run_to(const Loop *l, Rule *at, Node *from, Node *stop, Node *const *values, Node **out)
{
    Frame f = frame_of(l, at, 1 + l->nkept);
    Node **end = nodes(l, f.count);
    f.init[0] = from;
    memcpy(f.init + 1, values, sizeof *values * (size_t)l->nkept);
    if (!frame_open(&f))
        return false;
    Node *more = rule_op(&f.test, OP_less, f.tested[0], stop, NULL);
    Rule *k = &f.step;
    f.next[0] = add(f.now[0], whole(k, 1));
    if (!step_on(l, k, f.now + 1, f.next + 1) || !frame_close(&f, more, end))
        return false;
    memcpy(out, end + 1, sizeof *out * (size_t)l->nkept);
    return true;
}

/* Where to go on from to reach step `last`: the top of the stack, or the first buffers. */
static void reload(const Loop *l, Rule *k, const Filled *a, Node *const *stack, Node *last,
                   Node **state)
{
    Node *is_empty = equals(state[TOP], whole(k, 0)), *below = sub(state[TOP], whole(k, 1));
    Node *row = rule_op(k, OP_max, last, whole(k, 0), NULL);
    row = rule_op(k, OP_quotient, row, a->stride, NULL);
    state[AT] = pick(is_empty, mul(row, a->stride), read_row(k, stack[0], below, &whole_type));
    for (int i = 0; i < l->nkept; i++) {
        Node *first = read_row(k, a->buffers[i], row, kept_type(l, i));
        Node *top = read_row(k, stack[1 + i], below, kept_type(l, i));
        state[VALUES + i] = pick(is_empty, first, top);
    }
}

/* What follows when the run forward has come to now[AT]. If that is the last step it is undone, and
   its state leaves the stack if it is there; if not, the state has been put onto the stack. */
static bool undo_or_go_on(const Loop *l, Rule *at, const Filled *a, Node *is_last,
                          Node *const *stack, Node *const *now, Node **next)
{
    Rule yes = region_in(at), no = region_in(at), *k = &yes;
    int cots = VALUES + l->nkept, count = cots + l->nduals;
    Node **back = nodes(l, count), **on = nodes(l, count);
    back[END] = sub(now[END], whole(k, 1));
    Node *below = read_row(k, stack[0], sub(now[TOP], whole(k, 1)), &whole_type);
    Node *is_used = both(exceeds(now[TOP], whole(k, 0)), equals(below, back[END]));
    back[TOP] = sub(now[TOP], is_used);
    reload(l, k, a, stack, sub(back[END], whole(k, 1)), back);
    if (!step_back(l, k, now + VALUES, now + cots, back + cots))
        return false;
    k = &no;
    memcpy(on, now, sizeof *on * (size_t)count);
    on[TOP] = add(now[TOP], whole(k, 1));
    return choose(at, is_last, &yes, back, &no, on, count, next);
}

/* The states in a->buffers are further apart than these have rows. */
static bool back_by_stack(const Loop *l, Rule *at, const Filled *a, Node *const *cots,
                          Node **before)
{
    int kept = l->nkept, duals = VALUES + kept, stack = duals + l->nduals;
    Frame f = frame_of(l, at, stack + 1 + kept);
    Rule *k = at;
    f.init[END] = a->steps;
    f.init[TOP] = whole(k, 0);
    f.init[stack] = empty_rows(k, &whole_type, l->spare + 1);
    for (int i = 0; i < kept; i++)
        f.init[stack + 1 + i] = empty_rows(k, kept_type(l, i), l->spare + 1);
    memcpy(f.init + duals, cots, sizeof *cots * (size_t)l->nduals);
    reload(l, k, a, f.init + stack, sub(a->steps, whole(k, 1)), f.init);
    if (!frame_open(&f))
        return false;
    k = &f.test;
    Node *more = exceeds(f.tested[END], whole(k, 0));
    k = &f.step;
    Node **here = nodes(l, stack), **end = nodes(l, f.count);
    Node *last = sub(f.now[END], whole(k, 1));
    memcpy(here, f.now, sizeof *here * (size_t)stack);
    here[AT] = next_stop(l, k, f.now[AT], f.now[TOP], last);
    if (!run_to(l, k, f.now[AT], here[AT], f.now + VALUES, here + VALUES))
        return false;
    f.next[stack] = write_row(k, f.now[stack], here[AT], f.now[TOP]);
    for (int i = 0; i < kept; i++)
        f.next[stack + 1 + i] = write_row(k, f.now[stack + 1 + i], here[VALUES + i], f.now[TOP]);
    if (!undo_or_go_on(l, k, a, equals(here[AT], last), f.next + stack, here, f.next) ||
        !frame_close(&f, more, end))
        return false;
    memcpy(before, end + duals, sizeof *before * (size_t)l->nduals);
    return true;
}

/* --- all --- */

bool while_back(const Loop *l, Node *const *cots, Node **before)
{
    Rule at = {.cx = l->cx, .g = l->g, .span = l->span}, *k = &at;
    Node **start = nodes(l, l->nkept);
    Filled a;
    for (int i = 0; i < l->nkept; i++)
        start[i] = l->y->args[l->kept[i]];
    if (l->trips >= 0)
        return fill(l, k, start, NULL, &a) &&
               read_back(l, k, a.buffers, whole(k, l->trips), cots, before);
    if (!fill_thinly(l, k, start, &a))
        return false;
    Node *is_near = rule_op(k, OP_less_equal, a.stride, whole(k, l->rows), NULL);
    Rule yes = region_in(k), no = region_in(k);
    Node **near = nodes(l, l->nduals), **far = nodes(l, l->nduals);
    return back_by_segments(l, &yes, &a, cots, near) && back_by_stack(l, &no, &a, cots, far) &&
           choose(k, is_near, &yes, near, &no, far, l->nduals, before);
}
