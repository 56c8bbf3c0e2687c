/* syntax.h - private to src/compile/stablehlo: a module of StableHLO as a tree.

   The pretty and the generic form of an operation give the same tree: a name, operands, attributes
   by name, regions, types. What stands for what is known only to lower*.c. Everything lives in one
   arena and points into the text. */
#ifndef CNX_COMPILE_STABLEHLO_SYNTAX_H
#define CNX_COMPILE_STABLEHLO_SYNTAX_H

#include "base/arena.h"
#include "base/cx.h"
#include "tensor/tensor.h"

/* tensor<2x3xf32>; i1 is a u8 that is known to be 0 or 1. */
typedef struct HloType {
    bool is_truth;
    Type type;
} HloType;

typedef enum HloAttrKind {
    HATTR_word,  /* a name, string, true, false, symbol */
    HATTR_int,   /* a number without a point */
    HATTR_list,  /* of attributes */
    HATTR_dict,  /* of named attributes */
    HATTR_tensor /* dense<...> : tensor<...> */
} HloAttrKind;

typedef struct HloAttr HloAttr;
struct HloAttr {
    HloAttrKind kind;
    Str name; /* in a dict, or of an operation */
    Str word;
    int64_t number;
    HloAttr *first, *next; /* of a list or dict; beside this one */
    HloType type;
    Span literal; /* tensor: what stands between < and > */
};

typedef struct HloBlock HloBlock;
typedef struct HloOp HloOp;

struct HloOp {
    Str name; /* "stablehlo.add", "func.call", "return" */
    Span span;
    Str result;   /* "%1", empty for none */
    Str *results; /* "%1", "%2" where each has a name of its own, else NULL */
    int nresults, noperands, ntypes;
    Str *operands;  /* "%0", "%0#1" */
    HloType *types; /* of the results */
    HloType *operand_types;
    int noperand_types;
    HloAttr *attrs;
    HloAttr *words; /* loose words of the pretty form, in order */
    HloBlock *regions;
    int nregions;
    HloOp *next;
};

struct HloBlock {
    Str *args;
    HloType *types;
    int nargs;
    HloOp *ops, *last; /* the last one returns */
    HloBlock *next;
};

typedef struct HloFunction HloFunction;
struct HloFunction {
    Str name; /* without @ */
    Span span;
    HloBlock body;
    bool is_ours; /* of a module that cnx printed: indices are in bounds, or an error */
    int depth;    /* while it is lowered: how often it is being called */
    HloFunction *next;
};

/* The functions of the source's module; NULL after an error with its place. */
HloFunction *stablehlo_parse(Cx *cx, Arena *arena, uint32_t source);

/* The tensor of a literal; NULL after an error. Yours. A splat gives a tensor of no axes. */
Tensor *stablehlo_literal(Cx *cx, const HloAttr *attr);

/* An attribute by its name, or NULL. */
const HloAttr *hlo_attr(const HloAttr *first, const char *name);

#endif
