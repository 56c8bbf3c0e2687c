/* native_unicode.c - String's functions that know Unicode: grapheme clusters, case, white space,
   normal forms; tables by utf8proc. Bytes that are not UTF-8 count as a character each. */
#include "lang/native.h"

#include <string.h>
#include <utf8proc.h>

/* --- grapheme clusters --- */

static size_t codepoint_end(Str s, size_t at)
{
    str_codepoint(s, &at);
    return at;
}

NATIVE(fn_string_length)
{
    if (!is_binary(args[0]))
        return vm_no_clause(vm, "String.length", 1);
    return value_int((int64_t)str_graphemes(binary_str(args[0])));
}

static Value pieces(Vm *vm, Value binary, size_t (*end)(Str, size_t))
{
    Str s = binary_str(binary);
    ListBuilder list = LIST_BUILDER;
    for (size_t at = 0; at < s.len;) {
        size_t next = end(s, at);
        if (!list_add(vm, &list, value_binary_part(binary, at, next - at)))
            break;
        at = next;
    }
    return list.list;
}

NATIVE(fn_string_graphemes)
{
    return is_binary(args[0]) ? pieces(vm, args[0], str_grapheme_end)
                              : vm_no_clause(vm, "String.graphemes", 1);
}

NATIVE(fn_string_codepoints)
{
    return is_binary(args[0]) ? pieces(vm, args[0], codepoint_end)
                              : vm_no_clause(vm, "String.codepoints", 1);
}

static Value next_piece(Value binary, size_t (*end)(Str, size_t))
{
    Str s = binary_str(binary);
    if (s.len == 0)
        return VALUE_NIL;
    size_t at = end(s, 0);
    return TUPLE(value_binary_part(binary, 0, at), value_binary_part(binary, at, s.len - at));
}

NATIVE(fn_string_next_grapheme)
{
    return is_binary(args[0]) ? next_piece(args[0], str_grapheme_end)
                              : vm_no_clause(vm, "String.next_grapheme", 1);
}

NATIVE(fn_string_next_codepoint)
{
    return is_binary(args[0]) ? next_piece(args[0], codepoint_end)
                              : vm_no_clause(vm, "String.next_codepoint", 1);
}

NATIVE(fn_string_reverse)
{
    if (!is_binary(args[0]))
        return vm_no_clause(vm, "String.reverse", 1);
    Str s = binary_str(args[0]);
    char *out;
    Value reversed = value_binary_new(s.len, &out);
    for (size_t at = 0; at < s.len;) {
        size_t next = str_grapheme_end(s, at);
        memcpy(out + s.len - next, s.at + at, next - at);
        at = next;
    }
    return reversed;
}

/* The byte where grapheme number `index` starts, or the end when there are fewer. */
static size_t grapheme_at(Str s, size_t at, int64_t index)
{
    for (; index > 0 && at < s.len; index--)
        at = str_grapheme_end(s, at);
    return at;
}

NATIVE(fn_string_at)
{
    if (!is_binary(args[0]) || args[1].tag != TAG_int)
        return vm_no_clause(vm, "String.at", 2);
    Str s = binary_str(args[0]);
    int64_t index = args[1].i;
    if (index < 0)
        index += fn_string_length(vm, args, 1).i;
    size_t at = grapheme_at(s, 0, index);
    if (index < 0 || at == s.len)
        return VALUE_NIL;
    return value_binary_part(args[0], at, str_grapheme_end(s, at) - at);
}

NATIVE(fn_string_slice)
{
    if (!is_binary(args[0]) || args[1].tag != TAG_int || !is_size(args[2], 0))
        return vm_no_clause(vm, "String.slice", 3);
    Str s = binary_str(args[0]);
    int64_t start = args[1].i;
    if (start < 0)
        start += fn_string_length(vm, args, 1).i;
    if (start < 0)
        start = 0;
    size_t from = grapheme_at(s, 0, start), to = grapheme_at(s, from, args[2].i);
    return value_binary_part(args[0], from, to - from);
}

/* --- case --- */

/* Code points whose upper case is longer than one; with the title case where it differs. */
static const struct {
    int32_t from;
    const char *upper, *title;
} special_case[] = {
    {0x00DF, "SS", "Ss"},
    {0x0149, "\u02BCN", NULL},
    {0x01F0, "J\u030C", NULL},
    {0x0390, "\u0399\u0308\u0301", NULL},
    {0x03B0, "\u03A5\u0308\u0301", NULL},
    {0x0587, "\u0535\u0552", "\u0535\u0582"},
    {0x1E96, "H\u0331", NULL},
    {0x1E97, "T\u0308", NULL},
    {0x1E98, "W\u030A", NULL},
    {0x1E99, "Y\u030A", NULL},
    {0x1E9A, "A\u02BE", NULL},
    {0x1F50, "\u03A5\u0313", NULL},
    {0x1FB6, "\u0391\u0342", NULL},
    {0x1FC6, "\u0397\u0342", NULL},
    {0x1FD6, "\u0399\u0342", NULL},
    {0x1FE4, "\u03A1\u0313", NULL},
    {0x1FE6, "\u03A5\u0342", NULL},
    {0x1FF6, "\u03A9\u0342", NULL},
    {0xFB00, "FF", "Ff"},
    {0xFB01, "FI", "Fi"},
    {0xFB02, "FL", "Fl"},
    {0xFB03, "FFI", "Ffi"},
    {0xFB04, "FFL", "Ffl"},
    {0xFB05, "ST", "St"},
    {0xFB06, "ST", "St"},
    {0xFB13, "\u0544\u0546", "\u0544\u0576"},
    {0xFB14, "\u0544\u0535", "\u0544\u0565"},
    {0xFB15, "\u0544\u053B", "\u0544\u056B"},
    {0xFB16, "\u054E\u0546", "\u054E\u0576"},
    {0xFB17, "\u0544\u053D", "\u0544\u056D"},
};

