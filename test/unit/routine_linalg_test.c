/* routine_linalg_test.c - decompositions by routines, held to the reference: sizes around blocks,
   batches, what is singular or not finite. */
#include "routine_check.h"
#include "routine/routine_call.h"
#include "routine/lapack.h"

/* x x^T plus a multiple of the unit matrix; `shape` of squares. */
static Tensor *positive(DType dtype, Shape shape)
{
    int64_t n = shape.dim[shape.rank - 1], count = shape_count(&shape) / (n * n);
    Tensor *t = tensor_new(&cx, (Type){dtype, shape});
    double *x = malloc((size_t)(n * n) * sizeof *x);
    for (int64_t b = 0; b < count; b++) {
        for (int64_t i = 0; i < n * n; i++)
            x[i] = (double)below(1 << 20) / (1 << 19) - 1;
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n; j++) {
                double sum = i == j ? (double)n : 0;
                for (int64_t k = 0; k < n; k++)
                    sum += x[i * n + k] * x[j * n + k];
                tensor_set(t, (b * n + i) * n + j, scalar_f(sum));
            }
    }
    free(x);
    return t;
}

static double most_of(DType t)
{
    return dtype_epsilon(t).f * 128;
}

static const int64_t sizes[] = {1, 2, 3, 7, 16, 31, 63, 64, 65, 100, 129, 330};
enum { SIZES = sizeof sizes / sizeof *sizes };

static double at(const Tensor *t, int64_t i, int64_t j)
{
    return tensor_get(t, i * t->type.shape.dim[1] + j).f;
}

/* Whether p is a permutation's, l has ones above zeros and nothing larger, u is upper. */
static bool are_factors(const Tensor *p, const Tensor *l, const Tensor *u, int64_t n)
{
    bool ok = true;
    for (int64_t i = 0; i < n; i++) {
        double row = 0, column = 0;
        for (int64_t j = 0; j < n; j++) {
            double x = at(l, i, j);
            row += at(p, i, j);
            column += at(p, j, i);
            ok = ok && (at(p, i, j) == 0 || at(p, i, j) == 1) && (j <= i || x == 0) &&
                 (j != i || x == 1) && fabs(x) <= 1 && (j >= i || at(u, i, j) == 0);
        }
        ok = ok && row == 1 && column == 1;
    }
    return ok;
}

/* The factors of a random matrix are as uncertain as it is near to one without; their product is
   not: n roundings of each of its terms. */
static void check_lu(Tensor *a)
{
    Node arg = {.op = OP_parameter, .ntypes = 1, .types = &a->type}, *args[] = {&arg};
    Node node = {.op = OP_lu, .nargs = 1, .args = args};
    Arena arena = {0};
    Tensor *out[3] = {0};
    int64_t n = a->type.shape.dim[0];
    double eps = dtype_epsilon(a->type.dtype).f;
    bool ok = node_infer(&cx, &arena, &node) && routine_run(&cx, &node, &a, NULL, out);
    ok = ok && are_factors(out[0], out[1], out[2], n);
    for (int64_t i = 0; i < n && ok; i++) {
        int64_t from = 0; /* a = p l u */
        while (at(out[0], i, from) == 0)
            from++;
        for (int64_t j = 0; j < n && ok; j++) {
            double sum = 0, size = 0;
            for (int64_t k = 0; k <= from && k <= j; k++) {
                double x = at(out[1], from, k) * at(out[2], k, j);
                sum += x;
                size += fabs(x);
            }
            ok = fabs(sum - at(a, i, j)) <= (double)n * eps * size;
        }
    }
    check(ok, "lu");
    for (int i = 0; i < 3; i++)
        tensor_free(out[i]);
    arena_free(&arena);
}

static void test_factors(DType t)
{
    for (int i = 0; i < SIZES; i++) {
        Tensor *spd = positive(t, SHAPE(sizes[i], sizes[i]));
        Tensor *a = uniform_tensor(t, SHAPE(sizes[i], sizes[i]), 1, false);
        Tensor *b = uniform_tensor(t, SHAPE(sizes[i], 1 + below(150)), 1, false);
        Tensor *v = uniform_tensor(t, SHAPE(sizes[i]), 1, false);
        compare("cholesky", &(Op){.op = OP_cholesky}, &spd, 1, most_of(t));
        check_lu(a);
        compare("solve", &(Op){.op = OP_solve}, (Tensor *[]){spd, b}, 2, most_of(t));
        compare("solve for a vector", &(Op){.op = OP_solve}, (Tensor *[]){spd, v}, 2, most_of(t));
        tensor_free(spd);
        tensor_free(a);
        tensor_free(b);
        tensor_free(v);
    }
}

