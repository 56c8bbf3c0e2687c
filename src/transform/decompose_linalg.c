/* decompose_linalg.c - solving with matrices as loops over rows or columns, each step of which
   works on whole batches: products with what is done so far, n steps of n^2 operations.

   What the reference refuses (a singular matrix, one that is not positive definite) gives
   infinities or NaN here. */
#include "transform/decompose.h"

/* Matrices in the last two axes; a batch of vectors as matrices of one column. */
typedef struct Square {
    int rank;
    int64_t n;
    DType t;
    bool lower;
} Square;

int64_t rows_of(const Node *a)
{
    const Shape *s = &node_type(a)->shape;
    return s->dim[s->rank - 2];
}

Node *batch_dot(Rule *k, Node *a, int i, Node *b, int j, int rank)
{
    int64_t from = i, with = j, batch[MAX_RANK];
    for (int axis = 0; axis < rank - 2; axis++)
        batch[axis] = axis;
    Attr attrs[] = {{ATTR_contract_a, 1, &from},
                    {ATTR_batch_a, (uint32_t)(rank - 2), batch},
                    {ATTR_contract_b, 1, &with},
                    {ATTR_batch_b, (uint32_t)(rank - 2), batch}};
    Node *args[] = {a, b};
    return a && b ? rule_node(k, OP_dot, args, 2, attrs, 4) : NULL;
}

Node *block(Rule *k, Node *a, Node *row, int64_t rows, Node *column, int64_t columns)
{
    Node *starts[MAX_RANK] = {NULL};
    if (a == NULL)
        return NULL;
    Shape s = node_type(a)->shape;
    starts[s.rank - 2] = row;
    starts[s.rank - 1] = column;
    s.dim[s.rank - 2] = rows ? rows : s.dim[s.rank - 2];
    s.dim[s.rank - 1] = columns ? columns : s.dim[s.rank - 1];
    return part_of(k, a, starts, s.dim, NULL);
}

Node *put_block(Rule *k, Node *a, Node *part, Node *row, Node *column)
{
    Node *args[MAX_RANK + 2] = {a, part};
    if (a == NULL || part == NULL)
        return NULL;
    int rank = node_type(a)->shape.rank;
    for (int i = 0; i < rank; i++)
        args[i + 2] = number_of(k, 0, DTYPE_s64);
    args[rank] = row ? row : args[rank];
    args[rank + 1] = column ? column : args[rank + 1];
    return rule_node(k, OP_put_slice, args, rank + 2, NULL, 0);
}

Node *over_rows(Rule *k, OpCode op, Node *a)
{
    if (a == NULL)
        return NULL;
    int64_t axis = node_type(a)->shape.rank - 2, keep = 1;
    Attr attrs[] = {{ATTR_axes, 1, &axis}, {ATTR_keep_axes, 1, &keep}};
    return rule_node(k, op, &a, 1, attrs, 2);
}

Node *largest_along(Rule *k, Node *a, int axis)
{
    enum { ATTRS = 4 };
    int64_t along = axis, keep = 1, last = 0, dtype = DTYPE_s64;
    Attr attrs[ATTRS] = {{ATTR_axes, 1, &along},
                         {ATTR_keep_axes, 1, &keep},
                         {ATTR_last, 1, &last},
                         {ATTR_dtype, 1, &dtype}};
    return a ? rule_node(k, OP_argmax, &a, 1, attrs, ATTRS) : NULL;
}

static Node *zeros_of(Rule *k, const Node *like)
{
    return rule_fill(k, 0, dtype_of(like), &node_type(like)->shape);
}

Node *row_places(Rule *k, int64_t n)
{
    Shape s = SHAPE(n, 1);
    return places_along(k, &s, 0, DTYPE_s64);
}

/* --- triangles --- */

/* One row of the unknown: what is left of the right-hand side, over the diagonal. */
static void substitute(Rule *k, Node *i, Node **state, const void *given)
{
    const struct {
        Square square;
        Node *a, *b;
    } *g = given;
    int rank = g->square.rank;
    Node *last = number_of(k, (double)(g->square.n - 1), DTYPE_s64);
    Node *at = g->square.lower ? i : sub(last, i);
    Node *known = batch_dot(k, block(k, g->a, at, 1, NULL, 0), rank - 1, state[0], rank - 2, rank);
    Node *rest = sub(block(k, g->b, at, 1, NULL, 0), known);
    state[0] = put_block(k, state[0], over(rest, block(k, g->a, at, 1, at, 1)), at, NULL);
}

/* The unknown x of a x = b for a triangle a; b has a's rank. */
static Node *solve_triangle(Rule *k, Node *a, Node *b, bool lower)
{
    if (a == NULL || b == NULL)
        return NULL;
    struct {
        Square square;
        Node *a, *b;
    } given = {{node_type(a)->shape.rank, rows_of(a), dtype_of(a), lower}, NULL, b};
    Shape s = SHAPE(given.square.n, given.square.n);
    Node *row = places_along(k, &s, 0, DTYPE_s64), *column = places_along(k, &s, 1, DTYPE_s64);
    Node *inside = lower ? at_least(row, column) : at_least(column, row);
    given.a = pick(inside, a, number_of(k, 0, given.square.t));
    Node *x = zeros_of(k, b);
    return rule_loop(k, given.square.n, &x, 1, substitute, &given) ? x : NULL;
}

