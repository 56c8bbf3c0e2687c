/* sort.c - sort and argsort by radix: NaN above everything, -0.0 and 0.0 equal, stable, as the
   reference does.

   A long line is first cut by the highest digit in which its keys differ: chunks of constant size
   are counted and moved to their buckets, then the buckets are sorted, each a task; of many lines
   each is a task. Numbers of 32 bits alone are sorted without indices: equal keys are equal
   numbers, but for zeros and NaN, whose bits are then taken from the line in order. */
#include "routine/radix.h"
#include "routine/routine_call.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHUNK = 64 * 1024,  /* elements that a task counts or moves */
    PIECE = 32 * 1024,  /* elements of buckets that a task sorts, unless one has more */
    LONG = 64 * 1024,   /* a line from here on is cut */
    FEW_ELEMENTS = 8192 /* of a node that one thread sorts */
};

typedef enum Layout { LAYOUT_u32, LAYOUT_u64, LAYOUT_wide } Layout;

typedef struct Sort {
    RoutineCall *c;
    Layout layout;
    bool descending;
    int64_t length, inner, lines, size; /* size: bytes of an element of the layout */
    atomic_bool no_memory;              /* only ever set */
} Sort;

/* One line at work. */
typedef struct Line {
    const Sort *s;
    int64_t base; /* of its first element, which are `inner` apart */
    char *x, *y;  /* elements of the layout */
    int low;      /* the digit by which it is cut */
    int64_t chunks;
    int64_t *places;      /* chunks x RADIX */
    int64_t *cuts, ncuts; /* where the pieces begin */
    atomic_ullong differ; /* bits in which keys differ from the first */
    atomic_bool is_odd;   /* there is a NaN or -0.0 */
} Line;

/* --- keys --- */

static inline uint32_t float_key(float x)
{
    uint32_t bits;
    x += 0.0f;
    memcpy(&bits, &x, sizeof bits);
    return x != x ? UINT32_MAX : bits >> 31 ? ~bits : bits | UINT32_C(1) << 31;
}

static inline uint64_t double_key(double x)
{
    uint64_t bits;
    x += 0.0;
    memcpy(&bits, &x, sizeof bits);
    return x != x ? UINT64_MAX : bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

/* Keys of 32 bits of elements from..to of the line. */
HOT static void keys_f32(const float *x, int64_t n, int64_t step, uint32_t flip, uint32_t *keys)
{
    if (step == 1)
        for (int64_t i = 0; i < n; i++)
            keys[i] = float_key(x[i]) ^ flip;
    else
        for (int64_t i = 0; i < n; i++)
            keys[i] = float_key(x[i * step]) ^ flip;
}

HOT static bool any_odd(const float *x, int64_t n, int64_t step)
{
    uint32_t odd = 0;
    for (int64_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &x[i * step], sizeof bits);
        odd |= (bits == UINT32_C(1) << 31) | ((bits & INT32_MAX) > UINT32_C(0x7f800000));
    }
    return odd != 0;
}

static uint64_t key_of(const Tensor *t, int64_t at, bool is_wide)
{
    DType d = t->type.dtype;
    const char *data = tensor_data(t);
    if (d == DTYPE_f64)
        return double_key(((const double *)(const void *)data)[at]);
    uint64_t room;
    DTypeClass k = dtype_info[d].class_;
    dtype_load_block(d, data, at, 1, k, &room);
    if (k == DCLASS_f) {
        double x;
        memcpy(&x, &room, sizeof x);
        return float_key((float)x);
    }
    if (is_wide)
        return k == DCLASS_s ? room ^ UINT64_C(1) << 63 : room;
    return k == DCLASS_s ? (uint32_t)room ^ UINT32_C(1) << 31 : (uint32_t)room;
}

