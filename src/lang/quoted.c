/* quoted.c - syntax trees as Elixir's quoted terms and back; see expand.h. */
#include "lang/expand.h"
#include "lang/native.h"
#include "lang/vm_state.h"

#include <string.h>

enum { MOST_NESTED = 1000 };

/* --- trees to terms --- */

static int64_t line_of(Vm *vm, const Ast *ast)
{
    Expander *x = expander_of(vm);
    Str text = vm->cx->sources.at[ast->span.source].text;
    if (x->last.source != ast->span.source) {
        x->last.source = ast->span.source;
        x->last.offset = 0;
        x->last.line = 1 + (int64_t)vm->cx->sources.at[ast->span.source].before;
    }
    for (; x->last.offset < ast->at && x->last.offset < text.len; x->last.offset++)
        x->last.line += text.at[x->last.offset] == '\n';
    for (; x->last.offset > ast->at; x->last.offset--)
        x->last.line -= text.at[x->last.offset - 1] == '\n';
    return x->last.line;
}

static Value pair_of(Sym key, Value v)
{
    return TUPLE(value_atom(key), v);
}

static void remember_place(Vm *vm, Value meta, const Ast *ast)
{
    Expander *x = expander_of(vm);
    Place place = {value_ref(meta), ast->span, ast->at};
    if (x->is_lasting) {
        vec_push(&x->lasting, place);
        *map_put(&x->lasting_of, map_key(meta.cons)) = x->lasting.len;
    } else {
        vec_push(&x->places, place);
        *map_put(&x->place_of, map_key(meta.cons)) = x->places.len;
    }
}

bool is_field(const Ast *ast)
{
    return ast->kind == AST_call && ast->head && ast->count == 0 && !(ast->flags & AST_PARENS) &&
           ast_is_call(ast->head, SYM_dot, 2) && ast->head->args[1]->name != SYM_tuple;
}

Value sigil_delimiter(Vm *vm, const Ast *ast)
{
    Str name = ast->kind == AST_call && !ast->head ? sym_text(vm->cx, ast->name) : STR("");
    Str text = vm->cx->sources.at[ast->span.source].text;
    size_t at = ast->span.start + 1 + name.len - STR("sigil_").len;
    if (ast->count != 2 || !str_starts(name, STR("sigil_")) || at >= text.len ||
        text.at[ast->span.start] != '~')
        return POISON;
    size_t wide = at + 3 <= text.len && text.at[at] == text.at[at + 1] &&
                          text.at[at] == text.at[at + 2] && strchr("\"'", text.at[at])
                      ? 3
                      : 1;
    return value_binary(str_slice(text, at, at + wide));
}

/* Several statements in parentheses stand where these open; other blocks stand nowhere. */
static bool is_paren_block(Vm *vm, const Ast *block)
{
    Str text = vm->cx->sources.at[block->span.source].text;
    return block->count > 1 && block->flags & AST_WRAPPED && block->at < text.len &&
           text.at[block->at] == '(';
}

Value quoted_meta(Vm *vm, const Ast *ast)
{
    Value delimiter = sigil_delimiter(vm, ast);
    Value meta = VALUE_EMPTY;
    Origin o = origin_at(vm, ast->context);
    if (ast_is_call(ast, SYM_block, -1) && !is_paren_block(vm, ast))
        return VALUE_EMPTY;
    if (ast->span.source)
        meta = value_cons(pair_of(SYM_line, value_int(line_of(vm, ast))), meta);
    if (delimiter.tag != TAG_poison)
        meta = value_cons(TUPLE(vm_atom(vm, "delimiter"), delimiter), meta);
    if (is_field(ast))
        meta = value_cons(pair_of(SYM_no_parens, value_bool(true)), meta);
    if (o.receiver != SYM_nil && o.receiver != SYM_Kernel) {
        Value arity = TUPLE(value_int(ast->count), value_atom(o.receiver));
        meta = value_cons(pair_of(SYM_imports, value_cons(arity, VALUE_EMPTY)), meta);
        meta = value_cons(pair_of(SYM_context, value_atom(o.receiver)), meta);
    }
    if (o.counter)
        meta = value_cons(pair_of(SYM_counter, value_int(o.counter)), meta);
    if (ast->context && ast_is_call(ast, SYM_aliases, -1))
        meta = value_cons(pair_of(SYM_alias, value_atom(SYM_false)), meta);
    if (meta.tag == TAG_cons && ast->span.source)
        remember_place(vm, meta, ast);
    return meta;
}

static Value quoted_list(Vm *vm, Ast *const *items, uint32_t count)
{
    ListBuilder list = LIST_BUILDER;
    for (uint32_t i = 0; i < count; i++)
        list_push(&list, quoted_of(vm, items[i]));
    return list.list;
}

