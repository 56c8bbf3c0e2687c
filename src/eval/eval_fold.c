/* eval_fold.c - reduce and window_reduce: elements combined in order by a region of two scalars.

   All results are made together, a step an element of the reduced axes or of the window: x is what
   each result meets at that step, acc what was combined so far, both laid out like the results. A
   region of elementwise operations runs on whole arrays as it stands once its parameters are
   arrays (lifted); any other runs once a result and step. */
#include "eval/eval_ops.h"

#include <string.h>

typedef struct Fold {
    Call *c;
    const Graph *region;
    DType dtype;
    Tensor *from;                          /* of that dtype, padded */
    int rank;                              /* of the results */
    int64_t dim[MAX_RANK], step[MAX_RANK]; /* of the results, in the operand */
    int inner;                             /* axes that are combined */
    int64_t inner_dim[MAX_RANK], inner_step[MAX_RANK];
    int64_t results, steps;
} Fold;

/* --- which elements --- */

static bool fold_axes(Fold *f)
{
    const Call *c = f->c;
    const Attr *axes = node_attr(c->node, ATTR_axes);
    const Shape *shape = &c->in[0]->type.shape;
    int64_t stride[MAX_RANK];
    shape_strides(shape, stride);
    for (int i = 0; i < shape->rank; i++) {
        bool gone = false;
        for (uint32_t j = 0; j < axes->count; j++)
            gone = gone || axes->at[j] == i;
        if (gone) {
            f->inner_dim[f->inner] = shape->dim[i];
            f->inner_step[f->inner++] = stride[i];
        } else {
            f->dim[f->rank] = shape->dim[i];
            f->step[f->rank++] = stride[i];
        }
    }
    return (f->from = convert(c->cx, c->in[0], f->dtype)) != NULL;
}

static bool fold_windows(Fold *f)
{
    const Call *c = f->c;
    const Shape *shape = &c->in[0]->type.shape;
    int64_t stride[MAX_RANK], apart[MAX_RANK];
    Shape padded = {.rank = shape->rank};
    f->rank = f->inner = shape->rank;
    for (int i = 0; i < shape->rank; i++) {
        apart[i] = 1;
        f->dim[i] = node_type(c->node)->shape.dim[i];
        f->inner_dim[i] = node_attr(c->node, ATTR_window)->at[i];
        padded.dim[i] =
            f->dim[i] == 0
                ? 0
                : (f->dim[i] - 1) * node_attr(c->node, ATTR_strides)->at[i] +
                      (f->inner_dim[i] - 1) * node_attr(c->node, ATTR_dilations)->at[i] + 1;
    }
    shape_strides(&padded, stride);
    for (int i = 0; i < shape->rank; i++) {
        f->step[i] = stride[i] * node_attr(c->node, ATTR_strides)->at[i];
        f->inner_step[i] = stride[i] * node_attr(c->node, ATTR_dilations)->at[i];
    }
    f->from = spread(c->cx, c->in[0], f->dtype, tensor_get(c->in[1], 0), &padded,
                     node_attr(c->node, ATTR_low)->at, apart);
    return f->from != NULL;
}

/* Where step number `index` begins in the operand. */
static int64_t place_of(const Fold *f, int64_t index)
{
    int64_t place = 0;
    for (int a = f->inner - 1; a >= 0; a--) {
        place += index % f->inner_dim[a] * f->inner_step[a];
        index /= f->inner_dim[a];
    }
    return place;
}

/* What all results meet at one step, flat. Yours. */
static Tensor *elements(const Fold *f, int64_t index)
{
    Type type = {f->dtype, {.rank = 1, .dim = {f->results}}};
    Tensor *x = tensor_new(f->c->cx, type);
    if (x == NULL)
        return NULL;
    Copy copy = {.dtype = f->dtype, .rank = f->rank, .dst = tensor_data(x)};
    copy.src = tensor_data(f->from);
    copy.src_at = place_of(f, index);
    int64_t step = 1;
    for (int i = f->rank - 1; i >= 0; i--) {
        copy.dim[i] = f->dim[i];
        copy.src_step[i] = f->step[i];
        copy.dst_step[i] = step;
        step *= f->dim[i];
    }
    if (strided_copy(f->c->cx, &copy))
        return x;
    tensor_free(x);
    return NULL;
}

/* --- lifting --- */

/* The region with arrays of `count` elements as its first two parameters and its result; NULL after
   an error. */
