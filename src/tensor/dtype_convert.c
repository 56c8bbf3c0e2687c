/* dtype_convert.c - elements in memory to numbers and back; see dtype.h.

   Everything goes through blocks: integers of both signs as 64-bit patterns (a u64 and an s64 with
   the same bits store alike, because integers wrap), real floats as doubles. The kernels that do
   only this come first; crossings between classes and complex numbers are put together from them
   in batches on the stack. Inner loops run over pieces of constant length and unaliased pointers,
   which is what compilers need to vectorize them at -O2. */
#include "tensor/dtype.h"

#include "tensor/dtype_float.h"

#include <string.h>

enum {
    PIECE = 64, /* elements an inner loop runs over */
    BATCH = 512 /* elements on the stack between two kernels */
};

/* Element types as they lie in memory, where neither alignment nor a declared type is promised. */
#define RAW(T, name) typedef T name __attribute__((may_alias, aligned(1)))
RAW(uint8_t, RawU8);
RAW(uint16_t, RawU16);
RAW(uint32_t, RawU32);
RAW(uint64_t, RawU64);
RAW(int8_t, RawS8);
RAW(int16_t, RawS16);
RAW(int32_t, RawS32);
RAW(int64_t, RawS64);
RAW(float, RawF32);
RAW(double, RawF64);

/* Runs the statement for i = 0 .. n-1. */
#define EACH(statement)                                                                            \
    do {                                                                                           \
        int64_t i = 0;                                                                             \
        for (int64_t whole = n - n % PIECE; i < whole;)                                            \
            for (int64_t end = i + PIECE; i < end; i++)                                            \
                statement;                                                                         \
        for (; i < n; i++)                                                                         \
            statement;                                                                             \
    } while (0)

/* Runs the statement for batches of `m` elements from `at` on. */
#define BATCHES(statement)                                                                         \
    for (int64_t at = 0, m; at < n; at += m) {                                                     \
        m = n - at < BATCH ? n - at : BATCH;                                                       \
        statement                                                                                  \
    }

/* --- integers below a byte: the first element in the high bits, as in an Elixir bitstring --- */

static int part_shift(int bits, int64_t index)
{
    return 8 - bits - (int)(index % (8 / bits)) * bits;
}

static int64_t load_part(DType t, const uint8_t *data, int64_t index)
{
    int bits = dtype_info[t].bits, mask = (1 << bits) - 1;
    int x = data[index / (8 / bits)] >> part_shift(bits, index) & mask;
    bool negative = dtype_info[t].class_ == DCLASS_s && x >> (bits - 1);
    return negative ? x - mask - 1 : x;
}

static void store_part(DType t, uint8_t *data, int64_t index, int64_t x)
{
    int bits = dtype_info[t].bits, shift = part_shift(bits, index), mask = (1 << bits) - 1;
    uint8_t *byte = data + index / (8 / bits);
    *byte = (uint8_t)((*byte & ~(mask << shift)) | ((int)(x & mask) << shift));
}

/* --- kernels --- */

#define LOAD(Raw, expr)                                                                            \
    {                                                                                              \
        const Raw *restrict from = (const Raw *)data + index;                                      \
        EACH(to[i] = (expr));                                                                      \
    }                                                                                              \
    break
#define STORE(Raw, expr)                                                                           \
    {                                                                                              \
        Raw *restrict to = (Raw *)data + index;                                                    \
        EACH(to[i] = (expr));                                                                      \
    }                                                                                              \
    break

/* clang-format off */
VECTOR_CLONES static void load_integers(DType t, const void *data, int64_t index, int64_t n,
                                        int64_t *restrict to)
{
    switch (t) {
    case DTYPE_u8:  LOAD(RawU8, from[i]);
    case DTYPE_u16: LOAD(RawU16, from[i]);
    case DTYPE_u32: LOAD(RawU32, from[i]);
    case DTYPE_u64: LOAD(RawU64, (int64_t)from[i]);
    case DTYPE_s8:  LOAD(RawS8, from[i]);
    case DTYPE_s16: LOAD(RawS16, from[i]);
    case DTYPE_s32: LOAD(RawS32, from[i]);
    case DTYPE_s64: LOAD(RawS64, from[i]);
    case DTYPE_u2: case DTYPE_u4: case DTYPE_s2: case DTYPE_s4:
        for (int64_t i = 0; i < n; i++)
            to[i] = load_part(t, data, index + i);
        break;
    case DTYPE_f8: case DTYPE_f8_e4m3fn: case DTYPE_bf16: case DTYPE_f16: case DTYPE_f32:
    case DTYPE_f64: case DTYPE_c64: case DTYPE_c128: case DTYPE_count:
        break;
    }
}

