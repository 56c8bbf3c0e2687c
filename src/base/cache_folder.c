/* cache_folder.c - see cache_folder.h. */
#include "base/cache_folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool cache_folder(Text *out)
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

char *cache_read(const char *path, size_t most, size_t *size)
{
    struct stat s;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return NULL;
    bool ok = fstat(fd, &s) == 0 && S_ISREG(s.st_mode) && (uint64_t)s.st_size <= most;
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

static bool write_all(int fd, Str part)
{
    for (size_t at = 0; at < part.len;) {
        ssize_t n = write(fd, part.at + at, part.len - at);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

bool cache_write(const char *path, const Str *parts, int count)
{
    Text beside = {0};
    text_print(&beside, "%s.XXXXXX", path);
    int fd = mkstemp(beside.at);
    bool ok = fd >= 0;
    for (int i = 0; ok && i < count; i++)
        ok = write_all(fd, parts[i]);
    if (fd >= 0)
        ok = close(fd) == 0 && ok;
    ok = ok && rename(beside.at, path) == 0;
    if (fd >= 0 && !ok)
        unlink(beside.at);
    text_free(&beside);
    return ok;
}
