/* rules_window.c - the shape rules of windows, convolutions, Fourier transforms and of what
   combines by a region. Error texts are Nx's where Nx can meet the case. */
#include "graph/rules.h"

#include "base/size.h"

/* --- windows --- */

/* How many windows of `extent` fit, `stride` apart, on an axis of n elements that stand `apart`
   with padding on both sides; 0 when none does. False when the sizes are too large. */
static bool count_windows(int64_t n, int64_t apart, int64_t low, int64_t high, int64_t extent,
                          int64_t stride, int64_t *out)
{
    int64_t size = n;
    if (n > 0 && !size_mul_add(n - 1, apart, 1, &size))
        return false;
    if (__builtin_add_overflow(size, low, &size) || __builtin_add_overflow(size, high, &size))
        return false;
    *out = size < extent ? 0 : (size - extent) / stride + 1;
    return true;
}

static bool all_positive(const Attr *a)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->at[i] < 1)
            return false;
    return true;
}

/* "before [1, 0]" */
static bool refuse_list(Cx *cx, const Node *n, const char *before, const Attr *a)
{
    Text list = {0};
    list_print(&list, a->at, a->count);
    fail(cx, n->span, EXC_ArgumentError, "%s%s", before, text_cstr(&list));
    text_free(&list);
    return false;
}

static bool refuse_window(Cx *cx, const Node *n, const Attr *window)
{
    Shape shape = {.rank = (int)window->count};
    Text text = {0};
    int bad = 0;
    for (int i = shape.rank; i-- > 0;)
        if ((shape.dim[i] = window->at[i]) < 1)
            bad = i;
    shape_print(&text, &shape);
    fail(cx, n->span, EXC_ArgumentError,
         "invalid dimension in axis %d found in window_dimensions. Each dimension must be a "
         "positive integer, got %lld in shape %s",
         bad, (long long)window->at[bad], text_cstr(&text));
    text_free(&text);
    return false;
}

static bool refuse_large(Cx *cx, const Node *n)
{
    fail(cx, n->span, EXC_SystemLimitError, "the padded axes of %s are too large",
         op_info[n->op].name);
    return false;
}

static bool check_padding_rank(Cx *cx, const Node *n, uint32_t rank)
{
    if (node_attr(n, ATTR_low)->count == rank && node_attr(n, ATTR_high)->count == rank)
        return true;
    return refuse_text(cx, n,
                       "invalid padding configuration, rank of padding configuration and shape "
                       "must match");
}

static bool check_window(Cx *cx, const Node *n, uint32_t rank)
{
    const Attr *window = node_attr(n, ATTR_window), *strides = node_attr(n, ATTR_strides);
    const Attr *dilations = node_attr(n, ATTR_dilations);
    if (window->count != rank || strides->count != rank) {
        bool is_stride = window->count == rank;
        fail(cx, n->span, EXC_ArgumentError,
             "invalid %s dimensions, rank of shape (%u) does not match rank of %s (%u)",
             is_stride ? "stride" : "window", rank, is_stride ? "stride" : "window",
             is_stride ? strides->count : window->count);
        return false;
    }
    if (dilations->count != rank)
        return refuse_list(cx, n, "expected one dilation for each axis, got ", dilations);
    if (!check_padding_rank(cx, n, rank))
        return false;
    if (!all_positive(window))
        return refuse_window(cx, n, window);
    if (!all_positive(strides))
        return refuse_list(cx, n, "strides must be greater than or equal to 1 got ", strides);
    return all_positive(dilations) ||
           refuse_list(cx, n, "dilation rates must be greater than or equal to 1 got ", dilations);
}

bool window_sum_shape(Cx *cx, const Node *n, Shape *out)
{
    const Shape *from = arg_shape(n, 0);
    if (!check_window(cx, n, (uint32_t)from->rank))
        return false;
    const int64_t *window = node_attr(n, ATTR_window)->at;
    out->rank = from->rank;
    for (int i = 0; i < from->rank; i++) {
        int64_t extent;
        if (!size_mul_add(window[i] - 1, node_attr(n, ATTR_dilations)->at[i], 1, &extent) ||
            !count_windows(from->dim[i], 1, node_attr(n, ATTR_low)->at[i],
                           node_attr(n, ATTR_high)->at[i], extent,
                           node_attr(n, ATTR_strides)->at[i], &out->dim[i]))
            return refuse_large(cx, n);
    }
    return true;
}

