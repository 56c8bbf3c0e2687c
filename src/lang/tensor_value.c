/* tensor_value.c - see tensor_value.h. */
#include "lang/tensor_value.h"

#include "lang/native.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- types and shapes --- */

Value dtype_value(Vm *vm, DType t)
{
    const DTypeInfo *info = &dtype_info[t];
    return TUPLE(vm_atom(vm, info->kind), value_int(info->bits));
}

bool dtype_of_value(Vm *vm, Value v, DType *out)
{
    Cx *cx = vm_cx(vm);
    if (v.tag == TAG_atom && dtype_of_name(sym_text(cx, v.atom), out))
        return true;
    return v.tag == TAG_tuple && v.tuple->len == 2 && v.tuple->at[0].tag == TAG_atom &&
           v.tuple->at[1].tag == TAG_int &&
           dtype_of_kind(sym_text(cx, v.tuple->at[0].atom), v.tuple->at[1].i, out);
}

Value shape_value(const Shape *s)
{
    Value dims[MAX_RANK];
    for (int i = 0; i < s->rank; i++)
        dims[i] = value_int(s->dim[i]);
    return value_tuple(dims, (uint32_t)s->rank);
}

bool shape_of_value(Value v, Shape *out)
{
    if (v.tag != TAG_tuple || v.tuple->len > MAX_RANK)
        return false;
    *out = (Shape){.rank = (int)v.tuple->len};
    for (int i = 0; i < out->rank; i++) {
        if (v.tuple->at[i].tag != TAG_int || v.tuple->at[i].i < 0)
            return false;
        out->dim[i] = v.tuple->at[i].i;
    }
    return true;
}

/* --- making --- */

static Value tensor_object(const Type *type)
{
    TensorObject *t = mem_alloc(sizeof *t);
    t->object = (Object){1, TAG_tensor};
    t->type = *type;
    return (Value){.tag = TAG_tensor, .tensor = t};
}

Value tensor_of_type(const Type *type)
{
    return tensor_object(type);
}

Value tensor_of_data(Tensor *data)
{
    if (data == NULL)
        return POISON;
    Value v = tensor_object(&data->type);
    v.tensor->data = data;
    return v;
}

Value tensor_of_node(Node *node)
{
    if (node == NULL)
        return POISON;
    Value v = tensor_object(node_type(node));
    v.tensor->graph = graph_ref(node->graph);
    v.tensor->node = node;
    return v;
}

Value tensor_alike(const TensorObject *t)
{
    Value out = t->node   ? tensor_of_node(t->node)
                : t->data ? tensor_of_data(tensor_ref(t->data))
                          : tensor_of_type(&t->type);
    memcpy(out.tensor->names, t->names, sizeof t->names);
    return out;
}

void tensor_take_axes(Value v, const TensorObject *t)
{
    v.tensor->vectorized = t->vectorized;
    memcpy(v.tensor->names, t->names, sizeof t->names);
}

/* --- fields --- */

static Value names_value(const TensorObject *t, int from, int to)
{
    ListBuilder list = LIST_BUILDER;
    for (int i = from; i < to; i++)
        list_push(&list, value_atom(t->names[i]));
    return list.list;
}

/* The `data` of a tensor whose elements a device of XLA holds. */
static Value data_at_home(Vm *vm, Value v)
{
    char room[64];
    const Buffer *b = v.tensor->data->buffer;
    b->home->describe(b->closure, room, sizeof room);
    Value args[] = {v, value_binary(str_of(room))};
    Value out = vm_call_named(vm, sym(vm_cx(vm), STR("Elixir.EXLA.Backend")),
                              sym(vm_cx(vm), STR("of")), args, 2);
    value_free(args[1]);
    return out;
}

