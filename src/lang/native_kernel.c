/* native_kernel.c - Kernel's functions on any terms: tests of kinds, sizes, joining lists and
   binaries. */
#include "lang/native.h"
#include "lang/tensor_value.h"

#include <string.h>

/* --- tests of kinds --- */

NATIVE(fn_is_atom)
{
    return value_bool(args[0].tag == TAG_atom);
}

NATIVE(fn_is_binary)
{
    return value_bool(is_binary(args[0]));
}

NATIVE(fn_is_bitstring)
{
    return value_bool(args[0].tag == TAG_binary);
}

NATIVE(fn_is_boolean)
{
    return value_bool(is_atom(args[0], SYM_true) || is_atom(args[0], SYM_false));
}

NATIVE(fn_is_float)
{
    return value_bool(args[0].tag == TAG_float);
}

NATIVE(fn_is_integer)
{
    return value_bool(is_integer(args[0]));
}

NATIVE(fn_is_list)
{
    return value_bool(is_list(args[0]));
}

NATIVE(fn_is_map)
{
    return value_bool(args[0].tag == TAG_map || args[0].tag == TAG_tensor);
}

NATIVE(fn_is_nil)
{
    return value_bool(is_atom(args[0], SYM_nil));
}

NATIVE(fn_is_number)
{
    return value_bool(is_number(args[0]));
}

NATIVE(fn_is_pid)
{
    return value_bool(args[0].tag == TAG_pid);
}

NATIVE(fn_is_port)
{
    return value_bool(false);
}

NATIVE(fn_is_reference)
{
    return value_bool(args[0].tag == TAG_ref);
}

NATIVE(fn_is_tuple)
{
    return value_bool(args[0].tag == TAG_tuple);
}

NATIVE(fn_is_function)
{
    if (count == 1)
        return value_bool(args[0].tag == TAG_function);
    if (!is_size(args[1], 0))
        return vm_bad_argument(vm, 2, is_integer(args[1]) ? "out of range" : "not an integer");
    return value_bool(args[0].tag == TAG_function && args[0].function->arity == args[1].i);
}

NATIVE(fn_is_struct)
{
    Sym module = struct_of(args[0]);
    if (count == 1)
        return value_bool(module != SYM_nil);
    if (args[1].tag != TAG_atom)
        return fail_argument(vm);
    return value_bool(module != SYM_nil && module == args[1].atom);
}

NATIVE(fn_is_non_struct_map)
{
    return value_bool(args[0].tag == TAG_map && struct_of(args[0]) == SYM_nil);
}

NATIVE(fn_is_exception)
{
    bool is = is_exception(args[0]);
    if (count == 2 && args[1].tag != TAG_atom)
        return fail_argument(vm);
    return value_bool(is && (count == 1 || struct_of(args[0]) == args[1].atom));
}

NATIVE(fn_is_map_key)
{
    return fn_map_has_key(vm, args, 2);
}

/* --- lists --- */

NATIVE(fn_hd)
{
    if (args[0].tag != TAG_cons)
        return vm_bad_argument(vm, 1, "not a nonempty list");
    return value_ref(args[0].cons->head);
}

NATIVE(fn_tl)
{
    if (args[0].tag != TAG_cons)
        return vm_bad_argument(vm, 1, "not a nonempty list");
    return value_ref(args[0].cons->tail);
}

NATIVE(fn_length)
{
    int64_t n = list_length(args[0]);
    return n < 0 ? vm_bad_argument(vm, 1, "not a list") : value_int(n);
}

NATIVE(fn_list_plus)
{
    if (args[0].tag == TAG_nil)
        return value_ref(args[1]);
    Values items;
    if (!is_list(args[0]) || !list_values(args[0], &items))
        return fail_argument(vm);
    Value joined = list_copy(vm, items.at, items.len, value_ref(args[1]));
    vec_free(&items);
    return joined;
}

/* --- binaries --- */

static int64_t bits_of(Value v)
{
    int64_t len = (int64_t)v.binary->len;
    return len == 0 ? 0 : (len - 1) * 8 + v.binary->bits;
}

NATIVE(fn_byte_size)
{
    if (args[0].tag != TAG_binary)
        return vm_bad_argument(vm, 1, "not a bitstring");
    return value_int((int64_t)args[0].binary->len);
}

NATIVE(fn_bit_size)
{
    if (args[0].tag != TAG_binary)
        return vm_bad_argument(vm, 1, "not a bitstring");
    return value_int(bits_of(args[0]));
}

NATIVE(fn_binary_plus)
{
    for (int i = 0; i < 2; i++) {
        if (is_binary(args[i]))
            continue;
        Text shown = {0};
        if (value_inspect(vm, &shown, args[i], &inspect_defaults))
            vm_fail(vm, EXC_ArgumentError,
                    "construction of binary failed: segment %d of type 'binary': expected a binary "
                    "but got: %s",
                    i + 1, text_cstr(&shown));
        text_free(&shown);
        return POISON;
    }
    Str a = binary_str(args[0]), b = binary_str(args[1]);
    char *at;
    Value joined = value_binary_new(a.len + b.len, &at);
    if (a.len)
        memcpy(at, a.at, a.len);
    if (b.len)
        memcpy(at + a.len, b.at, b.len);
    return joined;
}

NATIVE(fn_binary_part)
{
    if (!is_binary(args[0]))
        return vm_bad_argument(vm, 1, "not a binary");
    for (int i = 1; i < 3; i++)
        if (!is_integer(args[i]))
            return vm_bad_argument(vm, i + 1, "not an integer");
    int64_t size = (int64_t)args[0].binary->len;
    if (!is_size(args[1], 0) || args[1].i > size)
        return vm_bad_argument(vm, 2, "out of range");
    int64_t start = args[1].i;
    if (args[2].tag != TAG_int || args[2].i > size - start || args[2].i < -start)
        return vm_bad_argument(vm, 3, "out of range");
    int64_t len = args[2].i;
    if (len < 0) {
        start += len;
        len = -len;
    }
    return value_binary_part(args[0], (size_t)start, (size_t)len);
}

/* --- maps, references --- */

NATIVE(fn_map_size)
{
    if (args[0].tag == TAG_tensor)
        return value_int(TENSOR_FIELDS);
    if (args[0].tag != TAG_map)
        return fail_bad_map(vm, args[0]);
    return value_int(args[0].map->len);
}

NATIVE(fn_make_ref)
{
    return (Value){.tag = TAG_ref, .id = vm_new_reference(vm)};
}
