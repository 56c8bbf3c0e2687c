/* codegen_check_call.c - what guards and patterns refuse to call, with Elixir's texts, and
   operators that stand where they mean nothing. */
#include "lang/expand.h"
#include "lang/vm_state.h"

#include <string.h>

/* --- guards and patterns: what cannot be called there --- */

/* The name of a special form that only runs; NULL: none. */
static const char *running_form(Sym name)
{
    switch (name) {
    case SYM_match:
        return "=";
    case SYM_fn:
        return "fn";
    case SYM_case:
    case SYM_if:
    case SYM_unless:
    case SYM_match_p:
        return "case";
    case SYM_cond:
        return "cond";
    case SYM_for:
        return "for";
    case SYM_with:
        return "with";
    case SYM_try:
        return "try";
    case SYM_receive:
        return "receive";
    case SYM_amp:
        return "&";
    default:
        return NULL;
    }
}

static const char *const guard_functions[] = {
    "abs",    "binary_part", "bit_size", "byte_size", "ceil", "div",   "elem", "floor",
    "hd",     "length",      "map_size", "node",      "rem",  "round", "self", "tl",
    "trunc",  "tuple_size",  "+",        "-",         "*",    "/",     "==",   "!=",
    "===",    "!==",         "<",        "<=",        ">",    ">=",    "=<",   "/=",
    "=:=",    "=/=",         "map_get",  "element",   "size", "min",   "max",  "float",
    "band",   "bor",         "bxor",     "bnot",      "bsl",  "bsr",   "&&&",  "|||",
    "<<<",    ">>>",         "~~~",      "and",       "or",   "not",   "xor",  "andalso",
    "orelse", "to_string",   "<>",       NULL};

/* ":erlang.+/2" or "String.length/1" */
static void print_remote(Gen *g, Text *out, Sym module, Sym name, uint32_t count)
{
    static const char *const erlang[][2] = {{"!=", "/="},   {"<=", "=<"}, {"===", "=:="},
                                            {"!==", "=/="}, {"++", "++"}, {"--", "--"}};
    Str shown = sym_text(g->cx, name);
    bool is_erlang = module == SYM_Kernel && function_find(g->vm, SYM_erlang, name, count);
    for (size_t i = 0; module == SYM_Kernel && i < sizeof erlang / sizeof *erlang; i++)
        if (str_is(shown, erlang[i][0])) {
            shown = str_of(erlang[i][1]);
            is_erlang = true;
        }
    static const char operators[] = "+-*/<>=";
    is_erlang = is_erlang || (module == SYM_Kernel && strchr(operators, shown.at[0]) != NULL);
    atom_inspect(out, is_erlang ? STR("erlang") : sym_text(g->cx, module));
    text_print(out, ".%.*s/%u", (int)shown.len, shown.at, count);
}

bool check_guard_form(Gen *g, const Ast *ast)
{
    const char *what = running_form(ast->name);
    if (!g->guard || !in_program(g))
        return true;
    bool is_logic = ast->name == SYM_and_and || ast->name == SYM_or_or || ast->name == SYM_bang;
    Str name = sym_text(g->cx, ast->name);
    if (is_logic)
        fail(g->cx, ast->span, EXC_ArgumentError,
             "invalid expression in guard, %.*s is not allowed in guards. To learn more about "
             "guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html",
             (int)name.len, name.at);
    else if (what)
        refuse(g, ast, NULL,
               "invalid expression in guards, %s is not allowed in guards. To learn more about "
               "guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html#guards",
               what);
    return !is_logic && !what;
}

bool check_guard_call(Gen *g, const Ast *ast, Sym module, Sym name, uint32_t count)
{
    if (!g->guard || g->is_defn || !in_program(g))
        return true;
    Str text = sym_text(g->cx, name);
    bool is_own = g->env->module && module == g->env->module->name;
    bool is_core =
        module == SYM_Kernel || module == SYM_erlang || module == sym(g->cx, STR("Elixir.Bitwise"));
    bool is_guard = module != SYM_nil && guard_find(g, module, name, count);
    bool is_absent = is_guard && ast->head && macro_is_absent(g, ast, module);
    if (!is_absent && (is_guard || (is_core && is_named(text, guard_functions)) ||
                       (!is_own && module != SYM_nil && str_starts(text, STR("is_")))))
        return true;
    if (module == SYM_nil || is_own)
        return refuse(g, ast, ast,
                      "cannot find or invoke local %.*s/%u inside a guard. Only macros can be "
                      "invoked inside a guard and they must be defined before their invocation. "
                      "Called as: ",
                      (int)text.len, text.at, count);
    Text shown = {0};
    print_remote(g, &shown, module, name, count);
    refuse(g, ast, NULL, "cannot invoke remote function %s inside a guard", text_cstr(&shown));
    text_free(&shown);
    return false;
}

