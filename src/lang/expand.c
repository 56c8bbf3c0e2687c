/* expand.c - finding and running macros; see expand.h. */
#include "lang/expand.h"

#include "lang/exec.h"
#include "lang/native.h"
#include "lang/vm_state.h"

#include <stdio.h>
#include <string.h>

enum { MOST_EXPANSIONS = 300 };

/* --- the expander's tables --- */

Expander *expander_of(Vm *vm)
{
    if (vm->expander == NULL)
        vm->expander = mem_alloc(sizeof *vm->expander);
    return vm->expander;
}

static void forget_places(Expander *x)
{
    for (size_t i = 0; i < x->places.len; i++)
        value_free(x->places.at[i].meta);
    x->places.len = 0;
    map_free(&x->place_of);
}

void expander_free(Vm *vm)
{
    Expander *x = vm->expander;
    if (x == NULL)
        return;
    forget_places(x);
    for (size_t i = 0; i < x->lasting.len; i++)
        value_free(x->lasting.at[i].meta);
    for (size_t i = 0; i < x->values.len; i++)
        value_free(x->values.at[i]);
    value_free(x->kernel[0]);
    value_free(x->kernel[1]);
    vec_free(&x->values);
    vec_free(&x->origins);
    vec_free(&x->forms);
    for (size_t i = 0; i < x->envs.len; i++)
        env_free(&x->envs.at[i]);
    vec_free(&x->envs);
    vec_free(&x->places);
    vec_free(&x->lasting);
    map_free(&x->lasting_of);
    vec_free(&x->callers);
    map_free(&x->macros);
    free(x);
    vm->expander = NULL;
}

uint32_t origin_number(Vm *vm, Origin o)
{
    Expander *x = expander_of(vm);
    size_t from = x->origins.len > 256 ? x->origins.len - 256 : 0;
    for (size_t i = x->origins.len; i-- > from;) {
        const Origin *there = &x->origins.at[i];
        if (there->context == o.context && there->receiver == o.receiver &&
            there->counter == o.counter)
            return (uint32_t)i + 1;
    }
    vec_push(&x->origins, o);
    return (uint32_t)x->origins.len;
}

Sym variable_name(const Gen *g, const Ast *var)
{
    if (LIKELY(var->context == 0))
        return var->name;
    Origin o = origin_at(g->vm, var->context);
    Str name = sym_text(g->cx, var->name), context = sym_text(g->cx, o.context);
    Text key = {0};
    if (o.counter) /* the expansion alone decides, as in Elixir */
        text_print(&key, "%.*s@%lld", (int)name.len, name.at, (long long)o.counter);
    else
        text_print(&key, "%.*s@%.*s", (int)name.len, name.at, (int)context.len, context.at);
    Sym s = o.counter || o.context != SYM_nil ? sym(g->cx, text_str(&key)) : var->name;
    text_free(&key);
    return s;
}

Ast *value_node(Vm *vm, Arena *arena, Value v, Span span)
{
    Expander *x = expander_of(vm);
    Ast *index = ast_new(arena, AST_int, span);
    vec_push(&x->values, v);
    index->i = (int64_t)x->values.len - 1;
    return ast_call(arena, SYM_value_form, &index, 1, span);
}

/* --- finding --- */

static uint64_t macro_key(Sym module, Sym name, uint32_t arity)
{
    return (uint64_t)module << 40 | (uint64_t)name << 8 | arity;
}

void macro_enter(Vm *vm, Function *f)
{
    *map_put(&expander_of(vm)->macros, macro_key(f->module, f->name, f->arity)) = map_key(f);
}

Function *macro_find(Vm *vm, Sym module, Sym name, uint32_t arity)
{
    if (module_find(vm, module) == NULL || vm->expander == NULL)
        return NULL;
    uint64_t *slot = map_get(&vm->expander->macros, macro_key(module, name, arity));
    return slot ? (Function *)(uintptr_t)*slot : NULL;
}

static Function *imported_macro(Gen *g, Sym name, uint32_t count)
{
    for (size_t i = g->env->imports.len; i-- > 0;) {
        const Import *import = &g->env->imports.at[i];
        if (!import_allows(g, import, name, count))
            continue;
        Function *f = macro_find(g->vm, import->module, name, count);
        if (f && !f->is_private) {
            import_used(g, import, name, count);
            return f;
        }
    }
    return NULL;
}

bool macro_is_imported(Gen *g, Sym name, uint32_t count)
{
    return imported_macro(g, name, count) != NULL;
}

/* A macro is not there for its own first clause. */
static bool is_defined(const Function *f)
{
    return f->owner->is_library || !f->owner->open || f->built > 0;
}

