/* dlpack.h - the structs of DLPack's binary interface, by which array libraries share memory.

   Declared anew from its specification (https://dmlc.github.io/dlpack/latest/c_api.html, version
   1.1) with our own names inside; the two tags are the standard's, which cnx.h names. */
#ifndef CNX_LANG_DLPACK_H
#define CNX_LANG_DLPACK_H

#include <stdint.h>

enum { DLPACK_MAJOR = 1, DLPACK_MINOR = 1, DLPACK_READ_ONLY = 1 };

/* Memory that the CPU reads: its own, and what CUDA and ROCm pin. */
enum { DLPACK_CPU = 1, DLPACK_CUDA_HOST = 3, DLPACK_ROCM_HOST = 11 };

enum {
    DLPACK_INT = 0,
    DLPACK_UINT = 1,
    DLPACK_FLOAT = 2,
    DLPACK_BFLOAT = 4,
    DLPACK_COMPLEX = 5,
    DLPACK_BOOL = 6,
    DLPACK_E4M3FN = 10,
    DLPACK_E5M2 = 12
};

typedef struct DlpackTensor {
    void *data;
    int32_t device_type, device_id;
    int32_t rank;
    uint8_t code, bits; /* of an element */
    uint16_t lanes;     /* elements of a vector; 1 */
    int64_t *dims;
    int64_t *strides; /* in elements; NULL: packed row-major */
    uint64_t offset;  /* bytes from data to the first element */
} DlpackTensor;

struct DLManagedTensor {
    DlpackTensor tensor;
    void *manager;
    void (*deleter)(struct DLManagedTensor *self); /* may be NULL */
};

struct DLManagedTensorVersioned {
    uint32_t major, minor;
    void *manager;
    void (*deleter)(struct DLManagedTensorVersioned *self); /* may be NULL */
    uint64_t flags;
    DlpackTensor tensor;
};

#endif
