/* formatter.c - see formatter.h: the entry, and which file lays out which node. */
#include "syntax/format_state.h"

/* --- documents --- */

const Doc *join_docs(Formatter *f, const Doc *const *docs, size_t count, Join join)
{
    const Doc *all = docs[0];
    for (size_t i = 1; i < count; i++) {
        const Doc *between = join == JOIN_line   ? line(f)
                             : join == JOIN_flex ? doc_break(&f->arena, STR(" "), true)
                                                 : space(f);
        all = cat3(f, all, between, docs[i]);
    }
    return all;
}

const Doc *in_parens(Formatter *f, const Doc *d)
{
    return cat(f, cat(f, word(f, "("), nest(f, d, NEST_CURSOR)), word(f, ")"));
}

const Doc *surround(Formatter *f, const Doc *left, const Doc *middle, const Doc *right)
{
    if (middle == &doc_nil)
        return cat(f, left, right);
    const Doc *inner = nest_broken(f, cat3(f, left, no_space(f), middle), 2);
    return group(f, cat3(f, inner, no_space(f), right));
}

const Doc *into_last_group(Formatter *f, const Doc *d, const char *text)
{
    VEC(const Doc *) lefts = {0};
    while (d->kind == DOC_cons) {
        vec_push(&lefts, d->a);
        d = d->b;
    }
    if (d->kind == DOC_group) {
        Doc *same = doc_group(&f->arena, cat(f, d->a, word(f, text)));
        same->flag = d->flag;
        d = same;
    } else {
        d = cat(f, d, word(f, text));
    }
    while (lefts.len)
        d = cat(f, vec_pop(&lefts), d);
    vec_free(&lefts);
    return d;
}

Str one_line(Formatter *f, const Doc *d)
{
    Text out = {0};
    doc_layout(f->cx, &out, d, -1, NULL);
    Str s = {arena_copy(&f->arena, out.at, out.len), out.len};
    text_free(&out);
    return s;
}

/* --- nodes --- */

static const Doc *aliases(Formatter *f, const Ast *ast, Context context)
{
    const Ast *head = ast->args[0];
    const Doc *d = head->kind == AST_atom ? doc_text(&f->arena, sym_text(f->cx, head->name))
                                          : node_in_parens_if_operation(f, head, context);
    for (uint32_t i = 1; i < ast->count; i++)
        d = cat3(f, d, word(f, "."), doc_text(&f->arena, sym_text(f->cx, ast->args[i]->name)));
    return d;
}

static const Doc *nested_block(Formatter *f, const Ast *ast, Context context)
{
    if (ast->count == 0)
        return word(f, "nil");
    if (ast->count == 1 && ast_is_call(ast->args[0], SYM_unquote_splicing, 1))
        return in_parens(f, local_call(f, ast->args[0], context));
    if (ast->count == 1)
        return format_node(f, ast->args[0], context);
    Extent extent = {start_line(f, ast), 0, false};
    if (ast->flags & AST_WRAPPED)
        extent = extent_of(f, token_from(f, ast->span.start));
    const Doc *inner = format_block(f, ast, extent.line, extent.closing);
    return surround(f, word(f, "("), inner, word(f, ")"));
}

/* Calls by a name of the syntax; NULL: another. */
static const Doc *special_call(Formatter *f, const Ast *ast, Context context)
{
    bool bare = context == CTX_no_parens_arg || context == CTX_no_parens_one_arg;
    switch (ast->name) {
    case SYM_bits:
        return bits_doc(f, ast);
    case SYM_map:
        return map_doc(f, &doc_nil, ast);
    case SYM_struct:
        return map_doc(f, format_node(f, ast->args[0], CTX_parens_arg), ast->args[1]);
    case SYM_tuple:
        return tuple_doc(f, ast, JOIN_flex);
    case SYM_block:
        return nested_block(f, ast, context);
    case SYM_aliases:
        return aliases(f, ast, context);
    case SYM_amp:
        return ast->count == 1 ? format_capture(f, ast->args[0], context) : NULL;
    case SYM_at:
        return ast->count == 1 ? format_attribute(f, ast, context) : NULL;
    case SYM_range:
        return ast->count ? NULL : word(f, bare ? "(..)" : "..");
    case SYM_ellipsis:
        return ast->count ? NULL : word(f, "...");
    case SYM_fn:
        return anonymous_function(f, ast);
    default: /* symbols, not an enumeration of ours */
        return NULL;
    }
}

