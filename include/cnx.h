/* cnx.h - tensors, numerical definitions and gradients for C programs.

       #include <cnx.h>
       #include <stdio.h>

       int main(void)
       {
           CnxContext *cnx = cnx_context_new();
           cnx_run(cnx, "defmodule M do\n"
                        "  import Nx.Defn\n"
                        "  defn softmax(x), do: Nx.exp(x) / Nx.sum(Nx.exp(x))\n"
                        "end");
           int64_t dims[] = {3};
           float data[] = {1, 2, 3};
           CnxTensor *x = cnx_tensor_new(cnx, "f32", 1, dims, data), *y;
           if (!cnx_call_function(cnx, "M.softmax", &x, 1, &y, 1)) {
               fprintf(stderr, "%s", cnx_error(cnx));
               return 1;
           }
           const float *p = cnx_tensor_data(y);
           printf("%.4f %.4f %.4f\n", (double)p[0], (double)p[1], (double)p[2]);
           cnx_tensor_free(x);
           cnx_tensor_free(y);
           cnx_context_free(cnx);
       }

   A context holds the modules that were run in it and the definitions compiled so far. It belongs
   to one thread at a time; contexts share nothing. Tensors and executables belong to no context:
   several threads may use one at once, and each is freed once, by whoever has it last.

   Functions that can fail return false or NULL and leave a message, with the line it is about, in
   the context. Nothing here exits or aborts on bad input. Pointers must not be NULL where nothing
   is said of it. */
#ifndef CNX_H
#define CNX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CNX_VERSION "0.1.0"

#if defined(__GNUC__)
#define CNX_API __attribute__((visibility("default")))
#else
#define CNX_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct CnxContext CnxContext;
typedef struct CnxTensor CnxTensor;
typedef struct CnxExecutable CnxExecutable;

/* The type of a tensor: its elements as Nx prints them ("u8", "s64", "bf16", "f32", "c64", ...) and
   the sizes of its axes. One that is returned is good while what it was asked of lives. */
typedef struct CnxType {
    const char *dtype;
    int rank;
    const int64_t *dims; /* rank of them */
} CnxType;

/* What went wrong. Strings are never NULL. */
typedef struct CnxError {
    const char *kind;   /* the exception: "ArgumentError", "Interrupted" */
    const char *text;   /* its message alone */
    const char *file;   /* as the source was called; "" when the place is not known */
    int line, column;   /* from 1, columns in characters; 0 when the place is not known */
    const char *report; /* all of it as `cnx run` prints it, several lines ended by a newline */
} CnxError;

/* The version of the library that is running, "1.2.3". */
CNX_API const char *cnx_version(void);

/* --- contexts --- */

/* A new context, yours; NULL when there is no address space for its stack. */
CNX_API CnxContext *cnx_context_new(void);

/* Frees the context (NULL is fine). Its tensors and executables may live on. */
CNX_API void cnx_context_free(CnxContext *cnx);

/* The report of the last call with this context if it failed, else "". Good until the next call. */
CNX_API const char *cnx_error(const CnxContext *cnx);

/* The same in parts; NULL when the last call went well. */
CNX_API const CnxError *cnx_error_info(const CnxContext *cnx);

/* Stops what runs in this context soon, or the next thing to run; may be called from a signal
   handler or another thread. The call fails with kind "Interrupted"; the context can be used
   on. */
CNX_API void cnx_interrupt(CnxContext *cnx);

typedef enum CnxStream { CNX_OUTPUT = 1, CNX_ERRORS = 2 } CnxStream;

/* From here on what programs print goes to `log` in place of standard output and standard error,
   as it comes, at the latest when a call ends: `length` bytes, not ended by a zero. log must not
   use the context. NULL: as before. */
CNX_API void cnx_set_log(CnxContext *cnx,
                         void (*log)(void *user, CnxStream stream, const char *text, size_t length),
                         void *user);

/* The compiler of definitions that name none: "reference", or a plugin's (CNX_PLUGINS). False when
   it is not there or cannot be used. */
CNX_API bool cnx_set_compiler(CnxContext *cnx, const char *name);

/* --- programs --- */

/* Runs source text: definitions of modules, and whatever else it says. */
CNX_API bool cnx_run(CnxContext *cnx, const char *source);

/* Runs a file, as `cnx run` does. */
CNX_API bool cnx_run_file(CnxContext *cnx, const char *path);

/* Calls "Module.function" with `inputs` tensors (borrowed) and fills `outputs` (yours; all NULL
   after an error). A function that returns a tuple or map gives one output for each tensor in it,
   in order; `noutputs` must be their number. A defn is compiled for the inputs' types at the first
   call. */
CNX_API bool cnx_call_function(CnxContext *cnx, const char *function, CnxTensor *const *inputs,
                               int ninputs, CnxTensor **outputs, int noutputs);

