/* algebra.c - what may stand for a node: rows of pattern, result and when it is exact.

   Exact means the same bits for every input of the types in question, NaN payloads aside: x + 0 is
   not x for floats, because -0.0 + 0.0 is 0.0; x + -0.0 is. A result must also have the node's
   type, so operands that would be converted never match. */
#include "transform/simplify.h"

#include <math.h>

typedef enum When { INTEGERS, FLOATS, REALS /* both, not complex */, ALWAYS } When;
typedef enum Number { ZERO, MINUS_ZERO, ONE, ALL_ONES /* every bit set */ } Number;
typedef enum Becomes { OTHER /* operand */, NUMBER } Becomes;

/* clang-format off */

/* A number meets something: operand `at` of op is `number`. */
static const struct WithNumber {
    OpCode op; int at; Number number; Becomes becomes; When when;
} with_number[] = {
    {OP_add,         1, ZERO,       OTHER,  INTEGERS},
    {OP_add,         0, ZERO,       OTHER,  INTEGERS},
    {OP_add,         1, MINUS_ZERO, OTHER,  FLOATS},
    {OP_add,         0, MINUS_ZERO, OTHER,  FLOATS},
    {OP_subtract,    1, ZERO,       OTHER,  REALS},
    {OP_multiply,    1, ONE,        OTHER,  REALS},
    {OP_multiply,    0, ONE,        OTHER,  REALS},
    {OP_multiply,    1, ZERO,       NUMBER, INTEGERS},
    {OP_multiply,    0, ZERO,       NUMBER, INTEGERS},
    {OP_divide,      1, ONE,        OTHER,  FLOATS},
    {OP_quotient,    1, ONE,        OTHER,  INTEGERS},
    {OP_pow,         1, ONE,        OTHER,  REALS},
    {OP_bitwise_and, 1, ALL_ONES,   OTHER,  INTEGERS},
    {OP_bitwise_and, 0, ALL_ONES,   OTHER,  INTEGERS},
    {OP_bitwise_and, 1, ZERO,       NUMBER, INTEGERS},
    {OP_bitwise_and, 0, ZERO,       NUMBER, INTEGERS},
    {OP_bitwise_or,  1, ZERO,       OTHER,  INTEGERS},
    {OP_bitwise_or,  0, ZERO,       OTHER,  INTEGERS},
    {OP_bitwise_or,  1, ALL_ONES,   NUMBER, INTEGERS},
    {OP_bitwise_or,  0, ALL_ONES,   NUMBER, INTEGERS},
    {OP_bitwise_xor, 1, ZERO,       OTHER,  INTEGERS},
    {OP_bitwise_xor, 0, ZERO,       OTHER,  INTEGERS},
    {OP_left_shift,  1, ZERO,       OTHER,  INTEGERS},
    {OP_right_shift, 1, ZERO,       OTHER,  INTEGERS},
};

/* The same operand twice. */
static const struct WithItself {
    OpCode op; Becomes becomes; When when;
} with_itself[] = {
    {OP_max,         OTHER,  ALWAYS},
    {OP_min,         OTHER,  ALWAYS},
    {OP_bitwise_and, OTHER,  ALWAYS},
    {OP_bitwise_or,  OTHER,  ALWAYS},
    {OP_subtract,    NUMBER, INTEGERS}, /* 0 */
    {OP_bitwise_xor, NUMBER, INTEGERS},
};

/* outer(inner(x, ..)): operand `at` of the inner node, or the inner node itself. */
typedef enum Gives { INNER, FIRST, SECOND } Gives;
static const struct Nested {
    OpCode outer, inner; Gives gives;
} nested[] = {
    {OP_negate,      OP_negate,      FIRST},
    {OP_bitwise_not, OP_bitwise_not, FIRST},
    {OP_conjugate,   OP_conjugate,   FIRST},
    {OP_real,        OP_complex,     FIRST},
    {OP_imag,        OP_complex,     SECOND},
    {OP_abs,         OP_abs,         INNER},
    {OP_sign,        OP_sign,        INNER},
    {OP_floor,       OP_floor,       INNER},
    {OP_ceil,        OP_ceil,        INNER},
    {OP_round,       OP_round,       INNER},
};

/* Always their operand. */
static const OpCode transparent[] = {OP_metadata, OP_stop_grad};
/* clang-format on */

#define ROWS(table) (sizeof(table) / sizeof *(table))

/* --- matching --- */

static bool exact(When when, DType t)
{
    switch (when) {
    case INTEGERS:
        return dtype_is_integer(t);
    case FLOATS:
        return dtype_is_float(t);
    case REALS:
        return !dtype_is_complex(t);
    case ALWAYS:
        return true;
    }
    return false;
}

