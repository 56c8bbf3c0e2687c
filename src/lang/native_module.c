/* native_module.c - what the language asks modules: attributes, functions, themselves. */
#include "lang/define.h"
#include "lang/exec.h"
#include "lang/native.h"
#include "lang/trace.h"

#include <string.h>

/* --- modules that are being defined --- */

Module *module_open(Vm *vm, Sym name)
{
    for (Script *s = vm->script; s; s = s->outer)
        if (s->env.module && s->env.module->name == name && s->env.module->is_open)
            return s->env.module;
    uint64_t *slot = map_get(&vm->modules, name);
    Module *m = slot ? (Module *)(uintptr_t)*slot : NULL;
    return m && m->is_open ? m : NULL;
}

Module *module_begun(Vm *vm, Sym name)
{
    for (Script *s = vm->script; s; s = s->outer ? s->outer : s->asks)
        if (s->env.module && s->env.module->name == name && s->env.module->is_open)
            return s->env.module;
    return module_open(vm, name);
}

static Module *open_module(Vm *vm, Value name)
{
    return name.tag == TAG_atom ? module_open(vm, name.atom) : NULL;
}

static Value not_open(Vm *vm, const char *function, Value module)
{
    Text shown = {0};
    value_inspect(vm, &shown, module, &inspect_defaults);
    vm_fail(vm, EXC_ArgumentError,
            "could not call Module.%s because the module %s is already compiled", function,
            text_cstr(&shown));
    text_free(&shown);
    return POISON;
}

NATIVE(fn_module_open)
{
    return value_bool(open_module(vm, args[0]) != NULL);
}

static bool accumulates(const Module *m, Sym name)
{
    for (size_t i = 0; i < m->accumulating.len; i++)
        if (m->accumulating.at[i] == name)
            return true;
    return false;
}

/* Cnx.Module.get_attribute(module, name) and, with a third argument, what stands for unset ones. */
NATIVE(fn_module_get_attribute)
{
    Module *m = open_module(vm, args[0]);
    if (m == NULL)
        return not_open(vm, "get_attribute/2", args[0]);
    Value v = args[1].tag == TAG_atom ? attribute_get(m, args[1].atom) : POISON;
    if (args[1].tag == TAG_atom)
        mark_attribute_used(vm, m->name, args[1].atom);
    if (v.tag != TAG_poison)
        return value_ref(v);
    if (args[1].tag == TAG_atom && accumulates(m, args[1].atom))
        return VALUE_EMPTY;
    return count > 2 ? value_ref(args[2]) : VALUE_NIL;
}

/* Cnx.Module.read_attribute(module, name): what @name in a module's body is. */
NATIVE(fn_module_read_attribute)
{
    Value v = fn_module_get_attribute(vm, args, count);
    const Module *m = open_module(vm, args[0]);
    Str name = sym_text(vm->cx, args[1].atom);
    Span span = user_span(vm);
    if (m && attribute_get(m, args[1].atom).tag == TAG_poison && !accumulates(m, args[1].atom) &&
        !attribute_is_known(vm->cx, args[1].atom))
        warn(vm, (Span){span.source, span.start, span.start + 1}, m->name, NULL, UNSET_ATTRIBUTE,
             (int)name.len, name.at, (int)name.len, name.at);
    return v;
}

NATIVE(fn_module_has_attribute)
{
    Module *m = open_module(vm, args[0]);
    if (m == NULL)
        return not_open(vm, "has_attribute?/2", args[0]);
    return value_bool(
        args[1].tag == TAG_atom &&
        (attribute_get(m, args[1].atom).tag != TAG_poison || accumulates(m, args[1].atom)));
}

NATIVE(fn_module_put_attribute)
{
    Module *m = open_module(vm, args[0]);
    if (m == NULL)
        return not_open(vm, "put_attribute/3", args[0]);
    if (args[1].tag != TAG_atom)
        return fail_argument(vm);
    Str name = sym_text(vm->cx, args[1].atom);
    bool is_documentation = str_is(name, "doc") || str_is(name, "moduledoc"); /* {line, text} */
    if (!m->is_library && !is_documentation &&
        !check_attribute_value(vm, args[1].atom, args[2], user_span(vm)))
        return POISON;
    attribute_set(m, args[1].atom, value_ref(args[2]));
    return value_atom(SYM_ok);
}

