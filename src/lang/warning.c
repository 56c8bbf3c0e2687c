/* warning.c - see warning.h. */
#include "lang/warning.h"

#include "base/picture.h"
#include "lang/native.h"
#include "lang/vm_state.h"

#include <string.h>

void vm_show_warnings(Vm *vm, const Palette *palette)
{
    vm->warnings.is_on = true;
    vm->warnings.palette = palette;
}

int64_t vm_warning_count(const Vm *vm)
{
    return vm->warnings.count;
}

void warnings_free(Warnings *w)
{
    vec_free(&w->variables);
    vec_free(&w->lexical);
    vec_free(&w->calls);
    for (size_t i = 0; i < w->kept.len; i++)
        value_free(w->kept.at[i]);
    vec_free(&w->kept);
}

/* --- showing --- */

bool warns_at(const Vm *vm, Span span)
{
    return vm->warnings.is_on && span.source &&
           (vm->warnings.in_library || !vm->cx->sources.at[span.source].is_library);
}

static Str short_name(const Vm *vm, Sym module)
{
    Str text = sym_text(vm->cx, module);
    return str_starts(text, STR("Elixir.")) ? str_slice(text, 7, text.len) : text;
}

/* ": Mod.fun/1" behind a place, and the end of its line. */
static void print_caller(Text *out, const Vm *vm, Sym module, const Function *f)
{
    if (f) {
        Str m = short_name(vm, f->module), name = sym_text(vm->cx, f->name);
        if (str_starts(name, STR("__defn:"))) /* the traced half of a definition */
            name = str_slice(name, 7, name.len - 2);
        bool is_plain = memchr(name.at, ' ', name.len) == NULL;
        text_print(out, is_plain ? ": %.*s.%.*s/%u" : ": %.*s.\"%.*s\"/%u", (int)m.len, m.at,
                   (int)name.len, name.at, f->arity);
    } else if (module != SYM_nil) {
        Str m = short_name(vm, module);
        text_print(out, ": %.*s (module)", (int)m.len, m.at);
    }
    text_char(out, '\n');
}

static void print_box(Text *out, const Vm *vm, const WarnPlace *place, const char *message)
{
    Span span = place->span;
    const Palette *palette = vm->warnings.palette;
    const Source *source = &vm->cx->sources.at[span.source];
    Position at = position_of(vm->cx, span.source, span.start);
    size_t line_end = (size_t)(at.text.at - source->text.at) + at.text.len;
    size_t end = span.end < line_end ? span.end : line_end;
    Picture p = {.severity = "warning", .colour = palette->note, .off = palette->off};
    p.message = str_of(message);
    p.file = source->name;
    p.lines = at.text;
    p.line = at.line;
    p.column = place->column ? place->column : span.end > span.start ? at.column : 0;
    p.width =
        end > span.start ? (uint32_t)str_columns(str_slice(source->text, span.start, end)) : 1;
    picture_print(out, &p);
    print_caller(out, vm, place->module, place->function);
}

static void show(Vm *vm, Str text)
{
    if (!vm->warnings.hides)
        vm_write(vm, 2, text);
}

/* The blank line that ends a warning; further places stand in front of it. */
static void warn_end(Vm *vm)
{
    show(vm, STR("\n"));
}

static void keep(Vm *vm, const WarnPlace *place, const char *message)
{
    Span span = place->span;
    Position at = position_of(vm->cx, span.source, span.start);
    bool has_column = span.end > span.start;
    if (place->column)
        at.column = place->column;
    vec_push(&vm->warnings.kept,
             TUPLE(value_binary(str_of(message)),
                   value_binary(vm->cx->sources.at[span.source].name), value_int(at.line),
                   has_column ? value_int(at.column) : VALUE_NIL));
}

/* Cnx.Warnings.keep(hide): from here on warnings are kept, and hidden if so asked; gives what was
   asked before, for `release`. */
