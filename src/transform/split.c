/* split.c - one graph in two: what the first parameters alone decide, and the rest. */
#include "transform/grad.h"

typedef struct Split {
    Cx *cx;
    const Graph *g;
    int known, values;  /* parameters and results of the first half */
    Map later;          /* nodes that depend on another parameter */
    Map early_part;     /* nodes that the first half computes */
    Map late_part;      /* nodes that the second half computes */
    VEC(Node *) handed; /* what the first half computes for the second, each once */
    Map is_handed;
} Split;

static bool is_in(const Map *set, const Node *n)
{
    return map_get(set, map_key(n)) != NULL;
}

static void mark_later(Split *s)
{
    for (size_t i = (size_t)s->known; i < s->g->params.len; i++)
        map_put(&s->later, map_key(s->g->params.at[i]));
    for (size_t i = 0; i < s->g->nodes.len; i++) {
        const Node *n = s->g->nodes.at[i];
        for (int j = 0; j < n->nargs; j++)
            if (is_in(&s->later, n->args[j]))
                map_put(&s->later, map_key(n));
    }
}

/* An early node that the second half reads: computed there again when that takes no operand. */
static void hand(Split *s, Node *n)
{
    if (n->nargs == 0 && n->op != OP_parameter) {
        map_put(&s->late_part, map_key(n));
    } else if (!is_in(&s->is_handed, n)) {
        map_put(&s->is_handed, map_key(n));
        vec_push(&s->handed, n);
    }
}

static void find_parts(Split *s)
{
    Map needed = {0};
    const Graph *g = s->g;
    int results = (int)g->results.len;
    graph_mark(g, g->results.at + s->values, results - s->values, &needed);
    for (int i = s->values; i < results; i++)
        if (!is_in(&s->later, g->results.at[i]))
            hand(s, g->results.at[i]);
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        if (!is_in(&needed, n) || !is_in(&s->later, n))
            continue;
        map_put(&s->late_part, map_key(n));
        for (int j = 0; j < n->nargs; j++)
            if (!is_in(&s->later, n->args[j]))
                hand(s, n->args[j]);
    }
    map_free(&needed);
    graph_mark(g, g->results.at, s->values, &s->early_part);
    graph_mark(g, s->handed.at, (int)s->handed.len, &s->early_part);
}

/* A parameter of `to` that stands for the node. */
static bool stand_in(Cx *cx, Graph *to, const Node *n, Map *map)
{
    Node *p = graph_parameter(cx, to, *node_type(n), n->span);
    map_set(map, n, p);
    return p != NULL;
}

static void add_results(Graph *to, Node *const *nodes, size_t count, const Map *map)
{
    for (size_t i = 0; i < count; i++)
        vec_push(&to->results, map_find(map, nodes[i]));
}

static bool make_early(const Split *s, Graph *to)
{
    Map map = {0};
    bool ok = true;
    for (int i = 0; i < s->known && ok; i++)
        ok = stand_in(s->cx, to, s->g->params.at[i], &map);
    ok = ok && copy_nodes(s->cx, s->g, &s->early_part, to, &map);
    if (ok) {
        add_results(to, s->g->results.at, (size_t)s->values, &map);
        add_results(to, s->handed.at, s->handed.len, &map);
    }
    map_free(&map);
    return ok;
}

static bool make_late(const Split *s, Graph *to)
{
    Map map = {0};
    size_t values = (size_t)s->values;
    bool ok = true;
    for (size_t i = 0; i < s->handed.len && ok; i++)
        ok = stand_in(s->cx, to, s->handed.at[i], &map);
    for (size_t i = (size_t)s->known; i < s->g->params.len && ok; i++)
        ok = stand_in(s->cx, to, s->g->params.at[i], &map);
    ok = ok && copy_nodes(s->cx, s->g, &s->late_part, to, &map);
    if (ok)
        add_results(to, s->g->results.at + values, s->g->results.len - values, &map);
    map_free(&map);
    return ok;
}

bool split(Cx *cx, const Graph *g, int known, int values, Graph **early, Graph **late)
{
    Split s = {.cx = cx, .known = known, .values = values};
    Graph *shared = simplify(cx, g);
    *early = graph_new();
    *late = graph_new();
    bool ok = shared != NULL;
    if (ok) {
        s.g = shared;
        mark_later(&s);
        find_parts(&s);
        ok = make_early(&s, *early) && make_late(&s, *late);
    }
    if (!ok) {
        graph_free(*early);
        graph_free(*late);
        *early = *late = NULL;
    }
    graph_free(shared);
    map_free(&s.later);
    map_free(&s.early_part);
    map_free(&s.late_part);
    map_free(&s.is_handed);
    vec_free(&s.handed);
    return ok;
}
