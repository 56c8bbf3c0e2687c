/* dtype.h - element types and their conversions.

   A number outside of a tensor is a Scalar: exact integers up to 64 bits or doubles, complex as two
   doubles. load and store are the only code that knows the bits of a dtype. Storing rounds floats
   to nearest, ties to even, once; integers wrap; float to integer truncates toward zero and wraps
   when finite, saturates infinities, NaN is 0 (DESIGN: decision 3). f8_e4m3fn has no infinity:
   what is too large becomes its greatest number.

   Elements of u2, u4, s2 and s4 are packed, the first in the high bits of a byte, as an Elixir
   bitstring lays them out. Storing one keeps its neighbours, so two threads must not store into
   the same byte at once. */
#ifndef CNX_TENSOR_DTYPE_H
#define CNX_TENSOR_DTYPE_H

#include "base/text.h"

#include <complex.h>
#include <stdbool.h>
#include <stdint.h>

/* clang-format off */
typedef enum DType {
#define DTYPE(name, bits, class, kind, numpy, hlo, safe) DTYPE_##name,
#include "tensor/dtype.def"
#undef DTYPE
    DTYPE_count
} DType;
/* clang-format on */

typedef enum DTypeClass { DCLASS_u, DCLASS_s, DCLASS_f, DCLASS_c } DTypeClass;

typedef struct DTypeInfo {
    const char *name, *kind, *numpy, *stablehlo, *safetensors; /* "": there is none */
    int bits; /* of an element; below 8 several share a byte */
    DTypeClass class_;
} DTypeInfo;

extern const DTypeInfo dtype_info[DTYPE_count];

/* u2, u4, s2, s4: several share a byte, the first in the high bits. */
static inline bool dtype_is_packed(DType t)
{
    return dtype_info[t].bits < 8;
}

bool dtype_is_integer(DType t); /* u and s */
bool dtype_is_float(DType t);   /* f, not complex */
bool dtype_is_complex(DType t);

/* The dtype with this name ("f32", "bf16"); false when there is none. */
bool dtype_of_name(Str name, DType *out);

/* {kind, bits} as Nx spells types: ("s", 32). False when there is none. */
bool dtype_of_kind(Str kind, int64_t bits, DType *out);

/* One number, outside of any tensor. */
typedef struct Scalar {
    DTypeClass class_;
    union {
        uint64_t u;
        int64_t s;
        double f;
        double _Complex c;
    };
} Scalar;

/* The type both fit in, as Nx.Type.merge/2. Not symmetric: of f8_e4m3fn and another float but bf16
   it is the left one. */
DType dtype_merge(DType a, DType b);

/* A number of the program (an untyped literal) meets a tensor of type t, as Nx.Type.merge_number: t
   unless the number needs another class or more bits. An integer beyond 64 bits needs 64, a complex
   number the complex type of t. */
DType dtype_merge_number(DType t, Scalar x);

DType dtype_to_floating(DType t);  /* integers give f32 */
DType dtype_to_complex(DType t);   /* f64 and c128 give c128, all others c64 */
DType dtype_to_real(DType t);      /* c64 gives f32, c128 f64, integers f32, floats themselves */
DType dtype_to_aggregate(DType t); /* the type in which sum and product of t are returned */

Scalar scalar_u(uint64_t x);
Scalar scalar_s(int64_t x);
Scalar scalar_f(double x);
Scalar scalar_c(double re, double im);
double scalar_double(Scalar x); /* the real part of a complex */
bool scalar_is_zero(Scalar x);

/* Element `index` of packed data. */
Scalar dtype_load(DType t, const void *data, int64_t index);
void dtype_store(DType t, void *data, int64_t index, Scalar x);

/* Blocks: `n` elements from `index` on into or from an array of the widest type of a class. The
   class must hold t: u for u; s for u (below 64 bits) and s; f for all but complex; c for all
   (64-bit integers beyond 2^53 round to doubles, so give them to integer types as u or s).
   Otherwise integers wrap, floats truncate and imaginary parts are lost. Storing accepts any class
   into any t and rounds or wraps as said above. */
void dtype_load_block(DType t, const void *data, int64_t index, int64_t n, DTypeClass into,
                      void *block);
void dtype_store_block(DType t, void *data, int64_t index, int64_t n, DTypeClass from,
                       const void *block);

/* How many bytes `count` elements take, rounded up to whole bytes; false on overflow. */
bool dtype_bytes(DType t, int64_t count, int64_t *bytes);

/* What the address of an element must be a multiple of: of a complex number, its half's. */
size_t dtype_alignment(DType t);

/* Least and greatest finite value, smallest positive normal, epsilon: as Nx.Constants says. Of
   complex types those of a half; the last two are for float types. */
Scalar dtype_min_finite(DType t);
Scalar dtype_max_finite(DType t);
Scalar dtype_smallest_normal(DType t);
Scalar dtype_epsilon(DType t);

/* --- numbers as text --- */

/* The shortest decimal digits that read back as the same value of dtype t (a float type), written
   as Nx prints them: 1.0, 0.1, 1.0e-10, Inf, -Inf, NaN. */
void float_print(Text *out, DType t, double x);

/* An element as Nx prints it: integers, floats, complex "1.0+2.0i". */
void scalar_print(Text *out, DType t, Scalar x);

/* A double as Elixir's Float.to_string prints it (finite): whichever is shorter of 1.0e5 and
   0.001, from 2^53 on always the former. */
void double_print(Text *out, double x);

/* A double as Elixir's inspect prints it (finite): 100000.0, whole numbers below 1.0e16 in full. */
void double_inspect(Text *out, double x);

#endif
