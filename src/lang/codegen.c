/* codegen.c - functions, scopes and expressions; see codegen.h. */
#include "lang/expand.h"
#include "lang/vm_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- scopes --- */

Scope scope_open(Gen *g)
{
    return (Scope){g->locals.len, g->env->aliases.len, g->env->imports.len, g->env->requires.len,
                   g->next};
}

void scope_close(Gen *g, Scope scope)
{
    g->locals.len = scope.locals;
    g->env->aliases.len = scope.aliases;
    g->env->imports.len = scope.imports;
    g->env->requires.len = scope.requires;
    g->next = scope.next;
}

void bind(Gen *g, Sym name, uint16_t reg)
{
    Local l = {name, reg, 0};
    vec_push(&g->locals, l);
}

void bind_variable(Gen *g, const Ast *var, uint16_t reg)
{
    Sym name = variable_name(g, var);
    bool shadows = is_bound(g, name);
    bind(g, name, reg);
    if (is_written(g, var) && sym_text(g->cx, name).at[0] != '_') {
        Mark mark = mark_of(g, shadows ? MARK_shadowing : MARK_variable, var);
        vec_last(&g->locals).mark = mark_variable(g->vm, g->marks, mark);
    }
}

const Local *local_at(const Gen *g, Sym name)
{
    for (size_t i = g->locals.len; i-- > 0;)
        if (g->locals.at[i].name == name)
            return &g->locals.at[i];
    for (size_t i = 0; i < g->captured.len; i++)
        if (g->captured.at[i].name == name)
            return &g->captured.at[i];
    return NULL;
}

bool is_bound(const Gen *g, Sym name)
{
    while (g && !local_at(g, name))
        g = g->outer;
    return g != NULL;
}

Sym fresh_name(Gen *g, const char *what)
{
    char text[64];
    int n = snprintf(text, sizeof text, "%s@%zu.%zu", what, g->code->insns.len, g->locals.len);
    return sym(g->cx, (Str){text, (size_t)n});
}

/* --- expressions --- */

/* The variable here, captured by every function between this one and the one that binds it. */
static const Local *find_around(Gen *g, Sym name)
{
    const Local *local = local_at(g, name);
    const Local *outside = local || !g->outer ? NULL : find_around(g->outer, name);
    if (!outside)
        return local;
    if (g->captured.len == MOST_CAPTURED)
        fail(g->cx, g->span, EXC_CompileError,
             "an anonymous function uses more than %d variables of those around it", MOST_CAPTURED);
    Local l = {name, (uint16_t)(CAPTURED + g->captured.len), outside->mark};
    vec_push(&g->captured, l);
    return &vec_last(&g->captured);
}

int register_of(Gen *g, Sym name)
{
    const Local *local = find_around(g, name);
    return local ? local->reg : -1;
}

int variable_find(Gen *g, const Ast *var)
{
    const Local *local = find_around(g, variable_name(g, var));
    if (local == NULL)
        return -1;
    mark_used(&g->vm->warnings.variables, local->mark);
    Str text = sym_text(g->cx, var->name);
    if (text.at[0] == '_' && text.len > 1 && is_written(g, var))
        mark_variable(g->vm, g->marks, mark_of(g, MARK_underscored, var));
    return local->reg;
}

static void gen_variable(Gen *g, const Ast *ast, uint16_t dst)
{
    int reg = variable_find(g, ast);
    if (reg >= 0) {
        deliver(g, dst, (uint16_t)reg);
        return;
    }
    if (ast->name == SYM_underscore) {
        refuse(
            g, ast, NULL,
            "invalid use of _. _ can only be used inside patterns to ignore values and cannot be "
            "used in expressions. Make sure you are inside a pattern or change it accordingly");
        return;
    }
    Str name = sym_text(g->cx, ast->name);
    bool is_plain =
        ast->context == 0 && g->expansions == 0 && !g->vm->calls_bare_names && in_program(g);
    if (!is_plain || str_starts(name, STR("__"))) { /* what a quote made may mean a call */
        if ((special_form(ast->name) && form_takes(ast->name, 0)) ||
            import_use(g, ast->name, 0, ast->span) != SYM_nil) {
            gen_call(g, ast, dst);
            return;
        }
        Ast *expanded = macro_expand(g, ast);
        if (expanded || failed(g->cx)) {
            gen_expanded(g, expanded, dst);
            return;
        }
    }
    fail(g->cx, ast->span, EXC_CompileError, "undefined variable \"%.*s\"", (int)name.len, name.at);
    const char *near = NULL;
    int best = 3;
    for (const Gen *f = g; f; f = f->outer)
        for (size_t i = 0; i < f->locals.len; i++) {
            Str other = sym_text(g->cx, f->locals.at[i].name);
            int d = str_distance(name, other, best);
            if (d < best && d * 2 < (int)name.len + 1 && memchr(other.at, '@', other.len) == NULL) {
                best = d;
                near = other.at;
                fail_note(g->cx, "did you mean \"%.*s\"?", (int)other.len, near);
            }
        }
    set_aside(g);
}

