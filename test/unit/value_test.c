/* value_test.c - values: counting, order, equality, maps, integers, inspect. */
#include "value_stub.h"

#include "base/mem.h"

static int passed, failures;

#define CHECK(claim)                                                                               \
    ((claim) ? (void)passed++                                                                      \
             : (void)(failures++, printf("%s:%d: %s\n", __FILE__, __LINE__, #claim)))

static Value atom(const char *text)
{
    return vm_atom(&the_vm, text);
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
    return map_with(&the_vm, map, key, value);
}

static int compare(Value a, Value b)
{
    return value_compare(&the_vm, a, b, false);
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
    integer_print(&t, v, 10);
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
            Value probe = TUPLE(atom("k"), value_int(1)); /* keeps the index alive while growing */
            Value found = map_at(m, probe);
            CHECK(found.tag == TAG_poison || found.i == 1);
            value_free(probe);
        }
    }
    CHECK(m.map->len == (uint32_t)n);
    for (uint32_t i = 1; i < m.map->len; i++)
        CHECK(value_compare(&the_vm, m.map->at[2 * i - 2], m.map->at[2 * i], true) < 0);
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
    CHECK(map_at(shared, value_int(0)).i == 0 && is_atom(map_at(m, value_int(0)), atom("changed").atom));
    for (int k = 0; k < n; k += 3)
        m = map_without(&the_vm, m, value_int(k));
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

static void test_integers(void)
{
    Value big = number("123456789012345678901234567890"), two = value_int(2);
    CHECK(prints(number("-9223372036854775808"), "-9223372036854775808"));
    CHECK(number("-9223372036854775808").tag == TAG_int);
    CHECK(prints(integer_add(value_int(INT64_MAX), value_int(1)), "9223372036854775808"));
    CHECK(prints(integer_negate(value_int(INT64_MIN)), "9223372036854775808"));
    CHECK(prints(integer_quotient(value_int(INT64_MIN), value_int(-1)), "9223372036854775808"));
    CHECK(prints(integer_remainder(value_int(INT64_MIN), value_int(-1)), "0"));
    CHECK(prints(integer_multiply(value_int(INT64_MIN), value_int(INT64_MIN)),
                 "85070591730234615865843651857942052864"));
    Value half = integer_quotient(big, two);
    CHECK(prints(value_ref(half), "61728394506172839450617283945"));
    Value back = integer_subtract(big, half);
    CHECK(value_equal(back, half, true));
    Value none = integer_subtract(back, half);
    CHECK(none.tag == TAG_int && none.i == 0);
    value_free(back);
    value_free(half);
    Value negative = integer_negate(big);
    CHECK(prints(integer_remainder(negative, value_int(1000)), "-890"));
    CHECK(prints(integer_shift(&the_vm, negative, -90), "-100"));
    CHECK(prints(integer_bitwise(negative, value_int(255), '&'), "46"));
    CHECK(prints(integer_bitwise(big, negative, '|'), "-2"));
    CHECK(integer_low_bits(negative) == (uint64_t)0 - integer_low_bits(big));
    CHECK(prints(integer_shift(&the_vm, value_int(1), 64), "18446744073709551616"));
    CHECK(prints(integer_shift(&the_vm, value_int(-5), -1), "-3"));
    CHECK(prints(integer_power(&the_vm, value_int(3), value_int(50)), "717897987691852588770249"));
    CHECK(prints(integer_power(&the_vm, value_int(-1), big), "1"));
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
    integer_print(&t, big, 16);
    CHECK(strcmp(text_cstr(&t), "18ee90ff6c373e0ee4e3f0ad2") == 0);
    Value same;
    CHECK(integer_parse(text_str(&t), 16, &same) && equal(same, value_ref(big)));
    text_free(&t);
    CHECK(!integer_parse(STR("12a"), 10, &same) && !integer_parse(STR("-"), 10, &same));
    CHECK(integer_power(&the_vm, two, value_int(1 << 27)).tag == TAG_poison);
    CHECK(failed(&the_vm.cx));
    error_free(error_take(&the_vm.cx));
    value_free(big);
}

int main(void)
{
    cx_init(&the_vm.cx);
    test_deep();
    test_order();
    test_equal();
    test_binaries();
    test_maps();
    test_integers();
    cx_free(&the_vm.cx);
    printf("%d passed, %d failed\n", passed, failures);
    return failures > 0;
}
