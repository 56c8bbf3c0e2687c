/* test.c - cnx test: ExUnit is written in the language (lib/ex_unit, lib/cnx/test.ex). */
#include "cli/cli.h"

#include "lang/vm.h"

#include <string.h>

const char help_test[] =
    "Usage:\n"
    "  cnx test [--compiler NAME] [OPTIONS] [FILE|FOLDER|FILE:LINE]...\n\n"
    "Runs ExUnit tests as `mix test` does; without files those of the Mix project here.\n\n"
    "  --only, --include, --exclude TAG, --failed, FILE:LINE   which tests\n"
    "  --seed N, --max-failures N, --timeout MS                how they run\n"
    "  --trace, --slowest N, --color, --no-color               what is printed\n"
    "  --check-grads          holds the gradients that tests take to differences\n"
    "  --warnings-as-errors   exit code 1 where there were warnings\n"
    "  --exit-status N        the exit code where tests failed, else 2\n";

int command_test(Cli *cli, int argc, char **argv)
{
    ListBuilder list = LIST_BUILDER;
    int code = EXIT_failed;
    int chosen = cli_take_compiler(cli, &argc, &argv);
    if (chosen != EXIT_ok)
        return chosen;
    bool warnings_fail = false;
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "--warnings-as-errors") == 0)
            warnings_fail = true;
        else
            list_push(&list, value_binary(str_of(argv[i])));
    vm_show_warnings(cli->vm, cli->palette);
    Value v = vm_call_named(cli->vm, sym(&cli->cx, STR("Elixir.Cnx.Test")),
                            sym(&cli->cx, STR("main")), &list.list, 1);
    if (v.tag == TAG_int)
        code = (int)v.i;
    value_free(v);
    value_free(list.list);
    int end = cli_end(cli);
    if (end == EXIT_ok && code == EXIT_ok && warnings_fail)
        end = cli_fail_on_warnings(cli);
    return end ? end : code;
}
