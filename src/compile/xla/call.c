/* call.c - one call of a program: inputs are handed over where they lie, and it is waited for.

   XLA runs a program either inside of the call or on threads of its own. The first may take any
   time, so what may be long is called on another thread; but as handing over costs, and one who
   looks for the end takes a processor from XLA, a program that was seen to run elsewhere is called
   where we are, and the wait for one that took long begins with sleep.

   Where results stay on the device a brief call is not waited for at all: the next one may be
   handed over while XLA is at it, and who looks at elements waits for them.

   What a call holds stays until XLA is through with it; a call that Ctrl-C left frees itself then.
 */
#include "compile/xla/job.h"
#include "compile/xla/program.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    BRIEF_NS = 100 * 1000,   /* a call after one that took less is looked at before one sleeps, */
    PATIENCE_NS = 20 * 1000, /* for so long */
    MOST_UNDER_WAY = 32      /* calls that nobody waited for */
};

/* Lists are device after device. */
typedef struct Execution {
    Job job;
    Program *program;
    CnxTensor **inputs; /* counted */
    void **bytes;       /* what is passed instead of an input's own */
    PjrtBuffer **arguments, **results;
    bool *is_borrowed;  /* an argument that is an input's own buffer */
    PjrtEvent **unused; /* that say when an input is no longer looked at */
    PjrtEvent **done;   /* one a device */
    PjrtBuffer *const **argument_lists;
    PjrtBuffer ***result_lists;
    PjrtError *error;
    struct Execution *next; /* of those under way */
} Execution;

/* Needs: XLA is through. */
static void execution_free(Execution *x)
{
    const Program *program = x->program;
    const Pjrt *p = program->pjrt;
    for (size_t i = 0; i < program->ndevices * (size_t)program->nin; i++) {
        if (!x->is_borrowed[i])
            buffer_free(p, x->arguments[i]);
        event_free(p, x->unused[i]);
        if (x->inputs[i])
            host->tensor_free(x->inputs[i]);
        free(x->bytes[i]);
    }
    for (size_t i = 0; i < program->ndevices * (size_t)program->nout; i++)
        buffer_free(p, x->results[i]);
    for (size_t i = 0; i < program->ndevices; i++)
        event_free(p, x->done[i]);
    pjrt_error_free(p, x->error);
    program_drop(x->program);
    free(x);
}

static void execution_discard(Job *job)
{
    Execution *x = (Execution *)job;
    const Pjrt *p = x->program->pjrt;
    for (size_t i = 0; i < x->program->ndevices; i++)
        if (x->done[i])
            pjrt_error_free(
                p, pjrt_call(p, PJRT_Event_Await, PJRT_ARGS(PjrtEventArgs, .event = x->done[i])));
    execution_free(x);
}

static Execution *execution_new(CnxRun *run, Program *p, CnxTensor *const *inputs)
{
    size_t n = p->ndevices, nin = n * (size_t)p->nin, nout = n * (size_t)p->nout;
    Execution *x = calloc(1, sizeof *x + (4 * nin + nout + 3 * n) * sizeof(void *) + nin);
    if (x == NULL) {
        host->fail(run, NULL, "SystemLimitError", "there is no memory for a call");
        return NULL;
    }
    void **room = (void **)(x + 1);
    x->program = p;
    atomic_fetch_add(&p->owners, 1);
    x->inputs = (CnxTensor **)room;
    x->bytes = room + nin;
    x->arguments = (PjrtBuffer **)(room + 2 * nin);
    x->unused = (PjrtEvent **)(room + 3 * nin);
    x->results = (PjrtBuffer **)(room + 4 * nin);
    x->done = (PjrtEvent **)(room + 4 * nin + nout);
    x->argument_lists = (PjrtBuffer *const **)(room + 4 * nin + nout + n);
    x->result_lists = (PjrtBuffer ***)(room + 4 * nin + nout + 2 * n);
    x->is_borrowed = (bool *)(room + 4 * nin + nout + 3 * n);
    for (size_t i = 0; i < nin; i++)
        x->inputs[i] = host->tensor_ref(inputs[i]);
    for (size_t i = 0; i < n; i++) {
        x->argument_lists[i] = x->arguments + i * (size_t)p->nin;
        x->result_lists[i] = x->results + i * (size_t)p->nout;
    }
    return x;
}

