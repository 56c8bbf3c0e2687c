/* memory.c - tensors over the caller's memory. */
#include "check.h"

static int released;

static void release(void *memory, void *user)
{
    CHECK(user == &released);
    free(memory);
    released++;
}

int main(void)
{
    CnxContext *cnx = context();
    int64_t three = 3;
    float *data = malloc(3 * sizeof *data);
    for (int i = 0; i < 3; i++)
        data[i] = (float)i;

    /* Read where it is, never written, released once: by the last that uses it. */
    CnxTensor *x = cnx_tensor_from_memory(cnx, "f32", 1, &three, data, release, &released);
    CHECK(x != NULL && cnx_tensor_data(x) == data);
    CnxTensor *y;
    CHECK(cnx_call_function(cnx, "M.double", &x, 1, &y, 1));
    CHECK(number(y, 2) == 4 && data[2] == 2);
    cnx_tensor_free(y);
    CHECK(cnx_run(cnx, "defmodule Keep do\n  def keep(x), do: Process.put(:kept, x) || x\nend"));
    CHECK(cnx_call_function(cnx, "Keep.keep", &x, 1, &y, 1));
    cnx_tensor_free(x);
    CHECK(released == 0 && cnx_tensor_data(y) == data);
    cnx_tensor_free(y);
    CHECK(cnx_run(cnx, "Nx.multiply(Process.get(:kept), 3)"));
    CHECK(released == 0 && data[1] == 1);
    CHECK(cnx_run(cnx, "Process.delete(:kept)"));
    CHECK(released == 1);

    /* Results go straight into the caller's memory. */
    static const float in[3] = {1, 2, 3};
    float out[3] = {0};
    CnxExecutable *exe =
        cnx_compile(cnx, "M.double", &(CnxType){.dtype = "f32", .rank = 1, .dims = &three}, 1);
    CHECK(exe != NULL);
    x = cnx_tensor_from_memory(NULL, "f32", 1, &three, (void *)(uintptr_t)in, NULL, NULL);
    y = cnx_tensor_from_memory(NULL, "f32", 1, &three, out, NULL, NULL);
    CHECK(cnx_call(exe, &x, 1, &y, 1, NULL));
    CHECK(out[0] == 2 && out[2] == 6);
    CHECK(cnx_call(exe, &y, 1, &y, 1, NULL)); /* in place */
    CHECK(out[0] == 4 && out[2] == 12);
    cnx_tensor_free(x);
    cnx_tensor_free(y);
    cnx_executable_free(exe);

    /* Refused, and then not released. */
    CHECK(!cnx_tensor_from_memory(cnx, "f32", 1, &three, (char *)out + 1, release, &released));
    CHECK(strstr(cnx_error(cnx), "must be aligned to 4 bytes"));
    CHECK(!cnx_tensor_from_memory(cnx, "f32", 1, &three, NULL, release, &released));
    CHECK(strstr(cnx_error(cnx), "NULL"));
    int64_t zero = 0;
    x = cnx_tensor_from_memory(cnx, "f32", 1, &zero, NULL, NULL, NULL);
    CHECK(x != NULL && cnx_tensor_bytes(x) == 0);
    cnx_tensor_free(x);
    CHECK(released == 1);
    cnx_context_free(cnx);
    puts("ok");
    return 0;
}
