/* codegen_in.c - `a in b` and `a not in b`: comparisons where the right side is written out, a call
   otherwise. Each side is computed once. */
#include "lang/codegen.h"

static Ast *both(Gen *g, const Ast *a, const Ast *b)
{
    return make_call(g, SYM_and, a->span, 2, a, b);
}

static Ast *either(Gen *g, const Ast *a, const Ast *b)
{
    return make_call(g, SYM_or, a->span, 2, a, b);
}

/* The tree, or a variable that holds its value if it is no literal. */
static Ast *computed(Gen *g, const Ast *ast, const char *what)
{
    Value literal;
    if (constant_value(g, ast, &literal)) {
        value_free(literal);
        return (Ast *)ast;
    }
    Sym name = fresh_name(g, what);
    uint16_t r = gen_reg(g, ast);
    bind(g, name, r);
    return make_var(g, name, ast->span);
}

/* --- lists --- */

typedef VEC(const Ast *) Elements;

/* The elements of a list that is written out, `[a | [b]]` too; false when its end is not known. */
static bool list_elements(const Ast *set, Elements *out)
{
    for (;;) {
        if (set->kind != AST_list)
            return false;
        for (uint32_t i = 0; i < set->count; i++)
            if (!ast_is_call(set->args[i], SYM_pipe, 2))
                vec_push(out, set->args[i]);
        const Ast *last = set->count ? set->args[set->count - 1] : NULL;
        if (!last || !ast_is_call(last, SYM_pipe, 2))
            return true;
        vec_push(out, last->args[0]);
        set = last->args[1];
    }
}

static Ast *list_test(Gen *g, const Ast *item, const Elements *elements, Span span)
{
    Ast *test = NULL, *value = computed(g, item, "in");
    for (size_t i = elements->len; i-- > 0;) {
        Ast *same = make_call(g, SYM_strict_eq, span, 2, value, elements->at[i]);
        test = test ? either(g, same, test) : same;
    }
    return test ? test : ast_atom(g->arena, SYM_false, span);
}

/* Whether comparing with the elements one by one is what comparing with all of them is: nothing
   happens when they are computed. */
static bool are_plain(Gen *g, const Elements *elements)
{
    enum { MOST = 16 }; /* what is longer is a constant for :lists.member */
    bool all = elements->len <= MOST;
    for (size_t i = 0; all && i < elements->len; i++) {
        Value literal;
        all = elements->at[i]->kind == AST_var || constant_value(g, elements->at[i], &literal);
        if (all && elements->at[i]->kind != AST_var)
            value_free(literal);
    }
    return all;
}

/* --- ranges --- */

static bool is_integer_literal(Gen *g, const Ast *ast, int64_t *out)
{
    Value v;
    if (!constant_value(g, ast, &v))
        return false;
    bool is_integer = v.tag == TAG_int;
    *out = is_integer ? v.i : 0;
    value_free(v);
    return is_integer;
}

typedef struct Range {
    Ast *item, *first, *last, *step; /* step: NULL where there is none */
    Span span;
} Range;

static Ast *integer_test(Gen *g, const Ast *ast)
{
    return make_remote(g, SYM_erlang, "is_integer", ast->span, 1, ast);
}

static Ast *between(Gen *g, const Range *r, bool is_up)
{
    const Ast *low = is_up ? r->first : r->last, *high = is_up ? r->last : r->first;
    return both(g, make_call(g, SYM_ge, r->span, 2, r->item, low),
                make_call(g, SYM_le, r->span, 2, r->item, high));
}

static Ast *int_node(Gen *g, int64_t i, Span span)
{
    Ast *node = ast_new(g->arena, AST_int, span);
    node->i = i;
    return node;
}

static Ast *on_step(Gen *g, const Range *r)
{
    Ast *distance = make_call(g, SYM_minus, r->span, 2, r->item, r->first);
    Ast *rest = make_remote(g, SYM_erlang, "rem", r->span, 2, distance, r->step);
    return make_call(g, SYM_strict_eq, r->span, 2, rest, int_node(g, 0, r->span));
}