Value tensor_field(Vm *vm, Value v, Sym field)
{
    const TensorObject *t = v.tensor;
    int vec = t->vectorized;
    switch (field) {
    case SYM_struct_key:
        return value_atom(SYM_Nx_Tensor);
    case SYM_type:
        return dtype_value(vm, t->type.dtype);
    case SYM_shape: {
        Shape inner = shape_of(t->type.shape.rank - vec, t->type.shape.dim + vec);
        return shape_value(&inner);
    }
    case SYM_names:
        return names_value(t, vec, t->type.shape.rank);
    case SYM_vectorized_axes: {
        ListBuilder list = LIST_BUILDER;
        for (int i = 0; i < vec; i++)
            list_push(&list, TUPLE(value_atom(t->names[i]), value_int(t->type.shape.dim[i])));
        return list.list;
    }
    case SYM_is_donatable:
        return value_bool(t->is_donatable);
    case SYM_data:
        if (t->node)
            return vm_call_named(vm, SYM_Nx_Defn_Expr, sym(vm_cx(vm), STR("of")), &v, 1);
        if (t->data && t->data->buffer->home && t->data->buffer->home->describe)
            return data_at_home(vm, v);
        return map_with(vm, map_new(), value_atom(SYM_struct_key),
                        value_atom(sym(vm_cx(vm), t->data || t->is_used_up
                                                      ? STR("Elixir.Nx.BinaryBackend")
                                                      : STR("Elixir.Nx.TemplateBackend"))));
    default:
        return POISON;
    }
}

static const Sym tensor_fields[TENSOR_FIELDS] = {SYM_struct_key,     SYM_data, SYM_names,
                                                 SYM_shape,          SYM_type, SYM_is_donatable,
                                                 SYM_vectorized_axes};

bool is_tensor_field(Value key)
{
    for (int i = 0; i < TENSOR_FIELDS; i++)
        if (is_atom(key, tensor_fields[i]))
            return true;
    return false;
}

Value tensor_as_map(Vm *vm, Value t)
{
    Value map = map_new();
    for (int i = 0; i < TENSOR_FIELDS; i++) {
        Value field = tensor_field(vm, t, tensor_fields[i]);
        if (field.tag == TAG_poison) {
            value_free(map);
            return POISON;
        }
        map = map_with(vm, map, value_atom(tensor_fields[i]), field);
    }
    return map;
}

Value by_backend(Vm *vm, const char *function, const Value *args, int count)
{
    Cx *cx = vm_cx(vm);
    return vm_call_named(vm, sym(cx, STR("Elixir.Nx.Backend")), sym(cx, str_of(function)), args,
                         count);
}

bool tensor_comes_home(Vm *vm, Value map, Value key, Value value)
{
    return is_atom(key, SYM_data) && is_held_elsewhere(map) && value.tag == TAG_map &&
           struct_of(value) == sym(vm_cx(vm), STR("Elixir.Nx.BinaryBackend"));
}

bool tensor_with_field(Vm *vm, Value *t, Value key, Value value)
{
    if (t->tag != TAG_tensor || !is_atom(key, SYM_names)) {
        Value args[] = {*t, key, value};
        Value out = by_backend(vm, "put_field", args, 3);
        if (out.tag == TAG_poison)
            return false;
        value_free(*t);
        *t = out;
        return true;
    }
    Value name, list = value;
    const TensorObject *old = t->tensor;
    int n = 0, vec = old->vectorized;
    Sym names[MAX_RANK];
    while (list_next(&list, &name) && n < MAX_RANK - vec && name.tag == TAG_atom)
        names[n++] = name.atom;
    if (n != old->type.shape.rank - vec || list.tag != TAG_nil) {
        vm_fail(vm, EXC_ArgumentError, "expected a list of %d axis names",
                old->type.shape.rank - vec);
        return false;
    }
    Value out = tensor_alike(old);
    out.tensor->vectorized = vec;
    memcpy(out.tensor->names + vec, names, (size_t)n * sizeof(Sym));
    value_free(*t);
    *t = out;
    return true;
}

/* --- numbers --- */

bool scalar_of_value(Vm *vm, Value v, Scalar *out)
{
    double f;
    if (v.tag == TAG_int)
        *out = scalar_s(v.i);
    else if (v.tag == TAG_float)
        *out = scalar_f(v.f);
    else if (v.tag == TAG_big)
        *out = integer_compare_double(v, 0.0) > 0 ? scalar_u(integer_low_bits(v))
                                                  : scalar_s((int64_t)integer_low_bits(v));
    else if (v.tag == TAG_atom &&
             (v.atom == SYM_infinity || v.atom == SYM_neg_infinity || v.atom == SYM_nan)) {
        f = v.atom == SYM_nan        ? (double)NAN
            : v.atom == SYM_infinity ? (double)INFINITY
                                     : -(double)INFINITY;
        *out = scalar_f(f);
    } else if (v.tag == TAG_map && struct_of(v) == SYM_Complex) {
        Scalar re, im;
        Value a = map_at_atom(v, sym(vm_cx(vm), STR("re"))),
              b = map_at_atom(v, sym(vm_cx(vm), STR("im")));
        if (!scalar_of_value(vm, a, &re) || !scalar_of_value(vm, b, &im))
            return false;
        *out = scalar_c(scalar_double(re), scalar_double(im));
    } else {
        return false;
    }
    return true;
}

