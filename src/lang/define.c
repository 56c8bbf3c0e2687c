/* define.c - defmodule and what its body may define. */
#include "lang/vm_state.h"

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
    case SYM_defmacro:
    case SYM_defmacrop:
    case SYM_defprotocol:
    case SYM_defimpl:
    case SYM_defoverridable:
        return DEFINITION_refused;
    default:
        return DEFINITION_none;
    }
}

/* --- functions --- */

static Function *own_function(Module *m, Sym name, uint32_t arity)
{
    for (size_t i = 0; i < m->functions.len; i++)
        if (m->functions.at[i]->name == name && m->functions.at[i]->arity == arity)
            return m->functions.at[i];
    return NULL;
}

static Function *function_make(Script *s, Sym name, uint32_t arity, FunctionKind kind,
                               bool is_private, Span span)
{
    Module *m = s->env.module;
    Function *f = own_function(m, name, arity);
    if (f)
        return f;
    f = mem_alloc(sizeof *f);
    *f = (Function){.module = m->name,
                    .name = name,
                    .arity = arity,
                    .kind = kind,
                    .is_private = is_private,
                    .owner = m,
                    .span = span};
    vec_push(&m->functions, f);
    return f;
}

static void clause_add(Script *s, Function *f, const Ast *head, const Ast *guard, const Ast *body)
{
    Module *m = s->env.module;
    Clause c = {.head = head, .guard = guard, .body = body};
    c.attributes = m->attributes.len;
    c.aliases = s->env.aliases.len;
    c.imports = s->env.imports.len;
    vec_push(&f->clauses, c);
}

static Ast *do_body(Script *s, Ast *expr)
{
    Ast *pair = ast_pair(&s->arena, ast_atom(&s->arena, SYM_do, expr->span), expr, expr->span);
    return ast_list(&s->arena, &pair, 1, expr->span);
}

static Ast *variable(Script *s, Sym name, Span span)
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

/* `def f(a, b \\ 1)` also defines f/1, which calls f/2. Returns the head without defaults. */
static const Ast *define_defaults(Script *s, const Ast *head, FunctionKind kind, bool is_private)
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
    for (uint32_t given = 0; given < defaults; given++) { /* how many of the defaults are passed */
        Ast **params = arena_array(&s->arena, Ast *, count),
            **args = arena_array(&s->arena, Ast *, count);
        uint32_t taken = 0, p = 0;
        for (uint32_t i = 0; i < count; i++) {
            const Ast *a = head->args[i];
            if (ast_is_call(a, SYM_default_op, 2) && taken++ >= given) {
                args[i] = a->args[1];
                continue;
            }
            args[i] = variable(s, numbered(s, "default@", i), a->span);
            params[p++] = args[i];
        }
        Ast *short_head = ast_call(&s->arena, head->name, params, p, head->span);
        Ast *call = ast_call(&s->arena, head->name, args, count, head->span);
        Function *f = function_make(s, head->name, p, FUNCTION_def, is_private, head->span);
        clause_add(s, f, short_head, NULL, do_body(s, call));
    }
    (void)kind;
    return ast_call(&s->arena, head->name, plain, count, head->span);
}

/* The public side of a defn: it traces when one is being traced, else compiles and runs. `options`
   marks the parameters with defaults, which are not tensors. */
