/* execute.c - running a program made of kernels: the plan's steps one after the other.

   Made values lie in the memory of results or in an arena, of which a program keeps the ones that
   its last runs used. Tasks of a kernel are given out in spans whose number does not matter for the
   bits. Nodes without a kernel are run by routines, or by the reference. */
#include "compile/execute.h"

#include "base/pool.h"
#include "base/profile.h"
#include "compile/explain.h"
#include "compile/join.h"
#include "compile/regions.h"
#include "eval/eval.h"
#include "routine/routine.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Cost of a kernel that runs on the caller's thread alone. */
static const double SMALL_WORK = 1 << 17;

/* One call. */
typedef struct Run {
    Cx *cx;
    Executable *x;
    char *arena;
    void **at;         /* the memory of each value */
    Tensor **tensors;  /* of values that have one */
    Tensor **results;  /* those that kernels write */
    const bool *given; /* inputs that belong to the run; NULL: none */
    RoutineMemo memo;
} Run;

/* --- arenas --- */

static char *arena_take(Executable *x)
{
    void *arena = NULL;
    pthread_mutex_lock(&x->lock);
    if (x->kept > 0)
        arena = x->arenas[--x->kept];
    pthread_mutex_unlock(&x->lock);
    return arena ? arena : mem_try((size_t)x->arena + 64);
}

static void arena_give(Executable *x, void *arena)
{
    pthread_mutex_lock(&x->lock);
    if (arena && x->kept < MOST_ARENAS) {
        x->arenas[x->kept++] = arena;
        arena = NULL;
    }
    pthread_mutex_unlock(&x->lock);
    free(arena);
}

/* --- kernels --- */

enum { SPAN_BUFFERS = 32 /* that need no memory of their own */ };

typedef struct Spans {
    const Launch *launch;
    void **buffers;
    char *scratch; /* MOST_SPANS pieces, for as many threads */
    const volatile sig_atomic_t *stop;
    int64_t count;
    _Atomic uint64_t free; /* a bit a piece */
    void *room[SPAN_BUFFERS];
    int64_t fault[3]; /* the earliest task with a place outside, plus 1, its check, the index */
    pthread_mutex_t lock;
} Spans;

static const volatile sig_atomic_t never;

static int take_piece(Spans *s)
{
    uint64_t now = atomic_load(&s->free);
    while (!atomic_compare_exchange_weak(&s->free, &now, now & (now - 1)))
        ;
    return __builtin_ctzll(now);
}

/* Runs tasks with one piece of scratch memory. */
static void run_tasks(Spans *s, char *scratch, int64_t from, int64_t to)
{
    const Launch *l = s->launch;
    int64_t *fault = l->fault >= 0 ? (int64_t *)(void *)(scratch + l->fault) : NULL;
    if (fault)
        fault[0] = fault[1] = 0;
    l->entry(s->buffers, scratch, from, to, s->stop);
    if (fault == NULL || fault[0] == 0)
        return;
    pthread_mutex_lock(&s->lock);
    if (s->fault[0] == 0 || from < s->fault[0]) {
        s->fault[0] = from + 1;
        s->fault[1] = fault[0];
        s->fault[2] = fault[1];
    }
    pthread_mutex_unlock(&s->lock);
}

/* Whether no checked place was outside; else the reference's error. */
static bool check_places(Cx *cx, const Spans *s)
{
    if (s->fault[0] == 0)
        return true;
    const KernCheck *c = &s->launch->checks.at[s->fault[1] - 1];
    Text text = {0};
    shape_print(&text, &node_type(c->gather->args[0])->shape);
    fail(cx, c->gather->span, EXC_ArgumentError,
         "index %lld is out of bounds for axis %lld in shape %s", (long long)s->fault[2],
         (long long)c->axis, text_cstr(&text));
    text_free(&text);
    return false;
}

static void run_span(PoolRun *run, int64_t index, void *closure)
{
    Spans *s = closure;
    const Launch *l = s->launch;
    if (pool_stopped(run))
        return;
    int piece = take_piece(s);
    int64_t from = l->tasks / s->count * index + l->tasks % s->count * index / s->count;
    int64_t to = l->tasks / s->count * (index + 1) + l->tasks % s->count * (index + 1) / s->count;
    run_tasks(s, s->scratch + piece * l->scratch, from, to);
    atomic_fetch_or(&s->free, UINT64_C(1) << piece);
}

