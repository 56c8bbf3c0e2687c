/* warning_call.c - warnings that need more than one function: calls of what other modules do not
   have or call deprecated, and behaviours; see warning.h.

   A call is noted while its function compiles and looked at when everything is loaded. The texts
   are made by lib/cnx/warnings.ex. */
#include "lang/define.h"
#include "lang/native.h"

/* --- remote calls --- */

/* Whether @compile {:no_warn_undefined, ...} of the module names the call: X or a list of X, each a
   module or {module, name, arity}. */
static bool names_call(Value v, Sym module, Sym name, uint32_t arity)
{
    if (v.tag == TAG_atom)
        return v.atom == module;
    return v.tag == TAG_tuple && v.tuple->len == 3 && is_atom(v.tuple->at[0], module) &&
           is_atom(v.tuple->at[1], name) && v.tuple->at[2].tag == TAG_int &&
           v.tuple->at[2].i == (int64_t)arity;
}

static bool is_unwarned(Vm *vm, const Module *m, Sym module, Sym name, uint32_t arity)
{
    Sym compile = sym(vm->cx, STR("compile")), what = sym(vm->cx, STR("no_warn_undefined"));
    for (size_t i = 0; i < m->attributes.len; i++) {
        Value options = m->attributes.at[i].value, option, item;
        if (m->attributes.at[i].name != compile)
            continue;
        Value one = options.tag == TAG_tuple ? value_cons(value_ref(options), VALUE_EMPTY)
                                             : value_ref(options);
        bool found = false;
        for (Value rest = one; list_next(&rest, &option) && !found;) {
            bool is_it = option.tag == TAG_tuple && option.tuple->len == 2 &&
                         is_atom(option.tuple->at[0], what);
            Value list = is_it ? option.tuple->at[1] : VALUE_EMPTY;
            found = names_call(list, module, name, arity);
            while (!found && list_next(&list, &item))
                found = names_call(item, module, name, arity);
        }
        value_free(one);
        if (found)
            return true;
    }
    return false;
}

Sym function_deprecation(const Function *f)
{
    return f->deprecated == SYM_nil && f->defaults_of ? f->defaults_of->deprecated : f->deprecated;
}

/* A function that other modules may call. */
static const Function *callable(Vm *vm, const RemoteCall *c)
{
    if (c->macro)
        return c->macro;
    const Function *f = function_find(vm, c->module, c->name, c->arity);
    return f && (f->is_private || (f->is_guard && c->is_unrequired)) ? NULL : f;
}

void note_remote(Vm *vm, const Module *in, const Function *from, RemoteCall call)
{
    if (from == NULL || in == NULL || in->is_library || !warns_at(vm, call.span))
        return;
    const Function *f = callable(vm, &call);
    bool is_fine = f && (f->native || (f->owner->is_library && function_deprecation(f) == SYM_nil));
    if (is_fine || is_unwarned(vm, in, call.module, call.name, call.arity))
        return;
    for (size_t i = vm->warnings.calls.len; i-- > 0;) { /* macros write things twice */
        Span old = vm->warnings.calls.at[i].span;
        if (old.source == call.span.source && old.start == call.span.start)
            return;
    }
    call.in = in->name;
    call.from = from;
    vec_push(&vm->warnings.calls, call);
}

/* A text that the language makes; false after an error, which is forgotten: it is about a warning.
 */
static bool warn_text(Vm *vm, const char *maker, const Value *args, int count, Value *text)
{
    *text = vm_call_named(vm, sym(vm->cx, STR("Elixir.Cnx.Warnings")), sym(vm->cx, str_of(maker)),
                          args, count);
    if (text->tag == TAG_poison)
        raised_forget(vm);
    return text->tag != TAG_poison;
}

