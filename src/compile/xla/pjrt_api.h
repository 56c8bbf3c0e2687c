/* pjrt_api.h - the parts of the PJRT C API that are used (OpenXLA's xla/pjrt/c/pjrt_c_api.h).

   A plugin's GetPjrtApi returns a table of functions. Each takes one struct whose first field is
   its size; later versions append fields to structs and functions to the table, and change nothing
   else while the major version is 0. So the table is read by index, up to its own size, and a
   struct of ours is as long as it was when its last field here came. */
#ifndef CNX_COMPILE_XLA_PJRT_API_H
#define CNX_COMPILE_XLA_PJRT_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PJRT_MAJOR = 0,
    PJRT_MINOR_LEAST = 54, /* older plugins lack fields that are relied on */
};

typedef struct PjrtError PjrtError;
typedef struct PjrtEvent PjrtEvent;
typedef struct PjrtClient PjrtClient;
typedef struct PjrtDevice PjrtDevice;
typedef struct PjrtMemory PjrtMemory;
typedef struct PjrtDescription PjrtDescription;
typedef struct PjrtExecutable PjrtExecutable;
typedef struct PjrtLoaded PjrtLoaded;
typedef struct PjrtBuffer PjrtBuffer;

/* A function of the table; errors are given back and belong to the caller. */
typedef PjrtError *PjrtFunction(void *args);

typedef struct PjrtExtension PjrtExtension;
struct PjrtExtension {
    size_t size;
    int type;
    PjrtExtension *next;
};

enum { PJRT_EXTENSION_ffi = 5 };

typedef struct PjrtApi {
    size_t size;
    PjrtExtension *extensions;
    struct {
        size_t size;
        PjrtExtension *extensions;
        int major, minor;
    } version;
    PjrtFunction *functions[]; /* as many as `size` has room for */
} PjrtApi;

/* Places in the table. */
typedef enum PjrtIndex {
    PJRT_Error_Destroy = 0,
    PJRT_Error_Message = 1,
    PJRT_Error_GetCode = 2,
    PJRT_Plugin_Initialize = 3,
    PJRT_Event_Destroy = 5,
    PJRT_Event_IsReady = 6,
    PJRT_Event_Error = 7,
    PJRT_Event_Await = 8,
    PJRT_Event_OnReady = 9,
    PJRT_Client_Create = 10,
    PJRT_Client_Destroy = 11,
    PJRT_Client_PlatformName = 12,
    PJRT_Client_PlatformVersion = 14,
    PJRT_Client_AddressableDevices = 16,
    PJRT_Client_Compile = 20,
    PJRT_Client_BufferFromHostBuffer = 22,
    PJRT_DeviceDescription_Id = 23,
    PJRT_DeviceDescription_Kind = 26,
    PJRT_DeviceDescription_ToString = 28,
    PJRT_Device_GetDescription = 29,
    PJRT_Device_MemoryStats = 34,
    PJRT_Executable_Destroy = 40,
    PJRT_Executable_Serialize = 49,
    PJRT_LoadedExecutable_Destroy = 50,
    PJRT_LoadedExecutable_GetExecutable = 51,
    PJRT_LoadedExecutable_Execute = 55,
    PJRT_Executable_DeserializeAndLoad = 56,
    PJRT_Buffer_Destroy = 58,
    PJRT_Buffer_Dimensions = 60,
    PJRT_Buffer_ToHostBuffer = 70,
    PJRT_Buffer_UnsafePointer = 73,
    PJRT_USED = 74, /* how many functions a table must have */
} PjrtIndex;

/* Every struct begins so; `extensions` stays NULL. */
#define PJRT_HEAD                                                                                  \
    size_t size;                                                                                   \
    PjrtExtension *extensions

/* --- errors and events --- */

typedef struct PjrtErrorArgs { /* Destroy */
    PJRT_HEAD;
    PjrtError *error;
} PjrtErrorArgs;

typedef struct PjrtErrorMessage {
    PJRT_HEAD;
    const PjrtError *error;
    const char *message; /* out, as long as the error lives */
    size_t message_size;
} PjrtErrorMessage;

typedef struct PjrtErrorCode {
    PJRT_HEAD;
    const PjrtError *error;
    int code; /* out */
} PjrtErrorCode;

enum { PJRT_RESOURCE_EXHAUSTED = 8 };

typedef struct PjrtInitialize {
    PJRT_HEAD;
} PjrtInitialize;

typedef struct PjrtEventArgs { /* Destroy, Error, Await */
    PJRT_HEAD;
    PjrtEvent *event;
} PjrtEventArgs;

typedef struct PjrtEventIsReady {
    PJRT_HEAD;
    PjrtEvent *event;
    bool is_ready; /* out */
} PjrtEventIsReady;

typedef struct PjrtEventOnReady {
    PJRT_HEAD;
    PjrtEvent *event;
    void (*callback)(PjrtError *error, void *closure); /* the error is the callback's */
    void *closure;
} PjrtEventOnReady;

