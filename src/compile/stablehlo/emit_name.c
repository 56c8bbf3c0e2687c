/* emit_name.c - what nodes are called in the text: their values, asked for when an operation uses
   them (emit.h). */
#include "compile/stablehlo/emit.h"

/* --- names of nodes --- */

static size_t slot_of(Emit *e, const Node *n, int part)
{
    uint64_t *at = map_get(&e->index, map_key(n));
    if (at == NULL) {
        at = map_put(&e->index, map_key(n));
        *at = e->named.len;
        for (int i = 0; i < n->ntypes; i++)
            vec_push(&e->named, (Named){0});
    }
    return (size_t)*at + (size_t)part;
}

static void name_slot(Emit *e, size_t slot, Named n)
{
    vec_push(&e->undo, ((Undo){slot, e->named.at[slot]}));
    e->named.at[slot] = n;
}

void emit_bind_part(Emit *e, const Node *n, int index, Val v)
{
    bool is_truth = v.dtype == HLO_i1;
    Named name = {.is_value = !is_truth, .is_truth = is_truth, .is_made_as_truth = is_truth};
    *(name.is_truth ? &name.truth : &name.value) = v;
    name_slot(e, slot_of(e, n, index), name);
}

void emit_bind(Emit *e, const Node *n, Val v)
{
    emit_bind_part(e, n, 0, v);
}

size_t emit_enter(Emit *e)
{
    return e->undo.len;
}

void emit_leave(Emit *e, size_t mark)
{
    while (e->undo.len > mark) {
        Undo u = vec_pop(&e->undo);
        e->named.at[u.index] = u.was;
    }
}

/* --- values of nodes --- */

const Node *emit_captured(const Node *n)
{
    size_t own = n->graph->params.len - n->graph->captures.len, index = 0;
    if (n->op != OP_parameter || n->graph->captures.len == 0)
        return NULL;
    index = (size_t)node_int(n, ATTR_index);
    return index >= own ? n->graph->captures.at[index - own] : NULL;
}

bool emit_does_nothing(const Node *n)
{
    switch ((int)n->op) {
    case OP_custom_grad:
    case OP_metadata:
    case OP_stop_grad:
        return true;
    case OP_as_type:
    case OP_bitcast:
    case OP_real:
        return type_equal(node_type(n), node_type(n->args[0]));
    case OP_floor:
    case OP_ceil:
    case OP_round:
        return dtype_is_integer(node_type(n)->dtype);
    case OP_abs:
        return dtype_info[node_type(n)->dtype].class_ == DCLASS_u;
    }
    return false;
}

const Node *emit_other_name(const Emit *e, const Node *n)
{
    bool is_part = n->op == OP_elem && n->args[0]->op == OP_fun;
    if (is_part || (n->op == OP_fun && n->ntypes == 1))
        return (is_part ? n->args[0] : n)
            ->regions[0]
            ->results.at[is_part ? node_int(n, ATTR_index) : 0];
    const Node *outer = emit_captured(n);
    uint64_t *arg = n->op == OP_parameter && !outer ? map_get(&e->stands_for, map_key(n)) : NULL;
    return arg ? (const Node *)(uintptr_t)*arg : outer;
}

/* The node and the part of it that n reads: through elem, calls, captures, and what does nothing to
   a number. Regions see the names around them, so that captured values keep theirs. */
static const Node *source_of(const Emit *e, const Node *n, int *part)
{
    *part = 0;
    for (;;) {
        const Node *other = emit_other_name(e, n);
        if (other) {
            n = other;
            continue;
        }
        if (n->op == OP_elem && n->args[0]->ntypes > 1)
            *part = (int)node_int(n, ATTR_index);
        else if (n->op != OP_elem && !emit_does_nothing(n))
            return n;
        n = n->args[0];
    }
}

static Named *named_of(Emit *e, const Node *n, size_t *slot)
{
    int part;
    n = source_of(e, n, &part);
    *slot = slot_of(e, n, part);
    return &e->named.at[*slot];
}

