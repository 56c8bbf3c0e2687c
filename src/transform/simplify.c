/* simplify.c - rebuilds a graph without what is not needed.

   A walk leaves dead nodes behind and makes every live one anew from its new operands, where a rule
   of algebra.c may give something simpler and a table of the nodes already made gives equal ones.
   Regions are rebuilt by the same walk in scopes of their own; a branch that is certain and a call
   are walked into the scope around them. What a rule went past is dead after the walk, so walks
   follow until one removes nothing.

   needs: a verified graph. keeps: results and parameters. breaks: nothing. */
#include "transform/simplify.h"

#include "transform/transform.h"

#include <string.h>

/* --- equal nodes --- */

static uint64_t mix(uint64_t hash, uint64_t x)
{
    return (hash ^ x) * 0x9E3779B97F4A7C15u ^ (hash >> 29);
}

static Str tensor_data_bytes(const Tensor *t)
{
    return (Str){tensor_data(t), (size_t)tensor_bytes(t)};
}

static uint64_t hash_type(uint64_t hash, const Type *t)
{
    hash = mix(hash, (uint64_t)t->dtype);
    for (int i = 0; i < t->shape.rank; i++)
        hash = mix(hash, (uint64_t)t->shape.dim[i]);
    return hash;
}

static uint64_t hash_node(const Node *n)
{
    uint64_t hash = hash_type((uint64_t)n->op + 1, node_type(n));
    for (int i = 0; i < n->nargs; i++)
        hash = mix(hash, map_key(n->args[i]));
    for (int i = 0; i < n->nattrs; i++)
        for (uint32_t j = 0; j < n->attrs[i].count; j++)
            hash = mix(hash, (uint64_t)n->attrs[i].at[j]);
    if (n->tensor)
        hash = mix(hash, str_hash(tensor_data_bytes(n->tensor)));
    return hash;
}

static bool equal_attrs(const Attr *a, const Attr *b)
{
    return a->name == b->name && a->count == b->count &&
           memcmp(a->at, b->at, a->count * sizeof *a->at) == 0;
}

static bool equal_nodes(const Node *a, const Node *b)
{
    bool same = a->op == b->op && a->nargs == b->nargs && a->nattrs == b->nattrs &&
                type_equal(node_type(a), node_type(b));
    for (int i = 0; i < a->nargs && same; i++)
        same = a->args[i] == b->args[i];
    for (int i = 0; i < a->nattrs && same; i++)
        same = equal_attrs(&a->attrs[i], &b->attrs[i]);
    if (same && a->tensor && a->tensor != b->tensor)
        same = str_equal(tensor_data_bytes(a->tensor), tensor_data_bytes(b->tensor));
    return same;
}

/* The node of s->to that equals n, or NULL; calls of the program have numbers that differ. */
static Node *find_equal(const Scope *s, const Node *n, uint64_t hash)
{
    uint64_t *head = map_get(&s->table, hash);
    for (size_t i = head ? *head : 0; i; i = s->links.at[i - 1].next)
        if (equal_nodes(s->links.at[i - 1].node, n))
            return s->links.at[i - 1].node;
    return NULL;
}

static Node *enter(Scope *s, Node *n, uint64_t hash)
{
    if (n == NULL)
        return NULL;
    uint64_t *head = map_put(&s->table, hash);
    struct Link link = {n, *head};
    vec_push(&s->links, link);
    *head = s->links.len;
    return n;
}

/* --- making nodes --- */

static Node *simple_literal(Scope *s, const Type *type, OpCode op, Tensor *t, Span span)
{
    Node model = {.op = op, .types = type, .ntypes = 1, .tensor = t};
    uint64_t hash = hash_node(&model);
    Node *known = find_equal(s, &model, hash);
    if (known)
        return known;
    Node *n = op == OP_tensor ? graph_tensor(s->cx, s->to, t, span)
                              : graph_constant(s->cx, s->to, *type, tensor_get(t, 0), span);
    return enter(s, n, hash);
}

