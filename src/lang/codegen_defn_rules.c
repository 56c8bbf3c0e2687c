/* codegen_defn_rules.c - what definitions refuse: patterns that are no containers, names that mean
   nothing inside defn, functions that were not defined with defn. The texts are Nx's.

   The library's own code is not asked: it may call what it likes. */
#include "lang/expand.h"

#include "lang/exec.h"

#include <stdio.h>

static bool is_library(const Gen *g)
{
    return g->code->is_library;
}

/* --- patterns --- */

static bool is_tuple_like(const Ast *ast)
{
    return ast->kind == AST_pair || ast_is_call(ast, SYM_tuple, -1);
}

static void check_pattern(Gen *g, const Ast *ast);

static void check_fields(Gen *g, const Ast *map)
{
    for (uint32_t i = 0; i < map->count && !failed(g->cx); i++)
        if (map->args[i]->kind == AST_pair)
            check_pattern(g, map->args[i]->args[1]);
}

static void check_pattern(Gen *g, const Ast *ast)
{
    bool is_struct = ast_is_call(ast, SYM_struct, 2);
    if (ast->kind == AST_var || failed(g->cx))
        return;
    if (is_struct || ast_is_call(ast, SYM_map, -1)) {
        check_fields(g, is_struct ? ast->args[1] : ast);
    } else if (is_tuple_like(ast) || ast_is_call(ast, SYM_match, 2)) {
        for (uint32_t i = 0; i < ast->count; i++)
            check_pattern(g, ast->args[i]);
    } else if (ast_is_call(ast, SYM_default_op, 2)) {
        check_pattern(g, ast->args[0]);
    } else {
        refuse_tree(g, EXC_CompileError, ast, ast->span,
                    "only variables, tuples, maps, and structs are allowed as patterns in defn, "
                    "got: ",
                    "");
    }
}

/* Adds the variables of the pattern; the first that is there already is returned. */
static const Ast *find_twice(Gen *g, const Ast *ast, Names *seen)
{
    if (ast->kind == AST_var) {
        Sym name = variable_name(g, ast);
        if (sym_text(g->cx, name).at[0] == '_')
            return NULL;
        for (size_t i = 0; i < seen->len; i++)
            if (seen->at[i] == name)
                return ast;
        vec_push(seen, name);
        return NULL;
    }
    const Ast *found = NULL;
    bool nested = ast->kind == AST_list || ast->kind == AST_pair || ast->kind == AST_call;
    uint32_t count = ast_is_call(ast, SYM_default_op, 2) ? 1 : nested ? ast->count : 0;
    for (uint32_t i = 0; i < count && !found; i++)
        found = find_twice(g, ast->args[i], seen);
    return found;
}

void defn_check_unique(Gen *g, const Ast *pattern)
{
    Names seen = {0};
    const Ast *twice = is_library(g) ? NULL : find_twice(g, pattern, &seen);
    vec_free(&seen);
    if (twice == NULL)
        return;
    char before[160];
    Str name = sym_text(g->cx, twice->name);
    snprintf(before, sizeof before, "variable \"%.*s\" appears twice in pattern ",
             (int)(name.len < 80 ? name.len : 80), name.at);
    refuse_tree(g, EXC_CompileError, pattern, twice->span, before, "");
}

void defn_check_params(Gen *g, Ast *const *params, uint32_t count)
{
    if (is_library(g) || count == 0)
        return;
    for (uint32_t i = 0; i < count && !failed(g->cx); i++)
        check_pattern(g, params[i]);
    if (!failed(g->cx))
        defn_check_unique(g, ast_list(g->arena, params, count, params[0]->span));
}

/* --- case --- */

/* A map with keys inside the pattern, or NULL. */
static const Ast *find_keys(const Ast *ast)
{
    const Ast *found = NULL;
    bool nested = ast->kind == AST_list || ast->kind == AST_pair || ast->kind == AST_call;
    for (uint32_t i = 0; nested && i < ast->count && !found; i++)
        found = find_keys(ast->args[i]);
    return found ? found : ast_is_call(ast, SYM_map, -1) && ast->count ? ast : NULL;
}

/* A variable of the guard that the pattern does not bind, or NULL. */
static const Ast *find_foreign(Gen *g, const Ast *guard, const Names *bound)
{
    if (guard->kind == AST_var) {
        Sym name = variable_name(g, guard);
        for (size_t i = 0; i < bound->len; i++)
            if (bound->at[i] == name)
                return NULL;
        return guard;
    }
    const Ast *found = NULL;
    bool nested = guard->kind == AST_list || guard->kind == AST_pair || guard->kind == AST_call;
    for (uint32_t i = 0; nested && i < guard->count && !found; i++)
        found = find_foreign(g, guard->args[i], bound);
    return found;
}

