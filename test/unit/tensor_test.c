/* tensor_test.c - shapes, tensors, their text and their files. */
#include "base/size.h"
#include "tensor/idx.h"
#include "tensor/stream.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int passed, failures;
static Cx cx;

#ifdef CNX_SANITIZE
/* Absurd sizes are refused as without the sanitizer. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}
#endif

#define CHECK(claim) check((claim), __LINE__, #claim)

static void check(bool is_true, int line, const char *claim)
{
    if (is_true) {
        passed++;
    } else {
        failures++;
        printf("%s:%d: %s\n", __FILE__, line, claim);
    }
}

/* Whether exactly this error is pending; it is then gone. A message may be the start of a longer
   one. */
static bool fails_with(Exc exc, const char *message)
{
    Error *e = error_take(&cx);
    bool same = e && e->exc == exc && str_starts(text_str(&e->message), str_of(message));
    if (!same)
        printf("error: %s\n", e ? text_cstr(&e->message) : "none");
    error_free(e);
    return same;
}

/* --- shapes --- */

static void test_shapes(void)
{
    int64_t size, strides[MAX_RANK], big = INT64_C(1) << 32;
    Shape s = SHAPE(2, 3, 4), scalar = shape_scalar();
    CHECK(shape_size(&s, &size) && size == 24 && shape_count(&s) == 24);
    shape_strides(&s, strides);
    CHECK(strides[0] == 12 && strides[1] == 4 && strides[2] == 1);
    CHECK(shape_size(&scalar, &size) && size == 1);
    s = SHAPE(big, big);
    CHECK(!shape_size(&s, &size) && size == 1);
    s = SHAPE(big, big, 0);
    CHECK(!shape_size(&s, &size));
    s = SHAPE(big, big / 4, 0, 1);
    CHECK(shape_size(&s, &size) && size == 0);
    shape_strides(&s, strides);
    CHECK(strides[0] == big / 4);
    s = SHAPE(-1, 2);
    CHECK(!shape_size(&s, &size));
    s = SHAPE(INT64_MAX);
    CHECK(shape_size(&s, &size) && size == INT64_MAX);
    int64_t bytes = 7;
    CHECK(!dtype_bytes(DTYPE_u16, INT64_MAX, &bytes) && !dtype_bytes(DTYPE_u8, -1, &bytes));
    CHECK(bytes == 7 && dtype_bytes(DTYPE_u2, 5, &bytes) && bytes == 2);
    CHECK(dtype_bytes(DTYPE_s4, INT64_MAX, &bytes) && bytes == INT64_MAX / 2 + 1);
    CHECK(dtype_bytes(DTYPE_c128, 3, &bytes) && bytes == 48);
    Text out = {0};
    shape_print(&out, &scalar);
    s = SHAPE(4);
    shape_print(&out, &s);
    s = SHAPE(2, 0);
    shape_print(&out, &s);
    type_print(&out, &(Type){DTYPE_f32, s});
    CHECK(str_is(text_str(&out), "{}{4}{2, 0}f32[2][0]"));
    text_free(&out);
}

/* --- tensors --- */

static Tensor *iota(DType t, Shape shape)
{
    Tensor *x = tensor_new(&cx, (Type){t, shape});
    for (int64_t i = 0; i < shape_count(&shape); i++)
        tensor_set(x, i, scalar_s(i));
    return x;
}

