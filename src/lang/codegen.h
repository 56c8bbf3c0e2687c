/* codegen.h - from syntax trees to code, one walk (private to the codegen files).

   Registers are handed out upwards. A value lives in the register it was put into until the scope
   ends; temporaries are given back after each expression that bound no variable. `RESULT` as a
   destination means: the value is what the function returns, so a call there is a tail call.

   codegen.c          functions, scopes, expressions
   codegen_emit.c     instructions, constants, registers
   codegen_fn.c       anonymous functions
   codegen_form.c     special forms: case, cond, if, with, fn; the table of all
   codegen_try.c      try
   codegen_for.c      for
   codegen_name.c     alias, import, require, __MODULE__, binding, paths of put_in
   codegen_call.c     calls, operators, pipes
   codegen_capture.c  captures
   codegen_import.c   where the name of a call or a module comes from
   codegen_data.c     literals, tuples, lists, maps, structs, strings, sigils
   codegen_bits.c     bitstrings, built and matched
   codegen_pattern.c  patterns and guards
   codegen_guard.c    what defguard defined
   codegen_note.c     what looks odd
   codegen_quote.c    quote
   codegen_define.c   what belongs to modules: attributes, definitions inside expressions, super
   codegen_receive.c  receive
   codegen_in.c       in, not in
   codegen_check.c    what the forms refuse
   codegen_check_call.c  what guards and patterns refuse
   codegen_defn.c     what means something else inside defn
   codegen_defn_rules.c  what definitions refuse */
#ifndef CNX_LANG_CODEGEN_H
#define CNX_LANG_CODEGEN_H

#include "lang/module.h"
#include "lang/warning.h"

typedef struct Local {
    Sym name;
    uint16_t reg;
    uint32_t mark; /* for warnings; 0: none */
} Local;

typedef VEC(int32_t) Jumps; /* instructions whose x is still to be set */

typedef struct Gen Gen;
struct Gen {
    Vm *vm;
    Cx *cx;
    Arena *arena; /* for nodes made on the way */
    Gen *outer;   /* the function around an anonymous one */
    Code *code;
    Env *env;
    const Function *function; /* NULL in a script or module body */
    const Clause *clause;     /* whose attributes are seen; NULL in a script or module body */
    bool is_here;             /* compiled where it stands: its module's body goes on behind it */
    bool is_defn;
    bool in_capture; /* in the body of a & of a definition: what it calls need not be numerical */
    uint32_t next;   /* the first free register */
    VEC(Local) locals;
    size_t pattern;      /* locals from here on were bound by the pattern being compiled */
    Jumps *guard;        /* in a guard: where errors jump to; else NULL */
    bool in_match;       /* in a pattern */
    Span span;           /* of what is being compiled, for emitted instructions */
    int capture_max;     /* highest &n seen inside & */
    int expansions;      /* macros that expanded to what is being compiled */
    size_t marks;        /* where those of this function begin; warning.h */
    size_t errors;       /* likewise of the errors set aside */
    bool is_stopped;     /* by an error that was not set aside */
    VEC(Local) captured; /* of the functions around; registers from CAPTURED on until the end */
};

enum {
    RESULT = 0xffff,
    MOST_CAPTURED = 255, /* what an instruction can count */
};

/* The pending error does not stop the function's compilation, so that others in it are found, too:
   it waits for the function's end. */
void set_aside(Gen *g);

/* --- emitting; codegen_emit.c --- */

/* Empty code of a function. */
Code *code_new(const Gen *g, Sym module, Sym name, uint32_t arity);
/* The same instructions in code of its own. */
Code *code_copy(const Code *code);
/* Gives the code away, or frees it and returns NULL after an error. codegen.c */
Code *code_finish(Gen *g);

int32_t emit(Gen *g, InsnOp op, int n, uint32_t a, uint32_t b, uint32_t c, int32_t x);
/* Every jump in the list goes to the next instruction; empties it. */
void jumps_here(Gen *g, Jumps *jumps);
void jump_add(Jumps *jumps, int32_t insn);
uint16_t constant(Gen *g, Value v); /* takes v; an operand */
uint16_t constant_atom(Gen *g, Sym s);
uint32_t site(Gen *g, Site named);
uint16_t reg_new(Gen *g);
uint16_t regs_new(Gen *g, uint32_t count); /* consecutive */
/* What stands from `first` on, in registers that an instruction may empty: variables stay. */
uint16_t regs_copy(Gen *g, uint16_t first, uint32_t count);
/* A register to compute into: dst itself, or a new one for RESULT. */
uint16_t reg_for(Gen *g, uint16_t dst);
/* The operand is the value of the expression that was to go to dst. */
void deliver(Gen *g, uint16_t dst, uint16_t operand);

