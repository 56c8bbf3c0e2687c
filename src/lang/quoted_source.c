/* quoted_source.c - sources as quoted terms, with the metadata that the options of
   Code.string_to_quoted ask for.

   What is written is in the tree, how it is written in the tokens (syntax/written.h); encoders of
   the program may put what they like in place of literals and names. */
#include "lang/expand.h"
#include "lang/native.h"
#include "lang/vm_state.h"

#include "syntax/written.h"

enum { MOST_NESTED = 2000 };

typedef struct SourceReader {
    Vm *vm;
    Written written;
    bool columns, tokens, known_names; /* the options of these names */
    Value literals, names;             /* encoders, borrowed, or POISON */
    uint32_t offset, line; /* nodes come near each other, so counting goes on from the last */
    uint32_t line_start;   /* not after `offset`, which is in that line */
    uint32_t counted, counted_from; /* the last place whose column was asked for; its line */
    int64_t column;
    bool failed;
} SourceReader;

/* --- places --- */

static void move_to(SourceReader *r, uint32_t offset)
{
    Str text = r->written.text;
    uint32_t to = offset < text.len ? offset : (uint32_t)text.len;
    if (to < r->line_start) {
        for (uint32_t at = r->line_start; at > to; at--)
            r->line -= text.at[at - 1] == '\n';
        for (r->line_start = to; r->line_start > 0 && text.at[r->line_start - 1] != '\n';)
            r->line_start--;
    } else {
        for (uint32_t at = r->offset; at < to; at++)
            if (text.at[at] == '\n') {
                r->line++;
                r->line_start = at + 1;
            }
    }
    r->offset = to;
}

static bool starts_codepoint(const SourceReader *r, uint32_t at)
{
    return ((unsigned char)r->written.text.at[at] & 0xc0) != 0x80;
}

/* The column of `offset`, from 1. */
static int64_t column_here(SourceReader *r)
{
    if (r->counted_from != r->line_start) {
        r->counted = r->counted_from = r->line_start;
        r->column = 1;
    }
    for (; r->counted < r->offset; r->counted++)
        r->column += starts_codepoint(r, r->counted);
    for (; r->counted > r->offset; r->counted--)
        r->column -= starts_codepoint(r, r->counted - 1);
    return r->column;
}

static Value meta_with(Vm *vm, const char *key, Value v, Value meta)
{
    return value_cons(TUPLE(vm_atom(vm, key), v), meta);
}

static Value place_with(SourceReader *r, uint32_t at, bool columns)
{
    Value meta = VALUE_EMPTY;
    move_to(r, at);
    if (columns)
        meta = meta_with(r->vm, "column", value_int(column_here(r)), meta);
    int64_t line = (int64_t)r->line + r->vm->cx->sources.at[r->written.source].before;
    return meta_with(r->vm, "line", value_int(line), meta);
}

static Value place(SourceReader *r, uint32_t at)
{
    return place_with(r, at, r->columns);
}

static Value with_place(SourceReader *r, const char *key, uint32_t at, Value meta)
{
    return at == NOWHERE ? meta : meta_with(r->vm, key, place(r, at), meta);
}

static Value with_newlines(SourceReader *r, uint32_t newlines, Value meta)
{
    return newlines ? meta_with(r->vm, "newlines", value_int(newlines), meta) : meta;
}

/* What only `token_metadata: true` shows. */
static Value with_tokens(SourceReader *r, const Notes *n, Value meta)
{
    Vm *vm = r->vm;
    meta = with_place(r, "closing", n->closing_before, meta);
    meta = with_newlines(r, n->newlines_before, meta);
    meta = with_place(r, "closing", n->closing, meta);
    meta = with_newlines(r, n->newlines, meta);
    meta = with_place(r, "end", n->end_at, meta);
    meta = with_place(r, "do", n->do_at, meta);
    if (n->indentation >= 0)
        meta = meta_with(vm, "indentation", value_int(n->indentation), meta);
    if (n->delimiter.len)
        meta = meta_with(vm, "delimiter", value_binary(n->delimiter), meta);
    return with_place(r, "last", n->last, meta);
}

