/* files.h - bytes from and into files.

   Files are untrusted and may change while they are read: an Input is read at offsets that are
   checked against its size, never mapped. Writing never leaves half a file: an Output collects into
   a temporary file beside the one that it replaces at once when it is closed without an error. */
#ifndef CNX_TENSOR_FILES_H
#define CNX_TENSOR_FILES_H

#include "base/cx.h"

/* What Elixir says of an errno, or in `room` the system's words, beginning in lower case. */
const char *file_error_text(int error, char *room, size_t size);

/* The whole file as a buffer; false after File.Error ("could not read file \"x\": no such file or
   directory"). Text is yours. */
bool file_read(Cx *cx, Str path, Text *out);

/* Replaces the file at once; false after File.Error. The second gives 0 or an errno instead. */
bool file_write(Cx *cx, Str path, Str bytes);
int file_replace(Str path, Str bytes);

/* Adds bytes to a text that may grow as large as a file; false when there is no memory. */
bool text_add_try(Text *t, Str s);

/* --- bytes to read --- */

/* A file, or bytes in memory. */
typedef struct Input {
    int64_t size;
    int fd;    /* of a regular file; -1: the bytes are in memory */
    Str bytes; /* when fd is -1 */
    Text own;  /* the bytes of what has no size, a pipe; private */
} Input;

/* Bytes of somebody else's, good as long as they are. */
Input input_of(Str bytes);

/* Opens a file; false after File.Error. Pipes are read to their end. */
bool input_open(Cx *cx, Str path, Input *in);

/* Exactly `size` bytes from the offset on; false when they are not there (or cannot be read, which
   for formats is the same: the file ends early). */
bool input_read(const Input *in, int64_t at, void *to, int64_t size);

void input_close(Input *in);

/* --- bytes to write --- */

/* A file that will be replaced, or a text that grows. Errors stick: adding to what failed does
   nothing, and closing tells. */
typedef struct Output {
    Cx *cx;     /* whose interruption ends writing; NULL: nobody's */
    Text *text; /* NULL: a file */
    Text name, beside;
    int fd, error; /* error: an errno */
    int64_t size;  /* bytes added so far */
} Output;

/* The path may be anything; what is wrong with it is told when the output is closed. */
void output_open(Cx *cx, Str path, Output *out);
void output_to(Text *text, Output *out);

void output_add(Output *out, Str bytes);

/* Ends the output. With `keep` the file is replaced: bytes on the disk first, then the name, then
   the folder; without, nothing is left. False after File.Error (or SystemLimitError for a text,
   which is then as it was). */
bool output_close(Cx *cx, Output *out, bool keep);

#endif
