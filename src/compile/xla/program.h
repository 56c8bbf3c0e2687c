/* program.h - a graph compiled by XLA, and its calls back to the host. */
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

/* Elements of less than 8 bits, which share bytes, to a byte each and back. */
void port_unpack(const Port *port, const unsigned char *from, unsigned char *to);
void port_pack(const Port *port, const unsigned char *from, unsigned char *to);

typedef struct Program Program;
struct Program {
    atomic_int owners; /* the host, and calls that were left */
    const Pjrt *pjrt;
    PjrtDevice *device;
    PjrtLoaded *executable;
    const CnxGraph *graph;
    Port *in, *out;
    int nin, nout;
    bool may_loop;      /* its calls may take long where they are made */
    bool has_callbacks; /* to the host */
    int64_t key;        /* in the calls */
    Program *next;      /* of those with calls */
};

/* Gives up one owner's share. */
void program_drop(Program *p);

/* --- calls back --- */

/* Lets the plugin know the handler of cnx.eval; false after an error. */
bool callback_register(CnxRun *run, const Pjrt *p);

/* While a program with callbacks runs, it is entered with the run that errors go to. One such
   program runs at a time, so that one cannot begin inside of another's call: false after an error.
   `leave` waits until the host evaluates nothing for it any more. */
bool callback_enter(CnxRun *run, Program *p);
void callback_leave(void);

/* Programs whose calls are to be found by their key. */
void callback_add(Program *p);
void callback_remove(Program *p);

#endif
