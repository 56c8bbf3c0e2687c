/* program.h - a graph compiled by XLA for one device or the devices of a mesh, its calls, their
   results, and its calls back to the host. */
#ifndef CNX_COMPILE_XLA_PROGRAM_H
#define CNX_COMPILE_XLA_PROGRAM_H

#include "compile/xla/pjrt.h"

#include <stdatomic.h>

/* A value that passes in or out. */
typedef struct Port {
    CnxType type;
    PjrtType pjrt;
    int small; /* bits of an element that passes as a byte; 0: it passes as it is */
    bool is_signed;
    int64_t count, bytes; /* elements; bytes as it passes */
} Port;

void port_init(Port *port, CnxType type);

/* Elements of less than 8 bits, which share bytes, to a byte each and back; others as they are. */
void port_unpack(const Port *port, const void *from, void *to);
void port_pack(const Port *port, const void *from, void *to);

typedef struct Program Program;
struct Program {
    atomic_int owners; /* the host, and calls that were left */
    const Pjrt *pjrt;
    PjrtDevice **devices; /* one, or those of the mesh in the order of its axes */
    size_t ndevices;
    PjrtLoaded *executable;
    const CnxGraph *graph;
    Port *in, *out; /* of the whole values, where a mesh has parts of them */
    bool *donated;  /* which inputs are used up: results may be written over them */
    int nin, nout;
    bool is_long;             /* its calls may take more than a moment */
    bool has_callbacks;       /* to the host */
    atomic_bool is_passed_on; /* XLA was seen to run it on threads of its own */
    _Atomic int64_t took;     /* the last call: nanoseconds */
    int64_t key;              /* in the calls */
    Program *next;            /* of those with calls */
};

/* The graph compiled; NULL after an error. */
Program *program_build(CnxRun *run, const CnxGraph *g, const CnxBuild *how);

/* Gives up one owner's share. */
void program_drop(Program *p);

/* One call: inputs and outputs device after device. False after an error. */
bool program_call(CnxRun *run, Program *p, CnxTensor *const *inputs, CnxTensor **outputs);

/* --- compile options --- */

typedef struct Options {
    unsigned char at[1024];
    size_t size;
} Options;

enum { MOST_DEVICES = 64 };

/* The serialized CompileOptionsProto for these devices: one, or the partitions of a program. False
   after an error. */
bool options_make(CnxRun *run, const Pjrt *pjrt, PjrtDevice *const *devices, size_t count,
                  Options *out);

/* --- executables on disk --- */

/* What identifies an executable: the program's text, and everything that it is compiled by. */
typedef struct DiskKey {
    char *at;
    size_t size;
} DiskKey;

DiskKey disk_key(const Pjrt *pjrt, const char *text, size_t size, const Options *options);

/* The executable that an earlier process left, or NULL. */
PjrtLoaded *disk_load(const Pjrt *pjrt, const DiskKey *key);

/* Leaves it for later ones; a failure leaves no trace. */
void disk_store(const Pjrt *pjrt, const DiskKey *key, PjrtLoaded *executable);

/* --- buffers --- */

void event_free(const Pjrt *p, PjrtEvent *event);    /* NULL is fine */
void buffer_free(const Pjrt *p, PjrtBuffer *buffer); /* NULL is fine */

/* The buffer of XLA in which the tensor's elements lie, if they do and it is one of this device and
   of the tensor's shape; borrowed, NULL when not. */
PjrtBuffer *buffer_of(const Pjrt *p, PjrtDevice *device, const CnxTensor *t);

/* For a tensor that is a buffer: the tensor in whose memory its elements lie, or NULL. */
CnxTensor *buffer_owner(const CnxTensor *t);

/* Where the buffer's elements lie in the host's memory; NULL when they do not. */
void *buffer_address(const Pjrt *p, PjrtBuffer *buffer);

/* The buffer as a tensor, taken over: where it lies, or, when it is small and `is_kept` does not
   ask for it, copied. `from` (may be NULL) is an input whose memory it has become. NULL after an
   error. */
CnxTensor *buffer_tensor(CnxRun *run, const Pjrt *p, PjrtDevice *device, PjrtBuffer *buffer,
                         const Port *port, CnxTensor *from, bool is_kept);

/* A copy of the tensor on a device; NULL after an error. */
CnxTensor *buffer_place(CnxRun *run, const Pjrt *p, PjrtDevice *device, const CnxTensor *t);

/* --- calls back --- */

/* Lets the plugin know the handler of cnx.eval, which node n needs; false after an error: there are
   no calls back, or none from the devices of a mesh. */
bool callback_register(CnxRun *run, const Pjrt *p, bool is_mesh, const CnxNode *n);

/* While a program with callbacks runs, it is entered with the run that errors go to. One such
   program runs at a time, so that one cannot begin inside of another's call: false after an error.
   `leave` waits until the host evaluates nothing for it any more. */
bool callback_enter(CnxRun *run, Program *p);
void callback_leave(void);

/* Programs whose calls are to be found by their key. */
void callback_add(Program *p);
void callback_remove(Program *p);

#endif
