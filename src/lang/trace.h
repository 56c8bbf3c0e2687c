/* trace.h - operations on tensor values: run at once, or recorded while a definition is traced.

   A trace is a stack of graphs: the definition's own, and on top the regions of branches and loops
   being traced. Every operation lands in the topmost; what it uses from below is captured. */
#ifndef CNX_LANG_TRACE_H
#define CNX_LANG_TRACE_H

#include "lang/tensor_value.h"

typedef struct Trace Trace;
struct Trace {
    Trace *outer;
    Graph *graph;   /* counted when it is outermost */
    bool is_closed; /* what depends on a parameter from below may not be used */
};

bool is_tracing(const Vm *vm);
/* The graph that operations are recorded into. */
Graph *trace_graph(const Vm *vm);
void trace_push(Vm *vm, Graph *g);
/* Takes the topmost graph off: yours when it is outermost. */
Graph *trace_pop(Vm *vm);

/* The graph of expressions that are made outside of any definition, borrowed; a new one when no
   expression is left of the last. */
Graph *trace_loose(Vm *vm);
/* Outside of definitions, an operation on an expression is recorded in the graph that the
   expression is of: with true that graph is on top, until trace_leave. */
bool trace_rejoin(Vm *vm, const Value *tensors, int count);
void trace_leave(Vm *vm);

/* The node that stands for a tensor value in the topmost graph. */
Node *trace_node(Vm *vm, Value tensor);

/* The nodes of a list of tensors, in memory to be given to free() also after an error. */
bool trace_nodes(Vm *vm, Value tensors, Node ***out, int *count);

/* Where the running operation was called in the program. */
Span user_span(const Vm *vm);

/* The attributes that op's row in op.def wants, out of a keyword list, which must hold them all;
   attrs has room for MAX_OP_ATTRS. False with an exception. */
bool attrs_of_keywords(Vm *vm, OpCode op, Value keywords, Arena *arena, Attr *attrs);

/* Records an operation of one result on nodes of the topmost graph, simplified as Nx does it while
   tracing; trace_fold.c. NULL after an error. */
Node *trace_fold(Vm *vm, OpCode op, Node **args, int count, const Attr *attrs, int nattrs);

/* Keeps what Nx calls the node, {operation, arguments}, to be shown by lib/nx/defn/expr.ex. */
void trace_note(Vm *vm, Node *n, Value note);

/* One operation on tensor values: recorded or evaluated. Without names; POISON after an error. */
Value op_apply(Vm *vm, OpCode op, const Value *tensors, int count, const Attr *attrs, int nattrs);

/* Nx's function of an elementwise operation, or NULL when the library gives it one of its own. */
Native native_of_op(OpCode op);

/* A constant of this type: recorded or made. */
Value op_constant(Vm *vm, const Type *type, Scalar x);

#endif
