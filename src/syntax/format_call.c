/* format_call.c - calls: parentheses or none, keywords at the end, do blocks. */
#include "syntax/format_state.h"

/* The functions that Elixir itself writes without parentheses, with which arities. */
/* clang-format off */
static const struct { const char *name; uint32_t least, most; } bare_calls[] = {
    {"alias", 1, 2}, {"case", 2, 2}, {"cond", 1, 1}, {"for", 1, UINT32_MAX}, {"import", 1, 2},
    {"quote", 1, 2}, {"receive", 1, 1}, {"require", 1, 2}, {"try", 1, 1}, {"with", 1, UINT32_MAX},
    {"def", 1, 2}, {"defp", 1, 2}, {"defguard", 1, 1}, {"defguardp", 1, 1}, {"defmacro", 1, 2},
    {"defmacrop", 1, 2}, {"defmodule", 2, 2}, {"defdelegate", 2, 2}, {"defexception", 1, 1},
    {"defoverridable", 1, 1}, {"defstruct", 1, 1}, {"destructure", 2, 2}, {"raise", 1, 2},
    {"reraise", 2, 3}, {"if", 2, 2}, {"unless", 2, 2}, {"use", 1, 2}, {"defrecord", 2, 3},
    {"defrecordp", 2, 3}, {"assert", 1, 2}, {"assert_in_delta", 3, 4}, {"assert_raise", 2, 3},
    {"assert_receive", 1, 3}, {"assert_received", 1, 2}, {"doctest", 1, 2}, {"refute", 1, 2},
    {"refute_in_delta", 3, 4}, {"refute_receive", 1, 3}, {"refute_received", 1, 2},
    {"setup", 1, 2}, {"setup_all", 1, 2}, {"test", 1, 2}, {"config", 2, 3}, {"import_config", 1, 1},
};
/* clang-format on */

static bool is_bare_call(const Formatter *f, Sym name, uint32_t arity)
{
    Str text = sym_text(f->cx, name);
    for (size_t i = 0; i < sizeof bare_calls / sizeof *bare_calls; i++)
        if (arity >= bare_calls[i].least && arity <= bare_calls[i].most &&
            str_is(text, bare_calls[i].name))
            return true;
    for (size_t i = 0; i < f->options->local_count; i++) {
        const BareCall *local = &f->options->locals[i];
        if (arity && (local->arity < 0 || (uint32_t)local->arity == arity) &&
            str_equal(local->name, text))
            return true;
    }
    return false;
}

/* --- do blocks --- */

/* What ends a call: keywords of a do block, with the line behind the last of them. */
typedef struct Blocks {
    const Ast *keywords; /* NULL: none */
    uint32_t end;
} Blocks;

static Blocks blocks_of(const Formatter *f, const Ast *call)
{
    const Ast *last = call->count ? call->args[call->count - 1] : NULL;
    if (last && call->flags & AST_DO_BLOCK) {
        uint32_t open = token_from(f, last->span.start);
        return (Blocks){last, f->lines[f->tokens[open].link]};
    }
    bool may_be = f->options->do_blocks && last && is_keywords(f, last) &&
                  last->args[0]->args[0]->name == SYM_do;
    for (uint32_t i = 1; may_be && i < last->count; i++) {
        Sym key = last->args[i]->args[0]->name;
        may_be = key == SYM_rescue || key == SYM_catch || key == SYM_else || key == SYM_after;
    }
    return (Blocks){may_be ? last : NULL, 0};
}

static const Doc *do_blocks(Formatter *f, Blocks blocks)
{
    const Doc *d = &doc_nil;
    const Ast *keywords = blocks.keywords;
    for (uint32_t i = 0; i < keywords->count; i++) {
        const Ast *pair = keywords->args[i];
        bool is_last = i + 1 == keywords->count;
        uint32_t from = f->lines[token_from(f, pair->span.start)];
        uint32_t to =
            is_last ? blocks.end : f->lines[token_from(f, keywords->args[i + 1]->span.start)];
        const Doc *value = clauses_or_block(f, pair->args[1], from, to);
        const Doc *key = i ? doc_text(&f->arena, sym_text(f->cx, pair->args[0]->name)) : &doc_nil;
        if (value != &doc_nil)
            key = nest(f, cat3(f, key, line(f), value), 2);
        d = i ? cat3(f, d, line(f), key) : key;
    }
    return d;
}

/* --- arguments --- */

static bool any_generator(const Parts *parts)
{
    for (size_t i = 0; i < parts->len; i++)
        if (ast_is_call(parts->at[i].ast, SYM_left_arrow, 2))
            return true;
    return false;
}

