/* codegen_note.c - what the compiler finds odd while it compiles and shows when the function is
   done: clauses that nothing reaches, expressions whose value nobody gets, keys given twice. Texts
   are Elixir's.

   Only what the program wrote is looked at: a tree that a macro made, or that stands where its text
   does not say so, is silent. */
#include "lang/expand.h"
#include "lang/vm_state.h"

#include <stdarg.h>
#include <string.h>

bool is_written(const Gen *g, const Ast *var)
{
    if (var->context || !warns_at(g->vm, var->span))
        return false;
    Str text = g->cx->sources.at[var->span.source].text;
    return str_equal(str_slice(text, var->span.start, var->span.end), sym_text(g->cx, var->name));
}

Mark mark_of(const Gen *g, MarkKind kind, const Ast *ast)
{
    Sym module = g->env->module ? g->env->module->name : SYM_nil;
    return (Mark){kind, ast->span, ast->name, module, g->function, false};
}

void note_text(Gen *g, const Ast *ast, Span span, const char *fmt, ...)
{
    if (g->expansions || ast->context || !warns_at(g->vm, span))
        return;
    Text message = {0};
    va_list args;
    va_start(args, fmt);
    text_vprint(&message, fmt, args);
    va_end(args);
    Mark mark = mark_of(g, MARK_text, ast);
    mark.span = span;
    mark.name = sym(g->cx, text_str(&message));
    mark_variable(g->vm, g->marks, mark);
    text_free(&message);
}

Span first_char(Span span)
{
    return (Span){span.source, span.start, span.start + 1};
}

Span operator_span(const Ast *ast)
{
    return (Span){ast->span.source, ast->at, ast->at + 1};
}

/* --- clauses --- */

void note_clause(Gen *g, const Ast *clause, const Arrow *arrow, const Ast **all)
{
    bool is_behind = *all && clause->span.start >= (*all)->span.end; /* as the program wrote it */
    if (is_behind && clause->span.source == (*all)->span.source)
        note_text(g, clause, first_char(clause->span),
                  "this clause cannot match because a previous clause at line %u always matches",
                  position_of(g->cx, (*all)->span.source, (*all)->span.start).line);
    bool takes_all = arrow->guard == NULL;
    for (uint32_t i = 0; i < arrow->count && takes_all; i++) {
        const Ast *p = arrow->patterns[i];
        takes_all = p->kind == AST_var && !str_starts(sym_text(g->cx, p->name), STR("__"));
        for (uint32_t k = 0; k < i && takes_all; k++)
            takes_all = p->name == SYM_underscore || arrow->patterns[k]->name != p->name;
    }
    if (takes_all && *all == NULL)
        *all = clause;
}

/* --- shapes that never meet --- */

typedef enum Build { BUILD_any, BUILD_tuple, BUILD_list, BUILD_map, BUILD_scalar } Build;

/* What a tree builds, or what a pattern takes; *size: of a tuple, or -1 of a list that has a tail.
 */
static Build build_of(const Ast *ast, int64_t *size)
{
    *size = ast->count;
    if (ast->kind == AST_pair || ast_is_call(ast, SYM_tuple, -1))
        return BUILD_tuple;
    if (ast->kind == AST_list) {
        bool has_tail = ast->count && ast_is_call(ast->args[ast->count - 1], SYM_pipe, 2);
        *size = has_tail ? -1 : *size;
        return BUILD_list;
    }
    if (ast_is_call(ast, SYM_map, -1) || ast_is_call(ast, SYM_struct, 2))
        return BUILD_map;
    bool is_scalar = ast->kind == AST_int || ast->kind == AST_big || ast->kind == AST_float ||
                     ast->kind == AST_atom || ast->kind == AST_string;
    return is_scalar ? BUILD_scalar : BUILD_any;
}

/* Whether no value that `value` builds matches. Scalars are left alone: what two of them are is
   often what a macro or an attribute made of them. */
