/* jit.h - compiled definitions, kept by what they were compiled for. */
#ifndef CNX_LANG_JIT_H
#define CNX_LANG_JIT_H

#include "compile/compile.h"
#include "lang/vm.h"

/* Forgets every compiled definition. */
void jit_free(Vm *vm);

#endif
