/* api.c - the C interface of include/cnx.h on top of the language: contexts, running and calling.
 */
#include "lang/api.h"

#include "lang/tensor_value.h"
#include "lang/vm.h"

#include "tensor/files.h"

#include <string.h>

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
    cnx_error_free(cnx->error);
    free(cnx);
}

void cnx_interrupt(CnxContext *cnx)
{
    __atomic_store_n(&cnx->interrupt, 1, __ATOMIC_RELAXED);
}

static void write_log(void *closure, int fd, Str bytes)
{
    CnxContext *cnx = closure;
    cnx->log(cnx->log_user, fd == 1 ? CNX_OUTPUT : CNX_ERRORS, bytes.at, bytes.len);
}

void cnx_set_log(CnxContext *cnx,
                 void (*log)(void *user, CnxStream stream, const char *text, size_t length),
                 void *user)
{
    vm_flush(cnx->vm);
    cnx->log = log;
    cnx->log_user = user;
    vm_redirect(cnx->vm, log ? write_log : NULL, cnx);
}

bool cnx_set_compiler(CnxContext *cnx, const char *name)
{
    vm_set_compiler(cnx->vm, str_of(name));
    return settle(cnx);
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
        list_push(&list, tensor_of_data(tensor_ref(tensor_in(inputs[i]))));
    Value args[] = {vm_atom(vm, kind), value_binary(str_of(function)), list.list};
    Value result = vm_call_named(vm, sym(&cnx->cx, STR("Elixir.Cnx.Api")),
                                 sym(&cnx->cx, STR("call")), args, 3);
    if (result.tag != TAG_poison && list_length(result) != noutputs)
        fail(&cnx->cx, SPAN_NONE, EXC_ArgumentError, "%s returns %lld tensors, %d were asked for",
             function, (long long)list_length(result), noutputs);
    Value rest = result, item;
    for (int i = 0; !failed(&cnx->cx) && list_next(&rest, &item); i++)
        outputs[i] = tensor_out(tensor_ref(item.tensor->data));
    value_free(result);
    for (int i = 0; i < 3; i++)
        value_free(args[i]);
    return settle(cnx);
}

bool cnx_call_function(CnxContext *cnx, const char *function, CnxTensor *const *inputs, int ninputs,
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