/* Sides that begin with zeros are solved in another order; next to what is not finite, zeros count.
 */
static void test_zeros(DType t)
{
    for (int i = 0; i < SIZES; i++) {
        int64_t n = sizes[i], sides = n + below(40);
        Tensor *a = positive(t, SHAPE(n, n)), *b = uniform_tensor(t, SHAPE(n, sides), 0, false);
        for (int64_t c = 0; c < sides; c++) {
            tensor_set(b, below(n) * sides + c, scalar_f(1 + (double)c));
            tensor_set(b, below(n) * sides + c, scalar_f(-0.0));
        }
        compare("solve for units", &(Op){.op = OP_solve}, (Tensor *[]){a, b}, 2, most_of(t));
        for (int64_t k = 1; k < n; k += n / 2 + 1)
            tensor_set(a, k * n, scalar_f(INFINITY));
        compare("beside infinity", &(Op){.op = OP_solve}, (Tensor *[]){a, b}, 2, most_of(t));
        tensor_free(a);
        tensor_free(b);
    }
}

static void test_triangular(DType t)
{
    for (int how = 0; how < 12; how++)
        for (int i = 0; i < SIZES; i += 2) {
            int64_t n = sizes[i], lower = how & 1, left = how >> 1 & 1, transform = how >> 2;
            Op o = {.op = OP_triangular_solve};
            add_attr(&o, ATTR_lower, 1, &lower);
            add_attr(&o, ATTR_left_side, 1, &left);
            add_attr(&o, ATTR_transform, 1, &transform);
            Tensor *a = positive(t, SHAPE(2, n, n));
            Tensor *b = uniform_tensor(t, left ? SHAPE(2, n, 5) : SHAPE(2, 5, n), 1, false);
            Tensor *v = uniform_tensor(t, SHAPE(2, n), 1, false);
            compare("triangular_solve", &o, (Tensor *[]){a, b}, 2, most_of(t));
            compare("triangular_solve for vectors", &o, (Tensor *[]){a, v}, 2, most_of(t));
            tensor_free(a);
            tensor_free(b);
            tensor_free(v);
        }
}

static void test_odd(DType t)
{
    Tensor *zero = uniform_tensor(t, SHAPE(70, 70), 0, false);
    Tensor *nasty = uniform_tensor(t, SHAPE(3, 5, 5), 1, true);
    Tensor *none = uniform_tensor(t, SHAPE(0, 4, 4), 1, false);
    Tensor *minus = uniform_tensor(t, SHAPE(2, 66, 66), 1, false);
    compare("a singular matrix", &(Op){.op = OP_solve}, (Tensor *[]){zero, zero}, 2, 0);
    compare("lu of zeros", &(Op){.op = OP_lu}, &zero, 1, 0);
    compare("lu of what is not finite", &(Op){.op = OP_lu}, &nasty, 1, most_of(t));
    compare("cholesky of what is not finite", &(Op){.op = OP_cholesky}, &nasty, 1, most_of(t));
    compare("no matrix", &(Op){.op = OP_lu}, &none, 1, 0);
    compare("cholesky of what is not positive", &(Op){.op = OP_cholesky}, &minus, 1, most_of(t));
    tensor_free(zero);
    tensor_free(nasty);
    tensor_free(none);
    tensor_free(minus);
}

/* --- by LAPACK, where it is ---

   The routine's answer and the reference's, both computed in double, are each exact for a matrix
   that is within a few eps of the given one, as many as its longer side at most, measured by its
   norm. Such a change moves a singular value or eigenvalue by no more than its size (Weyl), a
   vector by its size beside the gap from its value to the others (Davis and Kahan, Wedin), and q by
   its size times the condition of what is factored. What comes on top is the rounding to the dtype.
 */

static double change_of(const Node *n)
{
    const Shape *s = &node_type(n->args[0])->shape;
    return 2 * 0x1p-52 * (double)(dim_at(s, 1) > dim_at(s, 2) ? dim_at(s, 1) : dim_at(s, 2));
}

