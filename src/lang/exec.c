/* exec.c - what single instructions do; see exec.h. */
#include "lang/bits.h"
#include "lang/vm_frame.h"

#include "lang/native.h"
#include "lang/tensor_value.h"

#include <math.h>

/* --- arithmetic --- */

static double as_double(Value v)
{
    return v.tag == TAG_float ? v.f : v.tag == TAG_int ? (double)v.i : integer_double(v);
}

Value arithmetic(Vm *vm, InsnOp op, Value b, Value c)
{
    int64_t i;
    if (LIKELY(b.tag == TAG_int && c.tag == TAG_int)) {
        bool over = op == INSN_add   ? __builtin_add_overflow(b.i, c.i, &i)
                    : op == INSN_sub ? __builtin_sub_overflow(b.i, c.i, &i)
                                     : __builtin_mul_overflow(b.i, c.i, &i);
        if (LIKELY(!over))
            return value_int(i);
    }
    const char *name = op == INSN_add ? "+" : op == INSN_sub ? "-" : "*";
    if (!is_number(b) || !is_number(c))
        return fail_operation(vm, name, b, c);
    if (b.tag == TAG_float || c.tag == TAG_float) {
        double x = as_double(b), y = as_double(c);
        double f = op == INSN_add ? x + y : op == INSN_sub ? x - y : x * y;
        if (!isfinite(f))
            return fail_operation(vm, name, b, c);
        return value_float(f);
    }
    return op == INSN_add   ? integer_add(b, c)
           : op == INSN_sub ? integer_subtract(b, c)
                            : integer_multiply(vm_cx(vm), b, c);
}

/* --- fields --- */

Value field_at(Vm *vm, Value map, Value key)
{
    if (map.tag == TAG_tensor)
        return key.tag == TAG_atom ? tensor_field(vm, map, key.atom) : POISON;
    if (map.tag != TAG_map)
        return POISON;
    Value v = map_at(map, key);
    return v.tag == TAG_poison ? v : value_ref(v);
}

bool update_field(Vm *vm, Value *map, Value key, Value value)
{
    if (map->tag == TAG_tensor || tensor_comes_home(vm, *map, key, value))
        return tensor_with_field(vm, map, key, value);
    if (map->tag != TAG_map) {
        fail_bad_map(vm, *map);
        return false;
    }
    if (map_at(*map, key).tag == TAG_poison) {
        fail_key(vm, key, *map);
        return false;
    }
    Value m = take_register(map);
    *map = map_with(vm, m, value_ref(key), value_ref(value));
    return true;
}

void raise_no_field(Vm *vm, Value map, Value key)
{
    if (map.tag == TAG_map || map.tag == TAG_tensor) {
        fail_key(vm, key, map);
        vm->raised.names_term = true;
        return;
    }
    if (map.tag == TAG_atom && map.atom > SYM_true) {
        vm_undefined(vm, map.atom, key.atom, 0);
        return;
    }
    Text shown = {0}, k = {0}, text = {0};
    if (value_inspect(vm, &shown, map, &inspect_defaults)) {
        atom_inspect(&k, sym_text(vm->cx, key.atom));
        text_print(&text,
                   "key %s not found in: %s\n\nIf you are using the dot syntax, such as map.field, "
                   "make sure the left-hand side of the dot is a map",
                   text_cstr(&k), text_cstr(&shown));
        Value message = text_value(&text);
        Value fields[] = {key, map, message};
        fail_struct(vm, "Elixir.KeyError", (const char *[]){"key", "term", "message"}, fields, 3);
        vm->raised.names_term = true;
        value_free(message);
    }
    text_free(&shown);
    text_free(&k);
}

Value fail_no_module(Vm *vm, Value module, Sym name)
{
    Text shown = {0}, k = {0};
    if (value_inspect(vm, &shown, module, &inspect_defaults)) {
        atom_inspect(&k, sym_text(vm->cx, name));
        vm_fail(
            vm, EXC_ArgumentError,
            "you attempted to apply a function named %s on %s. If you are using Kernel.apply/3, "
            "make sure the module is an atom. If you are using the dot syntax, such as "
            "module.function(), make sure the left-hand side of the dot is an atom representing "
            "a module",
            text_cstr(&k), text_cstr(&shown));
    }
    text_free(&shown);
    text_free(&k);
    return POISON;
}

Value closure_new(Frame *f, const Insn *i)
{
    Closure *c = mem_alloc(sizeof *c + i->n * sizeof(Value));
    Code *code = f->code->codes.at[i->x];
    c->object = (Object){1, TAG_function};
    c->code = code_ref(code);
    c->arity = code->arity;
    c->captured = i->n;
    for (int k = 0; k < i->n; k++)
        c->at[k] = take(&f->base[i->b + k]);
    return (Value){.tag = TAG_function, .function = c};
}

void match_segment(Vm *vm, Value b, Value *r, const Insn *at)
{
    Value v = POISON;
    int64_t place = r[at->c].i;
    const int32_t byte = bit_spec_pack((BitSpec){.type = BIT_integer, .unit = 1});
    bool is_byte = at->x == byte && b.tag == TAG_binary && is_atom(r[at->c + 1], SYM_nil) &&
                   (place & 7) == 0 && place + 8 <= bits_length(b);
    if (is_byte) { /* what most segments are */
        v = value_int((uint8_t)b.binary->at[place / 8]);
        place += 8;
    }
    bool ok = is_byte || (b.tag == TAG_binary &&
                          bits_match(vm, b, &place, r[at->c + 1], bit_spec_unpack(at->x), &v));
    if (ok) {
        set(&r[at->a], v);
        set(&r[at->c], value_int(place));
    }
    set(&r[at->c + 2], value_bool(ok));
}
