/* main.c - the program cnx: its commands, signals and exit codes. */
#include "cli/cli.h"

#include "cnx.h"
#include "tensor/files.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* clang-format off */
const Command commands[] = {
    {"run", "[OPTIONS] FILE [ARGS...]", "run a script, notebook or StableHLO program", help_run, command_run},
    {"-e", "EXPR", "evaluate an expression and print its value, unless it is nil or :ok", NULL, command_eval},
    {"test", "[OPTIONS] [FILE[:LINE]...]", "run ExUnit tests", help_test, command_test},
    {"doctest", "FILE...", "run the examples in files and compare what they give", help_doctest, command_doctest},
    {"fmt", "[--check] [FILE...]", "format files as `mix format` does", help_fmt, command_fmt},
    {"show", "WHAT FILE ...", "the ast of a file; the graph, gradient or StableHLO of a definition", help_show, command_show},
    {"explain", "FILE Module.function ...", "what a definition was compiled to: kernels, memory, time", help_explain, command_explain},
    {"bench", "[NAME...]", "time the workloads of bench/", help_bench, command_bench},
    {"xla", "list | install NAME", "get what the compiler xla runs through", help_xla, command_xla},
    {"devices", "", "list the devices that compilers run on", help_devices, command_devices},
};
/* clang-format on */
const size_t command_count = sizeof commands / sizeof commands[0];

static volatile sig_atomic_t interrupt;

/* The first Ctrl-C asks the program to stop; a second one does not ask. */
static void on_interrupt(int signal_number)
{
    if (interrupt)
        _exit(128 + signal_number);
    interrupt = signal_number;
}

int cli_usage(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fputs("cnx: ", stderr);
    vfprintf(stderr, fmt, args);
    fputs("\nTry `cnx --help`.\n", stderr);
    va_end(args);
    return EXIT_usage;
}

bool cli_start(Cli *cli)
{
    cli->vm = vm_new(&cli->cx);
    return cli->vm != NULL;
}

bool cli_use_compiler(Cli *cli, const char *name, bool is_fast)
{
    if (name == NULL)
        name = getenv("CNX_COMPILER");
    if (name && *name)
        return vm_set_compiler(cli->vm, str_of(name));
    if (is_fast)
        vm_prefer_compiler(cli->vm, "llvm");
    return true;
}

int cli_take_compiler(Cli *cli, int *argc, char ***argv)
{
    const char *name = NULL;
    if (*argc >= 1 && strcmp((*argv)[0], "--compiler") == 0) {
        if (*argc < 2)
            return cli_usage("--compiler needs a name");
        name = (*argv)[1];
        *argc -= 2;
        *argv += 2;
    }
    return cli_start(cli) && cli_use_compiler(cli, name, false) ? EXIT_ok : cli_finish(cli);
}

uint32_t cli_source(Cli *cli, const char *path)
{
    Text text = {0};
    bool is_input = strcmp(path, "-") == 0;
    uint32_t source = 0;
    if (file_read(&cli->cx, str_of(is_input ? "/dev/stdin" : path), &text))
        source = source_add(&cli->cx, is_input ? STR("standard input") : str_of(path),
                            text_str(&text), false);
    text_free(&text);
    return source;
}

void cli_show_error(Cli *cli)
{
    Text out = {0};
    vm_flush(cli->vm);
    vm_raise_pending(cli->vm);
    if (*cli->cx.interrupt) {
        Text ignored = {0};
        raised_message(cli->vm, &ignored);
        text_free(&ignored);
        text_add(&out, STR("** interrupted\n"));
    } else {
        raised_print(cli->vm, &out, cli->palette);
    }
    *cli->cx.interrupt = 0;
    fflush(stdout);
    vm_write(cli->vm, STDERR_FILENO, text_str(&out));
    text_free(&out);
    vm_rest(cli->vm);
}

