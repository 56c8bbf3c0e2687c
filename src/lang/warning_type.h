/* warning_type.h - what the checks of types share (private to warning_type*.c).

   warning_type.c       the walk, and what variables are known to be
   warning_type_check.c what cannot work
   warning_type_text.c  types and warnings as text */
#ifndef CNX_LANG_WARNING_TYPE_H
#define CNX_LANG_WARNING_TYPE_H

#include "lang/define.h"

typedef enum TypeKind {
    TYPE_unknown,
    TYPE_integer,
    TYPE_float,
    TYPE_binary,
    TYPE_atom,
    TYPE_tuple,
    TYPE_fun,
    TYPE_struct
} TypeKind;

typedef struct Known {
    TypeKind kind;
    Sym name;        /* the atom; the struct's module */
    bool is_pattern; /* only a pattern says so: dynamic, fields of any type */
    const Ast *from; /* struct: its fields as written */
} Known;

typedef struct Typed {
    Sym name;
    Known type;
    const Ast *where; /* the match or pattern that tells */
} Typed;

typedef struct Checker {
    Vm *vm;
    Gen gen; /* to expand aliases */
    const Module *module;
    const Function *function;
    VEC(Typed) variables;
} Checker;

/* What the tree's value is, as far as its text and its variables show. */
Known type_of(Checker *c, const Ast *ast);
/* The struct that an alias names, or NULL. */
Module *struct_module(Checker *c, const Ast *name);
/* What is known of a variable, or NULL. */
const Typed *typed_find(const Checker *c, const Ast *var);
/* Whether `map` of %Name{map} is `value | key: ...`. */
static inline bool is_update(const Ast *map)
{
    return map->count == 1 && ast_is_call(map->args[0], SYM_pipe, 2);
}
/* The types of what `<<...>>` is made of or matched with: of a segment `value::spec`, or `value`.
 */
Known segment_type(const Checker *c, const Ast *segment);
/* The value of a segment. */
const Ast *segment_value(const Ast *segment);

/* What is wrong with one call, without what stands in it. */
void check_tree(Checker *c, const Ast *ast);

void print_type(Text *out, Checker *c, Known t);
/* The title, the expression, the types that clash, what is known of its variables, and the end. */
void complain(Checker *c, Span span, const char *title, const Ast *ast, const char *types,
              const Ast *left, const Ast *right, const char *end);

#endif
