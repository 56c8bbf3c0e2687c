/* eval_linalg_test.c - the decompositions on the reference evaluator, held to what defines them:
   the product of the factors is the matrix, orthogonal factors are orthogonal, triangular ones
   triangular, values are in order. For each there is a graph whose results must all be zero. */
#include "eval_check.h"

#include "transform/linalg_words.h"

enum { MOST_RESULTS = 8, BATCH = 2 };

/* What the matrix is made of. */
typedef enum Kind { KIND_random, KIND_rank_one, KIND_zero, KIND_identity, KIND_count } Kind;

static double uniform(void)
{
    return (double)below(1 << 20) / (1 << 19) - 1;
}

static Tensor *matrix(DType t, int64_t m, int64_t n, Kind kind)
{
    Tensor *x = tensor_new(&cx, (Type){t, SHAPE(BATCH, m, n)});
    bool is_complex = dtype_is_complex(t);
    for (int64_t i = 0; i < BATCH * m * n; i++) {
        int64_t row = i / n % m, column = i % n;
        double re = kind == KIND_random     ? uniform()
                    : kind == KIND_rank_one ? (double)((row + 1) * (column - 1))
                    : kind == KIND_identity ? row == column
                                            : 0;
        double im = kind == KIND_random ? uniform() : 0;
        tensor_set(x, i, is_complex ? scalar_c(re, im) : scalar_f(re));
    }
    return x;
}

/* --- graphs of what must be zero --- */

static void expect(Rule *k, Node *zero)
{
    vec_push(&k->g->results, zero);
}

static void expect_equal(Rule *k, Node *a, Node *b)
{
    expect(k, sub(a, b));
}

static Node *unit_like(Rule *k, Node *a)
{
    return mat_keep(k, rule_fill(k, 1, node_type(a)->dtype, &node_type(a)->shape), OP_equal);
}

/* The columns of q are orthogonal and of length 1. */
static void expect_orthogonal(Rule *k, Node *q)
{
    Node *product = mat_mul(k, mat_adjoint(k, q), q);
    expect_equal(k, product, unit_like(k, product));
}

static Node *factor(Rule *k, OpCode op, Node *x, bool complete)
{
    int64_t value = complete;
    Attr attr = {ATTR_complete, 1, &value};
    return rule_node(k, op, &x, 1, &attr, op_info[op].nattrs);
}

#define PART(i) graph_elem(k->cx, k->g, y, i)

static void lu_graph(Rule *k, Node *x, bool complete)
{
    Node *y = factor(k, OP_lu, x, complete), *p = PART(0), *l = PART(1), *u = PART(2);
    expect_equal(k, mat_mul(k, p, mat_mul(k, l, u)), x);
    expect_orthogonal(k, p);
    expect_equal(k, mat_keep(k, l, OP_less_equal), unit_like(k, l));
    expect(k, mat_keep(k, u, OP_greater));
    Node *size = apply(abs, l); /* pivoting keeps l below 1 */
    Node *excess = rule_op(k, OP_max, sub(size, num(1, size)), num(0, size), NULL);
    expect(k, excess);
}

static void qr_graph(Rule *k, Node *x, bool complete)
{
    Node *y = factor(k, OP_qr, x, complete), *q = PART(0), *r = PART(1);
    expect_equal(k, mat_mul(k, q, r), x);
    expect_orthogonal(k, q);
    expect(k, mat_keep(k, r, OP_greater));
}

/* Each value is not larger than the next, times sign. */
static void expect_order(Rule *k, Node *values, double sign)
{
    int64_t n = mat_dim(values, 1);
    if (n < 2)
        return;
    Node *before = mat_columns(k, values, 0, n - 1), *after = mat_columns(k, values, 1, n);
    Node *steps = mul(sub(before, after), num(sign, values));
    expect(k, rule_op(k, OP_max, steps, num(0, values), NULL));
}

