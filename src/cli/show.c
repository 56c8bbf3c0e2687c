/* show.c - cnx show: what the stations of the pipeline make of a file or a definition. */
#include "cli/cli.h"

#include "lang/vm.h"
#include "syntax/parser.h"

#include <stdio.h>
#include <string.h>

const char help_show[] =
    "Usage:\n"
    "  cnx show ast FILE                                    the syntax tree\n"
    "  cnx show graph FILE Module.function TEMPLATE...      the graph that the definition traces "
    "to\n"
    "  cnx show grad FILE Module.function TEMPLATE...       the graph of its gradient by every "
    "argument\n"
    "  cnx show stablehlo FILE Module.function TEMPLATE...  the program that XLA is given\n"
    "  cnx show --after PASS graph|grad FILE ...            after a pass: trace, simplify, or "
    "all\n\n"
    "A TEMPLATE is a type with a shape, f32[2][3] or s64, with tuples in braces: {f32[3], s32}.\n";

static int show_ast(Cli *cli, const char *path)
{
    Arena arena = {0};
    uint32_t source = cli_source(cli, path);
    Ast *ast = source ? parse(&cli->cx, &arena, source) : NULL;
    if (ast) {
        Text out = {0};
        ast_print(&out, &cli->cx, ast, 0);
        text_char(&out, '\n');
        fputs(text_cstr(&out), stdout);
        text_free(&out);
    }
    arena_free(&arena);
    return cli_finish(cli);
}

/* Runs the file, then asks Cnx.Show for the text: it traces with the language's own means. */
static int show_graph(Cli *cli, const char *what, const char *after, int argc, char **argv)
{
    uint32_t source = cli_start(cli) ? cli_source(cli, argv[0]) : 0;
    if (source == 0)
        return cli_finish(cli);
    Script script;
    script_init(cli->vm, &script);
    Value v = script_source(&script, source);
    if (v.tag != TAG_poison) {
        ListBuilder templates = LIST_BUILDER;
        for (int i = 2; i < argc; i++)
            list_push(&templates, value_binary(str_of(argv[i])));
        Value args[] = {vm_atom(cli->vm, what), value_binary(str_of(argv[1])), templates.list,
                        after ? value_binary(str_of(after)) : VALUE_NIL};
        Value text = vm_call_named(cli->vm, sym(&cli->cx, STR("Elixir.Cnx.Show")),
                                   sym(&cli->cx, STR("text")), args, 4);
        if (is_binary(text))
            vm_write(cli->vm, 1, binary_str(text));
        value_free(text);
        for (int i = 0; i < 4; i++)
            value_free(args[i]);
    }
    value_free(v);
    int code = cli_finish(cli);
    script_free(&script);
    return code;
}

int command_show(Cli *cli, int argc, char **argv)
{
    const char *after = NULL;
    if (argc >= 2 && strcmp(argv[0], "--after") == 0) {
        after = argv[1];
        argc -= 2;
        argv += 2;
    }
    if (argc >= 2 && strcmp(argv[0], "ast") == 0)
        return show_ast(cli, argv[1]);
    if (argc >= 1 && (strcmp(argv[0], "graph") == 0 || strcmp(argv[0], "grad") == 0 ||
                      strcmp(argv[0], "stablehlo") == 0))
        return argc >= 3 ? show_graph(cli, argv[0], after, argc - 1, argv + 1)
                         : cli_usage("show %s needs a file and Module.function", argv[0]);
    return cli_usage("show what? ast, graph, grad or stablehlo; see `cnx show --help`");
}
