/* lexer_state.h - what the files of the lexer share. */
#ifndef CNX_SYNTAX_LEXER_STATE_H
#define CNX_SYNTAX_LEXER_STATE_H

#include "syntax/lexer.h"

/* A string whose end was not reached yet. While code inside its #{} is lexed it stays on the stack
   and counts the braces opened there, so that the right `}` ends the interpolation. */
typedef struct OpenString {
    uint32_t begin; /* index of its string_begin */
    char close;
    uint8_t width; /* of the closing quotes: 1, or 3 for a heredoc */
    bool interpolates, is_sigil, may_be_key, is_call;
    uint32_t braces;
} OpenString;

typedef struct Lexer {
    Cx *cx;
    Str text;
    uint32_t source, at, end;
    Lexed *out;
    VEC(OpenString) strings;
    bool in_string; /* `at` stands in the innermost string's content */
    bool newline;   /* nothing but blanks since the start of the line */
} Lexer;

/* Characters that are not seen, or not well. */
typedef struct HiddenChar {
    int32_t c;
    char escape;
    const char *name;
} HiddenChar;

/* NULL for a character that is seen. */
const HiddenChar *hidden_char(int32_t c);

/* The byte `ahead` of the current one, 0 past the end. */
static inline uint8_t lexer_peek(const Lexer *l, uint32_t ahead)
{
    return ahead < l->end - l->at ? (uint8_t)l->text.at[l->at + ahead] : 0;
}

static inline bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_upper(uint8_t c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool is_lower(uint8_t c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Appends a token from `start` to the current place. */
Token *lexer_token(Lexer *l, TokenKind kind, uint32_t start);

/* Whether a colon and a blank stand `ahead`: what is before it is a keyword. */
bool lexer_key_follows(const Lexer *l, uint32_t ahead);

/* Whether blanks and then `/` stand `ahead`: an operator there is a name, as in &+/2. */
bool lexer_arity_follows(const Lexer *l, uint32_t ahead);

/* The longest operator at the current place, or OPERATOR_count; words not counted. `names_only`:
   one that may name a function behind a dot. */
Operator lexer_operator(const Lexer *l, bool names_only);

/* Records an error over start..end. */
#define lexer_fail(l, from, to, exc, ...)                                                          \
    ((l)->out->errors++, fail_also((l)->cx, (Span){(l)->source, (from), (to)}, (exc), __VA_ARGS__))

/* A warning whose mark stands at a byte. */
#define lexer_warn(l, at, ...)                                                                     \
    syntax_warn(&(l)->out->warnings, (Span){(l)->source, (at), (at) + 1}, __VA_ARGS__)

/* Each warns where it finds something. lexer_warning.c */
void warn_char(Lexer *l, uint32_t start);                   /* ?x that ends here */
void warn_mark(Lexer *l, uint32_t start, const char *what); /* x? or :x! that ends here, before = */
void warn_operator(Lexer *l, uint32_t start, Operator op, bool is_name);
void warn_string(Lexer *l, const OpenString *s,
                 uint32_t end); /* whose last token is number `end` */

/* The character at a byte if it changes the direction of text, else 0. */
int32_t lexer_bidi(const Lexer *l, uint32_t at);

/* Records that nothing begins with the current character, and passes it. */
void unexpected_character(Lexer *l);

/* Each reads one token at the current place, whose first byte it was chosen by. */
void lex_number(Lexer *l);
void lex_char(Lexer *l);
void lex_name(Lexer *l);
void lex_atom(Lexer *l);
bool lex_sigil(Lexer *l); /* false when no sigil starts here */

/* Reads the opening quotes; from there lex_string reads content up to the end or the next #{. */
void lex_string_begin(Lexer *l, uint32_t start, bool may_be_key);
void lex_string(Lexer *l);

/* Links opening and closing tokens; records what does not match. */
void match_delimiters(Lexer *l);

#endif
