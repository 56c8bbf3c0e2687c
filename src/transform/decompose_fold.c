/* decompose_fold.c - bodies of folds: by a function that is an operation as what that is called, by
   others of elementwise operations as a loop over the elements, all results at once. */
#include "graph/node.h"
#include "transform/decompose.h"

/* --- folds --- */

/* The operation, of the two given, that the region's function is of its two operands; OP_count if
   it is another function. */
static OpCode folded_by(const Node *y)
{
    const Graph *g = y->regions[0];
    const Node *f = g->results.at[0], *a = g->params.at[0], *b = g->params.at[1];
    bool ok = f->nargs == 2 &&
              ((f->args[0] == a && f->args[1] == b) || (f->args[0] == b && f->args[1] == a));
    ok = ok && dtype_of(a) == dtype_of(y) && dtype_of(b) == dtype_of(y) &&
         dtype_of(f) == dtype_of(y);
    if (ok && dtype_info[dtype_of(y)].bits < 32 && dtype_is_float(dtype_of(y)))
        ok = f->op == OP_max || f->op == OP_min;
    return ok ? f->op : OP_count;
}

/* What begins with `initial` and takes in all of `fold`, which has a node of its own. */
static Node *begun_with(Rule *k, Node *fold, OpCode op, Node *initial, const Node *y)
{
    return fold ? rule_op(k, op, rule_cast(k, fold, dtype_of(y)),
                          rule_cast(k, initial, dtype_of(y)), NULL)
                : NULL;
}

/* The fold by an operation, of a whole axis or of windows; OP_count if there is none. */
static OpCode fold_of(OpCode op, bool of_windows)
{
    static const OpCode folds[][3] = {{OP_add, OP_sum, OP_window_sum},
                                      {OP_multiply, OP_product, OP_window_product},
                                      {OP_max, OP_reduce_max, OP_window_max},
                                      {OP_min, OP_reduce_min, OP_window_min}};
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++)
        if (folds[i][0] == op)
            return folds[i][1 + of_windows];
    return OP_count;
}

/* --- folds in order --- */

/* The region's result for these two and what it captures, appended to k's graph. */
static Node *inlined(Rule *k, const Fold *f, Node *element, Node *so_far)
{
    Map map = {0};
    const Graph *g = f->region;
    map_set(&map, g->params.at[0], element);
    map_set(&map, g->params.at[1], so_far);
    for (size_t i = 2; i < g->params.len; i++)
        map_set(&map, g->params.at[i], graph_use(k->cx, k->g, f->captured[i - 2]));
    bool ok = copy_nodes(k->cx, g, NULL, k->g, &map);
    Node *result = ok ? map_find(&map, g->results.at[0]) : NULL;
    map_free(&map);
    return result;
}

typedef struct FoldLoop {
    const Fold *fold;
    int depth;     /* of the loop at work */
    Node *from;    /* the operand */
    Node **starts; /* its places so far, by axis */
} FoldLoop;

static Node *fold_along(Rule *k, const FoldLoop *l, Node *so_far);

static void fold_step(Rule *k, Node *i, Node **state, const void *given)
{
    const FoldLoop *outer = given;
    const Fold *f = outer->fold;
    FoldLoop l = *outer;
    Node *starts[MAX_RANK];
    for (int a = 0; a < f->result->rank; a++)
        starts[a] = outer->starts[a];
    Node *step = number_of(k, (double)f->step[l.depth], DTYPE_s64);
    starts[f->axis[l.depth]] = mul(i, step);
    l.starts = starts;
    l.depth++;
    if (l.depth < f->axes) {
        state[0] = fold_along(k, &l, state[0]);
        return;
    }
    Node *part = part_of(k, l.from, starts, f->result->dim, f->strides);
    state[0] = f->region ? inlined(k, f, part, state[0]) : rule_op(k, f->op, state[0], part, NULL);
    if (state[0] && !shape_equal(&node_type(state[0])->shape, f->result)) {
        Attr attrs[] = {{ATTR_shape, (uint32_t)f->result->rank, f->result->dim},
                        {ATTR_axes, 0, NULL}};
        state[0] = rule_node(k, OP_broadcast, state, 1, attrs, 2);
    }
}

static Node *fold_along(Rule *k, const FoldLoop *l, Node *so_far)
{
    return so_far && rule_loop(k, l->fold->count[l->depth], &so_far, 1, fold_step, l) ? so_far
                                                                                      : NULL;
}

