/* eval_block.c - elements in and out of arrays of the widest type of a class. The dtypes most
   used have loops of their own here, or none where they already are the widest type; the others
   go through dtype.h. */
#include "eval/eval_ops.h"

#define MOVE(name, from_type, to_type, x)                                                          \
    HOT static void name(to_type *restrict to, const from_type *restrict from, int64_t n)          \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++)                                                            \
            to[i] = (to_type)(x);                                                                  \
    }

MOVE(load_f32, float, double, from[i])
MOVE(store_f32, double, float, from[i])
MOVE(load_s32, int32_t, int64_t, from[i])
MOVE(store_s32, int64_t, int32_t, (uint32_t)(uint64_t)from[i])
MOVE(load_u8, uint8_t, uint64_t, from[i])
MOVE(store_u8, uint64_t, uint8_t, from[i])

/* Whether an array of class k has the very bytes of the dtype; u64 read as s wraps. */
static bool is_widest(DType t, DTypeClass k)
{
    if (t == DTYPE_u64)
        return k == DCLASS_u || k == DCLASS_s;
    return (t == DTYPE_s64 && k == DCLASS_s) || (t == DTYPE_f64 && k == DCLASS_f) ||
           (t == DTYPE_c128 && k == DCLASS_c);
}

const void *block_load(const Tensor *t, int64_t at, int64_t n, DTypeClass k, void *room)
{
    const void *data = tensor_data(t);
    DType dtype = t->type.dtype;
    if (is_widest(dtype, k))
        return (const char *)data + at * wide_size(k);
    if (dtype == DTYPE_f32 && k == DCLASS_f)
        load_f32(room, (const float *)data + at, n);
    else if (dtype == DTYPE_s32 && k == DCLASS_s)
        load_s32(room, (const int32_t *)data + at, n);
    else if (dtype == DTYPE_u8 && k == DCLASS_u)
        load_u8(room, (const uint8_t *)data + at, n);
    else
        dtype_load_block(dtype, data, at, n, k, room);
    return room;
}

void block_store(Tensor *t, int64_t at, int64_t n, DTypeClass k, const void *block)
{
    void *data = tensor_data(t);
    DType dtype = t->type.dtype;
    if (dtype == DTYPE_f32 && k == DCLASS_f)
        store_f32((float *)data + at, block, n);
    else if (dtype == DTYPE_s32 && k == DCLASS_s)
        store_s32((int32_t *)data + at, block, n);
    else if (dtype == DTYPE_u8 && k == DCLASS_u)
        store_u8((uint8_t *)data + at, block, n);
    else
        dtype_store_block(dtype, data, at, n, k, block);
}

void reader_init(Reader *r, const Tensor *t, DTypeClass k)
{
    r->t = t;
    r->k = k;
    r->size = shape_count(&t->type.shape);
    r->from = r->to = 0;
    r->block = NULL;
}

const void *reader_get(Reader *r, int64_t at, int64_t n)
{
    if (at < r->from || at + n > r->to) {
        int64_t ahead = r->from <= at && at <= r->to ? BLOCK : n;
        r->from = at;
        r->to = r->size - at < ahead ? r->size : at + ahead;
        r->block = block_load(r->t, at, r->to - at, r->k, r->room);
    }
    return (const char *)r->block + (at - r->from) * wide_size(r->k);
}
