/* jit.h - compiled definitions, kept by what they were compiled for. */
#ifndef CNX_LANG_JIT_H
#define CNX_LANG_JIT_H

#include "compile/compile.h"
#include "lang/vm.h"

/* The graph that a value of the language holds, borrowed; NULL when it holds none. */
Graph *graph_of_value(Value v);

/* A value that owns the graph. */
Value graph_value(Graph *g);

/* Forgets every compiled definition. */
void jit_free(Vm *vm);
void known_calls_free(Vm *vm); /* jit_call.c */

/* The program that Cnx.Program.build returned, borrowed; NULL when v is none. */
const Program *program_of_value(Value v);

/* A value that owns the program. */
Value value_of_program(Program *p);

/* The program that Cnx.Program.build returned, taken out of the value: yours; NULL when v is none.
 */
Program *program_take(Value v);

/* The graph behind a value, borrowed; NULL when it is none. */
Graph *graph_of_value(Value v);
/* A value that takes the count of g. */
Value value_of_graph(Graph *g);

#endif
