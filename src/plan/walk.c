/* walk.c - see fuser.h. The indices that an operand is seen at follow from those of its user, so
   one node may be visited at several places, each once. */
#include "plan/fuser.h"

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
    map_free(&w->seen);
}

bool makes_value(const Map *anchors, const Node *n)
{
    return !node_is_fusible(n) || node_is_reduction(n) || map_get(anchors, map_key(n)) != NULL;
}

bool walk_place(Walk *w, const Shape *shape, Index *at, bool *is_kept)
{
    *is_kept = false;
    if (shape_equal(shape, &w->space)) {
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

static void visit(Walk *w, const Node *n, const Index *at, bool is_read)
{
    int rank = node_type(n)->shape.rank;
    uint64_t *head = map_put(&w->seen, hash_place(n, at, rank));
    for (size_t i = *head; i; i = w->visits.at[i - 1].older) {
        const Visit *v = &w->visits.at[i - 1];
        if (v->node == n && memcmp(v->at, at, sizeof *at * (size_t)rank) == 0)
            return;
    }
    Visit v = {n, arena_copy(&w->table.arena, at, sizeof *at * (size_t)rank), is_read, *head};
    vec_push(&w->visits, v);
    *head = w->visits.len;
    if (!is_read)
        vec_push(&w->todo, w->visits.len - 1);
}

static Index scalar_start(void *closure, const Node *n, int axis, int64_t most)
{
    Walk *w = closure;
    const Node *start = n->args[axis + 1];
    visit(w, start, NULL, makes_value(w->anchors, start));
    return index_value(&w->table, 0, most, axis);
}

/* Queues the operands of a computed node. */
static void visit_operands(Walk *w, const Node *n, const Index *at)
{
    Index in[MAX_RANK];
    int count = n->op == OP_slice ? 1 : n->nargs;
    for (int i = 0; i < count; i++) {
        view_operand(&w->table, n, i, at, in, scalar_start, w);
        visit(w, n->args[i], in, makes_value(w->anchors, n->args[i]));
    }
}

bool walk_from(Walk *w, const Node *root)
{
    Index at[MAX_RANK];
    bool is_kept;
    if (node_is_reduction(root)) {
        visit(w, root->args[0], w->own, makes_value(w->anchors, root->args[0]));
    } else {
        walk_place(w, &node_type(root)->shape, at, &is_kept);
        visit(w, root, at, false);
    }
    while (w->todo.len > 0 && w->visits.len <= MOST_VISITS) {
        Visit v = w->visits.at[vec_pop(&w->todo)];
        visit_operands(w, v.node, v.at);
    }
    return w->visits.len <= MOST_VISITS;
}
