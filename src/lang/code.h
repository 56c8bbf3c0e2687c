/* code.h - compiled functions and the modules that hold them.

   A function compiles once: variables become registers of its frame, names of functions become call
   sites that remember what they found. Variables are written once, jumps go forward only, so a
   register is dead after its last use in the text. */
#ifndef CNX_LANG_CODE_H
#define CNX_LANG_CODE_H

#include "base/map.h"
#include "lang/vm.h"
#include "syntax/ast.h"

/* clang-format off */
typedef enum InsnOp {
#define INSN(name, effects, what) INSN_##name,
#include "lang/insn.def"
#undef INSN
    INSN_count
} InsnOp;
/* clang-format on */

enum {
    CONST_BIT = 0x8000, /* an operand with it names a constant */
    MOST_REGISTERS = 0x7f00,
    CAPTURED = MOST_REGISTERS, /* registers of captured variables while a function compiles */
};

typedef struct Insn {
    uint8_t op, n;
    uint16_t a, b, c;
    int32_t x;
} Insn;

typedef struct Site {
    Sym module; /* SYM_nil: of the script or module being compiled */
    Sym name;
    uint32_t arity;
    bool names_module; /* written Module.name: reaches public functions alone, of its own module too
                        */
    uint32_t epoch;    /* of the Vm when `function` was found */
    Function *function;
} Site;

typedef struct Code Code;
struct Code {
    uint32_t count;
    Sym module, name; /* what stack traces show; name SYM_fn for anonymous functions */
    uint32_t arity, registers;
    bool is_library; /* errors in it are shown at its caller */
    VEC(Insn) insns;
    VEC(Span) spans; /* one an instruction */
    VEC(Value) constants;
    VEC(Site) sites;
    VEC(Code *) codes;
};

Code *code_ref(Code *code);
void code_free(Code *code);

/* The first `count` registers from CAPTURED on become those behind the parameters, and what was
   there moves up. liveness.c */
void code_place_captured(Code *code, uint32_t count);
/* Marks every move from a register that is not read again (n = 1): the value itself moves, so that
   whoever gets it may hold the only count. liveness.c */
void code_mark_moves(Code *code);

typedef enum FunctionKind { FUNCTION_def, FUNCTION_defn, FUNCTION_macro } FunctionKind;

typedef struct Module Module;

/* One clause as it was written: `head` the call with its parameters (or a variable: none), `guard`
   or NULL, `body` a keyword list with do: and perhaps rescue: and the like. The lengths say how
   much of the module's attributes, aliases, imports and requires stood above it. */
typedef struct Clause {
    const Ast *head, *guard, *body;
    size_t attributes, aliases, imports, requires;
    bool has_defaults; /* its head declares them */
} Clause;

struct Function {
    Sym module, name;
    uint32_t arity;
    FunctionKind kind;
    bool is_private;
    Native native;        /* NULL: written in the language */
    Code *code;           /* NULL until first needed */
    VEC(Clause) clauses;  /* in the module's arena */
    size_t built;         /* clauses that compiled where they stand */
    struct Gen *building; /* the clauses so far, while its module's body runs; codegen.c */
    Module *owner;
    const struct Function *defaults_of; /* what it calls with the defaults of parameters, or NULL */
    Sym super;                          /* the function that this one overrides, or SYM_nil */
    Sym impl;            /* what @impl said: true, false or a module; SYM_nil: nothing */
    Sym deprecated;      /* the text of @deprecated, or SYM_nil */
    bool is_overridable; /* a further definition takes its place */
    bool is_numeric;     /* defn and deftransform: what definitions may call */
    bool is_generated;   /* a macro made it */
    bool is_guard;       /* defguard made it: guards may call it */
    bool is_broken;      /* a clause has an error that is known already */
    bool is_called;      /* by the module's body, or a macro that was expanded */
    VEC(uint64_t) calls; /* keys of the module's own functions, for warnings; own_key */
    Span span;
};

