/* stablehlo.h - graphs as StableHLO text, the form in which XLA takes programs.

   Every op of op.def has a form. What StableHLO cannot say (lu, qr, eigh, svd, solve) is a custom
   call named after the op, with the op's attributes. Elementwise operands are converted and
   broadcast explicitly; truth is i1 inside and u8 wherever cnx sees it. Printing the graph that was
   read from printed text gives the same text. */
#ifndef CNX_COMPILE_STABLEHLO_STABLEHLO_H
#define CNX_COMPILE_STABLEHLO_STABLEHLO_H

#include "graph/graph.h"

/* How a program is printed; NULL: as it is shown. */
typedef struct StableHloStyle {
    /* It is to be compiled and run: operations end with loc("cnx:ID"), ID the node's; what XLA has
       no form for is a call of cnx.eval with the node's id and the key; elements of less than 8
       bits pass into and out of the program as bytes. */
    bool is_for_xla;
    /* So are factors and triangular systems that a routine knows: what XLA makes of them is a loop.
     */
    bool may_call;
    int64_t key;
    /* For each parameter the result whose buffer it may become, or -1; NULL: none. */
    const int *aliases;
    /* What stands in front of the function, and each parameter's attributes; NULL: nothing. */
    const char *mesh;
    const char *const *shardings;
} StableHloStyle;

/* Whether StableHLO has a form for the node; what it holds in regions but those of reductions is
   not looked at. What has none is a call of cnx.eval for XLA. */
bool stablehlo_has(const Node *n);

/* Appends a module with the function main; false after an error that names what has no form. */
bool stablehlo_print(Cx *cx, Text *out, const Graph *g, const StableHloStyle *style);

/* The function main of a module, its calls in place, as a graph; NULL after an error that names
   what is wrong or not supported and where. i1 are u8 of 0 and 1. */
Graph *stablehlo_read(Cx *cx, uint32_t source);

#endif
