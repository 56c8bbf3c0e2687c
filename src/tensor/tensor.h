/* tensor.h - shapes, types, buffers and tensors.

   A tensor is a type (dtype and shape), and a counted buffer that holds its elements row-major and
   packed, 64-byte aligned. Tensors are immutable once shared: whoever holds the only count may
   write. Axis names and vectorized axes live in the language, not here. */
#ifndef CNX_TENSOR_TENSOR_H
#define CNX_TENSOR_TENSOR_H

#include "base/cx.h"
#include "tensor/dtype.h"

enum { MAX_RANK = 32 };

typedef struct Shape {
    int rank;
    int64_t dim[MAX_RANK];
} Shape;

typedef struct Type {
    DType dtype;
    Shape shape;
} Type;

/* The shape with these dimensions (rank at most MAX_RANK). */
Shape shape_of(int rank, const int64_t *dims);
#define SHAPE(...)                                                                                 \
    shape_of((int)(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)), (int64_t[]){__VA_ARGS__})
Shape shape_scalar(void);

bool shape_equal(const Shape *a, const Shape *b);
bool type_equal(const Type *a, const Type *b);

/* The number of elements; false when it does not fit int64_t. 1 for a scalar. */
bool shape_size(const Shape *s, int64_t *out);

/* The number of elements of a shape that was checked when its tensor or node was made. */
int64_t shape_count(const Shape *s);

/* How many elements an index step of each axis skips, row-major. The shape must have been checked.
 */
void shape_strides(const Shape *s, int64_t strides[MAX_RANK]);

/* Appends {2, 3} as Elixir prints a tuple ({} for a scalar, {4} for one axis). */
void shape_print(Text *out, const Shape *s);

/* Appends f32[2][3], as types stand in messages and printed graphs. */
void type_print(Text *out, const Type *t);

/* --- buffers --- */

/* What owns the memory of a foreign buffer, and may hold its elements elsewhere. */
typedef struct Home {
    void (*release)(void *data, void *closure);
    /* Brings the elements here: memory that stays until release; NULL when they cannot be had.
       NULL: they are here. */
    void *(*fetch)(void *closure);
    /* Prints where they live as snprintf does ("host:3"); NULL: nowhere of interest. */
    int (*describe)(void *closure, char *room, size_t size);
} Home;

typedef struct Buffer Buffer;
struct Buffer {
    int64_t count; /* owners; atomic */
    int64_t bytes;
    void *data; /* 64-byte aligned unless foreign; NULL: to be fetched when it is looked at */
    void (*release)(void *data, void *closure); /* NULL: data came from mem_try */
    void *closure;
    const Home *home; /* of foreign memory that has one; it stays as long as the process */
};

/* The elements of a buffer that are elsewhere. The process ends when they cannot be had. */
void *buffer_fetch(Buffer *b);

/* `bytes` uninitialised bytes, or NULL after recording SystemLimitError. */
Buffer *buffer_new(Cx *cx, int64_t bytes);

/* --- tensors --- */

typedef struct Tensor {
    int64_t count; /* owners; atomic */
    Type type;
    Buffer *buffer;
} Tensor;

/* An uninitialised tensor, or NULL after an error (SystemLimitError: size or memory). Yours. */
Tensor *tensor_new(Cx *cx, Type type);

/* The same elements under another shape of the same size (and the same dtype). Shares the buffer.
 */
Tensor *tensor_view(Tensor *t, Shape shape);

/* A tensor filled with one number, stored as `dtype`. */
Tensor *tensor_fill(Cx *cx, Type type, Scalar x);

/* A tensor with a copy of `bytes` bytes in native order, ArgumentError when their number is not
   what the type needs. */
Tensor *tensor_of_bytes(Cx *cx, Type type, const void *bytes, int64_t count);

/* A tensor on memory of somebody else's, of a checked type and aligned for its elements; `release`
   (not NULL) is called when its last owner leaves, on that owner's thread. Nobody overwrites such
   memory: see tensor_is_unique. */
Tensor *tensor_on_memory(Type type, void *data, void (*release)(void *data, void *closure),
                         void *closure);

/* The same on memory that has a home; `data` may be NULL when the home fetches. */
Tensor *tensor_at_home(Type type, void *data, const Home *home, void *closure);

/* Owners may be in several threads. */
Tensor *tensor_ref(Tensor *t);
void tensor_free(Tensor *t); /* NULL is fine */

static inline void *tensor_data(const Tensor *t)
{
    void *data = __atomic_load_n(&t->buffer->data, __ATOMIC_RELAXED);
    return data || t->buffer->home == NULL ? data : buffer_fetch(t->buffer);
}

/* Whether this is the only owner of tensor and buffer and the memory is ours, so that elements may
   be overwritten. */
bool tensor_is_unique(const Tensor *t);

/* Whether the tensor is unique and lies, with 1 to 64 bytes of elements, in memory that any tensor
   of as many can take over. */
bool tensor_is_little(const Tensor *t);
/* Gives such a tensor another type of 1 to 64 bytes; its elements are undefined then. */
void tensor_renew(Tensor *t, const Type *type, int64_t bytes);

/* Whether nobody else sees the elements, and they may be overwritten or given up: memory of ours,
   or with a home. */
bool tensor_is_sole(const Tensor *t);

int64_t tensor_bytes(const Tensor *t);
Scalar tensor_get(const Tensor *t, int64_t index);
/* Element `index` of a tensor of integers, as the largest int64_t where it is larger. */
int64_t tensor_index(const Tensor *t, int64_t index);
void tensor_set(Tensor *t, int64_t index, Scalar x);

/* --- printing --- */

typedef struct TensorStyle {
    const Str *names; /* one an axis of the whole type; an empty Str for no name; or NULL */
    int vectorized;   /* how many leading axes are vectorized */
    int64_t limit;    /* elements shown before "..."; Nx's default is 50; -1: all */
    bool bare;        /* the elements alone, without type */
    bool donatable;   /* marked so after the type */
} TensorStyle;

/* Appends what stands between #Nx.Tensor< and > when Nx inspects the tensor, lines separated by \n
   and without the indentation of the surrounding document:
       s32[x: 2][3]
       [
         [1, 2, 3],
         [4, 5, 6]
       ] */
void tensor_print(Text *out, const Tensor *t, const TensorStyle *style);

/* Appends the head line alone: "vectorized[x: 2]\nf32[3]" for a type. */
void tensor_head_print(Text *out, const Type *type, const TensorStyle *style);

#endif
