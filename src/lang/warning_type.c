/* warning_type.c - warnings of what cannot work whatever runs: fields that a struct does not have,
   calls and fields of what is no module and no map, comparisons of structs and of kinds that never
   meet, segments of bits that take something else; see warning.h.

   A variable has a type where its binding shows one: a literal, a struct, a match with a struct's
   pattern. All else is unknown and never warned about. Trees are looked at as they are written,
   so what macros make is not seen. The texts are those of Elixir 1.17's checks. */
#include "lang/warning_type.h"

static void check(Checker *c, const Ast *ast);

/* --- types --- */

Module *struct_module(Checker *c, const Ast *name)
{
    Sym module;
    if (!module_name(&c->gen, name, &module) || failed(c->vm->cx))
        return NULL;
    Module *m = module_find(c->vm, module);
    return m && m->fields.tag == TAG_map ? m : NULL;
}

const Typed *typed_find(const Checker *c, const Ast *var)
{
    if (var->kind != AST_var)
        return NULL;
    for (size_t i = c->variables.len; i-- > 0;)
        if (c->variables.at[i].name == var->name)
            return &c->variables.at[i];
    return NULL;
}

Known type_of(Checker *c, const Ast *ast)
{
    Known t = {TYPE_unknown, SYM_nil, false, NULL};
    switch (ast->kind) {
    case AST_int:
    case AST_big:
        t.kind = TYPE_integer;
        return t;
    case AST_float:
        t.kind = TYPE_float;
        return t;
    case AST_string:
        t.kind = TYPE_binary;
        return t;
    case AST_atom:
        t.kind = TYPE_atom;
        t.name = ast->name;
        return t;
    case AST_pair:
        t.kind = TYPE_tuple;
        return t;
    case AST_list:
        return t;
    case AST_var: {
        const Typed *known = typed_find(c, ast);
        return known ? known->type : t;
    }
    case AST_call:
        break;
    }
    if (ast_is_call(ast, SYM_tuple, -1))
        t.kind = TYPE_tuple;
    else if (ast_is_call(ast, SYM_fn, -1) ||
             (ast_is_call(ast, SYM_amp, 1) && ast->args[0]->kind != AST_int))
        t.kind = TYPE_fun;
    else if (ast_is_call(ast, SYM_struct, 2) && ast->args[1]->kind == AST_call) {
        const Module *m = struct_module(c, ast->args[0]);
        if (m) {
            t = (Known){TYPE_struct, m->name, is_update(ast->args[1]), ast->args[1]};
        }
    }
    return t;
}

const Ast *segment_value(const Ast *segment)
{
    return ast_is_call(segment, SYM_type_op, 2) ? segment->args[0] : segment;
}

/* The kind that one word of a spec says, or TYPE_unknown: sizes, signs and the like. */
static TypeKind spec_kind(const Checker *c, const Ast *spec)
{
    static const struct {
        const char *name;
        TypeKind kind;
    } kinds[] = {{"binary", TYPE_binary},
                 {"bytes", TYPE_binary},
                 {"float", TYPE_float},
                 {"integer", TYPE_integer}};
    if (ast_is_call(spec, SYM_minus, 2)) {
        TypeKind left = spec_kind(c, spec->args[0]);
        return left != TYPE_unknown ? left : spec_kind(c, spec->args[1]);
    }
    if (spec->kind != AST_var && spec->kind != AST_call)
        return TYPE_unknown;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_is(sym_text(c->vm->cx, spec->name), kinds[i].name))
            return kinds[i].kind;
    return TYPE_unknown;
}

/* Whether every word of the spec is one that leaves the segment an integer. */
static bool is_plain_spec(const Checker *c, const Ast *spec)
{
    static const char *const words[] = {"size", "unit",   "signed", "unsigned",
                                        "big",  "little", "native", NULL};
    if (ast_is_call(spec, SYM_minus, 2))
        return is_plain_spec(c, spec->args[0]) && is_plain_spec(c, spec->args[1]);
    return spec->kind == AST_int || ((spec->kind == AST_var || spec->kind == AST_call) &&
                                     is_named(sym_text(c->vm->cx, spec->name), words));
}

Known segment_type(const Checker *c, const Ast *segment)
{
    Known t = {TYPE_integer, SYM_nil, false, NULL};
    if (!ast_is_call(segment, SYM_type_op, 2))
        return t;
    const Ast *spec = segment->args[1];
    t.kind = spec_kind(c, spec);
    if (t.kind == TYPE_unknown && is_plain_spec(c, spec))
        t.kind = TYPE_integer;
    return t;
}

