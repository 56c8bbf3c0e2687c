/* codegen_quote.c - quote: an expression that builds the quoted term of its body.

   The body's tree becomes a tree of tuples and lists with the unquoted expressions in their places;
   what has no unquote in it folds to one constant. The same is done to a definition whose module's
   body is to evaluate unquotes in it ("unquote fragments"), except that its places are kept. */
#include "lang/expand.h"

#include <string.h>

typedef struct Quote {
    Gen *g;
    Sym context;        /* of variables */
    bool unquotes;      /* false: unquote stands for itself */
    bool is_kept;       /* a definition's tree: metadata as it is */
    Ast *extra_meta;    /* of every node: line: and the like; or NULL */
    const Ast *defined; /* what the definition or attribute around it defines: it has a context */
} Quote;

static Ast *quoted(Quote *q, const Ast *ast);

static Ast *atom_node(Quote *q, Sym s, Span span)
{
    return ast_atom(q->g->arena, s, span);
}

static Ast *tuple_node(Quote *q, Ast *a, Ast *b, Ast *c, Span span)
{
    Ast *items[] = {a, b, c};
    return ast_call(q->g->arena, SYM_tuple, items, 3, span);
}

static Ast *checked(Quote *q, Ast *value)
{
    return make_remote(q->g, SYM_Cnx_Quote, "checked", value->span, 1, value);
}

/* --- metadata --- */

