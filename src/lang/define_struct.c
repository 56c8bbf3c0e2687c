/* define_struct.c - defstruct, defexception, and what @derive makes of them. */
#include "lang/define.h"
#include "lang/native.h"

/* --- @derive --- */

/* protocol.Any.__deriving__(module, struct, options), a macro, makes the implementation. */
static bool derive(Script *s, Value protocol, Value options, Span span)
{
    Vm *vm = s->vm;
    Module *m = s->env.module;
    Text text = {0};
    if (protocol.tag != TAG_atom)
        return true;
    Str name = sym_text(vm->cx, protocol.atom);
    text_print(&text, "%.*s.Any", (int)name.len, name.at);
    Sym any = sym(vm->cx, text_str(&text));
    text_free(&text);
    Function *f = macro_find(vm, any, sym(vm->cx, STR("__deriving__")), 3);
    if (f == NULL)
        return true; /* the protocol falls back to Any for it */
    Gen g = {.vm = vm, .cx = vm->cx, .arena = &s->arena, .env = &s->env, .span = span};
    Value args[] = {value_atom(m->name), m->fields, options};
    const Ast *made = macro_apply(&g, f, args, 3, span);
    if (made == NULL)
        return false;
    s->expansions++;
    Value done = script_form(s, made);
    s->expansions--;
    bool ok = done.tag != TAG_poison;
    value_free(done);
    return ok;
}

static bool derive_one(Script *s, Value v, Span span)
{
    bool has_options = v.tag == TAG_tuple && v.tuple->len == 2;
    return derive(s, has_options ? v.tuple->at[0] : v, has_options ? v.tuple->at[1] : VALUE_EMPTY,
                  span);
}

static bool derive_all(Script *s, Span span)
{
    Module *m = s->env.module;
    bool ok = true;
    for (size_t i = 0; ok && i < m->attributes.len; i++) {
        Value v = m->attributes.at[i].value, item;
        if (m->attributes.at[i].name != SYM_derive)
            continue;
        if (!is_list(v))
            ok = derive_one(s, v, span);
        while (ok && list_next(&v, &item))
            ok = derive_one(s, item, span);
    }
    return ok;
}

/* --- defstruct --- */

Value module_enforced(const Module *m)
{
    Value keys = attribute_get(m, SYM_enforce_keys);
    return is_list(keys) ? keys : VALUE_EMPTY;
}

/* @enforce_keys :key means [:key]; all of them are fields. */
static bool check_enforced(Script *s, Value order, Span span)
{
    Vm *vm = s->vm;
    Module *m = s->env.module;
    Value one = attribute_get(m, SYM_enforce_keys), key, item;
    if (one.tag == TAG_atom && one.atom != SYM_nil)
        attribute_set(m, SYM_enforce_keys, value_cons(one, VALUE_EMPTY));
    ListBuilder missing = LIST_BUILDER;
    for (Value keys = module_enforced(m); list_next(&keys, &key);) {
        bool found = false;
        for (Value rest = order; !found && list_next(&rest, &item);)
            found = value_equal(key, item, true);
        if (!found)
            list_push(&missing, value_ref(key));
    }
    bool ok = missing.list.tag != TAG_cons;
    if (!ok) {
        Text lacks = {0}, fields = {0};
        ListBuilder pairs = LIST_BUILDER;
        for (Value rest = order; list_next(&rest, &item);)
            list_push(&pairs, TUPLE(item, value_ref(map_at(m->fields, item))));
        value_inspect(vm, &lacks, missing.list, &inspect_defaults);
        value_inspect(vm, &fields, pairs.list, &inspect_defaults);
        fail(vm->cx, span, EXC_ArgumentError,
             "@enforce_keys required keys (%s) that are not defined in defstruct: %s",
             text_cstr(&lacks), text_cstr(&fields));
        value_free(pairs.list);
        text_free(&lacks);
        text_free(&fields);
    }
    value_free(missing.list);
    return ok;
}

static void warn_key(Script *s, Value key, Span span)
{
    Text shown = {0};
    value_inspect(s->vm, &shown, key, &inspect_defaults);
    warn(s->vm, first_char(span), s->env.module->name, NULL, "duplicate key %s found in struct",
         text_cstr(&shown));
    text_free(&shown);
}

