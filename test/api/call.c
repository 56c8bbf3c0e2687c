/* call.c - running text and calling functions by name. */
#include "check.h"

int main(void)
{
    CnxContext *cnx = context();
    CnxTensor *x = vector(cnx, 3, (float[]){1, 2, 3}), *y = vector(cnx, 3, (float[]){4, 5, 6});
    CnxTensor *out[2], *none[1];

    CHECK(strcmp(cnx_version(), CNX_VERSION) == 0);
    CHECK(cnx_call_function(cnx, "M.double", &x, 1, out, 1));
    CHECK(number(out[0], 2) == 6);
    CHECK(strcmp(cnx_tensor_type(out[0]).dtype, "f32") == 0);
    CHECK(cnx_tensor_rank(out[0]) == 1 && cnx_tensor_dim(out[0], 0) == 3);
    CHECK(cnx_tensor_bytes(out[0]) == 12);
    cnx_tensor_free(out[0]);

    CHECK(cnx_call_function(cnx, "M.both", (CnxTensor *[]){x, y}, 2, out, 2));
    CHECK(number(out[0], 0) == 5 && number(out[1], 2) == 18);
    cnx_tensor_free(out[0]);
    cnx_tensor_free(out[1]);

    CHECK(!cnx_call_function(cnx, "M.both", (CnxTensor *[]){x, y}, 2, none, 1));
    CHECK(none[0] == NULL);
    CHECK(strstr(cnx_error(cnx), "M.both returns 2 tensors, 1 were asked for"));
    CHECK(!cnx_call_function(cnx, "M.missing", &x, 1, out, 1));
    CHECK(strcmp(cnx_error_info(cnx)->kind, "UndefinedFunctionError") == 0);
    CHECK(!cnx_call_function(cnx, "nonsense", &x, 1, out, 1));

    /* The loss is (x . w)^2, its gradient by w is 2 (x . w) x. */
    CnxTensor *value, *gradients[2];
    CHECK(cnx_value_and_grad(cnx, "M.loss", (CnxTensor *[]){x, y}, 2, &value, gradients));
    CHECK(number(value, 0) == 32 * 32);
    CHECK(number(gradients[0], 0) == 2 * 32 * 4 && number(gradients[1], 2) == 2 * 32 * 3);
    cnx_tensor_free(value);
    cnx_tensor_free(gradients[0]);
    cnx_tensor_free(gradients[1]);

    CHECK(cnx_run(cnx, "IO.puts(\"from the program\")"));
    cnx_tensor_free(x);
    cnx_tensor_free(y);
    cnx_context_free(cnx);
    cnx_context_free(NULL);
    puts("ok");
    return 0;
}
