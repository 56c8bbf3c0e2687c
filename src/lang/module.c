/* module.c - finding modules and functions, and loading those of the library; see module.h. */
#include "lang/expand.h"
#include "lang/library.h"
#include "lang/trace.h"
#include "lang/vm_state.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
#define BUILTIN(module, name, arity, function) Value function(Vm *, const Value *, int);
#include "lang/builtin.def"
#undef BUILTIN

static const struct { const char *module, *name; int arity; Native native; } builtins[] = {
#define BUILTIN(module, name, arity, function) {module, name, arity, function},
#include "lang/builtin.def"
#undef BUILTIN
};
/* clang-format on */

/* Modules have fewer than 2^24 names and functions at most 255 arguments, so a key is exact. */
static uint64_t function_key(Sym module, Sym name, uint32_t arity)
{
    return (uint64_t)module << 40 | (uint64_t)name << 8 | arity;
}

static Sym module_symbol(Cx *cx, const char *spelled)
{
    char text[128];
    int n = spelled[0] == ':' ? snprintf(text, sizeof text, "%s", spelled + 1)
                              : snprintf(text, sizeof text, "Elixir.%s", spelled);
    return sym(cx, (Str){text, (size_t)n});
}

static void native_enter(Vm *vm, Sym module, const char *name, int arity, Native native)
{
    Function *f = mem_alloc(sizeof *f);
    *f = (Function){.module = module,
                    .name = sym(vm->cx, str_of(name)),
                    .arity = (uint32_t)arity,
                    .native = native};
    *map_put(&vm->functions, function_key(module, f->name, f->arity)) = map_key(f);
    *map_put(&vm->native_modules, module) = 1;
    vec_push(&vm->natives, f);
}

void modules_init(Vm *vm)
{
    const char *last = NULL;
    Sym module = SYM_nil;
    for (size_t i = 0; i < sizeof builtins / sizeof builtins[0]; i++) {
        if (last == NULL || strcmp(last, builtins[i].module) != 0)
            module = module_symbol(vm->cx, last = builtins[i].module);
        native_enter(vm, module, builtins[i].name, builtins[i].arity, builtins[i].native);
    }
    for (int op = 0; op < OP_count; op++)
        if (native_of_op((OpCode)op))
            native_enter(vm, SYM_Nx, op_info[op].name, op_info[op].arity, native_of_op((OpCode)op));
}

static void function_free(Function *f)
{
    code_free(f->code);
    building_free(f);
    vec_free(&f->clauses);
    vec_free(&f->calls);
    free(f);
}

static void module_free(Module *m)
{
    for (Module *older; m; m = older) {
        older = m->older;
        for (size_t i = 0; i < m->functions.len; i++)
            function_free(m->functions.at[i]);
        for (size_t i = 0; i < m->attributes.len; i++)
            value_free(m->attributes.at[i].value);
        value_free(m->fields);
        value_free(m->field_order);
        docs_free(m);
        vec_free(&m->functions);
        vec_free(&m->heads);
        vec_free(&m->uses);
        map_free(&m->used);
        for (size_t i = 0; i < m->errors.len; i++)
            error_free(m->errors.at[i]);
        vec_free(&m->errors);
        map_free(&m->by_name);
        vec_free(&m->attributes);
        vec_free(&m->accumulating);
        vec_free(&m->persisting);
        env_free(&m->env);
        arena_free(&m->arena);
        free(m);
    }
}

void modules_free(Vm *vm)
{
    for (size_t i = 0; i < vm->modules.cap; i++)
        if (vm->modules.slots[i].used)
            module_free((Module *)(uintptr_t)vm->modules.slots[i].value);
    for (size_t i = 0; i < vm->broken.len; i++)
        module_free(vm->broken.at[i]);
    for (size_t i = 0; i < vm->natives.len; i++)
        function_free(vm->natives.at[i]);
    for (size_t i = 0; i < vm->arenas.len; i++)
        arena_free(&vm->arenas.at[i]);
    vec_free(&vm->natives);
    vec_free(&vm->arenas);
    vec_free(&vm->broken);
    vec_free(&vm->defined);
    vec_free(&vm->opened);
    map_free(&vm->functions);
    map_free(&vm->modules);
    map_free(&vm->native_modules);
    map_free(&vm->loaded_files);
}

