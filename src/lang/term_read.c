/* term_read.c - terms from bytes; see term.h.

   Two walks. The first only counts how many terms must still come, which needs no memory however
   deep they nest; after it every length is known to be there. The second builds, innermost first.
 */
#include "lang/native.h"
#include "lang/term.h"
#include "lang/term_tag.h"

#include "base/mem.h"
#include "tensor/stream.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_BIG = 1 << 22 }; /* bytes of an integer; the language has twice as many */

typedef struct Reader {
    Vm *vm;
    Str bytes;
    size_t at;
    bool is_safe;
} Reader;

/* One term's head: what follows it in bytes, and how many terms are inside of it. */
typedef struct Head {
    TermTag tag;
    uint64_t size;  /* bytes of its own, or what the number is */
    uint64_t terms; /* elements of a tuple or list (without its tail), keys and values of a map */
    const char *at; /* its own bytes */
    uint8_t extra;  /* the sign, or the bits of the last byte */
} Head;

static bool term_fail(const Reader *r, size_t at, const char *what)
{
    return data_fail(vm_cx(r->vm), "external term", (int64_t)at, "%s", what);
}

static uint64_t get(const Reader *r, size_t at, int bytes)
{
    uint64_t x = 0;
    for (int i = 0; i < bytes; i++)
        x = x << 8 | (uint8_t)r->bytes.at[at + (size_t)i];
    return x;
}

/* How the head of a term reads: bytes of its length, a byte of its own after that, bytes of
   contents when there is no length, and how many terms each counted thing is. */
typedef struct Form {
    uint8_t tag, length, extra, fixed, terms;
} Form;

/* clang-format off */
static const Form forms[] = {
    {TERM_float,            0, 0,  8, 0}, {TERM_bitstring,   4, 1, 0, 0},
    {TERM_small_integer,    0, 0,  1, 0}, {TERM_integer,     0, 0, 4, 0},
    {TERM_float_text,       0, 0, 31, 0}, {TERM_latin_atom,  2, 0, 0, 0},
    {TERM_small_tuple,      1, 0,  0, 1}, {TERM_large_tuple, 4, 0, 0, 1},
    {TERM_nil,              0, 0,  0, 0}, {TERM_bytes,       2, 0, 0, 0},
    {TERM_list,             4, 0,  0, 1}, {TERM_binary,      4, 0, 0, 0},
    {TERM_small_big,        1, 1,  0, 0}, {TERM_large_big,   4, 1, 0, 0},
    {TERM_small_latin_atom, 1, 0,  0, 0}, {TERM_map,         4, 0, 0, 2},
    {TERM_atom,             2, 0,  0, 0}, {TERM_small_atom,  1, 0, 0, 0},
};
/* clang-format on */

/* Passes the head of a term and its bytes; false after an error. */
static bool read_head(Reader *r, Head *h)
{
    size_t at = r->at;
    if (at == r->bytes.len)
        return term_fail(r, at, "it ends where a term is missing");
    const Form *form = NULL;
    for (size_t i = 0; i < sizeof forms / sizeof *forms && form == NULL; i++) {
        if (forms[i].tag == (uint8_t)r->bytes.at[at])
            form = &forms[i];
    }
    if (form == NULL)
        return term_fail(r, at, "a kind of term that cnx does not have");
    size_t before = 1u + form->length + form->extra + form->fixed;
    if (r->bytes.len - at < before)
        return term_fail(r, at, "a term that is cut short");
    uint64_t count = get(r, at + 1, form->length);
    *h = (Head){.tag = (TermTag)form->tag,
                .size = form->length && !form->terms ? count : form->fixed,
                .terms = count * form->terms,
                .at = r->bytes.at + at + before - form->fixed,
                .extra = form->extra ? (uint8_t)r->bytes.at[at + 1 + form->length] : 0};
    before -= form->fixed;
    if (r->bytes.len - at - before < h->size)
        return term_fail(r, at, "a term that is cut short");
    r->at = at + before + (size_t)h->size;
    return true;
}

/* --- the first walk --- */

