/* lower_fold.c - reductions and windows.

   A region of one operation is a reduction's row. The pairs of argmax and argmin are found out by
   running the region on a few numbers. What remains of one operand is a reduction by the region
   itself, of several one in halves (lower_lanes.c). */
#include "compile/stablehlo/lower_fold.h"

#include <math.h>

/* --- reductions --- */

typedef struct FoldRow {
    const char *name; /* of the region's only operation */
    OpCode reduce, window, join;
    double start; /* that changes nothing; NAN: the lowest or highest number */
} FoldRow;

static const FoldRow folds[] = {
    {"stablehlo.add", OP_sum, OP_window_sum, OP_add, 0},
    {"stablehlo.multiply", OP_product, OP_window_product, OP_multiply, 1},
    {"stablehlo.maximum", OP_reduce_max, OP_window_max, OP_max, -INFINITY},
    {"stablehlo.minimum", OP_reduce_min, OP_window_min, OP_min, INFINITY},
};

static const FoldRow *fold_of(Str name)
{
    for (size_t i = 0; i < sizeof folds / sizeof folds[0]; i++)
        if (str_is(name, folds[i].name))
            return &folds[i];
    return NULL;
}

/* Whether a reduction that begins with this value is one that begins with nothing: then it is the
   row's. */
static bool starts_from_nothing(const Node *start, const FoldRow *row)
{
    while (start->op == OP_broadcast || start->op == OP_reshape || start->op == OP_as_type)
        start = start->args[0];
    if (start->op != OP_constant)
        return false;
    DType t = node_type(start)->dtype;
    Scalar x = tensor_get(start->tensor, 0);
    bool is_least = row->start == -INFINITY, is_end = row->start - row->start != 0;
    if (!is_end)
        return lower_number(x) == row->start && !(x.class_ == DCLASS_f && signbit(x.f)) &&
               (x.class_ != DCLASS_c || cimag(x.c) == 0);
    if (dtype_is_float(t) && lower_number(x) == row->start)
        return true;
    Scalar end = is_least ? dtype_min_finite(t) : dtype_max_finite(t);
    return (!dtype_is_float(t) || t == DTYPE_f8_e4m3fn) && x.u == end.u;
}

static Node *reduce_node(Lower *l, OpCode op, Node *x, const int64_t *axes, int count)
{
    int64_t keep = 0;
    Attr attrs[] = {{ATTR_axes, (uint32_t)count, axes}, {ATTR_keep_axes, 1, &keep}};
    return make(l, op, &x, 1, attrs, 2);
}

static void ascend(int64_t *axes, int count)
{
    for (int i = 1; i < count; i++)
        for (int j = i; j > 0 && axes[j] < axes[j - 1]; j--) {
            int64_t t = axes[j];
            axes[j] = axes[j - 1];
            axes[j - 1] = t;
        }
}

/* Whether the row gives the type of its elements: sums of small integers are wider here. */
static bool keeps_type(const FoldRow *row, DType t)
{
    return (row->reduce != OP_sum && row->reduce != OP_product) || dtype_to_aggregate(t) == t;
}

/* The operation by whose name alone a reduction says what it does; OP_count: it is none. */
static OpCode join_of(Str name)
{
    static const struct {
        const char *name;
        OpCode op;
    } rows[] = {{"stablehlo.and", OP_bitwise_and},
                {"stablehlo.or", OP_bitwise_or},
                {"stablehlo.xor", OP_bitwise_xor}};
    const FoldRow *row = fold_of(name);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && row == NULL; i++)
        if (str_is(name, rows[i].name))
            return rows[i].op;
    return row ? row->join : OP_count;
}

/* A region that joins, in this order, what came before and the element by an operation. */
static Graph *join_region(Lower *l, OpCode join, DType dtype)
{
    Graph *outer = l->graph, *g = graph_region(outer);
    Type scalar = {dtype, shape_scalar()};
    l->graph = g;
    Node *x = graph_parameter(l->cx, g, scalar, l->op->span);
    Node *y = make2(l, join, graph_parameter(l->cx, g, scalar, l->op->span), x);
    vec_push(&g->results, y);
    l->graph = outer;
    return y ? g : NULL;
}

