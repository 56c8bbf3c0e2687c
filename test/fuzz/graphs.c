/* graphs.c - random graphs (make_graph.c), and what must hold for each:

     - the verifier accepts it
     - its text reads back, and prints as the same text; so does its StableHLO
     - simplified, it gives the same bits (whatever the payload of a NaN); so it does in parts, for
       a compiler that lacks a quarter of its operations
     - the gradient of an f64 graph agrees with central differences (slopes.c); forward mode agrees
       with the gradient

       graphs [--seed N] [--from N] [--count N] [--seconds N] [--keep FOLDER]
              [--compiler NAME] [--text FILE]...

   A graph depends on its number and the seed alone. One that fails is made smaller as long as the
   same claim fails: results dropped, nodes replaced by constants, sizes by 1; its text is
   printed, and kept as a file for graph_test in the folder named. Files are graphs that failed
   once: the same is held of them, and nothing of random ones. */
#include "fuzz/compiled.h"
#include "fuzz/make_graph.h"
#include "fuzz/shrink.h"
#include "fuzz/slopes.h"
#include "file_check.h"

#include "base/watch.h"
#include "compile/parts.h"
#include "compile/stablehlo/stablehlo.h"
#include "eval/eval.h"
#include "transform/transform.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef enum Claim {
    HOLDS,
    NO_CLAIM, /* not a graph: only while one is made smaller */
    READS_BACK,
    SIMPLIFIED_IS_SAME,
    GRADIENT_IS_MADE,
    GRADIENT_IS_SLOPE,
    FORWARD_IS_GRADIENT,
    COMPILED_IS_CLOSE,
    UNFUSED_IS_SAME,
    STABLEHLO_READS_BACK,
    CUT_IS_SAME
} Claim;

static const char *const claims[] = {
    "all is well",
    "the graph is not accepted",
    "the text does not read back",
    "the simplified graph gives something else",
    "the gradient is refused",
    "the gradient is not the slope",
    "forward mode is not the gradient",
    "the compiled graph gives something else",
    "fused it gives other bits",
    "its StableHLO reads back as something else",
    "in parts it gives something else",
};

static const char *kept_in;     /* a folder, or NULL */
static const char *compiled_by; /* a compiler's name, or NULL */
static volatile sig_atomic_t is_late;

/* --- claims --- */

static Graph *read_text(Cx *cx, Str text)
{
    Graph *g = graph_read(cx, source_add(cx, STR("graph"), text, false));
    if (g && !verify(cx, g)) {
        graph_free(g);
        g = NULL;
    }
    error_free(error_take(cx));
    return g;
}

static bool prints_as(Cx *cx, const Graph *g, Str text)
{
    Text again = {0};
    graph_print(&again, cx, g);
    bool ok = str_equal(text_str(&again), text);
    text_free(&again);
    return ok;
}

/* Whether the graph calls functions of this process, which no text can name. */
static bool has_host_calls(const Graph *g)
{
    bool has = false;
    for (size_t i = 0; i < g->nodes.len && !has; i++) {
        has = g->nodes.at[i]->op == OP_runtime_call;
        for (int r = 0; r < g->nodes.at[i]->nregions && !has; r++)
            has = has_host_calls(g->nodes.at[i]->regions[r]);
    }
    return has;
}

/* The graph as StableHLO reads back as a graph that prints as the same text. */
static bool stablehlo_reads_back(Cx *cx, const Graph *g)
{
    Text text = {0}, again = {0};
    bool ok = stablehlo_print(cx, &text, g, NULL);
    Graph *h =
        ok ? stablehlo_read(cx, source_add(cx, STR("module"), text_str(&text), false)) : NULL;
    ok = h && stablehlo_print(cx, &again, h, NULL) && str_equal(text_str(&text), text_str(&again));
    if (failed(cx))
        printf("%s\n", text_cstr(&cx->error->message));
    error_free(error_take(cx));
    graph_free(h);
    text_free(&text);
    text_free(&again);
    return ok;
}

typedef bool Way(Cx *cx, const Graph *g, Tensor **inputs, Tensor **outputs);

static bool eval_simplified(Cx *cx, const Graph *g, Tensor **inputs, Tensor **outputs)
{
    Graph *simple = simplify(cx, g);
    bool ok = simple && verify(cx, simple) && eval(cx, simple, inputs, NULL, outputs);
    graph_free(simple);
    return ok;
}