Value quoted_of(Vm *vm, const Ast *ast)
{
    switch (ast->kind) {
    case AST_int:
        return value_int(ast->i);
    case AST_big:
        return value_integer_of_digits(ast->text);
    case AST_float:
        return value_float(ast->f);
    case AST_atom:
        return value_atom(ast->name);
    case AST_string:
        return value_binary(ast->text);
    case AST_list:
        return quoted_list(vm, ast->args, ast->count);
    case AST_pair: {
        Value a = quoted_of(vm, ast->args[0]), b = quoted_of(vm, ast->args[1]);
        return TUPLE(a, b);
    }
    case AST_var: {
        Value meta = quoted_meta(vm, ast);
        return TUPLE(value_atom(ast->name), meta, value_atom(origin_at(vm, ast->context).context));
    }
    case AST_call:
        break;
    }
    if (ast_is_call(ast, SYM_value_form, 1))
        return value_ref(expander_of(vm)->values.at[ast->args[0]->i]);
    Value head = ast->head ? quoted_of(vm, ast->head) : value_atom(ast->name);
    Value meta = quoted_meta(vm, ast), args = quoted_list(vm, ast->args, ast->count);
    return TUPLE(head, meta, args);
}

/* --- terms to trees --- */

typedef struct Reader {
    Vm *vm;
    Arena *arena;
    Reading from;
    int depth;
    bool in_quote; /* what is quoted again keeps its var! */
} Reader;

static Ast *read_node(Reader *r, Value v);

/* The value under a key of a keyword list, or POISON. */
static Value meta_at(Value meta, Sym key)
{
    return keyword_get(meta, key, POISON);
}

/* The line's text, for terms that kept a line number alone. */
static Span line_span(const Reader *r, int64_t line)
{
    const Source *source = &r->vm->cx->sources.at[r->from.span.source];
    Str text = source->text;
    uint32_t at = 0, end;
    for (int64_t n = 1 + (int64_t)source->before; n < line && at < text.len; at++)
        n += text.at[at] == '\n';
    while (at < text.len && text.at[at] == ' ')
        at++;
    for (end = at; end < text.len && text.at[end] != '\n'; end++)
        ;
    return at < text.len && end > at ? (Span){r->from.span.source, at, end} : r->from.span;
}

static const Place *known_place(const Expander *x, Value meta)
{
    uint64_t *known = meta.tag == TAG_cons ? map_get(&x->place_of, map_key(meta.cons)) : NULL;
    if (known)
        return &x->places.at[*known - 1];
    known = meta.tag == TAG_cons ? map_get(&x->lasting_of, map_key(meta.cons)) : NULL;
    return known ? &x->lasting.at[*known - 1] : NULL;
}

/* A node where the metadata says that it stood. */
static Ast *node_at(const Reader *r, AstKind kind, Value meta)
{
    const Place *known = known_place(expander_of(r->vm), meta);
    if (known)
        return ast_at(ast_new(r->arena, kind, known->span), known->at);
    Value line = meta_at(meta, SYM_line);
    bool has_line = line.tag == TAG_int && line.i > 0 && r->from.span.source;
    return ast_new(r->arena, kind, has_line ? line_span(r, line.i) : r->from.span);
}

static Ast *invalid(Reader *r, Value v)
{
    Text shown = {0};
    value_inspect(r->vm, &shown, v, &inspect_defaults);
    fail(r->vm->cx, r->from.span, EXC_CompileError, "invalid quoted expression: %s",
         text_cstr(&shown));
    text_free(&shown);
    return NULL;
}

static int64_t counter_of(const Reader *r, Value meta, bool is_own)
{
    Value counter = meta_at(meta, SYM_counter);
    return counter.tag == TAG_int ? counter.i : is_own ? r->from.counter : 0;
}

/* {name, meta, context} */
static Ast *read_variable(Reader *r, Sym name, Value meta, Sym context)
{
    Ast *var = node_at(r, AST_var, meta);
    Origin o = {.context = context};
    o.counter = counter_of(r, meta, context != SYM_nil && context == r->from.receiver);
    var->name = name;
    if ((context != SYM_nil || o.counter) && name != SYM_underscore)
        var->context = origin_number(r->vm, o);
    return var;
}

