/* syntax.c - fuzzes lexer, parser and formatter: what parses is formatted or refused with an error,
   and so is what was formatted. */
#include "fuzz/target.h"

#include "syntax/formatter.h"

/* Formats a text; false after an error, which is then freed. */
static bool format(Str text, int64_t width, Text *out)
{
    Cx cx;
    Arena arena = {0};
    const FormatOptions options = {.width = width};
    cx_init(&cx);
    uint32_t source = source_add(&cx, STR("fuzz"), text, false);
    Ast *ast = parse(&cx, &arena, source);
    bool parses = ast != NULL;
    target_claim(&cx, parses);
    bool good = format_source(&cx, source, &options, out);
    target_claim(&cx, good);
    if (good && !parses)
        abort();
    arena_free(&arena);
    cx_free(&cx);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text once = {0}, twice = {0};
    int64_t width = size ? data[0] : 98;
    if (format((Str){(const char *)data, size}, width, &once))
        format(text_str(&once), width, &twice);
    text_free(&once);
    text_free(&twice);
    return 0;
}
