/* codegen_name.c - special forms about names: alias, import, require, __MODULE__, binding, paths.
 */
#include "lang/expand.h"
#include "lang/vm_state.h"

#include <string.h>

/* left.right as one alias. */
static Ast *alias_beneath(Gen *g, const Ast *left, const Ast *right, Span span)
{
    Ast **parts = arena_array(g->arena, Ast *, left->count + right->count);
    for (uint32_t k = 0; k < left->count; k++)
        parts[k] = left->args[k];
    for (uint32_t k = 0; k < right->count; k++)
        parts[left->count + k] = right->args[k];
    return ast_call(g->arena, SYM_aliases, parts, left->count + right->count, span);
}

/* alias A.{B, C}: one alias a part, with the same options. False when the tree is something else.
 */
static bool alias_many(Gen *g, const Ast *ast)
{
    const Ast *what = ast->args[0];
    Span span = ast->span;
    const Ast *dot = what->kind == AST_call ? what->head : NULL;
    if (!dot || !ast_is_call(dot, SYM_dot, 2) || dot->args[1]->name != SYM_tuple)
        return false;
    const Ast *left = dot->args[0];
    for (uint32_t i = 0; i < what->count; i++) {
        const Ast *right = what->args[i];
        if (!ast_is_call(right, SYM_aliases, -1) || !ast_is_call(left, SYM_aliases, -1)) {
            refuse(g, right, right,
                   "invalid argument for alias, expected a compile time atom or alias, got: ");
            return true;
        }
        Ast *both = alias_beneath(g, left, right, span);
        Ast *one = arena_copy(g->arena, ast, sizeof *ast);
        one->args = arena_copy(g->arena, ast->args, ast->count * sizeof *ast->args);
        one->args[0] = both;
        form_alias(g, one, reg_new(g));
    }
    return true;
}

/* An alias or import of the program's own text should be used, unless it says warn: false. */
static uint32_t mark_name(Gen *g, const Ast *ast, const Ast *keywords, MarkKind kind, Sym name)
{
    const Ast *warns = keywords ? ast_keyword(keywords, sym(g->cx, STR("warn"))) : NULL;
    bool is_off = warns && warns->kind == AST_atom && warns->name == SYM_false;
    if (g->expansions || ast->context || is_off)
        return 0;
    Span span = {ast->span.source, ast->span.start, ast->span.start + 1};
    Sym module = g->env->module ? g->env->module->name : SYM_nil;
    return mark_lexical(g->vm, (Mark){kind, span, name, module, NULL, false});
}

/* The module that alias, import and require name; false after an error. */
static bool named_module(Gen *g, const Ast *ast, Sym *module)
{
    const Ast *what = ast->args[0];
    Str form = sym_text(g->cx, ast->name);
    Value name;
    if (module_name(g, what, module))
        return true;
    if (constant_value(g, what, &name)) {
        bool is_atom = name.tag == TAG_atom && name.atom > SYM_true;
        *module = is_atom ? name.atom : SYM_nil;
        value_free(name);
        if (is_atom)
            return true;
    }
    if (what->kind == AST_var) { /* a variable that is there has no value yet */
        gen_reg(g, what);
        if (failed(g->cx))
            return false;
    }
    return refuse(g, what, what,
                  "invalid argument for %.*s, expected a compile time atom or alias, got: ",
                  (int)form.len, form.at);
}

/* The keyword list behind the module, *options NULL without one; false after an error. */
static bool named_options(Gen *g, const Ast *ast, const char *const *known, const Ast **options)
{
    Str form = sym_text(g->cx, ast->name);
    *options = ast->count == 2 ? last_keywords(ast) : NULL;
    if (ast->count == 2 && !*options)
        return refuse(g, ast->args[1], ast->args[1],
                      "invalid options for %.*s, expected a keyword list, got: ", (int)form.len,
                      form.at);
    return !*options || check_options(g, *options, known, form.at);
}

