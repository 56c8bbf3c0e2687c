/* eval.c - the walk over a graph, and what leads from a node to its code.

   A Walk is a graph made ready: the nodes that its results need, in order, each with the places of
   its operands' values and which of them die there. Values are counted tensors; a value is freed at
   its last use, or written over by the result when nobody else holds it. */
#include "eval/eval.h"

#include "eval/eval_ops.h"

#include <string.h>

/* --- making a walk --- */

typedef struct Step {
    const Node *node;
    int first_arg; /* in Walk.args: the values of its operands */
    int value;     /* where its first result goes; a tuple's others follow */
} Step;

typedef struct Walk {
    VEC(Step) steps;
    VEC(int) args;   /* places of values */
    VEC(bool) dying; /* beside args: no later use, and not named again in this step */
    VEC(int) params, results;
    int values;
    Tensor **value; /* all NULL between runs */
} Walk;

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
    Step step = {n, (int)w->args.len, w->values};
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

static Walk *walk_new(const Graph *g)
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
    w->value = mem_alloc((size_t)w->values * sizeof(Tensor *));
    return w;
}

static void walk_free(Walk *w)
{
    vec_free(&w->steps);
    vec_free(&w->args);
    vec_free(&w->dying);
    vec_free(&w->params);
    vec_free(&w->results);
    free(w->value);
    free(w);
}

/* --- running it --- */

static Tensor *eval_iota(const Call *c)
{
    const Type *type = node_type(c->node);
    int64_t axis = node_int(c->node, ATTR_axis), size = shape_count(&type->shape);
    int64_t step = 1, around = size > 0 ? size : 1; /* element i counts (i / step) % around */
    if (axis >= 0) {
        int64_t strides[MAX_RANK];
        shape_strides(&type->shape, strides);
        step = strides[axis];
        around = type->shape.dim[axis];
    }
    Tensor *t = call_result(c);
    if (t == NULL)
        return NULL;
    int64_t block[BLOCK];
    for (int64_t at = 0; at < size; at += BLOCK) {
        int64_t n = size - at < BLOCK ? size - at : BLOCK;
        for (int64_t i = 0; i < n; i++)
            block[i] = (at + i) / step % around;
        block_store(t, at, n, DCLASS_s, block);
        if (interrupted(c->cx)) {
            tensor_free(t);
            return NULL;
        }
    }
    return t;
}

static bool eval_leaf(Call *c)
{
    const Node *n = c->node;
    Tensor *t = NULL;
    bool is_whole = n->tensor && type_equal(&n->tensor->type, node_type(n));
    if (n->op == OP_constant && !is_whole)
        t = tensor_fill(c->cx, *node_type(n), tensor_get(n->tensor, 0));
    else if (n->op == OP_constant || n->op == OP_tensor)
        t = tensor_ref(n->tensor);
    else if (n->op == OP_iota)
        t = eval_iota(c);
    else if (n->op == OP_elem && c->node->nargs == 1)
        t = tensor_ref(c->in[0]);
    else
        fail(c->cx, n->span, EXC_RuntimeError, "%s has no value of its own", op_info[n->op].name);
    c->out[0] = t;
    return t != NULL;
}

static bool eval_view(Call *c)
{
    OpCode op = c->node->op;
    return op == OP_reshape     ? eval_reshape(c)
           : op == OP_broadcast ? eval_broadcast(c)
           : op == OP_transpose ? eval_transpose(c)
           : op == OP_reverse   ? eval_reverse(c)
           : op == OP_slice     ? eval_slice(c)
                                : eval_pad(c);
}

static bool eval_call(Call *c)
{
    OpCode op = c->node->op;
    switch (op_info[op].class_) {
    case CLASS_LEAF:
        return eval_leaf(c);
    case CLASS_MAP:
        return eval_map(c);
    case CLASS_VIEW:
        return eval_view(c);
    case CLASS_JOIN:
        return op == OP_concatenate ? eval_concatenate(c) : eval_put_slice(c);
    case CLASS_REDUCE:
        return op == OP_reduce                      ? eval_fold(c)
               : op == OP_argmax || op == OP_argmin ? eval_argmax(c)
                                                    : eval_reduce(c);
    case CLASS_WINDOW:
        return op == OP_window_reduce                             ? eval_fold(c)
               : op == OP_window_argmax || op == OP_window_argmin ? eval_window_arg(c)
                                                                  : eval_window(c);
    case CLASS_CONTRACT:
        return op == OP_conv ? eval_conv(c) : eval_dot(c);
    case CLASS_CALL:
        return op == OP_runtime_call           ? eval_runtime_call(c)
               : op == OP_fft || op == OP_ifft ? eval_fft(c)
                                               : eval_linalg(c);
    case CLASS_GATHER:
        return eval_gather(c);
    case CLASS_SCATTER:
        return eval_indexed(c);
    case CLASS_SORT:
        return eval_sort(c);
    case CLASS_REGION:
        return op == OP_cond          ? eval_cond(c)
               : op == OP_while       ? eval_while(c)
               : op == OP_custom_grad ? (c->out[0] = tensor_ref(c->in[0])) != NULL
                                      : eval_fun(c);
    case CLASS_SCAN:
        return eval_scan(c);
    }
    fail(c->cx, c->node->span, EXC_RuntimeError, "the reference evaluator does not know %s",
         op_info[op].name);
    return false;
}

