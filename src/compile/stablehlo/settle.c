/* settle.c - the lines of a function in the order that reading and printing them again keeps.

   Operations are printed node by node; numbers that fill a tensor, literals, and truth as bytes
   when something asks for them, which may be earlier than anything uses them, or never. So a number
   and a byte stand right before each operation that uses them, a literal before the first of its
   block; and names are numbered in the order in which they are defined. An operation with regions
   begins with a line that ends in "({", has a line "}, {" between them and one that begins with
   "})" at its end. */
#include "compile/stablehlo/emit.h"

#include <string.h>

typedef enum Place {
    PLACE_own,   /* where it was printed */
    PLACE_first, /* before the first operation of its block that uses it */
    PLACE_each   /* before each that does */
} Place;

typedef struct Line {
    Str text; /* without its end */
    Place place;
    bool is_needed;
} Line;

typedef struct Settle {
    VEC(Line) lines;
    bool *is_used; /* by name */
    size_t *late;  /* by name: 1 + the line of what is printed when it is used, else 0 */
    int *name;     /* by name: 1 + its number now */
    int next;
    Text *out;
} Settle;

/* --- lines --- */

static size_t indent_of(Str line)
{
    size_t n = 0;
    while (n < line.len && line.at[n] == ' ')
        n++;
    return n;
}

static bool begins(Str line, const char *text)
{
    size_t n = indent_of(line), len = strlen(text);
    return line.len >= n + len && memcmp(line.at + n, text, len) == 0;
}

static bool opens(Str line)
{
    return line.len >= 2 && memcmp(line.at + line.len - 2, "({", 2) == 0;
}

/* Past the operation that begins at line i. */
static size_t end_of(const Settle *s, size_t i)
{
    size_t indent = indent_of(s->lines.at[i].text);
    if (!opens(s->lines.at[i].text))
        return i + 1;
    do
        i++;
    while (!begins(s->lines.at[i].text, "})") || indent_of(s->lines.at[i].text) != indent);
    return i + 1;
}

/* --- names --- */

/* The next name from *at on, "%7" or the first part of "%7#1"; -1 when there is none. *at is then
   behind its number. */
static int next_name(Str line, size_t *at)
{
    for (size_t i = *at; i + 1 < line.len; i++) {
        if (line.at[i] != '%' || line.at[i + 1] < '0' || line.at[i + 1] > '9')
            continue;
        int name = 0;
        for (i++; i < line.len && line.at[i] >= '0' && line.at[i] <= '9'; i++)
            name = name * 10 + (line.at[i] - '0');
        *at = i;
        return name;
    }
    return -1;
}

/* The name that the line defines, or -1; *rest is where what it is made of begins. */
static int defined(Str line, size_t *rest)
{
    *rest = indent_of(line);
    return begins(line, "%") ? next_name(line, rest) : -1;
}

/* Whether the line's definition, behind its name, begins with `text`. */
static bool is_made_by(Str line, const char *text)
{
    size_t rest, len = strlen(text);
    return defined(line, &rest) >= 0 && line.len > rest + len &&
           memcmp(line.at + rest, text, len) == 0;
}

/* Whether the line is truth as a byte: "%7 = stablehlo.convert %6 : (tensor<2xi1>) ->
   tensor<2xui8>", and what is behind that. */
static bool is_byte(Str line)
{
    static const char from[] = "i1>) -> tensor<", to[] = "ui8>";
    bool has_from = false, has_to = false;
    for (size_t i = 1; i + sizeof from <= line.len && !has_from; i++)
        has_from = memcmp(line.at + i, from, sizeof from - 1) == 0 && line.at[i - 1] != 'u';
    for (size_t i = 0; i + sizeof to - 1 <= line.len && has_from; i++)
        has_to = has_to || memcmp(line.at + i, to, sizeof to - 1) == 0;
    return has_to;
}

static Place place_of(Str line)
{
    static const char constant[] = " = stablehlo.constant dense<";
    size_t rest, len = sizeof constant - 1;
    if (is_made_by(line, " = stablehlo.convert "))
        return is_byte(line) ? PLACE_each : PLACE_own;
    if (!is_made_by(line, constant))
        return PLACE_own;
    defined(line, &rest);
    char first = line.at[rest + len];
    return first == '[' || first == '"' || first == '>' ? PLACE_first : PLACE_each;
}

/* --- what is needed --- */

static bool has_effect(Str line)
{
    static const char mark[] = "has_side_effect = true";
    size_t rest;
    bool has = defined(line, &rest) < 0;
    if (!is_made_by(line, " = stablehlo.custom_call "))
        return has;
    for (size_t i = rest; i + sizeof mark <= line.len && !has; i++)
        has = memcmp(line.at + i, mark, sizeof mark - 1) == 0;
    return has;
}

/* Marks what is needed of the lines from `from` to before `to`, a block, backwards: what returns or
   has an effect, and what such lines use. */
