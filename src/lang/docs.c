/* docs.c - @moduledoc and @doc: kept with the module, given to whoever asks for documentation.

   A function's text belongs to its name and arity; a head without a body may carry it for a
   function that is written in C. */
#include "lang/define.h"
#include "lang/library.h"
#include "lang/native.h"

#include <string.h>

static unsigned line_of(const Vm *vm, Span span)
{
    return position_of(vm->cx, span.source, span.start).line;
}

static void doc_free(DocText *doc)
{
    value_free(doc->text);
    *doc = (DocText){0};
}

void docs_free(Module *m)
{
    doc_free(&m->about);
    doc_free(&m->pending);
    for (size_t i = 0; i < m->docs.len; i++)
        value_free(m->docs.at[i].doc.text);
    vec_free(&m->docs);
    vec_free(&m->type_uses);
}

/* @doc text, @doc false; other values (since: and the like) are not kept. */
bool doc_set(Script *s, const Ast *set)
{
    Module *m = s->env.module;
    const Ast *value = set->args[0];
    DocText *to = str_is(sym_text(s->vm->cx, set->name), "moduledoc") ? &m->about : &m->pending;
    Value text = value->kind == AST_string ? value_binary(value->text) : script_form(s, value);
    if (text.tag == TAG_poison)
        return false;
    bool is_good = check_attribute(s, set, text);
    if (!is_good || (!is_binary(text) && !is_atom(text, SYM_false))) {
        value_free(text);
        return is_good;
    }
    if (is_binary(to->text))
        warn(s->vm, first_char((Span){set->span.source, set->span.start - 1, set->span.end}),
             m->name, NULL, "redefining @%s attribute previously set at line %u",
             to == &m->about ? "moduledoc" : "doc", line_of(s->vm, to->span));
    doc_free(to);
    *to = (DocText){text, value->span};
    return true;
}

static uint32_t arity_of(const Ast *head)
{
    return head->kind == AST_call ? head->count : 0;
}

/* A clause's @doc takes the place of one that the function has. */
static void warn_second_doc(Script *s, const Ast *head, bool has_body)
{
    Module *m = s->env.module;
    Str name = sym_text(s->vm->cx, head->name);
    for (size_t i = 0; i < m->docs.len && has_body; i++) {
        const Documented *old = &m->docs.at[i];
        if (old->head->name == head->name && arity_of(old->head) == arity_of(head) &&
            is_binary(old->doc.text)) {
            warn(
                s->vm, first_char(m->doc), m->name, NULL,
                "redefining @doc attribute previously set at line %u.\n\nPlease remove the "
                "duplicate docs. If instead you want to override a previously defined @doc, attach "
                "the @doc attribute to a function head (the function signature not followed by any "
                "do-block). For example:\n\n    @doc \"\"\"\n    new docs\n    \"\"\"\n    def "
                "%.*s(...)\n",
                line_of(s->vm, old->doc.span), (int)name.len, name.at);
            return;
        }
    }
}

void doc_attach(Script *s, const Ast *head, FunctionKind kind, bool is_private, bool has_body)
{
    Module *m = s->env.module;
    if (m->pending.text.tag == TAG_poison)
        return;
    Documented d = {.doc = m->pending, .head = head, .kind = kind};
    warn_second_doc(s, head, has_body);
    m->pending = (DocText){0};
    if (is_private)
        doc_free(&d.doc);
    else
        vec_push(&m->docs, d);
}

/* --- natives --- */

/* {text | false | nil, file, line, is_heredoc}: the line on which the text is written. */
static Value place_and_text(Vm *vm, DocText doc)
{
    Position at = {.line = 0};
    Str file = STR("nofile"), source = STR("");
    if (doc.span.source) {
        at = position_of(vm->cx, doc.span.source, doc.span.start);
        file = vm->cx->sources.at[doc.span.source].name;
        source = vm->cx->sources.at[doc.span.source].text;
    }
    size_t quote = doc.span.start;
    while (quote < source.len && quote < doc.span.start + 3 && source.at[quote] != '"')
        quote++;
    bool heredoc = quote + 3 <= source.len && memcmp(source.at + quote, "\"\"\"", 3) == 0;
    return TUPLE(doc.text.tag == TAG_poison ? VALUE_NIL : value_ref(doc.text), value_binary(file),
                 value_int(at.line), value_bool(heredoc));
}

