/* values.c - the steps in order, and the values that they read and write. */
#include "plan/group.h"

#include "plan/fuser.h"

#include <string.h>

/* --- order --- */

/* Steps after those they come after; among several, the one whose first node came first. */
static void order_steps(Plan *p)
{
    size_t count = p->steps.len;
    int *place = mem_alloc((count + 1) * sizeof *place),
        *waiting = mem_alloc((count + 1) * sizeof *waiting);
    VEC(Group) ordered = {0};
    VEC(int) *users = mem_alloc((count + 1) * sizeof *users), ready = {0};
    for (size_t i = 0; i < count; i++) {
        waiting[i] = (int)p->steps.at[i].after.len;
        for (size_t j = 0; j < p->steps.at[i].after.len; j++)
            vec_push(&users[p->steps.at[i].after.at[j]], (int)i);
    }
    for (size_t i = count; i-- > 0;)
        if (waiting[i] == 0)
            vec_push(&ready, (int)i);
    while (ready.len > 0) {
        int at = vec_pop(&ready);
        place[at] = (int)ordered.len;
        vec_push(&ordered, p->steps.at[at]);
        for (size_t j = users[at].len; j-- > 0;)
            if (--waiting[users[at].at[j]] == 0)
                vec_push(&ready, users[at].at[j]);
        vec_free(&users[at]);
    }
    for (size_t i = 0; i < p->group_of.cap; i++)
        if (p->group_of.slots[i].used)
            p->group_of.slots[i].value = (uint64_t)place[p->group_of.slots[i].value - 1] + 1;
    vec_free(&p->steps);
    p->steps.at = ordered.at, p->steps.len = ordered.len, p->steps.cap = ordered.cap;
    vec_free(&ready);
    free(users);
    free(place);
    free(waiting);
}

/* --- values --- */

static int add_value(Plan *p, ValueKind kind, const Node *n, int elem)
{
    PlanValue v = {.kind = kind, .node = n, .elem = elem, .type = n->types[elem], .blocks = 1};
    v.stored = v.type.dtype;
    v.offset = v.result = v.over = v.part_of = -1;
    v.born = -1;
    dtype_bytes(v.stored, shape_count(&v.type.shape), &v.bytes);
    vec_push(&p->values, v);
    return (int)p->values.len - 1;
}

static void add_node_value(Plan *p, ValueKind kind, const Node *n)
{
    *map_put(&p->value_of, map_key(n)) = (uint64_t)p->values.len + 1;
    for (int i = 0; i < n->ntypes; i++)
        add_value(p, kind, n, i);
}

static const Node *alias_root(const Plan *p, const Node *n)
{
    while (n->op == OP_reshape && map_get(&p->value_of, map_key(n)) == NULL &&
           map_get(&p->partial_of, map_key(n)) == NULL)
        n = n->args[0];
    return n;
}

int plan_value(const Plan *p, const Node *n, bool for_kernel)
{
    int elem = 0;
    n = alias_root(p, n);
    if (n->op == OP_elem) {
        elem = n->args[0]->ntypes > 1 ? (int)node_int(n, ATTR_index) : 0;
        n = n->args[0];
    }
    uint64_t *partial = for_kernel ? map_get(&p->partial_of, map_key(n)) : NULL;
    uint64_t *v = partial ? partial : map_get(&p->value_of, map_key(n));
    return v && *v ? (int)*v - 1 + elem : -1;
}

/* Nodes that somebody outside of their own step reads. */
static void mark_used(const Plan *p, Map *used, int step, const Walk *w)
{
    for (size_t i = 0; i < w->visits.len; i++) {
        const Visit *v = &w->visits.at[i];
        uint64_t *from = map_get(&p->group_of, map_key(v->node));
        if (v->is_read && (from == NULL || (int)*from - 1 != step))
            map_put(used, map_key(alias_root(p, v->node)));
    }
}

static Walk walk_step(const Fuser *f, const Group *g)
{
    Walk w;
    walk_init(&w, &f->anchors, &g->space, g->reduced);
    w.is_serial = g->kind == GROUP_serial;
    for (size_t i = 0; i < g->members.len && g->kind != GROUP_eval; i++)
        walk_from(&w, g->members.at[i]);
    return w;
}

static bool is_split(const Group *g, const Node *n)
{
    return g->blocks > 1 && node_is_reduction(n);
}

