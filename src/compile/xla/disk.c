/* disk.c - executables in the host's cache on disk, found by all that they were made of. */
#include "compile/xla/program.h"

#include <stdlib.h>
#include <string.h>

DiskKey disk_key(const Pjrt *pjrt, const char *text, size_t size, const Options *options)
{
    size_t identity = strlen(pjrt->identity) + 1;
    DiskKey key = {.size = identity + options->size + size};
    key.at = malloc(key.size);
    if (key.at == NULL)
        return (DiskKey){0};
    memcpy(key.at, pjrt->identity, identity);
    memcpy(key.at + identity, options->at, options->size);
    memcpy(key.at + identity + options->size, text, size);
    return key;
}

PjrtLoaded *disk_load(const Pjrt *pjrt, const DiskKey *key)
{
    size_t size;
    void *bytes = key->at ? host->cache_load("xla", key->at, key->size, &size) : NULL;
    if (bytes == NULL)
        return NULL;
    PjrtDeserialize args = {
        .size = sizeof args, .client = pjrt->client, .bytes = bytes, .bytes_size = size};
    PjrtError *error = pjrt_call(pjrt, PJRT_Executable_DeserializeAndLoad, &args);
    pjrt_error_free(pjrt, error);
    free(bytes);
    return error ? NULL : args.loaded;
}

void disk_store(const Pjrt *pjrt, const DiskKey *key, PjrtLoaded *loaded)
{
    PjrtGetExecutable get = {.size = sizeof get, .loaded = loaded};
    PjrtError *error = pjrt_call(pjrt, PJRT_LoadedExecutable_GetExecutable, &get);
    if (error || key->at == NULL) {
        pjrt_error_free(pjrt, error);
        return;
    }
    PjrtSerialize args = {.size = sizeof args, .executable = get.executable};
    error = pjrt_call(pjrt, PJRT_Executable_Serialize, &args);
    if (error == NULL) {
        host->cache_store("xla", key->at, key->size, args.bytes, args.bytes_size);
        args.release(args.owner);
    }
    pjrt_error_free(pjrt, error);
    pjrt_error_free(pjrt, pjrt_call(pjrt, PJRT_Executable_Destroy,
                                    PJRT_ARGS(PjrtExecutableArgs, .executable = get.executable)));
}
