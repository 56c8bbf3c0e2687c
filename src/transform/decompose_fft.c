/* decompose_fft.c - the discrete Fourier transform along the last axis as products of matrices.

   A length n = p m is transformed as p x m numbers: a product with the p x p matrix of roots, a
   factor for each number, then transforms of length m (J. W. Cooley, J. W. Tukey, 1965). A prime
   that is too large for a matrix is a convolution, done by transforms of a power of two (L.
   Bluestein, 1970). So a graph has O(log n) nodes, and n log n things are done for factors that are
   small. */
#include "transform/decompose.h"

#include <math.h>

enum { MOST_ROOTS = 64 /* rows of a matrix */ };

/* exp(sign 2 pi i j / n) for a node of whole numbers j >= 0, below 2^53. */
static Node *roots(Rule *k, Node *j, int64_t n, int sign, DType t)
{
    DType part = dtype_to_real(t);
    Node *rest = rule_op(k, OP_remainder, j, number_of(k, (double)n, DTYPE_s64), NULL);
    Node *angle = mul(rule_cast(k, rest, part), number_of(k, sign * 2 * M_PI / (double)n, part));
    return pair(apply(cos, angle), apply(sin, angle));
}

/* roots of n to the power row * column, rows x columns */
static Node *root_table(Rule *k, int64_t rows, int64_t columns, int64_t n, DType t)
{
    Shape s = SHAPE(rows, columns);
    Node *power = mul(places_along(k, &s, 0, DTYPE_s64), places_along(k, &s, 1, DTYPE_s64));
    return roots(k, power, n, -1, t);
}

/* The sum over axis `axis` of a times the rows of a square table; the new axis is the last one. */
static Node *times_table(Rule *k, Node *a, int axis, Node *table)
{
    int64_t from = axis, zero = 0;
    Attr attrs[] = {{ATTR_contract_a, 1, &from},
                    {ATTR_batch_a, 0, NULL},
                    {ATTR_contract_b, 1, &zero},
                    {ATTR_batch_b, 0, NULL}};
    Node *args[] = {a, table};
    return a ? rule_node(k, OP_dot, args, 2, attrs, 4) : NULL;
}

/* The largest factor of n up to MOST_ROOTS; n itself when it has none. */
static int64_t factor_of(int64_t n)
{
    for (int64_t p = MOST_ROOTS; p > 1; p--)
        if (n % p == 0)
            return p;
    return n;
}

static Node *transform(Rule *k, Node *a, DType t);

/* jk = (j^2 + k^2 - (j - k)^2) / 2 makes the transform a convolution with exp(i pi j^2 / n). */
static Node *by_convolution(Rule *k, Node *a, DType t)
{
    Shape s = node_type(a)->shape, flat = SHAPE(s.dim[s.rank - 1]);
    int64_t n = flat.dim[0], size = 1, low[MAX_RANK] = {0}, high[MAX_RANK] = {0},
            gap[MAX_RANK] = {0};
    while (size < 2 * n - 1)
        size *= 2;
    Node *j = places_along(k, &flat, 0, DTYPE_s64), *chirp = roots(k, mul(j, j), 2 * n, 1, t);
    Node *down = apply(conjugate, chirp);
    high[s.rank - 1] = size - n;
    Node *signal = rule_between_zeros(k, mul(a, down), low, high, gap);
    /* the chirp at 0 .. n - 1, zeros, then at -(n - 1) .. -1 */
    Node *one = number_of(k, 1, DTYPE_s64);
    int64_t rest = n - 1, axis = 0;
    Node *tail = part_of(k, chirp, &one, &rest, NULL);
    Shape between = SHAPE(size - 2 * n + 1);
    Attr axes = {ATTR_axes, 1, &axis}, along = {ATTR_axis, 1, &axis};
    Node *parts[] = {chirp, rule_fill(k, 0, t, &between),
                     tail ? rule_node(k, OP_reverse, &tail, 1, &axes, 1) : NULL};
    Node *kernel = transform(k, rule_node(k, OP_concatenate, parts, 3, &along, 1), t);
    Node *product = mul(transform(k, signal, t), kernel);
    Node *back = product ? apply(conjugate, transform(k, apply(conjugate, product), t)) : NULL;
    Node *starts[MAX_RANK] = {NULL};
    Node *whole = part_of(k, back, starts, s.dim, NULL);
    return mul(mul(whole, number_of(k, 1 / (double)size, dtype_to_real(t))), down);
}

static Node *transform(Rule *k, Node *a, DType t)
{
    if (a == NULL)
        return NULL;
    Shape s = node_type(a)->shape, split = s;
    int last = s.rank - 1;
    int64_t n = s.dim[last], p = n > 1 ? factor_of(n) : 1, m = n / p;
    if (n == 1 || shape_count(&s) == 0)
        return a;
    if (p > MOST_ROOTS)
        return by_convolution(k, a, t);
    if (m == 1)
        return times_table(k, a, last, root_table(k, n, n, n, t));
    if (s.rank == MAX_RANK)
        return NULL;
    split.dim[split.rank++] = m;
    split.dim[last] = p;
    Node *rows = times_table(k, rule_reshape(k, a, &split), last, root_table(k, p, p, p, t));
    rows = mul(rows, root_table(k, m, p, n, t)); /* [.., m, p] */
    Node *columns = transform(k, swap_axes(k, rows, last, last + 1), t);
    return rule_reshape(k, swap_axes(k, columns, last, last + 1), &s);
}

DECOMPOSE(fft)
{
    out[0] = transform(k, rule_cast(k, x[0], dtype_of(y)), dtype_of(y));
}

DECOMPOSE(ifft)
{
    const Shape *s = &node_type(y)->shape;
    DType t = dtype_of(y);
    Node *a = transform(k, apply(conjugate, rule_cast(k, x[0], t)), t);
    double scale = 1 / (double)s->dim[s->rank - 1];
    out[0] = mul(a ? apply(conjugate, a) : NULL, number_of(k, scale, dtype_to_real(t)));
}
