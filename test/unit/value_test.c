/* value_test.c - values: counting, order, equality, maps, integers, inspect. */
#include "base/mem.h"
#include "lang/code.h"
#include "lang/machine.h"
#include "lang/vm.h"

#include <stdio.h>
#include <string.h>

static Cx cx;
static Vm *vm;

static int passed, failures;

#define CHECK(claim)                                                                               \
    ((claim) ? (void)passed++                                                                      \
             : (void)(failures++, printf("%s:%d: %s\n", __FILE__, __LINE__, #claim)))

static Value atom(const char *text)
{
    return vm_atom(vm, text);
}

static Value text(const char *s)
{
    return value_binary(str_of(s));
}

static Value number(const char *digits)
{
    return value_integer_of_digits(str_of(digits));
}

static Value put(Value map, Value key, Value value)
{
    return map_with(vm, map, key, value);
}

static int compare(Value a, Value b)
{
    return value_compare(vm, a, b, false);
}

/* Frees both. */
static bool equal(Value a, Value b)
{
    bool same = value_equal(a, b, true) && value_hash(a) == value_hash(b) && compare(a, b) == 0;
    value_free(a);
    value_free(b);
    return same;
}

static bool prints(Value v, const char *digits)
{
    Text t = {0};
    integer_print(NULL, &t, v, 10);
    bool same = strcmp(text_cstr(&t), digits) == 0;
    if (!same)
        printf("%s instead of %s\n", text_cstr(&t), digits);
    text_free(&t);
    value_free(v);
    return same;
}

/* [[[...]]] */
static Value nested(int depth)
{
    Value v = VALUE_EMPTY;
    while (depth-- > 0)
        v = value_cons(v, VALUE_EMPTY);
    return v;
}

static Value tower(int depth)
{
    Value v = value_int(depth);
    for (int i = 0; i < depth; i++)
        v = i % 2 ? TUPLE(v) : put(map_new(), v, value_int(i));
    return v;
}

static void test_deep(void)
{
    const int million = 1000000;
    CHECK(equal(nested(million), nested(million)));
    CHECK(equal(tower(million), tower(million)));
    Value a = nested(million), b = nested(million - 1);
    CHECK(compare(a, b) > 0 && compare(b, a) < 0);
    value_free(a);
    value_free(b);
    ListBuilder list = LIST_BUILDER;
    for (int i = 0; i < million; i++)
        list_push(&list, value_int(i));
    CHECK(list_length(list.list) == million);
    value_free(list.list);
}

static void test_order(void)
{
    Value ref = {.tag = TAG_ref, .id = 1}, pid = {.tag = TAG_pid, .id = 1};
    Value ascending[] = {
        number("-99999999999999999999"),
        value_float(-1.5),
        value_int(0),
        value_int(3),
        value_float(3.5),
        value_int(4),
        number("9007199254740993"),
        number("99999999999999999999"),
        value_float(1e300),
        atom("a"),
        atom("ab"),
        atom("b"),
        ref,
        pid,
        TUPLE(value_int(9)),
        TUPLE(value_int(1), value_int(2)),
        TUPLE(value_int(1), value_int(3)),
        map_new(),
        put(map_new(), atom("a"), value_int(9)),
        put(map_new(), atom("b"), value_int(1)),
        put(map_new(), atom("b"), value_int(2)),
        put(put(map_new(), value_int(1), value_int(2)), value_int(2), value_int(2)),
        VALUE_EMPTY,
        value_cons(value_int(1), VALUE_EMPTY),
        value_cons(value_int(1), value_cons(value_int(0), VALUE_EMPTY)),
        value_cons(value_int(2), VALUE_EMPTY),
        text(""),
        text("a"),
        text("ab"),
        text("b"),
    };
    size_t count = sizeof ascending / sizeof ascending[0];
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            int want = (i > j) - (i < j);
            if (compare(ascending[i], ascending[j]) != want)
                printf("order of %zu and %zu\n", i, j);
            CHECK(compare(ascending[i], ascending[j]) == want);
            CHECK(value_equal(ascending[i], ascending[j], false) == (i == j));
        }
    for (size_t i = 0; i < count; i++)
        value_free(ascending[i]);
}

static void test_equal(void)
{
    CHECK(value_equal(value_int(1), value_float(1), false));
    CHECK(!value_equal(value_int(1), value_float(1), true));
    CHECK(value_equal(value_float(0.0), value_float(-0.0), true));
    CHECK(value_hash(value_float(0.0)) == value_hash(value_float(-0.0)));
    CHECK(!value_equal(value_int(9007199254740993), value_float(9007199254740992.0), false));
    Value a = put(map_new(), value_int(1), value_int(2));
    Value b = put(map_new(), value_float(1), value_int(2));
    Value c = put(map_new(), value_int(1), value_float(2));
    CHECK(!value_equal(a, b, false) && value_equal(a, c, false) && !value_equal(a, c, true));
    value_free(a);
    value_free(b);
    value_free(c);
    Value bits = text("ab"), less = text("aa");
    bits.binary->bits = 3; /* 011 of 01100010 */
    less.binary->bits = 2; /* 01 */
    CHECK(compare(less, bits) < 0 && compare(bits, less) > 0);
    Value whole = text("a");
    CHECK(compare(whole, bits) < 0 && compare(bits, whole) > 0);
    value_free(whole);
    value_free(bits);
    value_free(less);
}

static void test_binaries(void)
{
    char *at;
    Value v = value_binary_new(1000, &at);
    memset(at, 'x', 1000);
    Value part = value_binary_part(v, 100, 500), again = value_binary_part(part, 10, 100);
    value_free(v);
    value_free(part);
    CHECK(again.binary->len == 100 && again.binary->at[99] == 'x');
    Value small = value_binary_part(again, 0, 3);
    value_free(again);
    CHECK(equal(small, text("xxx")));
}

static void test_maps(void)
{
    Value m = map_new();
    const int n = 3000;
    for (int i = 0; i < n; i++) {
        int k = (i * 7919) % n;
        Value key = k % 3 == 0   ? value_int(k)
                    : k % 3 == 1 ? TUPLE(atom("k"), value_int(k))
                                 : value_float(k);
        m = put(m, key, value_int(k));
        if (i % 100 == 0) {
            Value probe = TUPLE(atom("k"), value_int(1)); /* searched while it grows */
            Value found = map_at(m, probe);
            CHECK(found.tag == TAG_poison || found.i == 1);
            value_free(probe);
        }
    }
    CHECK(m.map->len == (uint32_t)n);
    map_settle(m.map);
    for (uint32_t i = 1; i < m.map->len; i++)
        CHECK(value_compare(vm, m.map->at[2 * i - 2], m.map->at[2 * i], true) < 0);
    int found = 0;
    for (int k = 0; k < n; k++) {
        Value key = k % 3 == 0   ? value_int(k)
                    : k % 3 == 1 ? TUPLE(atom("k"), value_int(k))
                                 : value_float(k);
        Value v = map_at(m, key);
        found += v.tag == TAG_int && v.i == k;
        value_free(key);
    }
    CHECK(found == n);
    Value shared = value_ref(m);
    m = put(m, value_int(0), atom("changed"));
    CHECK(map_at(shared, value_int(0)).i == 0 &&
          is_atom(map_at(m, value_int(0)), atom("changed").atom));
    for (int k = 0; k < n; k += 3)
        m = map_without(vm, m, value_int(k));
    CHECK(m.map->len == (uint32_t)(n - n / 3) && map_at(m, value_int(3)).tag == TAG_poison);
    CHECK(shared.map->len == (uint32_t)n);
    value_free(m);
    value_free(shared);

    m = map_new();
    char name[16];
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "k%d", (i * 17) % 40);
        m = put(m, atom(name), value_int((i * 17) % 40));
    }
    CHECK(m.map->len == 40 && map_at_atom(m, atom("k23").atom).i == 23);
    m = put(m, value_atom(SYM_struct_key), atom("Elixir.Point"));
    CHECK(struct_of(m) == atom("Elixir.Point").atom && struct_of(value_int(1)) == SYM_nil);
    value_free(m);
}

