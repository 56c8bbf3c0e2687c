/* infer.c - the type of a node from its row in op.def: the rules that many ops share.

   Dtype and shape are independent: each has a rule, and `own` leads to the op's function in
   rules*.c. What is checked here is checked again for graphs that were read, so eager calls,
   tracing and the reader refuse the same things with the same words. */
#include "graph/node.h"

#include "base/size.h"

void dtype_print_kind(Text *out, DType t)
{
    text_print(out, "{:%s, %d}", dtype_info[t].kind, dtype_info[t].bits);
}

bool refuse_dtype(Cx *cx, Span span, const char *before, DType t, const char *after)
{
    Text kind = {0};
    dtype_print_kind(&kind, t);
    fail(cx, span, EXC_ArgumentError, "%s%s%s", before, text_cstr(&kind), after);
    text_free(&kind);
    return false;
}

bool attr_has(const Attr *a, int64_t axis)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->at[i] == axis)
            return true;
    return false;
}

bool check_axes(Cx *cx, Span span, const Attr *axes, int rank)
{
    for (uint32_t i = 0; i < axes->count; i++) {
        if (axes->at[i] < 0 || axes->at[i] >= rank) {
            fail(cx, span, EXC_ArgumentError, "given axis (%lld) invalid for shape with rank %d",
                 (long long)axes->at[i], rank);
            return false;
        }
        if (i > 0 && axes->at[i] <= axes->at[i - 1]) {
            fail(cx, span, EXC_ArgumentError, ":axes must be an ordered list");
            return false;
        }
    }
    return true;
}

/* --- shapes --- */

void note_sides(Cx *cx, const Node *n, const char *more)
{
    Text left = {0}, right = {0};
    type_print(&left, node_type(n->args[0]));
    type_print(&right, node_type(n->args[1]));
    fail_note(cx, "the left is %s, the right is %s%s", text_cstr(&left), text_cstr(&right), more);
    text_free(&left);
    text_free(&right);
}

/* Says where two operands do not broadcast. */
static void note_broadcast(Cx *cx, const Node *n)
{
    const Shape *a = arg_shape(n, 0), *b = arg_shape(n, 1);
    int rank = a->rank < b->rank ? a->rank : b->rank;
    for (int i = 1; i <= rank; i++) {
        int64_t x = a->dim[a->rank - i], y = b->dim[b->rank - i];
        if (x == y || x == 1 || y == 1)
            continue;
        Text where = {0};
        if (i == 1)
            text_add(&where, STR(": the last axis"));
        else
            text_print(&where, ": axis %d", -i);
        text_print(&where, " is %lld on the left and %lld on the right", (long long)x,
                   (long long)y);
        note_sides(cx, n, text_cstr(&where));
        text_free(&where);
        return;
    }
}

static bool broadcast_quietly(const Shape *a, const Shape *b, Shape *out)
{
    const Shape *wide = a->rank >= b->rank ? a : b, *slim = a->rank >= b->rank ? b : a;
    Shape s = *wide;
    int skip = wide->rank - slim->rank;
    for (int i = 0; i < slim->rank; i++) {
        int64_t x = wide->dim[skip + i], y = slim->dim[i];
        if (x != y && x != 1 && y != 1)
            return false;
        s.dim[skip + i] = x == 1 ? y : x;
    }
    *out = s;
    return true;
}

bool shape_broadcast(Cx *cx, Span span, const Shape *a, const Shape *b, Shape *out)
{
    if (broadcast_quietly(a, b, out))
        return true;
    return refuse_shapes(cx, span, "cannot broadcast tensor of dimensions ", a, " to ", b, "");
}

static bool shape_of_operands(Cx *cx, const Node *n, Shape *out)
{
    *out = shape_scalar();
    for (int i = 0; i < n->nargs; i++) {
        if (i == 0) {
            *out = *arg_shape(n, 0);
        } else if (!shape_broadcast(cx, n->span, out, arg_shape(n, i), out)) {
            if (n->nargs == 2)
                note_broadcast(cx, n);
            return false;
        }
    }
    return true;
}

