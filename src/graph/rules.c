/* rules.c - the rules of single ops: dtypes, elementwise and view shapes. Slices, indices and dot
   are in rules_index.c. Error texts are Nx's where Nx can meet the case. */
#include "graph/rules.h"

#include "base/size.h"

#include <string.h>

/* clang-format off */
#define SHAPE_ROW(name) [OP_##name] = name##_shape,
#define DTYPE_ROW(name) [OP_##name] = name##_dtype,
#define TYPES_ROW(name) [OP_##name] = name##_types,

ShapeFn *const own_shape[OP_count] = {
#define OP(name, arity, class, attributes, dtype, shape, grad, hlo) ONLY_##shape(name, SHAPE_ROW)
#include "graph/op.def"
#undef OP
};

DTypeFn *const own_dtype[OP_count] = {
#define OP(name, arity, class, attributes, dtype, shape, grad, hlo) ONLY_##dtype(name, DTYPE_ROW)
#include "graph/op.def"
#undef OP
};

TypesFn *const own_types[OP_count] = {
#define OP(name, arity, class, attributes, dtype, shape, grad, hlo) TUPLE_##shape(name, TYPES_ROW)
#include "graph/op.def"
#undef OP
};
/* clang-format on */

/* --- refusing --- */

bool refuse_text(Cx *cx, const Node *n, const char *text)
{
    fail(cx, n->span, EXC_ArgumentError, "%s", text);
    return false;
}

bool refuse_axis(Cx *cx, Span span, int64_t axis, int rank)
{
    fail(cx, span, EXC_ArgumentError, "given axis (%lld) invalid for shape with rank %d",
         (long long)axis, rank);
    return false;
}

bool check_axis(Cx *cx, Span span, int64_t axis, int rank)
{
    return (axis >= 0 && axis < rank) || refuse_axis(cx, span, axis, rank);
}

bool refuse_shapes(Cx *cx, Span span, const char *before, const Shape *a, const char *middle,
                   const Shape *b, const char *after)
{
    Text first = {0}, second = {0};
    shape_print(&first, a);
    shape_print(&second, b);
    fail(cx, span, EXC_ArgumentError, "%s%s%s%s%s", before, text_cstr(&first), middle,
         text_cstr(&second), after);
    text_free(&first);
    text_free(&second);
    return false;
}

void list_print(Text *out, const int64_t *at, uint32_t count)
{
    text_char(out, '[');
    for (uint32_t i = 0; i < count; i++)
        text_print(out, i ? ", %lld" : "%lld", (long long)at[i]);
    text_char(out, ']');
}

/* --- dtypes --- */

bool bitcast_dtype(Cx *cx, const Node *n, DType *out)
{
    DType from = arg_dtype(n, 0);
    *out = (DType)node_int(n, ATTR_dtype);
    if (dtype_info[from].bits == dtype_info[*out].bits)
        return true;
    Text to = {0};
    text_add(&to, STR(" and output type "));
    dtype_print_kind(&to, *out);
    refuse_dtype(cx, n->span, "input type width must match new type width, got input type ", from,
                 text_cstr(&to));
    text_free(&to);
    return false;
}

bool complex_dtype(Cx *cx, const Node *n, DType *out)
{
    (void)cx;
    *out = dtype_to_complex(dtype_merge(arg_dtype(n, 0), arg_dtype(n, 1)));
    return true;
}

bool select_dtype(Cx *cx, const Node *n, DType *out)
{
    (void)cx;
    *out = dtype_merge(arg_dtype(n, 1), arg_dtype(n, 2));
    return true;
}

static bool merge_first_two(const Node *n, DType *out)
{
    *out = dtype_merge(arg_dtype(n, 0), arg_dtype(n, 1));
    return true;
}

bool pad_dtype(Cx *cx, const Node *n, DType *out)
{
    (void)cx;
    return merge_first_two(n, out);
}

bool put_slice_dtype(Cx *cx, const Node *n, DType *out)
{
    if (n->nargs < 2)
        return refuse_text(cx, n, "put_slice needs a tensor and a slice");
    return merge_first_two(n, out);
}

