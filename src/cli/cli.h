/* cli.h - the commands of the program cnx: a table, and what its rows share. */
#ifndef CNX_CLI_CLI_H
#define CNX_CLI_CLI_H

#include "lang/machine.h"

typedef enum ExitCode {
    EXIT_ok = 0,
    EXIT_failed = 1, /* the program failed */
    EXIT_usage = 2,
    EXIT_interrupted = 130,
} ExitCode;

/* One run of the program: its context and machine, and how to speak to the terminal. */
typedef struct Cli {
    Cx cx;
    Vm *vm;
    const Palette *palette; /* of standard error */
} Cli;

typedef struct Command {
    const char *name, *arguments;
    const char *what; /* a line of `cnx --help` */
    const char *help; /* what `cnx NAME --help` prints; NULL: the line is all there is */
    int (*run)(Cli *cli, int argc, char **argv); /* the arguments after the name */
} Command;

extern const char help_run[], help_test[], help_show[], help_explain[], help_bench[], help_xla[],
    help_doctest[], help_fmt[], help_devices[];

extern const Command commands[];
extern const size_t command_count;

int command_run(Cli *cli, int argc, char **argv);
int command_eval(Cli *cli, int argc, char **argv);
int command_test(Cli *cli, int argc, char **argv);
int command_prompt(Cli *cli, int argc, char **argv);
int command_show(Cli *cli, int argc, char **argv);
int command_explain(Cli *cli, int argc, char **argv);
int command_bench(Cli *cli, int argc, char **argv);
int command_xla(Cli *cli, int argc, char **argv);
int command_devices(Cli *cli, int argc, char **argv);
int command_doctest(Cli *cli, int argc, char **argv);
int command_fmt(Cli *cli, int argc, char **argv);

/* Makes the machine of cli->vm. */
bool cli_start(Cli *cli);

/* Chooses the compiler of definitions: the one named, else that of CNX_COMPILER, else, where
   programs are to be fast, llvm if it is installed, else the reference. False after an error. */
bool cli_use_compiler(Cli *cli, const char *name, bool is_fast);

/* Takes `--compiler NAME` off the front of the arguments, and then chooses it as above. The exit
   code: EXIT_ok. */
int cli_take_compiler(Cli *cli, int *argc, char ***argv);

/* Reads the file and enters it as a source; 0 after an error, which is pending. */
uint32_t cli_source(Cli *cli, const char *path);

/* Prints a value, broken at 80 columns as the prompt does if it is to be pretty, unless it is what
   statements give (nil, :ok, a module) or what hides results. False when showing it raised. */
bool cli_print_value(Cli *cli, Value v, bool is_pretty);

/* Loads the Mix project of the current folder, if there is one, and the files that the patterns
   name; false after an error. */
bool cli_enter_project(Cli *cli, char **globs, int count);

/* Runs the cells of a notebook's source; false after an error. notebook.c */
bool notebook_run(Cli *cli, Script *script, uint32_t source);

/* Prints what is pending or raised to standard error; the session goes on. */
void cli_show_error(Cli *cli);

/* Prints what is pending or raised, if anything, to standard error; the exit code it means. */
int cli_finish(Cli *cli);

/* The same at the end of a program, which may have asked for calls then (System.at_exit). */
int cli_end(Cli *cli);

/* After a program ran with --warnings-as-errors: EXIT_failed, with a message, if it had any. */
int cli_fail_on_warnings(Cli *cli);

/* Whether two inspected texts differ in the last digits of floats at most. close_text.c */
bool text_is_close(Str a, Str b);

/* A message about the command line, on standard error; EXIT_usage. */
int cli_usage(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif
