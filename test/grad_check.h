/* grad_check.h - what the sweeps over op.def's gradients share: a case for every row, random
   inputs, and weighted sums that make one number of a result.

   A sweep defines `run`, which gets each case as the text of a graph and the range from which its
   inputs are drawn, and calls run_all_cases. */
#ifndef CNX_TEST_GRAD_CHECK_H
#define CNX_TEST_GRAD_CHECK_H

#include "eval/eval.h"
#include "graph/graph.h"
#include "transform/transform.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#undef complex /* <complex.h> would rename the op */

static int passed, count_failed;
static bool covered[OP_count];

static void run(const char *text, double low, double high);

/* --- the cases --- */

/* Where an elementwise op is smooth: its operands are drawn from here. */
typedef struct Domain {
    OpCode op;
    double low, high;
    bool is_complex; /* tried with complex operands too */
} Domain;

/* clang-format off */
static const Domain domains[] = {
    {OP_exp, -1, 1, true},        {OP_expm1, -1, 1, true},     {OP_log, 0.2, 3, true},
    {OP_log1p, -0.5, 2, true},    {OP_sigmoid, -2, 2, true},   {OP_cos, -3, 3, true},
    {OP_sin, -3, 3, true},        {OP_tan, -1, 1, true},       {OP_cosh, -2, 2, true},
    {OP_sinh, -2, 2, true},       {OP_tanh, -1, 1, true},      {OP_acos, -0.8, 0.8, true},
    {OP_asin, -0.8, 0.8, true},   {OP_atan, -0.8, 0.8, true},  {OP_acosh, 1.3, 3, true},
    {OP_asinh, -0.8, 0.8, true},  {OP_atanh, -0.8, 0.8, true}, {OP_sqrt, 0.3, 3, true},
    {OP_rsqrt, 0.3, 3, true},     {OP_cbrt, 0.3, 3, true},     {OP_erf, -2, 2, false},
    {OP_erfc, -2, 2, false},      {OP_erf_inv, -0.8, 0.8, false}, {OP_negate, -2, 2, true},
    {OP_abs, 0.3, 2, true},       {OP_conjugate, -2, 2, true}, {OP_real, -2, 2, true},
    {OP_imag, -2, 2, true},       {OP_metadata, -2, 2, true},
    {OP_add, -2, 2, true},        {OP_subtract, -2, 2, true},  {OP_multiply, -2, 2, true},
    {OP_divide, 0.3, 2, true},    {OP_pow, 0.3, 2, true},      {OP_remainder, 2.1, 2.9, false},
    {OP_atan2, 0.3, 2, false},    {OP_max, -2, 2, false},      {OP_min, -2, 2, false},
    {OP_complex, -2, 2, false},
};

/* A line of a case: the op's own (with %0, %1, ... as parameters of the types before it). */
typedef struct Case {
    OpCode op;
    const char *params, *body;
} Case;

#define LITERALS "  %91 = constant 1 : s64\n  %92 = constant 0 : s64\n"

/* Matrices far from singular, with eigenvalues far from each other: %79 is x with a large diagonal;
   x is %0, or what the lines before make %78. */
#define SHIFTED(x, type) "  %72 = tensor [8.0, 0.0, 0.0, 0.0, 14.0, 0.0, 0.0, 0.0, 21.0] : f64[3][3]\n  %79 = add " x ", %72 : " type "\n"
#define SYMMETRIC "  %77 = transpose %0 axes=[1, 0] : f64[3][3]\n  %78 = add %0, %77 : f64[3][3]\n" SHIFTED("%78", "f64[3][3]")
#define HERMITIAN(shape, axes) "  %76 = transpose %0 axes=[" axes "] : c128" shape "\n  %77 = conjugate %76 : c128" shape "\n  %78 = add %0, %77 : c128" shape "\n" SHIFTED("%78", "c128" shape)

