/* grad_while.h - private: a loop that is run back, between its analysis and its making.

   A loop has a part an operand: the states, then the captured values. A part that the body does not
   change (a captured value, or a state passed on) is used inside new loops as it came; the others
   vary. */
#ifndef CNX_TRANSFORM_GRAD_WHILE_H
#define CNX_TRANSFORM_GRAD_WHILE_H

#include "transform/grad.h"

typedef struct Part {
    bool varies;  /* the body changes it */
    bool is_read; /* a step back reads the value before the step */
    bool is_kept; /* it is read, or the body computes such a part from it */
    bool is_run;  /* it is kept, or tested, or the body computes such a part from it */
    bool is_dual; /* it carries a cotangent */
} Part;

typedef struct Loop {
    Cx *cx;
    Graph *g; /* where the loop stands */
    Span span;
    Node *y;                  /* the while node */
    const Graph *test, *body; /* its regions */
    int states, count;        /* of its parts */
    Part *parts;              /* by operand */
    int *run, *duals;         /* the parts that are; of run the kept ones come first */
    int nkept, nrun, nduals;
    DType dtype;                /* of all cotangents while they are in a loop */
    const GradOptions *options; /* what loops inside the body may use */
    /* A region of no node. Parameters: the varying parts before a step, then the cotangents of the
       duals behind it; results: their cotangents before it. */
    const Graph *back;
    int64_t trips; /* steps, -1: not known before it runs, or too many to be kept */
    Node *limit;   /* the steps as the graph computes them before the loop; NULL: it cannot */
    int64_t rows;  /* states kept on the way forward, and again within a segment */
    int64_t spare; /* states kept by the long way back */
    int64_t most;  /* states that there is room for if nothing else is kept; 0: do not try */
} Loop;

/* Zeros for count things and one more, in the graph's arena. */
void *loop_zeroed(const Loop *l, size_t count, size_t size);

/* Finds the parts that carry cotangents (is_dual, duals, dtype): they are reached from the results
   that have one, and depend on what k wants. Of parts that stand for one value throughout the first
   one does. */
void find_duals(Loop *l, const Rule *k);

/* Finds what is to be kept of a state, what a step back (l->back) reads and the body computes that
   from, and what a run forward takes to see its end, unless the steps are counted before (is_read,
   is_kept, is_run, run). */
void find_kept(Loop *l);

/* Counts the steps of a loop that counts from one whole number to another, if they are constants
   (trips) and else in the graph before the loop (limit), where that is possible. */
void count_trips(Loop *l);

/* Appends what takes the cotangents behind the loop (cots, one a dual, of l->dtype) to those before
   it. False after an error. */
bool while_back(const Loop *l, Node *const *cots, Node **before);

#endif