Node *fold_in_order(Rule *k, Node *a, Node *initial, const Fold *f)
{
    Node *starts[MAX_RANK] = {NULL};
    Attr attrs[] = {{ATTR_shape, (uint32_t)f->result->rank, f->result->dim}, {ATTR_axes, 0, NULL}};
    Node *so_far = rule_node(k, OP_broadcast, &initial, 1, attrs, 2);
    return a ? fold_along(k, &(FoldLoop){f, 0, a, starts}, so_far) : NULL;
}

/* a with the axes of y in front, as one, then the others. */
static Node *folded_first(Rule *k, Node *a, const Node *y)
{
    const Attr *axes = node_attr(y, ATTR_axes);
    const Shape *own = &node_type(a)->shape;
    int64_t order[MAX_RANK];
    int n = 0;
    Shape flat = {.rank = 1, .dim = {1}};
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < own->rank; i++)
            if (attr_has(axes, i) == (side == 0)) {
                order[n++] = i;
                if (side == 0)
                    flat.dim[0] *= own->dim[i];
                else
                    flat.dim[flat.rank++] = own->dim[i];
            }
    return rule_reshape(k, rule_transpose(k, a, order), &flat);
}

/* By a function of elementwise operations: all results together, element by element. */
static Node *reduce_in_order(Rule *k, Node *a, Node *const *x, const Node *y)
{
    Node *first = region_is_elementwise(y->regions[0]) ? folded_first(k, a, y) : NULL;
    if (first == NULL)
        return NULL;
    Shape result = node_type(first)->shape;
    Fold f = {.region = y->regions[0], .captured = x + 2, .result = &result, .axes = 1};
    f.count[0] = result.dim[0];
    f.step[0] = 1;
    result.dim[0] = 1;
    return rule_reshape(k, fold_in_order(k, first, rule_cast(k, x[1], dtype_of(y)), &f),
                        &node_type(y)->shape);
}

DECOMPOSE(reduce)
{
    OpCode op = folded_by(y), fold = fold_of(op, false);
    Node *a = rule_cast(k, x[0], dtype_of(y));
    if (a == NULL || shape_count(&node_type(a)->shape) == 0)
        return;
    out[0] = fold != OP_count
                 ? begun_with(k, rule_node(k, fold, &a, 1, y->attrs, y->nattrs), op, x[1], y)
                 : reduce_in_order(k, a, x, y);
}

/* The operand as far as windows see it, among what it begins with. */
static Node *pad_with(Rule *k, Node *a, Node *initial, const Node *y)
{
    int64_t gap[MAX_RANK] = {0};
    Node *args[] = {a, rule_cast(k, initial, dtype_of(y))};
    const Attr *low = node_attr(y, ATTR_low);
    Attr attrs[] = {*low, *node_attr(y, ATTR_high), {ATTR_interior, low->count, gap}};
    return rule_node(k, OP_pad, args, 2, attrs, 3);
}

static Node *windows_in_order(Rule *k, Node *a, Node *const *x, const Node *y)
{
    if (!region_is_elementwise(y->regions[0]))
        return NULL;
    const Attr *window = node_attr(y, ATTR_window);
    Fold f = {.region = y->regions[0], .captured = x + 2, .result = &node_type(y)->shape};
    f.strides = node_attr(y, ATTR_strides)->at;
    for (uint32_t i = 0; i < window->count; i++) {
        if (window->at[i] == 1 && (f.axes > 0 || i + 1 < window->count))
            continue;
        f.count[f.axes] = window->at[i];
        f.axis[f.axes] = (int)i;
        f.step[f.axes++] = node_attr(y, ATTR_dilations)->at[i];
    }
    if (f.axes == 0)
        return NULL;
    return fold_in_order(k, pad_with(k, a, x[1], y), rule_cast(k, x[1], dtype_of(y)), &f);
}

/* By an operation only without padding, which would be the initial number. */
DECOMPOSE(window_reduce)
{
    const Attr *low = node_attr(y, ATTR_low), *high = node_attr(y, ATTR_high);
    OpCode op = folded_by(y), fold = fold_of(op, true);
    for (uint32_t i = 0; i < low->count; i++)
        if (low->at[i] > 0 || high->at[i] > 0)
            fold = OP_count;
    Node *a = rule_cast(k, x[0], dtype_of(y));
    if (a == NULL || shape_count(&node_type(y)->shape) == 0)
        return;
    out[0] = fold != OP_count
                 ? begun_with(k, rule_node(k, fold, &a, 1, y->attrs, y->nattrs), op, x[1], y)
                 : windows_in_order(k, a, x, y);
}
