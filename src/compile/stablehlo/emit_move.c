/* emit_move.c - ops that move elements: views, joins, gather, scatter and sort.

   Starts of slices that are constants become a static slice, in its place as the reference clamps
   it; others are clamped by XLA in the same way. */
#include "compile/stablehlo/emit.h"

#include <string.h>

/* " : (t, t) -> t" and the line's end. */
static void print_array(Emit *e, const char *name, const int64_t *at, int count)
{
    text_print(e->out, "%s = array<i64", name);
    for (int i = 0; i < count; i++)
        text_print(e->out, i ? ", %lld" : ": %lld", (long long)at[i]);
    text_char(e->out, '>');
}

/* --- views --- */

Val emit_transposed(Emit *e, Val x, const int64_t *order, const Shape *s)
{
    bool moves = false;
    for (int i = 0; i < s->rank; i++)
        moves |= order[i] != i;
    if (!moves)
        return x;
    Val v = emit_define(e, x.dtype, s);
    text_add(e->out, STR("stablehlo.transpose "));
    emit_name(e, &x);
    text_add(e->out, STR(", dims = "));
    emit_list(e, order, s->rank);
    emit_signature(e, &x, 1, &v, 1);
    return v;
}

static void emit_transpose(Emit *e, const Node *n)
{
    const Attr *axes = node_attr(n, ATTR_axes);
    Val x = emit_either(e, n->args[0]), v = emit_define(e, x.dtype, &node_type(n)->shape);
    text_print(e->out, "stablehlo.%s ", op_info[n->op].stablehlo);
    emit_name(e, &x);
    text_add(e->out, STR(", dims = "));
    emit_list(e, axes->at, (int)axes->count);
    if (n->op == OP_reverse) {
        text_add(e->out, STR(" : "));
        emit_type(e, v.dtype, &v.shape);
        emit_end(e);
    } else {
        emit_signature(e, &x, 1, &v, 1);
    }
    emit_bind(e, n, v);
}

/* --- slices --- */

/* The start of an axis when it is a constant, clamped so that `extent` elements fit into `size`. */
static bool known_start(const Node *start, int64_t extent, int64_t size, int64_t *at)
{
    while (start->op == OP_metadata || start->op == OP_stop_grad || start->op == OP_as_type)
        start = start->args[0];
    if (start->op != OP_constant)
        return false;
    Scalar x = tensor_get(start->tensor, 0);
    if (x.class_ != DCLASS_u && x.class_ != DCLASS_s)
        return false;
    int64_t most = size - extent;
    if (x.class_ == DCLASS_u)
        *at = x.u > (uint64_t)most ? most : (int64_t)x.u;
    else
        *at = x.s < 0 ? 0 : x.s > most ? most : x.s;
    return true;
}

/* The starts `first`.. of n as values of one integer type. */
static void starts_of(Emit *e, const Node *n, int first, Val *out)
{
    DType dtype = DTYPE_s32;
    for (int i = first; i < n->nargs; i++) {
        DType t = node_type(n->args[i])->dtype;
        if (n->args[i]->op != OP_constant && (dtype_info[t].bits > 32 || t == DTYPE_u32))
            dtype = DTYPE_s64;
    }
    for (int i = first; i < n->nargs; i++)
        out[i - first] = emit_value_as(e, n->args[i], dtype);
}

static Val static_slice(Emit *e, Val x, const Shape *s, const int64_t *from, const int64_t *strides)
{
    Val v = emit_define(e, x.dtype, s);
    text_add(e->out, STR("stablehlo.slice "));
    emit_name(e, &x);
    text_add(e->out, STR(" ["));
    for (int i = 0; i < s->rank; i++) {
        int64_t to = s->dim[i] ? from[i] + (s->dim[i] - 1) * strides[i] + 1 : from[i];
        text_print(e->out, i ? ", %lld:%lld" : "%lld:%lld", (long long)from[i], (long long)to);
        if (strides[i] != 1 && s->dim[i] > 1)
            text_print(e->out, ":%lld", (long long)strides[i]);
    }
    text_char(e->out, ']');
    emit_signature(e, &x, 1, &v, 1);
    return v;
}

static Val dynamic_slice(Emit *e, const Node *n, const Shape *extents)
{
    Val in[MAX_RANK + 1];
    in[0] = emit_either(e, n->args[0]);
    starts_of(e, n, 1, in + 1);
    Val v = emit_define(e, in[0].dtype, extents);
    text_add(e->out, STR("stablehlo.dynamic_slice "));
    emit_names(e, in, n->nargs);
    text_add(e->out, STR(", sizes = "));
    emit_list(e, extents->dim, extents->rank);
    emit_signature(e, in, n->nargs, &v, 1);
    return v;
}

