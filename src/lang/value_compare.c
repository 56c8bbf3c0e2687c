/* value_compare.c - the order of terms, equality and hashing.

   One walk serves order and equality: a stack of spans, each so many pairs of values still to be
   compared side by side. A cell's head and tail are such a span, a tuple's elements are one, a
   map's keys and values are two with a stride. The last pair of a span leaves the stack before it
   is looked into, so a long list takes no room; the stack moves to the heap when terms are deep. */
#include "lang/value.h"

#include "base/mem.h"
#include "lang/tensor_value.h"
#include "lang/vm.h"

#include <math.h>
#include <string.h>

/* --- kinds --- */

typedef enum Kind {
    KIND_number,
    KIND_atom,
    KIND_reference,
    KIND_function,
    KIND_pid,
    KIND_tuple,
    KIND_map,
    KIND_empty_list,
    KIND_list,
    KIND_binary
} Kind;

static Kind kind_of(Value v)
{
    static const Kind kinds[] = {
        [TAG_poison] = KIND_atom,       [TAG_atom] = KIND_atom,      [TAG_int] = KIND_number,
        [TAG_float] = KIND_number,      [TAG_nil] = KIND_empty_list, [TAG_ref] = KIND_reference,
        [TAG_pid] = KIND_pid,           [TAG_big] = KIND_number,     [TAG_binary] = KIND_binary,
        [TAG_cons] = KIND_list,         [TAG_tuple] = KIND_tuple,    [TAG_map] = KIND_map,
        [TAG_function] = KIND_function, [TAG_tensor] = KIND_map,     [TAG_native] = KIND_reference,
    };
    return kinds[v.tag];
}

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

/* --- the stack --- */

typedef struct Pairs {
    const Value *a, *b;
    uint32_t left, stride;
    bool strict;
} Pairs;

typedef struct Walk {
    const Vm *vm;     /* NULL: only equality is asked */
    bool tells_zeros; /* -0.0 and 0.0 differ */
    Pairs small[12], *at;
    size_t len, cap;
} Walk;

/* The small stack needs no zeros. */
static void walk_start(Walk *w, const Vm *vm, bool tells_zeros)
{
    w->vm = vm;
    w->tells_zeros = tells_zeros;
    w->at = w->small;
    w->len = 0;
    w->cap = sizeof w->small / sizeof w->small[0];
}

static void walk_push(Walk *w, const Value *a, const Value *b, uint32_t count, uint32_t stride,
                      bool strict)
{
    if (count == 0)
        return;
    if (w->len == w->cap) {
        Pairs *wider = mem_resize(w->at == w->small ? NULL : w->at, 2 * w->cap * sizeof(Pairs));
        if (w->at == w->small)
            memcpy(wider, w->small, sizeof w->small);
        w->at = wider;
        w->cap *= 2;
    }
    w->at[w->len++] = (Pairs){a, b, count, stride, strict};
}

/* --- terms without parts --- */

static int compare_numbers(Value a, Value b, bool strict)
{
    if (a.tag == TAG_float && b.tag == TAG_float)
        return ORDER(a.f, b.f);
    if (a.tag != TAG_float && b.tag != TAG_float)
        return integer_compare(a, b);
    if (strict)
        return a.tag == TAG_float ? 1 : -1;
    return a.tag == TAG_float ? -integer_compare_double(b, a.f) : integer_compare_double(a, b.f);
}

static int compare_atoms(const Vm *vm, Sym a, Sym b)
{
    if (a == b || vm == NULL)
        return ORDER(a, b);
    const Cx *cx = vm_cx((Vm *)vm);
    return str_compare(sym_text(cx, a), sym_text(cx, b));
}

/* Bit by bit, the shorter first when it begins the longer. */
static int compare_binaries(const Binary *a, const Binary *b)
{
    size_t whole_a = a->bits == 8 || a->len == 0 ? a->len : a->len - 1;
    size_t whole_b = b->bits == 8 || b->len == 0 ? b->len : b->len - 1;
    size_t n = whole_a < whole_b ? whole_a : whole_b;
    int order = n ? memcmp(a->at, b->at, n) : 0;
    if (order)
        return order;
    if (a->len > n && b->len > n) { /* at least one ends within this byte */
        uint32_t bits_a = whole_a > n ? 8 : a->bits, bits_b = whole_b > n ? 8 : b->bits;
        uint32_t drop = 8 - (bits_a < bits_b ? bits_a : bits_b);
        int byte_a = (uint8_t)a->at[n] >> drop, byte_b = (uint8_t)b->at[n] >> drop;
        if (byte_a != byte_b)
            return ORDER(byte_a, byte_b);
        if (a->len == n + 1 && b->len == n + 1)
            return ORDER(bits_a, bits_b);
    }
    return ORDER(a->len, b->len);
}

