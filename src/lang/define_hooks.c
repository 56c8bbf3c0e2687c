/* define_hooks.c - functions that a module names to be called while it is made:
   @on_definition, @before_compile, @on_load, @after_compile, @after_verify.

   A hook is a module, whose function has the hook's usual name, or {module, function}. What
   @before_compile's macro makes becomes part of the body; the values of the others are dropped. */
#include "lang/define.h"

#include <stdio.h>

typedef struct Hook {
    Sym module, function;
} Hook;

/* False where the attribute's value is no hook. */
static bool hook_of(Vm *vm, Value v, const char *usual, Hook *out)
{
    bool is_pair = v.tag == TAG_tuple && v.tuple->len == 2 && v.tuple->at[1].tag == TAG_atom;
    Value module = is_pair ? v.tuple->at[0] : v;
    if (module.tag != TAG_atom)
        return false;
    out->module = module.atom;
    out->function = is_pair ? v.tuple->at[1].atom : sym(vm->cx, str_of(usual));
    return true;
}

typedef bool RunHook(Script *s, Module *m, Hook hook, void *closure);

/* Runs every hook that the module's attribute names, in the order they were set. */
static bool run_hooks(Script *s, Module *m, const char *attribute, RunHook *run, void *closure)
{
    Sym name = sym(s->vm->cx, str_of(attribute));
    char usual[32];
    snprintf(usual, sizeof usual, "__%s__", attribute);
    bool ok = true;
    for (size_t i = 0; ok && i < m->attributes.len; i++) {
        Hook hook;
        if (m->attributes.at[i].name == name &&
            hook_of(s->vm, m->attributes.at[i].value, usual, &hook))
            ok = run(s, m, hook, closure);
    }
    return ok;
}

/* hook(env, more), evaluated where s stands: macros expand there. */
static bool call_with_env(Script *s, Hook hook, Value env, const Ast *more, Span span)
{
    Ast *args[] = {value_node(s->vm, &s->arena, env, span), (Ast *)more};
    Ast *dot[] = {ast_atom(&s->arena, hook.module, span), ast_atom(&s->arena, hook.function, span)};
    Ast *call = ast_call(&s->arena, SYM_nil, args, more ? 2 : 1, span);
    call->head = ast_call(&s->arena, SYM_dot, dot, 2, span);
    Value v = script_form(s, call);
    bool ok = v.tag != TAG_poison;
    value_free(v);
    return ok;
}

static Value env_of(Script *s, const Function *f, Span span)
{
    Gen g = {.vm = s->vm, .cx = s->vm->cx, .arena = &s->arena, .env = &s->env, .span = span};
    g.function = f;
    return macro_env(&g, span);
}

static bool before_compile(Script *s, Module *m, Hook hook, void *closure)
{
    const Span *span = closure;
    (void)m;
    return call_with_env(s, hook, env_of(s, NULL, *span), NULL, *span);
}

bool hooks_before_compile(Script *s, Span span)
{
    return run_hooks(s, s->env.module, "before_compile", before_compile, &span);
}

/* --- a definition was made --- */

typedef struct Definition {
    const Ast *form, *head, *guard, *body;
    const Function *function;
} Definition;

/* `a when b` as [a, b] */
static Value guards_of(Vm *vm, const Ast *guard)
{
    ListBuilder list = LIST_BUILDER;
    for (; guard && ast_is_call(guard, SYM_when, 2); guard = guard->args[1])
        list_push(&list, quoted_of(vm, guard->args[0]));
    if (guard)
        list_push(&list, quoted_of(vm, guard));
    return list.list;
}

static bool on_definition(Script *s, Module *m, Hook hook, void *closure)
{
    const Definition *d = closure;
    Vm *vm = s->vm;
    (void)m;
    Expander *x = expander_of(vm);
    x->depth++; /* the quoted terms keep their places while the hook runs */
    ListBuilder params = LIST_BUILDER;
    for (uint32_t i = 0; d->head->kind == AST_call && i < d->head->count; i++)
        list_push(&params, quoted_of(vm, d->head->args[i]));
    Value args[] = {env_of(s, d->function, d->form->span),
                    value_atom(d->form->name),
                    value_atom(d->head->name),
                    params.list,
                    guards_of(vm, d->guard),
                    d->body ? quoted_of(vm, d->body) : VALUE_NIL};
    Value v = vm_call_named(vm, hook.module, hook.function, args, 6);
    x->depth--;
    bool ok = v.tag != TAG_poison;
    for (int i = 0; i < 6; i++)
        value_free(args[i]);
    value_free(v);
    return ok;
}

bool hooks_definition(Script *s, const Ast *form, const Ast *head, const Ast *guard,
                      const Ast *body, const Function *f)
{
    Definition d = {form, head, guard, body, f};
    return run_hooks(s, s->env.module, "on_definition", on_definition, &d);
}

/* --- the module is there --- */

static bool after_compile(Script *s, Module *m, Hook hook, void *closure)
{
    const Span *span = closure;
    s->env.module = m;
    Value env = env_of(s, NULL, *span);
    s->env.module = NULL;
    Ast *binary = ast_new(&s->arena, AST_string, *span);
    binary->text = STR("");
    return call_with_env(s, hook, env, binary, *span);
}

static bool after_verify(Script *s, Module *m, Hook hook, void *closure)
{
    (void)closure;
    Value name = value_atom(m->name);
    Value v = vm_call_named(s->vm, hook.module, hook.function, &name, 1);
    bool ok = v.tag != TAG_poison;
    value_free(v);
    return ok;
}

/* @on_load :name or {:name, 0}: a function of the module's own. */
static bool on_load(Vm *vm, const Module *m)
{
    Value what = attribute_get(m, sym(vm->cx, STR("on_load")));
    bool is_pair = what.tag == TAG_tuple && what.tuple->len == 2;
    Value name = is_pair ? what.tuple->at[0] : what;
    Function *f = name.tag == TAG_atom ? own_function(m, name.atom, 0) : NULL;
    if (f == NULL)
        return true;
    Value v = vm_call_function(vm, f, NULL, 0);
    bool ok = v.tag != TAG_poison;
    value_free(v);
    return ok;
}

bool hooks_after_compile(Script *around, Module *m, Span span)
{
    Script s;
    script_init(around->vm, &s);
    env_copy(&s.env, &m->env);
    s.env.module = NULL;
    bool ok = on_load(around->vm, m) && run_hooks(&s, m, "after_compile", after_compile, &span) &&
              run_hooks(&s, m, "after_verify", after_verify, NULL);
    script_end(&s);
    return ok;
}
