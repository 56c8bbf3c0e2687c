/* native_tensor.c - tensors from and to lists, numbers and bytes. */
#include "lang/native.h"
#include "lang/trace.h"

#include <complex.h>
#include <string.h>

/* --- from lists --- */

typedef struct Reading {
    Vm *vm;
    VEC(Scalar) numbers;
    Shape shape;
    DTypeClass widest; /* of the numbers read */
    bool is_boolean;   /* nothing but true and false so far */
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

static void fail_ragged(Reading *r, Value list, Value item, int64_t position)
{
    Text a = {0}, b = {0};
    Value x = list_shape(list.cons->head), y = list_shape(item);
    value_inspect(r->vm, &a, x, &inspect_defaults);
    value_inspect(r->vm, &b, y, &inspect_defaults);
    vm_fail(r->vm, EXC_ArgumentError,
            "cannot build tensor because lists have different shapes, got %s at position 0 and %s "
            "at position %lld",
            text_cstr(&a), text_cstr(&b), (long long)position + 1);
    value_free(x);
    value_free(y);
    text_free(&a);
    text_free(&b);
    r->failed = true;
}

static void fail_element(Reading *r, Value v)
{
    Text shown = {0};
    if (value_inspect(r->vm, &shown, v, &inspect_defaults))
        vm_fail(r->vm, EXC_ArgumentError,
                v.tag == TAG_tensor
                    ? "invalid value given to Nx.tensor/1. If you want to create a tensor from "
                      "other tensors, consider using Nx.concatenate/2 or Nx.stack/2 instead. Got: "
                      "%s"
                    : "invalid value given to Nx.tensor/1, got: %s",
                text_cstr(&shown));
    text_free(&shown);
    r->failed = true;
}

static void read_number(Reading *r, Value v)
{
    Scalar x;
    if (v.tag == TAG_atom && (v.atom == SYM_true || v.atom == SYM_false)) {
        x = scalar_u(v.atom == SYM_true);
    } else if (scalar_of_value(r->vm, v, &x)) {
        r->is_boolean = false;
        if (x.class_ > r->widest)
            r->widest = x.class_;
    } else {
        fail_element(r, v);
        return;
    }
    vec_push(&r->numbers, x);
}

/* Reads a list that has shape.dim[axis] elements. */
static void read_list(Reading *r, Value v, int axis)
{
    bool is_last = axis + 1 == r->shape.rank;
    Value item, rest = v;
    for (int64_t position = 0; !r->failed && list_next(&rest, &item); position++) {
        if (is_last)
            read_number(r, item);
        else if (!is_list(item))
            fail_element(r, item);
        else if (list_length(item) != r->shape.dim[axis + 1])
            fail_ragged(r, v, item, position);
        else
            read_list(r, item, axis + 1);
    }
}

static DType infer_dtype(const Reading *r)
{
    if (r->is_boolean)
        return DTYPE_u8;
    return r->widest == DCLASS_c ? DTYPE_c64 : r->widest == DCLASS_f ? DTYPE_f32 : DTYPE_s32;
}

static bool misfits(Scalar x, bool is_int)
{
    return x.class_ == DCLASS_c || (is_int && x.class_ == DCLASS_f);
}

/* The first number, in a list that was read, that an integer type (or else a real one) cannot hold;
   POISON when all fit. */
static Value first_misfit(Vm *vm, Value of, bool is_int)
{
    Scalar x;
    Value item, found = POISON;
    if (!is_list(of))
        return scalar_of_value(vm, of, &x) && misfits(x, is_int) ? of : POISON;
    while (found.tag == TAG_poison && list_next(&of, &item))
        found = first_misfit(vm, item, is_int);
    return found;
}

/* Integer types take integers only and real types no complex numbers; the texts are Erlang's. */
static bool fits_dtype(Reading *r, Value of, DType t)
{
    bool is_complex = dtype_is_complex(t), is_int = dtype_is_integer(t);
    if (is_complex || r->widest < DCLASS_f || (!is_int && r->widest == DCLASS_f))
        return true;
    of = first_misfit(r->vm, of, is_int);
    if (!is_int) {
        fail_struct(r->vm, "Elixir.CaseClauseError", (const char *const[]){"term"}, &of, 1);
        return false;
    }
    Text shown = {0};
    if (value_inspect(r->vm, &shown, of, &inspect_defaults))
        vm_fail(r->vm, EXC_ArgumentError,
                "construction of binary failed: segment 1 of type 'integer': expected an integer "
                "but got: %s",
                text_cstr(&shown));
    text_free(&shown);
    return false;
}

/* Cnx.Tensor.of_list(nested list or number, type or nil) */
NATIVE(fn_tensor_of_list)
{
    Reading r = {.vm = vm, .widest = DCLASS_u, .is_boolean = true};
    DType dtype;
    for (Value v = args[0]; is_list(v) && r.shape.rank < MAX_RANK; v = v.cons->head) {
        int64_t length = list_length(v);
        if (length <= 0) {
            fail_element(&r, v);
            return POISON;
        }
        r.shape.dim[r.shape.rank++] = length;
    }
    if (r.shape.rank == 0)
        read_number(&r, args[0]);
    else
        read_list(&r, args[0], 0);
    Value out = POISON;
    if (!r.failed) {
        if (!dtype_of_value(vm, args[1], &dtype))
            dtype = infer_dtype(&r);
        Tensor *t =
            fits_dtype(&r, args[0], dtype) ? tensor_new(vm_cx(vm), (Type){dtype, r.shape}) : NULL;
        for (size_t i = 0; t && i < r.numbers.len; i++)
            tensor_set(t, (int64_t)i, r.numbers.at[i]);
        out = t ? tensor_of_data(t) : vm_raise_pending(vm);
    }
    vec_free(&r.numbers);
    return out;
}

/* Cnx.Tensor.of_value(number): a scalar tensor; Protocol.UndefinedError for other values. */
NATIVE(fn_tensor_of_value)
{
    return to_tensor(vm, args[0]);
}

/* --- to lists and numbers --- */

static void fail_used_up(Vm *vm, const char *what)
{
    vm_fail(vm, EXC_RuntimeError, "%s called on deleted or donated buffer", what);
}

void fail_template(Vm *vm)
{
    vm_fail(vm, EXC_RuntimeError, "cannot perform operations on a Nx.TemplateBackend tensor");
}

bool need_data(Vm *vm, Value t, const char *what)
{
    if (t.tag == TAG_tensor && t.tensor->data)
        return true;
    if (t.tag != TAG_tensor) {
        fail_argument(vm);
        return false;
    }
    if (t.tensor->node)
        vm_fail(vm, EXC_ArgumentError,
                "cannot invoke %s on Nx.Defn.Expr.\n\nThis typically means you are invoking an "
                "unsupported Nx function\ninside `defn` or inside JIT compiled code\n",
                what);
    else if (t.tensor->is_used_up)
        fail_used_up(vm, what);
    else
        fail_template(vm);
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

/* Cnx.Tensor.local(t): the tensor with its elements here, wherever they are. */
NATIVE(fn_tensor_local)
{
    return is_held_elsewhere(args[0]) ? by_backend(vm, "local", args, 1) : value_ref(args[0]);
}

/* Cnx.Tensor.donatable(t): the same tensor, which definitions may use up. */
NATIVE(fn_tensor_donatable)
{
    if (args[0].tag != TAG_tensor)
        return fail_argument(vm);
    Value v = tensor_alike(args[0].tensor);
    v.tensor->vectorized = args[0].tensor->vectorized;
    v.tensor->is_donatable = true;
    return v;
}

NATIVE(fn_tensor_is_donatable)
{
    return value_bool(args[0].tag == TAG_tensor && args[0].tensor->is_donatable);
}

/* Cnx.Tensor.to_list(t): nested lists; a number for a scalar. */
NATIVE(fn_tensor_to_list)
{
    int64_t index = 0;
    return need_data(vm, args[0], "to_binary/2") ? nested(vm, args[0].tensor, 0, &index) : POISON;
}

/* Cnx.Tensor.to_flat_list(t, limit): at most `limit` elements; -1: all. */
NATIVE(fn_tensor_to_flat_list)
{
    if (!need_data(vm, args[0], "to_binary/2") || args[1].tag != TAG_int)
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

/* --- templates and vectorized axes --- */

/* Cnx.Tensor.template(shape, type): a tensor of which only the type is known. */
NATIVE(fn_tensor_template)
{
    Type type;
    if (!shape_of_value(args[0], &type.shape) || !dtype_of_value(vm, args[1], &type.dtype))
        return fail_argument(vm);
    return tensor_of_type(&type);
}

/* Cnx.Tensor.vectorize(t, names): the first axes get these names and are vectorized, the others
   keep theirs. The tensor must not be vectorized. */
NATIVE(fn_tensor_vectorize)
{
    Value list = args[1], name;
    if (is_held_elsewhere(args[0]))
        return by_backend(vm, "vectorize", args, 2);
    if (args[0].tag != TAG_tensor || !is_list(list) ||
        list_length(list) > args[0].tensor->type.shape.rank)
        return fail_argument(vm);
    Value out = tensor_alike(args[0].tensor);
    while (list_next(&list, &name))
        out.tensor->names[out.tensor->vectorized++] = name.tag == TAG_atom ? name.atom : NAME_none;
    return out;
}

/* Cnx.Tensor.devectorize(t): vectorized axes become ordinary ones and keep their names. */
NATIVE(fn_tensor_devectorize)
{
    if (is_held_elsewhere(args[0]))
        return by_backend(vm, "devectorize", args, 1);
    return args[0].tag == TAG_tensor ? tensor_alike(args[0].tensor) : fail_argument(vm);
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
