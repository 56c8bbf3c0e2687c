/* emit_contract.c - dot and conv. */
#include "compile/stablehlo/emit.h"

static void emit_dot(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    const Attr *ca = node_attr(n, ATTR_contract_a), *cb = node_attr(n, ATTR_contract_b);
    const Attr *ba = node_attr(n, ATTR_batch_a), *bb = node_attr(n, ATTR_batch_b);
    DType by = emit_whole_bytes(t->dtype);
    Val in[] = {emit_value_as(e, n->args[0], by), emit_value_as(e, n->args[1], by)};
    Val v = emit_define(e, by, &t->shape);
    text_add(e->out, STR("stablehlo.dot_general "));
    emit_names(e, in, 2);
    if (ba->count) {
        text_add(e->out, STR(", batching_dims = "));
        emit_list(e, ba->at, (int)ba->count);
        text_add(e->out, STR(" x "));
        emit_list(e, bb->at, (int)bb->count);
    }
    text_add(e->out, STR(", contracting_dims = "));
    emit_list(e, ca->at, (int)ca->count);
    text_add(e->out, STR(" x "));
    emit_list(e, cb->at, (int)cb->count);
    emit_signature(e, in, 2, &v, 1);
    emit_bind(e, n, emit_convert(e, v, t->dtype));
}

/* "[b, f, 0, 1]" */
static void print_dims(Emit *e, const char *first, const char *second, int spatial)
{
    text_print(e->out, "[%s, %s", first, second);
    for (int i = 0; i < spatial; i++)
        text_print(e->out, ", %d", i);
    text_char(e->out, ']');
}

static void print_conv_window(Emit *e, const Node *n, int spatial)
{
    static const struct {
        const char *text;
        AttrName name;
    } lists[] = {{"stride = ", ATTR_strides},
                 {", lhs_dilate = ", ATTR_input_dilations},
                 {", rhs_dilate = ", ATTR_kernel_dilations}};
    const int64_t *low = node_attr(n, ATTR_low)->at, *high = node_attr(n, ATTR_high)->at;
    text_add(e->out, STR(", window = {"));
    for (int i = 0; i < 3; i++) {
        text_print(e->out, "%s", lists[i].text);
        emit_list(e, node_attr(n, lists[i].name)->at, spatial);
        if (i > 0)
            continue;
        text_add(e->out, STR(", pad = ["));
        for (int j = 0; j < spatial; j++)
            text_print(e->out, j ? ", [%lld, %lld]" : "[%lld, %lld]", (long long)low[j],
                       (long long)high[j]);
        text_char(e->out, ']');
    }
    text_char(e->out, '}');
}

static void emit_conv(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    int spatial = t->shape.rank - 2;
    DType by = emit_whole_bytes(t->dtype);
    if (shape_count(&node_type(n->args[1])->shape) == 0) { /* nothing is added up */
        emit_bind(e, n, emit_constant(e, t->dtype, &t->shape, scalar_u(0)));
        return;
    }
    Val in[] = {emit_value_as(e, n->args[0], by), emit_value_as(e, n->args[1], by)};
    Val v = emit_define(e, by, &t->shape);
    text_add(e->out, STR("stablehlo.convolution("));
    emit_names(e, in, 2);
    text_add(e->out, STR(") dim_numbers = "));
    print_dims(e, "b", "f", spatial);
    text_char(e->out, 'x');
    print_dims(e, "o", "i", spatial);
    text_add(e->out, STR("->"));
    print_dims(e, "b", "f", spatial);
    print_conv_window(e, n, spatial);
    text_print(e->out, " {batch_group_count = %lld : i64, feature_group_count = %lld : i64}",
               (long long)node_int(n, ATTR_batch_groups),
               (long long)node_int(n, ATTR_feature_groups));
    emit_signature(e, in, 2, &v, 1);
    emit_bind(e, n, emit_convert(e, v, t->dtype));
}

void emit_contract(Emit *e, const Node *n)
{
    if (n->op == OP_dot)
        emit_dot(e, n);
    else
        emit_conv(e, n);
}
