/* executable.c - making programs of kernels: a graph is planned, its groups are lowered, and the
   compiler makes code of what is not equal. */
#include "compile/execute.h"

#include "compile/explain.h"
#include "compile/regions.h"
#include "routine/routine.h"

#include <stdlib.h>
#include <string.h>

static bool run(Cx *cx, const Program *program, Tensor *const *inputs, Tensor **outputs)
{
    return kernels_run(cx, program, inputs, NULL, outputs);
}

static void release(Program *program)
{
    Executable *x = (Executable *)program;
    if (x->code)
        program->compiler->free_code(program->compiler, x->code);
    for (size_t i = 0; i < x->launches.len; i++) {
        Launch *l = &x->launches.at[i];
        if (l->regions)
            regions_free(l->regions, x->plan->steps.at[i].members.at[0]);
        vec_free(&l->values);
        vec_free(&l->checks);
        free(l->needed);
    }
    vec_free(&x->launches);
    while (x->kept > 0)
        free(x->arenas[--x->kept]);
    pthread_mutex_destroy(&x->lock);
    plan_free(x->plan);
    if (program->graph && program->graph->outer == NULL)
        graph_free(program->graph);
    free(x);
}

/* Programs of the regions of a cond or while. */
static bool make_regions(Cx *cx, const Executable *x, const Group *g, Launch *l, const Show *show)
{
    const Node *n = g->kind == GROUP_eval ? g->members.at[0] : NULL;
    if (n == NULL || !runs_regions(n))
        return true;
    l->regions = regions_compile(cx, x->program.compiler, n, show);
    return l->regions != NULL;
}

/* Which outputs of a node with several somebody reads; NULL: all. */
static bool *needed_outputs(const Graph *g, const Node *n)
{
    if (n->ntypes < 2)
        return NULL;
    bool *needed = mem_alloc((size_t)n->ntypes * sizeof *needed);
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *reader = g->nodes.at[i];
        if (reader->op == OP_elem && reader->args[0] == n)
            needed[node_int(reader, ATTR_index)] = true;
    }
    return needed;
}

static void add_launch(Executable *x, const Graph *graph, const Group *g, const Kernel *k)
{
    Launch l = {.base = scatter_base(x->plan, g)};
    l.needed = g->kind == GROUP_eval ? needed_outputs(graph, g->members.at[0]) : NULL;
    l.is_dot = g->kind == GROUP_eval && dot_form(g->members.at[0], &l.dot);
    l.is_join = g->kind == GROUP_eval && node_is_join(g->members.at[0]);
    l.is_conv = g->kind == GROUP_eval && g->members.at[0]->op == OP_conv &&
                node_fills(g->members.at[0]) && routine_knows(g->members.at[0]);
    if (k) {
        l.tasks = k->tasks, l.scratch = k->scratch, l.work = k->work;
        l.row = k->row, l.piece = k->piece;
        for (size_t i = 0; i < k->checks.len; i++)
            vec_push(&l.checks, k->checks.at[i]);
        l.fault = k->fault >= 0 ? k->buffers.at[k->fault].offset : -1;
        for (size_t i = 0; i < k->buffers.len; i++)
            if (k->buffers.at[i].value >= 0)
                vec_push(&l.values, k->buffers.at[i].value);
        int64_t pieces = l.scratch * (l.tasks < MOST_SPANS ? l.tasks : MOST_SPANS);
        if (pieces > x->arena - x->plan->arena)
            x->arena = x->plan->arena + pieces;
    }
    vec_push(&x->launches, l);
}

static const char *kind_of(const Group *g, const Launch *l)
{
    if (g->kind != GROUP_eval)
        return "kernel";
    if (l->is_dot || l->regions)
        return l->is_dot ? "library" : "regions";
    return l->is_join || routine_knows(g->members.at[0]) ? "routine" : "reference";
}

static bool is_shown(const Show *s, const char *pass)
{
    bool shown = s && (str_is(s->after, pass) || str_is(s->after, "all"));
    if (shown)
        text_print(s->out, "after %s:\n", pass);
    return shown;
}

typedef VEC(const Kernel *) Kernels;

/* Lowers every step that is no evaluated node. */
static bool make_kernels(Cx *cx, Executable *x, const Show *show, Kernels *out)
{
    bool shown = is_shown(show, "lower");
    for (size_t i = 0; i < x->plan->steps.len; i++) {
        Kernel *k = x->plan->steps.at[i].kind == GROUP_eval ? NULL : lower(cx, x->plan, (int)i);
        if (failed(cx))
            return false;
        if (k && shown)
            kernel_print(show->out, k);
        add_launch(x, x->plan->graph, &x->plan->steps.at[i], k);
        Launch *l = &vec_last(&x->launches);
        Group *g = &x->plan->steps.at[i];
        g->follows = g->follows && l->row > 0 && (l[-1].is_dot || l[-1].is_conv);
        if (!make_regions(cx, x, &x->plan->steps.at[i], l, show))
            return false;
        l->kind = kind_of(&x->plan->steps.at[i], l);
        if (k)
            vec_push(out, k);
    }
    return true;
}

