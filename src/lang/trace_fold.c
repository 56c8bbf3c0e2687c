/* trace_fold.c - what tracing simplifies as it records: Nx's own rewrites and no more, since
   programs see them (in printed expressions, in the last digit).

   A broadcast of what was broadcast is one, when both put their new axes on the same side. Neutral
   numbers are dropped, numbers alone are computed, numbers move to the left of + and * and
   meet there through chains of one type, a + (0 - b) is a - b and a * (1 / b) is a / b. */
#include "lang/trace.h"

#include "eval/eval.h"
#include "lang/vm_state.h"

static bool is_constant(const Node *n)
{
    return n->op == OP_constant;
}

static Scalar number(const Node *n)
{
    return tensor_get(n->tensor, 0);
}

static bool equals(const Node *n, double x)
{
    if (!is_constant(n))
        return false;
    Scalar s = number(n);
    return s.class_ == DCLASS_c ? creal(s.c) == x && cimag(s.c) == 0.0 : scalar_double(s) == x;
}

static bool is_op_on_number(const Node *n, OpCode op, DType t)
{
    return n->op == op && is_constant(n->args[0]) && node_type(n)->dtype == t;
}

static Node *record(Vm *vm, OpCode op, Node *a, Node *b)
{
    Node *args[] = {a, b};
    return trace_fold(vm, op, args, 2, NULL, 0);
}

static bool is_run(const Attr *axes, int64_t first)
{
    for (uint32_t i = 0; i < axes->count; i++)
        if (axes->at[i] != first + i)
            return false;
    return true;
}

/* Whether all axes that the broadcast makes stand before the operand's, or after them. */
static bool is_one_sided(const Attr *shape, const Attr *axes, bool before)
{
    return is_run(axes, before ? (int64_t)shape->count - axes->count : 0);
}

static Node *broadcast(Vm *vm, Node *x, const Attr *attrs)
{
    const Attr *shape = &attrs[0], *axes = &attrs[1];
    int64_t merged[MAX_RANK];
    Attr both[] = {*shape, {ATTR_axes, 0, merged}};
    if (x->op == OP_broadcast && x->graph == trace_graph(vm)) {
        const Attr *inner_shape = node_attr(x, ATTR_shape), *inner = node_attr(x, ATTR_axes);
        bool merges =
            (is_one_sided(shape, axes, false) && is_one_sided(inner_shape, inner, false)) ||
            (is_one_sided(shape, axes, true) && is_one_sided(inner_shape, inner, true));
        if (merges && axes->count == inner_shape->count) {
            for (uint32_t i = 0; i < inner->count; i++)
                merged[i] = axes->at[inner->at[i]];
            both[1].count = inner->count;
            return graph_node(vm->cx, trace_graph(vm), OP_broadcast, x->args, 1, both, 2,
                              user_span(vm));
        }
    }
    return graph_node(vm->cx, trace_graph(vm), OP_broadcast, &x, 1, attrs, 2, user_span(vm));
}

/* x as the type that the operation would have given it. */
static Node *fitted(Vm *vm, Node *x, const Type *to)
{
    Graph *g = trace_graph(vm);
    Span span = user_span(vm);
    if (x && node_type(x)->dtype != to->dtype) {
        int64_t dtype = (int64_t)to->dtype;
        Attr attr = {ATTR_dtype, 1, &dtype};
        x = trace_fold(vm, OP_as_type, &x, 1, &attr, 1);
    }
    if (x == NULL || shape_equal(&node_type(x)->shape, &to->shape))
        return x;
    if (is_constant(x))
        return graph_constant(vm->cx, g, (Type){node_type(x)->dtype, to->shape}, number(x), span);
    int rank = node_type(x)->shape.rank;
    int64_t axes[MAX_RANK];
    for (int i = 0; i < rank; i++)
        axes[i] = to->shape.rank - rank + i;
    Attr attrs[] = {{ATTR_shape, (uint32_t)to->shape.rank, to->shape.dim},
                    {ATTR_axes, (uint32_t)rank, axes}};
    return broadcast(vm, x, attrs);
}

static Node *spread(Vm *vm, Node *x, const Shape *to)
{
    return x ? fitted(vm, x, &(Type){node_type(x)->dtype, *to}) : NULL;
}

static Node *scalar_of(Vm *vm, const Node *constant, DType t)
{
    Type type = {.dtype = t};
    return graph_constant(vm->cx, trace_graph(vm), type, number(constant), user_span(vm));
}

/* Numbers to the left, and together: for add and multiply. */
static Node *commuted(Vm *vm, OpCode op, Node *a, Node *b, const Type *to)
{
    Graph *g = trace_graph(vm);
    Node *args[2];
    if (is_constant(b)) {
        Node *left = b;
        b = a;
        a = left;
    }
    if (is_op_on_number(b, op, to->dtype)) {
        bool meet = is_constant(a);
        Node *s = b->args[0], *x = b->args[1];
        args[0] =
            meet ? record(vm, op, scalar_of(vm, a, to->dtype), s) : scalar_of(vm, s, to->dtype);
        args[1] = spread(vm, meet ? x : record(vm, op, a, x), &to->shape);
    } else if (is_op_on_number(a, op, to->dtype)) {
        args[0] = scalar_of(vm, a->args[0], to->dtype);
        args[1] = spread(vm, record(vm, op, b, a->args[1]), &to->shape);
    } else {
        args[0] = a;
        args[1] = b;
    }
    return graph_node(vm->cx, g, op, args, 2, NULL, 0, user_span(vm));
}

