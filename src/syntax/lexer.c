/* lexer.c - the loop over tokens, blanks, punctuation and operators; see lexer.h. */
#include "syntax/lexer_state.h"

#include <string.h>

/* clang-format off */
const OperatorRow operator_rows[OPERATOR_count] = {
#define OPERATOR(id, text, binary, side, unary) {text, SYM_##id, binary, unary, SIDE_##side},
#include "syntax/operator.def"
#undef OPERATOR
};

static const struct { const char *text; TokenRole role; } token_rows[] = {
#define TOKEN(kind, text, role) {text, ROLE_##role},
#include "syntax/token.def"
#undef TOKEN
};
/* clang-format on */

const char *token_shown(TokenKind kind)
{
    return token_rows[kind].text;
}

TokenRole token_role(TokenKind kind)
{
    return token_rows[kind].role;
}

Token *lexer_token(Lexer *l, TokenKind kind, uint32_t start)
{
    Token t = {.kind = (uint8_t)kind, .newline = l->newline, .start = start, .end = l->at};
    l->newline = false;
    vec_push(&l->out->tokens, t);
    return &vec_last(&l->out->tokens);
}

bool lexer_key_follows(const Lexer *l, uint32_t ahead)
{
    if (lexer_peek(l, ahead) != ':')
        return false;
    return is_blank(lexer_peek(l, ahead + 1));
}

bool lexer_arity_follows(const Lexer *l, uint32_t ahead)
{
    while (lexer_peek(l, ahead) == ' ' || lexer_peek(l, ahead) == '\t')
        ahead++;
    return lexer_peek(l, ahead) == '/';
}

Operator lexer_operator(const Lexer *l, bool names_only)
{
    const char *at = l->text.at + l->at;
    size_t left = l->end - l->at, longest = 0;
    Operator best = OPERATOR_count;
    for (int i = 0; left && i < OPERATOR_count; i++) {
        const char *text = operator_rows[i].text;
        bool is_name = i != OPERATOR_arrow && i != OPERATOR_fat_arrow && i != OPERATOR_step_op;
        if (text[0] != at[0] || is_lower((uint8_t)text[0]) || (names_only && !is_name))
            continue;
        size_t len = strlen(text);
        if (len > longest && len <= left && memcmp(text, at, len) == 0) {
            longest = len;
            best = (Operator)i;
        }
    }
    return best;
}

/* The operator spelt by the word that stands here: in, or, and. */
static Operator word_operator(const Lexer *l)
{
    uint32_t len = 0;
    while (is_lower(lexer_peek(l, len)))
        len++;
    Str word = str_slice(l->text, l->at, l->at + len);
    for (int i = 0; len && i < OPERATOR_count; i++)
        if (str_is(word, operator_rows[i].text) && is_blank(lexer_peek(l, len)))
            return (Operator)i;
    return OPERATOR_count;
}

bool continues_value(Str line)
{
    Lexer l = {.text = line, .end = (uint32_t)line.len};
    while (is_blank(lexer_peek(&l, 0)))
        l.at++;
    Operator op = is_lower(lexer_peek(&l, 0)) ? word_operator(&l) : lexer_operator(&l, false);
    if (op == OPERATOR_count || op == OPERATOR_range || op == OPERATOR_step_op)
        return false;
    bool opens_bits = op == OPERATOR_lt && lexer_peek(&l, 1) == '<';
    const OperatorRow *row = &operator_rows[op];
    return row->binary >= operator_rows[OPERATOR_or].binary && row->unary == 0 && !opens_bits;
}

static bool after_dot(const Lexer *l)
{
    return l->out->tokens.len && token_is(&vec_last(&l->out->tokens), TOKEN_dot);
}

int32_t lexer_bidi(const Lexer *l, uint32_t at)
{
    if ((uint8_t)l->text.at[at] != 0xe2 || l->end - at < 3)
        return 0;
    size_t next = at;
    int32_t c = str_codepoint(str_slice(l->text, 0, l->end), &next);
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ? c : 0;
}

/* Characters that show a comment in another order than it has. */
static void refuse_bidi(Lexer *l, uint32_t start)
{
    for (uint32_t at = start; at < l->at; at++)
        if (lexer_bidi(l, at)) {
            lexer_fail(l, start, start + 1, EXC_SyntaxError,
                       "invalid bidirectional formatting character in comment: \\u%04X",
                       (unsigned)lexer_bidi(l, at));
            return;
        }
}

