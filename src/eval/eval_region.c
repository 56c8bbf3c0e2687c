/* eval_region.c - cond, while and fun: regions run by the same walk, the branch taken alone. */
#include "eval/eval_ops.h"

#include <string.h>

/* The operand that stands for an outer node which a region captured: `guess` when captures and
   last operands agree in order, else looked for. */
static Tensor *captured(const Call *c, const Node *outer, int guess)
{
    if (guess >= 0 && c->node->args[guess] == outer)
        return c->in[guess];
    for (int i = c->node->nargs; i-- > 0;)
        if (c->node->args[i] == outer)
            return c->in[i];
    return NULL;
}

bool fill_captures(const Call *c, const Graph *g, Tensor **inputs)
{
    size_t explicit = g->params.len - g->captures.len;
    int first = c->node->nargs - (int)g->captures.len;
    for (size_t i = 0; i < g->captures.len; i++) {
        inputs[explicit + i] = captured(c, g->captures.at[i], first + (int)i);
        if (inputs[explicit + i] == NULL) {
            fail(c->cx, c->node->span, EXC_RuntimeError,
                 "%s lacks the value that a region captured", op_info[c->node->op].name);
            return false;
        }
    }
    return true;
}

static bool is_true(const Tensor *t)
{
    return !scalar_is_zero(tensor_get(t, 0));
}

/* Operand i, now yours, if it dies and nothing else here is the same tensor. */
static Tensor *take_alone(const Call *c, int i)
{
    for (int j = 0; j < c->node->nargs; j++)
        if (j != i && c->in[j] == c->in[i])
            return NULL;
    return call_take(c, i);
}

/* Runs a region on the node's first operands, lent, and on its captures, given away where they
   die. */
static bool run_on_captures(Call *c, const Graph *g, size_t explicit)
{
    enum { FEW = 16 };
    Tensor *few[FEW], **inputs = few;
    bool few_given[FEW] = {false}, *given = few_given;
    size_t count = g->params.len;
    if (count > FEW) {
        inputs = mem_alloc(count * sizeof *inputs);
        given = mem_alloc(count * sizeof *given);
    }
    for (size_t i = 0; i < explicit; i++)
        inputs[i] = c->in[i];
    bool ok = fill_captures(c, g, inputs);
    for (int i = (int)explicit; i < c->node->nargs && ok; i++)
        for (size_t p = explicit; p < count && c->in[i]; p++)
            if (inputs[p] == c->in[i] && (given[p] = take_alone(c, i) != NULL))
                break;
    ok = ok && eval_region(c->eval, walk_of(c->eval, g), inputs, given, c->out);
    if (inputs != few) {
        free(inputs);
        free(given);
    }
    return ok;
}

bool eval_cond(Call *c)
{
    int taken = 0, last = c->node->nregions - 1;
    while (taken < last && !is_true(c->in[taken]))
        taken++;
    return run_on_captures(c, c->node->regions[taken], 0);
}

bool eval_fun(Call *c)
{
    return run_on_captures(c, c->node->regions[0], (size_t)node_int(c->node, ATTR_inputs));
}

/* A region of a while with what it runs on: the state first, then its captures. */
typedef struct Part {
    Walk *walk;
    Tensor **inputs;
} Part;

static bool part_init(Part *p, const Call *c, int region)
{
    const Graph *g = c->node->regions[region];
    p->walk = walk_of(c->eval, g);
    p->inputs = mem_alloc(g->params.len * sizeof(Tensor *));
    return fill_captures(c, g, p->inputs);
}

/* Says under an error which trip of which loop it came from. */
static void note_trip(const Call *c, int64_t trip)
{
    Span span = c->node->span;
    if (span.source && !c->cx->sources.at[span.source].is_library)
        fail_note(c->cx, "in trip %lld of the loop at line %u", (long long)trip,
                  position_of(c->cx, span.source, span.start).line);
    else
        fail_note(c->cx, "in trip %lld of a loop", (long long)trip);
}

/* The loop: state is yours before and after; NULLs after an error. */
static bool run_while(Call *c, Part *condition, Part *body, Tensor **state, size_t states)
{
    bool *given = mem_alloc(c->node->regions[1]->params.len * sizeof *given);
    bool ok = true, again = true;
    memset(given, true, states);
    for (int64_t trip = 0; ok && again; trip++) {
        Tensor *test = NULL;
        memcpy(condition->inputs, state, states * sizeof *state);
        ok = eval_region(c->eval, condition->walk, condition->inputs, NULL, &test);
        again = ok && is_true(test);
        little_give(c->eval, test);
        if (again) {
            memcpy(body->inputs, state, states * sizeof *state);
            memset(state, 0, states * sizeof *state);
            ok = eval_region(c->eval, body->walk, body->inputs, given, state);
        }
        if (!ok && c->cx->check_nan && failed(c->cx))
            note_trip(c, trip);
    }
    free(given);
    return ok;
}

bool eval_while(Call *c)
{
    size_t states = (size_t)node_int(c->node, ATTR_states);
    Tensor **state = mem_alloc(states * sizeof *state);
    Part condition, body;
    bool ready = part_init(&condition, c, 0);
    ready = part_init(&body, c, 1) && ready;
    for (size_t i = 0; i < states; i++)
        if ((state[i] = take_alone(c, (int)i)) == NULL)
            state[i] = tensor_ref(c->in[i]);
    bool ok = ready && run_while(c, &condition, &body, state, states);
    for (size_t i = 0; i < states; i++) {
        if (ok)
            c->out[i] = state[i];
        else
            tensor_free(state[i]);
    }
    free(condition.inputs);
    free(body.inputs);
    free(state);
    return ok;
}
