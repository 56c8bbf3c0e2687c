/* syntax.c - reading StableHLO text into a tree (syntax.h).

   The pretty forms are not read operation by operation: whatever stands before the types is an
   operand (%x), an attribute (name = value), a literal, a list or a loose word, which is enough to
   tell all of them apart. Locations are passed over. Regions nest to a fixed depth. */
#include "compile/stablehlo/syntax.h"

#include "base/size.h"
#include "graph/graph.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { MOST_DEPTH = 2 * MAX_NESTING };

typedef struct Reader {
    Cx *cx;
    Arena *arena;
    uint32_t source;
    Str text;
    size_t at;
    int depth;
} Reader;

/* --- characters --- */

static Span here(const Reader *r)
{
    uint32_t at = (uint32_t)(r->at < r->text.len ? r->at : r->text.len);
    return (Span){r->source, at, at + (at < r->text.len)};
}

static bool refuse(Reader *r, const char *what)
{
    fail(r->cx, here(r), EXC_ArgumentError, "cannot read the StableHLO: expected %s", what);
    return false;
}

static char peek(const Reader *r)
{
    return r->at < r->text.len ? r->text.at[r->at] : 0;
}

static void skip_space(Reader *r)
{
    for (;; r->at++) {
        char c = peek(r);
        if (c == '/' && r->at + 1 < r->text.len && r->text.at[r->at + 1] == '/')
            while (r->at < r->text.len && peek(r) != '\n')
                r->at++;
        else if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
            return;
        if (r->at >= r->text.len)
            return;
    }
}

/* Whether the text stands next, which is then passed. */
static bool take(Reader *r, const char *text)
{
    size_t len = strlen(text);
    skip_space(r);
    if (r->text.len - r->at < len || memcmp(r->text.at + r->at, text, len) != 0)
        return false;
    r->at += len;
    return true;
}

static bool next_is(Reader *r, const char *text)
{
    size_t at = r->at;
    bool is = take(r, text);
    if (is)
        r->at = at;
    skip_space(r);
    return is;
}

static bool need(Reader *r, const char *text)
{
    char what[32];
    if (take(r, text))
        return true;
    snprintf(what, sizeof what, "%s", text);
    return refuse(r, what);
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '$';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters, digits, _ . $; empty when none stand here. */
static Str read_name(Reader *r)
{
    skip_space(r);
    size_t from = r->at;
    while (is_name_char(peek(r)))
        r->at++;
    return str_slice(r->text, from, r->at);
}

/* "..." without its quotes, the escapes as they are. */
static Str read_string(Reader *r)
{
    skip_space(r);
    size_t from = ++r->at;
    while (r->at < r->text.len && peek(r) != '"')
        r->at += peek(r) == '\\' ? 2 : 1;
    Str s = str_slice(r->text, from, r->at < r->text.len ? r->at : r->text.len);
    r->at++;
    return s;
}

/* %name, with #k when it is there. */
static Str read_value(Reader *r)
{
    skip_space(r);
    size_t from = r->at++;
    while (is_name_char(peek(r)) || peek(r) == '-')
        r->at++;
    if (peek(r) == '#') {
        r->at++;
        while (is_digit(peek(r)))
            r->at++;
    }
    return str_slice(r->text, from, r->at);
}

/* Passes a balanced group that opens here, strings included. */
static bool skip_group(Reader *r)
{
    int depth = 0;
    for (; r->at < r->text.len; r->at++) {
        char c = peek(r);
        if (c == '"') {
            read_string(r);
            r->at--;
        } else if (c == '(' || c == '[' || c == '{' || c == '<') {
            depth++;
        } else if (c == '>' && r->at > 0 && r->text.at[r->at - 1] == '-') {
            continue;
        } else if (c == ')' || c == ']' || c == '}' || c == '>') {
            if (--depth == 0) {
                r->at++;
                return true;
            }
        }
    }
    return refuse(r, "what closes a bracket");
}

static void skip_location(Reader *r)
{
    while (next_is(r, "loc(") && !failed(r->cx)) {
        r->at += 3;
        skip_group(r);
    }
}

/* --- types --- */

static bool element_type(Reader *r, Str name, HloType *out)
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
    fail(r->cx, here(r), EXC_ArgumentError, "cnx has no element type %.*s", (int)name.len, name.at);
    return false;
}

