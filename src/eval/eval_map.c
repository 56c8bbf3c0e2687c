/* eval_map.c - elementwise ops: operands broadcast implicitly and are converted to one class, the
   row's loop runs over blocks, blocks are rounded into the result.

   The result's index space is cut to as few axes as the operands allow: neighbouring axes along
   which each operand either moves or stands still are one. On the innermost axis every operand then
   has step 1 or 0, so a block of the result is made of rows that are runs or repeated elements. */
#include "eval/eval_ops.h"

#include <stdatomic.h>
#include <string.h>

typedef struct Operand {
    const Tensor *t;
    DTypeClass k;      /* that its blocks are in */
    bool is_predicate; /* select: its truth is loaded, not its value */
    bool is_full;      /* as large as the result: place equals index */
    int64_t step[MAX_RANK];
} Operand;

typedef struct MapWork {
    int rank, count;
    int64_t dim[MAX_RANK], size;
    Operand in[MOST_OPERANDS];
    MapPlan plan;
    Tensor *out;
    atomic_bool bad; /* an element has no answer */
} MapWork;

/* Room for one operand while a task runs. */
typedef struct Room {
    Reader reader;
    int64_t splat; /* what `block` is filled with everywhere; -1: nothing */
    _Alignas(64) double block[BLOCK * 2];
} Room;

/* --- the index space --- */

static void operand_steps(Operand *o, const Shape *whole)
{
    const Shape *own = &o->t->type.shape;
    int64_t stride[MAX_RANK];
    shape_strides(own, stride);
    for (int i = 0; i < whole->rank; i++) {
        int j = i - (whole->rank - own->rank);
        o->step[i] = j < 0 || own->dim[j] == 1 ? 0 : stride[j];
    }
    o->is_full = shape_count(own) == shape_count(whole);
}

/* Whether axes i and i + 1 are one for every operand. */
static bool axes_merge(const MapWork *m, int i)
{
    for (int j = 0; j < m->count; j++)
        if (m->in[j].step[i] != m->in[j].step[i + 1] * m->dim[i + 1])
            return false;
    return true;
}

static void remove_axis(MapWork *m, int i)
{
    m->rank--;
    for (int a = i; a < m->rank; a++) {
        m->dim[a] = m->dim[a + 1];
        for (int j = 0; j < m->count; j++)
            m->in[j].step[a] = m->in[j].step[a + 1];
    }
}

static void collapse(MapWork *m)
{
    for (int i = m->rank - 1; i >= 0; i--)
        if (m->dim[i] == 1)
            remove_axis(m, i);
    for (int i = m->rank - 2; i >= 0; i--)
        if (axes_merge(m, i)) {
            m->dim[i + 1] *= m->dim[i];
            remove_axis(m, i);
        }
}

/* --- blocks --- */

/* 1 where the element is not 0, NaN included, else 0. */
HOT static void truth(uint64_t *restrict to, DTypeClass k, const void *from, int64_t n)
{
    const uint64_t *i = from;
    const double *f = from;
    switch (k) {
    case DCLASS_u:
    case DCLASS_s:
        for (int64_t j = 0; j < n; j++)
            to[j] = i[j] != 0;
        break;
    case DCLASS_f:
        for (int64_t j = 0; j < n; j++)
            to[j] = f[j] != 0;
        break;
    case DCLASS_c:
        for (int64_t j = 0; j < n; j++)
            to[j] = (f[2 * j] != 0) | (f[2 * j + 1] != 0);
        break;
    }
}

void truth_load(const Tensor *t, int64_t at, int64_t n, DTypeClass k, void *block)
{
    _Alignas(64) double room[BLOCK * 2];
    uint64_t bits[BLOCK];
    DTypeClass own = dtype_info[t->type.dtype].class_;
    const void *from = block_load(t, at, n, own, room);
    switch (k) {
    case DCLASS_u:
    case DCLASS_s:
        truth(block, own, from, n);
        break;
    case DCLASS_f:
        truth(bits, own, from, n);
        for (int64_t i = 0; i < n; i++)
            ((double *)block)[i] = (double)bits[i];
        break;
    case DCLASS_c:
        truth(bits, own, from, n);
        for (int64_t i = 0; i < n; i++)
            ((double _Complex *)block)[i] = (double)bits[i];
        break;
    }
}

/* n <= BLOCK elements that lie side by side. */
static const void *load(const Operand *o, Room *room, int64_t at, int64_t n)
{
    if (!o->is_predicate)
        return reader_get(&room->reader, at, n);
    truth_load(o->t, at, n, o->k, room->reader.room);
    return room->reader.room;
}

