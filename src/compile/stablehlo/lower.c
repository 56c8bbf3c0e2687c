/* lower.c - StableHLO as a graph: names, calls, regions, and the operations of elements.

   Most elementwise operations are rows of op.def, found by their StableHLO name. Calls are lowered
   in their place. */
#include "compile/stablehlo/lower.h"

#include "compile/stablehlo/stablehlo.h"

#include <math.h>
#include <string.h>

enum { MOST_CALLS = MAX_NESTING };

/* --- errors --- */

Node *lower_refuse(Lower *l, const char *why)
{
    fail(l->cx, l->op->span, EXC_ArgumentError, "cannot run %.*s: %s", (int)l->op->name.len,
         l->op->name.at, why);
    return NULL;
}

/* --- names --- */

static void name_value(Lower *l, Str name, Node *n)
{
    uint64_t *place = map_put(&l->places, str_hash(name));
    vec_push(&l->names, ((HloName){name, n, *place}));
    *place = l->names.len;
}

static void forget_names(Lower *l, size_t mark)
{
    while (l->names.len > mark) {
        HloName n = vec_pop(&l->names);
        *map_put(&l->places, str_hash(n.name)) = n.before;
    }
}

/* A graph of its own sees constants from around it alone, as copies. */
static Node *bring(Lower *l, Node *n)
{
    if (n->graph->root == l->graph->root)
        return graph_use(l->cx, l->graph, n);
    if (n->op == OP_constant)
        return graph_constant(l->cx, l->graph, *node_type(n), tensor_get(n->tensor, 0), n->span);
    return lower_refuse(l, "its region uses a value from around it that is not constant");
}

static Node *find_value(Lower *l, Str name)
{
    uint64_t *place = map_get(&l->places, str_hash(name));
    for (uint64_t at = place ? *place : 0; at; at = l->names.at[at - 1].before)
        if (str_equal(l->names.at[at - 1].name, name))
            return bring(l, l->names.at[at - 1].node);
    fail(l->cx, l->op->span, EXC_ArgumentError, "there is no value %.*s", (int)name.len, name.at);
    return NULL;
}

Node *lower_operand(Lower *l, int index)
{
    if (index >= l->op->noperands)
        return failed(l->cx) ? NULL : lower_refuse(l, "an operand is missing");
    Str name = l->op->operands[index];
    if (str_ends(name, STR("#0"))) /* %1#0 of one result is %1 */
        name.len -= 2;
    return find_value(l, name);
}

const Type *lower_type(Lower *l, int index)
{
    static const Type none;
    if (index >= 0 && index < l->op->ntypes)
        return &l->op->types[index].type;
    lower_refuse(l, "the type of its result is missing");
    return &none;
}

bool lower_is_truth(const Lower *l, int index)
{
    const HloOp *op = l->op;
    if (op->noperand_types == op->noperands)
        return op->operand_types[index].is_truth;
    return op->noperand_types > 0 && op->operand_types[0].is_truth;
}

/* --- attributes --- */

int lower_any_list(Lower *l, const HloAttr *from, const char *name, int64_t *out)
{
    const HloAttr *a = hlo_attr(from, name);
    int n = 0;
    if (a == NULL)
        return -1;
    if (a->kind == HATTR_tensor) {
        Tensor *t = stablehlo_literal(l->cx, a);
        int64_t size = shape_count(&a->type.type.shape);
        for (; t && n < size && n < MAX_RANK; n++)
            out[n] = tensor_get(t, shape_count(&t->type.shape) == 1 ? 0 : n).s;
        tensor_free(t);
        return n;
    }
    for (const HloAttr *at = a->first; at && n < MAX_RANK; at = at->next)
        out[n++] = at->kind == HATTR_int ? at->number : str_is(at->word, "true");
    return n;
}

