/* jit.c - compiled definitions: a bounded cache from what was compiled to what came out.

   The key and the entry are values of the language: {function, template, compiler} and {program,
   result template}. Entries are found by hash; when the cache is full, the one that was not used
   for the longest time goes. */
#include "lang/jit.h"

#include "lang/native.h"
#include "lang/trace.h"
#include "lang/vm_state.h"

#include <string.h>

enum { MOST_ENTRIES = 512 };

typedef struct JitEntry {
    Value key, entry;
    uint64_t hash, used;
} JitEntry;

typedef struct JitCache {
    VEC(JitEntry) entries;
    uint64_t clock;
} JitCache;

static JitCache *cache_of(Vm *vm)
{
    if (vm->jit == NULL)
        vm->jit = mem_alloc(sizeof *vm->jit);
    return vm->jit;
}

void jit_free(Vm *vm)
{
    known_calls_free(vm);
    for (size_t i = 0; vm->jit && i < vm->jit->entries.len; i++) {
        value_free(vm->jit->entries.at[i].key);
        value_free(vm->jit->entries.at[i].entry);
    }
    if (vm->jit)
        vec_free(&vm->jit->entries);
    free(vm->jit);
    vm->jit = NULL;
}

/* Cnx.Jit.get(key): the entry, or nil. */
NATIVE(fn_jit_get)
{
    JitCache *c = cache_of(vm);
    uint64_t hash = value_hash(args[0]);
    for (size_t i = 0; i < c->entries.len; i++) {
        JitEntry *e = &c->entries.at[i];
        if (e->hash == hash && value_same(e->key, args[0])) {
            e->used = ++c->clock;
            return value_ref(e->entry);
        }
    }
    return VALUE_NIL;
}

/* Cnx.Jit.put(key, entry): the entry. */
NATIVE(fn_jit_put)
{
    JitCache *c = cache_of(vm);
    JitEntry e = {value_ref(args[0]), value_ref(args[1]), value_hash(args[0]), ++c->clock};
    if (c->entries.len < MOST_ENTRIES) {
        vec_push(&c->entries, e);
        return value_ref(args[1]);
    }
    JitEntry *oldest = &c->entries.at[0];
    for (size_t i = 1; i < c->entries.len; i++)
        if (c->entries.at[i].used < oldest->used)
            oldest = &c->entries.at[i];
    value_free(oldest->key);
    value_free(oldest->entry);
    *oldest = e;
    return value_ref(args[1]);
}

/* --- programs --- */

static void release_program(void *p)
{
    program_free(p);
}

static void release_graph(void *g)
{
    graph_free(g);
}

static const NativeKind program_kind = {"Cnx.Program", release_program};
static const NativeKind graph_kind = {"Cnx.Graph", release_graph};

Value graph_value(Graph *g)
{
    return value_native(&graph_kind, g);
}

Graph *graph_of_value(Value v)
{
    return v.tag == TAG_native && v.native->kind == &graph_kind ? v.native->p : NULL;
}

Value value_of_graph(Graph *g)
{
    return value_native(&graph_kind, g);
}

const Program *program_of_value(Value v)
{
    return v.tag == TAG_native && v.native->kind == &program_kind ? v.native->p : NULL;
}

Program *program_take(Value v)
{
    Program *p = program_of_value(v) ? v.native->p : NULL;
    if (p)
        v.native->p = NULL;
    return p;
}

Value value_of_program(Program *p)
{
    return value_native(&program_kind, p);
}

/* --- tracing --- */

NATIVE(fn_trace_active)
{
    return value_bool(is_tracing(vm));
}

/* Cnx.Trace.depth(): how many graphs are being traced, one inside the other. */
NATIVE(fn_trace_depth)
{
    int64_t depth = 0;
    for (const Trace *t = vm->trace; t; t = t->outer)
        depth++;
    return value_int(depth);
}

/* Cnx.Trace.effects(): a number that grows with every effect that a trace may have: what it writes,
   sends and draws at random. */
NATIVE(fn_trace_effects)
{
    return value_int((int64_t)vm->effects);
}

/* Cnx.Trace.start(): a new graph on top. */
NATIVE(fn_trace_start)
{
    trace_push(vm, graph_new());
    return value_atom(SYM_ok);
}

