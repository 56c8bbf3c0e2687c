/* group.c - see group.h. A node joins the group of something it reads, or of something that reads
   the same, if the rules of plan.h allow it; the newest such group is asked first. */
#include "plan/group.h"

#include "plan/fuser.h"

#include <string.h>

enum { MOST_ASKED = 12 };

/* --- index spaces --- */

uint32_t reduced_axes(const Node *n)
{
    uint32_t reduced = 0;
    if (node_is_scan(n))
        return 1u << node_int(n, ATTR_axis);
    const Attr *axes = node_attr(n, ATTR_axes);
    for (uint32_t i = 0; i < axes->count; i++)
        reduced |= 1u << axes->at[i];
    return reduced;
}

bool reduces_innermost(const Shape *space, uint32_t reduced)
{
    for (int i = space->rank - 1; i >= 0; i--)
        if (space->dim[i] > 1)
            return reduced >> i & 1;
    return true;
}

/* How many blocks a reduction's outermost run of reduced axes is cut into; by the shape alone. */
static void set_blocks(Group *g)
{
    int64_t results = 1, run = 1, inner = 1;
    bool is_first = true, in_run = false;
    for (int i = 0; i < g->space.rank; i++) {
        int64_t dim = g->space.dim[i];
        bool is_reduced = g->reduced >> i & 1;
        if (dim == 1)
            continue;
        results *= is_reduced ? 1 : dim;
        if (is_reduced && (is_first || in_run))
            run *= dim, in_run = true, is_first = false;
        else
            in_run = false;
        if (is_reduced && !in_run)
            inner *= dim;
    }
    g->blocks = 1;
    g->block = run;
    int64_t beside =
        g->kind == GROUP_column ? inner * (results < STRIPE ? results : STRIPE) : inner;
    int64_t tasks = g->kind == GROUP_column ? (results + STRIPE - 1) / STRIPE : results;
    int64_t block = (COST_TASK + beside - 1) / beside;
    block = (block + DEEP - 1) / DEEP * DEEP;
    while (run / block > 1024)
        block *= 2;
    if (tasks >= FEW_RESULTS || run < 2 * block)
        return;
    g->block = block;
    g->blocks = (run + block - 1) / block;
}

Group reduction_group(const Node *n)
{
    Group g = {.space = node_type(n->args[0])->shape, .reduced = reduced_axes(n)};
    g.kind = reduces_innermost(&g.space, g.reduced) ? GROUP_row : GROUP_column;
    set_blocks(&g);
    if (!node_is_scan(n))
        return g;
    g.is_reversed = node_int(n, ATTR_reversed) != 0;
    if (g.kind == GROUP_column) {
        g.blocks = 1;
        g.block = g.space.dim[node_int(n, ATTR_axis)];
    }
    return g;
}

static Group group_of_node(const Map *loops, const Node *n)
{
    Group g = {.kind = GROUP_eval, .blocks = 1};
    uint64_t *loop = map_get(loops, map_key(n));
    if (loop && *loop == 1) {
        g.kind = GROUP_serial;
    } else if (loop) {
        g.kind = GROUP_loop;
        g.space = loop_space(n);
    }
    if (node_is_scatter(n)) {
        g.kind = GROUP_scatter;
        g.space = node_type(n)->shape;
    }
    if (!node_is_fusible(n))
        return g;
    if (node_is_reduction(n) || node_is_scan(n))
        return reduction_group(n);
    g.kind = dtype_is_packed(node_type(n)->dtype) ? GROUP_pack : GROUP_map;
    g.space = node_type(n)->shape;
    return g;
}

/* --- may a node join --- */

static int step_of(const Plan *p, const Node *n)
{
    if (n->op == OP_elem)
        n = n->args[0];
    uint64_t *at = map_get(&p->group_of, map_key(n));
    return at ? (int)*at - 1 : -1;
}

/* Whether step `from` runs after step `to`. */
static bool runs_after(const Plan *p, int from, int to)
{
    bool *seen = mem_alloc(p->steps.len + 1);
    VEC(int) todo = {0};
    bool found = false;
    vec_push(&todo, from);
    while (todo.len > 0 && !found) {
        int at = vec_pop(&todo);
        found = at == to;
        if (seen[at])
            continue;
        seen[at] = true;
        for (size_t i = 0; i < p->steps.at[at].after.len; i++)
            vec_push(&todo, p->steps.at[at].after.at[i]);
    }
    free(seen);
    vec_free(&todo);
    return found;
}

