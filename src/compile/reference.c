/* reference.c - the compiler that compiles nothing: programs run on the reference evaluator. */
#include "compile/compile.h"

#include "eval/eval.h"

#include <stdlib.h>

static bool run(Cx *cx, const Program *p, Tensor *const *inputs, Tensor **outputs)
{
    return eval(cx, p->graph, inputs, NULL, outputs);
}

static void release(Program *p)
{
    graph_free(p->graph);
    free(p);
}

static Program *build(Cx *cx, const Compiler *c, Graph *g, const Demands *d)
{
    (void)cx;
    (void)d;
    Program *p = mem_alloc(sizeof *p);
    *p = (Program){.compiler = c, .graph = g, .run = run, .release = release};
    return p;
}

const Compiler compiler_reference = {
    .name = "reference", .module = "Elixir.Nx.Defn.Evaluator", .build = build};
