/* op_test.c - every op of op.def on every dtype it accepts and many shapes, against the naive
   computation of test/op/.

   Elementwise ops get their cases from their arity; every other op has rows in `cases`: operands
   and attributes in short text. Integers must agree exactly; floats to one unit in the last place
   of their dtype, f64 and c128 to eight, measured on the size of what a result was computed from.
   An op without a case, or that accepts no dtype, fails.

       op_test [--compiler NAME] [--stablehlo FILE] [--every N] [--most N] [--counts FILE]
       op_test --ways FILE

   With a compiler the same cases run on it and are compared with the reference (op/compiled.h); the
   second writes them as modules of StableHLO, a line "// -----" after each, which must read back
   and print as the same text; the third takes one case in N, always another one; the fourth N cases
   of an op on a dtype at most; the fifth writes a line "op dtype differ agree" for each pair
   compared. --ways runs nothing: it writes how programs of kernels would (op/ways.h). */
#include "op/cases.h"
#include "op/compiled.h"
#include "op/linalg.h"
#include "op/naive.h"
#include "op/ways.h"

#include "eval/eval.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static Cx cx;
static int passed, count_failed;
static int done_of[OP_count];
static Batch batch; /* with a compiler */
static bool is_compiled;
static uint64_t every = 1, turn;
static int most_cases = INT_MAX, taken[OP_count][DTYPE_count];
static const char *counts_file, *ways_file;

/* --- inputs --- */

static uint64_t state = 1;

static uint64_t next_random(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state >> 20;
}

static double uniform(void)
{
    return (double)(next_random() & 0xffffffff) * 0x1p-32;
}

typedef enum Values {
    PLAIN,   /* of moderate size */
    SPECIAL, /* with zeros, infinities, NaN, the ends of the range */
    SMALL,   /* whole numbers below 4: every dtype holds them and their conversions are exact */
} Values;

static Scalar random_integer(DType t, Values values)
{
    Scalar ends[] = {dtype_min_finite(t), dtype_max_finite(t), scalar_s(0), scalar_s(1),
                     scalar_s(-1)};
    if (values == SPECIAL && next_random() % 2)
        return ends[next_random() % 5];
    if (values == SPECIAL)
        return scalar_u(next_random() * 0x9e3779b97f4a7c15u);
    return scalar_s((int64_t)(next_random() % 7) - (dtype_info[t].class_ == DCLASS_s ? 3 : 0));
}

static double random_float(DType t, Values values)
{
    double ends[] = {0,
                     -0.0,
                     1,
                     -1,
                     0.5,
                     -2.5,
                     INFINITY,
                     -INFINITY,
                     NAN,
                     dtype_max_finite(t).f,
                     dtype_smallest_normal(t).f,
                     dtype_min_finite(t).f};
    if (values == SMALL)
        return (double)(next_random() % 7) - 3;
    if (values == SPECIAL && next_random() % 3 == 0)
        return ends[next_random() % 12];
    if (next_random() % 4 == 0)
        return ldexp(uniform() - 0.5, (int)(next_random() % 12));
    return 4 * uniform() - 2;
}

static void fill(Tensor *t, Values values)
{
    DType d = t->type.dtype;
    for (int64_t i = 0; i < shape_count(&t->type.shape); i++) {
        if (dtype_is_integer(d))
            tensor_set(t, i, random_integer(d, values));
        else if (!dtype_is_complex(d))
            tensor_set(t, i, scalar_f(random_float(d, values)));
        else if (values == SMALL)
            tensor_set(t, i, scalar_c(random_float(d, values), random_float(d, values)));
        else
            tensor_set(t, i, scalar_c(4 * uniform() - 2, 4 * uniform() - 2));
    }
}

static Shape read_shape(const char **at)
{
    Shape s = {0};
    if (**at == '-')
        ++*at;
    while (**at && **at != ' ') {
        char *end;
        s.dim[s.rank++] = strtoll(*at, &end, 10);
        *at = end + (*end == 'x');
    }
    *at += **at == ' ';
    return s;
}

