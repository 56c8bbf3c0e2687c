/* algebra_pieces.c - what slices, slices put into something and concatenations give when their
   places are known: rules of algebra.c. Elements are only moved, so all of it is exact. */
#include "transform/simplify.h"

/* Part of a tensor: `count` neighbours from `from` along every axis. */
typedef struct Box {
    int rank;
    int64_t from[MAX_RANK], count[MAX_RANK];
} Box;

enum { MOST_PUT = 64 /* slices put side by side that become one concatenation */ };

/* Where the part of this shape begins, `starts` being the first of the operands that say so;
   clamped as the op does. False when that is not known. */
static bool box_at(const Node *n, int starts, const Shape *part, Box *out)
{
    const Shape *whole = &node_type(n->args[0])->shape;
    out->rank = whole->rank;
    for (int i = 0; i < whole->rank; i++) {
        const Node *start = n->args[starts + i];
        if (!is_constant(start) || !dtype_is_integer(node_type(start)->dtype))
            return false;
        int64_t from = tensor_index(start->tensor, 0);
        int64_t most = whole->dim[i] - part->dim[i];
        out->from[i] = from < 0 ? 0 : from > most ? most : from;
        out->count[i] = part->dim[i];
    }
    return true;
}

/* Of a slice of neighbours. */
static bool slice_box(const Node *n, Box *out)
{
    bool ok = n->op == OP_slice;
    for (int i = 0; ok && i < node_type(n)->shape.rank; i++)
        ok = node_attr(n, ATTR_strides)->at[i] == 1 || node_type(n)->shape.dim[i] == 1;
    return ok && box_at(n, 1, &node_type(n)->shape, out);
}

/* Of a slice that is put, with its elements as they are. */
static bool put_box(const Node *n, Box *out)
{
    return n->op == OP_put_slice && node_type(n->args[0])->dtype == node_type(n)->dtype &&
           node_type(n->args[1])->dtype == node_type(n)->dtype &&
           box_at(n, 2, &node_type(n->args[1])->shape, out);
}

/* --- a slice of something into which a slice is put --- */

typedef enum Meeting { APART, WITHIN, ACROSS } Meeting;

/* How a box stands to another one. */
static Meeting meeting_of(const Box *a, const Box *b)
{
    bool is_within = true;
    for (int i = 0; i < a->rank; i++) {
        int64_t a_end = a->from[i] + a->count[i], b_end = b->from[i] + b->count[i];
        if (a_end <= b->from[i] || b_end <= a->from[i])
            return APART;
        is_within = is_within && a->from[i] >= b->from[i] && a_end <= b_end;
    }
    return is_within ? WITHIN : ACROSS;
}

static Node *index_number(Scope *s, int64_t x, Span span)
{
    return simple_constant(s, (Type){DTYPE_s64, shape_scalar()}, scalar_s(x), span);
}

/* The box of x. */
static Node *slice_of(Scope *s, Node *x, const Box *box, Span span)
{
    Node *args[MAX_RANK + 1] = {x};
    int64_t ones[MAX_RANK];
    for (int i = 0; i < box->rank; i++) {
        ones[i] = 1;
        if ((args[i + 1] = index_number(s, box->from[i], span)) == NULL)
            return NULL;
    }
    Attr attrs[] = {{ATTR_lengths, (uint32_t)box->rank, box->count},
                    {ATTR_strides, (uint32_t)box->rank, ones}};
    return simple_node(s, OP_slice, args, box->rank + 1, attrs, 2, span);
}

static Node *rewrite_slice_of_put(Scope *s, const Node *n)
{
    const Node *put = n->args[0];
    Box wanted, there;
    if (!put_box(put, &there) || !slice_box(n, &wanted))
        return NULL;
    switch (meeting_of(&wanted, &there)) {
    case APART:
        return slice_of(s, put->args[0], &wanted, n->span);
    case WITHIN:
        for (int i = 0; i < wanted.rank; i++)
            wanted.from[i] -= there.from[i];
        return slice_of(s, put->args[1], &wanted, n->span);
    case ACROSS:
        return NULL;
    }
    return NULL;
}

/* --- slices put side by side --- */

/* The one axis along which the box is less than the whole; the rank where there is none, -1 where
   there are several. */
static int partial_axis(const Box *box, const Shape *whole)
{
    int axis = whole->rank;
    for (int i = 0; i < box->rank; i++) {
        if (box->count[i] == whole->dim[i])
            continue;
        if (axis < whole->rank)
            return -1;
        axis = i;
    }
    return axis;
}

/* Slices that lie beside each other, by where they begin. */
typedef struct Row {
    int axis, count;
    int64_t from[MOST_PUT], filled;
    Node *parts[MOST_PUT];
} Row;

