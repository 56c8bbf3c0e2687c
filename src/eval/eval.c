/* eval.c - from a node to the code of its operation. */
#include "eval/eval.h"

#include "eval/eval_ops.h"

#include <string.h>

/* --- leaves --- */

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

bool eval_checked(Call *c)
{
    bool ok = c->little && c->little->loop ? eval_little(c) : eval_call(c);
    if (!ok || !c->cx->check_nan || check_nan(c))
        return ok;
    for (int i = 0; i < c->node->ntypes; i++) {
        tensor_free(c->out[i]);
        c->out[i] = NULL;
    }
    return false;
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
    Tensor *few[8], **in = node->nargs > 8 ? mem_alloc((size_t)node->nargs * sizeof *in) : few;
    for (int i = 0; i < node->nargs; i++) /* there may be no inputs */
        in[i] = inputs[i];
    Call c = {.eval = &e, .cx = cx, .node = node, .in = in, .dying = dying, .out = outputs};
    bool ok = eval_checked(&c);
    if (in != few)
        free(in);
    eval_end(&e);
    return ok;
}

/* --- helpers of all ops --- */

Tensor *call_result(const Call *c)
{
    const Type *type = node_type(c->node);
    return c->little && c->little->bytes ? little_new(c->eval, type, c->little->bytes)
                                         : tensor_new(c->cx, *type);
}

Tensor *call_reuse(const Call *c, int i)
{
    Tensor *t = c->in[i];
    if (c->dying == NULL || !c->dying[i] || !tensor_is_unique(t) ||
        !type_equal(&t->type, node_type(c->node)))
        return NULL;
    return tensor_ref(t);
}

Tensor *call_take(const Call *c, int i)
{
    Tensor *t = c->in[i];
    if (!c->may_take || c->dying == NULL || !c->dying[i] || !tensor_is_unique(t))
        return NULL;
    c->in[i] = NULL;
    return t;
}

bool run_tasks(Cx *cx, DType written, int64_t elements, int64_t count, PoolTask task, void *closure)
{
    if (elements < LARGE || dtype_is_packed(written))
        return pool_run_here(cx, count, task, closure);
    return pool_run(cx, count, task, closure);
}