void gen_expanded(Gen *g, const Ast *ast, uint16_t dst)
{
    if (ast == NULL || failed(g->cx))
        return;
    g->expansions++;
    gen(g, ast, dst);
    g->expansions--;
}

void gen(Gen *g, const Ast *ast, uint16_t dst)
{
    if (failed(g->cx))
        return;
    Span before = g->span;
    g->span = ast->span;
    Value literal;
    if (constant_value(g, ast, &literal)) {
        deliver(g, dst, constant(g, literal));
    } else {
        switch (ast->kind) {
        case AST_int:
        case AST_big:
        case AST_float:
        case AST_atom:
        case AST_string:
        case AST_list:
        case AST_pair:
            gen_data(g, ast, dst);
            break;
        case AST_var:
            gen_variable(g, ast, dst);
            break;
        case AST_call:
            gen_call(g, ast, dst);
            break;
        }
    }
    g->span = before;
}

uint16_t gen_operand(Gen *g, const Ast *ast)
{
    Value literal;
    if (ast->kind == AST_var) {
        int reg = variable_find(g, ast);
        if (reg >= 0)
            return (uint16_t)reg;
    } else if (constant_value(g, ast, &literal)) {
        return constant(g, literal);
    }
    return gen_reg(g, ast);
}

void release(Gen *g, size_t locals, uint32_t keep)
{
    if (g->locals.len == locals)
        g->next = keep;
}

void move_locals(Gen *g, size_t locals, uint16_t r)
{
    uint16_t own = RESULT;
    for (size_t i = locals; i < g->locals.len; i++) {
        if (g->locals.at[i].reg != r)
            continue;
        if (own == RESULT) {
            own = reg_new(g);
            emit(g, INSN_move, 0, own, r, 0, 0);
        }
        g->locals.at[i].reg = own;
    }
}

uint16_t gen_reg(Gen *g, const Ast *ast)
{
    uint16_t r = reg_new(g);
    size_t locals = g->locals.len;
    gen(g, ast, r);
    release(g, locals, r + 1u);
    return r;
}

void gen_block(Gen *g, Ast *const *exprs, uint32_t count, uint16_t dst)
{
    if (count == 0) {
        deliver(g, dst, constant_atom(g, SYM_nil));
        return;
    }
    for (uint32_t i = 0; i + 1 < count && !failed(g->cx); i++) {
        size_t locals = g->locals.len;
        uint32_t next = g->next;
        Value literal;
        note_no_effect(g, exprs[i]);
        if (exprs[i]->kind == AST_var || constant_value(g, exprs[i], &literal)) {
            if (exprs[i]->kind == AST_var)
                gen_operand(g, exprs[i]);
            else
                value_free(literal);
        } else {
            gen(g, exprs[i], reg_new(g));
        }
        release(g, locals, next);
    }
    gen(g, exprs[count - 1], dst);
}

/* --- functions --- */

void set_aside(Gen *g)
{
    Error *e = g->code->is_library || g->is_defn ? NULL : error_take(g->cx);
    if (e == NULL)
        return;
    for (size_t i = g->errors; i < g->vm->errors.len; i++) {
        const Error *old = g->vm->errors.at[i];
        if (old->span.start == e->span.start && old->span.source == e->span.source) {
            error_free(e); /* things compile more than once */
            return;
        }
    }
    vec_push(&g->vm->errors, e);
}

/* What was set aside comes in front of what stopped the function. */
static void restore_errors(Gen *g)
{
    Error *first = error_take(g->cx);
    while (g->vm->errors.len > g->errors) {
        Error *e = vec_pop(&g->vm->errors), *last = e;
        while (last->next)
            last = last->next;
        last->next = first;
        first = e;
    }
    g->cx->error = first;
}

