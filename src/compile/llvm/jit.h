/* jit.h - private to src/compile/llvm: LLVM, set up once a process. */
#ifndef CNX_COMPILE_LLVM_JIT_H
#define CNX_COMPILE_LLVM_JIT_H

#include "base/text.h"

#include <llvm-c/Core.h>
#include <llvm-c/LLJIT.h>
#include <llvm-c/TargetMachine.h>

/* Makes the machine's code of a module of kernels, an object file; takes the module. NULL after an
   error, whose text goes to `why`. */
LLVMMemoryBufferRef jit_object(LLVMModuleRef m, Text *why);

/* The code of a module of kernels as text: LLVM's after the passes, or the machine's; takes the
   module. NULL after an error, whose text goes to `why`. */
LLVMMemoryBufferRef jit_assembly(LLVMModuleRef m, Text *why);
char *jit_text(LLVMModuleRef m, Text *why); /* to be freed by LLVMDisposeMessage */

/* A module that holds the functions of graph/scalar.h; NULL when the plugin is broken. */
LLVMModuleRef jit_module(LLVMContextRef c);

/* Loads an object and finds its functions; takes the object. What it gives is freed by
   jit_unload. NULL after an error, whose text goes to `why`. */
void *jit_load(LLVMMemoryBufferRef object, const char *const *names, int count, void **entries,
               Text *why);
void jit_unload(void *code);

/* What objects depend on: the machine's name and features. */
const char *jit_target(void);

/* The machine has this feature of LLVM's ("avx2"). */
bool jit_has(const char *feature);

#endif