bool shape_reduced(Cx *cx, const Node *n, Shape *out)
{
    const Shape *s = arg_shape(n, 0);
    const Attr *axes = node_attr(n, ATTR_axes);
    if (!check_axes(cx, n->span, axes, s->rank))
        return false;
    bool keep = node_int(n, ATTR_keep_axes);
    *out = shape_scalar();
    for (int i = 0; i < s->rank; i++) {
        bool gone = attr_has(axes, i);
        if (!gone || keep)
            out->dim[out->rank++] = gone ? 1 : s->dim[i];
    }
    return true;
}

static bool infer_shape(Cx *cx, const Node *n, Shape *out)
{
    switch (op_info[n->op].shape) {
    case SRULE_broadcast:
        return shape_of_operands(cx, n, out);
    case SRULE_same:
        *out = *arg_shape(n, 0);
        return true;
    case SRULE_reduce:
        return shape_reduced(cx, n, out);
    case SRULE_own:
        return own_shape[n->op](cx, n, out);
    case SRULE_given:
    case SRULE_tuple:
    case SRULE_region:
        *out = n->types[0].shape;
        return true;
    }
    return false;
}

/* --- dtypes --- */

static DType merged(const Node *n)
{
    DType t = arg_dtype(n, 0);
    for (int i = 1; i < n->nargs; i++)
        t = dtype_merge(t, arg_dtype(n, i));
    return t;
}

static bool integer_dtype(Cx *cx, const Node *n, DType *out)
{
    *out = merged(n);
    if (dtype_is_integer(*out))
        return true;
    return refuse_dtype(cx, n->span,
                        n->op == OP_quotient
                            ? "quotient expects integer tensors as inputs and outputs an integer "
                              "tensor, got: "
                            : "bitwise operators expect integer tensors as inputs and outputs an "
                              "integer tensor, got: ",
                        *out, "");
}

static bool infer_dtype(Cx *cx, const Node *n, DType *out)
{
    switch (op_info[n->op].dtype) {
    case DRULE_merge:
        *out = merged(n);
        return true;
    case DRULE_floating:
        *out = dtype_to_floating(merged(n));
        return true;
    case DRULE_same:
        *out = arg_dtype(n, 0);
        return true;
    case DRULE_u8:
        *out = DTYPE_u8;
        return true;
    case DRULE_attr:
        *out = (DType)node_int(n, ATTR_dtype);
        return true;
    case DRULE_real:
        *out = dtype_to_real(arg_dtype(n, 0));
        if (n->op == OP_abs && !dtype_is_complex(arg_dtype(n, 0)))
            *out = arg_dtype(n, 0);
        return true;
    case DRULE_complex:
        *out = dtype_to_complex(arg_dtype(n, 0));
        return true;
    case DRULE_aggregate:
        *out = dtype_to_aggregate(arg_dtype(n, 0));
        return true;
    case DRULE_integer:
        return integer_dtype(cx, n, out);
    case DRULE_own:
        return own_dtype[n->op](cx, n, out);
    case DRULE_region:
        return fold_dtype(cx, n, out);
    case DRULE_given:
    case DRULE_tuple:
        *out = n->types[0].dtype;
        return true;
    }
    return false;
}

/* Ops that order their operands, or have no complex form, refuse complex ones as Nx does. */
static bool refuses_complex(Cx *cx, const Node *n)
{
    static const char *const as_nx_says[OP_count] = {
        [OP_erf] = "erf/1",
        [OP_erfc] = "erfc/1",
        [OP_erf_inv] = "erf_inv/1",
        [OP_floor] = "floor/1",
        [OP_ceil] = "ceil/1",
        [OP_round] = "round/1",
        [OP_bitcast] = "bitcast/2",
        [OP_remainder] = "remainder/2",
        [OP_atan2] = "atan2/2",
        [OP_max] = "max/2",
        [OP_min] = "min/2",
        [OP_greater] = "greater/2",
        [OP_less] = "less/2",
        [OP_greater_equal] = "greater_equal/2",
        [OP_less_equal] = "less_equal/2",
        [OP_complex] = "complex/2",
        [OP_clip] = "clip/2",
        [OP_cumulative_max] = "max/2",
        [OP_cumulative_min] = "min/2",
        [OP_reduce_max] = "reduce_max/2",
        [OP_window_max] = "window_max/3",
        [OP_window_min] = "window_min/3",
        [OP_window_argmax] = "window_max/3",
        [OP_window_argmin] = "window_min/3",
        [OP_reduce_min] = "reduce_min/2",
        [OP_argmax] = "argmax/2",
        [OP_argmin] = "argmin/2",
        [OP_sort] = "sort/2",
        [OP_argsort] = "argsort/2",
    };
    if (as_nx_says[n->op] == NULL)
        return false;
    bool found = n->op == OP_bitcast && dtype_is_complex((DType)node_int(n, ATTR_dtype));
    int ordered = n->op == OP_sort ? 1 : n->nargs; /* what a sort moves along may be anything */
    for (int i = 0; i < ordered && i < n->nargs; i++)
        found |= dtype_is_complex(arg_dtype(n, i));
    if (found)
        fail(cx, n->span, EXC_ArgumentError, "Nx.%s does not support complex inputs",
             as_nx_says[n->op]);
    return found;
}

