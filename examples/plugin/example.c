/* example.c - a compiler of cnx in one file: it interprets the graph.

   Elementwise ops, sum and dot on f32 it does itself, with plain loops; every other node the host
   evaluates for it. The shared object is built from the public headers alone:

       cc -shared -fPIC -I/usr/local/include example.c -lm -o libcnx-example.so
       CNX_PLUGINS=$PWD cnx run --compiler example FILE

   A program is a list of steps. Each knows where among the values of a call its inputs are and
   where its results go, so that a call only walks the list; it changes nothing of the program, and
   several threads may call at once. With EXAMPLE_STEPS set it says on standard error what the steps
   are, and which of them are its own. */
#include <cnx_plugin.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const CnxHost *host;

typedef struct Step Step;
typedef bool Kernel(const Step *s, CnxTensor *const *in, CnxTensor *out);

typedef float Unary(float x);
typedef float Binary(float x, float y);

struct Step {
    const CnxNode *node;
    Kernel *kernel; /* NULL: the host evaluates the node */
    Unary *unary;
    Binary *binary;
    int first_input; /* in Program.inputs: the places of the operands' values */
    int place;       /* of the first result; a tuple's others follow */
};

typedef struct Program {
    Step *steps;
    int *inputs, *params, *results; /* places */
    int nsteps, nparams, nresults, nvalues;
} Program;

/* --- what it computes itself --- */

static float negate(float x)
{
    return -x;
}

static float add(float x, float y)
{
    return x + y;
}

static float subtract(float x, float y)
{
    return x - y;
}

static float multiply(float x, float y)
{
    return x * y;
}

static float divide(float x, float y)
{
    return x / y;
}

static const struct {
    const char *op;
    Unary *unary;
    Binary *binary;
} elementwise[] = {
    {"exp", expf, NULL},          {"log", logf, NULL},          {"tanh", tanhf, NULL},
    {"sqrt", sqrtf, NULL},        {"negate", negate, NULL},     {"add", NULL, add},
    {"subtract", NULL, subtract}, {"multiply", NULL, multiply}, {"divide", NULL, divide},
    {"pow", NULL, powf},
};

static int64_t size_of(CnxType t)
{
    int64_t size = 1;
    for (int i = 0; i < t.rank; i++)
        size *= t.dims[i];
    return size;
}

static bool map(const Step *s, CnxTensor *const *in, CnxTensor *out)
{
    const float *x = host->tensor_data(in[0]);
    float *y = host->tensor_data(out);
    int64_t size = size_of(host->tensor_type(out));
    if (s->unary) {
        for (int64_t i = 0; i < size; i++)
            y[i] = s->unary(x[i]);
        return true;
    }
    /* An operand is of the result's shape or one number: can_map has seen to it. */
    const float *z = host->tensor_data(in[1]);
    int64_t step_x = size_of(host->tensor_type(in[0])) == size;
    int64_t step_z = size_of(host->tensor_type(in[1])) == size;
    for (int64_t i = 0; i < size; i++)
        y[i] = s->binary(x[i * step_x], z[i * step_z]);
    return true;
}

/* The sum over all axes. */
static bool sum(const Step *s, CnxTensor *const *in, CnxTensor *out)
{
    const float *x = host->tensor_data(in[0]);
    int64_t size = size_of(host->tensor_type(in[0]));
    double total = 0;
    (void)s;
    for (int64_t i = 0; i < size; i++)
        total += (double)x[i];
    *(float *)host->tensor_data(out) = (float)total;
    return true;
}

/* The product of two matrices. */
static bool dot(const Step *s, CnxTensor *const *in, CnxTensor *out)
{
    CnxType a = host->tensor_type(in[0]), b = host->tensor_type(in[1]);
    const float *x = host->tensor_data(in[0]), *y = host->tensor_data(in[1]);
    float *z = host->tensor_data(out);
    (void)s;
    for (int64_t i = 0; i < a.dims[0]; i++)
        for (int64_t j = 0; j < b.dims[1]; j++) {
            double total = 0;
            for (int64_t k = 0; k < a.dims[1]; k++)
                total += (double)x[i * a.dims[1] + k] * (double)y[k * b.dims[1] + j];
            z[i * b.dims[1] + j] = (float)total;
        }
    return true;
}

