/* walk.c - see fuser.h. The indices that an operand is seen at follow from those of its user, so
   one node may be visited at several places, each once. */
#include "plan/fuser.h"

#include "plan/group.h"

#include <string.h>

void walk_init(Walk *w, const Map *anchors, const Shape *space, uint32_t reduced)
{
    *w = (Walk){.anchors = anchors, .space = *space, .reduced = reduced};
    for (int i = 0; i < space->rank; i++)
        w->own[i] = space->dim[i] == 1 ? index_constant(&w->table, 0)
                                       : index_loop(&w->table, space->dim[i], i);
}

void walk_free(Walk *w)
{
    index_table_free(&w->table);
    vec_free(&w->visits);
    vec_free(&w->todo);
    vec_free(&w->stands);
    map_free(&w->bound);
    map_free(&w->seen);
}

bool makes_value(const Map *anchors, const Node *n)
{
    const uint64_t *mark = map_get(anchors, map_key(n));
    return !node_is_fusible(n) || node_is_reduction(n) || node_is_scan(n) || node_is_pair(n) ||
           (mark && *mark);
}

bool walk_place(Walk *w, const Shape *shape, Index *at, bool *is_kept)
{
    *is_kept = false;
    if (shape_equal(shape, &w->space)) {
        if (shape->rank > 0)
            memcpy(at, w->own, sizeof *at * (size_t)shape->rank);
        return true;
    }
    int rank = 0;
    bool keeps = shape->rank == w->space.rank, drops = true;
    *is_kept = true;
    for (int i = 0; i < w->space.rank; i++) {
        bool is_reduced = w->reduced >> i & 1;
        keeps = keeps && shape->dim[i] == (is_reduced ? 1 : w->space.dim[i]);
        if (is_reduced)
            continue;
        drops = drops && rank < shape->rank && shape->dim[rank] == w->space.dim[i];
        rank++;
    }
    drops = drops && rank == shape->rank;
    for (int i = 0, j = 0; i < w->space.rank && (keeps || drops); i++) {
        bool is_reduced = w->reduced >> i & 1;
        if (keeps)
            at[i] = is_reduced ? index_constant(&w->table, 0) : w->own[i];
        else if (!is_reduced)
            at[j++] = w->own[i];
    }
    return w->reduced != 0 && (keeps || drops);
}

static uint64_t hash_place(const Node *n, const Index *at, int rank)
{
    uint64_t hash = map_key(n);
    for (int i = 0; i < rank; i++)
        hash = (hash ^ map_key(at[i])) * 0x9E3779B97F4A7C15u ^ (hash >> 31);
    return hash;
}

/* --- regions of loops: see plan.h, groups of kind loop --- */

static bool is_at(const Walk *w, const Shape *s, const Index *at)
{
    return shape_count(s) == 1 || (shape_equal(s, &w->space) && index_same(at, w->own, s->rank));
}

/* Leads from a parameter of a region to what it stands for outside. */
static const Node *outermost(Walk *w, const Node *n, const Index *at)
{
    uint64_t *known;
    while ((known = map_get(&w->bound, map_key(n))) != NULL) {
        Stands s = w->stands.at[*known - 1];
        if (s.is_state && !is_at(w, &node_type(n)->shape, at))
            w->is_wrong = true;
        n = s.outer;
    }
    return n;
}

static void visit_as(Walk *w, const Node *n, const Index *at, bool is_read)
{
    int rank = node_type(n)->shape.rank;
    uint64_t *head = map_put(&w->seen, hash_place(n, at, rank));
    for (size_t i = *head; i; i = w->visits.at[i - 1].older) {
        const Visit *v = &w->visits.at[i - 1];
        if (v->node == n && index_same(v->at, at, rank))
            return;
    }
    Visit v = {n, arena_copy(&w->table.arena, at, sizeof *at * (size_t)rank), is_read, *head};
    vec_push(&w->visits, v);
    *head = w->visits.len;
    if (!is_read)
        vec_push(&w->todo, w->visits.len - 1);
}

static void visit(Walk *w, const Node *given, const Index *at)
{
    const Node *n = outermost(w, given, at);
    bool is_home = w->home == NULL || n->graph == w->home;
    OpCode op = n->op == OP_elem ? n->args[0]->op : n->op;
    if (is_home) {
        visit_as(w, n, at, makes_value(w->anchors, n) || w->stays);
        return;
    }
    if (makes_value(w->anchors, n) && op != OP_while && op != OP_cond)
        w->is_wrong = true;
    visit_as(w, n, at, false);
}

static void bind(Walk *w, const Node *param, const Node *outer, bool is_state)
{
    Stands s = {outer, is_state};
    vec_push(&w->stands, s);
    *map_put(&w->bound, map_key(param)) = w->stands.len;
}

static void bind_captures(Walk *w, const Graph *region)
{
    size_t given = region->params.len - region->captures.len;
    for (size_t i = 0; i < region->captures.len; i++)
        bind(w, region->params.at[given + i], region->captures.at[i], false);
}

/* At its own place in the space, or one element. */
static void visit_state(Walk *w, const Node *n)
{
    Index at[MAX_RANK];
    const Shape *s = &node_type(n)->shape;
    for (int i = 0; i < s->rank; i++)
        at[i] = shape_equal(s, &w->space) ? w->own[i] : index_constant(&w->table, 0);
    visit(w, n, at);
}

Shape loop_space(const Node *n)
{
    for (int i = 0; i < n->ntypes; i++)
        if (shape_count(&n->types[i].shape) > 1)
            return n->types[i].shape;
    return n->types[0].shape;
}

