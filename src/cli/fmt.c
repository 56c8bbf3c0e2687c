/* fmt.c - cnx fmt: files in the one form that Elixir's formatter gives them.

   Cnx.Format says which files and with which options; here each is read, formatted and, when that
   changes it, replaced at once. */
#include "cli/cli.h"

#include "lang/format.h"
#include "tensor/files.h"

#include <stdio.h>
#include <string.h>

const char help_fmt[] =
    "Usage: cnx fmt [--check [--no-exit]] [--dry-run] [--dot-formatter FILE]\n"
    "               [--stdin-filename FILE] [FILE|FOLDER|PATTERN...]\n\n"
    "Formats files as `mix format` of Elixir 1.17 does; - reads standard input and writes\n"
    "standard output, by the configuration that is FILE's with --stdin-filename. Without files:\n"
    "those that :inputs of .formatter.exs names, whose :line_length, :locals_without_parens,\n"
    ":import_deps and :subdirectories count, too.\n"
    "A file that is formatted already is not touched. With --check (or --check-formatted) nothing "
    "is\n"
    "written: the exit code is 1 when a file would change, and the lines that would are shown;\n"
    "with --no-exit it is 0. --dry-run writes nothing and says nothing but what is wrong.\n";

/* What the command line says. */
typedef struct FmtChoice {
    bool checks, no_exit, dry_run;
    const char *dot_formatter; /* or NULL */
    const char *input;         /* whose configuration standard input has */
} FmtChoice;

typedef struct Fmt {
    Cli *cli;
    const FmtChoice *choice;
    int changed, failed;
} Fmt;

static void print_pending(Fmt *fmt)
{
    Text out = {0};
    Error *error = error_take(&fmt->cli->cx);
    error_print(&out, &fmt->cli->cx, error, fmt->cli->palette);
    fputs(text_cstr(&out), stderr);
    error_free(error);
    text_free(&out);
    fmt->failed++;
}

/* The lines that would change, with their numbers before and after. */
static void print_difference(Fmt *fmt, Str before, Str after)
{
    Cli *cli = fmt->cli;
    Value args[] = {value_binary(before), value_binary(after)};
    Value text = vm_call_named(cli->vm, sym(&cli->cx, STR("Elixir.Cnx.Format")),
                               sym(&cli->cx, STR("difference")), args, 2);
    if (text.tag == TAG_binary)
        fwrite(binary_str(text).at, 1, binary_str(text).len, stderr);
    else
        cli_finish(cli);
    value_free(args[0]);
    value_free(args[1]);
    value_free(text);
}

/* Writes what changed, or says so. */
static void finish_file(Fmt *fmt, Str path, Str before, Str after)
{
    bool is_input = str_is(path, "-"), same = str_equal(before, after);
    if (!same)
        fmt->changed++;
    if (fmt->choice->checks && !same) {
        fprintf(stderr, "not formatted: %.*s\n", (int)path.len, path.at);
        print_difference(fmt, before, after);
    } else if (fmt->choice->checks || fmt->choice->dry_run) {
        return;
    } else if (is_input) {
        fwrite(after.at, 1, after.len, stdout);
    } else if (!same && !file_write(&fmt->cli->cx, path, after)) {
        print_pending(fmt);
    }
}

/* `keywords` are its options; nil: it stays as it is. */
static void format_file(Fmt *fmt, Str path, Value keywords)
{
    Cx *cx = &fmt->cli->cx;
    Text name = {0}, out = {0};
    text_add(&name, path);
    uint32_t source = cli_source(fmt->cli, text_cstr(&name));
    FormatChoice choice = {0};
    bool stays = keywords.tag != TAG_cons, good = source != 0;
    if (good && stays)
        text_add(&out, cx->sources.at[source].text);
    else if (good)
        good = format_choice(fmt->cli->vm, keywords, &choice) &&
               format_source(cx, source, &choice.options, &out);
    if (good && !stays && out.len)
        text_char(&out, '\n');
    if (good)
        finish_file(fmt, path, cx->sources.at[source].text, text_str(&out));
    else
        print_pending(fmt);
    format_choice_free(&choice);
    text_free(&name);
    text_free(&out);
}

/* Cnx.Format.plan: a list of {path, options}. */
static Value plan(Cli *cli, int argc, char **argv, const FmtChoice *choice)
{
    ListBuilder paths = LIST_BUILDER;
    for (int i = 0; i < argc; i++)
        list_push(&paths, value_binary(str_of(argv[i])));
    Value dot = choice->dot_formatter ? value_binary(str_of(choice->dot_formatter)) : VALUE_NIL;
    Value args[] = {paths.list, dot, value_binary(str_of(choice->input))};
    Value files = vm_call_named(cli->vm, sym(&cli->cx, STR("Elixir.Cnx.Format")),
                                sym(&cli->cx, STR("plan")), args, 3);
    value_free(args[2]);
    value_free(paths.list);
    value_free(dot);
    return files;
}

static int format_all(Cli *cli, const FmtChoice *choice, Value files)
{
    Fmt fmt = {.cli = cli, .choice = choice};
    Value rest = files, item;
    while (list_next(&rest, &item) && !interrupted(&cli->cx))
        format_file(&fmt, binary_str(item.tuple->at[0]), item.tuple->at[1]);
    int code = cli_finish(cli);
    bool bad = fmt.failed || (choice->checks && !choice->no_exit && fmt.changed);
    return code != EXIT_ok ? code : bad ? EXIT_failed : EXIT_ok;
}

/* Options stand before files, between and behind them; `argv` keeps the files. */
static int read_arguments(FmtChoice *out, int *argc, char **argv)
{
    static const char *const flags[] = {"--check", "--check-formatted", "--no-exit", "--dry-run",
                                        "--force"};
    bool *const of[] = {&out->checks, &out->checks, &out->no_exit, &out->dry_run, NULL};
    enum { FLAGS = sizeof flags / sizeof *flags };
    int files = 0;
    for (int i = 0; i < *argc; i++) {
        size_t k = 0;
        while (k < FLAGS && strcmp(argv[i], flags[k]) != 0)
            k++;
        if (k < FLAGS) {
            if (of[k]) /* every file is read: --force has nothing to do */
                *of[k] = true;
        } else if (i + 1 < *argc && strcmp(argv[i], "--dot-formatter") == 0) {
            out->dot_formatter = argv[++i];
        } else if (i + 1 < *argc && strcmp(argv[i], "--stdin-filename") == 0) {
            out->input = argv[++i];
        } else if (argv[i][0] == '-' && argv[i][1]) {
            return cli_usage("fmt has no option `%s`", argv[i]);
        } else {
            argv[files++] = argv[i];
        }
    }
    *argc = files;
    if (out->no_exit && !out->checks)
        return cli_usage("--no-exit can only be used together with --check-formatted");
    return EXIT_ok;
}

int command_fmt(Cli *cli, int argc, char **argv)
{
    FmtChoice choice = {.input = "stdin.exs"};
    int usage = read_arguments(&choice, &argc, argv);
    if (usage != EXIT_ok)
        return usage;
    Value files = cli_start(cli) ? plan(cli, argc, argv, &choice) : POISON;
    int code = files.tag == TAG_cons ? format_all(cli, &choice, files) : cli_finish(cli);
    value_free(files);
    return code;
}
