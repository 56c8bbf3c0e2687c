/* trie.c - see trie.h. */
#include "lang/trie.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    BITS = 5,
    LAST = 13, /* the level at which the 64 bits of a hash are used up */
};

static size_t bytes_of(uint32_t len, uint32_t children)
{
    return sizeof(Trie) + len * 2 * sizeof(Value) + children * sizeof(Trie *);
}

static uint32_t place_bit(uint64_t hash)
{
    return 1u << (hash & 31);
}

/* How many of the bits that are set come before `bit`. */
static uint32_t below(uint32_t bits, uint32_t bit)
{
    return bit_count(bits & (bit - 1));
}

uint64_t key_hash(Value key)
{
    uint64_t hash = value_hash(key);
#ifdef CNX_COLLIDE /* the hostile build: 32 chains */
    hash &= 31;
#endif
    return hash;
}

Trie *trie_new(void)
{
    Trie *t = mem_alloc(sizeof *t);
    t->count = 1;
    return t;
}

/* --- finding --- */

Value *trie_find(Trie *t, uint64_t hash, Value key)
{
    for (int level = 0; level < LAST; level++, hash >>= BITS) {
        uint32_t bit = place_bit(hash);
        if (t->pairs & bit) {
            Value *pair = &t->at[2 * below(t->pairs, bit)];
            return value_equal(pair[0], key, true) ? pair : NULL;
        }
        if (!(t->children & bit))
            return NULL;
        t = trie_children(t)[below(t->children, bit)];
    }
    for (uint32_t i = 0; i < t->len; i++)
        if (value_equal(t->at[2 * i], key, true))
            return &t->at[2 * i];
    return NULL;
}

Value *trie_pairs(const Trie *t, Value *to)
{
    memcpy(to, t->at, t->len * 2 * sizeof(Value));
    to += 2 * (size_t)t->len;
    for (uint32_t i = 0; i < trie_child_count(t); i++)
        to = trie_pairs(trie_children(t)[i], to);
    return to;
}

/* --- changing a node that nobody else has --- */

/* The node itself when nobody else has it, else a copy; takes it. */
static Trie *own(Trie *t)
{
    if (t->count == 1)
        return t;
    size_t bytes = bytes_of(t->len, trie_child_count(t));
    Trie *copy = mem_resize(NULL, bytes);
    memcpy(copy, t, bytes);
    copy->count = 1;
    for (uint32_t i = 0; i < 2 * t->len; i++)
        value_ref(t->at[i]);
    for (uint32_t i = 0; i < trie_child_count(t); i++)
        trie_children(t)[i]->count++;
    t->count--;
    return copy;
}

/* Makes room for a pair before pair `i`. */
static Trie *open_pair(Trie *t, uint32_t i)
{
    size_t bytes = bytes_of(t->len, trie_child_count(t));
    t = mem_resize(t, bytes + 2 * sizeof(Value));
    Value *pair = &t->at[2 * i];
    memmove(pair + 2, pair, bytes - (size_t)((char *)pair - (char *)t));
    t->len++;
    return t;
}

static void close_pair(Trie *t, uint32_t i)
{
    size_t bytes = bytes_of(t->len, trie_child_count(t));
    Value *pair = &t->at[2 * i];
    memmove(pair, pair + 2, bytes - (size_t)((char *)(pair + 2) - (char *)t));
    t->len--;
}

static Trie *put_pair(Trie *t, uint32_t bit, Value key, Value value)
{
    uint32_t i = bit ? below(t->pairs, bit) : t->len;
    t = open_pair(t, i);
    t->at[2 * i] = key;
    t->at[2 * i + 1] = value;
    t->pairs |= bit;
    return t;
}

static Trie *put_child(Trie *t, uint32_t bit, Trie *child)
{
    uint32_t count = trie_child_count(t);
    t = mem_resize(t, bytes_of(t->len, count + 1));
    Trie **at = trie_children(t) + below(t->children, bit);
    memmove(at + 1, at, (size_t)(trie_children(t) + count - at) * sizeof *at);
    *at = child;
    t->children |= bit;
    return t;
}