static void mark(Settle *s, size_t from, size_t to)
{
    VEC(size_t) starts = {0};
    for (size_t i = from; i < to; i = end_of(s, i))
        vec_push(&starts, i);
    while (starts.len) {
        size_t i = vec_pop(&starts), end = end_of(s, i), inner = end - 1, rest;
        Line *line = &s->lines.at[i];
        int name = defined(line->text, &rest);
        line->is_needed = has_effect(line->text) || (name >= 0 && s->is_used[name]);
        if (!line->is_needed)
            continue;
        for (size_t j = end - 1; j-- > i;)
            if (indent_of(s->lines.at[j].text) == indent_of(line->text)) {
                mark(s, j + 1, inner);
                inner = j;
            }
        while (line->place != PLACE_first && (name = next_name(line->text, &rest)) >= 0)
            s->is_used[name] = true;
    }
    vec_free(&starts);
}

/* --- printing --- */

/* Prints the line; of a literal only its own name is one. */
static void print_line(Settle *s, const Line *line)
{
    size_t at = 0, done = 0;
    int name;
    while ((name = next_name(line->text, &at)) >= 0) {
        size_t start = at;
        while (line->text.at[start - 1] != '%')
            start--;
        if (s->name[name] == 0)
            s->name[name] = ++s->next;
        text_add(s->out, str_slice(line->text, done, start));
        text_print(s->out, "%d", s->name[name] - 1);
        done = at;
        if (line->place == PLACE_first)
            break;
    }
    text_add(s->out, str_slice(line->text, done, line->text.len));
    text_char(s->out, '\n');
}

/* What a line is made of. */
static Str made_of(Str line)
{
    size_t rest;
    defined(line, &rest);
    return str_slice(line, rest, line.len);
}

/* Prints a number or a byte for one more use, with the indent of the line that uses it. */
static void print_each(Settle *s, const Line *late, size_t indent)
{
    Line line = *late;
    size_t own = indent_of(line.text), rest = own;
    int name = next_name(line.text, &rest), inner = next_name(line.text, &rest);
    if (inner >= 0 && s->late[inner] && s->lines.at[s->late[inner] - 1].place == PLACE_each)
        print_each(s, &s->lines.at[s->late[inner] - 1], indent);
    s->name[name] = 0;
    text_pad(s->out, ' ', (int64_t)indent);
    line.text = str_slice(line.text, own, line.text.len);
    print_line(s, &line);
}

/* Prints the numbers and bytes that the line uses, equal ones once, and literals that stand nowhere
   yet. */
static void print_used(Settle *s, Str line)
{
    VEC(int) done = {0};
    size_t at, indent = indent_of(line);
    int name;
    for (defined(line, &at); (name = next_name(line, &at)) >= 0;) {
        size_t i = 0;
        if (s->late[name] == 0)
            continue;
        const Line *late = &s->lines.at[s->late[name] - 1];
        if (late->place == PLACE_first) {
            s->late[name] = 0;
            print_line(s, late);
            continue;
        }
        while (i < done.len &&
               !str_equal(made_of(s->lines.at[s->late[done.at[i]] - 1].text), made_of(late->text)))
            i++;
        if (i == done.len)
            print_each(s, late, indent);
        else
            s->name[name] = s->name[done.at[i]];
        vec_push(&done, name);
    }
    vec_free(&done);
}

/* Prints the literals from around a region that one of its lines uses. */
static void print_first(Settle *s, Str line)
{
    size_t at;
    int name;
    for (defined(line, &at); (name = next_name(line, &at)) >= 0;) {
        const Line *late = s->late[name] ? &s->lines.at[s->late[name] - 1] : NULL;
        if (late && late->place == PLACE_first) {
            s->late[name] = 0;
            print_line(s, late);
        }
    }
}

/* The lines from `from` to before `to`: a block. */
static void print_block(Settle *s, size_t from, size_t to)
{
    for (size_t i = from, end, rest; i < to; i = end) {
        const Line *line = &s->lines.at[i];
        end = end_of(s, i);
        if (!line->is_needed)
            continue;
        if (line->place != PLACE_own) {
            s->late[defined(line->text, &rest)] = i + 1;
            continue;
        }
        print_used(s, line->text);
        for (size_t j = i + 1; j < end; j++)
            if (s->lines.at[j].is_needed)
                print_first(s, s->lines.at[j].text);
        print_line(s, line);
        for (size_t inner = i + 1, j = i + 1; j < end; j++)
            if (indent_of(s->lines.at[j].text) == indent_of(line->text)) {
                print_block(s, inner, j);
                print_line(s, &s->lines.at[j]);
                inner = j + 1;
            }
    }
}

void emit_settle(Emit *e, size_t from)
{
    Text body = {0};
    text_add(&body, str_slice(text_str(e->out), from, e->out->len));
    size_t names = (size_t)e->next + 1;
    Settle s = {.out = e->out,
                .is_used = mem_alloc(names * sizeof *s.is_used),
                .late = mem_alloc(names * sizeof *s.late),
                .name = mem_alloc(names * sizeof *s.name)};
    memset(s.is_used, 0, names * sizeof *s.is_used);
    memset(s.late, 0, names * sizeof *s.late);
    memset(s.name, 0, names * sizeof *s.name);
    for (size_t i = 0, start = 0; i < body.len; i++)
        if (body.at[i] == '\n') {
            Str line = str_slice(text_str(&body), start, i);
            vec_push(&s.lines, ((Line){.text = line, .place = place_of(line)}));
            start = i + 1;
        }
    e->out->len = from;
    mark(&s, 0, s.lines.len);
    print_block(&s, 0, s.lines.len);
    free(s.is_used);
    free(s.late);
    free(s.name);
    vec_free(&s.lines);
    text_free(&body);
}
