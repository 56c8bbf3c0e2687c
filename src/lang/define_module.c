/* define_module.c - defmodule, attributes, and definitions that run as calls: those inside
   expressions of a module's body and those whose text has unquotes. */
#include "lang/define.h"
#include "lang/native.h"
#include "lang/vm_state.h"

#include <string.h>

/* --- attributes --- */

bool attribute_is_text(const Cx *cx, Sym name)
{
    static const char *const ignored[] = {"doc",   "moduledoc", "typedoc",  "spec", "type",
                                          "typep", "opaque",    "dialyzer", "since"};
    static const char *const read[] = {"callback", "macrocallback"};
    Str text = sym_text(cx, name);
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        if (str_is(text, ignored[i]))
            return true;
    return str_is(text, read[0]) || str_is(text, read[1]) || name == SYM_impl;
}

Value attribute_get(const Module *m, Sym name)
{
    for (size_t i = m->attributes.len; i-- > 0;)
        if (m->attributes.at[i].name == name)
            return m->attributes.at[i].value;
    return POISON;
}

static void attribute_push(Module *m, Sym name, Value v)
{
    Attribute a = {name, v};
    vec_push(&m->attributes, a);
}

static void accumulate(Module *m, Sym name, Value v)
{
    Value before = attribute_get(m, name);
    attribute_push(m, name, value_cons(v, is_list(before) ? value_ref(before) : VALUE_EMPTY));
}

void attribute_set(Module *m, Sym name, Value v)
{
    bool is_list = name == SYM_behaviour;
    for (size_t i = 0; i < m->accumulating.len; i++)
        is_list = is_list || m->accumulating.at[i] == name;
    if (is_list)
        accumulate(m, name, v);
    else
        attribute_push(m, name, v);
}

/* @callback name(types) :: result - its name and arity are kept for behaviour_info. */
static void define_callback(Script *s, Sym kind, const Ast *spec)
{
    if (ast_is_call(spec, SYM_when, 2))
        spec = spec->args[0];
    if (ast_is_call(spec, SYM_type_op, 2))
        spec = spec->args[0];
    if (spec->kind != AST_call && spec->kind != AST_var)
        return;
    uint32_t arity = spec->kind == AST_call ? spec->count : 0;
    accumulate(s->env.module, kind, TUPLE(value_atom(spec->name), value_int(arity)));
}

bool attribute_is_known(const Cx *cx, Sym name)
{
    static const char *const known[] = {
        "behaviour",
        "derive",
        "enforce_keys",
        "before_compile",
        "after_compile",
        "on_load",
        "on_definition",
        "compile",
        "file",
        "external_resource",
        "fallback_to_any",
        "deprecated",
        "vsn",
        "nifs",
        "optional_callbacks",
        "default_defn_options",
        "defn_compiler",
        "undefined_impl_description",
        "after_verify",
        "dialyzer",
    };
    bool is_known = attribute_is_text(cx, name);
    for (size_t i = 0; i < sizeof known / sizeof *known && !is_known; i++)
        is_known = str_is(sym_text(cx, name), known[i]);
    return is_known;
}

/* An attribute that nothing reads, unless others than the module may. */
static void mark_attribute(Script *s, const Ast *form)
{
    static const char *const others[] = {"tag", "moduletag", "describetag", "author"};
    const Module *m = s->env.module;
    Sym name = form->args[0]->name;
    bool is_read = s->expansions || form->context || attribute_is_known(s->vm->cx, name);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        is_read = is_read || str_is(sym_text(s->vm->cx, name), others[i]);
    for (size_t i = 0; i < m->accumulating.len; i++)
        is_read = is_read || m->accumulating.at[i] == name;
    Span span = {form->span.source, form->span.start, form->span.start + 1};
    if (!is_read)
        mark_lexical(s->vm, (Mark){MARK_attribute, span, name, m->name, NULL, false});
}

