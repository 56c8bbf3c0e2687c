/* plugin.c - the example's compiler through the C interface: `make tests` has built it. */
#include "check.h"

int main(void)
{
    char folder[4096], real[4096];
    snprintf(folder, sizeof folder, "%s/examples/plugin",
             getenv("BUILD") ? getenv("BUILD") : "build");
    CHECK(realpath(folder, real) != NULL);
    setenv("CNX_PLUGINS", real, 1);

    CnxContext *cnx = context();
    CHECK(!cnx_set_compiler(cnx, "no_such"));
    CHECK(strstr(cnx_error(cnx), "there is no compiler no_such: libcnx-no_such.so was not found"));
    CHECK(strstr(cnx_error(cnx), real));
    CHECK(!cnx_set_compiler(cnx, "../evil") && !cnx_set_compiler(cnx, ""));
    if (!cnx_set_compiler(cnx, "example")) {
        printf("%s", cnx_error(cnx));
        return 1;
    }
    CnxType f32_3 = {"f32", 1, (int64_t[]){3}};
    CnxExecutable *exe = cnx_compile_value_and_grad(cnx, "M.loss", (CnxType[]){f32_3, f32_3}, 2);
    CHECK(exe != NULL);
    cnx_context_free(cnx);
    CnxTensor *w = vector(NULL, 3, (float[]){1, 2, 3}), *x = vector(NULL, 3, (float[]){4, 5, 6});
    CnxTensor *out[3] = {NULL, NULL, NULL};
    CHECK(cnx_call(exe, (CnxTensor *[]){w, x}, 2, out, 3, NULL));
    CHECK(number(out[0], 0) == 32 * 32 && number(out[1], 2) == 2 * 32 * 6);
    for (int i = 0; i < 3; i++)
        cnx_tensor_free(out[i]);
    cnx_tensor_free(w);
    cnx_tensor_free(x);
    cnx_executable_free(exe);
    puts("ok");
    return 0;
}
