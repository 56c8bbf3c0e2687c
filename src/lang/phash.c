/* phash.c - :erlang.phash2: the hash of a term that is the same everywhere and for good.

   What a term hashes to is Erlang's (make_hash2 of its run-time system, on Bob Jenkins' hash of
   1996): programs derive seeds and shards from it. The hash walks the term from left to right and
   mixes each part into one word of 32 bits, with a constant of the part's kind; a map's pairs are
   hashed apart and xored, so that their order does not count. Functions and tensors have no such
   hash, there it is one of ours.

   The walk has a stack of its own, so terms may nest as deep as they like. */
#include "lang/native.h"

#include <stdlib.h>
#include <string.h>

#define GOLDEN UINT32_C(0x9e3779b9)

/* Multiples of GOLDEN, one a kind. */
enum {
    KIND_integer = 1,
    KIND_empty = 2,
    KIND_atom = 3,
    KIND_bytes_of_list = 4,
    KIND_pid = 5,
    KIND_reference = 7,
    KIND_tuple = 9,
    KIND_negative = 10,
    KIND_positive = 11,
    KIND_float = 12,
    KIND_binary = 13,
    KIND_last_bits = 15,
    KIND_map = 16,
    KIND_pairs = 19,
    KIND_ours = 22,
};

#define EMPTY_LIST_ALONE UINT32_C(3468870702)
#define EMPTY_LIST       2

typedef struct Item {
    enum { ITEM_term, ITEM_pair_end, ITEM_map_end } kind;
    Value term;
    uint32_t hash, pairs; /* at the end of a map: what they were before it */
} Item;

typedef struct Hash {
    uint32_t hash, pairs;
    VEC(Item) todo;
} Hash;

static void shuffle(uint32_t *a, uint32_t *b, uint32_t *c)
{
    static const int shifts[3][3] = {{13, 8, 13}, {12, 16, 5}, {3, 10, 15}};
    for (int i = 0; i < 3; i++) {
        *a = (*a - *b - *c) ^ *c >> shifts[i][0];
        *b = (*b - *c - *a) ^ *a << shifts[i][1];
        *c = (*c - *a - *b) ^ *b >> shifts[i][2];
    }
}

static void mix_two(Hash *h, uint32_t first, uint32_t second, uint32_t kind)
{
    uint32_t a = kind * GOLDEN + first, b = kind * GOLDEN + second;
    shuffle(&a, &b, &h->hash);
}

static void mix_one(Hash *h, uint32_t word, uint32_t kind)
{
    mix_two(h, word, 0, kind);
}

/* The little-endian number of up to four bytes. */
static uint32_t word_at(const unsigned char *bytes, size_t count)
{
    uint32_t word = 0;
    for (size_t i = 0; i < count && i < 4; i++)
        word |= (uint32_t)bytes[i] << 8 * i;
    return word;
}

static uint32_t hash_bytes(const unsigned char *at, size_t len, uint32_t start)
{
    uint32_t a = GOLDEN, b = GOLDEN, c = start;
    size_t left = len;
    for (; left >= 12; left -= 12, at += 12) {
        a += word_at(at, 4);
        b += word_at(at + 4, 4);
        c += word_at(at + 8, 4);
        shuffle(&a, &b, &c);
    }
    a += word_at(at, left);
    b += left > 4 ? word_at(at + 4, left - 4) : 0;
    c += (uint32_t)len + (left > 8 ? word_at(at + 8, left - 8) << 8 : 0);
    shuffle(&a, &b, &c);
    return c;
}

/* Of an atom's text, whose two-byte characters of Latin-1 count as one byte. */
static uint32_t hash_name(Str name)
{
    uint32_t hash = 0;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char byte = (unsigned char)name.at[i];
        if (i + 1 < name.len && (byte & 0xfe) == 0xc2 && (name.at[i + 1] & 0xc0) == 0x80)
            byte = (unsigned char)(byte << 6 | (name.at[++i] & 0x3f));
        hash = (hash << 4) + byte;
        uint32_t top = hash & UINT32_C(0xf0000000);
        hash = (hash ^ top >> 24) & ~top;
    }
    return hash;
}

static void mix_magnitude(Hash *h, uint64_t digit, bool is_negative)
{
    mix_two(h, (uint32_t)digit, (uint32_t)(digit >> 32),
            is_negative ? KIND_negative : KIND_positive);
}

static void mix_int(Hash *h, int64_t i)
{
    if (i < -(INT64_C(1) << 27) || i >= INT64_C(1) << 27) {
        mix_magnitude(h, i < 0 ? 0 - (uint64_t)i : (uint64_t)i, i < 0);
        return;
    }
    if (i < 0)
        mix_one(h, (uint32_t)-i, KIND_integer);
    mix_one(h, (uint32_t)i, KIND_integer);
}

/* In digits of 64 bits, the lowest first. */
static void mix_big(Hash *h, Value v)
{
    Text digits = {0};
    integer_print(NULL, &digits, v, 16);
    size_t first = digits.at[0] == '-', end = digits.len;
    while (end > first) {
        size_t from = end - first > 16 ? end - 16 : first;
        char piece[17] = {0};
        memcpy(piece, digits.at + from, end - from);
        mix_magnitude(h, strtoull(piece, NULL, 16), first == 1);
        end = from;
    }
    text_free(&digits);
}

