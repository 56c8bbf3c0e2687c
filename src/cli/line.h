/* line.h - lines that a user types: edited, completed and remembered on a terminal, read plainly
   from anything else. */
#ifndef CNX_CLI_LINE_H
#define CNX_CLI_LINE_H

#include "base/text.h"

#include <signal.h>
#include <stdbool.h>

typedef struct LineEditor LineEditor;

/* What Tab asks: `insert` gets what can be written on, `list` the candidates when there are
   several. `before` is the line up to the cursor. */
typedef void LineComplete(void *closure, Str before, Text *insert, Text *list);

/* For standard input. `interrupt` is nonzero after Ctrl-C. The history is kept in the file
   `history`, or only in memory when that is NULL. */
LineEditor *line_editor_new(volatile sig_atomic_t *interrupt, const char *history,
                            LineComplete *complete, void *closure);
void line_editor_free(LineEditor *e);

bool line_is_terminal(const LineEditor *e);

typedef enum LineResult { LINE_read, LINE_end, LINE_interrupted } LineResult;

/* Appends a line without its newline. The prompt is shown on terminals alone. */
LineResult line_read(LineEditor *e, const char *prompt, Text *out);

#endif
