/* decompose_factor.c - the factors of LU and QR as loops over columns, each step of which works on
   whole batches; and the packed forms of LAPACK, which programs of other systems use.

   Householder's reflections are LAPACK's (H = 1 - tau v v*, v with a 1 at its head and the rest
   below the diagonal of what is packed), so that its signs come out. Norms of f32 and c64 are
   computed in f64. */
#include "transform/decompose.h"

static int64_t columns_of(const Node *a)
{
    const Shape *s = &node_type(a)->shape;
    return s->dim[s->rank - 1];
}

static Node *column_places(Rule *k, int64_t n)
{
    Shape s = SHAPE(1, n);
    return places_along(k, &s, 1, DTYPE_s64);
}

static Node *adjoint_of(Rule *k, Node *a)
{
    return a && is_complex(a) ? apply(conjugate, a) : a;
}

/* Matrices of ones on the diagonal, in the batches of `like`. */
static Node *identities(Rule *k, const Node *like, int64_t rows, int64_t columns)
{
    if (like == NULL)
        return NULL;
    Shape s = node_type(like)->shape;
    s.dim[s.rank - 2] = rows;
    s.dim[s.rank - 1] = columns;
    Node *is_diagonal = equals(row_places(k, rows), column_places(k, columns));
    DType t = dtype_of(like);
    return pick(is_diagonal, rule_fill(k, 1, t, &s), number_of(k, 0, t));
}

/* --- LU --- */

/* The index, s64, of the largest element of a along its rows from j on, kept as an axis. */
static Node *largest_row(Rule *k, Node *a, Node *row, Node *j)
{
    Node *size = apply(abs, a);
    size = pick(at_least(row, j), size, number_of(k, -1, dtype_of(size)));
    return size ? largest_along(k, size, node_type(size)->shape.rank - 2) : NULL;
}

/* Row j and row `other`, one for each matrix, change places. */
static Node *exchange_rows(Rule *k, Node *a, Node *row, Node *j, Node *other)
{
    Node *is_other = equals(row, other);
    Node *there = over_rows(k, OP_sum, pick(is_other, a, number_of(k, 0, dtype_of(a))));
    return pick(equals(row, j), there, pick(is_other, block(k, a, j, 1, NULL, 0), a));
}

/* State: the matrix, of which what is done is lower \ upper, and the identity with its rows
   exchanged likewise. */
static void eliminate_column(Rule *k, Node *j, Node **state, const void *given)
{
    int64_t n = *(const int64_t *)given;
    Node *row = row_places(k, n), *column = column_places(k, n), *w = state[0];
    Node *best = largest_row(k, block(k, w, NULL, 0, j, 1), row, j);
    w = exchange_rows(k, w, row, j, best);
    state[1] = exchange_rows(k, state[1], row, j, best);
    Node *pivot = block(k, w, j, 1, j, 1), *zero = number_of(k, 0, dtype_of(w));
    Node *one = number_of(k, 1, dtype_of(w));
    Node *factor = over(block(k, w, NULL, 0, j, 1), pick(equals(pivot, zero), one, pivot));
    Node *rest = sub(w, mul(factor, block(k, w, j, 1, NULL, 0)));
    Node *changed = pick(exceeds(column, j), rest, pick(equals(column, j), factor, w));
    state[0] = pick(exceeds(row, j), changed, w);
}

DECOMPOSE(lu)
{
    DType t = y->types[1].dtype;
    if (shape_count(&y->types[1].shape) == 0)
        return;
    Node *state[] = {rule_cast(k, x[0], t), NULL};
    if (state[0] == NULL)
        return;
    int64_t n = rows_of(state[0]);
    int rank = node_type(state[0])->shape.rank;
    state[1] = identities(k, state[0], n, n);
    if (!rule_loop(k, n, state, 2, eliminate_column, &n))
        return;
    Node *row = row_places(k, n), *column = column_places(k, n), *zero = number_of(k, 0, t);
    Node *ones = identities(k, state[0], n, n);
    out[0] = swap_axes(k, state[1], rank - 2, rank - 1);
    out[1] = pick(exceeds(row, column), state[0], ones);
    out[2] = pick(exceeds(row, column), zero, state[0]);
}

/* State: the order so far, [..., n], and the exchanges, [..., count]; given: the order to come to.
 */
static void next_exchange(Rule *k, Node *i, Node **state, const void *given)
{
    Node *order = *(Node *const *)given;
    int64_t n = columns_of(order);
    Node *place = column_places(k, n), *now = state[0];
    Node *wanted = block(k, order, NULL, 0, i, 1), *is_it = equals(now, wanted);
    Node *from = largest_along(k, is_it, node_type(order)->shape.rank - 1);
    state[1] = put_block(k, state[1], rule_cast(k, from, DTYPE_s32), NULL, i);
    state[0] = pick(equals(place, i), wanted, pick(is_it, block(k, now, NULL, 0, i, 1), now));
}

