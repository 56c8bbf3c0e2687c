/* exec.h - what single instructions do, for vm.c (private). Functions that raise leave the raised
   exception in the machine. */
#ifndef CNX_LANG_EXEC_H
#define CNX_LANG_EXEC_H

#include "lang/vm_state.h"

static inline Value take_register(Value *slot)
{
    Value v = *slot;
    *slot = POISON;
    return v;
}

/* b + c, b - c, b * c of numbers; POISON after ArithmeticError. */
Value arithmetic(Vm *vm, InsnOp op, Value b, Value c);

/* A function value of the frame's code, with the registers that it captures. */
Value closure_new(Frame *f, const Insn *i);
/* Matches one segment of b at the place that a register keeps; the next one says whether it fits.
 */
void match_segment(Vm *vm, Value b, Value *r, const Insn *at);

/* The value under a key of a map, struct or tensor (yours), or POISON without an error. */
Value field_at(Vm *vm, Value map, Value key);
/* %{map | key => value} in place of *map; false after KeyError or BadMapError. */
bool update_field(Vm *vm, Value *map, Value key, Value value);

void raise_bad_boolean(Vm *vm, int operation, Value v);
void raise_no_field(Vm *vm, Value map, Value key);
/* ArgumentError: the value in front of .name() is no module. */
Value fail_no_module(Vm *vm, Value module, Sym name);
void raise_no_match(Vm *vm, InsnOp op, Value v);
void raise_no_clause(Vm *vm, const Code *code, const Value *args);
/* What a try caught, raised again; whether it is what was caught last and keeps its place. */
bool raise_again(Vm *vm, Value kind, Value reason);
/* What was raised came from where the newest handler caught something. */
void raise_where_caught(Vm *vm);
/* UndefinedFunctionError with Elixir's hints; POISON. */
Value vm_undefined(Vm *vm, Sym module, Sym name, uint32_t arity);

#endif
