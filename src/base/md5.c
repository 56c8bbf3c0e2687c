/* md5.c - RFC 1321. The data in blocks of 64 bytes, the last one or two with a 1 bit, zeros and the
   number of bits; each block is mixed into four words in 64 steps. */
#include "base/md5.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 64 };

static uint32_t rotate(uint32_t x, int by)
{
    return x << by | x >> (32 - by);
}

static uint32_t word(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void put(uint8_t *at, uint64_t x, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (uint8_t)(x >> (8 * i));
}

/* The words after a block: a round is 16 steps with one function of three of them. */
static void mix(uint32_t state[4], const uint8_t *block)
{
    static const int shifts[4][4] = {
        {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    for (int i = 0; i < 64; i++) {
        int round = i / 16;
        uint32_t f = round == 0   ? (b & c) | (~b & d)
                     : round == 1 ? (d & b) | (~d & c)
                     : round == 2 ? b ^ c ^ d
                                  : c ^ (b | ~d);
        int at = round == 0 ? i : round == 1 ? 5 * i + 1 : round == 2 ? 3 * i + 5 : 7 * i;
        uint32_t constant = (uint32_t)floor(fabs(sin(i + 1)) * 4294967296.0);
        uint32_t sum = a + f + constant + word(block + 4 * (at % 16));
        a = d;
        d = c;
        c = b;
        b += rotate(sum, shifts[round][i % 4]);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

void md5(Str data, uint8_t digest[MD5_SIZE])
{
    uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    const uint8_t *bytes = (const uint8_t *)data.at;
    size_t whole = data.len / BLOCK * BLOCK, rest = data.len - whole;
    for (size_t at = 0; at < whole; at += BLOCK)
        mix(state, bytes + at);
    uint8_t last[2 * BLOCK] = {0};
    size_t size = rest + 9 > BLOCK ? 2 * BLOCK : BLOCK;
    if (rest)
        memcpy(last, bytes + whole, rest);
    last[rest] = 0x80;
    put(last + size - 8, (uint64_t)data.len * 8, 8);
    for (size_t at = 0; at < size; at += BLOCK)
        mix(state, last + at);
    for (int i = 0; i < 4; i++)
        put(digest + 4 * i, state[i], 4);
}
