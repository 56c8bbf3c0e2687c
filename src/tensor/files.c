/* files.c - whole files, gzip and zlib streams, and MNIST's IDX format; see files.h. */
#include "tensor/files.h"

#include "base/size.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* --- files --- */

/* What Elixir says of a POSIX error; for others the system's words, beginning in lower case. */
static const char *reason_of(int error, char *room, size_t size)
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
    for (size_t i = 0; i < path.len; i++) {
        if (path.at[i] == '"' || path.at[i] == '\\')
            text_char(&quoted, '\\');
        text_char(&quoted, path.at[i]);
    }
    fail(cx, SPAN_NONE, EXC_File_Error, "could not %s \"%s\": %s", action, text_cstr(&quoted),
         reason_of(error, room, sizeof room));
    text_free(&quoted);
    return false;
}

/* The path for system calls; false when a zero byte inside would cut it short. */
static bool path_text(Str path, Text *out)
{
    *out = (Text){0};
    text_add(out, path);
    return memchr(path.at ? path.at : "", 0, path.len) == NULL;
}

/* Adds bytes to a text that may grow as large as a file; false when there is no memory. */
static bool text_add_try(Text *t, Str s)
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

static int write_all(int fd, Str bytes)
{
    while (bytes.len > 0) {
        ssize_t done = write(fd, bytes.at, bytes.len);
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

static int replace_file(const char *name, const char *beside, int fd, Str bytes)
{
    struct stat old;
    int error = write_all(fd, bytes);
    if (!error && stat(name, &old) == 0 && fchmod(fd, old.st_mode & 07777) != 0)
        error = errno;
    if (close(fd) != 0 && !error)
        error = errno;
    if (!error && rename(beside, name) != 0)
        error = errno;
    if (error)
        unlink(beside);
    return error;
}

bool file_write(Cx *cx, Str path, Str bytes)
{
    Text name, beside = {0};
    int error = path_text(path, &name) ? 0 : EINVAL;
    int fd = error ? -1 : open_beside(text_cstr(&name), &beside);
    if (fd >= 0)
        error = replace_file(text_cstr(&name), text_cstr(&beside), fd, bytes);
    else
        error = error ? error : errno;
    text_free(&name);
    text_free(&beside);
    return error ? fail_file(cx, "write to file", path, error) : true;
}

/* --- compressed bytes --- */

/* Bytes that come out one after the other, of a compressed stream or as they are. */
typedef struct Reader {
    z_stream z;
    Str rest; /* what zlib was not given yet; its counts are 32 bits wide */
    bool is_packed, is_open, at_end, is_damaged;
} Reader;

static void reader_feed(Reader *r)
{
    const size_t most = 1u << 30;
    if (r->z.avail_in > 0)
        return;
    size_t n = r->rest.len < most ? r->rest.len : most;
    r->z.next_in = (Bytef *)(uintptr_t)r->rest.at;
    r->z.avail_in = (uInt)n;
    r->rest = str_slice(r->rest, n, r->rest.len);
}

/* The reader must stay where it is: zlib keeps a pointer to its stream. */
static void reader_open(Reader *r, Str bytes, bool is_packed)
{
    *r = (Reader){.rest = bytes, .is_packed = is_packed};
    if (is_packed) {
        r->is_open = inflateInit2(&r->z, 15 + 32) == Z_OK; /* gzip or zlib, as the header says */
        r->is_damaged = !r->is_open;
    }
}

static void reader_close(Reader *r)
{
    if (r->is_open)
        inflateEnd(&r->z);
}

/* One step of inflate; a gzip file may be several streams in a row. */
static void reader_step(Reader *r)
{
    reader_feed(r);
    uInt in = r->z.avail_in, room = r->z.avail_out;
    int code = inflate(&r->z, Z_NO_FLUSH);
    if (code == Z_STREAM_END) {
        reader_feed(r);
        r->at_end = r->z.avail_in == 0;
        if (!r->at_end)
            r->is_damaged = inflateReset(&r->z) != Z_OK;
    } else if (code != Z_OK || (in == r->z.avail_in && room == r->z.avail_out)) {
        r->is_damaged = true;
    }
}

/* Up to `size` bytes; fewer only at the end or when the stream is damaged. */
static size_t reader_read(Reader *r, char *to, size_t size)
{
    if (!r->is_packed) {
        size_t n = size < r->rest.len ? size : r->rest.len;
        if (n > 0)
            memcpy(to, r->rest.at, n);
        r->rest = str_slice(r->rest, n, r->rest.len);
        r->at_end = r->rest.len == 0;
        return n;
    }
    size_t done = 0;
    while (done < size && !r->at_end && !r->is_damaged) {
        const size_t most = 1u << 30;
        size_t room = size - done < most ? size - done : most;
        r->z.next_out = (Bytef *)to + done;
        r->z.avail_out = (uInt)room;
        reader_step(r);
        done += room - r->z.avail_out;
    }
    return done;
}

bool inflate_bytes(Cx *cx, Str packed, int64_t most, Text *out)
{
    char piece[1 << 14];
    size_t before = out->len;
    bool too_long = false, no_memory = false;
    Reader r;
    reader_open(&r, packed, true);
    while (!r.at_end && !r.is_damaged && !too_long && !no_memory) {
        size_t got = reader_read(&r, piece, sizeof piece);
        too_long = (int64_t)(out->len - before + got) > most;
        no_memory = !too_long && !text_add_try(out, (Str){piece, got});
    }
    reader_close(&r);
    if (!r.is_damaged && !too_long && !no_memory)
        return true;
    if (out->at)
        out->at[out->len = before] = 0;
    if (no_memory)
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "there is no memory for the unpacked bytes");
    else if (too_long)
        fail(cx, SPAN_NONE, EXC_ArgumentError, "compressed data holds more than %lld bytes",
             (long long)most);
    else
        fail(cx, SPAN_NONE, EXC_ArgumentError, "compressed data is damaged or cut short");
    return false;
}

/* --- IDX: two zero bytes, type, rank, 32-bit dimensions, elements; all big endian --- */

static bool idx_dtype(uint8_t code, DType *out)
{
    /* clang-format off */
    static const struct { uint8_t code; DType dtype; } codes[] = {
        {0x08, DTYPE_u8},  {0x09, DTYPE_s8},  {0x0b, DTYPE_s16},
        {0x0c, DTYPE_s32}, {0x0d, DTYPE_f32}, {0x0e, DTYPE_f64},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].code == code) {
            *out = codes[i].dtype;
            return true;
        }
    }
    return false;
}

