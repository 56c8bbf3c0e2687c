/* warning_type.c - warnings of what cannot work whatever runs: fields that a struct does not have,
   calls and fields of what is no module and no map, comparisons of structs and of kinds that never
   meet; see warning.h.

   A variable has a type where its binding shows one: a literal, a struct, a match with a struct's
   pattern. All else is unknown and never warned about. Trees are looked at as they are written,
   so what macros make is not seen. The texts are those of Elixir 1.17's checks. */
#include "lang/define.h"
#include "lang/inspect.h"
#include "lang/native.h"

#include <string.h>

typedef enum TypeKind {
    TYPE_unknown,
    TYPE_integer,
    TYPE_float,
    TYPE_binary,
    TYPE_atom,
    TYPE_tuple,
    TYPE_fun,
    TYPE_struct
} TypeKind;

typedef struct Known {
    TypeKind kind;
    Sym name;        /* the atom; the struct's module */
    bool is_pattern; /* only a pattern says so: dynamic, fields of any type */
    const Ast *from; /* struct: its fields as written */
} Known;

typedef struct Typed {
    Sym name;
    Known type;
    const Ast *where; /* the match or pattern that tells */
} Typed;

typedef struct Checker {
    Vm *vm;
    Gen gen; /* to expand aliases */
    const Module *module;
    const Function *function;
    VEC(Typed) variables;
} Checker;

static void check(Checker *c, const Ast *ast);

/* --- types --- */

static Module *struct_module(Checker *c, const Ast *name)
{
    Sym module;
    if (!module_name(&c->gen, name, &module) || failed(c->vm->cx))
        return NULL;
    Module *m = module_find(c->vm, module);
    return m && m->fields.tag == TAG_map ? m : NULL;
}

static const Typed *typed_find(const Checker *c, const Ast *var)
{
    if (var->kind != AST_var)
        return NULL;
    for (size_t i = c->variables.len; i-- > 0;)
        if (c->variables.at[i].name == var->name)
            return &c->variables.at[i];
    return NULL;
}

static bool is_update(const Ast *map)
{
    return map->count == 1 && ast_is_call(map->args[0], SYM_pipe, 2);
}

static Known type_of(Checker *c, const Ast *ast)
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

/* --- types as text --- */

static void print_module(Text *out, const Checker *c, Sym module)
{
    Str name = sym_text(c->vm->cx, module);
    text_add(out, str_starts(name, STR("Elixir.")) ? str_slice(name, 7, name.len) : name);
}

static void print_type(Text *out, Checker *c, Known t);

/* What a field is where the struct is made: its value's type, or its default's. */
static void print_field(Text *out, Checker *c, Known t, Sym field, Value usual)
{
    const Ast *given = t.from ? t.from : NULL;
    for (uint32_t i = 0; given && !t.is_pattern && i < given->count; i++)
        if (given->args[i]->kind == AST_pair && given->args[i]->args[0]->kind == AST_atom &&
            given->args[i]->args[0]->name == field) {
            Known own = type_of(c, given->args[i]->args[1]);
            if (own.kind == TYPE_unknown)
                text_add(out, STR("term()"));
            else
                print_type(out, c, own);
            return;
        }
    Known own = {usual.tag == TAG_int     ? TYPE_integer
                 : usual.tag == TAG_float ? TYPE_float
                 : is_binary(usual)       ? TYPE_binary
                 : usual.tag == TAG_atom  ? TYPE_atom
                 : usual.tag == TAG_tuple ? TYPE_tuple
                                          : TYPE_unknown,
                 usual.tag == TAG_atom ? usual.atom : SYM_nil, false, NULL};
    if (t.is_pattern || own.kind == TYPE_unknown)
        text_add(out, STR("term()"));
    else
        print_type(out, c, own);
}

/* %Name{a: ..., b: ...}, a field a line when that is too long for one. */
static void print_struct(Text *out, Checker *c, Known t)
{
    enum { WIDE = 80 };
    const Module *m = module_find(c->vm, t.name);
    Text flat = {0}, tall = {0};
    Value pairs = m ? fn_map_to_list(c->vm, &m->fields, 1) : VALUE_EMPTY, pair;
    for (Value rest = pairs; list_next(&rest, &pair);) {
        Sym field = pair.tuple->at[0].atom;
        Text one = {0};
        if (field == SYM_struct_key)
            continue;
        key_inspect(&one, sym_text(c->vm->cx, field));
        text_char(&one, ' ');
        print_field(&one, c, t, field, pair.tuple->at[1]);
        text_print(&flat, "%s%s", flat.len ? ", " : "", text_cstr(&one));
        text_print(&tall, "%s      %s", tall.len ? ",\n" : "", text_cstr(&one));
        text_free(&one);
    }
    text_add(out, STR("%"));
    print_module(out, c, t.name);
    if (flat.len > WIDE)
        text_print(out, "{\n%s\n    }", text_cstr(&tall));
    else
        text_print(out, "{%s}", flat.len ? text_cstr(&flat) : "");
    value_free(pairs);
    text_free(&flat);
    text_free(&tall);
}

