/* native_string.c - texts: searching, splitting and replacing, conversions between text and numbers
   or atoms. */
#include "lang/native.h"

#include <math.h>
#include <string.h>

/* --- patterns: a binary or a list of binaries, none of them empty where said --- */

typedef VEC(Str) Patterns;

/* False after ArgumentError naming argument 2. */
static bool patterns_of(Vm *vm, Value v, bool allow_empty, Patterns *out)
{
    *out = (Patterns){0};
    Value list = v, head;
    bool good = is_binary(v) || is_list(v);
    if (is_binary(v))
        vec_push(out, binary_str(v));
    else
        while (list_next(&list, &head)) {
            if ((good = is_binary(head)) == false)
                break;
            vec_push(out, binary_str(head));
        }
    for (size_t i = 0; good && i < out->len; i++)
        good = allow_empty || out->at[i].len > 0;
    if (!is_binary(v) && list.tag != TAG_nil)
        good = false;
    if (good)
        return true;
    vec_free(out);
    vm_bad_argument(vm, 2, "not a valid pattern");
    return false;
}

/* Where one pattern is found in s[from..to], or `to`. */
static size_t find_one(Str s, size_t from, size_t to, Str pattern)
{
    if (pattern.len > to - from)
        return to;
    const char *found = memmem(s.at + from, to - from, pattern.at, pattern.len);
    return found ? (size_t)(found - s.at) : to;
}

/* The first match in s[from..to], the longest of those that start there; false when none. */
static bool find(Str s, size_t from, size_t to, const Patterns *patterns, size_t *at, size_t *len)
{
    bool any = false;
    for (size_t i = 0; i < patterns->len; i++) {
        Str p = patterns->at[i];
        size_t found = find_one(s, from, to, p);
        if (p.len == 0 || found == to)
            continue;
        if (!any || found < *at || (found == *at && p.len > *len)) {
            *at = found;
            *len = p.len;
            any = true;
        }
    }
    return any;
}

/* The start and length in a scope: {start, length}; false after an error. */
static bool scope_of(Vm *vm, Value options, Str s, size_t *from, size_t *to)
{
    *from = 0;
    *to = s.len;
    Value scope = keyword_get(options, vm_atom(vm, "scope").atom, POISON);
    if (scope.tag == TAG_poison)
        return true;
    if (scope.tag == TAG_tuple && scope.tuple->len == 2 && is_size(scope.tuple->at[0], 0) &&
        scope.tuple->at[1].tag == TAG_int) {
        int64_t start = scope.tuple->at[0].i, len = scope.tuple->at[1].i;
        if (len < 0 && start >= -len) {
            start += len;
            len = -len;
        }
        if (len >= 0 && start <= (int64_t)s.len && len <= (int64_t)s.len - start) {
            *from = (size_t)start;
            *to = (size_t)(start + len);
            return true;
        }
    }
    vm_bad_argument(vm, 3, "invalid options");
    return false;
}

/* Whether the plain atom stands in an option list. */
static bool has_option(Vm *vm, Value options, const char *name)
{
    Value head, wanted = vm_atom(vm, name);
    while (list_next(&options, &head))
        if (is_atom(head, wanted.atom) ||
            (head.tag == TAG_tuple && head.tuple->len == 2 &&
             is_atom(head.tuple->at[0], wanted.atom) && is_truthy(head.tuple->at[1])))
            return true;
    return false;
}

static Value place(size_t at, size_t len)
{
    return TUPLE(value_int((int64_t)at), value_int((int64_t)len));
}

NATIVE(fn_binary_match)
{
    Patterns patterns;
    size_t from, to, at, len;
    if (!is_binary(args[0]))
        return vm_bad_argument(vm, 1, "not a binary");
    Str s = binary_str(args[0]);
    if (!patterns_of(vm, args[1], false, &patterns))
        return POISON;
    bool good = scope_of(vm, count == 3 ? args[2] : VALUE_EMPTY, s, &from, &to);
    bool found = good && find(s, from, to, &patterns, &at, &len);
    vec_free(&patterns);
    if (!good)
        return POISON;
    return found ? place(at, len) : vm_atom(vm, "nomatch");
}

NATIVE(fn_binary_matches)
{
    Patterns patterns;
    size_t from, to, at, len;
    if (!is_binary(args[0]))
        return vm_bad_argument(vm, 1, "not a binary");
    Str s = binary_str(args[0]);
    if (!patterns_of(vm, args[1], false, &patterns))
        return POISON;
    ListBuilder places = LIST_BUILDER;
    bool good = scope_of(vm, count == 3 ? args[2] : VALUE_EMPTY, s, &from, &to);
    for (; good && find(s, from, to, &patterns, &at, &len); from = at + len)
        if (!list_add(vm, &places, place(at, len)))
            break;
    vec_free(&patterns);
    return good ? places.list : POISON;
}

