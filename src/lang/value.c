/* value.c - making and freeing values: binaries, lists, tuples, tensors, natives.

   A dead object has no use for its header any more, so the dead that wait for their turn are
   linked through it: freeing takes neither C stack nor memory, whatever the shape of the term. */
#include "lang/value.h"

#include "base/mem.h"
#include "lang/code.h"
#include "lang/trie.h"
#include "lang/vm.h"

#include <stddef.h>
#include <string.h>

/* --- counting --- */

/* The link is the next dead object's address with the tag of this one in its low four bits. */
enum { TAG_MASK = 15 };
_Static_assert((int)TAG_native <= TAG_MASK, "a tag fits beside an address");
_Static_assert(sizeof(Object) == sizeof(uintptr_t), "a link fits in a header");
_Static_assert(_Alignof(max_align_t) > TAG_MASK, "allocations leave the tag's bits free");

static void bury(Object **dead, Object *o)
{
    uintptr_t link = (uintptr_t)*dead | (o->tag & TAG_MASK);
    memcpy(o, &link, sizeof link);
    *dead = o;
}

static Object *unbury(Object **dead, Tag *tag)
{
    Object *o = *dead;
    uintptr_t link;
    memcpy(&link, o, sizeof link);
    *tag = (Tag)(link & TAG_MASK);
    *dead = (Object *)(link & ~(uintptr_t)TAG_MASK);
    return o;
}

static void drop(Object **dead, Value v)
{
    if (is_counted(v) && --v.object->count == 0)
        bury(dead, v.object);
}

static void drop_all(Object **dead, const Value *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        drop(dead, at[i]);
}

static void drop_trie(Object **dead, Trie *t)
{
    if (--t->count > 0)
        return;
    drop_all(dead, t->at, (size_t)t->len * 2);
    for (uint32_t i = 0; i < trie_child_count(t); i++)
        drop_trie(dead, trie_children(t)[i]);
    free(t);
}

static void free_one(Object **dead, Object *o, Tag tag)
{
    switch (tag) {
    case TAG_cons:
        drop_all(dead, &((Cons *)o)->head, 1);
        drop_all(dead, &((Cons *)o)->tail, 1);
        break;
    case TAG_tuple:
        drop_all(dead, ((Tuple *)o)->at, ((Tuple *)o)->len);
        break;
    case TAG_map: {
        MapObject *map = (MapObject *)o;
        if (map->trie)
            drop_trie(dead, map->trie);
        else
            drop_all(dead, map->at, (size_t)map->len * 2);
        free(map->at);
        break;
    }
    case TAG_binary: {
        Binary *b = (Binary *)o, *parent = b->parent;
        for (int i = 0; i < 8 && b->bits == BITS_shifts; i++)
            free(binary_shifts(b)[i]);
        if (parent && --parent->object.count == 0)
            bury(dead, &parent->object);
        break;
    }
    case TAG_function: {
        Closure *f = (Closure *)o;
        drop_all(dead, f->at, f->captured);
        if (f->code)
            code_free(f->code);
        break;
    }
    case TAG_tensor: {
        TensorObject *t = (TensorObject *)o;
        tensor_free(t->data);
        if (t->graph)
            graph_free(t->graph);
        break;
    }
    case TAG_native: {
        NativeObject *n = (NativeObject *)o;
        if (n->kind->release)
            n->kind->release(n->p);
        break;
    }
    case TAG_big:
        big_free((struct Big *)o);
        return;
    case TAG_poison:
    case TAG_atom:
    case TAG_int:
    case TAG_float:
    case TAG_nil:
    case TAG_ref:
    case TAG_pid:
        return;
    }
    free(o);
}

void value_free_object(Object *o)
{
    Object *dead = NULL;
    Tag tag;
    bury(&dead, o);
    while (dead) {
        o = unbury(&dead, &tag);
        free_one(&dead, o, tag);
    }
}

/* --- making --- */

/* An object of `size` bytes, of which only the header is filled in. */
static void *object_new(Tag tag, size_t size)
{
    Object *o = mem_resize(NULL, size);
    o->count = 1;
    o->tag = (uint32_t)tag;
    return o;
}

Value value_binary_new(size_t len, char **at)
{
    Binary *b = object_new(TAG_binary, sizeof(Binary) + len + 1);
    b->bits = 8;
    b->len = b->cap = len;
    b->at = b->own;
    b->parent = NULL;
    b->own[len] = 0;
    *at = b->own;
    return (Value){.tag = TAG_binary, .binary = b};
}

Value value_binary(Str bytes)
{
    char *at;
    Value v = value_binary_new(bytes.len, &at);
    if (bytes.len)
        memcpy(at, bytes.at, bytes.len);
    return v;
}

Binary *binary_shifts_new(size_t bits)
{
    Binary *b = object_new(TAG_binary, sizeof(Binary) + 8 * sizeof(char *));
    b->bits = BITS_shifts;
    b->len = bits;
    b->cap = 0;
    b->at = b->own;
    b->parent = NULL;
    memset(b->own, 0, 8 * sizeof(char *));
    return b;
}