Node *simple_constant(Scope *s, Type type, Scalar x, Span span)
{
    Tensor *t = tensor_fill(s->cx, (Type){type.dtype, shape_scalar()}, x);
    Node *n = t ? simple_literal(s, &type, OP_constant, t, span) : NULL;
    tensor_free(t);
    return n;
}

Node *simple_tensor(Scope *s, Tensor *t, Span span)
{
    return simple_literal(s, &t->type, OP_tensor, t, span);
}

Node *simple_node(Scope *s, OpCode op, Node *const *args, int nargs, const Attr *attrs, int nattrs,
                  Span span)
{
    Node model = {.op = op, .nargs = nargs, .nattrs = nattrs, .attrs = attrs, .span = span};
    model.args = arena_copy(s->scratch, args, sizeof *args * (size_t)nargs);
    if (!node_infer(s->cx, s->scratch, &model))
        return NULL;
    Node *better = rewrite(s, &model);
    if (better == NULL && !failed(s->cx))
        better = fold(s, &model);
    if (better || failed(s->cx))
        return better;
    uint64_t hash = hash_node(&model);
    Node *known = find_equal(s, &model, hash);
    return known ? known
                 : enter(s, graph_node(s->cx, s->to, op, args, nargs, attrs, nattrs, span), hash);
}

/* --- one node after the other --- */

static bool walk(Scope *s, const Graph *from);

static Node *new_of(const Scope *s, const Node *old)
{
    return map_find(s->nodes, old);
}

/* A captured value inside the new region: numbers are repeated rather than captured. */
static Node *captured(Scope *s, const Node *old_outer)
{
    Node *outer = new_of(s, old_outer);
    if (outer && is_constant(outer) && outer->graph != s->to)
        return simple_literal(s, node_type(outer), OP_constant, outer->tensor, outer->span);
    return graph_use(s->cx, s->to, outer);
}

/* fixed: NULL, or for each explicit parameter the old node outside that it always is, or NULL. */
static Graph *simple_region(Scope *outer, const Graph *from, Node *const *fixed)
{
    Scope s = {.cx = outer->cx, .nodes = outer->nodes, .tuples = outer->tuples};
    s.scratch = outer->scratch;
    s.to = graph_region(outer->to);
    size_t own = from->params.len - from->captures.len;
    bool ok = true;
    for (size_t i = 0; i < own && ok; i++) {
        const Node *old = from->params.at[i];
        if (fixed && fixed[i])
            continue;
        Node *n = graph_parameter(s.cx, s.to, *node_type(old), old->span);
        ok = n != NULL;
        map_set(s.nodes, old, n);
    }
    for (size_t i = 0; i < own && ok && fixed; i++)
        if (fixed[i]) {
            Node *n = captured(&s, fixed[i]);
            ok = n != NULL;
            map_set(s.nodes, from->params.at[i], n);
        }
    ok = ok && walk(&s, from);
    bool is_body = from->results.len == own; /* or a condition of one state, which is not fixed */
    for (size_t i = 0; i < from->results.len && ok; i++)
        if (fixed == NULL || !is_body || fixed[i] == NULL)
            vec_push(&s.to->results, new_of(&s, from->results.at[i]));
    map_free(&s.table);
    vec_free(&s.links);
    return ok ? s.to : NULL;
}

/* The old node's results computed by a region of it, in the scope around it. */
static bool walk_inside(Scope *s, const Node *old, const Graph *region)
{
    if (!walk(s, region))
        return false;
    if (old->ntypes == 1) {
        map_set(s->nodes, old, new_of(s, region->results.at[0]));
        return true;
    }
    Node **elements = arena_array(s->scratch, Node *, old->ntypes);
    for (int i = 0; i < old->ntypes; i++)
        elements[i] = new_of(s, region->results.at[i]);
    map_set(s->tuples, old, elements);
    return true;
}