/* var!(x): the variable of the macro's caller, whatever quote made it. */
static Ast *read_bare_variable(Reader *r, Value args)
{
    Value var = args.cons->head, rest = args.cons->tail;
    if (var.tag != TAG_tuple || var.tuple->len != 3 || var.tuple->at[0].tag != TAG_atom ||
        var.tuple->at[2].tag != TAG_atom)
        return NULL;
    Sym context =
        rest.tag == TAG_cons && rest.cons->head.tag == TAG_atom ? rest.cons->head.atom : SYM_nil;
    Ast *out = node_at(r, AST_var, var.tuple->at[1]);
    out->name = var.tuple->at[0].atom;
    if (context != SYM_nil)
        out->context = origin_number(r->vm, (Origin){.context = context});
    return out;
}

static bool read_items(Reader *r, Value list, Ast *out)
{
    int64_t count = list_length(list);
    Value item;
    out->count = (uint32_t)count;
    out->args = arena_array(r->arena, Ast *, count);
    for (int64_t i = 0; list_next(&list, &item); i++)
        if ((out->args[i] = read_node(r, item)) == NULL)
            return false;
    return true;
}

/* Which module a call goes to that a quote resolved by its own imports. */
static uint32_t call_origin(Reader *r, Value meta, Value args)
{
    Value imports = meta_at(meta, SYM_imports), entry;
    int64_t count = list_length(args);
    while (list_next(&imports, &entry))
        if (entry.tag == TAG_tuple && entry.tuple->len == 2 && entry.tuple->at[0].tag == TAG_int &&
            entry.tuple->at[0].i == count && entry.tuple->at[1].tag == TAG_atom)
            return origin_number(r->vm, (Origin){.receiver = entry.tuple->at[1].atom});
    return 0;
}

static Ast *read_alias(Reader *r, Ast *call, Value meta)
{
    Value alias = meta_at(meta, SYM_alias);
    if (alias.tag == TAG_atom && alias.atom > SYM_true) {
        Ast *module = ast_atom(r->arena, alias.atom, call->span);
        module->context = origin_number(r->vm, (Origin){.counter = counter_of(r, meta, true)});
        return module;
    }
    if (alias.tag == TAG_atom) { /* false: only aliases of the same expansion apply */
        Origin o = {.counter = counter_of(r, meta, true)};
        call->context = origin_number(r->vm, o);
    }
    if (call->count && call->args[0]->kind == AST_atom) { /* unquoted modules in front */
        Str text = sym_text(r->vm->cx, call->args[0]->name);
        if (str_starts(text, STR("Elixir.")) && call->count == 1)
            return call->args[0];
    }
    return call;
}

static Ast *read_call(Reader *r, Value head, Value meta, Value args)
{
    bool was_in_quote = r->in_quote;
    if (is_atom(head, SYM_var_bang) && args.tag == TAG_cons && !r->in_quote) {
        Ast *bare = read_bare_variable(r, args);
        if (bare)
            return bare;
    }
    Ast *call = node_at(r, AST_call, meta);
    r->in_quote = r->in_quote || is_atom(head, SYM_quote);
    if (head.tag == TAG_atom)
        call->name = head.atom;
    else if ((call->head = read_node(r, head)) == NULL)
        return NULL;
    if (!read_items(r, args, call))
        return NULL;
    r->in_quote = was_in_quote;
    if (!is_atom(meta_at(meta, SYM_no_parens), SYM_true))
        call->flags |= AST_PARENS;
    if (ast_is_call(call, SYM_block, 1) && !ast_is_call(call->args[0], SYM_unquote_splicing, 1))
        return call->args[0];
    if (ast_is_call(call, SYM_aliases, -1))
        return read_alias(r, call, meta);
    if (head.tag == TAG_atom)
        call->context = call_origin(r, meta, args);
    return call;
}

static Ast *read_tuple(Reader *r, Value v)
{
    const Value *at = v.tuple->at;
    if (v.tuple->len == 2) {
        Ast *a = read_node(r, at[0]), *b = a ? read_node(r, at[1]) : NULL;
        return b ? ast_pair(r->arena, a, b, a->span) : NULL;
    }
    bool is_call =
        v.tuple->len == 3 && is_list(at[1]) && (at[0].tag == TAG_atom || at[0].tag == TAG_tuple);
    if (is_call && at[0].tag == TAG_atom && at[2].tag == TAG_atom)
        return read_variable(r, at[0].atom, at[1], at[2].atom);
    if (is_call && is_proper_list(at[2]))
        return read_call(r, at[0], at[1], at[2]);
    return invalid(r, v);
}

