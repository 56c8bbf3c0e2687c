/* value.h - the language's values: strict, immutable, counted.

   A Value is a tag and eight bytes: atoms, small integers, floats and the empty list stand in it,
   everything else is a counted object. Functions that make values return one count which is yours;
   arguments are borrowed unless a comment says "takes". An object may be changed in place only by
   code that holds its only count.

   Counts fall iteratively (value_free_object): freeing a list of a million cells, or terms nested
   a million levels, takes no C stack. */
#ifndef CNX_LANG_VALUE_H
#define CNX_LANG_VALUE_H

#include "base/cx.h"
#include "graph/graph.h"
#include "tensor/tensor.h"

typedef enum Tag {
    TAG_poison, /* an error is pending in the Vm; never stored in anything */
    TAG_atom,
    TAG_int, /* fits int64_t; longer ones are TAG_big, never both forms of one number */
    TAG_float,
    TAG_nil, /* the empty list */
    TAG_ref, /* a reference, by number */
    TAG_pid, /* the script's own process */
    /* counted objects from here on */
    TAG_big,
    TAG_binary, /* a binary or bitstring */
    TAG_cons,
    TAG_tuple,
    TAG_map, /* a map or struct */
    TAG_function,
    TAG_tensor, /* %Nx.Tensor{}: concrete, or a node of the graph being traced */
    TAG_native, /* something of C that the language only carries around */
} Tag;

typedef struct Object {
    uint32_t count;
    uint32_t tag;
} Object;

typedef struct Value {
    Tag tag;
    union {
        Sym atom;
        int64_t i;
        double f;
        uint64_t id;
        Object *object;
        struct Big *big;
        struct Binary *binary;
        struct Cons *cons;
        struct Tuple *tuple;
        struct MapObject *map;
        struct Closure *function;
        struct TensorObject *tensor;
        struct NativeObject *native;
    };
} Value;

typedef struct Vm Vm;

typedef struct Cons {
    Object object;
    Value head, tail;
} Cons;

typedef struct Tuple {
    Object object;
    uint32_t len;
    Value at[];
} Tuple;

/* Bytes, perhaps a part of another binary. `bits` of the last byte count (8: all) so that
   bitstrings have a place; the bits used are its highest. A buffer is no value: only parts of it
   are, and the one that ends where its bytes end can grow, whoever else has it. Shifts are none
   either: `own` is of eight pointers, to `len` bits from each of their first eight on (or NULL). */
enum { BITS_buffer = 0, BITS_shifts = 9 };
typedef struct Binary {
    Object object;
    uint32_t bits;
    size_t len; /* bytes, the last one perhaps partial */
    size_t cap; /* bytes that `own` has room for */
    char *at;
    struct Binary *parent; /* owns the bytes if not NULL */
    char own[];
} Binary;

/* Pairs of a key and its value, in strict term order after map_settle. What is in the trie of a
   large map is value_map.c's. */
typedef struct MapObject {
    Object object;
    uint32_t len, cap; /* pairs */
    Value *at;         /* 2 * len; NULL until map_settle when there is a trie */
    struct Trie *trie;
    const Vm *vm; /* of the trie: has the texts of atoms, by which keys are in order */
} MapObject;

/* A function value: of a module by name, or an anonymous one with what it captured. */
typedef struct Closure {
    Object object;
    struct Function *function; /* by name (&Mod.f/1); resolved at the call; NULL: anonymous */
    struct Code *code;         /* anonymous: what runs; counted */
    uint32_t arity, captured;
    Value at[];
} Closure;

enum { NAME_none = SYM_nil };

/* Names one an axis, SYM_nil for none. While tracing, `node` says where the value comes from and
   `data` is NULL; else the other way round. The first `vectorized` axes of the type are vectorized;
   each has a name. */
typedef struct TensorObject {
    Object object;
    Type type;
    Tensor *data;
    Graph *graph; /* counted; the node's */
    Node *node;
    int vectorized;
    bool is_donatable; /* a definition may write its results over the elements */
    bool is_used_up;   /* one did, or they were deallocated; data is NULL */
    Sym names[MAX_RANK];
} TensorObject;

typedef struct NativeKind {
    const char *name; /* inspect shows #Name<...> */
    void (*release)(void *p);
} NativeKind;

typedef struct NativeObject {
    Object object;
    const NativeKind *kind;
    void *p;
} NativeObject;

/* --- counting --- */

void value_free_object(Object *o);

static inline bool is_counted(Value v)
{
    return v.tag >= TAG_big;
}

static inline Value value_ref(Value v)
{
    if (is_counted(v))
        v.object->count++;
    return v;
}

static inline void value_free(Value v)
{
    if (is_counted(v) && --v.object->count == 0)
        value_free_object(v.object);
}

static inline bool is_unique(Value v)
{
    return is_counted(v) && v.object->count == 1;
}

/* --- making --- */

#define POISON ((Value){.tag = TAG_poison})

static inline Value value_atom(Sym s)
{
    return (Value){.tag = TAG_atom, .atom = s};
}

