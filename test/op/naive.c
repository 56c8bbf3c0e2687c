/* naive.c - numbers, elementwise ops over shapes, regions and whole graphs; see naive.h. */
#include "op/naive.h"

#include <math.h>
#include <string.h>

/* --- numbers --- */

Num num_int(__int128 i)
{
    return (Num){.k = DCLASS_s, .i = i};
}

Num num_float(long double re)
{
    return (Num){.k = DCLASS_f, .re = re, .scale = fabsl(re)};
}

Num num_complex(long double re, long double im)
{
    return (Num){.k = DCLASS_c, .re = re, .im = im, .scale = hypotl(re, im)};
}

Num num_load(const Tensor *t, int64_t index)
{
    Scalar x = dtype_load(t->type.dtype, tensor_data(t), index);
    switch (x.class_) {
    case DCLASS_u:
        return num_int((__int128)x.u);
    case DCLASS_s:
        return num_int(x.s);
    case DCLASS_f:
        return num_float(x.f);
    case DCLASS_c:
        return num_complex(creal(x.c), cimag(x.c));
    }
    return num_int(0);
}

void num_store(Tensor *t, int64_t index, Num x)
{
    Scalar s = x.i < 0 ? scalar_s((int64_t)x.i) : scalar_u((uint64_t)x.i);
    if (x.k == DCLASS_f)
        s = scalar_f((double)x.re);
    if (x.k == DCLASS_c)
        s = scalar_c((double)x.re, (double)x.im);
    dtype_store(t->type.dtype, tensor_data(t), index, s);
}

static bool is_int(DTypeClass k)
{
    return k == DCLASS_u || k == DCLASS_s;
}

/* What floats are computed from is a double: integers beyond 2^53 round to one. */
Num num_as(Num x, DTypeClass k)
{
    if (is_int(x.k) && !is_int(k))
        x = num_float((double)x.i);
    if (!is_int(k))
        x.k = k;
    return x;
}

bool num_is_zero(Num x)
{
    return is_int(x.k) ? x.i == 0 : x.re == 0 && x.im == 0;
}

Num num_add(Num x, Num y)
{
    return (Num){x.k, (int64_t)((uint64_t)x.i + (uint64_t)y.i), x.re + y.re, x.im + y.im,
                 x.scale + y.scale};
}

Num num_multiply(Num x, Num y)
{
    Num r = {x.k, (int64_t)((uint64_t)x.i * (uint64_t)y.i), x.re * y.re, 0, x.scale * y.scale};
    if (x.k == DCLASS_c) {
        r.re = x.re * y.re - x.im * y.im;
        r.im = x.re * y.im + x.im * y.re;
    }
    return r;
}

/* --- places --- */

void place_of(const Shape *s, int64_t index, int64_t *place)
{
    for (int i = s->rank - 1; i >= 0; i--) {
        place[i] = index % s->dim[i];
        index /= s->dim[i];
    }
}

int64_t index_at(const Shape *s, const int64_t *place)
{
    int64_t index = 0;
    for (int i = 0; i < s->rank; i++)
        index = index * s->dim[i] + place[i];
    return index;
}

void put(Work *w, int64_t index, Num x)
{
    num_store(w->out[0], index, x);
    if (w->scale)
        w->scale[index] = x.scale;
}

/* --- elementwise --- */

/* The element of operand t that meets the place of the result. */
static Num broadcast_load(const Tensor *t, const Shape *whole, const int64_t *place)
{
    const Shape *s = &t->type.shape;
    int64_t own[MAX_RANK];
    for (int i = 0; i < s->rank; i++)
        own[i] = s->dim[i] == 1 ? 0 : place[i + whole->rank - s->rank];
    return num_load(t, index_at(s, own));
}

