/* grad_while_stack.c - the long way back through a loop: one loop, with a stack of states. The Note
   at the end of grad_while.c says how far it goes with how little. */
#include "transform/grad_while_words.h"

#include <string.h>

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
    f.init[R] = rule_whole(at, 1);
    f.init[REACH] = rule_op(at, OP_add, s, rule_whole(at, 1), NULL);
    if (!frame_open(&f))
        return NULL;
    Node *more = rule_op(&f.test, OP_less, f.tested[REACH], length, NULL);
    Rule *k = &f.step;
    f.next[R] = add(f.now[R], rule_whole(k, 1));
    f.next[REACH] = rule_op(k, OP_quotient, mul(f.now[REACH], add(s, f.next[R])), f.next[R], NULL);
    return frame_close(&f, more, end) ? end[R] : NULL;
}

/* Where the run forward from `from` stops next: to keep the state there, or at `last`. */
static Node *next_stop(const Loop *l, Rule *k, Node *from, Node *top, Node *last)
{
    Node *free_rows = sub(rule_whole(k, l->spare), top), *one = rule_whole(k, 1);
    Node *has_room = exceeds(free_rows, rule_whole(k, 0)), *s = add(free_rows, one);
    Node *length = add(sub(last, from), one);
    Node *r = repetitions(l, k, s, mul(length, has_room));
    Node *way = rule_op(k, OP_quotient, mul(length, r), add(s, r), NULL);
    Node *stop = add(from, rule_op(k, OP_max, way, one, NULL));
    return pick(has_room, rule_op(k, OP_min, stop, last, NULL), last);
}

/* Where to go on from to reach step `last`: the top of the stack, or the first buffers. */
static void reload(const Loop *l, Rule *k, const Filled *a, Node *const *stack, Node *last,
                   Node **state)
{
    Node *is_empty = equals(state[TOP], rule_whole(k, 0)),
         *below = sub(state[TOP], rule_whole(k, 1));
    Node *row = rule_op(k, OP_max, last, rule_whole(k, 0), NULL);
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
    Node **back = loop_nodes(l, count), **on = loop_nodes(l, count);
    back[END] = sub(now[END], rule_whole(k, 1));
    Node *below = read_row(k, stack[0], sub(now[TOP], rule_whole(k, 1)), &whole_type);
    Node *is_used = both(exceeds(now[TOP], rule_whole(k, 0)), equals(below, back[END]));
    back[TOP] = sub(now[TOP], is_used);
    reload(l, k, a, stack, sub(back[END], rule_whole(k, 1)), back);
    if (!step_back(l, k, now + VALUES, now + cots, back + cots))
        return false;
    k = &no;
    memcpy(on, now, sizeof *on * (size_t)count);
    on[TOP] = add(now[TOP], rule_whole(k, 1));
    return choose_of(at, is_last, &yes, back, &no, on, count, next);
}

bool back_by_stack(const Loop *l, Rule *at, const Filled *a, Node *const *cots, Node **before)
{
    int kept = l->nkept, duals = VALUES + kept, stack = duals + l->nduals;
    Frame f = frame_of(l, at, stack + 1 + kept);
    Rule *k = at;
    f.init[END] = a->steps;
    f.init[TOP] = rule_whole(k, 0);
    f.init[stack] = empty_rows(k, &whole_type, l->spare + 1);
    for (int i = 0; i < kept; i++)
        f.init[stack + 1 + i] = empty_rows(k, kept_type(l, i), l->spare + 1);
    memcpy(f.init + duals, cots, sizeof *cots * (size_t)l->nduals);
    reload(l, k, a, f.init + stack, sub(a->steps, rule_whole(k, 1)), f.init);
    if (!frame_open(&f))
        return false;
    k = &f.test;
    Node *more = exceeds(f.tested[END], rule_whole(k, 0));
    k = &f.step;
    Node **here = loop_nodes(l, stack), **end = loop_nodes(l, f.count);
    Node *last = sub(f.now[END], rule_whole(k, 1));
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
