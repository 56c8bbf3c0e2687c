/* lower.h - private to src/compile/stablehlo: from the tree of a module to a graph.

   Functions that make nodes give NULL after an error; words below pass NULL operands on, so that a
   rule checks nothing on its way. */
#ifndef CNX_COMPILE_STABLEHLO_LOWER_H
#define CNX_COMPILE_STABLEHLO_LOWER_H

#include "compile/stablehlo/syntax.h"
#include "graph/graph.h"

typedef struct HloName {
    Str name;
    Node *node;
    uint64_t before; /* 1 + the place of what had the name's hash before, 0: nothing */
} HloName;

typedef struct Lower {
    Cx *cx;
    Arena *arena;
    HloFunction *functions;
    Graph *graph; /* that nodes are made in: the whole, or a region */
    VEC(HloName) names;
    Map places; /* 1 + the place in `names` by hash */
    const HloOp *op;
    const Shape *lanes; /* NULL, or what scalars of the region that is lowered are: of this shape */
    int depth, count;   /* of calls that are being lowered; of operations that were */
    bool is_ours;       /* the module was printed by cnx */
} Lower;

/* The values that an operation makes: one for each of its results. */
typedef struct Results {
    Node **at;
    int count;
} Results;

/* Says that the operation cannot be read, and why; gives NULL. */
Node *lower_refuse(Lower *l, const char *why);

/* --- operands --- */

Node *lower_operand(Lower *l, int index);
const Type *lower_type(Lower *l, int index);    /* of a result */
bool lower_is_truth(const Lower *l, int index); /* whether an operand is i1 */

/* --- attributes: of the operation; a missing list is `otherwise` in every place --- */

bool lower_list(Lower *l, const char *name, int count, int64_t otherwise, int64_t *out);
/* A list of any length up to MAX_RANK; -1 when it is not there. */
int lower_any_list(Lower *l, const HloAttr *from, const char *name, int64_t *out);
int64_t lower_int(Lower *l, const char *name, int64_t otherwise);
bool lower_is(Lower *l, const char *name, const char *word);
bool lower_says(const Lower *l, const char *word); /* among the loose words */

/* Whether all are axes below `rank`, none twice; else an error. */
bool lower_unique(Lower *l, const int64_t *at, int count, int rank);

/* As lower_any_list: 0 when it is not there. */
int lower_list_in(Lower *l, const HloAttr *from, const char *name, int64_t *out);
bool lower_has(const int64_t *at, int count, int64_t x);

/* --- words --- */

Node *make(Lower *l, OpCode op, Node *const *args, int nargs, const Attr *attrs, int nattrs);
Node *make1(Lower *l, OpCode op, Node *x);
Node *make2(Lower *l, OpCode op, Node *x, Node *y);
Node *make3(Lower *l, OpCode op, Node *x, Node *y, Node *z);
Node *make_number(Lower *l, DType dtype, double x);
Node *make_as(Lower *l, Node *x, DType dtype);
Node *make_reshape(Lower *l, Node *x, const Shape *s);
Node *make_broadcast(Lower *l, Node *x, const Shape *s, const int64_t *axes);
Node *make_transpose(Lower *l, Node *x, const int64_t *axes);
Node *make_iota(Lower *l, DType dtype, const Shape *s, int64_t axis);
Node *make_slice(Lower *l, Node *x, const int64_t *from, const int64_t *lengths,
                 const int64_t *strides);
Node *make_pad(Lower *l, Node *x, Node *value, const int64_t *low, const int64_t *high,
               const int64_t *interior);

/* Matrices with ones on their diagonals: x not NULL, of 2 axes at least. */
Node *make_unit_diagonal(Lower *l, Node *x);

/* --- regions --- */

/* Lowers a block into l->graph with these values for its arguments; its results, as many as `most`
   at most, or -1 after an error. */
int lower_block(Lower *l, const HloBlock *b, Node *const *args, int nargs, Node **out, int most);

/* A block as a graph of its own, of scalars of its arguments' types; constants from around it are
   copied, nothing else may be used. NULL after an error. */
Graph *lower_alone(Lower *l, const HloBlock *b);

/* The one operation on both arguments, in either order or in theirs, that the block returns,
   "stablehlo.add", or "". */
Str lower_single(const HloBlock *b, bool in_order);

/* --- windows --- */

/* Where windows lie, as attributes of the window ops. */
typedef struct WindowPlaces {
    int64_t window[MAX_RANK], strides[MAX_RANK], dilations[MAX_RANK];
    int64_t low[MAX_RANK], high[MAX_RANK];
    int64_t base[MAX_RANK]; /* 1, or how far apart elements of the operand come to lie, first */
    Attr attrs[5];
} WindowPlaces;

/* Those of the operation, on an operand of that rank; false after an error. */
bool lower_places(Lower *l, int rank, WindowPlaces *out);
bool lower_is_spread(const WindowPlaces *p, int rank); /* whether base dilations are not all 1 */

/* --- the operations, by what they are; NULL results after an error --- */

/* Gives one result; false when there is none. */
static inline bool one(Results *out, Node *n)
{
    out->at[0] = n;
    out->count = 1;
    return n != NULL;
}

typedef bool LowerRule(Lower *l, Results *out);
typedef struct LowerRow {
    const char *name; /* without the dialect */
    LowerRule *rule;
} LowerRow;

/* The elementwise operation with this name, "add" or "chlo.erf"; an error when there is none. */
bool lower_elementwise(Lower *l, Str name, Results *out);

LowerRule lower_same;               /* lower_map.c: gives its operands as they are */
LowerRule lower_select_and_scatter; /* lower_scatter.c */
/* x with what the region makes of the element at each place and its update: at is [n, rank],
   updates [n]; one after the other. */
Node *lower_scatter_each(Lower *l, const HloBlock *region, Node *x, Node *at, Node *updates);

LowerRule lower_lapack; /* lower_lapack.c: custom calls of LAPACK's functions */

/* Ended by NULL. */
extern const LowerRow lower_map_rows[];
extern const LowerRow lower_call_rows[];   /* calls, conditions, loops */
extern const LowerRow lower_fold_rows[];   /* reductions, windows */
extern const LowerRow lower_sort_rows[];   /* sorts */
extern const LowerRow lower_move_rows[];   /* views, slices */
extern const LowerRow lower_gather_rows[]; /* gather, scatter */
extern const LowerRow lower_linear_rows[];
extern const LowerRow lower_random_rows[];

#endif
