/* syntax.c - reading StableHLO text into a tree (syntax.h).

   The pretty forms are not read operation by operation: whatever stands before the types is an
   operand (%x), an attribute (name = value), a literal, a list or a loose word, which is enough to
   tell all of them apart. Locations are passed over. Regions nest to a fixed depth. */
#include "compile/stablehlo/scan.h"

#include <string.h>

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

static bool read_block(HloReader *r, HloBlock *block);

static HloBlock *add_region(HloReader *r, Draft *d)
{
    HloBlock *b = arena_new(r->arena, HloBlock);
    *d->last_region = b;
    d->last_region = &b->next;
    d->op->nregions++;
    return b;
}

static bool block_args(HloReader *r, HloBlock *b)
{
    Names names = {0};
    HloTypes types = {0};
    bool ok = true;
    while (ok && !hlo_take(r, ")")) {
        HloType t;
        hlo_skip_space(r);
        if (hlo_peek(r) != '%') {
            ok = hlo_refuse(r, "the name of an argument");
            break;
        }
        Str name = hlo_read_value(r);
        ok = hlo_need(r, ":") && hlo_read_type(r, &t);
        if (ok && hlo_next_is(r, "{"))
            ok = hlo_skip_group(r);
        hlo_skip_location(r);
        if (ok) {
            vec_push(&names, name);
            vec_push(&types, t);
            hlo_take(r, ",");
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
static bool read_regions(HloReader *r, Draft *d)
{
    do {
        HloBlock *b = add_region(r, d);
        if (!hlo_need(r, "{"))
            return false;
        if (hlo_take(r, "^")) {
            hlo_read_name(r);
            if (hlo_take(r, "(") && !block_args(r, b))
                return false;
            if (!hlo_need(r, ":"))
                return false;
        }
        if (!read_block(r, b))
            return false;
    } while (hlo_take(r, ","));
    return hlo_need(r, ")");
}

static void add_attr(Draft *d, HloAttr *a)
{
    *d->last_attr = a;
    while (*d->last_attr)
        d->last_attr = &(*d->last_attr)->next;
}

static bool add_word(HloReader *r, Draft *d, Str word)
{
    HloAttr *a;
    if (hlo_take(r, "=")) {
        if ((a = hlo_read_attr(r)) == NULL)
            return false;
        a->name = word;
        add_attr(d, a);
        return true;
    }
    a = hlo_word_attr(r, word);
    *d->last_word = a;
    d->last_word = &a->next;
    return true;
}

/* (%a, %b), (%a init: %b), (%x = %a, %y = %b) */
static bool read_operands(HloReader *r, Draft *d)
{
    while (!hlo_take(r, ")")) {
        if (hlo_take(r, "init:")) {
            hlo_skip_space(r);
            if (hlo_peek(r) != '%')
                return hlo_refuse(r, "an operand");
            vec_push(&d->starts, hlo_read_value(r));
            continue;
        }
        hlo_skip_space(r);
        if (hlo_peek(r) != '%') {
            Str word = hlo_read_name(r);
            if (word.len == 0 || !add_word(r, d, word))
                return hlo_refuse(r, "an operand");
            hlo_take(r, ",");
            continue;
        }
        Str name = hlo_read_value(r);
        if (hlo_take(r, "=")) {
            vec_push(&d->bound, name);
            hlo_skip_space(r);
            if (hlo_peek(r) != '%')
                return hlo_refuse(r, "an operand");
            name = hlo_read_value(r);
        }
        vec_push(&d->operands, name);
        hlo_take(r, ",");
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
static bool read_part(HloReader *r, Draft *d, bool *is_end)
{
    HloAttr *dict = NULL;
    hlo_skip_space(r);
    char c = hlo_peek(r);
    *is_end = c == ':' || c == 0 || c == '}' || hlo_next_is(r, "loc(");
    if (*is_end)
        return true;
    if (c == '%') {
        vec_push(&d->operands, hlo_read_value(r));
        return true;
    }
    if (hlo_take(r, ","))
        return true;
    if (hlo_take(r, "<{") || hlo_take(r, "{")) {
        bool ok = hlo_read_dict(r, r->text.at[r->at - 2] == '<' ? "}>" : "}", &dict);
        if (dict)
            add_attr(d, dict);
        return ok;
    }
    if (hlo_take(r, "({")) {
        r->at--;
        return read_regions(r, d);
    }
    if (hlo_take(r, "("))
        return read_operands(r, d);
    if (c == '@')
        return add_named(d, hlo_read_plain_attr(r), "callee");
    if (c == '[')
        return add_named(d, hlo_read_ranges(r), "ranges");
    if (hlo_next_is(r, "dense<")) { /* it brings its type */
        *is_end = true;
        return add_named(d, hlo_read_plain_attr(r), "value");
    }
    Str word = c == '"' ? hlo_read_string(r) : hlo_read_name(r);
    if (word.len == 0)
        return hlo_refuse(r, "an operand, an attribute or a type");
    return add_word(r, d, word);
}

static bool read_signature(HloReader *r, HloOp *op)
{
    if (!hlo_take(r, ":"))
        return true;
    bool in_parens = hlo_next_is(r, "(");
    if (!hlo_read_types(r, &op->operand_types, &op->noperand_types))
        return false;
    if (hlo_take(r, "->"))
        return hlo_read_types(r, &op->types, &op->ntypes);
    if (in_parens && op->noperand_types != 1)
        return true;
    op->types = op->operand_types; /* "tensor<..>", or "pred, t" of select: the last one counts */
    op->ntypes = op->noperand_types;
    return true;
}

/* reducer(%a: t, %b: t) (%c: u, %d: u) { ... }: two names an operand. */
static bool read_reducer(HloReader *r, Draft *d)
{
    HloBlock *b = add_region(r, d), part;
    Names first = {0}, second = {0};
    HloTypes types = {0};
    bool ok = true;
    while (ok && hlo_take(r, "(")) {
        part = (HloBlock){0};
        ok = block_args(r, &part) &&
             (part.nargs == 2 || hlo_refuse(r, "two names for each operand"));
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
    return ok && hlo_need(r, "{") && read_block(r, b);
}

static bool read_while(HloReader *r, Draft *d)
{
    for (int i = 0; i < 2; i++) {
        HloBlock *b = add_region(r, d);
        b->nargs = (int)d->bound.len;
        b->args = arena_copy(r->arena, d->bound.at, d->bound.len * sizeof *d->bound.at);
        b->types = d->op->types;
        if (d->op->ntypes != b->nargs)
            return hlo_refuse(r, "a type for each state of the loop");
        if (i == 0 && hlo_take(r, "attributes") && !hlo_skip_dict(r))
            return false;
        if (!hlo_need(r, i == 0 ? "cond" : "do") || !hlo_need(r, "{") || !read_block(r, b))
            return false;
    }
    return true;
}

/* %1 = , %1:2 = , %1, %2 = */
static bool read_results(HloReader *r, HloOp *op)
{
    Names names = {0};
    hlo_skip_space(r);
    if (hlo_peek(r) != '%')
        return true;
    op->result = hlo_read_value(r);
    op->nresults = 1;
    if (hlo_peek(r) == ':') {
        r->at++;
        HloAttr *n = hlo_is_digit(hlo_peek(r)) ? hlo_read_number(r) : NULL;
        if (n == NULL || n->number < 1 || n->number > 100000)
            return hlo_refuse(r, "how many results there are");
        op->nresults = (int)n->number;
    }
    vec_push(&names, op->result);
    bool ok = true;
    while (ok && hlo_take(r, ",")) {
        hlo_skip_space(r);
        ok = hlo_peek(r) == '%' || hlo_refuse(r, "the name of a result");
        if (ok)
            vec_push(&names, hlo_read_value(r));
    }
    if (names.len > 1) {
        op->nresults = (int)names.len;
        op->results = arena_copy(r->arena, names.at, names.len * sizeof *names.at);
    }
    vec_free(&names);
    return ok && hlo_need(r, "=");
}

static bool read_op(HloReader *r, HloOp *op)
{
    Draft d = {
        .op = op, .last_word = &op->words, .last_attr = &op->attrs, .last_region = &op->regions};
    hlo_skip_space(r);
    uint32_t from = (uint32_t)r->at;
    bool ok = read_results(r, op), is_end = false;
    hlo_skip_space(r);
    op->name = ok && hlo_peek(r) == '"' ? hlo_read_string(r) : hlo_read_name(r);
    op->span = (Span){r->source, from, (uint32_t)(r->at < r->text.len ? r->at : r->text.len)};
    ok = ok && (op->name.len > 0 || hlo_refuse(r, "an operation"));
    while (ok && !is_end)
        ok = read_part(r, &d, &is_end) && !failed(r->cx);
    ok = ok && read_signature(r, op);
    if (ok && hlo_take(r, "reducer"))
        ok = read_reducer(r, &d);
    else if (ok && str_is(op->name, "stablehlo.while") && op->nregions == 0)
        ok = read_while(r, &d);
    hlo_skip_location(r);
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
static bool read_block(HloReader *r, HloBlock *block)
{
    HloOp **last = &block->ops;
    if (++r->depth > HLO_MOST_DEPTH)
        return hlo_refuse(r, "less nesting");
    while (!hlo_take(r, "}")) {
        HloOp *op = arena_new(r->arena, HloOp);
        if (!read_op(r, op))
            return false;
        *last = block->last = op;
        last = &op->next;
        if (r->at >= r->text.len)
            return hlo_refuse(r, "}");
    }
    r->depth--;
    return block->last != NULL || hlo_refuse(r, "an operation that returns");
}

/* --- functions and modules --- */

static bool read_function(HloReader *r, HloFunction *f)
{
    f->span = hlo_here(r);
    hlo_take(r, "public");
    hlo_take(r, "private");
    if (!hlo_need(r, "@"))
        return false;
    f->name = hlo_peek(r) == '"' ? hlo_read_string(r) : hlo_read_name(r);
    if (!hlo_need(r, "(") || !block_args(r, &f->body))
        return false;
    HloType *results;
    int count;
    if (hlo_take(r, "->") && !hlo_read_types(r, &results, &count))
        return false;
    if (hlo_take(r, "attributes") && !hlo_skip_dict(r))
        return false;
    if (!hlo_need(r, "{") || !read_block(r, &f->body))
        return false;
    hlo_skip_location(r);
    return true;
}

/* #loc1 = loc(...) and other aliases, up to the end of the line. */
static void skip_aliases(HloReader *r)
{
    hlo_skip_space(r);
    while (hlo_peek(r) == '#') {
        while (r->at < r->text.len && hlo_peek(r) != '\n')
            r->at++;
        hlo_skip_space(r);
    }
}

HloFunction *stablehlo_parse(Cx *cx, Arena *arena, uint32_t source)
{
    HloReader r = {.cx = cx, .arena = arena, .source = source, .text = cx->sources.at[source].text};
    HloFunction *first = NULL, **last = &first;
    skip_aliases(&r);
    bool is_module = hlo_take(&r, "module"), is_ours = false;
    if (is_module) {
        if (hlo_take(&r, "@"))
            is_ours = str_is(hlo_read_name(&r), "cnx");
        if (hlo_take(&r, "attributes") && !hlo_skip_dict(&r))
            return NULL;
        if (!hlo_need(&r, "{"))
            return NULL;
    }
    while (is_module ? !hlo_take(&r, "}") : (hlo_skip_space(&r), r.at < r.text.len)) {
        HloFunction *f = arena_new(arena, HloFunction);
        if (!hlo_need(&r, "func.func") || !read_function(&r, f))
            return NULL;
        f->is_ours = is_ours;
        *last = f;
        last = &f->next;
    }
    if (first == NULL)
        hlo_refuse(&r, "a function");
    return first;
}
