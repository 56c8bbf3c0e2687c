/* stacktrace.c - the calls that were waiting when something was raised, as a list of the language:
   {module, function, arity or arguments, [file: charlist, line: number]}, innermost first.

   Frames know little, so that calls stay cheap: who made a tail call into the library and inside
   which function an anonymous one stands is found by the place of its text, when somebody asks. */
#include "lang/define.h"
#include "lang/native.h"
#include "lang/vm_state.h"

#include <string.h>

typedef struct Search {
    Span at;
    const Function *found;
    uint32_t start; /* of the clause that was found */
} Search;

/* A clause that macros made may seem longer than it is, so the last one to start counts. */
static void look_at(Search *s, const Function *f)
{
    for (size_t i = 0; i < f->clauses.len; i++) {
        const Clause *c = &f->clauses.at[i];
        if (!c->head || !c->body || c->head->span.source != s->at.source)
            continue;
        uint32_t start = c->head->span.start;
        if (start <= s->at.start && s->at.start < c->body->span.end && start >= s->start) {
            s->found = f;
            s->start = start;
        }
    }
}

const Function *function_around(const Vm *vm, Span at)
{
    Search s = {.at = at};
    for (size_t i = 0; i < vm->modules.cap; i++) {
        if (!vm->modules.slots[i].used)
            continue;
        for (const Module *m = (Module *)(uintptr_t)vm->modules.slots[i].value; m; m = m->older)
            for (size_t k = 0; !m->is_library && k < m->functions.len; k++)
                look_at(&s, m->functions.at[k]);
    }
    return s.found;
}

Str function_shown_name(const Vm *vm, Sym name)
{
    Str text = sym_text(vm->cx, name);
    return str_starts(text, STR("__defn:")) ? str_slice(text, 7, text.len - 2) : text;
}

static Value location_value(Vm *vm, Span span)
{
    if (span.source == 0)
        return VALUE_EMPTY;
    ListBuilder file = LIST_BUILDER, list = LIST_BUILDER;
    Str name = vm->cx->sources.at[span.source].name;
    for (size_t i = 0; i < name.len; i++)
        list_push(&file, value_int((unsigned char)name.at[i]));
    Position at = position_of(vm->cx, span.source, span.start);
    list_push(&list, TUPLE(vm_atom(vm, "file"), file.list));
    list_push(&list, TUPLE(vm_atom(vm, "line"), value_int(at.line)));
    return list.list;
}

/* Takes arguments, which are POISON when only their number is known. */
static Value entry_value(Vm *vm, const TraceEntry *t, Value arguments)
{
    Sym module = t->module, name = t->name;
    uint32_t arity = t->arity;
    Text text = {0};
    const Function *around = t->is_tail || name == SYM_fn ? function_around(vm, t->span) : NULL;
    if (t->is_tail && around) {
        module = around->module;
        name = around->name;
        arity = around->arity;
    } else if (name == SYM_fn && around) {
        Str outer = function_shown_name(vm, around->name);
        module = around->module;
        text_print(&text, "-%.*s/%u-fun-0-", (int)outer.len, outer.at, around->arity);
    } else if (name == SYM_fn) {
        text_add(&text, STR("-fun-0-"));
    } else if (t->is_tail || name == SYM_nil) {
        module = t->is_tail ? SYM_nil : module;
        text_add(&text, module == SYM_nil ? STR("__FILE__") : STR("__MODULE__"));
        arity = module == SYM_nil ? 1 : 0;
    }
    if (module == SYM_nil)
        module = sym(vm->cx, STR("elixir_eval"));
    Value items[] = {
        value_atom(module),
        value_atom(sym(vm->cx, text.len ? text_str(&text) : function_shown_name(vm, name))),
        arguments.tag == TAG_poison ? value_int(arity) : arguments, location_value(vm, t->span)};
    text_free(&text);
    return value_tuple(items, 4);
}

/* A function that left by a tail call and whose caller is an anonymous one around it look the same:
   one entry is enough. */
static bool is_same_call(Vm *vm, const TraceEntry *a, const TraceEntry *b)
{
    return a->span.source == b->span.source &&
           function_around(vm, a->span) == function_around(vm, b->span) &&
           position_of(vm->cx, a->span.source, a->span.start).line ==
               position_of(vm->cx, b->span.source, b->span.start).line;
}

Value stack_value(Vm *vm, const Raised *r)
{
    ListBuilder list = LIST_BUILDER;
    for (int i = 0; i < r->depth; i++) {
        const TraceEntry *t = &r->trace[i];
        if (t->is_tail && i + 1 < r->depth && is_same_call(vm, t, t + 1))
            continue;
        bool has_arguments = i == 0 && is_list(r->arguments);
        list_push(&list, entry_value(vm, t, has_arguments ? value_ref(r->arguments) : POISON));
    }
    return list.list;
}
