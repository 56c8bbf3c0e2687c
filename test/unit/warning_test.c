/* warning_test.c - the compiler finds nothing odd in the embedded library. */
#include "lang/library.h"
#include "lang/vm_state.h"
#include "syntax/parser.h"

#include <stdio.h>

static int passed, counted_failures;

/* Elixir.A.B of `defmodule A.B do`, or nothing. */
static void module_of(const Cx *cx, const Ast *form, Text *out)
{
    bool defines = ast_is_call(form, SYM_defmodule, 2) || ast_is_call(form, SYM_defprotocol, 2);
    const Ast *name = defines ? form->args[0] : NULL;
    if (name && name->kind == AST_atom)
        text_add(out, sym_text(cx, name->name));
    if (name == NULL || !ast_is_call(name, SYM_aliases, -1))
        return;
    text_add(out, STR("Elixir"));
    for (uint32_t i = 0; i < name->count; i++) {
        Str part = sym_text(cx, name->args[i]->name);
        text_print(out, ".%.*s", (int)part.len, part.at);
    }
}

static void check_module(Vm *vm, Str name)
{
    int64_t before = vm_warning_count(vm);
    Module *m = module_find(vm, sym(vm->cx, name));
    for (size_t i = 0; m && i < m->functions.len; i++)
        function_compile(vm, m->functions.at[i]);
    if (m)
        warn_functions(vm, m);
    bool good = m && !failed(vm->cx) && !vm_is_raised(vm) && vm_warning_count(vm) == before;
    passed += good;
    counted_failures += !good;
    if (!good)
        printf("FAIL %.*s\n", (int)name.len, name.at);
    error_free(error_take(vm->cx));
    raised_clear(vm);
}

static void check_file(Vm *vm, const LibraryFile *file)
{
    Arena arena = {0};
    Str text = {file->text, file->size};
    Ast *ast = parse(vm->cx, &arena, source_add(vm->cx, str_of(file->path), text, true));
    bool several = ast && ast_is_call(ast, SYM_block, -1);
    for (uint32_t i = 0; ast && i < (several ? ast->count : 1); i++) {
        Text name = {0};
        module_of(vm->cx, several ? ast->args[i] : ast, &name);
        if (name.len)
            check_module(vm, text_str(&name));
        text_free(&name);
    }
    arena_free(&arena);
}

int main(void)
{
    Cx cx;
    cx_init(&cx);
    Vm *vm = vm_new(&cx);
    vm_show_warnings(vm, &palette_plain);
    vm->warnings.in_library = true;
    for (size_t i = 0; i < library_file_count; i++)
        check_file(vm, &library_files[i]);
    vm_free(vm);
    cx_free(&cx);
    printf("%d passed, %d failed\n", passed, counted_failures);
    return counted_failures != 0;
}
