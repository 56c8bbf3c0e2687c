/* native_terminal.c - what standard output and standard error are connected to. */
#include "lang/native.h"

#include <sys/ioctl.h>
#include <unistd.h>

/* The descriptor of :stdio or :stderr, or -1 after an error. */
static int terminal_fd(Vm *vm, Value device)
{
    if (device.tag == TAG_atom) {
        Str name = sym_text(vm_cx(vm), device.atom);
        if (str_is(name, "stdio"))
            return STDOUT_FILENO;
        if (str_is(name, "stderr"))
            return STDERR_FILENO;
    }
    fail_argument(vm);
    return -1;
}

/* Cnx.Terminal.terminal?(device) */
NATIVE(fn_terminal_is_terminal)
{
    int fd = terminal_fd(vm, args[0]);
    return fd < 0 ? POISON : value_bool(isatty(fd) == 1);
}

/* Cnx.Terminal.columns(device): how many characters a line has, or nil. */
NATIVE(fn_terminal_columns)
{
    struct winsize size;
    int fd = terminal_fd(vm, args[0]);
    if (fd < 0)
        return POISON;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? value_int(size.ws_col)
                                                                : VALUE_NIL;
}
