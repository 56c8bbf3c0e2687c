/* csv.c - tensors of numbers in text files; see csv.h. */
#include "tensor/csv.h"

#include "base/size.h"
#include "tensor/stream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- cells --- */

typedef struct Csv {
    Cx *cx;
    Str text;
    size_t at; /* behind the last cell and its separator */
    char separator;
    int64_t line, column; /* of the next cell; from 1 and 0 */
    bool at_line_end;     /* the last cell was its line's last */
} Csv;

typedef struct Cell {
    Str text; /* without quotes around it; those inside are still doubled */
    size_t at;
    bool is_quoted;
} Cell;

static Csv csv_of(Cx *cx, Str text, char separator)
{
    bool has_mark = str_starts(text, STR("\xef\xbb\xbf"));
    return (Csv){cx, text, has_mark ? 3 : 0, separator, 1, 0, true};
}

static size_t line_break(const Csv *c, size_t at)
{
    if (at < c->text.len && c->text.at[at] == '\n')
        return 1;
    return c->text.len - at >= 2 && memcmp(c->text.at + at, "\r\n", 2) == 0 ? 2 : 0;
}

/* Passes lines without text; false at the end. */
static bool skip_empty(Csv *c)
{
    for (size_t n; (n = line_break(c, c->at)) > 0; c->at += n)
        c->line++;
    return c->at < c->text.len;
}

static Str trimmed(Str s)
{
    while (s.len > 0 && (s.at[0] == ' ' || s.at[0] == '\t'))
        s = str_slice(s, 1, s.len);
    while (s.len > 0 && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t'))
        s.len--;
    return s;
}

/* Passes a cell's text in quotes, which begins at the reader; false when it has no end. */
static bool pass_quoted(Csv *c, Cell *cell)
{
    size_t at = c->at + 1, from = at;
    for (; at < c->text.len; at++) {
        c->line += c->text.at[at] == '\n';
        if (c->text.at[at] != '"')
            continue;
        if (at + 1 == c->text.len || c->text.at[at + 1] != '"')
            break;
        at++;
    }
    cell->text = str_slice(c->text, from, at);
    cell->is_quoted = true;
    c->at = at + 1;
    return at < c->text.len;
}

/* The next cell of a line; there is one. False after an error. */
static bool next_cell(Csv *c, Cell *cell)
{
    *cell = (Cell){.at = c->at};
    if (c->at < c->text.len && c->text.at[c->at] == '"') {
        if (!pass_quoted(c, cell))
            return data_fail(c->cx, "CSV", (int64_t)cell->at, "a cell in quotes without its end");
    } else {
        size_t from = c->at;
        while (c->at < c->text.len && c->text.at[c->at] != c->separator && !line_break(c, c->at))
            c->at++;
        cell->text = trimmed(str_slice(c->text, from, c->at));
    }
    c->column++;
    c->at_line_end = c->at == c->text.len || line_break(c, c->at) > 0;
    if (!c->at_line_end && c->text.at[c->at] != c->separator)
        return data_fail(c->cx, "CSV", (int64_t)c->at, "text after a cell in quotes");
    if (!c->at_line_end) {
        c->at++;
    } else if (c->at < c->text.len) {
        c->at += line_break(c, c->at);
        c->line++;
    }
    return true;
}

bool csv_first_line(Cx *cx, Str text, char separator, Texts *cells)
{
    Csv c = csv_of(cx, text, separator);
    Cell cell;
    c.at_line_end = !skip_empty(&c);
    while (!c.at_line_end) {
        if (!next_cell(&c, &cell))
            return false;
        Text name = {0};
        for (size_t i = 0; i < cell.text.len; i++) {
            text_char(&name, cell.text.at[i]);
            i += cell.is_quoted && cell.text.at[i] == '"';
        }
        vec_push(cells, name);
    }
    return true;
}

void texts_free(Texts *all)
{
    for (size_t i = 0; i < all->len; i++)
        text_free(&all->at[i]);
    vec_free(all);
}

/* --- numbers --- */

static bool is_missing(Str s)
{
    return s.len == 0 || str_is(s, "NA") || str_is(s, "NaN") || str_is(s, "nan");
}

/* A decimal number, or an infinity by name. */
static bool decimal(Str s, double *out)
{
    char room[400], *end;
    bool is_word = str_is(s, "Inf") || str_is(s, "inf") || str_is(s, "-Inf") || str_is(s, "-inf");
    if (s.len == 0 || s.len >= sizeof room)
        return false;
    memcpy(room, s.at, s.len);
    room[s.len] = 0;
    if (!is_word && strspn(room, "0123456789+-.eE") != s.len)
        return false;
    *out = strtod(room, &end);
    return end == room + s.len;
}

/* A whole number that integer type t holds. */
static bool whole(Str s, DType t, Scalar *out)
{
    bool is_negative = s.len > 0 && s.at[0] == '-';
    size_t i = s.len > 0 && (is_negative || s.at[0] == '+');
    uint64_t x = 0;
    if (i == s.len)
        return false;
    for (; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9' || __builtin_mul_overflow(x, 10u, &x) ||
            __builtin_add_overflow(x, (uint64_t)(s.at[i] - '0'), &x))
            return false;
    }
    uint64_t most =
        dtype_info[t].class_ == DCLASS_u ? dtype_max_finite(t).u : (uint64_t)dtype_max_finite(t).s;
    uint64_t least = dtype_info[t].class_ == DCLASS_u ? 0 : most + 1;
    *out = is_negative ? scalar_s((int64_t)(0 - x)) : scalar_u(x);
    return x <= (is_negative ? least : most);
}