static Value float_value(double f)
{
    if (isnan(f))
        return value_atom(SYM_nan);
    return isinf(f) ? value_atom(f > 0 ? SYM_infinity : SYM_neg_infinity) : value_float(f);
}

Value scalar_value(Vm *vm, Scalar x)
{
    switch (x.class_) {
    case DCLASS_u:
        if (x.u > INT64_MAX) {
            char digits[24];
            int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)x.u);
            return value_integer_of_digits((Str){digits, (size_t)n});
        }
        return value_int((int64_t)x.u);
    case DCLASS_s:
        return value_int(x.s);
    case DCLASS_f:
        return float_value(x.f);
    case DCLASS_c: {
        Value c = map_new();
        c = map_with(vm, c, value_atom(SYM_struct_key), value_atom(SYM_Complex));
        c = map_with(vm, c, vm_atom(vm, "re"), float_value(creal(x.c)));
        return map_with(vm, c, vm_atom(vm, "im"), float_value(cimag(x.c)));
    }
    }
    return POISON;
}

/* What Nx says to values that are no tensors, each kind its own advice. */
static Value fail_container(Vm *vm, Value v)
{
    if (v.tag == TAG_tuple || (v.tag == TAG_map && struct_of(v) == SYM_nil)) {
        Text shown = {0};
        if (value_inspect(vm, &shown, v, &inspect_defaults))
            vm_fail(vm, EXC_ArgumentError,
                    "cannot convert %s to tensor because it represents a collection of tensors, "
                    "use Nx.stack/2 or Nx.concatenate/2 instead",
                    text_cstr(&shown));
        text_free(&shown);
        return POISON;
    }
    bool boolean = v.tag == TAG_atom && (v.atom == SYM_true || v.atom == SYM_false);
    const char *advice =
        is_list(v) ? "lists are not valid tensors (and therefore not supported as defn inputs). "
                     "However, you can convert them to tensors using Nx.tensor/1"
        : boolean  ? "booleans are not valid tensors (and therefore not supported as defn inputs). "
                     "However, you can convert them to tensors using Nx.tensor/1"
        : v.tag == TAG_atom ? NULL
                            : "data-structures given to defn/Nx must implement either "
                              "Nx.LazyContainer or Nx.Container";
    return vm_no_protocol(vm, "Nx.LazyContainer", v, advice);
}

/* A lazy container of one tensor, whose implementation of Nx.LazyContainer this is, read now. */
static Value load_lazy(Vm *vm, Value implementation, Value v)
{
    Cx *cx = vm_cx(vm);
    Value args[] = {implementation, v};
    return vm_call_named(vm, sym(cx, STR("Elixir.Cnx.Container")), sym(cx, STR("load")), args, 2);
}

/* What is no number. */
static Value to_tensor_of_other(Vm *vm, Value v)
{
    if (struct_of(v) == SYM_nil)
        return fail_container(vm, v);
    Value args[] = {vm_atom(vm, "Elixir.Nx.LazyContainer"), v};
    Value implementation = fn_protocol_implementation(vm, args, 2);
    if (implementation.tag == TAG_poison)
        return POISON;
    return is_atom(implementation, SYM_nil) ? fail_container(vm, v)
                                            : load_lazy(vm, implementation, v);
}

Value to_tensor(Vm *vm, Value v)
{
    Scalar x;
    if (v.tag == TAG_tensor)
        return value_ref(v);
    if (!scalar_of_value(vm, v, &x))
        return to_tensor_of_other(vm, v);
    DType t = x.class_ == DCLASS_c ? DTYPE_c64 : x.class_ == DCLASS_f ? DTYPE_f32 : DTYPE_s32;
    Type type = {.dtype = t};
    return tensor_of_data(tensor_fill(vm_cx(vm), type, x));
}
