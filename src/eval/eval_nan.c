/* eval_nan.c - where a NaN comes from: the first operation whose result has one that its operands
   had not.

   An elementwise operation is held to this element by element; of any other, a result with NaNs
   counts as new when no operand has any. Constants and data may be NaN as they please. */
#include "eval/eval_ops.h"

#include <math.h>

static bool can_be_nan(const Tensor *t)
{
    DTypeClass k = dtype_info[t->type.dtype].class_;
    return k == DCLASS_f || k == DCLASS_c;
}

static bool is_nan(Scalar x)
{
    return x.class_ == DCLASS_c   ? isnan(creal(x.c)) || isnan(cimag(x.c))
           : x.class_ == DCLASS_f ? isnan(x.f)
                                  : false;
}

/* The first NaN at `from` or behind; -1: none. */
static int64_t find_nan(const Tensor *t, int64_t from)
{
    double room[BLOCK * 2];
    DTypeClass k = dtype_info[t->type.dtype].class_;
    int64_t size = can_be_nan(t) ? shape_count(&t->type.shape) : 0, parts = k == DCLASS_c ? 2 : 1;
    for (int64_t at = from; at < size; at += BLOCK) {
        int64_t n = size - at < BLOCK ? size - at : BLOCK;
        const double *x = block_load(t, at, n, k, room);
        for (int64_t i = 0; i < n * parts; i++)
            if (isnan(x[i]))
                return at + i / parts;
    }
    return -1;
}

/* The operand's element that an elementwise operation reads for element `at` of the result. */
static int64_t element_behind(const Shape *operand, const Shape *result, int64_t at)
{
    int64_t strides[MAX_RANK], index = 0;
    shape_strides(operand, strides);
    for (int i = result->rank; i-- > 0; at /= result->dim[i]) {
        int axis = i - (result->rank - operand->rank);
        if (axis >= 0 && operand->dim[axis] > 1)
            index += at % result->dim[i] * strides[axis];
    }
    return index;
}

static bool reads_nan(const Call *c, int64_t at)
{
    for (int i = 0; i < c->node->nargs; i++) {
        const Tensor *x = c->in[i];
        if (is_nan(tensor_get(x, element_behind(&x->type.shape, &node_type(c->node)->shape, at))))
            return true;
    }
    return false;
}

/* The first element of result `r` that is a NaN of this operation's own; -1: none. */
static int64_t find_own(const Call *c, int r)
{
    const Tensor *y = c->out[r];
    int64_t at = find_nan(y, 0);
    if (op_info[c->node->op].class_ != CLASS_MAP) {
        for (int i = 0; i < c->node->nargs && at >= 0; i++)
            if (find_nan(c->in[i], 0) >= 0)
                at = -1;
        return at;
    }
    while (at >= 0 && reads_nan(c, at))
        at = find_nan(y, at + 1);
    return at;
}

/* --- the message --- */

static void print_index(Text *out, const Shape *s, int64_t at)
{
    int64_t strides[MAX_RANK];
    shape_strides(s, strides);
    for (int i = 0; i < s->rank; i++)
        text_print(out, "%s%lld", i ? ", " : " at [", (long long)(at / strides[i] % s->dim[i]));
    if (s->rank)
        text_char(out, ']');
}

/* "from -1.0 to inf" of a real tensor with elements. */
static void print_range(Text *out, const Tensor *t)
{
    int64_t size = shape_count(&t->type.shape);
    if (size == 0 || dtype_info[t->type.dtype].class_ == DCLASS_c)
        return;
    double low = INFINITY, high = -INFINITY;
    for (int64_t i = 0; i < size; i++) {
        double x = scalar_double(tensor_get(t, i));
        low = x < low ? x : low;
        high = x > high ? x : high;
    }
    text_print(out, ", from %.9g to %.9g", low, high);
}

static void note_operand(const Call *c, int i, int64_t at)
{
    const Tensor *x = c->in[i];
    Text line = {0};
    text_print(&line, "operand %d is ", i + 1);
    type_print(&line, &x->type);
    if (op_info[c->node->op].class_ == CLASS_MAP) {
        int64_t index = element_behind(&x->type.shape, &node_type(c->node)->shape, at);
        text_add(&line, STR(", "));
        scalar_print(&line, x->type.dtype, tensor_get(x, index));
        print_index(&line, &x->type.shape, index);
    } else {
        print_range(&line, x);
    }
    fail_note(c->cx, "%s", text_cstr(&line));
    text_free(&line);
}

bool check_nan(const Call *c)
{
    OpClass k = op_info[c->node->op].class_;
    for (int r = 0; r < c->node->ntypes && k != CLASS_LEAF && k != CLASS_REGION; r++) {
        int64_t at = find_own(c, r);
        if (at < 0)
            continue;
        Text where = {0};
        print_index(&where, &c->out[r]->type.shape, at);
        fail(c->cx, c->node->span, EXC_ArithmeticError, "%s gave a NaN that its operands had not%s",
             op_info[c->node->op].name, text_cstr(&where));
        text_free(&where);
        for (int i = 0; i < c->node->nargs; i++)
            note_operand(c, i, at);
        return false;
    }
    return true;
}
