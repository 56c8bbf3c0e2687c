/* cache.c - see cache.h. The hash is BLAKE3. */
#include "compile/llvm/cache.h"

#include "base/cache_folder.h"
#include "base/vec.h"

#include <llvm-c/blake3.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOST_BYTES = 64 << 20, EVICT_SECONDS = 60 };

Key key_of(Str text)
{
    llvm_blake3_hasher h;
    Key key;
    llvm_blake3_hasher_init(&h);
    llvm_blake3_hasher_update(&h, text.at, text.len);
    llvm_blake3_hasher_finalize(&h, key.at, KEY_BYTES);
    return key;
}

/* The user's secret, made when there is none. */
static bool read_secret(const Text *folder, unsigned char secret[KEY_BYTES])
{
    Text path = {0};
    text_print(&path, "%s/secret", folder->at);
    size_t size = 0;
    char *kept = cache_read(text_cstr(&path), KEY_BYTES, &size);
    bool ok = kept && size == KEY_BYTES;
    if (ok)
        memcpy(secret, kept, KEY_BYTES);
    else
        ok = getrandom(secret, KEY_BYTES, 0) == KEY_BYTES &&
             cache_write(text_cstr(&path), &(Str){(const char *)secret, KEY_BYTES}, 1);
    free(kept);
    text_free(&path);
    return ok;
}

static void path_of(Text *out, const Text *folder, const Key *key)
{
    text_print(out, "%s/", folder->at);
    for (int i = 0; i < KEY_BYTES; i++)
        text_print(out, "%02x", key->at[i]);
    text_add(out, STR(".o"));
}

/* What stands at the front of a file: of its key and its object. */
static void seal(const unsigned char secret[KEY_BYTES], const Key *key, const void *at, size_t size,
                 unsigned char out[KEY_BYTES])
{
    llvm_blake3_hasher h;
    llvm_blake3_hasher_init_keyed(&h, secret);
    llvm_blake3_hasher_update(&h, key->at, KEY_BYTES);
    llvm_blake3_hasher_update(&h, at, size);
    llvm_blake3_hasher_finalize(&h, out, KEY_BYTES);
}

/* --- how much is kept --- */

typedef struct Entry {
    char name[96];
    struct timespec used;
    int64_t bytes;
} Entry;

static int by_use(const void *a, const void *b)
{
    const struct timespec *x = &((const Entry *)a)->used, *y = &((const Entry *)b)->used;
    if (x->tv_sec != y->tv_sec)
        return x->tv_sec < y->tv_sec ? -1 : 1;
    return (x->tv_nsec > y->tv_nsec) - (x->tv_nsec < y->tv_nsec);
}

/* CNX_CACHE_SIZE in MiB, or 256. */
static int64_t most_bytes(void)
{
    const char *given = getenv("CNX_CACHE_SIZE");
    long mib = given ? strtol(given, NULL, 10) : 0;
    return (int64_t)(mib > 0 && mib < (1 << 20) ? mib : 256) << 20;
}

/* Whether the folder was not looked through for EVICT_SECONDS; then it counts as done now. The time
   is that of an empty file, since a folder of thousands of objects takes longer than a kernel. */
static bool is_time_to_evict(const Text *folder)
{
    Text path = {0};
    struct stat s;
    text_print(&path, "%s/looked_through", folder->at);
    bool is_known = lstat(path.at, &s) == 0;
    bool is_time = !is_known || time(NULL) - s.st_mtim.tv_sec >= EVICT_SECONDS ||
                   s.st_mtim.tv_sec > time(NULL);
    int fd = is_time ? open(path.at, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
    if (fd >= 0) {
        futimens(fd, NULL);
        close(fd);
    }
    text_free(&path);
    return is_time;
}

/* Removes what was not used for the longest time until three quarters of what may be kept are left,
   where it is more; and what writers that died left behind, after a day. */
static void evict(const Text *folder)
{
    VEC(Entry) entries = {0};
    int64_t sum = 0, most = most_bytes();
    time_t now = time(NULL);
    DIR *d = opendir(folder->at);
    for (struct dirent *e; d && (e = readdir(d));) {
        struct stat s;
        size_t len = strlen(e->d_name);
        const char *dot = strstr(e->d_name, ".o");
        if (dot == NULL || len >= sizeof((Entry *)0)->name ||
            fstatat(dirfd(d), e->d_name, &s, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(s.st_mode))
            continue;
        if (dot[2] && now - s.st_mtim.tv_sec > 24 * 3600)
            unlinkat(dirfd(d), e->d_name, 0);
        if (dot[2])
            continue;
        Entry entry = {.used = s.st_mtim, .bytes = s.st_size};
        memcpy(entry.name, e->d_name, len + 1);
        vec_push(&entries, entry);
        sum += entry.bytes;
    }
    bool is_much = sum > most;
    if (is_much)
        qsort(entries.at, entries.len, sizeof *entries.at, by_use);
    for (size_t i = 0; is_much && i < entries.len && sum > most / 4 * 3; i++) {
        unlinkat(dirfd(d), entries.at[i].name, 0);
        sum -= entries.at[i].bytes;
    }
    if (d)
        closedir(d);
    vec_free(&entries);
}

/* --- objects --- */

static LLVMMemoryBufferRef load_file(const char *path, const unsigned char secret[KEY_BYTES],
                                     const Key *key)
{
    LLVMMemoryBufferRef object = NULL;
    unsigned char want[KEY_BYTES];
    size_t size = 0;
    char *all = cache_read(path, MOST_BYTES, &size);
    bool ok = all && size > KEY_BYTES;
    if (ok)
        seal(secret, key, all + KEY_BYTES, size - KEY_BYTES, want);
    if (ok && memcmp(want, all, KEY_BYTES) == 0)
        object =
            LLVMCreateMemoryBufferWithMemoryRangeCopy(all + KEY_BYTES, size - KEY_BYTES, "cached");
    free(all);
    return object;
}

LLVMMemoryBufferRef cache_load(const Key *key)
{
    Text folder = {0}, path = {0};
    unsigned char secret[KEY_BYTES];
    LLVMMemoryBufferRef object = NULL;
    if (cache_folder(&folder) && read_secret(&folder, secret)) {
        path_of(&path, &folder, key);
        object = load_file(text_cstr(&path), secret, key);
        if (object)
            utimensat(AT_FDCWD, text_cstr(&path), NULL, 0); /* used now: see evict */
    }
    text_free(&folder);
    text_free(&path);
    return object;
}

void cache_store(const Key *key, LLVMMemoryBufferRef object)
{
    Text folder = {0}, path = {0};
    unsigned char secret[KEY_BYTES], head[KEY_BYTES];
    if (cache_folder(&folder) && read_secret(&folder, secret)) {
        size_t size = LLVMGetBufferSize(object);
        seal(secret, key, LLVMGetBufferStart(object), size, head);
        path_of(&path, &folder, key);
        Str parts[] = {{(const char *)head, KEY_BYTES}, {LLVMGetBufferStart(object), size}};
        cache_write(text_cstr(&path), parts, 2);
        if (is_time_to_evict(&folder))
            evict(&folder);
    }
    text_free(&folder);
    text_free(&path);
}
