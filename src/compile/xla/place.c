/* place.c - see place.h. */
#include "compile/xla/place.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const platform_names[PLATFORM_count] = {"cuda", "rocm", "tpu", "host"};
const char *const plugin_wheels[PLATFORM_count] = {"cuda13", "rocm7", NULL, "cpu"};

bool platform_of(const char *text, size_t size, Platform *out)
{
    for (int i = 0; i < PLATFORM_count; i++)
        if (strlen(platform_names[i]) == size && memcmp(text, platform_names[i], size) == 0) {
            *out = (Platform)i;
            return true;
        }
    *out = PLATFORM_host;
    return size == 3 && memcmp(text, "cpu", 3) == 0;
}

static const char *path_given(Platform platform)
{
    char name[32] = "CNX_XLA_PLUGIN_";
    const char *given = getenv("CNX_XLA_PLUGIN");
    if (given && given[0])
        return given;
    size_t length = strlen(name);
    for (const char *at = platform_names[platform]; *at; at++)
        name[length++] = (char)(*at - 'a' + 'A');
    return getenv(name);
}

bool plugin_place(Platform platform, char *room, size_t size)
{
    const char *given = path_given(platform), *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    int n;
    if (given && given[0]) {
        n = snprintf(room, size, "%s", given);
        return n > 0 && (size_t)n < size;
    }
    if (data && data[0] == '/')
        n = snprintf(room, size, "%s/cnx/xla/%s.so", data, platform_names[platform]);
    else
        n = snprintf(room, size, "%s/.local/share/cnx/xla/%s.so", home ? home : "",
                     platform_names[platform]);
    return n > 0 && (size_t)n < size && room[0] == '/' && access(room, F_OK) == 0;
}

static bool has_segments(FILE *f, const Elf64_Ehdr *head, uint64_t size)
{
    for (int i = 0; i < head->e_phnum; i++) {
        Elf64_Phdr p;
        if (fseek(f, (long)(head->e_phoff + (uint64_t)i * sizeof p), SEEK_SET) != 0 ||
            fread(&p, sizeof p, 1, f) != 1)
            return false;
        if (p.p_filesz > size || p.p_offset > size - p.p_filesz)
            return false;
    }
    return true;
}

bool plugin_is_whole(const char *file)
{
    Elf64_Ehdr head;
    struct stat info;
    FILE *f = fopen(file, "rb");
    bool ok = true;
    if (f == NULL)
        return true;
    if (fstat(fileno(f), &info) == 0 && fread(&head, sizeof head, 1, f) == 1 &&
        memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 && head.e_ident[EI_CLASS] == ELFCLASS64 &&
        head.e_phentsize == sizeof(Elf64_Phdr))
        ok = has_segments(f, &head, (uint64_t)info.st_size);
    fclose(f);
    return ok;
}