void module_enter(Vm *vm, Module *m)
{
    uint64_t *slot = map_put(&vm->modules, m->name);
    m->older = (Module *)(uintptr_t)*slot;
    *slot = map_key(m);
    vm->epoch++;
}

void function_enter(Vm *vm, Function *f)
{
    uint64_t *slot = map_put(&vm->functions, function_key(f->module, f->name, f->arity));
    const Function *there = (Function *)(uintptr_t)*slot;
    if (there == NULL || there->native == NULL)
        *slot = map_key(f);
}

/* --- the library --- */

/* nx/lin_alg.ex for Elixir.Nx.LinAlg, erlang/lists.ex for Erlang's lists. */
static void library_path(Str module, Text *out)
{
    if (!str_starts(module, STR("Elixir."))) {
        text_print(out, "erlang/%.*s.ex", (int)module.len, module.at);
        return;
    }
    for (size_t i = 7; i < module.len; i++) {
        char c = module.at[i], before = module.at[i - 1],
             after = i + 1 < module.len ? module.at[i + 1] : 0;
        if (c == '.') {
            text_char(out, '/');
            continue;
        }
        bool starts = isupper((unsigned char)c) && before != '.' &&
                      (!isupper((unsigned char)before) || islower((unsigned char)after));
        if (starts)
            text_char(out, '_');
        text_char(out, (char)tolower((unsigned char)c));
    }
    text_add(out, STR(".ex"));
}

static const LibraryFile *library_file(const char *path)
{
    for (size_t i = 0; i < library_file_count; i++)
        if (strcmp(library_files[i].path, path) == 0)
            return &library_files[i];
    return NULL;
}

static uint32_t library_source(Vm *vm, const LibraryFile *file)
{
    Text name = {0};
    text_print(&name, "lib/%s", file->path);
    uint32_t source = source_add(vm->cx, text_str(&name), (Str){file->text, file->size}, true);
    text_free(&name);
    return source;
}

/* Evaluates a file of the library once. An error in it is an error of ours: it stays pending. */
static void library_load(Vm *vm, const LibraryFile *file)
{
    uint64_t *loaded = map_put(&vm->loaded_files, map_key(file));
    if (*loaded)
        return;
    *loaded = 1;
    Script script;
    script_init(vm, &script);
    value_free(script_source(&script, library_source(vm, file)));
    script_end(&script);
}

Value library_part(Vm *vm, const char *path)
{
    const LibraryFile *file = library_file(path);
    if (file == NULL || vm->script == NULL)
        return vm_fail(vm, EXC_ArgumentError, "the library has no part %s", path);
    return script_source(vm->script, library_source(vm, file));
}

/* nx/block/take.ex becomes nx/block.ex; false when nothing is around it. */
static bool parent_path(Text *path)
{
    Str text = text_str(path);
    size_t at = text.len;
    while (at > 0 && text.at[at - 1] != '/')
        at--;
    if (at == 0)
        return false;
    Text parent = {0};
    text_print(&parent, "%.*s.ex", (int)at - 1, text.at);
    text_free(path);
    *path = parent;
    return true;
}

static void library_find(Vm *vm, Sym name)
{
    Text path = {0};
    Str module = sym_text(vm->cx, name);
    library_path(module, &path);
    const LibraryFile *file = library_file(text_cstr(&path));
    if (file == NULL && str_ends(module, STR("Error"))) /* those of the language share a file */
        library_load(vm, library_file("exceptions.ex"));
    bool is_there = map_get(&vm->modules, name) != NULL;
    while (!is_there && file == NULL &&
           parent_path(&path)) /* small modules share the file of the one around */
        file = library_file(text_cstr(&path));
    if (file)
        library_load(vm, file);
    text_free(&path);
}

