/* index.c - see index.h. */
#include "plan/index.h"

#include <string.h>

void index_table_free(IndexTable *t)
{
    arena_free(&t->arena);
    vec_free(&t->atoms);
    vec_free(&t->list);
    vec_free(&t->older);
    map_free(&t->made);
}

/* --- ranges that saturate --- */

static int64_t add_sat(int64_t a, int64_t b)
{
    int64_t r;
    if (__builtin_add_overflow(a, b, &r))
        return a < 0 ? INT64_MIN : INT64_MAX;
    return r;
}

static int64_t mul_sat(int64_t a, int64_t b)
{
    int64_t r;
    if (__builtin_mul_overflow(a, b, &r))
        return (a < 0) != (b < 0) ? INT64_MIN : INT64_MAX;
    return r;
}

static int64_t floor_div(int64_t a, int64_t by)
{
    return a >= 0 ? a / by : -((-a + by - 1) / by);
}

/* --- making --- */

static uint64_t mix(uint64_t hash, uint64_t x)
{
    return (hash ^ x) * 0x9E3779B97F4A7C15u ^ (hash >> 29);
}

static void set_range(const IndexTable *t, IndexData *d)
{
    d->low = d->high = d->constant;
    for (int i = 0; i < d->count; i++) {
        const Atom *a = &t->atoms.at[d->terms[i].atom];
        int64_t c = d->terms[i].coef;
        d->low = add_sat(d->low, mul_sat(c, c > 0 ? a->low : a->high));
        d->high = add_sat(d->high, mul_sat(c, c > 0 ? a->high : a->low));
    }
}

static bool same(const IndexData *a, const IndexData *b)
{
    if (a->constant != b->constant || a->count != b->count)
        return false;
    for (int i = 0; i < a->count; i++)
        if (a->terms[i].atom != b->terms[i].atom || a->terms[i].coef != b->terms[i].coef)
            return false;
    return true;
}

/* The one index with these terms, which are copied. */
static Index make(IndexTable *t, int64_t constant, const Term *terms, int count)
{
    IndexData d = {.constant = constant, .count = count, .terms = terms};
    d.hash = mix(0x51ed270b, (uint64_t)constant);
    for (int i = 0; i < count; i++)
        d.hash = mix(mix(d.hash, (uint64_t)terms[i].atom), (uint64_t)terms[i].coef);
    uint64_t *head = map_put(&t->made, d.hash);
    for (size_t i = *head; i; i = t->older.at[i - 1])
        if (same(t->list.at[i - 1], &d))
            return t->list.at[i - 1];
    set_range(t, &d);
    d.terms = arena_copy(&t->arena, terms, sizeof *terms * (size_t)count);
    Index made = arena_copy(&t->arena, &d, sizeof d);
    vec_push(&t->list, made);
    vec_push(&t->older, *head);
    *head = t->list.len;
    return made;
}

Index index_constant(IndexTable *t, int64_t x)
{
    return make(t, x, NULL, 0);
}

static Index new_atom(IndexTable *t, Atom a)
{
    Term term = {(int32_t)t->atoms.len, 1};
    vec_push(&t->atoms, a);
    return make(t, 0, &term, 1);
}

Index index_loop(IndexTable *t, int64_t count, int32_t name)
{
    return new_atom(t, (Atom){.kind = ATOM_loop, .high = count - 1, .name = name});
}

Index index_value(IndexTable *t, int64_t low, int64_t high, int32_t name)
{
    return new_atom(t, (Atom){.kind = ATOM_value, .low = low, .high = high, .name = name});
}

/* --- arithmetic --- */

Index index_add(IndexTable *t, Index a, Index b)
{
    if (a->count == 0 && a->constant == 0)
        return b;
    if (b->count == 0 && b->constant == 0)
        return a;
    Term *terms = arena_array(&t->arena, Term, a->count + b->count);
    int i = 0, j = 0, n = 0;
    while (i < a->count || j < b->count) {
        bool from_a = j == b->count || (i < a->count && a->terms[i].atom <= b->terms[j].atom);
        bool both = i < a->count && j < b->count && a->terms[i].atom == b->terms[j].atom;
        Term term = from_a ? a->terms[i] : b->terms[j];
        if (both)
            term.coef += b->terms[j].coef;
        i += from_a;
        j += both || !from_a;
        if (term.coef != 0)
            terms[n++] = term;
    }
    return make(t, a->constant + b->constant, terms, n);
}

Index index_scale(IndexTable *t, Index a, int64_t by)
{
    if (by == 1)
        return a;
    if (by == 0)
        return index_constant(t, 0);
    Term *terms = arena_copy(&t->arena, a->terms, sizeof *terms * (size_t)a->count);
    for (int i = 0; i < a->count; i++)
        terms[i].coef *= by;
    return make(t, a->constant * by, terms, a->count);
}

static Index quotient_atom(IndexTable *t, Index of, int64_t by)
{
    for (size_t i = 0; i < t->atoms.len; i++) {
        const Atom *a = &t->atoms.at[i];
        if (a->kind == ATOM_quotient && a->of == of && a->by == by) {
            Term term = {(int32_t)i, 1};
            return make(t, 0, &term, 1);
        }
    }
    return new_atom(t, (Atom){.kind = ATOM_quotient,
                              .low = floor_div(of->low, by),
                              .high = floor_div(of->high, by),
                              .of = of,
                              .by = by});
}