typedef enum Case { CASE_upper, CASE_lower, CASE_title } Case;
typedef enum Mode { MODE_default, MODE_ascii, MODE_greek, MODE_turkic } Mode;

static void add_special(Text *out, int32_t cp, Case to)
{
    for (size_t i = 0; i < sizeof special_case / sizeof *special_case; i++)
        if (special_case[i].from == cp) {
            bool title = to == CASE_title && special_case[i].title;
            text_add(out, str_of(title ? special_case[i].title : special_case[i].upper));
            return;
        }
    text_codepoint(out, (uint32_t)(to == CASE_title ? utf8proc_totitle(cp) : utf8proc_toupper(cp)));
}

static bool is_letter(int32_t cp)
{
    utf8proc_category_t category = cp < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(cp);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

/* What a language writes in its own way: the dotless i, the sigma that ends a word. False for
 * others. */
static bool add_own(Text *out, Str s, int32_t cp, size_t at, Case to, Mode mode)
{
    size_t next = at;
    if (mode == MODE_greek && to == CASE_lower && cp == 0x03A3) {
        bool inside = at < s.len && is_letter(str_codepoint(s, &next));
        text_add(out, inside ? STR("\u03C3") : STR("\u03C2"));
    } else if (mode == MODE_turkic && to == CASE_lower && cp == 'I') {
        text_add(out, STR("\u0131"));
    } else if (mode == MODE_turkic && to == CASE_lower && cp == 0x0130) {
        text_char(out, 'i');
    } else if (mode == MODE_turkic && to != CASE_lower && cp == 'i') {
        text_add(out, STR("\u0130"));
    } else {
        return false;
    }
    return true;
}

static void add_case(Text *out, Str s, Case to, Mode mode)
{
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        int32_t cp = str_codepoint(s, &at);
        if (mode > MODE_ascii && add_own(out, s, cp, at, to, mode))
            continue;
        if (cp >= 0 && cp < 0x80) {
            bool changes = to == CASE_lower ? cp >= 'A' && cp <= 'Z' : cp >= 'a' && cp <= 'z';
            text_char(out, (char)(changes ? cp ^ 0x20 : cp));
        } else if (cp < 0 || mode == MODE_ascii) {
            text_add(out, str_slice(s, start, at));
        } else if (to != CASE_lower) {
            add_special(out, cp, to);
        } else if (cp == 0x0130) {
            text_add(out, STR("i\u0307"));
        } else {
            text_codepoint(out, (uint32_t)utf8proc_tolower(cp));
        }
    }
}

/* The second argument, if there is one; false after FunctionClauseError. */
static bool case_mode(Vm *vm, const Value *args, int count, const char *name, Mode *mode)
{
    static const char *const names[] = {"default", "ascii", "greek", "turkic"};
    bool known = count == 1;
    *mode = MODE_default;
    for (size_t i = 0; count == 2 && i < sizeof names / sizeof *names; i++)
        if (args[1].tag == TAG_atom && args[1].atom == vm_atom(vm, names[i]).atom) {
            *mode = (Mode)i;
            known = true;
        }
    if (!known || !is_binary(args[0]))
        vm_no_clause(vm, name, 2);
    return known && is_binary(args[0]);
}

NATIVE(fn_string_upcase)
{
    Mode mode;
    if (!case_mode(vm, args, count, "String.upcase", &mode))
        return POISON;
    Text out = {0};
    add_case(&out, binary_str(args[0]), CASE_upper, mode);
    return text_value(&out);
}

NATIVE(fn_string_downcase)
{
    Mode mode;
    if (!case_mode(vm, args, count, "String.downcase", &mode))
        return POISON;
    Text out = {0};
    add_case(&out, binary_str(args[0]), CASE_lower, mode);
    return text_value(&out);
}

NATIVE(fn_string_capitalize)
{
    Mode mode;
    if (!case_mode(vm, args, count, "String.capitalize", &mode))
        return POISON;
    Str s = binary_str(args[0]);
    size_t first = s.len ? codepoint_end(s, 0) : 0;
    Text out = {0};
    add_case(&out, str_slice(s, 0, first), CASE_title, mode);
    add_case(&out, str_slice(s, first, s.len), CASE_lower, mode);
    return text_value(&out);
}

