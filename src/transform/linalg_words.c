/* linalg_words.c - see linalg_words.h. */
#include "transform/linalg_words.h"

int64_t mat_dim(const Node *a, int from_end)
{
    const Shape *s = &node_type(a)->shape;
    return s->dim[s->rank - from_end];
}

Node *mat_mul(Rule *k, Node *a, Node *b)
{
    if (a == NULL || b == NULL)
        return NULL;
    int64_t batch[MAX_RANK], rank = node_type(a)->shape.rank, row = rank - 2, column = rank - 1;
    for (int64_t i = 0; i < row; i++)
        batch[i] = i;
    Node *args[] = {a, b};
    Attr attrs[] = {{ATTR_contract_a, 1, &column},
                    {ATTR_batch_a, (uint32_t)row, batch},
                    {ATTR_contract_b, 1, &row},
                    {ATTR_batch_b, (uint32_t)row, batch}};
    return rule_node(k, OP_dot, args, 2, attrs, 4);
}

Node *mat_conjugate(Rule *k, Node *a)
{
    return a && dtype_is_complex(node_type(a)->dtype) ? apply(conjugate, a) : a;
}

Node *mat_transpose(Rule *k, Node *a)
{
    if (a == NULL)
        return NULL;
    int64_t axes[MAX_RANK], rank = node_type(a)->shape.rank;
    for (int64_t i = 0; i < rank; i++)
        axes[i] = i;
    axes[rank - 2] = rank - 1;
    axes[rank - 1] = rank - 2;
    return rule_transpose(k, a, axes);
}

Node *mat_adjoint(Rule *k, Node *a)
{
    return mat_conjugate(k, mat_transpose(k, a));
}

/* --- parts --- */

/* 1 where row and column of a matrix like a stand in the relation. */
static Node *mask(Rule *k, const Node *a, OpCode relation)
{
    int64_t dtype = DTYPE_s64, axis[] = {0, 1};
    Shape shapes[] = {{2, {mat_dim(a, 2), 1}}, {2, {1, mat_dim(a, 1)}}};
    Node *sides[2];
    for (int i = 0; i < 2; i++) {
        Attr attrs[] = {
            {ATTR_shape, 2, shapes[i].dim}, {ATTR_axis, 1, &axis[i]}, {ATTR_dtype, 1, &dtype}};
        sides[i] = rule_node(k, OP_iota, NULL, 0, attrs, 3);
    }
    return rule_op(k, relation, sides[0], sides[1], NULL);
}

Node *mat_keep(Rule *k, Node *a, OpCode relation)
{
    return a ? pick(mask(k, a, relation), a, zeros_like(a)) : NULL;
}

Node *mat_half(Rule *k, Node *a)
{
    if (a == NULL)
        return NULL;
    Node *diagonal = mat_keep(k, a, OP_equal);
    if (dtype_is_complex(node_type(a)->dtype))
        diagonal = apply(real, diagonal);
    return add(mat_keep(k, a, OP_greater), mul(diagonal, num(0.5, diagonal)));
}

/* v belongs to matrices, which have an axis more: there is room for it. */
static Node *with_axis(Rule *k, Node *v, int from_end)
{
    if (v == NULL)
        return NULL;
    Shape s = node_type(v)->shape;
    int64_t last = s.dim[s.rank - 1];
    s.dim[s.rank] = from_end == 1 ? 1 : last;
    s.dim[s.rank - 1] = from_end == 1 ? last : 1;
    s.rank++;
    return rule_reshape(k, v, &s);
}

Node *mat_by_row(Rule *k, Node *v)
{
    return with_axis(k, v, 1);
}

Node *mat_by_column(Rule *k, Node *v)
{
    return with_axis(k, v, 2);
}

Node *mat_diagonal_of(Rule *k, Node *a)
{
    if (a == NULL)
        return NULL;
    int64_t last = node_type(a)->shape.rank - 1;
    return rule_sum(k, mat_keep(k, a, OP_equal), &last, 1);
}