static Value meta_of(SourceReader *r, const Ast *ast)
{
    Vm *vm = r->vm;
    Notes n;
    notes_of(&r->written, ast, &n);
    if (n.has_no_place)
        return VALUE_EMPTY;
    Value meta = place(r, ast->at);
    if (r->tokens)
        meta = with_tokens(r, &n, meta);
    if (is_field(ast))
        meta = meta_with(vm, "no_parens", value_bool(true), meta);
    if (n.is_ambiguous)
        meta = meta_with(vm, "ambiguous_op", VALUE_NIL, meta);
    if (ast->flags & AST_BRACKETS)
        meta = meta_with(vm, "from_brackets", value_bool(true), meta);
    if (n.is_interpolation)
        meta = meta_with(vm, "from_interpolation", value_bool(true), meta);
    return meta;
}

/* --- encoders --- */

/* What an encoder puts in place of v; takes both. `shown` is what its error names. */
static Value encoded(SourceReader *r, Value encoder, Value v, Value meta, uint32_t at, Str shown)
{
    Vm *vm = r->vm;
    Value args[] = {v, meta};
    Value given = r->failed ? POISON : vm_call(vm, encoder, args, 2), result = POISON;
    bool is_pair = given.tag == TAG_tuple && given.tuple->len == 2;
    if (is_pair && is_atom(given.tuple->at[0], SYM_ok)) {
        result = value_ref(given.tuple->at[1]);
    } else if (is_pair && is_atom(given.tuple->at[0], SYM_error) && is_binary(given.tuple->at[1])) {
        Str reason = binary_str(given.tuple->at[1]);
        fail(vm->cx, (Span){r->written.source, at, at}, EXC_SyntaxError, "%.*s: %.*s",
             (int)reason.len, reason.at, (int)shown.len, shown.at);
        fail_token(vm->cx, reason.len + 2, shown.len);
    } else if (given.tag != TAG_poison) {
        fail_struct(vm, "Elixir.CaseClauseError", (const char *[]){"term"}, &given, 1);
    }
    r->failed |= result.tag == TAG_poison;
    value_free(given);
    value_free(v);
    value_free(meta);
    return result;
}

/* A literal, whose kind may show how it is written; takes v. */
static Value literal(SourceReader *r, const Ast *ast, Value v)
{
    if (r->literals.tag == TAG_poison)
        return v;
    Notes n;
    notes_of(&r->written, ast, &n);
    Value meta = place(r, ast->at);
    if (r->tokens)
        meta = with_tokens(r, &n, meta);
    if (r->tokens && n.spelling.len)
        meta = meta_with(r->vm, "token", value_binary(n.spelling), meta);
    return encoded(r, r->literals, v, meta, ast->at, STR("literal"));
}

/* An atom, or what the program's encoder makes of a name of letters written at that byte. */
static Value name_of(SourceReader *r, Sym name, uint32_t at)
{
    Str text = sym_text(r->vm->cx, name);
    size_t next = 0;
    int32_t c = str_codepoint(text, &next);
    bool is_sign = c < 0x80 && c != '_' && !((c | 32) >= 'a' && (c | 32) <= 'z');
    if (r->names.tag == TAG_poison || name <= SYM_true || (is_sign && atom_is_plain(text)))
        return value_atom(name);
    return encoded(r, r->names, value_binary(text), place(r, at), at, text);
}

/* --- terms --- */

static Value term(SourceReader *r, const Ast *ast);

static Value list_of(SourceReader *r, Ast *const *items, uint32_t count,
                     Value (*each)(SourceReader *r, const Ast *ast))
{
    ListBuilder list = LIST_BUILDER;
    for (uint32_t i = 0; i < count && !r->failed; i++)
        list_push(&list, each(r, items[i]));
    return list.list;
}

/* Puts where its line ends into the metadata of a statement; takes it. */
static Value with_end(SourceReader *r, Value v, uint32_t end)
{
    LineEnd e = line_end(&r->written, end);
    if (!r->tokens || e.at == NOWHERE || v.tag != TAG_tuple || v.tuple->len != 3 ||
        !is_list(v.tuple->at[1]) || is_atom(v.tuple->at[0], SYM_arrow))
        return v;
    Value ends = meta_with(r->vm, "newlines", value_int(e.newlines), place(r, e.at));
    Value meta = meta_with(r->vm, "end_of_expression", ends, value_ref(v.tuple->at[1]));
    Value out = TUPLE(value_ref(v.tuple->at[0]), meta, value_ref(v.tuple->at[2]));
    value_free(v);
    return out;
}

static Value statement(SourceReader *r, const Ast *ast)
{
    return with_end(r, term(r, ast), ast->span.end);
}

static bool are_clauses(const Ast *ast)
{
    return ast->kind == AST_list && ast->count && ast_is_call(ast->args[0], SYM_arrow, 2);
}

