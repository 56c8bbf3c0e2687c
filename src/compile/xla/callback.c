/* callback.c - what XLA has no form for is evaluated by the host: the handler of cnx.eval.

   The call carries the program's key and the node's id. XLA calls on threads of its own, while the
   thread that asked for the run waits; the lock makes sure that only one of them touches the run.
   What was left is refused. */
#include "compile/xla/program.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t running = PTHREAD_MUTEX_INITIALIZER; /* held while such a program runs */

/* Of the run; held while it is called back. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static CnxRun *current_run;
static int64_t current_key;

/* Of the list, which what is called back may add to. */
static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static Program *programs;

static _Thread_local bool is_inside; /* of a call back */

bool callback_enter(CnxRun *run, Program *p)
{
    if (is_inside) {
        host->fail(run, NULL, "RuntimeError",
                   "a program of xla that calls back cannot run inside of such a call");
        return false;
    }
    pthread_mutex_lock(&running);
    pthread_mutex_lock(&lock);
    current_run = run;
    current_key = p->key;
    pthread_mutex_unlock(&lock);
    return true;
}

void callback_leave(void)
{
    pthread_mutex_lock(&lock);
    current_run = NULL;
    pthread_mutex_unlock(&lock);
    pthread_mutex_unlock(&running);
}

void callback_add(Program *p)
{
    static int64_t last_key;
    pthread_mutex_lock(&list_lock);
    p->key = ++last_key;
    p->next = programs;
    programs = p;
    pthread_mutex_unlock(&list_lock);
}

void callback_remove(Program *p)
{
    pthread_mutex_lock(&list_lock);
    for (Program **at = &programs; *at; at = &(*at)->next)
        if (*at == p) {
            *at = p->next;
            break;
        }
    pthread_mutex_unlock(&list_lock);
}

/* --- the node that is asked for --- */

static int64_t number_named(const FfiCall *call, const char *name)
{
    for (int64_t i = 0; i < call->attrs.count; i++) {
        const FfiSpan *s = call->attrs.names[i];
        if (s->size == strlen(name) && memcmp(s->at, name, s->size) == 0 &&
            call->attrs.types[i] == FFI_ATTR_scalar)
            return *(int64_t *)((FfiScalar *)call->attrs.at[i])->value;
    }
    return -1;
}

static const CnxNode *node_of(const FfiCall *call)
{
    int64_t key = number_named(call, "key"), id = number_named(call, "node");
    pthread_mutex_lock(&list_lock);
    const Program *p = programs;
    while (p && p->key != key)
        p = p->next;
    pthread_mutex_unlock(&list_lock);
    if (p == NULL || current_run == NULL || key != current_key)
        return NULL;
    return pjrt_node(p->graph, (int)id);
}

/* --- evaluating --- */

static bool read_inputs(const FfiCall *call, const CnxNode *n, CnxTensor **in)
{
    for (int i = 0; i < host->node_operands(n); i++) {
        Port port;
        CnxType type = host->node_type(host->node_operand(n, i), 0);
        in[i] = host->tensor_new(current_run, type);
        if (in[i] == NULL)
            return false;
        port_init(&port, type);
        port_pack(&port, call->args.at[i]->data, host->tensor_data(in[i]));
    }
    return true;
}

static bool evaluate(const FfiCall *call, const CnxNode *n)
{
    int nin = host->node_operands(n), nout = host->node_types(n);
    if (call->args.count < nin || call->results.count != nout) /* the last may say an order alone */
        return false;
    CnxTensor **in = calloc((size_t)(nin + nout) + 1, sizeof(CnxTensor *)), **out = in + nin;
    bool ok = in && read_inputs(call, n, in) && host->eval_node(current_run, n, in, out);
    for (int i = 0; ok && i < nout; i++) {
        Port port;
        port_init(&port, host->node_type(n, i));
        port_unpack(&port, host->tensor_data(out[i]), call->results.at[i]->data);
    }
    for (int i = 0; in && i < nin + nout; i++)
        host->tensor_free(in[i]);
    free(in);
    return ok;
}

/* --- the handler --- */

static void *handle(FfiCall *call)
{
    FfiMetadataExtension *e = (FfiMetadataExtension *)call->extensions;
    if (e && e->head.type == FFI_EXTENSION_metadata) { /* asked what it is */
        e->metadata->version.major = 0;
        e->metadata->version.minor = 1;
        e->metadata->traits = 0;
        return NULL;
    }
    if (call->stage != FFI_STAGE_execute)
        return NULL;
    pthread_mutex_lock(&lock);
    const CnxNode *n = node_of(call);
    is_inside = true;
    bool ok = n && evaluate(call, n);
    is_inside = false;
    pthread_mutex_unlock(&lock);
    FfiErrorCreate error = {.size = sizeof error,
                            .message = n ? "the host has no answer" : "nobody waits for the answer",
                            .code = FFI_INTERNAL};
    return ok ? NULL : call->api->error_create(&error);
}

bool callback_register(CnxRun *run, const Pjrt *p, bool is_mesh, const CnxNode *n)
{
    static const char target[] = "cnx.eval";
    static const Pjrt *registered[8];
    const PjrtExtension *e = p->api->extensions;
    while (e && e->type != PJRT_EXTENSION_ffi)
        e = e->next;
    if (!pjrt_may_call_back(p)) {
        char text[256];
        snprintf(text, sizeof text, "XLA on %s has no form for %s, and cannot call back for it %s",
                 p->platform, n ? host->node_op(n) : "an operation",
                 is_mesh ? "on a mesh" : "inside of a loop");
        host->fail(run, n, "RuntimeError", text);
        return false;
    }
    pthread_mutex_lock(&list_lock);
    int i = 0;
    while (i < 8 && registered[i] && registered[i]->api != p->api)
        i++;
    bool is_new = i < 8 && registered[i] == NULL;
    if (is_new)
        registered[i] = p;
    pthread_mutex_unlock(&list_lock);
    void *handler = NULL;
    void *(*function)(FfiCall *) = handle;
    memcpy(&handler, &function, sizeof handler);
    PjrtRegisterHandler args = {.size = PJRT_REGISTER_HANDLER,
                                .target = target,
                                .target_size = sizeof target - 1,
                                .handler = handler,
                                .platform = "Host",
                                .platform_size = 4};
    return !is_new || pjrt_check(run, p, ((const PjrtFfi *)e)->register_handler(&args));
}
