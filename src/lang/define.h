/* define.h - what the definitions of a module share (private to define*.c).

   define.c          functions and macros
   define_check.c    what functions of one name cannot be
   define_struct.c   defstruct, defexception and @derive
   define_module.c   defmodule and attributes; definitions that run as calls
   define_hooks.c    what runs when a definition or a module was made
   docs.c            documentation
   typespec.c        @type and @spec */
#ifndef CNX_LANG_DEFINE_H
#define CNX_LANG_DEFINE_H

#include "lang/expand.h"
#include "lang/vm_state.h"

/* The module's function, made if it is new or overrides an older one. */
Function *function_make(Script *s, Sym name, uint32_t arity, FunctionKind kind, bool is_private,
                        Span span);
/* The function goes under a name that nobody can write; gives that. */
Sym function_hide(Module *m, Function *old, Cx *cx);
/* A further clause, compiled where it stands; false after an error that ends the module's body. */
bool clause_add(Script *s, Function *f, const Ast *head, const Ast *guard, const Ast *body);
/* [do: expr] */
Ast *do_body(Script *s, Ast *expr);
Ast *variable_node(Script *s, Sym name, Span span);
Ast *remote_node(Script *s, Sym module, const char *name, Ast *const *args, uint32_t count,
                 Span span);

/* After an error of a definition: kept for the module's end, and true, if the body may go on so
   that more errors are found. define_module.c */
bool errors_keep(Vm *vm, Module *m);

/* Whether a definition with this head, defaults included, goes with those before it that have the
   same name; false after an error. define_check.c */
bool check_definition(Script *s, const Ast *head, FunctionKind kind, bool is_private);
/* The same of a head that has no body; f is the function it belongs to. */
bool check_head(Script *s, const Ast *head, const Function *f, FunctionKind kind);
/* Whether an attribute that means something to the compiler, `@set`, may have the value. */
bool check_attribute(Script *s, const Ast *set, Value v);
/* The same of a value that is set at `span`. */
bool check_attribute_value(Vm *vm, Sym attribute, Value v, Span span);
/* Whether there are the functions and callbacks that the module's attributes name; span: of the
   module, whose body has run. */
bool check_named(Vm *vm, const Module *m, Span span);

/* Each false after an error, pending or raised. */
bool define_function(Script *s, const Ast *form);
bool define_overridable(Script *s, const Ast *form);
bool define_struct(Script *s, const Ast *form);
bool define_attribute(Script *s, const Ast *form);
bool define_module(Script *around, const Ast *form, Value *result);

/* The fields of a struct are known: an exception's completes the module. */
bool struct_fields(Script *s, Value fields, Span span);
bool complete_exception(Script *s, Span span);

/* Functions that the module's attributes name; false after an error. define_hooks.c */
bool hooks_definition(Script *s, const Ast *form, const Ast *head, const Ast *guard,
                      const Ast *body, const Function *f);
bool hooks_before_compile(Script *s, Span span);
bool hooks_after_compile(Script *around, Module *m, Span span);

/* Notes what a @type, @typep, @opaque or @spec names; whether there is all of it, at the end of the
   module: false after an error. typespec.c */
void typespec_gather(Script *s, const Ast *set);
bool typespec_check(Vm *vm, const Module *m);

/* Keeps a @doc or @moduledoc; false after an error. docs.c */
bool doc_set(Script *s, const Ast *set);
/* The waiting @doc belongs to the function with this head. */
void doc_attach(Script *s, const Ast *head, FunctionKind kind, bool is_private, bool has_body);

/* Sets an attribute of a module whose body runs; takes v. */
void attribute_set(Module *m, Sym name, Value v);
/* The newest value, borrowed; POISON when it was never set. */
Value attribute_get(const Module *m, Sym name);

#endif
