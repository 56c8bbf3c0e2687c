/* emit_reduce.c - reductions over axes and windows, dot and conv.

   A reduction combines by one operation, by a comparison of pairs of an element and its index
   (argmax, argmin: the body is right for any order in which XLA combines), or by the node's own
   region. Small floats are summed in f32 and rounded once. */
#include "compile/stablehlo/emit.h"

#include <math.h>

static void print_signature(Emit *e, const Val *in, int count, const Val *out, int results)
{
    text_add(e->out, STR(" : "));
    emit_types(e, in, count);
    text_add(e->out, STR(" -> "));
    if (results == 1)
        emit_type(e, out->dtype, &out->shape);
    else
        emit_types(e, out, results);
    emit_end(e);
}

/* --- what it starts from --- */

Scalar emit_lowest(int dtype)
{
    bool is_infinite = hlo_is_float(dtype) && dtype != DTYPE_f8_e4m3fn;
    return is_infinite ? scalar_f(-INFINITY) : dtype_min_finite((DType)dtype);
}

Scalar emit_highest(int dtype)
{
    bool is_infinite = hlo_is_float(dtype) && dtype != DTYPE_f8_e4m3fn;
    return is_infinite ? scalar_f(INFINITY) : dtype_max_finite((DType)dtype);
}

/* How a reduction by one operation goes: in which dtype, by what, from where. */
typedef struct Combine {
    int dtype;
    const char *op;
    Scalar start;
} Combine;

static int wide(int dtype)
{
    return hlo_is_float(dtype) && dtype_info[dtype].bits < 32 ? DTYPE_f32 : dtype;
}

/* Whether the region is an operation on what came before and the element, and it starts from what
   changes nothing: then it is a reduction by that operation. */
static bool region_combine(const Node *n, Combine *out)
{
    const Graph *g = n->regions[0];
    const Node *y = g->results.at[0], *start = n->args[1];
    if (g->captures.len || y->nargs != 2 || y->args[0] != g->params.at[1] ||
        y->args[1] != g->params.at[0] || start->op != OP_constant)
        return false;
    int dtype = node_type(y)->dtype;
    switch ((int)y->op) {
    case OP_add:
        *out = (Combine){wide(dtype), "add", scalar_u(0)};
        break;
    case OP_multiply:
        *out = (Combine){wide(dtype), "multiply", scalar_u(1)};
        break;
    case OP_max:
        *out = (Combine){dtype, "maximum", emit_lowest(dtype)};
        break;
    case OP_min:
        *out = (Combine){dtype, "minimum", emit_highest(dtype)};
        break;
    default:
        return false;
    }
    union {
        uint64_t words[2];
        char bytes[16];
    } same = {{0}}, from = {{0}};
    dtype_store((DType)dtype, same.bytes, 0, out->start);
    dtype_store((DType)dtype, from.bytes, 0, tensor_get(start->tensor, 0));
    return same.words[0] == from.words[0] && same.words[1] == from.words[1];
}

static bool combine_of(const Node *n, Combine *out)
{
    int from = node_type(n->args[0])->dtype, to = node_type(n)->dtype;
    switch ((int)n->op) {
    case OP_reduce:
    case OP_window_reduce:
        return region_combine(n, out);
    case OP_sum:
    case OP_window_sum:
    case OP_cumulative_sum:
        *out = (Combine){wide(to), "add", scalar_u(0)};
        return true;
    case OP_product:
    case OP_window_product:
    case OP_cumulative_product:
        *out = (Combine){wide(to), "multiply", scalar_u(1)};
        return true;
    case OP_reduce_max:
    case OP_window_max:
    case OP_cumulative_max:
        *out = (Combine){from, "maximum", emit_lowest(from)};
        return true;
    case OP_reduce_min:
    case OP_window_min:
    case OP_cumulative_min:
        *out = (Combine){from, "minimum", emit_highest(from)};
        return true;
    case OP_all:
        *out = (Combine){HLO_i1, "and", scalar_u(1)};
        return true;
    case OP_any:
        *out = (Combine){HLO_i1, "or", scalar_u(0)};
        return true;
    default: /* of an open set: by a region or by pairs */
        return false;
    }
}

