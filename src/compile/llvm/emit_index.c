/* emit_index.c - indices as LLVM's values. In a vector loop an index is its first iteration's and,
   nearly always, a constant stride. A quotient by a multiple of LANES of what begins at a multiple
   of LANES is the same for all iterations at work. */
#include "compile/llvm/emit.h"

static bool is_aligned_quotient(const Emit *e, const Atom *a)
{
    if (a->by % LANES != 0 || index_coef(a->of, e->vector_atom) != 1 ||
        a->of->constant % LANES != 0)
        return false;
    for (int i = 0; i < a->of->count; i++) {
        Term t = a->of->terms[i];
        if (t.atom == e->vector_atom)
            continue;
        if (t.coef % LANES != 0 || e->k->table.atoms.at[t.atom].kind == ATOM_quotient)
            return false;
    }
    return true;
}

/* Whether a number that is computed for each iteration stands in the index. */
static bool has_varying_place(const Emit *e, Index of)
{
    for (int i = 0; i < of->count; i++) {
        const Atom *a = &e->k->table.atoms.at[of->terms[i].atom];
        if (a->kind == ATOM_quotient ? has_varying_place(e, a->of)
                                     : a->kind == ATOM_value && e->value[a->name].varies)
            return true;
    }
    return false;
}

static bool atom_varies(const Emit *e, int32_t atom)
{
    const Atom *a = &e->k->table.atoms.at[atom];
    if (a->kind == ATOM_quotient)
        return has_varying_place(e, a->of) ||
               (index_uses(&e->k->table, a->of, e->vector_atom) && !is_aligned_quotient(e, a));
    return a->kind == ATOM_value && e->value[a->name].varies;
}

Stride index_stride(const Emit *e, Index at, int64_t *by)
{
    *by = 0;
    if (e->width == 1)
        return STRIDE_none;
    for (int i = 0; i < at->count; i++)
        if (at->terms[i].atom == e->vector_atom)
            *by = at->terms[i].coef;
        else if (atom_varies(e, at->terms[i].atom))
            return STRIDE_any;
    return *by == 0 ? STRIDE_none : STRIDE_constant;
}

static bool is_multiple_of(Index of, int64_t by, int32_t but)
{
    bool ok = of->constant % by == 0;
    for (int i = 0; i < of->count; i++)
        ok = ok && (of->terms[i].atom == but || of->terms[i].coef % by == 0);
    return ok;
}

int64_t index_repeats(const Emit *e, Index at)
{
    const Atom *found = NULL;
    for (int i = 0; i < at->count; i++) {
        const Atom *a = &e->k->table.atoms.at[at->terms[i].atom];
        if (at->terms[i].atom == e->vector_atom)
            return 0;
        if (!atom_varies(e, at->terms[i].atom))
            continue;
        if (found || a->kind != ATOM_quotient || at->terms[i].coef != 1)
            return 0;
        found = a;
    }
    if (found == NULL || e->width % found->by != 0 || found->of->low < 0)
        return 0;
    bool ok = index_coef(found->of, e->vector_atom) == 1 &&
              is_multiple_of(found->of, found->by, e->vector_atom);
    for (int i = 0; i < found->of->count && ok; i++)
        ok =
            found->of->terms[i].atom == e->vector_atom || !atom_varies(e, found->of->terms[i].atom);
    return ok ? found->by : 0;
}

static LLVMValueRef quotient_first(Emit *e, const Atom *a)
{
    LLVMValueRef of = index_first(e, a->of), by = int64(e, a->by);
    if (a->of->low >= 0)
        return LLVMBuildUDiv(e->b, of, by, "");
    /* toward minus infinity */
    LLVMValueRef up = LLVMBuildSub(e->b, of, int64(e, a->by - 1), "");
    LLVMValueRef is_negative = LLVMBuildICmp(e->b, LLVMIntSLT, of, int64(e, 0), "");
    return LLVMBuildSDiv(e->b, LLVMBuildSelect(e->b, is_negative, up, of, ""), by, "");
}

static LLVMValueRef atom_first(Emit *e, int32_t atom)
{
    const Atom *a = &e->k->table.atoms.at[atom];
    return a->kind == ATOM_quotient ? quotient_first(e, a) : e->atom[atom];
}