enum { KEYS = 240, VERSIONS = 12 };

/* Key `i` of many kinds, whose order and hashes differ late or only in what is nested. */
static Value key_of(int i)
{
    char s[32];
    snprintf(s, sizeof s, "a_long_text_%d", i);
    switch (i % 12) {
    case 0:
        return value_int(i - KEYS / 2);
    case 1:
        return value_int(INT64_MAX - i);
    case 2: {
        Value tens = number(i % 24 < 12 ? "100000000000000000000" : "-100000000000000000000");
        Value sum = integer_add(tens, value_int(i));
        value_free(tens);
        return sum;
    }
    case 3:
        return value_float(i - KEYS / 2);
    case 4:
        return atom(s);
    case 5:
        return text(i % 24 < 12 ? s : s + 11);
    case 6:
        return TUPLE(value_int(i / 60), value_int(i), text(s));
    case 7:
        return TUPLE(atom(s), value_int(0));
    case 8:
        return value_cons(value_int(1), value_cons(value_int(i), VALUE_EMPTY));
    case 9:
        return put(map_new(), value_int(1), value_int(i));
    case 10:
        return TUPLE(TUPLE(value_int(-i), value_int(1)), value_float(i));
    default: { /* whole bytes and so many bits */
        Value bits = text((char[]){(char)(0xa0 + i / 24), (char)(i / 12 * 8), 0});
        bits.binary->bits = (uint32_t)(i / 12 % 7 + 1);
        return bits;
    }
    }
}

