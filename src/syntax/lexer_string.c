/* lexer_string.c - strings, charlists, quoted atoms, heredocs and sigils.

   A string's content is cut into parts and interpolations here; escapes and the indentation of
   heredocs are taken out when the parser builds the value (literal.c). */
#include "syntax/lexer_state.h"

#include <string.h>

static char closing_of(char open)
{
    return (char)(open == '('   ? ')'
                  : open == '[' ? ']'
                  : open == '{' ? '}'
                  : open == '<' ? '>'
                                : open);
}

/* Enters a string whose opening quote stands at the current place. */
static void enter(Lexer *l, uint32_t start, OpenString s)
{
    char open = (char)lexer_peek(l, 0);
    bool tripled = (open == '"' || open == '\'') && (char)lexer_peek(l, 1) == open &&
                   (char)lexer_peek(l, 2) == open && l->text.at[start] != ':';
    s.close = closing_of(open);
    s.width = tripled ? 3 : 1;
    s.begin = (uint32_t)l->out->tokens.len;
    l->at += s.width;
    if (tripled) {
        uint32_t quotes_end = l->at;
        if (open == '\'' && !s.is_sigil)
            lexer_warn(l, start, ODD_charlist_heredoc);
        while (lexer_peek(l, 0) == ' ' || lexer_peek(l, 0) == '\t' || lexer_peek(l, 0) == '\r')
            l->at++;
        if (lexer_peek(l, 0) == '\n') {
            l->at++;
        } else {
            lexer_fail(l, start, quotes_end, EXC_SyntaxError,
                       "heredoc allows only zero or more whitespace characters followed by a new "
                       "line after %c%c%c",
                       open, open, open);
            fail_note(l->cx, "the text begins on the next line");
        }
    }
    lexer_token(l, TOKEN_string_begin, start);
    vec_push(&l->strings, s);
    l->in_string = true;
}

void lex_string_begin(Lexer *l, uint32_t start, bool may_be_key)
{
    bool is_atom = l->text.at[start] == ':';
    l->at = start + (is_atom ? 1 : 0);
    OpenString s = {.interpolates = true, .may_be_key = may_be_key && !is_atom};
    s.is_call = !may_be_key && !is_atom;
    enter(l, start, s);
}

/* A name of a sigil that is none, or goes on with no delimiter; passes what is said of it. */
static bool refuse_sigil(Lexer *l, uint32_t start)
{
    uint8_t open = lexer_peek(l, 0);
    if (open == 0) {
        l->at = start;
        unexpected_character(l);
    } else if (is_lower(open)) {
        uint32_t end = l->at;
        while (end < l->end && l->text.at[end] != '\n' && l->text.at[end] != '\r')
            end++;
        lexer_fail(l, start, l->at, EXC_SyntaxError,
                   "invalid sigil name, it should be either a one-letter lowercase letter or an "
                   "uppercase letter optionally followed by uppercase letters and digits, got: "
                   "%.*s",
                   (int)(end - start), l->text.at + start);
    } else {
        size_t next = l->at;
        int32_t c = str_codepoint(str_slice(l->text, 0, l->end), &next);
        lexer_fail(
            l, start, l->at, EXC_SyntaxError,
            "invalid sigil delimiter: \"%.*s\" (column %u, code point U+%04X). The available "
            "delimiters are: //, ||, \"\", '', (), [], {}, <>",
            (int)(next - l->at), l->text.at + l->at, position_of(l->cx, l->source, l->at).column,
            (unsigned)c);
    }
    return true;
}

bool lex_sigil(Lexer *l)
{
    uint32_t start = l->at, letters = 1;
    uint8_t first = lexer_peek(l, 1);
    if (!is_lower(first) && !is_upper(first))
        return false;
    while (is_upper(first) &&
           (is_upper(lexer_peek(l, 1 + letters)) || is_digit(lexer_peek(l, 1 + letters))))
        letters++;
    l->at += 1 + letters;
    uint8_t open = lexer_peek(l, 0);
    if (open == 0 || strchr("\"'/|([{<", open) == NULL)
        return refuse_sigil(l, start);
    enter(l, start, (OpenString){.interpolates = is_lower(first), .is_sigil = true});
    return true;
}

/* Past the closing quotes: a sigil's modifiers or a key's colon belong to the last token. */
static void leave(Lexer *l, uint32_t start)
{
    OpenString s = vec_pop(&l->strings);
    l->in_string = false;
    bool is_key = s.may_be_key && s.width == 1 && lexer_key_follows(l, 0);
    if (is_key)
        l->at++;
    while (s.is_sigil &&
           (is_lower(lexer_peek(l, 0)) || is_upper(lexer_peek(l, 0)) || is_digit(lexer_peek(l, 0))))
        l->at++;
    uint32_t end = (uint32_t)l->out->tokens.len;
    Token *t = lexer_token(l, TOKEN_string_end, start);
    t->is_key = is_key;
    t->link = s.begin;
    l->out->tokens.at[s.begin].link = end;
    warn_string(l, &s, end);
}

/* Where the closing quotes of a heredoc stand if the line at `at` is its last, else 0. */
static uint32_t heredoc_end(const Lexer *l, const OpenString *s, uint32_t at)
{
    while (at < l->end && (l->text.at[at] == ' ' || l->text.at[at] == '\t'))
        at++;
    if (l->end - at < 3)
        return 0;
    const char *p = l->text.at + at;
    return p[0] == s->close && p[1] == s->close && p[2] == s->close ? at : 0;
}

static void part(Lexer *l, uint32_t start)
{
    if (l->at > start)
        lexer_token(l, TOKEN_string_part, start);
}

/* Characters that show a text in another order than it has. */
static void refuse_bidi_text(Lexer *l)
{
    const char *what = "invalid bidirectional formatting character in string: ";
    unsigned c = (unsigned)lexer_bidi(l, l->at);
    lexer_fail(l, l->at, l->at + 3, EXC_SyntaxError,
               "%s\\u%04X. If you want to use such character, use it in its escaped \\u%04X form "
               "instead",
               what, c, c);
    fail_token(l->cx, strlen(what), strlen("\\u202E"));
}

void lex_string(Lexer *l)
{
    const OpenString s = vec_last(&l->strings);
    uint32_t start = l->at;
    bool line_start = l->at > 0 && l->text.at[l->at - 1] == '\n' && s.width == 3;
    l->newline = false;
    for (;;) {
        uint32_t end = line_start ? heredoc_end(l, &s, l->at) : 0;
        if (end) {
            part(l, start);
            l->at = end + 3;
            leave(l, end);
            return;
        }
        if (l->at >= l->end) {
            part(l, start);
            return;
        }
        char c = l->text.at[l->at];
        if (lexer_bidi(l, l->at))
            refuse_bidi_text(l);
        if (c == s.close && s.width == 1) {
            part(l, start);
            l->at++;
            leave(l, l->at - 1);
            return;
        }
        if (c == '#' && s.interpolates && lexer_peek(l, 1) == '{') {
            part(l, start);
            uint32_t open = l->at;
            l->at += 2;
            lexer_token(l, TOKEN_interpolation_begin, open);
            vec_last(&l->strings).braces = 0;
            l->in_string = false;
            return;
        }
        if (c == '\\' && lexer_peek(l, 1) == '\r' && lexer_peek(l, 2) == '\n')
            l->at += 2;
        else if (c == '\\' && l->at + 1 < l->end)
            l->at++;
        line_start = s.width == 3 && l->text.at[l->at] == '\n';
        l->at++;
    }
}
