/* arena.c - see arena.h. */
#include "base/arena.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct ArenaChunk {
    ArenaChunk *before;
    size_t size;
};

#ifndef ARENA_FIRST_CHUNK
#define ARENA_FIRST_CHUNK 4096 /* the hostile build makes it tiny */
#endif

static const size_t largest_chunk = (size_t)1 << 20, align = 16;

static void grow(Arena *arena, size_t need)
{
    size_t size = arena->chunk ? arena->chunk->size * 2 : ARENA_FIRST_CHUNK;
    if (size > largest_chunk)
        size = largest_chunk;
    if (size < need)
        size = need;
    ArenaChunk *chunk = mem_alloc(sizeof(ArenaChunk) + align + size);
    chunk->before = arena->chunk;
    chunk->size = size;
    arena->chunk = chunk;
    uintptr_t start = (uintptr_t)(chunk + 1);
    arena->at = (char *)((start + align - 1) / align * align);
    arena->end = arena->at + size;
}

void *arena_alloc(Arena *arena, size_t size)
{
    size_t whole = (size + align - 1) / align * align;
    if (arena->at == NULL || (size_t)(arena->end - arena->at) < whole)
        grow(arena, whole);
    void *p = arena->at;
    arena->at += whole;
    arena->used += whole;
    return p;
}

void *arena_copy(Arena *arena, const void *from, size_t size)
{
    void *p = arena_alloc(arena, size);
    if (size)
        memcpy(p, from, size);
    return p;
}

void arena_free(Arena *arena)
{
    for (ArenaChunk *c = arena->chunk, *before; c; c = before) {
        before = c->before;
        free(c);
    }
    *arena = (Arena){0};
}
