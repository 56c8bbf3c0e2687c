/* syntax_test.c - the parser against the folder test/syntax, and what no file shows.

   NAME.exs with NAME.ast: each top-level expression printed by ast_print on a line of its own.
   NAME.exs with NAME.err: the errors as error_print shows them. Usage: syntax_test [FOLDER]; with
   -w before the folder, expectations that are missing are written. */
#include "syntax/parser.h"

#include "file_check.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

/* --- trees --- */

typedef VEC(const Ast *) Nodes;

/* Every node lies inside its parent and inside the source. */
static bool spans_nest(const Cx *cx, const Ast *root)
{
    Nodes todo = {0};
    bool good = true;
    vec_push(&todo, root);
    while (todo.len && good) {
        const Ast *ast = vec_pop(&todo);
        bool has_args = ast->kind == AST_list || ast->kind == AST_pair || ast->kind == AST_call;
        good = ast->span.start <= ast->span.end &&
               ast->span.end <= cx->sources.at[ast->span.source].text.len;
        for (uint32_t i = 0; has_args && good && i <= ast->count; i++) {
            const Ast *part = i < ast->count          ? ast->args[i]
                              : ast->kind == AST_call ? ast->head
                                                      : NULL;
            if (part == NULL)
                continue;
            good = part->span.start >= ast->span.start && part->span.end <= ast->span.end;
            vec_push(&todo, part);
        }
        if (!good)
            printf("span %u..%u of kind %d\n", ast->span.start, ast->span.end, (int)ast->kind);
    }
    vec_free(&todo);
    return good;
}

static bool is_top_block(const Ast *ast)
{
    return ast_is_call(ast, SYM_block, -1) && !(ast->flags & AST_WRAPPED);
}

static void print_tops(Text *out, const Cx *cx, const Ast *ast)
{
    bool several = is_top_block(ast) && ast->count > 0;
    for (uint32_t i = 0; i < (several ? ast->count : 1); i++) {
        ast_print(out, cx, several ? ast->args[i] : ast, -1);
        text_char(out, '\n');
    }
}

/* --- the folder --- */