/* `as: Name` is one word. */
static bool check_as(Gen *g, const Ast *as)
{
    if (ast_is_call(as, SYM_aliases, 1) || (as->kind == AST_atom && as->name > SYM_true))
        return true;
    if (as->kind == AST_var) {
        gen_reg(g, as);
        return false;
    }
    if (ast_is_call(as, SYM_aliases, -1))
        return refuse(g, as, as,
                      "invalid value for option :as, expected a simple alias, got nested alias: ");
    return refuse(g, as, as, "invalid value for option :as, expected an alias, got: ");
}

void form_alias(Gen *g, const Ast *ast, uint16_t dst)
{
    static const char *const known[] = {"as", "warn", NULL};
    Sym module;
    const Ast *what = ast->args[0], *keywords;
    if (!named_options(g, ast, known, &keywords))
        return;
    const Ast *as = keywords ? ast_keyword(keywords, SYM_as) : NULL;
    if (as && what->kind == AST_call && what->head) {
        refuse(g, as, NULL, ":as option is not supported by multi-alias call");
        return;
    }
    if (alias_many(g, ast)) {
        deliver(g, dst, constant_atom(g, SYM_nil));
        return;
    }
    if (!named_module(g, ast, &module) || (as && !check_as(g, as)))
        return;
    Sym name = SYM_nil;
    if (as && ast_is_call(as, SYM_aliases, 1)) {
        name = as->args[0]->name;
    } else {
        Str text = sym_text(g->cx, as ? as->name : module);
        if (!str_starts(text, STR("Elixir."))) {
            if (as)
                refuse(g, as, as, "invalid value for option :as, expected an alias, got: ");
            else
                refuse_tree(g, EXC_CompileError, what, what->span,
                            "alias cannot be inferred automatically for module: ",
                            ", please use the :as option. Implicit aliasing is only supported with "
                            "Elixir modules");
            return;
        }
        size_t from = text.len;
        while (from > 0 && text.at[from - 1] != '.')
            from--;
        name = sym(g->cx, str_slice(text, from, text.len));
    }
    uint32_t context = as ? as->context : what->context;
    uint32_t mark = keywords ? mark_name(g, ast, keywords, MARK_alias, name)
                             : mark_name(g, ast, NULL, MARK_alias, name);
    vec_push(&g->env->aliases, ((Alias){name, module, 0, mark}));
    if (context) /* the rest of the macro's tree names it, too */
        vec_push(&g->env->aliases, ((Alias){name, module, context, mark}));
    deliver(g, dst, constant_atom(g, module));
}

bool refuse_missing(Gen *g, const Ast *what, Sym module)
{
    Str name = sym_text(g->cx, module), file = project_running(g->vm, module);
    name = str_starts(name, STR("Elixir.")) ? str_slice(name, 7, name.len) : name;
    refuse(g, what, NULL, "module %.*s is not loaded and could not be found", (int)name.len,
           name.at);
    if (file.len)
        fail_note(g->cx, "%.*s defines it, and waits for this file: they need each other",
                  (int)file.len, file.at);
    return false;
}

static bool check_exists(Gen *g, const Ast *what, Sym module)
{
    return module_exists(g->vm, module) || module_open(g->vm, module) ||
           refuse_missing(g, what, module);
}

