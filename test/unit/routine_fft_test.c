/* routine_fft_test.c - transforms by the routine, held to the reference: powers, products of small
   primes, large primes, one and two numbers; real and complex, batches, what is not finite. */
#include "routine_check.h"

static void test_length(DType t, int64_t rows, int64_t n)
{
    Tensor *x = uniform_tensor(t, rows == 1 ? SHAPE(n) : SHAPE(rows, n), 1, false);
    double most = dtype_epsilon(dtype_to_real(t)).f * 16;
    char what[80];
    snprintf(what, sizeof what, "fft of %lld rows of %lld in %s", (long long)rows, (long long)n,
             dtype_info[t].name);
    compare(what, &(Op){.op = OP_fft}, &x, 1, most);
    compare(what, &(Op){.op = OP_ifft}, &x, 1, most);
    tensor_free(x);
}

int main(void)
{
    static const DType types[] = {DTYPE_f32, DTYPE_f64, DTYPE_c64, DTYPE_c128};
    static const int64_t sizes[] = {1,   2,    3,    4,    5,    7,    8,    11,    12,
                                    13,  16,   17,   30,   34,   63,   64,   97,    100,
                                    121, 128,  169,  210,  211,  256,  262,  343,   720,
                                    997, 1000, 1024, 1994, 2048, 6000, 8192, 20000, 65536};
    for (int i = 0; i < 4; i++) {
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
            test_length(types[i], 1, sizes[k]);
        test_length(types[i], 37, 6);
        test_length(types[i], 3, 68);
        test_length(types[i], 2, 262144);
        test_length(types[i], 0, 4);
        Tensor *zero = uniform_tensor(types[i], SHAPE(9), 0, false);
        compare("fft of zeros", &(Op){.op = OP_fft}, &zero, 1, 0);
        tensor_free(zero);
    }
    return finish();
}
