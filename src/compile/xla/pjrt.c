/* pjrt.c - opening PJRT plugins, their clients, and their errors. */
#include "compile/xla/pjrt.h"

#include "compile/xla/job.h"
#include "compile/xla/place.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const CnxHost *host;

static void fail_text(CnxRun *run, const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void fail_text(CnxRun *run, const char *kind, const char *fmt, ...)
{
    char text[4096];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (run)
        host->fail(run, NULL, kind, text);
}

/* --- calls and errors --- */

PjrtError *pjrt_call(const Pjrt *p, PjrtIndex function, void *args)
{
    return p->api->functions[function](args);
}

void pjrt_error_free(const Pjrt *p, PjrtError *error)
{
    if (error)
        pjrt_call(p, PJRT_Error_Destroy, PJRT_ARGS(PjrtErrorArgs, .error = error));
}

void pjrt_error_text(const Pjrt *p, PjrtError *error, char *room, size_t size)
{
    PjrtErrorMessage m = {.size = sizeof m, .error = error};
    pjrt_call(p, PJRT_Error_Message, &m);
    snprintf(room, size, "%.*s", (int)(m.message_size < size ? m.message_size : size - 1),
             m.message ? m.message : "");
}

const CnxNode *pjrt_node(const CnxGraph *g, int id)
{
    for (int i = 0; i < host->graph_count(g, CNX_NODES); i++) {
        const CnxNode *n = host->graph_at(g, CNX_NODES, i);
        if (host->node_id(n) == id)
            return n;
        for (int r = 0; r < host->node_regions(n); r++) {
            const CnxNode *inner = pjrt_node(host->node_region(n, r), id);
            if (inner)
                return inner;
        }
    }
    return NULL;
}

/* The id in the first mark after `text`, or -1. */
static int marked(const char *text)
{
    static const char mark[] = "\"cnx:";
    const char *at = text ? strstr(text, mark) : NULL;
    return at ? atoi(at + sizeof mark - 1) : -1;
}

/* The id that a message speaks of: by its mark, or by a place "-:LINE:" in the program's text. */
static int id_of_message(const char *message, const char *program)
{
    const char *place = strstr(message, "-:");
    int id = marked(message);
    if (id >= 0 || place == NULL || program == NULL)
        return id;
    for (long line = strtol(place + 2, NULL, 10); line > 1 && program; line--) {
        program = strchr(program, '\n');
        program = program ? program + 1 : NULL;
    }
    return marked(program);
}

bool pjrt_check_program(CnxRun *run, const Pjrt *p, PjrtError *error, const CnxGraph *graph,
                        const char *program)
{
    char text[3072], message[3200];
    if (error == NULL)
        return true;
    PjrtErrorCode code = {.size = sizeof code, .error = error};
    pjrt_error_free(p, pjrt_call(p, PJRT_Error_GetCode, &code));
    pjrt_error_text(p, error, text, sizeof text);
    pjrt_error_free(p, error);
    const CnxNode *n = graph ? pjrt_node(graph, id_of_message(text, program)) : NULL;
    char *end = strchr(text, '\n');
    if (end)
        *end = 0;
    snprintf(message, sizeof message, "XLA: %s", text);
    bool is_memory = code.code == PJRT_RESOURCE_EXHAUSTED;
    if (run)
        host->fail(run, n, is_memory ? "SystemLimitError" : "RuntimeError", message);
    return false;
}

bool pjrt_check(CnxRun *run, const Pjrt *p, PjrtError *error)
{
    return pjrt_check_program(run, p, error, NULL, NULL);
}

/* --- opening --- */

/* The table of an opened file; NULL after an error. */
static const PjrtApi *open_api(CnxRun *run, const char *file)
{
    setenv("TF_CPP_MIN_LOG_LEVEL", "3", 0); /* its warnings are no output of ours */
    if (!plugin_is_whole(file)) {
        fail_text(run, "RuntimeError", "the PJRT plugin cannot be opened: %s was cut short", file);
        return NULL;
    }
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        fail_text(run, "RuntimeError", "the PJRT plugin cannot be opened: %s", dlerror());
        return NULL;
    }
    const PjrtApi *(*entry)(void) = NULL;
    void *symbol = dlsym(handle, "GetPjrtApi");
    memcpy(&entry, &symbol, sizeof entry);
    const PjrtApi *api = entry ? entry() : NULL;
    if (api == NULL) {
        fail_text(run, "RuntimeError", "%s is no PJRT plugin: it has no GetPjrtApi", file);
        dlclose(handle);
        return NULL;
    }
    if (api->version.major != PJRT_MAJOR || api->version.minor < PJRT_MINOR_LEAST ||
        api->size < offsetof(PjrtApi, functions) + PJRT_USED * sizeof(PjrtFunction *)) {
        fail_text(run, "RuntimeError",
                  "%s speaks PJRT %d.%d with %zu bytes of functions, %d.%d or later is needed",
                  file, api->version.major, api->version.minor, api->size, PJRT_MAJOR,
                  PJRT_MINOR_LEAST);
        return NULL;
    }
    return api;
}

