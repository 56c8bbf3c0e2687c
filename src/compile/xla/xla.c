/* xla.c - the compiler `xla`: graphs as StableHLO, compiled and run by a PJRT plugin. What it gives
   to cnx.

   A call waits for its results; compiling, and programs that may take long, work on another thread,
   so that Ctrl-C can leave them (job.h). What was left frees itself when it ends. */
#include "compile/xla/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void release(void *program)
{
    program_drop(program);
}

static void *build_for(CnxRun *run, const CnxGraph *g, const CnxBuild *how)
{
    return program_build(run, g, how);
}

static void *build(CnxRun *run, const CnxGraph *g)
{
    return program_build(run, g, &(CnxBuild){.target = ""});
}

static bool run_program(CnxRun *run, const void *program, CnxTensor *const *inputs,
                        CnxTensor **outputs)
{
    return program_call(run, (Program *)(uintptr_t)program, inputs, outputs);
}

static bool lacks(const CnxNode *n, const char *target)
{
    unsigned platforms = platforms_without(n);
    bool has_form = host->has_stablehlo(n);
    int device;
    if (is_better_by_parts(n))
        return true;
    if (platforms == 0 && has_form) /* whatever the platform is */
        return false;
    const Pjrt *p = pjrt_client(NULL, target, &device); /* what is wrong with it, building says */
    return p && ((platforms >> p->kind & 1) || (!has_form && !pjrt_may_call_back(p)));
}

static CnxTensor *place(CnxRun *run, const CnxTensor *t, const char *target)
{
    int device;
    const Pjrt *p = pjrt_client(run, target, &device);
    return p ? buffer_place(run, p, p->devices[device], t) : NULL;
}

/* --- devices --- */

typedef void Write(void *to, const char *text, size_t size);

static bool device_line(CnxRun *run, const Pjrt *p, size_t i, char *room, size_t size)
{
    PjrtDescribe d = {.size = sizeof d, .device = p->devices[i]};
    if (!pjrt_check(run, p, pjrt_call(p, PJRT_Device_GetDescription, &d)))
        return false;
    PjrtDescriptionText kind = {.size = sizeof kind, .description = d.description};
    if (!pjrt_check(run, p, pjrt_call(p, PJRT_DeviceDescription_Kind, &kind)))
        return false;
    snprintf(room, size, "xla:%s:%zu  %.*s, %s (PJRT %d.%d)\n", p->is_host ? "host" : p->platform,
             i, (int)kind.text_size, kind.text, p->version, p->api->version.major,
             p->api->version.minor);
    return true;
}

static bool devices(CnxRun *run, const char *target, Write *write, void *to)
{
    char line[512];
    int device;
    const Pjrt *p = pjrt_client(run, target, &device);
    for (size_t i = 0; p && i < p->device_count; i++) {
        if (!device_line(run, p, i, line, sizeof line))
            return false;
        write(to, line, strlen(line));
    }
    return p != NULL;
}

static const CnxPlugin plugin = {
    .size = sizeof(CnxPlugin),
    .host_size = sizeof(CnxHost),
    .build_id = CNX_BUILD_ID,
    .name = "xla",
    .module = "EXLA",
    .build = build,
    .run = run_program,
    .release = release,
    .build_for = build_for,
    .place = place,
    .devices = devices,
    .lacks = lacks,
};

const CnxPlugin *cnx_plugin(const CnxHost *h)
{
    host = h;
    return &plugin;
}
