/* lacks.c - what XLA has on the processor of the host and not on other platforms: the one table;
   and what it computes faster when it is said by other operations.

   The plugins are not asked: they say so when a program is compiled, which is too late to say an
   operation by others. What StableHLO has no form for is no matter of platforms
   (CnxHost.has_stablehlo). */
#include "compile/xla/pjrt.h"

#include <stdlib.h>
#include <string.h>

#define GPU (1u << PLATFORM_cuda | 1u << PLATFORM_rocm)
#define TPU (1u << PLATFORM_tpu)

typedef struct Gap {
    unsigned platforms;
    const char *op;     /* NULL: every one */
    const char *dtypes; /* of an operand or a result, each between blanks */
} Gap;

/* clang-format off */
static const Gap gaps[] = {
    /* Convolutions go to cuDNN or MIOpen: xla/service/gpu/transforms/conv_rewriter.cc (CheckTypes)
       refuses complex numbers, and f8 but on some GPUs of NVIDIA; these libraries have no integers
       but s8, whose sums are of s32. */
    {GPU, "conv", " c64 c128 f8 f8_e4m3fn u2 u4 u8 u16 u32 u64 s2 s4 s8 s16 s32 s64 "},
    /* "Element type C128 is not supported on TPU": libtpu, in jax-ml/jax issues 10158 and 19769;
       pytorch/xla pull request 6197 finds all other dtypes supported. */
    {TPU, NULL, " c128 "},
};
/* clang-format on */

Platform platform_taken_for(const char *name)
{
    Platform p;
    const char *as = getenv("CNX_XLA_AS");
    name = as ? as : name;
    if (platform_of(name, strlen(name), &p))
        return p;
    return strcmp(name, "gpu") == 0 ? PLATFORM_cuda : PLATFORM_host;
}

static bool has_word(const char *words, const char *dtype)
{
    size_t size = strlen(dtype);
    for (const char *at = words; (at = strstr(at, dtype)) != NULL; at += size)
        if (at[-1] == ' ' && at[size] == ' ')
            return true;
    return false;
}

/* Whether the node makes or takes one of these. */
static bool touches(const CnxNode *n, const char *dtypes)
{
    bool found = false;
    for (int i = 0; i < host->node_types(n) && !found; i++)
        found = has_word(dtypes, host->node_type(n, i).dtype);
    for (int i = 0; i < host->node_operands(n) && !found; i++)
        found = has_word(dtypes, host->node_type(host->node_operand(n, i), 0).dtype);
    return found;
}

unsigned platforms_without(const CnxNode *n)
{
    unsigned platforms = 0;
    for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++)
        if ((gaps[i].op == NULL || strcmp(gaps[i].op, host->node_op(n)) == 0) &&
            touches(n, gaps[i].dtypes))
            platforms |= gaps[i].platforms;
    return platforms;
}

bool is_better_by_parts(const CnxNode *n)
{
    const char *op = host->node_op(n);
    return strcmp(op, "argmax") == 0 || strcmp(op, "argmin") == 0;
}