static void define_entry(Script *s, const Ast *head, Sym hidden, bool is_private)
{
    uint32_t count = head->kind == AST_call ? head->count : 0;
    Ast **params = arena_array(&s->arena, Ast *, count + 1), *parts[3], *entry[2];
    Span span = head->span;
    Function *f = function_make(s, head->name, count, FUNCTION_def, is_private, span);
    if (f->clauses.len) {
        Str name = sym_text(s->vm->cx, head->name);
        fail(
            s->vm->cx, span, EXC_CompileError,
            "cannot define clauses for the same numerical definition: defn %.*s/%u has one already",
            (int)name.len, name.at, count);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        params[i] = variable(s, numbered(s, "arg@", i), span);
    parts[0] = ast_atom(&s->arena, s->env.module->name, span);
    parts[1] = ast_atom(&s->arena, hidden, span);
    parts[2] = ast_list(&s->arena, params, count, span);
    entry[0] = ast_atom(&s->arena, SYM_Nx_Defn, span);
    entry[1] = ast_atom(&s->arena, sym(s->vm->cx, STR("__run__")), span);
    Ast *call = ast_call(&s->arena, SYM_nil, parts, 3, span);
    call->head = ast_call(&s->arena, SYM_dot, entry, 2, span);
    clause_add(s, f, ast_call(&s->arena, head->name, params, count, span), NULL, do_body(s, call));
}

static bool define_function(Script *s, const Ast *form)
{
    Cx *cx = s->vm->cx;
    bool is_private = form->name == SYM_defp || form->name == SYM_defnp ||
                      form->name == SYM_deftransformp || form->name == SYM_defguardp;
    bool is_defn = form->name == SYM_defn || form->name == SYM_defnp;
    const Ast *head = form->count ? form->args[0] : NULL, *guard = NULL;
    const Ast *body = form->count == 2 ? form->args[1] : NULL;
    if (head && ast_is_call(head, SYM_when, 2)) {
        guard = head->args[1];
        head = head->args[0];
    }
    if (form->name == SYM_defguard || form->name == SYM_defguardp) {
        body = guard ? do_body(s, (Ast *)guard) : NULL; /* a function that guards may call */
        guard = NULL;
    }
    if (!head || (head->kind != AST_call && head->kind != AST_var) ||
        (head->kind == AST_call && head->head)) {
        fail(cx, form->span, EXC_CompileError, "expected a function name with its parameters");
        return false;
    }
    uint32_t arity = head->kind == AST_call ? head->count : 0;
    if (arity > 128) {
        fail(cx, head->span, EXC_CompileError,
             "a function has at most 128 parameters, this one has %u", arity);
        return false;
    }
    head = define_defaults(s, head, is_defn ? FUNCTION_defn : FUNCTION_def, is_private);
    if (form->name == SYM_defdelegate) {
        const Ast *to = body ? ast_keyword(body, sym(cx, STR("to"))) : NULL,
                  *as = body ? ast_keyword(body, SYM_as) : NULL;
        if (!to) {
            fail(cx, form->span, EXC_ArgumentError, "expected to: to be given as argument");
            return false;
        }
        Ast *dot[] = {(Ast *)to, ast_atom(&s->arena, as ? as->name : head->name, head->span)};
        Ast *call = ast_call(&s->arena, SYM_nil, head->args, arity, head->span);
        call->head = ast_call(&s->arena, SYM_dot, dot, 2, head->span);
        body = do_body(s, call);
    }
    if (body == NULL) /* a head alone, for its defaults */
        return !failed(cx);
    if (body->kind != AST_list || !ast_keyword(body, SYM_do)) {
        fail(cx, form->span, EXC_CompileError, "expected do: or a do block");
        return false;
    }
    Sym name = head->name;
    if (is_defn) {
        Text hidden = {0};
        Str text = sym_text(cx, name);
        text_print(&hidden, "__defn:%.*s__", (int)text.len, text.at);
        name = sym(cx, text_str(&hidden));
        text_free(&hidden);
        define_entry(s, head, name, is_private);
    }
    Function *f = function_make(s, name, arity, is_defn ? FUNCTION_defn : FUNCTION_def, is_private,
                                head->span);
    clause_add(s, f, head, guard, body);
    return !failed(cx);
}

/* --- structs --- */

/* Fields as `[:a, b: 1]`: atoms are nil. */
static bool struct_fields(Script *s, Value fields, Span span)
{
    Module *m = s->env.module;
    Vm *vm = s->vm;
    ListBuilder order = LIST_BUILDER;
    Value map = map_new(), item;
    map = map_with(vm, map, value_atom(SYM_struct_key), value_atom(m->name));
    for (Value list = fields; list_next(&list, &item);) {
        bool is_pair =
            item.tag == TAG_tuple && item.tuple->len == 2 && item.tuple->at[0].tag == TAG_atom;
        if (item.tag != TAG_atom && !is_pair) {
            fail(vm->cx, span, EXC_ArgumentError, "struct field names must be atoms");
            break;
        }
        Value key = is_pair ? item.tuple->at[0] : item;
        map = map_with(vm, map, key, is_pair ? value_ref(item.tuple->at[1]) : VALUE_NIL);
        list_push(&order, key);
    }
    value_free(m->fields);
    value_free(m->field_order);
    m->fields = map;
    m->field_order = order.list;
    return !failed(vm->cx);
}

static bool define_struct(Script *s, const Ast *form)
{
    if (form->count != 1) {
        fail(s->vm->cx, form->span, EXC_CompileError, "expected a list of fields");
        return false;
    }
    Value fields = script_form(s, form->args[0]);
    bool ok = fields.tag != TAG_poison && struct_fields(s, fields, form->span);
    value_free(fields);
    Module *m = s->env.module;
    if (ok && form->name == SYM_defexception) {
        m->is_exception = true;
        m->fields = map_with(s->vm, m->fields, value_atom(SYM_exception_key), value_atom(SYM_true));
    }
    return ok;
}

/* --- attributes --- */

static bool define_attribute(Script *s, const Ast *form)
{
    static const char *const ignored[] = {
        "doc",    "moduledoc",         "typedoc",       "spec", "type",      "typep",
        "opaque", "callback",          "macrocallback", "impl", "behaviour", "dialyzer",
        "since",  "optional_callbacks"};
    const Ast *set = form->args[0];
    Str name = sym_text(s->vm->cx, set->name);
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        if (str_is(name, ignored[i]))
            return true;
    Value v = script_form(s, set->args[0]);
    if (v.tag == TAG_poison)
        return false;
    Attribute a = {set->name, v};
    vec_push(&s->env.module->attributes, a);
    return true;
}

/* --- modules --- */

static Sym nested_name(Script *s, const Ast *name)
{
    Cx *cx = s->vm->cx;
    Text full = {0};
    if (name->kind == AST_atom)
        return name->name;
    text_add(&full, s->env.module ? sym_text(cx, s->env.module->name) : STR("Elixir"));
    for (uint32_t i = 0; i < name->count; i++) {
        Str part = sym_text(cx, name->args[i]->name);
        text_print(&full, ".%.*s", (int)part.len, part.at);
    }
    Sym module = sym(cx, text_str(&full));
    text_free(&full);
    return module;
}

/* defexception gives exception/1 and message/1 unless the module has its own. */
static void complete_exception(Script *s, Span span)
{
    Module *m = s->env.module;
    Cx *cx = s->vm->cx;
    Sym exception = sym(cx, STR("exception"));
    Ast *e = variable(s, sym(cx, STR("e")), span);
    if (!own_function(m, exception, 1)) {
        Ast *dot[] = {ast_atom(&s->arena, sym(cx, STR("Elixir.Cnx.Exception")), span),
                      ast_atom(&s->arena, sym(cx, STR("new")), span)};
        Ast *args[] = {ast_atom(&s->arena, m->name, span), e};
        Ast *call = ast_call(&s->arena, SYM_nil, args, 2, span);
        call->head = ast_call(&s->arena, SYM_dot, dot, 2, span);
        Function *f = function_make(s, exception, 1, FUNCTION_def, false, span);
        clause_add(s, f, ast_call(&s->arena, exception, &e, 1, span), NULL, do_body(s, call));
    }
    if (!own_function(m, SYM_message, 1) && map_at_atom(m->fields, SYM_message).tag != TAG_poison) {
        Ast *dot[] = {e, ast_atom(&s->arena, SYM_message, span)};
        Ast *field = ast_call(&s->arena, SYM_nil, NULL, 0, span);
        field->head = ast_call(&s->arena, SYM_dot, dot, 2, span);
        Function *f = function_make(s, SYM_message, 1, FUNCTION_def, false, span);
        clause_add(s, f, ast_call(&s->arena, SYM_message, &e, 1, span), NULL, do_body(s, field));
    }
}

static bool compile_all(Vm *vm, Module *m)
{
    for (size_t i = 0; i < m->functions.len && !m->is_library; i++)
        if (!function_compile(vm, m->functions.at[i]))
            return false;
    return true;
}

static bool define_module(Script *around, const Ast *form, Value *result)
{
    Vm *vm = around->vm;
    const Ast *name = form->args[0], *body = ast_keyword(form->args[1], SYM_do);
    if (!body || !(name->kind == AST_atom || ast_is_call(name, SYM_aliases, -1))) {
        fail(vm->cx, form->span, EXC_CompileError, "expected defmodule Name do ... end");
        return false;
    }
    Module *m = mem_alloc(sizeof *m);
    m->name = nested_name(around, name);
    m->is_library = vm->cx->sources.at[form->span.source].is_library;
    m->fields = POISON;
    m->field_order = VALUE_EMPTY;
    Script s;
    script_init(vm, &s);
    env_copy(&s.env, &around->env);
    s.env.module = m;
    s.arena = around->arena; /* trees made on the way live as long as those of the source */
    Value last = script_form(&s, body);
    if (last.tag != TAG_poison && m->is_exception)
        complete_exception(&s, form->span);
    around->arena = s.arena;
    s.arena = (Arena){0};
    bool ok = last.tag != TAG_poison;
    value_free(last);
    m->env = s.env;
    s.env = (Env){0};
    script_free(&s);
    for (size_t i = 0; i < m->functions.len; i++)
        if (ok)
            function_enter(vm, m->functions.at[i]);
    module_enter(vm, m); /* owns what was made, also when the body failed */
    if (around->env.module && name->kind == AST_call) { /* the short name is an alias outside */
        Text first = {0};
        Str outer = sym_text(vm->cx, around->env.module->name),
            part = sym_text(vm->cx, name->args[0]->name);
        text_print(&first, "%.*s.%.*s", (int)outer.len, outer.at, (int)part.len, part.at);
        vec_push(&around->env.aliases,
                 ((Alias){name->args[0]->name, sym(vm->cx, text_str(&first))}));
        text_free(&first);
    }
    ok = ok && compile_all(vm, m);
    *result =
        ok ? TUPLE(vm_atom(vm, "module"), value_atom(m->name), value_binary(STR("")), VALUE_NIL)
           : POISON;
    return ok;
}

bool definition_run(Script *s, const Ast *form, Value *result)
{
    Cx *cx = s->vm->cx;
    DefinitionKind kind = definition_kind(form);
    Str name = sym_text(cx, form->name);
    *result = POISON;
    if (kind == DEFINITION_module)
        return define_module(s, form, result);
    if (kind == DEFINITION_refused || s->env.module == NULL) {
        fail(cx, form->span, kind == DEFINITION_refused ? EXC_CompileError : EXC_ArgumentError,
             kind == DEFINITION_refused ? "%.*s is not supported by cnx yet"
                                        : "cannot invoke %.*s outside module",
             (int)name.len, name.at);
        return false;
    }
    bool ok = kind == DEFINITION_function ? define_function(s, form)
              : kind == DEFINITION_struct ? define_struct(s, form)
                                          : define_attribute(s, form);
    if (ok)
        *result = VALUE_NIL;
    return ok;
}
