/* native_base.c - bytes as text of characters that stand for `width` bits each, and back: what Base
   does between its options, which lib/base.ex reads. */
#include "lang/native.h"

#include <string.h>

enum { NO_VALUE = 0xFF };

/* The bits of a character in an alphabet of 16, 32 or 64; 0 for another number. */
static unsigned width_of(size_t letters)
{
    return letters == 16 ? 4 : letters == 32 ? 5 : letters == 64 ? 6 : 0;
}

/* Cnx.Base.encode(data, alphabet): a character for each group of bits, the last group filled with
 * zeros. */
NATIVE(fn_base_encode)
{
    unsigned width = is_binary(args[1]) ? width_of(args[1].binary->len) : 0;
    if (!is_binary(args[0]) || width == 0)
        return vm_bad_argument(vm, is_binary(args[0]) ? 2 : 1, "not a binary");
    Str data = binary_str(args[0]), alphabet = binary_str(args[1]);
    char *out;
    Value text = value_binary_new((data.len * 8 + width - 1) / width, &out);
    uint32_t bits = 0, held = 0, mask = (1U << width) - 1;
    for (size_t i = 0; i < data.len; i++) {
        bits = bits << 8 | (uint8_t)data.at[i];
        for (held += 8; held >= width; *out++ = alphabet.at[bits >> held & mask])
            held -= width;
        if (stops_now(vm, i + 1)) {
            value_free(text);
            return POISON;
        }
    }
    if (held > 0)
        *out = alphabet.at[bits << (width - held) & mask];
    return text;
}

/* Cnx.Base.decode(text, alphabet, count): the whole bytes that the characters stand for, or the
   first character that is none. The alphabet holds its `count` characters as often as they have
   different writings. */
NATIVE(fn_base_decode)
{
    unsigned width = is_size(args[2], 0) ? width_of((size_t)args[2].i) : 0;
    if (!is_binary(args[0]) || !is_binary(args[1]) || width == 0)
        return vm_bad_argument(vm, is_binary(args[0]) ? 2 : 1, "not a binary");
    Str text = binary_str(args[0]), alphabet = binary_str(args[1]);
    uint8_t values[256];
    memset(values, NO_VALUE, sizeof values);
    for (size_t i = 0; i < alphabet.len; i++)
        values[(uint8_t)alphabet.at[i]] = (uint8_t)(i % (size_t)args[2].i);
    char *out;
    Value data = value_binary_new(text.len / 8 * width + text.len % 8 * width / 8, &out);
    uint32_t bits = 0, held = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t value = values[(uint8_t)text.at[i]];
        bool stops = stops_now(vm, i + 1);
        if (stops || value == NO_VALUE) {
            value_free(data);
            return stops ? POISON : value_int((uint8_t)text.at[i]);
        }
        bits = bits << width | value;
        held += width;
        if (held >= 8)
            *out++ = (char)(bits >> (held -= 8));
    }
    return data;
}
