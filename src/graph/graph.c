/* graph.c - arenas of nodes: graphs, regions, captures, and the making of nodes.

   All graphs inside one outermost graph share a root: one arena, one count of owners, one supply of
   ids. Nodes and graphs live in the arena; the vectors and tensors they hold are listed in the root
   and given back with it. */
#include "graph/node.h"

typedef struct Note {
    Node *node;
    void (*release)(void *note);
} Note;

struct GraphRoot {
    Arena arena;
    int64_t owners;
    uint32_t next_id;
    VEC(Graph *) graphs;
    VEC(Tensor *) tensors;
    VEC(Note) notes;
};

/* --- graphs --- */

static Graph *graph_in(struct GraphRoot *root, Graph *outer)
{
    Graph *g = arena_new(&root->arena, Graph);
    g->root = root;
    g->outer = outer;
    vec_push(&root->graphs, g);
    return g;
}

Graph *graph_new(void)
{
    struct GraphRoot *root = mem_alloc(sizeof *root);
    root->owners = 1;
    return graph_in(root, NULL);
}

Graph *graph_region(Graph *outer)
{
    return graph_in(outer->root, outer);
}

Graph *graph_ref(Graph *g)
{
    g->root->owners++;
    return g;
}

bool graph_is_shared(const Graph *g)
{
    return g->root->owners > 1;
}

void graph_free(Graph *g)
{
    if (g == NULL || --g->root->owners > 0)
        return;
    struct GraphRoot *root = g->root;
    for (size_t i = 0; i < root->tensors.len; i++)
        tensor_free(root->tensors.at[i]);
    for (size_t i = 0; i < root->notes.len; i++)
        root->notes.at[i].release(root->notes.at[i].node->note);
    vec_free(&root->notes);
    for (size_t i = 0; i < root->graphs.len; i++) {
        Graph *each = root->graphs.at[i];
        vec_free(&each->nodes);
        vec_free(&each->params);
        vec_free(&each->captures);
        vec_free(&each->results);
        map_free(&each->captured);
    }
    vec_free(&root->tensors);
    vec_free(&root->graphs);
    arena_free(&root->arena);
    free(root);
}

Arena *graph_arena(Graph *g)
{
    return &g->root->arena;
}

void graph_note(Node *n, void *note, void (*release)(void *note))
{
    Note kept = {n, release};
    if (n->note)
        release(n->note);
    else
        vec_push(&n->graph->root->notes, kept);
    n->note = note;
}

/* --- attributes --- */

const Attr *node_attr(const Node *n, AttrName name)
{
    for (int i = 0; i < n->nattrs; i++)
        if (n->attrs[i].name == name)
            return &n->attrs[i];
    return NULL;
}

bool node_has_packed(const Node *n)
{
    bool any = false;
    for (int i = 0; i < n->ntypes; i++)
        any = any || dtype_is_packed(n->types[i].dtype);
    for (int i = 0; i < n->nargs; i++)
        any = any || dtype_is_packed(node_type(n->args[i])->dtype);
    return any;
}

int64_t node_int(const Node *n, AttrName name)
{
    return node_attr(n, name)->at[0];
}

bool attr_fits(const Attr *a)
{
    switch (attr_info[a->name].kind) {
    case AKIND_int:
        return a->count == 1;
    case AKIND_ints:
        return true;
    case AKIND_bool:
        return a->count == 1 && (a->at[0] == 0 || a->at[0] == 1);
    case AKIND_dtype:
        return a->count == 1 && a->at[0] >= 0 && a->at[0] < DTYPE_count;
    }
    return false;
}

bool node_copy_attrs(Cx *cx, Arena *arena, Node *n, const Attr *attrs, int nattrs)
{
    const OpInfo *info = &op_info[n->op];
    Attr *copy = arena_array(arena, Attr, info->nattrs);
    for (int i = 0; i < info->nattrs; i++) {
        const Attr *a = NULL;
        for (int j = 0; j < nattrs && a == NULL; j++)
            if (attrs[j].name == info->attrs[i])
                a = &attrs[j];
        if (a == NULL) {
            fail(cx, n->span, EXC_ArgumentError, "%s needs the attribute %s", info->name,
                 attr_info[info->attrs[i]].name);
            return false;
        }
        if (!attr_fits(a)) {
            fail(cx, n->span, EXC_ArgumentError, "the attribute %s of %s is malformed",
                 attr_info[a->name].name, info->name);
            return false;
        }
        copy[i] = (Attr){a->name, a->count, arena_copy(arena, a->at, a->count * sizeof *a->at)};
    }
    if (nattrs != info->nattrs) {
        fail(cx, n->span, EXC_ArgumentError, "%s has %d attributes, got %d", info->name,
             info->nattrs, nattrs);
        return false;
    }
    n->attrs = copy;
    n->nattrs = info->nattrs;
    return true;
}

/* --- nodes --- */

Node *node_append(Graph *g, const Node *model)
{
    Node *n = arena_copy(&g->root->arena, model, sizeof *model);
    n->graph = g;
    n->id = g->root->next_id++;
    vec_push(&g->nodes, n);
    return n;
}

/* A leaf of a given type, without operands. */
static Node *leaf(Cx *cx, Graph *g, OpCode op, const Type *type, Tensor *tensor, Span span)
{
    Node n = {.op = op, .ntypes = 1, .tensor = tensor, .span = span};
    n.types = arena_copy(&g->root->arena, type, sizeof *type);
    if (tensor)
        vec_push(&g->root->tensors, tensor);
    if (!node_infer(cx, &g->root->arena, &n))
        return NULL;
    return node_append(g, &n);
}

