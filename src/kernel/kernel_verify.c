/* kernel_verify.c - holds a kernel to what kernel.h promises. */
#include "kernel/kernel.h"

#include "base/size.h"

typedef struct Check {
    Cx *cx;
    const Kernel *k;
    bool *open; /* instructions whose values may be used */
    bool *seen;
    bool ok;
} Check;

static void wrong(Check *c, int at, const char *what)
{
    if (c->ok)
        fail(c->cx, SPAN_NONE, EXC_RuntimeError, "a kernel is wrong at %%%d: %s", at, what);
    c->ok = false;
}

static bool is_value_dtype(DType t)
{
    return compute_dtype(t) == t && !dtype_is_complex(t) && dtype_info[t].bits >= 8;
}

/* The dtype that operand j must have; DTYPE_count: any. */
static DType wanted(const Kernel *k, const Insn *i, int j)
{
    switch (i->op) {
    case KERN_scalar:
    case KERN_convert:
    case KERN_bitcast:
    case KERN_place:
        return i->from;
    case KERN_number:
        return dtype_info[i->from].bits == 8 ? DTYPE_u8 : DTYPE_u16;
    case KERN_round:
        return DTYPE_f32;
    case KERN_choose:
        return j == 0 ? DTYPE_u8 : i->dtype;
    case KERN_store:
        return compute_dtype(k->buffers.at[i->buffer].dtype);
    case KERN_pair:
    case KERN_fold:
    case KERN_total:
    case KERN_var:
    case KERN_get:
    case KERN_set:
    case KERN_scan:
        return i->dtype;
    case KERN_leave:
    case KERN_if:
        return DTYPE_u8;
    case KERN_turn:
        return DTYPE_s64;
    case KERN_constant:
    case KERN_index:
    case KERN_inside:
    case KERN_load:
    case KERN_fetch:
    case KERN_for:
    case KERN_while:
    case KERN_acc:
    case KERN_count:
        break;
    }
    return DTYPE_count;
}

/* Ranges of indices with quotients are wider than what they hold. */
static bool is_exact(const Check *c, Index index)
{
    for (int j = 0; j < index->count; j++)
        if (c->k->table.atoms.at[index->terms[j].atom].kind == ATOM_quotient)
            return false;
    return true;
}

static void check_index(Check *c, int at, Index index)
{
    for (int j = 0; j < index->count; j++) {
        const Atom *a = &c->k->table.atoms.at[index->terms[j].atom];
        if (a->kind == ATOM_quotient)
            check_index(c, at, a->of);
        else if (!c->open[a->name])
            wrong(c, at, "an index uses a loop or place that is not open");
    }
}

/* Whether the index goes down as a loop goes on. */
static bool goes_down(Index index)
{
    for (int j = 0; j < index->count; j++)
        if (index->terms[j].coef < 0)
            return true;
    return false;
}

/* is_cut: one of the loops around may end early, so that ranges of indices say too much. */
static void check_memory(Check *c, int at, bool is_cut)
{
    const Insn *i = &c->k->insns.at[at];
    const KernBuffer *b = &c->k->buffers.at[i->buffer];
    if (i->op == KERN_store && !b->is_written)
        wrong(c, at, "its buffer is only read");
    if (i->op == KERN_load && i->dtype != compute_dtype(b->dtype))
        wrong(c, at, "it has not the dtype of its buffer");
    bool is_pair = i->op == KERN_store && c->k->insns.at[i->arg[0]].op == KERN_pair;
    if (i->guard < 0 && is_exact(c, i->at) &&
        ((i->at->low < 0 && !(is_cut && goes_down(i->at))) ||
         (i->at->high + is_pair >= b->count && !is_cut)))
        wrong(c, at, "its place is outside of its buffer");
}