static void row_add(Row *r, Node *part, int64_t from)
{
    int at = r->count++;
    for (; at > 0 && r->from[at - 1] > from; at--)
        r->from[at] = r->from[at - 1], r->parts[at] = r->parts[at - 1];
    r->from[at] = from, r->parts[at] = part;
    r->filled += node_type(part)->shape.dim[r->axis];
}

static bool row_has_no_gaps(const Row *r)
{
    for (int i = 0; i + 1 < r->count; i++)
        if (r->from[i] + node_type(r->parts[i])->shape.dim[r->axis] != r->from[i + 1])
            return false;
    return true;
}

/* Slices that fill what they are put into are a concatenation. */
static Node *rewrite_put(Scope *s, const Node *n)
{
    const Shape *whole = &node_type(n)->shape;
    Row row = {.axis = -1};
    Box box;
    const Node *put = n;
    do {
        int axis = put_box(put, &box) ? partial_axis(&box, whole) : -1;
        if (axis < 0 || row.count == MOST_PUT || (row.axis >= 0 && axis != row.axis))
            return NULL;
        if (axis == whole->rank)
            return put->args[1];
        row.axis = axis;
        row_add(&row, put->args[1], box.from[axis]);
        put = put->args[0];
    } while (row.filled < whole->dim[row.axis]);
    if (!row_has_no_gaps(&row))
        return NULL;
    int64_t along = row.axis;
    Attr attr = {ATTR_axis, 1, &along};
    return simple_node(s, OP_concatenate, row.parts, row.count, &attr, 1, n->span);
}

/* --- neighbours side by side --- */

/* Elements of a tensor that lie in a row. */
typedef struct Run {
    Node *of;
    int64_t from, count;
} Run;

/* The run that a node is: a slice, reshaped or not, or the node itself. */
static Run run_of(Node *n)
{
    Node *m = n;
    Box box;
    while (m->op == OP_reshape)
        m = m->args[0];
    Run whole = {n, 0, shape_count(&node_type(n)->shape)};
    if (!slice_box(m, &box))
        return whole;
    const Shape *s = &node_type(m->args[0])->shape;
    int64_t from = 0;
    bool is_inner = false; /* past the first axis along which there are several */
    for (int i = 0; i < s->rank; i++) {
        if (is_inner && box.count[i] != s->dim[i])
            return whole;
        is_inner = is_inner || box.count[i] > 1;
        from = from * s->dim[i] + box.from[i];
    }
    return (Run){m->args[0], from, whole.count};
}

/* The run in the shape of n, as a slice along the first axis; NULL when it is none. */
static Node *node_of_run(Scope *s, const Run *run, const Node *n)
{
    const Shape *of = &node_type(run->of)->shape, *own = &node_type(n)->shape;
    Node *x = run->of;
    if (run->count < shape_count(of)) {
        int64_t inner = shape_count(of) / of->dim[0];
        Box box = {.rank = of->rank};
        if (run->from % inner != 0 || run->count % inner != 0)
            return NULL;
        for (int i = 0; i < of->rank; i++)
            box.count[i] = of->dim[i];
        box.from[0] = run->from / inner, box.count[0] = run->count / inner;
        x = slice_of(s, x, &box, n->span);
    }
    Attr attr = {ATTR_shape, (uint32_t)own->rank, own->dim};
    return x ? simple_node(s, OP_reshape, &x, 1, &attr, 1, n->span) : NULL;
}

/* Runs of one tensor, each where the one before ends, are a longer run. */
static Node *rewrite_concatenate(Scope *s, const Node *n)
{
    if (n->nargs == 1)
        return n->args[0];
    const Shape *own = &node_type(n)->shape;
    Run all = run_of(n->args[0]);
    bool ok = all.of != n->args[0] && shape_count(own) > 0;
    for (int i = 0; i < node_int(n, ATTR_axis) && ok; i++)
        ok = own->dim[i] == 1;
    for (int i = 1; i < n->nargs && ok; i++) {
        Run next = run_of(n->args[i]);
        ok = next.of == all.of && next.from == all.from + all.count;
        all.count += next.count;
    }
    return ok && node_type(all.of)->dtype == node_type(n)->dtype ? node_of_run(s, &all, n) : NULL;
}

Node *rewrite_pieces(Scope *s, const Node *n)
{
    if (n->op == OP_slice)
        return rewrite_slice_of_put(s, n);
    if (n->op == OP_put_slice)
        return rewrite_put(s, n);
    return n->op == OP_concatenate ? rewrite_concatenate(s, n) : NULL;
}