static const Case cases[] = {
    {OP_abs, "%0: f64[2][3]", "  %9 = negate %0 : f64[2][3]\n  %10 = abs %9 : f64[2][3]\n"},
    {OP_negate, "%0: f64[2][3]", "  %9 = negate %0 : f64[2][3]\n  %10 = add %9, %0 : f64[2][3]\n  %11 = multiply %10, %0 : f64[2][3]\n"},
    {OP_as_type, "%0: f64[2][3]", "  %9 = as_type %0 dtype=c128 : c128[2][3]\n"},
    {OP_select, "%0: f64[2][3], %1: f64[3]", "  %8 = tensor [1, 0, 1] : u8[3]\n  %9 = select %8, %0, %1 : f64[2][3]\n"},
    {OP_clip, "%0: f64[2][3], %1: f64, %2: f64", "  %9 = clip %0, %1, %2 : f64[2][3]\n"},
    {OP_reshape, "%0: f64[2][3]", "  %9 = reshape %0 shape=[3, 1, 2] : f64[3][1][2]\n"},
    {OP_broadcast, "%0: f64[2][1]", "  %9 = broadcast %0 shape=[2, 3, 4] axes=[0, 2] : f64[2][3][4]\n"},
    {OP_broadcast, "%0: f64", "  %9 = broadcast %0 shape=[2, 3] axes=[] : f64[2][3]\n"},
    {OP_transpose, "%0: f64[2][3][4]", "  %9 = transpose %0 axes=[2, 0, 1] : f64[4][2][3]\n"},
    {OP_reverse, "%0: f64[2][3]", "  %9 = reverse %0 axes=[1] : f64[2][3]\n"},
    {OP_slice, "%0: f64[3][7]", LITERALS "  %9 = slice %0, %91, %91 lengths=[2, 3] strides=[1, 2] : f64[2][3]\n"},
    {OP_slice, "%0: f64[3][4]", LITERALS "  %7 = constant 9 : s64\n  %9 = slice %0, %7, %91 lengths=[2, 2] strides=[1, 2] : f64[2][2]\n"},
    {OP_pad, "%0: f64[2][3], %1: f64", "  %9 = pad %0, %1 low=[1, 0] high=[0, 2] interior=[0, 1] : f64[3][7]\n"},
    {OP_pad, "%0: f64[3][4], %1: f64", "  %9 = pad %0, %1 low=[-1, 1] high=[1, -2] interior=[1, 2] : f64[5][9]\n"},
    {OP_concatenate, "%0: f64[2][3], %1: f64[2][1]", "  %9 = concatenate %0, %1, %0 axis=1 : f64[2][7]\n"},
    {OP_put_slice, "%0: f64[3][4], %1: f64[2][2]", LITERALS "  %9 = put_slice %0, %1, %91, %92 : f64[3][4]\n"},
    {OP_put_slice, "%0: f64[3][4], %1: f64[2][2]", LITERALS "  %7 = constant 9 : s64\n  %9 = put_slice %0, %1, %7, %92 : f64[3][4]\n"},
    {OP_sum, "%0: f64[2][3][2]", "  %9 = sum %0 axes=[0, 2] keep_axes=false : f64[3]\n"},
    {OP_sum, "%0: f64[2][3]", "  %9 = sum %0 axes=[1] keep_axes=true : f64[2][1]\n"},
    {OP_product, "%0: f64[2][3][2]", "  %9 = product %0 axes=[0, 2] keep_axes=false : f64[3]\n"},
    {OP_product, "%0: f64[5]", "  %9 = product %0 axes=[0] keep_axes=true : f64[1]\n"},
    {OP_product, "%0: f64[2][3]", "  %7 = tensor [0, 1, 0, 1, 1, 0] : s64[2][3]\n  %8 = multiply %0, %7 : f64[2][3]\n  %9 = product %8 axes=[1] keep_axes=false : f64[2]\n"},
    {OP_reduce_max, "%0: f64[2][3][2]", "  %9 = reduce_max %0 axes=[0, 1] keep_axes=false : f64[2]\n"},
    {OP_reduce_min, "%0: f64[2][3]", "  %9 = reduce_min %0 axes=[1] keep_axes=true : f64[2][1]\n"},
    {OP_dot, "%0: f64[2][3], %1: f64[3][4]", "  %9 = dot %0, %1 contract_a=[1] batch_a=[] contract_b=[0] batch_b=[] : f64[2][4]\n"},
    {OP_dot, "%0: f64[2][3][4], %1: f64[4][5][3]", "  %9 = dot %0, %1 contract_a=[1, 2] batch_a=[] contract_b=[2, 0] batch_b=[] : f64[2][5]\n"},
    {OP_dot, "%0: f64[2][3][4], %1: f64[2][5][3]", "  %9 = dot %0, %1 contract_a=[1] batch_a=[0] contract_b=[2] batch_b=[0] : f64[2][4][5]\n"},
    {OP_dot, "%0: f64[3][2], %1: f64[2]", "  %9 = dot %0, %1 contract_a=[] batch_a=[] contract_b=[] batch_b=[] : f64[3][2][2]\n"},
    {OP_dot, "%0: c128[2][3], %1: c128[3]", "  %9 = dot %0, %1 contract_a=[1] batch_a=[] contract_b=[0] batch_b=[] : c128[2]\n"},
    {OP_gather, "%0: f64[2][3]", "  %8 = tensor [0, 1, 1, 2, 0, 1] : s64[3][2]\n  %9 = gather %0, %8 axes=[0, 1] : f64[3]\n"},
    {OP_gather, "%0: f64[2][3]", "  %8 = tensor [2, 0, 0, 1] : s64[2][2][1]\n  %9 = gather %0, %8 axes=[1] : f64[2][2][2]\n"},
    {OP_indexed_add, "%0: f64[2][3], %1: f64[3]", "  %8 = tensor [0, 1, 1, 2, 0, 1] : s64[3][2]\n  %9 = indexed_add %0, %8, %1 axes=[0, 1] : f64[2][3]\n"},
    {OP_indexed_add, "%0: f64[2][3], %1: f64[2][2]", "  %8 = tensor [2, 0] : s64[2][1]\n  %9 = indexed_add %0, %8, %1 axes=[1] : f64[2][3]\n"},
    {OP_indexed_put, "%0: f64[2][3], %1: f64[2]", "  %8 = tensor [0, 1, 1, 2] : s64[2][2]\n  %9 = indexed_put %0, %8, %1 axes=[0, 1] : f64[2][3]\n"},
    {OP_cumulative_sum, "%0: f64[2][5]", "  %9 = cumulative_sum %0 axis=1 reversed=false : f64[2][5]\n"},
    {OP_cumulative_sum, "%0: c128[4][2]", "  %9 = cumulative_sum %0 axis=0 reversed=true : c128[4][2]\n"},
    {OP_cumulative_product, "%0: f64[7]", "  %9 = cumulative_product %0 axis=0 reversed=false : f64[7]\n"},
    {OP_cumulative_max, "%0: f64[2][6]", "  %9 = cumulative_max %0 axis=1 reversed=false : f64[2][6]\n"},
    {OP_cumulative_min, "%0: f64[5][2]", "  %9 = cumulative_min %0 axis=0 reversed=true : f64[5][2]\n"},
    {OP_sort, "%0: f64[2][5]", "  %9 = sort %0 axis=1 descending=false stable=false : f64[2][5]\n"},
    {OP_sort, "%0: f64[4][2]", "  %9 = sort %0 axis=0 descending=true stable=true : f64[4][2]\n"},
    {OP_sort, "%0: f64[2][5], %1: f64[2][5]", "  %8 = sort %0, %1, %0 axis=1 descending=true stable=true : (f64[2][5], f64[2][5], f64[2][5])\n  %9 = elem %8 index=1 : f64[2][5]\n"},
    {OP_sort, "%0: f64[4], %1: c128[4]", "  %8 = sort %0, %1 axis=0 descending=false stable=true : (f64[4], c128[4])\n  %9 = elem %8 index=0 : f64[4]\n  %10 = elem %8 index=1 : c128[4]\n  %11 = multiply %9, %10 : c128[4]\n"},
    {OP_fun, "%0: f64[3], %1: f64", "  %9 = fun %0, %1, %0, %0 inputs=3 : (f64[3], f64[3])\n"
     "    region(%10: f64[3], %11: f64, %12: f64[3], %13: f64[3]) {\n      %14 = multiply %10, %11 : f64[3]\n      %15 = sin %12 : f64[3]\n"
     "      %16 = multiply %14, %13 : f64[3]\n      return %15, %16\n    }\n"
     "  %20 = elem %9 index=0 : f64[3]\n  %21 = elem %9 index=1 : f64[3]\n  %22 = multiply %20, %21 : f64[3]\n"},
    {OP_runtime_call, "%0: f64[3], %1: f64", "  %9 = runtime_call %0, %1 callback=-1 serial=0 passes=true types=[] : (f64[3], f64)\n"
     "  %10 = elem %9 index=0 : f64[3]\n  %11 = elem %9 index=1 : f64\n  %12 = multiply %10, %11 : f64[3]\n"},
    {OP_custom_grad, "%0: f64[3], %1: f64[3]", "  %8 = exp %0 : f64[3]\n  %9 = multiply %8, %1 : f64[3]\n  %10 = custom_grad %9, %0, %1, %9, %8 inputs=2 : f64[3]\n"
     "    region(%11: f64[3], %12: f64[3], %13: f64[3]) {\n      %14 = multiply %11, %12 : f64[3]\n      %15 = multiply %11, %13 : f64[3]\n      return %14, %15\n    }\n"},
    {OP_custom_grad, "%0: c128[2]", "  %8 = multiply %0, %0 : c128[2]\n  %10 = custom_grad %8, %0, %0 inputs=1 : c128[2]\n"
     "    region(%11: c128[2], %12: c128[2]) {\n      %13 = add %12, %12 : c128[2]\n      %14 = multiply %11, %13 : c128[2]\n      return %14\n    }\n"},
    {OP_window_sum, "%0: f64[5][6]", "  %9 = window_sum %0 window=[2, 3] strides=[2, 1] low=[1, 0] high=[0, 2] dilations=[1, 2] : f64[3][4]\n"},
    {OP_window_sum, "%0: f64[7]", "  %9 = window_sum %0 window=[2] strides=[3] low=[-1] high=[-1] dilations=[2] : f64[1]\n"},
    {OP_window_max, "%0: f64[5][4]", "  %9 = window_max %0 window=[2, 2] strides=[2, 1] low=[1, 0] high=[0, 1] dilations=[1, 2] : f64[3][3]\n"},
    {OP_window_max, "%0: f64[5][7]", "  %9 = window_max %0 window=[2, 2] strides=[2, 3] low=[0, 0] high=[0, 0] dilations=[1, 1] : f64[2][2]\n"},
    {OP_window_min, "%0: f64[5][7]", "  %9 = window_min %0 window=[1, 3] strides=[2, 3] low=[0, 0] high=[0, 0] dilations=[2, 1] : f64[3][2]\n"},
    {OP_window_min, "%0: f64[6]", "  %8 = constant 5.0 : f64\n  %9 = window_min %0 window=[3] strides=[2] low=[4] high=[0] dilations=[1] : f64[4]\n  %10 = min %9, %8 : f64[4]\n"},
    {OP_conv, "%0: f64[2][3][5], %1: f64[4][3][2]", "  %9 = conv %0, %1 strides=[1] low=[0] high=[0] input_dilations=[1] kernel_dilations=[1] feature_groups=1 batch_groups=1 : f64[2][4][4]\n"},
    {OP_conv, "%0: f64[2][4][5][3], %1: f64[6][2][2][3]", "  %9 = conv %0, %1 strides=[2, 1] low=[1, 0] high=[1, 1] input_dilations=[1, 2] kernel_dilations=[1, 1] feature_groups=2 batch_groups=1 : f64[2][6][3][4]\n"},
    {OP_conv, "%0: f64[4][3][5], %1: f64[4][3][3]", "  %9 = conv %0, %1 strides=[2] low=[2] high=[0] input_dilations=[2] kernel_dilations=[2] feature_groups=1 batch_groups=2 : f64[2][4][4]\n"},
    {OP_conv, "%0: f64[1][2][6], %1: f64[1][2][2]", "  %9 = conv %0, %1 strides=[3] low=[-1] high=[1] input_dilations=[1] kernel_dilations=[2] feature_groups=1 batch_groups=1 : f64[1][1][2]\n"},
    {OP_conv, "%0: c128[1][2][4], %1: c128[2][2][2]", "  %9 = conv %0, %1 strides=[1] low=[0] high=[0] input_dilations=[1] kernel_dilations=[1] feature_groups=1 batch_groups=1 : c128[1][2][3]\n"},
    {OP_fft, "%0: c128[2][4]", "  %9 = fft %0 : c128[2][4]\n"},
    {OP_fft, "%0: f64[5]", "  %9 = fft %0 : c128[5]\n"},
    {OP_ifft, "%0: c128[3]", "  %9 = ifft %0 : c128[3]\n"},
    {OP_triangular_solve, "%0: f64[3][3], %1: f64[3][2]", SHIFTED("%0", "f64[3][3]") "  %9 = triangular_solve %79, %1 lower=true left_side=true transform=0 : f64[3][2]\n"},
    {OP_triangular_solve, "%0: f64[2][3][3], %1: f64[2][3]", SHIFTED("%0", "f64[2][3][3]") "  %9 = triangular_solve %79, %1 lower=false left_side=true transform=1 : f64[2][3]\n"},
    {OP_triangular_solve, "%0: f64[3][3], %1: f64[2][3]", SHIFTED("%0", "f64[3][3]") "  %9 = triangular_solve %79, %1 lower=false left_side=false transform=0 : f64[2][3]\n"},
    {OP_triangular_solve, "%0: f64[3][3], %1: f64[3]", SHIFTED("%0", "f64[3][3]") "  %9 = triangular_solve %79, %1 lower=true left_side=false transform=1 : f64[3]\n"},
    {OP_triangular_solve, "%0: c128[3][3], %1: c128[3][2]", SHIFTED("%0", "c128[3][3]") "  %9 = triangular_solve %79, %1 lower=true left_side=true transform=0 : c128[3][2]\n"},
    {OP_triangular_solve, "%0: c128[3][3], %1: c128[3][2]", SHIFTED("%0", "c128[3][3]") "  %9 = triangular_solve %79, %1 lower=true left_side=true transform=1 : c128[3][2]\n"},
    {OP_triangular_solve, "%0: c128[3][3], %1: c128[2][3]", SHIFTED("%0", "c128[3][3]") "  %9 = triangular_solve %79, %1 lower=false left_side=false transform=2 : c128[2][3]\n"},
    {OP_solve, "%0: f64[2][3][3], %1: f64[2][3]", SHIFTED("%0", "f64[2][3][3]") "  %9 = solve %79, %1 : f64[2][3]\n"},
    {OP_solve, "%0: c128[3][3], %1: c128[3][2]", SHIFTED("%0", "c128[3][3]") "  %9 = solve %79, %1 : c128[3][2]\n"},
    {OP_cholesky, "%0: f64[3][3]", SYMMETRIC "  %9 = cholesky %79 : f64[3][3]\n"},
    {OP_cholesky, "%0: c128[2][3][3]", HERMITIAN("[2][3][3]", "0, 2, 1") "  %9 = cholesky %79 : c128[2][3][3]\n"},
    {OP_lu, "%0: f64[3][3]", SHIFTED("%0", "f64[3][3]") "  %8 = lu %79 : (f64[3][3], f64[3][3], f64[3][3])\n  %10 = elem %8 index=1 : f64[3][3]\n  %11 = elem %8 index=2 : f64[3][3]\n  %12 = add %10, %11 : f64[3][3]\n  %13 = multiply %12, %11 : f64[3][3]\n"},
    {OP_lu, "%0: c128[3][3]", SHIFTED("%0", "c128[3][3]") "  %8 = lu %79 : (c128[3][3], c128[3][3], c128[3][3])\n  %10 = elem %8 index=1 : c128[3][3]\n  %11 = elem %8 index=2 : c128[3][3]\n  %12 = add %10, %11 : c128[3][3]\n  %13 = multiply %12, %11 : c128[3][3]\n"},
    {OP_qr, "%0: f64[4][3]", "  %8 = qr %0 complete=false : (f64[4][3], f64[3][3])\n  %10 = elem %8 index=0 : f64[4][3]\n  %11 = elem %8 index=1 : f64[3][3]\n  %12 = sum %11 axes=[0] keep_axes=false : f64[3]\n  %13 = multiply %10, %12 : f64[4][3]\n"},
    {OP_qr, "%0: f64[2][2][3]", "  %8 = qr %0 complete=true : (f64[2][2][2], f64[2][2][3])\n  %10 = elem %8 index=0 : f64[2][2][2]\n  %11 = elem %8 index=1 : f64[2][2][3]\n  %12 = concatenate %10, %11 axis=2 : f64[2][2][5]\n"},
    {OP_qr, "%0: c128[3][2]", "  %8 = qr %0 complete=false : (c128[3][2], c128[2][2])\n  %10 = elem %8 index=0 : c128[3][2]\n  %11 = elem %8 index=1 : c128[2][2]\n  %12 = concatenate %10, %11 axis=0 : c128[5][2]\n"},
    {OP_eigh, "%0: f64[3][3]", SYMMETRIC "  %8 = eigh %79 : (f64[3], f64[3][3])\n  %10 = elem %8 index=0 : f64[3]\n  %11 = elem %8 index=1 : f64[3][3]\n  %12 = multiply %11, %11 : f64[3][3]\n  %13 = add %12, %10 : f64[3][3]\n"},
    {OP_eigh, "%0: c128[3][3]", HERMITIAN("[3][3]", "1, 0") "  %8 = eigh %79 : (f64[3], c128[3][3])\n  %10 = elem %8 index=0 : f64[3]\n  %11 = elem %8 index=1 : c128[3][3]\n  %12 = abs %11 : f64[3][3]\n  %13 = multiply %12, %12 : f64[3][3]\n  %14 = multiply %13, %10 : f64[3][3]\n"},
    {OP_svd, "%0: f64[4][3]", "  %8 = svd %0 complete=false : (f64[4][3], f64[3], f64[3][3])\n  %10 = elem %8 index=0 : f64[4][3]\n  %11 = elem %8 index=1 : f64[3]\n  %12 = elem %8 index=2 : f64[3][3]\n  %13 = multiply %10, %11 : f64[4][3]\n  %14 = concatenate %10, %12, %13 axis=0 : f64[11][3]\n"},
    {OP_svd, "%0: f64[2][2][3]", "  %8 = svd %0 complete=false : (f64[2][2][2], f64[2][2], f64[2][2][3])\n  %10 = elem %8 index=0 : f64[2][2][2]\n  %12 = elem %8 index=2 : f64[2][2][3]\n  %14 = concatenate %10, %12 axis=2 : f64[2][2][5]\n"},
    {OP_svd, "%0: f64[2][3]", "  %8 = svd %0 complete=true : (f64[2][2], f64[2], f64[3][3])\n  %10 = elem %8 index=1 : f64[2]\n"},
    {OP_cond, "%0: f64, %1: f64[3]",
     "  %2 = constant 5.0 : f64\n  %3 = less %0, %2 : u8\n"
     "  %4 = cond %3, %0, %1 : (f64, f64[3])\n"
     "    region(%5: f64, %6: f64[3]) {\n      %7 = exp %5 : f64\n      %8 = multiply %6, %7 : f64[3]\n      return %7, %8\n    }\n"
     "    region(%9: f64, %10: f64[3]) {\n      return %9, %10\n    }\n"
     "  %11 = elem %4 index=0 : f64\n  %12 = elem %4 index=1 : f64[3]\n  %13 = multiply %11, %12 : f64[3]\n"},
    {OP_elem, "%0: f64, %1: f64[3]",
     "  %2 = constant 5.0 : f64\n  %3 = greater %0, %2 : u8\n"
     "  %4 = cond %3, %0, %1 : f64[3]\n"
     "    region(%5: f64, %6: f64[3]) {\n      %7 = sin %6 : f64[3]\n      return %7\n    }\n"
     "    region(%9: f64, %10: f64[3]) {\n      %14 = cond %9, %9, %10 : (f64[3], f64)\n"
     "        region(%15: f64, %16: f64[3]) {\n          %17 = multiply %16, %15 : f64[3]\n          return %17, %15\n        }\n"
     "        region(%18: f64, %19: f64[3]) {\n          return %19, %18\n        }\n"
     "      %20 = elem %14 index=0 : f64[3]\n      %21 = cos %20 : f64[3]\n      return %21\n    }\n"},
};
/* clang-format on */