enum { MOST_OPERANDS = 8, MOST_PRINTED = 40 };

/* Operands as in CaseRow; how many. Those without a prefix take dtypes[i], or the last one. */
static int make_operands(const char *text, const DType *dtypes, int count, Values values,
                         Tensor **in)
{
    int n = 0;
    while (*text) {
        DType dtype = dtypes[n < count ? n : count - 1];
        int64_t below = 0;
        if (*text == 'i') {
            char *end;
            below = strtoll(text + 1, &end, 10);
            dtype = DTYPE_s64;
            text = end + 1;
        }
        in[n] = tensor_new(&cx, (Type){dtype, read_shape(&text)});
        fill(in[n], values);
        for (int64_t i = 0; below && i < shape_count(&in[n]->type.shape); i++)
            tensor_set(in[n], i, scalar_s((int64_t)(next_random() % (uint64_t)below)));
        n++;
    }
    return n;
}

/* --- attributes --- */

typedef struct Attrs {
    Attr at[MAX_OP_ATTRS];
    int count;
    int64_t values[MAX_OP_ATTRS][8];
} Attrs;

static int64_t read_value(const char **at)
{
    DType dtype;
    size_t len = strcspn(*at, " ,");
    char *end;
    int64_t value = strtoll(*at, &end, 10);
    if (dtype_of_name((Str){*at, len}, &dtype))
        value = dtype;
    *at += len;
    return value;
}

static Attrs *read_attrs(const char *text)
{
    Attrs *attrs = mem_alloc(sizeof *attrs);
    while (*text) {
        size_t len = strcspn(text, "=");
        Attr *a = &attrs->at[attrs->count];
        a->at = attrs->values[attrs->count];
        for (int i = 0; i < ATTR_count; i++)
            if (str_is((Str){text, len}, attr_info[i].name))
                a->name = (AttrName)i;
        for (text += len + 1; *text && *text != ' ';) {
            attrs->values[attrs->count][a->count++] = read_value(&text);
            text += *text == ',';
        }
        text += *text == ' ';
        attrs->count++;
    }
    return attrs;
}

/* --- comparing --- */

/* A float dtype as comparing sees it: half a complex one's. */
static DType part_of(DType t)
{
    return t == DTYPE_c64 ? DTYPE_f32 : t == DTYPE_c128 ? DTYPE_f64 : t;
}

static bool close_to(double got, double want, long double scale, DType t)
{
    if (got == want || (got != got && want != want))
        return true;
    double most = dtype_max_finite(t).f, eps = dtype_epsilon(t).f;
    double least = t == DTYPE_f64 ? 0x1p-1074 : dtype_smallest_normal(t).f * eps;
    if (isinf(got) != isinf(want)) /* one of them rounded past the end of the range */
        return (got > 0) == (want > 0) && fmin(fabs(got), fabs(want)) >= most * (1 - eps);
    scale = fmaxl(isfinite(scale) ? scale : 0, fabsl((long double)want));
    return fabsl((long double)got - want) <= (t == DTYPE_f64 ? 8 : 1) * eps * scale + least;
}

static bool scalars_agree(Scalar got, Scalar want, long double scale, DType t)
{
    DType part = part_of(t);
    switch (got.class_) {
    case DCLASS_u:
    case DCLASS_s:
        return got.u == want.u;
    case DCLASS_f:
        return close_to(got.f, want.f, scale, part);
    case DCLASS_c:
        scale = fmaxl(scale, cabs(want.c));
        return close_to(creal(got.c), creal(want.c), scale, part) &&
               close_to(cimag(got.c), cimag(want.c), scale, part);
    }
    return false;
}

