/* bits.c - segments of bitstrings; see bits.h. */
#include "lang/bits.h"

#include <math.h>
#include <string.h>

int64_t bits_length(Value v)
{
    const Binary *b = v.binary;
    return b->len ? (int64_t)(b->len - 1) * 8 + b->bits : 0;
}

/* --- single bits, the highest of a byte first --- */

static unsigned bit_at(const char *bytes, int64_t i)
{
    return ((uint8_t)bytes[i >> 3] >> (7 - (i & 7))) & 1;
}

static void bits_copy(char *to, int64_t at, const char *from, int64_t start, int64_t count)
{
    if (((at | start | count) & 7) == 0) {
        memcpy(to + at / 8, from + start / 8, (size_t)(count / 8));
        return;
    }
    for (int64_t i = 0; i < count; i++)
        if (bit_at(from, start + i))
            to[(at + i) >> 3] = (char)((uint8_t)to[(at + i) >> 3] | 1u << (7 - ((at + i) & 7)));
}

static Value bits_new(Vm *vm, int64_t count, char **at)
{
    if (count > (int64_t)1 << 40)
        return vm_fail(vm, EXC_SystemLimitError, "a bitstring of %lld bits is too large",
                       (long long)count);
    Value v = value_binary_new((size_t)((count + 7) / 8), at);
    memset(*at, 0, (size_t)((count + 7) / 8));
    v.binary->bits = count % 8 ? (uint32_t)(count % 8) : 8;
    return v;
}

/* --- building --- */

static Value make_integer(Vm *vm, Value value, int64_t count, bool is_little)
{
    char *at;
    Value v = bits_new(vm, count, &at);
    if (v.tag == TAG_poison)
        return v;
    /* the low `count` bits, least significant byte first, then turned */
    Value rest = value_ref(value);
    int64_t whole = (count + 7) / 8;
    for (int64_t i = 0; i < whole; i++) {
        int64_t bits = count - 8 * i < 8 ? count - 8 * i : 8;
        uint8_t byte = (uint8_t)(integer_low_bits(rest) & ((1u << bits) - 1));
        int64_t low = is_little ? 8 * i : count - 8 * i - bits; /* where its highest bit goes */
        char one = (char)(byte << (8 - bits));
        bits_copy(at, low, &one, 0, bits);
        Value next = integer_shift(vm, rest, -8);
        value_free(rest);
        rest = next;
    }
    value_free(rest);
    return v;
}

static Value make_float(Vm *vm, double x, int64_t count, bool is_little)
{
    char *at, bytes[8];
    size_t n = (size_t)count / 8;
    if (count == 64) {
        memcpy(bytes, &x, 8);
    } else if (count == 32) {
        float f = (float)x;
        memcpy(bytes, &f, 4);
    } else if (count == 16) {
        dtype_store(DTYPE_f16, bytes, 0, scalar_f(x));
    } else {
        return vm_fail(vm, EXC_ArgumentError, "a float segment has 16, 32 or 64 bits, not %lld",
                       (long long)count);
    }
    Value v = value_binary_new(n, &at);
    for (size_t i = 0; i < n; i++)
        at[i] = bytes[is_little ? i : n - 1 - i];
    return v;
}

static Value make_codepoint(Vm *vm, Value value, BitSpec spec)
{
    if (value.tag != TAG_int || value.i < 0 || value.i > 0x10ffff ||
        (value.i >= 0xd800 && value.i <= 0xdfff))
        return vm_fail(vm, EXC_ArgumentError,
                       "construction of binary failed: expected a code point");
    uint32_t c = (uint32_t)value.i;
    if (spec.type == BIT_utf8) {
        Text t = {0};
        text_codepoint(&t, c);
        Value v = value_binary(text_str(&t));
        text_free(&t);
        return v;
    }
    if (spec.type == BIT_utf32 || c < 0x10000)
        return make_integer(vm, value, spec.type == BIT_utf32 ? 32 : 16, spec.is_little);
    Value high = make_integer(vm, value_int(0xd800 + ((c - 0x10000) >> 10)), 16, spec.is_little);
    Value low = make_integer(vm, value_int(0xdc00 + ((c - 0x10000) & 0x3ff)), 16, spec.is_little);
    Value both = bits_join(vm, (Value[]){high, low}, 2);
    value_free(high);
    value_free(low);
    return both;
}

