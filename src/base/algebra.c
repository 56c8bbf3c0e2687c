/* algebra.c - see algebra.h. The layout is Wadler's and Lindig's, strict: a stack of documents
   still to print, each with its indentation and whether the group around it is flat or broken.

   What does not fit is measured up to where that shows. Every group that was entered on the way and
   not left fits neither, so it is marked: a chain of operators is one group in the other, and
   measuring each from the start would take quadratic time. */
#include "base/algebra.h"

#include "base/vec.h"

#include <string.h>

/* --- making --- */

const Doc doc_nil = {.kind = DOC_pending};

static Doc *doc_new(Arena *arena, DocKind kind)
{
    Doc *d = arena_new(arena, Doc);
    d->kind = (uint8_t)kind;
    return d;
}

Doc *doc_text(Arena *arena, Str borrowed)
{
    Doc *d = doc_new(arena, DOC_text);
    d->text = borrowed;
    d->n = (int32_t)(borrowed.len < INT32_MAX ? borrowed.len : INT32_MAX);
    return d;
}

Doc *doc_string(Arena *arena, Str borrowed)
{
    Doc *d = doc_text(arena, borrowed);
    size_t columns = str_graphemes(borrowed);
    d->n = (int32_t)(columns < INT32_MAX ? columns : INT32_MAX);
    return d;
}

Doc *doc_line(Arena *arena)
{
    return doc_new(arena, DOC_line);
}

Doc *doc_break(Arena *arena, Str borrowed, bool is_flexible)
{
    Doc *d = doc_new(arena, DOC_break);
    d->text = borrowed;
    d->flag = is_flexible;
    return d;
}

static Doc *doc_of(Arena *arena, DocKind kind, const Doc *a)
{
    Doc *d = doc_new(arena, kind);
    d->a = a;
    return d;
}

Doc *doc_cons(Arena *arena, const Doc *a, const Doc *b)
{
    Doc *d = doc_of(arena, DOC_cons, a);
    d->b = b;
    return d;
}

Doc *doc_nest(Arena *arena, const Doc *a, int32_t columns)
{
    Doc *d = doc_of(arena, DOC_nest, a);
    d->n = columns;
    return d;
}

Doc *doc_nest_broken(Arena *arena, const Doc *a, int32_t columns)
{
    Doc *d = doc_nest(arena, a, columns);
    d->flag = true;
    return d;
}

Doc *doc_group(Arena *arena, const Doc *a)
{
    return doc_of(arena, DOC_group, a);
}

Doc *doc_group_inherit(Arena *arena, const Doc *a)
{
    Doc *d = doc_of(arena, DOC_group, a);
    d->flag = true;
    return d;
}

Doc *doc_force(Arena *arena, const Doc *a)
{
    return doc_of(arena, DOC_force, a);
}

Doc *doc_fits(Arena *arena, const Doc *a, bool next_break_decides)
{
    Doc *d = doc_of(arena, DOC_fits, a);
    d->flag = next_break_decides;
    return d;
}

Doc *doc_collapse(Arena *arena, int32_t most)
{
    Doc *d = doc_new(arena, DOC_collapse);
    d->n = most;
    return d;
}

Doc *doc_unlimited(Arena *arena, const Doc *a)
{
    return doc_of(arena, DOC_unlimited, a);
}

/* --- the layout --- */

typedef enum Mode {
    MODE_flat,
    MODE_break,
    MODE_flat_no_break, /* fits only if it has no forced break, whatever is inside */
    MODE_break_no_flat, /* fits if what stands before the next break does */
} Mode;

/* One document to come. `step` of items: 2k is item k, 2k + 1 the separator after it; of a group
   among those being measured: 1 marks its end, where `seen` is restored to what it was. */
typedef struct Entry {
    const Doc *doc;
    int64_t indent;
    int32_t column; /* a mark: where the group began */
    uint32_t step;
    uint8_t mode; /* Mode */
    bool seen;
} Entry;

