/* decompose_test.c - every body of src/transform/decompose.def against the operation it stands for.

   Each case is a graph of one operation; decomposed for a target that lacks every operation with a
   body, it must give what it gave, within a tolerance for each dtype, and hold no operation that
   has a body for such operands. A row of the table without a case fails. */
#include "eval/eval.h"
#include "transform/transform.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#undef complex /* <complex.h> would rename the op */

static int passed, count_failed;
static bool covered[OP_count];
static Cx cx;

static uint64_t state = 1;

static double uniform(double low, double high)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * ((double)(state >> 11) * 0x1p-53);
}

/* T: the dtype, once for each; numbers are drawn from the range, integers from all. */
typedef struct Case {
    OpCode op;
    const char *dtypes; /* separated by blanks */
    double low, high;
    const char *text;
} Case;

#define ONE(name)    "graph(%0: T[3][41]) {\n  %1 = " name " %0 : T[3][41]\n  return %1\n}\n"
#define TO(name, to) "graph(%0: T[3][41]) {\n  %1 = " name " %0 : " to "[3][41]\n  return %1\n}\n"
#define TWO(name, to)                                                                              \
    "graph(%0: T[3][41], %1: T[41]) {\n  %2 = " name " %0, %1 : " to "[3][41]\n  return %2\n}\n"
#define FLOATS  "f64 f32"
#define COMPLEX "c128 c64"
#define WHOLE   "u8 s8 u16 s32 u64 s64"

