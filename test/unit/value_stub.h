/* value_stub.h - what the value layer asks of the machine, for a test without one. */
#ifndef CNX_TEST_VALUE_STUB_H
#define CNX_TEST_VALUE_STUB_H

#include "lang/module.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Vm {
    Cx cx;
    Module *module;    /* the only one there is, or NULL */
    Function *inspect; /* its implementation of Inspect, or NULL */
    Value shown;       /* what that returns */
};

static Vm the_vm;

Cx *vm_cx(Vm *vm)
{
    return &vm->cx;
}

Value vm_fail(Vm *vm, Exc exc, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Text message = {0};
    text_vprint(&message, fmt, args);
    va_end(args);
    fail(&vm->cx, SPAN_NONE, exc, "%s", text_cstr(&message));
    text_free(&message);
    return POISON;
}

Value vm_call_named(Vm *vm, Sym module, Sym name, const Value *args, int count)
{
    (void)module, (void)name, (void)args, (void)count;
    return value_ref(vm->shown);
}

Value vm_atom(Vm *vm, const char *text)
{
    return value_atom(sym(&vm->cx, str_of(text)));
}

Module *module_find(Vm *vm, Sym name)
{
    return vm->module && vm->module->name == name ? vm->module : NULL;
}

Function *function_find(Vm *vm, Sym module, Sym name, uint32_t arity)
{
    Function *f = vm->inspect;
    return f && f->module == module && f->name == name && f->arity == arity ? f : NULL;
}

void code_free(Code *code)
{
    if (--code->count == 0)
        free(code);
}

#endif
