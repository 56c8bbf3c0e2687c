/* vm_state.h - the machine's own state (private to src/lang).

   One stack of values and one of frames, both reserved once as address space and never moved, so
   natives may keep pointers to their arguments while they call back. A frame's registers start
   where its caller put the arguments. */
#ifndef CNX_LANG_VM_STATE_H
#define CNX_LANG_VM_STATE_H

#include "compile/compile.h"
#include "lang/machine.h"
#include "lang/module.h"
#include "lang/warning.h"

typedef struct Frame {
    Code *code; /* counted */
    const Insn *pc;
    Value *base;
    Value *result; /* where the value goes: a register of the caller */
    Span from;     /* library code: the program's tail call that led here, or SPAN_NONE */
} Frame;

/* Messages that wait for a receive, from `first` on, oldest first; native_mailbox.c. */
typedef struct Mailbox {
    VEC(Value) messages;
    size_t first;
} Mailbox;

void mailbox_free(Mailbox *mailbox);

/* What a process has of its own; native_process.c. */
typedef struct Process {
    uint64_t id;
    Value dictionary;
    Mailbox mailbox;
} Process;

/* A text that stands in for standard input. */
typedef struct InputText {
    Value text;
    bool has_prompts; /* what is asked for it is written */
} InputText;

typedef struct Handler {
    size_t frame;
    int32_t target;
    uint16_t reg;
    bool wants_stack; /* the stack is to be a value, too */
} Handler;

typedef struct TraceEntry {
    Sym module, name;
    uint32_t arity;
    Span span;
    bool is_tail; /* the span is where the program left a function by calling the library */
} TraceEntry;

enum { MOST_TRACE = 16 };

/* What was raised and is on its way to a handler or out of the program. */
typedef struct Raised {
    RaiseKind kind;
    Value reason;
    Value arguments;              /* of the newest call, when none of its clauses matched: a list */
    Text notes;                   /* lines under the caret */
    Span span;                    /* the user's call */
    TraceEntry trace[MOST_TRACE]; /* calls of the program, newest first */
    int depth;
    bool is_erlang;  /* raised by no `raise`: `catch` gets Erlang's reason for it */
    bool names_term; /* the reason of a missing key says in what, too */
} Raised;

/* A module whose definition has begun, and where. */
typedef struct Opened {
    Sym module;
    uint32_t source;
} Opened;

