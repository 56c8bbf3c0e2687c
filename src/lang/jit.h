/* jit.h - compiled definitions, kept by what they were compiled for. */
#ifndef CNX_LANG_JIT_H
#define CNX_LANG_JIT_H

#include "compile/compile.h"
#include "lang/vm.h"

/* Forgets every compiled definition. */
void jit_free(Vm *vm);

/* The program that Cnx.Program.build returned, taken out of the value: yours; NULL when v is none.
 */
Program *program_take(Value v);

#endif
