/* plan.h - which nodes share a kernel, and where results live.

   A plan is a list of steps over values. A value is a node's result that lies in memory: an input,
   data of the program, or what a step made. All other nodes are computed where they are used. A
   step is a group of nodes that become one kernel, or one node for the evaluator.

   A group's kernel runs over an index space, the shape of its maps or of its reductions' operand:
   - map: every member has the shape of the space;
   - row: members are reductions along the same axes, the innermost among them, maps of the space
     and maps of what is left of it; one task holds a whole run of the reduced axes, so maps and
     further reductions may use the reductions' results;
   - column: the same with the innermost axis kept; maps of the space may not use the results;
     In both, cumulative operations along the reduced axis, if it is one, are maps of the space:
     tasks go along the axis anyway. What begins in a block of a row that is cut needs what the
     blocks before come to, which a step of its own gives (is_totals);
   - pack: one value of a dtype below a byte, which tasks write byte by byte;
   - loop: one while whose states have the shape of the space or one element, and whose regions
     compute element by element: each goes through the whole loop in registers;
   - serial: one while that one task runs step by step, loops and branches inside with it: numbers
     are variables, arrays lie in memory, and what a step puts into one is written in place;
   - scatter: one put_slice, indexed_put or indexed_add: indices and what is put are computed where
     they are needed. A task owns a range of the result and goes through all slices in their order.
   A reduction that leaves few results is split: its kernel gives one partial result a block, and
   whoever reads the result combines them, in order. How runs are cut depends on the shape alone.

   Groups are found greedily in the order of the nodes; two members may share a kernel when their
   spaces agree, each reads what the other made only at its own place, and no other step has to run
   between them. What several kernels need is computed in each of them when it is cheap, else by
   one (the cost model: cost.c). */
#ifndef CNX_PLAN_PLAN_H
#define CNX_PLAN_PLAN_H

#include "graph/graph.h"
#include "plan/index.h"

typedef enum ValueKind {
    VALUE_input, /* of the program: `index` says which */
    VALUE_data,  /* a tensor of the program */
    VALUE_made,  /* by a kernel or a product of matrices, in the arena or in a result */
    VALUE_given  /* by the evaluator: a tensor of its own */
} ValueKind;

typedef struct PlanValue {
    ValueKind kind;
    const Node *node;
    int elem; /* of the node's types */
    Type type;
    int index;      /* of the input */
    int64_t blocks; /* > 1: partial results, this many for each element, side by side */
    DType stored;   /* the dtype in memory: type's, or the accumulator's of partial results */
    int64_t bytes;
    int64_t offset;  /* in the arena; -1: not there */
    int result;      /* lies in the memory of this result of the program, or -1 */
    int born, dies;  /* the step that writes it, the last that needs it */
    int over;        /* the value whose memory it takes over: its last reader is also its writer */
    int part_of;     /* the value in whose memory it lies, or -1, ... */
    int64_t part_at; /* ... at this byte */
    bool has_parts;
} PlanValue;

typedef enum GroupKind {
    GROUP_map,
    GROUP_row,
    GROUP_column,
    GROUP_pack,
    GROUP_loop,
    GROUP_serial,
    GROUP_scatter,
    GROUP_eval
} GroupKind;

typedef struct Group {
    GroupKind kind;
    Shape space;
    uint32_t reduced;      /* a bit an axis of the space */
    int64_t blocks, block; /* the outermost run of reduced axes is cut into blocks of this size */
    bool is_reversed;      /* its scans go from the end of the reduced axis to the front */
    bool is_totals;        /* members are scans, of which it gives what each block comes to */
    VEC(const Node *) members;
    VEC(int) reads, writes; /* values; of an evaluated node: operands and types, in order */
    VEC(bool) in_place;     /* beside reads: read only where a result of the same size is written */
    int64_t work;           /* cost of all its elements */
    bool follows;           /* a map's tasks run as the step before makes what they read */
    VEC(int) after;         /* private: groups it reads from */
    int nodes;              /* private: how many it computes */
} Group;

/* A result of the program may lie where an input of its type lay, when a call gives that away. */
typedef struct Heir {
    int input; /* a parameter, or -1 */
    int step;  /* the first that writes to the result's memory; no later one reads the input */
} Heir;

typedef struct Plan {
    const Graph *graph;
    VEC(PlanValue) values;
    VEC(Group) steps;
    VEC(int) results; /* the value of each result */
    VEC(Heir) heirs;  /* beside results: made by place */
    Map value_of;     /* node to its first value, plus 1 */
    Map partial_of;   /* split reduction to the value of its partial results, plus 1 */
    Map totals_of;    /* scan in blocks to the value of what each comes to, plus 1 */
    Map group_of;     /* private: node to its group, plus 1 */
    Map loops;        /* private: while nodes that are kernels; 1: serial ones */
    int64_t arena;    /* bytes */
} Plan;

/* Plans a verified graph, which must outlive the plan; NULL after an error (SystemLimitError). */
Plan *fuse(Cx *cx, const Graph *g);

/* Gives every made value its place: values whose lives do not meet share memory. Finds the results
   that may take over inputs. */
void place(Plan *p);

/* What its text calls a step of this kind. */
const char *group_kind_name(GroupKind kind);

/* Finds values that are made in the memory of a larger one (parts.c), and maps that follow a
   product of matrices or a convolution (follow.c); before values have places. */
void find_parts(Plan *p);
void find_followers(Plan *p);

/* Whether the step follows one that reads the value: it may not be overwritten. */
bool follows_read(const Plan *p, int step, int value);

