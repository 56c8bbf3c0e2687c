/* api.c - the C interface of include/cnx.h on top of the language. */
#include "cnx.h"

#include "lang/machine.h"
#include "lang/tensor_value.h"
#include "lang/vm.h"

#include "tensor/files.h"

#include <string.h>

struct CnxContext {
    Cx cx;
    Vm *vm;
    Script script;
    Text error;
    volatile sig_atomic_t interrupt;
};

struct CnxTensor {
    Tensor *tensor;
};

const char *cnx_version(void)
{
    return CNX_VERSION;
}

CnxContext *cnx_context_new(void)
{
    CnxContext *cnx = mem_alloc(sizeof *cnx);
    cx_init(&cnx->cx);
    cnx->cx.interrupt = &cnx->interrupt;
    cnx->vm = vm_new(&cnx->cx);
    if (cnx->vm == NULL) {
        cx_free(&cnx->cx);
        free(cnx);
        return NULL;
    }
    script_init(cnx->vm, &cnx->script);
    return cnx;
}

void cnx_context_free(CnxContext *cnx)
{
    if (cnx == NULL)
        return;
    vm_free(cnx->vm);
    script_free(&cnx->script);
    cx_free(&cnx->cx);
    text_free(&cnx->error);
    free(cnx);
}

const char *cnx_error(const CnxContext *cnx)
{
    return cnx->error.at ? cnx->error.at : "";
}

void cnx_interrupt(CnxContext *cnx)
{
    cnx->interrupt = 1;
}

/* Keeps what went wrong as text; whether all went well. */
static bool settle(CnxContext *cnx)
{
    vm_flush(cnx->vm);
    cnx->interrupt = 0;
    cnx->error.len = 0;
    if (cnx->error.at)
        cnx->error.at[0] = 0;
    bool ok = !vm_is_raised(cnx->vm) && !failed(&cnx->cx);
    raised_print(cnx->vm, &cnx->error, &palette_plain);
    Error *e = error_take(&cnx->cx);
    error_print(&cnx->error, &cnx->cx, e, &palette_plain);
    error_free(e);
    return ok;
}

bool cnx_run(CnxContext *cnx, const char *source)
{
    uint32_t number = source_add(&cnx->cx, STR("source"), str_of(source), false);
    if (number)
        value_free(script_source(&cnx->script, number));
    return settle(cnx);
}

bool cnx_run_file(CnxContext *cnx, const char *path)
{
    Text text = {0};
    uint32_t number = 0;
    if (file_read(&cnx->cx, str_of(path), &text))
        number = source_add(&cnx->cx, str_of(path), text_str(&text), false);
    text_free(&text);
    if (number)
        value_free(script_source(&cnx->script, number));
    return settle(cnx);
}

/* Cnx.Api.call(kind, "Module.function", tensors): a flat list of the tensors in the result. */
static bool call(CnxContext *cnx, const char *kind, const char *function, CnxTensor *const *inputs,
                 int ninputs, CnxTensor **outputs, int noutputs)
{
    Vm *vm = cnx->vm;
    ListBuilder list = LIST_BUILDER;
    for (int i = 0; i < noutputs; i++)
        outputs[i] = NULL;
    for (int i = 0; i < ninputs; i++)
        list_push(&list, tensor_of_data(tensor_ref(inputs[i]->tensor)));
    Value args[] = {vm_atom(vm, kind), value_binary(str_of(function)), list.list};
    Value result = vm_call_named(vm, sym(&cnx->cx, STR("Elixir.Cnx.Api")),
                                 sym(&cnx->cx, STR("call")), args, 3);
    if (result.tag != TAG_poison && list_length(result) != noutputs)
        fail(&cnx->cx, SPAN_NONE, EXC_ArgumentError, "%s returns %lld tensors, %d were asked for",
             function, (long long)list_length(result), noutputs);
    Value rest = result, item;
    for (int i = 0; !failed(&cnx->cx) && list_next(&rest, &item); i++) {
        outputs[i] = mem_alloc(sizeof **outputs);
        outputs[i]->tensor = tensor_ref(item.tensor->data);
    }
    value_free(result);
    for (int i = 0; i < 3; i++)
        value_free(args[i]);
    return settle(cnx);
}

bool cnx_call(CnxContext *cnx, const char *function, CnxTensor *const *inputs, int ninputs,
              CnxTensor **outputs, int noutputs)
{
    return call(cnx, "call", function, inputs, ninputs, outputs, noutputs);
}

bool cnx_value_and_grad(CnxContext *cnx, const char *function, CnxTensor *const *inputs,
                        int ninputs, CnxTensor **value, CnxTensor **gradients)
{
    CnxTensor **all = mem_alloc((size_t)(ninputs + 1) * sizeof *all);
    bool ok = call(cnx, "value_and_grad", function, inputs, ninputs, all, ninputs + 1);
    *value = all[0];
    memcpy(gradients, all + 1, (size_t)ninputs * sizeof *all);
    free(all);
    return ok;
}

/* --- tensors --- */

CnxTensor *cnx_tensor_new(CnxContext *cnx, const char *dtype, int rank, const int64_t *dims,
                          const void *data)
{
    Type type;
    Tensor *t = NULL;
    int64_t size;
    if (!dtype_of_name(str_of(dtype), &type.dtype)) {
        fail(&cnx->cx, SPAN_NONE, EXC_ArgumentError, "there is no dtype \"%s\"", dtype);
    } else if (rank < 0 || rank > MAX_RANK) {
        fail(&cnx->cx, SPAN_NONE, EXC_ArgumentError, "a rank is 0 to %d, not %d", MAX_RANK, rank);
    } else {
        type.shape = shape_of(rank, dims);
        if (!shape_size(&type.shape, &size))
            fail(&cnx->cx, SPAN_NONE, EXC_ArgumentError,
                 "the shape has a negative axis or too many elements");
        else
            t = tensor_new(&cnx->cx, type);
    }
    if (t && data)
        memcpy(tensor_data(t), data, (size_t)tensor_bytes(t));
    else if (t)
        memset(tensor_data(t), 0, (size_t)tensor_bytes(t));
    if (!settle(cnx))
        return NULL;
    CnxTensor *out = mem_alloc(sizeof *out);
    out->tensor = t;
    return out;
}

void cnx_tensor_free(CnxTensor *t)
{
    if (t == NULL)
        return;
    tensor_free(t->tensor);
    free(t);
}

const char *cnx_tensor_dtype(const CnxTensor *t)
{
    return dtype_info[t->tensor->type.dtype].name;
}

int cnx_tensor_rank(const CnxTensor *t)
{
    return t->tensor->type.shape.rank;
}

int64_t cnx_tensor_dim(const CnxTensor *t, int axis)
{
    return t->tensor->type.shape.dim[axis];
}

const void *cnx_tensor_data(const CnxTensor *t)
{
    return tensor_data(t->tensor);
}

int64_t cnx_tensor_bytes(const CnxTensor *t)
{
    return tensor_bytes(t->tensor);
}
