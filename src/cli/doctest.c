/* doctest.c - cnx doctest: runs the examples in files and compares what they give.

   Two forms. `iex>` examples, continued after `...>`, with the outcome on the lines below, in any
   text; an empty line ends a group, and each group starts with fresh variables. Or programs whose
   lines end in a comment that says what the line gives: `# => value`, `# error: (Module) text`,
   `# prints: text`.

   Outcomes are those of the reference; under another compiler floats may differ from them in their
   last digits.

   The source that is parsed is the file with prompts and prose taken out of its lines, so that
   messages point at the file's own lines. */
#include "cli/cli.h"

#include "lang/vm.h"
#include "syntax/parser.h"

#include <stdio.h>
#include <string.h>

const char help_doctest[] =
    "Usage:\n"
    "  cnx doctest [--compiler NAME] [--exact] FILE...\n\n"
    "Runs what stands behind iex> in a text, or the lines of a program with # => VALUE,\n"
    "# error: TEXT or # prints: TEXT behind them, and compares what they give. With a compiler\n"
    "other than the reference floats may differ in their last digits.\n\n"
    "  --exact   outcomes to the letter, as in files of a folder golden/: lines of blanks count,\n"
    "            and lists end after 200 elements\n";

typedef struct Tally {
    int passed, failed;
} Tally;

/* Where a line starts in the file, and in the source that is parsed. */
typedef struct LineStart {
    size_t at, masked;
} LineStart;

typedef struct Doctest {
    Cli *cli;
    Str path, text; /* the file as it is */
    uint32_t source;
    bool is_close; /* not the reference: floats may differ in their last digits */
    bool exact;    /* outcomes are compared as inspected text alone */
    Script script;
    Tally tally;
    VEC(LineStart) lines; /* of a file with prompts */
} Doctest;

static Str line_at(Str text, size_t at)
{
    size_t end = at;
    while (end < text.len && text.at[end] != '\n')
        end++;
    return str_slice(text, at, end);
}

static Str trim(Str s)
{
    while (s.len && strchr(" \t\r\n", s.at[0]))
        s = str_slice(s, 1, s.len);
    while (s.len && strchr(" \t\r\n", s.at[s.len - 1]))
        s = str_slice(s, 0, s.len - 1);
    return s;
}

/* Where the code starts on a line that begins with this prompt, or 0. `iex(1)>` counts as `iex>`.
 */
static size_t prompt_end(Str line, Str prompt)
{
    size_t i = 0;
    while (i < line.len && (line.at[i] == ' ' || line.at[i] == '\t'))
        i++;
    Str rest = str_slice(line, i, line.len);
    if (!str_starts(rest, prompt))
        return 0;
    i += prompt.len;
    if (i < line.len && line.at[i] == '(')
        while (i < line.len && line.at[i] != '>')
            i++;
    if (i >= line.len || line.at[i] != '>')
        return 0;
    return i + 1 < line.len && line.at[i + 1] == ' ' ? i + 2 : i + 1;
}

/* --- outcomes --- */

/* What a statement gave, as the outcome would be written: inspected text, or "** (Module) text". */
static void outcome_text(Doctest *d, Value v, Text *out)
{
    Vm *vm = d->cli->vm;
    if (v.tag != TAG_poison) {
        InspectOptions options = inspect_defaults;
        if (d->exact)
            options.limit = 200; /* where the golden files cut long tensors */
        value_inspect(vm, out, v, &options);
        if (!vm_is_raised(vm))
            return;
        out->len = 0;
    }
    text_add(out, STR("** "));
    raised_message(vm, out);
}

static void report(Doctest *d, size_t at, Str statement, Str expected, Str got)
{
    Position p = position_of(&d->cli->cx, d->source, (uint32_t)at);
    Text out = {0};
    text_print(&out, "%.*s:%u: failed\n", (int)d->path.len, d->path.at, p.line);
    const Str parts[] = {statement, expected, got};
    static const char *const labels[] = {"  code:     ", "  expected: ", "  got:      "};
    for (int i = 0; i < 3; i++)
        for (size_t k = 0, first = 1; k <= parts[i].len && (first || k < parts[i].len); first = 0) {
            Str line = line_at(parts[i], k);
            text_print(&out, "%s%.*s\n", first ? labels[i] : "            ", (int)line.len,
                       line.at);
            k += line.len + 1;
        }
    fputs(text_cstr(&out), stdout);
    text_free(&out);
    d->tally.failed++;
}

/* As ExUnit: equal text passes; else values are compared, unless the outcome shows an opaque one.
 */