/* What stands in a block: a statement, several, or clauses. */
static Value body(SourceReader *r, const Ast *ast)
{
    if (ast->flags & AST_WRAPPED)
        return statement(r, ast);
    if (are_clauses(ast))
        return list_of(r, ast->args, ast->count, term);
    if (ast_is_call(ast, SYM_block, -1))
        return TUPLE(value_atom(SYM_block), meta_of(r, ast),
                     list_of(r, ast->args, ast->count, statement));
    return statement(r, ast);
}

static Value block_pair(SourceReader *r, const Ast *pair)
{
    Value key = literal(r, pair->args[0], value_atom(pair->args[0]->name));
    Value value = body(r, pair->args[1]);
    return TUPLE(key, value);
}

/* A keyword's key: an atom, or the call that makes one. */
static Value key_of(SourceReader *r, const Ast *key)
{
    if (key->kind != AST_atom)
        return term(r, key);
    Value name = name_of(r, key->name, key->at);
    if (r->literals.tag == TAG_poison)
        return name;
    Value meta = meta_with(r->vm, "format", vm_atom(r->vm, "keyword"), place(r, key->at));
    return encoded(r, r->literals, name, meta, key->at, STR("literal"));
}

/* Whether an atom, or the call that makes one, is written with its colon behind it. */
static bool is_key(const SourceReader *r, const Ast *key)
{
    return (key->kind == AST_atom || key->kind == AST_call) &&
           key->span.end < r->written.text.len && r->written.text.at[key->span.end] == ':';
}

/* key: value or key => value, which no braces surround. */
static Value association(SourceReader *r, const Ast *ast)
{
    if (ast->kind != AST_pair)
        return term(r, ast);
    const Ast *key = ast->args[0];
    Value k = is_key(r, ast->args[0]) ? key_of(r, key) : term(r, key), v = term(r, ast->args[1]);
    return TUPLE(k, v);
}

static Value text_part(SourceReader *r, const Ast *part)
{
    return part->kind == AST_string ? value_binary(part->text) : term(r, part);
}

static Value alias_part(SourceReader *r, const Ast *part)
{
    return part->kind == AST_atom ? name_of(r, part->name, part->at) : term(r, part);
}

/* An atom or a number that no encoder sees. */
static Value bare(SourceReader *r, const Ast *ast)
{
    return ast->kind == AST_atom ? value_atom(ast->name) : quoted_of(r->vm, ast);
}

static Value bare_list(SourceReader *r, const Ast *list)
{
    return list_of(r, list->args, list->count, list->flags & AST_CHARLIST ? bare : term);
}

static Value argument(SourceReader *r, const Ast *ast)
{
    return ast->kind == AST_list && ast->flags & AST_KEYWORDS
               ? list_of(r, ast->args, ast->count, association)
               : term(r, ast);
}

/* The calls that brackets and quotes stand for: Access.get, Kernel.to_string, List.to_charlist and
   :erlang.binary_to_atom. */
static Value made_call(SourceReader *r, const Ast *ast)
{
    Ast *const *names = ast->head->args;
    Sym name = names[1]->name;
    Value meta = meta_of(r, ast), args;
    Value dot_meta = ast->flags & AST_BRACKETS ? value_ref(meta) : place(r, ast->at);
    Value both[] = {value_atom(names[0]->name), value_atom(name)};
    if (ast->flags & AST_BRACKETS) {
        args = list_of(r, ast->args, ast->count, argument);
    } else if (name == SYM_to_string) {
        args = list_of(r, ast->args, ast->count, body);
    } else if (name == SYM_binary_to_atom) {
        const Ast *text = ast->args[0];
        if (r->tokens && is_key(r, ast))
            meta = meta_with(r->vm, "format", vm_atom(r->vm, "keyword"), meta);
        Value made = TUPLE(value_atom(SYM_bits), place(r, text->at),
                           list_of(r, text->args, text->count, text_part));
        args = value_list((Value[]){made, value_atom(SYM_utf8)}, 2, VALUE_EMPTY);
        if (r->known_names)
            both[1] = vm_atom(r->vm, "binary_to_existing_atom");
    } else {
        const Ast *parts = ast->args[0];
        Value list = list_of(r, parts->args, parts->count, text_part);
        args = value_cons(list, VALUE_EMPTY);
    }
    Value dot = TUPLE(value_atom(SYM_dot), dot_meta, value_list(both, 2, VALUE_EMPTY));
    return TUPLE(dot, meta, args);
}