bool emit_is_constant(const Node *n, Scalar *x)
{
    bool is_exact = n->nargs == 1 && dtype_is_integer(node_type(n->args[0])->dtype);
    bool is_real = n->nargs == 1 && !dtype_is_complex(node_type(n->args[0])->dtype);
    bool is_zero = ((n->op == OP_is_nan || n->op == OP_is_infinity) && is_exact) ||
                   (n->op == OP_imag && is_real);
    bool is_literal =
        n->op == OP_constant || (n->op == OP_tensor && shape_count(&node_type(n)->shape) == 1);
    if (x && (is_zero || is_literal))
        *x = is_zero ? scalar_u(0) : tensor_get(n->tensor, 0);
    return is_zero || is_literal;
}

/* Whether n is one number, as it is or as what an operation gave for it. */
static bool is_known(Emit *e, const Node *n, Scalar *x)
{
    int part;
    size_t slot;
    if (emit_is_constant(source_of(e, n, &part), x))
        return true;
    const Named *name = named_of(e, n, &slot);
    const Val *v = name->is_made_as_truth ? &name->truth : &name->value;
    if (v->is_known)
        *x = v->known;
    return v->is_known;
}

Val emit_value(Emit *e, const Node *n)
{
    size_t slot;
    int part;
    Scalar x;
    const Node *from = source_of(e, n, &part);
    if (is_known(e, n, &x))
        return emit_constant(e, node_type(n)->dtype, &node_type(n)->shape, x);
    Named name = *named_of(e, n, &slot);
    if (name.is_value)
        return name.value;
    if (name.is_truth)
        name.value = emit_convert(e, name.truth, DTYPE_u8);
    else if (from->op == OP_tensor)
        name.value = emit_tensor(e, from);
    else
        fail(e->cx, n->span, EXC_RuntimeError, "%s has no name in StableHLO",
             op_info[from->op].name);
    name.is_value = true;
    name_slot(e, slot, name);
    return name.value;
}

Val emit_truth(Emit *e, const Node *n)
{
    size_t slot;
    Scalar known;
    if (is_known(e, n, &known))
        return emit_constant(e, HLO_i1, &node_type(n)->shape, scalar_u(!scalar_is_zero(known)));
    Named name = *named_of(e, n, &slot);
    if (name.is_truth)
        return name.truth;
    Val x = emit_value(e, n), zero = emit_constant(e, x.dtype, &x.shape, scalar_u(0));
    name.truth = emit_compare(e, "NE", x, zero);
    name.is_truth = true;
    named_of(e, n, &slot);
    Named now = e->named.at[slot];
    now.is_truth = true;
    now.truth = name.truth;
    name_slot(e, slot, now);
    return name.truth;
}

Val emit_either(Emit *e, const Node *n)
{
    size_t slot;
    Scalar x;
    const Named *name = named_of(e, n, &slot);
    return name->is_made_as_truth && !is_known(e, n, &x) ? name->truth : emit_value(e, n);
}

void emit_touch(Emit *e, const Node *n)
{
    int part;
    size_t slot;
    Named *name = named_of(e, n, &slot);
    if (source_of(e, n, &part)->op == OP_tensor && !name->is_value)
        emit_value(e, n);
}

Val emit_operand(Emit *e, const Node *n, DType dtype, const Shape *s)
{
    Scalar x;
    if (is_known(e, n, &x))
        return emit_constant(e, dtype, s, x);
    if (dtype == HLO_i1)
        return emit_stretch(e, emit_truth(e, n), s);
    if (dtype == DTYPE_u8 && !shape_equal(&node_type(n)->shape, s)) /* truth becomes bytes last */
        return emit_convert(e, emit_stretch(e, emit_either(e, n), s), dtype);
    return emit_stretch(e, emit_value_as(e, n, dtype), s);
}

Val emit_value_as(Emit *e, const Node *n, DType dtype)
{
    size_t slot;
    Scalar x;
    if (is_known(e, n, &x))
        return emit_operand(e, n, dtype, &node_type(n)->shape);
    Named name = *named_of(e, n, &slot);
    if (name.is_made_as_truth && dtype != HLO_i1 && dtype != DTYPE_u8)
        return emit_convert(e, name.truth, dtype);
    return dtype == HLO_i1 ? emit_truth(e, n) : emit_convert(e, emit_value(e, n), dtype);
}