/* Elements from..to of the line in the layout, and what their keys differ in. */
static void fill(Line *l, int64_t from, int64_t to)
{
    const Sort *s = l->s;
    const Tensor *t = s->c->in[0];
    uint64_t differ = 0, first = 0;
    bool is_f32 = t->type.dtype == DTYPE_f32;
    uint32_t block[512], flip = s->descending ? UINT32_MAX : 0;
    for (int64_t at = from; at < to; at += 512) {
        int64_t n = least(512, to - at), place = l->base + at * s->inner;
        if (is_f32)
            keys_f32((const float *)tensor_data(t) + place, n, s->inner, flip, block);
        else if (s->layout != LAYOUT_wide)
            for (int64_t i = 0; i < n; i++)
                block[i] = (uint32_t)key_of(t, place + i * s->inner, false) ^ flip;
        for (int64_t i = 0; i < n; i++) {
            uint64_t key;
            if (s->layout == LAYOUT_wide) {
                key = key_of(t, place + i * s->inner, true) ^ (s->descending ? UINT64_MAX : 0);
                ((KeyIndex *)(void *)l->x)[at + i] = (KeyIndex){key, (uint64_t)(at + i)};
            } else {
                key = block[i];
                if (s->layout == LAYOUT_u64)
                    ((uint64_t *)(void *)l->x)[at + i] = key << 32 | (uint64_t)(at + i);
                else
                    ((uint32_t *)(void *)l->x)[at + i] = (uint32_t)key;
            }
            first = at + i == from ? key : first;
            differ |= key ^ first;
        }
        if (is_f32 && s->layout == LAYOUT_u32 && !l->is_odd &&
            any_odd((const float *)tensor_data(t) + place, n, s->inner))
            l->is_odd = true;
    }
    uint64_t all = first;
    if (from > 0) { /* the line's first key */
        all = key_of(t, l->base, s->layout == LAYOUT_wide);
        all ^= s->descending ? (s->layout == LAYOUT_wide ? UINT64_MAX : UINT32_MAX) : 0;
    }
    atomic_fetch_or(&l->differ, differ | (first ^ all));
}

/* --- the layouts' functions --- */

static void *sort_elements(const Sort *s, char *x, char *y, int64_t n, int high)
{
    void *a = x, *b = y;
    return s->layout == LAYOUT_u32   ? (void *)radix_sort_u32(a, b, n, 0, high)
           : s->layout == LAYOUT_u64 ? (void *)radix_sort_u64(a, b, n, 0, high)
                                     : (void *)radix_sort_wide(a, b, n, 0, high);
}

static void count_elements(const Line *l, int64_t from, int64_t n, int64_t *counts)
{
    const void *x = l->x + from * l->s->size;
    if (l->s->layout == LAYOUT_u32)
        radix_count_u32(x, n, l->low, counts);
    else if (l->s->layout == LAYOUT_u64)
        radix_count_u64(x, n, l->low, counts);
    else
        radix_count_wide(x, n, l->low, counts);
}

static void move_elements(const Line *l, int64_t from, int64_t n, int64_t *places)
{
    const void *x = l->x + from * l->s->size;
    void *y = l->y;
    if (l->s->layout == LAYOUT_u32)
        radix_move_u32(x, n, l->low, places, y);
    else if (l->s->layout == LAYOUT_u64)
        radix_move_u64(x, n, l->low, places, y);
    else
        radix_move_wide(x, n, l->low, places, y);
}

/* --- results --- */

static inline int64_t index_at(const Sort *s, const void *sorted, int64_t i)
{
    return s->layout == LAYOUT_u64 ? (int64_t)(((const uint64_t *)sorted)[i] & UINT32_MAX)
                                   : (int64_t)((const KeyIndex *)sorted)[i].index;
}

HOT static void values_of_keys(DType t, const uint32_t *keys, int64_t n, int64_t step,
                               uint32_t flip, uint32_t *to)
{
    uint32_t sign = UINT32_C(1) << 31;
    for (int64_t i = 0; i < n; i++) {
        uint32_t k = keys[i] ^ flip;
        uint32_t bits = k >> 31 ? k ^ sign : ~k;
        to[i * step] = t == DTYPE_f32   ? (k == UINT32_MAX ? UINT32_C(0x7fc00000) : bits)
                       : t == DTYPE_s32 ? k ^ sign
                                        : k;
    }
}

