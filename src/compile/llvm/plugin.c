/* plugin.c - libcnx-llvm.so: kernels become this machine's code.

   Everything else (planning, lowering, running) is cnx's; a program here is a piece of code with an
   entry a kernel. Code is named by the hash of its kernels: programs with the same kernels share
   it, and objects on disk are found by it. One thread compiles at a time. */
#include "cnx_plugin.h"

#include "compile/llvm/cache.h"
#include "compile/llvm/emit.h"
#include "compile/llvm/jit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const CnxHost *host;

static void fail_with(CnxRun *run, Text *why)
{
    host->fail(run, NULL, "RuntimeError",
               why->len ? text_cstr(why) : "LLVM failed without saying why");
}

/* A module with all kernels, named `prefix` and their number; NULL after an error. */
static LLVMModuleRef make_module(Scalars *s, const Kernel *const *kernels, int count,
                                 const char *prefix, Text *why)
{
    if (s->m == NULL && !jit_open(s)) {
        text_add(why, STR("the bitcode of scalar functions cannot be read"));
        return NULL;
    }
    LLVMModuleRef m = jit_module(s);
    for (int i = 0; i < count; i++) {
        char name[96];
        snprintf(name, sizeof name, "%s_%d", prefix, i);
        emit_kernel(m, s->m, kernels[i], name);
    }
    if (jit_link(m, why))
        return m;
    LLVMDisposeModule(m);
    return NULL;
}

static LLVMMemoryBufferRef make_object(const Kernel *const *kernels, int count, const char *prefix,
                                       Text *why)
{
    enum { MOST_MODULES = 500 };
    static Scalars scalars; /* guarded by the lock */
    LLVMModuleRef m = make_module(&scalars, kernels, count, prefix, why);
    LLVMMemoryBufferRef object = m ? jit_object(m, why) : NULL;
    if (scalars.modules >= MOST_MODULES)
        jit_close(&scalars);
    return object;
}

static bool describe_kernels(CnxRun *run, const CnxKernel *const *given, int count,
                             const char *what,
                             void (*write)(void *to, const char *text, size_t size), void *to)
{
    Text why = {0};
    Scalars scalars = {0};
    LLVMModuleRef m = make_module(&scalars, (const Kernel *const *)given, count, "cnx_kernel", &why);
    bool is_assembly = strcmp(what, "asm") == 0;
    LLVMMemoryBufferRef object = m && is_assembly ? jit_assembly(m, &why) : NULL;
    char *text = m && !is_assembly ? jit_text(m, &why) : NULL;
    if (object)
        write(to, LLVMGetBufferStart(object), LLVMGetBufferSize(object));
    else if (text)
        write(to, text, strlen(text));
    else
        fail_with(run, &why);
    if (object)
        LLVMDisposeMemoryBuffer(object);
    LLVMDisposeMessage(text);
    jit_close(&scalars);
    text_free(&why);
    return object || text;
}

/* Code that is loaded, shared by the programs with these kernels. */
typedef struct Code Code;
struct Code {
    Key key;
    int users, count;
    void *loaded;
    CnxKernelFn **entries;
    Code *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Code *all; /* guarded by the lock */

/* The hash of all that the code depends on. */
static Key key_of_kernels(const Kernel *const *kernels, int count)
{
    Text t = {0};
    text_print(&t, "%s %s\n", CNX_BUILD_ID, jit_target());
    for (int i = 0; i < count; i++)
        kernel_print_code(&t, kernels[i]);
    Key key = key_of(text_str(&t));
    text_free(&t);
    return key;
}

static Code *find_code(const Key *key)
{
    Code *c = all;
    while (c && memcmp(&c->key, key, sizeof *key) != 0)
        c = c->next;
    return c;
}

/* Loads an object, whose functions are called `prefix` and their number. */
static Code *load_code(LLVMMemoryBufferRef object, const Key *key, const char *prefix, int count,
                       Text *why)
{
    char(*names)[96] = mem_alloc(sizeof *names * (size_t)(count + 1));
    const char **pointers = mem_alloc(sizeof *pointers * (size_t)(count + 1));
    Code *c = mem_alloc(sizeof *c);
    c->entries = mem_alloc(sizeof *c->entries * (size_t)(count + 1));
    c->key = *key;
    c->count = count;
    for (int i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "%s_%d", prefix, i);
        pointers[i] = names[i];
    }
    c->loaded = jit_load(object, pointers, count, (void **)c->entries, why);
    free(names);
    free(pointers);
    if (c->loaded)
        return c;
    free(c->entries);
    free(c);
    return NULL;
}

static Code *make_code(const Kernel *const *kernels, int count, const Key *key, Text *why)
{
    char prefix[80] = "cnx_kernel_";
    for (size_t i = 0; i < 16; i++)
        snprintf(prefix + 11 + 2 * i, 3, "%02x", key->at[i]);
    LLVMMemoryBufferRef object = cache_load(key);
    Code *c = object ? load_code(object, key, prefix, count, why) : NULL;
    if (c)
        return c;
    why->len = 0;
    object = make_object(kernels, count, prefix, why);
    if (object == NULL)
        return NULL;
    cache_store(key, object);
    return load_code(object, key, prefix, count, why);
}

static void *build_kernels(CnxRun *run, const CnxKernel *const *given, int count,
                           CnxKernelFn **entries)
{
    const Kernel *const *kernels = (const Kernel *const *)given;
    Text why = {0};
    Key key = key_of_kernels(kernels, count);
    pthread_mutex_lock(&lock);
    Code *c = find_code(&key);
    if (c == NULL && (c = make_code(kernels, count, &key, &why)) != NULL) {
        c->next = all;
        all = c;
    }
    if (c) {
        c->users++;
        memcpy(entries, c->entries, sizeof *entries * (size_t)count);
    }
    pthread_mutex_unlock(&lock);
    if (c == NULL)
        fail_with(run, &why);
    text_free(&why);
    return c;
}

static void release(void *code)
{
    Code *c = code;
    pthread_mutex_lock(&lock);
    bool is_last = --c->users == 0;
    for (Code **at = &all; is_last && *at; at = &(*at)->next)
        if (*at == c) {
            *at = c->next;
            break;
        }
    if (is_last)
        jit_unload(c->loaded);
    pthread_mutex_unlock(&lock);
    if (is_last) {
        free(c->entries);
        free(c);
    }
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
        .describe_kernels = describe_kernels,
        .release = release,
    };
    host = given;
    return &plugin;
}
