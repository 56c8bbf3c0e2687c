/* build.c - from a graph to an executable: its text, compiled on a thread of its own, or loaded
   from what an earlier process left on disk. */
#include "compile/xla/job.h"
#include "compile/xla/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- how long a call may take --- */

static const double SHORT_WORK = 1e6; /* elements looked at: a millisecond or less */

static double count_of(CnxType type)
{
    double count = 1;
    for (int i = 0; i < type.rank; i++)
        count *= (double)type.dims[i];
    return count;
}

/* How many elements the node looks at, about: products of matrices look at rows for each of theirs,
   what works on matrices as a whole at all of them for each. */
static double node_work(const CnxNode *n)
{
    CnxType out = host->node_type(n, 0);
    double work = count_of(out);
    int count = 0;
    const int64_t *axes = host->node_attr(n, "contract_a", &count);
    bool is_product = strcmp(host->node_op(n), "conv") == 0;
    for (int i = 0; i < host->node_operands(n); i++) {
        CnxType in = host->node_type(host->node_operand(n, i), 0);
        work += count_of(in);
        for (int k = 0; axes && i == 0 && k < count; k++)
            work *= (double)in.dims[axes[k]];
        if (is_product && i == 1 && in.dims[0] > 0)
            work *= count_of(in) / (double)in.dims[0];
    }
    if (host->node_attr(n, "lower", &count) || strcmp(host->node_op(n), "cholesky") == 0)
        work *= out.rank ? (double)out.dims[out.rank - 1] : 1;
    return work;
}

static double graph_work(const CnxGraph *g)
{
    double work = 0;
    for (int i = 0; i < host->graph_count(g, CNX_NODES); i++) {
        const CnxNode *n = host->graph_at(g, CNX_NODES, i);
        work += node_work(n);
        for (int r = 0; r < host->node_regions(n); r++)
            work += graph_work(host->node_region(n, r));
    }
    return work;
}

/* --- compiling --- */

typedef struct Compilation {
    Job job;
    const Pjrt *pjrt;
    Options options;
    char *text;
    size_t size;
    PjrtError *error;
    PjrtLoaded *executable;
    bool is_stored; /* kept on disk, or to be */
} Compilation;

static void compile_work(Job *job)
{
    static const char format[] = "mlir";
    Compilation *c = (Compilation *)job;
    DiskKey key = {0};
    if (c->is_stored) {
        key = disk_key(c->pjrt, c->text, c->size, &c->options);
        c->executable = disk_load(c->pjrt, &key);
    }
    if (c->executable == NULL) {
        PjrtProgram program = {.size = sizeof program,
                               .code = c->text,
                               .code_size = c->size,
                               .format = format,
                               .format_size = sizeof format - 1};
        PjrtCompile args = {.size = sizeof args,
                            .client = c->pjrt->client,
                            .program = &program,
                            .options = (const char *)c->options.at,
                            .options_size = c->options.size};
        c->error = pjrt_call(c->pjrt, PJRT_Client_Compile, &args);
        c->executable = c->error ? NULL : args.executable;
        if (c->executable && c->is_stored)
            disk_store(c->pjrt, &key, c->executable);
    }
    free(key.at);
}

static void executable_free(const Pjrt *p, PjrtLoaded *executable)
{
    if (executable)
        pjrt_error_free(p, pjrt_call(p, PJRT_LoadedExecutable_Destroy,
                                     PJRT_ARGS(PjrtLoadedArgs, .executable = executable)));
}

static void compile_discard(Job *job)
{
    Compilation *c = (Compilation *)job;
    pjrt_error_free(c->pjrt, c->error);
    executable_free(c->pjrt, c->executable);
    free(c->text);
    free(c);
}

static void keep_text(void *to, const char *text, size_t size)
{
    Compilation *c = to;
    c->text = malloc(size + 1);
    if (c->text)
        memcpy(c->text, text, size + 1);
    c->size = size;
}

static bool fail_memory(CnxRun *run)
{
    host->fail(run, NULL, "SystemLimitError", "there is no memory for a program");
    return false;
}

/* The node that a call back in the text is for. */
static const CnxNode *called_node(const Program *p, const char *call)
{
    const char *id = strstr(call, "node = ");
    return id ? pjrt_node(p->graph, atoi(id + 7)) : NULL;
}

/* Each device would call the program, with what its part may be. */
static bool refuse_effects(CnxRun *run, const Program *p, const char *text)
{
    const char *call = strstr(text, "has_side_effect = true");
    if (call)
        host->fail(run, called_node(p, call), "RuntimeError",
                   "XLA cannot call the program from the devices of a mesh");
    return call != NULL;
}

static const CnxNode *lacked_in(const Pjrt *p, const CnxGraph *g)
{
    const CnxNode *found = NULL;
    for (int i = 0; i < host->graph_count(g, CNX_NODES) && !found; i++) {
        const CnxNode *n = host->graph_at(g, CNX_NODES, i);
        found = platforms_without(n) >> p->kind & 1 ? n : NULL;
        for (int r = 0; r < host->node_regions(n) && !found; r++)
            found = lacked_in(p, host->node_region(n, r));
    }
    return found;
}

