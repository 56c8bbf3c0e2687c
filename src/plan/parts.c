/* parts.c - values that lie in a larger one: what only a concatenation needs last is made where it
   puts it, so that nothing is left to copy. */
#include "plan/plan.h"

/* Whether operands lie one after the other in the concatenation. */
static bool is_contiguous(const Node *n)
{
    for (int i = 0; i < node_int(n, ATTR_axis); i++)
        if (node_type(n)->shape.dim[i] != 1)
            return false;
    return true;
}

/* Whether the value may lie in the memory of `whole`, which the step writes. */
static bool may_be_part(const Plan *p, int step, int value, int whole)
{
    const PlanValue *v = &p->values.at[value], *to = &p->values.at[whole];
    return v->kind == VALUE_made && v->result < 0 && v->part_of < 0 && v->dies == step &&
           v->blocks == 1 && v->stored == to->stored && !v->has_parts;
}

void find_parts(Plan *p)
{
    for (size_t i = 0; i < p->steps.len; i++) {
        const Group *g = &p->steps.at[i];
        const Node *n = g->members.at[0];
        if (g->kind != GROUP_eval || n->op != OP_concatenate || !is_contiguous(n))
            continue;
        int whole = g->writes.at[0];
        if (p->values.at[whole].kind != VALUE_made)
            continue;
        for (int64_t j = 0, at = 0; j < n->nargs; j++) {
            PlanValue *v = &p->values.at[g->reads.at[j]];
            if (may_be_part(p, (int)i, g->reads.at[j], whole)) {
                v->part_of = whole;
                v->part_at = at;
                p->values.at[whole].has_parts = true;
            }
            at += v->bytes;
        }
    }
}
