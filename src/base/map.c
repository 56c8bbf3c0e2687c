/* map.c - see map.h. */
#include "base/map.h"

#include "base/mem.h"

#include <stdlib.h>

static size_t slot_of(const Map *map, uint64_t key)
{
    uint64_t h = (key ^ (key >> 32)) * 0x9e3779b97f4a7c15u;
    h ^= h >> 32;
#ifdef CNX_COLLIDE /* the hostile build: sixteen slots begin as one chain */
    h &= ~(uint64_t)15;
#endif
    size_t i = (size_t)h & (map->cap - 1);
    while (map->slots[i].used && map->slots[i].key != key)
        i = (i + 1) & (map->cap - 1);
    return i;
}

uint64_t *map_get(const Map *map, uint64_t key)
{
    if (map->cap == 0)
        return NULL;
    MapSlot *s = &map->slots[slot_of(map, key)];
    return s->used ? &s->value : NULL;
}

static void rehash(Map *map)
{
    Map wide = {.cap = map->cap ? map->cap * 2 : 16, .len = map->len};
    wide.slots = mem_alloc(wide.cap * sizeof(MapSlot));
    for (size_t i = 0; i < map->cap; i++)
        if (map->slots[i].used)
            wide.slots[slot_of(&wide, map->slots[i].key)] = map->slots[i];
    free(map->slots);
    *map = wide;
}

uint64_t *map_put(Map *map, uint64_t key)
{
    if (map->len * 4 >= map->cap * 3)
        rehash(map);
    MapSlot *s = &map->slots[slot_of(map, key)];
    if (!s->used) {
        *s = (MapSlot){.key = key, .used = true};
        map->len++;
    }
    return &s->value;
}

void map_free(Map *map)
{
    free(map->slots);
    *map = (Map){0};
}
