/* npy.c - NumPy's .npy format; see npy.h.

   A magic word and version, the length of a header, the header as a Python dictionary with exactly
   the keys descr, fortran_order and shape, then the elements. The header is read strictly, by one
   small parser that knows at which byte of the file it stands. */
#include "tensor/npy_stream.h"

#include "base/mem.h"
#include "base/size.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_HEADER = 1 << 16 };

typedef struct Header {
    Cx *cx;
    char *text;
    int64_t len, i;
    int64_t base; /* where the text begins in the file */
    bool has_descr, has_order, has_shape;
    Str descr;
    int64_t descr_at;
    bool fortran;
    Type type;
    int width;       /* bytes of an element in the file */
    int order_width; /* bytes that are in the order of the machine that wrote; 1: nothing to do */
    bool is_boolean, is_big, is_bare; /* bare: an element of less than 8 bits takes a byte */
} Header;

static bool header_fail(Header *h, const char *what)
{
    return data_fail(h->cx, "NumPy", h->base + h->i, "%s", what);
}

/* --- Python's words --- */

static void skip_space(Header *h)
{
    while (h->i < h->len && strchr(" \t\n\r\f", h->text[h->i]) && h->text[h->i])
        h->i++;
}

static bool take(Header *h, const char *word)
{
    size_t n = strlen(word);
    skip_space(h);
    if ((size_t)(h->len - h->i) < n || memcmp(h->text + h->i, word, n) != 0)
        return false;
    h->i += (int64_t)n;
    return true;
}

static bool take_text(Header *h, Str *out)
{
    skip_space(h);
    char quote = h->i < h->len ? h->text[h->i] : 0;
    if (quote != '\'' && quote != '"')
        return header_fail(h, "expected a text in quotes");
    int64_t from = ++h->i;
    while (h->i < h->len && h->text[h->i] != quote && h->text[h->i] != '\\')
        h->i++;
    if (h->i == h->len || h->text[h->i] != quote)
        return header_fail(h, "a text without its end");
    *out = (Str){h->text + from, (size_t)(h->i++ - from)};
    return true;
}

static bool take_size(Header *h, int64_t *out)
{
    int64_t x = 0, from;
    skip_space(h);
    from = h->i;
    for (; h->i < h->len && h->text[h->i] >= '0' && h->text[h->i] <= '9'; h->i++) {
        if (!size_mul_add(x, 10, h->text[h->i] - '0', &x))
            return header_fail(h, "a size that is too large");
    }
    if (h->i == from)
        return header_fail(h, "expected the size of an axis");
    take(h, "L"); /* a long of Python 2 */
    *out = x;
    return true;
}

static bool take_shape(Header *h)
{
    Shape *s = &h->type.shape;
    int64_t count;
    *s = shape_scalar();
    if (!take(h, "("))
        return header_fail(h, "expected the shape, a tuple");
    while (!take(h, ")")) {
        if (s->rank == MAX_RANK)
            return header_fail(h, "more axes than a tensor can have, 32");
        if (!take_size(h, &s->dim[s->rank++]))
            return false;
        if (take(h, ","))
            continue;
        if (s->rank == 1 || !take(h, ")"))
            return header_fail(h, "expected a comma after the size of an axis");
        break;
    }
    return shape_size(s, &count) ||
           header_fail(h, "a shape with more elements than can be counted");
}

static bool take_entry(Header *h)
{
    Str key;
    int64_t at = h->i;
    if (!take_text(h, &key))
        return false;
    if (!take(h, ":"))
        return header_fail(h, "expected a colon after a key");
    bool *seen = str_is(key, "descr")           ? &h->has_descr
                 : str_is(key, "fortran_order") ? &h->has_order
                 : str_is(key, "shape")         ? &h->has_shape
                                                : NULL;
    if (seen == NULL || *seen) {
        h->i = at;
        return header_fail(h, seen ? "a key of the header comes twice"
                                   : "an unknown key in the header");
    }
    *seen = true;
    if (seen == &h->has_shape)
        return take_shape(h);
    if (seen == &h->has_order) {
        h->fortran = take(h, "True");
        return h->fortran || take(h, "False") || header_fail(h, "expected True or False");
    }
    skip_space(h);
    h->descr_at = h->base + h->i;
    if (h->i < h->len && h->text[h->i] == '[')
        return header_fail(h, "the elements are records, which tensors cannot hold");
    return take_text(h, &h->descr);
}

