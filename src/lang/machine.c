/* machine.c - a machine from its making to its end, and its output. */
#include "lang/machine.h"

#include "compile/plugin.h"
#include "lang/eager.h"
#include "lang/expand.h"
#include "lang/jit.h"
#include "lang/trace.h"
#include "lang/vm_state.h"

#include <errno.h>
#include <unistd.h>

Vm *vm_new(Cx *cx)
{
    Vm *vm = mem_alloc(sizeof *vm);
    vm->cx = cx;
    if (!stacks_init(vm)) {
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "there is no address space for the stack");
        free(vm);
        return NULL;
    }
    vm->dictionary = map_new();
    vm->arguments = VALUE_EMPTY;
    vm->terms = map_new();
    vm->out_is_terminal = isatty(STDOUT_FILENO) == 1;
    vm->compiler = &compiler_reference;
    modules_init(vm);
    return vm;
}

void vm_redefine_modules(Vm *vm)
{
    vm->redefines = true;
}

void vm_call_bare_names(Vm *vm)
{
    vm->calls_bare_names = true;
}

void vm_free(Vm *vm)
{
    vm_flush(vm);
    raised_forget(vm);
    vm_rest(vm);
    eager_free(vm);
    graph_free(vm->loose);
    jit_free(vm);
    for (size_t i = 0; i < vm->host_functions.len; i++)
        value_free(vm->host_functions.at[i]);
    vec_free(&vm->host_functions);
    vec_free(&vm->errors);
    vm->cx->host.call = NULL;
    expander_free(vm);
    protocols_free(vm);
    regexes_free(vm);
    warnings_free(&vm->warnings);
    mailbox_free(&vm->mailbox);
    vec_free(&vm->waiting);
    value_free(vm->dictionary);
    value_free(vm->arguments);
    value_free(vm->terms);
    captures_free(vm);
    for (const Value *v = vm->stack; v < vm->stack + 4096; v++) /* what an interrupted form left */
        value_free(*v);
    modules_free(vm);
    project_free(vm);
    stacks_free(vm);
    vec_free(&vm->handlers);
    vec_free(&vm->errors);
    text_free(&vm->out);
    free(vm);
}

bool vm_set_compiler(Vm *vm, Str name)
{
    Text module = {0};
    if (name.len && name.at[0] >= 'A' && name.at[0] <= 'Z')
        text_add(&module, STR("Elixir."));
    text_add(&module, name);
    const Compiler *c = compiler_of_name(vm->cx, text_str(&module));
    text_free(&module);
    if (c == NULL)
        return false;
    vm->compiler = c;
    vm->preferred = NULL;
    jit_free(vm);
    return true;
}

void vm_prefer_compiler(Vm *vm, const char *name)
{
    vm->preferred = name;
}

const Compiler *vm_compiler(Vm *vm)
{
    const char *name = vm->preferred;
    vm->preferred = NULL;
    if (name == NULL || !plugin_is_installed(str_of(name)))
        return vm->compiler;
    const Compiler *c = compiler_of_name(vm->cx, str_of(name));
    if (c) {
        vm->compiler = c;
        return c;
    }
    Error *error = error_take(vm->cx);
    Text out = {0};
    text_print(&out, "warning: definitions run on the reference: %s\n", text_cstr(&error->message));
    vm_write(vm, 2, text_str(&out));
    text_free(&out);
    error_free(error);
    return vm->compiler;
}

/* An interruption may come while a graph is traced, even in the code that would have ended it. */
void vm_rest(Vm *vm)
{
    if (vm->nesting > 0)
        return;
    while (vm->trace) {
        Graph *g = trace_pop(vm);
        if (g->outer == NULL)
            graph_free(g);
    }
}

Cx *vm_cx(Vm *vm)
{
    return vm->cx;
}

Value vm_atom(Vm *vm, const char *text)
{
    return value_atom(sym(vm->cx, str_of(text)));
}

Value *vm_dictionary(Vm *vm)
{
    return &vm->dictionary;
}

Value *vm_arguments(Vm *vm)
{
    return &vm->arguments;
}

uint64_t vm_new_reference(Vm *vm)
{
    return ++vm->next_ref;
}

/* --- output --- */

/* 0 or an errno. */
static int write_all(int fd, Str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.at, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        bytes = str_slice(bytes, (size_t)n, bytes.len);
    }
    return 0;
}

static void put(Vm *vm, int fd, Str bytes)
{
    int error = 0;
    if (vm->sink == NULL)
        error = write_all(fd, bytes);
    else if (bytes.len)
        vm->sink(vm->sink_closure, fd, bytes);
    if (fd == STDOUT_FILENO && vm->out_error == 0)
        vm->out_error = error;
}

int vm_output_error(const Vm *vm)
{
    return vm->out_error;
}

void vm_redirect(Vm *vm, VmSink *sink, void *closure)
{
    vm->sink = sink;
    vm->sink_closure = closure;
}

void vm_capture_output(Vm *vm)
{
    vm->out_is_kept = true;
}

void vm_take_output(Vm *vm, Text *out)
{
    text_add(out, text_str(&vm->out));
    vm->out.len = 0;
}

void vm_discard_output(Vm *vm)
{
    vm->out.len = 0;
}

void vm_flush(Vm *vm)
{
    if (vm->out_is_kept)
        return;
    put(vm, STDOUT_FILENO, text_str(&vm->out));
    vm->out.len = 0;
}

void vm_write(Vm *vm, int fd, Str bytes)
{
    vm->effects++;
    enum { ENOUGH = 1 << 16 };
    if ((fd == STDOUT_FILENO || fd == STDERR_FILENO) && vm->captured[fd - 1].len) {
        text_add(&vec_last(&vm->captured[fd - 1]), bytes);
        return;
    }
    if (fd != STDOUT_FILENO) {
        vm_flush(vm);
        put(vm, fd, bytes);
        return;
    }
    text_add(&vm->out, bytes);
    if (vm->out_is_terminal || vm->out.len >= ENOUGH)
        vm_flush(vm);
}