/* Whether the tensors agree; scale may be NULL. Says which element does not. */
static bool agree(Text *why, const Tensor *got, const Tensor *want, const long double *scale)
{
    DType t = want->type.dtype;
    for (int64_t i = 0; i < shape_count(&want->type.shape); i++) {
        Scalar a = tensor_get(got, i), b = tensor_get(want, i);
        if (scalars_agree(a, b, scale ? scale[i] : 0, t))
            continue;
        text_print(why, "element %lld is ", (long long)i);
        scalar_print(why, t, a);
        text_add(why, STR(", expected "));
        scalar_print(why, t, b);
        return false;
    }
    return true;
}

/* Whether both did the same: failed, or gave these outputs. Takes a pending error away. */
static bool compare(Text *why, Naive expected, bool got, Tensor *const *out, Tensor *const *want,
                    int count, const long double *scale)
{
    bool ok = expected != NAIVE_missing && (expected == NAIVE_done) == got;
    if (expected == NAIVE_missing)
        text_add(why, STR("there is no naive case"));
    else if (!ok && got)
        text_add(why, STR("there is an answer, expected an error"));
    else if (!ok)
        text_print(why, "failed: %s", failed(&cx) ? text_cstr(&cx.error->message) : "");
    for (int i = 0; ok && got && i < count; i++)
        ok = agree(why, out[i], want[i], i == 0 ? scale : NULL);
    error_free(error_take(&cx));
    return ok;
}

static void print_case(Text *out, OpCode op, const char *attrs, Tensor *const *in, int count)
{
    text_print(out, "%s ", op_info[op].name);
    for (int i = 0; i < count; i++) {
        text_add(out, i ? STR(", ") : STR(""));
        type_print(out, &in[i]->type);
    }
    text_print(out, " %s", attrs);
}

/* Counts the case; takes the reason. */
static void count_case(OpCode op, const char *attrs, Tensor *const *in, int count, bool ok,
                       Text why)
{
    done_of[op]++;
    passed += ok;
    count_failed += !ok;
    if (!ok && count_failed <= MOST_PRINTED) {
        Text name = {0};
        print_case(&name, op, attrs, in, count);
        printf("%s: %s\n", text_cstr(&name), text_cstr(&why));
        text_free(&name);
    }
    text_free(&why);
}

/* --- running --- */

/* The dtype that a case is one of: below a byte if one is, else complex, else the first operand's.
 */
static DType rarest_of(const Node *n)
{
    DType t = n->nargs ? node_type(n->args[0])->dtype : n->types[0].dtype;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < n->nargs + n->ntypes; i++) {
            DType own = i < n->nargs ? node_type(n->args[i])->dtype : n->types[i - n->nargs].dtype;
            if (pass == 0 ? dtype_is_complex(own) : dtype_info[own].bits < 8)
                t = own;
        }
    return t;
}

/* Notes how a node on operands of these types is run. */
static void note_way(const Node *n)
{
    DType of = rarest_of(n);
    Graph *g = graph_new();
    Node *args[MOST_OPERANDS];
    for (int i = 0; i < n->nargs; i++)
        args[i] = graph_parameter(&cx, g, *node_type(n->args[i]), SPAN_NONE);
    Node *made = graph_node(&cx, g, n->op, args, n->nargs, n->attrs, n->nattrs, SPAN_NONE);
    for (int i = 0; made && i < made->ntypes; i++)
        vec_push(&g->results, graph_elem(&cx, g, made, i));
    ways_note(&cx, g, n->op, of);
    graph_free(g);
}

