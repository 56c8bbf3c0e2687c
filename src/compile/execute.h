/* execute.h - private to src/compile: programs made of kernels, as executable.c makes them and
   execute.c runs them. */
#ifndef CNX_COMPILE_EXECUTE_H
#define CNX_COMPILE_EXECUTE_H

#include "compile/compile.h"
#include "compile/dot.h"
#include "kernel/kernel.h"

#include <pthread.h>

enum {
    MOST_ARENAS = 4, /* that a program keeps between runs */
    MOST_SPANS = 64  /* of a kernel's tasks */
};

typedef struct Launch {
    const char *kind; /* what runs it: see program_step_kind */
    KernelFn *entry;
    VEC(int) values; /* of its buffers */
    int64_t tasks, scratch, work;
    VEC(KernCheck) checks; /* of its places */
    int64_t fault;         /* where in the scratch memory they are noted; -1: there are none */
    int base;              /* the value whose elements its first result begins with; -1: none */
    bool is_dot;           /* by the library */
    bool is_join;          /* copied side by side */
    bool is_conv;          /* by the routine */
    int64_t row, piece;    /* where its tasks work (kernel.h) */
    DotForm dot;
    Program **regions; /* of a cond or while, one each; NULL: a routine's */
    bool *needed;      /* a routine's outputs that are read */
} Launch;

typedef struct Executable {
    Program program;
    Plan *plan;
    VEC(Launch) launches; /* a step each; no entry: evaluated */
    void *code;
    int64_t arena; /* bytes, scratch memory of the threads included */
    pthread_mutex_t lock;
    void *arenas[MOST_ARENAS];
    int kept;
    bool shares; /* several routines factor matrices: perhaps the same */
} Executable;

#endif
