/* native_stablehlo.c - graphs as StableHLO text for the language. */
#include "lang/jit.h"
#include "lang/native.h"
#include "lang/trace.h"
#include "lang/vm_state.h"

#include "compile/plugin.h"
#include "compile/stablehlo/stablehlo.h"
#include "tensor/files.h"
#include "transform/transform.h"

/* Cnx.Graph.used_parameters(graph): the indices of those that the results need. */
NATIVE(fn_graph_used_parameters)
{
    const Graph *g = graph_of_value(args[0]);
    ListBuilder b = LIST_BUILDER;
    Map needed = {0};
    if (g == NULL)
        return fail_argument(vm);
    graph_mark(g, g->results.at, (int)g->results.len, &needed);
    for (size_t i = 0; i < g->params.len; i++)
        if (map_get(&needed, map_key(g->params.at[i])))
            list_push(&b, value_int((int64_t)i));
    map_free(&needed);
    return b.list;
}

/* Cnx.Compiler.devices(compiler name): a line each. */
NATIVE(fn_compiler_devices)
{
    Text out = {0};
    if (args[0].tag != TAG_atom)
        return fail_argument(vm);
    const Compiler *c = compiler_of_name(vm->cx, sym_text(vm->cx, args[0].atom));
    if (c && plugin_devices(vm->cx, c, &out))
        return text_value(&out);
    text_free(&out);
    return vm_raise_pending(vm);
}

/* Cnx.Graph.of_stablehlo(path): the graph that the file's module says. */
NATIVE(fn_graph_of_stablehlo)
{
    Text text = {0};
    uint32_t source = 0;
    if (!is_binary(args[0]))
        return fail_argument(vm);
    if (file_read(vm->cx, binary_str(args[0]), &text))
        source = source_add(vm->cx, binary_str(args[0]), text_str(&text), false);
    text_free(&text);
    Graph *g = source ? stablehlo_read(vm->cx, source) : NULL;
    return g ? graph_value(g) : vm_raise_pending(vm);
}

/* Cnx.Graph.parameters(graph): tensors without elements, one a parameter. */
NATIVE(fn_graph_parameters)
{
    const Graph *g = graph_of_value(args[0]);
    ListBuilder b = LIST_BUILDER;
    if (g == NULL)
        return fail_argument(vm);
    for (size_t i = 0; i < g->params.len; i++) {
        TensorObject *t = mem_alloc(sizeof *t);
        t->object = (Object){1, TAG_tensor};
        t->type = *node_type(g->params.at[i]);
        list_push(&b, (Value){.tag = TAG_tensor, .tensor = t});
    }
    return b.list;
}

/* Cnx.Graph.inline(graph, tensors): the graph's results, recorded in the definition that is being
   traced, of tensors of its parameters' types. */
NATIVE(fn_graph_inline)
{
    const Graph *g = graph_of_value(args[0]);
    Node **own = NULL, **copies;
    int n = 0;
    if (g == NULL || !is_tracing(vm))
        return fail_argument(vm);
    int nresults = (int)g->results.len;
    ListBuilder b = LIST_BUILDER;
    bool ok = trace_nodes(vm, args[1], &own, &n);
    bool fits = ok && (size_t)n == g->params.len;
    copies = mem_alloc((size_t)(nresults + 1) * sizeof *copies);
    ok = fits && copy_needed(vm->cx, g, own, g->results.at, nresults, trace_graph(vm), copies);
    for (int i = 0; i < nresults && ok; i++)
        list_push(&b, tensor_of_node(copies[i]));
    free(own);
    free(copies);
    return ok ? b.list : failed(vm->cx) ? vm_raise_pending(vm) : fail_argument(vm);
}