static Graph *lift(Cx *cx, const Graph *region, int64_t count)
{
    Graph *g = graph_new();
    Map map = {0};
    Shape shape = {.rank = 1, .dim = {count}};
    Arena scratch = {0};
    bool ok = true;
    for (size_t i = 0; i < region->params.len && ok; i++) {
        const Node *p = region->params.at[i];
        Type type = {node_type(p)->dtype, i < 2 ? shape : node_type(p)->shape};
        Node *n = graph_parameter(cx, g, type, p->span);
        map_set(&map, p, n);
        ok = n != NULL;
    }
    for (size_t i = 0; i < region->nodes.len && ok; i++) {
        const Node *old = region->nodes.at[i];
        if (old->op == OP_parameter)
            continue;
        Node **args = arena_array(&scratch, Node *, old->nargs), *n;
        for (int j = 0; j < old->nargs; j++)
            args[j] = map_find(&map, old->args[j]);
        n = old->op == OP_constant
                ? graph_constant(cx, g, *node_type(old), tensor_get(old->tensor, 0), old->span)
                : graph_node(cx, g, old->op, args, old->nargs, old->attrs, old->nattrs, old->span);
        map_set(&map, old, n);
        ok = n != NULL;
    }
    Node *result = ok ? map_find(&map, region->results.at[0]) : NULL;
    if (result && node_type(result)->shape.rank == 0) {
        Attr attrs[] = {{ATTR_shape, 1, &count}, {ATTR_axes, 0, NULL}};
        result = graph_node(cx, g, OP_broadcast, &result, 1, attrs, 2, result->span);
    }
    map_free(&map);
    arena_free(&scratch);
    if (result) {
        vec_push(&g->results, result);
        return g;
    }
    graph_free(g);
    return NULL;
}

/* --- running --- */

/* One step: acc becomes what the region makes of x and acc, both given away. */
static bool combine(Eval *e, const Graph *g, Tensor **inputs, Tensor *x, Tensor **acc)
{
    bool given[64] = {true, true}, *all = given;
    size_t count = g->params.len;
    if (count > 64) {
        all = mem_alloc(count * sizeof *all);
        all[0] = all[1] = true;
    }
    inputs[0] = x;
    inputs[1] = *acc;
    *acc = NULL;
    bool ok = eval_region(e, walk_of(e, g), inputs, all, acc);
    if (all != given)
        free(all);
    return ok;
}

static Tensor *fold_lifted(const Fold *f, Tensor **inputs)
{
    Cx *cx = f->c->cx;
    Type type = {f->dtype, {.rank = 1, .dim = {f->results}}};
    Graph *g = lift(cx, f->region, f->results);
    Tensor *acc = g ? tensor_fill(cx, type, tensor_get(f->c->in[1], 0)) : NULL;
    Eval e = {.cx = cx, .depth = f->c->eval->depth};
    for (int64_t i = 0; i < f->steps && acc; i++) {
        Tensor *x = elements(f, i);
        if (x == NULL || !combine(&e, g, inputs, x, &acc)) {
            tensor_free(acc);
            acc = NULL;
        }
    }
    eval_end(&e);
    graph_free(g);
    return acc;
}

/* Result number `index`, one step after the other. */
static bool fold_one(const Fold *f, Tensor **inputs, int64_t index, Tensor *to)
{
    Cx *cx = f->c->cx;
    Type type = {f->dtype, shape_scalar()};
    int64_t place = 0, rest = index;
    for (int a = f->rank - 1; a >= 0; a--) {
        place += rest % f->dim[a] * f->step[a];
        rest /= f->dim[a];
    }
    Tensor *acc = tensor_fill(cx, type, tensor_get(f->c->in[1], 0));
    for (int64_t i = 0; i < f->steps && acc; i++) {
        Tensor *x = tensor_fill(cx, type, tensor_get(f->from, place + place_of(f, i)));
        if (x == NULL || !combine(f->c->eval, f->region, inputs, x, &acc)) {
            tensor_free(acc);
            acc = NULL;
        }
    }
    if (acc == NULL)
        return false;
    tensor_set(to, index, tensor_get(acc, 0));
    tensor_free(acc);
    return true;
}

static Tensor *fold_each(const Fold *f, Tensor **inputs)
{
    Tensor *to = call_result(f->c);
    for (int64_t i = 0; i < f->results && to; i++)
        if (!fold_one(f, inputs, i, to)) {
            tensor_free(to);
            return NULL;
        }
    return to;
}

bool eval_fold(Call *c)
{
    const Type *type = node_type(c->node);
    Fold f = {.c = c, .region = c->node->regions[0], .dtype = type->dtype};
    Tensor **inputs = mem_alloc((f.region->params.len + 1) * sizeof *inputs), *flat = NULL;
    bool ok = c->node->op == OP_reduce ? fold_axes(&f) : fold_windows(&f);
    f.results = f.steps = 1;
    for (int i = 0; i < f.rank; i++)
        f.results *= f.dim[i];
    for (int i = 0; i < f.inner && ok; i++)
        if (!size_mul(f.steps, f.inner_dim[i], &f.steps)) {
            fail(c->cx, c->node->span, EXC_SystemLimitError, "a window of %s is too large",
                 op_info[c->node->op].name);
            ok = false;
        }
    if (ok && fill_captures(c, f.region, inputs))
        flat = region_is_elementwise(f.region) ? fold_lifted(&f, inputs) : fold_each(&f, inputs);
    if (flat)
        c->out[0] = tensor_view(flat, type->shape);
    tensor_free(flat);
    tensor_free(f.from);
    free(inputs);
    return c->out[0] != NULL;
}
