/* emit_map.c - elementwise ops and the small operations that others are made of.

   Most are one operation, named in op.def. Operands are converted to the type that is computed in
   and broadcast to the result's shape first. What StableHLO has no operation for, or another
   meaning, is written out: NaN and infinity, truth, complex signs, and what is nothing to do for
   integers. */
#include "compile/stablehlo/emit.h"

#include <string.h>

/* --- small operations --- */

/* "stablehlo.add", "chlo.erf": chlo operations are printed in the generic form. */
static void print_op(Emit *e, const char *op, const Val *in, int count)
{
    bool is_chlo = strncmp(op, "chlo.", 5) == 0;
    text_print(e->out, is_chlo ? "\"%s\"(" : "stablehlo.%s ", op);
    emit_names(e, in, count);
    text_add(e->out, is_chlo ? STR(")") : STR(""));
}

/* Ends an operation whose operands and result are of one type. */
static void end_of_type(Emit *e, const Val *v)
{
    text_add(e->out, STR(" : "));
    emit_type(e, v->dtype, &v->shape);
    emit_end(e);
}

Val emit_unary(Emit *e, const char *op, Val x, DType dtype)
{
    Val v = emit_define(e, dtype, &x.shape);
    print_op(e, op, &x, 1);
    if (x.dtype == dtype && strncmp(op, "chlo.", 5) != 0 && strcmp(op, "convert") != 0)
        end_of_type(e, &v);
    else
        emit_signature(e, &x, 1, &v, 1);
    return v;
}

Val emit_binary(Emit *e, const char *op, Val x, Val y)
{
    Val v = emit_define(e, x.dtype, &x.shape);
    print_op(e, op, (Val[]){x, y}, 2);
    end_of_type(e, &v);
    return v;
}

Val emit_compare(Emit *e, const char *direction, Val x, Val y)
{
    const char *kind = hlo_is_float(x.dtype) || hlo_is_complex(x.dtype) ? "FLOAT"
                       : hlo_is_unsigned(x.dtype)                       ? "UNSIGNED"
                                                                        : "SIGNED";
    Val v = emit_define(e, HLO_i1, &x.shape), in[] = {x, y};
    text_print(e->out, "stablehlo.compare %s, ", direction);
    emit_names(e, in, 2);
    text_print(e->out, ", %s", kind);
    emit_signature(e, in, 2, &v, 1);
    return v;
}

Val emit_select(Emit *e, Val truth, Val x, Val y)
{
    Val v = emit_define(e, x.dtype, &x.shape);
    print_op(e, "select", (Val[]){truth, x, y}, 3);
    text_add(e->out, STR(" : "));
    emit_type(e, HLO_i1, &truth.shape);
    text_add(e->out, STR(", "));
    emit_type(e, x.dtype, &x.shape);
    emit_end(e);
    return v;
}

Val emit_reshape(Emit *e, Val x, const Shape *s)
{
    if (shape_equal(&x.shape, s))
        return x;
    Val v = emit_define(e, x.dtype, s);
    print_op(e, "reshape", &x, 1);
    emit_signature(e, &x, 1, &v, 1);
    return v;
}

Val emit_broadcast(Emit *e, Val x, const Shape *s, const int64_t *axes)
{
    Val v = emit_define(e, x.dtype, s);
    text_add(e->out, STR("stablehlo.broadcast_in_dim "));
    emit_name(e, &x);
    text_add(e->out, STR(", dims = "));
    emit_list(e, axes, x.shape.rank);
    emit_signature(e, &x, 1, &v, 1);
    return v;
}

Val emit_stretch(Emit *e, Val x, const Shape *s)
{
    int64_t axes[MAX_RANK];
    if (shape_equal(&x.shape, s))
        return x;
    if (x.is_known)
        return emit_constant(e, x.dtype, s, x.known);
    for (int i = 0; i < x.shape.rank; i++)
        axes[i] = s->rank - x.shape.rank + i;
    return emit_broadcast(e, x, s, axes);
}

Val emit_is_nan(Emit *e, Val x)
{
    return emit_compare(e, "NE", x, x);
}

Val emit_iota(Emit *e, DType dtype, const Shape *s, int64_t axis)
{
    Val v = emit_define(e, dtype, s);
    text_print(e->out, "stablehlo.iota dim = %lld : ", (long long)axis);
    emit_type(e, dtype, s);
    emit_end(e);
    return v;
}

