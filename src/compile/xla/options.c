/* options.c - how XLA is told to compile: a CompileOptionsProto, written by hand. */
#include "compile/xla/program.h"

#include <string.h>

/* A protobuf message being written; what goes into it is far shorter than its room. */
typedef Options Proto;

static void proto_number(Proto *p, unsigned n)
{
    for (; n > 127; n >>= 7)
        p->at[p->size++] = (unsigned char)(n & 127) | 128;
    p->at[p->size++] = (unsigned char)n;
}

static void proto_int(Proto *p, unsigned field, unsigned value)
{
    proto_number(p, field << 3);
    proto_number(p, value);
}

static void proto_bytes(Proto *p, unsigned field, const void *bytes, size_t size)
{
    proto_number(p, field << 3 | 2);
    proto_number(p, (unsigned)size);
    memcpy(p->at + p->size, bytes, size);
    p->size += size;
}

static bool device_id(CnxRun *run, const Pjrt *p, PjrtDevice *device, unsigned *out)
{
    PjrtDescribe describe = {.size = sizeof describe, .device = device};
    if (!pjrt_check(run, p, pjrt_call(p, PJRT_Device_GetDescription, &describe)))
        return false;
    PjrtDescriptionId id = {.size = sizeof id, .description = describe.description};
    if (!pjrt_check(run, p, pjrt_call(p, PJRT_DeviceDescription_Id, &id)))
        return false;
    *out = (unsigned)id.id;
    return true;
}

/* The device of each partition of the one replica (DeviceAssignmentProto). */
static bool put_assignment(CnxRun *run, const Pjrt *p, PjrtDevice *const *devices, size_t count,
                           Proto *out)
{
    proto_int(out, 1, 1);               /* replica_count */
    proto_int(out, 2, (unsigned)count); /* computation_count */
    for (size_t i = 0; i < count; i++) {
        Proto ids = {.size = 0}, number = {.size = 0};
        unsigned id;
        if (!device_id(run, p, devices[i], &id))
            return false;
        proto_number(&number, id);
        proto_bytes(&ids, 1, number.at, number.size); /* replica_device_ids */
        proto_bytes(out, 3, ids.at, ids.size);        /* computation_devices */
    }
    return true;
}

/* One entry of env_option_overrides, a flag that is false. */
static void put_off(Proto *out, const char *name)
{
    Proto off = {.size = 0}, option = {.size = 0};
    proto_int(&off, 2, 0); /* bool_field */
    proto_bytes(&option, 1, name, strlen(name));
    proto_bytes(&option, 2, off.at, off.size);
    proto_bytes(out, 7, option.at, option.size);
}

/* executable_build_options (3) for one replica (4) and its partitions (5), which come of
   annotations (6) that Shardy (19) spreads, to the results as well (12), with a device assignment
   (9); and overrides of options (7). On CPUs XLA takes NaN for less than every number in max and
   min unless it is told otherwise. */
bool options_make(CnxRun *run, const Pjrt *p, PjrtDevice *const *devices, size_t count,
                  Options *out)
{
    Proto build = {.size = 0}, assignment = {.size = 0};
    if (!put_assignment(run, p, devices, count, &assignment))
        return false;
    proto_int(&build, 4, 1);
    proto_int(&build, 5, (unsigned)count);
    if (count > 1)
        proto_int(&build, 6, 1);
    proto_bytes(&build, 9, assignment.at, assignment.size);
    if (count > 1) {
        /* allow_spmd_sharding_propagation_to_output: each result as it comes */
        static const unsigned char each[] = {1};
        proto_bytes(&build, 12, each, sizeof each);
        proto_int(&build, 19, 1);
    }
    *out = (Options){.size = 0};
    proto_bytes(out, 3, build.at, build.size);
    if (p->is_host)
        put_off(out, "xla_cpu_enable_fast_min_max");
    return true;
}
