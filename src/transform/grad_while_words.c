/* grad_while_words.c - see grad_while_words.h. */
#include "transform/grad_while_words.h"

#include <string.h>

Node **loop_nodes(const Loop *l, int count)
{
    return arena_array(graph_arena(l->g), Node *, count + 1);
}

bool all_made(Node *const *list, int count)
{
    for (int i = 0; i < count; i++)
        if (list[i] == NULL)
            return false;
    return true;
}

Rule region_in(const Rule *at)
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

Frame frame_of(const Loop *l, Rule *at, int count)
{
    return (Frame){.at = at,
                   .init = loop_nodes(l, count),
                   .tested = loop_nodes(l, count),
                   .now = loop_nodes(l, count),
                   .next = loop_nodes(l, count),
                   .count = count};
}

bool frame_open(Frame *f)
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

bool frame_close(Frame *f, Node *more, Node **out)
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

bool choose_of(Rule *at, Node *predicate, const Rule *yes, Node *const *if_so, const Rule *no,
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

/* What stands for the states: the values of the first ones run, what came in for those that stay.
 */
static Node **states_of(const Loop *l, Node *const *values, int count)
{
    Node **own = loop_nodes(l, l->states);
    for (int i = 0; i < l->states; i++)
        own[i] = l->parts[i].varies ? NULL : l->y->args[i];
    for (int i = 0; i < count; i++)
        own[l->run[i]] = values[i];
    return own;
}

Node *goes_on(const Loop *l, const Rule *k, Node *const *values)
{
    Node *more = NULL;
    copy_needed(l->cx, l->test, states_of(l, values, l->nrun), l->test->results.at, 1, k->g, &more);
    return more;
}

bool step_on(const Loop *l, const Rule *k, Node *const *values, int count, Node **next)
{
    Node **roots = loop_nodes(l, count);
    for (int i = 0; i < count; i++)
        roots[i] = l->body->results.at[l->run[i]];
    return copy_needed(l->cx, l->body, states_of(l, values, count), roots, count, k->g, next);
}

bool run_to(const Loop *l, Rule *at, Node *from, Node *stop, Node *const *values, Node **out)
{
    Frame f = frame_of(l, at, 1 + l->nkept);
    Node **end = loop_nodes(l, f.count);
    f.init[0] = from;
    memcpy(f.init + 1, values, sizeof *values * (size_t)l->nkept);
    if (!frame_open(&f))
        return false;
    Node *more = rule_op(&f.test, OP_less, f.tested[0], stop, NULL);
    Rule *k = &f.step;
    f.next[0] = add(f.now[0], rule_whole(k, 1));
    if (!step_on(l, k, f.now + 1, l->nkept, f.next + 1) || !frame_close(&f, more, end))
        return false;
    memcpy(out, end + 1, sizeof *out * (size_t)l->nkept);
    return true;
}

bool step_back(const Loop *l, const Rule *k, Node *const *values, Node *const *cots, Node **before)
{
    Node **states = states_of(l, values, l->nkept), **own = loop_nodes(l, l->states + l->nduals);
    int count = 0;
    for (int i = 0; i < l->states; i++)
        if (l->parts[i].varies)
            own[count++] = states[i];
    memcpy(own + count, cots, sizeof *own * (size_t)l->nduals);
    return copy_needed(l->cx, l->back, own, l->back->results.at, l->nduals, k->g, before);
}

/* --- buffers: a row a state, of all its elements --- */

Node *rule_whole(Rule *k, int64_t x)
{
    return graph_constant(k->cx, k->g, (Type){DTYPE_s64, {0}}, scalar_s(x), k->span);
}

static Shape rows_of(const Type *type, int64_t rows)
{
    int64_t count = shape_count(&type->shape);
    return (Shape){.rank = type->shape.rank > 0 ? 2 : 1, .dim = {rows, count}};
}

Node *empty_rows(Rule *k, const Type *type, int64_t rows)
{
    Shape shape = rows_of(type, rows);
    return rule_fill(k, 0, type->dtype, &shape);
}

Node *slice_rows(Rule *k, Node *buffer, Node *at, int64_t rows, int64_t stride)
{
    if (buffer == NULL)
        return NULL;
    const Shape *shape = &node_type(buffer)->shape;
    int64_t lengths[] = {rows, shape->dim[1]}, strides[] = {stride, 1};
    Node *args[] = {buffer, at, rule_whole(k, 0)};
    Attr attrs[] = {{ATTR_lengths, (uint32_t)shape->rank, lengths},
                    {ATTR_strides, (uint32_t)shape->rank, strides}};
    return rule_node(k, OP_slice, args, 1 + shape->rank, attrs, 2);
}

Node *put_rows(Rule *k, Node *buffer, Node *part, Node *at)
{
    if (buffer == NULL)
        return NULL;
    Node *args[] = {buffer, part, at, rule_whole(k, 0)};
    return rule_node(k, OP_put_slice, args, 2 + node_type(buffer)->shape.rank, NULL, 0);
}

Node *read_row(Rule *k, Node *buffer, Node *at, const Type *type)
{
    return rule_reshape(k, slice_rows(k, buffer, at, 1, 1), &type->shape);
}

Node *write_row(Rule *k, Node *buffer, Node *value, Node *at)
{
    if (value == NULL)
        return NULL;
    Shape shape = rows_of(node_type(value), 1);
    return put_rows(k, buffer, rule_reshape(k, value, &shape), at);
}

const Type *kept_type(const Loop *l, int i)
{
    return node_type(l->y->args[l->run[i]]);
}

void read_state(const Loop *l, Rule *k, Node *const *buffers, Node *at, Node **values)
{
    for (int i = 0; i < l->nkept; i++)
        values[i] = buffers[i] ? read_row(k, buffers[i], at, kept_type(l, i)) : NULL;
}
