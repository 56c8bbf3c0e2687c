/* otherwise.c - see otherwise.h. */
#include "op/otherwise.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- elements --- */

typedef bool Is(double x, DType t);

static bool any_element(const Tensor *t, Is *is)
{
    DType part = dtype_is_complex(t->type.dtype) ? dtype_to_real(t->type.dtype) : t->type.dtype;
    for (int64_t i = 0; i < shape_count(&t->type.shape); i++) {
        Scalar x = tensor_get(t, i);
        if (x.class_ == DCLASS_c ? is(creal(x.c), part) || is(cimag(x.c), part)
                                 : is(scalar_double(x), part))
            return true;
    }
    return false;
}

static bool is_wide(double x, DType t)
{
    return dtype_is_integer(t) && fabs(x) > 0x1p24;
}

static bool is_past_63(double x, DType t)
{
    return dtype_is_integer(t) && x > 63;
}

static bool is_nan(double x, DType t)
{
    (void)t;
    return x != x;
}

static bool is_not_finite(double x, DType t)
{
    (void)t;
    return !isfinite(x);
}

static bool is_zero(double x, DType t)
{
    (void)t;
    return x == 0;
}

/* XLA computes with these as zeros; f16 and f8 it computes in f32, where they are ordinary. */
static bool is_subnormal(double x, DType t)
{
    double least = t == DTYPE_f64                      ? DBL_MIN
                   : t == DTYPE_f32 || t == DTYPE_bf16 ? (double)FLT_MIN
                                                       : 0;
    return x != 0 && fabs(x) < least;
}

/* What is too large becomes NaN there. */
static bool is_saturated(double x, DType t)
{
    return t == DTYPE_f8_e4m3fn && fabs(x) == dtype_max_finite(t).f;
}

/* Likewise for operands that are converted to that type first. */
static bool is_past_448(double x, DType t)
{
    return t != DTYPE_f8_e4m3fn && !(fabs(x) < dtype_max_finite(DTYPE_f8_e4m3fn).f);
}

/* Whether a float of x has no counterpart among the integers of type `to`. */
static bool is_out_of_range(const Tensor *x, DType to)
{
    if (dtype_is_integer(x->type.dtype) || !dtype_is_integer(to))
        return false;
    double least = scalar_double(dtype_min_finite(to)), most = scalar_double(dtype_max_finite(to));
    for (int64_t i = 0; i < shape_count(&x->type.shape); i++) {
        double value = trunc(scalar_double(tensor_get(x, i)));
        if (!(value >= least && (value <= most && value < 0x1p63))) /* most may have been rounded */
            return true;
    }
    return false;
}

/* --- operations --- */

static bool pow_differs(const Node *n, Tensor *const *in)
{
    DType to = node_type(n)->dtype;
    if (dtype_is_complex(to))
        return any_element(in[0], is_zero) || any_element(in[0], is_not_finite) ||
               any_element(in[1], is_not_finite);
    return dtype_is_integer(to) ? any_element(in[1], is_past_63)
                                : any_element(in[0], is_nan) || any_element(in[1], is_nan);
}

/* Whether rows of the indices name the same place: of equal ones any may win. */
static bool is_repeated(const Tensor *indices)
{
    const Shape *s = &indices->type.shape;
    int64_t width = s->dim[s->rank - 1], rows = width ? shape_count(s) / width : 0;
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < i; j++) {
            bool same = true;
            for (int64_t k = 0; k < width; k++)
                same = same &&
                       tensor_get(indices, i * width + k).u == tensor_get(indices, j * width + k).u;
            if (same)
                return true;
        }
    return false;
}

/* Whether the region with what it starts from is no monoid: then order and number of uses of the
   start show. Known ones are an operation on both arguments that starts from its identity. */
static bool is_no_monoid(const Node *n, const Tensor *start)
{
    const Graph *g = n->regions[0];
    const Node *by = g->results.at[0];
    bool is_known = g->captures.len == 0 && by->nargs == 2 && by->args[0] != by->args[1] &&
                    by->args[0]->op == OP_parameter && by->args[1]->op == OP_parameter;
    Scalar x = tensor_get(start, 0);
    if (is_known && by->op == OP_add)
        return !scalar_is_zero(x);
    if (is_known && by->op == OP_multiply)
        return x.class_ == DCLASS_c ? creal(x.c) != 1 || cimag(x.c) != 0 : scalar_double(x) != 1;
    return true;
}