/* --- bodies --- */

static void close_body(Emit *e, const Val *y, int count)
{
    emit_return(e, y, count);
    e->indent--;
    emit_indent(e);
    text_add(e->out, STR("})"));
}

static void print_combine_body(Emit *e, const Combine *c)
{
    Val scalar = {.dtype = c->dtype}, args[2];
    e->indent++;
    emit_block(e, (Val[]){scalar, scalar}, 2, args);
    Val y = emit_binary(e, c->op, args[0], args[1]);
    close_body(e, &y, 1);
}

/* The node's region, whose first parameter is the element. */
static void print_region_body(Emit *e, const Node *n)
{
    const Graph *g = n->regions[0];
    Val scalar = {.dtype = node_type(n)->dtype}, args[2];
    size_t mark = emit_enter(e);
    e->indent++;
    emit_block(e, (Val[]){scalar, scalar}, 2, args);
    emit_bind(e, g->params.at[0], args[1]);
    emit_bind(e, g->params.at[1], args[0]);
    emit_nodes(e, g);
    Val y = failed(e->cx) ? scalar : emit_value(e, g->results.at[0]);
    close_body(e, &y, 1);
    emit_leave(e, mark);
}

/* What argmax and argmin compare by. */
typedef struct Pick {
    const char *better; /* GT or LT */
    bool last;          /* of equal elements */
    bool last_nan;
    int64_t none; /* the index that stands for no element; -1: there is always one */
} Pick;

/* acc and x are an element and its index; whether x takes acc's place. */
static Val picks(Emit *e, const Pick *p, const Val *acc, const Val *x)
{
    Val better = emit_compare(e, p->better, x[0], acc[0]);
    Val same = emit_compare(e, "EQ", x[0], acc[0]);
    Val later = emit_compare(e, p->last ? "GT" : "LT", x[1], acc[1]);
    Val yes = emit_binary(e, "or", better, emit_binary(e, "and", same, later));
    if (hlo_is_float(x[0].dtype)) {
        Val nan = emit_is_nan(e, x[0]), number = emit_compare(e, "EQ", acc[0], acc[0]);
        if (p->last_nan != p->last)
            later = emit_compare(e, p->last_nan ? "GT" : "LT", x[1], acc[1]);
        Val first = emit_binary(e, "or", number, later);
        yes = emit_binary(e, "or", yes, emit_binary(e, "and", nan, first));
    }
    if (p->none < 0)
        return yes;
    Val none = emit_constant(e, x[1].dtype, &x[1].shape, scalar_s(p->none));
    Val empty = emit_compare(e, "EQ", acc[1], none);
    none = emit_constant(e, x[1].dtype, &x[1].shape, scalar_s(p->none));
    Val full = emit_compare(e, "NE", x[1], none);
    return emit_binary(e, "and", full, emit_binary(e, "or", empty, yes));
}

static void print_pick_body(Emit *e, const Pick *p, const Val *in)
{
    Val element = {.dtype = in[0].dtype}, index = {.dtype = in[1].dtype}, args[4];
    e->indent++;
    emit_block(e, (Val[]){element, index, element, index}, 4, args);
    Val yes = picks(e, p, args, args + 2);
    Val y[2] = {emit_select(e, yes, args[2], args[0]), emit_select(e, yes, args[3], args[1])};
    close_body(e, y, 2);
}

static int index_dtype(const Node *n, int64_t most)
{
    int to = node_type(n)->dtype;
    return dtype_info[to].bits >= 32 ? to : most > INT32_MAX ? DTYPE_s64 : DTYPE_s32;
}

/* --- over axes --- */