typedef struct CopyJob {
    char *to;
    const char *from;
    int64_t bytes;
} CopyJob;

enum { COPY_BYTES = 1 << 18 /* that a task copies */ };

static void copy_part(PoolRun *run, int64_t index, void *closure)
{
    const CopyJob *c = closure;
    int64_t at = index * COPY_BYTES, rest = c->bytes - at;
    if (!pool_stopped(run))
        memcpy(c->to + at, c->from + at, (size_t)(rest < COPY_BYTES ? rest : COPY_BYTES));
}

/* What the kernel writes over, where it does not lie there already. */
static bool copy_base(Run *r, const Launch *l, int to)
{
    CopyJob c = {r->at[to], r->at[l->base], r->x->plan->values.at[to].bytes};
    int64_t tasks = (c.bytes + COPY_BYTES - 1) / COPY_BYTES;
    if (c.to == c.from)
        return true;
    return tasks < 2 ? pool_run_here(r->cx, tasks, copy_part, &c)
                     : pool_run(r->cx, tasks, copy_part, &c);
}

static void spans_init(Spans *s, Run *r, const Launch *l)
{
    *s = (Spans){.launch = l, .free = UINT64_MAX, .lock = PTHREAD_MUTEX_INITIALIZER};
    s->buffers =
        l->values.len <= SPAN_BUFFERS ? s->room : mem_alloc(l->values.len * sizeof *s->buffers);
    for (size_t i = 0; i < l->values.len; i++)
        s->buffers[i] = r->at[l->values.at[i]];
    s->stop = r->cx->interrupt ? r->cx->interrupt : &never;
    s->scratch = r->arena + r->x->plan->arena;
}

/* False after an error of a place, or when interrupted. */
static bool spans_end(Cx *cx, Spans *s)
{
    if (s->buffers != s->room)
        free(s->buffers);
    return !interrupted(cx) && check_places(cx, s);
}

static bool run_kernel(Run *r, const Launch *l, const Group *g)
{
    if (l->base >= 0 && !copy_base(r, l, g->writes.at[0]))
        return false;
    Spans s;
    spans_init(&s, r, l);
    bool is_small = (double)l->work * (double)l->tasks < SMALL_WORK;
    s.count = l->tasks < MOST_SPANS ? l->tasks : MOST_SPANS;
    bool ok = true;
    if (is_small)
        run_tasks(&s, s.scratch, 0, l->tasks);
    else
        ok = pool_run(r->cx, s.count, run_span, &s);
    return spans_end(r->cx, &s) && ok;
}

/* --- kernels that follow --- */

/* A kernel whose tasks run when all that they read is there. */
typedef struct Follower {
    Spans spans;
    _Atomic int64_t *waits; /* of each task: elements that are not there yet */
    int64_t pieces;         /* of a row */
    atomic_bool is_told;
} Follower;

/* The elements of task t: how many, and behind which the last lies. */
static int64_t piece_of(const Follower *f, int64_t t, int64_t *end)
{
    const Launch *l = f->spans.launch;
    int64_t at = t % f->pieces * l->piece, row = t / f->pieces * l->row;
    int64_t count = l->row - at < l->piece ? l->row - at : l->piece;
    *end = row + at + count;
    return count;
}

static void run_ready(Follower *f, int64_t from, int64_t to)
{
    if (from == to)
        return;
    int piece = take_piece(&f->spans);
    run_tasks(&f->spans, f->spans.scratch + piece * f->spans.launch->scratch, from, to);
    atomic_fetch_or(&f->spans.free, UINT64_C(1) << piece);
}

static void follow(void *closure, int64_t first, int64_t count)
{
    Follower *f = closure;
    const Launch *l = f->spans.launch;
    int64_t t = first / l->row * f->pieces + first % l->row / l->piece, from = t, end;
    atomic_store(&f->is_told, true);
    for (int64_t stop = first + count; first < stop; t++, first = end) {
        piece_of(f, t, &end);
        end = end < stop ? end : stop;
        if (atomic_fetch_sub(&f->waits[t], end - first) > end - first) {
            run_ready(f, from, t);
            from = t + 1;
        }
    }
    run_ready(f, from, t);
}

