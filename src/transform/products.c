/* products.c - sums of products of matrices become one product.

   a b + c d is (a over c) (b over d) along the summed axis, so what a loop of n steps, unrolled,
   adds up step by step (the gradient of a weight) is one product n times as long: the sum, which is
   larger than its operands, is no longer read and written n times, and a long product is faster
   than short ones.

   needs: a verified graph. keeps: results, but for rounding; parameters. breaks: nothing. */
#include "transform/grad.h"
#include "transform/rewrite.h"
#include "transform/transform.h"

/* The products that a node adds up: itself, or those of its operands, in order. */
typedef struct Sum {
    const Node *product;
    const struct Sum *left, *right; /* of an addition */
    int count;
} Sum;

typedef struct Sums {
    Arena arena;
    Map uses;  /* node to how often it is an operand or a result */
    Map sums;  /* node to its Sum */
    Map whole; /* node whose sum is part of no larger one to it */
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
    if (is_thin_product(n)) {
        *s = (Sum){.product = n, .count = 1};
        map_set(&all->sums, n, s);
        return;
    }
    const Sum *a = n->op == OP_add ? sum_of(all, n->args[0]) : NULL;
    const Sum *b = a ? sum_of(all, n->args[1]) : NULL;
    if (b == NULL)
        return;
    const Node *p = leftmost(a)->product, *q = leftmost(b)->product;
    for (int i = 0; i < 2; i++)
        if (!type_equal(node_type(p->args[i]), node_type(q->args[i])))
            return;
    *s = (Sum){.left = a, .right = b, .count = a->count + b->count};
    map_set(&all->sums, n, s);
    for (int i = 0; i < 2; i++)
        map_set(&all->whole, n->args[i], NULL);
    map_set(&all->whole, n, s);
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

/* --- the one product --- */

/* Operand i of all products, one over the other. */
static Node *stacked(Rewrite *w, Rule *k, const Sum *s, int i)
{
    Node **parts = arena_array(graph_arena(k->g), Node *, s->count);
    VEC(const Sum *) todo = {0};
    int count = 0;
    vec_push(&todo, s);
    while (todo.len > 0) {
        const Sum *now = vec_pop(&todo);
        if (now->product) {
            parts[count++] = rewritten(w, now->product->args[i]);
            continue;
        }
        vec_push(&todo, now->right);
        vec_push(&todo, now->left);
    }
    vec_free(&todo);
    int64_t axis = 0;
    Attr attr = {ATTR_axis, 1, &axis};
    return rule_node(k, OP_concatenate, parts, count, &attr, 1);
}

static Node **one_product(Rewrite *w, const Node *old, Node *const *args, Graph *to)
{
    (void)args;
    const Sums *all = w->closure;
    const Sum *s = map_find(&all->whole, old);
    if (s == NULL)
        return NULL;
    Rule k = {.cx = w->cx, .g = to, .span = old->span};
    const Node *first = leftmost(s)->product;
    Node *operands[] = {stacked(w, &k, s, 0), stacked(w, &k, s, 1)};
    Node **out = arena_array(graph_arena(to), Node *, 1);
    out[0] = rule_node(&k, OP_dot, operands, 2, first->attrs, first->nattrs);
    return out[0] ? out : NULL;
}

Graph *merge_products(Cx *cx, const Graph *g)
{
    Sums all = {0};
    note_graph(&all, g);
    Rewrite w = {.cx = cx, .instead = one_product, .closure = &all};
    Graph *out = rewrite_graph(&w, g);
    map_free(&all.uses);
    map_free(&all.sums);
    map_free(&all.whole);
    arena_free(&all.arena);
    return out;
}
