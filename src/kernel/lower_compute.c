/* lower_compute.c - what a node is at a place, of the values of its operands: elementwise
   operations, views, joins, parts of complex numbers, and the places that gather and slices
   compute. */
#include "kernel/lower.h"

/* --- conditions --- */

int both(Lower *l, int a, int b)
{
    return a < 0 ? b : b < 0 ? a : scalar_op(l, OP_bitwise_and, DTYPE_u8, DTYPE_u8, a, b, -1);
}

enum { ALWAYS = -1, NEVER = -2 };

/* Whether operand i of a pad, concatenate or put_slice has an element there. */
static int inside(Lower *l, const Node *n, int operand, const Index *at)
{
    Inside list[2 * MAX_RANK];
    int count = view_inside(&l->k->table, n, operand, at, list, start_place, &(Starts){l, -1});
    int all = ALWAYS;
    for (int j = 0; j < count; j++)
        if (list[j].at->high < list[j].low || list[j].at->low >= list[j].high)
            return NEVER;
    for (int j = 0; j < count; j++) {
        Insn i = {.op = KERN_inside, .dtype = DTYPE_u8, .low = list[j].low, .high = list[j].high};
        i.at = list[j].at;
        i.guard = -1;
        all = both(l, all, add_insn_at(l, depth_of(l, i.at), i));
    }
    return all;
}

int choose(Lower *l, DType t, int condition, int a, int b)
{
    if (condition < 0)
        return a;
    Insn i = {.op = KERN_choose, .dtype = t, .arg = {condition, a, b}, .guard = -1};
    int depth = 0;
    for (int j = 0; j < 3; j++)
        if (l->depth.at[i.arg[j]] > depth)
            depth = l->depth.at[i.arg[j]];
    return add_insn_at(l, depth, i);
}

/* --- computing --- */

/* The number of a check; the first one makes room for what is found. */
static int64_t check_of(Lower *l, const Start *s)
{
    Kernel *k = l->k;
    if (k->fault < 0)
        k->fault = kernel_local(k, DTYPE_s64, 2);
    for (size_t i = 0; i < k->checks.len; i++)
        if (k->checks.at[i].gather == s->gather && k->checks.at[i].axis == s->axis)
            return (int64_t)i + 1;
    vec_push(&k->checks, ((KernCheck){s->gather, s->axis}));
    return (int64_t)k->checks.len;
}

Index start_place(void *closure, const Start *s)
{
    Lower *l = ((Starts *)closure)->l;
    int guard = s->gather ? ((Starts *)closure)->guard : -1, ref = value_of(l, s->of, s->at, guard);
    for (size_t i = 0; i < l->placed.len; i++) {
        const Placed *p = &l->placed.at[i];
        if (p->ref == ref && p->guard == guard && p->most == s->most && p->gather == s->gather &&
            p->axis == s->axis)
            return p->index;
    }
    Insn i = {.op = KERN_place, .dtype = DTYPE_s64, .from = compute_dtype(node_type(s->of)->dtype)};
    int depth = l->depth.at[ref];
    i.arg[0] = ref;
    i.high = s->most;
    i.guard = guard;
    i.imm.s = s->gather ? check_of(l, s) : 0;
    int at =
        add_insn_at(l, guard >= 0 && l->depth.at[guard] > depth ? l->depth.at[guard] : depth, i);
    Index place = index_value(&l->k->table, 0, s->most, at);
    l->k->insns.at[at].atom = place->terms[0].atom;
    vec_push(&l->placed, ((Placed){ref, guard, s->most, s->gather, s->axis, place}));
    return place;
}

static int operand(Lower *l, const Node *n, int i, const Index *at, DType to, int guard)
{
    Index in[MAX_RANK];
    const Node *arg = n->args[i];
    view_operand(&l->k->table, n, i, at, in, start_place, &(Starts){l, guard});
    return converted(l, value_of(l, arg, in, guard), compute_dtype(node_type(arg)->dtype), to);
}

