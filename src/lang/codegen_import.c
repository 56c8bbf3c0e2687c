/* codegen_import.c - names: which module a function without prefix comes from, which one an alias
   stands for, and what to say when there is none. */
#include "lang/expand.h"
#include "lang/vm_state.h"

/* A name that begins with an underscore comes only where :only lists it. */
bool import_allows(const Gen *g, const Import *import, Sym name, uint32_t arity)
{
    bool is_listed = import->only && import->names && import->names->kind != AST_atom;
    if (!is_listed && str_starts(sym_text(g->cx, name), STR("_")))
        return false;
    if (import->names == NULL)
        return true;
    if (import->names->kind == AST_atom) { /* only: :functions, :macros or :sigils */
        bool is_sigil = str_starts(sym_text(g->cx, name), STR("sigil_"));
        return import->names->name == sym(g->cx, STR("sigils")) ? is_sigil : true;
    }
    for (uint32_t i = 0; i < import->names->count; i++) {
        const Ast *pair = import->names->args[i];
        if (pair->kind == AST_pair && pair->args[0]->name == name &&
            pair->args[1]->i == (int64_t)arity)
            return import->only;
    }
    return !import->only;
}

void import_used(Gen *g, const Import *import, Sym name, uint32_t arity)
{
    bool is_listed = import->only && import->names && import->names->kind == AST_list;
    mark_used(&g->vm->warnings.lexical, import->mark);
    for (uint32_t i = 0; import->mark && is_listed && i < import->names->count; i++) {
        const Ast *pair = import->names->args[i];
        if (pair->args[0]->name == name && pair->args[1]->i == (int64_t)arity)
            mark_used(&g->vm->warnings.lexical, import->mark + 1 + i);
    }
}

/* Kernel.SpecialForms: no import takes them away. */
static bool is_everywhere(Sym name)
{
    switch (name) {
    case SYM_alias:
    case SYM_aliases:
    case SYM_amp:
    case SYM_bits:
    case SYM_block:
    case SYM_caller_macro:
    case SYM_case:
    case SYM_cond:
    case SYM_dir_macro:
    case SYM_dot:
    case SYM_env_macro:
    case SYM_fn:
    case SYM_for:
    case SYM_import:
    case SYM_map:
    case SYM_match:
    case SYM_module_macro:
    case SYM_pin:
    case SYM_quote:
    case SYM_receive:
    case SYM_require:
    case SYM_stacktrace_macro:
    case SYM_struct:
    case SYM_super:
    case SYM_try:
    case SYM_tuple:
    case SYM_type_op:
    case SYM_unquote:
    case SYM_unquote_splicing:
    case SYM_with:
        return true;
    default:
        return false;
    }
}

bool kernel_excepts(const Gen *g, Sym name, uint32_t arity)
{
    for (size_t i = is_everywhere(name) ? 0 : g->env->imports.len; i-- > 0;)
        if (g->env->imports.at[i].module == SYM_Kernel)
            return !import_allows(g, &g->env->imports.at[i], name, arity);
    return false;
}

bool kernel_hides(const Gen *g, const Ast *call, uint32_t arity)
{
    bool is_quoted = call->kind == AST_call && call->context &&
                     origin_at(g->vm, call->context).receiver == SYM_Kernel;
    return !is_quoted && kernel_excepts(g, call->name, arity);
}

bool module_has(const Module *m, Sym name, uint32_t arity)
{
    const Function *f = own_function(m, name, arity);
    return f && f->kind != FUNCTION_macro;
}

/* Notes that the function being compiled, or the module's body, calls one of the module's own. */
static void note_own(Gen *g, Sym name, uint32_t arity)
{
    Function *from = (Function *)g->function;
    uint64_t key = own_key(name, arity);
    if (!g->vm->warnings.is_on || arity > UINT8_MAX)
        return;
    if (from == NULL && own_by_key(g->env->module, key))
        own_by_key(g->env->module, key)->is_called = true;
    else if (from && (from->calls.len == 0 || vec_last(&from->calls) != key))
        vec_push(&from->calls, key);
}

/* The module that an import, Kernel's among them, takes such a function from. */
static Sym imported(Gen *g, Sym name, uint32_t arity)
{
    for (size_t i = g->env->imports.len; i-- > 0;) {
        const Import *import = &g->env->imports.at[i];
        Function *f = import_allows(g, import, name, arity)
                          ? function_find(g->vm, import->module, name, arity)
                          : NULL;
        if (f && !f->is_private) {
            import_used(g, import, name, arity);
            return import->module;
        }
    }
    Function *f = function_find(g->vm, SYM_Kernel, name, arity);
    return f && !f->is_private && !kernel_excepts(g, name, arity) ? SYM_Kernel : SYM_nil;
}

