/* eval_ops.h - what the files of this folder share; nobody else includes it. */
#ifndef CNX_EVAL_EVAL_OPS_H
#define CNX_EVAL_EVAL_OPS_H

#include "base/map.h"
#include "base/pool.h"
#include "base/port.h"
#include "base/size.h"
#include "eval/eval.h"
#include "eval/eval_loops.h"

enum {
    BLOCK = 1024,      /* elements that are converted at once */
    CHUNK = 64 * 1024, /* elements of a task, a multiple of BLOCK: bounds never depend on threads */
    LARGE = 256 * 1024 /* elements from which on the pool's threads help */
};

enum {
    LITTLE = 64,       /* bytes of a little tensor, at most */
    LITTLE_COUNT = 8,  /* its elements, at most */
    MOST_SPARE = 64,   /* little tensors that wait */
    MOST_OPERANDS = 3, /* of an elementwise op */
};

/* A graph made ready to run; walk.c. */
typedef struct Walk Walk;

/* One run of eval or eval_node. */
typedef struct Eval {
    Cx *cx;
    Map walks; /* Graph * to Walk *: made once, however often a loop runs it */
    int depth; /* of regions */
    int nspare;
    Tensor *spare[MOST_SPARE]; /* little tensors that nobody holds */
} Eval;

/* What an elementwise op does: its operands in class k, then the loop, whose results are in out_k.
 */
typedef struct MapPlan {
    ElementLoop loop; /* NULL: none for these types */
    DTypeClass k, out_k;
    int bits;
} MapPlan;

/* What is known beforehand about a step on little tensors. */
typedef struct Little {
    int64_t bytes, count; /* of the only result; 0 bytes: it is not little */
    ElementLoop loop;     /* of an elementwise step whose operands are little; or NULL */
    MapPlan map;
    bool is_one[MOST_OPERANDS];  /* the operand is one element */
    bool is_like[MOST_OPERANDS]; /* the operand has the result's type */
} Little;

/* One node at work. `dying[i]` says that in[i] has no later use, so it may be overwritten if no one
   else holds it. Each function below fills out[0..ntypes), yours, or returns false after an error;
   then out is as it was (NULLs). */
typedef struct Call {
    Eval *eval;
    Cx *cx;
    const Node *node;
    Tensor **in;
    const bool *dying;    /* NULL: none */
    bool may_take;        /* call_take works */
    const Little *little; /* NULL: nothing is known */
    Tensor **out;
} Call;

/* The op, and what is asked about its results; they are NULL after an error. */
bool eval_checked(Call *c);

bool eval_map(Call *c);
bool eval_reduce(Call *c);
bool eval_argmax(Call *c); /* and argmin */
bool eval_scan(Call *c);   /* cumulative_sum, _product, _max, _min */
bool eval_reshape(Call *c);
bool eval_broadcast(Call *c);
bool eval_transpose(Call *c);
bool eval_reverse(Call *c);
bool eval_slice(Call *c);
bool eval_pad(Call *c);
bool eval_concatenate(Call *c);
bool eval_put_slice(Call *c);
bool eval_dot(Call *c);
bool eval_conv(Call *c);
bool eval_window(Call *c);     /* window_sum, _product, _max, _min */
bool eval_window_arg(Call *c); /* window_argmax and window_argmin */
bool eval_fold(Call *c);       /* reduce and window_reduce */
bool eval_fft(Call *c);        /* and ifft */
bool eval_linalg(Call *c);     /* triangular_solve, solve, cholesky, lu, qr, eigh, svd */
bool eval_runtime_call(Call *c);
bool eval_gather(Call *c);
bool eval_indexed(Call *c); /* indexed_add and indexed_put */
bool eval_sort(Call *c);    /* and argsort */
bool eval_cond(Call *c);
bool eval_while(Call *c);
bool eval_fun(Call *c);

/* The graph's walk, the eval's: good until eval_end. */
Walk *walk_of(Eval *e, const Graph *g);

/* Runs a region on its parameters' values, borrowed but for those whose `given` (may be NULL) says
   that your count goes over; the outputs are yours, all NULL after an error. A walk that is running
   is not run again. */
bool eval_region(Eval *e, Walk *w, Tensor *const *inputs, const bool *given, Tensor **outputs);

/* Frees what a run has kept. */
void eval_end(Eval *e);

/* Fills in the values of the region's captures, which are its last parameters; false after an
   error. */
bool fill_captures(const Call *c, const Graph *g, Tensor **inputs);

/* False after an ArithmeticError, with the operands in its notes: a result has a NaN that its
   operands had not. */
bool check_nan(const Call *c);

/* --- helpers --- */

/* in[i] with one more owner when the result may be written over it, else NULL. It may be another
   operand, too. */
Tensor *call_reuse(const Call *c, int i);

/* in[i], now yours and in[i] NULL, when it dies and nobody else holds it, else NULL. */
Tensor *call_take(const Call *c, int i);