static Naive elementwise(Work *w)
{
    const Node *n = w->node;
    Elementwise *f = elementwise_cases[n->op];
    const Type *type = &n->types[0];
    int first = n->op == OP_select ? 1 : 0;
    DType from = w->in[first]->type.dtype;
    for (int i = first + 1; i < n->nargs; i++)
        from = dtype_merge(from, w->in[i]->type.dtype);
    DTypeClass k = dtype_info[from].class_;
    if (is_int(k) && (op_info[n->op].dtype == DRULE_floating || n->op == OP_complex))
        k = DCLASS_f;
    if (n->op == OP_complex && dtype_is_complex(from))
        k = DCLASS_c;
    Num x[3] = {{0}}, r = {0};
    int64_t place[MAX_RANK], count = shape_count(&type->shape);
    for (int j = 0; j < 3; j++)
        x[j].k = k;
    Naive got = count == 0 ? f(&r, x, dtype_info[from].bits) : NAIVE_done;
    got = got == NAIVE_bad ? NAIVE_done : got; /* of zeros that are not there */
    for (int64_t i = 0; i < count && got == NAIVE_done; i++) {
        place_of(&type->shape, i, place);
        for (int j = 0; j < n->nargs; j++) {
            x[j] = broadcast_load(w->in[j], &type->shape, place);
            if (j >= first)
                x[j] = num_as(x[j], k);
        }
        got = f(&r, x, dtype_info[from].bits);
        put(w, i, r);
    }
    return got;
}

static Naive as_type_case(Work *w)
{
    for (int64_t i = 0, n = shape_count(&w->out[0]->type.shape); i < n; i++)
        tensor_set(w->out[0], i, tensor_get(w->in[0], i));
    return NAIVE_done;
}

static Naive bitcast_case(Work *w)
{
    memcpy(tensor_data(w->out[0]), tensor_data(w->in[0]), (size_t)tensor_bytes(w->in[0]));
    return NAIVE_done;
}

/* --- regions --- */

static Naive run_region(Work *w, const Graph *region, Tensor **states, int count)
{
    int captured = (int)region->params.len - count, first = w->node->nargs - captured;
    Tensor **in = mem_alloc(region->params.len * sizeof(Tensor *) + 1);
    for (int i = 0; i < count; i++)
        in[i] = states[i];
    for (int i = 0; i < captured; i++)
        in[count + i] = w->in[first + i];
    Tensor **out = mem_alloc((region->results.len + 1) * sizeof(Tensor *));
    Naive got = naive_graph(w->cx, region, in, out);
    for (size_t i = 0; got == NAIVE_done && i < region->results.len; i++)
        w->out[i] = out[i];
    free(in);
    free(out);
    return got;
}

static Naive cond_case(Work *w)
{
    int count = w->node->nregions - 1, i = 0;
    while (i < count && num_is_zero(num_load(w->in[i], 0)))
        i++;
    return run_region(w, w->node->regions[i], NULL, 0);
}

static Naive fun_case(Work *w)
{
    return run_region(w, w->node->regions[0], (Tensor **)w->in,
                      (int)node_int(w->node, ATTR_inputs));
}

static Naive runtime_call_case(Work *w)
{
    for (int i = 0; i < w->node->nargs; i++) {
        tensor_free(w->out[i]);
        w->out[i] = tensor_ref(w->in[i]);
    }
    return NAIVE_done;
}

static Naive custom_grad_case(Work *w)
{
    w->out[0] = tensor_ref(w->in[0]);
    return NAIVE_done;
}

static Naive while_case(Work *w)
{
    int count = (int)node_int(w->node, ATTR_states);
    Tensor **state = mem_alloc((size_t)count * sizeof(Tensor *) + 1), *go = NULL;
    for (int i = 0; i < count; i++)
        state[i] = tensor_ref(w->in[i]);
    Naive got = NAIVE_done;
    while (got == NAIVE_done) {
        Work test = {w->cx, w->node, w->in, &go, NULL}, step = *w;
        got = run_region(&test, w->node->regions[0], state, count);
        bool is_over = got != NAIVE_done || num_is_zero(num_load(go, 0));
        tensor_free(go);
        go = NULL;
        if (is_over)
            break;
        got = run_region(&step, w->node->regions[1], state, count);
        for (int i = 0; got == NAIVE_done && i < count; i++) {
            tensor_free(state[i]);
            state[i] = w->out[i];
        }
    }
    for (int i = 0; i < count; i++)
        w->out[i] = state[i];
    free(state);
    return got;
}

