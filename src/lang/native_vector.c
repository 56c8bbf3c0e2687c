/* native_vector.c - vectorized axes of several operands brought in line.

   Operands of one operation may have vectorized axes of different names. Aligned, each has all of
   them in front, in one order, of size 1 where the operand lacks the axis; broadcasting does the
   rest. */
#include "lang/native_vector.h"

#include "lang/native.h"

#include <string.h>

bool vectors_collect(Vm *vm, const Value *tensors, int count, Vectors *out)
{
    *out = (Vectors){0};
    for (int i = 0; i < count; i++) {
        const TensorObject *t = tensors[i].tensor;
        for (int k = 0; k < t->vectorized; k++) {
            int64_t size = t->type.shape.dim[k];
            int at = 0;
            while (at < out->count && out->name[at] != t->names[k])
                at++;
            if (at == out->count && at < MAX_RANK) {
                out->name[at] = t->names[k];
                out->size[out->count++] = size;
            } else if (at < MAX_RANK && out->size[at] != size && size != 1) {
                if (out->size[at] != 1) {
                    Text name = {0};
                    atom_inspect(&name, sym_text(vm_cx(vm), t->names[k]));
                    vm_fail(vm, EXC_ArgumentError,
                            "expected vectorized axis %s to have the same size in both tensors or "
                            "to one of them to have size 1, got %lld and %lld",
                            text_cstr(&name), (long long)size, (long long)out->size[at]);
                    text_free(&name);
                    return false;
                }
                out->size[at] = size;
            }
        }
    }
    return true;
}

static Value reshaped(Vm *vm, Value t, const Shape *to)
{
    Attr shape = {.name = ATTR_shape, .count = (uint32_t)to->rank, .at = to->dim};
    return op_apply(vm, OP_reshape, &t, 1, &shape, 1);
}

Value vectors_align(Vm *vm, Value v, const Vectors *vectors, int rank)
{
    const TensorObject *t = v.tensor;
    int own = t->vectorized, inner = t->type.shape.rank - own, n = vectors->count;
    int order[MAX_RANK], found = 0;
    bool in_order = true;
    Shape to = {.rank = n + rank};
    if (to.rank > MAX_RANK)
        return vm_fail(vm, EXC_SystemLimitError, "a tensor has at most %d axes, got %d", MAX_RANK,
                       to.rank);
    for (int i = 0; i < n; i++) {
        int at = 0;
        while (at < own && t->names[at] != vectors->name[i])
            at++;
        to.dim[i] = at < own ? t->type.shape.dim[at] : 1;
        if (at < own) {
            in_order &= at == found;
            order[found++] = at;
        }
    }
    for (int i = 0; i < rank; i++)
        to.dim[n + i] = i < rank - inner ? 1 : t->type.shape.dim[own + i - (rank - inner)];
    Value out = value_ref(v);
    if (!in_order) {
        int64_t axes[MAX_RANK];
        for (int i = 0; i < t->type.shape.rank; i++)
            axes[i] = i < own ? order[i] : i;
        Attr attr = {.name = ATTR_axes, .count = (uint32_t)t->type.shape.rank, .at = axes};
        value_free(out);
        out = op_apply(vm, OP_transpose, &v, 1, &attr, 1);
    }
    if (out.tag != TAG_poison && !shape_equal(&out.tensor->type.shape, &to)) {
        Value moved = reshaped(vm, out, &to);
        value_free(out);
        out = moved;
    }
    return out;
}

void vectors_name(Value v, const Vectors *vectors)
{
    for (int i = 0; i < vectors->count; i++)
        v.tensor->names[i] = vectors->name[i];
    v.tensor->vectorized = vectors->count;
}

/* Cnx.Tensor.align(tensors): {tensors, axes}: the tensors with all vectorized axes in front as
   ordinary axes, of size 1 where they lack one, and the list of axes as {name, size}. The inner
   axes keep their names. */
NATIVE(fn_tensor_align)
{
    Values list = {0};
    Vectors vectors;
    if (!list_values(args[0], &list))
        return fail_argument(vm);
    bool ok = true, is_here = true;
    for (size_t i = 0; i < list.len; i++) {
        is_here &= !is_held_elsewhere(list.at[i]);
        ok &= list.at[i].tag == TAG_tensor;
    }
    if (!is_here) {
        vec_free(&list);
        return by_backend(vm, "align", args, 1);
    }
    if (!ok)
        fail_argument(vm);
    ok = ok && vectors_collect(vm, list.at, (int)list.len, &vectors);
    ListBuilder out = LIST_BUILDER, axes = LIST_BUILDER;
    for (size_t i = 0; i < list.len && ok; i++) {
        const TensorObject *t = list.at[i].tensor;
        int inner = t->type.shape.rank - t->vectorized;
        Value aligned =
            vectors.count ? vectors_align(vm, list.at[i], &vectors, inner) : value_ref(list.at[i]);
        ok = aligned.tag != TAG_poison;
        if (!ok)
            break;
        if (vectors.count) { /* a value of its own, so that the operand keeps its axes */
            Value plain = aligned.tensor->node ? tensor_of_node(aligned.tensor->node)
                                               : tensor_of_data(tensor_ref(aligned.tensor->data));
            memcpy(plain.tensor->names + vectors.count, t->names + t->vectorized,
                   (size_t)inner * sizeof(Sym));
            value_free(aligned);
            aligned = plain;
        }
        list_push(&out, aligned);
    }
    vec_free(&list);
    for (int i = 0; ok && i < vectors.count; i++)
        list_push(&axes, TUPLE(value_atom(vectors.name[i]), value_int(vectors.size[i])));
    if (ok)
        return TUPLE(out.list, axes.list);
    value_free(out.list);
    return POISON;
}