static Value keys[KEYS];

static void test_ranks(void)
{
    for (int i = 0; i < KEYS; i++)
        for (int j = 0; j < KEYS; j++) {
            uint64_t a = value_rank(vm, keys[i]), b = value_rank(vm, keys[j]);
            bool fits = a == b || (a < b) == (value_compare(vm, keys[i], keys[j], true) < 0);
            if (!fits)
                printf("ranks of keys %d and %d\n", i, j);
            CHECK(fits);
        }
}

typedef struct Version {
    Value map;
    int values[KEYS]; /* 0: no such key */
} Version;

static Value map_of(const int *values)
{
    Value m = map_new();
    for (int k = KEYS - 1; k >= 0; k--)
        if (values[k])
            m = put(m, value_ref(keys[k]), value_int(values[k]));
    return m;
}

static bool holds(const Version *v)
{
    uint32_t len = 0, in_order = 1;
    for (int k = 0; k < KEYS; k++) {
        Value found = map_at(v->map, keys[k]);
        if (v->values[k] ? found.tag != TAG_int || found.i != v->values[k]
                         : found.tag != TAG_poison)
            return false;
        len += v->values[k] != 0;
    }
    const MapObject *m = map_settle(v->map.map);
    for (uint32_t i = 1; i < m->len; i++)
        in_order += value_compare(vm, m->at[2 * i - 2], m->at[2 * i], true) < 0;
    return m->len == len && (len == 0 || in_order == len) &&
           equal(value_ref(v->map), map_of(v->values));
}

/* Versions that come of each other by random changes: none sees what happens to another. */
static void test_versions(void)
{
    static Version versions[VERSIONS];
    uint64_t random = 1;
    for (int i = 0; i < VERSIONS; i++)
        versions[i].map = map_new();
    for (int step = 0; step < 40000; step++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        Version *from = &versions[(random >> 33) % VERSIONS];
        int k = (int)((random >> 40) % KEYS);
        bool grows = (step / 5000) % 2 == 0 ? (random >> 60) < 13 : (random >> 60) < 3;
        if ((random >> 50) % 8 == 0) { /* another version begins here */
            Version *to = &versions[(random >> 36) % VERSIONS];
            value_ref(from->map);
            value_free(to->map);
            *to = *from;
        }
        from->values[k] = grows ? step + 1 : 0;
        from->map = grows ? put(from->map, value_ref(keys[k]), value_int(step + 1))
                          : map_without(vm, from->map, keys[k]);
        if (step % 100 == 0)
            CHECK(holds(&versions[(random >> 30) % VERSIONS]));
    }
    for (int i = 0; i < VERSIONS; i++) {
        CHECK(holds(&versions[i]));
        value_free(versions[i].map);
    }
}

