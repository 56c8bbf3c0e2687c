/* combine.c - the naive cases of ops that combine elements: reductions, dot, conv, windows, fft. */
#include "op/naive.h"

#include <math.h>

#define PI 3.141592653589793238462643383279502884L

static bool has(const Attr *a, int64_t axis)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->at[i] == axis)
            return true;
    return false;
}

/* What combining starts from: `dtype` is the operand's. */
static Num identity(OpCode op, DType dtype)
{
    DTypeClass k = dtype_info[dtype].class_;
    bool most = op == OP_reduce_min || op == OP_window_min;
    if (op == OP_sum || op == OP_any || op == OP_window_sum)
        return num_as(num_int(0), k);
    if (op == OP_product || op == OP_all || op == OP_window_product)
        return num_as(num_int(1), k);
    if (k == DCLASS_f)
        return num_float(most ? INFINITY : -INFINITY);
    Scalar end = most ? dtype_max_finite(dtype) : dtype_min_finite(dtype);
    return num_int(k == DCLASS_u ? (__int128)end.u : end.s);
}

static Num larger(Num x, Num y, bool least)
{
    if (x.k == DCLASS_f)
        return x.re != x.re ? x : y.re != y.re ? y : (x.re > y.re) == !least ? x : y;
    return (x.i > y.i) == !least ? x : y;
}

static Num combine(OpCode op, Num x, Num y)
{
    if (op == OP_sum || op == OP_window_sum || op == OP_cumulative_sum)
        return num_add(x, y);
    if (op == OP_product || op == OP_window_product || op == OP_cumulative_product)
        return num_multiply(x, y);
    if (op == OP_all)
        return num_int(!num_is_zero(x) && !num_is_zero(y));
    if (op == OP_any)
        return num_int(!num_is_zero(x) || !num_is_zero(y));
    return larger(x, y, op == OP_reduce_min || op == OP_window_min || op == OP_cumulative_min);
}

static bool needs_order(OpCode op)
{
    return op == OP_reduce_max || op == OP_reduce_min || op == OP_window_max ||
           op == OP_window_min || op == OP_cumulative_max || op == OP_cumulative_min;
}

/* Where an element of the operand lands when n's axes are taken away. */
static int64_t kept_index(const Work *w, const int64_t *place)
{
    const Shape *from = &w->in[0]->type.shape;
    int64_t at = 0;
    for (int a = 0; a < from->rank; a++)
        if (!has(node_attr(w->node, ATTR_axes), a))
            at = at * from->dim[a] + place[a];
    return at;
}

Naive fold_case(Work *w)
{
    DType dtype = w->in[0]->type.dtype;
    const Shape *from = &w->in[0]->type.shape;
    int64_t place[MAX_RANK], count = shape_count(&w->out[0]->type.shape);
    OpCode op = w->node->op;
    if (needs_order(op) && dtype_is_complex(dtype))
        return NAIVE_refused;
    Num *all = mem_alloc((size_t)count * sizeof *all + 1);
    for (int64_t i = 0; i < count; i++)
        all[i] = identity(op, dtype);
    for (int64_t i = 0; i < shape_count(from); i++) {
        place_of(from, i, place);
        int64_t at = kept_index(w, place);
        all[at] = combine(op, all[at], num_load(w->in[0], i));
    }
    for (int64_t i = 0; i < count; i++)
        put(w, i, all[i]);
    free(all);
    return NAIVE_done;
}

/* What the first output holds of x, with its scale. */
static Num as_held(Work *w, Num x)
{
    long double scale = x.scale;
    num_store(w->out[0], 0, x);
    x = num_load(w->out[0], 0);
    x.scale = fmaxl(scale, x.scale);
    return x;
}

/* By pairs: an odd element is its pair combined with all pairs before, an even one is combined with
   the odd one before it; every step is rounded. */
