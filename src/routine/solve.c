/* solve.c - systems of equations: right-hand sides are solved in chunks, each by a task that takes
   it from the tensor, goes through both triangles and leaves the results, all near its own thread.
 */
#include "routine/factor_job.h"
#include "tensor/recycle.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = FACTOR_BLOCK };

/* Sides that begin with zeros, as those of an inverse do: rows that stay zero need not be solved
   when such sides are in one chunk. */
typedef struct Order {
    int64_t *side;  /* at a place; NULL: as they are. Its memory holds what follows, too */
    int64_t *zeros; /* of the side at a place: with how many it begins */
} Order;

typedef struct Solving {
    FactorJob *j;
    Work *w;
    int64_t index;        /* of the matrix */
    Triangle first, then; /* then.t NULL: there is one */
    const int64_t *from;  /* the row of b that unknown i begins as; NULL: its own */
    bool flips;           /* b and x are transposed in memory */
    Order order;
    double *x; /* chunk by chunk: n rows of as many numbers as it has sides */
} Solving;

/* --- the order of sides --- */

/* Whether row i, `row` elements of f32 or f64, continues the zeros of some sides. */
HOT static bool count_zeros(DType t, int64_t i, int64_t sides, const void *row,
                            int64_t *restrict zeros)
{
    const uint64_t *wide = row;
    const uint32_t *narrow = row;
    int64_t any = 0;
    for (int64_t c = 0; c < sides && t == DTYPE_f64; c++) {
        int64_t more = (zeros[c] == i) & (wide[c] == 0);
        zeros[c] += more;
        any |= more;
    }
    for (int64_t c = 0; c < sides && t == DTYPE_f32; c++) {
        int64_t more = (zeros[c] == i) & (narrow[c] == 0);
        zeros[c] += more;
        any |= more;
    }
    return any != 0;
}

/* Sides by how many zeros they begin with; as they are where that saves little. Zeros times what is
   not finite are none, but then a row of the upper factor is NaN, and so are all unknowns. */
static Order order_sides(const Solving *s)
{
    int64_t n = s->j->n, sides = s->j->sides, total = 0, size;
    Order none = {0};
    if (!size_mul(sides, 3, &size) || !size_mul_add(size + n + 2, sizeof(int64_t), 0, &size))
        return none;
    int64_t *side = mem_try((size_t)size);
    if (side == NULL)
        return none;
    Order o = {side, side + sides};
    int64_t *zeros = side + 2 * sides, *first = side + 3 * sides;
    const Tensor *b = s->j->c->in[1];
    int64_t wide = dtype_info[b->type.dtype].bits / 8;
    memset(zeros, 0, (size_t)(sides + n + 2) * sizeof *zeros);
    for (int64_t i = 0; i < n; i++) {
        int64_t at = (s->index * n + s->from[i]) * sides;
        if (!count_zeros(b->type.dtype, i, sides, (const char *)tensor_data(b) + at * wide, zeros))
            break;
    }
    for (int64_t c = 0; c < sides; c++)
        total += zeros[c];
    if (total < sides * CHUNK) {
        free(side);
        return none;
    }
    for (int64_t c = 0; c < sides; c++)
        first[zeros[c] + 1]++;
    for (int64_t k = 0; k < n; k++)
        first[k + 1] += first[k];
    for (int64_t c = 0; c < sides; c++) {
        int64_t place = first[zeros[c]]++;
        o.side[place] = c;
        o.zeros[place] = zeros[c];
    }
    return o;
}

/* --- tensors and chunks --- */

/* to[i] = element at + at_of[i], or at + i * step. */
HOT static void gather(const Tensor *t, int64_t at, const int64_t *at_of, int64_t step,
                       int64_t count, double *to)
{
    const double *wide = (const double *)tensor_data(t) + at;
    const float *narrow = (const float *)tensor_data(t) + at;
    if (t->type.dtype == DTYPE_f64)
        for (int64_t i = 0; i < count; i++)
            to[i] = wide[at_of ? at_of[i] : i * step];
    else
        for (int64_t i = 0; i < count; i++)
            to[i] = narrow[at_of ? at_of[i] : i * step];
}

HOT static void scatter(Tensor *t, int64_t at, const int64_t *at_of, int64_t step, int64_t count,
                        const double *from)
{
    double *wide = (double *)tensor_data(t) + at;
    float *narrow = (float *)tensor_data(t) + at;
    if (t->type.dtype == DTYPE_f64)
        for (int64_t i = 0; i < count; i++)
            wide[at_of ? at_of[i] : i * step] = from[i];
    else
        for (int64_t i = 0; i < count; i++)
            narrow[at_of ? at_of[i] : i * step] = (float)from[i];
}

