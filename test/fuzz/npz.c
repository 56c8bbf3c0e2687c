/* npz.c - fuzzes NumPy's .npz archives. */
#include "fuzz/target.h"

#include "tensor/npy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = target_cx();
    Input in = input_of((Str){(const char *)data, size});
    NamedTensors all = {0};
    target_claim(cx, npz_read(cx, &in, NULL, &all));
    named_free(&all);
    return 0;
}