static bool read_dim(Reader *r, Shape *s)
{
    if (peek(r) == '?')
        return fail(r->cx, here(r), EXC_ArgumentError,
                    "sizes that are not static are not supported"),
               false;
    int64_t n = 0;
    while (is_digit(peek(r)))
        if (!size_mul_add(n, 10, peek(r) - '0', &n))
            return refuse(r, "a size");
        else
            r->at++;
    if (s->rank == MAX_RANK)
        return refuse(r, "at most 32 axes");
    s->dim[s->rank++] = n;
    r->at++; /* x */
    return true;
}

/* tensor<2x3xf32>, or a bare element type as a scalar. */
static bool read_type(Reader *r, HloType *out)
{
    *out = (HloType){0};
    if (!take(r, "tensor<")) {
        Str name = read_name(r);
        return name.len ? element_type(r, name, out) : refuse(r, "a type");
    }
    while (is_digit(peek(r)) || peek(r) == '?')
        if (!read_dim(r, &out->type.shape))
            return false;
    size_t from = r->at;
    if (take(r, "complex<"))
        while (r->at < r->text.len && peek(r) != '>')
            r->at++;
    r->at += r->at > from && peek(r) == '>';
    while (is_name_char(peek(r)))
        r->at++;
    if (!element_type(r, str_slice(r->text, from, r->at), out))
        return false;
    if (take(r, ","))
        return fail(r->cx, here(r), EXC_ArgumentError, "encodings of types are not supported"),
               false;
    int64_t size;
    if (!shape_size(&out->type.shape, &size))
        return refuse(r, "a shape whose elements can be counted");
    return need(r, ">");
}

typedef VEC(HloType) Types;

/* t, t or (t, t); into the arena. */
static bool read_types(Reader *r, HloType **out, int *count)
{
    Types types = {0};
    bool in_parens = take(r, "("), ok = true;
    if (!in_parens || !take(r, ")")) {
        do {
            HloType t;
            ok = read_type(r, &t);
            if (ok && in_parens && next_is(r, "{"))
                ok = skip_group(r); /* attributes of a result */
            vec_push(&types, t);
        } while (ok && take(r, ","));
        ok = ok && (!in_parens || need(r, ")"));
    }
    *count = (int)types.len;
    *out = arena_copy(r->arena, types.at, types.len * sizeof *types.at);
    vec_free(&types);
    return ok;
}

/* --- attributes --- */

static HloAttr *read_attr(Reader *r);

static HloAttr *new_attr(Reader *r, HloAttrKind kind)
{
    HloAttr *a = arena_new(r->arena, HloAttr);
    a->kind = kind;
    return a;
}

static HloAttr *word_attr(Reader *r, Str word)
{
    HloAttr *a = new_attr(r, HATTR_word);
    a->word = word;
    return a;
}

/* name = value, ... up to the closing text. */
static bool read_dict(Reader *r, const char *close, HloAttr **first)
{
    while (*first)
        first = &(*first)->next;
    while (!take(r, close)) {
        skip_space(r);
        Str name = peek(r) == '"' ? read_string(r) : read_name(r);
        if (name.len == 0)
            return refuse(r, "the name of an attribute");
        HloAttr *a = take(r, "=") ? read_attr(r) : word_attr(r, STR("unit"));
        if (a == NULL)
            return false;
        a->name = name;
        *first = a;
        first = &a->next;
        take(r, ",");
        if (failed(r->cx))
            return false;
    }
    return true;
}

static HloAttr *read_list(Reader *r, const char *close)
{
    HloAttr *list = new_attr(r, HATTR_list), **last = &list->first;
    while (!take(r, close)) {
        if ((*last = read_attr(r)) == NULL)
            return NULL;
        last = &(*last)->next;
        take(r, ",");
    }
    return list;
}