/* only: and except: of an import. */
static bool check_names(Gen *g, const Ast *names, Sym module, bool only)
{
    static const char *const groups[] = {"functions", "macros", "sigils"};
    bool good = names->kind == AST_list;
    for (size_t i = 0; i < 3 && names->kind == AST_atom && only; i++)
        good = good || str_is(sym_text(g->cx, names->name), groups[i]);
    for (uint32_t i = 0; good && names->kind == AST_list && i < names->count; i++)
        good = names->args[i]->kind == AST_pair && names->args[i]->args[0]->kind == AST_atom &&
               names->args[i]->args[1]->kind == AST_int;
    if (!good && only)
        return refuse(g, names, names,
                      "invalid :only option for import, expected value to be an atom :functions, "
                      ":macros, or a literal keyword list of function names with arity as values, "
                      "got: ");
    if (!good)
        return refuse(g, names, names,
                      "invalid :except option for import, expected value to be a literal keyword "
                      "list of function names with arity as values, got: ");
    for (uint32_t i = 0; only && in_program(g) && names->kind == AST_list && i < names->count;
         i++) {
        Sym name = names->args[i]->args[0]->name;
        uint32_t arity = (uint32_t)names->args[i]->args[1]->i;
        Str text = sym_text(g->cx, name), from = sym_text(g->cx, module);
        const Function *f = function_find(g->vm, module, name, arity);
        f = f ? f : macro_find(g->vm, module, name, arity);
        if ((f && !f->is_private) || special_form(name) || str_starts(text, STR("sigil_")))
            continue;
        from = str_starts(from, STR("Elixir.")) ? str_slice(from, 7, from.len) : from;
        return refuse(g, names->args[i], NULL,
                      "cannot import %.*s.%.*s/%u because it is undefined or private",
                      (int)from.len, from.at, (int)text.len, text.at, arity);
    }
    return true;
}

/* The mark of an import; those of the names that it lists follow. */
static uint32_t mark_import(Gen *g, const Ast *ast, const Ast *keywords, const Import *import)
{
    Marks *all = &g->vm->warnings.lexical;
    size_t before = all->len;
    uint32_t mark = mark_name(g, ast, keywords, MARK_import, import->module);
    bool is_listed = import->only && import->names->kind == AST_list;
    for (uint32_t i = 0; is_listed && mark > before && i < import->names->count; i++) {
        const Ast *pair = import->names->args[i];
        Str name = sym_text(g->cx, pair->args[0]->name);
        Text full = {0};
        atom_inspect(&full, sym_text(g->cx, import->module));
        text_print(&full, ".%.*s/%lld", (int)name.len, name.at, (long long)pair->args[1]->i);
        Mark one = all->at[mark - 1];
        one.kind = MARK_import_name;
        one.name = sym(g->cx, text_str(&full));
        vec_push(all, one);
        text_free(&full);
    }
    return mark;
}

void form_import(Gen *g, const Ast *ast, uint16_t dst)
{
    static const char *const known[] = {"only", "except", "warn", NULL};
    Sym module;
    const Ast *keywords;
    if (!named_module(g, ast, &module) || !check_exists(g, ast->args[0], module) ||
        !named_options(g, ast, known, &keywords))
        return;
    const Ast *only = keywords ? ast_keyword(keywords, SYM_only) : NULL;
    const Ast *except = keywords ? ast_keyword(keywords, SYM_except) : NULL;
    if (only && except && only->kind == AST_list) {
        refuse(g, ast, NULL,
               ":only and :except can only be given together to import when :only is :functions, "
               ":macros, or :sigils");
        return;
    }
    if ((only && !check_names(g, only, module, true)) ||
        (except && !check_names(g, except, module, false)))
        return;
    Import import = {.module = module, .only = only != NULL, .names = only ? only : except};
    if (module != SYM_Nx_Defn && module != SYM_Kernel && !(keywords && !import.only))
        import.mark = mark_import(g, ast, keywords, &import);
    vec_push(&g->env->imports, import);
    env_require(g->env, module);
    deliver(g, dst, constant_atom(g, module));
}

/* require A.{B, C} */
static void require_many(Gen *g, const Ast *what)
{
    const Ast *left = ast_is_call(what->head, SYM_dot, 2) ? what->head->args[0] : NULL;
    for (uint32_t i = 0; left && ast_is_call(left, SYM_aliases, -1) && i < what->count; i++) {
        Sym module;
        if (ast_is_call(what->args[i], SYM_aliases, -1) &&
            module_name(g, alias_beneath(g, left, what->args[i], what->span), &module))
            env_require(g->env, module);
    }
}

