/* native_expr.c - the node behind a traced tensor, for lib/nx/defn/expr.ex, which shows it to the
   language as Nx's expressions.

   Where Nx has one operation and the graph has others (squeeze, stack, take, a block), the library
   notes on the node what Nx calls it. A note lives in the graph, so it must not count on it:
   tensors of the graph stand in it as the addresses of their nodes. */
#include "lang/jit.h"
#include "lang/native.h"
#include "lang/trace.h"
#include "lang/vm_state.h"

#include "base/cmplx.h"
#include "transform/transform.h"

#include <math.h>
#include <stdlib.h>

/* --- notes --- */

/* What a part becomes, or POISON: the walk goes into it. */
typedef Value NotePart(Vm *vm, Value v);

static Value weak(Vm *vm, Value v)
{
    bool is_tensor = v.tag == TAG_tensor && (v.tensor->node || v.tensor->data);
    Node *n = is_tensor ? trace_node(vm, v) : NULL;
    return n ? TUPLE(vm_atom(vm, "node behind"), value_int((int64_t)(intptr_t)n)) : POISON;
}

static Value strong(Vm *vm, Value v)
{
    bool is_node = v.tag == TAG_tuple && v.tuple->len == 2 &&
                   is_atom(v.tuple->at[0], vm_atom(vm, "node behind").atom);
    return is_node ? tensor_of_node((Node *)(intptr_t)v.tuple->at[1].i) : POISON;
}

/* A copy of a note with its parts changed; notes are as deep as Nx's options are. */
static Value note_map(Vm *vm, Value v, NotePart *part)
{
    Value out = part(vm, v), item;
    if (out.tag != TAG_poison)
        return out;
    if (v.tag == TAG_tuple) {
        Values items = {0};
        for (uint32_t i = 0; i < v.tuple->len; i++)
            vec_push(&items, note_map(vm, v.tuple->at[i], part));
        out = value_tuple(items.at, v.tuple->len);
        vec_free(&items);
        return out;
    }
    if (v.tag == TAG_map) {
        const MapObject *m = map_settle(v.map);
        out = map_new();
        for (uint32_t i = 0; i < m->len; i++)
            map_append(out.map, value_ref(m->at[2 * i]), note_map(vm, m->at[2 * i + 1], part));
        return out;
    }
    if (!is_proper_list(v) || v.tag == TAG_nil)
        return value_ref(v);
    ListBuilder list = LIST_BUILDER;
    while (list_next(&v, &item))
        list_push(&list, note_map(vm, item, part));
    return list.list;
}

static void note_release(void *note)
{
    value_free(*(Value *)note);
    free(note);
}

void trace_note(Vm *vm, Node *n, Value note)
{
    Value *kept = mem_alloc(sizeof *kept);
    *kept = note_map(vm, note, weak);
    graph_note(n, kept, note_release);
}

/* Cnx.Expr.note(tensor, op, args): what Nx calls the node; nothing when there is none. */
NATIVE(fn_expr_note)
{
    if (args[0].tag == TAG_tensor && args[0].tensor->node) {
        bool rejoined = trace_rejoin(vm, args, 1);
        if (is_tracing(vm)) {
            Value note = TUPLE(value_ref(args[1]), value_ref(args[2]));
            trace_note(vm, args[0].tensor->node, note);
            value_free(note);
        }
        if (rejoined)
            trace_leave(vm);
    }
    return value_ref(args[0]);
}

/* --- nodes --- */

/* The node that a capture or a name of grad's stands for; metadata of the program has a note. */
static Node *behind(Node *n)
{
    for (;;) {
        const Graph *g = n->graph;
        size_t own = g->params.len - g->captures.len;
        if (n->op == OP_metadata && n->note == NULL)
            n = n->args[0];
        else if (n->op == OP_parameter && g->outer && (size_t)node_int(n, ATTR_index) >= own)
            n = g->captures.at[(size_t)node_int(n, ATTR_index) - own];
        else
            return n;
    }
}

