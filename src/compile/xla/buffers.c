/* buffers.c - XLA's buffers as tensors, and tensors as XLA's buffers.

   A result is a tensor that owns the buffer. Where XLA's memory is the host's it lies where XLA
   left it; elsewhere its elements come when somebody looks at them. Given to a program on the same
   device it goes in as the buffer that it is. */
#include "compile/xla/program.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_KEPT = 4096 /* bytes: smaller results are copied out of host memory */ };

void event_free(const Pjrt *p, PjrtEvent *event)
{
    if (event)
        pjrt_error_free(p,
                        pjrt_call(p, PJRT_Event_Destroy, PJRT_ARGS(PjrtEventArgs, .event = event)));
}

void buffer_free(const Pjrt *p, PjrtBuffer *buffer)
{
    if (buffer)
        pjrt_error_free(
            p, pjrt_call(p, PJRT_Buffer_Destroy, PJRT_ARGS(PjrtBufferArgs, .buffer = buffer)));
}

/* --- tensors that own a buffer --- */

typedef struct Held {
    const Pjrt *pjrt;
    PjrtDevice *device;
    PjrtBuffer *buffer;
    CnxTensor *from; /* whose memory the buffer took over, or NULL */
    void *copy;      /* the elements here, once somebody looked */
    size_t bytes;
} Held;

static void release_held(void *data, void *closure)
{
    Held *h = closure;
    (void)data;
    buffer_free(h->pjrt, h->buffer);
    if (h->from)
        host->tensor_free(h->from);
    free(h->copy);
    free(h);
}

static PjrtError *copy_out(const Pjrt *p, PjrtBuffer *buffer, void *to, size_t size)
{
    PjrtToHost args = {.size = sizeof args, .buffer = buffer, .to = to, .to_size = size};
    PjrtError *error = pjrt_call(p, PJRT_Buffer_ToHostBuffer, &args);
    if (error)
        return error;
    error = pjrt_call(p, PJRT_Event_Await, PJRT_ARGS(PjrtEventArgs, .event = args.done));
    event_free(p, args.done);
    return error;
}

static void *fetch_held(void *closure)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    Held *h = closure;
    pthread_mutex_lock(&lock);
    void *copy = h->copy ? h->copy : aligned_alloc(64, (h->bytes + 64) / 64 * 64);
    PjrtError *error = h->copy || !copy ? NULL : copy_out(h->pjrt, h->buffer, copy, h->bytes);
    if (error) {
        char text[512];
        pjrt_error_text(h->pjrt, error, text, sizeof text);
        pjrt_error_free(h->pjrt, error);
        fprintf(stderr, "cnx: a tensor cannot be copied from its device: %s\n", text);
        free(copy);
        copy = NULL;
    }
    h->copy = copy;
    pthread_mutex_unlock(&lock);
    return copy;
}

static int describe_held(void *closure, char *room, size_t size)
{
    const Held *h = closure;
    size_t i = 0;
    while (i < h->pjrt->device_count && h->pjrt->devices[i] != h->device)
        i++;
    return snprintf(room, size, "%s:%zu", h->pjrt->is_host ? "host" : h->pjrt->platform, i);
}

static const CnxHome home = {
    .release = release_held, .fetch = fetch_held, .describe = describe_held};

static bool has_shape(const Pjrt *p, PjrtBuffer *buffer, CnxType type)
{
    PjrtDimensions d = {.size = sizeof d, .buffer = buffer};
    PjrtError *error = pjrt_call(p, PJRT_Buffer_Dimensions, &d);
    bool ok = error == NULL && d.rank == (size_t)type.rank &&
              memcmp(d.dims, type.dims, d.rank * sizeof *d.dims) == 0;
    pjrt_error_free(p, error);
    return ok;
}

PjrtBuffer *buffer_of(const Pjrt *p, PjrtDevice *device, const CnxTensor *t)
{
    const Held *h = host->tensor_closure(t, &home);
    bool fits =
        h && h->pjrt == p && h->device == device && has_shape(p, h->buffer, host->tensor_type(t));
    return fits ? h->buffer : NULL;
}

