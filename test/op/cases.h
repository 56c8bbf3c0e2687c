/* cases.h - what op_test.c runs, in short text; see there. */
#ifndef CNX_TEST_CASES_H
#define CNX_TEST_CASES_H

#include "graph/graph.h"

/* Operands: shapes like 2x3, - for a scalar; with "i5:" in front indices below 5, else of
   the dtype under test. Attributes: name=1,2,3 or name=s32. */
typedef struct CaseRow {
    OpCode op;
    const char *operands, *attrs;
} CaseRow;

#define DOT(a, b, c, d)       "contract_a=" a " batch_a=" b " contract_b=" c " batch_b=" d
#define PLACES(w, s, l, h, d) "window=" w " strides=" s " low=" l " high=" h " dilations=" d
#define CONV(s, l, h, i, k, f, b)                                                                  \
    "strides=" s " low=" l " high=" h " input_dilations=" i " kernel_dilations=" k                 \
    " feature_groups=" f " batch_groups=" b

/* clang-format off */
static const CaseRow cases[] = {
    {OP_reshape,   "2x3", "shape=3,1,2"},
    {OP_reshape,   "-", "shape=1,1"},
    {OP_reshape,   "2x0", "shape=0,5"},
    {OP_reshape,   "1x1x3", "shape=3,1"},
    {OP_reshape,   "300x257", "shape=257,300"},
    {OP_broadcast, "2x1", "shape=2,3,4 axes=0,2"},
    {OP_broadcast, "-", "shape=2,3 axes="},
    {OP_broadcast, "3", "shape=2,3,1 axes=1"},
    {OP_broadcast, "1", "shape=0,2 axes=1"},
    {OP_broadcast, "1x257", "shape=300,257 axes=0,1"},
    {OP_broadcast, "0x1", "shape=2,0,3 axes=1,2"},
    {OP_transpose, "2x3x4", "axes=2,0,1"},
    {OP_transpose, "-", "axes="},
    {OP_transpose, "0x3", "axes=1,0"},
    {OP_transpose, "300x257", "axes=1,0"},
    {OP_transpose, "1x3x1", "axes=1,2,0"},
    {OP_reverse,   "2x3x2", "axes=0,2"},
    {OP_reverse,   "5", "axes=0"},
    {OP_reverse,   "1x0", "axes=0,1"},
    {OP_reverse,   "-", "axes="},
    {OP_reverse,   "300x257", "axes=1"},
    {OP_slice,     "7x9 i3:- i5:-", "lengths=3,4 strides=2,1"},
    {OP_slice,     "7x9 i90:- i99:-", "lengths=3,3 strides=3,2"},
    {OP_slice,     "3x1 i3:- i5:-", "lengths=0,1 strides=1,1"},
    {OP_slice,     "-", "lengths= strides="},
    {OP_slice,     "0x4 i1:- i3:-", "lengths=0,2 strides=1,2"},
    {OP_slice,     "301x257 i1:- i1:-", "lengths=300,128 strides=1,2"},
    {OP_pad,       "2x3 -", "low=1,0 high=0,2 interior=0,1"},
    {OP_pad,       "4x5 -", "low=-1,1 high=1,-2 interior=2,1"},
    {OP_pad,       "0 -", "low=2 high=1 interior=3"},
    {OP_pad,       "- -", "low= high= interior="},
    {OP_pad,       "1x3 -", "low=0,1 high=2,0 interior=3,0"},
    {OP_pad,       "300x128 -", "low=0,1 high=1,0 interior=0,1"},
    {OP_concatenate, "2x3 2x1 2x0", "axis=1"},
    {OP_concatenate, "5", "axis=0"},
    {OP_concatenate, "1x3 1x3", "axis=0"},
    {OP_concatenate, "300x128 300x1 300x128", "axis=1"},
    {OP_put_slice, "5x6 2x3 i4:- i4:-", ""},
    {OP_put_slice, "5x6 2x3 i44:- i44:-", ""},
    {OP_put_slice, "3 0 i2:-", ""},
    {OP_put_slice, "- -", ""},
    {OP_put_slice, "1x4 1x2 i1:- i3:-", ""},
    {OP_put_slice, "300x257 200x100 i99:- i99:-", ""},
    {OP_sum,       "2x3x4", "axes=0,2 keep_axes=0"},
    {OP_sum,       "-", "axes= keep_axes=0"},
    {OP_sum,       "2x0", "axes=1 keep_axes=1"},
    {OP_sum,       "70001", "axes=0 keep_axes=0"},
    {OP_sum,       "300x257", "axes=0 keep_axes=0"},
    {OP_sum,       "300x257", "axes=1 keep_axes=1"},
    {OP_sum,       "9x1x33x5", "axes=0,1,3 keep_axes=0"},
    {OP_product,   "2x3x4", "axes=0,2 keep_axes=0"},
    {OP_product,   "0x3", "axes=0 keep_axes=0"},
    {OP_product,   "13x7", "axes=1 keep_axes=1"},
    {OP_product,   "-", "axes= keep_axes=0"},
    {OP_product,   "1x4x1", "axes=0,1 keep_axes=0"},
    {OP_product,   "22000x3", "axes=1 keep_axes=0"},
    {OP_reduce_max, "2x3x4", "axes=0,2 keep_axes=0"},
    {OP_reduce_max, "0x3", "axes=0 keep_axes=0"},
    {OP_reduce_max, "70001", "axes=0 keep_axes=0"},
    {OP_reduce_max, "-", "axes= keep_axes=0"},
    {OP_reduce_max, "1x4x1", "axes=0,1 keep_axes=1"},
    {OP_reduce_min, "2x3x4", "axes=1 keep_axes=1"},
    {OP_reduce_min, "3x0", "axes=1 keep_axes=0"},
    {OP_reduce_min, "300x257", "axes=0 keep_axes=0"},
    {OP_reduce_min, "-", "axes= keep_axes=0"},
    {OP_reduce_min, "1x4x1", "axes=0,1 keep_axes=1"},
    {OP_all,       "2x3x4", "axes=0,2 keep_axes=0"},
    {OP_all,       "2x0", "axes=1 keep_axes=0"},
    {OP_all,       "70001", "axes=0 keep_axes=0"},
    {OP_all, "-", "axes= keep_axes=0"},
    {OP_all, "1x4x1", "axes=0,1 keep_axes=1"},
    {OP_any,       "2x3x4", "axes=1 keep_axes=1"},
    {OP_any,       "2x0", "axes=1 keep_axes=0"},
    {OP_any,       "300x257", "axes=0 keep_axes=0"},
    {OP_any, "-", "axes= keep_axes=0"},
    {OP_any, "1x4x1", "axes=0,1 keep_axes=1"},
    {OP_argmax,    "3x5x2", "axes=1 keep_axes=0 last=0 dtype=s32"},
    {OP_argmax,    "3x5x2", "axes=0,1,2 keep_axes=1 last=1 dtype=u8"},
    {OP_argmax,    "70001", "axes=0 keep_axes=0 last=0 dtype=s64"},
    {OP_argmax,    "-", "axes= keep_axes=0 last=0 dtype=s32"},
    {OP_argmax,    "1x4x1", "axes=1 keep_axes=0 last=0 dtype=s32"},
    {OP_argmax,    "0x3", "axes=1 keep_axes=0 last=0 dtype=s32"},
    {OP_argmin,    "3x5x2", "axes=0 keep_axes=1 last=1 dtype=s64"},
    {OP_argmin,    "5", "axes=0 keep_axes=0 last=0 dtype=u4"},
    {OP_argmin,    "300x257", "axes=0 keep_axes=0 last=0 dtype=s32"},
    {OP_argmin,    "-", "axes= keep_axes=0 last=1 dtype=s64"},
    {OP_argmin,    "1x4x1", "axes=0,2 keep_axes=1 last=1 dtype=s32"},
    {OP_argmin,    "3x0", "axes=0 keep_axes=0 last=0 dtype=s32"},
    {OP_dot,       "2x3 3x4", DOT("1", "", "0", "")},
    {OP_dot,       "2x3x4 4x5x3", DOT("1,2", "", "2,0", "")},
    {OP_dot,       "2x3x4 2x5x3", DOT("1", "0", "2", "0")},
    {OP_dot,       "3 2", DOT("", "", "", "")},
    {OP_dot,       "- 2", DOT("", "", "", "")},
    {OP_dot,       "5 5", DOT("0", "", "0", "")},
    {OP_dot,       "2x0 0x3", DOT("1", "", "0", "")},
    {OP_dot,       "0x4 4x2", DOT("1", "", "0", "")},
    {OP_dot,       "1x65 65x70", DOT("1", "", "0", "")},
    {OP_dot,       "67x31 31x45", DOT("1", "", "0", "")},
    {OP_dot,       "3100x3 3x22", DOT("1", "", "0", "")},
    {OP_dot,       "131x129 70x131", DOT("0", "", "1", "")},
    {OP_conv,      "2x4x5x6 6x2x3x2", CONV("1,2", "1,0", "0,1", "1,1", "1,1", "2", "1")},
    {OP_conv,      "4x2x7 6x2x3", CONV("2", "2", "2", "1", "2", "1", "2")},
    {OP_conv,      "1x1x4 1x1x3", CONV("1", "-1", "2", "3", "1", "1", "1")},
    {OP_conv,      "2x3x5x5 4x3x1x1", CONV("2,1", "0,0", "0,0", "1,1", "1,1", "1", "1")},
    {OP_conv,      "3x4 5x4", CONV("", "", "", "", "", "1", "1")},
    {OP_conv,      "0x2x5 3x2x2", CONV("1", "0", "0", "1", "1", "1", "1")},
    {OP_conv,      "1x1x33000 2x1x2", CONV("1", "0", "1", "1", "1", "1", "1")},
#define CUMULATIVE(op)                                                                                                \
    {op, "7", "axis=0 reversed=0"}, {op, "3x9x2", "axis=1 reversed=1"}, {op, "1x4x1", "axis=0 reversed=0"},            \
    {op, "0x3", "axis=0 reversed=1"}, {op, "2x0", "axis=0 reversed=0"}, {op, "16x3", "axis=0 reversed=0"},            \
    {op, "257x300", "axis=1 reversed=1"}
    CUMULATIVE(OP_cumulative_sum), CUMULATIVE(OP_cumulative_product),
    CUMULATIVE(OP_cumulative_max), CUMULATIVE(OP_cumulative_min),
    {OP_window_sum,     "5x7", PLACES("2,3", "1,2", "1,0", "0,1", "1,1")},
    {OP_window_sum,     "9", PLACES("3", "1", "2", "2", "2")},
    {OP_window_sum,     "-", PLACES("", "", "", "", "")},
    {OP_window_sum, "1x4x1", PLACES("1,2,1", "1,1,1", "0,1,0", "0,0,0", "1,1,1")},
    {OP_window_sum, "0x4", PLACES("1,2", "1,1", "0,0", "0,0", "1,1")},
    {OP_window_sum, "300x257", PLACES("1,2", "1,1", "0,0", "0,1", "1,1")},
    {OP_window_product, "4x5", PLACES("2,2", "2,1", "1,0", "0,1", "1,2")},
    {OP_window_product, "-", PLACES("", "", "", "", "")},
    {OP_window_product, "1x4x1", PLACES("1,2,1", "1,1,1", "0,1,0", "0,0,0", "1,1,1")},
    {OP_window_product, "0x4", PLACES("1,2", "1,1", "0,0", "0,0", "1,1")},
    {OP_window_product, "300x257", PLACES("1,2", "1,1", "0,0", "0,1", "1,1")},
    {OP_window_max,     "5x7", PLACES("2,3", "1,2", "1,0", "0,1", "1,1")},
    {OP_window_max,     "4", PLACES("2", "1", "3", "2", "1")},
    {OP_window_max, "-", PLACES("", "", "", "", "")},
    {OP_window_max, "1x4x1", PLACES("1,2,1", "1,1,1", "0,1,0", "0,0,0", "1,1,1")},
    {OP_window_max, "0x4", PLACES("1,2", "1,1", "0,0", "0,0", "1,1")},
    {OP_window_max, "300x257", PLACES("1,2", "1,1", "0,0", "0,1", "1,1")},
    {OP_window_min,     "5x7", PLACES("2,2", "2,2", "0,1", "1,0", "2,1")},
    {OP_window_min, "-", PLACES("", "", "", "", "")},
    {OP_window_min, "1x4x1", PLACES("1,2,1", "1,1,1", "0,1,0", "0,0,0", "1,1,1")},
    {OP_window_min, "0x4", PLACES("1,2", "1,1", "0,0", "0,0", "1,1")},
    {OP_window_min, "300x257", PLACES("1,2", "1,1", "0,0", "0,1", "1,1")},
    {OP_window_argmax,  "5x7", PLACES("2,3", "1,2", "1,0", "0,1", "1,1") " dtype=s32"},
    {OP_window_argmax,  "4", PLACES("2", "1", "3", "2", "1") " dtype=s64"},
    {OP_window_argmax, "-", PLACES("", "", "", "", "") " dtype=s32"},
    {OP_window_argmax, "1x4x1", PLACES("1,2,1", "1,1,1", "0,1,0", "0,0,0", "1,1,1") " dtype=s32"},
    {OP_window_argmax, "0x4", PLACES("1,2", "1,1", "0,0", "0,0", "1,1") " dtype=s32"},
    {OP_window_argmax, "300x257", PLACES("1,2", "1,1", "0,0", "0,1", "1,1") " dtype=s32"},
    {OP_window_argmin,  "5x6", PLACES("2,3", "2,3", "0,0", "1,0", "1,1") " dtype=s32"},
    {OP_window_argmin, "-", PLACES("", "", "", "", "") " dtype=s64"},
    {OP_window_argmin, "1x4x1", PLACES("1,2,1", "1,1,1", "0,1,0", "0,0,0", "1,1,1") " dtype=s64"},
    {OP_window_argmin, "0x4", PLACES("1,2", "1,1", "0,0", "0,0", "1,1") " dtype=s64"},
    {OP_window_argmin, "300x257", PLACES("1,2", "1,1", "0,0", "0,1", "1,1") " dtype=s64"},
    {OP_fft,       "8", ""},
    {OP_fft,       "2x5", ""},
    {OP_fft,       "1", ""},
    {OP_fft,       "3x12", ""},
    {OP_fft,       "64", ""},
    {OP_fft,       "97", ""},
    {OP_fft, "0x4", ""},
    {OP_fft, "1x3x1", ""},
    {OP_fft, "8200x8", ""},
    {OP_ifft,      "16", ""},
    {OP_ifft,      "2x7", ""},
    {OP_ifft, "0x4", ""},
    {OP_ifft, "1x3x1", ""},
    {OP_ifft, "8200x8", ""},
    {OP_gather,    "4x3 i3:5x2", "axes=0,1"},
    {OP_gather,    "4x3x2 i3:2x2x1", "axes=1"},
    {OP_gather,    "4x3 i9:5x1", "axes=0"},
    {OP_gather,    "4x3 i1:0x1", "axes=0"},
    {OP_gather,    "5x300 i5:300x1", "axes=0"},
    {OP_gather,    "1x4 i1:3x1", "axes=0"},
    {OP_gather,    "3x257 i3:300x1", "axes=0"},
    {OP_indexed_add, "4x3 i3:5x2 5", "axes=0,1"},
    {OP_indexed_add, "4x3 i3:2x1 2x4", "axes=1"},
    {OP_indexed_add, "4x3 i9:4x1 4x3", "axes=0"},
    {OP_indexed_add, "3 i3:0x1 0", "axes=0"},
    {OP_indexed_add, "1x4 i1:3x1 3x4", "axes=0"},
    {OP_indexed_add, "300x257 i300:3x1 3x257", "axes=0"},
    {OP_indexed_put, "4x3 i3:5x2 5", "axes=0,1"},
    {OP_indexed_put, "4x3 i3:2x1 2x4", "axes=1"},
    {OP_indexed_put, "3 i3:0x1 0", "axes=0"},
    {OP_indexed_put, "1x4 i1:1x1 1x4", "axes=0"},
    {OP_indexed_put, "300x257 i300:1x1 1x257", "axes=0"},
    {OP_sort,      "7", "axis=0 descending=0 stable=0"},
    {OP_sort,      "3x9x2", "axis=1 descending=1 stable=1"},
    {OP_sort,      "0x3", "axis=0 descending=0 stable=0"},
    {OP_sort,      "2x900", "axis=1 descending=0 stable=1"},
    {OP_sort,      "2x5 2x5", "axis=1 descending=0 stable=1"},
    {OP_sort,      "3x9x2 i99:3x9x2 3x9x2", "axis=1 descending=1 stable=1"},
    {OP_sort,      "900 i9:900", "axis=0 descending=0 stable=0"},
    {OP_sort,      "0x3 0x3", "axis=0 descending=0 stable=1"},
    {OP_sort,      "1x4x1", "axis=0 descending=0 stable=0"},
    {OP_sort,      "257x300", "axis=1 descending=1 stable=1"},
    {OP_argsort,   "7", "axis=0 descending=0 stable=1 dtype=s32"},
    {OP_argsort,   "3x9x2", "axis=1 descending=1 stable=1 dtype=u8"},
    {OP_argsort,   "900x2", "axis=0 descending=0 stable=1 dtype=s64"},
    {OP_argsort,   "3x0", "axis=0 descending=0 stable=1 dtype=s32"},
    {OP_argsort,   "1x4x1", "axis=1 descending=0 stable=1 dtype=s32"},
    {OP_argsort,   "257x300", "axis=1 descending=0 stable=1 dtype=s32"},
};

