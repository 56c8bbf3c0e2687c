/* compiled.c - see compiled.h. */
#include "fuzz/compiled.h"
#include "fuzz/make_graph.h"
#include "fuzz/slopes.h"
#include "op/otherwise.h"

#include "compile/compile.h"
#include "eval/eval.h"
#include "transform/transform.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_OPERANDS = 16 };

int64_t compiled_left_out;

static bool same_double(double a, double b)
{
    return (a != a && b != b) || (a == b && signbit(a) == signbit(b));
}

bool same_bits(const Tensor *a, const Tensor *b)
{
    for (int64_t i = 0; i < shape_count(&a->type.shape); i++) {
        Scalar x = tensor_get(a, i), y = tensor_get(b, i);
        bool ok = x.u == y.u;
        if (x.class_ == DCLASS_f)
            ok = same_double(x.f, y.f);
        else if (x.class_ == DCLASS_c)
            ok = same_double(creal(x.c), creal(y.c)) && same_double(cimag(x.c), cimag(y.c));
        if (!ok)
            return false;
    }
    return true;
}

/* How far apart neighbours of 1 are in the coarsest float type that the graph computes in. */
static double coarsest(const Graph *g)
{
    double eps = 0;
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        for (int j = 0; j < n->ntypes; j++) {
            DType t = dtype_to_real(n->types[j].dtype);
            eps = fmax(eps, dtype_is_float(n->types[j].dtype) || dtype_is_complex(n->types[j].dtype)
                                ? dtype_epsilon(t).f
                                : 0);
        }
        for (int j = 0; j < n->nregions; j++)
            eps = fmax(eps, coarsest(n->regions[j]));
    }
    return eps;
}

enum { MOVES = 8 };

/* How far move number `move` takes element j of an input, as a part of `by`: all of it up, all of
   it down, then every element its own way. */
static double part_of_move(int move, size_t input, int64_t j)
{
    uint64_t dice = ((uint64_t)j + 1) * UINT64_C(0x9e3779b97f4a7c15) +
                    ((uint64_t)input + 1) * (uint64_t)move * UINT64_C(0xbf58476d1ce4e5b9);
    dice = (dice ^ dice >> 29) * UINT64_C(0x94d049bb133111eb);
    return move < 2 ? 1 - 2 * move : (double)(int64_t)dice * 0x1p-63;
}

/* Evaluates on inputs moved by up to `by` of themselves, and keeps in `far` how far each element of
   each result went at most. */
static bool add_move(Cx *cx, const Graph *g, Tensor **inputs, double by, int move, Tensor **want,
                     double **far)
{
    Tensor *moved[MOST] = {NULL}, *out[MOST] = {NULL};
    for (size_t i = 0; i < g->params.len; i++) {
        moved[i] =
            tensor_of_bytes(cx, inputs[i]->type, tensor_data(inputs[i]), tensor_bytes(inputs[i]));
        for (int64_t j = 0;
             dtype_is_float(inputs[i]->type.dtype) && j < shape_count(&inputs[i]->type.shape); j++)
            tensor_set(moved[i], j,
                       scalar_f(tensor_get(inputs[i], j).f * (1 + by * part_of_move(move, i, j))));
    }
    bool ok = eval(cx, g, moved, NULL, out);
    for (size_t i = 0; ok && i < g->results.len; i++)
        for (int64_t j = 0; j < shape_count(&want[i]->type.shape); j++) {
            double by_now =
                fabs(scalar_double(tensor_get(out[i], j)) - scalar_double(tensor_get(want[i], j)));
            far[i][j] = isfinite(by_now) ? fmax(far[i][j], by_now) : INFINITY;
        }
    error_free(error_take(cx));
    free_all(moved);
    free_all(out);
    return ok;
}

/* The same for moves of what is computed on the way, where a function is steep. */
static void add_rounding(Cx *cx, const Graph *g, Tensor **inputs, Tensor **want, double **far)
{
    Tensor *by[MOST] = {NULL};
    bool ok = measure_rounding(cx, g, inputs, want, by);
    for (size_t i = 0; ok && i < g->results.len; i++)
        for (int64_t j = 0; j < shape_count(&want[i]->type.shape); j++)
            far[i][j] = fmax(far[i][j], 4 * tensor_get(by[i], j).f);
    free_all(by);
}

/* The real parts; what moves a lot when inputs move a little says nothing. */
static bool is_close(const Tensor *got, const Tensor *want, const double *far, double eps)
{
    for (int64_t i = 0; i < shape_count(&want->type.shape); i++) {
        double a = scalar_double(tensor_get(got, i)), b = scalar_double(tensor_get(want, i));
        if (a == b || (a != a && b != b) || !isfinite(far[i]) || dtype_is_complex(want->type.dtype))
            continue;
        if (!(fabs(a - b) <= 8 * far[i] + 64 * eps * fmax(1, fabs(b))))
            return false;
    }
    return true;
}

