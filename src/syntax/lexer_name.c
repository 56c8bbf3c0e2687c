/* lexer_name.c - identifiers, reserved words, aliases, atoms, numbers and characters. */
#include "syntax/lexer_state.h"

#include <string.h>

/* --- names --- */

/* Superscripts and subscripts of mathematics, and the sign of millionths, which stands for the
   letter. */
static bool is_accepted_variant(int32_t c)
{
    return c == 0xb5 || (c >= 0x2070 && c <= 0x209c);
}

bool is_name_codepoint(int32_t c, bool starts)
{
    if (c >= 0x80 && !is_accepted_variant(c) && codepoint_is_variant(c))
        return false;
    /* Letters by block rather than by character: what is not punctuation, a symbol or private.
       Marks and subscript digits only continue a name. */
    static const struct {
        int32_t first, last;
        bool starts;
    } ranges[] = {
        {0xaa, 0xaa, true},       {0xb5, 0xb5, true},       {0xb7, 0xb7, false},
        {0xba, 0xba, true},       {0xc0, 0xd6, true},       {0xd8, 0xf6, true},
        {0xf8, 0x2c1, true},      {0x2e0, 0x2e4, true},     {0x300, 0x36f, false},
        {0x370, 0x37d, true},     {0x37f, 0x482, true},     {0x483, 0x487, false},
        {0x48a, 0x1fff, true},    {0x2070, 0x207e, false},  {0x2080, 0x209c, false},
        {0x2102, 0x214f, true},   {0x2160, 0x2188, true},   {0x2202, 0x2202, true},
        {0x2207, 0x2207, true},   {0x221e, 0x221e, true},   {0x2c00, 0x2dff, true},
        {0x3005, 0x3007, true},   {0x3021, 0x3029, true},   {0x3031, 0x3035, true},
        {0x3041, 0xd7ff, true},   {0xf900, 0xfdff, true},   {0xfe70, 0xfefe, true},
        {0xff10, 0xff19, false},  {0xff21, 0xff3a, true},   {0xff41, 0xff5a, true},
        {0xff66, 0xffdc, true},   {0x10000, 0x1cfff, true}, {0x1d400, 0x1d7ff, true},
        {0x1e000, 0x1efff, true}, {0x20000, 0x3fffd, true},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return ranges[i].starts || !starts;
    return false;
}

/* Moves past letters, digits and underscores (and `@` in atoms); says whether all were ASCII. */
static bool skip_word(Lexer *l, bool at_signs)
{
    bool ascii = true;
    while (l->at < l->end) {
        uint8_t c = lexer_peek(l, 0);
        if (is_lower(c) || is_upper(c) || is_digit(c) || c == '_' || (at_signs && c == '@')) {
            l->at++;
            continue;
        }
        size_t at = l->at;
        if (c < 0x80 ||
            !is_name_codepoint(str_codepoint(str_slice(l->text, 0, l->end), &at), false))
            break;
        l->at = (uint32_t)at;
        ascii = false;
    }
    return ascii;
}

/* Appends " 0x00061 0x000AA". */
static void show_codepoints(Text *out, Str text)
{
    for (size_t at = 0; at < text.len;)
        text_print(out, " 0x%05X", (unsigned)str_codepoint(text, &at));
}

/* Whether the text begins with a name that ASCII or nothing follows. */
static bool begins_with_name(Str text)
{
    Lexer l = {.text = text, .end = (uint32_t)text.len};
    size_t at = 0;
    int32_t c = text.len ? str_codepoint(text, &at) : 0;
    bool starts = c == '_' || (c < 0x80 ? is_lower((uint8_t)c) || is_upper((uint8_t)c)
                                        : is_name_codepoint(c, true));
    if (starts)
        skip_word(&l, true);
    return starts && lexer_peek(&l, 0) < 0x80;
}

/* A name that goes on with a character beyond ASCII that no name may have: true after an error that
   says how it could be written. */
static bool refuse_variant(Lexer *l, uint32_t start)
{
    if (lexer_peek(l, 0) < 0x80)
        return false;
    size_t end = l->at;
    str_codepoint(str_slice(l->text, 0, l->end), &end);
    Str wrong = str_slice(l->text, start, end);
    Text right = {0}, codes = {0}, right_codes = {0};
    uint32_t at = l->at; /* counted from the colon of an atom */
    for (bool is_atom = start && l->text.at[start - 1] == ':'; is_atom;)
        is_atom = ((uint8_t)l->text.at[--at] & 0xc0) == 0x80;
    text_composed(&right, wrong, true);
    bool has_other = begins_with_name(text_str(&right));
    if (has_other) {
        show_codepoints(&codes, wrong);
        show_codepoints(&right_codes, text_str(&right));
        lexer_fail(l, at, (uint32_t)end, EXC_SyntaxError,
                   "unexpected token: Elixir expects unquoted Unicode atoms, variables, and calls "
                   "to use allowed codepoints and to be in NFC form.\n\nGot:\n\n    \"%.*s\" "
                   "(code points%s)\n\nHint: You could write the above in a compatible format "
                   "that is accepted by Elixir:\n\n    \"%s\" (code points%s)\n\nSee "
                   "https://hexdocs.pm/elixir/unicode-syntax.html for more information.",
                   (int)wrong.len, wrong.at, text_cstr(&codes), text_cstr(&right),
                   text_cstr(&right_codes));
        l->at = (uint32_t)end;
    }
    text_free(&right);
    text_free(&codes);
    text_free(&right_codes);
    return has_other;
}

static void skip_mark(Lexer *l)
{
    if (lexer_peek(l, 0) == '?' || lexer_peek(l, 0) == '!')
        l->at++;
}

static const struct {
    const char *text;
    TokenKind kind;
    Operator op;
} words[] = {
    {"do", TOKEN_do, 0},
    {"end", TOKEN_end, 0},
    {"fn", TOKEN_fn, 0},
    {"else", TOKEN_label, 0},
    {"rescue", TOKEN_label, 0},
    {"catch", TOKEN_label, 0},
    {"after", TOKEN_label, 0},
    {"nil", TOKEN_nil, 0},
    {"true", TOKEN_true, 0},
    {"false", TOKEN_false, 0},
    {"and", TOKEN_operator, OPERATOR_and},
    {"or", TOKEN_operator, OPERATOR_or},
    {"not", TOKEN_operator, OPERATOR_not},
    {"in", TOKEN_operator, OPERATOR_in},
    {"when", TOKEN_operator, OPERATOR_when},
};

static void lex_word_operator(Lexer *l, uint32_t start, Operator op)
{
    if (lexer_arity_follows(l, 0)) {
        lexer_token(l, TOKEN_identifier, start);
        return;
    }
    Token *last = l->out->tokens.len ? &vec_last(&l->out->tokens) : NULL;
    if (op == OPERATOR_in && !l->newline && last && token_is_operator(last, OPERATOR_not)) {
        last->op = OPERATOR_not_in;
        last->end = l->at;
        return;
    }
    lexer_token(l, TOKEN_operator, start)->op = (uint8_t)op;
}

const char misplaced_do[] =
    ". In case you wanted to write a \"do\" expression, you must either use do-blocks or separate "
    "the keyword argument with comma. For example, you should either write:\n\n    if "
    "some_condition? do\n      :this\n    else\n      :that\n    end\n\nor the equivalent "
    "construct:"
    "\n\n    if(some_condition?, do: :this, else: :that)\n\nwhere \"some_condition?\" is the first "
    "argument and the second argument is a keyword list.\n\nYou may see this error if you forget a "
    "trailing comma before the \"do\" in a \"do\" block";

/* Records what is wrong with a `do` behind what it cannot follow; true where it opens nothing: it
   is not the one that an `end` belongs to. */
static bool refuse_do(Lexer *l, uint32_t start)
{
    const char *what = "unexpected reserved word: ";
    const Token *last = l->out->tokens.len ? &vec_last(&l->out->tokens) : NULL;
    TokenKind kind = last ? token_kind(last) : TOKEN_end_of_file;
    bool is_word = kind == TOKEN_label ||
                   (kind == TOKEN_operator && is_lower((uint8_t)operator_rows[last->op].text[0]));
    bool is_wrong = kind == TOKEN_comma || kind == TOKEN_semicolon || (is_word && !l->newline);
    if (!is_wrong && kind != TOKEN_fn)
        return false;
    lexer_fail(l, start, l->at, EXC_SyntaxError, "%sdo%s", what,
               is_wrong ? misplaced_do
                        : ". Anonymous functions are written as:\n\n    fn pattern -> expression "
                          "end\n\nPlease remove the \"do\" keyword");
    fail_token(l->cx, strlen(what), strlen("do"));
    return !is_wrong;
}

static void lex_word(Lexer *l, uint32_t start)
{
    Str name = str_slice(l->text, start, l->at);
    bool dotted = l->out->tokens.len && token_is(&vec_last(&l->out->tokens), TOKEN_dot);
    for (size_t i = 0; !dotted && name.len <= 6 && i < sizeof words / sizeof *words; i++) {
        if (words[i].text[0] != name.at[0] || !str_is(name, words[i].text))
            continue;
        if (words[i].kind == TOKEN_operator)
            lex_word_operator(l, start, words[i].op);
        else if (words[i].kind != TOKEN_do || !refuse_do(l, start))
            lexer_token(l, words[i].kind, start);
        return;
    }
    if (str_is(name, "__aliases__") || str_is(name, "__block__"))
        lexer_fail(l, start, l->at, EXC_SyntaxError, "reserved token: %.*s", (int)name.len,
                   name.at);
    lexer_token(l, TOKEN_identifier, start);
}

static void lex_alias(Lexer *l, uint32_t start, bool ascii)
{
    Str name = str_slice(l->text, start, l->at);
    char last = name.at[name.len - 1];
    if (ascii && (last == '?' || last == '!')) {
        lexer_fail(l, start, l->at, EXC_SyntaxError,
                   "invalid character \"%c\" (code point U+%04X) in alias (only ASCII characters, "
                   "without punctuation, are allowed): %.*s",
                   last, (unsigned)last, (int)name.len, name.at);
    } else if (!ascii) {
        size_t at = 0, from = 0;
        int32_t c = 0;
        while (at < name.len && c < 0x80) {
            from = at;
            c = str_codepoint(name, &at);
        }
        lexer_fail(l, start, l->at, EXC_SyntaxError,
                   "invalid character \"%.*s\" (code point U+%04X) in alias (only ASCII "
                   "characters, without punctuation, are allowed): %.*s",
                   (int)(at - from), name.at + from, (unsigned)c, (int)name.len, name.at);
    }
    lexer_token(l, TOKEN_alias, start);
}

void lex_name(Lexer *l)
{
    uint32_t start = l->at;
    bool is_alias = is_upper(lexer_peek(l, 0));
    bool ascii = skip_word(l, false);
    uint32_t plain = l->at;
    skip_word(l, true); /* only a key may go on with @ */
    if (refuse_variant(l, start))
        return;
    skip_mark(l);
    if (lexer_key_follows(l, 0)) {
        l->at++;
        lexer_token(l, TOKEN_keyword, start);
        return;
    }
    if (lexer_peek(l, 0) == ':' && lexer_peek(l, 1) != ':' && l->at + 1 < l->end) {
        l->at++;
        Str key = str_slice(l->text, start, l->at);
        lexer_fail(l, start, l->at, EXC_SyntaxError,
                   "keyword argument must be followed by space after: %.*s", (int)key.len, key.at);
        lexer_token(l, TOKEN_keyword, start);
        return;
    }
    size_t first = start;
    if (codepoint_is_upper(str_codepoint(l->text, &first)) && !is_alias) {
        l->at = start;
        unexpected_character(l);
        return;
    }
    if (l->at > plain && l->text.at[plain] == '@') {
        Str name = str_slice(l->text, start, l->at);
        lexer_fail(l, start, l->at, EXC_SyntaxError,
                   "invalid character \"@\" (code point U+0040) in %s: %.*s",
                   is_alias ? "alias" : "identifier", (int)name.len, name.at);
    }
    if (is_alias) {
        lex_alias(l, start, ascii);
    } else {
        warn_mark(l, start, "identifier");
        lex_word(l, start);
    }
}

/* --- atoms --- */

void lex_atom(Lexer *l)
{
    static const char *const constructors[] = {"<<>>", "%{}", "{}", "%", "..//", "."};
    uint32_t start = l->at++;
    uint8_t c = lexer_peek(l, 0);
    size_t at = l->at;
    if (c == '"' || c == '\'') {
        lex_string_begin(l, start, false);
        return;
    }
    if (is_lower(c) || is_upper(c) || c == '_' ||
        (c >= 0x80 && is_name_codepoint(str_codepoint(str_slice(l->text, 0, l->end), &at), true))) {
        skip_word(l, true);
        if (refuse_variant(l, start + 1))
            return;
        skip_mark(l);
        lexer_token(l, TOKEN_atom, start);
        warn_mark(l, start, "atom");
        return;
    }
    uint32_t longest = 0;
    for (size_t i = 0; i < sizeof constructors / sizeof *constructors; i++) {
        uint32_t len = (uint32_t)strlen(constructors[i]);
        if (len > longest && len <= l->end - l->at &&
            memcmp(constructors[i], l->text.at + l->at, len) == 0)
            longest = len;
    }
    Operator op = lexer_operator(l, false);
    if (op == OPERATOR_type_op)
        lexer_warn(l, start, ODD_colons);
    if (op == OPERATOR_fat_arrow || op == OPERATOR_step_op)
        longest = 1;
    else if (op < OPERATOR_count && strlen(operator_rows[op].text) > longest)
        longest = (uint32_t)strlen(operator_rows[op].text);
    l->at += longest;
    if (longest == 0)
        lexer_fail(l, start, l->at, EXC_SyntaxError,
                   "unexpected token: \":\" (column %u, code point U+003A)",
                   position_of(l->cx, l->source, start).column);
    lexer_token(l, TOKEN_atom, start);
}

/* --- numbers and characters --- */

static bool is_digit_of(uint8_t c, int base)
{
    if (base == 16)
        return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return c >= '0' && c < '0' + base;
}

/* Digits with single underscores between them. */
static void skip_digits(Lexer *l, int base)
{
    while (is_digit_of(lexer_peek(l, 0), base) ||
           (lexer_peek(l, 0) == '_' && is_digit_of(lexer_peek(l, 1), base)))
        l->at++;
}

static int base_of(const Lexer *l)
{
    uint8_t mark = lexer_peek(l, 1);
    int base = lexer_peek(l, 0) != '0' ? 10
               : mark == 'x'           ? 16
               : mark == 'o'           ? 8
               : mark == 'b'           ? 2
                                       : 10;
    return base != 10 && is_digit_of(lexer_peek(l, 2), base) ? base : 10;
}

void lex_number(Lexer *l)
{
    uint32_t start = l->at;
    int base = base_of(l);
    l->at += base == 10 ? 0 : 2;
    skip_digits(l, base);
    TokenKind kind = TOKEN_int;
    if (base == 10 && lexer_peek(l, 0) == '.' && is_digit(lexer_peek(l, 1))) {
        kind = TOKEN_float;
        l->at++;
        skip_digits(l, 10);
        uint8_t e = lexer_peek(l, 0), sign = lexer_peek(l, 1);
        uint32_t width = sign == '+' || sign == '-' ? 2 : 1;
        if ((e == 'e' || e == 'E') && is_digit(lexer_peek(l, width))) {
            l->at += width;
            skip_digits(l, 10);
        }
    }
    uint32_t end = l->at;
    lexer_token(l, kind, start);
    uint8_t c = lexer_peek(l, 0);
    if (base == 10 && (is_lower(c) || is_upper(c) || c == '_')) {
        Str number = str_slice(l->text, start, end);
        skip_word(l, false);
        lexer_fail(l, start, l->at, EXC_SyntaxError,
                   "invalid character \"%c\" after number %.*s. If you intended to write a number, "
                   "make sure to separate the number from the character (using comma, space, "
                   "etc). If you meant to write a function name or a variable, note that "
                   "identifiers in Elixir cannot start with numbers. Unexpected token: %c",
                   c, (int)number.len, number.at, c);
    }
}

void lex_char(Lexer *l)
{
    uint32_t start = l->at++;
    if (lexer_peek(l, 0) == '\\' && l->at + 1 < l->end)
        l->at++;
    size_t at = l->at;
    str_codepoint(str_slice(l->text, 0, l->end), &at);
    l->at = (uint32_t)at;
    lexer_token(l, TOKEN_char, start);
    warn_char(l, start);
}
