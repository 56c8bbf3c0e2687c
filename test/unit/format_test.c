/* format_test.c - the formatter: against the folder test/format, and its promises on every source
   that the project has.

   test/format/NAME.exs with NAME.fmt: what it becomes. Everywhere: formatting again changes
   nothing, and the tree stays (but for charlists, which become sigils). */
#include "syntax/formatter.h"
#include "syntax/lexer.h"

#include "../file_check.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>

/* A text, its context and what it parses to. */
typedef struct Parsed {
    Cx cx;
    Arena arena;
    uint32_t source;
    const Ast *ast;
} Parsed;

static void parsed_init(Parsed *p, Str text)
{
    *p = (Parsed){0};
    cx_init(&p->cx);
    p->source = source_add(&p->cx, STR("test"), text, false);
    p->ast = parse(&p->cx, &p->arena, p->source);
}

static void parsed_free(Parsed *p)
{
    arena_free(&p->arena);
    cx_free(&p->cx);
}

static bool format(Str text, const FormatOptions *options, Text *out)
{
    Parsed p;
    parsed_init(&p, text);
    error_free(error_take(&p.cx));
    bool good = format_source(&p.cx, p.source, options, out);
    parsed_free(&p);
    return good;
}

/* Charlists in quotes become sigils, which are other trees. */
static bool holds_charlists(Parsed *p, Str text)
{
    Lexed lexed;
    bool holds = false;
    lex(&p->cx, p->source, 0, UINT32_MAX, &lexed);
    for (size_t i = 0; i < lexed.tokens.len && !holds; i++)
        holds = token_is(&lexed.tokens.at[i], TOKEN_string_begin) &&
                text.at[lexed.tokens.at[i].start] == '\'';
    lexed_free(&lexed);
    return holds;
}

static const Ast *unwrap(const Ast *ast)
{
    while (ast_is_call(ast, SYM_block, 1))
        ast = ast->args[0];
    return ast;
}

static bool same_name(const Parsed *p, Sym a, const Parsed *q, Sym b)
{
    return str_equal(sym_text(&p->cx, a), sym_text(&q->cx, b));
}

/* Whether two trees are the same but for parentheses around one expression. */
static bool same_tree(const Parsed *p, const Ast *a, const Parsed *q, const Ast *b)
{
    a = unwrap(a);
    b = unwrap(b);
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case AST_int:
        return a->i == b->i;
    case AST_float:
        return memcmp(&a->f, &b->f, sizeof a->f) == 0;
    case AST_big:
    case AST_string:
        return str_equal(a->text, b->text);
    case AST_atom:
    case AST_var:
        return same_name(p, a->name, q, b->name);
    case AST_list:
    case AST_pair:
    case AST_call:
        break;
    }
    bool is_call = a->kind == AST_call;
    bool same = a->count == b->count && (!is_call || (a->head == NULL) == (b->head == NULL));
    if (same && is_call)
        same = a->head ? same_tree(p, a->head, q, b->head) : same_name(p, a->name, q, b->name);
    for (uint32_t i = 0; same && i < a->count; i++)
        same = same_tree(p, a->args[i], q, b->args[i]);
    return same;
}

static void check_promises(const char *path)
{
    Text text = {0}, once = {0}, twice = {0};
    const FormatOptions options = {0};
    if (read_file(path, &text) && format(text_str(&text), &options, &once)) {
        text_char(&once, '\n');
        bool again = format(text_str(&once), &options, &twice);
        text_char(&twice, '\n');
        verdict(path, again && str_equal(text_str(&once), text_str(&twice)),
                "formatting again changes it");
        Parsed before, after;
        parsed_init(&before, text_str(&text));
        parsed_init(&after, text_str(&once));
        verdict(path,
                holds_charlists(&before, text_str(&text)) ||
                    (after.ast && same_tree(&before, before.ast, &after, after.ast)),
                "formatting changes the tree");
        parsed_free(&before);
        parsed_free(&after);
    }
    text_free(&text);
    text_free(&once);
    text_free(&twice);
}