/* --- regions --- */

static bool same_types(const Graph *g, const Type *types, int ntypes)
{
    if (g->results.len != (size_t)ntypes)
        return false;
    for (int i = 0; i < ntypes; i++)
        if (!type_equal(node_type(g->results.at[i]), &types[i]))
            return false;
    return true;
}

static bool refuse(Cx *cx, const Node *n, const char *text)
{
    fail(cx, n->span, EXC_ArgumentError, "%s", text);
    return false;
}

static const Graph *nothing(Cx *cx, const Node *n, const char *text)
{
    refuse(cx, n, text);
    return NULL;
}

/* The region's last parameters against the node's operands from `first` on. */
static bool check_params(Cx *cx, const Node *n, const Graph *region, int first)
{
    bool fits = region->params.len == (size_t)(n->nargs - first);
    for (int i = first; i < n->nargs && fits; i++)
        fits = type_equal(node_type(region->params.at[i - first]), node_type(n->args[i]));
    return fits || refuse(cx, n, "the parameters of a region differ from the operands of its node");
}

static bool is_scalar(const Node *n)
{
    return n->ntypes == 1 && node_type(n)->shape.rank == 0;
}

/* The region whose results are the node's, or NULL after an error. */
static const Graph *infer_cond(Cx *cx, const Node *n)
{
    int predicates = n->nregions - 1;
    if (predicates < 0 || n->nargs < predicates)
        return nothing(cx, n, "cond needs a predicate for each branch but the last");
    for (int i = 0; i < predicates; i++)
        if (!is_scalar(n->args[i]))
            return nothing(cx, n, "condition must be a scalar tensor");
    for (int r = 0; r < n->nregions; r++)
        if (!check_params(cx, n, n->regions[r], predicates))
            return NULL;
    return n->regions[0];
}

static const Graph *infer_while(Cx *cx, const Node *n)
{
    int64_t states = node_int(n, ATTR_states);
    if (n->nregions != 2 || states < 0 || states > n->nargs)
        return nothing(cx, n, "while needs a condition, a body and its states");
    for (int r = 0; r < 2; r++)
        if (!check_params(cx, n, n->regions[r], 0))
            return NULL;
    const Graph *condition = n->regions[0], *body = n->regions[1];
    if (condition->results.len != 1 || !is_scalar(condition->results.at[0]))
        return nothing(cx, n, "condition must be a scalar tensor");
    if (body->results.len != (size_t)states)
        return nothing(cx, n, "the body of while must return the types of its states");
    for (int64_t i = 0; i < states; i++)
        if (!type_equal(node_type(body->results.at[i]), node_type(n->args[i])))
            return nothing(cx, n, "the body of while must return the types of its states");
    return body;
}

static const Graph *infer_fun(Cx *cx, const Node *n)
{
    int64_t inputs = node_int(n, ATTR_inputs);
    if (n->nregions != 1 || inputs < 0 || inputs > n->nargs)
        return nothing(cx, n, "fun needs its arguments and one region");
    return check_params(cx, n, n->regions[0], 0) ? n->regions[0] : NULL;
}

Type cotangent_type(const Type *t)
{
    DType dtype = t->dtype;
    if (!dtype_is_complex(dtype))
        dtype = dtype_merge(dtype_to_floating(dtype), DTYPE_f32);
    return (Type){dtype, t->shape};
}

