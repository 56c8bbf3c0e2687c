/* scalar_code.c - graph/scalar.h for clang, twice: as bitcode that kernels are put together from,
   which the plugin holds as data; and as functions of the plugin, which kernels call where a
   function has branches. */
#define SCALAR_FN   __attribute__((used))
#define SCALAR_INSN __attribute__((used, noinline))

#include "compile/llvm/scalar_clang.h"
