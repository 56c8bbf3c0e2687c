/* native_core.c - raising, calling by name, and what the language asks about its own code. */
#include "lang/exec.h"
#include "lang/native.h"
#include "lang/tensor_value.h"

/* --- raising --- */

/* The struct of a defexception module: its defaults, with a message or fields put in. */
static Value exception_of_fields(Vm *vm, Value module, Value argument)
{
    Module *m = module.tag == TAG_atom ? module_find(vm, module.atom) : NULL;
    if (m == NULL || !m->is_exception)
        return vm_undefined(vm, module.tag == TAG_atom ? module.atom : SYM_nil,
                            sym(vm->cx, STR("exception")), 1);
    Value e = value_ref(m->fields), pair;
    if (is_binary(argument) && map_at_atom(e, SYM_message).tag != TAG_poison)
        return map_with(vm, e, value_atom(SYM_message), value_ref(argument));
    if (!is_list(argument)) {
        value_free(e);
        Value fields[] = {module, vm_atom(vm, "exception"), value_int(1)};
        return fail_struct(vm, "Elixir.FunctionClauseError",
                           (const char *[]){"module", "function", "arity"}, fields, 3);
    }
    for (Value list = argument; list_next(&list, &pair);)
        if (pair.tag == TAG_tuple && pair.tuple->len == 2)
            e = map_with(vm, e, value_ref(pair.tuple->at[0]), value_ref(pair.tuple->at[1]));
    return e;
}

NATIVE(fn_exception_new)
{
    return exception_of_fields(vm, args[0], args[1]);
}

static Value make_exception(Vm *vm, Value module, Value argument)
{
    Function *f = module.tag == TAG_atom
                      ? function_find(vm, module.atom, sym(vm->cx, STR("exception")), 1)
                      : NULL;
    return f ? vm_call_function(vm, f, &argument, 1) : exception_of_fields(vm, module, argument);
}

static Value fail_no_exception(Vm *vm, Value v)
{
    Text shown = {0};
    if (value_inspect(vm, &shown, v, &inspect_defaults))
        vm_fail(vm, EXC_ArgumentError,
                "raise/1 and reraise/2 expect a module name, string or exception as the first "
                "argument, got: %s",
                text_cstr(&shown));
    text_free(&shown);
    return POISON;
}

NATIVE(fn_raise)
{
    Value e;
    if (is_binary(args[0]))
        e = exception_new(vm, EXC_RuntimeError, binary_str(args[0]));
    else if (args[0].tag == TAG_atom)
        e = make_exception(vm, args[0], count > 1 ? args[1] : VALUE_EMPTY);
    else if (struct_of(args[0]) != SYM_nil)
        e = value_ref(args[0]);
    else
        return fail_no_exception(vm, args[0]);
    return e.tag == TAG_poison ? POISON : vm_raise(vm, RAISE_error, e);
}

/* With a stacktrace, the exception has the place of what was caught last. */
NATIVE(fn_reraise)
{
    bool is_same = struct_of(args[0]) != SYM_nil;
    if (is_same)
        is_same = raise_again(vm, value_atom(SYM_error), args[0]);
    else
        fn_raise(vm, args, count - 1);
    if (!is_same && args[count - 1].tag == TAG_cons)
        raise_where_caught(vm);
    return POISON;
}

NATIVE(fn_throw)
{
    return vm_raise(vm, RAISE_throw, value_ref(args[0]));
}

NATIVE(fn_exit)
{
    return vm_raise(vm, RAISE_exit, value_ref(args[0]));
}

/* Cnx.Exception.again(kind, reason): what a catch got, raised again. */
NATIVE(fn_exception_again)
{
    raise_again(vm, args[0], args[1]);
    return POISON;
}

NATIVE(fn_exception_is_one_of)
{
    Value module, list = args[1];
    Sym is = struct_of(args[0]);
    while (list_next(&list, &module))
        if (module.tag == TAG_atom && module.atom == is)
            return value_bool(true);
    return value_bool(false);
}

