/* csv.c - fuzzes CSV files: the first byte chooses type, separator and header. */
#include "fuzz/target.h"

#include "tensor/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const DType types[] = {DTYPE_f32, DTYPE_s8, DTYPE_u64, DTYPE_bf16};
    Cx *cx = target_cx();
    if (size == 0)
        return 0;
    const int64_t columns[] = {1, 0};
    CsvOptions o = {.separator = data[0] & 4 ? ';' : ',',
                    .has_header = data[0] & 8,
                    .dtype = types[data[0] & 3],
                    .columns = data[0] & 16 ? columns : NULL,
                    .count = 2};
    target_tensor(cx, csv_read(cx, (Str){(const char *)data + 1, size - 1}, &o));
    return 0;
}
