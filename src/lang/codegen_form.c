/* codegen_form.c - special forms: the calls whose arguments are not simply evaluated. */
#include "lang/expand.h"

#include <string.h>

static void bad_form(Gen *g, const Ast *ast, const char *expected)
{
    Str name = sym_text(g->cx, ast->name);
    fail(g->cx, ast->span, EXC_CompileError, "invalid use of %.*s, expected: %s", (int)name.len,
         name.at, expected);
}

/* The list of keywords a form ends with (`do: x`, `do ... end`), or NULL. */
static const Ast *last_keywords(const Ast *ast)
{
    const Ast *last = ast->kind == AST_call && ast->count ? ast->args[ast->count - 1] : NULL;
    return last && last->kind == AST_list ? last : NULL;
}

/* --- sequence and binding --- */

static void form_block(Gen *g, const Ast *ast, uint16_t dst)
{
    gen_block(g, ast->args, ast->count, dst);
}

static void form_match(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *pattern = ast->args[0];
    uint16_t r = dst == RESULT ? reg_new(g) : dst;
    if (ast->count != 2) {
        bad_form(g, ast, "pattern = value");
        return;
    }
    uint32_t next = g->next;
    size_t locals = g->locals.len;
    gen(g, ast->args[1], r);
    if (g->locals.len == locals)
        g->next = next;
    Jumps fails = {0};
    g->pattern = g->locals.len;
    gen_pattern(g, pattern, r, &fails);
    if (fails.len) {
        int32_t over = emit(g, INSN_jump, 0, 0, 0, 0, 0);
        jumps_here(g, &fails);
        emit(g, INSN_no_match, 0, 0, r, 0, 0);
        g->code->insns.at[over].x = (int32_t)g->code->insns.len;
    }
    if (dst == RESULT)
        deliver(g, dst, r);
}

/* --- branches --- */

typedef struct Branches {
    Jumps ends; /* from the end of each branch to behind the form */
    Scope scope;
    uint16_t dst;
} Branches;

/* A branch's value goes to the destination and the branch is left. */
static void branch(Gen *g, Branches *b, const Ast *body)
{
    Scope scope = scope_open(g);
    if (body)
        gen(g, body, b->dst);
    else
        deliver(g, b->dst, constant_atom(g, SYM_nil));
    scope_close(g, scope);
    if (b->dst != RESULT)
        jump_add(&b->ends, emit(g, INSN_jump, 0, 0, 0, 0, 0));
}

static void form_if(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *keywords = last_keywords(ast);
    if (ast->count != 2 || !keywords || !ast_keyword(keywords, SYM_do)) {
        bad_form(g, ast, "condition, do: ..., else: ...");
        return;
    }
    Branches b = {.dst = dst};
    Scope scope = scope_open(g);
    uint16_t c = gen_operand(g, ast->args[0]);
    InsnOp skip = ast->name == SYM_unless ? INSN_jump_true : INSN_jump_false;
    int32_t to_else = emit(g, skip, 0, 0, c, 0, 0);
    branch(g, &b, ast_keyword(keywords, SYM_do));
    g->code->insns.at[to_else].x = (int32_t)g->code->insns.len;
    branch(g, &b, ast_keyword(keywords, SYM_else));
    jumps_here(g, &b.ends);
    scope_close(g, scope);
}

bool arrow_of(Gen *g, const Ast *clause, Arrow *out)
{
    if (!ast_is_call(clause, SYM_arrow, 2)) {
        fail(g->cx, clause->span, EXC_CompileError, "expected -> clauses");
        return false;
    }
    const Ast *params = clause->args[0];
    *out = (Arrow){.patterns = params->args, .count = params->count, .body = clause->args[1]};
    if (out->count == 1 && ast_is_call(params->args[0], SYM_when, -1)) {
        const Ast *when = params->args[0]; /* fn a, b when guard: when [a, b, guard] */
        out->patterns = when->args;
        out->count = when->count - 1;
        out->guard = when->args[when->count - 1];
    }
    return true;
}

