/* written.c - see written.h. */
#include "syntax/written.h"

#include "syntax/parser_state.h"

#include <stdlib.h>
#include <string.h>

/* --- parsing --- */

/* Records an error at the first name that is no symbol. */
static bool names_are_known(Cx *cx, const Written *w)
{
    for (size_t i = 0; i < w->lexed->tokens.len; i++) {
        const Token *t = &w->lexed->tokens.at[i];
        bool names_part = token_is(t, TOKEN_string_part) && token_is(t - 1, TOKEN_string_begin) &&
                          token_is(t + 1, TOKEN_string_end) &&
                          (w->text.at[t[-1].start] == ':' || t[1].is_key);
        if (!token_is(t, TOKEN_identifier) && !token_is(t, TOKEN_alias) &&
            !token_is(t, TOKEN_keyword) && !token_is(t, TOKEN_atom) && !names_part)
            continue;
        Str name = str_slice(w->text, t->start + token_is(t, TOKEN_atom),
                             t->end - token_is(t, TOKEN_keyword));
        Sym s;
        if (sym_find(cx, name, &s))
            continue;
        fail(cx, (Span){w->source, t[names_part ? -1 : 0].start, t->end}, EXC_SyntaxError,
             "unsafe atom does not exist: %.*s", (int)name.len, name.at);
        fail_token(cx, STR("unsafe atom does not exist: ").len, name.len);
        return false;
    }
    return true;
}

Ast *parse_written(Cx *cx, Arena *arena, uint32_t source, ParseChoice choice, Written *out)
{
    *out = (Written){.text = cx->sources.at[source].text, .source = source};
    out->lexed = mem_alloc(sizeof *out->lexed);
    lex(cx, source, 0, UINT32_MAX, out->lexed);
    if (out->lexed->errors || (choice.known_names && !names_are_known(cx, out)))
        return NULL;
    return parse_tokens(cx, arena, source, out->lexed, choice.keeps_escapes);
}

const SyntaxWarnings *written_warnings(const Written *w)
{
    static const SyntaxWarnings none;
    return w->lexed && w->lexed->errors == 0 ? &w->lexed->warnings : &none;
}

void written_free(Written *w)
{
    if (w->lexed)
        lexed_free(w->lexed);
    free(w->lexed);
    w->lexed = NULL;
}

/* --- tokens --- */

