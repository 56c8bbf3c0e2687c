/* api_dlpack.c - tensors of and for other libraries, by DLPack. */
#include "lang/api.h"
#include "lang/dlpack.h"

#include "base/size.h"

#include <string.h>

/* --- types --- */

static const struct {
    uint8_t code, bits;
    DType dtype;
} codes[] = {
    {DLPACK_INT, 8, DTYPE_s8},       {DLPACK_INT, 16, DTYPE_s16},
    {DLPACK_INT, 32, DTYPE_s32},     {DLPACK_INT, 64, DTYPE_s64},
    {DLPACK_UINT, 8, DTYPE_u8},      {DLPACK_UINT, 16, DTYPE_u16},
    {DLPACK_UINT, 32, DTYPE_u32},    {DLPACK_UINT, 64, DTYPE_u64},
    {DLPACK_FLOAT, 16, DTYPE_f16},   {DLPACK_FLOAT, 32, DTYPE_f32},
    {DLPACK_FLOAT, 64, DTYPE_f64},   {DLPACK_BFLOAT, 16, DTYPE_bf16},
    {DLPACK_COMPLEX, 64, DTYPE_c64}, {DLPACK_COMPLEX, 128, DTYPE_c128},
    {DLPACK_E5M2, 8, DTYPE_f8},      {DLPACK_E4M3FN, 8, DTYPE_f8_e4m3fn},
    {DLPACK_BOOL, 8, DTYPE_u8}, /* after u8, so that tensors of ours go out as numbers */
};
enum { CODES = sizeof codes / sizeof codes[0] };

static int code_of_dtype(DType dtype)
{
    for (int i = 0; i < CODES; i++)
        if (codes[i].dtype == dtype)
            return i;
    return -1;
}

/* The tensor's type; false after an error that says what of it we cannot read. */
static bool read_type(Cx *cx, const DlpackTensor *d, Type *type)
{
    int at = 0;
    while (at < CODES && (codes[at].code != d->code || codes[at].bits != d->bits))
        at++;
    if (d->device_type != DLPACK_CPU && d->device_type != DLPACK_CUDA_HOST &&
        d->device_type != DLPACK_ROCM_HOST) {
        fail(cx, SPAN_NONE, EXC_ArgumentError,
             "the tensor is on DLPack's device %d, not in memory of the CPU", d->device_type);
        return false;
    }
    if (at == CODES || d->lanes != 1) {
        fail(cx, SPAN_NONE, EXC_ArgumentError,
             "there is no dtype for DLPack's type code %d with %d bits and %d lanes", d->code,
             d->bits, d->lanes);
        return false;
    }
    return type_in(cx, &(CnxType){dtype_info[codes[at].dtype].name, d->rank, d->dims}, type);
}

/* --- coming in --- */

static bool is_packed(const DlpackTensor *d, const Type *type)
{
    int64_t strides[MAX_RANK];
    if (d->strides == NULL || shape_count(&type->shape) == 0)
        return true;
    shape_strides(&type->shape, strides);
    for (int i = 0; i < d->rank; i++)
        if (d->dims[i] != 1 && d->strides[i] != strides[i])
            return false;
    return true;
}

/* A packed copy of strided elements. */
static Tensor *copy_strided(Cx *cx, const DlpackTensor *d, const Type *type)
{
    Tensor *t = tensor_new(cx, *type);
    if (t == NULL)
        return NULL;
    int64_t size = dtype_info[type->dtype].bits / 8, count = shape_count(&type->shape);
    int64_t index[MAX_RANK] = {0}, from = 0;
    const char *data = (const char *)d->data + d->offset;
    for (int64_t i = 0; i < count; i++) {
        memcpy((char *)tensor_data(t) + i * size, data + from * size, (size_t)size);
        for (int axis = d->rank; axis-- > 0;) {
            from += d->strides ? d->strides[axis] : 0;
            if (++index[axis] < d->dims[axis])
                break;
            from -= d->strides ? index[axis] * d->strides[axis] : 0;
            index[axis] = 0;
        }
    }
    return t;
}

typedef struct Foreign {
    struct DLManagedTensor *plain;
    struct DLManagedTensorVersioned *versioned;
} Foreign;

static void end_foreign(void *memory, void *closure)
{
    Foreign *f = closure;
    (void)memory;
    if (f->plain && f->plain->deleter)
        f->plain->deleter(f->plain);
    if (f->versioned && f->versioned->deleter)
        f->versioned->deleter(f->versioned);
    free(f);
}

