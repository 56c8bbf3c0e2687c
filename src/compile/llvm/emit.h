/* emit.h - private to src/compile/llvm: from kernels to LLVM's code. */
#ifndef CNX_COMPILE_LLVM_EMIT_H
#define CNX_COMPILE_LLVM_EMIT_H

#include "kernel/kernel.h"

#include <llvm-c/Core.h>

/* What an instruction gave: one number, or a vector with one for each iteration at work. */
typedef struct Lane {
    LLVMValueRef v;
    bool varies;
} Lane;

/* A kernel becoming a function. */
typedef struct Emit {
    const Kernel *k;
    LLVMContextRef c;
    LLVMModuleRef m, scalars; /* the kernels', and the functions of graph/scalar.h, read alone */
    LLVMBuilderRef b;
    LLVMValueRef fn, entry_end; /* allocas go before entry_end */
    LLVMValueRef buffers, scratch, from, to, stop;
    Lane *value; /* by instruction */
    LLVMValueRef
        *atom;         /* loops and places, by atom: an i64; of the vector loop at work its first */
    LLVMValueRef *acc; /* by instruction: where it is kept */
    LLVMValueRef *tail;  /* the same as an array, while a tail is at work */
    LLVMValueRef *base;  /* by buffer */
    int *vector_loop;    /* by instruction: the vector loop around it, or -1 */
    int width;           /* iterations at work: 1, 4, 8 or LANES */
    int32_t vector_atom; /* of the vector loop at work, or -1 */
    bool in_tail;
    LLVMBasicBlockRef leave_to; /* after the while at work */
    LLVMValueRef task;
    int64_t task_rest;
    LLVMValueRef waste; /* memory that stores to nothing write */
    LLVMValueRef dummy; /* memory that loads of nothing read: zeros */
} Emit;

/* Adds the kernel to the module as a function, which may call those of `scalars`, a module with the
   functions of graph/scalar.h in the same context:
   void name(void **buffers, void *scratch, int64_t from, int64_t to, const volatile int *stop). */
void emit_kernel(LLVMModuleRef m, LLVMModuleRef scalars, const Kernel *k, const char *name);

/* --- types and small things: emit.c --- */

LLVMTypeRef number_type(Emit *e, DType t);            /* in memory and in a register */
LLVMTypeRef vector_of(LLVMTypeRef scalar, int width); /* the type itself for width 1 */
LLVMValueRef as_vector(Emit *e, Lane x);              /* of e->width */
LLVMValueRef int64(Emit *e, int64_t x);
LLVMValueRef new_alloca(Emit *e, LLVMTypeRef type);
LLVMValueRef call_intrinsic(Emit *e, const char *name, LLVMTypeRef *types, int ntypes,
                            LLVMValueRef *args, int count);
LLVMValueRef constant_of(Emit *e, DType t, Imm x);
/* A function of native.h. */
LLVMValueRef native_function(Emit *e, const char *name, LLVMTypeRef type);
/* The scalar function of an operation and a dtype, as apply does. */
LLVMValueRef apply_op(Emit *e, OpCode op, DType t, LLVMValueRef *args, int count, int width);
void emit_block(Emit *e, int block);

/* --- loops and branches: emit_loop.c --- */

/* for (at = from; at < to; at += step) body(e, at, closure) */
typedef void LoopFn(Emit *e, LLVMValueRef at, void *closure);
void emit_loop(Emit *e, LLVMValueRef from, LLVMValueRef to, int64_t step, LoopFn *body,
               void *closure);
void emit_for(Emit *e, int at);
void emit_while(Emit *e, const Insn *i); /* polls for an interrupt after every trip */
void emit_if(Emit *e, const Insn *i);
void emit_leave(Emit *e, const Insn *i);

/* --- accumulators: emit_fold.c --- */

void emit_acc(Emit *e, int at);
void emit_fold(Emit *e, int at);
Lane emit_total(Emit *e, int at);
/* Accumulators that the body of a vector loop folds into move to memory for its tail, and back. */
void move_accs(Emit *e, int loop, bool to_tail);

Lane emit_scan(Emit *e, const Insn *i); /* emit_scan.c */

/* --- indices: emit_index.c --- */

typedef enum Stride { STRIDE_none, STRIDE_constant, STRIDE_any } Stride;

/* How the index changes from one iteration at work to the next; *by for STRIDE_constant. */
Stride index_stride(const Emit *e, Index at, int64_t *by);
/* How many iterations at work follow one another at the same place before the next ones go on by
   one: a power of two, or 0 when it is not like that. */
int64_t index_repeats(const Emit *e, Index at);
LLVMValueRef index_first(Emit *e, Index at);  /* of the first iteration at work, i64 */
LLVMValueRef index_vector(Emit *e, Index at); /* of all, i32 or i64 */
bool index_is_narrow(const Emit *e, Index at);

/* --- numbers as indices: emit_place.c --- */

Lane emit_place(Emit *e, const Insn *i);

/* --- scalar functions on vectors: widen.c --- */

/* `name` of graph/scalar.h on these operands, all numbers or all vectors of `width`. */
LLVMValueRef apply(Emit *e, const char *name, LLVMValueRef *args, int count, int width);

/* --- instructions of the machine: machine.c --- */

/* The elements of a constant array at these places, an integer or a vector of `width`. */
LLVMValueRef look_up(Emit *e, LLVMValueRef table, LLVMValueRef index, int width);
/* What the function of graph/scalar.h gives, by an instruction; NULL where there is none. */
LLVMValueRef instruction_for(Emit *e, const char *name, LLVMValueRef *args, int width);

/* --- loads and stores: emit_memory.c --- */

Lane emit_load(Emit *e, const Insn *i);
void emit_fetch(Emit *e, const Insn *i);
void emit_store(Emit *e, const Insn *i);
/* A guard as a condition: an i1, or a vector of them. */
LLVMValueRef guard_condition(Emit *e, int guard, bool as_lanes);
void emit_turn(Emit *e, const Insn *i);
/* A narrow float's code from f32 and back. */
LLVMValueRef from_code(Emit *e, DType t, LLVMValueRef code, int width);
LLVMValueRef to_code(Emit *e, DType t, LLVMValueRef x, int width);

#endif
