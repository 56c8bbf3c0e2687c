/* eval_copy.c - strided copies, the one loop behind all views, joins and gathers.

   Axes that are one on both sides are merged. Then, with the innermost axis contiguous on both
   sides, runs are moved whole; otherwise the copy is done in square tiles over the innermost axis
   and the axis along which the source is contiguous, so that each line of memory is used up while
   it is in the cache. Elements narrower than a byte go one by one. */
#include "eval/eval_ops.h"

#include <string.h>

enum { TILE = 32, POLL = 64 * 1024 };

void copy_run(DType dtype, void *dst, int64_t dst_at, const void *src, int64_t src_at, int64_t n)
{
    int64_t bits = dtype_info[dtype].bits;
    if (bits >= 8) {
        int64_t size = bits / 8;
        memcpy((char *)dst + dst_at * size, (const char *)src + src_at * size, (size_t)(n * size));
        return;
    }
    for (int64_t i = 0; i < n; i++)
        dtype_store(dtype, dst, dst_at + i, dtype_load(dtype, src, src_at + i));
}

int64_t run_start(const Shape *whole, const int64_t *start, const int64_t *length)
{
    int64_t at = 0, stride = 1, count = 1;
    bool is_run = true; /* axes inside of a partial one have a single index */
    for (int i = whole->rank; i-- > 0;) {
        at += start[i] * stride;
        is_run = is_run && (length[i] == 1 || count == stride);
        stride *= whole->dim[i];
        count *= length[i];
    }
    return is_run && count > 0 && count <= POLL ? at : -1;
}

typedef struct Wide {
    uint64_t half[2];
} Wide;

#define LINE(T)                                                                                    \
    do {                                                                                           \
        T *d = (T *)c->dst + dst_at;                                                               \
        const T *s = (const T *)c->src + src_at;                                                   \
        for (int64_t i = 0; i < n; i++)                                                            \
            d[i * dst_step] = s[i * src_step];                                                     \
    } while (0)

/* n elements, with steps. */
static void copy_line(const Copy *c, int64_t dst_at, int64_t dst_step, int64_t src_at,
                      int64_t src_step, int64_t n)
{
    switch (dtype_info[c->dtype].bits) {
    case 8:
        LINE(uint8_t);
        return;
    case 16:
        LINE(uint16_t);
        return;
    case 32:
        LINE(uint32_t);
        return;
    case 64:
        LINE(uint64_t);
        return;
    case 128:
        LINE(Wide);
        return;
    }
    for (int64_t i = 0; i < n; i++)
        copy_run(c->dtype, c->dst, dst_at + i * dst_step, c->src, src_at + i * src_step, 1);
}

static void remove_axis(Copy *c, int i)
{
    c->rank--;
    for (int a = i; a < c->rank; a++) {
        c->dim[a] = c->dim[a + 1];
        c->dst_step[a] = c->dst_step[a + 1];
        c->src_step[a] = c->src_step[a + 1];
    }
}

static void collapse(Copy *c)
{
    for (int i = c->rank - 1; i >= 0; i--)
        if (c->dim[i] == 1)
            remove_axis(c, i);
    for (int i = c->rank - 2; i >= 0; i--)
        if (c->dst_step[i] == c->dst_step[i + 1] * c->dim[i + 1] &&
            c->src_step[i] == c->src_step[i + 1] * c->dim[i + 1]) {
            c->dim[i + 1] *= c->dim[i];
            remove_axis(c, i);
        }
}

static void swap_axes(Copy *c, int i, int j)
{
    int64_t dim = c->dim[i], dst = c->dst_step[i], src = c->src_step[i];
    c->dim[i] = c->dim[j], c->dst_step[i] = c->dst_step[j], c->src_step[i] = c->src_step[j];
    c->dim[j] = dim, c->dst_step[j] = dst, c->src_step[j] = src;
}

/* The two innermost axes at one place, in tiles. */
static void copy_plane(const Copy *c, int64_t dst_at, int64_t src_at)
{
    int a = c->rank - 2, b = c->rank - 1;
    for (int64_t i0 = 0; i0 < c->dim[a]; i0 += TILE)
        for (int64_t j0 = 0; j0 < c->dim[b]; j0 += TILE) {
            int64_t i1 = i0 + TILE < c->dim[a] ? i0 + TILE : c->dim[a];
            int64_t n = j0 + TILE < c->dim[b] ? TILE : c->dim[b] - j0;
            for (int64_t i = i0; i < i1; i++)
                copy_line(c, dst_at + i * c->dst_step[a] + j0 * c->dst_step[b], c->dst_step[b],
                          src_at + i * c->src_step[a] + j0 * c->src_step[b], c->src_step[b], n);
        }
}

/* Brings the axis along which the source is contiguous next to the innermost; false when there is
   none, so that tiles would not help. */
static bool arrange_tiles(Copy *c)
{
    for (int i = 0; i < c->rank - 1; i++)
        if (c->src_step[i] == 1 || c->src_step[i] == -1) {
            swap_axes(c, i, c->rank - 2);
            return true;
        }
    return false;
}

bool strided_copy(Cx *cx, const Copy *given)
{
    Copy c = *given;
    collapse(&c);
    for (int i = 0; i < c.rank; i++)
        if (c.dim[i] == 0)
            return true;
    bool is_run = c.rank == 0 || (c.dst_step[c.rank - 1] == 1 && c.src_step[c.rank - 1] == 1);
    bool is_tiled = !is_run && c.rank > 1 && c.src_step[c.rank - 1] != 0 && arrange_tiles(&c);
    int inner = c.rank == 0 ? 0 : is_tiled ? c.rank - 2 : c.rank - 1;
    int64_t place[MAX_RANK] = {0}, dst_at = c.dst_at, src_at = c.src_at, done = 0, each = 1;
    for (int i = inner; i < c.rank; i++)
        each *= c.dim[i];
    for (;;) {
        if (is_tiled)
            copy_plane(&c, dst_at, src_at);
        else if (is_run)
            copy_run(c.dtype, c.dst, dst_at, c.src, src_at, each);
        else
            copy_line(&c, dst_at, c.dst_step[inner], src_at, c.src_step[inner], each);
        done += each;
        if (done >= POLL) {
            done = 0;
            if (interrupted(cx))
                return false;
        }
        int a = inner - 1;
        for (; a >= 0; a--) {
            dst_at += c.dst_step[a];
            src_at += c.src_step[a];
            if (++place[a] < c.dim[a])
                break;
            dst_at -= c.dim[a] * c.dst_step[a];
            src_at -= c.dim[a] * c.src_step[a];
            place[a] = 0;
        }
        if (a < 0)
            return true;
    }
}