bool define_attribute(Script *s, const Ast *form)
{
    const Ast *set = form->args[0];
    Str name = sym_text(s->vm->cx, set->name);
    if (str_is(name, "callback") || str_is(name, "macrocallback")) {
        define_callback(s, set->name, set->args[0]);
        typespec_gather(s, set);
        return true;
    }
    if (str_is(name, "doc") && !(set->args[0]->kind == AST_atom && set->args[0]->name == SYM_false))
        s->env.module->doc = form->span;
    if (str_is(name, "doc") || str_is(name, "moduledoc"))
        return doc_set(s, set);
    if (attribute_is_text(s->vm->cx, set->name) && set->name != SYM_impl) {
        typespec_gather(s, set);
        return true;
    }
    Value v = script_form(s, set->args[0]);
    if (v.tag == TAG_poison)
        return false;
    if (!check_attribute(s, set, v)) {
        value_free(v);
        return false;
    }
    if (set->name == SYM_impl) { /* of the function that follows */
        s->env.module->impl = v.tag == TAG_atom ? v.atom : SYM_nil;
        value_free(v);
        return true;
    }
    if (set->name == SYM_deprecated && is_binary(v))
        s->env.module->deprecated = sym(s->vm->cx, binary_str(v));
    attribute_set(s->env.module, set->name, v);
    mark_attribute(s, form);
    return true;
}

/* --- modules --- */

static Sym nested_name(Script *s, const Ast *name)
{
    Cx *cx = s->vm->cx;
    Text full = {0};
    if (name->kind == AST_atom)
        return name->name;
    const Ast *first = name->args[0];
    if (first->kind != AST_atom) { /* __MODULE__.Name */
        Gen g = {.vm = s->vm, .cx = cx, .arena = &s->arena, .env = &s->env};
        return alias_expand(&g, name);
    }
    bool is_whole = first->name == SYM_Elixir && name->count > 1;
    text_add(&full, s->env.module && !is_whole ? sym_text(cx, s->env.module->name) : STR("Elixir"));
    for (uint32_t i = is_whole ? 1 : 0; i < name->count; i++) {
        Str part = sym_text(cx, name->args[i]->name);
        part = str_starts(part, STR("Elixir.")) ? str_slice(part, 7, part.len) : part;
        text_print(&full, ".%.*s", (int)part.len, part.at);
    }
    Sym module = sym(cx, text_str(&full));
    text_free(&full);
    return module;
}

/* A head whose clauses never came. */
static bool head_check(Vm *vm, const Module *m, const Ast *form)
{
    const Ast *head =
        ast_is_call(form->args[0], SYM_when, 2) ? form->args[0]->args[0] : form->args[0];
    uint32_t arity = head->kind == AST_call ? head->count : 0;
    const Function *f = own_function(m, head->name, arity);
    if (f && f->clauses.len)
        return true;
    Str name = sym_text(vm->cx, head->name), kind = sym_text(vm->cx, form->name);
    bool is_defn = form->name == SYM_defn || form->name == SYM_defnp;
    if (form->name == SYM_defguard || form->name == SYM_defguardp)
        kind = form->name == SYM_defguard ? STR("defmacro") : STR("defmacrop");
    fail(vm->cx, head->span, EXC_CompileError,
         is_defn ? "cannot have %.*s %.*s/%u without clauses"
                 : "implementation not provided for predefined %.*s %.*s/%u",
         (int)kind.len, kind.at, (int)name.len, name.at, arity);
    return false;
}

/* --- errors --- */

bool errors_keep(Vm *vm, Module *m)
{
    enum { MOST_ERRORS = 20 };
    const Error *first = vm->cx->error;
    if (first == NULL || first->exc != EXC_CompileError || vm->is_raised ||
        m->errors.len >= MOST_ERRORS)
        return false;
    vec_push(&m->errors, error_take(vm->cx));
    return true;
}

