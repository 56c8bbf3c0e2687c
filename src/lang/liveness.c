/* liveness.c - the last uses of registers, where captured variables live, and comparisons that only
   decide a jump.

   Jumps only go forward, so one walk from the last instruction to the first knows at every point
   which registers are read later: what is live after an instruction is what is live before its
   successors. Inside a try, what its handler reads is live throughout. */
#include "lang/code.h"

#include <string.h>

/* clang-format off */
enum Effect {
    A = 1, B = 2, C = 4, B3 = 8, C3 = 16, WINDOW = 32, RUN_N = 64, RUN_X = 128, ARGS = 256, SET = 512,
    J = 1024, END = 2048
};

static const uint16_t effects[] = {
#define INSN(name, effects, what) [INSN_##name] = effects,
#include "lang/insn.def"
#undef INSN
};
/* clang-format on */

static void place(uint16_t *operand, bool is_register, uint32_t first, uint32_t count)
{
    if (!is_register || *operand & CONST_BIT || *operand < first)
        return;
    *operand = (uint16_t)(*operand < CAPTURED ? *operand + count : *operand - CAPTURED + first);
}

void code_place_captured(Code *code, uint32_t count)
{
    for (size_t i = 0; count && i < code->insns.len; i++) {
        Insn *insn = &code->insns.at[i];
        unsigned e = effects[insn->op];
        place(&insn->a, e & (A | WINDOW | SET) || insn->op == INSN_try, code->arity, count);
        place(&insn->b, e & (B | B3 | RUN_N | RUN_X), code->arity, count);
        place(&insn->c, e & (C | C3), code->arity, count);
    }
    code->registers += count;
}

/* Sets of registers: one row an instruction that something jumps to, one for the walk. */
typedef struct Live {
    size_t words;
    uint64_t *now;
    uint64_t **at; /* before the instruction; NULL where nothing jumps to */
} Live;

static void add(Live *l, uint32_t operand)
{
    if (!(operand & CONST_BIT))
        l->now[operand / 64] |= (uint64_t)1 << (operand % 64);
}

static void add_run(Live *l, uint32_t first, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        add(l, first + (uint32_t)i);
}

static bool has(const Live *l, uint32_t reg)
{
    return l->now[reg / 64] >> (reg % 64) & 1;
}

static void join(Live *l, const uint64_t *other)
{
    for (size_t i = 0; other && i < l->words; i++)
        l->now[i] |= other[i];
}

static void read_operands(Live *l, const Code *code, const Insn *i)
{
    unsigned e = effects[i->op];
    if (e & SET)
        l->now[i->a / 64] &= ~((uint64_t)1 << (i->a % 64));
    if (e & A)
        add(l, i->a);
    if (e & B)
        add(l, i->b);
    if (e & C)
        add(l, i->c);
    if (e & B3)
        add_run(l, i->b, 3);
    if (e & C3)
        add_run(l, i->c, 3);
    if (e & WINDOW)
        add_run(l, i->a, i->n);
    if (e & RUN_N)
        add_run(l, i->b, i->n);
    if (e & RUN_X)
        add_run(l, i->b, i->x);
    if (e & ARGS)
        add_run(l, 0, code->arity);
}

static int32_t target(const Insn *i)
{
    bool jumps = (effects[i->op] & J && i->x > 0) || i->op == INSN_try;
    return jumps ? i->x : -1;
}

/* An instruction's set before it, if something jumps there, is kept until the walk is over. */
static void keep(Live *l, size_t at)
{
    if (l->at[at])
        memcpy(l->at[at], l->now, l->words * sizeof *l->now);
}

/* A comparison whose value only the jump behind it reads jumps itself and skips that one. */
static void fuse_compare(Live *l, Code *code, size_t at)
{
    Insn *jump = &code->insns.at[at], *compare = jump - 1;
    bool jumps = jump->op == INSN_jump_false || jump->op == INSN_jump_true;
    if (!jumps || at == 0 || l->at[at] || jump->b & CONST_BIT || compare->op < INSN_eq ||
        compare->op > INSN_ge || compare->a != jump->b || has(l, jump->b))
        return;
    compare->op = (uint8_t)(compare->op - INSN_eq + INSN_jump_eq);
    compare->n = jump->op == INSN_jump_true;
    compare->x = jump->x;
    *jump = (Insn){.op = INSN_jump, .x = jump->x};
}

void code_mark_moves(Code *code)
{
    size_t n = code->insns.len;
    Live l = {.words = code->registers / 64 + 2};
    VEC(int32_t) handlers = {0}; /* of the tries around the walk's place, innermost last */
    Arena arena = {0};
    l.now = arena_array(&arena, uint64_t, l.words);
    l.at = arena_array(&arena, uint64_t *, n + 1);
    int32_t *handler_of = arena_array(&arena, int32_t, n + 1); /* of an end_try: its try's target */
    VEC(int32_t) open = {0};
    for (size_t i = 0; i < n; i++) {
        const Insn *insn = &code->insns.at[i];
        int32_t to = target(insn);
        if (to >= 0 && l.at[to] == NULL)
            l.at[to] = arena_array(&arena, uint64_t, l.words);
        if (insn->op == INSN_try)
            vec_push(&open, insn->x);
        else if (insn->op == INSN_end_try)
            handler_of[i] = vec_pop(&open);
    }
    for (size_t i = n; i-- > 0;) {
        Insn *insn = &code->insns.at[i];
        int32_t to = target(insn);
        if (effects[insn->op] & END)
            memset(l.now, 0, l.words * sizeof *l.now);
        if (to >= 0)
            join(&l, l.at[to]);
        if (insn->op == INSN_end_try)
            vec_push(&handlers, handler_of[i]);
        else if (insn->op == INSN_try)
            handlers.len--;
        for (size_t h = 0; h < handlers.len; h++)
            join(&l, l.at[handlers.at[h]]);
        if (insn->op == INSN_move && !(insn->b & CONST_BIT) && insn->b != insn->a)
            insn->n = !has(&l, insn->b);
        fuse_compare(&l, code, i);
        read_operands(&l, code, insn);
        for (size_t h = 0; h < handlers.len; h++)
            join(&l, l.at[handlers.at[h]]);
        keep(&l, i);
    }
    vec_free(&handlers);
    vec_free(&open);
    arena_free(&arena);
}
