/* decompose_svd.c - singular values by Hestenes' rotations of columns until all are orthogonal,
   half as many at once as there are columns (decompose_jacobi.h): order, signs and the vectors that
   complete a basis are the reference's. Computed in f64, as there. */
#include "transform/decompose_jacobi.h"

#include <float.h>

enum { MOST_SWEEPS = 40 };

/* The cosine between columns that counts as none. */
static const double orthogonal = 1e-15;

/* --- rotations --- */

typedef struct Given {
    int64_t rows; /* of the matrix, below which the right vectors stand */
    Node *least;  /* squares of lengths up to here are rounding: [..., 1, 1] */
} Given;

/* The largest of all elements and x. */
static Node *largest_with(Rule *k, Node *elements, Node *x)
{
    int64_t axes[MAX_RANK], keep = 0;
    if (elements == NULL)
        return NULL;
    int rank = node_type(elements)->shape.rank;
    for (int i = 0; i < rank; i++)
        axes[i] = i;
    Attr attrs[] = {{ATTR_axes, (uint32_t)rank, axes}, {ATTR_keep_axes, 1, &keep}};
    Node *most = rule_node(k, OP_reduce_max, &elements, 1, attrs, 2);
    return rule_op(k, OP_max, most, x, NULL);
}

/* State: the matrix above its right vectors, and the largest cosine that was met. */
static void turn_pairs(Rule *k, Node *i, Node **state, const void *closure)
{
    (void)i;
    const Given *given = closure;
    Node *both_halves = state[0], *x = mat_rows(k, both_halves, 0, given->rows);
    int64_t count = mat_dim(both_halves, 1);
    Node *first = mat_columns(k, x, 0, count / 2), *second = mat_columns(k, x, count / 2, count);
    Node *a = over_rows(k, OP_sum, square(first)), *b = over_rows(k, OP_sum, square(second));
    Node *c = over_rows(k, OP_sum, mul(first, second));
    Node *counts = both(exceeds(a, given->least), exceeds(b, given->least));
    Node *one = number_of(k, 1, DTYPE_f64), *none = number_of(k, 0, DTYPE_f64);
    Node *lengths = mul(apply(sqrt, a), apply(sqrt, b));
    Node *cosine = pick(counts, over(apply(abs, c), pick(counts, lengths, one)), none);
    state[1] = largest_with(k, cosine, state[1]);
    state[0] = jacobi_seats(k, jacobi_columns(k, both_halves, jacobi_turn(k, a, b, c)), false);
}

static void sweep(Rule *k, Node *i, Node **state, const void *closure)
{
    (void)i;
    int64_t count = mat_dim(state[0], 1);
    state[1] = number_of(k, 0, DTYPE_f64);
    rule_loop(k, count - 1, state, 2, turn_pairs, closure);
}

static Node *is_oblique(Rule *k, Node *const *state)
{
    return exceeds(state[1], number_of(k, orthogonal, DTYPE_f64));
}

/* --- bases --- */

/* What of the column x is orthogonal to the columns of q, and its length. */
static Node *rest_of(Rule *k, Node *q, Node *x, Node **length)
{
    for (int pass = 0; pass < 2; pass++)
        x = sub(x, mat_mul(k, q, mat_mul(k, mat_transpose(k, q), x)));
    *length = apply(sqrt, over_rows(k, OP_sum, square(x)));
    return x;
}

/* State: the columns that are done, the others 0; given: all as they come. What hardly leaves
   anything is replaced by what the first axis leaves that leaves enough. */
