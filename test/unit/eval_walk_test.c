/* eval_walk_test.c - whose memory a step of a graph writes to: values that are still needed, inputs
   and constants stay as they are, and a loop over a few numbers asks for no memory in its steps. */
#include "base/mem.h"
#include "eval_check.h"

static int64_t requests;

static bool count_request(size_t size)
{
    requests += size > 0;
    return false;
}

/* The results' elements, as text, for s64 inputs; evaluated twice, the inputs unharmed. */
static void gives(const char *what, const char *text, const int64_t *numbers, const char *want)
{
    Graph *g = graph_read(&cx, source_add(&cx, STR("walk"), str_of(text), false));
    if (!check(g != NULL, what))
        return;
    Tensor *in[4] = {NULL}, *out[4] = {NULL};
    size_t count = 0;
    for (size_t i = 0; i < g->params.len; i++) {
        in[i] = tensor_new(&cx, *node_type(g->params.at[i]));
        for (int64_t j = 0; j < shape_count(&in[i]->type.shape); j++)
            tensor_set(in[i], j, scalar_s(numbers[count++]));
    }
    for (int run = 0; run < 2; run++) {
        Text got = {0};
        bool ok = eval(&cx, g, in, NULL, out);
        for (size_t i = 0; ok && i < g->results.len; i++) {
            for (int64_t j = 0; j < shape_count(&out[i]->type.shape); j++)
                text_print(&got, "%lld ", (long long)tensor_get(out[i], j).s);
            tensor_free(out[i]);
        }
        if (!check(ok && strcmp(text_cstr(&got), want) == 0, what))
            printf("  got %s, expected %s\n", ok ? text_cstr(&got) : "an error", want);
        text_free(&got);
    }
    count = 0;
    for (size_t i = 0; i < g->params.len; i++) {
        for (int64_t j = 0; j < shape_count(&in[i]->type.shape); j++)
            check(tensor_get(in[i], j).s == numbers[count++], "an input is what it was");
        tensor_free(in[i]);
    }
    graph_free(g);
}

static void test_owners(void)
{
    const int64_t numbers[] = {1, 2, 3, 4};
    gives("an operand that is used twice",
          "graph(%0: s64[2], %1: s64[2]) {\n  %2 = add %0, %1 : s64[2]\n"
          "  %3 = multiply %2, %2 : s64[2]\n  %4 = subtract %3, %2 : s64[2]\n  return %4, %3\n}\n",
          numbers, "12 30 16 36 ");
    gives("a value seen under two shapes",
          "graph(%0: s64[2], %1: s64[2]) {\n  %2 = add %0, %1 : s64[2]\n"
          "  %3 = reshape %2 shape=[1, 2] : s64[1][2]\n  %4 = negate %2 : s64[2]\n"
          "  %5 = negate %3 : s64[1][2]\n  %6 = add %5, %3 : s64[1][2]\n  return %4, %6, %3\n}\n",
          numbers, "-4 -6 0 0 4 6 ");
    gives("a branch that writes over what it captures",
          "graph(%0: s64[2], %1: s64[2]) {\n  %2 = add %0, %1 : s64[2]\n  %3 = constant 1 : s64\n"
          "  %4 = equal %3, %3 : u8\n  %5 = cond %4, %2, %3 : (s64[2], s64[2])\n"
          "    region(%6: s64[2], %7: s64) {\n      %8 = negate %6 : s64[2]\n"
          "      %9 = add %8, %7 : s64[2]\n      return %9, %8\n    }\n"
          "    region(%10: s64[2], %11: s64) {\n      return %10, %10\n    }\n"
          "  %12 = elem %5 index=0 : s64[2]\n  %13 = elem %5 index=1 : s64[2]\n"
          "  return %12, %13\n}\n",
          numbers, "-3 -5 -4 -6 ");
    gives("two states that begin as one value",
          "graph(%0: s64[2], %1: s64[2]) {\n  %2 = add %0, %1 : s64[2]\n  %3 = constant 0 : s64\n"
          "  %4 = while %3, %2, %2 states=3 : (s64, s64[2], s64[2])\n"
          "    region(%5: s64, %6: s64[2], %7: s64[2]) {\n      %8 = constant 2 : s64\n"
          "      %9 = less %5, %8 : u8\n      return %9\n    }\n"
          "    region(%10: s64, %11: s64[2], %12: s64[2]) {\n      %13 = constant 1 : s64\n"
          "      %14 = add %10, %13 : s64\n      %15 = reshape %14 shape=[1] : s64[1]\n"
          "      %16 = put_slice %11, %15, %10 : s64[2]\n      return %14, %16, %12\n    }\n"
          "  %17 = elem %4 index=1 : s64[2]\n  %18 = elem %4 index=2 : s64[2]\n"
          "  return %17, %18, %2\n}\n",
          numbers, "1 2 4 6 4 6 ");
    gives(
        "a constant that a loop begins with, in a loop",
        "graph(%0: s64[2], %1: s64[2]) {\n  %2 = constant 0 : s64\n"
        "  %3 = while %2, %0 states=2 : (s64, s64[2])\n"
        "    region(%4: s64, %5: s64[2]) {\n      %6 = constant 3 : s64\n"
        "      %7 = less %4, %6 : u8\n      return %7\n    }\n"
        "    region(%8: s64, %9: s64[2]) {\n      %10 = constant 0 : s64[2]\n"
        "      %11 = constant 1 : s64\n      %12 = add %8, %11 : s64\n"
        "      %18 = constant 0 : s64\n      %13 = slice %9, %18 lengths=[1] strides=[1] : s64[1]\n"
        "      %14 = put_slice %10, %13, %11 : s64[2]\n      %15 = add %9, %14 : s64[2]\n"
        "      return %12, %15\n    }\n"
        "  %16 = elem %3 index=1 : s64[2]\n  return %16\n}\n",
        numbers, "1 5 ");
}