static void scan_pairs(Work *w, Num *x, int64_t n)
{
    OpCode op = w->node->op;
    if (n < 2)
        return;
    Num *pairs = mem_alloc((size_t)(n / 2) * sizeof *pairs);
    for (int64_t i = 0; i < n / 2; i++)
        pairs[i] = as_held(w, combine(op, x[2 * i], x[2 * i + 1]));
    scan_pairs(w, pairs, n / 2);
    for (int64_t i = 1; i < n; i++)
        x[i] = i % 2 ? pairs[i / 2] : as_held(w, combine(op, pairs[i / 2 - 1], x[i]));
    free(pairs);
}

Naive scan_case(Work *w)
{
    const Shape *s = &w->in[0]->type.shape;
    int64_t axis = node_int(w->node, ATTR_axis), n = s->dim[axis], place[MAX_RANK];
    bool is_reversed = node_int(w->node, ATTR_reversed) != 0;
    if (needs_order(w->node->op) && dtype_is_complex(w->in[0]->type.dtype))
        return NAIVE_refused;
    Num *x = mem_alloc((size_t)(shape_count(s) + n + 1) * sizeof *x), *all = x + n;
    for (int64_t i = 0; i < shape_count(s); i++) {
        place_of(s, i, place);
        if (place[axis] != 0)
            continue;
        for (int64_t j = 0; j < n; j++) {
            place[axis] = is_reversed ? n - 1 - j : j;
            x[j] = num_load(w->in[0], index_at(s, place));
        }
        scan_pairs(w, x, n);
        for (int64_t j = 0; j < n; j++) {
            place[axis] = is_reversed ? n - 1 - j : j;
            if (x[j].k == DCLASS_c && w->node->op == OP_cumulative_product)
                x[j].scale *= 1 + (long double)j / 8; /* a product of parts rounds more than once */
            all[index_at(s, place)] = x[j];
        }
    }
    for (int64_t i = 0; i < shape_count(s); i++)
        put(w, i, all[i]);
    free(x);
    return NAIVE_done;
}

/* Whether x takes the place of the best so far: NaN beats everything but NaN. */
static bool beats(Num x, Num best, bool least, bool last)
{
    if (x.k == DCLASS_f && (x.re != x.re || best.re != best.re))
        return x.re != x.re && best.re == best.re;
    bool is_more = x.k == DCLASS_f ? x.re > best.re : x.i > best.i;
    bool is_equal = x.k == DCLASS_f ? x.re == best.re : x.i == best.i;
    return is_equal ? last : is_more == !least;
}

Naive argmax_case(Work *w)
{
    const Attr *axes = node_attr(w->node, ATTR_axes);
    const Shape *from = &w->in[0]->type.shape;
    int64_t place[MAX_RANK], count = shape_count(&w->out[0]->type.shape);
    bool least = w->node->op == OP_argmin, last = node_int(w->node, ATTR_last) != 0;
    if (dtype_is_complex(w->in[0]->type.dtype))
        return NAIVE_refused;
    Num *best = mem_alloc((size_t)count * sizeof *best + 1);
    int64_t *found = mem_alloc((size_t)count * sizeof *found + 1);
    for (int64_t i = 0; i < count; i++)
        found[i] = -1;
    for (int64_t i = 0; i < shape_count(from); i++) {
        place_of(from, i, place);
        int64_t at = kept_index(w, place);
        Num x = num_load(w->in[0], i);
        if (found[at] < 0 || beats(x, best[at], least, last)) {
            best[at] = x;
            found[at] = axes->count == 1 ? place[axes->at[0]] : i;
        }
    }
    for (int64_t i = 0; i < count; i++)
        put(w, i, num_int(found[i] < 0 ? 0 : found[i]));
    free(best);
    free(found);
    return NAIVE_done;
}

/* --- dot --- */

