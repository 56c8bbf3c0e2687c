/* walk.c - the walk over a graph.

   A Walk is a graph made ready: the nodes that its results need, in order, each with the places of
   its operands' values and which of them die there. Values are counted tensors. One that dies goes
   to the operation, which may write over it when nobody else holds it, and is freed behind it;
   constants stay in their places from run to run, and what a region is lent it never frees. So a
   step of a loop over numbers asks the system for no memory: its tensors are those that the steps
   before let go. */
#include "eval/eval_ops.h"

#include <string.h>

/* --- making a walk --- */

typedef struct Step {
    const Node *node;
    int first_arg; /* in Walk.args: the values of its operands */
    int value;     /* where its first result goes; a tuple's others follow */
    Little little;
} Step;

/* Whose the value at a place is. */
typedef enum Keep {
    KEEP_held,  /* the walk's: freed at its last use */
    KEEP_lent,  /* the caller's, during a run */
    KEEP_fixed, /* a constant: stays from run to run */
} Keep;

struct Walk {
    VEC(Step) steps;
    VEC(int) args;   /* places of values */
    VEC(bool) dying; /* beside args: no later use, and not named again in this step */
    VEC(int) params, results;
    VEC(Tensor *) filled; /* constants that were made for the walk */
    int values, most_args;
    Tensor **value; /* but for constants all NULL between runs */
    uint8_t *keep;  /* Keep, beside value */
    Tensor **in;    /* of the step at work */
    bool *dies;
};

enum { MOST_DEPTH = 1000 };

/* Marks what the results need, backwards: operands come first in the list of nodes. */
static void mark_needed(const Graph *g, Map *seen)
{
    for (size_t i = 0; i < g->results.len; i++)
        *map_put(seen, map_key(g->results.at[i])) = 0;
    for (size_t i = g->nodes.len; i-- > 0;) {
        const Node *n = g->nodes.at[i];
        if (map_get(seen, map_key(n)) == NULL)
            continue;
        for (int j = 0; j < n->nargs; j++)
            *map_put(seen, map_key(n->args[j])) = 0;
    }
}

static int place_of(const Map *places, const Node *n)
{
    return (int)*map_get(places, map_key(n));
}

/* The place of the value that the node stands for; elem's is inside its tuple. */
static void add_step(Walk *w, Map *places, const Node *n)
{
    if (n->op == OP_elem) {
        int tuple = place_of(places, n->args[0]);
        int64_t index = n->args[0]->ntypes > 1 ? node_int(n, ATTR_index) : 0;
        *map_put(places, map_key(n)) = (uint64_t)(tuple + (int)index);
        return;
    }
    *map_put(places, map_key(n)) = (uint64_t)w->values;
    Step step = {.node = n, .first_arg = (int)w->args.len, .value = w->values};
    little_plan(&step.little, n);
    vec_push(&w->steps, step);
    for (int j = 0; j < n->nargs; j++) {
        vec_push(&w->args, place_of(places, n->args[j]));
        vec_push(&w->dying, false);
    }
    w->values += n->ntypes;
}

/* Marks the last use of each value, from the end; results never die. */
static void mark_dying(Walk *w)
{
    bool *used = mem_alloc((size_t)w->values * sizeof *used);
    for (size_t i = 0; i < w->results.len; i++)
        used[w->results.at[i]] = true;
    for (size_t i = w->args.len; i-- > 0;) {
        w->dying.at[i] = !used[w->args.at[i]];
        used[w->args.at[i]] = true;
    }
    free(used);
}

/* Puts a constant where it stays: its own tensor if that is whole, or a little one made here. */
static bool fix_constant(Cx *cx, Walk *w, const Step *s)
{
    const Node *n = s->node;
    if (n->tensor == NULL || (n->op != OP_constant && n->op != OP_tensor))
        return false;
    Tensor *t = n->tensor;
    if (!type_equal(&t->type, node_type(n))) {
        t = s->little.bytes ? tensor_fill(cx, *node_type(n), tensor_get(t, 0)) : NULL;
        if (t == NULL)
            return false;
        vec_push(&w->filled, t);
    }
    w->value[s->value] = t;
    w->keep[s->value] = KEEP_fixed;
    return true;
}

/* Room for the values, the constants among them, which are no steps. */
static void walk_room(Cx *cx, Walk *w)
{
    size_t kept = 0;
    w->value = mem_alloc((size_t)w->values * sizeof(Tensor *));
    w->keep = mem_alloc((size_t)w->values);
    for (size_t i = 0; i < w->steps.len; i++) {
        if (fix_constant(cx, w, &w->steps.at[i]))
            continue;
        if (w->most_args < w->steps.at[i].node->nargs)
            w->most_args = w->steps.at[i].node->nargs;
        w->steps.at[kept++] = w->steps.at[i];
    }
    w->steps.len = kept;
    w->in = mem_alloc((size_t)w->most_args * sizeof *w->in);
    w->dies = mem_alloc((size_t)w->most_args * sizeof *w->dies);
}

