/* rewrite.c - see rewrite.h. */
#include "transform/rewrite.h"

static bool copy_graph(Rewrite *w, const Graph *from, Graph *to);

Node *rewritten(const Rewrite *w, const Node *old)
{
    return map_find(&w->nodes, old);
}

static Graph *copy_region(Rewrite *w, const Graph *from, Graph *outer)
{
    Graph *to = graph_region(outer);
    size_t own = from->params.len - from->captures.len;
    for (size_t i = 0; i < from->params.len; i++) {
        const Node *old = from->params.at[i];
        Node *n = i < own ? graph_parameter(w->cx, to, *node_type(old), old->span)
                          : graph_use(w->cx, to, rewritten(w, from->captures.at[i - own]));
        if (n == NULL)
            return NULL;
        map_set(&w->nodes, old, n);
    }
    return copy_graph(w, from, to) ? to : NULL;
}

static Node *copy_holder(Rewrite *w, const Node *old, Node *const *args, Graph *to)
{
    Graph **regions = arena_array(graph_arena(to), Graph *, old->nregions);
    for (int r = 0; r < old->nregions; r++)
        if ((regions[r] = copy_region(w, old->regions[r], to)) == NULL)
            return NULL;
    return graph_hold(w->cx, to, old->op, args, (int)region_node_leading(old), regions,
                      old->nregions, old->attrs, old->nattrs, old->span);
}

static Node *copy_plain(Rewrite *w, const Node *old, Node *const *args, Graph *to)
{
    if (old->op == OP_constant)
        return graph_constant(w->cx, to, *node_type(old), tensor_get(old->tensor, 0), old->span);
    if (old->op == OP_tensor)
        return graph_tensor(w->cx, to, old->tensor, old->span);
    return graph_node(w->cx, to, old->op, args, old->nargs, old->attrs, old->nattrs, old->span);
}

static bool copy_node(Rewrite *w, const Node *old, Graph *to)
{
    if (old->op == OP_elem) {
        Node *const *made = map_find(&w->results, old->args[0]);
        int index = (int)node_int(old, ATTR_index);
        Node *n = made ? made[index] : graph_elem(w->cx, to, rewritten(w, old->args[0]), index);
        map_set(&w->nodes, old, n);
        return n != NULL;
    }
    Node **args = arena_array(graph_arena(to), Node *, old->nargs), *n = NULL;
    for (int i = 0; i < old->nargs; i++)
        args[i] = rewritten(w, old->args[i]);
    Node **made = w->instead(w, old, args, to);
    if (failed(w->cx))
        return false;
    if (made) {
        w->changed = true;
        map_set(&w->results, old, made);
        map_set(&w->nodes, old, made[0]);
        return true;
    }
    n = old->nregions ? copy_holder(w, old, args, to) : copy_plain(w, old, args, to);
    map_set(&w->nodes, old, n);
    return n != NULL;
}

static bool copy_graph(Rewrite *w, const Graph *from, Graph *to)
{
    for (size_t i = 0; i < from->nodes.len; i++)
        if (from->nodes.at[i]->op != OP_parameter && !copy_node(w, from->nodes.at[i], to))
            return false;
    for (size_t i = 0; i < from->results.len; i++)
        vec_push(&to->results, rewritten(w, from->results.at[i]));
    return !failed(w->cx);
}

Graph *rewrite_graph(Rewrite *w, const Graph *g)
{
    Graph *to = graph_new();
    bool ok = true;
    w->changed = false;
    for (size_t i = 0; i < g->params.len && ok; i++) {
        const Node *old = g->params.at[i];
        Node *n = graph_parameter(w->cx, to, *node_type(old), old->span);
        map_set(&w->nodes, old, n);
        ok = n != NULL;
    }
    ok = ok && copy_graph(w, g, to);
    map_free(&w->nodes);
    map_free(&w->results);
    w->nodes = w->results = (Map){0};
    if (ok)
        return to;
    graph_free(to);
    return NULL;
}
