/* trace.c - see trace.h. */
#include "lang/trace.h"

#include "eval/eval.h"
#include "lang/eager.h"
#include "lang/vm_state.h"

bool is_tracing(const Vm *vm)
{
    return vm->trace != NULL;
}

Graph *trace_graph(const Vm *vm)
{
    return vm->trace->graph;
}

void trace_push(Vm *vm, Graph *g)
{
    Trace *t = mem_alloc(sizeof *t);
    *t = (Trace){.outer = vm->trace, .graph = g};
    vm->trace = t;
}

Graph *trace_pop(Vm *vm)
{
    Trace *t = vm->trace;
    Graph *g = t->graph;
    vm->trace = t->outer;
    free(t);
    return g;
}

Span user_span(const Vm *vm)
{
    for (size_t n = vm->frame_count; n-- > 0;) {
        const Frame *f = &vm->frames[n];
        size_t at = (size_t)(f->pc - f->code->insns.at);
        Span span = f->code->spans.at[at ? at - 1 : 0];
        if (f->code->is_library && f->from.source)
            return f->from;
        if (span.source && !vm->cx->sources.at[span.source].is_library)
            return span;
    }
    return SPAN_NONE;
}

/* The graph under which all graphs of the trace that has `g` on top stand. */
static bool is_visible(const Vm *vm, const Graph *g)
{
    for (const Trace *t = vm->trace; t; t = t->outer)
        for (const Graph *at = t->graph; at; at = at->outer)
            if (at == g)
                return true;
    return false;
}

/* Whether some parameter of the graph, its own or captured, is under the node. */
static bool depends_on_parameter(const Node *n)
{
    Map seen = {0};
    VEC(const Node *) todo = {0};
    bool found = false;
    vec_push(&todo, n);
    while (todo.len && !found) {
        const Node *at = vec_pop(&todo);
        if (map_get(&seen, map_key(at)))
            continue;
        *map_put(&seen, map_key(at)) = 1;
        found = at->op == OP_parameter;
        for (int i = 0; i < at->nargs; i++)
            vec_push(&todo, at->args[i]);
    }
    vec_free(&todo);
    map_free(&seen);
    return found;
}

/* Whether a graph above the node's own is closed to it. */
static bool is_shut_out(const Vm *vm, const Node *n)
{
    bool closed = false;
    for (const Trace *t = vm->trace; t && t->graph != n->graph; t = t->outer)
        closed |= t->is_closed;
    return closed && depends_on_parameter(n);
}

Node *trace_node(Vm *vm, Value v)
{
    const TensorObject *t = v.tensor;
    Graph *g = trace_graph(vm);
    if (t->node == NULL && t->data == NULL) {
        fail(vm->cx, user_span(vm), EXC_ArgumentError,
             "cannot convert tensor allocated on Nx.TemplateBackend to an expression: it has no "
             "elements");
        return NULL;
    }
    if (t->node == NULL) {
        Span span = user_span(vm);
        int64_t size = shape_count(&t->type.shape);
        if (size == 1)
            return graph_constant(vm->cx, g, t->type, tensor_get(t->data, 0), span);
        return graph_tensor(vm->cx, g, t->data, span);
    }
    if (!is_visible(vm, t->node->graph)) {
        if (t->node->op == OP_constant)
            return graph_constant(vm->cx, g, t->type, tensor_get(t->node->tensor, 0),
                                  user_span(vm));
        if (t->node->op == OP_tensor)
            return graph_tensor(vm->cx, g, t->node->tensor, user_span(vm));
        fail(vm->cx, user_span(vm), EXC_ArgumentError,
             "a tensor of another definition's trace is used here; only its own parameters, its "
             "results and "
             "constants may be");
        return NULL;
    }
    if (t->node->graph != g && is_shut_out(vm, t->node)) {
        fail(vm->cx, user_span(vm), EXC_RuntimeError,
             "cannot build defn because expressions come from different contexts: the body of a "
             "while and what is around it.\n\nA while sees nothing but its own state: what its "
             "condition and body use must be part of the initial value");
        return NULL;
    }
    return graph_use(vm->cx, g, t->node);
}

Graph *trace_loose(Vm *vm)
{
    if (vm->loose && !graph_is_shared(vm->loose)) {
        graph_free(vm->loose);
        vm->loose = NULL;
    }
    if (vm->loose == NULL)
        vm->loose = graph_new();
    return vm->loose;
}

bool trace_rejoin(Vm *vm, const Value *tensors, int count)
{
    Graph *g = NULL;
    if (is_tracing(vm))
        return false;
    for (int i = 0; i < count; i++) {
        const Node *n = tensors[i].tag == TAG_tensor ? tensors[i].tensor->node : NULL;
        if (n && n->graph->outer == NULL && (g == NULL || n->op != OP_constant))
            g = n->graph;
    }
    if (g)
        trace_push(vm, graph_ref(g));
    return g != NULL;
}

