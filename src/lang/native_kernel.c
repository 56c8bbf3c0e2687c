/* native_kernel.c - Kernel's functions on any terms: tests of kinds, tuples, sizes, joining lists
   and binaries, text of terms. */
#include "lang/native.h"

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

NATIVE(fn_is_exception)
{
    bool is = args[0].tag == TAG_map && struct_of(args[0]) != SYM_nil &&
              is_atom(map_at_atom(args[0], SYM_exception_key), SYM_true);
    if (count == 2 && args[1].tag != TAG_atom)
        return fail_argument(vm);
    return value_bool(is && (count == 1 || struct_of(args[0]) == args[1].atom));
}

NATIVE(fn_is_map_key)
{
    if (args[0].tag != TAG_map)
        return fail_bad_map(vm, args[0]);
    return value_bool(map_at(args[0], args[1]).tag != TAG_poison);
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
    for (size_t i = 0; i < items.len; i++)
        value_ref(items.at[i]);
    Value joined = value_list(items.at, items.len, value_ref(args[1]));
    vec_free(&items);
    return joined;
}

NATIVE(fn_list_minus)
{
    Values from, remove;
    if (!is_list(args[0]) || !is_list(args[1]) || !list_values(args[0], &from))
        return fail_argument(vm);
    if (!list_values(args[1], &remove)) {
        vec_free(&from);
        return fail_argument(vm);
    }
    ListBuilder kept = LIST_BUILDER;
    for (size_t i = 0; i < from.len; i++) {
        size_t j = 0;
        while (j < remove.len && !value_equal(from.at[i], remove.at[j], true))
            j++;
        if (j == remove.len) {
            list_push(&kept, value_ref(from.at[i]));
        } else {
            remove.len--;
            memmove(remove.at + j, remove.at + j + 1, (remove.len - j) * sizeof *remove.at);
        }
    }
    vec_free(&from);
    vec_free(&remove);
    return kept.list;
}

/* --- tuples --- */

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
    for (uint32_t i = 0; i < t->len; i++)
        value_ref(t->at[i]);
    return value_list(t->at, t->len, VALUE_EMPTY);
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
    if (args[0].tag != TAG_map)
        return fail_bad_map(vm, args[0]);
    return value_int(args[0].map->len);
}

NATIVE(fn_make_ref)
{
    return (Value){.tag = TAG_ref, .id = vm_new_reference(vm)};
}

/* --- text of terms --- */

static bool option_is(Value options, Vm *vm, const char *name, const char *atom)
{
    Value got = keyword_get(options, vm_atom(vm, name).atom, VALUE_NIL);
    return is_atom(got, vm_atom(vm, atom).atom);
}

/* An integer option; :infinity is -1. */
static void integer_option(Value options, Vm *vm, const char *name, int64_t *out)
{
    Value got = keyword_get(options, vm_atom(vm, name).atom, VALUE_NIL);
    if (got.tag == TAG_int)
        *out = got.i;
    else if (is_atom(got, SYM_infinity))
        *out = -1;
}

static void bool_option(Value options, Vm *vm, const char *name, bool *out)
{
    Value got = keyword_get(options, vm_atom(vm, name).atom, POISON);
    if (got.tag != TAG_poison)
        *out = is_truthy(got);
}

InspectOptions inspect_options(Value options, Vm *vm)
{
    InspectOptions o = inspect_defaults;
    integer_option(options, vm, "width", &o.width);
    integer_option(options, vm, "limit", &o.limit);
    bool_option(options, vm, "structs", &o.structs);
    bool_option(options, vm, "pretty", &o.pretty);
    integer_option(options, vm, "printable_limit", &o.printable_limit);
    static const struct {
        const char *name;
        int base;
    } bases[] = {{"binary", 2}, {"octal", 8}, {"hex", 16}};
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++)
        if (option_is(options, vm, "base", bases[i].name))
            o.base = bases[i].base;
    o.as_strings = option_is(options, vm, "binaries", "as_strings");
    o.as_binaries = option_is(options, vm, "binaries", "as_binaries");
    o.as_charlists = option_is(options, vm, "charlists", "as_charlists");
    o.as_lists = option_is(options, vm, "charlists", "as_lists");
    o.syntax_colours =
        keyword_get(options, sym(vm_cx(vm), STR("syntax_colors")), POISON).tag == TAG_cons;
    return o;
}

NATIVE(fn_inspect)
{
    if (count == 2 && !is_list(args[1]))
        return vm_no_clause(vm, "Kernel.inspect", 2);
    InspectOptions options = inspect_options(count == 2 ? args[1] : VALUE_EMPTY, vm);
    Text text = {0};
    if (value_inspect(vm, &text, args[0], &options))
        return text_value(&text);
    text_free(&text);
    return POISON;
}

NATIVE(fn_to_string)
{
    if (is_binary(args[0]))
        return value_ref(args[0]);
    Text text = {0};
    if (value_to_string(vm, &text, args[0]))
        return text_value(&text);
    text_free(&text);
    return POISON;
}

NATIVE(fn_to_charlist)
{
    Value v = args[0];
    if (is_list(v))
        return value_ref(v);
    if (v.tag != TAG_atom && v.tag != TAG_float && !is_integer(v) && !is_binary(v))
        return fail_protocol(vm, "Elixir.List.Chars", v);
    if (is_binary(v))
        return text_charlist(binary_str(v));
    Text text = {0};
    Value list = value_to_string(vm, &text, v) ? text_charlist(text_str(&text)) : POISON;
    text_free(&text);
    return list;
}