/* A literal, or a value of a kind that no literal has. */
static Ast *read_leaf(Reader *r, Value v)
{
    Ast *leaf = ast_new(r->arena, AST_int, r->from.span);
    if (v.tag == TAG_int) {
        leaf->i = v.i;
    } else if (v.tag == TAG_float) {
        leaf->kind = AST_float;
        leaf->f = v.f;
    } else if (v.tag == TAG_atom) {
        leaf->kind = AST_atom;
        leaf->name = v.atom;
    } else if (is_binary(v)) {
        leaf->kind = AST_string;
        leaf->text = binary_str(v);
        leaf->text.at = arena_copy(r->arena, leaf->text.at, leaf->text.len);
    } else if (v.tag == TAG_big || v.tag == TAG_pid || v.tag == TAG_tensor ||
               (v.tag == TAG_function && v.function->function)) {
        return value_node(r->vm, r->arena, value_ref(v), r->from.span);
    } else {
        return invalid(r, v);
    }
    return leaf;
}

static Ast *read_node(Reader *r, Value v)
{
    Ast *out = NULL;
    if (failed(r->vm->cx))
        return NULL;
    if (++r->depth > MOST_NESTED) {
        fail(r->vm->cx, r->from.span, EXC_CompileError,
             "a quoted expression is nested more than %d levels deep", MOST_NESTED);
    } else if (v.tag == TAG_tuple) {
        out = read_tuple(r, v);
    } else if (is_proper_list(v)) {
        out = ast_new(r->arena, AST_list, r->from.span);
        if (!read_items(r, v, out))
            out = NULL;
    } else {
        out = read_leaf(r, v);
    }
    r->depth--;
    return out;
}

Ast *quoted_read(Vm *vm, Arena *arena, Value quoted, Reading from)
{
    Reader r = {.vm = vm, .arena = arena, .from = from};
    return read_node(&r, quoted);
}

/* --- what quote leaves to run time --- */

static bool is_quoted(Value v)
{
    switch (v.tag) {
    case TAG_tuple:
        return v.tuple->len == 2 ||
               (v.tuple->len == 3 && is_list(v.tuple->at[1]) &&
                (v.tuple->at[0].tag == TAG_atom || v.tuple->at[0].tag == TAG_tuple) &&
                (v.tuple->at[2].tag == TAG_atom || is_list(v.tuple->at[2])));
    case TAG_function:
        return v.function->function != NULL;
    case TAG_poison:
    case TAG_map:
    case TAG_ref:
    case TAG_native:
        return false;
    case TAG_atom:
    case TAG_int:
    case TAG_float:
    case TAG_nil:
    case TAG_pid:
    case TAG_big:
    case TAG_binary:
    case TAG_cons:
    case TAG_tensor:
        return true;
    }
    return false;
}

/* Cnx.Quote.checked(value): what unquote puts into a tree. */
NATIVE(fn_quote_checked)
{
    if (is_quoted(args[0]))
        return take(&args[0]);
    Text shown = {0};
    value_inspect(vm, &shown, args[0], &inspect_defaults);
    vm_fail(vm, EXC_ArgumentError,
            "tried to unquote invalid AST: %s\nDid you forget to escape term using Macro.escape/1?",
            text_cstr(&shown));
    text_free(&shown);
    return POISON;
}

static Value dotted(Value left, Value right, Value meta, Value args)
{
    Value dot = TUPLE(value_atom(SYM_dot), VALUE_EMPTY,
                      value_list((Value[]){value_ref(left), value_ref(right)}, 2, VALUE_EMPTY));
    return TUPLE(dot, meta, value_ref(args));
}

/* Cnx.Quote.dot(left, right, args): `left.unquote(right)`, with args nil, or followed by (args). */
NATIVE(fn_quote_dot)
{
    Value right = args[1], no_parens = VALUE_EMPTY;
    bool is_bare = args[2].tag == TAG_atom;
    if (is_bare)
        no_parens = value_cons(pair_of(SYM_no_parens, value_bool(true)), VALUE_EMPTY);
    if (right.tag == TAG_tuple && right.tuple->len == 3 && right.tuple->at[0].tag == TAG_atom) {
        Value inner = right.tuple->at[2];
        if (is_bare && is_list(inner) && !is_atom(right.tuple->at[0], SYM_aliases)) {
            value_free(no_parens);
            return dotted(args[0], right.tuple->at[0], VALUE_EMPTY, inner);
        }
        if (inner.tag == TAG_atom)
            right = right.tuple->at[0];
    }
    if (right.tag == TAG_atom && is_bare &&
        str_starts(sym_text(vm_cx(vm), right.atom), STR("Elixir."))) {
        Str name = sym_text(vm_cx(vm), right.atom);
        Value last = value_atom(sym(vm_cx(vm), str_slice(name, 7, name.len)));
        Value parts = value_list((Value[]){value_ref(args[0]), last}, 2, VALUE_EMPTY);
        value_free(no_parens);
        return TUPLE(value_atom(SYM_aliases), VALUE_EMPTY, parts);
    }
    return dotted(args[0], right, no_parens, is_bare ? VALUE_EMPTY : args[2]);
}
