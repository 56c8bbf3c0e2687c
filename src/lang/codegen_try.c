/* codegen_try.c - try with rescue, catch, else and after. */
#include "lang/expand.h"

/* An error of Erlang's, which is no struct, becomes the exception that stands for it. */
static void normalize(Gen *g, uint16_t reason)
{
    uint32_t next = g->next;
    uint16_t window = reg_new(g);
    uint32_t s = site(g, (Site){.module = sym(g->cx, STR("Elixir.Cnx.Exception")),
                                .name = sym(g->cx, STR("normalize")),
                                .arity = 1});
    emit(g, INSN_move, 0, window, reason, 0, 0);
    emit(g, INSN_native, 1, window, s, 0, 0);
    emit(g, INSN_move, 0, reason, window, 0, 0);
    g->next = next;
}

/* What is rescued should be a struct when everything is loaded. */
static void note_rescued(Gen *g, const Ast *kinds)
{
    Sym module;
    uint32_t count = kinds->kind == AST_list ? kinds->count : 1;
    for (uint32_t i = 0; i < count; i++) {
        const Ast *kind = kinds->kind == AST_list ? kinds->args[i] : kinds;
        if (g->expansions == 0 && !kind->context && module_name(g, kind, &module))
            note_remote(g->vm, g->env->module, g->function,
                        (RemoteCall){.module = module,
                                     .name = SYM_struct_key,
                                     .span = first_char(kind->span)});
    }
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
        if (!arrow_of(g, clauses->args[i], &arrow))
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
        if (kinds)
            note_rescued(g, kinds);
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
            bind_variable(g, p, reason);
        branch(g, b, arrow.body);
        scope_close(g, inner);
        jumps_here(g, &fails);
    }
    jumps_here(g, &not_error);
    scope_close(g, scope);
}

/* The register of what clauses `kind, reason ->` match: Erlang's reason of the error. What is
   raised again stays in its own. */
static uint16_t gen_reason(Gen *g, uint16_t caught)
{
    uint16_t window = regs_new(g, 2);
    uint32_t s = site(g, (Site){.module = sym(g->cx, STR("Elixir.Cnx.Exception")),
                                .name = sym(g->cx, STR("reason")),
                                .arity = 2});
    emit(g, INSN_move, 0, window, caught, 0, 0);
    emit(g, INSN_move, 0, (uint16_t)(window + 1), (uint16_t)(caught + 1), 0, 0);
    emit(g, INSN_native, 2, window, s, 0, 0);
    return window;
}

static bool takes_kind(Gen *g, const Ast *clauses)
{
    Arrow arrow;
    for (uint32_t i = 0; i < clauses->count; i++)
        if (arrow_of(g, clauses->args[i], &arrow) && arrow.count == 2)
            return true;
    return false;
}

static void gen_catch(Gen *g, const Ast *clauses, uint16_t caught, Branches *b)
{
    uint16_t reason = takes_kind(g, clauses) ? gen_reason(g, caught) : (uint16_t)(caught + 1);
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
        gen_pattern(g, arrow.patterns[arrow.count - 1],
                    arrow.count == 2 ? reason : (uint16_t)(caught + 1), &fails);
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
        uint32_t uses = expander_of(g->vm)->stack_uses;
        bind(g, sym(g->cx, STR("stack@")), (uint16_t)(caught + 2));
        if (rescue)
            gen_rescue(g, rescue, caught, &b);
        if (caught_by)
            gen_catch(g, caught_by, caught, &b);
        g->code->insns.at[begin].n = expander_of(g->vm)->stack_uses != uses;
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

void form_try(Gen *g, const Ast *ast, uint16_t dst)
{
    if (check_try(g, ast, last_keywords(ast), "try"))
        gen_try(g, last_keywords(ast), dst);
}

void gen_try(Gen *g, const Ast *parts, uint16_t dst)
{
    const Ast *after = ast_keyword(parts, SYM_after);
    Scope scope = scope_open(g);
    uint16_t r = dst == RESULT ? reg_new(g) : dst;
    if (after) { /* run on both ways out; its value is dropped */
        uint16_t caught = regs_new(g, 3), ignored = reg_new(g);
        int32_t begin = emit(g, INSN_try, 0, caught, 0, 0, 0);
        gen_protected(g, parts, r);
        emit(g, INSN_end_try, 0, 0, 0, 0, 0);
        emit(g, INSN_move, 0, caught, constant_atom(g, SYM_nil), 0, 0); /* nothing is raised */
        g->code->insns.at[begin].x = (int32_t)g->code->insns.len;
        gen(g, after, ignored);
        int32_t over = emit(g, INSN_jump_false, 0, 0, caught, 0, 0);
        emit(g, INSN_rethrow, 0, 0, caught, 0, 0);
        g->code->insns.at[over].x = (int32_t)g->code->insns.len;
    } else {
        gen_protected(g, parts, r);
    }
    if (dst == RESULT)
        deliver(g, dst, r);
    scope_close(g, scope);
}