static Walk *walk_new(Cx *cx, const Graph *g)
{
    Walk *w = mem_alloc(sizeof *w);
    Map places = {0};
    mark_needed(g, &places);
    for (size_t i = 0; i < g->params.len; i++) {
        vec_push(&w->params, w->values);
        *map_put(&places, map_key(g->params.at[i])) = (uint64_t)w->values++;
    }
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        if (n->op != OP_parameter && map_get(&places, map_key(n)) != NULL)
            add_step(w, &places, n);
    }
    for (size_t i = 0; i < g->results.len; i++)
        vec_push(&w->results, place_of(&places, g->results.at[i]));
    map_free(&places);
    mark_dying(w);
    walk_room(cx, w);
    return w;
}

static void walk_free(Walk *w)
{
    vec_free(&w->steps);
    vec_free(&w->args);
    vec_free(&w->dying);
    vec_free(&w->params);
    vec_free(&w->results);
    for (size_t i = 0; i < w->filled.len; i++)
        tensor_free(w->filled.at[i]);
    vec_free(&w->filled);
    free(w->value);
    free(w->keep);
    free(w->in);
    free(w->dies);
    free(w);
}

/* --- running it --- */

/* Runs one step and frees the operands that die in it. */
static bool walk_step(Eval *e, Walk *w, const Step *s)
{
    const int *args = w->args.at + s->first_arg;
    const bool *dying = w->dying.at + s->first_arg;
    int count = s->node->nargs;
    for (int i = 0; i < count; i++) {
        w->in[i] = w->value[args[i]];
        w->dies[i] = dying[i] && w->keep[args[i]] == KEEP_held;
        if (w->dies[i])
            w->value[args[i]] = NULL;
    }
    Call c = {.eval = e,
              .cx = e->cx,
              .node = s->node,
              .in = w->in,
              .dying = e->cx->check_nan ? NULL : w->dies,
              .may_take = true,
              .little = &s->little,
              .out = &w->value[s->value]};
    bool ok = !interrupted(e->cx) && eval_checked(&c);
    for (int i = 0; i < count; i++)
        if (w->dies[i])
            little_give(e, w->in[i]);
    return ok;
}

/* A result: the walk's own value is handed over with its last mention. */
static Tensor *result_of(Walk *w, size_t i)
{
    int place = w->results.at[i];
    Tensor *t = w->value[place];
    bool is_last = w->keep[place] == KEEP_held;
    for (size_t j = i + 1; j < w->results.len && is_last; j++)
        is_last = w->results.at[j] != place;
    if (!is_last)
        return tensor_ref(t);
    w->value[place] = NULL;
    return t;
}

static bool walk_run(Eval *e, Walk *w, Tensor **outputs)
{
    bool ok = !failed(e->cx);
    for (size_t i = 0; ok && i < w->steps.len; i++)
        ok = walk_step(e, w, &w->steps.at[i]);
    for (size_t i = 0; i < w->results.len; i++)
        outputs[i] = ok ? result_of(w, i) : NULL;
    for (int i = 0; i < w->values; i++) {
        if (w->value[i] == NULL || w->keep[i] == KEEP_fixed)
            continue;
        if (w->keep[i] == KEEP_held)
            little_give(e, w->value[i]);
        w->value[i] = NULL;
    }
    return ok;
}

Walk *walk_of(Eval *e, const Graph *g)
{
    Walk *w = map_find(&e->walks, g);
    if (w == NULL) {
        w = walk_new(e->cx, g);
        map_set(&e->walks, g, w);
    }
    return w;
}

bool eval_region(Eval *e, Walk *w, Tensor *const *inputs, const bool *given, Tensor **outputs)
{
    for (size_t i = 0; i < w->params.len; i++) {
        w->value[w->params.at[i]] = inputs[i];
        w->keep[w->params.at[i]] = given && given[i] ? KEEP_held : KEEP_lent;
    }
    if (e->depth >= MOST_DEPTH)
        fail(e->cx, SPAN_NONE, EXC_SystemLimitError, "control flow is nested deeper than %d",
             MOST_DEPTH);
    e->depth++;
    bool ok = walk_run(e, w, outputs);
    e->depth--;
    return ok;
}

void eval_end(Eval *e)
{
    for (size_t i = 0; i < e->walks.cap; i++)
        if (e->walks.slots[i].used)
            walk_free((Walk *)(uintptr_t)e->walks.slots[i].value);
    map_free(&e->walks);
    for (int i = 0; i < e->nspare; i++)
        tensor_free(e->spare[i]);
}

bool eval(Cx *cx, const Graph *g, Tensor *const *inputs, const bool *donated, Tensor **outputs)
{
    Eval e = {.cx = cx};
    bool ok = eval_region(&e, walk_of(&e, g), inputs, donated, outputs);
    eval_end(&e);
    return ok;
}
