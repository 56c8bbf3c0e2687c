/* lower_linear.c - linear algebra: products, convolutions, Fourier transforms, factors and solving.
 */
#include "compile/stablehlo/lower.h"

/* --- products --- */

/* Puts the batch axes in front, as op.def has them. */
static Node *batches_first(Lower *l, Node *x, int64_t *batch, int nb, int64_t *contract, int nc)
{
    int64_t axes[MAX_RANK], place[MAX_RANK];
    int rank = node_type(x)->shape.rank, at = 0;
    bool moves = false;
    for (int i = 0; i < nb; i++) {
        moves |= batch[i] != i;
        axes[at++] = batch[i];
    }
    if (!moves)
        return x;
    for (int i = 0; i < rank; i++)
        if (!lower_has(batch, nb, i))
            axes[at++] = i;
    for (int i = 0; i < rank; i++)
        place[axes[i]] = i;
    for (int i = 0; i < nb; i++)
        batch[i] = i;
    for (int i = 0; i < nc; i++)
        contract[i] = place[contract[i]];
    return make_transpose(l, x, axes);
}

/* "[0] x [1]" or the numbers' names in the generic form: two lists. */
static void two_lists(Lower *l, const char *pretty, const char *a, const char *b,
                      int64_t out[2][MAX_RANK], int count[2])
{
    const HloAttr *lists = hlo_attr(l->op->attrs, pretty);
    const HloAttr *numbers = hlo_attr(l->op->attrs, "dot_dimension_numbers");
    count[0] = count[1] = 0;
    int i = 0;
    for (const HloAttr *at = lists ? lists->first : NULL; at && i < 2; at = at->next, i++)
        for (const HloAttr *n = at->first; n && count[i] < MAX_RANK; n = n->next)
            out[i][count[i]++] = n->number;
    if (numbers) {
        count[0] = lower_list_in(l, numbers->first, a, out[0]);
        count[1] = lower_list_in(l, numbers->first, b, out[1]);
    }
}

static bool lower_dot(Lower *l, Results *out)
{
    int64_t contract[2][MAX_RANK], batch[2][MAX_RANK];
    int nc[2], nb[2];
    Node *x = lower_operand(l, 0), *y = lower_operand(l, 1);
    if (x == NULL || y == NULL)
        return false;
    DType to = lower_type(l, 0)->dtype;
    two_lists(l, "contracting_dims", "lhs_contracting_dimensions", "rhs_contracting_dimensions",
              contract, nc);
    two_lists(l, "batching_dims", "lhs_batching_dimensions", "rhs_batching_dimensions", batch, nb);
    if (!lower_unique(l, contract[0], nc[0], node_type(x)->shape.rank) ||
        !lower_unique(l, batch[0], nb[0], node_type(x)->shape.rank) ||
        !lower_unique(l, contract[1], nc[1], node_type(y)->shape.rank) ||
        !lower_unique(l, batch[1], nb[1], node_type(y)->shape.rank))
        return false;
    x = batches_first(l, make_as(l, x, to), batch[0], nb[0], contract[0], nc[0]);
    y = batches_first(l, make_as(l, y, to), batch[1], nb[1], contract[1], nc[1]);
    Attr attrs[] = {{ATTR_contract_a, (uint32_t)nc[0], contract[0]},
                    {ATTR_batch_a, (uint32_t)nb[0], batch[0]},
                    {ATTR_contract_b, (uint32_t)nc[1], contract[1]},
                    {ATTR_batch_b, (uint32_t)nb[1], batch[1]}};
    return one(out, x && y ? make(l, OP_dot, (Node *[]){x, y}, 2, attrs, 4) : NULL);
}

/* "[b, 0, 1, f]": where `first`, `second` and the spatial axes in order stand. */
static bool conv_axes(Lower *l, const HloAttr *list, const char *first, const char *second,
                      int64_t *out, int rank)
{
    int n = 0;
    for (int i = 0; i < rank; i++)
        out[i] = -1;
    for (const HloAttr *a = list ? list->first : NULL; a && n < rank; a = a->next, n++) {
        if (a->kind == HATTR_int && a->number >= 0 && a->number < rank - 2)
            out[a->number + 2] = n;
        else if (str_is(a->word, first))
            out[0] = n;
        else if (str_is(a->word, second))
            out[1] = n;
        else
            return lower_refuse(l, "its dimension numbers cannot be read") != NULL;
    }
    return lower_unique(l, out, rank, rank);
}

static Node *transposed(Lower *l, Node *x, const int64_t *axes)
{
    bool moves = false;
    for (int i = 0; x && i < node_type(x)->shape.rank; i++)
        moves |= axes[i] != i;
    return moves ? make_transpose(l, x, axes) : x;
}