static void check_expected(const char *path)
{
    char expected[512];
    snprintf(expected, sizeof expected, "%.*s.fmt", (int)(strlen(path) - 4), path);
    Text text = {0}, wanted = {0}, got = {0};
    bool is_there = read_file(expected, &wanted) && read_file(path, &text);
    verdict(path, is_there, "its .fmt file is missing");
    if (is_there && format(text_str(&text), &(FormatOptions){0}, &got)) {
        text_char(&got, '\n');
        bool same = str_equal(text_str(&got), text_str(&wanted));
        verdict(path, same, "differs from its .fmt file");
        if (!same)
            printf("%s", text_cstr(&got));
    }
    text_free(&text);
    text_free(&wanted);
    text_free(&got);
}

static int visit(const char *path, const struct stat *about, int type, struct FTW *place)
{
    (void)about;
    (void)place;
    Str name = str_of(path);
    if (type != FTW_F || !(str_ends(name, STR(".ex")) || str_ends(name, STR(".exs"))))
        return 0;
    check_promises(path);
    if (str_starts(name, STR("test/format/")))
        check_expected(path);
    return 0;
}

static void check_format(const char *name, const char *text, FormatOptions options,
                         const char *wanted)
{
    Text got = {0};
    bool good = format(str_of(text), &options, &got) && str_is(text_str(&got), wanted);
    verdict(name, good, text_cstr(&got));
    text_free(&got);
}

static void check_options(void)
{
    const BareCall locals[] = {{STR("defn"), 2}, {STR("all"), -1}};
    FormatOptions some = {.locals = locals, .local_count = 2};
    check_format("locals", "defn f(x), do: x", some, "defn f(x), do: x");
    check_format("other arity", "defn f(x), 1, do: x", some, "defn(f(x), 1, do: x)");
    check_format("any arity", "all 1, 2, 3", some, "all 1, 2, 3");
    check_format("width", "f(aaaa, bbbb)", (FormatOptions){.width = 10}, "f(\n  aaaa,\n  bbbb\n)");
    check_format("do blocks", "if a, do: b, else: c", (FormatOptions){.do_blocks = true},
                 "if a do\n  b\nelse\n  c\nend");
    check_format("an attribute of a field", "@(a.b)", (FormatOptions){0}, "@(a.b)");
    check_format("a called function's block", "a.(b) do c end", (FormatOptions){0},
                 "a.(b) do\n  c\nend");
    check_format("nothing", "  \n\n", (FormatOptions){0}, "");
    check_format("a comment", "  #a", (FormatOptions){0}, "# a");
}

/* Nesting without end is an error, chains of operators are only long. */
static void check_depth(void)
{
    static const struct {
        const char *name, *open, *middle, *close;
        int times;
        bool good;
    } rows[] = {
        {"parentheses", "(", "1", ")", 1000000, false},
        {"unclosed parentheses", "(", "", "", 1000000, false},
        {"ifs", "if a do\n", "1", "\nend", 100000, false},
        {"lists", "[", "", "]", 900, true},
        {"ifs in ifs", "if a do\n", "1", "\nend", 400, true},
        {"a chain", "1 + ", "1", "", 5000, true},
        {"a chain to the right", "1 ++ ", "1", "", 5000, true},
        {"pipes", "a |> ", "a", "", 5000, true},
        {"a chain too long", "1 + ", "1", "", 200000, false},
        {"not", "not ", "a", "", 100000, false},
        {"an alternative", "a | ", "a", "", 5000, true},
        {"keywords", "[a: ", "1", "]", 300, true},
        {"functions", "fn -> ", "1", " end", 400, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Text text = {0}, out = {0};
        for (int n = 0; n < rows[i].times; n++)
            text_add(&text, str_of(rows[i].open));
        text_add(&text, str_of(rows[i].middle));
        for (int n = 0; n < rows[i].times; n++)
            text_add(&text, str_of(rows[i].close));
        bool good = format(text_str(&text), &(FormatOptions){0}, &out);
        verdict(rows[i].name, good == rows[i].good, good ? "was formatted" : "was refused");
        text_free(&text);
        text_free(&out);
    }
}

int main(void)
{
    static const char *const folders[] = {"test/format", "test/syntax", "test/lang",
                                          "test/lib",    "lib",         "examples"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        nftw(folders[i], visit, 8, FTW_PHYS);
    check_options();
    check_depth();
    printf("%d passed, %d failed\n", passed, counted_failures);
    return counted_failures != 0;
}
