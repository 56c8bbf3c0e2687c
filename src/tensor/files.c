/* files.c - bytes from and into files; see files.h. */
#include "tensor/files.h"

#include "base/size.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- files --- */

const char *file_error_text(int error, char *room, size_t size)
{
    /* clang-format off */
    static const struct { int error; const char *text; } reasons[] = {
        {ENOENT,  "no such file or directory"},
        {EACCES,  "permission denied"},
        {EISDIR,  "illegal operation on a directory"},
        {ENOTDIR, "not a directory"},
        {ENOSPC,  "no space left on device"},
        {EROFS,   "read-only file system"},
        {EMFILE,  "too many open files"},
        {ENAMETOOLONG, "file name too long"},
        {ELOOP,   "too many levels of symbolic links"},
        {EIO,     "I/O error"},
        {ENOMEM,  "not enough memory"},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].error == error)
            return reasons[i].text;
    }
    snprintf(room, size, "%s", strerror(error));
    if (room[0] >= 'A' && room[0] <= 'Z')
        room[0] = (char)(room[0] - 'A' + 'a');
    return room;
}

static bool fail_file(Cx *cx, const char *action, Str path, int error)
{
    char room[128];
    Text quoted = {0};
    if (failed(cx))
        return false;
    for (size_t i = 0; i < path.len; i++) {
        if (path.at[i] == '"' || path.at[i] == '\\')
            text_char(&quoted, '\\');
        text_char(&quoted, path.at[i]);
    }
    fail(cx, SPAN_NONE, EXC_File_Error, "could not %s \"%s\": %s", action, text_cstr(&quoted),
         file_error_text(error, room, sizeof room));
    text_free(&quoted);
    cx->error->file.reason = error;
    cx->error->file.action = action;
    text_add(&cx->error->file.path, path);
    return false;
}

/* The path for system calls; false when a zero byte inside would cut it short. */
static bool path_text(Str path, Text *out)
{
    *out = (Text){0};
    text_add(out, path);
    return memchr(path.at ? path.at : "", 0, path.len) == NULL;
}

bool text_add_try(Text *t, Str s)
{
    if (s.len >= t->cap - t->len) {
        size_t cap = t->cap < s.len ? 2 * s.len : 2 * t->cap;
        char *at = realloc(t->at, cap + 1);
        if (at == NULL)
            return false;
        t->at = at;
        t->cap = cap;
    }
    text_add(t, s);
    return true;
}

/* Reads to the end; 0 or an errno. The file's size is not asked: pipes and /proc have none. */
static int read_all(int fd, Text *out)
{
    char piece[1 << 16];
    for (;;) {
        ssize_t got = read(fd, piece, sizeof piece);
        if (got == 0)
            return 0;
        if (got < 0 && errno != EINTR)
            return errno;
        if (got > 0 && !text_add_try(out, (Str){piece, (size_t)got}))
            return ENOMEM;
    }
}

