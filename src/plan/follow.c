/* follow.c - maps that run on what a product of matrices or a convolution has just written: bias,
   activation and cast are applied while a tile of results is near, not when all are done. */
#include "plan/plan.h"

enum { LEAST_ELEMENTS = 1 << 14 /* of results, below which a kernel costs less than telling */ };

static bool tells(const Group *g)
{
    const Node *n = g->members.at[0];
    return g->kind == GROUP_eval && (n->op == OP_dot || n->op == OP_conv) && node_fills(n);
}

/* Whether the step, a map, reads what the one before it makes only where it writes itself. */
static bool may_follow(const Plan *p, int step)
{
    const Group *g = &p->steps.at[step], *before = g - 1;
    if (g->kind != GROUP_map || !tells(before) || shape_count(&g->space) < LEAST_ELEMENTS)
        return false;
    int made = before->writes.at[0];
    for (size_t i = 0; i < g->reads.len; i++)
        if (g->reads.at[i] == made)
            return g->in_place.at[i] && shape_equal(&p->values.at[made].type.shape, &g->space);
    return false;
}

bool follows_read(const Plan *p, int step, int value)
{
    const Group *g = &p->steps.at[step];
    bool is_read = false;
    for (size_t i = 0; g->follows && i < g[-1].reads.len; i++)
        is_read = is_read || g[-1].reads.at[i] == value;
    return is_read;
}

void find_followers(Plan *p)
{
    for (size_t i = 1; i < p->steps.len; i++) {
        Group *g = &p->steps.at[i];
        g->follows = may_follow(p, (int)i);
        for (size_t j = 0; g->follows && j < g[-1].reads.len; j++) {
            PlanValue *v = &p->values.at[g[-1].reads.at[j]];
            v->dies = v->dies > (int)i ? v->dies : (int)i; /* both steps run at once */
        }
    }
}