void form_require(Gen *g, const Ast *ast, uint16_t dst)
{
    static const char *const known[] = {"as", "warn", NULL};
    Sym module = SYM_nil;
    const Ast *keywords, *what = ast->args[0];
    bool is_many = what->kind == AST_call && what->head;
    if (!named_options(g, ast, known, &keywords))
        return;
    if (in_program(g) && !is_many &&
        (!named_module(g, ast, &module) || !check_exists(g, what, module)))
        return;
    if (is_many)
        require_many(g, what);
    else if (module != SYM_nil || module_name(g, what, &module))
        env_require(g->env, module);
    if (keywords)
        form_alias(g, ast, dst);
    else
        deliver(g, dst, constant_atom(g, module));
}

/* match?(pattern, value) */
void form_is_match(Gen *g, const Ast *ast, uint16_t dst)
{
    if (ast->count != 2) {
        bad_form(g, ast, "match?(pattern, value)");
        return;
    }
    Ast *hit = make_arrow(g, &ast->args[0], 1, ast_atom(g->arena, SYM_true, ast->span), ast->span);
    Ast *any = make_var(g, SYM_underscore, ast->span);
    Ast *miss = make_arrow(g, &any, 1, ast_atom(g->arena, SYM_false, ast->span), ast->span);
    Ast *clauses = ast_list(g->arena, (Ast *[]){hit, miss}, 2, ast->span);
    Ast *part = ast_pair(g->arena, ast_atom(g->arena, SYM_do, ast->span), clauses, ast->span);
    gen(g,
        make_call(g, SYM_case, ast->span, 2, ast->args[1], ast_list(g->arena, &part, 1, ast->span)),
        dst);
}

void form_stacktrace(Gen *g, const Ast *ast, uint16_t dst)
{
    Ast *stack = make_var(g, sym(g->cx, STR("stack@")), ast->span);
    if (variable_find(g, stack) < 0) {
        fail(g->cx, ast->span, EXC_CompileError,
             "__STACKTRACE__ is available only inside catch and rescue clauses of try expressions");
        return;
    }
    expander_of(g->vm)->stack_uses++;
    gen(g, stack, dst);
}

/* One step of a path that is written out: a key, or a field, which must be there. Functions that
   change data in place tell the two apart by {:key, key} and {:field, name}. */
static Ast *path_step(Gen *g, Ast *key, bool is_field, bool in_place)
{
    Sym kind = sym(g->cx, is_field ? STR("field") : STR("key"));
    if (in_place)
        return ast_pair(g->arena, ast_atom(g->arena, kind, key->span), key, key->span);
    return is_field ? make_remote(g, SYM_Access, "key!", key->span, 1, key) : key;
}

/* put_in(a, 1): nothing is accessed; put_in(f.(x)[k], 1): what it begins with is no beginning. */
static void refuse_path(Gen *g, const Ast *call, const Ast *start, bool is_short)
{
    Text before = {0};
    Str name = sym_text(g->cx, call->name);
    text_print(&before, "%sexpression given to %.*s/%u %s, got: ", is_short ? "expected " : "",
               (int)name.len, name.at, call->count,
               is_short ? "to access at least one element"
                        : "must start with a variable, local or remote call and be followed by an "
                          "element access");
    refuse_tree(g, EXC_ArgumentError, start, call->span, text_cstr(&before), "");
    text_free(&before);
}

/* Where a written path may begin: not at the call of a function value. */
static bool starts_path(Gen *g, const Ast *path)
{
    Sym module;
    if (path->kind != AST_call || !path->head)
        return true;
    bool is_call = ast_is_call(path->head, SYM_dot, 2);
    return is_call && module_name(g, path->head->args[0], &module);
}

/* put_in(a.b[c], value) and its family: the path written out as a list of keys. With a list of keys
   given they are plain functions. */
