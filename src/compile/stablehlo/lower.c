/* lower.c - StableHLO as a graph: names, attributes, regions, and which rule takes an operation.

   Calls are lowered in their place. */
#include "compile/stablehlo/lower.h"

#include "compile/stablehlo/stablehlo.h"

/* --- errors --- */

Node *lower_refuse(Lower *l, const char *why)
{
    fail(l->cx, l->op->span, EXC_ArgumentError, "cannot run %.*s: %s", (int)l->op->name.len,
         l->op->name.at, why);
    return NULL;
}

/* --- names --- */

static void name_value(Lower *l, Str name, Node *n)
{
    uint64_t *place = map_put(&l->places, str_hash(name));
    vec_push(&l->names, ((HloName){name, n, *place}));
    *place = l->names.len;
}

static void forget_names(Lower *l, size_t mark)
{
    while (l->names.len > mark) {
        HloName n = vec_pop(&l->names);
        *map_put(&l->places, str_hash(n.name)) = n.before;
    }
}

/* A graph of its own sees constants from around it alone, as copies. */
static Node *bring(Lower *l, Node *n)
{
    if (n->graph->root == l->graph->root)
        return graph_use(l->cx, l->graph, n);
    if (n->op == OP_constant)
        return graph_constant(l->cx, l->graph, *node_type(n), tensor_get(n->tensor, 0), n->span);
    return lower_refuse(l, "its region uses a value from around it that is not constant");
}

static Node *find_value(Lower *l, Str name)
{
    uint64_t *place = map_get(&l->places, str_hash(name));
    for (uint64_t at = place ? *place : 0; at; at = l->names.at[at - 1].before)
        if (str_equal(l->names.at[at - 1].name, name))
            return bring(l, l->names.at[at - 1].node);
    fail(l->cx, l->op->span, EXC_ArgumentError, "there is no value %.*s", (int)name.len, name.at);
    return NULL;
}

Node *lower_operand(Lower *l, int index)
{
    if (index >= l->op->noperands)
        return failed(l->cx) ? NULL : lower_refuse(l, "an operand is missing");
    Str name = l->op->operands[index];
    if (str_ends(name, STR("#0"))) /* %1#0 of one result is %1 */
        name.len -= 2;
    return find_value(l, name);
}

const Type *lower_type(Lower *l, int index)
{
    static const Type none;
    if (index >= 0 && index < l->op->ntypes)
        return &l->op->types[index].type;
    lower_refuse(l, "the type of its result is missing");
    return &none;
}

bool lower_is_truth(const Lower *l, int index)
{
    const HloOp *op = l->op;
    if (op->noperand_types == op->noperands)
        return op->operand_types[index].is_truth;
    return op->noperand_types > 0 && op->operand_types[0].is_truth;
}

/* --- attributes --- */

int lower_any_list(Lower *l, const HloAttr *from, const char *name, int64_t *out)
{
    const HloAttr *a = hlo_attr(from, name);
    int n = 0;
    if (a == NULL)
        return -1;
    if (a->kind == HATTR_tensor) {
        Tensor *t = stablehlo_literal(l->cx, a);
        int64_t size = shape_count(&a->type.type.shape);
        for (; t && n < size && n < MAX_RANK; n++)
            out[n] = tensor_get(t, shape_count(&t->type.shape) == 1 ? 0 : n).s;
        tensor_free(t);
        return n;
    }
    for (const HloAttr *at = a->first; at && n < MAX_RANK; at = at->next)
        out[n++] = at->kind == HATTR_int ? at->number : str_is(at->word, "true");
    return n;
}

bool lower_list(Lower *l, const char *name, int count, int64_t otherwise, int64_t *out)
{
    int n = lower_any_list(l, l->op->attrs, name, out);
    for (int i = 0; n < 0 && i < count; i++)
        out[i] = otherwise;
    return n < 0 || n == count || lower_refuse(l, "an attribute has not a number for each axis");
}

