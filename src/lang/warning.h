/* warning.h - what the compiler finds odd in the program: unused names, clauses that nothing
   reaches. Texts and layout are Elixir 1.17's; the embedded library is never warned about. */
#ifndef CNX_LANG_WARNING_H
#define CNX_LANG_WARNING_H

#include "lang/code.h"
#include "syntax/parser.h"

typedef enum MarkKind {
    MARK_variable,
    MARK_shadowing, /* a variable with the name of another */
    MARK_bound,     /* a variable of forms before: only whether it is used counts */
    MARK_underscored,
    MARK_alias,
    MARK_import,
    MARK_import_name, /* one of those that `only:` lists; its marks follow that of the import */
    MARK_attribute,
    MARK_text, /* `name` is what there is to say */
} MarkKind;

/* Something that is odd unless it is used. */
typedef struct Mark {
    MarkKind kind;
    Span span;
    Sym name, module; /* `module`: in whose body it stands, or SYM_nil */
    const Function *function;
    bool used;
} Mark;

typedef VEC(Mark) Marks;

/* A call of another module's function that was not there, or is deprecated, when it was compiled.
 */
typedef struct RemoteCall {
    Sym module, name;
    uint32_t arity;
    Span span; /* of the function's name */
    Sym in;    /* the module that calls */
    const Function *from;
    const Function *macro; /* what is called, if it is a macro; or NULL */
    bool is_unrequired;    /* macros of the module are not there for the caller */
} RemoteCall;

typedef struct Warnings {
    bool is_on;
    bool in_library; /* about the embedded library, too: for its test */
    const Palette *palette;
    int64_t count;         /* shown so far */
    bool keeps, hides;     /* for who asked, as well as or in place of showing them */
    VEC(Value) kept;       /* {message, file, line, column} */
    Marks variables;       /* of the functions being compiled, the innermost last */
    Marks lexical;         /* aliases and imports of the sources being evaluated */
    VEC(RemoteCall) calls; /* to be looked at when everything is loaded */
} Warnings;

void warnings_free(Warnings *w);

/* Shows a warning at a place of the program; nothing for one of the library. An empty span means
   its line. `function` may be NULL, `module` SYM_nil. */
void warn(Vm *vm, Span span, Sym module, const Function *function, const char *fmt, ...)
    PRINTF_LIKE(5, 6);

typedef struct WarnPlace {
    Span span;
    Sym module;
    const Function *function;
    uint32_t column; /* where it is shown, if that is not where the span begins; or 0 */
} WarnPlace;

/* One message for several places: the first in a box, a line for each of the others. */
void warn_places(Vm *vm, const WarnPlace *places, size_t count, const char *message);

/* Shows what the parser found. */
void warn_syntax(Vm *vm, const SyntaxWarnings *found);

/* Whether there is a place to warn about: in the program, with warnings on. */
bool warns_at(const Vm *vm, Span span);

/* A new mark, or the one that the same place has (things compile more than once); its number + 1,
   or 0 where there is nothing to warn about. `from`: the first mark to look at. */
uint32_t mark_variable(Vm *vm, size_t from, Mark mark);
uint32_t mark_lexical(Vm *vm, Mark mark);

static inline void mark_used(Marks *marks, uint32_t mark)
{
    if (mark && mark <= marks->len)
        marks->at[mark - 1].used = true;
}

/* The newest variable of this name that forms of a script share is used. */
void mark_shared_used(Vm *vm, Sym name);
/* All of them: a module's body sees them. */
void mark_all_shared_used(Vm *vm);

/* The module's attribute of this name is read. */
void mark_attribute_used(Vm *vm, Sym module, Sym name);

/* Shows what was not used of the marks from `from` on and forgets them. */
void warn_variables(Vm *vm, size_t from);
void warn_lexical(Vm *vm, size_t from);

/* Private functions of the module that nothing public leads to. */
void warn_functions(Vm *vm, const Module *m);

/* A clause behind one that always matches; one that stands apart from the others of its function.
 */
void warn_clause(Vm *vm, const Module *m, const Function *f);

/* Why it is deprecated, or SYM_nil; one that only fills in defaults is what it calls. */
Sym function_deprecation(const Function *f);
/* The function compiles a call of another module's: `call` without what calls it. warning_call.c */
void note_remote(Vm *vm, const Module *in, const Function *from, RemoteCall call);

/* What cannot work, by the types that patterns and literals show. warning_type.c */
void warn_types(Vm *vm, Module *m);

/* Callbacks that the module lacks, @impl that does not fit. */
void warn_behaviours(Vm *vm, const Module *m, Span span);

#endif
