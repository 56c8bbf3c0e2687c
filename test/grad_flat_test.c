/* grad_flat_test.c - every op without a derivative says so, or is flat.

   For each row of op.def whose gradient is zero or none, and that has operands, there is a case:
   the op on %8, a number of the type it wants that depends on %0. A flat op's result does not move
   when its operand moves a little, and its gradient is zeros; the gradient through any other is an
   ArgumentError at the op. A row without a case fails. */
#include "eval/eval.h"
#include "graph/graph.h"
#include "transform/transform.h"

#include <stdio.h>

static int passed, count_failed;

typedef struct Case {
    OpCode op;
    const char *of, *body; /* the dtype of %8; the line of the op, %9 */
} Case;

#define PLACES "window=[2] strides=[1] low=[0] high=[0] dilations=[1]"

/* clang-format off */
static const Case cases[] = {
    {OP_floor, "f64", "floor %8 : f64[4]"},
    {OP_ceil, "f64", "ceil %8 : f64[4]"},
    {OP_round, "f64", "round %8 : f64[4]"},
    {OP_sign, "f64", "sign %8 : f64[4]"},
    {OP_is_nan, "f64", "is_nan %8 : u8[4]"},
    {OP_is_infinity, "f64", "is_infinity %8 : u8[4]"},
    {OP_bitwise_not, "s64", "bitwise_not %8 : s64[4]"},
    {OP_population_count, "s64", "population_count %8 : s64[4]"},
    {OP_count_leading_zeros, "s64", "count_leading_zeros %8 : s64[4]"},
    {OP_bitcast, "f64", "bitcast %8 dtype=s64 : s64[4]"},
    {OP_stop_grad, "f64", "stop_grad %8 : f64[4]"},
    {OP_quotient, "s64", "quotient %8, %7 : s64[4]"},
    {OP_bitwise_and, "s64", "bitwise_and %8, %7 : s64[4]"},
    {OP_bitwise_or, "s64", "bitwise_or %8, %7 : s64[4]"},
    {OP_bitwise_xor, "s64", "bitwise_xor %8, %7 : s64[4]"},
    {OP_left_shift, "s64", "left_shift %8, %7 : s64[4]"},
    {OP_right_shift, "s64", "right_shift %8, %7 : s64[4]"},
    {OP_equal, "f64", "equal %8, %7 : u8[4]"},
    {OP_not_equal, "f64", "not_equal %8, %7 : u8[4]"},
    {OP_greater, "f64", "greater %8, %7 : u8[4]"},
    {OP_less, "f64", "less %8, %7 : u8[4]"},
    {OP_greater_equal, "f64", "greater_equal %8, %7 : u8[4]"},
    {OP_less_equal, "f64", "less_equal %8, %7 : u8[4]"},
    {OP_logical_and, "f64", "logical_and %8, %7 : u8[4]"},
    {OP_logical_or, "f64", "logical_or %8, %7 : u8[4]"},
    {OP_logical_xor, "f64", "logical_xor %8, %7 : u8[4]"},
    {OP_threefry2x32, "u64", "threefry2x32 %8, %8 : u64[4]"},
    {OP_all, "f64", "all %8 axes=[0] keep_axes=false : u8"},
    {OP_any, "f64", "any %8 axes=[0] keep_axes=false : u8"},
    {OP_argmax, "f64", "argmax %8 axes=[0] keep_axes=false last=false dtype=s32 : s32"},
    {OP_argmin, "f64", "argmin %8 axes=[0] keep_axes=false last=true dtype=s32 : s32"},
    {OP_window_product, "f64", "window_product %8 " PLACES " : f64[3]"},
    {OP_window_argmax, "f64", "window_argmax %8 " PLACES " dtype=s32 : s32[3]"},
    {OP_window_argmin, "f64", "window_argmin %8 " PLACES " dtype=s32 : s32[3]"},
    {OP_reduce, "f64", "reduce %8, %6 axes=[0] keep_axes=false : f64\n"
     "    region(%20: f64, %21: f64) {\n      %22 = add %20, %21 : f64\n      return %22\n    }"},
    {OP_window_reduce, "f64", "window_reduce %8, %6 " PLACES " : f64[3]\n"
     "    region(%20: f64, %21: f64) {\n      %22 = add %20, %21 : f64\n      return %22\n    }"},
    {OP_argsort, "f64", "argsort %8 axis=0 descending=false stable=true dtype=s32 : s32[4]"},
};
/* clang-format on */

static const double at[] = {0.3, 1.7, 2.6, 5.2};

