/* dlpack.c - tensors of and for other libraries. The structs are DLPack's, declared anew. */
#include "check.h"

typedef struct Array {
    void *data;
    int32_t device_type, device_id, rank;
    uint8_t code, bits;
    uint16_t lanes;
    int64_t *dims, *strides;
    uint64_t offset;
} Array;

struct DLManagedTensor {
    Array array;
    void *manager;
    void (*deleter)(struct DLManagedTensor *self);
};

struct DLManagedTensorVersioned {
    uint32_t major, minor;
    void *manager;
    void (*deleter)(struct DLManagedTensorVersioned *self);
    uint64_t flags;
    Array array;
};

static int deleted;

static void delete_plain(struct DLManagedTensor *self)
{
    (void)self;
    deleted++;
}

static void delete_versioned(struct DLManagedTensorVersioned *self)
{
    (void)self;
    deleted++;
}

enum { FLOAT = 2, BOOL = 6, CPU = 1, CUDA = 2 };

/* A packed tensor is taken over where it is; a transposed one is copied. */
static void come_in(CnxContext *cnx)
{
    float data[7] = {-1, 0, 1, 2, 3, 4, 5};
    int64_t dims[] = {2, 3}, packed[] = {3, 1}, transposed[] = {1, 2};
    struct DLManagedTensor d = {
        {data, CPU, 0, 2, FLOAT, 32, 1, dims, packed, 4}, NULL, delete_plain};
    CnxTensor *t = cnx_tensor_from_dlpack(cnx, &d), *y;
    CHECK(t != NULL && cnx_tensor_data(t) == data + 1 && deleted == 0);
    CHECK(cnx_call_function(cnx, "M.double", &t, 1, &y, 1));
    CHECK(cnx_tensor_dim(y, 1) == 3 && number(y, 5) == 10);
    cnx_tensor_free(y);
    cnx_tensor_free(t);
    CHECK(deleted == 1);

    d.array.strides = transposed;
    t = cnx_tensor_from_dlpack(cnx, &d);
    CHECK(t != NULL && deleted == 2);
    CHECK(number(t, 0) == 0 && number(t, 1) == 2 && number(t, 2) == 4 && number(t, 3) == 1);
    cnx_tensor_free(t);

    d.array.strides = NULL;
    d.deleter = NULL;
    t = cnx_tensor_from_dlpack(NULL, &d);
    CHECK(t != NULL && number(t, 5) == 5);
    cnx_tensor_free(t);

    uint8_t yes[] = {1, 0};
    int64_t two = 2;
    struct DLManagedTensorVersioned v = {
        1, 2, NULL, delete_versioned, 0, {yes, CPU, 0, 1, BOOL, 8, 1, &two, NULL, 0}};
    t = cnx_tensor_from_dlpack_versioned(cnx, &v);
    CHECK(t != NULL && strcmp(cnx_tensor_dtype(t), "u8") == 0);
    cnx_tensor_free(t);
    CHECK(deleted == 3);
}

/* What cannot be read is said and stays the caller's. */
static void refuse(CnxContext *cnx)
{
    float data[2] = {0, 1};
    int64_t two = 2, negative = -2;
    struct DLManagedTensor good = {{data, CPU, 0, 1, FLOAT, 32, 1, &two, NULL, 0},
                                   NULL,
                                   delete_plain},
                           d;
    deleted = 0;
    d = good, d.array.device_type = CUDA;
    CHECK(!cnx_tensor_from_dlpack(cnx, &d) && strstr(cnx_error(cnx), "device 2"));
    d = good, d.array.bits = 24;
    CHECK(!cnx_tensor_from_dlpack(cnx, &d) && strstr(cnx_error(cnx), "24 bits"));
    d = good, d.array.lanes = 4;
    CHECK(!cnx_tensor_from_dlpack(cnx, &d) && strstr(cnx_error(cnx), "4 lanes"));
    d = good, d.array.rank = 99;
    CHECK(!cnx_tensor_from_dlpack(cnx, &d) && strstr(cnx_error(cnx), "rank"));
    d = good, d.array.dims = &negative;
    CHECK(!cnx_tensor_from_dlpack(cnx, &d) && strstr(cnx_error(cnx), "negative"));
    d = good, d.array.data = NULL;
    CHECK(!cnx_tensor_from_dlpack(cnx, &d) && strstr(cnx_error(cnx), "NULL"));
    struct DLManagedTensorVersioned v = {2, 0, NULL, delete_versioned, 0, good.array};
    CHECK(!cnx_tensor_from_dlpack_versioned(cnx, &v) && strstr(cnx_error(cnx), "DLPack 2.0"));
    CHECK(deleted == 0);
}

/* Lent memory outlives the tensor, and comes back in as what it was. */
static void go_out(CnxContext *cnx)
{
    int64_t dims[] = {2, 2};
    CnxTensor *t = cnx_tensor_new(cnx, "f32", 2, dims, (float[]){1, 2, 3, 4});
    struct DLManagedTensor *d = cnx_tensor_to_dlpack(t);
    struct DLManagedTensorVersioned *v = cnx_tensor_to_dlpack_versioned(t);
    CHECK(d != NULL && d->array.data == cnx_tensor_data(t));
    CHECK(d->array.code == FLOAT && d->array.bits == 32 && d->array.lanes == 1);
    CHECK(d->array.rank == 2 && d->array.strides[0] == 2 && d->array.strides[1] == 1);
    CHECK(v != NULL && v->major == 1 && (v->flags & 1) == 1 && v->array.dims[1] == 2);
    cnx_tensor_free(t);
    CHECK(((float *)v->array.data)[3] == 4);
    v->deleter(v);
    t = cnx_tensor_from_dlpack(cnx, d); /* takes d over */
    CHECK(t != NULL && number(t, 2) == 3);
    cnx_tensor_free(t);
    int64_t four = 4;
    t = cnx_tensor_new(cnx, "u4", 1, &four, NULL);
    CHECK(t != NULL && cnx_tensor_to_dlpack(t) == NULL &&
          cnx_tensor_to_dlpack_versioned(t) == NULL);
    cnx_tensor_free(t);
}

int main(void)
{
    CnxContext *cnx = context();
    come_in(cnx);
    refuse(cnx);
    go_out(cnx);
    cnx_context_free(cnx);
    puts("ok");
    return 0;
}
