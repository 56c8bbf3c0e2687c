/* cost.c - what operations cost, in vector additions of one element. Measured on AVX-512 (f32): an
   element-wise pass over memory that does not fit the caches costs about as much as twelve. */
#include "plan/plan.h"

/* clang-format off */
static const unsigned char costs[OP_count] = {
    [OP_divide] = 4, [OP_sqrt] = 4, [OP_rsqrt] = 6, [OP_quotient] = 20, [OP_remainder] = 20,
    [OP_exp] = 16, [OP_expm1] = 24, [OP_log] = 16, [OP_log1p] = 24, [OP_sigmoid] = 24,
    [OP_sin] = 20, [OP_cos] = 20, [OP_tan] = 28, [OP_sinh] = 30, [OP_cosh] = 30, [OP_tanh] = 24,
    [OP_asin] = 24, [OP_acos] = 24, [OP_atan] = 24, [OP_atan2] = 30, [OP_asinh] = 40,
    [OP_acosh] = 40, [OP_atanh] = 40, [OP_cbrt] = 30, [OP_erf] = 24, [OP_erfc] = 30,
    [OP_erf_inv] = 60, [OP_pow] = 40, [OP_threefry2x32] = 60, [OP_gather] = 12,
    [OP_cumulative_sum] = 12, [OP_cumulative_product] = 12, [OP_cumulative_max] = 12,
    [OP_cumulative_min] = 12,
};
/* clang-format on */

int op_cost(OpCode op)
{
    return costs[op] ? costs[op] : op_info[op].class_ == CLASS_MAP ? 1 : 0;
}