/* The real part of complex elements. */
VECTOR_CLONES static void load_doubles(DType t, const void *data, int64_t index, int64_t n,
                                       double *restrict to)
{
    switch (t) {
    case DTYPE_u8:        LOAD(RawU8, from[i]);
    case DTYPE_u16:       LOAD(RawU16, from[i]);
    case DTYPE_u32:       LOAD(RawU32, from[i]);
    case DTYPE_u64:       LOAD(RawU64, (double)from[i]);
    case DTYPE_s8:        LOAD(RawS8, from[i]);
    case DTYPE_s16:       LOAD(RawS16, from[i]);
    case DTYPE_s32:       LOAD(RawS32, from[i]);
    case DTYPE_s64:       LOAD(RawS64, (double)from[i]);
    case DTYPE_f8:        LOAD(RawU8, float_decode(FORMAT_f8, from[i]));
    case DTYPE_f8_e4m3fn: LOAD(RawU8, float_decode(FORMAT_f8_e4m3fn, from[i]));
    case DTYPE_bf16:      LOAD(RawU16, float_decode(FORMAT_bf16, from[i]));
    case DTYPE_f16:       LOAD(RawU16, float_decode(FORMAT_f16, from[i]));
    case DTYPE_f32:       LOAD(RawF32, (double)from[i]);
    case DTYPE_f64:       LOAD(RawF64, from[i]);
    case DTYPE_c64:
        data = (const RawF32 *)data + index;
        LOAD(RawF32, (double)from[2 * i]);
    case DTYPE_c128:
        data = (const RawF64 *)data + index;
        LOAD(RawF64, from[2 * i]);
    case DTYPE_u2: case DTYPE_u4: case DTYPE_s2: case DTYPE_s4:
        for (int64_t i = 0; i < n; i++)
            to[i] = (double)load_part(t, data, index + i);
        break;
    case DTYPE_count:
        break;
    }
}

VECTOR_CLONES static void store_integers(DType t, void *data, int64_t index, int64_t n,
                                         const int64_t *restrict from)
{
    switch (t) {
    case DTYPE_u8: case DTYPE_s8:   STORE(RawU8, (uint8_t)from[i]);
    case DTYPE_u16: case DTYPE_s16: STORE(RawU16, (uint16_t)from[i]);
    case DTYPE_u32: case DTYPE_s32: STORE(RawU32, (uint32_t)from[i]);
    case DTYPE_u64: case DTYPE_s64: STORE(RawU64, (uint64_t)from[i]);
    case DTYPE_u2: case DTYPE_u4: case DTYPE_s2: case DTYPE_s4:
        for (int64_t i = 0; i < n; i++)
            store_part(t, data, index + i, from[i]);
        break;
    case DTYPE_f8: case DTYPE_f8_e4m3fn: case DTYPE_bf16: case DTYPE_f16: case DTYPE_f32:
    case DTYPE_f64: case DTYPE_c64: case DTYPE_c128: case DTYPE_count:
        break;
    }
}

VECTOR_CLONES static void store_doubles(DType t, void *data, int64_t index, int64_t n,
                                        const double *restrict from)
{
    switch (t) {
    case DTYPE_f8:        STORE(RawU8, (uint8_t)float_encode(FORMAT_f8, from[i]));
    case DTYPE_f8_e4m3fn: STORE(RawU8, (uint8_t)float_encode(FORMAT_f8_e4m3fn, from[i]));
    case DTYPE_bf16:      STORE(RawU16, (uint16_t)float_encode(FORMAT_bf16, from[i]));
    case DTYPE_f16:       STORE(RawU16, (uint16_t)float_encode(FORMAT_f16, from[i]));
    case DTYPE_f32:       STORE(RawF32, (float)from[i]);
    case DTYPE_f64:       STORE(RawF64, from[i]);
    case DTYPE_u2: case DTYPE_u4: case DTYPE_u8: case DTYPE_u16: case DTYPE_u32: case DTYPE_u64:
    case DTYPE_s2: case DTYPE_s4: case DTYPE_s8: case DTYPE_s16: case DTYPE_s32: case DTYPE_s64:
    case DTYPE_c64: case DTYPE_c128: case DTYPE_count:
        break;
    }
}
/* clang-format on */

/* Doubles as the integers that dtype t stores for them. Nearly always all of a piece fit an int,
   which converts in vectors. */
VECTOR_CLONES static void integers_of_doubles(DType t, int64_t n, const double *restrict from,
                                              int64_t *restrict to)
{
    int64_t i = 0;
    for (; i + PIECE <= n; i += PIECE) {
        uint64_t wide = 0;
        for (int k = 0; k < PIECE; k++)
            wide |= fabs(from[i + k]) < 0x1p31 ? 0 : 1;
        if (!wide) {
            for (int k = 0; k < PIECE; k++)
                to[i + k] = (int32_t)from[i + k];
        } else {
            for (int k = 0; k < PIECE; k++)
                to[i + k] = integer_of_double(t, from[i + k]);
        }
    }
    for (; i < n; i++)
        to[i] = integer_of_double(t, from[i]);
}

/* --- loading --- */