static bool same_outcome(Doctest *d, Value v, Str expected, Str got)
{
    if (str_equal(expected, got) || (d->is_close && text_is_close(expected, got)))
        return true;
    if (d->exact || v.tag == TAG_poison || memmem(expected.at, expected.len, "#", 1) ||
        str_starts(expected, STR("**")))
        return false;
    uint32_t source = source_add(&d->cli->cx, STR("expected outcome"), expected, false);
    Script s;
    script_init(d->cli->vm, &s);
    Value e = source ? script_source(&s, source) : POISON;
    bool same = e.tag != TAG_poison && value_equal(e, v, false);
    Text ignored = {0};
    raised_message(d->cli->vm, &ignored);
    text_free(&ignored);
    value_free(e);
    script_free(&s);
    return same;
}

static Value run_range(Doctest *d, size_t from, size_t to)
{
    Ast *ast = parse_range(&d->cli->cx, &d->script.arena, d->source, (uint32_t)from, (uint32_t)to);
    return ast ? script_form(&d->script, ast) : vm_raise_pending(d->cli->vm);
}

static void check(Doctest *d, size_t from, size_t to, Str statement, Str expected)
{
    Text got = {0};
    Value v = run_range(d, from, to);
    bool ok = v.tag != TAG_poison;
    if (!ok || expected.len)
        outcome_text(d, v, &got);
    if (expected.len)
        ok = same_outcome(d, v, expected, text_str(&got));
    if (!ok)
        report(d, from, statement, expected.len ? expected : STR("no exception"), text_str(&got));
    else if (expected.len)
        d->tally.passed++;
    value_free(v);
    text_free(&got);
    vm_discard_output(d->cli->vm);
}

static void fresh_script(Doctest *d)
{
    for (size_t i = 0; i < d->script.bindings.len; i++)
        value_free(d->script.bindings.at[i].value);
    d->script.bindings.len = 0;
    env_free(&d->script.env);
    d->script.env = (Env){0};
}

/* --- iex> --- */

/* The file without prompts and prose: only code and newlines are left. */
static void mask(Doctest *d, Text *out)
{
    Str text = d->text;
    for (size_t at = 0; at < text.len;) {
        vec_push(&d->lines, ((LineStart){at, out->len}));
        Str line = line_at(text, at);
        size_t code = prompt_end(line, STR("iex"));
        if (code == 0)
            code = prompt_end(line, STR("..."));
        if (code)
            text_add(out, str_slice(line, code, line.len));
        at += line.len;
        if (at < text.len)
            text_char(out, '\n');
        at++;
    }
}