/* The requests for memory of a loop of n steps. */
static int64_t requests_of(int64_t n)
{
    static const char text[] =
        "graph(%0: s64, %1: f64[4]) {\n  %2 = constant 0 : s64\n"
        "  %3 = while %2, %1, %0 states=2 : (s64, f64[4])\n"
        "    region(%4: s64, %5: f64[4], %6: s64) {\n      %7 = less %4, %6 : u8\n"
        "      return %7\n    }\n"
        "    region(%8: s64, %9: f64[4], %10: s64) {\n      %11 = constant 1 : s64\n"
        "      %12 = add %8, %11 : s64\n      %13 = sin %9 : f64[4]\n"
        "      %14 = slice %9, %8 lengths=[1] strides=[1] : f64[1]\n"
        "      %15 = reshape %14 shape=[] : f64\n      %16 = multiply %13, %15 : f64[4]\n"
        "      %17 = greater %15, %11 : u8\n      %18 = cond %17, %16, %9 : f64[4]\n"
        "        region(%19: f64[4], %20: f64[4]) {\n          return %19\n        }\n"
        "        region(%21: f64[4], %22: f64[4]) {\n          %23 = add %21, %22 : f64[4]\n"
        "          return %23\n        }\n"
        "      return %12, %18\n    }\n"
        "  %24 = elem %3 index=1 : f64[4]\n  return %24\n}\n";
    Graph *g = graph_read(&cx, source_add(&cx, STR("loop"), str_of(text), false));
    if (g == NULL)
        return -1;
    Type four = {DTYPE_f64, {.rank = 1, .dim = {4}}};
    Tensor *out = NULL, *in[] = {tensor_fill(&cx, (Type){DTYPE_s64, {0}}, scalar_s(n)),
                                 tensor_fill(&cx, four, scalar_f(0.5))};
    requests = 0;
    mem_fault = count_request;
    bool ok = eval(&cx, g, in, NULL, &out);
    mem_fault = NULL;
    tensor_free(in[0]);
    tensor_free(in[1]);
    tensor_free(out);
    graph_free(g);
    return ok ? requests : -1;
}

int main(void)
{
    cx_init(&cx);
    test_owners();
    int64_t ten = requests_of(10), thousand = requests_of(1000);
    if (!check(ten > 0 && ten == thousand, "steps on little tensors ask for no memory"))
        printf("  %lld requests in 10 steps, %lld in 1000\n", (long long)ten, (long long)thousand);
    if (failed(&cx))
        puts(text_cstr(&cx.error->message));
    cx_free(&cx);
    return finish();
}
