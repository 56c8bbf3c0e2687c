/* native_files.c - tensors from and to files: what lib/cnx/data.ex is made of.

   A source is a binary or {:file, path}; a target is nil, for a binary, or a path. */
#include "lang/native.h"
#include "lang/tensor_value.h"

#include "tensor/csv.h"
#include "tensor/idx.h"
#include "tensor/npy.h"
#include "tensor/png.h"
#include "tensor/safetensors.h"

#include <string.h>

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

/* Also says which file it was that an error is about. */
static void source_close(Vm *vm, Value source, Input *in)
{
    Cx *cx = vm_cx(vm);
    input_close(in);
    if (failed(cx) && source.tag == TAG_tuple) {
        Str path = binary_str(source.tuple->at[1]);
        fail_note(cx, "the file is %.*s", (int)path.len, path.at);
    }
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
    source_close(vm, args[0], &in);
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
    source_close(vm, args[0], &in);
    return loaded(vm, t);
}

/* read_png(source) */
NATIVE(fn_format_read_png)
{
    Input in;
    if (!source_open(vm, args[0], &in))
        return vm_raise_pending(vm);
    Tensor *t = picture_read(vm_cx(vm), &in);
    source_close(vm, args[0], &in);
    return loaded(vm, t);
}

/* --- CSV; texts are binaries --- */

/* The separator of an argument that is one ASCII character. */
static bool separator_of(Value v, char *out)
{
    if (!is_binary(v) || v.binary->len != 1 || (v.binary->at[0] & 0x80) ||
        memchr("\"\r\n", v.binary->at[0], 3))
        return false;
    *out = v.binary->at[0];
    return true;
}

static bool first_line(Vm *vm, const Value *args, Texts *cells)
{
    char separator;
    *cells = (Texts){0};
    if (!is_binary(args[0]) || !separator_of(args[1], &separator)) {
        fail_argument(vm);
        return false;
    }
    bool is_well = csv_first_line(vm_cx(vm), binary_str(args[0]), separator, cells);
    if (!is_well)
        vm_raise_pending(vm);
    return is_well;
}

/* csv_names(text, separator): the cells of the first line. */
NATIVE(fn_format_csv_names)
{
    Texts cells;
    ListBuilder list = LIST_BUILDER;
    bool is_well = first_line(vm, args, &cells);
    for (size_t i = 0; is_well && i < cells.len; i++)
        list_push(&list, value_binary(text_str(&cells.at[i])));
    texts_free(&cells);
    return is_well ? list.list : POISON;
}

/* csv_has_header(text, separator): whether no cell of the first line is a number. */
NATIVE(fn_format_csv_has_header)
{
    Texts cells;
    bool is_well = first_line(vm, args, &cells), has_header = csv_is_header(&cells);
    texts_free(&cells);
    return is_well ? value_bool(has_header) : POISON;
}

/* read_csv(text, separator, has a header, type, columns counted from 0 or nil) */
NATIVE(fn_format_read_csv)
{
    CsvOptions o = {.has_header = is_truthy(args[2])};
    VEC(int64_t) columns = {0};
    Value list = args[4], column;
    bool is_well = is_binary(args[0]) && separator_of(args[1], &o.separator) &&
                   dtype_of_value(vm, args[3], &o.dtype);
    while (is_well && is_list(list) && list_next(&list, &column)) {
        is_well = is_size(column, 0);
        vec_push(&columns, column.i);
    }
    vec_reserve(&columns, 1);
    o.columns = is_list(args[4]) ? columns.at : NULL;
    o.count = (int64_t)columns.len;
    Value result =
        !is_well ? fail_argument(vm) : loaded(vm, csv_read(vm_cx(vm), binary_str(args[0]), &o));
    vec_free(&columns);
    return result;
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
    source_close(vm, args[0], &in);
    return is_well ? named_value(vm, &all) : vm_raise_pending(vm);
}

