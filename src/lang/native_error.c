/* native_error.c - Erlang's errors: :erlang.error/1 and the exceptions its reasons stand for. */
#include "lang/exec.h"
#include "lang/native.h"

#include <string.h>

static Value exception_of(Vm *vm, const char *module, const char *field, Value v)
{
    const Module *m = module_find(vm, sym(vm->cx, str_of(module)));
    Value e = m && m->fields.tag == TAG_map ? value_ref(m->fields) : map_new();
    return field ? map_with(vm, e, vm_atom(vm, field), value_ref(v)) : e;
}

/* {reason, a, b} with two fields, {:badarity, {function, arguments}} likewise; or POISON. */
static Value exception_of_two(Vm *vm, Str reason, const Value *parts, uint32_t count)
{
    static const struct {
        const char *reason, *module, *fields[2];
    } rows[] = {
        {"badkey", "Elixir.KeyError", {"key", "term"}},
        {"badbool", "Elixir.BadBooleanError", {"operator", "term"}},
        {"badarity", "Elixir.BadArityError", {"function", "args"}},
        {"badstruct", "Elixir.BadStructError", {"struct", "term"}},
    };
    if (count == 1 && parts[0].tag == TAG_tuple && str_is(reason, "badarity")) {
        count = parts[0].tuple->len;
        parts = parts[0].tuple->at;
    }
    for (size_t i = 0; count == 2 && i < sizeof rows / sizeof rows[0]; i++)
        if (str_is(reason, rows[i].reason)) {
            Value e = exception_of(vm, rows[i].module, rows[i].fields[0], parts[0]);
            return map_with(vm, e, vm_atom(vm, rows[i].fields[1]), value_ref(parts[1]));
        }
    return POISON;
}

Value exception_normalize(Vm *vm, Value reason)
{
    static const struct {
        const char *reason, *module, *field;
    } rows[] = {
        {"badarg", "Elixir.ArgumentError", NULL},
        {"badarith", "Elixir.ArithmeticError", NULL},
        {"system_limit", "Elixir.SystemLimitError", NULL},
        {"cond_clause", "Elixir.CondClauseError", NULL},
        {"function_clause", "Elixir.FunctionClauseError", NULL},
        {"undef", "Elixir.UndefinedFunctionError", NULL},
        {"badmatch", "Elixir.MatchError", "term"},
        {"case_clause", "Elixir.CaseClauseError", "term"},
        {"with_clause", "Elixir.WithClauseError", "term"},
        {"try_clause", "Elixir.TryClauseError", "term"},
        {"badmap", "Elixir.BadMapError", "term"},
        {"badfun", "Elixir.BadFunctionError", "term"},
        {"badkey", "Elixir.KeyError", "key"},
    };
    if (is_exception(reason))
        return value_ref(reason);
    bool is_tuple = reason.tag == TAG_tuple && reason.tuple->len >= 2;
    bool is_pair = is_tuple && reason.tuple->len == 2;
    Value name = is_tuple ? reason.tuple->at[0] : reason;
    if (is_tuple && name.tag == TAG_atom) {
        Value of_two = exception_of_two(vm, sym_text(vm->cx, name.atom), reason.tuple->at + 1,
                                        reason.tuple->len - 1);
        if (of_two.tag != TAG_poison)
            return of_two;
    }
    for (size_t i = 0; name.tag == TAG_atom && i < sizeof rows / sizeof rows[0]; i++)
        if (str_is(sym_text(vm->cx, name.atom), rows[i].reason) && is_pair == !!rows[i].field &&
            (is_pair || !is_tuple))
            return exception_of(vm, rows[i].module, rows[i].field,
                                is_pair ? reason.tuple->at[1] : VALUE_NIL);
    return exception_of(vm, "Elixir.ErlangError", "original", reason);
}

/* Cnx.Exception.normalize(reason) */
NATIVE(fn_exception_normalize)
{
    return exception_normalize(vm, args[0]);
}

/* :erlang.error(reason) and with the arguments of the call that failed. */
NATIVE(fn_erlang_error)
{
    return vm_raise(vm, RAISE_error, value_ref(args[0]));
}
