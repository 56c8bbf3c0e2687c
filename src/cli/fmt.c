/* fmt.c - cnx fmt: files in the one form that Elixir's formatter gives them.

   Cnx.Format says which files and with which options; here each is read, formatted and, when that
   changes it, replaced at once. */
#include "cli/cli.h"

#include "lang/format.h"
#include "tensor/files.h"

#include <stdio.h>
#include <string.h>

const char help_fmt[] =
    "Usage: cnx fmt [--check] [--dot-formatter FILE] [--stdin-filename FILE]\n"
    "               [FILE|FOLDER|PATTERN...]\n\n"
    "Formats files as `mix format` of Elixir 1.17 does; - reads standard input and writes\n"
    "standard output, by the configuration that is FILE's with --stdin-filename. Without files:\n"
    "those that :inputs of .formatter.exs names, whose :line_length, :locals_without_parens,\n"
    ":import_deps and :subdirectories count, too.\n"
    "A file that is formatted already is not touched. With --check nothing is written: the exit\n"
    "code is 1 when a file would change, and the lines that would are shown.\n";

typedef struct Fmt {
    Cli *cli;
    bool checks;
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
    if (fmt->checks && !same) {
        fprintf(stderr, "not formatted: %.*s\n", (int)path.len, path.at);
        print_difference(fmt, before, after);
    } else if (fmt->checks) {
        return;
    } else if (is_input) {
        fwrite(after.at, 1, after.len, stdout);
    } else if (!same && !file_write(&fmt->cli->cx, path, after)) {
        print_pending(fmt);
    }
}

static void format_file(Fmt *fmt, Str path, Value keywords)
{
    Cx *cx = &fmt->cli->cx;
    Text name = {0}, out = {0};
    text_add(&name, path);
    uint32_t source = cli_source(fmt->cli, text_cstr(&name));
    FormatChoice choice = {0};
    bool good = source && format_choice(fmt->cli->vm, keywords, &choice) &&
                format_source(cx, source, &choice.options, &out);
    if (good && out.len)
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
static Value plan(Cli *cli, int argc, char **argv, const char *dot_formatter, const char *input)
{
    ListBuilder paths = LIST_BUILDER;
    for (int i = 0; i < argc; i++)
        list_push(&paths, value_binary(str_of(argv[i])));
    Value dot = dot_formatter ? value_binary(str_of(dot_formatter)) : VALUE_NIL;
    Value args[] = {paths.list, dot, value_binary(str_of(input))};
    Value files = vm_call_named(cli->vm, sym(&cli->cx, STR("Elixir.Cnx.Format")),
                                sym(&cli->cx, STR("plan")), args, 3);
    value_free(args[2]);
    value_free(paths.list);
    value_free(dot);
    return files;
}

static int format_all(Cli *cli, bool checks, Value files)
{
    Fmt fmt = {.cli = cli, .checks = checks};
    Value rest = files, item;
    while (list_next(&rest, &item) && !interrupted(&cli->cx))
        format_file(&fmt, binary_str(item.tuple->at[0]), item.tuple->at[1]);
    int code = cli_finish(cli);
    bool bad = fmt.failed || (checks && fmt.changed);
    return code != EXIT_ok ? code : bad ? EXIT_failed : EXIT_ok;
}

int command_fmt(Cli *cli, int argc, char **argv)
{
    bool checks = false;
    const char *dot_formatter = NULL, *input = "-";
    while (argc > 0 && argv[0][0] == '-' && argv[0][1]) {
        if (strcmp(argv[0], "--check") == 0 || strcmp(argv[0], "--check-formatted") == 0) {
            checks = true;
        } else if (argc > 1 && (strcmp(argv[0], "--dot-formatter") == 0 ||
                                strcmp(argv[0], "--stdin-filename") == 0)) {
            *(argv[0][2] == 'd' ? &dot_formatter : &input) = argv[1];
            argc--;
            argv++;
        } else {
            return cli_usage("fmt has no option `%s`", argv[0]);
        }
        argc--;
        argv++;
    }
    Value files = cli_start(cli) ? plan(cli, argc, argv, dot_formatter, input) : POISON;
    int code = files.tag == TAG_cons ? format_all(cli, checks, files) : cli_finish(cli);
    value_free(files);
    return code;
}