/* An attribute of the window: of its dictionary in the pretty form. */
static bool window_list(Lower *l, const char *pretty, const char *generic, int count,
                        int64_t otherwise, int64_t *out)
{
    const HloAttr *window = hlo_attr(l->op->attrs, "window");
    int n = window ? lower_any_list(l, window->first, pretty, out)
                   : lower_any_list(l, l->op->attrs, generic, out);
    for (int i = 0; n < 0 && i < count; i++)
        out[i] = otherwise;
    return n < 0 || n == count || lower_refuse(l, "its window does not fit");
}

static bool window_pads(Lower *l, int count, int64_t *low, int64_t *high)
{
    const HloAttr *window = hlo_attr(l->op->attrs, "window");
    const HloAttr *pads = window ? hlo_attr(window->first, "pad") : NULL;
    const HloAttr *dense = hlo_attr(l->op->attrs, "padding");
    int64_t flat[MAX_RANK] = {0};
    for (int i = 0; i < count; i++)
        low[i] = high[i] = 0;
    if (dense && count <= MAX_RANK / 2) {
        int n = lower_any_list(l, l->op->attrs, "padding", flat);
        for (int i = 0; i < count && 2 * i + 1 < n; i++) {
            low[i] = flat[2 * i];
            high[i] = flat[2 * i + 1];
        }
    }
    int i = 0;
    for (const HloAttr *a = pads ? pads->first : NULL; a && i < count; a = a->next, i++)
        if (a->first && a->first->next) {
            low[i] = a->first->number;
            high[i] = a->first->next->number;
        }
    return true;
}

static bool lower_conv(Lower *l, Results *out)
{
    int64_t in[MAX_RANK], kernel[MAX_RANK], result[MAX_RANK], back[MAX_RANK], reversal[MAX_RANK];
    int64_t strides[MAX_RANK], low[MAX_RANK], high[MAX_RANK], input[MAX_RANK], spread[MAX_RANK];
    Node *x = lower_operand(l, 0), *k = lower_operand(l, 1);
    const HloAttr *numbers = hlo_attr(l->op->attrs, "dim_numbers");
    if (numbers == NULL)
        numbers = hlo_attr(l->op->attrs, "dimension_numbers");
    const HloAttr *a = numbers ? numbers->first : NULL, *b = a ? a->next : NULL;
    if (x == NULL || k == NULL || b == NULL || b->next == NULL)
        return x && k && one(out, lower_refuse(l, "it has no dimension numbers"));
    int rank = node_type(x)->shape.rank, n = rank - 2;
    if (rank < 2 || !conv_axes(l, a, "b", "f", in, rank) ||
        !conv_axes(l, b, "o", "i", kernel, rank) ||
        !conv_axes(l, b->next, "b", "f", result, rank) ||
        !window_list(l, "stride", "window_strides", n, 1, strides) ||
        !window_list(l, "lhs_dilate", "lhs_dilation", n, 1, input) ||
        !window_list(l, "rhs_dilate", "rhs_dilation", n, 1, spread) ||
        !window_list(l, "reverse", "window_reversal", n, 0, reversal) ||
        !window_pads(l, n, low, high))
        return false;
    int64_t features = lower_int(l, "feature_group_count", 1);
    int64_t groups = lower_int(l, "batch_group_count", 1), turned[MAX_RANK];
    uint32_t nturned = 0, u = (uint32_t)n;
    for (int i = 0; i < n; i++)
        if (reversal[i])
            turned[nturned++] = i + 2;
    DType to = lower_type(l, 0)->dtype;
    if (dtype_info[to].bits > dtype_info[node_type(x)->dtype].bits) /* sums of that type */
        x = make_as(l, x, to);
    x = transposed(l, x, in);
    k = transposed(l, k, kernel);
    if (nturned && k)
        k = make(l, OP_reverse, &k, 1, &(Attr){ATTR_axes, nturned, turned}, 1);
    Attr attrs[] = {{ATTR_strides, u, strides},
                    {ATTR_low, u, low},
                    {ATTR_high, u, high},
                    {ATTR_input_dilations, u, input},
                    {ATTR_kernel_dilations, u, spread},
                    {ATTR_feature_groups, 1, &features},
                    {ATTR_batch_groups, 1, &groups}};
    Node *y = x && k ? make(l, OP_conv, (Node *[]){x, k}, 2, attrs, 7) : NULL;
    for (int i = 0; i < rank; i++)
        back[result[i]] = i;
    return one(out, y ? make_as(l, transposed(l, y, back), to) : NULL);
}

