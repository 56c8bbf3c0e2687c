/* define_check.c - whether a definition goes with those of its module that stand above it, and an
   attribute with what it means, in Elixir's texts. */
#include "lang/define.h"

#include <stdarg.h>

/* How Elixir calls what a definition makes. */
static const char *kind_name(FunctionKind kind, bool is_private)
{
    return kind == FUNCTION_macro ? (is_private ? "defmacrop" : "defmacro")
                                  : (is_private ? "defp" : "def");
}

/* The line of a place, for texts that name another definition. */
static unsigned line_of(const Script *s, Span span)
{
    return position_of(s->vm->cx, span.source, span.start).line;
}

static bool refuse_definition(Script *s, const Ast *head, const char *kind, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

/* "def f/1" and what is wrong with it. Always false. */
static bool refuse_definition(Script *s, const Ast *head, const char *kind, const char *fmt, ...)
{
    Text text = {0};
    Str name = sym_text(s->vm->cx, head->name);
    va_list args;
    va_start(args, fmt);
    text_vprint(&text, fmt, args);
    va_end(args);
    fail(s->vm->cx, head->span, EXC_CompileError, "%s %.*s/%u %s", kind, (int)name.len, name.at,
         head->kind == AST_call ? head->count : 0, text_cstr(&text));
    text_free(&text);
    return false;
}

static uint32_t defaults_in(const Ast *head)
{
    uint32_t count = 0;
    for (uint32_t i = 0; head->kind == AST_call && i < head->count; i++)
        count += ast_is_call(head->args[i], SYM_default_op, 2);
    return count;
}

/* Whether a definition without a body is one: it says names and defaults, in front of the clauses.
 */
bool check_head(Script *s, const Ast *head, const Function *f, FunctionKind kind)
{
    for (uint32_t i = 0; head->kind == AST_call && i < head->count; i++)
        if (head->args[i]->kind != AST_var) {
            fail(s->vm->cx, head->args[i]->span, EXC_CompileError,
                 "only variables and \\\\ are allowed as arguments in function head.\n\n"
                 "If you did not intend to define a function head, make sure your function "
                 "definition has the proper syntax by wrapping the arguments in parentheses and "
                 "using the do instruction accordingly:\n\n"
                 "    def add(a, b), do: a + b\n\n"
                 "    def add(a, b) do\n"
                 "      a + b\n"
                 "    end\n");
            return false;
        }
    Str name = sym_text(s->vm->cx, head->name);
    if (f->clauses.len)
        warn(s->vm, first_char(head->span), s->env.module->name, NULL,
             "function head for %s %.*s/%u must come at the top of its direct implementation. "
             "Instead of:\n\n"
             "    def add(a, b), do: a + b\n"
             "    def add(a, b)\n\n"
             "one should write:\n\n"
             "    def add(a, b)\n"
             "    def add(a, b), do: a + b\n",
             kind_name(kind, f->is_private), (int)name.len, name.at, f->arity);
    return true;
}

/* Functions that modules have without defining them. */
static bool is_reserved(const Script *s, Sym name, uint32_t arity, const char **by)
{
    Str text = sym_text(s->vm->cx, name);
    *by = str_is(text, "module_info") ? "Erlang" : "Elixir";
    return (str_is(text, "module_info") && arity <= 1) || (str_is(text, "__info__") && arity == 1);
}

/* Whether the definition goes with those before it that have the same name. */
bool check_definition(Script *s, const Ast *head, FunctionKind kind, bool is_private)
{
    const Module *m = s->env.module;
    uint32_t arity = head->kind == AST_call ? head->count : 0, defaults = defaults_in(head);
    const Function *old = own_function(m, head->name, arity);
    const char *kind_text = kind_name(kind, is_private), *by;
    Str name = sym_text(s->vm->cx, head->name);
    if (m->is_library)
        return true;
    if (is_reserved(s, head->name, arity, &by)) {
        fail(s->vm->cx, head->span, EXC_CompileError,
             "cannot define %s %.*s/%u as it is automatically defined by %s", kind_text,
             (int)name.len, name.at, arity, by);
        return false;
    }
    if (old && !old->is_overridable && old->defaults_of)
        return refuse_definition(s, head, kind_text, "conflicts with defaults from %.*s/%u",
                                 (int)name.len, name.at, old->defaults_of->arity);
    if (old && !old->is_overridable && (old->kind != kind || old->is_private != is_private)) {
        Str file = s->vm->cx->sources.at[old->span.source].name;
        return refuse_definition(s, head, kind_text, "already defined as %s in %.*s:%u",
                                 kind_name(old->kind, old->is_private), (int)file.len, file.at,
                                 line_of(s, old->span));
    }
    for (uint32_t n = arity - defaults; n < arity; n++) {
        const Function *given = own_function(m, head->name, n);
        if (given == NULL || given->is_overridable)
            continue;
        if (given->defaults_of && given->defaults_of != old)
            return refuse_definition(s, head, kind_text,
                                     "defaults conflicts with defaults from "
                                     "%.*s/%u",
                                     (int)name.len, name.at, given->defaults_of->arity);
        if (!given->defaults_of)
            return refuse_definition(s, head, kind_text, "defaults conflicts with %.*s/%u",
                                     (int)name.len, name.at, n);
        return refuse_definition(
            s, head, kind_text,
            "defines defaults multiple times. Elixir allows defaults to be declared once per "
            "definition. Instead of:\n\n"
            "    def foo(:first_clause, b \\\\ :default) do ... end\n"
            "    def foo(:second_clause, b \\\\ :default) do ... end\n\n"
            "one should write:\n\n"
            "    def foo(a, b \\\\ :default)\n"
            "    def foo(:first_clause, b) do ... end\n"
            "    def foo(:second_clause, b) do ... end\n\n"
            "the previous clause is defined on line %u\n",
            line_of(s, given->span));
    }
    return true;
}

/* --- functions that attributes name --- */

/* "inlined function f/1 undefined" and the like, of a {name, arity}. Always false. */
static bool refuse_named(Vm *vm, Span span, const char *before, Value pair, const char *after)
{
    Str name = sym_text(vm->cx, pair.tuple->at[0].atom);
    fail(vm->cx, span, EXC_CompileError, "%s %.*s/%lld %s", before, (int)name.len, name.at,
         (long long)pair.tuple->at[1].i, after);
    return false;
}

static bool is_pair_of(Value v, bool (*first)(Value))
{
    return v.tag == TAG_tuple && v.tuple->len == 2 && first(v.tuple->at[0]) &&
           v.tuple->at[1].tag == TAG_int;
}

static bool is_name(Value v)
{
    return v.tag == TAG_atom;
}

static bool is_loader(Value v)
{
    return v.tag == TAG_atom || (is_pair_of(v, is_name) && v.tuple->at[1].i == 0);
}

/* @on_load :name or {:name, 0}; Module.put_attribute gives others, too. */
static bool check_on_load(Vm *vm, const Module *m, Value what, Span span)
{
    Value name = what.tag == TAG_tuple ? what.tuple->at[0] : what;
    if (!is_loader(what) || own_function(m, name.atom, 0))
        return true;
    Str text = sym_text(vm->cx, name.atom);
    fail(vm->cx, span, EXC_CompileError, "undefined function %.*s/0 given to @on_load",
         (int)text.len, text.at);
    return false;
}

/* @compile {:inline, [name: arity]}, or a list in which that stands. */
static bool check_inline(Vm *vm, const Module *m, Value what, Span span)
{
    Value one;
    if (what.tag != TAG_tuple) {
        while (list_next(&what, &one))
            if (!check_inline(vm, m, one, span))
                return false;
        return true;
    }
    if (what.tuple->len != 2 || !is_atom(what.tuple->at[0], sym(vm->cx, STR("inline"))))
        return true;
    for (Value names = what.tuple->at[1]; list_next(&names, &one);)
        if (is_pair_of(one, is_name) &&
            !own_function(m, one.tuple->at[0].atom, (uint32_t)one.tuple->at[1].i))
            return refuse_named(vm, span, "inlined function", one, "undefined");
    return true;
}

static bool is_among(Value list, Value one)
{
    for (Value item; list_next(&list, &item);)
        if (value_equal(item, one, true))
            return true;
    return false;
}

static bool refuse_optional(Vm *vm, Value one, Span span)
{
    Text shown = {0};
    value_inspect(vm, &shown, one, &inspect_defaults);
    fail(vm->cx, span, EXC_CompileError,
         "invalid optional callback %s. @optional_callbacks expects a keyword list of callback "
         "names and arities",
         text_cstr(&shown));
    text_free(&shown);
    return false;
}

/* @optional_callbacks, of which there are lists. */
static bool check_optional(Vm *vm, const Module *m, Value lists, Span span)
{
    Value callbacks = attribute_get(m, sym(vm->cx, STR("callback")));
    Value macros = attribute_get(m, sym(vm->cx, STR("macrocallback")));
    for (Value list, one; list_next(&lists, &list);) {
        if (!is_list(list))
            return refuse_optional(vm, list, span);
        while (list_next(&list, &one)) {
            if (!is_pair_of(one, is_name))
                return refuse_optional(vm, one, span);
            if (!(is_list(callbacks) && is_among(callbacks, one)) &&
                !(is_list(macros) && is_among(macros, one)))
                return refuse_named(vm, span, "unknown callback", one,
                                    "given as optional callback");
        }
    }
    return true;
}

static const struct {
    const char *name;
    bool (*check)(Vm *vm, const Module *m, Value value, Span span);
} naming[] = {
    {"on_load", check_on_load}, {"compile", check_inline}, {"optional_callbacks", check_optional}};

bool check_named(Vm *vm, const Module *m, Span span)
{
    for (size_t i = 0; i < m->attributes.len; i++)
        for (size_t k = 0; k < sizeof naming / sizeof *naming; k++)
            if (str_is(sym_text(vm->cx, m->attributes.at[i].name), naming[k].name) &&
                !naming[k].check(vm, m, m->attributes.at[i].value, span))
                return false;
    return true;
}

/* --- values of attributes that have a meaning --- */

static bool is_module_or_boolean(Value v)
{
    return v.tag == TAG_atom && v.atom != SYM_nil;
}

static bool is_text(Value v)
{
    return is_binary(v);
}

static bool is_documentation(Value v)
{
    return is_binary(v) || is_atom(v, SYM_false) || is_atom(v, SYM_nil) || is_list(v);
}

static bool is_file(Value v)
{
    return is_binary(v) || is_pair_of(v, is_text);
}

#define DOCUMENTATION                                                                              \
    "is a built-in module attribute for documentation. It should be either false, nil, a "         \
    "string, or a keyword list"

static const struct {
    const char *name;
    bool (*takes)(Value);
    const char *wants;
} meanings[] = {
    {"doc", is_documentation, DOCUMENTATION},
    {"moduledoc", is_documentation, DOCUMENTATION},
    {"behaviour", is_name, "expects a module"},
    {"impl", is_module_or_boolean,
     "is a built-in module attribute that marks the next definition as a callback implementation. "
     "It should be a module or a boolean"},
    {"external_resource", is_text,
     "is a built-in module attribute used for specifying file dependencies. It should be a string "
     "path to a file"},
    {"deprecated", is_text,
     "is a built-in module attribute that annotates a definition as deprecated. It should be a "
     "string with the reason for the deprecation"},
    {"file", is_file,
     "is a built-in module attribute that annotates the file and line the next definition comes "
     "from. It should be a string or {string, line} tuple as value"},
    {"on_load", is_loader,
     "is a built-in module attribute that annotates a function to be invoked when the module is "
     "loaded. It should be an atom or an {atom, 0} tuple"},
};

bool check_attribute_value(Vm *vm, Sym attribute, Value v, Span span)
{
    Str name = sym_text(vm->cx, attribute);
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (!str_is(name, meanings[i].name) || meanings[i].takes(v))
            continue;
        Text shown = {0};
        value_inspect(vm, &shown, v, &inspect_defaults);
        fail(vm->cx, span, EXC_ArgumentError, "@%s %s, got: %s", meanings[i].name,
             meanings[i].wants, text_cstr(&shown));
        text_free(&shown);
        return false;
    }
    return true;
}

bool check_attribute(Script *s, const Ast *set, Value v)
{
    Span span = {set->span.source, set->span.start - 1, set->span.end};
    return s->env.module->is_library || check_attribute_value(s->vm, set->name, v, span);
}