/* --- inputs --- */

static uint64_t state = 1;

static double random_between(double low, double high)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * ((double)(state >> 11) * 0x1p-53);
}

static Tensor *random_tensor(Cx *cx, const Type *type, double low, double high)
{
    Tensor *t = tensor_new(cx, *type);
    for (int64_t i = 0; t && i < shape_count(&type->shape); i++) {
        double re = random_between(low, high), im = random_between(0.1, 0.6);
        tensor_set(t, i, dtype_is_complex(type->dtype) ? scalar_c(re, im) : scalar_f(re));
    }
    return t;
}

/* The case's graph, and inputs for it. Several come from ranges beside each other, so that max and
   clip never tie. */
static Graph *read_case(Cx *cx, const char *text, double low, double high, Tensor **inputs)
{
    Graph *g = graph_read(cx, source_add(cx, STR("case"), str_of(text), false));
    for (size_t i = 0; g && i < g->params.len; i++) {
        double shift = g->params.len > 1 && low < 0 ? 0.013 * (double)i : 0;
        inputs[i] = random_tensor(cx, node_type(g->params.at[i]), low + shift, high + shift);
    }
    return g;
}

/* --- y and z --- */

static Node *node2(Cx *cx, Graph *g, OpCode op, Node *a, Node *b)
{
    Node *args[] = {a, b};
    return graph_node(cx, g, op, args, op_info[op].arity, NULL, 0, SPAN_NONE);
}

