/* parts.h - programs of a compiler that lacks operations which no others say: the graph is cut
   there (transform/cut.h), what is left runs on the reference evaluator between the compiler's
   programs.

   Values stay where a part made them; what is left copies here what it takes. Conditions with such
   an operation in a branch are decided here, too. */
#ifndef CNX_COMPILE_PARTS_H
#define CNX_COMPILE_PARTS_H

#include "compile/compile.h"

/* The program of the graph, one piece or many; takes over g on success. NULL after an error. */
Program *parts_build(Cx *cx, const Compiler *c, Graph *g, const Demands *d);

#endif
