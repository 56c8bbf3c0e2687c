/* grad_linalg.c - gradients of triangular systems and decompositions.

   Inside, a cotangent is the conjugate of the driver's (d/d(re) + i d/d(im)), as the sources write
   them, so that adjoints stand where transposes do for real matrices. Sources:
   Giles, "Collected matrix derivative results for forward and reverse mode algorithmic
   differentiation" (2008): triangular systems, eigenvalues, singular values; Murray,
   "Differentiation of the Cholesky decomposition" (2016); de Hoog, Anderssen, Lukas,
   "Differentiation of matrix functionals using triangular factorization" (2011): LU; Walter,
   Lehmann, "On algorithmic differentiation of the rectangular QR" (2010); Townsend,
   "Differentiating the singular value decomposition" (2016).

   A factor's freedom (signs, phases, a basis of a null space) has no gradient: results that depend
   on it are meaningless, those that do not are right. */
#include "transform/linalg_words.h"

/* The cotangent of result i as the sources have it, and back. */
static Node *given(Rule *k, int i)
{
    return mat_conjugate(k, k->dys[i]);
}

/* --- triangular systems: m x = b with m = op(a), or x m = b --- */

/* A batch of vectors as one of matrices of one column or row. */
static Node *as_matrix(Rule *k, Node *v, bool vectors, bool left)
{
    return !vectors ? v : left ? mat_by_row(k, v) : mat_by_column(k, v);
}

RULE(triangular_solve)
{
    bool lower = node_int(y, ATTR_lower), left = node_int(y, ATTR_left_side);
    int transform = (int)node_int(y, ATTR_transform);
    bool vectors = node_type(y)->shape.rank < node_type(x[0])->shape.rank;
    Node *g = as_matrix(k, given(k, 0), vectors, left);
    Node *solution = as_matrix(k, y, vectors, left);
    Node *db = transform == AS_IS        ? mat_solve_adjoint(k, x[0], g, lower, left)
               : transform == TRANSPOSED ? mat_solve(k, x[0], g, lower, left, CONJUGATE)
                                         : mat_solve(k, x[0], g, lower, left, TRANSPOSED);
    if (db == NULL)
        return;
    DX(1) = rule_reshape(k, mat_conjugate(k, db), &node_type(y)->shape);
    if (!k->wants[0])
        return;
    Node *dm =
        left ? mat_mul(k, db, mat_adjoint(k, solution)) : mat_mul(k, mat_adjoint(k, solution), db);
    Node *da = transform == AS_IS        ? dm
               : transform == TRANSPOSED ? mat_transpose(k, dm)
                                         : mat_conjugate(k, dm);
    da = da ? neg(mat_conjugate(k, da)) : NULL;
    dx[0] = mat_keep(k, da, lower ? OP_greater_equal : OP_less_equal);
}

/* --- systems: a x = b --- */

RULE(solve)
{
    bool vectors = node_type(y)->shape.rank < node_type(x[0])->shape.rank;
    Node *g = as_matrix(k, given(k, 0), vectors, true);
    Node *db = mat_solve_any(k, mat_adjoint(k, x[0]), g);
    Node *da = mat_mul(k, db, mat_adjoint(k, as_matrix(k, y, vectors, true)));
    DX(0) = da ? neg(mat_conjugate(k, da)) : NULL;
    DX(1) = rule_reshape(k, mat_conjugate(k, db), &node_type(y)->shape);
}

/* --- Cholesky: x = l l^H --- */

RULE(cholesky)
{
    Node *inner = mat_half(k, mat_mul(k, mat_adjoint(k, y), given(k, 0)));
    Node *half = mat_solve_adjoint(k, y, inner, true, true);
    dx[0] = mat_conjugate(k, mat_solve(k, y, half, true, false, AS_IS));
}

/* --- LU: x = p l u --- */

RULE(lu)
{
    Node *p = graph_elem(k->cx, k->g, y, 0), *l = graph_elem(k->cx, k->g, y, 1);
    Node *u = graph_elem(k->cx, k->g, y, 2), *dl = given(k, 1), *du = given(k, 2);
    Node *inner = rule_plus(k, mat_keep(k, mat_mul(k, mat_adjoint(k, l), dl), OP_greater),
                            mat_keep(k, mat_mul(k, du, mat_adjoint(k, u)), OP_less_equal));
    Node *left = mat_solve_adjoint(k, l, inner, true, true);
    dx[0] = mat_conjugate(k, mat_mul(k, p, mat_solve_adjoint(k, u, left, false, false)));
}

/* --- QR: x = q r --- */