/* Whether operand 0 is what the instruction is about. */
static bool names_right(const Kernel *k, const Insn *i)
{
    KernOp of = k->insns.at[i->arg[0]].op;
    if (i->op == KERN_fold || i->op == KERN_total)
        return of == KERN_acc;
    if (i->op == KERN_scan)
        return of == KERN_var && !k->insns.at[i->arg[0]].varies;
    return (i->op != KERN_get && i->op != KERN_set) || of == KERN_var;
}

static void check_block(Check *c, int block, bool in_vector, bool is_cut, bool may_task);

static void check_insn(Check *c, int at, bool in_vector, bool is_cut, bool may_task)
{
    const Insn *i = &c->k->insns.at[at];
    if (c->seen[at])
        wrong(c, at, "it stands in two places");
    c->seen[at] = true;
    for (int j = 0; j < insn_operands(i); j++) {
        int arg = i->arg[j];
        bool is_known = arg >= 0 && (size_t)arg < c->k->insns.len && c->open[arg];
        DType want = wanted(c->k, i, j);
        if (!is_known)
            wrong(c, at, "an operand is not known here");
        else if (want != DTYPE_count && c->k->insns.at[arg].dtype != want)
            wrong(c, at, "an operand has another dtype");
    }
    if (c->ok && insn_operands(i) > 0 && !names_right(c->k, i))
        wrong(c, at, "its first operand is no accumulator or variable");
    if (i->guard >= 0 && (!c->open[i->guard] || c->k->insns.at[i->guard].dtype != DTYPE_u8))
        wrong(c, at, "its guard is not known here");
    if (i->at)
        check_index(c, at, i->at);
    if (kern_info[i->op].gives_value && !is_value_dtype(i->dtype))
        wrong(c, at, "values have no such dtype");
    if (i->op == KERN_load || i->op == KERN_store)
        check_memory(c, at, is_cut);
    if (i->op == KERN_turn &&
        (c->k->buffers.at[i->tile].value >= 0 || c->k->buffers.at[i->tile].count < TILE * TILE ||
         c->k->buffers.at[i->tile].dtype != c->k->buffers.at[i->buffer].dtype))
        wrong(c, at, "its tile has not the size or the dtype");
    if (i->op != KERN_store && insn_operands(i) > 0 && i->arg[0] >= 0 &&
        c->k->insns.at[i->arg[0]].op == KERN_pair)
        wrong(c, at, "a pair is only stored");
    if (i->op == KERN_bitcast && dtype_info[i->from].bits != dtype_info[i->dtype].bits)
        wrong(c, at, "a bitcast changes the width");
    if (i->op == KERN_for) {
        if (i->loop == LOOP_vector && in_vector)
            wrong(c, at, "a vector loop stands in another");
        if (i->loop == LOOP_task && !may_task)
            wrong(c, at, "a task loop stands in another loop");
        c->open[at] = true;
        check_block(c, i->block, in_vector || i->loop == LOOP_vector, is_cut || i->at,
                    may_task && i->loop == LOOP_task);
    }
    if (i->op == KERN_if && in_vector)
        wrong(c, at, "an if stands in a vector loop");
    if (i->op == KERN_while || i->op == KERN_if)
        check_block(c, i->block, in_vector, is_cut, false);
    c->open[at] = i->op != KERN_for && i->op != KERN_while && i->op != KERN_if;
}

static void check_block(Check *c, int block, bool in_vector, bool is_cut, bool may_task)
{
    const Block *b = &c->k->blocks.at[block];
    for (size_t j = 0; j < b->len && c->ok; j++)
        check_insn(c, b->at[j], in_vector, is_cut, may_task);
    for (size_t j = 0; j < b->len; j++)
        c->open[b->at[j]] = false;
}

bool kernel_verify(Cx *cx, const Kernel *k)
{
    Check c = {.cx = cx, .k = k, .ok = true};
    c.open = mem_alloc(k->insns.len + 1);
    c.seen = mem_alloc(k->insns.len + 1);
    check_block(&c, 0, false, false, true);
    free(c.open);
    free(c.seen);
    return c.ok;
}
