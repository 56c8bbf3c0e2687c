/* xla.c - the compiler `xla`: the graph as StableHLO, compiled and run by a PJRT plugin.

   Inputs are handed over where they lie, results are used where XLA left them when its memory is
   the host's. A call waits for its results; compiling, and programs with loops, work on a thread of
   their own, so that Ctrl-C can leave them (job.h). What was left frees itself when it ends. */
#include "compile/xla/job.h"
#include "compile/xla/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- compiling --- */

typedef struct Compilation {
    Job job;
    const Pjrt *pjrt;
    int device;
    char *text;
    size_t size;
    PjrtError *error;
    PjrtLoaded *executable;
} Compilation;

/* A protobuf message being written; everything in it is far shorter than its room. */
typedef struct Proto {
    unsigned char at[160];
    size_t size;
} Proto;

static void proto_number(Proto *p, unsigned n)
{
    for (; n > 127; n >>= 7)
        p->at[p->size++] = (unsigned char)(n & 127) | 128;
    p->at[p->size++] = (unsigned char)n;
}

static void proto_int(Proto *p, unsigned field, unsigned value)
{
    proto_number(p, field << 3);
    proto_number(p, value);
}

static void proto_bytes(Proto *p, unsigned field, const void *bytes, size_t size)
{
    proto_number(p, field << 3 | 2);
    proto_number(p, (unsigned)size);
    memcpy(p->at + p->size, bytes, size);
    p->size += size;
}

/* CompileOptionsProto: executable_build_options (3) for one replica (4) and one partition (5) with
   a device assignment (9), and overrides of options (7). On CPUs XLA takes NaN for less than every
   number in max and min unless it is told otherwise. */
static void compile_options(const Pjrt *pjrt, int device, Proto *out)
{
    static const char exact[] = "xla_cpu_enable_fast_min_max";
    Proto build = {.size = 0}, assignment = build, ids = build, number = build, off = build;
    Proto option = build;
    proto_number(&number, (unsigned)device);
    proto_bytes(&ids, 1, number.at, number.size);  /* replica_device_ids */
    proto_int(&assignment, 1, 1);                  /* replica_count */
    proto_int(&assignment, 2, 1);                  /* computation_count */
    proto_bytes(&assignment, 3, ids.at, ids.size); /* computation_devices */
    proto_int(&build, 4, 1);
    proto_int(&build, 5, 1);
    proto_bytes(&build, 9, assignment.at, assignment.size);
    *out = (Proto){.size = 0};
    proto_bytes(out, 3, build.at, build.size);
    if (!pjrt->is_host)
        return;
    proto_int(&off, 2, 0); /* bool_field */
    proto_bytes(&option, 1, exact, sizeof exact - 1);
    proto_bytes(&option, 2, off.at, off.size);
    proto_bytes(out, 7, option.at, option.size);
}

