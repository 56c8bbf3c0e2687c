/* notebook.c - Livebook's .livemd files: the Elixir cells of a Markdown text, run in order.

   A cell is a block fenced by three or more backquotes and marked `elixir`; what a cell gives is
   printed below what it prints. A comment `livebook:{...}` above a block may say that it is an
   output or only text; such blocks are skipped. Cells share their variables, aliases and imports,
   and messages point at the lines of the notebook. */
#include "cli/cli.h"

#include "lang/vm.h"
#include "syntax/parser.h"

#include <string.h>

typedef struct Cell {
    size_t from, to; /* the code between the fences */
} Cell;

/* The line at *at, without its end and blanks in front of that; *at moves to the next. */
static Str next_line(Str text, size_t *at)
{
    const char *newline = memchr(text.at + *at, '\n', text.len - *at);
    size_t end = newline ? (size_t)(newline - text.at) : text.len, from = *at;
    *at = newline ? end + 1 : text.len;
    while (end > from && strchr(" \t\r", text.at[end - 1]))
        end--;
    return str_slice(text, from, end);
}

static bool holds(Str line, const char *word)
{
    return memmem(line.at, line.len, word, strlen(word)) != NULL;
}

/* The number of backquotes that a fence begins with, or 0. */
static size_t fence_of(Str line)
{
    size_t n = 0;
    while (n < line.len && line.at[n] == '`')
        n++;
    return n >= 3 ? n : 0;
}

/* The next cell at or behind *at, which moves behind it; false at the end. */
static bool next_cell(Str text, size_t *at, Cell *cell)
{
    bool is_text = false; /* what the comment above says */
    while (*at < text.len) {
        Str line = next_line(text, at);
        size_t fence = fence_of(line);
        if (fence == 0) {
            if (holds(line, "livebook:{"))
                is_text = holds(line, "\"output\":true") || holds(line, "\"force_markdown\":true");
            else if (line.len)
                is_text = false;
            continue;
        }
        bool is_code = !is_text && str_is(str_slice(line, fence, line.len), "elixir");
        cell->from = *at;
        do {
            cell->to = *at;
            line = *at < text.len ? next_line(text, at) : STR("");
        } while (cell->to < text.len && (fence_of(line) < fence || fence_of(line) != line.len));
        is_text = false;
        if (is_code)
            return true;
    }
    return false;
}

bool notebook_run(Cli *cli, Script *script, uint32_t source)
{
    Str text = cli->cx.sources.at[source].text;
    Cell cell;
    for (size_t at = 0; next_cell(text, &at, &cell);) {
        Ast *tree =
            parse_range(&cli->cx, &script->arena, source, (uint32_t)cell.from, (uint32_t)cell.to);
        Value v = tree ? script_form(script, tree) : vm_raise_pending(cli->vm);
        bool ok = v.tag != TAG_poison && cli_print_value(cli, v);
        value_free(v);
        if (!ok)
            return false;
    }
    return true;
}
