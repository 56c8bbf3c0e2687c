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
           CnxTensor *x = cnx_tensor_new(cnx, "f32", 1, (int64_t[]){3}, (float[]){1, 2, 3}), *y;
           if (!cnx_call(cnx, "M.softmax", &x, 1, &y, 1)) {
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
   to one thread at a time; contexts share nothing. Functions that can fail return false or NULL and
   leave a message, with the line it is about, in cnx_error. Nothing here exits or aborts on bad
   input. */
#ifndef CNX_H
#define CNX_H

#include <stdbool.h>
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

/* The version of the library that is running, "1.2.3". */
CNX_API const char *cnx_version(void);

/* --- contexts --- */

/* A new context, yours; NULL when there is no address space for its stack. */
CNX_API CnxContext *cnx_context_new(void);

/* Frees the context. Its tensors may live on. */
CNX_API void cnx_context_free(CnxContext *cnx);

/* The message of the last call that failed, several lines ended by a newline, or "". Good until the
   next call with this context. */
CNX_API const char *cnx_error(const CnxContext *cnx);

/* Stops what runs in this context soon; may be called from a signal handler or another thread. The
   call that was running fails with "interrupted". */
CNX_API void cnx_interrupt(CnxContext *cnx);

/* --- programs --- */

/* Runs source text: definitions of modules, and whatever else it says. What it prints goes to
   standard output. */
CNX_API bool cnx_run(CnxContext *cnx, const char *source);

/* Runs a file, as `cnx run` does. */
CNX_API bool cnx_run_file(CnxContext *cnx, const char *path);

/* Calls "Module.function" with `inputs` tensors (borrowed) and fills `outputs` (yours). A function
   that returns a tuple or map gives one output for each tensor in it, in order; `noutputs` must be
   their number. A defn is compiled for the inputs' types and shapes at the first call. */
CNX_API bool cnx_call(CnxContext *cnx, const char *function, CnxTensor *const *inputs, int ninputs,
                      CnxTensor **outputs, int noutputs);

/* As cnx_call, for the value of a function that returns a scalar and its gradient by every input:
 *value is the scalar (yours), gradients[i] has the shape of inputs[i] (yours). */
CNX_API bool cnx_value_and_grad(CnxContext *cnx, const char *function, CnxTensor *const *inputs,
                                int ninputs, CnxTensor **value, CnxTensor **gradients);

/* --- tensors --- */

/* A tensor with a copy of `data`: row-major, packed, native byte order. dtype is spelled as Nx
   prints it: "u8", "s64", "bf16", "f32", "f64", "c64" ... data may be NULL: zeros. */
CNX_API CnxTensor *cnx_tensor_new(CnxContext *cnx, const char *dtype, int rank, const int64_t *dims,
                                  const void *data);

CNX_API void cnx_tensor_free(CnxTensor *t); /* NULL is fine */

CNX_API const char *cnx_tensor_dtype(const CnxTensor *t);
CNX_API int cnx_tensor_rank(const CnxTensor *t);
/* The size of axis 0 <= axis < rank. */
CNX_API int64_t cnx_tensor_dim(const CnxTensor *t, int axis);
/* The elements, aligned to 64 bytes; good while the tensor lives. */
CNX_API const void *cnx_tensor_data(const CnxTensor *t);
CNX_API int64_t cnx_tensor_bytes(const CnxTensor *t);

#ifdef __cplusplus
}
#endif

#endif