static double number_at(const Tensor *t, int64_t i)
{
    Scalar x = tensor_get(t, i);
    return x.class_ == DCLASS_c ? cabs(x.c) : fabs(x.f);
}

/* From value `j` of `count` to the nearest other one, and to 0 where that is one. */
static double gap_of(const Tensor *values, int64_t from, int64_t count, int64_t j, bool has_zero)
{
    double x = tensor_get(values, from + j).f, gap = has_zero ? fabs(x) : INFINITY, most = 0;
    for (int64_t i = 0; i < count; i++) {
        double y = tensor_get(values, from + i).f;
        most = fmax(most, fabs(y));
        gap = i == j ? gap : fmin(gap, fabs(x - y));
    }
    return fmax(gap, dtype_epsilon(values->type.dtype).f * most) / most; /* as far as it is known */
}

static double svd_bound(const Node *n, Tensor *const *want, int k, int64_t i)
{
    const Tensor *values = want[1];
    const Shape *s = &want[k]->type.shape;
    int64_t count = dim_at(&values->type.shape, 1);
    if (k == 1)
        return change_of(n) * number_at(values, i / count * count);
    int64_t rows = dim_at(s, 2), columns = dim_at(s, 1), batch = i / (rows * columns);
    int64_t j = k == 0 ? i % columns : i / columns % rows, length = k == 0 ? rows : columns;
    if (j < count)
        return change_of(n) / gap_of(values, batch * count, count, j, true);
    /* completed by what is farthest from the others, no nearer to them than 1 / sqrt(length) */
    return change_of(n) / gap_of(values, batch * count, count, count - 1, true) * (double)length;
}

static double eigh_bound(const Node *n, Tensor *const *want, int k, int64_t i)
{
    int64_t count = dim_at(&want[0]->type.shape, 1);
    double most = 0;
    if (k == 1)
        return change_of(n) / gap_of(want[0], i / (count * count) * count, count, i % count, false);
    for (int64_t j = 0; j < count; j++)
        most = fmax(most, number_at(want[0], i / count * count + j));
    return change_of(n) * most;
}

static void compare_complete(OpCode op, Tensor *a, int64_t complete, double most)
{
    Op o = {.op = op};
    if (op != OP_eigh)
        add_attr(&o, ATTR_complete, 1, &complete);
    Bound *bound = op == OP_svd ? svd_bound : op == OP_eigh ? eigh_bound : NULL;
    compare_by(op_info[op].name, &o, &a, 1, bound ? most / 128 : most, bound);
}

/* A block of random numbers, a triangle, zeros elsewhere: some columns are not reflected. */
static Tensor *blocks(DType t, int64_t n)
{
    Tensor *a = uniform_tensor(t, SHAPE(n, n), 1, false);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            if ((i < n / 2) != (j < n / 2) || (i >= n / 2 && j < i))
                tensor_set(a, i * n + j, scalar_f(0));
    return a;
}

static void test_spectral(DType t)
{
    double most = most_of(dtype_to_real(t));
    static const int64_t shapes[][2] = {{16, 16}, {17, 30}, {40, 16}, {33, 33}, {65, 64}};
    for (int i = 0; i < 5; i++) {
        int64_t m = shapes[i][0], n = shapes[i][1];
        Tensor *a = uniform_tensor(t, SHAPE(2, m, n), 1, false);
        Tensor *square = uniform_tensor(t, SHAPE(2, n, n), 1, false);
        compare_complete(OP_qr, a, 0, most);
        if (m <= n)
            compare_complete(OP_qr, a, 1, most);
        if (!dtype_is_complex(t)) {
            compare_complete(OP_svd, a, 0, most);
            compare_complete(OP_svd, a, 1, most);
        }
        compare_complete(OP_eigh, square, 0, most);
        tensor_free(a);
        tensor_free(square);
    }
    Tensor *some = blocks(t, 20), *nasty = uniform_tensor(t, SHAPE(17, 17), 1, true);
    compare_complete(OP_qr, some, 0, most);
    compare_complete(OP_qr, nasty, 0, most);
    compare_complete(OP_eigh, nasty, 0, most);
    tensor_free(some);
    tensor_free(nasty);
}

