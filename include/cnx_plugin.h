/* cnx_plugin.h - what a compiler plugin of cnx is built against.

   A plugin is a shared object libcnx-NAME.so that exports one function, cnx_plugin, and imports no
   symbol of libcnx: all it may call is in the CnxHost it is given. cnx opens it when the compiler
   NAME is first asked for, looking in the folders of CNX_PLUGINS and then beside itself.

   The compiler gets a verified graph: typed nodes, operands before users. It looks at it through
   the host's functions, makes whatever it runs later, and keeps as much of the graph as it likes:
   graph and nodes live as long as the program. doc/graph.md says what each op means.
   examples/plugin/ is a whole compiler.

   Host and plugin belong to one build of cnx: sizes and build id must be the same on both sides. */
#ifndef CNX_PLUGIN_H
#define CNX_PLUGIN_H

#include "cnx.h"

#include "cnx_build_id.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct CnxGraph CnxGraph; /* the whole program, or a region: a branch of cond, ... */
typedef struct CnxNode CnxNode;
typedef struct CnxRun CnxRun; /* one compilation or one call: where errors go */

typedef enum CnxNodeList {
    CNX_NODES,    /* all, operands before users; some may not be needed by the results */
    CNX_PARAMS,   /* a region's last ones stand for captured values */
    CNX_CAPTURES, /* of a region: the nodes around it behind its last parameters, which are also the
                     last operands of the node that holds the region */
    CNX_RESULTS
} CnxNodeList;

typedef struct CnxHost {
    size_t size;          /* sizeof(CnxHost) */
    const char *build_id; /* CNX_BUILD_ID */

    /* --- graphs --- */
    int (*graph_count)(const CnxGraph *g, CnxNodeList list);
    const CnxNode *(*graph_at)(const CnxGraph *g, CnxNodeList list, int index);

    /* --- nodes --- */
    const char *(*node_op)(const CnxNode *n); /* "add", as Nx and doc/graph.md call it */
    int (*node_id)(const CnxNode *n);         /* unique in the program, less than node_id_limit */
    int (*node_id_limit)(const CnxGraph *g);
    int (*node_operands)(const CnxNode *n);
    const CnxNode *(*node_operand)(const CnxNode *n, int index);
    int (*node_types)(const CnxNode *n); /* 1, or a tuple's, which nodes `elem` read */
    CnxType (*node_type)(const CnxNode *n, int index);
    /* The values of an attribute and their number; NULL when the op has no such attribute. Dtypes
       are given as numbers for dtype_name. */
    const int64_t *(*node_attr)(const CnxNode *n, const char *name, int *count);
    /* constant: a tensor of one element whatever the shape; tensor: its elements; else NULL. */
    const CnxTensor *(*node_data)(const CnxNode *n);
    int (*node_regions)(const CnxNode *n);
    const CnxGraph *(*node_region)(const CnxNode *n, int index);
    const char *(*dtype_name)(int64_t dtype);

    /* --- tensors: counted; owners may be in several threads --- */
    CnxTensor *(*tensor_new)(CnxRun *run, CnxType type); /* not zeroed; NULL after an error */
    CnxTensor *(*tensor_ref)(CnxTensor *t);
    void (*tensor_free)(CnxTensor *t);
    CnxType (*tensor_type)(const CnxTensor *t);
    void *(*tensor_data)(const CnxTensor *t); /* row-major, packed; write only to your own */
    /* A tensor on memory of the plugin's, which nobody overwrites; `release` (not NULL) is called
       when its last owner leaves, on that owner's thread. NULL after an error. */
    CnxTensor *(*tensor_on)(CnxRun *run, CnxType type, void *data,
                            void (*release)(void *data, void *closure), void *closure);

    /* --- StableHLO --- */
    /* Gives the graph as a module of StableHLO to `write`, in one piece. Lines end with
       loc("cnx:ID"), ID the node's; what StableHLO has no form for is a custom call of cnx.eval
       with the numbers `key` and `node`; elements of less than 8 bits pass in and out as bytes. */
    bool (*stablehlo)(CnxRun *run, const CnxGraph *g, int64_t key,
                      void (*write)(void *to, const char *text, size_t size), void *to);

    /* --- running --- */
    /* Evaluates one node with the reference evaluator: an input for each operand, an output (yours)
       for each type. Not for parameter and elem. False after an error. */
    bool (*eval_node)(CnxRun *run, const CnxNode *n, CnxTensor *const *inputs, CnxTensor **outputs);
    /* Records an error at the node's place in the source (NULL: nowhere), unless one is there. kind
       is an exception's name, "ArithmeticError"; others count as RuntimeError. */
    void (*fail)(CnxRun *run, const CnxNode *at, const char *kind, const char *text);
    /* Whether to stop, to be asked at least every 10 ms; then returns false from `run`. */
    bool (*interrupted)(CnxRun *run);
} CnxHost;

/* A kernel, loops over memory; src/kernel/kernel.h of the same build says what is in it. */
typedef struct CnxKernel CnxKernel;

/* Runs tasks from..to-1 of a kernel. `buffers` are those that are values, in the kernel's order.
   Loops without an end in sight look at *stop on every trip and end where it is not 0. */
typedef void CnxKernelFn(void *const *buffers, void *scratch, int64_t from, int64_t to,
                         const volatile int *stop);

typedef struct CnxPlugin {
    size_t size;          /* sizeof(CnxPlugin) */
    size_t host_size;     /* sizeof(CnxHost) */
    const char *build_id; /* CNX_BUILD_ID */
    const char *name;     /* as --compiler spells it: NAME of libcnx-NAME.so */
    const char *module;   /* as the language names it: "Cnx.Example" */

    /* A program of the graph, or NULL after an error. Programs are run by several threads at once
       and must not change. */
    void *(*build)(CnxRun *run, const CnxGraph *g);
    /* One tensor per parameter in (borrowed), one per result out (yours to make). False after an
       error; outputs are then freed by the host where they are not NULL. */
    bool (*run)(CnxRun *run, const void *program, CnxTensor *const *inputs, CnxTensor **outputs);
    void (*release)(void *program);

    /* --- may be NULL --- */
    /* As `build`, for what follows the name in --compiler NAME:TARGET. */
    void *(*build_for)(CnxRun *run, const CnxGraph *g, const char *target);
    /* Gives a line for each device to `write`, which `cnx devices` prints. */
    bool (*devices)(CnxRun *run, void (*write)(void *to, const char *text, size_t size), void *to);
    /* Whether there is no code for a node. Where its operation has a body made of others
       (src/transform/decompose.def) the graph that is built has that in its place. */
    bool (*lacks)(const CnxNode *n);

    /* Instead of build and run, then NULL: cnx plans and runs, this makes code of kernels. Fills in
       an entry for each and gives what `release` frees, or NULL after an error. */
    void *(*build_kernels)(CnxRun *run, const CnxKernel *const *kernels, int count,
                           CnxKernelFn **entries);
    /* Gives `write` the kernels' code as text: `what` is "llvm" (after its passes) or "asm". False
       after an error. */
    bool (*describe_kernels)(CnxRun *run, const CnxKernel *const *kernels, int count,
                             const char *what,
                             void (*write)(void *to, const char *text, size_t size), void *to);
} CnxPlugin;

/* What a plugin exports. It keeps the host, which lives as long as the process, and returns a
   constant; it calls nothing yet, as the host may be of another build. */
CNX_API const CnxPlugin *cnx_plugin(const CnxHost *host);

#ifdef __cplusplus
}
#endif

#endif