static bool parse_header(Header *h)
{
    if (!take(h, "{"))
        return header_fail(h, "expected the header, a dictionary");
    while (!take(h, "}")) {
        if (!take_entry(h))
            return false;
        if (!take(h, ",")) {
            if (!take(h, "}"))
                return header_fail(h, "expected a comma after an entry");
            break;
        }
    }
    skip_space(h);
    if (h->i < h->len)
        return header_fail(h, "text after the header's dictionary");
    if (!h->has_descr || !h->has_order || !h->has_shape)
        return header_fail(h, !h->has_descr   ? "the header has no key 'descr'"
                              : !h->has_order ? "the header has no key 'fortran_order'"
                                              : "the header has no key 'shape'");
    return true;
}

/* --- element types --- */

static bool descr_fail(Header *h, const char *what)
{
    return data_fail(h->cx, "NumPy", h->descr_at, "the element type \"%.*s\" %s",
                     (int)(h->descr.len < 40 ? h->descr.len : 40), h->descr.at, what);
}

/* Elements without a type of their own. */
static bool plain_type(Header *h, int bytes, const DType *plain)
{
    if (plain && (dtype_info[*plain].bits + 7) / 8 == bytes)
        h->type.dtype = *plain;
    else if (plain)
        return descr_fail(h, "has another size than the type that was given");
    else if (bytes == 2)
        h->type.dtype = DTYPE_bf16;
    else
        return descr_fail(h, "does not say what the bytes mean: give the type");
    return true;
}

static bool kind_type(Header *h, char kind, int64_t bytes, const DType *plain)
{
    const char *kinds = "iufcbV", *at = strchr(kinds, kind);
    static const char *const ours[] = {"s", "u", "f", "c", "u"};
    if (bytes > 16 || at == NULL || kind == 0 || (kind == 'b' && bytes != 1))
        return descr_fail(h, "is none that tensors have");
    h->is_boolean = kind == 'b';
    h->order_width = kind == 'c' ? (int)bytes / 2 : (int)bytes;
    if (kind == 'V')
        return plain_type(h, (int)bytes, plain);
    return dtype_of_kind(str_of(ours[at - kinds]), bytes * 8, &h->type.dtype) ||
           descr_fail(h, "is none that tensors have");
}

/* Whether it is the name of a type of ml_dtypes, which some programs write. */
static bool named_type(Header *h)
{
    for (int i = 0; i < DTYPE_count; i++) {
        const char *name = dtype_info[i].numpy;
        if (name[0] && str_is(h->descr, name)) {
            h->type.dtype = (DType)i;
            int bits = dtype_info[i].bits / (dtype_is_complex((DType)i) ? 2 : 1);
            h->order_width = bits < 8 ? 1 : bits / 8;
            return true;
        }
    }
    return false;
}

static bool element_type(Header *h, const DType *plain)
{
    Str d = h->descr;
    int64_t bytes = 0;
    if (!named_type(h)) {
        if (d.len < 3 || d.at[0] == 0 || strchr("<>|=", d.at[0]) == NULL)
            return descr_fail(h, "is none that tensors have");
        for (size_t i = 2; i < d.len; i++) {
            if (d.at[i] < '0' || d.at[i] > '9' || !size_mul_add(bytes, 10, d.at[i] - '0', &bytes))
                return descr_fail(h, "is none that tensors have");
        }
        if (!kind_type(h, d.at[1], bytes, plain))
            return false;
        h->is_big = d.at[0] == '>';
    }
    int bits = dtype_info[h->type.dtype].bits;
    h->is_bare = bits < 8;
    h->width = (bits + 7) / 8;
    return true;
}

/* --- elements --- */

/* Elements that lie as ours do but for the order of bytes. */
static bool read_straight(const Header *h, Stream *s, Tensor *t)
{
    int64_t bytes = tensor_bytes(t);
    uint8_t *data = tensor_data(t);
    if (stream_read(s, data, bytes) < bytes)
        return false;
    if (h->is_big)
        bytes_swap(data, bytes, h->order_width);
    for (int64_t i = 0; h->is_boolean && i < bytes; i++)
        data[i] = data[i] != 0;
    return true;
}

