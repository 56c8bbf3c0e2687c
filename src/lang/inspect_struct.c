/* inspect_struct.c - maps, structs and tensors as the language writes them.

   A struct is shown by its own implementation of Inspect when its module has one (inspect_call.c),
   by the few forms below, or as %Mod{...} with its fields in the order of their definition; by
   plain map syntax when its fields are not those of its module. */
#include "lang/inspect.h"

#include "lang/module.h"
#include "lang/vm_state.h"

/* --- maps --- */

static bool keys_are_plain_atoms(const Cx *cx, const MapObject *map)
{
    for (uint32_t i = 0; i < map->len; i++)
        if (map->at[2 * i].tag != TAG_atom ||
            str_starts(sym_text(cx, map->at[2 * i].atom), STR("Elixir.")))
            return false;
    return true;
}

static void fill_map(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    map_settle(v.map);
    bool plain = keys_are_plain_atoms(vm_cx(in->vm), v.map);
    ItemSource pairs = {
        .kind = plain ? SOURCE_atoms : SOURCE_pairs, .at = v.map->at, .left = v.map->len};
    inspect_items(in, into, STR("%{"), pairs, STR("}"), BREAKS_strict, scope);
}

/* --- structs with a form of their own --- */

static Value field(Inspector *in, Value v, const char *name)
{
    Value found = map_at_atom(v, vm_atom(in->vm, name).atom);
    return found.tag == TAG_poison ? VALUE_NIL : found;
}

/* 1..3, 1..9//2. */
static bool fill_range(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    Value first = field(in, v, "first"), last = field(in, v, "last"), step = field(in, v, "step");
    if (first.tag == TAG_poison || last.tag == TAG_poison || step.tag == TAG_poison)
        return false;
    scope.limit = -1;
    Arena *a = &in->arena;
    Doc *d = doc_cons(a, inspect_doc(in, first, scope), inspect_text(in, ".."));
    d = doc_cons(a, d, inspect_doc(in, last, scope));
    if (!value_equal(step, value_int(1), true) || value_compare(in->vm, first, last, true) > 0)
        d = doc_cons(a, doc_cons(a, d, inspect_text(in, "//")), inspect_doc(in, step, scope));
    *into = *d;
    return true;
}

/* MapSet.new([1, 2]). */
static bool fill_map_set(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    Value map = field(in, v, "map");
    if (map.tag != TAG_map)
        return false;
    map_settle(map.map);
    ListBuilder members = LIST_BUILDER;
    for (uint32_t i = 0; i < map.map->len; i++)
        list_push(&members, value_ref(map.map->at[2 * i]));
    vec_push(&in->held, members.list);
    scope.no_charlists = true;
    Doc *list = inspect_doc(in, members.list, scope);
    *into = *doc_cons(&in->arena, doc_cons(&in->arena, inspect_text(in, "MapSet.new("), list),
                      inspect_text(in, ")"));
    return true;
}

static void print_regex_source(Text *out, Str source)
{
    static const char *const escapes[] = {
        [7] = "\\a", [9] = "\\t", [10] = "\\n", [11] = "\\v", [12] = "\\f", [13] = "\\r"};
    for (size_t i = 0; i < source.len;) {
        uint8_t c = (uint8_t)source.at[i];
        size_t from = i;
        int32_t point = str_codepoint(source, &i);
        if (c == '\\' && i < source.len) {
            text_char(out, '\\');
            text_char(out, source.at[i++]);
        } else if (c == '#' && i < source.len && source.at[i] == '{') {
            text_add(out, STR("\\#"));
        } else if (c == '/') {
            text_add(out, STR("\\/"));
        } else if (c < sizeof escapes / sizeof escapes[0] && escapes[c]) {
            text_add(out, str_of(escapes[c]));
        } else if (c < 32 || c == 127 || point < 0) {
            text_print(out, "\\x%02X", c);
        } else {
            text_add(out, str_slice(source, from, i));
        }
    }
}

/* Appends the letters of a list of options, whose last one was the first letter. False when some
   have none. */
static bool print_regex_options(Inspector *in, Value options, Text *out)
{
    static const struct {
        const char *name, *before; /* what stands before it in the list, if anything must */
        char letter;
    } rows[] = {{"caseless", NULL, 'i'}, {"ucp", "unicode", 'u'},  {"multiline", NULL, 'm'},
                {"extended", NULL, 'x'}, {"firstline", NULL, 'f'}, {"ungreedy", NULL, 'U'}};
    Vm *vm = in->vm;
    Value option, before = VALUE_EMPTY;
    char letters[16];
    size_t count = 0;
    while (list_next(&options, &option)) {
        char letter = 0;
        for (size_t i = 0; option.tag == TAG_atom && i < sizeof rows / sizeof rows[0]; i++)
            if (is_atom(option, vm_atom(vm, rows[i].name).atom) &&
                (!rows[i].before || is_atom(before, vm_atom(vm, rows[i].before).atom)))
                letter = rows[i].letter;
        if (option.tag == TAG_tuple && is_atom(before, vm_atom(vm, "dotall").atom) &&
            option.tuple->len == 2 && is_atom(option.tuple->at[1], vm_atom(vm, "anycrlf").atom))
            letter = 's';
        bool is_half = before.tag == TAG_atom && letter != 's' && letter != 'u';
        before = VALUE_EMPTY;
        if (is_half || (letter == 0 && option.tag != TAG_atom) || count == sizeof letters)
            return false;
        if (letter == 0)
            before = option;
        else
            letters[count++] = letter;
    }
    while (count > 0)
        text_char(out, letters[--count]);
    return before.tag == TAG_nil;
}

