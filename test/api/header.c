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
