/* codegen_fn.c - anonymous functions: code of their own, and what they capture. */
#include "lang/expand.h"
#include "lang/vm_state.h"

void free_names(Gen *g, const Ast *ast, Names *out)
{
    if (ast->kind == AST_var) {
        Sym name = variable_name(g, ast);
        for (size_t i = 0; i < out->len; i++)
            if (out->at[i] == name)
                return;
        if (local_find(g, name) >= 0)
            vec_push(out, name);
        return;
    }
    if (ast->kind != AST_list && ast->kind != AST_pair && ast->kind != AST_call)
        return;
    if (ast->kind == AST_call && ast->head)
        free_names(g, ast->head, out);
    for (uint32_t i = 0; i < ast->count; i++)
        free_names(g, ast->args[i], out);
}

/* Adds the variables that a pattern binds, and those that it only reads. */
static void pattern_names(Gen *g, const Ast *ast, bool reads, Names *bound, Names *read)
{
    if (ast->kind == AST_var) {
        vec_push(reads ? read : bound, variable_name(g, ast));
        return;
    }
    if (ast->kind != AST_list && ast->kind != AST_pair && ast->kind != AST_call)
        return;
    reads = reads || (ast->kind == AST_call && ast->name != SYM_tuple && ast->name != SYM_map &&
                      ast->name != SYM_match && ast->name != SYM_struct && ast->name != SYM_pipe);
    for (uint32_t i = 0; i < ast->count; i++)
        pattern_names(g, ast->args[i], reads, bound, read);
}

static bool has_name(const Names *names, Sym name)
{
    for (size_t i = 0; i < names->len; i++)
        if (names->at[i] == name)
            return true;
    return false;
}

/* A name that the only clause's patterns bind means the parameter: nothing of that name is used. */
static void drop_shadowed(Gen *g, const Ast *fn, Names *names)
{
    Names bound = {0}, read = {0};
    Arrow arrow;
    size_t kept = 0;
    if (fn->count != 1 || !arrow_of(g, fn->args[0], &arrow))
        return;
    for (uint32_t i = 0; i < arrow.count; i++)
        pattern_names(g, arrow.patterns[i], false, &bound, &read);
    for (size_t i = 0; i < names->len; i++)
        if (!has_name(&bound, names->at[i]) || has_name(&read, names->at[i]))
            names->at[kept++] = names->at[i];
    names->len = kept;
    vec_free(&bound);
    vec_free(&read);
}

/* The clauses as code of their own, whose variables `names` are captured from g. NULL when some
   variable was missing or after an error. */
static Code *fn_code(Gen *g, const Ast *ast, uint32_t arity, const Names *names, Names *missing)
{
    Gen in = {.vm = g->vm, .cx = g->cx, .arena = g->arena, .outer = g, .env = g->env};
    in.function = g->function;
    in.clause = g->clause;
    in.is_here = g->is_here;
    in.is_defn = g->is_defn;
    in.expansions = g->expansions;
    in.span = ast->span;
    in.marks = g->marks;
    in.errors = g->errors;
    in.code = code_new(&in, g->code->module, SYM_fn, arity);
    in.next = arity;
    uint16_t captured = regs_new(&in, (uint32_t)names->len);
    for (size_t i = 0; i < names->len; i++)
        vec_push(&in.locals, ((Local){names->at[i], (uint16_t)(captured + i),
                                      local_at(g, names->at[i])->mark}));
    const Ast *all = NULL;
    for (uint32_t c = 0; c < ast->count && !failed(g->cx); c++) {
        Arrow arrow;
        Jumps fails = {0};
        if (!arrow_of(&in, ast->args[c], &arrow))
            break;
        if (arrow.count != arity)
            fail(g->cx, ast->args[c]->span, EXC_CompileError,
                 "cannot mix clauses with different arities in anonymous functions");
        for (uint32_t i = 0; i < arrow.count; i++)
            if (ast_is_call(arrow.patterns[i], SYM_default_op, 2) && !in.is_defn)
                refuse(&in, arrow.patterns[i], NULL,
                       "anonymous functions cannot have optional arguments");
        Scope scope = scope_open(&in);
        note_clause(&in, ast->args[c], &arrow, &all);
        in.pattern = in.locals.len;
        for (uint32_t i = 0; i < arrow.count; i++)
            gen_pattern(&in, arrow.patterns[i], (uint16_t)i, &fails);
        if (arrow.guard)
            gen_guard(&in, arrow.guard, &fails);
        gen(&in, arrow.body, RESULT);
        jumps_here(&in, &fails);
        scope_close(&in, scope);
    }
    emit(&in, INSN_no_clause, 0, 0, 0, 0, 0);
    *missing = in.missing;
    if (in.missing.len == 0 || failed(g->cx))
        return code_finish(&in);
    vec_free(&in.locals);
    code_free(in.code);
    return NULL;
}

/* Takes the missing variables that g has into the captured ones; whether there were any. */
static bool capture_more(Gen *g, Names *names, const Names *missing)
{
    bool more = false;
    for (size_t i = 0; i < missing->len; i++) {
        bool known = local_find(g, missing->at[i]) < 0;
        for (size_t k = 0; k < names->len && !known; k++)
            known = names->at[k] == missing->at[i];
        if (!known)
            vec_push(names, missing->at[i]);
        more = more || !known;
    }
    return more;
}

void gen_fn(Gen *g, const Ast *ast, uint16_t dst)
{
    Arrow first;
    if (ast->count == 0 || !arrow_of(g, ast->args[0], &first))
        return;
    Names names = {0}, missing = {0};
    free_names(g, ast, &names);
    drop_shadowed(g, ast, &names);
    Code *code;
    for (bool again = true; again;) {
        code = fn_code(g, ast, first.count, &names, &missing);
        again = !code && !failed(g->cx) && capture_more(g, &names, &missing);
        vec_free(&missing);
    }
    if (code) { /* else a function around is compiled again */
        uint16_t from = regs_new(g, (uint32_t)names.len);
        for (size_t i = 0; i < names.len; i++)
            emit(g, INSN_move, 0, from + (uint32_t)i, (uint32_t)local_find(g, names.at[i]), 0, 0);
        vec_push(&g->code->codes, code);
        uint16_t r = reg_for(g, dst);
        emit(g, INSN_closure, (int)names.len, r, from, 0, (int32_t)g->code->codes.len - 1);
        deliver(g, dst, r);
    }
    vec_free(&names);
}
