/* ast.c - see ast.h. */
#include "syntax/ast.h"

Ast *ast_new(Arena *arena, AstKind kind, Span span)
{
    Ast *ast = arena_new(arena, Ast);
    ast->kind = kind;
    ast->span = span;
    ast->at = span.start;
    return ast;
}

Ast *ast_atom(Arena *arena, Sym name, Span span)
{
    Ast *ast = ast_new(arena, AST_atom, span);
    ast->name = name;
    return ast;
}

static Ast *with_args(Arena *arena, AstKind kind, Ast *const *args, uint32_t count, Span span)
{
    Ast *ast = ast_new(arena, kind, span);
    ast->count = count;
    if (count)
        ast->args = arena_copy(arena, args, sizeof *args * count);
    return ast;
}

Ast *ast_call(Arena *arena, Sym name, Ast *const *args, uint32_t count, Span span)
{
    Ast *ast = with_args(arena, AST_call, args, count, span);
    ast->name = name;
    return ast;
}

Ast *ast_list(Arena *arena, Ast *const *items, uint32_t count, Span span)
{
    return with_args(arena, AST_list, items, count, span);
}

Ast *ast_pair(Arena *arena, Ast *a, Ast *b, Span span)
{
    return with_args(arena, AST_pair, (Ast *const[]){a, b}, 2, span);
}

bool ast_is_call(const Ast *ast, Sym name, int count)
{
    return ast->kind == AST_call && ast->head == NULL && ast->name == name &&
           (count < 0 || ast->count == (uint32_t)count);
}

const Ast *ast_too_deep(const Ast *ast, uint32_t most)
{
    typedef struct Place {
        const Ast *ast;
        uint32_t depth;
    } Place;
    VEC(Place) todo = {0};
    const Ast *found = NULL;
    vec_push(&todo, ((Place){ast, 0}));
    while (todo.len && found == NULL) {
        Place at = vec_pop(&todo);
        if (at.depth > most)
            found = at.ast;
        if (at.ast->kind != AST_list && at.ast->kind != AST_pair && at.ast->kind != AST_call)
            continue;
        if (at.ast->kind == AST_call && at.ast->head)
            vec_push(&todo, ((Place){at.ast->head, at.depth + 1}));
        for (uint32_t i = 0; i < at.ast->count; i++)
            vec_push(&todo, ((Place){at.ast->args[i], at.depth + 1}));
    }
    vec_free(&todo);
    return found;
}

Ast *ast_keyword(const Ast *list, Sym key)
{
    if (list == NULL || list->kind != AST_list)
        return NULL;
    for (uint32_t i = 0; i < list->count; i++) {
        const Ast *item = list->args[i];
        if (item->kind == AST_pair && item->args[0]->kind == AST_atom && item->args[0]->name == key)
            return item->args[1];
    }
    return NULL;
}
