/* written.h - how a source was written: what the tree does not keep and the tokens still know.

   Where a call's parentheses close, where a block's `do` and `end` stand, how many newlines follow
   an opening token, how a number was spelled: what Elixir puts into the metadata of quoted terms. A
   node finds its tokens by the byte where it stands (Ast.at), so that the parser keeps nothing of
   it. */
#ifndef CNX_SYNTAX_WRITTEN_H
#define CNX_SYNTAX_WRITTEN_H

#include "syntax/parser.h"

/* No place. */
enum { NOWHERE = UINT32_MAX };

typedef struct Written {
    Str text;
    uint32_t source;
    struct Lexed *lexed;
} Written;

typedef struct ParseChoice {
    bool keeps_escapes; /* strings and characters keep their escapes as they are written */
    bool known_names;   /* a name that is no symbol yet is an error */
} ParseChoice;

/* The tree of a source, as parse gives it, and its tokens, which are freed by written_free either
   way. */
Ast *parse_written(Cx *cx, Arena *arena, uint32_t source, ParseChoice choice, Written *out);
void written_free(Written *w);

/* What is odd about it. */
const SyntaxWarnings *written_warnings(const Written *w);

/* What the tokens know of a node. Places are bytes. */
typedef struct Notes {
    uint32_t do_at, end_at;             /* of a call with a block */
    uint32_t closing, closing_before;   /* of a pair of delimiters; of the first of f(a)(b) */
    uint32_t newlines, newlines_before; /* behind an opening token or an operator */
    uint32_t last;                      /* the last part of an alias */
    Str spelling;                       /* of a number or a character */
    Str delimiter;                      /* of a string, an atom or a sigil */
    int64_t indentation;                /* of a heredoc, else -1 */
    bool is_ambiguous;                  /* f -1 */
    bool is_interpolation;              /* the call that makes text of #{...} */
    bool has_no_place;                  /* a block that no parentheses make */
} Notes;

void notes_of(const Written *w, const Ast *ast, Notes *out);

/* The end of an expression: a newline or `;` behind byte `end`. */
typedef struct LineEnd {
    uint32_t at; /* NOWHERE: what follows stands on the same line */
    uint32_t
        newlines; /* up to the next token; behind a comment that stands there, those after it */
} LineEnd;

LineEnd line_end(const Written *w, uint32_t end);

/* A comment and the newlines in front of it and behind it, up to a token or another comment. */
typedef struct WrittenComment {
    Span span;
    uint32_t previous, next;
} WrittenComment;

/* Comment number `i`; false when there are not so many. */
bool written_comment(const Written *w, uint32_t i, WrittenComment *out);

/* Where what stands in the parentheses around a node ends, those around it at level 0, then those
   around these; NOWHERE: there are no more. */
uint32_t wrapped_end(const Written *w, const Ast *ast, uint32_t level);

/* Whether a call without a head is one by a name of letters, not by an operator or a constructor.
 */
bool names_call(const Written *w, const Ast *call);

#endif
