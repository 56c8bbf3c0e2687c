/* store.c - see store.h. The sum is zlib's CRC-32. */
#include "compile/store.h"

#include "base/cache_folder.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { MOST_BYTES = 1 << 30 };

typedef struct Head {
    char magic[8];
    uint64_t key_size, size;
    uint64_t sum; /* of key and bytes */
} Head;

static const char magic[8] = "cnx kept";

static uint64_t sum_of(const void *key, size_t key_size, const void *bytes, size_t size)
{
    return crc32_z(crc32_z(0, key, key_size), bytes, size);
}

/* The file for a key, named after its hash (FNV-1a, in two halves). */
static bool find_path(Text *out, const char *kind, const void *key, size_t size)
{
    const unsigned char *at = key;
    uint64_t a = 0xcbf29ce484222325, b = 0x9e3779b97f4a7c15;
    for (size_t i = 0; i < size; i++) {
        a = (a ^ at[i]) * 0x100000001b3;
        b = (b ^ a) * 0x100000001b3;
    }
    if (!cache_folder(out))
        return false;
    text_print(out, "/%016llx%016llx.%s", (unsigned long long)a, (unsigned long long)b, kind);
    return true;
}

/* --- loading --- */

void *store_load(const char *kind, const void *key, size_t key_size, size_t *size)
{
    Text path = {0};
    size_t all_size = 0;
    char *all = find_path(&path, kind, key, key_size)
                    ? cache_read(text_cstr(&path), MOST_BYTES, &all_size)
                    : NULL;
    text_free(&path);
    Head head;
    bool ok = all && all_size >= sizeof head + key_size;
    if (ok) {
        memcpy(&head, all, sizeof head);
        *size = all_size - sizeof head - key_size;
        const char *body = all + sizeof head + key_size;
        ok = memcmp(head.magic, magic, sizeof magic) == 0 && head.key_size == key_size &&
             head.size == *size && memcmp(all + sizeof head, key, key_size) == 0 &&
             head.sum == sum_of(key, key_size, body, *size);
    }
    if (ok)
        memmove(all, all + sizeof head + key_size, *size);
    else
        free(all);
    return ok ? all : NULL;
}

/* --- saving --- */

void store_save(const char *kind, const void *key, size_t key_size, const void *bytes, size_t size)
{
    Text path = {0};
    Head head = {.key_size = key_size, .size = size};
    memcpy(head.magic, magic, sizeof magic);
    head.sum = sum_of(key, key_size, bytes, size);
    if (size < MOST_BYTES && find_path(&path, kind, key, key_size)) {
        Str parts[] = {{(const char *)&head, sizeof head}, {key, key_size}, {bytes, size}};
        cache_write(text_cstr(&path), parts, 3);
    }
    text_free(&path);
}
