/* train.c - fits a curve to points by gradient descent, from C.

   The model and its error are two definitions in the language; cnx_value_and_grad gives the error
   and how it changes with each coefficient, and the loop walks downhill. */
#include <cnx.h>

#include <math.h>
#include <stdio.h>

static const char *const model = "defmodule Fit do\n"
                                 "  import Nx.Defn\n"
                                 "\n"
                                 "  defn curve(c, x), do: c[0] + c[1] * x + c[2] * x ** 2\n"
                                 "\n"
                                 "  defn error(c, x, y), do: Nx.mean((curve(c, x) - y) ** 2)\n"
                                 "end\n";

enum { POINTS = 41, STEPS = 100 };

/* Points of y = 1 - 2x + 3x^2 for x in [-1, 1]. */
static void make_points(float x[POINTS], float y[POINTS])
{
    for (int i = 0; i < POINTS; i++) {
        x[i] = (float)i / (POINTS - 1) * 2 - 1;
        y[i] = 1 - 2 * x[i] + 3 * x[i] * x[i];
    }
}

/* One step: moves the coefficients c against their gradient; false after an error. */
static bool step(CnxContext *cnx, float c[3], CnxTensor *x, CnxTensor *y, float *error)
{
    CnxTensor *inputs[3] = {cnx_tensor_new(cnx, "f32", 1, (int64_t[]){3}, c), x, y};
    CnxTensor *value, *gradients[3];
    bool ok = cnx_value_and_grad(cnx, "Fit.error", inputs, 3, &value, gradients);
    cnx_tensor_free(inputs[0]);
    if (!ok)
        return false;
    const float *slope = cnx_tensor_data(gradients[0]);
    for (int i = 0; i < 3; i++)
        c[i] -= 0.5f * slope[i];
    *error = *(const float *)cnx_tensor_data(value);
    cnx_tensor_free(value);
    for (int i = 0; i < 3; i++)
        cnx_tensor_free(gradients[i]);
    return true;
}

int main(void)
{
    float xs[POINTS], ys[POINTS], c[3] = {0, 0, 0}, error = 0;
    make_points(xs, ys);
    CnxContext *cnx = cnx_context_new();
    if (cnx == NULL)
        return 1;
    CnxTensor *x = cnx_tensor_new(cnx, "f32", 1, (int64_t[]){POINTS}, xs);
    CnxTensor *y = cnx_tensor_new(cnx, "f32", 1, (int64_t[]){POINTS}, ys);
    bool ok = x && y && cnx_run(cnx, model);
    for (int i = 1; ok && i <= STEPS; i++) {
        ok = step(cnx, c, x, y, &error);
        if (ok && i % 20 == 0)
            printf("step %d: error %.6f\n", i, (double)error);
    }
    if (ok)
        printf("y = %.3f %+.3f x %+.3f x^2\n", (double)c[0], (double)c[1], (double)c[2]);
    else
        fprintf(stderr, "%s", cnx_error(cnx));
    cnx_tensor_free(x);
    cnx_tensor_free(y);
    cnx_context_free(cnx);
    return ok && fabsf(c[0] - 1) + fabsf(c[1] + 2) + fabsf(c[2] - 3) < 0.01f ? 0 : 1;
}
