/* decompose.c - operations that a target lacks, said by those it has.

   A walk copies the graph, and where the target lacks an operation that has a body
   (decompose.def), makes the body in its place. Bodies may use operations that are lacked as well,
   so walks follow until one finds nothing to do. What has no body stays: the compiler says so.

   needs: a verified graph. keeps: results, but for rounding; parameters. breaks: nothing. */
#include "transform/decompose.h"

#include "transform/rewrite.h"
#include "transform/transform.h"

#include <math.h>

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

/* Where windows see padding alone they give an end of the dtype, which the byte's is beyond. */
static Node *at_end(Rule *k, Node *a, const Node *y)
{
    DType t = dtype_of(y);
    if (a == NULL || (y->op != OP_window_max && y->op != OP_window_min))
        return a;
    Type number = {dtype_of(a), {0}};
    Scalar end = y->op == OP_window_max ? dtype_min_finite(t) : dtype_max_finite(t);
    Node *limit = graph_constant(k->cx, k->g, number, end, k->span);
    return rule_op(k, y->op == OP_window_max ? OP_max : OP_min, a, limit, NULL);
}

/* Infinities, which become ends of a signed dtype, as these; f8_e4m3fn has none. */
static Node *saturated(Rule *k, Node *a, DType to)
{
    DType t = dtype_of(a);
    if (t == DTYPE_f8_e4m3fn)
        return a;
    Node *most = number_of(k, (double)dtype_max_finite(to).s, t);
    Node *least = number_of(k, (double)dtype_min_finite(to).s, t);
    a = pick(equals(a, number_of(k, INFINITY, t)), most, a);
    return pick(equals(a, number_of(k, -INFINITY, t)), least, a);
}

/* Conversions between numbers below a byte and floats, or each other's bits. */
static Node *recast_packed(Rule *k, const Node *y)
{
    DType from = dtype_of(y->args[0]), to = dtype_of(y);
    Node *a = y->args[0];
    if (dtype_is_float(from) && dtype_info[to].class_ == DCLASS_s)
        a = rule_cast(k, saturated(k, a, to), DTYPE_s8);
    return rule_cast(k, a, to);
}

static bool is_transform(const Node *n)
{
    return n->op == OP_fft || n->op == OP_ifft;
}

/* The dtype in which more targets know what y does to numbers of dtype t. */
static DType known_dtype(const Node *y, DType t)
{
    if (is_transform(y) && !dtype_is_complex(t) && t != DTYPE_f64)
        return dtype_is_integer(t) && dtype_info[t].bits > 16 ? DTYPE_f64 : DTYPE_f32;
    if (dtype_info[t].bits >= 8)
        return t;
    return dtype_info[t].class_ == DCLASS_u ? DTYPE_u8 : DTYPE_s8;
}

/* The same on whole bytes, transforms on floats. */
static Node *by_bytes(Rule *k, const Node *y)
{
    if (y->op == OP_as_type || y->op == OP_bitcast)
        return recast_packed(k, y);
    Arena *arena = graph_arena(k->g);
    Node **args = arena_array(arena, Node *, y->nargs);
    for (int i = 0; i < y->nargs; i++)
        args[i] = rule_cast(k, y->args[i], known_dtype(y, dtype_of(y->args[i])));
    return at_end(k, rule_node(k, y->op, args, y->nargs, y->attrs, y->nattrs), y);
}

/* The body of `old` over the new operands; NULL where it has nothing to say. */
static Node **make_body(Rewrite *w, const Node *old, Node *const *args, Graph *to)
{
    const Lacks *lacks = w->closure;
    bool counts_bits = old->op == OP_population_count || old->op == OP_count_leading_zeros;
    bool is_for_bytes = lacks->has_bytes && old->nregions == 0 && !counts_bits &&
                        (node_has_packed(old) || is_transform(old));
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