Sym import_find(Gen *g, Sym name, uint32_t arity)
{
    bool is_body = g->function == NULL && g->env->module && !g->env->module->is_library;
    if (g->env->module && !is_body && module_has(g->env->module, name, arity)) {
        note_own(g, name, arity);
        return g->env->module->name;
    }
    if (g->env->module && g->env->module->is_library &&
        function_find(g->vm, g->env->module->name, name, arity))
        return g->env->module->name; /* a native of the module's own */
    return imported(g, name, arity);
}

static bool brings(Gen *g, Sym module, Sym name, uint32_t arity)
{
    const Function *f = function_find(g->vm, module, name, arity);
    f = f ? f : macro_find(g->vm, module, name, arity);
    return f && !f->is_private;
}

bool check_imports(Gen *g, const Ast *at, Sym name, uint32_t arity)
{
    if (g->env->imports.len == 0 || g->is_defn || at->context || g->expansions || !in_program(g))
        return true;
    bool has_kernel = !kernel_excepts(g, name, arity) && brings(g, SYM_Kernel, name, arity);
    Sym first = SYM_nil;
    for (size_t i = g->env->imports.len; i-- > 0;) {
        const Import *import = &g->env->imports.at[i];
        if (import->module == first || import->module == SYM_Kernel ||
            !import_allows(g, import, name, arity) || !brings(g, import->module, name, arity))
            continue;
        if (first == SYM_nil && !has_kernel) {
            first = import->module;
            continue;
        }
        Text a = {0}, b = {0};
        atom_inspect(&a, sym_text(g->cx, first == SYM_nil ? import->module : first));
        atom_inspect(&b, sym_text(g->cx, first == SYM_nil ? SYM_Kernel : import->module));
        Str text = sym_text(g->cx, name);
        refuse(g, at, NULL, "function %.*s/%u imported from both %s and %s, call is ambiguous",
               (int)text.len, text.at, arity, text_cstr(&a), text_cstr(&b));
        text_free(&a);
        text_free(&b);
        return false;
    }
    return true;
}

/* Names that are nearly the one that is not there. */
static void note_near(Gen *g, Str text)
{
    NameArities all = {0};
    module_exports(g->vm, SYM_Kernel, &all);
    for (size_t i = 0; i < g->env->imports.len; i++)
        module_exports(g->vm, g->env->imports.at[i].module, &all);
    if (g->env->module)
        for (size_t i = 0; i < g->env->module->functions.len; i++) {
            const Function *f = g->env->module->functions.at[i];
            NameArity na = {f->name, f->arity};
            vec_push(&all, na);
        }
    int notes = 0;
    for (int want = 0; want <= 2 && notes < 3; want++)
        for (size_t i = 0; i < all.len && notes < 3; i++) {
            Str other = sym_text(g->cx, all.at[i].name);
            if (str_distance(text, other, 3) == want && want * 3 <= (int)text.len) {
                fail_note(g->cx, "did you mean %.*s/%u?", (int)other.len, other.at,
                          all.at[i].arity);
                notes++;
            }
        }
    vec_free(&all);
}

static void fail_undefined(Gen *g, Span span, Sym name, uint32_t arity)
{
    Str text = sym_text(g->cx, name);
    if (g->env->module && (g->function || g->is_here)) {
        Str module = sym_text(g->cx, g->env->module->name);
        if (str_starts(module, STR("Elixir.")))
            module = str_slice(module, 7, module.len);
        fail(g->cx, span, EXC_CompileError,
             "undefined function %.*s/%u (expected %.*s to define such a function or for it to be "
             "imported, but none are available)",
             (int)text.len, text.at, arity, (int)module.len, module.at);
    } else {
        fail(g->cx, span, EXC_CompileError, "undefined function %.*s/%u (there is no such import)",
             (int)text.len, text.at, arity);
    }
    note_near(g, text);
}

/* --- names that a module's functions use before all of them are known --- */

bool may_come(const Gen *g)
{
    return g->is_here && !g->guard && !g->in_match;
}

/* Whether what is compiled leaves out arguments of the function of this name. */
static bool is_shorter(const Gen *g, Sym name, uint32_t arity)
{
    const Function *whole = g->function ? g->function->defaults_of : NULL;
    return whole && whole->name == name && whole->arity == arity;
}

void note_import(Gen *g, Sym import, Sym name, uint32_t arity, Span span)
{
    Module *m = g->env->module;
    if (!g->is_here || import == m->name || arity > UINT8_MAX || is_shorter(g, name, arity))
        return;
    uint64_t *newest = map_put(&m->used, own_key(name, arity));
    if (*newest && m->uses.at[*newest - 1].import == import)
        return;
    vec_push(&m->uses, ((LocalUse){name, import, arity, false, span}));
    *newest = m->uses.len;
}

Sym local_later(Gen *g, Sym name, uint32_t arity, Span span)
{
    if (!may_come(g))
        return SYM_nil;
    note_own(g, name, arity);
    vec_push(&g->env->module->uses,
             ((LocalUse){name, SYM_nil, arity, g->is_defn && !g->in_capture, span}));
    return g->env->module->name;
}