/* Elements of less than 8 bits, a byte each. */
static bool read_bare(const Header *h, Stream *s, Tensor *t)
{
    uint8_t piece[512];
    int64_t wide[512], count = shape_count(&t->type.shape);
    for (int64_t at = 0; at < count;) {
        int64_t n = count - at < 512 ? count - at : 512;
        if (stream_read(s, piece, n) < n)
            return false;
        for (int64_t i = 0; i < n; i++)
            wide[i] = piece[i];
        dtype_store_block(h->type.dtype, tensor_data(t), at, n, DCLASS_s, wide);
        at += n;
    }
    return true;
}

/* Row-major elements of column-major ones, whose tensor is `t` with its axes in reverse. */
static Tensor *of_columns(Cx *cx, const Tensor *t, Type type)
{
    Tensor *out = tensor_new(cx, type);
    int64_t count = shape_count(&type.shape), step[MAX_RANK], index[MAX_RANK] = {0}, from = 0;
    int rank = type.shape.rank, bits = dtype_info[type.dtype].bits;
    const char *source = tensor_data(t);
    for (int64_t axis = 0, skipped = 1; axis < rank; skipped *= type.shape.dim[axis++])
        step[axis] = skipped;
    for (int64_t i = 0; out && i < count; i++) {
        if (bits < 8)
            tensor_set(out, i, tensor_get(t, from));
        else
            memcpy((char *)tensor_data(out) + i * (bits / 8), source + from * (bits / 8),
                   (size_t)bits / 8);
        for (int axis = rank - 1; axis >= 0; axis--) {
            from += step[axis];
            if (++index[axis] < type.shape.dim[axis])
                break;
            from -= step[axis] * type.shape.dim[axis];
            index[axis] = 0;
        }
    }
    return out;
}

static bool elements_fail(Header *h, const Stream *s, int64_t need)
{
    char said[120];
    snprintf(said, sizeof said,
             s->packing == PACKING_none
                 ? "the header's shape needs %lld bytes, and %lld are left"
                 : "the header's shape needs %lld bytes, which are not there",
             (long long)need, (long long)(s->end - s->next));
    return data_fail(h->cx, "NumPy", s->at, "%s", stream_problem(s, said));
}

static Tensor *read_elements(Header *h, Stream *s)
{
    int64_t count = shape_count(&h->type.shape), need;
    if (!size_mul(count, h->width, &need)) {
        data_fail(h->cx, "NumPy", s->at, "the header's shape needs more bytes than can be counted");
        return NULL;
    }
    if (s->size >= 0 && need != s->size - s->at) {
        data_fail(h->cx, "NumPy", s->at,
                  "the array takes %lld bytes with its header, where the directory says %lld",
                  (long long)(s->at + need), (long long)s->size);
        return NULL;
    }
    if (!stream_holds(s, need)) {
        elements_fail(h, s, need);
        return NULL;
    }
    Tensor *t = tensor_new(h->cx, h->type);
    if (t == NULL)
        return NULL;
    if (!(h->is_bare ? read_bare(h, s, t) : read_straight(h, s, t)) || !stream_is_done(s)) {
        data_fail(h->cx, "NumPy", s->at, "%s",
                  stream_problem(s, "there are bytes after the last element"));
        tensor_free(t);
        return NULL;
    }
    if (!h->fortran || h->type.shape.rank < 2)
        return t;
    Tensor *rows = of_columns(h->cx, t, h->type);
    tensor_free(t);
    return rows;
}

/* --- files --- */

