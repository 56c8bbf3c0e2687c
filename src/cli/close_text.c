/* close_text.c - outcomes of a compiler whose floats may differ from the reference's in their last
   digits: two inspected texts are alike when they differ in the digits of floats alone, and by no
   more than the dtype that stands in front of them allows. Integers and all words are equal. */
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What sums of a few terms may lose, relative to what they are; below `least` all is zero. */
static const struct {
    const char *dtype;
    double relative, least;
} allowed[] = {
    {"f64", 1e-12, 1e-14}, {"c128", 1e-12, 1e-14}, {"f32", 2e-5, 2e-7}, {"c64", 2e-5, 2e-7},
    {"bf16", 0.02, 1e-3},  {"f16", 4e-3, 1e-4},    {"f8", 0.25, 0.02},
};

enum { KIND_f32 = 2 };

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Moves *kind to the dtype that is named at i, where a word begins. */
static void see_dtype(Str s, size_t i, int *kind)
{
    for (int k = 0; k < (int)(sizeof allowed / sizeof allowed[0]); k++)
        if (str_starts(str_slice(s, i, s.len), str_of(allowed[k].dtype)))
            *kind = k;
}

/* The length of the number at i, or 0; whether it is a float. */
static size_t number_at(Str s, size_t i, bool *is_float)
{
    size_t end = i + (i < s.len && s.at[i] == '-');
    if (end >= s.len || s.at[end] < '0' || s.at[end] > '9')
        return 0;
    *is_float = false;
    for (; end < s.len; end++) {
        bool is_sign = (s.at[end] == '-' || s.at[end] == '+') && s.at[end - 1] == 'e';
        if (s.at[end] == '.' || s.at[end] == 'e')
            *is_float = true;
        else if ((s.at[end] < '0' || s.at[end] > '9') && !is_sign)
            break;
    }
    return end - i;
}

static double value_of(Str s, size_t i, size_t len)
{
    char digits[64] = "";
    memcpy(digits, s.at + i, len < 63 ? len : 63);
    return strtod(digits, NULL);
}

static bool is_close(double a, double b, int kind)
{
    double larger = fmax(fabs(a), fabs(b));
    return fabs(a - b) <= allowed[kind].relative * larger + allowed[kind].least;
}

bool text_is_close(Str a, Str b)
{
    size_t i = 0, j = 0;
    int kind = KIND_f32;
    while (i < a.len && j < b.len) {
        bool first = i == 0 || !is_word(a.at[i - 1]), a_float = false, b_float = false;
        size_t m = first ? number_at(a, i, &a_float) : 0, n = first ? number_at(b, j, &b_float) : 0;
        if (first && a_float && b_float && m && n) {
            if (!is_close(value_of(a, i, m), value_of(b, j, n), kind))
                return false;
            i += m, j += n;
            continue;
        }
        if (a.at[i] != b.at[j])
            return false;
        if (first)
            see_dtype(a, i, &kind);
        i++, j++;
    }
    return i == a.len && j == b.len;
}