static Scalar number_of(const Node *constant)
{
    return tensor_get(constant->tensor, 0);
}

/* Whether every bit is set once the constant has the dtype t of the computation. */
static bool is_all_ones(DType t, Scalar x)
{
    if (x.class_ == DCLASS_s)
        return x.s == -1 && dtype_info[t].class_ == DCLASS_s;
    int bits = dtype_info[t].bits;
    return x.class_ == DCLASS_u && dtype_info[t].class_ == DCLASS_u && x.u == ~0ULL >> (64 - bits);
}

static bool is_number(const Node *n, Number number, DType of)
{
    if (!is_constant(n))
        return false;
    Scalar x = number_of(n);
    if (x.class_ == DCLASS_c)
        return false;
    bool negative = x.class_ == DCLASS_f && signbit(x.f);
    switch (number) {
    case ZERO:
        return scalar_is_zero(x) && !negative;
    case MINUS_ZERO:
        return scalar_is_zero(x) && negative;
    case ONE:
        return scalar_double(x) == 1.0;
    case ALL_ONES:
        return is_all_ones(of, x);
    }
    return false;
}

static bool stands_for(const Node *n, const Node *x)
{
    return x->ntypes == 1 && type_equal(node_type(n), node_type(x));
}

/* --- elementwise --- */

/* x, of n's dtype, broadcast to n's shape as an elementwise op would. */
static Node *spread(Scope *s, Node *x, const Node *n)
{
    const Shape *to = &node_type(n)->shape;
    int rank = node_type(x)->shape.rank;
    int64_t axes[MAX_RANK];
    for (int i = 0; i < rank; i++)
        axes[i] = to->rank - rank + i;
    Attr attrs[] = {{ATTR_shape, (uint32_t)to->rank, to->dim}, {ATTR_axes, (uint32_t)rank, axes}};
    return simple_node(s, OP_broadcast, &x, 1, attrs, 2, n->span);
}

static Node *rewrite_with_number(Scope *s, const Node *n)
{
    DType t = node_type(n)->dtype;
    for (size_t i = 0; i < ROWS(with_number); i++) {
        const struct WithNumber *row = &with_number[i];
        if (n->op != row->op || !exact(row->when, t) ||
            !is_number(n->args[row->at], row->number, t))
            continue;
        if (row->becomes == NUMBER)
            return simple_constant(s, *node_type(n), number_of(n->args[row->at]), n->span);
        Node *other = n->args[1 - row->at];
        if (node_type(other)->dtype == t)
            return spread(s, other, n);
    }
    return NULL;
}

static Node *rewrite_with_itself(Scope *s, const Node *n)
{
    for (size_t i = 0; i < ROWS(with_itself); i++) {
        const struct WithItself *row = &with_itself[i];
        if (n->op != row->op || n->args[0] != n->args[1] || !exact(row->when, node_type(n)->dtype))
            continue;
        if (row->becomes == NUMBER)
            return simple_constant(s, *node_type(n), scalar_s(0), n->span);
        return n->args[0];
    }
    return NULL;
}

static Node *rewrite_nested(const Node *n)
{
    if (n->nargs != 1)
        return NULL;
    for (size_t i = 0; i < ROWS(nested); i++) {
        const struct Nested *row = &nested[i];
        if (n->op != row->outer || n->args[0]->op != row->inner)
            continue;
        Node *x = row->gives == INNER ? n->args[0] : n->args[0]->args[row->gives - FIRST];
        return stands_for(n, x) ? x : NULL;
    }
    return NULL;
}

static Node *rewrite_select(const Node *n)
{
    Node *x = NULL;
    if (n->args[1] == n->args[2])
        x = n->args[1];
    else if (is_constant(n->args[0]))
        x = n->args[scalar_is_zero(number_of(n->args[0])) ? 2 : 1];
    return x && stands_for(n, x) ? x : NULL;
}

/* Whether every value of a is one of b. */
static bool holds(DType a, DType b)
{
    const DTypeInfo *from = &dtype_info[a], *to = &dtype_info[b];
    if (dtype_is_float(a))
        return b == DTYPE_f64 || (b == DTYPE_f32 && a != DTYPE_f64);
    if (!dtype_is_integer(a) || !dtype_is_integer(b))
        return false;
    return from->class_ == to->class_ ? from->bits <= to->bits
                                      : from->class_ == DCLASS_u && from->bits < to->bits;
}

static Node *rewrite_as_type(Scope *s, const Node *n)
{
    Node *x = n->args[0];
    if (stands_for(n, x))
        return x;
    if (is_constant(x) && number_of(x).class_ != DCLASS_c)
        return simple_constant(s, *node_type(n), number_of(x), n->span);
    if (x->op == OP_as_type && holds(node_type(x->args[0])->dtype, node_type(x)->dtype))
        return simple_node(s, OP_as_type, x->args, 1, n->attrs, n->nattrs, n->span);
    return NULL;
}

