/* native_stablehlo.c - graphs as StableHLO text for the language. */
#include "lang/jit.h"
#include "lang/native.h"
#include "lang/trace.h"
#include "lang/vm_state.h"

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
