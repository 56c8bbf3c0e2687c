/* stream.c - bytes of an input one after the other, unpacked by zlib; see stream.h. */
#include "tensor/stream.h"

#include "base/mem.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

enum {
    PIECE = 1 << 16, /* bytes that zlib is given at once */
    STRIDE = 1 << 20 /* bytes between two looks at whether to stop */
};

static int window_bits(Packing packing)
{
    return packing == PACKING_gzip ? 15 + 32 : -15;
}

bool stream_open(Cx *cx, Stream *s, const Input *input, int64_t from, int64_t end, Packing packing)
{
    *s = (Stream){
        .cx = cx, .input = input, .from = from, .next = from, .end = end, .packing = packing};
    s->want_crc = s->size = -1;
    s->at_end = packing == PACKING_none && from == end;
    if (packing == PACKING_none)
        return true;
    s->piece = mem_try(PIECE);
    s->is_open = s->piece != NULL && inflateInit2(&s->z, window_bits(packing)) == Z_OK;
    s->is_damaged = !s->is_open;
    if (!s->is_open)
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "there is no memory to unpack data");
    return s->is_open;
}

void stream_close(Stream *s)
{
    if (s->is_open)
        inflateEnd(&s->z);
    free(s->piece);
    s->piece = NULL;
    s->is_open = false;
}

void stream_rewind(Stream *s)
{
    s->next = s->from;
    s->at = 0;
    s->crc = 0;
    s->at_end = s->packing == PACKING_none && s->from == s->end;
    s->is_damaged = s->packing != PACKING_none && inflateReset(&s->z) != Z_OK;
    s->z.avail_in = 0;
}

/* --- unpacking --- */

/* Gives zlib bytes when it has none. */
static void feed(Stream *s)
{
    if (s->z.avail_in > 0)
        return;
    int64_t n = s->end - s->next < PIECE ? s->end - s->next : PIECE;
    if (!input_read(s->input, s->next, s->piece, n)) {
        s->is_damaged = true;
        n = 0;
    }
    s->next += n;
    s->z.next_in = s->piece;
    s->z.avail_in = (uInt)n;
}

/* Takes note of bytes that were given. */
static void given(Stream *s, const char *bytes, int64_t n)
{
    if (s->want_crc >= 0)
        s->crc = (uint32_t)crc32_z(s->crc, (const Bytef *)bytes, (size_t)n);
    s->at += n;
}

/* One step of inflate; a gzip file may be several streams in a row. */
static void step(Stream *s)
{
    feed(s);
    uInt in = s->z.avail_in, room = s->z.avail_out;
    int code = inflate(&s->z, Z_NO_FLUSH);
    if (code == Z_STREAM_END) {
        feed(s);
        bool is_last = s->z.avail_in == 0 && s->next == s->end;
        s->at_end = is_last || s->packing == PACKING_deflate;
        if (s->packing == PACKING_deflate ? !is_last : !is_last && inflateReset(&s->z) != Z_OK)
            s->is_damaged = true;
    } else if (code != Z_OK || (in == s->z.avail_in && room == s->z.avail_out)) {
        s->is_damaged = true;
    }
}

static int64_t read_packed(Stream *s, char *to, int64_t size)
{
    int64_t done = 0;
    while (done < size && !s->at_end && !s->is_damaged) {
        int64_t room = size - done < STRIDE ? size - done : STRIDE;
        if (interrupted(s->cx)) {
            s->is_damaged = true;
            break;
        }
        s->z.next_out = (Bytef *)to + done;
        s->z.avail_out = (uInt)room;
        step(s);
        given(s, to + done, room - (int64_t)s->z.avail_out);
        done += room - (int64_t)s->z.avail_out;
    }
    return done;
}

static int64_t read_plain(Stream *s, char *to, int64_t size)
{
    int64_t all = size < s->end - s->next ? size : s->end - s->next, done = 0;
    while (done < all && !s->is_damaged) {
        int64_t n = all - done < STRIDE ? all - done : STRIDE;
        s->is_damaged = interrupted(s->cx) || !input_read(s->input, s->next, to + done, n);
        n = s->is_damaged ? 0 : n;
        given(s, to + done, n);
        done += n;
        s->next += n;
    }
    s->at_end = s->next == s->end;
    return done;
}