static void test_large_maps(void)
{
    for (int i = 0; i < KEYS; i++)
        keys[i] = key_of(i);
    test_ranks();
    test_versions();
    for (int i = 0; i < KEYS; i++)
        value_free(keys[i]);
}

static void test_integers(void)
{
    Value big = number("123456789012345678901234567890"), two = value_int(2);
    CHECK(prints(number("-9223372036854775808"), "-9223372036854775808"));
    CHECK(number("-9223372036854775808").tag == TAG_int);
    CHECK(prints(integer_add(value_int(INT64_MAX), value_int(1)), "9223372036854775808"));
    CHECK(prints(integer_negate(value_int(INT64_MIN)), "9223372036854775808"));
    CHECK(
        prints(integer_quotient(NULL, value_int(INT64_MIN), value_int(-1)), "9223372036854775808"));
    CHECK(prints(integer_remainder(NULL, value_int(INT64_MIN), value_int(-1)), "0"));
    CHECK(prints(integer_multiply(NULL, value_int(INT64_MIN), value_int(INT64_MIN)),
                 "85070591730234615865843651857942052864"));
    Value half = integer_quotient(NULL, big, two);
    CHECK(prints(value_ref(half), "61728394506172839450617283945"));
    Value back = integer_subtract(big, half);
    CHECK(value_equal(back, half, true));
    Value none = integer_subtract(back, half);
    CHECK(none.tag == TAG_int && none.i == 0);
    value_free(back);
    value_free(half);
    Value negative = integer_negate(big);
    CHECK(prints(integer_remainder(NULL, negative, value_int(1000)), "-890"));
    CHECK(prints(integer_shift(vm, negative, -90), "-100"));
    CHECK(prints(integer_bitwise(negative, value_int(255), '&'), "46"));
    CHECK(prints(integer_bitwise(big, negative, '|'), "-2"));
    CHECK(integer_low_bits(negative) == (uint64_t)0 - integer_low_bits(big));
    CHECK(prints(integer_shift(vm, value_int(1), 64), "18446744073709551616"));
    CHECK(prints(integer_shift(vm, value_int(-5), -1), "-3"));
    CHECK(prints(integer_power(vm, value_int(3), value_int(50)), "717897987691852588770249"));
    CHECK(prints(integer_power(vm, value_int(-1), big), "1"));
    CHECK(integer_double(big) == 123456789012345678901234567890.0);
    CHECK(integer_double(negative) == -123456789012345678901234567890.0);
    Value tie = number("36893488147419107329"); /* 2^65 + 2^12 + 1 is past the middle */
    CHECK(integer_double(tie) == 0x1.0000000000001p65);
    value_free(tie);
    CHECK(integer_compare_double(big, 1e30) < 0 && integer_compare_double(big, 1e29) > 0);
    CHECK(integer_compare_double(value_int(INT64_MAX), 0x1p63) < 0);
    CHECK(integer_compare_double(value_int(-3), -3.5) > 0);
    CHECK(prints(integer_of_double(1e22), "10000000000000000000000"));
    CHECK(prints(integer_of_double(-0x1p63), "-9223372036854775808"));
    CHECK(prints(integer_of_double(-0x1p100), "-1267650600228229401496703205376"));
    value_free(negative);
    Text t = {0};
    integer_print(NULL, &t, big, 16);
    CHECK(strcmp(text_cstr(&t), "18ee90ff6c373e0ee4e3f0ad2") == 0);
    Value same;
    CHECK(integer_parse(NULL, text_str(&t), 16, &same) && equal(same, value_ref(big)));
    text_free(&t);
    CHECK(!integer_parse(NULL, STR("12a"), 10, &same) && !integer_parse(NULL, STR("-"), 10, &same));
    CHECK(integer_power(vm, two, value_int(1 << 27)).tag == TAG_poison);
    CHECK(vm_is_raised(vm));
    Text message = {0};
    raised_message(vm, &message);
    text_free(&message);
    value_free(big);
}