/* --- choosing --- */

static bool all_f32(const CnxNode *n)
{
    bool all = host->node_types(n) == 1 && strcmp(host->node_type(n, 0).dtype, "f32") == 0;
    for (int i = 0; i < host->node_operands(n); i++)
        all = all && strcmp(host->node_type(host->node_operand(n, i), 0).dtype, "f32") == 0;
    return all;
}

static bool can_map(const CnxNode *n)
{
    CnxType to = host->node_type(n, 0);
    for (int i = 0; i < host->node_operands(n); i++) {
        CnxType from = host->node_type(host->node_operand(n, i), 0);
        bool same =
            from.rank == to.rank &&
            (to.rank == 0 || memcmp(from.dims, to.dims, (size_t)to.rank * sizeof *to.dims) == 0);
        if (!same && size_of(from) != 1)
            return false;
    }
    return true;
}

/* Whether the attribute is the list of one axis. */
static bool is_axis(const CnxNode *n, const char *name, int64_t axis)
{
    int count;
    const int64_t *at = host->node_attr(n, name, &count);
    return at != NULL && count == 1 && at[0] == axis;
}

static bool is_empty(const CnxNode *n, const char *name)
{
    int count;
    return host->node_attr(n, name, &count) != NULL && count == 0;
}

static void choose(Step *s)
{
    const CnxNode *n = s->node;
    const char *op = host->node_op(n);
    int count;
    if (!all_f32(n))
        return;
    for (size_t i = 0; i < sizeof elementwise / sizeof elementwise[0]; i++)
        if (strcmp(op, elementwise[i].op) == 0 && can_map(n)) {
            s->kernel = map;
            s->unary = elementwise[i].unary;
            s->binary = elementwise[i].binary;
        }
    if (strcmp(op, "sum") == 0 && host->node_attr(n, "axes", &count) != NULL &&
        count == host->node_type(host->node_operand(n, 0), 0).rank)
        s->kernel = sum;
    if (strcmp(op, "dot") == 0 && host->node_type(n, 0).rank == 2 &&
        host->node_type(host->node_operand(n, 0), 0).rank == 2 && is_axis(n, "contract_a", 1) &&
        is_axis(n, "contract_b", 0) && is_empty(n, "batch_a"))
        s->kernel = dot;
}

/* What it has no function for, but for what that is made of: the host builds its body instead. */
static bool lacks(const CnxNode *n, const char *target)
{
    (void)target;
    static const char *const ops[] = {"sigmoid", "rsqrt", "sinh", "cosh"};
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++)
        if (strcmp(host->node_op(n), ops[i]) == 0)
            return all_f32(n);
    return false;
}

/* --- building --- */

static void release(void *program)
{
    Program *p = program;
    if (p == NULL)
        return;
    free(p->steps);
    free(p->inputs);
    free(p->params);
    free(p->results);
    free(p);
}

static void *zeroed(int count, size_t size)
{
    return calloc((size_t)count + 1, size);
}

/* Fills in the steps; places[id] is where a node's value will be. */
static void plan(Program *p, const CnxGraph *g, int *places)
{
    int at = 0;
    for (int i = 0; i < p->nparams; i++) {
        p->params[i] = p->nvalues;
        places[host->node_id(host->graph_at(g, CNX_PARAMS, i))] = p->nvalues++;
    }
    for (int i = 0; i < host->graph_count(g, CNX_NODES); i++) {
        const CnxNode *n = host->graph_at(g, CNX_NODES, i);
        const char *op = host->node_op(n);
        int count;
        if (strcmp(op, "parameter") == 0)
            continue;
        if (strcmp(op, "elem") == 0) { /* a place inside of its tuple */
            places[host->node_id(n)] = places[host->node_id(host->node_operand(n, 0))] +
                                       (int)host->node_attr(n, "index", &count)[0];
            continue;
        }
        Step *s = &p->steps[p->nsteps++];
        s->node = n;
        s->first_input = at;
        s->place = p->nvalues;
        choose(s);
        if (getenv("EXAMPLE_STEPS"))
            fprintf(stderr, "%s %s\n", op, s->kernel ? "own" : "host");
        for (int j = 0; j < host->node_operands(n); j++)
            p->inputs[at++] = places[host->node_id(host->node_operand(n, j))];
        places[host->node_id(n)] = p->nvalues;
        p->nvalues += host->node_types(n);
    }
    for (int i = 0; i < p->nresults; i++)
        p->results[i] = places[host->node_id(host->graph_at(g, CNX_RESULTS, i))];
}