/* b as matrices: with one column where it is a batch of vectors. */
static Node *as_columns(Rule *k, Node *b, int rank)
{
    if (b == NULL || node_type(b)->shape.rank == rank)
        return b;
    Shape s = node_type(b)->shape;
    s.dim[s.rank++] = 1;
    return rule_reshape(k, b, &s);
}

DECOMPOSE(triangular_solve)
{
    DType t = dtype_of(y);
    int rank = node_type(x[0])->shape.rank;
    bool is_vector = node_type(x[1])->shape.rank < rank;
    bool left = node_int(y, ATTR_left_side), lower = node_int(y, ATTR_lower);
    int64_t transform = node_int(y, ATTR_transform);
    Node *a = rule_cast(k, x[0], t), *b = as_columns(k, rule_cast(k, x[1], t), rank);
    if (shape_count(&node_type(y)->shape) == 0)
        return;
    if (transform == 2 && dtype_is_complex(t))
        a = apply(conjugate, a);
    /* x a = b is a^T x^T = b^T; vectors are columns already */
    if ((transform == 1) == left) {
        a = swap_axes(k, a, rank - 2, rank - 1);
        lower = !lower;
    }
    b = left || is_vector ? b : swap_axes(k, b, rank - 2, rank - 1);
    Node *solved = solve_triangle(k, a, b, lower);
    solved = left || is_vector ? solved : swap_axes(k, solved, rank - 2, rank - 1);
    out[0] = rule_reshape(k, solved, &node_type(y)->shape);
}

/* --- Cholesky's factor, column by column --- */

static void next_column(Rule *k, Node *j, Node **state, const void *given)
{
    Node *a = *(Node *const *)given, *l = state[0];
    int rank = node_type(a)->shape.rank;
    bool is_real = !dtype_is_complex(dtype_of(a));
    Node *row = block(k, l, j, 1, NULL, 0);
    Node *known = batch_dot(k, l, rank - 1, is_real ? row : apply(conjugate, row), rank - 1, rank);
    Node *rest = sub(block(k, a, NULL, 0, j, 1), known);
    Node *diagonal = block(k, rest, j, 1, NULL, 1);
    Node *root = apply(sqrt, is_real ? diagonal : apply(real, diagonal));
    Node *below = at_least(row_places(k, rows_of(a)), j);
    Node *column = pick(below, over(rest, root), number_of(k, 0, dtype_of(a)));
    state[0] = put_block(k, l, column, NULL, j);
}

DECOMPOSE(cholesky)
{
    Node *a = rule_cast(k, x[0], dtype_of(y));
    if (shape_count(&node_type(y)->shape) == 0)
        return;
    Node *l = zeros_of(k, a);
    out[0] = rule_loop(k, rows_of(a), &l, 1, next_column, &a) ? l : NULL;
}

/* --- elimination with pivots --- */

/* The row with the largest element in column j, of those from j on, changes places with row j, and
   what is below the diagonal is eliminated. The state is the matrix with its right-hand sides. */
static void eliminate(Rule *k, Node *j, Node **state, const void *given)
{
    int64_t n = *(const int64_t *)given;
    Node *w = state[0], *row = row_places(k, n), *zero = number_of(k, 0, dtype_of(w));
    Node *column = apply(abs, block(k, w, NULL, 0, j, 1));
    Node *candidates = pick(at_least(row, j), column, number_of(k, -1, dtype_of(column)));
    Node *best = largest_along(k, candidates, node_type(w)->shape.rank - 2);
    Node *is_best = equals(row, best), *pivot = over_rows(k, OP_sum, pick(is_best, w, zero));
    Node *old = block(k, w, j, 1, NULL, 0);
    w = pick(equals(row, j), pivot, pick(is_best, old, w));
    Node *factor = over(block(k, w, NULL, 0, j, 1), block(k, pivot, NULL, 1, j, 1));
    state[0] = sub(w, mul(pick(exceeds(row, j), factor, zero), pivot));
}

DECOMPOSE(solve)
{
    DType t = dtype_of(y);
    int rank = node_type(x[0])->shape.rank;
    int64_t n = rows_of(x[0]), axis = rank - 1;
    if (shape_count(&node_type(y)->shape) == 0)
        return;
    Node *parts[] = {rule_cast(k, x[0], t), as_columns(k, rule_cast(k, x[1], t), rank)};
    Attr along = {ATTR_axis, 1, &axis};
    Node *w = rule_node(k, OP_concatenate, parts, 2, &along, 1);
    if (w == NULL || !rule_loop(k, n, &w, 1, eliminate, &n))
        return;
    Node *right = number_of(k, (double)n, DTYPE_s64);
    int64_t columns = node_type(w)->shape.dim[rank - 1] - n;
    Node *upper = block(k, w, NULL, 0, NULL, n);
    Node *solved = solve_triangle(k, upper, block(k, w, NULL, 0, right, columns), false);
    out[0] = rule_reshape(k, solved, &node_type(y)->shape);
}