/* Gives the old value; the attribute is nil, or empty when it accumulates, from here on. */
NATIVE(fn_module_delete_attribute)
{
    Module *m = open_module(vm, args[0]);
    if (m == NULL)
        return not_open(vm, "delete_attribute/2", args[0]);
    if (args[1].tag != TAG_atom)
        return fail_argument(vm);
    Value old = attribute_get(m, args[1].atom);
    Attribute none = {args[1].atom, accumulates(m, args[1].atom) ? VALUE_EMPTY : VALUE_NIL};
    old = old.tag == TAG_poison ? none.value : value_ref(old);
    vec_push(&m->attributes, none);
    return old;
}

NATIVE(fn_module_register_attribute)
{
    Module *m = open_module(vm, args[0]);
    if (m == NULL)
        return not_open(vm, "register_attribute/3", args[0]);
    if (args[1].tag != TAG_atom)
        return fail_argument(vm);
    if (is_truthy(keyword_get(args[2], sym(vm->cx, STR("accumulate")), VALUE_NIL)) &&
        !accumulates(m, args[1].atom)) {
        vec_push(&m->accumulating, args[1].atom);
        vec_push(&m->attributes, ((Attribute){args[1].atom, VALUE_EMPTY}));
    }
    if (is_truthy(keyword_get(args[2], sym(vm->cx, STR("persist")), VALUE_NIL)))
        vec_push(&m->persisting, args[1].atom);
    return value_atom(SYM_ok);
}

static bool is_hidden(Vm *vm, Sym name)
{
    Str text = sym_text(vm->cx, name);
    return name == SYM_info || name == SYM_module_info || name == SYM_behaviour_info ||
           str_starts(text, STR("__defn:")) || memmem(text.at, text.len, " (overridable", 13);
}

/* Cnx.Module.overridables(module): [name: arity] of what may be overridden in a module that is
   being defined, or was. */
NATIVE(fn_module_overridables)
{
    Module *m = open_module(vm, args[0]);
    ListBuilder list = LIST_BUILDER;
    if (m == NULL)
        return not_open(vm, "overridables_in/1", args[0]);
    for (size_t i = 0; i < m->functions.len; i++) {
        const Function *f = m->functions.at[i];
        Str name = sym_text(vm->cx, f->name);
        const char *end = memmem(name.at, name.len, " (overridable", 13);
        Sym plain = end ? sym(vm->cx, str_slice(name, 0, (size_t)(end - name.at))) : f->name;
        if (f->is_overridable || end)
            list_push(&list, TUPLE(value_atom(plain), value_int(f->arity)));
    }
    return list.list;
}

/* Cnx.Module.definitions(module, :functions | :macros, with_private): [name: arity] in term order.
 */
NATIVE(fn_module_definitions)
{
    Module *m = open_module(vm, args[0]);
    if (m == NULL && args[0].tag == TAG_atom)
        m = module_find(vm, args[0].atom);
    bool macros = is_atom(args[1], vm_atom(vm, "macros").atom), all = is_truthy(args[2]);
    Values found = {0};
    for (size_t i = 0; m && i < m->functions.len; i++) {
        const Function *f = m->functions.at[i];
        if ((f->kind == FUNCTION_macro || f->is_guard) == macros && (all || !f->is_private) &&
            !is_hidden(vm, f->name) && !(m->open && f->is_overridable))
            vec_push(&found, TUPLE(value_atom(f->name), value_int(f->arity)));
    }
    for (size_t i = 0; !macros && i < vm->natives.len; i++)
        if (args[0].tag == TAG_atom && vm->natives.at[i]->module == args[0].atom)
            vec_push(&found, TUPLE(value_atom(vm->natives.at[i]->name),
                                   value_int(vm->natives.at[i]->arity)));
    values_sort(vm, found.at, found.len, order_terms, 0);
    ListBuilder list = LIST_BUILDER;
    for (size_t i = 0; i < found.len; i++)
        list_push(&list, found.at[i]);
    vec_free(&found);
    return list.list;
}

/* Cnx.Module.deprecated(module): [{{name, arity}, why}] of functions and macros, in their order. */
NATIVE(fn_module_deprecated)
{
    const Module *m = args[0].tag == TAG_atom ? module_find(vm, args[0].atom) : NULL;
    ListBuilder list = LIST_BUILDER;
    for (size_t i = 0; m && i < m->functions.len; i++) {
        const Function *f = m->functions.at[i];
        Sym why = f->is_private || is_hidden(vm, f->name) ? SYM_nil : function_deprecation(f);
        if (why != SYM_nil)
            list_push(&list, TUPLE(TUPLE(value_atom(f->name), value_int(f->arity)),
                                   value_binary(sym_text(vm->cx, why))));
    }
    return list.list;
}

