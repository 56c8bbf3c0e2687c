/* macro_env.c - %Macro.Env{}: where code stands, as __ENV__ and __CALLER__ give it. */
#include "lang/expand.h"
#include "lang/native.h"
#include "lang/vm_state.h"

#include <string.h>

static Value aliases_value(const Env *env, Vm *vm)
{
    ListBuilder list = LIST_BUILDER;
    for (size_t i = env->aliases.len; i-- > 0;) {
        Text full = {0};
        Str as = sym_text(vm->cx, env->aliases.at[i].as);
        text_print(&full, "Elixir.%.*s", (int)as.len, as.at);
        list_push(&list, TUPLE(value_atom(sym(vm->cx, text_str(&full))),
                               value_atom(env->aliases.at[i].module)));
        text_free(&full);
    }
    return list.list;
}

static Value function_value(const Gen *g)
{
    const Function *f =
        g->function && g->function->defaults_of ? g->function->defaults_of : g->function;
    return f ? TUPLE(value_atom(f->name), value_int(f->arity)) : VALUE_NIL;
}

bool is_written_name(Str name)
{
    return memchr(name.at, '@', name.len) == NULL && memchr(name.at, ' ', name.len) == NULL;
}

/* %{{name, nil} => number, ...} of the variables that are seen there. */
static Value variables_value(const Gen *g)
{
    Value map = map_new();
    int64_t count = 0;
    for (const Gen *at = g; at; at = at->outer)
        for (size_t i = 0; i < at->locals.len; i++)
            if (is_written_name(sym_text(g->cx, at->locals.at[i].name)))
                map = map_with(g->vm, map, TUPLE(value_atom(at->locals.at[i].name), VALUE_NIL),
                               value_int(count++));
    return map;
}

/* The newest import of the module, or NULL. */
static const Import *newest_import(const Gen *g, Sym module)
{
    for (size_t i = g->env->imports.len; i-- > 0;)
        if (g->env->imports.at[i].module == module)
            return &g->env->imports.at[i];
    return NULL;
}

/* [name: arity] of a module's functions or macros; Kernel is asked once. */
static Value names_of(Vm *vm, Sym module, bool macros)
{
    Value *kept = module == SYM_Kernel ? &expander_of(vm)->kernel[macros] : NULL;
    if (kept && kept->tag == TAG_cons)
        return value_ref(*kept);
    Value what = vm_atom(vm, macros ? "macros" : "functions");
    Value names = vm_call_named(vm, module, SYM_info, &what, 1);
    if (kept && names.tag == TAG_cons)
        *kept = value_ref(names);
    return names;
}

/* Adds {module, [name: arity]} of what the import brings, if anything. */
static void add_brought(const Gen *g, ListBuilder *to, const Import *import, bool macros)
{
    Value names = names_of(g->vm, import->module, macros);
    ListBuilder list = LIST_BUILDER;
    for (Value at = names; at.tag == TAG_cons; at = at.cons->tail) {
        const Value *pair = at.cons->head.tuple->at;
        if (import_allows(g, import, pair[0].atom, (uint32_t)pair[1].i))
            list_push(&list, value_ref(at.cons->head));
    }
    value_free(names);
    if (list.list.tag == TAG_cons)
        list_push(to, TUPLE(value_atom(import->module), list.list));
}

/* What needs no prefix here, the newest import first, Kernel last. */
static Value imports_value(const Gen *g, bool macros)
{
    const Import whole = {.module = SYM_Kernel}, *kernel = newest_import(g, SYM_Kernel);
    ListBuilder list = LIST_BUILDER;
    for (size_t i = g->env->imports.len; i-- > 0;) {
        const Import *import = &g->env->imports.at[i];
        if (import != kernel && import == newest_import(g, import->module))
            add_brought(g, &list, import, macros);
    }
    add_brought(g, &list, kernel ? kernel : &whole, macros);
    return list.list;
}

/* The modules whose macros may be called here, in their order. */
static Value requires_value(const Gen *g)
{
    Values all = {0};
    vec_push(&all, vm_atom(g->vm, "Elixir.Application"));
    vec_push(&all, value_atom(SYM_Kernel));
    vec_push(&all, vm_atom(g->vm, "Elixir.Kernel.Typespec"));
    for (size_t i = 0; i < g->env->requires.len; i++)
        vec_push(&all, value_atom(g->env->requires.at[i]));
    for (size_t i = 0; i < g->env->imports.len; i++)
        vec_push(&all, value_atom(g->env->imports.at[i].module));
    values_sort(g->vm, all.at, all.len, order_terms, 0);
    ListBuilder list = LIST_BUILDER;
    for (size_t i = 0; i < all.len; i++)
        if (i == 0 || all.at[i].atom != all.at[i - 1].atom)
            list_push(&list, all.at[i]);
    vec_free(&all);
    return list.list;
}

/* The modules that the source defines so far, the newest first. */
static Value context_modules_value(const Vm *vm, uint32_t source)
{
    ListBuilder list = LIST_BUILDER;
    for (size_t i = vm->opened.len; i-- > 0;)
        if (vm->opened.at[i].source == source)
            list_push(&list, value_atom(vm->opened.at[i].module));
    return list.list;
}

Value macro_env(Gen *g, Span span)
{
    Vm *vm = g->vm;
    Module *m = module_find(vm, sym(vm->cx, STR("Elixir.Macro.Env")));
    Position at =
        span.source ? position_of(vm->cx, span.source, span.start) : (Position){.line = 0};
    Str file = vm->cx->sources.at[span.source].name;
    Value env = m && m->fields.tag == TAG_map ? value_ref(m->fields) : map_new();
    Value context = g->guard      ? vm_atom(vm, "guard")
                    : g->in_match ? vm_atom(vm, "match")
                                  : VALUE_NIL;
    const struct {
        const char *key;
        Value value;
    } fields[] = {
        {"module", value_atom(g->env->module ? g->env->module->name : SYM_nil)},
        {"function", function_value(g)},
        {"file", value_binary(file.len ? file : STR("nofile"))},
        {"line", value_int(at.line)},
        {"context", context},
        {"context_modules", context_modules_value(vm, span.source)},
        {"aliases", aliases_value(g->env, vm)},
        {"functions", imports_value(g, false)},
        {"macros", imports_value(g, true)},
        {"requires", requires_value(g)},
        {"versioned_vars", variables_value(g)},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        env = map_with(vm, env, vm_atom(vm, fields[i].key), fields[i].value);
    return env;
}
