/* emit.c - the words of StableHLO text, the walk over a graph, and the module. */
#include "compile/stablehlo/emit.h"

/* --- words --- */

static const char *dtype_hlo(DType dtype)
{
    return dtype == HLO_i1 ? "i1" : dtype_info[dtype].stablehlo;
}

bool hlo_is_float(DType dtype)
{
    return dtype != HLO_i1 && dtype_is_float(dtype);
}

bool hlo_is_complex(DType dtype)
{
    return dtype != HLO_i1 && dtype_is_complex(dtype);
}

bool hlo_is_unsigned(DType dtype)
{
    return dtype == HLO_i1 || dtype_info[dtype].class_ == DCLASS_u;
}

DType emit_whole_bytes(DType dtype)
{
    if (dtype == HLO_i1 || dtype_info[dtype].bits >= 8)
        return dtype;
    return hlo_is_unsigned(dtype) ? DTYPE_u8 : DTYPE_s8;
}

void emit_type(Emit *e, DType dtype, const Shape *s)
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

Val emit_define(Emit *e, DType dtype, const Shape *s)
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
        bool is_outer = n->graph == g && emit_captured(n), is_new = !map_get(needed, map_key(n));
        const Node *other = emit_other_name(e, n);
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
static DType passed_dtype(const Emit *e, DType t)
{
    return emit_is_for_xla(e) ? emit_whole_bytes(t) : t;
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