/* left.name, or the dot of left.() */
static Value dot_term(SourceReader *r, const Ast *dot)
{
    Value args = VALUE_EMPTY;
    if (dot->count == 2 && dot->args[1]->kind == AST_atom)
        args = value_cons(name_of(r, dot->args[1]->name, dot->args[1]->at), args);
    return TUPLE(value_atom(SYM_dot), place(r, dot->at), value_cons(term(r, dot->args[0]), args));
}

static Value sigil_term(SourceReader *r, const Ast *ast)
{
    const Ast *text = ast->args[0], *modifiers = ast->args[1];
    Value content = place(r, text->at), meta = place(r, ast->at);
    Notes n;
    notes_of(&r->written, ast, &n);
    if (n.indentation >= 0)
        content = meta_with(r->vm, "indentation", value_int(n.indentation), content);
    meta = meta_with(r->vm, "delimiter", value_binary(n.delimiter), meta);
    Value parts = list_of(r, text->args, text->count, text_part);
    Value args[] = {TUPLE(value_atom(SYM_bits), content, parts), bare_list(r, modifiers)};
    return TUPLE(value_atom(ast->name), meta, value_list(args, 2, VALUE_EMPTY));
}

/* Arguments: as they stand, but the last of a call with a block is its block. */
static Value arguments(SourceReader *r, const Ast *call)
{
    bool has_block = call->flags & AST_DO_BLOCK;
    ListBuilder list = LIST_BUILDER;
    for (uint32_t i = 0; i < call->count && !r->failed; i++) {
        const Ast *arg = call->args[i];
        bool is_block = has_block && i + 1 == call->count;
        list_push(&list,
                  is_block ? list_of(r, arg->args, arg->count, block_pair) : argument(r, arg));
    }
    return list.list;
}

static Value local_arguments(SourceReader *r, const Ast *ast)
{
    const Ast *first = ast->count ? ast->args[0] : NULL;
    if (ast->name == SYM_aliases)
        return list_of(r, ast->args, ast->count, alias_part);
    if (ast->name == SYM_block)
        return list_of(r, ast->args, ast->count, statement);
    if (ast->name == SYM_bits && r->written.text.at[ast->at] != '<')
        return list_of(r, ast->args, ast->count, text_part);
    if (ast->name == SYM_amp && first->kind == AST_int && first->at == ast->at + 1)
        return list_of(r, ast->args, 1, bare);
    if (ast->name == SYM_arrow) {
        Value sides[] = {list_of(r, first->args, first->count, argument), body(r, ast->args[1])};
        return value_list(sides, 2, VALUE_EMPTY);
    }
    if (ast->name == SYM_map && ast->count == 1 && ast_is_call(first, SYM_pipe, 2)) {
        const Ast *changes = first->args[1];
        Value meta = meta_of(r, first), left = term(r, first->args[0]);
        Value right = list_of(r, changes->args, changes->count, association);
        Value sides[] = {left, right};
        Value update = TUPLE(value_atom(SYM_pipe), meta, value_list(sides, 2, VALUE_EMPTY));
        return value_cons(update, VALUE_EMPTY);
    }
    if (ast->name == SYM_map)
        return list_of(r, ast->args, ast->count, association);
    return arguments(r, ast);
}

static Value call_term(SourceReader *r, const Ast *ast)
{
    const Ast *head = ast->head;
    bool is_made = head && ast_is_call(head, SYM_dot, 2) && head->args[1]->at == head->at &&
                   head->args[1]->name != SYM_tuple;
    if (is_made || ast->flags & AST_BRACKETS)
        return made_call(r, ast);
    if (ast->head == NULL && ast->count == 2 && r->written.text.at[ast->at] == '~' &&
        ast_is_call(ast->args[0], SYM_bits, -1) && ast->args[0]->at == ast->at)
        return sigil_term(r, ast);
    bool is_dot = head && ast_is_call(head, SYM_dot, -1);
    Value callee = is_dot                         ? dot_term(r, head)
                   : head                         ? term(r, head)
                   : names_call(&r->written, ast) ? name_of(r, ast->name, ast->at)
                                                  : value_atom(ast->name);
    Value meta = meta_of(r, ast);
    return TUPLE(callee, meta, ast->head ? arguments(r, ast) : local_arguments(r, ast));
}

