/* grad_cond.c - gradients of tuples, conditions and calls. */
#include "transform/grad.h"

RULE(elem)
{
    walk_give(k->walk, x[0], (int)node_int(y, ATTR_index), dy);
}

/* The cotangents of one branch: a region that computes the branch again and walks back from its
   results to the values `xs` that it is given (own, or NULL) or captures; dxs in the region, NULL
   where the branch does not depend on a value. */
static bool branch_back(Rule *k, const Node *node, const Graph *branch, Node *const *own,
                        Graph *back, Node *const *xs, int nxs, Node **dxs)
{
    size_t most = (size_t)(node->ntypes + 1);
    Node **results = mem_alloc(sizeof(Node *) * most), **ys = mem_alloc(sizeof(Node *) * most);
    Node **dys = mem_alloc(sizeof(Node *) * most);
    Node **inside = mem_alloc(sizeof(Node *) * (size_t)(nxs + 1));
    bool ok = true;
    int nys = 0;
    for (int i = 0; i < node->ntypes && ok; i++)
        if (k->dys[i]) {
            results[nys] = branch->results.at[i];
            ok = (dys[nys++] = graph_use(k->cx, back, k->dys[i])) != NULL;
        }
    ok = ok && copy_needed(k->cx, branch, own, results, nys, back, ys);
    for (int i = 0; i < nxs && ok; i++)
        ok = (inside[i] = graph_use(k->cx, back, xs[i])) != NULL;
    ok = ok && backward(k->cx, back, ys, dys, nys, inside, nxs, k->options, dxs);
    free(results);
    free(ys);
    free(dys);
    free(inside);
    return ok;
}

/* The results of the regions: the cotangents of those xs that get one in some branch, zero in the
   others, of the widest of the dtypes that the branches give. Returns their number and leaves their
   places in which. */
static int gather_results(Rule *k, Graph *const *regions, int nregions, Node *const *xs, Node **dxs,
                          int nxs, int *which)
{
    int count = 0;
    for (int i = 0; i < nxs; i++) {
        bool has_any = false;
        DType t = DTYPE_f32;
        for (int r = 0; r < nregions; r++)
            if (dxs[r * nxs + i]) {
                DType own = node_type(dxs[r * nxs + i])->dtype;
                t = has_any ? dtype_merge(t, own) : own;
                has_any = true;
            }
        for (int r = 0; r < nregions && has_any; r++) {
            Rule in_region = {.cx = k->cx, .g = regions[r], .span = k->span};
            Node *n = dxs[r * nxs + i];
            n = n ? rule_cast(&in_region, n, t)
                  : rule_fill(&in_region, 0, t, &node_type(xs[i])->shape);
            vec_push(&regions[r]->results, n);
        }
        if (has_any)
            which[count++] = which[i];
    }
    return failed(k->cx) ? 0 : count;
}

/* A condition on the same predicates whose branches give the cotangents of the captured values. */
RULE(cond)
{
    int predicates = y->nregions - 1, nxs = 0;
    int *which = mem_alloc(sizeof(int) * (size_t)(y->nargs + 1));
    Node **xs = mem_alloc(sizeof(Node *) * (size_t)(y->nargs + 1));
    for (int i = predicates; i < y->nargs; i++)
        if (k->wants[i]) {
            which[nxs] = i;
            xs[nxs++] = x[i];
        }
    Node **dxs = mem_alloc(sizeof(Node *) * (size_t)(nxs * y->nregions + 1));
    Graph **regions = mem_alloc(sizeof(Graph *) * (size_t)y->nregions);
    bool ok = nxs > 0;
    for (int r = 0; r < y->nregions && ok; r++) {
        regions[r] = graph_region(k->g);
        ok = branch_back(k, y, y->regions[r], NULL, regions[r], xs, nxs, dxs + r * nxs);
    }
    nxs = ok ? gather_results(k, regions, y->nregions, xs, dxs, nxs, which) : 0;
    ok = nxs > 0;
    for (int r = 0; r < y->nregions && ok; r++)
        graph_trim(regions[r]);
    Node *back = ok ? graph_cond(k->cx, k->g, x, predicates, regions, k->span) : NULL;
    for (int i = 0; i < nxs && back; i++)
        dx[which[i]] = graph_elem(k->cx, k->g, back, i);
    free(which);
    free(xs);
    free(dxs);
    free(regions);
}

static bool is_among(Node *const *list, int count, const Node *n)
{
    for (int i = 0; i < count; i++)
        if (list[i] == n)
            return true;
    return false;
}

/* A call that computes the function again and the cotangents of what it depends on. */
RULE(fun)
{
    Arena *arena = graph_arena(k->g);
    int *which = arena_array(arena, int, y->nargs);
    Node **xs = arena_array(arena, Node *, y->nargs), **dxs = arena_array(arena, Node *, y->nargs);
    int nxs = 0;
    for (int i = 0; i < y->nargs; i++)
        if (k->wants[i] && !is_among(xs, nxs, x[i])) {
            which[nxs] = i;
            xs[nxs++] = x[i];
        }
    Graph *back = graph_region(k->g);
    if (!branch_back(k, y, y->regions[0], x, back, xs, nxs, dxs))
        return;
    nxs = gather_results(k, &back, 1, xs, dxs, nxs, which);
    if (nxs == 0)
        return;
    graph_trim(back);
    Node *call = graph_fun(k->cx, k->g, NULL, 0, back, k->span);
    for (int i = 0; i < nxs && call; i++)
        dx[which[i]] = graph_elem(k->cx, k->g, call, i);
}
