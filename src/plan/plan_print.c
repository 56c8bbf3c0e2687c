/* plan_print.c - plans as text: a step a paragraph. */
#include "plan/plan.h"

const char *group_kind_name(GroupKind kind)
{
    static const char *const names[] = {
        [GROUP_map] = "map",         [GROUP_row] = "row",       [GROUP_column] = "column",
        [GROUP_pack] = "pack",       [GROUP_loop] = "loop",     [GROUP_serial] = "serial",
        [GROUP_scatter] = "scatter", [GROUP_eval] = "evaluate",
    };
    return names[kind];
}

static void print_values(Text *out, const Plan *p, const char *what, const int *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const PlanValue *v = &p->values.at[at[i]];
        Type t = {v->stored, v->type.shape};
        text_print(out, "%s v%d: ", i ? "," : what, at[i]);
        type_print(out, &t);
        if (v->blocks > 1)
            text_print(out, " of %lld blocks", (long long)v->blocks);
        if (v->result >= 0)
            text_print(out, " in result %d", v->result);
        else if (v->offset >= 0)
            text_print(out, " at %lld", (long long)v->offset);
    }
    if (count)
        text_char(out, '\n');
}

void plan_print(Text *out, const Cx *cx, const Plan *p)
{
    (void)cx;
    text_print(out, "plan: %zu steps, arena %lld bytes\n", p->steps.len, (long long)p->arena);
    for (size_t i = 0; i < p->steps.len; i++) {
        const Group *g = &p->steps.at[i];
        text_print(out, "step %zu: %s", i, group_kind_name(g->kind));
        for (int a = 0; a < g->space.rank; a++)
            text_print(out, g->reduced >> a & 1 ? " (%lld)" : " %lld", (long long)g->space.dim[a]);
        if (g->blocks > 1)
            text_print(out, " in %lld blocks of %lld", (long long)g->blocks, (long long)g->block);
        for (size_t j = 0; j < g->members.len; j++)
            text_print(out, "%s %s", j ? "," : ":", op_info[g->members.at[j]->op].name);
        text_char(out, '\n');
        print_values(out, p, "  reads", g->reads.at, g->reads.len);
        print_values(out, p, "  writes", g->writes.at, g->writes.len);
    }
}
