/* grad.c - reverse-mode gradients: one walk from y back to xs.

   The nodes between are those that depend on some xs (marked forward, through everything but ops
   that are flat almost everywhere) and that got a cotangent (collected backward). New nodes are
   appended behind the walked ones, so a gradient is differentiated like anything else.

   needs: operands before users. keeps: every node there is. breaks: nothing. */
#include "transform/grad.h"

/* --- the rules by op --- */

/* clang-format off */
static PartialFn *const partials[OP_count] = {
#define PARTIAL_partial(name) [OP_##name] = partial_##name,
#define PARTIAL_linear(name)
#define PARTIAL_rule(name)
#define PARTIAL_zero(name)
#define PARTIAL_none(name)
#define OP(name, arity, class, attributes, dtype, shape, grad, hlo) PARTIAL_##grad(name)
#include "graph/op.def"
#undef OP
};

static TransposeFn *const transposes[OP_count] = {
#define TRANSPOSE_partial(name)
#define TRANSPOSE_linear(name) [OP_##name] = linear_##name,
#define TRANSPOSE_rule(name)   [OP_##name] = rule_##name,
#define TRANSPOSE_zero(name)
#define TRANSPOSE_none(name)
#define OP(name, arity, class, attributes, dtype, shape, grad, hlo) TRANSPOSE_##grad(name)
#include "graph/op.def"
#undef OP
};
/* clang-format on */

/* --- the walk --- */

/* One of the cotangents of a result, and the one given before it: 1 + its place, 0 for none. */
typedef struct Given {
    Node *cotangent;
    size_t before;
} Given;

struct Walk {
    Cx *cx;
    Graph *g;
    size_t count;  /* nodes of g when the walk began */
    Map place;     /* node to 1 + its place; those after `count` are not in it */
    bool *active;  /* by place: depends on some xs */
    size_t *first; /* by place: where the node's results begin */
    size_t *last;  /* by result: 1 + the place of the cotangent given last, 0 for none */
    VEC(Given) given;
    const GradOptions *options;
};

static bool is_active(const Walk *w, const Node *n)
{
    uint64_t *place = map_get(&w->place, map_key(n));
    return place && w->active[*place - 1];
}

/* a + b, where b is zero but for a slice or some indices: put into a, which may be large. */
static Node *add_sparse(Rule *k, Node *a, Node *b)
{
    if (b->op != OP_put_slice && b->op != OP_indexed_add)
        return NULL;
    const Node *zeros = b->args[0];
    if (zeros->op != OP_constant || !scalar_is_zero(tensor_get(zeros->tensor, 0)) ||
        !type_equal(node_type(a), node_type(b)))
        return NULL;
    Node **args = arena_copy(graph_arena(k->g), b->args, sizeof *args * (size_t)b->nargs);
    if (b->op == OP_put_slice) {
        const Shape *shape = &node_type(args[1])->shape;
        int64_t ones[MAX_RANK];
        for (int i = 0; i < shape->rank; i++)
            ones[i] = 1;
        Attr attrs[] = {{ATTR_lengths, (uint32_t)shape->rank, shape->dim},
                        {ATTR_strides, (uint32_t)shape->rank, ones}};
        Node *part = args[1];
        args[1] = a;
        args[1] = add(rule_node(k, OP_slice, args + 1, shape->rank + 1, attrs, 2), part);
    }
    args[0] = a;
    return rule_node(k, b->op, args, b->nargs, b->attrs, b->nattrs);
}

void walk_give(Walk *w, const Node *n, int index, Node *cotangent)
{
    uint64_t *place = map_get(&w->place, map_key(n));
    if (place == NULL || cotangent == NULL)
        return;
    size_t *last = &w->last[w->first[*place - 1] + (size_t)index];
    Given given = {cotangent, *last};
    vec_push(&w->given, given);
    *last = w->given.len;
}

/* The sum of the cotangents of a result of the node at a place, NULL for none. Users are walked
   from the last to the first; their cotangents are added from the first to the last, as in Nx. */
static Node *sum_given(Walk *w, size_t place, int result)
{
    Rule k = {.cx = w->cx, .g = w->g, .span = w->g->nodes.at[place]->span};
    size_t *last = &w->last[w->first[place] + (size_t)result];
    Node *sum = NULL;
    for (size_t at = *last; at;) {
        Given given = w->given.at[at - 1];
        Node *dy = given.cotangent, *a = sum ? add_sparse(&k, sum, dy) : dy;
        a = a ? a : add_sparse(&k, dy, sum);
        sum = a ? a : rule_op(&k, OP_add, sum, dy, NULL);
        at = given.before;
    }
    if (sum)
        w->given.at[*last - 1] = (Given){sum, 0};
    return sum;
}

