/* mem_test.c - the memory limits of control groups, in trees made for the purpose; large pages are
   asked for where the machine has any. */
#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int passed, failed;
static char root[] = P_tmpdir "/cnx-mem-test-XXXXXX";

static void expect(size_t got, size_t want, int line)
{
    passed += got == want;
    failed += got != want;
    if (got != want)
        printf("line %d: %zu, expected %zu\n", line, got, want);
}

#define EXPECT(got, want) expect(got, want, __LINE__)

/* A file below the root, with the folders on the way; returns its path until the next call. */
static const char *file(const char *name, const char *text)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", root, name);
    for (char *at = path + strlen(root) + 1; (at = strchr(at, '/')); at++) {
        *at = '\0';
        mkdir(path, 0700);
        *at = '/';
    }
    FILE *f = fopen(path, "w");
    if (f) {
        fputs(text, f);
        fclose(f);
    }
    return path;
}

static size_t limit(const char *groups)
{
    return mem_group_limit(file("groups", groups), root);
}

/* Whether large pages were asked for where p lies; true on machines without. */
static bool has_large_pages(const void *p)
{
    FILE *f = fopen("/proc/self/smaps", "r");
    char line[512];
    bool is_there = false, has = access("/sys/kernel/mm/transparent_hugepage", F_OK) != 0 || !f;
    while (f && fgets(line, sizeof line, f)) {
        unsigned long from, to;
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            is_there = from <= (uintptr_t)p && (uintptr_t)p < to;
        if (is_there && strncmp(line, "VmFlags:", 8) == 0)
            has = has || strstr(line, " hg") != NULL;
    }
    if (f)
        fclose(f);
    return has;
}

int main(void)
{
    if (mkdtemp(root) == NULL)
        return 1;
    EXPECT(limit("0::/\n"), SIZE_MAX);
    EXPECT(mem_group_limit("/no/such/file", root), SIZE_MAX);
    file("a/b/memory.max", "3000000\n");
    file("a/memory.max", "max\n");
    EXPECT(limit("0::/a/b\n"), 3000000);
    EXPECT(limit("0::/a\n"), SIZE_MAX);
    EXPECT(limit("0::/a/b/gone/away\n"), 3000000);
    file("a/memory.max", "2000000\n");
    EXPECT(limit("0::/a/b\n"), 2000000);
    file("memory/x/memory.limit_in_bytes", "1000000\n");
    file("memory/memory.limit_in_bytes", "9223372036854771712\n");
    EXPECT(limit("4:cpu,memory:/x\n3:cpuset:/\n"), 1000000);
    EXPECT(limit("4:memory:/x\n0::/a\n"), 1000000);
    EXPECT(limit("4:memoryless:/x\n0::/a\n"), 2000000);
    EXPECT(limit("4:memory:/\n"), 9223372036854771712u);
    EXPECT(limit("nonsense\n:\n::\n"), SIZE_MAX);
    EXPECT(mem_machine() > 0, true);
    const size_t size = 16 << 20;
    char *large = mem_try(size);
    EXPECT(large != NULL && has_large_pages(large + size / 2), true);
    free(large);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", root);
    if (system(command) != 0)
        failed++;
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0;
}