/* --- client and devices --- */

typedef enum PjrtValueType {
    PJRT_string,
    PJRT_int64,
    PJRT_int64_list,
    PJRT_float,
    PJRT_bool
} PjrtValueType;

typedef struct PjrtNamedValue {
    PJRT_HEAD;
    const char *name;
    size_t name_size;
    PjrtValueType type;
    union {
        const char *string;
        int64_t integer;
        const int64_t *integers;
        float number;
        bool truth;
    };
    size_t value_size; /* elements of a string or list; else 1 */
} PjrtNamedValue;

typedef struct PjrtClientCreate {
    PJRT_HEAD;
    const PjrtNamedValue *options;
    size_t options_size;
    void *get, *get_closure, *put, *put_closure; /* of a store shared by processes */
    PjrtClient *client;                          /* out */
    void *try_get, *try_get_closure;
} PjrtClientCreate;

typedef struct PjrtClientText { /* PlatformName, PlatformVersion */
    PJRT_HEAD;
    PjrtClient *client;
    const char *text; /* out, as long as the client lives */
    size_t text_size;
} PjrtClientText;

typedef struct PjrtClientDevices {
    PJRT_HEAD;
    PjrtClient *client;
    PjrtDevice *const *devices; /* out */
    size_t count;
} PjrtClientDevices;

typedef struct PjrtMemoryStats {
    PJRT_HEAD;
    PjrtDevice *device;
    int64_t bytes_in_use; /* out; of what follows a field counts when its flag is set */
    int64_t peak_bytes_in_use;
    bool peak_bytes_in_use_is_set;
    int64_t num_allocs;
    bool num_allocs_is_set;
    int64_t largest_alloc_size;
    bool largest_alloc_size_is_set;
    int64_t bytes_limit;
    bool bytes_limit_is_set;
    int64_t bytes_reserved;
    bool bytes_reserved_is_set;
    int64_t peak_bytes_reserved;
    bool peak_bytes_reserved_is_set;
    int64_t bytes_reservable_limit;
    bool bytes_reservable_limit_is_set;
    int64_t largest_free_block_bytes;
    bool largest_free_block_bytes_is_set;
    int64_t pool_bytes;
    bool pool_bytes_is_set;
    int64_t peak_pool_bytes;
    bool peak_pool_bytes_is_set;
} PjrtMemoryStats;

typedef struct PjrtDescribe {
    PJRT_HEAD;
    PjrtDevice *device;
    PjrtDescription *description; /* out */
} PjrtDescribe;

typedef struct PjrtDescriptionId {
    PJRT_HEAD;
    PjrtDescription *description;
    int id; /* out */
} PjrtDescriptionId;

typedef struct PjrtDescriptionText { /* Kind, ToString */
    PJRT_HEAD;
    PjrtDescription *description;
    const char *text; /* out */
    size_t text_size;
} PjrtDescriptionText;

/* --- programs --- */

typedef struct PjrtProgram {
    PJRT_HEAD;
    const char *code;
    size_t code_size;
    const char *format;
    size_t format_size;
} PjrtProgram;

typedef struct PjrtCompile {
    PJRT_HEAD;
    PjrtClient *client;
    const PjrtProgram *program;
    const char *options; /* a serialized CompileOptionsProto */
    size_t options_size;
    PjrtLoaded *executable; /* out */
} PjrtCompile;

typedef struct PjrtLoadedArgs { /* Destroy */
    PJRT_HEAD;
    PjrtLoaded *executable;
} PjrtLoadedArgs;

typedef struct PjrtGetExecutable {
    PJRT_HEAD;
    PjrtLoaded *loaded;
    PjrtExecutable *executable; /* out, to be destroyed */
} PjrtGetExecutable;

typedef struct PjrtExecutableArgs { /* Destroy */
    PJRT_HEAD;
    PjrtExecutable *executable;
} PjrtExecutableArgs;

typedef struct PjrtSerialize {
    PJRT_HEAD;
    const PjrtExecutable *executable;
    const char *bytes; /* out, as long as `owner` */
    size_t bytes_size;
    void *owner;
    void (*release)(void *owner);
} PjrtSerialize;

typedef struct PjrtDeserialize {
    PJRT_HEAD;
    PjrtClient *client;
    const char *bytes;
    size_t bytes_size;
    PjrtLoaded *loaded; /* out */
    const char *options;
    size_t options_size;
} PjrtDeserialize;

typedef struct PjrtExecuteOptions {
    PJRT_HEAD;
    void **send_callbacks, **recv_callbacks;
    size_t sends, recvs;
    int launch_id;
    const int64_t *not_donated; /* inputs that must stay although the program may reuse them */
    size_t not_donated_count;
    void *context;
    const char *call_location;
    size_t tasks;
    int *task_ids;
    int64_t *incarnations;
    void *slices;
} PjrtExecuteOptions;