static void mix_float(Hash *h, double f)
{
    uint64_t bits = 0;
    if (f != 0)
        memcpy(&bits, &f, sizeof bits);
    mix_two(h, (uint32_t)(bits >> 32), (uint32_t)bits, KIND_float);
}

static void mix_binary(Hash *h, const Binary *b)
{
    size_t whole = b->len - (b->len > 0 && b->bits < 8);
    const unsigned char *at = (const unsigned char *)b->at;
    h->hash += KIND_binary * GOLDEN;
    if (b->len == 0)
        return;
    h->hash = hash_bytes(at, whole, h->hash);
    if (whole < b->len)
        mix_two(h, b->bits, at[whole] >> (8 - b->bits), KIND_last_bits);
}

static void later(Hash *h, Value term)
{
    vec_push(&h->todo, ((Item){.kind = ITEM_term, .term = term}));
}

/* The bytes that a list begins with go in by fours; then its first other element and its tail. */
static void mix_list(Hash *h, Value list)
{
    uint32_t word = 0;
    int bytes = 0;
    for (; list.tag == TAG_cons; list = list.cons->tail) {
        Value head = list.cons->head;
        if (head.tag != TAG_int || head.i < 0 || head.i > 255)
            break;
        word = word << 8 | (uint32_t)head.i;
        if (++bytes == 4) {
            mix_one(h, word, KIND_bytes_of_list);
            bytes = 0;
            word = 0;
        }
    }
    if (bytes > 0)
        mix_one(h, word, KIND_bytes_of_list);
    later(h, list.tag == TAG_cons ? list.cons->tail : list);
    if (list.tag == TAG_cons)
        later(h, list.cons->head);
}

static void mix_map(Hash *h, MapObject *map)
{
    mix_one(h, map_settle(map)->len, KIND_map);
    if (map->len == 0)
        return;
    vec_push(&h->todo, ((Item){.kind = ITEM_map_end, .hash = h->hash, .pairs = h->pairs}));
    h->hash = h->pairs = 0;
    for (uint32_t i = 0; i < map->len; i++) {
        vec_push(&h->todo, (Item){.kind = ITEM_pair_end});
        later(h, map->at[2 * i + 1]);
        later(h, map->at[2 * i]);
    }
}

static void mix_term(Vm *vm, Hash *h, Value v)
{
    switch (v.tag) {
    case TAG_atom: {
        uint32_t name = hash_name(sym_text(vm_cx(vm), v.atom));
        if (h->hash == 0)
            h->hash = name;
        else
            mix_one(h, name, KIND_atom);
        return;
    }
    case TAG_nil:
        if (h->hash == 0)
            h->hash = EMPTY_LIST_ALONE;
        else
            mix_one(h, EMPTY_LIST, KIND_empty);
        return;
    case TAG_int:
        mix_int(h, v.i);
        return;
    case TAG_big:
        mix_big(h, v);
        return;
    case TAG_float:
        mix_float(h, v.f);
        return;
    case TAG_binary:
        mix_binary(h, v.binary);
        return;
    case TAG_cons:
        mix_list(h, v);
        return;
    case TAG_tuple:
        mix_one(h, v.tuple->len, KIND_tuple);
        for (uint32_t i = v.tuple->len; i > 0; i--)
            later(h, v.tuple->at[i - 1]);
        return;
    case TAG_map:
        mix_map(h, v.map);
        return;
    case TAG_pid:
    case TAG_ref:
        mix_one(h, (uint32_t)v.id, v.tag == TAG_pid ? KIND_pid : KIND_reference);
        return;
    case TAG_function:
    case TAG_tensor:
    case TAG_native:
    case TAG_poison:
        mix_one(h, (uint32_t)value_hash(v), KIND_ours);
    }
}

static uint32_t portable_hash(Vm *vm, Value term)
{
    Hash h = {0};
    later(&h, term);
    while (h.todo.len > 0) {
        Item item = vec_pop(&h.todo);
        switch (item.kind) {
        case ITEM_term:
            mix_term(vm, &h, item.term);
            break;
        case ITEM_pair_end:
            h.pairs ^= h.hash;
            h.hash = 0;
            break;
        case ITEM_map_end:
            h.hash = item.hash;
            mix_one(&h, h.pairs, KIND_pairs);
            h.pairs = item.pairs;
            break;
        }
    }
    vec_free(&h.todo);
    return h.hash;
}

/* phash2(term), phash2(term, range): below 2^27, or below the range, which Erlang calls the first
   argument. */
NATIVE(fn_phash2)
{
    uint64_t range = UINT64_C(1) << 27;
    if (count == 2) {
        if (!is_size(args[1], 1) || args[1].i > INT64_C(1) << 32)
            return vm_bad_argument(vm, 1, is_integer(args[1]) ? "out of range" : "not an integer");
        range = (uint64_t)args[1].i;
    }
    return value_int((int64_t)(portable_hash(vm, args[0]) % range));
}