/* Whether the last argument is printed as keywords without brackets. */
static bool ends_in_keywords(const Formatter *f, const Ast *last, bool list_to_keywords, bool bare)
{
    if (last->kind != AST_list || !is_keywords(f, last))
        return false;
    if (last->flags & AST_KEYWORDS)
        return true;
    if (!list_to_keywords)
        return false;
    if (!bare)
        return true;
    uint32_t opens = line_of(f, last), first = line_of(f, last->args[0]);
    const FormatComment *c = f->comments;
    while (c && c->line <= opens)
        c = c->rest;
    return c == NULL || c->line > first;
}

typedef struct CallRow {
    Extent extent;
    const Ast *const *args;
    uint32_t count;
    bool bare; /* without parentheses */
    bool list_to_keywords;
    const char *behind; /* " do" or nothing */
} CallRow;

static Context argument_context(const CallRow *row, bool keywords)
{
    if (row->count == 1 && !keywords)
        return row->bare ? CTX_no_parens_one_arg : CTX_parens_one_arg;
    return row->bare ? CTX_no_parens_arg : CTX_parens_arg;
}

/* Arguments and then keywords, which may stay on a line of their own. */
static const Doc *with_keywords(Formatter *f, const CallRow *row, const Parts *all, bool many_eol)
{
    Parts left = {all->at, row->count - 1, all->cap};
    Parts right = {all->at + left.len, all->len - left.len, all->cap};
    Join join = many_eol || each_on_its_line(f, &left) ? JOIN_line : JOIN_break;
    Arguments how = {row->extent, row->bare, LAST_comma, NULL};
    how.extent.closing = 0;
    const Doc *a = format_arguments(f, &left, &how, &join);
    join = many_eol || each_on_its_line(f, &right) || each_on_its_line(f, all) ? JOIN_line
                                                                               : JOIN_break;
    how = (Arguments){row->extent, false, LAST_plain, NULL};
    const Doc *between = join == JOIN_line ? line(f) : space(f);
    const Doc *b = cat(f, between, format_arguments(f, &right, &how, &join));
    if (row->bare) {
        b = doc_fits(&f->arena, doc_group_inherit(&f->arena, b), true);
        return nest_broken(f, cat(f, a, b), NEST_CURSOR);
    }
    b = cat(f, cat(f, nest_broken(f, b, 2), no_space(f)), word(f, ")"));
    b = doc_fits(&f->arena, doc_group_inherit(&f->arena, b), true);
    return cat(f, nest_broken(f, a, 2), b);
}

static const Doc *plain_arguments(Formatter *f, const CallRow *row, const Parts *all,
                                  const Ast *last, bool many_eol, bool *next_fits)
{
    Join join = many_eol || each_on_its_line(f, all) ? JOIN_line : JOIN_break;
    *next_fits = join == JOIN_break && last && next_break_fits(f, last);
    Arguments how = {row->extent, row->bare, *next_fits ? LAST_next_break_fits : LAST_plain, NULL};
    const Doc *d = ungroup(format_arguments(f, all, &how, &join));
    if (row->bare)
        return nest_broken(f, d, NEST_CURSOR);
    return cat(f, cat(f, nest_broken(f, d, 2), no_space(f)), word(f, ")"));
}

/* Arguments with their parentheses or the blank in front of them. */
static const Doc *row_of_arguments(Formatter *f, const CallRow *row)
{
    const Ast *last = row->args[row->count - 1];
    bool keywords = ends_in_keywords(f, last, row->list_to_keywords, row->bare);
    Context context = argument_context(row, keywords);
    Parts all = {0};
    for (uint32_t i = 0; i + keywords < row->count; i++)
        add_part(f, &all, row->args[i], context);
    for (uint32_t i = 0; keywords && i < last->count; i++)
        add_part(f, &all, last->args[i], context);
    bool many_eol = all.len > 1 && row->extent.eol;
    bool splits = row->count > 1 && keywords && !any_generator(&all);
    bool next_fits = true;
    const Doc *args =
        splits ? with_keywords(f, row, &all, many_eol)
               : plain_arguments(f, row, &all, keywords ? NULL : last, many_eol, &next_fits);
    const Doc *behind = row->behind ? word(f, row->behind) : &doc_nil;
    const Doc *d;
    if (splits && row->bare)
        d = cat(f, nest(f, cat(f, word(f, " "), args), 2), behind);
    else if (row->bare)
        d = cat(f, cat(f, word(f, " "), args), behind);
    else
        d = cat(f, cat(f, nest_broken(f, cat(f, word(f, "("), no_space(f)), 2), args), behind);
    vec_free(&all);
    d = group(f, d);
    return next_fits ? doc_fits(&f->arena, d, false) : d;
}