/* sum(re(n) * w) + sum(im(n) * w') with random weights, a scalar. */
__attribute__((unused)) static Node *functional(Cx *cx, Graph *g, Node *n)
{
    Node *total = NULL;
    OpCode parts[] = {OP_real, OP_imag};
    bool is_complex = n && dtype_is_complex(node_type(n)->dtype);
    for (int i = 0; n && i < 1 + is_complex; i++) {
        Node *part = is_complex ? node2(cx, g, parts[i], n, NULL) : n;
        Type type = {DTYPE_f64, node_type(n)->shape};
        Tensor *w = random_tensor(cx, &type, -1, 1);
        part = node2(cx, g, OP_multiply, part, graph_tensor(cx, g, w, SPAN_NONE));
        tensor_free(w);
        int64_t axes[MAX_RANK], keep = 0;
        for (int j = 0; j < MAX_RANK; j++)
            axes[j] = j;
        Attr attrs[] = {{ATTR_axes, (uint32_t)type.shape.rank, axes}, {ATTR_keep_axes, 1, &keep}};
        part = graph_node(cx, g, OP_sum, &part, 1, attrs, 2, SPAN_NONE);
        total = total ? node2(cx, g, OP_add, total, part) : part;
    }
    return total;
}

__attribute__((unused)) static bool close_to(double got, double want)
{
    return fabs(got - want) <= 1e-6 * (1 + fabs(want));
}

