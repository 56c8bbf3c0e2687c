/* emit_region.c - conditions, loops, and calls of what works on matrices.

   A condition of one predicate is stablehlo.if; one of several is stablehlo.case of the index of
   the first that holds. Regions use values from around them by name. Calls are operations of
   StableHLO where it has them, else custom calls named after the op. */
#include "compile/stablehlo/emit_reduce.h"
#include "routine/routine.h"

/* "-> t" or "-> (t, t)" */
static void print_results(Emit *e, const Node *n)
{
    text_add(e->out, STR(" -> "));
    if (n->ntypes != 1)
        text_char(e->out, '(');
    for (int i = 0; i < n->ntypes; i++) {
        text_add(e->out, i ? STR(", ") : STR(""));
        emit_type(e, n->types[i].dtype, &n->types[i].shape);
    }
    if (n->ntypes != 1)
        text_char(e->out, ')');
    emit_end(e);
}

/* Begins "%5:2 = " with the node's types and names its parts once the line is printed. */
static Val *define(Emit *e, const Node *n)
{
    Val *out = mem_alloc((size_t)(n->ntypes + 1) * sizeof *out);
    emit_define_all(e, n->types, n->ntypes, out);
    return out;
}

static void bind_all(Emit *e, const Node *n, Val *out)
{
    for (int i = 0; i < n->ntypes; i++)
        emit_bind_part(e, n, i, out[i]);
    free(out);
}

/* Captured literals are printed before the regions. */
static void touch_captures(Emit *e, const Node *n)
{
    for (int r = 0; r < n->nregions; r++)
        for (size_t i = 0; i < n->regions[r]->captures.len; i++)
            emit_touch(e, n->regions[r]->captures.at[i]);
}

/* The last call before a node with regions, each of which begins there; whether one of them called.
 */
typedef struct Order {
    bool had, has;
    Val before;
} Order;

static Order order_of(const Emit *e)
{
    return (Order){e->has_called, false, e->called};
}

/* Behind a region: what it called counts for the whole node alone. */
static void order_leave(Emit *e, Order *o)
{
    bool is_same = e->has_called == o->had && e->called.id == o->before.id;
    o->has |= !is_same;
    e->has_called = o->had;
    e->called = o->before;
}

/* Behind the node. */
static void order_end(Emit *e, const Order *o, const Val *result)
{
    if (o->has) {
        e->has_called = true;
        e->called = *result;
    }
}

/* The region's nodes and its return, as i1 when it answers a question. */
static void print_body(Emit *e, const Graph *g, bool is_question)
{
    size_t count = g->results.len;
    Val *results = mem_alloc((count + 1) * sizeof *results);
    emit_nodes(e, g);
    for (size_t i = 0; i < count && !failed(e->cx); i++)
        results[i] =
            is_question ? emit_truth(e, g->results.at[i]) : emit_value(e, g->results.at[i]);
    if (!failed(e->cx))
        emit_return(e, results, (int)count);
    free(results);
}

/* --- conditions --- */

/* The index of the first predicate that holds, as select of select of ... */
static Val first_true(Emit *e, const Node *n, int count)
{
    Shape scalar = {0};
    Val *truths = mem_alloc((size_t)count * sizeof *truths);
    for (int i = 0; i < count; i++)
        truths[i] = emit_truth(e, n->args[i]);
    Val index = emit_constant(e, DTYPE_s32, &scalar, scalar_s(count));
    for (int i = count; i-- > 0;)
        index = emit_select(e, truths[i], emit_constant(e, DTYPE_s32, &scalar, scalar_s(i)), index);
    free(truths);
    return index;
}

static void emit_cond(Emit *e, const Node *n)
{
    int count = n->nregions - 1;
    Order order = order_of(e);
    touch_captures(e, n);
    Val p = count == 1 ? emit_truth(e, n->args[0]) : first_true(e, n, count);
    Val *out = define(e, n);
    text_add(e->out, count == 1 ? STR("\"stablehlo.if\"(") : STR("\"stablehlo.case\"("));
    emit_name(e, &p);
    text_add(e->out, STR(") ({\n"));
    for (int r = 0; r < n->nregions; r++) {
        size_t mark = emit_enter(e);
        e->indent++;
        print_body(e, n->regions[r], false);
        order_leave(e, &order);
        emit_leave(e, mark);
        e->indent--;
        emit_indent(e);
        text_add(e->out, r < count ? STR("}, {\n") : STR("}) : "));
    }
    emit_types(e, &p, 1);
    print_results(e, n);
    order_end(e, &order, out);
    bind_all(e, n, out);
}