static const Doc *call_doc(Formatter *f, const Ast *ast, Context context)
{
    uint32_t begin;
    if (is_quoted(f, ast, &begin))
        return quoted_doc(f, ast, begin);
    if (ast->head)
        return ast->flags & AST_BRACKETS ? access_doc(f, ast) : remote_call_doc(f, ast, context);
    const Doc *special = special_call(f, ast, context);
    if (special)
        return special;
    if (is_not_in(ast) || is_binary_operation(f, ast))
        return format_binary(f, ast, context);
    const OperatorRow *row = ast->count == 1 ? unary_row(f, ast->name) : NULL;
    return row ? format_unary(f, row->text, ast->args[0], ast->name, context)
               : local_call(f, ast, context);
}

static const Doc *node_of_kind(Formatter *f, const Ast *ast, Context context)
{
    uint32_t begin;
    switch (ast->kind) {
    case AST_int:
    case AST_big:
    case AST_float:
        return number_doc(f, ast);
    case AST_atom:
        return atom_doc(f, ast);
    case AST_string:
        return is_quoted(f, ast, &begin) ? quoted_doc(f, ast, begin) : &doc_nil;
    case AST_list:
        if (is_clauses(ast))
            return clauses_in_parens(f, ast, LAST_LINE, 0);
        if (is_quoted(f, ast, &begin))
            return quoted_doc(f, ast, begin);
        return ast->flags & AST_KEYWORDS ? items_in_row(f, ast, context) : list_doc(f, ast);
    case AST_pair:
        return is_key_pair(f, ast) ? key_pair(f, ast, context) : tuple_doc(f, ast, JOIN_flex);
    case AST_var:
        return doc_string(&f->arena, sym_text(f->cx, ast->name));
    case AST_call:
        return call_doc(f, ast, context);
    }
    return &doc_nil;
}

const Doc *format_node(Formatter *f, const Ast *ast, Context context)
{
    enum { MOST_DEPTH = 1000 };
    if (f->failed)
        return &doc_nil;
    if (f->depth >= MOST_DEPTH) {
        f->failed = true;
        fail(f->cx, ast->span, EXC_SyntaxError, "expressions are nested more than %d levels deep",
             MOST_DEPTH);
        return &doc_nil;
    }
    f->depth++;
    const Doc *d = node_of_kind(f, ast, context);
    f->depth--;
    return d;
}

const Doc *in_parens_if_operation(Formatter *f, const Doc *d, const Ast *ast)
{
    while (ast_is_call(ast, SYM_block, 1))
        ast = ast->args[0];
    return is_operation(f, ast) && !is_tight(ast) ? in_parens(f, d) : d;
}

const Doc *node_in_parens_if_operation(Formatter *f, const Ast *ast, Context context)
{
    return in_parens_if_operation(f, format_node(f, ast, context), ast);
}

const Doc *items_in_row(Formatter *f, const Ast *list, Context context)
{
    const Doc *d = list->count ? format_node(f, list->args[0], context) : &doc_nil;
    for (uint32_t i = 1; i < list->count; i++)
        d = cat3(f, cat(f, d, word(f, ",")), space(f), format_node(f, list->args[i], context));
    return d;
}

/* --- rows of arguments --- */

void add_part(Formatter *f, Parts *parts, const Ast *ast, Context context)
{
    vec_push(parts, format_part(f, ast, context));
}

