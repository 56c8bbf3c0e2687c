/* native_stablehlo.c - graphs as StableHLO text for the language. */
#include "lang/jit.h"
#include "lang/native.h"
#include "lang/trace.h"
#include "lang/vm_state.h"

#include "compile/plugin.h"
#include "compile/stablehlo/stablehlo.h"
#include "transform/transform.h"

/* Cnx.Graph.stablehlo(graph): the program that XLA is given, as text. */
NATIVE(fn_graph_stablehlo)
{
    Graph *g = graph_of_value(args[0]);
    Text out = {0};
    if (g == NULL)
        return fail_argument(vm);
    g = simplify(vm->cx, g);
    bool ok = g && stablehlo_print(vm->cx, &out, g, NULL);
    graph_free(g);
    Value text = ok ? text_value(&out) : vm_raise_pending(vm);
    if (!ok)
        text_free(&out);
    return text;
}

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