static bool check_atom(const Reader *r, const Head *h, size_t at)
{
    if (h->tag == TERM_latin_atom || h->tag == TERM_small_latin_atom)
        return h->size <= 255 || term_fail(r, at, "an atom of more than 255 characters");
    Str s = {h->at, (size_t)h->size};
    size_t characters = 0;
    for (size_t i = 0; i < s.len; characters++) {
        if (str_codepoint(s, &i) < 0)
            return term_fail(r, at, "an atom that is not valid UTF-8");
    }
    return characters <= 255 || term_fail(r, at, "an atom of more than 255 characters");
}

static bool check_float(const Reader *r, const Head *h, size_t at)
{
    double x;
    uint64_t bits = get(r, at + 1, 8);
    if (h->tag == TERM_float_text) {
        char text[32] = {0}, *end;
        memcpy(text, h->at, 31);
        x = strtod(text, &end);
        if (end == text || *end != 0 || strspn(text, "0123456789+-.eE") != strlen(text))
            return term_fail(r, at, "a float whose digits cannot be read");
    } else {
        memcpy(&x, &bits, sizeof x);
    }
    return x - x == 0 || term_fail(r, at, "a float that is not finite");
}

static bool check_head(const Reader *r, const Head *h, size_t at)
{
    switch (h->tag) {
    case TERM_latin_atom:
    case TERM_small_latin_atom:
    case TERM_atom:
    case TERM_small_atom:
        return check_atom(r, h, at);
    case TERM_float:
    case TERM_float_text:
        return check_float(r, h, at);
    case TERM_bitstring:
        return (h->size > 0 && h->extra >= 1 && h->extra <= 8) ||
               term_fail(r, at, "a bitstring whose last byte has no bits");
    case TERM_small_big:
    case TERM_large_big:
        if (h->size > MOST_BIG)
            return term_fail(r, at, "an integer that is too large");
        return h->extra <= 1 || term_fail(r, at, "an integer whose sign is neither 0 nor 1");
    case TERM_small_integer:
    case TERM_integer:
    case TERM_small_tuple:
    case TERM_large_tuple:
    case TERM_nil:
    case TERM_bytes:
    case TERM_list:
    case TERM_binary:
    case TERM_map:
    case TERM_packed:
        return true;
    }
    return true;
}

/* How many terms there are from the reader on, all of one; false after an error. */
static bool check_terms(Reader *r, size_t *end)
{
    Head h;
    uint64_t missing = 1;
    size_t from = r->at;
    while (missing > 0) {
        size_t at = r->at;
        if (!read_head(r, &h) || !check_head(r, &h, at))
            return false;
        missing += h.terms + (h.tag == TERM_list) - 1;
        if (missing > r->bytes.len - r->at)
            return term_fail(r, at, "a term with more elements than there are bytes");
    }
    *end = r->at;
    r->at = from;
    return true;
}

/* --- the second walk --- */

/* A term whose elements are still being read. */
typedef struct Open {
    TermTag tag;
    uint64_t left; /* terms that are still missing */
    size_t first;  /* of its elements among the values */
    size_t at;
} Open;

typedef struct Builder {
    Reader *r;
    VEC(Open) open;
    VEC(Value) values; /* done */
} Builder;

/* A whole number from its bytes, the lowest first, by halves. */
static Value number_of_bytes(Vm *vm, const uint8_t *bytes, size_t count)
{
    if (count < 8) {
        int64_t x = 0;
        for (size_t i = count; i > 0; i--)
            x = x << 8 | bytes[i - 1];
        return value_int(x);
    }
    size_t half = count / 2;
    Value low = number_of_bytes(vm, bytes, half),
          high = number_of_bytes(vm, bytes + half, count - half),
          shifted = integer_shift(vm, high, (int64_t)half * 8), sum = integer_add(shifted, low);
    value_free(low);
    value_free(high);
    value_free(shifted);
    return sum;
}

