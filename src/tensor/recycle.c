/* recycle.c - see recycle.h. Blocks of one class have one capacity; a class is an eighth of a power
   of two, so at most an eighth of a block is unused. */
#include "tensor/recycle.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BLOCKS = 64 };
static const int64_t LEAST = INT64_C(1) << 17, MOST_BYTES = INT64_C(256) << 20;

typedef struct Block {
    void *data;
    int64_t capacity;
} Block;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Block kept[MOST_BLOCKS]; /* the longest kept first */
static int count;
static int64_t kept_bytes;

/* What is asked from the system for `bytes`: the same for take and give. */
static int64_t capacity_of(int64_t bytes)
{
    if (bytes < LEAST || bytes > MOST_BYTES)
        return bytes;
    int64_t step = INT64_C(1) << (60 - __builtin_clzll((uint64_t)bytes));
    return (bytes + step - 1) / step * step;
}

static Block block_remove(int i)
{
    Block b = kept[i];
    count--;
    kept_bytes -= b.capacity;
    memmove(&kept[i], &kept[i + 1], (size_t)(count - i) * sizeof *kept);
    return b;
}

/* The block of this capacity that was freed last, or NULL. */
static void *block_take(int64_t capacity)
{
    void *data = NULL;
    pthread_mutex_lock(&lock);
    for (int i = count - 1; i >= 0 && data == NULL; i--)
        if (kept[i].capacity == capacity)
            data = block_remove(i).data;
    pthread_mutex_unlock(&lock);
    return data;
}

/* Gives all to the system; whether there was something. */
static bool blocks_free(void)
{
    pthread_mutex_lock(&lock);
    bool any = count > 0;
    while (count > 0)
        free(block_remove(count - 1).data);
    pthread_mutex_unlock(&lock);
    return any;
}

void *recycle_take(int64_t bytes)
{
    int64_t capacity = capacity_of(bytes);
    void *data = bytes >= LEAST ? block_take(capacity) : NULL;
    if (data == NULL)
        data = mem_try((size_t)capacity);
    if (data == NULL && blocks_free())
        data = mem_try((size_t)capacity);
#ifdef CNX_SANITIZE
    if (data != NULL)
        memset(data, 0xff, (size_t)capacity);
#endif
    return data;
}

void recycle_give(void *data, int64_t bytes)
{
#ifdef CNX_SANITIZE
    bytes = 0;
#endif
    int64_t capacity = capacity_of(bytes);
    if (bytes < LEAST || capacity > MOST_BYTES) {
        free(data);
        return;
    }
    pthread_mutex_lock(&lock);
    while (count == MOST_BLOCKS || kept_bytes + capacity > MOST_BYTES)
        free(block_remove(0).data);
    kept[count++] = (Block){data, capacity};
    kept_bytes += capacity;
    pthread_mutex_unlock(&lock);
}