/* Whether `v` (freed) prints as `want` under these options; NULL: the default ones. */
static bool shows(Value v, const char *want, const InspectOptions *options)
{
    Text t = {0};
    bool good = value_inspect(vm, &t, v, options ? options : &inspect_defaults) &&
                strcmp(text_cstr(&t), want) == 0;
    if (!good)
        printf("%s\ninstead of\n%s\n", text_cstr(&t), want);
    text_free(&t);
    value_free(v);
    return good;
}

static Value numbers(int from, int to)
{
    ListBuilder b = LIST_BUILDER;
    for (int i = from; i <= to; i++)
        list_push(&b, value_int(i));
    return b.list;
}

static Value keyword(const char *key, Value value, Value rest)
{
    return value_cons(TUPLE(atom(key), value), rest);
}

static void test_inspect_leaves(void)
{
    CHECK(shows(VALUE_NIL, "nil", NULL));
    CHECK(shows(atom("Elixir.Foo.Bar"), "Foo.Bar", NULL));
    CHECK(shows(atom("Elixir.foo"), ":\"Elixir.foo\"", NULL));
    CHECK(shows(atom("with space"), ":\"with space\"", NULL));
    CHECK(shows(atom("é"), ":é", NULL));
    CHECK(shows(atom("=>"), ":\"=>\"", NULL));
    CHECK(shows(atom("..//"), ":..//", NULL));
    CHECK(shows(atom("a?b"), ":\"a?b\"", NULL));
    CHECK(shows(value_float(-0.0), "-0.0", NULL));
    CHECK(shows(text("tab\t\033\\ \"q\" #{x} #"), "\"tab\\t\\e\\\\ \\\"q\\\" \\#{x} #\"", NULL));
    CHECK(shows(text("\377a"), "<<255, 97>>", NULL));
    InspectOptions o = inspect_defaults;
    o.as_strings = true;
    CHECK(shows(text("\377\001é"), "\"\\xFF\\x01é\"", &o));
    o = inspect_defaults;
    o.printable_limit = 3;
    CHECK(shows(text("abcd"), "\"abc\" <> ...", &o));
    CHECK(shows(text("abc"), "\"abc\"", &o));
    CHECK(shows(numbers(97, 100), "~c\"abc\" ++ ...", &o));
    o = inspect_defaults;
    o.base = 16;
    CHECK(shows(value_int(-255), "-0xFF", &o));
    Value bits = text("\310\200");
    bits.binary->bits = 1;
    CHECK(shows(bits, "<<200, 1::size(1)>>", NULL));
    CHECK(shows((Value){.tag = TAG_pid, .id = 7}, "#PID<0.7.0>", NULL));
    static const NativeKind kind = {"Thing", NULL};
    CHECK(shows(value_native(&kind, NULL), "#Thing<...>", NULL));
}

static Value capture(Function *f, const char *module, const char *name)
{
    Closure *c = mem_alloc(sizeof(Closure));
    *f = (Function){.module = atom(module).atom, .name = atom(name).atom, .arity = 2};
    *c = (Closure){.object = {1, TAG_function}, .function = f, .arity = 2};
    return (Value){.tag = TAG_function, .function = c};
}

