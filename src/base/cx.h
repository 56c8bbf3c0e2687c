/* cx.h - the context: what every stage carries along.

   Symbols (interned names), sources (the texts that spans point into) and the pending error. One
   context belongs to one thread at a time; contexts share nothing.

   Errors are values: a stage calls fail() and goes on with a poison result or returns NULL; whoever
   called it checks failed() once. Only the first error since the last take counts, unless it is
   reported by fail_also (the parser finds several in one file). */
#ifndef CNX_BASE_CX_H
#define CNX_BASE_CX_H

#include "base/arena.h"
#include "base/text.h"
#include "base/vec.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

typedef uint32_t Sym;

/* clang-format off */
enum {
#define SYM(id, text) SYM_##id,
#include "base/symbol.def"
#undef SYM
    SYM_count
};

typedef enum Exc {
#define EXC(name) EXC_##name,
#include "base/exception.def"
#undef EXC
    EXC_count
} Exc;
/* clang-format on */

/* Bytes start..end of a source. Source 0 is nowhere. */
typedef struct Span {
    uint32_t source, start, end;
} Span;

#define SPAN_NONE ((Span){0, 0, 0})

typedef struct Source {
    Str name;        /* as messages show it: a path, or "iex" */
    Str text;        /* the whole text, owned by the context */
    bool is_library; /* embedded: errors point at its caller instead */
    uint32_t before; /* lines in front of the text, where it is a part of a file */
} Source;

/* What was opened and not closed as it should be. */
typedef struct Delimiters {
    char opening[4], closing[4], expected[4]; /* opening "": none; closing "": at the end */
    uint32_t start, end;                      /* bytes at which it begins and should have ended */
} Delimiters;

typedef struct Error Error;
struct Error {
    Exc exc;
    Text message;    /* Exception.message/1: the text alone */
    Span span;       /* what the caret marks; may be SPAN_NONE */
    VEC(Text) notes; /* lines under the caret, "x is s32[3]" */
    struct {         /* of a File.Error */
        int reason;  /* an errno */
        Text path;
        const char *action; /* "read file" */
    } file;
    struct {                     /* of what the parser stumbled over */
        size_t token, token_end; /* bytes of the message that name it; both 0: none */
        Delimiters pair;
    } syntax;
    Error *next;
};

struct Tensor;

typedef struct Cx {
    Error *error; /* pending, oldest first; NULL when all is well */
    VEC(Source) sources;
    struct SymbolTable *symbols;
    Arena texts;                      /* symbols, source names and texts */
    volatile sig_atomic_t *interrupt; /* nonzero: stop soon; may be NULL */
    struct {                          /* calls of the program from a running graph (runtime_call) */
        void *owner;
        /* Function number `id` on the inputs, borrowed; fills the outputs (yours), or false after
           an error, which is at `span` unless the program has a nearer place for it. NULL: this
           context has no functions. */
        bool (*call)(void *owner, int64_t id, Span span, struct Tensor *const *inputs, int ninputs,
                     struct Tensor **outputs, int noutputs);
    } host;
    struct Profile *profile; /* compiled programs record what they do here; NULL: they do not */
    bool no_fuse;            /* compilers of kernels make one of each operation */
    bool check_nan;          /* the reference evaluator stops at the first NaN (eval_nan.c) */
} Cx;

void cx_init(Cx *cx);
void cx_free(Cx *cx);

/* --- symbols --- */

/* The symbol with this text; the same text gives the same number while the context lives. */
Sym sym(Cx *cx, Str text);
/* The same for a text that is a symbol already; false when it is none. */
bool sym_find(const Cx *cx, Str text, Sym *out);
/* Good while the context lives. */
Str sym_text(const Cx *cx, Sym s);

/* --- sources --- */

/* Takes a copy of name and text; the number goes into spans. Texts of 4 GiB and more are refused
   with an ArgumentError and give 0. */
uint32_t source_add(Cx *cx, Str name, Str text, bool is_library);

typedef struct Position {
    uint32_t line, column; /* both from 1; columns count code points */
    Str text;              /* the line without its newline */
} Position;

Position position_of(const Cx *cx, uint32_t source, uint32_t offset);

/* The span from the start of a to the end of b. */
Span span_join(Span a, Span b);

/* --- errors --- */

/* Records an error unless one is pending. The text is lower case without a full stop, or Elixir's
   or Nx's own to the letter. */
void fail(Cx *cx, Span span, Exc exc, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* Records an error after those pending (at most 20 are kept). */
void fail_also(Cx *cx, Span span, Exc exc, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* Says of the newest pending error that `len` bytes from byte `from` of its message on name what
   the parser stumbled over. */
void fail_token(Cx *cx, size_t from, size_t len);

/* Says of the newest pending error which delimiters it is about; texts of up to three bytes. */
void fail_delimiters(Cx *cx, Str opening, Str closing, Str expected, uint32_t start, uint32_t end);

/* Adds a line under the newest pending error. */
void fail_note(Cx *cx, const char *fmt, ...) PRINTF_LIKE(2, 3);

static inline bool failed(const Cx *cx)
{
    return cx->error != NULL;
}

/* The pending errors, which are then yours, or NULL. */
Error *error_take(Cx *cx);
void error_free(Error *error);

/* The exception's module as Elixir spells it: "ArgumentError", "File.Error". */
Str exc_name(Exc exc);

/* Colours of a message; empty strings when output is not a terminal. */
typedef struct Palette {
    const char *error, *dim, *bold, *note, *good, *off;
} Palette;

extern const Palette palette_plain, palette_colour;

/* Appends where the span is, as messages show it:
       mlp.exs:2:5
       2 | y = Nx.multiply(x, w)
         |     ^~~~~~~~~~~~~~~~~
   every line indented by four. Nothing for SPAN_NONE. */
void span_print(Text *out, const Cx *cx, Span span, const Palette *palette);

/* Appends one error and those after it: "** (ArgumentError) text", place, notes. */
void error_print(Text *out, const Cx *cx, const Error *error, const Palette *palette);

/* Whether Ctrl-C was pressed; long loops ask at least every 10 ms. Records EXC_Interrupted. */
bool interrupted(Cx *cx);

#endif
