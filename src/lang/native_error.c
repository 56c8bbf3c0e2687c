/* native_error.c - Erlang's errors: :erlang.error/1 and the exceptions its reasons stand for. */
#include "lang/exec.h"
#include "lang/native.h"

#include <string.h>

/* Erlang's reasons, alone or in a tuple with terms, and the exceptions that stand for them, which
   have the terms as fields. {:badarity, {function, arguments}} has a tuple in its tuple. */
static const struct {
    const char *reason, *module, *fields[2];
} reasons[] = {
    {"badarg", "Elixir.ArgumentError", {0}},
    {"badarith", "Elixir.ArithmeticError", {0}},
    {"system_limit", "Elixir.SystemLimitError", {0}},
    {"cond_clause", "Elixir.CondClauseError", {0}},
    {"function_clause", "Elixir.FunctionClauseError", {0}},
    {"undef", "Elixir.UndefinedFunctionError", {0}},
    {"badmatch", "Elixir.MatchError", {"term"}},
    {"case_clause", "Elixir.CaseClauseError", {"term"}},
    {"with_clause", "Elixir.WithClauseError", {"term"}},
    {"try_clause", "Elixir.TryClauseError", {"term"}},
    {"badmap", "Elixir.BadMapError", {"term"}},
    {"badfun", "Elixir.BadFunctionError", {"term"}},
    {"badkey", "Elixir.KeyError", {"key"}},
    {"badkey", "Elixir.KeyError", {"key", "term"}},
    {"badbool", "Elixir.BadBooleanError", {"operator", "term"}},
    {"badstruct", "Elixir.BadStructError", {"struct", "term"}},
    {"badarity", "Elixir.BadArityError", {"function", "args"}},
};
enum { REASONS = sizeof reasons / sizeof reasons[0] };

static uint32_t fields_of(size_t row)
{
    return reasons[row].fields[0] == NULL ? 0 : reasons[row].fields[1] == NULL ? 1 : 2;
}

static Value exception_of(Vm *vm, const char *module)
{
    const Module *m = module_find(vm, sym(vm->cx, str_of(module)));
    return m && m->fields.tag == TAG_map ? value_ref(m->fields) : map_new();
}

Value exception_normalize(Vm *vm, Value reason)
{
    if (is_exception(reason))
        return value_ref(reason);
    bool is_tuple = reason.tag == TAG_tuple && reason.tuple->len >= 2;
    Value name = is_tuple ? reason.tuple->at[0] : reason;
    const Value *terms = is_tuple ? reason.tuple->at + 1 : NULL;
    uint32_t count = is_tuple ? reason.tuple->len - 1 : 0;
    if (count == 1 && is_atom(name, vm_atom(vm, "badarity").atom) && terms->tag == TAG_tuple) {
        count = terms->tuple->len;
        terms = terms->tuple->at;
    }
    for (size_t i = 0; name.tag == TAG_atom && i < REASONS; i++) {
        if (!str_is(sym_text(vm->cx, name.atom), reasons[i].reason) || fields_of(i) != count)
            continue;
        Value e = exception_of(vm, reasons[i].module);
        for (uint32_t k = 0; k < count; k++)
            e = map_with(vm, e, vm_atom(vm, reasons[i].fields[k]), value_ref(terms[k]));
        return e;
    }
    return map_with(vm, exception_of(vm, "Elixir.ErlangError"), vm_atom(vm, "original"),
                    value_ref(reason));
}

/* Whether Erlang says :badarg of what the exception says: the library raises others with texts of
   their own. */
static bool is_badarg(Value exception, bool is_erlang)
{
    Value message = map_at_atom(exception, SYM_message);
    if (!is_binary(message))
        return false;
    Str text = binary_str(message);
    return str_starts(text, STR("errors were found at the given arguments:")) ||
           (is_erlang && (str_is(text, "argument error") ||
                          str_starts(text, STR("construction of binary failed:"))));
}

/* Whether what was raised is what the row's reason stands for. */
static bool has_reason(Vm *vm, const Raised *r, size_t row)
{
    if (!str_is(sym_text(vm->cx, struct_of(r->reason)), reasons[row].module))
        return false;
    if (strcmp(reasons[row].reason, "badarg") == 0)
        return is_badarg(r->reason, r->is_erlang);
    if (!r->is_erlang || strcmp(reasons[row].reason, "badkey") != 0)
        return r->is_erlang;
    bool is_map = map_at(r->reason, vm_atom(vm, "term")).tag == TAG_map; /* of lists it is raised */
    return fields_of(row) == 2 ? r->names_term : is_map && !r->names_term;
}

Value erlang_reason(Vm *vm, const Raised *r)
{
    Sym module = r->kind == RAISE_error ? struct_of(r->reason) : SYM_nil;
    for (size_t i = 0; module != SYM_nil && i < REASONS; i++) {
        if (!has_reason(vm, r, i))
            continue;
        uint32_t count = fields_of(i);
        Value items[3] = {vm_atom(vm, reasons[i].reason)};
        for (uint32_t k = 0; k < count; k++)
            items[1 + k] = value_ref(map_at(r->reason, vm_atom(vm, reasons[i].fields[k])));
        if (strcmp(reasons[i].reason, "badarity") == 0) {
            items[1] = value_tuple(items + 1, count);
            count = 1;
        }
        return count ? value_tuple(items, 1 + count) : items[0];
    }
    return value_ref(r->reason);
}

bool is_caught_reason(Vm *vm, Value reason)
{
    Value known = erlang_reason(vm, &vm->caught);
    bool is = vm->caught.kind == RAISE_error && is_exception(vm->caught.reason) &&
              !is_exception(reason) && value_same(known, reason);
    value_free(known);
    return is;
}

/* Cnx.Exception.reason(kind, reason): of what try just caught, what `catch` gets. */
NATIVE(fn_exception_reason)
{
    return is_atom(args[0], SYM_error) ? erlang_reason(vm, &vm->caught) : value_ref(args[1]);
}

/* Cnx.Exception.caught(reason): the exception that a `catch` got as this reason, or nil. */
NATIVE(fn_exception_caught)
{
    return is_caught_reason(vm, args[0]) ? value_ref(vm->caught.reason) : VALUE_NIL;
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