static void add_partial(Plan *p, const Group *g, const Node *n)
{
    int at = add_value(p, VALUE_made, n, 0);
    PlanValue *v = &p->values.at[at];
    v->blocks = g->blocks;
    v->stored = g->is_totals ? scan_dtype(n) : compute_dtype(v->type.dtype);
    for (int i = 0; i < g->space.rank && g->is_totals; i++)
        v->type.shape.dim[i] = g->reduced >> i & 1 ? 1 : g->space.dim[i];
    v->bytes = g->blocks * shape_count(&v->type.shape) * dtype_info[v->stored].bits / 8;
    *map_put(g->is_totals ? &p->totals_of : &p->partial_of, map_key(n)) = (uint64_t)at + 1;
}

/* What a scatter adds up before it is rounded. */
static void add_sums(Plan *p, const Node *n)
{
    int at = add_value(p, VALUE_made, n, 0);
    PlanValue *v = &p->values.at[at];
    v->stored = scatter_of(n).sums;
    v->bytes = shape_count(&v->type.shape) * dtype_info[v->stored].bits / 8;
}

/* What the blocks of scans come to: a step before their own, which reads what they read. */
static void add_totals(Plan *p, size_t step)
{
    const Group *of = &p->steps.at[step];
    Group g = {.kind = of->kind, .space = of->space, .reduced = of->reduced, .is_totals = true};
    g.blocks = of->blocks, g.block = of->block, g.is_reversed = of->is_reversed;
    g.nodes = of->nodes;
    for (size_t i = 0; i < of->members.len && of->blocks > 1; i++)
        if (node_is_scan(of->members.at[i]))
            vec_push(&g.members, of->members.at[i]);
    if (g.members.len == 0)
        return;
    for (size_t i = 0; i < of->after.len; i++)
        vec_push(&g.after, of->after.at[i]);
    vec_push(&p->steps.at[step].after, (int)p->steps.len);
    vec_push(&p->steps, g);
}

/* Beside reads: only what this step combined of each block before its own. */
static void read_totals(Plan *p, Group *g)
{
    for (size_t i = 0; i < g->members.len && !g->is_totals; i++) {
        const uint64_t *totals = map_get(&p->totals_of, map_key(g->members.at[i]));
        if (totals) {
            vec_push(&g->reads, (int)*totals - 1);
            vec_push(&g->in_place, false);
        }
    }
}

/* The combining of partial results for those who are no kernels. */
static void add_finish(Fuser *f, const Node *n)
{
    Group g = {.kind = GROUP_map, .space = node_type(n)->shape, .blocks = 1, .nodes = 1};
    vec_push(&g.members, n);
    vec_push(&g.after, (int)*map_get(&f->p->group_of, map_key(n)) - 1);
    vec_push(&f->p->steps, g);
}

static void touch(Plan *p, int value, int step)
{
    if (p->values.at[value].dies < step)
        p->values.at[value].dies = step;
}

/* Values that the step's kernel reads, each once, and whether only where it writes. */
static void add_reads(Plan *p, int step, Walk *w)
{
    Group *g = &p->steps.at[step];
    for (size_t i = 0; i < w->visits.len; i++) {
        const Visit *v = &w->visits.at[i];
        uint64_t *from = v->is_read ? map_get(&p->group_of, map_key(v->node)) : NULL;
        int value = v->is_read ? plan_value(p, v->node, true) : -1;
        if (value < 0 || (from && (int)*from - 1 == step))
            continue;
        Index at[MAX_RANK];
        bool is_kept = false;
        bool own = walk_place(w, &node_type(v->node)->shape, at, &is_kept) && !is_kept &&
                   index_same(at, v->at, node_type(v->node)->shape.rank);
        size_t j = 0;
        while (j < g->reads.len && g->reads.at[j] != value)
            j++;
        if (j == g->reads.len) {
            vec_push(&g->reads, value);
            vec_push(&g->in_place, true);
        }
        g->in_place.at[j] = g->in_place.at[j] && own;
    }
}

static void finish_reads(Fuser *f)
{
    Plan *p = f->p;
    for (size_t i = 0; i < p->steps.len; i++) {
        Group *g = &p->steps.at[i];
        if (g->kind == GROUP_eval) {
            const Node *n = g->members.at[0];
            for (int j = 0; j < n->nargs; j++)
                vec_push(&g->reads, plan_value(p, n->args[j], false));
        } else if (g->kind == GROUP_map && node_is_reduction(g->members.at[0])) {
            vec_push(&g->reads, plan_value(p, g->members.at[0], true));
            vec_push(&g->in_place, false);
        } else {
            Walk w = walk_step(f, g);
            g->work = (int64_t)w.visits.len * shape_count(&g->space);
            add_reads(p, (int)i, &w);
            read_totals(p, g);
            walk_free(&w);
        }
        for (size_t j = 0; j < g->reads.len; j++)
            touch(p, g->reads.at[j], (int)i);
    }
}

