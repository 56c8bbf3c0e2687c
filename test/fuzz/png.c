/* png.c - fuzzes PNG pictures; what was read is written and read again. */
#include "fuzz/target.h"

#include "tensor/png.h"

#include <string.h>

static void write_again(Cx *cx, const Tensor *t)
{
    Text bytes = {0};
    Output out;
    output_to(&bytes, &out);
    bool is_written = picture_write(cx, &out, t) && output_close(cx, &out, true);
    Input in = input_of(text_str(&bytes));
    target_same(t, is_written ? picture_read(cx, &in) : NULL);
    text_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = target_cx();
    Input in = input_of((Str){(const char *)data, size});
    Tensor *t = picture_read(cx, &in);
    if (t && tensor_bytes(t) < 1 << 16)
        write_again(cx, t);
    target_tensor(cx, t);
    return 0;
}
