/* routine_conv_test.c - conv by the routine, held to the reference: strides, padding both ways,
   dilations, groups, one to three spatial axes, blocks of results, as gradients use it. */
#include "routine_check.h"

typedef struct Row {
    int rank;
    int64_t input[5], kernel[5], strides[3], low[3], high[3], apart[3], dilation[3], groups,
        batches;
} Row;

/* clang-format off */
static const Row rows[] = {
    {1, {2, 3, 9},          {4, 3, 2},        {1},       {0},        {0},       {1},       {1},       1, 1},
    {1, {1, 1, 33000},      {2, 1, 2},        {1},       {0},        {1},       {1},       {1},       1, 1},
    {1, {4, 2, 7},          {6, 2, 3},        {2},       {2},        {2},       {1},       {2},       1, 2},
    {1, {1, 1, 4},          {1, 1, 3},        {1},       {-1},       {2},       {3},       {1},       1, 1},
    {2, {2, 4, 5, 6},       {6, 2, 3, 2},     {1, 2},    {1, 0},     {0, 1},    {1, 1},    {1, 1},    2, 1},
    {2, {3, 16, 14, 14},    {32, 16, 3, 3},   {1, 1},    {1, 1},     {1, 1},    {1, 1},    {1, 1},    1, 1},
    {2, {16, 8, 14, 14},    {32, 8, 14, 14},  {1, 1},    {1, 1},     {1, 1},    {1, 1},    {1, 1},    1, 1},
    {2, {1, 40, 40, 40},    {5, 40, 3, 3},    {1, 1},    {2, 0},     {0, 2},    {1, 1},    {2, 1},    1, 1},
    {2, {2, 3, 8, 7},       {4, 3, 2, 3},     {2, 3},    {3, -2},    {-1, 4},   {2, 3},    {1, 2},    1, 1},
    {2, {0, 2, 5, 5},       {3, 2, 2, 2},     {1, 1},    {0, 0},     {0, 0},    {1, 1},    {1, 1},    1, 1},
    {2, {3, 70, 9, 9},      {40, 70, 8, 8},   {1, 1},    {0, 0},     {0, 0},    {1, 1},    {1, 1},    1, 1},
    {2, {2, 3, 9, 9},       {5, 3, 1, 1},     {2, 2},    {0, 0},     {0, 0},    {1, 1},    {1, 1},    1, 1},
    {2, {2, 6, 12, 12},     {6, 1, 3, 3},     {1, 1},    {1, 1},     {1, 1},    {1, 1},    {1, 1},    6, 1},
    {2, {4, 6, 9, 7},       {10, 3, 6, 5},    {2, 1},    {1, 0},     {0, 0},    {1, 1},    {1, 1},    2, 1},
    {2, {1, 3, 300, 40},    {17, 3, 7, 7},    {2, 2},    {3, 3},     {3, 3},    {1, 1},    {1, 1},    1, 1},
    {3, {2, 2, 4, 5, 6},    {3, 2, 2, 3, 2},  {1, 1, 2}, {1, 0, 1},  {0, 1, 0}, {1, 2, 1}, {1, 1, 1}, 1, 1},
};
/* clang-format on */

static void test(const Row *r, DType t)
{
    Tensor *x = uniform_tensor(t, shape_of(r->rank + 2, r->input), 1, false);
    Tensor *k = uniform_tensor(t, shape_of(r->rank + 2, r->kernel), 1, false);
    Op o = {.op = OP_conv};
    size_t n = (size_t)r->rank;
    add_attr(&o, ATTR_strides, n, r->strides);
    add_attr(&o, ATTR_low, n, r->low);
    add_attr(&o, ATTR_high, n, r->high);
    add_attr(&o, ATTR_input_dilations, n, r->apart);
    add_attr(&o, ATTR_kernel_dilations, n, r->dilation);
    add_attr(&o, ATTR_feature_groups, 1, &r->groups);
    add_attr(&o, ATTR_batch_groups, 1, &r->batches);
    char what[40];
    snprintf(what, sizeof what, "conv of row %d", (int)(r - rows));
    compare(what, &o, (Tensor *[]){x, k}, 2, dtype_epsilon(t).f * 64);
    tensor_free(x);
    tensor_free(k);
}

int main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test(&rows[i], DTYPE_f32);
        test(&rows[i], DTYPE_f64);
    }
    return finish();
}
