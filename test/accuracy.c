/* accuracy.c - how many units of the last place elementwise functions are off, as a compiler
   computes them: the largest over many arguments, against accuracy/truth.c.

       accuracy [--compiler NAME] [--full] [--write FILE | --check FILE] [FUNCTION...]

   The table is doc/accuracy.md. --full is how that is made: every f32 for the functions marked so,
   every 64th for the others; without it a 64th of that, which is a part of the same arguments, so
   no cell may be larger than the file's (--check). All numbers of f16 and bf16, and random pairs
   for functions of two operands. Wider dtypes have arguments of all magnitudes, many near 1. */
#include "accuracy/truth.h"

#include "base/pool.h"
#include "compile/compile.h"
#include "tensor/files.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 20, PIECES = 64, DTYPES = 6, MOST_ROWS = 64 };

static const DType dtypes[DTYPES] = {DTYPE_f32, DTYPE_f16, DTYPE_bf16,
                                     DTYPE_f64, DTYPE_c64, DTYPE_c128};

/* What a float of a dtype holds: bits of significand, least exponent. */
static const struct {
    int bits, least;
} formats[DTYPES] = {{24, -126}, {11, -14}, {8, -126}, {53, -1022}, {24, -126}, {53, -1022}};

typedef struct Sweep {
    const TruthRow *row;
    int dtype; /* of the table above */
    bool is_full;
    int arity;
    int64_t count, from; /* all arguments; the first of this block */
    Tensor *in[2], *out;
    double most[PIECES];
} Sweep;

static Cx cx;
static const char *compiler_name = "llvm";

/* --- arguments --- */