static inline Value value_int(int64_t i)
{
    return (Value){.tag = TAG_int, .i = i};
}

static inline Value value_float(double f)
{
    return (Value){.tag = TAG_float, .f = f};
}

static inline Value value_bool(bool b)
{
    return value_atom(b ? SYM_true : SYM_false);
}

#define VALUE_NIL   value_atom(SYM_nil)               /* the atom nil */
#define VALUE_EMPTY ((Value){.tag = TAG_nil, .i = 0}) /* the empty list */

/* A binary with a copy of the bytes. */
Value value_binary(Str bytes);
/* Bytes from..from+len of a binary, sharing them. */
Value value_binary_part(Value binary, size_t from, size_t len);
enum { BINARY_worth_sharing = 64 }; /* shorter parts are copied, lest they keep a long text alive */
/* `len` bytes at `at`, which are `owner`'s: a reference to it is kept. */
Value binary_part_new(Binary *owner, char *at, size_t len);
/* Shifts of so many bits, all eight still NULL; what is put there comes from mem_alloc. */
Binary *binary_shifts_new(size_t bits);
static inline char **binary_shifts(Binary *shifts)
{
    return (char **)(void *)shifts->own;
}
/* A binary of `len` bytes to be filled in; *at points at them. */
Value value_binary_new(size_t len, char **at);
/* The binary with `extra` bytes more at its end, to be filled in from *at on; takes the binary.
   Bits of a last byte that is not whole are not to be changed but by who then sets `bits`.
   Appending again and again copies seldom, also where others hold the shorter ones. */
Value value_binary_grow(Value binary, size_t extra, char **at);
/* A cell; takes head and tail. */
Value value_cons(Value head, Value tail);
/* A list of `count` values, which it takes, in front of `tail`, which it takes. */
Value value_list(const Value *items, size_t count, Value tail);
/* A tuple; takes the values. */
Value value_tuple(const Value *items, uint32_t count);
#define TUPLE(...)                                                                                 \
    value_tuple((Value[]){__VA_ARGS__}, sizeof((Value[]){__VA_ARGS__}) / sizeof(Value))
/* The integer with these decimal digits (a sign may lead), or this bignum, in its one form. */
Value value_integer_of_digits(Str digits);
/* A concrete tensor without names; takes the count of t. */
Value value_tensor(Tensor *t);
/* A native object; takes p. */
Value value_native(const NativeKind *kind, void *p);

/* --- reading --- */

static inline bool is_atom(Value v, Sym s)
{
    return v.tag == TAG_atom && v.atom == s;
}

static inline bool is_truthy(Value v)
{
    return !(v.tag == TAG_atom && v.atom <= SYM_false); /* SYM_nil 0, SYM_false 1 */
}

static inline bool is_list(Value v)
{
    return v.tag == TAG_cons || v.tag == TAG_nil;
}

static inline bool is_binary(Value v) /* whole bytes */
{
    return v.tag == TAG_binary && (v.binary->bits == 8 || v.binary->len == 0);
}

static inline Str binary_str(Value v)
{
    return (Str){v.binary->at, v.binary->len};
}

/* The list's length, or -1 when it is improper or no list. */
int64_t list_length(Value list);

/* --- maps --- */

Value map_new(void);
/* Puts the pairs in order; to be called before a map's array is read. The map stays the same value.
   Returns the map. */
const MapObject *map_settle(MapObject *map);
/* Borrowed, or TAG_poison when there is no such key (no error is recorded). */
Value map_at(Value map, Value key);
Value map_at_atom(Value map, Sym key);
/* The map with the key set; takes map, key and value; changes in place when it holds the only
   count. */
Value map_with(const Vm *vm, Value map, Value key, Value value);
/* Sets the key, which is before none of the map's keys, in a map that is being made: nobody else
   has it or has searched it. Takes key and value. */
void map_append(MapObject *map, Value key, Value value);
/* The map without the key; takes map. */
Value map_without(const Vm *vm, Value map, Value key);
/* The module under :__struct__, or SYM_nil. Works for tensors, too. */
Sym struct_of(Value v);

/* Whether v is an exception: a struct that says so. */
bool is_exception(Value v);

/* --- comparing --- */

/* Elixir's order of terms: number < atom < reference < function < pid < tuple < map < list <
   bitstring; <0, 0, >0. Integers and floats compare by value; with `strict` every integer comes
   before every float, the order of map keys. `vm` is needed for the texts of atoms. */
int value_compare(const Vm *vm, Value a, Value b, bool strict);
/* What 64 bits can say of a value's place in the strict order: of two ranks that differ the lower
   is the one of the value that comes first. */
uint64_t value_rank(const Vm *vm, Value v);
/* a == b, and a === b when strict. */
bool value_equal(Value a, Value b, bool strict);
/* a === b, and zeros have the same signs. */
bool value_same(Value a, Value b);
/* Equal (strictly) values have equal hashes. */
uint64_t value_hash(Value v);

#endif
