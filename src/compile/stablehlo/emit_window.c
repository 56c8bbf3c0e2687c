/* emit_window.c - reductions of windows, and scans, which are windows of a whole axis. */
#include "compile/stablehlo/emit_reduce.h"

static void print_array(Emit *e, const char *name, const Attr *a)
{
    text_print(e->out, "%s = array<i64", name);
    for (uint32_t i = 0; i < a->count; i++)
        text_print(e->out, i ? ", %lld" : ": %lld", (long long)a->at[i]);
    text_add(e->out, STR(">, "));
}

static void print_window_head(Emit *e, const Node *n, const Val *in, int count)
{
    const Attr *low = node_attr(n, ATTR_low), *high = node_attr(n, ATTR_high);
    text_add(e->out, STR("\"stablehlo.reduce_window\"("));
    emit_names(e, in, count);
    text_add(e->out, STR(") <{"));
    print_array(e, "window_dimensions", node_attr(n, ATTR_window));
    print_array(e, "window_strides", node_attr(n, ATTR_strides));
    print_array(e, "window_dilations", node_attr(n, ATTR_dilations));
    text_add(e->out, low->count ? STR("padding = dense<[") : STR("padding = dense<"));
    for (uint32_t i = 0; i < low->count; i++)
        text_print(e->out, i ? ", [%lld, %lld]" : "[%lld, %lld]", (long long)low->at[i],
                   (long long)high->at[i]);
    text_print(e->out, low->count ? "]> : tensor<%ux2xi64>}> ({\n" : "> : tensor<%ux2xi64>}> ({\n",
               low->count);
}

/* The flat index of the extreme, of equals the last; the operand's size where there is nothing. */
static void emit_window_pick(Emit *e, const Node *n)
{
    Val in[4], out[2], x = emit_value(e, n->args[0]);
    int64_t size = shape_count(&x.shape);
    DType index = emit_index_dtype(n, size);
    bool is_max = n->op == OP_window_argmax;
    Shape scalar = {0}, flat = {.rank = 1, .dim = {size}};
    const Type *t = node_type(n);
    in[0] = x;
    in[1] = emit_reshape(e, emit_iota(e, index, &flat, 0), &x.shape);
    in[2] =
        emit_constant(e, x.dtype, &scalar, is_max ? emit_lowest(x.dtype) : emit_highest(x.dtype));
    in[3] = emit_constant(e, index, &scalar, scalar_s(size));
    emit_define_all(e, (Type[]){{x.dtype, t->shape}, {index, t->shape}}, 2, out);
    print_window_head(e, n, in, 4);
    emit_pick_body(e, &(Pick){is_max ? "GT" : "LT", true, true, size}, in);
    emit_signature(e, in, 4, out, 2);
    emit_bind(e, n, emit_convert(e, out[1], t->dtype));
}

void emit_window(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    Val in[2];
    if (n->op == OP_window_argmax || n->op == OP_window_argmin) {
        emit_window_pick(e, n);
        return;
    }
    if (!emit_folded(e, n, in))
        return;
    Val v = emit_define(e, in[0].dtype, &t->shape);
    print_window_head(e, n, in, 2);
    emit_fold_body(e, n);
    emit_signature(e, in, 2, &v, 1);
    emit_bind(e, n, emit_convert(e, v, t->dtype));
}

/* A window of the whole axis, of which padding leaves the elements that count. */
void emit_scan(Emit *e, const Node *n)
{
    const Shape *s = &node_type(n)->shape;
    int64_t axis = node_int(n, ATTR_axis), size = s->dim[axis], around = size > 0 ? size - 1 : 0;
    int64_t ones[MAX_RANK], window[MAX_RANK], low[MAX_RANK] = {0}, high[MAX_RANK] = {0};
    for (int i = 0; i < s->rank; i++)
        ones[i] = window[i] = 1;
    window[axis] = around + 1;
    *(node_int(n, ATTR_reversed) ? &high[axis] : &low[axis]) = around;
    uint32_t rank = (uint32_t)s->rank;
    Attr attrs[] = {{ATTR_window, rank, window},
                    {ATTR_strides, rank, ones},
                    {ATTR_low, rank, low},
                    {ATTR_high, rank, high},
                    {ATTR_dilations, rank, ones}};
    Node as_window = *n;
    as_window.attrs = attrs;
    as_window.nattrs = 5;
    Combine c;
    emit_combine_of(n, &c);
    Val in[] = {emit_value_as(e, n->args[0], c.dtype),
                emit_constant(e, c.dtype, &(Shape){0}, c.start)};
    Val v = emit_define(e, in[0].dtype, s);
    print_window_head(e, &as_window, in, 2);
    emit_combine_body(e, &c);
    emit_signature(e, in, 2, &v, 1);
    emit_bind(e, n, emit_convert(e, v, node_type(n)->dtype));
}