static void test_tensors(void)
{
    int64_t big = INT64_C(1) << 40;
    CHECK(!tensor_new(&cx, (Type){DTYPE_f64, SHAPE(big, big)}));
    CHECK(fails_with(EXC_SystemLimitError, "too many elements in a tensor of type f64[1099"));
    CHECK(!tensor_new(&cx, (Type){DTYPE_u16, SHAPE(INT64_MAX)}));
    CHECK(fails_with(EXC_SystemLimitError, "too many elements"));
    CHECK(!tensor_new(&cx, (Type){DTYPE_u8, SHAPE(INT64_MAX)}));
    CHECK(fails_with(EXC_SystemLimitError, "there is no memory for a tensor of type u8["));
    CHECK(!buffer_new(&cx, INT64_MAX) && fails_with(EXC_SystemLimitError, "there is no memory"));
    CHECK(!tensor_of_bytes(&cx, (Type){DTYPE_u16, SHAPE(2)}, "abc", 3));
    CHECK(fails_with(EXC_ArgumentError, "3 bytes do not make a tensor of type u16[2]"));

    Tensor *t = iota(DTYPE_s16, SHAPE(2, 3)), *view = tensor_view(t, SHAPE(6));
    CHECK(tensor_get(view, 4).s == 4 && tensor_bytes(view) == 12 && !tensor_is_unique(t));
    CHECK((uintptr_t)tensor_data(t) % 64 == 0);
    tensor_free(t);
    CHECK(tensor_is_unique(view) && !tensor_is_unique(tensor_ref(view)));
    tensor_free(view);
    tensor_free(view);
    tensor_free(NULL);

    for (int type = 0; type < DTYPE_count; type++) {
        Tensor *x = tensor_fill(&cx, (Type){(DType)type, SHAPE(7, 11)}, scalar_f(1));
        bool right = true;
        for (int i = 0; i < 77; i++)
            right &= scalar_double(tensor_get(x, i)) == 1;
        CHECK(right);
        tensor_free(x);
        x = tensor_fill(&cx, (Type){(DType)type, SHAPE(0, 3)}, scalar_f(1));
        CHECK(x && tensor_bytes(x) == 0);
        tensor_free(x);
    }
    Tensor *packed = tensor_of_bytes(&cx, (Type){DTYPE_u4, SHAPE(3)}, "\x12\x30", 2);
    CHECK(tensor_get(packed, 0).u == 1 && tensor_get(packed, 2).u == 3);
    tensor_free(packed);
}

/* --- text --- */

static bool prints(Tensor *t, TensorStyle style, const char *want)
{
    Text out = {0};
    tensor_print(&out, t, &style);
    bool same = str_is(text_str(&out), want);
    if (!same)
        printf("%s\n-- is not\n%s\n", text_cstr(&out), want);
    text_free(&out);
    tensor_free(t);
    return same;
}

static void test_lists(void)
{
    const TensorStyle all = {.limit = 50};
    CHECK(prints(iota(DTYPE_f32, shape_scalar()), all, "f32\n0.0"));
    CHECK(prints(iota(DTYPE_u2, SHAPE(4)), all, "u2[4]\n[0, 1, 2, 3]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(1, 1, 1, 2)), all,
                 "s32[1][1][1][2]\n[\n  [\n    [\n      [0, 1]\n    ]\n  ]\n]"));
    CHECK(prints(iota(DTYPE_c128, SHAPE(2, 1)), all,
                 "c128[2][1]\n[\n  [0.0+0.0i],\n  [1.0+0.0i]\n]"));
    CHECK(
        prints(iota(DTYPE_s32, SHAPE(2, 2, 2)), all,
               "s32[2][2][2]\n[\n  [\n    [0, 1],\n    [2, 3]\n  ],\n  [\n    [4, 5],\n    [6, 7]\n"
               "  ]\n]"));
    CHECK(prints(iota(DTYPE_f8, SHAPE(9)), (TensorStyle){.limit = -1, .bare = true},
                 "[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(2, 0)), all, "s32[2][0]\n[\n  [],\n  []\n]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(0, 2)), all, "s32[0][2]\n[]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(INT64_C(1) << 40, 0)), (TensorStyle){.limit = 1},
                 "s32[1099511627776][0]\n[\n  [],\n  ...\n]"));
}

