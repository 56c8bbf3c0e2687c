/* npz.c - NumPy's .npz archives; see npy.h. */
#include "tensor/npy_stream.h"
#include "tensor/zip.h"

#include <stdlib.h>
#include <string.h>

void named_free(NamedTensors *all)
{
    for (size_t i = 0; i < all->len; i++) {
        text_free(&all->at[i].name);
        tensor_free(all->at[i].tensor);
    }
    vec_free(all);
}

static Tensor *read_array(Cx *cx, const Zip *zip, const ZipEntry *e, const DType *plain)
{
    Stream s;
    Tensor *t = zip_stream(cx, zip, e, &s) ? npy_read_stream(cx, &s, plain) : NULL;
    stream_close(&s);
    if (t == NULL)
        fail_note(cx, "in the array \"%.*s\", whose bytes begin at byte %lld of the archive",
                  (int)e->name.len, e->name.at, (long long)e->data);
    return t;
}

bool npz_read(Cx *cx, const Input *in, const DType *plain, NamedTensors *all)
{
    Zip zip = {0};
    char mark[4];
    if (!input_read(in, 0, mark, 4) || (memcmp(mark, "PK\3\4", 4) && memcmp(mark, "PK\5\6", 4))) {
        fail(cx, SPAN_NONE, EXC_ArgumentError,
             "unable to parse NumPy archive, it may be corrupted or invalid");
        fail_note(cx, "it does not begin as a zip archive");
        return false;
    }
    bool is_well = zip_list(cx, in, "NumPy archive", &zip);
    for (int64_t i = 0; is_well && i < zip.count; i++) {
        const ZipEntry *e = &zip.entries[i];
        Tensor *t = interrupted(cx) ? NULL : read_array(cx, &zip, e, plain);
        is_well = t != NULL;
        if (t) {
            NamedTensor named = {.tensor = t};
            text_add(&named.name, str_ends(e->name, STR(".npy"))
                                      ? str_slice(e->name, 0, e->name.len - 4)
                                      : e->name);
            vec_push(all, named);
        }
    }
    zip_free(&zip);
    if (!is_well)
        named_free(all);
    return is_well;
}

static int by_name(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

bool named_check(Cx *cx, const NamedTensors *all)
{
    Str *names = mem_alloc((all->len + 1) * sizeof *names);
    bool is_well = true;
    for (size_t i = 0; i < all->len; i++)
        names[i] = text_str(&all->at[i].name);
    qsort(names, all->len, sizeof *names, by_name);
    for (size_t i = 1; i < all->len && is_well; i++) {
        is_well = !str_equal(names[i], names[i - 1]);
        if (!is_well)
            fail(cx, SPAN_NONE, EXC_ArgumentError, "two tensors are named \"%.*s\"",
                 (int)names[i].len, names[i].at);
    }
    free(names);
    return is_well;
}

static bool check_lengths(Cx *cx, const NamedTensors *all)
{
    for (size_t i = 0; i < all->len; i++) {
        size_t length = all->at[i].name.len;
        if (length == 0 || length > 0xffff - 4) {
            fail(cx, SPAN_NONE, EXC_ArgumentError,
                 "expected a name of 1 to 65531 bytes for each tensor, got one of %zu", length);
            return false;
        }
    }
    return true;
}

bool npz_write(Cx *cx, Output *out, const NamedTensors *all, bool deflate)
{
    ZipWriter w = {.out = out};
    bool is_well = named_check(cx, all) && check_lengths(cx, all);
    for (size_t i = 0; i < all->len && is_well; i++) {
        Text name = {0}, bytes = {0};
        Output npy;
        output_to(&bytes, &npy);
        npy_write(&npy, all->at[i].tensor);
        text_add(&name, text_str(&all->at[i].name));
        text_add(&name, STR(".npy"));
        is_well = !interrupted(cx) && output_close(cx, &npy, true) &&
                  zip_add(cx, &w, text_str(&name), text_str(&bytes), deflate);
        text_free(&name);
        text_free(&bytes);
    }
    zip_end(&w);
    return is_well;
}
