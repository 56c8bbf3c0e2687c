/* lower_lapack.c - the custom calls of LAPACK that JAX's exports for CPUs are made of.

   potrf, trsm, getrf, syevd, gesdd and gesvd are cnx's own decompositions; of eigenvectors and
   singular vectors the signs are ours to choose. What geqrf packs, orgqr and ormqr make Q of are
   loops over LAPACK's reflections (transform.h), so that they mean the same to whoever reads them.
   The number at the end that says whether it went well is 0. */
#include "compile/stablehlo/lower.h"

#include "transform/transform.h"

typedef bool LapackRule(Lower *l, const HloAttr *config, Results *out);

/* Whether `left = true` is said. */
static bool is_said(const HloAttr *config, const char *name)
{
    const HloAttr *a = hlo_attr(config ? config->first : NULL, name);
    return a && str_is(a->word, "true");
}

/* A letter of the configuration, 'L' for `uplo = 76 : ui8`. */
static bool is_letter(const HloAttr *config, const char *name, char letter)
{
    const HloAttr *a = hlo_attr(config ? config->first : NULL, name);
    return a && a->number == letter;
}

static Node *make_zeros(Lower *l, const Type *t)
{
    if (t == NULL)
        return NULL;
    Node *zero = make_number(l, t->dtype, 0);
    return make_broadcast(l, zero, &t->shape, NULL);
}

static Node *part(Lower *l, Node *n, int index)
{
    return n ? graph_elem(l->cx, l->graph, n, index) : NULL;
}

static bool give(Results *out, Node *const *nodes, int count)
{
    bool ok = true;
    for (int i = 0; i < count; i++) {
        out->at[i] = nodes[i];
        ok = ok && nodes[i];
    }
    out->count = count;
    return ok;
}

/* The matrices' last two axes exchanged. */
static Node *turned(Lower *l, Node *x)
{
    int64_t axes[MAX_RANK];
    int rank = x ? node_type(x)->shape.rank : 0;
    for (int i = 0; i < rank; i++)
        axes[i] = i;
    axes[rank - 2] = rank - 1;
    axes[rank - 1] = rank - 2;
    return make_transpose(l, x, axes);
}

static bool lower_potrf(Lower *l, const HloAttr *config, Results *out)
{
    Node *x = lower_operand(l, 0);
    bool is_upper = is_letter(config, "uplo", 'U');
    Node *c = x ? make(l, OP_cholesky, (Node *[]){is_upper ? turned(l, x) : x}, 1, NULL, 0) : NULL;
    Node *nodes[] = {is_upper ? turned(l, c) : c, make_zeros(l, lower_type(l, 1))};
    return give(out, nodes, 2);
}

Node *make_unit_diagonal(Lower *l, Node *x)
{
    const Shape *s = &node_type(x)->shape;
    Node *rows = make_iota(l, DTYPE_s64, s, s->rank - 2);
    Node *columns = make_iota(l, DTYPE_s64, s, s->rank - 1);
    Node *one = make_number(l, node_type(x)->dtype, 1);
    return make3(l, OP_select, make2(l, OP_equal, rows, columns), one, x);
}

static bool lower_trsm(Lower *l, const HloAttr *config, Results *out)
{
    Node *a = lower_operand(l, 0), *b = lower_operand(l, 1);
    if (a == NULL || b == NULL)
        return false;
    if (is_letter(config, "diag", 'U'))
        a = make_unit_diagonal(l, a);
    if (is_letter(config, "trans_x", 'C'))
        a = make1(l, OP_conjugate, a);
    int64_t lower = is_letter(config, "uplo", 'L'), left = is_letter(config, "side", 'L');
    int64_t transform = !is_letter(config, "trans_x", 'N');
    Attr attrs[] = {
        {ATTR_lower, 1, &lower}, {ATTR_left_side, 1, &left}, {ATTR_transform, 1, &transform}};
    Node *x = make(l, OP_triangular_solve, (Node *[]){a, b}, 2, attrs, 3);
    return give(out, &x, 1);
}

