/* zip.c - archives of files; see zip.h. The format is PKWARE's, with 64-bit sizes ("zip64"). */
#include "tensor/zip.h"

#include "base/mem.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

enum {
    LOCAL = 0x04034b50,   /* the header in front of an entry's bytes: 30 bytes, name, extras */
    CENTRAL = 0x02014b50, /* an entry of the directory: 46 bytes, name, extras, comment */
    END = 0x06054b50,     /* the end of the archive: 22 bytes, comment */
    END64 = 0x06064b50,   /* the same with 64-bit sizes: 56 bytes and more */
    LOCATOR = 0x07064b50, /* where that is: 20 bytes in front of END */
    FLAG_ENCRYPTED = 1,
    FLAG_UTF8 = 0x800,
    STORED = 0,
    DEFLATED = 8
};

static uint32_t get2(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8;
}

static uint32_t get4(const uint8_t *p)
{
    return get2(p) | get2(p + 2) << 16;
}

/* A size or offset of 64 bits; what does not fit ours is larger than any file. */
static int64_t get8(const uint8_t *p)
{
    uint64_t x = get4(p) | (uint64_t)get4(p + 4) << 32;
    return x > INT64_MAX ? INT64_MAX : (int64_t)x;
}

/* --- the end of the archive --- */

typedef struct Directory {
    int64_t at, size, count, end; /* end: where what follows it begins */
} Directory;

/* The last END whose comment reaches exactly to the end of the file; -1: there is none. */
static int64_t find_end(const Input *in)
{
    int64_t most = in->size < 22 + 0xffff ? in->size : 22 + 0xffff, found = -1;
    uint8_t *tail = mem_alloc((size_t)most + 1);
    if (input_read(in, in->size - most, tail, most)) {
        for (int64_t i = most - 22; i >= 0 && found < 0; i--) {
            if (get4(tail + i) == END && i + 22 + (int64_t)get2(tail + i + 20) == most)
                found = in->size - most + i;
        }
    }
    free(tail);
    return found;
}

static bool read_end64(Cx *cx, const Zip *zip, int64_t end, Directory *d)
{
    uint8_t locator[20], record[56];
    if (!input_read(zip->in, end - 20, locator, 20) || get4(locator) != LOCATOR)
        return data_fail(cx, zip->format, end, "the record of 64-bit sizes is missing");
    int64_t at = get8(locator + 8);
    if (at > end - 20 - 56 || !input_read(zip->in, at, record, 56) || get4(record) != END64)
        return data_fail(cx, zip->format, end - 20,
                         "there is no record of 64-bit sizes at byte %lld", (long long)at);
    *d = (Directory){get8(record + 48), get8(record + 40), get8(record + 32), at};
    return true;
}

static bool find_directory(Cx *cx, const Zip *zip, Directory *d)
{
    uint8_t record[22];
    int64_t end = find_end(zip->in);
    if (end < 0 || !input_read(zip->in, end, record, 22))
        return data_fail(cx, zip->format, zip->in->size,
                         "it is no zip archive, or its end is missing");
    *d = (Directory){get4(record + 16), get4(record + 12), get2(record + 10), end};
    if (get2(record + 4) != 0 || get2(record + 6) != 0)
        return data_fail(cx, zip->format, end, "archives of several parts are not supported");
    if ((d->at == 0xffffffff || d->size == 0xffffffff || d->count == 0xffff) &&
        !read_end64(cx, zip, end, d))
        return false;
    int64_t past;
    if (!size_add(d->at, d->size, &past) || past != d->end)
        return data_fail(cx, zip->format, end,
                         "its directory does not end where the record of its end begins");
    if (d->count > d->size / 46)
        return data_fail(cx, zip->format, end, "its directory is too small for %lld entries",
                         (long long)d->count);
    return true;
}

/* --- entries --- */

/* Takes the 64-bit sizes of the extras for those that do not fit 32; false when they are not there.
 */
