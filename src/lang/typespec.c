/* typespec.c - what @type and @spec say: types are not checked against values, but each must name
   types that there are, and each spec a function. Texts are Elixir's.

   Uses are gathered while the module's body runs and looked at at its end, since types may be
   defined below their uses. */
#include "lang/define.h"
#include "lang/expand.h"

#include <string.h>

/* --- built-in types --- */

typedef struct BuiltIn {
    const char *name;
    uint32_t arities; /* bit n: takes n types */
} BuiltIn;

static const BuiltIn built_in[] = {
    {"any", 1},
    {"term", 1},
    {"none", 1},
    {"no_return", 1},
    {"dynamic", 1},
    {"atom", 1},
    {"module", 1},
    {"boolean", 1},
    {"map", 1},
    {"struct", 1},
    {"pid", 1},
    {"port", 1},
    {"reference", 1},
    {"tuple", 1},
    {"float", 1},
    {"integer", 1},
    {"neg_integer", 1},
    {"non_neg_integer", 1},
    {"pos_integer", 1},
    {"number", 1},
    {"list", 3},
    {"nonempty_list", 3},
    {"maybe_improper_list", 1 | 4},
    {"nonempty_improper_list", 4},
    {"nonempty_maybe_improper_list", 1 | 4},
    {"keyword", 3},
    {"arity", 1},
    {"as_boolean", 2},
    {"binary", 1},
    {"nonempty_binary", 1},
    {"bitstring", 1},
    {"nonempty_bitstring", 1},
    {"byte", 1},
    {"char", 1},
    {"charlist", 1},
    {"nonempty_charlist", 1},
    {"fun", 1},
    {"function", 1},
    {"identifier", 1},
    {"iodata", 1},
    {"iolist", 1},
    {"mfa", 1},
    {"node", 1},
    {"timeout", 1},
    {"var", 1},
    {"required", 2},
    {"optional", 2},
    {"record", 2 | 4},
    {"string", 1},
    {"nonempty_string", 1},
};

static bool is_built_in(Str name, uint32_t arity)
{
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
        if (str_is(name, built_in[i].name) && arity < 32)
            return built_in[i].arities >> arity & 1;
    return false;
}

/* --- gathering --- */

/* Trees that are no types by their name: what types are written with. */
static bool is_form(Str name)
{
    static const char *const forms[] = {"|",    "->", "{}", "%{}", "%",           "<<>>",
                                        "..",   "::", "*",  "[]",  "__aliases__", "__MODULE__",
                                        "when", "-",  "+",  "...", "@",           "__block__",
                                        "fn",   "=>", NULL};
    return is_named(name, forms);
}

typedef struct Gathering {
    Script *s;
    Names variables; /* of the type or the spec */
} Gathering;

static bool is_variable(const Gathering *g, Sym name)
{
    for (size_t i = 0; i < g->variables.len; i++)
        if (g->variables.at[i] == name)
            return true;
    return false;
}

static void gather(Gathering *g, const Ast *type)
{
    bool is_named_type = type->kind == AST_var || (type->kind == AST_call && !type->head);
    Str name = is_named_type ? sym_text(g->s->vm->cx, type->name) : STR("");
    uint32_t count = type->kind == AST_var ? 0 : type->count;
    if (is_named_type && !is_form(name) && !is_variable(g, type->name) && !is_built_in(name, count))
        vec_push(
            &g->s->env.module->type_uses,
            ((TypeUse){.kind = TYPE_use, .name = type->name, .arity = count, .span = type->span}));
    if (type->kind != AST_call && type->kind != AST_list && type->kind != AST_pair)
        return;
    bool is_annotated = ast_is_call(type, SYM_type_op, 2);
    if (ast_is_call(type, SYM_bits, -1))
        return;
    for (uint32_t i = is_annotated ? 1 : 0; i < type->count; i++)
        gather(g, type->args[i]);
}

/* `when a: type, b: var`: the names are variables of the spec. */
static const Ast *spec_of(Gathering *g, const Ast *spec)
{
    if (!ast_is_call(spec, SYM_when, 2))
        return spec;
    const Ast *names = spec->args[1];
    for (uint32_t i = 0; names->kind == AST_list && i < names->count; i++)
        if (names->args[i]->kind == AST_pair && names->args[i]->args[0]->kind == AST_atom)
            vec_push(&g->variables, names->args[i]->args[0]->name);
    for (uint32_t i = 0; names->kind == AST_list && i < names->count; i++)
        if (names->args[i]->kind == AST_pair)
            gather(g, names->args[i]->args[1]);
    return spec->args[0];
}

/* What is no type or spec at all is refused at the end, as Elixir does. */
static void gather_wrong(Gathering *g, const Ast *tree, const char *fault)
{
    vec_push(&g->s->env.module->type_uses,
             ((TypeUse){.kind = TYPE_wrong, .span = tree->span, .tree = tree, .fault = fault}));
}

