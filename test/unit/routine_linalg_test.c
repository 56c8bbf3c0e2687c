/* routine_linalg_test.c - decompositions by routines, held to the reference: sizes around blocks,
   batches, what is singular or not finite. */
#include "routine_check.h"

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

static void test_factors(DType t)
{
    for (int i = 0; i < SIZES; i++) {
        Tensor *spd = positive(t, SHAPE(sizes[i], sizes[i]));
        Tensor *a = uniform_tensor(t, SHAPE(sizes[i], sizes[i]), 1, false);
        Tensor *b = uniform_tensor(t, SHAPE(sizes[i], 1 + below(150)), 1, false);
        Tensor *v = uniform_tensor(t, SHAPE(sizes[i]), 1, false);
        compare("cholesky", &(Op){.op = OP_cholesky}, &spd, 1, most_of(t));
        compare("lu", &(Op){.op = OP_lu}, &a, 1, most_of(t) * 8);
        compare("solve", &(Op){.op = OP_solve}, (Tensor *[]){spd, b}, 2, most_of(t));
        compare("solve for a vector", &(Op){.op = OP_solve}, (Tensor *[]){spd, v}, 2, most_of(t));
        tensor_free(spd);
        tensor_free(a);
        tensor_free(b);
        tensor_free(v);
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

int main(void)
{
    static const DType types[] = {DTYPE_f32, DTYPE_f64};
    for (int i = 0; i < 2; i++) {
        test_factors(types[i]);
        test_triangular(types[i]);
        test_odd(types[i]);
    }
    return finish();
}