static void walk_begin(Walk *w, Node *const *xs, int nxs)
{
    w->count = w->g->nodes.len;
    w->active = mem_alloc(sizeof(bool) * (w->count + 1));
    w->first = mem_alloc(sizeof(size_t) * (w->count + 1));
    size_t slots = 0;
    for (size_t i = 0; i < w->count; i++) {
        *map_put(&w->place, map_key(w->g->nodes.at[i])) = i + 1;
        w->first[i] = slots;
        slots += (size_t)w->g->nodes.at[i]->ntypes;
    }
    w->last = mem_alloc(sizeof(size_t) * (slots + 1));
    for (int i = 0; i < nxs; i++)
        w->active[*map_get(&w->place, map_key(xs[i])) - 1] = true;
    for (size_t i = 0; i < w->count; i++) {
        const Node *n = w->g->nodes.at[i];
        for (int j = 0; j < n->nargs && op_info[n->op].grad != GRAD_zero; j++)
            w->active[i] |= is_active(w, n->args[j]);
    }
}

static void walk_end(Walk *w)
{
    map_free(&w->place);
    free(w->active);
    free(w->first);
    free(w->last);
    vec_free(&w->given);
}

/* --- one node --- */

/* The floating type in which the op of y computes. */
static DType real_type(const Node *y)
{
    DType t = node_type(y)->dtype;
    return dtype_is_complex(t) ? dtype_to_real(t) : dtype_to_floating(t);
}

/* An operand as the partial sees it. */
static Node *operand(Rule *k, Node *x, const Node *y)
{
    DType from = node_type(x)->dtype, to = real_type(y);
    if (dtype_is_complex(from))
        return x;
    return from == to ? x : rule_cast(k, x, to);
}

static bool is_number(const Node *n, double x)
{
    return n->op == OP_constant && !dtype_is_complex(node_type(n)->dtype) &&
           scalar_double(tensor_get(n->tensor, 0)) == x;
}

static bool is_around(const Node *n, const Node *d)
{
    for (int i = 0; i < n->nargs; i++)
        if (d == n->args[i])
            return true;
    return d == n;
}

static bool is_quotient_of_number(const Node *d)
{
    const Node *top = d->op == OP_divide ? d->args[0] : NULL;
    return top && (top->op == OP_constant || is_quotient_of_number(top));
}

/* Where the rule made d for the purpose, its sign and denominator are applied to the product: a
   partial a/b gives (dy*a)/b, one rounding less where a is 1. */
Node *rule_chain(Rule *k, const Node *n, Node *dy, Node *d)
{
    if (d == NULL || is_number(d, 1))
        return d ? dy : NULL;
    if (is_number(d, -1))
        return neg(dy);
    if (d->op == OP_negate && !is_around(n, d))
        return neg(rule_chain(k, n, dy, d->args[0]));
    if (is_quotient_of_number(d) && !is_around(n, d))
        return over(rule_chain(k, n, dy, d->args[0]), d->args[1]);
    return is_number(dy, 1) && type_equal(node_type(dy), node_type(d)) ? d : mul(dy, d);
}

void rule_partials(Rule *k, Node *n, Node **d)
{
    Node *x[3] = {NULL};
    for (int i = 0; i < n->nargs; i++)
        x[i] = operand(k, n->args[i], n);
    if (!failed(k->cx))
        partials[n->op](k, x, n, d);
}

static void apply_partial(Rule *k, Node *n, Node *dy, Node **dx)
{
    Node *d[3] = {NULL};
    rule_partials(k, n, d);
    for (int i = 0; i < n->nargs; i++)
        dx[i] = rule_chain(k, n, dy, d[i]);
}

void grad_refuse(Cx *cx, const Node *n)
{
    const char *instead =
        n->op == OP_reduce
            ? "Nx.reduce/4.\n\nIf you are computing the sum, product, or similar, use the "
              "appropriate Nx functions instead. If you have a custom usage of reduce, consider "
              "using stop_grad/1 (making it equivalent to the identify function) or using "
              "custom_grad/3 (giving it a proper gradient implementation).\n"
        : n->op == OP_window_reduce
            ? "Nx.window_reduce/5.\n\nIf you are computing the sum, max, or similar of a window, "
              "use the appropriate Nx functions instead. If you have a custom usage of "
              "window_reduce, consider using stop_grad/1 (making it equivalent to the identify "
              "function) or using custom_grad/3 (giving it a proper gradient implementation).\n"
        : n->op == OP_window_product
            ? "Nx.window_product/3.\n\nConsider using stop_grad/1 to make the gradient equivalent "
              "to the identity function or use custom_grad/3 to define a proper gradient "
              "implementation\n"
        : n->op == OP_bitcast
            ? "Nx.bitcast/2.\n\nBits are no numbers that move with the operand. Consider using "
              "Nx.as_type/2 to convert its values, or stop_grad/1 to hold them\n"
            : NULL;
    if (instead)
        fail(cx, n->span, EXC_ArgumentError, "cannot compute gradient for %s", instead);
    else if (n->op == OP_quotient)
        fail(cx, n->span, EXC_ArgumentError,
             "cannot compute gradient for Nx.quotient/2.\n\nIf a floating point computation is "
             "acceptable, consider using an implementation of floor division. See the "
             "documentation of `Nx.quotient` for more details.\n");
    else
        fail(cx, n->span, EXC_ArgumentError, "cannot compute gradient for %s", op_info[n->op].name);
}