static void test_cuts(void)
{
    CHECK(prints(iota(DTYPE_s32, SHAPE(60)), (TensorStyle){.limit = 10},
                 "s32[60]\n[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ...]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(4, 5)), (TensorStyle){.limit = 7},
                 "s32[4][5]\n[\n  [0, 1, 2, 3, 4],\n  [5, 6, ...],\n  ...\n]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(4, 5)), (TensorStyle){.limit = 5},
                 "s32[4][5]\n[\n  [0, 1, 2, 3, 4],\n  ...\n]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(2, 3, 4)), (TensorStyle){.limit = 3},
                 "s32[2][3][4]\n[\n  [\n    [0, 1, 2, ...],\n    ...\n  ],\n  ...\n]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(2, 3, 4)), (TensorStyle){.limit = 13},
                 "s32[2][3][4]\n[\n  [\n    [0, 1, 2, 3],\n    [4, 5, 6, 7],\n    [8, 9, 10, 11]\n"
                 "  ],\n  [\n    [12, ...],\n    ...\n  ]\n]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(3)), (TensorStyle){.limit = 3}, "s32[3]\n[0, 1, 2]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(3)), (TensorStyle){.limit = 0}, "s32[3]\n[...]"));
    CHECK(prints(iota(DTYPE_c64, SHAPE(2, 2)), (TensorStyle){.limit = 3},
                 "c64[2][2]\n[\n  [0.0+0.0i, 1.0+0.0i],\n  [2.0+0.0i, ...]\n]"));
    CHECK(prints(iota(DTYPE_u4, SHAPE(5)), (TensorStyle){.limit = 3}, "u4[5]\n[0, 1, 2, ...]"));
}

static void test_names(void)
{
    const Str names[] = {STR("rows"), STR("cols"), STR("c")}, gap[] = {STR(""), STR("d")};
    CHECK(prints(iota(DTYPE_s32, SHAPE(1, 2)), (TensorStyle){.names = gap, .limit = 50},
                 "s32[1][d: 2]\n[\n  [0, 1]\n]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(2, 2)), (TensorStyle){names, 2, 50, false, false},
                 "vectorized[rows: 2][cols: 2]\ns32\n[\n  [0, 1],\n  [2, 3]\n]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(2, 1, 2)), (TensorStyle){names, 1, 50, false, false},
                 "vectorized[rows: 2]\ns32[cols: 1][c: 2]\n[\n  [\n    [0, 1]\n  ],\n  [\n"
                 "    [2, 3]\n  ]\n]"));
    CHECK(prints(iota(DTYPE_s32, SHAPE(3, 4)), (TensorStyle){names, 1, 5, false, false},
                 "vectorized[rows: 3]\ns32[cols: 4]\n[\n  [0, 1, 2, 3],\n  [4, ...],\n  ...\n]"));
}

/* --- files --- */

static const uint8_t small_idx[] = {0, 0, 0x0b, 2, 0,    0,    0, 2, 0, 0, 0,    3,
                                    0, 1, 1,    0, 0xff, 0xff, 0, 0, 0, 7, 0x80, 0x00};

static Tensor *idx_of(Str bytes)
{
    Input in = input_of(bytes);
    return idx_read(&cx, &in);
}

static Str gzip(Str bytes, uint8_t *room, size_t size)
{
    z_stream z = {0};
    deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (Bytef *)(uintptr_t)bytes.at;
    z.avail_in = (uInt)bytes.len;
    z.next_out = room;
    z.avail_out = (uInt)size;
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return (Str){(const char *)room, size - z.avail_out};
}

/* Every part, and every single changed byte: an error or a tensor, never more. */
static void test_damage(Str whole)
{
    uint8_t copy[256];
    for (size_t n = 0; n < whole.len; n++) {
        char *exact = malloc(n ? n : 1);
        memcpy(exact, whole.at, n);
        CHECK(!idx_of((Str){exact, n}) && fails_with(EXC_ArgumentError, "invalid IDX data: "));
        free(exact);
    }
    for (size_t i = 0; i < whole.len * 255; i++) {
        memcpy(copy, whole.at, whole.len);
        copy[i / 255] = (uint8_t)(copy[i / 255] + 1 + i % 255);
        Tensor *t = idx_of((Str){(const char *)copy, whole.len});
        CHECK(t ? !failed(&cx) : fails_with(EXC_ArgumentError, "invalid IDX data: "));
        tensor_free(t);
    }
}

