/* arena.h - memory that is freed all at once.

   An arena hands out zeroed memory from growing chunks. Nothing in it is freed alone; arena_free
   gives back everything. What an arena holds must own nothing outside of it. */
#ifndef CNX_BASE_ARENA_H
#define CNX_BASE_ARENA_H

#include <stddef.h>

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
    ArenaChunk *chunk; /* the newest; each links to the one before */
    char *at, *end;    /* what is free in it */
    size_t used;       /* bytes handed out so far */
} Arena;

/* `size` zeroed bytes aligned to 16. Never NULL; size 0 gives a valid pointer. */
void *arena_alloc(Arena *arena, size_t size);

/* A copy of `size` bytes. */
void *arena_copy(Arena *arena, const void *from, size_t size);

/* Frees every chunk; the arena is empty and may be used again. */
void arena_free(Arena *arena);

#define arena_new(arena, T)          ((T *)arena_alloc((arena), sizeof(T)))
#define arena_array(arena, T, count) ((T *)arena_alloc((arena), sizeof(T) * (size_t)(count)))

#endif
