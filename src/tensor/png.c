/* png.c - pictures as tensors, by libpng; see png.h.

   libpng reports errors by a jump, which never leaves the function that reads or writes: everything
   it must free stands in one struct of its caller. */
#include "tensor/png.h"

#include "base/mem.h"
#include "base/size.h"
#include "tensor/stream.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct Picture {
    Cx *cx;
    const Input *in;
    int64_t at;
    Output *out;
    png_structp png;
    png_infop info;
    int64_t height, stride; /* bytes of a row */
    int64_t packed;         /* bytes of all rows as the file has them, before deflate */
    int channels, depth, passes;
    char problem[100];
} Picture;

static void on_error(png_structp png, png_const_charp message)
{
    Picture *p = png_get_error_ptr(png);
    size_t len = strlen(message), most = sizeof p->problem - 1;
    memcpy(p->problem, message, len < most ? len : most);
    longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

/* --- reading --- */

static void on_read(png_structp png, png_bytep to, size_t size)
{
    Picture *p = png_get_io_ptr(png);
    if (interrupted(p->cx) || !input_read(p->in, p->at, to, (int64_t)size))
        png_error(png, "it ends too early");
    p->at += (int64_t)size;
}

/* The rows of a pass, each behind a byte that names its filter. */
static int64_t bytes_of_rows(int64_t rows, int64_t columns, int bits)
{
    return columns > 0 ? rows * (1 + (columns * bits + 7) / 8) : 0;
}

/* Asks for elements as tensors have them. */
static void set_form(Picture *p)
{
    int64_t width = png_get_image_width(p->png, p->info);
    int64_t height = png_get_image_height(p->png, p->info);
    int bits = png_get_bit_depth(p->png, p->info) * png_get_channels(p->png, p->info);
    bool is_interlaced = png_get_interlace_type(p->png, p->info) != PNG_INTERLACE_NONE;
    p->packed = is_interlaced ? 0 : bytes_of_rows(height, width, bits);
    for (int pass = 0; is_interlaced && pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
        p->packed += bytes_of_rows(PNG_PASS_ROWS(height, pass), PNG_PASS_COLS(width, pass), bits);
    png_set_expand(p->png);
    if (png_get_bit_depth(p->png, p->info) == 16)
        png_set_swap(p->png);
    p->passes = png_set_interlace_handling(p->png);
    png_read_update_info(p->png, p->info);
    p->height = height;
    p->stride = (int64_t)png_get_rowbytes(p->png, p->info);
    p->channels = png_get_channels(p->png, p->info);
    p->depth = png_get_bit_depth(p->png, p->info);
}

static bool start_reading(Picture *p)
{
    p->at = 0;
    p->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, p, on_error, on_warning);
    p->info = p->png ? png_create_info_struct(p->png) : NULL;
    if (p->info == NULL || setjmp(png_jmpbuf(p->png)))
        return false;
    png_set_read_fn(p->png, p, on_read);
    /* What is only about the picture (texts, profiles) is passed. */
    png_set_keep_unknown_chunks(p->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_read_info(p->png, p->info);
    set_form(p);
    return true;
}

static void stop_reading(Picture *p)
{
    png_destroy_read_struct(&p->png, &p->info, NULL);
}

static bool read_rows(Picture *p, char *data)
{
    if (setjmp(png_jmpbuf(p->png)))
        return false;
    for (int pass = 0; pass < p->passes; pass++) {
        for (int64_t y = 0; y < p->height; y++)
            png_read_row(p->png, (png_bytep)data + y * p->stride, NULL);
    }
    png_read_end(p->png, NULL);
    return true;
}

static Tensor *picture_fail(Picture *p)
{
    data_fail(p->cx, "PNG", p->at, "%s",
              p->at <= 8 ? "it does not begin as a picture" : "it is damaged or cut short");
    if (p->problem[0])
        fail_note(p->cx, "libpng: %s", p->problem);
    return NULL;
}

/* --- is it whole? --- */

enum { PIECE = 1 << 14, HEAD = 8, SUM = 4 };

/* The data of the chunks IDAT, unpacked for its length alone. */
typedef struct Unpacked {
    z_stream z;
    int64_t bytes, need;
    bool is_done; /* enough has come, or no more will */
} Unpacked;

static void unpack(Unpacked *u, unsigned char *piece, int64_t size)
{
    unsigned char out[PIECE];
    u->z.next_in = piece;
    u->z.avail_in = (uInt)size;
    do {
        u->z.next_out = out;
        u->z.avail_out = PIECE;
        u->is_done = u->is_done || inflate(&u->z, Z_NO_FLUSH) != Z_OK;
        u->bytes += PIECE - u->z.avail_out;
        u->is_done = u->is_done || u->bytes >= u->need;
    } while (!u->is_done && (u->z.avail_in > 0 || u->z.avail_out == 0));
}

static uint32_t big_endian(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* One chunk: length, name, data, checksum, which only chunks that matter must have right. */
static bool pass_chunk(Picture *p, Unpacked *u, bool *is_last)
{
    unsigned char head[HEAD], sum[SUM], piece[PIECE];
    if (!input_read(p->in, p->at, head, HEAD))
        return false;
    bool is_data = memcmp(head + 4, "IDAT", 4) == 0, matters = (head[4] & 32) == 0;
    uLong crc = crc32(0, head + 4, 4);
    p->at += HEAD;
    for (int64_t left = big_endian(head), size; left > 0; left -= size, p->at += size) {
        size = left < PIECE ? left : PIECE;
        if (interrupted(p->cx) || !input_read(p->in, p->at, piece, size))
            return false;
        crc = crc32(crc, piece, (uInt)size);
        if (is_data && !u->is_done)
            unpack(u, piece, size);
    }
    bool ok = input_read(p->in, p->at, sum, SUM) && (!matters || big_endian(sum) == crc);
    p->at += SUM;
    *is_last = memcmp(head + 4, "IEND", 4) == 0;
    return ok;
}

/* Whether the file holds the picture that its header announces, asked before there is memory for
   it: deflate makes at most 1032 bytes of one, and the data of pictures much larger than the file
   is unpacked once for its length (Portable Network Graphics, ISO/IEC 15948, 5 and 10). */
static bool holds_picture(Picture *p, int64_t bytes)
{
    int64_t most;
    if (!size_mul_add(p->in->size, 1032, 1 << 16, &most) || bytes / 8 > most)
        return data_fail(p->cx, "PNG", 16, "a picture of %lld bytes in a file of %lld",
                         (long long)bytes, (long long)p->in->size);
    if (bytes / 2 <= p->in->size)
        return true;
    Unpacked u = {.need = p->packed};
    int64_t before = p->at;
    bool is_last = false, ok = inflateInit(&u.z) == Z_OK;
    for (p->at = HEAD; ok && !is_last;)
        ok = pass_chunk(p, &u, &is_last);
    inflateEnd(&u.z);
    if (!ok || u.bytes < u.need)
        return picture_fail(p) != NULL;
    p->at = before;
    return true;
}

Tensor *picture_read(Cx *cx, const Input *in)
{
    Picture p = {.cx = cx, .in = in};
    Tensor *t = NULL;
    int64_t bytes;
    if (!start_reading(&p)) {
        picture_fail(&p);
    } else if (size_mul(p.height, p.stride, &bytes) && holds_picture(&p, bytes)) {
        int64_t width = p.stride / (p.channels * p.depth / 8);
        t = tensor_new(
            cx, (Type){p.depth == 16 ? DTYPE_u16 : DTYPE_u8, SHAPE(p.height, width, p.channels)});
        if (t && !read_rows(&p, tensor_data(t))) {
            tensor_free(t);
            t = picture_fail(&p);
        }
    }
    stop_reading(&p);
    return t;
}

/* --- writing --- */

static void on_write(png_structp png, png_bytep bytes, size_t size)
{
    Picture *p = png_get_io_ptr(png);
    output_add(p->out, (Str){(const char *)bytes, size});
}

static void on_flush(png_structp png)
{
    (void)png;
}

static bool write_rows(Picture *p, const Type *type, const char *data)
{
    static const int colours[] = {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                                  PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
    if (p->info == NULL || setjmp(png_jmpbuf(p->png)))
        return false;
    png_set_write_fn(p->png, p, on_write, on_flush);
    png_set_IHDR(p->png, p->info, (png_uint_32)type->shape.dim[1], (png_uint_32)type->shape.dim[0],
                 p->depth, colours[p->channels], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_write_info(p->png, p->info);
    if (p->depth == 16)
        png_set_swap(p->png);
    for (int64_t y = 0; y < p->height; y++)
        png_write_row(p->png, (png_const_bytep)data + y * p->stride);
    png_write_end(p->png, NULL);
    return true;
}

bool picture_write(Cx *cx, Output *out, const Tensor *t)
{
    const Shape *s = &t->type.shape;
    int64_t channels = s->rank == 3 ? s->dim[2] : 1;
    bool is_picture = (t->type.dtype == DTYPE_u8 || t->type.dtype == DTYPE_u16) &&
                      (s->rank == 2 || s->rank == 3) && channels >= 1 && channels <= 4 &&
                      s->dim[0] <= 1000000 && s->dim[1] <= 1000000;
    if (!is_picture) {
        Text type = {0};
        type_print(&type, &t->type);
        fail(cx, SPAN_NONE, EXC_ArgumentError,
             "expected a picture, u8 or u16 of height, width and 1 to 4 channels, got: %s",
             text_cstr(&type));
        text_free(&type);
        return false;
    }
    Picture p = {.cx = cx,
                 .out = out,
                 .height = s->dim[0],
                 .stride = s->dim[1] * channels * (dtype_info[t->type.dtype].bits / 8),
                 .channels = (int)channels,
                 .depth = dtype_info[t->type.dtype].bits};
    p.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &p, on_error, on_warning);
    p.info = p.png ? png_create_info_struct(p.png) : NULL;
    bool is_well = write_rows(&p, &t->type, tensor_data(t));
    png_destroy_write_struct(&p.png, &p.info);
    if (!is_well)
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "the picture could not be packed: %s",
             p.problem[0] ? p.problem : "there is no memory");
    return is_well;
}