static bool gives_truth(OpCode op)
{
    return op_info[op].dtype == DRULE_u8;
}

/* The exponent of a power that is a product: 2 or 3 of floats; 0 for others. */
static int whole_power(const Node *n)
{
    if (n->args[1]->op != OP_constant || !dtype_is_float(node_type(n)->dtype))
        return 0;
    double x = scalar_double(tensor_get(n->args[1]->tensor, 0));
    return x == 2 || x == 3 ? (int)x : 0;
}

static int compute_bitcast(Lower *l, const Node *n, const Index *at, int guard)
{
    DType own = node_type(n)->dtype, to = compute_dtype(own);
    DType from = compute_dtype(node_type(n->args[0])->dtype);
    Insn i = {.op = KERN_bitcast, .dtype = to, .from = from, .guard = -1};
    i.arg[0] = operand(l, n, 0, at, from, guard);
    if (to != own) { /* a narrow float of its code */
        i.op = KERN_number;
        i.from = own;
        i.arg[0] = converted(l, i.arg[0], from, dtype_info[own].bits == 8 ? DTYPE_u8 : DTYPE_u16);
    }
    return from == to ? i.arg[0] : add_insn_at(l, l->depth.at[i.arg[0]], i);
}

static int compute_map(Lower *l, const Node *n, const Index *at, int guard)
{
    DType own = node_type(n)->dtype, to = compute_dtype(own), from = operand_dtype(n);
    if (n->op == OP_stop_grad || n->op == OP_metadata)
        return operand(l, n, 0, at, to, guard);
    if (n->op == OP_as_type)
        return rounded(l, operand(l, n, 0, at, to, guard), own);
    if (n->op == OP_bitcast)
        return compute_bitcast(l, n, at, guard);
    int arg[3] = {-1, -1, -1};
    for (int i = 0; i < n->nargs; i++) {
        bool is_predicate = n->op == OP_select && i == 0;
        DType t = is_predicate ? compute_dtype(node_type(n->args[0])->dtype) : from;
        arg[i] = operand(l, n, i, at, t, guard);
        if (is_predicate)
            arg[i] = truth_of(l, arg[i], t);
    }
    if (n->op == OP_pow && whole_power(n) > 0) { /* x x, x x x */
        int ref = arg[0];
        for (int i = 1; i < whole_power(n); i++)
            ref = scalar_op(l, OP_multiply, from, from, ref, arg[0], -1);
        return rounded(l, converted(l, ref, from, to), own);
    }
    if (n->op == OP_select)
        return rounded(l, converted(l, choose(l, from, arg[0], arg[1], arg[2]), from, to), own);
    DType gives = gives_truth(n->op) ? DTYPE_u8 : from;
    int ref = scalar_op(l, n->op, from, gives, arg[0], arg[1], arg[2]);
    return rounded(l, converted(l, ref, gives, to), own);
}

/* The two parts, of which store makes neighbours. */
static int compute_pair(Lower *l, const Node *n, const Index *at, int guard)
{
    DType t = dtype_to_real(node_type(n)->dtype);
    Insn i = {.op = KERN_pair, .dtype = t, .from = t, .guard = -1};
    Scalar z = n->op == OP_constant ? tensor_get(n->tensor, 0) : scalar_c(0, 0);
    for (int j = 0; j < 2; j++)
        i.arg[j] = n->op == OP_constant ? new_constant(l, t, scalar_f(j ? cimag(z.c) : creal(z.c)))
                                        : operand(l, n, j, at, t, guard);
    int a = l->depth.at[i.arg[0]], b = l->depth.at[i.arg[1]];
    return add_insn_at(l, a > b ? a : b, i);
}

