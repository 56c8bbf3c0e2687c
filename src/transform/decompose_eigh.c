/* decompose_eigh.c - eigenvalues and eigenvectors of Hermitian matrices by Jacobi's rotations, half
   as many at once as there are columns (decompose_jacobi.h): order, signs and phases are the
   reference's. Batches turn together until the last of them is done; f32 and c64 are computed in
   f64 and c128, as there. */
#include "transform/decompose_jacobi.h"

enum { MOST_SWEEPS = 60 };

/* What stands beside the diagonal of a matrix whose largest element is 1 and is left there. */
static const double negligible = 1e-17;

/* The largest size beside the diagonal, of all matrices. */
static Node *largest_beside(Rule *k, Node *a)
{
    int64_t axes[MAX_RANK], keep = 0;
    if (a == NULL)
        return NULL;
    int rank = node_type(a)->shape.rank;
    for (int i = 0; i < rank; i++)
        axes[i] = i;
    Node *size = apply(abs, sub(a, mat_keep(k, a, OP_equal)));
    Attr attrs[] = {{ATTR_axes, (uint32_t)rank, axes}, {ATTR_keep_axes, 1, &keep}};
    return size ? rule_node(k, OP_reduce_max, &size, 1, attrs, 2) : NULL;
}

/* The diagonal as a row. */
static Node *diagonal_row(Rule *k, Node *a)
{
    return over_rows(k, OP_sum, mat_keep(k, a, OP_equal));
}

/* State: the matrix, the vectors as columns, the largest size beside the diagonal. */
static void turn_all(Rule *k, Node *i, Node **state, const void *given)
{
    (void)i;
    (void)given;
    Node *a = state[0];
    int64_t m = mat_dim(a, 1), h = m / 2;
    Node *upper = mat_rows(k, a, 0, h), *lower = mat_rows(k, a, h, m);
    Node *p = diagonal_row(k, mat_columns(k, upper, 0, h));
    Node *q = diagonal_row(k, mat_columns(k, lower, h, m));
    Node *between = diagonal_row(k, mat_columns(k, upper, h, m));
    if (p && is_complex(p)) {
        p = apply(real, p);
        q = apply(real, q);
    }
    Turn t = jacobi_turn(k, p, q, between);
    Node *change = mul(t.tangent, apply(abs, between));
    Node *diagonal = mat_beside(k, sub(p, change), add(q, change));
    Node *rotated =
        jacobi_join(k, jacobi_rows(k, jacobi_join(k, jacobi_columns(k, a, t), false), t), true);
    Shape s = SHAPE(1, m);
    Node *row = row_places(k, m), *column = places_along(k, &s, 1, DTYPE_s64);
    Node *distance = apply(abs, sub(row, column));
    Node *kept = pick(equals(distance, number_of(k, (double)h, DTYPE_s64)),
                      number_of(k, 0, dtype_of(a)), rotated);
    kept = pick(equals(row, column), rule_cast(k, diagonal, dtype_of(a)), kept);
    if (kept == NULL)
        return;
    Halves columns = {mat_columns(k, kept, 0, h), mat_columns(k, kept, h, m)};
    Node *moved = jacobi_seats(k, columns, false);
    Halves rows = {mat_rows(k, moved, 0, h), mat_rows(k, moved, h, m)};
    state[0] = jacobi_seats(k, rows, true);
    state[1] = jacobi_seats(k, jacobi_columns(k, state[1], t), false);
    state[2] = largest_beside(k, kept);
}

static Node *is_left(Rule *k, Node *const *state)
{
    return exceeds(state[2], number_of(k, negligible, DTYPE_f64));
}

/* The lower triangle and its adjoint, with a real diagonal. */
static Node *hermitian(Rule *k, Node *x)
{
    if (x == NULL)
        return NULL;
    Node *below = mat_keep(k, x, OP_greater), *diagonal = mat_keep(k, x, OP_equal);
    if (is_complex(x))
        diagonal = apply(real, diagonal);
    return add(add(below, mat_adjoint(k, below)), diagonal);
}

DECOMPOSE(eigh)
{
    bool has_phase = dtype_is_complex(y->types[1].dtype);
    int64_t n = mat_dim(x[0], 1), odd = n % 2, m = n + odd;
    if (shape_count(&node_type(x[0])->shape) == 0)
        return;
    Scaled z = scaled_down(k, hermitian(k, rule_cast(k, x[0], has_phase ? DTYPE_c128 : DTYPE_f64)));
    Node *a = zeros_beyond(k, z.x, odd, odd);
    if (a && odd) { /* a value above all others, which nothing turns with */
        Shape s = SHAPE(m, m);
        Node *last = number_of(k, (double)n, DTYPE_s64);
        Node *is_last = both(equals(places_along(k, &s, 0, DTYPE_s64), last),
                             equals(places_along(k, &s, 1, DTYPE_s64), last));
        a = pick(is_last, number_of(k, (double)(4 * n), dtype_of(a)), a);
    }
    if (a == NULL)
        return;
    Node *vectors = mat_keep(k, rule_fill(k, 1, dtype_of(a), &node_type(a)->shape), OP_equal);
    Node *state[] = {a, vectors, largest_beside(k, a)};
    if (!rule_loop_while(k, MOST_SWEEPS * (m - 1), state, 3, turn_all, is_left, NULL))
        return;
    Node *values = diagonal_row(k, state[0]);
    values = values && has_phase ? apply(real, values) : values;
    vectors = state[1];
    jacobi_order(k, &values, &vectors, false);
    values = mul(mat_columns(k, values, 0, n), z.by);
    vectors = mat_columns(k, mat_rows(k, vectors, 0, n), 0, n);
    vectors = mul(vectors, jacobi_phase(k, vectors));
    out[0] = rule_reshape(k, nan_unless(k, z.finite, values), &y->types[0].shape);
    out[1] = nan_unless(k, z.finite, vectors);
}
