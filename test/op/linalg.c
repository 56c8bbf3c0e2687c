/* linalg.c - operations on matrices, which have no plain formula for their elements: held to what
   defines them, multiplied out in long double. The product of the factors is the matrix, orthogonal
   factors are orthogonal, triangular ones triangular, values are in order, an unknown solves. */
#include "op/linalg.h"

#include "eval/eval.h"
#include "op/naive.h"

#include <math.h>
#include <stdio.h>

#undef complex /* <complex.h> would rename the op */
#undef I

typedef long double _Complex Cell;

enum { MOST_SIDE = 8, MOST_RESULTS = 3 };

/* One matrix of a batch. */
typedef struct Matrix {
    int64_t rows, columns;
    Cell at[MOST_SIDE][MOST_SIDE];
} Matrix;

/* Of a batch of vectors: one column. */
static Matrix matrix_of(const Tensor *t, int64_t batch, bool is_vector)
{
    const Shape *s = &t->type.shape;
    Matrix m = {.rows = s->dim[s->rank - (is_vector ? 1 : 2)],
                .columns = is_vector ? 1 : s->dim[s->rank - 1]};
    for (int64_t r = 0; r < m.rows; r++)
        for (int64_t c = 0; c < m.columns; c++) {
            Num x = num_as(num_load(t, (batch * m.rows + r) * m.columns + c), DCLASS_f);
            m.at[r][c] = CMPLXL(x.re, x.im);
        }
    return m;
}

static Matrix product(const Matrix *a, const Matrix *b)
{
    Matrix m = {.rows = a->rows, .columns = b->columns};
    for (int64_t r = 0; r < m.rows; r++)
        for (int64_t c = 0; c < m.columns; c++)
            for (int64_t i = 0; i < a->columns; i++)
                m.at[r][c] += a->at[r][i] * b->at[i][c];
    return m;
}

static Matrix adjoint(const Matrix *a)
{
    Matrix m = {.rows = a->columns, .columns = a->rows};
    for (int64_t r = 0; r < m.rows; r++)
        for (int64_t c = 0; c < m.columns; c++)
            m.at[r][c] = conjl(a->at[c][r]);
    return m;
}

static Matrix transposed(const Matrix *a)
{
    Matrix m = {.rows = a->columns, .columns = a->rows};
    for (int64_t r = 0; r < m.rows; r++)
        for (int64_t c = 0; c < m.columns; c++)
            m.at[r][c] = a->at[c][r];
    return m;
}

static Matrix identity(int64_t n)
{
    Matrix m = {.rows = n, .columns = n};
    for (int64_t i = 0; i < n; i++)
        m.at[i][i] = 1;
    return m;
}

/* The values on the diagonal. */
static Matrix diagonal(const Matrix *values, int64_t rows, int64_t columns)
{
    Matrix m = {.rows = rows, .columns = columns};
    for (int64_t i = 0; i < values->rows; i++)
        m.at[i][i] = values->at[i][0];
    return m;
}

/* --- what must hold; `most` is how far elements may be from it --- */

static bool are_equal(const Matrix *a, const Matrix *b, long double most)
{
    bool ok = a->rows == b->rows && a->columns == b->columns;
    for (int64_t r = 0; ok && r < a->rows; r++)
        for (int64_t c = 0; ok && c < a->columns; c++)
            ok = cabsl(a->at[r][c] - b->at[r][c]) <= most;
    return ok;
}

static bool has_orthogonal_columns(const Matrix *q, long double most)
{
    Matrix turned = adjoint(q), square = product(&turned, q), one = identity(q->columns);
    return are_equal(&square, &one, most);
}

/* Nothing above the diagonal (sign 1), or below it (-1). */
static bool is_triangle(const Matrix *a, int sign)
{
    for (int64_t r = 0; r < a->rows; r++)
        for (int64_t c = 0; c < a->columns; c++)
            if ((c - r) * sign > 0 && a->at[r][c] != 0)
                return false;
    return true;
}

/* Ascending (sign 1) or descending and not negative (-1). */
static bool is_ordered(const Matrix *values, int sign)
{
    for (int64_t i = 0; i < values->rows; i++) {
        long double x = creall(values->at[i][0]);
        if (cimagl(values->at[i][0]) != 0 || (sign < 0 && x < 0))
            return false;
        if (i > 0 && (x - creall(values->at[i - 1][0])) * sign < 0)
            return false;
    }
    return true;
}

/* Ones in each row and column once, zeros elsewhere. */
static bool is_permutation(const Matrix *p)
{
    for (int64_t r = 0; r < p->rows; r++) {
        int in_row = 0, in_column = 0;
        for (int64_t c = 0; c < p->columns; c++) {
            if (p->at[r][c] != 0 && p->at[r][c] != 1)
                return false;
            in_row += p->at[r][c] == 1;
            in_column += p->at[c][r] == 1;
        }
        if (in_row != 1 || in_column != 1)
            return false;
    }
    return true;
}

/* --- op by op --- */