bool lower_list(Lower *l, const char *name, int count, int64_t otherwise, int64_t *out)
{
    int n = lower_any_list(l, l->op->attrs, name, out);
    for (int i = 0; n < 0 && i < count; i++)
        out[i] = otherwise;
    return n < 0 || n == count || lower_refuse(l, "an attribute has not a number for each axis");
}

int64_t lower_int(Lower *l, const char *name, int64_t otherwise)
{
    const HloAttr *a = hlo_attr(l->op->attrs, name);
    return a && a->kind == HATTR_int ? a->number : otherwise;
}

bool lower_is(Lower *l, const char *name, const char *word)
{
    const HloAttr *a = hlo_attr(l->op->attrs, name);
    return a && a->kind == HATTR_word && str_is(a->word, word);
}

bool lower_says(const Lower *l, const char *word)
{
    for (const HloAttr *a = l->op->words; a; a = a->next)
        if (str_is(a->word, word))
            return true;
    return false;
}

bool lower_unique(Lower *l, const int64_t *at, int count, int rank)
{
    bool seen[MAX_RANK] = {false};
    for (int i = 0; i < count; i++) {
        if (at[i] < 0 || at[i] >= rank || seen[at[i]])
            return lower_refuse(l, "its dimension numbers do not fit") != NULL;
        seen[at[i]] = true;
    }
    return true;
}

/* --- words --- */

Node *make(Lower *l, OpCode op, Node *const *args, int nargs, const Attr *attrs, int nattrs)
{
    return graph_node(l->cx, l->graph, op, args, nargs, attrs, nattrs, l->op->span);
}

Node *make1(Lower *l, OpCode op, Node *x)
{
    return make(l, op, &x, 1, NULL, 0);
}

Node *make2(Lower *l, OpCode op, Node *x, Node *y)
{
    return make(l, op, (Node *[]){x, y}, 2, NULL, 0);
}

Node *make3(Lower *l, OpCode op, Node *x, Node *y, Node *z)
{
    return make(l, op, (Node *[]){x, y, z}, 3, NULL, 0);
}

Node *make_number(Lower *l, DType dtype, double x)
{
    Scalar s = dtype_is_integer(dtype) ? scalar_s((int64_t)x) : scalar_f(x);
    return graph_constant(l->cx, l->graph, (Type){dtype, shape_scalar()}, s, l->op->span);
}

Node *make_as(Lower *l, Node *x, DType dtype)
{
    int64_t value = dtype;
    if (x == NULL || node_type(x)->dtype == dtype)
        return x;
    return make(l, OP_as_type, &x, 1, &(Attr){ATTR_dtype, 1, &value}, 1);
}

Node *make_reshape(Lower *l, Node *x, const Shape *s)
{
    if (x == NULL || shape_equal(&node_type(x)->shape, s))
        return x;
    return make(l, OP_reshape, &x, 1, &(Attr){ATTR_shape, (uint32_t)s->rank, s->dim}, 1);
}

Node *make_broadcast(Lower *l, Node *x, const Shape *s, const int64_t *axes)
{
    if (x == NULL)
        return NULL;
    Attr attrs[] = {{ATTR_shape, (uint32_t)s->rank, s->dim},
                    {ATTR_axes, (uint32_t)node_type(x)->shape.rank, axes}};
    return make(l, OP_broadcast, &x, 1, attrs, 2);
}

Node *make_transpose(Lower *l, Node *x, const int64_t *axes)
{
    if (x == NULL)
        return NULL;
    Attr attr = {ATTR_axes, (uint32_t)node_type(x)->shape.rank, axes};
    return make(l, OP_transpose, &x, 1, &attr, 1);
}

Node *make_iota(Lower *l, DType dtype, const Shape *s, int64_t axis)
{
    int64_t value = dtype;
    Attr attrs[] = {
        {ATTR_shape, (uint32_t)s->rank, s->dim}, {ATTR_axis, 1, &axis}, {ATTR_dtype, 1, &value}};
    return make(l, OP_iota, NULL, 0, attrs, 3);
}

