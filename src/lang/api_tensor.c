/* api_tensor.c - the tensors of the C interface. */
#include "lang/api.h"

#include <string.h>

bool type_in(Cx *cx, const CnxType *type, Type *out)
{
    int64_t size, bytes;
    if (!dtype_of_name(str_of(type->dtype), &out->dtype)) {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "there is no dtype \"%s\"", type->dtype);
    } else if (type->rank < 0 || type->rank > MAX_RANK) {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "a rank is 0 to %d, not %d", MAX_RANK, type->rank);
    } else {
        out->shape = shape_of(type->rank, type->dims);
        for (int i = 0; i < type->rank; i++)
            if (type->dims[i] < 0)
                fail(cx, SPAN_NONE, EXC_ArgumentError, "the size of axis %d is negative: %lld", i,
                     (long long)type->dims[i]);
        if (!failed(cx) &&
            (!shape_size(&out->shape, &size) || !dtype_bytes(out->dtype, size, &bytes)))
            fail(cx, SPAN_NONE, EXC_ArgumentError, "the shape has too many elements");
    }
    return !failed(cx);
}

/* Where a function that takes a context for its messages alone puts them. */
static Cx *messages(CnxContext *cnx, Cx *local)
{
    return cnx ? &cnx->cx : local;
}

static CnxTensor *finish(CnxContext *cnx, Cx *local, Tensor *t)
{
    if (cnx)
        keep_error(cnx);
    error_free(error_take(local));
    return tensor_out(t);
}

CnxTensor *cnx_tensor_new(CnxContext *cnx, const char *dtype, int rank, const int64_t *dims,
                          const void *data)
{
    Cx local = {0}, *cx = messages(cnx, &local);
    Type type;
    Tensor *t = NULL;
    if (type_in(cx, &(CnxType){dtype, rank, dims}, &type))
        t = tensor_new(cx, type);
    if (t && data && tensor_bytes(t))
        memcpy(tensor_data(t), data, (size_t)tensor_bytes(t));
    else if (t)
        memset(tensor_data(t), 0, (size_t)tensor_bytes(t));
    return finish(cnx, &local, t);
}

/* The caller's memory and what becomes of it. */
typedef struct Loan {
    void (*release)(void *memory, void *user);
    void *user;
} Loan;

static void end_loan(void *memory, void *closure)
{
    Loan *loan = closure;
    if (loan->release)
        loan->release(memory, loan->user);
    free(loan);
}

CnxTensor *cnx_tensor_from_memory(CnxContext *cnx, const char *dtype, int rank, const int64_t *dims,
                                  void *memory, void (*release)(void *memory, void *user),
                                  void *user)
{
    Cx local = {0}, *cx = messages(cnx, &local);
    Type type;
    Tensor *t = NULL;
    if (type_in(cx, &(CnxType){dtype, rank, dims}, &type)) {
        size_t align = dtype_alignment(type.dtype);
        if (memory == NULL && shape_count(&type.shape) > 0) {
            fail(cx, SPAN_NONE, EXC_ArgumentError, "the memory of the tensor is NULL");
        } else if ((uintptr_t)memory % align != 0) {
            fail(cx, SPAN_NONE, EXC_ArgumentError,
                 "memory of %s must be aligned to %zu bytes, it is at %p", dtype, align, memory);
        } else {
            Loan *loan = mem_alloc(sizeof *loan);
            *loan = (Loan){release, user};
            t = tensor_on_memory(type, memory, end_loan, loan);
        }
    }
    return finish(cnx, &local, t);
}

void cnx_tensor_free(CnxTensor *t)
{
    tensor_free(tensor_in(t));
}

CnxType cnx_tensor_type(const CnxTensor *t)
{
    return type_out(&tensor_in(t)->type);
}

const char *cnx_tensor_dtype(const CnxTensor *t)
{
    return dtype_info[tensor_in(t)->type.dtype].name;
}

int cnx_tensor_rank(const CnxTensor *t)
{
    return tensor_in(t)->type.shape.rank;
}

int64_t cnx_tensor_dim(const CnxTensor *t, int axis)
{
    return tensor_in(t)->type.shape.dim[axis];
}

const void *cnx_tensor_data(const CnxTensor *t)
{
    return tensor_data(tensor_in(t));
}

int64_t cnx_tensor_bytes(const CnxTensor *t)
{
    return tensor_bytes(tensor_in(t));
}
