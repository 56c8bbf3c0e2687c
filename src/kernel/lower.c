/* lower.c - a group of nodes becomes loops over its index space.

   Neighbouring axes that every place of the kernel goes through together become one loop; to see
   which, the kernel is made once with a loop an axis. Reduced neighbours are always one loop: the
   order of a sum does not depend on what it is fused with. */
#include "kernel/lower.h"

#include <string.h>

/* --- scopes --- */

static void push_scope(Lower *l, int loop, int block, int32_t atom)
{
    Scope s = {loop, block, atom, l->serials++};
    vec_push(&l->scopes, s);
}

void open_loop(Lower *l, int loop)
{
    while (l->depth.len < l->k->insns.len)
        vec_push(&l->depth, INT32_MAX);
    push_scope(l, loop, l->k->insns.at[loop].block, l->k->insns.at[loop].atom);
}

void close_loop(Lower *l)
{
    Scope s = vec_pop(&l->scopes);
    vec_push(&l->k->blocks.at[vec_last(&l->scopes).block], s.loop);
}

Index loop_var(Lower *l, int loop)
{
    Term term = {l->k->insns.at[loop].atom, 1};
    Index i = index_constant(&l->k->table, 0);
    for (size_t j = 0; j < l->k->table.list.len; j++)
        if (index_atom(l->k->table.list.at[j]) == term.atom)
            i = l->k->table.list.at[j];
    return i;
}

int add_insn_at(Lower *l, int depth, Insn insn)
{
    while (l->depth.len < l->k->insns.len)
        vec_push(&l->depth, INT32_MAX);
    vec_push(&l->depth, depth);
    return kernel_add(l->k, l->scopes.at[depth].block, insn);
}

int add_insn(Lower *l, Insn insn)
{
    return add_insn_at(l, (int)l->scopes.len - 1, insn);
}

static int depth_of_atom(Lower *l, int32_t atom)
{
    const Atom *a = &l->k->table.atoms.at[atom];
    if (a->kind == ATOM_quotient)
        return depth_of(l, a->of);
    if (a->kind == ATOM_value)
        return l->depth.at[a->name];
    for (size_t i = l->scopes.len; i-- > 0;)
        if (l->scopes.at[i].atom == atom)
            return (int)i;
    return 0;
}

int depth_of(Lower *l, Index at)
{
    int depth = 0;
    for (int i = 0; i < at->count; i++) {
        int own = depth_of_atom(l, at->terms[i].atom);
        depth = own > depth ? own : depth;
    }
    return depth;
}

/* --- runs of axes --- */

void make_runs(Lower *l, const bool *merged)
{
    l->runs.len = 0;
    for (int i = 0; i < l->g->space.rank; i++) {
        bool is_reduced = l->g->reduced >> i & 1;
        if (l->g->space.dim[i] == 1)
            continue;
        Run *last = l->runs.len ? &vec_last(&l->runs) : NULL;
        if (last && last->is_reduced == is_reduced && (is_reduced || merged[i])) {
            last->count = i - last->first + 1;
            last->size *= l->g->space.dim[i];
        } else {
            Run r = {i, 1, l->g->space.dim[i], is_reduced, NULL};
            vec_push(&l->runs, r);
        }
    }
}

void set_own(Lower *l)
{
    for (int i = 0; i < l->g->space.rank; i++)
        l->own[i] = index_constant(&l->k->table, 0);
    for (size_t i = 0; i < l->runs.len; i++) {
        const Run *r = &l->runs.at[i];
        Index at = r->at;
        if (at && r->is_reduced && l->g->is_reversed)
            at = index_add(&l->k->table, index_constant(&l->k->table, r->size - 1),
                           index_scale(&l->k->table, at, -1));
        if (at)
            index_unflatten(&l->k->table, at, r->count, l->g->space.dim + r->first,
                            l->own + r->first);
    }
}

void open_run(Lower *l, Run *r, LoopKind kind)
{
    int loop = kernel_loop(l->k, kind, r->size, NULL, -1);
    open_loop(l, loop);
    r->at = loop_var(l, loop);
    if (kind == LOOP_task)
        l->k->tasks *= r->size;
    set_own(l);
}