/* --- the walk --- */

static void give(Checker *c, Sym name, Known t, const Ast *where)
{
    vec_push(&c->variables, ((Typed){name, t, where}));
}

/* The pattern's variables; those that a match in it shows to be structs or literals have a type. */
static void bind_pattern(Checker *c, const Ast *pattern, const Ast *where)
{
    if (pattern->kind == AST_var) {
        give(c, pattern->name, (Known){0}, where);
        return;
    }
    if (ast_is_call(pattern, SYM_match, 2)) {
        for (int side = 0; side < 2; side++) {
            const Ast *var = pattern->args[side], *other = pattern->args[1 - side];
            Known t =
                var->kind == AST_var && other->kind != AST_var ? type_of(c, other) : (Known){0};
            bind_pattern(c, var, pattern);
            t.is_pattern = true;
            if (t.kind != TYPE_unknown)
                give(c, var->name, t, pattern);
        }
        return;
    }
    if (pattern->kind != AST_call && pattern->kind != AST_list && pattern->kind != AST_pair)
        return;
    if (ast_is_call(pattern, SYM_pin, 1))
        return;
    if (ast_is_call(pattern, SYM_bits, -1)) {
        for (uint32_t i = 0; i < pattern->count; i++) {
            const Ast *value = segment_value(pattern->args[i]);
            if (value->kind == AST_var)
                give(c, value->name, segment_type(c, pattern->args[i]), pattern);
        }
        return;
    }
    for (uint32_t i = 0; i < pattern->count; i++)
        bind_pattern(c, pattern->args[i], where);
}

static void check_match(Checker *c, const Ast *ast)
{
    const Ast *left = ast->args[0], *right = ast->args[1];
    check(c, right);
    Known t = type_of(c, right);
    if (left->kind == AST_var) {
        give(c, left->name, t, ast);
        return;
    }
    bind_pattern(c, left, ast);
    Known pattern = type_of(c, left);
    if (right->kind == AST_var && pattern.kind == TYPE_struct && t.kind == TYPE_unknown) {
        pattern.is_pattern = true;
        give(c, right->name, pattern, ast);
    }
}

/* Parts whose variables nobody outside sees. */
static void check_inside(Checker *c, const Ast *ast)
{
    size_t before = c->variables.len;
    check(c, ast);
    c->variables.len = before;
}

static void check_arrow(Checker *c, const Ast *ast)
{
    size_t before = c->variables.len;
    bind_pattern(c, ast->args[0], ast);
    check(c, ast->args[1]);
    c->variables.len = before;
}

static void check(Checker *c, const Ast *ast)
{
    if (ast->kind == AST_pair) {
        check_inside(c, ast->args[0]);
        check_inside(c, ast->args[1]);
        return;
    }
    if ((ast->kind != AST_call && ast->kind != AST_list) || ast_is_call(ast, SYM_quote, -1) ||
        ast->context)
        return;
    if (ast_is_call(ast, SYM_match, 2)) {
        check_match(c, ast);
        return;
    }
    if (ast_is_call(ast, SYM_arrow, 2)) {
        check_arrow(c, ast);
        return;
    }
    if (ast_is_call(ast, SYM_left_arrow, 2)) {
        check(c, ast->args[1]);
        bind_pattern(c, ast->args[0], ast);
        return;
    }
    check_tree(c, ast);
    bool is_scope = ast->kind == AST_call && (ast->flags & AST_DO_BLOCK);
    size_t before = c->variables.len;
    if (ast->kind == AST_call && ast->head)
        check(c, ast->head);
    for (uint32_t i = 0; i < ast->count; i++)
        check(c, ast->args[i]);
    if (is_scope)
        c->variables.len = before;
}

void warn_types(Vm *vm, Module *m)
{
    Arena arena = {0};
    Checker c = {.vm = vm, .module = m};
    c.gen = (Gen){.vm = vm, .cx = vm->cx, .arena = &arena, .env = &m->env};
    for (size_t i = 0; i < m->functions.len; i++) {
        const Function *f = m->functions.at[i];
        c.function = f;
        for (size_t k = 0; k < f->clauses.len && !f->is_generated && f->kind == FUNCTION_def; k++) {
            const Clause *clause = &f->clauses.at[k];
            c.variables.len = 0;
            for (uint32_t p = 0; clause->head->kind == AST_call && p < clause->head->count; p++)
                bind_pattern(&c, clause->head->args[p], clause->head);
            if (clause->body && warns_at(vm, clause->head->span))
                check(&c, clause->body);
        }
    }
    vec_free(&c.variables);
    arena_free(&arena);
}
