/* native_files.c - tensors from and to files: what lib/cnx/data.ex is made of.

   A source is a binary or {:file, path}; a target is nil, for a binary, or a path. */
#include "lang/native.h"
#include "lang/tensor_value.h"

#include "tensor/idx.h"
#include "tensor/npy.h"

/* --- sources --- */

/* Opens what a source names; false after an error. Close it. */
static bool source_open(Vm *vm, Value source, Input *in)
{
    *in = (Input){.fd = -1};
    if (is_binary(source)) {
        *in = input_of(binary_str(source));
        return true;
    }
    if (source.tag == TAG_tuple && source.tuple->len == 2 && is_binary(source.tuple->at[1]))
        return input_open(vm_cx(vm), binary_str(source.tuple->at[1]), in);
    fail_argument(vm);
    return false;
}

/* The tensor (taken) as a value; tensors without elements are not for the language. */
static Value loaded(Vm *vm, Tensor *t)
{
    if (t && shape_count(&t->type.shape) == 0) {
        Text shape = {0};
        shape_print(&shape, &t->type.shape);
        fail(vm_cx(vm), SPAN_NONE, EXC_ArgumentError, "cannot build an empty tensor");
        fail_note(vm_cx(vm), "the file holds one of shape %s", text_cstr(&shape));
        text_free(&shape);
        tensor_free(t);
        t = NULL;
    }
    return t ? tensor_of_data(t) : vm_raise_pending(vm);
}

/* The type in an optional argument; false after an error. */
static bool optional_type(Vm *vm, Value v, DType *room, const DType **out)
{
    *out = room;
    if (v.tag == TAG_atom && v.atom == SYM_nil)
        *out = NULL;
    else if (!dtype_of_value(vm, v, room)) {
        fail_argument(vm);
        return false;
    }
    return true;
}

/* read_idx(source) */
NATIVE(fn_format_read_idx)
{
    Input in;
    if (!source_open(vm, args[0], &in))
        return vm_raise_pending(vm);
    Tensor *t = idx_read(vm_cx(vm), &in);
    input_close(&in);
    return loaded(vm, t);
}

/* read_npy(source, type of elements without one or nil) */
NATIVE(fn_format_read_npy)
{
    Input in;
    DType room;
    const DType *plain;
    if (!optional_type(vm, args[1], &room, &plain) || !source_open(vm, args[0], &in))
        return vm_raise_pending(vm);
    Tensor *t = npy_read(vm_cx(vm), &in, plain);
    input_close(&in);
    return loaded(vm, t);
}

/* [{name, tensor}]; frees *all. */
static Value named_value(Vm *vm, NamedTensors *all)
{
    ListBuilder list = LIST_BUILDER;
    bool is_well = true;
    for (size_t i = 0; i < all->len && is_well; i++) {
        Value t = loaded(vm, all->at[i].tensor);
        all->at[i].tensor = NULL;
        is_well = t.tag != TAG_poison;
        if (is_well)
            list_push(&list, TUPLE(text_value(&all->at[i].name), t));
    }
    named_free(all);
    if (is_well)
        return list.list;
    value_free(list.list);
    return POISON;
}

/* read_npz(source, type of elements without one or nil) */
NATIVE(fn_format_read_npz)
{
    Input in;
    DType room;
    const DType *plain;
    NamedTensors all = {0};
    if (!optional_type(vm, args[1], &room, &plain) || !source_open(vm, args[0], &in))
        return vm_raise_pending(vm);
    bool is_well = npz_read(vm_cx(vm), &in, plain, &all);
    input_close(&in);
    return is_well ? named_value(vm, &all) : vm_raise_pending(vm);
}

/* --- targets --- */

static void target_open(Value target, Text *text, Output *out)
{
    *text = (Text){0};
    if (is_binary(target))
        output_open(binary_str(target), out);
    else
        output_to(text, out);
}

/* Ends the output: the binary, or the path. */
static Value target_close(Vm *vm, Value target, Text *text, Output *out, bool keep)
{
    bool is_well = output_close(vm_cx(vm), out, keep) && keep;
    if (is_well && !is_binary(target))
        return text->at ? text_value(text) : value_empty_string();
    text_free(text);
    return is_well ? value_ref(target) : vm_raise_pending(vm);
}

/* write_npy(tensor, target) */
NATIVE(fn_format_write_npy)
{
    Text text;
    Output out;
    if (!need_data(vm, args[0], "write_npy/2"))
        return POISON;
    target_open(args[1], &text, &out);
    npy_write(&out, args[0].tensor->data);
    return target_close(vm, args[1], &text, &out, true);
}

/* The tensors of [{name, tensor}]; false after an error. Free them in any case. */
static bool named_of_value(Vm *vm, Value list, const char *what, NamedTensors *all)
{
    Value item;
    *all = (NamedTensors){0};
    while (list_next(&list, &item)) {
        NamedTensor named = {0};
        if (item.tag != TAG_tuple || item.tuple->len != 2 || !is_binary(item.tuple->at[0])) {
            fail_argument(vm);
            return false;
        }
        if (!need_data(vm, item.tuple->at[1], what))
            return false;
        text_add(&named.name, binary_str(item.tuple->at[0]));
        named.tensor = tensor_ref(item.tuple->at[1].tensor->data);
        vec_push(all, named);
    }
    return true;
}

/* write_npz([{name, tensor}], target, deflate) */
NATIVE(fn_format_write_npz)
{
    Text text;
    Output out;
    NamedTensors all;
    bool is_well = named_of_value(vm, args[0], "write_npz/3", &all);
    Value result = POISON;
    if (is_well) {
        target_open(args[1], &text, &out);
        is_well = npz_write(vm_cx(vm), &out, &all, is_truthy(args[2]));
        result = target_close(vm, args[1], &text, &out, is_well);
    }
    named_free(&all);
    return result;
}