/* --- what is written out --- */

static Val zeros(Emit *e, DType dtype, const Shape *s)
{
    return emit_constant(e, dtype, s, scalar_u(0));
}

/* -1, 0 or 1 by the real part, where that is 0 by the imaginary one. */
static Val complex_sign(Emit *e, Val x)
{
    DType half = dtype_to_real(x.dtype);
    Val re = emit_unary(e, "real", x, half), im = emit_unary(e, "imag", x, half);
    Val zero = zeros(e, half, &x.shape);
    Val chosen = emit_select(e, emit_compare(e, "NE", re, zero), re, im);
    Val parts[] = {emit_unary(e, "sign", chosen, half), zeros(e, half, &x.shape)};
    Val v = emit_define(e, x.dtype, &x.shape);
    print_op(e, "complex", parts, 2);
    end_of_type(e, &v);
    return v;
}

static Val sign(Emit *e, Val x)
{
    if (hlo_is_complex(x.dtype))
        return complex_sign(e, x);
    if (!hlo_is_unsigned(x.dtype))
        return emit_unary(e, "sign", x, x.dtype);
    Val truth = emit_compare(e, "NE", x, zeros(e, x.dtype, &x.shape));
    return x.dtype == DTYPE_u8 ? truth : emit_convert(e, truth, x.dtype);
}

static Val is_infinity(Emit *e, Val x)
{
    if (!hlo_is_complex(x.dtype))
        return emit_unary(e, "chlo.is_inf", x, HLO_i1);
    DType half = dtype_to_real(x.dtype);
    Val re = emit_unary(e, "chlo.is_inf", emit_unary(e, "real", x, half), HLO_i1);
    Val im = emit_unary(e, "chlo.is_inf", emit_unary(e, "imag", x, half), HLO_i1);
    return emit_binary(e, "or", re, im);
}

static DType dtype_of(const Node *n)
{
    return node_type(n)->dtype;
}

static Val map_is_nan(Emit *e, const Node *n)
{
    return emit_is_nan(e, emit_value(e, n->args[0]));
}

static Val map_is_infinity(Emit *e, const Node *n)
{
    return is_infinity(e, emit_value(e, n->args[0]));
}

static Val map_sign(Emit *e, const Node *n)
{
    return sign(e, emit_value(e, n->args[0]));
}

static Val map_abs(Emit *e, const Node *n)
{
    return emit_unary(e, "abs", emit_value(e, n->args[0]), dtype_of(n));
}

static Val map_imag(Emit *e, const Node *n)
{
    return emit_unary(e, "imag", emit_value(e, n->args[0]), dtype_of(n));
}

static Val map_convert(Emit *e, const Node *n)
{
    return emit_value_as(e, n->args[0], dtype_of(n));
}

/* Also of a constant, so that what is read back is emitted as this was. */
static Val map_real(Emit *e, const Node *n)
{
    Val x = emit_value(e, n->args[0]);
    return hlo_is_complex(x.dtype) ? emit_unary(e, "real", x, dtype_of(n)) : map_convert(e, n);
}

static Val map_bitcast(Emit *e, const Node *n)
{
    return emit_unary(e, "bitcast_convert", emit_value(e, n->args[0]), dtype_of(n));
}

/* Bits of less than a byte are counted in one: XLA counts those of the sign as often as they are
   extended. */
static Val map_count(Emit *e, const Node *n)
{
    DType to = dtype_of(n);
    int bits = dtype_info[to].bits;
    Val x = emit_value(e, n->args[0]);
    if (bits >= 8)
        return emit_unary(e, op_info[n->op].stablehlo, x, to);
    x = emit_convert(e, x, DTYPE_u8);
    x = emit_binary(e, "and", x, emit_constant(e, DTYPE_u8, &x.shape, scalar_u((1u << bits) - 1)));
    x = emit_unary(e, op_info[n->op].stablehlo, x, DTYPE_u8);
    if (n->op == OP_count_leading_zeros)
        x = emit_binary(e, "subtract", x,
                        emit_constant(e, DTYPE_u8, &x.shape, scalar_u(8u - (unsigned)bits)));
    return emit_convert(e, x, to);
}

/* XLA has no cube root of complex numbers. */
static Val map_cbrt(Emit *e, const Node *n)
{
    Val x = emit_value_as(e, n->args[0], dtype_of(n));
    if (!hlo_is_complex(x.dtype))
        return emit_unary(e, "cbrt", x, x.dtype);
    return emit_binary(e, "power", x, emit_constant(e, x.dtype, &x.shape, scalar_f(1.0 / 3)));
}

