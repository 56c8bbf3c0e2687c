/* jvp_linalg.c - tangents of triangular systems and decompositions; the sources are those of
   grad_linalg.c. */
#include "transform/jvp.h"
#include "transform/linalg_words.h"

static Node *minus(Rule *k, Node *a, Node *b)
{
    return a && b ? sub(a, b) : a ? a : b ? neg(b) : NULL;
}

/* m x = b: dx = m^-1 (db - dm x); x m = b: dx = (db - x dm) m^-1. */
FORWARD(triangular_solve)
{
    bool lower = node_int(y, ATTR_lower), left = node_int(y, ATTR_left_side);
    int transform = (int)node_int(y, ATTR_transform);
    bool vectors = node_type(y)->shape.rank < node_type(x[0])->shape.rank;
    Node *solution = y, *db = dx[1];
    if (vectors) {
        solution = left ? mat_by_row(k, y) : mat_by_column(k, y);
        db = left ? mat_by_row(k, db) : mat_by_column(k, db);
    }
    Node *dm = mat_keep(k, dx[0], lower ? OP_greater_equal : OP_less_equal);
    dm = transform == AS_IS        ? dm
         : transform == TRANSPOSED ? mat_transpose(k, dm)
                                   : mat_conjugate(k, dm);
    Node *moved = dm == NULL ? NULL : left ? mat_mul(k, dm, solution) : mat_mul(k, solution, dm);
    Node *t = mat_solve(k, x[0], minus(k, db, moved), lower, left, transform);
    dy[0] = rule_reshape(k, t, &node_type(y)->shape);
}

FORWARD(solve)
{
    bool vectors = node_type(y)->shape.rank < node_type(x[0])->shape.rank;
    Node *db = vectors ? mat_by_row(k, dx[1]) : dx[1];
    Node *moved = mat_mul(k, dx[0], vectors ? mat_by_row(k, y) : y);
    dy[0] = rule_reshape(k, mat_solve_any(k, x[0], minus(k, db, moved)), &node_type(y)->shape);
}

FORWARD(cholesky)
{
    Node *inner = mat_solve(k, y, dx[0], true, true, AS_IS);
    dy[0] = mat_mul(k, y, mat_half(k, mat_solve_adjoint(k, y, inner, true, false)));
}

FORWARD(lu)
{
    Node *p = graph_elem(k->cx, k->g, y, 0), *l = graph_elem(k->cx, k->g, y, 1);
    Node *u = graph_elem(k->cx, k->g, y, 2);
    Node *inner = mat_mul(k, mat_transpose(k, p), dx[0]);
    inner = mat_solve(k, l, inner, true, true, AS_IS);
    inner = mat_solve(k, u, inner, false, false, AS_IS);
    dy[1] = mat_mul(k, l, mat_keep(k, inner, OP_greater));
    dy[2] = mat_mul(k, mat_keep(k, inner, OP_less_equal), u);
}

/* Of x with as many rows as columns, or more. */
static void tall_qr(Rule *k, Node *q, Node *r, Node *dx, Node **dq, Node **dr)
{
    Node *scaled = mat_solve(k, r, dx, false, false, AS_IS);
    Node *inner = mat_mul(k, mat_adjoint(k, q), scaled);
    Node *half = mat_half(k, inner);
    if (half == NULL)
        return;
    Node *from_lower = mat_keep(k, add(half, mat_adjoint(k, half)), OP_less_equal);
    Node *turn = add(from_lower, mat_keep(k, inner, OP_less)); /* dr = turn r */
    *dr = mat_mul(k, turn, r);
    *dq = sub(scaled, mat_mul(k, q, turn));
}

FORWARD(qr)
{
    int64_t rows = mat_dim(x[0], 2), columns = mat_dim(x[0], 1);
    Node *q = graph_elem(k->cx, k->g, y, 0), *r = graph_elem(k->cx, k->g, y, 1);
    if (rows > columns && node_int(y, ATTR_complete)) {
        fail(k->cx, k->span, EXC_ArgumentError,
             "cannot compute gradient for Nx.LinAlg.qr/2 with mode: :complete of a matrix with "
             "more rows than columns");
    } else if (rows >= columns) {
        tall_qr(k, q, r, dx[0], &dy[0], &dy[1]);
    } else {
        Node *square = NULL;
        tall_qr(k, q, mat_columns(k, r, 0, rows), mat_columns(k, dx[0], 0, rows), &dy[0], &square);
        Node *others = mat_columns(k, x[0], rows, columns);
        Node *moved = mat_columns(k, dx[0], rows, columns);
        Node *rest = rule_plus(k, mat_mul(k, mat_adjoint(k, dy[0]), others),
                               mat_mul(k, mat_adjoint(k, q), moved));
        dy[1] = mat_beside(k, square, rest);
    }
}

FORWARD(eigh)
{
    Node *w = graph_elem(k->cx, k->g, y, 0), *v = graph_elem(k->cx, k->g, y, 1);
    Node *inner = mat_mul(k, mat_mul(k, mat_adjoint(k, v), dx[0]), v);
    dy[0] = mat_diagonal_of(k, inner);
    dy[1] = inner ? mat_mul(k, v, mul(inner, mat_gaps(k, w))) : NULL;
}

FORWARD(svd)
{
    Node *reduced = mat_reduced_svd(k, x[0], y);
    Node *u = graph_elem(k->cx, k->g, reduced, 0), *s = graph_elem(k->cx, k->g, reduced, 1);
    Node *vt = graph_elem(k->cx, k->g, reduced, 2);
    Node *v = mat_transpose(k, vt), *by_v = mat_mul(k, dx[0], v);
    Node *inner = mat_mul(k, mat_transpose(k, u), by_v);
    dy[1] = mat_diagonal_of(k, inner);
    bool needs_vectors = carry_has(&f->carry, y, 0) || carry_has(&f->carry, y, 2);
    if (needs_vectors && reduced != y)
        fail(k->cx, k->span, EXC_ArgumentError,
             "cannot compute gradient for the square factors of Nx.LinAlg.svd/2: use "
             "full_matrices?: false");
    if (inner == NULL || failed(k->cx) || !needs_vectors)
        return;
    Node *gaps = mat_gaps(k, square(s)), *left = mul(inner, mat_by_column(k, s));
    Node *right = mul(inner, mat_by_row(k, s));
    Node *in_u = mul(add(left, mat_transpose(k, left)), gaps);
    Node *in_v = mul(add(right, mat_transpose(k, right)), gaps);
    Node *by_u = mat_mul(k, mat_transpose(k, dx[0]), u);
    dy[0] = rule_plus(k, mat_mul(k, u, in_u), mat_outside(k, u, by_v, s));
    dy[2] = mat_transpose(k, rule_plus(k, mat_mul(k, v, in_v), mat_outside(k, v, by_u, s)));
}
