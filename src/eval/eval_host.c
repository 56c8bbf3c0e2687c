/* eval_host.c - runtime_call: a function of the program on the values as they are now. */
#include "eval/eval_ops.h"

/* The results must have the types that the graph was compiled for. */
static bool check_results(const Call *c)
{
    for (int i = 0; i < c->node->ntypes; i++) {
        if (c->out[i] && type_equal(&c->out[i]->type, &c->node->types[i]))
            continue;
        if (!failed(c->cx))
            fail(c->cx, c->node->span, EXC_ArgumentError,
                 "the function of a runtime_call gave a tensor of another type than its template");
        return false;
    }
    return true;
}

bool eval_runtime_call(Call *c)
{
    const Node *n = c->node;
    int64_t id = node_int(n, ATTR_callback);
    bool passes = node_int(n, ATTR_passes) != 0, ok = true;
    if (id >= 0 && c->cx->host.call == NULL) {
        fail(c->cx, n->span, EXC_RuntimeError,
             "the function of a runtime_call is not there: it belongs to the program that traced "
             "the graph");
        return false;
    }
    if (id >= 0)
        ok = c->cx->host.call(c->cx->host.owner, id, n->span, c->in, n->nargs,
                              passes ? NULL : c->out, passes ? 0 : n->ntypes);
    for (int i = 0; i < n->ntypes && ok && passes; i++)
        c->out[i] = tensor_ref(c->in[i]);
    if (ok && !passes)
        ok = check_results(c);
    for (int i = 0; i < n->ntypes && !ok; i++) {
        tensor_free(c->out[i]);
        c->out[i] = NULL;
    }
    if (!ok && !failed(c->cx))
        fail(c->cx, n->span, EXC_RuntimeError, "the function of a runtime_call failed");
    return ok;
}
