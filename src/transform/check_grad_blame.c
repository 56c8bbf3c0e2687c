/* check_grad_blame.c - the gradient that a program takes, checked, and whose fault it is when it is
   wrong.

   A derivative is a product of those of single operations, so when it is wrong one of these is:
   each is held to the same comparison on a graph of its own, on the values that its operands have.
 */
#include "transform/check_grad.h"

#include "eval/eval.h"

/* --- graphs inside graphs --- */

/* The node of the graph around g that holds it; NULL when that was never made. */
static const Node *holder(const Graph *g)
{
    const Graph *outer = g->outer;
    for (size_t i = 0; i < outer->nodes.len; i++)
        for (int r = 0; r < outer->nodes.at[i]->nregions; r++)
            if (outer->nodes.at[i]->regions[r] == g)
                return outer->nodes.at[i];
    return NULL;
}

/* What the parameters of g stand for when it is entered first, made in the outermost graph `to`.
   False where nothing says it. */
static bool enter(Cx *cx, const Graph *g, Graph *to, Map *map)
{
    if (g->outer == NULL) {
        for (size_t i = 0; i < g->params.len; i++) {
            const Node *p = g->params.at[i];
            map_set(map, p, copy_widened(cx, p, NULL, to));
        }
        return !failed(cx);
    }
    const Node *n = holder(g);
    if (n == NULL || (n->op != OP_cond && n->op != OP_while && n->op != OP_fun) ||
        !enter(cx, g->outer, to, map))
        return false;
    Map needed = {0};
    graph_mark(g->outer, n->args, n->nargs, &needed);
    bool ok = copy_nodes_as(cx, g->outer, &needed, copy_widened, to, map);
    int first = n->op == OP_cond ? n->nregions - 1 : 0;
    for (size_t i = 0; i < g->params.len && ok; i++)
        map_set(map, g->params.at[i], map_find(map, n->args[first + (int)i]));
    map_free(&needed);
    return ok;
}

/* Wide copies of the nodes, of graph g, and of all they need, in `to`. Integers among the xs may
   become the numbers they stand for, where the ys can be computed from these. */
static bool flatten(Cx *cx, const Graph *g, Graph *to, Node *const *ys, int ny, Node *const *xs,
                    int nx, bool integers_move, Node **copies)
{
    Map map = {0}, before = {0}, needed = {0}, behind = {0};
    Rule k = {.cx = cx, .g = to};
    graph_mark(g, xs, nx, &before);
    graph_mark(g, ys, ny, &needed);
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        if (map_get(&needed, map_key(n)) && !map_get(&before, map_key(n)))
            map_put(&behind, map_key(n));
    }
    bool ok = enter(cx, g, to, &map) && copy_nodes_as(cx, g, &before, copy_widened, to, &map);
    for (int i = 0; i < nx && ok; i++) {
        copies[ny + i] = map_find(&map, xs[i]);
        if (integers_move)
            copies[ny + i] = rule_cast(&k, copies[ny + i],
                                       dtype_widened(dtype_to_floating(node_type(xs[i])->dtype)));
        map_set(&map, xs[i], copies[ny + i]);
    }
    ok = ok && copy_nodes_as(cx, g, &behind, copy_widened, to, &map);
    for (int i = 0; i < ny && ok; i++)
        copies[i] = map_find(&map, ys[i]);
    map_free(&map);
    map_free(&before);
    map_free(&needed);
    map_free(&behind);
    return ok;
}

/* --- one operation --- */

/* Whether the gradient is meant to be another: conversions to integers let it through, and inside
   of a region stop_grad keeps it back. */
static bool is_by_convention(const Node *n)
{
    if (n->op == OP_stop_grad || n->op == OP_bitcast ||
        (n->op == OP_as_type && dtype_is_integer(node_type(n)->dtype)))
        return true;
    for (int r = 0; r < n->nregions; r++)
        for (size_t i = 0; i < n->regions[r]->nodes.len; i++)
            if (is_by_convention(n->regions[r]->nodes.at[i]))
                return true;
    return false;
}

static bool can_be_blamed(const Node *n, const Map *moving)
{
    bool gives_numbers = false, takes_numbers = false;
    for (int i = 0; i < n->ntypes; i++)
        gives_numbers |= !dtype_is_integer(n->types[i].dtype);
    for (int i = 0; i < n->nargs; i++)
        takes_numbers |=
            map_get(moving, map_key(n->args[i])) && !dtype_is_integer(node_type(n->args[i])->dtype);
    return gives_numbers && takes_numbers && n->op != OP_elem && !is_by_convention(n);
}

