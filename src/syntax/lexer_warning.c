/* lexer_warning.c - what is odd about single tokens, though they may stand so. */
#include "syntax/lexer_state.h"

#include <string.h>

static const char *const texts[] = {
#define SYNTAX_WARNING(id, text) text,
#include "syntax/syntax_warning.def"
#undef SYNTAX_WARNING
};

void syntax_warn(SyntaxWarnings *to, Span span, SyntaxOddity odd, ...)
{
    enum { MOST_WARNINGS = 1000 }; /* of one source */
    if (to->len >= MOST_WARNINGS)
        return;
    SyntaxWarning w = {.span = span};
    va_list args;
    va_start(args, odd);
    text_vprint(&w.message, texts[odd], args);
    va_end(args);
    vec_push(to, w);
}

void syntax_warnings_free(SyntaxWarnings *warnings)
{
    for (size_t i = 0; i < warnings->len; i++)
        text_free(&warnings->at[i].message);
    vec_free(warnings);
}

void warn_char(Lexer *l, uint32_t start)
{
    size_t at = start + 1;
    bool is_escaped = l->text.at[at] == '\\' && l->at > at + 1;
    at += is_escaped;
    int32_t c = str_codepoint(l->text, &at);
    const HiddenChar *hidden = hidden_char(c);
    bool is_letter = c < 0x80 && (is_lower((uint8_t)c) || is_upper((uint8_t)c));
    if (hidden)
        lexer_warn(l, start, ODD_hidden_char, is_escaped ? "\\" : "", (unsigned)c, hidden->name,
                   hidden->escape);
    else if (is_escaped && is_letter && strchr("abdefnrstv", c) == NULL)
        lexer_warn(l, start, ODD_char_escape, c, c);
}

void warn_mark(Lexer *l, uint32_t start, const char *what)
{
    char mark = l->text.at[l->at - 1];
    int len = (int)(l->at - start);
    const char *name = l->text.at + start;
    if ((mark == '?' || mark == '!') && lexer_peek(l, 0) == '=')
        lexer_warn(l, start, ODD_mark_before_match, what, len, name, mark, len - 1, name, mark, len,
                   name, mark);
}

void warn_operator(Lexer *l, uint32_t start, Operator op, bool is_name)
{
    const char *text = operator_rows[op].text;
    bool may_repeat = op == OPERATOR_and3 || op == OPERATOR_or3 || op == OPERATOR_xor3 ||
                      op == OPERATOR_list_plus3 || op == OPERATOR_list_minus3;
    if (may_repeat && lexer_peek(l, 3) == (uint8_t)text[0])
        lexer_warn(l, start, ODD_same_char, text, text[0], text, text[0]);
    if (op == OPERATOR_xor3 && !is_name)
        lexer_warn(l, start, ODD_xor_operator);
    if (op == OPERATOR_pipe_both && !is_name)
        lexer_warn(l, start, ODD_pipe_both);
}

/* Whether the text could stand as a name without quotes. */
static bool is_plain_name(Str text)
{
    if (text.len == 0 || is_digit((uint8_t)text.at[0]) || is_upper((uint8_t)text.at[0]))
        return false;
    size_t len = text.len - (text.at[text.len - 1] == '?' || text.at[text.len - 1] == '!');
    bool is_plain = len > 0;
    for (size_t i = 0; i < len && is_plain; i++) {
        uint8_t c = (uint8_t)text.at[i];
        is_plain = is_lower(c) || is_upper(c) || is_digit(c) || c == '_';
    }
    return is_plain;
}

/* Whether a line of a heredoc begins further left than its closing quotes: its text stands further
   left than `indent` blanks. */
static bool is_outdented(Str line, size_t indent)
{
    size_t blanks = 0;
    while (blanks < line.len && (line.at[blanks] == ' ' || line.at[blanks] == '\t'))
        blanks++;
    return blanks < indent && blanks < line.len && line.at[blanks] != '\n' &&
           !str_starts(str_slice(line, blanks, line.len), STR("\r\n"));
}

/* The first byte of the first such line, or 0. The parts of the strings within belong to them. */
static uint32_t outdented_line(const Lexer *l, uint32_t begin, uint32_t end, size_t indent)
{
    uint32_t inner = 0;
    for (uint32_t i = begin + 1; i < end; i++) {
        const Token *t = &l->out->tokens.at[i];
        if (token_is(t, TOKEN_interpolation_begin) || token_is(t, TOKEN_interpolation_end))
            inner += token_is(t, TOKEN_interpolation_begin) ? 1 : UINT32_MAX;
        if (!token_is(t, TOKEN_string_part) || inner)
            continue;
        for (uint32_t at = t->start; at < t->end;) {
            Str rest = str_slice(l->text, at, t->end);
            if (l->text.at[at - 1] == '\n' && is_outdented(rest, indent))
                return at;
            const char *newline = memchr(rest.at, '\n', rest.len);
            at = newline ? (uint32_t)(newline + 1 - l->text.at) : t->end;
        }
    }
    return 0;
}

static void warn_heredoc(Lexer *l, const OpenString *s, uint32_t end)
{
    uint32_t close = l->out->tokens.at[end].start, line = close;
    while (l->text.at[line - 1] != '\n')
        line--;
    uint32_t at = outdented_line(l, s->begin, end, close - line);
    if (at == 0)
        return;
    const Token *begin = &l->out->tokens.at[s->begin];
    const char *quotes = s->close == '"' ? "\"\"\"" : "'''";
    uint32_t opening = begin->start; /* behind a sigil's name */
    while (l->text.at[opening] != s->close)
        opening++;
    lexer_warn(l, at, ODD_outdented_heredoc, quotes);
    vec_last(&l->out->warnings).column = position_of(l->cx, l->source, opening).column;
}

void warn_string(Lexer *l, const OpenString *s, uint32_t end)
{
    const Token *tokens = l->out->tokens.at, *begin = &tokens[s->begin];
    bool is_one = end == s->begin + 2 && token_is(begin + 1, TOKEN_string_part);
    Str text = is_one ? str_slice(l->text, begin[1].start, begin[1].end) : STR("");
    bool is_plain = is_one && is_plain_name(text), is_single = s->close == '\'';
    if (s->width == 3)
        warn_heredoc(l, s, end);
    else if (s->is_sigil)
        return;
    else if (l->text.at[begin->start] == ':' && is_plain)
        lexer_warn(l, begin->start, ODD_quoted_atom, (int)text.len, text.at);
    else if (s->is_call && is_plain)
        lexer_warn(l, begin->start, ODD_quoted_call, (int)text.len, text.at);
    else if (tokens[end].is_key && is_plain)
        lexer_warn(l, begin->start, ODD_quoted_key, (int)text.len, text.at);
    else if (tokens[end].is_key && is_single)
        lexer_warn(l, begin->start, ODD_single_quoted_key);
    else if (is_single && !s->is_call && l->text.at[begin->start] != ':')
        lexer_warn(l, begin->start, ODD_charlist);
}