LLVMValueRef index_first(Emit *e, Index at)
{
    LLVMValueRef sum = NULL;
    for (int i = 0; i < at->count; i++) {
        LLVMValueRef x = atom_first(e, at->terms[i].atom);
        if (at->terms[i].coef != 1)
            x = LLVMBuildMul(e->b, x, int64(e, at->terms[i].coef), "");
        sum = sum ? LLVMBuildAdd(e->b, sum, x, "") : x;
    }
    if (sum == NULL || at->constant != 0)
        sum = sum ? LLVMBuildAdd(e->b, sum, int64(e, at->constant), "") : int64(e, at->constant);
    return sum;
}

/* --- vectors --- */

static bool fits_narrow(int64_t low, int64_t high)
{
    return low >= INT32_MIN / 2 && high <= INT32_MAX / 2;
}

bool index_is_narrow(const Emit *e, Index at)
{
    if (!fits_narrow(at->low, at->high) || !fits_narrow(at->constant, at->constant))
        return false;
    for (int i = 0; i < at->count; i++) {
        const Atom *a = &e->k->table.atoms.at[at->terms[i].atom];
        int64_t c = at->terms[i].coef, most;
        if (__builtin_mul_overflow(c, a->high > -a->low ? a->high : -a->low, &most) ||
            !fits_narrow(-(most < 0 ? -most : most), most < 0 ? -most : most) ||
            (a->kind == ATOM_quotient && !index_is_narrow(e, a->of)))
            return false;
    }
    return true;
}

static LLVMValueRef splat_int(Emit *e, LLVMValueRef x, LLVMTypeRef t)
{
    Lane lane = {LLVMBuildIntCast2(e->b, x, t, true, ""), false};
    return as_vector(e, lane);
}

static LLVMValueRef counting(Emit *e, LLVMTypeRef t, int64_t by)
{
    LLVMValueRef all[LANES];
    for (int i = 0; i < e->width; i++)
        all[i] = LLVMConstInt(t, (unsigned long long)(i * by), 1);
    return LLVMConstVector(all, (unsigned)e->width);
}

static LLVMValueRef vector_in(Emit *e, Index at, LLVMTypeRef t);

static LLVMValueRef quotient_vector(Emit *e, const Atom *a, LLVMTypeRef t)
{
    LLVMValueRef of = vector_in(e, a->of, t);
    LLVMValueRef by = splat_int(e, int64(e, a->by), t);
    if (a->of->low >= 0)
        return LLVMBuildUDiv(e->b, of, by, "");
    LLVMValueRef up = LLVMBuildSub(e->b, of, splat_int(e, int64(e, a->by - 1), t), "");
    LLVMValueRef zero = splat_int(e, int64(e, 0), t);
    LLVMValueRef is_negative = LLVMBuildICmp(e->b, LLVMIntSLT, of, zero, "");
    return LLVMBuildSDiv(e->b, LLVMBuildSelect(e->b, is_negative, up, of, ""), by, "");
}

static LLVMValueRef atom_vector(Emit *e, int32_t atom, LLVMTypeRef t)
{
    const Atom *a = &e->k->table.atoms.at[atom];
    if (atom == e->vector_atom)
        return LLVMBuildAdd(e->b, splat_int(e, e->atom[atom], t), counting(e, t, 1), "");
    if (!atom_varies(e, atom))
        return splat_int(e, atom_first(e, atom), t);
    if (a->kind == ATOM_quotient)
        return quotient_vector(e, a, t);
    return LLVMBuildIntCast2(e->b, e->value[a->name].v, vector_of(t, e->width), true, "");
}

static LLVMValueRef vector_in(Emit *e, Index at, LLVMTypeRef t)
{
    int64_t by;
    if (index_stride(e, at, &by) != STRIDE_any)
        return LLVMBuildAdd(e->b, splat_int(e, index_first(e, at), t), counting(e, t, by), "");
    LLVMValueRef sum = splat_int(e, int64(e, at->constant), t);
    for (int i = 0; i < at->count; i++) {
        LLVMValueRef x = atom_vector(e, at->terms[i].atom, t);
        x = LLVMBuildMul(e->b, x, splat_int(e, int64(e, at->terms[i].coef), t), "");
        sum = LLVMBuildAdd(e->b, sum, x, "");
    }
    return sum;
}

LLVMValueRef index_vector(Emit *e, Index at)
{
    return vector_in(e, at,
                     index_is_narrow(e, at) ? LLVMInt32TypeInContext(e->c)
                                            : LLVMInt64TypeInContext(e->c));
}
