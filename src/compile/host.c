/* host.c - what a plugin may call: the graph seen through functions, tensors, and evaluation. */
#include "compile/host.h"

#include "compile/stablehlo/stablehlo.h"
#include "compile/store.h"
#include "routine/routine.h"

#include <string.h>

/* --- from public names to ours --- */

static const Graph *graph_in(const CnxGraph *g)
{
    return (const Graph *)g;
}

static const Node *node_in(const CnxNode *n)
{
    return (const Node *)n;
}

static Tensor *tensor_in(const CnxTensor *t)
{
    return (Tensor *)(uintptr_t)t;
}

static CnxTensor *tensor_out(Tensor *t)
{
    return (CnxTensor *)t;
}

static Cx *cx_in(CnxRun *run)
{
    return (Cx *)run;
}

static CnxType type_out(const Type *t)
{
    return (CnxType){dtype_info[t->dtype].name, t->shape.rank, t->shape.dim};
}

/* --- graphs --- */

static int graph_count(const CnxGraph *graph, CnxNodeList list)
{
    const Graph *g = graph_in(graph);
    switch (list) {
    case CNX_NODES:
        return (int)g->nodes.len;
    case CNX_PARAMS:
        return (int)g->params.len;
    case CNX_CAPTURES:
        return (int)g->captures.len;
    case CNX_RESULTS:
        return (int)g->results.len;
    }
    return 0;
}

static const CnxNode *graph_at(const CnxGraph *graph, CnxNodeList list, int index)
{
    const Graph *g = graph_in(graph);
    if (index < 0 || index >= graph_count(graph, list))
        return NULL;
    switch (list) {
    case CNX_NODES:
        return (const CnxNode *)g->nodes.at[index];
    case CNX_PARAMS:
        return (const CnxNode *)g->params.at[index];
    case CNX_CAPTURES:
        return (const CnxNode *)g->captures.at[index];
    case CNX_RESULTS:
        return (const CnxNode *)g->results.at[index];
    }
    return NULL;
}

/* --- nodes --- */

static const char *host_node_op(const CnxNode *n)
{
    return op_info[node_in(n)->op].name;
}

static int host_node_id(const CnxNode *n)
{
    return (int)node_in(n)->id;
}

/* Ids grow in the order of making, and a region is made before the node that holds it. */
static int node_id_limit(const CnxGraph *graph)
{
    const Graph *g = graph_in(graph);
    uint32_t limit = 0;
    for (size_t i = 0; i < g->nodes.len; i++)
        if (g->nodes.at[i]->id >= limit)
            limit = g->nodes.at[i]->id + 1;
    return (int)limit;
}

static int node_operands(const CnxNode *n)
{
    return node_in(n)->nargs;
}

static const CnxNode *node_operand(const CnxNode *n, int index)
{
    return (const CnxNode *)node_in(n)->args[index];
}

static int node_types(const CnxNode *n)
{
    return node_in(n)->ntypes;
}

static CnxType host_node_type(const CnxNode *n, int index)
{
    return type_out(&node_in(n)->types[index]);
}

static const int64_t *host_node_attr(const CnxNode *n, const char *name, int *count)
{
    const Node *node = node_in(n);
    for (int i = 0; i < node->nattrs; i++)
        if (strcmp(attr_info[node->attrs[i].name].name, name) == 0) {
            *count = (int)node->attrs[i].count;
            return node->attrs[i].at;
        }
    *count = 0;
    return NULL;
}

static const CnxTensor *node_data(const CnxNode *n)
{
    return (const CnxTensor *)node_in(n)->tensor;
}

static int node_regions(const CnxNode *n)
{
    return node_in(n)->nregions;
}

static const CnxGraph *node_region(const CnxNode *n, int index)
{
    return public_graph(node_in(n)->regions[index]);
}

static const char *host_dtype_name(int64_t dtype)
{
    return dtype >= 0 && dtype < DTYPE_count ? dtype_info[dtype].name : NULL;
}

/* --- tensors --- */

/* The type that the public one names; false after an error. */
static bool type_in(Cx *cx, CnxType type, Type *out)
{
    if (!dtype_of_name(str_of(type.dtype), &out->dtype) || type.rank < 0 || type.rank > MAX_RANK) {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "a plugin asked for a tensor of no type");
        return false;
    }
    out->shape = shape_of(type.rank, type.dims);
    return true;
}