static void next_vector(Rule *k, Node *i, Node **state, const void *given)
{
    Node *columns = *(Node *const *)given, *q = state[0], *length, *axis_length;
    int64_t m = mat_dim(q, 2), rows = node_type(q)->shape.rank - 2, last = rows + 1, keep = 1;
    Node *own = rest_of(k, q, block(k, columns, NULL, 0, i, 1), &length);
    Node *is_own = exceeds(length, number_of(k, 0.5, DTYPE_f64));
    Attr across[] = {{ATTR_axes, 1, &last}, {ATTR_keep_axes, 1, &keep}};
    Node *squares = square(q), *one = number_of(k, 1, DTYPE_f64);
    Node *left = sub(one, squares ? rule_node(k, OP_sum, &squares, 1, across, 2) : NULL);
    Node *open = sub(number_of(k, (double)m, DTYPE_f64), rule_cast(k, i, DTYPE_f64));
    Node *leaves = exceeds(left, mul(open, number_of(k, 0.25 / (double)m, DTYPE_f64)));
    Node *place = largest_along(k, leaves, (int)rows);
    Node *axis = rule_cast(k, equals(row_places(k, m), place), DTYPE_f64);
    axis = rest_of(k, q, axis, &axis_length);
    Node *unit = pick(is_own, over(own, pick(is_own, length, one)), over(axis, axis_length));
    state[0] = put_block(k, q, unit, NULL, i);
}

/* --- the factors of a matrix with at least as many rows as columns --- */

typedef struct Factors {
    Node *left, *values, *right; /* values as a row; right vectors as columns */
} Factors;

static Factors factors(Rule *k, Node *x, int64_t count)
{
    const Factors none = {NULL, NULL, NULL};
    if (x == NULL)
        return none;
    int64_t m = mat_dim(x, 2), n = mat_dim(x, 1), odd = n % 2;
    double rounding = (double)m * DBL_EPSILON;
    Node *total = over_matrix(k, OP_sum, square(x)), *zero = number_of(k, 0, DTYPE_f64);
    Given given = {m, mul(total, number_of(k, rounding * rounding, DTYPE_f64))};
    x = zeros_beyond(k, x, 0, odd);
    Shape s = node_type(x)->shape;
    s.dim[s.rank - 2] = n + odd;
    Node *right = mat_keep(k, rule_fill(k, 1, DTYPE_f64, &s), OP_equal);
    Node *state[] = {jacobi_join(k, (Halves){x, right}, true), number_of(k, 1, DTYPE_f64)};
    if (!rule_loop_while(k, MOST_SWEEPS, state, 2, sweep, is_oblique, &given))
        return none;
    Node *all = state[0], *key;
    key = apply(sqrt, over_rows(k, OP_sum, square(mat_rows(k, all, 0, m))));
    if (odd) /* the column that was added comes last */
        key = sub(key, apply(abs, mat_rows(k, all, m + n, m + n + 1)));
    jacobi_order(k, &key, &all, true);
    key = mat_columns(k, key, 0, n);
    all = mat_columns(k, all, 0, n);
    right = mat_rows(k, all, m, m + n);
    all = mul(all, jacobi_phase(k, right));
    Node *is_zero = equals(key, zero), *one = number_of(k, 1, DTYPE_f64);
    Node *columns = pick(is_zero, zero, over(mat_rows(k, all, 0, m), pick(is_zero, one, key)));
    columns = zeros_beyond(k, columns, 0, count - n);
    Node *left = columns ? zeros_like(columns) : NULL;
    if (!rule_loop(k, count, &left, 1, next_vector, &columns))
        return none;
    return (Factors){left, key, mat_rows(k, all, m, m + n)};
}

DECOMPOSE(svd)
{
    if (shape_count(&node_type(x[0])->shape) == 0)
        return;
    bool is_high = mat_dim(x[0], 2) >= mat_dim(x[0], 1);
    Scaled z = scaled_down(k, rule_cast(k, x[0], DTYPE_f64));
    Node *a = is_high ? z.x : mat_transpose(k, z.x);
    if (a == NULL)
        return;
    Factors f = factors(k, a, node_int(y, ATTR_complete) ? mat_dim(a, 2) : mat_dim(a, 1));
    if (f.left == NULL)
        return;
    out[0] = nan_unless(k, z.finite, is_high ? f.left : f.right);
    out[1] = rule_reshape(k, nan_unless(k, z.finite, mul(f.values, z.by)), &y->types[1].shape);
    out[2] = nan_unless(k, z.finite, mat_transpose(k, is_high ? f.right : f.left));
}