static void compile_work(Job *job)
{
    static const char format[] = "mlir";
    Compilation *c = (Compilation *)job;
    Proto options;
    PjrtProgram program = {.size = sizeof program,
                           .code = c->text,
                           .code_size = c->size,
                           .format = format,
                           .format_size = sizeof format - 1};
    PjrtCompile args = {.size = sizeof args,
                        .client = c->pjrt->client,
                        .program = &program,
                        .options = (const char *)options.at};
    compile_options(c->pjrt, c->device, &options);
    args.options_size = options.size;
    c->error = pjrt_call(c->pjrt, PJRT_Client_Compile, &args);
    c->executable = args.executable;
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
    if (c->error == NULL)
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

/* The executable of the program's graph; false after an error. */
static bool compile(CnxRun *run, Program *p, int device)
{
    Compilation *c = calloc(1, sizeof *c);
    if (c == NULL) {
        host->fail(run, NULL, "SystemLimitError", "there is no memory for a program");
        return false;
    }
    c->job = (Job){.work = compile_work, .discard = compile_discard};
    c->pjrt = p->pjrt;
    c->device = device;
    bool ok = host->stablehlo(run, p->graph, p->key, keep_text, c);
    if (ok && c->text == NULL)
        host->fail(run, NULL, "SystemLimitError", "there is no memory for the program's text");
    p->has_callbacks = ok && c->text && strstr(c->text, "@cnx.eval(") != NULL;
    p->may_loop = ok && c->text && strstr(c->text, "\"stablehlo.while\"(") != NULL;
    if (!ok || c->text == NULL || (p->has_callbacks && !callback_register(run, p->pjrt))) {
        compile_discard(&c->job);
        return false;
    }
    if (!job_run(run, &c->job))
        return false;
    ok = c->error == NULL;
    if (!ok)
        pjrt_check_program(run, p->pjrt, c->error, p->graph, c->text);
    p->executable = ok ? c->executable : NULL;
    c->executable = NULL;
    c->error = NULL;
    job_end(&c->job);
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
    free(p);
}

static void release(void *program)
{
    program_drop(program);
}

static void *build_for(CnxRun *run, const CnxGraph *g, const char *target)
{
    int device;
    const Pjrt *pjrt = pjrt_client(run, target, &device);
    Program *p = pjrt ? calloc(1, sizeof *p) : NULL;
    if (p == NULL)
        return NULL;
    p->owners = 1;
    p->pjrt = pjrt;
    p->device = pjrt->devices[device];
    p->graph = g;
    p->nin = host->graph_count(g, CNX_PARAMS);
    p->nout = host->graph_count(g, CNX_RESULTS);
    p->in = calloc((size_t)p->nin + 1, sizeof *p->in);
    p->out = calloc((size_t)p->nout + 1, sizeof *p->out);
    callback_add(p);
    for (int i = 0; p->in && i < p->nin; i++)
        port_init(&p->in[i], host->node_type(host->graph_at(g, CNX_PARAMS, i), 0));
    for (int i = 0; p->out && i < p->nout; i++)
        port_init(&p->out[i], host->node_type(host->graph_at(g, CNX_RESULTS, i), 0));
    PjrtDescribe describe = {.size = sizeof describe, .device = p->device};
    PjrtDescriptionId id = {.size = sizeof id};
    bool ok = pjrt_check(run, pjrt, pjrt_call(pjrt, PJRT_Device_GetDescription, &describe));
    id.description = describe.description;
    ok = ok && pjrt_check(run, pjrt, pjrt_call(pjrt, PJRT_DeviceDescription_Id, &id));
    if (p->in == NULL || p->out == NULL)
        host->fail(run, NULL, "SystemLimitError", "there is no memory for a program");
    if (p->in && p->out && ok && compile(run, p, id.id))
        return p;
    program_drop(p);
    return NULL;
}

static void *build(CnxRun *run, const CnxGraph *g)
{
    return build_for(run, g, "");
}

/* --- calls --- */

/* One call and all that it holds until XLA is through with it. */
typedef struct Execution {
    Job job;
    Program *program;
    CnxTensor **inputs; /* counted */
    unsigned char **bytes;
    PjrtBuffer **arguments, **results;
    PjrtEvent **unused; /* that say when an input is no longer looked at */
    PjrtEvent *done;
    PjrtError *error;
} Execution;

static void event_free(const Pjrt *p, PjrtEvent *event)
{
    if (event)
        pjrt_error_free(p,
                        pjrt_call(p, PJRT_Event_Destroy, PJRT_ARGS(PjrtEventArgs, .event = event)));
}

static void buffer_free(const Pjrt *p, PjrtBuffer *buffer)
{
    if (buffer)
        pjrt_error_free(
            p, pjrt_call(p, PJRT_Buffer_Destroy, PJRT_ARGS(PjrtBufferArgs, .buffer = buffer)));
}

/* Needs: XLA is through. */
static void execution_free(Execution *x)
{
    const Pjrt *p = x->program->pjrt;
    for (int i = 0; i < x->program->nin; i++) {
        buffer_free(p, x->arguments[i]);
        event_free(p, x->unused[i]);
        if (x->inputs[i])
            host->tensor_free(x->inputs[i]);
        free(x->bytes[i]);
    }
    for (int i = 0; i < x->program->nout; i++)
        buffer_free(p, x->results[i]);
    event_free(p, x->done);
    pjrt_error_free(p, x->error);
    program_drop(x->program);
    free(x->inputs);
    free(x);
}

static void execution_discard(Job *job)
{
    Execution *x = (Execution *)job;
    const Pjrt *p = x->program->pjrt;
    if (x->done)
        pjrt_error_free(p,
                        pjrt_call(p, PJRT_Event_Await, PJRT_ARGS(PjrtEventArgs, .event = x->done)));
    execution_free(x);
}

static Execution *execution_new(CnxRun *run, Program *p, CnxTensor *const *inputs)
{
    size_t nin = (size_t)p->nin, nout = (size_t)p->nout;
    Execution *x = calloc(1, sizeof *x);
    void **room = calloc(4 * nin + nout + 1, sizeof *room);
    if (x == NULL || room == NULL) {
        free(x);
        free(room);
        host->fail(run, NULL, "SystemLimitError", "there is no memory for a call");
        return NULL;
    }
    x->program = p;
    atomic_fetch_add(&p->owners, 1);
    x->inputs = (CnxTensor **)room;
    x->bytes = (unsigned char **)(room + nin);
    x->arguments = (PjrtBuffer **)(room + 2 * nin);
    x->unused = (PjrtEvent **)(room + 3 * nin);
    x->results = (PjrtBuffer **)(room + 4 * nin);
    for (size_t i = 0; i < nin; i++)
        x->inputs[i] = host->tensor_ref(inputs[i]);
    return x;
}

/* The input's elements as they pass. */
static const void *passed(Execution *x, int i)
{
    const Port *port = &x->program->in[i];
    const void *data = host->tensor_data(x->inputs[i]);
    if (port->small == 0)
        return data;
    x->bytes[i] = malloc((size_t)port->count + 1);
    if (x->bytes[i])
        port_unpack(port, data, x->bytes[i]);
    return x->bytes[i];
}

/* Hands the inputs over and calls; leaves x->error. */
static void execute(Job *job)
{
    Execution *x = (Execution *)job;
    Program *p = x->program;
    for (int i = 0; i < p->nin && x->error == NULL; i++) {
        const Port *port = &p->in[i];
        PjrtFromHost args = {.size = sizeof args,
                             .client = p->pjrt->client,
                             .data = passed(x, i),
                             .type = port->pjrt,
                             .dims = port->type.dims,
                             .rank = (size_t)port->type.rank,
                             .semantics = PJRT_ZERO_COPY,
                             .device = p->device};
        x->error = pjrt_call(p->pjrt, PJRT_Client_BufferFromHostBuffer, &args);
        if (x->error == NULL) {
            x->arguments[i] = args.buffer;
            x->unused[i] = args.done;
        }
    }
    if (x->error)
        return;
    PjrtBuffer *const *arguments = x->arguments;
    PjrtBuffer **results = x->results;
    PjrtExecuteOptions options = {.size = sizeof options};
    PjrtExecute args = {.size = sizeof args,
                        .executable = p->executable,
                        .options = &options,
                        .arguments = &arguments,
                        .devices = 1,
                        .argument_count = (size_t)p->nin,
                        .results = &results,
                        .done = &x->done};
    x->error = pjrt_call(p->pjrt, PJRT_LoadedExecutable_Execute, &args);
    if (x->error)
        x->done = NULL;
}

/* --- results --- */

typedef struct Held {
    const Pjrt *pjrt;
    PjrtBuffer *buffer;
} Held;

static void release_held(void *data, void *closure)
{
    Held *h = closure;
    (void)data;
    buffer_free(h->pjrt, h->buffer);
    free(h);
}

/* The result where it lies, which the tensor then owns; NULL when it cannot be used there. */
static CnxTensor *view(CnxRun *run, Execution *x, int i)
{
    const Program *p = x->program;
    PjrtPointer pointer = {.size = sizeof pointer, .buffer = x->results[i]};
    if (!p->pjrt->is_host || p->out[i].small || p->out[i].bytes < 4096)
        return NULL;
    PjrtError *error = pjrt_call(p->pjrt, PJRT_Buffer_UnsafePointer, &pointer);
    Held *h = error || pointer.pointer % 64 ? NULL : malloc(sizeof *h);
    pjrt_error_free(p->pjrt, error);
    if (h == NULL)
        return NULL;
    *h = (Held){p->pjrt, x->results[i]};
    x->results[i] = NULL;
    return host->tensor_on(run, p->out[i].type, (void *)pointer.pointer, release_held, h);
}

/* A copy of the result. */
static CnxTensor *copy(CnxRun *run, Execution *x, int i)
{
    const Program *p = x->program;
    const Port *port = &p->out[i];
    CnxTensor *t = host->tensor_new(run, port->type);
    unsigned char *bytes = t && port->small ? malloc((size_t)port->bytes + 1) : NULL;
    void *to = t && !port->small ? host->tensor_data(t) : bytes;
    if (to == NULL) {
        if (t)
            host->fail(run, NULL, "SystemLimitError", "there is no memory for a result");
        host->tensor_free(t);
        return NULL;
    }
    PjrtToHost args = {
        .size = sizeof args, .buffer = x->results[i], .to = to, .to_size = (size_t)port->bytes};
    PjrtError *error = pjrt_call(p->pjrt, PJRT_Buffer_ToHostBuffer, &args);
    if (error == NULL)
        error = pjrt_call(p->pjrt, PJRT_Event_Await, PJRT_ARGS(PjrtEventArgs, .event = args.done));
    event_free(p->pjrt, args.done);
    if (!pjrt_check_program(run, p->pjrt, error, p->graph, NULL)) {
        host->tensor_free(t);
        t = NULL;
    } else if (port->small) {
        port_pack(port, bytes, host->tensor_data(t));
    }
    free(bytes);
    return t;
}

static bool take_results(CnxRun *run, Execution *x, CnxTensor **outputs)
{
    bool ok = true;
    for (int i = 0; i < x->program->nout && ok; i++) {
        outputs[i] = view(run, x, i);
        if (outputs[i] == NULL)
            outputs[i] = copy(run, x, i);
        ok = outputs[i] != NULL;
    }
    return ok;
}

/* Runs x to its end: false when it was left, and x is then gone. */
static bool finish(CnxRun *run, Execution *x)
{
    x->job = (Job){.work = execute, .discard = execution_discard};
    if (!x->program->may_loop)
        execute(&x->job);
    else if (job_run(run, &x->job))
        job_end(&x->job);
    else
        return false;
    if (x->error == NULL && !event_wait(run, x->program->pjrt, x->done, &x->error)) {
        job_leave(&x->job);
        return false;
    }
    return true;
}

static bool run_program(CnxRun *run, const void *program, CnxTensor *const *inputs,
                        CnxTensor **outputs)
{
    Program *p = (Program *)(uintptr_t)program;
    Execution *x = execution_new(run, p, inputs);
    if (x == NULL)
        return false;
    bool calls = p->has_callbacks;
    if (calls && !callback_enter(run, p)) {
        execution_free(x);
        return false;
    }
    bool is_there = finish(run, x);
    if (calls)
        callback_leave();
    if (!is_there)
        return false;
    PjrtError *error = x->error;
    x->error = NULL;
    bool ok =
        pjrt_check_program(run, p->pjrt, error, p->graph, NULL) && take_results(run, x, outputs);
    execution_free(x);
    return ok;
}

/* --- devices --- */

static bool device_line(CnxRun *run, const Pjrt *p, size_t i, char *room, size_t size)
{
    PjrtDescribe d = {.size = sizeof d, .device = p->devices[i]};
    if (!pjrt_check(run, p, pjrt_call(p, PJRT_Device_GetDescription, &d)))
        return false;
    PjrtDescriptionText kind = {.size = sizeof kind, .description = d.description};
    if (!pjrt_check(run, p, pjrt_call(p, PJRT_DeviceDescription_Kind, &kind)))
        return false;
    snprintf(room, size, "xla:%s:%zu  %.*s, %s (PJRT %d.%d)\n", p->is_host ? "host" : p->platform,
             i, (int)kind.text_size, kind.text, p->version, p->api->version.major,
             p->api->version.minor);
    return true;
}

static bool devices(CnxRun *run, void (*write)(void *to, const char *text, size_t size), void *to)
{
    char line[512];
    int device;
    const Pjrt *p = pjrt_client(run, "", &device);
    for (size_t i = 0; p && i < p->device_count; i++) {
        if (!device_line(run, p, i, line, sizeof line))
            return false;
        write(to, line, strlen(line));
    }
    return p != NULL;
}

static const CnxPlugin plugin = {
    .size = sizeof(CnxPlugin),
    .host_size = sizeof(CnxHost),
    .build_id = CNX_BUILD_ID,
    .name = "xla",
    .module = "EXLA",
    .build = build,
    .run = run_program,
    .release = release,
    .build_for = build_for,
    .devices = devices,
};

const CnxPlugin *cnx_plugin(const CnxHost *h)
{
    host = h;
    return &plugin;
}