/* The type of the numbers of which elements are made: a complex one is two. */
static DType float_part(const Tensor *t, int64_t *count)
{
    bool is_complex = dtype_info[t->type.dtype].class_ == DCLASS_c;
    *count = shape_count(&t->type.shape) * (is_complex ? 2 : 1);
    return is_complex ? dtype_to_real(t->type.dtype) : t->type.dtype;
}

static bool is_nan_at(DType part, const void *data, int64_t i)
{
    return isnan(dtype_load(part, data, i).f);
}

/* Bits, but a NaN is any other NaN: which one an operation gives is the processor's choice. */
static int compare_elements(const Tensor *a, const Tensor *b)
{
    const char *x = tensor_data(a), *y = tensor_data(b);
    int order = memcmp(x, y, (size_t)tensor_bytes(a));
    if (order == 0 || dtype_info[a->type.dtype].class_ < DCLASS_f)
        return order;
    int64_t count;
    DType part = float_part(a, &count);
    size_t bytes = (size_t)dtype_info[part].bits / 8;
    for (int64_t i = 0; i < count; i++) {
        order = memcmp(x + (size_t)i * bytes, y + (size_t)i * bytes, bytes);
        if (order && !(is_nan_at(part, x, i) && is_nan_at(part, y, i)))
            return order;
    }
    return 0;
}

/* Of tensors with NaNs the size alone. */
static uint64_t hash_elements(const Tensor *t)
{
    const char *data = tensor_data(t);
    int64_t count = 0;
    DType part = t->type.dtype;
    if (dtype_info[part].class_ >= DCLASS_f)
        part = float_part(t, &count);
    for (int64_t i = 0; i < count; i++)
        if (is_nan_at(part, data, i))
            return (uint64_t)count;
    return str_hash((Str){data, (size_t)tensor_bytes(t)});
}

/* Tensors with elements, templates, numbers in a trace, which are the same when they look the same,
   then all else that is traced. */
typedef enum TensorKind { WITH_ELEMENTS, TEMPLATE, TRACED_NUMBER, TRACED } TensorKind;

static TensorKind tensor_kind(const TensorObject *t)
{
    if (t->data || !t->node)
        return t->data ? WITH_ELEMENTS : TEMPLATE;
    return t->node->op == OP_constant ? TRACED_NUMBER : TRACED;
}

static int compare_tensors(const TensorObject *a, const TensorObject *b)
{
    TensorKind kind = tensor_kind(a);
    if (kind != tensor_kind(b))
        return ORDER(kind, tensor_kind(b));
    if (kind == TRACED)
        return a->node->id != b->node->id ? ORDER(a->node->id, b->node->id)
                                          : ORDER((uintptr_t)a->node, (uintptr_t)b->node);
    if (a->type.dtype != b->type.dtype)
        return ORDER(a->type.dtype, b->type.dtype);
    if (a->type.shape.rank != b->type.shape.rank)
        return ORDER(a->type.shape.rank, b->type.shape.rank);
    for (int i = 0; i < a->type.shape.rank; i++) {
        if (a->type.shape.dim[i] != b->type.shape.dim[i])
            return ORDER(a->type.shape.dim[i], b->type.shape.dim[i]);
        if (a->names[i] != b->names[i])
            return ORDER(a->names[i], b->names[i]);
    }
    if (a->vectorized != b->vectorized)
        return ORDER(a->vectorized, b->vectorized);
    if (kind == TEMPLATE)
        return 0;
    return kind == WITH_ELEMENTS ? compare_elements(a->data, b->data)
                                 : compare_elements(a->node->tensor, b->node->tensor);
}

/* --- terms with parts: what can be said at once; the parts go on the stack --- */

static int compare_functions(Walk *w, const Closure *a, const Closure *b, bool strict)
{
    if (a->function != b->function)
        return ORDER((uintptr_t)a->function, (uintptr_t)b->function);
    if (a->code != b->code)
        return ORDER((uintptr_t)a->code, (uintptr_t)b->code);
    if (a->arity != b->arity)
        return ORDER(a->arity, b->arity);
    if (a->captured != b->captured)
        return ORDER(a->captured, b->captured);
    walk_push(w, a->at, b->at, a->captured, 1, strict);
    return 0;
}

