/* api_execute.c - executables: compiled functions that belong to no context.

   An executable has its program and a copy of the sources that its errors may point into. Nothing
   of it changes while it runs, but for the flag that stops its calls and the number of these; each
   call keeps its error in a context of its own. */
#include "lang/api.h"
#include "lang/jit.h"
#include "lang/tensor_value.h"
#include "lang/vm.h"

#include <string.h>

struct CnxExecutable {
    Program *program;
    Cx sources;
    int running; /* calls; atomic */
    volatile sig_atomic_t interrupt;
    volatile sig_atomic_t *stop; /* what its calls watch: `interrupt`, or its owner's flag */
};

/* --- compiling --- */

/* Copies the sources of the graph's spans; there are at most MAX_NESTING regions inside each other.
 */
static void copy_sources(Cx *to, const Cx *from, const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        const Source *s = &from->sources.at[n->span.source];
        Source *copy = &to->sources.at[n->span.source];
        if (n->span.source && !s->is_library && copy->name.at == NULL) {
            copy->name = (Str){arena_copy(&to->texts, s->name.at, s->name.len), s->name.len};
            copy->text = (Str){arena_copy(&to->texts, s->text.at, s->text.len), s->text.len};
        }
        for (int r = 0; r < n->nregions; r++)
            copy_sources(to, from, n->regions[r]);
    }
}

CnxExecutable *executable_new(const Cx *cx, Program *p, volatile sig_atomic_t *stop)
{
    CnxExecutable *exe = mem_alloc(sizeof *exe);
    exe->program = p;
    exe->stop = stop ? stop : &exe->interrupt;
    for (size_t i = 0; i < cx->sources.len; i++)
        vec_push(&exe->sources.sources, ((Source){.is_library = true}));
    copy_sources(&exe->sources, cx, p->graph);
    return exe;
}

/* Cnx.Api.compile(kind, "Module.function", templates): a program. */
static CnxExecutable *compile_as(CnxContext *cnx, const char *kind, const char *function,
                                 const CnxType *inputs, int ninputs)
{
    Vm *vm = cnx->vm;
    ListBuilder list = LIST_BUILDER;
    CnxExecutable *exe = NULL;
    for (int i = 0; i < ninputs; i++) {
        Type type;
        if (type_in(&cnx->cx, &inputs[i], &type))
            list_push(&list, tensor_of_type(&type));
    }
    Value args[] = {vm_atom(vm, kind), value_binary(str_of(function)), list.list};
    if (!failed(&cnx->cx)) {
        Value result = vm_call_named(vm, sym(&cnx->cx, STR("Elixir.Cnx.Api")),
                                     sym(&cnx->cx, STR("compile")), args, 3);
        Program *p = program_take(result);
        if (p)
            exe = executable_new(&cnx->cx, p, NULL);
        value_free(result);
    }
    for (int i = 0; i < 3; i++)
        value_free(args[i]);
    settle(cnx);
    return exe;
}

CnxExecutable *cnx_compile(CnxContext *cnx, const char *function, const CnxType *inputs,
                           int ninputs)
{
    return compile_as(cnx, "call", function, inputs, ninputs);
}

CnxExecutable *cnx_compile_value_and_grad(CnxContext *cnx, const char *function,
                                          const CnxType *inputs, int ninputs)
{
    return compile_as(cnx, "value_and_grad", function, inputs, ninputs);
}

void cnx_executable_free(CnxExecutable *exe)
{
    if (exe == NULL)
        return;
    program_free(exe->program);
    cx_free(&exe->sources);
    free(exe);
}

/* --- what it takes and gives --- */

static const Type *input_type(const CnxExecutable *exe, int i)
{
    return node_type(exe->program->graph->params.at[i]);
}

static const Type *output_type(const CnxExecutable *exe, int i)
{
    return node_type(exe->program->graph->results.at[i]);
}

int cnx_executable_inputs(const CnxExecutable *exe)
{
    return (int)exe->program->graph->params.len;
}

int cnx_executable_outputs(const CnxExecutable *exe)
{
    return (int)exe->program->graph->results.len;
}

CnxType cnx_executable_input(const CnxExecutable *exe, int index)
{
    return type_out(input_type(exe, index));
}