Module *module_find(Vm *vm, Sym name)
{
    uint64_t *slot = map_get(&vm->modules, name);
    if (slot)
        return (Module *)(uintptr_t)*slot;
    if (!failed(vm->cx))
        library_find(vm, name);
    slot = map_get(&vm->modules, name);
    if (slot == NULL && vm->project && !failed(vm->cx)) {
        project_find(vm, name);
        slot = map_get(&vm->modules, name);
    }
    return slot ? (Module *)(uintptr_t)*slot : NULL;
}

bool module_exists(Vm *vm, Sym name)
{
    return map_get(&vm->native_modules, name) || module_find(vm, name);
}

/* A function of a module whose body still runs, which macros of that module may call. */
static Function *open_function(Vm *vm, Sym module, Sym name, uint32_t arity)
{
    const Expander *x = vm->expander;
    for (Script *s = x && x->depth > 0 ? vm->script : NULL; s; s = s->outer) {
        Module *m = s->env.module;
        Function *f = m && m->name == module ? own_function(m, name, arity) : NULL;
        if (f && f->kind != FUNCTION_macro)
            return f;
    }
    return NULL;
}

Function *function_find(Vm *vm, Sym module, Sym name, uint32_t arity)
{
    uint64_t key = function_key(module, name, arity);
    uint64_t *slot = map_get(&vm->functions, key);
    if (slot == NULL && map_get(&vm->modules, module) == NULL && module_find(vm, module))
        slot = map_get(&vm->functions, key);
    if (slot)
        return (Function *)(uintptr_t)*slot;
    Function *f = open_function(vm, module, name, arity);
    return f ? f : reflection_find(vm, module, name, arity);
}

void module_exports(Vm *vm, Sym module, NameArities *out)
{
    const Module *m = module_find(vm, module);
    for (size_t i = 0; m && i < m->functions.len; i++) {
        const Function *f = m->functions.at[i];
        NameArity na = {f->name, f->arity};
        if (!f->is_private && sym_text(vm->cx, f->name).at[0] != '_')
            vec_push(out, na);
    }
    for (size_t i = 0; i < vm->natives.len; i++) {
        NameArity na = {vm->natives.at[i]->name, vm->natives.at[i]->arity};
        if (vm->natives.at[i]->module == module)
            vec_push(out, na);
    }
}

bool function_compile(Vm *vm, Function *f)
{
    if (f->code == NULL && f->native == NULL)
        f->code = codegen_function(vm, f);
    return !failed(vm->cx);
}

/* --- environments --- */

void env_copy(Env *to, const Env *from)
{
    *to = (Env){.module = from->module};
    for (size_t i = 0; i < from->aliases.len; i++)
        vec_push(&to->aliases, from->aliases.at[i]);
    for (size_t i = 0; i < from->imports.len; i++)
        vec_push(&to->imports, from->imports.at[i]);
    for (size_t i = 0; i < from->requires.len; i++)
        vec_push(&to->requires, from->requires.at[i]);
}

bool env_is_same(const Env *a, const Env *b)
{
    bool same = a->module == b->module && a->aliases.len == b->aliases.len &&
                a->imports.len == b->imports.len && a->requires.len == b->requires.len;
    for (size_t i = 0; i < a->aliases.len && same; i++) {
        Alias x = a->aliases.at[i], y = b->aliases.at[i];
        same = x.as == y.as && x.module == y.module && x.context == y.context && x.mark == y.mark;
    }
    for (size_t i = 0; i < a->imports.len && same; i++) {
        Import x = a->imports.at[i], y = b->imports.at[i];
        same = x.module == y.module && x.names == y.names && x.only == y.only && x.mark == y.mark;
    }
    for (size_t i = 0; i < a->requires.len && same; i++)
    same = a->requires.at[i] == b->requires.at[i];
    return same;
}

bool env_requires(const Env *env, Sym module)
{
    bool found = module == SYM_Kernel || (env->module && env->module->name == module);
    for (size_t i = 0; i < env->requires.len && !found; i++)
    found = env->requires.at[i] == module;
    return found;
}

void env_require(Env *env, Sym module)
{
    if (!env_requires(env, module))
        vec_push(&env->requires, module);
}

void env_free(Env *env)
{
    vec_free(&env->aliases);
    vec_free(&env->imports);
    vec_free(&env->requires);
}