static void eigh_graph(Rule *k, Node *x, bool complete)
{
    x = add(x, mat_adjoint(k, x));
    Node *y = factor(k, OP_eigh, x, complete), *w = PART(0), *v = PART(1);
    expect_equal(k, mat_mul(k, x, v), mul(v, mat_by_column(k, w)));
    expect_orthogonal(k, v);
    expect_order(k, w, 1);
}

static void svd_graph(Rule *k, Node *x, bool complete)
{
    Node *y = factor(k, OP_svd, x, complete), *u = PART(0), *s = PART(1), *vt = PART(2);
    int64_t least = mat_dim(s, 1);
    Node *scaled = mul(mat_columns(k, u, 0, least), mat_by_column(k, s));
    expect_equal(k, mat_mul(k, scaled, mat_rows(k, vt, 0, least)), x);
    expect_orthogonal(k, u);
    expect_orthogonal(k, mat_transpose(k, vt));
    expect_order(k, s, -1);
    expect(k, rule_op(k, OP_min, s, num(0, s), NULL));
}

/* x x^H + 1 is positive definite. */
static void cholesky_graph(Rule *k, Node *x, bool complete)
{
    Node *product = mat_mul(k, x, mat_adjoint(k, x));
    product = add(product, unit_like(k, product));
    Node *l = factor(k, OP_cholesky, product, complete);
    expect_equal(k, mat_mul(k, l, mat_adjoint(k, l)), product);
    expect(k, mat_keep(k, l, OP_less));
}

/* Every choice of triangle, side and transform; the other triangle must not be read. */
static void triangular_solve_graph(Rule *k, Node *x, bool complete)
{
    (void)complete;
    Node *a = add(x, mul(unit_like(k, x), num(4, x)));
    Node *half = mat_keep(k, a, OP_greater_equal);
    for (int how = AS_IS; how <= CONJUGATE; how++) {
        Node *m = how == AS_IS        ? half
                  : how == TRANSPOSED ? mat_transpose(k, half)
                                      : mat_conjugate(k, half);
        expect_equal(k, mat_mul(k, m, mat_solve(k, a, x, true, true, how)), x);
        expect_equal(k, mat_mul(k, mat_solve(k, a, x, true, false, how), m), x);
    }
    Node *upper = mat_keep(k, a, OP_less_equal);
    expect_equal(k, mat_mul(k, upper, mat_solve(k, a, x, false, true, AS_IS)), x);
    expect_equal(k, mat_mul(k, mat_solve(k, a, x, false, false, AS_IS), upper), x);
}

static void solve_graph(Rule *k, Node *x, bool complete)
{
    Node *a = add(mat_adjoint(k, x), mul(unit_like(k, x), num(7, x)));
    Node *b = complete ? x : mat_columns(k, x, 0, 1);
    expect_equal(k, mat_mul(k, a, mat_solve_any(k, a, b)), b);
}

typedef void MakeGraph(Rule *k, Node *x, bool complete);

/* --- running them --- */

static bool all_zero(const Tensor *t, double tolerance)
{
    for (int64_t i = 0; i < shape_count(&t->type.shape); i++) {
        Scalar x = tensor_get(t, i);
        double size = x.class_ == DCLASS_c ? cabs(x.c) : fabs(scalar_double(x));
        if (!(size <= tolerance))
            return false;
    }
    return true;
}

