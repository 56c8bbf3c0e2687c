/* literal.c - the values of numbers, characters and escapes. */
#include "syntax/parser_state.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers --- */

static int digit_value(char c)
{
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* A long integer's decimal digits: base 10^9 limbs, multiplied and added digit by digit. */
static Str decimal_of(Arena *arena, Str digits, uint32_t base)
{
    enum { LIMB = 1000000000 };
    VEC(uint32_t) limbs = {0};
    for (size_t i = 0; i < digits.len;) {
        uint32_t scale = 1, chunk = 0;
        for (; i < digits.len && scale < (1u << 24); i++) {
            scale *= base;
            chunk = chunk * base + (uint32_t)digit_value(digits.at[i]);
        }
        uint64_t carry = chunk;
        for (size_t k = 0; k < limbs.len; k++) {
            carry += (uint64_t)limbs.at[k] * scale;
            limbs.at[k] = (uint32_t)(carry % LIMB);
            carry /= LIMB;
        }
        if (carry)
            vec_push(&limbs, (uint32_t)carry);
    }
    Text out = {0};
    for (size_t k = limbs.len; k > 0; k--)
        text_print(&out, k == limbs.len ? "%u" : "%09u", limbs.at[k - 1]);
    vec_free(&limbs);
    Str decimal = {arena_copy(arena, out.at, out.len), out.len};
    text_free(&out);
    return decimal;
}

static Ast *make_int(Parser *p, const Token *t, Str digits, uint32_t base)
{
    enum { MOST_DIGITS = 20000 };
    Span span = token_span(p, t);
    int64_t value = 0;
    bool fits = true;
    for (size_t i = 0; i < digits.len && fits; i++)
        fits = !__builtin_mul_overflow(value, (int64_t)base, &value) &&
               !__builtin_add_overflow(value, (int64_t)digit_value(digits.at[i]), &value);
    if (fits) {
        Ast *ast = ast_new(p->arena, AST_int, span);
        ast->i = value;
        return ast;
    }
    if (base != 10 && digits.len > MOST_DIGITS)
        return error_at(p, span, EXC_SyntaxError,
                        "a number in base %u may have %d digits, this one has %zu", base,
                        MOST_DIGITS, digits.len);
    Ast *ast = ast_new(p->arena, AST_big, span);
    ast->text = base == 10 ? (Str){arena_copy(p->arena, digits.at, digits.len), digits.len}
                           : decimal_of(p->arena, digits, base);
    return ast;
}

static Ast *make_float(Parser *p, const Token *t, Text *digits)
{
    char *dot = memchr(digits->at, '.', digits->len);
    const char *point = localeconv()->decimal_point;
    if (dot && point[0] && !point[1])
        *dot = point[0];
    double value = strtod(digits->at, NULL);
    if (!isfinite(value)) {
        Str bytes = str_slice(p->text, t->start, t->end);
        return error_at(p, token_span(p, t), EXC_SyntaxError, "invalid float number %.*s",
                        (int)bytes.len, bytes.at);
    }
    Ast *ast = ast_new(p->arena, AST_float, token_span(p, t));
    ast->f = value;
    return ast;
}

Ast *parse_number(Parser *p)
{
    const Token *t = advance(p);
    Str bytes = str_slice(p->text, t->start, t->end);
    char mark = bytes.len > 2 && bytes.at[0] == '0' ? bytes.at[1] : 0;
    uint32_t base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 10;
    Text digits = {0};
    bool leading = true;
    for (size_t i = base == 10 ? 0 : 2; i < bytes.len; i++) {
        char c = bytes.at[i];
        leading = leading && (c == '0' || c == '_') && token_is(t, TOKEN_int);
        if (!leading && c != '_')
            text_char(&digits, c);
    }
    Ast *ast = token_is(t, TOKEN_int) ? make_int(p, t, text_str(&digits), base)
                                      : make_float(p, t, &digits);
    text_free(&digits);
    return ast;
}

/* --- characters and escapes --- */

/* What a letter after a backslash stands for; itself when it has no meaning of its own. */
static char escape_of(char c)
{
    static const char letters[] = "0abdefnrstv", meant[] = "\0\a\b\x7f\x1b\f\n\r \t\v";
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? meant[at - letters] : c;
}

Ast *parse_char(Parser *p)
{
    const Token *t = advance(p);
    Ast *ast = ast_new(p->arena, AST_int, token_span(p, t));
    size_t at = t->start + 1;
    if (p->text.at[at] == '\\' && t->end - t->start > 2) {
        at++;
        ast->i = (uint8_t)escape_of(p->text.at[at]);
        if (ast->i < 0x80)
            return ast;
    }
    ast->i = str_codepoint(p->text, &at);
    return ast;
}

/* Hex digits from `at`, at most `most`, not past `to`; *value and how many. */
static uint32_t read_hex(const Parser *p, uint32_t at, uint32_t to, uint32_t most, uint32_t *value)
{
    uint32_t count = 0;
    *value = 0;
    for (; count < most && at + count < to; count++) {
        char c = p->text.at[at + count];
        bool is_hex = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
        if (!is_hex)
            break;
        *value = *value * 16 + (uint32_t)digit_value(c);
    }
    return count;
}

/* \xHH, \uHHHH, \u{H...} whose letter stands at `at`; returns what follows, 0 after an error. */
static uint32_t unescape_hex(Parser *p, Text *out, uint32_t at, uint32_t to, uint32_t blamed)
{
    bool is_byte = p->text.at[at] == 'x', braces = at + 1 < to && p->text.at[at + 1] == '{';
    uint32_t from = at + 1 + braces, value;
    uint32_t count = read_hex(p, from, to, braces ? 6 : is_byte ? 2 : 4, &value);
    uint32_t end = from + count + braces;
    bool closed = !braces || (from + count < to && p->text.at[from + count] == '}');
    Span span = span_of(p, blamed, blamed + 1);
    if (count == 0 || !closed || (!braces && !is_byte && count != 4)) {
        error_at(p, span, EXC_SyntaxError,
                 is_byte ? "invalid hex escape character, expected \\xHH where H is a hexadecimal "
                           "digit. Syntax error after: \\x"
                         : "invalid Unicode escape character, expected \\uHHHH or \\u{H*} where H "
                           "is a hexadecimal digit. Syntax error after: \\u");
        return 0;
    }
    if (is_byte && !braces && count == 2) {
        text_char(out, (char)value);
    } else if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
        error_at(p, span, EXC_SyntaxError,
                 "invalid or reserved Unicode code point \\u{%.*s}. Syntax error after: \\u",
                 (int)count, p->text.at + from);
        return 0;
    } else {
        text_codepoint(out, value);
    }
    return end;
}