static Value read_big(Vm *vm, const Head *h)
{
    Value x = number_of_bytes(vm, (const uint8_t *)h->at, (size_t)h->size);
    if (!h->extra || x.tag == TAG_poison)
        return x;
    Value negative = integer_negate(x);
    value_free(x);
    return negative;
}

static Value read_atom(const Reader *r, const Head *h, size_t at)
{
    Text name = {0};
    Sym found;
    bool is_latin = h->tag == TERM_latin_atom || h->tag == TERM_small_latin_atom;
    for (size_t i = 0; i < h->size; i++) {
        if (is_latin)
            text_codepoint(&name, (uint8_t)h->at[i]);
        else
            text_char(&name, h->at[i]);
    }
    bool is_known = !r->is_safe || sym_find(vm_cx(r->vm), text_str(&name), &found);
    if (!r->is_safe)
        found = sym(vm_cx(r->vm), text_str(&name));
    text_free(&name);
    if (is_known)
        return value_atom(found);
    term_fail(r, at, "an atom that the program does not have, which safe reading refuses");
    return POISON;
}

static Value read_float(const Reader *r, const Head *h, size_t at)
{
    double x;
    uint64_t bits = get(r, at + 1, 8);
    memcpy(&x, &bits, sizeof x);
    if (h->tag == TERM_float_text) {
        char text[32] = {0};
        memcpy(text, h->at, 31);
        x = strtod(text, NULL);
    }
    return value_float(x);
}

static Value read_bytes_list(const Head *h)
{
    Value list = VALUE_EMPTY;
    for (size_t i = (size_t)h->size; i > 0; i--)
        list = value_cons(value_int((uint8_t)h->at[i - 1]), list);
    return list;
}

static Value read_binary(const Head *h)
{
    Value v = value_binary((Str){h->at, (size_t)h->size});
    if (h->tag == TERM_bitstring) {
        v.binary->bits = h->extra;
        v.binary->at[h->size - 1] = (char)(v.binary->at[h->size - 1] & ~(0xff >> h->extra));
    }
    return v;
}

/* A term without others inside; POISON after an error. */
static Value read_leaf(const Reader *r, const Head *h, size_t at)
{
    switch (h->tag) {
    case TERM_small_integer:
        return value_int((int64_t)get(r, at + 1, 1));
    case TERM_integer:
        return value_int((int32_t)get(r, at + 1, 4));
    case TERM_small_big:
    case TERM_large_big:
        return read_big(r->vm, h);
    case TERM_float:
    case TERM_float_text:
        return read_float(r, h, at);
    case TERM_latin_atom:
    case TERM_small_latin_atom:
    case TERM_atom:
    case TERM_small_atom:
        return read_atom(r, h, at);
    case TERM_binary:
    case TERM_bitstring:
        return read_binary(h);
    case TERM_bytes:
        return read_bytes_list(h);
    case TERM_small_tuple:
    case TERM_large_tuple:
        return value_tuple(NULL, 0);
    case TERM_map:
        return map_new();
    case TERM_nil:
    case TERM_list:
    case TERM_packed:
        return VALUE_EMPTY;
    }
    return POISON;
}

/* What was a tensor is one again; the map is taken. */
static Value tensor_of_struct(Vm *vm, Value map)
{
    Value tensor = vm_call_named(vm, vm_atom(vm, "Elixir.Nx.Serialization").atom,
                                 vm_atom(vm, "of_struct").atom, &map, 1);
    value_free(map);
    return tensor;
}

/* A map of keys and values that follow each other, all taken; POISON after an error. */
static Value make_map(Builder *b, const Open *o, Value *items, size_t count)
{
    ListBuilder pairs = LIST_BUILDER;
    for (size_t i = 0; i < count; i += 2)
        list_push(&pairs, TUPLE(items[i], items[i + 1]));
    Value map = map_of_pairs(b->r->vm, pairs.list);
    value_free(pairs.list);
    if (map.tag == TAG_map && map.map->len == count / 2)
        return struct_of(map) == vm_atom(b->r->vm, "Elixir.Nx.Tensor").atom
                   ? tensor_of_struct(b->r->vm, map)
                   : map;
    value_free(map);
    term_fail(b->r, o->at, "a map that has a key twice");
    return POISON;
}