static bool find_ffi(const PjrtApi *api)
{
    const PjrtExtension *e = api->extensions;
    while (e && e->type != PJRT_EXTENSION_ffi)
        e = e->next;
    return e && e->size >= sizeof(PjrtFfi);
}

static bool is_ffi_on(void)
{
    const char *said = getenv("CNX_XLA_FFI");
    return said == NULL || strcmp(said, "off") != 0;
}

static PjrtNamedValue named(const char *name, PjrtValueType type)
{
    return (PjrtNamedValue){.size = sizeof(PjrtNamedValue),
                            .name = name,
                            .name_size = strlen(name),
                            .type = type,
                            .value_size = 1};
}

/* What the environment says about a new client; how many options. */
static size_t client_options(Platform platform, PjrtNamedValue *out)
{
    const char *count = getenv("CNX_XLA_HOST_DEVICES");
    const char *fraction = getenv("CNX_XLA_MEMORY_FRACTION");
    const char *preallocate = getenv("CNX_XLA_PREALLOCATE");
    size_t n = 0;
    if (platform == PLATFORM_host) {
        out[n] = named("cpu_device_count", PJRT_int64);
        out[n++].integer = count && atoi(count) > 0 ? atoi(count) : 1;
        out[n] = named("asynchronous", PJRT_bool); /* what takes long has a thread (job.h) */
        out[n++].truth = false;
    }
    if ((platform == PLATFORM_cuda || platform == PLATFORM_rocm) && fraction) {
        out[n] = named("memory_fraction", PJRT_float);
        out[n++].number = strtof(fraction, NULL);
    }
    if ((platform == PLATFORM_cuda || platform == PLATFORM_rocm) && preallocate) {
        out[n] = named("preallocate", PJRT_bool);
        out[n++].truth = atoi(preallocate) != 0;
    }
    return n;
}

static void copy_text(char *room, size_t size, const char *text, size_t length)
{
    snprintf(room, size, "%.*s", (int)length, text ? text : "");
    room[strcspn(room, "\n")] = 0;
}

/* A number for the processor, whose instructions executables are made of. */
static uint64_t hash_of_processor(void)
{
    char line[8192];
    uint64_t hash = 0xcbf29ce484222325;
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && fgets(line, sizeof line, f) && line[0] != '\n')
        if (strncmp(line, "flags", 5) == 0 || strncmp(line, "Features", 8) == 0 ||
            strncmp(line, "model name", 10) == 0)
            for (const char *at = line; *at; at++)
                hash = (hash ^ (unsigned char)*at) * 0x100000001b3;
    if (f)
        fclose(f);
    return hash;
}

static void identify(Pjrt *p)
{
    struct stat s = {0};
    const char *flags = getenv("XLA_FLAGS");
    stat(p->file, &s);
    snprintf(p->identity, sizeof p->identity,
             "%s %lld bytes of %lld.%09ld\n%s %s PJRT %d.%d\n%llx\n%s",
             strrchr(p->file, '/') ? strrchr(p->file, '/') + 1 : p->file, (long long)s.st_size,
             (long long)s.st_mtim.tv_sec, s.st_mtim.tv_nsec, p->platform, p->version,
             p->api->version.major, p->api->version.minor,
             p->is_host ? (unsigned long long)hash_of_processor() : 0, flags ? flags : "");
}

static bool make_client(CnxRun *run, Pjrt *p, Platform platform)
{
    PjrtNamedValue options[4];
    PjrtClientCreate create = {.size = sizeof create, .options = options};
    create.options_size = client_options(platform, options);
    PjrtInitialize initialize = {.size = sizeof initialize};
    if (!pjrt_check(run, p, pjrt_call(p, PJRT_Plugin_Initialize, &initialize)) ||
        !pjrt_check(run, p, pjrt_call(p, PJRT_Client_Create, &create)))
        return false;
    p->client = create.client;
    PjrtClientText name = {.size = sizeof name, .client = p->client}, version = name;
    PjrtClientDevices devices = {.size = sizeof devices, .client = p->client};
    if (!pjrt_check(run, p, pjrt_call(p, PJRT_Client_PlatformName, &name)) ||
        !pjrt_check(run, p, pjrt_call(p, PJRT_Client_PlatformVersion, &version)) ||
        !pjrt_check(run, p, pjrt_call(p, PJRT_Client_AddressableDevices, &devices)))
        return false;
    copy_text(p->platform, sizeof p->platform, name.text, name.text_size);
    copy_text(p->version, sizeof p->version, version.text, version.text_size);
    p->devices = devices.devices;
    p->device_count = devices.count;
    p->is_host = strcmp(p->platform, "cpu") == 0;
    p->kind = platform_taken_for(p->platform);
    p->is_apart = !p->is_host || getenv("CNX_XLA_APART") != NULL;
    identify(p);
    p->has_ffi = is_ffi_on() && find_ffi(p->api) && p->kind == PLATFORM_host;
    return true;
}