static void end_of_file_escaped(Lexer *l)
{
    lexer_fail(l, l->at, l->at + 1, EXC_SyntaxError, "invalid escape \\ at end of file");
    l->at = l->end;
}

/* Skips blanks and comments, noting newlines. */
static void skip_blanks(Lexer *l)
{
    while (l->at < l->end) {
        uint8_t c = lexer_peek(l, 0);
        if (c == '\n') {
            l->newline = true;
            l->at++;
        } else if (c == ' ' || c == '\t' || (c == '\r' && lexer_peek(l, 1) == '\n')) {
            l->at++;
        } else if (c == '\\' && (lexer_peek(l, 1) == '\n' ||
                                 (lexer_peek(l, 1) == '\r' && lexer_peek(l, 2) == '\n'))) {
            uint32_t width = lexer_peek(l, 1) == '\n' ? 2 : 3;
            if (l->at + width >= l->end)
                end_of_file_escaped(l);
            else
                l->at += width;
        } else if (c == '#') {
            uint32_t start = l->at;
            while (l->at < l->end && lexer_peek(l, 0) != '\n')
                l->at++;
            refuse_bidi(l, start);
            uint32_t end = l->text.at[l->at - 1] == '\r' ? l->at - 1 : l->at;
            Comment comment = {.span = {l->source, start, end}, .alone = l->newline};
            vec_push(&l->out->comments, comment);
        } else {
            return;
        }
    }
    l->at = l->end;
}

/* `%{}:` and the like: constructors that may stand as keys. */
static bool constructor_key(Lexer *l)
{
    static const char *const keys[] = {"<<>>", "%{}", "{}", "%", "..//", "."};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        uint32_t len = (uint32_t)strlen(keys[i]), start = l->at;
        if (keys[i][0] == l->text.at[start] && lexer_key_follows(l, len) &&
            memcmp(l->text.at + start, keys[i], len) == 0) {
            l->at += len + 1;
            lexer_token(l, TOKEN_keyword, start);
            return true;
        }
    }
    return false;
}

const HiddenChar *hidden_char(int32_t c)
{
    static const HiddenChar hidden[] = {
        {0, '0', "null byte"},       {7, 'a', "alert"},
        {'\b', 'b', "backspace"},    {0x7f, 'd', "delete"},
        {0x1b, 'e', "escape"},       {'\f', 'f', "form feed"},
        {'\n', 'n', "newline"},      {'\r', 'r', "carriage return"},
        {' ', 's', "space"},         {'\t', 't', "tab"},
        {'\v', 'v', "vertical tab"},
    };
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (hidden[i].c == c)
            return &hidden[i];
    return NULL;
}

void unexpected_character(Lexer *l)
{
    uint32_t start = l->at;
    size_t at = l->at;
    int32_t c = str_codepoint(str_slice(l->text, 0, l->end), &at);
    l->at = (uint32_t)at;
    Position where = position_of(l->cx, l->source, start);
    if (hidden_char(c))
        lexer_fail(l, start, l->at, EXC_SyntaxError,
                   "unexpected token: %s (column %u, code point U+%04X)", hidden_char(c)->name,
                   where.column, (unsigned)c);
    else
        lexer_fail(l, start, l->at, EXC_SyntaxError,
                   "unexpected token: \"%.*s\" (column %u, code point U+%04X)",
                   (int)(l->at - start), l->text.at + start, where.column, (unsigned)c);
}

/* A conflict of versions that was not resolved: the rest of its line is passed. */
static bool refuse_conflict(Lexer *l)
{
    uint32_t start = l->at;
    bool starts_line = start == 0 || l->text.at[start - 1] == '\n';
    if (!starts_line || !str_starts(str_slice(l->text, start, l->end), STR("<<<<<<<")))
        return false;
    while (l->at < l->end && lexer_peek(l, 0) != '\n' && lexer_peek(l, 0) != '\r')
        l->at++;
    lexer_fail(l, start, l->at, EXC_SyntaxError,
               "found an unexpected version control marker, please resolve the conflicts: %.*s",
               (int)(l->at - start), l->text.at + start);
    return true;
}

static void refuse_map_opener(Lexer *l)
{
    lexer_fail(l, l->at, l->at + 2, EXC_SyntaxError, "expected %%{ to define a map, got: %%%c",
               lexer_peek(l, 1));
    l->at++;
}