static bool op_differs(const Node *n, Tensor *const *in, Tensor *const *out)
{
    DType to = node_type(n)->dtype;
    switch ((int)n->op) {
    case OP_as_type:
        return is_out_of_range(in[0], to);
    case OP_clip:
        return is_out_of_range(in[0], to) || is_out_of_range(in[1], to) ||
               is_out_of_range(in[2], to);
    case OP_pow:
        return pow_differs(n, in);
    case OP_indexed_put:
        return is_repeated(in[1]);
    case OP_reduce:
    case OP_window_reduce:
        return is_no_monoid(n, in[1]);
    case OP_cholesky: /* of what has no factor all is NaN there */
        return any_element(out[0], is_nan);
    case OP_triangular_solve: /* a product with the inverses of blocks */
        return any_element(in[1], is_not_finite) || any_element(out[0], is_not_finite);
    case OP_conv: /* groups become one product, where NaN is infinity times zero */
        return (node_int(n, ATTR_feature_groups) > 1 || node_int(n, ATTR_batch_groups) > 1) &&
               (any_element(in[0], is_not_finite) || any_element(in[1], is_not_finite));
    }
    return false;
}

bool xla_differs(const Node *n, Tensor *const *in, Tensor *const *out)
{
    bool is_rounded = op_info[n->op].dtype == DRULE_floating; /* the operand is, first */
    for (int i = 0; i < n->nargs; i++)
        if ((is_rounded && any_element(in[i], is_wide)) || any_element(in[i], is_subnormal))
            return true;
    for (int i = 0; i < n->nargs && n->types[0].dtype == DTYPE_f8_e4m3fn; i++)
        if (op_info[n->op].class_ == CLASS_MAP && any_element(in[i], is_past_448))
            return true;
    for (int i = 0; i < n->ntypes; i++)
        if (any_element(out[i], is_subnormal) || any_element(out[i], is_saturated))
            return true;
    return op_differs(n, in, out);
}

/* Whether in a matrix a column is a combination of those before it, but for rounding: of what is
   left of it an orthogonal factor makes a direction (by Gram and Schmidt, each column's lengths
   before and after). */
static bool is_deficient(const Tensor *a)
{
    const Shape *s = &a->type.shape;
    int64_t m = s->dim[s->rank - 2], n = s->dim[s->rank - 1], count = shape_count(s);
    double complex *q = mem_alloc((size_t)(m * n + 1) * sizeof *q);
    bool is = false;
    for (int64_t at = 0; at < count && !is; at += m * n) {
        for (int64_t i = 0; i < m * n; i++) {
            Scalar x = tensor_get(a, at + i);
            q[i] = x.class_ == DCLASS_c ? x.c : scalar_double(x);
        }
        for (int64_t j = 0; j < n && j < m && !is; j++) {
            double before = 0, after = 0;
            for (int64_t i = 0; i < m; i++)
                before += creal(q[i * n + j] * conj(q[i * n + j]));
            for (int64_t k = 0; k < j; k++) {
                double complex by = 0;
                for (int64_t i = 0; i < m; i++)
                    by += conj(q[i * n + k]) * q[i * n + j];
                for (int64_t i = 0; i < m; i++)
                    q[i * n + j] -= by * q[i * n + k];
            }
            for (int64_t i = 0; i < m; i++)
                after += creal(q[i * n + j] * conj(q[i * n + j]));
            is = !(after > 1e-9 * before); /* lengths squared */
            for (int64_t i = 0; i < m; i++)
                q[i * n + j] /= sqrt(after);
        }
    }
    free(q);
    return is;
}

/* Whether a transform's sum cancels in a part of an element, so that rounding is all that is left:
   of a row of equal numbers, of what is real at the first place. */
static bool has_cancelled(const Tensor *x, const Tensor *y)
{
    const Shape *s = &y->type.shape;
    int64_t n = s->rank ? s->dim[s->rank - 1] : 1, count = shape_count(s);
    double eps = y->type.dtype == DTYPE_c128 ? 1e-12 : 1e-6;
    for (int64_t row = 0; row < count; row += n) {
        double size = 0;
        for (int64_t i = row; i < row + n; i++) {
            Scalar a = tensor_get(x, i);
            size += a.class_ == DCLASS_c ? cabs(a.c) : fabs(scalar_double(a));
        }
        for (int64_t i = row; i < row + n; i++) {
            double complex b = tensor_get(y, i).c;
            if (fmin(fabs(creal(b)), fabs(cimag(b))) <= eps * size)
                return true;
        }
    }
    return false;
}

bool order_decides(const Node *n, Tensor *const *in, Tensor *const *out)
{
    if (n->op == OP_qr || n->op == OP_solve)
        return is_deficient(in[0]);
    if (n->op == OP_bitcast)
        return any_element(in[0], is_nan);
    if (n->op == OP_fft || n->op == OP_ifft)
        return any_element(in[0], is_not_finite) || (out && has_cancelled(in[0], out[0]));
    bool is_product = (n->op == OP_dot || n->op == OP_conv) &&
                      dtype_is_complex(node_type(n)->dtype); /* made of products of the parts */
    return is_product && (any_element(in[0], is_not_finite) || any_element(in[1], is_not_finite));
}