/* Cnx.Trace.region(), region(:open | :closed): a region of the topmost graph on top. A closed one
   refuses what is computed from parameters around it. */
NATIVE(fn_trace_region)
{
    if (!is_tracing(vm))
        return fail_argument(vm);
    trace_push(vm, graph_region(trace_graph(vm)));
    vm->trace->is_closed = count == 1 && is_atom(args[0], vm_atom(vm, "closed").atom);
    return value_atom(SYM_ok);
}

/* Cnx.Trace.suspend(): the topmost graph taken off, to be gone on with by resume(graph). */
NATIVE(fn_trace_suspend)
{
    if (!is_tracing(vm))
        return fail_argument(vm);
    Graph *g = trace_pop(vm);
    return value_of_graph(g->outer ? graph_ref(g) : g);
}

NATIVE(fn_trace_resume)
{
    Graph *g = graph_of_value(args[0]);
    if (g == NULL || (g->outer && !is_tracing(vm)))
        return fail_argument(vm);
    trace_push(vm, g->outer ? g : graph_ref(g));
    return value_atom(SYM_ok);
}

static void pop_one(Vm *vm)
{
    Graph *g = trace_pop(vm);
    if (g->outer == NULL)
        graph_free(g);
}

/* Cnx.Trace.abort(depth): drops what was traced above that depth; for the way out of an exception.
 */
NATIVE(fn_trace_abort)
{
    int64_t depth = 0;
    for (const Trace *t = vm->trace; t; t = t->outer)
        depth++;
    for (; args[0].tag == TAG_int && depth > args[0].i; depth--)
        pop_one(vm);
    return value_atom(SYM_ok);
}

/* Cnx.Trace.parameter(tensor): a parameter of the topmost graph with its type and names. */
NATIVE(fn_trace_parameter)
{
    if (args[0].tag != TAG_tensor || !is_tracing(vm))
        return fail_argument(vm);
    const TensorObject *t = args[0].tensor;
    Value v = tensor_of_node(graph_parameter(vm->cx, trace_graph(vm), t->type, user_span(vm)));
    if (v.tag == TAG_poison)
        return vm_raise_pending(vm);
    v.tensor->vectorized = t->vectorized;
    for (int i = 0; i < MAX_RANK; i++)
        v.tensor->names[i] = t->names[i];
    return v;
}

/* Cnx.Trace.finish(tensors): the topmost graph with these results, taken off. */
NATIVE(fn_trace_finish)
{
    Value list = args[0], item;
    if (!is_tracing(vm))
        return fail_argument(vm);
    while (list_next(&list, &item)) {
        Node *n = item.tag == TAG_tensor ? trace_node(vm, item) : NULL;
        if (n == NULL)
            return failed(vm->cx) ? vm_raise_pending(vm) : fail_argument(vm);
        vec_push(&trace_graph(vm)->results, n);
    }
    Graph *g = trace_pop(vm);
    return value_of_graph(g->outer ? graph_ref(g) : g);
}

/* One value a type of the node, as a list. */
static Value elems(Vm *vm, Node *n)
{
    ListBuilder b = LIST_BUILDER;
    if (n == NULL)
        return vm_raise_pending(vm);
    for (int i = 0; i < n->ntypes; i++)
        list_push(&b, tensor_of_node(graph_elem(vm->cx, trace_graph(vm), n, i)));
    return b.list;
}

bool trace_nodes(Vm *vm, Value tensors, Node ***out, int *count)
{
    Values list = {0};
    bool ok = list_values(tensors, &list);
    *count = (int)list.len;
    *out = mem_alloc((list.len + 1) * sizeof **out);
    for (size_t i = 0; i < list.len && ok; i++)
        ok = list.at[i].tag == TAG_tensor && ((*out)[i] = trace_node(vm, list.at[i])) != NULL;
    vec_free(&list);
    if (!ok && !failed(vm->cx))
        fail(vm->cx, SPAN_NONE, EXC_ArgumentError, "argument error");
    return ok;
}