struct Vm {
    Cx *cx;
    Value *stack, *stack_end;
    Frame *frames;
    size_t frame_count, frame_most;
    Value *native_top; /* above the arguments of the native that C called last; see stack_top */
    VEC(Handler) handlers;
    Raised raised;
    Raised caught; /* what the newest handler got: raised again, it keeps its place */
    bool is_raised;
    bool was_full; /* the stacks have been used to their end */
    int nesting;   /* vm_run inside natives inside vm_run ... */
    uint32_t epoch;
    uint64_t next_ref;
    uint64_t effects;   /* texts written, messages sent and random numbers drawn so far */
    Map functions;      /* key of (module, name, arity) -> Function * */
    Map modules;        /* name -> Module * */
    Map native_modules; /* names that builtin.def has rows for */
    Map loaded_files;   /* library files that were evaluated */
    VEC(Function *) natives;
    VEC(Arena) arenas;    /* of library sources */
    VEC(Module *) broken; /* modules that did not compile */
    VEC(Sym) defined;     /* the program's modules in the order they were made */
    VEC(Opened) opened;   /* in the order they begin; those in one that ended are left out */
    Value dictionary;
    Text out; /* standard output not yet written */
    bool out_is_terminal, out_is_kept;
    int out_error;         /* the first of standard output, an errno */
    VEC(Text) captured[2]; /* standard output and error are kept in the newest of these */
    VEC(InputText) inputs; /* what stands in for standard input, newest last */
    Value terms;           /* :persistent_term's map */
    VmSink *sink;          /* where output goes; NULL: to its file descriptor */
    void *sink_closure;
    struct Project *project;         /* files that wait for being needed; project.c */
    struct Trace *trace;             /* the graph being traced; trace.c */
    struct Graph *loose;             /* of expressions made outside of definitions, or NULL */
    struct Expander *expander;       /* macros; expand.h */
    struct ProtocolCache *protocols; /* protocol.c */
    Script *script;                  /* the innermost one that is being evaluated */
    uint64_t self;                   /* the process that runs */
    VEC(Process) waiting;            /* those that wait for it to end, the script first */
    Mailbox mailbox;                 /* messages to it */
    struct JitCache *jit;            /* compiled definitions; jit.c */
    struct KnownCalls *known;        /* calls of them; jit_call.c */
    struct Eager *eager;             /* operations outside of definitions; eager.c */
    struct RegexTable *regexes;      /* compiled patterns; native_regex.c */
    VEC(Value) host_functions;       /* that running graphs call, by number; host_call.c */
    int64_t host_calls;              /* places of such calls so far */
    struct HostCall {                /* the one at work: */
        Span span;                   /* where the graph was told to */
        size_t frames;               /* those that were there before; 0: none is at work */
    } host_call;
    const Compiler *compiler; /* of definitions that name none */
    int64_t builds;           /* programs compiled so far */
    const char *preferred;    /* the plugin to use instead, not looked for yet; or NULL */
    Warnings warnings;
    bool shows_error;      /* of a struct that could not be shown; inspect_call.c */
    bool calls_bare_names; /* `h` is h() where there is no such variable */
    bool redefines;        /* modules are defined again without a warning */
    VEC(Error *) errors;   /* of the functions being compiled; codegen.c */
    Value arguments;
};

/* The dispatches that were found; protocol.c */
void protocols_free(Vm *vm);
/* The compiled patterns; native_regex.c */
void regexes_free(Vm *vm);

void raised_clear(Vm *vm);
/* The same, but its place is remembered in case it is raised again. */
void raised_catch(Vm *vm);
/* What was just raised comes from a call of module.name(args), which is no frame of the program. */
void raised_from_call(Vm *vm, Sym module, Sym name, const Value *args, uint32_t count);
/* Forgets what was raised and what was caught. */
void raised_forget(Vm *vm);

/* Evaluates the project's file that defines the module, if there is one. project.c */
void project_find(Vm *vm, Sym module);
/* The project's file that defines the module, if its evaluation has begun and not ended; or
 * nothing.
 */
Str project_running(const Vm *vm, Sym module);
void project_free(Vm *vm);

/* Ends captures that were left open. native_process.c */
void captures_free(Vm *vm);

/* The function of the program in whose text the place is, or NULL. stacktrace.c */
const Function *function_around(const Vm *vm, Span at);
/* The hidden half of a definition, `__defn:name__`, is shown as the definition. */
Str function_shown_name(const Vm *vm, Sym name);
/* The calls of *r as a list of the language; yours. stacktrace.c */
Value stack_value(Vm *vm, const Raised *r);

/* The message of an exception struct: Exception.message/1. */
void exception_message(Vm *vm, Value exception, Text *out);

/* The exception that the reason of an error stands for: itself, or one for :badarg and the like.
   Yours; native_error.c. */
Value exception_normalize(Vm *vm, Value reason);
/* The reason that `catch` gets for what was raised: Erlang's where it has one. Yours. */
Value erlang_reason(Vm *vm, const Raised *r);
/* Whether a `catch` got this reason for the exception that was caught last. */
bool is_caught_reason(Vm *vm, Value reason);

/* The exception struct of an error of C. */
Value exception_new(Vm *vm, Exc exc, Str message);

bool stacks_init(Vm *vm);
void stacks_free(Vm *vm);

/* Runs code that is no function: a form of a script. Arguments are borrowed. */
Value vm_run_code(Vm *vm, Code *code, const Value *args, int count);
Value vm_call_function(Vm *vm, Function *f, const Value *args, int count);

#endif
