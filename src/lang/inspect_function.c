/* inspect_function.c - function values as the language writes them.

   Elixir's compiler puts the function of Erlang in the place of some of its own, and a capture
   shows what was put there: &Kernel.+/2 prints as &:erlang.+/2. */
#include "lang/inspect.h"

#include "lang/code.h"
#include "lang/vm_state.h"

/* Of Kernel; the same name in Erlang. */
static const char *const kernel_names[] = {
    "*",           "+",          "++",           "-",          "--",
    "/",           "<",          "==",           ">",          ">=",
    "abs",         "apply",      "binary_part",  "bit_size",   "byte_size",
    "ceil",        "div",        "exit",         "floor",      "hd",
    "is_atom",     "is_binary",  "is_bitstring", "is_boolean", "is_float",
    "is_function", "is_integer", "is_list",      "is_map",     "is_number",
    "is_pid",      "is_port",    "is_reference", "is_tuple",   "length",
    "make_ref",    "map_size",   "max",          "min",        "node",
    "not",         "rem",        "round",        "self",       "send",
    "spawn",       "throw",      "tl",           "trunc",      "tuple_size",
};

/* clang-format off */
static const struct {
    const char *module, *name, *shown_module, *shown_name;
} renamed[] = {
    {"Elixir.Kernel",   "!=",                  "erlang", "/="},
    {"Elixir.Kernel",   "!==",                 "erlang", "=/="},
    {"Elixir.Kernel",   "<=",                  "erlang", "=<"},
    {"Elixir.Kernel",   "===",                 "erlang", "=:="},
    {"Elixir.Kernel",   "function_exported?",  "erlang", "function_exported"},
    {"Elixir.Integer",  "to_charlist",         "erlang", "integer_to_list"},
    {"Elixir.Integer",  "to_string",           "erlang", "integer_to_binary"},
    {"Elixir.String",   "duplicate",           "binary", "copy"},
    {"Elixir.String",   "to_float",            "erlang", "binary_to_float"},
    {"Elixir.String",   "to_integer",          "erlang", "binary_to_integer"},
    {"Elixir.List",     "to_atom",             "erlang", "list_to_atom"},
    {"Elixir.List",     "to_existing_atom",    "erlang", "list_to_existing_atom"},
    {"Elixir.List",     "to_float",            "erlang", "list_to_float"},
    {"Elixir.List",     "to_integer",          "erlang", "list_to_integer"},
    {"Elixir.List",     "to_tuple",            "erlang", "list_to_tuple"},
    {"Elixir.Tuple",    "append",              "erlang", "append_element"},
    {"Elixir.Tuple",    "to_list",             "erlang", "tuple_to_list"},
    {"Elixir.Map",      "keys",                "maps",   "keys"},
    {"Elixir.Map",      "merge",               "maps",   "merge"},
    {"Elixir.Map",      "to_list",             "maps",   "to_list"},
    {"Elixir.Map",      "values",              "maps",   "values"},
    {"Elixir.Atom",     "to_charlist",         "erlang", "atom_to_list"},
    {"Elixir.Atom",     "to_string",           "erlang", "atom_to_binary"},
    {"Elixir.Function", "capture",             "erlang", "make_fun"},
    {"Elixir.Function", "info",                "erlang", "fun_info"},
};
/* clang-format on */

/* Map.merge/3 is Elixir's own. */
static bool keeps_its_name(Str module, Str name, uint32_t arity)
{
    return str_is(module, "Elixir.Map") && str_is(name, "merge") && arity != 2;
}

static void shown_as(Str *module, Str *name, uint32_t arity)
{
    if (keeps_its_name(*module, *name, arity))
        return;
    for (size_t i = 0; i < sizeof renamed / sizeof renamed[0]; i++)
        if (str_is(*module, renamed[i].module) && str_is(*name, renamed[i].name)) {
            *module = str_of(renamed[i].shown_module);
            *name = str_of(renamed[i].shown_name);
            return;
        }
    if (!str_is(*module, "Elixir.Kernel"))
        return;
    for (size_t i = 0; i < sizeof kernel_names / sizeof kernel_names[0]; i++)
        if (str_is(*name, kernel_names[i]))
            *module = STR("erlang");
}

/* " in Mod.fun/2": whose text an anonymous function of a module stands in. */
static void print_place(Text *out, const Vm *vm, const Code *code)
{
    const Function *around = NULL;
    for (size_t i = 0; i < code->spans.len && around == NULL; i++)
        if (code->spans.at[i].source != 0)
            around = function_around(vm, code->spans.at[i]);
    text_add(out, STR(" in "));
    atom_inspect(out, sym_text(vm->cx, code->module));
    if (around && around->module == code->module) {
        text_char(out, '.');
        call_inspect(out, function_shown_name(vm, around->name));
        text_print(out, "/%u", around->arity);
    }
}

void function_inspect(Text *out, const Vm *vm, const Closure *f)
{
    const Cx *cx = vm->cx;
    if (f->function) {
        Str module = sym_text(cx, f->function->module), name = sym_text(cx, f->function->name);
        shown_as(&module, &name, f->arity);
        text_char(out, '&');
        atom_inspect(out, module);
        text_char(out, '.');
        call_inspect(out, name);
        text_print(out, "/%u", f->arity);
        return;
    }
    bool in_module = f->code && f->code->module != SYM_nil; /* else made in a script */
    Str module = in_module ? sym_text(cx, f->code->module) : STR("");
    text_print(out, "#Function<0.%u/%u", in_module ? (unsigned)(str_hash(module) % 100000000u) : 0,
               f->arity);
    if (in_module)
        print_place(out, vm, f->code);
    text_char(out, '>');
}
