/* decompose.c - operations that a target lacks, said by those it has.

   A walk copies the graph, and where the target lacks an operation that has a body
   (decompose.def), makes the body in its place. Bodies may use operations that are lacked as well,
   so walks follow until one finds nothing to do. What has no body stays: the compiler says so.

   needs: a verified graph. keeps: results, but for rounding; parameters. breaks: nothing. */
#include "transform/decompose.h"

#include "transform/transform.h"

/* clang-format off */
static Body *const bodies[OP_count] = {
#define BODY(op) [OP_##op] = decompose_##op,
#include "transform/decompose.def"
#undef BODY
};
/* clang-format on */

bool has_body(OpCode op)
{
    return bodies[op] != NULL;
}

typedef struct Walker {
    Cx *cx;
    const Lacks *lacks;
    Map nodes;   /* old node to new node */
    Map results; /* old node to the array of its results, where a body made them */
    bool changed;
} Walker;

/* --- what bodies give, as what is wanted --- */

static Node *as_type_of(Rule *k, Node *n, const Type *want)
{
    if (n == NULL)
        return NULL;
    if (dtype_is_complex(dtype_of(n)) && !dtype_is_complex(want->dtype))
        n = apply(real, n);
    n = rule_cast(k, n, want->dtype);
    const Shape *is = n ? &node_type(n)->shape : NULL;
    if (n == NULL || shape_equal(is, &want->shape))
        return n;
    int64_t axes[MAX_RANK];
    for (int i = 0; i < is->rank; i++)
        axes[i] = want->shape.rank - is->rank + i;
    Attr attrs[] = {{ATTR_shape, (uint32_t)want->shape.rank, want->shape.dim},
                    {ATTR_axes, (uint32_t)is->rank, axes}};
    return rule_node(k, OP_broadcast, &n, 1, attrs, 2);
}

/* The body of `old` over the new operands; NULL where it has nothing to say. */
static Node **make_body(Walker *w, const Node *old, Node *const *args, Graph *to)
{
    Arena *arena = graph_arena(to);
    Node **out = arena_array(arena, Node *, old->ntypes);
    Rule k = {.cx = w->cx, .g = to, .span = old->span};
    Node seen = *old;
    seen.args = arena_copy(arena, args, sizeof *args * (size_t)old->nargs);
    bodies[old->op](&k, seen.args, &seen, out);
    for (int i = 0; i < old->ntypes && out[0]; i++)
        out[i] = as_type_of(&k, out[i], &old->types[i]);
    return out[0] ? out : NULL;
}

/* --- the walk --- */

static bool copy_graph(Walker *w, const Graph *from, Graph *to);

static Node *new_of(const Walker *w, const Node *old)
{
    return map_find(&w->nodes, old);
}

static Graph *copy_region(Walker *w, const Graph *from, Graph *outer)
{
    Graph *to = graph_region(outer);
    size_t own = from->params.len - from->captures.len;
    for (size_t i = 0; i < from->params.len; i++) {
        const Node *old = from->params.at[i];
        Node *n = i < own ? graph_parameter(w->cx, to, *node_type(old), old->span)
                          : graph_use(w->cx, to, new_of(w, from->captures.at[i - own]));
        if (n == NULL)
            return NULL;
        map_set(&w->nodes, old, n);
    }
    return copy_graph(w, from, to) ? to : NULL;
}

static Node *copy_holder(Walker *w, const Node *old, Node *const *args, Graph *to)
{
    Graph **regions = arena_array(graph_arena(to), Graph *, old->nregions);
    for (int r = 0; r < old->nregions; r++)
        if ((regions[r] = copy_region(w, old->regions[r], to)) == NULL)
            return NULL;
    return graph_hold(w->cx, to, old->op, args, (int)region_node_leading(old), regions,
                      old->nregions, old->attrs, old->nattrs, old->span);
}

static Node *copy_plain(Walker *w, const Node *old, Node *const *args, Graph *to)
{
    if (old->op == OP_constant)
        return graph_constant(w->cx, to, *node_type(old), tensor_get(old->tensor, 0), old->span);
    if (old->op == OP_tensor)
        return graph_tensor(w->cx, to, old->tensor, old->span);
    return graph_node(w->cx, to, old->op, args, old->nargs, old->attrs, old->nattrs, old->span);
}

static bool copy_node(Walker *w, const Node *old, Graph *to)
{
    if (old->op == OP_elem) {
        Node *const *made = map_find(&w->results, old->args[0]);
        int index = (int)node_int(old, ATTR_index);
        Node *n = made ? made[index] : graph_elem(w->cx, to, new_of(w, old->args[0]), index);
        map_set(&w->nodes, old, n);
        return n != NULL;
    }
    Node **args = arena_array(graph_arena(to), Node *, old->nargs), *n = NULL;
    for (int i = 0; i < old->nargs; i++)
        args[i] = new_of(w, old->args[i]);
    if (bodies[old->op] && w->lacks->lacks(w->lacks, old)) {
        Node **made = make_body(w, old, args, to);
        if (failed(w->cx))
            return false;
        if (made) {
            w->changed = true;
            map_set(&w->results, old, made);
            map_set(&w->nodes, old, made[0]);
            return true;
        }
    }
    n = old->nregions ? copy_holder(w, old, args, to) : copy_plain(w, old, args, to);
    map_set(&w->nodes, old, n);
    return n != NULL;
}

static bool copy_graph(Walker *w, const Graph *from, Graph *to)
{
    for (size_t i = 0; i < from->nodes.len; i++)
        if (from->nodes.at[i]->op != OP_parameter && !copy_node(w, from->nodes.at[i], to))
            return false;
    for (size_t i = 0; i < from->results.len; i++)
        vec_push(&to->results, new_of(w, from->results.at[i]));
    return !failed(w->cx);
}

static Graph *walk(Cx *cx, const Graph *g, const Lacks *lacks, bool *changed)
{
    Walker w = {.cx = cx, .lacks = lacks};
    Graph *to = graph_new();
    bool ok = true;
    for (size_t i = 0; i < g->params.len && ok; i++) {
        const Node *old = g->params.at[i];
        Node *n = graph_parameter(cx, to, *node_type(old), old->span);
        map_set(&w.nodes, old, n);
        ok = n != NULL;
    }
    ok = ok && copy_graph(&w, g, to);
    map_free(&w.nodes);
    map_free(&w.results);
    *changed = w.changed;
    if (ok)
        return to;
    graph_free(to);
    return NULL;
}

Graph *decompose(Cx *cx, const Graph *g, const Lacks *lacks)
{
    enum { MOST_WALKS = 16 };
    bool changed;
    Graph *now = walk(cx, g, lacks, &changed);
    for (int i = 1; i < MOST_WALKS && now && changed; i++) {
        Graph *next = walk(cx, now, lacks, &changed);
        graph_free(now);
        now = next;
    }
    return now;
}
