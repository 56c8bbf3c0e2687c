/* format_state.h - what the files of the formatter share.

   A function named after a piece of syntax returns its document. Lines are numbers from 1 of the
   source; 0 stands before the first, LAST_LINE after the last. Documents are never NULL; after an
   error they are empty and nothing more is read. */
#ifndef CNX_SYNTAX_FORMAT_STATE_H
#define CNX_SYNTAX_FORMAT_STATE_H

#include "base/algebra.h"
#include "syntax/formatter.h"
#include "syntax/lexer.h"

enum { LAST_LINE = INT32_MAX };

/* What surrounds an expression: it decides whether calls may stand there without parentheses. */
typedef enum Context {
    CTX_block,             /* a statement */
    CTX_operand,           /* an operand of an operator in a statement */
    CTX_parens_arg,        /* one of several arguments in parentheses, or an item */
    CTX_parens_one_arg,    /* the only one */
    CTX_no_parens_arg,     /* one of several arguments without parentheses */
    CTX_no_parens_one_arg, /* the only one */
} Context;

/* How breaks between items stand. */
typedef enum Join { JOIN_none, JOIN_line, JOIN_break, JOIN_flex } Join;

/* Comments not printed yet, in order; those on lines of their own without a blank line between them
   are one. */
typedef struct FormatComment FormatComment;
struct FormatComment {
    uint32_t line;     /* of the first */
    uint32_t previous; /* newlines in front of it since the last token or comment */
    uint32_t next;     /* newlines behind it */
    const Doc *doc;
    FormatComment *rest;
};

typedef struct Formatter {
    Cx *cx;
    Arena arena;
    uint32_t source;
    Str text;
    Lexed lexed;
    const Token *tokens;
    uint32_t token_count;
    uint32_t *lines;      /* of each token */
    uint32_t *newlines;   /* in front of each token, behind a comment that stands there */
    uint32_t *last_lines; /* of the last token up to this one that the tree has a line for */
    uint8_t *operators;   /* by symbol: the Operator with this name, or OPERATOR_count */
    FormatComment *comments;
    const FormatOptions *options;
    int32_t operand_nesting;
    bool ignores_newlines; /* inside an interpolation */
    bool failed;
    uint32_t depth, chain;
} Formatter;

/* Where a construct with a closer stands. */
typedef struct Extent {
    uint32_t line, closing;
    bool eol; /* a newline after its opening token: its items stand on lines of their own */
} Extent;

/* --- documents --- */

static inline const Doc *cat(Formatter *f, const Doc *a, const Doc *b)
{
    return doc_cons(&f->arena, a, b);
}

static inline const Doc *word(Formatter *f, const char *literal)
{
    return doc_text(&f->arena, str_of(literal));
}

static inline const Doc *space(Formatter *f)
{
    return doc_break(&f->arena, STR(" "), false);
}

static inline const Doc *no_space(Formatter *f)
{
    return doc_break(&f->arena, STR(""), false);
}

static inline const Doc *line(Formatter *f)
{
    return doc_line(&f->arena);
}

static inline const Doc *group(Formatter *f, const Doc *a)
{
    return doc_group(&f->arena, a);
}

static inline const Doc *nest(Formatter *f, const Doc *a, int32_t columns)
{
    return doc_nest(&f->arena, a, columns);
}

static inline const Doc *nest_broken(Formatter *f, const Doc *a, int32_t columns)
{
    return doc_nest_broken(&f->arena, a, columns);
}

static inline const Doc *force(Formatter *f, const Doc *a)
{
    return doc_force(&f->arena, a);
}

static inline const Doc *cat3(Formatter *f, const Doc *a, const Doc *b, const Doc *c)
{
    return cat(f, a, cat(f, b, c));
}

static inline const Doc *ungroup(const Doc *d)
{
    return d->kind == DOC_group ? d->a : d;
}

