/* tensor_print.c - tensors as Nx inspects them; see tensor.h. */
#include "tensor/tensor.h"

typedef struct Printer {
    Text *out;
    const Tensor *tensor;
    int64_t at;   /* the next element */
    int64_t left; /* elements that may still be shown */
} Printer;

static void print_axes(Text *out, const Type *type, const TensorStyle *style, int from, int to)
{
    for (int i = from; i < to; i++) {
        text_char(out, '[');
        if (style->names && style->names[i].len) {
            text_add(out, style->names[i]);
            text_add(out, STR(": "));
        }
        text_print(out, "%lld]", (long long)type->shape.dim[i]);
    }
}

void tensor_head_print(Text *out, const Type *type, const TensorStyle *style)
{
    if (style->vectorized > 0) {
        text_add(out, STR("vectorized"));
        print_axes(out, type, style, 0, style->vectorized);
        text_char(out, '\n');
    }
    text_add(out, str_of(dtype_info[type->dtype].name));
    print_axes(out, type, style, style->vectorized, type->shape.rank);
    if (style->donatable)
        text_add(out, STR(" [donatable]"));
}

/* The elements of the innermost axis, on one line. */
static void print_row(Printer *p, int64_t length)
{
    text_char(p->out, '[');
    for (int64_t i = 0; i < length; i++) {
        if (i > 0)
            text_add(p->out, STR(", "));
        if (p->left == 0) {
            text_add(p->out, STR("..."));
            break;
        }
        scalar_print(p->out, p->tensor->type.dtype, tensor_get(p->tensor, p->at));
        p->at++;
        p->left--;
    }
    text_char(p->out, ']');
}

/* The part of the tensor from this axis on, its first line already indented. Deep as the rank. A
   list without elements counts as one, so that an empty tensor is cut too. */
static void print_axis(Printer *p, int axis)
{
    const Shape *shape = &p->tensor->type.shape;
    int64_t length = shape->dim[axis];
    if (length == 0)
        p->left -= p->left > 0;
    if (axis == shape->rank - 1 || length == 0) {
        print_row(p, length);
        return;
    }
    text_char(p->out, '[');
    for (int64_t i = 0; i < length; i++) {
        text_add(p->out, i > 0 ? STR(",\n") : STR("\n"));
        text_pad(p->out, ' ', 2 * (axis + 1));
        if (p->left == 0) {
            text_add(p->out, STR("..."));
            break;
        }
        print_axis(p, axis + 1);
    }
    text_char(p->out, '\n');
    text_pad(p->out, ' ', 2 * axis);
    text_char(p->out, ']');
}

void tensor_print(Text *out, const Tensor *t, const TensorStyle *style)
{
    if (!style->bare) {
        tensor_head_print(out, &t->type, style);
        text_char(out, '\n');
    }
    Printer p = {out, t, 0, style->limit < 0 ? INT64_MAX : style->limit};
    if (t->type.shape.rank == 0)
        scalar_print(out, t->type.dtype, tensor_get(t, 0));
    else
        print_axis(&p, 0);
}
