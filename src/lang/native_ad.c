/* native_ad.c - derivatives of what is being traced, in both directions. */
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

/* Cnx.Trace.vjp(ys, cotangents of ys, xs): the cotangents of xs. */
NATIVE(fn_trace_vjp)
{
    if (!is_tracing(vm))
        return fail_argument(vm);
    Lists l = lists_of(vm, args, 0, 1);
    Node **dxs = mem_alloc(sizeof *dxs * (size_t)(l.len[2] + 1));
    l.ok = l.ok && vjp(vm->cx, trace_graph(vm), l.at[0], l.at[1], l.len[0], l.at[2], l.len[2],
                       &GRAD_OPTIONS, dxs);
    return finish(vm, &l, dxs, l.len[2]);
}
