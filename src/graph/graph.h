/* graph.h - the first waist: typed nodes in an arena.

   A Graph is a list of nodes in an order in which operands come first, with parameters and results.
   Regions (the branches of cond, the two halves of while, what reduce combines with) are graphs
   inside a graph: they see nothing but their parameters, of which the last ones stand for values
   captured from outside, explicit operands of the node that holds the region.

   Tracing only appends. Elementwise operands broadcast against each other as NumPy's do and are
   converted to the computation's type by the operation itself, so no broadcast or as_type node is
   made for them. Axes of size 0 are legal.

   Errors: functions that make nodes return NULL after recording an error, and return NULL silently
   when an operand is NULL, so that a caller checks once (DESIGN: decision 7). */
#ifndef CNX_GRAPH_GRAPH_H
#define CNX_GRAPH_GRAPH_H

#include "base/cx.h"
#include "base/map.h"
#include "tensor/tensor.h"

/* clang-format off */
typedef enum OpCode {
#define OP(name, arity, class, attrs, dtype, shape, grad, hlo) OP_##name,
#include "graph/op.def"
#undef OP
    OP_count
} OpCode;

typedef enum AttrName {
#define ATTR(name, kind) ATTR_##name,
#include "graph/attr.def"
#undef ATTR
    ATTR_count
} AttrName;
/* clang-format on */

typedef enum OpClass {
    CLASS_LEAF,
    CLASS_MAP,
    CLASS_VIEW,
    CLASS_JOIN,
    CLASS_REDUCE,
    CLASS_SCAN,
    CLASS_WINDOW,
    CLASS_CONTRACT,
    CLASS_GATHER,
    CLASS_SCATTER,
    CLASS_SORT,
    CLASS_CALL,
    CLASS_REGION
} OpClass;

typedef enum AttrKind { AKIND_int, AKIND_ints, AKIND_bool, AKIND_dtype } AttrKind;

typedef enum DTypeRule {
    DRULE_merge,
    DRULE_floating,
    DRULE_same,
    DRULE_u8,
    DRULE_attr,
    DRULE_real,
    DRULE_complex,
    DRULE_aggregate,
    DRULE_integer,
    DRULE_own,
    DRULE_given,
    DRULE_tuple,
    DRULE_region
} DTypeRule;

typedef enum ShapeRule {
    SRULE_broadcast,
    SRULE_same,
    SRULE_reduce,
    SRULE_own,
    SRULE_given,
    SRULE_tuple,
    SRULE_region
} ShapeRule;

typedef enum GradKind { GRAD_partial, GRAD_linear, GRAD_rule, GRAD_zero, GRAD_none } GradKind;

enum {
    MAX_OP_ATTRS = 8,
    MAX_NESTING = 200 /* regions inside regions; more is refused */
};

typedef struct OpInfo {
    const char *name;
    int arity; /* -1: any number */
    OpClass class_;
    int nattrs;
    AttrName attrs[MAX_OP_ATTRS];
    DTypeRule dtype;
    ShapeRule shape;
    GradKind grad;
    const char *stablehlo;
} OpInfo;

extern const OpInfo op_info[OP_count];

typedef struct AttrInfo {
    const char *name;
    AttrKind kind;
} AttrInfo;

extern const AttrInfo attr_info[ATTR_count];

/* The op with this name; false when there is none. */
bool op_of_name(Str name, OpCode *out);

typedef struct Attr {
    AttrName name;
    uint32_t count;
    const int64_t *at;
} Attr;

typedef struct Graph Graph;
typedef struct Node Node;

struct Node {
    OpCode op;
    uint32_t id; /* its place in the order of making, unique within the outermost graph */
    Graph *graph;
    int nargs, nattrs, ntypes, nregions;
    Node **args;
    const Attr *attrs;
    const Type *types; /* one, or a tuple's, read by elem nodes */
    Graph **regions;
    Tensor *tensor; /* OP_tensor; OP_constant: one element of the dtype, whatever the shape */
    void *note;     /* of whoever made the node: graph_note */
    Span span;      /* the user's call */
};

struct Graph {
    Graph *outer;           /* NULL: outermost */
    struct GraphRoot *root; /* what outermost and regions share: the arena and what it owns */
    VEC(Node *) nodes;      /* operands before users */
    VEC(Node *) params;     /* explicit ones, then captures */
    VEC(Node *) captures;   /* region: the outer node behind each of the last params */
    VEC(Node *) results;
    Map captured;   /* private: outer node to the parameter that stands for it */
    bool is_closed; /* private: its node is made, nothing more may be captured */
};

/* --- graphs --- */

/* An empty graph with one owner. */
Graph *graph_new(void);
Graph *graph_ref(Graph *g); /* counts on the outermost graph */
void graph_free(Graph *g);  /* frees it with its regions and tensors when the last owner leaves */
bool graph_is_shared(const Graph *g); /* whether it has more than one owner */
Arena *graph_arena(Graph *g);

/* An empty region inside g; becomes part of it by graph_cond, graph_while, ... */
Graph *graph_region(Graph *outer);

/* --- nodes --- */