/* What was kept comes in front of what is pending. */
static void errors_restore(Vm *vm, Module *m)
{
    Error *first = error_take(vm->cx);
    while (m->errors.len) {
        Error *e = vec_pop(&m->errors), *last = e;
        while (last->next)
            last = last->next;
        last->next = first;
        first = e;
    }
    vm->cx->error = first;
}

/* Looks at every head and compiles what is not compiled yet, also behind one that has an error: all
   errors are then pending. */
static bool compile_all(Vm *vm, Module *m)
{
    bool goes_on = !m->is_library;
    if (goes_on && !m->is_broken && !check_uses(vm, m))
        goes_on = errors_keep(vm, m);
    for (size_t i = 0; i < m->heads.len && goes_on && !m->is_broken; i++)
        goes_on = head_check(vm, m, m->heads.at[i]) || errors_keep(vm, m);
    for (size_t i = 0; i < m->functions.len && goes_on; i++)
        goes_on = m->functions.at[i]->is_broken || m->functions.at[i]->clauses.len == 0 ||
                  function_compile(vm, m->functions.at[i]) || errors_keep(vm, m);
    if (goes_on && m->errors.len == 0)
        typespec_check(vm, m);
    if (!vm->is_raised)
        errors_restore(vm, m);
    return !failed(vm->cx) && !vm->is_raised;
}

/* Runs the body; false after an error. *last is its value. */
static bool run_body(Script *around, Module *m, const Ast *form, const Ast *body, Value *last)
{
    Script s;
    script_init(around->vm, &s);
    env_copy(&s.env, &around->env);
    s.env.module = m;
    s.outer = around->vm->script;
    for (size_t i = 0; i < around->bindings.len; i++) {
        Binding b = {around->bindings.at[i].name, value_ref(around->bindings.at[i].value)};
        vec_push(&s.bindings, b);
    }
    s.arena = around->arena; /* trees made on the way live as long as those of the source */
    m->open = &s.env;
    *last = script_form(&s, body);
    bool ok = last->tag != TAG_poison && hooks_before_compile(&s, form->span);
    ok = ok && (!m->is_exception || complete_exception(&s, form->span));
    around->arena = s.arena;
    s.arena = (Arena){0};
    m->env = s.env;
    m->open = NULL;
    s.env = (Env){0};
    script_free(&s);
    return ok;
}

/* The short name of a nested module is an alias outside. */
static void alias_nested(Script *around, const Ast *name)
{
    Text first = {0};
    Cx *cx = around->vm->cx;
    const Ast *head = name->kind == AST_call && name->count ? name->args[0] : NULL;
    if (around->env.module == NULL || head == NULL || head->kind != AST_atom ||
        head->name == SYM_Elixir)
        return;
    Str outer = sym_text(cx, around->env.module->name), part = sym_text(cx, head->name);
    text_print(&first, "%.*s.%.*s", (int)outer.len, outer.at, (int)part.len, part.at);
    Alias alias = {head->name, sym(cx, text_str(&first)), 0, 0};
    vec_push(&around->env.aliases, alias);
    alias.context = name->context;
    if (alias.context)
        vec_push(&around->env.aliases, alias);
    text_free(&first);
}

/* Another module of this name stands in front of the one that was there. */
static void warn_redefined(Vm *vm, Sym name, Span span)
{
    if (vm->redefines || !warns_at(vm, span) || vm->warnings.in_library || !module_exists(vm, name))
        return;
    Str text = sym_text(vm->cx, name);
    text = str_starts(text, STR("Elixir.")) ? str_slice(text, 7, text.len) : text;
    warn(vm, (Span){span.source, span.start, span.start + 1}, name, NULL,
         "redefining module %.*s (current version defined in memory)", (int)text.len, text.at);
}

/* The module is known by its name; one that failed is only kept, since code that ran may stand in
   it. */
static void module_made(Vm *vm, Module *m, bool is_good)
{
    if (!is_good) {
        vec_push(&vm->broken, m);
        return;
    }
    for (size_t i = 0; i < m->functions.len; i++)
        if (m->functions.at[i]->kind != FUNCTION_macro)
            function_enter(vm, m->functions.at[i]);
    module_enter(vm, m);
}

