/* vm_frame.h - entering and leaving frames: what the loop and calls from C share (private to
   vm*.c).

   vm.c        the loop over instructions
   vm_call.c   functions as values, calls from C, finding functions, unwinding
   vm_stack.c  the memory of the two stacks

   Every register always holds a valid value: writing one frees what was there, leaving a frame
   frees them all. */
#ifndef CNX_LANG_VM_FRAME_H
#define CNX_LANG_VM_FRAME_H

#include "lang/exec.h"
#include "lang/native.h"
#include "lang/vm_state.h"

/* Gives the memory back that an endless recursion took; what is below `top` stays. vm_stack.c */
void stacks_trim(Vm *vm, const Value *top);

/* --- the loop; vm.c --- */

/* Runs until the frame count is `bottom` again. False when something was raised and not handled. */
bool vm_loop(Vm *vm, size_t bottom);

/* --- vm_call.c --- */

/* The function that a call names, compiled; NULL when it raised. */
Function *site_resolve(Vm *vm, const Code *code, Site *s);
/* Leaves frames until one that handles what was raised; false when none above `bottom` does. */
bool unwind(Vm *vm, size_t bottom);

/* --- registers and frames --- */

static inline void set(Value *slot, Value v)
{
    Value old = *slot;
    *slot = v;
    value_free(old);
}

ALWAYS_INLINE bool push_frame(Vm *vm, Code *code, Value *base, Value *result)
{
    if (UNLIKELY(base + code->registers + 256 > vm->stack_end ||
                 vm->frame_count + 2 > vm->frame_most)) {
        vm->was_full = true;
        vm_fail(vm, EXC_SystemLimitError, "the stack is full: %zu calls are waiting for a result",
                vm->frame_count);
        return false;
    }
    vm->frames[vm->frame_count++] =
        (Frame){.code = code_ref(code), .pc = code->insns.at, .base = base, .result = result};
    return true;
}

ALWAYS_INLINE void clear_run(Value *v, const Value *end)
{
    for (; v < end; v++) {
        if (is_counted(*v))
            value_free(*v);
        v->tag = TAG_poison;
    }
}

ALWAYS_INLINE void code_leave(Code *code)
{
    if (LIKELY(code->count > 1))
        code->count--;
    else
        code_free(code);
}

ALWAYS_INLINE void pop_frame(Vm *vm)
{
    Frame *f = &vm->frames[vm->frame_count - 1];
    clear_run(f->base, f->base + f->code->registers);
    code_leave(f->code);
    vm->frame_count--;
}

ALWAYS_INLINE Function *site_function(Vm *vm, const Code *code, Site *s)
{
    return LIKELY(s->function && s->epoch == vm->epoch) ? s->function : site_resolve(vm, code, s);
}

/* --- calling --- */

typedef enum Called { CALLED_failed, CALLED_done, CALLED_frame } Called;

/* Enters `f` with `count` arguments at `base`. A native runs at once, and its result is written. */
ALWAYS_INLINE Called enter(Vm *vm, Function *f, Value *base, int count, Value *result)
{
    if (f->native) {
        Value v = f->native(vm, base, count);
        for (int i = 0; i < count; i++)
            set(&base[i], POISON);
        if (UNLIKELY(v.tag == TAG_poison)) {
            vm_raise_pending(vm);
            return CALLED_failed;
        }
        set(result, v);
        return CALLED_done;
    }
    if (UNLIKELY(f->code == NULL) && !function_compile(vm, f)) {
        vm_raise_pending(vm);
        return CALLED_failed;
    }
    return push_frame(vm, f->code, base, result) ? CALLED_frame : CALLED_failed;
}

/* Enters a function value; captured values follow the arguments. vm_call.c */
Called enter_value(Vm *vm, Value function, Value *base, int count, Value *result);

#endif