typedef struct PjrtExecute {
    PJRT_HEAD;
    PjrtLoaded *executable;
    PjrtExecuteOptions *options;
    PjrtBuffer *const *const *arguments; /* a list a device */
    size_t devices, argument_count;
    PjrtBuffer **const *results; /* out: lists made by the caller, buffers to be destroyed */
    PjrtEvent **done;            /* out: one a device */
    PjrtDevice *device;
} PjrtExecute;

/* --- buffers --- */

typedef enum PjrtType {
    PJRT_TYPE_s8 = 2,
    PJRT_TYPE_s16,
    PJRT_TYPE_s32,
    PJRT_TYPE_s64,
    PJRT_TYPE_u8,
    PJRT_TYPE_u16,
    PJRT_TYPE_u32,
    PJRT_TYPE_u64,
    PJRT_TYPE_f16,
    PJRT_TYPE_f32,
    PJRT_TYPE_f64,
    PJRT_TYPE_bf16,
    PJRT_TYPE_c64,
    PJRT_TYPE_c128,
    PJRT_TYPE_f8,
    PJRT_TYPE_f8_e4m3fn
} PjrtType;

enum {
    PJRT_COPY = 0,              /* the memory is read during the call alone */
    PJRT_TRANSFER = 1,          /* it stays and stays the same until the event is ready */
    PJRT_ZERO_COPY = 2,         /* it stays, and stays the same, until the buffer is destroyed */
    PJRT_MUTABLE_ZERO_COPY = 3, /* it stays, and may be written to */
};

typedef struct PjrtFromHost {
    PJRT_HEAD;
    PjrtClient *client;
    const void *data;
    PjrtType type;
    const int64_t *dims;
    size_t rank;
    const int64_t *strides; /* NULL: row-major */
    size_t strides_size;
    int semantics;
    PjrtDevice *device;
    PjrtMemory *memory;
    void *layout;
    PjrtEvent *done; /* out: the memory is no longer looked at */
    PjrtBuffer *buffer;
} PjrtFromHost;

typedef struct PjrtBufferArgs { /* Destroy */
    PJRT_HEAD;
    PjrtBuffer *buffer;
} PjrtBufferArgs;

typedef struct PjrtToHost {
    PJRT_HEAD;
    PjrtBuffer *buffer;
    void *layout;
    void *to;
    size_t to_size;
    PjrtEvent *done; /* out */
} PjrtToHost;

typedef struct PjrtDimensions {
    PJRT_HEAD;
    PjrtBuffer *buffer;
    const int64_t *dims; /* out, as long as the buffer */
    size_t rank;
} PjrtDimensions;

typedef struct PjrtPointer {
    PJRT_HEAD;
    PjrtBuffer *buffer;
    uintptr_t pointer; /* out */
} PjrtPointer;

/* --- calls back to the host: extension 5 of the table --- */

typedef struct PjrtFfi {
    PjrtExtension head;
    PjrtFunction *type_register, *user_data_add, *register_handler;
} PjrtFfi;

typedef struct PjrtRegisterHandler { /* the only struct without extensions */
    size_t size;
    const char *target;
    size_t target_size;
    void *handler;
    const char *platform;
    size_t platform_size;
    unsigned traits;
} PjrtRegisterHandler;

/* Its size without what pads it. */
enum { PJRT_REGISTER_HANDLER = offsetof(PjrtRegisterHandler, traits) + sizeof(unsigned) };

typedef struct FfiBuffer {
    PJRT_HEAD;
    int dtype;
    void *data;
    int64_t rank;
    int64_t *dims;
} FfiBuffer;

typedef struct FfiSpan {
    const char *at;
    size_t size;
} FfiSpan;

typedef struct FfiScalar {
    int dtype;
    void *value;
} FfiScalar;

typedef struct FfiVersion {
    PJRT_HEAD;
    int major, minor;
} FfiVersion;

typedef struct FfiErrorCreate {
    PJRT_HEAD;
    const char *message;
    int code;
} FfiErrorCreate;

typedef struct FfiApi {
    PJRT_HEAD;
    FfiVersion version;
    const void *internal;
    void *(*error_create)(FfiErrorCreate *args);
} FfiApi;

enum { FFI_EXTENSION_metadata = 1, FFI_STAGE_execute = 3, FFI_ATTR_scalar = 3, FFI_INTERNAL = 13 };

typedef struct FfiMetadata {
    size_t size;
    FfiVersion version; /* out: what the handler was written for */
    uint32_t traits;
} FfiMetadata;

typedef struct FfiMetadataExtension {
    PjrtExtension head;
    FfiMetadata *metadata;
} FfiMetadataExtension;

/* What a handler is given; it returns an error or NULL. */
typedef struct FfiCall {
    PJRT_HEAD;
    const FfiApi *api;
    void *context;
    int stage;
    struct {
        PJRT_HEAD;
        int64_t count;
        int *types;
        FfiBuffer **at;
    } args, results;
    struct {
        PJRT_HEAD;
        int64_t count;
        int *types;
        FfiSpan **names;
        void **at;
    } attrs;
} FfiCall;

#endif
