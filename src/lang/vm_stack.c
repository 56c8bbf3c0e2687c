/* vm_stack.c - the memory of the stacks of values and of frames: reserved once, never moved. */
#include "lang/vm_frame.h"

#include <sys/mman.h>

static void *reserve(size_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

/* Address space for the deepest recursion: 2 GiB of values and 512 MiB of frames, or less where the
   system grants less or they would be more than a quarter of the machine's memory. */
bool stacks_init(Vm *vm)
{
    for (int shift = 31; shift >= 24; shift--) {
        size_t bytes = (size_t)1 << shift;
        if (shift > 24 && bytes > mem_machine() / 5)
            continue;
        vm->stack = reserve(bytes);
        vm->frames = vm->stack ? reserve(bytes / 4) : NULL;
        if (vm->frames) {
            vm->stack_end = vm->stack + bytes / sizeof(Value);
            vm->frame_most = bytes / 4 / sizeof(Frame);
            return true;
        }
        if (vm->stack)
            munmap(vm->stack, bytes);
    }
    return false;
}

void stacks_free(Vm *vm)
{
    if (vm->stack)
        munmap(vm->stack, (size_t)(vm->stack_end - vm->stack) * sizeof(Value));
    if (vm->frames)
        munmap(vm->frames, (size_t)(vm->stack_end - vm->stack) * sizeof(Value) / 4);
    vm->stack = NULL;
    vm->frames = NULL;
}

void stacks_trim(Vm *vm, const Value *top)
{
    const size_t kept = (size_t)1 << 20, bytes = (size_t)(vm->stack_end - vm->stack) * sizeof *top;
    size_t values = ((size_t)(top - vm->stack) * sizeof *top + kept) / kept * kept;
    size_t frames = (vm->frame_count * sizeof(Frame) + kept) / kept * kept;
    if (values < bytes)
        madvise((char *)vm->stack + values, bytes - values, MADV_DONTNEED);
    if (frames < bytes / 4)
        madvise((char *)vm->frames + frames, bytes / 4 - frames, MADV_DONTNEED);
    vm->was_full = false;
}
