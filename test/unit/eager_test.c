/* eager_test.c - programs of operations outside of definitions: made once for a kind of call, kept
   while they are used, and bounded: ten thousand kinds take the memory of some hundred. The
   reference stands in for a compiler. */
#include "lang/eager.h"
#include "lang/vm_state.h"

#include <malloc.h>
#include <stdio.h>

static int passed, counted_failures;

static void check(bool good, const char *what)
{
    passed += good;
    counted_failures += !good;
    if (!good)
        printf("FAIL %s\n", what);
}

/* Applies the operation to vectors of `size` ones; the result, yours. */
static Value apply(Vm *vm, OpCode op, int64_t size, int count)
{
    Type type = {.dtype = DTYPE_u8, .shape = SHAPE(size)};
    Tensor *ones = tensor_fill(vm->cx, type, (Scalar){.class_ = DCLASS_u, .u = 1});
    Tensor *inputs[] = {ones, ones};
    Value v = eager_apply(vm, &compiler_reference, op, inputs, count, NULL, 0);
    tensor_free(ones);
    return v;
}

static int64_t builds_of(Vm *vm, OpCode op, int64_t size, int count)
{
    int64_t before = vm->builds;
    value_free(apply(vm, op, size, count));
    return vm->builds - before;
}

/* 0 where sanitizers allocate. */
static size_t bytes_in_use(void)
{
    return mallinfo2().uordblks;
}

int main(void)
{
    Cx cx;
    cx_init(&cx);
    Vm *vm = vm_new(&cx);
    Value sum = apply(vm, OP_add, 3, 2);
    check(sum.tag == TAG_tensor && tensor_get(sum.tensor->data, 2).u == 2, "1 + 1 is 2");
    value_free(sum);
    check(builds_of(vm, OP_add, 3, 2) == 0, "a kind of call is compiled once");
    check(builds_of(vm, OP_subtract, 3, 2) == 1, "another operation is another kind");
    check(builds_of(vm, OP_add, 4, 2) == 1, "other types are another kind");
    check(builds_of(vm, OP_add, 3, 2) == 0, "the first is still there");

    size_t most = 0;
    int64_t again = 0;
    for (int64_t size = 1; size <= 10000; size++) {
        value_free(apply(vm, OP_negate, size, 1));
        again += builds_of(vm, OP_add, 3, 2);
        if (size == 1000)
            most = bytes_in_use();
    }
    check(again == 0, "what is used again and again stays");
    check(bytes_in_use() <= most + most / 10, "memory is bounded");
    check(builds_of(vm, OP_negate, 10000, 1) == 0, "the newest is there");
    check(builds_of(vm, OP_negate, 1, 1) == 1, "the oldest has gone");
    vm_free(vm);
    cx_free(&cx);
    printf("%d passed, %d failed\n", passed, counted_failures);
    return counted_failures > 0;
}
