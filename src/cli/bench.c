/* bench.c - cnx bench: how long a call of a compiled definition takes.

   The files of bench/ are scripts whose value is a keyword list of workloads: name, and a function
   that returns {definition, inputs}. A workload is traced and compiled twice, the second time with
   the clock running (the first loads library modules); then its program is called again and again.
   A call checks its arguments and waits for its results, which the next call drops: nothing else
   is kept from one run to the next. */
#include "cli/cli.h"

#include "cnx.h"
#include "compile/plugin.h"
#include "lang/api.h"
#include "lang/jit.h"
#include "lang/vm.h"
#include "tensor/files.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const char help_bench[] =
    "Usage:\n"
    "  cnx bench [--compiler NAME,...] [--no-fuse] [--json FILE] [--list]\n"
    "            [FILE.exs...] [NAME...]\n\n"
    "Times the workloads of bench/*.exs, or of the files given; NAMEs choose among them, and a *\n"
    "in one stands for anything. The value of such a file is a keyword list: a name, and a\n"
    "function that returns {definition, inputs}.\n\n"
    "  --compiler NAME,...   what to compile with, one after the other; llvm where it is\n"
    "                        installed, else reference\n"
    "  --json FILE           writes median_ms, min_ms and compile_ms, workload by workload (and\n"
    "                        compiler by compiler, where there are several)\n"
    "  --no-fuse             every operation is a kernel of its own\n"
    "  --list                prints the names\n";

enum { LEAST_RUNS = 5, MOST_RUNS = 1000, MOST_COMPILERS = 8 };
static const double ENOUGH_SECONDS = 0.5;

typedef struct Workload {
    char *name;
    Value make; /* a function of no arguments */
    bool is_chosen;
} Workload;

typedef struct Bench {
    Cli *cli;
    Script script;
    VEC(Workload) all;
    VEC(const char *) files, names;
    VEC(char *) found; /* the files of bench/ */
    const char *json;
    bool is_list;
    Str compilers[MOST_COMPILERS];
    int count;
    Text out; /* the JSON text */
} Bench;

/* A compiled workload and what it is called with. */
typedef struct Call {
    CnxExecutable *exe;
    VEC(CnxTensor *) inputs, outputs; /* inputs are borrowed */
    CnxError *error;
} Call;

typedef struct Times {
    double median, least, compile; /* milliseconds */
} Times;

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* --- the command line --- */

static int parse_compilers(Bench *b, const char *list)
{
    b->count = 0;
    for (const char *at = list; *at;) {
        size_t len = strcspn(at, ",");
        Str name = {at, len};
        if (compiler_of_name(&b->cli->cx, name) == NULL) {
            cli_finish(b->cli);
            return EXIT_usage;
        }
        if (b->count == MOST_COMPILERS)
            return cli_usage("bench takes at most %d compilers", MOST_COMPILERS);
        b->compilers[b->count++] = name;
        at += len;
        at += *at == ',';
    }
    return b->count ? EXIT_ok : cli_usage("--compiler needs a name");
}