/* Closes the innermost open term, all of whose elements are there. */
static Value close_term(Builder *b)
{
    Open o = vec_pop(&b->open);
    size_t count = b->values.len - o.first;
    Value *items = b->values.at + o.first;
    b->values.len = o.first;
    if (o.tag == TERM_list)
        return value_list(items, count - 1, items[count - 1]);
    if (o.tag == TERM_map)
        return make_map(b, &o, items, count);
    return value_tuple(items, (uint32_t)count);
}

/* Reads one head; its value is done, or it is open. False after an error. */
static bool step(Builder *b)
{
    Head h;
    size_t at = b->r->at;
    if (!read_head(b->r, &h))
        return false;
    uint64_t terms = h.terms + (h.tag == TERM_list);
    if (terms > 0) {
        Open o = {h.tag, terms, b->values.len, at};
        vec_push(&b->open, o);
        return true;
    }
    Value done = read_leaf(b->r, &h, at);
    while (done.tag != TAG_poison) {
        vec_push(&b->values, done);
        if (b->open.len == 0 || --vec_last(&b->open).left > 0)
            return true;
        done = close_term(b);
    }
    return false;
}

static Value build(Reader *r)
{
    Builder b = {.r = r};
    bool is_well = true;
    do {
        is_well = step(&b);
    } while (is_well && b.open.len > 0);
    Value result = is_well ? b.values.at[0] : POISON;
    for (size_t i = is_well; i < b.values.len; i++)
        value_free(b.values.at[i]);
    vec_free(&b.open);
    vec_free(&b.values);
    return result;
}

/* --- packed terms --- */

/* Unpacks the term, whose memory is asked for when it is known to fill it; false after an error. */
static bool unpack(const Reader *r, Text *out, size_t *used)
{
    Input in = input_of(r->bytes);
    Stream s;
    int64_t size = r->bytes.len < 6 ? -1 : (int64_t)get(r, 2, 4);
    if (size < 0)
        return term_fail(r, r->bytes.len, "it ends within the length of the packed term");
    bool is_well = stream_open(vm_cx(r->vm), &s, &in, 6, in.size, PACKING_gzip);
    if (is_well && !stream_holds(&s, size))
        is_well = term_fail(r, 6, "the packed term is damaged or has another length");
    char *room = is_well ? mem_try((size_t)size + 1) : NULL;
    if (is_well && room == NULL) {
        is_well = false;
        fail(vm_cx(r->vm), SPAN_NONE, EXC_SystemLimitError, "there is no memory for %lld bytes",
             (long long)size);
    }
    if (is_well && (stream_read(&s, room, size) != size || !stream_is_done(&s)))
        is_well = term_fail(r, 6, "the packed term is damaged or has another length");
    *out = (Text){room, is_well ? (size_t)size : 0, (size_t)size + 1};
    *used = r->bytes.len;
    stream_close(&s);
    return is_well;
}

Value term_read(Vm *vm, Str bytes, bool is_safe, size_t *used)
{
    Reader r = {vm, bytes, 1, is_safe};
    Text unpacked = {0};
    Value result = POISON;
    size_t end = 0, taken = 0;
    bool is_packed = bytes.len > 1 && (uint8_t)bytes.at[1] == TERM_packed;
    bool is_well = bytes.len > 0 && (uint8_t)bytes.at[0] == TERM_VERSION;
    if (!is_well)
        term_fail(&r, 0, "it does not begin with 131, the version");
    if (is_well && is_packed) {
        is_well = unpack(&r, &unpacked, &taken);
        r.bytes = text_str(&unpacked);
        r.at = 0;
    }
    if (is_well && check_terms(&r, &end)) {
        taken = is_packed ? taken : end;
        if (end < r.bytes.len && (is_packed || used == NULL))
            term_fail(&r, end, "there are bytes after the term");
        else
            result = build(&r);
    }
    text_free(&unpacked);
    if (used)
        *used = taken;
    return result;
}
