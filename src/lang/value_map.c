/* value_map.c - maps: pairs in an array, in the order of their keys.

   Order makes printing, comparing and iterating one loop, and small maps (nearly all) are one
   cache line or two. Finding takes no text of atoms, so it needs no Vm: a few pairs are looked
   through, numbers and binaries are searched for by halving, and for the other keys of longer maps
   there is a hash index over the array, made by the first search that wants it.

   Changing a large map would move half of its array each time. So where its keys are plain
   (numbers, binaries and tuples of these, whose order needs no Vm), new pairs go to the end, the
   last pair takes the place of a deleted one, searches go by the index, and map_settle puts the
   pairs in order when someone wants to see them.

   Invariant: `index` is NULL or has more than twice as many slots as there are pairs, a power of
   two; a slot is 0 when free, else a pair's place plus 1, and probing is linear. Where `sorted` is
   less than `len` there is an index and all keys are plain. */
#include "lang/value.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    FEW = 12,   /* pairs that are looked through rather than searched */
    LARGE = 64, /* pairs from which on order may wait */
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

/* --- the index --- */

static void index_drop(MapObject *m)
{
    free(m->index);
    m->index = NULL;
    m->slots = 0;
}

static uint32_t first_slot(const MapObject *m, Value key)
{
#ifdef CNX_COLLIDE /* the hostile build: every key in one chain */
    (void)key;
    return m->slots - 1;
#else
    return (uint32_t)value_hash(key) & (m->slots - 1);
#endif
}

static void index_put(MapObject *m, uint32_t place)
{
    uint32_t mask = m->slots - 1, slot = first_slot(m, m->at[2 * place]);
    while (m->index[slot])
        slot = (slot + 1) & mask;
    m->index[slot] = place + 1;
}

static void index_make(MapObject *m)
{
    uint32_t slots = 64;
    while (slots / 4 < m->len)
        slots *= 2;
    m->slots = slots;
    m->index = mem_alloc(slots * sizeof *m->index);
    for (uint32_t i = 0; i < m->len; i++)
        index_put(m, i);
}

/* Takes note of a pair that was put at `place`, those after it having moved up. */
static void index_added(MapObject *m, uint32_t place)
{
    if (m->index == NULL)
        return;
    if (m->len > m->slots / 2 - 1) {
        index_drop(m);
        return;
    }
    if (place + 1 < m->len)
        for (uint32_t i = 0; i < m->slots; i++)
            m->index[i] += m->index[i] > place;
    index_put(m, place);
}

/* Forgets the pair at `place`; what probing had carried past its slot moves back. */
static void index_remove(MapObject *m, uint32_t place)
{
    uint32_t mask = m->slots - 1, hole = first_slot(m, m->at[2 * place]);
    while (m->index[hole] != place + 1)
        hole = (hole + 1) & mask;
    for (uint32_t slot = (hole + 1) & mask; m->index[slot]; slot = (slot + 1) & mask) {
        uint32_t home = first_slot(m, m->at[2 * (m->index[slot] - 1)]);
        if (((slot - home) & mask) >= ((slot - hole) & mask)) {
            m->index[hole] = m->index[slot];
            hole = slot;
        }
    }
    m->index[hole] = 0;
}

static int64_t index_find(MapObject *m, Value key)
{
    if (m->index == NULL)
        index_make(m);
    uint32_t mask = m->slots - 1, slot = first_slot(m, key);
    for (; m->index[slot]; slot = (slot + 1) & mask)
        if (value_equal(m->at[2 * (m->index[slot] - 1)], key, true))
            return m->index[slot] - 1;
    return -1;
}

/* --- order that waits --- */

typedef struct Pair {
    Value key, value;
} Pair;

_Static_assert(sizeof(Pair) == 2 * sizeof(Value), "pairs stand one after the other");

static bool is_plain(Value key)
{
    if (key.tag == TAG_tuple) {
        for (uint32_t i = 0; i < key.tuple->len; i++)
            if (key.tuple->at[i].tag == TAG_tuple || !is_plain(key.tuple->at[i]))
                return false;
        return true;
    }
    return key.tag == TAG_int || key.tag == TAG_big || key.tag == TAG_float ||
           key.tag == TAG_binary;
}

/* Whether the map is large, and it and a key are such that order may wait. */
static bool may_wait(const MapObject *m, Value key)
{
    if (m->len < LARGE || !is_plain(key))
        return false;
    for (uint32_t i = 0; i < m->len && m->sorted == m->len; i++)
        if (!is_plain(m->at[2 * i]))
            return false;
    return true;
}

static int pair_order(const void *a, const void *b)
{
    return value_compare(NULL, ((const Pair *)a)->key, ((const Pair *)b)->key, true);
}