/* --- white space --- */

bool is_space(int32_t c)
{
    return is_breaking_space(c) || c == 0xA0 || c == 0x2007 || c == 0x202F;
}

bool is_breaking_space(int32_t c)
{
    return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A && c != 0x2007) || c == 0x2028 || c == 0x2029 ||
           c == 0x205F || c == 0x3000;
}

static size_t space_end(Str s)
{
    size_t at = 0, next = 0;
    while (next < s.len && is_space(str_codepoint(s, &next)))
        at = next;
    return at;
}

/* Where the white space at the end of s[from..] starts. */
static size_t space_start(Str s, size_t from)
{
    size_t end = from, at = from;
    while (at < s.len)
        if (!is_space(str_codepoint(s, &at)))
            end = at;
    return end;
}

static Value trimmed(Vm *vm, Value v, bool front, bool back, const char *name)
{
    if (!is_binary(v))
        return vm_no_clause(vm, name, 1);
    Str s = binary_str(v);
    size_t from = front ? space_end(s) : 0, to = back ? space_start(s, from) : s.len;
    return value_binary_part(v, from, to - from);
}

NATIVE(fn_string_trim)
{
    return trimmed(vm, args[0], true, true, "String.trim");
}

NATIVE(fn_string_trim_leading)
{
    return trimmed(vm, args[0], true, false, "String.trim_leading");
}

NATIVE(fn_string_trim_trailing)
{
    return trimmed(vm, args[0], false, true, "String.trim_trailing");
}

/* The words between white space. */
NATIVE(fn_string_words)
{
    if (!is_binary(args[0]))
        return vm_bad_argument(vm, 1, "not a binary");
    Str s = binary_str(args[0]);
    ListBuilder words = LIST_BUILDER;
    size_t start = 0;
    for (size_t at = 0; at < s.len;) {
        size_t before = at;
        if (!is_breaking_space(str_codepoint(s, &at)))
            continue;
        if (before > start &&
            !list_add(vm, &words, value_binary_part(args[0], start, before - start)))
            return POISON;
        start = at;
    }
    if (start < s.len)
        list_push(&words, value_binary_part(args[0], start, s.len - start));
    return words.list;
}

/* --- validity and normal forms --- */

NATIVE(fn_string_valid)
{
    if (!is_binary(args[0])) {
        if (args[0].tag == TAG_binary)
            return value_bool(false);
        return vm_no_clause(vm, "String.valid?", 1);
    }
    Str s = binary_str(args[0]);
    for (size_t at = 0; at < s.len;)
        if (str_codepoint(s, &at) < 0)
            return value_bool(false);
    return value_bool(true);
}

static bool is_printable(int32_t c)
{
    if (c < 0x80)
        return (c >= 0x20 && c <= 0x7E) || (c >= 7 && c <= 13) || c == 27;
    return c >= 0xA0 && !(c >= 0xD800 && c <= 0xDFFF) && c != 0x2028 && c != 0x2029 &&
           !(c >= 0xFFF0 && c <= 0xFFFB && c != 0xFFFD) && (c & 0xFFFE) != 0xFFFE;
}

NATIVE(fn_string_printable)
{
    if (!is_binary(args[0]))
        return vm_no_clause(vm, "String.printable?", count);
    Str s = binary_str(args[0]);
    int64_t left = count == 2 && args[1].tag == TAG_int ? args[1].i : INT64_MAX;
    for (size_t at = 0; at < s.len && left > 0; left--)
        if (!is_printable(str_codepoint(s, &at)))
            return value_bool(false);
    return value_bool(true);
}

/* The text in a normal form; invalid text stays as it is. */
static Value normalized(Value binary, utf8proc_option_t options)
{
    Str s = binary_str(binary);
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)s.len, &out, options);
    if (len < 0)
        return value_ref(binary);
    Value v = value_binary((Str){(const char *)out, (size_t)len});
    free(out);
    return v;
}

/* Text without its case: for comparing. */
NATIVE(fn_text_casefold)
{
    if (!is_binary(args[0]))
        return vm_no_clause(vm, "Cnx.Text.casefold", 1);
    return normalized(args[0], UTF8PROC_CASEFOLD);
}

NATIVE(fn_string_normalize)
{
    static const struct {
        const char *name;
        utf8proc_option_t options;
    } forms[] = {
        {"nfc", UTF8PROC_STABLE | UTF8PROC_COMPOSE},
        {"nfd", UTF8PROC_STABLE | UTF8PROC_DECOMPOSE},
        {"nfkc", UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT},
        {"nfkd", UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT},
    };
    if (is_binary(args[0]) && args[1].tag == TAG_atom)
        for (size_t i = 0; i < 4; i++)
            if (str_is(sym_text(vm_cx(vm), args[1].atom), forms[i].name))
                return normalized(args[0], forms[i].options);
    return vm_no_clause(vm, "String.normalize", 2);
}