void defn_check_case(Gen *g, const Ast *clauses)
{
    for (uint32_t i = 0; i < clauses->count && !is_library(g) && !failed(g->cx); i++) {
        Arrow arrow;
        if (!ast_is_call(clauses->args[i], SYM_arrow, 2) || !arrow_of(g, clauses->args[i], &arrow))
            return;
        const Ast *keys = arrow.count == 1 ? find_keys(arrow.patterns[0]) : NULL;
        if (keys) {
            refuse_tree(g, EXC_CompileError, keys, keys->span,
                        "case/2 in defn does not allow matching on keys of maps and structs in "
                        "patterns. Got: ",
                        "");
            return;
        }
        Names bound = {0};
        if (arrow.count == 1)
            find_twice(g, arrow.patterns[0], &bound);
        const Ast *foreign = arrow.guard ? find_foreign(g, arrow.guard, &bound) : NULL;
        vec_free(&bound);
        if (foreign) {
            Str name = sym_text(g->cx, foreign->name);
            fail(g->cx, foreign->span, EXC_CompileError,
                 "case/2 in defn allow guards to only access variables defined in patterns. Got: "
                 "%.*s",
                 (int)name.len, name.at);
        }
    }
}

void defn_refuse_initial(Gen *g, const Ast *ast)
{
    refuse_tree(g, EXC_ArgumentError, ast, ast->span,
                "invalid initial argument for \"while\". Expected a variable, a variable "
                "assignment, or a tuple of the same. Got: ",
                "");
}

void defn_refuse_body(Gen *g, const Ast *ast)
{
    refuse_tree(g, EXC_ArgumentError, ast, ast->span,
                "expected last argument of \"while\" to be a do-block, got: ", "");
}

void defn_refuse_block(Gen *g, const Ast *ast)
{
    refuse_tree(g, EXC_ArgumentError, ast->args[1], ast->args[1]->span,
                "expected second argument to \"if\" to be a do/else block, got: ", "");
}

/* --- names --- */

/* What means inside defn what it means elsewhere. */
static bool is_allowed_form(Gen *g, Sym name)
{
    static const char *const forms[] = {
        "__block__", "=",     "{}",        "%{}",   "%",       "__aliases__", "<<>>",
        "fn",        "&",     "case",      "alias", "import",  "require",     "@",
        "|>",        "<>",    "..",        "..//",  "::",      "__MODULE__",  "__DIR__",
        "__ENV__",   "raise", "super",     "var!",  "inspect", "__value__",   "alias!",
        "->",        ".",     "__using__", NULL};
    Str text = sym_text(g->cx, name);
    return is_named(text, forms) || str_starts(text, STR("sigil_"));
}

static bool is_forbidden(Str name)
{
    static const char *const forbidden[] = {
        "backend_copy",    "backend_deallocate",  "backend_transfer",
        "to_list",         "to_binary",           "to_number",
        "to_flat_list",    "to_heatmap",          "to_batched",
        "load_numpy!",     "load_numpy_archive!", "compatible?",
        "default_backend", "serialize",           "deserialize",
        "from_pointer",    "to_pointer",          NULL};
    return is_named(name, forbidden);
}

void defn_refuse_local(Cx *cx, Sym name, uint32_t count, bool is_there, Span span)
{
    Str text = sym_text(cx, name);
    const char *before = is_there ? "cannot use" : "undefined";
    const char *after =
        is_there ? "inside defn because it was not defined with defn" : "(there is no such import)";
    fail(cx, span, EXC_CompileError, "%s function %.*s/%u %s", before, (int)text.len, text.at,
         count, after);
}

void defn_undefined(Gen *g, const Ast *ast, uint32_t count)
{
    defn_refuse_local(g->cx, ast->name, count, false, ast->span);
}

/* Modules whose functions work on tensors being traced. */
static bool is_numeric_module(Gen *g, Sym module)
{
    static const char *const names[] = {
        "Elixir.Access",       "Elixir.Complex", "Elixir.Nx", "Elixir.Function",
        "Elixir.String.Chars", "erlang",         NULL};
    Str name = sym_text(g->cx, module);
    const Module *own = g->env->module, *m = module_find(g->vm, module);
    m = own && own->name == module ? own : m;
    bool is_ours = (str_starts(name, STR("Elixir.Nx.")) || str_starts(name, STR("Elixir.Cnx."))) &&
                   (m == NULL || m->is_library);
    return is_ours || is_named(name, names);
}

