/* native_inspect.c - the text of terms: inspect and its options, to_string, to_charlist. */
#include "lang/native.h"
#include "lang/vm_state.h"

#include <stdio.h>

Value inspect_option(Value options, Vm *vm, const char *name, Value otherwise)
{
    Sym key = vm_atom(vm, name).atom;
    if (options.tag != TAG_map)
        return keyword_get(options, key, otherwise);
    Value found = map_at_atom(options, key);
    return found.tag == TAG_poison ? otherwise : found;
}

static bool option_is(Value options, Vm *vm, const char *name, const char *atom)
{
    return is_atom(inspect_option(options, vm, name, VALUE_NIL), vm_atom(vm, atom).atom);
}

/* Whether the option is not given or :infer. */
static bool is_usual(Value options, Vm *vm, const char *name)
{
    return inspect_option(options, vm, name, POISON).tag == TAG_poison ||
           option_is(options, vm, name, "infer");
}

/* A count; :infinity is -1. Whether it is one. */
static bool count_option(Value options, Vm *vm, const char *name, int64_t *out)
{
    Value got = inspect_option(options, vm, name, value_int(*out));
    if (got.tag == TAG_int)
        *out = got.i;
    else if (is_atom(got, SYM_infinity))
        *out = -1;
    return is_size(got, 0) || is_atom(got, SYM_infinity);
}

static void bool_option(Value options, Vm *vm, const char *name, bool *out)
{
    Value got = inspect_option(options, vm, name, POISON);
    if (got.tag != TAG_poison)
        *out = is_truthy(got);
}

/* The function that documents come from, or nil when it is Inspect.inspect/2. */
static Value function_option(Value options, Vm *vm)
{
    Value usual = map_at(vm->terms, vm_atom(vm, "default_inspect_fun"));
    Value fun = inspect_option(options, vm, "inspect_fun", usual);
    if (fun.tag != TAG_function)
        return VALUE_NIL;
    const Function *f = fun.function->function;
    bool is_usual = f && f->arity == 2 && f->module == vm_atom(vm, "Elixir.Inspect").atom &&
                    f->name == vm_atom(vm, "inspect").atom;
    return is_usual ? VALUE_NIL : fun;
}

Value inspect_colour(Vm *vm, Value colour)
{
    Value args[] = {colour, value_atom(SYM_true)};
    return vm_call_named(vm, sym(vm_cx(vm), STR("Elixir.IO.ANSI")),
                         sym(vm_cx(vm), STR("format_fragment")), args, 2);
}

/* What IO.ANSI makes of the colour that the list names for a kind of value; false when it raises.
 */
static bool colour_option(Vm *vm, Value colours, const char *kind, char code[static 24])
{
    const size_t size = 24;
    Value named = keyword_get(colours, sym(vm_cx(vm), str_of(kind)), POISON);
    if (named.tag == TAG_poison)
        return true;
    Value data = inspect_colour(vm, named);
    bool good = data.tag != TAG_poison;
    if (!good)
        raised_clear(vm);
    Value text = data.tag == TAG_poison ? POISON : fn_iodata_to_binary(vm, &data, 1);
    if (is_binary(text) && text.binary->len < size)
        snprintf(code, size, "%.*s", (int)text.binary->len, text.binary->at);
    value_free(data);
    value_free(text);
    return good;
}

static void colour_options(Vm *vm, Value colours, InspectOptions *o)
{
    /* clang-format off */
    static const struct { const char *kind; Paint paint; } rows[] = {
        {"atom",   PAINT_atom},   {"boolean",  PAINT_boolean},  {"nil",   PAINT_nil},
        {"number", PAINT_number}, {"string",   PAINT_string},   {"regex", PAINT_regex},
        {"list",   PAINT_list},   {"tuple",    PAINT_tuple},    {"map",   PAINT_map},
        {"binary", PAINT_binary}, {"charlist", PAINT_charlist},
    };
    /* clang-format on */
    o->syntax_colours = colours.tag != TAG_nil && colours.tag != TAG_poison;
    if (!o->syntax_colours)
        return;
    snprintf(o->colours.reset, sizeof o->colours.reset, "\033[0m");
    bool good = colour_option(vm, colours, "reset", o->colours.reset);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool is_named = colours.tag != TAG_cons ||
                        keyword_get(colours, vm_atom(vm, rows[i].kind).atom, POISON).tag;
        bool works = colour_option(vm, colours, rows[i].kind, o->colours.of[rows[i].paint]);
        if (is_named && !(works && good && colours.tag == TAG_cons))
            o->wrong_colours |= 1u << rows[i].paint;
    }
}

