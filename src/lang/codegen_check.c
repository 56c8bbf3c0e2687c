/* codegen_check.c - what the language's forms refuse, with Elixir's texts.

   The checks look at trees as they were written, before anything of them is compiled. */
#include "lang/expand.h"
#include "lang/vm_state.h"

#include <stdarg.h>
#include <string.h>

void tree_text(Vm *vm, Text *out, const Ast *tree)
{
    Value quoted = quoted_of(vm, tree);
    Value text = vm_call_named(vm, sym(vm->cx, STR("Elixir.Macro")), SYM_to_string, &quoted, 1);
    value_free(quoted);
    text_add(out, text.tag == TAG_binary ? binary_str(text) : STR("..."));
    value_free(text);
}

bool refuse_tree(Gen *g, Exc exc, const Ast *shown, Span span, const char *before,
                 const char *after)
{
    Text tree = {0};
    tree_text(g->vm, &tree, shown);
    if (!failed(g->cx))
        fail(g->cx, span, exc, "%s%s%s", before, text_cstr(&tree), after);
    text_free(&tree);
    return false;
}

bool refuse(Gen *g, const Ast *at, const Ast *shown, const char *fmt, ...)
{
    Text message = {0};
    va_list args;
    va_start(args, fmt);
    text_vprint(&message, fmt, args);
    va_end(args);
    if (shown)
        refuse_tree(g, EXC_CompileError, shown, at->span, text_cstr(&message), "");
    else
        fail(g->cx, at->span, EXC_CompileError, "%s", text_cstr(&message));
    text_free(&message);
    return false;
}

bool in_program(const Gen *g)
{
    return !g->cx->sources.at[g->span.source].is_library;
}

bool check_ambiguous(Gen *g, const Ast *call)
{
    const Ast *arg = call->count == 1 && !call->head ? call->args[0] : NULL;
    if (arg == NULL || call->flags & (AST_PARENS | AST_DO_BLOCK) || call->context ||
        arg->span.source != call->span.source || arg->span.start <= call->span.start ||
        !in_program(g) || !is_bound(g, call->name))
        return true;
    Str text = g->cx->sources.at[call->span.source].text;
    Str name = sym_text(g->cx, call->name), shown = str_slice(text, arg->span.start, arg->span.end);
    if (shown.len == 0 || (shown.at[0] != '-' && shown.at[0] != '+') ||
        text.at[arg->span.start - 1] != ' ')
        return true;
    return refuse(g, call, NULL,
                  "\"%.*s %.*s\" looks like a function call but there is a variable named "
                  "\"%.*s\". If you want to perform a function call, use parentheses:\n\n    "
                  "%.*s(%.*s)\n\nIf you want to perform an operation on the variable %.*s, use "
                  "spaces around the unary operator",
                  (int)name.len, name.at, (int)shown.len, shown.at, (int)name.len, name.at,
                  (int)name.len, name.at, (int)shown.len, shown.at, (int)name.len, name.at);
}

/* --- clauses and options --- */

bool check_clauses(Gen *g, const char *form, const char *key, const Ast *clauses, uint32_t most)
{
    bool all = clauses->kind == AST_list && clauses->count;
    for (uint32_t i = 0; all && i < clauses->count; i++)
        all = ast_is_call(clauses->args[i], SYM_arrow, 2);
    if (!all)
        return refuse(g, clauses, NULL, "expected -> clauses for :%s in \"%s\"", key, form);
    for (uint32_t i = 0; i < clauses->count; i++) {
        Arrow arrow;
        if (!arrow_of(g, clauses->args[i], &arrow))
            return false;
        if (arrow.count < 1 || arrow.count > most)
            return refuse(g, clauses->args[i], NULL, "expected %s for :%s clauses (->) in \"%s\"",
                          most == 1 ? "one argument" : "one or two args", key, form);
    }
    return true;
}

bool is_named(Str name, const char *const *names)
{
    for (; *names; names++)
        if (str_is(name, *names))
            return true;
    return false;
}

/* The options of a form as [key: value]: all of them known, each once. */
static bool check_known(Gen *g, const Ast *options, const char *const *known, const char *fmt,
                        const char *form)
{
    for (uint32_t i = 0; i < options->count; i++) {
        const Ast *pair = options->args[i];
        if (pair->kind != AST_pair || pair->args[0]->kind != AST_atom)
            return refuse(g, pair, options,
                          "invalid options for %s, expected a keyword list, got: ", form);
        Str key = sym_text(g->cx, pair->args[0]->name);
        if (!is_named(key, known))
            return refuse(g, pair->args[0], NULL, fmt, (int)key.len, key.at, form);
    }
    return true;
}