int64_t lower_int(Lower *l, const char *name, int64_t otherwise)
{
    const HloAttr *a = hlo_attr(l->op->attrs, name);
    return a && a->kind == HATTR_int ? a->number : otherwise;
}

bool lower_is(Lower *l, const char *name, const char *word)
{
    const HloAttr *a = hlo_attr(l->op->attrs, name);
    return a && a->kind == HATTR_word && str_is(a->word, word);
}

bool lower_says(const Lower *l, const char *word)
{
    for (const HloAttr *a = l->op->words; a; a = a->next)
        if (str_is(a->word, word))
            return true;
    return false;
}

int lower_list_in(Lower *l, const HloAttr *d, const char *name, int64_t *out)
{
    int n = lower_any_list(l, d, name, out);
    return n < 0 ? 0 : n;
}

bool lower_has(const int64_t *at, int count, int64_t x)
{
    for (int i = 0; i < count; i++)
        if (at[i] == x)
            return true;
    return false;
}

bool lower_unique(Lower *l, const int64_t *at, int count, int rank)
{
    bool seen[MAX_RANK] = {false};
    for (int i = 0; i < count; i++) {
        if (at[i] < 0 || at[i] >= rank || seen[at[i]])
            return lower_refuse(l, "its dimension numbers do not fit") != NULL;
        seen[at[i]] = true;
    }
    return true;
}

/* --- blocks --- */

static bool lower_op(Lower *l);

int lower_block(Lower *l, const HloBlock *b, Node *const *args, int nargs, Node **out, int most)
{
    const HloOp *outer = l->op;
    size_t mark = l->names.len;
    int count = -1;
    if (b->nargs != nargs) {
        lower_refuse(l, "its region has another number of arguments");
        return -1;
    }
    for (int i = 0; i < nargs; i++)
        name_value(l, b->args[i], args[i]);
    for (const HloOp *op = b->ops; op && !failed(l->cx); op = op->next) {
        l->op = op;
        if (op != b->last) {
            lower_op(l);
            continue;
        }
        count = op->noperands;
        if (count > most)
            lower_refuse(l, "it returns more than is expected");
        for (int i = 0; i < count && !failed(l->cx); i++)
            out[i] = lower_operand(l, i);
    }
    l->op = outer;
    forget_names(l, mark);
    return failed(l->cx) ? -1 : count;
}

Graph *lower_alone(Lower *l, const HloBlock *b)
{
    Graph *outer = l->graph, *g = graph_new();
    Node **args = arena_array(l->arena, Node *, b->nargs + 1), *out[8];
    l->graph = g;
    for (int i = 0; i < b->nargs; i++)
        args[i] = graph_parameter(l->cx, g, b->types[i].type, l->op->span);
    int count = lower_block(l, b, args, b->nargs, out, 8);
    for (int i = 0; i < count; i++)
        vec_push(&g->results, out[i]);
    l->graph = outer;
    if (count >= 0)
        return g;
    graph_free(g);
    return NULL;
}

Str lower_single(const HloBlock *b, bool in_order)
{
    const HloOp *op = b->ops;
    if (b->nargs != 2 || op == NULL || op->next != b->last || op->noperands != 2 ||
        b->last->noperands != 1 || !str_equal(b->last->operands[0], op->result))
        return STR("");
    bool forward = str_equal(op->operands[0], b->args[0]) && str_equal(op->operands[1], b->args[1]);
    bool back = str_equal(op->operands[0], b->args[1]) && str_equal(op->operands[1], b->args[0]);
    return forward || (back && !in_order) ? op->name : STR("");
}

/* --- the table --- */
static LowerRule *rule_in(const LowerRow *row, Str name)
{
    while (row->name && !str_is(name, row->name))
        row++;
    return row->rule;
}

static LowerRule *rule_of(Str name)
{
    const LowerRow *tables[] = {lower_map_rows,    lower_call_rows,  lower_fold_rows,
                                lower_sort_rows,   lower_move_rows,  lower_gather_rows,
                                lower_linear_rows, lower_random_rows};
    LowerRule *rule = NULL;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0] && rule == NULL; t++)
        rule = rule_in(tables[t], name);
    return rule;
}