static uint64_t mixed(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* Argument i of a wide float: random bits, near 1, between -1 and 1, or of some magnitude. */
static double wide_argument(uint64_t seed, bool is_tame)
{
    uint64_t dice = mixed(seed), more = mixed(dice);
    double unit = (double)(int64_t)more * 0x1p-63, x;
    switch (dice & 7) {
    case 0:
        if (!is_tame) {
            memcpy(&x, &more, sizeof x);
            return x;
        }
        return ldexp(unit, (int)(dice >> 8 & 15) - 8);
    case 1:
        return 1 + ldexp(unit, -(int)(dice >> 8 & 31) - 1);
    case 2:
        return unit;
    case 3:
        return unit * (is_tame ? 4 : 700);
    default:
        return ldexp(unit, (int)(dice >> 8 & 31) - (is_tame ? 29 : 16));
    }
}

static void fill_argument(const Sweep *s, int which, int64_t i, int64_t at)
{
    uint64_t seed = (uint64_t)(2 * i + which), dice = mixed(seed);
    Tensor *t = s->in[which];
    if (s->dtype == 0 && s->arity == 1) {
        uint32_t stride = (uint32_t)((s->row->is_exhaustive ? 1 : 64) * (s->is_full ? 1 : 64));
        ((uint32_t *)tensor_data(t))[at] = (uint32_t)i * stride;
    } else if (s->dtype == 0) {
        float x = (float)wide_argument(dice, false);
        ((float *)tensor_data(t))[at] = x;
    } else if (s->dtype <= 2) {
        ((uint16_t *)tensor_data(t))[at] = (uint16_t)(s->arity == 1 ? (uint64_t)i : dice >> 20);
    } else if (s->dtype == 3) {
        ((double *)tensor_data(t))[at] = wide_argument(dice, false);
    } else {
        double re = wide_argument(dice, true), im = wide_argument(dice + 1, true);
        tensor_set(t, at, scalar_c(re, im));
    }
}

static int64_t count_arguments(const Sweep *s)
{
    int64_t less = s->is_full ? 1 : 64;
    if (s->dtype == 0 && s->arity == 1)
        return (INT64_C(1) << 32) / (s->row->is_exhaustive ? 1 : 64) / less;
    if (s->dtype == 0)
        return (INT64_C(1) << 24) / less;
    if (s->dtype <= 2)
        return s->arity == 1 ? 1 << 16 : (1 << 22) / less;
    return (1 << 18) / less;
}

/* --- comparing --- */

static double error_of_real(const Sweep *s, int64_t i)
{
    Scalar x = tensor_get(s->in[0], i), got = tensor_get(s->out, i);
    Scalar y = s->arity == 2 ? tensor_get(s->in[1], i) : x;
    int bits = formats[s->dtype].bits, least = formats[s->dtype].least;
    if (s->dtype < 3)
        return ulp_of_double(got.f,
                             s->arity == 2 ? s->row->in_double_2(x.f, y.f) : s->row->in_double(x.f),
                             bits, least);
    mpfr_t a, b, truth;
    mpfr_inits2(TRUE_BITS, a, b, truth, (mpfr_ptr)NULL);
    mpfr_set_d(a, x.f, MPFR_RNDN);
    mpfr_set_d(b, y.f, MPFR_RNDN);
    if (s->arity == 2)
        s->row->real_2(truth, a, b, MPFR_RNDN);
    else
        s->row->real(truth, a, MPFR_RNDN);
    double error = ulp_of_real(got.f, truth, bits, least);
    mpfr_clears(a, b, truth, (mpfr_ptr)NULL);
    return error;
}

static double error_of_complex(const Sweep *s, int64_t i)
{
    TrueComplex z[3];
    Scalar got = tensor_get(s->out, i);
    for (int j = 0; j < 3; j++)
        true_init(&z[j]);
    for (int j = 0; j < s->arity; j++) {
        Scalar x = tensor_get(s->in[j], i);
        mpfr_set_d(z[j].re, creal(x.c), MPFR_RNDN);
        mpfr_set_d(z[j].im, cimag(x.c), MPFR_RNDN);
    }
    s->row->complex_(&z[2], &z[0], &z[1]);
    double error = ulp_of_complex(creal(got.c), cimag(got.c), &z[2], formats[s->dtype].bits,
                                  formats[s->dtype].least);
    for (int j = 0; j < 3; j++)
        true_clear(&z[j]);
    return error;
}

static void compare_f32(Sweep *s, int64_t from, int64_t to, double *most)
{
    const float *x = tensor_data(s->in[0]), *got = tensor_data(s->out);
    for (int64_t i = from; i < to; i++) {
        double e = ulp_of_double((double)got[i], s->row->in_double((double)x[i]), 24, -126);
        *most = e > *most ? e : *most;
    }
}

static void compare_piece(PoolRun *run, int64_t piece, void *closure)
{
    Sweep *s = closure;
    int64_t n = shape_count(&s->out->type.shape), from = n * piece / PIECES,
            to = n * (piece + 1) / PIECES;
    if (s->dtype == 0 && s->arity == 1) {
        compare_f32(s, from, to, &s->most[piece]);
        return;
    }
    for (int64_t i = from; i < to && !pool_stopped(run); i++) {
        double e = s->dtype < 4 ? error_of_real(s, i) : error_of_complex(s, i);
        s->most[piece] = e > s->most[piece] ? e : s->most[piece];
    }
    mpfr_free_cache();
}

static void fill_piece(PoolRun *run, int64_t piece, void *closure)
{
    Sweep *s = closure;
    int64_t n = shape_count(&s->in[0]->type.shape);
    for (int64_t i = n * piece / PIECES; i < n * (piece + 1) / PIECES && !pool_stopped(run); i++)
        for (int j = 0; j < s->arity; j++)
            fill_argument(s, j, s->from + i, i);
}

/* --- programs --- */

static Program *program_of(const Sweep *s, const Type *type)
{
    Graph *g = graph_new();
    Node *args[2];
    for (int i = 0; i < s->arity; i++)
        args[i] = graph_parameter(&cx, g, *type, SPAN_NONE);
    Node *n = graph_node(&cx, g, s->row->op, args, s->arity, NULL, 0, SPAN_NONE);
    const Compiler *c = compiler_of_name(&cx, str_of(compiler_name));
    Program *p = NULL;
    if (n && c) {
        vec_push(&g->results, n);
        p = compile(&cx, g, c, NULL);
    }
    graph_free(g);
    return p;
}

/* The largest error of a cell; below 0 after an error. */
static double measure(const TruthRow *row, int dtype, bool is_full)
{
    Sweep s = {.row = row, .dtype = dtype, .is_full = is_full};
    s.arity = row->real_2 ? 2 : 1;
    s.count = count_arguments(&s);
    int64_t n = s.count < BLOCK ? s.count : BLOCK;
    Type type = {dtypes[dtype], {.rank = 1, .dim = {n}}};
    Program *p = program_of(&s, &type);
    double most = 0;
    for (int i = 0; i < s.arity && p; i++)
        s.in[i] = tensor_new(&cx, type);
    for (; p && s.from < s.count && most >= 0; s.from += n) {
        pool_run(&cx, PIECES, fill_piece, &s);
        if (!program_run(&cx, p, s.in, &s.out)) {
            most = -1;
            break;
        }
        pool_run(&cx, PIECES, compare_piece, &s);
        tensor_free(s.out);
    }
    for (int i = 0; i < PIECES && most >= 0; i++)
        most = s.most[i] > most ? s.most[i] : most;
    for (int i = 0; i < s.arity; i++)
        tensor_free(s.in[i]);
    program_free(p);
    return p ? most : -1;
}

/* --- the table --- */

static bool has_cell(const TruthRow *row, int dtype)
{
    return dtype < 4 || row->complex_ != NULL;
}

/* Rounded up to a hundredth. */
static double shown(double error)
{
    return error > 0 ? ceil(error * 100 - 1e-6) / 100 : 0;
}

static void print_row(Text *out, const TruthRow *row, const double *cells)
{
    text_print(out, "| %s%s |", op_info[row->op].name, row->is_exhaustive ? "*" : "");
    for (int d = 0; d < DTYPES; d++)
        if (!has_cell(row, d))
            text_print(out, "  |");
        else
            text_print(out, isinf(cells[d]) ? " wrong |" : " %.2f |", shown(cells[d]));
    text_char(out, '\n');
}

static const char head[] =
    "# Accuracy\n\n"
    "How far elementwise functions are from the truth on the compiler `llvm`, in units of the last "
    "place of the\n"
    "result: the largest distance that was found, rounded up. 0.5 is the best there is. "
    "`test/accuracy.c` makes\n"
    "this page (`build/test/accuracy --full --write doc/accuracy.md`); `make test` measures a 64th "
    "of the arguments and\n"
    "fails where a cell has grown.\n\n"
    "- f32: against libm in double; functions marked with a star on all 4,294,967,296 arguments, "
    "others on every\n"
    "  64th; functions of two operands on 16,777,216 pairs.\n"
    "- f16, bf16: all arguments; 4,194,304 pairs. They are computed in f32 and rounded.\n"
    "- f64, c64, c128: against MPFR on 262,144 arguments of all magnitudes, many near 1. A complex "
    "number's\n"
    "  distance is in units of its absolute value.\n\n"
    "| function | f32 | f16 | bf16 | f64 | c64 | c128 |\n"
    "| --- | --- | --- | --- | --- | --- | --- |\n";

/* The cell of a row of the file, or -1. */
static double cell_of(Str file, const TruthRow *row, int dtype)
{
    Text name = {0};
    text_print(&name, "\n| %s%s |", op_info[row->op].name, row->is_exhaustive ? "*" : "");
    const char *at = memmem(file.at, file.len, name.at, name.len), *end = file.at + file.len;
    at = at ? at + name.len : NULL;
    text_free(&name);
    for (int d = 0; at && d < dtype; d++) {
        at = memchr(at, '|', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    double cell = -1;
    return at && sscanf(at, "%lf", &cell) == 1 ? cell : -1;
}

static bool is_asked(const TruthRow *row, char **names, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(op_info[row->op].name, names[i]) == 0)
            return true;
    return count == 0;
}

/* Measures a row and holds it against the file; the number of cells that grew, or -1. */
static int check_row(const TruthRow *row, bool is_full, const Text *file, double *cells)
{
    int grew = 0;
    for (int d = 0; d < DTYPES; d++) {
        if (!has_cell(row, d))
            continue;
        cells[d] = measure(row, d, is_full);
        double most = file->len ? cell_of(text_str(file), row, d) : INFINITY;
        if (cells[d] < 0)
            return -1;
        if (shown(cells[d]) > most) {
            grew++;
            printf("%s of %s: %.3f, was %.2f\n", op_info[row->op].name, dtype_info[dtypes[d]].name,
                   cells[d], most);
        }
    }
    return grew;
}

static int fail_usage(void)
{
    fputs("accuracy [--compiler NAME] [--full] [--write FILE | --check FILE] [FUNCTION...]\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    bool is_full = false;
    const char *write = NULL, *check = NULL;
    int i = 1, passed = 0, bad = 0;
    for (; i < argc && argv[i][0] == '-'; i++) {
        const char **value = strcmp(argv[i], "--compiler") == 0 ? &compiler_name
                             : strcmp(argv[i], "--write") == 0  ? &write
                             : strcmp(argv[i], "--check") == 0  ? &check
                                                                : NULL;
        if (strcmp(argv[i], "--full") == 0)
            is_full = true;
        else if (value && i + 1 < argc)
            *value = argv[++i];
        else
            return fail_usage();
    }
    cx_init(&cx);
    Text file = {0}, out = {0};
    bool ok = check == NULL || file_read(&cx, str_of(check), &file);
    text_add(&out, str_of(head));
    for (int r = 0; r < truth_count && ok; r++) {
        double cells[DTYPES] = {0};
        if (!is_asked(&truth_rows[r], argv + i, argc - i))
            continue;
        size_t line = out.len;
        int grew = check_row(&truth_rows[r], is_full, &file, cells);
        ok = grew >= 0;
        passed += grew == 0;
        bad += grew > 0;
        print_row(&out, &truth_rows[r], cells);
        if (check == NULL)
            fputs(text_cstr(&out) + line, stdout), fflush(stdout);
    }
    if (ok && write)
        ok = file_write(&cx, str_of(write), text_str(&out));
    text_free(&file);
    text_free(&out);
    if (!ok && cx.error)
        printf("%s\n", text_cstr(&cx.error->message));
    cx_free(&cx);
    if (check)
        printf("%d passed, %d failed\n", passed, bad + !ok);
    return !ok || bad;
}
