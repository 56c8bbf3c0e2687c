/* file_check.h - what tests over folders of files share: a verdict a file, and reading one. */
#ifndef CNX_TEST_FILE_CHECK_H
#define CNX_TEST_FILE_CHECK_H

#include "base/text.h"

#include <stdio.h>

static int passed, counted_failures;

static void verdict(const char *name, bool good, const char *why)
{
    if (good) {
        passed++;
        return;
    }
    counted_failures++;
    printf("FAIL %s: %s\n", name, why);
}

static bool read_file(const char *path, Text *out)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return false;
    char bytes[4096];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, f)) > 0;)
        text_add(out, (Str){bytes, n});
    fclose(f);
    return true;
}

#endif