/* The function of a runtime_call must be known by name: &name/2 or &Module.name/2. */
static bool check_host_call(Gen *g, Str name, const Ast *ast)
{
    const Ast *fun = ast->count ? ast->args[ast->count - 1] : NULL;
    bool is_named = fun && ast_is_call(fun, SYM_amp, 1) &&
                    ast_is_call(fun->args[0], SYM_divide, 2) &&
                    fun->args[0]->args[1]->kind == AST_int && fun->args[0]->args[1]->i == 2;
    if (is_named || !str_is(name, "runtime_call"))
        return true;
    fail(g->cx, fun ? fun->span : ast->span, EXC_CompileError,
         "Nx.runtime_call/%u inside defn expects a named capture of arity 2 as its function, such "
         "as "
         "&callback/2",
         ast->count);
    return false;
}

static bool is_literal(const Ast *ast)
{
    bool is_sign = ast_is_call(ast, SYM_minus, 1) || ast_is_call(ast, SYM_plus, 1);
    bool is_data = is_sign || is_tuple_like(ast) || ast->kind == AST_list ||
                   ast_is_call(ast, SYM_map, -1) || ast_is_call(ast, SYM_struct, 2);
    bool is_word = ast_is_call(ast, SYM_at, 1) || ast_is_call(ast, SYM_aliases, -1) ||
                   ast_is_call(ast, SYM_value_form, 1);
    for (uint32_t i = 0; is_data && i < ast->count; i++)
        if (!is_literal(ast->args[i]))
            return false;
    return is_data || is_word || (ast->kind != AST_var && ast->kind != AST_call);
}

/* Elements that are known when the definition is traced make it another program each time. */
static void warn_tensor(Gen *g, const Ast *ast)
{
    if (ast->count && !is_literal(ast->args[0]))
        warn(g->vm, ast->span, g->env->module ? g->env->module->name : SYM_nil, g->function,
             "Nx.tensor/2 inside defn expects the first argument to be a literal (such as a list)\n"
             "\nYou must avoid code such as:\n\n    Nx.tensor(opts[:key])\n\n"
             "As that will JIT compile a different function for each different key.\n"
             "Those values must be literals or be converted to tensors by explicitly calling "
             "Nx.tensor/2 outside of a defn\n");
}

/* Whether Module.name(args) was dealt with: refused, or left to be looked up while tracing. */
bool defn_remote(Gen *g, Sym module, Sym name, const Ast *ast, uint16_t dst)
{
    Str text = sym_text(g->cx, name);
    if (is_library(g) || g->in_capture)
        return false;
    if (module == SYM_Nx && is_forbidden(text)) {
        fail(g->cx, ast->span, EXC_CompileError, "Nx.%.*s/%u is not allowed inside defn",
             (int)text.len, text.at, ast->count);
        return true;
    }
    if (module == SYM_Nx && str_is(text, "tensor"))
        warn_tensor(g, ast);
    if (module == SYM_Nx && (str_is(text, "io_call") || str_is(text, "runtime_call"))) {
        if (check_host_call(g, text, ast))
            gen_remote(g, module, name, defn_args(g, name, ast), ast->count, dst);
        return true;
    }
    bool is_exception = ast->count == 1 && str_is(text, "exception");
    bool is_text = module == SYM_Kernel && name == SYM_to_string;
    if (is_exception || is_text || is_numeric_module(g, module))
        return false;
    Ast *list = ast_list(g->arena, ast->args, ast->count, ast->span);
    gen(g,
        make_remote(g, SYM_Nx_Defn_Flow, "__remote__", ast->span, 3,
                    ast_atom(g->arena, module, ast->span), ast_atom(g->arena, name, ast->span),
                    list),
        dst);
    return true;
}

/* A call without prefix that is none of Nx.Defn.Kernel's: whether it was dealt with. */
bool defn_local(Gen *g, const Ast *ast, uint32_t count, uint16_t dst)
{
    Origin o = origin_at(g->vm, ast->kind == AST_call ? ast->context : 0);
    if (is_library(g) || (o.receiver != SYM_nil && o.receiver != SYM_Kernel))
        return false;
    const Function *own = g->env->module ? own_function(g->env->module, ast->name, count) : NULL;
    if (own && own->kind != FUNCTION_macro && !own->is_numeric && !g->in_capture) {
        defn_refuse_local(g->cx, ast->name, count, true, ast->span);
        return true;
    }
    if (own || is_allowed_form(g, ast->name))
        return false;
    Sym module = import_find(g, ast->name, count);
    bool is_macro = module == SYM_nil && macro_is_imported(g, ast->name, count);
    if (is_macro)
        return false;
    if (module == SYM_nil || module == SYM_Kernel) {
        bool is_form = special_form(ast->name) != NULL;
        Sym later = is_form ? SYM_nil : local_later(g, ast->name, count, ast->span);
        if (later != SYM_nil)
            gen_remote(g, later, ast->name, count ? ast->args : NULL, count, dst);
        else
            defn_undefined(g, ast, count);
        return true;
    }
    return ast->kind == AST_call && defn_remote(g, module, ast->name, ast, dst);
}