/* One node on these operands, which it frees; nothing when its types are not accepted. */
static void run_node(OpCode op, Tensor **in, int count, const char *attr_text)
{
    Arena arena = {0};
    Attrs *attrs = read_attrs(attr_text);
    Node args[MOST_OPERANDS] = {0}, *pointers[MOST_OPERANDS];
    for (int i = 0; i < count; i++) {
        args[i] = (Node){.op = OP_parameter, .ntypes = 1, .types = &in[i]->type};
        pointers[i] = &args[i];
    }
    Node n = {
        .op = op, .nargs = count, .args = pointers, .nattrs = attrs->count, .attrs = attrs->at};
    if (node_infer(&cx, &arena, &n)) {
        Tensor *out[MOST_OPERANDS] = {NULL}, *want[MOST_OPERANDS] = {NULL};
        Text why = {0};
        long double *scale = mem_alloc((size_t)shape_count(&n.types[0].shape) * sizeof *scale + 1);
        bool got = ways_file == NULL && eval_node(&cx, &n, in, out);
        DType of = count ? in[0]->type.dtype : n.types[0].dtype;
        bool is_taken = is_compiled && got && taken[op][of] < most_cases && turn++ % every == 0;
        if (ways_file) {
            note_way(&n);
        } else if (is_taken) {
            taken[op][of]++;
            print_case(&why, op, attr_text, in, count);
            batch_add(&batch, &n, in, out, text_cstr(&why));
            text_free(&why);
        } else if (!is_compiled) {
            Naive expected = naive(&cx, &n, in, want, scale);
            bool ok = compare(&why, expected, got, out, want, n.ntypes, scale);
            count_case(op, attr_text, in, count, ok, why);
        }
        free(scale);
        for (int i = 0; i < n.ntypes; i++) {
            tensor_free(out[i]);
            tensor_free(want[i]);
        }
    }
    error_free(error_take(&cx));
    for (int i = 0; i < count; i++)
        tensor_free(in[i]);
    free(attrs);
    arena_free(&arena);
}

/* Operands of which integer division, powers and shifts have answers. */
static void make_divisor(OpCode op, Tensor *t)
{
    bool is_shift = op == OP_left_shift || op == OP_right_shift;
    bool is_tiny = t->type.dtype == DTYPE_s2, is_wide = dtype_info[t->type.dtype].bits >= 8;
    for (int64_t i = 0; i < shape_count(&t->type.shape); i++) {
        int64_t x = is_tiny ? 1 : 1 + (int64_t)(next_random() % 3);
        tensor_set(t, i, scalar_s(is_shift && is_wide && next_random() % 4 == 0 ? 70 : x));
    }
}

static bool may_be_bad(OpCode op)
{
    return op == OP_pow || op == OP_remainder || op == OP_quotient || op == OP_left_shift ||
           op == OP_right_shift;
}

static void run_case(OpCode op, const char *operands, const char *attrs, const DType *dtypes,
                     int count, Values values)
{
    Tensor *in[MOST_OPERANDS];
    int n = make_operands(operands, dtypes, count, values, in);
    run_node(op, in, n, attrs);
    if (may_be_bad(op) && dtype_is_integer(dtypes[count - 1])) {
        n = make_operands(operands, dtypes, count, values, in);
        make_divisor(op, in[1]);
        run_node(op, in, n, attrs);
    }
}

/* --- sweeps --- */

/* Whether an operand has more elements than a plain case needs. */
static bool has_large(const char *operands)
{
    for (const char *at = operands; *at; at += *at == ' ') {
        long elements = 1;
        for (; *at && *at != ' '; at += *at == ':' || *at == 'x' || *at == '-') {
            elements *= *at == 'i' ? 1 : strtol(at, NULL, 10);
            at += strcspn(at, ":x- ");
            elements = *at == ':' ? 1 : elements;
        }
        if (elements > 9000)
            return true;
    }
    return false;
}

/* Some dtypes only, but where the run is to be whole. */
static bool is_large_dtype(OpCode op, DType t)
{
    if (getenv("CNX_TEST_WHOLE"))
        return true;
    size_t count = elementwise_cases[op] ? 1 : sizeof large_dtypes / sizeof *large_dtypes;
    for (size_t i = 0; i < count; i++)
        if (large_dtypes[i] == t)
            return true;
    return false;
}

static void sweep(OpCode op, const char *operands, const char *attrs)
{
    bool is_large = has_large(operands);
    for (int d = 0; d < DTYPE_count; d++) {
        DType dtype = (DType)d;
        if (is_large && !is_large_dtype(op, dtype))
            continue;
        run_case(op, operands, attrs, &dtype, 1, PLAIN);
        if (!is_large && elementwise_cases[op])
            run_case(op, operands, attrs, &dtype, 1, SPECIAL);
    }
}

