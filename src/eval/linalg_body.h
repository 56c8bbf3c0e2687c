/* linalg_body.h - the text of the kernels for one type of number, included by eval_factor.c and
   eval_eigen.c with T (double or double _Complex) and NAME(x) (the kernel's name) defined.

   IS_COMPLEX, MUL, QUOTIENT, CONJ, SIZE (the absolute value), REAL and ROUNDED(dtype, x) go with
   them. */

#ifdef BODY_FACTOR

void NAME(triangular_solve)(Matrix *z, const Triangle *t, const T *a, T *b)
{
    for (int64_t step = 0; step < z->n && !pool_stopped(z->run); step++) {
        int64_t i = t->lower ? step : z->n - 1 - step;
        int64_t from = t->lower ? 0 : i + 1, to = t->lower ? i : z->n;
        T diagonal = a[i * (t->row + t->column)], *x = b + i * t->unknown;
        if (SIZE(diagonal) == 0) {
            z->is_singular = true;
            return;
        }
        for (int64_t j = from; j < to; j++) {
            T c = a[i * t->row + j * t->column];
            const T *known = b + j * t->unknown;
            c = t->conjugate ? CONJ(c) : c;
            for (int64_t r = 0; r < t->sides; r++)
                x[r * t->side] -= MUL(c, known[r * t->side]);
        }
        diagonal = t->conjugate ? CONJ(diagonal) : diagonal;
        for (int64_t r = 0; r < t->sides; r++)
            x[r * t->side] = ROUNDED(z->dtype, QUOTIENT(x[r * t->side], diagonal));
    }
}

/* Row by row (Cholesky and Banachiewicz), from the lower triangle; NaN where the matrix is not
   positive definite. */
void NAME(cholesky)(Matrix *z, const T *a, T *l)
{
    int64_t n = z->n;
    for (int64_t i = 0; i < n && !pool_stopped(z->run); i++)
        for (int64_t j = 0; j < n; j++) {
            if (j > i) {
                l[i * n + j] = 0;
                continue;
            }
            T sum = a[i * n + j];
            for (int64_t k = 0; k < j; k++)
                sum -= MUL(l[i * n + k], CONJ(l[j * n + k]));
            l[i * n + j] = ROUNDED(z->dtype, i == j ? (T)sqrt(REAL(sum)) : sum / l[j * n + j]);
        }
}

/* Elimination with partial pivoting: a = p l u. */
void NAME(lu)(Matrix *z, const T *a, T *p, T *l, T *u, T *work)
{
    int64_t n = z->n;
    int64_t *from = mem_alloc((size_t)(n + 1) * sizeof *from); /* the row that came to place i */
    memcpy(work, a, (size_t)(n * n) * sizeof *work);
    for (int64_t i = 0; i < n; i++)
        from[i] = i;
    for (int64_t k = 0; k < n && !pool_stopped(z->run); k++) {
        int64_t pivot = k;
        for (int64_t i = k + 1; i < n; i++)
            if (SIZE(work[i * n + k]) > SIZE(work[pivot * n + k]))
                pivot = i;
        for (int64_t j = 0; j < n && pivot != k; j++) {
            T t = work[k * n + j];
            work[k * n + j] = work[pivot * n + j];
            work[pivot * n + j] = t;
        }
        int64_t row = from[k];
        from[k] = from[pivot];
        from[pivot] = row;
        for (int64_t j = k; j < n; j++)
            work[k * n + j] = ROUNDED(z->dtype, work[k * n + j]);
        T diagonal = work[k * n + k];
        for (int64_t i = k + 1; i < n && SIZE(diagonal) != 0; i++) {
            T c = ROUNDED(z->dtype, work[i * n + k] / diagonal);
            work[i * n + k] = c;
            for (int64_t j = k + 1; j < n; j++)
                work[i * n + j] -= MUL(c, work[k * n + j]);
        }
    }
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            l[i * n + j] = i == j ? 1 : i > j ? work[i * n + j] : 0;
            u[i * n + j] = i <= j ? work[i * n + j] : 0;
            p[from[i] * n + j] = i == j;
        }
    free(from);
}

