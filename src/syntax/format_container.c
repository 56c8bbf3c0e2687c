/* format_container.c - lists, tuples, maps, structs, bitstrings and pairs. */
#include "syntax/format_state.h"

static const Doc *items_of(Formatter *f, const Ast *const *items, uint32_t count, Extent extent,
                           Join *join, PieceOf *piece_of)
{
    Parts parts = {0};
    for (uint32_t i = 0; i < count; i++)
        add_part(f, &parts, items[i], CTX_parens_arg);
    Arguments how = {extent, false, LAST_plain, piece_of};
    if (extent.eol)
        *join = JOIN_line;
    const Doc *d = format_arguments(f, &parts, &how, join);
    vec_free(&parts);
    return d;
}

const Doc *list_doc(Formatter *f, const Ast *list)
{
    Join join = JOIN_break;
    const Doc *d = items_of(f, (const Ast *const *)list->args, list->count,
                            extent_of(f, first_token(f, list)), &join, NULL);
    return surround(f, word(f, "["), d, word(f, "]"));
}

const Doc *braces_doc(Formatter *f, const Ast *call, Extent extent, Join join)
{
    const Doc *d = items_of(f, (const Ast *const *)call->args, call->count, extent, &join, NULL);
    if (join != JOIN_flex)
        return surround(f, word(f, "{"), d, word(f, "}"));
    return group(f, cat(f, nest(f, cat(f, word(f, "{"), d), 1), word(f, "}")));
}

const Doc *tuple_doc(Formatter *f, const Ast *tuple, Join join)
{
    return braces_doc(f, tuple, extent_of(f, first_token(f, tuple)), join);
}

/* --- pairs and maps --- */

/* What stands behind a key or `=>`: on the same line, or indented on the next. */
static const Doc *pair_doc(Formatter *f, const Doc *left, const char *between, const Doc *right,
                           const Ast *value)
{
    bool fits = next_break_fits(f, value);
    if (fits)
        right = doc_fits(&f->arena, right, true);
    right = nest_broken(f, cat3(f, word(f, between), space(f), group(f, right)), 2);
    const Doc *d = cat(f, group(f, left), group(f, right));
    return fits ? doc_fits(&f->arena, d, false) : d;
}

const Doc *key_pair(Formatter *f, const Ast *pair, Context context)
{
    const Doc *left = key_doc(f, pair->args[0]);
    return pair_doc(f, left, "", format_node(f, pair->args[1], context), pair->args[1]);
}

static Piece map_item(Formatter *f, const Parts *parts, size_t i, const void *unused)
{
    (void)unused;
    const Ast *pair = parts->at[i].ast;
    if (pair->kind != AST_pair || is_key_pair(f, pair))
        return (Piece){format_node(f, pair, CTX_parens_arg), false, 1};
    const Doc *left = format_node(f, pair->args[0], CTX_parens_arg);
    if (is_binary_operation(f, pair->args[0]))
        left = in_parens(f, left);
    const Doc *right = format_node(f, pair->args[1], CTX_parens_arg);
    return (Piece){pair_doc(f, left, " =>", right, pair->args[1]), false, 1};
}

const Doc *map_doc(Formatter *f, const Doc *name, const Ast *map)
{
    uint32_t open = first_token(f, map);
    Extent extent = extent_of(f, open + token_is(&f->tokens[open], TOKEN_percent));
    const Doc *left = cat(f, cat(f, word(f, "%"), name), word(f, "{"));
    Join join = JOIN_break;
    const Doc *d;
    if (map->count == 1 && ast_is_call(map->args[0], SYM_pipe, 2)) {
        const Ast *base = map->args[0]->args[0], *changes = map->args[0]->args[1];
        const Doc *before = format_node(f, base, CTX_parens_arg);
        if (is_binary_operation(f, base))
            before = in_parens(f, before);
        d = items_of(f, (const Ast *const *)changes->args, changes->count, extent, &join, map_item);
        d = cat3(f, before, space(f), cat(f, word(f, "| "), nest(f, d, 2)));
    } else {
        d = items_of(f, (const Ast *const *)map->args, map->count, extent, &join, map_item);
    }
    return surround(f, left, d, word(f, "}"));
}

/* --- bitstrings --- */

