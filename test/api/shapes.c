/* Tensors of every kind of shape and type go in and come out as they are. */
#include <cnx.h>

#include <stdio.h>

static void describe(const CnxTensor *t)
{
    printf("%s", cnx_tensor_dtype(t));
    for (int i = 0; i < cnx_tensor_rank(t); i++)
        printf("[%lld]", (long long)cnx_tensor_dim(t, i));
    printf(", %lld bytes, aligned: %s\n", (long long)cnx_tensor_bytes(t),
           (uintptr_t)cnx_tensor_data(t) % 64 == 0 ? "yes" : "no");
}

static void fail(CnxContext *cnx)
{
    printf("%s", cnx_error(cnx));
}

int main(void)
{
    CnxContext *cnx = cnx_context_new();
    CnxTensor *in[2], *out[3];
    if (!cnx_run(cnx, "defmodule Shapes do\n"
                      "  import Nx.Defn\n"
                      "  defn parts(a, b), do: {Nx.dot(a, b), {Nx.sum(a), Nx.transpose(a)}}\n"
                      "  defn named(a, b), do: %{sum: Nx.add(a, b), first: a[0]}\n"
                      "end"))
        fail(cnx);

    in[0] = cnx_tensor_new(cnx, "f64", 2, (int64_t[]){2, 3}, (double[]){1, 2, 3, 4, 5, 6});
    in[1] = cnx_tensor_new(cnx, "f64", 1, (int64_t[]){3}, (double[]){1, 0, -1});
    describe(in[0]);
    if (cnx_call_function(cnx, "Shapes.parts", in, 2, out, 3)) {
        const double *dot = cnx_tensor_data(out[0]), *sum = cnx_tensor_data(out[1]);
        const double *turned = cnx_tensor_data(out[2]);
        for (int i = 0; i < 3; i++)
            describe(out[i]);
        printf("%g %g, %g, %g %g %g\n", dot[0], dot[1], sum[0], turned[0], turned[1], turned[2]);
        for (int i = 0; i < 3; i++)
            cnx_tensor_free(out[i]);
    } else {
        fail(cnx);
    }

    /* a map's tensors come in the order of its keys */
    if (cnx_call_function(cnx, "Shapes.named", in, 2, out, 2)) {
        describe(out[0]);
        describe(out[1]);
        cnx_tensor_free(out[0]);
        cnx_tensor_free(out[1]);
    } else {
        fail(cnx);
    }
    cnx_tensor_free(in[0]);
    cnx_tensor_free(in[1]);

    /* integers keep their type, a scalar has no axes, data may be left out */
    in[0] = cnx_tensor_new(cnx, "s64", 0, NULL, (int64_t[]){40});
    in[1] = cnx_tensor_new(cnx, "u8", 1, (int64_t[]){2}, NULL);
    describe(in[0]);
    describe(in[1]);
    if (cnx_call_function(cnx, "Nx.add", in, 2, out, 1)) {
        describe(out[0]);
        printf("%lld\n", (long long)((const int64_t *)cnx_tensor_data(out[0]))[1]);
        /* a tensor outlives its context */
        cnx_context_free(cnx);
        printf("%lld\n", (long long)((const int64_t *)cnx_tensor_data(out[0]))[1]);
        cnx_tensor_free(out[0]);
    } else {
        fail(cnx);
        cnx_context_free(cnx);
    }
    cnx_tensor_free(in[0]);
    cnx_tensor_free(in[1]);
}