/* The block as a region whose first parameter is the element, the second what came before. */
static Graph *fold_region(Lower *l, const HloBlock *b, DType dtype)
{
    Graph *outer = l->graph, *g = graph_region(outer);
    Type scalar = {dtype, shape_scalar()};
    Node *args[2], *out[1];
    l->graph = g;
    args[1] = graph_parameter(l->cx, g, scalar, l->op->span);
    args[0] = graph_parameter(l->cx, g, scalar, l->op->span);
    int count = lower_block(l, b, args, 2, out, 1);
    if (count == 1)
        vec_push(&g->results, out[0]);
    l->graph = outer;
    return count == 1 ? g : NULL;
}

/* --- pairs: argmax and argmin --- */

typedef struct Pick {
    bool is_max, last;
} Pick;

/* Whether an element takes the place of the best before it, as op.def has it. */
static bool beats(Pick p, double x, double best)
{
    return (p.is_max ? x > best : x < best) || (p.last && x == best) || (x != x && best == best);
}

/* Whether the block keeps, of (value, index) before and a later one, the one that p says. */
static bool pick_of(Lower *l, const HloBlock *b, Pick *out)
{
    Graph *g = lower_alone(l, b);
    double x[5];
    bool found = false;
    int n = g && g->params.len == 4 && g->results.len == 2
                ? lower_samples(node_type(g->params.at[0])->dtype, x)
                : 0;
    for (int kind = 0; kind < 4 && n && !found; kind++) {
        Pick p = {kind & 1, kind >> 1};
        found = true;
        for (int i = 0; i < n * n && found; i++) {
            double args[8] = {x[i / n], 3, x[i % n], 5};
            Scalar answer[8];
            bool ok = lower_ask(l, g, args, answer), late = beats(p, args[2], args[0]);
            found = ok && lower_number(answer[1]) == (late ? 5 : 3);
        }
        *out = p;
    }
    graph_free(g);
    return found;
}

/* Whether the operation gives the extreme along the axis and where it stands. */
static bool is_pick(Lower *l, Node *x, Node *iota, int64_t axis, Pick *p)
{
    while (iota->op == OP_broadcast && node_type(iota->args[0])->shape.rank == 1 &&
           node_attr(iota, ATTR_axes)->at[0] == axis)
        iota = iota->args[0];
    bool counts = iota->op == OP_iota && node_type(x)->shape.rank > axis &&
                  (node_type(iota)->shape.rank == 1 || node_int(iota, ATTR_axis) == axis);
    return counts && pick_of(l, l->op->regions, p);
}

static bool lower_pick(Lower *l, Results *out, Node *x, DType place, int64_t axis, Pick p)
{
    int64_t keep = 0, last = p.last, dtype = place;
    Attr attrs[] = {{ATTR_axes, 1, &axis},
                    {ATTR_keep_axes, 1, &keep},
                    {ATTR_last, 1, &last},
                    {ATTR_dtype, 1, &dtype}};
    out->at[1] = make(l, p.is_max ? OP_argmax : OP_argmin, &x, 1, attrs, 4);
    out->at[0] = reduce_node(l, p.is_max ? OP_reduce_max : OP_reduce_min, x, &axis, 1);
    out->count = 2;
    return out->at[0] && out->at[1];
}

/* Of several operands: argmax, argmin, or whatever the region does with their elements. */
static bool lower_several(Lower *l, Results *out, const int64_t *axes, int count)
{
    Node *x = lower_operand(l, 0), *second = lower_operand(l, 1);
    Pick p;
    if (x == NULL || second == NULL || l->op->nregions != 1)
        return x && second && one(out, lower_refuse(l, "it has no region"));
    if (l->op->noperands == 4 && count == 1 && is_pick(l, x, second, axes[0], &p))
        return lower_pick(l, out, x, node_type(second)->dtype, axes[0], p);
    return !failed(l->cx) && lower_in_halves(l, out, axes, count);
}