static void load_chunk(const Solving *s, int64_t first, int64_t sides, double *x)
{
    const Tensor *b = s->j->c->in[1];
    int64_t n = s->j->n, all = s->j->sides, start = s->index * n * all;
    for (int64_t i = 0; i < n; i++) {
        int64_t row = s->from ? s->from[i] : i;
        if (s->flips)
            gather(b, start + first * n + row, NULL, n, sides, x + i * sides);
        else if (s->order.side)
            gather(b, start + row * all, s->order.side + first, 0, sides, x + i * sides);
        else
            take_numbers(b, start + row * all + first, sides, x + i * sides);
    }
}

static void store_chunk(const Solving *s, int64_t first, int64_t sides, const double *x)
{
    Tensor *to = s->j->c->out[0];
    int64_t n = s->j->n, all = s->j->sides, start = s->index * n * all;
    for (int64_t i = 0; i < n; i++) {
        if (s->flips)
            scatter(to, start + first * n + i, NULL, n, sides, x + i * sides);
        else
            put_numbers(to, start + i * all + first, sides, x + i * sides);
    }
}

static void chunk_task(PoolRun *run, int64_t index, void *closure)
{
    const Solving *s = closure;
    int64_t first = index * CHUNK, sides = least(CHUNK, s->j->sides - first);
    double *x = s->x + first * s->j->n;
    if (pool_stopped(run))
        return;
    load_chunk(s, first, sides, x);
    solve_triangle(s->w, run, &s->first, x, sides, s->order.side ? s->order.zeros[first] : 0);
    if (s->then.t && !s->w->is_singular)
        solve_triangle(s->w, run, &s->then, x, sides, 0);
    if (s->order.side == NULL)
        store_chunk(s, first, sides, x);
}

/* Rows of sides that were in another order. */
static void rows_task(PoolRun *run, int64_t index, void *closure)
{
    const Solving *s = closure;
    int64_t n = s->j->n, all = s->j->sides;
    for (int64_t i = index * CHUNK; i < least((index + 1) * CHUNK, n) && !pool_stopped(run); i++)
        for (int64_t first = 0; first < all; first += CHUNK) {
            int64_t sides = least(CHUNK, all - first);
            scatter(s->j->c->out[0], (s->index * n + i) * all, s->order.side + first, 0, sides,
                    s->x + first * n + i * sides);
        }
}

static int64_t chunks_of(int64_t count)
{
    return (count + CHUNK - 1) / CHUNK;
}

static void solve_sides(Solving *s)
{
    int64_t n = s->j->n, sides = s->j->sides, bytes;
    bool fits = size_mul(n, sides, &bytes) && size_mul_add(bytes, sizeof(double), 64, &bytes);
    s->x = fits ? recycle_take(bytes) : NULL;
    if (s->x == NULL) {
        s->j->no_memory = true;
        return;
    }
    work_tasks(s->w, chunks_of(sides), chunk_task, s);
    if (s->order.side && !s->w->is_singular)
        work_tasks(s->w, chunks_of(n), rows_task, s);
    recycle_give(s->x, bytes);
}

/* --- a matrix --- */

void solve_by_factors(FactorJob *j, Work *w, int64_t index)
{
    Factors *f = factors_of(j, w, index);
    if (f == NULL)
        return;
    Solving s = {.j = j, .w = w, .index = index, .from = f->from};
    s.first = (Triangle){true, true, j->n, f->row, f->a};
    s.then = (Triangle){false, false, j->n, f->row, f->a};
    s.order = order_sides(&s);
    solve_sides(&s);
    free(s.order.side);
    factors_leave(j, f);
}

/* x a = b is a^T x^T = b^T: columns of x, or of its transpose, are the right-hand sides. */
void solve_by_triangle(FactorJob *j, Work *w, int64_t index)
{
    const Node *node = j->c->node;
    bool left = node_int(node, ATTR_left_side) != 0;
    bool turned = (node_int(node, ATTR_transform) == 1) != !left;
    bool vectors = j->c->in[1]->type.shape.rank < j->c->in[0]->type.shape.rank;
    int64_t n = j->n, square = n * n, bytes = 2 * square * (int64_t)sizeof(double) + 64;
    double *t = recycle_take(bytes);
    if (t == NULL) {
        j->no_memory = true;
        return;
    }
    Solving s = {.j = j, .w = w, .index = index, .flips = !left && !vectors};
    s.first = (Triangle){(node_int(node, ATTR_lower) != 0) != turned, false, n, n, t};
    take_numbers(j->c->in[0], index * square, square, turned ? t + square : t);
    if (turned)
        turn_matrix(n, n, t + square, n, t, n);
    solve_sides(&s);
    recycle_give(t, bytes);
}
