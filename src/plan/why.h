/* why.h - plans explained: what a step computes, what it moves, why two steps are apart. */
#ifndef CNX_PLAN_WHY_H
#define CNX_PLAN_WHY_H

#include "plan/plan.h"

/* Appends why step `to`, which reads what step `from` makes, is not in the same kernel. */
void plan_why_apart(Text *out, const Plan *p, int from, int to);

/* Whether `to` reads a value that `from` makes. */
bool plan_reads_from(const Plan *p, int from, int to);

/* The step that makes the value, or -1. */
int plan_maker(const Plan *p, int value);

/* The nodes that a step computes, each once, those whose values it writes among them. */
typedef VEC(const Node *) NodeList;
void plan_computed(const Plan *p, int step, NodeList *out);

/* Bytes of the values that a step reads (each once) and writes. */
int64_t plan_bytes_read(const Plan *p, int step);
int64_t plan_bytes_written(const Plan *p, int step);

/* The most that tensors of evaluated nodes take at once, results left aside. */
int64_t plan_given_bytes(const Plan *p);

/* "exp, sum": the operations of the nodes whose values a step makes. */
void plan_step_name(Text *out, const Plan *p, int step);

#endif