/* --- loops --- */

static void emit_while(Emit *e, const Node *n)
{
    int states = (int)node_int(n, ATTR_states);
    Val *in = mem_alloc((size_t)(states + 1) * sizeof *in);
    Val *args = mem_alloc((size_t)(states + 1) * sizeof *args);
    Order order = order_of(e);
    touch_captures(e, n);
    for (int i = 0; i < states; i++)
        in[i] = emit_value(e, n->args[i]);
    Val *out = define(e, n);
    text_add(e->out, STR("\"stablehlo.while\"("));
    emit_names(e, in, states);
    text_add(e->out, STR(") ({\n"));
    for (int r = 0; r < 2; r++) {
        size_t mark = emit_enter(e);
        const Graph *g = n->regions[r];
        e->indent++;
        emit_block(e, in, states, args);
        for (int i = 0; i < states; i++)
            emit_bind(e, g->params.at[i], args[i]);
        print_body(e, g, r == 0);
        order_leave(e, &order);
        emit_leave(e, mark);
        e->indent--;
        emit_indent(e);
        text_add(e->out, r == 0 ? STR("}, {\n") : STR("}) : "));
    }
    emit_types(e, in, states);
    print_results(e, n);
    order_end(e, &order, out);
    bind_all(e, n, out);
    free(in);
    free(args);
}

void emit_region(Emit *e, const Node *n)
{
    if (n->op == OP_cond)
        emit_cond(e, n);
    else if (n->op == OP_while)
        emit_while(e, n);
}

/* --- calls --- */

/* "stablehlo.custom_call @cnx.qr(%0) {...} : " with operands of these dtypes. */
static void print_custom_call(Emit *e, const Node *n, const Val *in, int nin, const char *target,
                              const Val *out)
{
    bool first = true;
    text_print(e->out, "stablehlo.custom_call @cnx.%s(", target);
    emit_names(e, in, nin);
    text_print(e->out, ") {api_version = 4 : i32, %sbackend_config = {",
               n->op == OP_runtime_call ? "has_side_effect = true, " : "");
    if (emit_is_for_xla(e)) {
        text_print(e->out, "key = %lld : i64, node = %lld : i64", (long long)e->style->key,
                   (long long)n->id);
        first = false;
    }
    for (int i = 0; i < n->nattrs && !emit_is_for_xla(e); i++) {
        text_print(e->out, "%s%s = %lld : i64", first ? "" : ", ", attr_info[n->attrs[i].name].name,
                   (long long)n->attrs[i].at[0]);
        first = false;
    }
    text_add(e->out, STR("}} : "));
    emit_types(e, in, nin);
    text_add(e->out, STR(" -> "));
    if (n->ntypes == 1)
        emit_type(e, out->dtype, &out->shape);
    else
        emit_types(e, out, n->ntypes);
    emit_end(e);
}

static void emit_custom_call(Emit *e, const Node *n)
{
    Val *in = mem_alloc((size_t)(n->nargs + 1) * sizeof *in);
    for (int i = 0; i < n->nargs; i++)
        in[i] = emit_value(e, n->args[i]);
    Val *out = define(e, n);
    print_custom_call(e, n, in, n->nargs, op_info[n->op].name, out);
    bind_all(e, n, out);
    free(in);
}

/* Small elements are a byte each for the host as well. XLA keeps no order between calls: one of the
   program has a result of the one before it as its last operand. */
void emit_host_call(Emit *e, const Node *n)
{
    Val *in = mem_alloc((size_t)(n->nargs + n->ntypes + 1) * sizeof *in), *out = in + n->nargs + 1;
    bool is_effect = n->op == OP_runtime_call;
    int nin = n->nargs + (is_effect && e->has_called);
    Type *types = mem_alloc((size_t)n->ntypes * sizeof *types);
    for (int i = 0; i < n->nargs; i++)
        in[i] = emit_value_as(e, n->args[i], emit_whole_bytes(node_type(n->args[i])->dtype));
    for (int i = 0; i < n->ntypes; i++)
        types[i] = (Type){emit_whole_bytes(n->types[i].dtype), n->types[i].shape};
    in[n->nargs] = e->called;
    emit_define_all(e, types, n->ntypes, out);
    print_custom_call(e, n, in, nin, "eval", out);
    if (is_effect) {
        e->has_called = true;
        e->called = out[0];
    }
    for (int i = 0; i < n->ntypes; i++)
        emit_bind_part(e, n, i, emit_convert(e, out[i], n->types[i].dtype));
    free(in);
    free(types);
}

