/* routine_sort_test.c - sort and argsort by the routine, held to the reference to the letter: every
   dtype of a byte or more, lines that are cut, equal keys, both directions, other operands. */
#include "routine_check.h"

static void test(DType t, Shape shape, int64_t axis, double span, bool nasty)
{
    Tensor *x = uniform_tensor(t, shape, span, nasty);
    Tensor *other = uniform_tensor(DTYPE_s16, shape, 1000, false);
    for (int64_t descending = 0; descending < 2; descending++) {
        int64_t stable = 1, s64 = DTYPE_s64, s32 = DTYPE_s32;
        Op o = {.op = OP_sort};
        add_attr(&o, ATTR_axis, 1, &axis);
        add_attr(&o, ATTR_descending, 1, &descending);
        add_attr(&o, ATTR_stable, 1, &stable);
        compare("sort", &o, &x, 1, 0);
        compare("sort of two", &o, (Tensor *[]){x, other}, 2, 0);
        o.op = OP_argsort;
        add_attr(&o, ATTR_dtype, 1, descending ? &s64 : &s32);
        compare("argsort", &o, &x, 1, 0);
    }
    tensor_free(x);
    tensor_free(other);
}

/* The signs of zeros stay where they were. */
static void test_zeros(int64_t n)
{
    Tensor *x = tensor_new(&cx, (Type){DTYPE_f32, SHAPE(n)});
    for (int64_t i = 0; i < n; i++)
        tensor_set(x, i, scalar_f(i % 3 == 0 ? -0.0 : i % 3 == 1 ? 0.0 : (double)(i % 7 - 3)));
    int64_t zero = 0, one = 1;
    Attr attrs[] = {{ATTR_axis, 1, &zero}, {ATTR_descending, 1, &zero}, {ATTR_stable, 1, &one}};
    Node arg = {.op = OP_parameter, .ntypes = 1, .types = &x->type}, *args[] = {&arg};
    Node node = {.op = OP_sort,
                 .nargs = 1,
                 .args = args,
                 .nattrs = 3,
                 .attrs = attrs,
                 .ntypes = 1,
                 .types = &x->type};
    Tensor *got = NULL, *want = NULL;
    bool ok = routine_run(&cx, &node, &x, NULL, &got) && eval_node(&cx, &node, &x, &want);
    check(ok && memcmp(tensor_data(got), tensor_data(want), (size_t)n * 4) == 0, "signs of zeros");
    tensor_free(got);
    tensor_free(want);
    tensor_free(x);
}

int main(void)
{
    static const DType types[] = {DTYPE_u8,  DTYPE_s8,   DTYPE_u16, DTYPE_s16,
                                  DTYPE_u32, DTYPE_s32,  DTYPE_u64, DTYPE_s64,
                                  DTYPE_f16, DTYPE_bf16, DTYPE_f32, DTYPE_f64};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        static const int64_t sizes[] = {1, 2, 39, 41, 300, 4095, 5000};
        for (int k = 0; k < 7; k++)
            test(types[i], SHAPE(sizes[k]), 0, 100, false);
        test(types[i], SHAPE(130000), 0, 100, false);
        test(types[i], SHAPE(70000), 0, 3, true);
        test(types[i], SHAPE(500), 0, 5, true);
        test(types[i], SHAPE(6, 50, 3), 1, 100, true);
        test(types[i], SHAPE(70, 4), 0, 100, false);
    }
    test(DTYPE_f32, SHAPE(100000), 0, 0, false);
    test(DTYPE_f64, SHAPE(2, 70000), 1, 1e300, true);
    test_zeros(50);
    test_zeros(90001);
    return finish();
}