static Piece argument(Formatter *f, const Parts *parts, size_t i, const void *arguments)
{
    const Arguments *how = arguments;
    Piece piece = {NULL, false, 1};
    if (how->piece_of)
        piece = how->piece_of(f, parts, i, how);
    else
        piece.doc = format_node(f, parts->at[i].ast, parts->at[i].context);
    if (i + 1 < parts->len || how->last == LAST_comma)
        piece.doc = into_last_group(f, piece.doc, ",");
    else if (how->last == LAST_next_break_fits)
        piece.doc = doc_fits(&f->arena, piece.doc, true);
    return piece;
}

const Doc *format_arguments(Formatter *f, const Parts *parts, const Arguments *how, Join *join)
{
    Pieces pieces = {0};
    size_t done = how->bare && parts->len ? 1 : 0;
    if (done)
        vec_push(&pieces, argument(f, parts, 0, how));
    bool comments = with_comments(f, parts, done, &pieces, how->extent.line, how->extent.closing,
                                  argument, how);
    const Doc *d = &doc_nil;
    if (pieces.len == 0) {
        *join = JOIN_none;
    } else {
        if (comments)
            *join = JOIN_line;
        d = join_docs(f, docs_of(f, &pieces), pieces.len, *join);
        if (*join == JOIN_line)
            d = force(f, d);
    }
    vec_free(&pieces);
    return d;
}

/* --- the source --- */

/* Counts lines and newlines, and remembers for each token the last line the tree would know of:
   closers, commas and the inside of strings have none of their own. */
static void number_lines(Formatter *f)
{
    f->lines = arena_array(&f->arena, uint32_t, f->token_count);
    f->last_lines = arena_array(&f->arena, uint32_t, f->token_count);
    f->newlines = arena_array(&f->arena, uint32_t, f->token_count + 1);
    uint32_t at = 0, count = 1, last = 0, from = 1; /* the line newlines are counted from */
    size_t comment = 0;
    for (uint32_t i = 0; i < f->token_count; i++) {
        const Token *t = &f->tokens[i];
        for (; at < t->start; at++) {
            bool comments =
                comment < f->lexed.comments.len && f->lexed.comments.at[comment].span.start == at;
            if (comments) {
                comment++;
                from = count;
            }
            count += f->text.at[at] == '\n';
        }
        f->newlines[i] = count - from;
        from = count;
        TokenKind kind = token_kind(t);
        bool counts = token_role(kind) != ROLE_CLOSES && kind != TOKEN_string_part &&
                      kind != TOKEN_string_end && kind != TOKEN_comma && kind != TOKEN_semicolon &&
                      kind != TOKEN_end_of_file && kind != TOKEN_open_paren;
        if (counts)
            last = count;
        f->lines[i] = count;
        f->last_lines[i] = last;
    }
}

static void know_operators(Formatter *f)
{
    f->operators = arena_array(&f->arena, uint8_t, SYM_count);
    for (int i = 0; i < SYM_count; i++)
        f->operators[i] = OPERATOR_count;
    for (int i = 0; i < OPERATOR_count; i++)
        f->operators[operator_rows[i].name] = (uint8_t)i;
}

bool format_source(Cx *cx, uint32_t source, const FormatOptions *options, Text *out)
{
    enum { WIDTH = 98 };
    Formatter f = {.cx = cx, .source = source, .options = options, .operand_nesting = 2};
    f.text = cx->sources.at[source].text;
    const Ast *ast = parse(cx, &f.arena, source);
    if (ast) {
        lex(cx, source, 0, UINT32_MAX, &f.lexed);
        f.tokens = f.lexed.tokens.at;
        f.token_count = (uint32_t)f.lexed.tokens.len;
        number_lines(&f);
        know_operators(&f);
        take_comments(&f);
        const Doc *d = format_block(&f, ast, 0, LAST_LINE);
        if (!f.failed)
            f.failed = !doc_layout(cx, out, d, options->width ? options->width : WIDTH, NULL);
        lexed_free(&f.lexed);
    }
    arena_free(&f.arena);
    return ast && !f.failed;
}
