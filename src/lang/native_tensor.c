/* native_tensor.c - tensors from and to lists, numbers and bytes. */
#include "lang/native.h"
#include "lang/trace.h"

#include "tensor/files.h"

#include <complex.h>
#include <string.h>

/* --- from lists --- */

typedef struct Reading {
    Vm *vm;
    VEC(Scalar) numbers;
    Shape shape;
    bool failed;
} Reading;

static Value list_shape(Value v)
{
    Shape s = {0};
    while (is_list(v) && s.rank < MAX_RANK) {
        s.dim[s.rank++] = list_length(v);
        v = v.tag == TAG_cons ? v.cons->head : VALUE_NIL;
    }
    return shape_value(&s);
}

static void fail_ragged(Vm *vm, Value list, Value item, int64_t position)
{
    Text a = {0}, b = {0};
    Value x = list_shape(list.cons->head), y = list_shape(item);
    value_inspect(vm, &a, x, &inspect_defaults);
    value_inspect(vm, &b, y, &inspect_defaults);
    vm_fail(vm, EXC_ArgumentError,
            "cannot build tensor because lists have different shapes, got %s at position 0 and %s "
            "at position %lld",
            text_cstr(&a), text_cstr(&b), (long long)position + 1);
    value_free(x);
    value_free(y);
    text_free(&a);
    text_free(&b);
}

static void read_list(Reading *r, Value v, int axis)
{
    if (!is_list(v)) {
        Scalar x;
        if (axis != r->shape.rank || !scalar_of_value(r->vm, v, &x)) {
            Text shown = {0};
            value_inspect(r->vm, &shown, v, &inspect_defaults);
            vm_fail(r->vm, EXC_ArgumentError, "invalid value given to Nx.tensor/1, got: %s",
                    text_cstr(&shown));
            text_free(&shown);
            r->failed = true;
            return;
        }
        vec_push(&r->numbers, x);
        return;
    }
    Value item, rest = v;
    int64_t position = 0;
    while (!r->failed && list_next(&rest, &item)) {
        bool fits = axis + 1 == r->shape.rank
                        ? !is_list(item)
                        : is_list(item) && list_length(item) == r->shape.dim[axis + 1];
        if (!fits) {
            fail_ragged(r->vm, v, item, position - 1);
            r->failed = true;
            return;
        }
        read_list(r, item, axis + 1);
        position++;
    }
}

static DType infer_dtype(const Reading *r)
{
    DTypeClass widest = DCLASS_s;
    bool large = false;
    for (size_t i = 0; i < r->numbers.len; i++) {
        Scalar x = r->numbers.at[i];
        if (x.class_ > widest)
            widest = x.class_;
        large |= x.class_ == DCLASS_u;
    }
    return widest == DCLASS_c   ? DTYPE_c64
           : widest == DCLASS_f ? DTYPE_f32
           : large              ? DTYPE_u64
                                : DTYPE_s32;
}

/* Cnx.Tensor.of_list(nested list or number, type or nil) */
NATIVE(fn_tensor_of_list)
{
    Reading r = {.vm = vm};
    DType dtype;
    Value v = args[0];
    for (; is_list(v) && r.shape.rank < MAX_RANK; v = v.cons->head) {
        r.shape.dim[r.shape.rank++] = list_length(v);
        if (v.tag == TAG_nil)
            return vm_fail(vm, EXC_ArgumentError, "cannot build an empty tensor");
    }
    read_list(&r, args[0], 0);
    Value out = POISON;
    if (!r.failed) {
        if (!dtype_of_value(vm, args[1], &dtype))
            dtype = infer_dtype(&r);
        Tensor *t = tensor_new(vm_cx(vm), (Type){dtype, r.shape});
        for (size_t i = 0; t && i < r.numbers.len; i++)
            tensor_set(t, (int64_t)i, r.numbers.at[i]);
        out = t ? tensor_of_data(t) : vm_raise_pending(vm);
    }
    vec_free(&r.numbers);
    return out;
}

/* --- to lists and numbers --- */

static bool need_data(Vm *vm, Value t, const char *what)
{
    if (t.tag == TAG_tensor && t.tensor->data)
        return true;
    if (t.tag != TAG_tensor) {
        fail_argument(vm);
        return false;
    }
    vm_fail(vm, EXC_RuntimeError,
            "cannot invoke %s on a tensor inside defn: its elements are not known while the "
            "definition is traced",
            what);
    return false;
}

static Value nested(Vm *vm, const TensorObject *t, int axis, int64_t *index)
{
    if (axis == t->type.shape.rank)
        return scalar_value(vm, tensor_get(t->data, (*index)++));
    ListBuilder list = LIST_BUILDER;
    for (int64_t i = 0; i < t->type.shape.dim[axis]; i++)
        list_push(&list, nested(vm, t, axis + 1, index));
    return list.list;
}

/* Cnx.Tensor.to_list(t): nested lists; a number for a scalar. */
NATIVE(fn_tensor_to_list)
{
    int64_t index = 0;
    return need_data(vm, args[0], "to_list/1") ? nested(vm, args[0].tensor, 0, &index) : POISON;
}