/* An escape whose backslash stands at `at`; returns what follows, 0 after an error. */
static uint32_t unescape_one(Parser *p, Text *out, uint32_t at, uint32_t to, const Unescape *how)
{
    const char *s = p->text.at;
    bool closes = at + how->width < to && s[at + 1] == how->close;
    for (uint32_t i = 1; closes && i < how->width; i++)
        closes = s[at + 1 + i] == how->close;
    if (closes) {
        text_add(out, (Str){s + at + 1, how->width});
        return at + 1 + how->width;
    }
    if (how->is_sigil || p->keeps_escapes) {
        text_add(out, (Str){s + at, 2});
        return at + 2;
    }
    char c = s[at + 1];
    if (c == 'x' || c == 'u')
        return unescape_hex(p, out, at + 1, to, how->blamed);
    if (c == '\r' && at + 2 < to && s[at + 2] == '\n')
        return at + 3;
    if (c != '\n')
        text_char(out, escape_of(c));
    return at + 2;
}

/* Past at most `indent` blanks. */
static uint32_t skip_indent(const Parser *p, uint32_t at, uint32_t to, uint32_t indent)
{
    for (; indent && at < to && (p->text.at[at] == ' ' || p->text.at[at] == '\t'); indent--)
        at++;
    return at;
}

bool unescape(Parser *p, Text *out, uint32_t from, uint32_t to, const Unescape *how)
{
    const char *s = p->text.at;
    uint32_t at = from;
    if (from > 0 && s[from - 1] == '\n')
        at = skip_indent(p, at, to, how->indent);
    while (at < to) {
        if (s[at] == '\\' && at + 1 < to) {
            at = unescape_one(p, out, at, to, how);
            if (at == 0)
                return false;
        } else {
            uint32_t run = at++;
            while (at < to && s[at] != '\\' && s[at - 1] != '\n')
                at++;
            text_add(out, (Str){s + run, at - run});
        }
        if (how->indent && s[at - 1] == '\n')
            at = skip_indent(p, at, to, how->indent);
    }
    return true;
}

bool sigil_unescape(Cx *cx, Span span, Str text, Text *out)
{
    Parser p = {.cx = cx, .text = text};
    const Unescape how = {.width = 1};
    if (unescape(&p, out, 0, (uint32_t)text.len, &how))
        return true;
    if (cx->error)
        cx->error->span = span;
    return false;
}