/* --- running --- */

static void report(Cx *cx, const char *text, bool ok)
{
    if (ok && !failed(cx)) {
        passed++;
        return;
    }
    count_failed++;
    if (failed(cx)) {
        Text message = {0};
        error_print(&message, cx, cx->error, &palette_plain);
        printf("%s\n", text_cstr(&message));
        text_free(&message);
        error_free(error_take(cx));
    }
    printf("%s\n", text);
}

static void run_elementwise(const Domain *d, const char *dtype)
{
    Text text = {0};
    const OpInfo *info = &op_info[d->op];
    bool pair = info->arity == 2, is_complex = dtype[0] == 'c';
    const char *to = is_complex && (info->dtype == DRULE_real)             ? "f64"
                     : info->dtype == DRULE_complex || d->op == OP_complex ? "c128"
                                                                           : dtype;
    text_print(&text, "graph(%%0: %s[2][3]", dtype);
    if (pair)
        text_print(&text, ", %%1: %s[3]", dtype);
    text_print(&text, ") {\n  %%2 = %s %%0%s : %s[2][3]\n  return %%2\n}\n", info->name,
               pair ? ", %1" : "", to);
    run(text_cstr(&text), d->low, d->high);
    text_free(&text);
}

/* Ops that take real operands alone, and decompositions, whose complex cases are of their own. */
static bool is_real_only(OpCode op)
{
    return op_info[op].class_ == CLASS_CALL || op == OP_abs || op == OP_as_type || op == OP_clip ||
           op == OP_reduce_max || op == OP_reduce_min || op == OP_window_max ||
           op == OP_window_min || op == OP_cumulative_max || op == OP_cumulative_min ||
           op == OP_sort || op == OP_cond || op == OP_elem;
}

