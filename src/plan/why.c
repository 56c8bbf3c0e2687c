/* why.c - see why.h. The rules of group.c are asked again, on the plan as it became: what lies in
   memory there are the nodes that make values. */
#include "plan/why.h"

#include "plan/fuser.h"
#include "plan/group.h"

#include <string.h>

int plan_maker(const Plan *p, int value)
{
    const PlanValue *v = &p->values.at[value];
    return v->kind == VALUE_made || v->kind == VALUE_given ? v->born : -1;
}

bool plan_reads_from(const Plan *p, int from, int to)
{
    const Group *g = &p->steps.at[to];
    for (size_t i = 0; i < g->reads.len; i++)
        if (plan_maker(p, g->reads.at[i]) == from)
            return true;
    return false;
}

static void add_once(NodeList *out, Map *seen, const Node *n)
{
    uint64_t *at = map_put(seen, map_key(n));
    if (*at == 0)
        vec_push(out, n);
    *at = 1;
}

/* Visits what the kernel of a step computes and reads. */
static void walk_step(const Plan *p, int step, Walk *w)
{
    const Group *g = &p->steps.at[step];
    walk_init(w, &p->value_of, &g->space, g->reduced);
    w->is_serial = g->kind == GROUP_serial;
    for (size_t i = 0; i < g->members.len; i++)
        walk_from(w, g->members.at[i]);
}

void plan_computed(const Plan *p, int step, NodeList *out)
{
    const Group *g = &p->steps.at[step];
    Map seen = {0};
    for (size_t i = 0; i < g->members.len; i++)
        add_once(out, &seen, g->members.at[i]);
    if (g->kind != GROUP_eval) {
        Walk w;
        walk_step(p, step, &w);
        for (size_t i = 0; i < w.visits.len; i++)
            if (!w.visits.at[i].is_read && w.visits.at[i].node->graph == p->graph)
                add_once(out, &seen, w.visits.at[i].node);
        walk_free(&w);
    }
    map_free(&seen);
}

static int64_t bytes_of(const Plan *p, const int *values, size_t count)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_first = true;
        for (size_t j = 0; j < i; j++)
            is_first = is_first && values[j] != values[i];
        if (is_first && values[i] >= 0)
            bytes += p->values.at[values[i]].bytes;
    }
    return bytes;
}

int64_t plan_bytes_read(const Plan *p, int step)
{
    return bytes_of(p, p->steps.at[step].reads.at, p->steps.at[step].reads.len);
}

int64_t plan_bytes_written(const Plan *p, int step)
{
    return bytes_of(p, p->steps.at[step].writes.at, p->steps.at[step].writes.len);
}

int64_t plan_given_bytes(const Plan *p)
{
    int64_t most = 0;
    for (size_t step = 0; step < p->steps.len; step++) {
        int64_t now = 0;
        for (size_t i = 0; i < p->values.len; i++) {
            const PlanValue *v = &p->values.at[i];
            if (v->kind == VALUE_given && v->born <= (int)step && (int)step <= v->dies)
                now += v->bytes;
        }
        most = now > most ? now : most;
    }
    return most;
}

void plan_step_name(Text *out, const Plan *p, int step)
{
    enum { MOST_SHOWN = 8 };
    const Group *g = &p->steps.at[step];
    if (g->is_totals)
        text_add(out, STR("totals of "));
    for (size_t i = 0; i < g->members.len && i < MOST_SHOWN; i++)
        text_print(out, "%s%s", i ? ", " : "", op_info[g->members.at[i]->op].name);
    if (g->members.len > MOST_SHOWN)
        text_print(out, ", and %zu more", g->members.len - MOST_SHOWN);
}

/* --- why two steps are apart --- */

static void print_shape(Text *out, const Shape *s)
{
    Type t = {DTYPE_u8, *s};
    Text text = {0};
    type_print(&text, &t);
    text_add(out, str_slice(text_str(&text), 2, text.len));
    if (s->rank == 0)
        text_add(out, STR("a single element"));
    text_free(&text);
}

static bool makes_by(const Plan *p, int step, const Node *n)
{
    int value = plan_value(p, n, true);
    return value >= 0 && plan_maker(p, value) == step;
}