/* What follows a list: [..] x [..], [..]x[..]->[..] are a list of lists. */
static HloAttr *read_lists(Reader *r)
{
    HloAttr *first = read_list(r, "]");
    if (first == NULL || !(next_is(r, "x [") || next_is(r, "x[")))
        return first;
    HloAttr *all = new_attr(r, HATTR_list), **last = &first->next;
    all->first = first;
    while (take(r, "x") || take(r, "->")) {
        if (!need(r, "[") || (*last = read_list(r, "]")) == NULL)
            return NULL;
        last = &(*last)->next;
    }
    return all;
}

static HloAttr *read_dense(Reader *r)
{
    HloAttr *a = new_attr(r, HATTR_tensor);
    size_t from = r->at;
    r->at--; /* at < */
    if (!skip_group(r))
        return NULL;
    a->literal = (Span){r->source, (uint32_t)from, (uint32_t)(r->at - 1)};
    return need(r, ":") && read_type(r, &a->type) ? a : NULL;
}

static HloAttr *read_number(Reader *r)
{
    HloAttr *a = new_attr(r, HATTR_int);
    size_t from = r->at;
    if (peek(r) == '-' || peek(r) == '+')
        r->at++;
    while (is_name_char(peek(r)) ||
           ((peek(r) == '-' || peek(r) == '+') && (r->text.at[r->at - 1] | 32) == 'e'))
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

/* [0:1, 2:6:2] of a slice: a list of lists of two or three numbers. */
static HloAttr *read_ranges(Reader *r)
{
    HloAttr *all = new_attr(r, HATTR_list), **last = &all->first;
    r->at++;
    while (!take(r, "]")) {
        HloAttr *range = new_attr(r, HATTR_list), **end = &range->first;
        do {
            skip_space(r);
            if (!is_digit(peek(r))) {
                refuse(r, "the bounds of a slice");
                return NULL;
            }
            *end = read_number(r);
            end = &(*end)->next;
        } while (take(r, ":"));
        *last = range;
        last = &range->next;
        take(r, ",");
    }
    return all;
}

/* #stablehlo.gather<...>, #stablehlo<transpose NO_TRANSPOSE>, #stablehlo.conv<[..]x[..]->[..]>. */
static HloAttr *read_dialect_attr(Reader *r)
{
    r->at++;
    Str name = read_name(r);
    if (!next_is(r, "<"))
        return word_attr(r, name);
    if (str_starts(name, STR("sdy."))) /* how a mesh would spread it: passed over */
        return skip_group(r) ? word_attr(r, name) : NULL;
    take(r, "<");
    if (next_is(r, "[") && take(r, "[")) {
        HloAttr *a = read_lists(r);
        return a && need(r, ">") ? a : NULL;
    }
    size_t at = r->at;
    Str first = read_name(r), second = STR("");
    if (!next_is(r, "=")) {
        second = read_name(r);
        return need(r, ">") ? word_attr(r, second.len ? second : first) : NULL;
    }
    r->at = at;
    HloAttr *a = new_attr(r, HATTR_dict);
    return read_dict(r, ">", &a->first) ? a : NULL;
}

static HloAttr *read_plain_attr(Reader *r)
{
    skip_space(r);
    char c = peek(r);
    if (c == '"')
        return word_attr(r, read_string(r));
    if (c == '#')
        return read_dialect_attr(r);
    if (c == '@') {
        r->at++;
        return word_attr(r, peek(r) == '"' ? read_string(r) : read_name(r));
    }
    if (take(r, "["))
        return read_lists(r);
    if (take(r, "{")) {
        HloAttr *a = new_attr(r, HATTR_dict);
        return read_dict(r, "}", &a->first) ? a : NULL;
    }
    if (take(r, "dense<"))
        return read_dense(r);
    if (take(r, "array<")) {
        HloAttr *list;
        read_name(r);
        take(r, ":");
        list = read_list(r, ">");
        return list;
    }
    if (is_digit(c) || c == '-' || c == '+')
        return read_number(r);
    Str name = read_name(r);
    if (name.len == 0) {
        refuse(r, "an attribute");
        return NULL;
    }
    return word_attr(r, name);
}

static HloAttr *read_attr(Reader *r)
{
    if (++r->depth > MOST_DEPTH) {
        refuse(r, "less nesting");
        return NULL;
    }
    HloAttr *a = read_plain_attr(r);
    r->depth--;
    bool has_type = next_is(r, ": i") || next_is(r, ": ui") || next_is(r, ": si");
    if (a && (a->kind == HATTR_int || a->kind == HATTR_word) && has_type && take(r, ":"))
        read_name(r); /* 1 : i64 */
    else if (a && a->kind == HATTR_word && next_is(r, ": f") && take(r, ":"))
        read_name(r);
    return a;
}

const HloAttr *hlo_attr(const HloAttr *first, const char *name)
{
    while (first && !str_is(first->name, name))
        first = first->next;
    return first;
}

/* --- operations --- */

typedef VEC(Str) Names;

/* What is collected while an operation is read. */
typedef struct Draft {
    HloOp *op;
    Names operands, bound, starts; /* bound: the names that a pretty while gives its state; starts:
                                      operands behind "init:", which stand behind all others */
    HloAttr **last_word, **last_attr;
    HloBlock **last_region;
} Draft;

static bool read_block(Reader *r, HloBlock *block);

static HloBlock *add_region(Reader *r, Draft *d)
{
    HloBlock *b = arena_new(r->arena, HloBlock);
    *d->last_region = b;
    d->last_region = &b->next;
    d->op->nregions++;
    return b;
}

static bool block_args(Reader *r, HloBlock *b)
{
    Names names = {0};
    Types types = {0};
    bool ok = true;
    while (ok && !take(r, ")")) {
        HloType t;
        skip_space(r);
        if (peek(r) != '%') {
            ok = refuse(r, "the name of an argument");
            break;
        }
        Str name = read_value(r);
        ok = need(r, ":") && read_type(r, &t);
        if (ok && next_is(r, "{"))
            ok = skip_group(r);
        skip_location(r);
        if (ok) {
            vec_push(&names, name);
            vec_push(&types, t);
            take(r, ",");
        }
    }
    b->nargs = (int)names.len;
    b->args = arena_copy(r->arena, names.at, names.len * sizeof *names.at);
    b->types = arena_copy(r->arena, types.at, types.len * sizeof *types.at);
    vec_free(&names);
    vec_free(&types);
    return ok && !failed(r->cx);
}

/* ({ ^bb0(%a: t): ... }, { ... }) */
static bool read_regions(Reader *r, Draft *d)
{
    do {
        HloBlock *b = add_region(r, d);
        if (!need(r, "{"))
            return false;
        if (take(r, "^")) {
            read_name(r);
            if (take(r, "(") && !block_args(r, b))
                return false;
            if (!need(r, ":"))
                return false;
        }
        if (!read_block(r, b))
            return false;
    } while (take(r, ","));
    return need(r, ")");
}

static void add_attr(Draft *d, HloAttr *a)
{
    *d->last_attr = a;
    while (*d->last_attr)
        d->last_attr = &(*d->last_attr)->next;
}

static bool add_word(Reader *r, Draft *d, Str word)
{
    HloAttr *a;
    if (take(r, "=")) {
        if ((a = read_attr(r)) == NULL)
            return false;
        a->name = word;
        add_attr(d, a);
        return true;
    }
    a = word_attr(r, word);
    *d->last_word = a;
    d->last_word = &a->next;
    return true;
}

/* (%a, %b), (%a init: %b), (%x = %a, %y = %b) */
static bool read_operands(Reader *r, Draft *d)
{
    while (!take(r, ")")) {
        if (take(r, "init:")) {
            skip_space(r);
            if (peek(r) != '%')
                return refuse(r, "an operand");
            vec_push(&d->starts, read_value(r));
            continue;
        }
        skip_space(r);
        if (peek(r) != '%') {
            Str word = read_name(r);
            if (word.len == 0 || !add_word(r, d, word))
                return refuse(r, "an operand");
            take(r, ",");
            continue;
        }
        Str name = read_value(r);
        if (take(r, "=")) {
            vec_push(&d->bound, name);
            skip_space(r);
            if (peek(r) != '%')
                return refuse(r, "an operand");
            name = read_value(r);
        }
        vec_push(&d->operands, name);
        take(r, ",");
        if (failed(r->cx))
            return false;
    }
    return true;
}

static bool add_named(Draft *d, HloAttr *a, const char *name)
{
    if (a == NULL)
        return false;
    a->name = str_of(name);
    add_attr(d, a);
    return true;
}

/* One thing that stands before the types; *is_end when these begin. */
static bool read_part(Reader *r, Draft *d, bool *is_end)
{
    HloAttr *dict = NULL;
    skip_space(r);
    char c = peek(r);
    *is_end = c == ':' || c == 0 || c == '}' || next_is(r, "loc(");
    if (*is_end)
        return true;
    if (c == '%') {
        vec_push(&d->operands, read_value(r));
        return true;
    }
    if (take(r, ","))
        return true;
    if (take(r, "<{") || take(r, "{")) {
        bool ok = read_dict(r, r->text.at[r->at - 2] == '<' ? "}>" : "}", &dict);
        if (dict)
            add_attr(d, dict);
        return ok;
    }
    if (take(r, "({")) {
        r->at--;
        return read_regions(r, d);
    }
    if (take(r, "("))
        return read_operands(r, d);
    if (c == '@')
        return add_named(d, read_plain_attr(r), "callee");
    if (c == '[')
        return add_named(d, read_ranges(r), "ranges");
    if (next_is(r, "dense<")) { /* it brings its type */
        *is_end = true;
        return add_named(d, read_plain_attr(r), "value");
    }
    Str word = c == '"' ? read_string(r) : read_name(r);
    if (word.len == 0)
        return refuse(r, "an operand, an attribute or a type");
    return add_word(r, d, word);
}

static bool read_signature(Reader *r, HloOp *op)
{
    if (!take(r, ":"))
        return true;
    bool in_parens = next_is(r, "(");
    if (!read_types(r, &op->operand_types, &op->noperand_types))
        return false;
    if (take(r, "->"))
        return read_types(r, &op->types, &op->ntypes);
    if (in_parens && op->noperand_types != 1)
        return true;
    op->types = op->operand_types; /* "tensor<..>", or "pred, t" of select: the last one counts */
    op->ntypes = op->noperand_types;
    return true;
}

/* reducer(%a: t, %b: t) (%c: u, %d: u) { ... }: two names an operand. */
static bool read_reducer(Reader *r, Draft *d)
{
    HloBlock *b = add_region(r, d), part;
    Names first = {0}, second = {0};
    Types types = {0};
    bool ok = true;
    while (ok && take(r, "(")) {
        part = (HloBlock){0};
        ok = block_args(r, &part) && (part.nargs == 2 || refuse(r, "two names for each operand"));
        if (ok) {
            vec_push(&first, part.args[0]);
            vec_push(&second, part.args[1]);
            vec_push(&types, part.types[0]);
        }
    }
    for (size_t i = 0; i < second.len; i++) {
        vec_push(&first, second.at[i]);
        vec_push(&types, types.at[i]);
    }
    b->nargs = (int)first.len;
    b->args = arena_copy(r->arena, first.at, first.len * sizeof *first.at);
    b->types = arena_copy(r->arena, types.at, types.len * sizeof *types.at);
    vec_free(&first);
    vec_free(&second);
    vec_free(&types);
    return ok && need(r, "{") && read_block(r, b);
}

static bool read_while(Reader *r, Draft *d)
{
    for (int i = 0; i < 2; i++) {
        HloBlock *b = add_region(r, d);
        b->nargs = (int)d->bound.len;
        b->args = arena_copy(r->arena, d->bound.at, d->bound.len * sizeof *d->bound.at);
        b->types = d->op->types;
        if (d->op->ntypes != b->nargs)
            return refuse(r, "a type for each state of the loop");
        if (i == 0 && take(r, "attributes") && !(next_is(r, "{") && skip_group(r)))
            return false;
        if (!need(r, i == 0 ? "cond" : "do") || !need(r, "{") || !read_block(r, b))
            return false;
    }
    return true;
}

static bool read_results(Reader *r, HloOp *op)
{
    skip_space(r);
    if (peek(r) != '%')
        return true;
    op->result = read_value(r);
    op->nresults = 1;
    if (peek(r) == ':') {
        r->at++;
        HloAttr *n = is_digit(peek(r)) ? read_number(r) : NULL;
        if (n == NULL || n->number < 1 || n->number > 100000)
            return refuse(r, "how many results there are");
        op->nresults = (int)n->number;
    }
    return need(r, "=");
}

static bool read_op(Reader *r, HloOp *op)
{
    Draft d = {
        .op = op, .last_word = &op->words, .last_attr = &op->attrs, .last_region = &op->regions};
    skip_space(r);
    uint32_t from = (uint32_t)r->at;
    bool ok = read_results(r, op), is_end = false;
    skip_space(r);
    op->name = ok && peek(r) == '"' ? read_string(r) : read_name(r);
    op->span = (Span){r->source, from, (uint32_t)(r->at < r->text.len ? r->at : r->text.len)};
    ok = ok && (op->name.len > 0 || refuse(r, "an operation"));
    while (ok && !is_end)
        ok = read_part(r, &d, &is_end) && !failed(r->cx);
    ok = ok && read_signature(r, op);
    if (ok && take(r, "reducer"))
        ok = read_reducer(r, &d);
    else if (ok && str_is(op->name, "stablehlo.while") && op->nregions == 0)
        ok = read_while(r, &d);
    skip_location(r);
    const HloAttr *value = hlo_attr(op->attrs, "value");
    if (op->ntypes == 0 && value && value->kind == HATTR_tensor) { /* a literal brings its type */
        op->types = arena_copy(r->arena, &value->type, sizeof value->type);
        op->ntypes = 1;
    }
    for (size_t i = 0; i < d.starts.len; i++)
        vec_push(&d.operands, d.starts.at[i]);
    vec_free(&d.starts);
    op->noperands = (int)d.operands.len;
    op->operands = arena_copy(r->arena, d.operands.at, d.operands.len * sizeof *d.operands.at);
    vec_free(&d.operands);
    vec_free(&d.bound);
    return ok && !failed(r->cx);
}

/* Operations up to the closing brace. */
static bool read_block(Reader *r, HloBlock *block)
{
    HloOp **last = &block->ops;
    if (++r->depth > MOST_DEPTH)
        return refuse(r, "less nesting");
    while (!take(r, "}")) {
        HloOp *op = arena_new(r->arena, HloOp);
        if (!read_op(r, op))
            return false;
        *last = block->last = op;
        last = &op->next;
        if (r->at >= r->text.len)
            return refuse(r, "}");
    }
    r->depth--;
    return block->last != NULL || refuse(r, "an operation that returns");
}

/* --- functions and modules --- */

static bool read_function(Reader *r, HloFunction *f)
{
    f->span = here(r);
    take(r, "public");
    take(r, "private");
    if (!need(r, "@"))
        return false;
    f->name = peek(r) == '"' ? read_string(r) : read_name(r);
    if (!need(r, "(") || !block_args(r, &f->body))
        return false;
    HloType *results;
    int count;
    if (take(r, "->") && !read_types(r, &results, &count))
        return false;
    if (take(r, "attributes") && !(next_is(r, "{") && skip_group(r)))
        return false;
    if (!need(r, "{") || !read_block(r, &f->body))
        return false;
    skip_location(r);
    return true;
}

/* #loc1 = loc(...) and other aliases, up to the end of the line. */
static void skip_aliases(Reader *r)
{
    skip_space(r);
    while (peek(r) == '#') {
        while (r->at < r->text.len && peek(r) != '\n')
            r->at++;
        skip_space(r);
    }
}

HloFunction *stablehlo_parse(Cx *cx, Arena *arena, uint32_t source)
{
    Reader r = {.cx = cx, .arena = arena, .source = source, .text = cx->sources.at[source].text};
    HloFunction *first = NULL, **last = &first;
    skip_aliases(&r);
    bool is_module = take(&r, "module");
    if (is_module) {
        if (take(&r, "@"))
            read_name(&r);
        if (take(&r, "attributes") && !(next_is(&r, "{") && skip_group(&r)))
            return NULL;
        if (!need(&r, "{"))
            return NULL;
    }
    while (is_module ? !take(&r, "}") : (skip_space(&r), r.at < r.text.len)) {
        HloFunction *f = arena_new(arena, HloFunction);
        if (!need(&r, "func.func") || !read_function(&r, f))
            return NULL;
        *last = f;
        last = &f->next;
    }
    if (first == NULL)
        refuse(&r, "a function");
    return first;
}