bool window_product_shape(Cx *cx, const Node *n, Shape *out)
{
    return window_sum_shape(cx, n, out);
}

bool window_max_shape(Cx *cx, const Node *n, Shape *out)
{
    return window_sum_shape(cx, n, out);
}

bool window_min_shape(Cx *cx, const Node *n, Shape *out)
{
    return window_sum_shape(cx, n, out);
}

bool window_argmax_shape(Cx *cx, const Node *n, Shape *out)
{
    DType t = (DType)node_int(n, ATTR_dtype);
    return dtype_is_integer(t)
               ? window_sum_shape(cx, n, out)
               : refuse_dtype(cx, n->span, "expected an integer type for indices, got ", t, "");
}

bool window_argmin_shape(Cx *cx, const Node *n, Shape *out)
{
    return window_argmax_shape(cx, n, out);
}

/* --- by a region --- */

bool reduce_shape(Cx *cx, const Node *n, Shape *out)
{
    return shape_reduced(cx, n, out);
}

bool window_reduce_shape(Cx *cx, const Node *n, Shape *out)
{
    return window_sum_shape(cx, n, out);
}

bool fold_dtype(Cx *cx, const Node *n, DType *out)
{
    const Graph *region = n->nregions == 1 ? n->regions[0] : NULL;
    bool fits = region && region->results.len == 1 && n->nargs >= FOLD_OPERANDS &&
                region->params.len == (size_t)n->nargs;
    const Type *type = fits ? node_type(region->results.at[0]) : NULL;
    fits = fits && type->shape.rank == 0 && arg_shape(n, 1)->rank == 0;
    for (int i = 0; i < n->nargs && fits; i++)
        fits = type_equal(node_type(region->params.at[i]),
                          i < FOLD_OPERANDS ? type : node_type(n->args[i]));
    if (fits)
        *out = type->dtype;
    else
        fail(cx, n->span, EXC_ArgumentError,
             "%s needs a scalar to start from and a region of two scalars and a result of one type",
             op_info[n->op].name);
    return fits;
}

/* --- convolution --- */

static bool check_conv_attrs(Cx *cx, const Node *n, uint32_t spatial)
{
    const Attr *strides = node_attr(n, ATTR_strides);
    const Attr *input = node_attr(n, ATTR_input_dilations);
    const Attr *kernel = node_attr(n, ATTR_kernel_dilations);
    if (strides->count != spatial)
        return refuse_list(cx, n,
                           "rank of strides much match rank of spatial dimensions got "
                           "strides ",
                           strides);
    if (input->count != spatial || kernel->count != spatial) {
        fail(cx, n->span, EXC_ArgumentError,
             "must specify dilation for each spatial dimension of the %s or specify an integer "
             "dilation factor",
             input->count != spatial ? "input" : "kernel");
        return false;
    }
    if (!check_padding_rank(cx, n, spatial))
        return false;
    if (!all_positive(strides))
        return refuse_list(cx, n, "strides must be greater than or equal to 1 got ", strides);
    if (!all_positive(input))
        return refuse_list(
            cx, n, "input dilation of each dimension must be a positive integer, got ", input);
    return all_positive(kernel) ||
           refuse_list(cx, n, "kernel dilation of each dimension must be a positive integer, got ",
                       kernel);
}