static Value attr_value(Vm *vm, const Attr *a)
{
    ListBuilder list = LIST_BUILDER;
    switch (attr_info[a->name].kind) {
    case AKIND_int:
        return value_int(a->at[0]);
    case AKIND_bool:
        return value_bool(a->at[0] != 0);
    case AKIND_dtype:
        return dtype_value(vm, (DType)a->at[0]);
    case AKIND_ints:
        for (uint32_t i = 0; i < a->count; i++)
            list_push(&list, value_int(a->at[i]));
        return list.list;
    }
    return VALUE_NIL;
}

static Value attrs_value(Vm *vm, const Node *n)
{
    ListBuilder list = LIST_BUILDER;
    for (int i = 0; i < n->nattrs; i++)
        list_push(&list, TUPLE(vm_atom(vm, attr_info[n->attrs[i].name].name),
                               attr_value(vm, &n->attrs[i])));
    return list.list;
}

static Value nodes_value(Node *const *at, size_t count)
{
    ListBuilder list = LIST_BUILDER;
    for (size_t i = 0; i < count; i++)
        list_push(&list, tensor_of_node(behind(at[i])));
    return list.list;
}

static double shortest_float(DType t, double x)
{
    if (!isfinite(x) || t == DTYPE_f64)
        return x;
    Text digits = {0};
    float_print(&digits, t, x);
    x = strtod(text_cstr(&digits), NULL);
    text_free(&digits);
    return x;
}

/* The number with the digits that its type shows. */
static Value shortest(Vm *vm, DType t, Scalar x)
{
    DType part = t == DTYPE_c64 ? DTYPE_f32 : t == DTYPE_c128 ? DTYPE_f64 : t;
    if (x.class_ == DCLASS_f)
        x.f = shortest_float(t, x.f);
    else if (x.class_ == DCLASS_c)
        x.c = CMPLX(shortest_float(part, creal(x.c)), shortest_float(part, cimag(x.c)));
    return scalar_value(vm, x);
}

static Value regions_value(const Node *n)
{
    ListBuilder list = LIST_BUILDER;
    for (int i = 0; i < n->nregions; i++) {
        const Graph *g = n->regions[i];
        list_push(&list, TUPLE(nodes_value(g->params.at, g->params.len - g->captures.len),
                               nodes_value(g->results.at, g->results.len)));
    }
    return list.list;
}

/* Cnx.Expr.node(tensor): {op, id, results, operands, attributes, regions, note}; regions are
   {parameters, results}. The attributes of a constant are its number, those of a tensor itself. */
NATIVE(fn_expr_node)
{
    if (args[0].tag != TAG_tensor || args[0].tensor->node == NULL)
        return fail_argument(vm);
    Node *n = behind(args[0].tensor->node);
    Value items[] = {vm_atom(vm, op_info[n->op].name),
                     value_int(n->id),
                     value_int(n->ntypes),
                     nodes_value(n->args, (size_t)n->nargs),
                     n->op == OP_constant ? shortest(vm, n->types->dtype, tensor_get(n->tensor, 0))
                     : n->op == OP_tensor ? tensor_of_data(tensor_ref(n->tensor))
                                          : attrs_value(vm, n),
                     regions_value(n),
                     n->note ? note_map(vm, *(Value *)n->note, strong) : VALUE_NIL};
    return value_tuple(items, 7);
}

/* The value of a node, NULL after an error, with the tensor's names and vectorized axes. */
static Value expression(Vm *vm, Node *n, const TensorObject *like)
{
    if (n == NULL)
        return vm_raise_pending(vm);
    Value v = tensor_of_node(n);
    v.tensor->vectorized = like->vectorized;
    for (int i = 0; i < MAX_RANK; i++)
        v.tensor->names[i] = like->names[i];
    return v;
}

/* Cnx.Expr.recorded(tensor): {op, operands, attributes, note} of the very node, marks of a
   gradient's variables among what it may be or be computed from; nil where there is none. */
NATIVE(fn_expr_recorded)
{
    if (args[0].tag != TAG_tensor || args[0].tensor->node == NULL)
        return VALUE_NIL;
    const Node *n = args[0].tensor->node;
    ListBuilder operands = LIST_BUILDER;
    for (int i = 0; i < n->nargs; i++)
        list_push(&operands, tensor_of_node(n->args[i]));
    Value items[] = {vm_atom(vm, op_info[n->op].name), operands.list, attrs_value(vm, n),
                     n->note ? note_map(vm, *(Value *)n->note, strong) : VALUE_NIL};
    return value_tuple(items, 4);
}