/* A tensor stands among maps of its size. */
static int compare_maps(Walk *w, Value a, Value b, bool strict)
{
    if (a.tag == TAG_tensor && b.tag == TAG_tensor)
        return compare_tensors(a.tensor, b.tensor);
    uint32_t len_a = a.tag == TAG_map ? a.map->len : TENSOR_FIELDS;
    uint32_t len_b = b.tag == TAG_map ? b.map->len : TENSOR_FIELDS;
    if (len_a != len_b)
        return ORDER(len_a, len_b);
    if (a.tag != b.tag)
        return a.tag == TAG_tensor ? -1 : 1;
    if (len_a) { /* keys are compared first and thus pushed last; 1 and 1.0 are different keys */
        map_settle(a.map);
        map_settle(b.map);
        walk_push(w, a.map->at + 1, b.map->at + 1, len_a, 2, strict);
        walk_push(w, a.map->at, b.map->at, len_a, 2, true);
    }
    return 0;
}

static int compare_one(Walk *w, Value a, Value b, bool strict)
{
    Kind kind = kind_of(a), other = kind_of(b);
    if (kind != other)
        return ORDER(kind, other);
    if (is_counted(a) && is_counted(b) && a.object == b.object)
        return 0;
    switch (kind) {
    case KIND_number:
        if (w->tells_zeros && a.tag == TAG_float && b.tag == TAG_float && a.f == b.f)
            return ORDER(signbit(a.f) != 0, signbit(b.f) != 0);
        return compare_numbers(a, b, strict);
    case KIND_atom:
        return compare_atoms(w->vm, a.atom, b.atom);
    case KIND_reference:
        if (a.tag != b.tag)
            return ORDER(a.tag, b.tag);
        return a.tag == TAG_ref ? ORDER(a.id, b.id)
                                : ORDER((uintptr_t)a.native->p, (uintptr_t)b.native->p);
    case KIND_function:
        return compare_functions(w, a.function, b.function, strict);
    case KIND_pid:
        return ORDER(a.id, b.id);
    case KIND_tuple:
        if (a.tuple->len != b.tuple->len)
            return ORDER(a.tuple->len, b.tuple->len);
        walk_push(w, a.tuple->at, b.tuple->at, a.tuple->len, 1, strict);
        return 0;
    case KIND_map:
        return compare_maps(w, a, b, strict);
    case KIND_empty_list:
        return 0;
    case KIND_list:
        walk_push(w, &a.cons->head, &b.cons->head, 2, 1, strict);
        return 0;
    case KIND_binary:
        return compare_binaries(a.binary, b.binary);
    }
    return 0;
}

_Static_assert(offsetof(Cons, tail) == offsetof(Cons, head) + sizeof(Value),
               "a cell's head and tail are a span of two");

static int compare(Walk *w, Value a, Value b, bool strict)
{
    int order = compare_one(w, a, b, strict);
    while (order == 0 && w->len > 0) {
        Pairs *top = &w->at[w->len - 1];
        a = *top->a;
        b = *top->b;
        strict = top->strict;
        if (--top->left == 0) {
            w->len--;
        } else {
            top->a += top->stride;
            top->b += top->stride;
        }
        order = compare_one(w, a, b, strict);
    }
    if (w->at != w->small)
        free(w->at);
    return ORDER(order, 0);
}

int value_compare(const Vm *vm, Value a, Value b, bool strict)
{
    Walk w;
    walk_start(&w, vm, false);
    return compare(&w, a, b, strict);
}

/* --- ranks --- */

/* The first bytes as a number of so many bits. */
static uint64_t rank_of_bytes(Str s, int bits)
{
    uint64_t rank = 0;
    for (int i = 0; i < bits / 8; i++)
        rank = rank << 8 | ((size_t)i < s.len ? (uint8_t)s.at[i] : 0);
    return rank << bits % 8;
}

static uint64_t rank_of_binary(const Binary *b, int bits)
{
    char first[8];
    size_t len = b->len < sizeof first ? b->len : sizeof first;
    memcpy(first, b->at, len);
    if (len == b->len && len > 0)
        first[len - 1] &= (char)(0xff << (8 - b->bits));
    return rank_of_bytes((Str){first, len}, bits);
}

static uint64_t rank_of_int(int64_t i, int bits)
{
    int64_t most = ((int64_t)1 << (bits - 1)) - 1;
    return (uint64_t)((i > most ? most : i < -most ? -most : i) + most);
}

