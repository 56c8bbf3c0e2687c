/* lower_fold.c - reductions, windows and sorts.

   A region of one operation is a reduction's row. Of others it is found out what they do by running
   them on a few numbers: a comparison that sorts, the pairs of argmax and argmin. What remains of
   one operand is a reduction by the region itself. */
#include "compile/stablehlo/lower.h"

#include "eval/eval.h"

#include <math.h>

/* --- what a region does --- */

enum { MOST_ASKED = 32 }; /* arguments of a region that is run */

/* Runs the region on scalars; false when it has no answer. */
static bool ask(Lower *l, const Graph *g, const double *x, Scalar *out)
{
    Tensor *in[MOST_ASKED] = {NULL}, *results[8] = {NULL};
    size_t n = g->params.len;
    for (size_t i = 0; i < n && i < MOST_ASKED; i++) {
        DType t = node_type(g->params.at[i])->dtype;
        Scalar s = dtype_is_integer(t) ? scalar_s((int64_t)x[i]) : scalar_f(x[i]);
        in[i] = tensor_fill(l->cx, *node_type(g->params.at[i]), s);
    }
    bool ok = n <= MOST_ASKED && g->results.len <= 8 && eval(l->cx, g, in, NULL, results);
    for (size_t i = 0; i < g->results.len && i < 8; i++) {
        if (ok)
            out[i] = tensor_get(results[i], 0);
        tensor_free(results[i]);
    }
    for (size_t i = 0; i < MOST_ASKED; i++)
        tensor_free(in[i]);
    return ok;
}

static double number(Scalar x)
{
    return x.class_ == DCLASS_u   ? (double)x.u
           : x.class_ == DCLASS_s ? (double)x.s
                                  : scalar_double(x);
}

/* Numbers to ask about: NaN for floats alone. */
static int samples(DType t, double *out)
{
    int n = 0;
    out[n++] = 0;
    out[n++] = 1;
    out[n++] = t == DTYPE_s2 ? -1 : 3;
    if (dtype_info[t].class_ != DCLASS_u)
        out[n++] = -2;
    if (dtype_is_float(t))
        out[n++] = NAN;
    return n;
}

/* --- sorts --- */

static bool stands_before(double x, double y, bool descending)
{
    if (x != x || y != y)
        return descending ? x != x && y == y : y != y && x == x;
    return descending ? x > y : x < y;
}

typedef struct SortKey {
    int operand, rank; /* rank: how many of the other keys decide only where this one is equal */
    bool descending;
} SortKey;

/* Runs the comparator where all operands are equal but one or two; true for "stands before". */
static bool compares(Lower *l, const Graph *g, int i, double a, double b, int j, double c, double d,
                     bool *answer)
{
    double args[MOST_ASKED] = {0};
    Scalar out[8];
    args[2 * j] = c;
    args[2 * j + 1] = d;
    args[2 * i] = a;
    args[2 * i + 1] = b;
    bool ok = ask(l, g, args, out);
    *answer = ok && number(out[0]) != 0;
    return ok;
}

/* Whether the operand is a key, where the others are equal; false when it is that in no order that
   is known: up or down, NaN above everything. */
static bool find_key(Lower *l, const Graph *g, int operand, bool *is_key, SortKey *key)
{
    double x[5];
    bool fits[2] = {true, true}, any = false;
    int n = samples(node_type(g->params.at[2 * operand])->dtype, x);
    for (int i = 0; i < n * n && (fits[0] || fits[1] || !any); i++) {
        double a = x[i / n], b = x[i % n];
        bool before;
        if (!compares(l, g, operand, a, b, operand, a, b, &before))
            return false;
        any |= before;
        for (int d = 0; d < 2; d++)
            fits[d] &= before == stands_before(a, b, d);
    }
    *is_key = any;
    *key = (SortKey){.operand = operand, .descending = fits[1]};
    return !any || fits[0] || fits[1];
}

