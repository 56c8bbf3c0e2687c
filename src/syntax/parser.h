/* parser.h - from text to tree: all of Elixir 1.17's grammar, no meaning.

   The lexer turns bytes into tokens (token.def); the parser is a Pratt parser over the table
   operator.def. Nesting deeper than a limit is an error, never a stack overflow. */
#ifndef CNX_SYNTAX_PARSER_H
#define CNX_SYNTAX_PARSER_H

#include "syntax/ast.h"

/* Parses the whole source. The result is a __block__ of its expressions unless there is exactly one
   expression. Nodes go to `arena`, messages' spans into source number `source`. On a syntax error
   (SyntaxError, TokenMissingError, MismatchedDelimiterError, with Elixir's texts where it has one)
   records every error found, at most 20, and returns NULL. */
Ast *parse(Cx *cx, Arena *arena, uint32_t source);

/* Parses bytes from..to of a source, as parse does: for a statement of a prompt or a doctest. */
Ast *parse_range(Cx *cx, Arena *arena, uint32_t source, uint32_t from, uint32_t to);

/* What is odd about a text that parses, in Elixir's words. `span` marks it; an empty one means its
   line. */
typedef struct SyntaxWarning {
    Span span;
    uint32_t column; /* where it is shown, if that is not where the span begins; or 0 */
    Text message;
} SyntaxWarning;

typedef VEC(SyntaxWarning) SyntaxWarnings;

void syntax_warnings_free(SyntaxWarnings *warnings);

/* Parses as parse_range does and appends what is odd to `out`, if the lexer finds no error. */
Ast *parse_noting(Cx *cx, Arena *arena, uint32_t source, uint32_t from, uint32_t to,
                  SyntaxWarnings *out);

/* Whether a line begins with an operator that needs a value before it, as in `|> f()`. A sign and
   `..` may begin an expression. */
bool continues_value(Str line);

/* What the text of a lower-case sigil stands for: the tree keeps its escapes, as Elixir's does.
   Appends to `out`; false after an error at `span`. */
bool sigil_unescape(Cx *cx, Span span, Str text, Text *out);

/* A comment, `# ...` to the end of its line. */
typedef struct Comment {
    Span span;
    bool alone; /* nothing but blanks before it on its line */
} Comment;

/* Every comment of the source in order, in `arena`; *count says how many. Needs a source that
   parses; on an error of the lexer returns what was found before it. */
Comment *comments_of(Cx *cx, Arena *arena, uint32_t source, size_t *count);

#endif