void gen_clauses(Gen *g, const Ast *clauses, uint16_t reg, uint16_t dst, InsnOp otherwise)
{
    Branches b = {.dst = dst};
    if (clauses->kind != AST_list) {
        fail(g->cx, clauses->span, EXC_CompileError, "expected -> clauses");
        return;
    }
    for (uint32_t i = 0; i < clauses->count && !failed(g->cx); i++) {
        Arrow arrow;
        Jumps fails = {0};
        Scope scope = scope_open(g);
        if (!arrow_of(g, clauses->args[i], &arrow))
            break;
        if (arrow.count != 1)
            fail(g->cx, clauses->args[i]->span, EXC_CompileError,
                 "expected one argument in a clause, found %u", arrow.count);
        g->pattern = g->locals.len;
        if (arrow.count == 1)
            gen_pattern(g, arrow.patterns[0], reg, &fails);
        if (arrow.guard)
            gen_guard(g, arrow.guard, &fails);
        branch(g, &b, arrow.body);
        scope_close(g, scope);
        jumps_here(g, &fails);
    }
    emit(g, otherwise, 0, 0, reg, 0, 0);
    jumps_here(g, &b.ends);
}

static void form_case(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *keywords = last_keywords(ast);
    if (ast->count != 2 || !keywords || !ast_keyword(keywords, SYM_do)) {
        bad_form(g, ast, "case value do pattern -> body end");
        return;
    }
    Scope scope = scope_open(g);
    uint16_t r = gen_reg(g, ast->args[0]);
    gen_clauses(g, ast_keyword(keywords, SYM_do), r, dst, INSN_no_case);
    scope_close(g, scope);
}

static void form_cond(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *keywords = last_keywords(ast),
              *clauses = keywords ? ast_keyword(keywords, SYM_do) : NULL;
    if (!clauses || clauses->kind != AST_list) {
        bad_form(g, ast, "cond do condition -> body end");
        return;
    }
    Branches b = {.dst = dst};
    for (uint32_t i = 0; i < clauses->count && !failed(g->cx); i++) {
        Arrow arrow;
        Scope scope = scope_open(g);
        if (!arrow_of(g, clauses->args[i], &arrow) || arrow.count != 1)
            break;
        uint16_t c = gen_operand(g, arrow.patterns[0]);
        int32_t skip = emit(g, INSN_jump_false, 0, 0, c, 0, 0);
        branch(g, &b, arrow.body);
        scope_close(g, scope);
        g->code->insns.at[skip].x = (int32_t)g->code->insns.len;
    }
    emit(g, INSN_no_cond, 0, 0, 0, 0, 0);
    jumps_here(g, &b.ends);
}

/* In a guard, anything but a boolean is a failure. */
static void emit_check_bool(Gen *g, int operation, uint16_t r)
{
    int32_t at = emit(g, INSN_check_bool, operation, 0, r, 0, 0);
    if (g->guard)
        jump_add(g->guard, at);
}

static void form_and_or(Gen *g, const Ast *ast, uint16_t dst)
{
    if (ast->count != 2) {
        bad_form(g, ast, "two operands");
        return;
    }
    bool strict = ast->name == SYM_and || ast->name == SYM_or;
    bool is_and = ast->name == SYM_and || ast->name == SYM_and_and;
    Scope scope = scope_open(g);
    uint16_t r = reg_for(g, dst);
    gen(g, ast->args[0], r);
    if (strict)
        emit_check_bool(g, is_and ? 0 : 1, r);
    int32_t over = emit(g, is_and ? INSN_jump_false : INSN_jump_true, 0, 0, r, 0, 0);
    if (dst == RESULT) {
        gen(g, ast->args[1], RESULT);
    } else {
        gen(g, ast->args[1], r);
    }
    g->code->insns.at[over].x = (int32_t)g->code->insns.len;
    if (dst == RESULT)
        deliver(g, dst, r);
    scope_close(g, scope);
}

