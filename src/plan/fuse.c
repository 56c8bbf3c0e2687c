/* fuse.c - see plan.h: which nodes make values, and which of those share a kernel.

   First the nodes are marked that must make a value; every such node then joins a group or begins
   one. What the groups turn out to compute more than once becomes a value of its own when it is
   expensive, and the groups are made again. */
#include "plan/fuser.h"

#include "plan/group.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ROUNDS = 6, MOST_TREE = MOST_NODES / 2 };

/* --- nodes that make values --- */

static void mark(Map *anchors, const Node *n)
{
    *map_put(anchors, map_key(n)) = 1;
}

/* Whether gather takes more elements than there are of something that is computed. */
static bool takes_often(const Node *n)
{
    const Node *from = n->args[0];
    while (op_info[from->op].class_ == CLASS_VIEW || from->op == OP_as_type)
        from = from->args[0];
    return op_info[from->op].class_ != CLASS_LEAF &&
           shape_count(&node_type(n)->shape) > shape_count(&node_type(n->args[0])->shape);
}

/* Results, operands of nodes that the evaluator runs, and of reductions that read it in a way that
   no vector loop can follow. */
static void mark_needed(Map *anchors, const Map *loops, const Graph *g)
{
    for (size_t i = 0; i < g->results.len; i++)
        mark(anchors, g->results.at[i]);
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        bool is_scatter = node_is_scatter(n);
        bool has_kernel = is_scatter || node_is_fusible(n) || map_get(loops, map_key(n));
        if (is_scatter && (n->op == OP_put_slice || n->args[0]->op == OP_reshape))
            mark(anchors, n->args[0]); /* what it is put into lies in memory */
        if (n->op == OP_gather && has_kernel && takes_often(n))
            mark(anchors, n->args[0]);
        for (int j = 0; j < n->nargs && !has_kernel; j++)
            mark(anchors, n->args[j]);
    }
}

static void mark_serial(Fuser *f, const Node *n)
{
    *map_put(&f->p->loops, map_key(n)) = 1;
    for (int i = 0; i < n->nargs; i++)
        if (!node_is_filling(n->args[i]))
            mark(&f->anchors, n->args[i]);
}

/* Every operation makes a value. */
static void mark_all(Fuser *f)
{
    for (size_t i = 0; i < f->g->nodes.len; i++)
        if (op_info[f->g->nodes.at[i]->op].class_ != CLASS_LEAF)
            mark(&f->anchors, f->g->nodes.at[i]);
}

/* Finds the loops that become kernels, and marks what they read at other places than their own. */
static void mark_loops(Fuser *f)
{
    for (size_t i = 0; i < f->g->nodes.len; i++) {
        const Node *n = f->g->nodes.at[i];
        bool is_plain = n->op == OP_while;
        for (int j = 0; j < n->nargs; j++)
            is_plain = is_plain && node_is_plain(n->args[j]);
        if (!is_plain)
            continue;
        Walk w;
        Shape space = loop_space(n);
        walk_init(&w, &f->anchors, &space, 0);
        w.stays = true;
        bool ok = walk_from(&w, n) && w.visits.len <= MOST_NODES;
        if (ok)
            map_put(&f->p->loops, map_key(n));
        for (size_t j = 0; j < w.visits.len && ok; j++) {
            const Visit *v = &w.visits.at[j];
            Index at[MAX_RANK];
            bool is_kept;
            const Shape *s = &node_type(v->node)->shape;
            if (v->is_read && shape_count(s) > 1 &&
                (!walk_place(&w, s, at, &is_kept) || !index_same(at, v->at, s->rank)))
                mark(&f->anchors, v->node);
        }
        walk_free(&w);
        if (!ok && loop_is_serial(n))
            mark_serial(f, n);
    }
}

/* How many nodes are computed with n, at most `most`. */
static int count_tree(const Map *anchors, const Node *n, int most)
{
    Map seen = {0};
    VEC(const Node *) todo = {0};
    int count = 0;
    vec_push(&todo, n);
    while (todo.len > 0 && count <= most) {
        const Node *m = vec_pop(&todo);
        count++;
        for (int i = 0; i < m->nargs; i++) {
            const Node *arg = m->args[i];
            if (makes_value(anchors, arg) || map_get(&seen, map_key(arg)))
                continue;
            map_put(&seen, map_key(arg));
            vec_push(&todo, arg);
        }
    }
    map_free(&seen);
    vec_free(&todo);
    return count;
}

/* Cuts what is too long for one kernel. */
static void mark_long(Map *anchors, const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++)
        if (!makes_value(anchors, g->nodes.at[i]) &&
            count_tree(anchors, g->nodes.at[i], MOST_TREE) > MOST_TREE)
            mark(anchors, g->nodes.at[i]);
}