/* Empty parts wait until one follows that is not: `trim` leaves out those at the end. */
static void push_part(ListBuilder *parts, Value binary, size_t start, size_t end, size_t *empty)
{
    for (; *empty; --*empty)
        list_push(parts, value_binary_part(binary, 0, 0));
    list_push(parts, value_binary_part(binary, start, end - start));
}

NATIVE(fn_binary_split)
{
    Patterns patterns;
    Value options = count == 3 ? args[2] : VALUE_EMPTY;
    size_t from, to, at, len, start = 0, empty = 0, found = 0;
    if (!is_binary(args[0]))
        return vm_bad_argument(vm, 1, "not a binary");
    Str s = binary_str(args[0]);
    if (!patterns_of(vm, args[1], false, &patterns))
        return POISON;
    bool all = has_option(vm, options, "global"), trim_all = has_option(vm, options, "trim_all");
    bool trim = has_option(vm, options, "trim");
    bool good = scope_of(vm, options, s, &from, &to);
    ListBuilder parts = LIST_BUILDER;
    while (good && find(s, from, to, &patterns, &at, &len)) {
        if (at > start || !(trim || trim_all))
            push_part(&parts, args[0], start, at, &empty);
        else if (!trim_all)
            empty++;
        start = from = at + len;
        if (!all)
            break;
        good = !stops_now(vm, ++found);
    }
    vec_free(&patterns);
    if (!good) {
        value_free(parts.list);
        return POISON;
    }
    if (start < s.len || !(trim || trim_all))
        push_part(&parts, args[0], start, s.len, &empty);
    return parts.list;
}

/* Matches replaced by a text: :binary.replace/3,4. */
NATIVE(fn_binary_replace)
{
    Patterns patterns;
    size_t at, len, start = 0;
    if (!is_binary(args[0]))
        return vm_bad_argument(vm, 1, "not a binary");
    if (!is_binary(args[2]))
        return vm_bad_argument(vm, 3, "not a valid replacement");
    Str s = binary_str(args[0]), by = binary_str(args[2]);
    if (!patterns_of(vm, args[1], false, &patterns))
        return POISON;
    bool all = count == 4 && has_option(vm, args[3], "global");
    Text out = {0};
    bool stops = false;
    for (size_t found = 0; !stops && find(s, start, s.len, &patterns, &at, &len);) {
        text_add(&out, str_slice(s, start, at));
        text_add(&out, by);
        start = at + len;
        if (!all)
            break;
        stops = stops_now(vm, ++found);
    }
    text_add(&out, str_slice(s, start, s.len));
    vec_free(&patterns);
    if (!stops)
        return text_value(&out);
    text_free(&out);
    return POISON;
}

typedef bool (*Test)(Str s, Str pattern);

static bool contains(Str s, Str pattern)
{
    return pattern.len == 0 || find_one(s, 0, s.len, pattern) < s.len;
}

static Value any_pattern(Vm *vm, const Value *args, Test test, const char *name)
{
    if (!is_binary(args[0]))
        return vm_no_clause(vm, name, 2);
    Patterns patterns;
    if (!patterns_of(vm, args[1], true, &patterns))
        return POISON;
    bool found = false;
    for (size_t i = 0; i < patterns.len && !found; i++)
        found = test(binary_str(args[0]), patterns.at[i]);
    vec_free(&patterns);
    return value_bool(found);
}

NATIVE(fn_string_contains)
{
    return any_pattern(vm, args, contains, "String.contains?");
}

NATIVE(fn_string_starts_with)
{
    return any_pattern(vm, args, str_starts, "String.starts_with?");
}

NATIVE(fn_string_ends_with)
{
    return any_pattern(vm, args, str_ends, "String.ends_with?");
}

/* --- numbers and atoms from text --- */

static Value integer_of_text(Vm *vm, Str s, Value base)
{
    if (!is_size(base, 2) || base.i > 36)
        return vm_bad_argument(vm, 2, "not an integer in the range 2 through 36");
    Value v;
    if (s.len && integer_parse(vm_cx(vm), s, (int)base.i, &v))
        return v;
    return vm_bad_argument(vm, 1, "not a textual representation of an integer");
}

static bool is_flat(Value list)
{
    Value item;
    while (list_next(&list, &item))
        if (item.tag != TAG_int)
            return false;
    return true;
}

/* The text of a binary, or of a list of characters; false after ArgumentError, which says what is
   `wrong` with a list of other things. */
