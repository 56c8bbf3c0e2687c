/* compile.c - the pipeline: one line a station, a checker and a printer between stations. */
#include "compile/compile.h"

#include "base/profile.h"
#include "compile/dot.h"
#include "compile/parts.h"
#include "compile/plugin.h"
#include "plan/plan.h"
#include "transform/transform.h"

#include <stdlib.h>
#include <string.h>

static const Compiler *const compilers[] = {&compiler_reference};

/* Modules whose plugin is called otherwise; a plugin that is open is known by its module. */
static const struct {
    const char *module, *name;
} modules[] = {{"Elixir.Cnx.LLVM", "llvm"}, {"Elixir.EXLA", "xla"}, {"Elixir.Cnx.GPU", "gpu"}};

bool compiler_is_known(Str name)
{
    for (size_t i = 0; i < sizeof compilers / sizeof compilers[0]; i++)
        if (str_is(name, compilers[i]->module))
            return true;
    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++)
        if (str_is(name, modules[i].module))
            return true;
    return !str_starts(name, STR("Elixir.")) || plugin_of_module(name) != NULL;
}

/* As compiler_of_name, without a target. */
static const Compiler *compiler_named(Cx *cx, Str name)
{
    for (size_t i = 0; i < sizeof compilers / sizeof compilers[0]; i++)
        if (str_is(name, compilers[i]->name) || str_is(name, compilers[i]->module))
            return compilers[i];
    if (!str_starts(name, STR("Elixir.")))
        return plugin_compiler(cx, name);
    const Compiler *c = plugin_of_module(name);
    for (size_t i = 0; c == NULL && i < sizeof modules / sizeof modules[0]; i++)
        if (str_is(name, modules[i].module))
            return plugin_compiler(cx, str_of(modules[i].name));
    if (c == NULL)
        fail(cx, SPAN_NONE, EXC_ArgumentError,
             "the expected compiler callback __jit__/5 is missing. Please check that the module "
             "%.*s is an Nx.Defn.Compiler",
             (int)name.len - 7, name.at + 7);
    return c;
}

const Compiler *compiler_of_name(Cx *cx, Str name)
{
    size_t colon = 0;
    while (colon < name.len && name.at[colon] != ':')
        colon++;
    const Compiler *c = compiler_named(cx, str_slice(name, 0, colon));
    return c && colon < name.len ? plugin_for(cx, c, str_slice(name, colon + 1, name.len)) : c;
}

/* Checks the graph in development builds, and prints it when asked to. */
static bool show(Cx *cx, const Show *s, const char *pass, const Graph *g)
{
    if (g == NULL)
        return false;
#ifndef NDEBUG
    if (!verify(cx, g))
        return false;
#endif
    if (s && (str_is(s->after, pass) || str_is(s->after, "all"))) {
        text_print(s->out, "after %s:\n", pass);
        graph_print(s->out, cx, g);
    }
    return true;
}

static bool compiler_lacks(const Lacks *of, const Node *n)
{
    const Compiler *c = of->closure;
    return c->lacks ? c->lacks(c, n) : kernels_lack(n);
}

/* Products of matrices that are not worth a call: kernels take them along. */
static bool call_lacks(const Lacks *of, const Node *n)
{
    (void)of;
    return n->op == OP_dot && node_fills(n) && dot_is_for_kernels(n);
}

/* Puts `next`, simplified, in the place of *g; frees both after an error. */
static bool station(Cx *cx, Graph **g, Graph *next, const Show *s, const char *pass)
{
    graph_free(*g);
    *g = next ? simplify(cx, next) : NULL;
    graph_free(next);
    if (*g && show(cx, s, pass, *g))
        return true;
    graph_free(*g);
    return false;
}

static void note_used_up(Program *p, const int *aliases)
{
    p->used_up = mem_alloc(p->graph->params.len + 1);
    for (size_t i = 0; i < p->graph->params.len; i++)
        p->used_up[i] = aliases[i] >= 0;
}

static Program *compile_graph(Cx *cx, const Graph *traced, const Compiler *c, const Demands *d,
                              const Show *s)
{
    if (d && d->partitions && !plugin_has_meshes(c)) {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "the compiler %s cannot run on a mesh", c->name);
        return NULL;
    }
    if (!show(cx, s, "trace", traced))
        return NULL;
    Graph *g = simplify(cx, traced);
    if (!show(cx, s, "simplify", g)) {
        graph_free(g);
        return NULL;
    }
    if (can_sink(g) && !station(cx, &g, sink(cx, g), s, "sink"))
        return NULL;
    bool is_kernels = c->build == NULL, has_bodies = c->lacks || is_kernels;
    if (has_bodies &&
        !station(cx, &g, decompose(cx, g, &(Lacks){compiler_lacks, c, is_kernels}), s, "decompose"))
        return NULL;
    if (has_bodies && !station(cx, &g, merge_products(cx, g), s, "products"))
        return NULL;
    if (is_kernels &&
        !station(cx, &g, decompose(cx, g, &(Lacks){call_lacks, NULL, false}), s, "dots"))
        return NULL;
    Program *p = c->build ? parts_build(cx, c, g, d) : compile_kernels(cx, c, g, s);
    if (p == NULL)
        graph_free(g);
    else if (d && d->aliases && plugin_has_meshes(c))
        note_used_up(p, d->aliases);
    return p;
}

static void record(Cx *cx, const char *kind, const Compiler *c, const void *of, double start)
{
    ProfileSpan span = {.kind = kind, .of = of, .step = -1, .bytes = -1, .start = start};
    text_print(&span.name, "%s %s", kind, c->name);
    profile_add(cx->profile, span);
}

Program *compile(Cx *cx, const Graph *g, const Compiler *c, const Show *s)
{
    return compile_for(cx, g, c, NULL, s);
}

Program *compile_for(Cx *cx, const Graph *traced, const Compiler *c, const Demands *d,
                     const Show *s)
{
    double start = cx->profile ? profile_now() : 0;
    Program *p = compile_graph(cx, traced, c, d, s);
    if (cx->profile)
        record(cx, "compile", c, p, start);
    return p;
}

bool program_run(Cx *cx, const Program *p, Tensor *const *inputs, Tensor **outputs)
{
    return program_run_over(cx, p, inputs, NULL, outputs);
}

bool program_run_over(Cx *cx, const Program *p, Tensor *const *inputs, const bool *given,
                      Tensor **outputs)
{
    double start = cx->profile ? profile_now() : 0;
    bool ok = given && p->run_over ? p->run_over(cx, p, inputs, given, outputs)
                                   : p->run(cx, p, inputs, outputs);
    if (cx->profile == NULL)
        return ok;
    record(cx, "run", p->compiler, p, start);
    return ok;
}

void program_free(Program *p)
{
    if (p == NULL)
        return;
    free(p->used_up);
    free(p->reusable);
    p->release(p);
}
