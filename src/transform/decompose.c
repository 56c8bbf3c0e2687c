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

/* The body of `old` over the new operands; NULL where it has nothing to say. */
static Node **make_body(Rewrite *w, const Node *old, Node *const *args, Graph *to)
{
    const Lacks *lacks = w->closure;
    if (bodies[old->op] == NULL || !lacks->lacks(lacks, old))
        return NULL;
    Arena *arena = graph_arena(to);
    Node **out = arena_array(arena, Node *, old->ntypes);
    Rule k = {.cx = w->cx, .g = to, .span = old->span};
    Node seen = *old;
    seen.args = arena_copy(arena, args, sizeof *args * (size_t)old->nargs);
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
