/* cut.c - see cut.h.

   The level of a node is the number of the part that computes it. What is left at a level is
   evaluated behind that part and needs nothing of a later one; its users are a level up. */
#include "transform/cut.h"

#include "transform/grad.h"

#include <stdlib.h>

typedef struct Cut {
    Cx *cx;
    const Graph *g;
    const Lacks *lacks;
    Pieces *out;
    Map needed;
    Map levels; /* of needed nodes, but for leaves */
    Map left;   /* what is, and its parts: to the node itself */
    Map values; /* the number of a value, and 1 */
    int last;   /* the highest level */
} Cut;

/* --- what is left --- */

static bool holds_cut(const Lacks *lacks, const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++)
        if (is_cut_at(lacks, g->nodes.at[i]))
            return true;
    return false;
}

bool is_cut_at(const Lacks *lacks, const Node *n)
{
    bool found = n->op != OP_parameter && lacks->lacks(lacks, n);
    for (int r = 0; n->op == OP_cond && r < n->nregions && !found; r++)
        found = holds_cut(lacks, n->regions[r]);
    return found;
}

bool needs_cut(const Lacks *lacks, const Graph *g)
{
    for (size_t i = 0; i < g->params.len; i++)
        if (lacks->lacks(lacks, g->params.at[i])) /* then no part may have it */
            return true;
    return holds_cut(lacks, g);
}

/* A number or a tensor that is known, or iota: made wherever it is used. */
static bool is_leaf(const Node *n)
{
    return op_info[n->op].class_ == CLASS_LEAF && n->nargs == 0 && n->op != OP_parameter;
}

/* The node that is evaluated between parts to give n, or NULL: a part gives it. */
static const Node *left_node(const Cut *c, const Node *n)
{
    return map_find(&c->left, n);
}

static void find_left(Cut *c)
{
    for (size_t i = 0; i < c->g->nodes.len; i++) {
        const Node *n = c->g->nodes.at[i], *of = n->op == OP_elem ? n->args[0] : n;
        if (of != n ? left_node(c, of) != NULL : is_cut_at(c->lacks, n))
            map_set(&c->left, n, of);
    }
}

/* --- levels --- */

static int level_of(const Cut *c, const Node *n)
{
    const uint64_t *level = map_get(&c->levels, map_key(n));
    return level ? (int)*level : 0;
}

static void find_levels(Cut *c)
{
    int before = 0; /* of what is left: the level of the last one */
    for (size_t i = 0; i < c->g->nodes.len; i++) {
        const Node *n = c->g->nodes.at[i], *left = left_node(c, n);
        if (map_get(&c->needed, map_key(n)) == NULL || (is_leaf(n) && !left))
            continue;
        int level = left == n ? before : 0;
        for (int j = 0; j < n->nargs; j++) {
            int least = level_of(c, n->args[j]) + (!left && left_node(c, n->args[j]));
            level = least > level ? least : level;
        }
        before = left == n ? level : before;
        c->last = level > c->last ? level : c->last;
        *map_put(&c->levels, map_key(n)) = (uint64_t)level;
    }
}

/* --- values between pieces --- */

static int value_of(const Cut *c, const Node *n)
{
    const uint64_t *value = map_get(&c->values, map_key(n));
    return value ? (int)*value - 1 : -1;
}

static void add_value(Cut *c, const Node *n, int value)
{
    *map_put(&c->values, map_key(n)) = (uint64_t)value + 1;
}

static Piece piece_new(const Node *node, int nin, int nout)
{
    Piece p = {.node = node, .nin = nin, .nout = nout};
    p.in = mem_alloc((size_t)(nin + nout + 1) * sizeof *p.in);
    p.out = p.in + nin;
    return p;
}

/* The node is read between parts or by another part than its own. A leaf is a piece of its own in
   front of all others. */
static void pass_on(Cut *c, const Node *n)
{
    if (value_of(c, n) >= 0 || left_node(c, n))
        return;
    add_value(c, n, c->out->values++);
    if (!is_leaf(n))
        return;
    Piece p = piece_new(n, 0, 1);
    p.out[0] = value_of(c, n);
    vec_push(&c->out->list, p);
}

/* Numbers what nodes that are left give, and all that passes. */
static void find_values(Cut *c)
{
    const Graph *g = c->g;
    for (size_t i = 0; i < g->params.len; i++)
        add_value(c, g->params.at[i], c->out->values++);
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i], *left = left_node(c, n);
        if (map_get(&c->needed, map_key(n)) == NULL)
            continue;
        if (left && left != n) {
            add_value(c, n, value_of(c, left) + (int)node_int(n, ATTR_index));
            continue;
        }
        for (int j = 0; j < n->nargs; j++)
            if (left || (!is_leaf(n->args[j]) && level_of(c, n->args[j]) < level_of(c, n)))
                pass_on(c, n->args[j]);
        if (left) {
            add_value(c, n, c->out->values);
            c->out->values += n->ntypes;
        }
    }
    for (size_t i = 0; i < g->results.len; i++)
        pass_on(c, g->results.at[i]);
}

/* --- pieces --- */

