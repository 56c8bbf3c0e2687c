/* jvp.c - forward-mode derivatives: one walk from xs to ys in the order of the nodes.

   Each node that lies between gets tangents for its results from those of its operands. New nodes
   are appended behind the walked ones, so what comes out is differentiated like anything else, in
   either direction.

   needs: operands before users. keeps: every node there is. breaks: nothing. */
#include "transform/jvp.h"

/* clang-format off */
static ForwardFn *const forwards[OP_count] = {
#define FORWARDS_partial(name)
#define FORWARDS_linear(name)
#define FORWARDS_rule(name) [OP_##name] = forward_##name,
#define FORWARDS_zero(name)
#define FORWARDS_none(name)
#define OP(name, arity, class, attributes, dtype, shape, grad, hlo) FORWARDS_##grad(name)
#include "graph/op.def"
#undef OP
};
/* clang-format on */

/* --- tangents --- */

DType tangent_type(const Forward *f, DType t)
{
    if (dtype_is_complex(t))
        return t;
    return dtype_is_integer(t) ? f->least : dtype_merge(t, DTYPE_f32);
}

/* a over the shape `to`, as elementwise operands broadcast. */
static Node *spread(Rule *k, Node *a, const Shape *to)
{
    if (a == NULL || shape_equal(&node_type(a)->shape, to))
        return a;
    int rank = node_type(a)->shape.rank;
    int64_t axes[MAX_RANK];
    for (int i = 0; i < rank; i++)
        axes[i] = to->rank - rank + i;
    Attr attrs[] = {{ATTR_shape, (uint32_t)to->rank, to->dim}, {ATTR_axes, (uint32_t)rank, axes}};
    return rule_node(k, OP_broadcast, &a, 1, attrs, 2);
}

Node *tangent_of_type(Rule *k, const Forward *f, Node *dy, const Type *type)
{
    DType t = tangent_type(f, type->dtype);
    if (dy == NULL)
        return rule_fill(k, 0, t, &type->shape);
    if (dtype_is_complex(node_type(dy)->dtype) && !dtype_is_complex(t))
        dy = apply(real, dy);
    return spread(k, rule_cast(k, dy, t), &type->shape);
}

static Node *tangent_of(const Forward *f, const Node *n, int index)
{
    return map_find(&f->tangents, &n->types[index]);
}

static void give(Forward *f, const Node *n, int index, Node *dy)
{
    Rule k = {.cx = f->cx, .g = f->g, .span = n->span};
    Node *old = tangent_of(f, n, index);
    map_set(&f->tangents, &n->types[index], old ? rule_op(&k, OP_add, old, dy, NULL) : dy);
}

/* --- one node --- */

/* The sum of the partials times the tangents. */
static Node *through_partials(Rule *k, Node *n, Node *const *dx)
{
    Node *d[3] = {NULL}, *dy = NULL;
    rule_partials(k, n, d);
    for (int i = 0; i < n->nargs; i++) {
        Node *part = dx[i] ? rule_chain(k, n, dx[i], d[i]) : NULL;
        dy = rule_plus(k, dy, part);
    }
    return dy;
}

static Node *on_operands(Rule *k, const Node *n, Node *const *args)
{
    return rule_node(k, n->op, args, n->nargs, n->attrs, n->nattrs);
}

/* A product is linear in each operand, every other op in all that take tangents at once. */
static Node *through_linear(Rule *k, const Forward *f, Node *n, Node *const *dx)
{
    if (n->op == OP_as_type)
        return dx[0];
    Node **args = arena_copy(graph_arena(k->g), n->args, sizeof(Node *) * (size_t)n->nargs);
    Node *dy = NULL;
    if (op_info[n->op].class_ != CLASS_CONTRACT) {
        for (int i = 0; i < n->nargs; i++)
            if (takes_tangent(n, i))
                args[i] = tangent_of_type(k, f, dx[i], node_type(n->args[i]));
        return on_operands(k, n, args);
    }
    for (int i = 0; i < n->nargs; i++) {
        if (dx[i] == NULL)
            continue;
        args[i] = dx[i];
        dy = rule_plus(k, dy, on_operands(k, n, args));
        args[i] = n->args[i];
    }
    return dy;
}

