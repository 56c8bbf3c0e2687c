/* stream.h - bytes of an input one after the other, as they are or unpacked by zlib.

   Packed bytes are untrusted: what comes out is read in pieces into memory that the caller has, and
   stream_most tells how much could come at most, so that nobody asks for memory that the input
   cannot fill. */
#ifndef CNX_TENSOR_STREAM_H
#define CNX_TENSOR_STREAM_H

#include "tensor/files.h"

#include <zlib.h>

typedef enum Packing {
    PACKING_none,
    PACKING_gzip,    /* gzip or zlib, as its first bytes say; several in a row are one */
    PACKING_deflate, /* without a header, as in zip archives; one */
} Packing;

typedef struct Stream {
    Cx *cx; /* whose interruption ends reading */
    const Input *input;
    int64_t from, next,
        end;          /* of the input: where it began, the first byte not taken yet, its end */
    int64_t at;       /* how many bytes were given */
    uint32_t crc;     /* of the bytes given, as zip archives have it */
    int64_t want_crc; /* what it must be at the end; -1: anything */
    int64_t size;     /* how many bytes there are, as an archive's directory says; -1: unknown */
    Packing packing;
    bool is_open, at_end, is_damaged; /* damaged: wrong or cut short, or reading was interrupted */
    z_stream z;
    unsigned char *piece; /* bytes of the input that zlib reads from */
} Stream;

/* Bytes from..end of an input, which must stay where it is, as must the stream. False when there is
   no memory (SystemLimitError). Close it in any case. */
bool stream_open(Cx *cx, Stream *s, const Input *input, int64_t from, int64_t end, Packing packing);
void stream_close(Stream *s);

/* Begins again. */
void stream_rewind(Stream *s);

/* Up to `size` bytes; fewer only at the end or when the stream is damaged. */
int64_t stream_read(Stream *s, void *to, int64_t size);

/* Whether the stream has ended as it should: nothing is left and nothing was wrong. */
bool stream_is_done(Stream *s);

/* Whether exactly `need` bytes are left; to be asked before memory for them is. Packed bytes that
   would become more than twice the input are unpacked once for this alone, so that what claims to
   be large without being it takes no memory. */
bool stream_holds(Stream *s, int64_t need);

/* Appends the gzip- or zlib-compressed bytes, unpacked; ArgumentError when they are damaged or when
   more than `most` bytes would come out. */
bool inflate_bytes(Cx *cx, Str packed, int64_t most, Text *out);

/* What is wrong with a stream that gave less than was asked or is not done: its packing or
   checksum, or else what the caller says. */
const char *stream_problem(const Stream *s, const char *otherwise);

/* Turns every `width` bytes of data around: between big and little endian. */
void bytes_swap(void *data, int64_t bytes, int width);

/* ArgumentError "invalid FORMAT data: WHAT, at byte AT". Gives false. */
bool data_fail(Cx *cx, const char *format, int64_t at, const char *what, ...) PRINTF_LIKE(4, 5);

#endif
