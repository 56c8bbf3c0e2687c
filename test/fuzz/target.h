/* target.h - what the libFuzzer targets share: one context, and the claim that whatever is refused
   is refused with an error. */
#ifndef CNX_TEST_FUZZ_TARGET_H
#define CNX_TEST_FUZZ_TARGET_H

#include "tensor/files.h"
#include "tensor/tensor.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline Cx *target_cx(void)
{
    static Cx cx;
    static bool is_ready;
    if (!is_ready)
        cx_init(&cx);
    is_ready = true;
    return &cx;
}

/* A result and an error exclude each other, and one of them is there. */
static inline void target_claim(Cx *cx, bool has_result)
{
    if (has_result == failed(cx))
        abort();
    error_free(error_take(cx));
}

/* The same of a tensor, whose bytes must all be there. */
static inline void target_tensor(Cx *cx, Tensor *t)
{
    volatile unsigned char sum = 0;
    target_claim(cx, t != NULL);
    for (int64_t i = 0; t && i < tensor_bytes(t); i++)
        sum = (unsigned char)(sum + ((const unsigned char *)tensor_data(t))[i]);
    tensor_free(t);
}

/* What was written and read again is what it was. Takes `again`. */
static inline void target_same(const Tensor *t, Tensor *again)
{
    if (again == NULL || !type_equal(&again->type, &t->type) ||
        memcmp(tensor_data(again), tensor_data(t), (size_t)tensor_bytes(t)) != 0)
        abort();
    tensor_free(again);
}

#endif