/* `make` makes what the kernel reads, and tells of it. */
static bool run_followed(Run *r, const Launch *l, const Group *g,
                         bool (*make)(Run *r, const Launch *l, const Group *g, const Ready *ready))
{
    const Launch *next = l + 1;
    Follower f = {.pieces = (next->row + next->piece - 1) / next->piece};
    f.waits = mem_alloc((size_t)next->tasks * sizeof *f.waits);
    spans_init(&f.spans, r, next);
    for (int64_t t = 0, end; t < next->tasks; t++)
        f.waits[t] = piece_of(&f, t, &end);
    bool ok = make(r, l, g, &(Ready){follow, &f});
    ok = spans_end(r->cx, &f.spans) && ok;
    free(f.waits);
    return ok && (f.is_told || run_kernel(r, next, g + 1));
}

/* --- evaluated nodes --- */

static void keep(void *data, void *closure)
{
    (void)data, (void)closure;
}

/* The value as a tensor of this type; yours. */
static Tensor *tensor_of_value(Run *r, int value, const Type *type)
{
    Tensor *t = r->tensors[value];
    if (t == NULL)
        return tensor_on_memory(*type, r->at[value], keep, NULL);
    return type_equal(&t->type, type) ? tensor_ref(t) : tensor_view(t, type->shape);
}

/* An output that shares the memory of an input that a later step may write to becomes a copy. */
static bool own_copy(Run *r, Tensor **out, Tensor *const *in, const bool *dying, int count)
{
    for (int i = 0; i < count; i++)
        if ((*out)->buffer == in[i]->buffer && !dying[i]) {
            Tensor *copy =
                tensor_of_bytes(r->cx, (*out)->type, tensor_data(*out), tensor_bytes(*out));
            tensor_free(*out);
            *out = copy;
            return copy != NULL;
        }
    return true;
}

static bool run_dot(Run *r, const Launch *l, const Group *g, const Ready *ready)
{
    return dot_product(r->cx, &l->dot, r->at[g->reads.at[0]], r->at[g->reads.at[1]],
                       r->at[g->writes.at[0]], ready);
}

static bool run_conv(Run *r, const Launch *l, const Group *g, const Ready *ready)
{
    const Node *n = g->members.at[0];
    Tensor *in[2], *out = tensor_on_memory(*node_type(n), r->at[g->writes.at[0]], keep, NULL);
    (void)l;
    for (int i = 0; i < 2; i++)
        in[i] = tensor_of_value(r, g->reads.at[i], node_type(n->args[i]));
    bool ok = routine_fill(r->cx, n, in, out, ready);
    tensor_free(in[0]);
    tensor_free(in[1]);
    tensor_free(out);
    return ok;
}

static bool run_join(Run *r, const Group *g)
{
    const Node *n = g->members.at[0];
    void **from = mem_alloc((size_t)n->nargs * sizeof *from);
    for (int i = 0; i < n->nargs; i++)
        from[i] = r->at[g->reads.at[i]];
    bool ok = join(r->cx, n, from, r->at[g->writes.at[0]]);
    free(from);
    return ok;
}

/* Takes what the step's node reads; dying[i] where in[i] was the last hold of it here. */
static void take_operands(Run *r, const Group *g, Tensor **in, bool *dying)
{
    const Node *n = g->members.at[0];
    int step = (int)(g - r->x->plan->steps.at);
    for (int i = 0; i < n->nargs; i++) {
        int value = g->reads.at[i], times = 0;
        const PlanValue *v = &r->x->plan->values.at[value];
        for (int j = 0; j < n->nargs; j++)
            times += g->reads.at[j] == value;
        Tensor *t = r->tensors[value];
        dying[i] = t && times == 1 && v->dies == step && v->kind != VALUE_data &&
                   type_equal(&t->type, node_type(n->args[i]));
        if (dying[i])
            r->tensors[value] = NULL;
        in[i] = dying[i] ? t : tensor_of_value(r, value, node_type(n->args[i]));
    }
}