/* The items of a row with breaks of one kind between them. */
const Doc *join_docs(Formatter *f, const Doc *const *docs, size_t count, Join join);
const Doc *in_parens(Formatter *f, const Doc *d);
/* Left and right around an indented middle, all on one line if that fits. */
const Doc *surround(Formatter *f, const Doc *left, const Doc *middle, const Doc *right);
/* A text behind a document: inside the group that ends it, so that both fit together. */
const Doc *into_last_group(Formatter *f, const Doc *d, const char *text);
/* The document on one line, however long; in the arena. */
Str one_line(Formatter *f, const Doc *d);

/* --- what the tokens know (format_token.c) --- */

/* The index of the first token that starts at or behind a byte. */
uint32_t token_from(const Formatter *f, uint32_t offset);
/* The token a node begins with, behind parentheses of its own. */
uint32_t first_token(const Formatter *f, const Ast *ast);
/* The token whose line counts as the node's: an operator's, a called name's, else the first. */
uint32_t own_token(const Formatter *f, const Ast *ast);
uint32_t line_of(const Formatter *f, const Ast *ast);
/* The lines of the first and the last token of a node that count as its own; closers do not. */
uint32_t start_line(const Formatter *f, const Ast *ast);
uint32_t end_line(const Formatter *f, const Ast *ast);
/* Newlines right behind a token. */
uint32_t newlines_after(const Formatter *f, uint32_t token);
/* Whether the user broke the line at an operator; a newline behind `=` does not count. */
bool breaks_at(const Formatter *f, uint32_t operator_token);
/* The extent from an opening token to its closer. */
Extent extent_of(const Formatter *f, uint32_t open);
/* The extent of a call: by its parentheses, or no more than its line. */
Extent call_extent(const Formatter *f, const Ast *call);
/* Newlines between a statement and the next one. */
uint32_t newlines_between(const Formatter *f, const Ast *a, const Ast *b);
/* Comments not printed yet stand between the lines of the extent, or a newline opens it. */
bool is_spread(const Formatter *f, Extent extent);

/* --- comments (format_comment.c) --- */

void take_comments(Formatter *f);

/* One of a row of documents between which comments may stand. */
typedef struct Piece {
    const Doc *doc;
    bool parts;        /* set off by empty lines when it takes several */
    uint32_t newlines; /* behind it in the source */
} Piece;

typedef VEC(Piece) Pieces;

/* One node of a row, with the lines it takes. */
typedef struct Part {
    const Ast *ast;
    uint32_t start, end; /* end 0: none */
    Context context;
    Sym op;       /* operand: the operator in front of it, 0 for the first */
    bool is_left; /* operand: not the last of a right-associative row */
} Part;

typedef VEC(Part) Parts;

/* The piece of part `i`. */
typedef Piece PieceOf(Formatter *f, const Parts *parts, size_t i, const void *how);

/* Appends the docs of the pieces of parts, from `done` pieces on that are already there, and the
   comments that stand before, between and behind them, after `min` and before `max`; says whether
   there were any. */
bool with_comments(Formatter *f, const Parts *parts, size_t from, Pieces *pieces, uint32_t min,
                   uint32_t max, PieceOf *piece_of, const void *how);

/* The pieces as documents for join_docs, in the arena. */
const Doc *const *docs_of(Formatter *f, const Pieces *pieces);

Part format_part(const Formatter *f, const Ast *ast, Context context);

/* --- what a node is (format_token.c) --- */

const OperatorRow *binary_row(const Formatter *f, Sym name); /* or NULL */
const OperatorRow *unary_row(const Formatter *f, Sym name);  /* or NULL */
bool is_binary_operation(const Formatter *f, const Ast *ast);
bool is_operation(const Formatter *f, const Ast *ast); /* unary or binary */
bool is_not_in(const Ast *ast);
bool is_clauses(const Ast *ast);                       /* a list of -> */
bool is_key_pair(const Formatter *f, const Ast *pair); /* written `key: value` */
bool is_keywords(const Formatter *f, const Ast *list); /* nothing but key pairs */
/* Written in quotes of some kind: a string, charlist, atom or sigil; *begin is its token. */
bool is_quoted(const Formatter *f, const Ast *ast, uint32_t *begin);
/* A module attribute that is read, or &1: an operator that never takes parentheses. */
bool is_tight(const Ast *ast);
/* Two or more, and each begins a line of its own. */
bool each_on_its_line(const Formatter *f, const Parts *parts);
/* What opens behind an operator or a key may begin on its line, whatever its length. */
bool next_break_fits(const Formatter *f, const Ast *ast);

