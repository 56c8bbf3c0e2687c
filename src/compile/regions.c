/* regions.c - see regions.h. What a loop or a branch runs is compiled once; a trip costs the
   programs' runs alone. */
#include "compile/regions.h"

#include <stdlib.h>
#include <string.h>

bool runs_regions(const Node *n)
{
    return n->op == OP_while || n->op == OP_cond;
}

void regions_free(Program **regions, const Node *n)
{
    for (int i = 0; regions && i < n->nregions; i++)
        program_free(regions[i]);
    free(regions);
}

Program **regions_compile(Cx *cx, const Compiler *c, const Node *n, const Show *show)
{
    Program **regions = mem_alloc((size_t)n->nregions * sizeof(Program *));
    for (int i = 0; i < n->nregions; i++)
        if ((regions[i] = compile_kernels(cx, c, n->regions[i], show)) == NULL) {
            regions_free(regions, n);
            return NULL;
        }
    return regions;
}

/* What a region runs on: explicit values, then the operands that it captured. Borrowed. */
static void fill_inputs(const Node *n, const Graph *g, Tensor *const *operands,
                        Tensor *const *given, Tensor **inputs)
{
    size_t count = g->params.len - g->captures.len;
    if (count > 0)
        memcpy(inputs, given, count * sizeof *inputs);
    for (size_t i = 0; i < g->captures.len; i++)
        for (int j = 0; j < n->nargs; j++) /* the last operand that is it */
            if (n->args[j] == g->captures.at[i])
                inputs[count + i] = operands[j];
}

/* `taken` (may be NULL) says which of the region's inputs the run takes over. */
static bool run_region(Cx *cx, const Program *p, const Node *n, int region, Tensor *const *operands,
                       Tensor *const *given, const bool *taken, Tensor **outputs)
{
    const Graph *g = n->regions[region];
    Tensor *room[16] = {NULL}, **inputs = room;
    if (g->params.len > 16)
        inputs = mem_alloc(g->params.len * sizeof *inputs);
    fill_inputs(n, g, operands, given, inputs);
    bool ok = kernels_run(cx, p, inputs, taken, outputs);
    if (inputs != room)
        free(inputs);
    return ok;
}

static bool run_while(Cx *cx, Program *const *regions, const Node *n, Tensor *const *operands,
                      Tensor **state)
{
    int count = n->ntypes;
    Tensor **next = mem_alloc((size_t)(count + 1) * sizeof *next), *go = NULL;
    bool *taken = mem_alloc(n->regions[1]->params.len + 1); /* the body may write over its state */
    memset(taken, true, (size_t)count);
    for (int i = 0; i < count; i++)
        state[i] = tensor_ref(operands[i]);
    bool ok = true;
    while (ok && !interrupted(cx)) {
        ok = run_region(cx, regions[0], n, 0, operands, state, NULL, &go);
        bool is_done = ok && scalar_is_zero(tensor_get(go, 0));
        tensor_free(go);
        if (is_done)
            break;
        if (!ok)
            break;
        ok = run_region(cx, regions[1], n, 1, operands, state, taken, next);
        memcpy(state, next, (size_t)count * sizeof *next); /* NULLs after an error */
    }
    free(next);
    free(taken);
    return ok && !failed(cx);
}

bool regions_run(Cx *cx, Program *const *regions, const Node *n, Tensor *const *inputs,
                 Tensor **outputs)
{
    if (n->op == OP_cond) {
        int taken = 0, last = n->nregions - 1;
        while (taken < last && scalar_is_zero(tensor_get(inputs[taken], 0)))
            taken++;
        return run_region(cx, regions[taken], n, taken, inputs, NULL, NULL, outputs);
    }
    if (run_while(cx, regions, n, inputs, outputs))
        return true;
    for (int i = 0; i < n->ntypes; i++) {
        tensor_free(outputs[i]);
        outputs[i] = NULL;
    }
    return false;
}
