/* jit.h - private to src/compile/llvm: LLVM, set up once a process. */
#ifndef CNX_COMPILE_LLVM_JIT_H
#define CNX_COMPILE_LLVM_JIT_H

#include "base/text.h"

#include <llvm-c/Core.h>
#include <llvm-c/LLJIT.h>
#include <llvm-c/TargetMachine.h>

/* The functions of graph/scalar.h, to be read where they are used, and the context of modules that
   use them. One thread at a time may use it. */
typedef struct Scalars {
    LLVMContextRef c;
    LLVMModuleRef m;
    LLVMTargetMachineRef machine; /* NULL until code is made */
    int modules;                  /* made in the context, which only grows */
} Scalars;

/* False when the plugin is broken. */
bool jit_open(Scalars *s);
void jit_close(Scalars *s);

/* An empty module for kernels. */
LLVMModuleRef jit_module(Scalars *s);

/* Makes the machine's code of a module of kernels, an object file; takes the module. NULL after an
   error, whose text goes to `why`. */
LLVMMemoryBufferRef jit_object(Scalars *s, LLVMModuleRef m, Text *why);

/* The code of a module of kernels as text: LLVM's after the passes, or the machine's; takes the
   module. NULL after an error, whose text goes to `why`. */
LLVMMemoryBufferRef jit_assembly(Scalars *s, LLVMModuleRef m, Text *why);
char *jit_text(Scalars *s, LLVMModuleRef m, Text *why); /* to be freed by LLVMDisposeMessage */

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
