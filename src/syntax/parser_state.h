/* parser_state.h - what the files of the parser share.

   Every function that reads something returns its node, or NULL after it recorded an error; the
   caller then returns NULL too, up to the statement loop, which skips to the next statement.
   Lists are gathered on one stack, `items`: a function remembers its length, pushes, and makes a
   node of what is above. */
#ifndef CNX_SYNTAX_PARSER_STATE_H
#define CNX_SYNTAX_PARSER_STATE_H

#include "syntax/lexer.h"

/* An operator that waits for its right operand. */
typedef struct Pending {
    const Token *token;
    Ast *left; /* NULL: unary */
    uint16_t precedence;
} Pending;

typedef struct Parser {
    Cx *cx;
    Arena *arena;
    uint32_t source;
    Str text;
    const Token *tokens;
    uint32_t at;        /* index of the current token */
    uint32_t depth;     /* of operands within operands */
    uint32_t errors;    /* recorded so far */
    bool in_arguments;  /* among arguments without parentheses: a `do` belongs to the outermost call
                         */
    bool keeps_escapes; /* strings and characters are as they are written */
    bool took_commas;   /* the expression just read ends in a call that took commas without
                           parentheses */
    const Ast *bare;    /* the newest call whose arguments stand without parentheses */
    SyntaxWarnings *warnings;
    VEC(Ast *) items;
    VEC(Pending) pending;
} Parser;

/* What may follow an operand. */
typedef enum Form {
    FORM_access, /* a dot or [index], as after a list or f(x) */
    FORM_name,   /* a dot, as after x or a.b */
    FORM_done,   /* neither: it ends in arguments without parentheses or a do block */
} Form;

typedef enum BodyKind { BODY_top, BODY_interpolation, BODY_do, BODY_fn, BODY_paren } BodyKind;

/* --- tokens --- */

static inline const Token *current(const Parser *p)
{
    return &p->tokens[p->at];
}

/* Past the current token, which it returns; the last one is never passed. */
static inline const Token *advance(Parser *p)
{
    const Token *t = &p->tokens[p->at];
    p->at += t->kind != TOKEN_end_of_file;
    return t;
}

static inline bool at_kind(const Parser *p, TokenKind kind)
{
    return token_is(current(p), kind);
}

static inline Span span_of(const Parser *p, uint32_t start, uint32_t end)
{
    return (Span){p->source, start, end};
}

static inline Span token_span(const Parser *p, const Token *t)
{
    return span_of(p, t->start, t->end);
}

/* Where the last token taken ends. */
static inline uint32_t last_end(const Parser *p)
{
    return p->at ? p->tokens[p->at - 1].end : p->tokens[0].start;
}

Sym token_name(Parser *p, const Token *t); /* its bytes as a symbol, a key without its colon */
bool take(Parser *p, TokenKind kind);      /* passes the token if it is of this kind */

/* Whether a key stands here: `name:` or a string with a colon. */
bool at_key(const Parser *p);

/* The tree of a whole range of tokens, in which the lexer found no error. */
Ast *parse_tokens(Cx *cx, Arena *arena, uint32_t source, Lexed *lexed, bool keeps_escapes);

/* A warning whose mark stands at a byte, or about its line. */
#define parser_warn(p, at, ...)      syntax_warn((p)->warnings, span_of(p, at, (at) + 1), __VA_ARGS__)
#define parser_warn_line(p, at, ...) syntax_warn((p)->warnings, span_of(p, at, at), __VA_ARGS__)

/* --- errors: each returns NULL --- */

/* The current token cannot stand here; `expected` ("\",\" or \"]\"") may be NULL. */
Ast *syntax_error(Parser *p, const char *expected);
Ast *error_at(Parser *p, Span span, Exc exc, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* --- nodes --- */

/* A list or call of the items from `base` on, which leave the stack. */
Ast *list_of_items(Parser *p, size_t base, Span span);
Ast *call_of_items(Parser *p, Sym name, Ast *head, size_t base, Span span);

/* The head `left.name`, with its dot at that byte. */
Ast *dot_head(Parser *p, Ast *left, uint32_t dot, Ast *name, Span span);
/* A call module.name(args) that the syntax at that byte stands for. */
Ast *remote_call(Parser *p, Sym module, Sym name, Ast **args, uint32_t count, uint32_t at,
                 Span span);

/* --- expressions (parser.c) --- */

/* One level deeper; the caller lowers `depth` again. False, with an error, at the limit. */
bool enter(Parser *p);

Ast *parse_expression(Parser *p);
/* Goes on from `first` (NULL: nothing read yet) with operators of precedence `least` and more. */
Ast *parse_operators(Parser *p, Ast *first, int least);
/* One operand without what may follow it, which *form says. */
Ast *parse_primary(Parser *p, Form *form);
/* Dots, indices and calls after an operand. */
Ast *parse_postfix(Parser *p, Ast *left, Form form);

/* --- names and calls (parser_call.c) --- */

Ast *parse_name(Parser *p, Form *form);
Ast *parse_attribute(Parser *p, Form *form);                        /* from its @ on */
Ast *parse_alias(Parser *p, Ast *head, uint32_t start, Form *form); /* [head.] A.B.C */
Ast *parse_dot(Parser *p, Ast *left, Form *form);
Ast *parse_index(Parser *p, Ast *left);
/* The comma behind a call without parentheses could belong to it or to what is around it. */
Ast *ambiguous_comma(Parser *p, const Ast *inner, bool in_container);

/* --- bodies (parser_body.c) --- */

/* Reads statements or clauses up to the closing token (not taken), or a label of a do block. In a
   BODY_paren that turns out to be arguments, `(a, b)`, sets *arguments to them if it is not NULL.
 */
Ast *parse_body(Parser *p, BodyKind kind, uint32_t closer, Ast **arguments);
Ast *parse_do_block(Parser *p); /* the keywords [do: ..., else: ...] */
Ast *parse_fn(Parser *p);
Ast *parse_paren(Parser *p, Ast **arguments);

/* --- containers (parser_container.c) --- */

Ast *parse_list(Parser *p);
Ast *parse_tuple(Parser *p);
Ast *parse_bits(Parser *p);
Ast *parse_map_or_struct(Parser *p);
/* Reads items up to a closer, which it takes, onto `items`; `keys_spliced`: pairs stand on their
   own as in a list, else they become one list at the end. */
bool parse_items(Parser *p, TokenKind closer, bool keys_spliced);
/* Where keys stand: among arguments with or without parentheses, or in a container. */
typedef enum KeysIn { KEYS_bare, KEYS_parens, KEYS_container } KeysIn;

/* Pairs of keys and values onto `items`; leaves a comma only before a closer, and none where they
   are bare. */
bool parse_keys(Parser *p, KeysIn where);
/* The same as one list with AST_KEYWORDS. */
Ast *parse_key_list(Parser *p, KeysIn where);

/* --- strings (parser_string.c) and literals (literal.c) --- */

Ast *parse_string(Parser *p);
Ast *parse_string_key(Parser *p);
Ast *parse_number(Parser *p);
Ast *parse_char(Parser *p);

/* How the bytes between quotes are read. */
typedef struct Unescape {
    char close;      /* the delimiter */
    uint32_t width;  /* 1, or 3 in a heredoc */
    bool is_sigil;   /* escapes stay, except before the delimiter */
    uint32_t indent; /* blanks to remove at the start of a line */
    uint32_t blamed; /* the byte that errors point to */
} Unescape;

/* Appends what bytes from..to of the source stand for. False after an error. */
bool unescape(Parser *p, Text *out, uint32_t from, uint32_t to, const Unescape *how);

#endif
