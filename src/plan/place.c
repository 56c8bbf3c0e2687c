/* place.c - where made values live: in the memory of a result of the program, or at an offset of
   the arena. A value whose last reader writes another one at the very same places takes over its
   memory. The others are placed first fit, the largest first, beside those whose lives they meet.
 */
#include "plan/plan.h"

#include <stdlib.h>

enum { ALIGN = 64 };

/* The value that lies in v's memory first. */
static int owner_of(const Plan *p, int v)
{
    while (p->values.at[v].over >= 0)
        v = p->values.at[v].over;
    return v;
}

/* Lets what a map writes take over what it reads for the last time. */
static void take_over(Plan *p, int step)
{
    const Group *g = &p->steps.at[step];
    for (size_t i = 0; i < g->writes.len; i++) {
        PlanValue *to = &p->values.at[g->writes.at[i]];
        bool is_full = shape_equal(&to->type.shape, &g->space) && to->blocks == 1;
        for (size_t j = 0; j < g->reads.len && is_full && to->over < 0; j++) {
            const PlanValue *from = &p->values.at[g->reads.at[j]];
            if (from->kind != VALUE_made || !g->in_place.at[j] || from->dies != step ||
                from->blocks != 1 || from->result >= 0 || from->stored != to->stored)
                continue;
            bool is_taken = false;
            for (size_t k = 0; k < i; k++)
                is_taken = is_taken || p->values.at[g->writes.at[k]].over == g->reads.at[j];
            if (!is_taken)
                to->over = g->reads.at[j];
        }
    }
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
    for (size_t i = 0; i < p->steps.len; i++)
        if (p->steps.at[i].kind == GROUP_map || p->steps.at[i].kind == GROUP_loop ||
            p->steps.at[i].blocks > 1)
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
        if (owner == (int)i) {
            life_of[i] = (int)n;
            lives[n++] = (Life){(int)i, v->born, v->dies, rounded(v->bytes), 0};
        }
        Life *l = &lives[life_of[owner]];
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
            p->values.at[i].offset = p->values.at[owner_of(p, (int)i)].offset;
    free(lives);
    free(room);
    free(life_of);
}
