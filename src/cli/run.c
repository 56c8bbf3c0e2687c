/* run.c - cnx run and cnx -e. */
#include "cli/cli.h"

#include "lang/vm.h"

#include <string.h>

static void keep_arguments(Cli *cli, int argc, char **argv)
{
    ListBuilder list = LIST_BUILDER;
    for (int i = 0; i < argc; i++)
        list_push(&list, value_binary(str_of(argv[i])));
    Value *arguments = vm_arguments(cli->vm);
    value_free(*arguments);
    *arguments = list.list;
}

bool cli_print_value(Cli *cli, Value v)
{
    Text out = {0};
    bool is_module = v.tag == TAG_tuple && v.tuple->len == 4 && v.tuple->at[0].tag == TAG_atom &&
                     str_is(sym_text(&cli->cx, v.tuple->at[0].atom), "module");
    if (is_atom(v, SYM_nil) || is_atom(v, SYM_ok) || is_module) /* what statements give */
        return true;
    bool ok = value_inspect(cli->vm, &out, v, &inspect_defaults);
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

int command_run(Cli *cli, int argc, char **argv)
{
    enum { MOST_GLOBS = 64 };
    const char *compiler = NULL;
    char *globs[MOST_GLOBS];
    int glob_count = 0;
    bool warnings_fail = false;
    for (; argc >= 1 && argv[0][0] == '-' && argv[0][1]; argc--, argv++) {
        if (strcmp(argv[0], "--check-nan") == 0) {
            cli->cx.check_nan = true;
        } else if (strcmp(argv[0], "--warnings-as-errors") == 0) {
            warnings_fail = true;
        } else if (strcmp(argv[0], "--compiler") == 0 && argc >= 2) {
            compiler = argv[1];
            argc--, argv++;
        } else if (strcmp(argv[0], "--compiler") == 0) {
            return cli_usage("--compiler needs a name");
        } else if (strcmp(argv[0], "-r") == 0 && argc >= 2 && glob_count < MOST_GLOBS) {
            globs[glob_count++] = argv[1];
            argc--, argv++;
        } else if (strcmp(argv[0], "-r") == 0) {
            return cli_usage("-r needs the files to require first, at most %d times", MOST_GLOBS);
        } else {
            return cli_usage("run has no option `%s`", argv[0]);
        }
    }
    if (argc < 1)
        return cli_usage("run needs a file");
    if (cli->cx.check_nan && compiler && strcmp(compiler, "reference") != 0)
        return cli_usage("--check-nan works with the compiler reference alone");
    if (cli->cx.check_nan)
        compiler = "reference";
    if (str_ends(str_of(argv[0]), STR(".mlir")))
        return run_program(cli, compiler, argc, argv);
    uint32_t source = cli_start(cli) ? cli_source(cli, argv[0]) : 0;
    if (source && cli_use_compiler(cli, compiler, true)) {
        Script script;
        keep_arguments(cli, argc - 1, argv + 1);
        vm_show_warnings(cli->vm, cli->palette);
        script_init(cli->vm, &script);
        if (!cli_enter_project(cli, globs, glob_count))
            ;
        else if (str_ends(str_of(argv[0]), STR(".livemd")))
            notebook_run(cli, &script, source);
        else
            value_free(script_source(&script, source));
        vm_warn_calls(cli->vm);
        int code = cli_end(cli);
        if (code == EXIT_ok && warnings_fail)
            code = cli_fail_on_warnings(cli);
        script_free(&script);
        return code;
    }
    return cli_finish(cli);
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
        cli_print_value(cli, v);
    value_free(v);
    int code = cli_end(cli);
    script_free(&script);
    return code;
}