bool indexed_add_dtype(Cx *cx, const Node *n, DType *out)
{
    (void)cx;
    *out = dtype_merge(arg_dtype(n, 0), arg_dtype(n, 2));
    return true;
}

bool indexed_put_dtype(Cx *cx, const Node *n, DType *out)
{
    return indexed_add_dtype(cx, n, out);
}

/* The type that an elem node reads, or NULL after an error. */
static const Type *element(Cx *cx, const Node *n)
{
    int64_t index = node_int(n, ATTR_index);
    if (index >= 0 && index < n->args[0]->ntypes)
        return &n->args[0]->types[index];
    fail(cx, n->span, EXC_ArgumentError, "index %lld is out of bounds for a tuple of %d elements",
         (long long)index, n->args[0]->ntypes);
    return NULL;
}

bool elem_dtype(Cx *cx, const Node *n, DType *out)
{
    const Type *t = element(cx, n);
    if (t)
        *out = t->dtype;
    return t != NULL;
}

bool elem_shape(Cx *cx, const Node *n, Shape *out)
{
    const Type *t = element(cx, n);
    if (t)
        *out = t->shape;
    return t != NULL;
}

/* --- elementwise --- */

bool clip_shape(Cx *cx, const Node *n, Shape *out)
{
    *out = *arg_shape(n, 0);
    for (int i = 1; i <= 2; i++) {
        if (arg_shape(n, i)->rank == 0)
            continue;
        Text got = {0};
        shape_print(&got, arg_shape(n, i));
        fail(cx, n->span, EXC_ArgumentError,
             "%s value must be a non-vectorized scalar shape, got shape %s and vectorized axes []",
             i == 1 ? "min" : "max", text_cstr(&got));
        text_free(&got);
        return false;
    }
    return true;
}

/* --- the attribute `shape` --- */

static bool shape_attr(Cx *cx, const Node *n, Shape *out)
{
    const Attr *a = node_attr(n, ATTR_shape);
    if (a->count > MAX_RANK) {
        fail(cx, n->span, EXC_SystemLimitError, "a tensor has at most %d axes, got %u", MAX_RANK,
             a->count);
        return false;
    }
    *out = (Shape){.rank = (int)a->count};
    for (uint32_t i = 0; i < a->count; i++) {
        out->dim[i] = a->at[i];
        if (a->at[i] < 0)
            return refuse_text(cx, n, "the dimensions of a shape must not be negative");
    }
    return true;
}

bool iota_shape(Cx *cx, const Node *n, Shape *out)
{
    int64_t axis = node_int(n, ATTR_axis);
    if (!shape_attr(cx, n, out))
        return false;
    if (dtype_is_complex((DType)node_int(n, ATTR_dtype)))
        return refuse_text(cx, n, "Nx.iota/2 does not support complex inputs");
    return axis == -1 || check_axis(cx, n->span, axis, out->rank);
}

bool reshape_shape(Cx *cx, const Node *n, Shape *out)
{
    int64_t from, to;
    if (!shape_attr(cx, n, out))
        return false;
    if (shape_size(arg_shape(n, 0), &from) && shape_size(out, &to) && from == to)
        return true;
    return refuse_shapes(cx, n->span, "cannot reshape, current shape ", arg_shape(n, 0),
                         " is not compatible with new shape ", out, "");
}

static bool refuse_broadcast(Cx *cx, const Node *n, const Shape *to)
{
    const Attr *axes = node_attr(n, ATTR_axes);
    Text with = {0};
    text_add(&with, STR(" with axes "));
    list_print(&with, axes->at, axes->count);
    refuse_shapes(cx, n->span, "cannot broadcast tensor of dimensions ", arg_shape(n, 0), " to ",
                  to, text_cstr(&with));
    text_free(&with);
    return false;
}