/* A segment at an end of a bitstring that would read as its bracket. */
static const Doc *apart_from_brackets(Formatter *f, const Doc *d, bool first, bool last)
{
    if (!first && !last)
        return d;
    Str shown = one_line(f, d);
    bool opens = first && (str_starts(shown, STR("~")) || str_starts(shown, STR("<<")));
    bool closes = last && str_ends(shown, STR(">>"));
    return opens || closes ? in_parens(f, d) : d;
}

static bool is_type_word(Str name)
{
    static const char *const words[] = {
        "integer", "bits",   "bitstring", "binary", "utf8", "utf16", "utf32", "signed",
        "float",   "native", "unsigned",  "little", "big",  "bytes", "_",
    };
    bool is = false;
    for (size_t i = 0; i < sizeof words / sizeof *words && !is; i++)
        is = str_is(name, words[i]);
    return is;
}

/* One of the words of a segment's type: those of the language without parentheses, macros with. */
static const Doc *type_word(Formatter *f, const Ast *type)
{
    bool is_name =
        type->kind == AST_var || (type->kind == AST_call && type->head == NULL && type->count == 0);
    if (!is_name || f->options->keeps_modifiers)
        return node_in_parens_if_operation(f, type, CTX_parens_arg);
    Str name = sym_text(f->cx, type->name);
    const Doc *d = doc_string(&f->arena, name);
    return is_type_word(name) ? d : cat(f, d, word(f, "()"));
}

/* size(8)-unit(1), 4*8: operators without blanks. */
static const Doc *segment_type(Formatter *f, const Ast *type)
{
    bool is_row = ast_is_call(type, SYM_minus, 2) || ast_is_call(type, SYM_times, 2);
    if (!is_row)
        return type_word(f, type);
    const Doc *left = segment_type(f, type->args[0]);
    const Doc *right = type_word(f, type->args[1]);
    return cat3(f, left, word(f, type->name == SYM_minus ? "-" : "*"), right);
}

static const Doc *segment(Formatter *f, const Ast *ast, bool first, bool last)
{
    if (ast_is_call(ast, SYM_type_op, 2)) {
        const Doc *d = format_node(f, ast->args[0], CTX_parens_arg);
        const Doc *type = segment_type(f, ast->args[1]);
        if (ast->args[1]->kind == AST_atom && str_starts(one_line(f, type), STR(":")))
            type = cat(f, cat(f, word(f, "("), type), word(f, ")"));
        if (last)
            type = apart_from_brackets(f, type, false, true);
        d = apart_from_brackets(f, d, first, false);
        return cat3(f, d, word(f, "::"), type);
    }
    return apart_from_brackets(f, format_node(f, ast, CTX_parens_arg), first, last);
}

static Piece segment_piece(Formatter *f, const Parts *parts, size_t i, const void *unused)
{
    (void)unused;
    const Ast *ast = parts->at[i].ast;
    bool first = i == 0, last = i + 1 == parts->len;
    if (!ast_is_call(ast, SYM_left_arrow, 2))
        return (Piece){segment(f, ast, first, last), false, 1};
    const Ast *source = ast->args[1];
    const Doc *left = segment(f, ast->args[0], false, false);
    const Doc *right = format_node(f, source, CTX_parens_arg);
    bool eol = operator_breaks(f, ast), fits = !eol && next_break_fits(f, source);
    if (fits)
        right = doc_fits(&f->arena, right, true);
    right = nest_broken(f, cat3(f, word(f, " <-"), space(f), group(f, right)), f->operand_nesting);
    const Doc *d = cat(f, group(f, left), group(f, eol ? force(f, right) : right));
    d = fits ? doc_fits(&f->arena, d, false) : d;
    return (Piece){apart_from_brackets(f, d, first, last), false, 1};
}

const Doc *bits_doc(Formatter *f, const Ast *bits)
{
    if (bits->count == 0)
        return word(f, "<<>>");
    Join join = JOIN_flex;
    const Doc *d = items_of(f, (const Ast *const *)bits->args, bits->count,
                            extent_of(f, first_token(f, bits)), &join, segment_piece);
    if (join != JOIN_flex)
        return surround(f, word(f, "<<"), d, word(f, ">>"));
    return group(f, cat(f, nest(f, cat(f, word(f, "<<"), d), 2), word(f, ">>")));
}
