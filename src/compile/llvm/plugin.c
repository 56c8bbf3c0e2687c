/* plugin.c - libcnx-llvm.so: kernels become this machine's code.

   Everything else (planning, lowering, running) is cnx's; a program here is a piece of code with an
   entry a kernel. The names of entries are unique in the process. */
#include "cnx_plugin.h"

#include "compile/llvm/emit.h"
#include "compile/llvm/jit.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static const CnxHost *host;

static void fail_with(CnxRun *run, Text *why)
{
    host->fail(run, NULL, "RuntimeError",
               why->len ? text_cstr(why) : "LLVM failed without saying why");
}

/* An object with all kernels, named `prefix` and their number. */
static LLVMMemoryBufferRef make_object(const Kernel *const *kernels, int count, const char *prefix,
                                       Text *why)
{
    LLVMContextRef c = LLVMContextCreate();
    LLVMModuleRef m = jit_module(c);
    LLVMMemoryBufferRef object = NULL;
    if (m == NULL)
        text_add(why, STR("the bitcode of scalar functions cannot be read"));
    for (int i = 0; i < count && m; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s_%d", prefix, i);
        emit_kernel(m, kernels[i], name);
    }
    if (m)
        object = jit_object(m, why);
    LLVMContextDispose(c);
    return object;
}

static void *build_kernels(CnxRun *run, const CnxKernel *const *given, int count,
                           CnxKernelFn **entries)
{
    static _Atomic unsigned long made;
    const Kernel *const *kernels = (const Kernel *const *)given;
    Text why = {0};
    char prefix[48], (*names)[64] = mem_alloc(sizeof *names * (size_t)(count + 1));
    const char **pointers = mem_alloc(sizeof *pointers * (size_t)(count + 1));
    void *code = NULL;
    snprintf(prefix, sizeof prefix, "cnx_kernel_%lu", atomic_fetch_add(&made, 1));
    for (int i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "%s_%d", prefix, i);
        pointers[i] = names[i];
    }
    LLVMMemoryBufferRef object = make_object(kernels, count, prefix, &why);
    if (object)
        code = jit_load(object, pointers, count, (void **)entries, &why);
    if (code == NULL)
        fail_with(run, &why);
    text_free(&why);
    free(names);
    free(pointers);
    return code;
}

CNX_API const CnxPlugin *cnx_plugin(const CnxHost *given)
{
    static const CnxPlugin plugin = {
        .size = sizeof(CnxPlugin),
        .host_size = sizeof(CnxHost),
        .build_id = CNX_BUILD_ID,
        .name = "llvm",
        .module = "Cnx.LLVM",
        .build_kernels = build_kernels,
        .release = jit_unload,
    };
    host = given;
    return &plugin;
}