static void emit_slice(Emit *e, const Node *n)
{
    const Shape *from = &node_type(n->args[0])->shape, *to = &node_type(n)->shape;
    const int64_t *strides = node_attr(n, ATTR_strides)->at;
    int64_t start[MAX_RANK] = {0};
    Shape extents = *to;
    bool is_known = true, is_strided = false;
    for (int i = 0; i < to->rank; i++) {
        if (to->dim[i] > 0)
            extents.dim[i] = (to->dim[i] - 1) * strides[i] + 1;
        is_known &= known_start(n->args[i + 1], extents.dim[i], from->dim[i], &start[i]);
        is_strided |= strides[i] != 1 && to->dim[i] > 1;
    }
    Val v;
    if (is_known) {
        v = static_slice(e, emit_either(e, n->args[0]), to, start, strides);
    } else {
        memset(start, 0, sizeof start);
        v = dynamic_slice(e, n, &extents);
        if (is_strided)
            v = static_slice(e, v, to, start, strides);
    }
    emit_bind(e, n, v);
}

static void emit_put_slice(Emit *e, const Node *n)
{
    Val in[MAX_RANK + 2];
    const Type *t = node_type(n);
    in[0] = emit_value_as(e, n->args[0], t->dtype);
    in[1] = emit_value_as(e, n->args[1], t->dtype);
    starts_of(e, n, 2, in + 2);
    Val v = emit_define(e, t->dtype, &t->shape);
    text_add(e->out, STR("stablehlo.dynamic_update_slice "));
    emit_names(e, in, n->nargs);
    emit_signature(e, in, n->nargs, &v, 1);
    emit_bind(e, n, v);
}

static void emit_pad(Emit *e, const Node *n)
{
    static const AttrName names[] = {ATTR_low, ATTR_high, ATTR_interior};
    const Type *t = node_type(n);
    Val in[] = {emit_value_as(e, n->args[0], t->dtype), emit_value_as(e, n->args[1], t->dtype)};
    Val v = emit_define(e, t->dtype, &t->shape);
    text_add(e->out, STR("stablehlo.pad "));
    emit_names(e, in, 2);
    for (int i = 0; i < 3; i++) {
        text_print(e->out, ", %s = ", attr_info[names[i]].name);
        emit_list(e, node_attr(n, names[i])->at, t->shape.rank);
    }
    emit_signature(e, in, 2, &v, 1);
    emit_bind(e, n, v);
}

static void emit_concatenate(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    Val *in = mem_alloc((size_t)n->nargs * sizeof *in);
    for (int i = 0; i < n->nargs; i++)
        in[i] = emit_value_as(e, n->args[i], t->dtype);
    Val v = emit_define(e, t->dtype, &t->shape);
    text_add(e->out, STR("stablehlo.concatenate "));
    emit_names(e, in, n->nargs);
    text_print(e->out, ", dim = %lld", (long long)node_int(n, ATTR_axis));
    emit_signature(e, in, n->nargs, &v, 1);
    emit_bind(e, n, v);
    free(in);
}

/* axis -1: the flat index. */
static void emit_count(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    int64_t axis = node_int(n, ATTR_axis);
    if (axis >= 0) {
        emit_bind(e, n, emit_iota(e, t->dtype, &t->shape, axis));
        return;
    }
    Shape flat = {.rank = 1, .dim = {shape_count(&t->shape)}};
    emit_bind(e, n, emit_reshape(e, emit_iota(e, t->dtype, &flat, 0), &t->shape));
}

/* --- by index --- */

/* The axes 0..rank that are (not) among `axes`, and where a first axis stands in front shifted. */
static int other_axes(int rank, const Attr *axes, int64_t *out)
{
    int count = 0;
    for (int i = 0; i < rank; i++) {
        bool found = false;
        for (uint32_t j = 0; j < axes->count; j++)
            found |= axes->at[j] == i;
        if (!found)
            out[count++] = i;
    }
    return count;
}

static void print_axes(Emit *e, const char *name, const int64_t *at, int count)
{
    if (count == 0)
        return;
    text_print(e->out, "%s = ", name);
    emit_list(e, at, count);
    text_add(e->out, STR(", "));
}