/* Cnx.Trace.cond(predicates, regions): the results. */
NATIVE(fn_trace_cond)
{
    Node **predicates;
    Graph *regions[256];
    int npredicates, n = 0;
    Value list = args[1], item;
    Value out = POISON;
    while (list_next(&list, &item) && n < 256)
        regions[n++] = graph_of_value(item);
    if (trace_nodes(vm, args[0], &predicates, &npredicates))
        out = elems(vm, graph_cond(vm->cx, trace_graph(vm), predicates, npredicates, regions,
                                   user_span(vm)));
    else
        vm_raise_pending(vm);
    free(predicates);
    return out;
}

/* Cnx.Trace.while(initial, condition region, body region): the results. */
NATIVE(fn_trace_while)
{
    Node **initial;
    int states;
    Value out = POISON;
    if (trace_nodes(vm, args[0], &initial, &states))
        out =
            elems(vm, graph_while(vm->cx, trace_graph(vm), initial, states, graph_of_value(args[1]),
                                  graph_of_value(args[2]), user_span(vm)));
    else
        vm_raise_pending(vm);
    free(initial);
    return out;
}

/* Cnx.Trace.fold(:reduce or :window_reduce, [tensor, initial], region, attributes): the result. */
NATIVE(fn_trace_fold)
{
    OpCode op;
    Node **operands = NULL;
    Attr attrs[MAX_OP_ATTRS];
    Arena arena = {0};
    int n = 0;
    Graph *region = graph_of_value(args[2]);
    if (args[0].tag != TAG_atom || !op_of_name(sym_text(vm->cx, args[0].atom), &op) ||
        (op != OP_reduce && op != OP_window_reduce) || region == NULL || !is_tracing(vm))
        return fail_argument(vm);
    if (!attrs_of_keywords(vm, op, args[3], &arena, attrs)) {
        arena_free(&arena);
        return POISON;
    }
    Node *out = trace_nodes(vm, args[1], &operands, &n) && n == 2
                    ? graph_fold(vm->cx, trace_graph(vm), op, operands[0], operands[1], region,
                                 attrs, op_info[op].nattrs, user_span(vm))
                    : NULL;
    free(operands);
    arena_free(&arena);
    return out ? tensor_of_node(out) : failed(vm->cx) ? vm_raise_pending(vm) : fail_argument(vm);
}

/* Cnx.Trace.custom_grad(y, xs, region): y, with the names it has. */
NATIVE(fn_trace_custom_grad)
{
    Node **xs = NULL;
    int nxs = 0;
    Graph *region = graph_of_value(args[2]);
    if (args[0].tag != TAG_tensor || region == NULL || !is_tracing(vm))
        return fail_argument(vm);
    const TensorObject *t = args[0].tensor;
    Node *y = trace_node(vm, args[0]);
    Node *n = y && trace_nodes(vm, args[1], &xs, &nxs)
                  ? graph_custom_grad(vm->cx, trace_graph(vm), y, xs, nxs, region, user_span(vm))
                  : NULL;
    free(xs);
    if (n == NULL)
        return vm_raise_pending(vm);
    Value v = tensor_of_node(n);
    tensor_take_axes(v, t);
    return v;
}

/* Cnx.Graph.text(graph): as `cnx show graph` prints it; with a pass name, after that pass. */
NATIVE(fn_graph_text)
{
    Graph *g = graph_of_value(args[0]);
    Text out = {0};
    if (g == NULL || (!is_atom(args[1], SYM_nil) && !is_binary(args[1])))
        return fail_argument(vm);
    if (is_atom(args[1], SYM_nil)) {
        graph_print(&out, vm->cx, g);
        return text_value(&out);
    }
    Show s = {.after = binary_str(args[1]), .out = &out};
    Program *p = compile(vm->cx, g, &compiler_reference, &s);
    program_free(p);
    if (p == NULL) {
        text_free(&out);
        return vm_raise_pending(vm);
    }
    return text_value(&out);
}

/* Cnx.Graph.template(type, shape): a tensor without elements, for tracing. */
NATIVE(fn_graph_template)
{
    Type type;
    if (!dtype_of_value(vm, args[0], &type.dtype) || !shape_of_value(args[1], &type.shape))
        return fail_argument(vm);
    return tensor_of_type(&type);
}
