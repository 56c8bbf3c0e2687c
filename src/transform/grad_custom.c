/* grad_custom.c - values whose derivatives the user gives: the region R of a custom_grad node makes
   the inputs' cotangents of the value's.

   Backward R runs on the cotangent. R is linear, or meant to be, so it is the transpose of the
   derivative, and the derivative is the transpose of R: forward, R is itself walked back, from the
   inputs' tangents to its parameter, at a cotangent of zeros. */
#include "transform/jvp.h"

/* Copies of R's results in k->g where its parameter is `dy`; NULL after an error. */
static Node **copy_rule(Rule *k, const Node *y, Node *dy)
{
    const Graph *region = y->regions[0];
    int count = (int)region->results.len;
    Node **copies = arena_array(graph_arena(k->g), Node *, count);
    bool ok = copy_needed(k->cx, region, &dy, region->results.at, count, k->g, copies);
    return ok ? copies : NULL;
}

RULE(custom_grad)
{
    Type type = cotangent_type(node_type(y));
    Node *const *copies = copy_rule(k, y, rule_cast(k, dy, type.dtype));
    for (int i = 0; i < node_int(y, ATTR_inputs) && copies; i++)
        DX(i + 1) = copies[i];
}

FORWARD(custom_grad)
{
    Type type = cotangent_type(node_type(y));
    Node *zero = rule_fill(k, 0, type.dtype, &type.shape);
    Node *const *copies = zero ? copy_rule(k, y, zero) : NULL;
    int inputs = (int)node_int(y, ATTR_inputs), count = 0;
    Node **ys = arena_array(graph_arena(k->g), Node *, inputs);
    Node **dys = arena_array(graph_arena(k->g), Node *, inputs);
    for (int i = 0; i < inputs && copies; i++)
        if (dx[i + 1]) {
            ys[count] = copies[i];
            dys[count++] = dx[i + 1];
        }
    if (copies)
        backward(k->cx, k->g, ys, dys, count, &zero, 1, &GRAD_OPTIONS, dy);
}