/* With p l u = a the rows of b are ordered as p says, then two triangles are solved. */
void NAME(solve)(Matrix *z, const T *a, const T *b, int64_t sides, T *x, T *work)
{
    int64_t n = z->n;
    T *p = work, *l = p + n * n, *u = l + n * n;
    Triangle t = {
        .row = n, .column = 1, .unknown = sides, .side = 1, .sides = sides, .lower = true};
    NAME(lu)(z, a, p, l, u, u + n * n);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            if (SIZE(p[i * n + j]) != 0)
                memcpy(x + j * sides, b + i * sides, (size_t)sides * sizeof *x);
    NAME(triangular_solve)(z, &t, l, x);
    t.lower = false;
    NAME(triangular_solve)(z, &t, u, x);
}

/* rows[0] -= (tau v* rows) v for a reflection whose v is 1 and then column `at` of w below row
   `at`; `sums` has room for the columns first .. count of x. */
static void NAME(reflect)(const Matrix *z, const T *w, int64_t at, double tau, T *x, int64_t first,
                          int64_t count, int64_t stride, T *sums)
{
    for (int64_t c = first; c < count; c++)
        sums[c] = x[at * stride + c];
    for (int64_t i = at + 1; i < z->m; i++) {
        T v = CONJ(w[i * z->n + at]);
        for (int64_t c = first; c < count; c++)
            sums[c] += MUL(v, x[i * stride + c]);
    }
    for (int64_t c = first; c < count; c++)
        x[at * stride + c] -= tau * sums[c];
    for (int64_t i = at + 1; i < z->m; i++) {
        T v = tau * w[i * z->n + at];
        for (int64_t c = first; c < count; c++)
            x[i * stride + c] -= MUL(v, sums[c]);
    }
}

/* The reflection that takes column `at` of w, from row `at` on, to its first axis: v goes below the
   diagonal, what the diagonal becomes on it. Gives tau; 0, no reflection, where all below the
   diagonal is 0 already. */
static double NAME(reflection)(const Matrix *z, T *w, int64_t at)
{
    double top = 0, tail = 0;
    for (int64_t i = at + 1; i < z->m; i++)
        top = fmax(top, SIZE(w[i * z->n + at]));
    if (top == 0)
        return 0;
    T head = w[at * z->n + at], phase = 1;
    top = fmax(top, SIZE(head));
    for (int64_t i = at + 1; i < z->m; i++) {
        double x = SIZE(w[i * z->n + at]) / top;
        tail += x * x;
    }
    double x = SIZE(head) / top, norm = sqrt(x * x + tail);
    if (IS_COMPLEX && x != 0)
        phase = head / SIZE(head);
    if (!IS_COMPLEX && REAL(head) < 0)
        x = -x;
    double v = x <= 0 ? x - norm : -tail / (x + norm);
    for (int64_t i = at + 1; i < z->m; i++)
        w[i * z->n + at] /= MUL(phase, (T)(v * top));
    w[at * z->n + at] = phase * (norm * top);
    return 2 * v * v / (tail + v * v);
}

/* Householder's reflections. The diagonal of r is positive but where nothing had to be reflected;
   of complex matrices it is positive everywhere. */
void NAME(qr)(Matrix *z, const T *a, T *q, T *r, T *work)
{
    int64_t least = z->m < z->n ? z->m : z->n, inner = z->inner;
    T *w = work, *sums = work + z->m * z->n;
    double *taus = mem_alloc((size_t)(least + 1) * sizeof *taus);
    T *wide = mem_alloc((size_t)(inner + 1) * sizeof *wide);
    memcpy(w, a, (size_t)(z->m * z->n) * sizeof *w);
    for (int64_t j = 0; j < least && !pool_stopped(z->run); j++) {
        taus[j] = NAME(reflection)(z, w, j);
        if (taus[j] != 0)
            NAME(reflect)(z, w, j, taus[j], w, j + 1, z->n, z->n, sums);
    }
    for (int64_t i = 0; i < z->m; i++)
        for (int64_t j = 0; j < inner; j++)
            q[i * inner + j] = i == j;
    for (int64_t j = least; j-- > 0 && !pool_stopped(z->run);)
        if (taus[j] != 0)
            NAME(reflect)(z, w, j, taus[j], q, 0, inner, inner, wide);
    for (int64_t i = 0; i < inner; i++)
        for (int64_t j = 0; j < z->n; j++)
            r[i * z->n + j] = i <= j ? w[i * z->n + j] : 0;
    for (int64_t i = 0; i < least && IS_COMPLEX; i++) {
        T diagonal = r[i * z->n + i], phase = 1;
        if (SIZE(diagonal) != 0)
            phase = diagonal / SIZE(diagonal);
        for (int64_t j = i; j < z->n; j++)
            r[i * z->n + j] = MUL(CONJ(phase), r[i * z->n + j]);
        for (int64_t j = 0; j < z->m; j++)
            q[j * inner + i] = MUL(phase, q[j * inner + i]);
    }
    free(taus);
    free(wide);
}

