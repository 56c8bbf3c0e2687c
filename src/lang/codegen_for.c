/* codegen_for.c - for: a reduction over each generator, one inside the other. */
#include "lang/codegen.h"

static Ast *special(Gen *g, const char *name, Span span)
{
    return make_var(g, sym(g->cx, str_of(name)), span);
}

static bool is_variable(const Ast *segment)
{
    return (ast_is_call(segment, SYM_type_op, 2) ? segment->args[0] : segment)->kind == AST_var;
}

/* The segment with _ for what it is to be, or NULL where that alone says what is read. */
static Ast *any_segment(Gen *g, const Ast *segment)
{
    Ast *any = make_var(g, SYM_underscore, segment->span);
    if (ast_is_call(segment, SYM_type_op, 2))
        return segment->args[0]->kind == AST_string
                   ? NULL
                   : make_call(g, SYM_type_op, segment->span, 2, any, segment->args[1]);
    if (segment->kind == AST_int || ast_is_call(segment, SYM_pin, 1))
        return any;
    if (segment->kind != AST_string)
        return NULL;
    Ast *len = ast_new(g->arena, AST_int, segment->span);
    len->i = (int64_t)segment->text.len;
    Ast *bytes = make_call(g, sym(g->cx, STR("size")), segment->span, 1, len);
    Ast *type =
        make_call(g, SYM_minus, segment->span, 2, make_var(g, SYM_binary, segment->span), bytes);
    return make_call(g, SYM_type_op, segment->span, 2, any, type);
}

/* fn for@at, <<_::size(for@at)-skip, segments, for@next::place>>, inner -> {for@next, next}, where
   the last segment of the generator holds the arrow. NULL when `any` is asked for and a segment
   cannot be read without being matched, or all are variables. */
static Ast *bits_clause(Gen *g, const Ast *step, Sym inner, Ast *next, bool any)
{
    uint32_t n = step->count;
    Span span = step->span;
    Ast **segments = arena_array(g->arena, Ast *, n + 2);
    bool differs = false;
    Ast *size = make_call(g, sym(g->cx, STR("size")), span, 1, special(g, "for@at", span));
    segments[0] = make_call(g, SYM_type_op, span, 2, make_var(g, SYM_underscore, span),
                            make_call(g, SYM_minus, span, 2, size, special(g, "for@skip", span)));
    for (uint32_t k = 0; k < n; k++) {
        Ast *segment = k + 1 < n ? step->args[k] : step->args[k]->args[0];
        if (any && !is_variable(segment)) {
            segment = any_segment(g, segment);
            differs = true;
        }
        if (segment == NULL)
            return NULL;
        segments[k + 1] = segment;
    }
    segments[n + 1] = make_call(g, SYM_type_op, span, 2, special(g, "for@next", span),
                                special(g, "for@place", span));
    Ast *params[] = {special(g, "for@at", span),
                     ast_call(g->arena, SYM_bits, segments, n + 2, span), make_var(g, inner, span)};
    return any && !differs
               ? NULL
               : make_arrow(g, params, 3,
                            ast_pair(g->arena, special(g, "for@next", span), next, span), span);
}

/* The generator <<pattern <- bits>>. What has the pattern's sizes but other values is left out; the
   first that has not is the end. */
static Ast *bits_step(Gen *g, const Ast *step, Sym acc, Sym inner, Ast *next)
{
    Span span = step->span;
    const Ast *arrow = step->args[step->count - 1];
    Ast *any = bits_clause(g, step, inner, make_var(g, inner, span), true);
    Ast *rest[] = {make_var(g, SYM_underscore, span), make_var(g, SYM_underscore, span),
                   make_var(g, SYM_underscore, span)};
    Ast *end = make_arrow(g, rest, 3, ast_atom(g->arena, SYM_nil, span), span);
    Ast *clauses[] = {bits_clause(g, step, inner, next, false), any ? any : end, end};
    return make_remote(g, sym(g->cx, STR("Elixir.Cnx.Bits")), "reduce", span, 3, arrow->args[1],
                       make_var(g, acc, span), make_fn(g, clauses, any ? 3 : 2, span));
}