NATIVE(fn_exception_bad_struct)
{
    return fail_struct(vm, "Elixir.BadStructError", (const char *[]){"struct", "term"}, args, 2);
}

NATIVE(fn_exception_message)
{
    Text out = {0};
    if (struct_of(args[0]) == SYM_nil)
        return vm_no_clause(vm, "Exception.message", 1);
    exception_message(vm, args[0], &out);
    return text_value(&out);
}

/* --- functions by name --- */

NATIVE(fn_function_capture)
{
    if (args[0].tag != TAG_atom || args[1].tag != TAG_atom || args[2].tag != TAG_int)
        return fail_argument(vm);
    Function *f = function_find(vm, args[0].atom, args[1].atom, (uint32_t)args[2].i);
    if (f == NULL)
        return vm_undefined(vm, args[0].atom, args[1].atom, (uint32_t)args[2].i);
    Closure *c = mem_alloc(sizeof *c);
    c->object = (Object){1, TAG_function};
    c->function = f;
    c->arity = f->arity;
    return (Value){.tag = TAG_function, .function = c};
}

/* Function.info(fun): pid, of one that is local, module, name, arity, env and type as a keyword
 * list. */
NATIVE(fn_function_info)
{
    if (args[0].tag != TAG_function)
        return fail_argument(vm);
    const Closure *c = args[0].function;
    ListBuilder list = LIST_BUILDER;
    Sym module = c->function ? c->function->module : c->code->module;
    Sym name = c->function ? c->function->name : c->code->name;
    if (c->function == NULL || (count == 2 && is_atom(args[1], vm_atom(vm, "pid").atom)))
        list_push(&list,
                  TUPLE(vm_atom(vm, "pid"), c->function ? vm_atom(vm, "undefined")
                                                        : (Value){.tag = TAG_pid, .id = vm->self}));
    list_push(&list, TUPLE(vm_atom(vm, "module"), value_atom(module)));
    list_push(&list, TUPLE(vm_atom(vm, "name"), value_atom(name)));
    list_push(&list, TUPLE(vm_atom(vm, "arity"), value_int(c->arity)));
    list_push(&list, TUPLE(vm_atom(vm, "env"), VALUE_EMPTY));
    list_push(&list, TUPLE(value_atom(SYM_type), vm_atom(vm, c->function ? "external" : "local")));
    if (count == 1)
        return list.list;
    Value found = keyword_get(list.list, args[1].tag == TAG_atom ? args[1].atom : SYM_nil, POISON);
    Value pair =
        found.tag == TAG_poison ? fail_argument(vm) : TUPLE(value_ref(args[1]), value_ref(found));
    value_free(list.list);
    return pair;
}

/* Whether a function may be called by name from anywhere: defn's hidden halves are. */
static bool is_reachable(Vm *vm, const Function *f)
{
    return f && (!f->is_private || str_starts(sym_text(vm->cx, f->name), STR("__defn:")));
}

NATIVE(fn_apply)
{
    Values list = {0};
    Value result = POISON;
    if (!list_values(args[count - 1], &list))
        result = fail_argument(vm);
    else if (count == 2)
        result = vm_call(vm, args[0], list.at, (int)list.len);
    else if (args[0].tag == TAG_atom && args[1].tag == TAG_atom) {
        Function *f = function_find(vm, args[0].atom, args[1].atom, (uint32_t)list.len);
        result = is_reachable(vm, f)
                     ? vm_call_function(vm, f, list.at, (int)list.len)
                     : vm_undefined(vm, args[0].atom, args[1].atom, (uint32_t)list.len);
    } else if ((args[0].tag == TAG_map || args[0].tag == TAG_tensor) && list.len == 0) {
        result = field_at(vm, args[0], args[1]);
        if (result.tag == TAG_poison)
            raise_no_field(vm, args[0], args[1]);
    } else
        result =
            args[1].tag == TAG_atom ? fail_no_module(vm, args[0], args[1].atom) : fail_argument(vm);
    vec_free(&list);
    return result;
}