static Shape reduced(const Shape *s, const Attr *axes)
{
    Shape out = {0};
    for (int i = 0; i < s->rank; i++) {
        bool gone = false;
        for (uint32_t j = 0; j < axes->count; j++)
            gone |= axes->at[j] == i;
        if (!gone)
            out.dim[out.rank++] = s->dim[i];
    }
    return out;
}

static void print_reduce_head(Emit *e, const Val *in, int count, const Attr *axes)
{
    text_add(e->out, STR("\"stablehlo.reduce\"("));
    emit_names(e, in, count);
    text_add(e->out, STR(") <{dimensions = array<i64"));
    for (uint32_t i = 0; i < axes->count; i++)
        text_print(e->out, i ? ", %lld" : ": %lld", (long long)axes->at[i]);
    text_add(e->out, STR(">}> ({\n"));
}

static Val as_number(Emit *e, Val x)
{
    return x.dtype == HLO_i1 ? emit_convert(e, x, DTYPE_u8) : x;
}

/* x for a reduction of one axis, its last or `axis`: several axes are moved to the end and become
   one; axes of size 1 go, since XLA may lay out operands that differ in nothing else differently,
   and then refuses them. */
static Val pick_operand(Emit *e, Val x, const Attr *axes, int64_t *axis)
{
    Shape plain = {.rank = 0}, moved = {.rank = 0};
    int64_t order[MAX_RANK], reduced = 1;
    x = emit_convert(e, x, emit_whole_bytes(x.dtype));
    for (int i = 0; i < x.shape.rank; i++) {
        bool is_reduced = false;
        for (uint32_t j = 0; j < axes->count; j++)
            is_reduced |= axes->at[j] == i;
        if (is_reduced && axes->count == 1)
            *axis = plain.rank;
        if (is_reduced)
            reduced *= x.shape.dim[i];
        if ((is_reduced && axes->count == 1) || (!is_reduced && x.shape.dim[i] != 1))
            plain.dim[plain.rank++] = x.shape.dim[i];
        if (!is_reduced)
            order[moved.rank++] = i;
    }
    if (axes->count == 1)
        return as_number(e, emit_reshape(e, x, &plain));
    *axis = plain.rank;
    plain.dim[plain.rank++] = reduced;
    for (uint32_t j = 0; j < axes->count; j++)
        order[moved.rank++] = axes->at[j];
    for (int i = 0; i < moved.rank; i++)
        moved.dim[i] = x.shape.dim[order[i]];
    return as_number(e, emit_reshape(e, emit_transposed(e, x, order, &moved), &plain));
}

static void emit_pick(Emit *e, const Node *n)
{
    int64_t axis = 0;
    Attr axes = {ATTR_axes, 1, &axis};
    Val in[4], out[2], x = emit_either(e, n->args[0]);
    x = pick_operand(e, x, node_attr(n, ATTR_axes), &axis);
    int index = index_dtype(n, x.shape.dim[axis]);
    bool is_max = n->op == OP_argmax;
    Shape scalar = {0}, to = reduced(&x.shape, &axes);
    in[0] = x;
    in[1] = emit_iota(e, index, &x.shape, axis);
    in[2] =
        emit_constant(e, x.dtype, &scalar, is_max ? emit_lowest(x.dtype) : emit_highest(x.dtype));
    in[3] = emit_constant(e, index, &scalar, scalar_u(0));
    emit_define_all(e, (Type[]){{(DType)x.dtype, to}, {(DType)index, to}}, 2, out);
    print_reduce_head(e, in, 4, &axes);
    print_pick_body(e, &(Pick){is_max ? "GT" : "LT", node_int(n, ATTR_last), false, -1}, in);
    print_signature(e, in, 4, out, 2);
    const Type *t = node_type(n);
    emit_bind(e, n, emit_reshape(e, emit_convert(e, out[1], t->dtype), &t->shape));
}