/* --- what is computed more than once --- */

/* What one element of the node costs with all that is computed for it. */
static int64_t tree_cost(const Map *costs, const Map *anchors, const Node *n)
{
    int64_t cost = op_cost(n->op);
    for (int i = 0; i < n->nargs; i++)
        if (!makes_value(anchors, n->args[i]))
            cost += (int64_t)*map_get(costs, map_key(n->args[i]));
    return cost > 1000 ? 1000 : cost;
}

/* What is worth keeping, unlike a view of what was kept. */
static bool is_work(const Node *n)
{
    return op_info[n->op].class_ == CLASS_MAP || n->op == OP_gather;
}

static Map tree_costs(const Map *anchors, const Graph *g)
{
    Map costs = {0};
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        *map_put(&costs, map_key(n)) = (uint64_t)tree_cost(&costs, anchors, n);
    }
    return costs;
}

/* Takes back marks of what is cheap again, now that what it is computed from is kept. */
static void unmark_cheap(Fuser *f, const Map *marked)
{
    Map costs = {0};
    for (size_t i = 0; i < f->g->nodes.len; i++) {
        const Node *n = f->g->nodes.at[i];
        int64_t cost = tree_cost(&costs, &f->anchors, n);
        *map_put(&costs, map_key(n)) = (uint64_t)cost;
        if (cost < COST_SHARE && map_get(marked, map_key(n)))
            *map_put(&f->anchors, map_key(n)) = 0;
    }
    map_free(&costs);
}

/* Where a node that makes no value is computed: in the group of its only user, or in several. */
static bool mark_shared(Fuser *f, const Map *costs)
{
    enum { SEVERAL = 1 };
    Map marked = {0};
    Map where = {0}; /* node to group + 2, or SEVERAL */
    for (size_t i = f->g->nodes.len; i-- > 0;) {
        const Node *n = f->g->nodes.at[i];
        uint64_t *own = map_get(&f->p->group_of, map_key(n)), *inherited;
        uint64_t group = own ? *own + 1 : 0;
        if (own == NULL && (inherited = map_get(&where, map_key(n))) != NULL) {
            group = *inherited;
            bool is_costly = (int64_t)*map_get(costs, map_key(n)) >= COST_SHARE;
            if (group == SEVERAL && is_costly && is_work(n)) {
                mark(&f->anchors, n);
                map_put(&marked, map_key(n));
                group = (uint64_t)n->id + (1u << 30);
            }
        }
        for (int j = 0; j < n->nargs && group; j++) {
            if (makes_value(&f->anchors, n->args[j]))
                continue;
            uint64_t *at = map_put(&where, map_key(n->args[j]));
            *at = *at == 0 || *at == group ? group : SEVERAL;
        }
    }
    bool any = marked.len > 0;
    if (any)
        unmark_cheap(f, &marked);
    map_free(&where);
    map_free(&marked);
    return any;
}

/* How often a kernel computes a node at this place: its value is kept while the loops further in
   run. Loops over kept axes are around those over reduced ones. Every task of a scatter goes
   through all indices. */
static double evaluations(const Walk *w, const Visit *v)
{
    double all = 1, upto = 1;
    for (int a = 0; a < node_type(v->node)->shape.rank && w->tuples; a++)
        if (index_uses(&w->table, v->at[a], index_atom(w->tuples)))
            return (double)w->ranges * (double)shape_count(&node_type(v->node)->shape);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < w->space.rank; i++) {
            if ((int)(w->reduced >> i & 1) != pass || w->space.dim[i] == 1)
                continue;
            all *= (double)w->space.dim[i];
            for (int a = 0; a < node_type(v->node)->shape.rank; a++)
                if (index_uses(&w->table, v->at[a], index_atom(w->own[i])))
                    upto = all;
        }
    return upto;
}

/* Whether a step before the group's own combines scans of it, and computes what they scan, too. */
static bool has_totals(const Group *g)
{
    bool any = false;
    for (size_t i = 0; i < g->members.len; i++)
        any = any || (node_is_scan(g->members.at[i]) && g->blocks > 1);
    return any;
}

static int later_first(const void *a, const void *b)
{
    const Node *const *x = a, *const *y = b;
    return ((*x)->id < (*y)->id) - ((*x)->id > (*y)->id);
}

/* Marks, of the nodes that a group computes, those that are repeated; what only they need is then
   computed for them, once. What a loop computes in its regions counts as needed. */