NATIVE(fn_warnings_keep)
{
    Warnings *w = &vm->warnings;
    Value before = TUPLE(value_bool(w->keeps), value_bool(w->hides), value_bool(w->is_on),
                         value_int((int64_t)w->kept.len));
    w->keeps = w->is_on = true;
    w->hides = is_truthy(args[0]);
    if (w->palette == NULL)
        w->palette = &palette_plain;
    return before;
}

/* Cnx.Warnings.release(before): the warnings kept since, {message, file, line, column | nil}. */
NATIVE(fn_warnings_release)
{
    Warnings *w = &vm->warnings;
    ListBuilder list = LIST_BUILDER;
    bool fits = args[0].tag == TAG_tuple && args[0].tuple->len == 4;
    size_t from =
        fits && is_size(args[0].tuple->at[3], 0) ? (size_t)args[0].tuple->at[3].i : w->kept.len + 1;
    if (from > w->kept.len)
        return fail_argument(vm);
    w->keeps = is_truthy(args[0].tuple->at[0]);
    w->hides = is_truthy(args[0].tuple->at[1]);
    w->is_on = is_truthy(args[0].tuple->at[2]);
    for (size_t i = from; i < w->kept.len; i++)
        list_push(&list, w->kept.at[i]);
    w->kept.len = from;
    return list.list;
}

static void warn_box(Vm *vm, const WarnPlace *place, const char *message)
{
    Text out = {0};
    print_box(&out, vm, place, message);
    show(vm, text_str(&out));
    vm->warnings.count += !vm->warnings.hides;
    if (vm->warnings.keeps)
        keep(vm, place, message);
    text_free(&out);
}

void warn(Vm *vm, Span span, Sym module, const Function *f, const char *fmt, ...)
{
    if (!warns_at(vm, span))
        return;
    Text message = {0};
    va_list args;
    va_start(args, fmt);
    text_vprint(&message, fmt, args);
    va_end(args);
    warn_box(vm, &(WarnPlace){span, module, f, 0}, text_cstr(&message));
    warn_end(vm);
    text_free(&message);
}

void warn_places(Vm *vm, const WarnPlace *places, size_t count, const char *message)
{
    if (count == 0 || !warns_at(vm, places[0].span))
        return;
    warn_box(vm, &places[0], message);
    for (size_t i = 1; i < count; i++) {
        Text out = {0};
        const WarnPlace *p = &places[i];
        Position at = position_of(vm->cx, p->span.source, p->span.start);
        Str file = path_shown(vm->cx->sources.at[p->span.source].name);
        text_print(&out, "    └─ %.*s:%u", (int)file.len, file.at, at.line);
        if (p->span.end > p->span.start)
            text_print(&out, ":%u", at.column);
        print_caller(&out, vm, p->module, p->function);
        show(vm, text_str(&out));
        text_free(&out);
    }
    warn_end(vm);
}

void warn_syntax(Vm *vm, const SyntaxWarnings *found)
{
    for (size_t i = 0; i < found->len; i++) {
        SyntaxWarning *w = &found->at[i];
        WarnPlace place = {.span = w->span, .module = SYM_nil, .column = w->column};
        warn_places(vm, &place, 1, text_cstr(&w->message));
    }
}

Ast *vm_parse(Vm *vm, Arena *arena, uint32_t source, uint32_t from, uint32_t to)
{
    SyntaxWarnings found = {0};
    Ast *tree = parse_noting(vm->cx, arena, source, from, to, &found);
    bool is_cut = tree == NULL && vm->cx->error && vm->cx->error->exc == EXC_TokenMissingError;
    if (!is_cut) /* a prompt reads it again, with the line that was missing */
        warn_syntax(vm, &found);
    syntax_warnings_free(&found);
    return tree;
}

/* --- marks --- */