bool check_anonymous(Gen *g, const Ast *ast)
{
    const Ast *called = ast->head->args[0];
    Sym name = called->name;
    bool is_atom = called->kind == AST_atom ||
                   (ast_is_call(called, SYM_aliases, -1) && module_name(g, called, &name));
    if (!is_atom)
        return true;
    Str text = sym_text(g->cx, name);
    return refuse(g, ast, NULL, "invalid function call :%.*s.()", (int)text.len, text.at);
}

bool check_guard_dot(Gen *g, const Ast *ast)
{
    if (!g->guard || g->is_defn || !in_program(g))
        return true;
    const Ast *dot = ast->head;
    if (ast_is_call(dot, SYM_dot, 1))
        return refuse(g, ast, NULL,
                      "invalid expression in guards, anonymous call is not allowed in guards. To "
                      "learn more about guards, visit: "
                      "https://hexdocs.pm/elixir/patterns-and-guards.html#guards");
    if (ast->count == 0)
        return refuse(g, ast, ast,
                      "cannot invoke remote function inside a guard. If you want to do a map "
                      "lookup instead, please remove parens from ");
    return refuse(g, ast, ast, "cannot invoke remote function inside a guard: ");
}

void refuse_pattern(Gen *g, const Ast *ast)
{
    const char *what = ast->head ? NULL : running_form(ast->name);
    Str name = sym_text(g->cx, ast->name);
    Sym module = SYM_nil;
    if (!ast->head &&
        (ast->name == SYM_and_and || ast->name == SYM_or_or || ast->name == SYM_bang)) {
        fail(g->cx, ast->span, EXC_ArgumentError,
             "invalid expression in match, %.*s is not allowed in patterns such as function "
             "clauses, case clauses or on the left side of the = operator",
             (int)name.len, name.at);
        return;
    }
    if (what) {
        refuse(g, ast, NULL, "invalid pattern in match, %s is not allowed in matches", what);
        return;
    }
    if (!ast->head && ast->name == SYM_pipe) {
        refuse_operator(g, ast);
        return;
    }
    if (ast->head && ast_is_call(ast->head, SYM_dot, 2) && ast->head->args[1]->kind == AST_atom) {
        Str field = sym_text(g->cx, ast->head->args[1]->name);
        Text shown = {0};
        if (module_name(g, ast->head->args[0], &module))
            print_remote(g, &shown, module, ast->head->args[1]->name, ast->count);
        else if (ast->head->args[0]->kind == AST_var)
            text_print(&shown, "%.*s.%.*s/%u", (int)sym_text(g->cx, ast->head->args[0]->name).len,
                       sym_text(g->cx, ast->head->args[0]->name).at, (int)field.len, field.at,
                       ast->count);
        refuse(g, ast, NULL,
               shown.len ? "cannot invoke remote function %s inside a match"
                         : "cannot invoke a function inside a match%s",
               text_cstr(&shown));
        text_free(&shown);
        return;
    }
    if (ast->head) {
        refuse(g, ast, NULL, "invalid pattern in match, anonymous call is not allowed in matches");
        return;
    }
    bool is_own = g->env->module && module_has(g->env->module, ast->name, ast->count);
    module = is_own ? SYM_nil : import_find(g, ast->name, ast->count);
    if (module == SYM_nil) {
        refuse(g, ast, ast,
               "cannot find or invoke local %.*s/%u inside a match. Only macros can be invoked "
               "inside a match and they must be defined before their invocation. Called as: ",
               (int)name.len, name.at, ast->count);
        return;
    }
    Text shown = {0};
    print_remote(g, &shown, module, ast->name, ast->count);
    refuse(g, ast, NULL, "cannot invoke remote function %s inside a match", text_cstr(&shown));
    text_free(&shown);
}

/* --- operators out of place --- */

bool refuse_operator(Gen *g, const Ast *ast)
{
    if (ast->name == SYM_pin)
        return refuse_tree(
            g, EXC_CompileError, ast, ast->span, "misplaced operator ",
            "\n\nThe pin operator ^ is supported only inside matches or inside custom "
            "macros. Make sure you are inside a match or all necessary macros have "
            "been required");
    if (ast->name == SYM_arrow)
        return refuse(g, ast, NULL,
                      "misplaced operator ->\n\nThis typically means invalid syntax or a macro is "
                      "not available in scope");
    if (ast->name == SYM_type_op)
        return refuse(g, ast, NULL,
                      "misplaced operator ::/2\n\nThe :: operator is typically used in bitstrings "
                      "to specify types and sizes of segments:\n\n"
                      "    <<size::32-integer, letter::utf8, rest::binary>>\n\n"
                      "It is also used in typespecs, such as @type and @spec, to describe inputs "
                      "and outputs");
    return refuse(
        g, ast, NULL,
        "misplaced operator |/2\n\nThe | operator is typically used between brackets to "
        "mark the tail of a list:\n\n    [head | tail]\n    [head, middle, ... | tail]\n\n"
        "It is also used to update maps and structs, via the %%{map | key: value} "
        "notation, and in typespecs, such as @type and @spec, to express the union of "
        "two types");
}