/* Branches whose predicate is a known zero are dropped; a known nonzero one is the last. */
static bool walk_cond(Scope *s, const Node *old)
{
    int count = 0, predicates = old->nregions - 1, last = predicates;
    Node **kept = arena_array(s->scratch, Node *, predicates);
    Graph **regions = arena_array(s->scratch, Graph *, old->nregions);
    for (int i = 0; i < predicates && last == predicates; i++) {
        Node *p = new_of(s, old->args[i]);
        if (!is_constant(p))
            kept[count++] = p;
        else if (!scalar_is_zero(tensor_get(p->tensor, 0)))
            last = i;
    }
    if (count == 0)
        return walk_inside(s, old, old->regions[last]);
    int made = 0;
    for (int i = 0; i <= last; i++) {
        bool dropped = i < last && is_constant(new_of(s, old->args[i]));
        if (!dropped && (regions[made++] = simple_region(s, old->regions[i], NULL)) == NULL)
            return false;
    }
    Node *n = graph_cond(s->cx, s->to, kept, count, regions, old->span);
    map_set(s->nodes, old, n);
    return n != NULL;
}

/* The states that every trip hands on as they are, as what they begin as; NULL for others, of which
   one is left. How many there are of these. */
static int fixed_states(const Node *old, Node **fixed)
{
    const Graph *body = old->regions[1];
    int moving = 0;
    for (int i = 0; i < old->ntypes; i++) {
        fixed[i] = body->results.at[i] == body->params.at[i] ? old->args[i] : NULL;
        moving += fixed[i] == NULL;
    }
    if (moving == 0)
        fixed[0] = NULL;
    return moving ? moving : 1;
}

/* A loop: what never changes is captured, not handed on. */
static bool walk_while(Scope *s, const Node *old)
{
    Node **fixed = arena_array(s->scratch, Node *, old->ntypes);
    Node **args = arena_array(s->scratch, Node *, old->ntypes);
    Node **elements = arena_array(s->scratch, Node *, old->ntypes);
    int moving = fixed_states(old, fixed), count = 0;
    for (int i = 0; i < old->ntypes; i++)
        if (fixed[i] == NULL)
            args[count++] = new_of(s, old->args[i]);
    Graph *condition = simple_region(s, old->regions[0], fixed);
    Graph *body = condition ? simple_region(s, old->regions[1], fixed) : NULL;
    Node *n = body ? graph_while(s->cx, s->to, args, moving, condition, body, old->span) : NULL;
    if (n == NULL)
        return false;
    if (moving == old->ntypes) {
        map_set(s->nodes, old, n);
        return true;
    }
    count = 0;
    for (int i = 0; i < old->ntypes; i++) {
        elements[i] = fixed[i] ? new_of(s, fixed[i]) : graph_elem(s->cx, s->to, n, count++);
        if (elements[i] == NULL)
            return false;
    }
    map_set(s->tuples, old, elements);
    return true;
}

/* A reduction by a region. */
static bool walk_regions(Scope *s, const Node *old)
{
    int leading = (int)region_node_leading(old);
    Node **args = arena_array(s->scratch, Node *, leading);
    Graph **regions = arena_array(s->scratch, Graph *, old->nregions);
    for (int i = 0; i < leading; i++)
        args[i] = new_of(s, old->args[i]);
    for (int r = 0; r < old->nregions; r++)
        if ((regions[r] = simple_region(s, old->regions[r], NULL)) == NULL)
            return false;
    Node *n = graph_hold(s->cx, s->to, old->op, args, leading, regions, old->nregions, old->attrs,
                         old->nattrs, old->span);
    map_set(s->nodes, old, n);
    return n != NULL;
}

/* A call becomes what the function does. */
static bool walk_fun(Scope *s, const Node *old)
{
    const Graph *region = old->regions[0];
    for (int64_t i = 0; i < node_int(old, ATTR_inputs); i++)
        map_set(s->nodes, region->params.at[i], new_of(s, old->args[i]));
    return walk_inside(s, old, region);
}

static Node *walk_elem(Scope *s, const Node *old)
{
    int64_t index = node_int(old, ATTR_index);
    Node *const *elements = map_find(s->tuples, old->args[0]);
    if (elements)
        return elements[index];
    Node *tuple = new_of(s, old->args[0]);
    return simple_node(s, OP_elem, &tuple, 1, old->attrs, old->nattrs, old->span);
}

