/* map.h - a hash map from 64-bit keys to 64-bit values, open addressing, no deletion.

   Pointers and symbols are cast to keys. Zero-initialised when empty. */
#ifndef CNX_BASE_MAP_H
#define CNX_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct MapSlot {
    uint64_t key, value;
    bool used;
} MapSlot;

typedef struct Map {
    MapSlot *slots;
    size_t cap, len; /* cap is a power of two or 0 */
} Map;

/* The value's place, or NULL. Good until the next map_put. */
uint64_t *map_get(const Map *map, uint64_t key);

/* The value's place, made with value 0 if the key is new. Good until the next map_put. */
uint64_t *map_put(Map *map, uint64_t key);

void map_free(Map *map);

#define map_key(pointer) ((uint64_t)(uintptr_t)(pointer))

/* The pointer stored under a pointer, or NULL. */
static inline void *map_find(const Map *map, const void *key)
{
    uint64_t *v = map_get(map, map_key(key));
    return v ? (void *)(uintptr_t)*v : NULL;
}

static inline void map_set(Map *map, const void *key, const void *value)
{
    *map_put(map, map_key(key)) = map_key(value);
}

#endif