static int64_t common_factor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b, b = rest;
    }
    return a < 0 ? -a : a;
}

/* (g x + r) / (g b) is x / b, where r is at least 0 and less than g: x for that g, or NULL. */
static Index without_rest(IndexTable *t, Index a, int64_t g)
{
    Term *whole = arena_array(&t->arena, Term, a->count),
         *rest = arena_array(&t->arena, Term, a->count);
    int nwhole = 0, nrest = 0;
    for (int i = 0; i < a->count; i++)
        if (a->terms[i].coef % g == 0)
            whole[nwhole++] = (Term){a->terms[i].atom, a->terms[i].coef / g};
        else
            rest[nrest++] = a->terms[i];
    int64_t c = floor_div(a->constant, g);
    Index r = make(t, a->constant - c * g, rest, nrest);
    return r->low >= 0 && r->high < g ? make(t, c, whole, nwhole) : NULL;
}

Index index_quotient(IndexTable *t, Index a, int64_t by)
{
    if (by == 1)
        return a;
    /* a = by * whole + rest, the rest without the terms that `by` divides. */
    Term *whole = arena_array(&t->arena, Term, a->count),
         *rest = arena_array(&t->arena, Term, a->count);
    int nwhole = 0, nrest = 0;
    for (int i = 0; i < a->count; i++) {
        Term term = a->terms[i];
        if (term.coef % by == 0)
            whole[nwhole++] = (Term){term.atom, term.coef / by};
        else
            rest[nrest++] = term;
    }
    int64_t c = floor_div(a->constant, by);
    Index left = make(t, a->constant - c * by, rest, nrest), out = make(t, c, whole, nwhole);
    int64_t low = floor_div(left->low, by);
    if (low == floor_div(left->high, by))
        return index_add(t, out, index_constant(t, low));
    int32_t only = nrest == 1 && left->constant == 0 && rest[0].coef == 1 ? rest[0].atom : -1;
    if (only >= 0 && t->atoms.at[only].kind == ATOM_quotient) { /* (x / a) / b is x / (a b) */
        Atom inner = t->atoms.at[only];
        return index_add(t, out, index_quotient(t, inner.of, inner.by * by));
    }
    for (int i = 0; i < nrest; i++) {
        int64_t g = common_factor(rest[i].coef, by);
        Index x = g > 1 ? without_rest(t, left, g) : NULL;
        if (x)
            return index_add(t, out, index_quotient(t, x, by / g));
    }
    return index_add(t, out, quotient_atom(t, left, by));
}

Index index_remainder(IndexTable *t, Index a, int64_t by)
{
    return index_add(t, a, index_scale(t, index_quotient(t, a, by), -by));
}

/* --- asking --- */

int64_t index_coef(Index a, int32_t atom)
{
    for (int i = 0; i < a->count; i++)
        if (a->terms[i].atom == atom)
            return a->terms[i].coef;
    return 0;
}

bool index_uses(const IndexTable *t, Index a, int32_t atom)
{
    for (int i = 0; i < a->count; i++) {
        const Atom *of = &t->atoms.at[a->terms[i].atom];
        if (a->terms[i].atom == atom || (of->kind == ATOM_quotient && index_uses(t, of->of, atom)))
            return true;
    }
    return false;
}

int32_t index_atom(Index a)
{
    return a->count == 1 && a->constant == 0 && a->terms[0].coef == 1 ? a->terms[0].atom : -1;
}

void index_unflatten(IndexTable *t, Index flat, int rank, const int64_t *dim, Index *out)
{
    int64_t stride = 1;
    for (int i = rank - 1; i >= 0; i--) {
        Index q = index_quotient(t, flat, stride);
        stride *= dim[i];
        out[i] =
            i == 0 ? q : index_add(t, q, index_scale(t, index_quotient(t, flat, stride), -dim[i]));
        if (dim[i] == 1)
            out[i] = index_constant(t, 0);
    }
}

Index index_flatten(IndexTable *t, int rank, const int64_t *dim, const Index *at)
{
    Index flat = index_constant(t, 0);
    int64_t stride = 1;
    for (int i = rank - 1; i >= 0; i--) {
        flat = index_add(t, flat, index_scale(t, at[i], stride));
        stride *= dim[i];
    }
    return flat;
}

bool index_same(const Index *a, const Index *b, int count)
{
    for (int i = 0; i < count; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

void index_print(Text *out, const IndexTable *t, Index a)
{
    const char *plus = "";
    for (int i = 0; i < a->count; i++) {
        const Atom *atom = &t->atoms.at[a->terms[i].atom];
        text_print(out, "%s", plus);
        if (a->terms[i].coef != 1)
            text_print(out, "%lld*", (long long)a->terms[i].coef);
        if (atom->kind == ATOM_quotient) {
            text_add(out, STR("("));
            index_print(out, t, atom->of);
            text_print(out, " / %lld)", (long long)atom->by);
        } else {
            text_print(out, "%%%d", atom->name);
        }
        plus = " + ";
    }
    if (a->constant != 0 || a->count == 0)
        text_print(out, "%s%lld", plus, (long long)a->constant);
}
