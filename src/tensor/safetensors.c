/* safetensors.c - named tensors in the safetensors format; see safetensors.h.

   Of each tensor only where it stands in the header is kept, and its shape is parsed again when it
   is asked for: headers of a hundred megabytes of tiny tensors take less than their own size. Only
   names and metadata may have escapes, so what is parsed again is as it was. */
#include "tensor/safetensors.h"

#include "base/mem.h"
#include "base/size.h"
#include "tensor/json.h"
#include "tensor/stream.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_HEADER = 100 * 1000 * 1000, /* what the format's own library reads */
    LEAST_ENTRY = 50                 /* characters of the shortest one, with its braces */
};

typedef struct SafeEntry {
    int64_t begin, end;    /* of its elements, from the header's end on */
    uint32_t name, length; /* of its name in the header */
    uint32_t at;           /* where its object begins in the header */
} SafeEntry;

static const char *const FORMAT = "safetensors";

/* --- the header --- */

static bool read_dtype(Json *j, DType *out)
{
    Str name;
    int64_t at = j->i;
    if (!json_word(j, &name))
        return false;
    if (str_is(name, "BOOL")) {
        *out = DTYPE_u8;
        return true;
    }
    for (int t = 0; t < DTYPE_count; t++) {
        if (name.len > 0 && str_is(name, dtype_info[t].safetensors)) {
            *out = (DType)t;
            return true;
        }
    }
    return data_fail(j->cx, FORMAT, j->base + at,
                     "an element type that tensors do not have, \"%.*s\"",
                     (int)(name.len < 40 ? name.len : 40), name.at);
}

static bool read_shape(Json *j, Shape *out)
{
    *out = shape_scalar();
    if (!json_expect(j, '['))
        return false;
    while (!json_take(j, ']')) {
        if (out->rank == MAX_RANK)
            return json_fail(j, "more axes than a tensor can have, 32");
        if ((out->rank > 0 && !json_expect(j, ',')) || !json_size(j, &out->dim[out->rank++]))
            return false;
    }
    int64_t count;
    return shape_size(out, &count) ||
           json_fail(j, "a shape with more elements than can be counted");
}

static bool read_offsets(Json *j, SafeEntry *e)
{
    return json_expect(j, '[') && json_size(j, &e->begin) && json_expect(j, ',') &&
           json_size(j, &e->end) && json_expect(j, ']');
}

/* The object of one tensor: exactly dtype, shape and data_offsets. */
static bool read_object(Json *j, SafeEntry *e, Type *type)
{
    bool seen[3] = {false};
    if (!json_expect(j, '{'))
        return false;
    for (int n = 0; n < 3; n++) {
        Str key;
        if ((n > 0 && !json_expect(j, ',')) || !json_word(j, &key))
            return false;
        int which = str_is(key, "dtype")          ? 0
                    : str_is(key, "shape")        ? 1
                    : str_is(key, "data_offsets") ? 2
                                                  : 3;
        if (which == 3)
            return json_fail(j, "an unknown key where dtype, shape and data_offsets are known");
        if (seen[which])
            return json_fail(j, "a key that comes twice");
        seen[which] = true;
        if (!json_expect(j, ':') || !(which == 0   ? read_dtype(j, &type->dtype)
                                      : which == 1 ? read_shape(j, &type->shape)
                                                   : read_offsets(j, e)))
            return false;
    }
    return json_expect(j, '}');
}

/* Texts about the file, which tensors do not need: an object of strings. */
static bool read_metadata(Json *j)
{
    if (!json_expect(j, '{'))
        return false;
    for (Str text; !json_take(j, '}'); json_take(j, ',')) {
        if (!json_string(j, &text) || !json_expect(j, ':') || !json_string(j, &text))
            return false;
        if (j->i < j->len && j->text[j->i] != ',' && j->text[j->i] != '}')
            return json_fail(j, "expected ',' or '}'");
    }
    return true;
}

static bool read_entry(Json *j, SafeTensors *all, Str name)
{
    SafeEntry e = {
        .name = (uint32_t)(name.at - j->text), .length = (uint32_t)name.len, .at = (uint32_t)j->i};
    Type type;
    int64_t bytes;
    if (!read_object(j, &e, &type))
        return false;
    if (!dtype_bytes(type.dtype, shape_count(&type.shape), &bytes) || e.begin > e.end ||
        e.end - e.begin != bytes)
        return data_fail(j->cx, FORMAT, j->base + e.at,
                         "offsets %lld to %lld for a tensor that does not have as many bytes",
                         (long long)e.begin, (long long)e.end);
    all->entry[all->count++] = e;
    return true;
}

