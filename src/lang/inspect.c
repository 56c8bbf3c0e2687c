/* inspect.c - values as the language writes them. */
#include "lang/inspect.h"

#include "lang/native.h"

const InspectOptions inspect_defaults = {.width = 80,
                                         .limit = 50,
                                         .printable_limit = 4096,
                                         .base = 10,
                                         .structs = true,
                                         .given = {.tag = TAG_nil}};

/* --- leaves --- */

Str inspect_take(Inspector *in)
{
    Str s = text_str(&in->scratch);
    s.at = arena_copy(&in->arena, s.at, s.len);
    in->scratch.len = 0;
    return s;
}

/* Fills `into` with the text in scratch. */
static void fill_text(Inspector *in, Doc *into, Paint paint)
{
    *into = *doc_text(&in->arena, inspect_take(in));
    into->paint = (uint8_t)paint;
}

static void print_integer(Inspector *in, Value v)
{
    static const struct {
        int base;
        const char *prefix;
    } bases[] = {{16, "0x"}, {8, "0o"}, {2, "0b"}};
    size_t start = in->scratch.len;
    integer_print(&in->scratch, v, in->options->base);
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        if (bases[i].base != in->options->base)
            continue;
        bool negative = in->scratch.at[start] == '-';
        Str digits = str_slice(text_str(&in->scratch), start + negative, in->scratch.len);
        Str copy = {arena_copy(&in->arena, digits.at, digits.len), digits.len};
        in->scratch.len = start + negative;
        text_add(&in->scratch, str_of(bases[i].prefix));
        for (size_t k = 0; k < copy.len; k++) {
            bool is_letter = copy.at[k] >= 'a' && copy.at[k] <= 'z';
            text_char(&in->scratch, (char)(is_letter ? copy.at[k] - 'a' + 'A' : copy.at[k]));
        }
    }
}

/* The document of the items collected from `first` on, which are taken off. */
static const Doc *items_doc(Inspector *in, size_t first, const DocItems *how, Paint paint)
{
    size_t count = in->items.len - first;
    Doc *d = arena_new(&in->arena, Doc);
    d->kind = DOC_items;
    d->n = (int32_t)count;
    d->items = arena_copy(&in->arena, in->items.at + first, count * sizeof *in->items.at);
    d->how = how;
    d->paint = (uint8_t)paint;
    in->items.len = first;
    return d;
}

static Doc *painted(Inspector *in, Str text, Paint paint)
{
    Doc *d = doc_text(&in->arena, text);
    d->paint = (uint8_t)paint;
    return d;
}

/* --- binaries --- */

static void fill_string(Inspector *in, Doc *into, Str s)
{
    text_char(&in->scratch, '"');
    bool whole = string_escape(&in->scratch, s, '"', in->options->printable_limit);
    text_add(&in->scratch, whole ? STR("\"") : STR("\" <> ..."));
    fill_text(in, into, PAINT_string);
}

/* The number in scratch with its size in bits. */
static Doc *partial_byte(Inspector *in, unsigned bits)
{
    Doc *number = painted(in, inspect_take(in), PAINT_number);
    text_print(&in->scratch, "::size(%u)", bits);
    return doc_cons(&in->arena, number, doc_text(&in->arena, inspect_take(in)));
}

/* <<1, 2, 3::size(4)>>, filling lines. */
static void fill_bits(Inspector *in, Doc *into, const Binary *b, InspectScope scope)
{
    static const DocItems how = {",", ",", true};
    if (b->len == 0) {
        *into = *painted(in, STR("<<>>"), PAINT_binary);
        return;
    }
    size_t first = in->items.len;
    int64_t limit = scope.limit;
    for (size_t i = 0; i<b->len; i++, limit -= limit> 0) {
        if (limit == 0) {
            vec_push(&in->items, doc_text(&in->arena, STR("...")));
            break;
        }
        bool is_partial = i + 1 == b->len && b->bits < 8;
        int byte = (uint8_t)b->at[i] >> (is_partial ? 8 - b->bits : 0);
        print_integer(in, value_int(byte));
        if (is_partial)
            vec_push(&in->items, partial_byte(in, b->bits));
        else
            vec_push(&in->items, painted(in, inspect_take(in), PAINT_number));
    }
    const Doc *items = items_doc(in, first, &how, PAINT_none);
    Doc *open = painted(in, STR("<<"), PAINT_binary), *close = painted(in, STR(">>"), PAINT_binary);
    Doc *inner = doc_cons(&in->arena, open, doc_nest(&in->arena, items, 2));
    *into = *doc_group(&in->arena, doc_cons(&in->arena, inner, close));
}