static bool mark_outermost(Fuser *f, const Group *group, Nodes *computed, const Map *repeated)
{
    Map needed = {0};
    bool any = false, is_loop = group->kind == GROUP_loop || group->kind == GROUP_serial;
    if (computed->len > 0)
        qsort(computed->at, computed->len, sizeof *computed->at, later_first);
    for (size_t i = 0; i < group->members.len; i++) {
        const Node *n = group->members.at[i];
        map_put(&needed, map_key(n));
        for (int j = 0; j < n->nargs; j++)
            map_put(&needed, map_key(n->args[j]));
    }
    for (size_t i = 0; i < computed->len; i++) {
        const Node *n = computed->at[i];
        if (!is_loop && map_get(&needed, map_key(n)) == NULL)
            continue;
        if (map_get(repeated, map_key(n))) {
            mark(&f->anchors, n);
            any = true;
            continue;
        }
        for (int j = 0; j < n->nargs; j++)
            map_put(&needed, map_key(n->args[j]));
    }
    map_free(&needed);
    return any;
}

/* Marks expensive nodes that one group computes much more often than they have elements. What is
   computed twice to scan it in blocks may cost twice as much: it is read again anyway. */
static bool mark_repeated(Fuser *f, const Group *group, const Map *costs)
{
    Walk w;
    bool is_twice = has_totals(group);
    Map times = {0}, repeated = {0};
    Nodes computed = {0};
    walk_init(&w, &f->anchors, &group->space, group->reduced);
    w.is_serial = group->kind == GROUP_serial;
    for (size_t i = 0; i < group->members.len; i++)
        walk_from(&w, group->members.at[i]);
    for (size_t i = 0; i < w.visits.len; i++) {
        const Visit *v = &w.visits.at[i];
        int64_t size = shape_count(&node_type(v->node)->shape);
        if (v->is_read || v->node->graph != f->g)
            continue;
        if (map_get(&times, map_key(v->node)) == NULL)
            vec_push(&computed, v->node);
        uint64_t *sum = map_put(&times, map_key(v->node));
        *sum += (uint64_t)evaluations(&w, v);
        if (makes_value(&f->anchors, v->node) || size == 1 || !is_work(v->node))
            continue;
        int64_t cost = (int64_t)*map_get(costs, map_key(v->node));
        if ((cost >= COST_SHARE && (double)*sum >= 2.0 * (double)size) ||
            (cost >= 2 * COST_SHARE && is_twice))
            map_put(&repeated, map_key(v->node));
    }
    bool any = repeated.len > 0 && mark_outermost(f, group, &computed, &repeated);
    vec_free(&computed);
    map_free(&times);
    map_free(&repeated);
    walk_free(&w);
    return any;
}

static bool mark_again(Fuser *f)
{
    Map costs = tree_costs(&f->anchors, f->g);
    bool any = mark_shared(f, &costs);
    for (size_t i = 0; i < f->p->steps.len; i++)
        if (f->p->steps.at[i].kind != GROUP_eval)
            any = mark_repeated(f, &f->p->steps.at[i], &costs) || any;
    map_free(&costs);
    return any;
}

/* --- the pass --- */

static void steps_free(Plan *p)
{
    for (size_t i = 0; i < p->steps.len; i++) {
        vec_free(&p->steps.at[i].members);
        vec_free(&p->steps.at[i].reads);
        vec_free(&p->steps.at[i].writes);
        vec_free(&p->steps.at[i].in_place);
        vec_free(&p->steps.at[i].after);
    }
    p->steps.len = 0;
    map_free(&p->group_of);
    p->group_of = (Map){0};
}

Plan *fuse(Cx *cx, const Graph *g)
{
    Plan *p = mem_alloc(sizeof *p);
    p->graph = g;
    Fuser f = {.cx = cx, .g = g, .p = p};
    graph_mark(g, g->results.at, (int)g->results.len, &f.live);
    const char *choice = getenv("CNX_FUSE");
    f.is_off = cx->no_fuse || (choice && strcmp(choice, "off") == 0);
    if (f.is_off)
        mark_all(&f);
    else
        mark_loops(&f);
    mark_needed(&f.anchors, &p->loops, g);
    mark_long(&f.anchors, g);
    bool again = true;
    for (int round = 0; round < MOST_ROUNDS && again && !interrupted(cx); round++) {
        steps_free(p);
        group_nodes(&f);
        again = round + 1 < MOST_ROUNDS && mark_again(&f);
    }
    group_finish(&f);
    map_free(&f.anchors);
    map_free(&f.live);
    if (!failed(cx))
        return p;
    plan_free(p);
    return NULL;
}

void plan_free(Plan *p)
{
    if (p == NULL)
        return;
    steps_free(p);
    vec_free(&p->steps);
    vec_free(&p->values);
    vec_free(&p->results);
    vec_free(&p->heirs);
    map_free(&p->value_of);
    map_free(&p->partial_of);
    map_free(&p->totals_of);
    map_free(&p->loops);
    free(p);
}