static bool bit_count(Vm *vm, Value size, BitSpec spec, int64_t otherwise, int64_t *out)
{
    *out = otherwise;
    if (is_atom(size, SYM_nil))
        return true;
    if (size.tag != TAG_int || !size_mul(size.i, spec.unit, out)) {
        vm_fail(vm, EXC_ArgumentError,
                "construction of binary failed: a size must be a non-negative integer");
        return false;
    }
    return true;
}

Value bits_make(Vm *vm, Value value, Value size, BitSpec spec)
{
    int64_t count;
    switch (spec.type) {
    case BIT_integer:
        if (!bit_count(vm, size, spec, 8, &count))
            return POISON;
        if (!is_integer(value))
            return vm_fail(vm, EXC_ArgumentError,
                           "construction of binary failed: expected an integer");
        return make_integer(vm, value, count, spec.is_little);
    case BIT_float:
        if (!bit_count(vm, size, spec, 64, &count))
            return POISON;
        if (!is_number(value))
            return vm_fail(vm, EXC_ArgumentError,
                           "construction of binary failed: expected a float or an integer");
        return make_float(vm, value.tag == TAG_float ? value.f : integer_double(value), count,
                          spec.is_little);
    case BIT_binary:
    case BIT_bitstring: {
        if (value.tag != TAG_binary)
            return vm_fail(vm, EXC_ArgumentError,
                           "construction of binary failed: expected a binary");
        if (!bit_count(vm, size, spec, bits_length(value), &count))
            return POISON;
        if (count > bits_length(value) || (spec.type == BIT_binary && !is_binary(value)))
            return vm_fail(vm, EXC_ArgumentError,
                           "construction of binary failed: the value is too short");
        if (count == bits_length(value))
            return value_ref(value);
        char *at;
        Value v = bits_new(vm, count, &at);
        if (v.tag != TAG_poison)
            bits_copy(at, 0, value.binary->at, 0, count);
        return v;
    }
    case BIT_utf8:
    case BIT_utf16:
    case BIT_utf32:
        return make_codepoint(vm, value, spec);
    }
    return POISON;
}

Value bits_join(Vm *vm, const Value *parts, size_t count)
{
    int64_t total = 0, at = 0;
    for (size_t i = 0; i < count; i++)
        total += bits_length(parts[i]);
    char *bytes;
    Value v = bits_new(vm, total, &bytes);
    for (size_t i = 0; i < count && v.tag != TAG_poison; i++) {
        bits_copy(bytes, at, parts[i].binary->at, 0, bits_length(parts[i]));
        at += bits_length(parts[i]);
    }
    return v;
}

/* --- matching --- */

static Value read_integer(Vm *vm, const char *bytes, int64_t at, int64_t count, BitSpec spec)
{
    Value v = value_int(0);
    int64_t whole = (count + 7) / 8;
    unsigned first = 0;
    for (int64_t i = 0; i < whole; i++) { /* from the most significant byte on */
        int64_t bits = i == 0 && count % 8 ? count % 8 : 8;
        int64_t from = spec.is_little ? at + 8 * (whole - 1 - i)
                       : i == 0       ? at
                                      : at + count - 8 * (whole - i);
        unsigned byte = 0;
        for (int64_t k = 0; k < bits; k++)
            byte = byte << 1 | bit_at(bytes, from + k);
        if (i == 0)
            first = bits ? byte >> (bits - 1) : 0;
        Value shifted = integer_shift(vm, v, bits);
        value_free(v);
        v = integer_add(shifted, value_int(byte));
        value_free(shifted);
    }
    if (spec.is_signed && first) {
        Value one = value_int(1), range = integer_shift(vm, one, count),
              n = integer_subtract(v, range);
        value_free(v);
        value_free(range);
        return n;
    }
    return v;
}