bool define_module(Script *around, const Ast *form, Value *result)
{
    Vm *vm = around->vm;
    const Ast *name = form->args[0];
    const Ast *body = form->count == 2 ? ast_keyword(form->args[1], SYM_do) : NULL;
    if (!body || !(name->kind == AST_atom || ast_is_call(name, SYM_aliases, -1))) {
        fail(vm->cx, form->span, EXC_CompileError, "expected defmodule Name do ... end");
        return false;
    }
    Module *m = mem_alloc(sizeof *m);
    Value last;
    m->name = nested_name(around, name);
    m->is_library = vm->cx->sources.at[form->span.source].is_library;
    warn_redefined(vm, m->name, form->span);
    vec_push(&vm->opened, ((Opened){m->name, form->span.source}));
    size_t opened = vm->opened.len;
    m->fields = POISON;
    m->field_order = VALUE_EMPTY;
    m->is_open = true;
    vec_push(&m->accumulating, sym(vm->cx, STR("optional_callbacks")));
    if (!m->is_library)
        mark_all_shared_used(vm);
    bool ok = run_body(around, m, form, body, &last);
    if (!ok && m->errors.len) { /* what was found first is shown */
        raised_clear(vm);
        errors_restore(vm, m);
    }
    if (m->is_library) /* whose functions call each other while they compile */
        module_made(vm, m, ok);
    vm->opened.len = opened; /* those inside it are seen no more */
    alias_nested(around, name);
    ok = ok && compile_all(vm, m) && (m->is_library || check_named(vm, m, form->span));
    if (!m->is_library)
        module_made(vm, m, ok);
    if (ok && !m->is_library) { /* whose functions compile when they are first called */
        warn_functions(vm, m);
        warn_behaviours(vm, m, form->span);
        warn_types(vm, m);
    }
    m->is_open = false;
    if (ok && !m->is_library) {
        vec_push(&vm->defined, m->name);
        ok = hooks_after_compile(around, m, form->span);
    }
    *result = ok ? TUPLE(vm_atom(vm, "module"), value_atom(m->name), value_binary(STR("")), last)
                 : POISON;
    if (!ok)
        value_free(last);
    return ok;
}

/* What def gives: {name, arity}, in a list for defdelegate. */
static Value defined(const Ast *form)
{
    const Ast *head = form->args[0];
    if (ast_is_call(head, SYM_when, 2))
        head = head->args[0];
    Value what = TUPLE(value_atom(head->name), value_int(head->kind == AST_call ? head->count : 0));
    return form->name == SYM_defdelegate ? value_cons(what, VALUE_EMPTY) : what;
}

bool definition_run(Script *s, const Ast *form, Value *result)
{
    DefinitionKind kind = definition_kind(form);
    bool ok = false;
    *result = POISON;
    if (kind != DEFINITION_module && s->env.module == NULL) {
        Str name = sym_text(s->vm->cx, form->name);
        fail(s->vm->cx, form->span, EXC_ArgumentError, "cannot invoke %.*s/%u outside module",
             (int)name.len, name.at, form->count);
        return false;
    }
    switch (kind) {
    case DEFINITION_module:
        return define_module(s, form, result);
    case DEFINITION_function:
        ok = define_function(s, form);
        if (ok)
            *result = defined(form);
        return ok;
    case DEFINITION_struct:
        ok = define_struct(s, form);
        if (ok && form->name == SYM_defstruct)
            *result = value_ref(s->env.module->fields);
        break;
    case DEFINITION_attribute:
        ok = define_attribute(s, form);
        break;
    case DEFINITION_overridable:
        ok = define_overridable(s, form);
        break;
    case DEFINITION_none:
        break;
    }
    if (ok && result->tag == TAG_poison)
        *result = value_atom(SYM_ok);
    return ok;
}

/* --- definitions as calls --- */