typedef enum Role { ROLE_none, ROLE_reduction, ROLE_full, ROLE_kept } Role;

static Role role_of(Walk *w, const Node *n)
{
    Index at[MAX_RANK];
    bool is_kept;
    if (node_is_reduction(n) || node_is_scan(n)) {
        if (!shape_equal(&node_type(n->args[0])->shape, &w->space) || reduced_axes(n) != w->reduced)
            return ROLE_none;
        return node_is_scan(n) ? ROLE_full : ROLE_reduction;
    }
    if (!walk_place(w, &node_type(n)->shape, at, &is_kept))
        return ROLE_none;
    return is_kept ? ROLE_kept : ROLE_full;
}

/* Whether a member's value is read at the walk's own place, by a node of this role. */
static bool may_read(Walk *w, const Group *g, const Visit *v, Role role)
{
    Index at[MAX_RANK];
    bool is_kept, is_reduction = node_is_reduction(v->node);
    if (!walk_place(w, &node_type(v->node)->shape, at, &is_kept) ||
        !index_same(at, v->at, node_type(v->node)->shape.rank))
        return false;
    if (is_reduction || role_of(w, v->node) == ROLE_kept)
        return g->blocks == 1 && (g->kind == GROUP_row || role == ROLE_kept);
    return role != ROLE_kept;
}

/* The group as n would make it: maps of the space of a reduction run in its kernel. */
static Group with_node(const Map *loops, const Group *g, const Node *n)
{
    Group own = group_of_node(loops, n), out = *g;
    if (g->kind == GROUP_map && own.reduced != 0 && shape_equal(&own.space, &g->space)) {
        out.kind = own.kind;
        out.reduced = own.reduced;
        out.blocks = own.blocks;
        out.block = own.block;
        out.is_reversed = own.is_reversed;
    }
    return out;
}

/* Whether what n combines goes the way of the group: as it is cut, and in its direction. */
static bool goes_along(const Map *loops, const Group *g, const Node *n)
{
    Group own = group_of_node(loops, n);
    return own.reduced == 0 || (own.blocks == g->blocks && own.is_reversed == g->is_reversed);
}

/* Whether n may be a member of step `at`. */
static bool may_join(Fuser *f, int at, const Node *n)
{
    GroupKind kind = f->p->steps.at[at].kind;
    bool is_alone = kind == GROUP_eval || kind == GROUP_loop || kind == GROUP_serial ||
                    kind == GROUP_pack || kind == GROUP_scatter ||
                    dtype_is_packed(node_type(n)->dtype);
    if (is_alone || f->p->steps.at[at].members.len >= MOST_MEMBERS)
        return false;
    Walk w;
    const Group made = with_node(&f->p->loops, &f->p->steps.at[at], n), *g = &made;
    walk_init(&w, &f->anchors, &g->space, g->reduced);
    Role role = role_of(&w, n);
    bool ok = role != ROLE_none && (role != ROLE_kept || g->blocks == 1) &&
              goes_along(&f->p->loops, g, n) && walk_from(&w, n) &&
              g->nodes + (int)w.visits.len <= MOST_NODES;
    bool has_totals = node_is_scan(n) && g->blocks > 1; /* a step before makes those of n */
    for (size_t i = 0; i < w.visits.len && ok; i++) {
        const Visit *v = &w.visits.at[i];
        int from = v->is_read ? step_of(f->p, v->node) : -1;
        if (from == at)
            ok = !has_totals && may_read(&w, g, v, role);
        else if (from >= 0)
            ok = !runs_after(f->p, from, at);
    }
    walk_free(&w);
    return ok;
}

/* --- placing one node --- */

/* What n reads when it is computed in a kernel of its own, each once. */
static bool reads_of(Fuser *f, const Node *n, Nodes *out, int *count)
{
    Group own = group_of_node(&f->p->loops, n);
    Walk w;
    walk_init(&w, &f->anchors, &own.space, own.reduced);
    w.is_serial = own.kind == GROUP_serial;
    bool ok = walk_from(&w, n);
    Map seen = {0};
    for (size_t i = 0; i < w.visits.len; i++) {
        const Visit *v = &w.visits.at[i];
        if (v->is_read && map_get(&seen, map_key(v->node)) == NULL) {
            map_put(&seen, map_key(v->node));
            vec_push(out, v->node);
        }
    }
    *count = (int)w.visits.len;
    map_free(&seen);
    walk_free(&w);
    return ok;
}