static bool lacks_quarter(const Compiler *c, const Node *n)
{
    (void)c;
    bool may_stay = op_info[n->op].class_ == CLASS_LEAF || n->op == OP_fun;
    return !may_stay && (n->id * 0x9e3779b1u >> 16) % 4 == 0;
}

static bool run_in_parts(Cx *cx, const Graph *g, Tensor **inputs, Tensor **outputs)
{
    Compiler c = compiler_reference;
    c.lacks = lacks_quarter;
    Graph *simple = simplify(cx, g);
    Program *p = simple ? parts_build(cx, &c, simple, NULL) : NULL;
    if (p == NULL)
        graph_free(simple);
    bool ok = p && program_run(cx, p, inputs, outputs);
    program_free(p);
    return ok;
}

/* A graph without an answer (division by zero) claims nothing. */
static bool gives_same(Cx *cx, const Graph *g, Tensor **inputs, Way *way)
{
    Tensor *want[MOST] = {NULL}, *got[MOST] = {NULL};
    bool has_answer = eval(cx, g, inputs, NULL, want), ok = true;
    error_free(error_take(cx));
    if (has_answer) {
        ok = way(cx, g, inputs, got);
        for (size_t i = 0; ok && i < g->results.len; i++)
            ok = type_equal(&want[i]->type, &got[i]->type) && same_bits(want[i], got[i]);
    }
    error_free(error_take(cx));
    free_all(want);
    free_all(got);
    return ok;
}

/* --- all claims --- */

static Claim claim_of_slopes(Slopes verdict)
{
    switch (verdict) {
    case SLOPES_hold:
        return HOLDS;
    case SLOPES_not_made:
        return GRADIENT_IS_MADE;
    case SLOPES_not_gradient:
        return GRADIENT_IS_SLOPE;
    case SLOPES_not_forward:
        return FORWARD_IS_GRADIENT;
    }
    return NO_CLAIM;
}

static Claim claim_of_compiled(Compiled verdict)
{
    return verdict == COMPILED_close     ? HOLDS
           : verdict == COMPILED_differs ? COMPILED_IS_CLOSE
                                         : UNFUSED_IS_SAME;
}

/* What a text's graph breaks. */
static Claim check_text(Str text, uint64_t seed, bool is_differentiable)
{
    Cx cx;
    cx_init(&cx);
    cx.interrupt = &is_late;
    Tensor *inputs[MOST] = {NULL};
    Claim broken = NO_CLAIM;
    Graph *g = read_text(&cx, text);
    if (g && g->params.len + 2 < MOST && g->results.len > 0 && g->results.len < MOST) {
        for (size_t i = 0; i < g->params.len; i++)
            inputs[i] = input_of(&cx, node_type(g->params.at[i]), seed + i, is_differentiable);
        Text again = {0};
        graph_print(&again, &cx, g);
        Graph *h = read_text(&cx, text_str(&again));
        if (h == NULL || !prints_as(&cx, h, text_str(&again)))
            broken = READS_BACK;
        else if (!has_host_calls(g) && !stablehlo_reads_back(&cx, g))
            broken = STABLEHLO_READS_BACK;
        else if (!gives_same(&cx, g, inputs, eval_simplified))
            broken = SIMPLIFIED_IS_SAME;
        else if (!gives_same(&cx, g, inputs, run_in_parts))
            broken = CUT_IS_SAME;
        else if (compiled_by)
            broken = claim_of_compiled(check_compiled(&cx, g, inputs, compiled_by));
        else
            broken =
                is_differentiable ? claim_of_slopes(check_slopes(&cx, g, inputs, seed)) : HOLDS;
        graph_free(h);
        text_free(&again);
    }
    free_all(inputs);
    graph_free(g);
    cx_free(&cx);
    return broken;
}

/* --- running --- */

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* A graph as text and what it breaks. */
typedef struct Broken {
    uint64_t seed;
    bool is_differentiable;
    Claim claim;
} Broken;

/* A smaller one may run for ever: that is none. */
static bool breaks_the_same(const void *closure, Str text)
{
    const Broken *b = closure;
    Watch *watch = watch_new(&is_late, 1000);
    bool same = check_text(text, b->seed, b->is_differentiable) == b->claim;
    return !watch_end(watch) && same;
}