/* The macros of Kernel that are special forms here, with their arities. */
static const char *kernel_macro(Str name)
{
    static const struct {
        const char *name, *arities;
    } rows[] = {
        {"!", "1"},      {"&&", "2"},          {"||", "2"},         {"|>", "2"},
        {"<>", "2"},     {"..", "02"},         {"..//", "3"},       {"@", "1"},
        {"and", "2"},    {"or", "2"},          {"in", "2"},         {"if", "2"},
        {"unless", "2"}, {"def", "12"},        {"defp", "12"},      {"defmacro", "12"},
        {"use", "12"},   {"defmacrop", "12"},  {"defmodule", "2"},  {"defstruct", "1"},
        {"match?", "2"}, {"defprotocol", "2"}, {"defimpl", "23"},   {"defoverridable", "1"},
        {"raise", "12"}, {"reraise", "23"},    {"is_nil", "1"},     {"defdelegate", "2"},
        {"then", "2"},   {"tap", "2"},         {"to_string", "1"},  {"to_charlist", "1"},
        {"var!", "12"},  {"alias!", "1"},      {"is_struct", "12"}, {"is_exception", "12"},
        {"dbg", "012"},  {"binding", "01"},    {"defguard", "1"},   {"defguardp", "1"},
        {"not", ""},     {"put_in", "2"},      {"update_in", "2"},  {"pop_in", "1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (str_is(name, rows[i].name))
            return rows[i].arities;
    return NULL;
}

/* [{arity, module}, ...] of what the name means here as a function without prefix; NULL: nothing.
 */
static Ast *imports_node(Quote *q, const Ast *call)
{
    Gen *g = q->g;
    Ast *found[16];
    uint32_t count = 0;
    const char *macros = kernel_macro(sym_text(g->cx, call->name));
    if (!macros && special_form(call->name))
        return NULL;
    for (uint32_t arity = 0; arity <= 9; arity++) {
        Sym module = import_find(g, call->name, arity);
        if (module == SYM_nil && macros && strchr(macros, (int)('0' + arity)))
            module = SYM_Kernel;
        if (module == SYM_nil || (g->env->module && module == g->env->module->name))
            continue;
        Ast *n = ast_new(g->arena, AST_int, call->span);
        n->i = arity;
        found[count++] = ast_pair(g->arena, n, atom_node(q, module, call->span), call->span);
    }
    return count ? ast_list(g->arena, found, count, call->span) : NULL;
}

static Ast *key_node(Quote *q, Sym key, Ast *value)
{
    return ast_pair(q->g->arena, atom_node(q, key, value->span), value, value->span);
}

static Ast *meta_node(Quote *q, const Ast *ast)
{
    Gen *g = q->g;
    Span span = ast->span;
    Ast *items[12];
    uint32_t count = 0;
    if (q->is_kept) {
        expander_of(g->vm)->is_lasting = true;
        Value meta = quoted_meta(g->vm, ast);
        expander_of(g->vm)->is_lasting = false;
        return value_node(g->vm, g->arena, meta, span);
    }
    if (ast->kind == AST_call && ast->head && ast->count == 0 && !(ast->flags & AST_PARENS))
        items[count++] = key_node(q, SYM_no_parens, atom_node(q, SYM_true, span));
    Value delimiter = sigil_delimiter(g->vm, ast);
    if (delimiter.tag != TAG_poison)
        items[count++] =
            key_node(q, sym(g->cx, STR("delimiter")), value_node(g->vm, g->arena, delimiter, span));
    for (uint32_t i = 0; q->extra_meta && i < q->extra_meta->count && count < 8; i++)
        items[count++] = q->extra_meta->args[i];
    Ast *imports = ast->kind == AST_call && ast->head == NULL && !ast_is_call(ast, SYM_aliases, -1)
                       ? imports_node(q, ast)
                       : NULL;
    if (imports || ast == q->defined)
        items[count++] = key_node(q, SYM_context, atom_node(q, q->context, span));
    if (imports)
        items[count++] = key_node(q, SYM_imports, imports);
    if (ast_is_call(ast, SYM_aliases, -1)) {
        Sym module = SYM_false,
            first = ast->count && ast->args[0]->kind == AST_atom ? ast->args[0]->name : SYM_nil;
        for (size_t i = 0; i < g->env->aliases.len; i++)
            if (g->env->aliases.at[i].as == first)
                module = alias_expand(g, ast);
        if (first != SYM_Elixir) /* Elixir.A is what it says anywhere */
            items[count++] = key_node(q, SYM_alias, atom_node(q, module, span));
    }
    return ast_list(g->arena, items, count, span);
}

/* --- nodes --- */

static bool is_splice(const Quote *q, const Ast *ast)
{
    return q->unquotes && ast_is_call(ast, SYM_unquote_splicing, 1);
}

/* A list whose elements may be spliced: runs of elements and spliced lists, joined from the end.
   `[a, b | tail]` is a list whose last element is a `|` call, as Elixir has it. */
static Ast *quoted_items(Quote *q, Ast *const *items, uint32_t count, Span span)
{
    Gen *g = q->g;
    Ast *out = NULL;
    for (uint32_t end = count; end > 0 || out == NULL;) {
        uint32_t from = end;
        while (from > 0 && !is_splice(q, items[from - 1]))
            from--;
        if (from < end || count == 0) {
            Ast **run = arena_array(g->arena, Ast *, end - from);
            for (uint32_t i = from; i < end; i++)
                run[i - from] = quoted(q, items[i]);
            Ast *list = ast_list(g->arena, run, end - from, span);
            out = out ? make_remote(g, SYM_erlang, "++", span, 2, list, out) : list;
        }
        if (from > 0) {
            Ast *spliced = items[from - 1]->args[0];
            Ast *rest = out ? out : ast_list(g->arena, NULL, 0, span);
            out = make_remote(g, SYM_erlang, "++", span, 2, spliced, rest);
            from--;
        }
        end = from;
    }
    return out;
}

/* `left.unquote(name)`, as the parser gives it: the call of unquote on left. */
static bool is_dot_unquote(const Quote *q, const Ast *ast)
{
    return q->unquotes && ast->kind == AST_call && ast->head && ast->count == 1 &&
           ast_is_call(ast->head, SYM_dot, 2) && ast->head->args[1]->kind == AST_atom &&
           ast->head->args[1]->name == SYM_unquote;
}

static Ast *dot_unquote(Quote *q, const Ast *ast, Ast *args)
{
    Ast *left = quoted(q, ast->head->args[0]);
    return make_remote(q->g, SYM_Cnx_Quote, "dot", ast->span, 3, left, ast->args[0], args);
}

/* Whether a call defines its first argument: def f(x), Kernel.def(f(x)), @attribute. */
static bool defines(const Quote *q, const Ast *call)
{
    static const char *const names[] = {"def", "defp", "defmacro", "defmacrop", "@"};
    const Ast *dot = call->head;
    bool is_remote = dot && ast_is_call(dot, SYM_dot, 2) && dot->args[1]->kind == AST_atom;
    if (call->count == 0 || (dot && !is_remote))
        return false;
    Str name = sym_text(q->g->cx, is_remote ? dot->args[1]->name : call->name);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_is(name, names[i]))
            return true;
    return false;
}

static Ast *quoted_call(Quote *q, const Ast *ast)
{
    Span span = ast->span;
    if (q->unquotes && ast_is_call(ast, SYM_unquote, 1))
        return checked(q, ast->args[0]);
    if (ast_is_call(ast, SYM_value_form, 1))
        return (Ast *)ast;
    if (is_dot_unquote(q, ast))
        return dot_unquote(q, ast, atom_node(q, SYM_nil, span));
    if (ast->head && is_dot_unquote(q, ast->head))
        return dot_unquote(q, ast->head, quoted_items(q, ast->args, ast->count, span));
    bool unquotes = q->unquotes;
    const Ast *defined = q->defined;
    if (ast_is_call(ast, SYM_quote, -1))
        q->unquotes = false;
    Ast *head = ast->head ? quoted(q, ast->head) : atom_node(q, ast->name, span);
    q->defined = defines(q, ast) ? ast->args[0] : NULL;
    Ast *args = quoted_items(q, ast->args, ast->count, span);
    q->defined = defined;
    q->unquotes = unquotes;
    return tuple_node(q, head, meta_node(q, ast), args, span);
}

static Ast *quoted(Quote *q, const Ast *ast)
{
    switch (ast->kind) {
    case AST_int:
    case AST_big:
    case AST_float:
    case AST_atom:
    case AST_string:
        return (Ast *)ast;
    case AST_list:
        return quoted_items(q, ast->args, ast->count, ast->span);
    case AST_pair:
        if (is_splice(q, ast->args[0]) || is_splice(q, ast->args[1])) {
            Ast *args = quoted_items(q, ast->args, 2, ast->span);
            return tuple_node(q, atom_node(q, SYM_tuple, ast->span),
                              ast_list(q->g->arena, NULL, 0, ast->span), args, ast->span);
        }
        return ast_pair(q->g->arena, quoted(q, ast->args[0]), quoted(q, ast->args[1]), ast->span);
    case AST_var: {
        Sym context = q->is_kept ? origin_at(q->g->vm, ast->context).context : q->context;
        bool has_meta = q->is_kept || q->extra_meta || ast == q->defined;
        Ast *meta = has_meta ? meta_node(q, ast) : ast_list(q->g->arena, NULL, 0, ast->span);
        return tuple_node(q, atom_node(q, ast->name, ast->span), meta,
                          atom_node(q, context, ast->span), ast->span);
    }
    case AST_call:
        return quoted_call(q, ast);
    }
    return NULL;
}

/* --- the form --- */

/* bind_quoted: [a: x] - `a = value of x` in front of the body. */
static Ast *with_bindings(Quote *q, const Ast *bindings, Ast *body, Span span)
{
    Gen *g = q->g;
    Ast **steps = arena_array(g->arena, Ast *, bindings->count + 1);
    Ast *none = ast_list(g->arena, NULL, 0, span);
    for (uint32_t i = 0; i < bindings->count; i++) {
        const Ast *pair = bindings->args[i];
        Ast *var = tuple_node(q, pair->args[0], none, atom_node(q, q->context, span), span);
        Ast *sides = ast_list(g->arena, (Ast *[]){var, checked(q, pair->args[1])}, 2, span);
        steps[i] = tuple_node(q, atom_node(q, SYM_match, span), none, sides, span);
    }
    steps[bindings->count] = body;
    return tuple_node(q, atom_node(q, SYM_block, span), none,
                      ast_list(g->arena, steps, bindings->count + 1, span), span);
}

static bool is_false(const Ast *ast)
{
    return ast && ast->kind == AST_atom && ast->name <= SYM_false;
}

void form_quote(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *last = ast->count ? ast->args[ast->count - 1] : NULL;
    const Ast *body = last ? ast_keyword(last, SYM_do) : NULL;
    const Ast *options = ast->count == 2 ? ast->args[0] : last;
    static const char *const known[] = {"do",   "unquote",  "bind_quoted", "context", "line",
                                        "file", "location", "generated",   NULL};
    if (last->kind != AST_list || options->kind != AST_list) {
        refuse(g, ast, NULL, "invalid arguments for \"quote\"");
        return;
    }
    if (body == NULL) {
        refuse(g, ast, NULL, "missing :do option in \"quote\"");
        return;
    }
    if (!check_options(g, last, known, "quote") || !check_options(g, options, known, "quote"))
        return;
    const Ast *bindings = ast_keyword(options, SYM_bind_quoted);
    if (bindings && bindings->kind != AST_list) {
        refuse(g, bindings, bindings,
               "invalid :bind_quoted for quote, expected a keyword list of variable names, got: ");
        return;
    }
    const Ast *unquote = ast_keyword(options, SYM_unquote);
    const Ast *context = ast_keyword(options, SYM_context), *line = ast_keyword(options, SYM_line);
    Quote q = {.g = g, .context = g->env->module ? g->env->module->name : SYM_Elixir};
    q.unquotes = unquote ? !is_false(unquote) : bindings == NULL;
    if (context && !module_name(g, context, &q.context)) {
        refuse(g, context, context,
               "invalid :context for quote, expected non-nil compile time atom or alias, got: ");
        return;
    }
    if (line && line->kind != AST_atom) {
        Ast *pair = key_node(&q, SYM_line, (Ast *)line);
        q.extra_meta = ast_list(g->arena, &pair, 1, ast->span);
    }
    const Ast *generated = ast_keyword(options, sym(g->cx, STR("generated")));
    if (generated && !is_false(generated)) {
        Ast *pair = key_node(&q, sym(g->cx, STR("generated")), (Ast *)generated);
        q.extra_meta = ast_list(g->arena, &pair, 1, ast->span);
    }
    if (is_splice(&q, body)) {
        fail(g->cx, body->span, EXC_ArgumentError,
             "unquote_splicing only works inside arguments and block contexts, wrap it in parens "
             "if you want it to work with one-liners");
        return;
    }
    Ast *term = quoted(&q, body);
    if (bindings && bindings->kind == AST_list && bindings->count)
        term = with_bindings(&q, bindings, term, ast->span);
    gen(g, term, dst);
}

/* --- fragments of definitions --- */

bool has_fragments(const Ast *ast)
{
    if (ast->kind != AST_list && ast->kind != AST_pair && ast->kind != AST_call)
        return false;
    if (ast->kind == AST_call) {
        if (ast->head == NULL && (ast->name == SYM_unquote || ast->name == SYM_unquote_splicing))
            return true;
        if (ast->head == NULL && ast->name == SYM_quote)
            return false;
        if (ast->head && has_fragments(ast->head))
            return true;
        if (ast_is_call(ast, SYM_dot, 2) && ast->args[1]->kind == AST_atom &&
            ast->args[1]->name == SYM_unquote)
            return true;
    }
    for (uint32_t i = 0; i < ast->count; i++)
        if (has_fragments(ast->args[i]))
            return true;
    return false;
}

Ast *fragments_quoted(Gen *g, const Ast *ast)
{
    Quote q = {.g = g, .unquotes = true, .is_kept = true};
    return quoted(&q, ast);
}