static Node *parameter(Cx *cx, Graph *g, const Type *type, size_t index, Span span)
{
    Node *n = leaf(cx, g, OP_parameter, type, NULL, span);
    if (n == NULL)
        return NULL;
    int64_t at = (int64_t)index;
    Attr a = {ATTR_index, 1, &at};
    return node_copy_attrs(cx, &g->root->arena, n, &a, 1) ? n : NULL;
}

void graph_number_params(Graph *g)
{
    for (size_t i = 0; i < g->params.len; i++) {
        int64_t index = (int64_t)i;
        if (node_int(g->params.at[i], ATTR_index) == index)
            continue;
        Attr *a = arena_new(&g->root->arena, Attr);
        *a = (Attr){ATTR_index, 1, arena_copy(&g->root->arena, &index, sizeof index)};
        g->params.at[i]->attrs = a;
    }
}

Node *graph_parameter(Cx *cx, Graph *g, Type type, Span span)
{
    size_t index = g->params.len - g->captures.len;
    Node *n = parameter(cx, g, &type, index, span);
    if (n == NULL)
        return NULL;
    vec_push(&g->params, n);
    for (size_t i = g->params.len - 1; i > index; i--)
        g->params.at[i] = g->params.at[i - 1];
    g->params.at[index] = n;
    graph_number_params(g);
    return n;
}

Node *graph_constant(Cx *cx, Graph *g, Type type, Scalar x, Span span)
{
    Tensor *t = tensor_fill(cx, (Type){type.dtype, shape_scalar()}, x);
    return t ? leaf(cx, g, OP_constant, &type, t, span) : NULL;
}

Node *graph_tensor(Cx *cx, Graph *g, Tensor *t, Span span)
{
    return t ? leaf(cx, g, OP_tensor, &t->type, tensor_ref(t), span) : NULL;
}

static bool check_arity(Cx *cx, OpCode op, int nargs, Span span)
{
    const OpInfo *info = &op_info[op];
    if (op_has_regions(op) || (info->class_ == CLASS_LEAF && info->dtype == DRULE_given)) {
        fail(cx, span, EXC_ArgumentError, "%s nodes have a constructor of their own", info->name);
        return false;
    }
    if (info->arity >= 0 && info->arity != nargs) {
        fail(cx, span, EXC_ArgumentError, "%s takes %d operands, got %d", info->name, info->arity,
             nargs);
        return false;
    }
    return true;
}

Node *graph_node(Cx *cx, Graph *g, OpCode op, Node *const *args, int nargs, const Attr *attrs,
                 int nattrs, Span span)
{
    for (int i = 0; i < nargs; i++)
        if (args[i] == NULL)
            return NULL;
    if (!check_arity(cx, op, nargs, span))
        return NULL;
    if (op == OP_elem && args[0]->graph != g) {
        Node *outer = graph_node(cx, args[0]->graph, op, args, nargs, attrs, nattrs, span);
        return outer ? graph_use(cx, g, outer) : NULL;
    }
    Node n = {.op = op, .nargs = nargs, .span = span};
    n.args = arena_array(&g->root->arena, Node *, nargs);
    for (int i = 0; i < nargs; i++) {
        n.args[i] = graph_use(cx, g, args[i]);
        if (n.args[i] == NULL)
            return NULL;
        if (n.args[i]->ntypes != 1 && op != OP_elem) {
            fail(cx, span, EXC_ArgumentError, "%s takes tensors, operand %d is a tuple",
                 op_info[op].name, i + 1);
            return NULL;
        }
    }
    if (!node_copy_attrs(cx, &g->root->arena, &n, attrs, nattrs) ||
        !node_infer(cx, &g->root->arena, &n))
        return NULL;
    return node_append(g, &n);
}

Node *graph_elem(Cx *cx, Graph *g, Node *tuple, int index)
{
    if (tuple == NULL)
        return NULL;
    if (tuple->ntypes == 1 && index == 0)
        return graph_use(cx, g, tuple);
    int64_t at = index;
    Attr a = {ATTR_index, 1, &at};
    return graph_node(cx, g, OP_elem, &tuple, 1, &a, 1, tuple->span);
}

/* --- captures --- */

/* The parameter of g that stands for n, a node of the graph around g. */
static Node *capture(Cx *cx, Graph *g, Node *n)
{
    Node *known = map_find(&g->captured, n);
    if (known)
        return known;
    if (n->ntypes != 1 || g->is_closed) {
        fail(cx, n->span, EXC_ArgumentError, "%s cannot be captured: %s", op_info[n->op].name,
             g->is_closed ? "the region is complete" : "it is a tuple, take its elements");
        return NULL;
    }
    Node *p = parameter(cx, g, &n->types[0], g->params.len, n->span);
    if (p == NULL)
        return NULL;
    vec_push(&g->params, p);
    vec_push(&g->captures, n);
    map_set(&g->captured, n, p);
    return p;
}

Node *graph_use(Cx *cx, Graph *g, Node *n)
{
    if (n == NULL || n->graph == g)
        return n;
    VEC(Graph *) way = {0}; /* from g outward to just inside the graph of n */
    Graph *at = g;
    for (; at && at != n->graph; at = at->outer)
        vec_push(&way, at);
    if (at == NULL)
        fail(cx, n->span, EXC_ArgumentError, "%s belongs to another graph", op_info[n->op].name);
    Node *inner = at ? n : NULL;
    while (inner && way.len > 0)
        inner = capture(cx, vec_pop(&way), inner);
    vec_free(&way);
    return inner;
}