bool file_read(Cx *cx, Str path, Text *out)
{
    Text name;
    int error = path_text(path, &name) ? 0 : EINVAL;
    int fd = error ? -1 : open(text_cstr(&name), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        error = error ? error : errno;
    text_free(&name);
    *out = (Text){0};
    if (fd >= 0) {
        error = read_all(fd, out);
        close(fd);
    }
    if (error) {
        text_free(out);
        return fail_file(cx, "read file", path, error);
    }
    return true;
}

/* --- bytes to read --- */

Input input_of(Str bytes)
{
    return (Input){.size = (int64_t)bytes.len, .fd = -1, .bytes = bytes};
}

/* Opens what has a size as a file, anything else is read at once; 0 or an errno. */
static int open_input(const char *name, Input *in)
{
    struct stat about;
    *in = (Input){.fd = open(name, O_RDONLY | O_CLOEXEC)};
    if (in->fd < 0)
        return errno;
    int error = fstat(in->fd, &about) ? errno : S_ISDIR(about.st_mode) ? EISDIR : 0;
    if (!error && S_ISREG(about.st_mode) && about.st_size > 0) {
        in->size = about.st_size;
        return 0;
    }
    error = error ? error : read_all(in->fd, &in->own);
    close(in->fd);
    in->fd = -1;
    in->bytes = text_str(&in->own);
    in->size = (int64_t)in->bytes.len;
    return error;
}

bool input_open(Cx *cx, Str path, Input *in)
{
    Text name;
    int error = path_text(path, &name) ? open_input(text_cstr(&name), in) : EINVAL;
    text_free(&name);
    if (!error)
        return true;
    text_free(&in->own);
    return fail_file(cx, "read file", path, error);
}

bool input_read(const Input *in, int64_t at, void *to, int64_t size)
{
    if (at < 0 || size < 0 || at > in->size || size > in->size - at)
        return false;
    if (in->fd < 0) {
        if (size > 0)
            memcpy(to, in->bytes.at + at, (size_t)size);
        return true;
    }
    while (size > 0) {
        ssize_t got = pread(in->fd, to, (size_t)size, at);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        if (got > 0) {
            to = (char *)to + got;
            at += got;
            size -= got;
        }
    }
    return true;
}

void input_close(Input *in)
{
    if (in->fd >= 0)
        close(in->fd);
    text_free(&in->own);
    *in = (Input){.fd = -1};
}

/* --- bytes to write --- */

/* In pieces, between which it may be told to stop. */
static int write_all(Cx *cx, int fd, Str bytes)
{
    const size_t most = 1 << 20;
    while (bytes.len > 0) {
        if (cx && interrupted(cx))
            return EINTR;
        ssize_t done = write(fd, bytes.at, bytes.len < most ? bytes.len : most);
        if (done < 0 && errno != EINTR)
            return errno;
        if (done > 0)
            bytes = (Str){bytes.at + done, bytes.len - (size_t)done};
    }
    return 0;
}

/* A new file beside `name`, writable; -1 with errno. */
static int open_beside(const char *name, Text *beside)
{
    int fd = -1;
    for (int i = 0; i < 100 && fd < 0; i++) {
        beside->len = 0;
        text_print(beside, "%s.%ld-%d.part", name, (long)getpid(), i);
        fd = open(text_cstr(beside), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    return fd;
}

void output_open(Cx *cx, Str path, Output *out)
{
    *out = (Output){.cx = cx, .fd = -1};
    out->error = path_text(path, &out->name) ? 0 : EINVAL;
    if (!out->error)
        out->fd = open_beside(text_cstr(&out->name), &out->beside);
    if (!out->error && out->fd < 0)
        out->error = errno;
}

void output_to(Text *text, Output *out)
{
    *out = (Output){.text = text, .fd = -1};
}

void output_add(Output *out, Str bytes)
{
    if (out->error)
        return;
    if (out->text)
        out->error = text_add_try(out->text, bytes) ? 0 : ENOMEM;
    else
        out->error = write_all(out->cx, out->fd, bytes);
    if (!out->error)
        out->size += (int64_t)bytes.len;
}

/* Makes the new name of a file last: its folder is on the disk, too. Where folders cannot be opened
   or synced there is nothing to do. */
static void sync_folder(const char *name)
{
    const char *slash = strrchr(name, '/');
    Text folder = {0};
    if (slash == NULL)
        text_char(&folder, '.');
    else
        text_add(&folder, (Str){name, (size_t)(slash - name) + 1});
    int fd = open(text_cstr(&folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    text_free(&folder);
}

/* Puts the finished temporary file in the other's place; 0 or an errno. */
static int replace_file(const char *name, const char *beside, int fd)
{
    struct stat old;
    int error = 0;
    if (stat(name, &old) == 0 && fchmod(fd, old.st_mode & 07777) != 0)
        error = errno;
    if (!error && fsync(fd) != 0 && errno != EINVAL)
        error = errno;
    if (!error && rename(beside, name) != 0)
        error = errno;
    if (!error)
        sync_folder(name);
    return error;
}

static void close_file(Output *out, bool keep)
{
    if (out->fd < 0)
        return;
    if (keep && !out->error)
        out->error = replace_file(text_cstr(&out->name), text_cstr(&out->beside), out->fd);
    close(out->fd);
    if (!keep || out->error)
        unlink(text_cstr(&out->beside));
}

/* Ends the output without a word; 0 or an errno. */
static int output_end(Output *out, bool keep)
{
    if (out->text && (out->error || !keep)) {
        out->text->len -= (size_t)out->size;
        if (out->text->at)
            out->text->at[out->text->len] = 0;
    }
    close_file(out, keep);
    text_free(&out->beside);
    text_free(&out->name);
    return out->error;
}

bool output_close(Cx *cx, Output *out, bool keep)
{
    Text name = {0};
    text_add(&name, text_str(&out->name));
    bool is_well = output_end(out, keep) == 0;
    if (!is_well && keep && out->text)
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "there is no memory for the bytes to write");
    else if (!is_well && keep)
        fail_file(cx, "write to file", text_str(&name), out->error);
    text_free(&name);
    return is_well;
}

int file_replace(Str path, Str bytes)
{
    Output out;
    output_open(NULL, path, &out);
    output_add(&out, bytes);
    return output_end(&out, true);
}

bool file_write(Cx *cx, Str path, Str bytes)
{
    Output out;
    output_open(cx, path, &out);
    output_add(&out, bytes);
    return output_close(cx, &out, true);
}