void plan_free(Plan *p);
void plan_print(Text *out, const Cx *cx, const Plan *p);

/* The value of a node that lies in memory, or -1. That of a split reduction is its partial results
   for kernels, who combine them. */
int plan_value(const Plan *p, const Node *n, bool for_kernel);

/* --- which nodes kernels know: known.c --- */

/* Whether kernels know the node: its class and its dtypes. */
bool node_is_fusible(const Node *n);
bool node_is_plain(const Node *n); /* its results are of dtypes that kernels know, not empty */
/* Whether kernels know the node by its body alone (transform/decompose.def): windows, extremes'
   places, and of complex numbers what is as exact on their parts. */
bool kernels_lack(const Node *n);
bool node_is_reduction(const Node *n);
bool node_is_scan(const Node *n);      /* a cumulative operation, along several elements */
bool node_is_scatter(const Node *n);   /* a kernel puts its slices, see scatter.c */
bool node_is_filling(const Node *n);   /* one number everywhere, or a count: nothing to read */
bool node_is_pair(const Node *n);      /* a complex number made of its parts */
bool node_reads_part(const Node *n);   /* real or imag of a complex number */
bool node_is_for_bytes(const Node *n); /* no kernel knows it, but does the same to whole bytes */
bool node_fills(const Node *n);        /* it has no kernel, but writes where it is told to */
bool node_is_join(const Node *n);      /* a concatenation of more than a kernel chooses from */
bool node_has_effect(const Node *n);   /* it may do something beside its results */

/* The dtype that kernels compute in for elements of t: f32 for narrower floats, a byte for what is
   below. */
DType compute_dtype(DType t);

/* The dtype that a scan combines in: f64 for sums and products of floats. */
DType scan_dtype(const Node *n);

/* The dtype to which the operands of a MAP node are converted before it is computed. */
DType operand_dtype(const Node *n);

/* --- how a node's kernel sees its operands: view.c --- */

/* A number that the program computes, as an index clamped to 0 .. most: where a slice begins, or an
   element that gather takes. */
typedef struct Start {
    const Node *of;
    const Index *at; /* its place: axes of `of` */
    int64_t most;
    const Node *gather; /* which fails where the number is outside; NULL: none */
    int64_t axis;       /* of gather's operand */
} Start;

/* Where operand i of an elementwise, view or gather node stands when the node stands at `at`; `in`
   has room for the operand's axes. Starts that are no constants are indices of kind value:
   `start(closure, start)` gives them. A place outside of pad's, concatenate's and put_slice's
   operand is possible: view_inside says when it is in. */
typedef Index StartFn(void *closure, const Start *start);
void view_operand(IndexTable *t, const Node *n, int i, const Index *at, Index *in, StartFn *start,
                  void *closure);

/* A condition that operand i of a pad, concatenate or put_slice has an element for the node's
   place: low <= index < high; `count` of them, at most 2 an axis. */
typedef struct Inside {
    Index at;
    int64_t low, high;
} Inside;
int view_inside(IndexTable *t, const Node *n, int i, const Index *at, Inside *out, StartFn *start,
                void *closure);

/* Where a put_slice puts along an axis. */
Index put_start(IndexTable *t, const Node *n, int axis, StartFn *start, void *closure);

/* The kernel of a reduction or scan by itself: its kind, space, axes, blocks and direction. */
Group reduction_group(const Node *n);

/* --- slices put into an array: scatter.c --- */

/* How the kernel of an indexed_add or indexed_put goes; by its types alone. */
typedef struct Scatter {
    int64_t count, size;  /* slices, elements of each */
    int64_t ranges, span; /* tasks, and the elements of the result that each owns */
    DType sums;           /* that are added: wider than the result, or its own dtype */
    bool in_tiles;        /* slices are so short that those of many indices are made at once */
} Scatter;
Scatter scatter_of(const Node *n);
bool scatter_has_sums(const Node *n); /* which lie in a value of their own */

/* The value whose elements the result holds before the kernel of the group runs, -1: none. */
int scatter_base(const Plan *p, const Group *g);

/* --- loops that one task runs: serial.c --- */

/* Whether `next`, a result of a body, is the array `state`, a parameter of it, with slices put into
   it: one after the other, or in branches. */
bool node_updates(const Node *next, const Node *state);

/* Whether a cond is a matter of running the branch taken; else all branches may be computed. */
bool cond_is_taken(const Node *n);

/* The node outside that a region's parameter captured, or NULL. */
const Node *region_captured(const Node *n);

/* --- cost.c --- */

/* What one element of the node costs, an addition being 1. */
int op_cost(OpCode op);

enum {
    COST_SHARE = 12,       /* from here on several kernels do not repeat it */
    COST_TASK = 16 * 1024, /* elements of a block */
    MOST_NODES = 200,      /* computed in one kernel: bounds the depth of expressions */
    MOST_MEMBERS = 24,
    MOST_JOINED = 16, /* operands of a concatenate, which a kernel chooses from */
    WIDE_SLICE = 8,   /* elements of a scattered slice that are worth a vector loop */
    LANES = 32,       /* of a reduction; also the width of a vector loop's step */
    FEW_RESULTS = 8,  /* a reduction to fewer is cut into blocks */
    STRIPE = 1024,    /* results of a column reduction that are made together */
    COST_TRIPS = 64,  /* how often a while is thought to repeat */
    DEEP = 64         /* rows that a column reduction adds before it adds their sum */
};

#endif