/* --- scopes --- */

typedef struct Scope {
    size_t locals, aliases, imports, requires;
    uint32_t next;
} Scope;

Scope scope_open(Gen *g);
void scope_close(Gen *g, Scope scope);
/* After an expression that began with so many locals: what it bound stays, with its registers; had
   it bound nothing, the registers from `keep` on are free again. */
void release(Gen *g, size_t locals, uint32_t keep);
/* The same variables get a register of their own if they share `r`, which will be written again. */
void move_locals(Gen *g, size_t locals, uint16_t r);
void bind(Gen *g, Sym name, uint16_t reg);
/* The same of a variable of the program, which should be used. */
void bind_variable(Gen *g, const Ast *var, uint16_t reg);
/* The function's own variable of this name, the innermost, or one it captured; or NULL. */
const Local *local_at(const Gen *g, Sym name);
/* Whether the name is bound here or in a function around. */
bool is_bound(const Gen *g, Sym name);
/* The variable's register, captured from the functions around if need be; -1: unbound. */
int register_of(Gen *g, Sym name);
Sym fresh_name(Gen *g, const char *what);
/* The name that a variable is bound under: its own, or one that no other expansion has. expand.c */
Sym variable_name(const Gen *g, const Ast *var);
/* The same of a variable that is used here. */
int variable_find(Gen *g, const Ast *var);

/* --- expressions --- */

/* The value goes to dst (RESULT: is returned). */
void gen(Gen *g, const Ast *ast, uint16_t dst);
/* The value as an operand: a variable's register, a constant, or a new register. */
uint16_t gen_operand(Gen *g, const Ast *ast);
/* The same, but always in a register. */
uint16_t gen_reg(Gen *g, const Ast *ast);
/* What a macro's call became. */
void gen_expanded(Gen *g, const Ast *ast, uint16_t dst);
void gen_block(Gen *g, Ast *const *exprs, uint32_t count, uint16_t dst);
/* Whether the tree is a literal; its value if so (yours). */
bool constant_value(Gen *g, const Ast *ast, Value *out);
void gen_call(Gen *g, const Ast *ast, uint16_t dst);
void gen_capture(Gen *g, const Ast *ast, uint16_t dst); /* &f/1, &(&1 + 1) */
/* A call or capture of Module.name that the program wrote: what is wrong with it is known when all
   modules are there. Its place is the name behind the dot; what a macro made has none. */
void note_call(Gen *g, RemoteCall call);
/* Module.name(args): args compiled from left to right. */
void gen_remote(Gen *g, Sym module, Sym name, Ast *const *args, uint32_t count, uint16_t dst);
void gen_data(Gen *g, const Ast *ast, uint16_t dst); /* {} %{} % list pair */
/* There is no such struct, whose __struct__ would have `arity`. */
void refuse_struct(Gen *g, const Ast *ast, Sym module, int arity);
void gen_bits(Gen *g, const Ast *ast, uint16_t dst);        /* <<>> */
void gen_binary_plus(Gen *g, const Ast *ast, uint16_t dst); /* <> */
/* Whether the tree is one of Kernel's sigils, those of Elixir's that are no functions here. */
bool is_kernel_sigil(Gen *g, const Ast *ast);
/* The string that ~s or ~S without interpolation stands for; else the sigil itself. */
const Ast *sigil_text(Gen *g, const Ast *ast);
/* The list that ~c or ~w without interpolation stands for; else the tree itself. */
const Ast *sigil_list(Gen *g, const Ast *ast);
void gen_sigil(Gen *g, const Ast *ast, uint16_t dst);
void gen_fn(Gen *g, const Ast *ast, uint16_t dst);
void gen_try(Gen *g, const Ast *parts, uint16_t dst);   /* [do:, rescue:, ...] */
bool gen_defn(Gen *g, const Ast *ast, uint16_t dst);    /* false: means what it means elsewhere */
bool defn_kernel(Gen *g, const Ast *ast, uint16_t dst); /* the same of Kernel.name(args) */

/* --- what forms refuse, with Elixir's texts; codegen_check.c --- */