Code *code_finish(Gen *g)
{
    vec_free(&g->locals);
    vec_free(&g->captured);
    if (!failed(g->cx)) {
        code_mark_moves(g->code);
        return g->code;
    }
    code_free(g->code);
    return NULL;
}

/* Unused variables of a function that compiled; behind an error they may only look so. */
static void finish_marks(Gen *g)
{
    g->is_stopped = failed(g->cx);
    restore_errors(g);
    if (failed(g->cx))
        g->vm->warnings.variables.len = g->marks;
    else
        warn_variables(g->vm, g->marks);
}

/* What defguard defines is compiled as a guard, too, only to see that it can be one. */
static void check_guard(Gen *g, const Ast *guard)
{
    Jumps fails = {0};
    size_t insns = g->code->insns.len;
    gen_guard(g, guard, &fails);
    g->code->insns.len = g->code->spans.len = insns;
    vec_free(&fails);
}

/* The body of a def: `do`, and perhaps rescue, catch, else, after, which make it a try. */
static void gen_def_body(Gen *g, const Ast *body)
{
    const Ast *only = ast_keyword(body, SYM_do);
    if (g->function->is_guard)
        check_guard(g, only);
    if (body->count == 1 && only) {
        gen(g, only, RESULT);
        return;
    }
    bool is_macro = g->function->kind == FUNCTION_macro;
    const char *form = is_macro ? (g->function->is_private ? "defmacrop" : "defmacro")
                                : (g->function->is_private ? "defp" : "def");
    if (check_try(g, body, body, form))
        gen_try(g, body, RESULT);
}

static void gen_clause(Gen *g, const Clause *clause, uint32_t arity)
{
    Scope scope = scope_open(g);
    Jumps fails = {0};
    g->clause = clause;
    const Ast *head = clause->head;
    uint32_t count = head->kind == AST_call ? head->count : 0;
    g->pattern = g->locals.len;
    if (g->is_defn && count)
        defn_check_params(g, head->args, count);
    for (uint32_t i = 0; i < count && i < arity; i++)
        gen_pattern(g, head->args[i], (uint16_t)i, &fails);
    if (clause->guard)
        gen_guard(g, clause->guard, &fails);
    gen_def_body(g, clause->body);
    jumps_here(g, &fails);
    scope_close(g, scope);
}

static Gen function_gen(Vm *vm, Function *f)
{
    Gen g = {.vm = vm, .cx = vm_cx(vm), .arena = &f->owner->arena, .span = f->span};
    g.code = code_new(&g, f->module, f->name, f->arity);
    g.function = f;
    g.is_defn = f->kind == FUNCTION_defn;
    g.next = f->arity;
    return g;
}

/* Calls of the function itself need no look-up. */
static void mark_self_calls(const Function *f, Code *code)
{
    for (size_t i = 0; f->kind == FUNCTION_def && i < code->insns.len; i++) {
        Insn *insn = &code->insns.at[i];
        if (insn->op != INSN_call && insn->op != INSN_tail_call)
            continue;
        const Site *s = &code->sites.at[insn->x];
        if (s->module != f->module || s->name != f->name || s->arity != f->arity)
            continue;
        insn->op = insn->op == INSN_call ? INSN_call_self : INSN_tail_self;
        insn->x = 0;
    }
}

static Code *function_finish(Gen *g, const Function *f)
{
    g->span = f->span;
    emit(g, INSN_no_clause, 0, 0, 0, 0, 0);
    mark_self_calls(f, g->code);
    return code_finish(g);
}

bool codegen_clause(Vm *vm, const Env *here, Function *f)
{
    if (f->building == NULL) {
        f->building = mem_alloc(sizeof *f->building);
        *f->building = function_gen(vm, f);
        f->building->is_here = true;
    }
    Gen *g = f->building;
    Env env;
    env_copy(&env, here);
    code_free(f->code); /* of the clauses before, which something called already */
    f->code = NULL;
    g->env = &env;
    g->marks = vm->warnings.variables.len;
    g->errors = vm->errors.len;
    g->span = f->span;
    const Clause clause = vec_last(&f->clauses); /* the body may define more of them */
    gen_clause(g, &clause, f->arity);
    g->clause = NULL;
    g->env = NULL;
    env_free(&env);
    finish_marks(g);
    f->is_broken = f->is_broken || failed(g->cx);
    f->built++;
    return !failed(g->cx);
}