void splat(void *to, const void *from, int64_t n, int64_t size)
{
    if (size == 8) {
        double x = *(const double *)from, *d = to;
        for (int64_t i = 0; i < n; i++)
            d[i] = x;
    } else {
        double _Complex x = *(const double _Complex *)from, *d = to;
        for (int64_t i = 0; i < n; i++)
            d[i] = x;
    }
}

/* Where operand o stands at index `at` of the result; coordinates go to `place`. */
static int64_t locate(const MapWork *m, const Operand *o, int64_t at, int64_t place[MAX_RANK])
{
    int64_t offset = 0;
    for (int a = m->rank - 1; a >= 0; a--) {
        place[a] = at % m->dim[a];
        at /= m->dim[a];
        offset += place[a] * o->step[a];
    }
    return offset;
}

/* The next row's start. */
static int64_t next_row(const MapWork *m, const Operand *o, int64_t offset, int64_t place[MAX_RANK])
{
    int last = m->rank - 1;
    offset -= place[last] * o->step[last];
    place[last] = 0;
    for (int a = last - 1; a >= 0; a--) {
        offset += o->step[a];
        if (++place[a] < m->dim[a])
            break;
        offset -= m->dim[a] * o->step[a];
        place[a] = 0;
    }
    return offset;
}

/* Elements at..at+n of the result as operand o sees them. */
static const void *operand_block(const MapWork *m, const Operand *o, Room *room, int64_t at,
                                 int64_t n)
{
    int64_t size = wide_size(o->k), place[MAX_RANK];
    if (o->is_full)
        return load(o, room, at, n);
    int64_t offset = locate(m, o, at, place);
    int last = m->rank - 1;
    int64_t left = m->dim[last] - place[last];
    if (o->step[last] == 0 && left >= n && room->splat == offset)
        return room->block;
    if (o->step[last] == 1 && left >= n)
        return load(o, room, offset, n);
    room->splat = -1;
    if (o->step[last] == 0 && left >= n) {
        splat(room->block, load(o, room, offset, 1), BLOCK, size);
        room->splat = offset;
        return room->block;
    }
    for (char *to = (char *)room->block; n > 0;) {
        int64_t run = left < n ? left : n;
        const void *from = load(o, room, offset, o->step[last] == 0 ? 1 : run);
        if (o->step[last] == 0)
            splat(to, from, run, size);
        else
            memcpy(to, from, (size_t)(run * size));
        to += run * size;
        n -= run;
        offset = next_row(m, o, offset, place);
        left = m->dim[last];
    }
    return room->block;
}

static void map_task(PoolRun *run, int64_t index, void *closure)
{
    MapWork *m = closure;
    Room room[MOST_OPERANDS];
    _Alignas(64) double result[BLOCK * 2];
    const void *in[MOST_OPERANDS] = {NULL};
    for (int i = 0; i < m->count; i++) {
        reader_init(&room[i].reader, m->in[i].t, m->in[i].k);
        room[i].splat = -1;
    }
    int64_t from = index * CHUNK, to = from + CHUNK < m->size ? from + CHUNK : m->size;
    for (int64_t at = from; at < to; at += BLOCK) {
        int64_t n = to - at < BLOCK ? to - at : BLOCK;
        for (int i = 0; i < m->count; i++)
            in[i] = operand_block(m, &m->in[i], &room[i], at, n);
        if (!m->plan.loop(n, m->plan.bits, result, in[0], in[1], in[2])) {
            atomic_store(&m->bad, true);
            pool_stop(run);
        }
        if (pool_stopped(run))
            return;
        block_store(m->out, at, n, m->plan.out_k, result);
    }
}

/* --- errors --- */

/* Says what had no answer: the first negative shift, or arithmetic. */
static void fail_element(const Call *c)
{
    OpCode op = c->node->op;
    bool is_left = op == OP_left_shift;
    if (is_left || op == OP_right_shift)
        for (int64_t i = 0, n = shape_count(&c->in[1]->type.shape); i < n; i++) {
            int64_t by = tensor_index(c->in[1], i);
            if (by < 0) {
                fail(c->cx, c->node->span, EXC_ArgumentError, "cannot %s shift by %lld",
                     is_left ? "left" : "right", (long long)by);
                return;
            }
        }
    fail(c->cx, c->node->span, EXC_ArithmeticError, "bad argument in arithmetic expression");
}

/* --- the op --- */

/* The dtype that the operands merge to (of select: the last two). */
static DType merged(const Node *n)
{
    int first = n->op == OP_select ? 1 : 0;
    DType t = node_type(n->args[first])->dtype;
    for (int i = first + 1; i < n->nargs; i++)
        t = dtype_merge(t, node_type(n->args[i])->dtype);
    return t;
}