/* An error at a place whose text ends with the tree `shown`, if that is not NULL. Always false. */
/* CompileError for a module that there is not; false. codegen_name.c */
bool refuse_missing(Gen *g, const Ast *what, Sym module);
bool refuse(Gen *g, const Ast *at, const Ast *shown, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* The same of any exception, with text behind the tree. */
bool refuse_tree(Gen *g, Exc exc, const Ast *shown, Span span, const char *before,
                 const char *after);
/* Whether the name is in a list that NULL ends. */
bool is_named(Str name, const char *const *names);
/* Whether what is being compiled is the program's, not the library's. */
bool in_program(const Gen *g);
/* `a -b` where a is a variable; false after an error. */
bool check_ambiguous(Gen *g, const Ast *call);

/* Each is false after an error. `form` is what the text calls the form, `key` the part of it. */
bool check_clauses(Gen *g, const char *form, const char *key, const Ast *clauses, uint32_t most);
bool check_options(Gen *g, const Ast *options, const char *const *known, const char *form);
bool check_blocks(Gen *g, const Ast *blocks, const char *const *known, const char *form);
bool check_if(Gen *g, const Ast *ast);
bool check_case(Gen *g, const Ast *ast);
bool check_cond(Gen *g, const Ast *ast);
bool check_with(Gen *g, const Ast *ast);
bool check_for(Gen *g, const Ast *ast, const Ast *options, const Ast *keywords);
bool check_try(Gen *g, const Ast *ast, const Ast *parts, const char *form);
bool check_capture(Gen *g, const Ast *ast);
/* A form, a call of module.name, a call behind a dot: nothing that guards cannot do.
   codegen_check_call.c */
bool check_guard_form(Gen *g, const Ast *ast);
bool check_guard_call(Gen *g, const Ast *ast, Sym module, Sym name, uint32_t count);
bool check_guard_dot(Gen *g, const Ast *ast);
/* What `called.()` calls may be a function. */
bool check_anonymous(Gen *g, const Ast *ast);
/* Says what is wrong with a call in a pattern, with an operator that stands alone. */
void refuse_pattern(Gen *g, const Ast *ast);
bool refuse_operator(Gen *g, const Ast *ast);
/* Whether a form of this name takes so many arguments; with others it is an ordinary call. */
bool form_takes(Sym name, uint32_t count);

/* --- what definitions refuse, with Nx's texts; codegen_defn_rules.c --- */

/* Parameters of defn or of fn inside defn: variables, tuples, maps, structs, each name once. */
void defn_check_params(Gen *g, Ast *const *params, uint32_t count);
void defn_check_unique(Gen *g, const Ast *pattern);
void defn_check_case(Gen *g, const Ast *clauses);
/* The second argument of if is no do/else block. */
void defn_refuse_block(Gen *g, const Ast *ast);
/* Refuse what a while starts from, and what it has instead of a body. */
void defn_refuse_initial(Gen *g, const Ast *ast);
void defn_refuse_body(Gen *g, const Ast *ast);
/* A function of the module that is no defn, or of which there is none. */
void defn_refuse_local(Cx *cx, Sym name, uint32_t count, bool is_there, Span span);
void defn_undefined(Gen *g, const Ast *ast, uint32_t count);
/* Module.name(...) and name(...): whether the call was dealt with, else it means what it means
   elsewhere. */
bool defn_remote(Gen *g, Sym module, Sym name, const Ast *ast, uint16_t dst);
/* The arguments of a call of Nx's or of Nx.Defn.Kernel's, some of them marked as ordinary code. */
Ast *const *defn_args(Gen *g, Sym name, const Ast *ast);
bool defn_local(Gen *g, const Ast *ast, uint32_t count, uint16_t dst);

typedef void SpecialForm(Gen *g, const Ast *ast, uint16_t dst);
/* The special form of this name, or NULL. */
SpecialForm *special_form(Sym name);
SpecialForm form_attribute, form_define, form_super, form_receive, form_env, form_caller, form_try,
    form_for, form_alias, form_import, form_require, form_is_match, form_stacktrace, form_path,
    form_in, form_module, form_dir, form_misplaced, form_var, form_alias_bang, form_binding;

/* "invalid use of NAME, expected: ..." */
void bad_form(Gen *g, const Ast *ast, const char *expected);
/* The list of keywords a form ends with (`do: x`, `do ... end`), or NULL. */
const Ast *last_keywords(const Ast *ast);

/* The branches of a form: each leaves its value in dst and goes behind the form. */
typedef struct Branches {
    Jumps ends; /* to be set to what follows the form */
    uint16_t dst;
} Branches;
/* A branch's value goes to the destination and the branch is left. */
void branch(Gen *g, Branches *b, const Ast *body);

/* --- patterns --- */

/* Matches the value of reg, binding variables; failures are added to `fails`. */
void gen_pattern(Gen *g, const Ast *pattern, uint16_t reg, Jumps *fails);
void gen_bits_pattern(Gen *g, const Ast *ast, uint16_t reg, Jumps *fails);
/* The literal that a sigil, a macro or an attribute of text stands for, which tells a segment's
   type and length; else the tree itself. */
const Ast *literal_of(Gen *g, const Ast *value);
void gen_guard(Gen *g, const Ast *guard, Jumps *fails);
/* What defguard defined under this name, or NULL; its text with these arguments. codegen_guard.c */
const Function *guard_find(Gen *g, Sym module, Sym name, uint32_t count);
/* The guard without calls of macros; NULL after an error. */
Ast *guard_expanded(Gen *g, const Ast *guard);
Ast *guard_inline(Gen *g, const Function *f, Ast *const *args, Span span);
/* Splits `pattern when guard`. */
const Ast *split_guard(const Ast *ast, const Ast **guard);

/* --- what looks odd; codegen_note.c --- */

/* Whether the program wrote the variable where it is said to stand: no macro made it. */
bool is_written(const Gen *g, const Ast *var);
Mark mark_of(const Gen *g, MarkKind kind, const Ast *ast);
/* A warning about the tree, shown when the function is done; once, however often it compiles. */
void note_text(Gen *g, const Ast *ast, Span span, const char *fmt, ...) PRINTF_LIKE(4, 5);
Span first_char(Span span);
/* Where an operator stands behind its left side. */
Span operator_span(const Ast *ast);
/* An expression in the middle of a block that does nothing. */
void note_no_effect(Gen *g, const Ast *ast);
/* `pattern = value`, the clauses of a case, that never match what the value's text shows. */
void note_match(Gen *g, const Ast *match);
void note_case(Gen *g, const Ast *subject, const Ast *clauses);
/* Pairs of a map of which a later one has the same literal as its key. */
void note_keys(Gen *g, const Ast *map, Ast *const *pairs, uint32_t count);

/* What @name is where the program stands, borrowed; POISON where it is not set. codegen_define.c */
Value attribute_at(const Gen *g, Sym name);

/* A -> clause: its patterns, its guard or NULL, its body. */
typedef struct Arrow {
    Ast *const *patterns;
    uint32_t count;
    const Ast *guard, *body;
} Arrow;
bool arrow_of(Gen *g, const Ast *clause, Arrow *out);

/* A clause behind one that takes everything gets a warning; *all is that one, NULL at first.
   codegen_note.c */
void note_clause(Gen *g, const Ast *clause, const Arrow *arrow, const Ast **all);

/* The clauses of a case on the value of reg; what no clause matches meets `otherwise`. */
void gen_clauses(Gen *g, const Ast *clauses, uint16_t reg, uint16_t dst, InsnOp otherwise);

/* --- names --- */

/* The module an alias or atom names, if the tree is one. */
bool module_name(Gen *g, const Ast *ast, Sym *out);
Sym alias_expand(Gen *g, const Ast *aliases);
/* Where a function without prefix comes from; SYM_nil: nowhere. */
Sym import_find(Gen *g, Sym name, uint32_t arity);
/* Whether at most one import, Kernel's among them, brings what the program calls here. */
bool check_imports(Gen *g, const Ast *at, Sym name, uint32_t arity);
/* The same of one that is used at this place. Where it comes from nowhere, but may still be defined
   further down, it is the module's own. */
Sym import_use(Gen *g, Sym name, uint32_t arity, Span span);
bool may_come(const Gen *g);
Sym local_later(Gen *g, Sym name, uint32_t arity, Span span);
/* The function being compiled uses a function or macro that an import brings. */
void note_import(Gen *g, Sym import, Sym name, uint32_t arity, Span span);
/* What is wrong with the names without prefix that the module's functions use: false after an
   error. */
bool check_uses(Vm *vm, Module *m);
/* Whether the module itself defines such a function. */
bool module_has(const Module *m, Sym name, uint32_t arity);
bool import_allows(const Gen *g, const Import *import, Sym name, uint32_t arity);
/* The import brought this name: neither of them is unused. */
void import_used(Gen *g, const Import *import, Sym name, uint32_t arity);
/* Whether `import Kernel, except:` leaves the name to others. */
bool kernel_excepts(const Gen *g, Sym name, uint32_t arity);
/* The same of a call: what a quote took from Kernel stays Kernel's. */
bool kernel_hides(const Gen *g, const Ast *call, uint32_t arity);
void gen_undefined(Gen *g, const Ast *ast, Sym name, uint32_t arity);

/* --- making trees --- */

Ast *make_call(Gen *g, Sym name, Span span, int count, ...);
Ast *make_var(Gen *g, Sym name, Span span);
Ast *make_remote(Gen *g, Sym module, const char *name, Span span, int count, ...);
Ast *make_fn(Gen *g, Ast *const *clauses, uint32_t count, Span span);
Ast *make_arrow(Gen *g, Ast *const *params, uint32_t count, const Ast *body, Span span);

#endif