/* Sets the axes of an operand that belong to a place of the result from `at` on; where it ends. */
static const int64_t *free_axes(const Shape *s, const Attr *contract, const Attr *batch,
                                const int64_t *at, int64_t *place)
{
    for (int a = 0; a < s->rank; a++)
        if (!has(contract, a) && !has(batch, a))
            place[a] = *at++;
    return at;
}

Naive dot_case(Work *w)
{
    const Node *n = w->node;
    const Attr *ca = node_attr(n, ATTR_contract_a), *cb = node_attr(n, ATTR_contract_b);
    const Attr *ba = node_attr(n, ATTR_batch_a), *bb = node_attr(n, ATTR_batch_b);
    const Shape *a = &w->in[0]->type.shape, *b = &w->in[1]->type.shape;
    DTypeClass k = dtype_info[w->out[0]->type.dtype].class_;
    Shape inner = {.rank = (int)ca->count};
    int64_t out[MAX_RANK], at[MAX_RANK], pa[MAX_RANK], pb[MAX_RANK];
    for (uint32_t i = 0; i < ca->count; i++)
        inner.dim[i] = a->dim[ca->at[i]];
    for (int64_t i = 0; i < shape_count(&w->out[0]->type.shape); i++) {
        place_of(&w->out[0]->type.shape, i, out);
        for (uint32_t j = 0; j < ba->count; j++)
            pa[ba->at[j]] = pb[bb->at[j]] = out[j];
        free_axes(b, cb, bb, free_axes(a, ca, ba, out + ba->count, pa), pb);
        Num sum = num_as(num_int(0), k);
        for (int64_t j = 0; j < shape_count(&inner); j++) {
            place_of(&inner, j, at);
            for (uint32_t c = 0; c < ca->count; c++)
                pa[ca->at[c]] = pb[cb->at[c]] = at[c];
            sum = num_add(sum, num_multiply(num_as(num_load(w->in[0], index_at(a, pa)), k),
                                            num_as(num_load(w->in[1], index_at(b, pb)), k)));
        }
        put(w, i, sum);
    }
    return NAIVE_done;
}

/* --- convolution: input [n, c, ...], kernel [out, c / groups, ...], result [n, out, ...] --- */

/* Where kernel element `k` of result place `o` stands in the input; false: in padding. */
static bool conv_place(const Work *w, int axis, int64_t o, int64_t k, int64_t *in)
{
    const Node *n = w->node;
    int64_t apart = node_attr(n, ATTR_input_dilations)->at[axis];
    int64_t at = o * node_attr(n, ATTR_strides)->at[axis] +
                 k * node_attr(n, ATTR_kernel_dilations)->at[axis] -
                 node_attr(n, ATTR_low)->at[axis];
    *in = at / apart;
    return at >= 0 && at % apart == 0 && *in < w->in[0]->type.shape.dim[axis + 2];
}

Naive conv_case(Work *w)
{
    const Shape *x = &w->in[0]->type.shape, *kernel = &w->in[1]->type.shape;
    const Shape *to = &w->out[0]->type.shape;
    int64_t features = node_int(w->node, ATTR_feature_groups);
    int64_t batches = node_int(w->node, ATTR_batch_groups);
    DTypeClass k = dtype_info[w->out[0]->type.dtype].class_;
    int64_t out[MAX_RANK], in[MAX_RANK], at[MAX_RANK];
    for (int64_t i = 0; i < shape_count(to); i++) {
        place_of(to, i, out);
        Num sum = num_as(num_int(0), k);
        for (int64_t j = 0; j < shape_count(kernel) / kernel->dim[0]; j++) {
            Shape one = *kernel;
            one.dim[0] = 1;
            place_of(&one, j, at);
            at[0] = out[1];
            bool is_inside = true;
            for (int a = 0; a < x->rank - 2; a++)
                is_inside = conv_place(w, a, out[a + 2], at[a + 2], &in[a + 2]) && is_inside;
            in[0] = out[1] / (kernel->dim[0] / batches) * (x->dim[0] / batches) + out[0];
            in[1] = out[1] / (kernel->dim[0] / features) * kernel->dim[1] + at[1];
            if (is_inside)
                sum =
                    num_add(sum, num_multiply(num_as(num_load(w->in[0], index_at(x, in)), k),
                                              num_as(num_load(w->in[1], index_at(kernel, at)), k)));
        }
        put(w, i, sum);
    }
    return NAIVE_done;
}

