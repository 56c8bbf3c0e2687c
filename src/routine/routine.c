/* routine.c - see routine.h: a row an operation says which routine it has. */
#include "routine/routine.h"

#include "eval/eval.h"
#include "routine/routine_call.h"

typedef struct Routine {
    OpCode op;
    bool (*knows)(const Node *n);
    bool (*run)(RoutineCall *c);
} Routine;

/* clang-format off */
static const Routine routines[] = {
    {OP_cholesky,            factor_knows,    factor_run},
    {OP_lu,                  factor_knows,    factor_run},
    {OP_solve,               factor_knows,    factor_run},
    {OP_triangular_solve,    factor_knows,    factor_run},
    {OP_svd,                 spectral_knows,  spectral_run},
    {OP_eigh,                spectral_knows,  spectral_run},
    {OP_qr,                  spectral_knows,  spectral_run},
    {OP_sort,                sort_knows,      sort_run},
    {OP_argsort,             sort_knows,      sort_run},
    {OP_conv,                conv_knows,      conv_run},
    {OP_window_argmax,       window_arg_knows, window_arg_run},
    {OP_window_argmin,       window_arg_knows, window_arg_run},
    {OP_fft,                 fft_knows,       fft_run},
    {OP_ifft,                fft_knows,       fft_run},
};
/* clang-format on */

/* The first row of the op whose routine knows the node. */
static const Routine *routine_of(const Node *n)
{
    for (size_t i = 0; i < sizeof routines / sizeof *routines; i++)
        if (routines[i].op == n->op && routines[i].knows(n))
            return &routines[i];
    return NULL;
}

bool routine_knows(const Node *n)
{
    return routine_of(n) != NULL;
}

bool call_outputs(RoutineCall *c)
{
    for (int i = 0; i < c->node->ntypes; i++)
        if (c->out[i] == NULL && (c->out[i] = tensor_new(c->cx, c->node->types[i])) == NULL)
            return false;
    return true;
}

bool call_fails(RoutineCall *c)
{
    if (!failed(c->cx) && !interrupted(c->cx))
        fail(c->cx, c->node->span, EXC_SystemLimitError, "not enough memory for %s",
             op_info[c->node->op].name);
    return false;
}

bool routine_run(Cx *cx, const Node *n, Tensor *const *inputs, const bool *needed, Tensor **outputs)
{
    return routine_run_with(cx, n, inputs, needed, NULL, outputs);
}

bool routine_shares(const Node *n)
{
    return (n->op == OP_lu || n->op == OP_solve) && factor_knows(n);
}

void routine_forget(RoutineMemo *memo)
{
    factors_free(memo->factors);
    memo->factors = NULL;
}

bool routine_fill(Cx *cx, const Node *n, Tensor *const *inputs, Tensor *out, const Ready *ready)
{
    RoutineCall c = {cx, n, inputs, NULL, NULL, &out, ready};
    return routine_of(n)->run(&c) && !failed(cx);
}

bool routine_run_with(Cx *cx, const Node *n, Tensor *const *inputs, const bool *needed,
                      RoutineMemo *memo, Tensor **outputs)
{
    const Routine *r = routine_of(n);
    if (r == NULL)
        return eval_node(cx, n, inputs, outputs);
    for (int i = 0; i < n->ntypes; i++)
        outputs[i] = NULL;
    RoutineCall c = {cx, n, inputs, needed, memo, outputs, NULL};
    if (r->run(&c) && !failed(cx))
        return true;
    for (int i = 0; i < n->ntypes; i++) {
        tensor_free(outputs[i]);
        outputs[i] = NULL;
    }
    return false;
}