static bool cell_number(const CsvOptions *o, Str s, Scalar *out)
{
    double x;
    if (dtype_is_integer(o->dtype))
        return whole(s, o->dtype, out);
    if (!is_missing(s) && !decimal(s, &x))
        return false;
    *out = scalar_f(is_missing(s) ? (double)NAN : x);
    return true;
}

bool csv_is_header(const Texts *cells)
{
    double x;
    for (size_t i = 0; i < cells->len; i++) {
        Str s = text_str(&cells->at[i]);
        if (is_missing(s) ? s.len > 0 : decimal(s, &x))
            return false;
    }
    return cells->len > 0;
}

/* --- rows --- */

/* Where in a row of the tensor a column stands; -1: nowhere. */
typedef struct Places {
    int64_t *at, count; /* of the columns of the file */
} Places;

static bool cell_fail(const Csv *c, const Cell *cell, int64_t line, DType t)
{
    return data_fail(c->cx, "CSV", (int64_t)cell->at,
                     "\"%.*s\" in line %lld, column %lld is no number of type %s",
                     (int)(cell->text.len < 40 ? cell->text.len : 40), cell->text.at,
                     (long long)line, (long long)c->column, dtype_info[t].name);
}

/* Reads a line into row `row` of *t, or only checks it when that is NULL. */
static bool read_line(Csv *c, const CsvOptions *o, const Places *places, Tensor *t, int64_t row)
{
    Cell cell;
    Scalar x;
    int64_t line = c->line;
    size_t from = c->at;
    c->column = 0;
    do {
        if (!next_cell(c, &cell))
            return false;
        int64_t place = c->column <= places->count ? places->at[c->column - 1] : -1;
        if (place < 0)
            continue;
        if (!cell_number(o, cell.text, &x))
            return cell_fail(c, &cell, line, o->dtype);
        if (t)
            tensor_set(t, row * t->type.shape.dim[1] + place, x);
    } while (!c->at_line_end);
    if (c->column == places->count)
        return true;
    return data_fail(c->cx, "CSV", (int64_t)from,
                     "line %lld has %lld cells where the first has %lld", (long long)line,
                     (long long)c->column, (long long)places->count);
}

/* Reads all lines and counts them; false after an error. */
static bool read_lines(Cx *cx, Str text, const CsvOptions *o, const Places *places, Tensor *t,
                       int64_t *rows)
{
    Csv c = csv_of(cx, text, o->separator);
    Cell cell;
    *rows = 0;
    if (o->has_header && skip_empty(&c)) {
        do {
            if (!next_cell(&c, &cell))
                return false;
        } while (!c.at_line_end);
    }
    for (; skip_empty(&c); ++*rows) {
        if ((*rows % 1024 == 0 && interrupted(cx)) || !read_line(&c, o, places, t, *rows))
            return false;
    }
    return true;
}

static bool find_places(Cx *cx, Str text, const CsvOptions *o, Places *places)
{
    Texts first = {0};
    bool is_well = csv_first_line(cx, text, o->separator, &first);
    *places = (Places){mem_alloc((first.len + 1) * sizeof(int64_t)), (int64_t)first.len};
    texts_free(&first);
    for (int64_t i = 0; i < places->count; i++)
        places->at[i] = o->columns ? -1 : i;
    for (int64_t i = 0; o->columns && i < o->count && is_well; i++) {
        int64_t column = o->columns[i];
        is_well = column >= 0 && column < places->count && places->at[column] < 0;
        if (is_well)
            places->at[column] = i;
        else
            fail(cx, SPAN_NONE, EXC_ArgumentError,
                 "column %lld is %s: the file has %lld, counted from 0", (long long)column,
                 column >= 0 && column < places->count ? "asked for twice" : "not in the file",
                 (long long)places->count);
    }
    return is_well;
}

Tensor *csv_read(Cx *cx, Str text, const CsvOptions *o)
{
    Places places;
    Tensor *t = NULL;
    int64_t rows;
    if (find_places(cx, text, o, &places) && read_lines(cx, text, o, &places, NULL, &rows)) {
        t = tensor_new(cx, (Type){o->dtype, SHAPE(rows, o->columns ? o->count : places.count)});
        if (t && !read_lines(cx, text, o, &places, t, &rows)) {
            tensor_free(t);
            t = NULL;
        }
    }
    free(places.at);
    return t;
}
