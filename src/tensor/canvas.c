/* canvas.c - drawing shapes into a picture; see canvas.h.

   Every shape becomes polygons, all turning the same way. Each edge of a polygon adds, to the
   pixels that it crosses, how much it covers to the right of itself, and to the next ones the rest;
   a sum along each row then is the coverage, where shapes on top of themselves count once. */
#include "tensor/canvas.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct Canvas {
    int64_t width, height, scale; /* pixels, and pixels a unit */
    uint8_t *rgb;
    float *cover;        /* of the shape being drawn; width + 1 a row */
    int64_t top, bottom; /* the rows that it touches */
};

typedef VEC(Spot) Spots;

Canvas *canvas_new(Cx *cx, int64_t width, int64_t height, int64_t scale)
{
    Canvas *c = mem_alloc(sizeof *c);
    *c = (Canvas){.width = width * scale, .height = height * scale, .scale = scale};
    size_t pixels = (size_t)(c->width * c->height);
    c->rgb = mem_try(3 * pixels);
    c->cover = mem_try((pixels + (size_t)c->height) * sizeof(float));
    if (c->rgb == NULL || c->cover == NULL) {
        canvas_free(c);
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "there is no memory for a picture of %lld x %lld",
             (long long)width, (long long)height);
        return NULL;
    }
    memset(c->rgb, 0xff, 3 * pixels);
    memset(c->cover, 0, (pixels + (size_t)c->height) * sizeof(float));
    c->top = c->height;
    return c;
}

void canvas_free(Canvas *c)
{
    if (c == NULL)
        return;
    free(c->rgb);
    free(c->cover);
    free(c);
}

Tensor *canvas_take(Cx *cx, Canvas *c)
{
    Tensor *t = tensor_new(cx, (Type){DTYPE_u8, SHAPE(c->height, c->width, 3)});
    if (t) {
        memcpy(tensor_data(t), c->rgb, (size_t)tensor_bytes(t));
        memset(c->rgb, 0xff, (size_t)tensor_bytes(t));
    }
    return t;
}

/* --- polygons --- */

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

/* Adds what the piece of an edge within one row covers: from x0 to x1 <= width, over `part` of the
   row's height (negative: upwards). */
static void cover_row(Canvas *c, int64_t y, double x0, double x1, double part)
{
    float *row = c->cover + y * (c->width + 1);
    double low = x0 < x1 ? x0 : x1, high = x0 < x1 ? x1 : x0;
    int64_t first = (int64_t)low, last = (int64_t)ceil(high) - 1;
    if (last <= first) {
        double right = 1 - ((x0 + x1) / 2 - (double)first);
        row[first] += (float)(part * right);
        row[first + 1] += (float)(part * (1 - right));
        return;
    }
    double slope = part / (high - low), before = 0;
    for (int64_t x = first; x <= last; x++) {
        /* The edge's height within this pixel, and the area on its right there. */
        double from = low > (double)x ? low : (double)x;
        double to = high < (double)(x + 1) ? high : (double)(x + 1);
        double height = slope * (to - from);
        double area = height * ((double)(x + 1) - (from + to) / 2) + before;
        row[x] += (float)area;
        before = height - height * ((double)(x + 1) - (from + to) / 2);
    }
    row[last + 1] += (float)before;
}

static void cover_edge(Canvas *c, Spot a, Spot b)
{
    double sign = 1;
    if (a.y > b.y) {
        Spot s = a;
        a = b;
        b = s;
        sign = -1;
    }
    if (a.y >= (double)c->height || b.y <= 0 || a.y == b.y)
        return;
    double slope = (b.x - a.x) / (b.y - a.y), most = (double)c->width;
    int64_t first = a.y < 0 ? 0 : (int64_t)a.y;
    for (int64_t y = first; y < c->height && (double)y < b.y; y++) {
        double from = a.y > (double)y ? a.y : (double)y;
        double to = b.y < (double)(y + 1) ? b.y : (double)(y + 1);
        double x0 = clamp(a.x + (from - a.y) * slope, 0, most);
        double x1 = clamp(a.x + (to - a.y) * slope, 0, most);
        cover_row(c, y, clamp(x0, 0, most - 1e-6), clamp(x1, 0, most - 1e-6), sign * (to - from));
        c->top = y < c->top ? y : c->top;
        c->bottom = y > c->bottom ? y : c->bottom;
    }
}

/* Covers a polygon given in pixels. */
static void cover_polygon(Canvas *c, const Spot *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        cover_edge(c, p[i], p[i + 1 < n ? i + 1 : 0]);
}

/* The same, turned the way that all polygons of lines and dots turn. */
static void cover_turned(Canvas *c, Spot *p, size_t n)
{
    double area = 0;
    for (size_t i = 0; i < n; i++) {
        Spot a = p[i], b = p[i + 1 < n ? i + 1 : 0];
        area += a.x * b.y - b.x * a.y;
    }
    for (size_t i = 0; area < 0 && i < n / 2; i++) {
        Spot s = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = s;
    }
    cover_polygon(c, p, n);
}