Node *make_slice(Lower *l, Node *x, const int64_t *from, const int64_t *lengths,
                 const int64_t *strides)
{
    Node *args[MAX_RANK + 1] = {x};
    if (x == NULL)
        return NULL;
    int rank = node_type(x)->shape.rank;
    for (int i = 0; i < rank; i++)
        args[i + 1] = graph_constant(l->cx, l->graph, (Type){DTYPE_s64, shape_scalar()},
                                     scalar_s(from[i]), l->op->span);
    Attr attrs[] = {{ATTR_lengths, (uint32_t)rank, lengths},
                    {ATTR_strides, (uint32_t)rank, strides}};
    return make(l, OP_slice, args, rank + 1, attrs, 2);
}

/* --- blocks --- */

static bool lower_op(Lower *l);

int lower_block(Lower *l, const HloBlock *b, Node *const *args, int nargs, Node **out, int most)
{
    const HloOp *outer = l->op;
    size_t mark = l->names.len;
    int count = -1;
    if (b->nargs != nargs) {
        lower_refuse(l, "its region has another number of arguments");
        return -1;
    }
    for (int i = 0; i < nargs; i++)
        name_value(l, b->args[i], args[i]);
    for (const HloOp *op = b->ops; op && !failed(l->cx); op = op->next) {
        l->op = op;
        if (op != b->last) {
            lower_op(l);
            continue;
        }
        count = op->noperands;
        if (count > most)
            lower_refuse(l, "it returns more than is expected");
        for (int i = 0; i < count && !failed(l->cx); i++)
            out[i] = lower_operand(l, i);
    }
    l->op = outer;
    forget_names(l, mark);
    return failed(l->cx) ? -1 : count;
}

Graph *lower_alone(Lower *l, const HloBlock *b)
{
    Graph *outer = l->graph, *g = graph_new();
    Node **args = arena_array(l->arena, Node *, b->nargs + 1), *out[8];
    l->graph = g;
    for (int i = 0; i < b->nargs; i++)
        args[i] = graph_parameter(l->cx, g, b->types[i].type, l->op->span);
    int count = lower_block(l, b, args, b->nargs, out, 8);
    for (int i = 0; i < count; i++)
        vec_push(&g->results, out[i]);
    l->graph = outer;
    if (count >= 0)
        return g;
    graph_free(g);
    return NULL;
}

Str lower_single(const HloBlock *b, bool in_order)
{
    const HloOp *op = b->ops;
    if (b->nargs != 2 || op == NULL || op->next != b->last || op->noperands != 2 ||
        b->last->noperands != 1 || !str_equal(b->last->operands[0], op->result))
        return STR("");
    bool forward = str_equal(op->operands[0], b->args[0]) && str_equal(op->operands[1], b->args[1]);
    bool back = str_equal(op->operands[0], b->args[1]) && str_equal(op->operands[1], b->args[0]);
    return forward || (back && !in_order) ? op->name : STR("");
}

/* --- elementwise --- */

static bool one(Results *out, Node *n)
{
    out->at[0] = n;
    out->count = 1;
    return n != NULL;
}

/* stablehlo.and is logical on i1 and on bits else, divide integral or not: the row by its types. */
static bool fits(const Lower *l, OpCode op, DType dtype, bool is_truth)
{
    (void)l;
    bool is_integer = dtype_is_integer(dtype);
    if (op == OP_divide)
        return !is_integer;
    if (op == OP_logical_and || op == OP_logical_or || op == OP_logical_xor)
        return is_truth;
    if (op == OP_bitwise_and || op == OP_bitwise_or || op == OP_bitwise_xor || op == OP_bitwise_not)
        return !is_truth;
    return op_info[op].dtype != DRULE_u8 && op != OP_complex;
}