static bool read_extras(const uint8_t *extra, int64_t len, ZipEntry *e)
{
    bool is_wide = e->size == 0xffffffff || e->packed == 0xffffffff || e->header == 0xffffffff;
    while (is_wide && len >= 4) {
        int64_t part = get2(extra + 2);
        if (part > len - 4)
            return false;
        if (get2(extra) == 1) {
            int64_t *fields[] = {&e->size, &e->packed, &e->header}, at = 4;
            for (int i = 0; i < 3; i++) {
                if (*fields[i] != 0xffffffff)
                    continue;
                if (at + 8 > 4 + part)
                    return false;
                *fields[i] = get8(extra + at);
                at += 8;
            }
            return true;
        }
        extra += 4 + part;
        len -= 4 + part;
    }
    return !is_wide;
}

/* What stands in front of the entry's bytes must agree with the directory. */
static bool check_local(Cx *cx, const Zip *zip, ZipEntry *e, uint32_t method, int64_t limit)
{
    uint8_t head[30];
    if (!input_read(zip->in, e->header, head, 30) || get4(head) != LOCAL)
        return data_fail(cx, zip->format, e->header, "the header of an entry is missing");
    int64_t name_len = get2(head + 26);
    e->data = e->header + 30 + name_len + get2(head + 28);
    if (get2(head + 8) != method || name_len != (int64_t)e->name.len)
        return data_fail(cx, zip->format, e->header, "an entry is not what the directory says");
    char *name = mem_alloc((size_t)name_len + 1);
    bool is_same = input_read(zip->in, e->header + 30, name, name_len) &&
                   memcmp(name, e->name.at, (size_t)name_len) == 0;
    free(name);
    if (!is_same)
        return data_fail(cx, zip->format, e->header + 30,
                         "an entry has another name in the directory");
    int64_t end;
    if (!size_add(e->data, e->packed, &end) || end > limit)
        return data_fail(cx, zip->format, e->header,
                         "an entry of %lld bytes reaches past the entries' end",
                         (long long)e->packed);
    return true;
}

/* Reads the directory's entry at *at and moves there past it; its name goes to `name`. */
static bool read_entry(Cx *cx, const Zip *zip, const Directory *d, int64_t *at, ZipEntry *e,
                       char *name)
{
    uint8_t head[46], extra[0xffff];
    if (d->end - *at < 46 || !input_read(zip->in, *at, head, 46) || get4(head) != CENTRAL)
        return data_fail(cx, zip->format, *at, "an entry of the directory is missing");
    int64_t name_len = get2(head + 28), extra_len = get2(head + 30);
    int64_t len = 46 + name_len + extra_len + get2(head + 32);
    uint32_t method = get2(head + 10);
    if (len > d->end - *at || !input_read(zip->in, *at + 46, name, name_len) ||
        !input_read(zip->in, *at + 46 + name_len, extra, extra_len))
        return data_fail(cx, zip->format, *at, "an entry of the directory is cut short");
    *e = (ZipEntry){.name = {name, (size_t)name_len},
                    .header = get4(head + 42),
                    .packed = get4(head + 20),
                    .size = get4(head + 24),
                    .crc = get4(head + 16),
                    .is_deflated = method == DEFLATED};
    if (!read_extras(extra, extra_len, e))
        return data_fail(cx, zip->format, *at, "the 64-bit sizes of an entry are missing");
    if (get2(head + 8) & FLAG_ENCRYPTED)
        return data_fail(cx, zip->format, *at, "an entry is encrypted");
    if (method != STORED && method != DEFLATED)
        return data_fail(cx, zip->format, *at, "an entry is packed in an unknown way, %u", method);
    if (method == STORED && e->packed != e->size)
        return data_fail(cx, zip->format, *at, "a stored entry has two sizes, %lld and %lld",
                         (long long)e->packed, (long long)e->size);
    *at += len;
    return check_local(cx, zip, e, method, d->at);
}

static int by_name(const void *a, const void *b)
{
    return str_compare((*(const ZipEntry *const *)a)->name, (*(const ZipEntry *const *)b)->name);
}

static int by_place(const void *a, const void *b)
{
    int64_t x = (*(const ZipEntry *const *)a)->header, y = (*(const ZipEntry *const *)b)->header;
    return x < y ? -1 : x > y;
}

