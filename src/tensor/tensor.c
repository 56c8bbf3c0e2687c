/* tensor.c - buffers and tensors; see tensor.h. */
#include "tensor/tensor.h"

#include "base/mem.h"
#include "base/size.h"
#include "tensor/recycle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- counts --- */

/* Tensors and buffers are shared between threads, so their counts are atomic. Whoever sees a count
   of one holds it, and nobody else can reach the object: then no locked instruction is needed. */
static void count_up(int64_t *count)
{
    __atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
}

static bool count_down(int64_t *count)
{
    return __atomic_load_n(count, __ATOMIC_ACQUIRE) == 1 ||
           __atomic_fetch_sub(count, 1, __ATOMIC_ACQ_REL) == 1;
}

static bool is_one(const int64_t *count)
{
    return __atomic_load_n(count, __ATOMIC_ACQUIRE) == 1;
}

/* --- buffers --- */

/* Few bytes lie behind their buffer, in one piece of memory. */
enum { FEW = 1024, HEAD = 64 };
_Static_assert(sizeof(Buffer) <= HEAD, "data stays aligned");

static Buffer *buffer_try(int64_t bytes)
{
    if (bytes >= 0 && bytes <= FEW) {
        Buffer *b = mem_try(HEAD + (size_t)bytes);
        if (b)
            *b = (Buffer){.count = 1, .bytes = bytes, .data = (char *)b + HEAD};
#ifdef CNX_SANITIZE
        if (b)
            memset(b->data, 0xff, (size_t)bytes);
#endif
        return b;
    }
    void *data = bytes < 0 ? NULL : recycle_take(bytes);
    if (data == NULL)
        return NULL;
    Buffer *b = mem_alloc(sizeof *b);
    b->count = 1;
    b->bytes = bytes;
    b->data = data;
    return b;
}

Buffer *buffer_new(Cx *cx, int64_t bytes)
{
    Buffer *b = buffer_try(bytes);
    if (b == NULL)
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "there is no memory for %lld bytes",
             (long long)bytes);
    return b;
}

static void buffer_free(Buffer *b)
{
    if (!count_down(&b->count))
        return;
    if (b->release)
        b->release(b->data, b->closure);
    else if (b->data != (char *)b + HEAD)
        recycle_give(b->data, b->bytes);
    free(b);
}

/* --- tensors --- */

static Tensor *tensor_on(Type type, Buffer *buffer)
{
    Tensor *t = mem_alloc(sizeof *t);
    t->count = 1;
    t->type = type;
    t->buffer = buffer;
    return t;
}

static bool type_bytes(const Type *type, int64_t *bytes)
{
    int64_t count;
    return shape_size(&type->shape, &count) && dtype_bytes(type->dtype, count, bytes);
}

static Tensor *fail_of_type(Cx *cx, const Type *type, const char *what)
{
    Text text = {0};
    type_print(&text, type);
    fail(cx, SPAN_NONE, EXC_SystemLimitError, "%s %s", what, text_cstr(&text));
    text_free(&text);
    return NULL;
}

Tensor *tensor_new(Cx *cx, Type type)
{
    int64_t bytes;
    if (!type_bytes(&type, &bytes))
        return fail_of_type(cx, &type, "too many elements in a tensor of type");
    Buffer *buffer = buffer_try(bytes);
    if (buffer == NULL)
        return fail_of_type(cx, &type, "there is no memory for a tensor of type");
    if (dtype_is_packed(type.dtype) && bytes > 0)
        ((char *)buffer->data)[bytes - 1] = 0; /* no element may cover all of the last byte */
    return tensor_on(type, buffer);
}

Tensor *tensor_view(Tensor *t, Shape shape)
{
    count_up(&t->buffer->count);
    return tensor_on((Type){t->type.dtype, shape}, t->buffer);
}

