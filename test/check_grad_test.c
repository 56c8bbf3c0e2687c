/* check_grad_test.c - the comparison of `cnx test --check-grads` finds every gradient right: that
   of each case of grad_check.h, as a function of all its parameters, and of the same computation in
   f32 and c64, which is checked in f64. */
#include "grad_check.h"

static void check(const char *text, double low, double high)
{
    Cx cx;
    cx_init(&cx);
    Tensor *inputs[8] = {NULL};
    Graph *g = read_case(&cx, text, low, high, inputs);
    GradVerdict v = g ? check_grad(&cx, g->results.at, (int)g->results.len, g->params.at,
                                   (int)g->params.len, inputs, (int)g->params.len)
                      : VERDICT_wrong;
    if (v == VERDICT_unclear)
        printf("unclear:\n%s", text);
    report(&cx, text, v == VERDICT_right);
    for (size_t i = 0; g && i < g->params.len; i++)
        tensor_free(inputs[i]);
    graph_free(g);
    cx_free(&cx);
}

/* The text with `from` replaced by `to`, which is not longer. */
static void replace(char *text, const char *from, const char *to)
{
    size_t skip = strlen(from);
    char *write = text;
    for (const char *read = text; *read;) {
        if (strncmp(read, from, skip) == 0) {
            for (const char *c = to; *c; c++)
                *write++ = *c;
            read += skip;
        } else {
            *write++ = *read++;
        }
    }
    *write = 0;
}

static void run(const char *text, double low, double high)
{
    static char narrow[1 << 13];
    check(text, low, high);
    snprintf(narrow, sizeof narrow, "%s", text);
    replace(narrow, "f64", "f32");
    replace(narrow, "c128", "c64");
    check(narrow, low, high);
}

int main(void)
{
    run_all_cases();
    printf("%d passed, %d failed\n", passed, count_failed);
    return count_failed > 0;
}
