/* mem.h - allocation.

   Small allocations do not fail: when the system has no memory left for them the process says so
   and ends, because nothing sensible can be done without it. Allocations whose size comes from
   the user's data (tensors, files) go through mem_try, whose NULL the caller turns into an error.
 */
#ifndef CNX_BASE_MEM_H
#define CNX_BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed memory of `size` bytes; yours, give it to free(). Never NULL. */
void *mem_alloc(size_t size);

/* Like realloc: new bytes are not zeroed. Never NULL. */
void *mem_resize(void *old, size_t size);

/* `size` bytes aligned to 64, not zeroed, in large pages where that is possible, or NULL when there
   is no memory or the machine could never hold them. Give it to free(). */
void *mem_try(size_t size);

/* While set, where every allocation of any thread adds the bytes that it asks for; a resize asks
   for its new size. NULL most of the time. Set and reset it when no other thread allocates. */
extern _Atomic(size_t) *mem_meter;

/* For tests: what mem_try asks first; true makes it give NULL. NULL in programs. */
extern bool (*mem_fault)(size_t size);

/* How many bytes of memory the process can have: the machine's, or the limit of its control group.
 */
size_t mem_machine(void);

/* The least memory limit of the control groups that the file `groups` (/proc/self/cgroup) names, in
   the tree at `root`; SIZE_MAX where none is set. */
size_t mem_group_limit(const char *groups, const char *root);

#endif
