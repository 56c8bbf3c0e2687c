/* jvp_region.c - tangents of tuples, conditions, calls and loops. */
#include "transform/jvp.h"

FORWARD(elem)
{
    dy[0] = dx[0];
}

/* A copy of some results of a region in `to`, with tangents. */
typedef struct Copy {
    Rule *k;
    const Forward *f;
    const Node *node; /* that holds the region */
    const Graph *from;
    Graph *to;
    Node **own;       /* what stands for the region's own parameters */
    Node **results;   /* the copies */
    Node **xs, **dxs; /* in `to`: parameters that have tangents */
    int nxs;
} Copy;

static Copy copy_new(Rule *k, const Forward *f, const Node *node, const Graph *from)
{
    Arena *arena = graph_arena(k->g);
    Copy c = {.k = k, .f = f, .node = node, .from = from, .to = graph_region(k->g)};
    c.own = arena_array(arena, Node *, from->params.len);
    c.xs = arena_array(arena, Node *, from->params.len);
    c.dxs = arena_array(arena, Node *, from->params.len);
    c.results = arena_array(arena, Node *, from->results.len);
    return c;
}

/* Copies the results; values captured with a tangent in dx have it inside, too. */
static bool copy_results(Copy *c, Node *const *results, int count, Node *const *dx)
{
    Cx *cx = c->k->cx;
    int ncaptures = (int)c->from->captures.len, first = c->node->nargs - ncaptures;
    for (int i = first; i < c->node->nargs; i++) {
        if (dx[i] == NULL)
            continue;
        c->xs[c->nxs] = graph_use(cx, c->to, c->node->args[i]);
        c->dxs[c->nxs++] = graph_use(cx, c->to, dx[i]);
        if (failed(cx))
            return false;
    }
    return copy_needed(cx, c->from, c->own, results, count, c->to, c->results);
}

/* Appends the tangents of ys, of the types of the results `which`, to the copy's results. */
static bool push_tangents(Copy *c, Node *const *ys, const int *which, int count)
{
    Node **dys = arena_array(graph_arena(c->to), Node *, count);
    Rule inside = {.cx = c->k->cx, .g = c->to, .span = c->k->span};
    if (!forward(inside.cx, c->to, c->f->least, c->xs, c->dxs, c->nxs, ys, count, dys))
        return false;
    for (int i = 0; i < count; i++) {
        Node *dy = tangent_of_type(&inside, c->f, dys[i], &c->node->types[which[i]]);
        if (dy == NULL)
            return false;
        vec_push(&c->to->results, dy);
    }
    return true;
}

/* The results of n that carry a tangent. */
static int *carried(const Forward *f, const Node *n, int *count)
{
    int *which = arena_array(graph_arena(f->g), int, n->ntypes);
    *count = 0;
    for (int i = 0; i < n->ntypes; i++)
        if (carry_has(&f->carry, n, i))
            which[(*count)++] = i;
    return which;
}

/* The results `which` of a region. */
static Node **chosen(const Graph *region, const int *which, int count)
{
    Node **out = arena_array(graph_arena(region->outer), Node *, count);
    for (int i = 0; i < count; i++)
        out[i] = region->results.at[which[i]];
    return out;
}

/* --- conditions --- */

/* A condition on the same predicates whose branches compute the tangents. */
FORWARD(cond)
{
    int count;
    const int *which = carried(f, y, &count);
    Graph **regions = arena_array(graph_arena(k->g), Graph *, y->nregions);
    for (int r = 0; r < y->nregions; r++) {
        Copy c = copy_new(k, f, y, y->regions[r]);
        regions[r] = c.to;
        if (!copy_results(&c, chosen(c.from, which, count), count, dx) ||
            !push_tangents(&c, c.results, which, count))
            return;
    }
    Node *tangents = graph_cond(k->cx, k->g, x, y->nregions - 1, regions, k->span);
    for (int i = 0; i < count && tangents; i++)
        dy[which[i]] = graph_elem(k->cx, k->g, tangents, i);
}

/* --- calls --- */

/* A call that computes the function again, from the arguments and their tangents. */
FORWARD(fun)
{
    int count, inputs = (int)node_int(y, ATTR_inputs), nargs = inputs;
    const int *which = carried(f, y, &count);
    Node **args = arena_array(graph_arena(k->g), Node *, 2 * inputs);
    Copy c = copy_new(k, f, y, y->regions[0]);
    for (int i = 0; i < inputs; i++) {
        args[i] = x[i];
        c.own[i] = graph_parameter(k->cx, c.to, *node_type(x[i]), k->span);
    }
    for (int i = 0; i < inputs; i++)
        if (dx[i]) {
            args[nargs++] = dx[i];
            c.xs[c.nxs] = c.own[i];
            c.dxs[c.nxs++] = graph_parameter(k->cx, c.to, *node_type(dx[i]), k->span);
        }
    if (failed(k->cx) || !copy_results(&c, chosen(c.from, which, count), count, dx) ||
        !push_tangents(&c, c.results, which, count))
        return;
    Node *tangents = graph_fun(k->cx, k->g, args, nargs, c.to, k->span);
    for (int i = 0; i < count && tangents; i++)
        dy[which[i]] = graph_elem(k->cx, k->g, tangents, i);
}

/* --- loops --- */

/* A copy of one half of the loop y, whose state is every value, then a tangent for each value that
   carries one; dx as in copy_results. */
static bool copy_half(Copy *c, const int *which, int count, Node *const *dx)
{
    Cx *cx = c->k->cx;
    for (int i = 0; i < c->node->ntypes; i++)
        c->own[i] = graph_parameter(cx, c->to, c->node->types[i], c->k->span);
    for (int i = 0; i < count; i++) {
        Type t = c->node->types[which[i]];
        t.dtype = tangent_type(c->f, t.dtype);
        c->xs[i] = c->own[which[i]];
        c->dxs[i] = graph_parameter(cx, c->to, t, c->k->span);
    }
    c->nxs = count;
    int results = (int)c->from->results.len;
    if (failed(cx) || !copy_results(c, c->from->results.at, results, dx))
        return false;
    for (int i = 0; i < results; i++)
        vec_push(&c->to->results, c->results[i]);
    return true;
}

/* A loop of as many trips whose state is values and tangents side by side. */
FORWARD(while)
{
    Arena *arena = graph_arena(k->g);
    int states = (int)node_int(y, ATTR_states), count;
    const int *which = carried(f, y, &count);
    Node **initial = arena_array(arena, Node *, states + count);
    Node **next = arena_array(arena, Node *, count);
    Node *const *none = arena_array(arena, Node *, y->nargs);
    Copy condition = copy_new(k, f, y, y->regions[0]), body = copy_new(k, f, y, y->regions[1]);
    if (!copy_half(&condition, which, count, none) || !copy_half(&body, which, count, dx))
        return;
    for (int i = 0; i < count; i++)
        next[i] = body.results[which[i]];
    if (!push_tangents(&body, next, which, count))
        return;
    for (int i = 0; i < states; i++)
        initial[i] = x[i];
    for (int i = 0; i < count; i++)
        initial[states + i] = tangent_of_type(k, f, dx[which[i]], &y->types[which[i]]);
    Node *loop = graph_while(k->cx, k->g, initial, states + count, condition.to, body.to, k->span);
    for (int i = 0; i < count && loop; i++)
        dy[which[i]] = graph_elem(k->cx, k->g, loop, states + i);
}