static bool never_meet(const Ast *pattern, const Ast *value)
{
    int64_t wanted, got;
    if (ast_is_call(pattern, SYM_match, 2))
        return never_meet(pattern->args[0], value) || never_meet(pattern->args[1], value);
    Build p = build_of(pattern, &wanted), v = build_of(value, &got);
    if (p == BUILD_any || v == BUILD_any || (p == BUILD_scalar && v == BUILD_scalar))
        return false;
    if (p != v)
        return true;
    if (p == BUILD_map || p == BUILD_scalar)
        return false;
    if (wanted != got)
        return wanted >= 0 && got >= 0;
    for (uint32_t i = 0; wanted >= 0 && i < pattern->count; i++)
        if (never_meet(pattern->args[i], value->args[i]))
            return true;
    return false;
}

void note_match(Gen *g, const Ast *match)
{
    if (never_meet(match->args[0], match->args[1]))
        note_text(g, match, match->args[0]->span, "no clause will ever match");
}

void note_case(Gen *g, const Ast *subject, const Ast *clauses)
{
    for (uint32_t i = 0; clauses->kind == AST_list && i < clauses->count; i++) {
        Arrow arrow;
        const Ast *clause = clauses->args[i];
        if (ast_is_call(clause, SYM_arrow, 2) && arrow_of(g, clause, &arrow) && arrow.count == 1 &&
            never_meet(arrow.patterns[0], subject))
            note_text(g, clause, first_char(clause->span),
                      "this clause cannot match because of different types/sizes");
    }
}

/* --- keys given twice --- */

static bool same_key(const Ast *a, const Ast *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case AST_int:
        return a->i == b->i;
    case AST_atom:
        return a->name == b->name;
    case AST_string:
        return str_equal(a->text, b->text);
    case AST_big:
    case AST_float:
    case AST_var:
    case AST_call:
    case AST_list:
    case AST_pair:
        break;
    }
    return false;
}

void note_keys(Gen *g, const Ast *map, Ast *const *pairs, uint32_t count)
{
    enum { MOST = 64 }; /* longer ones were made, and comparing all would take long */
    if (count > MOST || g->expansions || !warns_at(g->vm, map->span))
        return;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = i + 1; k < count; k++) {
            if (pairs[i]->kind != AST_pair || pairs[k]->kind != AST_pair ||
                !same_key(pairs[i]->args[0], pairs[k]->args[0]))
                continue;
            Text shown = {0};
            Value key;
            if (constant_value(g, pairs[i]->args[0], &key)) {
                value_inspect(g->vm, &shown, key, &inspect_defaults);
                value_free(key);
                note_text(g, map, first_char(map->span), "key %s will be overridden in map",
                          text_cstr(&shown));
            }
            text_free(&shown);
            break;
        }
}

/* --- what is written otherwise today --- */

/* --- values that nobody gets --- */

#define IGNORED " is ignored (suppress the warning by assigning the expression to the _ variable)"

/* Functions whose calls do nothing but fail; `to` is Erlang's name for what it calls otherwise. */
static const struct {
    const char *name;
    uint32_t arity;
    bool fails;
    const char *to;
} pure[] = {
    {"length", 1, true, NULL},      {"hd", 1, true, NULL},         {"tl", 1, true, NULL},
    {"elem", 2, true, "element"},   {"abs", 1, true, NULL},        {"tuple_size", 1, true, NULL},
    {"map_size", 1, true, NULL},    {"byte_size", 1, true, NULL},  {"bit_size", 1, true, NULL},
    {"round", 1, true, NULL},       {"trunc", 1, true, NULL},      {"floor", 1, true, NULL},
    {"ceil", 1, true, NULL},        {"max", 2, false, NULL},       {"min", 2, false, NULL},
    {"self", 0, false, NULL},       {"make_ref", 0, false, NULL},  {"is_atom", 1, false, NULL},
    {"is_binary", 1, false, NULL},  {"is_list", 1, false, NULL},   {"is_map", 1, false, NULL},
    {"is_integer", 1, false, NULL}, {"is_float", 1, false, NULL},  {"is_number", 1, false, NULL},
    {"is_tuple", 1, false, NULL},   {"is_boolean", 1, false, NULL}};