Sym import_use(Gen *g, Sym name, uint32_t arity, Span span)
{
    Sym module = import_find(g, name, arity);
    bool is_own = g->is_here && module == g->env->module->name;
    Sym other = is_own ? imported(g, name, arity) : module;
    if (other != SYM_nil)
        note_import(g, other, name, arity, span);
    return module;
}

static bool use_is_fine(Vm *vm, const Module *m, const LocalUse *u)
{
    const Function *own = own_function(m, u->name, u->arity);
    Str name = sym_text(vm->cx, u->name);
    if (u->import != SYM_nil && own) {
        Str from = sym_text(vm->cx, u->import);
        from = str_starts(from, STR("Elixir.")) ? str_slice(from, 7, from.len) : from;
        fail(vm->cx, own->span, EXC_CompileError,
             "imported %.*s.%.*s/%u conflicts with local function", (int)from.len, from.at,
             (int)name.len, name.at, u->arity);
        return false;
    }
    if (u->import == SYM_nil && own && own->kind == FUNCTION_macro) {
        fail(vm->cx, u->span, EXC_CompileError, "cannot invoke macro %.*s/%u before its definition",
             (int)name.len, name.at, u->arity);
        return false;
    }
    if (u->is_defn && !(own && own->is_numeric))
        defn_refuse_local(vm->cx, u->name, u->arity, own != NULL, u->span);
    return u->import != SYM_nil || (own && !failed(vm->cx));
}

bool check_uses(Vm *vm, Module *m)
{
    enum { MOST_ERRORS = 20 };
    Error *first = NULL, **end = &first;
    Gen g = {.vm = vm, .cx = vm->cx, .env = &m->env, .is_here = true};
    int count = 0;
    for (size_t i = 0; i < m->uses.len && count < MOST_ERRORS; i++) {
        const LocalUse *u = &m->uses.at[i];
        if (use_is_fine(vm, m, u))
            continue;
        if (!failed(vm->cx))
            fail_undefined(&g, u->span, u->name, u->arity);
        *end = error_take(vm->cx);
        end = &(*end)->next;
        count++;
    }
    vm->cx->error = first;
    return first == NULL;
}

/* --- aliases --- */

Sym alias_expand(Gen *g, const Ast *ast)
{
    Text full = {0};
    if (ast->count == 0)
        return SYM_nil;
    const Ast *first = ast->args[0];
    Sym head = SYM_nil;
    if (ast_is_call(first, SYM_module_macro, 0) ||
        (first->kind == AST_var && first->name == SYM_module_macro)) {
        if (g->env->module)
            head = g->env->module->name;
    } else if (first->kind == AST_atom) {
        for (size_t i = g->env->aliases.len; i-- > 0 && head == SYM_nil;)
            if (g->env->aliases.at[i].as == first->name &&
                g->env->aliases.at[i].context == ast->context) {
                head = g->env->aliases.at[i].module;
                mark_used(&g->vm->warnings.lexical, g->env->aliases.at[i].mark);
            }
        if (head == SYM_nil) {
            Str text = sym_text(g->cx, first->name);
            text_print(&full,
                       str_starts(text, STR("Elixir.")) || str_is(text, "Elixir") ? "%.*s"
                                                                                  : "Elixir.%.*s",
                       (int)text.len, text.at);
        }
    }
    if (head != SYM_nil)
        text_add(&full, sym_text(g->cx, head));
    for (uint32_t i = 1; i < ast->count; i++) {
        Str part = sym_text(g->cx, ast->args[i]->name);
        text_print(&full, ".%.*s", (int)part.len, part.at);
    }
    Sym out = sym(g->cx, text_str(&full));
    text_free(&full);
    return out;
}

bool module_name(Gen *g, const Ast *ast, Sym *out)
{
    if (ast_is_call(ast, SYM_aliases, -1)) {
        const Ast *first = ast->count ? ast->args[0] : NULL;
        bool is_own = first && (ast_is_call(first, SYM_module_macro, 0) ||
                                (first->kind == AST_var && first->name == SYM_module_macro));
        if (!is_own && !(first && first->kind == AST_atom))
            return false;
        *out = alias_expand(g, ast);
    } else if (ast->kind == AST_atom && ast->name > SYM_true)
        *out = ast->name;
    else if (ast->kind == AST_var && ast->name == SYM_module_macro && g->env->module)
        *out = g->env->module->name;
    else
        return false;
    return true;
}

void gen_undefined(Gen *g, const Ast *ast, Sym name, uint32_t arity)
{
    if (g->is_defn) {
        defn_undefined(g, ast, arity);
        note_near(g, sym_text(g->cx, name));
    } else {
        fail_undefined(g, ast->span, name, arity);
    }
    set_aside(g);
}
