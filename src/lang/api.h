/* api.h - private to the C interface: what stands behind the types of cnx.h. */
#ifndef CNX_LANG_API_H
#define CNX_LANG_API_H

#include "cnx.h"
#include "compile/compile.h"
#include "lang/machine.h"

struct CnxContext {
    Cx cx;
    Vm *vm;
    Script script;
    CnxError *error; /* of the last call; NULL when it went well */
    volatile sig_atomic_t interrupt;
    void (*log)(void *user, CnxStream stream, const char *text, size_t length);
    void *log_user;
};

/* A CnxTensor is a Tensor under its public name. */
static inline Tensor *tensor_in(const CnxTensor *t)
{
    return (Tensor *)(uintptr_t)t;
}

static inline CnxTensor *tensor_out(Tensor *t)
{
    return (CnxTensor *)t;
}

static inline CnxType type_out(const Type *t)
{
    return (CnxType){dtype_info[t->dtype].name, t->shape.rank, t->shape.dim};
}

/* False after an ArgumentError: no such dtype, no such rank, sizes negative or too large. */
bool type_in(Cx *cx, const CnxType *type, Type *out);

/* Ends a call that ran something: output is written, what went wrong is kept, the machine is at
   rest, an interruption has had its effect. Whether all went well. */
bool settle(CnxContext *cnx);

/* Ends a call that ran nothing. */
bool keep_error(CnxContext *cnx);

/* An executable that owns the program, with copies of the sources of cx that its spans name. Its
   calls stop when *stop is set; NULL: only by cnx_executable_interrupt. */
CnxExecutable *executable_new(const Cx *cx, Program *p, volatile sig_atomic_t *stop);

/* An error in one piece of memory; place and report are made from the span, error and notes. */
CnxError *error_public(Cx *cx, Str kind, Str text, Span span, Str report);
/* What is pending in the context, taken out of it; NULL when nothing is. */
CnxError *error_public_pending(Cx *cx);

#endif
