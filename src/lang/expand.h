/* expand.h - macros: trees as values, running macros, where their trees came from (private to
   src/lang).

   A macro is a function from quoted terms to a quoted term. A call of one is turned into values
   (quoted.c), the function runs (expand.c), and what it returns is read back into a tree, which is
   compiled in place of the call.

   Hygiene: each expansion has a number. A variable that a macro's quote made carries an origin,
   which codegen makes part of its name; so do aliases and calls of what the macro's module imports.
   Places: the metadata of a tree given to a macro is remembered by its address, so that errors in
   expanded code point at the text the user wrote. */
#ifndef CNX_LANG_EXPAND_H
#define CNX_LANG_EXPAND_H

#include "lang/codegen.h"

/* Where a node that a macro made comes from; Ast.context counts from 1. */
typedef struct Origin {
    Sym context;     /* variable: the third element of its quoted form */
    Sym receiver;    /* call: the module whose function it is, or SYM_nil */
    int64_t counter; /* the expansion, or 0 */
} Origin;

/* A macro that is running: who called it, for __CALLER__ and Macro.expand. */
typedef struct Caller {
    Gen *gen;
    Span span;
} Caller;

typedef struct Place {
    Value meta; /* held: its address is the key */
    Span span;
    uint32_t at;
} Place;

/* A definition inside an expression, and what names mean where it stands: imports and aliases end
   with their block, which has been compiled when the definition runs. */
typedef struct InnerForm {
    const Ast *ast;
    size_t env; /* of Expander.envs */
} InnerForm;

typedef struct Expander {
    VEC(Origin) origins;
    VEC(Value) values;    /* of __value__ nodes */
    VEC(InnerForm) forms; /* definitions inside expressions */
    VEC(Env) envs;
    VEC(Place) places, lasting; /* of trees given to macros; of definitions with unquotes */
    Map place_of, lasting_of;   /* address of a metadata list -> index + 1 */
    bool is_lasting;            /* which of the two quoted_meta adds to */
    Map macros;                 /* key of (module, name, arity) -> Function * */
    VEC(Caller) callers;
    Value kernel[2]; /* [name: arity] of Kernel's functions and macros, once asked for */
    Map *kept;       /* trees that were rewritten: address of a node -> Ast *, or NULL */
    int64_t counter;
    int depth;           /* expansions inside expansions */
    uint32_t stack_uses; /* how often __STACKTRACE__ was compiled */
    struct {             /* nodes come in order, so counting lines goes on from the one before */
        uint32_t source, offset;
        int64_t line;
    } last;
} Expander;

Expander *expander_of(Vm *vm);
void expander_free(Vm *vm);

/* The number of an origin, for Ast.context. */
uint32_t origin_number(Vm *vm, Origin origin);
static inline Origin origin_at(Vm *vm, uint32_t context)
{
    return context ? expander_of(vm)->origins.at[context - 1] : (Origin){0};
}

/* A node that stands for a value; takes v. */
Ast *value_node(Vm *vm, Arena *arena, Value v, Span span);

/* --- trees as values; quoted.c --- */

/* The metadata of a node: [line: n] and what hygiene needs. */
Value quoted_meta(Vm *vm, const Ast *ast);
/* The error that ends compiling where another, which was raised or which the module keeps, is shown
   instead. */
static inline void stop_compiling(Cx *cx, Span span)
{
    fail(cx, span, EXC_CompileError, "compiling stopped");
}
/* After a call while compiling that raised: the error is pending, at this place. */
void expansion_stopped(Gen *g, Span span);

/* Whether the node is a field `a.b`, which Elixir marks apart from a call `a.b()`. */
bool is_field(const Ast *ast);
/* The opening delimiter of a sigil, which its tree does not have; else POISON. */
Value sigil_delimiter(Vm *vm, const Ast *ast);
/* The tree as Elixir's quoted term. */
Value quoted_of(Vm *vm, const Ast *ast);
/* The tree as Macro.to_string writes it. */
void tree_text(Vm *vm, Text *out, const Ast *tree);

/* {quoted, comments} of a source, with what the options of Code.string_to_quoted ask for; POISON
   after an error, which is pending, or raised by an encoder. quoted_source.c */
Value quoted_source(Vm *vm, uint32_t source, Value options);

typedef struct Reading {
    Span span;       /* of nodes whose place is not known */
    Sym receiver;    /* the module of the macro that made the term, or SYM_nil */
    int64_t counter; /* of its expansion */
} Reading;

/* The tree of a quoted term, in `arena`; NULL after an error. */
Ast *quoted_read(Vm *vm, Arena *arena, Value quoted, Reading from);

/* --- quote; codegen_quote.c --- */

void form_quote(Gen *g, const Ast *ast, uint16_t dst);
/* Whether the tree of a definition has unquotes that its module's body is to evaluate. */
bool has_fragments(const Ast *ast);
/* An expression whose value is the quoted term of a definition, its unquotes evaluated. */
Ast *fragments_quoted(Gen *g, const Ast *ast);

/* --- macros; expand.c --- */

void macro_enter(Vm *vm, Function *f);
/* The macro, loading its module; NULL when there is none. */
Function *macro_find(Vm *vm, Sym module, Sym name, uint32_t arity);
/* Whether an import, Kernel's aside, brings a macro of this name. */
bool macro_is_imported(Gen *g, Sym name, uint32_t count);
/* Whether macros of the module are not there for a call by their full name: the program's text has
   to require it. What macros made is taken as it is. */
bool macro_is_absent(const Gen *g, const Ast *call, Sym module);
/* Whether the tree is the call of a macro. */
bool macro_is_called(Gen *g, const Ast *call);
/* The tree that takes the place of a macro's call, or NULL when `call` is no such call or after an
   error. */
Ast *macro_expand(Gen *g, const Ast *call);
/* From here on what nodes become is kept, so that a tree that compiles more than once expands once:
   in `mine`, unless something around keeps it. Gives what expansions_keep_in takes at the end. */
Map *expansions_keep(Vm *vm, Map *mine);
void expansions_keep_in(Vm *vm, Map *before);
/* What the node became, or NULL; and that it became this. */
Ast *expansion_kept(Vm *vm, const Ast *node);
void expansion_keep(Vm *vm, const Ast *node, Ast *became);
/* What a macro makes of arguments that need not be quoted terms; NULL after an error. */
Ast *macro_apply(Gen *g, Function *f, const Value *args, int count, Span span);
/* Whether a variable of this name may stand in the program's text. */
bool is_written_name(Str name);
/* %Macro.Env{} of the place that is being compiled. */
Value macro_env(Gen *g, Span span);

#endif
