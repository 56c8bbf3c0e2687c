/* lower.h - private to src/kernel: a group of nodes becoming a kernel. */
#ifndef CNX_KERNEL_LOWER_H
#define CNX_KERNEL_LOWER_H

#include "kernel/kernel.h"

/* An open block: the kernel itself or a loop. */
typedef struct Scope {
    int loop, block; /* loop -1: the kernel */
    int32_t atom;
    int serial; /* no two scopes have the same */
} Scope;

/* A run of neighbouring axes that one loop goes through. */
typedef struct Run {
    int first, count; /* axes of the space */
    int64_t size;
    bool is_reduced;
    Index at; /* while its loop is open */
} Run;

/* A computed value: it is good while its scope is open. */
typedef struct Known {
    const Node *node;
    const Index *at;
    int guard, ref, depth, serial;
    size_t older;
} Known;

/* What a region's parameter, or a loop read inside of a region, stands for. */
typedef struct Bound {
    const Node *outer; /* a node outside, or NULL */
    int var;           /* else the loop's variable, read in the scope at `depth` */
    int buffer;        /* or memory, read there or further in; -1: none */
    int depth;
} Bound;

/* A value that is an index already. */
typedef struct Placed {
    int ref, guard;
    int64_t most;
    const Node *gather;
    int64_t axis;
    Index index;
} Placed;

/* Tiles of two runs, for what is read across: along the outer one its elements are neighbours. */
typedef struct Turn {
    int axis;           /* of the space, the innermost of the outer run; -1: there are no tiles */
    Index outer, inner; /* loops inside of a tile */
    Index outer_rest, inner_rest; /* places that are left from the tile's first on */
    int depth;                    /* of the tile */
    VEC(Insn) made;
} Turn;

typedef struct Lower {
    Cx *cx;
    const Plan *p;
    int step;
    const Group *g;
    Kernel *k;
    VEC(Scope) scopes;
    int serials;
    VEC(int) depth; /* of the scope of each instruction */
    VEC(Known) known;
    Map heads;
    VEC(Run) runs;
    Index own[MAX_RANK]; /* the place in the space */
    Map level;           /* node to the level of its value, plus 1 */
    Map total;           /* reduction of the group to its result, plus 1; column: to its tile */
    Map tile;            /* node to the tile that keeps it from one level to the next: tile_word */
    int now;             /* the level at work */
    int outside;         /* depth of the scope around the reduced loops of a row */
    Index block;         /* of reduced axes that are cut: its number */
    Map carry;           /* scan at work to its variable in a row, in a column to what is combined
                            so far; plus 1 */
    Turn turn;
    VEC(Bound) bounds;
    Map bound;  /* parameter of a region to its bound, plus 1 */
    Map looped; /* what a region has made once to the bounds of its types, plus 1 */
    int guard;  /* of a branch in which something may fail: where it is taken; -1: always */
    VEC(Placed) placed;
} Lower;

typedef enum TileState { TILE_empty, TILE_filling, TILE_filled } TileState;

static inline uint64_t tile_word(int buffer, TileState state)
{
    return (uint64_t)buffer << 2 | (uint64_t)state;
}

static inline int tile_buffer(uint64_t word)
{
    return (int)(word >> 2);
}

static inline TileState tile_state(uint64_t word)
{
    return (TileState)(word & 3);
}

/* --- scopes: lower.c --- */

void open_loop(Lower *l, int loop);
void close_loop(Lower *l);
Index loop_var(Lower *l, int loop);

/* Appends to the scope at this depth, before the loops that are open in it. */
int add_insn_at(Lower *l, int depth, Insn insn);
int add_insn(Lower *l, Insn insn); /* to the innermost */

/* The runs of the group's space; merged[i]: axis i goes together with the one before it. */
void make_runs(Lower *l, const bool *merged);

/* The scope that an index or a value lives in. */
int depth_of(Lower *l, Index at);

/* The place in the space from those of the runs, as far as they are known. */
void set_own(Lower *l);

/* A loop over a run; over blocks of a run of `size`: where a block begins; inside such a block. */
void open_run(Lower *l, Run *r, LoopKind kind);
Index open_blocks(Lower *l, int64_t size, int64_t block);
void open_in_block(Lower *l, Run *r, LoopKind kind, Index from, int64_t block);

/* Opens the loops of a map's kernel; how many. */
int open_space(Lower *l, bool is_trial);

/* --- loops of the program: lower_loop.c --- */

void lower_loop(Lower *l, bool is_trial);

/* Says what a region's captured parameters stand for, and, `first` being the bound of the first
   state, its states, in the innermost scope. */