Node *factor_exchanges(Cx *cx, Graph *g, Node *permutation, int64_t count, Span span)
{
    Rule rule = {.cx = cx, .g = g, .span = span}, *k = &rule;
    if (permutation == NULL)
        return NULL;
    Shape s = node_type(permutation)->shape;
    int axis = s.rank - 2;
    Node *size = is_complex(permutation) ? apply(real, permutation) : permutation;
    Node *order = largest_along(k, size, axis);
    s.dim[axis] = 1;
    Shape some = s;
    some.dim[axis + 1] = count;
    Node *state[] = {places_along(k, &s, axis + 1, DTYPE_s64), rule_fill(k, 0, DTYPE_s32, &some)};
    if (order == NULL || !rule_loop(k, count, state, 2, next_exchange, &order))
        return NULL;
    some.dim[axis] = count;
    some.rank--;
    return rule_reshape(k, state[1], &some);
}

/* --- reflections --- */

/* The sum of |x|^2 over the rows, kept as an axis. */
static Node *square_sum(Rule *k, Node *x)
{
    Parts p = parts_in(k, x, DTYPE_f64);
    bool has_two = x && is_complex(x);
    return over_rows(k, OP_sum, has_two ? add(square(p.re), square(p.im)) : square(p.re));
}

/* The reflection of a column: what its head becomes, the factor of v v*, and by what the tail is
   divided to be v's; tau is 0 where there is nothing to do. */
typedef struct Reflection {
    Node *head, *tau, *divisor;
} Reflection;

/* As LAPACK has it: the head becomes real, of the other sign. `norms` are of f64. */
static Reflection lapack_reflection(Rule *k, Node *head, Node *tail_norm, Node *norm)
{
    DType t = dtype_of(head);
    Node *real = is_complex(head) ? apply(real, head) : head, *one = number_of(k, 1, t);
    Node *none = number_of(k, 0, dtype_of(real)), *wide_none = number_of(k, 0, DTYPE_f64);
    Node *is_done = equals(tail_norm, wide_none);
    if (is_complex(head))
        is_done = both(is_done, equals(apply(imag, head), none));
    norm = rule_cast(k, norm, dtype_of(real));
    Node *beta = rule_cast(k, pick(at_least(real, none), neg(norm), norm), t);
    Node *tau = over(sub(beta, head), pick(is_done, one, beta));
    return (Reflection){pick(is_done, head, beta), pick(is_done, number_of(k, 0, t), tau),
                        pick(is_done, one, sub(head, beta))};
}

/* As the reference has it: the head keeps its phase, and of real numbers becomes positive. */
static Reflection own_reflection(Rule *k, Node *head, Node *tail_norm, Node *norm)
{
    DType t = dtype_of(head);
    Node *one = number_of(k, 1, DTYPE_f64), *none = number_of(k, 0, DTYPE_f64);
    Node *is_done = equals(tail_norm, none), *rest = square(tail_norm);
    Node *x = rule_cast(k, is_complex(head) ? apply(abs, head) : head, DTYPE_f64);
    Node *phase = number_of(k, 1, t);
    if (is_complex(head))
        phase = pick(equals(x, none), phase, over(head, rule_cast(k, x, t)));
    Node *v = pick(exceeds(x, none), neg(over(rest, add(x, norm))), sub(x, norm));
    v = pick(is_done, one, v);
    Node *tau = over(mul(number_of(k, 2, DTYPE_f64), square(v)), add(rest, square(v)));
    return (Reflection){pick(is_done, head, mul(phase, rule_cast(k, norm, t))),
                        rule_cast(k, pick(is_done, none, tau), t), mul(phase, rule_cast(k, v, t))};
}

typedef Reflection Reflect(Rule *k, Node *head, Node *tail_norm, Node *norm);

/* State: the matrix, of which what is done is packed, and the taus as rows of one. */
static void reflect_column(Rule *k, Node *i, Node **state, const void *given)
{
    Reflect *const *reflect = given;
    Node *a = state[0], *row = row_places(k, rows_of(a)), *place = column_places(k, columns_of(a));
    int rank = node_type(a)->shape.rank;
    DType t = dtype_of(a);
    Node *column = block(k, a, NULL, 0, i, 1), *head = block(k, a, i, 1, i, 1);
    Node *tail = pick(exceeds(row, i), column, number_of(k, 0, t)), *rest = square_sum(k, tail);
    if (head == NULL || rest == NULL)
        return;
    Node *norm = apply(sqrt, add(rest, square_sum(k, head)));
    Reflection h = (*reflect)(k, head, apply(sqrt, rest), norm);
    Node *v = over(tail, h.divisor), *whole = pick(equals(row, i), number_of(k, 1, t), v);
    Node *along = batch_dot(k, adjoint_of(k, whole), rank - 2, a, rank - 2, rank);
    Node *reflected = sub(a, mul(mul(adjoint_of(k, h.tau), whole), along));
    Node *packed = pick(equals(row, i), h.head, pick(exceeds(row, i), v, column));
    state[0] = pick(exceeds(place, i), reflected, pick(equals(place, i), packed, a));
    state[1] = put_block(k, state[1], h.tau, NULL, i);
}

