/* fuser.h - private to src/plan: the walk from a node that makes a value to the values it reads. */
#ifndef CNX_PLAN_FUSER_H
#define CNX_PLAN_FUSER_H

#include "plan/plan.h"

/* A node where it is computed, or a value where it is read. */
typedef struct Visit {
    const Node *node;
    const Index *at; /* its rank of them */
    bool is_read;
    size_t older; /* private: with the same hash, plus 1 */
} Visit;

/* What a parameter of a region stands for. */
typedef struct Stands {
    const Node *outer;
    bool is_state; /* outer is what it begins as */
} Stands;

/* All that one task's place in an index space needs. */
typedef struct Walk {
    const Map *anchors; /* nodes that make values */
    IndexTable table;
    Shape space;
    uint32_t reduced;
    Index own[MAX_RANK]; /* the place in the space */
    Index tuples;        /* of a scatter that is cut: which index is at work, in every range */
    int64_t ranges;
    VEC(Visit) visits;
    Map seen;
    VEC(size_t) todo;
    /* --- in the regions of a loop --- */
    const Graph *home; /* the graph around them */
    bool is_serial;    /* of a loop that one task runs: it reads whatever it begins with */
    bool stays;        /* nothing of `home` is computed */
    bool is_wrong;     /* something there is no matter of single elements */
    VEC(Stands) stands;
    Map bound; /* parameter to what it stands for, plus 1 */
} Walk;

void walk_init(Walk *w, const Map *anchors, const Shape *space, uint32_t reduced);
void walk_free(Walk *w);

/* Visits what the member `root` of a group with this space computes and reads; false when that is
   more than MOST_VISITS. */
bool walk_from(Walk *w, const Node *root);

enum { MOST_VISITS = 4 * MOST_NODES };

/* Where a node of this shape stands at the walk's place: everywhere in the space, or, `is_kept`, in
   what is left of it after reducing. False when its shape is neither. */
bool walk_place(Walk *w, const Shape *shape, Index *at, bool *is_kept);

/* The index space of a while that may become a kernel: of its first state of several elements. */
Shape loop_space(const Node *n);

/* Whether a node makes a value: leaves, results, operands of evaluated nodes, ... */
bool makes_value(const Map *anchors, const Node *n);

#endif
