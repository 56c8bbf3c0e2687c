/* format_comment.c - comments, and rows of documents between which they stand.

   A row (statements, arguments, operands, clauses) takes from the comments not printed yet those
   between its lines: each stands before the part that begins on a later line, or behind the part
   that it is among. A part in which comments of its own stand has taken them before. */
#include "syntax/format_state.h"

/* "#comment" with a blank after its signs; "#!" stays. */
static const Doc *comment_text(Formatter *f, Str text)
{
    size_t signs = 1;
    while (signs < text.len && text.at[signs] == '#')
        signs++;
    bool stands = signs == text.len || text.at[signs] == ' ' || text.at[signs] == '!';
    if (stands)
        return doc_text(&f->arena, text);
    Text spaced = {0};
    text_add(&spaced, str_slice(text, 0, signs));
    text_char(&spaced, ' ');
    text_add(&spaced, str_slice(text, signs, text.len));
    Str kept = {arena_copy(&f->arena, spaced.at, spaced.len), spaced.len};
    text_free(&spaced);
    return doc_text(&f->arena, kept);
}

/* Newlines after a byte with nothing but blanks between them. */
static uint32_t newlines_behind(const Formatter *f, uint32_t at)
{
    uint32_t count = 0;
    for (; at < f->text.len; at++) {
        char c = f->text.at[at];
        if (c == '\n')
            count++;
        else if (c != ' ' && c != '\t' && c != '\r')
            break;
    }
    return count;
}

void take_comments(Formatter *f)
{
    FormatComment *last = NULL;
    uint32_t at = 0, count = 1, token = 0, last_line = 0; /* of the comment before */
    for (size_t i = 0; i < f->lexed.comments.len; i++) {
        const Comment *c = &f->lexed.comments.at[i];
        for (; at < c->span.start; at++)
            count += f->text.at[at] == '\n';
        while (f->tokens[token].start < c->span.start && token + 1 < f->token_count)
            token++;
        uint32_t before = token ? f->lines[token - 1] : 0;
        uint32_t previous = c->alone ? count - (last_line > before ? last_line : before) : 0;
        bool is_first = token && token_is(&f->tokens[token - 1], TOKEN_interpolation_begin);
        if (is_first && previous == 0) /* the code of an interpolation starts anew */
            previous = 1;
        const Doc *text = comment_text(f, str_slice(f->text, c->span.start, c->span.end));
        uint32_t next = newlines_behind(f, c->span.end);
        bool follows = last && last_line + 1 == count && last->previous && previous;
        if (follows) {
            last->doc = cat3(f, last->doc, line(f), text);
            last->next = next;
        } else {
            FormatComment *comment = arena_new(&f->arena, FormatComment);
            *comment = (FormatComment){count, previous, next, text, NULL};
            if (last == NULL)
                f->comments = comment;
            else
                last->rest = comment;
            last = comment;
        }
        last_line = count;
    }
    for (FormatComment *c = f->comments; c; c = c->rest)
        if (c->previous == 0)
            c->previous = 2;
}

/* --- rows --- */

Part format_part(const Formatter *f, const Ast *ast, Context context)
{
    bool has_lines = !(ast_is_call(ast, SYM_block, 0));
    return (Part){ast, start_line(f, ast), has_lines ? end_line(f, ast) : 0, context, 0, false};
}

/* Moves comments before a line to the pieces. */
static bool take_before(Formatter *f, Pieces *pieces, uint32_t max)
{
    bool any = false;
    for (; f->comments && f->comments->line < max; f->comments = f->comments->rest) {
        FormatComment *c = f->comments;
        if (pieces->len && vec_last(pieces).newlines < c->previous)
            vec_last(pieces).newlines = c->previous;
        vec_push(pieces, ((Piece){c->doc, false, c->next}));
        any = true;
    }
    return any;
}

/* Moves comments on the lines of a part that it did not take to the pieces. */
static bool take_among(Formatter *f, Pieces *pieces, uint32_t min, uint32_t max)
{
    bool any = false;
    for (; f->comments && f->comments->line >= min && f->comments->line <= max;
         f->comments = f->comments->rest) {
        vec_push(pieces, ((Piece){f->comments->doc, false, 1}));
        any = true;
    }
    return any;
}

/* Takes the comments up to a line out of the list, so that a row does not see them. */
static FormatComment *set_aside(Formatter *f, uint32_t min, FormatComment **last)
{
    FormatComment *first = NULL;
    *last = NULL;
    while (f->comments && f->comments->line <= min) {
        if (*last == NULL)
            first = f->comments;
        *last = f->comments;
        f->comments = f->comments->rest;
    }
    if (*last)
        (*last)->rest = NULL;
    return first;
}

bool with_comments(Formatter *f, const Parts *parts, size_t from, Pieces *pieces, uint32_t min,
                   uint32_t max, PieceOf *piece_of, const void *how)
{
    FormatComment *last, *aside = set_aside(f, min, &last);
    bool any = false;
    for (size_t i = from; i < parts->len; i++) {
        const Part *part = &parts->at[i];
        if (part->end == 0) {
            vec_push(pieces, piece_of(f, parts, i, how));
            continue;
        }
        any |= take_before(f, pieces, part->start);
        Piece piece = piece_of(f, parts, i, how);
        any |= take_among(f, pieces, part->start, part->end);
        if (piece.newlines > 1 && f->comments && f->comments->line == part->end + 1)
            piece.newlines = 1;
        vec_push(pieces, piece);
    }
    any |= take_before(f, pieces, max);
    if (aside) {
        last->rest = f->comments;
        f->comments = aside;
    }
    return any;
}

/* An empty line between two pieces when the source has one, or when one of them takes several lines
   and asks for it; never more than one. */
const Doc *const *docs_of(Formatter *f, const Pieces *pieces)
{
    const Doc **docs = arena_array(&f->arena, const Doc *, pieces->len + 1);
    const Doc *left = NULL;
    for (size_t i = 0; i < pieces->len; i++) {
        const Piece *piece = &pieces->at[i];
        const Doc *right = piece->newlines >= 2 ? line(f) : piece->parts ? no_space(f) : NULL;
        const Doc *doc = left ? cat(f, left, piece->doc) : piece->doc;
        if (i + 1 < pieces->len && right)
            doc = cat(f, doc, cat(f, doc_collapse(&f->arena, 2), right));
        docs[i] = group(f, doc);
        left = right;
    }
    return docs;
}