bool broadcast_shape(Cx *cx, const Node *n, Shape *out)
{
    const Shape *from = arg_shape(n, 0);
    const Attr *axes = node_attr(n, ATTR_axes);
    if (!shape_attr(cx, n, out))
        return false;
    if (axes->count != (uint32_t)from->rank) {
        fail(cx, n->span, EXC_ArgumentError,
             "expected length of axes (%u) to match rank of shape (%d)", axes->count, from->rank);
        return false;
    }
    for (uint32_t i = 0; i < axes->count; i++) {
        if (!check_axis(cx, n->span, axes->at[i], out->rank))
            return false;
        if (i > 0 && axes->at[i] <= axes->at[i - 1]) {
            fail(cx, n->span, EXC_ArgumentError,
                 "broadcast axes must be ordered, got %lld after %lld", (long long)axes->at[i],
                 (long long)axes->at[i - 1]);
            return false;
        }
        if (from->dim[i] != 1 && from->dim[i] != out->dim[axes->at[i]])
            return refuse_broadcast(cx, n, out);
    }
    return true;
}

/* --- axes moved, turned, ordered --- */

bool transpose_shape(Cx *cx, const Node *n, Shape *out)
{
    const Shape *from = arg_shape(n, 0);
    const Attr *axes = node_attr(n, ATTR_axes);
    if (axes->count != (uint32_t)from->rank) {
        fail(cx, n->span, EXC_ArgumentError,
             "expected length of permutation (%u) to match rank of shape (%d)", axes->count,
             from->rank);
        return false;
    }
    bool seen[MAX_RANK] = {false};
    out->rank = from->rank;
    for (uint32_t i = 0; i < axes->count; i++) {
        if (!check_axis(cx, n->span, axes->at[i], from->rank))
            return false;
        if (seen[axes->at[i]]) {
            Text list = {0};
            list_print(&list, axes->at, axes->count);
            fail(cx, n->span, EXC_ArgumentError, "axes %s must be unique integers between 0 and %d",
                 text_cstr(&list), from->rank - 1);
            text_free(&list);
            return false;
        }
        seen[axes->at[i]] = true;
        out->dim[i] = from->dim[axes->at[i]];
    }
    return true;
}

bool reverse_shape(Cx *cx, const Node *n, Shape *out)
{
    *out = *arg_shape(n, 0);
    return check_axes(cx, n->span, node_attr(n, ATTR_axes), out->rank);
}

/* Reads one type from the numbers at `at`, of which there are `left`; how many it took, 0: none. */
static int64_t type_of_numbers(const int64_t *at, int64_t left, Type *out)
{
    bool ok = left >= 2 && at[0] >= 0 && at[0] < DTYPE_count && at[1] >= 0 && at[1] <= MAX_RANK &&
              left >= 2 + at[1];
    if (!ok)
        return 0;
    *out = (Type){.dtype = (DType)at[0], .shape = {.rank = (int)at[1]}};
    for (int64_t i = 0; i < at[1]; i++) {
        out->shape.dim[i] = at[2 + i];
        ok = ok && at[2 + i] >= 0;
    }
    return ok ? 2 + at[1] : 0;
}

/* As given, or those of the operands. */
int runtime_call_types(Cx *cx, const Node *n, Type *out)
{
    const Attr *types = node_attr(n, ATTR_types);
    int count = 0;
    if (node_int(n, ATTR_passes)) {
        for (int i = 0; i < n->nargs; i++)
            out[count++] = *node_type(n->args[i]);
    }
    for (int64_t at = 0, taken; at < types->count; at += taken) {
        taken = type_of_numbers(types->at + at, types->count - at, &out[count]);
        if (taken == 0) {
            refuse_text(cx, n, "the types of a runtime_call are malformed");
            return 0;
        }
        count++;
    }
    if (count == 0)
        refuse_text(cx, n, "a runtime_call has at least one result");
    return count;
}

/* Every operand keeps its type. */
int sort_types(Cx *cx, const Node *n, Type *out)
{
    if (n->nargs == 0) {
        refuse_text(cx, n, "no tensors were given to sort");
        return 0;
    }
    const Shape *key = arg_shape(n, 0);
    if (!check_axis(cx, n->span, node_int(n, ATTR_axis), key->rank))
        return 0;
    for (int i = 0; i < n->nargs; i++) {
        if (!shape_equal(arg_shape(n, i), key)) {
            refuse_shapes(cx, n->span, "sort expects operands of one shape, got: ", key, " and ",
                          arg_shape(n, i), "");
            return 0;
        }
        out[i] = *node_type(n->args[i]);
    }
    return n->nargs;
}