static uint32_t mark_in(Vm *vm, Marks *all, size_t from, Mark mark)
{
    if (!warns_at(vm, mark.span))
        return 0;
    for (size_t i = all->len; i-- > from;)
        if (all->at[i].span.start == mark.span.start &&
            all->at[i].span.source == mark.span.source && all->at[i].kind == mark.kind &&
            ((mark.kind != MARK_text && mark.kind != MARK_alias) || all->at[i].name == mark.name))
            return (uint32_t)i + 1;
    vec_push(all, mark);
    return (uint32_t)all->len;
}

uint32_t mark_variable(Vm *vm, size_t from, Mark mark)
{
    return mark_in(vm, &vm->warnings.variables, from, mark);
}

uint32_t mark_lexical(Vm *vm, Mark mark)
{
    if (mark.span.source && vm->cx->sources.at[mark.span.source].is_library)
        return 0; /* its functions compile later, so what they use is not known in time */
    return mark_in(vm, &vm->warnings.lexical, 0, mark);
}

void mark_shared_used(Vm *vm, Sym name)
{
    for (size_t i = vm->warnings.lexical.len; i-- > 0;) {
        Mark *m = &vm->warnings.lexical.at[i];
        if (m->name == name && (m->kind == MARK_variable || m->kind == MARK_shadowing)) {
            m->used = true;
            return;
        }
    }
}

void mark_all_shared_used(Vm *vm)
{
    for (size_t i = 0; i < vm->warnings.lexical.len; i++) {
        Mark *m = &vm->warnings.lexical.at[i];
        m->used = m->used || m->kind == MARK_variable || m->kind == MARK_shadowing;
    }
}

void mark_attribute_used(Vm *vm, Sym module, Sym name)
{
    for (size_t i = 0; i < vm->warnings.lexical.len; i++) {
        Mark *m = &vm->warnings.lexical.at[i];
        if (m->kind == MARK_attribute && m->module == module && m->name == name)
            m->used = true;
    }
}

static void warn_mark(Vm *vm, const Mark *m)
{
    Str name = m->kind == MARK_import ? short_name(vm, m->name) : sym_text(vm->cx, m->name);
    int len = (int)name.len;
    switch (m->kind) {
    case MARK_variable:
        warn(vm, m->span, m->module, m->function,
             "variable \"%.*s\" is unused (if the variable is not meant to be used, prefix it with "
             "an underscore)",
             len, name.at);
        break;
    case MARK_shadowing:
        warn(vm, m->span, m->module, m->function,
             "variable \"%.*s\" is unused (there is a variable with the same name in the context, "
             "use the pin operator (^) to match on it or prefix this variable with underscore if "
             "it is not meant to be used)",
             len, name.at);
        break;
    case MARK_bound:
        break;
    case MARK_text:
        warn(vm, m->span, m->module, m->function, "%.*s", len, name.at);
        break;
    case MARK_underscored:
        warn(vm, m->span, m->module, m->function,
             "the underscored variable \"%.*s\" is used after being set. A leading underscore "
             "indicates that the value of the variable should be ignored. If this is intended "
             "please rename the variable to remove the underscore",
             len, name.at);
        break;
    case MARK_alias:
        warn(vm, m->span, m->module, NULL, "unused alias %.*s", len, name.at);
        break;
    case MARK_import:
    case MARK_import_name:
        warn(vm, m->span, m->module, NULL, "unused import %.*s", len, name.at);
        break;
    case MARK_attribute:
        warn(vm, m->span, m->module, NULL, "module attribute @%.*s was set but never used", len,
             name.at);
        break;
    }
}

/* In the order of the text; an import in front of its names. */
static int by_place(const void *a, const void *b)
{
    const Mark *x = a, *y = b;
    if (x->span.start != y->span.start)
        return x->span.start < y->span.start ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return x->name < y->name ? -1 : x->name > y->name;
}

/* A name of an import that is unused as a whole, which is said. */
static bool is_part_of(const Mark *name, const Mark *import)
{
    return name->kind == MARK_import_name && import->kind == MARK_import && !import->used &&
           name->span.start == import->span.start;
}