/* Paints what is covered and begins anew. */
static void paint(Canvas *c, uint32_t colour)
{
    const double paint[3] = {colour >> 16 & 0xff, colour >> 8 & 0xff, colour & 0xff};
    for (int64_t y = c->top; y <= c->bottom && y < c->height; y++) {
        float *row = c->cover + y * (c->width + 1);
        uint8_t *pixel = c->rgb + 3 * y * c->width;
        double sum = 0;
        for (int64_t x = 0; x < c->width; x++, pixel += 3) {
            sum += (double)row[x];
            double part = fabs(sum) < 1 ? fabs(sum) : 1;
            for (int i = 0; part > 1.0 / 512 && i < 3; i++)
                pixel[i] = (uint8_t)(pixel[i] + (paint[i] - pixel[i]) * part + 0.5);
        }
        memset(row, 0, (size_t)(c->width + 1) * sizeof *row);
    }
    c->top = c->height;
    c->bottom = 0;
}

/* --- shapes --- */

static Spot pixels(const Canvas *c, Spot p)
{
    return (Spot){p.x * (double)c->scale, p.y * (double)c->scale};
}

void canvas_rect(Canvas *c, Spot corner, Spot size, uint32_t colour)
{
    Spot a = pixels(c, corner), s = pixels(c, size);
    Spot p[] = {a, {a.x + s.x, a.y}, {a.x + s.x, a.y + s.y}, {a.x, a.y + s.y}};
    cover_turned(c, p, 4);
    paint(c, colour);
}

static void cover_dot(Canvas *c, Spot centre, double radius)
{
    Spot p[48];
    size_t n = radius < 3 ? 16 : 48;
    for (size_t i = 0; i < n; i++) {
        double angle = 2 * M_PI * (double)i / (double)n;
        p[i] = (Spot){centre.x + radius * cos(angle), centre.y + radius * sin(angle)};
    }
    cover_turned(c, p, n);
}

void canvas_dot(Canvas *c, Spot centre, double radius, uint32_t colour)
{
    cover_dot(c, pixels(c, centre), radius * (double)c->scale);
    paint(c, colour);
}

static void cover_segment(Canvas *c, Spot a, Spot b, double half)
{
    double dx = b.x - a.x, dy = b.y - a.y, length = hypot(dx, dy);
    if (length == 0)
        return;
    double nx = -dy / length * half, ny = dx / length * half;
    Spot p[] = {
        {a.x + nx, a.y + ny}, {b.x + nx, b.y + ny}, {b.x - nx, b.y - ny}, {a.x - nx, a.y - ny}};
    cover_turned(c, p, 4);
}

/* A line that goes straight along an axis begins and ends with a row of pixels, so that it is as
   sharp as it can be. */
static void sharpen(Spot *p, size_t n, double width)
{
    double whole = round(width) > 1 ? round(width) : 1, odd = fmod(whole, 2) / 2;
    if (n != 2)
        return;
    if (p[0].x == p[1].x)
        p[0].x = p[1].x = floor(p[0].x - odd + 0.5) + odd;
    if (p[0].y == p[1].y)
        p[0].y = p[1].y = floor(p[0].y - odd + 0.5) + odd;
}

/* The same line with gaps. */
static void cover_dashes(Canvas *c, const Spot *p, size_t n, double half, const double *dash,
                         size_t dashes)
{
    size_t which = 0;
    double left = dash[0] * (double)c->scale;
    for (size_t i = 0; i + 1 < n; i++) {
        Spot a = p[i];
        double rest = hypot(p[i + 1].x - a.x, p[i + 1].y - a.y);
        while (rest > 0) {
            double part = rest < left ? rest : left, share = part / rest;
            Spot b = {a.x + (p[i + 1].x - a.x) * share, a.y + (p[i + 1].y - a.y) * share};
            if (which % 2 == 0)
                cover_segment(c, a, b, half);
            a = b;
            rest -= part;
            left -= part;
            if (left <= 0) {
                which = (which + 1) % (2 * dashes);
                left = fmax(dash[which % dashes], 0.5) * (double)c->scale;
            }
        }
    }
}

void canvas_path(Canvas *c, const Spot *points, size_t count, double width, const double *dash,
                 size_t dashes, uint32_t colour)
{
    double half = width * (double)c->scale / 2;
    Spots p = {0};
    for (size_t i = 0; i < count; i++)
        vec_push(&p, pixels(c, points[i]));
    sharpen(p.at, p.len, 2 * half);
    if (dashes > 0 && count > 1)
        cover_dashes(c, p.at, p.len, half, dash, dashes);
    for (size_t i = 0; dashes == 0 && i + 1 < p.len; i++) {
        cover_segment(c, p.at[i], p.at[i + 1], half);
        if (i > 0)
            cover_dot(c, p.at[i], half);
    }
    vec_free(&p);
    paint(c, colour);
}