/* Element `index` of the region's one scalar result on two scalars. */
static Naive fold_step(Work *w, Num x, Num *acc)
{
    const Graph *region = w->node->regions[0];
    Tensor *states[2], *out = NULL;
    Work inner = {w->cx, w->node, w->in, &out, NULL};
    for (int i = 0; i < 2; i++) {
        states[i] = tensor_new(w->cx, region->params.at[i]->types[0]);
        num_store(states[i], 0, i ? *acc : x);
    }
    Naive got = run_region(&inner, region, states, 2);
    if (got == NAIVE_done)
        *acc = num_load(out, 0);
    tensor_free(out);
    tensor_free(states[0]);
    tensor_free(states[1]);
    return got;
}

Naive reduce_case(Work *w)
{
    const Attr *axes = node_attr(w->node, ATTR_axes);
    const Shape *from = &w->in[0]->type.shape;
    int64_t place[MAX_RANK], results = shape_count(&w->out[0]->type.shape);
    for (int64_t r = 0; r < results; r++) {
        Num acc = num_load(w->in[1], 0);
        for (int64_t i = 0, at = 0; i < shape_count(from); i++, at = 0) {
            place_of(from, i, place);
            for (int a = 0; a < from->rank; a++) {
                bool is_reduced = false;
                for (uint32_t j = 0; j < axes->count; j++)
                    is_reduced = is_reduced || axes->at[j] == a;
                at = is_reduced ? at : at * from->dim[a] + place[a];
            }
            if (at == r && fold_step(w, num_load(w->in[0], i), &acc) != NAIVE_done)
                return NAIVE_bad;
        }
        put(w, r, acc);
    }
    return NAIVE_done;
}

Naive window_reduce_case(Work *w)
{
    const Node *n = w->node;
    const Shape *from = &w->in[0]->type.shape, *to = &w->out[0]->type.shape;
    Shape window = shape_of(from->rank, node_attr(n, ATTR_window)->at);
    int64_t out[MAX_RANK], in[MAX_RANK], at[MAX_RANK];
    for (int64_t r = 0; r < shape_count(to); r++) {
        Num acc = num_load(w->in[1], 0);
        place_of(to, r, out);
        for (int64_t i = 0; i < shape_count(&window); i++) {
            place_of(&window, i, in);
            bool is_inside = true;
            for (int a = 0; a < from->rank; a++) {
                at[a] = out[a] * node_attr(n, ATTR_strides)->at[a] +
                        in[a] * node_attr(n, ATTR_dilations)->at[a] - node_attr(n, ATTR_low)->at[a];
                is_inside = is_inside && at[a] >= 0 && at[a] < from->dim[a];
            }
            Num x = is_inside ? num_load(w->in[0], index_at(from, at)) : num_load(w->in[1], 0);
            if (fold_step(w, x, &acc) != NAIVE_done)
                return NAIVE_bad;
        }
        put(w, r, acc);
    }
    return NAIVE_done;
}

/* --- one node --- */

static Naive tensor_case(Work *w)
{
    int64_t count = shape_count(&w->out[0]->type.shape);
    for (int64_t i = 0; i < count; i++)
        tensor_set(w->out[0], i, tensor_get(w->node->tensor, w->node->op == OP_tensor ? i : 0));
    return NAIVE_done;
}

#define ROW(name) [OP_##name] = name##_case

