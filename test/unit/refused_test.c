/* refused_test.c - what the compiler refuses, with the text and the caret of each.

   test/fixtures/refused holds records of three lines: a program, what the caret marks behind two
   spaces, and the exception with the first line of its message; of text that does not parse, the
   first line of its description, and the caret marks one character. */
#include "base/mem.h"
#include "lang/machine.h"

#include <stdio.h>
#include <string.h>

static int passed, counted_failures;

static void drop(void *closure, int fd, Str bytes)
{
    (void)closure;
    (void)fd;
    (void)bytes;
}

/* What a caret marks in the first lines of a printed error. */
static Str marked(Str printed)
{
    Str last = STR("");
    for (size_t at = 0; at < printed.len;) {
        size_t end = at;
        while (end < printed.len && printed.at[end] != '\n')
            end++;
        Str line = str_slice(printed, at, end);
        const char *caret = memchr(line.at, '^', line.len);
        size_t blank = 0;
        while (blank < line.len && line.at[blank] == ' ')
            blank++;
        Str rest = str_slice(line, blank, line.len);
        if (caret && (str_starts(rest, STR("|")) || str_starts(rest, STR("│")))) {
            size_t from = (size_t)(caret - line.at), to = from + 1;
            while (to < line.len && line.at[to] == '~')
                to++;
            return from < last.len ? str_slice(last, from, to < last.len ? to : last.len) : STR("");
        }
        last = line;
        at = end + 1;
    }
    return STR("no caret");
}

/* Whether what was printed is the exception with the text, and its caret marks the words. */
static bool fits(Str printed, Str kind, Str text, Str words)
{
    Text expected = {0};
    bool is_drawn = str_is(kind, "SyntaxError") || str_is(kind, "TokenMissingError");
    text_print(&expected, is_drawn ? "** (%.*s) " : "** (%.*s) %.*s", (int)kind.len, kind.at,
               (int)text.len, text.at);
    bool good = str_starts(printed, text_str(&expected));
    if (is_drawn) {
        Text line = {0};
        text_print(&line, " error: %.*s\n", (int)text.len, text.at);
        good = good && memmem(printed.at, printed.len, line.at, line.len);
        text_free(&line);
        words = str_slice(words, 0, 1);
    }
    text_free(&expected);
    bool has_two = memmem(printed.at, printed.len, "└ unclosed", strlen("└ unclosed")) != NULL;
    return good && ((is_drawn && has_two) || str_equal(marked(printed), words));
}

static void check(Str program, Str words, Str said)
{
    Cx cx;
    Text printed = {0};
    cx_init(&cx);
    Vm *vm = vm_new(&cx);
    vm_redirect(vm, drop, NULL);
    Script script;
    script_init(vm, &script);
    value_free(script_source(&script, source_add(&cx, STR("one.exs"), program, false)));
    script_end(&script);
    raised_print(vm, &printed, &palette_plain);
    size_t colon = (size_t)((const char *)memchr(said.at, ':', said.len) - said.at);
    bool good = fits(text_str(&printed), str_slice(said, 0, colon),
                     str_slice(said, colon + 2, said.len), words);
    passed += good;
    counted_failures += !good;
    if (!good)
        printf("FAIL %.*s\nexpected %.*s at %.*s, got\n%s\n", (int)program.len, program.at,
               (int)said.len, said.at, (int)words.len, words.at, text_cstr(&printed));
    vm_free(vm);
    cx_free(&cx);
    text_free(&printed);
}

int main(void)
{
    enum { LINE = 2000 };
    static char lines[4][LINE];
    FILE *f = fopen("test/fixtures/refused", "r");
    int n = 0;
    while (f && fgets(lines[n], LINE, f)) {
        lines[n][strcspn(lines[n], "\n")] = 0;
        if (++n < 4)
            continue;
        check(str_of(lines[0]), str_of(lines[1] + 2), str_of(lines[2]));
        n = 0;
    }
    if (f)
        fclose(f);
    if (passed < 300)
        printf("FAIL only %d records\n", passed);
    counted_failures += passed < 300;
    printf("%d passed, %d failed\n", passed, counted_failures);
    return counted_failures != 0;
}
