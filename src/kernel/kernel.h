/* kernel.h - the second waist: loops over memory.

   A kernel is a tree of blocks of instructions. The outermost loops are of kind task: the tasks,
   numbered through them row-major, may run in any order and on any thread. A vector loop has no
   vector loop inside; its iterations run in LANES or fewer at a time, which no value may depend on.
   An instruction uses values of its own block or of blocks around it that come before it.

   Values are u8 .. s64, f32 and f64; buffers hold any dtype of at least 8 bits. What a loop folds
   into an acc is combined in one order: folds of a vector loop in LANES lanes, then as a tree (lane
   i with lane i + LANES / 2, and so on); those of other loops in order. An acc that lies around a
   vector loop has lanes, one inside has none.

   A while repeats for all iterations at work together: what it leaves by does not vary. */
#ifndef CNX_KERNEL_KERNEL_H
#define CNX_KERNEL_KERNEL_H

#include "plan/plan.h"

/* clang-format off */
typedef enum KernOp {
#define KERN(name, operands, gives) KERN_##name,
#include "kernel/kernel.def"
#undef KERN
    KERN_count
} KernOp;
/* clang-format on */

typedef struct KernInfo {
    const char *name;
    int operands; /* -1: those of the scalar op */
    bool gives_value;
} KernInfo;

extern const KernInfo kern_info[KERN_count];

typedef enum LoopKind { LOOP_task, LOOP_serial, LOOP_vector } LoopKind;

typedef union Imm {
    int64_t s; /* integers; u64 by its bits */
    double f;
} Imm;

typedef struct Insn {
    KernOp op;
    DType dtype; /* of the value */
    DType from;  /* scalar, convert: of the operands; round: the narrow dtype */
    int arg[3];
    OpCode scalar; /* scalar; acc, fold, scan: add, multiply, max, min, bitwise_and, bitwise_or */
    Imm imm;       /* constant, acc; place: s is 1 + the number of its check, 0 for none */
    int buffer, guard; /* load, store, turn; guard, of place as well, -1: none */
    int tile;          /* turn: the local buffer */
    Index at;          /* load, store, index, inside; for: the first iteration's place in `limit` */
    int64_t low, high; /* inside; place: high; for: high iterations, at most limit - at */
    int64_t limit;     /* for: -1 when `at` is NULL */
    LoopKind loop;
    int block;    /* for, while, if: its body */
    bool varies;  /* var: from one iteration of the vector loop around it to the next */
    int32_t atom; /* for, place */
} Insn;

typedef struct KernBuffer {
    DType dtype;
    int64_t count;  /* elements */
    int value;      /* of the plan; -1: scratch memory of the thread */
    int64_t offset; /* in the scratch memory */
    bool is_written;
} KernBuffer;

typedef VEC(int) Block;

/* What a checked place is: an index of gather, along an axis of its operand. */
typedef struct KernCheck {
    const Node *gather;
    int64_t axis;
} KernCheck;

typedef struct Kernel {
    IndexTable table; /* atoms: loops and places, named by their instruction */
    VEC(KernBuffer) buffers;
    VEC(Insn) insns;
    VEC(Block) blocks; /* the first is the kernel's */
    int64_t tasks, scratch;
    int64_t work; /* cost of a task */
    /* A task works at `piece` elements of the space in a row, or what is left of `row` elements;
       row 0: not so. */
    int64_t row, piece;
    VEC(KernCheck) checks;
    int fault; /* a local buffer of two s64 that begins as zeros, -1: none. Where a checked place is
                  outside, its check's number, plus 1, and the index, the first one that is found */
} Kernel;

enum { TILE = 32 /* sides of what turn transposes */ };

/* The kernel of a step that is not evaluated; NULL after an error. */
Kernel *lower(Cx *cx, const Plan *p, int step);

void kernel_free(Kernel *k);

/* Checks every promise of this header and that unguarded places are inside their buffers; false
   after an error that names the instruction. */
bool kernel_verify(Cx *cx, const Kernel *k);

/* doc/kernels.md describes the text. */
void kernel_print(Text *out, const Kernel *k);

/* The same without the names of values: kernels with equal texts have equal code. */
void kernel_print_code(Text *out, const Kernel *k);

/* --- building --- */

Kernel *kernel_new(void);
int kernel_block(Kernel *k);                     /* an empty block */
int kernel_add(Kernel *k, int block, Insn insn); /* appends; its number */
int kernel_buffer(Kernel *k, KernBuffer b);      /* its number; one a value */
int kernel_local(Kernel *k, DType dtype, int64_t count);

/* A while and its body; it is appended to no block yet. */
int kernel_while(Kernel *k);

/* An if and its body; it is appended to no block yet. */
int kernel_if(Kernel *k, int condition);

/* A loop and its body; it is appended to no block yet. */
int kernel_loop(Kernel *k, LoopKind kind, int64_t count, Index at, int64_t limit);

/* How many operands the instruction has. */
int insn_operands(const Insn *i);

#endif