bool check_options(Gen *g, const Ast *options, const char *const *known, const char *form)
{
    return check_known(g, options, known, "unsupported option :%.*s given to %s", form);
}

bool check_blocks(Gen *g, const Ast *blocks, const char *const *known, const char *form)
{
    if (!check_known(g, blocks, known, "unexpected option :%.*s in \"%s\"", form))
        return false;
    for (uint32_t i = 0; i < blocks->count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (blocks->args[i]->args[0]->name == blocks->args[k]->args[0]->name) {
                Str key = sym_text(g->cx, blocks->args[i]->args[0]->name);
                return refuse(g, blocks->args[i]->args[0], NULL,
                              "duplicated :%.*s clauses given for \"%s\"", (int)key.len, key.at,
                              form);
            }
    return true;
}

bool form_takes(Sym name, uint32_t count)
{
    switch (name) {
    case SYM_if:
    case SYM_unless:
    case SYM_case:
    case SYM_match_p:
    case SYM_and:
    case SYM_or:
    case SYM_and_and:
    case SYM_or_or:
    case SYM_in:
    case SYM_not_in:
        return count == 2;
    case SYM_cond:
    case SYM_try:
    case SYM_receive:
    case SYM_not:
    case SYM_bang:
    case SYM_unquote:
    case SYM_unquote_splicing:
    case SYM_scope_macro:
        return count == 1;
    case SYM_with:
    case SYM_for:
        return count >= 1;
    case SYM_alias:
    case SYM_import:
    case SYM_require:
    case SYM_quote:
    case SYM_def:
    case SYM_defp:
    case SYM_defmacro:
    case SYM_defmacrop:
        return count == 1 || count == 2;
    default:
        return true;
    }
}

/* --- single forms --- */

bool check_if(Gen *g, const Ast *ast)
{
    static const char *const known[] = {"do", "else", NULL};
    const Ast *keys = ast->args[1];
    bool good = keys->kind == AST_list && ast_keyword(keys, SYM_do) && keys->count <= 2;
    for (uint32_t i = 0; good && i < keys->count; i++)
        good = keys->args[i]->kind == AST_pair && keys->args[i]->args[0]->kind == AST_atom &&
               is_named(sym_text(g->cx, keys->args[i]->args[0]->name), known) &&
               (i == 0 || keys->args[i]->args[0]->name != keys->args[0]->args[0]->name);
    Str name = sym_text(g->cx, ast->name);
    if (!good)
        fail(g->cx, keys->span, EXC_ArgumentError,
             "invalid or duplicate keys for %.*s, only \"do\" and an optional \"else\" are "
             "permitted",
             (int)name.len, name.at);
    return good;
}

static bool check_body(Gen *g, const Ast *ast, const Ast *keywords, const char *form)
{
    if (!keywords)
        return refuse(g, ast, NULL, "invalid arguments for \"%s\"", form);
    return true;
}

bool check_case(Gen *g, const Ast *ast)
{
    static const char *const known[] = {"do", NULL};
    const Ast *keys = last_keywords(ast);
    return check_body(g, ast, keys, "case") && check_blocks(g, keys, known, "case") &&
           (ast_keyword(keys, SYM_do) || refuse(g, ast, NULL, "missing :do option in \"case\"")) &&
           check_clauses(g, "case", "do", ast_keyword(keys, SYM_do), 1);
}

bool check_cond(Gen *g, const Ast *ast)
{
    static const char *const known[] = {"do", NULL};
    const Ast *keys = last_keywords(ast);
    if (!check_body(g, ast, keys, "cond") || !check_blocks(g, keys, known, "cond"))
        return false;
    const Ast *clauses = ast_keyword(keys, SYM_do);
    if (!clauses)
        return refuse(g, ast, NULL, "missing :do option in \"cond\"");
    if (!check_clauses(g, "cond", "do", clauses, 1))
        return false;
    const Ast *last = clauses->args[clauses->count - 1]->args[0];
    if (last->count == 1 && last->args[0]->kind == AST_var && last->args[0]->name == SYM_underscore)
        return refuse(g, last->args[0], NULL,
                      "invalid use of _ inside \"cond\". If you want the last clause to always "
                      "match, you probably meant to use: true ->");
    return true;
}

bool check_with(Gen *g, const Ast *ast)
{
    static const char *const known[] = {"do", "else", NULL};
    const Ast *keys = last_keywords(ast), *otherwise;
    if (!keys || !ast_keyword(keys, SYM_do))
        return refuse(g, ast, NULL, "missing :do option in \"with\"");
    otherwise = ast_keyword(keys, SYM_else);
    return check_blocks(g, keys, known, "with") &&
           (!otherwise || check_clauses(g, "with", "else", otherwise, 1));
}

/* rescue: a variable, an alias, `name in aliases`. */
static bool check_rescue(Gen *g, const Ast *pattern)
{
    const Ast *kinds = pattern;
    if (ast_is_call(pattern, SYM_in, 2)) {
        kinds = pattern->args[1];
        if (pattern->args[0]->kind != AST_var)
            kinds = NULL;
    }
    bool good = kinds != NULL;
    uint32_t count = good && kinds->kind == AST_list ? kinds->count : 1;
    for (uint32_t i = 0; good && i < count; i++) {
        const Ast *kind = kinds->kind == AST_list ? kinds->args[i] : kinds;
        good = kind->kind == AST_var || kind->kind == AST_atom ||
               (kind->kind == AST_call && kind->name != SYM_tuple && kind->name != SYM_map);
    }
    return good ||
           refuse(g, pattern, pattern,
                  "invalid \"rescue\" clause. The clause should match on an alias, a variable or "
                  "be in the \"var in [alias]\" format. Got: ");
}

bool check_try(Gen *g, const Ast *ast, const Ast *parts, const char *form)
{
    static const char *const known[] = {"do", "rescue", "catch", "else", "after", NULL};
    bool is_try = strcmp(form, "try") == 0;
    if (!check_body(g, ast, parts, form) || !check_blocks(g, parts, known, form))
        return false;
    if (!ast_keyword(parts, SYM_do))
        return refuse(g, ast, NULL, "missing :do option in \"%s\"", form);
    if (is_try && parts->count == 1)
        return refuse(g, ast, NULL, "missing :catch/:rescue/:after option in \"try\"");
    const Ast *rescue = ast_keyword(parts, SYM_rescue), *caught = ast_keyword(parts, SYM_catch);
    const Ast *otherwise = ast_keyword(parts, SYM_else);
    if (otherwise && parts->count == 2)
        note_text(g, ast, first_char(ast->span),
                  "\"else\" shouldn't be used as the only clause in \"%s\", use \"case\" instead",
                  form);
    if (rescue && !check_clauses(g, form, "rescue", rescue, 1))
        return false;
    for (uint32_t i = 0; rescue && i < rescue->count; i++) {
        Arrow arrow;
        if (!arrow_of(g, rescue->args[i], &arrow) || !check_rescue(g, arrow.patterns[0]))
            return false;
        if (arrow.guard)
            return refuse(g, rescue->args[i], rescue->args[i]->args[0]->args[0],
                          "invalid \"rescue\" clause. The clause should match on an alias, a "
                          "variable or be in the \"var in [alias]\" format. Got: ");
    }
    return (!caught || check_clauses(g, form, "catch", caught, 2)) &&
           (!otherwise || check_clauses(g, form, "else", otherwise, 1));
}

bool check_for(Gen *g, const Ast *ast, const Ast *options, const Ast *keywords)
{
    static const char *const known[] = {"do", "into", "uniq", "reduce", NULL};
    const Ast *body = keywords ? ast_keyword(keywords, SYM_do) : NULL;
    if (!body)
        return refuse(g, ast, NULL, "missing :do option in \"for\"");
    if (!check_options(g, keywords, known, "for") ||
        (options != keywords && !check_options(g, options, known, "for")))
        return false;
    const Ast *first = ast->args[0];
    bool is_bits = ast_is_call(first, SYM_bits, -1) && first->count &&
                   ast_is_call(first->args[first->count - 1], SYM_left_arrow, 2);
    if (!is_bits && !ast_is_call(first, SYM_left_arrow, 2))
        return refuse(g, first == options ? ast : first, NULL,
                      "for comprehensions must start with a generator");
    const Ast *reduce = ast_keyword(options, SYM_reduce), *uniq = ast_keyword(options, SYM_uniq);
    if (reduce && (uniq || ast_keyword(options, SYM_into)))
        return refuse(g, ast, NULL, "cannot use :reduce alongside :into/:uniq in comprehension");
    if (uniq && !(uniq->kind == AST_atom && (uniq->name == SYM_true || uniq->name == SYM_false)) &&
        uniq->kind != AST_var && uniq->kind != AST_call)
        return refuse(g, uniq, uniq,
                      ":uniq option for comprehensions only accepts a boolean, got: ");
    bool arrows = body->kind == AST_list && body->count;
    for (uint32_t i = 0; arrows && i < body->count; i++)
        arrows = ast_is_call(body->args[i], SYM_arrow, 2);
    for (uint32_t i = 0; arrows && reduce && i < body->count; i++) {
        Arrow arrow;
        arrows = arrow_of(g, body->args[i], &arrow) && arrow.count == 1;
    }
    if (reduce && !arrows)
        return refuse(g, body, NULL,
                      "when using :reduce with comprehensions, the do block must be written using "
                      "acc -> expr clauses, where each clause expects the accumulator as a single "
                      "argument");
    if (!reduce && arrows)
        return refuse(g, body, NULL,
                      "the do block was written using acc -> expr clauses but the :reduce option "
                      "was not given");
    return true;
}

/* --- captures --- */

static bool bad_capture(Gen *g, const Ast *ast, const Ast *got)
{
    return refuse(g, ast, got,
                  "invalid args for &, expected one of:\n\n"
                  "  * &Mod.fun/arity to capture a remote function, such as &Enum.map/2\n"
                  "  * &fun/arity to capture a local or imported function, such as &is_atom/1\n"
                  "  * &some_code(&1, ...) containing at least one argument as &1, such as "
                  "&List.flatten(&1)\n\n"
                  "Got: ");
}

/* Marks the numbers of &1, &2, ... in the tree; false after an error. */
static bool find_holes(Gen *g, const Ast *ast, bool seen[256], const Ast *holes[256])
{
    if (ast->kind != AST_list && ast->kind != AST_pair && ast->kind != AST_call)
        return true;
    if (ast_is_call(ast, SYM_amp, 1)) {
        const Ast *n = ast->args[0];
        if (n->kind != AST_int) {
            bool is_named = ast_is_call(n, SYM_divide, 2) && n->args[1]->kind == AST_int;
            return is_named ||
                   refuse(g, ast, ast,
                          "nested captures are not allowed. You cannot define a function using the "
                          "capture operator & inside another function defined via &. Got invalid "
                          "nested capture: ");
        }
        if (n->i < 1 || n->i > 255)
            return refuse(g, ast, NULL, "capture argument &%lld must be numbered between 1 and 255",
                          (long long)n->i);
        seen[n->i] = true;
        if (!holes[n->i])
            holes[n->i] = ast;
        return true;
    }
    if (ast->kind == AST_call && ast->head && !find_holes(g, ast->head, seen, holes))
        return false;
    for (uint32_t i = 0; i < ast->count; i++)
        if (!find_holes(g, ast->args[i], seen, holes))
            return false;
    return true;
}

bool check_capture(Gen *g, const Ast *ast)
{
    const Ast *body = ast->args[0], *holes[256] = {0};
    bool seen[256] = {0};
    if (body->kind == AST_int)
        return body->i < 1 || body->i > 255
                   ? refuse(g, ast, NULL,
                            "capture argument &%lld must be numbered between 1 and 255",
                            (long long)body->i)
                   : refuse(g, ast, NULL,
                            "capture argument &%lld must be used within the capture operator &",
                            (long long)body->i);
    if (ast_is_call(body, SYM_block, -1) && body->count > 1)
        return refuse(g, ast, body,
                      "block expressions are not allowed inside the capture operator &, got: ");
    bool is_counted = ast_is_call(body, SYM_divide, 2) && body->args[1]->kind == AST_int &&
                      (body->args[0]->kind == AST_var ||
                       (body->args[0]->kind == AST_call && body->args[0]->count == 0));
    if (is_counted && (body->args[1]->i < 0 || body->args[1]->i > 255))
        return refuse(g, ast, NULL, "capture argument &%lld must be numbered between 1 and 255",
                      (long long)body->args[1]->i);
    if (!find_holes(g, body, seen, holes))
        return false;
    int most = 255;
    while (most > 0 && !seen[most])
        most--;
    if (most == 0)
        return bad_capture(g, ast, body);
    for (int i = 1; i < most; i++)
        if (!seen[i]) {
            int next = i + 1;
            while (!seen[next])
                next++;
            return refuse(g, holes[next], NULL,
                          "capture argument &%d cannot be defined without &%d (you cannot skip "
                          "arguments, all arguments must be numbered)",
                          next, i);
        }
    return true;
}