/* Kernels whose code is the same are given to the compiler once: the one that stands for each. */
static void find_equal(const Kernels *kernels, Kernels *unique, int *which)
{
    Map seen = {0};
    VEC(Text) texts = {0};
    for (size_t i = 0; i < kernels->len; i++) {
        Text t = {0};
        kernel_print_code(&t, kernels->at[i]);
        uint64_t *at = map_put(&seen, str_hash(text_str(&t)));
        bool is_known = *at && str_equal(text_str(&texts.at[*at - 1]), text_str(&t));
        which[i] = is_known ? (int)*at - 1 : (int)unique->len;
        if (is_known) {
            text_free(&t);
            continue;
        }
        vec_push(unique, kernels->at[i]);
        vec_push(&texts, t);
        *at = unique->len;
    }
    for (size_t i = 0; i < texts.len; i++)
        text_free(&texts.at[i]);
    vec_free(&texts);
    map_free(&seen);
}

/* What the compiler makes of the kernels, where it is asked for. */
static bool describe(Cx *cx, const Compiler *c, const Kernels *unique, const Show *show)
{
    static const char *const passes[] = {"llvm", "asm"};
    for (int i = 0; i < 2 && c->describe; i++)
        if (is_shown(show, passes[i]) &&
            !c->describe(cx, c, unique->at, (int)unique->len, passes[i], show->out))
            return false;
    return true;
}

static bool make_code(Cx *cx, Executable *x, const Kernels *kernels, const Show *show)
{
    const Compiler *c = x->program.compiler;
    Kernels unique = {0};
    KernelFn **entries = mem_alloc((kernels->len + 1) * sizeof *entries);
    int *which = mem_alloc((kernels->len + 1) * sizeof *which);
    find_equal(kernels, &unique, which);
    bool ok = unique.len == 0 || describe(cx, c, &unique, show);
    x->code = unique.len && ok ? c->make_code(cx, c, unique.at, (int)unique.len, entries) : NULL;
    for (size_t i = 0, j = 0; i < x->launches.len && x->code; i++)
        if (x->plan->steps.at[i].kind != GROUP_eval)
            x->launches.at[i].entry = entries[which[j++]];
    free(entries);
    free(which);
    vec_free(&unique);
    return kernels->len == 0 || x->code;
}

static Executable *executable_of(const Program *p)
{
    return p->run == run ? (Executable *)(uintptr_t)p : NULL;
}

const Plan *program_plan(const Program *p)
{
    return executable_of(p) ? executable_of(p)->plan : NULL;
}

int64_t program_arena(const Program *p)
{
    return executable_of(p) ? executable_of(p)->arena : 0;
}

const char *program_step_kind(const Program *p, int step)
{
    return executable_of(p)->launches.at[step].kind;
}

double program_step_work(const Program *p, int step)
{
    const Launch *l = &executable_of(p)->launches.at[step];
    if (l->is_dot)
        return 2.0 * (double)(l->dot.batch * l->dot.m) * (double)(l->dot.n * l->dot.k);
    return l->entry ? (double)l->work * (double)l->tasks : -1;
}

static bool shares_factors(const Plan *p)
{
    int count = 0;
    for (size_t i = 0; i < p->steps.len; i++)
        count += p->steps.at[i].kind == GROUP_eval && routine_shares(p->steps.at[i].members.at[0]);
    return count > 1;
}

static void note_reusable(Executable *x)
{
    const Plan *p = x->plan;
    Program *program = &x->program;
    for (size_t i = 0; i < p->heirs.len; i++) {
        if (p->heirs.at[i].input < 0)
            continue;
        if (program->reusable == NULL)
            program->reusable = mem_alloc(p->graph->params.len * sizeof *program->reusable);
        program->reusable[p->heirs.at[i].input] = true;
    }
    program->run_over = program->reusable ? kernels_run : NULL;
}

Program *compile_kernels(Cx *cx, const Compiler *c, Graph *g, const Show *show)
{
    Executable *x = mem_alloc(sizeof *x);
    Kernels kernels = {0};
    pthread_mutex_init(&x->lock, NULL);
    x->program = (Program){.compiler = c, .run = run, .release = release};
    x->plan = fuse(cx, g);
    bool ok = x->plan != NULL;
    if (ok && is_shown(show, "fuse"))
        plan_print(show->out, cx, x->plan);
    if (ok) {
        place(x->plan);
        x->arena = x->plan->arena;
    }
    if (ok && is_shown(show, "place"))
        plan_print(show->out, cx, x->plan);
    ok = ok && make_kernels(cx, x, show, &kernels) && make_code(cx, x, &kernels, show);
    for (size_t i = 0; i < kernels.len; i++)
        kernel_free((Kernel *)(uintptr_t)kernels.at[i]);
    vec_free(&kernels);
    if (ok) {
        x->program.graph = g;
        note_reusable(x);
        x->shares = shares_factors(x->plan);
        return &x->program;
    }
    release(&x->program);
    return NULL;
}
