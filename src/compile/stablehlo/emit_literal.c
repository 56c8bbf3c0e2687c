/* emit_literal.c - constants: numbers, lists of them, and bytes. */
#include "compile/stablehlo/emit.h"

static void print_bits(Text *out, DType dtype, Scalar x)
{
    char bytes[16] = {0};
    dtype_store(dtype, bytes, 0, x);
    text_add(out, STR("0x"));
    for (int i = dtype_info[dtype].bits / 8; i-- > 0;)
        text_print(out, "%02X", (unsigned)(unsigned char)bytes[i]);
}

static void print_float(Text *out, DType dtype, double x)
{
    Text digits = {0};
    if (x - x != 0) {
        print_bits(out, dtype, scalar_f(x));
        return;
    }
    float_print(&digits, dtype, x);
    for (size_t i = 0, point = 0; i < digits.len; i++) { /* a float has a point: 1.0e9 */
        point |= digits.at[i] == '.';
        if (digits.at[i] == 'e' && !point)
            text_add(out, STR(".0"));
        text_char(out, digits.at[i]);
    }
    text_free(&digits);
}

static void print_number(Text *out, DType dtype, Scalar x)
{
    if (dtype == HLO_i1) {
        text_add(out, scalar_is_zero(x) ? STR("false") : STR("true"));
        return;
    }
    switch (dtype_info[dtype].class_) {
    case DCLASS_u:
        text_print(out, "%llu", (unsigned long long)x.u);
        break;
    case DCLASS_s:
        text_print(out, "%lld", (long long)x.s);
        break;
    case DCLASS_f:
        print_float(out, dtype, scalar_double(x));
        break;
    case DCLASS_c: {
        DType half = dtype_to_real(dtype);
        text_char(out, '(');
        print_float(out, half, creal(x.c));
        text_add(out, STR(", "));
        print_float(out, half, cimag(x.c));
        text_char(out, ')');
        break;
    }
    }
}

/* The number as that dtype has it. */
static Scalar number_as(DType dtype, Scalar x)
{
    union {
        uint64_t words[2];
        char bytes[16];
    } room = {{0}};
    if (dtype == HLO_i1)
        return scalar_u(!scalar_is_zero(x));
    dtype_store(dtype, room.bytes, 0, x);
    return dtype_load(dtype, room.bytes, 0);
}

Val emit_constant(Emit *e, DType dtype, const Shape *s, Scalar x)
{
    Val v = emit_define(e, dtype, s);
    v.is_known = true;
    v.known = number_as(dtype, x);
    text_add(e->out, STR("stablehlo.constant dense<"));
    print_number(e->out, dtype, v.known);
    text_add(e->out, STR("> : "));
    emit_type(e, dtype, s);
    emit_end(e);
    return v;
}

Val emit_convert(Emit *e, Val x, DType dtype)
{
    if (x.dtype == dtype)
        return x;
    if (x.is_known)
        return emit_constant(e, dtype, &x.shape, x.known);
    if (hlo_is_complex(x.dtype) && !hlo_is_complex(dtype))
        return emit_convert(e, emit_unary(e, "real", x, dtype_to_real(x.dtype)), dtype);
    return emit_unary(e, "convert", x, dtype);
}

enum { INLINE_ELEMENTS = 16 /* longer tensors are printed as bytes */ };

/* Nested lists of all elements. */
static void print_elements(Emit *e, const Tensor *t)
{
    const Shape *s = &t->type.shape;
    for (int64_t i = 0, n = shape_count(s); i < n; i++) {
        int opens = 0, closes = 0;
        int64_t block = 1;
        for (int a = s->rank - 1; a >= 0; a--) {
            block *= s->dim[a];
            opens += i % block == 0;
            closes += (i + 1) % block == 0;
        }
        text_add(e->out, i ? STR(", ") : STR(""));
        text_pad(e->out, '[', opens);
        print_number(e->out, t->type.dtype, tensor_get(t, i));
        text_pad(e->out, ']', closes);
    }
}

/* Small types take a byte each. */
static void print_bytes(Emit *e, const Tensor *t)
{
    static const char digits[] = "0123456789ABCDEF";
    bool is_small = dtype_is_packed(t->type.dtype);
    const unsigned char *data = tensor_data(t);
    int64_t count = is_small ? shape_count(&t->type.shape) : tensor_bytes(t);
    text_add(e->out, STR("\"0x"));
    for (int64_t i = 0; i < count; i++) {
        unsigned byte = is_small ? (unsigned)(tensor_get(t, i).u & 0xff) : data[i];
        if (is_small)
            byte &= (1u << dtype_info[t->type.dtype].bits) - 1;
        text_char(e->out, digits[byte >> 4]);
        text_char(e->out, digits[byte & 15]);
    }
    text_char(e->out, '"');
}

Val emit_tensor(Emit *e, const Node *n)
{
    const Tensor *t = n->tensor;
    int64_t count = shape_count(&t->type.shape);
    Val v = emit_define(e, t->type.dtype, &t->type.shape);
    text_add(e->out, STR("stablehlo.constant dense<"));
    if (count > INLINE_ELEMENTS)
        print_bytes(e, t);
    else if (count > 0)
        print_elements(e, t);
    text_add(e->out, STR("> : "));
    emit_type(e, t->type.dtype, &t->type.shape);
    emit_end(e);
    return v;
}
