/* store.c - see store.h. The sum is zlib's CRC-32. */
#include "compile/store.h"

#include "base/text.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
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

/* The folder, which belongs to this user alone; false when there is none. */
static bool find_folder(Text *out)
{
    const char *off = getenv("CNX_CACHE"), *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (off && strcmp(off, "off") == 0)
        return false;
    if (base && base[0] == '/')
        text_print(out, "%s", base);
    else if (home && home[0] == '/')
        text_print(out, "%s/.cache", home);
    else
        return false;
    mkdir(text_cstr(out), 0700);
    text_add(out, STR("/cnx"));
    mkdir(text_cstr(out), 0700);
    struct stat s;
    return lstat(text_cstr(out), &s) == 0 && S_ISDIR(s.st_mode) && s.st_uid == geteuid() &&
           (s.st_mode & 077) == 0;
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
    if (!find_folder(out))
        return false;
    text_print(out, "/%016llx%016llx.%s", (unsigned long long)a, (unsigned long long)b, kind);
    return true;
}

/* --- loading --- */

/* The whole file, zero-terminated; NULL when it is none or too large. */
static char *read_file(const char *path, size_t *size)
{
    struct stat s;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return NULL;
    bool ok = fstat(fd, &s) == 0 && S_ISREG(s.st_mode) && s.st_size < MOST_BYTES;
    *size = ok ? (size_t)s.st_size : 0;
    char *all = ok ? malloc(*size + 1) : NULL;
    for (size_t at = 0; all && at < *size;) {
        ssize_t n = read(fd, all + at, *size - at);
        if (n <= 0) {
            free(all);
            all = NULL;
        } else {
            at += (size_t)n;
        }
    }
    close(fd);
    return all;
}

void *store_load(const char *kind, const void *key, size_t key_size, size_t *size)
{
    Text path = {0};
    size_t all_size = 0;
    char *all =
        find_path(&path, kind, key, key_size) ? read_file(text_cstr(&path), &all_size) : NULL;
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

static bool write_all(int fd, const void *from, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t n = write(fd, (const char *)from + at, size - at);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

void store_save(const char *kind, const void *key, size_t key_size, const void *bytes, size_t size)
{
    Text path = {0}, beside = {0};
    Head head = {.key_size = key_size, .size = size};
    memcpy(head.magic, magic, sizeof magic);
    head.sum = sum_of(key, key_size, bytes, size);
    if (size < MOST_BYTES && find_path(&path, kind, key, key_size)) {
        text_print(&beside, "%s.XXXXXX", text_cstr(&path));
        int fd = mkstemp(beside.at);
        bool ok = fd >= 0 && write_all(fd, &head, sizeof head) && write_all(fd, key, key_size) &&
                  write_all(fd, bytes, size);
        if (fd >= 0)
            ok = close(fd) == 0 && ok;
        if (fd >= 0 && (!ok || rename(beside.at, path.at) != 0))
            unlink(beside.at);
    }
    text_free(&path);
    text_free(&beside);
}
