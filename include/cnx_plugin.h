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

/* How a program is wanted, beside its graph. */
typedef struct CnxBuild {
    const char *target; /* what follows the compiler's name, or "" */
    /* For each parameter the result that takes over its memory, or -1; NULL: none does. Calls then
       give tensors there that nobody else sees, and that are used up. */
    const int *aliases;
    bool may_call; /* programs may call back at little cost: what the host has a routine for and XLA
                      is slow at is left to it */
    int partitions;               /* parts of a mesh, each on a device of its own; 0: no mesh */
    const char *mesh;             /* the mesh in Shardy's text, and for each parameter the */
    const char *const *shardings; /* attributes that say how it is spread */
} CnxBuild;

/* Memory of a plugin's with tensors on it, whose elements may be elsewhere. */
typedef struct CnxHome {
    /* Called when the last owner leaves, on that owner's thread. */
    void (*release)(void *data, void *closure);
    /* Brings the elements here when `data` is NULL: memory that stays until release; NULL when they
       cannot be had, and the process ends. By any thread. */
    void *(*fetch)(void *closure);
    /* Prints where they live as snprintf does ("host:3"). */
    int (*describe)(void *closure, char *room, size_t size);
} CnxHome;

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
    /* A tensor on memory of the plugin's, which nobody overwrites. NULL after an error. */
    CnxTensor *(*tensor_on)(CnxRun *run, CnxType type, void *data, const CnxHome *home,
                            void *closure);
    /* The closure of a tensor that was made with this home; NULL for any other. */
    void *(*tensor_closure)(const CnxTensor *t, const CnxHome *home);

    /* --- StableHLO --- */
    /* Gives the graph as a module of StableHLO to `write`, in one piece. Lines end with
       loc("cnx:ID"), ID the node's; what StableHLO has no form for is a custom call of cnx.eval
       with the numbers `key` and `node`; elements of less than 8 bits pass in and out as bytes. */
    bool (*has_stablehlo)(const CnxNode *n); /* whether StableHLO has a form for it */
    bool (*stablehlo)(CnxRun *run, const CnxGraph *g, int64_t key, const CnxBuild *how,
                      void (*write)(void *to, const char *text, size_t size), void *to);

    /* --- bytes that outlive the process --- */
    /* What cache_store was given under this key, in memory for free(); NULL when there is nothing,
       or something else. `kind` keeps plugins apart. */
    void *(*cache_load)(const char *kind, const void *key, size_t key_size, size_t *size);
    void (*cache_store)(const char *kind, const void *key, size_t key_size, const void *bytes,
                        size_t size);

    /* --- running --- */
    /* Evaluates one node by the routine that the host has for it, else with the reference
       evaluator: an input for each operand, an output (yours) for each type. Not for parameter and
       elem. False after an error. */
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
    /* As `build`, for a target, with inputs that are used up, or for a mesh: then `run` gets and
       gives the tensors of one partition after the other, of types that are parts of the graph's.
     */
    void *(*build_for)(CnxRun *run, const CnxGraph *g, const CnxBuild *how);
    /* A copy of the tensor where this target has its memory; NULL after an error. */
    CnxTensor *(*place)(CnxRun *run, const CnxTensor *t, const char *target);
    /* Gives a line for each device of the target's platform to `write`, which `cnx devices` prints.
     */
    bool (*devices)(CnxRun *run, const char *target,
                    void (*write)(void *to, const char *text, size_t size), void *to);
    /* Whether there is no code for a node on the target ("": none is named). Where its operation
       has a body made of others (src/transform/decompose.def) the graph that is built has that in
       its place. Others are left to cnx: what is built are then the parts of the graph around them,
       which cnx runs one after the other, and evaluates these between them. Inside of loops, and
       for meshes, they stay where they are, to be refused. */
    bool (*lacks)(const CnxNode *n, const char *target);

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