/* What `item` makes of each tensor of a safetensors source, as a list. */
static Value each_safetensor(Vm *vm, Value source,
                             Value (*item)(Vm *, const SafeTensors *, int64_t))
{
    Input in;
    SafeTensors all;
    if (!source_open(vm, source, &in))
        return vm_raise_pending(vm);
    bool is_well = safetensors_open(vm_cx(vm), &in, &all);
    ListBuilder list = LIST_BUILDER;
    for (int64_t i = 0; is_well && i < all.count; i++) {
        Value v = item(vm, &all, i);
        is_well = v.tag != TAG_poison;
        if (is_well)
            list_push(&list, v);
    }
    safetensors_free(&all);
    source_close(vm, source, &in);
    if (is_well)
        return list.list;
    value_free(list.list);
    return failed(vm_cx(vm)) ? vm_raise_pending(vm) : POISON;
}

static Value loaded_safetensor(Vm *vm, const SafeTensors *all, int64_t i)
{
    Value t = loaded(vm, safetensors_tensor(vm_cx(vm), all, i));
    return t.tag == TAG_poison ? POISON : TUPLE(value_binary(safetensors_name(all, i)), t);
}

static Value listed_safetensor(Vm *vm, const SafeTensors *all, int64_t i)
{
    Type type = safetensors_type(all, i);
    return TUPLE(value_binary(safetensors_name(all, i)), dtype_value(vm, type.dtype),
                 shape_value(&type.shape), value_int(safetensors_offset(all, i)));
}

/* read_safetensors(source): [{name, tensor}] */
NATIVE(fn_format_read_safetensors)
{
    return each_safetensor(vm, args[0], loaded_safetensor);
}

/* list_safetensors(source): [{name, type, shape, offset of its elements in the file}] */
NATIVE(fn_format_list_safetensors)
{
    return each_safetensor(vm, args[0], listed_safetensor);
}

/* read_at(source, offset, type, shape): the tensor whose elements begin there. */
NATIVE(fn_format_read_at)
{
    Input in;
    Type type;
    if (!is_size(args[1], 0) || !dtype_of_value(vm, args[2], &type.dtype) ||
        !shape_of_value(args[3], &type.shape))
        return fail_argument(vm);
    if (!source_open(vm, args[0], &in))
        return vm_raise_pending(vm);
    Tensor *t = elements_read(vm_cx(vm), &in, args[1].i, type);
    source_close(vm, args[0], &in);
    return loaded(vm, t);
}

/* --- targets --- */

static void target_open(Vm *vm, Value target, Text *text, Output *out)
{
    *text = (Text){0};
    if (is_binary(target))
        output_open(vm_cx(vm), binary_str(target), out);
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
    target_open(vm, args[1], &text, &out);
    npy_write(&out, args[0].tensor->data);
    return target_close(vm, args[1], &text, &out, true);
}

/* write_png(tensor, target) */
NATIVE(fn_format_write_png)
{
    Text text;
    Output out;
    if (!need_data(vm, args[0], "write_png/2"))
        return POISON;
    target_open(vm, args[1], &text, &out);
    bool is_well = picture_write(vm_cx(vm), &out, args[0].tensor->data);
    return target_close(vm, args[1], &text, &out, is_well);
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

typedef bool Writer(Cx *cx, Output *out, const NamedTensors *all);

static Value write_named(Vm *vm, Value list, Value target, const char *what, Writer *write)
{
    Text text;
    Output out;
    NamedTensors all;
    Value result = POISON;
    if (named_of_value(vm, list, what, &all)) {
        target_open(vm, target, &text, &out);
        bool is_well = write(vm_cx(vm), &out, &all);
        result = target_close(vm, target, &text, &out, is_well);
    }
    named_free(&all);
    return result;
}

static bool write_stored(Cx *cx, Output *out, const NamedTensors *all)
{
    return npz_write(cx, out, all, false);
}

static bool write_deflated(Cx *cx, Output *out, const NamedTensors *all)
{
    return npz_write(cx, out, all, true);
}

/* write_npz([{name, tensor}], target, deflate) */
NATIVE(fn_format_write_npz)
{
    return write_named(vm, args[0], args[1], "write_npz/3",
                       is_truthy(args[2]) ? write_deflated : write_stored);
}

/* write_safetensors([{name, tensor}], target) */
NATIVE(fn_format_write_safetensors)
{
    return write_named(vm, args[0], args[1], "Safetensors.write!/2", safetensors_write);
}