static void lex_operator(Lexer *l, Operator op)
{
    uint32_t start = l->at, len = (uint32_t)strlen(operator_rows[op].text);
    if (op == OPERATOR_range && lexer_peek(l, 2) == '/' && lexer_peek(l, 3) == '/') {
        if (!lexer_arity_follows(l, 4)) { /* a step needs the range's end before it */
            unexpected_character(l);
            fail_note(l->cx, "a step stands after the end of a range, first..last//step");
            return;
        }
        l->at += 4;
        lexer_token(l, TOKEN_identifier, start);
        return;
    }
    bool is_key = lexer_key_follows(l, len), is_name = lexer_arity_follows(l, len);
    if (op == OPERATOR_amp && lexer_peek(l, 1) == '/' && lexer_peek(l, 2) == '/')
        is_name = false; /* &//2 */
    if (op == OPERATOR_fat_arrow)
        is_key = is_name = false;
    warn_operator(l, start, op, is_key || is_name);
    l->at += is_key ? len + 1 : len;
    TokenKind kind = is_key ? TOKEN_keyword : is_name ? TOKEN_identifier : TOKEN_operator;
    lexer_token(l, kind, start)->op = (uint8_t)op;
}

static void punctuation(Lexer *l, TokenKind kind, uint32_t width)
{
    uint32_t start = l->at;
    l->at += width;
    lexer_token(l, kind, start);
}

static void open_brace(Lexer *l)
{
    if (l->strings.len)
        vec_last(&l->strings).braces++;
    punctuation(l, TOKEN_open_brace, 1);
}

static void close_brace(Lexer *l)
{
    if (l->strings.len && vec_last(&l->strings).braces == 0) {
        punctuation(l, TOKEN_interpolation_end, 1);
        l->in_string = true;
        return;
    }
    if (l->strings.len)
        vec_last(&l->strings).braces--;
    punctuation(l, TOKEN_close_brace, 1);
}

/* Tokens of one or two bytes that are no operators. */
static bool lex_punctuation(Lexer *l)
{
    uint8_t c = lexer_peek(l, 0), next = lexer_peek(l, 1), third = lexer_peek(l, 2);
    switch (c) {
    case '(':
        return punctuation(l, TOKEN_open_paren, 1), true;
    case ')':
        return punctuation(l, TOKEN_close_paren, 1), true;
    case '[':
        return punctuation(l, TOKEN_open_bracket, 1), true;
    case ']':
        return punctuation(l, TOKEN_close_bracket, 1), true;
    case '{':
        return open_brace(l), true;
    case '}':
        return close_brace(l), true;
    case ',':
        return punctuation(l, TOKEN_comma, 1), true;
    case ';':
        if (l->out->tokens.len && token_is(&vec_last(&l->out->tokens), TOKEN_semicolon))
            return unexpected_character(l), true;
        return punctuation(l, TOKEN_semicolon, 1), true;
    case '%':
        if (next == '(' || next == '[')
            return refuse_map_opener(l), true;
        return punctuation(l, TOKEN_percent, 1), true;
    case '.':
        if (next == '.')
            return false;
        return punctuation(l, TOKEN_dot, 1), true;
    case '<':
        if (next != '<' || third == '<' || third == '~')
            return false;
        return punctuation(l, TOKEN_open_bits, 2), true;
    case '>':
        if (next != '>' || third == '>')
            return false;
        return punctuation(l, TOKEN_close_bits, 2), true;
    default:
        return false;
    }
}

static void lex_code(Lexer *l)
{
    uint8_t c = lexer_peek(l, 0);
    uint32_t start = l->at;
    bool dotted = after_dot(l);
    if (is_lower(c) || is_upper(c) || c == '_') {
        lex_name(l);
    } else if (c == '<' && refuse_conflict(l)) {
        return;
    } else if (c == '\\' && l->at + 1 == l->end) {
        end_of_file_escaped(l);
    } else if (is_digit(c)) {
        lex_number(l);
    } else if (c == '"' || c == '\'') {
        lex_string_begin(l, l->at, !dotted);
    } else if (c == '?' && l->at + 1 < l->end) {
        lex_char(l);
    } else if (c == ':' && (lexer_peek(l, 1) != ':' || lexer_peek(l, 2) == ':')) {
        lex_atom(l);
    } else if (dotted && lexer_operator(l, true) < OPERATOR_count) {
        l->at += (uint32_t)strlen(operator_rows[lexer_operator(l, true)].text);
        lexer_token(l, TOKEN_identifier, start);
    } else if (constructor_key(l)) {
        return;
    } else if (c == '~' && lex_sigil(l)) {
        return;
    } else if (lex_punctuation(l)) {
        return;
    } else if (c >= 0x80) {
        size_t at = l->at;
        int32_t point = str_codepoint(str_slice(l->text, 0, l->end), &at);
        if (is_name_codepoint(point, true))
            lex_name(l);
        else
            unexpected_character(l);
    } else {
        Operator op = lexer_operator(l, false);
        if (op == OPERATOR_count)
            unexpected_character(l);
        else
            lex_operator(l, op);
    }
}

