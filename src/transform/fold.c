/* fold.c - operations on what is known when a graph is compiled become what they give.

   The reference evaluator computes it, so a folded graph gives the reference's bits. An elementwise
   operation on numbers gives a number, whatever its shape. On tensors only what stays small is
   computed: at most 64 KiB, and no more than the operands hold where that is more than a few bytes,
   so that a graph does not grow. What has no answer (an integer divided by zero) stays as it is and
   fails when it runs. */
#include "transform/simplify.h"

#include "eval/eval.h"

enum { MOST_BYTES = 64 * 1024, FEW_BYTES = 1024 };

static bool is_known(const Node *n)
{
    return n->op == OP_constant || n->op == OP_tensor;
}

static bool all_are(const Node *n, bool (*is)(const Node *))
{
    for (int i = 0; i < n->nargs; i++)
        if (!is(n->args[i]))
            return false;
    return n->nargs > 0;
}

static bool is_number(const Node *n)
{
    return is_constant(n);
}

/* The op's one result on these operands; NULL where it has none. */
static Tensor *result_of(Scope *s, const Node *n, Tensor *const *in)
{
    Node model = *n, *operands = arena_array(s->scratch, Node, n->nargs);
    Tensor *out = NULL;
    model.args = arena_array(s->scratch, Node *, n->nargs);
    for (int i = 0; i < n->nargs; i++) {
        operands[i] = (Node){.op = OP_parameter, .ntypes = 1, .types = &in[i]->type};
        model.args[i] = &operands[i];
    }
    if (!node_infer(s->cx, s->scratch, &model) || !eval_node(s->cx, &model, in, &out))
        out = NULL;
    error_free(error_take(s->cx));
    return out;
}

/* Every element of the result is the same number. */
static Node *fold_numbers(Scope *s, const Node *n)
{
    Tensor **in = arena_array(s->scratch, Tensor *, n->nargs);
    for (int i = 0; i < n->nargs; i++)
        in[i] = n->args[i]->tensor;
    Tensor *out = result_of(s, n, in);
    Node *folded = out ? simple_constant(s, *node_type(n), tensor_get(out, 0), n->span) : NULL;
    tensor_free(out);
    return folded;
}

static int64_t bytes_of(const Type *t)
{
    int64_t count, bytes;
    bool fits = shape_size(&t->shape, &count) && dtype_bytes(t->dtype, count, &bytes);
    return fits ? bytes : INT64_MAX;
}

/* Whether the class has a loop that is short for few elements. */
static bool is_cheap(const Node *n)
{
    switch (op_info[n->op].class_) {
    case CLASS_MAP:
    case CLASS_VIEW:
    case CLASS_JOIN:
    case CLASS_REDUCE:
    case CLASS_GATHER:
    case CLASS_SCATTER:
    case CLASS_SORT:
        return n->nregions == 0 && n->ntypes == 1;
    case CLASS_LEAF:
    case CLASS_SCAN:
    case CLASS_WINDOW:
    case CLASS_CONTRACT:
    case CLASS_CALL:
    case CLASS_REGION:
        break;
    }
    return false;
}

static bool is_small(const Node *n)
{
    int64_t held = 0, result = bytes_of(node_type(n));
    for (int i = 0; i < n->nargs; i++) {
        if (bytes_of(node_type(n->args[i])) > MOST_BYTES)
            return false;
        held += tensor_bytes(n->args[i]->tensor);
    }
    return result <= MOST_BYTES && (result <= FEW_BYTES || result <= held);
}

static Node *fold_tensors(Scope *s, const Node *n)
{
    Tensor **in = arena_array(s->scratch, Tensor *, n->nargs), *out = NULL;
    bool ok = true;
    for (int i = 0; i < n->nargs && ok; i++) {
        const Node *x = n->args[i];
        in[i] = x->op == OP_tensor ? tensor_ref(x->tensor)
                                   : tensor_fill(s->cx, *node_type(x), tensor_get(x->tensor, 0));
        ok = in[i] != NULL;
    }
    if (ok)
        out = result_of(s, n, in);
    for (int i = 0; i < n->nargs; i++)
        tensor_free(in[i]);
    Node *folded = NULL;
    if (out)
        folded = shape_count(&out->type.shape) == 1
                     ? simple_constant(s, *node_type(n), tensor_get(out, 0), n->span)
                     : simple_tensor(s, out, n->span);
    tensor_free(out);
    return folded;
}

Node *fold(Scope *s, const Node *n)
{
    if (op_info[n->op].class_ == CLASS_MAP && all_are(n, is_number))
        return fold_numbers(s, n);
    if (is_cheap(n) && all_are(n, is_known) && is_small(n))
        return fold_tensors(s, n);
    return NULL;
}