/* What there is to say of a call, yours; POISON: nothing. */
static Value call_text(Vm *vm, const RemoteCall *c)
{
    const Function *f = callable(vm, c);
    Value text = POISON,
          args[] = {value_atom(c->module), value_atom(c->name), value_int(c->arity), POISON};
    Sym reason = f ? function_deprecation(f) : SYM_nil;
    if (reason != SYM_nil && c->in != c->module) {
        args[3] = value_binary(sym_text(vm->cx, reason));
        warn_text(vm, "deprecated", args, 4, &text);
        value_free(args[3]);
    } else if (f == NULL) {
        warn_text(vm, "undefined", args, 3, &text);
    }
    return text;
}

static bool is_same_call(const RemoteCall *a, const RemoteCall *b)
{
    return a->module == b->module && a->name == b->name && a->arity == b->arity &&
           a->span.source == b->span.source && a->is_unrequired == b->is_unrequired;
}

/* Calls of one function in a file are one warning. */
void vm_warn_calls(Vm *vm)
{
    if (vm->is_raised || failed(vm->cx))
        vm->warnings.calls.len = 0;
    VEC(WarnPlace) places = {0};
    for (size_t i = 0; i < vm->warnings.calls.len; i++) {
        RemoteCall c = vm->warnings.calls.at[i]; /* finding modules may note more */
        Value text = c.module == SYM_nil ? POISON : call_text(vm, &c);
        if (text.tag == TAG_poison)
            continue;
        places.len = 0;
        for (size_t k = i; k < vm->warnings.calls.len; k++) {
            RemoteCall *other = &vm->warnings.calls.at[k];
            if (!is_same_call(&c, other))
                continue;
            vec_push(&places, ((WarnPlace){other->span, other->in, other->from, 0}));
            if (k > i)
                other->module = SYM_nil; /* said */
        }
        Text message = {0};
        text_add(&message, binary_str(text));
        warn_places(vm, places.at, places.len, text_cstr(&message));
        text_free(&message);
        value_free(text);
    }
    vm->warnings.calls.len = 0;
    vec_free(&places);
}

/* Cnx.Module.warn_calls(): everything is loaded. */
NATIVE(fn_module_warn_calls)
{
    vm_warn_calls(vm);
    return value_atom(SYM_ok);
}

/* --- behaviours --- */

/* A callback that defexception's behaviour has. */
static bool is_of_exception(const Vm *vm, const Module *m, const Function *f)
{
    bool is_blame = str_is(sym_text(vm->cx, f->name), "blame") && f->arity == 2;
    bool is_made = str_is(sym_text(vm->cx, f->name), "exception") && f->arity == 1;
    return m->is_exception && (is_blame || is_made || (f->name == SYM_message && f->arity == 1));
}

static Value function_fact(const Vm *vm, const Module *m, const Function *f)
{
    Sym impl = is_of_exception(vm, m, f) ? SYM_nil : f->impl;
    return TUPLE(value_atom(f->name), value_int(f->arity), value_bool(f->kind == FUNCTION_macro),
                 value_bool(f->is_private), value_atom(impl), value_bool(f->is_generated));
}

void warn_behaviours(Vm *vm, const Module *m, Span span)
{
    bool has_impl = false;
    Value behaviours = attribute_get(m, SYM_behaviour), texts, found;
    for (size_t i = 0; i < m->functions.len; i++)
        has_impl = has_impl || m->functions.at[i]->impl != SYM_nil;
    if (!warns_at(vm, span) || (behaviours.tag != TAG_cons && !has_impl))
        return;
    ListBuilder facts = LIST_BUILDER;
    for (size_t i = 0; i < m->functions.len; i++)
        list_push(&facts, function_fact(vm, m, m->functions.at[i]));
    Value args[] = {value_atom(m->name), is_list(behaviours) ? behaviours : VALUE_EMPTY,
                    facts.list};
    if (warn_text(vm, "behaviours", args, 3, &texts)) {
        for (Value rest = texts; list_next(&rest, &found);) {
            Value at = found.tuple->at[0], text = found.tuple->at[1];
            Span line = at.tag == TAG_int ? m->functions.at[at.i]->span : span;
            warn(vm, (Span){line.source, line.start, line.start}, m->name, NULL, "%.*s",
                 (int)text.binary->len, text.binary->at);
        }
        value_free(texts);
    }
    value_free(facts.list);
}