/* A region whose captured values XLA would have to carry along is left to the host. */
static bool is_for_host(const Emit *e, const Node *n)
{
    for (size_t i = 0; emit_is_for_xla(e) && i < n->regions[0]->captures.len; i++)
        if (n->regions[0]->captures.at[i]->op != OP_constant)
            return true;
    return false;
}

/* What is combined, and what it starts from: by an operation (c) or by the node's region (NULL). */
static void emit_folded(Emit *e, const Node *n, const Combine *c, Val in[2])
{
    in[0] = c ? emit_value_as(e, n->args[0], c->dtype) : emit_value(e, n->args[0]);
    in[1] = c ? emit_constant(e, c->dtype, &(Shape){0}, c->start) : emit_value(e, n->args[1]);
}

void emit_reduce(Emit *e, const Node *n)
{
    Combine c;
    const Type *t = node_type(n);
    const Attr *axes = node_attr(n, ATTR_axes);
    Val in[2];
    if (n->op == OP_argmax || n->op == OP_argmin) {
        emit_pick(e, n);
        return;
    }
    bool by_op = combine_of(n, &c);
    if (!by_op && is_for_host(e, n)) {
        emit_host_call(e, n);
        return;
    }
    emit_folded(e, n, by_op ? &c : NULL, in);
    Shape to = reduced(&in[0].shape, axes);
    Val v = emit_define(e, in[0].dtype, &to);
    print_reduce_head(e, in, 2, axes);
    if (by_op)
        print_combine_body(e, &c);
    else
        print_region_body(e, n);
    print_signature(e, in, 2, &v, 1);
    v = emit_reshape(e, v, &t->shape);
    emit_bind(e, n, v.dtype == HLO_i1 ? v : emit_convert(e, v, t->dtype));
}

/* --- windows --- */

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
    int index = index_dtype(n, size);
    bool is_max = n->op == OP_window_argmax;
    Shape scalar = {0}, flat = {.rank = 1, .dim = {size}};
    const Type *t = node_type(n);
    in[0] = x;
    in[1] = emit_reshape(e, emit_iota(e, index, &flat, 0), &x.shape);
    in[2] =
        emit_constant(e, x.dtype, &scalar, is_max ? emit_lowest(x.dtype) : emit_highest(x.dtype));
    in[3] = emit_constant(e, index, &scalar, scalar_s(size));
    emit_define_all(e, (Type[]){{(DType)x.dtype, t->shape}, {(DType)index, t->shape}}, 2, out);
    print_window_head(e, n, in, 4);
    print_pick_body(e, &(Pick){is_max ? "GT" : "LT", true, true, size}, in);
    print_signature(e, in, 4, out, 2);
    emit_bind(e, n, emit_convert(e, out[1], t->dtype));
}

void emit_window(Emit *e, const Node *n)
{
    Combine c;
    const Type *t = node_type(n);
    Val in[2];
    if (n->op == OP_window_argmax || n->op == OP_window_argmin) {
        emit_window_pick(e, n);
        return;
    }
    bool by_op = combine_of(n, &c);
    if (!by_op && is_for_host(e, n)) {
        emit_host_call(e, n);
        return;
    }
    emit_folded(e, n, by_op ? &c : NULL, in);
    Val v = emit_define(e, in[0].dtype, &t->shape);
    print_window_head(e, n, in, 2);
    if (by_op)
        print_combine_body(e, &c);
    else
        print_region_body(e, n);
    print_signature(e, in, 2, &v, 1);
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
    combine_of(n, &c);
    Val in[] = {emit_value_as(e, n->args[0], c.dtype),
                emit_constant(e, c.dtype, &(Shape){0}, c.start)};
    Val v = emit_define(e, in[0].dtype, s);
    print_window_head(e, &as_window, in, 2);
    print_combine_body(e, &c);
    print_signature(e, in, 2, &v, 1);
    emit_bind(e, n, emit_convert(e, v, node_type(n)->dtype));
}

/* --- dot and conv --- */

