/* verify.c - checks every promise that graph.h makes about a graph. */
#include "graph/node.h"

#include <string.h>

typedef struct Verifier {
    Cx *cx;
    const Graph *outermost;
    Map place; /* node to 1 + its place in its graph, once it was passed */
    Arena scratch;
} Verifier;

/* Names the node as the printer does. */
static bool broken(Verifier *v, const Node *n, const char *what)
{
    Map numbers = {0};
    graph_number(v->outermost, &numbers);
    uint64_t *number = n ? map_get(&numbers, map_key(n)) : NULL;
    if (n)
        fail(v->cx, n->span, EXC_ArgumentError, "malformed graph: %%%lld = %s: %s",
             number ? (long long)*number : -1LL, op_info[n->op].name, what);
    else
        fail(v->cx, SPAN_NONE, EXC_ArgumentError, "malformed graph: %s", what);
    map_free(&numbers);
    return false;
}

static bool check_attrs(Verifier *v, const Node *n)
{
    const OpInfo *info = &op_info[n->op];
    if (n->nattrs != info->nattrs)
        return broken(v, n, "it has other attributes than its op");
    for (int i = 0; i < n->nattrs; i++)
        if (n->attrs[i].name != info->attrs[i] || !attr_fits(&n->attrs[i]))
            return broken(v, n, "an attribute is missing or malformed");
    return true;
}

static bool check_operands(Verifier *v, const Graph *g, const Node *n)
{
    int arity = op_info[n->op].arity;
    if (arity >= 0 && n->nargs != arity)
        return broken(v, n, "it has the wrong number of operands");
    for (int i = 0; i < n->nargs; i++) {
        const Node *x = n->args[i];
        if (x == NULL || x->graph != g)
            return broken(v, n, "an operand belongs to another graph");
        if (map_get(&v->place, map_key(x)) == NULL)
            return broken(v, n, "an operand comes after it");
        if (x->ntypes != 1 && n->op != OP_elem)
            return broken(v, n, "an operand is a tuple");
    }
    return true;
}

static bool check_literal(Verifier *v, const Node *n)
{
    bool has = n->op == OP_constant || n->op == OP_tensor;
    if (has != (n->tensor != NULL))
        return broken(v, n, "its value is missing or should not be there");
    if (n->op == OP_tensor && !type_equal(&n->tensor->type, node_type(n)))
        return broken(v, n, "its type is not that of its tensor");
    if (n->op == OP_constant &&
        (n->tensor->type.dtype != node_type(n)->dtype || shape_count(&n->tensor->type.shape) != 1))
        return broken(v, n, "its value is not one number of its dtype");
    return true;
}

static bool check_types(Verifier *v, const Node *n)
{
    if (n->ntypes < 0 ||
        (n->ntypes != 1 && n->nregions == 0 && op_info[n->op].shape != SRULE_tuple))
        return broken(v, n, "its operation gives no tuple");
    Node again = *n;
    if (!node_infer(v->cx, &v->scratch, &again))
        return false;
    if (again.ntypes != n->ntypes)
        return broken(v, n, "its types are not those of its operation");
    for (int i = 0; i < n->ntypes; i++)
        if (!type_equal(&again.types[i], &n->types[i]))
            return broken(v, n, "its types are not those of its operation");
    return true;
}

static bool check_graph(Verifier *v, const Graph *g);

static bool check_regions(Verifier *v, const Graph *g, const Node *n)
{
    if (op_has_regions(n->op) != (n->nregions > 0))
        return broken(v, n, "its regions are missing or should not be there");
    int64_t leading = region_node_leading(n);
    for (int r = 0; r < n->nregions; r++) {
        const Graph *region = n->regions[r];
        if (region->outer != g || region->root != g->root)
            return broken(v, n, "a region belongs to another graph");
        if ((int64_t)region->captures.len != n->nargs - leading)
            return broken(v, n, "its last operands are not the captures of its regions");
        for (size_t i = 0; i < region->captures.len; i++)
            if (region->captures.at[i] != n->args[leading + (int64_t)i])
                return broken(v, n, "its last operands are not the captures of its regions");
        if (!check_graph(v, region))
            return false;
    }
    return true;
}

static bool check_params(Verifier *v, const Graph *g)
{
    size_t count = 0;
    for (size_t i = 0; i < g->nodes.len; i++)
        count += g->nodes.at[i]->op == OP_parameter;
    if (count != g->params.len || g->captures.len > count || (g->outer == NULL && g->captures.len))
        return broken(v, NULL, "the parameters are not those that are listed");
    for (size_t i = 0; i < count; i++) {
        const Node *p = g->params.at[i];
        if (p->op != OP_parameter || p->graph != g || node_int(p, ATTR_index) != (int64_t)i)
            return broken(v, p, "it is listed in the wrong place");
    }
    return true;
}

static bool check_graph(Verifier *v, const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        if (n->graph != g)
            return broken(v, n, "it belongs to another graph");
        if (!check_attrs(v, n) || !check_operands(v, g, n) || !check_literal(v, n) ||
            !check_regions(v, g, n) || !check_types(v, n))
            return false;
        *map_put(&v->place, map_key(n)) = i + 1;
    }
    for (size_t i = 0; i < g->results.len; i++) {
        const Node *n = g->results.at[i];
        if (n == NULL || n->graph != g || !map_get(&v->place, map_key(n)))
            return broken(v, n, "a result belongs to another graph");
        if (n->ntypes != 1)
            return broken(v, n, "a result is a tuple");
    }
    return check_params(v, g);
}

bool verify(Cx *cx, const Graph *g)
{
    Verifier v = {.cx = cx, .outermost = g};
    bool ok = check_graph(&v, g);
    map_free(&v.place);
    arena_free(&v.scratch);
    return ok;
}
