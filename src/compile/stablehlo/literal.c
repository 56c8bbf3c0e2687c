/* literal.c - the elements of dense<...>: numbers in nested lists, one number for all elements, or
   their bytes as hexadecimal digits. */
#include "compile/stablehlo/syntax.h"

#include <errno.h>
#include <math.h>
#include <string.h>

typedef struct Literal {
    Cx *cx;
    const HloAttr *attr;
    Str text;
    size_t at;
    Tensor *tensor;
    int64_t count; /* of elements read so far */
} Literal;

static bool refuse(Literal *l, const char *what)
{
    fail(l->cx, l->attr->literal, EXC_ArgumentError, "cannot read the literal: %s", what);
    return false;
}

static int digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool take(Literal *l, char c)
{
    while (l->at < l->text.len && (l->text.at[l->at] == ' ' || l->text.at[l->at] == '\n'))
        l->at++;
    if (l->at >= l->text.len || l->text.at[l->at] != c)
        return false;
    l->at++;
    return true;
}

/* --- numbers --- */

/* 0x7FC00000 of a float type: its bits. */
static Scalar of_bits(DType t, uint64_t bits)
{
    return dtype_load(t, &bits, 0);
}

static bool read_real(Literal *l, DType t, Scalar *out)
{
    char word[64] = {0};
    size_t n = 0;
    take(l, ' ');
    while (l->at < l->text.len && strchr(" ,)]\n", l->text.at[l->at]) == NULL && n < 63)
        word[n++] = l->text.at[l->at++];
    bool is_hex = strncmp(word, "0x", 2) == 0, is_float = !dtype_is_integer(t);
    char *end = word;
    errno = 0;
    if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0) {
        *out = scalar_u(word[0] == 't');
        return true;
    }
    if (is_hex && is_float)
        *out = of_bits(t, strtoull(word, &end, 16));
    else if (is_float)
        *out = scalar_f(strtod(word, &end));
    else if (word[0] == '-')
        *out = scalar_s(strtoll(word, &end, 0));
    else
        *out = scalar_u(strtoull(word, &end, is_hex ? 16 : 10));
    return (n > 0 && *end == 0) || refuse(l, "expected a number");
}

static bool read_number(Literal *l, Scalar *out)
{
    DType t = l->attr->type.type.dtype;
    Scalar re, im;
    if (!dtype_is_complex(t))
        return read_real(l, t, out);
    DType half = dtype_to_real(t);
    if (!take(l, '(') || !read_real(l, half, &re) || !take(l, ',') || !read_real(l, half, &im) ||
        !take(l, ')'))
        return refuse(l, "expected (re, im)");
    *out = scalar_c(scalar_double(re), scalar_double(im));
    return true;
}

/* [[1, 2], [3, 4]]: brackets are only held to the number of elements. */
static bool read_elements(Literal *l, int64_t size)
{
    while (l->at < l->text.len) {
        Scalar x;
        if (take(l, '[') || take(l, ']') || take(l, ','))
            continue;
        if (l->at >= l->text.len)
            break;
        if (l->count == size || !read_number(l, &x))
            return l->count == size ? refuse(l, "there are too many elements") : false;
        tensor_set(l->tensor, l->count++, x);
    }
    return l->count == size || refuse(l, "there are too few elements");
}

/* --- bytes --- */

static bool read_bytes(Literal *l, int64_t size)
{
    Str digits = str_slice(l->text, l->at + 2, l->text.len);
    const Type *t = &l->tensor->type;
    bool is_small = dtype_is_packed(t->dtype), is_truth = l->attr->type.is_truth;
    int64_t bytes = is_truth ? (size + 7) / 8 : is_small ? size : tensor_bytes(l->tensor);
    if (digits.len > 0 && digits.at[digits.len - 1] == '"')
        digits.len--;
    if (digits.len != 2 * (size_t)bytes)
        return refuse(l, "the bytes are not as many as the type needs");
    unsigned char *data = tensor_data(l->tensor);
    for (int64_t i = 0; i < bytes; i++) {
        int high = digit(digits.at[2 * i]), low = digit(digits.at[2 * i + 1]);
        unsigned byte = (unsigned)(high * 16 + low);
        if (high < 0 || low < 0)
            return refuse(l, "expected hexadecimal digits");
        if (is_truth)
            for (int64_t j = 8 * i; j < size && j < 8 * i + 8; j++)
                data[j] = byte >> (j - 8 * i) & 1;
        else if (is_small)
            tensor_set(l->tensor, i, scalar_u(byte));
        else
            data[i] = (unsigned char)byte;
    }
    return true;
}

Tensor *stablehlo_literal(Cx *cx, const HloAttr *attr)
{
    Str all = cx->sources.at[attr->literal.source].text;
    Literal l = {
        .cx = cx, .attr = attr, .text = str_slice(all, attr->literal.start, attr->literal.end)};
    Type type = attr->type.type;
    int64_t size = shape_count(&type.shape);
    while (take(&l, ' '))
        ;
    bool has_bytes = str_starts(str_slice(l.text, l.at, l.text.len), STR("\"0x"));
    bool is_list = l.at < l.text.len && l.text.at[l.at] == '[';
    bool is_splat = !has_bytes && !is_list && l.at < l.text.len;
    if (is_splat)
        type.shape = shape_scalar();
    l.tensor = tensor_new(cx, type);
    if (l.tensor == NULL)
        return NULL;
    l.at += has_bytes;
    if (has_bytes ? read_bytes(&l, size) : read_elements(&l, is_splat ? 1 : size))
        return l.tensor;
    tensor_free(l.tensor);
    return NULL;
}