typedef struct Facts {
    const Node *node;
    Matrix a, b; /* operands */
    Matrix y[MOST_RESULTS];
    long double most;
} Facts;

static bool check_triangular_solve(const Facts *f)
{
    bool lower = node_int(f->node, ATTR_lower), left = node_int(f->node, ATTR_left_side);
    int64_t transform = node_int(f->node, ATTR_transform);
    Matrix a = f->a, x = f->y[0], b = f->b;
    if (!left && b.columns == 1) /* a vector: a row */
        x = transposed(&x), b = transposed(&b);
    for (int64_t r = 0; r < a.rows; r++)
        for (int64_t c = 0; c < a.columns; c++)
            if ((c - r) * (lower ? 1 : -1) > 0)
                a.at[r][c] = 0;
    Matrix turned = transposed(&a), conjugate = adjoint(&turned);
    const Matrix *used = transform == 1 ? &turned : transform == 2 ? &conjugate : &a;
    Matrix back = left ? product(used, &x) : product(&x, used);
    return are_equal(&back, &b, f->most);
}

static bool check_solve(const Facts *f)
{
    Matrix back = product(&f->a, &f->y[0]);
    return are_equal(&back, &f->b, f->most);
}

static bool check_cholesky(const Facts *f)
{
    Matrix turned = adjoint(&f->y[0]), back = product(&f->y[0], &turned);
    bool ok = is_triangle(&f->y[0], 1) && are_equal(&back, &f->a, f->most);
    for (int64_t i = 0; i < f->a.rows; i++)
        ok = ok && creall(f->y[0].at[i][i]) > 0 && cimagl(f->y[0].at[i][i]) == 0;
    return ok;
}

static bool check_lu(const Facts *f)
{
    Matrix lower = product(&f->y[0], &f->y[1]), back = product(&lower, &f->y[2]);
    bool ok = is_permutation(&f->y[0]) && is_triangle(&f->y[1], 1) && is_triangle(&f->y[2], -1);
    for (int64_t i = 0; i < f->a.rows; i++)
        ok = ok && f->y[1].at[i][i] == 1;
    return ok && are_equal(&back, &f->a, f->most);
}

static bool check_qr(const Facts *f)
{
    Matrix back = product(&f->y[0], &f->y[1]);
    return has_orthogonal_columns(&f->y[0], f->most) && is_triangle(&f->y[1], -1) &&
           are_equal(&back, &f->a, f->most);
}

static bool check_eigh(const Facts *f)
{
    Matrix values = diagonal(&f->y[0], f->a.rows, f->a.rows);
    Matrix left = product(&f->a, &f->y[1]), right = product(&f->y[1], &values);
    return is_ordered(&f->y[0], 1) && has_orthogonal_columns(&f->y[1], f->most) &&
           are_equal(&left, &right, f->most);
}

static bool check_svd(const Facts *f)
{
    Matrix values = diagonal(&f->y[1], f->y[0].columns, f->y[2].rows), rows = adjoint(&f->y[2]);
    Matrix left = product(&f->y[0], &values), back = product(&left, &f->y[2]);
    return is_ordered(&f->y[1], -1) && has_orthogonal_columns(&f->y[0], f->most) &&
           has_orthogonal_columns(&rows, f->most) && are_equal(&back, &f->a, f->most);
}

/* clang-format off */
static const struct Row {
    OpCode op;
    bool (*check)(const Facts *f);
    bool is_hermitian;
    const char *a, *b; /* the operands' last axes, b may be empty */
    int64_t attrs[3];
} rows[] = {
    {OP_triangular_solve, check_triangular_solve, false, "44", "43", {1, 1, 0}},
    {OP_triangular_solve, check_triangular_solve, false, "44", "43", {0, 1, 1}},
    {OP_triangular_solve, check_triangular_solve, false, "44", "34", {0, 0, 0}},
    {OP_triangular_solve, check_triangular_solve, false, "33", "23", {1, 0, 2}},
    {OP_triangular_solve, check_triangular_solve, false, "55", "5",  {1, 0, 1}},
    {OP_triangular_solve, check_triangular_solve, false, "11", "11", {1, 1, 2}},
    {OP_solve,    check_solve,    false, "44", "42", {0}},
    {OP_solve,    check_solve,    false, "77", "7",  {0}},
    {OP_solve,    check_solve,    false, "11", "1",  {0}},
    {OP_cholesky, check_cholesky, true,  "44", "",   {0}},
    {OP_cholesky, check_cholesky, true,  "11", "",   {0}},
    {OP_lu,       check_lu,       false, "55", "",   {0}},
    {OP_lu,       check_lu,       false, "11", "",   {0}},
    {OP_qr,       check_qr,       false, "53", "",   {0}},
    {OP_qr,       check_qr,       false, "53", "",   {1}},
    {OP_qr,       check_qr,       false, "36", "",   {0}},
    {OP_eigh,     check_eigh,     true,  "55", "",   {0}},
    {OP_eigh,     check_eigh,     true,  "11", "",   {0}},
    {OP_svd,      check_svd,      false, "44", "",   {1}},
    {OP_svd,      check_svd,      false, "63", "",   {0}},
    {OP_svd,      check_svd,      false, "36", "",   {1}},
};
/* clang-format on */