/* Cnx.Module.attributes(module, name): the newest value after the module was compiled, too. */
NATIVE(fn_module_attributes)
{
    Module *m = args[0].tag == TAG_atom ? module_find(vm, args[0].atom) : NULL;
    Value v = m && args[1].tag == TAG_atom ? attribute_get(m, args[1].atom) : POISON;
    return v.tag == TAG_poison ? VALUE_NIL : value_ref(v);
}

/* Cnx.Module.attribute_names(module): of a module whose body runs, each once. */
NATIVE(fn_module_attribute_names)
{
    Module *m = open_module(vm, args[0]);
    if (m == NULL)
        return not_open(vm, "attributes_in/1", args[0]);
    Values names = {0};
    for (size_t i = 0; i < m->attributes.len; i++) {
        bool is_known = false;
        for (size_t k = 0; k < names.len && !is_known; k++)
            is_known = names.at[k].atom == m->attributes.at[i].name;
        if (!is_known)
            vec_push(&names, value_atom(m->attributes.at[i].name));
    }
    Value list = value_list(names.at, names.len, VALUE_EMPTY);
    vec_free(&names);
    return list;
}

/* Cnx.Module.persisting(module): the attributes that the compiled module is asked for. */
NATIVE(fn_module_persisting)
{
    Module *m = args[0].tag == TAG_atom ? module_find(vm, args[0].atom) : NULL;
    ListBuilder list = LIST_BUILDER;
    for (size_t i = 0; m && i < m->persisting.len; i++)
        list_push(&list, value_atom(m->persisting.at[i]));
    return list.list;
}

/* Cnx.Module.defined(count): the program's modules but the first `count`, as they were made; a
   negative count: how many there are. */
NATIVE(fn_module_defined)
{
    if (args[0].tag != TAG_int || args[0].i < 0)
        return value_int((int64_t)vm->defined.len);
    ListBuilder list = LIST_BUILDER;
    for (size_t i = (size_t)args[0].i; i < vm->defined.len; i++)
        list_push(&list, value_atom(vm->defined.at[i]));
    return list.list;
}

static Function *own_of(Module *m, Value name, Value arity)
{
    bool good = name.tag == TAG_atom && arity.tag == TAG_int && arity.i >= 0 && arity.i < 256;
    return good ? own_function(m, name.atom, (uint32_t)arity.i) : NULL;
}

/* {kind, [{meta, parameters, guards, body}, ...]} as written. */
static Value clauses_value(Vm *vm, const Function *f)
{
    ListBuilder clauses = LIST_BUILDER;
    for (size_t i = 0; i < f->clauses.len; i++) {
        const Clause *c = &f->clauses.at[i];
        const Ast *body = c->body ? ast_keyword(c->body, SYM_do) : NULL;
        ListBuilder params = LIST_BUILDER;
        for (uint32_t k = 0; c->head->kind == AST_call && k < c->head->count; k++)
            list_push(&params, quoted_of(vm, c->head->args[k]));
        Value guards = c->guard ? value_cons(quoted_of(vm, c->guard), VALUE_EMPTY) : VALUE_EMPTY;
        list_push(&clauses,
                  TUPLE(VALUE_EMPTY, params.list, guards, body ? quoted_of(vm, body) : VALUE_NIL));
    }
    static const char *const kinds[2][2] = {{"def", "defp"}, {"defmacro", "defmacrop"}};
    return TUPLE(vm_atom(vm, kinds[f->kind == FUNCTION_macro][f->is_private]), clauses.list);
}

/* Cnx.Module.clauses(module, name, arity): of a module whose body runs; nil when there is no such
   function. */
NATIVE(fn_module_clauses)
{
    Module *m = open_module(vm, args[0]);
    if (m == NULL)
        return not_open(vm, "get_definition/2", args[0]);
    const Function *f = own_of(m, args[1], args[2]);
    return f ? clauses_value(vm, f) : VALUE_NIL;
}

/* A function of the program's own modules, as it was written, or NULL. */
static const Function *written_of(Vm *vm, const Value *args, Value arity)
{
    Module *m = args[0].tag == TAG_atom ? module_find(vm, args[0].atom) : NULL;
    const Function *f = m && !m->is_library ? own_of(m, args[1], arity) : NULL;
    return f && f->native == NULL ? f : NULL;
}

/* Cnx.Module.written(module, name, arity): the same of a module that is whole; nil of the
   library's. */
NATIVE(fn_module_written)
{
    const Function *f = written_of(vm, args, args[2]);
    return f ? clauses_value(vm, f) : VALUE_NIL;
}