/* The keys by which the region sorts n operands, the one that decides first in front; 0 when it
   does not sort so. */
static int keys_of(Lower *l, const Graph *g, int n, SortKey *keys)
{
    int count = 0;
    for (int i = 0; i < n; i++) {
        bool is_key;
        if (!find_key(l, g, i, &is_key, &keys[count]))
            return 0;
        count += is_key;
    }
    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++) {
            bool a = keys[i].descending, b = keys[j].descending, wins;
            if (i != j && !compares(l, g, keys[i].operand, a, !a, keys[j].operand, !b, b, &wins))
                return 0;
            keys[i].rank += i != j && wins;
        }
    for (int rank = count, place = 0; rank-- > 0; place++) {
        int at = place;
        while (at < count && keys[at].rank != rank)
            at++;
        if (at == count)
            return 0;
        SortKey first = keys[at];
        keys[at] = keys[place];
        keys[place] = first;
    }
    return count;
}

/* Sorts x[0..n-1] by one of them, in place; false after an error. */
static bool sort_by(Lower *l, const SortKey *key, Node **x, int n, int64_t axis, int64_t stable)
{
    Node **args = arena_array(l->arena, Node *, n);
    int64_t down = key->descending;
    Attr attrs[] = {{ATTR_axis, 1, &axis}, {ATTR_descending, 1, &down}, {ATTR_stable, 1, &stable}};
    for (int i = 0; i < n; i++)
        args[i] = x[i];
    args[0] = x[key->operand];
    args[key->operand] = x[0];
    Node *sorted = make(l, OP_sort, args, n, attrs, 3);
    for (int i = 0; i < n && sorted; i++)
        args[i] = graph_elem(l->cx, l->graph, sorted, i);
    for (int i = 0; i < n; i++)
        x[i] = i == 0 ? args[key->operand] : i == key->operand ? args[0] : args[i];
    return sorted != NULL;
}

/* By the key that decides last first, and so on, in stable sorts. */
static bool lower_sort(Lower *l, Results *out)
{
    int n = l->op->noperands, count = 0;
    SortKey keys[MOST_ASKED / 2];
    if (n > 0 && n <= MOST_ASKED / 2 && l->op->nregions == 1) {
        Graph *g = lower_alone(l, l->op->regions);
        count = g && g->params.len == (size_t)(2 * n) ? keys_of(l, g, n, keys) : 0;
        graph_free(g);
    }
    if (count == 0)
        return !failed(l->cx) &&
               one(out, lower_refuse(l, "it does not sort by its operands, up or down"));
    for (int i = 0; i < n; i++)
        if ((out->at[i] = lower_operand(l, i)) == NULL)
            return false;
    int64_t axis = lower_int(l, "dimension", node_type(out->at[0])->shape.rank - 1);
    out->count = n;
    bool ok = true;
    for (int i = count; i-- > 0 && ok;)
        ok = sort_by(l, &keys[i], out->at, n, axis, count > 1 || lower_is(l, "is_stable", "true"));
    return ok;
}