static void form_not(Gen *g, const Ast *ast, uint16_t dst)
{
    Scope scope = scope_open(g);
    uint16_t r = reg_for(g, dst);
    gen(g, ast->args[0], r);
    if (ast->name == SYM_not)
        emit_check_bool(g, 2, r);
    emit(g, INSN_bang, 0, r, r, 0, 0);
    if (dst == RESULT)
        deliver(g, dst, r);
    scope_close(g, scope);
}

/* `a in b`, `a not in b`; in a guard only lists and ranges written out. */
static void form_in(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *item = ast->args[0], *set = ast->args[1];
    const Ast *test = NULL;
    if (set->kind == AST_list && set->count > 0 && set->count <= 16) {
        Sym name = fresh_name(g, "in");
        uint16_t r = gen_reg(g, item);
        bind(g, name, r);
        for (uint32_t i = set->count; i-- > 0;) {
            Ast *same = make_call(g, SYM_strict_eq, ast->span, 2, make_var(g, name, item->span),
                                  set->args[i]);
            test = test ? make_call(g, SYM_or, ast->span, 2, same, test) : same;
        }
    } else if (ast_is_call(set, SYM_range, 2)) {
        test = make_call(g, SYM_and, ast->span, 2,
                         make_remote(g, SYM_erlang, "is_integer", ast->span, 1, item),
                         make_call(g, SYM_and, ast->span, 2,
                                   make_call(g, SYM_ge, ast->span, 2, item, set->args[0]),
                                   make_call(g, SYM_le, ast->span, 2, item, set->args[1])));
    } else {
        test = make_remote(g, SYM_Enum, "member?", ast->span, 2, set, item);
    }
    gen(g, ast->name == SYM_not_in ? make_call(g, SYM_bang, ast->span, 1, test) : test, dst);
}

/* --- with --- */

static void form_with(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *keywords = last_keywords(ast);
    if (!keywords || !ast_keyword(keywords, SYM_do)) {
        bad_form(g, ast, "with pattern <- value do body else clauses end");
        return;
    }
    Branches b = {.dst = dst};
    Scope scope = scope_open(g);
    uint16_t other = reg_new(g); /* what did not match */
    Jumps out = {0};
    for (uint32_t i = 0; i + 1 < ast->count && !failed(g->cx); i++) {
        const Ast *step = ast->args[i], *guard;
        if (!ast_is_call(step, SYM_left_arrow, 2)) {
            gen_operand(g, step);
            continue;
        }
        Jumps fails = {0};
        uint16_t r = gen_reg(g, step->args[1]);
        g->pattern = g->locals.len;
        gen_pattern(g, split_guard(step->args[0], &guard), r, &fails);
        if (guard)
            gen_guard(g, guard, &fails);
        if (fails.len == 0)
            continue;
        int32_t over = emit(g, INSN_jump, 0, 0, 0, 0, 0);
        jumps_here(g, &fails);
        emit(g, INSN_move, 0, other, r, 0, 0);
        jump_add(&out, emit(g, INSN_jump, 0, 0, 0, 0, 0));
        g->code->insns.at[over].x = (int32_t)g->code->insns.len;
    }
    branch(g, &b, ast_keyword(keywords, SYM_do));
    scope_close(g, scope);
    g->next = scope.next + 1; /* `other` stays */
    if (out.len) {
        jumps_here(g, &out);
        const Ast *clauses = ast_keyword(keywords, SYM_else);
        if (clauses)
            gen_clauses(g, clauses, other, dst, INSN_no_with);
        else
            deliver(g, dst, other);
    }
    jumps_here(g, &b.ends);
    scope_close(g, scope);
}

/* --- try --- */

/* An error of Erlang's, which is no struct, becomes the exception that stands for it. */
static void normalize(Gen *g, uint16_t reason)
{
    uint32_t next = g->next;
    uint16_t window = reg_new(g);
    uint32_t s = site(g, sym(g->cx, STR("Elixir.Cnx.Exception")), sym(g->cx, STR("normalize")), 1);
    emit(g, INSN_move, 0, window, reason, 0, 0);
    emit(g, INSN_native, 1, window, s, 0, 0);
    emit(g, INSN_move, 0, reason, window, 0, 0);
    g->next = next;
}

