/* explain.c - cnx explain: what a compiler made of a definition. lib/cnx/explain.ex has the text.
 */
#include "cli/cli.h"

#include "lang/vm.h"

#include <stdio.h>
#include <string.h>

const char help_explain[] =
    "Usage:\n"
    "  cnx explain [OPTIONS] FILE Module.function TEMPLATE...\n\n"
    "Runs the file, compiles the definition for arguments like the templates (f32[2][3], s64,\n"
    "{f32[3], s32}), and prints its kernels, why they are not fewer, the memory that a run takes,\n"
    "and the time of each step: predicted from the machine's limits, and measured.\n\n"
    "  --compiler NAME   what to compile with; llvm\n"
    "  --svg FILE        draws the graph, coloured by kernel\n"
    "  --no-fuse         every operation is a kernel of its own\n"
    "  --after PASS      prints what is there after a pass instead: trace, simplify, sink,\n"
    "                    decompose, products, dots, fuse, place, lower, llvm, asm, all\n"
    "  --llvm, --asm     the same as --after llvm, --after asm\n";

typedef struct Explain {
    const char *compiler, *svg, *after;
    bool no_fuse;
} Explain;

static int take_options(Explain *e, int *argc, char ***argv)
{
    for (; *argc >= 1 && (*argv)[0][0] == '-'; --*argc, ++*argv) {
        const char *name = (*argv)[0];
        const char **value = strcmp(name, "--compiler") == 0 ? &e->compiler
                             : strcmp(name, "--svg") == 0    ? &e->svg
                             : strcmp(name, "--after") == 0  ? &e->after
                                                             : NULL;
        if (strcmp(name, "--llvm") == 0 || strcmp(name, "--asm") == 0) {
            e->after = name + 2;
            continue;
        }
        if (strcmp(name, "--no-fuse") == 0) {
            e->no_fuse = true;
            continue;
        }
        if (value == NULL)
            return cli_usage("explain has no option `%s`", name);
        if (*argc < 2)
            return cli_usage("%s needs a value", name);
        *value = (*argv)[1];
        --*argc, ++*argv;
    }
    return *argc >= 2 ? EXIT_ok : cli_usage("explain needs a file and Module.function");
}

static Value option(Vm *vm, const char *name, const char *value)
{
    const Value pair[] = {vm_atom(vm, name), value ? value_binary(str_of(value)) : VALUE_NIL};
    return value_tuple(pair, 2);
}

static void print(Cli *cli, const Explain *e, int argc, char **argv)
{
    ListBuilder templates = LIST_BUILDER, options = LIST_BUILDER;
    for (int i = 2; i < argc; i++)
        list_push(&templates, value_binary(str_of(argv[i])));
    list_push(&options, option(cli->vm, "after", e->after));
    list_push(&options, option(cli->vm, "svg", e->svg));
    Value args[] = {value_binary(str_of(argv[1])), templates.list, options.list};
    Value text = vm_call_named(cli->vm, sym(&cli->cx, STR("Elixir.Cnx.Explain")),
                               sym(&cli->cx, STR("main")), args, 3);
    if (is_binary(text))
        vm_write(cli->vm, 1, binary_str(text));
    value_free(text);
    for (int i = 0; i < 3; i++)
        value_free(args[i]);
}

int command_explain(Cli *cli, int argc, char **argv)
{
    Explain e = {0};
    int code = take_options(&e, &argc, &argv);
    if (code != EXIT_ok)
        return code;
    cli->cx.no_fuse = e.no_fuse;
    uint32_t source = cli_start(cli) ? cli_source(cli, argv[0]) : 0;
    if (source == 0 || !cli_use_compiler(cli, e.compiler, true))
        return cli_finish(cli);
    Script script;
    script_init(cli->vm, &script);
    Value v = script_source(&script, source);
    if (v.tag != TAG_poison)
        print(cli, &e, argc, argv);
    value_free(v);
    code = cli_finish(cli);
    script_free(&script);
    return code;
}