const MapObject *map_settle(MapObject *m)
{
    if (m->sorted == m->len)
        return m;
    Pair *pairs = (Pair *)m->at;
    uint32_t front = m->sorted, rest = m->len - front;
    qsort(pairs + front, rest, sizeof *pairs, pair_order);
    Pair *tail = mem_resize(NULL, rest * sizeof *tail);
    memcpy(tail, pairs + front, rest * sizeof *tail);
    for (uint32_t to = m->len; rest > 0; to--) { /* merged from the back */
        bool from_front = front > 0 && pair_order(&pairs[front - 1], &tail[rest - 1]) > 0;
        pairs[to - 1] = from_front ? pairs[--front] : tail[--rest];
    }
    free(tail);
    m->sorted = m->len;
    index_drop(m);
    return m;
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

static int64_t find(MapObject *m, Value key)
{
    if (m->sorted < m->len)
        return index_find(m, key);
    switch (key.tag) {
    case TAG_atom:
        if (m->len > FEW)
            return index_find(m, key);
        for (uint32_t i = 0; i < m->len; i++)
            if (is_atom(m->at[2 * i], key.atom))
                return i;
        return -1;
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
        return m->len > FEW ? index_find(m, key) : find_among_few(m, key);
    }
    return -1;
}

Value map_at(Value map, Value key)
{
    int64_t place = find(map.map, key);
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

/* --- changing --- */

/* The map itself when nobody else has it, else a copy; takes map. */
static MapObject *own(Value map, uint32_t more)
{
    if (is_unique(map))
        return map.map;
    const MapObject *from = map.map;
    MapObject *m = map_object(from->len + more);
    m->len = from->len;
    m->sorted = from->sorted;
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

static void open_gap(MapObject *m, uint32_t place)
{
    reserve(m);
    memmove(&m->at[2 * place + 2], &m->at[2 * place], (m->len - place) * 2 * sizeof(Value));
    m->sorted = ++m->len;
}

/* A new pair at the end, to be put in order later. */
static void append(MapObject *m, Value key, Value value)
{
    if (m->index == NULL || m->len + 1 > m->slots / 2 - 1) {
        index_drop(m);
        index_make(m);
    }
    reserve(m);
    m->at[2 * m->len] = key;
    m->at[2 * m->len + 1] = value;
    index_put(m, m->len++);
}

void map_append(MapObject *m, Value key, Value value)
{
    if (m->len && value_equal(m->at[2 * m->len - 2], key, true)) {
        value_free(key);
        value_free(m->at[2 * m->len - 1]);
        m->at[2 * m->len - 1] = value;
        return;
    }
    reserve(m);
    m->at[2 * m->len] = key;
    m->at[2 * m->len + 1] = value;
    m->sorted = ++m->len;
}

Value map_with(const Vm *vm, Value map, Value key, Value value)
{
    int64_t found = find(map.map, key);
    if (found >= 0) {
        MapObject *m = own(map, 0);
        Value old = m->at[2 * found + 1];
        m->at[2 * found + 1] = value;
        value_free(key);
        value_free(old);
        return map_value(m);
    }
    MapObject *m = own(map, 1);
    bool waits = m->sorted < m->len;
    if (waits && !is_plain(key)) {
        map_settle(m);
        waits = false;
    }
    uint32_t place = waits ? 0 : lower_bound(vm, m, key);
    if (waits || (place < m->len && may_wait(m, key))) {
        append(m, key, value);
        return map_value(m);
    }
    open_gap(m, place);
    m->at[2 * place] = key;
    m->at[2 * place + 1] = value;
    index_added(m, place);
    return map_value(m);
}

/* Takes a pair out of a map whose order may wait: the last one takes its place. */
static void take_out(MapObject *m, uint32_t place)
{
    uint32_t last = m->len - 1;
    if (m->index == NULL)
        index_make(m);
    index_remove(m, place);
    if (place < last) {
        index_remove(m, last);
        m->at[2 * place] = m->at[2 * last];
        m->at[2 * place + 1] = m->at[2 * last + 1];
        index_put(m, place);
    }
    m->len = last;
    if (m->sorted > place)
        m->sorted = place;
}

Value map_without(const Vm *vm, Value map, Value key)
{
    (void)vm;
    int64_t found = find(map.map, key);
    if (found < 0)
        return map;
    MapObject *m = own(map, 0);
    size_t place = (size_t)found;
    Value old_key = m->at[2 * place], old_value = m->at[2 * place + 1];
    if (m->sorted < m->len || (place + 1 < m->len && may_wait(m, key))) {
        take_out(m, (uint32_t)place);
    } else {
        m->sorted = --m->len;
        memmove(&m->at[2 * place], &m->at[2 * place + 2], (m->len - place) * 2 * sizeof(Value));
        index_drop(m);
    }
    value_free(old_key);
    value_free(old_value);
    return map_value(m);
}
