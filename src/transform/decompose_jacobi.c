/* decompose_jacobi.c - see decompose_jacobi.h. */
#include "transform/decompose_jacobi.h"

#include <math.h>

static Node *wide(Rule *k, double x)
{
    return number_of(k, x, DTYPE_f64);
}

/* --- turns --- */

Turn jacobi_turn(Rule *k, Node *a, Node *b, Node *c)
{
    Node *size = apply(abs, c), *one = wide(k, 1);
    Node *is_done = equals(size, wide(k, 0)), *safe = pick(is_done, one, size);
    Node *theta = over(sub(b, a), mul(wide(k, 2), safe));
    Node *sign = pick(is_less(theta, wide(k, 0)), wide(k, -1), one);
    Node *t = over(sign, add(apply(abs, theta), apply(sqrt, add(one, square(theta)))));
    t = pick(is_done, wide(k, 0), t);
    Node *cosine = over(one, apply(sqrt, add(one, square(t))));
    return (Turn){cosine, mul(mul(t, cosine), over(c, safe)), t};
}

static Halves turned(Rule *k, Node *first, Node *second, Turn t)
{
    Node *back = mat_conjugate(k, t.sine);
    return (Halves){sub(mul(t.cosine, first), mul(back, second)),
                    add(mul(t.sine, first), mul(t.cosine, second))};
}

Halves jacobi_columns(Rule *k, Node *x, Turn t)
{
    if (x == NULL)
        return (Halves){NULL, NULL};
    int64_t count = mat_dim(x, 1);
    return turned(k, mat_columns(k, x, 0, count / 2), mat_columns(k, x, count / 2, count), t);
}

Halves jacobi_rows(Rule *k, Node *x, Turn t)
{
    if (x == NULL)
        return (Halves){NULL, NULL};
    int64_t count = mat_dim(x, 2);
    t.cosine = mat_transpose(k, t.cosine);
    t.sine = mat_adjoint(k, t.sine);
    return turned(k, mat_rows(k, x, 0, count / 2), mat_rows(k, x, count / 2, count), t);
}

/* --- seats --- */

static Node *join(Rule *k, Node *const *parts, int count, bool are_rows)
{
    for (int i = 0; i < count; i++)
        if (parts[i] == NULL)
            return NULL;
    int64_t axis = node_type(parts[0])->shape.rank - (are_rows ? 2 : 1);
    Attr along = {ATTR_axis, 1, &axis};
    return rule_node(k, OP_concatenate, parts, count, &along, 1);
}

Node *jacobi_join(Rule *k, Halves x, bool are_rows)
{
    return join(k, (Node *[]){x.first, x.second}, 2, are_rows);
}

/* The first stays, the others go around: those of the first half up, of the second half down. */
Node *jacobi_seats(Rule *k, Halves x, bool are_rows)
{
    if (x.first == NULL)
        return NULL;
    int64_t h = mat_dim(x.first, are_rows ? 2 : 1);
    Node *(*part)(Rule *, Node *, int64_t, int64_t) = are_rows ? mat_rows : mat_columns;
    Node *parts[5];
    int count = 0;
    if (h == 1)
        return jacobi_join(k, x, are_rows);
    parts[count++] = part(k, x.first, 0, 1);
    parts[count++] = part(k, x.second, 0, 1);
    if (h > 2)
        parts[count++] = part(k, x.first, 1, h - 1);
    parts[count++] = part(k, x.second, 1, h);
    parts[count++] = part(k, x.first, h - 1, h);
    return join(k, parts, count, are_rows);
}

/* --- reductions --- */

Node *over_matrix(Rule *k, OpCode op, Node *x)
{
    if (x == NULL)
        return NULL;
    int64_t rank = node_type(x)->shape.rank, axes[] = {rank - 2, rank - 1}, keep = 1;
    Attr attrs[] = {{ATTR_axes, 2, axes}, {ATTR_keep_axes, 1, &keep}};
    return rule_node(k, op, &x, 1, attrs, 2);
}

/* --- columns in order --- */

void jacobi_order(Rule *k, Node **key, Node **matrix, bool descending)
{
    if (*key == NULL || *matrix == NULL)
        return;
    Shape s = node_type(*matrix)->shape;
    int64_t axis = s.rank - 1, down = descending, stable = 1, axes[MAX_RANK];
    Attr how[] = {{ATTR_axis, 1, &axis}, {ATTR_descending, 1, &down}, {ATTR_stable, 1, &stable}};
    for (int i = 0; i < s.rank; i++)
        axes[i] = i;
    Attr spread[] = {{ATTR_shape, (uint32_t)s.rank, s.dim}, {ATTR_axes, (uint32_t)s.rank, axes}};
    Node *args[] = {rule_node(k, OP_broadcast, key, 1, spread, 2), *matrix};
    Node *both_sorted = rule_node(k, OP_sort, args, 2, how, 3);
    Node *key_sorted = rule_node(k, OP_sort, key, 1, how, 3);
    *matrix = graph_elem(k->cx, k->g, both_sorted, 1);
    *key = graph_elem(k->cx, k->g, key_sorted, 0);
}

Node *jacobi_phase(Rule *k, Node *x)
{
    if (x == NULL)
        return NULL;
    Node *size = apply(abs, x),
         *least_size = mul(over_rows(k, OP_reduce_max, size), wide(k, 1 - 1e-8));
    Node *is_largest = at_least(size, least_size);
    Node *place = largest_along(k, is_largest, node_type(x)->shape.rank - 2);
    Node *zero = number_of(k, 0, dtype_of(x)), *one = number_of(k, 1, dtype_of(x));
    Node *chosen = pick(equals(row_places(k, rows_of(x)), place), x, zero);
    chosen = over_rows(k, OP_sum, chosen);
    return pick(
        equals(chosen, zero), one,
        over(mat_conjugate(k, chosen), pick(equals(chosen, zero), wide(k, 1), apply(abs, chosen))));
}

/* --- sizes --- */

Node *zeros_beyond(Rule *k, Node *x, int64_t rows, int64_t columns)
{
    int64_t low[MAX_RANK] = {0}, high[MAX_RANK] = {0}, gap[MAX_RANK] = {0};
    if (x == NULL || (rows == 0 && columns == 0))
        return x;
    int rank = node_type(x)->shape.rank;
    high[rank - 2] = rows;
    high[rank - 1] = columns;
    return rule_between_zeros(k, x, low, high, gap);
}

Scaled scaled_down(Rule *k, Node *x)
{
    if (x == NULL)
        return (Scaled){NULL, NULL, NULL};
    Node *most = over_matrix(k, OP_reduce_max, apply(abs, x));
    Node *finite = is_less(most, wide(k, INFINITY)); /* NaN is the largest */
    Node *is_usable = both(finite, exceeds(most, wide(k, 0)));
    Node *by = pick(is_usable, most, wide(k, 1));
    return (Scaled){pick(finite, over(x, by), number_of(k, 0, dtype_of(x))), by, finite};
}

Node *nan_unless(Rule *k, Node *finite, Node *x)
{
    return x ? pick(finite, x, number_of(k, NAN, dtype_of(x))) : NULL;
}
