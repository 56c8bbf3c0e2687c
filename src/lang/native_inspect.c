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

/* An integer option; :infinity is -1. */
static void integer_option(Value options, Vm *vm, const char *name, int64_t *out)
{
    Value got = inspect_option(options, vm, name, VALUE_NIL);
    if (got.tag == TAG_int)
        *out = got.i;
    else if (is_atom(got, SYM_infinity))
        *out = -1;
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

/* What IO.ANSI makes of the colour that the list names for a kind of value. */
static void colour_option(Vm *vm, Value colours, const char *kind, char code[static 24])
{
    const size_t size = 24;
    Value named = keyword_get(colours, sym(vm_cx(vm), str_of(kind)), POISON);
    if (named.tag == TAG_poison)
        return;
    Value args[] = {named, value_atom(SYM_true)};
    Value data = vm_call_named(vm, sym(vm_cx(vm), STR("Elixir.IO.ANSI")),
                               sym(vm_cx(vm), STR("format_fragment")), args, 2);
    if (data.tag == TAG_poison)
        raised_clear(vm);
    Value text = data.tag == TAG_poison ? POISON : fn_iodata_to_binary(vm, &data, 1);
    if (is_binary(text) && text.binary->len < size)
        snprintf(code, size, "%.*s", (int)text.binary->len, text.binary->at);
    value_free(data);
    value_free(text);
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
    o->syntax_colours = colours.tag == TAG_cons;
    if (!o->syntax_colours)
        return;
    snprintf(o->colours.reset, sizeof o->colours.reset, "\033[0m");
    colour_option(vm, colours, "reset", o->colours.reset);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        colour_option(vm, colours, rows[i].kind, o->colours.of[rows[i].paint]);
}

/* Whether each option is of a kind that it may be. */
static bool options_are_right(Vm *vm, Value options)
{
    static const char *const counts[] = {"limit", "printable_limit"};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        Value got = inspect_option(options, vm, counts[i], value_int(0));
        if (!(got.tag == TAG_int && got.i >= 0) && !is_atom(got, SYM_infinity))
            return false;
    }
    Value pair, base = inspect_option(options, vm, "base", VALUE_NIL);
    bool is_base = is_atom(base, SYM_nil) || option_is(options, vm, "base", "decimal") ||
                   option_is(options, vm, "base", "hex") ||
                   option_is(options, vm, "base", "octal") ||
                   option_is(options, vm, "base", "binary");
    Value pretty = inspect_option(options, vm, "pretty", value_bool(true));
    Value colours = inspect_option(options, vm, "syntax_colors", VALUE_EMPTY);
    Value fun = inspect_option(options, vm, "inspect_fun", POISON);
    while (list_next(&options, &pair))
        if (pair.tag != TAG_tuple || pair.tuple->len != 2 || pair.tuple->at[0].tag != TAG_atom)
            return false;
    return is_base && (is_atom(pretty, SYM_true) || is_atom(pretty, SYM_false)) &&
           colours.tag == TAG_nil && (fun.tag == TAG_poison || fun.tag == TAG_function);
}

bool inspect_options_hold(Vm *vm, Value term, Value options)
{
    if (options.tag == TAG_nil || options_are_right(vm, options))
        return true;
    Value args[] = {term, options};
    Value checked = vm_call_named(vm, vm_atom(vm, "Elixir.Inspect.Opts").atom,
                                  vm_atom(vm, "__check__").atom, args, 2);
    value_free(checked);
    return checked.tag != TAG_poison;
}

InspectOptions inspect_options(Value options, Vm *vm)
{
    InspectOptions o = inspect_defaults;
    o.given = options;
    integer_option(options, vm, "width", &o.width);
    integer_option(options, vm, "limit", &o.limit);
    bool_option(options, vm, "structs", &o.structs);
    bool_option(options, vm, "pretty", &o.pretty);
    bool is_safe = true;
    bool_option(options, vm, "safe", &is_safe);
    o.is_unsafe = !is_safe;
    o.fun = function_option(options, vm);
    integer_option(options, vm, "printable_limit", &o.printable_limit);
    static const struct {
        const char *name;
        int base;
    } bases[] = {{"binary", 2}, {"octal", 8}, {"hex", 16}};
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++)
        if (option_is(options, vm, "base", bases[i].name))
            o.base = bases[i].base;
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
    if (count == 2 && !inspect_options_hold(vm, args[0], args[1]))
        return POISON;
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
        return text_charlist(vm, binary_str(v));
    Text text = {0};
    Value list = value_to_string(vm, &text, v) ? text_charlist(vm, text_str(&text)) : POISON;
    text_free(&text);
    return list;
}
