/* idx.c - MNIST's IDX format: two zero bytes, type, number of axes, 32-bit dimensions, elements;
   all big endian. */
#include "tensor/idx.h"

#include "tensor/stream.h"

#include <string.h>

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

static bool idx_fail(Cx *cx, const Stream *s, const char *what)
{
    return data_fail(cx, "IDX", s->at, "%s", stream_problem(s, what));
}

static bool idx_header(Cx *cx, Stream *s, Type *type)
{
    uint8_t head[4], dims[4 * MAX_RANK];
    if (stream_read(s, head, 4) < 4 || head[0] != 0 || head[1] != 0)
        return idx_fail(cx, s, "it does not begin with 0, 0, a type and a number of axes");
    if (!idx_dtype(head[2], &type->dtype))
        return data_fail(cx, "IDX", 2, "unknown element type %d", head[2]);
    if (head[3] > MAX_RANK)
        return data_fail(cx, "IDX", 3, "%d axes where at most %d are possible", head[3], MAX_RANK);
    if (stream_read(s, dims, 4 * head[3]) < 4 * head[3])
        return idx_fail(cx, s, "it ends within the dimensions");
    type->shape = (Shape){.rank = head[3]};
    for (int i = 0; i < head[3]; i++) {
        const uint8_t *d = dims + 4 * i;
        type->shape.dim[i] = (int64_t)d[0] << 24 | d[1] << 16 | d[2] << 8 | d[3];
    }
    return true;
}

static Tensor *idx_elements(Cx *cx, Stream *s, const Type *type)
{
    int64_t count, need;
    if (!shape_size(&type->shape, &count) || !dtype_bytes(type->dtype, count, &need) ||
        !stream_holds(s, need)) {
        idx_fail(cx, s, "it does not hold as many elements as its dimensions say");
        return NULL;
    }
    Tensor *t = tensor_new(cx, *type);
    if (t == NULL)
        return NULL;
    if (stream_read(s, tensor_data(t), need) < need || !stream_is_done(s)) {
        idx_fail(cx, s, "it does not hold as many elements as its dimensions say");
        tensor_free(t);
        return NULL;
    }
    bytes_swap(tensor_data(t), need, dtype_info[type->dtype].bits / 8);
    return t;
}

Tensor *idx_read(Cx *cx, const Input *in)
{
    char first[2];
    bool is_gzip = input_read(in, 0, first, 2) && memcmp(first, "\x1f\x8b", 2) == 0;
    Type type;
    Stream s;
    Tensor *t = NULL;
    if (stream_open(cx, &s, in, 0, in->size, is_gzip ? PACKING_gzip : PACKING_none) &&
        idx_header(cx, &s, &type))
        t = idx_elements(cx, &s, &type);
    stream_close(&s);
    return t;
}