/* The operation on numbers alone: one number of its type and shape. */
static Node *computed(Vm *vm, OpCode op, Node *const *args, int count, const Attr *attrs,
                      int nattrs, const Type *to)
{
    Arena arena = {0};
    Node operands[2], *pointers[2] = {&operands[0], &operands[1]};
    Type types[2];
    Tensor *inputs[2] = {NULL}, *output = NULL;
    Node node = {.op = op, .nargs = count, .args = pointers, .nattrs = nattrs, .attrs = attrs};
    for (int i = 0; i < count; i++) {
        types[i] = (Type){.dtype = node_type(args[i])->dtype};
        operands[i] = (Node){.op = OP_parameter, .ntypes = 1, .types = &types[i]};
        inputs[i] = args[i]->tensor;
    }
    bool ok = node_infer(vm->cx, &arena, &node) && eval_node(vm->cx, &node, inputs, &output);
    arena_free(&arena);
    if (!ok)
        return NULL;
    Node *n = graph_constant(vm->cx, trace_graph(vm), *to, tensor_get(output, 0), user_span(vm));
    tensor_free(output);
    return n;
}

static bool infer(Vm *vm, OpCode op, Node **args, int count, const Attr *attrs, int nattrs,
                  Type *out)
{
    Arena arena = {0};
    Node node = {.op = op,
                 .nargs = count,
                 .args = args,
                 .nattrs = nattrs,
                 .attrs = attrs,
                 .span = user_span(vm)};
    bool ok = node_infer(vm->cx, &arena, &node);
    if (ok)
        *out = *node.types;
    arena_free(&arena);
    return ok;
}

/* The operand that stands for the whole operation, or NULL. */
static Node *neutral(OpCode op, Node *const *args)
{
    if (op == OP_add && equals(args[0], 0))
        return args[1];
    if (op == OP_multiply && equals(args[0], 1))
        return args[1];
    bool right = (op == OP_add || op == OP_subtract)                      ? equals(args[1], 0)
                 : (op == OP_multiply || op == OP_divide || op == OP_pow) ? equals(args[1], 1)
                                                                          : false;
    return right ? args[0] : NULL;
}

/* Whether the operation on these two is of this type, too: the number may have been what made it.
 */
static bool keeps_type(Vm *vm, OpCode op, Node *a, Node *b, DType t)
{
    Type type;
    return infer(vm, op, (Node *[]){a, b}, 2, NULL, 0, &type) && type.dtype == t;
}

Node *trace_fold(Vm *vm, OpCode op, Node **args, int count, const Attr *attrs, int nattrs)
{
    Graph *g = trace_graph(vm);
    bool folds = op_info[op].class_ == CLASS_MAP && count <= 2 && op != OP_metadata &&
                 op != OP_stop_grad && op != OP_bitcast;
    Type to;
    if (args[0] == NULL || (count == 2 && args[1] == NULL))
        return NULL;
    if (op == OP_broadcast && is_constant(args[0]))
        return infer(vm, op, args, count, attrs, nattrs, &to) ? fitted(vm, args[0], &to) : NULL;
    if (op == OP_broadcast)
        return infer(vm, op, args, count, attrs, nattrs, &to) ? broadcast(vm, args[0], attrs)
                                                              : NULL;
    if (!folds)
        return graph_node(vm->cx, g, op, args, count, attrs, nattrs, user_span(vm));
    bool all = is_constant(args[0]) && (count == 1 || is_constant(args[1]));
    Node *same = count == 2 ? neutral(op, args) : NULL;
    bool commutes = op == OP_add || op == OP_multiply;
    if (!all && !same && !commutes)
        return graph_node(vm->cx, g, op, args, count, attrs, nattrs, user_span(vm));
    if (!infer(vm, op, args, count, attrs, nattrs, &to))
        return NULL;
    if (same)
        return fitted(vm, same, &to);
    if (all)
        return computed(vm, op, args, count, attrs, nattrs, &to);
    OpCode inverse = op == OP_add ? OP_subtract : OP_divide;
    const Node *b = args[1];
    bool inverts = is_op_on_number(b, inverse, to.dtype) &&
                   equals(b->args[0], op == OP_add ? 0 : 1) &&
                   keeps_type(vm, inverse, args[0], b->args[1], to.dtype);
    if (inverts)
        return graph_node(vm->cx, g, inverse, (Node *[]){args[0], b->args[1]}, 2, NULL, 0,
                          user_span(vm));
    return commuted(vm, op, args[0], args[1], &to);
}