static void warn_unused(Vm *vm, Marks *all, size_t from)
{
    size_t count = all->len - from;
    if (count == 0)
        return;
    qsort(all->at + from, count, sizeof *all->at, by_place);
    for (size_t i = from, last = from; i < all->len; i++) {
        last = all->at[i].kind == MARK_import_name ? last : i;
        if (!all->at[i].used && !is_part_of(&all->at[i], &all->at[last]))
            warn_mark(vm, &all->at[i]);
    }
    all->len = from;
}

void warn_variables(Vm *vm, size_t from)
{
    warn_unused(vm, &vm->warnings.variables, from);
}

void warn_lexical(Vm *vm, size_t from)
{
    warn_unused(vm, &vm->warnings.lexical, from);
}

/* --- functions --- */

/* A function that is called from outside, or by means that its calls do not show. */
static bool is_root(const Vm *vm, const Function *f)
{
    bool is_half = f->kind == FUNCTION_defn; /* reached with its other half */
    bool is_known = f->kind == FUNCTION_def || f->kind == FUNCTION_macro || is_half;
    return !f->is_private || f->is_called || !is_known || f->is_generated ||
           memchr(sym_text(vm->cx, f->name).at, ' ', sym_text(vm->cx, f->name).len);
}

/* The half of a definition that is traced, for the half that is called; else NULL. */
static const Function *traced_half(const Vm *vm, const Module *m, const Function *f)
{
    Str name = sym_text(vm->cx, f->name);
    for (size_t i = 0; f->is_numeric && i < m->functions.len; i++) {
        const Function *half = m->functions.at[i];
        Str text = sym_text(vm->cx, half->name);
        if (half->kind == FUNCTION_defn && half->arity == f->arity && text.len == name.len + 9 &&
            str_equal(str_slice(text, 7, text.len - 2), name))
            return half;
    }
    return NULL;
}

/* Defaults of a private function's parameters that all its callers pass themselves; those of
   definitions are not looked at, as with Nx. */
static void warn_defaults(Vm *vm, const Module *m, const Function *whole, const Map *seen)
{
    uint32_t defaults = 0, least = whole->arity; /* fewest arguments that somebody passes */
    for (size_t i = 0; i < m->functions.len; i++) {
        const Function *f = m->functions.at[i];
        if (f->defaults_of != whole)
            continue;
        defaults++;
        if (map_find(seen, f) && f->arity < least)
            least = f->arity;
    }
    uint32_t given = least - (whole->arity - defaults); /* of the defaults, from the left */
    Span span = {whole->span.source, whole->span.start, whole->span.start + 1};
    Str name = sym_text(vm->cx, whole->name);
    int len = (int)name.len;
    if (!whole->is_private || whole->is_numeric || defaults == 0 || given == 0)
        return;
    if (given == defaults)
        warn(vm, span, m->name, NULL,
             "default values for the optional arguments in %.*s/%u are never used", len, name.at,
             whole->arity);
    else if (given == 1)
        warn(vm, span, m->name, NULL,
             "the default value for the first optional argument in %.*s/%u is never used", len,
             name.at, whole->arity);
    else
        warn(vm, span, m->name, NULL,
             "the default values for the first %u optional arguments in %.*s/%u are never used",
             given, len, name.at, whole->arity);
}

