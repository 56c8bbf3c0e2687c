/* decompose.c - operations that a target lacks, said by those it has.

   A walk copies the graph, and where the target lacks an operation that has a body
   (decompose.def), makes the body in its place. Bodies may use operations that are lacked as well,
   so walks follow until one finds nothing to do. What has no body stays: the compiler says so.

   needs: a verified graph. keeps: results, but for rounding; parameters. breaks: nothing. */
#include "transform/decompose.h"

#include "transform/rewrite.h"
#include "transform/transform.h"

/* clang-format off */
static Body *const bodies[OP_count] = {
#define BODY(op) [OP_##op] = decompose_##op,
#include "transform/decompose.def"
#undef BODY
};
/* clang-format on */

bool has_body(OpCode op)
{
    return bodies[op] != NULL;
}

/* --- what bodies give, as what is wanted --- */

static Node *as_type_of(Rule *k, Node *n, const Type *want)
{
    if (n == NULL)
        return NULL;
    if (dtype_is_complex(dtype_of(n)) && !dtype_is_complex(want->dtype))
        n = apply(real, n);
    n = rule_cast(k, n, want->dtype);
    const Shape *is = n ? &node_type(n)->shape : NULL;
    if (n == NULL || shape_equal(is, &want->shape))
        return n;
    int64_t axes[MAX_RANK];
    for (int i = 0; i < is->rank; i++)
        axes[i] = want->shape.rank - is->rank + i;
    Attr attrs[] = {{ATTR_shape, (uint32_t)want->shape.rank, want->shape.dim},
                    {ATTR_axes, (uint32_t)is->rank, axes}};
    return rule_node(k, OP_broadcast, &n, 1, attrs, 2);
}

static bool has_packed(const Node *n)
{
    bool any = n->ntypes == 1 && dtype_info[node_type(n)->dtype].bits < 8;
    for (int i = 0; i < n->nargs; i++)
        any = any || dtype_info[node_type(n->args[i])->dtype].bits < 8;
    return any;
}

/* The same on whole bytes. */
static Node *by_bytes(Rule *k, const Node *y)
{
    Arena *arena = graph_arena(k->g);
    Node **args = arena_array(arena, Node *, y->nargs);
    for (int i = 0; i < y->nargs; i++) {
        DType t = dtype_of(y->args[i]);
        DType byte = dtype_info[t].class_ == DCLASS_u ? DTYPE_u8 : DTYPE_s8;
        args[i] = dtype_info[t].bits < 8 ? rule_cast(k, y->args[i], byte) : y->args[i];
    }
    return rule_node(k, y->op, args, y->nargs, y->attrs, y->nattrs);
}

/* The body of `old` over the new operands; NULL where it has nothing to say. */
static Node **make_body(Rewrite *w, const Node *old, Node *const *args, Graph *to)
{
    const Lacks *lacks = w->closure;
    bool is_for_bytes = lacks->has_bytes && old->nregions == 0 && has_packed(old);
    if ((bodies[old->op] == NULL && !is_for_bytes) || !lacks->lacks(lacks, old))
        return NULL;
    Arena *arena = graph_arena(to);
    Node **out = arena_array(arena, Node *, old->ntypes);
    Rule k = {.cx = w->cx, .g = to, .span = old->span};
    Node seen = *old;
    seen.args = arena_copy(arena, args, sizeof *args * (size_t)old->nargs);
    if (is_for_bytes)
        out[0] = by_bytes(&k, &seen);
    else
        bodies[old->op](&k, seen.args, &seen, out);
    for (int i = 0; i < old->ntypes && out[0]; i++)
        out[i] = as_type_of(&k, out[i], &old->types[i]);
    return out[0] ? out : NULL;
}

Graph *decompose(Cx *cx, const Graph *g, const Lacks *lacks)
{
    enum { MOST_WALKS = 16 };
    Rewrite w = {.cx = cx, .instead = make_body, .closure = lacks};
    Graph *now = rewrite_graph(&w, g);
    for (int i = 1; i < MOST_WALKS && now && w.changed; i++) {
        Graph *next = rewrite_graph(&w, now);
        graph_free(now);
        now = next;
    }
    return now;
}
