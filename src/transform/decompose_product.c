/* decompose_product.c - bodies of products of matrices and convolutions whose numbers or axes are
   unusual. */
#include "graph/node.h"
#include "transform/decompose.h"

/* The product that y is, a dot or a conv, of other numbers. */
static Node *product_of(Rule *k, Node *a, Node *b, const Node *y)
{
    Node *args[] = {a, b};
    return rule_node(k, y->op, args, 2, y->attrs, y->nattrs);
}

static Node *part(Rule *k, Node *a, OpCode which, DType t)
{
    return rule_cast(k, is_complex(a) ? rule_op(k, which, a, NULL, NULL) : a, t);
}

/* Four real products, two where one operand is real. */
static Node *product_of_parts(Rule *k, Node *a, Node *b, const Node *y)
{
    DType t = dtype_to_real(dtype_of(y));
    Node *ar = part(k, a, OP_real, t), *br = part(k, b, OP_real, t);
    Node *re = product_of(k, ar, br, y), *im = NULL;
    Node *ai = is_complex(a) ? part(k, a, OP_imag, t) : NULL;
    Node *bi = is_complex(b) ? part(k, b, OP_imag, t) : NULL;
    if (ai && bi)
        re = sub(re, product_of(k, ai, bi, y));
    if (bi)
        im = product_of(k, ar, bi, y);
    if (ai)
        im = im ? add(im, product_of(k, ai, br, y)) : product_of(k, ai, br, y);
    return pair(re, im);
}

/* a with its batch axes in front, then what is free, then what is summed, or these two turned. */
static Node *in_order(Rule *k, Node *a, const Attr *batch, const Attr *contract, bool is_turned)
{
    int rank = node_type(a)->shape.rank, n = 0;
    int64_t order[MAX_RANK];
    for (uint32_t i = 0; i < batch->count; i++)
        order[n++] = batch->at[i];
    for (uint32_t i = 0; i < contract->count && is_turned; i++)
        order[n++] = contract->at[i];
    for (int i = 0; i < rank; i++)
        if (!attr_has(batch, i) && !attr_has(contract, i))
            order[n++] = i;
    for (uint32_t i = 0; i < contract->count && !is_turned; i++)
        order[n++] = contract->at[i];
    return rule_transpose(k, a, order);
}

static Node *dot_in_order(Rule *k, Node *a, Node *b, const Node *y)
{
    const Attr *batch = node_attr(y, ATTR_batch_a), *contract = node_attr(y, ATTR_contract_a);
    uint32_t batches = batch->count, count = contract->count;
    int rank = node_type(a)->shape.rank;
    int64_t first[MAX_RANK], last[MAX_RANK], next[MAX_RANK];
    Node *args[] = {
        in_order(k, a, batch, contract, false),
        in_order(k, b, node_attr(y, ATTR_batch_b), node_attr(y, ATTR_contract_b), true)};
    for (int i = 0; i < MAX_RANK; i++) {
        first[i] = i;
        last[i] = rank - (int)count + i;
        next[i] = (int)batches + i;
    }
    Attr attrs[] = {{ATTR_contract_a, count, last},
                    {ATTR_batch_a, batches, first},
                    {ATTR_contract_b, count, next},
                    {ATTR_batch_b, batches, first}};
    return rule_node(k, OP_dot, args, 2, attrs, 4);
}

/* a in the shape `runs`, then in `whole`, of which `axes` are its own. */
static Node *spread(Rule *k, Node *a, const Shape *runs, const Shape *whole, const int64_t *axes)
{
    a = rule_reshape(k, a, runs);
    Attr attrs[] = {{ATTR_shape, (uint32_t)whole->rank, whole->dim},
                    {ATTR_axes, (uint32_t)runs->rank, axes}};
    return rule_node(k, OP_broadcast, &a, 1, attrs, 2);
}

/* As a sum over the products of elements. Results in a row, if there are several, are added to side
   by side; else each is a sum of its own. */
static Node *dot_of_elements(Rule *k, Node *a, Node *b, const Node *y)
{
    enum { SEVERAL = 8 };
    DType t = dtype_of(y);
    const Shape *sa = &node_type(a)->shape, *sb = &node_type(b)->shape;
    int64_t batch = 1, deep = 1, size_a = shape_count(sa), size_b = shape_count(sb);
    const Attr *batches = node_attr(y, ATTR_batch_a), *contract = node_attr(y, ATTR_contract_a);
    for (uint32_t i = 0; i < batches->count; i++)
        batch *= sa->dim[batches->at[i]];
    for (uint32_t i = 0; i < contract->count; i++)
        deep *= sa->dim[contract->at[i]];
    if (size_a == 0 || size_b == 0)
        return NULL;
    a = in_order(k, rule_cast(k, a, t), batches, contract, false);
    b = in_order(k, rule_cast(k, b, t), node_attr(y, ATTR_batch_b), node_attr(y, ATTR_contract_b),
                 true);
    int64_t m = size_a / batch / deep, n = size_b / batch / deep;
    bool is_wide = n >= SEVERAL;
    Shape whole = is_wide ? SHAPE(batch, m, deep, n) : SHAPE(batch, m, n, deep);
    Shape left = SHAPE(batch, m, deep), right = SHAPE(batch, deep, n),
          turned = SHAPE(batch, n, deep);
    const int64_t wide_axes[] = {0, 1, 2}, row_axes[] = {0, 1, 3}, b_axes[] = {0, 2, 3};
    const int64_t turn[] = {0, 2, 1}, summed = is_wide ? 2 : 3;
    b = rule_reshape(k, b, &right);
    if (!is_wide)
        b = rule_transpose(k, b, turn);
    a = spread(k, a, &left, &whole, is_wide ? wide_axes : row_axes);
    b = spread(k, b, is_wide ? &right : &turned, &whole, b_axes);
    Node *sum = rule_sum(k, mul(a, b), &summed, 1);
    return rule_reshape(k, rule_cast(k, sum, t), &node_type(y)->shape);
}

DECOMPOSE(dot)
{
    DType t = dtype_of(y), wide = dtype_is_integer(t) || t == DTYPE_f64 ? t : DTYPE_f32;
    if (dot_is_widened(y))
        wide = DTYPE_s32;
    if (is_complex(y))
        out[0] = product_of_parts(k, x[0], x[1], y);
    else if (dtype_of(x[0]) != wide || dtype_of(x[1]) != wide)
        out[0] = product_of(k, rule_cast(k, x[0], wide), rule_cast(k, x[1], wide), y);
    else if (!dot_is_in_order(y, 0) || !dot_is_in_order(y, 1))
        out[0] = dot_in_order(k, x[0], x[1], y);
    else
        out[0] = dot_of_elements(k, x[0], x[1], y);
}

/* Sums of products of small integers are exact in f64, and wrap when they are converted. */
DECOMPOSE(conv)
{
    DType t = dtype_of(y);
    int most = 0;
    for (int i = 0; i < 2; i++)
        most = dtype_info[dtype_of(x[i])].bits > most ? dtype_info[dtype_of(x[i])].bits : most;
    bool is_small = dtype_is_integer(t) && most <= 16;
    DType wide = is_small || t == DTYPE_f64 ? DTYPE_f64 : dtype_is_integer(t) ? t : DTYPE_f32;
    if (is_complex(y))
        out[0] = product_of_parts(k, x[0], x[1], y);
    else if (dtype_of(x[0]) != wide || dtype_of(x[1]) != wide)
        out[0] = product_of(k, rule_cast(k, x[0], wide), rule_cast(k, x[1], wide), y);
}
