/* routine_index_test.c - gather, indexed_add and indexed_put by routines, held to the reference:
   slices of all sizes, equal indices, indices that lie outside, no indices at all. */
#include "routine_check.h"

static Tensor *indices(DType t, int64_t count, int64_t width, const int64_t *most)
{
    Tensor *x = tensor_new(&cx, (Type){t, SHAPE(count, width)});
    for (int64_t i = 0; i < count * width; i++)
        tensor_set(x, i, scalar_s(below(most[i % width])));
    return x;
}

static void test(DType t, DType index, Shape whole, int64_t width, int64_t count)
{
    static const int64_t axes[] = {0, 1, 2};
    Shape updates = {.rank = 1 + whole.rank - (int)width, .dim = {count}};
    for (int i = 0; i < whole.rank - width; i++)
        updates.dim[i + 1] = whole.dim[width + i];
    Tensor *x = uniform_tensor(t, whole, 50, false), *u = uniform_tensor(t, updates, 50, false);
    Tensor *at = indices(index, count, width, whole.dim);
    Op o = {.op = OP_gather};
    add_attr(&o, ATTR_axes, (size_t)width, axes);
    compare("gather", &o, (Tensor *[]){x, at}, 2, 0);
    o.op = OP_indexed_put;
    compare("indexed_put", &o, (Tensor *[]){x, at, u}, 3, 0);
    o.op = OP_indexed_add;
    compare("indexed_add", &o, (Tensor *[]){x, at, u}, 3, 0);
    if (count > 0 && !dtype_is_integer(t)) {
        tensor_set(at, count / 2 * width, scalar_s(-1)); /* both must fail */
        compare("indexed_add outside", &o, (Tensor *[]){x, at, u}, 3, 0);
        o.op = OP_gather;
        compare("gather outside", &o, (Tensor *[]){x, at}, 2, 0);
    }
    tensor_free(x);
    tensor_free(u);
    tensor_free(at);
}

int main(void)
{
    static const DType types[] = {DTYPE_u8,  DTYPE_s16, DTYPE_bf16, DTYPE_s32, DTYPE_u64,
                                  DTYPE_f32, DTYPE_f64, DTYPE_c64,  DTYPE_c128};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        test(types[i], DTYPE_s32, SHAPE(7, 5), 1, 30);
        test(types[i], DTYPE_s64, SHAPE(1), 1, 10);
        test(types[i], DTYPE_s64, SHAPE(9), 1, 0);
        test(types[i], DTYPE_s32, SHAPE(40, 30), 2, 5000);
        test(types[i], DTYPE_s64, SHAPE(3, 4, 5), 3, 700);
        test(types[i], DTYPE_s16, SHAPE(300, 64), 1, 4000);
        test(types[i], DTYPE_s32, SHAPE(100, 0), 1, 6);
        test(types[i], DTYPE_s64, SHAPE(50000), 1, 30000);
    }
    return finish();
}