/* add and multiply of truth are or and and, max and min likewise. */
static bool truth_row(Str name, OpCode *op)
{
    static const struct {
        const char *name;
        OpCode op;
    } rows[] = {{"add", OP_logical_or},
                {"multiply", OP_logical_and},
                {"maximum", OP_logical_or},
                {"minimum", OP_logical_and}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (str_is(name, rows[i].name)) {
            *op = rows[i].op;
            return true;
        }
    return false;
}

/* The elementwise row with this name, "add" or "chlo.erf". */
static bool map_row(const Lower *l, Str name, const Node *x, OpCode *out)
{
    bool is_truth = lower_is_truth(l, 0);
    if (is_truth && truth_row(name, out))
        return true;
    for (int i = 0; i < OP_count; i++) {
        OpCode op = (OpCode)i;
        bool named = str_is(name, op_info[op].stablehlo) ||
                     (op == OP_right_shift && str_is(name, "shift_right_logical"));
        if (op_info[op].class_ == CLASS_MAP && named && op_info[op].arity == l->op->noperands &&
            fits(l, op, node_type(x)->dtype, is_truth)) {
            *out = op;
            return true;
        }
    }
    return false;
}

/* A logical shift of signed integers is one of unsigned ones. */
static Node *shift_logical(Lower *l, Node *x, Node *y)
{
    DType t = node_type(x)->dtype;
    int64_t as = t;
    for (int i = 0; i < DTYPE_count; i++)
        if (dtype_info[i].class_ == DCLASS_u && dtype_info[i].bits == dtype_info[t].bits)
            as = i;
    Attr to = {ATTR_dtype, 1, &as}, back = {ATTR_dtype, 1, (int64_t[]){t}};
    x = make(l, OP_bitcast, &x, 1, &to, 1);
    y = make(l, OP_bitcast, &y, 1, &to, 1);
    x = make2(l, OP_right_shift, x, y);
    return make(l, OP_bitcast, &x, 1, &back, 1);
}

static bool lower_map(Lower *l, OpCode op, Results *out)
{
    Node *args[3] = {NULL};
    for (int i = 0; i < l->op->noperands; i++)
        if ((args[i] = lower_operand(l, i)) == NULL)
            return false;
    if (op == OP_right_shift && str_ends(l->op->name, STR("logical")) &&
        dtype_info[node_type(args[0])->dtype].class_ == DCLASS_s)
        return one(out, shift_logical(l, args[0], args[1]));
    return one(out, make(l, op, args, l->op->noperands, NULL, 0));
}

/* The order of bits as integers: NaN above infinity, -0 below 0. */
static Node *total_order(Lower *l, Node *x)
{
    DType t = node_type(x)->dtype;
    int bits = dtype_info[t].bits;
    int64_t as = bits == 64   ? DTYPE_s64
                 : bits == 32 ? DTYPE_s32
                 : bits == 16 ? DTYPE_s16
                              : DTYPE_s8;
    Attr attr = {ATTR_dtype, 1, &as};
    Node *key = make(l, OP_bitcast, &x, 1, &attr, 1);
    Node *most = graph_constant(l->cx, l->graph, (Type){(DType)as, shape_scalar()},
                                dtype_max_finite((DType)as), l->op->span);
    Node *negative = make2(l, OP_less, key, make_number(l, (DType)as, 0));
    return make3(l, OP_select, negative, make2(l, OP_bitwise_xor, key, most), key);
}

static bool lower_compare(Lower *l, Results *out)
{
    static const struct {
        const char *name;
        OpCode op;
    } rows[] = {{"EQ", OP_equal}, {"NE", OP_not_equal},     {"GT", OP_greater},
                {"LT", OP_less},  {"GE", OP_greater_equal}, {"LE", OP_less_equal}};
    Node *x = lower_operand(l, 0), *y = lower_operand(l, 1);
    if (x == NULL || y == NULL)
        return false;
    if ((lower_says(l, "TOTALORDER") || lower_is(l, "compare_type", "TOTALORDER")) &&
        dtype_is_float(node_type(x)->dtype)) {
        x = total_order(l, x);
        y = total_order(l, y);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (lower_says(l, rows[i].name) || lower_is(l, "comparison_direction", rows[i].name))
            return one(out, make2(l, rows[i].op, x, y));
    return one(out, lower_refuse(l, "it has no direction"));
}

static bool lower_convert(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    const Type *to = lower_type(l, 0);
    if (x == NULL || failed(l->cx))
        return false;
    if (l->op->types[0].is_truth)
        return one(out, lower_is_truth(l, 0)
                            ? x
                            : make2(l, OP_not_equal, x, make_number(l, node_type(x)->dtype, 0)));
    return one(out, make_as(l, x, to->dtype));
}

static bool lower_bitcast(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    int64_t to = lower_type(l, 0)->dtype;
    if (x && node_type(x)->dtype == (DType)to)
        return one(out, x);
    return one(out, x ? make(l, OP_bitcast, &x, 1, &(Attr){ATTR_dtype, 1, &to}, 1) : NULL);
}

static bool lower_select(Lower *l, Results *out)
{
    return one(out,
               make3(l, OP_select, lower_operand(l, 0), lower_operand(l, 1), lower_operand(l, 2)));
}

static bool lower_clamp(Lower *l, Results *out)
{
    Node *low = lower_operand(l, 0), *x = lower_operand(l, 1), *high = lower_operand(l, 2);
    if (low == NULL || x == NULL || high == NULL)
        return false;
    if (node_type(low)->shape.rank == 0 && node_type(high)->shape.rank == 0)
        return one(out, make3(l, OP_clip, x, low, high));
    return one(out, make2(l, OP_min, make2(l, OP_max, x, low), high));
}

static bool lower_not(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    if (x && lower_is_truth(l, 0))
        return one(out, make2(l, OP_equal, x, make_number(l, DTYPE_u8, 0)));
    return one(out, make1(l, OP_bitwise_not, x));
}

static bool lower_complex(Lower *l, Results *out)
{
    return one(out, make2(l, OP_complex, lower_operand(l, 0), lower_operand(l, 1)));
}

static bool lower_is_finite(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0), *d = make2(l, OP_subtract, x, x);
    return one(out, d ? make2(l, OP_equal, d, make_number(l, node_type(d)->dtype, 0)) : NULL);
}

static bool lower_is_inf(Lower *l, Results *out)
{
    return one(out, make1(l, OP_is_infinity, lower_operand(l, 0)));
}

/* Half to even: at a half, twice the rounded half of it. */
static bool lower_round_even(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    if (x == NULL)
        return false;
    DType t = node_type(x)->dtype;
    Node *half = make_number(l, t, 0.5), *two = make_number(l, t, 2);
    Node *even = make2(l, OP_multiply, two, make1(l, OP_round, make2(l, OP_multiply, x, half)));
    Node *gap = make1(l, OP_abs, make2(l, OP_subtract, x, make1(l, OP_floor, x)));
    return one(out,
               make3(l, OP_select, make2(l, OP_equal, gap, half), even, make1(l, OP_round, x)));
}

static bool lower_square(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    return one(out, make2(l, OP_multiply, x, x));
}

/* Operands as they are. */
static bool lower_same(Lower *l, Results *out)
{
    out->count = l->op->noperands;
    for (int i = 0; i < out->count; i++)
        if ((out->at[i] = lower_operand(l, i)) == NULL)
            return false;
    return true;
}

/* --- leaves --- */

static bool lower_constant(Lower *l, Results *out)
{
    const HloAttr *a = hlo_attr(l->op->attrs, "value");
    if (a == NULL || a->kind != HATTR_tensor)
        return one(out, lower_refuse(l, "it has no dense literal"));
    Tensor *t = stablehlo_literal(l->cx, a);
    Node *n = NULL;
    if (t && t->type.shape.rank < a->type.type.shape.rank)
        n = graph_constant(l->cx, l->graph, a->type.type, tensor_get(t, 0), l->op->span);
    else if (t && t->type.shape.rank == 0)
        n = graph_constant(l->cx, l->graph, t->type, tensor_get(t, 0), l->op->span);
    else if (t)
        n = graph_tensor(l->cx, l->graph, t, l->op->span);
    tensor_free(t);
    return one(out, n);
}

/* --- calls --- */

static bool lower_call(Lower *l, Results *out)
{
    const HloAttr *callee = hlo_attr(l->op->attrs, "callee");
    if (callee == NULL)
        callee = hlo_attr(l->op->attrs, "decomposition");
    HloFunction *f = l->functions;
    while (f && callee && !str_equal(f->name, callee->word))
        f = f->next;
    if (callee == NULL || f == NULL)
        return one(out, lower_refuse(l, "there is no such function"));
    if (f->depth > 0 || l->depth > MOST_CALLS)
        return one(out, lower_refuse(l, "functions that call themselves are not supported"));
    Node **args = arena_array(l->arena, Node *, l->op->noperands + 1);
    for (int i = 0; i < l->op->noperands; i++)
        if ((args[i] = lower_operand(l, i)) == NULL)
            return false;
    f->depth++;
    l->depth++;
    out->count = lower_block(l, &f->body, args, l->op->noperands, out->at, l->op->nresults);
    l->depth--;
    f->depth--;
    return out->count >= 0;
}

/* --- conditions and loops --- */

static Graph *region_of(Lower *l, const HloBlock *b, const Type *types, int nargs, int results)
{
    Graph *outer = l->graph, *g = graph_region(outer);
    Node **args = arena_array(l->arena, Node *, nargs + 1);
    Node **out = arena_array(l->arena, Node *, results + 1);
    l->graph = g;
    for (int i = 0; i < nargs; i++)
        args[i] = graph_parameter(l->cx, g, types[i], l->op->span);
    int count = lower_block(l, b, args, nargs, out, results);
    for (int i = 0; i < count; i++)
        vec_push(&g->results, out[i]);
    l->graph = outer;
    if (count >= 0 && count != results)
        lower_refuse(l, "its region returns another number of values");
    return count == results ? g : NULL;
}

static bool all_elems(Lower *l, Node *n, Results *out)
{
    out->count = n ? n->ntypes : 0;
    for (int i = 0; i < out->count; i++)
        if ((out->at[i] = graph_elem(l->cx, l->graph, n, i)) == NULL)
            return false;
    return n != NULL;
}

/* The predicates of which an index was made as the printer does: select(p0, 0, select(p1, 1, ...));
   false when it was not. */
static bool chain_of(Node *index, Node **predicates, int count)
{
    for (int i = 0; i < count; i++) {
        if (index->op != OP_select || index->args[1]->op != OP_constant ||
            tensor_get(index->args[1]->tensor, 0).s != i)
            return false;
        predicates[i] = index->args[0];
        index = index->args[2];
    }
    return index->op == OP_constant && tensor_get(index->tensor, 0).s == count;
}

/* An index out of range takes the last branch. */
static bool predicates_of(Lower *l, Node *index, Node **predicates, int count)
{
    if (chain_of(index, predicates, count))
        return true;
    for (int i = 0; i < count; i++)
        if ((predicates[i] =
                 make2(l, OP_equal, index, make_number(l, node_type(index)->dtype, i))) == NULL)
            return false;
    return true;
}

static bool lower_branches(Lower *l, Results *out)
{
    int count = l->op->nregions, i = 0;
    Node *index = lower_operand(l, 0);
    if (index == NULL || count == 0)
        return index && one(out, lower_refuse(l, "it has no branches"));
    Graph **regions = arena_array(l->arena, Graph *, count);
    Node **predicates = arena_array(l->arena, Node *, count);
    bool is_if = str_ends(l->op->name, STR(".if"));
    predicates[0] = index;
    if (!is_if && !predicates_of(l, index, predicates, count - 1))
        return false;
    for (const HloBlock *b = l->op->regions; b; b = b->next)
        if ((regions[i++] = region_of(l, b, NULL, 0, l->op->nresults)) == NULL)
            return false;
    return all_elems(l, graph_cond(l->cx, l->graph, predicates, count - 1, regions, l->op->span),
                     out);
}

static bool lower_while(Lower *l, Results *out)
{
    int n = l->op->noperands;
    Node **initial = arena_array(l->arena, Node *, n + 1);
    Type *types = arena_array(l->arena, Type, n + 1);
    if (l->op->nregions != 2)
        return one(out, lower_refuse(l, "it needs a condition and a body"));
    for (int i = 0; i < n; i++) {
        if ((initial[i] = lower_operand(l, i)) == NULL)
            return false;
        types[i] = *node_type(initial[i]);
    }
    Graph *condition = region_of(l, l->op->regions, types, n, 1);
    Graph *body = condition ? region_of(l, l->op->regions->next, types, n, n) : NULL;
    return body &&
           all_elems(l, graph_while(l->cx, l->graph, initial, n, condition, body, l->op->span),
                     out);
}

/* --- custom calls: those of the printer, and marks that change nothing --- */

static bool lower_custom(Lower *l, Results *out)
{
    const HloAttr *callee = hlo_attr(l->op->attrs, "callee");
    if (callee == NULL)
        callee = hlo_attr(l->op->attrs, "call_target_name");
    Str name = callee ? callee->word : STR("");
    OpCode op;
    if (str_is(name, "Sharding") || str_is(name, "annotate_device_placement"))
        return lower_same(l, out);
    bool is_ours = str_starts(name, STR("cnx.")) && op_of_name(str_slice(name, 4, name.len), &op) &&
                   op_info[op].class_ == CLASS_CALL && op != OP_runtime_call;
    if (str_starts(name, STR("lapack_")))
        return lower_lapack(l, out);
    if (!is_ours) {
        fail(l->cx, l->op->span, EXC_ArgumentError, "cannot run the custom call %.*s",
             (int)name.len, name.at);
        return false;
    }
    const HloAttr *config = hlo_attr(l->op->attrs, "backend_config");
    Attr attrs[MAX_OP_ATTRS];
    int64_t values[MAX_OP_ATTRS];
    Node *args[8] = {NULL};
    for (int i = 0; i < op_info[op].nattrs; i++) {
        const HloAttr *a =
            hlo_attr(config ? config->first : NULL, attr_info[op_info[op].attrs[i]].name);
        values[i] = a ? a->number : 0;
        attrs[i] = (Attr){op_info[op].attrs[i], 1, &values[i]};
    }
    if (l->op->noperands > 8)
        return one(out, lower_refuse(l, "it has too many operands"));
    for (int i = 0; i < l->op->noperands; i++)
        if ((args[i] = lower_operand(l, i)) == NULL)
            return false;
    return all_elems(l, make(l, op, args, l->op->noperands, attrs, op_info[op].nattrs), out);
}

/* --- the table --- */

static const LowerRow rows[] = {
    {"constant", lower_constant},
    {"compare", lower_compare},
    {"convert", lower_convert},
    {"bitcast_convert", lower_bitcast},
    {"select", lower_select},
    {"clamp", lower_clamp},
    {"not", lower_not},
    {"complex", lower_complex},
    {"is_finite", lower_is_finite},
    {"round_nearest_even", lower_round_even},
    {"optimization_barrier", lower_same},
    {"call", lower_call},
    {"composite", lower_call},
    {"if", lower_branches},
    {"case", lower_branches},
    {"while", lower_while},
    {"custom_call", lower_custom},
    {"chlo.is_inf", lower_is_inf},
    {"chlo.square", lower_square},
    {NULL, NULL},
};

static LowerRule *rule_of(Str name)
{
    const LowerRow *tables[] = {rows, lower_fold_rows, lower_move_rows};
    for (int t = 0; t < 3; t++)
        for (const LowerRow *row = tables[t]; row->name; row++)
            if (str_is(name, row->name))
                return row->rule;
    return NULL;
}

/* The result has the type that the text says. */
static bool check_type(Lower *l, const Node *n, int index)
{
    const Type *want = lower_type(l, index);
    if (failed(l->cx) || type_equal(node_type(n), want))
        return !failed(l->cx);
    Text got = {0}, said = {0};
    type_print(&got, node_type(n));
    type_print(&said, want);
    fail(l->cx, l->op->span, EXC_ArgumentError, "%.*s gives %s, the text says %s",
         (int)l->op->name.len, l->op->name.at, text_cstr(&got), text_cstr(&said));
    text_free(&got);
    text_free(&said);
    return false;
}

static bool name_results(Lower *l, const Results *out)
{
    const HloOp *op = l->op;
    if (out->count < op->nresults)
        return lower_refuse(l, "it has fewer results than are named") != NULL;
    for (int i = 0; i < op->nresults; i++) {
        /* of "pred, t" the last type is the result's */
        int type = op->nresults == 1 ? op->ntypes - 1 : i;
        Str name = op->result;
        if (!check_type(l, out->at[i], type))
            return false;
        if (i > 0) {
            Text part = {0};
            text_print(&part, "%.*s#%d", (int)name.len, name.at, i);
            name = (Str){arena_copy(l->arena, part.at, part.len), part.len};
            text_free(&part);
        }
        name_value(l, name, out->at[i]);
    }
    return true;
}

static bool lower_op(Lower *l)
{
    Str name = l->op->name;
    if (str_starts(name, STR("stablehlo.")))
        name = str_slice(name, 10, name.len);
    if (str_starts(name, STR("func.")))
        name = str_slice(name, 5, name.len);
    Results out = {arena_array(l->arena, Node *, l->op->nresults + l->op->noperands + 4), 0};
    LowerRule *rule = rule_of(name);
    OpCode op;
    Node *first = rule == NULL && l->op->noperands ? lower_operand(l, 0) : NULL;
    if (failed(l->cx))
        return false;
    if (rule == NULL && (first == NULL || !map_row(l, name, first, &op)))
        return lower_refuse(l, "this operation is not supported") != NULL;
    return (rule ? rule(l, &out) : lower_map(l, op, &out)) && name_results(l, &out);
}

Graph *stablehlo_read(Cx *cx, uint32_t source)
{
    Arena arena = {0};
    Lower l = {.cx = cx, .arena = &arena, .functions = stablehlo_parse(cx, &arena, source)};
    HloFunction *f = l.functions;
    while (f && f->next && !str_is(f->name, "main"))
        f = f->next;
    Graph *g = f ? graph_new() : NULL;
    if (g) {
        HloOp whole = {.name = f->name, .span = f->span};
        int most = f->body.last->noperands;
        Node **args = arena_array(&arena, Node *, f->body.nargs + 1);
        Node **out = arena_array(&arena, Node *, most + 1);
        l.graph = g;
        l.op = &whole;
        f->depth = 1;
        for (int i = 0; i < f->body.nargs; i++)
            args[i] = graph_parameter(cx, g, f->body.types[i].type, f->span);
        int count = lower_block(&l, &f->body, args, f->body.nargs, out, most);
        for (int i = 0; i < count; i++)
            vec_push(&g->results, out[i]);
    }
    if (g && (failed(cx) || !verify(cx, g))) {
        graph_free(g);
        g = NULL;
    }
    vec_free(&l.names);
    map_free(&l.places);
    arena_free(&arena);
    return g;
}