Value binary_part_new(Binary *owner, char *at, size_t len)
{
    Binary *b = object_new(TAG_binary, sizeof(Binary));
    owner->object.count++;
    b->parent = owner;
    b->bits = 8;
    b->len = len;
    b->cap = 0;
    b->at = at;
    return (Value){.tag = TAG_binary, .binary = b};
}

/* Whether the bytes after a part of a buffer are nobody's yet. */
static bool has_room(const Binary *b, size_t extra)
{
    const Binary *buffer = b->parent;
    return b->bits == 8 && buffer && buffer->bits == BITS_buffer &&
           b->at + b->len == buffer->own + buffer->len && extra <= buffer->cap - buffer->len;
}

static Value grow_into_room(Value binary, size_t extra, char **at)
{
    Binary *b = binary.binary, *buffer = b->parent;
    *at = b->at + b->len;
    buffer->len += extra;
    if (b->object.count == 1) {
        b->len += extra;
        return binary;
    }
    Value longer = binary_part_new(buffer, b->at, b->len + extra);
    value_free(binary);
    return longer;
}

static Value grow_copy(Value binary, size_t extra, char **at)
{
    enum { WORTH_A_BUFFER = 256 };
    const Binary *b = binary.binary;
    size_t len = b->len, whole = len + extra;
    bool is_long = len >= WORTH_A_BUFFER && b->bits == 8;
    Value v = value_binary_new(is_long ? whole + whole / 2 : whole, at);
    if (len)
        memcpy(*at, b->at, len);
    value_free(binary);
    *at += len;
    if (!is_long)
        return v;
    v.binary->bits = BITS_buffer;
    v.binary->len = whole;
    Value part = binary_part_new(v.binary, v.binary->own, whole);
    value_free(v);
    return part;
}

Value value_binary_grow(Value binary, size_t extra, char **at)
{
    Binary *b = binary.binary;
    size_t len = b->len, whole = len + extra;
    if (has_room(b, extra))
        return grow_into_room(binary, extra, at);
    if (b->object.count > 1 || b->parent)
        return grow_copy(binary, extra, at);
    if (whole > b->cap) {
        size_t cap = whole + whole / 2;
        b = mem_resize(b, sizeof(Binary) + cap + 1);
        b->cap = cap;
        b->at = b->own;
    }
    b->bits = 8;
    b->len = whole;
    b->own[whole] = 0;
    *at = b->own + len;
    return (Value){.tag = TAG_binary, .binary = b};
}

Value value_binary_part(Value binary, size_t from, size_t len)
{
    Binary *whole = binary.binary;
    uint32_t bits = from + len == whole->len ? whole->bits : 8;
    Value part;
    if (len < BINARY_worth_sharing) {
        part = value_binary((Str){whole->at + from, len});
    } else {
        part = binary_part_new(whole->parent ? whole->parent : whole, whole->at + from, len);
    }
    part.binary->bits = len ? bits : 8;
    return part;
}

Value value_cons(Value head, Value tail)
{
    Cons *c = object_new(TAG_cons, sizeof(Cons));
    c->head = head;
    c->tail = tail;
    return (Value){.tag = TAG_cons, .cons = c};
}

Value value_list(const Value *items, size_t count, Value tail)
{
    while (count > 0)
        tail = value_cons(items[--count], tail);
    return tail;
}

Value value_tuple(const Value *items, uint32_t count)
{
    Tuple *t = object_new(TAG_tuple, sizeof(Tuple) + count * sizeof(Value));
    t->len = count;
    if (count)
        memcpy(t->at, items, count * sizeof(Value));
    return (Value){.tag = TAG_tuple, .tuple = t};
}

Value value_tensor(Tensor *t)
{
    TensorObject *o = mem_alloc(sizeof(TensorObject));
    o->object = (Object){1, TAG_tensor};
    o->type = t->type;
    o->data = t;
    return (Value){.tag = TAG_tensor, .tensor = o};
}

Value value_native(const NativeKind *kind, void *p)
{
    NativeObject *n = object_new(TAG_native, sizeof(NativeObject));
    n->kind = kind;
    n->p = p;
    return (Value){.tag = TAG_native, .native = n};
}

/* --- lists --- */

int64_t list_length(Value list)
{
    int64_t n = 0;
    for (; list.tag == TAG_cons; list = list.cons->tail)
        n++;
    return list.tag == TAG_nil ? n : -1;
}

void list_push(ListBuilder *b, Value item)
{
    Value cell = value_cons(item, VALUE_EMPTY);
    if (b->last)
        b->last->tail = cell;
    else
        b->list = cell;
    b->last = cell.cons;
}

Value keyword_get(Value keywords, Sym key, Value otherwise)
{
    Value pair;
    while (list_next(&keywords, &pair))
        if (pair.tag == TAG_tuple && pair.tuple->len == 2 && is_atom(pair.tuple->at[0], key))
            return pair.tuple->at[1];
    return otherwise;
}
