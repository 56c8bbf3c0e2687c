/* routine_window_test.c - the places of extremes in windows by the routine, held to the reference:
   strides, dilations, one to three axes, equal elements, what is not finite. */
#include "routine_check.h"

static void test(DType t, int rank, const int64_t *dims, const int64_t *window,
                 const int64_t *strides, const int64_t *dilations, double span, bool nasty)
{
    static const int64_t none[3];
    Tensor *x = uniform_tensor(t, shape_of(rank, dims), span, nasty);
    for (int64_t i = 0; i < shape_count(&x->type.shape) && span > 1; i++) /* equal ones */
        tensor_set(x, i, scalar_f(floor(scalar_double(tensor_get(x, i)))));
    for (int k = 0; k < 2; k++) {
        Op o = {.op = k ? OP_window_argmax : OP_window_argmin};
        int64_t dtype = k ? DTYPE_s32 : DTYPE_s64;
        size_t n = (size_t)rank;
        add_attr(&o, ATTR_window, n, window);
        add_attr(&o, ATTR_strides, n, strides);
        add_attr(&o, ATTR_low, n, none);
        add_attr(&o, ATTR_high, n, none);
        add_attr(&o, ATTR_dilations, n, dilations);
        add_attr(&o, ATTR_dtype, 1, &dtype);
        compare(op_info[o.op].name, &o, &x, 1, 0);
    }
    tensor_free(x);
}

#define TEST(t, rank, dims, window, strides, dilations, span, nasty)                               \
    test(t, rank, (int64_t[]){dims}, (int64_t[]){window}, (int64_t[]){strides},                    \
         (int64_t[]){dilations}, span, nasty)
#define OF(...) __VA_ARGS__

int main(void)
{
    static const DType types[] = {DTYPE_f32, DTYPE_f64};
    for (int i = 0; i < 2; i++)
        for (int nasty = 0; nasty < 2; nasty++) {
            TEST(types[i], 1, OF(9), OF(3), OF(2), OF(1), 1, nasty);
            TEST(types[i], 1, OF(700), OF(5), OF(1), OF(3), 4, nasty);
            TEST(types[i], 2, OF(60, 300), OF(2, 2), OF(2, 2), OF(1, 1), 4, nasty);
            TEST(types[i], 3, OF(8, 9, 10), OF(1, 2, 3), OF(2, 1, 3), OF(1, 2, 1), 3, nasty);
            TEST(types[i], 2, OF(1, 4), OF(1, 4), OF(1, 1), OF(1, 1), 1, nasty);
        }
    return finish();
}
