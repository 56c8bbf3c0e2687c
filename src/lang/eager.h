/* eager.h - operations outside of definitions on a compiler, as Nx.default_backend asks for. */
#ifndef CNX_LANG_EAGER_H
#define CNX_LANG_EAGER_H

#include "compile/compile.h"
#include "lang/vm.h"

/* The compiler that the process' default backend stands for, if the operation is one for compilers;
   else NULL: the reference. What keeps a compiler from working is warned about. False after
   raising.
 */
bool eager_compiler(Vm *vm, OpCode op, const Compiler **out);

/* The operation on these tensors as a program of its own, compiled when operands of their types are
   first met: the result, or a tuple of them. POISON after raising. */
Value eager_apply(Vm *vm, const Compiler *c, OpCode op, Tensor *const *inputs, int count,
                  const Attr *attrs, int nattrs);

/* Forgets every program. */
void eager_free(Vm *vm);

#endif
