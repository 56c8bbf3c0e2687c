/* syntax_attr.c - the types and attributes of StableHLO text (scan.h). */
#include "base/size.h"
#include "compile/stablehlo/scan.h"
#include "graph/graph.h"

#include <errno.h>
#include <string.h>

/* --- types --- */

static bool element_type(HloReader *r, Str name, HloType *out)
{
    out->is_truth = str_is(name, "i1");
    out->type.dtype = DTYPE_u8;
    if (str_is(name, "index")) { /* of attributes alone */
        out->type.dtype = DTYPE_s64;
        return true;
    }
    for (int i = 0; i < DTYPE_count && !out->is_truth; i++)
        if (str_is(name, dtype_info[i].stablehlo)) {
            out->type.dtype = (DType)i;
            return true;
        }
    if (out->is_truth)
        return true;
    fail(r->cx, hlo_here(r), EXC_ArgumentError, "cnx has no element type %.*s", (int)name.len,
         name.at);
    return false;
}

static bool read_dim(HloReader *r, Shape *s)
{
    if (hlo_peek(r) == '?')
        return fail(r->cx, hlo_here(r), EXC_ArgumentError,
                    "sizes that are not static are not supported"),
               false;
    int64_t n = 0;
    while (hlo_is_digit(hlo_peek(r)))
        if (!size_mul_add(n, 10, hlo_peek(r) - '0', &n))
            return hlo_refuse(r, "a size");
        else
            r->at++;
    if (s->rank == MAX_RANK)
        return hlo_refuse(r, "at most 32 axes");
    s->dim[s->rank++] = n;
    return hlo_need(r, "x");
}

bool hlo_read_type(HloReader *r, HloType *out)
{
    *out = (HloType){0};
    if (!hlo_take(r, "tensor<")) {
        Str name = hlo_read_name(r);
        return name.len ? element_type(r, name, out) : hlo_refuse(r, "a type");
    }
    while (hlo_is_digit(hlo_peek(r)) || hlo_peek(r) == '?')
        if (!read_dim(r, &out->type.shape))
            return false;
    size_t from = r->at;
    if (hlo_take(r, "complex<"))
        while (r->at < r->text.len && hlo_peek(r) != '>')
            r->at++;
    r->at += r->at > from && hlo_peek(r) == '>';
    while (hlo_is_name_char(hlo_peek(r)))
        r->at++;
    if (!element_type(r, str_slice(r->text, from, r->at), out))
        return false;
    if (hlo_take(r, ","))
        return fail(r->cx, hlo_here(r), EXC_ArgumentError, "encodings of types are not supported"),
               false;
    int64_t size;
    if (!shape_size(&out->type.shape, &size))
        return hlo_refuse(r, "a shape whose elements can be counted");
    return hlo_need(r, ">");
}

bool hlo_read_types(HloReader *r, HloType **out, int *count)
{
    HloTypes types = {0};
    bool in_parens = hlo_take(r, "("), ok = true;
    if (!in_parens || !hlo_take(r, ")")) {
        do {
            HloType t;
            ok = hlo_read_type(r, &t);
            if (ok && in_parens && hlo_next_is(r, "{"))
                ok = hlo_skip_group(r); /* attributes of a result */
            vec_push(&types, t);
        } while (ok && hlo_take(r, ","));
        ok = ok && (!in_parens || hlo_need(r, ")"));
    }
    *count = (int)types.len;
    *out = arena_copy(r->arena, types.at, types.len * sizeof *types.at);
    vec_free(&types);
    return ok;
}
/* --- attributes --- */

static HloAttr *new_attr(HloReader *r, HloAttrKind kind)
{
    HloAttr *a = arena_new(r->arena, HloAttr);
    a->kind = kind;
    return a;
}

HloAttr *hlo_word_attr(HloReader *r, Str word)
{
    HloAttr *a = new_attr(r, HATTR_word);
    a->word = word;
    return a;
}

bool hlo_read_dict(HloReader *r, const char *close, HloAttr **first)
{
    while (*first)
        first = &(*first)->next;
    while (!hlo_take(r, close)) {
        hlo_skip_space(r);
        Str name = hlo_peek(r) == '"' ? hlo_read_string(r) : hlo_read_name(r);
        if (name.len == 0)
            return hlo_refuse(r, "the name of an attribute");
        HloAttr *a = hlo_take(r, "=") ? hlo_read_attr(r) : hlo_word_attr(r, STR("unit"));
        if (a == NULL)
            return false;
        a->name = name;
        *first = a;
        first = &a->next;
        hlo_take(r, ",");
        if (failed(r->cx))
            return false;
    }
    return true;
}

static HloAttr *read_list(HloReader *r, const char *close)
{
    HloAttr *list = new_attr(r, HATTR_list), **last = &list->first;
    while (!hlo_take(r, close)) {
        if ((*last = hlo_read_attr(r)) == NULL)
            return NULL;
        last = &(*last)->next;
        hlo_take(r, ",");
    }
    return list;
}

/* What follows a list: [..] x [..], [..]x[..]->[..] are a list of lists. */
static HloAttr *read_lists(HloReader *r)
{
    HloAttr *first = read_list(r, "]");
    if (first == NULL || !(hlo_next_is(r, "x [") || hlo_next_is(r, "x[")))
        return first;
    HloAttr *all = new_attr(r, HATTR_list), **last = &first->next;
    all->first = first;
    while (hlo_take(r, "x") || hlo_take(r, "->")) {
        if (!hlo_need(r, "[") || (*last = read_list(r, "]")) == NULL)
            return NULL;
        last = &(*last)->next;
    }
    return all;
}