/* Ops that are made as graphs: T is the dtype under test. */
typedef struct GraphRow {
    OpCode op;
    const char *text;
} GraphRow;

static const GraphRow graphs[] = {
    {OP_parameter, "graph(%0: T[2], %1: T) {\n  return %1, %0\n}\n"},
    {OP_constant,  "graph(%0: T) {\n  %1 = constant 3.0 : f32[2][3]\n  %2 = as_type %1 dtype=T : T[2][3]\n  return %2, %0\n}\n"},
    {OP_tensor,    "graph(%0: T) {\n  %1 = tensor [3.0, -1.0] : f32[2]\n  %2 = as_type %1 dtype=T : T[2]\n  return %2, %0\n}\n"},
    {OP_pad,       "graph(%0: T[2], %1: f32) {\n  %2 = constant 1.3 : f32\n  %3 = add %1, %2 : f32\n  %4 = as_type %0 dtype=f8_e4m3fn : f8_e4m3fn[2]\n"
                   "  %5 = pad %4, %3 low=[1] high=[2] interior=[0] : f8_e4m3fn[5]\n  %6 = as_type %5 dtype=f64 : f64[5]\n  return %6\n}\n"},
    {OP_elem,      "graph(%0: T[2], %1: u8) {\n  %2 = cond %1, %0 : (T[2], T[2])\n    region(%3: T[2]) {\n      return %3, %3\n    }\n"
                   "    region(%4: T[2]) {\n      %5 = reverse %4 axes=[0] : T[2]\n      return %5, %4\n    }\n  %6 = elem %2 index=1 : T[2]\n  %7 = elem %2 index=0 : T[2]\n  return %6, %7\n}\n"},
    {OP_cond,      "graph(%0: T[2], %1: u8, %2: T) {\n  %3 = cond %1, %2, %0 : T[2]\n    region(%4: T[2]) {\n      %5 = add %4, %4 : T[2]\n      return %5\n    }\n"
                   "    region(%6: T[2]) {\n      %7 = multiply %6, %6 : T[2]\n      return %7\n    }\n    region(%8: T[2]) {\n      return %8\n    }\n  return %3\n}\n"},
    {OP_while,     "graph(%0: T[2], %1: T) {\n  %2 = constant 0 : s32\n  %3 = while %0, %2, %1 states=2 : (T[2], s32)\n"
                   "    region(%4: T[2], %5: s32, %6: T) {\n      %7 = constant 3 : s32\n      %8 = less %5, %7 : u8\n      return %8\n    }\n"
                   "    region(%9: T[2], %10: s32, %11: T) {\n      %12 = multiply %9, %11 : T[2]\n      %13 = constant 1 : s32\n      %14 = add %10, %13 : s32\n      return %12, %14\n    }\n"
                   "  %15 = elem %3 index=0 : T[2]\n  return %15\n}\n"},
    {OP_reduce,    "graph(%0: T[2][3], %1: T, %2: T) {\n  %3 = reduce %0, %1, %2 axes=[1] keep_axes=false : T[2]\n"
                   "    region(%4: T, %5: T, %6: T) {\n      %7 = subtract %4, %5 : T\n      %8 = multiply %7, %6 : T\n      return %8\n    }\n  return %3\n}\n"},
    {OP_window_reduce, "graph(%0: T[5], %1: T) {\n  %2 = window_reduce %0, %1 window=[2] strides=[2] low=[1] high=[2] dilations=[2] : T[3]\n"
                   "    region(%3: T, %4: T) {\n      %5 = subtract %3, %4 : T\n      return %5\n    }\n  return %2\n}\n"},
    {OP_fun,       "graph(%0: T[2], %1: T) {\n  %2 = fun %0, %1, %0 inputs=2 : (T[2], T)\n    region(%3: T[2], %4: T, %5: T[2]) {\n      %6 = subtract %3, %4 : T[2]\n"
                   "      %7 = multiply %6, %5 : T[2]\n      return %7, %4\n    }\n  %8 = elem %2 index=0 : T[2]\n  %9 = elem %2 index=1 : T\n  return %8, %9\n}\n"},
    {OP_runtime_call, "graph(%0: T[2], %1: T) {\n  %2 = runtime_call %0, %1 callback=-1 serial=0 passes=true types=[] : (T[2], T)\n  %3 = elem %2 index=1 : T\n  return %3\n}\n"},
    {OP_custom_grad, "graph(%0: T[2]) {\n  %1 = as_type %0 dtype=f32 : f32[2]\n  %2 = custom_grad %1 inputs=0 : f32[2]\n    region(%3: f32[2]) {\n      return\n    }\n  return %2\n}\n"},
};

/* Shapes of elementwise cases: with one, two and three operands. */
static const char *const unary_shapes[] = {"-", "5", "2x3", "1x4x1", "2x0x3", "1001"};
static const char *const binary_shapes[] = {
    "- -", "5 5", "2x3 3", "3 2x3", "2x1 1x3", "1x3 2x1", "- 2x3", "2x3 -", "0x3 3", "2x3x4 3x1",
    "1 1", "1x1 1", "1001 1001", "17x67 17x1", "67 17x67"};
static const char *const ternary_shapes[] = {"- - -", "2x3 3 -", "- 2x3 2x1", "2x1 - 1x3", "0x2 2 -"};
static const char *const clip_shapes[] = {"- - -", "5 - -", "2x3 - -", "0x2 - -", "1001 - -"};
/* More elements than a task takes. Operands of thousands of elements, here and above, are for the
   dtypes below alone, those of elementwise operations for the first two. */
static const char *const large_shapes[] = {"70001", "70001 70001", "300x257 300x1", "257 300x257"};
static const DType large_dtypes[] = {DTYPE_f32, DTYPE_u4};
/* clang-format on */

#endif
