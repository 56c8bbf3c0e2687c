/* decompose_parts.c - bodies of what moves complex numbers, or adds them up: the same is done to
   their real and imaginary parts. */
#include "transform/decompose.h"

/* The node with parts for the operands whose bit is set in `numbers`, and the others as they are.
 */
static Node *by_parts(Rule *k, Node *const *x, Node *y, uint32_t numbers)
{
    Arena *arena = graph_arena(k->g);
    Node **re = arena_array(arena, Node *, y->nargs), **im = arena_array(arena, Node *, y->nargs);
    if (!is_complex(y))
        return NULL;
    for (int i = 0; i < y->nargs; i++) {
        bool is_number = i >= 32 || numbers >> i & 1;
        Parts p = is_number ? parts_of(k, x[i], y) : (Parts){x[i], x[i]};
        if (is_number && !is_complex(x[i])) /* of its shape, too */
            p.im = zeros_like(p.re);
        re[i] = p.re;
        im[i] = p.im;
    }
    return pair(rule_node(k, y->op, re, y->nargs, y->attrs, y->nattrs),
                rule_node(k, y->op, im, y->nargs, y->attrs, y->nattrs));
}

enum { FIRST = 1, FIRST_TWO = 3, FIRST_AND_LAST = 5, BEHIND_FIRST = 6, ALL = -1 };

#define BY_PARTS(op, numbers)                                                                      \
    DECOMPOSE(op)                                                                                  \
    {                                                                                              \
        out[0] = by_parts(k, x, y, (uint32_t)numbers);                                             \
    }

BY_PARTS(transpose, FIRST)
BY_PARTS(reverse, FIRST)
BY_PARTS(broadcast, FIRST)
BY_PARTS(slice, FIRST)
BY_PARTS(gather, FIRST)
BY_PARTS(sum, FIRST)
BY_PARTS(pad, FIRST_TWO)
BY_PARTS(put_slice, FIRST_TWO)
BY_PARTS(indexed_add, FIRST_AND_LAST)
BY_PARTS(indexed_put, FIRST_AND_LAST)
BY_PARTS(concatenate, ALL)

DECOMPOSE(select)
{
    Node *args[] = {x[0], x[1], x[2]};
    if (is_complex(x[0]))
        args[0] = unequal(x[0], number_of(k, 0, dtype_of(x[0])));
    if (is_complex(y))
        out[0] = by_parts(k, args, y, BEHIND_FIRST);
    else if (is_complex(x[0]))
        out[0] = pick(args[0], args[1], args[2]);
}

/* To a real dtype goes the real part. */
DECOMPOSE(as_type)
{
    if (is_complex(y)) {
        Parts p = parts_of(k, x[0], y);
        out[0] = pair(p.re, p.im);
    } else if (is_complex(x[0])) {
        out[0] = rule_cast(k, apply(real, x[0]), dtype_of(y));
    }
}
