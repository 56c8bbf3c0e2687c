/* codegen_fn.c - anonymous functions: code of their own, and what they capture. */
#include "lang/expand.h"
#include "lang/vm_state.h"

/* The clauses as code of their own; NULL after an error. *captured are the variables of g that they
   use: yours. */
static Code *fn_code(Gen *g, const Ast *ast, uint32_t arity, Names *captured)
{
    Gen in = {.vm = g->vm, .cx = g->cx, .arena = g->arena, .outer = g, .env = g->env};
    in.function = g->function;
    in.clause = g->clause;
    in.is_here = g->is_here;
    in.is_defn = g->is_defn;
    in.in_capture = g->in_capture;
    in.expansions = g->expansions;
    in.span = ast->span;
    in.marks = g->marks;
    in.errors = g->errors;
    in.code = code_new(&in, g->code->module, SYM_fn, arity);
    in.next = arity;
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
    for (size_t i = 0; i < in.captured.len; i++)
        vec_push(captured, in.captured.at[i].name);
    code_place_captured(in.code, (uint32_t)in.captured.len);
    return code_finish(&in);
}

void gen_fn(Gen *g, const Ast *ast, uint16_t dst)
{
    Arrow first;
    if (ast->count == 0 || !arrow_of(g, ast->args[0], &first))
        return;
    Names captured = {0};
    Code *code = fn_code(g, ast, first.count, &captured);
    if (code) {
        uint16_t from = regs_new(g, (uint32_t)captured.len);
        for (size_t i = 0; i < captured.len; i++)
            emit(g, INSN_move, 0, from + (uint32_t)i, (uint32_t)register_of(g, captured.at[i]), 0,
                 0);
        vec_push(&g->code->codes, code);
        uint16_t r = reg_for(g, dst);
        emit(g, INSN_closure, (int)captured.len, r, from, 0, (int32_t)g->code->codes.len - 1);
        deliver(g, dst, r);
    }
    vec_free(&captured);
}
