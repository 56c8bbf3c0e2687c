/* algebra.h - documents: text with places where lines may break, laid out to a width.

   The document algebra of Elixir's Inspect.Algebra, for inspected values and formatted source. A
   group is printed on one line when it fits and else has all its strict breaks become newlines;
   flexible breaks become newlines one by one, where what follows does not fit. Documents live in an
   arena and may be nested to any depth: laying out takes no C stack. */
#ifndef CNX_BASE_ALGEBRA_H
#define CNX_BASE_ALGEBRA_H

#include "base/arena.h"
#include "base/cx.h"
#include "base/text.h"

typedef enum DocKind {
    DOC_pending, /* to be filled in; empty */
    DOC_text,    /* `text`, `n` columns wide */
    DOC_line,    /* always a newline */
    DOC_break,   /* `text`, or a newline; flexible if `flag` */
    DOC_cons,    /* a, then b */
    DOC_nest, /* a with newlines indented by `n` more (or NEST_*); if `flag`, only in a broken group
               */
    DOC_group,     /* a; if `flag`, broken whenever the group around it is */
    DOC_force,     /* a, in which nothing fits a line */
    DOC_fits,      /* a; its next break decides alone (`flag`), or not */
    DOC_items,     /* `n` documents, a separator and a break after each but the last */
    DOC_collapse,  /* of the newlines right after it, at most `n` are printed */
    DOC_unlimited, /* a, for which there is room whatever its width */
    DOC_width,     /* ends an unlimited one; the layout's own */
} DocKind;

/* Nesting that is not so many columns more: to the current column, or none at all. */
enum { NEST_CURSOR = INT32_MAX, NEST_RESET = INT32_MIN };

/* How a piece of text is coloured when colours are asked for. */
typedef enum Paint {
    PAINT_none,
    PAINT_atom,
    PAINT_boolean,
    PAINT_nil,
    PAINT_number,
    PAINT_string,
    PAINT_charlist,
    PAINT_regex,
    PAINT_binary,
    PAINT_list,
    PAINT_tuple,
    PAINT_map,
    PAINT_count
} Paint;

/* The escape sequence in front of each, empty for what has no colour, and the one behind. */
typedef struct PaintCodes {
    char of[PAINT_count][24], reset[24];
} PaintCodes;

typedef struct Doc Doc;
struct Doc {
    uint8_t kind;  /* DocKind */
    uint8_t paint; /* Paint: of a text, of the separators of items */
    bool flag;
    int32_t n;
    union {
        Str text; /* borrowed, or in the arena */
        struct {
            const Doc *a, *b;
        };
        struct { /* a group: where it does not fit flat a line of n - 1 columns; n 0: not known */
            const Doc *grouped; /* `a` */
            int32_t unfit_column, unfit_indent;
        };
        struct {
            const Doc *const *items;
            const struct DocItems *how;
        };
    };
};

typedef struct DocItems {
    const char *separator, *last_separator; /* the last may be another: "," and " |" */
    bool is_flexible;
} DocItems;

extern const Doc doc_nil; /* empty */

/* Text measured by its bytes, as Elixir measures it; the bytes are borrowed. */
Doc *doc_text(Arena *arena, Str borrowed);
/* The same measured by its graphemes. */
Doc *doc_string(Arena *arena, Str borrowed);
Doc *doc_line(Arena *arena);
Doc *doc_break(Arena *arena, Str borrowed, bool is_flexible);
Doc *doc_cons(Arena *arena, const Doc *a, const Doc *b);
Doc *doc_nest(Arena *arena, const Doc *a, int32_t columns);
Doc *doc_nest_broken(Arena *arena, const Doc *a, int32_t columns);
Doc *doc_group(Arena *arena, const Doc *a);
/* Broken whenever the group around it is. */
Doc *doc_group_inherit(Arena *arena, const Doc *a);
Doc *doc_force(Arena *arena, const Doc *a);
Doc *doc_fits(Arena *arena, const Doc *a, bool next_break_decides);
Doc *doc_collapse(Arena *arena, int32_t most);
Doc *doc_unlimited(Arena *arena, const Doc *a);

/* Appends the document; `width` in columns, negative: no limit. Newlines are indented by at most
   1000 columns. False when the program is to stop. */
bool doc_layout(Cx *cx, Text *out, const Doc *doc, int64_t width, const PaintCodes *colours);

#endif
