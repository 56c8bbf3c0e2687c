/* sink.c - what nothing but one branch needs is computed there.

   A program says its values first and asks afterwards: a value that only a branch reads, or only a
   predicate that others come before, moves there if it may raise (an index out of bounds, a
   division by zero), may call the program, or takes long. So the question guards it, as in Nx,
   whose evaluator computes what is asked for and nothing else. A condition whose later predicates
   are such values becomes conditions in each other's last branch.

   A value moves one condition deep; passes follow until nothing does.

   needs: a verified graph. keeps: results, parameters, the order of effects but for those that
   move. breaks: nothing. */
#include "transform/transform.h"

enum { MOST_PASSES = 20, MOST_PREDICATES = 50 /* that may become nested conditions */ };

/* Where a node is computed: where it stands (cond is NULL), or at a place of a condition: 2 k is
   what happens when the predicates before k are all zero, 2 k + 1 is branch k. */
typedef struct Place {
    const Node *cond;
    int at;
} Place;

typedef struct Moved {
    Node *node;
    Place place;
} Moved;

typedef struct Sink {
    Cx *cx;
    Map places; /* of nodes that are needed: 1 + the place in `place` */
    VEC(Place) place;
    Map is_moved;
    VEC(Moved) moved; /* operands before users */
    Map nodes;        /* old node to new node */
} Sink;

/* --- where values are needed --- */

static const Place HERE = {0};

static bool same_place(Place a, Place b)
{
    return a.cond == b.cond && (a.cond == NULL || a.at == b.at);
}

static Place place_of(const Sink *s, const Node *n)
{
    const uint64_t *index = map_get(&s->places, map_key(n));
    return index ? s->place.at[*index - 1] : HERE;
}

/* The place that this one is inside of. */
static Place around(const Sink *s, Place p)
{
    int predicates = p.cond->nregions - 1, k = p.at / 2;
    if (predicates > MOST_PREDICATES)
        k = 0;
    else if (p.at % 2 == 0)
        k--;
    else if (k == predicates)
        k--; /* nothing is asked between the last two branches */
    return k > 0 ? (Place){p.cond, 2 * k} : place_of(s, p.cond);
}

static int depth_of(const Sink *s, Place p)
{
    int depth = 0;
    for (; p.cond; p = around(s, p))
        depth++;
    return depth;
}

/* The innermost place that both are in. */
static Place meet(const Sink *s, Place a, Place b)
{
    int da = depth_of(s, a), db = depth_of(s, b);
    for (; da > db; da--)
        a = around(s, a);
    for (; db > da; db--)
        b = around(s, b);
    while (!same_place(a, b)) {
        a = around(s, a);
        b = around(s, b);
    }
    return a;
}

static void need(Sink *s, const Node *n, Place p)
{
    uint64_t *index = map_put(&s->places, map_key(n));
    if (*index) {
        s->place.at[*index - 1] = meet(s, s->place.at[*index - 1], p);
        return;
    }
    vec_push(&s->place, p);
    *index = s->place.len;
}

/* What the branches of a condition read of the values that they capture. */
static void need_of_branches(Sink *s, const Node *cond)
{
    for (int r = 0; r < cond->nregions; r++) {
        const Graph *g = cond->regions[r];
        size_t own = g->params.len - g->captures.len;
        Map needed = {0};
        graph_mark(g, g->results.at, (int)g->results.len, &needed);
        for (size_t i = 0; i < g->captures.len; i++)
            if (map_get(&needed, map_key(g->params.at[own + i])))
                need(s, g->captures.at[i], (Place){cond, 2 * r + 1});
        map_free(&needed);
    }
}

static void find_places(Sink *s, const Graph *g)
{
    for (size_t i = 0; i < g->results.len; i++)
        need(s, g->results.at[i], HERE);
    for (size_t i = g->nodes.len; i-- > 0;) {
        const Node *n = g->nodes.at[i];
        if (map_get(&s->places, map_key(n)) == NULL)
            continue;
        bool asks = n->op == OP_cond;
        int operands = asks ? n->nregions - 1 : n->nargs;
        for (int j = 0; j < operands; j++)
            need(s, n->args[j],
                 asks && j > 0 && operands <= MOST_PREDICATES ? (Place){n, 2 * j} : place_of(s, n));
        if (asks)
            need_of_branches(s, n);
    }
}