#else /* eigenvalues */

/* x, y = c x - s e y, s x + c e y, |e| = 1. */
static void NAME(rotate)(int64_t n, T *x, T *y, double c, double s, T e)
{
    for (int64_t i = 0; i < n; i++) {
        T turned = MUL(e, y[i]), old = x[i];
        x[i] = c * old - s * turned;
        y[i] = s * old + c * turned;
    }
}

/* Makes element (p, q) of the Hermitian matrix zero; the rows of `vectors` turn with it. */
static void NAME(annihilate)(int64_t n, T *a, T *vectors, int64_t p, int64_t q)
{
    T *x = a + p * n, *y = a + q * n, between = x[q];
    double size = SIZE(between), pp = REAL(x[p]), qq = REAL(y[q]);
    double theta = (qq - pp) / (2 * size);
    double t = (theta < 0 ? -1 : 1) / (fabs(theta) + hypot(theta, 1));
    double c = 1 / hypot(t, 1), s = t * c;
    T e = CONJ(between) / size;
    NAME(rotate)(n, x, y, c, s, CONJ(e));
    NAME(rotate)(n, vectors + p * n, vectors + q * n, c, s, e);
    for (int64_t k = 0; k < n; k++) {
        a[k * n + p] = CONJ(x[k]);
        a[k * n + q] = CONJ(y[k]);
    }
    x[p] = pp - t * size;
    y[q] = qq + t * size;
    x[q] = y[p] = 0;
}

T NAME(orient)(int64_t n, T *v)
{
    double most = 0;
    for (int64_t i = 0; i < n; i++)
        most = fmax(most, SIZE(v[i]));
    for (int64_t i = 0; i < n && most > 0; i++) {
        if (SIZE(v[i]) < most * (1 - 1e-8))
            continue;
        T phase = CONJ(v[i]) / SIZE(v[i]);
        for (int64_t j = 0; j < n; j++)
            v[j] = MUL(phase, v[j]);
        return phase;
    }
    return 1;
}

/* Jacobi's method: sweeps of rotations until what stands beside the diagonal is negligible. Only
   the lower triangle is read. */
void NAME(eigh)(Matrix *z, const T *given, double *w, T *v, T *work)
{
    enum { MOST_SWEEPS = 60 };
    int64_t n = z->n;
    T *a = work, *vectors = work + n * n;
    double norm = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            T x = i == j ? (T)REAL(given[i * n + i]) : given[i > j ? i * n + j : j * n + i];
            a[i * n + j] = j > i ? CONJ(x) : x;
            vectors[i * n + j] = i == j;
            norm = hypot(norm, SIZE(x));
        }
    bool turned = isfinite(norm);
    for (int sweep = 0; sweep < MOST_SWEEPS && turned; sweep++) {
        turned = false;
        for (int64_t p = 0; p < n && !pool_stopped(z->run); p++)
            for (int64_t q = p + 1; q < n; q++)
                if (SIZE(a[p * n + q]) > norm * 1e-18) {
                    NAME(annihilate)(n, a, vectors, p, q);
                    turned = true;
                }
    }
    for (int64_t i = 0; i < n; i++)
        w[i] = isfinite(norm) ? REAL(a[i * n + i]) : NAN;
    for (int64_t at = 0; at < n; at++) {
        int64_t least = at;
        for (int64_t i = at + 1; i < n; i++)
            if (w[i] < w[least])
                least = i;
        double value = w[least];
        T *x = vectors + at * n, *y = vectors + least * n;
        w[least] = w[at];
        w[at] = value;
        for (int64_t j = 0; j < n; j++) {
            T t = x[j];
            x[j] = y[j];
            y[j] = t;
        }
        NAME(orient)(n, x);
        for (int64_t j = 0; j < n; j++)
            v[j * n + at] = isfinite(norm) ? x[j] : (T)NAN;
    }
}

#endif

#undef T
#undef NAME
#undef IS_COMPLEX
#undef MUL
#undef QUOTIENT
#undef CONJ
#undef SIZE
#undef REAL
#undef ROUNDED