static Value unwrapped(SourceReader *r, const Ast *ast)
{
    switch (ast->kind) {
    case AST_int:
    case AST_big:
    case AST_float:
    case AST_string:
        return literal(r, ast, quoted_of(r->vm, ast));
    case AST_atom:
        return literal(r, ast, name_of(r, ast->name, ast->at));
    case AST_list:
        if (ast->flags & AST_KEYWORDS)
            return list_of(r, ast->args, ast->count, association);
        return literal(r, ast, bare_list(r, ast));
    case AST_pair: {
        if (is_key(r, ast->args[0]))
            return association(r, ast);
        Value left = term(r, ast->args[0]), right = argument(r, ast->args[1]);
        return literal(r, ast, TUPLE(left, right));
    }
    case AST_var: {
        Value name = name_of(r, ast->name, ast->at), meta = meta_of(r, ast);
        return TUPLE(name, meta, VALUE_NIL);
    }
    case AST_call:
        break;
    }
    return call_term(r, ast);
}

/* Parentheses around an expression may have a newline before they close. */
static Value term(SourceReader *r, const Ast *ast)
{
    Value v = unwrapped(r, ast);
    if (!(ast->flags & AST_WRAPPED) || !r->tokens || are_clauses(ast) ||
        ast_is_call(ast, SYM_block, -1))
        return v;
    uint32_t level = 0, end;
    while ((end = wrapped_end(&r->written, ast, level++)) != NOWHERE)
        v = with_end(r, v, end);
    return v;
}

/* --- the native --- */

static bool is_set(Vm *vm, Value options, const char *key)
{
    return is_atom(keyword_get(options, sym(vm->cx, str_of(key)), POISON), SYM_true);
}

static Value encoder(Vm *vm, Value options, const char *key)
{
    Value v = keyword_get(options, sym(vm->cx, str_of(key)), POISON);
    return v.tag == TAG_function ? v : POISON;
}

static Value comments_term(SourceReader *r)
{
    ListBuilder list = LIST_BUILDER;
    Value at;
    WrittenComment c;
    for (uint32_t i = 0; written_comment(&r->written, i, &c); i++) {
        Value map = map_new(), where = place_with(r, c.span.start, true), pair;
        for (at = where; list_next(&at, &pair);)
            map = map_with(r->vm, map, value_ref(pair.tuple->at[0]), value_ref(pair.tuple->at[1]));
        value_free(where);
        Str text = str_slice(r->written.text, c.span.start, c.span.end);
        map = map_with(r->vm, map, vm_atom(r->vm, "text"), value_binary(text));
        map = map_with(r->vm, map, vm_atom(r->vm, "previous_eol_count"), value_int(c.previous));
        map = map_with(r->vm, map, vm_atom(r->vm, "next_eol_count"), value_int(c.next));
        list_push(&list, map);
    }
    return list.list;
}

/* The whole source: nothing stands in one of blanks. */
static Value whole(SourceReader *r, const Ast *tree)
{
    LineEnd e = line_end(&r->written, 0);
    if (!ast_is_call(tree, SYM_block, 0) || tree->flags & AST_WRAPPED || e.at == NOWHERE)
        return body(r, tree);
    return TUPLE(value_atom(SYM_block), place(r, e.at), VALUE_EMPTY);
}

Value quoted_source(Vm *vm, uint32_t source, Value options)
{
    SourceReader r = {.vm = vm, .line = 1, .column = 1};
    Arena arena = {0};
    r.columns = is_set(vm, options, "columns");
    r.tokens = is_set(vm, options, "token_metadata");
    r.literals = encoder(vm, options, "literal_encoder");
    r.names = encoder(vm, options, "static_atoms_encoder");
    r.known_names = is_set(vm, options, "existing_atoms_only") && r.names.tag == TAG_poison;
    Value unescapes = keyword_get(options, sym(vm->cx, STR("unescape")), POISON);
    ParseChoice choice = {is_atom(unescapes, SYM_false), r.known_names};
    Ast *tree = parse_written(vm->cx, &arena, source, choice, &r.written);
    if (!is_atom(keyword_get(options, sym(vm->cx, STR("emit_warnings")), POISON), SYM_false))
        warn_syntax(vm, written_warnings(&r.written));
    Value result = POISON;
    if (tree && ast_too_deep(tree, MOST_NESTED))
        fail(vm->cx, tree->span, EXC_SyntaxError, "expressions are nested more than %d levels deep",
             MOST_NESTED);
    else if (tree)
        result = whole(&r, tree);
    if (r.failed) {
        value_free(result);
        result = POISON;
    } else if (result.tag != TAG_poison) {
        result = TUPLE(result, comments_term(&r));
    }
    written_free(&r.written);
    arena_free(&arena);
    return result;
}