/* No two entries share bytes or a name. */
static bool check_apart(Cx *cx, const Zip *zip)
{
    size_t n = (size_t)zip->count;
    bool is_well = true;
    const ZipEntry **order = mem_alloc((n + 1) * sizeof *order);
    for (size_t i = 0; i < n; i++)
        order[i] = &zip->entries[i];
    qsort(order, n, sizeof *order, by_place);
    for (size_t i = 1; i < n && is_well; i++) {
        if (order[i]->header < order[i - 1]->data + order[i - 1]->packed)
            is_well = data_fail(cx, zip->format, order[i]->header, "two entries overlap");
    }
    qsort(order, n, sizeof *order, by_name);
    for (size_t i = 1; i < n && is_well; i++) {
        if (str_equal(order[i]->name, order[i - 1]->name))
            is_well = data_fail(cx, zip->format, order[i]->header, "the name \"%.*s\" comes twice",
                                (int)order[i]->name.len, order[i]->name.at);
    }
    free(order);
    return is_well;
}

bool zip_list(Cx *cx, const Input *in, const char *format, Zip *zip)
{
    Directory d;
    *zip = (Zip){.in = in, .format = format};
    if (!find_directory(cx, zip, &d))
        return false;
    zip->entries = mem_try((size_t)(d.count + 1) * sizeof *zip->entries);
    zip->names = mem_try((size_t)d.size + 1);
    if (zip->entries == NULL || zip->names == NULL) {
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "there is no memory for %lld names",
             (long long)d.count);
        return false;
    }
    char *name = zip->names;
    for (int64_t at = d.at; zip->count < d.count; zip->count++) {
        ZipEntry *e = &zip->entries[zip->count];
        if (interrupted(cx) || !read_entry(cx, zip, &d, &at, e, name))
            return false;
        name += e->name.len;
    }
    return check_apart(cx, zip);
}

void zip_free(Zip *zip)
{
    free(zip->entries);
    free(zip->names);
    *zip = (Zip){0};
}

bool zip_stream(Cx *cx, const Zip *zip, const ZipEntry *entry, Stream *s)
{
    bool is_open = stream_open(cx, s, zip->in, entry->data, entry->data + entry->packed,
                               entry->is_deflated ? PACKING_deflate : PACKING_none);
    s->want_crc = entry->crc;
    s->size = entry->size;
    return is_open;
}

/* --- writing --- */

static void put2(Text *t, uint32_t x)
{
    text_char(t, (char)(x & 0xff));
    text_char(t, (char)(x >> 8 & 0xff));
}

static void put4(Text *t, uint32_t x)
{
    put2(t, x & 0xffff);
    put2(t, x >> 16);
}

static void put8(Text *t, int64_t x)
{
    put4(t, (uint32_t)x);
    put4(t, (uint32_t)((uint64_t)x >> 32));
}

static uint32_t narrow(int64_t x)
{
    return x < 0xffffffff ? (uint32_t)x : 0xffffffff;
}

/* What both headers of an entry have: version to sizes of name and extras. The time is the first
   that the format can say, so that the same tensors give the same bytes. */
static void put_head(Text *t, const ZipEntry *e, int64_t extras)
{
    bool is_ascii = true;
    for (size_t i = 0; i < e->name.len; i++)
        is_ascii = is_ascii && (signed char)e->name.at[i] >= 0;
    put2(t, 45);
    put2(t, is_ascii ? 0 : FLAG_UTF8);
    put2(t, e->is_deflated ? DEFLATED : STORED);
    put4(t, 0x00210000);
    put4(t, e->crc);
    put4(t, narrow(e->packed));
    put4(t, narrow(e->size));
    put2(t, (uint32_t)e->name.len);
    put2(t, (uint32_t)extras);
}

static void put_local(Text *t, const ZipEntry *e)
{
    bool is_wide = narrow(e->packed) == 0xffffffff || narrow(e->size) == 0xffffffff;
    ZipEntry head = *e;
    if (is_wide)
        head.packed = head.size = INT64_MAX;
    put4(t, LOCAL);
    put_head(t, &head, is_wide ? 20 : 0);
    text_add(t, e->name);
    if (is_wide) {
        put2(t, 1);
        put2(t, 16);
        put8(t, e->size);
        put8(t, e->packed);
    }
}

