/* jvp_carry.c - which values carry a tangent.

   Two marks spread over the graph and its regions until nothing changes: `depends` from xs towards
   the results, `matters` from ys towards the parameters. A loop hands its marks on from one trip to
   the next, so a graph is walked once more for every step that a mark makes around a loop; each
   walk visits every node once, however deep the nesting.

   needs: operands before users. */
#include "transform/jvp.h"

bool takes_tangent(const Node *n, int i)
{
    const OpInfo *info = &op_info[n->op];
    if (info->grad == GRAD_zero)
        return false;
    if (info->class_ == CLASS_GATHER || info->class_ == CLASS_SCATTER)
        return i != 1; /* indices */
    switch ((int)n->op) {
    case OP_select:
        return i > 0;
    case OP_slice:
        return i == 0; /* then starts */
    case OP_put_slice:
        return i < 2;
    case OP_cond:
        return i >= n->nregions - 1; /* after the predicates */
    case OP_custom_grad:
        return i > 0 && i <= node_int(n, ATTR_inputs);
    }
    return true;
}

/* --- marks --- */

static bool is_marked(const Map *marks, const Node *n, int index)
{
    return map_get(marks, map_key(&n->types[index])) != NULL;
}

static void mark(Carry *c, Map *marks, const Node *n, int index)
{
    if (is_marked(marks, n, index))
        return;
    map_put(marks, map_key(&n->types[index]));
    c->changed = true;
}

static void follow(Carry *c, Map *marks, const Node *from, int i, const Node *to, int j)
{
    if (is_marked(marks, from, i))
        mark(c, marks, to, j);
}

/* --- regions --- */

static bool is_loop(const Node *n)
{
    return n->op == OP_while;
}

static bool has_branches(const Node *n)
{
    return n->op == OP_cond || is_loop(n);
}

/* The regions whose results are the node's: all of a condition, the body of a loop. */
static int first_region(const Node *n)
{
    return is_loop(n) ? 1 : 0;
}

/* The operand behind parameter `i` of a region. */
static Node *behind(const Node *n, const Graph *region, size_t i)
{
    return n->args[(size_t)n->nargs - region->params.len + i];
}

/* --- from xs --- */

static void spread_depends(Carry *c, const Graph *g);

static void depends_region(Carry *c, const Node *n, const Graph *region)
{
    Map *m = &c->depends;
    for (size_t i = 0; i < region->params.len; i++)
        follow(c, m, behind(n, region, i), 0, region->params.at[i], 0);
    spread_depends(c, region);
    for (int i = 0; i < n->ntypes; i++) {
        follow(c, m, region->results.at[i], 0, n, i);
        if (is_loop(n)) {
            follow(c, m, n->args[i], 0, n, i);
            follow(c, m, n, i, region->params.at[i], 0);
        }
    }
}

static void spread_depends(Carry *c, const Graph *g)
{
    for (size_t at = 0; at < g->nodes.len; at++) {
        const Node *n = g->nodes.at[at];
        if (n->op == OP_elem)
            follow(c, &c->depends, n->args[0], (int)node_int(n, ATTR_index), n, 0);
        else if (has_branches(n))
            for (int r = first_region(n); r < n->nregions; r++)
                depends_region(c, n, n->regions[r]);
        else
            for (int i = 0; i < n->nargs; i++)
                for (int j = 0; j < n->ntypes && takes_tangent(n, i); j++)
                    follow(c, &c->depends, n->args[i], 0, n, j);
    }
}

/* --- from ys --- */

static void spread_matters(Carry *c, const Graph *g);

static void matters_region(Carry *c, const Node *n, const Graph *region)
{
    Map *m = &c->matters;
    for (int i = 0; i < n->ntypes; i++)
        follow(c, m, n, i, region->results.at[i], 0);
    spread_matters(c, region);
    for (size_t i = 0; i < region->params.len; i++) {
        follow(c, m, region->params.at[i], 0, behind(n, region, i), 0);
        if (is_loop(n) && (int)i < n->ntypes) {
            follow(c, m, region->params.at[i], 0, n, (int)i);
            follow(c, m, n, (int)i, behind(n, region, i), 0);
        }
    }
}

static void spread_matters(Carry *c, const Graph *g)
{
    for (size_t at = g->nodes.len; at-- > 0;) {
        const Node *n = g->nodes.at[at];
        if (n->op == OP_elem)
            follow(c, &c->matters, n, 0, n->args[0], (int)node_int(n, ATTR_index));
        else if (has_branches(n))
            for (int r = first_region(n); r < n->nregions; r++)
                matters_region(c, n, n->regions[r]);
        else
            for (int i = 0; i < n->nargs; i++)
                for (int j = 0; j < n->ntypes && takes_tangent(n, i); j++)
                    follow(c, &c->matters, n, j, n->args[i], 0);
    }
}

/* --- both --- */

void carry_mark(Carry *c, const Graph *g, Node *const *xs, int nxs, Node *const *ys, int nys)
{
    for (int i = 0; i < nxs; i++)
        mark(c, &c->depends, xs[i], 0);
    for (int i = 0; i < nys; i++)
        mark(c, &c->matters, ys[i], 0);
    do {
        c->changed = false;
        spread_depends(c, g);
        spread_matters(c, g);
    } while (c->changed);
}

bool carry_has(const Carry *c, const Node *n, int index)
{
    return is_marked(&c->depends, n, index) && is_marked(&c->matters, n, index);
}

void carry_free(Carry *c)
{
    map_free(&c->depends);
    map_free(&c->matters);
}
