/* zip.h - archives of files: listing, reading and writing.

   An archive is read from its directory at the end. Everything the directory says is held against
   the archive before anything is unpacked: entries lie inside of it, one after the other without
   overlap, under different names, with the same name in front of their bytes. */
#ifndef CNX_TENSOR_ZIP_H
#define CNX_TENSOR_ZIP_H

#include "tensor/stream.h"

typedef struct ZipEntry {
    Str name;                     /* in Zip.names */
    int64_t header, data, packed; /* where its header and its bytes begin, and how many there are */
    int64_t size;                 /* unpacked, as the directory says */
    uint32_t crc;
    bool is_deflated;
} ZipEntry;

typedef struct Zip {
    const Input *in;
    const char *format; /* what messages call it */
    ZipEntry *entries;  /* in the directory's order */
    int64_t count;
    char *names;
} Zip;

/* Lists an archive; false after ArgumentError "invalid FORMAT data: ..., at byte N". Free it in any
   case. */
bool zip_list(Cx *cx, const Input *in, const char *format, Zip *zip);
void zip_free(Zip *zip);

/* A stream of the entry's bytes that knows their checksum. Close it in any case. */
bool zip_stream(Cx *cx, const Zip *zip, const ZipEntry *entry, Stream *s);

/* --- writing --- */

typedef struct ZipWriter {
    Output *out;
    Text directory;
    int64_t count;
} ZipWriter;

/* Adds an entry; false after SystemLimitError. The name has at most 65,535 bytes. */
bool zip_add(Cx *cx, ZipWriter *w, Str name, Str bytes, bool deflate);

/* Adds the directory. Frees the writer. */
void zip_end(ZipWriter *w);

#endif