static bool refuse_complete(Rule *k, const char *what)
{
    fail(k->cx, k->span, EXC_ArgumentError, "cannot compute gradient for %s", what);
    return false;
}

/* Of x with as many rows as columns, or more. */
static Node *tall_qr(Rule *k, Node *q, Node *r, Node *dq, Node *dr)
{
    Node *by_r = mat_mul(k, r, mat_adjoint(k, dr));
    Node *by_q = dq ? neg(mat_mul(k, mat_adjoint(k, dq), q)) : NULL;
    Node *half = mat_half(k, rule_plus(k, by_r, by_q));
    Node *inner = half ? mat_mul(k, q, add(half, mat_adjoint(k, half))) : NULL;
    return mat_solve_adjoint(k, r, rule_plus(k, dq, inner), false, false);
}

RULE(qr)
{
    int64_t rows = mat_dim(x[0], 2), columns = mat_dim(x[0], 1);
    Node *q = graph_elem(k->cx, k->g, y, 0), *r = graph_elem(k->cx, k->g, y, 1);
    Node *dq = given(k, 0), *dr = given(k, 1);
    if (rows > columns && node_int(y, ATTR_complete)) {
        refuse_complete(k, "Nx.LinAlg.qr/2 with mode: :complete of a matrix with more rows than "
                           "columns");
    } else if (rows >= columns) {
        dx[0] = mat_conjugate(k, tall_qr(k, q, r, dq, dr));
    } else { /* the columns beyond the square are q^H x */
        Node *beyond = mat_columns(k, dr, rows, columns);
        Node *others = mat_columns(k, x[0], rows, columns);
        dq = rule_plus(k, dq, mat_mul(k, others, mat_adjoint(k, beyond)));
        Node *square = tall_qr(k, q, mat_columns(k, r, 0, rows), dq, mat_columns(k, dr, 0, rows));
        Node *rest = beyond ? mat_mul(k, q, beyond) : zeros_like(others);
        dx[0] = mat_conjugate(k, mat_beside(k, square, rest));
    }
}

/* --- eigenvalues: x v = v diag(w) --- */

RULE(eigh)
{
    Node *w = graph_elem(k->cx, k->g, y, 0), *v = graph_elem(k->cx, k->g, y, 1);
    Node *back = mat_adjoint(k, v), *turn = mat_mul(k, back, given(k, 1));
    Node *inner =
        rule_plus(k, mat_of_diagonal(k, given(k, 0)), turn ? mul(turn, mat_gaps(k, w)) : NULL);
    dx[0] = mat_conjugate(k, mat_mul(k, mat_mul(k, v, inner), back));
}

/* --- singular values: x = u diag(s) vt, of real matrices --- */

static Node *skew(Rule *k, Node *a)
{
    return a ? sub(a, mat_transpose(k, a)) : NULL;
}

RULE(svd)
{
    int64_t least = mat_dim(x[0], 2) < mat_dim(x[0], 1) ? mat_dim(x[0], 2) : mat_dim(x[0], 1);
    Node *reduced = mat_reduced_svd(k, x[0], y);
    Node *u = graph_elem(k->cx, k->g, reduced, 0), *s = graph_elem(k->cx, k->g, reduced, 1);
    Node *vt = graph_elem(k->cx, k->g, reduced, 2);
    Node *du = k->dys[0], *ds = k->dys[1], *dv = mat_transpose(k, k->dys[2]);
    bool beyond = (du && mat_dim(du, 1) > least) || (dv && mat_dim(dv, 1) > least);
    if (beyond && !refuse_complete(k, "the square factors of Nx.LinAlg.svd/2: use "
                                      "full_matrices?: false"))
        return;
    Node *gaps = du || dv ? mat_gaps(k, square(s)) : NULL;
    Node *in_u = skew(k, mat_mul(k, mat_transpose(k, u), du));
    Node *in_v = skew(k, mat_mul(k, vt, dv));
    in_u = in_u ? mul(mul(in_u, gaps), mat_by_column(k, s)) : NULL;
    in_v = in_v ? mul(mul(in_v, gaps), mat_by_row(k, s)) : NULL;
    Node *inner = rule_plus(k, mat_of_diagonal(k, ds), rule_plus(k, in_u, in_v));
    Node *da = mat_mul(k, mat_mul(k, u, inner), vt);
    Node *below = mat_mul(k, mat_outside(k, u, du, s), vt);
    Node *right = mat_transpose(k, mat_outside(k, mat_transpose(k, vt), dv, s));
    dx[0] = rule_plus(k, da, rule_plus(k, below, mat_mul(k, u, right)));
}