static Tensor *input(Cx *cx, double by)
{
    Tensor *t = tensor_new(cx, (Type){DTYPE_f64, {1, {4}}});
    for (int i = 0; t && i < 4; i++)
        tensor_set(t, i, scalar_f(at[i] + by));
    return t;
}

static Node *unary(Cx *cx, Graph *g, OpCode op, Node *n, const Attr *attrs, int nattrs)
{
    return graph_node(cx, g, op, &n, 1, attrs, nattrs, SPAN_NONE);
}

/* The last node that is in no region, as the number sum(n). */
static Node *number_of(Cx *cx, Graph *g)
{
    Node *n = g->nodes.at[g->nodes.len - 1];
    int64_t f64 = DTYPE_f64, keep = 0, axes[] = {0};
    Attr as[] = {{ATTR_dtype, 1, &f64}};
    Attr over[] = {{ATTR_axes, (uint32_t)node_type(n)->shape.rank, axes},
                   {ATTR_keep_axes, 1, &keep}};
    n = unary(cx, g, OP_as_type, n, as, 1);
    return n ? unary(cx, g, OP_sum, n, over, 2) : NULL;
}

static Graph *read_case(Cx *cx, const Case *c)
{
    Text text = {0};
    const char *unit = c->of[0] == 'f' ? "1.0" : "1";
    text_print(&text,
               "graph(%%0: f64[4]) {\n  %%6 = constant 0.0 : f64\n  %%7 = constant %s : %s\n"
               "  %%8 = as_type %%0 dtype=%s : %s[4]\n  %%9 = %s\n  return %%9\n}\n",
               unit, c->of, c->of, c->of, c->body);
    Graph *g = graph_read(cx, source_add(cx, STR("case"), str_of(text_cstr(&text)), false));
    text_free(&text);
    return g;
}

/* Whether y stays where it is when all inputs move, and its gradient is zeros. */
static bool is_flat(Cx *cx, Graph *g, Node *y, Node *dx)
{
    double values[3];
    g->results.len = 0;
    vec_push(&g->results, y);
    vec_push(&g->results, dx);
    bool ok = verify(cx, g);
    for (int i = 0; i < 3 && ok; i++) {
        Tensor *in = input(cx, (i - 1) * 1e-6), *out[2] = {NULL};
        ok = in && eval(cx, g, &in, NULL, out);
        values[i] = ok ? scalar_double(tensor_get(out[0], 0)) : 0;
        for (int j = 0; j < 4 && ok; j++)
            ok = scalar_double(tensor_get(out[1], j)) == 0;
        tensor_free(in);
        tensor_free(out[0]);
        tensor_free(out[1]);
    }
    return ok && values[0] == values[1] && values[1] == values[2];
}

static bool try(Cx *cx, const Case *c)
{
    Graph *g = read_case(cx, c);
    Node *n = g ? g->nodes.at[g->nodes.len - 1] : NULL, *dx = NULL;
    Node *y = n ? number_of(cx, g) : NULL;
    bool ok = n && y && n->op == c->op, made = ok && grad(cx, g, y, g->params.at, 1, &dx);
    if (ok && op_info[c->op].grad == GRAD_none) {
        Error *e = failed(cx) ? error_take(cx) : NULL;
        ok = !made && e && e->exc == EXC_ArgumentError && e->span.start == n->span.start &&
             e->span.source == n->span.source;
        error_free(e);
    } else {
        ok = made && (c->op == OP_stop_grad || is_flat(cx, g, y, dx));
    }
    graph_free(g);
    return ok && !failed(cx);
}

int main(void)
{
    bool covered[OP_count] = {false};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Cx cx;
        cx_init(&cx);
        covered[cases[i].op] = true;
        bool ok = try(&cx, &cases[i]);
        passed += ok;
        count_failed += !ok;
        if (failed(&cx)) {
            Text message = {0};
            error_print(&message, &cx, cx.error, &palette_plain);
            printf("%s\n", text_cstr(&message));
            text_free(&message);
        }
        if (!ok)
            printf("%s: neither flat nor refused\n", op_info[cases[i].op].name);
        cx_free(&cx);
    }
    for (int op = 0; op < OP_count; op++) {
        GradKind kind = op_info[op].grad;
        if ((kind != GRAD_zero && kind != GRAD_none) || op_info[op].arity == 0 || covered[op])
            continue;
        count_failed++;
        printf("%s has no derivative and no case\n", op_info[op].name);
    }
    printf("%d passed, %d failed\n", passed, count_failed);
    return count_failed > 0;
}