/* Takes over what the tensor is part of, unless it fails. */
static Tensor *read_tensor(Cx *cx, const DlpackTensor *d, Foreign owner)
{
    Type type;
    if (!read_type(cx, d, &type))
        return NULL;
    char *data = (char *)d->data + (d->data ? d->offset : 0);
    if (data == NULL && shape_count(&type.shape) > 0) {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "the memory of the tensor is NULL");
        return NULL;
    }
    Foreign *kept = mem_alloc(sizeof *kept);
    *kept = owner;
    if (is_packed(d, &type) && (uintptr_t)data % dtype_alignment(type.dtype) == 0)
        return tensor_on_memory(type, data, end_foreign, kept);
    DlpackTensor packed = *d;
    int64_t strides[MAX_RANK];
    if (d->strides == NULL) { /* packed, but not aligned */
        shape_strides(&type.shape, strides);
        packed.strides = strides;
    }
    Tensor *t = copy_strided(cx, &packed, &type);
    if (t)
        end_foreign(NULL, kept);
    else
        free(kept);
    return t;
}

static CnxTensor *finish(CnxContext *cnx, Cx *local, Tensor *t)
{
    if (cnx)
        keep_error(cnx);
    error_free(error_take(local));
    return tensor_out(t);
}

CnxTensor *cnx_tensor_from_dlpack(CnxContext *cnx, struct DLManagedTensor *dlpack)
{
    Cx local = {0};
    Cx *cx = cnx ? &cnx->cx : &local;
    return finish(cnx, &local, read_tensor(cx, &dlpack->tensor, (Foreign){dlpack, NULL}));
}

CnxTensor *cnx_tensor_from_dlpack_versioned(CnxContext *cnx,
                                            struct DLManagedTensorVersioned *dlpack)
{
    Cx local = {0};
    Cx *cx = cnx ? &cnx->cx : &local;
    Tensor *t = NULL;
    if (dlpack->major != DLPACK_MAJOR)
        fail(cx, SPAN_NONE, EXC_ArgumentError, "the tensor is of DLPack %u.%u, we read 1.x",
             dlpack->major, dlpack->minor);
    else
        t = read_tensor(cx, &dlpack->tensor, (Foreign){NULL, dlpack});
    return finish(cnx, &local, t);
}

/* --- going out --- */

/* What goes out: one of the two structs, the tensor that owns the memory, and its strides. */
typedef struct Lent {
    struct DLManagedTensor plain;
    struct DLManagedTensorVersioned versioned;
    Tensor *tensor;
    int64_t dims[MAX_RANK], strides[MAX_RANK];
} Lent;

static void end_lent(Lent *l)
{
    tensor_free(l->tensor);
    free(l);
}

static void delete_plain(struct DLManagedTensor *self)
{
    end_lent(self->manager);
}

static void delete_versioned(struct DLManagedTensorVersioned *self)
{
    end_lent(self->manager);
}

/* Fills in `d`, which is part of the result; NULL for dtypes that DLPack has not. */
static Lent *lend(Tensor *t)
{
    int code = code_of_dtype(t->type.dtype);
    if (code < 0)
        return NULL;
    Lent *l = mem_alloc(sizeof *l);
    l->tensor = tensor_ref(t);
    memcpy(l->dims, t->type.shape.dim, sizeof l->dims);
    shape_strides(&t->type.shape, l->strides);
    DlpackTensor d = {.data = shape_count(&t->type.shape) ? tensor_data(t) : NULL,
                      .device_type = DLPACK_CPU,
                      .rank = t->type.shape.rank,
                      .code = codes[code].code,
                      .bits = codes[code].bits,
                      .lanes = 1,
                      .dims = l->dims,
                      .strides = l->strides};
    l->plain = (struct DLManagedTensor){d, l, delete_plain};
    l->versioned = (struct DLManagedTensorVersioned){DLPACK_MAJOR,     DLPACK_MINOR,     l,
                                                     delete_versioned, DLPACK_READ_ONLY, d};
    return l;
}

struct DLManagedTensor *cnx_tensor_to_dlpack(CnxTensor *t)
{
    Lent *l = lend(tensor_in(t));
    return l ? &l->plain : NULL;
}

struct DLManagedTensorVersioned *cnx_tensor_to_dlpack_versioned(CnxTensor *t)
{
    Lent *l = lend(tensor_in(t));
    return l ? &l->versioned : NULL;
}