typedef VEC(Entry) Entries;

typedef struct Layout {
    Text *out;
    Entries todo, measured;    /* the top is at the end */
    int64_t width, column;     /* NO_LIMIT: whatever there is fits */
    const PaintCodes *colours; /* or NULL */
    int32_t collapse;  /* how many newlines may stand for those that are being collapsed, or 0 */
    int32_t collapsed; /* their number so far */
    int64_t indent;    /* of what follows them */
} Layout;

enum { MOST_INDENT = 1000 };
#define NO_LIMIT INT64_MAX

/* Stands in a stack where the width becomes again what it was, its entry's `indent`. */
static const Doc width_again = {.kind = DOC_width};

static void push(Entries *to, const Doc *doc, int64_t indent, Mode mode)
{
    vec_push(to, ((Entry){.doc = doc, .indent = indent, .mode = (uint8_t)mode}));
}

static void push_step(Entries *to, Entry e, uint32_t step)
{
    e.step = step;
    if (step < 2 * (uint32_t)e.doc->n - 1)
        vec_push(to, e);
}

static Str separator_after(const Doc *items, uint32_t step)
{
    bool is_last = step / 2 + 2 == (uint32_t)items->n;
    return str_of(is_last ? items->how->last_separator : items->how->separator);
}

static int64_t nested(const Doc *d, int64_t indent, int64_t column)
{
    return d->n == NEST_CURSOR ? column : d->n == NEST_RESET ? 0 : indent + d->n;
}

/* What a measured document says: it fits, it does not, or ask the next one. */
typedef enum Verdict { VERDICT_no, VERDICT_yes, VERDICT_go_on } Verdict;

typedef struct Measure {
    int64_t width, column;
    bool seen; /* a break, without which nothing can be done about a long line */
} Measure;

static Verdict measure_break(Measure *m, Mode mode, size_t columns)
{
    if (mode == MODE_break || mode == MODE_break_no_flat)
        return VERDICT_yes;
    m->column += (int64_t)columns;
    m->seen = true;
    return VERDICT_go_on;
}

static Verdict measure_items(Layout *l, Measure *m, Entry e)
{
    push_step(&l->measured, e, e.step + 1);
    if (e.step % 2 == 0) {
        push(&l->measured, e.doc->items[e.step / 2], e.indent, (Mode)e.mode);
        return VERDICT_go_on;
    }
    m->column += (int64_t)separator_after(e.doc, e.step).len;
    if (m->column > m->width && m->seen)
        return VERDICT_no;
    return measure_break(m, (Mode)e.mode, 1);
}

static bool is_unfit(const Doc *group, int64_t width, int64_t column, int64_t indent)
{
    return group->n && width == group->n - 1 && column == group->unfit_column &&
           indent == group->unfit_indent;
}

/* The measure failed: so it would from the beginning of every group that it stands in, where that
   began without a break on the line. */
static void mark_unfit(Layout *l, const Measure *m)
{
    if (m->width != l->width || m->width >= INT32_MAX)
        return;
    for (size_t i = l->measured.len; i-- > 0;) {
        const Entry *e = &l->measured.at[i];
        bool is_mark = e->doc->kind == DOC_group && e->step;
        if (!is_mark || e->mode != MODE_flat || e->seen || e->indent >= INT32_MAX)
            continue;
        Doc *group = (Doc *)e->doc; /* the layout's own note */
        group->n = (int32_t)m->width + 1;
        group->unfit_column = e->column;
        group->unfit_indent = (int32_t)e->indent;
    }
}

