/* codegen_emit.c - code as it grows: instructions, jumps, constants, call sites, registers. */
#include "lang/codegen.h"

#include "lang/vm_state.h"

#include <stdlib.h>

int32_t emit(Gen *g, InsnOp op, int n, uint32_t a, uint32_t b, uint32_t c, int32_t x)
{
    Insn insn = {(uint8_t)op, (uint8_t)n, (uint16_t)a, (uint16_t)b, (uint16_t)c, x};
    vec_push(&g->code->insns, insn);
    vec_push(&g->code->spans, g->span);
    return (int32_t)g->code->insns.len - 1;
}

void jump_add(Jumps *jumps, int32_t insn)
{
    vec_push(jumps, insn);
}

void jumps_here(Gen *g, Jumps *jumps)
{
    for (size_t i = 0; i < jumps->len; i++)
        g->code->insns.at[jumps->at[i]].x = (int32_t)g->code->insns.len;
    vec_free(jumps);
}

uint16_t constant(Gen *g, Value v)
{
    size_t n = g->code->constants.len, from = n > 64 ? n - 64 : 0;
    for (size_t i = from; i < n; i++) {
        Value old = g->code->constants.at[i];
        if (old.tag == v.tag && v.tag < TAG_tensor && value_same(old, v)) {
            value_free(v);
            return (uint16_t)(i | CONST_BIT);
        }
    }
    if (n >= CONST_BIT - 1) {
        fail(g->cx, g->span, EXC_CompileError, "a function has more than 32766 constants");
        value_free(v);
        return CONST_BIT;
    }
    vec_push(&g->code->constants, v);
    return (uint16_t)(n | CONST_BIT);
}

uint16_t constant_atom(Gen *g, Sym s)
{
    return constant(g, value_atom(s));
}

uint32_t site(Gen *g, Site named)
{
    for (size_t i = 0; i < g->code->sites.len; i++) {
        Site *s = &g->code->sites.at[i];
        if (s->module == named.module && s->name == named.name && s->arity == named.arity &&
            s->names_module == named.names_module)
            return (uint32_t)i;
    }
    vec_push(&g->code->sites, named);
    return (uint32_t)(g->code->sites.len - 1);
}

uint16_t regs_new(Gen *g, uint32_t count)
{
    uint32_t first = g->next;
    if (first + count > MOST_REGISTERS) {
        fail(g->cx, g->span, EXC_CompileError, "a function needs more than %d values at once",
             MOST_REGISTERS);
        return 0;
    }
    g->next = first + count;
    if (g->code->registers < g->next)
        g->code->registers = g->next;
    return (uint16_t)first;
}

uint16_t regs_copy(Gen *g, uint16_t first, uint32_t count)
{
    uint16_t window = regs_new(g, count);
    for (uint32_t i = 0; i < count && !failed(g->cx); i++)
        emit(g, INSN_move, 0, window + i, first + i, 0, 0);
    return window;
}

uint16_t reg_new(Gen *g)
{
    return regs_new(g, 1);
}

uint16_t reg_for(Gen *g, uint16_t dst)
{
    return dst == RESULT ? reg_new(g) : dst;
}

void deliver(Gen *g, uint16_t dst, uint16_t operand)
{
    if (dst == RESULT)
        emit(g, INSN_return, 0, 0, operand, 0, 0);
    else if (dst != operand)
        emit(g, INSN_move, 0, dst, operand, 0, 0);
}

Code *code_new(const Gen *g, Sym module, Sym name, uint32_t arity)
{
    Code *c = mem_alloc(sizeof *c);
    c->is_library = g->cx->sources.at[g->span.source].is_library;
    c->count = 1;
    c->module = module;
    c->name = name;
    c->arity = c->registers = arity;
    return c;
}

Code *code_copy(const Code *code)
{
    Code *c = mem_alloc(sizeof *c);
    *c = (Code){.count = 1,
                .module = code->module,
                .name = code->name,
                .arity = code->arity,
                .registers = code->registers,
                .is_library = code->is_library};
    for (size_t i = 0; i < code->insns.len; i++) {
        vec_push(&c->insns, code->insns.at[i]);
        vec_push(&c->spans, code->spans.at[i]);
    }
    for (size_t i = 0; i < code->constants.len; i++)
        vec_push(&c->constants, value_ref(code->constants.at[i]));
    for (size_t i = 0; i < code->sites.len; i++)
        vec_push(&c->sites, code->sites.at[i]);
    for (size_t i = 0; i < code->codes.len; i++)
        vec_push(&c->codes, code_ref(code->codes.at[i]));
    return c;
}

Code *code_ref(Code *code)
{
    code->count++;
    return code;
}

void code_free(Code *code)
{
    if (code == NULL || --code->count > 0)
        return;
    for (size_t i = 0; i < code->constants.len; i++)
        value_free(code->constants.at[i]);
    for (size_t i = 0; i < code->codes.len; i++)
        code_free(code->codes.at[i]);
    vec_free(&code->constants);
    vec_free(&code->codes);
    vec_free(&code->sites);
    vec_free(&code->insns);
    vec_free(&code->spans);
    free(code);
}
