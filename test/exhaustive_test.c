/* exhaustive_test.c - elementwise operations on everything there is: unary ones on all numbers of
   the small floats, binary ones on all pairs of 8-bit integers, equal to what the naive
   computation of test/op/, which is wider, rounds to. */
#include "op/naive.h"

#include "eval/eval.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static Cx cx;
static int passed, count_failed;

/* All codes of an 8 or 16-bit type, each `times` times in a row, `around` times over. */
static Tensor *all_codes(DType t, int64_t times, int64_t around)
{
    int64_t codes = INT64_C(1) << dtype_info[t].bits, n = codes * times * around;
    Type type = {t, {.rank = 1, .dim = {n}}};
    Tensor *x = tensor_new(&cx, type);
    for (int64_t i = 0; i < n; i++) {
        int64_t code = i / times % codes;
        if (dtype_info[t].bits == 8)
            ((uint8_t *)tensor_data(x))[i] = (uint8_t)code;
        else
            ((uint16_t *)tensor_data(x))[i] = (uint16_t)code;
    }
    return x;
}

/* Zeros are equal: Nx's rounding and conjugates choose their signs. */
static bool is_same(Scalar a, Scalar b)
{
    if (a.class_ == DCLASS_f)
        return a.f == b.f || (isnan(a.f) && isnan(b.f));
    if (a.class_ == DCLASS_c)
        return is_same((Scalar){.class_ = DCLASS_f, .f = creal(a.c)},
                       (Scalar){.class_ = DCLASS_f, .f = creal(b.c)}) &&
               is_same((Scalar){.class_ = DCLASS_f, .f = cimag(a.c)},
                       (Scalar){.class_ = DCLASS_f, .f = cimag(b.c)});
    return memcmp(&a, &b, sizeof a) == 0;
}

static void report(OpCode op, Tensor *const *in, int nargs, int64_t i, const Tensor *got,
                   const Tensor *want)
{
    Text line = {0};
    const Tensor *shown[] = {in[0], in[nargs - 1], got, want};
    const char *before[] = {" of ", " and ", " is ", ", wanted "};
    for (int j = 0; j < 4; j++) {
        if (j == 1 && nargs == 1)
            continue;
        text_print(&line, "%s", before[j]);
        scalar_print(&line, shown[j]->type.dtype, tensor_get(shown[j], i));
    }
    printf("%s %s%s\n", op_info[op].name, dtype_info[in[0]->type.dtype].name, text_cstr(&line));
    text_free(&line);
}

static void compare(OpCode op, Tensor *const *in, int nargs, const Tensor *got, const Tensor *want)
{
    int wrong = 0;
    for (int64_t i = 0; i < shape_count(&got->type.shape); i++)
        if (!is_same(tensor_get(got, i), tensor_get(want, i)) && wrong++ < 3)
            report(op, in, nargs, i, got, want);
    passed += wrong == 0;
    count_failed += wrong != 0;
}

/* One operation on these operands, where it takes their type. */
static void try_op(OpCode op, Tensor *const *in, int nargs)
{
    Graph *g = graph_new();
    Node *args[2] = {NULL};
    Tensor *got = NULL, *want = NULL;
    for (int i = 0; i < nargs; i++)
        args[i] = graph_parameter(&cx, g, in[i]->type, SPAN_NONE);
    Node *n = graph_node(&cx, g, op, args, nargs, NULL, 0, SPAN_NONE);
    if (n && naive(&cx, n, in, &want, NULL) == NAIVE_done) {
        if (eval_node(&cx, n, in, &got)) {
            compare(op, in, nargs, got, want);
        } else {
            printf("%s of %s failed\n", op_info[op].name, dtype_info[in[0]->type.dtype].name);
            count_failed++;
        }
    }
    error_free(error_take(&cx));
    tensor_free(got);
    tensor_free(want);
    graph_free(g);
}

static void try_unary(OpCode op)
{
    static const DType types[] = {DTYPE_f8, DTYPE_f8_e4m3fn, DTYPE_bf16, DTYPE_f16};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        Tensor *x = all_codes(types[i], 1, 1);
        try_op(op, &x, 1);
        tensor_free(x);
    }
}

/* A divisor is never 0, which is an error. */
static void try_binary(OpCode op)
{
    static const DType types[] = {DTYPE_u8, DTYPE_s8};
    for (int i = 0; i < 2; i++) {
        Tensor *in[] = {all_codes(types[i], 256, 1), all_codes(types[i], 1, 256)};
        uint8_t *b = tensor_data(in[1]);
        for (int64_t j = 0; j < 65536 && (op == OP_quotient || op == OP_remainder); j++)
            b[j] = b[j] ? b[j] : 1;
        try_op(op, in, 2);
        tensor_free(in[0]);
        tensor_free(in[1]);
    }
}

int main(void)
{
    cx_init(&cx);
    for (int op = 0; op < OP_count; op++) {
        const OpInfo *info = &op_info[op];
        if (info->class_ == CLASS_MAP && info->nattrs == 0 && info->arity == 1)
            try_unary((OpCode)op);
        if (info->class_ == CLASS_MAP && info->nattrs == 0 && info->arity == 2)
            try_binary((OpCode)op);
    }
    cx_free(&cx);
    printf("%d passed, %d failed\n", passed, count_failed);
    return count_failed != 0 || passed == 0;
}
