/* emit.h - private to src/compile/stablehlo: printing one operation after the other.

   A Val is a name of the text with its type, which is a dtype of cnx or i1. The value of a node is
   asked for when an operation uses it: constants are printed then, each time anew, in the type and
   shape that is needed; so are conversions between i1 and u8, once in a region. Where these stand
   at last, settle.c says. */
#ifndef CNX_COMPILE_STABLEHLO_EMIT_H
#define CNX_COMPILE_STABLEHLO_EMIT_H

#include "compile/stablehlo/stablehlo.h"

#define HLO_i1 DTYPE_count /* a dtype beside those of cnx */

typedef struct Val {
    int id;   /* %id, or below 0: %arg(-1 - id) */
    int part; /* of several results, or -1 */
    DType dtype;
    Shape shape;
    bool is_known; /* all its elements are this number */
    Scalar known;
} Val;

/* What a node is called: as its type says, and as i1, which may be what it is made as. */
typedef struct Named {
    bool is_value, is_truth, is_made_as_truth;
    Val value, truth;
} Named;

/* What a name was before a region changed it. */
typedef struct Undo {
    size_t index;
    Named was;
} Undo;

typedef struct Emit {
    Cx *cx;
    Text *out;
    const StableHloStyle *style;
    const Node *node; /* being printed: where errors are and what locations say */
    int next, indent;
    Map index;      /* of a node in `named` */
    Map stands_for; /* of a parameter of a call: its argument */
    VEC(Named) named;
    VEC(Undo) undo;
    /* For XLA: a result of the last operation that called the program, which the next such call
       takes along so that it comes later. */
    Val called;
    bool has_called;
} Emit;

/* Whether the text is to be compiled, not shown. */
static inline bool emit_is_for_xla(const Emit *e)
{
    return e->style && e->style->is_for_xla;
}

/* --- text --- */

void emit_type(Emit *e, DType dtype, const Shape *s);
void emit_types(Emit *e, const Val *vals, int count); /* (t, t) */
void emit_name(Emit *e, const Val *v);
void emit_names(Emit *e, const Val *vals, int count);
void emit_list(Emit *e, const int64_t *at, int count); /* [1, 2] */
void emit_indent(Emit *e);
/* Ends an operation: its location, and the line. */
void emit_end(Emit *e);

/* Ends one with its types: " : (t, t) -> t". */
void emit_signature(Emit *e, const Val *in, int count, const Val *out, int results);

/* Begins a line "%7 = " that defines a value. */
Val emit_define(Emit *e, DType dtype, const Shape *s);
/* Begins a line "%7:2 = " that defines `count` values of these types. */
void emit_define_all(Emit *e, const Type *types, int count, Val *out);

/* --- small operations --- */

Val emit_constant(Emit *e, DType dtype, const Shape *s, Scalar x);
Val emit_tensor(Emit *e, const Node *n); /* a literal's elements */
Val emit_unary(Emit *e, const char *op, Val x, DType dtype);
Val emit_binary(Emit *e, const char *op, Val x, Val y);
Val emit_compare(Emit *e, const char *direction, Val x, Val y);
Val emit_select(Emit *e, Val truth, Val x, Val y);
Val emit_convert(Emit *e, Val x, DType dtype);
Val emit_reshape(Emit *e, Val x, const Shape *s);
/* Axis i of the result, of shape s, is x's axis order[i]. */
Val emit_transposed(Emit *e, Val x, const int64_t *order, const Shape *s);
/* Axes of x land on `axes` of s. */
Val emit_broadcast(Emit *e, Val x, const Shape *s, const int64_t *axes);
/* As elementwise operands broadcast: the last axes face each other. */
Val emit_stretch(Emit *e, Val x, const Shape *s);
/* Whether x is NaN: an i1, only for floats and complex numbers. */
Val emit_is_nan(Emit *e, Val x);
Val emit_iota(Emit *e, DType dtype, const Shape *s, int64_t axis);

/* --- nodes --- */

/* Whether the node is one number, which *x then is: a constant, or what is so for its types. */
bool emit_is_constant(const Node *n, Scalar *x);

/* Whether the node's value is that of its operand: it is read through, and not printed. */
bool emit_does_nothing(const Node *n);

/* The outer node that a parameter of a region stands for, or NULL. */
const Node *emit_captured(const Node *n);

/* What a parameter stands for, or what a call gives as this part of its results; or NULL. */
const Node *emit_other_name(const Emit *e, const Node *n);

/* A node's value: as it is; in a dtype; in a dtype and a shape that it broadcasts to; as i1 (not
   0). */
Val emit_value(Emit *e, const Node *n);
Val emit_value_as(Emit *e, const Node *n, DType dtype);
Val emit_operand(Emit *e, const Node *n, DType dtype, const Shape *s);
Val emit_truth(Emit *e, const Node *n);

/* As it is: i1 when that is all that is there, for ops that only move elements. */
Val emit_either(Emit *e, const Node *n);

/* Prints what a region may use of a node around it, if it is a literal that stands nowhere yet. */
void emit_touch(Emit *e, const Node *n);

/* Says what the node is called from here to the end of the region. */
void emit_bind(Emit *e, const Node *n, Val v);

/* Tuples: binds result `index` of a node, and finds it for elem. */
void emit_bind_part(Emit *e, const Node *n, int index, Val v);

/* --- regions --- */

/* Begins a block "^bb0(%1: t, ...):" of these types, which are named; ends it with its result. */
void emit_block(Emit *e, const Val *types, int count, Val *out);
void emit_return(Emit *e, const Val *vals, int count);

/* Where names stand now; and back to there. */
size_t emit_enter(Emit *e);
void emit_leave(Emit *e, size_t mark);

/* The operations of a graph that its results need, those of calls in their places. */
void emit_nodes(Emit *e, const Graph *g);

/* Puts the lines of a function's body, the text behind `from`, in their order (settle.c). */
void emit_settle(Emit *e, size_t from);

/* --- the ops, by their class --- */

void emit_map(Emit *e, const Node *n);
void emit_move(Emit *e, const Node *n);   /* VIEW, JOIN, GATHER, SCATTER */
void emit_sort(Emit *e, const Node *n);   /* SORT */
void emit_reduce(Emit *e, const Node *n); /* REDUCE */
void emit_window(Emit *e, const Node *n); /* WINDOW */
void emit_scan(Emit *e, const Node *n);   /* SCAN */
void emit_contract(Emit *e, const Node *n);
void emit_call(Emit *e, const Node *n);
void emit_region(Emit *e, const Node *n);

/* A call back to the host with all operands, for what XLA has no form for. */
void emit_host_call(Emit *e, const Node *n);

/* Of 8 bits for types below, where XLA does not compute right in these. */
DType emit_whole_bytes(DType dtype);

/* The least or greatest value of a dtype, infinite where it can be: what max and min start from. */
Scalar emit_lowest(DType dtype);
Scalar emit_highest(DType dtype);

bool hlo_is_float(DType dtype); /* not complex */
bool hlo_is_complex(DType dtype);
bool hlo_is_unsigned(DType dtype); /* i1, too */

#endif
