/* codegen_form.c - special forms: the calls whose arguments are not simply evaluated. Sequence,
   binding, branches and the table of all of them. */
#include "lang/expand.h"

void bad_form(Gen *g, const Ast *ast, const char *expected)
{
    Str name = sym_text(g->cx, ast->name);
    fail(g->cx, ast->span, EXC_CompileError, "invalid use of %.*s, expected: %s", (int)name.len,
         name.at, expected);
}

const Ast *last_keywords(const Ast *ast)
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
    note_match(g, ast);
    gen(g, ast->args[1], r);
    release(g, locals, next);
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

/* What is looked at first is computed outside of the branches: what it binds stays bound. */

void branch(Gen *g, Branches *b, const Ast *body)
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
    if (!check_if(g, ast))
        return;
    Branches b = {.dst = dst};
    size_t locals = g->locals.len;
    uint32_t next = g->next;
    uint16_t c = gen_operand(g, ast->args[0]);
    InsnOp skip = ast->name == SYM_unless ? INSN_jump_true : INSN_jump_false;
    int32_t to_else = emit(g, skip, 0, 0, c, 0, 0);
    branch(g, &b, ast_keyword(keywords, SYM_do));
    g->code->insns.at[to_else].x = (int32_t)g->code->insns.len;
    branch(g, &b, ast_keyword(keywords, SYM_else));
    jumps_here(g, &b.ends);
    release(g, locals, next);
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
    const Ast *all = NULL;
    for (uint32_t i = 0; i < clauses->count && !failed(g->cx); i++) {
        Arrow arrow;
        Jumps fails = {0};
        Scope scope = scope_open(g);
        if (!arrow_of(g, clauses->args[i], &arrow))
            break;
        note_clause(g, clauses->args[i], &arrow, &all);
        g->pattern = g->locals.len;
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
    if (!check_case(g, ast))
        return;
    size_t locals = g->locals.len;
    uint32_t next = g->next;
    uint16_t r = gen_reg(g, ast->args[0]);
    note_case(g, ast->args[0], ast_keyword(keywords, SYM_do));
    gen_clauses(g, ast_keyword(keywords, SYM_do), r, dst, INSN_no_case);
    release(g, locals, next);
}

static void form_cond(Gen *g, const Ast *ast, uint16_t dst)
{
    if (!check_cond(g, ast))
        return;
    const Ast *clauses = ast_keyword(last_keywords(ast), SYM_do);
    Branches b = {.dst = dst};
    for (uint32_t i = 0; i < clauses->count && !failed(g->cx); i++) {
        Arrow arrow;
        Scope scope = scope_open(g);
        if (!arrow_of(g, clauses->args[i], &arrow))
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
    size_t locals = g->locals.len;
    uint32_t next = g->next;
    uint16_t r = reg_for(g, dst);
    gen(g, ast->args[0], r);
    move_locals(g, locals, r);
    if (strict)
        emit_check_bool(g, is_and ? 0 : 1, r);
    int32_t over = emit(g, is_and ? INSN_jump_false : INSN_jump_true, 0, 0, r, 0, 0);
    Scope scope = scope_open(g);
    gen(g, ast->args[1], dst == RESULT ? RESULT : r);
    scope_close(g, scope);
    g->code->insns.at[over].x = (int32_t)g->code->insns.len;
    if (dst == RESULT)
        deliver(g, dst, r);
    release(g, locals, next);
}

static void form_not(Gen *g, const Ast *ast, uint16_t dst)
{
    size_t locals = g->locals.len;
    uint32_t next = g->next;
    uint16_t r = reg_for(g, dst);
    gen(g, ast->args[0], r);
    move_locals(g, locals, r);
    if (ast->name == SYM_not)
        emit_check_bool(g, 2, r);
    emit(g, INSN_bang, 0, r, r, 0, 0);
    if (dst == RESULT)
        deliver(g, dst, r);
    release(g, locals, next);
}

/* --- with --- */

static void form_with(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *keywords = last_keywords(ast);
    if (!check_with(g, ast))
        return;
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
    } else if (ast_keyword(keywords, SYM_else)) {
        note_text(g, ast, first_char(ast->span),
                  "\"else\" clauses will never match because all patterns in \"with\" will always "
                  "match");
    }
    jumps_here(g, &b.ends);
    scope_close(g, scope);
}

static void form_operator(Gen *g, const Ast *ast, uint16_t dst)
{
    (void)dst;
    refuse_operator(g, ast);
}

static void form_fn(Gen *g, const Ast *ast, uint16_t dst)
{
    gen_fn(g, ast, dst);
}

/* __scope__(block): what it imports and binds ends with it. A macro of the library makes one where
   Elixir's makes a try. */
static void form_scope(Gen *g, const Ast *ast, uint16_t dst)
{
    Scope scope = scope_open(g);
    gen(g, ast->args[0], dst);
    scope_close(g, scope);
}

SpecialForm *special_form(Sym name)
{
    static SpecialForm *const forms[SYM_count] = {
        [SYM_block] = form_block,
        [SYM_scope_macro] = form_scope,
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
        [SYM_pin] = form_operator,
        [SYM_pipe] = form_operator,
        [SYM_type_op] = form_operator,
        [SYM_arrow] = form_operator,
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