void warn_functions(Vm *vm, const Module *m)
{
    Map seen = {0};
    VEC(const Function *) todo = {0};
    for (size_t i = 0; i < m->functions.len; i++)
        if (is_root(vm, m->functions.at[i]))
            vec_push(&todo, m->functions.at[i]);
    while (todo.len) {
        const Function *f = vec_pop(&todo);
        if (map_find(&seen, f))
            continue;
        map_set(&seen, f, f);
        const Function *half = traced_half(vm, m, f);
        if (half)
            vec_push(&todo, half);
        for (size_t i = 0; i < f->calls.len; i++) {
            const Function *to = own_by_key(m, f->calls.at[i]);
            if (to)
                vec_push(&todo, to);
        }
    }
    for (size_t i = 0; i < m->functions.len; i++) {
        const Function *f = m->functions.at[i];
        Str name = sym_text(vm->cx, f->name);
        if (f->defaults_of || f->kind == FUNCTION_defn)
            continue;
        if (map_find(&seen, f))
            warn_defaults(vm, m, f, &seen);
        else
            warn(vm, (Span){f->span.source, f->span.start, f->span.start + 1}, m->name, NULL,
                 "%s %.*s/%u is unused", f->kind == FUNCTION_macro ? "macro" : "function",
                 (int)name.len, name.at, f->arity);
    }
    map_free(&seen);
    vec_free(&todo);
}

/* Whether the clause takes whatever arguments it is given. */
static bool takes_all(const Clause *c)
{
    uint32_t count = c->head->kind == AST_call ? c->head->count : 0;
    bool takes = c->guard == NULL;
    for (uint32_t i = 0; i < count && takes; i++) {
        const Ast *a = c->head->args[i];
        takes = a->kind == AST_var;
        for (uint32_t k = 0; k < i && takes; k++)
            takes = a->name == SYM_underscore || c->head->args[k]->name != a->name;
    }
    return takes;
}

/* A clause that only adds the defaults of parameters: its own are named by the compiler. */
static bool is_for_defaults(const Vm *vm, const Clause *c)
{
    const Ast *first = c->head->kind == AST_call && c->head->count ? c->head->args[0] : NULL;
    Str name = first && first->kind == AST_var ? sym_text(vm->cx, first->name) : STR("");
    return memchr(name.at, '@', name.len) != NULL;
}

void warn_clause(Vm *vm, const Module *m, const Function *f)
{
    const Clause *c = &vec_last(&f->clauses), *first = &f->clauses.at[0];
    Str name = sym_text(vm->cx, f->name);
    if (f->clauses.len < 2 || !warns_at(vm, c->head->span) || c->head->context ||
        is_for_defaults(vm, c))
        return;
    Position at = position_of(vm->cx, first->head->span.source, first->head->span.start);
    Span span = {c->head->span.source, c->head->span.start, c->head->span.start + 1};
    const char *kind = f->kind == FUNCTION_macro ? (f->is_private ? "defmacrop" : "defmacro")
                                                 : (f->is_private ? "defp" : "def");
    if (m->latest != f) {
        Str file = vm->cx->sources.at[first->head->span.source].name;
        warn(vm, span, m->name, NULL,
             "clauses with the same name and arity (number of arguments) should be grouped "
             "together, \"%s %.*s/%u\" was previously defined (%.*s:%u)",
             kind, (int)name.len, name.at, f->arity, (int)file.len, file.at, at.line);
    }
    if (f->clauses.at[f->clauses.len - 2].has_defaults)
        warn(vm, span, m->name, NULL,
             "%s %.*s/%u has multiple clauses and also declares default values. In such cases, the "
             "default values should be defined in a header. Instead of:\n\n"
             "    def foo(:first_clause, b \\\\ :default) do ... end\n"
             "    def foo(:second_clause, b) do ... end\n\n"
             "one should write:\n\n"
             "    def foo(a, b \\\\ :default)\n"
             "    def foo(:first_clause, b) do ... end\n"
             "    def foo(:second_clause, b) do ... end\n",
             kind, (int)name.len, name.at, f->arity);
    for (size_t i = 0; i + 1 < f->clauses.len; i++)
        if (takes_all(&f->clauses.at[i])) {
            at = position_of(vm->cx, span.source, f->clauses.at[i].head->span.start);
            warn(vm, span, m->name, NULL,
                 "this clause for %.*s/%u cannot match because a previous clause at line %u always "
                 "matches",
                 (int)name.len, name.at, f->arity, at.line);
            return;
        }
}