/* The branch with its captured values as parameters. */
static Graph *branch_graph(Cx *cx, const Graph *region)
{
    Graph *to = graph_new();
    Map map = {0};
    bool ok = true;
    for (size_t i = 0; i < region->params.len && ok; i++) {
        const Node *old = region->params.at[i];
        Node *n = graph_parameter(cx, to, *node_type(old), old->span);
        map_set(&map, old, n);
        ok = n != NULL;
    }
    ok = ok && copy_nodes(cx, region, NULL, to, &map);
    for (size_t i = 0; i < region->results.len && ok; i++)
        vec_push(&to->results, map_find(&map, region->results.at[i]));
    map_free(&map);
    if (ok)
        return to;
    graph_free(to);
    return NULL;
}

static bool add_left(Cut *c, const Node *n)
{
    Piece p = piece_new(n, n->nargs, n->ntypes);
    bool ok = true;
    for (int i = 0; i < n->nargs; i++)
        p.in[i] = value_of(c, n->args[i]);
    for (int i = 0; i < n->ntypes; i++)
        p.out[i] = value_of(c, n) + i;
    if (n->op == OP_cond) {
        p.branches = mem_alloc((size_t)n->nregions * sizeof *p.branches);
        for (int r = 0; r < n->nregions; r++) {
            p.branches[r] = ok ? branch_graph(c->cx, n->regions[r]) : NULL;
            ok = ok && p.branches[r];
        }
    }
    vec_push(&c->out->list, p);
    return ok;
}

/* What a part is made of. */
typedef struct Part {
    Map nodes; /* its own, and the leaves that they use */
    Map from;  /* what stands for a node in its graph */
    Graph *to;
    VEC(const Node *) in, out;
} Part;

/* A node of another piece, or a parameter, becomes a parameter of the part. */
static bool take_in(Cut *c, Part *part, const Node *n)
{
    if (map_get(&part->from, map_key(n)))
        return true;
    Node *parameter = graph_parameter(c->cx, part->to, *node_type(n), n->span);
    map_set(&part->from, n, parameter);
    vec_push(&part->in, n);
    return parameter != NULL;
}

static bool find_part(Cut *c, Part *part, int level)
{
    for (size_t i = 0; i < c->g->nodes.len; i++) {
        const Node *n = c->g->nodes.at[i];
        if (map_get(&c->levels, map_key(n)) == NULL || n->op == OP_parameter ||
            level_of(c, n) != level || left_node(c, n))
            continue;
        map_put(&part->nodes, map_key(n));
        for (int j = 0; j < n->nargs; j++) {
            const Node *x = n->args[j];
            if (is_leaf(x) && !left_node(c, x))
                map_put(&part->nodes, map_key(x));
            else if (map_get(&part->nodes, map_key(x)) == NULL && !take_in(c, part, x))
                return false;
        }
        if (value_of(c, n) >= 0)
            vec_push(&part->out, n);
    }
    return true;
}

static bool add_part(Cut *c, int level)
{
    Part part = {.to = graph_new()};
    bool ok =
        find_part(c, &part, level) && copy_nodes(c->cx, c->g, &part.nodes, part.to, &part.from);
    if (ok && part.out.len) {
        Piece p = piece_new(NULL, (int)part.in.len, (int)part.out.len);
        for (size_t i = 0; i < part.in.len; i++)
            p.in[i] = value_of(c, part.in.at[i]);
        for (size_t i = 0; i < part.out.len; i++) {
            p.out[i] = value_of(c, part.out.at[i]);
            vec_push(&part.to->results, map_find(&part.from, part.out.at[i]));
        }
        p.part = part.to;
        part.to = NULL;
        vec_push(&c->out->list, p);
    }
    graph_free(part.to);
    map_free(&part.nodes);
    map_free(&part.from);
    vec_free(&part.in);
    vec_free(&part.out);
    return ok;
}

bool cut(Cx *cx, const Graph *g, const Lacks *lacks, Pieces *out)
{
    Cut c = {.cx = cx, .g = g, .lacks = lacks, .out = out};
    bool ok = true;
    graph_mark(g, g->results.at, (int)g->results.len, &c.needed);
    find_left(&c);
    find_levels(&c);
    find_values(&c);
    for (int level = 0; level <= c.last && ok; level++) {
        ok = add_part(&c, level);
        for (size_t i = 0; i < g->nodes.len && ok; i++) {
            const Node *n = g->nodes.at[i];
            if (map_get(&c.levels, map_key(n)) && level_of(&c, n) == level && left_node(&c, n) == n)
                ok = add_left(&c, n);
        }
    }
    for (size_t i = 0; i < g->results.len; i++)
        vec_push(&out->results, value_of(&c, g->results.at[i]));
    map_free(&c.needed);
    map_free(&c.levels);
    map_free(&c.left);
    map_free(&c.values);
    return ok;
}

void pieces_free(Pieces *p)
{
    for (size_t i = 0; i < p->list.len; i++) {
        Piece *piece = &p->list.at[i];
        for (int r = 0; piece->branches && r < piece->node->nregions; r++)
            graph_free(piece->branches[r]);
        graph_free(piece->part);
        free(piece->branches);
        free(piece->in);
    }
    vec_free(&p->list);
    vec_free(&p->results);
}
