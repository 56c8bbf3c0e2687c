/* safetensors.h - named tensors in the safetensors format.

   The length of a header (8 bytes, little endian), the header as JSON, the elements. The header is
   held against the file before any element is read: no name twice, each tensor as many bytes as its
   type and shape need, and all of them next to each other from the header's end to the file's. */
#ifndef CNX_TENSOR_SAFETENSORS_H
#define CNX_TENSOR_SAFETENSORS_H

#include "tensor/npy.h"

typedef struct SafeTensors {
    const Input *in;
    char *header; /* JSON, its strings decoded in place */
    int64_t header_len;
    int64_t data;            /* where the elements begin in the file */
    struct SafeEntry *entry; /* private; in the header's order */
    int64_t count;
} SafeTensors;

/* Reads and checks the header; false after ArgumentError that says what is wrong and at which byte.
   The input stays the caller's and must stay where it is. Free it in any case. */
bool safetensors_open(Cx *cx, const Input *in, SafeTensors *all);
void safetensors_free(SafeTensors *all);

/* Tensor i < count: its name, its type, where its elements begin in the file, its elements. */
Str safetensors_name(const SafeTensors *all, int64_t i);
Type safetensors_type(const SafeTensors *all, int64_t i);
int64_t safetensors_offset(const SafeTensors *all, int64_t i);
Tensor *safetensors_tensor(Cx *cx, const SafeTensors *all, int64_t i);

/* A tensor whose elements lie as ours do from byte `at` of an input on; ArgumentError when they are
   not there. */
Tensor *elements_read(Cx *cx, const Input *in, int64_t at, Type type);

/* Writes tensors under different names, the widest elements first so that all are aligned; false
   after ArgumentError about names and types. What fails when writing is told by the output. */
bool safetensors_write(Cx *cx, Output *out, const NamedTensors *all);

#endif
