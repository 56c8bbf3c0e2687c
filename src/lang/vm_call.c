/* vm_call.c - finding the function that a call names, entering function values, calling from C, and
   leaving frames when something was raised. */
#include "lang/vm_frame.h"

/* --- finding functions --- */

Function *site_resolve(Vm *vm, const Code *code, Site *s)
{
    Function *f = function_find(vm, s->module, s->name, s->arity);
    if (f == NULL || (f->is_private && (s->names_module || f->module != code->module))) {
        vm_undefined(vm, s->module, s->name, s->arity);
        return NULL;
    }
    if (f->native == NULL && f->code == NULL && !function_compile(vm, f)) {
        vm_raise_pending(vm);
        return NULL;
    }
    s->epoch = vm->epoch; /* loading a module counts it up */
    return s->function = f;
}

static void bad_arity(Vm *vm, Value function, const Value *args, int count)
{
    ListBuilder list = LIST_BUILDER;
    for (int i = 0; i < count; i++)
        list_push(&list, value_ref(args[i]));
    Value fields[] = {function, list.list};
    fail_struct(vm, "Elixir.BadArityError", (const char *[]){"function", "args"}, fields, 2);
    value_free(list.list);
}

/* --- function values --- */

Called enter_value(Vm *vm, Value function, Value *base, int count, Value *result)
{
    if (UNLIKELY(function.tag != TAG_function)) {
        fail_struct(vm, "Elixir.BadFunctionError", (const char *[]){"term"}, &function, 1);
        return CALLED_failed;
    }
    Closure *c = function.function;
    if (UNLIKELY((int)c->arity != count)) {
        bad_arity(vm, function, base, count);
        return CALLED_failed;
    }
    if (c->function)
        return enter(vm, c->function, base, count, result);
    if (UNLIKELY(!push_frame(vm, c->code, base, result)))
        return CALLED_failed;
    for (uint32_t i = 0; i < c->captured; i++)
        set(&base[count + (int)i], value_ref(c->at[i]));
    return CALLED_frame;
}

/* --- unwinding --- */

bool unwind(Vm *vm, size_t bottom)
{
    while (vm->handlers.len && vec_last(&vm->handlers).frame >= bottom) {
        Handler h = vec_pop(&vm->handlers);
        while (vm->frame_count - 1 > h.frame)
            pop_frame(vm);
        Frame *f = &vm->frames[h.frame];
        static const Sym kinds[] = {SYM_error, SYM_throw, 0};
        Sym kind =
            vm->raised.kind == RAISE_exit ? sym(vm->cx, STR("exit")) : kinds[vm->raised.kind];
        set(&f->base[h.reg], value_atom(kind));
        set(&f->base[h.reg + 1], value_ref(vm->raised.reason));
        set(&f->base[h.reg + 2], h.wants_stack ? stack_value(vm, &vm->raised) : VALUE_EMPTY);
        raised_catch(vm);
        f->pc = f->code->insns.at + h.target;
        return true;
    }
    while (vm->frame_count > bottom)
        pop_frame(vm);
    return false;
}

/* --- calling from C --- */

/* The first stack slot above everything in use: the registers of the newest frame, and the
   arguments of a native that C called. */
static Value *stack_top(Vm *vm)
{
    Value *top = vm->stack;
    if (vm->frame_count) {
        Frame *f = &vm->frames[vm->frame_count - 1];
        top = f->base + f->code->registers;
    }
    return top > vm->native_top ? top : vm->native_top;
}

static Value run(Vm *vm, Called how, size_t bottom, Value *base)
{
    if (how == CALLED_failed)
        return POISON;
    if (how == CALLED_frame) {
        vm->nesting++;
        bool ok = vm_loop(vm, bottom);
        vm->nesting--;
        if (UNLIKELY(vm->was_full) && bottom == 0)
            stacks_trim(vm, base + 1);
        if (!ok)
            return POISON;
    }
    return take_register(base);
}

static Value *call_window(Vm *vm, const Value *args, int count)
{
    enum { MOST_NESTED = 200 };
    Value *base = stack_top(vm);
    if (vm->nesting >= MOST_NESTED || base + count + 256 > vm->stack_end) {
        vm_fail(vm, EXC_SystemLimitError,
                "the stack is full: %zu calls are waiting for a result, and definitions nest at "
                "most %d deep",
                vm->frame_count, MOST_NESTED);
        return NULL;
    }
    for (int i = 0; i < count; i++)
        set(&base[i], value_ref(args[i]));
    return base;
}

/* Of a function of a module, or where it is NULL of a value. */
static Value call(Vm *vm, Function *f, Value function, const Value *args, int count)
{
    Value *base = call_window(vm, args, count), *top = vm->native_top;
    size_t bottom = vm->frame_count;
    if (base == NULL)
        return POISON;
    vm->native_top = base + count;
    Called how = f ? enter(vm, f, base, count, base) : enter_value(vm, function, base, count, base);
    vm->native_top = top;
    return run(vm, how, bottom, base);
}

Value vm_call(Vm *vm, Value function, const Value *args, int count)
{
    return call(vm, NULL, function, args, count);
}

Value vm_call_function(Vm *vm, Function *f, const Value *args, int count)
{
    return call(vm, f, POISON, args, count);
}

Value vm_call_named(Vm *vm, Sym module, Sym name, const Value *args, int count)
{
    Function *f = function_find(vm, module, name, (uint32_t)count);
    return f ? vm_call_function(vm, f, args, count)
             : vm_undefined(vm, module, name, (uint32_t)count);
}

Value vm_run_code(Vm *vm, Code *code, const Value *args, int count)
{
    Value *base = call_window(vm, args, count);
    size_t bottom = vm->frame_count;
    if (base == NULL)
        return POISON;
    return run(vm, push_frame(vm, code, base, base) ? CALLED_frame : CALLED_failed, bottom, base);
}
