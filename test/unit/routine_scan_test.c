/* routine_scan_test.c - cumulative ops by the routine, held to the reference: lines around blocks
   and vectors, axes that are not the innermost, both directions, what is not finite. */
#include "routine_check.h"

static const DType types[] = {DTYPE_u32, DTYPE_u64, DTYPE_s32, DTYPE_s64, DTYPE_f32, DTYPE_f64};
static const OpCode ops[] = {OP_cumulative_sum, OP_cumulative_product, OP_cumulative_max,
                             OP_cumulative_min};

static void test(DType t, Shape shape, int64_t axis, bool nasty)
{
    for (int i = 0; i < 4; i++)
        for (int64_t reversed = 0; reversed < 2; reversed++) {
            Op o = {.op = ops[i]};
            add_attr(&o, ATTR_axis, 1, &axis);
            add_attr(&o, ATTR_reversed, 1, &reversed);
            double span = dtype_is_integer(t) ? 100 : 1;
            Tensor *x = uniform_tensor(t, shape, span, nasty);
            compare(op_info[ops[i]].name, &o, &x, 1,
                    dtype_is_integer(t) ? 0 : dtype_epsilon(t).f * 8);
            tensor_free(x);
        }
}

int main(void)
{
    static const int64_t sizes[] = {0, 1, 2, 7, 8, 9, 31, 100, 16383, 16384, 16385, 50001};
    for (int i = 0; i < 6; i++) {
        for (int k = 0; k < 12; k++)
            test(types[i], SHAPE(sizes[k]), 0, false);
        test(types[i], SHAPE(3, 17000), 1, false);
        test(types[i], SHAPE(40, 300), 0, false);
        test(types[i], SHAPE(2, 11, 5), 1, false);
        test(types[i], SHAPE(3, 0, 2), 0, false);
        test(types[i], SHAPE(70), 0, true);
        test(types[i], SHAPE(9, 9), 0, true);
    }
    return finish();
}
