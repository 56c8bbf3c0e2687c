/* bits.c - segments of bitstrings; see bits.h. */
#include "lang/bits.h"

#include "base/mem.h"

#include <math.h>
#include <string.h>

int64_t bits_length(Value v)
{
    const Binary *b = v.binary;
    return b->len ? (int64_t)(b->len - 1) * 8 + b->bits : 0;
}

/* --- bits, the highest of a byte first --- */

/* `count` bits, at most 8, from bit `i` on: the highest of a byte, whose others are 0. */
static unsigned bits_at(const char *bytes, int64_t i, int64_t count)
{
    const uint8_t *from = (const uint8_t *)bytes + i / 8;
    unsigned shift = i & 7, byte = (unsigned)from[0] << shift;
    if (shift + (unsigned)count > 8)
        byte |= (unsigned)from[1] >> (8 - shift);
    return byte & 0xff00u >> count & 0xff;
}

/* Adds `count` bits to zeros. */
static void bits_copy(char *bytes, int64_t at, const char *from, int64_t start, int64_t count)
{
    uint8_t *to = (uint8_t *)bytes + at / 8;
    unsigned shift = at & 7;
    if (((at | start | count) & 7) == 0) {
        memcpy(to, from + start / 8, (size_t)(count / 8));
        return;
    }
    for (int64_t i = 0; i < count; i += 8, to++) {
        int64_t n = count - i < 8 ? count - i : 8;
        unsigned byte = bits_at(from, start + i, n);
        to[0] |= (uint8_t)(byte >> shift);
        if (shift + (unsigned)n > 8)
            to[1] |= (uint8_t)(byte << (8 - shift));
    }
}

static const int64_t MOST_BITS = (int64_t)1 << 40;

static Value too_long(Vm *vm, int64_t count)
{
    return vm_fail(vm, EXC_SystemLimitError, "a bitstring of %lld bits is too large",
                   (long long)count);
}

