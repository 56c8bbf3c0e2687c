/* plugin.c - libcnx-llvm.so: kernels become this machine's code.

   Everything else (planning, lowering, running) is cnx's; a program here is a piece of code with an
   entry a kernel. Code is named by the hash of its kernels: programs with the same kernels share
   it, and objects on disk are found by it. One program is made at a time, by several threads: each
   makes objects of a few kernels. */
#include "cnx_plugin.h"

#include "compile/llvm/cache.h"
#include "compile/llvm/emit.h"
#include "compile/llvm/jit.h"

#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
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
    return m;
}

static bool describe_kernels(CnxRun *run, const CnxKernel *const *given, int count,
                             const char *what,
                             void (*write)(void *to, const char *text, size_t size), void *to)
{
    Text why = {0};
    Scalars scalars = {0};
    LLVMModuleRef m =
        make_module(&scalars, (const Kernel *const *)given, count, "cnx_kernel", &why);
    bool is_assembly = strcmp(what, "asm") == 0;
    LLVMMemoryBufferRef object = m && is_assembly ? jit_assembly(&scalars, m, &why) : NULL;
    char *text = m && !is_assembly ? jit_text(&scalars, m, &why) : NULL;
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
    int users, count, parts;
    void **loaded; /* by part */
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

/* --- parts --- */

enum {
    PART = 6,          /* kernels that become one object, at most */
    FEW_PARTS = 4,     /* programs of as few kernels have an object for each */
    MOST_WORKERS = 16, /* threads that make objects */
    MOST_MODULES = 500 /* until a context makes room for a new one */
};

/* Kernels `first` .. `first + count`, as functions called `prefix` and their number from 0 on. */
typedef struct Part {
    int first, count;
    Key key;
    char prefix[80];
    LLVMMemoryBufferRef object; /* NULL: to be made */
    Text why;
} Part;

typedef struct Making {
    const Kernel *const *kernels;
    Part *parts;
    int count;
    atomic_int next;
} Making;

typedef struct Worker {
    Making *making;
    Scalars *scalars;
} Worker;

/* Whatever the number of threads. An object takes about a millisecond, whatever is in it. */
static int kernels_of_part(int kernels)
{
    int each = (kernels + FEW_PARTS - 1) / FEW_PARTS;
    return each < PART ? each : PART;
}

static int count_parts(int kernels)
{
    int each = kernels_of_part(kernels);
    return each ? (kernels + each - 1) / each : 0;
}

static Part part_of(const Key *key, int kernels, int index)
{
    int each = kernels_of_part(kernels);
    Part p = {.first = index * each};
    Text t = {0};
    p.count = kernels - p.first < each ? kernels - p.first : each;
    text_add(&t, (Str){(const char *)key->at, sizeof key->at});
    text_print(&t, " part %d", index);
    p.key = key_of(text_str(&t));
    text_free(&t);
    strcpy(p.prefix, "cnx_kernel_");
    for (size_t i = 0; i < 16; i++)
        snprintf(p.prefix + 11 + 2 * i, 3, "%02x", p.key.at[i]);
    return p;
}

static void *make_parts(void *closure)
{
    const Worker *w = closure;
    Making *making = w->making;
    for (int i; (i = atomic_fetch_add(&making->next, 1)) < making->count;) {
        Part *p = &making->parts[i];
        if (p->object)
            continue;
        LLVMModuleRef m =
            make_module(w->scalars, making->kernels + p->first, p->count, p->prefix, &p->why);
        p->object = m ? jit_object(w->scalars, m, &p->why) : NULL;
        if (w->scalars->modules >= MOST_MODULES)
            jit_close(w->scalars);
    }
    return NULL;
}

/* Makes the objects that are missing; false after an error. */
static bool make_objects(const Kernel *const *kernels, Part *parts, int count, Text *why)
{
    static Scalars scalars[MOST_WORKERS]; /* guarded by the lock */
    Making making = {.kernels = kernels, .parts = parts, .count = count};
    pthread_t threads[MOST_WORKERS];
    Worker workers[MOST_WORKERS];
    int wanted = pool_threads() < MOST_WORKERS ? pool_threads() : MOST_WORKERS, started = 0;
    bool ok = true;
    for (int i = 0; i < wanted; i++)
        workers[i] = (Worker){&making, &scalars[i]};
    while (started + 1 < wanted && started + 1 < count &&
           pthread_create(&threads[started], NULL, make_parts, &workers[started + 1]) == 0)
        started++;
    make_parts(&workers[0]);
    while (started > 0)
        pthread_join(threads[--started], NULL);
    for (int i = 0; i < count; i++) {
        if (parts[i].object == NULL && ok)
            text_add(why, text_str(&parts[i].why));
        ok = ok && parts[i].object;
        text_free(&parts[i].why);
    }
    return ok;
}

/* --- code --- */

static void free_code(Code *c)
{
    for (int i = 0; i < c->parts; i++)
        jit_unload(c->loaded[i]);
    free(c->loaded);
    free(c->entries);
    free(c);
}

/* Loads the objects, which it takes; NULL after an error. */
static Code *load_code(const Key *key, int count, Part *parts, Text *why)
{
    int total = count_parts(count);
    Code *c = mem_alloc(sizeof *c);
    c->entries = mem_alloc(sizeof *c->entries * (size_t)(count + 1));
    c->loaded = mem_alloc(sizeof *c->loaded * (size_t)(total + 1));
    c->key = *key;
    c->count = count;
    for (int i = 0; i < total; i++) {
        char names[PART][96];
        const char *pointers[PART];
        Part *p = &parts[i];
        for (int j = 0; j < p->count; j++) {
            snprintf(names[j], sizeof names[j], "%s_%d", p->prefix, j);
            pointers[j] = names[j];
        }
        LLVMMemoryBufferRef object = p->object;
        p->object = NULL;
        void *loaded = NULL;
        if (c->parts < i)
            LLVMDisposeMemoryBuffer(object);
        else
            loaded = jit_load(object, pointers, p->count, (void **)c->entries + p->first, why);
        if (loaded)
            c->loaded[c->parts++] = loaded;
    }
    if (c->parts == total)
        return c;
    free_code(c);
    return NULL;
}

static Code *make_code(const Kernel *const *kernels, int count, const Key *key, Text *why)
{
    int total = count_parts(count);
    Part *parts = mem_alloc(sizeof *parts * (size_t)(total + 1));
    Code *c = NULL;
    bool is_whole = true;
    for (int i = 0; i < total; i++) {
        parts[i] = part_of(key, count, i);
        parts[i].object = cache_load(&parts[i].key);
        is_whole = is_whole && parts[i].object;
    }
    if (is_whole)
        c = load_code(key, count, parts, why);
    if (c == NULL) {
        why->len = 0;
        bool ok = make_objects(kernels, parts, total, why);
        for (int i = 0; i < total && ok; i++)
            cache_store(&parts[i].key, parts[i].object);
        c = ok ? load_code(key, count, parts, why) : NULL;
    }
    for (int i = 0; i < total; i++)
        if (parts[i].object)
            LLVMDisposeMemoryBuffer(parts[i].object);
    free(parts);
    return c;
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
        free_code(c);
    pthread_mutex_unlock(&lock);
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
