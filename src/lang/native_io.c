/* native_io.c - IO and File: writing, reading and asking about files. Paths are binaries or
   character data. */
#include "lang/native.h"

#include "tensor/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- output --- */

/* The descriptor that a device stands for, 0 of one that the program opened, -1 after an error. */
static int device_fd(Vm *vm, Value device)
{
    if (device.tag == TAG_pid)
        return 0;
    if (device.tag == TAG_atom) {
        Str name = sym_text(vm_cx(vm), device.atom);
        if (str_is(name, "stdio") || str_is(name, "standard_io"))
            return 1;
        if (str_is(name, "stderr") || str_is(name, "standard_error"))
            return 2;
    }
    vm_fail(vm, EXC_ArgumentError,
            "cnx writes to the devices :stdio and :stderr and to those that File.open/2 and "
            "StringIO.open/2 give");
    return -1;
}

/* Takes the text; false after an error. */
static bool device_write(Vm *vm, Value device, int fd, Text *out)
{
    if (fd > 0) {
        vm_write(vm, fd, text_str(out));
        text_free(out);
        return true;
    }
    Value args[] = {device, value_binary(text_str(out))};
    text_free(out);
    Value done = vm_call_named(vm, vm_atom(vm, "Elixir.Cnx.Device").atom, vm_atom(vm, "write").atom,
                               args, 2);
    value_free(args[1]);
    value_free(done);
    return done.tag != TAG_poison;
}

static Value write_text(Vm *vm, const Value *args, int count, bool newline)
{
    int fd = count == 2 ? device_fd(vm, args[0]) : 1;
    Value term = args[count - 1];
    Text out = {0};
    if (fd < 0)
        return POISON;
    bool good = is_list(term) ? chardata_add(&out, term) : value_to_string(vm, &out, term);
    if (good && newline)
        text_char(&out, '\n');
    if (good)
        return device_write(vm, args[0], fd, &out) ? value_atom(SYM_ok) : POISON;
    if (is_list(term))
        vm_bad_argument(vm, 2, "not an iodata term");
    text_free(&out);
    return POISON;
}

NATIVE(fn_io_puts)
{
    return count == 0 ? (vm_write(vm, 1, STR("\n")), value_atom(SYM_ok))
                      : write_text(vm, args, count, true);
}

NATIVE(fn_io_write)
{
    return write_text(vm, args, count, false);
}

/* IO.inspect/1,2,3: the term goes through, its text to the device. */
NATIVE(fn_io_inspect)
{
    int fd = count == 3 ? device_fd(vm, args[0]) : 1;
    Value term = args[count == 3], keywords = count == 1 ? VALUE_EMPTY : args[count - 1];
    if (fd < 0)
        return POISON;
    if (!is_list(keywords))
        return vm_no_clause(vm, "IO.inspect", count);
    if (!inspect_options_are_pairs(vm, keywords))
        return POISON;
    InspectOptions options = inspect_options(keywords, vm);
    options.pretty = true;
    Value label = keyword_get(keywords, vm_atom(vm, "label").atom, VALUE_NIL);
    Text out = {0};
    bool good = is_atom(label, SYM_nil) || value_to_string(vm, &out, label);
    if (good && !is_atom(label, SYM_nil))
        text_add(&out, STR(": "));
    good = good && value_inspect(vm, &out, term, &options);
    if (good) {
        text_char(&out, '\n');
        good = device_write(vm, args[0], fd, &out);
    }
    text_free(&out);
    return good ? value_ref(term) : POISON;
}

/* --- files --- */

Value file_reason(Vm *vm, int error)
{
    static const struct {
        int error;
        const char *name;
    } names[] = {
        {ENOENT, "enoent"},
        {EACCES, "eacces"},
        {EISDIR, "eisdir"},
        {ENOTDIR, "enotdir"},
        {EEXIST, "eexist"},
        {EPERM, "eperm"},
        {ENOSPC, "enospc"},
        {ENOTEMPTY, "eexist"},
        {EROFS, "erofs"},
        {ENOMEM, "enomem"},
        {ENAMETOOLONG, "enametoolong"},
        {EBUSY, "ebusy"},
        {EMFILE, "emfile"},
        {ELOOP, "eloop"},
        {EXDEV, "exdev"},
        {EINVAL, "einval"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].error == error)
            return vm_atom(vm, names[i].name);
    return vm_atom(vm, "eio");
}

Value native_errno(Vm *vm, int error)
{
    return TUPLE(value_atom(SYM_error), file_reason(vm, error));
}

bool native_path(Vm *vm, Value v, Text *out)
{
    *out = (Text){0};
    bool is_text = is_binary(v) || is_list(v);
    if (is_text && chardata_add(out, v) && (out->len == 0 || memchr(out->at, 0, out->len) == NULL))
        return true;
    text_free(out);
    if (is_text)
        fail_argument(vm);
    else
        vm_no_clause(vm, "IO.chardata_to_string", 1);
    return false;
}

bool native_paths(Vm *vm, const Value *args, Text *from, Text *to)
{
    if (!native_path(vm, args[0], from))
        return false;
    bool ok = native_path(vm, args[1], to);
    if (!ok)
        text_free(from);
    return ok;
}