/* Whether a function with this clause alone takes the arguments; what does not compile does not. */
static bool clause_takes(Vm *vm, const Function *of, Clause clause, const Value *args,
                         uint32_t count)
{
    Function f = {.module = of->module,
                  .name = of->name,
                  .arity = count,
                  .owner = of->owner,
                  .span = of->span};
    bool was_on = vm->warnings.is_on;
    vec_push(&f.clauses, clause);
    vm->warnings.is_on = false;
    Value v = vm_call_function(vm, &f, args, (int)count);
    vm->warnings.is_on = was_on;
    bool takes = v.tag != TAG_poison;
    if (!takes)
        raised_clear(vm);
    value_free(v);
    code_free(f.code);
    vec_free(&f.clauses);
    return takes;
}

/* Cnx.Module.fits?(module, name, index, arguments, [which, ...], guard or nil): whether those
   parameters of the function's clause fit those of the arguments, and the guard holds then. */
NATIVE(fn_module_fits)
{
    Values given = {0}, which = {0}, taken = {0};
    if (!list_values(args[3], &given) || !list_values(args[4], &which)) {
        vec_free(&given);
        vec_free(&which);
        return fail_argument(vm);
    }
    const Function *f = written_of(vm, args, value_int((int64_t)given.len));
    bool fits = f && args[2].tag == TAG_int && args[2].i >= 0 && (size_t)args[2].i < f->clauses.len;
    if (fits) {
        Script script; /* owns the trees */
        script_init(vm, &script);
        Arena *arena = &script.arena;
        Clause clause = f->clauses.at[args[2].i];
        VEC(Ast *) params = {0};
        for (size_t i = 0; i < which.len; i++) {
            size_t at = which.at[i].tag == TAG_int ? (size_t)which.at[i].i : SIZE_MAX;
            if (clause.head->kind != AST_call || at >= clause.head->count || at >= given.len)
                continue;
            vec_push(&params, clause.head->args[at]);
            vec_push(&taken, given.at[at]);
        }
        Ast *yes = ast_atom(arena, SYM_true, f->span);
        Ast *body = ast_pair(arena, ast_atom(arena, SYM_do, f->span), yes, f->span);
        clause.head = ast_call(arena, f->name, params.at, (uint32_t)params.len, f->span);
        clause.body = ast_list(arena, &body, 1, f->span);
        clause.guard = NULL;
        if (!is_atom(args[5], SYM_nil))
            clause.guard = quoted_read(vm, arena, args[5], (Reading){.span = f->span});
        fits = clause_takes(vm, f, clause, taken.at, (uint32_t)taken.len);
        vec_free(&params);
        script_free(&script);
    }
    vec_free(&given);
    vec_free(&which);
    vec_free(&taken);
    return value_bool(fits);
}

/* Cnx.Module.delete(module, name, arity): whether there was such a function, which is gone. */
NATIVE(fn_module_delete)
{
    Module *m = open_module(vm, args[0]);
    if (m == NULL)
        return not_open(vm, "delete_definition/2", args[0]);
    Function *f = own_of(m, args[1], args[2]);
    if (f == NULL)
        return value_bool(false);
    function_hide(m, f, vm->cx);
    return value_bool(true);
}

/* Cnx.Module.eval(module, quoted, binding): the term evaluated in the body of a module. */
NATIVE(fn_module_eval)
{
    Module *m = open_module(vm, args[0]);
    Script *around = vm->script, s;
    while (around && around->env.module != m)
        around = around->outer;
    if (m == NULL || around == NULL)
        return not_open(vm, "eval_quoted/4", args[0]);
    script_init(vm, &s);
    env_copy(&s.env, &around->env);
    s.env.module = m;
    s.outer = around;
    bind_all(&s, args[2]);
    Ast *tree = quoted_read(vm, &s.arena, args[1], (Reading){.span = SPAN_NONE});
    Value v = tree ? script_form(&s, tree) : vm_raise_pending(vm);
    Value result = v.tag == TAG_poison ? POISON : TUPLE(v, bindings_of(vm, &s));
    script_end(&s);
    return result;
}

/* Cnx.Module.create(name, quoted): a module from its body's tree. */
NATIVE(fn_module_create)
{
    Script alone, *around = vm->script;
    if (args[0].tag != TAG_atom)
        return fail_argument(vm);
    script_init(vm, &alone);
    Ast *body = quoted_read(vm, &alone.arena, args[1], (Reading){.span = SPAN_NONE});
    Value result = POISON;
    if (body) {
        Ast *part =
            ast_pair(&alone.arena, ast_atom(&alone.arena, SYM_do, SPAN_NONE), body, SPAN_NONE);
        Ast *parts[] = {ast_atom(&alone.arena, args[0].atom, SPAN_NONE),
                        ast_list(&alone.arena, &part, 1, SPAN_NONE)};
        Ast *form = ast_call(&alone.arena, SYM_defmodule, parts, 2, SPAN_NONE);
        if (around)
            env_copy(&alone.env, &around->env);
        alone.env.module = NULL;
        result = script_form(&alone, form);
    } else {
        vm_raise_pending(vm);
    }
    script_end(&alone);
    return result;
}

