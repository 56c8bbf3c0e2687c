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

int command_run(Cli *cli, int argc, char **argv)
{
    const char *compiler = NULL;
    for (; argc >= 1 && argv[0][0] == '-' && argv[0][1]; argc--, argv++) {
        if (strcmp(argv[0], "--check-nan") == 0) {
            cli->cx.check_nan = true;
        } else if (strcmp(argv[0], "--compiler") == 0 && argc >= 2) {
            compiler = argv[1];
            argc--, argv++;
        } else if (strcmp(argv[0], "--compiler") == 0) {
            return cli_usage("--compiler needs a name");
        } else {
            return cli_usage("run has no option `%s`", argv[0]);
        }
    }
    if (argc < 1)
        return cli_usage("run needs a file");
    if (cli->cx.check_nan && compiler && strcmp(compiler, "reference") != 0)
        return cli_usage("--check-nan works with the compiler reference alone");
    uint32_t source = cli_start(cli) ? cli_source(cli, argv[0]) : 0;
    if (source && (compiler == NULL || vm_set_compiler(cli->vm, str_of(compiler)))) {
        Script script;
        keep_arguments(cli, argc - 1, argv + 1);
        script_init(cli->vm, &script);
        value_free(script_source(&script, source));
        int code = cli_end(cli);
        script_free(&script);
        return code;
    }
    return cli_finish(cli);
}

int command_eval(Cli *cli, int argc, char **argv)
{
    if (argc < 1)
        return cli_usage("-e needs an expression");
    uint32_t source =
        cli_start(cli) ? source_add(&cli->cx, STR("expression"), str_of(argv[0]), false) : 0;
    if (source == 0)
        return cli_finish(cli);
    Script script;
    Text out = {0};
    script_init(cli->vm, &script);
    keep_arguments(cli, argc - 1, argv + 1);
    Value v = script_source(&script, source);
    bool is_quiet = is_atom(v, SYM_nil) || is_atom(v, SYM_ok); /* what statements give */
    if (v.tag != TAG_poison && !is_quiet && value_inspect(cli->vm, &out, v, &inspect_defaults)) {
        text_char(&out, '\n');
        vm_write(cli->vm, 1, text_str(&out));
    }
    value_free(v);
    text_free(&out);
    int code = cli_end(cli);
    script_free(&script);
    return code;
}