static bool text_of(Vm *vm, Value v, bool list, const char *wrong, Text *out)
{
    *out = (Text){0};
    if (list ? is_list(v) && is_flat(v) && chardata_add(out, v) : is_binary(v)) {
        if (!list)
            text_add(out, binary_str(v));
        return true;
    }
    text_free(out);
    vm_bad_argument(vm, 1, !list ? "not a binary" : is_list(v) ? wrong : "not a list");
    return false;
}

static Value to_integer(Vm *vm, const Value *args, int count, bool list)
{
    Text text;
    if (!text_of(vm, args[0], list, "not a textual representation of an integer", &text))
        return POISON;
    Value v = integer_of_text(vm, text_str(&text), count == 2 ? args[1] : value_int(10));
    text_free(&text);
    return v;
}

NATIVE(fn_binary_to_integer)
{
    return to_integer(vm, args, count, false);
}

NATIVE(fn_list_to_integer)
{
    return to_integer(vm, args, count, true);
}

static size_t digits_end(Str s, size_t at)
{
    while (at < s.len && s.at[at] >= '0' && s.at[at] <= '9')
        at++;
    return at;
}

bool float_parse(Str s, double *out)
{
    size_t at = s.len && (s.at[0] == '-' || s.at[0] == '+'), end = digits_end(s, at);
    if (end == at || end + 1 >= s.len || s.at[end] != '.')
        return false;
    at = end + 1;
    end = digits_end(s, at);
    if (end == at)
        return false;
    if (end < s.len && (s.at[end] | 0x20) == 'e') {
        at = end + 1;
        if (at < s.len && (s.at[at] == '-' || s.at[at] == '+'))
            at++;
        end = digits_end(s, at);
        if (end == at)
            return false;
    }
    if (end != s.len)
        return false;
    Text text = {0};
    text_add(&text, s);
    *out = strtod(text_cstr(&text), NULL);
    text_free(&text);
    return isfinite(*out);
}

static Value to_float(Vm *vm, Value v, bool list)
{
    Text text;
    double x;
    if (!text_of(vm, v, list, "not a textual representation of a float", &text))
        return POISON;
    bool good = float_parse(text_str(&text), &x);
    text_free(&text);
    return good ? value_float(x)
                : vm_bad_argument(vm, 1, "not a textual representation of a float");
}

NATIVE(fn_binary_to_float)
{
    return to_float(vm, args[0], false);
}

NATIVE(fn_list_to_float)
{
    return to_float(vm, args[0], true);
}

static Value to_atom(Vm *vm, Value v, bool list)
{
    Text text;
    if (!text_of(vm, v, list, "not a list of characters", &text))
        return POISON;
    Value atom = POISON;
    if (!list && !is_truthy(fn_string_valid(vm, &v, 1)))
        vm_bad_argument(vm, 1, "invalid UTF8 encoding");
    else if (str_columns(text_str(&text)) > 255)
        vm_fail(vm, EXC_SystemLimitError, "a system limit has been reached");
    else
        atom = value_atom(sym(vm_cx(vm), text_str(&text)));
    text_free(&text);
    return atom;
}

NATIVE(fn_binary_to_atom)
{
    return to_atom(vm, args[0], false);
}

NATIVE(fn_list_to_atom)
{
    return to_atom(vm, args[0], true);
}

static Value to_existing_atom(Vm *vm, Value v, bool list)
{
    Text text;
    Sym known;
    if (!text_of(vm, v, list, "not a list of characters", &text))
        return POISON;
    bool found = sym_find(vm_cx(vm), text_str(&text), &known);
    if (text.len == 0) { /* always there */
        known = sym(vm_cx(vm), STR(""));
        found = true;
    }
    text_free(&text);
    return found ? value_atom(known) : vm_bad_argument(vm, 1, "not an already existing atom");
}

NATIVE(fn_binary_to_existing_atom)
{
    return to_existing_atom(vm, args[0], false);
}

NATIVE(fn_list_to_existing_atom)
{
    return to_existing_atom(vm, args[0], true);
}

NATIVE(fn_atom_to_binary)
{
    if (args[0].tag != TAG_atom)
        return vm_bad_argument(vm, 1, "not an atom");
    return value_binary(sym_text(vm_cx(vm), args[0].atom));
}

NATIVE(fn_atom_to_list)
{
    if (args[0].tag != TAG_atom)
        return vm_bad_argument(vm, 1, "not an atom");
    return text_charlist(vm, sym_text(vm_cx(vm), args[0].atom));
}

NATIVE(fn_string_to_charlist)
{
    if (!is_binary(args[0]))
        return vm_no_clause(vm, "String.to_charlist", 1);
    Text text = {0};
    ListBuilder alone = LIST_BUILDER;
    list_push(&alone, value_ref(args[0]));
    Value list =
        chardata_to_text(vm, &text, alone.list) ? text_charlist(vm, text_str(&text)) : POISON;
    value_free(alone.list);
    text_free(&text);
    return list;
}