NATIVE(fn_function_exported)
{
    if (args[0].tag != TAG_atom || args[1].tag != TAG_atom || args[2].tag != TAG_int)
        return fail_argument(vm);
    Function *f = function_find(vm, args[0].atom, args[1].atom, (uint32_t)args[2].i);
    return value_bool(f && !f->is_private);
}

NATIVE(fn_code_ensure_loaded)
{
    return value_bool(args[0].tag == TAG_atom && module_exists(vm, args[0].atom));
}

/* The struct's fields in the order of its definition, for inspect; nil for others. */
NATIVE(fn_struct_fields)
{
    Module *m = args[0].tag == TAG_atom ? module_find(vm, args[0].atom) : NULL;
    return m && m->fields.tag == TAG_map ? value_ref(m->field_order) : VALUE_NIL;
}

/* Puts the fields of a keyword list or map; those the struct does not have are left out, or with
   `checked` a KeyError. */
static Value struct_put(Vm *vm, Value s, Value fields, bool checked)
{
    Value pairs = fields.tag == TAG_map ? fn_map_to_list(vm, &fields, 1) : value_ref(fields), pair;
    for (Value list = pairs; list_next(&list, &pair);) {
        if (pair.tag != TAG_tuple || pair.tuple->len != 2 ||
            is_atom(pair.tuple->at[0], SYM_struct_key))
            continue;
        Value key = pair.tuple->at[0];
        if (s.tag == TAG_tensor && is_tensor_field(key)) {
            if (!tensor_with_field(vm, &s, key, pair.tuple->at[1])) {
                value_free(s);
                s = POISON;
                break;
            }
        } else if (s.tag == TAG_map && map_at(s, key).tag != TAG_poison) {
            s = map_with(vm, s, value_ref(key), value_ref(pair.tuple->at[1]));
        } else if (checked) {
            fail_key(vm, key, s);
            value_free(s);
            s = POISON;
            break;
        }
    }
    value_free(pairs);
    return s;
}

/* The defaults of a struct's module, or the struct itself; `arity` is that of the __struct__ that a
   module is said to lack. */
static Value struct_base(Vm *vm, Value of, uint32_t arity)
{
    if (of.tag == TAG_tensor || (of.tag == TAG_map && struct_of(of) != SYM_nil))
        return value_ref(of);
    Module *m = of.tag == TAG_atom ? module_find(vm, of.atom) : NULL;
    if (m && m->fields.tag == TAG_map)
        return value_ref(m->fields);
    return of.tag == TAG_atom ? vm_undefined(vm, of.atom, sym(vm->cx, STR("__struct__")), arity)
                              : fail_argument(vm);
}

NATIVE(fn_struct_new)
{
    Value s = struct_base(vm, args[0], 0);
    if (s.tag == TAG_poison || count == 1)
        return s;
    if (is_list(args[1]) || args[1].tag == TAG_map)
        return struct_put(vm, s, args[1], false);
    value_free(s);
    return fail_protocol(vm, "Elixir.Enumerable", args[1]);
}

/* KeyError for a key that the struct does not have; true when all are known. */
static bool keys_known(Vm *vm, Value s, Value fields)
{
    Value pairs = fields.tag == TAG_map ? fn_map_to_list(vm, &fields, 1) : value_ref(fields), pair;
    bool known = true;
    for (Value list = pairs; known && list_next(&list, &pair);) {
        Value key = pair.tag == TAG_tuple && pair.tuple->len == 2 ? pair.tuple->at[0] : POISON;
        if (key.tag == TAG_poison || map_at(s, key).tag != TAG_poison)
            continue;
        Text message = {0};
        text_add(&message, STR("key "));
        value_inspect(vm, &message, key, &inspect_defaults);
        text_add(&message, STR(" not found"));
        Value given[] = {key, text_value(&message)};
        fail_struct(vm, "Elixir.KeyError", (const char *[]){"key", "message"}, given, 2);
        value_free(given[1]);
        known = false;
    }
    value_free(pairs);
    return known;
}

