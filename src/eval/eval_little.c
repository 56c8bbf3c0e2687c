/* eval_little.c - elementwise steps on a few elements.

   A loop over numbers makes a tensor of a few bytes in each step. What an elementwise op on such
   tensors does is found out once, when its walk is made, and its result is a tensor that an earlier
   step let go: all of at most LITTLE bytes lie in as much memory, so one serves for another. */
#include "eval/eval_ops.h"

#include <string.h>

/* --- memory --- */

Tensor *little_new(Eval *e, const Type *type, int64_t bytes)
{
    if (e->nspare == 0)
        return tensor_new(e->cx, *type);
    Tensor *t = e->spare[--e->nspare];
    tensor_renew(t, type, bytes);
    return t;
}

void little_give(Eval *e, Tensor *t)
{
    if (t && e->nspare < MOST_SPARE && tensor_is_little(t))
        e->spare[e->nspare++] = t;
    else
        tensor_free(t);
}

/* --- planning --- */

static int64_t little_bytes(const Type *type)
{
    int64_t count = shape_count(&type->shape), bits = dtype_info[type->dtype].bits;
    return bits >= 8 && count > 0 && count <= LITTLE && count * bits / 8 <= LITTLE
               ? count * bits / 8
               : 0;
}

static bool is_elementwise(const Node *n)
{
    return op_info[n->op].class_ == CLASS_MAP && n->op != OP_as_type && n->op != OP_stop_grad &&
           n->op != OP_metadata && n->op != OP_bitcast && n->nargs <= MOST_OPERANDS;
}

void little_plan(Little *l, const Node *n)
{
    const Type *type = node_type(n);
    *l = (Little){0};
    if (n->ntypes != 1)
        return;
    l->count = shape_count(&type->shape);
    l->bytes = little_bytes(type);
    if (l->bytes == 0 || l->count > LITTLE_COUNT || !is_elementwise(n))
        return;
    for (int i = 0; i < n->nargs; i++) {
        int64_t count = shape_count(&node_type(n->args[i])->shape);
        if (count != 1 && count != l->count)
            return;
        l->is_one[i] = count == 1;
        l->is_like[i] = type_equal(node_type(n->args[i]), type);
    }
    l->map = map_plan(n);
    l->loop = l->map.loop;
}

/* --- running --- */

typedef struct LittleRoom {
    _Alignas(64) double at[LITTLE_COUNT * 2];
} LittleRoom;

bool eval_little(Call *c)
{
    const Little *l = c->little;
    const MapPlan *m = &l->map;
    LittleRoom room[MOST_OPERANDS], result;
    const void *in[MOST_OPERANDS] = {NULL};
    Tensor *out = NULL;
    for (int i = 0; i < c->node->nargs; i++) {
        int64_t n = l->is_one[i] ? 1 : l->count;
        in[i] = room[i].at;
        if (i == 0 && c->node->op == OP_select)
            truth_load(c->in[i], 0, n, m->k, room[i].at);
        else
            in[i] = block_load(c->in[i], 0, n, m->k, room[i].at);
        if (n < l->count) {
            splat(room[i].at, in[i], l->count, wide_size(m->k));
            in[i] = room[i].at;
        }
    }
    if (!m->loop(l->count, m->bits, result.at, in[0], in[1], in[2]))
        return eval_map(c); /* says why */
    for (int i = 0; i < c->node->nargs && out == NULL; i++)
        out = l->is_like[i] ? call_take(c, i) : NULL;
    if (out == NULL && (out = call_result(c)) == NULL)
        return false;
    block_store(out, 0, l->count, m->out_k, result.at);
    c->out[0] = out;
    return true;
}