/* rescue clauses: `e in [A, B] ->`, `A ->`, `e ->`, `_ ->`. The reason is normalised to an
   exception struct first. */
static void gen_rescue(Gen *g, const Ast *clauses, uint16_t caught, Branches *b)
{
    Jumps not_error = {0};
    Scope scope = scope_open(g);
    emit(g, INSN_is_equal, 0, 0, caught, constant_atom(g, SYM_error), 0);
    jump_add(&not_error, (int32_t)g->code->insns.len - 1);
    normalize(g, (uint16_t)(caught + 1));
    for (uint32_t i = 0; i < clauses->count && !failed(g->cx); i++) {
        Arrow arrow;
        Jumps fails = {0};
        Scope inner = scope_open(g);
        if (!arrow_of(g, clauses->args[i], &arrow) || arrow.count != 1)
            break;
        const Ast *p = arrow.patterns[0], *kinds = NULL;
        uint16_t reason = (uint16_t)(caught + 1);
        if (ast_is_call(p, SYM_in, 2)) {
            kinds = p->args[1];
            p = p->args[0];
        } else if (p->kind != AST_var) {
            kinds = p;
            p = NULL;
        }
        if (kinds && !(kinds->kind == AST_var && kinds->name == SYM_underscore)) {
            Sym name = fresh_name(g, "rescued");
            bind(g, name, reason);
            Ast *list = kinds->kind == AST_list
                            ? (Ast *)kinds
                            : ast_list(g->arena, (Ast *[]){(Ast *)kinds}, 1, kinds->span);
            uint16_t r =
                gen_reg(g, make_remote(g, sym(g->cx, STR("Elixir.Cnx.Exception")), "is_one_of",
                                       kinds->span, 2, make_var(g, name, kinds->span), list));
            jump_add(&fails, emit(g, INSN_jump_false, 0, 0, r, 0, 0));
        }
        if (p && p->name != SYM_underscore)
            bind(g, variable_name(g, p), reason);
        branch(g, b, arrow.body);
        scope_close(g, inner);
        jumps_here(g, &fails);
    }
    jumps_here(g, &not_error);
    scope_close(g, scope);
}

static void gen_catch(Gen *g, const Ast *clauses, uint16_t caught, Branches *b)
{
    for (uint32_t i = 0; i < clauses->count && !failed(g->cx); i++) {
        Arrow arrow;
        Jumps fails = {0};
        Scope scope = scope_open(g);
        if (!arrow_of(g, clauses->args[i], &arrow))
            break;
        g->pattern = g->locals.len;
        if (arrow.count == 2) {
            gen_pattern(g, arrow.patterns[0], caught, &fails);
        } else {
            int32_t at = emit(g, INSN_is_equal, 0, 0, caught, constant_atom(g, SYM_throw), 0);
            jump_add(&fails, at);
        }
        gen_pattern(g, arrow.patterns[arrow.count - 1], (uint16_t)(caught + 1), &fails);
        if (arrow.guard)
            gen_guard(g, arrow.guard, &fails);
        branch(g, b, arrow.body);
        scope_close(g, scope);
        jumps_here(g, &fails);
    }
}

/* try with rescue, catch, else; its value goes to register dst. */
static void gen_protected(Gen *g, const Ast *parts, uint16_t dst)
{
    const Ast *rescue = ast_keyword(parts, SYM_rescue), *caught_by = ast_keyword(parts, SYM_catch);
    const Ast *otherwise = ast_keyword(parts, SYM_else);
    Branches b = {.dst = dst};
    if (!rescue && !caught_by) {
        gen(g, ast_keyword(parts, SYM_do), dst);
    } else {
        Scope scope = scope_open(g);
        uint16_t caught = regs_new(g, 3);
        int32_t begin = emit(g, INSN_try, 0, caught, 0, 0, 0);
        gen(g, ast_keyword(parts, SYM_do), dst);
        emit(g, INSN_end_try, 0, 0, 0, 0, 0);
        scope_close(g, scope);
        g->next = caught + 3u;
        int32_t over = emit(g, INSN_jump, 0, 0, 0, 0, 0);
        g->code->insns.at[begin].x = (int32_t)g->code->insns.len;
        if (rescue)
            gen_rescue(g, rescue, caught, &b);
        if (caught_by)
            gen_catch(g, caught_by, caught, &b);
        emit(g, INSN_rethrow, 0, 0, caught, 0, 0);
        g->code->insns.at[over].x = (int32_t)g->code->insns.len;
        scope_close(g, scope);
    }
    if (otherwise) {
        uint16_t value = reg_new(g);
        emit(g, INSN_move, 0, value, dst, 0, 0);
        gen_clauses(g, otherwise, value, dst, INSN_no_try);
    }
    jumps_here(g, &b.ends);
}