/* Whether an operation asks of floats what their last digit decides, which is the compiler's: their
   bits (of a NaN, too), whether they are zero or equal, and how often one goes into an integer,
   which has more digits than they have. */
static bool asks_last_digit(const Node *n)
{
    bool asks = n->op == OP_bitcast || n->op == OP_equal || n->op == OP_not_equal ||
                n->op == OP_logical_and || n->op == OP_logical_or || n->op == OP_logical_xor ||
                n->op == OP_all || n->op == OP_any ||
                (n->op == OP_remainder && n->args[0]->types[0].dtype != n->args[1]->types[0].dtype);
    for (int j = 0; j < n->nargs && asks; j++) {
        DType from = n->args[j]->types[0].dtype;
        if (dtype_is_float(from) || dtype_is_complex(from))
            return true;
    }
    for (int r = 0; r < n->nregions; r++)
        for (size_t i = 0; i < n->regions[r]->nodes.len; i++)
            if (asks_last_digit(n->regions[r]->nodes.at[i]))
                return true;
    return false;
}

/* Whether such an operation stands on the way to the result. */
static bool follows_last_digit(const Graph *g, size_t result)
{
    Map follows = {0};
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        bool does = asks_last_digit(n);
        for (int j = 0; j < n->nargs; j++)
            does = does || map_get(&follows, map_key(n->args[j])) != NULL;
        if (does)
            map_put(&follows, map_key(n));
    }
    bool does = map_get(&follows, map_key(g->results.at[result])) != NULL;
    map_free(&follows);
    return does;
}

/* Results that `differs` marks are passed over. */
static bool are_close(const Graph *g, Tensor **got, Tensor **want, double **far, double eps,
                      const bool *differs)
{
    bool ok = true;
    for (size_t i = 0; ok && i < g->results.len; i++)
        ok = type_equal(&want[i]->type, &got[i]->type) &&
             (differs[i] || is_close(got[i], want[i], far[i], eps) || follows_last_digit(g, i));
    return ok;
}

/* Whether XLA defines something in a region otherwise, as far as its types tell. */
static bool region_differs_on_xla(const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        for (int j = 0; j < n->ntypes; j++)
            if (n->types[j].dtype == DTYPE_f8_e4m3fn)
                return true;
        for (int r = 0; r < n->nregions; r++)
            if (region_differs_on_xla(n->regions[r]))
                return true;
    }
    return false;
}

/* Whether the compiler answers otherwise (op/otherwise.h) at this node, whose value and operands,
   if they are known, are these. */
static bool node_differs(const Node *n, Tensor *const *in, Tensor *const *out, bool is_xla)
{
    bool differs = false;
    for (int r = 0; r < n->nregions && is_xla; r++)
        differs = differs || region_differs_on_xla(n->regions[r]);
    if (in && n->nargs <= MAX_OPERANDS)
        differs = differs || order_decides(n, in, out) ||
                  (is_xla && out != NULL && xla_differs(n, in, out));
    return differs;
}

/* Marks the results to which the compiler comes over something that it defines otherwise, when the
   graph is simplified and these are the inputs. Tuples are seen by the parts of them that are
   used. */
static void mark_other_answers(Cx *cx, const Graph *g, Tensor **inputs, bool is_xla, bool *differs)
{
    Graph *simple = simplify(cx, g);
    size_t count = simple ? simple->nodes.len : 0, known = 0;
    Tensor **out = mem_alloc((count + 1) * sizeof *out), *in[MAX_OPERANDS];
    Node *results[MOST];
    Map value = {0}, follows = {0};
    for (size_t i = 0; i < g->results.len; i++) {
        results[i] = simple ? simple->results.at[i] : NULL;
        differs[i] = true;
    }
    if (simple)
        simple->results.len = 0;
    for (size_t i = 0; i < count; i++)
        if (simple->nodes.at[i]->ntypes == 1) {
            *map_put(&value, map_key(simple->nodes.at[i])) = known++;
            vec_push(&simple->results, simple->nodes.at[i]);
        }
    bool is_known = simple && eval(cx, simple, inputs, NULL, out);
    for (size_t i = 0; i < count && is_known; i++) {
        Node *n = simple->nodes.at[i];
        uint64_t *at = map_get(&value, map_key(n));
        bool does = false, is_seen = true;
        for (int j = 0; j < n->nargs; j++) {
            uint64_t *operand = map_get(&value, map_key(n->args[j]));
            does = does || map_get(&follows, map_key(n->args[j])) != NULL;
            if (j < MAX_OPERANDS)
                in[j] = operand ? out[*operand] : at ? out[*at] : NULL;
            is_seen = is_seen && (operand || at);
        }
        if (does || node_differs(n, is_seen ? in : NULL, at ? &out[*at] : NULL, is_xla))
            map_put(&follows, map_key(n));
    }
    for (size_t i = 0; i < g->results.len && is_known; i++)
        differs[i] = map_get(&follows, map_key(results[i])) != NULL;
    for (size_t i = 0; i < known && is_known; i++)
        tensor_free(out[i]);
    free(out);
    map_free(&value);
    map_free(&follows);
    graph_free(simple);
    error_free(error_take(cx));
}