/* Cnx.Expr.of(tensor): the tensor as an expression of what is being traced, or of no definition. */
NATIVE(fn_expr_of)
{
    if (args[0].tag != TAG_tensor)
        return fail_argument(vm);
    const TensorObject *t = args[0].tensor;
    if (t->node || (!t->data && !is_tracing(vm)))
        return value_ref(args[0]);
    bool alone = !is_tracing(vm);
    if (alone)
        trace_push(vm, graph_ref(trace_loose(vm)));
    Value v = expression(vm, trace_node(vm, args[0]), t);
    if (alone)
        trace_leave(vm);
    return v;
}

/* Cnx.Expr.parameter(tensor): a parameter of no definition, with its type and names. */
NATIVE(fn_expr_parameter)
{
    if (args[0].tag != TAG_tensor)
        return fail_argument(vm);
    const TensorObject *t = args[0].tensor;
    return expression(vm, graph_parameter(vm->cx, trace_loose(vm), t->type, user_span(vm)), t);
}

/* Cnx.Expr.graph(tensor): the graph that the expression is of. */
NATIVE(fn_expr_graph)
{
    bool is_expression = args[0].tag == TAG_tensor && args[0].tensor->node;
    return is_expression ? value_of_graph(graph_ref(args[0].tensor->node->graph))
                         : fail_argument(vm);
}

/* Cnx.Expr.traced?(tensor) */
NATIVE(fn_expr_traced)
{
    return value_bool(args[0].tag == TAG_tensor && args[0].tensor->node);
}

/* Cnx.Expr.constant(tensor): the number that it is known to be, or nil. */
NATIVE(fn_expr_constant)
{
    if (args[0].tag != TAG_tensor)
        return VALUE_NIL;
    const TensorObject *t = args[0].tensor;
    if (t->vectorized == 0 && t->data && t->type.shape.rank == 0)
        return scalar_value(vm, tensor_get(t->data, 0));
    Node *n = t->node ? behind(t->node) : NULL;
    return n && n->op == OP_constant && t->vectorized == 0
               ? scalar_value(vm, tensor_get(n->tensor, 0))
               : VALUE_NIL;
}

/* The nodes behind a list of expressions of one graph; false when they are none. */
static bool nodes_of(Value list, Node **out, int *count, const Graph **of)
{
    Value item;
    for (*count = 0; list_next(&list, &item); (*count)++) {
        if (item.tag != TAG_tensor || item.tensor->node == NULL)
            return false;
        out[*count] = item.tensor->node;
        if (*of && *of != item.tensor->node->graph)
            return false;
        *of = item.tensor->node->graph;
    }
    return true;
}

/* Cnx.Trace.graft(roots, cut, instead): the roots, expressions of another graph, traced here with
   these tensors instead of the expressions `cut`. */
NATIVE(fn_trace_graft)
{
    int nroots = (int)list_length(args[0]), ncut = (int)list_length(args[1]), ninstead = 0;
    Node **roots = mem_alloc(sizeof(Node *) * ((size_t)nroots + 1)),
         **cut = mem_alloc(sizeof(Node *) * ((size_t)ncut + 1)),
         **copies = mem_alloc(sizeof(Node *) * ((size_t)nroots + 1)), **instead = NULL;
    const Graph *from = NULL;
    ListBuilder list = LIST_BUILDER;
    bool fits = is_tracing(vm) && nodes_of(args[0], roots, &nroots, &from) &&
                nodes_of(args[1], cut, &ncut, &from);
    bool ok = fits && trace_nodes(vm, args[2], &instead, &ninstead) && ninstead == ncut &&
              (from == NULL ||
               copy_cut(vm->cx, from, cut, instead, ncut, roots, nroots, trace_graph(vm), copies));
    for (int i = 0; i < nroots && ok && from; i++)
        list_push(&list, tensor_of_node(copies[i]));
    free(roots);
    free(cut);
    free(copies);
    free(instead);
    return ok ? list.list : failed(vm->cx) ? vm_raise_pending(vm) : fail_argument(vm);
}
