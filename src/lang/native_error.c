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
    if (struct_of(reason) != SYM_nil)
        return value_ref(reason);
    bool is_pair = reason.tag == TAG_tuple && reason.tuple->len == 2;
    Value name = is_pair ? reason.tuple->at[0] : reason;
    for (size_t i = 0; name.tag == TAG_atom && i < sizeof rows / sizeof rows[0]; i++)
        if (str_is(sym_text(vm->cx, name.atom), rows[i].reason) && is_pair == !!rows[i].field)
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