/* Results from..from+n of the line, of elements that are in order. */
static void write_results(const Line *l, const void *sorted, int64_t from, int64_t n)
{
    const Sort *s = l->s;
    RoutineCall *c = s->c;
    int64_t base = l->base, inner = s->inner;
    if (s->layout == LAYOUT_u32) {
        values_of_keys(c->in[0]->type.dtype, sorted, n, inner, s->descending ? UINT32_MAX : 0,
                       (uint32_t *)tensor_data(c->out[0]) + base + from * inner);
        return;
    }
    for (int k = 0; k < c->node->ntypes; k++) {
        Tensor *to = c->out[k];
        char *out = tensor_data(to);
        if (c->node->op == OP_argsort) {
            for (int64_t i = 0; i < n; i++) {
                int64_t index = index_at(s, sorted, i), at = base + (from + i) * inner;
                if (to->type.dtype == DTYPE_s32)
                    ((int32_t *)(void *)out)[at] = (int32_t)index;
                else
                    dtype_store_block(to->type.dtype, out, at, 1, DCLASS_s, &index);
            }
            continue;
        }
        const char *in = tensor_data(c->in[k]);
        size_t bytes = (size_t)dtype_info[to->type.dtype].bits / 8;
        for (int64_t i = 0; i < n; i++) {
            const char *x = in + (size_t)(base + index_at(s, sorted, i) * inner) * bytes;
            char *y = out + (size_t)(base + (from + i) * inner) * bytes;
            switch (bytes) {
            case 4:
                memcpy(y, x, 4);
                break;
            case 8:
                memcpy(y, x, 8);
                break;
            default:
                memcpy(y, x, bytes);
            }
        }
    }
}

/* Zeros and NaN, which lie together in the result, take their bits from the line in order. */
static void restore_odd(const Line *l)
{
    const Sort *s = l->s;
    const float *x = (const float *)tensor_data(s->c->in[0]) + l->base;
    float *y = (float *)tensor_data(s->c->out[0]) + l->base;
    int64_t zero = -1, nan = -1;
    for (int64_t i = 0; i < s->length && (zero < 0 || nan < 0); i++) {
        float v = y[i * s->inner];
        zero = v == 0 && zero < 0 ? i : zero;
        nan = v != v && nan < 0 ? i : nan;
    }
    for (int64_t i = 0; i < s->length; i++) {
        float v = x[i * s->inner];
        if (v == 0)
            y[zero++ * s->inner] = v;
        else if (v != v)
            y[nan++ * s->inner] = v;
    }
}

/* --- a line by one thread --- */

static int key_bits(const Line *l)
{
    uint64_t differ = l->differ;
    return differ ? 64 - __builtin_clzll(differ) : 0;
}

static void sort_line(Line *l)
{
    const Sort *s = l->s;
    fill(l, 0, s->length);
    const void *sorted = sort_elements(s, l->x, l->y, s->length, key_bits(l));
    write_results(l, sorted, 0, s->length);
    if (l->is_odd)
        restore_odd(l);
}

/* Room for the elements twice. */
static bool line_init(Line *l, const Sort *s, int64_t line)
{
    int64_t bytes;
    *l = (Line){.s = s};
    l->base = line / s->inner * s->length * s->inner + line % s->inner;
    if (size_mul(s->length, 2 * s->size, &bytes))
        l->x = mem_try((size_t)bytes + 64);
    l->y = l->x + s->length * s->size;
    return l->x != NULL;
}

static void lines_task(PoolRun *run, int64_t index, void *closure)
{
    Sort *s = closure;
    int64_t each = CHUNK / s->length + 1, to = least((index + 1) * each, s->lines);
    Line l;
    if (!line_init(&l, s, 0)) {
        s->no_memory = true;
        return;
    }
    char *room = l.x, *other = l.y;
    for (int64_t i = index * each; i < to && !pool_stopped(run); i++) {
        l = (Line){.s = s, .x = room, .y = other};
        l.base = i / s->inner * s->length * s->inner + i % s->inner;
        sort_line(&l);
    }
    free(room);
}

/* --- a long line by all threads --- */

static int64_t chunk_size(const Line *l, int64_t chunk)
{
    return least(CHUNK, l->s->length - chunk * CHUNK);
}

static void fill_task(PoolRun *run, int64_t index, void *closure)
{
    Line *l = closure;
    if (!pool_stopped(run))
        fill(l, index * CHUNK, index * CHUNK + chunk_size(l, index));
}

static void count_task(PoolRun *run, int64_t index, void *closure)
{
    Line *l = closure;
    int64_t *counts = l->places + index * RADIX;
    memset(counts, 0, RADIX * sizeof *counts);
    if (!pool_stopped(run))
        count_elements(l, index * CHUNK, chunk_size(l, index), counts);
}

static void move_task(PoolRun *run, int64_t index, void *closure)
{
    Line *l = closure;
    if (!pool_stopped(run))
        move_elements(l, index * CHUNK, chunk_size(l, index), l->places + index * RADIX);
}

