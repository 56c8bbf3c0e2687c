/* host_call.c - functions of the language that running graphs call: what io_call, print_value and
   runtime_call leave in a graph.

   A node names its function by a number: its place in the machine's list, where equal functions
   stand once. The function gets a list of tensors and gives one back. */
#include "lang/exec.h"
#include "lang/native.h"
#include "lang/trace.h"
#include "lang/vm_state.h"

#include "transform/transform.h"

typedef VEC(int64_t) Ints;

/* --- running --- */

static bool take_results(Value list, Tensor **outputs, int count)
{
    Value item;
    int taken = 0;
    while (list_next(&list, &item) && taken < count && item.tag == TAG_tensor && item.tensor->data)
        outputs[taken++] = tensor_ref(item.tensor->data);
    return taken == count;
}

static bool call_function(void *owner, int64_t id, Span span, Tensor *const *inputs, int ninputs,
                          Tensor **outputs, int noutputs)
{
    Vm *vm = owner;
    if (id >= (int64_t)vm->host_functions.len)
        return false;
    ListBuilder args = LIST_BUILDER;
    for (int i = 0; i < ninputs; i++)
        list_push(&args, tensor_of_data(tensor_ref(inputs[i])));
    Trace *around = vm->trace; /* the function works on values whatever is being traced */
    vm->trace = NULL;
    struct HostCall outer = vm->host_call;
    vm->host_call = (struct HostCall){span, vm->frame_count};
    Value result = vm_call(vm, vm->host_functions.at[id], &args.list, 1);
    vm->host_call = outer;
    vm->trace = around;
    value_free(args.list);
    bool ok = result.tag != TAG_poison && take_results(result, outputs, noutputs);
    value_free(result);
    return ok;
}

/* --- making --- */

static int64_t function_number(Vm *vm, Value function)
{
    for (size_t i = 0; i < vm->host_functions.len; i++)
        if (value_same(vm->host_functions.at[i], function))
            return (int64_t)i;
    vm->cx->host.owner = vm;
    vm->cx->host.call = call_function;
    vec_push(&vm->host_functions, value_ref(function));
    return (int64_t)vm->host_functions.len - 1;
}

static void add_types(Value templates, Ints *numbers)
{
    Value t;
    while (list_next(&templates, &t)) {
        const Type *type = &t.tensor->type;
        vec_push(numbers, (int64_t)type->dtype);
        vec_push(numbers, (int64_t)type->shape.rank);
        for (int i = 0; i < type->shape.rank; i++)
            vec_push(numbers, type->shape.dim[i]);
    }
}

/* Cnx.Trace.call(tensors, function, templates): the results of function.(tensors), which have the
   templates' types; with nil the function only looks and the results are the tensors. */
NATIVE(fn_trace_call)
{
    Node **operands = NULL;
    int noperands = 0;
    int64_t passes = !is_list(args[2]);
    Ints types = {0};
    ListBuilder results = LIST_BUILDER;
    if (!is_tracing(vm) || args[1].tag != TAG_function)
        return fail_argument(vm);
    if (!trace_nodes(vm, args[0], &operands, &noperands)) {
        free(operands);
        return vm_raise_pending(vm);
    }
    add_types(args[2], &types);
    int64_t callback = function_number(vm, args[1]), serial = ++vm->host_calls;
    Attr attrs[] = {{ATTR_callback, 1, &callback},
                    {ATTR_serial, 1, &serial},
                    {ATTR_passes, 1, &passes},
                    {ATTR_types, (uint32_t)types.len, types.at}};
    Node *n = graph_node(vm->cx, trace_graph(vm), OP_runtime_call, operands, noperands, attrs, 4,
                         user_span(vm));
    for (int i = 0; n && i < n->ntypes; i++)
        list_push(&results, tensor_of_node(graph_elem(vm->cx, trace_graph(vm), n, i)));
    free(operands);
    vec_free(&types);
    return n ? results.list : vm_raise_pending(vm);
}

/* Whether a value holds a traced tensor: itself, in a list or tuple, or captured by a function. */
static bool holds_traced(Value v, int depth)
{
    Value item;
    if (v.tag == TAG_tensor)
        return v.tensor->node != NULL;
    if (depth == 0)
        return false;
    if (v.tag == TAG_tuple)
        for (uint32_t i = 0; i < v.tuple->len; i++)
            if (holds_traced(v.tuple->at[i], depth - 1))
                return true;
    if (v.tag == TAG_map)
        for (uint32_t i = 0; i < v.map->len; i++)
            if (holds_traced(map_settle(v.map)->at[2 * i + 1], depth - 1))
                return true;
    if (is_proper_list(v))
        while (list_next(&v, &item))
            if (holds_traced(item, depth - 1))
                return true;
    if (v.tag == TAG_function)
        for (uint32_t i = 0; i < v.function->captured; i++)
            if (holds_traced(v.function->at[i], depth - 1))
                return true;
    return false;
}

/* Cnx.Trace.captures?(function): whether it uses a tensor of what is being traced. */
NATIVE(fn_trace_captures)
{
    return value_bool(holds_traced(args[0], 4));
}
