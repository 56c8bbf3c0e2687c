/* pjrt.h - a PJRT plugin that is open, and a client of it.

   Plugins and clients are made when first asked for and stay until the process ends: executables
   and buffers point into them. All functions may be called by several threads. */
#ifndef CNX_COMPILE_XLA_PJRT_H
#define CNX_COMPILE_XLA_PJRT_H

#include "cnx_plugin.h"
#include "compile/xla/pjrt_api.h"
#include "compile/xla/place.h"

extern const CnxHost *host;

typedef struct Pjrt {
    const PjrtApi *api;
    const char *file;
    PjrtClient *client;
    PjrtDevice *const *devices;
    size_t device_count;
    char platform[32];  /* "cpu", "cuda", "rocm", "tpu" */
    char version[256];  /* of the platform, the part before the first line's end */
    char identity[768]; /* what an executable depends on: plugin, platform, processor */
    Platform kind;      /* whose gaps it has: platforms_without */
    bool is_host;       /* it runs on the processor of the host */
    bool is_apart;      /* its memory is not ours */
    bool has_ffi;       /* programs may call back */
} Pjrt;

/* Zeroed arguments with their size filled in: PJRT_ARGS(PjrtCompile, .client = c). */
#define PJRT_ARGS(T, ...) (&(T){.size = sizeof(T), __VA_ARGS__})

PjrtError *pjrt_call(const Pjrt *p, PjrtIndex function, void *args);

/* Records what the error says and destroys it; whether there was none. The second does so at the
   node that the error's location names; `program`, its text, may be NULL. */
bool pjrt_check(CnxRun *run, const Pjrt *p, PjrtError *error);
bool pjrt_check_program(CnxRun *run, const Pjrt *p, PjrtError *error, const CnxGraph *graph,
                        const char *program);

/* The node with this id, wherever in the graph; NULL when there is none. */
const CnxNode *pjrt_node(const CnxGraph *g, int id);

void pjrt_error_free(const Pjrt *p, PjrtError *error);

/* The message: `room` holds at least 1. */
void pjrt_error_text(const Pjrt *p, PjrtError *error, char *room, size_t size);

/* The client for a target as written behind "xla:": a platform ("host", "cuda", "rocm", "tpu"), a
   device's number, both ("cuda:1"), or nothing, which is CNX_XLA_CLIENT or the best that is
   installed. *device is the number. NULL after an error, which a run of NULL does not hear of. */
const Pjrt *pjrt_client(CnxRun *run, const char *target, int *device);

/* Whether programs may call back: those of the host, through a plugin that has the extension for
   it, unless CNX_XLA_FFI is `off`. */
bool pjrt_may_call_back(const Pjrt *p);

/* The platform whose gaps count (lacks.c) for one of this name. */
Platform platform_taken_for(const char *name);

/* The platforms, 1 << PLATFORM_..., on which XLA does not know an operation on these dtypes that it
   knows on others. */
unsigned platforms_without(const CnxNode *n);

/* Whether XLA computes the body of the operation faster than its own form: pairs of an element and
   its index are reduced one by one, integers by vectors. */
bool is_better_by_parts(const CnxNode *n);

/* Whether there are so many devices; an error when not. */
bool pjrt_has_devices(CnxRun *run, const Pjrt *p, int count);

#endif