static void sweep_elementwise(OpCode op)
{
    int arity = op_info[op].arity;
    const char *const *shapes = arity == 1      ? unary_shapes
                                : arity == 2    ? binary_shapes
                                : op == OP_clip ? clip_shapes
                                                : ternary_shapes;
    size_t count = arity == 1      ? sizeof unary_shapes / sizeof *shapes
                   : arity == 2    ? sizeof binary_shapes / sizeof *shapes
                   : op == OP_clip ? sizeof clip_shapes / sizeof *shapes
                                   : sizeof ternary_shapes / sizeof *shapes;
    for (size_t i = 0; i < count; i++)
        sweep(op, shapes[i], "");
    for (size_t i = 0; i < sizeof large_shapes / sizeof *large_shapes; i++)
        if ((strchr(large_shapes[i], ' ') ? 2 : 1) == arity)
            sweep(op, large_shapes[i], "");
    for (int a = 0; a < DTYPE_count && arity > 1; a++)
        for (int b = 0; b < DTYPE_count; b++)
            run_case(op,
                     arity == 2      ? "7 7"
                     : op == OP_clip ? "7 - -"
                                     : "7 7 7",
                     "",
                     arity == 2
                         ? (DType[]){(DType)a, (DType)b}
                         : (DType[]){op == OP_select ? (DType)b : (DType)a, (DType)a, (DType)b},
                     arity == 2 ? 2 : 3, SMALL);
}

/* as_type and bitcast: from every dtype to every other. */
static void sweep_conversions(OpCode op)
{
    static const char *const shapes[] = {"-", "2x3", "0", "1001"};
    for (int from = 0; from < DTYPE_count; from++)
        for (int to = 0; to < DTYPE_count; to++)
            for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
                char attrs[32];
                DType dtype = (DType)from;
                snprintf(attrs, sizeof attrs, "dtype=%s", dtype_info[to].name);
                run_case(op, shapes[i], attrs, &dtype, 1, SPECIAL);
            }
}

static void sweep_iota(void)
{
    static const char *const attrs[] = {
        "shape=2,3 axis=-1 dtype=", "shape=2,3,4 axis=1 dtype=", "shape= axis=-1 dtype=",
        "shape=0,2 axis=1 dtype=", "shape=70001 axis=0 dtype="};
    for (int d = 0; d < DTYPE_count; d++)
        for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++) {
            char text[64];
            snprintf(text, sizeof text, "%s%s", attrs[i], dtype_info[d].name);
            run_node(OP_iota, NULL, 0, text);
        }
}

/* A graph with T replaced by the dtype. */
static void run_graph(const GraphRow *row, DType dtype)
{
    Text text = {0}, why = {0};
    for (const char *at = row->text; *at; at++) {
        if (*at == 'T')
            text_print(&text, "%s", dtype_info[dtype].name);
        else
            text_char(&text, *at);
    }
    Graph *g = graph_read(&cx, source_add(&cx, STR("case"), text_str(&text), false));
    Tensor *in[MOST_OPERANDS] = {NULL}, *out[MOST_OPERANDS] = {NULL}, *want[MOST_OPERANDS] = {NULL};
    int count = g ? (int)g->params.len : 0;
    for (int i = 0; i < count; i++)
        fill(in[i] = tensor_new(&cx, *node_type(g->params.at[i])), SMALL);
    bool ok = false;
    /* A region that is not associative; floats out of an integer's range. */
    bool is_otherwise =
        row->op == OP_window_reduce ||
        (dtype_is_integer(dtype) && (row->op == OP_constant || row->op == OP_tensor));
    if (g && is_compiled) {
        bool is_xla = batch.compiler && strcmp(batch.compiler->name, "xla") == 0;
        if (ways_file)
            ways_note(&cx, g, row->op, dtype);
        else if (!(is_otherwise && is_xla) && eval(&cx, g, in, NULL, out))
            batch_graph(&batch, g, in, out, &(OpCase){row->op, dtype});
        error_free(error_take(&cx));
    } else if (g) {
        Naive expected = naive_graph(&cx, g, in, want);
        bool got = eval(&cx, g, in, NULL, out);
        ok = compare(&why, expected, got, out, want, (int)g->results.len, NULL);
    } else {
        text_print(&why, "%s\n%s", text_cstr(&cx.error->message), text_cstr(&text));
        error_free(error_take(&cx));
    }
    if (!is_compiled)
        count_case(row->op, "", in, count, ok, why);
    for (int i = 0; i < MOST_OPERANDS; i++) {
        tensor_free(in[i]);
        tensor_free(out[i]);
        tensor_free(want[i]);
    }
    graph_free(g);
    text_free(&text);
}

