/* native_ad.c - derivatives of what is being traced, in both directions. */
#include "lang/jit.h"
#include "lang/native.h"
#include "lang/trace.h"
#include "lang/vm_state.h"

#include "transform/transform.h"

/* Three lists of tensors as nodes; the first error is pending when `ok` is false. */
typedef struct Lists {
    Node **at[3];
    int len[3];
    bool ok;
} Lists;

/* The lists a and b must be of one length. */
static Lists lists_of(Vm *vm, const Value *args, int a, int b)
{
    Lists l = {.ok = true};
    for (int i = 0; i < 3 && l.ok; i++)
        l.ok = trace_nodes(vm, args[i], &l.at[i], &l.len[i]);
    if (l.ok && l.len[a] != l.len[b]) {
        fail(vm->cx, SPAN_NONE, EXC_ArgumentError, "argument error");
        l.ok = false;
    }
    return l;
}

/* The derivatives as a list of tensors; frees everything. */
static Value finish(Vm *vm, Lists *l, Node **derivatives, int count)
{
    ListBuilder b = LIST_BUILDER;
    for (int i = 0; i < count && l->ok; i++)
        list_push(&b, tensor_of_node(derivatives[i]));
    for (int i = 0; i < 3; i++)
        free(l->at[i]);
    free(derivatives);
    return l->ok ? b.list : vm_raise_pending(vm);
}

/* Cnx.Trace.jvp(ys, xs, tangents of xs): the tangents of ys. */
NATIVE(fn_trace_jvp)
{
    if (!is_tracing(vm))
        return fail_argument(vm);
    Lists l = lists_of(vm, args, 1, 2);
    Node **dys = mem_alloc(sizeof *dys * (size_t)(l.len[0] + 1));
    l.ok = l.ok && jvp(vm->cx, trace_graph(vm), l.at[1], l.at[2], l.len[1], l.at[0], l.len[0], dys);
    return finish(vm, &l, dys, l.len[0]);
}

/* The budget for loops: a number of bytes, or nil. */
static bool options_of_value(Vm *vm, Value v, GradOptions *out)
{
    *out = GRAD_OPTIONS;
    if (is_atom(v, SYM_nil))
        return true;
    if (v.tag == TAG_int && v.i > 0) {
        out->memory = v.i;
        return true;
    }
    Text text = {0};
    value_inspect(vm, &text, v, &inspect_defaults);
    fail(vm->cx, SPAN_NONE, EXC_ArgumentError,
         "expected :memory to be a positive number of bytes, got: %s", text_cstr(&text));
    text_free(&text);
    return false;
}

/* Cnx.Trace.grad(y, xs, memory): the gradients of the scalar y by each x, a list. */
NATIVE(fn_trace_grad)
{
    Node **xs = NULL,
         *y = args[0].tag == TAG_tensor && is_tracing(vm) ? trace_node(vm, args[0]) : NULL;
    GradOptions options;
    int n = 0;
    if (y == NULL)
        return failed(vm->cx) ? vm_raise_pending(vm) : fail_argument(vm);
    bool ok = options_of_value(vm, args[2], &options) && trace_nodes(vm, args[1], &xs, &n);
    Node **dxs = mem_alloc((size_t)(n + 1) * sizeof *dxs);
    ListBuilder b = LIST_BUILDER;
    ok = ok && grad_with(vm->cx, trace_graph(vm), y, xs, n, &options, dxs);
    for (int i = 0; i < n && ok; i++)
        list_push(&b, tensor_of_node(dxs[i]));
    free(xs);
    free(dxs);
    return ok ? b.list : vm_raise_pending(vm);
}

/* Cnx.Trace.vjp(ys, cotangents of ys, xs, memory): the cotangents of xs. */
NATIVE(fn_trace_vjp)
{
    if (!is_tracing(vm))
        return fail_argument(vm);
    GradOptions options;
    Lists l = lists_of(vm, args, 0, 1);
    Node **dxs = mem_alloc(sizeof *dxs * (size_t)(l.len[2] + 1));
    l.ok =
        l.ok && options_of_value(vm, args[3], &options) &&
        vjp(vm->cx, trace_graph(vm), l.at[0], l.at[1], l.len[0], l.at[2], l.len[2], &options, dxs);
    return finish(vm, &l, dxs, l.len[2]);
}

/* Of a list of tensors the nodes in graph g; those of others do not depend on its nodes. */
static int nodes_in(Value tensors, const Graph *g, Node **out)
{
    int count = 0;
    Value item;
    while (list_next(&tensors, &item))
        if (item.tag == TAG_tensor && item.tensor->node && item.tensor->node->graph == g)
            out[count++] = item.tensor->node;
    return count;
}

/* Cnx.Trace.check_grad(ys, xs, inputs), after the trace: whether the derivatives of ys by xs, which
   were traced, are right where the parameters are the inputs: :right, :unclear, or an exception. */
NATIVE(fn_trace_check_grad)
{
    Values inputs = {0}, ys = {0}, xs = {0};
    bool ok = list_values(args[0], &ys) && list_values(args[1], &xs) &&
              list_values(args[2], &inputs) && xs.len > 0 && xs.at[0].tag == TAG_tensor &&
              xs.at[0].tensor->node;
    Node **nodes = mem_alloc(sizeof *nodes * (ys.len + xs.len + 1));
    Tensor **data = mem_alloc(sizeof *data * (inputs.len + 1));
    GradVerdict v = VERDICT_right;
    for (size_t i = 0; i < inputs.len && ok; i++) {
        ok = inputs.at[i].tag == TAG_tensor && inputs.at[i].tensor->data;
        data[i] = ok ? inputs.at[i].tensor->data : NULL;
    }
    if (ok) {
        const Graph *g = xs.at[0].tensor->node->graph;
        int ny = nodes_in(args[0], g, nodes), nx = nodes_in(args[1], g, nodes + ny);
        if (ny > 0)
            v = check_grad(vm->cx, nodes, ny, nodes + ny, nx, data, (int)inputs.len);
    }
    vec_free(&ys);
    vec_free(&xs);
    vec_free(&inputs);
    free(nodes);
    free(data);
    if (!ok)
        return fail_argument(vm);
    return failed(vm->cx) ? vm_raise_pending(vm)
                          : value_atom(vm_atom(vm, v == VERDICT_right ? "right" : "unclear").atom);
}

/* Cnx.Graph.split(graph, parameters that are known first, results that are wanted then): both
   graphs. */
NATIVE(fn_graph_split)
{
    Graph *g = graph_of_value(args[0]), *halves[2];
    if (g == NULL || args[1].tag != TAG_int || args[2].tag != TAG_int)
        return fail_argument(vm);
    if (!split(vm->cx, g, (int)args[1].i, (int)args[2].i, &halves[0], &halves[1]))
        return vm_raise_pending(vm);
    Value out[] = {value_of_graph(halves[0]), value_of_graph(halves[1])};
    return value_tuple(out, 2);
}