/* A name without prefix that a function of the module uses: one of the module's own that may still
   come, or one that an import brings. What is wrong with it is known when the body has run. */
typedef struct LocalUse {
    Sym name, import; /* `import`: where it comes from, or SYM_nil: from the module itself */
    uint32_t arity;
    bool is_defn; /* used by one, which may only call others */
    Span span;
} LocalUse;

typedef struct Attribute {
    Sym name;
    Value value;
} Attribute;

/* Names that are short for modules, and modules whose functions need no prefix. Lexical: a block
   copies the lengths and cuts back to them at its end. */
typedef struct Import {
    Sym module;
    bool only;        /* `names` are the only ones; else those excepted */
    const Ast *names; /* keyword list [name: arity], or NULL */
    uint32_t mark;    /* for warnings; 0: none */
} Import;

typedef struct Alias {
    Sym as, module;
    uint32_t context; /* seen by names with the same Ast.context */
    uint32_t mark;    /* for warnings; 0: none */
} Alias;

typedef struct Env {
    Module *module; /* being defined, or NULL in a script */
    VEC(Alias) aliases;
    VEC(Import) imports;
    VEC(Sym) requires; /* modules whose macros may be called by their full name */
} Env;

/* A text of documentation and where it is written; POISON: none, false: not to be shown. */
typedef struct DocText {
    Value text;
    Span span;
} DocText;

typedef struct Documented {
    DocText doc;
    const Ast *head; /* as written, with defaults */
    FunctionKind kind;
} Documented;

typedef enum TypeUseKind { TYPE_use, TYPE_definition, TYPE_spec, TYPE_wrong } TypeUseKind;

/* What @type or @spec names; typespec.c. */
typedef struct TypeUse {
    TypeUseKind kind;
    Sym name;
    uint32_t arity;
    Span span;
    Sym owner;         /* definition: type, typep or opaque */
    const Ast *tree;   /* wrong: what stands there */
    const char *fault; /* and what it is, in front of its text */
} TypeUse;

struct Module {
    Sym name;
    bool is_library; /* embedded: functions compile when first called */
    Arena arena;
    Env env;               /* at the end of its body */
    const Env *open;       /* while its body runs; then NULL */
    VEC(LocalUse) uses;    /* an import's name once, others at each place */
    Map used;              /* of `uses`: key of name and arity -> index + 1 of the newest */
    VEC(Error *) errors;   /* found so far: the body goes on, so that more of them are */
    bool is_broken;        /* by one that stopped a function: only definitions go on */
    bool is_open;          /* until its functions are compiled: attributes may be read and set */
    VEC(Sym) accumulating; /* attributes whose values are lists of all that were set */
    VEC(Sym) persisting;   /* attributes that __info__ knows */
    VEC(Function *) functions;
    VEC(const Ast *)
    heads;                /* definitions without a body, for their defaults: clauses must follow */
    Span doc;             /* of a @doc that no definition followed yet */
    Sym impl, deprecated; /* attributes that wait for their function */
    const Function *latest; /* the one that the newest clause belongs to */
    Map by_name;            /* of the functions: own_function */
    VEC(Attribute) attributes;
    Value fields;      /* defstruct: the default map, else POISON */
    Value field_order; /* list of atoms */
    bool is_exception;
    DocText about, pending; /* @moduledoc; @doc that waits for its function */
    VEC(Documented) docs;
    VEC(TypeUse) type_uses;
    bool has_made_types; /* macros made some of them: which there are is not known */
    Module *older;       /* what it replaced; kept because running code may stand in it */
};

void env_copy(Env *to, const Env *from);
/* From here on macros of the module may be called by their full name. */
/* Whether names mean the same in both. */
bool env_is_same(const Env *a, const Env *b);
void env_require(Env *env, Sym module);
bool env_requires(const Env *env, Sym module);
void env_free(Env *env);

#endif
