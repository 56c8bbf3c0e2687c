/* products.c - sums of products of matrices become one product.

   a b + c d is (a over c) (b over d) along the summed axis, so what a loop of n steps, unrolled,
   adds up step by step (the gradient of a weight) is one product n times as long: the sum, which is
   larger than its operands, is no longer read and written n times, and a long product is faster
   than short ones. The operands lie over each other in the order in which the first ones were made.
   Sums of columns of the very operands (the gradient of what is added to the products) are then
   those of what is stacked.

   needs: a verified graph. keeps: results, but for rounding; parameters. breaks: nothing. */
#include "transform/grad.h"
#include "transform/rewrite.h"
#include "transform/transform.h"

#include <stdlib.h>

/* The products, or sums of columns, that a node adds up: itself, or those of its operands. */
typedef struct Sum {
    const Node *node;
    const struct Sum *left, *right; /* of an addition; NULL: the node itself */
    int count;
} Sum;

/* A sum that is part of no larger one, and what is stacked for it: operand `side` of the parts of
   `like`, which are its own in order, or for columns the products over them. */
typedef struct Whole {
    const Node *node;
    const Node **parts;
    int count;
    const struct Whole *like;
    int side;
} Whole;

typedef struct Sums {
    Arena arena;
    Map uses; /* node to how often it is an operand or a result */
    Map sums; /* node to its Sum */
    VEC(const Node *) added;
    Map is_part; /* of a larger sum */
    VEC(Whole *) wholes;
    Map whole; /* node to its Whole */
} Sums;

/* Whether a node is a product, summed along the first axis of both operands, whose operands are
   less to copy than its result is to read and write. */
static bool is_thin_product(const Node *n)
{
    if (n->op != OP_dot || node_attr(n, ATTR_batch_a)->count != 0)
        return false;
    const Attr *a = node_attr(n, ATTR_contract_a), *b = node_attr(n, ATTR_contract_b);
    const Type *x = node_type(n->args[0]), *y = node_type(n->args[1]), *own = node_type(n);
    bool is_plain = dtype_is_float(own->dtype) && x->dtype == own->dtype && y->dtype == own->dtype;
    if (!is_plain || x->shape.rank != 2 || y->shape.rank != 2 || a->count != 1 || a->at[0] != 0 ||
        b->count != 1 || b->at[0] != 0)
        return false;
    double k = (double)x->shape.dim[0], rows = (double)x->shape.dim[1],
           columns = (double)y->shape.dim[1];
    return k > 0 && k * (rows + columns) < rows * columns;
}

/* Whether a node sums the columns of a matrix of floats. */
static bool is_column_sum(const Node *n)
{
    if (n->op != OP_sum || !dtype_is_float(node_type(n)->dtype))
        return false;
    const Attr *axes = node_attr(n, ATTR_axes);
    const Type *x = node_type(n->args[0]);
    return x->dtype == node_type(n)->dtype && x->shape.rank == 2 && axes->count == 1 &&
           axes->at[0] == 0 && !node_int(n, ATTR_keep_axes);
}

static const Sum *leftmost(const Sum *s)
{
    while (s->left)
        s = s->left;
    return s;
}

static const Sum *sum_of(Sums *all, const Node *n)
{
    uint64_t *uses = map_get(&all->uses, map_key(n));
    return uses && *uses == 1 ? map_find(&all->sums, n) : NULL;
}

static void note_sum(Sums *all, const Node *n)
{
    Sum *s = arena_array(&all->arena, Sum, 1);
    if (is_thin_product(n) || is_column_sum(n)) {
        *s = (Sum){.node = n, .count = 1};
        map_set(&all->sums, n, s);
        return;
    }
    const Sum *a = n->op == OP_add ? sum_of(all, n->args[0]) : NULL;
    const Sum *b = a ? sum_of(all, n->args[1]) : NULL;
    if (b == NULL)
        return;
    const Node *p = leftmost(a)->node, *q = leftmost(b)->node;
    for (int i = 0; i < p->nargs; i++)
        if (p->op != q->op || !type_equal(node_type(p->args[i]), node_type(q->args[i])))
            return;
    *s = (Sum){n, a, b, a->count + b->count};
    map_set(&all->sums, n, s);
    for (int i = 0; i < 2; i++)
        map_put(&all->is_part, map_key(n->args[i]));
    vec_push(&all->added, n);
}

static void note_graph(Sums *all, const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++)
        for (int j = 0; j < g->nodes.at[i]->nargs; j++)
            ++*map_put(&all->uses, map_key(g->nodes.at[i]->args[j]));
    for (size_t i = 0; i < g->results.len; i++)
        ++*map_put(&all->uses, map_key(g->results.at[i]));
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        note_sum(all, n);
        for (int r = 0; r < n->nregions; r++)
            note_graph(all, n->regions[r]);
    }
}

