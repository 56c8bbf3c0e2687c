/* native_command.c - running another program and reading what it prints. */
#include "lang/native.h"
#include "lang/vm_state.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef VEC(char *) Strings;

static void strings_free(Strings *s)
{
    for (size_t i = 0; i < s->len; i++)
        free(s->at[i]);
    vec_free(s);
}

/* Adds a copy; false when the value is no text without zero bytes. */
static bool strings_add(Strings *s, Value v)
{
    if (!is_binary(v) || memchr(v.binary->at, 0, v.binary->len))
        return false;
    char *copy = mem_resize(NULL, v.binary->len + 1);
    memcpy(copy, v.binary->at, v.binary->len);
    copy[v.binary->len] = 0;
    vec_push(s, copy);
    return true;
}

/* Where a program's output goes: what it prints is read, with its errors or without, or it writes
   where this program does. */
typedef enum OutputTo { OUTPUT_read, OUTPUT_read_with_errors, OUTPUT_inherited } OutputTo;

/* What the child does; `changes` are names, each with its value or NULL to unset it. */
static void become(const char *program, char *const *args, const char *folder, char *const *changes,
                   size_t count, int out, OutputTo to)
{
    for (size_t i = 0; i < count; i += 2)
        if (changes[i + 1] ? setenv(changes[i], changes[i + 1], 1) : unsetenv(changes[i]))
            _exit(127);
    if ((folder && chdir(folder) != 0) ||
        (to != OUTPUT_inherited && dup2(out, STDOUT_FILENO) < 0) ||
        (to == OUTPUT_read_with_errors && dup2(out, STDERR_FILENO) < 0))
        _exit(127);
    signal(SIGINT, SIG_DFL);
    execv(program, args);
    _exit(127);
}

/* Reads until the end; false when interrupted. */
static bool read_all(Cx *cx, int fd, Text *out)
{
    char buffer[4096];
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    for (;;) {
        if (interrupted(cx))
            return false;
        if (poll(&ready, 1, 10) <= 0)
            continue;
        ssize_t n = read(fd, buffer, sizeof buffer);
        if (n > 0)
            text_add(out, (Str){buffer, (size_t)n});
        else if (n == 0 || errno != EINTR)
            return true;
    }
}

static Value run_program(Vm *vm, const Strings *args, const char *folder, const Strings *changes,
                         OutputTo to)
{
    int ends[2];
    if (pipe(ends) != 0)
        return vm_fail(vm, EXC_RuntimeError, "cannot make a pipe: %s", strerror(errno));
    vm_flush(vm);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        become(args->at[0], args->at, folder, changes->at, changes->len, ends[1], to);
    }
    close(ends[1]);
    Text out = {0};
    int status = 0;
    bool is_whole = child > 0 && read_all(vm->cx, ends[0], &out);
    close(ends[0]);
    if (child > 0 && !is_whole)
        kill(child, SIGTERM);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    Value result = POISON;
    if (child < 0)
        vm_fail(vm, EXC_RuntimeError, "cannot start a program: %s", strerror(errno));
    else if (is_whole)
        result = TUPLE(text_value(&out),
                       value_int(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)));
    text_free(&out);
    return result;
}

/* Cnx.System.run(program, args, folder, changes, with_errors? | :inherit): {what it printed, exit
   status}. The program is a path, the folder nil for this one, changes are [{name, value or nil}]
   of the environment. */
NATIVE(fn_system_run)
{
    Strings words = {0}, folder = {0}, changes = {0};
    Value list = args[1], item;
    bool good = strings_add(&words, args[0]);
    while (good && list_next(&list, &item))
        good = strings_add(&words, item);
    good = good && (is_atom(args[2], SYM_nil) || strings_add(&folder, args[2]));
    for (list = args[3]; good && list_next(&list, &item);) {
        good = item.tag == TAG_tuple && item.tuple->len == 2 &&
               strings_add(&changes, item.tuple->at[0]);
        if (good && is_atom(item.tuple->at[1], SYM_nil))
            vec_push(&changes, NULL);
        else
            good = good && strings_add(&changes, item.tuple->at[1]);
    }
    vec_push(&words, NULL);
    Value result =
        good ? run_program(vm, &words, folder.len ? folder.at[0] : NULL, &changes,
                           is_atom(args[4], vm_atom(vm, "inherit").atom) ? OUTPUT_inherited
                           : is_truthy(args[4])                          ? OUTPUT_read_with_errors
                                                                         : OUTPUT_read)
             : fail_argument(vm);
    strings_free(&words);
    strings_free(&folder);
    strings_free(&changes);
    return result;
}
