/* define.c - the functions and macros of a module, clause by clause. */
#include "lang/define.h"

#include <stdio.h>
#include <string.h>

DefinitionKind definition_kind(const Ast *form)
{
    if (form->kind != AST_call || form->head)
        return DEFINITION_none;
    switch (form->name) {
    case SYM_def:
    case SYM_defp:
    case SYM_defn:
    case SYM_defnp:
    case SYM_deftransform:
    case SYM_deftransformp:
    case SYM_defguard:
    case SYM_defguardp:
    case SYM_defdelegate:
    case SYM_defmacro:
    case SYM_defmacrop:
        return DEFINITION_function;
    case SYM_defstruct:
    case SYM_defexception:
        return DEFINITION_struct;
    case SYM_defmodule:
        return DEFINITION_module;
    case SYM_at:
        return form->count == 1 && form->args[0]->kind == AST_call && form->args[0]->count == 1
                   ? DEFINITION_attribute
                   : DEFINITION_none;
    case SYM_defoverridable:
        return DEFINITION_overridable;
    default:
        return DEFINITION_none;
    }
}

/* --- functions --- */

Function *own_by_key(const Module *m, uint64_t key)
{
    uint64_t *slot = map_get(&m->by_name, key);
    return slot ? (Function *)(uintptr_t)*slot : NULL;
}

Function *own_function(const Module *m, Sym name, uint32_t arity)
{
    return arity <= UINT8_MAX ? own_by_key(m, own_key(name, arity)) : NULL;
}

/* The function that a definition overrides stays under a name of its own, for super. */
Sym function_hide(Module *m, Function *old, Cx *cx)
{
    Text text = {0};
    Str name = sym_text(cx, old->name);
    text_print(&text, "%.*s (overridable %zu)", (int)name.len, name.at, m->functions.len);
    *map_put(&m->by_name, own_key(old->name, old->arity)) = 0;
    old->name = sym(cx, text_str(&text));
    old->is_private = true;
    old->is_overridable = false;
    *map_put(&m->by_name, own_key(old->name, old->arity)) = map_key(old);
    text_free(&text);
    return old->name;
}

Function *function_make(Script *s, Sym name, uint32_t arity, FunctionKind kind, bool is_private,
                        Span span)
{
    Module *m = s->env.module;
    Function *f = own_function(m, name, arity);
    Sym super = SYM_nil;
    if (f && f->is_overridable)
        super = function_hide(m, f, s->vm->cx);
    else if (f)
        return f;
    f = mem_alloc(sizeof *f);
    *f = (Function){.module = m->name,
                    .name = name,
                    .arity = arity,
                    .kind = kind,
                    .is_private = is_private,
                    .owner = m,
                    .super = super,
                    .is_generated = s->expansions > 0,
                    .span = span};
    vec_push(&m->functions, f);
    *map_put(&m->by_name, own_key(name, arity)) = map_key(f);
    if (kind == FUNCTION_macro)
        macro_enter(s->vm, f);
    return f;
}

bool clause_add(Script *s, Function *f, const Ast *head, const Ast *guard, const Ast *body)
{
    Vm *vm = s->vm;
    Module *m = s->env.module;
    Clause c = {.head = head, .guard = guard, .body = body};
    c.attributes = m->attributes.len;
    c.aliases = s->env.aliases.len;
    c.imports = s->env.imports.len;
    c.requires = s->env.requires.len;
    vec_push(&f->clauses, c);
    if (f->kind != FUNCTION_defn && s->expansions == 0 && s->is_quoted == 0)
        warn_clause(vm, m, f);
    m->latest = f;
    if (m->is_library || !m->open || codegen_clause(vm, &s->env, f))
        return true;
    m->is_broken = m->is_broken || f->building->is_stopped;
    return errors_keep(vm, m);
}

Ast *do_body(Script *s, Ast *expr)
{
    Ast *pair = ast_pair(&s->arena, ast_atom(&s->arena, SYM_do, expr->span), expr, expr->span);
    return ast_list(&s->arena, &pair, 1, expr->span);
}

Ast *variable_node(Script *s, Sym name, Span span)
{
    Ast *v = ast_new(&s->arena, AST_var, span);
    v->name = name;
    return v;
}

static Sym numbered(Script *s, const char *what, uint32_t i)
{
    char text[32];
    int n = snprintf(text, sizeof text, "%s%u", what, i);
    return sym(s->vm->cx, (Str){text, (size_t)n});
}

Ast *remote_node(Script *s, Sym module, const char *name, Ast *const *args, uint32_t count,
                 Span span)
{
    Ast *dot[] = {ast_atom(&s->arena, module, span),
                  ast_atom(&s->arena, sym(s->vm->cx, str_of(name)), span)};
    Ast *call = ast_call(&s->arena, SYM_nil, args, count, span);
    call->head = ast_call(&s->arena, SYM_dot, dot, 2, span);
    return call;
}

/* A call of the module's own macro as the function that it is. */
static Ast *macro_run(Script *s, Sym name, Ast *const *args, uint32_t count, Span span)
{
    Ast *parts[] = {ast_atom(&s->arena, s->env.module->name, span), ast_atom(&s->arena, name, span),
                    ast_list(&s->arena, args, count, span)};
    return remote_node(s, sym(s->vm->cx, STR("Elixir.Cnx.Macro")), "run", parts, 3, span);
}

/* `def f(a, b \\ 1)`: f with the first `given` of its defaults passed calls f/2, `whole`; false
   after an error. */
static bool define_shorter(Script *s, const Ast *head, const Function *whole, uint32_t given,
                           bool is_numeric)
{
    uint32_t count = head->count, taken = 0, p = 0;
    Ast **params = arena_array(&s->arena, Ast *, count),
        **args = arena_array(&s->arena, Ast *, count);
    for (uint32_t i = 0; i < count; i++) {
        const Ast *a = head->args[i];
        if (ast_is_call(a, SYM_default_op, 2) && taken++ >= given) {
            args[i] = a->args[1];
            continue;
        }
        args[i] = variable_node(s, numbered(s, "default@", i), a->span);
        params[p++] = args[i];
    }
    Ast *short_head = ast_call(&s->arena, head->name, params, p, head->span);
    bool is_macro = whole->kind == FUNCTION_macro;
    Ast *call = is_macro ? macro_run(s, head->name, args, count, head->span)
                         : ast_call(&s->arena, head->name, args, count, head->span);
    Function *f = function_make(s, head->name, p, is_macro ? FUNCTION_macro : FUNCTION_def,
                                whole->is_private, head->span);
    f->is_numeric = is_numeric;
    f->defaults_of = whole;
    return clause_add(s, f, short_head, NULL, do_body(s, call));
}

/* The functions that the defaults of the head make. Returns the head without defaults; NULL after
   an error. A default stands in several of them, and expands once. */
static const Ast *define_defaults(Script *s, const Ast *head, const Function *whole,
                                  bool is_numeric)
{
    uint32_t defaults = 0, count = head->kind == AST_call ? head->count : 0;
    for (uint32_t i = 0; i < count; i++)
        defaults += ast_is_call(head->args[i], SYM_default_op, 2);
    if (defaults == 0)
        return head;
    Ast **plain = arena_array(&s->arena, Ast *, count);
    for (uint32_t i = 0; i < count; i++)
        plain[i] =
            ast_is_call(head->args[i], SYM_default_op, 2) ? head->args[i]->args[0] : head->args[i];
    Map mine = {0}, *before = expansions_keep(s->vm, &mine);
    bool ok = true;
    for (uint32_t given = 0; ok && given < defaults; given++)
        ok = define_shorter(s, head, whole, given, is_numeric);
    expansions_keep_in(s->vm, before);
    map_free(&mine);
    return ok ? ast_call(&s->arena, head->name, plain, count, head->span) : NULL;
}

/* The public side of a defn: it traces when one is being traced, else compiles and runs. `options`
   marks the parameters with defaults, which are not tensors. */
static bool define_entry(Script *s, const Ast *head, Sym hidden, bool is_private)
{
    uint32_t count = head->kind == AST_call ? head->count : 0;
    Ast **params = arena_array(&s->arena, Ast *, count + 1), *parts[3];
    Span span = head->span;
    Function *f = function_make(s, head->name, count, FUNCTION_def, is_private, span);
    if (f->clauses.len) {
        Str name = sym_text(s->vm->cx, head->name);
        fail(s->vm->cx, span, EXC_CompileError,
             "cannot compile defn%s %.*s/%u with multiple clauses", is_private ? "p" : "",
             (int)name.len, name.at, count);
        return false;
    }
    f->is_numeric = true;
    for (uint32_t i = 0; i < count; i++)
        params[i] = variable_node(s, numbered(s, "arg@", i), span);
    parts[0] = ast_atom(&s->arena, s->env.module->name, span);
    parts[1] = ast_atom(&s->arena, hidden, span);
    parts[2] = ast_list(&s->arena, params, count, span);
    Ast *call = remote_node(s, SYM_Nx_Defn, "__run__", parts, 3, span);
    return clause_add(s, f, ast_call(&s->arena, head->name, params, count, span), NULL,
                      do_body(s, call));
}