/* A function of the program may keep what it is given; later steps may write over these values. */
static bool give_copies(Run *r, Tensor **in, bool *dying, int count)
{
    for (int i = 0; i < count; i++) {
        dying[i] = false; /* what it passes on is the function's, too */
        Tensor *copy = tensor_of_bytes(r->cx, in[i]->type, tensor_data(in[i]), tensor_bytes(in[i]));
        if (copy == NULL)
            return false;
        tensor_free(in[i]);
        in[i] = copy;
    }
    return true;
}

/* Takes over what the node gave: as it is, or into the memory of its value. */
static void keep_output(Run *r, int value, Tensor *out)
{
    if (r->x->plan->values.at[value].kind == VALUE_made) {
        memcpy(r->at[value], tensor_data(out), (size_t)tensor_bytes(out));
        tensor_free(out);
    } else {
        r->tensors[value] = out;
        r->at[value] = tensor_data(out);
    }
}

static bool run_node(Run *r, const Launch *l, const Group *g)
{
    const Node *n = g->members.at[0];
    Tensor **in = mem_alloc((size_t)(n->nargs + 1) * sizeof *in);
    Tensor **out = mem_alloc((size_t)(n->ntypes + 1) * sizeof *out);
    bool *dying = mem_alloc((size_t)n->nargs + 1);
    take_operands(r, g, in, dying);
    bool ok = n->op != OP_runtime_call || give_copies(r, in, dying, n->nargs);
    ok = ok && (l->regions ? regions_run(r->cx, l->regions, n, in, out)
                : routine_knows(n)
                    ? routine_run_with(r->cx, n, in, l->needed, r->x->shares ? &r->memo : NULL, out)
                    : eval_node_over(r->cx, n, in, dying, out));
    for (int i = 0; i < n->ntypes && ok; i++) {
        ok = out[i] == NULL || own_copy(r, &out[i], in, dying, n->nargs);
        if (ok && out[i])
            keep_output(r, g->writes.at[i], out[i]);
    }
    for (int i = 0; i < n->nargs; i++)
        tensor_free(in[i]);
    free(in);
    free(out);
    free(dying);
    return ok;
}

/* --- running --- */

static bool is_heir(const Run *r, int result)
{
    int input = r->x->plan->heirs.at[result].input;
    return r->given && input >= 0 && r->given[input];
}

/* Memory of the result: that of the input which it takes over when nobody else sees it, or new. */
static bool make_result(Run *r, int result)
{
    const Plan *p = r->x->plan;
    Tensor *old = is_heir(r, result) ? r->tensors[p->heirs.at[result].input] : NULL;
    bool is_free = old && tensor_is_unique(old);
    Tensor *t = is_free ? tensor_ref(old)
                        : tensor_new(r->cx, *node_type(r->x->program.graph->results.at[result]));
    r->results[result] = t;
    for (size_t i = 0; t && i < p->values.len; i++)
        if (p->values.at[i].kind == VALUE_made && p->values.at[i].result == result)
            r->at[i] = (char *)tensor_data(t) + p->values.at[i].part_at;
    return t != NULL;
}

/* Memory for everything that is there before the first step, but the inputs and the results that
   may take one over. */
static bool run_start(Run *r)
{
    const Plan *p = r->x->plan;
    r->arena = arena_take(r->x);
    if (r->arena == NULL) {
        fail(r->cx, SPAN_NONE, EXC_SystemLimitError, "not enough memory for %lld bytes",
             (long long)r->x->arena);
        return false;
    }
    for (size_t i = 0; i < p->values.len; i++) {
        const PlanValue *v = &p->values.at[i];
        if (v->kind == VALUE_data)
            r->tensors[i] = tensor_ref(v->node->tensor);
        if (r->tensors[i])
            r->at[i] = tensor_data(r->tensors[i]);
        else if (v->kind == VALUE_made && v->result < 0)
            r->at[i] = r->arena + v->offset;
        else if (v->kind == VALUE_made && r->results[v->result] == NULL && !is_heir(r, v->result) &&
                 !make_result(r, v->result))
            return false;
    }
    return true;
}