/* Of a complex number in memory, or of one that is made here; under another shape, too. */
static int compute_part(Lower *l, const Node *n, const Index *at, int guard)
{
    const Node *z = n->args[0];
    Index in[2][MAX_RANK];
    for (int i = 0; z->op == OP_reshape && plan_value(l->p, z, true) < 0; i = !i) {
        view_operand(&l->k->table, z, 0, at, in[i], NULL, NULL);
        at = in[i];
        z = z->args[0];
    }
    DType to = compute_dtype(node_type(n)->dtype);
    int part = n->op == OP_imag;
    if (z->op == OP_complex && is_made_here(l, z))
        return operand(l, z, part, at, to, guard);
    int buffer = buffer_of(l, plan_value(l->p, z, true), false);
    Index place = index_scale(&l->k->table, flat_place(l, z, at), 2);
    return load_from(l, buffer, index_add(&l->k->table, place, index_constant(&l->k->table, part)),
                     guard);
}

/* Operand i, whose dtype may be wider, as an element of n. */
static int joined(Lower *l, const Node *n, int i, const Index *at, int guard)
{
    DType from = node_type(n->args[i])->dtype;
    return recast(l, operand(l, n, i, at, compute_dtype(from), guard), from, node_type(n)->dtype);
}

static int compute_join(Lower *l, const Node *n, const Index *at, int guard)
{
    DType to = compute_dtype(node_type(n)->dtype);
    int count = n->nargs, ref = -1;
    for (int i = count - 1; i >= 0; i--) {
        int there = inside(l, n, i, at);
        if (there == NEVER)
            continue;
        bool is_part = n->op == OP_concatenate || i == 0;
        int x = joined(l, n, i, at, is_part ? both(l, guard, there) : guard);
        ref = ref < 0 ? x : choose(l, to, there, x, ref);
    }
    return ref;
}

static int compute_put(Lower *l, const Node *n, const Index *at, int guard)
{
    DType to = compute_dtype(node_type(n)->dtype);
    int there = inside(l, n, 1, at);
    if (there == NEVER)
        return joined(l, n, 0, at, guard);
    int below = there < 0 ? -1 : joined(l, n, 0, at, guard);
    return choose(l, to, there, joined(l, n, 1, at, both(l, guard, there)), below);
}

static int compute_iota(Lower *l, const Node *n, const Index *at)
{
    int64_t axis = node_int(n, ATTR_axis);
    DType own = node_type(n)->dtype;
    Insn i = {.op = KERN_index, .dtype = DTYPE_s64, .guard = -1};
    i.at = axis < 0 ? flat_place(l, n, at) : at[axis];
    int ref = add_insn_at(l, depth_of(l, i.at), i);
    return rounded(l, converted(l, ref, DTYPE_s64, compute_dtype(own)), own);
}

int compute(Lower *l, const Node *n, const Index *at, int guard)
{
    if (node_is_pair(n))
        return compute_pair(l, n, at, guard);
    if (n->op == OP_constant)
        return new_constant(l, compute_dtype(node_type(n)->dtype), tensor_get(n->tensor, 0));
    if (node_reads_part(n))
        return compute_part(l, n, at, guard);
    if (n->op == OP_iota)
        return compute_iota(l, n, at);
    if (n->op == OP_put_slice)
        return compute_put(l, n, at, guard);
    if (n->op == OP_pad || n->op == OP_concatenate)
        return compute_join(l, n, at, guard);
    if (op_info[n->op].class_ == CLASS_MAP)
        return compute_map(l, n, at, guard);
    if (node_is_scan(n))
        return compute_scan(l, n);
    DType from = n->nargs ? compute_dtype(node_type(n->args[0])->dtype) : DTYPE_u8;
    if (op_info[n->op].class_ == CLASS_REDUCE && gives_truth(n->op))
        return truth_of(l, operand(l, n, 0, at, from, guard), from);
    DType own = compute_dtype(node_type(n)->dtype);
    int ref = operand(l, n, 0, at, own, guard);
    if (n->op == OP_sum && dtype_is_float(own)) /* of one element, which may be -0.0 */
        ref = scalar_op(l, OP_add, own, own, ref, new_constant(l, own, scalar_f(0)), -1);
    return ref;
}