static void drop(Tensor **value)
{
    tensor_free(*value);
    *value = NULL;
}

/* The call, and what is asked about its results; they are NULL after an error. */
static bool eval_checked(Call *c)
{
    if (!eval_call(c))
        return false;
    if (!c->cx->check_nan || check_nan(c))
        return true;
    for (int i = 0; i < c->node->ntypes; i++)
        drop(&c->out[i]);
    return false;
}

/* Runs one step and frees the operands that die in it. */
static bool walk_step(Eval *e, Walk *w, const Step *s, Tensor **in)
{
    const Node *n = s->node;
    const int *args = w->args.at + s->first_arg;
    const bool *dying = w->dying.at + s->first_arg;
    for (int i = 0; i < n->nargs; i++)
        in[i] = w->value[args[i]];
    Call c = {e, e->cx, n, in, e->cx->check_nan ? NULL : dying, &w->value[s->value]};
    if (interrupted(e->cx) || !eval_checked(&c))
        return false;
    for (int i = 0; i < n->nargs; i++)
        if (dying[i])
            drop(&w->value[args[i]]);
    return true;
}

/* Takes over the values already at the parameters' places. */
static bool walk_run(Eval *e, Walk *w, Tensor **outputs)
{
    bool ok = !failed(e->cx);
    VEC(Tensor *) in = {0};
    for (size_t i = 0; ok && i < w->steps.len; i++) {
        const Step *s = &w->steps.at[i];
        in.len = 0;
        vec_reserve(&in, (size_t)s->node->nargs + 1);
        ok = walk_step(e, w, s, in.at);
    }
    vec_free(&in);
    for (size_t i = 0; i < w->results.len; i++)
        outputs[i] = ok ? tensor_ref(w->value[w->results.at[i]]) : NULL;
    for (int i = 0; i < w->values; i++)
        drop(&w->value[i]);
    return ok;
}

static Walk *walk_of(Eval *e, const Graph *g)
{
    Walk *w = map_find(&e->walks, g);
    if (w == NULL) {
        w = walk_new(g);
        map_set(&e->walks, g, w);
    }
    return w;
}

/* Puts the inputs where the parameters' values are looked for; true for those given away. */
static void walk_fill(Walk *w, Tensor *const *inputs, const bool *given)
{
    for (size_t i = 0; i < w->params.len; i++)
        w->value[w->params.at[i]] = given != NULL && given[i] ? inputs[i] : tensor_ref(inputs[i]);
}

bool eval_region(Eval *e, const Graph *g, Tensor *const *inputs, const bool *given,
                 Tensor **outputs)
{
    Walk *w = walk_of(e, g);
    walk_fill(w, inputs, given);
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
}

bool eval(Cx *cx, const Graph *g, Tensor *const *inputs, const bool *donated, Tensor **outputs)
{
    Eval e = {.cx = cx};
    Walk *w = walk_of(&e, g);
    walk_fill(w, inputs, donated);
    bool ok = walk_run(&e, w, outputs);
    eval_end(&e);
    return ok;
}

bool eval_node(Cx *cx, const Node *node, Tensor *const *inputs, Tensor **outputs)
{
    return eval_node_over(cx, node, inputs, NULL, outputs);
}

bool eval_node_over(Cx *cx, const Node *node, Tensor *const *inputs, const bool *dying,
                    Tensor **outputs)
{
    Eval e = {.cx = cx};
    for (int i = 0; i < node->ntypes; i++)
        outputs[i] = NULL;
    Call c = {&e, cx, node, inputs, dying, outputs};
    bool ok = eval_checked(&c);
    eval_end(&e);
    return ok;
}

/* --- helpers of all ops --- */

Tensor *call_result(const Call *c)
{
    return tensor_new(c->cx, *node_type(c->node));
}

Tensor *call_reuse(const Call *c, int i)
{
    Tensor *t = c->in[i];
    if (c->dying == NULL || !c->dying[i] || !tensor_is_unique(t) ||
        !type_equal(&t->type, node_type(c->node)))
        return NULL;
    return tensor_ref(t);
}

int64_t index_of(const Tensor *t, int64_t index)
{
    Scalar x = tensor_get(t, index);
    return x.class_ == DCLASS_u   ? (x.u > INT64_MAX ? INT64_MAX : (int64_t)x.u)
           : x.class_ == DCLASS_s ? x.s
                                  : (int64_t)scalar_double(x);
}

bool run_tasks(Cx *cx, DType written, int64_t elements, int64_t count, PoolTask task, void *closure)
{
    if (elements < LARGE || dtype_info[written].bits < 8)
        return pool_run_here(cx, count, task, closure);
    return pool_run(cx, count, task, closure);
}