/* Results whose memory this step is the first to write. */
static bool make_heirs(Run *r, int step)
{
    const Plan *p = r->x->plan;
    for (size_t i = 0; i < p->heirs.len; i++)
        if (p->heirs.at[i].step == step && is_heir(r, (int)i) && !make_result(r, (int)i))
            return false;
    return true;
}

static void record(const Run *r, int step, double start)
{
    const Plan *p = r->x->plan;
    ProfileSpan s = {.kind = r->x->launches.at[step].kind, .of = r->x, .step = step};
    plan_step_name(&s.name, p, step);
    s.bytes = plan_bytes_read(p, step) + plan_bytes_written(p, step);
    s.start = start;
    profile_add(r->cx->profile, s);
}

/* What the evaluator gave goes when it dies. */
static void drop_given(Run *r, const Group *g, int step)
{
    for (size_t i = 0; i < g->reads.len; i++) {
        const PlanValue *v = &r->x->plan->values.at[g->reads.at[i]];
        if (v->kind == VALUE_given && v->dies == step) {
            tensor_free(r->tensors[g->reads.at[i]]);
            r->tensors[g->reads.at[i]] = NULL;
        }
    }
}

static bool run_steps(Run *r)
{
    const Plan *p = r->x->plan;
    for (size_t i = 0; i < p->steps.len; i++) {
        const Launch *l = &r->x->launches.at[i];
        const Group *g = &p->steps.at[i];
        double start = r->cx->profile ? profile_now() : 0;
        if (r->given && !make_heirs(r, (int)i))
            return false;
        bool is_followed = i + 1 < p->steps.len && g[1].follows;
        if (is_followed && r->given && !make_heirs(r, (int)i + 1))
            return false;
        bool ok = is_followed  ? run_followed(r, l, g, l->is_dot ? run_dot : run_conv)
                  : l->entry   ? run_kernel(r, l, g)
                  : l->is_dot  ? run_dot(r, l, g, NULL)
                  : l->is_conv ? run_conv(r, l, g, NULL)
                  : l->is_join ? run_join(r, g)
                               : run_node(r, l, g);
        if (!ok)
            return false;
        if (r->cx->profile)
            record(r, (int)i, start);
        i += is_followed;
        if (l->entry == NULL)
            drop_given(r, g, (int)i);
    }
    return true;
}

static void take_outputs(Run *r, Tensor **outputs)
{
    const Plan *p = r->x->plan;
    const Graph *g = r->x->program.graph;
    for (size_t i = 0; i < g->results.len; i++) {
        const PlanValue *v = &p->values.at[p->results.at[i]];
        const Type *type = node_type(g->results.at[i]);
        Tensor *t = v->kind == VALUE_made ? r->results[v->result] : r->tensors[p->results.at[i]];
        outputs[i] = type_equal(&t->type, type) ? tensor_ref(t) : tensor_view(t, type->shape);
    }
}

bool kernels_run(Cx *cx, const Program *program, Tensor *const *inputs, const bool *given,
                 Tensor **outputs)
{
    Executable *x = (Executable *)(uintptr_t)program;
    size_t values = x->plan->values.len, results = program->graph->results.len;
    Run r = {.cx = cx, .x = x, .given = given};
    void **room = mem_alloc((2 * values + results + 1) * sizeof *room);
    r.at = room;
    r.tensors = (Tensor **)(room + values);
    r.results = (Tensor **)(room + 2 * values);
    memset(outputs, 0, results * sizeof *outputs);
    for (size_t i = 0; i < program->graph->params.len; i++) /* they are the first values */
        r.tensors[i] = given && given[i] ? inputs[i] : tensor_ref(inputs[i]);
    bool ok = run_start(&r) && run_steps(&r) && !failed(cx);
    if (ok)
        take_outputs(&r, outputs);
    for (size_t i = 0; i < values; i++)
        tensor_free(r.tensors[i]);
    for (size_t i = 0; i < results; i++)
        tensor_free(r.results[i]);
    routine_forget(&r.memo);
    arena_give(x, r.arena);
    free(room);
    return ok;
}
