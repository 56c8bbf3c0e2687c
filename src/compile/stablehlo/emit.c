/* emit.c - the module, names and values of StableHLO text, and the walk over a graph. */
#include "compile/stablehlo/emit.h"

/* --- text --- */

static const char *dtype_hlo(int dtype)
{
    return dtype == HLO_i1 ? "i1" : dtype_info[dtype].stablehlo;
}

bool hlo_is_float(int dtype)
{
    return dtype != HLO_i1 && dtype_is_float((DType)dtype);
}

bool hlo_is_complex(int dtype)
{
    return dtype != HLO_i1 && dtype_is_complex((DType)dtype);
}

bool hlo_is_unsigned(int dtype)
{
    return dtype == HLO_i1 || dtype_info[dtype].class_ == DCLASS_u;
}

int emit_whole_bytes(int dtype)
{
    if (dtype == HLO_i1 || dtype_info[dtype].bits >= 8)
        return dtype;
    return hlo_is_unsigned(dtype) ? DTYPE_u8 : DTYPE_s8;
}

void emit_type(Emit *e, int dtype, const Shape *s)
{
    text_add(e->out, STR("tensor<"));
    for (int i = 0; i < s->rank; i++)
        text_print(e->out, "%lldx", (long long)s->dim[i]);
    text_print(e->out, "%s>", dtype_hlo(dtype));
}

void emit_types(Emit *e, const Val *vals, int count)
{
    text_char(e->out, '(');
    for (int i = 0; i < count; i++) {
        text_add(e->out, i ? STR(", ") : STR(""));
        emit_type(e, vals[i].dtype, &vals[i].shape);
    }
    text_char(e->out, ')');
}

void emit_name(Emit *e, const Val *v)
{
    if (v->id < 0)
        text_print(e->out, "%%arg%d", -1 - v->id);
    else if (v->part < 0)
        text_print(e->out, "%%%d", v->id);
    else
        text_print(e->out, "%%%d#%d", v->id, v->part);
}

void emit_names(Emit *e, const Val *vals, int count)
{
    for (int i = 0; i < count; i++) {
        text_add(e->out, i ? STR(", ") : STR(""));
        emit_name(e, &vals[i]);
    }
}

void emit_list(Emit *e, const int64_t *at, int count)
{
    text_char(e->out, '[');
    for (int i = 0; i < count; i++)
        text_print(e->out, i ? ", %lld" : "%lld", (long long)at[i]);
    text_char(e->out, ']');
}

void emit_indent(Emit *e)
{
    text_pad(e->out, ' ', 2 * (int64_t)e->indent);
}

void emit_end(Emit *e)
{
    if (emit_is_for_xla(e) && e->node)
        text_print(e->out, " loc(\"cnx:%u\")", (unsigned)e->node->id);
    text_char(e->out, '\n');
}

void emit_signature(Emit *e, const Val *in, int count, const Val *out, int results)
{
    text_add(e->out, STR(" : "));
    emit_types(e, in, count);
    text_add(e->out, STR(" -> "));
    if (results == 1)
        emit_type(e, out->dtype, &out->shape);
    else
        emit_types(e, out, results);
    emit_end(e);
}

Val emit_define(Emit *e, int dtype, const Shape *s)
{
    Val v = {.id = e->next++, .part = -1, .dtype = dtype, .shape = *s};
    emit_indent(e);
    emit_name(e, &v);
    text_add(e->out, STR(" = "));
    return v;
}

void emit_define_all(Emit *e, const Type *types, int count, Val *out)
{
    int id = e->next++;
    for (int i = 0; i < count; i++)
        out[i] = (Val){.id = id,
                       .part = count == 1 ? -1 : i,
                       .dtype = types[i].dtype,
                       .shape = types[i].shape};
    emit_indent(e);
    text_print(e->out, count == 1 ? "%%%d = " : "%%%d:%d = ", id, count);
}

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

/* The outer node that a parameter of a region stands for, or NULL. */
static const Node *captured_by(const Node *n)
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

/* What a parameter stands for, or what a call gives as this part of its results; or NULL. */
static const Node *other_name(const Emit *e, const Node *n)
{
    bool is_part = n->op == OP_elem && n->args[0]->op == OP_fun;
    if (is_part || (n->op == OP_fun && n->ntypes == 1))
        return (is_part ? n->args[0] : n)
            ->regions[0]
            ->results.at[is_part ? node_int(n, ATTR_index) : 0];
    const Node *outer = captured_by(n);
    uint64_t *arg = n->op == OP_parameter && !outer ? map_get(&e->stands_for, map_key(n)) : NULL;
    return arg ? (const Node *)(uintptr_t)*arg : outer;
}

