/* port.c - values that pass into and out of programs: see program.h. */
#include "compile/xla/program.h"

#include <string.h>

typedef struct TypeRow {
    const char *name;
    PjrtType pjrt;
    int bytes, small;
    bool is_signed;
} TypeRow;

/* clang-format off */
static const TypeRow types[] = {
    {"u2",   PJRT_TYPE_u8,   1, 2, false}, {"u4",        PJRT_TYPE_u8,        1, 4, false},
    {"s2",   PJRT_TYPE_s8,   1, 2, true},  {"s4",        PJRT_TYPE_s8,        1, 4, true},
    {"u8",   PJRT_TYPE_u8,   1, 0, false}, {"s8",        PJRT_TYPE_s8,        1, 0, true},
    {"u16",  PJRT_TYPE_u16,  2, 0, false}, {"s16",       PJRT_TYPE_s16,       2, 0, true},
    {"u32",  PJRT_TYPE_u32,  4, 0, false}, {"s32",       PJRT_TYPE_s32,       4, 0, true},
    {"u64",  PJRT_TYPE_u64,  8, 0, false}, {"s64",       PJRT_TYPE_s64,       8, 0, true},
    {"f8",   PJRT_TYPE_f8,   1, 0, true},  {"f8_e4m3fn", PJRT_TYPE_f8_e4m3fn, 1, 0, true},
    {"bf16", PJRT_TYPE_bf16, 2, 0, true},  {"f16",       PJRT_TYPE_f16,       2, 0, true},
    {"f32",  PJRT_TYPE_f32,  4, 0, true},  {"f64",       PJRT_TYPE_f64,       8, 0, true},
    {"c64",  PJRT_TYPE_c64,  8, 0, true},  {"c128",      PJRT_TYPE_c128,     16, 0, true},
};
/* clang-format on */

void port_init(Port *port, CnxType type)
{
    const TypeRow *row = types;
    while (strcmp(row->name, type.dtype) != 0)
        row++;
    *port = (Port){.type = type, .pjrt = row->pjrt, .small = row->small};
    port->is_signed = row->is_signed;
    port->count = 1;
    for (int i = 0; i < type.rank; i++)
        port->count *= type.dims[i];
    port->bytes = port->count * row->bytes;
}

/* Of elements of less than 8 bits the first is in the high bits of a byte. */
void port_unpack(const Port *port, const void *packed, void *bytes)
{
    const unsigned char *from = packed;
    unsigned char *to = bytes;
    if (port->small == 0) {
        memcpy(to, from, (size_t)port->bytes);
        return;
    }
    int each = 8 / port->small;
    unsigned mask = (1u << port->small) - 1, sign = 1u << (port->small - 1);
    for (int64_t i = 0; i < port->count; i++) {
        unsigned x = (unsigned)from[i / each] >> (8 - port->small * (int)(i % each + 1)) & mask;
        to[i] = (unsigned char)(port->is_signed ? (x ^ sign) - sign : x);
    }
}

void port_pack(const Port *port, const void *bytes, void *packed)
{
    const unsigned char *from = bytes;
    unsigned char *to = packed;
    if (port->small == 0) {
        memcpy(to, from, (size_t)port->bytes);
        return;
    }
    int each = 8 / port->small;
    unsigned mask = (1u << port->small) - 1;
    memset(to, 0, (size_t)((port->count + each - 1) / each));
    for (int64_t i = 0; i < port->count; i++)
        to[i / each] |=
            (unsigned char)((from[i] & mask) << (8 - port->small * (int)(i % each + 1)));
}