/* The node alone, at these values of its operands. */
static GradVerdict judge_node(Cx *cx, const Node *n, const Map *moving, Tensor *const *operands,
                              Slopes *s)
{
    Graph *g = graph_new();
    Map map = {0}, alone = {0};
    VEC(Tensor *) inputs = {0};
    VEC(Node *) xs = {0};
    VEC(Node *) ys = {0};
    map_put(&alone, map_key(n));
    for (int i = 0; i < n->nargs; i++) {
        const Node *x = n->args[i];
        if (map_find(&map, x))
            continue;
        Type type = {dtype_widened(node_type(x)->dtype), node_type(x)->shape};
        Node *p = graph_parameter(cx, g, type, x->span);
        map_set(&map, x, p);
        vec_push(&inputs, operands[i]);
        if (p && map_get(moving, map_key(x)) && !dtype_is_integer(node_type(p)->dtype))
            vec_push(&xs, p);
    }
    GradVerdict v = VERDICT_unclear;
    if (!failed(cx) && copy_nodes_as(cx, n->graph, &alone, copy_widened, g, &map)) {
        for (int i = 0; i < n->ntypes; i++)
            if (!dtype_is_integer(n->types[i].dtype))
                vec_push(&ys, graph_elem(cx, g, map_find(&map, n), i));
        v = judge_grad(cx, &(GradPoint){g, ys.at, xs.at, (int)ys.len, (int)xs.len, inputs.at}, s);
    }
    forget_error(cx);
    map_free(&map);
    map_free(&alone);
    vec_free(&inputs);
    vec_free(&xs);
    vec_free(&ys);
    graph_free(g);
    return v;
}

/* --- the guilty one --- */

typedef struct Suspects {
    VEC(Node *) nodes;
    VEC(Tensor *) operands; /* of all of them, one after the other */
    bool are_conventional;  /* some derivative on the way is no limit of differences */
} Suspects;

/* Everything between xs and ys that may be wrong. */
static void find_suspects(const GradPoint *at, const Map *needed, const Map *moving, Suspects *s)
{
    Map xs = {0};
    for (int i = 0; i < at->nx; i++)
        map_put(&xs, map_key(at->xs[i]));
    for (size_t i = 0; i < at->from->nodes.len; i++) {
        Node *n = at->from->nodes.at[i];
        if (!map_get(needed, map_key(n)) || !map_get(moving, map_key(n)))
            continue;
        s->are_conventional |= is_by_convention(n);
        if (map_get(&xs, map_key(n)) == NULL && can_be_blamed(n, moving))
            vec_push(&s->nodes, n);
    }
    map_free(&xs);
}

/* What the suspects compute from, into s->operands. */
static bool find_operands(Cx *cx, const GradPoint *at, Suspects *s)
{
    Map map = {0}, wanted = {0};
    Graph *g = graph_new();
    VEC(Node *) operands = {0};
    VEC(Tensor *) inputs = {0};
    for (size_t i = 0; i < s->nodes.len; i++)
        for (int j = 0; j < s->nodes.at[i]->nargs; j++)
            vec_push(&operands, s->nodes.at[i]->args[j]);
    bool ok = operands.len > 0;
    for (size_t i = 0; i < at->from->params.len && ok; i++) {
        const Node *p = at->from->params.at[i];
        map_set(&map, p, copy_widened(cx, p, NULL, g));
        vec_push(&inputs, input_at(cx, at, (int)i));
        ok = !failed(cx);
    }
    graph_mark(at->from, operands.at, (int)operands.len, &wanted);
    ok = ok && copy_nodes_as(cx, at->from, &wanted, copy_widened, g, &map);
    for (size_t i = 0; i < operands.len && ok; i++)
        vec_push(&g->results, map_find(&map, operands.at[i]));
    if (ok) {
        vec_reserve(&s->operands, operands.len);
        ok = values_at(cx, g, inputs.at, s->operands.at);
        s->operands.len = ok ? operands.len : 0;
    }
    for (size_t i = 0; i < inputs.len; i++)
        tensor_free(inputs.at[i]);
    vec_free(&inputs);
    vec_free(&operands);
    map_free(&map);
    map_free(&wanted);
    graph_free(g);
    return ok;
}

/* The exception, with the place in its text, for who prints the text alone. */
static void complain(Cx *cx, const char *what, Span span, const Node *n, const Slopes *s)
{
    Text text = {0};
    text_print(&text,
               "the gradient of %s is wrong: %.9g in reverse, %.9g forward, %.9g by differences",
               what, s->reverse, s->forward, s->differences);
    if (span.source) {
        text_add(&text, STR("\n"));
        span_print(&text, cx, span, &palette_plain);
    }
    for (int i = 0; n && i < n->nargs; i++) {
        text_print(&text, i == 0 ? "      = in f64, of " : ", ");
        type_print(&text, node_type(n->args[i]));
    }
    fail(cx, SPAN_NONE, EXC_ArithmeticError, "%s", text_cstr(&text));
    text_free(&text);
}

