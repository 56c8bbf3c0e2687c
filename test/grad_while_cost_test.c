/* grad_while_cost_test.c - what running a loop back costs: steps made again, and memory.

   The body of the loop holds a tensor of a size that nothing else has and that a step back does not
   need, so each request for such memory is one step made forward. */
#include "base/mem.h"
#include "eval/eval.h"
#include "transform/transform.h"

#include <stdio.h>
#include <string.h>

enum { MARK = 64 + 37 * 8 }; /* bytes of the tensor behind its buffer's head */

static int64_t steps, largest;

static bool count_request(size_t size)
{
    steps += size == MARK;
    if (largest < (int64_t)size)
        largest = (int64_t)size;
    return false;
}

/* How much is known of the number of steps: a constant, what the loop counts to, nothing. */
typedef enum Known { KNOWN_constant, KNOWN_counted, KNOWN_never } Known;

/* # stands for the number of steps, @ for what the counter is compared with, ? for how. */
static const char loop[] =
    "graph(%0: s64, %1: f64) {\n"
    "  %3 = constant 0 : s64\n"
    "  %4 = while %3, %1, %0 states=2 : (s64, f64)\n"
    "    region(%5: s64, %6: f64, %7: s64) {\n"
    "      %40 = constant # : s64\n      %8 = ? %5, @ : u8\n      return %8\n"
    "    }\n"
    "    region(%9: s64, %10: f64, %11: s64) {\n"
    "      %12 = constant 1 : s64\n      %13 = add %9, %12 : s64\n"
    "      %14 = floor %10 : f64\n      %15 = broadcast %14 shape=[37] axes=[] : f64[37]\n"
    "      %16 = sum %15 axes=[0] keep_axes=false : f64\n"
    "      %17 = sin %10 : f64\n      %18 = add %17, %16 : f64\n"
    "      return %13, %18\n"
    "    }\n"
    "  %20 = elem %4 index=1 : f64\n"
    "  return %20\n"
    "}\n";

/* The steps made forward by the gradient of a loop of n steps; -1 after an error. */
static int64_t cost(int64_t n, int64_t memory, Known known)
{
    Cx cx;
    Text text = {0};
    cx_init(&cx);
    for (const char *at = loop; *at; at++)
        if (*at == '#')
            text_print(&text, "%lld", (long long)n);
        else if (*at == '@')
            text_print(&text, known == KNOWN_constant ? "%%40" : "%%7");
        else if (*at == '?')
            text_print(&text, known == KNOWN_never ? "not_equal" : "less");
        else
            text_char(&text, *at);
    Graph *g = graph_read(&cx, source_add(&cx, STR("loop"), text_str(&text), false));
    GradOptions options = {memory};
    Node *dx = NULL;
    Tensor *out = NULL, *inputs[] = {tensor_fill(&cx, (Type){DTYPE_s64, {0}}, scalar_s(n)),
                                     tensor_fill(&cx, (Type){DTYPE_f64, {0}}, scalar_f(0.5))};
    bool ok = g && grad_with(&cx, g, g->results.at[0], g->params.at + 1, 1, &options, &dx);
    steps = largest = 0;
    if (ok) {
        g->results.at[0] = dx;
        mem_fault = count_request;
        ok = eval(&cx, g, inputs, NULL, &out);
        mem_fault = NULL;
    }
    tensor_free(inputs[0]);
    tensor_free(inputs[1]);
    tensor_free(out);
    text_free(&text);
    graph_free(g);
    cx_free(&cx);
    return ok ? steps : -1;
}

static int passed, count_failed;

static void at_most(const char *what, int64_t n, int64_t memory, int64_t got, int64_t most)
{
    bool ok = got >= 0 && got <= most;
    passed += ok;
    count_failed += !ok;
    if (!ok)
        printf("%s, %lld steps, %lld bytes: %lld, at most %lld\n", what, (long long)n,
               (long long)memory, (long long)got, (long long)most);
}

/* What the Note in grad_while.c promises for K states on the way forward and M on the stack, when
   `room` would do for all. */
static int64_t promised(int64_t n, int64_t k, int64_t m, int64_t room, bool is_counted)
{
    int64_t stride = 1, r = 0, first = n;
    for (int64_t part = room; is_counted && part > 4 * k && part > room / 256; part /= 16)
        if (n <= part && n > part / 16)
            return n;
    if (is_counted) {
        stride = n > k * k ? (n + k - 1) / k : k;
        first = (n - 1) / stride * stride;
    }
    while (!is_counted && (k - 1) * stride + 1 < n)
        stride *= 2;
    if (stride == 1)
        return n;
    if (stride <= k)
        return first + n;
    for (int64_t reach = 1; reach < stride; reach = reach * (m + 1 + r) / r)
        r++;
    return first + n * r;
}

int main(void)
{
    /* A state has 8 bytes, the counter is none; half of the memory is for buffers, a third of that
       for K. */
    static const struct {
        int64_t memory, k, m;
    } rooms[] = {
        {0, 2, 1}, {16 * 9, 3, 5}, {16 * 48, 16, 31}, {16 * 600, 200, 399}, {1 << 20, 1024, 2048}};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms * 2; i++) {
        Known known = i % 2 ? KNOWN_counted : KNOWN_never;
        int64_t memory = rooms[i / 2].memory, k = rooms[i / 2].k, before = 0;
        for (int64_t n = 1; n <= (memory < 1000 ? 1 << 10 : 1 << 14); n *= 2) {
            int64_t got = cost(n, memory, known);
            at_most(known == KNOWN_counted ? "steps, counted" : "steps", n, memory, got,
                    promised(n, k, rooms[i / 2].m, memory / 16, known == KNOWN_counted));
            if (n > 4 * k * k) /* far from n^2, which would give 4 */
                at_most("tenths of the steps of half as many", n, memory, got * 10 / before, 30);
            if (memory > 0)
                at_most("largest buffer", n, memory, largest,
                        memory / 2 > MARK ? memory / 2 : MARK);
            before = got;
        }
    }
    int64_t memory = INT64_C(256) << 20;
    at_most("steps, known", 1 << 14, memory, cost(1 << 14, memory, KNOWN_constant), 1 << 14);
    at_most("steps, counted", 1 << 14, memory, cost(1 << 14, memory, KNOWN_counted), 2 << 14);
    at_most("steps, never known", 1 << 14, memory, cost(1 << 14, memory, KNOWN_never), 2 << 14);
    printf("%d passed, %d failed\n", passed, count_failed);
    return count_failed > 0;
}