void form_path(Gen *g, const Ast *ast, uint16_t dst)
{
    Ast *keys[64], *path = ast->count ? ast->args[0] : NULL;
    uint32_t count = 0, most = ast->name == SYM_pop_in ? 1 : 2;
    bool in_place = ast->name == SYM_put_in || ast->name == SYM_update_in;
    if (ast->count == most) {
        for (; path->kind == AST_call && path->head && ast_is_call(path->head, SYM_dot, 2) &&
               count < 64;
             count++) {
            Sym module;
            const Ast *left = path->head->args[0], *right = path->head->args[1];
            bool is_access =
                path->count == 2 && module_name(g, left, &module) && module == SYM_Access;
            if (is_access) {
                keys[count] = path_step(g, path->args[1], false, in_place);
                path = path->args[0];
            } else if (path->count == 0 && !module_name(g, left, &module)) {
                keys[count] = path_step(g, (Ast *)right, true, in_place);
                path = (Ast *)left;
            } else {
                break;
            }
        }
        if (count == 0 || !starts_path(g, path)) {
            refuse_path(g, ast, path, count == 0);
            return;
        }
    }
    Text function = {0};
    text_add(&function, ast->name == SYM_put_in      ? STR("__put_path__")
                        : ast->name == SYM_update_in ? STR("__update_path__")
                                                     : sym_text(g->cx, ast->name));
    if (count == 0) {
        gen_remote(g, SYM_Kernel, ast->name, ast->args, ast->count, dst);
    } else {
        Ast **turned = arena_array(g->arena, Ast *, count);
        for (uint32_t i = 0; i < count; i++)
            turned[i] = keys[count - 1 - i];
        Ast *list = ast_list(g->arena, turned, count, ast->span);
        gen(g,
            make_remote(g, SYM_Kernel, text_cstr(&function), ast->span, (int)most + 1, path, list,
                        most == 2 ? ast->args[1] : NULL),
            dst);
    }
    text_free(&function);
}

void form_module(Gen *g, const Ast *ast, uint16_t dst)
{
    (void)ast;
    deliver(g, dst, constant_atom(g, g->env->module ? g->env->module->name : SYM_nil));
}

void form_dir(Gen *g, const Ast *ast, uint16_t dst)
{
    Str name = g->cx->sources.at[ast->span.source].name;
    size_t end = name.len;
    while (end > 0 && name.at[end - 1] != '/')
        end--;
    deliver(g, dst, constant(g, value_binary(end > 1 ? str_slice(name, 0, end - 1) : STR("."))));
}

void form_misplaced(Gen *g, const Ast *ast, uint16_t dst)
{
    (void)dst;
    Str name = sym_text(g->cx, ast->name);
    fail(g->cx, ast->span, EXC_CompileError, "%.*s called outside quote", (int)name.len, name.at);
}

/* var!(x) where no quote is around: x. */
void form_var(Gen *g, const Ast *ast, uint16_t dst)
{
    if (ast->count == 0 || ast->args[0]->kind != AST_var)
        bad_form(g, ast, "var!(name)");
    else
        gen(g, make_var(g, ast->args[0]->name, ast->span), dst);
}

void form_alias_bang(Gen *g, const Ast *ast, uint16_t dst)
{
    Ast *plain = ast_new(g->arena, AST_call, ast->span);
    if (ast->count != 1 || !ast_is_call(ast->args[0], SYM_aliases, -1)) {
        bad_form(g, ast, "alias!(Name)");
        return;
    }
    *plain = *ast->args[0];
    plain->context = 0;
    gen(g, plain, dst);
}

/* binding(): the variables of the program's own text as a keyword list, sorted by name. */
void form_binding(Gen *g, const Ast *ast, uint16_t dst)
{
    VEC(Ast *) pairs = {0};
    for (const Gen *at = g; at; at = at->outer)
        for (size_t i = 0; i < at->locals.len; i++) {
            Sym name = at->locals.at[i].name;
            bool is_hidden = !is_written_name(sym_text(g->cx, name));
            for (size_t k = 0; k < pairs.len; k++)
                is_hidden = is_hidden || pairs.at[k]->args[0]->name == name;
            if (!is_hidden)
                vec_push(&pairs, ast_pair(g->arena, ast_atom(g->arena, name, ast->span),
                                          make_var(g, name, ast->span), ast->span));
        }
    Ast *list = ast_list(g->arena, pairs.at, (uint32_t)pairs.len, ast->span);
    vec_free(&pairs);
    gen(g, make_remote(g, SYM_Enum, "sort", ast->span, 1, list), dst);
}