static void emit_dot(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    const Attr *ca = node_attr(n, ATTR_contract_a), *cb = node_attr(n, ATTR_contract_b);
    const Attr *ba = node_attr(n, ATTR_batch_a), *bb = node_attr(n, ATTR_batch_b);
    int by = emit_whole_bytes(t->dtype);
    Val in[] = {emit_value_as(e, n->args[0], by), emit_value_as(e, n->args[1], by)};
    Val v = emit_define(e, by, &t->shape);
    text_add(e->out, STR("stablehlo.dot_general "));
    emit_names(e, in, 2);
    if (ba->count) {
        text_add(e->out, STR(", batching_dims = "));
        emit_list(e, ba->at, (int)ba->count);
        text_add(e->out, STR(" x "));
        emit_list(e, bb->at, (int)bb->count);
    }
    text_add(e->out, STR(", contracting_dims = "));
    emit_list(e, ca->at, (int)ca->count);
    text_add(e->out, STR(" x "));
    emit_list(e, cb->at, (int)cb->count);
    print_signature(e, in, 2, &v, 1);
    emit_bind(e, n, emit_convert(e, v, t->dtype));
}

/* "[b, f, 0, 1]" */
static void print_dims(Emit *e, const char *first, const char *second, int spatial)
{
    text_print(e->out, "[%s, %s", first, second);
    for (int i = 0; i < spatial; i++)
        text_print(e->out, ", %d", i);
    text_char(e->out, ']');
}

static void print_conv_window(Emit *e, const Node *n, int spatial)
{
    static const struct {
        const char *text;
        AttrName name;
    } lists[] = {{"stride = ", ATTR_strides},
                 {", lhs_dilate = ", ATTR_input_dilations},
                 {", rhs_dilate = ", ATTR_kernel_dilations}};
    const int64_t *low = node_attr(n, ATTR_low)->at, *high = node_attr(n, ATTR_high)->at;
    text_add(e->out, STR(", window = {"));
    for (int i = 0; i < 3; i++) {
        text_print(e->out, "%s", lists[i].text);
        emit_list(e, node_attr(n, lists[i].name)->at, spatial);
        if (i > 0)
            continue;
        text_add(e->out, STR(", pad = ["));
        for (int j = 0; j < spatial; j++)
            text_print(e->out, j ? ", [%lld, %lld]" : "[%lld, %lld]", (long long)low[j],
                       (long long)high[j]);
        text_char(e->out, ']');
    }
    text_char(e->out, '}');
}

static void emit_conv(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    int spatial = t->shape.rank - 2;
    int by = emit_whole_bytes(t->dtype);
    if (shape_count(&node_type(n->args[1])->shape) == 0) { /* nothing is added up */
        emit_bind(e, n, emit_constant(e, t->dtype, &t->shape, scalar_u(0)));
        return;
    }
    Val in[] = {emit_value_as(e, n->args[0], by), emit_value_as(e, n->args[1], by)};
    Val v = emit_define(e, by, &t->shape);
    text_add(e->out, STR("stablehlo.convolution("));
    emit_names(e, in, 2);
    text_add(e->out, STR(") dim_numbers = "));
    print_dims(e, "b", "f", spatial);
    text_char(e->out, 'x');
    print_dims(e, "o", "i", spatial);
    text_add(e->out, STR("->"));
    print_dims(e, "b", "f", spatial);
    print_conv_window(e, n, spatial);
    text_print(e->out, " {batch_group_count = %lld : i64, feature_group_count = %lld : i64}",
               (long long)node_int(n, ATTR_batch_groups),
               (long long)node_int(n, ATTR_feature_groups));
    print_signature(e, in, 2, &v, 1);
    emit_bind(e, n, emit_convert(e, v, t->dtype));
}

void emit_contract(Emit *e, const Node *n)
{
    if (n->op == OP_dot)
        emit_dot(e, n);
    else
        emit_conv(e, n);
}