/* What neither a body nor a cut has taken away: XLA would speak of its own operations. */
static bool refuse_lacked(CnxRun *run, const Program *p)
{
    char text[256];
    const CnxNode *n = lacked_in(p->pjrt, p->graph);
    if (n == NULL)
        return false;
    snprintf(text, sizeof text, "XLA on %s has no form for %s of %s", platform_names[p->pjrt->kind],
             host->node_op(n), host->node_type(n, 0).dtype);
    host->fail(run, n, "RuntimeError", text);
    return true;
}

/* Prints the program and notes what it does; false after an error. */
static bool print(CnxRun *run, Program *p, const CnxBuild *how, Compilation *c)
{
    CnxBuild asked = *how;
    asked.may_call = how->partitions == 0 && pjrt_may_call_back(p->pjrt);
    if (!host->stablehlo(run, p->graph, p->key, &asked, keep_text, c))
        return false;
    if (c->text == NULL)
        return fail_memory(run);
    const char *call = strstr(c->text, "@cnx.eval(");
    bool is_mesh = how->partitions > 0;
    p->has_callbacks = call != NULL;
    p->is_long = p->has_callbacks || strstr(c->text, "\"stablehlo.while\"(") != NULL ||
                 graph_work(p->graph) > SHORT_WORK;
    c->is_stored = !p->has_callbacks; /* a call back names what lives in this process */
    if ((is_mesh && refuse_effects(run, p, c->text)) || refuse_lacked(run, p))
        return false;
    return !p->has_callbacks || callback_register(run, p->pjrt, is_mesh, called_node(p, call));
}

static bool compile(CnxRun *run, Program *p, const CnxBuild *how)
{
    Compilation *c = calloc(1, sizeof *c);
    if (c == NULL)
        return fail_memory(run);
    c->job = (Job){.work = compile_work, .discard = compile_discard};
    c->pjrt = p->pjrt;
    if (!options_make(run, p->pjrt, p->devices, p->ndevices, &c->options) ||
        !print(run, p, how, c)) {
        compile_discard(&c->job);
        return false;
    }
    if (!job_run(run, &c->job, 0))
        return false;
    bool ok = c->error == NULL;
    if (!ok)
        pjrt_check_program(run, p->pjrt, c->error, p->graph, c->text);
    p->executable = c->executable;
    c->executable = NULL;
    c->error = NULL;
    compile_discard(&c->job);
    return ok;
}

/* --- programs --- */

void program_drop(Program *p)
{
    if (atomic_fetch_sub(&p->owners, 1) > 1)
        return;
    callback_remove(p);
    executable_free(p->pjrt, p->executable);
    free(p->in);
    free(p->out);
    free(p->devices);
    free(p->donated);
    free(p);
}

/* The types of what passes, and which inputs may be written over. */
static bool init_ports(Program *p, const CnxBuild *how)
{
    p->nin = host->graph_count(p->graph, CNX_PARAMS);
    p->nout = host->graph_count(p->graph, CNX_RESULTS);
    p->in = calloc((size_t)p->nin + 1, sizeof *p->in);
    p->out = calloc((size_t)p->nout + 1, sizeof *p->out);
    p->donated = calloc((size_t)p->nin + 1, sizeof *p->donated);
    if (p->in == NULL || p->out == NULL || p->donated == NULL)
        return false;
    for (int i = 0; i < p->nin; i++) {
        port_init(&p->in[i], host->node_type(host->graph_at(p->graph, CNX_PARAMS, i), 0));
        p->donated[i] = how->aliases && how->aliases[i] >= 0;
    }
    for (int i = 0; i < p->nout; i++)
        port_init(&p->out[i], host->node_type(host->graph_at(p->graph, CNX_RESULTS, i), 0));
    return true;
}

/* The device that was asked for, or as many as the mesh has, from the first on. */
static bool choose_devices(CnxRun *run, Program *p, size_t first, int partitions)
{
    p->ndevices = partitions > 0 ? (size_t)partitions : 1;
    size_t from = partitions > 0 ? 0 : first;
    p->devices = calloc(p->ndevices, sizeof(PjrtDevice *));
    if (p->devices == NULL)
        return fail_memory(run);
    for (size_t i = 0; i < p->ndevices && from + i < p->pjrt->device_count; i++)
        p->devices[i] = p->pjrt->devices[from + i];
    return true;
}

Program *program_build(CnxRun *run, const CnxGraph *g, const CnxBuild *how)
{
    int device;
    const Pjrt *pjrt = pjrt_client(run, how->target, &device);
    if (pjrt == NULL || !pjrt_has_devices(run, pjrt, how->partitions))
        return NULL;
    Program *p = calloc(1, sizeof *p);
    if (p == NULL) {
        fail_memory(run);
        return NULL;
    }
    p->owners = 1;
    p->pjrt = pjrt;
    p->graph = g;
    callback_add(p);
    bool ok = choose_devices(run, p, (size_t)device, how->partitions);
    if (ok && !init_ports(p, how))
        ok = fail_memory(run);
    if (ok && compile(run, p, how))
        return p;
    program_drop(p);
    return NULL;
}