static void emit_gather(Emit *e, const Node *n)
{
    const Attr *axes = node_attr(n, ATTR_axes);
    const Type *t = node_type(n);
    if (shape_count(&t->shape) == 0) { /* there may be no element to name a place of */
        emit_bind(e, n, emit_constant(e, t->dtype, &t->shape, scalar_u(0)));
        return;
    }
    int64_t offsets[MAX_RANK], sizes[MAX_RANK];
    const Shape *from = &node_type(n->args[0])->shape;
    int batches = node_type(n->args[1])->shape.rank - 1;
    int others = other_axes(from->rank, axes, offsets);
    for (int i = 0; i < from->rank; i++)
        sizes[i] = 1;
    for (int i = 0; i < others; i++) {
        sizes[offsets[i]] = from->dim[offsets[i]];
        offsets[i] = batches + i;
    }
    if (axes->count == 0) { /* all of the operand for each */
        emit_bind(e, n, emit_broadcast(e, emit_either(e, n->args[0]), &t->shape, offsets));
        return;
    }
    Val in[] = {emit_value(e, n->args[0]), emit_value(e, n->args[1])};
    Val v = emit_define(e, in[0].dtype, &t->shape);
    text_add(e->out, STR("\"stablehlo.gather\"("));
    emit_names(e, in, 2);
    text_add(e->out, STR(") <{dimension_numbers = #stablehlo.gather<"));
    print_axes(e, "offset_dims", offsets, others);
    print_axes(e, "collapsed_slice_dims", axes->at, (int)axes->count);
    print_axes(e, "start_index_map", axes->at, (int)axes->count);
    text_print(e->out, "index_vector_dim = %d>, ", batches);
    print_array(e, "slice_sizes", sizes, in[0].shape.rank);
    text_add(e->out, STR("}>"));
    emit_signature(e, in, 2, &v, 1);
    emit_bind(e, n, v);
}

/* The scatter of in[2] into in[0] at in[1], which names places along `axes`. */
static Val print_scatter(Emit *e, const Node *n, const Val in[3], const int64_t *axes, int count)
{
    int64_t windows[MAX_RANK];
    for (int i = 1; i < in[2].shape.rank; i++)
        windows[i - 1] = i;
    Val v = emit_define(e, in[0].dtype, &in[0].shape);
    text_add(e->out, STR("\"stablehlo.scatter\"("));
    emit_names(e, in, 3);
    text_add(e->out, STR(") <{scatter_dimension_numbers = #stablehlo.scatter<"));
    print_axes(e, "update_window_dims", windows, in[2].shape.rank - 1);
    print_axes(e, "inserted_window_dims", axes, count);
    print_axes(e, "scatter_dims_to_operand_dims", axes, count);
    text_add(e->out, STR("index_vector_dim = 1>}> ({\n"));
    Val scalar = {.dtype = in[0].dtype}, args[2];
    e->indent++;
    emit_block(e, (Val[]){scalar, scalar}, 2, args);
    Val y = n->op == OP_indexed_add ? emit_binary(e, "add", args[0], args[1]) : args[1];
    emit_return(e, &y, 1);
    e->indent--;
    emit_indent(e);
    text_add(e->out, STR("})"));
    emit_signature(e, in, 3, &v, 1);
    return v;
}

/* Where indices name no axis every update is for the whole operand, which XLA does not compute: it
   becomes one row of it. */
static void emit_scatter(Emit *e, const Node *n)
{
    const Attr *axes = node_attr(n, ATTR_axes);
    const Type *t = node_type(n);
    bool is_byte = t->dtype == DTYPE_u8 && axes->count == 0; /* truth becomes bytes last */
    Val in[] = {is_byte ? emit_either(e, n->args[0]) : emit_value_as(e, n->args[0], t->dtype),
                emit_value(e, n->args[1]), emit_value_as(e, n->args[2], t->dtype)};
    if (axes->count > 0) {
        emit_bind(e, n, print_scatter(e, n, in, axes->at, (int)axes->count));
        return;
    }
    Shape row = {t->shape.rank + 1, {1}}, places = {2, {in[1].shape.dim[0], 1}};
    for (int i = 0; i < t->shape.rank; i++)
        row.dim[i + 1] = t->shape.dim[i];
    in[0] = emit_convert(e, emit_reshape(e, in[0], &row), t->dtype);
    in[1] = emit_constant(e, in[1].dtype, &places, scalar_u(0));
    Val v = print_scatter(e, n, in, (int64_t[]){0}, 1);
    emit_bind(e, n, emit_reshape(e, v, &t->shape));
}