/* Reads all of a file into *out; 0 or an errno. */
static int read_all(const char *path, Text *out)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int error = fstat(fd, &about) ? errno : S_ISDIR(about.st_mode) ? EISDIR : 0;
    char buffer[65536];
    for (ssize_t n = 1; !error && n > 0;) {
        n = read(fd, buffer, sizeof buffer);
        if (n > 0)
            text_add(out, (Str){buffer, (size_t)n});
        else if (n < 0)
            error = errno;
    }
    close(fd);
    return error;
}

NATIVE(fn_file_read)
{
    Text path, bytes = {0};
    if (!native_path(vm, args[0], &path))
        return POISON;
    int error = read_all(text_cstr(&path), &bytes);
    text_free(&path);
    if (!error)
        return TUPLE(value_atom(SYM_ok), text_value(&bytes));
    text_free(&bytes);
    return native_errno(vm, error);
}

/* write(path, iodata, nil | :append | :exclusive) */
NATIVE(fn_file_write)
{
    Text path, bytes = {0};
    if (!native_path(vm, args[0], &path))
        return POISON;
    if (!iodata_add(&bytes, args[1])) {
        text_free(&path);
        text_free(&bytes);
        return TUPLE(value_atom(SYM_error), vm_atom(vm, "badarg"));
    }
    int how = is_atom(args[2], vm_atom(vm, "append").atom)      ? O_APPEND
              : is_atom(args[2], vm_atom(vm, "exclusive").atom) ? O_EXCL
                                                                : O_TRUNC;
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | how;
    int fd = open(text_cstr(&path), flags, 0666), error = fd < 0 ? errno : 0;
    for (size_t at = 0; !error && at < bytes.len;) {
        ssize_t n = write(fd, bytes.at + at, bytes.len - at);
        if (n < 0)
            error = errno;
        else
            at += (size_t)n;
    }
    if (fd >= 0 && close(fd) && !error)
        error = errno;
    text_free(&path);
    text_free(&bytes);
    return error ? native_errno(vm, error) : value_atom(SYM_ok);
}

/* replace(path, iodata): the file is replaced at once or stays as it was. */
NATIVE(fn_file_replace)
{
    Text path, bytes = {0};
    if (!native_path(vm, args[0], &path))
        return POISON;
    int error =
        iodata_add(&bytes, args[1]) ? file_replace(text_str(&path), text_str(&bytes)) : EINVAL;
    text_free(&path);
    text_free(&bytes);
    return error ? native_errno(vm, error) : value_atom(SYM_ok);
}

/* A call on one path that gives 0, or -1 and errno. */
static Value on_path(Vm *vm, Value v, int (*call)(const char *))
{
    Text path;
    if (!native_path(vm, v, &path))
        return POISON;
    int error = call(text_cstr(&path)) ? errno : 0;
    text_free(&path);
    return error ? native_errno(vm, error) : value_atom(SYM_ok);
}

static int make_directory(const char *path)
{
    return mkdir(path, 0777);
}

/* Erlang's name for removing a folder as if it were a file. */
static int remove_file(const char *path)
{
    int result = unlink(path);
    if (result && errno == EISDIR)
        errno = EPERM;
    return result;
}

NATIVE(fn_file_rm)
{
    return on_path(vm, args[0], remove_file);
}

NATIVE(fn_file_rmdir)
{
    return on_path(vm, args[0], rmdir);
}

NATIVE(fn_file_mkdir)
{
    return on_path(vm, args[0], make_directory);
}

NATIVE(fn_file_chdir)
{
    return on_path(vm, args[0], chdir);
}

NATIVE(fn_file_rename)
{
    Text from, to;
    if (!native_paths(vm, args, &from, &to))
        return POISON;
    int error = rename(text_cstr(&from), text_cstr(&to)) ? errno : 0;
    text_free(&from);
    text_free(&to);
    return error ? native_errno(vm, error) : value_atom(SYM_ok);
}

/* {:ok, {type, size, mtime}} of what is at a path, links followed. */
NATIVE(fn_file_about)
{
    struct stat about;
    Text path;
    if (!native_path(vm, args[0], &path))
        return POISON;
    int error = stat(text_cstr(&path), &about) ? errno : 0;
    text_free(&path);
    if (error)
        return native_errno(vm, error);
    const char *type = S_ISDIR(about.st_mode)   ? "directory"
                       : S_ISREG(about.st_mode) ? "regular"
                                                : "other";
    Value info = TUPLE(vm_atom(vm, type), value_int(about.st_size), value_int(about.st_mtime));
    return TUPLE(value_atom(SYM_ok), info);
}

NATIVE(fn_file_list)
{
    Text path;
    if (!native_path(vm, args[0], &path))
        return POISON;
    DIR *directory = opendir(text_cstr(&path));
    int error = directory ? 0 : errno;
    text_free(&path);
    if (error)
        return native_errno(vm, error);
    ListBuilder names = LIST_BUILDER;
    for (struct dirent *entry; (entry = readdir(directory));)
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
            list_push(&names, value_binary(str_of(entry->d_name)));
    closedir(directory);
    return TUPLE(value_atom(SYM_ok), names.list);
}

NATIVE(fn_file_cwd)
{
    char path[PATH_MAX];
    if (getcwd(path, sizeof path) == NULL)
        return native_errno(vm, errno);
    return TUPLE(value_atom(SYM_ok), value_binary(str_of(path)));
}
