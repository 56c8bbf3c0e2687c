/* dtype.c - the table of element types and the rules between them; see dtype.h. */
#include "tensor/dtype.h"

#include "base/size.h"

#include <float.h>
#include <string.h>

/* clang-format off */
const DTypeInfo dtype_info[DTYPE_count] = {
#define DTYPE(name, bits, class, kind, numpy, hlo, safe) \
    [DTYPE_##name] = {#name, #kind, numpy, hlo, safe, bits, DCLASS_##class},
#include "tensor/dtype.def"
#undef DTYPE
};
/* clang-format on */

bool dtype_is_integer(DType t)
{
    return dtype_info[t].class_ == DCLASS_u || dtype_info[t].class_ == DCLASS_s;
}

bool dtype_is_float(DType t)
{
    return dtype_info[t].class_ == DCLASS_f;
}

bool dtype_is_complex(DType t)
{
    return dtype_info[t].class_ == DCLASS_c;
}

bool dtype_of_name(Str name, DType *out)
{
    for (int t = 0; t < DTYPE_count; t++) {
        if (str_is(name, dtype_info[t].name)) {
            *out = (DType)t;
            return true;
        }
    }
    return false;
}

bool dtype_of_kind(Str kind, int64_t bits, DType *out)
{
    for (int t = 0; t < DTYPE_count; t++) {
        if (dtype_info[t].bits == bits && str_is(kind, dtype_info[t].kind)) {
            *out = (DType)t;
            return true;
        }
    }
    return false;
}

size_t dtype_alignment(DType t)
{
    int bits = dtype_is_complex(t) ? dtype_info[t].bits / 2 : dtype_info[t].bits;
    return bits < 8 ? 1 : (size_t)bits / 8;
}

bool dtype_bytes(DType t, int64_t count, int64_t *bytes)
{
    int64_t bits = dtype_info[t].bits;
    if (count < 0)
        return false;
    if (bits >= 8)
        return size_mul(count, bits / 8, bytes);
    int64_t a_byte = 8 / bits;
    *bytes = count / a_byte + (count % a_byte != 0);
    return true;
}

/* --- promotion --- */

/* The integer type of this class with at least `bits`, at most 64. */
static DType integer_of(DTypeClass class_, int bits)
{
    for (int t = 0; t < DTYPE_count; t++) {
        if (dtype_info[t].class_ == class_ && dtype_info[t].bits >= bits)
            return (DType)t;
    }
    return class_ == DCLASS_u ? DTYPE_u64 : DTYPE_s64;
}

/* Which kind of type absorbs which. f8_e4m3fn stands level with the f types. */
static int precedence(DType t)
{
    if (t == DTYPE_bf16)
        return 2;
    switch (dtype_info[t].class_) {
    case DCLASS_u:
        return 0;
    case DCLASS_s:
        return 1;
    case DCLASS_f:
        return 3;
    case DCLASS_c:
        return 4;
    }
    return 0;
}

static DType wider(DType a, DType b)
{
    return dtype_info[b].bits > dtype_info[a].bits ? b : a;
}

DType dtype_merge(DType a, DType b)
{
    int pa = precedence(a), pb = precedence(b);
    if (pa == pb)
        return a != b && (a == DTYPE_f8_e4m3fn || b == DTYPE_f8_e4m3fn) ? a : wider(a, b);
    DType low = pa < pb ? a : b, high = pa < pb ? b : a;
    if (dtype_is_complex(high))
        return wider(high, dtype_to_complex(low));
    if (dtype_info[low].class_ == DCLASS_u && dtype_info[high].class_ == DCLASS_s)
        return wider(high, integer_of(DCLASS_s, 2 * dtype_info[low].bits));
    return high;
}

/* How many bits a magnitude asks for: 0 and 1 fit every type, all others count in steps from 8. */
static int bits_asked(uint64_t magnitude, int sign_bits)
{
    if (magnitude <= 1)
        return 1;
    for (int bits = 8; bits < 64; bits *= 2) {
        if (magnitude >> (bits - sign_bits) == 0)
            return bits;
    }
    return 64;
}

static DType merge_integer(DType t, Scalar x)
{
    bool negative = x.class_ == DCLASS_s && x.s < 0;
    DTypeClass class_ = dtype_info[t].class_;
    int bits = dtype_info[t].bits;
    if (class_ == DCLASS_u && negative) {
        class_ = DCLASS_s;
        bits = bits * 2 > 64 ? 64 : bits * 2;
    }
    int asked = bits_asked(negative ? ~x.u : x.u, class_ == DCLASS_s);
    return integer_of(class_, asked > bits ? asked : bits);
}

DType dtype_merge_number(DType t, Scalar x)
{
    if (x.class_ == DCLASS_c)
        return dtype_to_complex(t);
    if (t == DTYPE_f8_e4m3fn)
        return DTYPE_f32;
    if (!dtype_is_integer(t))
        return t;
    return x.class_ == DCLASS_f ? DTYPE_f32 : merge_integer(t, x);
}

DType dtype_to_floating(DType t)
{
    return dtype_is_integer(t) ? DTYPE_f32 : t;
}

DType dtype_to_complex(DType t)
{
    return t == DTYPE_f64 || t == DTYPE_c128 ? DTYPE_c128 : DTYPE_c64;
}

DType dtype_to_real(DType t)
{
    if (dtype_is_complex(t))
        return t == DTYPE_c128 ? DTYPE_f64 : DTYPE_f32;
    return dtype_to_floating(t);
}

DType dtype_to_aggregate(DType t)
{
    switch (dtype_info[t].class_) {
    case DCLASS_u:
        return t == DTYPE_u64 ? DTYPE_s64 : DTYPE_u32;
    case DCLASS_s:
        return t == DTYPE_s64 ? DTYPE_s64 : DTYPE_s32;
    case DCLASS_f:
    case DCLASS_c:
        return t;
    }
    return t;
}

/* --- numbers --- */

Scalar scalar_u(uint64_t x)
{
    return (Scalar){.class_ = DCLASS_u, .u = x};
}

Scalar scalar_s(int64_t x)
{
    return (Scalar){.class_ = DCLASS_s, .s = x};
}

Scalar scalar_f(double x)
{
    return (Scalar){.class_ = DCLASS_f, .f = x};
}

Scalar scalar_c(double re, double im)
{
    Scalar x = {.class_ = DCLASS_c};
    memcpy(&x.c, (double[]){re, im}, sizeof x.c); /* re + im * I would lose infinities */
    return x;
}

double scalar_double(Scalar x)
{
    switch (x.class_) {
    case DCLASS_u:
        return (double)x.u;
    case DCLASS_s:
        return (double)x.s;
    case DCLASS_f:
        return x.f;
    case DCLASS_c:
        return creal(x.c);
    }
    return 0;
}

bool scalar_is_zero(Scalar x)
{
    switch (x.class_) {
    case DCLASS_u:
        return x.u == 0;
    case DCLASS_s:
        return x.s == 0;
    case DCLASS_f:
        return x.f == 0;
    case DCLASS_c:
        return creal(x.c) == 0 && cimag(x.c) == 0;
    }
    return false;
}

typedef struct FloatLimits {
    double max, normal, epsilon;
} FloatLimits;

/* The epsilon of f8_e4m3fn is what Nx.Constants.epsilon gives, not the distance from 1.0. */
static FloatLimits float_limits(DType t)
{
    /* clang-format off */
    static const FloatLimits limits[DTYPE_count] = {
        [DTYPE_f8]        = {57344.0,    0x1p-14,  0x1p-2 },
        [DTYPE_f8_e4m3fn] = {448.0,      0x1p-6,   0.625  },
        [DTYPE_bf16]      = {0x1.FEp127, 0x1p-126, 0x1p-7 },
        [DTYPE_f16]       = {65504.0,    0x1p-14,  0x1p-10},
        [DTYPE_f32]       = {FLT_MAX,    FLT_MIN,  0x1p-23},
        [DTYPE_f64]       = {DBL_MAX,    DBL_MIN,  0x1p-52},
    };
    /* clang-format on */
    return limits[dtype_to_real(t)];
}

Scalar dtype_min_finite(DType t)
{
    switch (dtype_info[t].class_) {
    case DCLASS_u:
        return scalar_u(0);
    case DCLASS_s:
        return scalar_s(-1 - (INT64_MAX >> (64 - dtype_info[t].bits)));
    case DCLASS_f:
    case DCLASS_c:
        return scalar_f(-float_limits(t).max);
    }
    return scalar_u(0);
}

Scalar dtype_max_finite(DType t)
{
    switch (dtype_info[t].class_) {
    case DCLASS_u:
        return scalar_u(UINT64_MAX >> (64 - dtype_info[t].bits));
    case DCLASS_s:
        return scalar_s(INT64_MAX >> (64 - dtype_info[t].bits));
    case DCLASS_f:
    case DCLASS_c:
        return scalar_f(float_limits(t).max);
    }
    return scalar_u(0);
}

Scalar dtype_smallest_normal(DType t)
{
    return scalar_f(float_limits(t).normal);
}

Scalar dtype_epsilon(DType t)
{
    return scalar_f(float_limits(t).epsilon);
}