static bool fill_regex(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    Value source = field(in, v, "source"), options = field(in, v, "opts");
    if (source.tag != TAG_binary)
        return false;
    Text letters = {0};
    if (print_regex_options(in, options, &letters)) {
        text_add(&in->scratch, STR("~r/"));
        print_regex_source(&in->scratch, binary_str(source));
        text_char(&in->scratch, '/');
        text_add(&in->scratch, text_str(&letters));
        Doc *shown = inspect_painted(in, scope, inspect_take(in), PAINT_regex);
        *into = *doc_cons(&in->arena, shown, inspect_text(in, ""));
    } else {
        scope.limit = -1;
        Doc *left = doc_cons(&in->arena, inspect_text(in, "Regex.compile!("),
                             inspect_doc(in, source, scope));
        Doc *right = doc_cons(&in->arena, inspect_doc(in, options, scope), inspect_text(in, ")"));
        *into = *doc_cons(&in->arena, left, doc_cons(&in->arena, inspect_text(in, ", "), right));
    }
    text_free(&letters);
    return true;
}

/* --- structs --- */

/* The fields to show, in the order of their definition, or POISON when the map's keys are not those
   of its module. Yours. */
static Value fields_of(Inspector *in, Value v, Sym module)
{
    const Module *m = module_find(in->vm, module);
    if (m == NULL || m->fields.tag != TAG_map || m->fields.map->len != v.map->len)
        return POISON;
    const Value *keys = map_settle(v.map)->at;
    const Value *defined = map_settle(m->fields.map)->at;
    for (uint32_t i = 0; i < v.map->len; i++)
        if (!value_equal(keys[2 * i], defined[2 * i], true))
            return POISON;
    ListBuilder fields = LIST_BUILDER;
    Value order = m->field_order, name;
    while (list_next(&order, &name))
        if (!is_atom(name, SYM_struct_key) && !is_atom(name, SYM_exception_key))
            list_push(&fields, name);
    return fields.list;
}

bool inspect_own_form(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    Sym module = scope.options->structs ? struct_of(v) : SYM_nil;
    if (module == SYM_nil)
        return false;
    return inspect_by_implementation(in, into, v, module, scope) ||
           (module == SYM_Range && fill_range(in, into, v, scope)) ||
           (module == SYM_MapSet && fill_map_set(in, into, v, scope)) ||
           (module == SYM_Regex && fill_regex(in, into, v, scope));
}

void inspect_map(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    Sym module = scope.options->structs ? struct_of(v) : SYM_nil;
    Value fields = module == SYM_nil ? POISON : fields_of(in, v, module);
    if (fields.tag == TAG_poison) {
        fill_map(in, into, v, scope);
        return;
    }
    vec_push(&in->held, fields);
    text_char(&in->scratch, '%');
    atom_inspect(&in->scratch, sym_text(vm_cx(in->vm), module));
    text_char(&in->scratch, '{');
    ItemSource source = {.kind = SOURCE_fields, .rest = fields, .map = v};
    inspect_items(in, into, inspect_take(in), source, STR("}"), BREAKS_strict, scope);
}

/* --- tensors --- */

/* Each line of the text is a line of the document. */
static Doc *lines_of(Inspector *in, Str text)
{
    Arena *a = &in->arena;
    Doc *lines = inspect_text(in, "");
    for (size_t from = 0, to; from <= text.len; from = to + 1) {
        for (to = from; to < text.len && text.at[to] != '\n'; to++)
            ;
        Doc *line = doc_text(a, str_slice(text, from, to));
        lines = from == 0 ? line : doc_cons(a, lines, doc_cons(a, doc_line(a), line));
    }
    return lines;
}

/* What the tensor is computed by: the table that Nx.Defn.Expr makes. */
static void print_expression(Inspector *in, Value v, int64_t limit)
{
    Value args[] = {v, limit < 0 ? value_atom(SYM_infinity) : value_int(limit)};
    Value lines = vm_call_named(in->vm, SYM_Nx_Defn_Expr, vm_atom(in->vm, "lines").atom, args, 2);
    text_add(&in->scratch, STR("\n\nNx.Defn.Expr\n"));
    if (lines.tag == TAG_binary)
        text_add(&in->scratch, binary_str(lines));
    in->failed |= lines.tag == TAG_poison;
    value_free(lines);
}

static void print_tensor(Inspector *in, Value v, int64_t limit)
{
    const TensorObject *t = v.tensor;
    Str names[MAX_RANK];
    for (int i = 0; i < t->type.shape.rank; i++)
        names[i] = t->names[i] == NAME_none ? STR("") : sym_text(vm_cx(in->vm), t->names[i]);
    TensorStyle style = {
        .names = names, .vectorized = t->vectorized, .limit = limit, .donatable = t->is_donatable};
    if (t->data) {
        tensor_print(&in->scratch, t->data, &style);
        return;
    }
    tensor_head_print(&in->scratch, &t->type, &style);
    if (t->node)
        print_expression(in, v, limit);
    else if (t->is_used_up)
        text_add(&in->scratch, STR("\nDeallocated, or used up by a definition it was donated to"));
    else
        text_add(&in->scratch, STR("\nNx.TemplateBackend"));
}

/* Its lines are lines of the document, so that they are indented with what stands around. */
void inspect_tensor(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    Arena *a = &in->arena;
    print_tensor(in, v, scope.limit);
    Doc *lines = doc_cons(a, doc_line(a), lines_of(in, inspect_take(in)));
    Doc *inner = doc_cons(a, inspect_text(in, "#Nx.Tensor<"), doc_nest(a, lines, 2));
    *into = *doc_force(a, doc_cons(a, inner, doc_cons(a, doc_line(a), inspect_text(in, ">"))));
}