/* --- calling --- */

/* The input's elements as they pass. */
static const void *passed(Execution *x, size_t i, const Port *port)
{
    const void *data = host->tensor_data(x->inputs[i]);
    if (port->small == 0)
        return data;
    x->bytes[i] = malloc((size_t)port->count + 1);
    if (x->bytes[i])
        port_unpack(port, data, x->bytes[i]);
    return x->bytes[i];
}

/* Hands input i over to its device. */
static PjrtError *give(Execution *x, size_t i)
{
    const Program *p = x->program;
    size_t device = i / (size_t)p->nin, index = i % (size_t)p->nin;
    const Port *port = &p->in[index];
    Port part;
    x->arguments[i] = port->small ? NULL : buffer_of(p->pjrt, p->devices[device], x->inputs[i]);
    x->is_borrowed[i] = x->arguments[i] != NULL;
    if (x->is_borrowed[i])
        return NULL;
    if (p->ndevices > 1) {
        port_init(&part, host->tensor_type(x->inputs[i]));
        port = &part;
    }
    int semantics = p->pjrt->is_apart   ? PJRT_TRANSFER
                    : p->donated[index] ? PJRT_MUTABLE_ZERO_COPY
                                        : PJRT_ZERO_COPY;
    PjrtFromHost args = {.size = sizeof args,
                         .client = p->pjrt->client,
                         .data = passed(x, i, port),
                         .type = port->pjrt,
                         .dims = port->type.dims,
                         .rank = (size_t)port->type.rank,
                         .semantics = semantics,
                         .device = p->devices[device]};
    PjrtError *error = pjrt_call(p->pjrt, PJRT_Client_BufferFromHostBuffer, &args);
    if (error)
        return error;
    x->arguments[i] = args.buffer;
    x->unused[i] = args.done;
    return NULL;
}

/* Whether XLA waits for no input: none has to be copied. */
static bool are_in_place(const Execution *x)
{
    for (size_t i = 0; i < x->program->ndevices * (size_t)x->program->nin; i++)
        if (x->bytes[i] || (!x->is_borrowed[i] && x->program->pjrt->is_apart))
            return false;
    return true;
}

/* Hands the inputs over and calls; leaves x->error. */
static void execute(Job *job)
{
    Execution *x = (Execution *)job;
    Program *p = x->program;
    for (size_t i = 0; i < p->ndevices * (size_t)p->nin && x->error == NULL; i++)
        x->error = give(x, i);
    if (x->error)
        return;
    PjrtExecuteOptions options = {.size = sizeof options};
    PjrtExecute args = {.size = sizeof args,
                        .executable = p->executable,
                        .options = &options,
                        .arguments = (PjrtBuffer *const *const *)x->argument_lists,
                        .devices = p->ndevices,
                        .argument_count = (size_t)p->nin,
                        .results = (PjrtBuffer * *const *)x->result_lists,
                        .done = x->done};
    x->error = pjrt_call(p->pjrt, PJRT_LoadedExecutable_Execute, &args);
    if (x->error)
        memset(x->done, 0, p->ndevices * sizeof *x->done);
    else if (p->is_long && !atomic_load(&p->is_passed_on) && are_in_place(x))
        atomic_store(&p->is_passed_on, !event_is_ready(p->pjrt, x->done[0]));
}

/* Runs x to its end: false when it was left, and x is then gone. */
static bool finish(CnxRun *run, Execution *x)
{
    Program *p = x->program;
    int64_t start = nanoseconds();
    int64_t patience = atomic_load(&p->took) < BRIEF_NS ? PATIENCE_NS : 0;
    x->job = (Job){.work = execute, .discard = execution_discard};
    if (p->ndevices == 1 && (!p->is_long || atomic_load(&p->is_passed_on)))
        execute(&x->job);
    else if (!job_run(run, &x->job, patience))
        return false;
    for (size_t i = 0; i < p->ndevices && x->error == NULL; i++)
        if (!event_wait(run, p->pjrt, x->done[i], patience, &x->error)) {
            job_leave(&x->job);
            return false;
        }
    atomic_store(&p->took, nanoseconds() - start);
    return true;
}