/* A macro without prefix: of the module itself, imported, or one that Kernel has. */
static Function *local_macro(Gen *g, const Ast *call, uint32_t count)
{
    Origin o = origin_at(g->vm, call->kind == AST_call ? call->context : 0);
    if (o.receiver != SYM_nil && o.receiver != SYM_Kernel)
        return macro_find(g->vm, o.receiver, call->name, count);
    Module *own = g->env->module;
    Function *mine = own ? own_function(own, call->name, count) : NULL;
    if (mine && (mine->kind != FUNCTION_macro || is_defined(mine)))
        return mine->kind == FUNCTION_macro ? mine : NULL;
    Function *imported = imported_macro(g, call->name, count);
    if (imported)
        return imported;
    if (call->name == SYM_defprotocol || call->name == SYM_defimpl)
        return macro_find(g->vm, SYM_Protocol, call->name, count);
    return macro_find(g->vm, SYM_Kernel, call->name, count);
}

bool macro_is_absent(const Gen *g, const Ast *call, Sym module)
{
    Span span = call->span;
    bool is_written = g->expansions == 0 && call->context == 0 && span.source &&
                      !g->cx->sources.at[span.source].is_library;
    return is_written && !env_requires(g->env, module);
}

static Function *called_macro(Gen *g, const Ast *call, Sym *module, Sym *name)
{
    uint32_t count = call->kind == AST_var ? 0 : call->count;
    if (call->kind == AST_var || call->head == NULL) {
        *name = call->name;
        return local_macro(g, call, count);
    }
    const Ast *dot = call->head;
    if (!ast_is_call(dot, SYM_dot, 2) || dot->args[1]->kind != AST_atom ||
        !module_name(g, dot->args[0], module))
        return NULL;
    *name = dot->args[1]->name;
    Function *f = macro_find(g->vm, *module, *name, count);
    bool is_own = g->env->module && g->env->module->name == *module;
    if (f && f->is_private && !is_own)
        return NULL;
    return f && macro_is_absent(g, call, *module) ? NULL : f;
}

/* --- trees that compile more than once --- */

Map *expansions_keep(Vm *vm, Map *mine)
{
    Expander *x = expander_of(vm);
    Map *before = x->kept;
    if (before == NULL)
        x->kept = mine;
    return before;
}

void expansions_keep_in(Vm *vm, Map *before)
{
    expander_of(vm)->kept = before;
}

Ast *expansion_kept(Vm *vm, const Ast *node)
{
    Map *kept = expander_of(vm)->kept;
    uint64_t *slot = kept ? map_get(kept, map_key(node)) : NULL;
    return slot ? (Ast *)(uintptr_t)*slot : NULL;
}

void expansion_keep(Vm *vm, const Ast *node, Ast *became)
{
    Map *kept = expander_of(vm)->kept;
    if (kept && became)
        *map_put(kept, map_key(node)) = map_key(became);
}

/* --- running --- */

/* An exception of a macro stays raised; the pending error stops the compiler. */
void expansion_stopped(Gen *g, Span span)
{
    Vm *vm = g->vm;
    vm_raise_pending(vm);
    if (!failed(g->cx))
        stop_compiling(g->cx, span);
    if (vm->is_raised && vm->raised.span.source == 0)
        vm->raised.span = span;
}

Ast *macro_apply(Gen *g, Function *f, const Value *args, int count, Span span)
{
    Vm *vm = g->vm;
    Expander *x = expander_of(vm);
    if (x->depth >= MOST_EXPANSIONS || g->expansions >= MOST_EXPANSIONS) {
        fail(g->cx, span, EXC_CompileError, "macros expand to macros more than %d times",
             MOST_EXPANSIONS);
        return NULL;
    }
    Caller caller = {g, span};
    vec_push(&x->callers, caller);
    x->depth++;
    Reading from = {.span = span, .receiver = f->module, .counter = ++x->counter};
    Map *kept = x->kept;
    x->kept = NULL; /* what compiles meanwhile is none of it */
    Value result = vm_call_function(vm, f, args, count);
    Ast *out = NULL;
    if (result.tag == TAG_poison)
        expansion_stopped(g, span);
    else
        out = quoted_read(vm, g->arena, result, from);
    value_free(result);
    x->kept = kept;
    x->callers.len--;
    if (--x->depth == 0)
        forget_places(x);
    return out;
}

static Ast *expand_call(Gen *g, Function *f, const Ast *call)
{
    Values args = {0};
    for (uint32_t i = 0; call->kind == AST_call && i < call->count; i++)
        vec_push(&args, quoted_of(g->vm, call->args[i]));
    Ast *out = macro_apply(g, f, args.at, (int)args.len, call->span);
    for (size_t i = 0; i < args.len; i++)
        value_free(args.at[i]);
    vec_free(&args);
    return out;
}

