/* copy.c - copies the nodes of one graph into another. */
#include "transform/grad.h"

static Node *copied(const Map *map, const Node *old)
{
    return map_find(map, old);
}

/* A region of a copied node: own parameters anew, captured ones from the copy around. */
static Graph *copy_region(Cx *cx, const Graph *from, CopyFn *copy, Graph *outer, Map *map)
{
    Graph *to = graph_region(outer);
    size_t own = from->params.len - from->captures.len;
    for (size_t i = 0; i < from->params.len; i++) {
        const Node *old = from->params.at[i];
        Node *n = i < own ? copy(cx, old, NULL, to)
                          : graph_use(cx, to, copied(map, from->captures.at[i - own]));
        if (n == NULL)
            return NULL;
        map_set(map, old, n);
    }
    if (!copy_nodes_as(cx, from, NULL, copy, to, map))
        return NULL;
    for (size_t i = 0; i < from->results.len; i++)
        vec_push(&to->results, copied(map, from->results.at[i]));
    return to;
}

static Node *copy_region_node(Cx *cx, const Node *old, Node *const *args, CopyFn *copy, Graph *to,
                              Map *map)
{
    Graph **regions = arena_array(graph_arena(to), Graph *, old->nregions);
    for (int r = 0; r < old->nregions; r++)
        if ((regions[r] = copy_region(cx, old->regions[r], copy, to, map)) == NULL)
            return NULL;
    return graph_hold(cx, to, old->op, args, (int)region_node_leading(old), regions, old->nregions,
                      old->attrs, old->nattrs, old->span);
}

static Node *copy_node(Cx *cx, const Node *old, Node *const *args, Graph *to)
{
    if (old->op == OP_parameter)
        return graph_parameter(cx, to, *node_type(old), old->span);
    if (old->op == OP_constant)
        return graph_constant(cx, to, *node_type(old), tensor_get(old->tensor, 0), old->span);
    if (old->op == OP_tensor)
        return graph_tensor(cx, to, old->tensor, old->span);
    return graph_node(cx, to, old->op, args, old->nargs, old->attrs, old->nattrs, old->span);
}

bool copy_nodes_as(Cx *cx, const Graph *from, const Map *needed, CopyFn *copy, Graph *to, Map *map)
{
    for (size_t i = 0; i < from->nodes.len; i++) {
        const Node *old = from->nodes.at[i];
        if (old->op == OP_parameter || (needed && map_get(needed, map_key(old)) == NULL))
            continue;
        Node **args = arena_array(graph_arena(to), Node *, old->nargs);
        for (int j = 0; j < old->nargs; j++)
            args[j] = copied(map, old->args[j]);
        Node *n = old->nregions ? copy_region_node(cx, old, args, copy, to, map)
                                : copy(cx, old, args, to);
        if (n == NULL)
            return false;
        map_set(map, old, n);
    }
    return true;
}

bool copy_nodes(Cx *cx, const Graph *from, const Map *needed, Graph *to, Map *map)
{
    return copy_nodes_as(cx, from, needed, copy_node, to, map);
}

bool copy_needed(Cx *cx, const Graph *from, Node *const *own, Node *const *roots, int count,
                 Graph *to, Node **copies)
{
    Map needed = {0}, map = {0};
    size_t explicit = from->params.len - from->captures.len;
    bool ok = true;
    graph_mark(from, roots, count, &needed);
    for (size_t i = 0; i < from->params.len && ok; i++) {
        if (map_get(&needed, map_key(from->params.at[i])) == NULL)
            continue;
        Node *outer = i < explicit ? own[i] : from->captures.at[i - explicit];
        Node *n = graph_use(cx, to, outer);
        map_set(&map, from->params.at[i], n);
        ok = n != NULL;
    }
    ok = ok && copy_nodes(cx, from, &needed, to, &map);
    for (int i = 0; i < count && ok; i++)
        copies[i] = copied(&map, roots[i]);
    map_free(&needed);
    map_free(&map);
    return ok;
}

/* What the roots are computed from, but not through nodes that the map has. */
static void mark_to_cut(const Graph *from, Node *const *roots, int count, const Map *cut,
                        Map *needed)
{
    for (int i = 0; i < count; i++)
        map_put(needed, map_key(roots[i]));
    for (size_t i = from->nodes.len; i-- > 0;) {
        const Node *n = from->nodes.at[i];
        if (map_get(needed, map_key(n)) == NULL || map_get(cut, map_key(n)))
            continue;
        for (int j = 0; j < n->nargs; j++)
            map_put(needed, map_key(n->args[j]));
    }
}

bool copy_cut(Cx *cx, const Graph *from, Node *const *cut, Node *const *instead, int ncut,
              Node *const *roots, int count, Graph *to, Node **copies)
{
    Map needed = {0}, map = {0}, inside = {0};
    bool ok = true;
    for (int i = 0; i < ncut; i++)
        map_set(&map, cut[i], instead[i]);
    mark_to_cut(from, roots, count, &map, &needed);
    for (size_t i = 0; i < from->nodes.len && ok; i++) {
        const Node *n = from->nodes.at[i];
        if (map_get(&needed, map_key(n)) == NULL || map_get(&map, map_key(n)))
            continue;
        ok = n->op != OP_parameter;
        map_put(&inside, map_key(n));
    }
    if (!ok)
        fail(cx, SPAN_NONE, EXC_ArgumentError, "a parameter stands outside what is cut");
    ok = ok && copy_nodes(cx, from, &inside, to, &map);
    for (int i = 0; i < count && ok; i++)
        copies[i] = copied(&map, roots[i]);
    map_free(&needed);
    map_free(&map);
    map_free(&inside);
    return ok;
}