static bool lower_reduce(Lower *l, Results *out)
{
    int64_t axes[MAX_RANK];
    int count = lower_any_list(l, l->op->attrs, "dimensions", axes);
    const HloBlock *b = l->op->regions;
    Str name = b ? lower_single(b, true) : STR("");
    for (const HloAttr *w = l->op->words; w && b == NULL; w = w->next)
        if (str_starts(w->word, STR("stablehlo.")))
            name = w->word;
    if (count < 0 || l->op->noperands < 2)
        return one(out, lower_refuse(l, "it has no dimensions"));
    ascend(axes, count);
    if (l->op->noperands > 2)
        return lower_several(l, out, axes, count);
    Node *x = lower_operand(l, 0), *start = lower_operand(l, 1);
    if (x == NULL || start == NULL)
        return false;
    bool is_truth = lower_is_truth(l, 0);
    if (is_truth && (str_is(name, "stablehlo.or") || str_is(name, "stablehlo.maximum") ||
                     str_is(name, "stablehlo.add")))
        return one(out, reduce_node(l, OP_any, x, axes, count));
    if (is_truth && (str_is(name, "stablehlo.and") || str_is(name, "stablehlo.minimum") ||
                     str_is(name, "stablehlo.multiply")))
        return one(out, reduce_node(l, OP_all, x, axes, count));
    const FoldRow *row = fold_of(name);
    if (row && starts_from_nothing(start, row) && keeps_type(row, node_type(x)->dtype))
        return one(out, reduce_node(l, row->reduce, x, axes, count));
    int64_t keep = 0;
    Attr attrs[] = {{ATTR_axes, (uint32_t)count, axes}, {ATTR_keep_axes, 1, &keep}};
    DType dtype = node_type(x)->dtype;
    OpCode join = is_truth && str_is(name, "stablehlo.xor") ? OP_logical_xor : join_of(name);
    if (b == NULL && join == OP_count)
        return one(out, lower_refuse(l, "it reduces by what is not supported"));
    Graph *region = b ? fold_region(l, b, dtype) : join_region(l, join, dtype);
    return one(out, region ? graph_fold(l->cx, l->graph, OP_reduce, x, start, region, attrs, 2,
                                        l->op->span)
                           : NULL);
}

/* --- windows --- */

/* Whether the block keeps the larger (or smaller) of (value, index) pairs, of equals the later one,
   NaN above all, where the index `none` stands for nothing before. */
static bool window_pick_of(Lower *l, const HloBlock *b, double none, bool *is_max)
{
    Graph *g = lower_alone(l, b);
    double x[5];
    bool fits[2] = {g != NULL, g != NULL};
    int n = g && g->params.len == 4 && g->results.len == 2
                ? lower_samples(node_type(g->params.at[0])->dtype, x)
                : 0;
    for (int i = 0; i < 2 * n * n; i++) {
        bool is_first = i & 1;
        double args[8] = {x[i / 2 / n], is_first ? none : none + 1, x[i / 2 % n], none + 2};
        Scalar answer[8];
        bool ok = lower_ask(l, g, args, answer);
        for (int m = 0; m < 2; m++) {
            bool wins = m ? args[2] >= args[0] : args[2] <= args[0];
            bool takes = is_first || wins || args[2] != args[2];
            fits[m] &= ok && lower_number(answer[1]) == (takes ? none + 2 : args[1]);
        }
    }
    graph_free(g);
    *is_max = fits[1];
    return n > 0 && (fits[0] || fits[1]);
}

/* The indices must count the operand flat, and start from its size. */
static bool lower_window_pick(Lower *l, Node *x, const Attr *places, Results *out)
{
    Node *iota = lower_operand(l, 1), *start = lower_operand(l, 3);
    bool is_max, counts;
    if (iota == NULL || start == NULL)
        return false;
    double size = (double)shape_count(&node_type(x)->shape);
    int64_t dtype = node_type(iota)->dtype;
    while (iota->op == OP_reshape)
        iota = iota->args[0];
    counts =
        iota->op == OP_iota && (node_type(iota)->shape.rank <= 1 || node_int(iota, ATTR_axis) < 0);
    if (!counts || start->op != OP_constant || lower_number(tensor_get(start->tensor, 0)) != size ||
        !window_pick_of(l, l->op->regions, size, &is_max))
        return failed(l->cx) ? false
                             : one(out, lower_refuse(l, "windows of several operands are supported "
                                                        "for the place of an extreme alone"));
    Attr attrs[6];
    for (int i = 0; i < 5; i++)
        attrs[i] = places[i];
    out->at[0] = make(l, is_max ? OP_window_max : OP_window_min, &x, 1, attrs, 5);
    attrs[5] = (Attr){ATTR_dtype, 1, &dtype};
    out->at[1] = make(l, is_max ? OP_window_argmax : OP_window_argmin, &x, 1, attrs, 6);
    out->count = 2;
    return out->at[0] && out->at[1];
}

