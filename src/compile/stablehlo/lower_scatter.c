/* lower_scatter.c - scatters by any region, and select_and_scatter: each window's update is added
   at the place of its extreme.

   The place is what window_argmax and window_argmin give, which take the last of equals; where the
   region keeps the first (GE, LE), they look at the operand turned around. */
#include "compile/stablehlo/lower.h"

typedef struct Choice {
    const char *direction;
    bool is_max, is_first;
} Choice;

static const Choice choices[] = {
    {"GE", true, true}, {"GT", true, false}, {"LE", false, true}, {"LT", false, false}};

/* What the region that selects keeps, or NULL: it compares its arguments in their order. */
static const Choice *choice_of(const HloBlock *b)
{
    if (!str_is(lower_single(b, false), "stablehlo.compare") ||
        !str_equal(b->ops->operands[0], b->args[0]))
        return NULL;
    const HloAttr *said = hlo_attr(b->ops->attrs, "comparison_direction");
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        bool is_it = said && str_is(said->word, choices[i].direction);
        for (const HloAttr *w = b->ops->words; w; w = w->next)
            is_it |= str_is(w->word, choices[i].direction);
        if (is_it)
            return &choices[i];
    }
    return NULL;
}

/* Windows as they lie when the operand is turned around. */
static void turn(WindowPlaces *p, const Shape *x, const Shape *windows)
{
    for (int i = 0; i < x->rank; i++) {
        int64_t reach = (p->window[i] - 1) * p->dilations[i] + 1;
        int64_t high = (windows->dim[i] - 1) * p->strides[i] + reach - x->dim[i] - p->low[i];
        p->high[i] = p->low[i];
        p->low[i] = high;
    }
}

/* x without what no window reaches at its ends. */
static Node *crop(Lower *l, Node *x, const WindowPlaces *p, const Shape *windows)
{
    int64_t from[MAX_RANK] = {0}, ones[MAX_RANK], lengths[MAX_RANK];
    const Shape *s = &node_type(x)->shape;
    for (int i = 0; i < s->rank; i++) {
        int64_t reach = (p->window[i] - 1) * p->dilations[i] + 1;
        int64_t end = (windows->dim[i] - 1) * p->strides[i] + reach - p->low[i];
        ones[i] = 1;
        lengths[i] = end < s->dim[i] ? end : s->dim[i];
    }
    return make_slice(l, x, from, lengths, ones);
}

static Node *reversed(Lower *l, Node *x)
{
    int64_t axes[MAX_RANK];
    int rank = x ? node_type(x)->shape.rank : 0;
    for (int i = 0; i < rank; i++)
        axes[i] = i;
    return make(l, OP_reverse, &x, 1, &(Attr){ATTR_axes, (uint32_t)rank, axes}, 1);
}

/* The flat place of each window's extreme in x, its size where there is none. */
static Node *places_of(Lower *l, Node *x, WindowPlaces *p, const Choice *c, const Shape *windows)
{
    int64_t dtype = DTYPE_s64;
    Attr attrs[6];
    double size = (double)shape_count(&node_type(x)->shape);
    if (c->is_first)
        turn(p, &node_type(x)->shape, windows);
    for (int i = 0; i < 5; i++)
        attrs[i] = p->attrs[i];
    attrs[5] = (Attr){ATTR_dtype, 1, &dtype};
    Node *in = c->is_first ? reversed(l, x) : x;
    Node *at = make(l, c->is_max ? OP_window_argmax : OP_window_argmin, &in, 1, attrs, 6);
    if (!c->is_first)
        return at;
    Node *last = make_number(l, DTYPE_s64, size - 1), *none = make_number(l, DTYPE_s64, size);
    Node *is_none = make2(l, OP_equal, at, none);
    return make3(l, OP_select, is_none, none, make2(l, OP_subtract, last, reversed(l, at)));
}

/* Puts the result, cropped, back into the shape of the whole. */
static Node *uncrop(Lower *l, Node *x, Node *fill, const Shape *whole)
{
    int64_t zero[MAX_RANK] = {0}, high[MAX_RANK];
    uint32_t rank = (uint32_t)whole->rank;
    if (x == NULL)
        return NULL;
    for (int i = 0; i < whole->rank; i++)
        high[i] = whole->dim[i] - node_type(x)->shape.dim[i];
    Attr attrs[] = {{ATTR_low, rank, zero}, {ATTR_high, rank, high}, {ATTR_interior, rank, zero}};
    return make(l, OP_pad, (Node *[]){x, fill}, 2, attrs, 3);
}

