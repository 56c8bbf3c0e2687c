/* widen.c - the same computation in f64 and c128.

   The function is the user's, with the rounded constants it has; what it computes with is wider,
   so that differences of its values are derivatives. Every value's dtype is dtype_widened of what
   it was; integers, which count and wrap, stay. */
#include "transform/grad.h"

#include <string.h>

DType dtype_widened(DType t)
{
    return dtype_is_complex(t) ? DTYPE_c128 : dtype_is_float(t) ? DTYPE_f64 : t;
}

Tensor *tensor_widened(Cx *cx, Tensor *t)
{
    DType from = t->type.dtype, to = dtype_widened(from);
    if (from == to)
        return tensor_ref(t);
    Tensor *out = tensor_new(cx, (Type){to, t->type.shape});
    if (out)
        dtype_load_block(from, tensor_data(t), 0, shape_count(&t->type.shape),
                         dtype_info[to].class_, tensor_data(out));
    return out;
}

static Type widened(const Type *t)
{
    return (Type){dtype_widened(t->dtype), t->shape};
}

/* The node with other operands, its dtype attribute wider. */
static Node *with_wide_attributes(Cx *cx, const Node *old, Node *const *args, Graph *to)
{
    Attr attrs[MAX_OP_ATTRS];
    int64_t dtype, no_callback = -1;
    for (int i = 0; i < old->nattrs; i++) {
        attrs[i] = old->attrs[i];
        if (attrs[i].name == ATTR_dtype) {
            dtype = (int64_t)dtype_widened((DType)attrs[i].at[0]);
            attrs[i].at = &dtype;
        } else if (attrs[i].name == ATTR_callback) {
            attrs[i].at = &no_callback;
        }
    }
    return graph_node(cx, to, old->op, args, old->nargs, attrs, old->nattrs, old->span);
}

/* Whether the op makes floats or complex numbers of integers alone, of a width of its own. */
static bool floats_integers(const Node *old)
{
    if (old->nargs == 0 || node_attr(old, ATTR_dtype) || old->op == OP_elem)
        return false;
    for (int i = 0; i < old->nargs; i++)
        if (!dtype_is_integer(node_type(old->args[i])->dtype))
            return false;
    return !dtype_is_integer(node_type(old)->dtype);
}

static Node *on_bits(Cx *cx, const Node *old, Node *arg, Graph *to)
{
    Rule k = {.cx = cx, .g = to, .span = old->span};
    Node *x = rule_cast(&k, arg, node_type(old->args[0])->dtype);
    Node *n = graph_node(cx, to, old->op, &x, 1, old->attrs, old->nattrs, old->span);
    return rule_cast(&k, n, dtype_widened(node_type(old)->dtype));
}

Node *copy_widened(Cx *cx, const Node *old, Node *const *args, Graph *to)
{
    Rule k = {.cx = cx, .g = to, .span = old->span};
    if (old->op == OP_parameter)
        return graph_parameter(cx, to, widened(node_type(old)), old->span);
    if (old->op == OP_constant)
        return graph_constant(cx, to, widened(node_type(old)), tensor_get(old->tensor, 0),
                              old->span);
    if (old->op == OP_tensor) {
        Tensor *t = tensor_widened(cx, old->tensor);
        Node *n = graph_tensor(cx, to, t, old->span);
        tensor_free(t);
        return n;
    }
    if (old->op == OP_runtime_call && !node_int(old, ATTR_passes)) {
        fail(cx, old->span, EXC_ArgumentError, "the values are made by the program");
        return NULL;
    }
    Node **wide = arena_array(graph_arena(to), Node *, old->nargs);
    for (int i = 0; i < old->nargs; i++)
        wide[i] = floats_integers(old) ? rule_cast(&k, args[i], DTYPE_f64) : args[i];
    return old->op == OP_bitcast ? on_bits(cx, old, args[0], to)
                                 : with_wide_attributes(cx, old, wide, to);
}