Index open_blocks(Lower *l, int64_t size, int64_t block)
{
    int64_t count = (size + block - 1) / block;
    int loop = kernel_loop(l->k, LOOP_task, count, NULL, -1);
    open_loop(l, loop);
    l->k->tasks *= count;
    return index_scale(&l->k->table, loop_var(l, loop), block);
}

void open_in_block(Lower *l, Run *r, LoopKind kind, Index from, int64_t block)
{
    int loop = kernel_loop(l->k, kind, block, r->size % block ? from : NULL, r->size);
    open_loop(l, loop);
    r->at = index_add(&l->k->table, from, loop_var(l, loop));
    set_own(l);
}

/* --- maps --- */

/* Loops over tiles of two runs and inside of them; how many. */
static int open_tiles(Lower *l, Run *outer, Run *inner)
{
    Turn *t = &l->turn;
    IndexTable *table = &l->k->table;
    Index a = open_blocks(l, outer->size, TILE), b = open_blocks(l, inner->size, TILE);
    t->depth = (int)l->scopes.len - 1;
    t->outer_rest = index_add(table, index_constant(table, outer->size), index_scale(table, a, -1));
    t->inner_rest = index_add(table, index_constant(table, inner->size), index_scale(table, b, -1));
    open_in_block(l, outer, LOOP_serial, a, TILE);
    t->outer = loop_var(l, vec_last(&l->scopes).loop);
    open_in_block(l, inner, LOOP_vector, b, TILE);
    t->inner = loop_var(l, vec_last(&l->scopes).loop);
    return 4;
}

int open_space(Lower *l, bool is_trial)
{
    size_t count = l->runs.len;
    int opened = 0;
    set_own(l);
    if (l->turn.axis >= 0 && !is_trial) {
        Run *outer = NULL, *inner = &l->runs.at[count - 1];
        for (size_t i = 0; i + 1 < count; i++) {
            Run *r = &l->runs.at[i];
            if (r->first <= l->turn.axis && l->turn.axis < r->first + r->count)
                outer = r;
            else
                open_run(l, r, LOOP_task), opened++;
        }
        return opened + open_tiles(l, outer, inner);
    }
    l->k->row = count ? l->runs.at[count - 1].size : 0;
    l->k->piece = l->k->row < COST_TASK ? l->k->row : COST_TASK;
    for (size_t i = 0; i < count; i++) {
        Run *r = &l->runs.at[i];
        if (i + 1 < count) {
            open_run(l, r, LOOP_task);
        } else if (r->size <= COST_TASK || is_trial) {
            open_run(l, r, LOOP_vector);
        } else {
            Index from = open_blocks(l, r->size, COST_TASK);
            open_in_block(l, r, LOOP_vector, from, COST_TASK);
            opened++;
        }
        opened++;
    }
    return opened;
}

static void lower_map(Lower *l, bool is_trial)
{
    int opened = open_space(l, is_trial);
    int ref[MOST_MEMBERS]; /* all is read before the first is written: memory may be the same */
    for (size_t i = 0; i < l->g->members.len; i++)
        ref[i] = value_of(l, l->g->members.at[i], l->own, -1);
    for (size_t i = 0; i < l->g->members.len; i++)
        store_node(l, l->g->members.at[i], l->own, ref[i]);
    while (opened-- > 0)
        close_loop(l);
}

/* --- the pass --- */

/* Whether every place goes through the loops a and b, neighbours, as through one. */
static bool loops_merge(const Lower *l, const Run *a, const Run *b)
{
    int32_t outer = index_atom(a->at), inner = index_atom(b->at);
    if (outer < 0 || inner < 0)
        return false;
    for (size_t i = 0; i < l->k->insns.len; i++) {
        Index at = l->k->insns.at[i].op == KERN_for ? NULL : l->k->insns.at[i].at;
        if (at == NULL)
            continue;
        if (index_coef(at, outer) != index_coef(at, inner) * b->size)
            return false;
        for (int j = 0; j < at->count; j++) {
            const Atom *atom = &l->k->table.atoms.at[at->terms[j].atom];
            if (atom->kind == ATOM_quotient && (index_uses(&l->k->table, atom->of, outer) ||
                                                index_uses(&l->k->table, atom->of, inner)))
                return false;
        }
    }
    return true;
}

static bool in_quotient(const IndexTable *t, Index at, int32_t atom)
{
    return index_uses(t, at, atom) && index_coef(at, atom) == 0;
}

