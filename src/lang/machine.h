/* machine.h - the language's machine as its users see it: the program cnx and the C API. */
#ifndef CNX_LANG_MACHINE_H
#define CNX_LANG_MACHINE_H

#include "compile/compile.h"
#include "lang/module.h"

/* Warnings about the program are shown from here on, on standard error; how many were. */
void vm_show_warnings(Vm *vm, const Palette *palette);
/* Parses as parse_range does and shows what is odd about the text. */
Ast *vm_parse(Vm *vm, Arena *arena, uint32_t source, uint32_t from, uint32_t to);
/* From here on a name that is no variable calls the function of that name, as in iex: `h`. */
void vm_call_bare_names(Vm *vm);

/* From here on a module is defined again without a warning, as cells of a notebook do. */
void vm_redefine_modules(Vm *vm);
/* Everything is loaded: warns about calls of functions that are not there or deprecated. After an
   error it only forgets them. warning_call.c */
void vm_warn_calls(Vm *vm);
int64_t vm_warning_count(const Vm *vm);

/* A machine on this context, which must outlive it; NULL after an error. */
Vm *vm_new(Cx *cx);
void vm_free(Vm *vm);

/* Writes out what the program printed so far. */
void vm_flush(Vm *vm);
/* The errno of the first write to standard output that failed, or 0. */
int vm_output_error(const Vm *vm);

/* Output goes there from here on, in place of standard output (1) and error (2); NULL: back. */
typedef void VmSink(void *closure, int fd, Str bytes);
void vm_redirect(Vm *vm, VmSink *sink, void *closure);

/* The compiler of definitions that name none, by its name or module ("llvm", "Cnx.LLVM"). False
   after an error. */
bool vm_set_compiler(Vm *vm, Str name);

/* Definitions that name no compiler run on this plugin where it is installed, else on the
   reference. It is opened when the first definition is compiled; one that cannot be opened is
   warned about. */
void vm_prefer_compiler(Vm *vm, const char *name);

/* The compiler of definitions that name none. */
const Compiler *vm_compiler(Vm *vm);

/* To be called between programs: ends what a failure left open. */
void vm_rest(Vm *vm);

/* Output is kept from here on instead of written; take it, or drop it. */
void vm_capture_output(Vm *vm);
void vm_take_output(Vm *vm, Text *out);
void vm_discard_output(Vm *vm);

/* Calls what System.at_exit was given, when the program has come to its end. */
void vm_at_exit(Vm *vm, int status);
/* Whether System.halt ended the program: its status; nothing is raised any more. */
bool vm_halted(Vm *vm, int *status);
/* The same for exit(:normal), exit(:shutdown) and exit({:shutdown, status}), which end a program
   without a word. */
bool vm_exited(Vm *vm, int *status);

/* Whether something was raised and not handled; printing it takes it away. */
bool vm_is_raised(const Vm *vm);
void raised_print(Vm *vm, Text *out, const Palette *palette);
/* The exception's module, its message and its place, of what was raised and stays so; false when
   nothing was. */
bool raised_describe(Vm *vm, Text *kind, Text *message, Span *span);
/* Appends "(Module) message" of what was raised, and takes it away. */
void raised_message(Vm *vm, Text *out);

#endif
