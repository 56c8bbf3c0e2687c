/* lower_sort.c - sorts: a comparator is recognized by how it orders a few numbers. */
#include "compile/stablehlo/lower_fold.h"

static bool stands_before(double x, double y, bool descending)
{
    if (x != x || y != y)
        return descending ? x != x && y == y : y != y && x == x;
    return descending ? x > y : x < y;
}

typedef struct SortKey {
    int operand, rank; /* rank: how many of the other keys decide only where this one is equal */
    bool descending;
} SortKey;

/* Runs the comparator where all operands are equal but one or two; true for "stands before". */
static bool compares(Lower *l, const Graph *g, int i, double a, double b, int j, double c, double d,
                     bool *answer)
{
    double args[MOST_ASKED] = {0};
    Scalar out[8];
    args[2 * j] = c;
    args[2 * j + 1] = d;
    args[2 * i] = a;
    args[2 * i + 1] = b;
    bool ok = lower_ask(l, g, args, out);
    *answer = ok && lower_number(out[0]) != 0;
    return ok;
}

/* Whether the operand is a key, where the others are equal; false when it is that in no order that
   is known: up or down, NaN above everything. */
static bool find_key(Lower *l, const Graph *g, int operand, bool *is_key, SortKey *key)
{
    double x[5];
    bool fits[2] = {true, true}, any = false;
    int n = lower_samples(node_type(g->params.at[2 * operand])->dtype, x);
    for (int i = 0; i < n * n && (fits[0] || fits[1] || !any); i++) {
        double a = x[i / n], b = x[i % n];
        bool before;
        if (!compares(l, g, operand, a, b, operand, a, b, &before))
            return false;
        any |= before;
        for (int d = 0; d < 2; d++)
            fits[d] &= before == stands_before(a, b, d);
    }
    *is_key = any;
    *key = (SortKey){.operand = operand, .descending = fits[1]};
    return !any || fits[0] || fits[1];
}

/* The keys by which the region sorts n operands, the one that decides first in front; 0 when it
   does not sort so. */
static int keys_of(Lower *l, const Graph *g, int n, SortKey *keys)
{
    int count = 0;
    for (int i = 0; i < n; i++) {
        bool is_key;
        if (!find_key(l, g, i, &is_key, &keys[count]))
            return 0;
        count += is_key;
    }
    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++) {
            bool a = keys[i].descending, b = keys[j].descending, wins;
            if (i != j && !compares(l, g, keys[i].operand, a, !a, keys[j].operand, !b, b, &wins))
                return 0;
            keys[i].rank += i != j && wins;
        }
    for (int rank = count, place = 0; rank-- > 0; place++) {
        int at = place;
        while (at < count && keys[at].rank != rank)
            at++;
        if (at == count)
            return 0;
        SortKey first = keys[at];
        keys[at] = keys[place];
        keys[place] = first;
    }
    return count;
}

/* Sorts x[0..n-1] by one of them, in place; false after an error. */
static bool sort_by(Lower *l, const SortKey *key, Node **x, int n, int64_t axis, int64_t stable)
{
    Node **args = arena_array(l->arena, Node *, n);
    int64_t down = key->descending;
    Attr attrs[] = {{ATTR_axis, 1, &axis}, {ATTR_descending, 1, &down}, {ATTR_stable, 1, &stable}};
    for (int i = 0; i < n; i++)
        args[i] = x[i];
    args[0] = x[key->operand];
    args[key->operand] = x[0];
    Node *sorted = make(l, OP_sort, args, n, attrs, 3);
    for (int i = 0; i < n && sorted; i++)
        args[i] = graph_elem(l->cx, l->graph, sorted, i);
    for (int i = 0; i < n; i++)
        x[i] = i == 0 ? args[key->operand] : i == key->operand ? args[0] : args[i];
    return sorted != NULL;
}

/* By the key that decides last first, and so on, in stable sorts. */
static bool lower_sort(Lower *l, Results *out)
{
    int n = l->op->noperands, count = 0;
    SortKey keys[MOST_ASKED / 2];
    if (n > 0 && n <= MOST_ASKED / 2 && l->op->nregions == 1) {
        Graph *g = lower_alone(l, l->op->regions);
        count = g && g->params.len == (size_t)(2 * n) ? keys_of(l, g, n, keys) : 0;
        graph_free(g);
    }
    if (count == 0)
        return !failed(l->cx) &&
               one(out, lower_refuse(l, "it does not sort by its operands, up or down"));
    for (int i = 0; i < n; i++)
        if ((out->at[i] = lower_operand(l, i)) == NULL)
            return false;
    int64_t axis = lower_int(l, "dimension", node_type(out->at[0])->shape.rank - 1);
    out->count = n;
    bool ok = true;
    for (int i = count; i-- > 0 && ok;)
        ok = sort_by(l, &keys[i], out->at, n, axis, count > 1 || lower_is(l, "is_stable", "true"));
    return ok;
}

/* The k largest of the last axis and where they stand. */
static bool lower_top_k(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    if (x == NULL || l->op->ntypes != 2)
        return x && one(out, lower_refuse(l, "it gives values and indices"));
    Shape s = node_type(x)->shape;
    int64_t axis = s.rank - 1, down = 1, zeros[MAX_RANK] = {0}, ones[MAX_RANK];
    for (int i = 0; i < MAX_RANK; i++)
        ones[i] = 1;
    Node *args[] = {x, make_iota(l, lower_type(l, 1)->dtype, &s, axis)};
    Attr attrs[] = {{ATTR_axis, 1, &axis}, {ATTR_descending, 1, &down}, {ATTR_stable, 1, &down}};
    Node *sorted = make(l, OP_sort, args, 2, attrs, 3);
    s.dim[axis] = lower_int(l, "k", 1);
    for (int i = 0; i < 2 && sorted; i++)
        out->at[i] = make_slice(l, graph_elem(l->cx, l->graph, sorted, i), zeros, s.dim, ones);
    out->count = 2;
    return sorted && out->at[0] && out->at[1];
}

const LowerRow lower_sort_rows[] = {
    {"sort", lower_sort},
    {"chlo.top_k", lower_top_k},
    {NULL, NULL},
};