bool lower_select_and_scatter(Lower *l, Results *out)
{
    out->count = 1;
    out->at[0] = NULL;
    if (l->op->noperands != 3 || l->op->nregions != 2)
        return lower_refuse(l, "it needs an operand, updates, a number and two regions") != NULL;
    const HloBlock *select = l->op->regions, *scatter = select->next;
    const Choice *c = choice_of(select);
    Node *whole = lower_operand(l, 0), *updates = lower_operand(l, 1), *start = lower_operand(l, 2);
    WindowPlaces places;
    if (whole == NULL || updates == NULL || start == NULL)
        return false;
    if (c == NULL || !str_is(lower_single(scatter, false), "stablehlo.add"))
        return lower_refuse(l, "its regions do not compare and add") != NULL;
    const Shape *windows = &node_type(updates)->shape;
    int rank = node_type(whole)->shape.rank;
    if (windows->rank != rank || !lower_places(l, rank, &places))
        return lower_refuse(l, "its updates do not fit") != NULL;
    if (lower_is_spread(&places, rank))
        return lower_refuse(l, "base dilations are not supported") != NULL;
    Node *x = crop(l, whole, &places, windows);
    Node *at = x ? places_of(l, x, &places, c, windows) : NULL;
    if (at == NULL)
        return false;
    int64_t size = shape_count(&node_type(x)->shape), count = shape_count(windows);
    int64_t axis = 0, from = 0, one = 1;
    Shape flat = SHAPE(size + 1), list = SHAPE(count), column = SHAPE(count, 1);
    Node *sums = make_broadcast(l, start, &flat, NULL);
    Node *args[] = {sums, make_reshape(l, at, &column), make_reshape(l, updates, &list)};
    sums = make(l, OP_indexed_add, args, 3, &(Attr){ATTR_axes, 1, &axis}, 1);
    sums = make_slice(l, sums, &from, &size, &one);
    sums = make_reshape(l, sums, &node_type(x)->shape);
    out->at[0] = uncrop(l, sums, start, &node_type(whole)->shape);
    return out->at[0] != NULL;
}

/* Element i of the list, as a scalar. */
static Node *element(Lower *l, Node *list, Node *i)
{
    int64_t one = 1;
    Attr attrs[] = {{ATTR_lengths, 1, &one}, {ATTR_strides, 1, &one}};
    Node *part = list && i ? make(l, OP_slice, (Node *[]){list, i}, 2, attrs, 2) : NULL;
    return make_reshape(l, part, &(Shape){0});
}

/* The step of the loop: x with the element of place i replaced. */
static Node *scatter_step(Lower *l, const HloBlock *region, Node *x, Node *i, Node *at,
                          Node *updates)
{
    int rank = node_type(x)->shape.rank;
    int64_t lengths[MAX_RANK], places = node_type(updates)->shape.dim[0] * rank;
    Node *args[MAX_RANK + 2] = {x}, *old[2], *made;
    Node *flat = make_reshape(l, at, &(Shape){.rank = 1, .dim = {places}});
    Node *first = make2(l, OP_multiply, i, make_number(l, DTYPE_s64, rank));
    Shape ones = {.rank = rank};
    for (int a = 0; a < rank; a++) {
        lengths[a] = ones.dim[a] = 1;
        args[1 + a] = element(l, flat, make2(l, OP_add, first, make_number(l, DTYPE_s64, a)));
        if (args[1 + a] == NULL)
            return NULL;
    }
    Attr attrs[] = {{ATTR_lengths, (uint32_t)rank, lengths},
                    {ATTR_strides, (uint32_t)rank, lengths}};
    old[0] = make_reshape(l, make(l, OP_slice, args, rank + 1, attrs, 2), &(Shape){0});
    old[1] = element(l, updates, i);
    if (old[0] == NULL || old[1] == NULL || lower_block(l, region, old, 2, &made, 1) != 1)
        return NULL;
    for (int a = rank; a > 0; a--)
        args[1 + a] = args[a];
    args[1] = make_reshape(l, made, &ones);
    return args[1] ? make(l, OP_put_slice, args, rank + 2, NULL, 0) : NULL;
}

Node *lower_scatter_each(Lower *l, const HloBlock *region, Node *x, Node *at, Node *updates)
{
    Graph *outer = l->graph, *test = graph_region(outer), *step = graph_region(outer);
    Node *initial[] = {make_number(l, DTYPE_s64, 0), x};
    double count = (double)node_type(updates)->shape.dim[0];
    for (int i = 0; i < 2; i++) {
        graph_parameter(l->cx, test, *node_type(initial[i]), l->op->span);
        graph_parameter(l->cx, step, *node_type(initial[i]), l->op->span);
    }
    l->graph = test;
    vec_push(&test->results,
             make2(l, OP_less, test->params.at[0], make_number(l, DTYPE_s64, count)));
    l->graph = step;
    Node *i = step->params.at[0], *now = step->params.at[1];
    Node *used[] = {graph_use(l->cx, step, at), graph_use(l->cx, step, updates)};
    vec_push(&step->results, make2(l, OP_add, i, make_number(l, DTYPE_s64, 1)));
    vec_push(&step->results, scatter_step(l, region, now, i, used[0], used[1]));
    l->graph = outer;
    if (failed(l->cx))
        return NULL;
    Node *loop = graph_while(l->cx, outer, initial, 2, test, step, l->op->span);
    return loop ? graph_elem(l->cx, outer, loop, 1) : NULL;
}