int cli_finish(Cli *cli)
{
    Text out = {0};
    int code = EXIT_ok;
    if (cli->vm) {
        vm_flush(cli->vm);
        bool ended = vm_halted(cli->vm, &code) || vm_exited(cli->vm, &code);
        if (vm_is_raised(cli->vm) && !ended) {
            if (!interrupt)
                raised_print(cli->vm, &out, cli->palette);
            code = EXIT_failed;
        }
    }
    if (failed(&cli->cx)) {
        error_print(&out, &cli->cx, cli->cx.error, cli->palette);
        code = EXIT_failed;
    }
    fputs(text_cstr(&out), stderr);
    text_free(&out);
    if (interrupt) {
        fputs("interrupted\n", stderr);
        return EXIT_interrupted;
    }
    return code;
}

int cli_end(Cli *cli)
{
    int code = cli_finish(cli);
    if (cli->vm == NULL || interrupt)
        return code;
    vm_at_exit(cli->vm, code);
    int last = cli_finish(cli);
    return last ? last : code;
}

int cli_fail_on_warnings(Cli *cli)
{
    if (vm_warning_count(cli->vm) == 0)
        return EXIT_ok;
    fputs("failed due to warnings while using the --warnings-as-errors option\n", stderr);
    return EXIT_failed;
}

static void print_help(void)
{
    fputs("cnx " CNX_VERSION
          ": tensors, numerical definitions and gradients in Elixir's syntax\n\nUsage:\n",
          stdout);
    for (size_t i = 0; i < command_count; i++) {
        char usage[64];
        snprintf(usage, sizeof usage, "%s %s", commands[i].name, commands[i].arguments);
        printf("  cnx %-32s %s\n", usage, commands[i].what);
    }
    fputs(
        "  cnx [--compiler NAME]                a prompt\n"
        "  cnx --help, cnx COMMAND --help       this text, what a command takes\n"
        "  cnx --version                        the version\n\n"
        "Definitions run on llvm in `run` and `bench` where it is installed, else on the "
        "reference;\n--compiler NAME (first behind the command) and CNX_COMPILER say otherwise.\n\n"
        "Exit codes: 0, 1 (the program failed), 2 (usage, or tests failed).\n"
        "NO_COLOR=1 turns colours off; they are only used on terminals.\n",
        stdout);
}

static const Palette *palette_for(int fd)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    bool plain = (no_colour && *no_colour) || (term && strcmp(term, "dumb") == 0) || !isatty(fd);
    return plain ? &palette_plain : &palette_colour;
}

/* What the program printed must have reached its reader. */
static int finish_output(int code, int error)
{
    char room[128];
    if (ferror(stdout))
        error = EIO;
    else if (fflush(stdout) != 0)
        error = errno;
    if (error == 0)
        return code;
    fprintf(stderr, "cnx: could not write to standard output: %s\n",
            file_error_text(error, room, sizeof room));
    return code ? code : EXIT_failed;
}

static int run_command(int (*command)(Cli *cli, int argc, char **argv), int argc, char **argv)
{
    Cli cli = {.palette = palette_for(STDERR_FILENO)};
    struct sigaction on_sigint = {.sa_handler = on_interrupt};
    sigaction(SIGINT, &on_sigint, NULL);
    cx_init(&cli.cx);
    cli.cx.interrupt = &interrupt;
    int code = command(&cli, argc, argv);
    int error = cli.vm ? vm_output_error(cli.vm) : 0;
    if (cli.vm)
        vm_free(cli.vm);
    cx_free(&cli.cx);
    return finish_output(code, error);
}

int main(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "--compiler") == 0)
        return run_command(command_prompt, argc - 1, argv + 1);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help();
        return finish_output(EXIT_ok, 0);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("cnx " CNX_VERSION);
        return finish_output(EXIT_ok, 0);
    }
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        if (argc < 3 || strcmp(argv[2], "--help") != 0 || commands[i].help == NULL)
            return run_command(commands[i].run, argc - 2, argv + 2);
        fputs(commands[i].help, stdout);
        return finish_output(EXIT_ok, 0);
    }
    return cli_usage("there is no command `%s`", argv[1]);
}
