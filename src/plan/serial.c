/* serial.c - which whiles one task runs step by step: see plan.h, groups of kind serial.

   All that is needed of a step must be little: elements that are written in it, whole or at a
   place, and what is summed up. Loops that write much are better off with kernels for their bodies,
   which several threads run. */
#include "plan/plan.h"

#include "plan/group.h"

enum {
    MOST_DEPTH = 12,         /* of regions inside of each other */
    MOST_INSIDE = 1500,      /* nodes of all regions */
    MOST_WRITTEN = 1 << 13,  /* elements a step writes; or, when it has loops of its own: */
    MOST_PREPARED = 1 << 16, /* ... elements */
    DEAR = 48                /* cost from which on a branch is only computed where it is taken */
};

static const Node *origin_of(const Node *n, int *elem)
{
    *elem = 0;
    if (n->op != OP_elem)
        return n;
    *elem = n->args[0]->ntypes > 1 ? (int)node_int(n, ATTR_index) : 0;
    return n->args[0];
}

const Node *region_captured(const Node *n)
{
    const Graph *g = n->graph;
    size_t own = g->params.len - g->captures.len;
    size_t index = n->op == OP_parameter ? (size_t)node_int(n, ATTR_index) : 0;
    return n->op == OP_parameter && g->outer && index >= own ? g->captures.at[index - own] : NULL;
}

bool node_updates(const Node *next, const Node *state)
{
    for (;;) {
        int elem;
        const Node *of = origin_of(next, &elem);
        if (next == state)
            return true;
        if (next->graph == state->graph && next->op == OP_parameter)
            return false;
        if (region_captured(next)) {
            next = region_captured(next);
        } else if (next->op == OP_put_slice) {
            next = next->args[0];
        } else if (of->op == OP_cond && !cond_is_taken(of)) {
            for (int i = 0; i + 1 < of->nregions; i++)
                if (!node_updates(of->regions[i]->results.at[elem], state))
                    return false;
            next = of->regions[of->nregions - 1]->results.at[elem];
        } else {
            return false;
        }
    }
}

/* --- conditions --- */

bool cond_is_taken(const Node *n)
{
    for (int i = 0; i < n->nregions; i++) {
        const Graph *g = n->regions[i];
        int cost = 0;
        for (size_t j = 0; j < g->nodes.len; j++) {
            const Node *inner = g->nodes.at[j];
            bool runs = inner->op == OP_while || (inner->op == OP_cond && cond_is_taken(inner)) ||
                        node_is_reduction(inner);
            cost += op_cost(inner->op);
            if (runs || cost >= DEAR)
                return true;
        }
    }
    return false;
}

/* --- what a step does --- */

typedef struct Tally {
    int nodes;
    bool has_loop;
    int64_t written; /* elements in a step */
} Tally;

static bool tally_region(const Graph *g, Tally *t, int depth);

static bool is_small_reduction(const Node *n)
{
    Group g = reduction_group(n);
    int64_t innermost = 1; /* of the runs that are reduced, as columns cut it */
    for (int i = 0; i < g.space.rank; i++)
        if (g.space.dim[i] > 1)
            innermost = !(g.reduced >> i & 1)                 ? innermost
                        : i > 0 && (g.reduced >> (i - 1) & 1) ? innermost * g.space.dim[i]
                                                              : g.space.dim[i];
    return g.blocks == 1 && (g.kind == GROUP_row || innermost <= DEEP);
}

/* A loop inside, whose states are made whenever it begins. */
static bool tally_while(const Node *n, Tally *t, int depth)
{
    Tally body = {.nodes = t->nodes};
    const Graph *step = n->regions[1];
    if (!node_is_plain(n) || depth > MOST_DEPTH || !tally_region(n->regions[0], &body, depth + 1) ||
        !tally_region(step, &body, depth + 1))
        return false;
    for (int i = 0; i < n->ntypes; i++) {
        int64_t count = shape_count(&n->types[i].shape);
        if (count > 1 && !node_updates(step->results.at[i], step->params.at[i]))
            body.written += 2 * count;
        t->written += count;
    }
    t->nodes = body.nodes;
    t->has_loop = true;
    return body.written <= (body.has_loop ? MOST_PREPARED : MOST_WRITTEN);
}

static bool tally_cond(const Node *n, Tally *t, int depth)
{
    bool ok = node_is_plain(n) && depth <= MOST_DEPTH;
    for (int i = 0; i < n->nregions && ok; i++)
        ok = tally_region(n->regions[i], t, depth + 1);
    for (int i = 0; i < n->ntypes && ok && cond_is_taken(n); i++)
        t->written += shape_count(&n->types[i].shape);
    return ok;
}

static bool tally_node(const Node *n, Tally *t, int depth)
{
    if (n->op == OP_while)
        return tally_while(n, t, depth);
    if (n->op == OP_cond)
        return tally_cond(n, t, depth);
    if (n->op == OP_elem)
        return n->args[0]->op == OP_while || n->args[0]->op == OP_cond;
    if (n->op == OP_parameter || n->op == OP_tensor)
        return node_is_plain(n);
    if (n->op == OP_put_slice) {
        bool ok = node_is_plain(n);
        for (int i = 0; i < n->nargs; i++)
            ok = ok && node_is_plain(n->args[i]);
        t->written += ok ? shape_count(&node_type(n->args[1])->shape) : 0;
        return ok;
    }
    if (!node_is_fusible(n) || node_is_scan(n))
        return false;
    if (node_is_reduction(n))
        t->written += shape_count(&node_type(n->args[0])->shape);
    return !node_is_reduction(n) || is_small_reduction(n);
}

static bool tally_region(const Graph *g, Tally *t, int depth)
{
    Map needed = {0};
    bool ok = true;
    graph_mark(g, g->results.at, (int)g->results.len, &needed);
    for (size_t i = 0; i < g->nodes.len && ok; i++) {
        const Node *n = g->nodes.at[i];
        if (map_get(&needed, map_key(n)) == NULL)
            continue;
        ok = ++t->nodes <= MOST_INSIDE && tally_node(n, t, depth);
    }
    map_free(&needed);
    return ok;
}

bool loop_is_serial(const Node *n)
{
    Tally t = {0};
    bool ok = n->op == OP_while;
    for (int i = 0; i < n->nargs && ok; i++)
        ok = node_is_plain(n->args[i]);
    return ok && tally_while(n, &t, 0);
}

static void add_tensors(const Graph *g, Nodes *out)
{
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        if (n->op == OP_tensor)
            vec_push(out, n);
        for (int r = 0; r < n->nregions; r++)
            add_tensors(n->regions[r], out);
    }
}

void serial_tensors(const Node *n, Nodes *out)
{
    for (int r = 0; r < n->nregions; r++)
        add_tensors(n->regions[r], out);
}