static bool read_header(Json *j, SafeTensors *all)
{
    bool has_metadata = false;
    if (!json_expect(j, '{'))
        return false;
    for (bool is_first = true; !json_take(j, '}'); is_first = false) {
        Str name;
        if ((!is_first && !json_expect(j, ',')) || !json_string(j, &name) || !json_expect(j, ':'))
            return false;
        if (!str_is(name, "__metadata__")) {
            if (!read_entry(j, all, name))
                return false;
        } else if (has_metadata) {
            return json_fail(j, "__metadata__ comes twice");
        } else if (!read_metadata(j)) {
            return false;
        } else {
            has_metadata = true;
        }
    }
    return json_end(j);
}

/* --- all tensors together --- */

static int by_begin(const void *a, const void *b)
{
    const SafeEntry *x = *(const SafeEntry *const *)a, *y = *(const SafeEntry *const *)b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    return x->end < y->end ? -1 : x->end > y->end;
}

static int by_name(const void *a, const void *b, void *header)
{
    const SafeEntry *x = *(const SafeEntry *const *)a, *y = *(const SafeEntry *const *)b;
    return str_compare((Str){(char *)header + x->name, x->length},
                       (Str){(char *)header + y->name, y->length});
}

static bool check_places(Cx *cx, const SafeTensors *all, const SafeEntry **order)
{
    int64_t next = 0, size = all->in->size - all->data;
    qsort(order, (size_t)all->count, sizeof *order, by_begin);
    for (int64_t i = 0; i < all->count; i++) {
        const SafeEntry *e = order[i];
        if (e->begin != next || e->end > size)
            return data_fail(cx, FORMAT, 8 + (int64_t)e->at,
                             e->begin < next   ? "\"%.*s\" shares bytes with another tensor"
                             : e->begin > next ? "there are bytes of no tensor in front of \"%.*s\""
                                               : "\"%.*s\" reaches past the end",
                             (int)e->length, all->header + e->name);
        next = e->end;
    }
    return next == size ||
           data_fail(cx, FORMAT, all->data + next, "there are bytes after the last tensor");
}

static bool check_names(Cx *cx, const SafeTensors *all, const SafeEntry **order)
{
    qsort_r(order, (size_t)all->count, sizeof *order, by_name, all->header);
    for (int64_t i = 1; i < all->count; i++) {
        if (by_name(&order[i], &order[i - 1], all->header) == 0)
            return data_fail(cx, FORMAT, 8 + (int64_t)order[i]->at, "the name \"%.*s\" comes twice",
                             (int)order[i]->length, all->header + order[i]->name);
    }
    return true;
}

static bool check_together(Cx *cx, const SafeTensors *all)
{
    const SafeEntry **order = mem_alloc(((size_t)all->count + 1) * sizeof *order);
    for (int64_t i = 0; i < all->count; i++)
        order[i] = &all->entry[i];
    bool is_well = check_places(cx, all, order) && check_names(cx, all, order);
    free(order);
    return is_well;
}

bool safetensors_open(Cx *cx, const Input *in, SafeTensors *all)
{
    uint8_t head[8];
    uint64_t length = 0;
    *all = (SafeTensors){.in = in};
    if (!input_read(in, 0, head, 8))
        return data_fail(cx, FORMAT, in->size, "it ends within the header's length");
    for (int i = 7; i >= 0; i--)
        length = length << 8 | head[i];
    if (length > MOST_HEADER)
        return data_fail(cx, FORMAT, 0, "a header of %llu bytes, where at most %d are read",
                         (unsigned long long)length, MOST_HEADER);
    if ((int64_t)length > in->size - 8)
        return data_fail(cx, FORMAT, 0, "a header of %llu bytes, where %lld are left",
                         (unsigned long long)length, (long long)in->size - 8);
    all->header_len = (int64_t)length;
    all->data = 8 + (int64_t)length;
    all->header = mem_try(length + 1);
    all->entry = mem_try((length / LEAST_ENTRY + 1) * sizeof *all->entry);
    if (all->header == NULL || all->entry == NULL) {
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "there is no memory for a header of %llu bytes",
             (unsigned long long)length);
        return false;
    }
    if (!input_read(in, 8, all->header, (int64_t)length))
        return data_fail(cx, FORMAT, 8, "it ends within the header");
    Json j = {cx, FORMAT, all->header, (int64_t)length, 0, 8};
    return read_header(&j, all) && check_together(cx, all);
}

void safetensors_free(SafeTensors *all)
{
    free(all->header);
    free(all->entry);
    *all = (SafeTensors){0};
}

/* --- one tensor --- */

Str safetensors_name(const SafeTensors *all, int64_t i)
{
    return (Str){all->header + all->entry[i].name, all->entry[i].length};
}

Type safetensors_type(const SafeTensors *all, int64_t i)
{
    Json j = {NULL, FORMAT, all->header, all->header_len, all->entry[i].at, 8};
    SafeEntry again;
    Type type;
    read_object(&j, &again, &type);
    return type;
}