static uint64_t state = 1;

static double uniform(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 33) * 0x1p-31;
}

/* A batch of two: small numbers, on the diagonal larger ones. */
static Tensor *operand(Cx *cx, DType t, const char *sides, bool is_hermitian)
{
    Shape s = SHAPE(2, sides[0] - '0');
    if (sides[1])
        s.dim[s.rank++] = sides[1] - '0';
    Tensor *x = tensor_new(cx, (Type){t, s});
    int64_t columns = sides[1] ? s.dim[2] : 1, each = s.dim[1] * columns;
    for (int64_t i = 0; i < 2 * each; i++) {
        int64_t r = i % each / columns, c = i % columns;
        double re = dtype_is_integer(t) ? floor(3 * uniform()) : 2 * uniform() - 1;
        double im = 2 * uniform() - 1;
        bool is_diagonal = r == c && sides[1];
        re = is_diagonal ? re + 6 : re;
        im = is_diagonal && is_hermitian ? 0 : im;
        if (is_hermitian && c > r) /* as the element across, which comes later: made of its place */
            re = (double)((r * 3 + c) % 2), im = 0.25;
        if (is_hermitian && c < r)
            re = (double)((c * 3 + r) % 2), im = -0.25;
        tensor_set(x, i,
                   dtype_is_integer(t)   ? scalar_s((int64_t)re)
                   : dtype_is_complex(t) ? scalar_c(re, im)
                                         : scalar_f(re));
    }
    return x;
}

static bool check_row(const struct Row *row, const Node *n, Tensor *const *in, Tensor *const *out)
{
    DType t = dtype_to_real(n->types[n->ntypes - 1].dtype);
    bool is_vector = row->b[0] && !row->b[1], ok = true;
    for (int64_t batch = 0; batch < 2 && ok; batch++) {
        Facts f = {.node = n, .most = 100 * (long double)dtype_epsilon(t).f};
        f.a = matrix_of(in[0], batch, false);
        if (row->b[0])
            f.b = matrix_of(in[1], batch, is_vector);
        for (int i = 0; i < n->ntypes; i++)
            f.y[i] = matrix_of(out[i], batch, row->b[0] ? is_vector : n->types[i].shape.rank == 2);
        ok = row->check(&f);
    }
    return ok;
}

/* One row on one dtype; 1 when it holds, 0 when not, -1 when the dtype is not accepted or the case
   went to the batch. */
static int run_row(Cx *cx, Batch *batch, const struct Row *row, DType t)
{
    Arena arena = {0};
    Tensor *in[2] = {operand(cx, t, row->a, row->is_hermitian), NULL}, *out[MOST_RESULTS] = {NULL};
    if (row->b[0])
        in[1] = operand(cx, t, row->b, false);
    Node args[2] = {{.op = OP_parameter, .ntypes = 1, .types = &in[0]->type}};
    args[1] = args[0];
    if (in[1])
        args[1].types = &in[1]->type;
    Node *pointers[] = {&args[0], &args[1]};
    Attr attrs[3];
    Node n = {.op = row->op, .nargs = in[1] ? 2 : 1, .args = pointers, .attrs = attrs};
    n.nattrs = op_info[row->op].nattrs;
    for (int i = 0; i < n.nattrs; i++)
        attrs[i] = (Attr){op_info[row->op].attrs[i], 1, &row->attrs[i]};
    int held = -1;
    bool is_accepted = node_infer(cx, &arena, &n);
    if (is_accepted && batch && eval_node(cx, &n, in, out))
        batch_add(batch, &n, in, out, op_info[n.op].name);
    else if (is_accepted && !batch)
        held = eval_node(cx, &n, in, out) && check_row(row, &n, in, out);
    error_free(error_take(cx));
    for (int i = 0; i < MOST_RESULTS; i++)
        tensor_free(out[i]);
    tensor_free(in[0]);
    tensor_free(in[1]);
    arena_free(&arena);
    return held;
}

void linalg_cases(Cx *cx, Batch *batch, int *done, int *passed, int *failed)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int d = 0; d < DTYPE_count; d++) {
            DType t = (DType)d;
            /* numbers of which the types below have too few for what defines a factor */
            if (dtype_info[t].bits < 16 && !dtype_is_integer(t))
                continue;
            if (dtype_is_integer(t) && dtype_info[t].bits < 8)
                continue;
            int held = run_row(cx, batch, &rows[i], t);
            if (held < 0)
                continue;
            done[rows[i].op]++;
            *passed += held;
            *failed += !held;
            if (!held)
                printf("%s of %s %s on %s is not what defines it\n", op_info[rows[i].op].name,
                       rows[i].a, rows[i].b, dtype_info[t].name);
        }
}