/* The value's rank in so many bits: its kind, then what comes first in its comparison. */
static uint64_t rank(const Vm *vm, Value v, int bits)
{
    enum { BITS_kind = 4, BITS_len = 8, LONG = (1 << BITS_len) - 1 };
    if (bits <= BITS_kind + BITS_len)
        return 0;
    int left = bits - BITS_kind;
    uint64_t kind = (uint64_t)(kind_of(v) + (v.tag == TAG_float)) << left;
    if (kind_of(v) > KIND_number)
        kind += (uint64_t)1 << left;
    if (v.tag == TAG_int)
        return kind + rank_of_int(v.i, left);
    if (v.tag == TAG_big)
        return kind +
               rank_of_int(integer_compare(v, value_int(0)) < 0 ? INT64_MIN : INT64_MAX, left);
    if (v.tag == TAG_atom && vm)
        return kind + rank_of_bytes(sym_text(vm_cx((Vm *)vm), v.atom), left);
    if (v.tag == TAG_binary)
        return kind + rank_of_binary(v.binary, left);
    if (v.tag != TAG_tuple || v.tuple->len == 0)
        return kind;
    left -= BITS_len;
    return v.tuple->len < LONG
               ? kind + ((uint64_t)v.tuple->len << left) + rank(vm, v.tuple->at[0], left)
               : kind + ((uint64_t)LONG << left);
}

uint64_t value_rank(const Vm *vm, Value v)
{
    return rank(vm, v, 64);
}

bool value_same(Value a, Value b)
{
    Walk w;
    walk_start(&w, NULL, true);
    return compare(&w, a, b, true) == 0;
}

bool value_equal(Value a, Value b, bool strict)
{
    if (a.tag == b.tag) {
        if (a.tag == TAG_atom)
            return a.atom == b.atom;
        if (a.tag == TAG_int)
            return a.i == b.i;
        if (a.tag == TAG_binary && (a.binary->len != b.binary->len))
            return false;
    } else if (strict) {
        return false;
    }
    return value_compare(NULL, a, b, strict) == 0;
}

/* --- hashing --- */

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9e3779b97f4a7c15u;
    return h ^ (h >> 32);
}

static uint64_t hash_binary(uint64_t h, const Binary *b)
{
    if (b->bits == 8 || b->len == 0)
        return mix(h, str_hash((Str){b->at, b->len}));
    h = mix(h, str_hash((Str){b->at, b->len - 1}));
    return mix(h, (uint64_t)((uint8_t)b->at[b->len - 1] >> (8 - b->bits)) | b->bits << 8);
}

static uint64_t hash_one(Walk *w, uint64_t h, Value v)
{
    h = mix(h, v.tag);
    switch (v.tag) {
    case TAG_poison:
    case TAG_nil:
        return h;
    case TAG_atom:
        return mix(h, v.atom);
    case TAG_int:
        return mix(h, (uint64_t)v.i);
    case TAG_float: {
        uint64_t bits;
        double f = v.f == 0 ? 0 : v.f; /* -0.0 equals 0.0 */
        memcpy(&bits, &f, sizeof bits);
        return mix(h, bits);
    }
    case TAG_ref:
    case TAG_pid:
        return mix(h, v.id);
    case TAG_big:
        return mix(h, big_hash(v.big));
    case TAG_binary:
        return hash_binary(h, v.binary);
    case TAG_cons:
        walk_push(w, &v.cons->head, &v.cons->head, 2, 1, true);
        return h;
    case TAG_tuple:
        walk_push(w, v.tuple->at, v.tuple->at, v.tuple->len, 1, true);
        return mix(h, v.tuple->len);
    case TAG_map:
        map_settle(v.map);
        walk_push(w, v.map->at, v.map->at, 2 * v.map->len, 1, true);
        return mix(h, v.map->len);
    case TAG_function:
        walk_push(w, v.function->at, v.function->at, v.function->captured, 1, true);
        h = mix(h, (uintptr_t)v.function->function);
        return mix(h, (uintptr_t)v.function->code);
    case TAG_tensor:
        if (tensor_kind(v.tensor) == TRACED_NUMBER)
            return mix(h, hash_elements(v.tensor->node->tensor));
        if (v.tensor->data == NULL)
            return mix(h, (uintptr_t)v.tensor->node);
        return mix(h, hash_elements(v.tensor->data));
    case TAG_native:
        return mix(h, (uintptr_t)v.native->p);
    }
    return h;
}

uint64_t value_hash(Value v)
{
    Walk w;
    walk_start(&w, NULL, false);
    uint64_t h = hash_one(&w, 0x6a09e667f3bcc908u, v);
    while (w.len > 0) {
        Pairs *top = &w.at[w.len - 1];
        v = *top->a;
        if (--top->left == 0)
            w.len--;
        else
            top->a += top->stride;
        h = hash_one(&w, h, v);
    }
    if (w.at != w.small)
        free(w.at);
    return h;
}