/* XLA has no chlo operations for types of 8 bits. */
static Val map_plain(Emit *e, const Node *n)
{
    const char *op = op_info[n->op].stablehlo;
    DType to = dtype_of(n);
    bool is_small = dtype_info[to].bits == 8 && strncmp(op, "chlo.", 5) == 0;
    DType in = is_small ? DTYPE_f32 : to;
    return emit_convert(e, emit_unary(e, op, emit_value_as(e, n->args[0], in), in), to);
}

/* --- one operand --- */

typedef Val Map1(Emit *e, const Node *n);

/* What is nothing, or something else, for some types; the others are their row's operation. */
static Map1 *const own_map[OP_count] = {
    [OP_is_nan] = map_is_nan,
    [OP_is_infinity] = map_is_infinity,
    [OP_sign] = map_sign,
    [OP_abs] = map_abs,
    [OP_real] = map_real,
    [OP_imag] = map_imag,
    [OP_as_type] = map_convert,
    [OP_bitcast] = map_bitcast,
    [OP_cbrt] = map_cbrt,
    [OP_population_count] = map_count,
    [OP_count_leading_zeros] = map_count,
};

static void emit_map1(Emit *e, const Node *n)
{
    emit_bind(e, n, (own_map[n->op] ? own_map[n->op] : map_plain)(e, n));
}

/* --- two operands --- */

static DType merged(const Node *n, int first)
{
    DType t = node_type(n->args[first])->dtype;
    for (int i = first + 1; i < n->nargs; i++)
        t = dtype_merge(t, node_type(n->args[i])->dtype);
    return t;
}

static const char *const directions[OP_count] = {
    [OP_equal] = "EQ", [OP_not_equal] = "NE",     [OP_greater] = "GT",
    [OP_less] = "LT",  [OP_greater_equal] = "GE", [OP_less_equal] = "LE",
};

/* Whether the node divides integers by y, in which it is known that there is a 0, or nothing. */
static bool divides_by_zero(const Node *n, const Val *y)
{
    const Tensor *by = n->args[1]->tensor;
    bool is_division = n->op == OP_remainder || n->op == OP_quotient;
    bool has_zero = shape_count(&y->shape) == 0 || (y->is_known && scalar_is_zero(y->known));
    for (int64_t i = 0; is_division && by && i < shape_count(&by->type.shape) && !has_zero; i++)
        has_zero = scalar_is_zero(tensor_get(by, i));
    return is_division && has_zero && dtype_is_integer(node_type(n)->dtype);
}

static bool is_same(const Val *x, const Val *y)
{
    return x->id == y->id && x->part == y->part;
}

/* The value, of which nothing is known when XLA simplifies. */
static Val emit_opaque(Emit *e, Val x)
{
    Val v = emit_define(e, x.dtype, &x.shape);
    print_op(e, "optimization_barrier", &x, 1);
    end_of_type(e, &v);
    return v;
}

static void emit_map2(Emit *e, const Node *n)
{
    const Shape *s = &node_type(n)->shape;
    const char *direction = directions[n->op], *op = op_info[n->op].stablehlo;
    DType to = node_type(n)->dtype, in = direction ? merged(n, 0) : to;
    if (n->op == OP_logical_and || n->op == OP_logical_or || n->op == OP_logical_xor)
        in = HLO_i1;
    if (n->op == OP_complex)
        in = dtype_to_real(to);
    if (direction && emit_is_for_xla(e)) /* XLA takes the least s2 for more than it is */
        in = emit_whole_bytes(in);
    if (n->op == OP_right_shift && hlo_is_unsigned(in))
        op = "shift_right_logical";
    Val x = emit_operand(e, n->args[0], in, s), v;
    Val y = n->args[0] == n->args[1] ? x : emit_operand(e, n->args[1], in, s);
    if (emit_is_for_xla(e) && divides_by_zero(n, &y)) /* folding it would end the process */
        y = emit_opaque(e, y);
    if (emit_is_for_xla(e) && n->op == OP_atan2 && is_same(&x, &y)) /* NaN at a 0 that is known */
        y = emit_binary(e, "multiply", emit_unary(e, "abs", x, in), emit_unary(e, "sign", x, in));
    if (direction) {
        v = emit_compare(e, direction, x, y);
    } else {
        v = emit_define(e, in == HLO_i1 ? HLO_i1 : to, s);
        print_op(e, op, (Val[]){x, y}, 2);
        end_of_type(e, &v);
    }
    emit_bind(e, n, v);
}