/* A tensor of the node's type to write the result into. */
Tensor *call_result(const Call *c);

/* What the elementwise node computes in. */
MapPlan map_plan(const Node *n);

/* n <= BLOCK elements of t from `at` on as truth: 0 and 1 in class k. */
void truth_load(const Tensor *t, int64_t at, int64_t n, DTypeClass k, void *block);

/* block[i] = *from for i < n, elements of `size` bytes: 8 or 16. */
void splat(void *block, const void *from, int64_t n, int64_t size);

/* `t` with another owner when it has this dtype already, else converted. NULL after an error. */
Tensor *convert(Cx *cx, Tensor *t, DType dtype);

/* `from` in this dtype among elements `fill`: on axis i of the result, of size[i], element j lands
   at low[i] + j * apart[i]; those that land outside are left out. Yours; NULL after an error. */
Tensor *spread(Cx *cx, Tensor *from, DType dtype, Scalar fill, const Shape *size,
               const int64_t *low, const int64_t *apart);

/* in[i] to write the result into: itself when it may be, else a copy in the result's dtype; in[i]
   has the result's shape. Yours; NULL after an error. */
Tensor *writable(const Call *c, int i);

/* Runs the tasks on the pool when there is enough work and no two tasks share a byte. */
bool run_tasks(Cx *cx, DType written, int64_t elements, int64_t count, PoolTask task,
               void *closure);

/* --- blocks (eval_block.c) --- */

/* Bytes of an element of the widest type of a class. */
static inline int64_t wide_size(DTypeClass k)
{
    return k == DCLASS_c ? 16 : 8;
}

static inline DType wide_dtype(DTypeClass k)
{
    return k == DCLASS_u   ? DTYPE_u64
           : k == DCLASS_s ? DTYPE_s64
           : k == DCLASS_f ? DTYPE_f64
                           : DTYPE_c128;
}

/* The wider of two classes of one merged type: u < s < f < c. */
static inline DTypeClass wider(DTypeClass a, DTypeClass b)
{
    return a > b ? a : b;
}

/* Elements at..at+n of t in the widest type of class k: in `room` (of n wide elements), or where
   they are when they already have this type. u64 in class s wraps. */
const void *block_load(const Tensor *t, int64_t at, int64_t n, DTypeClass k, void *room);
void block_store(Tensor *t, int64_t at, int64_t n, DTypeClass k, const void *block);

/* A window on a tensor: converts BLOCK elements at a time while it is read forward, and only what
   was asked for after a jump. */
typedef struct Reader {
    const Tensor *t;
    DTypeClass k;
    int64_t size, from, to; /* elements of t; elements in the window */
    const void *block;
    _Alignas(64) double room[BLOCK * 2];
} Reader;

void reader_init(Reader *r, const Tensor *t, DTypeClass k);
/* n <= BLOCK elements from `at` on; good until the next call. */
const void *reader_get(Reader *r, int64_t at, int64_t n);

/* --- combining (eval_reduce.c) --- */

/* How the elements of a sum, a product, a maximum ... are combined. */
typedef struct Combiner {
    DTypeClass k;
    double _Complex identity;                            /* the bytes of an element of class k */
    void (*row)(void *acc, const void *from, int64_t n); /* acc[i] = acc[i] combined with from[i] */
} Combiner;

/* That of the node's op, a reduction, window or scan; false after an error when the operand's type
   has none. */
bool combiner_of(const Call *c, Combiner *out);

/* --- little tensors (eval_little.c) --- */

/* What can be known of the node beforehand. */
void little_plan(Little *l, const Node *n);

/* An elementwise step on little tensors: c->little->loop is there. */
bool eval_little(Call *c);

/* A tensor of this type of 1 to LITTLE bytes, its elements undefined: one that waits, or a new one.
 */
Tensor *little_new(Eval *e, const Type *type, int64_t bytes);

/* Frees the tensor (may be NULL), or keeps it for little_new. */
void little_give(Eval *e, Tensor *t);

/* --- strided copies (eval_copy.c) --- */

/* Elements of one dtype to move: dst[dst_at + i . dst_step] = src[src_at + i . src_step] for all i
   below dim. Steps and places count elements; the caller has checked that they stay inside. */
typedef struct Copy {
    DType dtype;
    int rank;
    int64_t dim[MAX_RANK], dst_step[MAX_RANK], src_step[MAX_RANK];
    void *dst;
    const void *src;
    int64_t dst_at, src_at;
} Copy;

/* False when interrupted. */
bool strided_copy(Cx *cx, const Copy *copy);

/* Where the box of these lengths, whose first element is at `start`, begins in a tensor of shape
   `whole`, if its elements lie side by side there and are few; else -1. */
int64_t run_start(const Shape *whole, const int64_t *start, const int64_t *length);

/* Moves n elements that lie side by side. */
void copy_run(DType dtype, void *dst, int64_t dst_at, const void *src, int64_t src_at, int64_t n);

#endif