static void remove_child(Trie *t, uint32_t bit)
{
    uint32_t count = trie_child_count(t);
    Trie **at = trie_children(t) + below(t->children, bit);
    memmove(at, at + 1, (size_t)(trie_children(t) + count - at - 1) * sizeof *at);
    t->children &= ~bit;
}

/* --- with a pair --- */

/* A key and its value on their way down; `hash` is what is left of the key's at that level. */
typedef struct Entry {
    uint64_t hash;
    Value key, value;
    bool is_new; /* its key was not there */
} Entry;

static Trie *with(Trie *t, int level, Entry *e);

/* In place of a pair a node in which that pair and `e`, another key, have their places. */
static Trie *split_pair(Trie *t, int level, uint32_t bit, Entry *e)
{
    uint32_t i = below(t->pairs, bit);
    Entry old = {.key = t->at[2 * i], .value = t->at[2 * i + 1]};
    old.hash = level + 1 < LAST ? key_hash(old.key) >> (BITS * (level + 1)) : 0;
    close_pair(t, i);
    t->pairs &= ~bit;
    return put_child(t, bit, with(with(trie_new(), level + 1, &old), level + 1, e));
}

static void replace_value(Value *pair, const Entry *e)
{
    Value old = pair[1];
    pair[1] = e->value;
    value_free(e->key);
    value_free(old);
}

static Trie *put_new(Trie *t, uint32_t bit, Entry *e)
{
    e->is_new = true;
    return put_pair(t, bit, e->key, e->value);
}

static Trie *with_in_chain(Trie *t, Entry *e)
{
    for (uint32_t i = 0; i < t->len; i++)
        if (value_equal(t->at[2 * i], e->key, true)) {
            replace_value(&t->at[2 * i], e);
            return t;
        }
    return put_new(t, 0, e);
}

static Trie *with(Trie *t, int level, Entry *e)
{
    t = own(t);
    if (level == LAST)
        return with_in_chain(t, e);
    uint32_t bit = place_bit(e->hash);
    e->hash >>= BITS;
    if (t->children & bit) {
        Trie **child = trie_children(t) + below(t->children, bit);
        *child = with(*child, level + 1, e);
        return t;
    }
    if (!(t->pairs & bit))
        return put_new(t, bit, e);
    Value *pair = &t->at[2 * below(t->pairs, bit)];
    if (!value_equal(pair[0], e->key, true))
        return split_pair(t, level, bit, e);
    replace_value(pair, e);
    return t;
}

Trie *trie_with(Trie *t, uint64_t hash, Value key, Value value, bool *is_new)
{
    Entry e = {hash, key, value, false};
    t = with(t, 0, &e);
    *is_new = e.is_new;
    return t;
}

/* --- without a pair --- */

/* Takes pair `i` out; it goes to `out`. */
static void take_pair(Trie *t, uint32_t i, uint32_t bit, Entry *out)
{
    out->key = t->at[2 * i];
    out->value = t->at[2 * i + 1];
    close_pair(t, i);
    t->pairs &= ~bit;
}

/* A node that has come down to one pair gives it to its parent: the shape of a trie does not depend
   on what was once in it. */
static Trie *without(Trie *t, int level, uint64_t hash, Value key, Entry *out)
{
    t = own(t);
    uint32_t bit = place_bit(hash);
    if (level == LAST) {
        uint32_t i = 0;
        while (!value_equal(t->at[2 * i], key, true))
            i++;
        take_pair(t, i, 0, out);
        return t;
    }
    if (t->pairs & bit) {
        take_pair(t, below(t->pairs, bit), bit, out);
        return t;
    }
    Trie **at = trie_children(t) + below(t->children, bit);
    Trie *child = *at = without(*at, level + 1, hash >> BITS, key, out);
    if (child->len > 1 || child->children)
        return t;
    remove_child(t, bit);
    t = put_pair(t, bit, child->at[0], child->at[1]);
    free(child);
    return t;
}

Trie *trie_without(Trie *t, uint64_t hash, Value key)
{
    Entry out;
    t = without(t, 0, hash, key, &out);
    value_free(out.key);
    value_free(out.value);
    return t;
}