/* The node and the part of it that n reads: through elem, calls, captures, and what does nothing to
   a number. Regions see the names around them, so that captured values keep theirs. */
static const Node *source_of(const Emit *e, const Node *n, int *part)
{
    *part = 0;
    for (;;) {
        const Node *other = other_name(e, n);
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

static Val print_tensor(Emit *e, const Node *n);

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
        name.value = print_tensor(e, from);
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

/* The number as that dtype has it. */
static Scalar number_as(int dtype, Scalar x)
{
    union {
        uint64_t words[2];
        char bytes[16];
    } room = {{0}};
    if (dtype == HLO_i1)
        return scalar_u(!scalar_is_zero(x));
    dtype_store((DType)dtype, room.bytes, 0, x);
    return dtype_load((DType)dtype, room.bytes, 0);
}

Val emit_operand(Emit *e, const Node *n, int dtype, const Shape *s)
{
    Scalar x;
    if (is_known(e, n, &x))
        return emit_constant(e, dtype, s, number_as(dtype, x));
    if (dtype == HLO_i1)
        return emit_stretch(e, emit_truth(e, n), s);
    if (dtype == DTYPE_u8 && !shape_equal(&node_type(n)->shape, s)) /* truth becomes bytes last */
        return emit_convert(e, emit_stretch(e, emit_either(e, n), s), dtype);
    return emit_stretch(e, emit_value_as(e, n, dtype), s);
}

Val emit_value_as(Emit *e, const Node *n, int dtype)
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

/* --- literals --- */

static void print_bits(Text *out, int dtype, Scalar x)
{
    char bytes[16] = {0};
    dtype_store((DType)dtype, bytes, 0, x);
    text_add(out, STR("0x"));
    for (int i = dtype_info[dtype].bits / 8; i-- > 0;)
        text_print(out, "%02X", (unsigned)(unsigned char)bytes[i]);
}

static void print_float(Text *out, int dtype, double x)
{
    Text digits = {0};
    if (x - x != 0) {
        print_bits(out, dtype, scalar_f(x));
        return;
    }
    float_print(&digits, (DType)dtype, x);
    for (size_t i = 0, point = 0; i < digits.len; i++) { /* a float has a point: 1.0e9 */
        point |= digits.at[i] == '.';
        if (digits.at[i] == 'e' && !point)
            text_add(out, STR(".0"));
        text_char(out, digits.at[i]);
    }
    text_free(&digits);
}

static void print_number(Text *out, int dtype, Scalar x)
{
    if (dtype == HLO_i1) {
        text_add(out, scalar_is_zero(x) ? STR("false") : STR("true"));
        return;
    }
    switch (dtype_info[dtype].class_) {
    case DCLASS_u:
        text_print(out, "%llu", (unsigned long long)x.u);
        break;
    case DCLASS_s:
        text_print(out, "%lld", (long long)x.s);
        break;
    case DCLASS_f:
        print_float(out, dtype, scalar_double(x));
        break;
    case DCLASS_c: {
        int half = dtype_to_real((DType)dtype);
        text_char(out, '(');
        print_float(out, half, creal(x.c));
        text_add(out, STR(", "));
        print_float(out, half, cimag(x.c));
        text_char(out, ')');
        break;
    }
    }
}

/* The number in the dtype's own class. */
static Scalar number_of(int dtype, Scalar x)
{
    union {
        uint64_t words[2];
        char bytes[16];
    } room = {{0}};
    if (dtype == HLO_i1)
        return x;
    dtype_store((DType)dtype, room.bytes, 0, x);
    return dtype_load((DType)dtype, room.bytes, 0);
}

Val emit_constant(Emit *e, int dtype, const Shape *s, Scalar x)
{
    Val v = emit_define(e, dtype, s);
    text_add(e->out, STR("stablehlo.constant dense<"));
    print_number(e->out, dtype, number_of(dtype, x));
    text_add(e->out, STR("> : "));
    emit_type(e, dtype, s);
    emit_end(e);
    v.is_known = true;
    v.known = x;
    return v;
}

Val emit_convert(Emit *e, Val x, int dtype)
{
    if (x.dtype == dtype)
        return x;
    if (x.is_known)
        return emit_constant(e, dtype, &x.shape, number_as(dtype, x.known));
    if (hlo_is_complex(x.dtype) && !hlo_is_complex(dtype))
        return emit_convert(e, emit_unary(e, "real", x, dtype_to_real((DType)x.dtype)), dtype);
    return emit_unary(e, "convert", x, dtype);
}

enum { INLINE_ELEMENTS = 16 /* longer tensors are printed as bytes */ };

/* Nested lists of all elements. */
static void print_elements(Emit *e, const Tensor *t)
{
    const Shape *s = &t->type.shape;
    for (int64_t i = 0, n = shape_count(s); i < n; i++) {
        int opens = 0, closes = 0;
        int64_t block = 1;
        for (int a = s->rank - 1; a >= 0; a--) {
            block *= s->dim[a];
            opens += i % block == 0;
            closes += (i + 1) % block == 0;
        }
        text_add(e->out, i ? STR(", ") : STR(""));
        text_pad(e->out, '[', opens);
        print_number(e->out, t->type.dtype, tensor_get(t, i));
        text_pad(e->out, ']', closes);
    }
}

/* Small types take a byte each. */
static void print_bytes(Emit *e, const Tensor *t)
{
    static const char digits[] = "0123456789ABCDEF";
    bool is_small = dtype_info[t->type.dtype].bits < 8;
    const unsigned char *data = tensor_data(t);
    int64_t count = is_small ? shape_count(&t->type.shape) : tensor_bytes(t);
    text_add(e->out, STR("\"0x"));
    for (int64_t i = 0; i < count; i++) {
        unsigned byte = is_small ? (unsigned)(tensor_get(t, i).u & 0xff) : data[i];
        if (is_small)
            byte &= (1u << dtype_info[t->type.dtype].bits) - 1;
        text_char(e->out, digits[byte >> 4]);
        text_char(e->out, digits[byte & 15]);
    }
    text_char(e->out, '"');
}

static Val print_tensor(Emit *e, const Node *n)
{
    const Tensor *t = n->tensor;
    int64_t count = shape_count(&t->type.shape);
    Val v = emit_define(e, t->type.dtype, &t->type.shape);
    text_add(e->out, STR("stablehlo.constant dense<"));
    if (count > INLINE_ELEMENTS)
        print_bytes(e, t);
    else if (count > 0)
        print_elements(e, t);
    text_add(e->out, STR("> : "));
    emit_type(e, t->type.dtype, &t->type.shape);
    emit_end(e);
    return v;
}

/* --- regions --- */

void emit_block(Emit *e, const Val *types, int count, Val *out)
{
    emit_indent(e);
    text_add(e->out, STR("^bb0("));
    for (int i = 0; i < count; i++) {
        out[i] = types[i];
        out[i].id = e->next++;
        out[i].part = -1;
        out[i].is_known = false;
        text_add(e->out, i ? STR(", ") : STR(""));
        emit_name(e, &out[i]);
        text_add(e->out, STR(": "));
        emit_type(e, out[i].dtype, &out[i].shape);
    }
    text_add(e->out, STR("):\n"));
}

void emit_return(Emit *e, const Val *vals, int count)
{
    emit_indent(e);
    text_add(e->out, STR("stablehlo.return"));
    if (count) {
        text_char(e->out, ' ');
        emit_names(e, vals, count);
        text_add(e->out, STR(" : "));
        for (int i = 0; i < count; i++) {
            text_add(e->out, i ? STR(", ") : STR(""));
            emit_type(e, vals[i].dtype, &vals[i].shape);
        }
    }
    emit_end(e);
}

/* --- the walk --- */

static void emit_node(Emit *e, const Node *n)
{
    switch (op_info[n->op].class_) {
    case CLASS_LEAF:
        if (n->op == OP_iota)
            emit_move(e, n);
        return; /* the others are printed where they are used */
    case CLASS_MAP:
        emit_map(e, n);
        return;
    case CLASS_VIEW:
    case CLASS_JOIN:
    case CLASS_GATHER:
    case CLASS_SCATTER:
        emit_move(e, n);
        return;
    case CLASS_REDUCE:
        emit_reduce(e, n);
        return;
    case CLASS_SCAN:
        emit_scan(e, n);
        return;
    case CLASS_WINDOW:
        emit_window(e, n);
        return;
    case CLASS_CONTRACT:
        emit_contract(e, n);
        return;
    case CLASS_SORT:
        emit_sort(e, n);
        return;
    case CLASS_CALL:
        emit_call(e, n);
        return;
    case CLASS_REGION:
        emit_region(e, n);
        return;
    }
}

/* Says what the parameters of calls in the graph stand for. */
static void note_calls(Emit *e, const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        if (n->op != OP_fun)
            continue;
        const Graph *body = n->regions[0];
        for (size_t j = 0; j < body->params.len - body->captures.len; j++)
            *map_put(&e->stands_for, map_key(body->params.at[j])) = map_key(n->args[j]);
        note_calls(e, body);
    }
}

/* Marks what the results of g are made of, in calls as well. */
static void mark_needed(const Emit *e, const Graph *g, Map *needed)
{
    VEC(const Node *) todo = {0};
    for (size_t i = 0; i < g->results.len; i++)
        vec_push(&todo, g->results.at[i]);
    while (todo.len) {
        const Node *n = vec_pop(&todo);
        bool is_outer = n->graph == g && captured_by(n), is_new = !map_get(needed, map_key(n));
        const Node *other = other_name(e, n);
        *map_put(needed, map_key(n)) = 1;
        if (is_new && !is_outer && other)
            vec_push(&todo, other);
        for (int i = 0; i < n->nargs && is_new && !is_outer && !other; i++)
            vec_push(&todo, n->args[i]);
    }
    vec_free(&todo);
}

/* The operations that are needed; calls in their places. */
static void emit_needed(Emit *e, const Graph *g, const Map *needed)
{
    const Node *outer = e->node;
    for (size_t i = 0; i < g->nodes.len && !failed(e->cx); i++) {
        const Node *n = g->nodes.at[i];
        e->node = n;
        if (n->op == OP_fun)
            emit_needed(e, n->regions[0], needed);
        else if (map_get(needed, map_key(n)))
            emit_node(e, n);
    }
    e->node = outer;
}

void emit_nodes(Emit *e, const Graph *g)
{
    Map needed = {0};
    note_calls(e, g);
    mark_needed(e, g, &needed);
    emit_needed(e, g, &needed);
    map_free(&needed);
}

/* --- the module --- */

/* The dtype as which elements pass. */
static int passed_dtype(const Emit *e, DType t)
{
    return emit_is_for_xla(e) ? emit_whole_bytes(t) : (int)t;
}

static void print_parameters(Emit *e, const Graph *g)
{
    for (size_t i = 0; i < g->params.len; i++) {
        const Type *t = node_type(g->params.at[i]);
        text_print(e->out, i ? ", %%arg%zu: " : "%%arg%zu: ", i);
        emit_type(e, passed_dtype(e, t->dtype), &t->shape);
        if (e->style && e->style->aliases && e->style->aliases[i] >= 0)
            text_print(e->out, " {tf.aliasing_output = %d : i32}", e->style->aliases[i]);
        if (e->style && e->style->shardings)
            text_print(e->out, " {%s}", e->style->shardings[i]);
    }
}

static void bind_parameters(Emit *e, const Graph *g)
{
    for (size_t i = 0; i < g->params.len; i++) {
        const Type *t = node_type(g->params.at[i]);
        Val v = {
            .id = -1 - (int)i, .part = -1, .dtype = passed_dtype(e, t->dtype), .shape = t->shape};
        emit_bind(e, g->params.at[i], emit_convert(e, v, t->dtype));
    }
}

static void print_function(Emit *e, const Graph *g)
{
    size_t count = g->results.len;
    text_add(e->out, STR("module @cnx {\n"));
    if (e->style && e->style->mesh)
        text_print(e->out, "  %s\n", e->style->mesh);
    text_add(e->out, STR("  func.func public @main("));
    print_parameters(e, g);
    text_add(e->out, STR(") -> ("));
    for (size_t i = 0; i < count; i++) {
        const Type *t = node_type(g->results.at[i]);
        text_add(e->out, i ? STR(", ") : STR(""));
        emit_type(e, passed_dtype(e, t->dtype), &t->shape);
    }
    text_add(e->out, STR(") {\n"));
    size_t body = e->out->len;
    e->indent = 2;
    bind_parameters(e, g);
    emit_nodes(e, g);
    Val *results = mem_alloc((count + 1) * sizeof *results);
    for (size_t i = 0; i < count && !failed(e->cx); i++)
        results[i] = emit_convert(e, emit_value(e, g->results.at[i]),
                                  passed_dtype(e, node_type(g->results.at[i])->dtype));
    emit_indent(e);
    text_add(e->out, STR("return"));
    for (size_t i = 0; i < count; i++) {
        text_add(e->out, i ? STR(", ") : STR(" "));
        emit_name(e, &results[i]);
    }
    for (size_t i = 0; i < count; i++) {
        text_add(e->out, i ? STR(", ") : STR(" : "));
        emit_type(e, results[i].dtype, &results[i].shape);
    }
    text_char(e->out, '\n');
    if (!failed(e->cx))
        emit_settle(e, body);
    text_add(e->out, STR("  }\n}\n"));
    free(results);
}

bool stablehlo_print(Cx *cx, Text *out, const Graph *g, const StableHloStyle *style)
{
    Emit e = {.cx = cx, .out = out, .style = style};
    print_function(&e, g);
    map_free(&e.index);
    map_free(&e.stands_for);
    vec_free(&e.named);
    vec_free(&e.undo);
    return !failed(cx);
}
