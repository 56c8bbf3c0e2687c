/* value_map.c - maps: up to 32 pairs in an array, in the order of their keys; more in a trie.

   Order makes printing, comparing and iterating one loop, and small maps (nearly all) are one
   cache line or two. Finding takes no text of atoms, so it needs no Vm: a few pairs are looked
   through, numbers and binaries are searched for by halving.

   A large map that is made at once is an array, too, until it is searched or changed: then its
   pairs go to a trie (trie.h), of which a change copies a few nodes. When someone wants to see its
   pairs, map_settle puts them in order into an array.

   Invariant: without a trie `at` owns the pairs, and is in order. With one, more than SMALL pairs
   are there and owned by it; `at` is NULL or shows them in order, borrowed. */
#include "lang/trie.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    FEW = 12,   /* pairs that are looked through rather than searched */
    SMALL = 32, /* pairs up to which a map that changes is an array; as in Erlang */
};

static MapObject *map_object(uint32_t cap)
{
    MapObject *m = mem_alloc(sizeof(MapObject));
    m->object = (Object){1, TAG_map};
    m->cap = cap;
    m->at = cap ? mem_resize(NULL, cap * 2 * sizeof(Value)) : NULL;
    return m;
}

static Value map_value(MapObject *m)
{
    return (Value){.tag = TAG_map, .map = m};
}

Value map_new(void)
{
    return map_value(map_object(0));
}

/* --- the two forms of a large map --- */

static Trie *trie_of(MapObject *m)
{
    if (m->trie)
        return m->trie;
    bool is_new;
    Trie *trie = trie_new();
    for (uint32_t i = 0; i < m->len; i++)
        trie = trie_with(trie, key_hash(m->at[2 * i]), m->at[2 * i], m->at[2 * i + 1], &is_new);
    m->trie = trie;
    return trie;
}

/* --- order --- */

typedef struct Ranked {
    uint64_t rank;
    const Value *pair;
} Ranked;

static bool is_before(const Vm *vm, const Ranked *a, const Ranked *b)
{
    if (a->rank != b->rank)
        return a->rank < b->rank;
    return value_compare(vm, a->pair[0], b->pair[0], true) < 0;
}

/* Puts pairs in order: halves first, which are then merged. */
static void sort_ranked(const Vm *vm, Ranked *at, uint32_t count, Ranked *spare)
{
    uint32_t half = count / 2, i = 0, j = half, n = 0;
    if (count < 2)
        return;
    sort_ranked(vm, at, half, spare);
    sort_ranked(vm, at + half, count - half, spare);
    memcpy(spare, at, half * sizeof *at);
    while (i < half)
        at[n++] = j < count && is_before(vm, &at[j], &spare[i]) ? at[j++] : spare[i++];
}

/* All pairs of a trie, borrowed, in order; to free(). */
static Value *sorted_pairs(const MapObject *m)
{
    size_t bytes = m->len * 2 * sizeof(Value);
    Value *pairs = mem_resize(NULL, bytes), *sorted = mem_resize(NULL, bytes);
    Ranked *ranked = mem_resize(NULL, (m->len + m->len / 2) * sizeof *ranked);
    trie_pairs(m->trie, pairs);
    for (uint32_t i = 0; i < m->len; i++)
        ranked[i] = (Ranked){value_rank(m->vm, pairs[2 * i]), &pairs[2 * i]};
    sort_ranked(m->vm, ranked, m->len, ranked + m->len);
    for (uint32_t i = 0; i < m->len; i++)
        memcpy(&sorted[2 * i], ranked[i].pair, 2 * sizeof(Value));
    free(ranked);
    free(pairs);
    return sorted;
}

const MapObject *map_settle(MapObject *m)
{
    if (m->at == NULL && m->trie)
        m->at = sorted_pairs(m);
    return m;
}

/* The same pairs in an array that owns them; takes the map. */
static MapObject *array_of(MapObject *m)
{
    MapObject *array = map_object(0);
    array->len = array->cap = m->len;
    array->at = sorted_pairs(m);
    for (uint32_t i = 0; i < 2 * m->len; i++)
        value_ref(array->at[i]);
    value_free(map_value(m));
    return array;
}

/* --- finding --- */