int64_t stream_read(Stream *s, void *to, int64_t size)
{
    if (s->is_damaged || size <= 0)
        return 0;
    return s->packing == PACKING_none ? read_plain(s, to, size) : read_packed(s, to, size);
}

bool stream_is_done(Stream *s)
{
    char extra;
    return stream_read(s, &extra, 1) == 0 && s->at_end && !s->is_damaged &&
           (s->want_crc < 0 || s->crc == s->want_crc);
}

/* How many further bytes could come at most: deflate makes at most 1032 bytes of one. */
static int64_t most_left(const Stream *s)
{
    int64_t left = s->end - s->next, most;
    if (s->packing == PACKING_none)
        return left;
    return size_mul_add(left + (int64_t)s->z.avail_in, 1032, PIECE, &most) ? most : INT64_MAX;
}

/* Reads at most `size` bytes and forgets them: how many there were. */
static int64_t skip(Stream *s, int64_t size)
{
    char piece[1 << 14];
    int64_t all = 0, n = 1;
    while (n > 0) {
        int64_t most = size - all < (int64_t)sizeof piece ? size - all : (int64_t)sizeof piece;
        n = stream_read(s, piece, most);
        all += n;
    }
    return all;
}

bool stream_holds(Stream *s, int64_t need)
{
    if (s->packing == PACKING_none)
        return need == s->end - s->next;
    if (need > most_left(s))
        return false;
    if (need / 2 <= s->end - s->from)
        return true;
    int64_t before = s->at;
    bool is_whole = skip(s, need) == need && stream_is_done(s);
    stream_rewind(s);
    return skip(s, before) == before && is_whole;
}

bool inflate_bytes(Cx *cx, Str packed, int64_t most, Text *out)
{
    char piece[1 << 14];
    size_t before = out->len;
    bool too_long = false, no_memory = false;
    Input in = input_of(packed);
    Stream s;
    if (!stream_open(cx, &s, &in, 0, in.size, PACKING_gzip)) {
        stream_close(&s);
        return false;
    }
    while (!s.at_end && !s.is_damaged && !too_long && !no_memory) {
        int64_t got = stream_read(&s, piece, sizeof piece);
        too_long = s.at > most;
        no_memory = !too_long && !text_add_try(out, (Str){piece, (size_t)got});
    }
    stream_close(&s);
    if (!s.is_damaged && !too_long && !no_memory)
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

const char *stream_problem(const Stream *s, const char *otherwise)
{
    if (s->is_damaged)
        return "its compressed form is damaged or cut short";
    if (s->at_end && s->want_crc >= 0 && s->crc != s->want_crc)
        return "its bytes do not have the checksum that the directory says";
    return otherwise;
}

/* The reversal of a constant number of bytes is one instruction. */
#define SWAP(bits)                                                                                 \
    for (int64_t i = 0; i + bits / 8 <= bytes; i += bits / 8) {                                    \
        uint##bits##_t x;                                                                          \
        memcpy(&x, at + i, sizeof x);                                                              \
        x = __builtin_bswap##bits(x);                                                              \
        memcpy(at + i, &x, sizeof x);                                                              \
    }

void bytes_swap(void *data, int64_t bytes, int width)
{
    char *at = data;
    if (width == 2)
        SWAP(16)
    else if (width == 4)
        SWAP(32)
    else if (width == 8)
        SWAP(64)
}

bool data_fail(Cx *cx, const char *format, int64_t at, const char *what, ...)
{
    va_list args;
    Text text = {0};
    va_start(args, what);
    text_vprint(&text, what, args);
    va_end(args);
    fail(cx, SPAN_NONE, EXC_ArgumentError, "invalid %s data: %s, at byte %lld", format,
         text_cstr(&text), (long long)at);
    text_free(&text);
    return false;
}
