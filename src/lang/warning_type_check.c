/* warning_type_check.c - calls that cannot work by the types of what they are given. */
#include "lang/native.h"
#include "lang/warning_type.h"

#define DOT_HINT                                                                                   \
    "\nhint: \"var.field\" (without parentheses) means \"var\" is a map() while \"var.fun()\" "    \
    "(with parentheses) means \"var\" is an atom()\n"

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

#define BITS_HINT                                                                                  \
    "\nhint: all expressions given to binaries are assumed to be of type integer() unless said "   \
    "otherwise. For example, <<expr>> assumes \"expr\" is an integer. Pass a modifier, such as "   \
    "<<expr::float>> or <<expr::binary>>, to change the default behaviour.\n"

/* <<x::spec>> with an x that no such segment takes. */
static void check_bits(Checker *c, const Ast *ast)
{
    for (uint32_t i = 0; i < ast->count; i++) {
        const Ast *segment = ast->args[i], *value = segment_value(segment);
        Known wanted = segment_type(c, segment), t = type_of(c, value);
        bool fits = t.kind == TYPE_unknown || wanted.kind == TYPE_unknown ||
                    t.kind == wanted.kind || (wanted.kind == TYPE_float && t.kind == TYPE_integer);
        if (fits || value->kind != AST_var)
            continue;
        Text types = {0};
        text_print(&types, "\nexpected type:\n\n    %s\n\nbut got type:\n\n    ",
                   wanted.kind == TYPE_float    ? "float() or integer()"
                   : wanted.kind == TYPE_binary ? "binary()"
                                                : "integer()");
        print_type(&types, c, t);
        text_char(&types, '\n');
        bool is_inferred = segment == value || wanted.kind == TYPE_binary;
        complain(c, segment->span, "incompatible types in expression", ast, text_cstr(&types),
                 value, NULL, is_inferred ? BITS_HINT : "");
        text_free(&types);
    }
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
        check_comparison(c, ast, true, false, operator_span(ast));
    else if (one_of(ast->name, cx, equal))
        check_comparison(c, ast, false, false, operator_span(ast));
    else if (one_of(ast->name, cx, strict))
        check_comparison(c, ast, false, true, operator_span(ast));
}

void check_tree(Checker *c, const Ast *ast)
{
    if (ast->kind == AST_call && ast->head && ast_is_call(ast->head, SYM_dot, 2))
        check_dot(c, ast);
    else if (ast->kind == AST_call && ast->head && ast_is_call(ast->head, SYM_dot, 1))
        check_call(c, ast);
    else if (ast_is_call(ast, SYM_struct, 2) && ast->args[1]->kind == AST_call &&
             is_update(ast->args[1]))
        check_update(c, ast);
    else if (ast_is_call(ast, SYM_bits, -1))
        check_bits(c, ast);
    else
        check_operator(c, ast);
}