/* The text about an operator or function of Kernel's whose value nobody gets; "" when its call does
   something. */
static void print_ignored(Text *out, Str name, uint32_t count)
{
    static const char *const compares[] = {"==", "!=", "===", "!==", "<", ">", "<=", ">=", NULL};
    static const char *const computes[] = {"+", "-", "*", "/", "++", "--", "div", "rem", NULL};
    if (count == 2 && is_named(name, compares))
        text_print(out, "use of operator %.*s has no effect", (int)name.len, name.at);
    else if ((count == 2 && is_named(name, computes)) ||
             (count == 1 && (str_is(name, "-") || str_is(name, "+") || str_is(name, "not"))))
        text_print(out, "the result of evaluating operator '%.*s'/%u" IGNORED, (int)name.len,
                   name.at, count);
    for (size_t i = 0; i < sizeof pure / sizeof *pure; i++)
        if (count == pure[i].arity && str_is(name, pure[i].name))
            text_print(out,
                       pure[i].fails ? "the result of calling %s/%u" IGNORED
                                     : "the call to %s/%u has no effect",
                       pure[i].to ? pure[i].to : pure[i].name, count);
}

/* A call of one of Kernel's in the middle of a function that only computes. */
static void note_ignored(Gen *g, const Ast *ast)
{
    if (g->function == NULL || g->is_defn || ast->kind != AST_call || ast->head ||
        (g->env->module && own_function(g->env->module, ast->name, ast->count)) ||
        kernel_excepts(g, ast->name, ast->count))
        return;
    Text text = {0};
    print_ignored(&text, sym_text(g->cx, ast->name), ast->count);
    bool is_infix = ast->count == 2 && ast->span.start == ast->args[0]->span.start;
    Span span = is_infix ? operator_span(ast) : ast->span;
    if (text.len)
        note_text(g, ast, first_char(span), "%s", text_cstr(&text));
    text_free(&text);
}

void note_no_effect(Gen *g, const Ast *ast)
{
    if (g->expansions || ast->context || !warns_at(g->vm, ast->span))
        return;
    Str text = g->cx->sources.at[ast->span.source].text;
    Str shown = str_slice(text, ast->span.start, ast->span.end);
    char first = shown.len ? shown.at[0] : 0;
    bool is_number = ast->kind == AST_int || ast->kind == AST_float || ast->kind == AST_big;
    if ((is_number && first >= '0' && first <= '9') || (ast->kind == AST_string && first == '"') ||
        (ast->kind == AST_atom && first == ':')) {
        note_text(
            g, ast, ast->span,
            "code block contains unused literal %.*s (remove the literal or assign it to _ to "
            "avoid warnings)",
            (int)shown.len, shown.at);
    } else if (first == '@' && ast_is_call(ast, SYM_at, 1) && ast->args[0]->kind == AST_var) {
        Str name = sym_text(g->cx, ast->args[0]->name);
        note_text(g, ast, first_char(ast->span),
                  "module attribute @%.*s in code block has no effect as it is never returned "
                  "(remove the attribute or assign it to _ to avoid warnings)",
                  (int)name.len, name.at);
    } else if (ast->kind == AST_var) {
        Str name = sym_text(g->cx, ast->name);
        if (is_written(g, ast) && is_bound(g, variable_name(g, ast)))
            note_text(g, ast, ast->span,
                      "variable %.*s in code block has no effect as it is never returned (remove "
                      "the variable or assign it to _ to avoid warnings)",
                      (int)name.len, name.at);
    } else {
        note_ignored(g, ast);
    }
}