static bool reflections(Rule *k, Node *x, Reflect *reflect, Node **packed, Node **taus)
{
    if (x == NULL)
        return false;
    Shape s = node_type(x)->shape;
    int64_t count = rows_of(x) < columns_of(x) ? rows_of(x) : columns_of(x);
    s.dim[s.rank - 2] = 1;
    s.dim[s.rank - 1] = count;
    Node *state[] = {x, rule_fill(k, 0, dtype_of(x), &s)};
    bool ok = rule_loop(k, count, state, 2, reflect_column, &reflect);
    *packed = state[0];
    *taus = state[1];
    return ok;
}

typedef struct Packed {
    Node *a, *taus; /* taus: [..., 1, count] */
    int64_t count;
} Packed;

/* State: the matrix that the last reflections have been applied to. */
static void apply_reflection(Rule *k, Node *i, Node **state, const void *given)
{
    const Packed *p = given;
    Node *at = sub(number_of(k, (double)(p->count - 1), DTYPE_s64), i), *q = state[0];
    Node *row = row_places(k, rows_of(p->a)), *zero = number_of(k, 0, dtype_of(q));
    int rank = node_type(q)->shape.rank;
    Node *below = pick(exceeds(row, at), block(k, p->a, NULL, 0, at, 1), zero);
    Node *v = pick(equals(row, at), number_of(k, 1, dtype_of(q)), below);
    Node *along = batch_dot(k, adjoint_of(k, v), rank - 2, q, rank - 2, rank);
    state[0] = sub(q, mul(mul(block(k, p->taus, NULL, 0, at, 1), v), along));
}

/* The first columns of the product of the reflections. */
static Node *reflected(Rule *k, Node *packed, Node *taus, int64_t columns)
{
    Packed p = {packed, taus, columns_of(taus)};
    Node *q = identities(k, packed, rows_of(packed), columns);
    return q && rule_loop(k, p.count, &q, 1, apply_reflection, &p) ? q : NULL;
}

bool factor_reflections(Cx *cx, Graph *g, Node *x, Span span, Node **packed, Node **taus)
{
    Rule k = {.cx = cx, .g = g, .span = span};
    if (x == NULL || !reflections(&k, x, lapack_reflection, packed, taus))
        return false;
    Shape s = node_type(*taus)->shape;
    s.dim[s.rank - 2] = s.dim[s.rank - 1];
    s.rank--;
    *taus = rule_reshape(&k, *taus, &s);
    return *taus != NULL;
}

Node *factor_reflected(Cx *cx, Graph *g, Node *packed, Node *taus, int64_t columns, Span span)
{
    Rule k = {.cx = cx, .g = g, .span = span};
    if (packed == NULL || taus == NULL)
        return NULL;
    Shape s = node_type(taus)->shape;
    s.dim[s.rank] = s.dim[s.rank - 1];
    s.dim[s.rank++ - 1] = 1;
    return reflected(&k, packed, rule_reshape(&k, taus, &s), columns);
}

/* Numbers of size 1 that make the diagonal of r positive, as rows of one. */
static Node *phases(Rule *k, Node *r)
{
    int64_t axis = node_type(r)->shape.rank - 1, keep = 1;
    DType t = dtype_of(r);
    Node *zero = number_of(k, 0, t);
    Node *is_diagonal = equals(row_places(k, rows_of(r)), column_places(k, columns_of(r)));
    Attr attrs[] = {{ATTR_axes, 1, &axis}, {ATTR_keep_axes, 1, &keep}};
    Node *kept = pick(is_diagonal, r, zero);
    Node *d = kept ? rule_node(k, OP_sum, &kept, 1, attrs, 2) : NULL;
    return d ? pick(equals(d, zero), number_of(k, 1, t), over(d, rule_cast(k, apply(abs, d), t)))
             : NULL;
}

DECOMPOSE(qr)
{
    DType t = y->types[0].dtype;
    int rank = y->types[0].shape.rank;
    int64_t inner = y->types[0].shape.dim[rank - 1];
    Node *packed, *taus;
    if (shape_count(&node_type(x[0])->shape) == 0 ||
        !reflections(k, rule_cast(k, x[0], t), own_reflection, &packed, &taus))
        return;
    Node *r = block(k, packed, NULL, inner, NULL, 0), *q = reflected(k, packed, taus, inner);
    Node *row = row_places(k, inner), *column = column_places(k, columns_of(packed));
    r = pick(exceeds(row, column), number_of(k, 0, t), r);
    Node *phase = r && dtype_is_complex(t) ? phases(k, r) : NULL;
    out[0] = phase ? mul(q, swap_axes(k, phase, rank - 2, rank - 1)) : q;
    out[1] = phase ? mul(apply(conjugate, phase), r) : r;
}