static void *build(CnxRun *run, const CnxGraph *g)
{
    Program *p = zeroed(1, sizeof *p);
    int *places = zeroed(host->node_id_limit(g), sizeof *places);
    int nodes = host->graph_count(g, CNX_NODES), operands = 0;
    for (int i = 0; i < nodes; i++)
        operands += host->node_operands(host->graph_at(g, CNX_NODES, i));
    if (p) {
        p->nparams = host->graph_count(g, CNX_PARAMS);
        p->nresults = host->graph_count(g, CNX_RESULTS);
        p->steps = zeroed(nodes, sizeof *p->steps);
        p->inputs = zeroed(operands, sizeof *p->inputs);
        p->params = zeroed(p->nparams, sizeof *p->params);
        p->results = zeroed(p->nresults, sizeof *p->results);
    }
    if (p && places && p->steps && p->inputs && p->params && p->results) {
        plan(p, g, places);
    } else {
        host->fail(run, NULL, "SystemLimitError", "there is no memory for the program");
        release(p);
        p = NULL;
    }
    free(places);
    return p;
}

/* --- running --- */

static bool run_step(CnxRun *run, const Program *p, const Step *s, CnxTensor **values,
                     CnxTensor **in)
{
    for (int i = 0; i < host->node_operands(s->node); i++)
        in[i] = values[p->inputs[s->first_input + i]];
    if (s->kernel == NULL)
        return host->eval_node(run, s->node, in, &values[s->place]);
    values[s->place] = host->tensor_new(run, host->node_type(s->node, 0));
    return values[s->place] != NULL && s->kernel(s, in, values[s->place]);
}

static bool run_program(CnxRun *run, const void *program, CnxTensor *const *inputs,
                        CnxTensor **outputs)
{
    const Program *p = program;
    int most = 1;
    for (int i = 0; i < p->nsteps; i++)
        if (host->node_operands(p->steps[i].node) > most)
            most = host->node_operands(p->steps[i].node);
    CnxTensor **values = zeroed(p->nvalues, sizeof(CnxTensor *));
    CnxTensor **in = zeroed(most, sizeof(CnxTensor *));
    bool ok = values != NULL && in != NULL;
    if (!ok)
        host->fail(run, NULL, "SystemLimitError", "there is no memory for the program's values");
    for (int i = 0; ok && i < p->nparams; i++)
        values[p->params[i]] = host->tensor_ref(inputs[i]);
    for (int i = 0; ok && i < p->nsteps; i++)
        ok = !host->interrupted(run) && run_step(run, p, &p->steps[i], values, in);
    for (int i = 0; ok && i < p->nresults; i++)
        outputs[i] = host->tensor_ref(values[p->results[i]]);
    for (int i = 0; values != NULL && i < p->nvalues; i++)
        host->tensor_free(values[i]);
    free(values);
    free(in);
    return ok;
}

static const CnxPlugin plugin = {
    .size = sizeof(CnxPlugin),
    .host_size = sizeof(CnxHost),
    .build_id = CNX_BUILD_ID,
    .name = "example",
    .module = "Cnx.Example",
    .build = build,
    .run = run_program,
    .release = release,
    .lacks = lacks,
};

const CnxPlugin *cnx_plugin(const CnxHost *h)
{
    host = h;
    return &plugin;
}
