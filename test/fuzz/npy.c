/* npy.c - fuzzes NumPy's .npy format; what was read is written and read again. */
#include "fuzz/target.h"

#include "tensor/npy.h"

#include <string.h>

static void write_again(Cx *cx, const Tensor *t)
{
    Text bytes = {0};
    Output out;
    output_to(&bytes, &out);
    npy_write(&out, t);
    bool is_written = output_close(cx, &out, true);
    Input in = input_of(text_str(&bytes));
    target_same(t, is_written ? npy_read(cx, &in, &t->type.dtype) : NULL);
    text_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const DType plain[] = {DTYPE_f8, DTYPE_s4, DTYPE_u2, DTYPE_bf16};
    Cx *cx = target_cx();
    Input in = input_of((Str){(const char *)data, size});
    target_tensor(cx, npy_read(cx, &in, NULL));
    Tensor *t = npy_read(cx, &in, &plain[size % 4]);
    if (t)
        write_again(cx, t);
    target_tensor(cx, t);
    return 0;
}
