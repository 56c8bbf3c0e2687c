/* inspect_leaf.c - numbers, atoms, strings and other values without parts as documents. */
#include "lang/inspect.h"

#include "lang/native.h"

/* --- leaves --- */

Str inspect_take(Inspector *in)
{
    Str s = text_str(&in->scratch);
    s.at = arena_copy(&in->arena, s.at, s.len);
    in->scratch.len = 0;
    return s;
}

Doc *inspect_text(Inspector *in, const char *literal)
{
    return doc_text(&in->arena, str_of(literal));
}

Doc *inspect_painted(Inspector *in, InspectScope scope, Str text, Paint paint)
{
    Doc *d = doc_text(&in->arena, text);
    d->paint = (uint8_t)(scope.options->syntax_colours ? paint : PAINT_none);
    if (UNLIKELY(d->paint && scope.options->wrong_colours >> d->paint & 1))
        inspect_fault(in, scope, FAULT_colour);
    return d;
}

/* Fills `into` with the text in scratch. */
static void fill_text(Inspector *in, InspectScope scope, Doc *into, Paint paint)
{
    *into = *inspect_painted(in, scope, inspect_take(in), paint);
}

static void print_integer(Inspector *in, Value v, InspectScope scope)
{
    static const struct {
        int base;
        const char *prefix;
    } bases[] = {{16, "0x"}, {8, "0o"}, {2, "0b"}};
    size_t start = in->scratch.len;
    if (is_at_fault(in, scope, FAULT_base))
        return;
    integer_print(vm_cx(in->vm), &in->scratch, v, scope.options->base);
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        if (bases[i].base != scope.options->base)
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

/* --- binaries and charlists --- */

static void fill_string(Inspector *in, Doc *into, Str s, InspectScope scope)
{
    text_char(&in->scratch, '"');
    bool whole = string_escape(&in->scratch, s, '"', scope.options->printable_limit);
    text_add(&in->scratch, whole ? STR("\"") : STR("\" <> ..."));
    fill_text(in, scope, into, PAINT_string);
}

/* The number in scratch with its size in bits. */
static Doc *partial_byte(Inspector *in, InspectScope scope, unsigned bits)
{
    Doc *number = inspect_painted(in, scope, inspect_take(in), PAINT_number);
    text_print(&in->scratch, "::size(%u)", bits);
    return doc_cons(&in->arena, number, doc_text(&in->arena, inspect_take(in)));
}

/* <<1, 2, 3::size(4)>>, filling lines. */
static void fill_bits(Inspector *in, Doc *into, const Binary *b, InspectScope scope)
{
    static const DocItems how = {",", ",", true};
    if (b->len == 0) {
        *into = *inspect_painted(in, scope, STR("<<>>"), PAINT_binary);
        return;
    }
    size_t first = in->items.len;
    int64_t limit = scope.limit;
    for (size_t i = 0; i < b->len && !in->failed; i++, limit -= limit > 0) {
        in->failed |=
            interrupted(vm_cx(in->vm)) || (i > 0 && is_at_fault(in, scope, FAULT_limit_of_bits));
        if (limit == 0) {
            vec_push(&in->items, doc_text(&in->arena, STR("...")));
            break;
        }
        bool is_partial = i + 1 == b->len && b->bits < 8;
        int byte = (uint8_t)b->at[i] >> (is_partial ? 8 - b->bits : 0);
        print_integer(in, value_int(byte), scope);
        if (is_partial)
            vec_push(&in->items, partial_byte(in, scope, b->bits));
        else
            vec_push(&in->items, inspect_painted(in, scope, inspect_take(in), PAINT_number));
    }
    const Doc *items = inspect_items_doc(in, scope, first, &how, PAINT_none);
    Doc *open = inspect_painted(in, scope, STR("<<"), PAINT_binary),
        *close = inspect_painted(in, scope, STR(">>"), PAINT_binary);
    Doc *inner = doc_cons(&in->arena, open, doc_nest(&in->arena, items, 2));
    *into = *doc_group(&in->arena, doc_cons(&in->arena, inner, close));
}

void inspect_binary(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    const InspectOptions *o = scope.options;
    bool may_be = is_binary(v) && !o->as_binaries && o->base == 10;
    if (may_be &&
        is_at_fault(in, scope, o->as_strings ? FAULT_printable_text : FAULT_printable_string))
        return;
    bool as_string =
        may_be && (o->as_strings || string_is_printable(binary_str(v), o->printable_limit));
    if (as_string)
        fill_string(in, into, binary_str(v), scope);
    else
        fill_bits(in, into, v.binary, scope);
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

bool inspect_charlist(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    const InspectOptions *o = scope.options;
    if (o->as_lists || (scope.no_charlists && !o->as_charlists))
        return false;
    if (is_at_fault(in, scope, o->as_charlists ? FAULT_printable_text : FAULT_printable_list))
        return false;
    Text text = {0};
    bool is_charlist = charlist_text(v, !o->as_charlists, &text);
    if (is_charlist) {
        text_add(&in->scratch, STR("~c\""));
        bool whole = string_escape(&in->scratch, text_str(&text), '"', o->printable_limit);
        text_add(&in->scratch, whole ? STR("\"") : STR("\" ++ ..."));
        fill_text(in, scope, into, PAINT_charlist);
    }
    text_free(&text);
    return is_charlist;
}

/* --- values without parts --- */

void inspect_leaf(Inspector *in, Doc *into, Value v, InspectScope scope)
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
        print_integer(in, v, scope);
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
        function_inspect(out, in->vm, v.function);
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
    fill_text(in, scope, into, paint);
}
