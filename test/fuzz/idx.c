/* idx.c - fuzzes MNIST's IDX format, plain and gzipped. */
#include "fuzz/target.h"

#include "tensor/idx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = target_cx();
    Input in = input_of((Str){(const char *)data, size});
    target_tensor(cx, idx_read(cx, &in));
    return 0;
}
