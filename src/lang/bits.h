/* bits.h - segments of bitstrings, as <<>> builds and matches them. */
#ifndef CNX_LANG_BITS_H
#define CNX_LANG_BITS_H

#include "base/size.h"
#include "lang/vm.h"

typedef enum BitType {
    BIT_integer,
    BIT_float,
    BIT_binary,
    BIT_bitstring,
    BIT_skip,  /* so many bits, of which no value is made; both only of our own making, */
    BIT_place, /* the place of what is left, as a number of bits: for in codegen_for.c */
    BIT_utf8,
    BIT_utf16,
    BIT_utf32
} BitType;

typedef struct BitSpec {
    BitType type;
    bool is_signed, is_little;
    uint16_t unit; /* bits that one of `size` means: 1 to 256 */
} BitSpec;

static inline int32_t bit_spec_pack(BitSpec s)
{
    return (int32_t)((uint32_t)s.type | (uint32_t)s.is_signed << 4 | (uint32_t)s.is_little << 5 |
                     (uint32_t)s.unit << 8);
}

static inline BitSpec bit_spec_unpack(int32_t x)
{
    uint32_t u = (uint32_t)x;
    return (BitSpec){(BitType)(u & 15), (u >> 4) & 1, (u >> 5) & 1, (uint16_t)(u >> 8)};
}

/* The value as a bitstring of `size` units (nil: the type's default: 8 bits of integer, 64 of
   float, all of a binary). ArgumentError when value or size do not fit the type, naming the segment
   by its number from 1. */
Value bits_make(Vm *vm, Value value, Value size, BitSpec spec, int segment);

/* The `count` bitstrings one after the other; takes the first, which grows in place when nobody
   else has it, and leaves the others. Bit i of `binaries` says that part i was not made by
   bits_make but must be a binary, bit 16 that the first must be a bitstring (else ArgumentError).
 */
Value bits_join(Vm *vm, Value *parts, size_t count, uint32_t binaries);

/* Reads the segment at bit *at of the bitstring, moving *at past it. False: no match. */
bool bits_match(Vm *vm, Value bits, int64_t *at, Value size, BitSpec spec, Value *out);

/* How many bits a bitstring has. */
int64_t bits_length(Value bits);

#endif