/* The k largest of the last axis and where they stand. */
static bool lower_top_k(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    if (x == NULL || l->op->ntypes != 2)
        return x && one(out, lower_refuse(l, "it gives values and indices"));
    Shape s = node_type(x)->shape;
    int64_t axis = s.rank - 1, down = 1, zeros[MAX_RANK] = {0}, ones[MAX_RANK];
    for (int i = 0; i < MAX_RANK; i++)
        ones[i] = 1;
    Node *args[] = {x, make_iota(l, lower_type(l, 1)->dtype, &s, axis)};
    Attr attrs[] = {{ATTR_axis, 1, &axis}, {ATTR_descending, 1, &down}, {ATTR_stable, 1, &down}};
    Node *sorted = make(l, OP_sort, args, 2, attrs, 3);
    s.dim[axis] = lower_int(l, "k", 1);
    for (int i = 0; i < 2 && sorted; i++)
        out->at[i] = make_slice(l, graph_elem(l->cx, l->graph, sorted, i), zeros, s.dim, ones);
    out->count = 2;
    return sorted && out->at[0] && out->at[1];
}

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
        return number(x) == row->start && !(x.class_ == DCLASS_f && signbit(x.f)) &&
               (x.class_ != DCLASS_c || cimag(x.c) == 0);
    if (dtype_is_float(t) && number(x) == row->start)
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
                ? samples(node_type(g->params.at[0])->dtype, x)
                : 0;
    for (int kind = 0; kind < 4 && n && !found; kind++) {
        Pick p = {kind & 1, kind >> 1};
        found = true;
        for (int i = 0; i < n * n && found; i++) {
            double args[8] = {x[i / n], 3, x[i % n], 5};
            Scalar answer[8];
            bool ok = ask(l, g, args, answer), late = beats(p, args[2], args[0]);
            found = ok && number(answer[1]) == (late ? 5 : 3);
        }
        *out = p;
    }
    graph_free(g);
    return found;
}

static bool lower_pick(Lower *l, Results *out, int64_t axis)
{
    Pick p;
    Node *x = lower_operand(l, 0), *iota = lower_operand(l, 1);
    if (x == NULL || iota == NULL)
        return false;
    while (iota->op == OP_broadcast && node_type(iota->args[0])->shape.rank == 1 &&
           node_attr(iota, ATTR_axes)->at[0] == axis)
        iota = iota->args[0];
    bool counts = iota->op == OP_iota &&
                  (node_type(iota)->shape.rank == 1 || node_int(iota, ATTR_axis) == axis);
    if (!counts || !pick_of(l, l->op->regions, &p))
        return failed(l->cx) ? false
                             : one(out, lower_refuse(l, "of several operands only argmax and "
                                                        "argmin are supported"));
    int64_t keep = 0, last = p.last, dtype = node_type(iota)->dtype;
    Attr attrs[] = {{ATTR_axes, 1, &axis},
                    {ATTR_keep_axes, 1, &keep},
                    {ATTR_last, 1, &last},
                    {ATTR_dtype, 1, &dtype}};
    out->at[1] = make(l, p.is_max ? OP_argmax : OP_argmin, &x, 1, attrs, 4);
    out->at[0] = reduce_node(l, p.is_max ? OP_reduce_max : OP_reduce_min, x, &axis, 1);
    out->count = 2;
    return out->at[0] && out->at[1];
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
    if (l->op->noperands == 4 && count == 1)
        return lower_pick(l, out, axes[0]);
    if (l->op->noperands != 2)
        return one(out,
                   lower_refuse(l, "of several operands only argmax and argmin are supported"));
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
    Graph *region = b ? fold_region(l, b, dtype) : row ? join_region(l, row->join, dtype) : NULL;
    if (b == NULL && row == NULL)
        return one(out, lower_refuse(l, "it reduces by what is not supported"));
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
                ? samples(node_type(g->params.at[0])->dtype, x)
                : 0;
    for (int i = 0; i < 2 * n * n; i++) {
        bool is_first = i & 1;
        double args[8] = {x[i / 2 / n], is_first ? none : none + 1, x[i / 2 % n], none + 2};
        Scalar answer[8];
        bool ok = ask(l, g, args, answer);
        for (int m = 0; m < 2; m++) {
            bool wins = m ? args[2] >= args[0] : args[2] <= args[0];
            bool takes = is_first || wins || args[2] != args[2];
            fits[m] &= ok && number(answer[1]) == (takes ? none + 2 : args[1]);
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
    if (!counts || start->op != OP_constant || number(tensor_get(start->tensor, 0)) != size ||
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
    {"sort", lower_sort},
    {"chlo.top_k", lower_top_k},
    {"reduce", lower_reduce},
    {"reduce_window", lower_window},
    {"select_and_scatter", lower_select_and_scatter},
    {NULL, NULL},
};