/* --- sort --- */

/* Whether x stands before y: NaN is above everything, and first when descending. */
static Val before(Emit *e, Val x, Val y, bool descending)
{
    Val less = emit_compare(e, descending ? "GT" : "LT", x, y);
    if (!hlo_is_float(x.dtype))
        return less;
    Val low = descending ? y : x, high = descending ? x : y;
    Val nan = emit_is_nan(e, high), number = emit_compare(e, "EQ", low, low);
    return emit_binary(e, "or", less, emit_binary(e, "and", nan, number));
}

/* Sorts by the first operand, stably. */
static void print_sort(Emit *e, const Node *n, const Val *in, int count, Val *out)
{
    Val *types = mem_alloc(4 * (size_t)count * sizeof *types), *args = types + 2 * count;
    Type *results = mem_alloc((size_t)count * sizeof *results);
    for (int i = 0; i < count; i++) {
        results[i] = (Type){in[i].dtype, in[i].shape};
        types[2 * i] = types[2 * i + 1] = (Val){.dtype = in[i].dtype};
    }
    emit_define_all(e, results, count, out);
    text_add(e->out, STR("\"stablehlo.sort\"("));
    emit_names(e, in, count);
    text_print(e->out, ") <{dimension = %lld : i64, is_stable = true}> ({\n",
               (long long)node_int(n, ATTR_axis));
    e->indent++;
    emit_block(e, types, 2 * count, args);
    Val y = before(e, args[0], args[1], node_int(n, ATTR_descending));
    emit_return(e, &y, 1);
    e->indent--;
    emit_indent(e);
    text_add(e->out, STR("}) : "));
    emit_types(e, in, count);
    text_add(e->out, STR(" -> "));
    if (count == 1)
        emit_type(e, out->dtype, &out->shape);
    else
        emit_types(e, out, count);
    emit_end(e);
    free(types);
    free(results);
}

static void emit_argsort(Emit *e, const Node *n)
{
    Val in[2], out[2];
    DType to = node_type(n)->dtype;
    in[0] = emit_value_as(e, n->args[0], emit_whole_bytes(node_type(n->args[0])->dtype));
    in[1] = emit_iota(e, dtype_info[to].bits < 32 ? DTYPE_s32 : to, &in[0].shape,
                      node_int(n, ATTR_axis));
    print_sort(e, n, in, 2, out);
    emit_bind(e, n, emit_convert(e, out[1], to));
}

void emit_sort(Emit *e, const Node *n)
{
    if (n->op == OP_argsort) {
        emit_argsort(e, n);
        return;
    }
    Val *in = mem_alloc(2 * (size_t)n->nargs * sizeof *in), *out = in + n->nargs;
    for (int i = 0; i < n->nargs; i++)
        in[i] = emit_value_as(e, n->args[i], emit_whole_bytes(n->types[i].dtype));
    print_sort(e, n, in, n->nargs, out);
    for (int i = 0; i < n->nargs; i++)
        emit_bind_part(e, n, i, emit_convert(e, out[i], n->types[i].dtype));
    free(in);
}

/* --- the op --- */

typedef void Move(Emit *e, const Node *n);

static void emit_as_reshape(Emit *e, const Node *n)
{
    emit_bind(e, n, emit_reshape(e, emit_either(e, n->args[0]), &node_type(n)->shape));
}

static void emit_as_broadcast(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    Val x = emit_either(e, n->args[0]);
    emit_bind(e, n, emit_broadcast(e, x, &t->shape, node_attr(n, ATTR_axes)->at));
}

static Move *const moves[OP_count] = {
    [OP_iota] = emit_count,
    [OP_reshape] = emit_as_reshape,
    [OP_broadcast] = emit_as_broadcast,
    [OP_transpose] = emit_transpose,
    [OP_reverse] = emit_transpose,
    [OP_slice] = emit_slice,
    [OP_pad] = emit_pad,
    [OP_concatenate] = emit_concatenate,
    [OP_put_slice] = emit_put_slice,
    [OP_gather] = emit_gather,
    [OP_indexed_add] = emit_scatter,
    [OP_indexed_put] = emit_scatter,
};

void emit_move(Emit *e, const Node *n)
{
    if (moves[n->op])
        moves[n->op](e, n);
    else
        fail(e->cx, n->span, EXC_ArgumentError, "%s has no form in StableHLO", op_info[n->op].name);
}
