/* lower_random.c - rng_bit_generator by the algorithm THREE_FRY, whose state is a key and a
   counter.

   The words of 64 bits are those of the key's generator at the counter and the places behind it, in
   the order in which the elements lie. Two words of 32 bits each come of one place and are
   neighbours along the first even axis, or else the longest one, which is made even and cut again;
   shorter ones are the low ends of these. */
#include "compile/stablehlo/lower.h"

static Node *number(Lower *l, uint64_t x)
{
    return graph_constant(l->cx, l->graph, (Type){DTYPE_u64, shape_scalar()}, scalar_u(x),
                          l->op->span);
}

/* The low word in front: threefry2x32 has the high one there. */
static Node *turned(Lower *l, Node *x)
{
    Node *by = number(l, 32);
    return make2(l, OP_bitwise_or, make2(l, OP_left_shift, x, by), make2(l, OP_right_shift, x, by));
}

/* 64 bits a place, the first word in the low ones. */
static Node *places(Lower *l, Node *key, Node *counter, const Shape *s)
{
    Shape flat = SHAPE(shape_count(s));
    Node *at = make2(l, OP_add, counter, make_iota(l, DTYPE_u64, &flat, 0));
    Node *bits = make2(l, OP_threefry2x32, turned(l, key), turned(l, at));
    return make_reshape(l, turned(l, bits), s);
}

static int split_axis(const Shape *s)
{
    int longest = 0;
    for (int i = 0; i < s->rank; i++) {
        if (s->dim[i] % 2 == 0)
            return i;
        longest = s->dim[i] > s->dim[longest] ? i : longest;
    }
    return longest;
}

/* Words of 32 bits; *count places are used. */
static Node *words(Lower *l, Node *key, Node *counter, const Shape *s, int64_t *count)
{
    int axis = split_axis(s);
    Shape half = *s, pair = {.rank = s->rank + 1}, even = *s;
    int64_t from[MAX_RANK] = {0}, ones[MAX_RANK], at = axis + 1;
    half.dim[axis] = (s->dim[axis] + 1) / 2;
    even.dim[axis] = 2 * half.dim[axis];
    for (int i = 0, k = 0; i < pair.rank; i++) {
        pair.dim[i] = i == axis + 1 ? 1 : half.dim[k++];
        ones[i] = 1;
    }
    *count = shape_count(&half);
    Node *bits = places(l, key, counter, &half);
    Node *parts[] = {
        make_reshape(l, make_as(l, bits, DTYPE_u32), &pair),
        make_reshape(l, make_as(l, make2(l, OP_right_shift, bits, number(l, 32)), DTYPE_u32),
                     &pair)};
    if (failed(l->cx))
        return NULL;
    Node *both = make(l, OP_concatenate, parts, 2, &(Attr){ATTR_axis, 1, &at}, 1);
    return make_slice(l, make_reshape(l, both, &even), from, s->dim, ones);
}

static bool lower_generator(Lower *l, Results *out)
{
    Node *state = lower_operand(l, 0);
    if (state == NULL || l->op->ntypes != 2)
        return state && one(out, lower_refuse(l, "it gives a state and random bits"));
    Type to = *lower_type(l, 1), two = {DTYPE_u64, SHAPE(2)};
    if (!lower_is(l, "algorithm", "THREE_FRY") && !lower_is(l, "rng_algorithm", "THREE_FRY"))
        return one(out, lower_refuse(l, "only the algorithm THREE_FRY is supported"));
    if (!type_equal(node_type(state), &two) || !dtype_is_integer(to.dtype) ||
        dtype_is_packed(to.dtype) || to.shape.rank >= MAX_RANK)
        return one(out, lower_refuse(l, "it makes integers of a state of two u64"));
    const int64_t at[] = {0, 1}, size = 1;
    Shape list = SHAPE(1), s = to.shape.rank ? to.shape : SHAPE(1);
    Node *key = make_reshape(l, make_slice(l, state, &at[0], &size, &size), &(Shape){0});
    Node *counter = make_reshape(l, make_slice(l, state, &at[1], &size, &size), &(Shape){0});
    int64_t count = shape_count(&s), axis = 0;
    Node *bits = dtype_info[to.dtype].bits == 64 ? places(l, key, counter, &s)
                                                 : words(l, key, counter, &s, &count);
    Node *next = make2(l, OP_add, counter, number(l, (uint64_t)count));
    Node *parts[] = {make_reshape(l, key, &list), make_reshape(l, next, &list)};
    if (failed(l->cx))
        return false;
    out->at[0] = make(l, OP_concatenate, parts, 2, &(Attr){ATTR_axis, 1, &axis}, 1);
    out->at[1] = make_reshape(l, make_as(l, bits, to.dtype), &to.shape);
    out->count = 2;
    return out->at[0] && out->at[1];
}

const LowerRow lower_random_rows[] = {
    {"rng_bit_generator", lower_generator},
    {NULL, NULL},
};
