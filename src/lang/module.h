/* module.h - modules by name, functions by module, name and arity; defining them.

   Native functions (builtin.def), modules of the program and modules embedded in the library (lib/,
   loaded when first named) are found in one place. */
#ifndef CNX_LANG_MODULE_H
#define CNX_LANG_MODULE_H

#include "lang/code.h"

/* Makes the tables and enters every row of builtin.def. */
void modules_init(Vm *vm);
void modules_free(Vm *vm);

/* The module with this name, loading it from the library if it is there; NULL when there is none
   (no error). */
Module *module_find(Vm *vm, Sym name);
/* The module with this name while it is being defined, or NULL. native_module.c */
Module *module_open(Vm *vm, Sym name);
/* The same, or one that waits for the file of a project that runs now: its struct may be used. */
Module *module_begun(Vm *vm, Sym name);
/* Frees a module's documentation. docs.c */
void docs_free(Module *m);
/* The keys that @enforce_keys names, as a list; borrowed. define_struct.c */
Value module_enforced(const Module *m);
/* Whether there is anything under this name, natives included. */
bool module_exists(Vm *vm, Sym name);

/* Evaluates the forms of a file of the library, path inside lib/, where the open script stands: a
   module of the library may be spread over several files. The last value or POISON. */
Value library_part(Vm *vm, const char *path);

/* The function, loading its module; NULL when there is none. Its code may still be NULL. */
Function *function_find(Vm *vm, Sym module, Sym name, uint32_t arity);

/* __info__/1, module_info, __struct__ and behaviour_info, which modules have without defining them;
   made when first asked for. native_module.c */
Function *reflection_find(Vm *vm, Sym module, Sym name, uint32_t arity);

/* Every public function of a module, natives included, as (name, arity) pairs; for "did you mean"
   and __info__. */
typedef struct NameArity {
    Sym name;
    uint32_t arity;
} NameArity;
typedef VEC(NameArity) NameArities;
void module_exports(Vm *vm, Sym module, NameArities *out);

/* The function or macro that the module itself defines, private ones too; or NULL. */
Function *own_function(const Module *m, Sym name, uint32_t arity);
/* The same by a key, which functions that are still to come have, too; at most 255 parameters. */
Function *own_by_key(const Module *m, uint64_t key);
static inline uint64_t own_key(Sym name, uint32_t arity)
{
    return (uint64_t)name << 8 | arity;
}

/* Compiles the function if that was not done; false after an error. */
bool function_compile(Vm *vm, Function *f);

/* Makes a module known by its name, in front of an older one, or a function by its key; rows of
   builtin.def stay in front. */
void module_enter(Vm *vm, Module *m);
void function_enter(Vm *vm, Function *f);

/* --- forms: what a script, a prompt or a module body is made of; script.c --- */

typedef struct Binding {
    Sym name;
    Value value;
} Binding;

typedef struct Script Script;
struct Script {
    Vm *vm;
    Script *outer; /* a module's body: the script around it */
    Script *asks;  /* a file of a project: the script that needs it now */
    Env env;
    Arena arena; /* of trees */
    VEC(Binding) bindings;
    int expansions; /* macros that expanded to the form being evaluated */
    int is_quoted;  /* the definition being made has unquotes: clauses of one name stand apart */
    bool is_file;   /* a whole source: a variable that it does not use, nobody will */
};

void script_init(Vm *vm, Script *s);
void script_free(Script *s);
/* The same, but its trees stay with the machine: functions that it defined point into them. */
void script_end(Script *s);

/* Evaluates one form in the script: definitions, imports and expressions. The value (yours), or
   POISON after an error. */
Value script_form(Script *s, const Ast *form);

/* Parses and evaluates a whole source; the last value or POISON. */
Value script_source(Script *s, uint32_t source);

/* The source number of a text whose :file and :line are among the options; 0 when it raised.
   native_code.c */
uint32_t code_source(Vm *vm, Value text, Value options);

/* A keyword list's variables into the script and, the last name first as in Elixir, its own out of
   it (yours). native_code.c */
void bind_all(Script *s, Value binding);
Value bindings_of(Vm *vm, const Script *s);

/* --- definitions: define.c, define_struct.c, define_module.c --- */

typedef enum DefinitionKind {
    DEFINITION_none,
    DEFINITION_module,
    DEFINITION_function,
    DEFINITION_struct,
    DEFINITION_attribute,
    DEFINITION_overridable
} DefinitionKind;

/* What a form defines, if it is a definition. */
DefinitionKind definition_kind(const Ast *form);
/* Carries out a definition: defmodule anywhere in a script, the others inside a module's body.
   False after an error, pending or raised. The trees must live as long as the module. */
bool definition_run(Script *s, const Ast *form, Value *result);
/* Whether an attribute only documents: @doc, @spec and the like, whose values are not computed. */
bool attribute_is_text(const Cx *cx, Sym name);
/* Whether it is one that every module has, set or not. */
bool attribute_is_known(const Cx *cx, Sym name);
#define UNSET_ATTRIBUTE                                                                            \
    "undefined module attribute @%.*s, please remove access to @%.*s or explicitly set it before " \
    "access"

/* --- codegen's entry points --- */

/* Compiles the function's newest clause where it stands, as far as it is known there what its names
   mean; false after an error. */
bool codegen_clause(Vm *vm, const Env *here, Function *f);
/* Forgets what such clauses became. */
void building_free(Function *f);
/* A function's clauses as code, those that were not compiled yet, too. NULL after an error. */
Code *codegen_function(Vm *vm, Function *f);

/* A form that sees `bindings`: the code takes their values as arguments and returns a tuple of the
   result and the values of `names`, which are all variables afterwards. */
typedef VEC(Sym) Names;
Code *codegen_form(Vm *vm, Env *env, Arena *arena, const Names *bound, const Ast *form,
                   Names *names);

#endif
