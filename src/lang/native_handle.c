/* native_handle.c - files that are read piece by piece, so that a stream of a file takes no more
   memory than a piece; they close with their last reference. */
#include "lang/native.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Handle {
    int fd;
} Handle;

static void handle_release(void *p)
{
    Handle *h = p;
    if (h->fd >= 0)
        close(h->fd);
    free(h);
}

static const NativeKind handle_kind = {"File", handle_release};

/* Cnx.File.open(path, offset): {:ok, handle} or {:error, reason}. */
NATIVE(fn_file_open)
{
    Text path;
    struct stat about;
    if (!is_size(args[1], 0))
        return fail_argument(vm);
    if (!native_path(vm, args[0], &path))
        return POISON;
    int fd = open(text_cstr(&path), O_RDONLY | O_CLOEXEC), error = fd < 0 ? errno : 0;
    text_free(&path);
    if (!error && fstat(fd, &about) != 0)
        error = errno;
    else if (!error && S_ISDIR(about.st_mode))
        error = EISDIR;
    if (!error && args[1].i > 0 && lseek(fd, (off_t)args[1].i, SEEK_SET) < 0)
        error = errno;
    if (error) {
        if (fd >= 0)
            close(fd);
        return native_errno(vm, error);
    }
    Handle *h = mem_alloc(sizeof *h);
    h->fd = fd;
    return TUPLE(value_atom(SYM_ok), value_native(&handle_kind, h));
}

/* Cnx.File.read_some(handle, count): up to so many bytes (at most 2^20), :eof, or {:error, reason}.
 */
NATIVE(fn_file_read_some)
{
    if (args[0].tag != TAG_native || args[0].native->kind != &handle_kind || !is_size(args[1], 1))
        return fail_argument(vm);
    const Handle *h = args[0].native->p;
    size_t room = args[1].i < 1 << 20 ? (size_t)args[1].i : 1 << 20;
    char *buffer = mem_alloc(room);
    ssize_t n;
    do
        n = read(h->fd, buffer, room);
    while (n < 0 && errno == EINTR && !interrupted(vm_cx(vm)));
    int error = n < 0 ? errno : 0;
    Value out = n > 0    ? value_binary((Str){buffer, (size_t)n})
                : n == 0 ? vm_atom(vm, "eof")
                         : native_errno(vm, error);
    free(buffer);
    return out;
}