CnxTensor *buffer_owner(const CnxTensor *t)
{
    const Held *h = host->tensor_closure(t, &home);
    return h ? h->from : NULL;
}

/* --- results --- */

static CnxTensor *fail_memory(CnxRun *run)
{
    host->fail(run, NULL, "SystemLimitError", "there is no memory for a result");
    return NULL;
}

void *buffer_address(const Pjrt *p, PjrtBuffer *buffer)
{
    PjrtPointer pointer = {.size = sizeof pointer, .buffer = buffer};
    PjrtError *error = p->is_apart ? NULL : pjrt_call(p, PJRT_Buffer_UnsafePointer, &pointer);
    pjrt_error_free(p, error);
    return error ? NULL : (void *)pointer.pointer;
}

/* A tensor that owns the buffer, its elements at `data` or, when that is NULL, on the device. */
static CnxTensor *hold(CnxRun *run, const Pjrt *p, PjrtDevice *device, PjrtBuffer *buffer,
                       const Port *port, void *data, CnxTensor *from)
{
    Held *h = malloc(sizeof *h);
    if (h == NULL) {
        buffer_free(p, buffer);
        return fail_memory(run);
    }
    *h = (Held){p, device, buffer, from ? host->tensor_ref(from) : NULL, NULL, (size_t)port->bytes};
    return host->tensor_on(run, port->type, data, &home, h);
}

/* A tensor of cnx's own with the elements, and the buffer freed. */
static CnxTensor *copy(CnxRun *run, const Pjrt *p, PjrtBuffer *buffer, const Port *port,
                       const void *data)
{
    CnxTensor *t = host->tensor_new(run, port->type);
    size_t size = (size_t)port->bytes;
    void *passed = t && !data && port->small ? malloc(size + 1) : NULL;
    PjrtError *error = NULL;
    bool ok = t && (data || !port->small || passed);
    if (t && !ok)
        fail_memory(run);
    if (ok && data == NULL) {
        error = copy_out(p, buffer, passed ? passed : host->tensor_data(t), size);
        ok = pjrt_check(run, p, error);
        data = passed;
    }
    if (ok && data)
        port_pack(port, data, host->tensor_data(t));
    free(passed);
    buffer_free(p, buffer);
    if (!ok && t)
        host->tensor_free(t);
    return ok ? t : NULL;
}

CnxTensor *buffer_tensor(CnxRun *run, const Pjrt *p, PjrtDevice *device, PjrtBuffer *buffer,
                         const Port *port, CnxTensor *from, bool is_kept)
{
    void *data = buffer_address(p, buffer);
    bool is_large = is_kept || port->bytes >= LEAST_KEPT;
    bool is_usable = p->is_apart || (data && (uintptr_t)data % 64 == 0 && is_large);
    if (from || (port->small == 0 && is_usable))
        return hold(run, p, device, buffer, port, data, from);
    return copy(run, p, buffer, port, data);
}

CnxTensor *buffer_place(CnxRun *run, const Pjrt *p, PjrtDevice *device, const CnxTensor *t)
{
    Port port;
    port_init(&port, host->tensor_type(t));
    if (port.small) /* has no form there; it passes when it is used */
        return host->tensor_ref((CnxTensor *)(uintptr_t)t);
    PjrtFromHost args = {.size = sizeof args,
                         .client = p->client,
                         .data = host->tensor_data(t),
                         .type = port.pjrt,
                         .dims = port.type.dims,
                         .rank = (size_t)port.type.rank,
                         .semantics = PJRT_COPY,
                         .device = device};
    if (!pjrt_check(run, p, pjrt_call(p, PJRT_Client_BufferFromHostBuffer, &args)))
        return NULL;
    PjrtError *error = pjrt_call(p, PJRT_Event_Await, PJRT_ARGS(PjrtEventArgs, .event = args.done));
    event_free(p, args.done);
    if (!pjrt_check(run, p, error)) {
        buffer_free(p, args.buffer);
        return NULL;
    }
    return hold(run, p, device, args.buffer, &port, buffer_address(p, args.buffer), NULL);
}
