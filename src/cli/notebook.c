/* notebook.c - Livebook's .livemd files: the Elixir cells of a Markdown text, run in order.

   A cell is a block fenced by three or more backquotes and marked `elixir`; what a cell gives is
   printed below what it prints. A comment `livebook:{...}` above a block may say that it is an
   output or only text, and such blocks are skipped, or that the notebook goes on when the cell
   raises. Above a heading `##` it may say that the section branches: then its cells start with the
   variables, aliases and imports that were there at the end of another section, and no other
   section sees theirs. Messages point at the lines of the notebook. */
#include "cli/cli.h"

#include "lang/module.h"
#include "lang/vm.h"
#include "syntax/parser.h"

#include <stdlib.h>
#include <string.h>

enum { NO_SECTION = -1 };

/* What comes next: a section begins, or a cell is to be run. */
typedef enum Item { ITEM_end, ITEM_section, ITEM_cell } Item;

typedef struct Reader {
    Str text;
    size_t at;
    size_t from, to; /* a cell's code, between the fences */
    bool may_fail;   /* a cell's error is shown, and the next one runs */
    long parent;     /* of a section that branches: which one it goes on from */
} Reader;

/* What cells leave to those behind them. */
typedef struct State {
    Env env;
    VEC(Binding) bindings;
} State;

typedef struct Notebook {
    Cli *cli;
    Script *script;
    uint32_t source;
    VEC(State) ends; /* in front of the first section, then where each section ended */
    size_t trunk;    /* the one of them that a section which does not branch goes on from */
    bool branches;   /* the section being run */
} Notebook;

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

/* The number behind a key of a comment, or NO_SECTION. */
static long number_of(Str line, const char *key)
{
    const char *found = memmem(line.at, line.len, key, strlen(key));
    return found ? strtol(found + strlen(key), NULL, 10) : NO_SECTION;
}

static bool is_section(Str line)
{
    return str_starts(line, STR("## "));
}

static Item next_item(Reader *r)
{
    Str said = STR(""); /* the comment above */
    while (r->at < r->text.len) {
        Str line = next_line(r->text, &r->at);
        size_t fence = fence_of(line);
        if (is_section(line)) {
            r->parent = number_of(said, "\"branch_parent_index\":");
            return ITEM_section;
        }
        if (fence == 0) {
            if (holds(line, "livebook:{"))
                said = line;
            else if (line.len)
                said = STR("");
            continue;
        }
        bool is_text = holds(said, "\"output\":true") || holds(said, "\"force_markdown\":true");
        bool is_code = !is_text && str_is(str_slice(line, fence, line.len), "elixir");
        r->may_fail = holds(said, "\"continue_on_error\":true");
        r->from = r->at;
        do {
            r->to = r->at;
            line = r->at < r->text.len ? next_line(r->text, &r->at) : STR("");
        } while (r->to < r->text.len && (fence_of(line) < fence || fence_of(line) != line.len));
        said = STR("");
        if (is_code)
            return ITEM_cell;
    }
    return ITEM_end;
}

/* --- what sections start with --- */

static void state_free(State *s)
{
    for (size_t i = 0; i < s->bindings.len; i++)
        value_free(s->bindings.at[i].value);
    vec_free(&s->bindings);
    env_free(&s->env);
}

static void keep_state(Notebook *n)
{
    State s = {0};
    env_copy(&s.env, &n->script->env);
    for (size_t i = 0; i < n->script->bindings.len; i++) {
        Binding b = n->script->bindings.at[i];
        value_ref(b.value);
        vec_push(&s.bindings, b);
    }
    vec_push(&n->ends, s);
    if (!n->branches)
        n->trunk = n->ends.len - 1;
}

static void take_state(Notebook *n, const State *from)
{
    Script *s = n->script;
    env_free(&s->env);
    env_copy(&s->env, &from->env);
    for (size_t i = 0; i < s->bindings.len; i++)
        value_free(s->bindings.at[i].value);
    s->bindings.len = 0;
    for (size_t i = 0; i < from->bindings.len; i++) {
        Binding b = from->bindings.at[i];
        value_ref(b.value);
        vec_push(&s->bindings, b);
    }
}

static void enter_section(Notebook *n, long parent)
{
    keep_state(n);
    n->branches = parent >= 0 && (size_t)parent + 1 < n->ends.len;
    take_state(n, &n->ends.at[n->branches ? (size_t)parent + 1 : n->trunk]);
}

/* --- cells --- */

/* False when the notebook ends here: the cell raised, which may be pending, or halted. */
static bool run_cell(Notebook *n, const Reader *r)
{
    Cli *cli = n->cli;
    int status;
    Ast *tree = vm_parse(cli->vm, &n->script->arena, n->source, (uint32_t)r->from, (uint32_t)r->to);
    Value v = tree ? script_form(n->script, tree) : vm_raise_pending(cli->vm);
    bool ok = v.tag != TAG_poison && cli_print_value(cli, v, true);
    value_free(v);
    if (ok || !r->may_fail || *cli->cx.interrupt || vm_halted(cli->vm, &status))
        return ok;
    cli_show_error(cli);
    return true;
}

bool notebook_run(Cli *cli, Script *script, uint32_t source)
{
    Notebook n = {.cli = cli, .script = script, .source = source};
    Reader r = {.text = cli->cx.sources.at[source].text};
    bool ok = true;
    Value told = vm_call_named(cli->vm, sym(&cli->cx, STR("Elixir.Cnx.Project")),
                               sym(&cli->cx, STR("in_notebook")), NULL, 0);
    value_free(told);
    vm_redefine_modules(cli->vm);
    for (Item item = ITEM_section; ok && (item = next_item(&r)) != ITEM_end;) {
        if (item == ITEM_section)
            enter_section(&n, r.parent);
        else
            ok = run_cell(&n, &r);
    }
    for (size_t i = 0; i < n.ends.len; i++)
        state_free(&n.ends.at[i]);
    vec_free(&n.ends);
    return ok;
}
