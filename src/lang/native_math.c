/* native_math.c - Erlang's :math, and the parts of Integer and Float that need C.

   A result that is not a finite number is an ArithmeticError, as is an argument outside a
   function's domain. */
#include "lang/native.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- :math --- */

/* Argument number i as a double; false after an error. */
static bool math_argument(Vm *vm, const Value *args, int i, double *out)
{
    if (!number_double(args[i], out)) {
        vm_bad_argument(vm, i + 1, "not a number");
        return false;
    }
    if (isfinite(*out))
        return true;
    fail_arithmetic(vm);
    return false;
}

static Value math1(Vm *vm, const Value *args, double (*f)(double))
{
    double x;
    return math_argument(vm, args, 0, &x) ? finite_float(vm, f(x)) : POISON;
}

static Value math2(Vm *vm, const Value *args, double (*f)(double, double))
{
    double x, y;
    if (!math_argument(vm, args, 0, &x) || !math_argument(vm, args, 1, &y))
        return POISON;
    return finite_float(vm, f(x, y));
}

/* clang-format off */
NATIVE(fn_math_acos)  { return math1(vm, args, acos); }
NATIVE(fn_math_acosh) { return math1(vm, args, acosh); }
NATIVE(fn_math_asin)  { return math1(vm, args, asin); }
NATIVE(fn_math_asinh) { return math1(vm, args, asinh); }
NATIVE(fn_math_atan)  { return math1(vm, args, atan); }
NATIVE(fn_math_atanh) { return math1(vm, args, atanh); }
NATIVE(fn_math_atan2) { return math2(vm, args, atan2); }
NATIVE(fn_math_ceil)  { return math1(vm, args, ceil); }
NATIVE(fn_math_cos)   { return math1(vm, args, cos); }
NATIVE(fn_math_cosh)  { return math1(vm, args, cosh); }
NATIVE(fn_math_erf)   { return math1(vm, args, erf); }
NATIVE(fn_math_erfc)  { return math1(vm, args, erfc); }
NATIVE(fn_math_exp)   { return math1(vm, args, exp); }
NATIVE(fn_math_floor) { return math1(vm, args, floor); }
NATIVE(fn_math_fmod)  { return math2(vm, args, fmod); }
NATIVE(fn_math_log)   { return math1(vm, args, log); }
NATIVE(fn_math_log10) { return math1(vm, args, log10); }
NATIVE(fn_math_log2)  { return math1(vm, args, log2); }
NATIVE(fn_math_pow)   { return math2(vm, args, pow); }
NATIVE(fn_math_sin)   { return math1(vm, args, sin); }
NATIVE(fn_math_sinh)  { return math1(vm, args, sinh); }
NATIVE(fn_math_sqrt)  { return math1(vm, args, sqrt); }
NATIVE(fn_math_tan)   { return math1(vm, args, tan); }
NATIVE(fn_math_tanh)  { return math1(vm, args, tanh); }
NATIVE(fn_math_pi)    { return value_float(3.14159265358979323846); }
NATIVE(fn_math_tau)   { return value_float(6.28318530717958647692); }
/* clang-format on */

/* --- Integer --- */

/* The digits in a base, upper case; false after ArgumentError. */
static bool integer_text(Vm *vm, const Value *args, int count, Text *out)
{
    int64_t base = 10;
    *out = (Text){0};
    if (!is_integer(args[0])) {
        vm_bad_argument(vm, 1, "not an integer");
        return false;
    }
    if (count == 2) {
        if (!is_size(args[1], 2) || args[1].i > 36) {
            vm_bad_argument(vm, 2, "not an integer in the range 2 through 36");
            return false;
        }
        base = args[1].i;
    }
    integer_print(vm_cx(vm), out, args[0], (int)base);
    for (size_t i = 0; i < out->len; i++)
        out->at[i] = (char)toupper((unsigned char)out->at[i]);
    return true;
}

NATIVE(fn_integer_to_string)
{
    Text text;
    return integer_text(vm, args, count, &text) ? text_value(&text) : POISON;
}