/* --- views --- */

static Node *rewrite_transpose(Scope *s, const Node *n)
{
    const Attr *axes = node_attr(n, ATTR_axes);
    bool moves = false;
    for (uint32_t i = 0; i < axes->count; i++)
        moves |= axes->at[i] != (int64_t)i;
    Node *x = n->args[0];
    if (!moves)
        return x;
    if (x->op != OP_transpose)
        return NULL;
    int64_t both[MAX_RANK];
    for (uint32_t i = 0; i < axes->count; i++)
        both[i] = node_attr(x, ATTR_axes)->at[axes->at[i]];
    Attr a = {ATTR_axes, axes->count, both};
    return simple_node(s, OP_transpose, x->args, 1, &a, 1, n->span);
}

static Node *rewrite_broadcast(Scope *s, const Node *n)
{
    Node *x = n->args[0];
    if (stands_for(n, x))
        return x;
    if (x->op != OP_broadcast)
        return NULL;
    const Attr *inner = node_attr(x, ATTR_axes), *outer = node_attr(n, ATTR_axes);
    int64_t both[MAX_RANK];
    for (uint32_t i = 0; i < inner->count; i++)
        both[i] = outer->at[inner->at[i]];
    Attr attrs[] = {*node_attr(n, ATTR_shape), {ATTR_axes, inner->count, both}};
    return simple_node(s, OP_broadcast, x->args, 1, attrs, 2, n->span);
}

static bool same_values(const Attr *a, const Attr *b)
{
    bool same = a->count == b->count;
    for (uint32_t i = 0; i < a->count && same; i++)
        same = a->at[i] == b->at[i];
    return same;
}

static Node *rewrite_reverse(const Node *n)
{
    Node *x = n->args[0];
    const Attr *axes = node_attr(n, ATTR_axes);
    bool turns = false;
    for (uint32_t i = 0; i < axes->count; i++)
        turns |= node_type(n)->shape.dim[axes->at[i]] > 1;
    if (!turns)
        return x;
    return x->op == OP_reverse && same_values(axes, node_attr(x, ATTR_axes)) ? x->args[0] : NULL;
}

static bool pads_nothing(const Node *n)
{
    static const AttrName sides[] = {ATTR_low, ATTR_high, ATTR_interior};
    for (size_t i = 0; i < ROWS(sides); i++)
        for (uint32_t j = 0; j < node_attr(n, sides[i])->count; j++)
            if (node_attr(n, sides[i])->at[j] != 0)
                return false;
    return true;
}

/* A view of one repeated number is that number. */
static Node *rewrite_view_of_number(Scope *s, const Node *n)
{
    if (op_info[n->op].class_ != CLASS_VIEW || n->op == OP_pad || !is_constant(n->args[0]))
        return NULL;
    return simple_constant(s, *node_type(n), number_of(n->args[0]), n->span);
}

static Node *rewrite_view(Scope *s, const Node *n)
{
    Node *x = n->args[0];
    if (n->op == OP_reshape && stands_for(n, x))
        return x;
    if (n->op == OP_reshape && x->op == OP_reshape)
        return simple_node(s, OP_reshape, x->args, 1, n->attrs, n->nattrs, n->span);
    if (n->op == OP_transpose)
        return rewrite_transpose(s, n);
    if (n->op == OP_broadcast)
        return rewrite_broadcast(s, n);
    if (n->op == OP_reverse)
        return rewrite_reverse(n);
    if (n->op == OP_slice) /* of the whole: starts are clamped to 0, strides cannot matter */
        return stands_for(n, x) ? x : rewrite_pieces(s, n);
    if (n->op == OP_pad)
        return pads_nothing(n) && stands_for(n, x) ? x : NULL;
    return NULL;
}

/* --- all --- */

Node *rewrite(Scope *s, const Node *n)
{
    for (size_t i = 0; i < ROWS(transparent); i++)
        if (n->op == transparent[i])
            return n->args[0];
    if (n->op == OP_as_type)
        return rewrite_as_type(s, n);
    if (n->op == OP_select)
        return rewrite_select(n);
    if (n->op == OP_concatenate || n->op == OP_put_slice)
        return rewrite_pieces(s, n);
    if (op_info[n->op].class_ == CLASS_VIEW) {
        Node *number = rewrite_view_of_number(s, n);
        return number ? number : rewrite_view(s, n);
    }
    if (n->nargs == 2) {
        Node *x = rewrite_with_number(s, n);
        return x ? x : rewrite_with_itself(s, n);
    }
    return rewrite_nested(n);
}