/* v[i] at (i, j) and v[j] at (i, j) side by side have the matrix's shape. */
Node *mat_of_diagonal(Rule *k, Node *v)
{
    if (v == NULL)
        return NULL;
    Node *row = mat_by_row(k, v), *zeros = zeros_like(v);
    return mat_keep(k, row ? add(row, mat_by_column(k, zeros)) : NULL, OP_equal);
}

Node *mat_gaps(Rule *k, Node *v)
{
    Node *gaps = v ? sub(mat_by_column(k, v), mat_by_row(k, v)) : NULL;
    if (gaps == NULL)
        return NULL;
    Node *diagonal = mask(k, gaps, OP_equal);
    return pick(diagonal, num(0, gaps), over(num(1, gaps), pick(diagonal, num(1, gaps), gaps)));
}

static Node *part(Rule *k, Node *a, int from_end, int64_t from, int64_t to)
{
    if (a == NULL)
        return NULL;
    Shape s = node_type(a)->shape;
    int axis = s.rank - from_end;
    Node *args[MAX_RANK + 1] = {a};
    int64_t strides[MAX_RANK];
    for (int i = 0; i < s.rank; i++) {
        Type scalar = {DTYPE_s64, {0}};
        args[i + 1] = graph_constant(k->cx, k->g, scalar, scalar_s(i == axis ? from : 0), k->span);
        strides[i] = 1;
    }
    s.dim[axis] = to - from;
    Attr attrs[] = {{ATTR_lengths, (uint32_t)s.rank, s.dim},
                    {ATTR_strides, (uint32_t)s.rank, strides}};
    return rule_node(k, OP_slice, args, s.rank + 1, attrs, 2);
}

Node *mat_columns(Rule *k, Node *a, int64_t from, int64_t to)
{
    return part(k, a, 1, from, to);
}

Node *mat_rows(Rule *k, Node *a, int64_t from, int64_t to)
{
    return part(k, a, 2, from, to);
}

Node *mat_beside(Rule *k, Node *a, Node *b)
{
    if (a == NULL || b == NULL)
        return NULL;
    int64_t axis = node_type(a)->shape.rank - 1;
    Node *args[] = {a, b};
    Attr attr = {ATTR_axis, 1, &axis};
    return rule_node(k, OP_concatenate, args, 2, &attr, 1);
}

/* --- triangular systems --- */

Node *mat_solve(Rule *k, Node *a, Node *b, bool lower, bool left_side, int transform)
{
    if (a == NULL || b == NULL)
        return NULL;
    int64_t is_lower = lower, is_left = left_side, how = transform;
    Node *args[] = {a, b};
    Attr attrs[] = {
        {ATTR_lower, 1, &is_lower}, {ATTR_left_side, 1, &is_left}, {ATTR_transform, 1, &how}};
    return rule_node(k, OP_triangular_solve, args, 2, attrs, 3);
}

Node *mat_solve_any(Rule *k, Node *a, Node *b)
{
    return a && b ? rule_op(k, OP_solve, a, b, NULL) : NULL;
}

Node *mat_solve_adjoint(Rule *k, Node *a, Node *b, bool lower, bool left_side)
{
    return mat_solve(k, mat_conjugate(k, a), b, lower, left_side, TRANSPOSED);
}

/* --- singular values --- */

Node *mat_reduced_svd(Rule *k, Node *x, Node *y)
{
    int64_t no = 0;
    Attr attr = {ATTR_complete, 1, &no};
    bool square = mat_dim(x, 1) == mat_dim(x, 2);
    return square || !node_int(y, ATTR_complete) ? y : rule_node(k, OP_svd, &x, 1, &attr, 1);
}

Node *mat_outside(Rule *k, Node *u, Node *d, Node *s)
{
    if (d == NULL || u == NULL || mat_dim(u, 2) == mat_dim(u, 1))
        return NULL;
    Node *rest = sub(d, mat_mul(k, u, mat_mul(k, mat_transpose(k, u), d)));
    return over(rest, mat_by_column(k, s));
}