/* Reads what stands before the header's text and the text. */
static bool read_header(Header *h, Stream *s)
{
    uint8_t head[12];
    if (stream_read(s, head, 8) < 8 || memcmp(head, "\x93NUMPY", 6) != 0) {
        fail(h->cx, SPAN_NONE, EXC_ArgumentError,
             "unable to parse NumPy file, it may be corrupted or invalid");
        fail_note(h->cx, "%s",
                  stream_problem(s, "it does not begin with \\x93NUMPY and a version"));
        return false;
    }
    if (head[6] < 1 || head[6] > 3)
        return data_fail(h->cx, "NumPy", 6, "unknown version %d of the format", head[6]);
    int size_bytes = head[6] == 1 ? 2 : 4;
    if (stream_read(s, head + 8, size_bytes) < size_bytes)
        return data_fail(h->cx, "NumPy", s->at, "%s",
                         stream_problem(s, "it ends within the header's length"));
    h->len = head[8] | head[9] << 8;
    if (size_bytes == 4)
        h->len |= (int64_t)head[10] << 16 | (int64_t)head[11] << 24;
    h->base = s->at;
    if (h->len > MOST_HEADER)
        return data_fail(h->cx, "NumPy", 8, "a header of %lld bytes, where at most %d are read",
                         (long long)h->len, MOST_HEADER);
    h->text = mem_alloc((size_t)h->len + 1);
    if (stream_read(s, h->text, h->len) < h->len)
        return data_fail(h->cx, "NumPy", s->at, "%s",
                         stream_problem(s, "it ends within the header"));
    return true;
}

Tensor *npy_read_stream(Cx *cx, Stream *s, const DType *plain)
{
    Header h = {.cx = cx};
    Tensor *t = NULL;
    if (read_header(&h, s) && parse_header(&h) && element_type(&h, plain))
        t = read_elements(&h, s);
    free(h.text);
    return t;
}

Tensor *npy_read(Cx *cx, const Input *in, const DType *plain)
{
    Stream s;
    Tensor *t =
        stream_open(cx, &s, in, 0, in->size, PACKING_none) ? npy_read_stream(cx, &s, plain) : NULL;
    stream_close(&s);
    return t;
}

/* --- writing --- */

static void print_descr(Text *out, DType t)
{
    static const char kinds[] = {'u', 'i', 'f', 'c'};
    int bytes = (dtype_info[t].bits + 7) / 8;
    bool is_plain = dtype_is_packed(t) || t == DTYPE_f8 || t == DTYPE_f8_e4m3fn || t == DTYPE_bf16;
    text_print(out, "%c%c%d", bytes == 1 ? '|' : '<', is_plain ? 'V' : kinds[dtype_info[t].class_],
               bytes);
}

/* Everything before the elements. */
static void npy_head(Text *out, const Type *type)
{
    Text dict = {0};
    text_add(&dict, STR("{'descr': '"));
    print_descr(&dict, type->dtype);
    text_add(&dict, STR("', 'fortran_order': False, 'shape': ("));
    for (int i = 0; i < type->shape.rank; i++)
        text_print(&dict, i + 1 < type->shape.rank || i == 0 ? "%lld, " : "%lld",
                   (long long)type->shape.dim[i]);
    if (type->shape.rank == 1)
        dict.len--; /* (3,) and not (3, ) */
    text_add(&dict, STR("), }"));
    text_pad(&dict, ' ', (int64_t)(63 - (10 + dict.len) % 64));
    text_char(&dict, '\n');
    text_add(out, (Str){"\x93NUMPY\x01\0", 8});
    text_char(out, (char)(dict.len & 0xff));
    text_char(out, (char)(dict.len >> 8));
    text_add(out, text_str(&dict));
    text_free(&dict);
}

static void write_bare(Output *out, const Tensor *t)
{
    int64_t wide[512], count = shape_count(&t->type.shape);
    char piece[512];
    int mask = (1 << dtype_info[t->type.dtype].bits) - 1;
    for (int64_t at = 0; at < count;) {
        int64_t n = count - at < 512 ? count - at : 512;
        dtype_load_block(t->type.dtype, tensor_data(t), at, n, DCLASS_s, wide);
        for (int64_t i = 0; i < n; i++)
            piece[i] = (char)(wide[i] & mask);
        output_add(out, (Str){piece, (size_t)n});
        at += n;
    }
}

void npy_write(Output *out, const Tensor *t)
{
    Text head = {0};
    npy_head(&head, &t->type);
    output_add(out, text_str(&head));
    text_free(&head);
    if (dtype_is_packed(t->type.dtype))
        write_bare(out, t);
    else
        output_add(out, (Str){tensor_data(t), (size_t)tensor_bytes(t)});
}
