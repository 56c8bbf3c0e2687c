/* emit_reduce.c - reductions over axes, and what all reductions are made of.

   A reduction combines by one operation, by a comparison of pairs of an element and its index
   (argmax, argmin: the body is right for any order in which XLA combines), or by the node's own
   region. Small floats are summed in f32 and rounded once. */
#include "compile/stablehlo/emit_reduce.h"

#include <math.h>

/* --- what it starts from --- */

Scalar emit_lowest(DType dtype)
{
    bool is_infinite = hlo_is_float(dtype) && dtype != DTYPE_f8_e4m3fn;
    return is_infinite ? scalar_f(-INFINITY) : dtype_min_finite(dtype);
}

Scalar emit_highest(DType dtype)
{
    bool is_infinite = hlo_is_float(dtype) && dtype != DTYPE_f8_e4m3fn;
    return is_infinite ? scalar_f(INFINITY) : dtype_max_finite(dtype);
}

static DType wide(DType dtype)
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
    DType dtype = node_type(y)->dtype;
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
    dtype_store(dtype, same.bytes, 0, out->start);
    dtype_store(dtype, from.bytes, 0, tensor_get(start->tensor, 0));
    return same.words[0] == from.words[0] && same.words[1] == from.words[1];
}

bool emit_combine_of(const Node *n, Combine *out)
{
    DType from = node_type(n->args[0])->dtype, to = node_type(n)->dtype;
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

void emit_combine_body(Emit *e, const Combine *c)
{
    Val scalar = {.dtype = c->dtype}, args[2];
    e->indent++;
    emit_block(e, (Val[]){scalar, scalar}, 2, args);
    Val y = emit_binary(e, c->op, args[0], args[1]);
    close_body(e, &y, 1);
}

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

void emit_fold_body(Emit *e, const Node *n)
{
    Combine c;
    if (emit_combine_of(n, &c))
        emit_combine_body(e, &c);
    else
        print_region_body(e, n);
}

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

void emit_pick_body(Emit *e, const Pick *p, const Val *in)
{
    Val element = {.dtype = in[0].dtype}, index = {.dtype = in[1].dtype}, args[4];
    e->indent++;
    emit_block(e, (Val[]){element, index, element, index}, 4, args);
    Val yes = picks(e, p, args, args + 2);
    Val y[2] = {emit_select(e, yes, args[2], args[0]), emit_select(e, yes, args[3], args[1])};
    close_body(e, y, 2);
}

DType emit_index_dtype(const Node *n, int64_t most)
{
    DType to = node_type(n)->dtype;
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
    DType index = emit_index_dtype(n, x.shape.dim[axis]);
    bool is_max = n->op == OP_argmax;
    Shape scalar = {0}, to = reduced(&x.shape, &axes);
    in[0] = x;
    in[1] = emit_iota(e, index, &x.shape, axis);
    in[2] =
        emit_constant(e, x.dtype, &scalar, is_max ? emit_lowest(x.dtype) : emit_highest(x.dtype));
    in[3] = emit_constant(e, index, &scalar, scalar_u(0));
    emit_define_all(e, (Type[]){{x.dtype, to}, {index, to}}, 2, out);
    print_reduce_head(e, in, 4, &axes);
    emit_pick_body(e, &(Pick){is_max ? "GT" : "LT", node_int(n, ATTR_last), false, -1}, in);
    emit_signature(e, in, 4, out, 2);
    const Type *t = node_type(n);
    emit_bind(e, n, emit_reshape(e, emit_convert(e, out[1], t->dtype), &t->shape));
}

static bool has_call(const Graph *g)
{
    bool found = false;
    for (size_t i = 0; i < g->nodes.len && !found; i++) {
        const Node *n = g->nodes.at[i];
        found = op_info[n->op].class_ == CLASS_CALL;
        for (int r = 0; r < n->nregions && !found; r++)
            found = has_call(n->regions[r]);
    }
    return found;
}

bool emit_has_fold(const Node *n)
{
    Combine c;
    if (emit_combine_of(n, &c))
        return true;
    const Graph *g = n->regions[0];
    for (size_t i = 0; i < g->captures.len; i++)
        if (g->captures.at[i]->op != OP_constant)
            return false;
    return !has_call(g);
}

bool emit_folded(Emit *e, const Node *n, Val in[2])
{
    Combine c;
    if (emit_combine_of(n, &c)) {
        in[0] = emit_value_as(e, n->args[0], c.dtype);
        in[1] = emit_constant(e, c.dtype, &(Shape){0}, c.start);
        return true;
    }
    if (emit_is_for_xla(e) && !emit_has_fold(n)) {
        emit_host_call(e, n);
        return false;
    }
    in[0] = emit_value(e, n->args[0]);
    in[1] = emit_value(e, n->args[1]);
    return true;
}

void emit_reduce(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    const Attr *axes = node_attr(n, ATTR_axes);
    Val in[2];
    if (n->op == OP_argmax || n->op == OP_argmin) {
        emit_pick(e, n);
        return;
    }
    if (!emit_folded(e, n, in))
        return;
    Shape to = reduced(&in[0].shape, axes);
    Val v = emit_define(e, in[0].dtype, &to);
    print_reduce_head(e, in, 2, axes);
    emit_fold_body(e, n);
    emit_signature(e, in, 2, &v, 1);
    v = emit_reshape(e, v, &t->shape);
    emit_bind(e, n, v.dtype == HLO_i1 ? v : emit_convert(e, v, t->dtype));
}