/* --- images --- */

static uint8_t image_part(const Tensor *t, int64_t y, int64_t x, int channel)
{
    int64_t channels = t->type.shape.dim[2];
    const uint8_t *data = tensor_data(t);
    return data[(y * t->type.shape.dim[1] + x) * channels + (channels < 3 ? 0 : channel)];
}

/* Each pixel is the mean of the elements that it lies on, or the one. */
void canvas_image(Canvas *c, Spot corner, Spot size, const Tensor *t)
{
    Spot a = pixels(c, corner), s = pixels(c, size);
    int64_t rows = t->type.shape.dim[0], columns = t->type.shape.dim[1];
    for (int64_t y = (int64_t)clamp(round(a.y), 0, (double)c->height);
         y < c->height && (double)y < round(a.y + s.y); y++) {
        int64_t top = (int64_t)(((double)y + 0.5 - a.y) / s.y * (double)rows);
        int64_t low = (int64_t)(((double)y + 1.5 - a.y) / s.y * (double)rows);
        top = top < 0 ? 0 : top >= rows ? rows - 1 : top;
        low = low <= top ? top + 1 : low > rows ? rows : low;
        for (int64_t x = (int64_t)clamp(round(a.x), 0, (double)c->width);
             x < c->width && (double)x < round(a.x + s.x); x++) {
            int64_t left = (int64_t)(((double)x + 0.5 - a.x) / s.x * (double)columns);
            int64_t right = (int64_t)(((double)x + 1.5 - a.x) / s.x * (double)columns);
            left = left < 0 ? 0 : left >= columns ? columns - 1 : left;
            right = right <= left ? left + 1 : right > columns ? columns : right;
            for (int i = 0; i < 3; i++) {
                int64_t sum = 0;
                for (int64_t v = top; v < low; v++)
                    for (int64_t u = left; u < right; u++)
                        sum += image_part(t, v, u, i);
                c->rgb[3 * (y * c->width + x) + i] =
                    (uint8_t)(sum / ((low - top) * (right - left)));
            }
        }
    }
}

/* --- text --- */

typedef struct Glyph {
    int32_t codepoint, width;
    const char *contours;
} Glyph;

static const Glyph glyphs[] = {
#define GLYPH(codepoint, width, contours) {codepoint, width, contours},
#include "tensor/glyph.def"
#undef GLYPH
};

enum { GLYPHS = sizeof glyphs / sizeof *glyphs, BASE = 64, OFFSET = 1024 };
static const double UNITS = 256;

static int by_codepoint(const void *a, const void *b)
{
    return *(const int32_t *)a - ((const Glyph *)b)->codepoint;
}

/* The glyph of the code point at *at, which moves; the last one of all is the replacement. */
static const Glyph *next_glyph(Str text, size_t *at)
{
    int32_t code = str_codepoint(text, at);
    const Glyph *g = bsearch(&code, glyphs, GLYPHS, sizeof *glyphs, by_codepoint);
    return g ? g : &glyphs[GLYPHS - 1];
}

double canvas_text_width(Str text, double size)
{
    double width = 0;
    for (size_t at = 0; at < text.len;)
        width += next_glyph(text, &at)->width;
    return width * size / UNITS;
}

static double coordinate(const char *s)
{
    int digits[2];
    for (int i = 0; i < 2; i++)
        digits[i] = (s[i] == '~' ? '\\' : s[i] == '!' ? '?' : s[i]) - '0';
    return digits[0] * BASE + digits[1] - OFFSET;
}

/* Covers a glyph whose origin is a pixel's place; `unit` pixels are one of its units. */
static void cover_glyph(Canvas *c, const Glyph *g, Spot at, double unit, bool is_turned)
{
    Spots contour = {0};
    for (const char *s = g->contours; *s; s += *s == ' ') {
        contour.len = 0;
        for (; *s && *s != ' '; s += 4) {
            double x = coordinate(s) * unit, y = coordinate(s + 2) * unit;
            Spot p = is_turned ? (Spot){at.x - y, at.y - x} : (Spot){at.x + x, at.y - y};
            vec_push(&contour, p);
        }
        cover_polygon(c, contour.at, contour.len);
    }
    vec_free(&contour);
}

void canvas_text(Canvas *c, Spot at, Str text, double size, double anchor, bool is_turned,
                 uint32_t colour)
{
    double unit = size * (double)c->scale / UNITS, before = anchor * canvas_text_width(text, size);
    at = pixels(c, is_turned ? (Spot){at.x, at.y + before} : (Spot){at.x - before, at.y});
    for (size_t i = 0; i < text.len;) {
        const Glyph *g = next_glyph(text, &i);
        cover_glyph(c, g, at, unit, is_turned);
        at.x += is_turned ? 0 : g->width * unit;
        at.y -= is_turned ? g->width * unit : 0;
    }
    paint(c, colour);
}