/* clang-format off */
static const Case cases[] = {
    {OP_expm1, FLOATS " " COMPLEX, -3, 3, ONE("expm1")},
    {OP_expm1, FLOATS, -1e-5, 1e-5, ONE("expm1")},
    {OP_log1p, FLOATS " " COMPLEX, -0.9, 3, ONE("log1p")},
    {OP_log1p, FLOATS, -1e-5, 1e-5, ONE("log1p")},
    {OP_sigmoid, FLOATS " " COMPLEX, -5, 5, ONE("sigmoid")},
    {OP_sigmoid, "f64", -900, 900, ONE("sigmoid")},
    {OP_tan, FLOATS " " COMPLEX, -1.4, 1.4, ONE("tan")},
    {OP_cosh, FLOATS " " COMPLEX, -4, 4, ONE("cosh")},
    {OP_sinh, FLOATS " " COMPLEX, -4, 4, ONE("sinh")},
    {OP_sinh, FLOATS, -1e-3, 1e-3, ONE("sinh")},
    {OP_tanh, FLOATS " " COMPLEX, -2, 2, ONE("tanh")},
    {OP_tanh, "f64", -1e-3, 1e-3, ONE("tanh")},
    {OP_acos, FLOATS, -1, 1, ONE("acos")},
    {OP_asin, FLOATS, -1, 1, ONE("asin")},
    {OP_atan, FLOATS, -5, 5, ONE("atan")},
    {OP_acosh, FLOATS, 1, 9, ONE("acosh")},
    {OP_acosh, "f64", 1e7, 1e9, ONE("acosh")},
    {OP_asinh, FLOATS, -9, 9, ONE("asinh")},
    {OP_asinh, "f64", -1e200, 1e200, ONE("asinh")},
    {OP_atanh, FLOATS, -0.99, 0.99, ONE("atanh")},
    {OP_rsqrt, FLOATS " " COMPLEX, 0.1, 9, ONE("rsqrt")},
    {OP_cbrt, FLOATS, -9, 9, ONE("cbrt")},
    {OP_ceil, FLOATS " s32", -9, 9, ONE("ceil")},
    {OP_round, FLOATS " s32", -9, 9, ONE("round")},
    {OP_negate, FLOATS " " COMPLEX " " WHOLE, -9, 9, ONE("negate")},
    {OP_sign, FLOATS " " WHOLE, -2, 2, ONE("sign")},
    {OP_abs, FLOATS " " WHOLE, -9, 9, ONE("abs")},
    {OP_abs, "c128", -9, 9, TO("abs", "f64")},
    {OP_is_nan, FLOATS " " COMPLEX " " WHOLE, -9, 9, TO("is_nan", "u8")},
    {OP_is_infinity, FLOATS " " COMPLEX " " WHOLE, -9, 9, TO("is_infinity", "u8")},
    {OP_population_count, WHOLE, 0, 0, ONE("population_count")},
    {OP_count_leading_zeros, WHOLE, 0, 0, ONE("count_leading_zeros")},
    {OP_remainder, "u64 s64 s32", 0, 0, "graph(%0: T[3][41], %1: T[41]) {\n  %2 = constant 3 : T\n  %3 = bitwise_and %1, %2 : T[41]\n  %4 = constant 1 : T\n"
                              "  %5 = add %3, %4 : T[41]\n  %6 = remainder %0, %5 : T[3][41]\n  return %6\n}\n"},
    {OP_max, FLOATS " " WHOLE, -2, 2, TWO("max", "T")},
    {OP_clip, FLOATS " " WHOLE, -2, 2, "graph(%0: T[3][41], %1: T, %2: T) {\n  %3 = clip %0, %1, %2 : T[3][41]\n  return %3\n}\n"},
    {OP_logical_and, FLOATS " " COMPLEX " u8", -1, 1, TWO("logical_and", "u8")},
    {OP_logical_or, FLOATS " " COMPLEX " u8", -1, 1, TWO("logical_or", "u8")},
    {OP_logical_xor, FLOATS " " COMPLEX " u8", -1, 1, TWO("logical_xor", "u8")},
    {OP_threefry2x32, "u64", 0, 0, TWO("threefry2x32", "u64")},
    {OP_conjugate, COMPLEX, -2, 2, ONE("conjugate")},
    {OP_exp, COMPLEX, -2, 2, ONE("exp")},
    {OP_log, COMPLEX, -2, 2, ONE("log")},
    {OP_sin, COMPLEX, -2, 2, ONE("sin")},
    {OP_cos, COMPLEX, -2, 2, ONE("cos")},
    {OP_sqrt, COMPLEX, -2, 2, ONE("sqrt")},
    {OP_add, COMPLEX, -2, 2, TWO("add", "T")},
    {OP_subtract, COMPLEX, -2, 2, TWO("subtract", "T")},
    {OP_multiply, COMPLEX, -2, 2, TWO("multiply", "T")},
    {OP_divide, COMPLEX, 0.5, 2, TWO("divide", "T")},
    {OP_equal, COMPLEX, -2, 2, TWO("equal", "u8")},
    {OP_not_equal, COMPLEX, -2, 2, TWO("not_equal", "u8")},
    {OP_as_type, COMPLEX, -2, 2, "graph(%0: T[9]) {\n  %1 = as_type %0 dtype=f32 : f32[9]\n  return %1\n}\n"},
    {OP_as_type, COMPLEX, -2, 2, "graph(%0: T[9]) {\n  %1 = as_type %0 dtype=c64 : c64[9]\n  return %1\n}\n"},
    {OP_select, COMPLEX, -2, 2, "graph(%0: T[3][41], %1: T[41], %2: u8[41]) {\n  %3 = select %2, %1, %0 : T[3][41]\n  return %3\n}\n"},
    {OP_select, COMPLEX, -2, 2, "graph(%0: T[3][41], %1: f32) {\n  %2 = select %0, %1, %0 : T[3][41]\n  return %2\n}\n"},
    {OP_transpose, COMPLEX, -2, 2, "graph(%0: T[3][41]) {\n  %1 = transpose %0 axes=[1, 0] : T[41][3]\n  return %1\n}\n"},
    {OP_reverse, COMPLEX, -2, 2, "graph(%0: T[3][41]) {\n  %1 = reverse %0 axes=[1] : T[3][41]\n  return %1\n}\n"},
    {OP_broadcast, COMPLEX, -2, 2, "graph(%0: T[3]) {\n  %1 = broadcast %0 shape=[3, 4] axes=[0] : T[3][4]\n  return %1\n}\n"},
    {OP_slice, COMPLEX, -2, 2, "graph(%0: T[9], %1: s32) {\n  %2 = slice %0, %1 lengths=[4] strides=[2] : T[4]\n  return %2\n}\n"},
    {OP_pad, COMPLEX, -2, 2, "graph(%0: T[9], %1: T) {\n  %2 = pad %0, %1 low=[1] high=[2] interior=[1] : T[20]\n  return %2\n}\n"},
    {OP_concatenate, COMPLEX, -2, 2, "graph(%0: T[9], %1: T[2], %2: T[4]) {\n  %3 = concatenate %0, %1, %2 axis=0 : T[15]\n  return %3\n}\n"},
    {OP_put_slice, COMPLEX, -2, 2, "graph(%0: T[9], %1: T[2]) {\n  %2 = constant 3 : s64\n  %3 = put_slice %0, %1, %2 : T[9]\n  return %3\n}\n"},
    {OP_indexed_add, COMPLEX, -2, 2, "graph(%0: T[9][2], %1: T[4][2]) {\n  %2 = iota shape=[4, 1] axis=0 dtype=s64 : s64[4][1]\n  %3 = indexed_add %0, %2, %1 axes=[0] : T[9][2]\n  return %3\n}\n"},
    {OP_indexed_put, COMPLEX, -2, 2, "graph(%0: T[9][2], %1: T[4][2]) {\n  %2 = iota shape=[4, 1] axis=0 dtype=s64 : s64[4][1]\n  %3 = indexed_put %0, %2, %1 axes=[0] : T[9][2]\n  return %3\n}\n"},
    {OP_gather, COMPLEX, -2, 2, "graph(%0: T[9][2]) {\n  %1 = iota shape=[4, 1] axis=0 dtype=s64 : s64[4][1]\n  %2 = gather %0, %1 axes=[0] : T[4][2]\n  return %2\n}\n"},
    {OP_sum, COMPLEX, -2, 2, "graph(%0: T[3][41]) {\n  %1 = sum %0 axes=[1] keep_axes=false : T[3]\n  return %1\n}\n"},
    {OP_all, FLOATS " u8 c64", -1, 1, "graph(%0: T[3][5]) {\n  %1 = all %0 axes=[1] keep_axes=true : u8[3][1]\n  return %1\n}\n"},
    {OP_any, FLOATS " u8 c64", -1, 1, "graph(%0: T[3][5]) {\n  %1 = any %0 axes=[0] keep_axes=false : u8[5]\n  return %1\n}\n"},
#define PLACE(name, axes, to, last) "graph(%0: T[3][5]) {\n  %1 = " name " %0 axes=[" axes "] keep_axes=false last=" last " dtype=s32 : s32" to "\n  return %1\n}\n"
    {OP_argmax, FLOATS " bf16 u8 s16 s32 u32", -1, 1, PLACE("argmax", "1", "[3]", "false")},
    {OP_argmax, "u8 s32", -1, 1, PLACE("argmax", "0, 1", "", "true")},
    {OP_argmin, FLOATS " bf16 u8 s16 s32 u32", -1, 1, PLACE("argmin", "0", "[5]", "false")},
    {OP_argmin, FLOATS " u8 s32", -1, 1, PLACE("argmin", "1", "[3]", "true")},
    {OP_argsort, FLOATS " u8", -1, 1, "graph(%0: T[3][50]) {\n  %1 = argsort %0 axis=1 descending=true stable=true dtype=s32 : s32[3][50]\n  return %1\n}\n"},
#define CUMULATIVE(name) "graph(%0: T[3][50]) {\n  %1 = " name " %0 axis=1 reversed=true : T[3][50]\n  %2 = " name " %1 axis=0 reversed=false : T[3][50]\n  return %2\n}\n"
    {OP_cumulative_sum, FLOATS " s32 c64", -1, 1, CUMULATIVE("cumulative_sum")},
    {OP_cumulative_product, FLOATS " s32", -1, 1, CUMULATIVE("cumulative_product")},
    {OP_cumulative_max, FLOATS " u8 s32", -1, 1, CUMULATIVE("cumulative_max")},
    {OP_cumulative_min, FLOATS " u8 s32", -1, 1, CUMULATIVE("cumulative_min")},
#define WINDOW(name) "graph(%0: T[5][9]) {\n  %1 = " name " %0 window=[2, 3] strides=[2, 1] low=[1, 0] high=[0, 3] dilations=[1, 2] : T[3][8]\n  return %1\n}\n"
    {OP_window_sum, FLOATS " s32 c64", -1, 1, WINDOW("window_sum")},
    {OP_window_product, FLOATS " s32", -1, 1, WINDOW("window_product")},
    {OP_window_max, FLOATS " u8 s32", -1, 1, WINDOW("window_max")},
    {OP_window_min, FLOATS " u8 s32", -1, 1, WINDOW("window_min")},
#define WINDOW_PLACE(name) "graph(%0: T[5][9]) {\n  %1 = floor %0 : T[5][9]\n  %2 = " name " %1 window=[2, 3] strides=[2, 1] low=[3, 0] high=[0, 3] dilations=[1, 2] dtype=s64 : s64[4][8]\n  return %2\n}\n"
    {OP_window_argmax, FLOATS " u8 s32", -2, 3, WINDOW_PLACE("window_argmax")},
    {OP_window_argmin, FLOATS " u8 s32", -2, 3, WINDOW_PLACE("window_argmin")},
    {OP_dot, COMPLEX, -1, 1, "graph(%0: T[3][7][5], %1: T[4][7]) {\n  %2 = dot %0, %1 contract_a=[1] batch_a=[] contract_b=[1] batch_b=[] : T[3][5][4]\n  return %2\n}\n"},
#define CONV(to) "graph(%0: T[2][3][6], %1: T[4][3][2]) {\n  %2 = conv %0, %1 strides=[2] low=[1] high=[0] input_dilations=[1] kernel_dilations=[2] feature_groups=1 batch_groups=1 : " to "[2][4][3]\n  return %2\n}\n"
    {OP_conv, COMPLEX " f16 bf16 s8 u16", -2, 2, CONV("T")},
#define FOLD(op) "graph(%0: T[3][41], %1: T) {\n  %2 = reduce %0, %1 axes=[1] keep_axes=true : T[3][1]\n    region(%3: T, %4: T) {\n      %5 = " op " %4, %3 : T\n      return %5\n    }\n  return %2\n}\n"
    {OP_reduce, FLOATS " s32 u8", 0.9, 1.1, FOLD("add")},
    {OP_reduce, FLOATS " s32 u8", 0.9, 1.1, FOLD("multiply")},
    {OP_reduce, FLOATS " s32 u8 bf16", -1, 1, FOLD("max")},
    {OP_reduce, FLOATS " s32 u8", -1, 1, FOLD("min")},
#define WINDOW_FOLD(op) "graph(%0: T[5][9], %1: T) {\n  %2 = window_reduce %0, %1 window=[2, 3] strides=[2, 1] low=[0, -1] high=[0, 0] dilations=[1, 2] : T[2][4]\n    region(%3: T, %4: T) {\n      %5 = " op " %3, %4 : T\n      return %5\n    }\n  return %2\n}\n"
    {OP_window_reduce, FLOATS " s32 u8", -1, 1, WINDOW_FOLD("add")},
    {OP_window_reduce, FLOATS " s32 u8", -1, 1, WINDOW_FOLD("min")},
    {OP_window_reduce, FLOATS " s32 u8", -1, 1, WINDOW_FOLD("subtract")},
    {OP_reduce, FLOATS " s32 u8", -1, 1, FOLD("subtract")},
    {OP_reduce, "f32 s32", -1, 1, "graph(%0: T[3][4][5], %1: T) {\n  %2 = reduce %0, %1, %1 axes=[0, 2] keep_axes=false : T[4]\n    region(%3: T, %4: T, %5: T) {\n      %6 = subtract %3, %4 : T\n      %7 = multiply %6, %5 : T\n      return %7\n    }\n  return %2\n}\n"},
#define LONG_WINDOW(op, by, results) "graph(%0: T[3][300]) {\n  %1 = window_" op " %0 window=[1, 150] strides=[1, " by "] low=[0, 40] high=[0, 39] dilations=[1, 2] : T[3][" results "]\n  return %1\n}\n"
#define WIDE_WINDOW(op) "graph(%0: T[14][40]) {\n  %1 = window_" op " %0 window=[12, 13] strides=[1, 3] low=[5, -1] high=[6, 0] dilations=[1, 1] : T[14][9]\n  return %1\n}\n"
    {OP_window_sum, FLOATS " s32 u8", -1, 1, LONG_WINDOW("sum", "1", "81")},
    {OP_window_sum, FLOATS " s32 u8", -1, 1, LONG_WINDOW("sum", "40", "3")},
    {OP_window_sum, FLOATS " s32 bf16", -1, 1, WIDE_WINDOW("sum")},
    {OP_window_product, FLOATS " s32", -1, 1, WIDE_WINDOW("product")},
    {OP_window_max, FLOATS " s32 u8", -1, 1, LONG_WINDOW("max", "1", "81")},
    {OP_window_min, FLOATS " s32 u8", -1, 1, LONG_WINDOW("min", "40", "3")},
    {OP_window_max, FLOATS " u8", -1, 1, WIDE_WINDOW("max")},
#define FFT(name, n) "graph(%0: T[3][" n "]) {\n  %1 = " name " %0 : T[3][" n "]\n  return %1\n}\n"
    {OP_fft, COMPLEX, -1, 1, FFT("fft", "1")},
    {OP_fft, COMPLEX, -1, 1, FFT("fft", "8")},
    {OP_fft, COMPLEX, -1, 1, FFT("fft", "60")},
    {OP_fft, COMPLEX, -1, 1, FFT("fft", "360")},
    {OP_fft, COMPLEX, -1, 1, FFT("fft", "1024")},
    {OP_fft, COMPLEX, -1, 1, FFT("fft", "67")},
    {OP_fft, COMPLEX, -1, 1, FFT("fft", "134")},
    {OP_fft, "f64", -1, 1, "graph(%0: T[12]) {\n  %1 = fft %0 : c128[12]\n  return %1\n}\n"},
    {OP_ifft, COMPLEX, -1, 1, FFT("ifft", "96")},
    {OP_ifft, COMPLEX, -1, 1, FFT("ifft", "71")},
#define DIAGONAL "  %80 = iota shape=[4, 4] axis=0 dtype=s64 : s64[4][4]\n  %81 = iota shape=[4, 4] axis=1 dtype=s64 : s64[4][4]\n  %82 = equal %80, %81 : u8[4][4]\n  %83 = constant 6 : s64\n  %84 = multiply %82, %83 : s64[4][4]\n"
#define TRIANGLE(b, lower, left, transform) "graph(%0: T[2][4][4], %1: T" b ") {\n" DIAGONAL "  %2 = add %0, %84 : T[2][4][4]\n  %3 = triangular_solve %2, %1 lower=" lower " left_side=" left " transform=" transform " : T" b "\n  return %3\n}\n"
    {OP_triangular_solve, FLOATS " " COMPLEX, -1, 1, TRIANGLE("[2][4][3]", "true", "true", "0")},
    {OP_triangular_solve, FLOATS " " COMPLEX, -1, 1, TRIANGLE("[2][4][3]", "false", "true", "1")},
    {OP_triangular_solve, FLOATS " " COMPLEX, -1, 1, TRIANGLE("[2][3][4]", "false", "false", "0")},
    {OP_triangular_solve, FLOATS " " COMPLEX, -1, 1, TRIANGLE("[2][3][4]", "true", "false", "2")},
    {OP_triangular_solve, FLOATS " " COMPLEX, -1, 1, TRIANGLE("[2][4]", "true", "true", "2")},
    {OP_triangular_solve, FLOATS " " COMPLEX, -1, 1, TRIANGLE("[2][4]", "true", "false", "0")},
    {OP_triangular_solve, FLOATS " " COMPLEX, -1, 1, TRIANGLE("[2][4]", "false", "false", "1")},
    {OP_triangular_solve, FLOATS " " COMPLEX, -1, 1, TRIANGLE("[2][3][4]", "true", "false", "1")},
    {OP_cholesky, FLOATS, -1, 1, "graph(%0: T[2][4][4]) {\n" DIAGONAL "  %1 = transpose %0 axes=[0, 2, 1] : T[2][4][4]\n  %2 = add %0, %1 : T[2][4][4]\n  %3 = add %2, %84 : T[2][4][4]\n  %4 = cholesky %3 : T[2][4][4]\n  return %4\n}\n"},
    {OP_cholesky, COMPLEX, -1, 1, "graph(%0: T[2][4][4]) {\n" DIAGONAL "  %1 = transpose %0 axes=[0, 2, 1] : T[2][4][4]\n  %5 = conjugate %1 : T[2][4][4]\n  %2 = add %0, %5 : T[2][4][4]\n  %3 = add %2, %84 : T[2][4][4]\n  %4 = cholesky %3 : T[2][4][4]\n  return %4\n}\n"},
    {OP_solve, FLOATS " " COMPLEX, -1, 1, "graph(%0: T[2][6][6], %1: T[2][6][3]) {\n  %2 = solve %0, %1 : T[2][6][3]\n  return %2\n}\n"},
    {OP_solve, FLOATS, -1, 1, "graph(%0: T[5][5], %1: T[5]) {\n  %2 = solve %0, %1 : T[5]\n  return %2\n}\n"},
#define LU(i) "graph(%0: T[2][6][6]) {\n  %1 = lu %0 : (T[2][6][6], T[2][6][6], T[2][6][6])\n  %2 = elem %1 index=" i " : T[2][6][6]\n  return %2\n}\n"
    {OP_lu, FLOATS " " COMPLEX, -1, 1, LU("0")},
    {OP_lu, FLOATS " " COMPLEX, -1, 1, LU("1")},
    {OP_lu, FLOATS " " COMPLEX, -1, 1, LU("2")},
    {OP_lu, FLOATS, 0, 0, LU("2")},
#define QR(from, full, q, r, i, of) "graph(%0: T" from ") {\n  %1 = qr %0 complete=" full " : (T" q ", T" r ")\n  %2 = elem %1 index=" i " : T" of "\n  return %2\n}\n"
#define QRS(from, full, q, r) {OP_qr, FLOATS " " COMPLEX, -1, 1, QR(from, full, q, r, "0", q)}, {OP_qr, FLOATS " " COMPLEX, -1, 1, QR(from, full, q, r, "1", r)}
    QRS("[2][6][4]", "false", "[2][6][4]", "[2][4][4]"),
    QRS("[2][6][4]", "true", "[2][6][6]", "[2][6][4]"),
    QRS("[4][6]", "false", "[4][4]", "[4][6]"),
    QRS("[5][5]", "true", "[5][5]", "[5][5]"),
    QRS("[1][3]", "true", "[1][1]", "[1][3]"),
    {OP_qr, FLOATS, 0, 0, QR("[4][3]", "true", "[4][4]", "[4][3]", "0", "[4][4]")},
#define EIGH(n, values, i, of) "graph(%0: T" n ") {\n  %1 = eigh %0 : (" values ", T" n ")\n  %2 = elem %1 index=" i " : " of "\n  return %2\n}\n"
#define VECTORS(dtypes, to, batch, n) {OP_eigh, dtypes, -1, 1, EIGH(batch n n, to batch n, "1", "T" batch n n)}
#define EIGHS(batch, n) \
    {OP_eigh, FLOATS " bf16", -1, 1, EIGH(batch n n, "T" batch n, "0", "T" batch n)}, \
    VECTORS(FLOATS, "T", batch, n), VECTORS("c128", "f64", batch, n), VECTORS("c64", "f32", batch, n)
    EIGHS("[2]", "[6]"),
    EIGHS("[2][3]", "[5]"),
    EIGHS("", "[1]"),
    EIGHS("", "[2]"),
    EIGHS("", "[3]"),
    EIGHS("", "[33]"),
    {OP_eigh, "c128", -1, 1, EIGH("[7][7]", "f64[7]", "0", "f64[7]")},
    {OP_eigh, FLOATS, 0, 0, EIGH("[4][4]", "T[4]", "0", "T[4]")},
    {OP_eigh, FLOATS, -1e300, 1e300, EIGH("[4][4]", "T[4]", "0", "T[4]")},
    {OP_eigh, FLOATS, 0.5, 0.5, EIGH("[4][4]", "T[4]", "0", "T[4]")},
#define SVD(from, full, u, s, v, i, of) "graph(%0: T" from ") {\n  %1 = svd %0 complete=" full " : (T" u ", T" s ", T" v ")\n  %2 = elem %1 index=" i " : T" of "\n  return %2\n}\n"
#define SVDS(from, full, u, s, v) {OP_svd, FLOATS " bf16", -1, 1, SVD(from, full, u, s, v, "0", u)}, {OP_svd, FLOATS, -1, 1, SVD(from, full, u, s, v, "1", s)}, {OP_svd, FLOATS, -1, 1, SVD(from, full, u, s, v, "2", v)}
    SVDS("[2][6][4]", "false", "[2][6][4]", "[2][4]", "[2][4][4]"),
    SVDS("[2][6][4]", "true", "[2][6][6]", "[2][4]", "[2][4][4]"),
    SVDS("[4][7]", "false", "[4][4]", "[4]", "[4][7]"),
    SVDS("[3][7]", "true", "[3][3]", "[3]", "[7][7]"),
    SVDS("[5][5]", "true", "[5][5]", "[5]", "[5][5]"),
    SVDS("[5][1]", "true", "[5][5]", "[1]", "[1][1]"),
    SVDS("[1][2]", "false", "[1][1]", "[1]", "[1][2]"),
    SVDS("[40][33]", "false", "[40][33]", "[33]", "[33][33]"),
    {OP_svd, FLOATS, 0, 0, SVD("[5][3]", "true", "[5][5]", "[3]", "[3][3]", "0", "[5][5]")},
    {OP_svd, FLOATS, 0.5, 0.5, SVD("[5][3]", "true", "[5][5]", "[3]", "[3][3]", "1", "[3]")},
    {OP_svd, FLOATS, -1e300, 1e300, SVD("[5][3]", "false", "[5][3]", "[3]", "[3][3]", "1", "[3]")},
};
/* clang-format on */