static Verdict measure_one(Layout *l, Measure *m, Entry e)
{
    const Doc *d = e.doc;
    Mode mode = (Mode)e.mode;
    switch ((DocKind)d->kind) {
    case DOC_pending:
        return VERDICT_go_on;
    case DOC_text:
        m->column += d->n;
        return VERDICT_go_on;
    case DOC_line:
        if (mode == MODE_break || mode == MODE_break_no_flat)
            return VERDICT_yes;
        m->column = e.indent;
        m->seen = false;
        return VERDICT_go_on;
    case DOC_break:
        return measure_break(m, mode, d->text.len);
    case DOC_cons:
        push(&l->measured, d->b, e.indent, mode);
        push(&l->measured, d->a, e.indent, mode);
        return VERDICT_go_on;
    case DOC_nest:
        push(&l->measured, d->a, d->flag ? e.indent : nested(d, e.indent, m->column), mode);
        return VERDICT_go_on;
    case DOC_group:
        if (e.step) {
            m->seen = e.seen;
            return VERDICT_go_on;
        }
        mode = mode == MODE_break ? MODE_flat : mode;
        if (mode == MODE_flat && !m->seen && is_unfit(d, m->width, m->column, e.indent))
            return VERDICT_no;
        e.step = 1;
        e.seen = m->seen;
        e.mode = (uint8_t)mode;
        e.column = m->column < INT32_MAX ? (int32_t)m->column : INT32_MAX;
        vec_push(&l->measured, e);
        push(&l->measured, d->a, e.indent, mode);
        return VERDICT_go_on;
    case DOC_force:
        if (mode != MODE_break_no_flat)
            return VERDICT_no;
        push(&l->measured, d->a, e.indent, mode);
        return VERDICT_go_on;
    case DOC_fits:
        if (!d->flag)
            mode = MODE_flat_no_break;
        else if (mode != MODE_flat_no_break)
            mode = MODE_break_no_flat;
        push(&l->measured, d->a, e.indent, mode);
        return VERDICT_go_on;
    case DOC_items:
        return measure_items(l, m, e);
    case DOC_collapse:
        m->column = e.indent;
        return VERDICT_go_on;
    case DOC_unlimited:
        if (m->width != NO_LIMIT)
            push(&l->measured, &width_again, m->width, mode);
        push(&l->measured, d->a, e.indent, m->width != NO_LIMIT ? MODE_flat : mode);
        m->width = NO_LIMIT;
        return VERDICT_go_on;
    case DOC_width:
        m->width = e.indent;
        return VERDICT_go_on;
    }
    return VERDICT_go_on;
}

/* Whether `first` (if any) and then the uppermost `rest` of the documents to come fit the line from
   `column` on, up to the first place where it can end. */
static bool fits(Layout *l, int64_t column, bool seen, const Doc *first, int64_t indent,
                 size_t rest)
{
    Measure m = {l->width, column, seen};
    l->measured.len = 0;
    if (first)
        push(&l->measured, first, indent, MODE_flat);
    for (;;) {
        if (m.column > m.width && m.seen) {
            mark_unfit(l, &m);
            return false;
        }
        Entry e;
        if (l->measured.len > 0)
            e = vec_pop(&l->measured);
        else if (rest > 0)
            e = l->todo.at[--rest];
        else
            return true;
        Verdict verdict = measure_one(l, &m, e);
        if (verdict == VERDICT_no)
            mark_unfit(l, &m);
        if (verdict != VERDICT_go_on)
            return verdict == VERDICT_yes;
    }
}

static bool group_fits(Layout *l, const Doc *group, int64_t indent)
{
    return l->width == NO_LIMIT || (!is_unfit(group, l->width, l->column, indent) &&
                                    fits(l, l->column, false, group->a, indent, 0));
}

/* Prints what stands for the newlines that were collapsed. */
static void end_collapse(Layout *l)
{
    int32_t count = l->collapsed < l->collapse ? l->collapsed : l->collapse;
    text_pad(l->out, '\n', count);
    text_pad(l->out, ' ', l->indent < MOST_INDENT ? l->indent : MOST_INDENT);
    l->collapse = l->collapsed = 0;
}

static void newline(Layout *l, int64_t indent)
{
    l->column = indent;
    if (l->collapse) {
        l->collapsed++;
        return;
    }
    text_char(l->out, '\n');
    text_pad(l->out, ' ', indent < MOST_INDENT ? indent : MOST_INDENT);
}

