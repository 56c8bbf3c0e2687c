/* prompt.c - `cnx` alone: reads, evaluates, prints.

   Lines are collected until they are a whole expression; the forms of an input are evaluated one
   after the other in one script, so variables, aliases and imports stay. Ctrl-C stops what runs, or
   drops what was typed, and the session goes on. What input from a pipe gives is printed without
   prompts. Helpers, documentation and completion are written in the language (lib/i_ex). */
#include "cli/cli.h"

#include "cli/line.h"
#include "cnx.h"
#include "lang/vm.h"
#include "syntax/parser.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Prompt {
    Cli *cli;
    Script script;
    LineEditor *lines;
    Text input; /* of the expression that is being typed */
    int number;
} Prompt;

static Value helper(Prompt *p, const char *module, const char *name, const Value *args, int count)
{
    Cx *cx = &p->cli->cx;
    return vm_call_named(p->cli->vm, sym(cx, str_of(module)), sym(cx, str_of(name)), args, count);
}

/* --- completion --- */

static Value variables(Prompt *p)
{
    ListBuilder list = LIST_BUILDER;
    for (size_t i = 0; i < p->script.bindings.len; i++) {
        const Binding *b = &p->script.bindings.at[i];
        list_push(&list, TUPLE(value_atom(b->name), value_ref(b->value)));
    }
    return list.list;
}

/* Pairs of the name and the module that it stands for. */
static Value aliases(Prompt *p)
{
    ListBuilder list = LIST_BUILDER;
    for (size_t i = 0; i < p->script.env.aliases.len; i++) {
        const Alias *a = &p->script.env.aliases.at[i];
        list_push(&list, TUPLE(value_atom(a->as), value_atom(a->module)));
    }
    return list.list;
}

/* Pairs of a module and the names that are taken from it, an empty list for all. */
static Value imports(Prompt *p)
{
    ListBuilder list = LIST_BUILDER;
    for (size_t i = 0; i < p->script.env.imports.len; i++) {
        const Import *import = &p->script.env.imports.at[i];
        ListBuilder names = LIST_BUILDER;
        bool is_list = import->only && import->names && import->names->kind != AST_atom;
        for (uint32_t k = 0; is_list && k < import->names->count; k++)
            if (import->names->args[k]->kind == AST_pair)
                list_push(&names, value_atom(import->names->args[k]->args[0]->name));
        list_push(&list, TUPLE(value_atom(import->module), names.list));
    }
    return list.list;
}

static void complete(void *closure, Str before, Text *insert, Text *list)
{
    Prompt *p = closure;
    Value args[] = {value_binary(before), variables(p), aliases(p), imports(p)};
    Value found = helper(p, "Elixir.IEx.Autocomplete", "complete", args, 4);
    if (found.tag == TAG_tuple && found.tuple->len == 2 && is_binary(found.tuple->at[0]) &&
        is_binary(found.tuple->at[1])) {
        text_add(insert, binary_str(found.tuple->at[0]));
        text_add(list, binary_str(found.tuple->at[1]));
    } else {
        Text ignored = {0};
        vm_raise_pending(p->cli->vm);
        raised_message(p->cli->vm, &ignored);
        text_free(&ignored);
    }
    value_free(found);
    for (size_t i = 0; i < sizeof args / sizeof *args; i++)
        value_free(args[i]);
}

/* --- evaluating --- */

static void print_result(Prompt *p, Value v)
{
    Cli *cli = p->cli;
    Value args[] = {value_int(p->number), v};
    Value text = helper(p, "Elixir.IEx.Session", "shown", args, 2);
    if (is_binary(text))
        vm_write(cli->vm, STDOUT_FILENO, binary_str(text));
    else if (text.tag == TAG_poison)
        cli_show_error(cli);
    value_free(text);
    vm_flush(cli->vm);
}

/* Whether the text may go on: what it lacks is its end. Other errors stay pending. */
static bool is_incomplete(Cx *cx)
{
    if (!failed(cx) || cx->error->exc != EXC_TokenMissingError)
        return false;
    error_free(error_take(cx));
    return true;
}

/* What was typed, unless it is not whole yet: then it waits for more lines. */
static void evaluate(Prompt *p)
{
    Cli *cli = p->cli;
    uint32_t source = source_add(&cli->cx, STR("iex"), text_str(&p->input), false);
    if (source)
        cli->cx.sources.at[source].before = (uint32_t)p->number - 1;
    Ast *tree = source ? vm_parse(cli->vm, &p->script.arena, source, 0, UINT32_MAX) : NULL;
    if (tree == NULL && is_incomplete(&cli->cx))
        return;
    *cli->cx.interrupt = 0;
    Value v = tree ? script_form(&p->script, tree) : vm_raise_pending(cli->vm);
    vm_warn_calls(cli->vm);
    if (v.tag == TAG_poison) {
        int status;
        if (vm_halted(cli->vm, &status)) {
            p->number = -1 - status;
            return;
        }
        cli_show_error(cli);
    } else {
        print_result(p, v);
        p->number++;
    }
    value_free(v);
    p->input.len = 0;
}

static bool is_blank(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!strchr(" \t\r\n", s.at[i]))
            return false;
    return true;
}