Tensor *tensor_fill(Cx *cx, Type type, Scalar x)
{
    Tensor *t = tensor_new(cx, type);
    int64_t bytes = t ? t->buffer->bytes : 0;
    if (bytes == 0)
        return t;
    /* One byte holds several of the small elements; the rest repeats what is there, doubling. */
    char *data = t->buffer->data;
    int64_t count = shape_count(&type.shape), bits = dtype_info[type.dtype].bits;
    int64_t done = bits < 8 ? 1 : bits / 8;
    for (int64_t i = 0; i < (bits < 8 ? 8 / bits : 1) && i < count; i++)
        dtype_store(type.dtype, data, i, x);
    for (int64_t more; done < bytes; done += more) {
        more = done < bytes - done ? done : bytes - done;
        memcpy(data + done, data, (size_t)more);
    }
    return t;
}

Tensor *tensor_of_bytes(Cx *cx, Type type, const void *bytes, int64_t count)
{
    int64_t need;
    if (!type_bytes(&type, &need) || need != count) {
        Text text = {0};
        type_print(&text, &type);
        fail(cx, SPAN_NONE, EXC_ArgumentError, "%lld bytes do not make a tensor of type %s",
             (long long)count, text_cstr(&text));
        text_free(&text);
        return NULL;
    }
    Tensor *t = tensor_new(cx, type);
    if (t && count > 0)
        memcpy(t->buffer->data, bytes, (size_t)count);
    return t;
}

Tensor *tensor_on_memory(Type type, void *data, void (*release)(void *data, void *closure),
                         void *closure)
{
    Buffer *b = mem_alloc(sizeof *b);
    *b = (Buffer){.count = 1, .data = data, .release = release, .closure = closure};
    type_bytes(&type, &b->bytes);
    return tensor_on(type, b);
}

Tensor *tensor_at_home(Type type, void *data, const Home *home, void *closure)
{
    Tensor *t = tensor_on_memory(type, data, home->release, closure);
    t->buffer->home = home;
    return t;
}

void *buffer_fetch(Buffer *b)
{
    void *data = b->home->fetch ? b->home->fetch(b->closure) : NULL;
    if (data == NULL) {
        fprintf(stderr, "cnx: the elements of a tensor cannot be had\n");
        exit(70);
    }
    __atomic_store_n(&b->data, data, __ATOMIC_RELAXED);
    return data;
}

Tensor *tensor_ref(Tensor *t)
{
    count_up(&t->count);
    return t;
}

void tensor_free(Tensor *t)
{
    if (t == NULL || !count_down(&t->count))
        return;
    buffer_free(t->buffer);
    free(t);
}

bool tensor_is_unique(const Tensor *t)
{
    return is_one(&t->count) && is_one(&t->buffer->count) && t->buffer->release == NULL;
}

bool tensor_is_little(const Tensor *t)
{
    const Buffer *b = t->buffer;
    return tensor_is_unique(t) && b->bytes > 0 && b->bytes <= HEAD && b->data == (char *)b + HEAD;
}

void tensor_renew(Tensor *t, const Type *type, int64_t bytes)
{
    Shape *shape = &t->type.shape;
    t->type.dtype = type->dtype;
    for (int i = 0; i < type->shape.rank || i < shape->rank; i++)
        shape->dim[i] = i < type->shape.rank ? type->shape.dim[i] : 0;
    shape->rank = type->shape.rank;
    t->buffer->bytes = bytes;
#ifdef CNX_SANITIZE
    memset(t->buffer->data, 0xff, (size_t)bytes);
#endif
}

bool tensor_is_sole(const Tensor *t)
{
    return is_one(&t->count) && is_one(&t->buffer->count) &&
           (t->buffer->release == NULL || t->buffer->home);
}

int64_t tensor_bytes(const Tensor *t)
{
    int64_t bytes = 0;
    return type_bytes(&t->type, &bytes) ? bytes : 0;
}

Scalar tensor_get(const Tensor *t, int64_t index)
{
    return dtype_load(t->type.dtype, tensor_data(t), index);
}

int64_t tensor_index(const Tensor *t, int64_t index)
{
    Scalar x = tensor_get(t, index);
    return x.class_ == DCLASS_u && x.u > INT64_MAX ? INT64_MAX : x.s;
}

void tensor_set(Tensor *t, int64_t index, Scalar x)
{
    dtype_store(t->type.dtype, tensor_data(t), index, x);
}