MapPlan map_plan(const Node *n)
{
    DType from = merged(n), to = node_type(n)->dtype;
    MapPlan m = {.k = dtype_info[from].class_, .bits = dtype_info[from].bits};
    if (!element_is_bool(n->op) && n->op != OP_complex)
        m.k = wider(m.k, dtype_info[to].class_);
    if (n->op == OP_complex)
        m.k = DCLASS_f;
    m.loop = element_loop(n->op, m.k, to);
    m.out_k = element_result(n->op, m.k);
    return m;
}

static bool map_init(MapWork *m, const Call *c)
{
    const Node *node = c->node;
    const Type *type = node_type(node);
    OpCode op = node->op;
    m->plan = map_plan(node);
    m->count = node->nargs;
    m->size = shape_count(&type->shape);
    m->rank = type->shape.rank;
    memcpy(m->dim, type->shape.dim, sizeof m->dim);
    atomic_init(&m->bad, false);
    if (m->plan.loop == NULL || m->count > MOST_OPERANDS) {
        fail(c->cx, node->span, EXC_ArgumentError, "%s has no meaning for type %s",
             op_info[op].name, dtype_info[merged(node)].name);
        return false;
    }
    for (int i = 0; i < m->count; i++) {
        m->in[i].t = c->in[i];
        m->in[i].k = m->plan.k;
        m->in[i].is_predicate = op == OP_select && i == 0;
        operand_steps(&m->in[i], &type->shape);
    }
    collapse(m);
    return true;
}

/* as_type: each number goes from its own class to the other dtype, so it is rounded once. */
static void convert_task(PoolRun *run, int64_t index, void *closure)
{
    Tensor **t = closure;
    DTypeClass k = dtype_info[t[0]->type.dtype].class_;
    _Alignas(64) double room[BLOCK * 2];
    int64_t size = shape_count(&t[0]->type.shape);
    int64_t from = index * CHUNK, to = from + CHUNK < size ? from + CHUNK : size;
    for (int64_t at = from; at < to && !pool_stopped(run); at += BLOCK) {
        int64_t n = to - at < BLOCK ? to - at : BLOCK;
        block_store(t[1], at, n, k, block_load(t[0], at, n, k, room));
    }
}

Tensor *convert(Cx *cx, Tensor *t, DType dtype)
{
    if (t->type.dtype == dtype)
        return tensor_ref(t);
    Type type = {dtype, t->type.shape};
    Tensor *to = tensor_new(cx, type);
    if (to == NULL)
        return NULL;
    int64_t size = shape_count(&type.shape);
    if (!run_tasks(cx, dtype, size, (size + CHUNK - 1) / CHUNK, convert_task,
                   (Tensor *[]){t, to})) {
        tensor_free(to);
        return NULL;
    }
    return to;
}

/* The same bits under another dtype of the same width. */
static Tensor *bitcast(const Call *c)
{
    const Type *type = node_type(c->node);
    if (type_equal(type, &c->in[0]->type))
        return tensor_ref(c->in[0]);
    return tensor_of_bytes(c->cx, *type, tensor_data(c->in[0]), tensor_bytes(c->in[0]));
}

/* A result as large as an operand that dies may be written over it: every block is read before the
   same block is written, by the same task. Shifts keep their second one for the error's text. */
static Tensor *map_result(const Call *c)
{
    bool is_shift = c->node->op == OP_left_shift || c->node->op == OP_right_shift;
    for (int i = 0; i < (is_shift ? 1 : c->node->nargs); i++) {
        Tensor *t = call_reuse(c, i);
        if (t != NULL)
            return t;
    }
    return call_result(c);
}

bool eval_map(Call *c)
{
    OpCode op = c->node->op;
    if (op == OP_as_type || op == OP_stop_grad || op == OP_metadata)
        return (c->out[0] = convert(c->cx, c->in[0], node_type(c->node)->dtype)) != NULL;
    if (op == OP_bitcast)
        return (c->out[0] = bitcast(c)) != NULL;
    MapWork m;
    if (!map_init(&m, c) || (m.out = map_result(c)) == NULL)
        return false;
    int64_t count = (m.size + CHUNK - 1) / CHUNK;
    if (run_tasks(c->cx, m.out->type.dtype, m.size, count, map_task, &m)) {
        c->out[0] = m.out;
        return true;
    }
    if (atomic_load(&m.bad))
        fail_element(c);
    tensor_free(m.out);
    return false;
}