/* --- inputs and comparing --- */

/* One number in eight is a special one where the range has zero inside. */
static Tensor *input_of(const Case *c, const Type *type)
{
    static const double ends[] = {0, -0.0, 1, -1, 0.5, -0.5};
    Tensor *t = tensor_new(&cx, *type);
    for (int64_t i = 0; t && i < shape_count(&type->shape); i++) {
        double x = uniform(c->low, c->high), y = uniform(c->low, c->high);
        double end = ends[state >> 40 & 3];
        if ((state >> 33) % 8 == 0 && end >= c->low && end <= c->high)
            x = end;
        if (dtype_is_integer(type->dtype))
            tensor_set(t, i, scalar_u((uint64_t)(state * 0x9e3779b97f4a7c15u) >> (state >> 60)));
        else
            tensor_set(t, i, dtype_is_complex(type->dtype) ? scalar_c(x, y) : scalar_f(x));
    }
    return t;
}

static bool close_to(double got, double want, double scale, double epsilon)
{
    return got == want || (got != got && want != want) ||
           fabs(got - want) <= 64 * epsilon * (fabs(want) + scale);
}

static bool same(const Tensor *got, const Tensor *want, bool is_sum)
{
    DType t = want->type.dtype, part = dtype_is_complex(t) ? dtype_to_real(t) : t;
    if (!type_equal(&got->type, &want->type))
        return false;
    double epsilon = dtype_is_integer(t) ? 0 : dtype_epsilon(part).f;
    for (int64_t i = 0; i < shape_count(&want->type.shape); i++) {
        Scalar a = tensor_get(got, i), b = tensor_get(want, i);
        double scale = (is_sum ? 30 : 0) + (b.class_ == DCLASS_c ? 1 + cabs(b.c) : 0);
        bool ok = a.class_ == DCLASS_c ? close_to(creal(a.c), creal(b.c), scale, epsilon) &&
                                             close_to(cimag(a.c), cimag(b.c), scale, epsilon)
                  : a.class_ == DCLASS_f ? close_to(a.f, b.f, scale, epsilon)
                                         : a.u == b.u;
        if (!ok) {
            printf("element %lld: %.17g %.17g, expected %.17g %.17g\n", (long long)i,
                   a.class_ == DCLASS_c ? creal(a.c) : scalar_double(a),
                   a.class_ == DCLASS_c ? cimag(a.c) : 0,
                   b.class_ == DCLASS_c ? creal(b.c) : scalar_double(b),
                   b.class_ == DCLASS_c ? cimag(b.c) : 0);
            return false;
        }
    }
    return true;
}