/* --- calls of modules known only at run time --- */

/* Cnx.Module.function(module, name, arity): the function to call for module.name(...). */
NATIVE(fn_module_function)
{
    if (args[0].tag != TAG_atom)
        return fail_no_module(vm, args[0], args[1].atom);
    Function *f = function_find(vm, args[0].atom, args[1].atom, (uint32_t)args[2].i);
    if (f == NULL || (f->is_private && !str_starts(sym_text(vm->cx, f->name), STR("__defn:"))))
        return vm_undefined(vm, args[0].atom, args[1].atom, (uint32_t)args[2].i);
    return fn_function_capture(vm, args, 3);
}

/* Cnx.Module.numeric?(module, name, arity): whether definitions may call it. */
NATIVE(fn_module_numeric)
{
    Function *f = args[0].tag == TAG_atom && args[1].tag == TAG_atom && args[2].tag == TAG_int
                      ? function_find(vm, args[0].atom, args[1].atom, (uint32_t)args[2].i)
                      : NULL;
    return value_bool(f && f->is_numeric && !f->is_private);
}

/* Cnx.Macro.run(module, name, args): a macro as the function that it is. */
NATIVE(fn_macro_run)
{
    Values list = {0};
    Value result = POISON;
    if (args[0].tag != TAG_atom || args[1].tag != TAG_atom || !list_values(args[2], &list))
        return fail_argument(vm);
    Module *m = open_module(vm, args[0]);
    if (m == NULL)
        m = module_find(vm, args[0].atom);
    Function *f = m ? own_function(m, args[1].atom, (uint32_t)list.len) : NULL;
    if (f)
        result = vm_call_function(vm, f, list.at, (int)list.len);
    else
        vm_undefined(vm, args[0].atom, args[1].atom, (uint32_t)list.len);
    vec_free(&list);
    return result;
}

/* --- reflection --- */

/* def name(a, ...), do: Module.__reflect__(:name, module, [a, ...]) */
static Function *reflection_make(Vm *vm, Module *m, Sym name, uint32_t arity)
{
    Script s = {.vm = vm, .arena = m->arena};
    Ast *params[2], *args[3];
    s.env.module = m;
    for (uint32_t i = 0; i < arity; i++)
        params[i] = variable_node(&s, sym(vm->cx, STR("what")), SPAN_NONE);
    args[0] = ast_atom(&s.arena, name, SPAN_NONE);
    args[1] = ast_atom(&s.arena, m->name, SPAN_NONE);
    args[2] = ast_list(&s.arena, params, arity, SPAN_NONE);
    Ast *call =
        remote_node(&s, sym(vm->cx, STR("Elixir.Module")), "__reflect__", args, 3, SPAN_NONE);
    Function *f = function_make(&s, name, arity, FUNCTION_def, false, SPAN_NONE);
    clause_add(&s, f, ast_call(&s.arena, name, params, arity, SPAN_NONE), NULL, do_body(&s, call));
    f->clauses.at[0].aliases = f->clauses.at[0].imports = f->clauses.at[0].requires = 0;
    m->arena = s.arena;
    function_enter(vm, f);
    return f;
}

Function *reflection_find(Vm *vm, Sym module, Sym name, uint32_t arity)
{
    bool about_struct = name == SYM_struct_key && arity <= 1;
    bool about_module = (name == SYM_info && arity == 1) || (name == SYM_module_info && arity <= 1);
    bool about_calls = name == SYM_behaviour_info && arity == 1;
    if (LIKELY(!about_struct && !about_module && !about_calls))
        return NULL;
    uint64_t *slot = map_get(&vm->modules, module);
    Module *m = slot ? (Module *)(uintptr_t)*slot : NULL;
    if (m == NULL && about_module && map_get(&vm->native_modules, module)) {
        m = mem_alloc(sizeof *m); /* all of it is written in C */
        m->name = module;
        module_enter(vm, m);
    }
    if (m == NULL || m->is_open || (about_struct && m->fields.tag != TAG_map))
        return NULL;
    if (about_calls && attribute_get(m, sym(vm->cx, STR("callback"))).tag == TAG_poison &&
        attribute_get(m, sym(vm->cx, STR("macrocallback"))).tag == TAG_poison)
        return NULL;
    return reflection_make(vm, m, name, arity);
}
