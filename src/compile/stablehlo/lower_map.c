/* lower_map.c - operations of elements, and constants.

   Most are rows of op.def, found by their StableHLO name; the others have rules. */
#include "compile/stablehlo/lower.h"

/* stablehlo.and is logical on i1 and on bits else, divide integral or not: the row by its types. */
static bool fits(const Lower *l, OpCode op, DType dtype, bool is_truth)
{
    (void)l;
    bool is_integer = dtype_is_integer(dtype);
    if (op == OP_divide)
        return !is_integer;
    if (op == OP_logical_and || op == OP_logical_or || op == OP_logical_xor)
        return is_truth;
    if (op == OP_bitwise_and || op == OP_bitwise_or || op == OP_bitwise_xor || op == OP_bitwise_not)
        return !is_truth;
    return op_info[op].dtype != DRULE_u8 && op != OP_complex;
}

/* add and multiply of truth are or and and, max and min likewise. */
static bool truth_row(Str name, OpCode *op)
{
    static const struct {
        const char *name;
        OpCode op;
    } rows[] = {{"add", OP_logical_or},
                {"multiply", OP_logical_and},
                {"maximum", OP_logical_or},
                {"minimum", OP_logical_and}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (str_is(name, rows[i].name)) {
            *op = rows[i].op;
            return true;
        }
    return false;
}

/* The elementwise row with this name, "add" or "chlo.erf". */
static bool map_row(const Lower *l, Str name, const Node *x, OpCode *out)
{
    bool is_truth = lower_is_truth(l, 0);
    if (is_truth && truth_row(name, out))
        return true;
    for (int i = 0; i < OP_count; i++) {
        OpCode op = (OpCode)i;
        bool named = str_is(name, op_info[op].stablehlo) ||
                     (op == OP_right_shift && str_is(name, "shift_right_logical"));
        if (op_info[op].class_ == CLASS_MAP && named && op_info[op].arity == l->op->noperands &&
            fits(l, op, node_type(x)->dtype, is_truth)) {
            *out = op;
            return true;
        }
    }
    return false;
}

/* A logical shift of signed integers is one of unsigned ones. */
static Node *shift_logical(Lower *l, Node *x, Node *y)
{
    DType t = node_type(x)->dtype;
    int64_t as = t;
    for (int i = 0; i < DTYPE_count; i++)
        if (dtype_info[i].class_ == DCLASS_u && dtype_info[i].bits == dtype_info[t].bits)
            as = i;
    Attr to = {ATTR_dtype, 1, &as}, back = {ATTR_dtype, 1, (int64_t[]){t}};
    x = make(l, OP_bitcast, &x, 1, &to, 1);
    y = make(l, OP_bitcast, &y, 1, &to, 1);
    x = make2(l, OP_right_shift, x, y);
    return make(l, OP_bitcast, &x, 1, &back, 1);
}

/* Whether no element is 0, as far as one sees. */
static bool has_no_zero(const Node *x)
{
    while (x->op == OP_broadcast || x->op == OP_reshape || x->op == OP_as_type)
        x = x->args[0];
    bool ok = x->op == OP_constant;
    int64_t count = ok ? shape_count(&x->tensor->type.shape) : 0;
    for (int64_t i = 0; i < count && ok; i++)
        ok = tensor_get(x->tensor, i).u != 0;
    return ok;
}

/* Integers: divided by 0 they are all ones, the remainder what was to be divided. Programs count on
   an answer where they do not use it. */
static Node *divide_integers(Lower *l, OpCode op, Node *x, Node *y)
{
    DType t = node_type(y)->dtype;
    if (l->is_ours || has_no_zero(y))
        return make2(l, op, x, y);
    Node *none = make_number(l, t, 0), *is_none = make2(l, OP_equal, y, none);
    Node *quotient = make2(l, op, x, make3(l, OP_select, is_none, make_number(l, t, 1), y));
    return make3(l, OP_select, is_none, op == OP_quotient ? make1(l, OP_bitwise_not, none) : x,
                 quotient);
}

bool lower_elementwise(Lower *l, Str name, Results *out)
{
    Node *args[3] = {NULL};
    OpCode op;
    if (l->op->noperands && (args[0] = lower_operand(l, 0)) == NULL)
        return false;
    if (args[0] == NULL || !map_row(l, name, args[0], &op))
        return one(out, lower_refuse(l, "this operation is not supported"));
    for (int i = 1; i < l->op->noperands; i++)
        if ((args[i] = lower_operand(l, i)) == NULL)
            return false;
    if (op == OP_right_shift && str_ends(l->op->name, STR("logical")) &&
        dtype_info[node_type(args[0])->dtype].class_ == DCLASS_s)
        return one(out, shift_logical(l, args[0], args[1]));
    if ((op == OP_quotient || op == OP_remainder) && dtype_is_integer(node_type(args[0])->dtype))
        return one(out, divide_integers(l, op, args[0], args[1]));
    return one(out, make(l, op, args, l->op->noperands, NULL, 0));
}

/* The order of bits as integers: NaN above infinity, -0 below 0. */
static Node *total_order(Lower *l, Node *x)
{
    DType t = node_type(x)->dtype;
    int bits = dtype_info[t].bits;
    int64_t as = bits == 64   ? DTYPE_s64
                 : bits == 32 ? DTYPE_s32
                 : bits == 16 ? DTYPE_s16
                              : DTYPE_s8;
    Attr attr = {ATTR_dtype, 1, &as};
    Node *key = make(l, OP_bitcast, &x, 1, &attr, 1);
    Node *most = graph_constant(l->cx, l->graph, (Type){(DType)as, shape_scalar()},
                                dtype_max_finite((DType)as), l->op->span);
    Node *negative = make2(l, OP_less, key, make_number(l, (DType)as, 0));
    return make3(l, OP_select, negative, make2(l, OP_bitwise_xor, key, most), key);
}

static bool lower_compare(Lower *l, Results *out)
{
    static const struct {
        const char *name;
        OpCode op;
    } rows[] = {{"EQ", OP_equal}, {"NE", OP_not_equal},     {"GT", OP_greater},
                {"LT", OP_less},  {"GE", OP_greater_equal}, {"LE", OP_less_equal}};
    Node *x = lower_operand(l, 0), *y = lower_operand(l, 1);
    if (x == NULL || y == NULL)
        return false;
    if ((lower_says(l, "TOTALORDER") || lower_is(l, "compare_type", "TOTALORDER")) &&
        dtype_is_float(node_type(x)->dtype)) {
        x = total_order(l, x);
        y = total_order(l, y);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (lower_says(l, rows[i].name) || lower_is(l, "comparison_direction", rows[i].name))
            return one(out, make2(l, rows[i].op, x, y));
    return one(out, lower_refuse(l, "it has no direction"));
}

static bool lower_convert(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    const Type *to = lower_type(l, 0);
    if (x == NULL || failed(l->cx))
        return false;
    if (l->op->types[0].is_truth)
        return one(out, lower_is_truth(l, 0)
                            ? x
                            : make2(l, OP_not_equal, x, make_number(l, node_type(x)->dtype, 0)));
    return one(out, make_as(l, x, to->dtype));
}

static Node *bits_as(Lower *l, Node *x, DType t)
{
    int64_t to = t;
    return x ? make(l, OP_bitcast, &x, 1, &(Attr){ATTR_dtype, 1, &to}, 1) : NULL;
}

static DType unsigned_of(int bits)
{
    return bits == 8 ? DTYPE_u8 : bits == 16 ? DTYPE_u16 : bits == 32 ? DTYPE_u32 : DTYPE_u64;
}

/* Numbers as the parts that the last axis of `to` counts, the low ones first. */
static Node *taken_apart(Lower *l, Node *x, const Type *to)
{
    int from = dtype_info[node_type(x)->dtype].bits, part = dtype_info[to->dtype].bits;
    DType wide = unsigned_of(from);
    int64_t axes[MAX_RANK];
    for (int i = 0; i < MAX_RANK; i++)
        axes[i] = i;
    Node *place = make_iota(l, wide, &to->shape, to->shape.rank - 1);
    Node *by = make2(l, OP_multiply, place, make_number(l, wide, part));
    x = make_broadcast(l, bits_as(l, x, wide), &to->shape, axes);
    return bits_as(l, make_as(l, make2(l, OP_right_shift, x, by), unsigned_of(part)), to->dtype);
}

static Node *put_together(Lower *l, Node *x, DType to)
{
    const Shape *s = &node_type(x)->shape;
    int part = dtype_info[node_type(x)->dtype].bits;
    DType wide = unsigned_of(dtype_info[to].bits);
    int64_t axis = s->rank - 1, keep = 0;
    Node *by = make2(l, OP_multiply, make_iota(l, wide, s, axis), make_number(l, wide, part));
    x = make_as(l, bits_as(l, x, unsigned_of(part)), wide);
    x = make2(l, OP_left_shift, x, by);
    Attr attrs[] = {{ATTR_axes, 1, &axis}, {ATTR_keep_axes, 1, &keep}};
    x = x ? make(l, OP_sum, &x, 1, attrs, 2) : NULL;
    return x ? bits_as(l, make_as(l, x, wide), to) : NULL;
}

static bool lower_bitcast(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    const Type *to = lower_type(l, 0);
    if (x == NULL || failed(l->cx))
        return false;
    DType from = node_type(x)->dtype;
    int bits = dtype_info[from].bits, into = dtype_info[to->dtype].bits;
    if (from == to->dtype)
        return one(out, x);
    if (bits == into)
        return one(out, bits_as(l, x, to->dtype));
    int least = bits < into ? bits : into,
        rank = bits > into ? to->shape.rank : node_type(x)->shape.rank;
    if (least < 8 || dtype_is_complex(from) || dtype_is_complex(to->dtype) || rank == 0)
        return one(out, lower_refuse(l, "these types have no parts of whole bytes"));
    return one(out, bits > into ? taken_apart(l, x, to) : put_together(l, x, to->dtype));
}

/* To the digits of bf16 or f16; what is below the smallest normal number becomes 0. */
static bool lower_reduce_precision(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    const HloAttr *format = hlo_attr(l->op->attrs, "format");
    Str said = format ? format->word : STR("");
    int64_t exponent = lower_int(l, "exponent_bits", str_is(said, "e5m10") ? 5 : 8);
    int64_t mantissa = lower_int(l, "mantissa_bits",
                                 str_is(said, "e5m10")  ? 10
                                 : str_is(said, "e8m7") ? 7
                                                        : 0);
    bool is_half = exponent == 5 && mantissa == 10;
    if (x == NULL)
        return false;
    if (!is_half && !(exponent == 8 && mantissa == 7))
        return one(out, lower_refuse(l, "only the digits of f16 and bf16 are supported"));
    DType t = node_type(x)->dtype;
    Node *y = make_as(l, make_as(l, x, is_half ? DTYPE_f16 : DTYPE_bf16), t);
    Node *least = make_number(l, t, is_half ? 0x1p-14 : 0x1p-126);
    Node *is_small = make2(l, OP_less, make1(l, OP_abs, y), least);
    return one(out,
               make3(l, OP_select, is_small, make2(l, OP_multiply, y, make_number(l, t, 0)), y));
}

static bool lower_select(Lower *l, Results *out)
{
    return one(out,
               make3(l, OP_select, lower_operand(l, 0), lower_operand(l, 1), lower_operand(l, 2)));
}

static bool lower_clamp(Lower *l, Results *out)
{
    Node *low = lower_operand(l, 0), *x = lower_operand(l, 1), *high = lower_operand(l, 2);
    if (low == NULL || x == NULL || high == NULL)
        return false;
    if (node_type(low)->shape.rank == 0 && node_type(high)->shape.rank == 0)
        return one(out, make3(l, OP_clip, x, low, high));
    return one(out, make2(l, OP_min, make2(l, OP_max, x, low), high));
}

static bool lower_not(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    if (x && lower_is_truth(l, 0))
        return one(out, make2(l, OP_equal, x, make_number(l, DTYPE_u8, 0)));
    return one(out, make1(l, OP_bitwise_not, x));
}

static bool lower_complex(Lower *l, Results *out)
{
    return one(out, make2(l, OP_complex, lower_operand(l, 0), lower_operand(l, 1)));
}

static bool lower_is_finite(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0), *d = make2(l, OP_subtract, x, x);
    return one(out, d ? make2(l, OP_equal, d, make_number(l, node_type(d)->dtype, 0)) : NULL);
}

static bool lower_is_inf(Lower *l, Results *out)
{
    return one(out, make1(l, OP_is_infinity, lower_operand(l, 0)));
}

/* Half to even: at a half, twice the rounded half of it. */
static bool lower_round_even(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    if (x == NULL)
        return false;
    DType t = node_type(x)->dtype;
    Node *half = make_number(l, t, 0.5), *two = make_number(l, t, 2);
    Node *even = make2(l, OP_multiply, two, make1(l, OP_round, make2(l, OP_multiply, x, half)));
    Node *gap = make1(l, OP_abs, make2(l, OP_subtract, x, make1(l, OP_floor, x)));
    return one(out,
               make3(l, OP_select, make2(l, OP_equal, gap, half), even, make1(l, OP_round, x)));
}

static bool lower_square(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    return one(out, make2(l, OP_multiply, x, x));
}

bool lower_same(Lower *l, Results *out)
{
    out->count = l->op->noperands;
    for (int i = 0; i < out->count; i++)
        if ((out->at[i] = lower_operand(l, i)) == NULL)
            return false;
    return true;
}

/* --- leaves --- */

static bool lower_constant(Lower *l, Results *out)
{
    const HloAttr *a = hlo_attr(l->op->attrs, "value");
    if (a == NULL || a->kind != HATTR_tensor)
        return one(out, lower_refuse(l, "it has no dense literal"));
    Tensor *t = stablehlo_literal(l->cx, a);
    Node *n = NULL;
    if (t && t->type.shape.rank < a->type.type.shape.rank)
        n = graph_constant(l->cx, l->graph, a->type.type, tensor_get(t, 0), l->op->span);
    else if (t && t->type.shape.rank == 0)
        n = graph_constant(l->cx, l->graph, t->type, tensor_get(t, 0), l->op->span);
    else if (t)
        n = graph_tensor(l->cx, l->graph, t, l->op->span);
    tensor_free(t);
    return one(out, n);
}

const LowerRow lower_map_rows[] = {
    {"constant", lower_constant},
    {"compare", lower_compare},
    {"convert", lower_convert},
    {"bitcast_convert", lower_bitcast},
    {"reduce_precision", lower_reduce_precision},
    {"select", lower_select},
    {"clamp", lower_clamp},
    {"not", lower_not},
    {"complex", lower_complex},
    {"is_finite", lower_is_finite},
    {"round_nearest_even", lower_round_even},
    {"optimization_barrier", lower_same},
    {"chlo.is_inf", lower_is_inf},
    {"chlo.square", lower_square},
    {NULL, NULL},
};