/* Cotangents of an elementwise op's operands as they leave: of the operands' shapes, one for an
   operand that stands there twice. */
static void join_equal(Rule *k, const Node *n, Node **dx)
{
    for (int i = n->nargs - 1; i >= 0 && !failed(k->cx); i--) {
        dx[i] = dx[i] ? rule_sum_to(k, dx[i], &node_type(n->args[i])->shape) : NULL;
        for (int j = i + 1; j < n->nargs; j++)
            if (n->args[j] == n->args[i] && dx[j]) {
                dx[i] = rule_plus(k, dx[i], dx[j]);
                dx[j] = NULL;
            }
    }
}

/* Hands the cotangents dys of n's results on to its operands. Of a complex cotangent only the real
   part belongs to a real node. */
static void step(Walk *w, Node *n, Node *const *dys)
{
    bool *wants = mem_alloc(sizeof(bool) * (size_t)(n->nargs + 1));
    Node **dx = mem_alloc(sizeof(Node *) * (size_t)(n->nargs + 1));
    for (int i = 0; i < n->nargs; i++)
        wants[i] = is_active(w, n->args[i]);
    Rule k = {w->cx, w->g, n->span, wants, dys, w, w->options};
    Node *dy = dys[0];
    if (n->ntypes == 1 && !dtype_is_complex(node_type(n)->dtype) &&
        dtype_is_complex(node_type(dy)->dtype))
        dy = rule_op(&k, OP_real, dy, NULL, NULL);
    if (n->ntypes == 1)
        k.dys = &dy;
    switch (failed(w->cx) ? GRAD_zero : op_info[n->op].grad) {
    case GRAD_partial:
        apply_partial(&k, n, dy, dx);
        break;
    case GRAD_linear:
    case GRAD_rule:
        transposes[n->op](&k, n->args, n, dy, dx);
        break;
    case GRAD_none:
        if (n->nargs > 0)
            grad_refuse(w->cx, n);
        break;
    case GRAD_zero:
        break;
    }
    for (int i = 0; i < n->nargs; i++)
        if (!wants[i])
            dx[i] = NULL;
    if (op_info[n->op].class_ == CLASS_MAP)
        join_equal(&k, n, dx);
    for (int i = 0; i < n->nargs && !failed(w->cx); i++)
        walk_give(w, n->args[i], 0, dx[i]);
    free(wants);
    free(dx);
}

/* Walks over the node at a place when it depends on some xs and got cotangents. */
static void visit(Walk *w, size_t place)
{
    Node *n = w->g->nodes.at[place];
    bool any = false;
    for (int i = 0; i < n->ntypes && w->active[place]; i++)
        any |= w->last[w->first[place] + (size_t)i] != 0;
    if (!any)
        return;
    Node **dys = mem_alloc(sizeof *dys * (size_t)n->ntypes);
    for (int i = 0; i < n->ntypes; i++)
        dys[i] = sum_given(w, place, i);
    step(w, n, dys);
    free(dys);
}

bool backward(Cx *cx, Graph *g, Node *const *ys, Node *const *dys, int nys, Node *const *xs,
              int nxs, const GradOptions *options, Node **dxs)
{
    Walk w = {.cx = cx, .g = g, .options = options};
    walk_begin(&w, xs, nxs);
    for (int i = 0; i < nys; i++)
        walk_give(&w, ys[i], 0, dys[i]);
    for (size_t i = w.count; i-- > 0 && !failed(cx);)
        visit(&w, i);
    for (int i = 0; i < nxs && !failed(cx); i++)
        dxs[i] = sum_given(&w, (size_t)*map_get(&w.place, map_key(xs[i])) - 1, 0);
    walk_end(&w);
    return !failed(cx);
}

/* --- gradients --- */