/* `|> f()` alone goes on with the last value. */
static void begin_with_operator(Prompt *p)
{
    if (p->number == 1 || !continues_value(text_str(&p->input)))
        return;
    Text whole = {0};
    text_add(&whole, STR("v() "));
    text_add(&whole, text_str(&p->input));
    text_free(&p->input);
    p->input = whole;
}

static bool is_break(Str line)
{
    while (line.len && strchr(" \t\r", line.at[line.len - 1]))
        line.len--;
    return str_is(line, "#iex:break");
}

static void drop_input(Prompt *p)
{
    if (p->input.len)
        fail(&p->cli->cx, SPAN_NONE, EXC_TokenMissingError, "incomplete expression");
    p->input.len = 0;
    cli_show_error(p->cli);
}

static void add_line(Prompt *p, const Text *line)
{
    if (is_break(text_str(line))) {
        drop_input(p);
        return;
    }
    bool is_first = p->input.len == 0;
    if (is_first && is_blank(text_str(line)))
        return;
    text_add(&p->input, text_str(line));
    if (is_first)
        begin_with_operator(p);
    text_char(&p->input, '\n'); /* the line's own: without it no heredoc could begin */
    evaluate(p);
}

/* iex(1)>, or what IEx.configure says; nothing is asked for where none is shown. */
static void prompt_text(Prompt *p, Text *out)
{
    out->len = 0;
    if (!line_is_terminal(p->lines))
        return;
    Value args[] = {value_int(p->number), value_bool(p->input.len > 0)};
    Value text = helper(p, "Elixir.IEx.Session", "prompt", args, 2);
    if (is_binary(text))
        text_add(out, binary_str(text));
    else
        cli_show_error(p->cli);
    value_free(text);
}

static void run_lines(Prompt *p)
{
    Text text = {0}, line = {0};
    while (p->number > 0) {
        prompt_text(p, &text);
        line.len = 0;
        LineResult result = line_read(p->lines, text_cstr(&text), &line);
        if (result == LINE_interrupted) {
            *p->cli->cx.interrupt = 0;
            p->input.len = 0;
            fputs("\n", stdout);
            fflush(stdout);
        } else if (result == LINE_end) {
            break;
        } else {
            add_line(p, &line);
        }
    }
    if (p->input.len)
        drop_input(p);
    text_free(&text);
    text_free(&line);
}

/* --- the session --- */

/* $CNX_HISTORY, or a file in the user's folder for such things; false: no history is kept. */
static bool history_path(Text *out)
{
    const char *given = getenv("CNX_HISTORY"), *state = getenv("XDG_STATE_HOME"),
               *home = getenv("HOME");
    if (given) {
        text_add(out, str_of(given));
        return *given != 0;
    }
    if (state && *state)
        text_print(out, "%s/cnx", state);
    else if (home && *home)
        text_print(out, "%s/.local/state/cnx", home);
    else
        return false;
    for (size_t i = 1; i <= out->len; i++)
        if (i == out->len || out->at[i] == '/') {
            Text folder = {0};
            text_add(&folder, str_slice(text_str(out), 0, i));
            mkdir(text_cstr(&folder), 0700);
            text_free(&folder);
        }
    text_add(out, STR("/history"));
    return true;
}

/* Evaluates what a session begins with; false after an error. */
static bool begin_session(Prompt *p, const char *code)
{
    uint32_t source = source_add(&p->cli->cx, STR("iex"), str_of(code), true);
    Ast *tree = source ? parse(&p->cli->cx, &p->script.arena, source) : NULL;
    Value v = tree ? script_form(&p->script, tree) : POISON;
    bool ok = v.tag != TAG_poison;
    value_free(v);
    return ok;
}

int command_prompt(Cli *cli, int argc, char **argv)
{
    Prompt p = {.cli = cli, .number = 1};
    Text history = {0};
    int chosen = cli_take_compiler(cli, &argc, &argv);
    if (chosen != EXIT_ok)
        return chosen;
    if (argc > 0)
        return cli_usage("the prompt takes no argument `%s`", argv[0]);
    script_init(cli->vm, &p.script);
    vm_call_bare_names(cli->vm);
    if (!cli_enter_project(cli, NULL, 0) || !begin_session(&p, "import IEx.Helpers")) {
        script_free(&p.script);
        return cli_finish(cli);
    }
    vm_show_warnings(cli->vm, cli->palette);
    if (!begin_session(&p, "IEx.Helpers.__dot_iex__()"))
        cli_show_error(cli);
    bool keeps = history_path(&history);
    p.lines = line_editor_new(cli->cx.interrupt, keeps ? text_cstr(&history) : NULL, complete, &p);
    if (line_is_terminal(p.lines)) {
        puts("cnx " CNX_VERSION " - Ctrl-D leaves, Ctrl-C stops what runs, h() shows help");
        fflush(stdout);
    }
    run_lines(&p);
    if (line_is_terminal(p.lines) && p.number > 0)
        puts("");
    fflush(stdout);
    line_editor_free(p.lines);
    text_free(&history);
    text_free(&p.input);
    int code = p.number < 0 ? -1 - p.number : EXIT_ok;
    vm_at_exit(cli->vm, code);
    int last = cli_finish(cli);
    script_free(&p.script);
    return last ? last : code;
}