/* --- windows --- */

/* Element `i` of the window at result place `out`, as an index of the operand; -1: padding. */
static int64_t window_index(const Work *w, const int64_t *out, const Shape *window, int64_t i)
{
    const Node *n = w->node;
    const Shape *from = &w->in[0]->type.shape;
    int64_t at[MAX_RANK];
    place_of(window, i, at);
    for (int a = 0; a < from->rank; a++) {
        at[a] = out[a] * node_attr(n, ATTR_strides)->at[a] +
                at[a] * node_attr(n, ATTR_dilations)->at[a] - node_attr(n, ATTR_low)->at[a];
        if (at[a] < 0 || at[a] >= from->dim[a])
            return -1;
    }
    return index_at(from, at);
}

Naive window_case(Work *w)
{
    OpCode op = w->node->op;
    DType dtype = w->in[0]->type.dtype;
    Shape window = shape_of(w->in[0]->type.shape.rank, node_attr(w->node, ATTR_window)->at);
    int64_t out[MAX_RANK];
    if (needs_order(op) && dtype_is_complex(dtype))
        return NAIVE_refused;
    for (int64_t r = 0; r < shape_count(&w->out[0]->type.shape); r++) {
        Num acc = identity(op, dtype);
        place_of(&w->out[0]->type.shape, r, out);
        for (int64_t i = 0, at; i < shape_count(&window); i++)
            if ((at = window_index(w, out, &window, i)) >= 0)
                acc = combine(op, acc, num_load(w->in[0], at));
        put(w, r, acc);
    }
    return NAIVE_done;
}

Naive window_argmax_case(Work *w)
{
    bool least = w->node->op == OP_window_argmin;
    Shape window = shape_of(w->in[0]->type.shape.rank, node_attr(w->node, ATTR_window)->at);
    int64_t out[MAX_RANK];
    if (dtype_is_complex(w->in[0]->type.dtype))
        return NAIVE_refused;
    for (int64_t r = 0; r < shape_count(&w->out[0]->type.shape); r++) {
        int64_t found = -1;
        Num best = num_int(0);
        place_of(&w->out[0]->type.shape, r, out);
        for (int64_t i = 0, at; i < shape_count(&window); i++) {
            if ((at = window_index(w, out, &window, i)) < 0)
                continue;
            Num x = num_load(w->in[0], at);
            if (found < 0 || beats(x, best, least, true)) {
                found = at;
                best = x;
            }
        }
        put(w, r, num_int(found < 0 ? shape_count(&w->in[0]->type.shape) : found));
    }
    return NAIVE_done;
}

/* --- Fourier transforms along the last axis --- */

Naive fft_case(Work *w)
{
    const Shape *s = &w->in[0]->type.shape;
    int64_t n = s->dim[s->rank - 1];
    bool is_inverse = w->node->op == OP_ifft;
    for (int64_t i = 0; i < shape_count(s); i++) {
        Num sum = num_as(num_int(0), DCLASS_c);
        for (int64_t j = 0; j < n; j++) {
            long double turn = 2 * PI * (long double)(i % n * j % n) / (long double)n;
            Num root = num_complex(cosl(turn), is_inverse ? sinl(turn) : -sinl(turn));
            sum = num_add(sum,
                          num_multiply(num_as(num_load(w->in[0], i / n * n + j), DCLASS_c), root));
        }
        if (is_inverse)
            sum = num_multiply(sum, num_complex(1 / (long double)n, 0));
        put(w, i, sum);
    }
    return NAIVE_done;
}