static FunctionKind function_kind(Sym form)
{
    return form == SYM_defn || form == SYM_defnp           ? FUNCTION_defn
           : form == SYM_defmacro || form == SYM_defmacrop ? FUNCTION_macro
                                                           : FUNCTION_def;
}

/* A @doc in front of what has no documentation. */
static void warn_private_doc(Script *s, const Ast *form, const Ast *head, bool is_private)
{
    Module *m = s->env.module;
    Str kind = sym_text(s->vm->cx, form->name), name = sym_text(s->vm->cx, head->name);
    if (is_private && m->doc.source)
        warn(s->vm, (Span){m->doc.source, m->doc.start, m->doc.start + 1}, m->name, NULL,
             "%.*s %.*s/%u is private, @doc attribute is always discarded for private "
             "functions/macros/types",
             (int)kind.len, kind.at, (int)name.len, name.at,
             head->kind == AST_call ? head->count : 0);
    m->doc = SPAN_NONE;
}

/* @impl and @deprecated belong to the function behind them. */
static void attributes_attach(Module *m, Function *f)
{
    f->impl = m->impl != SYM_nil ? m->impl : f->impl;
    f->deprecated = m->deprecated != SYM_nil ? m->deprecated : f->deprecated;
    m->impl = m->deprecated = SYM_nil;
}

/* What a definition is about. */
typedef struct Parts {
    const Ast *head, *guard, *body;
    FunctionKind kind;
    bool is_private, is_defn, is_transform, is_guard;
} Parts;

/* False after an error. */
static bool read_parts(Script *s, const Ast *form, Parts *p)
{
    Cx *cx = s->vm->cx;
    Gen g = {.vm = s->vm, .cx = cx, .arena = &s->arena, .env = &s->env, .span = form->span};
    Str name = sym_text(cx, form->name);
    *p = (Parts){.head = form->args[0],
                 .body = form->count == 2 ? form->args[1] : NULL,
                 .kind = function_kind(form->name),
                 .is_private = form->name == SYM_defp || form->name == SYM_defnp ||
                               form->name == SYM_deftransformp || form->name == SYM_defguardp ||
                               form->name == SYM_defmacrop,
                 .is_transform = form->name == SYM_deftransform || form->name == SYM_deftransformp,
                 .is_guard = form->name == SYM_defguard || form->name == SYM_defguardp};
    p->is_defn = p->kind == FUNCTION_defn;
    if (ast_is_call(p->head, SYM_when, 2)) {
        p->guard = p->head->args[1];
        p->head = p->head->args[0];
    }
    if (p->is_guard) {
        Ast *test = p->guard ? guard_expanded(&g, p->guard) : NULL;
        if (p->guard && !test)
            return false;
        p->body = test ? do_body(s, test) : NULL; /* a function guards may call */
        p->guard = NULL;
    }
    bool is_plain = (p->head->kind == AST_call && !p->head->head) || p->head->kind == AST_var;
    if (!is_plain || (special_form(p->head->name) == gen_data && p->head->name != SYM_struct)) {
        Text before = {0};
        text_print(&before, "invalid syntax in %.*s ", (int)name.len, name.at);
        refuse_tree(&g, EXC_CompileError, p->head, p->head->span, text_cstr(&before), "");
        text_free(&before);
        return false;
    }
    if (p->guard && !p->body)
        return refuse(&g, form, NULL, "missing :do option in \"%.*s\"", (int)name.len, name.at);
    if (p->head->kind == AST_call && p->head->count > 128)
        return refuse(&g, p->head, NULL, "a function has at most 128 parameters, this one has %u",
                      p->head->count);
    if (p->is_defn && p->guard)
        return refuse(&g, p->guard, NULL, "guards are not supported by defn");
    return true;
}

/* defdelegate's body: the call that it stands for. False after an error. */
static bool delegate(Script *s, const Ast *form, Parts *p)
{
    const Ast *head = p->head, *to = NULL, *as = NULL;
    Gen g = {.vm = s->vm, .cx = s->vm->cx, .arena = &s->arena, .env = &s->env};
    if (p->guard)
        return refuse_tree(&g, EXC_ArgumentError, p->guard, p->guard->span,
                           "guards are not allowed in defdelegate/2, got: when ", "");
    for (uint32_t i = 0; head->kind == AST_call && i < head->count; i++)
        if (head->args[i]->kind != AST_var)
            return refuse_tree(&g, EXC_ArgumentError, head->args[i], head->args[i]->span,
                               "defdelegate/2 only accepts function parameters, got: ", "");
    if (p->body) {
        to = ast_keyword(p->body, sym(s->vm->cx, STR("to")));
        as = ast_keyword(p->body, SYM_as);
    }
    if (!to) {
        fail(s->vm->cx, form->span, EXC_ArgumentError, "expected to: to be given as argument");
        return false;
    }
    Ast *dot[] = {(Ast *)to, ast_atom(&s->arena, as ? as->name : head->name, head->span)};
    Ast *call = ast_call(&s->arena, SYM_nil, head->args, head->kind == AST_call ? head->count : 0,
                         head->span);
    call->head = ast_call(&s->arena, SYM_dot, dot, 2, head->span);
    p->body = do_body(s, call);
    return true;
}

