/* line.c - lines from a user; see line.h. Editing is libedit's. */
#include "cli/line.h"

#include "base/mem.h"

#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>
#include <wchar.h>

struct LineEditor {
    EditLine *edit; /* NULL: input is no terminal */
    History *history;
    char *history_path;
    const char *prompt;
    volatile sig_atomic_t *interrupt;
    LineComplete *complete;
    void *closure;
    bool is_terminal;
};

static char *prompt_of(EditLine *edit)
{
    LineEditor *e;
    el_get(edit, EL_CLIENTDATA, &e);
    return (char *)(uintptr_t)e->prompt;
}

/* Waits for input; false after Ctrl-C, which is looked at only while waiting, so none is missed. */
static bool wait_for_input(const LineEditor *e)
{
    sigset_t interrupts, before;
    fd_set in;
    bool ready = false;
    sigemptyset(&interrupts);
    sigaddset(&interrupts, SIGINT);
    sigprocmask(SIG_BLOCK, &interrupts, &before);
    sigdelset(&before, SIGINT);
    while (!ready && !*e->interrupt) {
        FD_ZERO(&in);
        FD_SET(STDIN_FILENO, &in);
        int n = pselect(STDIN_FILENO + 1, &in, NULL, NULL, NULL, &before);
        ready = n > 0 || (n < 0 && errno != EINTR);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return ready;
}

/* One byte; 0 at the end, -1 after an error or Ctrl-C. */
static int read_byte(const LineEditor *e, char *c)
{
    for (;;) {
        if (!wait_for_input(e))
            return -1;
        ssize_t n = read(STDIN_FILENO, c, 1);
        if (n >= 0)
            return (int)n;
        if (errno != EINTR)
            return -1;
    }
}

/* libedit's own reader goes on after a signal. */
static int read_character(EditLine *edit, wchar_t *out)
{
    LineEditor *e;
    mbstate_t state = {0};
    el_get(edit, EL_CLIENTDATA, &e);
    for (int bytes = 0; bytes < 8; bytes++) {
        char c;
        int n = read_byte(e, &c);
        if (n <= 0)
            return n;
        size_t used = mbrtowc(out, &c, 1, &state);
        if (used == (size_t)-2)
            continue;
        if (used == (size_t)-1)
            *out = L'?';
        return 1;
    }
    return -1;
}

static unsigned char complete(EditLine *edit, int ch)
{
    (void)ch;
    LineEditor *e;
    Text insert = {0}, list = {0};
    el_get(edit, EL_CLIENTDATA, &e);
    const LineInfo *line = el_line(edit);
    e->complete(e->closure, (Str){line->buffer, (size_t)(line->cursor - line->buffer)}, &insert,
                &list);
    unsigned char result = CC_ERROR;
    if (insert.len && el_insertstr(edit, text_cstr(&insert)) == 0) {
        result = CC_REFRESH;
    } else if (list.len) {
        printf("\n%s", text_cstr(&list));
        fflush(stdout);
        result = CC_REDISPLAY;
    }
    text_free(&insert);
    text_free(&list);
    return result;
}

/* Home, End, Delete and words with Ctrl, as terminals spell them. */
static void bind_keys(EditLine *edit)
{
    static const char *const keys[][2] = {
        {"\\e[1~", "ed-move-to-beg"},      {"\\e[4~", "ed-move-to-end"},
        {"\\e[H", "ed-move-to-beg"},       {"\\e[F", "ed-move-to-end"},
        {"\\eOH", "ed-move-to-beg"},       {"\\eOF", "ed-move-to-end"},
        {"\\e[3~", "ed-delete-next-char"}, {"\\e[1;5C", "em-next-word"},
        {"\\e[1;5D", "ed-prev-word"},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        el_set(edit, EL_BIND, keys[i][0], keys[i][1], NULL);
}

static void editor_open(LineEditor *e, const char *path)
{
    enum { MOST_LINES = 1000 };
    HistEvent event;
    setlocale(LC_CTYPE, "");
    e->edit = el_init("cnx", stdin, stdout, stderr);
    e->history = e->edit ? history_init() : NULL;
    if (e->edit == NULL)
        return;
    el_set(e->edit, EL_CLIENTDATA, e);
    el_set(e->edit, EL_PROMPT, prompt_of);
    el_set(e->edit, EL_EDITOR, "emacs");
    el_set(e->edit, EL_SIGNAL, 0);
    el_set(e->edit, EL_GETCFN, read_character);
    if (e->history) {
        history(e->history, &event, H_SETSIZE, MOST_LINES);
        history(e->history, &event, H_SETUNIQUE, 1);
        el_set(e->edit, EL_HIST, history, e->history);
    }
    if (e->history && path) {
        e->history_path = strdup(path);
        history(e->history, &event, H_LOAD, path); /* a missing file is an empty history */
    }
    el_set(e->edit, EL_ADDFN, "cnx-complete", "completes names", complete);
    el_set(e->edit, EL_BIND, "^I", "cnx-complete", NULL);
    bind_keys(e->edit);
    el_source(e->edit, NULL); /* the user's ~/.editrc */
}

LineEditor *line_editor_new(volatile sig_atomic_t *interrupt, const char *history,
                            LineComplete *completer, void *closure)
{
    LineEditor *e = mem_alloc(sizeof *e);
    *e = (LineEditor){.interrupt = interrupt, .complete = completer, .closure = closure};
    e->is_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
    if (e->is_terminal)
        editor_open(e, history);
    return e;
}

void line_editor_free(LineEditor *e)
{
    if (e->edit)
        el_end(e->edit);
    if (e->history)
        history_end(e->history);
    free(e->history_path);
    free(e);
}

bool line_is_terminal(const LineEditor *e)
{
    return e->is_terminal;
}

static void remember(LineEditor *e, const char *line)
{
    HistEvent event;
    if (e->history == NULL || line[strspn(line, " \t\r\n")] == 0)
        return;
    history(e->history, &event, H_ENTER, line);
    if (e->history_path)
        history(e->history, &event, H_SAVE, e->history_path);
}

static LineResult read_plainly(LineEditor *e, Text *out)
{
    char c;
    int n, count = 0;
    while ((n = read_byte(e, &c)) > 0 && c != '\n') {
        text_char(out, c);
        count++;
    }
    return n < 0 ? LINE_interrupted : n == 0 && count == 0 ? LINE_end : LINE_read;
}

LineResult line_read(LineEditor *e, const char *prompt, Text *out)
{
    int count = 0;
    if (e->edit == NULL)
        return read_plainly(e, out);
    e->prompt = prompt;
    const char *line = el_gets(e->edit, &count);
    if (line == NULL || count <= 0) {
        if (!*e->interrupt)
            return LINE_end;
        el_reset(e->edit);
        return LINE_interrupted;
    }
    remember(e, line);
    text_add(out, (Str){line, (size_t)count});
    while (out->len && (out->at[out->len - 1] == '\n' || out->at[out->len - 1] == '\r'))
        out->len--;
    return LINE_read;
}