static void run_file(const char *folder, const char *file, bool write)
{
    char path[1024];
    Text source = {0}, wanted = {0}, got = {0};
    int stem = (int)strlen(file) - 4;
    snprintf(path, sizeof path, "%s/%s", folder, file);
    read_file(path, &source);
    Cx cx;
    cx_init(&cx);
    Arena arena = {0};
    uint32_t number = source_add(&cx, str_of(file), text_str(&source), false);
    Ast *ast = parse(&cx, &arena, number);
    if (ast)
        print_tops(&got, &cx, ast);
    else
        error_print(&got, &cx, cx.error, &palette_plain);
    verdict(file, ast == NULL || spans_nest(&cx, ast), "a span reaches out of its parent");
    verdict(file, (ast == NULL) == failed(&cx), "a tree and an error, or neither");
    snprintf(path, sizeof path, "%s/%.*s.%s", folder, stem, file, ast ? "ast" : "err");
    bool known = read_file(path, &wanted);
    verdict(file, known || write, ast ? "it parses, but there is no .ast" : "it fails to parse");
    if (known) {
        verdict(file, str_equal(text_str(&got), text_str(&wanted)), "unexpected output:");
        if (!str_equal(text_str(&got), text_str(&wanted)))
            printf("--- wanted\n%s--- got\n%s", text_cstr(&wanted), text_cstr(&got));
    } else if (write) {
        FILE *f = fopen(path, "wb");
        if (f) {
            fwrite(text_cstr(&got), 1, got.len, f);
            fclose(f);
        }
    } else {
        printf("--- got\n%s", text_cstr(&got));
    }
    text_free(&source);
    text_free(&wanted);
    text_free(&got);
    arena_free(&arena);
    cx_free(&cx);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void run_folder(const char *folder, bool write)
{
    struct dirent **files;
    int count = scandir(folder, &files, NULL, by_name);
    verdict(folder, count > 0, "no such folder");
    for (int i = 0; i < count; i++) {
        if (str_ends(str_of(files[i]->d_name), STR(".exs")))
            run_file(folder, files[i]->d_name, write);
        free(files[i]);
    }
    if (count >= 0)
        free(files);
}

/* --- sizes --- */

/* Parses `before`, `count` times `unit`, `count` times `after`; wants `kind`, or an error that says
   `message`. */
static void run_large(const char *name, const char *before, const char *unit, const char *after,
                      int count, AstKind kind, const char *message)
{
    Text source = {0}, printed = {0};
    text_add(&source, str_of(before));
    for (int i = 0; i < count; i++)
        text_add(&source, str_of(unit));
    for (int i = 0; i < count; i++)
        text_add(&source, str_of(after));
    Cx cx;
    cx_init(&cx);
    Arena arena = {0};
    uint32_t number = source_add(&cx, str_of(name), text_str(&source), false);
    Ast *ast = parse(&cx, &arena, number);
    if (message) {
        bool said = cx.error && strstr(text_cstr(&cx.error->message), message);
        verdict(name, ast == NULL && said && cx.error->next == NULL, "another error was expected");
    } else {
        verdict(name, ast && ast->kind == kind && !failed(&cx), "it does not parse");
    }
    if (ast)
        ast_print(&printed, &cx, ast, -1);
    if (ast)
        ast_print(&printed, &cx, ast, 0);
    text_free(&source);
    text_free(&printed);
    arena_free(&arena);
    cx_free(&cx);
}

static void run_sizes(void)
{
    enum { LONG = 100000, HUGE = 1000000 };
    const char *deep = "nested more than";
    run_large("sum", "a", " + a", "", LONG, AST_call, NULL);
    run_large("pipe", "a", " |> f(1)", "", LONG, AST_call, NULL);
    run_large("pipe on lines", "a", "\n|> f(1)", "", LONG, AST_call, NULL);
    run_large("right-associative", "a", " ++ a", "", LONG, AST_call, NULL);
    run_large("negations", "a = ", "!", "", LONG, AST_call, "expression is incomplete");
    run_large("dots", "a", ".b", "", LONG, AST_call, NULL);
    run_large("indices", "a", "[0]", "", LONG, AST_call, NULL);
    run_large("list", "[a", ", a", "", LONG, AST_call, "missing terminator: ]");
    run_large("arguments", "f a", ", a", "", LONG, AST_call, NULL);
    run_large("statements", "a", "\na", "", LONG, AST_call, NULL);
    run_large("parens, open", "", "(", "", HUGE, AST_call, "missing terminator: )");
    run_large("parens", "", "(", ")", HUGE, AST_call, deep);
    run_large("parens in an operand", "1 + ", "(", ")", LONG, AST_call, deep);
    run_large("lists", "", "[", "]", LONG, AST_call, deep);
    run_large("maps", "", "%{", "}", LONG, AST_call, deep);
    run_large("blocks", "", "f do ", " end", LONG, AST_call, deep);
    run_large("functions", "", "fn -> ", " end", LONG, AST_call, deep);
    run_large("calls", "", "f ", "", LONG, AST_call, deep);
    run_large("attributes", "", "@", "a ", LONG, AST_call, deep);
    run_large("strings", "", "\"#{", "}\"", LONG, AST_call, deep);
    run_large("depth that fits", "", "[", "]", 900, AST_list, NULL);
}

/* --- ranges, comments, keywords --- */

static void run_functions(void)
{
    Cx cx;
    cx_init(&cx);
    Arena arena = {0};
    Str text = STR("iex> x = 1 # one\n# two\n\"# no\" #three\nif a, do: \"b\"");
    uint32_t number = source_add(&cx, STR("prompt"), text, false);
    Ast *ast = parse_range(&cx, &arena, number, 5, 10);
    verdict("parse_range", ast && ast_is_call(ast, SYM_match, 2), "not x = 1");
    verdict("parse_range", ast && ast->span.start == 5 && ast->span.end == 10, "not its span");

    uint32_t other = source_add(&cx, STR("other"), str_slice(text, 5, text.len), false);
    size_t count;
    Comment *comments = comments_of(&cx, &arena, other, &count);
    verdict("comments_of", count == 3, "not three comments");
    verdict("comments_of", count == 3 && !comments[0].alone && comments[1].alone, "not alone");
    verdict("comments_of", count == 3 && comments[0].span.start == 6 && comments[0].span.end == 11,
            "not the first span");

    ast = parse(&cx, &arena, other);
    Ast *call = ast ? ast->args[ast->count - 1] : NULL;
    Ast *keys = call ? call->args[call->count - 1] : NULL;
    Ast *value = keys ? ast_keyword(keys, SYM_do) : NULL;
    verdict("ast_keyword", value && value->kind == AST_string && str_is(value->text, "b"),
            "not the value of do:");
    verdict("ast_keyword", keys && ast_keyword(keys, SYM_else) == NULL, "else: is not there");

    Text tree = {0};
    const char *wanted =
        "{:=, [], [\n  {:x, [], nil},\n  {:if, [], [{:a, [], nil}, [do: \"b\"]]}\n]}";
    Ast *match = ast_call(&arena, SYM_match, (Ast *const[]){NULL, call}, 2, SPAN_NONE);
    match->args[0] = ast_new(&arena, AST_var, SPAN_NONE);
    match->args[0]->name = sym(&cx, STR("x"));
    if (call)
        ast_print(&tree, &cx, match, 0);
    verdict("ast_print", str_is(text_str(&tree), wanted), text_cstr(&tree));
    text_free(&tree);
    arena_free(&arena);
    cx_free(&cx);
}

int main(int argc, char **argv)
{
    bool write = argc > 1 && strcmp(argv[1], "-w") == 0;
    const char *folder = argc > 1 + write ? argv[1 + write] : "test/syntax";
    run_folder(folder, write);
    run_sizes();
    run_functions();
    printf("%d passed, %d failed\n", passed, counted_failures);
    return counted_failures ? 1 : 0;
}