void bind_captures(Lower *l, const Graph *region);
void bind_states(Lower *l, const Node *n, int region, size_t first);

/* The value of n, which the bound stands for. */
int bound_value(Lower *l, const Bound *b, const Node *n, const Index *at, int guard);

/* Numbers below a byte: a kernel that writes them, and one of them in memory: lower_pack.c. */
void lower_pack(Lower *l);
int load_packed(Lower *l, int value, Index at, int guard);
int wrapped(Lower *l, int ref, DType to); /* a byte as what fits the dtype */

/* A while that one task runs: lower_serial.c. */
void lower_serial(Lower *l);

/* Slices put into an array: lower_scatter.c. */
void lower_scatter(Lower *l);

/* Whether something in the region is an error for some values. */
bool region_may_fail(const Graph *g);

/* Whether branch i of a condition is taken, when none of those before was (*none: where that is,
   to begin with the guard of the condition itself). */
int branch_condition(Lower *l, const Node *n, int i, int *none);

/* The value of a region's parameter, loop or branch; -1 when n is none of a region's. */
int region_value(Lower *l, const Node *n, const Index *at, int guard);

/* --- values: lower_value.c, what computes them: lower_compute.c --- */

/* The value of a node from those of its operands, in compute_dtype of its dtype. */
int compute(Lower *l, const Node *n, const Index *at, int guard);

/* A value rounded as the dtype is. */
int rounded(Lower *l, int ref, DType to);

/* Where the node's element at `at` lies among its elements. */
Index flat_place(Lower *l, const Node *n, const Index *at);

/* An element of a buffer, of a tile where it lies across. */
int load_from(Lower *l, int buffer, Index at, int guard);

/* 1 where the value of dtype t is not 0, as u8. */
int truth_of(Lower *l, int ref, DType t);

/* Whether both conditions (u8; -1: always) hold. */
int both(Lower *l, int a, int b);

/* Where a slice begins or gather takes, as an index: a StartFn and its closure. */
typedef struct Starts {
    Lower *l;
    int guard;
} Starts;
Index start_place(void *closure, const Start *start);

/* An element of a buffer that is written to in the scope at `least`. */
int load_memory(Lower *l, int buffer, Index at, int guard, int least);

/* a where the condition (u8; -1: always) is not 0, else b. */
int choose(Lower *l, DType t, int condition, int a, int b);

/* The buffer of a plan's value. */
int buffer_of(Lower *l, int value, bool is_written);

/* The value of a node at a place, in compute_dtype of its dtype. */
int value_of(Lower *l, const Node *n, const Index *at, int guard);

/* Converts to dtype, of a value of `from`. */
int converted(Lower *l, int ref, DType from, DType to);

/* The same between any dtypes, rounded to one that is narrower than what is computed in. */
int recast(Lower *l, int ref, DType from, DType to);

/* Says that the value of n will be stored at this place soon. */
void fetch_node(Lower *l, const Node *n, const Index *at);

/* Stores a value of n at its place in the value's buffer. */
void store_node(Lower *l, const Node *n, const Index *at, int ref);

int level_of(Lower *l, const Node *n);
bool is_member(const Lower *l, const Node *n);

/* Whether this step makes the node's value: it is a member, or another shape of one. */
bool is_made_here(const Lower *l, const Node *n);

int new_constant(Lower *l, DType t, Scalar x);
int scalar_op(Lower *l, OpCode op, DType from, DType gives, int a, int b, int c);

/* A scan at the place in the space: lower_scan.c. */
int compute_scan(Lower *l, const Node *n);

/* --- reductions: lower_reduce.c --- */

/* How a reduction combines: an op on values of `dtype`. */
typedef struct Combine {
    OpCode op;
    DType dtype;
    Scalar identity;
} Combine;

Combine combine_of(const Node *n);

/* The element of the reduction's operand at the place of the space, as it is combined. */
int element_of(Lower *l, const Node *n);

/* The result of a reduction whose partial results lie in memory. */
int combine_partials(Lower *l, const Node *n, const Index *at, int guard);

/* A result of a reduction, the group's, whose kept runs are open: its loops in the innermost scope;
   an accumulator's number as the reduction's value. */
int reduce_runs(Lower *l, const Node *n);
int reduced_value(Lower *l, const Node *n, int ref);

void lower_row(Lower *l);
void lower_column(Lower *l, bool is_trial);

/* Where a member stands when it has lost the reduced axes or kept all. */
void member_place(Lower *l, const Node *n, Index *at);
bool is_full(const Lower *l, const Node *n);

#endif