/* --- whole sums --- */

static int by_first_operand(const void *a, const void *b)
{
    const Node *const *x = a, *const *y = b;
    uint32_t i = (*x)->args[0]->id, j = (*y)->args[0]->id;
    return i != j ? (i > j) - (i < j) : ((*x)->id > (*y)->id) - ((*x)->id < (*y)->id);
}

static Whole *whole_of(Sums *all, const Sum *s)
{
    Whole *out = arena_array(&all->arena, Whole, 1);
    VEC(const Sum *) todo = {0};
    *out = (Whole){.node = s->node, .like = out};
    out->parts = arena_array(&all->arena, const Node *, s->count);
    vec_push(&todo, s);
    while (todo.len > 0) {
        const Sum *now = vec_pop(&todo);
        if (now->left) {
            vec_push(&todo, now->right);
            vec_push(&todo, now->left);
        } else {
            out->parts[out->count++] = now->node;
        }
    }
    vec_free(&todo);
    qsort(out->parts, (size_t)out->count, sizeof *out->parts, by_first_operand);
    return out;
}

/* Whether the columns that are summed are those of one side's operands, each once. */
static bool is_over(const Whole *columns, const Whole *products, int side)
{
    Map seen = {0};
    bool ok = columns->count == products->count;
    for (int i = 0; i < products->count && ok; i++)
        map_put(&seen, map_key(products->parts[i]->args[side]));
    for (int i = 0; i < columns->count && ok; i++) {
        uint64_t *times = map_get(&seen, map_key(columns->parts[i]->args[0]));
        ok = times && ++*times == 1;
    }
    map_free(&seen);
    return ok;
}

static bool find_products(const Sums *all, Whole *columns)
{
    for (size_t i = 0; i < all->wholes.len; i++)
        for (int side = 0; side < 2 && all->wholes.at[i]->node != columns->node; side++)
            if (all->wholes.at[i]->parts[0]->op == OP_dot &&
                is_over(columns, all->wholes.at[i], side)) {
                columns->like = all->wholes.at[i];
                columns->side = side;
                return true;
            }
    return false;
}

static void find_wholes(Sums *all)
{
    for (size_t i = 0; i < all->added.len; i++)
        if (map_get(&all->is_part, map_key(all->added.at[i])) == NULL)
            vec_push(&all->wholes, whole_of(all, map_find(&all->sums, all->added.at[i])));
    for (size_t i = 0; i < all->wholes.len; i++) {
        Whole *w = all->wholes.at[i];
        if (w->parts[0]->op == OP_dot || find_products(all, w))
            map_set(&all->whole, w->node, w);
    }
}

/* --- the one product --- */

/* Operands of all parts, one over the other. */
static Node *stacked(Rewrite *w, Rule *k, const Whole *of, int side)
{
    Node **parts = arena_array(graph_arena(k->g), Node *, of->count);
    for (int i = 0; i < of->count; i++)
        parts[i] = rewritten(w, of->parts[i]->args[side]);
    int64_t axis = 0;
    Attr attr = {ATTR_axis, 1, &axis};
    return rule_node(k, OP_concatenate, parts, of->count, &attr, 1);
}

static Node **one_product(Rewrite *w, const Node *old, Node *const *args, Graph *to)
{
    (void)args;
    const Sums *all = w->closure;
    const Whole *s = map_find(&all->whole, old);
    if (s == NULL)
        return NULL;
    Rule k = {.cx = w->cx, .g = to, .span = old->span};
    const Node *first = s->parts[0];
    Node *operands[2];
    for (int i = 0; i < first->nargs; i++)
        operands[i] = stacked(w, &k, s->like, s->side + i);
    Node **out = arena_array(graph_arena(to), Node *, 1);
    out[0] = rule_node(&k, first->op, operands, first->nargs, first->attrs, first->nattrs);
    return out[0] ? out : NULL;
}

Graph *merge_products(Cx *cx, const Graph *g)
{
    Sums all = {0};
    note_graph(&all, g);
    find_wholes(&all);
    Rewrite w = {.cx = cx, .instead = one_product, .closure = &all};
    Graph *out = rewrite_graph(&w, g);
    map_free(&all.uses);
    map_free(&all.sums);
    vec_free(&all.added);
    map_free(&all.is_part);
    vec_free(&all.wholes);
    map_free(&all.whole);
    arena_free(&all.arena);
    return out;
}