static bool check_index_dtype(Cx *cx, const Node *n)
{
    DType t = (DType)node_int(n, ATTR_dtype);
    return dtype_is_integer(t) ||
           refuse_dtype(cx, n->span, "expected integer type, got type ", t, "");
}

static bool shape_scanned(Cx *cx, const Node *n, Shape *out)
{
    *out = *arg_shape(n, 0);
    return check_axis(cx, n->span, node_int(n, ATTR_axis), out->rank);
}

bool cumulative_sum_shape(Cx *cx, const Node *n, Shape *out)
{
    return shape_scanned(cx, n, out);
}

bool cumulative_product_shape(Cx *cx, const Node *n, Shape *out)
{
    return shape_scanned(cx, n, out);
}

bool cumulative_max_shape(Cx *cx, const Node *n, Shape *out)
{
    return shape_scanned(cx, n, out);
}

bool cumulative_min_shape(Cx *cx, const Node *n, Shape *out)
{
    return shape_scanned(cx, n, out);
}

bool argsort_shape(Cx *cx, const Node *n, Shape *out)
{
    *out = *arg_shape(n, 0);
    return check_index_dtype(cx, n) && check_axis(cx, n->span, node_int(n, ATTR_axis), out->rank);
}

bool argmax_shape(Cx *cx, const Node *n, Shape *out)
{
    uint32_t count = node_attr(n, ATTR_axes)->count;
    if (count != 1 && count != (uint32_t)arg_shape(n, 0)->rank) {
        fail(cx, n->span, EXC_ArgumentError, "%s takes one axis or all, got %u",
             op_info[n->op].name, count);
        return false;
    }
    return check_index_dtype(cx, n) && shape_reduced(cx, n, out);
}

bool argmin_shape(Cx *cx, const Node *n, Shape *out)
{
    return argmax_shape(cx, n, out);
}

bool threefry2x32_dtype(Cx *cx, const Node *n, DType *out)
{
    *out = DTYPE_u64;
    return (arg_dtype(n, 0) == DTYPE_u64 && arg_dtype(n, 1) == DTYPE_u64) ||
           refuse_text(cx, n, "threefry2x32 takes a key and counters of type u64");
}

/* --- several into one --- */

static bool refuse_concatenate(Cx *cx, const Node *n, int64_t axis, const Shape *got)
{
    Text text = {0};
    const Shape *s = arg_shape(n, 0);
    text_char(&text, '{');
    for (int i = 0; i < s->rank; i++) {
        text_add(&text, i ? STR(", ") : STR(""));
        if (i == axis)
            text_char(&text, '*');
        else
            text_print(&text, "%lld", (long long)s->dim[i]);
    }
    text_add(&text, STR("}, got unmatching shape: "));
    shape_print(&text, got);
    fail(cx, n->span, EXC_ArgumentError, "expected all shapes to match %s", text_cstr(&text));
    text_free(&text);
    return false;
}

bool concatenate_shape(Cx *cx, const Node *n, Shape *out)
{
    if (n->nargs == 0)
        return refuse_text(cx, n, "no tensors were given to concatenate");
    int64_t axis = node_int(n, ATTR_axis);
    *out = *arg_shape(n, 0);
    if (!check_axis(cx, n->span, axis, out->rank))
        return false;
    for (int i = 1; i < n->nargs; i++) {
        const Shape *s = arg_shape(n, i);
        bool fits = s->rank == out->rank;
        for (int j = 0; j < s->rank && fits; j++)
            fits = j == axis || s->dim[j] == out->dim[j];
        if (!fits)
            return refuse_concatenate(cx, n, axis, s);
        if (!size_add(out->dim[axis], s->dim[axis], &out->dim[axis]))
            return refuse_text(cx, n, "the concatenated axis is too large");
    }
    return true;
}