static void visit_loop(Walk *w, const Node *n)
{
    for (int i = 0; i < n->ntypes; i++) {
        const Shape *s = &n->types[i].shape;
        if (!shape_equal(s, &w->space) && shape_count(s) != 1)
            w->is_wrong = true;
    }
    for (int i = 0; i < 2 && !w->is_wrong; i++) {
        for (int j = 0; j < n->ntypes; j++)
            bind(w, n->regions[i]->params.at[j], n->args[j], true);
        bind_captures(w, n->regions[i]);
        for (size_t j = 0; j < n->regions[i]->results.len; j++)
            visit_state(w, n->regions[i]->results.at[j]);
    }
    for (int i = 0; i < n->ntypes && !w->is_wrong; i++)
        visit_state(w, n->args[i]);
}

static bool has_loop(const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++)
        if (g->nodes.at[i]->op == OP_while || g->nodes.at[i]->op == OP_cond)
            return true;
    return false;
}

/* All branches of a cond are computed, so none may hold a loop, which may not end. */
static void visit_branches(Walk *w, const Node *n, int elem, const Index *at)
{
    for (int i = 0; i < n->nregions; i++) {
        bind_captures(w, n->regions[i]);
        w->is_wrong = w->is_wrong || has_loop(n->regions[i]);
        if (i + 1 < n->nregions)
            visit_state(w, n->args[i]);
        visit(w, n->regions[i]->results.at[elem], at);
    }
}

/* A loop or branch, or an element of its results. */
static void visit_region(Walk *w, const Node *n, const Index *at)
{
    const Node *of = n->op == OP_elem ? n->args[0] : n;
    int elem = n->op == OP_elem && of->ntypes > 1 ? (int)node_int(n, ATTR_index) : 0;
    if (of->op == OP_cond) {
        visit_branches(w, of, elem, at);
    } else {
        w->is_wrong = w->is_wrong || !is_at(w, &node_type(n)->shape, at);
        visit_loop(w, of);
    }
}

static Index visit_start(void *closure, const Start *start)
{
    Walk *w = closure;
    visit(w, start->of, start->at);
    return index_value(&w->table, 0, start->most, 0);
}

/* Queues the operands of a computed node. */
static void visit_operands(Walk *w, const Node *n, const Index *at)
{
    Index in[MAX_RANK];
    int count = n->op == OP_slice || n->op == OP_gather ? 1 : n->op == OP_put_slice ? 2 : n->nargs;
    if (n->op == OP_elem || n->nregions > 0) {
        visit_region(w, n, at);
        return;
    }
    for (int i = 0; i < count; i++) {
        view_operand(&w->table, n, i, at, in, visit_start, w);
        visit(w, n->args[i], in);
    }
}

/* Everything that a loop begins with or captures, anywhere. */
static void visit_serial(Walk *w, const Node *n)
{
    Nodes tensors = {0};
    Index at[MAX_RANK];
    for (int i = 0; i < n->nargs; i++) {
        const Shape *s = &node_type(n->args[i])->shape;
        for (int a = 0; a < s->rank; a++)
            at[a] = s->dim[a] == 1 ? index_constant(&w->table, 0)
                                   : index_loop(&w->table, s->dim[a], MAX_RANK + a);
        visit(w, n->args[i], at);
    }
    serial_tensors(n, &tensors);
    for (size_t i = 0; i < tensors.len; i++) {
        for (int a = 0; a < node_type(tensors.at[i])->shape.rank; a++)
            at[a] = index_constant(&w->table, 0);
        visit_as(w, tensors.at[i], at, true);
    }
    vec_free(&tensors);
}

/* The place of any element of n, as far as it is not given. */
static void visit_all(Walk *w, const Node *n, int given, Index *at)
{
    const Shape *s = &node_type(n)->shape;
    for (int a = given; a < s->rank; a++)
        at[a] = s->dim[a] == 1 ? index_constant(&w->table, 0)
                               : index_loop(&w->table, s->dim[a], MAX_RANK + a);
    visit(w, n, at);
}

/* What is put is computed once, but in tiles together with its indices. */
static void visit_scatter(Walk *w, const Node *n)
{
    Index at[MAX_RANK], none[1] = {NULL};
    visit(w, n->args[0], w->own);
    if (n->op == OP_put_slice) {
        for (int i = 2; i < n->nargs; i++)
            visit(w, n->args[i], none);
        visit_all(w, n->args[1], 0, at);
        return;
    }
    Scatter s = scatter_of(n);
    Index tuple =
        s.count == 1 ? index_constant(&w->table, 0) : index_loop(&w->table, s.count, MAX_RANK);
    if (s.count > 1 && s.ranges > 1) {
        w->tuples = tuple;
        w->ranges = s.ranges;
    }
    at[0] = tuple;
    visit_all(w, n->args[1], 1, at);
    visit_all(w, n->args[2], s.in_tiles, at);
}

bool walk_from(Walk *w, const Node *root)
{
    Index at[MAX_RANK];
    bool is_kept;
    if (node_is_scatter(root)) {
        visit_scatter(w, root);
    } else if (root->op == OP_while && w->is_serial) {
        visit_serial(w, root);
    } else if (root->op == OP_while) {
        w->home = root->graph;
        visit_loop(w, root);
    } else if (node_is_reduction(root) || node_is_scan(root)) {
        visit(w, root->args[0], w->own);
    } else {
        walk_place(w, &node_type(root)->shape, at, &is_kept);
        visit_as(w, root, at, false);
    }
    while (w->todo.len > 0 && w->visits.len <= MOST_VISITS && !w->is_wrong) {
        Visit v = w->visits.at[vec_pop(&w->todo)];
        visit_operands(w, v.node, v.at);
    }
    return w->visits.len <= MOST_VISITS && !w->is_wrong;
}