/* Whether the place where a value is read is the one at which its maker stands. */
static bool reads_at_own(Walk *w, const Visit *v)
{
    Index at[MAX_RANK];
    bool is_kept;
    const Shape *s = &node_type(v->node)->shape;
    return walk_place(w, s, at, &is_kept) && index_same(at, v->at, s->rank);
}

/* What stands between one member of the reading step and the making step's kernel; false: nothing
   of its own. */
static bool why_member(Text *out, const Plan *p, int from, const Node *n)
{
    const Group *g = &p->steps.at[from];
    Shape own = node_is_reduction(n) ? node_type(n->args[0])->shape : node_type(n)->shape;
    Index at[MAX_RANK];
    bool is_kept, said = false;
    Walk w;
    walk_init(&w, &p->value_of, &g->space, g->reduced);
    bool fits =
        node_is_reduction(n) ? shape_equal(&own, &g->space) : walk_place(&w, &own, at, &is_kept);
    if (!fits) {
        text_print(out, "%s runs over ", op_info[n->op].name);
        print_shape(out, &own);
        text_add(out, STR(", step "));
        text_print(out, "%d over ", from);
        print_shape(out, &g->space);
        said = true;
    } else if (node_is_reduction(n) && g->reduced && reduced_axes(n) != g->reduced) {
        text_print(out, "%s reduces other axes", op_info[n->op].name);
        said = true;
    } else if (node_is_scan(n) && g->reduced && reduced_axes(n) != g->reduced) {
        text_print(out, "%s goes along another axis", op_info[n->op].name);
        said = true;
    } else if (node_is_scan(n) && g->reduced && !g->is_reversed != !node_int(n, ATTR_reversed)) {
        text_print(out, "%s goes in the other direction", op_info[n->op].name);
        said = true;
    }
    if (!said)
        walk_from(&w, n);
    for (size_t i = 0; i < w.visits.len && !said; i++) {
        const Visit *v = &w.visits.at[i];
        const char *name = op_info[v->node->op].name;
        if (!v->is_read || !makes_by(p, from, v->node))
            continue;
        said = true;
        if (node_is_reduction(v->node) && g->blocks > 1)
            text_print(
                out, "%s needs the whole %s, of which step %d gives a part for each of %lld blocks",
                op_info[n->op].name, name, from, (long long)g->blocks);
        else if (node_is_reduction(v->node) && g->kind == GROUP_column)
            text_print(out, "%s needs the %s along columns, which ends with step %d",
                       op_info[n->op].name, name, from);
        else if (!reads_at_own(&w, v))
            text_print(out, "%s reads %s at other places than step %d writes it",
                       op_info[n->op].name, name, from);
        else
            said = false;
    }
    walk_free(&w);
    return said;
}

void plan_why_apart(Text *out, const Plan *p, int from, int to)
{
    const Group *a = &p->steps.at[from], *b = &p->steps.at[to];
    for (int side = 0; side < 2; side++) {
        const Group *g = side ? b : a;
        const Node *n = g->members.len ? g->members.at[0] : NULL;
        bool is_loop = g->kind == GROUP_loop || g->kind == GROUP_serial || g->kind == GROUP_scatter;
        if (g->kind == GROUP_pack) {
            text_print(out, "%s gives numbers that share bytes, which a kernel of its own writes",
                       op_info[n->op].name);
            return;
        }
        if (n && (g->kind == GROUP_eval || is_loop)) {
            text_print(out,
                       is_loop ? "%s is a kernel of its own"
                       : n->op == OP_while || n->op == OP_cond
                           ? "the regions of %s are programs of their own"
                           : "%s has no loops to share: it is run by itself",
                       op_info[n->op].name);
            return;
        }
    }
    if (a->is_totals) {
        text_print(out, "blocks go on from what those before come to, of which step %d gives each",
                   from);
        return;
    }
    for (size_t i = 0; i < b->members.len; i++)
        if (why_member(out, p, from, b->members.at[i]))
            return;
    if (a->members.len + b->members.len > MOST_MEMBERS || a->nodes + b->nodes > MOST_NODES)
        text_print(out, "together they would be more than %d operations or %d results", MOST_NODES,
                   MOST_MEMBERS);
    else
        text_add(out, STR("another step has to run between them"));
}