static void report(const Broken *b, Text *text, uint64_t run, int64_t number)
{
    Shrinker s = {*text, breaks_the_same, b};
    shrink(&s);
    *text = s.text;
    printf("seed %llu, graph %lld: %s\n%s", (unsigned long long)run, (long long)number,
           claims[b->claim], text_cstr(text));
    if (b->claim == GRADIENT_IS_SLOPE || b->claim == FORWARD_IS_GRADIENT)
        printf("(inputs are those of input seed %llu)\n", (unsigned long long)b->seed);
    Text path = {0};
    text_print(&path, "%s/fuzz-%llu-%lld.graph", kept_in ? kept_in : ".", (unsigned long long)run,
               (long long)number);
    FILE *f = kept_in ? fopen(text_cstr(&path), "w") : NULL;
    if (f) {
        fprintf(f, "// %s; seed %llu, graph %lld.\n%s%s", claims[b->claim], (unsigned long long)run,
                (long long)number,
                b->claim == SIMPLIFIED_IS_SAME  ? "// after: simplify\n"
                : b->claim > SIMPLIFIED_IS_SAME ? "// after: grad\n"
                                                : "",
                text_cstr(text));
        fclose(f);
        printf("kept as %s\n", text_cstr(&path));
    }
    text_free(&path);
}

/* One graph; whether all held. */
static bool run_one(uint64_t run, int64_t number)
{
    Dice dice = {run * 0x9e3779b97f4a7c15u + (uint64_t)number};
    Broken b = {.seed = roll(&dice), .is_differentiable = number % 3 == 0};
    Text text = {0};
    Cx cx;
    cx_init(&cx);
    Graph *g = make_graph(&cx, &dice, b.is_differentiable);
    bool is_accepted = g && verify(&cx, g);
    graph_print(&text, &cx, g);
    if (!is_accepted) {
        printf("seed %llu, graph %lld: the verifier refuses what was made: %s\n%s",
               (unsigned long long)run, (long long)number,
               failed(&cx) ? text_cstr(&cx.error->message) : "", text_cstr(&text));
        error_free(error_take(&cx));
    }
    graph_free(g);
    cx_free(&cx);
    b.claim = check_text(text_str(&text), b.seed, b.is_differentiable);
    if (b.claim != HOLDS)
        report(&b, &text, run, number);
    text_free(&text);
    return is_accepted && b.claim == HOLDS;
}

static void run_text(const char *path)
{
    Text text = {0};
    Claim claim = read_file(path, &text) ? check_text(text_str(&text), 1, false) : NO_CLAIM;
    verdict(path, claim == HOLDS, claims[claim]);
    text_free(&text);
}

int main(int argc, char **argv)
{
    enum { MOST_FAILURES = 10, ENOUGH = 2000 };
    uint64_t seed = 1;
    int64_t from = 0, count = 1500;
    double until = INFINITY;
    VEC(const char *) files = {0};
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--from") == 0)
            from = strtoll(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--count") == 0)
            count = strtoll(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--keep") == 0)
            kept_in = argv[i + 1];
        else if (strcmp(argv[i], "--compiler") == 0)
            compiled_by = argv[i + 1];
        else if (strcmp(argv[i], "--text") == 0)
            vec_push(&files, argv[i + 1]), count = 0;
        else if (strcmp(argv[i], "--seconds") == 0)
            until = seconds_now() + strtod(argv[i + 1], NULL), count = INT64_MAX;
    }
    for (size_t i = 0; i < files.len; i++)
        run_text(files.at[i]);
    vec_free(&files);
    for (int64_t i = 0; i < count && counted_failures < MOST_FAILURES && seconds_now() < until;
         i++) {
        if (run_one(seed, from + i))
            passed++;
        else
            counted_failures++;
    }
    for (int op = 0; op < OP_count && passed >= ENOUGH; op++)
        if (made_ops[op] == 0) {
            printf("%s was never made\n", op_info[op].name);
            counted_failures++;
        }
    const SlopesCounted *c = &slopes_counted;
    printf(
        "seed %llu, %lld slopes of %lld graphs held against differences, rounding decides of %lld "
        "more; %lld graphs had 20 operations or more, the largest %lld\n",
        (unsigned long long)seed, (long long)c->slopes, (long long)c->graphs,
        (long long)c->rounding, (long long)c->large, (long long)c->largest);
    if (compiled_by)
        printf("%lld left out: the compiler defines them otherwise\n",
               (long long)compiled_left_out);
    printf("%d passed, %d failed\n", passed, counted_failures);
    return counted_failures > 0;
}