/* --- a target that lacks everything that has a body, and one that lacks one operation --- */

static bool lacks_one(const Lacks *of, const Node *n)
{
    return n->op == *(const OpCode *)of->closure;
}

static bool lacks_all(const Lacks *of, const Node *n)
{
    (void)of;
    return has_body(n->op);
}

/* Whether there is such an operation on numbers of this dtype. */
static bool holds(const Graph *g, OpCode op, DType of)
{
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        bool inside = false;
        for (int j = 0; j < n->nargs && n->op == op; j++)
            inside = inside || node_type(n->args[j])->dtype == of;
        for (int r = 0; r < n->nregions; r++)
            inside = inside || holds(n->regions[r], op, of);
        if (inside)
            return true;
    }
    return false;
}

static bool run(const Case *c, const Graph *g, Tensor **inputs, const Lacks *lacks)
{
    Tensor *want = NULL, *got = NULL;
    Graph *said = decompose(&cx, g, lacks);
    bool ok = said && verify(&cx, said) && eval(&cx, g, inputs, NULL, &want) &&
              eval(&cx, said, inputs, NULL, &got);
    if (ok && lacks->closure && holds(said, c->op, inputs[0]->type.dtype)) {
        printf("%s is still there\n", op_info[c->op].name);
        ok = false;
    }
    OpClass class_ = op_info[c->op].class_;
    ok = ok && same(got, want, class_ == CLASS_CALL || class_ == CLASS_WINDOW);
    if (failed(&cx))
        printf("%s\n", text_cstr(&cx.error->message));
    error_free(error_take(&cx));
    tensor_free(want);
    tensor_free(got);
    graph_free(said);
    return ok;
}