static void test_inspect_functions(void)
{
    Function f;
    CHECK(shows(capture(&f, "Elixir.Kernel", "+"), "&:erlang.+/2", NULL));
    CHECK(shows(capture(&f, "Elixir.Kernel", "<="), "&:erlang.\"=<\"/2", NULL));
    CHECK(shows(capture(&f, "Elixir.Map", "merge"), "&:maps.merge/2", NULL));
    CHECK(shows(capture(&f, "Elixir.String", "split"), "&String.split/2", NULL));
    CHECK(shows(capture(&f, "lists", "a b"), "&:lists.\"a b\"/2", NULL));
}

static void test_inspect_containers(void)
{
    CHECK(shows(numbers(97, 99), "~c\"abc\"", NULL));
    CHECK(shows(VALUE_EMPTY, "[]", NULL));
    CHECK(shows(value_cons(value_int(1), value_int(2)), "[1 | 2]", NULL));
    CHECK(shows(keyword("a", value_int(1), keyword("c d", value_int(2), VALUE_EMPTY)),
                "[a: 1, \"c d\": 2]", NULL));
    CHECK(shows(keyword("Elixir.A", value_int(1), VALUE_EMPTY), "[{A, 1}]", NULL));
    CHECK(shows(put(put(map_new(), atom("q?"), value_int(2)), text("k"), value_int(1)),
                "%{:q? => 2, \"k\" => 1}", NULL));
    CHECK(shows(put(map_new(), VALUE_NIL, value_tuple(NULL, 0)), "%{nil: {}}", NULL));
    InspectOptions o = inspect_defaults;
    o.limit = 3;
    CHECK(shows(value_list((Value[]){numbers(1, 3), numbers(4, 6)}, 2, VALUE_EMPTY),
                "[[1, 2, ...], [4, ...]]", &o));
    o.limit = 50;
    o.pretty = true;
    CHECK(shows(numbers(1, 60),
                "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,\n"
                " 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42,\n"
                " 43, 44, 45, 46, 47, 48, 49, 50, ...]",
                &o));
    o.width = 20;
    CHECK(shows(put(put(map_new(), atom("alpha"), text("first")), atom("beta"), text("second")),
                "%{\n  alpha: \"first\",\n  beta: \"second\"\n}", &o));
    CHECK(shows(TUPLE(atom("ok"), numbers(1, 9)), "{:ok,\n [1, 2, 3, 4, 5, 6,\n  7, 8, 9]}", &o));
}

static Value tensor(int64_t x)
{
    Tensor *t = tensor_new(&cx, (Type){DTYPE_s32, shape_scalar()});
    tensor_set(t, 0, scalar_s(x));
    return value_tensor(t);
}

static Value structure(const char *module, const char *field, Value value)
{
    return put(put(map_new(), value_atom(SYM_struct_key), atom(module)), atom(field), value);
}

static void test_inspect_structs(void)
{
    CHECK(shows(TUPLE(tensor(3), tensor(4)),
                "{#Nx.Tensor<\n   s32\n   3\n >, #Nx.Tensor<\n   s32\n   4\n >}", NULL));
    CHECK(shows(put(map_new(), atom("a"), TUPLE(tensor(3))),
                "%{a: {#Nx.Tensor<\n     s32\n     3\n   >}}", NULL));
    InspectOptions o = inspect_defaults;
    o.pretty = true;
    CHECK(shows(TUPLE(value_int(1), tensor(4)), "{1,\n #Nx.Tensor<\n   s32\n   4\n >}", &o));

    Value range = structure("Elixir.Range", "first", value_int(1));
    range = put(put(range, atom("last"), value_int(9)), atom("step"), value_int(2));
    CHECK(shows(value_ref(range), "1..9//2", NULL));
    CHECK(shows(put(range, atom("step"), value_int(1)), "1..9", NULL));
    Value members = put(put(map_new(), value_int(97), VALUE_EMPTY), value_int(98), VALUE_EMPTY);
    CHECK(shows(structure("Elixir.MapSet", "map", members), "MapSet.new([97, 98])", NULL));
    Value regex = structure("Elixir.Regex", "source", text("a/b\\/c"));
    Value options = value_cons(atom("multiline"), value_cons(atom("caseless"), VALUE_EMPTY));
    CHECK(shows(put(regex, atom("opts"), options), "~r/a\\/b\\/c/im", NULL));
    CHECK(shows(structure("Elixir.Nope", "a", value_int(1)), "%{__struct__: Nope, a: 1}", NULL));

    Script script;
    script_init(vm, &script);
    value_free(script_source(
        &script,
        source_add(&cx, STR("test"), STR("defmodule Point do\ndefstruct [:b, :a]\nend"), false)));
    script_free(&script);
    Value p = put(structure("Elixir.Point", "a", value_int(1)), atom("b"), value_int(2));
    CHECK(shows(value_ref(p), "%Point{b: 2, a: 1}", NULL));
    CHECK(shows(put(value_ref(p), atom("z"), value_int(0)),
                "%{__struct__: Point, a: 1, b: 2, z: 0}", NULL));
    o = inspect_defaults;
    o.structs = false;
    CHECK(shows(value_ref(p), "%{__struct__: Point, a: 1, b: 2}", &o));

    value_free(p);
}

