/* compile.h - from a traced graph to something that runs.

   The pipeline is the function `compile`; a Compiler is a row that says what it takes. Programs are
   immutable and may be run again and again. */
#ifndef CNX_COMPILE_COMPILE_H
#define CNX_COMPILE_COMPILE_H

#include "graph/graph.h"

typedef struct Kernel Kernel;
typedef struct Program Program;
typedef struct Compiler Compiler;

/* What a program is wanted for beside its results; NULL in its place: nothing. */
typedef struct Demands {
    /* For each parameter the result that takes over its memory, or -1; NULL: none does. Calls then
       give tensors there that nobody else sees (tensor_is_sole), and that are used up. Compilers
       may leave it aside. */
    const int *aliases;
    /* Parts of a mesh that run together, a device each; 0: no mesh. Inputs and outputs are then
       those of one part after the other. */
    int partitions;
    const char *mesh; /* in Shardy's text, and each parameter's attributes there */
    const char *const *shardings;
} Demands;

/* Runs tasks from..to-1 of a kernel; `buffers` are its values in the kernel's order. Loops of the
   program end early where *stop becomes nonzero; what was written is then void. */
typedef void KernelFn(void *const *buffers, void *scratch, int64_t from, int64_t to,
                      const volatile int *stop);

struct Compiler {
    const char *name;   /* as --compiler spells it */
    const char *module; /* as the language names it: "Nx.Defn.Evaluator" */
    const char *target; /* what followed the name, "cuda:1", or NULL */
    /* Takes over g on success. NULL after an error. NULL: the compiler takes kernels. */
    Program *(*build)(Cx *cx, const Compiler *c, Graph *g, const Demands *d);
    /* Code for kernels: fills in an entry for each. NULL after an error. */
    void *(*make_code)(Cx *cx, const Compiler *c, const Kernel *const *kernels, int count,
                       KernelFn **entries);
    /* Appends what it makes of kernels, "llvm" or "asm"; false after an error. NULL: it cannot. */
    bool (*describe)(Cx *cx, const Compiler *c, const Kernel *const *kernels, int count,
                     const char *what, Text *out);
    void (*free_code)(const Compiler *c, void *code);
    /* Whether it has no code for an operation, which is then said by others or, where there are
       none and it takes graphs, done by cnx between two of its programs (parts.h); NULL: it has
       all. */
    bool (*lacks)(const Compiler *c, const Node *n);
};

struct Program {
    const Compiler *compiler;
    Graph *graph;   /* after the passes; owned */
    int partitions; /* 0: no mesh */
    bool *used_up;  /* which inputs of a call are; NULL: none. Owned */
    /* Which inputs a run may write its results over, when they are given to it; NULL: none. Owned
     */
    bool *reusable;
    bool (*run)(Cx *cx, const Program *p, Tensor *const *inputs, Tensor **outputs);
    /* As run, which takes over the inputs with given[i]; NULL where nothing is reusable. */
    bool (*run_over)(Cx *cx, const Program *p, Tensor *const *inputs, const bool *given,
                     Tensor **outputs);
    void (*release)(Program *p);
};

extern const Compiler compiler_reference;

/* The compiler by name ("reference") or module ("Elixir.Nx.Defn.Evaluator"), opening a plugin if it
   is one's; a target may follow after a colon ("xla:cuda:1"). NULL after an error. */
const Compiler *compiler_of_name(Cx *cx, Str name);

/* Whether the name, of a module or of a plugin, is one of ours, installed or not. */
bool compiler_is_known(Str name);

/* What to print between the stations: `after` names a pass, or "all". */
typedef struct Show {
    Str after;
    Text *out;
} Show;

/* Runs the passes and builds; show may be NULL. g is borrowed. NULL after an error. */
Program *compile(Cx *cx, const Graph *g, const Compiler *c, const Show *show);
Program *compile_for(Cx *cx, const Graph *g, const Compiler *c, const Demands *d, const Show *show);

/* One tensor per parameter in, one per result out (yours). False after an error, outputs then all
   NULL. Several threads may run one program at once, each with a context of its own, of which only
   error, interrupt and sources are used. */
bool program_run(Cx *cx, const Program *p, Tensor *const *inputs, Tensor **outputs);

/* The same, which takes over the inputs that are given (given[i], only where p->reusable says so)
   and writes results over those that nobody else holds. */
bool program_run_over(Cx *cx, const Program *p, Tensor *const *inputs, const bool *given,
                      Tensor **outputs);

void program_free(Program *p);

/* Plans the graph, makes its kernels and their code; takes over g on success. NULL after an error.
   What is printed on the way: passes fuse, place and lower. */
Program *compile_kernels(Cx *cx, const Compiler *c, Graph *g, const Show *show);

/* As program_run of such a program, which takes over the inputs that are given to it (given[i]), so
   that it may overwrite them. */
bool kernels_run(Cx *cx, const Program *p, Tensor *const *inputs, const bool *given,
                 Tensor **outputs);

#endif