static CnxTensor *host_tensor_new(CnxRun *run, CnxType type)
{
    Type t;
    return type_in(cx_in(run), type, &t) ? tensor_out(tensor_new(cx_in(run), t)) : NULL;
}

static CnxTensor *host_tensor_ref(CnxTensor *t)
{
    return tensor_out(tensor_ref(tensor_in(t)));
}

static void host_tensor_free(CnxTensor *t)
{
    tensor_free(tensor_in(t));
}

static CnxType tensor_type(const CnxTensor *t)
{
    return type_out(&tensor_in(t)->type);
}

static void *host_tensor_data(const CnxTensor *t)
{
    return tensor_data(tensor_in(t));
}

_Static_assert(sizeof(Home) == sizeof(CnxHome), "one struct under two names");

static CnxTensor *host_tensor_on(CnxRun *run, CnxType type, void *data, const CnxHome *home,
                                 void *closure)
{
    Type t;
    if (!type_in(cx_in(run), type, &t)) {
        home->release(data, closure);
        return NULL;
    }
    return tensor_out(tensor_at_home(t, data, (const Home *)home, closure));
}

static void *host_tensor_closure(const CnxTensor *t, const CnxHome *home)
{
    const Buffer *b = tensor_in(t)->buffer;
    return b->home == (const Home *)home ? b->closure : NULL;
}

/* --- StableHLO --- */

static bool host_stablehlo(CnxRun *run, const CnxGraph *g, int64_t key, const CnxBuild *how,
                           void (*write)(void *to, const char *text, size_t size), void *to)
{
    Text text = {0};
    StableHloStyle style = {.key = key,
                            .is_for_xla = true,
                            .may_call = how->may_call,
                            .aliases = how->aliases,
                            .mesh = how->mesh,
                            .shardings = how->shardings};
    bool ok = stablehlo_print(cx_in(run), &text, graph_in(g), &style);
    if (ok)
        write(to, text_cstr(&text), text.len);
    text_free(&text);
    return ok;
}

static bool has_stablehlo(const CnxNode *n)
{
    return stablehlo_has(node_in(n));
}

/* --- running --- */

static bool host_eval_node(CnxRun *run, const CnxNode *n, CnxTensor *const *inputs,
                           CnxTensor **outputs)
{
    const Node *node = node_in(n);
    Tensor **in = mem_alloc((size_t)(node->nargs + 1) * sizeof *in);
    Tensor **out = mem_alloc((size_t)(node->ntypes + 1) * sizeof *out);
    for (int i = 0; i < node->nargs; i++)
        in[i] = tensor_in(inputs[i]);
    bool ok = !failed(cx_in(run)) && routine_run(cx_in(run), node, in, NULL, out);
    for (int i = 0; i < node->ntypes; i++)
        outputs[i] = tensor_out(out[i]);
    free(in);
    free(out);
    return ok;
}

static void host_fail(CnxRun *run, const CnxNode *at, const char *kind, const char *text)
{
    Exc exc = EXC_RuntimeError;
    for (int i = 0; i < EXC_count; i++)
        if (str_is(exc_name((Exc)i), kind))
            exc = (Exc)i;
    fail(cx_in(run), at ? node_in(at)->span : SPAN_NONE, exc, "%s", text);
}

static bool host_interrupted(CnxRun *run)
{
    return interrupted(cx_in(run));
}

const CnxHost plugin_host = {
    .size = sizeof(CnxHost),
    .build_id = CNX_BUILD_ID,
    .graph_count = graph_count,
    .graph_at = graph_at,
    .node_op = host_node_op,
    .node_id = host_node_id,
    .node_id_limit = node_id_limit,
    .node_operands = node_operands,
    .node_operand = node_operand,
    .node_types = node_types,
    .node_type = host_node_type,
    .node_attr = host_node_attr,
    .node_data = node_data,
    .node_regions = node_regions,
    .node_region = node_region,
    .dtype_name = host_dtype_name,
    .tensor_new = host_tensor_new,
    .tensor_ref = host_tensor_ref,
    .tensor_free = host_tensor_free,
    .tensor_type = tensor_type,
    .tensor_data = host_tensor_data,
    .tensor_on = host_tensor_on,
    .tensor_closure = host_tensor_closure,
    .has_stablehlo = has_stablehlo,
    .stablehlo = host_stablehlo,
    .cache_load = store_load,
    .cache_store = store_save,
    .eval_node = host_eval_node,
    .fail = host_fail,
    .interrupted = host_interrupted,
};