static bool infer_custom_grad(Cx *cx, Arena *arena, Node *n)
{
    int64_t inputs = node_int(n, ATTR_inputs);
    if (n->nregions != 1 || inputs < 0 || inputs + 1 > n->nargs)
        return refuse(cx, n, "custom_grad needs a value, its inputs and one region");
    const Graph *region = n->regions[0];
    Type dy = cotangent_type(node_type(n->args[0]));
    int first = (int)inputs; /* the region has one explicit parameter and the captured ones */
    bool fits = region->params.len == (size_t)(n->nargs - first) &&
                type_equal(node_type(region->params.at[0]), &dy);
    for (int i = 1; fits && i < n->nargs - first; i++)
        fits = type_equal(node_type(region->params.at[i]), node_type(n->args[first + i]));
    fits = fits && region->results.len == (size_t)inputs;
    for (int i = 0; fits && i < inputs; i++)
        fits = shape_equal(&node_type(region->results.at[i])->shape, arg_shape(n, i + 1)) &&
               !dtype_is_integer(node_type(region->results.at[i])->dtype);
    n->types = arena_copy(arena, n->args[0]->types, sizeof *n->types);
    n->ntypes = 1;
    return fits || refuse(cx, n,
                          "the region of custom_grad makes, of a cotangent of the value, one of "
                          "the shape of each input");
}

static bool infer_region(Cx *cx, Arena *arena, Node *n)
{
    if (n->op == OP_custom_grad)
        return infer_custom_grad(cx, arena, n);
    const Graph *from = n->op == OP_cond  ? infer_cond(cx, n)
                        : n->op == OP_fun ? infer_fun(cx, n)
                                          : infer_while(cx, n);
    if (from == NULL)
        return false;
    int count = (int)from->results.len;
    Type *types = arena_array(arena, Type, count);
    for (int i = 0; i < count; i++)
        types[i] = *node_type(from->results.at[i]);
    for (int r = 0; r < n->nregions && n->op == OP_cond; r++)
        if (!same_types(n->regions[r], types, count))
            return refuse(cx, n, "cond/if expects all branches to return compatible tensor types.");
    n->types = types;
    n->ntypes = count;
    return true;
}

/* --- any node --- */

/* Dimensions are not negative, and the elements can be counted and addressed. */
static bool check_size(Cx *cx, Span span, const Type *t)
{
    int64_t count, bytes;
    bool fits = true;
    for (int i = 0; i < t->shape.rank; i++)
        fits &= t->shape.dim[i] >= 0;
    if (fits && shape_size(&t->shape, &count) && dtype_bytes(t->dtype, count, &bytes))
        return true;
    Text text = {0};
    type_print(&text, t);
    fail(cx, span, EXC_SystemLimitError, "a tensor of type %s is too large", text_cstr(&text));
    text_free(&text);
    return false;
}

static bool infer_tuple(Cx *cx, Arena *arena, Node *n)
{
    if (refuses_complex(cx, n))
        return false;
    const Attr *given = node_attr(n, ATTR_types); /* at least two numbers a result */
    int most = n->nargs + MAX_RESULTS + (given ? (int)given->count / 2 : 0);
    Type *types = arena_array(arena, Type, most);
    int count = own_types[n->op](cx, n, types);
    for (int i = 0; i < count; i++)
        if (!check_size(cx, n->span, &types[i]))
            return false;
    n->types = types;
    n->ntypes = count;
    return count > 0;
}

bool node_infer(Cx *cx, Arena *arena, Node *n)
{
    if (op_info[n->op].shape == SRULE_region)
        return infer_region(cx, arena, n);
    if (op_info[n->op].shape == SRULE_tuple)
        return infer_tuple(cx, arena, n);
    if (op_info[n->op].arity < 0 && n->nargs == 0 && !is_fold(n->op))
        return own_shape[n->op](cx, n, &(Shape){0});
    if (refuses_complex(cx, n))
        return false;
    Type t = {0};
    if (!infer_dtype(cx, n, &t.dtype) || !infer_shape(cx, n, &t.shape) ||
        !check_size(cx, n->span, &t))
        return false;
    n->types = arena_copy(arena, &t, sizeof t);
    n->ntypes = 1;
    return true;
}