static void step(Forward *f, Node *n)
{
    Arena *arena = graph_arena(f->g);
    bool *wants = arena_array(arena, bool, n->nargs);
    Node **dx = arena_array(arena, Node *, n->nargs), **dy = arena_array(arena, Node *, n->ntypes);
    bool any = false;
    for (int i = 0; i < n->nargs; i++) {
        int index = n->op == OP_elem ? (int)node_int(n, ATTR_index) : 0;
        dx[i] = takes_tangent(n, i) ? tangent_of(f, n->args[i], index) : NULL;
        wants[i] = dx[i] != NULL;
        any |= wants[i];
    }
    if (!any)
        return;
    Rule k = {.cx = f->cx, .g = f->g, .span = n->span, .wants = wants};
    switch (op_info[n->op].grad) {
    case GRAD_partial:
        dy[0] = through_partials(&k, n, dx);
        break;
    case GRAD_linear:
        dy[0] = through_linear(&k, f, n, dx);
        break;
    case GRAD_rule:
        forwards[n->op](&k, n->args, n, f, dx, dy);
        break;
    case GRAD_none:
        grad_refuse(f->cx, n);
        break;
    case GRAD_zero:
        break;
    }
    for (int i = 0; i < n->ntypes; i++)
        if (dy[i] && carry_has(&f->carry, n, i))
            give(f, n, i, tangent_of_type(&k, f, dy[i], &n->types[i]));
}

static bool carries(const Forward *f, const Node *n)
{
    for (int i = 0; i < n->ntypes; i++)
        if (carry_has(&f->carry, n, i))
            return true;
    return false;
}

bool forward(Cx *cx, Graph *g, DType least, Node *const *xs, Node *const *dxs, int nxs,
             Node *const *ys, int nys, Node **dys)
{
    Forward f = {.cx = cx, .g = g, .least = least};
    size_t count = g->nodes.len;
    carry_mark(&f.carry, g, xs, nxs, ys, nys);
    for (int i = 0; i < nxs; i++)
        give(&f, xs[i], 0, dxs[i]);
    for (size_t i = 0; i < count && !failed(cx); i++)
        if (carries(&f, g->nodes.at[i]))
            step(&f, g->nodes.at[i]);
    for (int i = 0; i < nys; i++)
        dys[i] = tangent_of(&f, ys[i], 0);
    carry_free(&f.carry);
    map_free(&f.tangents);
    return !failed(cx);
}

/* --- derivatives --- */

/* Whether dx is a direction in which x can move. */
static bool check_direction(Cx *cx, const Node *x, const Node *dx)
{
    const Type *of = node_type(x), *is = node_type(dx);
    if (shape_equal(&of->shape, &is->shape) &&
        (dtype_is_complex(of->dtype) || !dtype_is_complex(is->dtype)))
        return true;
    Text want = {0}, got = {0};
    type_print(&want, of);
    type_print(&got, is);
    fail(cx, x->span, EXC_ArgumentError, "expected the tangent of %s to have its shape%s, got %s",
         text_cstr(&want), dtype_is_complex(of->dtype) ? "" : " and a real type", text_cstr(&got));
    text_free(&want);
    text_free(&got);
    return false;
}

/* Integers carry the widest of the real types that the xs and their tangents have. */
static DType least_type(Node *const *xs, Node *const *dxs, int nxs)
{
    DType t = DTYPE_f32;
    for (int i = 0; i < nxs; i++) {
        t = dtype_merge(t, dtype_to_real(node_type(xs[i])->dtype));
        t = dtype_merge(t, dtype_to_real(node_type(dxs[i])->dtype));
    }
    return t;
}

bool jvp(Cx *cx, Graph *g, Node *const *xs, Node *const *dxs, int nx, Node *const *ys, int ny,
         Node **dys)
{
    Arena *arena = graph_arena(g);
    Node **x = arena_array(arena, Node *, nx), **dx = arena_array(arena, Node *, nx);
    Node **y = arena_array(arena, Node *, ny);
    bool ok = true;
    for (int i = 0; i < nx && ok; i++)
        ok = (x[i] = graph_use(cx, g, xs[i])) && (dx[i] = graph_use(cx, g, dxs[i])) &&
             check_direction(cx, x[i], dx[i]);
    for (int i = 0; i < ny && ok; i++)
        ok = (y[i] = graph_use(cx, g, ys[i])) != NULL;
    if (!ok)
        return false;
    Forward f = {.cx = cx, .g = g, .least = least_type(x, dx, nx)};
    for (int i = 0; i < nx && ok; i++) {
        Rule k = {.cx = cx, .g = g, .span = x[i]->span};
        ok = (dx[i] = tangent_of_type(&k, &f, dx[i], node_type(x[i]))) != NULL;
    }
    ok = ok && forward(cx, g, f.least, x, dx, nx, y, ny, dys);
    for (int i = 0; i < ny && ok; i++) {
        Rule k = {.cx = cx, .g = g, .span = y[i]->span};
        ok = (dys[i] = tangent_of_type(&k, &f, dys[i], node_type(y[i]))) != NULL;
    }
    return ok;
}