static bool read_arguments(int argc, char **argv)
{
    batch.cx = &cx;
    for (int i = 1; i + 1 < argc; i += 2) {
        is_compiled = true;
        if (strcmp(argv[i], "--every") == 0)
            every = strtoull(argv[i + 1], NULL, 10);
        turn = every - 1;
        if (strcmp(argv[i], "--most") == 0)
            most_cases = atoi(argv[i + 1]);
        if (strcmp(argv[i], "--compiler") == 0)
            batch.compiler = compiler_of_name(&cx, str_of(argv[i + 1]));
        else if (strcmp(argv[i], "--stablehlo") == 0)
            batch.stablehlo = fopen(argv[i + 1], "w");
        else if (strcmp(argv[i], "--counts") == 0)
            counts_file = argv[i + 1];
        else if (strcmp(argv[i], "--ways") == 0)
            ways_file = argv[i + 1];
    }
    if (failed(&cx) || argc % 2 == 0 || every == 0) {
        printf("%s\n", failed(&cx) ? text_cstr(&cx.error->message) : "what arguments?");
        return false;
    }
    return true;
}

static void write_counts(void)
{
    FILE *f = counts_file ? fopen(counts_file, "w") : NULL;
    for (int op = 0; op < OP_count && f; op++)
        for (int d = 0; d < DTYPE_count; d++) {
            const int *n = batch.counts[op][d];
            if (n[0] + n[1])
                fprintf(f, "%s %s %d %d\n", op_info[op].name, dtype_info[d].name, n[0], n[1]);
        }
    if (f)
        fclose(f);
    f = ways_file ? fopen(ways_file, "w") : NULL;
    if (f) {
        ways_write(f);
        fclose(f);
    }
}

int main(int argc, char **argv)
{
    cx_init(&cx);
    if (!read_arguments(argc, argv))
        return 2;
    for (int op = 0; op < OP_count; op++)
        if (elementwise_cases[op])
            sweep_elementwise((OpCode)op);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        sweep(cases[i].op, cases[i].operands, cases[i].attrs);
    for (size_t i = 0; i < sizeof graphs / sizeof *graphs; i++)
        for (int d = 0; d < DTYPE_count; d++)
            run_graph(&graphs[i], (DType)d);
    sweep_conversions(OP_as_type);
    sweep_conversions(OP_bitcast);
    sweep_iota();
    if (!is_compiled || (batch.compiler && strcmp(batch.compiler->name, "xla") == 0))
        linalg_cases(&cx, is_compiled ? &batch : NULL, done_of, &passed, &count_failed);
    for (int op = 0; op < OP_count; op++)
        if (!is_compiled && done_of[op] == 0) {
            count_failed++;
            printf("%s has no case that runs\n", op_info[op].name);
        }
    batch_run(&batch);
    passed += batch.passed;
    count_failed += batch.failed;
    if (batch.stablehlo)
        fclose(batch.stablehlo);
    write_counts();
    cx_free(&cx);
    printf("%d passed, %d failed\n", passed, count_failed);
    return count_failed > 0;
}
