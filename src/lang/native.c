/* native.c - what the files of native functions share. */
#include "lang/native.h"

#include "lang/module.h"
#include "lang/vm_state.h"

#include <math.h>
#include <string.h>

/* --- errors --- */

Value fail_arithmetic(Vm *vm)
{
    return vm_fail(vm, EXC_ArithmeticError, "bad argument in arithmetic expression");
}

Value fail_operation(Vm *vm, const char *name, Value a, Value b)
{
    Value operands[] = {a, b};
    fail_arithmetic(vm);
    raised_from_call(vm, sym(vm_cx(vm), STR("erlang")), sym(vm_cx(vm), str_of(name)), operands,
                     b.tag == TAG_poison ? 1 : 2);
    return POISON;
}

Value fail_argument(Vm *vm)
{
    return vm_fail(vm, EXC_ArgumentError, "argument error");
}

Value fail_struct(Vm *vm, const char *module, const char *const *names, const Value *fields,
                  int count)
{
    Sym name = sym(vm_cx(vm), str_of(module));
    const Module *m = module_find(vm, name);
    Value e = m && m->fields.tag == TAG_map ? value_ref(m->fields) : map_new();
    e = map_with(vm, e, value_atom(SYM_struct_key), value_atom(name));
    e = map_with(vm, e, value_atom(SYM_exception_key), value_bool(true));
    for (int i = 0; i < count; i++)
        e = map_with(vm, e, vm_atom(vm, names[i]), value_ref(fields[i]));
    vm_raise(vm, RAISE_error, e);
    vm->raised.is_erlang = true;
    return POISON;
}

Value fail_bad_map(Vm *vm, Value term)
{
    return fail_struct(vm, "Elixir.BadMapError", (const char *[]){"term"}, &term, 1);
}

Value fail_key(Vm *vm, Value key, Value term)
{
    return fail_struct(vm, "Elixir.KeyError", (const char *[]){"key", "term", "message"},
                       (Value[]){key, term, VALUE_NIL}, 3);
}

Value fail_protocol(Vm *vm, const char *protocol, Value value)
{
    Value description = value_empty_string();
    Value fields[] = {vm_atom(vm, protocol), value, description};
    Value poison = fail_struct(vm, "Elixir.Protocol.UndefinedError",
                               (const char *[]){"protocol", "value", "description"}, fields, 3);
    value_free(description);
    return poison;
}

/* --- values --- */

Value text_value(Text *text)
{
    Value v = value_binary(text_str(text));
    text_free(text);
    return v;
}

Value value_empty_string(void)
{
    return value_binary(STR(""));
}

bool is_proper_list(Value v)
{
    return list_length(v) >= 0;
}

bool is_size(Value v, int64_t least)
{
    return v.tag == TAG_int && v.i >= least;
}

bool list_values(Value list, Values *out)
{
    *out = (Values){0};
    Value head;
    while (list_next(&list, &head))
        vec_push(out, head);
    if (list.tag == TAG_nil)
        return true;
    vec_free(out);
    return false;
}

bool number_double(Value v, double *out)
{
    if (v.tag == TAG_float)
        *out = v.f;
    else if (v.tag == TAG_int)
        *out = (double)v.i;
    else if (v.tag == TAG_big)
        *out = integer_double(v);
    else
        return false;
    return true;
}

Value finite_float(Vm *vm, double x)
{
    return isfinite(x) ? value_float(x) : fail_arithmetic(vm);
}

bool list_add(Vm *vm, ListBuilder *b, Value item)
{
    list_push(b, item);
    if (LIKELY(!stops_now(vm, ++b->added)))
        return true;
    value_free(b->list);
    b->list = POISON;
    return false;
}

Value list_copy(Vm *vm, const Value *at, size_t count, Value tail)
{
    for (; count > 0 && tail.tag != TAG_poison; count--) {
        tail = value_cons(value_ref(at[count - 1]), tail);
        if (stops_now(vm, count)) {
            value_free(tail);
            tail = POISON;
        }
    }
    return tail;
}

/* Appends the binaries and characters of a nested list, whose characters are bytes or code points;
   false when something else is in it. */
static bool nested_add(Text *out, Value nested, bool is_bytes)
{
    Values todo = {0};
    bool good = true;
    vec_push(&todo, nested);
    while (good && todo.len) {
        Value v = vec_pop(&todo);
        if (is_binary(v)) {
            text_add(out, binary_str(v));
        } else if (v.tag == TAG_cons) {
            Value head = v.cons->head;
            vec_push(&todo, v.cons->tail);
            if (is_list(head) || is_binary(head))
                vec_push(&todo, head);
            else if (head.tag != TAG_int || head.i < 0 || head.i > (is_bytes ? 255 : 0x10FFFF) ||
                     (head.i >= 0xD800 && head.i <= 0xDFFF))
                good = false;
            else if (is_bytes)
                text_char(out, (char)head.i);
            else
                text_codepoint(out, (uint32_t)head.i);
        } else if (v.tag != TAG_nil) {
            good = false;
        }
    }
    vec_free(&todo);
    return good;
}

bool iodata_add(Text *out, Value iodata)
{
    return nested_add(out, iodata, true);
}

bool chardata_add(Text *out, Value chardata)
{
    return nested_add(out, chardata, false);
}

Value text_charlist(Vm *vm, Str text)
{
    ListBuilder list = LIST_BUILDER;
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        int32_t c = str_codepoint(text, &at);
        if (!list_add(vm, &list, value_int(c >= 0 ? c : (uint8_t)text.at[start])))
            break;
    }
    return list.list;
}

/* --- sorting --- */

int order_terms(const Vm *vm, Value a, Value b, int64_t arg)
{
    return value_compare(vm, a, b, arg != 0);
}

int order_elements(const Vm *vm, Value a, Value b, int64_t arg)
{
    return value_compare(vm, a.tuple->at[arg], b.tuple->at[arg], false);
}

int order_keys(const Vm *vm, Value a, Value b, int64_t arg)
{
    return value_compare(vm, a.tuple->at[arg], b.tuple->at[arg], true);
}

static void merge(const Vm *vm, Value *out, const Value *a, size_t na, const Value *b, size_t nb,
                  ValueOrder order, int64_t arg)
{
    size_t i = 0, j = 0, n = 0;
    while (i < na && j < nb)
        out[n++] = order(vm, a[i], b[j], arg) <= 0 ? a[i++] : b[j++];
    memcpy(out + n, a + i, (na - i) * sizeof *a);
    memcpy(out + n + (na - i), b + j, (nb - j) * sizeof *b);
}

/* Merging so many items takes long enough to ask whether to stop; a power of two. */
enum { LONG_MERGE = 4096 };

bool values_sort(const Vm *vm, Value *at, size_t count, ValueOrder order, int64_t arg)
{
    if (count < 2)
        return true;
    Value *spare = mem_alloc(count * sizeof *spare), *from = at, *to = spare;
    bool stops = false;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count && !stops; start += 2 * width) {
            size_t na = start + width < count ? width : count - start;
            size_t nb = start + 2 * width < count ? width : count - start - na;
            merge(vm, to + start, from + start, na, from + start + na, nb, order, arg);
            stops = (start + 2 * width) % LONG_MERGE == 0 && interrupted(vm->cx);
        }
        if (stops) /* what was there before this pass is whole */
            break;
        Value *swap = from;
        from = to;
        to = swap;
    }
    if (from != at)
        memcpy(at, from, count * sizeof *at);
    free(spare);
    return !stops;
}
