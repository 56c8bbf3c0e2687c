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

bool eval_cond(Call *c)
{
    int taken = 0, last = c->node->nregions - 1;
    while (taken < last && !is_true(c->in[taken]))
        taken++;
    const Graph *g = c->node->regions[taken];
    Tensor **inputs = mem_alloc(g->params.len * sizeof *inputs);
    bool ok = fill_captures(c, g, inputs) && eval_region(c->eval, g, inputs, NULL, c->out);
    free(inputs);
    return ok;
}

bool eval_fun(Call *c)
{
    const Graph *g = c->node->regions[0];
    Tensor **inputs = mem_alloc(g->params.len * sizeof *inputs + 1);
    for (int64_t i = 0; i < node_int(c->node, ATTR_inputs); i++)
        inputs[i] = c->in[i];
    bool ok = fill_captures(c, g, inputs) && eval_region(c->eval, g, inputs, NULL, c->out);
    free(inputs);
    return ok;
}

/* A region of a while with what it runs on: the state first, then its captures. */
typedef struct Part {
    const Graph *graph;
    Tensor **inputs;
} Part;

static bool part_init(Part *p, const Call *c, int region)
{
    p->graph = c->node->regions[region];
    p->inputs = mem_alloc(p->graph->params.len * sizeof(Tensor *));
    return fill_captures(c, p->graph, p->inputs);
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
    bool *given = mem_alloc(body->graph->params.len * sizeof *given);
    bool ok = true, again = true;
    memset(given, true, states);
    for (int64_t trip = 0; ok && again; trip++) {
        Tensor *test = NULL;
        memcpy(condition->inputs, state, states * sizeof *state);
        ok = eval_region(c->eval, condition->graph, condition->inputs, NULL, &test);
        again = ok && is_true(test);
        tensor_free(test);
        if (again) {
            memcpy(body->inputs, state, states * sizeof *state);
            memset(state, 0, states * sizeof *state);
            ok = eval_region(c->eval, body->graph, body->inputs, given, state);
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