static void test_values_alone(void)
{
    Tensor *a = uniform_tensor(DTYPE_f32, SHAPE(20, 30), 1, false), *out[3], *want[3];
    int64_t complete = 0;
    Attr attr = {ATTR_complete, 1, &complete};
    Type types[] = {{DTYPE_f32, SHAPE(20, 20)}, {DTYPE_f32, SHAPE(20)}, {DTYPE_f32, SHAPE(20, 30)}};
    Node arg = {.op = OP_parameter, .ntypes = 1, .types = &a->type}, *args[] = {&arg};
    Node node = {.op = OP_svd,
                 .nargs = 1,
                 .args = args,
                 .nattrs = 1,
                 .attrs = &attr,
                 .ntypes = 3,
                 .types = types};
    bool ok = routine_run(&cx, &node, &a, (bool[]){false, true, false}, out) &&
              eval_node(&cx, &node, &a, want);
    for (int i = 0; i < 20 && ok; i++)
        ok = is_near(tensor_get(out[1], i), tensor_get(want[1], i), 1e-5);
    check(ok, "singular values alone");
    for (int i = 0; i < 3; i++) {
        tensor_free(out[i]);
        tensor_free(want[i]);
    }
    tensor_free(a);
}

/* Whether a routine gives the same bits with the memo and without. */
static bool is_same(OpCode op, Tensor *const *in, int n, RoutineMemo *memo)
{
    Arena arena = {0};
    Node args[2] = {{0}}, *pointers[] = {&args[0], &args[1]};
    for (int i = 0; i < n; i++)
        args[i] = (Node){.op = OP_parameter, .ntypes = 1, .types = &in[i]->type};
    Node node = {.op = op, .nargs = n, .args = pointers};
    Tensor *got[MOST_OUTPUTS] = {0}, *want[MOST_OUTPUTS] = {0};
    bool ok = node_infer(&cx, &arena, &node) && routine_run_with(&cx, &node, in, NULL, memo, got) &&
              routine_run(&cx, &node, in, NULL, want);
    for (int i = 0; i < node.ntypes && ok; i++)
        ok = memcmp(tensor_data(got[i]), tensor_data(want[i]), (size_t)tensor_bytes(got[i])) == 0;
    for (int i = 0; i < MOST_OUTPUTS; i++) {
        tensor_free(got[i]);
        tensor_free(want[i]);
    }
    arena_free(&arena);
    return ok;
}

static void test_shared(DType t)
{
    static const int64_t orders[] = {1, 5, 64, 150};
    for (int i = 0; i < 4; i++) {
        Shape square = SHAPE(orders[i], orders[i]);
        Tensor *a = uniform_tensor(t, square, 1, false), *b = uniform_tensor(t, square, 1, false);
        Tensor *like = tensor_of_bytes(&cx, a->type, tensor_data(a), tensor_bytes(a));
        RoutineMemo memo = {0};
        check(is_same(OP_solve, (Tensor *[]){a, b}, 2, &memo) && memo.factors, "factors are kept");
        const void *kept = memo.factors;
        check(is_same(OP_lu, &like, 1, &memo) && memo.factors == kept, "lu of the same matrix");
        check(is_same(OP_solve, (Tensor *[]){like, like}, 2, &memo) && memo.factors == kept,
              "another right-hand side");
        check(is_same(OP_lu, &b, 1, &memo), "lu of another matrix");
        check(is_same(OP_solve, (Tensor *[]){b, a}, 2, &memo), "solve of another matrix");
        check(is_same(OP_solve, (Tensor *[]){a, b}, 2, &memo), "solve of the first again");
        routine_forget(&memo);
        tensor_free(a);
        tensor_free(b);
        tensor_free(like);
    }
}

int main(void)
{
    static const DType types[] = {DTYPE_f32, DTYPE_f64};
    for (int i = 0; i < 2; i++) {
        test_factors(types[i]);
        test_zeros(types[i]);
        test_triangular(types[i]);
        test_odd(types[i]);
    }
    bool is_there = lapack_is_there();
    if (!is_there)
        printf("skipped: no LAPACK\n");
    static const DType all[] = {DTYPE_f32, DTYPE_f64, DTYPE_c64, DTYPE_c128};
    for (int i = 0; i < 4 && is_there; i++)
        test_spectral(all[i]);
    if (is_there)
        test_values_alone();
    for (int i = 0; i < 2; i++)
        test_shared(types[i]);
    return finish();
}