/* --- results --- */

/* The tensor whose own memory the result took over with an input, or NULL: then it is XLA's. */
static CnxTensor *overwritten(const Execution *x, PjrtBuffer *result)
{
    const Program *p = x->program;
    void *at = NULL;
    for (int i = 0; i < p->nin; i++) {
        if (!p->donated[i])
            continue;
        at = at ? at : buffer_address(p->pjrt, result);
        if (at && host->tensor_data(x->inputs[i]) == at)
            return x->is_borrowed[i] ? buffer_owner(x->inputs[i]) : x->inputs[i];
    }
    return NULL;
}

static bool take_results(CnxRun *run, Execution *x, CnxTensor **outputs)
{
    const Program *p = x->program;
    for (size_t i = 0; i < p->ndevices * (size_t)p->nout; i++) {
        Port port = p->out[i % (size_t)p->nout];
        PjrtBuffer *buffer = x->results[i];
        PjrtDimensions d = {.size = sizeof d, .buffer = buffer};
        x->results[i] = NULL;
        if (p->ndevices > 1) {
            if (!pjrt_check(run, p->pjrt, pjrt_call(p->pjrt, PJRT_Buffer_Dimensions, &d))) {
                buffer_free(p->pjrt, buffer);
                return false;
            }
            port_init(&port, (CnxType){port.type.dtype, (int)d.rank, d.dims});
        }
        CnxTensor *from = overwritten(x, buffer);
        outputs[i] = buffer_tensor(run, p->pjrt, p->devices[i / (size_t)p->nout], buffer, &port,
                                   from, p->ndevices > 1);
        if (outputs[i] == NULL)
            return false;
    }
    return true;
}

/* --- calls under way --- */

static pthread_mutex_t under_way_lock = PTHREAD_MUTEX_INITIALIZER;
static Execution *under_way;

/* Frees those that XLA is through with, and says how many there are still. */
static int count_under_way(void)
{
    int count = 0;
    pthread_mutex_lock(&under_way_lock);
    for (Execution **at = &under_way; *at;) {
        Execution *x = *at;
        if (!event_is_ready(x->program->pjrt, x->done[0])) {
            at = &x->next;
            count++;
            continue;
        }
        *at = x->next;
        execution_free(x);
    }
    pthread_mutex_unlock(&under_way_lock);
    return count;
}

static void let_go_on(Execution *x)
{
    pthread_mutex_lock(&under_way_lock);
    x->next = under_way;
    under_way = x;
    pthread_mutex_unlock(&under_way_lock);
}

/* A call that runs for long is waited for, so that Ctrl-C can leave it; one that calls back, or
   that writes over an argument, for what it does there. */
static bool may_go_on(const Program *p)
{
    bool may = p->pjrt->is_apart && p->ndevices == 1 && !p->is_long && !p->has_callbacks;
    for (int i = 0; i < p->nin; i++)
        may = may && !p->donated[i];
    return may && count_under_way() < MOST_UNDER_WAY;
}

/* Like program_call, but that XLA may be at it still. */
static bool call_ahead(CnxRun *run, Execution *x, CnxTensor **outputs)
{
    const Program *p = x->program;
    execute(&x->job);
    PjrtError *error = x->error;
    x->error = NULL;
    bool was_begun = error == NULL;
    bool ok =
        pjrt_check_program(run, p->pjrt, error, p->graph, NULL) && take_results(run, x, outputs);
    if (was_begun)
        let_go_on(x);
    else
        execution_free(x);
    return ok;
}

bool program_call(CnxRun *run, Program *p, CnxTensor *const *inputs, CnxTensor **outputs)
{
    Execution *x = execution_new(run, p, inputs);
    if (x == NULL)
        return false;
    if (may_go_on(p))
        return call_ahead(run, x, outputs);
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