/* --- expressions --- */

const Doc *format_node(Formatter *f, const Ast *ast, Context context);
const Doc *node_in_parens_if_operation(Formatter *f, const Ast *ast, Context context);
const Doc *in_parens_if_operation(Formatter *f, const Doc *d, const Ast *ast);

/* The items of a list, separated by commas and breaks. */
const Doc *items_in_row(Formatter *f, const Ast *list, Context context);

/* How the last of a row of arguments ends. */
typedef enum LastArgument { LAST_plain, LAST_comma, LAST_next_break_fits } LastArgument;

typedef struct Arguments {
    Extent extent;
    bool bare; /* without parentheses: no comment may stand before the first */
    LastArgument last;
    PieceOf *piece_of; /* NULL: nodes */
} Arguments;

/* Arguments or items with their commas; *join becomes JOIN_line when comments stand among them and
   JOIN_none when there is nothing. */
const Doc *format_arguments(Formatter *f, const Parts *parts, const Arguments *how, Join *join);
void add_part(Formatter *f, Parts *parts, const Ast *ast, Context context);

/* format_block.c */
const Doc *format_block(Formatter *f, const Ast *ast, uint32_t min, uint32_t max);
const Doc *anonymous_function(Formatter *f, const Ast *fn);
const Doc *clauses_in_parens(Formatter *f, const Ast *clauses, uint32_t min, uint32_t max);
const Doc *clauses_or_block(Formatter *f, const Ast *ast, uint32_t min, uint32_t max);
const Doc *clause_arguments(Formatter *f, const Ast *arguments);

/* format_operator.c */
const Doc *format_unary(Formatter *f, const char *text, const Ast *arg, Sym op, Context context);
const Doc *format_binary(Formatter *f, const Ast *ast, Context context);
/* Whether the source has a line break beside the operator of this operation. */
bool operator_breaks(const Formatter *f, const Ast *ast);
const Doc *format_guarded(Formatter *f, const Ast *when); /* a, b when c */
const Doc *format_capture(Formatter *f, const Ast *arg, Context context);
const Doc *format_attribute(Formatter *f, const Ast *ast, Context context);
Context left_context(Context context);
Context right_context(Context context);

/* format_call.c */
typedef enum Parens {
    PARENS_required,
    PARENS_unless_only_do,  /* none when a do block is the only argument */
    PARENS_unless_do,       /* none when a do block ends the call */
    PARENS_unless_argument, /* none unless it is an argument itself */
} Parens;

const Doc *call_arguments(Formatter *f, const Ast *call, Context context, Parens parens,
                          bool list_to_keywords, bool *wrap);
const Doc *local_call(Formatter *f, const Ast *call, Context context);
const Doc *remote_call_doc(Formatter *f, const Ast *call, Context context);
const Doc *access_doc(Formatter *f, const Ast *call);

/* format_container.c */
const Doc *list_doc(Formatter *f, const Ast *list);
const Doc *tuple_doc(Formatter *f, const Ast *tuple, Join join);
const Doc *map_doc(Formatter *f, const Doc *name, const Ast *map);
const Doc *bits_doc(Formatter *f, const Ast *bits);
const Doc *key_pair(Formatter *f, const Ast *pair, Context context);
const Doc *braces_doc(Formatter *f, const Ast *call, Extent extent, Join join);

/* format_literal.c */
const Doc *number_doc(Formatter *f, const Ast *ast);
const Doc *atom_doc(Formatter *f, const Ast *ast);
const Doc *quoted_doc(Formatter *f, const Ast *ast, uint32_t begin);
const Doc *key_doc(Formatter *f, const Ast *key);
/* The name behind a dot. */
const Doc *remote_name(Formatter *f, const Ast *name);

#endif