/* The result has the type that the text says. */
static bool check_type(Lower *l, const Node *n, int index)
{
    const Type *want = lower_type(l, index), *has = node_type(n);
    bool fills_lanes = l->lanes && want->shape.rank == 0 && has->dtype == want->dtype &&
                       shape_equal(&has->shape, l->lanes);
    if (failed(l->cx) || fills_lanes || type_equal(has, want))
        return !failed(l->cx);
    Text got = {0}, said = {0};
    type_print(&got, node_type(n));
    type_print(&said, want);
    fail(l->cx, l->op->span, EXC_ArgumentError, "%.*s gives %s, the text says %s",
         (int)l->op->name.len, l->op->name.at, text_cstr(&got), text_cstr(&said));
    text_free(&got);
    text_free(&said);
    return false;
}

static bool name_results(Lower *l, const Results *out)
{
    const HloOp *op = l->op;
    if (out->count < op->nresults)
        return lower_refuse(l, "it has fewer results than are named") != NULL;
    for (int i = 0; i < op->nresults; i++) {
        /* of "pred, t" the last type is the result's */
        int type = op->nresults == 1 ? op->ntypes - 1 : i;
        Str name = op->result;
        if (!check_type(l, out->at[i], type))
            return false;
        if (op->results) {
            name = op->results[i];
        } else if (i > 0) {
            Text part = {0};
            text_print(&part, "%.*s#%d", (int)name.len, name.at, i);
            name = (Str){arena_copy(l->arena, part.at, part.len), part.len};
            text_free(&part);
        }
        name_value(l, name, out->at[i]);
    }
    return true;
}

static bool lower_op(Lower *l)
{
    enum { MOST_OPERATIONS = 10 * 1000 * 1000 }; /* with those of functions as often as called */
    Str name = l->op->name;
    if (++l->count > MOST_OPERATIONS)
        return lower_refuse(l, "the program has too many operations") != NULL;
    if (str_starts(name, STR("stablehlo.")))
        name = str_slice(name, 10, name.len);
    if (str_starts(name, STR("func.")))
        name = str_slice(name, 5, name.len);
    Results out = {arena_array(l->arena, Node *, l->op->nresults + l->op->noperands + 4), 0};
    LowerRule *rule = rule_of(name);
    if (l->lanes && rule && !rule_in(lower_map_rows, name) && !str_is(name, "call"))
        return lower_refuse(l, "in a reduction of several operands it is not supported") != NULL;
    bool ok = rule ? rule(l, &out) : lower_elementwise(l, name, &out);
    return ok && name_results(l, &out);
}

Graph *stablehlo_read(Cx *cx, uint32_t source)
{
    Arena arena = {0};
    Lower l = {.cx = cx, .arena = &arena, .functions = stablehlo_parse(cx, &arena, source)};
    HloFunction *f = l.functions;
    l.is_ours = f && f->is_ours;
    while (f && f->next && !str_is(f->name, "main"))
        f = f->next;
    Graph *g = f ? graph_new() : NULL;
    if (g) {
        HloOp whole = {.name = f->name, .span = f->span};
        int most = f->body.last->noperands;
        Node **args = arena_array(&arena, Node *, f->body.nargs + 1);
        Node **out = arena_array(&arena, Node *, most + 1);
        l.graph = g;
        l.op = &whole;
        f->depth = 1;
        for (int i = 0; i < f->body.nargs; i++)
            args[i] = graph_parameter(cx, g, f->body.types[i].type, f->span);
        int count = lower_block(&l, &f->body, args, f->body.nargs, out, most);
        for (int i = 0; i < count; i++)
            vec_push(&g->results, out[i]);
    }
    if (g && (failed(cx) || !verify(cx, g))) {
        graph_free(g);
        g = NULL;
    }
    vec_free(&l.names);
    map_free(&l.places);
    arena_free(&arena);
    return g;
}