/* The case with complex parameters; NULL where it has none that are not, or cannot. Yours. */
static char *complex_case(const Case *c, const char *text)
{
    if (is_real_only(c->op) || strstr(text, "c128"))
        return NULL;
    Text out = {0};
    for (const char *at = text; *at;) {
        bool is_real = strncmp(at, "f64", 3) == 0;
        text_print(&out, "%.*s", is_real ? 4 : 1, is_real ? "c128" : at);
        at += is_real ? 3 : 1;
    }
    return out.at;
}

static void run_case(const Case *c)
{
    Text text = {0};
    Str body = str_of(c->body), name = {0}; /* of the last node that is in no region */
    for (size_t i = 0; i + 3 < body.len; i++)
        if ((i == 0 || body.at[i - 1] == '\n') && strncmp(body.at + i, "  %", 3) == 0) {
            size_t end = i + 2;
            while (body.at[end] != ' ')
                end++;
            name = str_slice(body, i + 2, end);
        }
    text_print(&text, "graph(%s) {\n%s  return %.*s\n}\n", c->params, c->body, (int)name.len,
               name.at);
    run(text_cstr(&text), 0.2, 1.9);
    char *in_complex = complex_case(c, text_cstr(&text));
    if (in_complex)
        run(in_complex, 0.2, 1.9);
    free(in_complex);
    text_free(&text);
}