static int parse_arguments(Bench *b, int argc, char **argv)
{
    const char *chosen = getenv("CNX_COMPILER");
    if (chosen == NULL || *chosen == 0)
        chosen = plugin_is_installed(STR("llvm")) ? "llvm" : "reference";
    b->compilers[b->count++] = str_of(chosen);
    for (int i = 0; i < argc; i++) {
        bool has_value = i + 1 < argc;
        int code = EXIT_ok;
        if (strcmp(argv[i], "--list") == 0)
            b->is_list = true;
        else if (strcmp(argv[i], "--no-fuse") == 0)
            b->cli->cx.no_fuse = true;
        else if (strcmp(argv[i], "--json") == 0 && has_value)
            b->json = argv[++i];
        else if (strcmp(argv[i], "--compiler") == 0 && has_value)
            code = parse_compilers(b, argv[++i]);
        else if (strcmp(argv[i], "--json") == 0 || strcmp(argv[i], "--compiler") == 0)
            code = cli_usage("%s needs a value", argv[i]);
        else if (argv[i][0] == '-')
            code = cli_usage("bench has no option `%s`", argv[i]);
        else if (str_ends(str_of(argv[i]), STR(".exs")))
            vec_push(&b->files, argv[i]);
        else
            vec_push(&b->names, argv[i]);
        if (code != EXIT_ok)
            return code;
    }
    return EXIT_ok;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files of bench/ in the working directory, sorted. */
static void find_files(Bench *b)
{
    DIR *folder = opendir("bench");
    for (struct dirent *e; folder && (e = readdir(folder));)
        if (str_ends(str_of(e->d_name), STR(".exs"))) {
            Text path = {0};
            text_print(&path, "bench/%s", e->d_name);
            vec_push(&b->found, path.at);
        }
    if (folder)
        closedir(folder);
    qsort(b->found.at, b->found.len, sizeof *b->found.at, by_name);
    for (size_t i = 0; i < b->found.len; i++)
        vec_push(&b->files, b->found.at[i]);
}

/* --- workloads --- */

/* Runs the file and keeps its workloads; false after an error. */
static bool load_file(Bench *b, const char *path)
{
    Cx *cx = &b->cli->cx;
    uint32_t source = cli_source(b->cli, path);
    Value list = source ? script_source(&b->script, source) : POISON, rest = list, item;
    bool ok = list.tag != TAG_poison;
    if (ok && list_length(list) < 1) {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "the value of %s is no list of workloads", path);
        ok = false;
    }
    while (ok && list_next(&rest, &item)) {
        ok = item.tag == TAG_tuple && item.tuple->len == 2 && item.tuple->at[0].tag == TAG_atom &&
             item.tuple->at[1].tag == TAG_function && item.tuple->at[1].function->arity == 0;
        if (!ok) {
            fail(cx, SPAN_NONE, EXC_ArgumentError,
                 "a workload of %s is not a name and a function of no arguments", path);
            break;
        }
        Text name = {0};
        text_add(&name, sym_text(cx, item.tuple->at[0].atom));
        text_cstr(&name);
        Workload w = {.name = name.at, .make = value_ref(item.tuple->at[1])};
        vec_push(&b->all, w);
    }
    value_free(list);
    return ok;
}