static void run_graph(MakeGraph *make, const char *name, DType t, int64_t m, int64_t n, Kind kind,
                      bool complete)
{
    Graph *g = graph_new();
    Rule k = {.cx = &cx, .g = g};
    Tensor *x = matrix(t, m, n, kind), *out[MOST_RESULTS] = {NULL};
    make(&k, graph_parameter(&cx, g, x->type, SPAN_NONE), complete);
    double digits = t == DTYPE_f64 || t == DTYPE_c128 ? 1e-13 : t == DTYPE_bf16 ? 0.15 : 1e-5;
    bool ok = !failed(&cx) && verify(&cx, g) && eval(&cx, g, &x, NULL, out);
    for (size_t i = 0; i < g->results.len && ok; i++)
        ok = all_zero(out[i], digits * (double)(m > n ? m : n));
    Text what = {0};
    text_print(&what, "%s %s[%lld][%lld], kind %d, complete %d: %s", name, dtype_info[t].name,
               (long long)m, (long long)n, (int)kind, complete,
               failed(&cx) ? text_cstr(&cx.error->message) : "a result is not zero");
    check(ok, text_cstr(&what));
    text_free(&what);
    clear_error();
    for (int i = 0; i < MOST_RESULTS; i++)
        tensor_free(out[i]);
    tensor_free(x);
    graph_free(g);
}

typedef struct Kernel {
    const char *name;
    MakeGraph *make;
    bool is_square, is_real, is_exact; /* is_exact: not for bf16 */
} Kernel;

static const Kernel kernels[] = {
    {"lu", lu_graph, true, false, false},
    {"qr", qr_graph, false, false, false},
    {"eigh", eigh_graph, true, false, false},
    {"svd", svd_graph, false, true, false},
    {"cholesky", cholesky_graph, true, false, true},
    {"solve", solve_graph, true, false, true},
    {"triangular_solve", triangular_solve_graph, true, false, true},
};

static void run_kernel(const Kernel *kernel)
{
    static const DType dtypes[] = {DTYPE_f32, DTYPE_f64, DTYPE_c64, DTYPE_c128, DTYPE_bf16};
    static const int64_t sizes[][2] = {{1, 1}, {2, 2}, {5, 5}, {33, 33}, {6, 3}, {3, 6}, {1, 4}};
    for (size_t d = 0; d < sizeof dtypes / sizeof *dtypes; d++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            for (int kind = 0; kind < KIND_count; kind++)
                for (int complete = 0; complete < 2; complete++) {
                    int64_t m = sizes[i][0], n = sizes[i][1];
                    bool rough = dtypes[d] == DTYPE_bf16 &&
                                 (kernel->is_exact || kind == KIND_rank_one || m > 6);
                    if ((kernel->is_square && m != n) || rough ||
                        (m > 6 && kind == KIND_rank_one) ||
                        (kernel->is_real && dtype_is_complex(dtypes[d])))
                        continue;
                    run_graph(kernel->make, kernel->name, dtypes[d], m, n, (Kind)kind, complete);
                }
}

/* --- errors, and values that are none --- */

static void run_edges(void)
{
    double singular[] = {1, 0, 2, 0}, negative[] = {1, 2, 2, 1};
    Tensor *a = doubles(DTYPE_f32, SHAPE(2, 2), singular), *b = ROW(DTYPE_f32, 1, 2);
    Op o = {.op = OP_triangular_solve};
    add_attr(&o, ATTR_lower, LIST(1));
    add_attr(&o, ATTR_left_side, LIST(1));
    add_attr(&o, ATTR_transform, LIST(0));
    Tensor *none = run(&o, (Tensor *[]){a, b}, 2);
    check(none == NULL && failed(&cx) &&
              str_is(str_of(text_cstr(&cx.error->message)), "can't solve for singular matrix"),
          "a singular triangle is refused");
    clear_error();
    Tensor *c = doubles(DTYPE_f64, SHAPE(2, 2), negative), *l = run_op(OP_cholesky, &c, 1);
    check(l && isnan(scalar_double(tensor_get(l, 3))), "not positive definite gives NaN");
    tensor_free(none);
    tensor_free(a);
    tensor_free(b);
    tensor_free(c);
    tensor_free(l);
}

int main(void)
{
    cx_init(&cx);
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        run_kernel(&kernels[i]);
    run_edges();
    cx_free(&cx);
    printf("%d passed, %d failed\n", passed, failed_count);
    return failed_count > 0;
}