/* Fields as `[:a, b: 1]`: atoms are nil. */
bool struct_fields(Script *s, Value fields, Span span)
{
    Module *m = s->env.module;
    Vm *vm = s->vm;
    if (m->fields.tag == TAG_map && !m->is_library) {
        Str name = sym_text(vm->cx, m->name);
        name = str_starts(name, STR("Elixir.")) ? str_slice(name, 7, name.len) : name;
        fail(vm->cx, span, EXC_ArgumentError,
             "defstruct has already been called for %.*s, defstruct can only be called once per "
             "module",
             (int)name.len, name.at);
        return false;
    }
    if (!is_list(fields)) {
        Text shown = {0};
        value_inspect(vm, &shown, fields, &inspect_defaults);
        fail(vm->cx, span, EXC_ArgumentError, "struct fields definition must be list, got: %s",
             text_cstr(&shown));
        text_free(&shown);
        return false;
    }
    ListBuilder order = LIST_BUILDER;
    Value map = map_new(), item;
    map = map_with(vm, map, value_atom(SYM_struct_key), value_atom(m->name));
    for (Value list = fields; list_next(&list, &item);) {
        bool is_pair =
            item.tag == TAG_tuple && item.tuple->len == 2 && item.tuple->at[0].tag == TAG_atom;
        if (item.tag != TAG_atom && !is_pair) {
            Text shown = {0};
            value_inspect(vm, &shown, item, &inspect_defaults);
            fail(vm->cx, span, EXC_ArgumentError, "struct field names must be atoms, got: %s",
                 text_cstr(&shown));
            text_free(&shown);
            break;
        }
        Value key = is_pair ? item.tuple->at[0] : item;
        if (map_at(map, key).tag != TAG_poison)
            warn_key(s, key, span);
        map = map_with(vm, map, key, is_pair ? value_ref(item.tuple->at[1]) : VALUE_NIL);
        list_push(&order, key);
    }
    value_free(m->fields);
    value_free(m->field_order);
    m->fields = map;
    m->field_order = order.list;
    return !failed(vm->cx) && check_enforced(s, m->field_order, span) && derive_all(s, span);
}

bool define_struct(Script *s, const Ast *form)
{
    if (form->count != 1) {
        fail(s->vm->cx, form->span, EXC_CompileError, "expected a list of fields");
        return false;
    }
    Value fields = script_form(s, form->args[0]);
    Module *m = s->env.module;
    m->is_exception = form->name == SYM_defexception;
    bool ok = fields.tag != TAG_poison && struct_fields(s, fields, form->span);
    value_free(fields);
    if (ok && m->is_exception)
        m->fields = map_with(s->vm, m->fields, value_atom(SYM_exception_key), value_atom(SYM_true));
    return ok;
}

/* defexception gives exception/1 and message/1 unless the module has its own. */
bool complete_exception(Script *s, Span span)
{
    Module *m = s->env.module;
    Cx *cx = s->vm->cx;
    Sym exception = sym(cx, STR("exception"));
    Ast *e = variable_node(s, sym(cx, STR("e")), span);
    if (!own_function(m, exception, 1)) {
        Ast *args[] = {ast_atom(&s->arena, m->name, span), e};
        Ast *call = remote_node(s, sym(cx, STR("Elixir.Cnx.Exception")), "new", args, 2, span);
        Function *f = function_make(s, exception, 1, FUNCTION_def, false, span);
        if (!clause_add(s, f, ast_call(&s->arena, exception, &e, 1, span), NULL, do_body(s, call)))
            return false;
    }
    if (!own_function(m, SYM_message, 1) && map_at_atom(m->fields, SYM_message).tag != TAG_poison) {
        Ast *dot[] = {e, ast_atom(&s->arena, SYM_message, span)};
        Ast *field = ast_call(&s->arena, SYM_nil, NULL, 0, span);
        field->head = ast_call(&s->arena, SYM_dot, dot, 2, span);
        Function *f = function_make(s, SYM_message, 1, FUNCTION_def, false, span);
        return clause_add(s, f, ast_call(&s->arena, SYM_message, &e, 1, span), NULL,
                          do_body(s, field));
    }
    return true;
}