static void form_try(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *parts = last_keywords(ast);
    if (!parts || !ast_keyword(parts, SYM_do)) {
        bad_form(g, ast, "try do ... rescue ... end");
        return;
    }
    const Ast *after = ast_keyword(parts, SYM_after);
    Scope scope = scope_open(g);
    uint16_t r = dst == RESULT ? reg_new(g) : dst;
    if (after) { /* run on both ways out; its value is dropped */
        uint16_t caught = regs_new(g, 3), ignored = reg_new(g);
        int32_t begin = emit(g, INSN_try, 0, caught, 0, 0, 0);
        gen_protected(g, parts, r);
        emit(g, INSN_end_try, 0, 0, 0, 0, 0);
        Scope inner = scope_open(g);
        gen(g, after, ignored);
        scope_close(g, inner);
        int32_t over = emit(g, INSN_jump, 0, 0, 0, 0, 0);
        g->code->insns.at[begin].x = (int32_t)g->code->insns.len;
        gen(g, after, ignored);
        emit(g, INSN_rethrow, 0, 0, caught, 0, 0);
        g->code->insns.at[over].x = (int32_t)g->code->insns.len;
    } else {
        gen_protected(g, parts, r);
    }
    if (dst == RESULT)
        deliver(g, dst, r);
    scope_close(g, scope);
}

/* --- for --- */

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
    if (is_bits) { /* <<pattern <- bits>>: the last segment holds the arrow */
        uint32_t n = step->count;
        const Ast *arrow = step->args[n - 1];
        Ast *next = for_step(g, ast, i + 1, steps, inner, body, reduces);
        Sym rest = sym(g->cx, STR("for@rest"));
        Ast *segments[256];
        for (uint32_t k = 0; k + 1 < n && k < 250; k++)
            segments[k] = step->args[k];
        segments[n - 1] = arrow->args[0];
        segments[n] = make_call(g, SYM_type_op, span, 2, make_var(g, rest, span),
                                make_var(g, sym(g->cx, STR("bitstring")), span));
        Ast *params[] = {ast_call(g->arena, SYM_bits, segments, n + 1, span),
                         make_var(g, inner, span)};
        Ast *clause =
            make_arrow(g, params, 2, ast_pair(g->arena, make_var(g, rest, span), next, span), span);
        Ast *skip[] = {make_var(g, SYM_underscore, span), make_var(g, SYM_underscore, span)};
        Ast *clauses[] = {clause, make_arrow(g, skip, 2, ast_atom(g->arena, SYM_nil, span), span)};
        return make_remote(g, sym(g->cx, STR("Elixir.Cnx.Bits")), "reduce", span, 3, arrow->args[1],
                           now, make_fn(g, clauses, 2, span));
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

static void form_for(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *keywords = last_keywords(ast);
    const Ast *body = keywords ? ast_keyword(keywords, SYM_do) : NULL;
    uint32_t steps = ast->count ? ast->count - 1 : 0;
    Span span = ast->span;
    const Ast *options = keywords;
    if (steps > 1 && keywords && is_keywords(ast->args[steps - 1]))
        options = ast->args[--steps];
    if (!body || steps == 0) {
        bad_form(g, ast, "for pattern <- enumerable, do: body");
        return;
    }
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
        if (into)
            result = make_remote(g, SYM_Enum, "into", span, 2, result, into);
    }
    gen(g, result, dst);
    scope_close(g, scope);
}

/* --- environment --- */

