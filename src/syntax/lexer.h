/* lexer.h - from bytes to tokens: private to src/syntax.

   The whole range becomes one array before anything is parsed, so the parser may look ahead as far
   as it likes and every opening token knows its closer. Strings are flat too: string_begin, then
   parts and interpolation_begin ... interpolation_end groups of ordinary tokens, then string_end.
   Newlines are no tokens; a token knows whether it is the first on its line. */
#ifndef CNX_SYNTAX_LEXER_H
#define CNX_SYNTAX_LEXER_H

#include "syntax/parser.h"

/* clang-format off */
typedef enum TokenKind {
#define TOKEN(kind, text, role) TOKEN_##kind,
#include "syntax/token.def"
#undef TOKEN
} TokenKind;

typedef enum Operator {
#define OPERATOR(id, text, binary, side, unary) OPERATOR_##id,
#include "syntax/operator.def"
#undef OPERATOR
    OPERATOR_count
} Operator;
/* clang-format on */

typedef enum TokenRole { ROLE_PLAIN, ROLE_STARTS, ROLE_OPENS, ROLE_ENTERS, ROLE_CLOSES } TokenRole;
typedef enum Side { SIDE_LEFT, SIDE_RIGHT } Side;

typedef struct OperatorRow {
    const char *text;
    Sym name;
    uint16_t binary, unary; /* precedences, 0 for none */
    Side side;
} OperatorRow;

extern const OperatorRow operator_rows[OPERATOR_count];

typedef struct Token {
    uint8_t kind;        /* a TokenKind */
    uint8_t op;          /* operator: an Operator */
    bool newline;        /* the first on its line, or of the range */
    bool is_key;         /* string_end: a colon and a blank follow, so the string is a key */
    uint32_t start, end; /* bytes of the source */
    uint32_t link;       /* opening tokens, string_begin: index of the closer; closers: back */
} Token;

typedef struct Lexed Lexed;
struct Lexed {
    VEC(Token) tokens; /* the last one is end_of_file */
    VEC(Comment) comments;
    SyntaxWarnings warnings; /* of the lexer, then of the parser */
    uint32_t errors;         /* recorded; lexing stops after some */
};

/* Lexes bytes from..to of a source, records every error found and matches delimiters. Links are
   only good when it found none. Free with lexed_free either way. */
void lex(Cx *cx, uint32_t source, uint32_t from, uint32_t to, Lexed *out);
void lexed_free(Lexed *lexed);

/* syntax_warning.def */
/* clang-format off */
typedef enum SyntaxOddity {
#define SYNTAX_WARNING(id, text) ODD_##id,
#include "syntax/syntax_warning.def"
#undef SYNTAX_WARNING
} SyntaxOddity;
/* clang-format on */

/* Appends a warning about start..end of a source; what its text leaves open follows. */
void syntax_warn(SyntaxWarnings *to, Span span, SyntaxOddity odd, ...);

/* What messages say of a `do` that belongs to nothing. */
extern const char misplaced_do[];

const char *token_shown(TokenKind kind);
TokenRole token_role(TokenKind kind);

/* Whether a code point beyond ASCII may stand in a name, or start one. */
bool is_name_codepoint(int32_t c, bool starts);

static inline TokenKind token_kind(const Token *t)
{
    return (TokenKind)t->kind;
}

static inline bool token_is(const Token *t, TokenKind kind)
{
    return t->kind == kind;
}

static inline bool token_is_operator(const Token *t, Operator op)
{
    return t->kind == TOKEN_operator && t->op == op;
}

#endif
