/* index.h - index arithmetic: sums of multiples of atoms.

   An Index is constant + coef * atom + ..., in canonical order and made once in its table, so equal
   ones are one pointer. An atom is a loop's variable, a quotient of an index by a positive number
   (rounded down), or a number that is known when the kernel runs. A remainder is written with the
   quotient, x - n * (x / n), so going from an offset to coordinates and back cancels by itself:
   that is how reshapes disappear. Every index knows its least and greatest value. */
#ifndef CNX_PLAN_INDEX_H
#define CNX_PLAN_INDEX_H

#include "base/arena.h"
#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"

typedef struct Term {
    int32_t atom;
    int64_t coef;
} Term;

typedef struct IndexData {
    int64_t constant, low, high;
    int count;
    const Term *terms; /* by ascending atom, no zero coefficients */
    uint64_t hash;
} IndexData;

typedef const IndexData *Index;

typedef enum AtomKind { ATOM_loop, ATOM_quotient, ATOM_value } AtomKind;

typedef struct Atom {
    AtomKind kind;
    int64_t low, high;
    Index of; /* quotient */
    int64_t by;
    int32_t name; /* loop, value: what the owner knows it by */
} Atom;

typedef struct IndexTable {
    Arena arena;
    VEC(Atom) atoms;
    Map made;          /* hash to the newest index with it */
    VEC(Index) list;   /* all */
    VEC(size_t) older; /* beside list: the next with the same hash, plus 1 */
} IndexTable;

void index_table_free(IndexTable *t);

Index index_constant(IndexTable *t, int64_t x);

/* A new variable that runs from 0 to count - 1 (count at least 1). */
Index index_loop(IndexTable *t, int64_t count, int32_t name);

/* A number between low and high that the kernel computes. */
Index index_value(IndexTable *t, int64_t low, int64_t high, int32_t name);

Index index_add(IndexTable *t, Index a, Index b);
Index index_scale(IndexTable *t, Index a, int64_t by);
Index index_quotient(IndexTable *t, Index a, int64_t by);  /* by > 0; rounds down */
Index index_remainder(IndexTable *t, Index a, int64_t by); /* 0 <= result < by */

/* The coefficient of an atom; 0 when it is not there (it may still be inside a quotient). */
int64_t index_coef(Index a, int32_t atom);

/* Whether the atom is anywhere in a, inside quotients included. */
bool index_uses(const IndexTable *t, Index a, int32_t atom);

/* a is one atom and nothing else: the atom, or -1. */
int32_t index_atom(Index a);

/* Coordinates of the element at `flat`, and back, row-major. */
void index_unflatten(IndexTable *t, Index flat, int rank, const int64_t *dim, Index *out);
Index index_flatten(IndexTable *t, int rank, const int64_t *dim, const Index *at);

/* Whether two lists of indices are the same. */
bool index_same(const Index *a, const Index *b, int count);

/* "3*%i0 + (%i1 / 4) + 1"; names are printed as %iNAME and %vNAME. */
void index_print(Text *out, const IndexTable *t, Index a);

#endif
