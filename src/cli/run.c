/* run.c - cnx run and cnx -e. */
#include "cli/cli.h"

#include "base/profile.h"
#include "lang/vm.h"
#include "tensor/files.h"

#include <string.h>

const char help_run[] =
    "Usage:\n"
    "  cnx run [OPTIONS] FILE [ARGS...]\n"
    "  cnx run [OPTIONS] FILE.mlir [--input NAME=FILE.npy]... [--output FILE.npz]\n\n"
    "Runs a script or a notebook (FILE.livemd); - reads standard input. In the folder of a Mix\n"
    "project its lib/ is loaded first. A StableHLO program takes an input for each parameter:\n"
    "arg0, arg1, ... or in order under any names.\n\n"
    "  --compiler NAME        what definitions run on; llvm where it is installed, else reference\n"
    "  -r GLOB                requires these files first\n"
    "  --profile FILE         writes what compiled programs did when, as a Chrome trace\n"
    "  --no-fuse              every operation by itself: the same bits, more slowly\n"
    "  --check-nan            stops where the first NaN is made, and says from what\n"
    "  --warnings-as-errors   exit code 1 where there were warnings\n";

static void keep_arguments(Cli *cli, int argc, char **argv)
{
    ListBuilder list = LIST_BUILDER;
    for (int i = 0; i < argc; i++)
        list_push(&list, value_binary(str_of(argv[i])));
    Value *arguments = vm_arguments(cli->vm);
    value_free(*arguments);
    *arguments = list.list;
}

/* What a cell or an expression gave that is no news. */
static bool is_hidden(Cli *cli, Value v)
{
    if (v.tag == TAG_atom)
        return is_atom(v, SYM_nil) || is_atom(v, SYM_ok) ||
               str_is(sym_text(&cli->cx, v.atom), "do not show this result in output");
    return v.tag == TAG_tuple && v.tuple->len == 4 && v.tuple->at[0].tag == TAG_atom &&
           str_is(sym_text(&cli->cx, v.tuple->at[0].atom), "module");
}

bool cli_print_value(Cli *cli, Value v, bool is_pretty)
{
    Text out = {0};
    InspectOptions options = inspect_defaults;
    options.pretty = is_pretty;
    if (is_hidden(cli, v))
        return true;
    bool ok = value_inspect(cli->vm, &out, v, &options);
    if (ok) {
        text_char(&out, '\n');
        vm_write(cli->vm, 1, text_str(&out));
    }
    text_free(&out);
    return ok;
}

bool cli_enter_project(Cli *cli, char **globs, int count)
{
    ListBuilder list = LIST_BUILDER;
    if (count == 0 && access("mix.exs", F_OK) != 0)
        return true;
    for (int i = 0; i < count; i++)
        list_push(&list, value_binary(str_of(globs[i])));
    Value done = vm_call_named(cli->vm, sym(&cli->cx, STR("Elixir.Cnx.Project")),
                               sym(&cli->cx, STR("prepare")), &list.list, 1);
    value_free(list.list);
    bool ok = done.tag != TAG_poison;
    value_free(done);
    return ok;
}

/* A program in StableHLO: Cnx.StableHLO reads the arguments behind it. */
static int run_program(Cli *cli, const char *compiler, int argc, char **argv)
{
    if (!cli_start(cli) || !cli_use_compiler(cli, compiler, true))
        return cli_finish(cli);
    ListBuilder list = LIST_BUILDER;
    for (int i = 1; i < argc; i++)
        list_push(&list, value_binary(str_of(argv[i])));
    Value args[] = {value_binary(str_of(argv[0])), list.list};
    value_free(vm_call_named(cli->vm, sym(&cli->cx, STR("Elixir.Cnx.StableHLO")),
                             sym(&cli->cx, STR("run")), args, 2));
    value_free(args[0]);
    value_free(args[1]);
    return cli_finish(cli);
}

typedef struct RunOptions {
    const char *compiler, *profile;
    char *globs[64]; /* of files to require first */
    int glob_count;
    bool warnings_fail;
} RunOptions;

