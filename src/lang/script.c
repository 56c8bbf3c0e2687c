/* script.c - forms one after the other: what scripts, prompts and module bodies are made of.

   A form is compiled and run before the next one is looked at, so definitions, imports and
   attributes are there for what follows. */
#include "lang/vm_state.h"

#include "syntax/parser.h"

#include <stdio.h>

void script_init(Vm *vm, Script *s)
{
    *s = (Script){.vm = vm};
}

void script_free(Script *s)
{
    for (size_t i = 0; i < s->bindings.len; i++)
        value_free(s->bindings.at[i].value);
    vec_free(&s->bindings);
    env_free(&s->env);
    arena_free(&s->arena);
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

Value script_form(Script *s, const Ast *form)
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
    if (ast_is_call(form, SYM_defmodule, 2) || definition_kind(form) != DEFINITION_none) {
        if (!definition_run(s, form, &result))
            vm_raise_pending(s->vm);
        return result;
    }
    return evaluate(s, form);
}

Value script_source(Script *s, uint32_t source)
{
    Ast *ast = parse(s->vm->cx, &s->arena, source);
    return ast ? script_form(s, ast) : vm_raise_pending(s->vm);
}
