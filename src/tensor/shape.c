/* shape.c - shapes and types; see tensor.h. */
#include "tensor/tensor.h"

#include "base/size.h"

#include <string.h>

Shape shape_of(int rank, const int64_t *dims)
{
    Shape s = {.rank = rank};
    for (int i = 0; i < rank; i++)
        s.dim[i] = dims[i];
    return s;
}

Shape shape_scalar(void)
{
    return (Shape){.rank = 0};
}

bool shape_equal(const Shape *a, const Shape *b)
{
    return a->rank == b->rank && memcmp(a->dim, b->dim, (size_t)a->rank * sizeof a->dim[0]) == 0;
}

bool type_equal(const Type *a, const Type *b)
{
    return a->dtype == b->dtype && shape_equal(&a->shape, &b->shape);
}

/* The product of the other dimensions must fit even when one is 0, so that strides do too. */
bool shape_size(const Shape *s, int64_t *out)
{
    int64_t size = 1;
    bool is_empty = false;
    for (int i = 0; i < s->rank; i++) {
        is_empty |= s->dim[i] == 0;
        if (s->dim[i] < 0 || !size_mul(size, s->dim[i] ? s->dim[i] : 1, &size))
            return false;
    }
    *out = is_empty ? 0 : size;
    return true;
}

int64_t shape_count(const Shape *s)
{
    int64_t size = 0;
    return shape_size(s, &size) ? size : 0;
}

void shape_strides(const Shape *s, int64_t strides[MAX_RANK])
{
    int64_t step = 1;
    for (int i = s->rank - 1; i >= 0; i--) {
        strides[i] = step;
        step *= s->dim[i] ? s->dim[i] : 1;
    }
}

void shape_print(Text *out, const Shape *s)
{
    text_char(out, '{');
    for (int i = 0; i < s->rank; i++)
        text_print(out, "%s%lld", i ? ", " : "", (long long)s->dim[i]);
    text_char(out, '}');
}

void type_print(Text *out, const Type *t)
{
    text_print(out, "%s", dtype_info[t->dtype].name);
    for (int i = 0; i < t->shape.rank; i++)
        text_print(out, "[%lld]", (long long)t->shape.dim[i]);
}
