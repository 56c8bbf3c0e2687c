/* check.h - shared by the tests of the C interface: claims, and a program to call. */
#ifndef CHECK_H
#define CHECK_H

#include <cnx.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(claim)                                                                               \
    do {                                                                                           \
        if (!(claim)) {                                                                            \
            printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #claim);                             \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

static const char program[] = "defmodule M do\n"
                              "  import Nx.Defn\n"
                              "  defn double(x), do: x * 2\n"
                              "  defn both(x, y), do: {x + y, x * y}\n"
                              "  defn loss(w, x), do: Nx.sum(Nx.dot(x, w) ** 2)\n"
                              "  defn quotient(a, b), do: Nx.quotient(a, b)\n"
                              "  defn endless(x) do\n"
                              "    while x, x < 1.0, do: x * 0.5\n"
                              "  end\n"
                              "  def spin(x), do: spin(x)\n"
                              "end\n";

/* A context that knows the module M. */
static inline CnxContext *context(void)
{
    CnxContext *cnx = cnx_context_new();
    CHECK(cnx != NULL);
    if (!cnx_run(cnx, program)) {
        printf("%s", cnx_error(cnx));
        exit(1);
    }
    return cnx;
}

static inline CnxTensor *vector(CnxContext *cnx, int64_t size, const float *data)
{
    CnxTensor *t = cnx_tensor_new(cnx, "f32", 1, &size, data);
    CHECK(t != NULL);
    return t;
}

static inline float number(const CnxTensor *t, int index)
{
    return ((const float *)cnx_tensor_data(t))[index];
}

#endif