bool lower_places(Lower *l, int rank, WindowPlaces *p)
{
    int64_t pads[2 * MAX_RANK] = {0};
    if (!lower_list(l, "window_dimensions", rank, 1, p->window) ||
        !lower_list(l, "window_strides", rank, 1, p->strides) ||
        !lower_list(l, "window_dilations", rank, 1, p->dilations) ||
        !lower_list(l, "base_dilations", rank, 1, p->base))
        return false;
    const HloAttr *padding = hlo_attr(l->op->attrs, "padding");
    Tensor *t = padding && padding->kind == HATTR_tensor ? stablehlo_literal(l->cx, padding) : NULL;
    int64_t given = t ? shape_count(&t->type.shape) : 0;
    for (int i = 0; i < 2 * rank && (given == 1 || i < given); i++)
        pads[i] = tensor_get(t, given == 1 ? 0 : i).s;
    tensor_free(t);
    for (int i = 0; i < rank; i++) {
        p->low[i] = pads[2 * i];
        p->high[i] = pads[2 * i + 1];
    }
    uint32_t n = (uint32_t)rank;
    p->attrs[0] = (Attr){ATTR_window, n, p->window};
    p->attrs[1] = (Attr){ATTR_strides, n, p->strides};
    p->attrs[2] = (Attr){ATTR_low, n, p->low};
    p->attrs[3] = (Attr){ATTR_high, n, p->high};
    p->attrs[4] = (Attr){ATTR_dilations, n, p->dilations};
    return true;
}

bool lower_is_spread(const WindowPlaces *p, int rank)
{
    bool is_spread = false;
    for (int i = 0; i < rank; i++)
        is_spread = is_spread || p->base[i] != 1;
    return is_spread;
}

/* The operand with what a window starts from between its elements. */
static Node *spread(Lower *l, Node *x, Node *between, const WindowPlaces *p)
{
    int64_t gap[MAX_RANK], none[MAX_RANK] = {0};
    int rank = node_type(x)->shape.rank;
    for (int i = 0; i < rank; i++)
        if ((gap[i] = p->base[i] - 1) < 0)
            return lower_refuse(l, "its base dilations are not positive");
    return lower_is_spread(p, rank) ? make_pad(l, x, between, none, none, gap) : x;
}

static bool lower_window(Lower *l, Results *out)
{
    bool is_pick = l->op->noperands == 4;
    if ((!is_pick && l->op->noperands != 2) || l->op->nregions != 1)
        return one(out, lower_refuse(l, "windows of several operands are not supported"));
    Node *x = lower_operand(l, 0), *start = lower_operand(l, 1);
    WindowPlaces places;
    if (x == NULL || start == NULL || !lower_places(l, node_type(x)->shape.rank, &places))
        return false;
    const Attr *attrs = places.attrs;
    if (is_pick && lower_is_spread(&places, node_type(x)->shape.rank))
        return one(out, lower_refuse(l, "pairs between which there is nothing are not supported"));
    if (!is_pick && (x = spread(l, x, start, &places)) == NULL)
        return false;
    if (is_pick)
        return lower_window_pick(l, x, attrs, out);
    const FoldRow *row = fold_of(lower_single(l->op->regions, true));
    if (row && starts_from_nothing(start, row) && keeps_type(row, node_type(x)->dtype))
        return one(out, make(l, row->window, &x, 1, attrs, 5));
    Graph *region = fold_region(l, l->op->regions, node_type(x)->dtype);
    return one(out, region ? graph_fold(l->cx, l->graph, OP_window_reduce, x, start, region, attrs,
                                        5, l->op->span)
                           : NULL);
}

const LowerRow lower_fold_rows[] = {
    {"reduce", lower_reduce},
    {"reduce_window", lower_window},
    {"select_and_scatter", lower_select_and_scatter},
    {NULL, NULL},
};