/* The body of generator `i` and all after it, as an expression of the accumulator's next value. */
static Ast *for_step(Gen *g, const Ast *ast, uint32_t i, uint32_t steps, Sym acc, const Ast *body,
                     bool reduces)
{
    Span span = i < steps ? ast->args[i]->span : body->span;
    Ast *now = make_var(g, acc, span);
    if (i == steps) {
        if (!reduces)
            return ast_list(g->arena, (Ast *[]){make_call(g, SYM_pipe, span, 2, body, now)}, 1,
                            span);
        Ast *parts = ast_pair(g->arena, ast_atom(g->arena, SYM_do, span), (Ast *)body, span);
        return make_call(g, SYM_case, span, 2, now, ast_list(g->arena, &parts, 1, span));
    }
    const Ast *step = ast->args[i];
    bool is_bits = ast_is_call(step, SYM_bits, -1) && step->count &&
                   ast_is_call(step->args[step->count - 1], SYM_left_arrow, 2);
    Sym inner = fresh_name(g, i % 2 ? "for1" : "for0");
    if (ast_is_call(step, SYM_left_arrow, 2)) {
        Ast *next = for_step(g, ast, i + 1, steps, inner, body, reduces);
        const Ast *guard, *pattern = split_guard(step->args[0], &guard);
        Ast *params[] = {(Ast *)pattern, make_var(g, inner, span)}, *head = NULL;
        if (guard)
            head = make_call(g, SYM_when, span, 3, params[0], params[1], guard);
        Ast *skip[] = {make_var(g, SYM_underscore, span), make_var(g, inner, span)};
        Ast *clauses[] = {make_arrow(g, head ? &head : params, head ? 1 : 2, next, span),
                          make_arrow(g, skip, 2, skip[1], span)};
        uint32_t count = pattern->kind == AST_var && !guard ? 1 : 2;
        return make_remote(g, SYM_Enum, "reduce", span, 3, step->args[1], now,
                           make_fn(g, clauses, count, span));
    }
    if (is_bits) {
        Ast *next = for_step(g, ast, i + 1, steps, inner, body, reduces);
        return bits_step(g, step, acc, inner, next);
    }
    Ast *next = for_step(g, ast, i + 1, steps, acc, body, reduces);
    Ast *parts[] = {ast_pair(g->arena, ast_atom(g->arena, SYM_do, span), next, span),
                    ast_pair(g->arena, ast_atom(g->arena, SYM_else, span), now, span)};
    return make_call(g, SYM_if, span, 2, step, ast_list(g->arena, parts, 2, span));
}

static bool is_keywords(const Ast *list)
{
    bool all = list->kind == AST_list && list->count > 0;
    for (uint32_t i = 0; all && i < list->count; i++)
        all = list->args[i]->kind == AST_pair && list->args[i]->args[0]->kind == AST_atom;
    return all;
}

/* into: "", which Elixir builds in place. */
static bool is_empty_text(Gen *g, const Ast *into)
{
    Value literal;
    if (!constant_value(g, into, &literal))
        return false;
    bool is_empty = is_binary(literal) && binary_str(literal).len == 0;
    value_free(literal);
    return is_empty;
}

void form_for(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *keywords = last_keywords(ast);
    const Ast *body = keywords ? ast_keyword(keywords, SYM_do) : NULL;
    uint32_t steps = ast->count ? ast->count - 1 : 0;
    Span span = ast->span;
    const Ast *options = keywords;
    if (steps > 1 && keywords && is_keywords(ast->args[steps - 1]))
        options = ast->args[--steps];
    if (!check_for(g, ast, options, keywords))
        return;
    const Ast *reduce = ast_keyword(options, SYM_reduce), *into = ast_keyword(options, SYM_into);
    const Ast *uniq = ast_keyword(options, SYM_uniq);
    Sym acc = fresh_name(g, "for");
    Scope scope = scope_open(g);
    uint16_t r = reg_new(g);
    if (reduce)
        gen(g, reduce, r);
    else
        emit(g, INSN_move, 0, r, constant(g, VALUE_EMPTY), 0, 0);
    bind(g, acc, r);
    Ast *result = for_step(g, ast, 0, steps, acc, body, reduce != NULL);
    if (!reduce) {
        result = make_remote(g, SYM_lists, "reverse", span, 1, result);
        if (uniq && uniq->kind == AST_atom && uniq->name == SYM_true)
            result = make_remote(g, SYM_Enum, "uniq", span, 1, result);
        if (into && is_empty_text(g, into))
            result = make_remote(g, sym(g->cx, STR("Elixir.Cnx.Bits")), "join", span, 1, result);
        else if (into)
            result = make_remote(g, SYM_Enum, "into", span, 2, result, into);
    }
    gen(g, result, dst);
    scope_close(g, scope);
}