static const Token *token_at(const Written *w, uint32_t offset)
{
    const Token *tokens = w->lexed->tokens.at;
    size_t low = 0, high = w->lexed->tokens.len - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (tokens[middle].start < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return &tokens[low];
}

static const Token *linked(const Written *w, const Token *t)
{
    return &w->lexed->tokens.at[t->link];
}

LineEnd line_end(const Written *w, uint32_t end)
{
    LineEnd e = {NOWHERE, 0};
    uint32_t comment = NOWHERE;
    bool semicolon = false;
    for (uint32_t at = end; at < w->text.len; at++) {
        char c = w->text.at[at], next = at + 1 < w->text.len ? w->text.at[at + 1] : 0;
        if (c == '#') {
            comment = comment == NOWHERE ? at : comment;
            e.newlines = semicolon ? e.newlines : 0;
            while (at + 1 < w->text.len && w->text.at[at + 1] != '\n')
                at++;
        } else if (c == '\n' || (c == '\r' && next == '\n')) {
            at += c == '\r';
            e.newlines++;
            if (e.at == NOWHERE) /* a comment takes no columns */
                e.at = comment != NOWHERE ? comment : at - (c == '\r');
        } else if (c == ';' && e.at == NOWHERE) {
            e.at = at;
            semicolon = true;
        } else if (c == '\\' && next == '\n') {
            at++;
        } else if (c != ' ' && c != '\t' && c != '\f' && c != '\r') {
            break;
        }
    }
    return e;
}

static uint32_t newlines_behind(const Written *w, const Token *t)
{
    return line_end(w, t->end).newlines;
}

/* An operator may stand behind a newline as well as in front of one. */
static uint32_t newlines_around(const Written *w, const Token *t)
{
    uint32_t behind = newlines_behind(w, t);
    return behind == 0 && t->newline && t > w->lexed->tokens.at ? newlines_behind(w, t - 1)
                                                                : behind;
}

/* --- notes --- */

static void note_pair(const Written *w, const Token *open, Notes *n)
{
    n->closing = linked(w, open)->start;
    n->newlines = newlines_behind(w, open);
}

/* The delimiter of a string, and how far a heredoc is indented. */
static void note_quotes(const Written *w, const Token *begin, Notes *n)
{
    const Token *end = linked(w, begin);
    uint32_t open = begin->start;
    while (strchr("\"'/|([{<", w->text.at[open]) == NULL)
        open++;
    bool is_tripled = begin->end - open >= 3;
    n->delimiter = str_slice(w->text, open, open + (is_tripled ? 3 : 1));
    if (w->text.at[begin->start] == ':')
        n->delimiter = STR("\"");
    if (end->is_key)
        n->delimiter = STR("");
    if (!is_tripled)
        return;
    n->indentation = 0;
    for (uint32_t at = end->start; at > 0 && w->text.at[at - 1] != '\n'; at--)
        n->indentation++;
}

static void note_parens(const Written *w, const Ast *call, const Token *open, Notes *n)
{
    if (call->flags & AST_PARENS && token_is(open, TOKEN_open_paren))
        note_pair(w, open, n);
}

/* A call of what an expression gives, or with a dot. */
static void note_remote(const Written *w, const Ast *call, Notes *n)
{
    const Ast *head = call->head;
    const Token *t = token_at(w, call->at);
    if (call->flags & AST_BRACKETS) {
        note_pair(w, t, n);
    } else if (!ast_is_call(head, SYM_dot, -1)) { /* f(a)(b) */
        Notes inner;
        notes_of(w, head, &inner);
        n->closing_before = inner.closing;
        n->newlines_before = inner.newlines;
        if (inner.closing != NOWHERE)
            note_parens(w, call, token_at(w, inner.closing) + 1, n);
    } else if (head->count == 1) { /* f.() */
        note_parens(w, call, t + 1, n);
    } else if (head->at == head->args[1]->at && token_is(t, TOKEN_interpolation_begin)) {
        n->closing = linked(w, t)->start;
        n->is_interpolation = true;
    } else if (head->at == head->args[1]->at && token_is(t, TOKEN_string_begin)) {
        note_quotes(w, t, n);
    } else if (head->args[1]->name == SYM_tuple && token_is(t, TOKEN_dot)) { /* A.{B} */
        if (call->count)
            note_pair(w, t + 1, n);
    } else {
        note_parens(w, call, (token_is(t, TOKEN_string_begin) ? linked(w, t) : t) + 1, n);
    }
}

static void note_block(const Written *w, const Ast *block, const Token *t, Notes *n)
{
    bool is_negation = block->count == 1 && (ast_is_call(block->args[0], SYM_not, 1) ||
                                             ast_is_call(block->args[0], SYM_bang, 1));
    n->has_no_place = !(block->flags & AST_WRAPPED) || !token_is(t, TOKEN_open_paren) ||
                      is_negation || (block->count == 0 && linked(w, t) == t + 1);
    if (!n->has_no_place)
        n->closing = linked(w, t)->start;
}

/* A name, an operator or a constructor with its arguments. */
static void note_local(const Written *w, const Ast *call, Notes *n)
{
    const Token *t = token_at(w, call->at);
    if (call->name == SYM_block) {
        note_block(w, call, t, n);
    } else if (call->name == SYM_aliases && call->count) {
        n->last = call->args[call->count - 1]->at;
    } else if (token_is(t, TOKEN_open_brace) || token_is(t, TOKEN_open_bits) ||
               token_is(t, TOKEN_fn)) {
        note_pair(w, t, n);
    } else if (token_is(t, TOKEN_string_begin)) {
        note_quotes(w, t, n);
    } else if (token_is(t, TOKEN_operator)) {
        if (call->count >= 2 && !token_is_operator(t, OPERATOR_not_in))
            n->newlines = newlines_around(w, t);
    } else if (token_is(t, TOKEN_identifier)) {
        bool is_sign =
            (token_is_operator(t + 1, OPERATOR_plus) || token_is_operator(t + 1, OPERATOR_minus)) &&
            call->count == 1;
        n->is_ambiguous = is_sign && !(call->flags & (AST_PARENS | AST_DO_BLOCK));
        note_parens(w, call, t + 1, n);
    }
}

void notes_of(const Written *w, const Ast *ast, Notes *n)
{
    *n = (Notes){.do_at = NOWHERE, .end_at = NOWHERE, .closing = NOWHERE, .last = NOWHERE};
    n->closing_before = NOWHERE;
    n->indentation = -1;
    const Token *t = token_at(w, ast->at);
    switch (ast->kind) {
    case AST_int:
    case AST_big:
    case AST_float:
        n->spelling = str_slice(w->text, t->start, t->end);
        break;
    case AST_string:
    case AST_atom:
        if (token_is(t, TOKEN_string_begin))
            note_quotes(w, t, n);
        break;
    case AST_list:
        if (ast->flags & AST_CHARLIST)
            note_quotes(w, t, n);
        else if (token_is(t, TOKEN_open_bracket) || token_is(t, TOKEN_open_paren))
            note_pair(w, t, n);
        break;
    case AST_pair:
        if (token_is(t, TOKEN_open_brace))
            note_pair(w, t, n);
        break;
    case AST_var:
        break;
    case AST_call:
        if (ast->head)
            note_remote(w, ast, n);
        else
            note_local(w, ast, n);
        if (ast->flags & AST_DO_BLOCK) {
            Span block = ast->args[ast->count - 1]->span;
            n->do_at = block.start;
            n->end_at = block.end - (uint32_t)STR("end").len;
        }
        break;
    }
}

uint32_t wrapped_end(const Written *w, const Ast *ast, uint32_t level)
{
    const Token *open = token_at(w, ast->span.start);
    uint32_t count = 1;
    for (const Token *t = open;
         token_is(t + 1, TOKEN_open_paren) && linked(w, t + 1) + 1 == linked(w, t); t++)
        count++;
    if (level >= count)
        return NOWHERE;
    return linked(w, open + (count - 1 - level))[-1].end;
}

bool names_call(const Written *w, const Ast *call)
{
    return call->name != SYM_aliases && call->name != SYM_block &&
           token_is(token_at(w, call->at), TOKEN_identifier);
}

bool written_comment(const Written *w, uint32_t i, WrittenComment *out)
{
    if (i >= w->lexed->comments.len)
        return false;
    *out = (WrittenComment){.span = w->lexed->comments.at[i].span};
    uint32_t at = out->span.start;
    for (; at > 0 && strchr(" \t\r\n", w->text.at[at - 1]); at--)
        out->previous += w->text.at[at - 1] == '\n';
    if (at == 0 && out->previous == 0)
        out->previous = 1; /* nothing is in front of the source */
    for (at = out->span.end; at < w->text.len && strchr(" \t\r\n", w->text.at[at]); at++)
        out->next += w->text.at[at] == '\n';
    return true;
}