/* Counts become places: digit by digit, chunk by chunk. Pieces are runs of whole buckets. */
static void place_buckets(Line *l)
{
    int64_t at = 0, piece = 0;
    l->ncuts = 0;
    l->cuts[l->ncuts++] = 0;
    for (int64_t d = 0; d < RADIX; d++) {
        if (at - piece >= PIECE) {
            l->cuts[l->ncuts++] = at;
            piece = at;
        }
        for (int64_t c = 0; c < l->chunks; c++) {
            int64_t own = l->places[c * RADIX + d];
            l->places[c * RADIX + d] = at;
            at += own;
        }
    }
    l->cuts[l->ncuts] = l->s->length;
}

/* A piece holds whole buckets, but not of one digit: all bits below its end count. */
static void piece_task(PoolRun *run, int64_t index, void *closure)
{
    Line *l = closure;
    const Sort *s = l->s;
    int64_t from = l->cuts[index], n = l->cuts[index + 1] - from;
    if (n == 0 || pool_stopped(run))
        return;
    const void *sorted =
        sort_elements(s, l->y + from * s->size, l->x + from * s->size, n, key_bits(l));
    write_results(l, sorted, from, n);
}

static bool sort_long(Sort *s, int64_t line)
{
    Cx *cx = s->c->cx;
    Line l;
    if (!line_init(&l, s, line))
        return false;
    l.chunks = (s->length + CHUNK - 1) / CHUNK;
    l.places = mem_try((size_t)(l.chunks * RADIX) * sizeof *l.places);
    l.cuts = mem_try((RADIX + 2) * sizeof *l.cuts);
    bool ok = l.places && l.cuts && pool_run(cx, l.chunks, fill_task, &l);
    l.low = ok && key_bits(&l) > RADIX_BITS ? key_bits(&l) - RADIX_BITS : 0;
    ok = ok && pool_run(cx, l.chunks, count_task, &l);
    if (ok)
        place_buckets(&l);
    ok = ok && pool_run(cx, l.chunks, move_task, &l) && pool_run(cx, l.ncuts, piece_task, &l);
    if (ok && l.is_odd)
        restore_odd(&l);
    free(l.places);
    free(l.cuts);
    free(l.x);
    return ok;
}

/* --- a node --- */

bool sort_knows(const Node *n)
{
    DType t = node_type(n->args[0])->dtype;
    int64_t length = 0;
    if (node_type(n)->shape.rank > 0)
        length = node_type(n)->shape.dim[node_int(n, ATTR_axis)];
    for (int i = 0; i < n->ntypes; i++)
        if (dtype_is_packed(n->types[i].dtype))
            return false;
    return !dtype_is_complex(t) && length < UINT32_MAX && length > 0;
}

bool sort_run(RoutineCall *c)
{
    const Shape *shape = &c->in[0]->type.shape;
    DType t = c->in[0]->type.dtype;
    int64_t axis = node_int(c->node, ATTR_axis), count = shape_count(shape);
    Sort s = {.c = c, .length = shape->dim[axis], .inner = 1};
    bool alone = c->node->op == OP_sort && c->node->nargs == 1;
    s.descending = node_int(c->node, ATTR_descending) != 0;
    s.layout = dtype_info[t].bits == 64                                        ? LAYOUT_wide
               : alone && (t == DTYPE_f32 || t == DTYPE_s32 || t == DTYPE_u32) ? LAYOUT_u32
                                                                               : LAYOUT_u64;
    s.size = s.layout == LAYOUT_u32 ? 4 : s.layout == LAYOUT_u64 ? 8 : 16;
    for (int i = (int)axis + 1; i < shape->rank; i++)
        s.inner *= shape->dim[i];
    if (!call_outputs(c))
        return false;
    if (count == 0)
        return true;
    s.lines = count / s.length;
    int64_t each = CHUNK / s.length + 1, tasks = (s.lines + each - 1) / each;
    bool ok = true;
    if (s.length >= LONG && s.lines < 4)
        for (int64_t i = 0; i < s.lines && ok; i++)
            ok = sort_long(&s, i);
    else
        ok = count < FEW_ELEMENTS ? pool_run_here(c->cx, tasks, lines_task, &s)
                                  : pool_run(c->cx, tasks, lines_task, &s);
    return (ok && !s.no_memory) || call_fails(c);
}
