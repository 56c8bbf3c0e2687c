/* inspect_items.c - lists, tuples and other containers as documents. */
#include "lang/inspect.h"

const Doc *inspect_items_doc(Inspector *in, InspectScope scope, size_t first, const DocItems *how,
                             Paint paint)
{
    size_t count = in->items.len - first;
    Doc *d = arena_new(&in->arena, Doc);
    d->kind = DOC_items;
    d->n = (int32_t)count;
    d->items = arena_copy(&in->arena, in->items.at + first, count * sizeof *in->items.at);
    d->how = how;
    d->paint = (uint8_t)(scope.options->syntax_colours ? paint : PAINT_none);
    in->items.len = first;
    return d;
}

/* --- containers --- */

static bool source_is_empty(const ItemSource *s)
{
    switch (s->kind) {
    case SOURCE_list:
    case SOURCE_keywords:
    case SOURCE_fields:
        return s->rest.tag == TAG_nil;
    case SOURCE_values:
    case SOURCE_pairs:
    case SOURCE_atoms:
        return s->left == 0;
    }
    return true;
}

static Doc *joined(Inspector *in, const Doc *a, Doc *between, Value b, InspectScope scope)
{
    Doc *left = doc_cons(&in->arena, a, between);
    return doc_cons(&in->arena, left, inspect_doc(in, b, scope));
}

static Doc *keyword(Inspector *in, Sym key, Value value, InspectScope scope)
{
    key_inspect(&in->scratch, sym_text(vm_cx(in->vm), key));
    Doc *name = inspect_painted(in, scope, inspect_take(in), PAINT_atom);
    return joined(in, name, doc_text(&in->arena, STR(" ")), value, scope);
}

/* The next item's document. */
static Doc *next_item(Inspector *in, ItemSource *s, InspectScope scope)
{
    Value item = VALUE_EMPTY;
    const Value *at = s->at;
    switch (s->kind) {
    case SOURCE_list:
        if (list_next(&s->rest, &item))
            return inspect_doc(in, item, scope);
        item = s->rest; /* an improper tail */
        s->rest = VALUE_EMPTY;
        return inspect_doc(in, item, scope);
    case SOURCE_keywords:
        list_next(&s->rest, &item);
        return keyword(in, item.tuple->at[0].atom, item.tuple->at[1], scope);
    case SOURCE_fields:
        list_next(&s->rest, &item);
        return keyword(in, item.atom, map_at(s->map, item), scope);
    case SOURCE_values:
        s->at++, s->left--;
        return inspect_doc(in, at[0], scope);
    case SOURCE_pairs:
        s->at += 2, s->left--;
        return joined(in, inspect_doc(in, at[0], scope),
                      inspect_painted(in, scope, STR(" => "), PAINT_map), at[1], scope);
    case SOURCE_atoms:
        s->at += 2, s->left--;
        return keyword(in, at[0].atom, at[1], scope);
    }
    return NULL;
}

static bool is_at_tail(const ItemSource *s)
{
    return s->kind == SOURCE_list && s->rest.tag != TAG_cons && s->rest.tag != TAG_nil;
}

/* Whether a document is nothing but text. */
static bool is_simple(const Doc *d)
{
    enum { DEEPEST = 32 };
    const Doc *todo[DEEPEST] = {d};
    for (int len = 1; len > 0;) {
        d = todo[--len];
        if (d->kind == DOC_cons && len + 2 <= DEEPEST) {
            todo[len++] = d->b;
            todo[len++] = d->a;
        } else if (d->kind != DOC_text) {
            return false;
        }
    }
    return true;
}

void inspect_items(Inspector *in, Doc *into, Str left, ItemSource source, Str right, Breaks breaks,
                   InspectScope scope)
{
    static const DocItems hows[2][2] = {{{",", ",", false}, {",", ",", true}},
                                        {{",", " |", false}, {",", " |", true}}};
    Arena *a = &in->arena;
    bool simple = breaks == BREAKS_maybe, is_improper = false;
    Paint paint = right.at[0] == ']' ? PAINT_list : left.at[0] == '{' ? PAINT_tuple : PAINT_map;
    if (source_is_empty(&source)) {
        *into = *doc_cons(a, inspect_painted(in, scope, left, paint),
                          inspect_painted(in, scope, right, paint));
        return;
    }
    size_t first = in->items.len;
    is_at_fault(in, scope, FAULT_limit);
    while (!source_is_empty(&source) && !in->failed) {
        if (is_at_tail(&source)) {
            is_improper = true; /* shares its limit with the item before */
        } else if (scope.limit == 0) {
            vec_push(&in->items, doc_text(a, STR("...")));
            break;
        } else {
            scope.limit -= scope.limit > 0;
        }
        Doc *item = next_item(in, &source, scope);
        simple = simple && is_simple(item);
        vec_push(&in->items, item);
        in->failed |= interrupted(vm_cx(in->vm));
    }
    bool is_flexible = simple || breaks == BREAKS_flexible;
    const Doc *items = inspect_items_doc(in, scope, first, &hows[is_improper][is_flexible], paint);
    Doc *open = inspect_painted(in, scope, left, paint),
        *close = inspect_painted(in, scope, right, paint), *body;
    if (is_flexible) {
        body = doc_cons(a, open, doc_nest(a, items, 1));
    } else {
        Doc *inner = doc_cons(a, open, doc_cons(a, doc_break(a, STR(""), false), items));
        body = doc_cons(a, doc_nest(a, inner, 2), doc_break(a, STR(""), false));
    }
    *into = *doc_group(a, doc_cons(a, body, close));
}

static bool is_keyword_list(Value list)
{
    Value item, rest = list;
    while (list_next(&rest, &item))
        if (item.tag != TAG_tuple || item.tuple->len != 2 || item.tuple->at[0].tag != TAG_atom)
            return false;
    return rest.tag == TAG_nil;
}

static bool keys_are_plain(Inspector *in, Value list)
{
    Value item;
    while (list_next(&list, &item))
        if (str_starts(sym_text(vm_cx(in->vm), item.tuple->at[0].atom), STR("Elixir.")))
            return false;
    return true;
}

void inspect_list(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    bool keywords = is_keyword_list(v) && keys_are_plain(in, v);
    ItemSource source = {.kind = keywords ? SOURCE_keywords : SOURCE_list, .rest = v};
    inspect_items(in, into, STR("["), source, STR("]"), keywords ? BREAKS_strict : BREAKS_maybe,
                  scope);
}

void inspect_tuple(Inspector *in, Doc *into, const Tuple *t, InspectScope scope)
{
    ItemSource source = {.kind = SOURCE_values, .at = t->at, .left = t->len};
    inspect_items(in, into, STR("{"), source, STR("}"), BREAKS_flexible, scope);
}