static void fill_binary(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    const InspectOptions *o = in->options;
    bool as_string = is_binary(v) && !o->as_binaries && o->base == 10 &&
                     (o->as_strings || string_is_printable(binary_str(v), o->printable_limit));
    if (as_string)
        fill_string(in, into, binary_str(v));
    else
        fill_bits(in, into, v.binary, scope);
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
    Doc *name = doc_text(&in->arena, inspect_take(in));
    name->paint = PAINT_atom;
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
        return joined(in, inspect_doc(in, at[0], scope), painted(in, STR(" => "), PAINT_map), at[1],
                      scope);
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
        *into = *doc_cons(a, painted(in, left, paint), painted(in, right, paint));
        return;
    }
    size_t first = in->items.len;
    while (!source_is_empty(&source)) {
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
    }
    bool is_flexible = simple || breaks == BREAKS_flexible;
    const Doc *items = items_doc(in, first, &hows[is_improper][is_flexible], paint);
    Doc *open = painted(in, left, paint), *close = painted(in, right, paint), *body;
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

/* Appends a charlist's text; false when the list is none. */
static bool charlist_text(Value list, bool ascii_only, Text *out)
{
    Value item;
    while (list_next(&list, &item)) {
        if (item.tag != TAG_int || item.i < 0 || item.i > 0x10ffff ||
            (item.i >= 0xd800 && item.i <= 0xdfff) ||
            (ascii_only && !char_is_ascii_printable(item.i)))
            return false;
        text_codepoint(out, (uint32_t)item.i);
    }
    return list.tag == TAG_nil;
}

static bool fill_charlist(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    const InspectOptions *o = in->options;
    if (o->as_lists || (scope.no_charlists && !o->as_charlists))
        return false;
    Text text = {0};
    bool is_charlist = charlist_text(v, !o->as_charlists, &text);
    if (is_charlist) {
        text_add(&in->scratch, STR("~c\""));
        bool whole = string_escape(&in->scratch, text_str(&text), '"', o->printable_limit);
        text_add(&in->scratch, whole ? STR("\"") : STR("\" ++ ..."));
        fill_text(in, into, PAINT_charlist);
    }
    text_free(&text);
    return is_charlist;
}

static void fill_list(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    bool keywords = is_keyword_list(v) && keys_are_plain(in, v);
    ItemSource source = {.kind = keywords ? SOURCE_keywords : SOURCE_list, .rest = v};
    inspect_items(in, into, STR("["), source, STR("]"), keywords ? BREAKS_strict : BREAKS_maybe,
                  scope);
}

static void fill_tuple(Inspector *in, Doc *into, const Tuple *t, InspectScope scope)
{
    ItemSource source = {.kind = SOURCE_values, .at = t->at, .left = t->len};
    inspect_items(in, into, STR("{"), source, STR("}"), BREAKS_flexible, scope);
}

/* --- values --- */

static void fill_leaf(Inspector *in, Doc *into, Value v)
{
    Text *out = &in->scratch;
    Paint paint = PAINT_none;
    switch (v.tag) {
    case TAG_poison:
        text_add(out, STR("#Poison"));
        break;
    case TAG_atom:
        atom_inspect(out, sym_text(vm_cx(in->vm), v.atom));
        paint = v.atom == SYM_nil ? PAINT_nil : v.atom <= SYM_true ? PAINT_boolean : PAINT_atom;
        break;
    case TAG_int:
    case TAG_big:
        print_integer(in, v);
        paint = PAINT_number;
        break;
    case TAG_float:
        double_inspect(out, v.f);
        paint = PAINT_number;
        break;
    case TAG_ref:
        text_print(out, "#Reference<0.0.0.%llu>", (unsigned long long)v.id);
        break;
    case TAG_pid:
        text_print(out, "#PID<0.%llu.0>", (unsigned long long)v.id);
        break;
    case TAG_function:
        function_inspect(out, vm_cx(in->vm), v.function);
        break;
    case TAG_native:
        text_print(out, "#%s<...>", v.native->kind->name);
        break;
    case TAG_nil:
    case TAG_cons:
    case TAG_tuple:
    case TAG_map:
    case TAG_binary:
    case TAG_tensor:
        return;
    }
    fill_text(in, into, paint);
}