Node *graph_parameter(Cx *cx, Graph *g, Type type, Span span);
Node *graph_constant(Cx *cx, Graph *g, Type type, Scalar x, Span span);
Node *graph_tensor(Cx *cx, Graph *g, Tensor *t, Span span); /* takes a count of its own */

/* Appends a node after checking it against op.def; copies args and attrs. Operands that belong to
   an outer graph are captured (graph_use). */
Node *graph_node(Cx *cx, Graph *g, OpCode op, Node *const *args, int nargs, const Attr *attrs,
                 int nattrs, Span span);

/* Element `index` of a tuple-typed node; the node itself when its type is not a tuple. */
Node *graph_elem(Cx *cx, Graph *g, Node *tuple, int index);

/* Puts into `needed` the roots, nodes of g, and all that they are computed from in g. */
void graph_mark(const Graph *g, Node *const *roots, int count, Map *needed);

/* Drops from an open region with results what these do not need: nodes, and captured values. */
void graph_trim(Graph *region);

/* cond: `count` predicates (scalars) and count + 1 regions with the same result types, the last the
   else branch. Gives a node whose types are the regions' results. */
Node *graph_cond(Cx *cx, Graph *g, Node *const *predicates, int count, Graph *const *regions,
                 Span span);

/* while: both regions have `states` explicit parameters of the initial values' types; `condition`
   gives one scalar, `body` the next state, of the same types. */
Node *graph_while(Cx *cx, Graph *g, Node *const *initial, int states, Graph *condition, Graph *body,
                  Span span);

/* fun: the region's results for these values of its explicit parameters. */
Node *graph_fun(Cx *cx, Graph *g, Node *const *args, int nargs, Graph *region, Span span);

/* custom_grad: y, whose derivatives are what the region says: of its explicit parameter, a
   cotangent of y (of type cotangent_type), it makes the cotangents of the xs, each of the shape of
   its x. */
Node *graph_custom_grad(Cx *cx, Graph *g, Node *y, Node *const *xs, int nx, Graph *region,
                        Span span);

/* The shape of t and its dtype when that is complex, else its floating one, at least f32. */
Type cotangent_type(const Type *t);

/* reduce or window_reduce: the region has two explicit scalar parameters, an element and what was
   combined before it, and gives one scalar, all of one type; it starts from the scalar `initial`,
   which is also what windows are padded with. `attrs` are the op's. */
Node *graph_fold(Cx *cx, Graph *g, OpCode op, Node *x, Node *initial, Graph *region,
                 const Attr *attrs, int nattrs, Span span);

/* Any of these, for whom it is all one: regions that are complete but for their captures, over the
   operands before the captured ones. */
Node *graph_hold(Cx *cx, Graph *g, OpCode op, Node *const *leading, int nleading,
                 Graph *const *regions, int nregions, const Attr *attrs, int nattrs, Span span);

/* How many operands of a node with regions come before the captured ones. */
int64_t region_node_leading(const Node *n);

/* Whether all that a region of scalars does is a matter of single elements, so that it means the
   same on arrays. */
bool region_is_elementwise(const Graph *region);

/* What stands for `n` inside g: itself, or a parameter that captures it from an outer graph. */
Node *graph_use(Cx *cx, Graph *g, Node *n);

/* Hangs something on the node that only its maker understands; copies of the node do not have it.
   Given to `release` with the graph, or now when another takes its place. */
void graph_note(Node *n, void *note, void (*release)(void *note));

/* Whether nodes of this op hold regions. */
static inline bool op_has_regions(OpCode op)
{
    return op_info[op].dtype == DRULE_region;
}

static inline const Type *node_type(const Node *n)
{
    return &n->types[0];
}

/* An attribute that op.def promises. */
const Attr *node_attr(const Node *n, AttrName name);
int64_t node_int(const Node *n, AttrName name); /* its only value: int, bool, dtype */

/* Whether the axes of a dot's operand are the batch axes, in order, then those that are summed, in
   order, before or after all others: matrices stored one after the other. */
bool dot_is_in_order(const Node *n, int operand);

/* Whether the node makes or takes numbers that share bytes. */
bool node_has_packed(const Node *n);

/* Whether a dot of integers below 32 bits adds up so much more than it reads and writes that one of
   s32, which wraps to the same, is worth the conversions. */
bool dot_is_widened(const Node *n);

/* Fills n->types by the row's rules from op, args and attrs, allocating in `arena`; false after an
   error (Nx's text where Nx has one). Works on a node outside any graph, too: how eager calls get
   their types. */
bool node_infer(Cx *cx, Arena *arena, Node *n);

/* --- rules that others use --- */

/* The shape both broadcast to; ArgumentError "cannot broadcast tensor of dimensions {..} to {..}".
 */
bool shape_broadcast(Cx *cx, Span span, const Shape *a, const Shape *b, Shape *out);

/* --- checking and printing --- */

/* Checks every promise of this header; false after an error that names the node. For development
   builds and for graphs that were read. */
bool verify(Cx *cx, const Graph *g);

/* Appends the graph as text; graph_read gives the same graph back. The form: doc/graph.md. */
void graph_print(Text *out, const Cx *cx, const Graph *g);

/* Reads the text of a source; NULL after an error with its place. */
Graph *graph_read(Cx *cx, uint32_t source);

#endif