static Val word(Emit *e, const Shape *s, uint32_t x)
{
    return emit_constant(e, DTYPE_u32, s, scalar_u(x));
}

static Val turned(Emit *e, Val x, unsigned by)
{
    Val up = emit_binary(e, "shift_left", x, word(e, &x.shape, by));
    Val down = emit_binary(e, "shift_right_logical", x, word(e, &x.shape, 32 - by));
    return emit_binary(e, "or", up, down);
}

static void halves(Emit *e, Val x, Val out[2])
{
    Val by = emit_constant(e, x.dtype, &x.shape, scalar_u(32));
    out[0] = emit_convert(e, emit_binary(e, "shift_right_logical", x, by), DTYPE_u32);
    out[1] = emit_convert(e, x, DTYPE_u32);
}

/* 20 rounds on two words (eval/element.h): rotations, and a word of the key every fourth round.
   XLA makes these a loop of its own, apart from what is made of the bits: of both in one, some
   versions on CPUs make no vector instruction (14 times slower on a million normal numbers). */
static void emit_threefry(Emit *e, const Node *n)
{
    static const unsigned turns[] = {13, 15, 26, 6, 17, 29, 16, 24};
    const Shape *s = &node_type(n)->shape;
    Val key[3], x[2];
    halves(e, emit_operand(e, n->args[0], DTYPE_u64, s), key);
    halves(e, emit_operand(e, n->args[1], DTYPE_u64, s), x);
    key[2] = emit_binary(e, "xor", key[0], key[1]);
    key[2] = emit_binary(e, "xor", key[2], word(e, s, 0x1BD11BDAu));
    for (int i = 0; i < 2; i++)
        x[i] = emit_binary(e, "add", x[i], key[i]);
    for (unsigned round = 0; round < 20; round++) {
        x[0] = emit_binary(e, "add", x[0], x[1]);
        x[1] = emit_binary(e, "xor", turned(e, x[1], turns[round % 8]), x[0]);
        if (round % 4 != 3)
            continue;
        unsigned step = round / 4 + 1;
        x[0] = emit_binary(e, "add", x[0], key[step % 3]);
        x[1] = emit_binary(e, "add", x[1], key[(step + 1) % 3]);
        x[1] = emit_binary(e, "add", x[1], word(e, s, step));
    }
    Val high = emit_convert(e, x[0], DTYPE_u64);
    high = emit_binary(e, "shift_left", high, emit_constant(e, DTYPE_u64, s, scalar_u(32)));
    Val bits = emit_binary(e, "or", high, emit_convert(e, x[1], DTYPE_u64));
    emit_bind(e, n, emit_is_for_xla(e) ? emit_opaque(e, bits) : bits);
}

/* --- three operands --- */

static void emit_choice(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    Val p = emit_truth(e, n->args[0]);
    if (p.shape.rank > 0)
        p = emit_stretch(e, p, &t->shape);
    Val x = emit_operand(e, n->args[1], t->dtype, &t->shape);
    Val y = emit_operand(e, n->args[2], t->dtype, &t->shape);
    emit_bind(e, n, emit_select(e, p, x, y));
}

static void emit_clip(Emit *e, const Node *n)
{
    DType in = merged(n, 0);
    Val x = emit_value_as(e, n->args[0], in);
    Val low = emit_value_as(e, n->args[1], in), high = emit_value_as(e, n->args[2], in);
    Val args[] = {low, x, high}, v = emit_define(e, in, &x.shape);
    print_op(e, "clamp", args, 3);
    emit_signature(e, args, 3, &v, 1);
    emit_bind(e, n, emit_convert(e, v, node_type(n)->dtype));
}

void emit_map(Emit *e, const Node *n)
{
    if (emit_does_nothing(n) || emit_is_constant(n, NULL))
        return; /* read through, or printed where it is used */
    if (n->nargs == 1)
        emit_map1(e, n);
    else if (n->op == OP_select)
        emit_choice(e, n);
    else if (n->op == OP_clip)
        emit_clip(e, n);
    else if (n->op == OP_threefry2x32)
        emit_threefry(e, n);
    else
        emit_map2(e, n);
}
