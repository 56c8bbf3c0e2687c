/* api_error.c - errors as the C interface gives them out. */
#include "lang/api.h"

#include <string.h>

static const char *keep(char **at, Str s)
{
    char *start = *at;
    if (s.len)
        memcpy(start, s.at, s.len);
    start[s.len] = 0;
    *at += s.len + 1;
    return start;
}

CnxError *error_public(Cx *cx, Str kind, Str text, Span span, Str report)
{
    Str file = STR("");
    Position at = {0};
    if (span.source && span.source < cx->sources.len && cx->sources.at[span.source].name.len) {
        file = cx->sources.at[span.source].name;
        at = position_of(cx, span.source, span.start);
    }
    CnxError *e = mem_alloc(sizeof *e + kind.len + text.len + file.len + report.len + 4);
    char *rest = (char *)(e + 1);
    e->kind = keep(&rest, kind);
    e->text = keep(&rest, text);
    e->file = keep(&rest, file);
    e->report = keep(&rest, report);
    e->line = (int)at.line;
    e->column = (int)at.column;
    return e;
}

CnxError *error_public_pending(Cx *cx)
{
    Error *e = error_take(cx);
    if (e == NULL)
        return NULL;
    Text report = {0};
    error_print(&report, cx, e, &palette_plain);
    CnxError *out =
        error_public(cx, exc_name(e->exc), text_str(&e->message), e->span, text_str(&report));
    text_free(&report);
    error_free(e);
    return out;
}

void cnx_error_free(CnxError *error)
{
    free(error);
}

const char *cnx_error(const CnxContext *cnx)
{
    return cnx->error ? cnx->error->report : "";
}

const CnxError *cnx_error_info(const CnxContext *cnx)
{
    return cnx->error;
}

bool keep_error(CnxContext *cnx)
{
    cnx_error_free(cnx->error);
    cnx->error = error_public_pending(&cnx->cx);
    return cnx->error == NULL;
}

bool settle(CnxContext *cnx)
{
    Text kind = {0}, text = {0}, report = {0};
    Span span;
    vm_flush(cnx->vm);
    __atomic_store_n(&cnx->interrupt, 0, __ATOMIC_RELAXED);
    cnx_error_free(cnx->error);
    cnx->error = NULL;
    if (raised_describe(cnx->vm, &kind, &text, &span)) {
        raised_print(cnx->vm, &report, &palette_plain);
        cnx->error =
            error_public(&cnx->cx, text_str(&kind), text_str(&text), span, text_str(&report));
        error_free(error_take(&cnx->cx));
    } else {
        keep_error(cnx);
    }
    vm_rest(cnx->vm);
    text_free(&kind);
    text_free(&text);
    text_free(&report);
    return cnx->error == NULL;
}
