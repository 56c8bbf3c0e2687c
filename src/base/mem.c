/* mem.c - see mem.h. */
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

_Atomic(size_t) *mem_meter;

static void meter(size_t size)
{
    if (mem_meter != NULL)
        *mem_meter += size;
}

static void *check(void *p)
{
    if (p == NULL) {
        fputs("cnx: out of memory\n", stderr);
        abort();
    }
    return p;
}

void *mem_alloc(size_t size)
{
    meter(size);
    return check(calloc(1, size ? size : 1));
}

void *mem_resize(void *old, size_t size)
{
    meter(size);
    return check(realloc(old, size ? size : 1));
}

bool (*mem_fault)(size_t size);

/* Asks for large pages where whole ones fit: their first use costs a fifth, and they need fewer
   entries of the machine's tables. Where there are none nothing changes. */
static void *with_large_pages(void *p, size_t size)
{
    const uintptr_t page = (uintptr_t)1 << 21;
    uintptr_t from = ((uintptr_t)p + page - 1) / page * page,
              to = ((uintptr_t)p + size) / page * page;
    if (p != NULL && from < to)
        madvise((void *)from, to - from, MADV_HUGEPAGE);
    return p;
}

void *mem_try(size_t size)
{
    const size_t align = 64, large = (size_t)1 << 30;
    if (mem_fault != NULL && mem_fault(size))
        return NULL;
    if (size > SIZE_MAX / 2 || (size > large && size > mem_machine()))
        return NULL;
    size_t whole = (size + align - 1) / align * align;
    meter(size);
    return with_large_pages(aligned_alloc(align, whole ? whole : align), whole);
}