/* Whether an evaluated node or the program's result is this node. */
static void mark_whole(const Fuser *f, Map *whole)
{
    const Graph *g = f->g;
    for (size_t i = 0; i < g->results.len; i++)
        map_put(whole, map_key(alias_root(f->p, g->results.at[i])));
    for (size_t i = 0; i < f->p->steps.len; i++) {
        const Group *s = &f->p->steps.at[i];
        for (int j = 0; s->kind == GROUP_eval && j < s->members.at[0]->nargs; j++)
            map_put(whole, map_key(alias_root(f->p, s->members.at[0]->args[j])));
    }
}

/* Makes the values of a step's members that are used outside. */
static void finish_writes(Fuser *f, int step, const Map *used, const Map *whole)
{
    Plan *p = f->p;
    Group *g = &p->steps.at[step];
    for (size_t i = 0; i < g->members.len; i++) {
        const Node *n = g->members.at[i];
        bool is_finish = g->kind == GROUP_map && node_is_reduction(n);
        bool is_whole = map_get(whole, map_key(n)) != NULL;
        int first = (int)p->values.len;
        if (g->kind == GROUP_eval)
            add_node_value(p, node_fills(n) ? VALUE_made : VALUE_given, n);
        else if (g->kind == GROUP_loop || g->kind == GROUP_serial || g->kind == GROUP_scatter)
            add_node_value(p, VALUE_made, n);
        else if (g->is_totals || is_split(g, n))
            add_partial(p, g, n);
        else if (is_finish || is_whole || map_get(used, map_key(n)))
            add_node_value(p, VALUE_made, n);
        if (g->kind == GROUP_scatter && scatter_has_sums(n))
            add_sums(p, n);
        for (; first < (int)p->values.len; first++) {
            p->values.at[first].born = p->values.at[first].dies = step;
            vec_push(&g->writes, first);
        }
    }
}

/* Tensors of the program, and of loops that are kernels with their regions. */
static void add_data(Fuser *f)
{
    for (size_t i = 0; i < f->g->nodes.len; i++) {
        const Node *n = f->g->nodes.at[i];
        const uint64_t *loop = map_get(&f->p->loops, map_key(n));
        Nodes inside = {0};
        if (map_get(&f->live, map_key(n)) == NULL)
            continue;
        if (n->op == OP_tensor)
            add_node_value(f->p, VALUE_data, n);
        if (loop && *loop == 1)
            serial_tensors(n, &inside);
        for (size_t j = 0; j < inside.len; j++)
            add_node_value(f->p, VALUE_data, inside.at[j]);
        vec_free(&inside);
    }
}

void group_finish(Fuser *f)
{
    Plan *p = f->p;
    const Graph *g = f->g;
    Map used = {0}, whole = {0};
    for (size_t i = 0; i < g->params.len; i++) {
        add_node_value(p, VALUE_input, g->params.at[i]);
        p->values.at[i].index = (int)i;
    }
    add_data(f);
    /* Members get their marks before any has a value, so that aliases lead to what they are of. */
    for (size_t i = 0; i < p->steps.len; i++)
        for (size_t j = 0; j < p->steps.at[i].members.len; j++)
            *map_put(&p->value_of, map_key(p->steps.at[i].members.at[j])) = 0;
    for (size_t i = 0; i < p->steps.len; i++) {
        Walk w = walk_step(f, &p->steps.at[i]);
        mark_used(p, &used, (int)i, &w);
        walk_free(&w);
    }
    mark_whole(f, &whole);
    for (size_t i = 0, count = p->steps.len; i < count; i++)
        for (size_t j = 0; j < p->steps.at[i].members.len; j++) {
            const Node *n = p->steps.at[i].members.at[j];
            if (is_split(&p->steps.at[i], n) && map_get(&whole, map_key(n)))
                add_finish(f, n);
        }
    for (size_t i = 0, count = p->steps.len; i < count; i++)
        add_totals(p, i);
    order_steps(p);
    for (size_t i = 0; i < p->steps.len; i++)
        finish_writes(f, (int)i, &used, &whole);
    finish_reads(f);
    for (size_t i = 0; i < g->results.len; i++) {
        int value = plan_value(p, g->results.at[i], false);
        vec_push(&p->results, value);
        touch(p, value, (int)p->steps.len);
        if (p->values.at[value].kind == VALUE_made && p->values.at[value].result < 0)
            p->values.at[value].result = (int)i;
    }
    map_free(&used);
    map_free(&whole);
}