/* The first place whose key is not before `key`. */
static uint32_t lower_bound(const Vm *vm, const MapObject *m, Value key)
{
    uint32_t low = 0, high = m->len;
    if (high > 0 && value_compare(vm, m->at[2 * (high - 1)], key, true) < 0)
        return high; /* keys often come in order */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (value_compare(vm, m->at[2 * middle], key, true) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int64_t find_among_few(const MapObject *m, Value key)
{
    for (uint32_t i = 0; i < m->len; i++)
        if (value_equal(m->at[2 * i], key, true))
            return i;
    return -1;
}

static int64_t find_by_halving(const MapObject *m, Value key)
{
    uint32_t place = lower_bound(NULL, m, key);
    return place < m->len && value_equal(m->at[2 * place], key, true) ? (int64_t)place : -1;
}

static int64_t find_atom(const MapObject *m, Sym key)
{
    for (uint32_t i = 0; i < m->len; i++)
        if (is_atom(m->at[2 * i], key))
            return i;
    return -1;
}

static int64_t place_of(const MapObject *m, Value key)
{
    switch (key.tag) {
    case TAG_atom:
        return find_atom(m, key.atom);
    case TAG_int:
    case TAG_big:
    case TAG_float:
    case TAG_binary:
        return m->len > FEW ? find_by_halving(m, key) : find_among_few(m, key);
    case TAG_poison:
    case TAG_nil:
    case TAG_ref:
    case TAG_pid:
    case TAG_cons:
    case TAG_tuple:
    case TAG_map:
    case TAG_function:
    case TAG_tensor:
    case TAG_native:
        return find_among_few(m, key);
    }
    return -1;
}

static bool is_large(const MapObject *m)
{
    return m->len > SMALL;
}

Value map_at(Value map, Value key)
{
    if (is_large(map.map)) {
        const Value *pair = trie_find(trie_of(map.map), key_hash(key), key);
        return pair ? pair[1] : POISON;
    }
    int64_t place = place_of(map.map, key);
    return place < 0 ? POISON : map.map->at[2 * place + 1];
}

Value map_at_atom(Value map, Sym key)
{
    return map_at(map, value_atom(key));
}

Sym struct_of(Value v)
{
    if (v.tag == TAG_tensor)
        return SYM_Nx_Tensor;
    if (v.tag != TAG_map)
        return SYM_nil;
    Value module = map_at_atom(v, SYM_struct_key);
    return module.tag == TAG_atom ? module.atom : SYM_nil;
}

bool is_exception(Value v)
{
    return struct_of(v) != SYM_nil && is_atom(map_at_atom(v, SYM_exception_key), SYM_true);
}

/* --- changing arrays --- */

/* The map itself when nobody else has it, else a copy; takes map. */
static MapObject *own_array(Value map, uint32_t more)
{
    if (is_unique(map))
        return map.map;
    const MapObject *from = map.map;
    MapObject *m = map_object(from->len + more);
    m->len = from->len;
    for (uint32_t i = 0; i < 2 * m->len; i++)
        m->at[i] = value_ref(from->at[i]);
    value_free(map);
    return m;
}

static void reserve(MapObject *m)
{
    if (m->len == m->cap) {
        m->cap = m->cap < 4 ? 4 : m->cap + m->cap / 2;
        m->at = mem_resize(m->at, m->cap * 2 * sizeof(Value));
    }
}

static void put_at(MapObject *m, uint32_t place, Value key, Value value)
{
    reserve(m);
    Value *pair = &m->at[2 * place];
    memmove(pair + 2, pair, (m->len - place) * 2 * sizeof(Value));
    pair[0] = key;
    pair[1] = value;
    m->len++;
}

static void replace_at(MapObject *m, size_t place, Value key, Value value)
{
    Value old = m->at[2 * place + 1];
    m->at[2 * place + 1] = value;
    value_free(key);
    value_free(old);
}

static Value array_with(const Vm *vm, Value map, Value key, Value value)
{
    int64_t found = place_of(map.map, key);
    MapObject *m = own_array(map, found < 0);
    if (found >= 0)
        replace_at(m, (size_t)found, key, value);
    else
        put_at(m, lower_bound(vm, m, key), key, value);
    return map_value(m);
}

static Value array_without(Value map, Value key)
{
    int64_t found = place_of(map.map, key);
    if (found < 0)
        return map;
    MapObject *m = own_array(map, 0);
    Value *pair = &m->at[2 * found], old_key = pair[0], old_value = pair[1];
    m->len--;
    memmove(pair, pair + 2, (m->len - (size_t)found) * 2 * sizeof(Value));
    value_free(old_key);
    value_free(old_value);
    return map_value(m);
}

void map_append(MapObject *m, Value key, Value value)
{
    if (m->len && value_equal(m->at[2 * m->len - 2], key, true))
        replace_at(m, m->len - 1, key, value);
    else
        put_at(m, m->len, key, value);
}

/* --- changing tries --- */

/* The map itself when nobody else has it, else another that shares the nodes; takes map. */
static MapObject *own_trie(const Vm *vm, Value map)
{
    MapObject *m = map.map;
    Trie *trie = trie_of(m);
    if (!is_unique(map)) {
        m = map_object(0);
        m->len = map.map->len;
        m->trie = trie;
        trie->count++;
        value_free(map);
    }
    m->vm = vm;
    return m;
}

static void drop_view(MapObject *m)
{
    free(m->at);
    m->at = NULL;
}

static Value large_with(const Vm *vm, Value map, Value key, Value value)
{
    uint64_t hash = key_hash(key);
    MapObject *m = own_trie(vm, map);
    bool is_new;
    if (m->at && trie_find(m->trie, hash, key)) /* the keys stay in order */
        m->at[2 * lower_bound(vm, m, key) + 1] = value;
    else
        drop_view(m);
    m->trie = trie_with(m->trie, hash, key, value, &is_new);
    m->len += is_new;
    return map_value(m);
}

static Value large_without(const Vm *vm, Value map, Value key)
{
    uint64_t hash = key_hash(key);
    if (trie_find(trie_of(map.map), hash, key) == NULL)
        return map;
    MapObject *m = own_trie(vm, map);
    drop_view(m);
    m->trie = trie_without(m->trie, hash, key);
    m->len--;
    return map_value(is_large(m) ? m : array_of(m));
}

/* --- changing --- */

Value map_with(const Vm *vm, Value map, Value key, Value value)
{
    if (is_large(map.map))
        return large_with(vm, map, key, value);
    if (map.map->len < SMALL || place_of(map.map, key) >= 0)
        return array_with(vm, map, key, value);
    return large_with(vm, map_value(own_array(map, 0)), key, value); /* the first above SMALL */
}

Value map_without(const Vm *vm, Value map, Value key)
{
    return is_large(map.map) ? large_without(vm, map, key) : array_without(map, key);
}