void inspect_value(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    switch (v.tag) {
    case TAG_poison:
    case TAG_atom:
    case TAG_int:
    case TAG_float:
    case TAG_ref:
    case TAG_pid:
    case TAG_big:
    case TAG_function:
    case TAG_native:
        fill_leaf(in, into, v);
        break;
    case TAG_binary:
        fill_binary(in, into, v, scope);
        break;
    case TAG_nil:
        *into = *painted(in, STR("[]"), PAINT_list);
        break;
    case TAG_cons:
        if (!fill_charlist(in, into, v, scope))
            vec_push(&in->tasks, ((InspectTask){v, into, scope}));
        break;
    case TAG_tuple:
        if (v.tuple->len == 0)
            fill_tuple(in, into, v.tuple, scope);
        else
            vec_push(&in->tasks, ((InspectTask){v, into, scope}));
        break;
    case TAG_map:
        if (v.map->len > 0 && !inspect_own_form(in, into, v, scope))
            vec_push(&in->tasks, ((InspectTask){v, into, scope}));
        else if (v.map->len == 0)
            inspect_map(in, into, v, scope);
        break;
    case TAG_tensor:
        vec_push(&in->tasks, ((InspectTask){v, into, scope}));
        break;
    }
}

static void run_task(Inspector *in, InspectTask task)
{
    Value v = task.value;
    if (v.tag == TAG_cons)
        fill_list(in, task.into, v, task.scope);
    else if (v.tag == TAG_tuple)
        fill_tuple(in, task.into, v.tuple, task.scope);
    else if (v.tag == TAG_tensor)
        inspect_tensor(in, task.into, v, task.scope);
    else if (!inspect_own_form(in, task.into, v, task.scope))
        inspect_map(in, task.into, v, task.scope);
}

Doc *inspect_doc(Inspector *in, Value v, InspectScope scope)
{
    Doc *d = arena_new(&in->arena, Doc);
    inspect_value(in, d, v, scope);
    return d;
}

/* Fills in what is left to be done, lays the document out unless something failed, and ends the
   inspector. False when it did. */
static bool finish(Inspector *in, const Doc *doc, int64_t width, Text *out)
{
    while (in->tasks.len > 0 && !in->failed) {
        InspectTask task = vec_pop(&in->tasks);
        run_task(in, task);
    }
    if (!in->failed)
        doc_layout(out, doc, width, in->options->syntax_colours ? &in->options->colours : NULL);
    for (size_t i = 0; i < in->held.len; i++)
        value_free(in->held.at[i]);
    vec_free(&in->held);
    vec_free(&in->tasks);
    vec_free(&in->items);
    text_free(&in->scratch);
    arena_free(&in->arena);
    return !in->failed;
}

bool value_inspect(Vm *vm, Text *out, Value v, const InspectOptions *options)
{
    Inspector in = {.vm = vm, .options = options};
    Doc *doc = inspect_doc(&in, v, (InspectScope){.limit = options->limit});
    return finish(&in, doc_group(&in.arena, doc), options->pretty ? options->width : -1, out);
}

/* Cnx.Inspect.format(doc, width): the text of a document of Inspect.Algebra; width nil: no limit.
 */
NATIVE(fn_inspect_format)
{
    Inspector in = {.vm = vm, .options = &inspect_defaults};
    Doc *doc = arena_new(&in.arena, Doc);
    Text out = {0};
    inspect_language_doc(&in, doc, args[0], (InspectScope){.limit = inspect_defaults.limit});
    if (finish(&in, doc, args[1].tag == TAG_int ? args[1].i : -1, &out))
        return text_value(&out);
    text_free(&out);
    return POISON;
}
