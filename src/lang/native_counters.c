/* native_counters.c - :counters: an array of 64-bit integers that changes in place, for programs
   that count across calls. A reference is {:atomics, array}, as Erlang shows it, and the array goes
   with its last one. */
#include "lang/native.h"

#include <stdint.h>
#include <stdlib.h>

enum { MOST_COUNTERS = 1 << 28 };

typedef struct Counters {
    int64_t size;
    int64_t at[];
} Counters;

static const NativeKind counters_kind = {"counters", free};

static Counters *counters_of(Value v)
{
    bool is_pair = v.tag == TAG_tuple && v.tuple->len == 2;
    Value array = is_pair ? v.tuple->at[1] : VALUE_NIL;
    return array.tag == TAG_native && array.native->kind == &counters_kind ? array.native->p : NULL;
}

/* What the second argument counts in, or NULL after an error. */
static int64_t *counter_of(Vm *vm, const Value *args)
{
    Counters *c = counters_of(args[0]);
    if (c == NULL)
        vm_bad_argument(vm, 1, "invalid atomics reference");
    else if (!is_integer(args[1]))
        vm_bad_argument(vm, 2, "not an integer");
    else if (args[1].tag != TAG_int || args[1].i < 1 || args[1].i > c->size)
        vm_bad_argument(vm, 2, "out of range");
    else
        return &c->at[args[1].i - 1];
    return NULL;
}

/* The third argument; false after an error. */
static bool amount_of(Vm *vm, const Value *args, int64_t *out)
{
    if (!is_integer(args[2]))
        vm_bad_argument(vm, 3, "not an integer");
    else if (args[2].tag != TAG_int)
        vm_bad_argument(vm, 3, "out of range");
    else
        *out = args[2].i;
    return args[2].tag == TAG_int;
}

/* :counters.new(size, options): all are 0. */
NATIVE(fn_counters_new)
{
    Value list = args[1], option, kind = vm_atom(vm, "atomics");
    if (!is_integer(args[0]))
        return vm_bad_argument(vm, 1, "not an integer");
    if (args[0].tag != TAG_int || args[0].i < 1)
        return vm_bad_argument(vm, 1, "out of range");
    if (!is_list(list))
        return vm_bad_argument(vm, 2, "not a list");
    while (list_next(&list, &option)) {
        if (!is_atom(option, vm_atom(vm, "atomics").atom) &&
            !is_atom(option, vm_atom(vm, "write_concurrency").atom))
            return vm_bad_argument(vm, 2, "invalid option in list");
        kind = option;
    }
    if (args[0].i > MOST_COUNTERS)
        return vm_fail(vm, EXC_SystemLimitError, "a system limit has been reached");
    size_t bytes = (size_t)args[0].i * sizeof(int64_t);
    Counters *c = mem_alloc(sizeof *c + bytes);
    c->size = args[0].i;
    return TUPLE(value_ref(kind), value_native(&counters_kind, c));
}

NATIVE(fn_counters_get)
{
    const int64_t *counter = counter_of(vm, args);
    return counter ? value_int(*counter) : POISON;
}

NATIVE(fn_counters_put)
{
    int64_t amount = 0, *counter = counter_of(vm, args);
    if (counter == NULL || !amount_of(vm, args, &amount))
        return POISON;
    *counter = amount;
    return value_atom(SYM_ok);
}

/* Counters wrap around. */
NATIVE(fn_counters_add)
{
    int64_t amount = 0, *counter = counter_of(vm, args);
    if (counter == NULL || !amount_of(vm, args, &amount))
        return POISON;
    *counter = (int64_t)((uint64_t)*counter + (uint64_t)amount);
    return value_atom(SYM_ok);
}

NATIVE(fn_counters_sub)
{
    int64_t amount = 0, *counter = counter_of(vm, args);
    if (counter == NULL || !amount_of(vm, args, &amount))
        return POISON;
    *counter = (int64_t)((uint64_t)*counter - (uint64_t)amount);
    return value_atom(SYM_ok);
}

/* Cnx.Counters.size(counters): how many there are. */
NATIVE(fn_counters_size)
{
    const Counters *c = counters_of(args[0]);
    return c ? value_int(c->size) : vm_bad_argument(vm, 1, "invalid atomics reference");
}
