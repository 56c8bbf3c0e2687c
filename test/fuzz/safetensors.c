/* safetensors.c - fuzzes the safetensors format. */
#include "fuzz/target.h"

#include "tensor/safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = target_cx();
    Input in = input_of((Str){(const char *)data, size});
    SafeTensors all;
    bool is_well = safetensors_open(cx, &in, &all);
    for (int64_t i = 0; is_well && i < all.count; i++)
        target_tensor(cx, safetensors_tensor(cx, &all, i));
    if (!is_well)
        target_claim(cx, false);
    safetensors_free(&all);
    return 0;
}
