/* trie.h - large maps: a persistent trie over the hashes of the keys.

   Five bits of a key's hash choose its place in a node, the next five its place in the node below,
   until no other key is there. Versions of a map share the nodes that a change did not touch; a
   change copies the nodes on its way that another version has, too, and writes into the others.
   Source: P. Bagwell, Ideal Hash Trees, 2001; pairs before children as in M. Steindorfer, J. Vinju,
   Optimizing Hash-Array Mapped Tries, 2015. */
#ifndef CNX_LANG_TRIE_H
#define CNX_LANG_TRIE_H

#include "lang/value.h"

/* The pairs come first, then the children (trie_children), each in the order of their bits. Below
   the last bits of the hash there is a chain: its pairs are in no order, and no bit is set. */
typedef struct Trie {
    uint32_t count;           /* of those who have it */
    uint32_t len;             /* pairs in this node */
    uint32_t pairs, children; /* a bit for each of the 32 places */
    Value at[];
} Trie;

Trie *trie_new(void);

/* How many bits are set, by adding neighbours: the machine's own instruction is not everywhere. */
static inline uint32_t bit_count(uint32_t x)
{
    x -= x >> 1 & 0x55555555;
    x = (x & 0x33333333) + (x >> 2 & 0x33333333);
    x = (x + (x >> 4)) & 0x0f0f0f0f;
    return x * 0x01010101 >> 24;
}

static inline uint32_t trie_child_count(const Trie *t)
{
    return bit_count(t->children);
}

static inline Trie **trie_children(const Trie *t)
{
    return (Trie **)(t->at + 2 * (size_t)t->len);
}

/* Key and value beside each other, borrowed until the next change, or NULL. `hash` is key_hash's.
 */
uint64_t key_hash(Value key);
Value *trie_find(Trie *trie, uint64_t hash, Value key);
/* The trie with the pair; takes trie, key and value. */
Trie *trie_with(Trie *trie, uint64_t hash, Value key, Value value, bool *is_new);
/* The trie without a key that it has; takes trie. */
Trie *trie_without(Trie *trie, uint64_t hash, Value key);
/* Writes all pairs, borrowed, in the order of their hashes; returns the end. */
Value *trie_pairs(const Trie *trie, Value *to);

#endif
