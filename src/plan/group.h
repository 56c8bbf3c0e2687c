/* group.h - private to src/plan: groups of nodes that share a kernel. */
#ifndef CNX_PLAN_GROUP_H
#define CNX_PLAN_GROUP_H

#include "plan/plan.h"

typedef VEC(const Node *) Nodes;

/* One run of the pass. */
typedef struct Fuser {
    Cx *cx;
    const Graph *g;
    Plan *p;
    Map live;    /* nodes that the results need */
    Map anchors; /* nodes that must make a value */
    bool is_off; /* a kernel a node */
} Fuser;

/* Fills the plan's groups, their members and what they come after. */
void group_nodes(Fuser *f);

/* Orders the groups and names the values that they read and write. */
void group_finish(Fuser *f);

/* Whether the while is run by one task, step by step (serial.c); the data in its regions. */
bool loop_is_serial(const Node *n);
void serial_tensors(const Node *n, Nodes *out);

/* The axes that a reduction takes away, or the one that a scan goes along, as bits. */
uint32_t reduced_axes(const Node *n);

/* Whether the reduction's innermost axis of more than one element is reduced. */
bool reduces_innermost(const Shape *space, uint32_t reduced);

#endif