bool inspect_options_are_pairs(Vm *vm, Value options)
{
    Value pair;
    while (list_next(&options, &pair))
        if (pair.tag != TAG_tuple || pair.tuple->len != 2 || pair.tuple->at[0].tag != TAG_atom) {
            vm_no_clause(vm, "Kernel.-struct/2-fun-0-", 2);
            return false;
        }
    return true;
}

/* Which options are none that may be; base 0 is a wrong one. */
static void note_faults(Vm *vm, Value options, InspectOptions *o)
{
    static const char *const names[] = {"decimal", "hex", "octal", "binary"};
    static const int bases[] = {10, 16, 8, 2};
    o->base = inspect_option(options, vm, "base", POISON).tag == TAG_poison ? 10 : 0;
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++)
        if (option_is(options, vm, "base", names[i]))
            o->base = bases[i];
    if (o->base == 0)
        o->faults |= 1u << FAULT_base;
    Value limit = inspect_option(options, vm, "limit", value_int(0));
    if (!count_option(options, vm, "limit", &o->limit))
        o->faults |= 1u << FAULT_limit;
    if (limit.tag != TAG_int && !is_atom(limit, SYM_infinity))
        o->faults |= 1u << FAULT_limit_of_bits;
    if (!count_option(options, vm, "printable_limit", &o->printable_limit))
        o->faults |=
            1u << FAULT_printable_string | 1u << FAULT_printable_list | 1u << FAULT_printable_text;
    Value fun = inspect_option(options, vm, "inspect_fun", POISON);
    if (fun.tag != TAG_poison && fun.tag != TAG_function)
        o->faults |= 1u << FAULT_function;
}

InspectOptions inspect_options(Value options, Vm *vm)
{
    InspectOptions o = inspect_defaults;
    o.given = options;
    count_option(options, vm, "width", &o.width);
    note_faults(vm, options, &o);
    bool_option(options, vm, "structs", &o.structs);
    bool_option(options, vm, "pretty", &o.pretty);
    bool is_safe = true;
    bool_option(options, vm, "safe", &is_safe);
    o.is_unsafe = !is_safe;
    o.fun = function_option(options, vm);
    o.as_strings = option_is(options, vm, "binaries", "as_strings");
    o.as_binaries = !o.as_strings && !is_usual(options, vm, "binaries");
    o.as_charlists = option_is(options, vm, "charlists", "as_charlists");
    o.as_lists = !o.as_charlists && !is_usual(options, vm, "charlists");
    colour_options(vm, inspect_option(options, vm, "syntax_colors", POISON), &o);
    return o;
}

NATIVE(fn_inspect)
{
    if (count == 2 && !is_list(args[1]))
        return vm_no_clause(vm, "Kernel.inspect", 2);
    if (count == 2 && !inspect_options_are_pairs(vm, args[1]))
        return POISON;
    Value given = count == 2 ? args[1] : VALUE_EMPTY;
    Value pretty = inspect_option(given, vm, "pretty", value_bool(false));
    if (!is_atom(pretty, SYM_true) && !is_atom(pretty, SYM_false))
        return fail_struct(vm, "Elixir.CaseClauseError", (const char *[]){"term"}, &pretty, 1);
    InspectOptions options = inspect_options(given, vm);
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

/* What the implementation of List.Chars for the value makes of it. */
static Value implemented_charlist(Vm *vm, Value v)
{
    Value args[] = {value_atom(sym(vm_cx(vm), STR("Elixir.List.Chars"))), v};
    Value module = fn_protocol_implementation(vm, args, 2);
    if (module.tag != TAG_atom || module.atom == SYM_nil)
        return fail_protocol(vm, "Elixir.List.Chars", v);
    return vm_call_named(vm, module.atom, SYM_to_charlist, &v, 1);
}

NATIVE(fn_to_charlist)
{
    Value v = args[0];
    if (is_list(v))
        return value_ref(v);
    if (is_binary(v))
        return fn_string_to_charlist(vm, args, 1);
    if (v.tag == TAG_binary) {
        vm_no_protocol(vm, "List.Chars", v, "cannot convert a bitstring to a charlist");
        return POISON;
    }
    if (v.tag != TAG_atom && v.tag != TAG_float && !is_integer(v))
        return implemented_charlist(vm, v);
    Text text = {0};
    Value list = value_to_string(vm, &text, v) ? text_charlist(vm, text_str(&text)) : POISON;
    text_free(&text);
    return list;
}
