/* routine_check.h - what the tests of routines share: one node by its routine and by the reference,
   and whether their results agree. */
#ifndef CNX_TEST_ROUTINE_CHECK_H
#define CNX_TEST_ROUTINE_CHECK_H

#include "eval_check.h"
#include "routine/routine.h"

enum { MOST_OUTPUTS = 3 };

/* Uniform below `span` in size; with `nasty`, some are not finite. */
static inline Tensor *uniform_tensor(DType dtype, Shape shape, double span, bool nasty)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY, -0.0, 0.0, 1.0};
    Tensor *t = tensor_new(&cx, (Type){dtype, shape});
    for (int64_t i = 0, n = shape_count(&shape); i < n; i++) {
        double re = span * ((double)below(1 << 20) / (1 << 19) - 1);
        double im = span * ((double)below(1 << 20) / (1 << 19) - 1);
        if (nasty && !dtype_is_integer(dtype) && below(8) == 0)
            re = odd[below(6)];
        tensor_set(t, i,
                   dtype_is_complex(dtype)   ? scalar_c(re, im)
                   : dtype_is_integer(dtype) ? scalar_s((int64_t)re)
                                             : scalar_f(re));
    }
    return t;
}

/* 0: the same numbers. */
static inline bool is_near(Scalar a, Scalar b, double most)
{
    if (a.class_ == DCLASS_u || a.class_ == DCLASS_s)
        return a.u == b.u;
    double re = scalar_double(a), want = scalar_double(b);
    double im = a.class_ == DCLASS_c ? cimag(a.c) : 0,
           want_im = b.class_ == DCLASS_c ? cimag(b.c) : 0;
    bool ok = re == want || (re != re && want != want) || fabs(re - want) <= most;
    return ok && (im == want_im || (im != im && want_im != want_im) || fabs(im - want_im) <= most);
}

/* How far element `i` of result `k` may be from what is wanted. */
typedef double Bound(const Node *n, Tensor *const *want, int k, int64_t i);

static inline double largest_of(const Node *n, Tensor *const *want)
{
    double scale = 1;
    for (int k = 0; k < n->ntypes; k++)
        for (int64_t i = 0; want[k] && i < shape_count(&want[k]->type.shape); i++) {
            Scalar x = tensor_get(want[k], i);
            double size = x.class_ == DCLASS_c ? cabs(x.c) : fabs(scalar_double(x));
            scale = isfinite(size) ? fmax(scale, size) : scale;
        }
    return scale;
}

/* Runs both; results may differ by `most` times the largest number around and by what `bound` (may
   be NULL) says. Frees no operand. */
static inline void compare_by(const char *what, const Op *o, Tensor *const *in, int n, double most,
                              Bound *bound)
{
    Arena arena = {0};
    Node args[MOST_ARGS] = {0}, *pointers[MOST_ARGS];
    for (int i = 0; i < n; i++) {
        args[i] = (Node){.op = OP_parameter, .ntypes = 1, .types = &in[i]->type};
        pointers[i] = &args[i];
    }
    Node node = {.op = o->op, .nargs = n, .args = pointers, .nattrs = o->nattrs, .attrs = o->attrs};
    Tensor *got[MOST_OUTPUTS] = {0}, *want[MOST_OUTPUTS] = {0};
    bool ok = node_infer(&cx, &arena, &node) && routine_knows(&node);
    check(ok, what);
    bool fails = ok && !eval_node(&cx, &node, in, want);
    clear_error();
    bool also = ok && !routine_run(&cx, &node, in, NULL, got);
    check(fails == also, what);
    if (also != fails && failed(&cx))
        printf("  %s\n", text_cstr(&cx.error->message));
    clear_error();
    most *= ok && !fails ? largest_of(&node, want) : 0;
    for (int k = 0; k < node.ntypes && ok && !fails && !also; k++) {
        int64_t size = shape_count(&node.types[k].shape), i = 0;
        bool same = type_equal(&got[k]->type, &want[k]->type);
        while (same && i < size &&
               is_near(tensor_get(got[k], i), tensor_get(want[k], i),
                       most + (bound ? bound(&node, want, k, i) : 0)))
            i++;
        if (!check(same && i == size, what) && same) {
            Scalar a = tensor_get(got[k], i), b = tensor_get(want[k], i);
            printf("  result %d, element %lld of %lld: %.17g, expected %.17g\n", k, (long long)i,
                   (long long)size, scalar_double(a), scalar_double(b));
        }
    }
    for (int k = 0; k < MOST_OUTPUTS; k++) {
        tensor_free(got[k]);
        tensor_free(want[k]);
    }
    arena_free(&arena);
}

static inline void compare(const char *what, const Op *o, Tensor *const *in, int n, double most)
{
    compare_by(what, o, in, n, most, NULL);
}

#endif
