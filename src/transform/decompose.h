/* decompose.h - private: what bodies of operations are written with.

   A body sees operands x in the new graph and the node y that it stands for, for its type and
   attributes alone; out[i] becomes result i. The words are those of gradient rules (grad.h): a NULL
   operand gives NULL. The driver converts and broadcasts what a body returns to y's type. Where a
   body has nothing to say about y (its type, say) it leaves NULL. */
#ifndef CNX_TRANSFORM_DECOMPOSE_H
#define CNX_TRANSFORM_DECOMPOSE_H

#include "transform/grad.h"

typedef void Body(Rule *k, Node *const *x, Node *y, Node **out);

#define DECOMPOSE(op) void decompose_##op(RULE_SEES, Node **out)

#define BODY(op) DECOMPOSE(op);
#include "transform/decompose.def"
#undef BODY

/* More words. */
#define is_less(a, b)    rule_op(k, OP_less, a, b, NULL)
#define at_least(a, b)   rule_op(k, OP_greater_equal, a, b, NULL)
#define unequal(a, b)    rule_op(k, OP_not_equal, a, b, NULL)
#define least(a, b)      rule_op(k, OP_min, a, b, NULL)
#define pair(re, im)     rule_op(k, OP_complex, re, im, NULL)
#define bits_and(a, b)   rule_op(k, OP_bitwise_and, a, b, NULL)
#define bits_or(a, b)    rule_op(k, OP_bitwise_or, a, b, NULL)
#define bits_xor(a, b)   rule_op(k, OP_bitwise_xor, a, b, NULL)
#define shift_up(a, b)   rule_op(k, OP_left_shift, a, b, NULL)
#define shift_down(a, b) rule_op(k, OP_right_shift, a, b, NULL)

static inline DType dtype_of(const Node *n)
{
    return node_type(n)->dtype;
}

static inline bool is_complex(const Node *n)
{
    return dtype_is_complex(dtype_of(n));
}

/* The number x of dtype t. */
static inline Node *number_of(Rule *k, double x, DType t)
{
    return rule_fill(k, x, t, &(Shape){0});
}

/* The parts of an operand, in the real dtype of y's, or in t. */
typedef struct Parts {
    Node *re, *im;
} Parts;
Parts parts_of(Rule *k, Node *a, const Node *y);
Parts parts_in(Rule *k, Node *a, DType t);

/* a moved along axes: the order that rule_transpose wants, with two axes changing places. */
Node *swap_axes(Rule *k, Node *a, int i, int j);

/* The count of the place along an axis, 0, 1, .. in each element of the shape, in dtype t. */
Node *places_along(Rule *k, const Shape *shape, int axis, DType t);

/* A reduction (sum, reduce_max) over the rows of matrices, which stay as one. */
Node *over_rows(Rule *k, OpCode op, Node *a);
/* The place, s64, of the largest element along the axis, the first of equals; the axis is kept. */
Node *largest_along(Rule *k, Node *a, int axis);

/* lengths of a from starts (nodes, or NULL for 0), with strides (NULL: 1). */
Node *part_of(Rule *k, Node *a, Node *const *starts, const int64_t *lengths,
              const int64_t *strides);

/* --- matrices, in the last two axes --- */

int64_t rows_of(const Node *a);
/* The place of each row, n x 1, in s64. */
Node *row_places(Rule *k, int64_t n);
/* Rows and columns of a from `row` and `column` (NULL: 0) on; 0 of them: all. */
Node *block(Rule *k, Node *a, Node *row, int64_t rows, Node *column, int64_t columns);
/* a with the part from `row` and `column` (NULL: 0) on replaced. */
Node *put_block(Rule *k, Node *a, Node *part, Node *row, Node *column);
/* A batch of products, summed over axis `i` of a and `j` of b; both have `rank` axes. */
Node *batch_dot(Rule *k, Node *a, int i, Node *b, int j, int rank);

/* A fold, element by element in order: the places in nested axes, of which the first goes slowest,
   of a window, and the operation or region (of elementwise operations) that combines the elements
   that all results meet there with what they came to so far. */
typedef struct Fold {
    OpCode op;
    const Graph *region; /* instead: of the element, then what it came to; then of `captured` */
    Node *const *captured;
    const Shape *result;
    int axes;                /* nested loops */
    int64_t count[MAX_RANK]; /* of places along each */
    int axis[MAX_RANK];      /* of the operand */
    int64_t step[MAX_RANK];  /* in the operand, from one place to the next */
    const int64_t *strides;  /* in the operand, from one result to the next; NULL: 1 */
} Fold;

/* Folds the operand, of the result's rank, from what the scalar `initial` says. */
Node *fold_in_order(Rule *k, Node *a, Node *initial, const Fold *f);

/* A loop over i = 0 .. count - 1 (an s64 scalar) with `states` values, which body replaces. */
typedef void LoopBody(Rule *k, Node *i, Node **state, const void *given);
bool rule_loop(Rule *k, int64_t count, Node **state, int states, LoopBody *body, const void *given);
/* One that also ends where `more`, asked before each turn, gives 0. */
typedef Node *LoopTest(Rule *k, Node *const *state);
bool rule_loop_while(Rule *k, int64_t most, Node **state, int states, LoopBody *body,
                     LoopTest *more, const void *given);

#endif