static void print_text(Layout *l, Str text, int64_t columns, Paint paint)
{
    if (l->collapse && text.len > 0)
        end_collapse(l);
    bool is_painted = l->colours && l->colours->of[paint][0];
    if (is_painted)
        text_add(l->out, str_of(l->colours->of[paint]));
    text_add(l->out, text);
    if (is_painted)
        text_add(l->out, str_of(l->colours->reset));
    l->column += columns;
}

/* The documents after the break are already the top of `todo`. */
static void print_break(Layout *l, Str text, bool is_flexible, Entry e)
{
    bool breaks = e.mode == MODE_break;
    if (breaks && is_flexible) {
        int64_t after = l->column + (int64_t)text.len;
        breaks = l->width != NO_LIMIT && !fits(l, after, true, NULL, 0, l->todo.len);
    }
    if (breaks)
        newline(l, e.indent);
    else
        print_text(l, text, (int64_t)text.len, PAINT_none);
}

static void print_items(Layout *l, Entry e)
{
    push_step(&l->todo, e, e.step + 1);
    if (e.step % 2 == 0) {
        push(&l->todo, e.doc->items[e.step / 2], e.indent, (Mode)e.mode);
        return;
    }
    Str separator = separator_after(e.doc, e.step);
    Paint paint = separator.at[0] == ',' ? (Paint)e.doc->paint : PAINT_none;
    print_text(l, separator, (int64_t)separator.len, paint);
    print_break(l, STR(" "), e.doc->how->is_flexible, e);
}

static void print_one(Layout *l, Entry e)
{
    const Doc *d = e.doc;
    Mode mode = (Mode)e.mode;
    switch ((DocKind)d->kind) {
    case DOC_pending:
        break;
    case DOC_text:
        print_text(l, d->text, d->n, (Paint)d->paint);
        break;
    case DOC_line:
        newline(l, e.indent);
        break;
    case DOC_break:
        print_break(l, d->text, d->flag, e);
        break;
    case DOC_cons:
        push(&l->todo, d->b, e.indent, mode);
        push(&l->todo, d->a, e.indent, mode);
        break;
    case DOC_nest: {
        bool nests = !d->flag || mode == MODE_break;
        push(&l->todo, d->a, nests ? nested(d, e.indent, l->column) : e.indent, mode);
        break;
    }
    case DOC_group:
        if (!(mode == MODE_break && d->flag))
            mode = group_fits(l, d, e.indent) ? MODE_flat : MODE_break;
        push(&l->todo, d->a, e.indent, mode);
        break;
    case DOC_force:
    case DOC_fits:
        push(&l->todo, d->a, e.indent, mode);
        break;
    case DOC_items:
        print_items(l, e);
        break;
    case DOC_collapse:
        if (l->collapse == 0)
            l->indent = e.indent;
        l->collapse = d->n;
        l->column = e.indent;
        break;
    case DOC_unlimited:
        if (l->width != NO_LIMIT)
            push(&l->todo, &width_again, l->width, mode);
        push(&l->todo, d->a, e.indent, l->width != NO_LIMIT ? MODE_flat : mode);
        l->width = NO_LIMIT;
        break;
    case DOC_width:
        l->width = e.indent;
        break;
    }
}

bool doc_layout(Cx *cx, Text *out, const Doc *doc, int64_t width, const PaintCodes *colours)
{
    Layout l = {.out = out, .width = width < 0 ? NO_LIMIT : width, .colours = colours};
    bool stops = false;
    push(&l.todo, doc, 0, MODE_flat);
    while (l.todo.len > 0 && !stops) {
        Entry e = vec_pop(&l.todo);
        print_one(&l, e);
        stops = interrupted(cx);
    }
    if (l.collapse)
        end_collapse(&l);
    vec_free(&l.todo);
    vec_free(&l.measured);
    return !stops;
}
