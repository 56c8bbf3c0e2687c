/* ast.h - the syntax tree: Elixir's own quoted form, in C.

   What `quote` shows in Elixir is what stands here: everything that is not a literal, a list or a
   pair is a call whose name says what it is. Operators, special forms and constructors are calls
   like any other, so the tree has nine kinds and macros can be given it as it is:

       x + 1              call + [var x, int 1]
       Nx.add(a, b)       call (head: call . [call __aliases__ [:Nx], :add]) [var a, var b]
       f.(x)              call (head: call . [var f]) [var x]
       {1, 2, 3}          call {} [1, 2, 3]
       %{a: 1}            call %{} [pair(:a, 1)]
       %S{m | k: v}       call % [__aliases__, call %{} [call | [var m, list[pair]]]]
       "a#{x}"            call <<>> ["a", call :: [call (. Kernel to_string) [x], var binary]]
       if c do a else b   call if [c, list[pair(:do, a), pair(:else, b)]]   flag AST_DO_BLOCK
       fn x -> y end      call fn [call -> [list[x], y]]
       a; b               call __block__ [a, b]
       ~r/a/i             call sigil_r [call <<>> ["a"], list 'i']

   Nodes live in the arena given to the parser and are not changed after parsing. */
#ifndef CNX_SYNTAX_AST_H
#define CNX_SYNTAX_AST_H

#include "base/cx.h"

/* clang-format off */
typedef enum AstKind {
#define AST(kind, what) AST_##kind,
#include "syntax/ast.def"
#undef AST
} AstKind;
/* clang-format on */

enum AstFlag {
    AST_PARENS = 1,    /* call: written with parentheses, `f()`; else `f` or `f x` */
    AST_DO_BLOCK = 2,  /* call: its last argument came from do ... end */
    AST_CHARLIST = 4,  /* list: written '...' or ~c */
    AST_KEYWORDS = 8,  /* list: keywords written without brackets, as the last of a call */
    AST_BRACKETS = 16, /* call: access syntax a[b] */
    AST_WRAPPED = 32,  /* any: stood in parentheses of its own */
    AST_HEREDOC = 64,  /* string or <<>>: written with three quotes */
    AST_QUOTED = 128,  /* atom or keyword key written in quotes */
};

typedef struct Ast Ast;
struct Ast {
    AstKind kind;
    uint32_t flags;
    Span span; /* from the first to the last byte of what it was read from */
    Sym name;  /* atom, var, call without head */
    uint32_t count;
    uint32_t context; /* 0: written in the program; else which expansion made it, for macros */
    uint32_t at;      /* the byte where its operator, dot or name stands, or where it begins */
    union {
        int64_t i; /* int */
        double f;  /* float */
        Str text;  /* string: its bytes; big: its decimal digits */
        struct {
            Ast **args; /* list, pair, call: `count` of them */
            Ast *head;  /* call: what is called, or NULL when `name` is */
        };
    };
};

/* --- making nodes, for the parser and for macros --- */

Ast *ast_new(Arena *arena, AstKind kind, Span span);
static inline Ast *ast_at(Ast *ast, uint32_t at)
{
    ast->at = at;
    return ast;
}
Ast *ast_atom(Arena *arena, Sym name, Span span);
Ast *ast_call(Arena *arena, Sym name, Ast *const *args, uint32_t count, Span span);
Ast *ast_list(Arena *arena, Ast *const *items, uint32_t count, Span span);
Ast *ast_pair(Arena *arena, Ast *a, Ast *b, Span span);

/* Whether the node is a call by this name (no head) with `count` arguments (-1: any number). */
bool ast_is_call(const Ast *ast, Sym name, int count);

/* The first node that stands more than `most` levels deep, or NULL: what compiles trees by
   recursion asks first. Takes no C stack, whatever the tree's depth. */
const Ast *ast_too_deep(const Ast *ast, uint32_t most);

/* The value under an atom key of a list of pairs, or NULL. */
Ast *ast_keyword(const Ast *list, Sym key);

/* --- text --- */

/* Appends the quoted form as Elixir's `inspect(quote do ... end)` shows it without metadata, e.g.
   {:+, [], [{:x, [], nil}, 1]}. With `indent` >= 0 nested calls stand on lines of their own, one
   step of two columns deeper: what `cnx show ast` prints. A list of integers prints as a charlist
   only when it was written as one. The tree may be of any depth. */
void ast_print(Text *out, const Cx *cx, const Ast *ast, int indent);

/* Whether a name stands as an atom behind its colon without quotes. */
bool atom_is_plain(Str name);

#endif
