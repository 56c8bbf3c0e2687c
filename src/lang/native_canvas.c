/* native_canvas.c - a scene of shapes, as Cnx.Plot.Scene makes it, becomes a picture. */
#include "lang/native.h"
#include "lang/tensor_value.h"

#include "tensor/canvas.h"

#include <string.h>

/* --- parts of shapes; all give false when a part has another form --- */

static bool spot_of(Value v, Spot *out)
{
    return v.tag == TAG_tuple && v.tuple->len == 2 && number_double(v.tuple->at[0], &out->x) &&
           number_double(v.tuple->at[1], &out->y);
}

static bool colour_of(Value v, uint32_t *out)
{
    if (!is_binary(v) || v.binary->len != 7 || v.binary->at[0] != '#')
        return false;
    *out = 0;
    for (int i = 1; i < 7; i++) {
        char c = v.binary->at[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            return false;
        *out = *out << 4 | (uint32_t)digit;
    }
    return true;
}

static bool numbers_of(Value list, double *out, size_t most, size_t *count)
{
    Value item;
    for (*count = 0; list_next(&list, &item); ++*count) {
        if (*count == most || !number_double(item, &out[*count]))
            return false;
    }
    return true;
}

/* --- shapes --- */

static bool draw_path(Canvas *c, const Value *at)
{
    VEC(Spot) points = {0};
    double width, dash[8];
    size_t dashes;
    uint32_t colour;
    Value list = at[1], item;
    bool is_well = true;
    while (is_well && is_list(list) && list_next(&list, &item)) {
        Spot p;
        is_well = spot_of(item, &p);
        vec_push(&points, p);
    }
    is_well = is_well && colour_of(at[2], &colour) && number_double(at[3], &width) &&
              numbers_of(at[4], dash, 8, &dashes);
    if (is_well)
        canvas_path(c, points.at, points.len, width, dash, dashes, colour);
    vec_free(&points);
    return is_well;
}

static bool draw_text(Vm *vm, Canvas *c, const Value *at)
{
    Spot place;
    double size;
    uint32_t colour;
    if (!spot_of(at[1], &place) || !is_binary(at[2]) || !number_double(at[3], &size) ||
        !colour_of(at[4], &colour) || at[5].tag != TAG_atom || at[6].tag != TAG_atom)
        return false;
    Str anchor = sym_text(vm_cx(vm), at[5].atom);
    canvas_text(c, place, binary_str(at[2]), size,
                str_is(anchor, "end")      ? 1
                : str_is(anchor, "middle") ? 0.5
                                           : 0,
                str_is(sym_text(vm_cx(vm), at[6].atom), "up"), colour);
    return true;
}

static bool draw_image(Canvas *c, const Value *at)
{
    Spot corner, size;
    if (!spot_of(at[1], &corner) || !spot_of(at[2], &size) || at[3].tag != TAG_tensor ||
        at[3].tensor->data == NULL)
        return false;
    const Type *t = &at[3].tensor->type;
    if (t->dtype != DTYPE_u8 || t->shape.rank != 3)
        return false;
    canvas_image(c, corner, size, at[3].tensor->data);
    return true;
}

static bool draw(Vm *vm, Canvas *c, Value shape)
{
    Spot a, b;
    double radius;
    uint32_t colour;
    if (shape.tag != TAG_tuple || shape.tuple->len < 4 || shape.tuple->at[0].tag != TAG_atom)
        return false;
    const Value *at = shape.tuple->at;
    Str kind = sym_text(vm_cx(vm), at[0].atom);
    if (str_is(kind, "rect") && spot_of(at[1], &a) && spot_of(at[2], &b) &&
        colour_of(at[3], &colour))
        canvas_rect(c, a, b, colour);
    else if (str_is(kind, "dot") && spot_of(at[1], &a) && number_double(at[2], &radius) &&
             colour_of(at[3], &colour))
        canvas_dot(c, a, radius, colour);
    else if (str_is(kind, "path") && shape.tuple->len == 5)
        return draw_path(c, at);
    else if (str_is(kind, "text") && shape.tuple->len == 7)
        return draw_text(vm, c, at);
    else
        return str_is(kind, "image") && draw_image(c, at);
    return true;
}

/* Cnx.Canvas.draw(width, height, scale, shapes): a u8 tensor of height, width and 3 channels,
   `scale` times as large as the scene. */
NATIVE(fn_canvas_draw)
{
    Value list = args[3], shape;
    bool is_well = is_size(args[0], 1) && is_size(args[1], 1) && is_size(args[2], 1) &&
                   args[0].i <= 10000 && args[1].i <= 10000 && args[2].i <= 8 && is_list(list);
    if (!is_well)
        return fail_argument(vm);
    Canvas *c = canvas_new(vm_cx(vm), args[0].i, args[1].i, args[2].i);
    if (c == NULL)
        return vm_raise_pending(vm);
    while (is_well && list_next(&list, &shape))
        is_well = !interrupted(vm_cx(vm)) && draw(vm, c, shape);
    Tensor *t = is_well ? canvas_take(vm_cx(vm), c) : NULL;
    canvas_free(c);
    if (t)
        return tensor_of_data(t);
    return failed(vm_cx(vm)) ? vm_raise_pending(vm) : fail_argument(vm);
}

/* Cnx.Canvas.text_width(text, size): how wide the text would be. */
NATIVE(fn_canvas_text_width)
{
    double size;
    if (!is_binary(args[0]) || !number_double(args[1], &size))
        return fail_argument(vm);
    return value_float(canvas_text_width(binary_str(args[0]), size));
}