static void emit_fft(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    Val x = emit_value_as(e, n->args[0], t->dtype), v = emit_define(e, t->dtype, &t->shape);
    text_add(e->out, STR("stablehlo.fft "));
    emit_name(e, &x);
    text_print(e->out, ", type = %s, length = [%lld]", n->op == OP_fft ? "FFT" : "IFFT",
               (long long)t->shape.dim[t->shape.rank - 1]);
    emit_signature(e, &x, 1, &v, 1);
    emit_bind(e, n, v);
}

/* Solvers of GPUs, to which XLA hands triangles over, know f32, f64, c64 and c128 alone. */
static DType solver_dtype(DType t)
{
    return dtype_info[t].bits < 32 ? DTYPE_f32 : t;
}

static void emit_cholesky(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    DType by = solver_dtype(t->dtype);
    Val x = emit_value_as(e, n->args[0], by), v = emit_define(e, by, &t->shape);
    text_add(e->out, STR("stablehlo.cholesky "));
    emit_name(e, &x);
    text_add(e->out, STR(", lower = true : "));
    emit_type(e, v.dtype, &v.shape);
    emit_end(e);
    emit_bind(e, n, emit_convert(e, v, t->dtype));
}

/* A batch of vectors on the right is one of matrices of one column, or of one row where a x = b is
   x a = b. */
static void emit_triangular_solve(Emit *e, const Node *n)
{
    const Type *t = node_type(n);
    DType by = solver_dtype(t->dtype);
    Val in[] = {emit_value_as(e, n->args[0], by), emit_value_as(e, n->args[1], by)};
    int64_t transform = node_int(n, ATTR_transform);
    if (transform == 2 && dtype_is_complex(t->dtype)) /* conjugated, not transposed */
        in[0] = emit_unary(e, "chlo.conj", in[0], by);
    bool is_left = node_int(n, ATTR_left_side) != 0;
    if (in[1].shape.rank < in[0].shape.rank) {
        Shape matrix = in[1].shape;
        int one = matrix.rank++ - !is_left;
        matrix.dim[matrix.rank - 1] = matrix.dim[matrix.rank - 2];
        matrix.dim[one] = 1;
        in[1] = emit_reshape(e, in[1], &matrix);
    }
    Val v = emit_define(e, by, &in[1].shape);
    text_add(e->out, STR("\"stablehlo.triangular_solve\"("));
    emit_names(e, in, 2);
    text_print(e->out,
               ") <{left_side = %s, lower = %s, transpose_a = #stablehlo<transpose %s>, "
               "unit_diagonal = false}>",
               is_left ? "true" : "false", node_int(n, ATTR_lower) ? "true" : "false",
               transform == 1 ? "TRANSPOSE" : "NO_TRANSPOSE");
    emit_signature(e, in, 2, &v, 1);
    emit_bind(e, n, emit_convert(e, emit_reshape(e, v, &t->shape), t->dtype));
}

bool stablehlo_has(const Node *n)
{
    bool is_fold = n->op == OP_reduce || n->op == OP_window_reduce;
    return is_fold ? emit_has_fold(n)
                   : op_info[n->op].class_ != CLASS_CALL || op_info[n->op].stablehlo[0];
}

void emit_call(Emit *e, const Node *n)
{
    bool is_hosts = emit_is_for_xla(e) && e->style->may_call && routine_knows(n);
    if (n->op == OP_fft || n->op == OP_ifft)
        emit_fft(e, n);
    else if (n->op == OP_cholesky && !is_hosts)
        emit_cholesky(e, n);
    else if (n->op == OP_triangular_solve && !is_hosts)
        emit_triangular_solve(e, n);
    else if (emit_is_for_xla(e))
        emit_host_call(e, n);
    else
        emit_custom_call(e, n);
}