static void add_after(Group *g, int step, int self)
{
    for (size_t i = 0; i < g->after.len; i++)
        if (g->after.at[i] == step)
            return;
    if (step >= 0 && step != self)
        vec_push(&g->after, step);
}

/* The steps to ask, newest first: those that n reads from, then those that read the same. */
static int candidates(Fuser *f, const Map *readers, const Nodes *reads, int *out)
{
    int count = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < reads->len && count < MOST_ASKED; i++) {
            uint64_t *last = map_get(readers, map_key(reads->at[i]));
            int step = pass == 0 ? step_of(f->p, reads->at[i]) : last ? (int)*last - 1 : -1;
            bool is_known = step < 0;
            for (int j = 0; j < count && !is_known; j++)
                is_known = out[j] == step;
            if (!is_known)
                out[count++] = step;
        }
    for (int i = 1; i < count; i++) /* few: by insertion */
        for (int j = i; j > 0 && out[j] > out[j - 1]; j--) {
            int t = out[j];
            out[j] = out[j - 1];
            out[j - 1] = t;
        }
    return count;
}

static void join(Fuser *f, Map *readers, int at, const Node *n, const Nodes *reads, int nodes)
{
    Group *g = &f->p->steps.at[at];
    *g = with_node(&f->p->loops, g, n);
    vec_push(&g->members, n);
    g->nodes += nodes;
    *map_put(&f->p->group_of, map_key(n)) = (uint64_t)at + 1;
    for (size_t i = 0; i < reads->len; i++) {
        add_after(g, step_of(f->p, reads->at[i]), at);
        *map_put(readers, map_key(reads->at[i])) = (uint64_t)at + 1;
    }
}

/* A reshape of what lies in memory is the same memory. */
static bool is_alias(const Fuser *f, const Node *n)
{
    return n->op == OP_reshape && node_is_fusible(n) && makes_value(&f->anchors, n->args[0]);
}

static void place_node(Fuser *f, Map *readers, const Node *n)
{
    Nodes reads = {0};
    int asked[MOST_ASKED], count = 0, at = -1, nodes = 1;
    bool is_fusible = node_is_fusible(n);
    if (is_fusible || node_is_scatter(n) || map_get(&f->p->loops, map_key(n))) {
        if (!reads_of(f, n, &reads, &nodes))
            nodes = MOST_NODES;
    }
    if (is_fusible && !f->is_off) {
        count = candidates(f, readers, &reads, asked);
    } else if (reads.len == 0) {
        for (int i = 0; i < n->nargs; i++)
            vec_push(&reads, n->args[i]);
    }
    for (int i = 0; i < count && at < 0; i++)
        if (may_join(f, asked[i], n))
            at = asked[i];
    if (at < 0) {
        at = (int)f->p->steps.len;
        Group g = group_of_node(&f->p->loops, n);
        vec_push(&f->p->steps, g);
    }
    join(f, readers, at, n, &reads, nodes);
    vec_free(&reads);
}

/* What calls the program back runs in the program's order; -1: nothing did before. */
static void keep_order(Fuser *f, const Node *n, int *last)
{
    if (!node_has_effect(n) || map_get(&f->p->loops, map_key(n)))
        return;
    int step = step_of(f->p, n);
    if (*last >= 0)
        add_after(&f->p->steps.at[step], *last, step);
    *last = step;
}

void group_nodes(Fuser *f)
{
    Map readers = {0}; /* node to the newest step that reads it, plus 1 */
    int last = -1;
    for (size_t i = 0; i < f->g->nodes.len; i++) {
        const Node *n = f->g->nodes.at[i];
        if (map_get(&f->live, map_key(n)) == NULL || !makes_value(&f->anchors, n) ||
            n->op == OP_parameter || n->op == OP_tensor || n->op == OP_elem)
            continue;
        if (is_alias(f, n)) {
            int step = step_of(f->p, n->args[0]);
            if (step >= 0)
                *map_put(&f->p->group_of, map_key(n)) = (uint64_t)step + 1;
        } else {
            place_node(f, &readers, n);
            keep_order(f, n, &last);
        }
    }
    map_free(&readers);
}