/* The definition as if the script stood where it is written. */
static bool run_inner(Vm *vm, InnerForm inner, const Ast *form, Value *result)
{
    Script *s = vm->script;
    Env env, here = s->env;
    const Env *written = &expander_of(vm)->envs.at[inner.env];
    if (written->module != here.module) /* a function that defines something in its caller */
        return definition_run(s, form, result);
    env_copy(&env, written);
    s->env = env;
    bool ok = definition_run(s, form, result);
    env_free(&s->env);
    s->env = here;
    return ok;
}

static Value define_here(Vm *vm, InnerForm inner, const Ast *form)
{
    Value result = POISON;
    if (vm->script == NULL)
        return fail_argument(vm);
    if (form && !run_inner(vm, inner, form, &result))
        return vm_raise_pending(vm);
    return form ? result : vm_raise_pending(vm);
}

/* Cnx.Define.form(index): a definition that stood inside an expression. */
NATIVE(fn_define_form)
{
    InnerForm inner = expander_of(vm)->forms.at[args[0].i];
    return define_here(vm, inner, inner.ast);
}

/* Cnx.Define.module(index, name, variables): a defmodule inside an expression. The name is what was
   computed for it, or nil; the body sees the variables of the expression. */
NATIVE(fn_define_module)
{
    Script inner, *outer = vm->script;
    InnerForm form_of = expander_of(vm)->forms.at[args[0].i];
    const Ast *written = form_of.ast;
    Value variables = args[2], pair, result = POISON;
    script_init(vm, &inner);
    if (outer)
        env_copy(&inner.env, expander_of(vm)->envs.at[form_of.env].module == outer->env.module
                                 ? &expander_of(vm)->envs.at[form_of.env]
                                 : &outer->env);
    while (list_next(&variables, &pair)) {
        Binding b = {pair.tuple->at[0].atom, value_ref(pair.tuple->at[1])};
        vec_push(&inner.bindings, b);
    }
    Ast form = *written, *parts[2] = {written->args[0], written->args[1]};
    if (!is_atom(args[1], SYM_nil)) {
        form.args = parts;
        parts[0] = ast_atom(&inner.arena, args[1].atom, written->span);
    }
    if (args[1].tag != TAG_atom) {
        Text shown = {0};
        value_inspect(vm, &shown, args[1], &inspect_defaults);
        fail(vm->cx, written->args[0]->span, EXC_CompileError, "invalid module name: %s",
             text_cstr(&shown));
        text_free(&shown);
        vm_raise_pending(vm);
    } else if (!definition_run(&inner, &form, &result))
        vm_raise_pending(vm);
    script_end(&inner);
    return result;
}

/* Cnx.Define.part(path): the forms of another file of the library, as if they stood here. */
NATIVE(fn_define_part)
{
    Text path = {0};
    if (args[0].tag == TAG_binary)
        text_add(&path, binary_str(args[0]));
    Value result = library_part(vm, text_cstr(&path));
    text_free(&path);
    return result;
}

/* Cnx.Define.quoted(index, term): one whose unquotes were evaluated. */
NATIVE(fn_define_quoted)
{
    if (vm->script == NULL)
        return fail_argument(vm);
    Span span = vm->frame_count ? vm->frames[vm->frame_count - 1].code->spans.at[0] : SPAN_NONE;
    vm->script->is_quoted++;
    Value v = define_here(vm, expander_of(vm)->forms.at[args[0].i],
                          quoted_read(vm, &vm->script->arena, args[1], (Reading){.span = span}));
    vm->script->is_quoted--;
    return v;
}

/* Cnx.Define.struct(module, fields): a defstruct inside an expression. */
NATIVE(fn_define_struct)
{
    Script *s = vm->script;
    if (s == NULL || s->env.module == NULL)
        return vm_fail(vm, EXC_ArgumentError, "cannot invoke defstruct/1 outside module");
    if (!struct_fields(s, args[1], SPAN_NONE))
        return vm_raise_pending(vm);
    return value_ref(s->env.module->fields);
}