/* A spec of a function, or of a callback, which need not be there. */
static void gather_spec(Gathering *g, const Ast *spec, bool is_function)
{
    spec = spec_of(g, spec);
    if (!ast_is_call(spec, SYM_type_op, 2)) {
        bool is_head = spec->kind == AST_var || spec->kind == AST_call;
        gather_wrong(g, spec,
                     is_head ? "type specification missing return type: "
                             : "invalid type specification: ");
        return;
    }
    const Ast *head = spec->args[0];
    bool is_plain = head->kind == AST_var || (head->kind == AST_call && !head->head);
    if (!is_plain)
        return;
    uint32_t arity = head->kind == AST_var ? 0 : head->count;
    if (is_function && head->name != SYM_struct_key)
        vec_push(
            &g->s->env.module->type_uses,
            ((TypeUse){.kind = TYPE_spec, .name = head->name, .arity = arity, .span = head->span}));
    for (uint32_t i = 0; i < arity; i++)
        gather(g, head->args[i]);
    gather(g, spec->args[1]);
}

static void gather_type(Gathering *g, const Ast *type, Sym kind)
{
    if (!ast_is_call(type, SYM_type_op, 2)) {
        gather_wrong(g, type, "invalid type specification: ");
        return;
    }
    const Ast *head = type->args[0];
    if (head->kind != AST_var && (head->kind != AST_call || head->head))
        return;
    uint32_t arity = head->kind == AST_var ? 0 : head->count;
    vec_push(&g->s->env.module->type_uses, ((TypeUse){.kind = TYPE_definition,
                                                      .name = head->name,
                                                      .arity = arity,
                                                      .span = head->span,
                                                      .owner = kind}));
    for (uint32_t i = 0; i < arity; i++)
        if (head->args[i]->kind == AST_var)
            vec_push(&g->variables, head->args[i]->name);
    gather(g, type->args[1]);
}

void typespec_gather(Script *s, const Ast *set)
{
    static const char *const types[] = {"type", "typep", "opaque", NULL};
    Str name = sym_text(s->vm->cx, set->name);
    Gathering g = {.s = s};
    Str text = s->vm->cx->sources.at[set->span.source].text;
    bool is_made = s->expansions || set->context || has_fragments(set) ||
                   !str_starts(str_slice(text, set->span.start, set->span.end), name);
    s->env.module->has_made_types = s->env.module->has_made_types || is_made;
    if (s->env.module->is_library || is_made)
        return;
    if (is_named(name, types))
        gather_type(&g, set->args[0], set->name);
    else if (str_ends(name, STR("callback")) || str_is(name, "spec"))
        gather_spec(&g, set->args[0], str_is(name, "spec"));
    vec_free(&g.variables);
}

/* --- looking --- */

static const TypeUse *definition_of(const Module *m, const TypeUse *use)
{
    for (size_t i = 0; i < m->type_uses.len; i++) {
        const TypeUse *d = &m->type_uses.at[i];
        if (d->kind == TYPE_definition && d->name == use->name && d->arity == use->arity)
            return d;
    }
    return NULL;
}

static bool is_used(const Module *m, const TypeUse *type)
{
    for (size_t i = 0; i < m->type_uses.len; i++) {
        const TypeUse *u = &m->type_uses.at[i];
        if (u->kind == TYPE_use && u->name == type->name && u->arity == type->arity)
            return true;
    }
    return false;
}

static bool check_type(Vm *vm, const Module *m, const TypeUse *u)
{
    Str name = sym_text(vm->cx, u->name), module = sym_text(vm->cx, m->name);
    int len = (int)name.len;
    const TypeUse *known = u->kind == TYPE_spec ? NULL : definition_of(m, u);
    Text in = {0};
    atom_inspect(&in, module);
    switch (u->kind) {
    case TYPE_use:
        if (!known && !m->has_made_types)
            fail(vm->cx, u->span, EXC_CompileError, "type %.*s/%u undefined (no such type in %s)",
                 len, name.at, u->arity, text_cstr(&in));
        break;
    case TYPE_definition:
        if (is_built_in(name, u->arity)) {
            fail(vm->cx, u->span, EXC_CompileError,
                 "type %.*s/%u is a built-in type and it cannot be redefined", len, name.at,
                 u->arity);
        } else if (known != u) {
            Str file = vm->cx->sources.at[known->span.source].name;
            fail(vm->cx, u->span, EXC_CompileError, "type %.*s/%u is already defined in %.*s:%u",
                 len, name.at, u->arity, (int)file.len, file.at,
                 position_of(vm->cx, known->span.source, known->span.start).line);
        }
        break;
    case TYPE_spec:
        if (!own_function(m, u->name, u->arity))
            fail(vm->cx, u->span, EXC_CompileError, "spec for undefined function %.*s/%u", len,
                 name.at, u->arity);
        break;
    case TYPE_wrong: {
        Text shown = {0};
        tree_text(vm, &shown, u->tree);
        fail(vm->cx, u->span, EXC_CompileError, "%s%s", u->fault, text_cstr(&shown));
        text_free(&shown);
        break;
    }
    }
    text_free(&in);
    return !failed(vm->cx);
}

bool typespec_check(Vm *vm, const Module *m)
{
    for (size_t i = 0; i < m->type_uses.len; i++)
        if (!check_type(vm, m, &m->type_uses.at[i]))
            return false;
    for (size_t i = 0; i < m->type_uses.len; i++) {
        const TypeUse *u = &m->type_uses.at[i];
        Str name = sym_text(vm->cx, u->name);
        if (u->kind == TYPE_definition && str_is(sym_text(vm->cx, u->owner), "typep") &&
            !m->has_made_types && !is_used(m, u))
            warn(vm, first_char(u->span), m->name, NULL, "type %.*s/%u is unused", (int)name.len,
                 name.at, u->arity);
    }
    return true;
}
