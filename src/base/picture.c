/* picture.c - see picture.h. The text is Elixir's to the letter, so that what reads its messages
   reads ours. */
#include "base/picture.h"

#include <string.h>
#include <unistd.h>

Str path_shown(Str file)
{
    char here[4096];
    size_t len = file.len && file.at[0] == '/' && getcwd(here, sizeof here) ? strlen(here) : 0;
    bool is_below =
        len > 1 && file.len > len && file.at[len] == '/' && memcmp(file.at, here, len) == 0;
    return is_below ? str_slice(file, len + 1, file.len) : file;
}

/* --- lines --- */

static uint32_t digits_of(uint32_t number)
{
    return number < 10 ? 1 : 1 + digits_of(number / 10);
}

/* The blanks in front of a picture's bar. */
static uint32_t gutter_of(uint32_t line)
{
    return (digits_of(line) > 2 ? digits_of(line) : 2) + 2;
}

static Str line_of(Str lines, uint32_t skip)
{
    size_t at = 0;
    for (; skip && at < lines.len; at++)
        skip -= lines.at[at] == '\n';
    size_t end = at;
    while (end < lines.len && lines.at[end] != '\n')
        end++;
    end -= end > at && lines.at[end - 1] == '\r';
    return str_slice(lines, at, end);
}

/* "error: " and the message, whose further lines stand as far to the right; empty ones only where
   `pads_empty`. */
static void print_head(Text *out, const Picture *p, uint32_t gutter, bool pads_empty)
{
    text_print(out, "%*s%s%s:%s ", (int)gutter, "", p->colour, p->severity, p->off);
    for (size_t i = 0; i < p->message.len; i++) {
        bool is_last = i + 1 == p->message.len;
        text_char(out, p->message.at[i]);
        if (p->message.at[i] == '\n' && (pads_empty || (!is_last && p->message.at[i + 1] != '\n')))
            text_pad(out, ' ', gutter);
    }
    text_print(out, "\n%*s│\n", (int)gutter, "");
}

static void print_place(Text *out, const Picture *p, uint32_t line, uint32_t column)
{
    Str file = path_shown(p->file);
    text_print(out, "└─ %.*s:%u", (int)file.len, file.at, line);
    if (column)
        text_print(out, ":%u", column);
}

/* --- one place --- */

/* As many columns as its blanks at the start take. */
static uint32_t indent_of(Str line, size_t *bytes)
{
    uint32_t columns = 0;
    for (*bytes = 0; *bytes < line.len; ++*bytes)
        if (line.at[*bytes] == ' ')
            columns++;
        else if (line.at[*bytes] == '\t')
            columns += 8;
        else
            break;
    return columns;
}

/* The line and what marks it; a line that stands far to the right is moved to the left. */
static void print_marked(Text *out, const Picture *p, uint32_t gutter)
{
    enum { MOST_BLANKS = 27, LEFT_BLANKS = 22 };
    Str line = line_of(p->lines, 0);
    size_t bytes;
    uint32_t indent = indent_of(line, &bytes), column = p->column, width = p->width;
    text_print(out, "%*u │ ", (int)gutter - 1, p->line);
    if (column == 0) {
        column = indent + 1;
        width = (uint32_t)str_columns(str_slice(line, bytes, line.len));
    }
    if (indent >= MOST_BLANKS) {
        uint32_t moved = indent - LEFT_BLANKS;
        text_print(out, "...%*s", LEFT_BLANKS - 3, "");
        text_shown(out, str_slice(line, bytes, line.len));
        column = column > moved ? column - moved : 1;
        bytes = 0;
    } else {
        text_shown(out, line);
    }
    text_print(out, "\n%*s│ %s", (int)gutter, "", p->colour);
    for (uint32_t i = 0; i + 1 < column; i++) /* tabs are repeated, whatever their width is */
        text_char(out, i < bytes && line.at[i] == '\t' ? '\t' : ' ');
    text_pad(out, strcmp(p->severity, "error") == 0 ? '^' : '~', width > 1 ? width : 1);
    text_print(out, "%s\n", p->off);
}

/* --- two places --- */

static void print_line(Text *out, uint32_t number, uint32_t most, Str line)
{
    uint32_t digits = digits_of(number), widest = digits_of(most);
    uint32_t blanks = digits > 1 ? widest - digits + 1 : widest > 2 ? widest : 2;
    text_print(out, "%*s%u │ ", (int)blanks, "", number);
    text_shown(out, line);
    text_char(out, '\n');
}

static void print_under(Text *out, const Picture *p, uint32_t gutter, uint32_t column, Str what)
{
    text_print(out, "%*s│ %*s%s└ %.*s%s\n", (int)gutter, "", (int)column - 1, "", p->colour,
               (int)what.len, what.at, p->off);
}

static void print_both(Text *out, const Picture *p, uint32_t gutter)
{
    enum { MOST_BETWEEN = 4 };
    const Str first = STR("unclosed delimiter");
    uint32_t count = p->end_line - p->line;
    print_line(out, p->line, p->end_line, line_of(p->lines, 0));
    if (count == 0) {
        uint32_t between = p->end_column > p->column ? p->end_column - p->column - 1 : 0;
        text_print(out, "%*s│ %*s%s│%s%*s%s└ %.*s%s\n", (int)gutter, "", (int)p->column - 1, "",
                   p->colour, p->off, (int)between, "", p->colour, (int)p->second.len, p->second.at,
                   p->off);
        print_under(out, p, gutter, p->column, first);
        return;
    }
    print_under(out, p, gutter, p->column, first);
    if (count > MOST_BETWEEN)
        text_print(out, " ...\n");
    for (uint32_t i = 1; i < count && count <= MOST_BETWEEN; i++)
        print_line(out, p->line + i, p->end_line, line_of(p->lines, i));
    print_line(out, p->end_line, p->end_line, line_of(p->lines, count));
    print_under(out, p, gutter, p->end_column, p->second);
}

void picture_print(Text *out, const Picture *p)
{
    bool has_two = p->end_line != 0;
    uint32_t line = has_two ? p->end_line : p->line, gutter = gutter_of(line);
    uint32_t column = has_two ? p->end_column : p->column;
    if (p->lines.len == 0) {
        text_print(out, "%s%s:%s %.*s", p->colour, p->severity, p->off, (int)p->message.len,
                   p->message.at);
        text_char(out, '\n');
        print_place(out, p, line, column);
        return;
    }
    print_head(out, p, gutter, has_two);
    if (has_two)
        print_both(out, p, gutter);
    else
        print_marked(out, p, gutter);
    text_print(out, "%*s│\n%*s", (int)gutter, "", (int)gutter, "");
    print_place(out, p, line, column);
}