static void run_case(const Case *c, Str dtype)
{
    Text text = {0};
    for (const char *at = c->text; *at; at++)
        if (*at == 'T')
            text_add(&text, dtype);
        else
            text_char(&text, *at);
    Graph *g = graph_read(&cx, source_add(&cx, STR("case"), text_str(&text), false));
    Tensor *inputs[4] = {NULL};
    for (size_t i = 0; g && i < g->params.len; i++)
        inputs[i] = input_of(c, node_type(g->params.at[i]));
    Lacks one = {.lacks = lacks_one, .closure = &c->op}, all = {.lacks = lacks_all};
    bool ok = g && run(c, g, inputs, &one) && run(c, g, inputs, &all);
    passed += ok;
    count_failed += !ok;
    if (!ok)
        printf("%s", text_cstr(&text));
    if (failed(&cx))
        printf("%s\n", text_cstr(&cx.error->message));
    error_free(error_take(&cx));
    for (int i = 0; i < 4; i++)
        tensor_free(inputs[i]);
    graph_free(g);
    text_free(&text);
}

int main(void)
{
    cx_init(&cx);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        covered[cases[i].op] = true;
        for (const char *at = cases[i].dtypes; *at; at += *at == ' ') {
            size_t length = strcspn(at, " ");
            run_case(&cases[i], (Str){at, length});
            at += length;
        }
    }
    for (int op = 0; op < OP_count; op++)
        if (has_body((OpCode)op) && !covered[op]) {
            printf("%s has a body and no case\n", op_info[op].name);
            count_failed++;
        }
    cx_free(&cx);
    printf("%d passed, %d failed\n", passed, count_failed);
    return count_failed > 0;
}
