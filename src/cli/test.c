/* test.c - cnx test: ExUnit is written in the language (lib/ex_unit, lib/cnx/test.ex). */
#include "cli/cli.h"

#include "lang/vm.h"

#include <string.h>

int command_test(Cli *cli, int argc, char **argv)
{
    ListBuilder list = LIST_BUILDER;
    int code = EXIT_failed;
    if (!cli_start(cli))
        return cli_finish(cli);
    if (argc >= 2 && strcmp(argv[0], "--compiler") == 0) {
        if (!vm_set_compiler(cli->vm, str_of(argv[1])))
            return cli_finish(cli);
        argc -= 2;
        argv += 2;
    }
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
