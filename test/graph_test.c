/* graph_test.c - runs test/graph/ and the examples of doc/graph.md.

       graph_test [PATH ...]      without paths: test/graph doc/graph.md

   A .graph file holds cases separated by a line `====`. A case is a graph in the text form, then,
   after a line `---`, what comes out: the graph's text, or `error: ` and a message. Without `---`
   the graph must print as it was written. A comment line `// after: PASS ...` names passes that run
   in between: simplify; grad (the results become the gradients of the first result by every
   parameter). What comes out must read back to the same text. */
#include "graph/graph.h"
#include "transform/transform.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

static int passed, count_failed;

static Text file_text(const char *path)
{
    Text t = {0};
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        fprintf(stderr, "cannot open %s\n", path);
        exit(1);
    }
    char buffer[4096];
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, f)) > 0;)
        text_add(&t, (Str){buffer, n});
    fclose(f);
    return t;
}

static Str trim(Str s)
{
    while (s.len && strchr(" \n\r", s.at[0]))
        s = str_slice(s, 1, s.len);
    while (s.len && strchr(" \n\r", s.at[s.len - 1]))
        s = str_slice(s, 0, s.len - 1);
    return s;
}

/* The text up to the next line that is `mark`; *rest is what follows it. */
static Str up_to_line(Str text, Str mark, Str *rest)
{
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && text.at[end] != '\n')
            end++;
        if (str_equal(str_slice(text, at, end), mark)) {
            *rest = str_slice(text, end < text.len ? end + 1 : end, text.len);
            return str_slice(text, 0, at);
        }
        at = end + 1;
    }
    *rest = str_slice(text, text.len, text.len);
    return text;
}

/* The first result's gradients by every parameter become the results. */
static void differentiate(Cx *cx, Graph *g)
{
    int count = (int)g->params.len;
    if (g->results.len == 0) {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "there is no result to differentiate");
        return;
    }
    Node **dxs = mem_alloc(sizeof(Node *) * (size_t)(count + 1));
    if (grad(cx, g, g->results.at[0], g->params.at, count, dxs)) {
        g->results.len = 0;
        for (int i = 0; i < count; i++)
            vec_push(&g->results, dxs[i]);
    }
    free(dxs);
}

static Graph *run_pass(Cx *cx, Graph *g, Str pass)
{
    if (str_is(pass, "simplify") || str_is(pass, "sink")) {
        Graph *next = str_is(pass, "sink") ? sink(cx, g) : simplify(cx, g);
        graph_free(g);
        g = next;
    } else if (str_is(pass, "grad")) {
        differentiate(cx, g);
    } else {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "unknown pass %.*s", (int)pass.len, pass.at);
    }
    if (!failed(cx))
        verify(cx, g);
    return g;
}

/* The passes named by a line "// after: ...", an empty string when there is none. */
static Str passes_of(Str input)
{
    Str mark = STR("// after:");
    for (size_t i = 0; i + mark.len < input.len; i++)
        if (str_equal(str_slice(input, i, i + mark.len), mark)) {
            size_t end = i + mark.len;
            while (end < input.len && input.at[end] != '\n')
                end++;
            return str_slice(input, i + mark.len, end);
        }
    return STR("");
}

static Graph *read_and_run(Cx *cx, Str input)
{
    Graph *g = graph_read(cx, source_add(cx, STR("case"), input, false));
    Str passes = passes_of(input);
    for (size_t at = 0; at < passes.len && g && !failed(cx);) {
        size_t end = at;
        while (end < passes.len && passes.at[end] != ' ')
            end++;
        if (end > at)
            g = run_pass(cx, g, str_slice(passes, at, end));
        at = end + 1;
    }
    return g;
}

/* Appends what comes out: the graph, or "error: message". */
static void outcome(Text *out, Str input)
{
    Cx cx;
    cx_init(&cx);
    Graph *g = read_and_run(&cx, input);
    if (failed(&cx)) {
        Error *e = error_take(&cx);
        text_print(out, "error: %s", text_cstr(&e->message));
        error_free(e);
    } else {
        graph_print(out, &cx, g);
    }
    graph_free(g);
    cx_free(&cx);
}

/* The lines that are not comments. */
static Text without_comments(Str s)
{
    Text t = {0};
    for (size_t at = 0; at < s.len;) {
        size_t end = at;
        while (end < s.len && s.at[end] != '\n')
            end++;
        if (!str_starts(str_slice(s, at, end), STR("//")))
            text_print(&t, "%.*s\n", (int)(end - at), s.at + at);
        at = end + 1;
    }
    return t;
}

static void check(const char *name, int number, const char *what, Str got, Str want)
{
    if (str_equal(trim(got), trim(want))) {
        passed++;
        return;
    }
    count_failed++;
    printf("%s, case %d: %s\n--- expected\n%.*s\n--- got\n%.*s\n\n", name, number, what,
           (int)want.len, want.at, (int)got.len, got.at);
}

static void run_case(const char *name, int number, Str text)
{
    Str want, input = up_to_line(text, STR("---"), &want);
    Text same = without_comments(input), got = {0}, again = {0};
    bool has_outcome = trim(want).len > 0;
    outcome(&got, input);
    check(name, number, "the outcome differs", text_str(&got),
          has_outcome ? want : text_str(&same));
    if (!str_starts(text_str(&got), STR("error: "))) {
        outcome(&again, text_str(&got));
        check(name, number, "it does not read back", text_str(&again), text_str(&got));
    }
    text_free(&same);
    text_free(&got);
    text_free(&again);
}

static void run_file(const char *path)
{
    Text text = file_text(path);
    int number = 1;
    for (Str rest = text_str(&text); trim(rest).len > 0; number++) {
        Str one = up_to_line(rest, STR("===="), &rest);
        run_case(path, number, one);
    }
    text_free(&text);
}

/* Every ```graph block of a page. */
static void run_page(const char *path)
{
    Text text = file_text(path);
    int number = 1;
    Str rest = text_str(&text);
    for (;;) {
        up_to_line(rest, STR("```graph"), &rest);
        if (rest.len == 0)
            break;
        Str block = up_to_line(rest, STR("```"), &rest);
        run_case(path, number++, block);
    }
    text_free(&text);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void run_folder(const char *path)
{
    VEC(char *) names = {0};
    DIR *folder = opendir(path);
    for (struct dirent *e; folder && (e = readdir(folder));)
        if (str_ends(str_of(e->d_name), STR(".graph"))) {
            Text full = {0};
            text_print(&full, "%s/%s", path, e->d_name);
            vec_push(&names, full.at);
        }
    if (folder)
        closedir(folder);
    qsort(names.at, names.len, sizeof *names.at, by_name);
    for (size_t i = 0; i < names.len; i++) {
        run_file(names.at[i]);
        free(names.at[i]);
    }
    vec_free(&names);
}

static void run_path(const char *path)
{
    if (str_ends(str_of(path), STR(".md")))
        run_page(path);
    else if (str_ends(str_of(path), STR(".graph")))
        run_file(path);
    else
        run_folder(path);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        run_path(argv[i]);
    if (argc == 1) {
        run_path("test/graph");
        run_path("doc/graph.md");
    }
    printf("%d passed, %d failed\n", passed, count_failed);
    return count_failed > 0;
}
