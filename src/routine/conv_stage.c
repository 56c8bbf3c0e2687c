/* conv_stage.c - see conv_stage.h. */
#include "routine/conv_stage.h"

#include <string.h>

bool stage_of(const Conv *v, int64_t rows, Stage *s)
{
    *s = (Stage){.rows = rows, .plane = 1, .lines = 1, .out_lines = 1, .extent = 1};
    for (int a = v->rank - 1; a >= 0; a--) {
        int64_t results = a == 0 ? rows : v->result[a];
        int64_t reach = (v->kernel[a] - 1) * v->kernel_dilations[a];
        s->phases[a] = least(v->strides[a], reach + 1);
        s->length[a] = results + reach / v->strides[a];
        s->pitch[a] = s->plane;
        s->extent += (results - 1) * s->pitch[a];
        if (!size_mul(s->plane, s->length[a], &s->plane))
            return false;
    }
    s->channel = s->plane;
    for (int a = 0; a < v->rank; a++)
        if (!size_mul(s->channel, s->phases[a], &s->channel))
            return false;
    s->lines = s->channel / s->length[v->rank - 1];
    for (int a = 0; a < v->rank - 1; a++)
        s->out_lines *= a == 0 ? rows : v->result[a];
    return true;
}

void stage_places(const Conv *v, const Stage *s, int64_t channels, int64_t *at)
{
    int64_t k[MAX_RANK] = {0}, each = v->depth / v->channels;
    for (int64_t p = 0; p < channels * each; p++) {
        int64_t phase = 0, place = 0;
        for (int a = 0; a < v->rank; a++) {
            int64_t x = k[a] * v->kernel_dilations[a];
            phase = phase * s->phases[a] + x % v->strides[a];
            place += x / v->strides[a] * s->pitch[a];
        }
        at[p] = p / each * s->channel + phase * s->plane + place;
        for (int a = v->rank - 1; a >= 0 && ++k[a] == v->kernel[a]; a--)
            k[a] = 0;
    }
}

void stage_out_lines(const Conv *v, const Stage *s, int64_t *at)
{
    for (int64_t i = 0; i < s->out_lines; i++) {
        at[i] = 0;
        for (int64_t a = v->rank - 2, rest = i; a >= 0; a--) {
            int64_t results = a == 0 ? s->rows : v->result[a];
            at[i] += rest % results * s->pitch[a];
            rest /= results;
        }
    }
}

/* Where coordinate x of a stage's axis is in the input, or -1. */
static int64_t input_at(const Conv *v, int axis, int64_t x)
{
    int64_t at = x - v->low[axis], apart = v->input_dilations[axis];
    return at < 0 || at % apart != 0 || at / apart >= v->input[axis] ? -1 : at / apart;
}

void stage_map(const Conv *v, const Stage *s, int64_t first, int64_t *map)
{
    int inner = v->rank - 1;
    for (int64_t i = 0; i < s->lines; i++) {
        int64_t outer = s->plane / s->length[inner], line = i % outer, phase = i / outer;
        int64_t place = 0, step = v->input[inner];
        phase /= s->phases[inner];
        for (int a = inner - 1; a >= 0 && place >= 0; a--) {
            int64_t x = line % s->length[a] + (a == 0 ? first : 0);
            int64_t at = input_at(v, a, x * v->strides[a] + phase % s->phases[a]);
            line /= s->length[a];
            phase /= s->phases[a];
            place = at < 0 ? -1 : place + at * step;
            step *= v->input[a];
        }
        map[i] = place;
    }
}

/* n elements of an input line from `at` on, with zeros where that is outside. */
static void copy_padded(const Conv *v, char *to, const char *x, int64_t at, int64_t n)
{
    size_t size = (size_t)v->size;
    int64_t before = at < 0 ? least(-at, n) : 0, end = v->input[v->rank - 1] - at;
    int64_t stop = end < before ? before : least(end, n);
    if (before > 0)
        memset(to, 0, (size_t)before * size);
    if (stop > before)
        memcpy(to + (size_t)before * size, x + (at + before) * v->size,
               (size_t)(stop - before) * size);
    if (stop < n)
        memset(to + (size_t)stop * size, 0, (size_t)(n - stop) * size);
}

/* n elements of phase `phase` from x / stride = `from` on. */
static void copy_line(const Conv *v, char *to, const char *x, int64_t from, int64_t phase,
                      int64_t n)
{
    int axis = v->rank - 1;
    size_t size = (size_t)v->size;
    if (v->strides[axis] == 1 && v->input_dilations[axis] == 1) {
        copy_padded(v, to, x, from - v->low[axis], n);
        return;
    }
    for (int64_t i = 0; i < n; i++, to += size) {
        int64_t at = input_at(v, axis, (from + i) * v->strides[axis] + phase);
        if (at < 0)
            memset(to, 0, size);
        else
            memcpy(to, x + at * v->size, size);
    }
}

void stage_fill(const Conv *v, const Stage *s, int64_t first, const int64_t *map, const char *x,
                int64_t channels, char *to)
{
    int inner = v->rank - 1;
    int64_t n = s->length[inner], outer = s->plane / n, from = inner == 0 ? first : 0;
    for (int64_t c = 0; c < channels; c++, x += v->in_size * v->size)
        for (int64_t i = 0; i < s->lines; i++, to += n * v->size) {
            if (map[i] < 0)
                memset(to, 0, (size_t)(n * v->size));
            else
                copy_line(v, to, x + map[i] * v->size, from, i / outer % s->phases[inner], n);
        }
}
