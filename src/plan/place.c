/* place.c - where made values live: in the memory of a result of the program, or at an offset of
   the arena. A value whose last reader writes another one at the very same places takes over its
   memory. The others are placed first fit, the largest first, beside those whose lives they meet.
 */
#include "plan/plan.h"

#include <stdlib.h>

enum { ALIGN = 64 };

/* The value that lies in v's memory first, or around it. */
static int owner_of(const Plan *p, int v)
{
    for (;;) {
        const PlanValue *of = &p->values.at[v];
        if (of->over < 0 && of->part_of < 0)
            return v;
        v = of->over >= 0 ? of->over : of->part_of;
    }
}

static bool is_made_of_maps(const Group *g)
{
    return g->kind == GROUP_map || g->kind == GROUP_loop || g->kind == GROUP_scatter ||
           g->blocks > 1;
}

/* Whether the step reads its operand j for the last time, and only where it writes `to`. */
static bool is_last_in_place(const Plan *p, int step, size_t j, const PlanValue *to)
{
    const Group *g = &p->steps.at[step];
    const PlanValue *from = &p->values.at[g->reads.at[j]];
    return shape_equal(&to->type.shape, &g->space) && to->blocks == 1 && g->in_place.at[j] &&
           from->dies == step && from->blocks == 1 && from->stored == to->stored &&
           !follows_read(p, step, g->reads.at[j]);
}

/* Lets what a map writes take over what it reads for the last time. */
static void take_over(Plan *p, int step)
{
    const Group *g = &p->steps.at[step];
    for (size_t i = 0; i < g->writes.len; i++) {
        PlanValue *to = &p->values.at[g->writes.at[i]];
        for (size_t j = 0; j < g->reads.len && to->over < 0 && to->part_of < 0; j++) {
            const PlanValue *from = &p->values.at[g->reads.at[j]];
            if (from->kind != VALUE_made || from->result >= 0 || !is_last_in_place(p, step, j, to))
                continue;
            bool is_taken = false;
            for (size_t k = 0; k < i; k++)
                is_taken = is_taken || p->values.at[g->writes.at[k]].over == g->reads.at[j];
            if (!is_taken)
                to->over = g->reads.at[j];
        }
    }
}

/* Whether nobody reads the input any more when `to` is written in the given step, or only that very
   step does, each element before it is overwritten. */
static bool may_inherit(const Plan *p, int input, int step, const PlanValue *to)
{
    const PlanValue *from = &p->values.at[input];
    if (from->dies != step)
        return from->dies < step;
    const Group *g = &p->steps.at[step];
    size_t j = 0;
    while (j < g->reads.len && g->reads.at[j] != input)
        j++;
    return j == g->reads.len || (is_made_of_maps(g) && is_last_in_place(p, step, j, to));
}

/* The first value in the memory of result r. */
static const PlanValue *first_in_result(const Plan *p, int r)
{
    const PlanValue *first = NULL;
    for (size_t i = 0; i < p->values.len; i++) {
        const PlanValue *v = &p->values.at[i];
        if (v->kind == VALUE_made && v->result == r && (first == NULL || v->born < first->born))
            first = v;
    }
    return first;
}

/* The first input of its type that is free for each result that lies in memory of its own. */
static void find_heirs(Plan *p)
{
    size_t inputs = p->graph->params.len;
    bool *is_taken = mem_alloc(inputs + 1);
    for (size_t r = 0; r < p->results.len; r++) {
        Heir heir = {-1, -1};
        const PlanValue *first = first_in_result(p, (int)r);
        const Type *type = node_type(p->graph->results.at[r]);
        for (size_t i = 0; first && i < inputs && heir.input < 0; i++)
            if (!is_taken[i] && type_equal(&p->values.at[i].type, type) &&
                may_inherit(p, (int)i, first->born, first))
                heir = (Heir){(int)i, first->born};
        if (heir.input >= 0)
            is_taken[heir.input] = true;
        vec_push(&p->heirs, heir);
    }
    free(is_taken);
}

/* A life of memory: from the birth of its first value to the death of its last. */
typedef struct Life {
    int value, born, dies;
    int64_t bytes, offset;
} Life;

static int by_size(const void *a, const void *b)
{
    const Life *x = a, *y = b;
    return x->bytes != y->bytes ? (x->bytes < y->bytes ? 1 : -1) : x->value - y->value;
}

static int by_offset(const void *a, const void *b)
{
    const Life *x = *(Life *const *)a, *y = *(Life *const *)b;
    return x->offset != y->offset ? (x->offset < y->offset ? -1 : 1) : 0;
}

/* The lowest offset at which `life` meets none of those placed before. */
static int64_t first_fit(const Life *life, Life *placed, size_t count, Life **room)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (placed[i].born <= life->dies && life->born <= placed[i].dies)
            room[n++] = &placed[i];
    qsort(room, n, sizeof *room, by_offset);
    int64_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (room[i]->offset - at >= life->bytes)
            break;
        if (room[i]->offset + room[i]->bytes > at)
            at = room[i]->offset + room[i]->bytes;
    }
    return at;
}

static int64_t rounded(int64_t bytes)
{
    return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

void place(Plan *p)
{
    size_t count = p->values.len, n = 0;
    find_parts(p);
    find_followers(p);
    for (size_t i = 0; i < p->steps.len; i++)
        if (is_made_of_maps(&p->steps.at[i]))
            take_over(p, (int)i);
    Life *lives = mem_alloc((count + 1) * sizeof *lives),
         **room = mem_alloc((count + 1) * sizeof *room);
    int *life_of = mem_alloc((count + 1) * sizeof *life_of);
    for (size_t i = 0; i < count; i++) { /* who takes over in a result's memory, lies there, too */
        PlanValue *v = &p->values.at[i];
        if (v->kind == VALUE_made && v->result >= 0)
            p->values.at[owner_of(p, (int)i)].result = v->result;
    }
    for (size_t i = 0; i < count; i++) {
        PlanValue *v = &p->values.at[i];
        int owner = owner_of(p, (int)i);
        v->result = p->values.at[owner].result;
        if (v->kind != VALUE_made || v->result >= 0)
            continue;
        if (life_of[owner] == 0) {
            lives[n] = (Life){owner, v->born, v->dies, rounded(p->values.at[owner].bytes), 0};
            life_of[owner] = (int)++n;
        }
        Life *l = &lives[life_of[owner] - 1];
        l->born = v->born < l->born ? v->born : l->born;
        l->dies = v->dies > l->dies ? v->dies : l->dies;
    }
    qsort(lives, n, sizeof *lives, by_size);
    p->arena = 0;
    for (size_t i = 0; i < n; i++) {
        Life *l = &lives[i];
        l->offset = first_fit(l, lives, i, room);
        p->values.at[l->value].offset = l->offset;
        if (l->offset + l->bytes > p->arena)
            p->arena = l->offset + l->bytes;
    }
    for (size_t i = 0; i < count; i++)
        if (p->values.at[i].kind == VALUE_made)
            p->values.at[i].offset =
                p->values.at[owner_of(p, (int)i)].offset + p->values.at[i].part_at;
    find_heirs(p);
    free(lives);
    free(room);
    free(life_of);
}
