/* inspect.h - building the document of a value; private to the inspect files.

   Values become documents top down: a container makes the documents of its items, fills those that
   are leaves at once and leaves the others on a list of tasks. What an item may show depends only
   on its place (the limit falls by one an item and a level), so tasks are independent and a term of
   any depth takes no C stack. */
#ifndef CNX_LANG_INSPECT_H
#define CNX_LANG_INSPECT_H

#include "base/algebra.h"
#include "lang/vm.h"

/* What changes on the way down. */
typedef struct InspectScope {
    int64_t limit;     /* items to come; negative: no limit */
    bool no_charlists; /* inside a MapSet */
    const InspectOptions *options;
} InspectScope;

/* What is still to be done with a value: ask the function of the option :inspect_fun; find the form
   it has; show its items. */
typedef enum InspectStage { STAGE_value, STAGE_plain, STAGE_items } InspectStage;

typedef struct InspectTask {
    Value value; /* borrowed */
    Doc *into;   /* zeroed; to be filled */
    InspectScope scope;
    InspectStage stage;
} InspectTask;

typedef struct Inspector {
    Vm *vm;
    const PaintCodes *colours;  /* NULL: none */
    const InspectOptions *read; /* what was read of the newest %Inspect.Opts{} of a document */
    Arena arena;
    VEC(InspectTask) tasks;
    int nested;             /* how many documents of the language the current one is in */
    VEC(const Doc *) items; /* of the container being made */
    VEC(Value) held;        /* made on the way; freed at the end */
    Text scratch;
    bool failed;
} Inspector;

/* How a container is broken: every break or none; filling lines; filling if all items are plain
   text, else every break or none. */
typedef enum Breaks { BREAKS_strict, BREAKS_flexible, BREAKS_maybe } Breaks;

/* Where the items of a container come from. */
typedef enum SourceKind {
    SOURCE_list,     /* `rest`, the last cell perhaps improper */
    SOURCE_keywords, /* `rest`, pairs as key: value */
    SOURCE_values,   /* `left` values from `at` */
    SOURCE_pairs,    /* `left` keys and values from `at`, as key => value */
    SOURCE_atoms,    /* the same as key: value */
    SOURCE_fields,   /* `rest`, atoms, with their values in `map`, as key: value */
} SourceKind;

typedef struct ItemSource {
    SourceKind kind;
    Value rest, map;
    const Value *at;
    uint32_t left;
} ItemSource;

/* Fills `into` with the document of v, now or by a task; plain: without asking :inspect_fun for it.
 */
void inspect_value(Inspector *in, Doc *into, Value v, InspectScope scope);
void inspect_plain(Inspector *in, Doc *into, Value v, InspectScope scope);
/* The same for a term inside a document of the language: at once where it is not too deep in them,
   so that those around know whether it is nothing but text. */
void inspect_nested(Inspector *in, Doc *into, Value v, InspectScope scope, InspectStage stage);
/* A document to be filled with v. */
Doc *inspect_doc(Inspector *in, Value v, InspectScope scope);

/* inspect_leaf.c */

void inspect_leaf(Inspector *in, Doc *into, Value v, InspectScope scope);
void inspect_binary(Inspector *in, Doc *into, Value v, InspectScope scope);
/* False when the list is not to be shown as text. */
bool inspect_charlist(Inspector *in, Doc *into, Value v, InspectScope scope);
/* A copy of scratch, which is emptied. */
Str inspect_take(Inspector *in);
Doc *inspect_text(Inspector *in, const char *literal);
/* Text in the colour of its kind, where there are colours. */
Doc *inspect_painted(Inspector *in, InspectScope scope, Str text, Paint paint);

/* inspect_items.c */

/* The document of the items collected from `first` on, which are taken off. */
const Doc *inspect_items_doc(Inspector *in, InspectScope scope, size_t first, const DocItems *how,
                             Paint paint);
/* Fills `into` with left, the items and right. */
void inspect_items(Inspector *in, Doc *into, Str left, ItemSource source, Str right, Breaks breaks,
                   InspectScope scope);
void inspect_list(Inspector *in, Doc *into, Value v, InspectScope scope);
void inspect_tuple(Inspector *in, Doc *into, const Tuple *t, InspectScope scope);

/* inspect_struct.c */

/* Fills `into` for a struct that has a form of its own (a range, an implementation of Inspect);
   false for all others. */
bool inspect_own_form(Inspector *in, Doc *into, Value v, InspectScope scope);
/* A map, or a struct as %Mod{...}. */
void inspect_map(Inspector *in, Doc *into, Value v, InspectScope scope);
void inspect_tensor(Inspector *in, Doc *into, Value v, InspectScope scope);

/* inspect_call.c */

/* Fills `into` with what the module's implementation of Inspect makes of v; false when it has none.
 */
bool inspect_by_implementation(Inspector *in, Doc *into, Value v, Sym module, InspectScope scope);
/* Fills `into` with what the function of the option :inspect_fun makes of v. */
void inspect_by_function(Inspector *in, Doc *into, Value v, InspectScope scope);

/* inspect_doc.c: fills `into` from a document of the language, which has to last as long as the
   inspector. */
void inspect_language_doc(Inspector *in, Doc *into, Value doc);

/* inspect_function.c */
void function_inspect(Text *out, const Vm *vm, const Closure *f);

/* inspect_fault.c */

/* Raises what using this option raises; the inspector has then failed. */
void inspect_fault(Inspector *in, InspectScope scope, Fault fault);

/* Whether the option is wrong, which is then raised. */
static inline bool is_at_fault(Inspector *in, InspectScope scope, Fault fault)
{
    if (LIKELY(!(scope.options->faults >> fault & 1)))
        return false;
    inspect_fault(in, scope, fault);
    return true;
}

/* inspect_text.c */

/* Whether the first `limit` code points (negative: all) may be shown in quotes. */
bool string_is_printable(Str s, int64_t limit);
bool char_is_ascii_printable(int64_t c);
/* Appends up to `limit` code points (negative: all) escaped; false when there are more. */
bool string_escape(Text *out, Str s, char quote, int64_t limit);
/* Appends an atom as a key, `a:` or `"a b":`, and as a function's name after a dot. */
void key_inspect(Text *out, Str atom);
void call_inspect(Text *out, Str atom);

#endif