/* Integers out of any type. */
static void load_as_integers(DType t, const void *data, int64_t index, int64_t n, DTypeClass into,
                             int64_t *to)
{
    if (dtype_is_integer(t)) {
        load_integers(t, data, index, n, to);
        return;
    }
    double block[BATCH];
    BATCHES({
        load_doubles(t, data, index + at, m, block);
        integers_of_doubles(into == DCLASS_u ? DTYPE_u64 : DTYPE_s64, m, block, to + at);
    })
}

/* Pairs of doubles out of any type. */
static void load_as_complex(DType t, const void *data, int64_t index, int64_t n, double *to)
{
    if (dtype_is_complex(t)) {
        load_doubles(dtype_to_real(t), data, 2 * index, 2 * n, to);
        return;
    }
    double block[BATCH];
    BATCHES({
        load_doubles(t, data, index + at, m, block);
        for (int64_t i = 0; i < m; i++) {
            to[2 * (at + i)] = block[i];
            to[2 * (at + i) + 1] = 0;
        }
    })
}

void dtype_load_block(DType t, const void *data, int64_t index, int64_t n, DTypeClass into,
                      void *block)
{
    switch (into) {
    case DCLASS_u:
    case DCLASS_s:
        load_as_integers(t, data, index, n, into, block);
        break;
    case DCLASS_f:
        load_doubles(t, data, index, n, block);
        break;
    case DCLASS_c:
        load_as_complex(t, data, index, n, block);
        break;
    }
}

/* --- storing --- */

/* Real numbers of the class u, s or f into an integer or real float type. */
static void store_reals(DType t, void *data, int64_t index, int64_t n, DTypeClass from,
                        const void *block)
{
    const int64_t *s = block;
    const uint64_t *u = block;
    const double *f = block;
    if (from != DCLASS_f && dtype_is_integer(t)) {
        store_integers(t, data, index, n, s);
    } else if (from != DCLASS_f && t == DTYPE_f32) {
        for (int64_t i = 0; i < n; i++)
            ((RawF32 *)data)[index + i] = from == DCLASS_u ? (float)u[i] : (float)s[i];
    } else if (from != DCLASS_f && t == DTYPE_f64) {
        for (int64_t i = 0; i < n; i++)
            ((RawF64 *)data)[index + i] = from == DCLASS_u ? (double)u[i] : (double)s[i];
    } else if (from != DCLASS_f) {
        double doubles[BATCH];
        BATCHES({
            for (int64_t i = 0; i < m; i++)
                doubles[i] = double_of_integer(u[at + i], from == DCLASS_s);
            store_doubles(t, data, index + at, m, doubles);
        })
    } else if (dtype_is_integer(t)) {
        int64_t integers[BATCH];
        BATCHES({
            integers_of_doubles(t, m, f + at, integers);
            store_integers(t, data, index + at, m, integers);
        })
    } else {
        store_doubles(t, data, index, n, f);
    }
}

/* Real numbers into c64 or c128. */
static void store_reals_as_complex(DType t, void *data, int64_t index, int64_t n, DTypeClass from,
                                   const void *block)
{
    DType half = dtype_to_real(t);
    double reals[BATCH], pairs[2 * BATCH];
    BATCHES({
        const uint64_t *u = (const uint64_t *)block + at;
        if (from == DCLASS_f)
            memcpy(reals, u, (size_t)m * sizeof reals[0]);
        else if (half == DTYPE_f64)
            store_reals(DTYPE_f64, reals, 0, m, from, u);
        for (int64_t i = 0; i < m; i++) {
            bool is_narrow = from != DCLASS_f && half == DTYPE_f32;
            pairs[2 * i] = is_narrow ? double_of_integer(u[i], from == DCLASS_s) : reals[i];
            pairs[2 * i + 1] = 0;
        }
        store_doubles(half, data, 2 * (index + at), 2 * m, pairs);
    })
}

/* The real parts of complex numbers into a real type. */
static void store_real_parts(DType t, void *data, int64_t index, int64_t n, const double *pairs)
{
    double reals[BATCH];
    BATCHES({
        for (int64_t i = 0; i < m; i++)
            reals[i] = pairs[2 * (at + i)];
        store_reals(t, data, index + at, m, DCLASS_f, reals);
    })
}

void dtype_store_block(DType t, void *data, int64_t index, int64_t n, DTypeClass from,
                       const void *block)
{
    if (dtype_is_complex(t)) {
        if (from == DCLASS_c)
            store_doubles(dtype_to_real(t), data, 2 * index, 2 * n, block);
        else
            store_reals_as_complex(t, data, index, n, from, block);
    } else if (from == DCLASS_c) {
        store_real_parts(t, data, index, n, block);
    } else {
        store_reals(t, data, index, n, from, block);
    }
}

/* --- one element --- */

Scalar dtype_load(DType t, const void *data, int64_t index)
{
    Scalar x = {.class_ = dtype_info[t].class_};
    dtype_load_block(t, data, index, 1, x.class_, &x.c);
    return x;
}

void dtype_store(DType t, void *data, int64_t index, Scalar x)
{
    dtype_store_block(t, data, index, 1, x.class_, &x.c);
}