/* --- loops --- */

/* Each text has one %d, the number of trips. */
static const char *const loops[] = {
    /* x = sin(x) * c: an integer counter, whose quotient has no gradient, a captured value */
    "graph(%%0: f64[3], %%1: f64[3]) {\n"
    "  %%2 = constant 0 : s64\n  %%3 = constant %d : s64\n"
    "  %%4 = while %%2, %%0, %%3, %%1 states=2 : (s64, f64[3])\n"
    "    region(%%5: s64, %%6: f64[3], %%7: s64, %%8: f64[3]) {\n"
    "      %%9 = less %%5, %%7 : u8\n      return %%9\n    }\n"
    "    region(%%10: s64, %%11: f64[3], %%12: s64, %%13: f64[3]) {\n"
    "      %%14 = constant 1 : s64\n      %%15 = add %%10, %%14 : s64\n"
    "      %%16 = quotient %%15, %%14 : s64\n      %%17 = sin %%11 : f64[3]\n"
    "      %%18 = multiply %%17, %%13 : f64[3]\n      return %%16, %%18\n    }\n"
    "  %%19 = elem %%4 index=1 : f64[3]\n  return %%19\n}\n",
    /* a, b, c = b, a b, c b: tangents reach c after several trips; the first result is unused */
    "graph(%%0: f64, %%1: f64) {\n"
    "  %%2 = constant 0 : s64\n  %%3 = constant %d : s64\n  %%4 = constant 1.0 : f64\n"
    "  %%5 = while %%2, %%4, %%0, %%1, %%3 states=4 : (s64, f64, f64, f64)\n"
    "    region(%%6: s64, %%7: f64, %%8: f64, %%9: f64, %%10: s64) {\n"
    "      %%11 = less %%6, %%10 : u8\n      return %%11\n    }\n"
    "    region(%%12: s64, %%13: f64, %%14: f64, %%15: f64, %%16: s64) {\n"
    "      %%17 = constant 1 : s64\n      %%18 = add %%12, %%17 : s64\n"
    "      %%19 = multiply %%13, %%14 : f64\n      %%20 = multiply %%15, %%14 : f64\n"
    "      return %%18, %%14, %%19, %%20\n    }\n"
    "  %%21 = elem %%5 index=3 : f64\n  %%22 = elem %%5 index=2 : f64\n  return %%21, %%22\n}\n",
    /* a loop in a loop; the inner one's bound is the outer one's counter */
    "graph(%%0: f64[2], %%1: f64) {\n"
    "  %%2 = constant 0 : s64\n  %%3 = constant %d : s64\n"
    "  %%4 = while %%2, %%0, %%3, %%1 states=2 : (s64, f64[2])\n"
    "    region(%%5: s64, %%6: f64[2], %%7: s64, %%8: f64) {\n"
    "      %%9 = less %%5, %%7 : u8\n      return %%9\n    }\n"
    "    region(%%10: s64, %%11: f64[2], %%12: s64, %%13: f64) {\n"
    "      %%14 = constant 1 : s64\n      %%15 = add %%10, %%14 : s64\n"
    "      %%16 = constant 0 : s64\n"
    "      %%17 = while %%11, %%16, %%15, %%13, %%14 states=2 : (f64[2], s64)\n"
    "        region(%%18: f64[2], %%19: s64, %%20: s64, %%21: f64, %%22: s64) {\n"
    "          %%23 = less %%19, %%20 : u8\n          return %%23\n        }\n"
    "        region(%%24: f64[2], %%25: s64, %%26: s64, %%27: f64, %%28: s64) {\n"
    "          %%29 = add %%25, %%28 : s64\n          %%30 = cos %%24 : f64[2]\n"
    "          %%31 = multiply %%30, %%27 : f64[2]\n          return %%31, %%29\n        }\n"
    "      %%32 = elem %%17 index=0 : f64[2]\n      return %%15, %%32\n    }\n"
    "  %%33 = elem %%4 index=1 : f64[2]\n  return %%33\n}\n",
    /* a condition in a loop, on the counter */
    "graph(%%0: f64) {\n"
    "  %%2 = constant 0 : s64\n  %%3 = constant %d : s64\n"
    "  %%4 = while %%2, %%0, %%3 states=2 : (s64, f64)\n"
    "    region(%%5: s64, %%6: f64, %%7: s64) {\n"
    "      %%9 = less %%5, %%7 : u8\n      return %%9\n    }\n"
    "    region(%%10: s64, %%11: f64, %%12: s64) {\n"
    "      %%14 = constant 1 : s64\n      %%15 = add %%10, %%14 : s64\n"
    "      %%16 = bitwise_and %%10, %%14 : s64\n"
    "      %%17 = cond %%16, %%11 : f64\n"
    "        region(%%18: f64) {\n          %%19 = multiply %%18, %%18 : f64\n"
    "          return %%19\n        }\n"
    "        region(%%20: f64) {\n          %%21 = sin %%20 : f64\n          return %%21\n        "
    "}\n"
    "      return %%15, %%17\n    }\n"
    "  %%33 = elem %%4 index=1 : f64\n  return %%33\n}\n",
};

/* A loop with its number of trips; good until the next call. */
static const char *trips_of(size_t loop, int trips)
{
    static char text[2048];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, loops[loop], trips);
#pragma GCC diagnostic pop
    return text;
}

static void run_loops(void)
{
    const int trips[] = {0, 1, 5};
    covered[OP_while] = true;
    for (size_t i = 0; i < sizeof loops / sizeof *loops; i++)
        for (size_t j = 0; j < sizeof trips / sizeof *trips; j++)
            run(trips_of(i, trips[j]), 0.2, 1.2);
}

/* Every case; an op that has a gradient and no case counts as failed. */
static void run_all_cases(void)
{
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
        covered[domains[i].op] = true;
        run_elementwise(&domains[i], "f64");
        if (domains[i].is_complex)
            run_elementwise(&domains[i], "c128");
    }
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        covered[cases[i].op] = true;
        run_case(&cases[i]);
    }
    run_loops();
    for (int op = 0; op < OP_count; op++) {
        GradKind kind = op_info[op].grad;
        if (kind == GRAD_zero || kind == GRAD_none || covered[op])
            continue;
        count_failed++;
        printf("%s has a gradient and no case\n", op_info[op].name);
    }
}

#endif