/* Whether the pattern, in which * stands for anything, is the name. */
static bool is_like(const char *pattern, const char *name)
{
    const char *star = NULL, *retry = NULL;
    while (*name) {
        if (*pattern == '*')
            star = pattern++, retry = name;
        else if (*pattern == *name)
            pattern++, name++;
        else if (star)
            pattern = star + 1, name = ++retry;
        else
            return false;
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

/* Says which names are like this one, or all. */
static int refuse_name(const Bench *b, const char *name)
{
    Text near = {0}, all = {0};
    for (size_t i = 0; i < b->all.len; i++) {
        const char *other = b->all.at[i].name;
        int most = (int)strlen(name) / 3 + 1;
        bool is_part = strlen(name) >= 3 && strstr(other, name) != NULL;
        if (is_part || str_distance(str_of(name), str_of(other), most + 1) <= most)
            text_print(&near, "%s%s", near.len ? ", " : "", other);
        text_print(&all, "%s%s", all.len ? ", " : "", other);
    }
    int code = near.len ? cli_usage("there is no workload `%s`; did you mean %s?", name, near.at)
                        : cli_usage("there is no workload `%s`; there are %s", name, all.at);
    text_free(&near);
    text_free(&all);
    return code;
}

static int choose(Bench *b)
{
    for (size_t i = 0; i < b->all.len; i++)
        b->all.at[i].is_chosen = b->names.len == 0;
    for (size_t j = 0; j < b->names.len; j++) {
        bool is_known = false;
        for (size_t i = 0; i < b->all.len; i++)
            if (is_like(b->names.at[j], b->all.at[i].name))
                b->all.at[i].is_chosen = is_known = true;
        if (!is_known)
            return refuse_name(b, b->names.at[j]);
    }
    return EXIT_ok;
}

/* --- measuring --- */

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static Value call(Bench *b, const char *module, const char *name, const Value *args, int count)
{
    Cx *cx = &b->cli->cx;
    return vm_call_named(b->cli->vm, sym(cx, str_of(module)), sym(cx, str_of(name)), args, count);
}

static void drop_outputs(Call *c)
{
    for (size_t i = 0; i < c->outputs.len; i++) {
        cnx_tensor_free(c->outputs.at[i]);
        c->outputs.at[i] = NULL;
    }
}

/* {program, tensors} of {definition, inputs}; POISON after an error. */
static Value compile_workload(Bench *b, Value made, Str compiler)
{
    Value args[] = {made.tuple->at[0], made.tuple->at[1], value_atom(sym(&b->cli->cx, compiler))};
    return call(b, "Elixir.Cnx.Bench", "compile", args, 3);
}

/* Calls the executable until the times are enough; false after an error. */
static bool measure_calls(Bench *b, Call *c, Times *out)
{
    VEC(double) times = {0};
    double until = 0;
    bool ok = true;
    for (int i = -1; ok; i++) { /* the first run is not counted */
        double start = seconds_now();
        drop_outputs(c);
        ok = cnx_call(c->exe, c->inputs.at, (int)c->inputs.len, c->outputs.at, (int)c->outputs.len,
                      &c->error);
        double end = seconds_now();
        if (i < 0)
            until = end + ENOUGH_SECONDS;
        else
            vec_push(&times, (end - start) * 1e3);
        if (times.len >= MOST_RUNS || (times.len >= LEAST_RUNS && end > until))
            break;
    }
    if (!ok && !interrupted(&b->cli->cx))
        fputs(c->error->report, stderr);
    if (ok) {
        qsort(times.at, times.len, sizeof *times.at, by_time);
        out->median = times.at[times.len / 2];
        out->least = times.at[0];
    }
    vec_free(&times);
    return ok;
}

/* Calls what compile_workload returned; false after an error. */
static bool measure_program(Bench *b, Value program, Times *out)
{
    Cx *cx = &b->cli->cx;
    Call c = {.exe = executable_new(cx, program_take(program.tuple->at[0]), cx->interrupt)};
    Value rest = program.tuple->at[1], item;
    while (list_next(&rest, &item))
        vec_push(&c.inputs, tensor_out(item.tensor->data));
    for (int i = 0; i < cnx_executable_outputs(c.exe); i++)
        vec_push(&c.outputs, NULL);
    bool ok = measure_calls(b, &c, out);
    drop_outputs(&c);
    vec_free(&c.inputs);
    vec_free(&c.outputs);
    cnx_error_free(c.error);
    cnx_executable_free(c.exe);
    return ok;
}

static bool measure(Bench *b, const Workload *w, Str compiler, Times *out)
{
    Value made = vm_call(b->cli->vm, w->make, NULL, 0);
    bool ok = made.tag == TAG_tuple && made.tuple->len == 2 &&
              made.tuple->at[0].tag == TAG_function && is_list(made.tuple->at[1]);
    if (!ok && made.tag != TAG_poison)
        fail(&b->cli->cx, SPAN_NONE, EXC_ArgumentError,
             "the function of workload %s did not return {definition, inputs}", w->name);
    Value program = ok ? compile_workload(b, made, compiler) : POISON;
    if (program.tag != TAG_poison) {
        value_free(program); /* and what is shared with it: the second time compiles again */
        double start = seconds_now();
        program = compile_workload(b, made, compiler);
        out->compile = (seconds_now() - start) * 1e3;
    }
    value_free(made);
    ok = program.tag != TAG_poison && measure_program(b, program, out);
    value_free(program);
    return ok;
}

/* --- what comes out --- */

static void print_row(const Bench *b, const char *name, Str compiler, const Times *t)
{
    if (b->count > 1)
        printf("%-28s %-10.*s", name, (int)compiler.len, compiler.at);
    else
        printf("%-28s", name);
    printf(" %11.4f %11.4f %9.1f\n", t->median, t->least, t->compile);
    fflush(stdout);
}

/* One compiler's figures of a workload are the workload's value, as in bench/jax.py; those of
   several stand under their names. */
static void add_json(Bench *b, int compiler, const Times *t)
{
    Str name = b->compilers[compiler];
    if (b->count > 1)
        text_print(&b->out, "%s\"%.*s\": ", compiler ? ", " : "", (int)name.len, name.at);
    text_print(&b->out, "{\"median_ms\": %.6f, \"min_ms\": %.6f, \"compile_ms\": %.6f}", t->median,
               t->least, t->compile);
}

/* What is being measured, on a line of standard error that the result replaces. */
static void show_progress(const char *name, size_t at, size_t count)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K%zu of %zu: %s\r", at, count, name);
}

static void clear_progress(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

static int run_chosen(Bench *b)
{
    size_t count = 0, at = 0;
    for (size_t i = 0; i < b->all.len; i++)
        count += b->all.at[i].is_chosen;
    printf(b->count > 1 ? "%-28s %-10s %11s %11s %9s\n" : "%-28s%s %11s %11s %9s\n", "milliseconds",
           b->count > 1 ? "compiler" : "", "median", "least", "compile");
    text_print(&b->out, "{\"system\": \"cnx %s", CNX_VERSION);
    for (int c = 0; c < b->count; c++)
        text_print(&b->out, " %.*s", (int)b->compilers[c].len, b->compilers[c].at);
    text_add(&b->out, STR("\", \"workloads\": {"));
    const char *comma = "";
    for (size_t i = 0; i < b->all.len; i++) {
        const Workload *w = &b->all.at[i];
        if (!w->is_chosen)
            continue;
        show_progress(w->name, ++at, count);
        text_print(&b->out, "%s\n \"%s\": %s", comma, w->name, b->count > 1 ? "{" : "");
        comma = ",";
        for (int c = 0; c < b->count; c++) {
            Times t = {0};
            if (!measure(b, w, b->compilers[c], &t)) {
                clear_progress();
                fprintf(stderr, "cnx: %s was not measured\n", w->name);
                return cli_finish(b->cli);
            }
            clear_progress();
            print_row(b, w->name, b->compilers[c], &t);
            add_json(b, c, &t);
        }
        if (b->count > 1)
            text_char(&b->out, '}');
    }
    text_add(&b->out, STR("\n}}\n"));
    if (b->json)
        file_write(&b->cli->cx, str_of(b->json), text_str(&b->out));
    return cli_finish(b->cli);
}

static int run_bench(Bench *b)
{
    if (b->files.len == 0)
        find_files(b);
    if (b->files.len == 0)
        return cli_usage("there is no bench/*.exs here; name a file");
    for (size_t i = 0; i < b->files.len; i++)
        if (!load_file(b, b->files.at[i]))
            return cli_finish(b->cli);
    int code = choose(b);
    if (code != EXIT_ok)
        return code;
    if (!b->is_list)
        return run_chosen(b);
    for (size_t i = 0; i < b->all.len; i++)
        if (b->all.at[i].is_chosen)
            puts(b->all.at[i].name);
    return EXIT_ok;
}

int command_bench(Cli *cli, int argc, char **argv)
{
    Bench b = {.cli = cli};
    setenv("CNX_CACHE", "off", 1); /* compile times are of compiling */
    int code = parse_arguments(&b, argc, argv);
    if (code == EXIT_ok && !cli_start(cli))
        code = cli_finish(cli);
    if (code == EXIT_ok) {
        script_init(cli->vm, &b.script);
        code = run_bench(&b);
        for (size_t i = 0; i < b.all.len; i++) {
            value_free(b.all.at[i].make);
            free(b.all.at[i].name);
        }
        script_free(&b.script);
    }
    for (size_t i = 0; i < b.found.len; i++)
        free(b.found.at[i]);
    vec_free(&b.all);
    vec_free(&b.files);
    vec_free(&b.names);
    vec_free(&b.found);
    text_free(&b.out);
    return code;
}