static bool allows_bare(Context context)
{
    return context != CTX_parens_arg && context != CTX_no_parens_arg;
}

const Doc *call_arguments(Formatter *f, const Ast *call, Context context, Parens parens,
                          bool list_to_keywords, bool *wrap)
{
    *wrap = false;
    CallRow row = {.extent = call_extent(f, call), .args = (const Ast *const *)call->args};
    row.count = call->count;
    row.list_to_keywords = list_to_keywords;
    if (call->count == 0) {
        Join join = JOIN_break;
        Arguments how = {row.extent, false, LAST_plain, NULL};
        return surround(f, word(f, "("), format_arguments(f, &(Parts){0}, &how, &join),
                        word(f, ")"));
    }
    Blocks blocks = blocks_of(f, call);
    if (blocks.keywords == NULL) {
        row.bare = parens == PARENS_unless_argument && allows_bare(context);
        return row_of_arguments(f, &row);
    }
    const Doc *d;
    row.count--;
    row.bare = parens != PARENS_required && parens != PARENS_unless_only_do;
    row.behind = " do";
    if (row.count)
        d = row_of_arguments(f, &row);
    else
        d = word(f, parens == PARENS_required ? "() do" : " do");
    d = force(f, cat3(f, cat(f, d, do_blocks(f, blocks)), line(f), word(f, "end")));
    *wrap = context == CTX_no_parens_arg || context == CTX_no_parens_one_arg;
    return d;
}

/* --- calls --- */

const Doc *local_call(Formatter *f, const Ast *call, Context context)
{
    Parens parens = call->flags & AST_PARENS                   ? PARENS_unless_only_do
                    : is_bare_call(f, call->name, call->count) ? PARENS_unless_argument
                                                               : PARENS_unless_do;
    bool wrap;
    const Doc *behind = call_arguments(f, call, context, parens, true, &wrap);
    const Doc *d = cat(f, doc_string(&f->arena, sym_text(f->cx, call->name)), behind);
    return wrap ? in_parens(f, d) : d;
}

static const Doc *target_doc(Formatter *f, const Ast *target)
{
    const Doc *d = node_in_parens_if_operation(f, target, CTX_no_parens_arg);
    return ast_is_call(target, SYM_fn, -1) ? in_parens(f, d) : d;
}

static bool is_module(const Ast *target)
{
    return target->kind == AST_atom || ast_is_call(target, SYM_aliases, -1) ||
           (target->kind == AST_var && target->name == SYM_module_macro);
}

const Doc *remote_call_doc(Formatter *f, const Ast *call, Context context)
{
    const Ast *head = call->head;
    bool is_dot = ast_is_call(head, SYM_dot, -1), wrap;
    if (!is_dot) { /* f(a)(b) */
        const Doc *d = format_node(f, head, CTX_no_parens_arg);
        d = cat(f, d, call_arguments(f, call, context, PARENS_required, true, &wrap));
        return wrap ? in_parens(f, d) : d;
    }
    const Ast *name = head->count == 2 ? head->args[1] : NULL;
    const Doc *d = cat(f, target_doc(f, head->args[0]), word(f, "."));
    if (name && name->kind == AST_atom && name->name == SYM_tuple &&
        !(name->flags & AST_QUOTED)) { /* A.{B, C} */
        Extent extent = extent_of(f, token_from(f, name->span.start));
        return cat(f, d, braces_doc(f, call, extent, JOIN_break));
    }
    if (name)
        d = cat(f, d, remote_name(f, name));
    if (name && call->count == 0 && !is_module(head->args[0]) && !(call->flags & AST_PARENS))
        return d;
    Parens parens = name ? PARENS_unless_do : PARENS_unless_only_do;
    d = cat(f, d, call_arguments(f, call, context, parens, true, &wrap));
    return wrap ? in_parens(f, d) : d;
}

const Doc *access_doc(Formatter *f, const Ast *call)
{
    const Ast *key = call->args[1];
    Parts parts = {0};
    bool keywords = key->kind == AST_list && key->flags & AST_KEYWORDS;
    for (uint32_t i = 0; i < (keywords ? key->count : 1); i++)
        add_part(f, &parts, keywords ? key->args[i] : key, CTX_parens_arg);
    const Doc *target = target_doc(f, call->args[0]);
    Extent extent = extent_of(f, own_token(f, call));
    Join join = extent.eol ? JOIN_line : JOIN_break;
    Arguments how = {extent, false, LAST_plain, NULL};
    const Doc *d = format_arguments(f, &parts, &how, &join);
    vec_free(&parts);
    return cat(f, target, surround(f, word(f, "["), d, word(f, "]")));
}