/* --- calls --- */

static bool fft_is(Lower *l, const char *kind)
{
    return lower_is(l, "type", kind) || lower_is(l, "fft_type", kind);
}

/* Along the last axes but `first`, the last one first, each made last in turn. */
static Node *fft_axes(Lower *l, OpCode op, Node *x, int first, int count)
{
    for (int i = first; i < count && x; i++) {
        int64_t axes[MAX_RANK];
        int rank = node_type(x)->shape.rank;
        for (int j = 0; j < rank; j++)
            axes[j] = j;
        axes[rank - 1] = rank - 1 - i;
        axes[rank - 1 - i] = rank - 1;
        x = i ? make_transpose(l, make1(l, op, make_transpose(l, x, axes)), axes) : make1(l, op, x);
    }
    return x;
}

/* The half that a real transform leaves out, made from the other: x[n - k] is conj x[k]. */
static Node *whole_spectrum(Lower *l, Node *x, int64_t n)
{
    if (x == NULL)
        return NULL;
    Shape s = node_type(x)->shape;
    int64_t from[MAX_RANK] = {0}, ones[MAX_RANK], axis = s.rank - 1;
    for (int i = 0; i < MAX_RANK; i++)
        ones[i] = 1;
    from[axis] = 1;
    s.dim[axis] = n - s.dim[axis];
    Node *rest = make1(l, OP_conjugate, make_slice(l, x, from, s.dim, ones));
    if (rest == NULL)
        return NULL;
    rest = make(l, OP_reverse, &rest, 1, &(Attr){ATTR_axes, 1, &axis}, 1);
    return rest ? make(l, OP_concatenate, (Node *[]){x, rest}, 2, &(Attr){ATTR_axis, 1, &axis}, 1)
                : NULL;
}

static bool lower_fft(Lower *l, Results *out)
{
    int64_t length[MAX_RANK], zeros[MAX_RANK] = {0}, ones[MAX_RANK];
    int count = lower_any_list(l, l->op->attrs, "length", length);
    if (count < 0)
        count = lower_any_list(l, l->op->attrs, "fft_length", length);
    Node *x = lower_operand(l, 0);
    const Type *to = lower_type(l, 0);
    if (x == NULL || count < 1 || count > node_type(x)->shape.rank)
        return x && one(out, lower_refuse(l, "it has no length"));
    for (int i = 0; i < MAX_RANK; i++)
        ones[i] = 1;
    if (fft_is(l, "FFT") || fft_is(l, "IFFT"))
        return one(out, fft_axes(l, fft_is(l, "FFT") ? OP_fft : OP_ifft, x, 0, count));
    if (fft_is(l, "RFFT")) {
        Node *half = make_slice(l, make1(l, OP_fft, x), zeros, to->shape.dim, ones);
        return one(out, fft_axes(l, OP_fft, half, 1, count));
    }
    x = whole_spectrum(l, fft_axes(l, OP_ifft, x, 1, count), length[count - 1]);
    return one(out, make1(l, OP_real, make1(l, OP_ifft, x)));
}

static bool lower_cholesky(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    if (x && !lower_is(l, "lower", "true"))
        return one(out, lower_refuse(l, "only the lower factor is supported"));
    return one(out, make1(l, OP_cholesky, x));
}

static bool lower_triangular(Lower *l, Results *out)
{
    int64_t lower = lower_is(l, "lower", "true"), left = lower_is(l, "left_side", "true");
    bool is_adjoint = lower_is(l, "transpose_a", "ADJOINT");
    int64_t transform = is_adjoint || lower_is(l, "transpose_a", "TRANSPOSE");
    Node *args[] = {lower_operand(l, 0), lower_operand(l, 1)};
    Attr attrs[] = {
        {ATTR_lower, 1, &lower}, {ATTR_left_side, 1, &left}, {ATTR_transform, 1, &transform}};
    if (args[0] && lower_is(l, "unit_diagonal", "true"))
        args[0] = make_unit_diagonal(l, args[0]);
    if (args[0] && is_adjoint && dtype_is_complex(node_type(args[0])->dtype))
        args[0] = make1(l, OP_conjugate, args[0]);
    return one(out, args[0] && args[1] ? make(l, OP_triangular_solve, args, 2, attrs, 3) : NULL);
}

const LowerRow lower_linear_rows[] = {
    {"dot_general", lower_dot},
    {"convolution", lower_conv},
    {"fft", lower_fft},
    {"cholesky", lower_cholesky},
    {"triangular_solve", lower_triangular},
    {NULL, NULL},
};