static void print_type(Text *out, Checker *c, Known t)
{
    static const char *const names[] = {
        [TYPE_unknown] = "dynamic()", [TYPE_integer] = "integer()", [TYPE_float] = "float()",
        [TYPE_binary] = "binary()",   [TYPE_tuple] = "tuple()",     [TYPE_fun] = "fun()"};
    bool is_dynamic = t.is_pattern || t.kind == TYPE_struct;
    if (is_dynamic && t.kind != TYPE_unknown)
        text_add(out, STR("dynamic("));
    if (t.kind == TYPE_atom)
        atom_inspect(out, sym_text(c->vm->cx, t.name));
    else if (t.kind == TYPE_struct)
        print_struct(out, c, t);
    else
        text_add(out, str_of(names[t.kind]));
    if (is_dynamic && t.kind != TYPE_unknown)
        text_char(out, ')');
}

/* --- showing --- */

static void print_source(Text *out, Checker *c, const Ast *ast)
{
    Expander *x = expander_of(c->vm);
    x->depth++;
    Value quoted = quoted_of(c->vm, ast);
    x->depth--;
    Value text = vm_call_named(c->vm, sym(c->vm->cx, STR("Elixir.Macro")),
                               sym(c->vm->cx, STR("to_string")), &quoted, 1);
    Str source = is_binary(text) ? binary_str(text) : STR("");
    if (text.tag == TAG_poison)
        raised_forget(c->vm);
    for (size_t i = 0; i < source.len; i++) {
        text_char(out, source.at[i]);
        if (source.at[i] == '\n')
            text_add(out, STR("    "));
    }
    value_free(text);
    value_free(quoted);
}

/* Where an operator stands behind its left side. */
static Span operator_span(const Checker *c, const Ast *ast)
{
    Str text = c->vm->cx->sources.at[ast->span.source].text;
    uint32_t at = ast->args[0]->span.end;
    while (at < ast->span.end && (text.at[at] == ' ' || text.at[at] == ')' || text.at[at] == '\n'))
        at++;
    return (Span){ast->span.source, at, at + 1};
}

/* where "x" was given the type: ... */
static void print_origin(Text *out, Checker *c, const Ast *var)
{
    const Typed *known = typed_find(c, var);
    if (known == NULL || known->type.kind == TYPE_unknown)
        return;
    Span span = ast_is_call(known->where, SYM_match, 2) ? operator_span(c, known->where)
                                                        : known->where->span;
    Position at = position_of(c->vm->cx, span.source, span.start);
    Str name = sym_text(c->vm->cx, var->name), file = c->vm->cx->sources.at[span.source].name;
    text_print(out, "\nwhere \"%.*s\" was given the type:\n\n    # type: ", (int)name.len, name.at);
    print_type(out, c, known->type);
    text_print(out, "\n    # from: %.*s:%u:%u\n    ", (int)file.len, file.at, at.line, at.column);
    print_source(out, c, known->where);
    text_char(out, '\n');
}

#define DOT_HINT                                                                                   \
    "\nhint: \"var.field\" (without parentheses) means \"var\" is a map() while \"var.fun()\" "    \
    "(with parentheses) means \"var\" is an atom()\n"

/* The title, the expression, the types that clash, what is known of its variables, and the end. */
static void complain(Checker *c, Span span, const char *title, const Ast *ast, const char *types,
                     const Ast *left, const Ast *right, const char *end)
{
    Text out = {0};
    text_print(&out, "%s:\n\n    ", title);
    print_source(&out, c, ast);
    text_print(&out, "\n%s", types);
    if (left->kind == AST_var)
        print_origin(&out, c, left);
    if (right && right->kind == AST_var && !(left->kind == AST_var && left->name == right->name))
        print_origin(&out, c, right);
    text_print(&out, "%s\ntyping violation found at:", end);
    warn(c->vm, span, c->module->name, c->function, "%s", text_cstr(&out));
    text_free(&out);
}

/* --- checks --- */

/* x.name and x.name(...) */
static void check_dot(Checker *c, const Ast *ast)
{
    const Ast *left = ast->head->args[0], *name = ast->head->args[1];
    Known t = type_of(c, left);
    bool is_field = ast->count == 0 && !(ast->flags & AST_PARENS);
    if (name->kind != AST_atom || t.kind == TYPE_unknown || t.kind == TYPE_atom ||
        left->kind != AST_var)
        return;
    Str text = sym_text(c->vm->cx, name->name);
    uint32_t at = left->span.end + 1;
    Span span = {ast->span.source, at, is_field ? at + (uint32_t)text.len : at + 1};
    Text title = {0};
    bool is_wrong = true;
    if (!is_field)
        text_print(&title, "expected a module (an atom) when invoking %.*s/%u in expression",
                   (int)text.len, text.at, ast->count);
    else if (t.kind != TYPE_struct)
        text_print(&title, "expected a map or struct when accessing .%.*s in expression",
                   (int)text.len, text.at);
    else if ((is_wrong = map_at(module_find(c->vm, t.name)->fields, value_atom(name->name)).tag ==
                         TAG_poison))
        text_print(&title, "unknown key .%.*s in expression", (int)text.len, text.at);
    if (is_wrong)
        complain(c, span, text_cstr(&title), ast, "", left, NULL,
                 ast->count == 0 && (!is_field || t.kind != TYPE_struct) ? DOT_HINT : "");
    text_free(&title);
}