/* The axis along which something read across is stored; -1: nothing worth tiles is. */
static int find_turn(const Lower *l)
{
    enum { LEAST = 16, APART = 8 };
    const IndexTable *t = &l->k->table;
    size_t count = l->runs.len;
    int32_t inner = count > 1 ? index_atom(l->runs.at[count - 1].at) : -1;
    if (inner < 0 || l->runs.at[count - 1].size < LEAST)
        return -1;
    for (size_t i = 0; i < l->k->insns.len; i++) {
        const Insn *n = &l->k->insns.at[i];
        if (n->op != KERN_load || n->guard >= 0 || index_coef(n->at, inner) < APART)
            continue;
        for (size_t j = 0; j + 1 < count; j++) {
            const Run *r = &l->runs.at[j];
            int32_t outer = index_atom(r->at);
            if (outer >= 0 && r->size >= LEAST && index_coef(n->at, outer) == 1 &&
                !in_quotient(t, n->at, inner))
                return r->first;
        }
    }
    return -1;
}

static void lower_once(Lower *l, const bool *merged, bool is_trial)
{
    l->k = kernel_new();
    push_scope(l, -1, 0, -1);
    make_runs(l, merged);
    switch (l->g->kind) {
    case GROUP_map:
        lower_map(l, is_trial);
        break;
    case GROUP_row:
        lower_row(l);
        break;
    case GROUP_column:
        lower_column(l, is_trial);
        break;
    case GROUP_pack:
        lower_pack(l);
        break;
    case GROUP_loop:
        lower_loop(l, is_trial);
        break;
    case GROUP_serial:
        lower_serial(l);
        break;
    case GROUP_scatter:
        lower_scatter(l);
        break;
    case GROUP_eval:
        break;
    }
}

static void lower_reset(Lower *l)
{
    vec_free(&l->scopes);
    vec_free(&l->depth);
    vec_free(&l->known);
    vec_free(&l->runs);
    map_free(&l->heads);
    map_free(&l->level);
    map_free(&l->total);
    map_free(&l->tile);
    map_free(&l->carry);
    vec_free(&l->turn.made);
    map_free(&l->bound);
    map_free(&l->looped);
    vec_free(&l->placed);
    vec_free(&l->bounds);
    l->bound = l->looped = (Map){0};
    l->heads = l->level = l->total = l->tile = l->carry = (Map){0};
    l->now = 0;
}

/* What a task costs: what its instructions do, as often as they run. */
static int64_t block_work(const Kernel *k, int block)
{
    int64_t work = 0;
    for (size_t i = 0; i < k->blocks.at[block].len; i++) {
        const Insn *n = &k->insns.at[k->blocks.at[block].at[i]];
        if (n->op == KERN_for)
            work += block_work(k, n->block) * (n->loop == LOOP_task ? 1 : n->high);
        else if (n->op == KERN_while)
            work += block_work(k, n->block) * COST_TRIPS;
        else if (n->op == KERN_if)
            work += block_work(k, n->block);
        else
            work += n->op == KERN_scalar ? op_cost(n->scalar)
                                         : n->op == KERN_load || n->op == KERN_store;
    }
    return work;
}

Kernel *lower(Cx *cx, const Plan *p, int step)
{
    Lower l = {.cx = cx, .p = p, .step = step, .g = &p->steps.at[step], .guard = -1};
    bool merged[MAX_RANK] = {false};
    bool has_choice =
        l.g->kind == GROUP_map || l.g->kind == GROUP_column || l.g->kind == GROUP_loop;
    l.turn.axis = -1;
    if (has_choice) {
        lower_once(&l, merged, true);
        l.turn.axis = l.g->kind == GROUP_map ? find_turn(&l) : -1;
        for (size_t i = 1; i < l.runs.len; i++) {
            const Run *a = &l.runs.at[i - 1], *b = &l.runs.at[i];
            merged[b->first] = !a->is_reduced && !b->is_reduced && loops_merge(&l, a, b);
        }
        kernel_free(l.k);
        lower_reset(&l);
    }
    lower_once(&l, merged, false);
    lower_reset(&l);
    l.k->work = block_work(l.k, 0);
    if (kernel_verify(cx, l.k) && !failed(cx))
        return l.k;
    kernel_free(l.k);
    return NULL;
}