NATIVE(fn_integer_to_charlist)
{
    Text text;
    if (!integer_text(vm, args, count, &text))
        return POISON;
    Value list = text_charlist(vm, text_str(&text));
    text_free(&text);
    return list;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

NATIVE(fn_integer_parse)
{
    Value base = count == 2 ? args[1] : value_int(10);
    if (!is_binary(args[0]))
        return vm_no_clause(vm, "Integer.parse", 2);
    if (!is_size(base, 2) || base.i > 36) {
        Text shown = {0};
        if (value_inspect(vm, &shown, base, &inspect_defaults))
            vm_fail(vm, EXC_ArgumentError, "invalid base %s", text_cstr(&shown));
        text_free(&shown);
        return POISON;
    }
    Str s = binary_str(args[0]);
    size_t start = s.len && (s.at[0] == '-' || s.at[0] == '+'), end = start;
    while (end < s.len && digit_of(s.at[end]) < base.i)
        end++;
    Value v;
    if (end == start || !integer_parse(vm_cx(vm), str_slice(s, 0, end), (int)base.i, &v))
        return value_atom(SYM_error);
    return TUPLE(v, value_binary_part(args[0], end, s.len - end));
}

NATIVE(fn_integer_gcd)
{
    if (!is_integer(args[0]) || !is_integer(args[1]))
        return vm_no_clause(vm, "Integer.gcd", 2);
    Value a = value_ref(args[0]), b = value_ref(args[1]);
    while (!(b.tag == TAG_int && b.i == 0)) {
        Value rest = integer_remainder(vm_cx(vm), a, b);
        value_free(a);
        a = b;
        b = rest;
        if (rest.tag == TAG_poison || (rest.tag == TAG_big && interrupted(vm_cx(vm)))) {
            value_free(a);
            value_free(rest);
            return POISON;
        }
    }
    if (integer_compare(a, value_int(0)) >= 0)
        return a;
    Value positive = integer_negate(a);
    value_free(a);
    return positive;
}

/* --- Float --- */

enum { EXACT = 1100 }; /* decimals that show any double exactly */

/* Rounds a double's exact decimal expansion to `places`: 'r' halves away from zero, 'f' down, 'c'
   up. The expansion's digits are changed in place, with a carry to the left. */
static double round_decimal(double x, int places, char mode)
{
    char digits[1500];
    int len = snprintf(digits + 1, sizeof digits - 1, "%.*f", EXACT, fabs(x));
    digits[0] = '0';
    int point = (int)(strchr(digits, '.') - digits), cut = point + 1 + places;
    bool rest = strspn(digits + cut, "0") < (size_t)(len + 1 - cut);
    bool up = mode == 'r' ? digits[cut] >= '5' : rest && (mode == 'c') == (x > 0);
    digits[cut] = 0;
    for (int i = cut - 1; up && i >= 0; i--) {
        if (digits[i] == '.')
            continue;
        up = digits[i] == '9';
        digits[i] = up ? '0' : (char)(digits[i] + 1);
    }
    return copysign(strtod(digits, NULL), x);
}

static Value float_rounded(Vm *vm, const Value *args, int count, char mode, const char *name)
{
    Value places = count == 2 ? args[1] : value_int(0);
    if (args[0].tag != TAG_float || !is_integer(places))
        return vm_no_clause(vm, name, 2);
    if (!is_size(places, 0) || places.i > 15) {
        Text shown = {0};
        integer_print(vm_cx(vm), &shown, places, 10);
        vm_fail(vm, EXC_ArgumentError, "precision %s is out of valid range of 0..15",
                text_cstr(&shown));
        text_free(&shown);
        return POISON;
    }
    return value_float(round_decimal(args[0].f, (int)places.i, mode));
}

NATIVE(fn_float_round)
{
    return float_rounded(vm, args, count, 'r', "Float.round");
}

NATIVE(fn_float_floor)
{
    return float_rounded(vm, args, count, 'f', "Float.floor");
}

NATIVE(fn_float_ceil)
{
    return float_rounded(vm, args, count, 'c', "Float.ceil");
}

NATIVE(fn_float_to_string)
{
    return args[0].tag == TAG_float ? fn_to_string(vm, args, 1)
                                    : vm_no_clause(vm, "Float.to_string", 1);
}

NATIVE(fn_float_to_charlist)
{
    return args[0].tag == TAG_float ? fn_to_charlist(vm, args, 1)
                                    : vm_no_clause(vm, "Float.to_charlist", 1);
}

static size_t digit_run(Str s, size_t at)
{
    while (at < s.len && isdigit((unsigned char)s.at[at]))
        at++;
    return at;
}

NATIVE(fn_float_parse)
{
    if (!is_binary(args[0]))
        return vm_no_clause(vm, "Float.parse", 1);
    Str s = binary_str(args[0]);
    size_t start = s.len && (s.at[0] == '-' || s.at[0] == '+'), end = digit_run(s, start);
    if (end == start)
        return value_atom(SYM_error);
    if (end + 1 < s.len && s.at[end] == '.' && isdigit((unsigned char)s.at[end + 1]))
        end = digit_run(s, end + 1);
    if (end < s.len && (s.at[end] | 0x20) == 'e') {
        size_t sign = end + 1 < s.len && (s.at[end + 1] == '-' || s.at[end + 1] == '+');
        size_t stop = digit_run(s, end + 1 + sign);
        if (stop > end + 1 + sign)
            end = stop;
    }
    Text text = {0};
    text_add(&text, str_slice(s, 0, end));
    double x = strtod(text_cstr(&text), NULL);
    text_free(&text);
    if (!isfinite(x))
        return value_atom(SYM_error);
    return TUPLE(value_float(x), value_binary_part(args[0], end, s.len - end));
}

/* The numerator and denominator of a float, in lowest terms. */
NATIVE(fn_float_ratio)
{
    if (args[0].tag != TAG_float)
        return vm_no_clause(vm, "Float.ratio", 1);
    int exponent;
    double mantissa = frexp(args[0].f, &exponent);
    int64_t top = (int64_t)ldexp(mantissa, 53);
    exponent -= 53;
    while (top && top % 2 == 0 && exponent < 0) {
        top /= 2;
        exponent++;
    }
    if (top == 0)
        exponent = 0;
    Value above = integer_shift(vm, value_int(top), exponent > 0 ? exponent : 0);
    return TUPLE(above, integer_shift(vm, value_int(1), exponent < 0 ? -exponent : 0));
}

/* --- :erlang.float_to_binary/2 --- */

/* Whole digits and `decimals` more, halves away from zero in binary arithmetic as Erlang has it. */
static void print_decimals(Text *out, double x, int decimals)
{
    static const double ten[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    double a = fabs(x);
    if (decimals > 15 || a >= 9007199254740992.0) {
        text_print(out, "%.*f", decimals, x);
        return;
    }
    double whole = floor(a), part = floor((a - whole) * ten[decimals] + 0.5);
    if (part >= ten[decimals]) {
        whole += 1;
        part = 0;
    }
    if (signbit(x))
        text_char(out, '-');
    text_print(out, decimals ? "%.0f.%0*.0f" : "%.0f", whole, decimals, part);
}

NATIVE(fn_float_to_binary)
{
    if (args[0].tag != TAG_float)
        return vm_bad_argument(vm, 1, "not a float");
    Value options = count == 2 ? args[1] : VALUE_EMPTY, head, list = options;
    bool compact = false, brief = false, known = is_list(options);
    Value decimals = keyword_get(options, vm_atom(vm, "decimals").atom, VALUE_NIL);
    Value digits = keyword_get(options, vm_atom(vm, "scientific").atom, VALUE_NIL);
    while (known && list_next(&list, &head)) {
        compact |= is_atom(head, vm_atom(vm, "compact").atom);
        brief |= is_atom(head, vm_atom(vm, "short").atom);
        known = head.tag == TAG_atom || head.tag == TAG_tuple;
    }
    if (!known || (decimals.tag != TAG_atom && (!is_size(decimals, 0) || decimals.i > 253)) ||
        (digits.tag != TAG_atom && (!is_size(digits, 0) || digits.i > 249)))
        return vm_bad_argument(vm, 2, "invalid option in list");
    if (brief)
        return fn_to_string(vm, args, 1);
    Text out = {0};
    if (decimals.tag == TAG_int)
        print_decimals(&out, args[0].f, (int)decimals.i);
    else
        text_print(&out, "%.*e", digits.tag == TAG_int ? (int)digits.i : 20, args[0].f);
    if (compact && decimals.tag == TAG_int && decimals.i > 0) {
        while (out.len > 2 && out.at[out.len - 1] == '0' && out.at[out.len - 2] != '.')
            out.len--;
    }
    return text_value(&out);
}

NATIVE(fn_float_to_list)
{
    Value text = fn_float_to_binary(vm, args, count);
    if (text.tag == TAG_poison)
        return text;
    Value list = text_charlist(vm, binary_str(text));
    value_free(text);
    return list;
}