/* Makes what stands for a live node that is not a parameter of its own. */
static bool walk_node(Scope *s, const Node *old)
{
    if (old->op == OP_cond)
        return walk_cond(s, old);
    if (old->op == OP_fun)
        return walk_fun(s, old);
    if (old->op == OP_while)
        return walk_while(s, old);
    if (old->nregions && old->op != OP_custom_grad)
        return walk_regions(s, old);
    Node *n;
    if (old->op == OP_custom_grad) {
        n = new_of(s, old->args[0]);
    } else if (old->op == OP_constant || old->op == OP_tensor) {
        n = simple_literal(s, node_type(old), old->op, old->tensor, old->span);
    } else if (old->op == OP_elem) {
        n = walk_elem(s, old);
    } else {
        Node **args = arena_array(s->scratch, Node *, old->nargs);
        for (int i = 0; i < old->nargs; i++)
            args[i] = new_of(s, old->args[i]);
        n = simple_node(s, old->op, args, old->nargs, old->attrs, old->nattrs, old->span);
    }
    map_set(s->nodes, old, n);
    return n != NULL;
}

/* Marks what the results need, users before operands. */
static void mark_live(Map *live, const Graph *from)
{
    for (size_t i = 0; i < from->results.len; i++)
        map_put(live, map_key(from->results.at[i]));
    for (size_t i = from->nodes.len; i-- > 0;) {
        const Node *n = from->nodes.at[i];
        if (map_get(live, map_key(n)))
            for (int j = 0; j < n->nargs; j++)
                map_put(live, map_key(n->args[j]));
    }
}

/* Rebuilds the live nodes of `from` in s->to; own parameters have been made by the caller. */
static bool walk(Scope *s, const Graph *from)
{
    Map live = {0};
    mark_live(&live, from);
    size_t own = from->params.len - from->captures.len;
    bool ok = true;
    for (size_t i = 0; i < from->nodes.len && ok; i++) {
        const Node *old = from->nodes.at[i];
        if (!map_get(&live, map_key(old)))
            continue;
        if (i % 4096 == 4095 && interrupted(s->cx))
            break;
        size_t index = old->op == OP_parameter ? (size_t)node_int(old, ATTR_index) : 0;
        if (old->op != OP_parameter) {
            ok = walk_node(s, old);
        } else if (index >= own) {
            Node *n = captured(s, from->captures.at[index - own]);
            map_set(s->nodes, old, n);
            ok = n != NULL;
        }
    }
    map_free(&live);
    return ok && !failed(s->cx);
}

static Graph *rebuild(Cx *cx, const Graph *g)
{
    Map nodes = {0}, tuples = {0};
    Arena scratch = {0};
    Scope s = {.cx = cx, .to = graph_new(), .nodes = &nodes, .tuples = &tuples};
    s.scratch = &scratch;
    bool ok = true;
    for (size_t i = 0; i < g->params.len && ok; i++) {
        const Node *old = g->params.at[i];
        Node *n = graph_parameter(cx, s.to, *node_type(old), old->span);
        map_set(&nodes, old, n);
        ok = n != NULL;
    }
    ok = ok && walk(&s, g);
    for (size_t i = 0; i < g->results.len && ok; i++)
        vec_push(&s.to->results, new_of(&s, g->results.at[i]));
    map_free(&nodes);
    map_free(&tuples);
    map_free(&s.table);
    vec_free(&s.links);
    arena_free(&scratch);
    if (ok)
        return s.to;
    graph_free(s.to);
    return NULL;
}

static size_t count_nodes(const Graph *g)
{
    size_t count = g->nodes.len;
    for (size_t i = 0; i < g->nodes.len; i++)
        for (int r = 0; r < g->nodes.at[i]->nregions; r++)
            count += count_nodes(g->nodes.at[i]->regions[r]);
    return count;
}

Graph *simplify(Cx *cx, const Graph *g)
{
    enum { MOST_WALKS = 10 };
    Graph *now = rebuild(cx, g);
    for (int i = 1; i < MOST_WALKS && now; i++) {
        Graph *next = rebuild(cx, now);
        bool shrank = next && count_nodes(next) < count_nodes(now);
        graph_free(now);
        now = next;
        if (!shrank)
            break;
    }
    return now;
}