static Module *module_of(Vm *vm, Value name)
{
    return name.tag == TAG_atom ? module_find(vm, name.atom) : NULL;
}

/* Adds the names that follow `defmodule` at the start of a line. */
static void library_modules(Vm *vm, const LibraryFile *file, Map *seen)
{
    static const char word[] = "\ndefmodule ";
    const char *at = file->text, *end = file->text + file->size;
    for (bool is_first = true; at < end; is_first = false) {
        bool starts = is_first && strncmp(at, word + 1, sizeof word - 2) == 0;
        const char *found = starts ? at - 1 : memmem(at, (size_t)(end - at), word, sizeof word - 1);
        if (found == NULL)
            return;
        at = found + sizeof word - 1;
        size_t length = strcspn(at, " ,\n");
        bool is_erlang = *at == ':';
        Text name = {0};
        text_add(&name, is_erlang ? STR("") : STR("Elixir."));
        text_add(&name, (Str){at + is_erlang, length - is_erlang});
        *map_put(seen, sym(vm->cx, text_str(&name))) = 1;
        text_free(&name);
    }
}

/* Cnx.Docs.modules(): the names of all modules, those of the library that are not loaded yet, too.
 */
NATIVE(fn_docs_modules)
{
    Map seen = {0};
    ListBuilder list = LIST_BUILDER;
    for (size_t i = 0; i < library_file_count; i++)
        library_modules(vm, &library_files[i], &seen);
    for (size_t i = 0; i < vm->modules.cap; i++)
        if (vm->modules.slots[i].used)
            *map_put(&seen, vm->modules.slots[i].key) = 1;
    for (size_t i = 0; i < vm->native_modules.cap; i++)
        if (vm->native_modules.slots[i].used)
            *map_put(&seen, vm->native_modules.slots[i].key) = 1;
    for (size_t i = 0; i < seen.cap; i++)
        if (seen.slots[i].used)
            list_push(&list, value_atom((Sym)seen.slots[i].key));
    map_free(&seen);
    return list.list;
}

/* Cnx.Docs.module(name): of @moduledoc, or nil when there is no such module. Without one, the place
   is that of the first function. */
NATIVE(fn_docs_module)
{
    const Module *m = module_of(vm, args[0]);
    if (m == NULL)
        return VALUE_NIL;
    DocText about = m->about;
    if (about.span.source == 0 && m->functions.len)
        about.span = m->functions.at[0]->span;
    return place_and_text(vm, about);
}

/* Cnx.Docs.functions(name): [{:function | :macro, quoted head, {text, file, line, is_heredoc}}] in
   the order of the text. */
NATIVE(fn_docs_functions)
{
    const Module *m = module_of(vm, args[0]);
    ListBuilder list = LIST_BUILDER;
    for (size_t i = 0; m && i < m->docs.len; i++) {
        const Documented *d = &m->docs.at[i];
        list_push(&list, TUPLE(vm_atom(vm, d->kind == FUNCTION_macro ? "macro" : "function"),
                               quoted_of(vm, d->head), place_and_text(vm, d->doc)));
    }
    return list.list;
}

/* Cnx.Docs.heads(name): [{:function | :macro, name, arity, quoted head, line}] of the public
   functions that are written in the language. */
NATIVE(fn_docs_heads)
{
    const Module *m = module_of(vm, args[0]);
    ListBuilder list = LIST_BUILDER;
    for (size_t i = 0; m && i < m->functions.len; i++) {
        const Function *f = m->functions.at[i];
        if (f->is_private || f->clauses.len == 0)
            continue;
        Span span = f->span;
        Value line = value_int(span.source ? position_of(vm->cx, span.source, span.start).line : 0);
        list_push(&list, TUPLE(vm_atom(vm, f->kind == FUNCTION_macro ? "macro" : "function"),
                               value_atom(f->name), value_int(f->arity),
                               quoted_of(vm, f->clauses.at[0].head), line));
    }
    return list.list;
}
