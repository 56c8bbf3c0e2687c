/* inspect_text.c - strings and atoms as the language writes them. */
#include "lang/inspect.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* --- strings --- */

static bool is_printable(int32_t c)
{
    return (c >= 0x20 && c <= 0x7e) || (c >= 7 && c <= 13) || c == 27 || c == 127 ||
           (c >= 0xa0 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || c >= 0x10000;
}

bool string_is_printable(Str s, int64_t limit)
{
    for (size_t at = 0; at < s.len && limit != 0; limit--) {
        int32_t c = str_codepoint(s, &at);
        if (c < 0 || !is_printable(c))
            return false;
    }
    return true;
}

bool char_is_ascii_printable(int64_t c)
{
    return (c >= 0x20 && c <= 0x7e) || (c >= 7 && c <= 13) || c == 27;
}

static void escape_codepoint(Text *out, int32_t c)
{
    static const char *const names[] = {
        [0] = "\\0",  [7] = "\\a",  [8] = "\\b",  [9] = "\\t",  [10] = "\\n",
        [11] = "\\v", [12] = "\\f", [13] = "\\r", [27] = "\\e", [127] = "\\d",
    };
    if (c <= 127 && names[c])
        text_add(out, str_of(names[c]));
    else if (c == 0xfeff)
        text_add(out, STR("\\uFEFF"));
    else if (is_printable(c))
        text_codepoint(out, (uint32_t)c);
    else if (c < 0x100)
        text_print(out, "\\x%02X", (unsigned)c);
    else
        text_print(out, "\\x{%X}", (unsigned)c);
}

bool string_escape(Text *out, Str s, char quote, int64_t limit)
{
    for (size_t at = 0; at < s.len; limit--) {
        if (limit == 0)
            return false;
        size_t start = at;
        int32_t c = str_codepoint(s, &at);
        if (c < 0) {
            text_print(out, "\\x%02X", (unsigned)(uint8_t)s.at[start]);
        } else if (c == quote || c == '\\') {
            text_char(out, '\\');
            text_char(out, (char)c);
        } else if (c == '#' && at < s.len && s.at[at] == '{') {
            at++;
            text_add(out, STR("\\#{"));
        } else {
            escape_codepoint(out, c);
        }
    }
    return true;
}

void string_inspect(Text *out, Str s, char quote)
{
    text_char(out, quote);
    string_escape(out, s, quote, -1);
    text_char(out, quote);
}

/* --- atoms --- */

typedef enum AtomForm {
    FORM_identifier, /* a, b?, c! */
    FORM_call,       /* an operator that may follow a dot, too */
    FORM_plain,      /* needs no quotes after a colon */
    FORM_alias,      /* Elixir.A.B */
    FORM_quoted
} AtomForm;

static bool is_ascii_letter(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters beyond ASCII, by leaving out the blocks of signs, spaces, symbols and private use. */
static bool is_wide_letter(int32_t c)
{
    static const int32_t others[][2] = {
        {0x80, 0xa9},       {0xab, 0xb4},        {0xb6, 0xb9},     {0xbb, 0xbf},
        {0xd7, 0xd7},       {0xf7, 0xf7},        {0x2c2, 0x2c5},   {0x2d2, 0x2df},
        {0x300, 0x36f},     {0x2000, 0x2070},    {0x2074, 0x207e}, {0x2080, 0x208f},
        {0x20a0, 0x2101},   {0x2190, 0x2bff},    {0x2e00, 0x2e7f}, {0x2ff0, 0x3004},
        {0x3008, 0x3020},   {0x3030, 0x3030},    {0xd800, 0xf8ff}, {0xfe00, 0xfe6f},
        {0xfeff, 0xff20},   {0xff3b, 0xff40},    {0xff5b, 0xff65}, {0xffe0, 0xffff},
        {0x1f000, 0x1faff}, {0xe0000, 0x10ffff},
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (c >= others[i][0] && c <= others[i][1])
            return false;
    return c >= 0x80;
}

static bool may_start(int32_t c)
{
    return is_ascii_letter(c) || c == '_' || is_wide_letter(c);
}

static bool may_follow(int32_t c)
{
    return may_start(c) || (c >= '0' && c <= '9') || (c >= 0x300 && c <= 0x36f);
}

static bool is_alias(Str s)
{
    Str prefix = STR("Elixir");
    if (!str_starts(s, prefix))
        return false;
    for (size_t i = prefix.len; i < s.len;) {
        if (s.at[i] != '.' || i + 1 == s.len || s.at[i + 1] < 'A' || s.at[i + 1] > 'Z')
            return false;
        for (i++; i < s.len && s.at[i] != '.'; i++)
            if (!is_ascii_letter(s.at[i]) && s.at[i] != '_' && !(s.at[i] >= '0' && s.at[i] <= '9'))
                return false;
    }
    return true;
}

static bool is_among(Str s, const char *words)
{
    for (const char *at = words; *at;) {
        size_t len = strcspn(at, " ");
        if (str_equal(s, (Str){at, len}))
            return true;
        at += len + (at[len] == ' ');
    }
    return false;
}

/* An identifier, or FORM_plain when it is one only after a colon: capital first, or @ inside. */
static AtomForm word_form(Str s)
{
    size_t at = 0;
    int32_t c = s.len ? str_codepoint(s, &at) : -1;
    if (c < 0 || !may_start(c))
        return FORM_quoted;
    AtomForm form =
        (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde) ? FORM_plain : FORM_identifier;
    while (at < s.len) {
        c = str_codepoint(s, &at);
        if (c == '@')
            form = FORM_plain;
        else if ((c == '?' || c == '!') && at == s.len)
            return form;
        else if (c < 0 || !may_follow(c))
            return FORM_quoted;
    }
    return form;
}

/* Names are written in Unicode's form C. */
static bool is_composed(Str s)
{
    utf8proc_uint8_t *out = NULL;
    bool ascii = true;
    for (size_t i = 0; i < s.len; i++)
        ascii = ascii && (unsigned char)s.at[i] < 0x80;
    if (ascii)
        return true;
    utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)s.len,
                                        &out, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    bool same = len >= 0 && str_equal(s, (Str){(const char *)out, (size_t)len});
    free(out);
    return same;
}

static AtomForm atom_form(Str s)
{
    if (is_alias(s))
        return FORM_alias;
    if (is_among(s,
                 "+ - * / ** ++ -- +++ --- <> | || ||| & && &&& ^ ! = == === != !== =~ < > <= >= "
                 "<<< >>> |> <~ ~> <~> <<~ ~>> <- \\\\ @"))
        return FORM_call;
    if (is_among(s, ".. ... ..// -> . % %{} {} <<>>"))
        return FORM_plain;
    return is_composed(s) ? word_form(s) : FORM_quoted;
}

void atom_inspect(Text *out, Str atom)
{
    if (is_among(atom, "nil true false")) {
        text_add(out, atom);
        return;
    }
    switch (atom_form(atom)) {
    case FORM_alias: {
        size_t prefix = sizeof "Elixir." - 1;
        text_add(out, atom.len > prefix ? str_slice(atom, prefix, atom.len) : atom);
        break;
    }
    case FORM_quoted:
        text_char(out, ':');
        string_inspect(out, atom, '"');
        break;
    case FORM_identifier:
    case FORM_call:
    case FORM_plain:
        text_char(out, ':');
        text_add(out, atom);
        break;
    }
}

void key_inspect(Text *out, Str atom)
{
    switch (atom_form(atom)) {
    case FORM_identifier:
    case FORM_call:
    case FORM_plain:
        text_add(out, atom);
        break;
    case FORM_alias:
    case FORM_quoted:
        string_inspect(out, atom, '"');
        break;
    }
    text_char(out, ':');
}

void call_inspect(Text *out, Str atom)
{
    static const char *const quoted_elsewhere = "^^^ ~~~ <|> ::"; /* but not after a dot */
    switch (atom_form(atom)) {
    case FORM_identifier:
    case FORM_call:
        text_add(out, atom);
        break;
    case FORM_plain:
    case FORM_alias:
    case FORM_quoted:
        if (is_among(atom, quoted_elsewhere))
            text_add(out, atom);
        else
            string_inspect(out, atom, '"');
        break;
    }
}
