/* region.c - nodes that hold regions: cond, while, reduce, window_reduce, fun and custom_grad.

   While regions are traced each collects its own captures. When their node is made they get the
   same ones in the same order, so that the node's last operands serve all of them. */
#include "graph/node.h"

typedef VEC(Node *) Nodes;

/* Every outer node that one of the regions captures, in order of first capture. */
static Nodes union_of_captures(Graph *const *regions, int count)
{
    Nodes all = {0};
    Map seen = {0};
    for (int r = 0; r < count; r++)
        for (size_t i = 0; i < regions[r]->captures.len; i++) {
            Node *n = regions[r]->captures.at[i];
            if (map_get(&seen, map_key(n)))
                continue;
            map_set(&seen, n, n);
            vec_push(&all, n);
        }
    map_free(&seen);
    return all;
}

/* Gives the region exactly the captures `all`, in this order, and closes it. */
static bool agree(Cx *cx, Graph *region, const Nodes *all)
{
    size_t own = region->params.len - region->captures.len;
    for (size_t i = 0; i < all->len; i++)
        if (graph_use(cx, region, all->at[i]) == NULL)
            return false;
    for (size_t i = 0; i < all->len; i++) {
        region->captures.at[i] = all->at[i];
        region->params.at[own + i] = map_find(&region->captured, all->at[i]);
    }
    graph_number_params(region);
    region->is_closed = true;
    return true;
}

void graph_mark(const Graph *g, Node *const *roots, int count, Map *needed)
{
    for (int i = 0; i < count; i++)
        map_put(needed, map_key(roots[i]));
    for (size_t i = g->nodes.len; i-- > 0;) {
        const Node *n = g->nodes.at[i];
        for (int j = 0; j < n->nargs && map_get(needed, map_key(n)); j++)
            map_put(needed, map_key(n->args[j]));
    }
}

void graph_trim(Graph *region)
{
    size_t own = region->params.len - region->captures.len, nodes = 0, captures = 0;
    Map needed = {0}, captured = {0};
    graph_mark(region, region->results.at, (int)region->results.len, &needed);
    for (size_t i = 0; i < own; i++)
        map_put(&needed, map_key(region->params.at[i]));
    for (size_t i = 0; i < region->nodes.len; i++)
        if (map_get(&needed, map_key(region->nodes.at[i])))
            region->nodes.at[nodes++] = region->nodes.at[i];
    for (size_t i = 0; i < region->captures.len; i++) {
        Node *p = region->params.at[own + i], *outer = region->captures.at[i];
        if (map_get(&needed, map_key(p)) == NULL)
            continue;
        map_set(&captured, outer, p);
        region->params.at[own + captures] = p;
        region->captures.at[captures++] = outer;
    }
    region->nodes.len = nodes;
    region->captures.len = captures;
    region->params.len = own + captures;
    map_free(&needed);
    map_free(&region->captured);
    region->captured = captured;
    graph_number_params(region);
}

static bool check_place(Cx *cx, const Graph *g, Graph *const *regions, int count, Span span)
{
    int depth = 0;
    for (const Graph *at = g; at; at = at->outer)
        depth++;
    if (depth > MAX_NESTING) {
        fail(cx, span, EXC_SystemLimitError, "conditions and loops are nested more than %d deep",
             MAX_NESTING);
        return false;
    }
    for (int r = 0; r < count; r++)
        if (regions[r]->outer != g || regions[r]->is_closed) {
            fail(cx, span, EXC_ArgumentError, "a region belongs to another graph or node");
            return false;
        }
    return true;
}

Node *graph_hold(Cx *cx, Graph *g, OpCode op, Node *const *leading, int nleading,
                 Graph *const *regions, int count, const Attr *attrs, int nattrs, Span span)
{
    for (int i = 0; i < nleading; i++)
        if (leading[i] == NULL)
            return NULL;
    if (!check_place(cx, g, regions, count, span))
        return NULL;
    Arena *arena = graph_arena(g);
    Nodes captures = union_of_captures(regions, count);
    Node n = {.op = op, .nregions = count, .span = span};
    n.nargs = nleading + (int)captures.len;
    n.args = arena_array(arena, Node *, n.nargs);
    n.regions = arena_copy(arena, regions, sizeof(Graph *) * (size_t)count);
    bool ok = true;
    for (int i = 0; i < nleading && ok; i++)
        ok = (n.args[i] = graph_use(cx, g, leading[i])) != NULL;
    for (size_t i = 0; i < captures.len; i++)
        n.args[nleading + (int)i] = captures.at[i];
    for (int r = 0; r < count && ok; r++)
        ok = agree(cx, regions[r], &captures);
    vec_free(&captures);
    ok = ok && node_copy_attrs(cx, arena, &n, attrs, nattrs) && node_infer(cx, arena, &n);
    return ok ? node_append(g, &n) : NULL;
}

Node *graph_cond(Cx *cx, Graph *g, Node *const *predicates, int count, Graph *const *regions,
                 Span span)
{
    return graph_hold(cx, g, OP_cond, predicates, count, regions, count + 1, NULL, 0, span);
}

Node *graph_while(Cx *cx, Graph *g, Node *const *initial, int states, Graph *condition, Graph *body,
                  Span span)
{
    Graph *regions[] = {condition, body};
    int64_t count = states;
    Attr attr = {ATTR_states, 1, &count};
    return graph_hold(cx, g, OP_while, initial, states, regions, 2, &attr, 1, span);
}

Node *graph_fold(Cx *cx, Graph *g, OpCode op, Node *x, Node *initial, Graph *region,
                 const Attr *attrs, int nattrs, Span span)
{
    Node *leading[FOLD_OPERANDS] = {x, initial};
    return graph_hold(cx, g, op, leading, FOLD_OPERANDS, &region, 1, attrs, nattrs, span);
}

Node *graph_fun(Cx *cx, Graph *g, Node *const *args, int nargs, Graph *region, Span span)
{
    int64_t count = nargs;
    Attr attr = {ATTR_inputs, 1, &count};
    return graph_hold(cx, g, OP_fun, args, nargs, &region, 1, &attr, 1, span);
}

Node *graph_custom_grad(Cx *cx, Graph *g, Node *y, Node *const *xs, int nx, Graph *region,
                        Span span)
{
    int64_t count = nx;
    Attr attr = {ATTR_inputs, 1, &count};
    Node **leading = arena_array(graph_arena(g), Node *, nx + 1);
    leading[0] = y;
    for (int i = 0; i < nx; i++)
        leading[i + 1] = xs[i];
    return graph_hold(cx, g, OP_custom_grad, leading, nx + 1, &region, 1, &attr, 1, span);
}

int64_t region_node_leading(const Node *n)
{
    return is_fold(n->op)            ? FOLD_OPERANDS
           : n->op == OP_while       ? node_int(n, ATTR_states)
           : n->op == OP_fun         ? node_int(n, ATTR_inputs)
           : n->op == OP_custom_grad ? node_int(n, ATTR_inputs) + 1
                                     : n->nregions - 1;
}

bool region_is_elementwise(const Graph *region)
{
    for (size_t i = 0; i < region->nodes.len; i++) {
        const Node *n = region->nodes.at[i];
        ShapeRule shape = op_info[n->op].shape;
        bool leaf = n->op == OP_parameter || n->op == OP_constant;
        bool map =
            op_info[n->op].class_ == CLASS_MAP && (shape == SRULE_broadcast || shape == SRULE_same);
        if (n->ntypes != 1 || node_type(n)->shape.rank != 0 || !(leaf || map))
            return false;
    }
    return true;
}