static bool read_float(const char *bytes, int64_t at, int64_t count, BitSpec spec, Value *out)
{
    char aligned[8] = {0}, turned[8];
    double x;
    size_t n = (size_t)count / 8;
    bits_copy(aligned, 0, bytes, at, count);
    for (size_t i = 0; i < n; i++)
        turned[i] = aligned[spec.is_little ? i : n - 1 - i];
    if (count == 64) {
        memcpy(&x, turned, 8);
    } else if (count == 32) {
        float f;
        memcpy(&f, turned, 4);
        x = (double)f;
    } else if (count == 16) {
        x = dtype_load(DTYPE_f16, turned, 0).f;
    } else {
        return false;
    }
    *out = value_float(x);
    return isfinite(x);
}

static bool read_codepoint(Vm *vm, Value bits, int64_t *at, BitSpec spec, Value *out)
{
    int64_t left = bits_length(bits) - *at;
    if (spec.type == BIT_utf8) {
        char aligned[4] = {0};
        int64_t n = left / 8 < 4 ? left / 8 : 4;
        size_t used = 0;
        if (n == 0)
            return false;
        bits_copy(aligned, 0, bits.binary->at, *at, n * 8);
        int32_t c = str_codepoint((Str){aligned, (size_t)n}, &used);
        *out = value_int(c);
        *at += (int64_t)used * 8;
        return c >= 0;
    }
    BitSpec plain = {.type = BIT_integer, .is_little = spec.is_little, .unit = 1};
    int64_t width = spec.type == BIT_utf32 ? 32 : 16;
    if (left < width)
        return false;
    *out = read_integer(vm, bits.binary->at, *at, width, plain);
    *at += width;
    if (spec.type == BIT_utf16 && out->i >= 0xd800 && out->i < 0xdc00 && left >= 32) {
        Value low = read_integer(vm, bits.binary->at, *at, 16, plain);
        *out = value_int(0x10000 + ((out->i - 0xd800) << 10) + (low.i - 0xdc00));
        *at += 16;
        return low.i >= 0xdc00 && low.i <= 0xdfff;
    }
    return out->i <= 0x10ffff && (out->i < 0xd800 || out->i > 0xdfff);
}

bool bits_match(Vm *vm, Value bits, int64_t *at, Value size, BitSpec spec, Value *out)
{
    int64_t left = bits_length(bits) - *at, count;
    bool sized = !is_atom(size, SYM_nil);
    bool whole = spec.type == BIT_binary || spec.type == BIT_bitstring;
    if (spec.type >= BIT_utf8)
        return read_codepoint(vm, bits, at, spec, out);
    count = whole ? left : spec.type == BIT_float ? 64 : 8;
    if (sized && (size.tag != TAG_int || !size_mul(size.i, spec.unit, &count)))
        return false;
    if (count > left || (spec.type == BIT_binary && !sized && left % 8))
        return false;
    if (whole && (*at & 7) == 0 && count % 8 == 0) {
        *out = value_binary_part(bits, (size_t)(*at / 8), (size_t)(count / 8));
    } else if (whole) {
        char *bytes;
        *out = bits_new(vm, count, &bytes);
        if (out->tag == TAG_poison)
            return false;
        bits_copy(bytes, 0, bits.binary->at, *at, count);
    } else if (spec.type == BIT_integer) {
        *out = read_integer(vm, bits.binary->at, *at, count, spec);
    } else if (!read_float(bits.binary->at, *at, count, spec, out)) {
        return false;
    }
    *at += count;
    return true;
}