static bool lower_syevd(Lower *l, const HloAttr *config, Results *out)
{
    Node *x = lower_operand(l, 0);
    if (x && is_letter(config, "uplo", 'U'))
        x = turned(l, dtype_is_complex(node_type(x)->dtype) ? make1(l, OP_conjugate, x) : x);
    Node *e = x ? make(l, OP_eigh, &x, 1, NULL, 0) : NULL;
    Node *nodes[] = {part(l, e, 1), part(l, e, 0), make_zeros(l, lower_type(l, 2))};
    return give(out, nodes, 3);
}

/* Where no vectors are asked for, theirs are zeros of the types that the text gives them. */
static bool lower_gesdd(Lower *l, const HloAttr *config, Results *out)
{
    Node *x = lower_operand(l, 0);
    if (x && dtype_is_complex(node_type(x)->dtype))
        return lower_refuse(l, "the singular values of complex matrices are not supported") != NULL;
    int64_t complete = is_letter(config, "mode", 'A');
    bool has_vectors = !is_letter(config, "mode", 'N');
    Node *s = x ? make(l, OP_svd, &x, 1, &(Attr){ATTR_complete, 1, &complete}, 1) : NULL;
    Node *nodes[] = {x, part(l, s, 1),
                     has_vectors ? part(l, s, 0) : make_zeros(l, lower_type(l, 2)),
                     has_vectors ? part(l, s, 2) : make_zeros(l, lower_type(l, 3)),
                     make_zeros(l, lower_type(l, 4))};
    return give(out, nodes, 5);
}

/* The first rows and columns of matrices, or with zeros behind what there is. */
static Node *resized(Lower *l, Node *x, int64_t rows, int64_t columns)
{
    int64_t low[MAX_RANK] = {0}, high[MAX_RANK] = {0};
    if (x == NULL)
        return NULL;
    const Shape *s = &node_type(x)->shape;
    high[s->rank - 2] = rows - s->dim[s->rank - 2];
    high[s->rank - 1] = columns - s->dim[s->rank - 1];
    if (high[s->rank - 2] == 0 && high[s->rank - 1] == 0)
        return x;
    return make_pad(l, x, make_number(l, node_type(x)->dtype, 0), low, high, low);
}

/* Lower and upper in one matrix, and the exchanges of rows, from 1. Zeros beside or below a matrix
   make it square and change neither. */
static bool lower_getrf(Lower *l, const HloAttr *config, Results *out)
{
    (void)config;
    Node *x = lower_operand(l, 0);
    if (x == NULL)
        return false;
    const Shape *s = &node_type(x)->shape;
    int64_t m = s->dim[s->rank - 2], n = s->dim[s->rank - 1], wide = m > n ? m : n;
    Node *square = resized(l, x, wide, wide), *lu = square ? make1(l, OP_lu, square) : NULL;
    Node *lower = part(l, lu, 1), *upper = part(l, lu, 2);
    if (lower == NULL || upper == NULL)
        return false;
    const Shape *all = &node_type(lower)->shape;
    Node *row = make_iota(l, DTYPE_s64, all, s->rank - 2);
    Node *column = make_iota(l, DTYPE_s64, all, s->rank - 1);
    Node *packed = make3(l, OP_select, make2(l, OP_greater, row, column), lower, upper);
    Node *swaps = factor_exchanges(l->cx, l->graph, part(l, lu, 0), m < n ? m : n, l->op->span);
    Node *nodes[] = {resized(l, packed, m, n),
                     make2(l, OP_add, swaps, make_number(l, DTYPE_s32, 1)),
                     make_zeros(l, lower_type(l, 2))};
    return give(out, nodes, 3);
}

static bool lower_geqrf(Lower *l, const HloAttr *config, Results *out)
{
    (void)config;
    Node *nodes[2] = {NULL};
    factor_reflections(l->cx, l->graph, lower_operand(l, 0), l->op->span, &nodes[0], &nodes[1]);
    return give(out, nodes, 2);
}

/* Whether operands 0 and 1 are what geqrf packs, with a tau for some of the columns. */
static bool is_packed(Lower *l)
{
    const Node *a = lower_operand(l, 0), *taus = lower_operand(l, 1);
    if (a == NULL || taus == NULL)
        return false;
    const Shape *s = &node_type(a)->shape, *t = &node_type(taus)->shape;
    bool fits = s->rank >= 2 && t->rank == s->rank - 1;
    for (int i = 0; fits && i < t->rank - 1; i++)
        fits = t->dim[i] == s->dim[i];
    fits = fits && t->dim[t->rank - 1] <= s->dim[s->rank - 2] &&
           t->dim[t->rank - 1] <= s->dim[s->rank - 1];
    return fits || lower_refuse(l, "its operands are not what geqrf gives") != NULL;
}