static void form_alias(Gen *g, const Ast *ast, uint16_t dst);

/* alias A.{B, C}: one alias a part. False when the tree is something else. */
static bool alias_many(Gen *g, const Ast *what, Span span)
{
    const Ast *dot = what->kind == AST_call ? what->head : NULL;
    if (!dot || !ast_is_call(dot, SYM_dot, 2) || dot->args[1]->name != SYM_tuple)
        return false;
    const Ast *left = dot->args[0];
    for (uint32_t i = 0; i < what->count; i++) {
        const Ast *right = what->args[i];
        Ast **parts = arena_array(g->arena, Ast *, left->count + right->count);
        for (uint32_t k = 0; k < left->count; k++)
            parts[k] = left->args[k];
        for (uint32_t k = 0; k < right->count; k++)
            parts[left->count + k] = right->args[k];
        Ast *both = ast_call(g->arena, SYM_aliases, parts, left->count + right->count, span);
        form_alias(g, make_call(g, SYM_alias, span, 1, both), reg_new(g));
    }
    return true;
}

static void form_alias(Gen *g, const Ast *ast, uint16_t dst)
{
    Sym module;
    const Ast *keywords = ast->count == 2 ? last_keywords(ast) : NULL;
    const Ast *what = ast->count ? ast->args[0] : NULL;
    if (what && alias_many(g, what, ast->span)) {
        deliver(g, dst, constant_atom(g, SYM_nil));
        return;
    }
    if (!what || !module_name(g, what, &module)) {
        bad_form(g, ast, "alias Module, as: Name");
        return;
    }
    const Ast *as = keywords ? ast_keyword(keywords, SYM_as) : NULL;
    Sym name = SYM_nil;
    if (as && ast_is_call(as, SYM_aliases, 1)) {
        name = as->args[0]->name;
    } else {
        Str text = sym_text(g->cx, module);
        size_t from = text.len;
        while (from > 0 && text.at[from - 1] != '.')
            from--;
        name = sym(g->cx, str_slice(text, from, text.len));
    }
    uint32_t context = as ? as->context : what->context;
    vec_push(&g->env->aliases, ((Alias){name, module, 0}));
    if (context) /* the rest of the macro's tree names it, too */
        vec_push(&g->env->aliases, ((Alias){name, module, context}));
    deliver(g, dst, constant_atom(g, module));
}

static void form_import(Gen *g, const Ast *ast, uint16_t dst)
{
    Sym module;
    if (ast->count == 0 || !module_name(g, ast->args[0], &module)) {
        bad_form(g, ast, "import Module, only: [name: arity]");
        return;
    }
    if (!module_exists(g->vm, module)) {
        Str name = sym_text(g->cx, module);
        name = str_starts(name, STR("Elixir.")) ? str_slice(name, 7, name.len) : name;
        fail(g->cx, ast->args[0]->span, EXC_CompileError,
             "module %.*s is not loaded and could not be found", (int)name.len, name.at);
        return;
    }
    const Ast *keywords = ast->count == 2 ? last_keywords(ast) : NULL;
    Import import = {.module = module};
    if (keywords) {
        import.only = ast_keyword(keywords, SYM_only) != NULL;
        import.names =
            import.only ? ast_keyword(keywords, SYM_only) : ast_keyword(keywords, SYM_except);
    }
    vec_push(&g->env->imports, import);
    deliver(g, dst, constant_atom(g, module));
}

static void form_require(Gen *g, const Ast *ast, uint16_t dst)
{
    if (ast->count == 2)
        form_alias(g, ast, dst);
    else
        deliver(g, dst, constant_atom(g, SYM_nil));
}