/* The value of a function that returns one tensor, and the gradient of that, or of its sum if it is
   no scalar, by every input: *value is the tensor (yours), gradients[i] has the shape of inputs[i]
   (yours); all NULL after an error. */
CNX_API bool cnx_value_and_grad(CnxContext *cnx, const char *function, CnxTensor *const *inputs,
                                int ninputs, CnxTensor **value, CnxTensor **gradients);

/* --- executables --- */

/* "Module.function" compiled for inputs of these types: yours, independent of the context. NULL
   after an error. */
CNX_API CnxExecutable *cnx_compile(CnxContext *cnx, const char *function, const CnxType *inputs,
                                   int ninputs);

/* The same of its value and gradients: outputs as cnx_value_and_grad gives them, value first. */
CNX_API CnxExecutable *cnx_compile_value_and_grad(CnxContext *cnx, const char *function,
                                                  const CnxType *inputs, int ninputs);

CNX_API void cnx_executable_free(CnxExecutable *exe); /* NULL is fine; no call may be running */

CNX_API int cnx_executable_inputs(const CnxExecutable *exe);
CNX_API int cnx_executable_outputs(const CnxExecutable *exe);
CNX_API CnxType cnx_executable_input(const CnxExecutable *exe, int index);
CNX_API CnxType cnx_executable_output(const CnxExecutable *exe, int index);

/* Runs it on tensors of exactly the inputs' types (borrowed). Where outputs[i] is a tensor, of
   exactly that output's type, the result is written into its memory: nobody else may be using it,
   but it may be one of the inputs. Where it is NULL, it becomes a new tensor (yours). Several
   threads may call at once. After an error, outputs are as before, and *error, unless `error` is
   NULL, says what it was (yours, for cnx_error_free). */
CNX_API bool cnx_call(CnxExecutable *exe, CnxTensor *const *inputs, int ninputs,
                      CnxTensor **outputs, int noutputs, CnxError **error);

CNX_API void cnx_error_free(CnxError *error); /* NULL is fine */

/* Stops the calls that are running, in whatever threads; may be called from a signal handler. */
CNX_API void cnx_executable_interrupt(CnxExecutable *exe);

/* --- tensors ---

   Elements are row-major, packed, in native byte order. Those of u2, u4, s2 and s4 share bytes, the
   first in the high bits. Here `cnx` only takes error messages and may be NULL. */

/* A tensor with a copy of `data`, or of zeros if that is NULL. */
CNX_API CnxTensor *cnx_tensor_new(CnxContext *cnx, const char *dtype, int rank, const int64_t *dims,
                                  const void *data);

/* A tensor over memory of yours, which must be aligned for its elements and stay as it is while the
   tensor is in use, except by a cnx_call that has it as an output. When it is in use no longer,
   release(memory, user) is called, if not NULL, in whatever thread that happens. Not called when
   this fails. */
CNX_API CnxTensor *cnx_tensor_from_memory(CnxContext *cnx, const char *dtype, int rank,
                                          const int64_t *dims, void *memory,
                                          void (*release)(void *memory, void *user), void *user);

/* Tensors of other libraries by DLPack, with dlpack.h's structs: the one of its versions 0.x, and
   the versioned one of 1.x. A tensor in memory of the CPU is taken over: its deleter is called when
   the tensor is in use no longer. Elements that are not packed row-major are copied. bool becomes
   u8. After an error it is still yours. */
struct DLManagedTensor;
struct DLManagedTensorVersioned;
CNX_API CnxTensor *cnx_tensor_from_dlpack(CnxContext *cnx, struct DLManagedTensor *dlpack);
CNX_API CnxTensor *cnx_tensor_from_dlpack_versioned(CnxContext *cnx,
                                                    struct DLManagedTensorVersioned *dlpack);

/* The tensor for other libraries, sharing its memory, to be read only; the struct is yours until
   its deleter is called. NULL for types below 8 bits, which DLPack packs in another order. */
CNX_API struct DLManagedTensor *cnx_tensor_to_dlpack(CnxTensor *t);
CNX_API struct DLManagedTensorVersioned *cnx_tensor_to_dlpack_versioned(CnxTensor *t);

CNX_API void cnx_tensor_free(CnxTensor *t); /* NULL is fine */

CNX_API CnxType cnx_tensor_type(const CnxTensor *t);
CNX_API const char *cnx_tensor_dtype(const CnxTensor *t);
CNX_API int cnx_tensor_rank(const CnxTensor *t);
/* The size of axis 0 <= axis < rank. */
CNX_API int64_t cnx_tensor_dim(const CnxTensor *t, int axis);
/* The elements, aligned to 64 bytes unless the memory is yours; good while the tensor lives. */
CNX_API const void *cnx_tensor_data(const CnxTensor *t);
CNX_API int64_t cnx_tensor_bytes(const CnxTensor *t);

#ifdef __cplusplus
}
#endif

#endif
