/* delimiters.c - which closer belongs to which opener.

   One pass over the tokens with a stack. It runs before the parser, so that a missing `end` is
   reported as such and not as whatever the parser stumbles over after it, and so that the parser
   can step over a group it could not read. The first closer that does not fit is the only one
   reported: what belongs together after it would be a guess. */
#include "syntax/lexer_state.h"

enum { NO_HINT = UINT32_MAX };

typedef struct Opener {
    uint32_t token;
    uint32_t indent; /* of the line it stands on */
} Opener;

typedef struct Matcher {
    Lexer *lexer;
    VEC(Opener) open;
    uint32_t indent;         /* of the current line */
    Opener do_hint, fn_hint; /* the newest behind which another stood no further right */
    uint32_t end_hint;       /* the newest `end` further right than its do; NO_HINT */
    uint32_t
        suspicious; /* the first do or fn whose `end` stands further left than its line; NO_HINT */
} Matcher;

static TokenKind closer_of(TokenKind opener)
{
    if (opener == TOKEN_fn || opener == TOKEN_do)
        return TOKEN_end;
    if (opener == TOKEN_open_paren)
        return TOKEN_close_paren;
    if (opener == TOKEN_open_bracket)
        return TOKEN_close_bracket;
    if (opener == TOKEN_open_brace)
        return TOKEN_close_brace;
    return opener == TOKEN_open_bits ? TOKEN_close_bits : TOKEN_interpolation_end;
}

static Token *token_at(const Matcher *m, uint32_t i)
{
    return &m->lexer->out->tokens.at[i];
}

static uint32_t line_of(const Matcher *m, uint32_t i)
{
    return position_of(m->lexer->cx, m->lexer->source, token_at(m, i)->start).line;
}

/* How far the first token of a line is indented. */
static uint32_t indent_of(const Matcher *m, const Token *first)
{
    uint32_t at = first->start;
    while (at > 0 && (m->lexer->text.at[at - 1] == ' ' || m->lexer->text.at[at - 1] == '\t'))
        at--;
    return first->start - at;
}

/* By how lines are indented, which opener it may be that lacks an end. */
static void missing_closer(const Matcher *m, uint32_t opener)
{
    const Token *t = token_at(m, opener);
    TokenKind kind = token_kind(t);
    const Opener *hint = kind == TOKEN_do ? &m->do_hint : kind == TOKEN_fn ? &m->fn_hint : NULL;
    const char *closer = token_shown(closer_of(kind));
    if (hint && hint->token != NO_HINT)
        lexer_fail(
            m->lexer, t->start, t->end, EXC_TokenMissingError,
            "missing terminator: %s\nhint: it looks like the \"%s\" on line %u does not have "
            "a matching \"%s\"",
            closer, token_shown(kind), line_of(m, hint->token), closer);
    else
        lexer_fail(m->lexer, t->start, t->end, EXC_TokenMissingError, "missing terminator: %s",
                   closer);
    fail_delimiters(m->lexer->cx, str_of(token_shown(kind)), STR(""), str_of(closer), t->start,
                    m->lexer->end);
    if ((hint == NULL || hint->token == NO_HINT) && m->suspicious != NO_HINT)
        fail_note(m->lexer->cx, "it looks like the \"%s\" at line %u has no matching \"end\"",
                  token_shown(token_kind(token_at(m, m->suspicious))), line_of(m, m->suspicious));
}

/* A closer where nothing is open. */
static void surplus_closer(const Matcher *m, const Token *t)
{
    TokenKind kind = token_kind(t);
    if (kind == TOKEN_end && m->end_hint != NO_HINT)
        lexer_fail(m->lexer, t->start, t->end, EXC_SyntaxError,
                   "unexpected reserved word: end\nhint: the \"end\" on line %u may not have a "
                   "matching \"do\" defined before it (based on indentation)",
                   line_of(m, m->end_hint));
    else
        lexer_fail(m->lexer, t->start, t->end, EXC_SyntaxError, "unexpected %s: %s",
                   kind == TOKEN_end ? "reserved word" : "token", token_shown(kind));
    if (kind == TOKEN_end)
        fail_token(m->lexer->cx, STR("unexpected reserved word: ").len, STR("end").len);
    fail_note(m->lexer->cx, "nothing is open here that \"%s\" could close", token_shown(kind));
}

/* A closer that fits nothing open, or not what was opened last. */
static void mismatch(const Matcher *m, const Token *t)
{
    TokenKind kind = token_kind(t);
    const char *what = kind == TOKEN_end ? "reserved word" : "token";
    if (m->open.len == 0 ||
        token_is(token_at(m, vec_last(&m->open).token), TOKEN_interpolation_begin)) {
        surplus_closer(m, t);
        return;
    }
    lexer_fail(m->lexer, t->start, t->end, EXC_MismatchedDelimiterError, "unexpected %s: %s", what,
               token_shown(kind));
    const Token *opener = token_at(m, vec_last(&m->open).token);
    TokenKind opening = token_kind(opener);
    fail_delimiters(m->lexer->cx, str_of(token_shown(opening)), str_of(token_shown(kind)),
                    str_of(token_shown(closer_of(opening))), opener->start, t->start);
}

static void open_group(Matcher *m, uint32_t i)
{
    TokenKind kind = token_kind(token_at(m, i));
    Opener opener = {i, m->indent};
    if ((kind == TOKEN_do || kind == TOKEN_fn) && m->open.len) {
        Opener before = vec_last(&m->open);
        if (token_is(token_at(m, before.token), kind) && m->indent <= before.indent)
            *(kind == TOKEN_do ? &m->do_hint : &m->fn_hint) = before;
    }
    vec_push(&m->open, opener);
}

/* False when the closer does not match. */
static bool close_group(Matcher *m, uint32_t i)
{
    Token *t = token_at(m, i);
    if (m->open.len == 0 ||
        closer_of(token_kind(token_at(m, vec_last(&m->open).token))) != token_kind(t)) {
        mismatch(m, t);
        return false;
    }
    Opener opener = vec_pop(&m->open);
    token_at(m, opener.token)->link = i;
    t->link = opener.token;
    if (token_is(token_at(m, opener.token), TOKEN_do) && m->indent > opener.indent)
        m->end_hint = i;
    if (token_is(t, TOKEN_end) && t->newline && m->indent < opener.indent &&
        m->suspicious == NO_HINT)
        m->suspicious = opener.token;
    return true;
}

void match_delimiters(Lexer *l)
{
    Matcher m = {.lexer = l, .end_hint = NO_HINT, .suspicious = NO_HINT};
    m.do_hint.token = m.fn_hint.token = NO_HINT;
    bool matches = true;
    for (uint32_t i = 0; i < l->out->tokens.len && matches; i++) {
        const Token *t = token_at(&m, i);
        if (t->newline)
            m.indent = indent_of(&m, t);
        TokenRole role = token_role(token_kind(t));
        if (role == ROLE_CLOSES)
            matches = close_group(&m, i);
        else if (role == ROLE_OPENS || role == ROLE_ENTERS)
            open_group(&m, i);
    }
    if (matches && m.open.len)
        missing_closer(&m, vec_last(&m.open).token);
    vec_free(&m.open);
}
