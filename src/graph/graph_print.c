/* graph_print.c - graphs as text; doc/graph.md describes the form.

   Nodes are numbered as they are printed, parameters first, regions after the node that holds
   them, so the text of a graph does not depend on the ids its nodes happen to have. */
#include "graph/node.h"

#include <math.h>

enum { INLINE_ELEMENTS = 16 /* longer tensors are printed as bytes */ };

static void number_one(const Node *n, Map *numbers)
{
    uint64_t next = numbers->len;
    *map_put(numbers, map_key(n)) = next;
}

void graph_number(const Graph *g, Map *numbers)
{
    for (size_t i = 0; i < g->params.len; i++)
        number_one(g->params.at[i], numbers);
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        if (n->op == OP_parameter)
            continue;
        number_one(n, numbers);
        for (int r = 0; r < n->nregions; r++)
            graph_number(n->regions[r], numbers);
    }
}

typedef struct Printer {
    Text *out;
    Map numbers;
} Printer;

static void print_name(Printer *p, const Node *n)
{
    uint64_t *number = map_get(&p->numbers, map_key(n));
    if (number)
        text_print(p->out, "%%%llu", (unsigned long long)*number);
    else
        text_add(p->out, STR("%?"));
}

void types_print(Text *out, const Type *types, int count)
{
    if (count == 1) {
        type_print(out, types);
        return;
    }
    text_char(out, '(');
    for (int i = 0; i < count; i++) {
        text_add(out, i ? STR(", ") : STR(""));
        type_print(out, &types[i]);
    }
    text_char(out, ')');
}

/* --- numbers --- */

static void print_float(Text *out, DType t, double x)
{
    if (isnan(x))
        text_add(out, STR("nan"));
    else if (isinf(x))
        text_add(out, x < 0 ? STR("-inf") : STR("inf"));
    else
        float_print(out, t, x);
}

static void print_number(Text *out, DType t, Scalar x)
{
    switch (dtype_info[t].class_) {
    case DCLASS_u:
        text_print(out, "%llu", (unsigned long long)x.u);
        return;
    case DCLASS_s:
        text_print(out, "%lld", (long long)x.s);
        return;
    case DCLASS_f:
        print_float(out, t, x.f);
        return;
    case DCLASS_c:
        text_char(out, '(');
        print_float(out, dtype_to_real(t), creal(x.c));
        text_add(out, STR(", "));
        print_float(out, dtype_to_real(t), cimag(x.c));
        text_char(out, ')');
        return;
    }
}

static void print_elements(Text *out, const Tensor *t)
{
    int64_t count = shape_count(&t->type.shape);
    if (count > INLINE_ELEMENTS) {
        const unsigned char *bytes = tensor_data(t);
        text_add(out, STR("0x"));
        for (int64_t i = 0; i < tensor_bytes(t); i++)
            text_print(out, "%02x", bytes[i]);
        return;
    }
    text_char(out, '[');
    for (int64_t i = 0; i < count; i++) {
        text_add(out, i ? STR(", ") : STR(""));
        print_number(out, t->type.dtype, tensor_get(t, i));
    }
    text_char(out, ']');
}

/* --- nodes --- */

static void print_attr(Text *out, const Attr *a)
{
    text_print(out, " %s=", attr_info[a->name].name);
    switch (attr_info[a->name].kind) {
    case AKIND_int:
        text_print(out, "%lld", (long long)a->at[0]);
        return;
    case AKIND_bool:
        text_add(out, a->at[0] ? STR("true") : STR("false"));
        return;
    case AKIND_dtype:
        text_add(out, str_of(dtype_info[a->at[0]].name));
        return;
    case AKIND_ints:
        list_print(out, a->at, a->count);
        return;
    }
}

static void print_block(Printer *p, const Graph *g, int64_t depth);

static void print_node(Printer *p, const Node *n, int64_t depth)
{
    text_pad(p->out, ' ', depth * 2);
    print_name(p, n);
    text_print(p->out, " = %s", op_info[n->op].name);
    for (int i = 0; i < n->nargs; i++) {
        text_add(p->out, i ? STR(", ") : STR(" "));
        print_name(p, n->args[i]);
    }
    for (int i = 0; i < n->nattrs; i++)
        print_attr(p->out, &n->attrs[i]);
    if (n->op == OP_constant) {
        text_char(p->out, ' ');
        print_number(p->out, n->tensor->type.dtype, tensor_get(n->tensor, 0));
    } else if (n->op == OP_tensor) {
        text_char(p->out, ' ');
        print_elements(p->out, n->tensor);
    }
    text_add(p->out, STR(" : "));
    types_print(p->out, n->types, n->ntypes);
    text_char(p->out, '\n');
    for (int r = 0; r < n->nregions; r++) {
        text_pad(p->out, ' ', depth * 2 + 2);
        text_add(p->out, STR("region"));
        print_block(p, n->regions[r], depth + 1);
    }
}

/* From the parameters to the closing brace. */
static void print_block(Printer *p, const Graph *g, int64_t depth)
{
    text_char(p->out, '(');
    for (size_t i = 0; i < g->params.len; i++) {
        text_add(p->out, i ? STR(", ") : STR(""));
        print_name(p, g->params.at[i]);
        text_add(p->out, STR(": "));
        type_print(p->out, node_type(g->params.at[i]));
    }
    text_add(p->out, STR(") {\n"));
    for (size_t i = 0; i < g->nodes.len; i++)
        if (g->nodes.at[i]->op != OP_parameter)
            print_node(p, g->nodes.at[i], depth + 1);
    text_pad(p->out, ' ', depth * 2 + 2);
    text_add(p->out, STR("return"));
    for (size_t i = 0; i < g->results.len; i++) {
        text_add(p->out, i ? STR(", ") : STR(" "));
        print_name(p, g->results.at[i]);
    }
    text_char(p->out, '\n');
    text_pad(p->out, ' ', depth * 2);
    text_add(p->out, STR("}\n"));
}

void graph_print(Text *out, const Cx *cx, const Graph *g)
{
    (void)cx;
    Printer p = {.out = out};
    graph_number(g, &p.numbers);
    text_add(out, STR("graph"));
    print_block(&p, g, 0);
    map_free(&p.numbers);
}
