/* refused_test.c - what the compiler refuses, with the text and the caret of each.

   test/fixtures/refused holds records of three lines: a program, what the caret marks behind two
   spaces, and the exception with the first line of its message. */
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
        const char *bar = memchr(line.at, '|', line.len), *caret = memchr(line.at, '^', line.len);
        size_t blank = 0;
        while (blank < line.len && line.at[blank] == ' ')
            blank++;
        if (bar && caret && bar == line.at + blank) {
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

static void check(Str program, Str words, Str said)
{
    Cx cx;
    Text expected = {0}, printed = {0};
    cx_init(&cx);
    Vm *vm = vm_new(&cx);
    vm_redirect(vm, drop, NULL);
    Script script;
    script_init(vm, &script);
    value_free(script_source(&script, source_add(&cx, STR("one.exs"), program, false)));
    script_end(&script);
    raised_print(vm, &printed, &palette_plain);
    size_t colon = (size_t)((const char *)memchr(said.at, ':', said.len) - said.at);
    text_print(&expected, "** (%.*s) %.*s", (int)colon, said.at, (int)(said.len - colon - 2),
               said.at + colon + 2);
    bool good = str_starts(text_str(&printed), text_str(&expected)) &&
                str_equal(marked(text_str(&printed)), words);
    passed += good;
    counted_failures += !good;
    if (!good)
        printf("FAIL %.*s\nexpected %s at %.*s, got\n%s\n", (int)program.len, program.at,
               text_cstr(&expected), (int)words.len, words.at, text_cstr(&printed));
    vm_free(vm);
    cx_free(&cx);
    text_free(&expected);
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
