/* What fails says why in cnx_error, and leaves the context usable. */
#include <cnx.h>

#include <stdio.h>
#include <string.h>

static CnxContext *cnx;

static const int64_t three[] = {3};

/* The message of a call that must fail; after one that succeeds there is none. */
static void show(const char *what, bool ok)
{
    printf("--- %s: %s\n%s", what, ok ? "ok" : "failed", cnx_error(cnx));
}

static void run(const char *source)
{
    show("run", cnx_run(cnx, source));
}

static void call(const char *function, CnxTensor **inputs, int ninputs, int noutputs)
{
    CnxTensor *outputs[4];
    bool ok = cnx_call_function(cnx, function, inputs, ninputs, outputs, noutputs);
    show(function, ok);
    for (int i = 0; i < noutputs; i++) {
        if (!ok && outputs[i])
            printf("an output after an error\n");
        cnx_tensor_free(outputs[i]);
    }
}

static void tensor(const char *dtype, int rank, const int64_t *dims)
{
    CnxTensor *t = cnx_tensor_new(cnx, dtype, rank, dims, NULL);
    show(dtype, t != NULL);
    cnx_tensor_free(t);
}

int main(void)
{
    cnx = cnx_context_new();
    printf("before anything: '%s'\n", cnx_error(cnx));

    run("1 +");
    run("defmodule M do\n"
        "  def bad(x), do: y\n"
        "end");
    run("x = 1\n"
        "raise ArgumentError, \"it is #{x}\"");
    run("defmodule M do\n"
        "  import Nx.Defn\n"
        "  defn double(x), do: x * 2\n"
        "  defn add(x, y), do: x + y\n"
        "  defn both(x), do: {x, Nx.sum(x)}\n"
        "  def name(_x), do: :nobody\n"
        "end");
    show("run_file", cnx_run_file(cnx, "no/such/file.exs"));

    CnxTensor *x = cnx_tensor_new(cnx, "f32", 1, three, (float[]){1, 2, 3});
    CnxTensor *y = cnx_tensor_new(cnx, "f32", 1, (int64_t[]){2}, (float[]){1, 2});
    CnxTensor *value, *gradients[1];
    call("M.double", &x, 1, 1);
    call("M.double", &x, 1, 2);
    call("M.both", &x, 1, 1);
    call("M.both", &x, 1, 2);
    call("M.triple", &x, 1, 1);
    call("Nowhere.double", &x, 1, 1);
    call("double", &x, 1, 1);
    call("M.name", &x, 1, 1);
    call("M.add", (CnxTensor *[]){x, y}, 2, 1);
    show("gradient of a vector", cnx_value_and_grad(cnx, "M.double", &x, 1, &value, gradients));
    cnx_tensor_free(value);
    cnx_tensor_free(gradients[0]);

    tensor("f33", 1, three);
    tensor("f32", -1, three);
    tensor("f32", 99, three);
    tensor("f32", 1, (int64_t[]){-3});
    tensor("f32", 2, (int64_t[]){INT64_MAX, 2});
    tensor("f32", 1, three);

    cnx_tensor_free(x);
    cnx_tensor_free(y);
    cnx_tensor_free(NULL);
    cnx_context_free(cnx);
    cnx_context_free(NULL);
}
