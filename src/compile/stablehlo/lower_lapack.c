/* lower_lapack.c - the custom calls of LAPACK that JAX's exports for CPUs are made of, as cnx's own
   decompositions.

   potrf, trsm, syevd, gesdd, and geqrf with the orgqr that makes Q of what it gave. Decompositions
   are unique up to signs; which ones come out is ours to choose. The number at the end that says
   whether it went well is 0. getrf is refused: its pivots are not a permutation. */
#include "compile/stablehlo/lower.h"

typedef bool LapackRule(Lower *l, const HloAttr *config, Results *out);

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
    if (rank < 2)
        return x;
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
    if (a == NULL || b == NULL || node_type(a)->shape.rank < 2)
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

static bool lower_gesdd(Lower *l, const HloAttr *config, Results *out)
{
    Node *x = lower_operand(l, 0);
    int64_t complete = is_letter(config, "mode", 'A');
    Node *s = x ? make(l, OP_svd, &x, 1, &(Attr){ATTR_complete, 1, &complete}, 1) : NULL;
    Node *nodes[] = {x, part(l, s, 1), part(l, s, 0), part(l, s, 2),
                     make_zeros(l, lower_type(l, 4))};
    return give(out, nodes, 5);
}

/* R in the upper triangle of the operand's shape, zeros where LAPACK has what orgqr makes Q of. */
static bool lower_geqrf(Lower *l, const HloAttr *config, Results *out)
{
    (void)config;
    Node *x = lower_operand(l, 0);
    int64_t complete = 1;
    Node *qr = x ? make(l, OP_qr, &x, 1, &(Attr){ATTR_complete, 1, &complete}, 1) : NULL;
    Node *nodes[] = {part(l, qr, 1), make_zeros(l, lower_type(l, 1))};
    return give(out, nodes, 2);
}

/* The qr whose R this is, seen through the slices and pads that fit it to Q's shape; or NULL. */
static Node *qr_behind(Node *n)
{
    while (n && (n->op == OP_slice || n->op == OP_pad || n->op == OP_put_slice))
        n = n->op == OP_put_slice ? n->args[1] : n->args[0];
    bool is_r = n && n->op == OP_elem && n->args[0]->op == OP_qr && node_int(n, ATTR_index) == 1;
    return is_r ? n->args[0] : NULL;
}

static bool lower_orgqr(Lower *l, const HloAttr *config, Results *out)
{
    (void)config;
    Node *r = lower_operand(l, 0), *qr = qr_behind(r);
    const Type *type = lower_type(l, 0);
    if (r == NULL || type == NULL)
        return false;
    if (qr == NULL)
        return lower_refuse(l, "its operand is not what geqrf gave") != NULL;
    Node *q = part(l, qr, 0);
    int64_t from[MAX_RANK] = {0}, ones[MAX_RANK];
    for (int i = 0; i < MAX_RANK; i++)
        ones[i] = 1;
    if (!type_equal(node_type(q), type)) /* the first columns alone */
        q = make_slice(l, q, from, type->shape.dim, ones);
    return give(out, &q, 1);
}

static const struct {
    const char *name; /* without lapack_, the letter of the dtype, and _ffi */
    const char *of_complex;
    LapackRule *rule;
} rows[] = {
    {"potrf", "potrf", lower_potrf}, {"trsm", "trsm", lower_trsm},
    {"syevd", "heevd", lower_syevd}, {"gesdd", "gesdd", lower_gesdd},
    {"geqrf", "geqrf", lower_geqrf}, {"orgqr", "ungqr", lower_orgqr},
};

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
            return rows[i].rule(l, config, out);
    fail(l->cx, l->op->span, EXC_ArgumentError, "cannot run the custom call %.*s", (int)name.len,
         name.at);
    return false;
}
