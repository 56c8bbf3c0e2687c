/* native_input.c - standard input, or the text that stands in for it, a piece at a time.

   Nothing is read that the piece does not take: what follows belongs to whoever reads next, be it
   the prompt or another program. So a pipe is read byte by byte, and a file put back to where the
   piece ends. */
#include "lang/native.h"
#include "lang/vm_state.h"

#include <unistd.h>

/* A line, or so many code points or bytes: what is still wanted. */
typedef struct InputPiece {
    bool is_line;
    int64_t chars, bytes;
    int rest; /* bytes that the current code point still has */
} InputPiece;

static bool is_whole(const InputPiece *p)
{
    return !p->is_line && p->chars <= 0 && p->bytes <= 0 && p->rest == 0;
}

static void feed(InputPiece *p, unsigned char c)
{
    if (p->is_line) {
        p->is_line = c != '\n';
    } else if (p->bytes > 0) {
        p->bytes--;
    } else if (p->rest > 0) {
        p->rest--;
    } else {
        p->chars--;
        p->rest = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
    }
}

static void take_standing_in(Vm *vm, InputPiece *p, Text *out)
{
    Value *input = &vec_last(&vm->inputs).text;
    Str text = binary_str(*input);
    size_t end = 0;
    while (end < text.len && !is_whole(p))
        feed(p, (unsigned char)text.at[end++]);
    text_add(out, str_slice(text, 0, end));
    Value left = value_binary(str_slice(text, end, text.len));
    value_free(*input);
    *input = left;
}

static void take_standard(InputPiece *p, Text *out)
{
    enum { BLOCK = 4096 };
    char block[BLOCK];
    size_t size = lseek(STDIN_FILENO, 0, SEEK_CUR) >= 0 ? BLOCK : 1;
    ssize_t n = 0, at = 0;
    while (!is_whole(p) && (n = read(STDIN_FILENO, block, size)) > 0)
        for (at = 0; at < n && !is_whole(p); at++) {
            feed(p, (unsigned char)block[at]);
            text_char(out, block[at]);
        }
    if (at < n)
        lseek(STDIN_FILENO, at - n, SEEK_CUR);
}

static Value read_input(Vm *vm, InputPiece piece)
{
    Text out = {0};
    vm_flush(vm);
    if (vm->inputs.len > 0)
        take_standing_in(vm, &piece, &out);
    else
        take_standard(&piece, &out);
    return out.len ? text_value(&out) : vm_atom(vm, "eof");
}

/* Cnx.File.read_line(): the next line with its newline, or :eof. */
NATIVE(fn_io_read_line)
{
    return read_input(vm, (InputPiece){.is_line = true});
}

/* Cnx.File.read_chars(count): so many code points, fewer at the end, or :eof. */
NATIVE(fn_io_read_chars)
{
    return args[0].tag == TAG_int ? read_input(vm, (InputPiece){.chars = args[0].i})
                                  : fail_argument(vm);
}

NATIVE(fn_io_read_bytes)
{
    return args[0].tag == TAG_int ? read_input(vm, (InputPiece){.bytes = args[0].i})
                                  : fail_argument(vm);
}