static bool check_conv_groups(Cx *cx, const Node *n)
{
    const Shape *input = arg_shape(n, 0), *kernel = arg_shape(n, 1);
    int64_t features = node_int(n, ATTR_feature_groups), batches = node_int(n, ATTR_batch_groups);
    int64_t channels;
    if (features < 1 || batches < 1 || (features != 1 && batches != 1)) {
        fail(cx, n->span, EXC_ArgumentError,
             "either batch groups or feature groups must be 1, got batch_groups = %lld and "
             "feature_groups = %lld",
             (long long)batches, (long long)features);
        return false;
    }
    if (input->dim[0] % batches != 0) {
        fail(cx, n->span, EXC_ArgumentError,
             "batch groups must evenly divide input batch size got rem(%lld, %lld) != 0",
             (long long)batches, (long long)input->dim[0]);
        return false;
    }
    if (kernel->dim[0] % features != 0 || kernel->dim[0] % batches != 0) {
        bool by_features = kernel->dim[0] % features != 0;
        Text text = {0};
        shape_print(&text, kernel);
        fail(cx, n->span, EXC_ArgumentError,
             "size of kernel output channels must be evenly divisible by %s groups got rem(%lld, "
             "%lld) != 0 for kernel with shape %s",
             by_features ? "feature" : "batch", (long long)kernel->dim[0],
             (long long)(by_features ? features : batches), text_cstr(&text));
        text_free(&text);
        return false;
    }
    if (size_mul(kernel->dim[1], features, &channels) && channels == input->dim[1])
        return true;
    Text text = {0};
    text_print(&text,
               "size of input channels divided by feature groups must match size of kernel "
               "channels, got %lld / %lld != %lld for shapes ",
               (long long)input->dim[1], (long long)features, (long long)kernel->dim[1]);
    refuse_shapes(cx, n->span, text_cstr(&text), input, " and ", kernel, "");
    text_free(&text);
    return false;
}

static bool check_conv_ranks(Cx *cx, const Node *n)
{
    for (int i = 0; i < 2; i++) {
        const Shape *s = arg_shape(n, i);
        if (s->rank >= 2 && s->rank == arg_shape(n, 0)->rank)
            continue;
        Text text = {0};
        shape_print(&text, s);
        if (s->rank < 2)
            fail(cx, n->span, EXC_ArgumentError,
                 "%s shape in conv requires at least rank 3, shape %s has rank %d",
                 i ? "kernel" : "input", text_cstr(&text), s->rank);
        else
            fail(cx, n->span, EXC_ArgumentError,
                 "input and kernel of conv must have the same rank, got %d and %d",
                 arg_shape(n, 0)->rank, s->rank);
        text_free(&text);
        return false;
    }
    return true;
}

bool conv_shape(Cx *cx, const Node *n, Shape *out)
{
    if (!check_conv_ranks(cx, n))
        return false;
    const Shape *input = arg_shape(n, 0), *kernel = arg_shape(n, 1);
    if (!check_conv_attrs(cx, n, (uint32_t)input->rank - 2) || !check_conv_groups(cx, n))
        return false;
    out->rank = input->rank;
    out->dim[0] = input->dim[0] / node_int(n, ATTR_batch_groups);
    out->dim[1] = kernel->dim[0];
    for (int i = 2; i < input->rank; i++) {
        int64_t size = kernel->dim[i], extent = 0;
        if ((size > 0 &&
             !size_mul_add(size - 1, node_attr(n, ATTR_kernel_dilations)->at[i - 2], 1, &extent)) ||
            !count_windows(input->dim[i], node_attr(n, ATTR_input_dilations)->at[i - 2],
                           node_attr(n, ATTR_low)->at[i - 2], node_attr(n, ATTR_high)->at[i - 2],
                           extent, node_attr(n, ATTR_strides)->at[i - 2], &out->dim[i]))
            return refuse_large(cx, n);
        if (size == 0)
            out->dim[i] = 0;
    }
    return true;
}

/* --- Fourier transforms --- */

bool fft_shape(Cx *cx, const Node *n, Shape *out)
{
    *out = *arg_shape(n, 0);
    return out->rank > 0 ||
           refuse_text(cx, n, "expected a tensor with rank > 0, got tensor with rank 0");
}

bool ifft_shape(Cx *cx, const Node *n, Shape *out)
{
    return fft_shape(cx, n, out);
}