void building_free(Function *f)
{
    if (f->building == NULL)
        return;
    vec_free(&f->building->locals);
    code_free(f->building->code);
    free(f->building);
    f->building = NULL;
}

/* The clauses that were compiled where they stood; more may follow while the body runs. */
static Code *function_built(Function *f)
{
    Gen g = *f->building;
    g.code = code_copy(f->building->code);
    memset(&g.locals, 0, sizeof g.locals);
    if (!f->owner->open)
        building_free(f);
    return function_finish(&g, f);
}

Code *codegen_function(Vm *vm, Function *f)
{
    const Module *m = f->owner;
    if (f->is_broken) {
        stop_compiling(vm->cx, f->span);
        return NULL;
    }
    if (f->building)
        return function_built(f);
    Env env = {0};
    env_copy(&env, m->open ? m->open : &m->env);
    Gen g = function_gen(vm, f);
    g.env = &env;
    g.marks = vm->warnings.variables.len;
    g.errors = vm->errors.len;
    for (size_t i = 0; i < f->clauses.len && !failed(g.cx); i++) {
        env.aliases.len = f->clauses.at[i].aliases;
        env.imports.len = f->clauses.at[i].imports;
        env.requires.len = f->clauses.at[i].requires;
        gen_clause(&g, &f->clauses.at[i], f->arity);
    }
    env_free(&env);
    finish_marks(&g);
    return function_finish(&g, f);
}

/* A variable that a form before bound. */
static void bind_shared(Gen *g, Sym name, uint16_t reg)
{
    bind(g, name, reg);
    if (g->vm->warnings.is_on) {
        vec_push(&g->vm->warnings.variables, ((Mark){.kind = MARK_bound, .name = name}));
        vec_last(&g->locals).mark = (uint32_t)g->vm->warnings.variables.len;
    }
}

/* What a form of a script binds, forms behind it may use: its end tells. */
static void share_marks(Gen *g, size_t bound)
{
    Marks *all = &g->vm->warnings.variables;
    bool is_file = g->vm->script && g->vm->script->is_file && g->env->module == NULL;
    for (size_t i = 0; i < g->locals.len; i++) {
        uint32_t mark = g->locals.at[i].mark;
        if (mark == 0 || mark > all->len)
            continue;
        Mark *m = &all->at[mark - 1];
        if (i < bound && m->used)
            mark_shared_used(g->vm, m->name);
        else if (i >= bound && !m->used && is_file)
            mark_lexical(g->vm, *m);
        m->used = true;
    }
}

Code *codegen_form(Vm *vm, Env *env, Arena *arena, const Names *bound, const Ast *form,
                   Names *names)
{
    Gen g = {.vm = vm, .cx = vm_cx(vm), .arena = arena, .env = env, .span = form->span};
    g.code = code_new(&g, env->module ? env->module->name : SYM_nil, SYM_nil, (uint32_t)bound->len);
    g.next = (uint32_t)bound->len;
    g.marks = vm->warnings.variables.len;
    g.errors = vm->errors.len;
    for (size_t i = 0; i < bound->len; i++)
        bind_shared(&g, bound->at[i], (uint16_t)i);
    uint16_t result = reg_new(&g);
    gen(&g, form, result);
    names->len = 0;
    for (size_t i = 0; i < g.locals.len; i++) { /* each name once, with its newest register */
        bool newer = false;
        for (size_t j = i + 1; j < g.locals.len && !newer; j++)
            newer = g.locals.at[j].name == g.locals.at[i].name;
        if (!newer)
            vec_push(names, g.locals.at[i].name);
    }
    share_marks(&g, bound->len);
    finish_marks(&g);
    uint16_t first = regs_new(&g, (uint32_t)names->len + 1);
    emit(&g, INSN_move, 0, first, result, 0, 0);
    for (size_t i = 0; i < names->len; i++)
        emit(&g, INSN_move, 0, first + 1 + (uint32_t)i, (uint32_t)register_of(&g, names->at[i]), 0,
             0);
    emit(&g, INSN_make_tuple, 0, first, first, 0, (int32_t)names->len + 1);
    emit(&g, INSN_return, 0, 0, first, 0, 0);
    return code_finish(&g);
}