/* match?(pattern, value) */
static void form_is_match(Gen *g, const Ast *ast, uint16_t dst)
{
    if (ast->count != 2) {
        bad_form(g, ast, "match?(pattern, value)");
        return;
    }
    Ast *hit = make_arrow(g, &ast->args[0], 1, ast_atom(g->arena, SYM_true, ast->span), ast->span);
    Ast *any = make_var(g, SYM_underscore, ast->span);
    Ast *miss = make_arrow(g, &any, 1, ast_atom(g->arena, SYM_false, ast->span), ast->span);
    Ast *clauses = ast_list(g->arena, (Ast *[]){hit, miss}, 2, ast->span);
    Ast *part = ast_pair(g->arena, ast_atom(g->arena, SYM_do, ast->span), clauses, ast->span);
    gen(g,
        make_call(g, SYM_case, ast->span, 2, ast->args[1], ast_list(g->arena, &part, 1, ast->span)),
        dst);
}

static void form_stacktrace(Gen *g, const Ast *ast, uint16_t dst)
{
    (void)ast;
    deliver(g, dst, constant(g, VALUE_EMPTY));
}

/* put_in(a.b[c], value) and its family: the path written out as a list of keys. With a list of keys
   given they are plain functions. */
static void form_path(Gen *g, const Ast *ast, uint16_t dst)
{
    Ast *keys[64], *path = ast->count ? ast->args[0] : NULL;
    uint32_t count = 0, most = ast->name == SYM_pop_in ? 1 : 2;
    const char *name = sym_text(g->cx, ast->name).at;
    if (ast->count == most) {
        for (; path->kind == AST_call && path->head && ast_is_call(path->head, SYM_dot, 2) &&
               count < 64;
             count++) {
            Sym module;
            const Ast *left = path->head->args[0], *right = path->head->args[1];
            bool is_access =
                path->count == 2 && module_name(g, left, &module) && module == SYM_Access;
            if (is_access) {
                keys[count] = path->args[1];
                path = path->args[0];
            } else if (path->count == 0 && !module_name(g, left, &module)) {
                keys[count] = make_remote(g, SYM_Access, "key!", path->span, 1, right);
                path = (Ast *)left;
            } else {
                break;
            }
        }
        if (count == 0) {
            fail(g->cx, ast->span, EXC_ArgumentError,
                 "cannot use %.*s with this path: it must start at a variable and have a field or "
                 "a key",
                 (int)sym_text(g->cx, ast->name).len, name);
            return;
        }
    }
    Text function = {0};
    text_add(&function, sym_text(g->cx, ast->name));
    if (count == 0) {
        gen_remote(g, SYM_Kernel, ast->name, ast->args, ast->count, dst);
    } else {
        Ast **turned = arena_array(g->arena, Ast *, count);
        for (uint32_t i = 0; i < count; i++)
            turned[i] = keys[count - 1 - i];
        Ast *list = ast_list(g->arena, turned, count, ast->span);
        gen(g,
            make_remote(g, SYM_Kernel, text_cstr(&function), ast->span, (int)most + 1, path, list,
                        most == 2 ? ast->args[1] : NULL),
            dst);
    }
    text_free(&function);
}

static void form_module(Gen *g, const Ast *ast, uint16_t dst)
{
    (void)ast;
    deliver(g, dst, constant_atom(g, g->env->module ? g->env->module->name : SYM_nil));
}

static void form_dir(Gen *g, const Ast *ast, uint16_t dst)
{
    Str name = g->cx->sources.at[ast->span.source].name;
    size_t end = name.len;
    while (end > 0 && name.at[end - 1] != '/')
        end--;
    deliver(g, dst, constant(g, value_binary(end > 1 ? str_slice(name, 0, end - 1) : STR("."))));
}

static void form_misplaced(Gen *g, const Ast *ast, uint16_t dst)
{
    (void)dst;
    Str name = sym_text(g->cx, ast->name);
    fail(g->cx, ast->span, EXC_CompileError, "%.*s called outside quote", (int)name.len, name.at);
}

/* var!(x) where no quote is around: x. */
static void form_var(Gen *g, const Ast *ast, uint16_t dst)
{
    if (ast->count == 0 || ast->args[0]->kind != AST_var)
        bad_form(g, ast, "var!(name)");
    else
        gen(g, make_var(g, ast->args[0]->name, ast->span), dst);
}