static void put_central(Text *t, const ZipEntry *e)
{
    const int64_t fields[] = {e->size, e->packed, e->header};
    uint32_t wide = 0;
    for (int i = 0; i < 3; i++)
        wide += narrow(fields[i]) == 0xffffffff;
    put4(t, CENTRAL);
    put2(t, 0x32d); /* made on Unix */
    put_head(t, e, wide ? 4 + 8 * (int64_t)wide : 0);
    text_pad(t, 0, 8); /* comment, disk, internal attributes and half of the external ones */
    put2(t, 0100600);  /* a regular file that its owner may read and write */
    put4(t, narrow(e->header));
    text_add(t, e->name);
    if (wide) {
        put2(t, 1);
        put2(t, 8 * wide);
    }
    for (int i = 0; i < 3; i++) {
        if (narrow(fields[i]) == 0xffffffff)
            put8(t, fields[i]);
    }
}

/* Appends the bytes as one deflate stream; false when there is no memory. */
static bool deflate_bytes(Str bytes, Text *out)
{
    char piece[1 << 14];
    z_stream z = {0};
    bool is_well =
        deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    for (int code = Z_OK; is_well && code != Z_STREAM_END;) {
        if (z.avail_in == 0) {
            size_t n = bytes.len < 1u << 30 ? bytes.len : 1u << 30;
            z.next_in = (Bytef *)(uintptr_t)bytes.at;
            z.avail_in = (uInt)n;
            bytes = str_slice(bytes, n, bytes.len);
        }
        z.next_out = (Bytef *)piece;
        z.avail_out = sizeof piece;
        code = deflate(&z, bytes.len == 0 ? Z_FINISH : Z_NO_FLUSH);
        is_well = text_add_try(out, (Str){piece, sizeof piece - z.avail_out});
    }
    deflateEnd(&z);
    return is_well;
}

bool zip_add(Cx *cx, ZipWriter *w, Str name, Str bytes, bool deflate)
{
    Text packed = {0}, head = {0};
    ZipEntry e = {.name = name,
                  .header = w->out->size,
                  .packed = (int64_t)bytes.len,
                  .size = (int64_t)bytes.len,
                  .crc = (uint32_t)crc32_z(0, (const Bytef *)bytes.at, bytes.len),
                  .is_deflated = deflate};
    if (deflate && !deflate_bytes(bytes, &packed)) {
        text_free(&packed);
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "there is no memory for the packed bytes");
        return false;
    }
    if (deflate)
        e.packed = (int64_t)packed.len;
    put_local(&head, &e);
    put_central(&w->directory, &e);
    w->count++;
    output_add(w->out, text_str(&head));
    output_add(w->out, deflate ? text_str(&packed) : bytes);
    text_free(&head);
    text_free(&packed);
    return true;
}

void zip_end(ZipWriter *w)
{
    int64_t at = w->out->size, size = (int64_t)w->directory.len;
    if (w->count >= 0xffff || narrow(at) == 0xffffffff || narrow(size) == 0xffffffff) {
        put4(&w->directory, END64);
        put8(&w->directory, 44);
        put2(&w->directory, 45);
        put2(&w->directory, 45);
        put8(&w->directory, 0);
        put8(&w->directory, w->count);
        put8(&w->directory, w->count);
        put8(&w->directory, size);
        put8(&w->directory, at);
        put4(&w->directory, LOCATOR);
        put4(&w->directory, 0);
        put8(&w->directory, at + size);
        put4(&w->directory, 1);
    }
    uint32_t count = w->count < 0xffff ? (uint32_t)w->count : 0xffff;
    put4(&w->directory, END);
    put4(&w->directory, 0);
    put2(&w->directory, count);
    put2(&w->directory, count);
    put4(&w->directory, narrow(size));
    put4(&w->directory, narrow(at));
    put2(&w->directory, 0);
    output_add(w->out, text_str(&w->directory));
    text_free(&w->directory);
}