/* Which way the range goes, as a test of the item: known for literals, else asked. */
static Ast *direction_test(Gen *g, const Range *r)
{
    int64_t first = 0, last = 0, step = 0;
    Ast *zero = int_node(g, 0, r->span);
    if (r->step && is_integer_literal(g, r->step, &step))
        return between(g, r, step > 0);
    if (r->step)
        return either(
            g, both(g, make_call(g, SYM_gt, r->span, 2, r->step, zero), between(g, r, true)),
            both(g, make_call(g, SYM_lt, r->span, 2, r->step, zero), between(g, r, false)));
    if (is_integer_literal(g, r->first, &first) && is_integer_literal(g, r->last, &last))
        return between(g, r, first <= last);
    return either(
        g, both(g, make_call(g, SYM_le, r->span, 2, r->first, r->last), between(g, r, true)),
        both(g, make_call(g, SYM_lt, r->span, 2, r->last, r->first), between(g, r, false)));
}

static Ast *range_test(Gen *g, const Ast *item, const Ast *set)
{
    int64_t known;
    Range r = {.item = computed(g, item, "in"),
               .first = computed(g, set->args[0], "first"),
               .last = computed(g, set->args[1], "last"),
               .step = set->count == 3 ? computed(g, set->args[2], "step") : NULL,
               .span = set->span};
    Ast *test = direction_test(g, &r);
    if (r.step && !(is_integer_literal(g, r.step, &known) && (known == 1 || known == -1)))
        test = both(g, test, on_step(g, &r));
    const Ast *parts[] = {r.step, r.last, r.first, r.item};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i] && !is_integer_literal(g, parts[i], &known))
            test = both(g, integer_test(g, parts[i]), test);
    return test;
}

/* In a guard every range is compared with, elsewhere one of literals: others are made, which may
   fail. */
static bool is_compared(Gen *g, const Ast *set)
{
    int64_t known;
    bool is_range = ast_is_call(set, SYM_range, 2) || ast_is_call(set, SYM_range_step, 3);
    for (uint32_t i = 0; is_range && !g->guard && i < set->count; i++)
        is_range = is_integer_literal(g, set->args[i], &known);
    return is_range;
}

/* --- the form --- */

/* The set's value is asked. */
static void gen_member(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *set = ast->args[1];
    Jumps *guard = g->guard;
    g->guard = NULL; /* known here, so that what makes it need not be fit for guards */
    Ast *known = computed(g, set, "set");
    g->guard = guard;
    Ast *args[] = {known, ast->args[0]};
    uint16_t r = reg_new(g);
    gen_remote(g, SYM_Enum, sym(g->cx, STR("member?")), args, 2, r);
    if (ast->name == SYM_not_in)
        emit(g, INSN_bang, 0, r, r, 0, 0);
    deliver(g, dst, r);
}

void form_in(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *item = ast->args[0], *set = ast->args[1], *test = NULL;
    Elements elements = {0};
    bool is_list = list_elements(set, &elements);
    if (is_list && (g->guard || are_plain(g, &elements)))
        test = list_test(g, item, &elements, ast->span);
    else if (set->kind == AST_list && !g->guard)
        test = make_remote(g, SYM_lists, "member", ast->span, 2, item, set);
    else if (is_compared(g, set))
        test = range_test(g, item, set);
    else if (g->guard && in_program(g) && (set->kind == AST_var || set->kind == AST_list))
        refuse_tree(g, EXC_ArgumentError, set, set->span,
                    "invalid right argument for operator \"in\", it expects a compile-time proper "
                    "list or compile-time range on the right side when used in guard expressions, "
                    "got: ",
                    "");
    else
        gen_member(g, ast, dst);
    vec_free(&elements);
    if (test)
        gen(g, ast->name == SYM_not_in ? make_call(g, SYM_bang, ast->span, 1, test) : test, dst);
}