static void form_alias_bang(Gen *g, const Ast *ast, uint16_t dst)
{
    Ast *plain = ast_new(g->arena, AST_call, ast->span);
    if (ast->count != 1 || !ast_is_call(ast->args[0], SYM_aliases, -1)) {
        bad_form(g, ast, "alias!(Name)");
        return;
    }
    *plain = *ast->args[0];
    plain->context = 0;
    gen(g, plain, dst);
}

/* binding(): the variables of the program's own text as a keyword list, sorted by name. */
static void form_binding(Gen *g, const Ast *ast, uint16_t dst)
{
    VEC(Ast *) pairs = {0};
    for (size_t i = 0; i < g->locals.len; i++) {
        Sym name = g->locals.at[i].name;
        Str text = sym_text(g->cx, name);
        bool is_hidden = memchr(text.at, '@', text.len) != NULL;
        for (size_t k = i + 1; k < g->locals.len; k++)
            is_hidden = is_hidden || g->locals.at[k].name == name;
        if (!is_hidden)
            vec_push(&pairs, ast_pair(g->arena, ast_atom(g->arena, name, ast->span),
                                      make_var(g, name, ast->span), ast->span));
    }
    Ast *list = ast_list(g->arena, pairs.at, (uint32_t)pairs.len, ast->span);
    vec_free(&pairs);
    gen(g, make_remote(g, SYM_Enum, "sort", ast->span, 1, list), dst);
}

static void form_fn(Gen *g, const Ast *ast, uint16_t dst)
{
    gen_fn(g, ast, dst);
}

SpecialForm *special_form(Sym name)
{
    static SpecialForm *const forms[SYM_count] = {
        [SYM_block] = form_block,
        [SYM_match] = form_match,
        [SYM_if] = form_if,
        [SYM_unless] = form_if,
        [SYM_case] = form_case,
        [SYM_cond] = form_cond,
        [SYM_and] = form_and_or,
        [SYM_or] = form_and_or,
        [SYM_and_and] = form_and_or,
        [SYM_or_or] = form_and_or,
        [SYM_not] = form_not,
        [SYM_bang] = form_not,
        [SYM_in] = form_in,
        [SYM_not_in] = form_in,
        [SYM_with] = form_with,
        [SYM_try] = form_try,
        [SYM_for] = form_for,
        [SYM_fn] = form_fn,
        [SYM_alias] = form_alias,
        [SYM_import] = form_import,
        [SYM_require] = form_require,
        [SYM_module_macro] = form_module,
        [SYM_dir_macro] = form_dir,
        [SYM_at] = form_attribute,
        [SYM_tuple] = gen_data,
        [SYM_map] = gen_data,
        [SYM_struct] = gen_data,
        [SYM_aliases] = gen_data,
        [SYM_bits] = gen_bits,
        [SYM_def] = form_define,
        [SYM_defp] = form_define,
        [SYM_defmodule] = form_define,
        [SYM_defn] = form_define,
        [SYM_defnp] = form_define,
        [SYM_defstruct] = form_define,
        [SYM_defexception] = form_define,
        [SYM_defguard] = form_define,
        [SYM_defguardp] = form_define,
        [SYM_defdelegate] = form_define,
        [SYM_defoverridable] = form_define,
        [SYM_deftransform] = form_define,
        [SYM_deftransformp] = form_define,
        [SYM_defmacro] = form_define,
        [SYM_defmacrop] = form_define,
        [SYM_quote] = form_quote,
        [SYM_unquote] = form_misplaced,
        [SYM_unquote_splicing] = form_misplaced,
        [SYM_receive] = form_receive,
        [SYM_match_p] = form_is_match,
        [SYM_stacktrace_macro] = form_stacktrace,
        [SYM_put_in] = form_path,
        [SYM_update_in] = form_path,
        [SYM_pop_in] = form_path,
        [SYM_get_and_update_in] = form_path,
        [SYM_super] = form_super,
        [SYM_var_bang] = form_var,
        [SYM_alias_bang] = form_alias_bang,
        [SYM_env_macro] = form_env,
        [SYM_caller_macro] = form_caller,
        [SYM_binding] = form_binding,
    };
    return name < SYM_count ? forms[name] : NULL;
}