/* --- the clients of the process, newest first --- */

typedef struct Client Client;
struct Client {
    Pjrt pjrt;
    char *file;
    Client *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Client *clients;

static Client *open_client(CnxRun *run, const char *file, Platform platform)
{
    const PjrtApi *api = open_api(run, file);
    if (api == NULL)
        return NULL;
    Client *c = calloc(1, sizeof *c);
    if (c == NULL || (c->file = strdup(file)) == NULL) {
        free(c);
        fail_text(run, "SystemLimitError", "there is no memory for a client of XLA");
        return NULL;
    }
    c->pjrt.api = api;
    c->pjrt.file = c->file;
    if (make_client(run, &c->pjrt, platform))
        return c;
    free(c->file);
    free(c);
    return NULL;
}

static const Pjrt *client_of_file(CnxRun *run, const char *file, Platform platform)
{
    pthread_mutex_lock(&lock);
    Client *c = clients;
    while (c && strcmp(c->file, file) != 0)
        c = c->next;
    if (c == NULL && (c = open_client(run, file, platform)) != NULL) {
        jobs_guard_exit();
        c->next = clients;
        clients = c;
    }
    pthread_mutex_unlock(&lock);
    return c ? &c->pjrt : NULL;
}

bool pjrt_has_devices(CnxRun *run, const Pjrt *p, int count)
{
    bool ok = count <= 0 || ((size_t)count <= p->device_count && count <= 64);
    if (!ok)
        fail_text(run, "ArgumentError", "a mesh of %d devices does not fit %s, which has %zu%s",
                  count, p->platform, p->device_count,
                  p->is_host ? "; CNX_XLA_HOST_DEVICES says how many" : "");
    return ok;
}

/* --- targets --- */

/* "cuda:1", "host", "2" or "": what it says. */
static bool read_target(const char *text, bool *has_platform, Platform *platform, int *device)
{
    size_t size = strcspn(text, ":");
    *has_platform = size > 0 && platform_of(text, size, platform);
    *device = 0;
    if (*has_platform && text[size] == 0)
        return true;
    if (*has_platform)
        text += size + 1;
    char *end;
    long number = strtol(text, &end, 10);
    *device = (int)number;
    return text[0] == 0 ? !*has_platform : *end == 0 && number >= 0 && number < 100000;
}

static bool is_platform(const Pjrt *p, Platform platform)
{
    const char *name = platform == PLATFORM_host ? "cpu" : platform_names[platform];
    bool is_gpu = strcmp(p->platform, "gpu") == 0;
    return strcmp(p->platform, name) == 0 ||
           (is_gpu && (platform == PLATFORM_cuda || platform == PLATFORM_rocm));
}

const Pjrt *pjrt_client(CnxRun *run, const char *target, int *device)
{
    char file[4096];
    Platform platform = PLATFORM_host;
    bool has_platform, found = false;
    const char *preset = getenv("CNX_XLA_CLIENT");
    if (target[0] == 0 && preset)
        target = preset;
    if (!read_target(target, &has_platform, &platform, device)) {
        fail_text(run, "ArgumentError",
                  "a target of xla is host, cuda, rocm or tpu, a device's number or both "
                  "(cuda:1), got: %s",
                  target);
        return NULL;
    }
    if (has_platform || getenv("CNX_XLA_PLUGIN")) /* of which platform that is, it says itself */
        found = plugin_place(platform, file, sizeof file);
    for (int i = 0; i < PLATFORM_count && !has_platform && !found; i++)
        found = plugin_place(platform = (Platform)i, file, sizeof file);
    if (!found) {
        const char *wheel = plugin_wheels[has_platform ? platform : PLATFORM_host];
        fail_text(run, "ArgumentError",
                  "there is no PJRT plugin for %s: %s%s%sCNX_XLA_PLUGIN names %s",
                  has_platform ? platform_names[platform] : "xla", wheel ? "`cnx xla install " : "",
                  wheel ? wheel : "", wheel ? "` installs one; " : "", wheel ? "another" : "one");
        return NULL;
    }
    if (file[0] != '/') { /* nothing is taken from where the process happens to be */
        fail_text(run, "ArgumentError", "the path of a PJRT plugin must be absolute, got: %s",
                  file);
        return NULL;
    }
    const Pjrt *p = client_of_file(run, file, platform);
    if (p && has_platform && !is_platform(p, platform)) {
        fail_text(run, "ArgumentError", "%s is for %s, not for %s", file, p->platform,
                  platform_names[platform]);
        return NULL;
    }
    if (p && (size_t)*device >= p->device_count) {
        fail_text(run, "ArgumentError", "there is no device %d, %s has %zu", *device, p->platform,
                  p->device_count);
        return NULL;
    }
    return p;
}

bool pjrt_may_call_back(const Pjrt *p)
{
    return p->is_host && p->has_ffi;
}