static void test_idx(void)
{
    uint8_t room[256], twice[512];
    Str plain = {(const char *)small_idx, sizeof small_idx}, packed = gzip(plain, room, 256);
    CHECK(prints(idx_of(plain), (TensorStyle){.limit = 50},
                 "s16[2][3]\n[\n  [1, 256, -1],\n  [0, 7, -32768]\n]"));
    CHECK(prints(idx_of(packed), (TensorStyle){.limit = 50},
                 "s16[2][3]\n[\n  [1, 256, -1],\n  [0, 7, -32768]\n]"));
    test_damage(plain);
    test_damage(packed);
    memcpy(twice, packed.at, packed.len);
    memcpy(twice + packed.len, packed.at, packed.len);
    CHECK(!idx_of((Str){(const char *)twice, 2 * packed.len}));
    CHECK(fails_with(EXC_ArgumentError, "invalid IDX data: it does not hold as many"));
    CHECK(!idx_of(STR("\0\0\x0e\x02\x7f\xff\xff\xff\x7f\xff\xff\xff")));
    CHECK(fails_with(EXC_ArgumentError, "invalid IDX data: it does not hold as many"));
    CHECK(!idx_of(STR("\0\0\x08\x21")));
    CHECK(fails_with(EXC_ArgumentError, "invalid IDX data: 33 axes"));
    CHECK(prints(idx_of(STR("\0\0\x0d\0\xbf\0\0\0")), (TensorStyle){.limit = 50}, "f32\n-0.5"));
    CHECK(prints(idx_of(STR("\0\0\x0e\1\0\0\0\0")), (TensorStyle){.limit = 50}, "f64[0]\n[]"));

    Text out = {0};
    text_add(&out, STR("kept"));
    CHECK(!inflate_bytes(&cx, packed, 23, &out) && str_is(text_str(&out), "kept"));
    CHECK(fails_with(EXC_ArgumentError, "compressed data holds more than 23 bytes"));
    CHECK(!inflate_bytes(&cx, (Str){packed.at, packed.len - 1}, 100, &out) && out.len == 4);
    CHECK(fails_with(EXC_ArgumentError, "compressed data is damaged or cut short"));
    CHECK(inflate_bytes(&cx, (Str){(const char *)twice, 2 * packed.len}, 48, &out));
    CHECK(out.len == 52 && memcmp(out.at + 28, small_idx, 24) == 0);
    text_free(&out);
}

static void test_files(void)
{
    char folder[] = "/tmp/cnx_files_XXXXXX", path[64];
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/a \"b\"", folder);
    Text text = {0};
    CHECK(!file_read(&cx, str_of(path), &text) && text.at == NULL);
    char want[160];
    snprintf(want, sizeof want, "could not read file \"%s/a \\\"b\\\"\": no such file or directory",
             folder);
    CHECK(fails_with(EXC_File_Error, want));
    CHECK(file_write(&cx, str_of(path), STR("one")) && file_write(&cx, str_of(path), STR("t\0o")));
    CHECK(file_read(&cx, str_of(path), &text) && text.len == 3 && memcmp(text.at, "t\0o", 3) == 0);
    text_free(&text);
    CHECK(!file_read(&cx, str_of(folder), &text));
    CHECK(fails_with(EXC_File_Error, "could not read file "));
    CHECK(!file_write(&cx, str_of(folder), STR("x")));
    CHECK(fails_with(EXC_File_Error, "could not write to file "));
    CHECK(!file_read(&cx, STR("a\0b"), &text));
    CHECK(fails_with(EXC_File_Error, "could not read file "));
    unlink(path);
    CHECK(rmdir(folder) == 0); /* nothing else was left there */
}

int main(void)
{
    cx_init(&cx);
    test_shapes();
    test_tensors();
    test_lists();
    test_cuts();
    test_names();
    test_idx();
    test_files();
    CHECK(!failed(&cx));
    cx_free(&cx);
    printf("%d passed, %d failed\n", passed, failures);
    return failures > 0;
}
