/* plan_test.c - which nodes share a kernel, and that every kernel that is made keeps the promises
   of kernel.h: a graph's text, the kinds of its steps in order. */
#include "graph/graph.h"
#include "kernel/kernel.h"

#include <stdio.h>
#include <string.h>

static int passed, failed_;

static const struct {
    const char *name, *graph, *steps;
} cases[] = {
    {"a chain", "graph(%0: f32[9]) { %1 = exp %0 : f32[9] %2 = add %1, %0 : f32[9] return %2 }",
     "map"},
    {"softmax along rows",
     "graph(%0: f32[9][5]) { %1 = exp %0 : f32[9][5] %2 = sum %1 axes=[1] keep_axes=true : "
     "f32[9][1]"
     " %3 = divide %1, %2 : f32[9][5] return %3 }",
     "row"},
    {"softmax of a million",
     "graph(%0: f32[1000000]) { %1 = exp %0 : f32[1000000] %2 = sum %1 axes=[0] keep_axes=false : "
     "f32 %3 = divide %1, %2 : f32[1000000] return %3 }",
     "row map"},
    {"a scan with what it scans and what uses it",
     "graph(%0: f32[9][5]) { %1 = exp %0 : f32[9][5] %2 = cumulative_sum %1 axis=1 reversed=false "
     ": f32[9][5] %3 = add %2, %0 : f32[9][5] return %3 }",
     "row"},
    {"a long scan begins with what its blocks come to",
     "graph(%0: f32[99999]) { %1 = exp %0 : f32[99999] %2 = cumulative_sum %1 axis=0 "
     "reversed=true : f32[99999] %3 = add %2, %0 : f32[99999] return %3 }",
     "row row"},
    {"what is dear is not computed twice for it",
     "graph(%0: f32[99999]) { %1 = pow %0, %0 : f32[99999] %2 = cumulative_sum %1 axis=0 "
     "reversed=true : f32[99999] return %2 }",
     "map row row"},
    {"scans along rows and in two directions",
     "graph(%0: f32[9][5]) { %1 = cumulative_max %0 axis=0 reversed=false : f32[9][5] %2 = "
     "cumulative_sum %0 axis=0 reversed=false : f32[9][5] %3 = cumulative_sum %0 axis=0 "
     "reversed=true : f32[9][5] return %1, %2, %3 }",
     "column column"},
    {"numbers below a byte, which are read and written",
     "graph(%0: u4[9][5]) { %1 = as_type %0 dtype=f32 : f32[9][5] %2 = exp %1 : f32[9][5] %3 = add "
     "%0, %0 : u4[9][5] return %2, %3 }",
     "map pack"},
    {"softmax and its scan",
     "graph(%0: f32[9][5]) { %1 = exp %0 : f32[9][5] %2 = sum %1 axes=[1] keep_axes=true : "
     "f32[9][1]"
     " %3 = divide %1, %2 : f32[9][5] %4 = cumulative_sum %3 axis=1 reversed=false : f32[9][5] "
     "return %4 }",
     "row"},
    {"a loop of elements with what it starts from",
     "graph(%0: f32[9]) { %1 = exp %0 : f32[9] %2 = constant 0 : s32 %3 = while %1, %2 states=2 : "
     "(f32[9], s32) region(%4: f32[9], %5: s32) { %6 = constant 7 : s32 %7 = less %5, %6 : u8 "
     "return %7 } region(%8: f32[9], %9: s32) { %10 = constant 1 : s32 %11 = add %9, %10 : s32 "
     "%12 = multiply %8, %8 : f32[9] return %12, %11 } %13 = elem %3 index=0 : f32[9] return %13 }",
     "loop"},
    {"a slice put at a known place",
     "graph(%0: f32[9], %1: f32[4]) { %2 = constant 3 : s32 %3 = exp %1 : f32[4] %4 = put_slice "
     "%0, "
     "%3, %2 : f32[9] return %4 }",
     "map map"},
    {"a slice put anywhere",
     "graph(%0: f32[99], %1: f32[4], %2: s32) { %3 = exp %1 : f32[4] %4 = put_slice %0, %3, %2 : "
     "f32[99] return %4 }",
     "scatter"},
    {"what is added is computed where it is added",
     "graph(%0: f32[9][3], %1: s32[5][1], %2: f32[5][3]) { %3 = add %1, %1 : s32[5][1] %4 = exp %2 "
     ": f32[5][3] %5 = indexed_add %0, %3, %4 axes=[0] : f32[9][3] return %5 }",
     "scatter"},
    {"what every range would compute again is not",
     "graph(%0: f32[99999], %1: s32[5000][1], %2: f32[5000]) { %3 = exp %2 : f32[5000] %4 = "
     "indexed_add %0, %1, %3 axes=[0] : f32[99999] return %4 }",
     "map scatter"},
    {"a loop over rows is none of elements",
     "graph(%0: f32[9]) { %1 = while %0 states=1 : f32[9] region(%2: f32[9]) { %3 = constant 9.0 : "
     "f32 %4 = sum %2 axes=[0] keep_axes=false : f32 %5 = less %4, %3 : u8 return %5 } "
     "region(%6: f32[9]) { %7 = add %6, %6 : f32[9] return %7 } return %1 }",
     "serial"},
    {"a loop that writes much has kernels for its body",
     "graph(%0: f32[9999]) { %1 = while %0 states=1 : f32[9999] region(%2: f32[9999]) { %3 = "
     "constant 9.0 : f32 %4 = sum %2 axes=[0] keep_axes=false : f32 %5 = less %4, %3 : u8 return "
     "%5 } region(%6: f32[9999]) { %7 = add %6, %6 : f32[9999] return %7 } return %1 }",
     "evaluate"},
    {"a loop with a sort",
     "graph(%0: f32[9]) { %1 = while %0 states=1 : f32[9] region(%2: f32[9]) { %3 = constant 9.0 : "
     "f32 %4 = sum %2 axes=[0] keep_axes=false : f32 %5 = less %4, %3 : u8 return %5 } "
     "region(%6: f32[9]) { %7 = argsort %6 axis=0 descending=false stable=true dtype=s32 : "
     "s32[9] %8 = as_type %7 dtype=f32 : f32[9] return %8 } return %1 }",
     "evaluate"},
};

static void check(const char *name, const char *text, const char *expected)
{
    Cx cx;
    cx_init(&cx);
    Text got = {0};
    Graph *g = graph_read(&cx, source_add(&cx, str_of(name), str_of(text), false));
    Plan *p = g ? fuse(&cx, g) : NULL;
    for (size_t i = 0; p && i < p->steps.len; i++) {
        text_print(&got, "%s%s", i ? " " : "", group_kind_name(p->steps.at[i].kind));
        if (p->steps.at[i].kind != GROUP_eval)
            kernel_free(lower(&cx, p, (int)i));
    }
    bool ok = p && !failed(&cx) && str_equal(text_str(&got), str_of(expected));
    if (!ok)
        printf("%s: expected %s, got %s\n", name, expected, text_cstr(&got));
    passed += ok, failed_ += !ok;
    text_free(&got);
    plan_free(p);
    graph_free(g);
    cx_free(&cx);
}

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check(cases[i].name, cases[i].graph, cases[i].steps);
    printf("%d passed, %d failed\n", passed, failed_);
    return failed_ > 0;
}
