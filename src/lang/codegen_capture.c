/* codegen_capture.c - captures: &f/1, &Mod.f/1, &(&1 + 1). */
#include "lang/expand.h"
#include "lang/vm_state.h"

#include <stdio.h>

static Ast *with_holes_named(Gen *g, const Ast *ast, int *most)
{
    if (ast_is_call(ast, SYM_amp, 1) && ast->args[0]->kind == AST_int) {
        char name[24];
        int n = snprintf(name, sizeof name, "&%d", (int)ast->args[0]->i);
        if (ast->args[0]->i > *most)
            *most = (int)ast->args[0]->i;
        return make_var(g, sym(g->cx, (Str){name, (size_t)n}), ast->span);
    }
    if (ast->kind != AST_list && ast->kind != AST_pair && ast->kind != AST_call)
        return (Ast *)ast;
    Ast *out = ast_new(g->arena, ast->kind, ast->span);
    *out = *ast;
    if (ast->kind == AST_call && ast->head)
        out->head = with_holes_named(g, ast->head, most);
    out->args = arena_array(g->arena, Ast *, ast->count);
    for (uint32_t i = 0; i < ast->count; i++)
        out->args[i] = with_holes_named(g, ast->args[i], most);
    return out;
}

/* &name/arity of a macro or special form: a function that calls it. */
static void capture_macro(Gen *g, const Ast *ast, const Ast *head, Sym name, uint32_t arity,
                          uint16_t dst)
{
    Ast **params = arena_array(g->arena, Ast *, arity);
    for (uint32_t i = 0; i < arity; i++) {
        char text[24];
        int n = snprintf(text, sizeof text, "&%u", i + 1);
        params[i] = make_var(g, sym(g->cx, (Str){text, (size_t)n}), ast->span);
    }
    Ast *call = ast_call(g->arena, name, params, arity, ast->span);
    call->head = (Ast *)head;
    Ast *arrow = make_arrow(g, params, arity, call, ast->span);
    gen_fn(g, make_fn(g, &arrow, 1, ast->span), dst);
}

static bool macro_is_here(Gen *g, const Ast *name, uint32_t arity)
{
    if (special_form(name->name) && arity <= 2)
        return true;
    for (size_t i = g->env->imports.len; i-- > 0;)
        if (import_allows(g, &g->env->imports.at[i], name->name, arity) &&
            macro_find(g->vm, g->env->imports.at[i].module, name->name, arity))
            return true;
    return macro_find(g->vm, SYM_Kernel, name->name, arity) != NULL;
}

/* name/arity: what a capture of a named function looks like. */
static bool gen_named_capture(Gen *g, const Ast *ast, uint16_t dst)
{
    if (!ast_is_call(ast, SYM_divide, 2) || ast->args[1]->kind != AST_int || ast->args[1]->i > 255)
        return false;
    const Ast *f = ast->args[0];
    int64_t arity = ast->args[1]->i;
    Sym module, name;
    if (f->kind == AST_var || (f->kind == AST_call && f->head == NULL && f->count == 0)) {
        name = f->name;
        if (!check_imports(g, f, name, (uint32_t)arity))
            return true;
        module = import_use(g, name, (uint32_t)arity, f->span);
        if (g->is_defn && module == SYM_Kernel &&
            function_find(g->vm, SYM_Nx_Defn_Kernel, name, (uint32_t)arity))
            module = SYM_Nx_Defn_Kernel;
        if (name == SYM_super && g->function && g->function->super != SYM_nil) {
            name = g->function->super;
            module = g->function->module;
        }
        if (module == SYM_nil && macro_is_here(g, f, (uint32_t)arity)) {
            capture_macro(g, ast, NULL, name, (uint32_t)arity, dst);
            return true;
        }
        if (module == SYM_nil)
            module = local_later(g, name, (uint32_t)arity, f->span);
        if (module == SYM_nil) {
            gen_undefined(g, f, name, (uint32_t)arity);
            return true;
        }
    } else if (f->kind == AST_call && f->head && f->count == 0 &&
               ast_is_call(f->head, SYM_dot, 2)) {
        name = f->head->args[1]->name;
        if (!module_name(g, f->head->args[0], &module)) {
            Ast *make = make_remote(g, SYM_Function, "capture", ast->span, 3, f->head->args[0],
                                    ast_atom(g->arena, name, f->span), ast->args[1]);
            gen(g, make, dst);
            return true;
        }
        if (!function_find(g->vm, module, name, (uint32_t)arity) &&
            macro_find(g->vm, module, name, (uint32_t)arity)) {
            capture_macro(g, ast, f->head, SYM_nil, (uint32_t)arity, dst);
            return true;
        }
        note_call(g,
                  (RemoteCall){
                      .module = module, .name = name, .arity = (uint32_t)arity, .span = ast->span});
    } else {
        return false;
    }
    Ast *make =
        make_remote(g, SYM_Function, "capture", ast->span, 3, ast_atom(g->arena, module, f->span),
                    ast_atom(g->arena, name, f->span), ast->args[1]);
    gen(g, make, dst);
    return true;
}

/* The function that a & with holes stands for. */
static void gen_body(Gen *g, Ast *arrow, Span span, uint16_t dst)
{
    bool was_in = g->in_capture;
    g->in_capture = g->is_defn;
    gen_fn(g, make_fn(g, &arrow, 1, span), dst);
    g->in_capture = was_in;
}

void gen_capture(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *body = ast->args[0];
    int most = 0;
    if (gen_named_capture(g, body, dst))
        return;
    if (!check_capture(g, ast))
        return;
    Ast *arrow = expansion_kept(g->vm, ast);
    if (arrow) {
        gen_body(g, arrow, ast->span, dst);
        return;
    }
    body = with_holes_named(g, body, &most);
    Ast *params[256];
    for (int i = 1; i <= most; i++) {
        char name[24];
        int n = snprintf(name, sizeof name, "&%d", i);
        params[i - 1] = make_var(g, sym(g->cx, (Str){name, (size_t)n}), ast->span);
    }
    arrow = make_arrow(g, params, (uint32_t)most, body, ast->span);
    expansion_keep(g->vm, ast, arrow);
    gen_body(g, arrow, ast->span, dst);
}