/* --- what moves --- */

/* Whether it makes a difference that the node is not computed. */
static bool is_worth_it(const Node *n)
{
    if (n->op == OP_cond) {
        for (int r = 0; r < n->nregions; r++)
            for (size_t i = 0; i < n->regions[r]->nodes.len; i++)
                if (is_worth_it(n->regions[r]->nodes.at[i]))
                    return true;
        return false;
    }
    switch (op_info[n->op].class_) {
    case CLASS_CONTRACT:
    case CLASS_GATHER:
    case CLASS_SCATTER:
    case CLASS_SORT:
    case CLASS_CALL:
    case CLASS_REGION:
        return true;
    case CLASS_MAP:
        return (n->op == OP_quotient || n->op == OP_remainder) &&
               dtype_is_integer(node_type(n)->dtype);
    case CLASS_REDUCE:
    case CLASS_WINDOW:
        return n->nregions > 0;
    case CLASS_LEAF:
    case CLASS_VIEW:
    case CLASS_JOIN:
    case CLASS_SCAN:
        return false;
    }
    return false;
}

static bool is_moved(const Sink *s, const Node *n)
{
    return map_get(&s->is_moved, map_key(n)) != NULL;
}

static void find_moved(Sink *s, const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++) {
        Node *n = g->nodes.at[i];
        Place p = place_of(s, n);
        if (p.cond == NULL || n->op == OP_parameter)
            continue;
        bool moves = is_worth_it(n);
        for (int j = 0; j < n->nargs && !moves; j++)
            moves = is_moved(s, n->args[j]);
        if (!moves)
            continue;
        map_put(&s->is_moved, map_key(n));
        vec_push(&s->moved, ((Moved){n, p}));
    }
}

/* --- the new graph --- */

static bool make(Sink *s, const Node *old, Graph *to);

static Node *new_of(const Sink *s, const Node *old)
{
    return map_find(&s->nodes, old);
}

static bool make_moved(Sink *s, Place p, Graph *to)
{
    bool ok = true;
    for (size_t i = 0; i < s->moved.len && ok; i++)
        if (same_place(s->moved.at[i].place, p))
            ok = make(s, s->moved.at[i].node, to);
    return ok;
}

static bool make_nodes(Sink *s, const Graph *from, Graph *to)
{
    find_places(s, from);
    find_moved(s, from);
    for (size_t i = 0; i < from->nodes.len; i++) {
        const Node *n = from->nodes.at[i];
        if (n->op != OP_parameter && map_get(&s->places, map_key(n)) && !is_moved(s, n) &&
            !make(s, n, to))
            return false;
    }
    for (size_t i = 0; i < from->results.len; i++)
        vec_push(&to->results, new_of(s, from->results.at[i]));
    return true;
}

/* The region `from` inside `outer`, with what moves to `p` in front. */
static Graph *make_region(Sink *s, const Graph *from, Place p, Graph *outer)
{
    Graph *to = graph_region(outer);
    size_t own = from->params.len - from->captures.len;
    Map needed = {0};
    bool ok = p.cond == NULL || make_moved(s, p, to);
    graph_mark(from, from->results.at, (int)from->results.len, &needed);
    for (size_t i = 0; i < from->params.len && ok; i++) {
        const Node *old = from->params.at[i];
        if (i >= own && map_get(&needed, map_key(old)) == NULL)
            continue;
        Node *n = i < own ? graph_parameter(s->cx, to, *node_type(old), old->span)
                          : graph_use(s->cx, to, new_of(s, from->captures.at[i - own]));
        map_set(&s->nodes, old, n);
        ok = n != NULL;
    }
    map_free(&needed);
    return ok && make_nodes(s, from, to) ? to : NULL;
}

static bool has_moved(const Sink *s, Place p)
{
    for (size_t i = 0; i < s->moved.len; i++)
        if (same_place(s->moved.at[i].place, p))
            return true;
    return false;
}

/* The condition from predicate `first` on; where something moves in front of a later one, a branch
   with the others. */
