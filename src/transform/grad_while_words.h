/* grad_while_words.h - private: what the loops that run a loop back are written with.

   Each new while or cond is written between .._open and .._close: its regions are open in between,
   words (add, pick, ...) append to the region whose Rule is called k, and nodes of the graphs
   around are captured as they are used. What could not be made is NULL or false. */
#ifndef CNX_TRANSFORM_GRAD_WHILE_WORDS_H
#define CNX_TRANSFORM_GRAD_WHILE_WORDS_H

#include "transform/grad_while.h"

/* Room for count nodes, all NULL, in the graph's arena. */
Node **loop_nodes(const Loop *l, int count);
bool all_made(Node *const *list, int count);

/* --- a loop in the making --- */

typedef struct Frame {
    Rule *at;                             /* where it will stand */
    Rule test, step;                      /* its regions */
    Node **init, **tested, **now, **next; /* the state: outside, in test, in step, behind step */
    int count;
} Frame;

/* A loop over `count` states; f->init is to be filled in before frame_open. */
Frame frame_of(const Loop *l, Rule *at, int count);
bool frame_open(Frame *f);
/* The loop, going on while `more` (in f->test), its state in the end in out. */
bool frame_close(Frame *f, Node *more, Node **out);

/* An empty region in the graph of `at`. */
Rule region_in(const Rule *at);
/* A condition between two results computed in the regions yes and no. */
bool choose_of(Rule *at, Node *predicate, const Rule *yes, Node *const *if_so, const Rule *no,
               Node *const *if_not, int count, Node **out);

/* --- the old loop's regions in new ones; `values` are those of the first parts of l->run --- */

/* Whether the old loop goes on with these values, of all of them. */
Node *goes_on(const Loop *l, const Rule *k, Node *const *values);
/* A step forward of the first `count` parts, the kept ones or all. */
bool step_on(const Loop *l, const Rule *k, Node *const *values, int count, Node **next);
/* Runs the kept parts forward from step `from` to `stop`. */
bool run_to(const Loop *l, Rule *at, Node *from, Node *stop, Node *const *values, Node **out);
/* The cotangents before a step that began with these values, of the kept parts. */
bool step_back(const Loop *l, const Rule *k, Node *const *values, Node *const *cots, Node **before);

/* --- buffers: a row a state, of all its elements --- */

Node *rule_whole(Rule *k, int64_t x);
Node *empty_rows(Rule *k, const Type *type, int64_t rows);
/* `rows` rows from `at` on, `stride` apart. */
Node *slice_rows(Rule *k, Node *buffer, Node *at, int64_t rows, int64_t stride);
Node *put_rows(Rule *k, Node *buffer, Node *part, Node *at);
Node *read_row(Rule *k, Node *buffer, Node *at, const Type *type);
Node *write_row(Rule *k, Node *buffer, Node *value, Node *at);
/* The type of the i-th kept part. */
const Type *kept_type(const Loop *l, int i);
/* Row `at` of the buffers there are. */
void read_state(const Loop *l, Rule *k, Node *const *buffers, Node *at, Node **values);

/* --- the two halves of the way --- */

typedef struct Filled {
    Node **buffers;      /* by kept part; NULL: not asked for */
    Node *steps;         /* how many were made */
    Node *used, *stride; /* states in the buffers, steps between two */
} Filled;

/* The way back from buffers whose states are further apart than these have rows. */
bool back_by_stack(const Loop *l, Rule *at, const Filled *a, Node *const *cots, Node **before);

#endif