int64_t safetensors_offset(const SafeTensors *all, int64_t i)
{
    return all->data + all->entry[i].begin;
}

Tensor *elements_read(Cx *cx, const Input *in, int64_t at, Type type)
{
    int64_t count, bytes;
    if (!shape_size(&type.shape, &count) || !dtype_bytes(type.dtype, count, &bytes) ||
        bytes > in->size - at) {
        data_fail(cx, FORMAT, at, "the elements of a tensor are not there any more");
        return NULL;
    }
    Stream s;
    Tensor *t = tensor_new(cx, type);
    if (t && (!stream_open(cx, &s, in, at, at + bytes, PACKING_none) ||
              stream_read(&s, tensor_data(t), bytes) < bytes)) {
        data_fail(cx, FORMAT, at, "the elements of a tensor are not there any more");
        tensor_free(t);
        t = NULL;
    }
    return t;
}

Tensor *safetensors_tensor(Cx *cx, const SafeTensors *all, int64_t i)
{
    return elements_read(cx, all->in, safetensors_offset(all, i), safetensors_type(all, i));
}

/* --- writing --- */

static int by_width(const void *a, const void *b)
{
    const NamedTensor *x = *(const NamedTensor *const *)a, *y = *(const NamedTensor *const *)b;
    int p = dtype_info[x->tensor->type.dtype].bits, q = dtype_info[y->tensor->type.dtype].bits;
    return p != q ? q - p : str_compare(text_str(&x->name), text_str(&y->name));
}

static bool check_writable(Cx *cx, const NamedTensor *t)
{
    Str name = text_str(&t->name);
    DType dtype = t->tensor->type.dtype;
    for (size_t at = 0; at < name.len;) {
        if (str_codepoint(name, &at) < 0) {
            fail(cx, SPAN_NONE, EXC_ArgumentError, "expected names of valid UTF-8");
            return false;
        }
    }
    if (str_is(name, "__metadata__"))
        fail(cx, SPAN_NONE, EXC_ArgumentError,
             "a tensor cannot be named \"__metadata__\" in the safetensors format");
    else if (dtype_info[dtype].safetensors[0] == 0)
        fail(cx, SPAN_NONE, EXC_ArgumentError,
             "the safetensors format has no elements of type %s, which \"%.*s\" has",
             dtype_info[dtype].name, (int)name.len, name.at);
    return !failed(cx);
}

static void print_string(Text *out, Str s)
{
    text_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.at[i] < 0x20)
            text_print(out, "\\u%04x", s.at[i]);
        else if (s.at[i] == '"' || s.at[i] == '\\')
            text_print(out, "\\%c", s.at[i]);
        else
            text_char(out, s.at[i]);
    }
    text_char(out, '"');
}

static void print_entry(Text *out, const NamedTensor *t, int64_t *offset)
{
    const Type *type = &t->tensor->type;
    print_string(out, text_str(&t->name));
    text_print(out, ":{\"dtype\":\"%s\",\"shape\":[", dtype_info[type->dtype].safetensors);
    for (int i = 0; i < type->shape.rank; i++)
        text_print(out, i ? ",%lld" : "%lld", (long long)type->shape.dim[i]);
    int64_t end = *offset + tensor_bytes(t->tensor);
    text_print(out, "],\"data_offsets\":[%lld,%lld]}", (long long)*offset, (long long)end);
    *offset = end;
}

/* The header, filled up so that the elements begin on a multiple of 8 bytes. */
static void write_header(Output *out, const NamedTensor **order, size_t count)
{
    Text text = {0}, length = {0};
    int64_t offset = 0;
    text_char(&text, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_char(&text, ',');
        print_entry(&text, order[i], &offset);
    }
    text_char(&text, '}');
    text_pad(&text, ' ', (int64_t)(7 - (text.len + 7) % 8));
    for (int i = 0; i < 8; i++)
        text_char(&length, (char)((uint64_t)text.len >> (8 * i) & 0xff));
    output_add(out, text_str(&length));
    output_add(out, text_str(&text));
    text_free(&text);
    text_free(&length);
}

bool safetensors_write(Cx *cx, Output *out, const NamedTensors *all)
{
    const NamedTensor **order = mem_alloc((all->len + 1) * sizeof *order);
    bool is_well = named_check(cx, all);
    for (size_t i = 0; i < all->len && is_well; i++) {
        order[i] = &all->at[i];
        is_well = check_writable(cx, order[i]);
    }
    if (is_well) {
        qsort(order, all->len, sizeof *order, by_width);
        write_header(out, order, all->len);
    }
    for (size_t i = 0; i < all->len && is_well; i++)
        output_add(out,
                   (Str){tensor_data(order[i]->tensor), (size_t)tensor_bytes(order[i]->tensor)});
    free(order);
    return is_well;
}