static Case *const cases[OP_count] = {
    ROW(reshape),
    ROW(broadcast),
    ROW(transpose),
    ROW(reverse),
    ROW(slice),
    ROW(pad),
    ROW(concatenate),
    ROW(put_slice),
    ROW(iota),
    ROW(gather),
    ROW(indexed_add),
    ROW(indexed_put),
    ROW(sort),
    ROW(dot),
    ROW(conv),
    ROW(reduce),
    ROW(cond),
    ROW(while),
    ROW(runtime_call),
    ROW(fun),
    ROW(custom_grad),
    ROW(as_type),
    ROW(bitcast),
    ROW(window_reduce),
    ROW(argmax),
    ROW(tensor),
    ROW(fft),
    [OP_constant] = tensor_case,
    [OP_argmin] = argmax_case,
    [OP_argsort] = sort_case,
    [OP_ifft] = fft_case,
    [OP_cumulative_sum] = scan_case,
    [OP_cumulative_product] = scan_case,
    [OP_cumulative_max] = scan_case,
    [OP_cumulative_min] = scan_case,
    [OP_sum] = fold_case,
    [OP_product] = fold_case,
    [OP_reduce_max] = fold_case,
    [OP_reduce_min] = fold_case,
    [OP_all] = fold_case,
    [OP_any] = fold_case,
    [OP_window_sum] = window_case,
    [OP_window_product] = window_case,
    [OP_window_max] = window_case,
    [OP_window_min] = window_case,
    [OP_window_argmax] = window_argmax_case,
    [OP_window_argmin] = window_argmax_case,
};

Naive naive(Cx *cx, const Node *n, Tensor *const *in, Tensor **out, long double *scale)
{
    Work w = {cx, n, in, out, scale};
    if (op_info[n->op].class_ == CLASS_REGION)
        return cases[n->op](&w);
    if (cases[n->op] == NULL && elementwise_cases[n->op] == NULL)
        return NAIVE_missing;
    for (int i = 0; i < n->ntypes; i++)
        out[i] = tensor_new(cx, n->types[i]);
    Naive got = cases[n->op] ? cases[n->op](&w) : elementwise(&w);
    for (int i = 0; got != NAIVE_done && i < n->ntypes; i++) {
        tensor_free(out[i]);
        out[i] = NULL;
    }
    return got;
}

/* --- graphs --- */

enum { MOST_OUTPUTS = 16 };

typedef struct Values {
    const Node *node;
    Tensor *at[MOST_OUTPUTS];
} Values;

static const Values *values_of(const Values *all, size_t count, const Node *n)
{
    for (size_t i = 0; i < count; i++)
        if (all[i].node == n)
            return &all[i];
    return NULL;
}

static Naive run_node(Cx *cx, const Graph *g, const Node *n, Tensor *const *inputs, Values *all,
                      size_t done)
{
    Values *v = &all[done];
    v->node = n;
    if (n->op == OP_parameter) {
        for (size_t i = 0; i < g->params.len; i++)
            if (g->params.at[i] == n)
                v->at[0] = tensor_ref(inputs[i]);
        return NAIVE_done;
    }
    if (n->op == OP_elem) {
        v->at[0] = tensor_ref(values_of(all, done, n->args[0])->at[node_int(n, ATTR_index)]);
        return NAIVE_done;
    }
    Tensor **in = mem_alloc((size_t)n->nargs * sizeof(Tensor *) + 1);
    for (int i = 0; i < n->nargs; i++)
        in[i] = values_of(all, done, n->args[i])->at[0];
    Naive got = naive(cx, n, in, v->at, NULL);
    free(in);
    return got;
}

Naive naive_graph(Cx *cx, const Graph *g, Tensor *const *inputs, Tensor **out)
{
    Values *all = mem_alloc(g->nodes.len * sizeof *all + 1);
    Naive got = NAIVE_done;
    for (size_t i = 0; i < g->nodes.len && got == NAIVE_done; i++)
        got = run_node(cx, g, g->nodes.at[i], inputs, all, i);
    for (size_t i = 0; got == NAIVE_done && i < g->results.len; i++)
        out[i] = tensor_ref(values_of(all, g->nodes.len, g->results.at[i])->at[0]);
    for (size_t i = 0; i < g->nodes.len; i++)
        for (int j = 0; j < MOST_OUTPUTS; j++)
            tensor_free(all[i].at[j]);
    free(all);
    return got;
}
