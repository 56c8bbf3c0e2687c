/* inspect_call.c - documents that the program's own code makes of values: implementations of
   Inspect, and the function of the option :inspect_fun.

   A struct whose code raises is shown as #Inspect.Error<...>, or with safe: false raises that. */
#include "lang/inspect.h"

#include "lang/native.h"
#include "lang/vm_state.h"

/* A capture of Inspect.inspect/2, what :inspect_fun is where nobody says otherwise. */
static Value usual_function(Vm *vm)
{
    Value named[] = {vm_atom(vm, "Elixir.Inspect"), vm_atom(vm, "inspect"), value_int(2)};
    return fn_function_capture(vm, named, 3);
}

/* The list that an option was given as, or an empty one. */
static Value given(Inspector *in, InspectScope scope, const char *name)
{
    return value_ref(inspect_option(scope.options->given, in->vm, name, VALUE_EMPTY));
}

/* The value that the option has, or the wrong one that was given. */
static Value valid(Inspector *in, InspectScope scope, const char *name, Fault fault, Value value)
{
    bool is_wrong = scope.options->faults >> fault & 1;
    return is_wrong ? given(in, scope, name) : value;
}

/* A count; none is :infinity. */
static Value count_value(int64_t n)
{
    return n < 0 ? value_atom(SYM_infinity) : value_int(n);
}

/* Builds %Inspect.Opts{} for an implementation. */
static Value options_struct(Inspector *in, InspectScope scope)
{
    const InspectOptions *o = scope.options;
    Vm *vm = in->vm;
    if (o->given.tag == TAG_map && o->limit == scope.limit && !scope.no_charlists)
        return value_ref(o->given);
    const char *binaries = o->as_binaries ? "as_binaries" : o->as_strings ? "as_strings" : "infer";
    const char *charlists = o->as_lists || scope.no_charlists ? "as_lists"
                            : o->as_charlists                 ? "as_charlists"
                                                              : "infer";
    const char *base = o->base == 16  ? "hex"
                       : o->base == 8 ? "octal"
                       : o->base == 2 ? "binary"
                                      : "decimal";
    const struct {
        const char *name;
        Value value;
    } fields[] = {
        {"__struct__", vm_atom(vm, "Elixir.Inspect.Opts")},
        {"limit", valid(in, scope, "limit", FAULT_limit, count_value(scope.limit))},
        {"printable_limit", valid(in, scope, "printable_limit", FAULT_printable_string,
                                  count_value(o->printable_limit))},
        {"width", count_value(o->width)},
        {"base", valid(in, scope, "base", FAULT_base, vm_atom(vm, base))},
        {"binaries", vm_atom(vm, binaries)},
        {"charlists", vm_atom(vm, charlists)},
        {"pretty", value_bool(o->pretty)},
        {"structs", value_bool(o->structs)},
        {"safe", value_bool(!o->is_unsafe)},
        {"custom_options", given(in, scope, "custom_options")},
        {"syntax_colors", given(in, scope, "syntax_colors")},
        {"inspect_fun", o->fun.tag == TAG_function ? value_ref(o->fun) : usual_function(vm)},
    };
    Value options = map_new();
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        options = map_with(vm, options, vm_atom(vm, fields[i].name), fields[i].value);
    return options;
}

/* The module Inspect.Mod that implements Inspect for Mod, or SYM_nil. */
static Sym implementation_of(Inspector *in, Sym module, Sym *name)
{
    Cx *cx = vm_cx(in->vm);
    Str text = sym_text(cx, module), prefix = STR("Elixir.");
    if (!str_starts(text, prefix))
        return SYM_nil;
    Text full = {0};
    text_add(&full, STR("Elixir.Inspect."));
    text_add(&full, str_slice(text, prefix.len, text.len));
    Sym implementation = sym(cx, text_str(&full));
    text_free(&full);
    *name = sym(cx, STR("inspect"));
    const Function *f = function_find(in->vm, implementation, *name, 2);
    bool is_own = module == SYM_Range || module == SYM_MapSet || module == SYM_Regex;
    return f && !(is_own && f->code && f->code->is_library) ? implementation : SYM_nil;
}

/* A struct as a map. */
static void fill_as_map(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    InspectOptions *plain = arena_new(&in->arena, InspectOptions);
    *plain = *scope.options;
    plain->structs = false;
    scope.options = plain;
    inspect_plain(in, into, v, scope);
}

/* What stands for a struct whose code raised; false when that was no error or must not be caught.
   The error's own message may show such a struct, which is then a map. */
static bool fill_error(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    Vm *vm = in->vm;
    if (vm->raised.kind != RAISE_error || struct_of(v) == SYM_nil ||
        struct_of(vm->raised.reason) == vm_atom(vm, "Elixir.Interrupted").atom)
        return false;
    Value reason = value_ref(vm->raised.reason), stack = stack_value(vm, &vm->raised);
    raised_clear(vm);
    if (vm->shows_error) {
        value_free(reason);
        value_free(stack);
        fill_as_map(in, into, v, scope);
        return true;
    }
    InspectOptions plain = inspect_defaults;
    plain.structs = false;
    Text shown = {0};
    value_inspect(vm, &shown, v, &plain);
    vm->shows_error = true;
    Value args[] = {exception_normalize(vm, reason), stack, text_value(&shown),
                    value_bool(!scope.options->is_unsafe)};
    Value text = vm_call_named(vm, vm_atom(vm, "Elixir.Inspect.Error").atom,
                               vm_atom(vm, "stand_in").atom, args, 4);
    vm->shows_error = false;
    value_free(reason);
    for (size_t i = 0; i < sizeof args / sizeof args[0]; i++)
        value_free(args[i]);
    if (!is_binary(text))
        return false;
    vec_push(&in->held, text);
    *into = *doc_text(&in->arena, binary_str(text));
    return true;
}

/* Fills `into` with a document that was called for; yours no more. */
static void fill_from(Inspector *in, Doc *into, Value doc, Value v, InspectScope scope)
{
    if (doc.tag != TAG_poison) {
        vec_push(&in->held, doc);
        inspect_language_doc(in, into, doc);
    } else if (!fill_error(in, into, v, scope)) {
        in->failed = true;
        *into = *inspect_text(in, "");
    }
}

bool inspect_by_implementation(Inspector *in, Doc *into, Value v, Sym module, InspectScope scope)
{
    Sym name, implementation = implementation_of(in, module, &name);
    if (implementation == SYM_nil)
        return false;
    Value args[2] = {v, options_struct(in, scope)};
    Value doc = vm_call_named(in->vm, implementation, name, args, 2);
    vec_push(&in->held, args[1]);
    fill_from(in, into, doc, v, scope);
    return true;
}

void inspect_by_function(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    Value args[2] = {v, options_struct(in, scope)};
    Value doc = vm_call(in->vm, scope.options->fun, args, 2);
    vec_push(&in->held, args[1]);
    fill_from(in, into, doc, v, scope);
}