/* use M, options: require M and M.__using__(options). */
static Ast *expand_use(Gen *g, const Ast *call)
{
    Span span = call->span;
    const Ast *what = call->args[0], *dot = what->kind == AST_call ? what->head : NULL;
    Ast *options = call->count == 2 ? call->args[1] : ast_list(g->arena, NULL, 0, span);
    if (dot && ast_is_call(dot, SYM_dot, 2) && dot->args[1]->name == SYM_tuple) { /* A.{B, C} */
        Ast **uses = arena_array(g->arena, Ast *, what->count);
        for (uint32_t i = 0; i < what->count; i++) {
            const Ast *left = dot->args[0], *right = what->args[i];
            Ast **parts = arena_array(g->arena, Ast *, left->count + right->count);
            for (uint32_t k = 0; k < left->count + right->count; k++)
                parts[k] = k < left->count ? left->args[k] : right->args[k - left->count];
            Ast *name =
                ast_call(g->arena, SYM_aliases, parts, left->count + right->count, right->span);
            uses[i] = make_call(g, SYM_use, span, 2, name, options);
        }
        return ast_call(g->arena, SYM_block, uses, what->count, span);
    }
    Sym module;
    if (!module_name(g, what, &module)) {
        refuse_tree(g, EXC_ArgumentError, what, what->span,
                    "invalid arguments for use, expected a compile time atom or alias, got: ", "");
        return NULL;
    }
    Function *f = macro_find(g->vm, module, SYM_using, 1);
    env_require(g->env, module);
    if (f == NULL && !failed(g->cx) && !g->vm->is_raised && !module_exists(g->vm, module)) {
        refuse_missing(g, what, module);
        return NULL;
    }
    if (f == NULL) {
        vm_undefined(g->vm, module, SYM_using, 1);
        expansion_stopped(g, span);
        return NULL;
    }
    Value given = quoted_of(g->vm, options);
    Ast *out = macro_apply(g, f, &given, 1, span);
    value_free(given);
    return out;
}

bool macro_is_called(Gen *g, const Ast *call)
{
    Sym module, name;
    return (call->kind == AST_call || call->kind == AST_var) &&
           called_macro(g, call, &module, &name) != NULL;
}

Ast *macro_expand(Gen *g, const Ast *call)
{
    Sym module = SYM_nil, name = SYM_nil;
    if (failed(g->cx) || (call->kind != AST_call && call->kind != AST_var))
        return NULL;
    Ast *kept = expansion_kept(g->vm, call);
    if (kept)
        return kept;
    if (call->kind == AST_call && call->head == NULL && call->name == SYM_use &&
        (call->count == 1 || call->count == 2))
        return expand_use(g, call);
    Function *f = called_macro(g, call, &module, &name);
    if (f == NULL)
        return NULL;
    f->is_called = true;
    bool is_plain = call->kind == AST_var || (call->head == NULL && call->context == 0);
    if (is_plain)
        note_import(g, f->module, name, call->kind == AST_var ? 0 : call->count, call->span);
    if (function_deprecation(f) != SYM_nil)
        note_call(g, (RemoteCall){.module = f->module,
                                  .name = f->name,
                                  .arity = call->kind == AST_var ? 0 : call->count,
                                  .span = call->span,
                                  .macro = f});
    Ast *expanded = expand_call(g, f, call);
    expansion_keep(g->vm, call, expanded);
    return expanded;
}

/* --- what macros ask --- */

/* Cnx.Macro.caller(): __CALLER__. */
NATIVE(fn_macro_caller)
{
    Expander *x = expander_of(vm);
    if (x->callers.len == 0)
        return vm_fail(vm, EXC_RuntimeError, "__CALLER__ is available only inside defmacro");
    Caller c = vec_last(&x->callers);
    return macro_env(c.gen, c.span);
}

/* Cnx.Macro.counter(): a number that no expansion has. */
NATIVE(fn_macro_counter)
{
    return value_int(++expander_of(vm)->counter);
}

/* Cnx.Macro.expand_once(quoted): {:ok, expanded} at the place of the newest caller, or :error when
   there is nothing to expand. */
NATIVE(fn_macro_expand_once)
{
    Expander *x = expander_of(vm);
    Arena scratch = {0};
    Env env = {0};
    Gen alone = {.vm = vm, .cx = vm->cx, .arena = &scratch, .env = &env};
    if (x->callers.len)
        alone.env = vec_last(&x->callers).gen->env;
    else if (vm->script)
        alone.env = &vm->script->env;
    Value result = value_atom(SYM_error);
    Ast *tree = quoted_read(vm, &scratch, args[0], (Reading){.span = SPAN_NONE});
    Sym module;
    x->depth++; /* places stay while the macro around runs */
    if (tree && (tree->kind == AST_var || tree->kind == AST_call)) {
        bool is_name = tree->kind == AST_var ? tree->name == SYM_module_macro
                                             : ast_is_call(tree, SYM_aliases, -1);
        Ast *expanded = NULL;
        if (is_name && module_name(&alone, tree, &module))
            expanded = ast_atom(&scratch, module, tree->span);
        else if (!is_name && !(tree->kind == AST_call && !tree->head && special_form(tree->name)))
            expanded = macro_expand(&alone, tree);
        if (expanded)
            result = TUPLE(value_atom(SYM_ok), quoted_of(vm, expanded));
    }
    x->depth--;
    if (failed(vm->cx)) {
        value_free(result);
        result = POISON;
    }
    arena_free(&scratch);
    return result;
}
