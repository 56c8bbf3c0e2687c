/* define_check.c - whether a definition goes with those of its module that stand above it, with
   Elixir's texts. */
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