static bool accuse(Cx *cx, const GradPoint *at, bool *are_conventional);

/* Whether something inside of n, whose derivative is wrong, was found to be. */
static bool accuse_inside(Cx *cx, const Node *n, const GradPoint *around)
{
    bool found = false, ignored;
    for (int r = 0; r < n->nregions && !found && !failed(cx); r++) {
        const Graph *region = n->regions[r];
        int ny = (int)region->results.len, nx = (int)region->params.len;
        Graph *g = graph_new();
        Node **copies = mem_alloc(sizeof *copies * (size_t)(ny + nx + 1));
        Slopes s;
        if (nx > 0 &&
            flatten(cx, region, g, region->results.at, ny, region->params.at, nx, false, copies)) {
            GradPoint at = {g, copies, copies + ny, ny, nx, around->inputs};
            found = judge_grad(cx, &at, &s) == VERDICT_wrong && accuse(cx, &at, &ignored);
        }
        if (!found)
            forget_error(cx);
        free(copies);
        graph_free(g);
    }
    return found;
}

/* Records who is wrong between the xs and the ys; false when nobody is. */
static bool accuse(Cx *cx, const GradPoint *at, bool *are_conventional)
{
    Map needed = {0}, moving = {0};
    Suspects s = {0};
    Slopes slopes;
    bool found = false;
    find_moving(at, &needed, &moving);
    find_suspects(at, &needed, &moving, &s);
    bool ok = find_operands(cx, at, &s);
    forget_error(cx);
    Tensor **operands = s.operands.at;
    for (size_t i = 0; i < s.nodes.len && ok && !found && !failed(cx); i++) {
        Node *n = s.nodes.at[i];
        found = judge_node(cx, n, &moving, operands, &slopes) == VERDICT_wrong;
        if (found && !accuse_inside(cx, n, at))
            complain(cx, op_info[n->op].name, n->span, n, &slopes);
        operands += n->nargs;
    }
    *are_conventional = s.are_conventional;
    for (size_t i = 0; i < s.operands.len; i++)
        tensor_free(s.operands.at[i]);
    vec_free(&s.nodes);
    vec_free(&s.operands);
    map_free(&needed);
    map_free(&moving);
    return found;
}

/* Finds who is wrong and records it; unclear when a convention may be all that is. */
static GradVerdict blame(Cx *cx, const GradPoint *at, const Slopes *whole)
{
    bool are_conventional;
    if (accuse(cx, at, &are_conventional))
        return VERDICT_wrong;
    if (are_conventional)
        return VERDICT_unclear;
    complain(cx, "what is computed", at->ys[0]->span, NULL, whole);
    return VERDICT_wrong;
}

/* check_grad, where integers among the xs move or not; false when they cannot. */
static bool check_moving(Cx *cx, const GradPoint *at, int ninputs, bool integers_move,
                         GradVerdict *v)
{
    Graph *g = graph_new();
    Node **copies = mem_alloc(sizeof *copies * (size_t)(at->ny + at->nx + 1));
    VEC(Tensor *) given = {0};
    Slopes s = {0};
    bool ok = flatten(cx, at->from, g, at->ys, at->ny, at->xs, at->nx, integers_move, copies);
    if (ok) {
        for (size_t i = 0; i < g->params.len; i++)
            vec_push(&given, i < (size_t)ninputs ? at->inputs[i] : NULL);
        GradPoint flat = {g, copies, copies + at->ny, at->ny, at->nx, given.at};
        *v = judge_grad(cx, &flat, &s);
        if (*v == VERDICT_wrong && !failed(cx))
            *v = blame(cx, &flat, &s);
    }
    vec_free(&given);
    free(copies);
    graph_free(g);
    return ok;
}

GradVerdict check_grad(Cx *cx, Node *const *ys, int ny, Node *const *xs, int nx,
                       Tensor *const *inputs, int ninputs)
{
    GradPoint at = {xs[0]->graph, ys, xs, ny, nx, inputs};
    GradVerdict v = VERDICT_unclear;
    for (int integers_move = 1; integers_move >= 0 && !failed(cx); integers_move--) {
        if (check_moving(cx, &at, ninputs, integers_move, &v))
            break;
        forget_error(cx);
    }
    return v;
}