/* The same place in the source that is parsed: at the start of a line's code. */
static size_t masked_place(const Doctest *d, size_t at)
{
    size_t low = 0, high = d->lines.len;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (d->lines.at[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    return d->lines.at[low].masked;
}

/* The outcome below a statement: lines up to the next prompt or an empty line, without the
   indentation of the prompt. Moves *at to the line after. */
static void read_expected(Doctest *d, size_t *at, size_t indent, Text *out)
{
    while (*at < d->text.len) {
        Str line = line_at(d->text, *at);
        bool is_blank = d->exact ? line.len == 0 : trim(line).len == 0;
        if (is_blank || prompt_end(line, STR("iex")) || str_equal(trim(line), STR("\"\"\"")) ||
            str_starts(trim(line), STR("```")))
            return;
        size_t skip = 0;
        while (skip < indent && skip < line.len && line.at[skip] == ' ')
            skip++;
        if (out->len)
            text_char(out, '\n');
        text_add(out, str_slice(line, skip, line.len));
        *at += line.len + 1;
    }
}

static void run_prompts(Doctest *d)
{
    for (size_t at = 0; at < d->text.len && !interrupted(&d->cli->cx);) {
        Str line = line_at(d->text, at);
        size_t code = prompt_end(line, STR("iex"));
        if (code == 0) {
            if (trim(line).len == 0)
                fresh_script(d);
            at += line.len + 1;
            continue;
        }
        size_t indent = 0, from = masked_place(d, at), to = from + line.len - code;
        Text statement = {0}, expected = {0};
        while (line.at[indent] == ' ')
            indent++;
        text_add(&statement, str_slice(line, code, line.len));
        for (at += line.len + 1; at < d->text.len; at += line.len + 1) {
            line = line_at(d->text, at);
            size_t more = prompt_end(line, STR("..."));
            if (more == 0)
                break;
            to = masked_place(d, at) + line.len - more;
            text_char(&statement, '\n');
            text_add(&statement, str_slice(line, more, line.len));
        }
        read_expected(d, &at, indent, &expected);
        Str wanted = text_str(&expected);
        check(d, from, to, text_str(&statement), d->exact ? wanted : trim(wanted));
        text_free(&statement);
        text_free(&expected);
    }
}

/* --- comments --- */

typedef enum Promise { PROMISE_none, PROMISE_value, PROMISE_error, PROMISE_prints } Promise;

static Promise promise_of(Str comment, Str *text)
{
    static const struct {
        const char *prefix;
        Promise promise;
    } forms[] = {
        {"# => ", PROMISE_value}, {"# error: ", PROMISE_error}, {"# prints: ", PROMISE_prints}};
    for (size_t i = 0; i < 3; i++)
        if (str_starts(comment, str_of(forms[i].prefix))) {
            *text = trim(str_slice(comment, strlen(forms[i].prefix), comment.len));
            return forms[i].promise;
        }
    return PROMISE_none;
}

/* Runs one form; the promise is the comment on its last line. */
static void run_form(Doctest *d, const Ast *form, Promise promise, Str text)
{
    Text got = {0}, expected = {0};
    Str code = str_slice(d->text, form->span.start, form->span.end);
    Value v = script_form(&d->script, form);
    bool ok = v.tag != TAG_poison;
    if (promise == PROMISE_error)
        text_print(&expected, "** %.*s", (int)text.len, text.at);
    else
        text_add(&expected, text);
    if (promise == PROMISE_prints && ok) {
        vm_take_output(d->cli->vm, &got);
        ok = str_equal(trim(text_str(&got)), text_str(&expected));
    } else if (promise != PROMISE_none || !ok) {
        outcome_text(d, v, &got);
        Str first = promise == PROMISE_error ? line_at(text_str(&got), 0) : text_str(&got);
        ok = promise != PROMISE_none && same_outcome(d, v, text_str(&expected), first);
    }
    if (!ok)
        report(d, form->span.start, code,
               promise == PROMISE_none ? STR("no exception") : text_str(&expected), text_str(&got));
    else if (promise != PROMISE_none)
        d->tally.passed++;
    vm_discard_output(d->cli->vm);
    value_free(v);
    text_free(&got);
    text_free(&expected);
}

static void run_comments(Doctest *d)
{
    Cx *cx = &d->cli->cx;
    size_t count = 0;
    Ast *ast = parse(cx, &d->script.arena, d->source);
    if (ast == NULL) {
        Text got = {0};
        vm_raise_pending(d->cli->vm);
        raised_print(d->cli->vm, &got, &palette_plain);
        report(d, 0, STR("the file"), STR("a program"), text_str(&got));
        text_free(&got);
        return;
    }
    Comment *comments = comments_of(cx, &d->script.arena, d->source, &count);
    bool is_block = ast_is_call(ast, SYM_block, -1) && !(ast->flags & AST_WRAPPED);
    Ast *const *forms = is_block ? ast->args : &ast;
    uint32_t nforms = is_block ? ast->count : 1;
    size_t c = 0;
    for (uint32_t i = 0; i < nforms && !interrupted(cx); i++) {
        Str text = {0};
        Promise promise = PROMISE_none;
        while (c < count && comments[c].span.start < forms[i]->span.end)
            c++;
        if (c < count && memchr(d->text.at + forms[i]->span.end, '\n',
                                comments[c].span.start - forms[i]->span.end) == NULL)
            promise =
                promise_of(str_slice(d->text, comments[c].span.start, comments[c].span.end), &text);
        run_form(d, forms[i], promise, text);
    }
}

/* --- files --- */

static bool run_file(Cli *cli, const char *path, bool exact, Tally *tally)
{
    uint32_t source = cli_source(cli, path);
    if (source == 0)
        return false;
    Doctest d = {.cli = cli,
                 .path = str_of(path),
                 .source = source,
                 .text = cli->cx.sources.at[source].text};
    bool has_prompts =
        memmem(d.text.at, d.text.len, "iex>", 4) || memmem(d.text.at, d.text.len, "iex(", 4);
    d.is_close = vm_compiler(cli->vm) != &compiler_reference;
    d.exact = exact || strstr(path, "golden/") != NULL;
    script_init(cli->vm, &d.script);
    if (has_prompts) {
        Text masked = {0};
        mask(&d, &masked);
        d.source = source_add(&cli->cx, d.path, text_str(&masked), false);
        text_free(&masked);
        run_prompts(&d);
    } else {
        run_comments(&d);
    }
    tally->passed += d.tally.passed;
    tally->failed += d.tally.failed;
    vec_free(&d.lines);
    script_end(&d.script); /* stack traces of later files look at the modules that stay */
    return true;
}

int command_doctest(Cli *cli, int argc, char **argv)
{
    Tally tally = {0};
    int chosen = cli_take_compiler(cli, &argc, &argv);
    if (chosen != EXIT_ok)
        return chosen;
    bool exact = argc > 0 && strcmp(argv[0], "--exact") == 0;
    int first = exact ? 1 : 0;
    if (argc <= first)
        return cli_usage("doctest needs a file");
    vm_capture_output(cli->vm);
    for (int i = first; i < argc; i++)
        if (!run_file(cli, argv[i], exact, &tally))
            return cli_finish(cli);
    printf("%d passed, %d failed\n", tally.passed, tally.failed);
    int code = cli_finish(cli);
    return code ? code : tally.failed ? EXIT_failed : EXIT_ok;
}