/* Cnx.Tensor.to_flat_list(t, limit): at most `limit` elements; -1: all. */
NATIVE(fn_tensor_to_flat_list)
{
    if (!need_data(vm, args[0], "to_flat_list/2") || args[1].tag != TAG_int)
        return POISON;
    int64_t most = shape_count(&args[0].tensor->type.shape);
    ListBuilder list = LIST_BUILDER;
    if (args[1].i >= 0 && args[1].i < most)
        most = args[1].i;
    for (int64_t i = 0; i < most; i++)
        list_push(&list, scalar_value(vm, tensor_get(args[0].tensor->data, i)));
    return list.list;
}

/* --- bytes --- */

/* Cnx.Tensor.to_binary(t) */
NATIVE(fn_tensor_to_binary)
{
    if (!need_data(vm, args[0], "to_binary/2"))
        return POISON;
    const Tensor *t = args[0].tensor->data;
    int64_t bits = shape_count(&t->type.shape) * dtype_info[t->type.dtype].bits;
    Value v = value_binary((Str){tensor_data(t), (size_t)tensor_bytes(t)});
    v.binary->bits = bits % 8 ? (uint32_t)(bits % 8) : 8;
    return v;
}

/* Cnx.Tensor.of_binary(binary, type, shape) */
NATIVE(fn_tensor_of_binary)
{
    Type type;
    if (args[0].tag != TAG_binary || !dtype_of_value(vm, args[1], &type.dtype) ||
        !shape_of_value(args[2], &type.shape))
        return fail_argument(vm);
    Str bytes = binary_str(args[0]);
    Tensor *t = tensor_of_bytes(vm_cx(vm), type, bytes.at, (int64_t)bytes.len);
    return t ? tensor_of_data(t) : vm_raise_pending(vm);
}

/* Cnx.Tensor.bits(number, type): the number's bytes, as Nx.Type's *_binary functions give them. */
NATIVE(fn_tensor_bits)
{
    Scalar x;
    DType t;
    char bytes[16] = {0};
    if (!scalar_of_value(vm, args[0], &x) || !dtype_of_value(vm, args[1], &t))
        return fail_argument(vm);
    dtype_store(t, bytes, 0, x);
    Value v = value_binary((Str){bytes, (size_t)(dtype_info[t].bits + 7) / 8});
    v.binary->bits = dtype_info[t].bits % 8 ? (uint32_t)(dtype_info[t].bits % 8) : 8;
    return v;
}

/* Cnx.Tensor.limit(:max_finite | :min_finite | :smallest_normal | :epsilon, type): as a number. */
NATIVE(fn_tensor_limit)
{
    DType t;
    if (args[0].tag != TAG_atom || !dtype_of_value(vm, args[1], &t))
        return fail_argument(vm);
    Str which = sym_text(vm_cx(vm), args[0].atom);
    Scalar x = str_is(which, "max_finite")        ? dtype_max_finite(t)
               : str_is(which, "min_finite")      ? dtype_min_finite(t)
               : str_is(which, "smallest_normal") ? dtype_smallest_normal(t)
                                                  : dtype_epsilon(t);
    return scalar_value(vm, x);
}

/* Cnx.Tensor.idx(path): the tensor in a file of MNIST's IDX format. */
NATIVE(fn_tensor_read_idx)
{
    Text bytes = {0};
    if (!is_binary(args[0]))
        return fail_argument(vm);
    Tensor *t = file_read(vm_cx(vm), binary_str(args[0]), &bytes)
                    ? idx_read(vm_cx(vm), text_str(&bytes))
                    : NULL;
    text_free(&bytes);
    return t ? tensor_of_data(t) : vm_raise_pending(vm);
}

/* --- types --- */

/* Cnx.Type.merge(a, b), merge_number(type, number), and the ways to other classes; types as tuples.
 */
NATIVE(fn_type_merge)
{
    DType a, b;
    if (!dtype_of_value(vm, args[0], &a) || !dtype_of_value(vm, args[1], &b))
        return fail_argument(vm);
    return dtype_value(vm, dtype_merge(a, b));
}

NATIVE(fn_type_merge_number)
{
    DType a;
    Scalar x;
    if (!dtype_of_value(vm, args[0], &a) || !scalar_of_value(vm, args[1], &x))
        return fail_argument(vm);
    return dtype_value(vm, dtype_merge_number(a, x));
}

NATIVE(fn_type_convert)
{
    DType t;
    if (args[0].tag != TAG_atom || !dtype_of_value(vm, args[1], &t))
        return fail_argument(vm);
    Str to = sym_text(vm_cx(vm), args[0].atom);
    t = str_is(to, "floating")  ? dtype_to_floating(t)
        : str_is(to, "complex") ? dtype_to_complex(t)
        : str_is(to, "real")    ? dtype_to_real(t)
                                : dtype_to_aggregate(t);
    return dtype_value(vm, t);
}

/* Cnx.Type.normalize(type): {kind, bits} or nil when there is no such type. */
NATIVE(fn_type_normalize)
{
    DType t;
    return dtype_of_value(vm, args[0], &t) ? dtype_value(vm, t) : VALUE_NIL;
}
