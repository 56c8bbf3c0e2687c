/* mem_limit.c - how much memory the process may have: what the machine has, or less where a control
   group says so (containers, job schedulers).

   /proc/self/cgroup names the process's group, "0::/path" in version 2 and "4:memory:/path" in
   version 1. A limit holds for all groups below it, and what a container sees of the tree may begin
   anywhere, so every folder from the group up to the root is asked; those that are not there set no
   limit. */
#include "base/mem.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_PATH = 4096 };

/* The number in a file; SIZE_MAX for "max" and for no file. */
static size_t limit_in(const char *path)
{
    uint64_t limit = 0;
    FILE *f = fopen(path, "r");
    bool has_number = f && fscanf(f, "%" SCNu64, &limit) == 1;
    if (f)
        fclose(f);
    return has_number && limit < SIZE_MAX ? (size_t)limit : SIZE_MAX;
}

/* The least limit of the group's folder and those above it, up to `root`. */
static size_t least_limit(const char *root, const char *group, const char *file)
{
    char folder[MOST_PATH], path[MOST_PATH + 64];
    size_t least = SIZE_MAX, top = strlen(root);
    int length = snprintf(folder, sizeof folder, "%s%s", root, group);
    if (length < 0 || length >= (int)sizeof folder)
        return SIZE_MAX;
    for (;;) {
        snprintf(path, sizeof path, "%s/%s", folder, file);
        size_t limit = limit_in(path);
        least = limit < least ? limit : least;
        char *slash = strrchr(folder, '/');
        if (slash == NULL || strlen(folder) <= top)
            return least;
        *slash = '\0';
    }
}

/* Whether the comma-separated list has the word. */
static bool lists(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, word, length) == 0 && (at[length] == '\0' || at[length] == ','))
            return true;
    return false;
}

size_t mem_group_limit(const char *groups, const char *root)
{
    char line[MOST_PATH], version1[MOST_PATH];
    size_t least = SIZE_MAX;
    FILE *f = fopen(groups, "r");
    snprintf(version1, sizeof version1, "%s/memory", root);
    while (f && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;
        if (group == NULL)
            continue;
        *group++ = '\0';
        controllers++;
        group = strcmp(group, "/") == 0 ? group + 1 : group;
        size_t limit = *controllers == '\0' ? least_limit(root, group, "memory.max")
                       : lists(controllers, "memory")
                           ? least_limit(version1, group, "memory.limit_in_bytes")
                           : SIZE_MAX;
        least = limit < least ? limit : least;
    }
    if (f)
        fclose(f);
    return least;
}

size_t mem_machine(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    size_t machine = pages > 0 && size > 0 ? (size_t)pages * (size_t)size : SIZE_MAX / 2;
    size_t group = mem_group_limit("/proc/self/cgroup", "/sys/fs/cgroup");
    return group < machine ? group : machine;
}