void trace_leave(Vm *vm)
{
    graph_free(trace_pop(vm));
}

/* What the language sees of a node: a tensor, or a tuple of those of its elements. */
static Value value_of_node(Vm *vm, Node *n)
{
    if (n->ntypes == 1)
        return tensor_of_node(n);
    Value *items = mem_alloc((size_t)n->ntypes * sizeof *items + 1);
    for (int i = 0; i < n->ntypes; i++)
        items[i] = tensor_of_node(graph_elem(vm->cx, trace_graph(vm), n, i));
    Value tuple = value_tuple(items, (uint32_t)n->ntypes);
    free(items);
    return tuple;
}

static Value apply_traced(Vm *vm, OpCode op, const Value *tensors, int count, const Attr *attrs,
                          int nattrs)
{
    Node *few[8] = {NULL}, **args = count <= 8 ? few : mem_alloc((size_t)count * sizeof *args);
    bool ok = true;
    for (int i = 0; i < count && ok; i++)
        ok = (args[i] = trace_node(vm, tensors[i])) != NULL;
    bool one = op_info[op].dtype != DRULE_tuple && count > 0;
    Node *n =
        !ok   ? NULL
        : one ? trace_fold(vm, op, args, count, attrs, nattrs)
              : graph_node(vm->cx, trace_graph(vm), op, args, count, attrs, nattrs, user_span(vm));
    if (args != few)
        free(args);
    return n ? value_of_node(vm, n) : vm_raise_pending(vm);
}

static Value evaluate(Vm *vm, OpCode op, Tensor *const *inputs, int count, const Attr *attrs,
                      int nattrs)
{
    Arena arena = {0};
    Node node = {.op = op, .nargs = count, .nattrs = nattrs, .attrs = attrs};
    Value out = POISON;
    node.args = arena_array(&arena, Node *, count);
    for (int i = 0; i < count; i++) { /* operands need nothing but their types */
        Node *operand = arena_new(&arena, Node);
        operand->op = OP_parameter;
        operand->ntypes = 1;
        operand->types = &inputs[i]->type;
        node.args[i] = operand;
    }
    if (node_infer(vm->cx, &arena, &node)) {
        Value *items = arena_array(&arena, Value, node.ntypes);
        Tensor **outputs = arena_array(&arena, Tensor *, node.ntypes);
        bool ok = eval_node(vm->cx, &node, inputs, outputs);
        for (int i = 0; i < node.ntypes && ok; i++)
            items[i] = tensor_of_data(outputs[i]);
        if (ok)
            out = node.ntypes == 1 ? items[0] : value_tuple(items, (uint32_t)node.ntypes);
    }
    arena_free(&arena);
    return out.tag == TAG_poison ? vm_raise_pending(vm) : out;
}

static Value apply_now(Vm *vm, OpCode op, const Value *tensors, int count, const Attr *attrs,
                       int nattrs)
{
    Tensor *few[8], **inputs = count <= 8 ? few : mem_alloc((size_t)count * sizeof *inputs);
    bool ok = true;
    for (int i = 0; i < count; i++)
        ok &= (inputs[i] = tensors[i].tensor->data) != NULL;
    const Compiler *c = NULL;
    Value out = POISON;
    if (!ok)
        vm_fail(vm, EXC_ArgumentError,
                "a tensor of a branch or loop was used after its definition had ended");
    else if (eager_compiler(vm, op, &c))
        out = c ? eager_apply(vm, c, op, inputs, count, attrs, nattrs)
                : evaluate(vm, op, inputs, count, attrs, nattrs);
    if (inputs != few)
        free(inputs);
    return out;
}

Value op_apply(Vm *vm, OpCode op, const Value *tensors, int count, const Attr *attrs, int nattrs)
{
    bool rejoined = trace_rejoin(vm, tensors, count);
    Value out = is_tracing(vm) ? apply_traced(vm, op, tensors, count, attrs, nattrs)
                               : apply_now(vm, op, tensors, count, attrs, nattrs);
    if (rejoined)
        trace_leave(vm);
    return out;
}

Value op_constant(Vm *vm, const Type *type, Scalar x)
{
    Value v = is_tracing(vm)
                  ? tensor_of_node(graph_constant(vm->cx, trace_graph(vm), *type, x, user_span(vm)))
                  : tensor_of_data(tensor_fill(vm->cx, *type, x));
    return v.tag == TAG_poison ? vm_raise_pending(vm) : v;
}