static Node *product_of(Lower *l, Node *a, Node *taus, int64_t columns)
{
    return factor_reflected(l->cx, l->graph, a, taus, columns, l->op->span);
}

static bool lower_orgqr(Lower *l, const HloAttr *config, Results *out)
{
    (void)config;
    if (!is_packed(l))
        return false;
    Node *a = lower_operand(l, 0);
    const Shape *s = &node_type(a)->shape;
    Node *q = product_of(l, a, lower_operand(l, 1), s->dim[s->rank - 1]);
    return give(out, &q, 1);
}

static Node *matrix_product(Lower *l, Node *a, Node *b)
{
    int64_t batch[MAX_RANK];
    int rank = a ? node_type(a)->shape.rank : 0;
    int64_t last = rank - 1, before = rank - 2;
    for (int i = 0; i < rank; i++)
        batch[i] = i;
    Attr attrs[] = {{ATTR_contract_a, 1, &last},
                    {ATTR_batch_a, (uint32_t)(rank - 2), batch},
                    {ATTR_contract_b, 1, &before},
                    {ATTR_batch_b, (uint32_t)(rank - 2), batch}};
    return a && b ? make(l, OP_dot, (Node *[]){a, b}, 2, attrs, 4) : NULL;
}

/* Q, or its adjoint, times operand 2, from the left or the right. */
static bool lower_ormqr(Lower *l, const HloAttr *config, Results *out)
{
    Node *c = lower_operand(l, 2);
    if (c == NULL || !is_packed(l))
        return false;
    Node *a = lower_operand(l, 0);
    const Shape *s = &node_type(a)->shape;
    Node *q = product_of(l, a, lower_operand(l, 1), s->dim[s->rank - 2]);
    if (q && is_said(config, "transpose"))
        q = turned(l, dtype_is_complex(node_type(q)->dtype) ? make1(l, OP_conjugate, q) : q);
    bool is_left = is_said(config, "left");
    Node *y = matrix_product(l, is_left ? q : c, is_left ? c : q);
    return give(out, &y, 1);
}

static const struct {
    const char *name; /* without lapack_, the letter of the dtype, and _ffi */
    const char *of_complex;
    LapackRule *rule;
} rows[] = {
    {"potrf", "potrf", lower_potrf}, {"trsm", "trsm", lower_trsm},
    {"getrf", "getrf", lower_getrf}, {"syevd", "heevd", lower_syevd},
    {"gesdd", "gesdd", lower_gesdd}, {"gesvd", "gesvd", lower_gesdd},
    {"geqrf", "geqrf", lower_geqrf}, {"orgqr", "ungqr", lower_orgqr},
    {"ormqr", "unmqr", lower_ormqr},
};

static bool has_matrices(Lower *l)
{
    const Node *x = lower_operand(l, 0);
    return x && (node_type(x)->shape.rank >= 2 || lower_refuse(l, "its operand has no matrices"));
}

bool lower_lapack(Lower *l, Results *out)
{
    const HloAttr *callee = hlo_attr(l->op->attrs, "callee");
    if (callee == NULL)
        callee = hlo_attr(l->op->attrs, "call_target_name");
    const HloAttr *config = hlo_attr(l->op->attrs, "mhlo.backend_config");
    if (config == NULL)
        config = hlo_attr(l->op->attrs, "backend_config");
    Str name = callee->word; /* lapack_spotrf_ffi */
    size_t end = str_ends(name, STR("_ffi")) ? name.len - 4 : name.len;
    Str function = name.len > 8 ? str_slice(name, 8, end) : STR("");
    out->count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (str_is(function, rows[i].name) || str_is(function, rows[i].of_complex))
            return has_matrices(l) && rows[i].rule(l, config, out);
    fail(l->cx, l->op->span, EXC_ArgumentError, "cannot run the custom call %.*s", (int)name.len,
         name.at);
    return false;
}