/* ArgumentError unless the fields have every key that the module enforces. */
static bool keys_given(Vm *vm, const Module *m, Value fields)
{
    Value keys = module_enforced(m), key;
    ListBuilder missing = LIST_BUILDER;
    while (list_next(&keys, &key)) {
        Value there =
            fields.tag == TAG_map ? map_at(fields, key) : keyword_get(fields, key.atom, POISON);
        if (there.tag == TAG_poison)
            list_push(&missing, value_ref(key));
    }
    bool all = missing.list.tag == TAG_nil;
    if (!all) {
        Text shown = {0}, name = {0};
        value_inspect(vm, &shown, missing.list, &inspect_defaults);
        atom_inspect(&name, sym_text(vm->cx, m->name));
        vm_fail(vm, EXC_ArgumentError,
                "the following keys must also be given when building struct %s: %s",
                text_cstr(&name), text_cstr(&shown));
        text_free(&shown);
        text_free(&name);
    }
    value_free(missing.list);
    return all;
}

NATIVE(fn_struct_new_checked)
{
    Value s = struct_base(vm, args[0], 1);
    Module *m = args[0].tag == TAG_atom ? module_find(vm, args[0].atom) : NULL;
    if (s.tag == TAG_poison)
        return s;
    Value given = count > 1 ? args[1] : VALUE_EMPTY;
    if (!is_list(given) && given.tag != TAG_map) {
        value_free(s);
        return fail_protocol(vm, "Elixir.Enumerable", given);
    }
    if (m && (!keys_known(vm, s, given) || !keys_given(vm, m, given))) {
        value_free(s);
        return POISON;
    }
    return struct_put(vm, s, given, true);
}

/* Cnx.Struct.derived(module, protocol): the options of `@derive {protocol, options}`, or nil. */
NATIVE(fn_struct_derived)
{
    Module *m = args[0].tag == TAG_atom ? module_find(vm, args[0].atom) : NULL;
    Sym derive = sym(vm->cx, STR("derive"));
    for (size_t i = 0; m && i < m->attributes.len; i++) {
        Value v = m->attributes.at[i].value, item;
        if (m->attributes.at[i].name != derive)
            continue;
        for (bool more = true; more;) { /* one, or a list of them */
            item = v;
            more = is_list(v) && list_next(&v, &item);
            bool has_options = item.tag == TAG_tuple && item.tuple->len == 2;
            if (value_equal(has_options ? item.tuple->at[0] : item, args[1], true))
                return has_options ? value_ref(item.tuple->at[1]) : VALUE_EMPTY;
        }
    }
    return VALUE_NIL;
}

/* --- ranges --- */

static Value range_new(Vm *vm, Value first, Value last, Value step)
{
    Value r = map_new();
    r = map_with(vm, r, value_atom(SYM_struct_key), value_atom(SYM_Range));
    r = map_with(vm, r, value_atom(SYM_first), value_ref(first));
    r = map_with(vm, r, value_atom(SYM_last), value_ref(last));
    return map_with(vm, r, value_atom(SYM_step), value_ref(step));
}

NATIVE(fn_range)
{
    if (count == 0)
        return range_new(vm, value_int(0), value_int(-1), value_int(1));
    bool is_good = is_integer(args[0]) && is_integer(args[1]);
    if (count == 3)
        is_good = is_good && is_integer(args[2]) && !(args[2].tag == TAG_int && args[2].i == 0);
    if (is_good) {
        bool down = integer_compare(args[0], args[1]) > 0;
        return range_new(vm, args[0], args[1], count == 3 ? args[2] : value_int(down ? -1 : 1));
    }
    Text shown = {0};
    for (int i = 0; i < count; i++) {
        text_add(&shown, i == 0 ? STR("") : i == 1 ? STR("..") : STR("//"));
        value_inspect(vm, &shown, args[i], &inspect_defaults);
    }
    vm_fail(vm, EXC_ArgumentError, "ranges (first..last%s, got: %s",
            count == 3 ? "//step) expect both sides to be integers and the step to be a non-zero "
                         "integer"
                       : ") expect both sides to be integers",
            text_cstr(&shown));
    text_free(&shown);
    return POISON;
}