static Node *make_cond(Sink *s, const Node *old, int first, Graph *to)
{
    int predicates = old->nregions - 1, until = first + 1;
    while (until < predicates && !has_moved(s, (Place){old, 2 * until}))
        until++;
    int count = until - first;
    Node **asked = arena_array(graph_arena(to), Node *, count);
    Graph **regions = arena_array(graph_arena(to), Graph *, count + 1);
    for (int i = 0; i < count; i++) {
        asked[i] = new_of(s, old->args[first + i]);
        regions[i] = make_region(s, old->regions[first + i], (Place){old, 2 * (first + i) + 1}, to);
        if (regions[i] == NULL)
            return NULL;
    }
    if (until == predicates) {
        regions[count] = make_region(s, old->regions[until], (Place){old, 2 * until + 1}, to);
    } else {
        Graph *rest = regions[count] = graph_region(to);
        Node *n =
            make_moved(s, (Place){old, 2 * until}, rest) ? make_cond(s, old, until, rest) : NULL;
        for (int i = 0; i < old->ntypes && n; i++)
            vec_push(&rest->results, graph_elem(s->cx, rest, n, i));
        regions[count] = n ? rest : NULL;
    }
    return regions[count] ? graph_cond(s->cx, to, asked, count, regions, old->span) : NULL;
}

static Node *make_holder(Sink *s, const Node *old, Node *const *args, Graph *to)
{
    Graph **regions = arena_array(graph_arena(to), Graph *, old->nregions);
    for (int r = 0; r < old->nregions; r++)
        if ((regions[r] = make_region(s, old->regions[r], HERE, to)) == NULL)
            return NULL;
    return graph_hold(s->cx, to, old->op, args, (int)region_node_leading(old), regions,
                      old->nregions, old->attrs, old->nattrs, old->span);
}

static Node *make_plain(Sink *s, const Node *old, Node *const *args, Graph *to)
{
    if (old->op == OP_constant)
        return graph_constant(s->cx, to, *node_type(old), tensor_get(old->tensor, 0), old->span);
    if (old->op == OP_tensor)
        return graph_tensor(s->cx, to, old->tensor, old->span);
    return graph_node(s->cx, to, old->op, args, old->nargs, old->attrs, old->nattrs, old->span);
}

static bool make(Sink *s, const Node *old, Graph *to)
{
    Node *n;
    if (old->op == OP_cond) {
        n = make_cond(s, old, 0, to);
    } else if (old->op == OP_elem) {
        n = graph_elem(s->cx, to, new_of(s, old->args[0]), (int)node_int(old, ATTR_index));
    } else {
        Node **args = arena_array(graph_arena(to), Node *, old->nargs);
        for (int i = 0; i < old->nargs; i++)
            args[i] = new_of(s, old->args[i]);
        n = old->nregions ? make_holder(s, old, args, to) : make_plain(s, old, args, to);
    }
    map_set(&s->nodes, old, n);
    return n != NULL;
}

/* One pass; *moved says whether there was anything to do. */
static Graph *sink_once(Cx *cx, const Graph *g, bool *moved)
{
    Sink s = {.cx = cx};
    Graph *to = graph_new();
    bool ok = true;
    for (size_t i = 0; i < g->params.len && ok; i++) {
        const Node *old = g->params.at[i];
        Node *n = graph_parameter(cx, to, *node_type(old), old->span);
        map_set(&s.nodes, old, n);
        ok = n != NULL;
    }
    ok = ok && make_nodes(&s, g, to) && !failed(cx);
    *moved = s.moved.len > 0;
    map_free(&s.places);
    map_free(&s.is_moved);
    map_free(&s.nodes);
    vec_free(&s.place);
    vec_free(&s.moved);
    if (ok)
        return to;
    graph_free(to);
    return NULL;
}

bool can_sink(const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        if (n->op == OP_cond)
            return true;
        for (int r = 0; r < n->nregions; r++)
            if (can_sink(n->regions[r]))
                return true;
    }
    return false;
}

Graph *sink(Cx *cx, const Graph *g)
{
    bool moved = true;
    Graph *now = sink_once(cx, g, &moved);
    for (int i = 1; i < MOST_PASSES && moved && now; i++) {
        Graph *next = sink_once(cx, now, &moved);
        graph_free(now);
        now = next;
    }
    return now;
}