static void test_inspect_deep(void)
{
    const int depth = 100000;
    InspectOptions o = inspect_defaults;
    o.limit = -1;
    Text t = {0};
    Value v = nested(depth);
    CHECK(value_inspect(vm, &t, v, &o) && t.len == 2 * (size_t)depth + 2);
    t.len = 0;
    CHECK(value_inspect(vm, &t, v, &inspect_defaults) && t.len == 2 * 50 + 5);
    value_free(v);
    t.len = 0;
    v = tower(depth);
    CHECK(value_inspect(vm, &t, v, &o));
    value_free(v);
    text_free(&t);
}

static bool strings(Value v, const char *want)
{
    Text t = {0};
    bool good = value_to_string(vm, &t, v) && strcmp(text_cstr(&t), want) == 0;
    text_free(&t);
    value_free(v);
    return good;
}

static bool refuses(Value v, const char *want)
{
    Text t = {0}, message = {0};
    bool good = !value_to_string(vm, &t, v) && vm_is_raised(vm);
    raised_message(vm, &message);
    good = good && strstr(text_cstr(&message), want) != NULL;
    text_free(&message);
    text_free(&t);
    value_free(v);
    return good;
}

static void test_to_string(void)
{
    CHECK(strings(VALUE_NIL, ""));
    CHECK(strings(atom("Elixir.Foo"), "Elixir.Foo"));
    CHECK(strings(value_float(1.0), "1.0"));
    CHECK(strings(number("12345678901234567890"), "12345678901234567890"));
    CHECK(strings(value_cons(numbers(72, 73), value_cons(text("é"), numbers(74, 74))), "HIéJ"));
    CHECK(refuses(TUPLE(value_int(1), value_int(2)),
                  "protocol String.Chars not implemented for {1, 2} of type Tuple"));
    CHECK(refuses(structure("Elixir.Rgb", "r", value_int(1)),
                  "protocol String.Chars not implemented for %{__struct__: Rgb, r: 1} of type Rgb "
                  "(a struct)"));
    CHECK(refuses(value_cons(atom("a"), VALUE_EMPTY),
                  "cannot convert the given list to a string.\n\nTo be converted to a string, a "
                  "list must either be empty or only\ncontain the following elements:\n\n  * "
                  "strings\n  * integers representing Unicode code points\n  * a list containing "
                  "one of these three elements\n\nPlease check the given list or call inspect/1 to "
                  "get the list representation, got:\n\n[:a]\n"));
}

int main(void)
{
    cx_init(&cx);
    vm = vm_new(&cx);
    test_deep();
    test_order();
    test_equal();
    test_binaries();
    test_maps();
    test_large_maps();
    test_integers();
    test_inspect_leaves();
    test_inspect_functions();
    test_inspect_containers();
    test_inspect_structs();
    test_inspect_deep();
    test_to_string();
    vm_free(vm);
    cx_free(&cx);
    printf("%d passed, %d failed\n", passed, failures);
    return failures > 0;
}