/* Names and strings are UTF-8 everywhere behind the lexer, so the source must be. */
static bool is_utf8(Lexer *l)
{
    Str range = str_slice(l->text, 0, l->end);
    for (size_t at = l->at; at < range.len;) {
        size_t start = at;
        if ((uint8_t)range.at[at] < 0x80) {
            at++;
        } else if (str_codepoint(range, &at) < 0) {
            lexer_fail(l, (uint32_t)start, (uint32_t)at, EXC_UnicodeConversionError,
                       "invalid encoding starting at <<%u>>", (uint8_t)range.at[start]);
            return false;
        }
    }
    return true;
}

/* Where the quotes of a string begin: behind the colon of an atom, the name of a sigil. */
static uint32_t quotes_of(const Lexer *l, const Token *begin)
{
    uint32_t at = begin->start + (l->text.at[begin->start] == ':');
    if (l->text.at[at] == '~')
        for (at++; is_lower((uint8_t)l->text.at[at]) || is_upper((uint8_t)l->text.at[at]) ||
                   is_digit((uint8_t)l->text.at[at]);
             at++)
            continue;
    return at;
}

static void unclosed_string(Lexer *l)
{
    const OpenString *s = &vec_last(&l->strings);
    const Token *begin = &l->out->tokens.at[s->begin];
    uint32_t line = position_of(l->cx, l->source, begin->start).line;
    char first = l->text.at[begin->start];
    bool is_call = s->begin && token_is(begin - 1, TOKEN_dot);
    const char *what = s->is_sigil    ? "sigil "
                       : s->width > 1 ? "heredoc"
                       : first == ':' ? "atom"
                       : is_call      ? "function name"
                                      : "string";
    Str opening = str_slice(l->text, begin->start, s->is_sigil ? begin->end : begin->start);
    char close[4] = {s->close, s->close, s->close, 0};
    close[s->width] = 0;
    if (l->in_string)
        lexer_fail(l, begin->start, begin->end, EXC_TokenMissingError,
                   "missing terminator: %s (for %s%.*s starting at line %u)", close, what,
                   (int)opening.len, opening.at, line);
    else
        lexer_fail(l, begin->start, begin->end, EXC_TokenMissingError,
                   "missing interpolation terminator: \"}\" (for %s%.*s starting at line %u)", what,
                   (int)opening.len, opening.at, line);
    uint32_t quotes = quotes_of(l, begin);
    fail_delimiters(l->cx, str_slice(l->text, quotes, quotes + s->width), STR(""), str_of(close),
                    quotes, l->end);
}

void lex(Cx *cx, uint32_t source, uint32_t from, uint32_t to, Lexed *out)
{
    enum { MOST_ERRORS = 20 };
    *out = (Lexed){0};
    Str text = cx->sources.at[source].text;
    Lexer l = {.cx = cx, .text = text, .source = source, .out = out, .newline = true};
    l.end = to < text.len ? to : (uint32_t)text.len;
    l.at = from < l.end ? from : l.end;
    if (l.at == 0 && str_starts(str_slice(text, 0, l.end), STR("\xef\xbb\xbf")))
        l.at = 3;
    vec_reserve(&out->tokens, (l.end - l.at) / 4 + 16);
    if (!is_utf8(&l))
        l.at = l.end;
    while (l.at < l.end && out->errors < MOST_ERRORS) {
        if (l.in_string) {
            lex_string(&l);
            continue;
        }
        skip_blanks(&l);
        if (l.at < l.end)
            lex_code(&l);
    }
    if (l.in_string)
        lex_string(&l); /* an empty rest may still be a heredoc's last line */
    if (l.strings.len)
        unclosed_string(&l);
    lexer_token(&l, TOKEN_end_of_file, l.at);
    if (!l.strings.len)
        match_delimiters(&l);
    vec_free(&l.strings);
}

void lexed_free(Lexed *lexed)
{
    vec_free(&lexed->tokens);
    vec_free(&lexed->comments);
    syntax_warnings_free(&lexed->warnings);
}
