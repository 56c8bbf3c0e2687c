/* lower_scatter.c - slices put into an array, or added to what is there.

   A task owns a range of the result. It writes what the array begins with, and goes through all
   slices in their order, of which it puts those that fall into its range; so no two tasks write to
   one place, and bits do not depend on how many there are. Indices are made in vectors, a tile of
   slices at a time, as places of first elements; so is what is put when slices are short, else it
   is computed where it is put. Sums of floats are made in f64 and rounded once.

   A slice put at one place is copied there by tasks of its own. */
#include "kernel/lower.h"

enum {
    TILE_SLICES = 512,   /* of which indices are made at once */
    TILE_ELEMENTS = 2048 /* that are made at once of short slices */
};

typedef struct Put {
    const Node *n;
    Scatter s;
    int to;                                   /* the buffer that slices are put into */
    Index from;                               /* the first element that the task owns */
    int64_t step[MAX_RANK], window[MAX_RANK]; /* of the result; axes of a slice: dimensions, ... */
    int64_t apart[MAX_RANK];                  /* ... and how far elements are apart */
    int rank;                                 /* of a slice */
    int64_t most;                             /* the last place where a slice may begin */
    int64_t each;                             /* slices of a tile */
    int places, made;                         /* tiles; made: -1 when slices are long */
} Put;

static Put put_of(const Node *n)
{
    const Shape *s = &node_type(n)->shape;
    const Attr *axes = node_attr(n, ATTR_axes);
    Put p = {.n = n, .s = scatter_of(n), .made = -1};
    for (int i = s->rank - 1, step = 0; i >= 0; i--, step++)
        p.step[i] = step == 0 ? 1 : p.step[i + 1] * s->dim[i + 1];
    for (int i = 0; i < s->rank; i++) {
        bool is_indexed = false;
        for (uint32_t j = 0; j < axes->count; j++)
            is_indexed = is_indexed || axes->at[j] == i;
        p.most += is_indexed ? (s->dim[i] - 1) * p.step[i] : 0;
        if (!is_indexed) {
            p.window[p.rank] = s->dim[i];
            p.apart[p.rank++] = p.step[i];
        }
    }
    p.each = p.s.in_tiles ? TILE_ELEMENTS / p.s.size : TILE_SLICES;
    p.each = p.each > TILE_SLICES ? TILE_SLICES : p.each;
    p.each = p.each > p.s.count ? p.s.count : p.each;
    return p;
}

static int innermost(const Lower *l)
{
    return (int)l->scopes.len - 1;
}

static Index less(Lower *l, Index a, Index b)
{
    return index_add(&l->k->table, a, index_scale(&l->k->table, b, -1));
}

static void store_at(Lower *l, int buffer, Index at, int ref)
{
    add_insn(l, (Insn){.op = KERN_store, .buffer = buffer, .arg = {ref}, .at = at, .guard = -1});
}

/* --- what the task owns --- */

/* Opens a vector loop over the elements of the result that the task owns, and gives its place. */
static Index open_owned(Lower *l, const Put *p)
{
    Run all = {.size = shape_count(&node_type(p->n)->shape)};
    open_in_block(l, &all, LOOP_vector, p->from, p->s.span);
    return all.at;
}

static void begin(Lower *l, const Put *p)
{
    const Node *arg = p->n->args[0];
    const Shape *s = &node_type(p->n)->shape;
    DType own = node_type(p->n)->dtype;
    Index at[MAX_RANK], flat = open_owned(l, p);
    index_unflatten(&l->k->table, flat, s->rank, s->dim, at);
    int ref = recast(l, value_of(l, arg, at, -1), node_type(arg)->dtype, own);
    DType stored = compute_dtype(l->k->buffers.at[p->to].dtype);
    store_at(l, p->to, flat, converted(l, ref, compute_dtype(own), stored));
    close_loop(l);
}

static void finish(Lower *l, const Put *p, int result)
{
    DType own = node_type(p->n)->dtype;
    Index flat = open_owned(l, p);
    int ref = load_memory(l, p->to, flat, -1, innermost(l));
    ref = rounded(l, converted(l, ref, p->s.sums, compute_dtype(own)), own);
    store_at(l, result, flat, ref);
    close_loop(l);
}

/* --- slices --- */

/* An update as what is put. */
static int update_at(Lower *l, const Put *p, const Index *at)
{
    const Node *arg = p->n->args[2];
    DType from = node_type(arg)->dtype, own = node_type(p->n)->dtype;
    int ref = value_of(l, arg, at, -1);
    return p->s.sums == own ? recast(l, ref, from, own)
                            : converted(l, ref, compute_dtype(from), p->s.sums);
}

/* Tiles of the first elements' places, and of what is put when slices are short. */
static void make_tiles(Lower *l, const Put *p, Index first)
{
    IndexTable *t = &l->k->table;
    const Attr *axes = node_attr(p->n, ATTR_axes);
    const Shape *whole = &node_type(p->n)->shape, *from = &node_type(p->n->args[2])->shape;
    Run slices = {.size = p->s.count}, elements = {.size = p->s.count * p->s.size};
    Index at[MAX_RANK];
    open_in_block(l, &slices, LOOP_vector, first, p->each);
    Insn i = {.op = KERN_index, .dtype = DTYPE_s64, .at = index_constant(t, 0), .guard = -1};
    at[0] = slices.at;
    for (uint32_t j = 0; j < axes->count; j++) {
        int64_t axis = axes->at[j];
        at[1] = index_constant(t, j);
        Start start = {.of = p->n->args[1], .at = at, .most = whole->dim[axis] - 1};
        start.gather = p->n;
        start.axis = axis;
        Index place = start_place(&(Starts){l, -1}, &start);
        i.at = index_add(t, i.at, index_scale(t, place, p->step[axis]));
    }
    store_at(l, p->places, less(l, slices.at, first), add_insn(l, i));
    close_loop(l);
    if (p->made < 0)
        return;
    first = index_scale(t, first, p->s.size);
    open_in_block(l, &elements, LOOP_vector, first, p->each * p->s.size);
    index_unflatten(t, elements.at, from->rank, from->dim, at);
    store_at(l, p->made, less(l, elements.at, first), update_at(l, p, at));
    close_loop(l);
}

