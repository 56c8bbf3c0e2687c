/* script.c - forms one after the other: what scripts, prompts and module bodies are made of.

   A form is compiled and run before the next one is looked at, so definitions, imports and
   attributes are there for what follows. */
#include "lang/expand.h"
#include "lang/vm_state.h"

#include "syntax/parser.h"

#include <stdio.h>
#include <string.h>

void script_init(Vm *vm, Script *s)
{
    *s = (Script){.vm = vm};
}

static void bindings_free(Script *s)
{
    for (size_t i = 0; i < s->bindings.len; i++)
        value_free(s->bindings.at[i].value);
    vec_free(&s->bindings);
}

void script_free(Script *s)
{
    bindings_free(s);
    env_free(&s->env);
    arena_free(&s->arena);
}

void script_end(Script *s)
{
    vec_push(&s->vm->arenas, s->arena);
    s->arena = (Arena){0};
    script_free(s);
}

/* The code's result is {value, binding values...}. */
static Value take_results(Script *s, Value results, const Names *names)
{
    if (results.tag == TAG_poison)
        return POISON;
    for (size_t i = 0; i < s->bindings.len; i++)
        value_free(s->bindings.at[i].value);
    s->bindings.len = 0;
    for (size_t i = 0; i < names->len; i++) {
        Binding b = {names->at[i], value_ref(results.tuple->at[i + 1])};
        vec_push(&s->bindings, b);
    }
    Value v = value_ref(results.tuple->at[0]);
    value_free(results);
    return v;
}

/* Trees are compiled by recursion, so their depth is limited; a chain `a + b + c` is as deep as it
   is long. */
static bool is_shallow(Script *s, const Ast *form)
{
    enum { MOST_DEEP = 2000 };
    const Ast *deep = ast_too_deep(form, MOST_DEEP);
    if (deep)
        fail(s->vm->cx, deep->span, EXC_CompileError,
             "the expression is nested more than %d levels deep; give parts of it names",
             MOST_DEEP);
    return deep == NULL;
}

static Value evaluate(Script *s, const Ast *form)
{
    Names bound = {0}, names = {0};
    VEC(Value) values = {0};
    for (size_t i = 0; i < s->bindings.len; i++) {
        vec_push(&bound, s->bindings.at[i].name);
        vec_push(&values, s->bindings.at[i].value);
    }
    Value result = POISON;
    Code *code = codegen_form(s->vm, &s->env, &s->arena, &bound, form, &names);
    if (code)
        result = take_results(s, vm_run_code(s->vm, code, values.at, (int)values.len), &names);
    else
        vm_raise_pending(s->vm);
    code_free(code);
    vec_free(&bound);
    vec_free(&names);
    vec_free(&values);
    return result;
}

/* `import Kernel, except: [def: 2]` leaves def to a macro of another module. */
static bool hides_definition(Script *s, const Ast *form)
{
    Gen g = {.vm = s->vm, .cx = s->vm->cx, .env = &s->env};
    return s->env.imports.len && kernel_hides(&g, form, form->count);
}

/* defmodule Name; other names are computed. */
static bool has_plain_name(const Ast *form)
{
    const Ast *name = form->count ? form->args[0] : NULL;
    return name == NULL || name->kind == AST_atom || ast_is_call(name, SYM_aliases, -1);
}

/* What a macro makes of the form, or NULL when it is no macro's call or after an error. */
static Ast *expand(Script *s, const Ast *form)
{
    Gen g = {.vm = s->vm, .cx = s->vm->cx, .arena = &s->arena, .env = &s->env, .span = form->span};
    g.expansions = s->expansions;
    if (form->kind != AST_call ||
        (form->head == NULL && special_form(form->name) && !hides_definition(s, form)))
        return NULL;
    return macro_expand(&g, form);
}

/* What the definitions behind it may need. */
static bool is_directive(const Ast *form)
{
    return form->head == NULL && (form->name == SYM_alias || form->name == SYM_import ||
                                  form->name == SYM_require || form->name == SYM_use);
}

/* __scope__(block) among the forms of a module's body: one form after the other, too. */
static Value run_scope(Script *s, const Ast *form)
{
    Script kept = {0};
    env_copy(&kept.env, &s->env);
    for (size_t i = 0; i < s->bindings.len; i++) {
        Binding b = {s->bindings.at[i].name, value_ref(s->bindings.at[i].value)};
        vec_push(&kept.bindings, b);
    }
    Value result = script_form(s, form->args[0]);
    bindings_free(s);
    memcpy(&s->bindings, &kept.bindings, sizeof s->bindings);
    env_free(&s->env);
    s->env = kept.env;
    return result;
}

static Value run_form(Script *s, const Ast *form)
{
    Value result = POISON;
    if (form->kind == AST_call && form->head == NULL && form->name == SYM_block) {
        result = VALUE_NIL;
        for (uint32_t i = 0; i < form->count && result.tag != TAG_poison; i++) {
            value_free(result);
            result = script_form(s, form->args[i]);
        }
        return result;
    }
    if (ast_is_call(form, SYM_scope_macro, 1))
        return run_scope(s, form);
    DefinitionKind kind = definition_kind(form);
    if (kind == DEFINITION_module
            ? has_plain_name(form)
            : (kind != DEFINITION_none && !hides_definition(s, form) && !has_fragments(form))) {
        if (!definition_run(s, form, &result))
            vm_raise_pending(s->vm);
        return result;
    }
    if (s->env.module && s->env.module->is_broken && kind == DEFINITION_none &&
        form->kind == AST_call && !is_directive(form))
        return VALUE_NIL; /* the module's definitions alone are looked at, for more errors */
    Ast *expanded = kind == DEFINITION_none || hides_definition(s, form) ? expand(s, form) : NULL;
    if (expanded) {
        s->expansions++;
        result = script_form(s, expanded);
        s->expansions--;
        return result;
    }
    return failed(s->vm->cx) ? vm_raise_pending(s->vm) : evaluate(s, form);
}

Value script_form(Script *s, const Ast *form)
{
    if (!is_shallow(s, form))
        return vm_raise_pending(s->vm);
    Script *outer = s->vm->script;
    s->vm->script = s;
    Value result = run_form(s, form);
    s->vm->script = outer;
    return result;
}

Value script_source(Script *s, uint32_t source)
{
    Ast *ast = vm_parse(s->vm, &s->arena, source, 0, UINT32_MAX);
    size_t marks = s->vm->warnings.lexical.len;
    s->is_file = true;
    Value v = ast ? script_form(s, ast) : vm_raise_pending(s->vm);
    if (v.tag == TAG_poison) /* what the forms behind would have used is not known */
        s->vm->warnings.lexical.len = marks;
    warn_lexical(s->vm, marks);
    return v;
}
