/* term_write.c - terms into bytes; see term.h. */
#include "lang/native.h"
#include "lang/term.h"
#include "lang/term_tag.h"

#include <string.h>
#include <zlib.h>

/* What is still to be written, the next one last: a term, or the rest of a list after its head. */
typedef struct Waiting {
    Value term;
    bool is_rest;
} Waiting;

typedef struct Writer {
    Vm *vm;
    Text *out;
    VEC(Waiting) waiting; /* borrowed */
    VEC(Value) structs;   /* that stand for tensors */
} Writer;

static void put(Text *out, uint64_t x, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        text_char(out, (char)(x >> (8 * i) & 0xff));
}

static void put_tag(Text *out, TermTag tag)
{
    text_char(out, (char)tag);
}

static void put_atom(Text *out, Str name)
{
    bool is_short = name.len <= 0xff;
    put_tag(out, is_short ? TERM_small_atom : TERM_atom);
    put(out, name.len, is_short ? 1 : 2);
    text_add(out, name);
}

static int hex_digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* An integer of more than 32 bits: its size, sign and bytes, the lowest first. */
static void put_big(Text *out, Value v)
{
    Text digits = {0};
    integer_print(NULL, &digits, v, 16);
    bool is_negative = digits.at[0] == '-';
    size_t first = is_negative, count = (digits.len - first + 1) / 2;
    put_tag(out, count <= 0xff ? TERM_small_big : TERM_large_big);
    put(out, count, count <= 0xff ? 1 : 4);
    text_char(out, is_negative);
    for (size_t end = digits.len; end > first; end = end - first > 2 ? end - 2 : first) {
        int high = end - first > 1 ? hex_digit(digits.at[end - 2]) : 0;
        text_char(out, (char)(high << 4 | hex_digit(digits.at[end - 1])));
    }
    text_free(&digits);
}

static void put_integer(Text *out, Value v)
{
    if (v.tag == TAG_int && v.i >= 0 && v.i <= 0xff) {
        put_tag(out, TERM_small_integer);
        put(out, (uint64_t)v.i, 1);
    } else if (v.tag == TAG_int && v.i >= INT32_MIN && v.i <= INT32_MAX) {
        put_tag(out, TERM_integer);
        put(out, (uint64_t)v.i, 4);
    } else {
        put_big(out, v);
    }
}

static void put_float(Text *out, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    put_tag(out, TERM_float);
    put(out, bits, 8);
}

static void put_binary(Text *out, Value v)
{
    bool is_whole = is_binary(v);
    put_tag(out, is_whole ? TERM_binary : TERM_bitstring);
    put(out, v.binary->len, 4);
    if (!is_whole)
        put(out, v.binary->bits, 1);
    text_add(out, binary_str(v));
}

static void later(Writer *w, Value term, bool is_rest)
{
    Waiting x = {term, is_rest};
    vec_push(&w->waiting, x);
}

/* A list of bytes has a form of its own. */
static bool put_bytes_list(Text *out, Value list)
{
    int64_t length = 0;
    Value rest = list;
    for (; rest.tag == TAG_cons; rest = rest.cons->tail, length++) {
        Value x = rest.cons->head;
        if (x.tag != TAG_int || x.i < 0 || x.i > 0xff || length == 0xffff)
            return false;
    }
    if (rest.tag != TAG_nil)
        return false;
    put_tag(out, TERM_bytes);
    put(out, (uint64_t)length, 2);
    for (; list.tag == TAG_cons; list = list.cons->tail)
        text_char(out, (char)list.cons->head.i);
    return true;
}

static void put_list(Writer *w, Value list)
{
    uint64_t length = 0;
    if (put_bytes_list(w->out, list))
        return;
    for (Value rest = list; rest.tag == TAG_cons; rest = rest.cons->tail)
        length++;
    put_tag(w->out, TERM_list);
    put(w->out, length, 4);
    later(w, list, true);
}

static void put_tuple(Writer *w, const Tuple *t)
{
    put_tag(w->out, t->len <= 0xff ? TERM_small_tuple : TERM_large_tuple);
    put(w->out, t->len, t->len <= 0xff ? 1 : 4);
    for (uint32_t i = t->len; i > 0; i--)
        later(w, t->at[i - 1], false);
}

static void put_map(Writer *w, MapObject *m)
{
    map_settle(m);
    put_tag(w->out, TERM_map);
    put(w->out, m->len, 4);
    for (uint32_t i = 2 * m->len; i > 0; i--)
        later(w, m->at[i - 1], false);
}

static bool put_tensor(Writer *w, Value v)
{
    Value map = vm_call_named(w->vm, vm_atom(w->vm, "Elixir.Nx.Serialization").atom,
                              vm_atom(w->vm, "to_struct").atom, &v, 1);
    if (map.tag == TAG_poison)
        return false;
    vec_push(&w->structs, map);
    later(w, map, false);
    return true;
}

static bool put_term(Writer *w, Value v)
{
    switch (v.tag) {
    case TAG_atom:
        put_atom(w->out, sym_text(vm_cx(w->vm), v.atom));
        return true;
    case TAG_int:
    case TAG_big:
        put_integer(w->out, v);
        return true;
    case TAG_float:
        put_float(w->out, v.f);
        return true;
    case TAG_nil:
        put_tag(w->out, TERM_nil);
        return true;
    case TAG_binary:
        put_binary(w->out, v);
        return true;
    case TAG_cons:
        put_list(w, v);
        return true;
    case TAG_tuple:
        put_tuple(w, v.tuple);
        return true;
    case TAG_map:
        put_map(w, v.map);
        return true;
    case TAG_tensor:
        return put_tensor(w, v);
    case TAG_poison:
    case TAG_ref:
    case TAG_pid:
    case TAG_function:
    case TAG_native:
        vm_fail(w->vm, EXC_ArgumentError,
                "functions, pids and references have no external term in cnx");
        return false;
    }
    return false;
}

/* The next element of a list, or its tail. */
static void next_of_list(Writer *w, Value rest)
{
    if (rest.tag == TAG_cons) {
        later(w, rest.cons->tail, true);
        later(w, rest.cons->head, false);
    } else {
        later(w, rest, false);
    }
}

bool term_write(Vm *vm, Text *out, Value term)
{
    Writer w = {.vm = vm, .out = out};
    bool is_well = true;
    text_char(out, (char)TERM_VERSION);
    later(&w, term, false);
    while (w.waiting.len > 0 && is_well) {
        Waiting x = vec_pop(&w.waiting);
        if (x.is_rest)
            next_of_list(&w, x.term);
        else
            is_well = put_term(&w, x.term);
    }
    for (size_t i = 0; i < w.structs.len; i++)
        value_free(w.structs.at[i]);
    vec_free(&w.structs);
    vec_free(&w.waiting);
    return is_well;
}

void term_pack(Text *bytes, int level)
{
    Str term = str_slice(text_str(bytes), 1, bytes->len);
    uLongf size = compressBound(term.len);
    Text packed = {0};
    if (term.len > UINT32_MAX)
        return;
    text_char(&packed, (char)TERM_VERSION);
    put_tag(&packed, TERM_packed);
    put(&packed, term.len, 4);
    text_pad(&packed, 0, (int64_t)size);
    bool is_packed =
        compress2((Bytef *)packed.at + 6, &size, (const Bytef *)term.at, term.len, level) == Z_OK;
    packed.len = 6 + (size_t)size;
    if (is_packed && packed.len < bytes->len) {
        Text old = *bytes;
        *bytes = packed;
        packed = old;
    }
    text_free(&packed);
}
