/* native_tuple.c - tuples: elements, copies with one more or less. */
#include "lang/native.h"

#include <string.h>

/* The place of 1-based `index` in `tuple`, or -1 after an error naming the argument. */
static int64_t tuple_place(Vm *vm, Value index, int index_argument, Value tuple, int tuple_argument,
                           int64_t more)
{
    if (tuple.tag != TAG_tuple)
        vm_bad_argument(vm, tuple_argument, "not a tuple");
    else if (!is_integer(index))
        vm_bad_argument(vm, index_argument, "not an integer");
    else if (!is_size(index, 1) || index.i > (int64_t)tuple.tuple->len + more)
        vm_bad_argument(vm, index_argument, "out of range");
    else
        return index.i - 1;
    return -1;
}

/* The 1-based place for a 0-based one. */
static Value one_more(Value index)
{
    return index.tag == TAG_int && index.i < INT64_MAX ? value_int(index.i + 1) : index;
}

static Value element(Vm *vm, Value index, Value tuple)
{
    int64_t at = tuple_place(vm, index, 1, tuple, 2, 0);
    return at < 0 ? POISON : value_ref(tuple.tuple->at[at]);
}

NATIVE(fn_elem)
{
    return element(vm, one_more(args[1]), args[0]);
}

NATIVE(fn_element)
{
    return element(vm, args[0], args[1]);
}

/* A tuple of `len` places whose values the caller fills in, each with a count. */
static Value tuple_copy(Value tuple, uint32_t start, uint32_t end, Value insert, uint32_t resume)
{
    uint32_t old = tuple.tuple->len;
    bool more = insert.tag != TAG_poison;
    Value *items = mem_alloc((old + 1) * sizeof *items);
    uint32_t n = 0;
    for (uint32_t i = start; i < end; i++)
        items[n++] = value_ref(tuple.tuple->at[i]);
    if (more)
        items[n++] = value_ref(insert);
    for (uint32_t i = resume; i < old; i++)
        items[n++] = value_ref(tuple.tuple->at[i]);
    Value made = value_tuple(items, n);
    free(items);
    return made;
}

static Value set_element(Vm *vm, Value index, Value tuple, Value value)
{
    int64_t at = tuple_place(vm, index, 1, tuple, 2, 0);
    return at < 0 ? POISON : tuple_copy(tuple, 0, (uint32_t)at, value, (uint32_t)at + 1);
}

NATIVE(fn_put_elem)
{
    return set_element(vm, one_more(args[1]), args[0], args[2]);
}

NATIVE(fn_setelement)
{
    return set_element(vm, args[0], args[1], args[2]);
}

NATIVE(fn_tuple_size)
{
    if (args[0].tag != TAG_tuple)
        return vm_bad_argument(vm, 1, "not a tuple");
    return value_int(args[0].tuple->len);
}

NATIVE(fn_tuple_insert_at)
{
    int64_t at = tuple_place(vm, one_more(args[1]), 1, args[0], 2, 1);
    return at < 0 ? POISON : tuple_copy(args[0], 0, (uint32_t)at, args[2], (uint32_t)at);
}

NATIVE(fn_tuple_delete_at)
{
    int64_t at = tuple_place(vm, one_more(args[1]), 1, args[0], 2, 0);
    return at < 0 ? POISON : tuple_copy(args[0], 0, (uint32_t)at, POISON, (uint32_t)at + 1);
}

NATIVE(fn_tuple_append)
{
    if (args[0].tag != TAG_tuple)
        return vm_bad_argument(vm, 1, "not a tuple");
    return tuple_copy(args[0], 0, args[0].tuple->len, args[1], args[0].tuple->len);
}

static Value make_tuple(Vm *vm, Value size, Value fill)
{
    enum { MOST = 1 << 24 };
    if (!is_integer(size))
        return vm_bad_argument(vm, 1, "not an integer");
    if (!is_size(size, 0) || size.i > MOST)
        return vm_bad_argument(vm, 1, "out of range");
    Value *items = mem_alloc((size_t)size.i * sizeof *items);
    for (int64_t i = 0; i < size.i; i++)
        items[i] = value_ref(fill);
    Value made = value_tuple(items, (uint32_t)size.i);
    free(items);
    return made;
}

NATIVE(fn_tuple_duplicate)
{
    return make_tuple(vm, args[1], args[0]);
}

NATIVE(fn_make_tuple)
{
    return make_tuple(vm, args[0], args[1]);
}

NATIVE(fn_tuple_to_list)
{
    if (args[0].tag != TAG_tuple)
        return vm_bad_argument(vm, 1, "not a tuple");
    Tuple *t = args[0].tuple;
    return list_copy(vm, t->at, t->len, VALUE_EMPTY);
}

NATIVE(fn_list_to_tuple)
{
    Values items;
    if (!is_list(args[0]) || !list_values(args[0], &items))
        return vm_bad_argument(vm, 1, "not a list");
    for (size_t i = 0; i < items.len; i++)
        value_ref(items.at[i]);
    Value made = value_tuple(items.at, (uint32_t)items.len);
    vec_free(&items);
    return made;
}