CnxType cnx_executable_output(const CnxExecutable *exe, int index)
{
    return type_out(output_type(exe, index));
}

/* --- calling --- */

static void check_type(Cx *cx, const char *what, int i, const Type *want, const Type *got)
{
    if (type_equal(want, got))
        return;
    Text a = {0}, b = {0};
    type_print(&a, want);
    type_print(&b, got);
    fail(cx, SPAN_NONE, EXC_ArgumentError, "%s %d is %s, compiled was %s", what, i + 1,
         text_cstr(&b), text_cstr(&a));
    text_free(&a);
    text_free(&b);
}

/* Whether memory of ours is some other tensor's, too; the caller's own is the caller's business. */
static bool is_shared(const Tensor *t)
{
    return t->buffer->release ? false : !tensor_is_unique(t);
}

static bool check_call(Cx *cx, const CnxExecutable *exe, CnxTensor *const *inputs, int ninputs,
                       CnxTensor **outputs, int noutputs)
{
    int in = cnx_executable_inputs(exe), out = cnx_executable_outputs(exe);
    if (ninputs != in)
        fail(cx, SPAN_NONE, EXC_ArgumentError, "the function takes %d tensors, %d were given", in,
             ninputs);
    if (noutputs != out)
        fail(cx, SPAN_NONE, EXC_ArgumentError, "the function returns %d tensors, %d were asked for",
             out, noutputs);
    for (int i = 0; i < in && !failed(cx); i++)
        check_type(cx, "input", i, input_type(exe, i), &tensor_in(inputs[i])->type);
    for (int i = 0; i < out && !failed(cx); i++) {
        if (outputs[i] == NULL)
            continue;
        check_type(cx, "output", i, output_type(exe, i), &tensor_in(outputs[i])->type);
        if (!failed(cx) && is_shared(tensor_in(outputs[i])))
            fail(cx, SPAN_NONE, EXC_ArgumentError,
                 "output %d shares its memory with another tensor, so it cannot be written", i + 1);
    }
    return !failed(cx);
}

/* Hands the results out, into the caller's memory where there is some. */
static void deliver(Tensor **results, CnxTensor **outputs, int count)
{
    for (int i = 0; i < count; i++) {
        if (outputs[i] == NULL) {
            outputs[i] = tensor_out(results[i]);
            continue;
        }
        Tensor *to = tensor_in(outputs[i]);
        if (tensor_bytes(to))
            memmove(tensor_data(to), tensor_data(results[i]), (size_t)tensor_bytes(to));
        tensor_free(results[i]);
    }
}

bool cnx_call(CnxExecutable *exe, CnxTensor *const *inputs, int ninputs, CnxTensor **outputs,
              int noutputs, CnxError **error)
{
    Cx cx = {.interrupt = exe->stop};
    if (__atomic_fetch_add(&exe->running, 1, __ATOMIC_ACQ_REL) == 0)
        __atomic_store_n(&exe->interrupt, 0, __ATOMIC_RELAXED);
    Tensor **in = mem_alloc((size_t)(ninputs > 0 ? ninputs : 0) * sizeof *in);
    Tensor **results = mem_alloc((exe->program->graph->results.len + 1) * sizeof(Tensor *));
    if (check_call(&cx, exe, inputs, ninputs, outputs, noutputs)) {
        for (int i = 0; i < ninputs; i++)
            in[i] = tensor_in(inputs[i]);
        if (program_run(&cx, exe->program, in, results))
            deliver(results, outputs, noutputs);
    }
    free(in);
    free(results);
    __atomic_fetch_sub(&exe->running, 1, __ATOMIC_ACQ_REL);
    bool ok = !failed(&cx);
    cx.sources.at = exe->sources.sources.at;
    cx.sources.len = exe->sources.sources.len;
    CnxError *e = error_public_pending(&cx);
    if (error)
        *error = e;
    else
        cnx_error_free(e);
    return ok;
}

void cnx_executable_interrupt(CnxExecutable *exe)
{
    if (__atomic_load_n(&exe->running, __ATOMIC_ACQUIRE) > 0)
        __atomic_store_n(&exe->interrupt, 1, __ATOMIC_RELAXED);
}