static bool idx_fail(Cx *cx, const Reader *r, const char *what)
{
    fail(cx, SPAN_NONE, EXC_ArgumentError, "invalid IDX data: %s",
         r->is_damaged ? "its compressed form is damaged or cut short" : what);
    return false;
}

static bool idx_header(Cx *cx, Reader *r, Type *type)
{
    uint8_t head[4], dims[4 * MAX_RANK];
    if (reader_read(r, (char *)head, 4) < 4 || head[0] != 0 || head[1] != 0)
        return idx_fail(cx, r, "it does not begin with 0, 0, a type and a number of axes");
    if (!idx_dtype(head[2], &type->dtype)) {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "invalid IDX data: unknown element type %d",
             head[2]);
        return false;
    }
    if (head[3] > MAX_RANK) {
        fail(cx, SPAN_NONE, EXC_ArgumentError,
             "invalid IDX data: %d axes where at most %d are possible", head[3], MAX_RANK);
        return false;
    }
    if (reader_read(r, (char *)dims, 4u * head[3]) < 4u * head[3])
        return idx_fail(cx, r, "it ends within the dimensions");
    type->shape = (Shape){.rank = head[3]};
    for (int i = 0; i < head[3]; i++) {
        const uint8_t *d = dims + 4 * i;
        type->shape.dim[i] = (int64_t)d[0] << 24 | d[1] << 16 | d[2] << 8 | d[3];
    }
    return true;
}

static void swap_bytes(char *data, int64_t bytes, int size)
{
    for (char *x = data; size > 1 && x < data + bytes; x += size) {
        for (int i = 0; i < size / 2; i++) {
            char c = x[i];
            x[i] = x[size - 1 - i];
            x[size - 1 - i] = c;
        }
    }
}

/* The elements. Asks for memory only when the bytes left can hold that much: deflate makes at most
   1032 bytes of one. */
static Tensor *idx_elements(Cx *cx, Reader *r, const Type *type)
{
    const int64_t best_ratio = 1032;
    int64_t count, need, possible = (int64_t)(r->rest.len + r->z.avail_in);
    if (r->is_packed && !size_mul_add(possible, best_ratio, 1 << 16, &possible))
        possible = INT64_MAX;
    if (!shape_size(&type->shape, &count) || !dtype_bytes(type->dtype, count, &need) ||
        need > possible) {
        idx_fail(cx, r, "it holds fewer elements than its dimensions say");
        return NULL;
    }
    Tensor *t = tensor_new(cx, *type);
    if (t == NULL)
        return NULL;
    char extra;
    char *data = tensor_data(t);
    bool is_whole = reader_read(r, data, (size_t)need) == (size_t)need;
    if (!is_whole || reader_read(r, &extra, 1) > 0 || r->is_damaged) {
        idx_fail(cx, r,
                 is_whole ? "bytes are left after the last element"
                          : "it holds fewer elements than its dimensions say");
        tensor_free(t);
        return NULL;
    }
    swap_bytes(data, need, dtype_info[type->dtype].bits / 8);
    return t;
}

Tensor *idx_read(Cx *cx, Str bytes)
{
    bool is_gzip = bytes.len >= 2 && memcmp(bytes.at, "\x1f\x8b", 2) == 0;
    Type type;
    Reader r;
    reader_open(&r, bytes, is_gzip);
    Tensor *t = idx_header(cx, &r, &type) ? idx_elements(cx, &r, &type) : NULL;
    reader_close(&r);
    return t;
}