static HloAttr *read_dense(HloReader *r)
{
    HloAttr *a = new_attr(r, HATTR_tensor);
    size_t from = r->at;
    r->at--; /* at < */
    if (!hlo_skip_group(r))
        return NULL;
    a->literal = (Span){r->source, (uint32_t)from, (uint32_t)(r->at - 1)};
    return hlo_need(r, ":") && hlo_read_type(r, &a->type) ? a : NULL;
}

HloAttr *hlo_read_number(HloReader *r)
{
    HloAttr *a = new_attr(r, HATTR_int);
    size_t from = r->at;
    if (hlo_peek(r) == '-' || hlo_peek(r) == '+')
        r->at++;
    while (hlo_is_name_char(hlo_peek(r)) ||
           ((hlo_peek(r) == '-' || hlo_peek(r) == '+') && (r->text.at[r->at - 1] | 32) == 'e'))
        r->at++;
    char digits[32] = {0};
    Str s = str_slice(r->text, from, r->at);
    memcpy(digits, s.at, s.len < 31 ? s.len : 31);
    errno = 0;
    char *end;
    a->number = strtoll(digits, &end, 10);
    a->word = s;
    if (*end || errno)
        a->kind = HATTR_word; /* a float */
    return a;
}

HloAttr *hlo_read_ranges(HloReader *r)
{
    HloAttr *all = new_attr(r, HATTR_list), **last = &all->first;
    r->at++;
    while (!hlo_take(r, "]")) {
        HloAttr *range = new_attr(r, HATTR_list), **end = &range->first;
        do {
            hlo_skip_space(r);
            if (!hlo_is_digit(hlo_peek(r))) {
                hlo_refuse(r, "the bounds of a slice");
                return NULL;
            }
            *end = hlo_read_number(r);
            end = &(*end)->next;
        } while (hlo_take(r, ":"));
        *last = range;
        last = &range->next;
        hlo_take(r, ",");
    }
    return all;
}

/* #stablehlo.gather<...>, #stablehlo<transpose NO_TRANSPOSE>, #stablehlo.conv<[..]x[..]->[..]>. */
static HloAttr *read_dialect_attr(HloReader *r)
{
    r->at++;
    Str name = hlo_read_name(r);
    if (!hlo_next_is(r, "<"))
        return hlo_word_attr(r, name);
    if (str_starts(name, STR("sdy."))) /* how a mesh would spread it: passed over */
        return hlo_skip_group(r) ? hlo_word_attr(r, name) : NULL;
    hlo_take(r, "<");
    if (hlo_next_is(r, "[") && hlo_take(r, "[")) {
        HloAttr *a = read_lists(r);
        return a && hlo_need(r, ">") ? a : NULL;
    }
    size_t at = r->at;
    Str first = hlo_read_name(r), second = STR("");
    if (!hlo_next_is(r, "=")) {
        second = hlo_read_name(r);
        return hlo_need(r, ">") ? hlo_word_attr(r, second.len ? second : first) : NULL;
    }
    r->at = at;
    HloAttr *a = new_attr(r, HATTR_dict);
    return hlo_read_dict(r, ">", &a->first) ? a : NULL;
}

HloAttr *hlo_read_plain_attr(HloReader *r)
{
    hlo_skip_space(r);
    char c = hlo_peek(r);
    if (c == '"')
        return hlo_word_attr(r, hlo_read_string(r));
    if (c == '#')
        return read_dialect_attr(r);
    if (c == '@') {
        r->at++;
        return hlo_word_attr(r, hlo_peek(r) == '"' ? hlo_read_string(r) : hlo_read_name(r));
    }
    if (hlo_take(r, "["))
        return read_lists(r);
    if (hlo_take(r, "{")) {
        HloAttr *a = new_attr(r, HATTR_dict);
        return hlo_read_dict(r, "}", &a->first) ? a : NULL;
    }
    if (hlo_take(r, "dense<"))
        return read_dense(r);
    if (hlo_take(r, "array<")) {
        hlo_read_name(r);
        hlo_take(r, ":");
        return read_list(r, ">");
    }
    if (hlo_is_digit(c) || c == '-' || c == '+')
        return hlo_read_number(r);
    Str name = hlo_read_name(r);
    if (name.len == 0) {
        hlo_refuse(r, "an attribute");
        return NULL;
    }
    return hlo_word_attr(r, name);
}

HloAttr *hlo_read_attr(HloReader *r)
{
    if (++r->depth > HLO_MOST_DEPTH) {
        hlo_refuse(r, "less nesting");
        return NULL;
    }
    HloAttr *a = hlo_read_plain_attr(r);
    r->depth--;
    bool has_type = hlo_next_is(r, ": i") || hlo_next_is(r, ": ui") || hlo_next_is(r, ": si");
    if (a && (a->kind == HATTR_int || a->kind == HATTR_word) && has_type && hlo_take(r, ":"))
        hlo_read_name(r); /* 1 : i64 */
    else if (a && a->kind == HATTR_word && hlo_next_is(r, ": f") && hlo_take(r, ":"))
        hlo_read_name(r);
    return a;
}

const HloAttr *hlo_attr(const HloAttr *first, const char *name)
{
    while (first && !str_is(first->name, name))
        first = first->next;
    return first;
}