bool define_function(Script *s, const Ast *form)
{
    Cx *cx = s->vm->cx;
    Module *m = s->env.module;
    Parts p;
    if (!read_parts(s, form, &p))
        return errors_keep(s->vm, m);
    FunctionKind made = p.is_defn ? FUNCTION_def : p.kind;
    if (!check_definition(s, p.head, p.is_guard ? FUNCTION_macro : made, p.is_private))
        return errors_keep(s->vm, m);
    uint32_t arity = p.head->kind == AST_call ? p.head->count : 0;
    doc_attach(s, p.head, p.kind, p.is_private, p.body != NULL);
    warn_private_doc(s, form, p.head, p.is_private);
    const Ast *written = p.head;
    Function *whole = function_make(s, p.head->name, arity, made, p.is_private, p.head->span);
    whole->is_guard = p.is_guard;
    p.head = define_defaults(s, p.head, whole, p.is_defn || p.is_transform);
    if (p.head == NULL || (form->name == SYM_defdelegate && !delegate(s, form, &p)))
        return false;
    if (p.body == NULL) { /* a head alone, for its defaults */
        if (!check_head(s, p.head, whole, made))
            return errors_keep(s->vm, m);
        vec_push(&m->heads, form);
        return !failed(cx);
    }
    if (p.body->kind != AST_list || !ast_keyword(p.body, SYM_do)) {
        Str name = sym_text(cx, form->name);
        fail(cx, form->span, EXC_CompileError, "missing :do option in \"%.*s\"", (int)name.len,
             name.at);
        return errors_keep(s->vm, m);
    }
    Sym name = p.head->name;
    if (p.is_defn) {
        Text hidden = {0};
        Str text = sym_text(cx, name);
        text_print(&hidden, "__defn:%.*s__", (int)text.len, text.at);
        name = sym(cx, text_str(&hidden));
        text_free(&hidden);
        if (!define_entry(s, p.head, name, p.is_private))
            return false;
        attributes_attach(m, own_function(m, p.head->name, arity));
    }
    Function *f = function_make(s, name, arity, p.kind, p.is_private, p.head->span);
    f->is_numeric = f->is_numeric || p.is_transform;
    attributes_attach(m, f);
    if (!clause_add(s, f, p.head, p.guard, p.body))
        return false;
    vec_last(&f->clauses).has_defaults = p.head != written;
    return !failed(cx) && hooks_definition(s, form, written, p.guard, p.body, f);
}

/* defoverridable f: 1, g: 2 - or a behaviour, all of whose callbacks are meant. */
bool define_overridable(Script *s, const Ast *form)
{
    Value list = form->count == 1 ? script_form(s, form->args[0]) : POISON, pair;
    bool is_behaviour = list.tag == TAG_atom;
    if (is_behaviour) {
        Value kind = vm_atom(s->vm, "callbacks"), module = list;
        list = vm_call_named(s->vm, module.atom, SYM_behaviour_info, &kind, 1);
    }
    for (Value rest = list; list_next(&rest, &pair);) {
        bool good = pair.tag == TAG_tuple && pair.tuple->len == 2 &&
                    pair.tuple->at[0].tag == TAG_atom && pair.tuple->at[1].tag == TAG_int;
        Function *f = good ? own_function(s->env.module, pair.tuple->at[0].atom,
                                          (uint32_t)pair.tuple->at[1].i)
                           : NULL;
        if (f == NULL && good && !is_behaviour && !s->env.module->is_library) {
            Str name = sym_text(s->vm->cx, pair.tuple->at[0].atom);
            fail(s->vm->cx, form->span, EXC_ArgumentError,
                 "cannot make function %.*s/%lld overridable because it was not defined",
                 (int)name.len, name.at, (long long)pair.tuple->at[1].i);
            break;
        }
        if (f)
            f->is_overridable = true;
    }
    bool ok = list.tag != TAG_poison && !failed(s->vm->cx);
    value_free(list);
    return ok;
}