/* The gradient by x in its final dtype: that of the cotangent, for a real x at least x's own
   floating type. Where a cotangent of a real x is complex so is the gradient, its imaginary part
   zero, as in Nx. */
static Node *finish(Cx *cx, Graph *g, Node *dx, const Node *x)
{
    DType own = dtype_to_floating(node_type(x)->dtype);
    Rule k = {.cx = cx, .g = g, .span = x->span};
    if (dx == NULL)
        return rule_fill(&k, 0, dtype_merge(own, DTYPE_f32), &node_type(x)->shape);
    DType t = node_type(dx)->dtype;
    if (dtype_is_complex(own))
        return dx;
    if (dtype_is_complex(t))
        return rule_cast(&k, rule_op(&k, OP_real, dx, NULL, NULL), t);
    return rule_cast(&k, dx, dtype_merge(own, dtype_to_floating(t)));
}

static bool use_all(Cx *cx, Graph *g, Node *const *from, int count, Node **to)
{
    for (int i = 0; i < count; i++)
        if ((to[i] = graph_use(cx, g, from[i])) == NULL)
            return false;
    return true;
}

/* dy as a cotangent of y: of its shape, no integer. */
static Node *cotangent_of(Cx *cx, Graph *g, const Node *y, Node *dy)
{
    Rule k = {.cx = cx, .g = g, .span = y->span};
    if (shape_equal(&node_type(y)->shape, &node_type(dy)->shape))
        return rule_cast(&k, dy, dtype_to_floating(node_type(dy)->dtype));
    Text want = {0}, got = {0};
    type_print(&want, node_type(y));
    type_print(&got, node_type(dy));
    fail(cx, y->span, EXC_ArgumentError, "expected the cotangent of %s to have its shape, got %s",
         text_cstr(&want), text_cstr(&got));
    text_free(&want);
    text_free(&got);
    return NULL;
}

bool vjp(Cx *cx, Graph *g, Node *const *ys, Node *const *dys, int ny, Node *const *xs, int nx,
         const GradOptions *options, Node **dxs)
{
    Node **inside = mem_alloc(sizeof(Node *) * (size_t)(nx + 2 * ny + 1));
    Node **y = inside + nx, **dy = y + ny;
    bool ok =
        use_all(cx, g, xs, nx, inside) && use_all(cx, g, ys, ny, y) && use_all(cx, g, dys, ny, dy);
    for (int i = 0; i < ny && ok; i++)
        ok = (dy[i] = cotangent_of(cx, g, y[i], dy[i])) != NULL;
    ok = ok && backward(cx, g, y, dy, ny, inside, nx, options, dxs);
    for (int i = 0; i < nx && ok; i++)
        ok = (dxs[i] = finish(cx, g, dxs[i], inside[i])) != NULL;
    free(inside);
    return ok;
}

/* A function whose very result is flat has no gradient that anyone can have meant: false, and an
   error, where y is made of what depends on the xs by such an operation. */
static bool refuse_flat(Cx *cx, Graph *g, Node *y, Node *const *xs, int nxs)
{
    if (op_info[y->op].grad != GRAD_zero || y->op == OP_stop_grad || y->nargs == 0)
        return true;
    Node **inside = mem_alloc(sizeof *inside * (size_t)(nxs + 1));
    bool ok = use_all(cx, g, xs, nxs, inside) && (y = graph_use(cx, g, y)) != NULL;
    if (ok) {
        Walk w = {.cx = cx, .g = g};
        bool moves = false;
        walk_begin(&w, inside, nxs);
        for (int i = 0; i < y->nargs; i++)
            moves |= is_active(&w, y->args[i]);
        walk_end(&w);
        int options = op_info[y->op].class_ != CLASS_MAP;
        if (moves)
            fail(cx, y->span, EXC_ArgumentError,
                 "gradient not yet implemented for Nx.%s/%d.\n\nPlease open up an issue so we can "
                 "implement the missing gradient\n",
                 op_info[y->op].name, y->nargs + options);
    }
    free(inside);
    return ok && !failed(cx);
}

bool grad_with(Cx *cx, Graph *g, Node *y, Node *const *xs, int count, const GradOptions *options,
               Node **dxs)
{
    if (y == NULL || !refuse_flat(cx, g, y, xs, count))
        return false;
    Rule k = {.cx = cx, .g = g, .span = y->span};
    Node *one = rule_fill(&k, 1, DTYPE_f32, &node_type(y)->shape);
    return one && vjp(cx, g, &y, &one, 1, xs, count, options, dxs);
}

bool grad(Cx *cx, Graph *g, Node *y, Node *const *xs, int count, Node **dxs)
{
    return grad_with(cx, g, y, xs, count, &GRAD_OPTIONS, dxs);
}