static Value bits_new(Vm *vm, int64_t count, char **at)
{
    if (count > MOST_BITS)
        return too_long(vm, count);
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

typedef struct Building {
    Vm *vm;
    Value value;
    BitSpec spec;
    int segment;
} Building;

/* "construction of binary failed: segment 1 of type 'integer': " and what the format says of the
   value in place of %s. */
static Value bad_segment(const Building *b, const char *format, Value shown)
{
    static const char *const types[] = {"integer", "float", "binary", "binary", "skip",
                                        "place",   "utf8",  "utf16",  "utf32"};
    Text text = {0}, why = {0};
    const char *gap = strstr(format, "%s");
    if (value_inspect(b->vm, &text, shown, &inspect_defaults)) {
        text_print(&why, "%.*s%s%s", (int)(gap - format), format, text_cstr(&text), gap + 2);
        vm_fail(b->vm, EXC_ArgumentError,
                "construction of binary failed: segment %d of type '%s': %s", b->segment,
                types[b->spec.type], text_cstr(&why));
    }
    text_free(&text);
    text_free(&why);
    return POISON;
}

static Value make_float(const Building *b, int64_t count)
{
    char *at, bytes[8];
    double x = b->value.tag == TAG_float ? b->value.f : integer_double(b->value);
    size_t n = (size_t)count / 8;
    if (!isfinite(x))
        return bad_segment(b, "the value %s is outside the range expressible as a float", b->value);
    if (count == 64) {
        memcpy(bytes, &x, 8);
    } else if (count == 32) {
        float f = (float)x;
        memcpy(bytes, &f, 4);
    } else if (count == 16) {
        dtype_store(DTYPE_f16, bytes, 0, scalar_f(x));
    } else {
        return bad_segment(b, "expected one of the supported sizes 16, 32, or 64 but got: %s",
                           value_int(count));
    }
    Value v = value_binary_new(n, &at);
    for (size_t i = 0; i < n; i++)
        at[i] = bytes[b->spec.is_little ? i : n - 1 - i];
    return v;
}

static Value make_codepoint(const Building *b)
{
    static const char *const texts[] = {
        "expected a non-negative integer encodable as utf8 but got: %s",
        "expected a non-negative integer encodable as utf16 but got: %s",
        "expected a non-negative integer encodable as utf32 but got: %s"};
    Value value = b->value;
    BitSpec spec = b->spec;
    if (value.tag != TAG_int || value.i < 0 || value.i > 0x10ffff ||
        (value.i >= 0xd800 && value.i <= 0xdfff))
        return bad_segment(b, texts[spec.type - BIT_utf8], value);
    uint32_t c = (uint32_t)value.i;
    if (spec.type == BIT_utf8) {
        Text t = {0};
        text_codepoint(&t, c);
        Value v = value_binary(text_str(&t));
        text_free(&t);
        return v;
    }
    if (spec.type == BIT_utf32 || c < 0x10000)
        return make_integer(b->vm, value, spec.type == BIT_utf32 ? 32 : 16, spec.is_little);
    Value high = make_integer(b->vm, value_int(0xd800 + ((c - 0x10000) >> 10)), 16, spec.is_little);
    Value low =
        make_integer(b->vm, value_int(0xdc00 + ((c - 0x10000) & 0x3ff)), 16, spec.is_little);
    Value both = bits_join(b->vm, (Value[]){high, low}, 2, 0);
    value_free(low);
    return both;
}

static bool bit_count(const Building *b, Value size, int64_t otherwise, int64_t *out)
{
    *out = otherwise;
    if (is_atom(size, SYM_nil))
        return true;
    if (size.tag == TAG_int && size_mul(size.i, b->spec.unit, out))
        return true;
    bad_segment(b, "expected a non-negative integer as size but got: %s", size);
    return false;
}

static Value make_part(const Building *b, Value size)
{
    Value value = b->value;
    int64_t count, all = value.tag == TAG_binary ? bits_length(value) : 0;
    if (value.tag != TAG_binary)
        return bad_segment(b, "expected a binary but got: %s", value);
    if (!bit_count(b, size, all, &count))
        return POISON;
    if (b->spec.type == BIT_binary && is_atom(size, SYM_nil) && !is_binary(value))
        return bad_segment(
            b, "the size of the value %s is not a multiple of the unit for the segment", value);
    if (count > all)
        return bad_segment(b, "the value %s is shorter than the size of the segment", value);
    if (count == all)
        return value_ref(value);
    char *at;
    Value v = bits_new(b->vm, count, &at);
    if (v.tag != TAG_poison)
        bits_copy(at, 0, value.binary->at, 0, count);
    return v;
}

Value bits_make(Vm *vm, Value value, Value size, BitSpec spec, int segment)
{
    const Building b = {vm, value, spec, segment};
    int64_t count;
    switch (spec.type) {
    case BIT_integer:
        if (!bit_count(&b, size, 8, &count))
            return POISON;
        if (!is_integer(value))
            return bad_segment(&b, "expected an integer but got: %s", value);
        return make_integer(vm, value, count, spec.is_little);
    case BIT_float:
        if (!bit_count(&b, size, 64, &count))
            return POISON;
        if (!is_number(value))
            return bad_segment(&b, "expected a float or an integer but got: %s", value);
        return make_float(&b, count);
    case BIT_binary:
    case BIT_bitstring:
        return make_part(&b, size);
    case BIT_skip:
    case BIT_place:
        break;
    case BIT_utf8:
    case BIT_utf16:
    case BIT_utf32:
        return make_codepoint(&b);
    }
    return POISON;
}

static bool parts_are_binaries(Vm *vm, const Value *parts, size_t count, uint32_t binaries)
{
    for (size_t k = 1; k <= count && k <= 16; k++) { /* the first part last, as Erlang does */
        size_t i = k < count && k < 16 ? k : 0;
        bool may_be_bits = i == 0 && binaries >> 16;
        if (may_be_bits ? parts[i].tag == TAG_binary : !(binaries >> i & 1) || is_binary(parts[i]))
            continue;
        BitType type = may_be_bits ? BIT_bitstring : BIT_binary;
        const Building b = {vm, parts[i], {.type = type}, (int)i + 1};
        make_part(&b, VALUE_NIL);
        return false;
    }
    return true;
}

Value bits_join(Vm *vm, Value *parts, size_t count, uint32_t binaries)
{
    if (!parts_are_binaries(vm, parts, count, binaries))
        return POISON;
    if (count == 0)
        return value_binary(STR(""));
    int64_t first = bits_length(parts[0]), total = 0, odd = 0;
    for (size_t i = 0; i < count; i++) {
        total += bits_length(parts[i]);
        odd |= bits_length(parts[i]) & 7;
    }
    Value v = parts[0];
    parts[0] = POISON;
    if (total > MOST_BITS) {
        value_free(v);
        return too_long(vm, total);
    }
    char *end;
    size_t extra = (size_t)((total + 7) / 8 - (first + 7) / 8);
    v = value_binary_grow(v, extra, &end);
    v.binary->bits = total % 8 ? (uint32_t)(total % 8) : 8;
    if (odd) { /* single bits are added to zeros */
        memset(end, 0, extra);
        if (first % 8)
            end[-1] &= (char)(0xff00 >> first % 8);
    }
    char *bytes = v.binary->at;
    for (size_t i = 1; i < count; i++) {
        bits_copy(bytes, first, parts[i].binary->at, 0, bits_length(parts[i]));
        first += bits_length(parts[i]);
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
        unsigned byte = bits_at(bytes, from, bits) >> (8 - bits);
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

/* Bits from `at` on, which reach the end of the shifts or end with a byte. */
static Value part_of_shifts(Binary *shifts, int64_t at, int64_t count)
{
    char **shift = binary_shifts(shifts);
    int64_t by = at & 7, left = (int64_t)shifts->len - by;
    if (!shift[by]) {
        shift[by] = mem_alloc((size_t)(left + 7) / 8);
        bits_copy(shift[by], 0, shift[0], by, left);
    }
    Value part = binary_part_new(shifts, shift[by] + at / 8, (size_t)(count + 7) / 8);
    part.binary->bits = count % 8 ? (uint32_t)(count % 8) : 8;
    return part;
}

/* Where the bitstring begins in the shifts that it is a part of. */
static int64_t place_in_shifts(const Binary *b)
{
    char **shift = binary_shifts(b->parent);
    int64_t size = (int64_t)(b->parent->len + 7) / 8;
    for (int by = 0;; by++)
        if (shift[by] && b->at >= shift[by] && b->at < shift[by] + size)
            return (b->at - shift[by]) * 8 + by;
}

/* `count` bits of a bitstring. A recursion takes a few bits at a time off the front: were what is
   left, which begins within a byte, copied each time, the whole would be quadratic. So the first
   copy is made into shifts, of which all further ones are parts. */
static Value bits_part(Vm *vm, Value bits, int64_t at, int64_t count)
{
    const Binary *b = bits.binary;
    bool is_rest = at + count == bits_length(bits), is_long = count >= 8 * BINARY_worth_sharing;
    if ((at & 7) == 0 && (is_rest || count % 8 == 0))
        return value_binary_part(bits, (size_t)(at / 8), (size_t)(count + 7) / 8);
    if (is_long && b->parent && b->parent->bits == BITS_shifts) {
        int64_t from = place_in_shifts(b) + at;
        if (count % 8 == 0 || from + count == (int64_t)b->parent->len)
            return part_of_shifts(b->parent, from, count);
    }
    if (is_long && is_rest) {
        Binary *shifts = binary_shifts_new((size_t)count);
        binary_shifts(shifts)[0] = mem_alloc((size_t)(count + 7) / 8);
        bits_copy(binary_shifts(shifts)[0], 0, b->at, at, count);
        Value part = part_of_shifts(shifts, 0, count);
        value_free((Value){.tag = TAG_binary, .binary = shifts});
        return part;
    }
    char *bytes;
    Value copy = bits_new(vm, count, &bytes);
    if (copy.tag != TAG_poison)
        bits_copy(bytes, 0, b->at, at, count);
    return copy;
}

bool bits_match(Vm *vm, Value bits, int64_t *at, Value size, BitSpec spec, Value *out)
{
    int64_t left = bits_length(bits) - *at, count;
    bool sized = !is_atom(size, SYM_nil);
    bool whole = spec.type == BIT_binary || spec.type == BIT_bitstring;
    if (spec.type == BIT_place) {
        *out = value_int(*at);
        *at += left;
        return true;
    }
    if (spec.type >= BIT_utf8)
        return read_codepoint(vm, bits, at, spec, out);
    count = whole ? left : spec.type == BIT_float ? 64 : 8;
    if (sized && (size.tag != TAG_int || !size_mul(size.i, spec.unit, &count)))
        return false;
    if (count > left || (spec.type == BIT_binary && !sized && left % 8))
        return false;
    if (spec.type == BIT_skip) {
        *out = VALUE_NIL;
    } else if (whole) {
        *out = bits_part(vm, bits, *at, count);
        if (out->tag == TAG_poison)
            return false;
    } else if (spec.type == BIT_integer) {
        *out = read_integer(vm, bits.binary->at, *at, count, spec);
    } else if (!read_float(bits.binary->at, *at, count, spec, out)) {
        return false;
    }
    *at += count;
    return true;
}
