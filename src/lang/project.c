/* project.c - the files of a project: read first, evaluated in whatever order their modules need
   each other.

   A file is parsed when it is added, and the names of the modules that it defines are noted. When
   such a module is first asked for - by a struct, a macro, a call - its file is evaluated there and
   then; what nobody asked for follows in the order it was added. */
#include "lang/native.h"
#include "lang/vm_state.h"

#include "syntax/parser.h"

#include <string.h>

typedef enum FileState { FILE_waits, FILE_runs, FILE_done } FileState;

typedef struct ProjectFile {
    Arena arena;
    Ast *tree;
    uint32_t source;
    FileState state;
} ProjectFile;

struct Project {
    VEC(ProjectFile) files;
    Map file_of; /* a module's name -> index + 1 */
};

void project_free(Vm *vm)
{
    struct Project *p = vm->project;
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->files.len; i++)
        arena_free(&p->files.at[i].arena);
    vec_free(&p->files);
    map_free(&p->file_of);
    free(p);
    vm->project = NULL;
}

/* --- the names of modules --- */

typedef struct Scan {
    const Ast *tree;
    Sym outer; /* the module around, or SYM_nil */
} Scan;

/* Elixir.Outer.A.B for A.B inside Outer; SYM_nil when the name is computed. */
static Sym full_name(Cx *cx, const Ast *name, Sym outer)
{
    Text full = {0};
    Sym out = SYM_nil;
    if (name->kind == AST_atom)
        return name->name;
    if (!ast_is_call(name, SYM_aliases, -1))
        return SYM_nil;
    text_add(&full, outer == SYM_nil ? STR("Elixir") : sym_text(cx, outer));
    for (uint32_t i = 0; i < name->count; i++) {
        if (name->args[i]->kind != AST_atom) {
            text_free(&full);
            return SYM_nil;
        }
        Str part = sym_text(cx, name->args[i]->name);
        text_print(&full, ".%.*s", (int)part.len, part.at);
    }
    out = sym(cx, text_str(&full));
    text_free(&full);
    return out;
}

/* Enters the modules that the tree defines, those inside modules included. */
static void note_modules(Vm *vm, const Ast *tree, size_t file)
{
    VEC(Scan) stack = {0};
    vec_push(&stack, ((Scan){tree, SYM_nil}));
    while (stack.len) {
        Scan s = vec_pop(&stack);
        bool is_module =
            ast_is_call(s.tree, SYM_defmodule, 2) || ast_is_call(s.tree, SYM_defprotocol, 2);
        if (ast_is_call(s.tree, SYM_block, -1)) {
            for (uint32_t i = s.tree->count; i-- > 0;)
                vec_push(&stack, ((Scan){s.tree->args[i], s.outer}));
        } else if (is_module) {
            Sym name = full_name(vm->cx, s.tree->args[0], s.outer);
            const Ast *body = ast_keyword(s.tree->args[1], SYM_do);
            if (name == SYM_nil)
                continue;
            uint64_t *slot = map_put(&vm->project->file_of, name);
            if (*slot == 0)
                *slot = file + 1;
            if (body)
                vec_push(&stack, ((Scan){body, name}));
        }
    }
    vec_free(&stack);
}

/* --- evaluating --- */

/* False after an error, which is raised. */
static bool evaluate(Vm *vm, size_t at)
{
    ProjectFile *f = &vm->project->files.at[at];
    Script s;
    if (f->state != FILE_waits)
        return true;
    f->state = FILE_runs;
    script_init(vm, &s);
    s.asks = vm->script;
    s.arena = f->arena;
    f->arena = (Arena){0};
    Value v = script_form(&s, f->tree);
    bool ok = v.tag != TAG_poison;
    value_free(v);
    script_end(&s);
    vm->project->files.at[at].state = FILE_done;
    return ok;
}

void project_find(Vm *vm, Sym module)
{
    uint64_t *slot = vm->project ? map_get(&vm->project->file_of, module) : NULL;
    if (slot && !vm->is_raised)
        evaluate(vm, (size_t)*slot - 1);
}

Str project_running(const Vm *vm, Sym module)
{
    const uint64_t *slot = vm->project ? map_get(&vm->project->file_of, module) : NULL;
    const ProjectFile *f = slot ? &vm->project->files.at[*slot - 1] : NULL;
    return f && f->state == FILE_runs ? vm->cx->sources.at[f->source].name : STR("");
}

/* --- natives --- */

/* Cnx.Project.add(path): reads and parses a file; raises what is wrong with it. */
NATIVE(fn_project_add)
{
    Value read = is_binary(args[0]) ? fn_file_read(vm, args, 1) : fail_argument(vm);
    if (read.tag == TAG_poison)
        return POISON;
    if (!is_binary(read.tuple->at[1]))
        return read; /* {:error, reason} */
    uint32_t source = source_add(vm->cx, binary_str(args[0]), binary_str(read.tuple->at[1]), false);
    value_free(read);
    if (vm->project == NULL)
        vm->project = mem_alloc(sizeof *vm->project);
    ProjectFile f = {.source = source};
    f.tree = source ? vm_parse(vm, &f.arena, source, 0, UINT32_MAX) : NULL;
    if (f.tree == NULL) {
        arena_free(&f.arena);
        return vm_raise_pending(vm);
    }
    vec_push(&vm->project->files, f);
    note_modules(vm, f.tree, vm->project->files.len - 1);
    return value_atom(SYM_ok);
}

/* Cnx.Project.load(): evaluates every file that was added and not yet needed. */
NATIVE(fn_project_load)
{
    for (size_t i = 0; vm->project && i < vm->project->files.len; i++)
        if (!evaluate(vm, i))
            return POISON;
    return value_atom(SYM_ok);
}