/* Reads the options and takes them off the arguments; the exit code to end with, or EXIT_ok. */
static int take_options(Cli *cli, RunOptions *o, int *argc, char ***argv)
{
    const int most = sizeof o->globs / sizeof o->globs[0];
    for (; *argc >= 1 && (*argv)[0][0] == '-' && (*argv)[0][1]; --*argc, ++*argv) {
        const char *name = (*argv)[0];
        char *value = *argc >= 2 ? (*argv)[1] : NULL;
        bool takes_value = true;
        bool *flag = strcmp(name, "--check-nan") == 0            ? &cli->cx.check_nan
                     : strcmp(name, "--no-fuse") == 0            ? &cli->cx.no_fuse
                     : strcmp(name, "--warnings-as-errors") == 0 ? &o->warnings_fail
                                                                 : NULL;
        if (flag) {
            *flag = true;
            takes_value = false;
        } else if (strcmp(name, "--compiler") == 0 && value) {
            o->compiler = value;
        } else if (strcmp(name, "--profile") == 0 && value) {
            o->profile = value;
        } else if (strcmp(name, "-r") == 0 && value && o->glob_count < most) {
            o->globs[o->glob_count++] = value;
        } else if (strcmp(name, "--compiler") == 0 || strcmp(name, "--profile") == 0) {
            return cli_usage("%s needs a %s", name, name[2] == 'c' ? "name" : "file");
        } else if (strcmp(name, "-r") == 0) {
            return cli_usage("-r needs the files to require first, at most %d times", most);
        } else {
            return cli_usage("run has no option `%s`", name);
        }
        *argc -= takes_value;
        *argv += takes_value;
    }
    if (*argc < 1)
        return cli_usage("run needs a file");
    if (cli->cx.check_nan && o->compiler && strcmp(o->compiler, "reference") != 0)
        return cli_usage("--check-nan works with the compiler reference alone");
    if (cli->cx.check_nan)
        o->compiler = "reference";
    return EXIT_ok;
}

static int run_script(Cli *cli, RunOptions *o, int argc, char **argv)
{
    uint32_t source = cli_start(cli) ? cli_source(cli, argv[0]) : 0;
    if (source == 0 || !cli_use_compiler(cli, o->compiler, true))
        return cli_finish(cli);
    Script script;
    keep_arguments(cli, argc - 1, argv + 1);
    vm_show_warnings(cli->vm, cli->palette);
    script_init(cli->vm, &script);
    if (!cli_enter_project(cli, o->globs, o->glob_count))
        ;
    else if (str_ends(str_of(argv[0]), STR(".livemd")))
        notebook_run(cli, &script, source);
    else
        value_free(script_source(&script, source));
    vm_warn_calls(cli->vm);
    int code = cli_end(cli);
    if (code == EXIT_ok && o->warnings_fail)
        code = cli_fail_on_warnings(cli);
    script_free(&script);
    return code;
}

/* Writes what was recorded; the exit code. */
static int write_profile(Cli *cli, const char *path, const Profile *p, int code)
{
    Text out = {0};
    profile_print(&out, p);
    error_free(error_take(&cli->cx));
    if (!file_write(&cli->cx, str_of(path), text_str(&out)))
        code = cli_finish(cli);
    text_free(&out);
    return code;
}

int command_run(Cli *cli, int argc, char **argv)
{
    RunOptions o = {0};
    Profile profile = {0};
    int code = take_options(cli, &o, &argc, &argv);
    if (code != EXIT_ok)
        return code;
    if (o.profile)
        cli->cx.profile = &profile;
    if (str_ends(str_of(argv[0]), STR(".mlir")))
        code = run_program(cli, o.compiler, argc, argv);
    else
        code = run_script(cli, &o, argc, argv);
    cli->cx.profile = NULL;
    if (o.profile)
        code = write_profile(cli, o.profile, &profile, code);
    profile_clear(&profile);
    return code;
}

int command_eval(Cli *cli, int argc, char **argv)
{
    int chosen = cli_take_compiler(cli, &argc, &argv);
    if (chosen != EXIT_ok)
        return chosen;
    if (argc < 1)
        return cli_usage("-e needs an expression");
    uint32_t source = source_add(&cli->cx, STR("expression"), str_of(argv[0]), false);
    if (source == 0)
        return cli_finish(cli);
    Script script;
    script_init(cli->vm, &script);
    keep_arguments(cli, argc - 1, argv + 1);
    vm_show_warnings(cli->vm, cli->palette);
    Value v = script_source(&script, source);
    vm_warn_calls(cli->vm);
    if (v.tag != TAG_poison)
        cli_print_value(cli, v, false);
    value_free(v);
    int code = cli_end(cli);
    script_free(&script);
    return code;
}
