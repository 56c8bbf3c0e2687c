/* rules_linalg.c - the types of the decompositions. A matrix is the last two axes, those before it
   are batches; each rule checks the shape and then gives the types of all results. */
#include "graph/rules.h"

/* --- matrices --- */

static bool refuse_rank(Cx *cx, const Node *n)
{
    Text shape = {0};
    shape_print(&shape, arg_shape(n, 0));
    fail(cx, n->span, EXC_ArgumentError,
         "tensor must have at least rank 2, got rank %d with shape %s", arg_shape(n, 0)->rank,
         text_cstr(&shape));
    text_free(&shape);
    return false;
}

static bool is_square(const Shape *s)
{
    return s->rank >= 2 && s->dim[s->rank - 1] == s->dim[s->rank - 2];
}

static bool check_square(Cx *cx, const Node *n)
{
    if (arg_shape(n, 0)->rank < 2)
        return refuse_rank(cx, n);
    return is_square(arg_shape(n, 0)) ||
           refuse_shapes(
               cx, n->span,
               "tensor must be a square matrix or a batch of square matrices, got shape: ",
               arg_shape(n, 0), "", &(Shape){0}, "");
}

/* The operand's type with other sizes of its last two axes; columns < 0: with `rows` alone. */
static Type resized(const Node *n, DType dtype, int64_t rows, int64_t columns)
{
    Type t = {dtype, *arg_shape(n, 0)};
    t.shape.rank -= columns < 0;
    t.shape.dim[arg_shape(n, 0)->rank - 2] = rows;
    if (columns >= 0)
        t.shape.dim[t.shape.rank - 1] = columns;
    return t;
}

/* Rows, columns and the smaller of them. */
typedef struct Sizes {
    int64_t m, n, k;
} Sizes;

static Sizes sizes_of(const Node *n)
{
    const Shape *s = arg_shape(n, 0);
    Sizes z = {s->dim[s->rank - 2], s->dim[s->rank - 1], 0};
    z.k = z.m < z.n ? z.m : z.n;
    return z;
}

/* --- one result --- */

static bool check_batches(const Shape *a, const Shape *b, int count)
{
    for (int i = 0; i < count; i++)
        if (a->dim[i] != b->dim[i])
            return false;
    return true;
}

/* The right-hand side is a batch of vectors, one axis less than the matrices, or of matrices. */
bool triangular_solve_shape(Cx *cx, const Node *n, Shape *out)
{
    const Shape *a = arg_shape(n, 0), *b = arg_shape(n, 1);
    int64_t transform = node_int(n, ATTR_transform);
    if (!is_square(a))
        return refuse_shapes(cx, n->span,
                             "triangular_solve/3 expected a square matrix or a batch of square "
                             "matrices, got tensor with shape: ",
                             a, "", &(Shape){0}, "");
    if (transform < 0 || transform > 2)
        return refuse_text(cx, n, "the transform of triangular_solve is 0, 1 or 2");
    bool left = b->rank == a->rank - 1 || node_int(n, ATTR_left_side);
    int batches = a->rank - 2, axis = left ? batches : batches + 1;
    if ((b->rank != a->rank && b->rank != a->rank - 1) || !check_batches(a, b, batches) ||
        b->dim[axis] != a->dim[batches])
        return refuse_text(cx, n, "incompatible dimensions for a and b on triangular solve");
    *out = *b;
    return true;
}

bool solve_shape(Cx *cx, const Node *n, Shape *out)
{
    const Shape *a = arg_shape(n, 0), *b = arg_shape(n, 1);
    if (!is_square(a))
        return refuse_shapes(
            cx, n->span,
            "`a` tensor has incompatible dimensions, expected a square matrix or a "
            "batch of square matrices, got: ",
            a, "", &(Shape){0}, "");
    bool fits = b->rank == a->rank || b->rank == a->rank - 1;
    if (!fits || !check_batches(a, b, a->rank - 1))
        return refuse_shapes(cx, n->span, "`b` tensor has incompatible dimensions, got: ", b,
                             " for matrices of ", a, "");
    *out = *b;
    return true;
}

bool cholesky_shape(Cx *cx, const Node *n, Shape *out)
{
    *out = *arg_shape(n, 0);
    return check_square(cx, n);
}

/* --- several --- */

/* Permutation, in the operand's own dtype; lower; upper. */
int lu_types(Cx *cx, const Node *n, Type *out)
{
    if (!check_square(cx, n))
        return 0;
    out[0] = out[1] = out[2] = *node_type(n->args[0]);
    out[1].dtype = out[2].dtype = dtype_to_floating(arg_dtype(n, 0));
    return 3;
}

int qr_types(Cx *cx, const Node *n, Type *out)
{
    if (arg_shape(n, 0)->rank < 2)
        return refuse_rank(cx, n);
    Sizes z = sizes_of(n);
    DType t = dtype_to_floating(arg_dtype(n, 0));
    int64_t inner = node_int(n, ATTR_complete) ? z.m : z.k;
    out[0] = resized(n, t, z.m, inner);
    out[1] = resized(n, t, inner, z.n);
    return 2;
}

/* Eigenvalues, which are real; eigenvectors as columns. */
int eigh_types(Cx *cx, const Node *n, Type *out)
{
    if (!check_square(cx, n))
        return 0;
    Sizes z = sizes_of(n);
    DType t = dtype_to_floating(arg_dtype(n, 0));
    out[0] = resized(n, dtype_is_complex(t) ? dtype_to_real(t) : t, z.n, -1);
    out[1] = resized(n, t, z.n, z.n);
    return 2;
}

int svd_types(Cx *cx, const Node *n, Type *out)
{
    if (arg_shape(n, 0)->rank < 2)
        return refuse_rank(cx, n);
    if (dtype_is_complex(arg_dtype(n, 0)))
        return refuse_text(cx, n, "Nx.LinAlg.svd/2 is not yet implemented for complex inputs");
    Sizes z = sizes_of(n);
    DType t = dtype_to_floating(arg_dtype(n, 0));
    bool full = node_int(n, ATTR_complete);
    out[0] = resized(n, t, z.m, full ? z.m : z.k);
    out[1] = resized(n, t, z.k, -1);
    out[2] = resized(n, t, full ? z.n : z.k, z.n);
    return 3;
}