/* x.(...) */
static void check_call(Checker *c, const Ast *ast)
{
    const Ast *left = ast->head->args[0];
    Known t = type_of(c, left);
    if (left->kind != AST_var || t.kind == TYPE_unknown || t.kind == TYPE_fun)
        return;
    Text title = {0}, type = {0};
    print_type(&type, c, t);
    text_print(&title, "expected a %u-arity function on call", ast->count);
    Text end = {0};
    text_print(&end, "\nbut got type:\n\n    %s\n", text_cstr(&type));
    complain(c, left->span, text_cstr(&title), ast, text_cstr(&end), left, NULL, "");
    text_free(&title);
    text_free(&type);
    text_free(&end);
}

static bool is_numeric_kind(Known t)
{
    return t.kind == TYPE_integer || t.kind == TYPE_float;
}

/* Two of the kinds that no value is both of. */
static bool are_disjoint(Known a, Known b, bool is_strict)
{
    if (a.kind == TYPE_unknown || b.kind == TYPE_unknown)
        return false;
    if (a.kind == b.kind)
        return a.kind == TYPE_struct && a.name != b.name;
    return is_strict || !is_numeric_kind(a) || !is_numeric_kind(b);
}

static void check_comparison(Checker *c, const Ast *ast, bool orders, bool is_strict, Span span)
{
    Known a = type_of(c, ast->args[0]), b = type_of(c, ast->args[1]);
    if (orders && (a.kind == TYPE_struct || b.kind == TYPE_struct))
        complain(c, span, "comparison with structs found", ast, "", ast->args[0], ast->args[1],
                 "\nComparison operators (>, <, >=, <=, min, and max) perform structural and not "
                 "semantic comparison. Comparing with a struct won't give meaningful results. "
                 "Structs that can be compared typically define a compare/2 function within their "
                 "modules that can be used for semantic comparison.\n");
    else if (are_disjoint(a, b, is_strict))
        complain(c, span, "comparison between incompatible types found", ast, "", ast->args[0],
                 ast->args[1],
                 "\nWhile Elixir can compare across all types, you are comparing across types "
                 "which are always distinct, and the result is either always true or always "
                 "false\n");
}

/* %Name{x | ...} */
static void check_update(Checker *c, const Ast *ast)
{
    const Module *m = struct_module(c, ast->args[0]);
    const Ast *what = ast->args[1]->args[0]->args[0];
    Known t = type_of(c, what);
    if (m == NULL || t.kind == TYPE_unknown || (t.kind == TYPE_struct && t.name == m->name))
        return;
    Text end = {0};
    text_add(&end, STR("\nexpected type:\n\n    "));
    print_type(&end, c, (Known){TYPE_struct, m->name, true, NULL});
    text_add(&end, STR("\n\nbut got type:\n\n    "));
    print_type(&end, c, t);
    text_char(&end, '\n');
    complain(c, (Span){ast->span.source, ast->span.start, ast->span.start + 1},
             "incompatible types in struct update", ast, text_cstr(&end), what, NULL, "");
    text_free(&end);
}

static bool one_of(Sym name, const Cx *cx, const char *const *names)
{
    for (; *names; names++)
        if (str_is(sym_text(cx, name), *names))
            return true;
    return false;
}

static void check_operator(Checker *c, const Ast *ast)
{
    static const char *const order[] = {"<", ">", "<=", ">=", NULL},
                             *const equal[] = {"==", "!=", NULL},
                             *const strict[] = {"===", "!==", NULL},
                             *const calls[] = {"min", "max", NULL};
    const Cx *cx = c->vm->cx;
    if (ast->kind != AST_call || ast->head || ast->count != 2)
        return;
    if (one_of(ast->name, cx, calls))
        check_comparison(c, ast, true, false,
                         (Span){ast->span.source, ast->span.start, ast->span.start + 1});
    else if (one_of(ast->name, cx, order))
        check_comparison(c, ast, true, false, operator_span(c, ast));
    else if (one_of(ast->name, cx, equal))
        check_comparison(c, ast, false, false, operator_span(c, ast));
    else if (one_of(ast->name, cx, strict))
        check_comparison(c, ast, false, true, operator_span(c, ast));
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
    if (ast->kind == AST_call && ast->head && ast_is_call(ast->head, SYM_dot, 2))
        check_dot(c, ast);
    else if (ast->kind == AST_call && ast->head && ast_is_call(ast->head, SYM_dot, 1))
        check_call(c, ast);
    else if (ast_is_call(ast, SYM_struct, 2) && ast->args[1]->kind == AST_call &&
             is_update(ast->args[1]))
        check_update(c, ast);
    else
        check_operator(c, ast);
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
