/* ways.c - see ways.h. */
#include "op/ways.h"

#include "compile/explain.h"

#include <string.h>

static const char *const names[WAY_count] = {"none",    "kernel",  "library",
                                             "routine", "regions", "reference"};

static int counts[OP_count][DTYPE_count][WAY_count];

static void *no_code(Cx *cx, const Compiler *c, const Kernel *const *kernels, int count,
                     KernelFn **entries)
{
    static char nothing;
    (void)cx, (void)c, (void)kernels;
    memset(entries, 0, (size_t)count * sizeof *entries);
    return &nothing;
}

static void free_nothing(const Compiler *c, void *code)
{
    (void)c, (void)code;
}

static const Compiler planner = {
    .name = "planner", .make_code = no_code, .free_code = free_nothing};

static bool has_elements(const Graph *g)
{
    bool ok = true;
    for (size_t i = 0; i < g->params.len; i++)
        ok = ok && shape_count(&node_type(g->params.at[i])->shape) > 0;
    for (size_t i = 0; i < g->results.len; i++)
        ok = ok && shape_count(&node_type(g->results.at[i])->shape) > 0;
    return ok;
}

void ways_note(Cx *cx, const Graph *g, OpCode op, DType t)
{
    Way slowest = WAY_none;
    Program *p = has_elements(g) ? compile(cx, g, &planner, NULL) : NULL;
    error_free(error_take(cx));
    if (p == NULL)
        return;
    for (size_t i = 0; i < program_plan(p)->steps.len; i++) {
        Way way = WAY_none;
        while (strcmp(names[way], program_step_kind(p, (int)i)) != 0)
            way++;
        slowest = way > slowest ? way : slowest;
    }
    counts[op][t][slowest]++;
    program_free(p);
}

void ways_write(FILE *f)
{
    for (int op = 0; op < OP_count; op++)
        for (int t = 0; t < DTYPE_count; t++)
            for (int way = 0; way < WAY_count; way++)
                if (counts[op][t][way])
                    fprintf(f, "%s %s %s %d\n", op_info[op].name, dtype_info[t].name, names[way],
                            counts[op][t][way]);
}