/* Whether a kernel for each operation gives these bits, too, but where `differs` is marked. */
static bool same_unfused(Cx *cx, const Graph *g, Tensor **inputs, const char *compiler,
                         Tensor **fused, const bool *differs)
{
    Tensor *got[MOST] = {NULL};
    cx->no_fuse = true;
    Program *p = compile(cx, g, compiler_of_name(cx, str_of(compiler)), NULL);
    cx->no_fuse = false;
    bool ok = p && program_run(cx, p, inputs, got);
    for (size_t i = 0; ok && i < g->results.len; i++)
        ok = differs[i] || same_bits(fused[i], got[i]);
    program_free(p);
    free_all(got);
    return ok;
}

/* Whether what failed is a matrix that has an inverse only as rounding goes. */
static bool refuses_by_rounding(Cx *cx, const Graph *g, Tensor **inputs, bool is_xla)
{
    bool differs[MOST] = {false}, any = false;
    if (!failed(cx) || strstr(text_cstr(&cx->error->message), "singular matrix") == NULL)
        return false;
    Error *e = error_take(cx);
    mark_other_answers(cx, g, inputs, is_xla, differs);
    for (size_t i = 0; i < g->results.len; i++)
        any = any || differs[i];
    if (any)
        error_free(e);
    else
        cx->error = e;
    return any;
}

/* A graph without an answer claims nothing: compiled code does not look for division by zero. */
Compiled check_compiled(Cx *cx, const Graph *g, Tensor **inputs, const char *compiler)
{
    Tensor *want[MOST] = {NULL}, *got[MOST] = {NULL};
    double eps = coarsest(g), *far[MOST] = {NULL};
    bool ok = true, same = true, has_answer = eval(cx, g, inputs, NULL, want);
    bool is_xla = strcmp(compiler, "xla") == 0, differs[MOST] = {false};
    error_free(error_take(cx));
    for (size_t i = 0; has_answer && i < g->results.len; i++) {
        size_t bytes = (size_t)shape_count(&want[i]->type.shape) * sizeof *far[i];
        far[i] = memset(mem_alloc(bytes), 0, bytes);
    }
    if (has_answer && add_move(cx, g, inputs, 4 * eps, 0, want, far) &&
        add_move(cx, g, inputs, 4 * eps, 1, want, far)) {
        const Compiler *c = compiler_of_name(cx, str_of(compiler));
        Program *p = c ? compile(cx, g, c, NULL) : NULL;
        bool runs = p && program_run(cx, p, inputs, got);
        bool is_refused = !runs && refuses_by_rounding(cx, g, inputs, is_xla);
        compiled_left_out += is_refused;
        if (failed(cx))
            printf("%s\n", text_cstr(&cx->error->message));
        ok = is_refused || (runs && are_close(g, got, want, far, eps, differs));
        if (runs && !ok) {
            mark_other_answers(cx, g, inputs, is_xla, differs);
            for (int move = 2; move < MOVES && !are_close(g, got, want, far, eps, differs); move++)
                add_move(cx, g, inputs, 4 * eps, move, want, far);
            if (!are_close(g, got, want, far, eps, differs))
                add_rounding(cx, g, inputs, want, far);
            ok = are_close(g, got, want, far, eps, differs);
            memset(differs, 0, sizeof differs);
            compiled_left_out += ok && !are_close(g, got, want, far, eps, differs);
        }
        same = !ok || is_refused || is_xla || same_unfused(cx, g, inputs, compiler, got, differs);
        if (!same) {
            mark_other_answers(cx, g, inputs, is_xla, differs);
            same = same_unfused(cx, g, inputs, compiler, got, differs);
            compiled_left_out += same;
        }
        program_free(p);
    }
    error_free(error_take(cx));
    for (int i = 0; i < MOST; i++)
        free(far[i]);
    free_all(want);
    free_all(got);
    return !ok ? COMPILED_differs : same ? COMPILED_close : COMPILED_differs_fused;
}