static void put_one(Lower *l, const Put *p, Index at, int ref)
{
    if (p->n->op == OP_indexed_add) {
        DType t = compute_dtype(p->s.sums);
        ref = scalar_op(l, OP_add, t, t, load_memory(l, p->to, at, -1, innermost(l)), ref, -1);
    }
    store_at(l, p->to, at, ref);
}

/* An element of the slice that begins at `base`. */
static Index element_place(Lower *l, const Put *p, Index base, const Index *at)
{
    for (int i = 0; i < p->rank; i++)
        base = index_add(&l->k->table, base, index_scale(&l->k->table, at[i], p->apart[i]));
    return base;
}

static void put_slice(Lower *l, const Put *p, Index slice, Index number, Index base)
{
    IndexTable *t = &l->k->table;
    Index at[MAX_RANK + 1];
    for (int64_t e = 0; e < p->s.size && p->made >= 0; e++) {
        Index flat = index_add(t, index_scale(t, number, p->s.size), index_constant(t, e));
        index_unflatten(t, index_constant(t, e), p->rank, p->window, at);
        put_one(l, p, element_place(l, p, base, at),
                load_memory(l, p->made, flat, -1, innermost(l)));
    }
    if (p->made >= 0)
        return;
    int loop = kernel_loop(l->k, LOOP_vector, p->s.size, NULL, -1);
    open_loop(l, loop);
    at[0] = slice;
    index_unflatten(t, loop_var(l, loop), p->rank, p->window, at + 1);
    put_one(l, p, element_place(l, p, base, at + 1), update_at(l, p, at));
    close_loop(l);
}

/* The slices of a tile that the task owns, in their order. */
static void put_tile(Lower *l, const Put *p, Index first)
{
    IndexTable *t = &l->k->table;
    Run slices = {.size = p->s.count};
    open_in_block(l, &slices, LOOP_serial, first, p->each);
    Index number = less(l, slices.at, first);
    Insn i = {.op = KERN_place, .dtype = DTYPE_s64, .from = DTYPE_s64, .high = p->most};
    i.arg[0] = load_memory(l, p->places, number, -1, innermost(l));
    i.guard = -1;
    int at = add_insn(l, i);
    Index base = index_value(t, 0, p->most, at);
    l->k->insns.at[at].atom = base->terms[0].atom;
    bool is_cut = p->s.ranges > 1;
    if (is_cut) {
        Insn owns = {.op = KERN_inside, .dtype = DTYPE_u8, .high = p->s.span, .guard = -1};
        owns.at = less(l, base, p->from);
        open_loop(l, kernel_if(l->k, add_insn(l, owns)));
    }
    put_slice(l, p, slices.at, number, base);
    if (is_cut)
        close_loop(l);
    close_loop(l);
}

static void lower_indexed(Lower *l)
{
    Put p = put_of(l->g->members.at[0]);
    IndexTable *t = &l->k->table;
    int result = buffer_of(l, l->g->writes.at[0], true);
    bool has_sums = scatter_has_sums(p.n);
    p.to = has_sums ? buffer_of(l, l->g->writes.at[1], true) : result;
    p.places = kernel_local(l->k, DTYPE_s64, p.each);
    if (p.s.in_tiles)
        p.made = kernel_local(l->k, compute_dtype(p.s.sums), p.each * p.s.size);
    p.from = p.s.ranges == 1 ? index_constant(t, 0)
                             : open_blocks(l, shape_count(&node_type(p.n)->shape), p.s.span);
    if (scatter_base(l->p, l->g) < 0)
        begin(l, &p);
    int loop = kernel_loop(l->k, LOOP_serial, (p.s.count + p.each - 1) / p.each, NULL, -1);
    open_loop(l, loop);
    Index first = index_scale(t, loop_var(l, loop), p.each);
    make_tiles(l, &p, first);
    put_tile(l, &p, first);
    close_loop(l);
    if (has_sums)
        finish(l, &p, result);
    if (p.s.ranges > 1)
        close_loop(l);
}

/* --- one slice --- */

static void lower_put(Lower *l)
{
    const Node *n = l->g->members.at[0], *part = n->args[1];
    const Group *whole = l->g;
    const bool merged[MAX_RANK] = {false};
    const Shape *s = &node_type(n)->shape;
    Group own = *whole;
    own.space = node_type(part)->shape;
    l->g = &own;
    make_runs(l, merged);
    int opened = open_space(l, false);
    Index at[MAX_RANK];
    int ref = recast(l, value_of(l, part, l->own, -1), node_type(part)->dtype, node_type(n)->dtype);
    for (int a = 0; a < s->rank; a++) {
        Index start = put_start(&l->k->table, n, a, start_place, &(Starts){l, -1});
        at[a] = index_add(&l->k->table, start, l->own[a]);
    }
    store_at(l, buffer_of(l, whole->writes.at[0], true), flat_place(l, n, at), ref);
    while (opened-- > 0)
        close_loop(l);
    l->g = whole;
}

void lower_scatter(Lower *l)
{
    if (l->g->members.at[0]->op == OP_put_slice)
        lower_put(l);
    else
        lower_indexed(l);
}
