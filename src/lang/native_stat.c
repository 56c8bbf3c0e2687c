/* native_stat.c - what the system knows of a file, links, permissions and times. */
#include "lang/native.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *type_of(mode_t mode)
{
    return S_ISDIR(mode)                    ? "directory"
           : S_ISREG(mode)                  ? "regular"
           : S_ISLNK(mode)                  ? "symlink"
           : S_ISCHR(mode) || S_ISBLK(mode) ? "device"
                                            : "other";
}

static const char *access_of(const char *path)
{
    bool reads = access(path, R_OK) == 0, writes = access(path, W_OK) == 0;
    return reads && writes ? "read_write" : reads ? "read" : writes ? "write" : "none";
}

static Value count_value(uint64_t n)
{
    return value_int(n < INT64_MAX ? (int64_t)n : INT64_MAX);
}

/* Cnx.File.stat(path, follow): {:ok, {size, type, access, atime, mtime, ctime, mode, links, major
   device, minor device, inode, uid, gid}} with times in seconds of Posix. */
NATIVE(fn_file_stat)
{
    struct stat s;
    Text path;
    if (!native_path(vm, args[0], &path))
        return POISON;
    bool ok =
        is_truthy(args[1]) ? stat(text_cstr(&path), &s) == 0 : lstat(text_cstr(&path), &s) == 0;
    int error = ok ? 0 : errno;
    Value access = vm_atom(vm, ok ? access_of(text_cstr(&path)) : "none");
    text_free(&path);
    if (error)
        return native_errno(vm, error);
    Value facts = TUPLE(count_value((uint64_t)s.st_size), vm_atom(vm, type_of(s.st_mode)), access,
                        value_int(s.st_atime), value_int(s.st_mtime), value_int(s.st_ctime),
                        value_int(s.st_mode), count_value(s.st_nlink), count_value(s.st_dev),
                        count_value(s.st_rdev), count_value(s.st_ino), value_int(s.st_uid),
                        value_int(s.st_gid));
    return TUPLE(value_atom(SYM_ok), facts);
}

static Value done(Vm *vm, int result)
{
    return result == 0 ? value_atom(SYM_ok) : native_errno(vm, errno);
}

NATIVE(fn_file_chmod)
{
    Text path;
    if (args[1].tag != TAG_int || args[1].i < 0 || args[1].i > 07777)
        return fail_argument(vm);
    if (!native_path(vm, args[0], &path))
        return POISON;
    Value v = done(vm, chmod(text_cstr(&path), (mode_t)args[1].i));
    text_free(&path);
    return v;
}

/* Cnx.File.touch(path, seconds): makes the file if it is not there and sets its times. */
NATIVE(fn_file_touch)
{
    Text path;
    if (args[1].tag != TAG_int)
        return fail_argument(vm);
    if (!native_path(vm, args[0], &path))
        return POISON;
    struct timespec times[2] = {{.tv_sec = (time_t)args[1].i}, {.tv_sec = (time_t)args[1].i}};
    int result = utimensat(AT_FDCWD, text_cstr(&path), times, 0);
    if (result != 0 && errno == ENOENT) {
        int fd = open(text_cstr(&path), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
        result = fd < 0 ? -1 : futimens(fd, times);
        if (fd >= 0)
            close(fd);
    }
    Value v = done(vm, result);
    text_free(&path);
    return v;
}

/* Cnx.File.link(existing, new, symbolic) */
NATIVE(fn_file_link)
{
    Text from, to;
    if (!native_paths(vm, args, &from, &to))
        return POISON;
    bool is_symbolic = is_truthy(args[2]);
    Value v = done(vm, is_symbolic ? symlink(text_cstr(&from), text_cstr(&to))
                                   : link(text_cstr(&from), text_cstr(&to)));
    text_free(&from);
    text_free(&to);
    return v;
}

NATIVE(fn_file_read_link)
{
    Text path;
    char target[PATH_MAX];
    if (!native_path(vm, args[0], &path))
        return POISON;
    ssize_t n = readlink(text_cstr(&path), target, sizeof target);
    int error = n < 0 ? errno : 0;
    text_free(&path);
    if (error)
        return native_errno(vm, error);
    return TUPLE(value_atom(SYM_ok), value_binary((Str){target, (size_t)n}));
}
