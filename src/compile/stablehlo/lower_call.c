/* lower_call.c - calls of functions, conditions, loops, and custom calls: those of the printer, and
   marks that change nothing. */
#include "compile/stablehlo/lower.h"

enum { MOST_CALLS = MAX_NESTING };

static bool lower_call(Lower *l, Results *out)
{
    const HloAttr *callee = hlo_attr(l->op->attrs, "callee");
    if (callee == NULL)
        callee = hlo_attr(l->op->attrs, "decomposition");
    HloFunction *f = l->functions;
    while (f && callee && !str_equal(f->name, callee->word))
        f = f->next;
    if (callee == NULL || f == NULL)
        return one(out, lower_refuse(l, "there is no such function"));
    if (f->depth > 0 || l->depth > MOST_CALLS)
        return one(out, lower_refuse(l, "functions that call themselves are not supported"));
    Node **args = arena_array(l->arena, Node *, l->op->noperands + 1);
    for (int i = 0; i < l->op->noperands; i++)
        if ((args[i] = lower_operand(l, i)) == NULL)
            return false;
    f->depth++;
    l->depth++;
    out->count = lower_block(l, &f->body, args, l->op->noperands, out->at, l->op->nresults);
    l->depth--;
    f->depth--;
    return out->count >= 0;
}

/* --- conditions and loops --- */

static Graph *region_of(Lower *l, const HloBlock *b, const Type *types, int nargs, int results)
{
    Graph *outer = l->graph, *g = graph_region(outer);
    Node **args = arena_array(l->arena, Node *, nargs + 1);
    Node **out = arena_array(l->arena, Node *, results + 1);
    l->graph = g;
    for (int i = 0; i < nargs; i++)
        args[i] = graph_parameter(l->cx, g, types[i], l->op->span);
    int count = lower_block(l, b, args, nargs, out, results);
    for (int i = 0; i < count; i++)
        vec_push(&g->results, out[i]);
    l->graph = outer;
    if (count >= 0 && count != results)
        lower_refuse(l, "its region returns another number of values");
    return count == results ? g : NULL;
}

static bool all_elems(Lower *l, Node *n, Results *out)
{
    out->count = n ? n->ntypes : 0;
    for (int i = 0; i < out->count; i++)
        if ((out->at[i] = graph_elem(l->cx, l->graph, n, i)) == NULL)
            return false;
    return n != NULL;
}

/* The predicates of which an index was made as the printer does: select(p0, 0, select(p1, 1, ...));
   false when it was not. */
static bool chain_of(Node *index, Node **predicates, int count)
{
    for (int i = 0; i < count; i++) {
        if (index->op != OP_select || index->args[1]->op != OP_constant ||
            tensor_get(index->args[1]->tensor, 0).s != i)
            return false;
        predicates[i] = index->args[0];
        index = index->args[2];
    }
    return index->op == OP_constant && tensor_get(index->tensor, 0).s == count;
}

/* An index out of range takes the last branch. */
static bool predicates_of(Lower *l, Node *index, Node **predicates, int count)
{
    if (chain_of(index, predicates, count))
        return true;
    for (int i = 0; i < count; i++)
        if ((predicates[i] =
                 make2(l, OP_equal, index, make_number(l, node_type(index)->dtype, i))) == NULL)
            return false;
    return true;
}

static bool lower_branches(Lower *l, Results *out)
{
    int count = l->op->nregions, i = 0;
    Node *index = lower_operand(l, 0);
    if (index == NULL || count == 0)
        return index && one(out, lower_refuse(l, "it has no branches"));
    Graph **regions = arena_array(l->arena, Graph *, count);
    Node **predicates = arena_array(l->arena, Node *, count);
    bool is_if = str_ends(l->op->name, STR(".if"));
    predicates[0] = index;
    if (!is_if && !predicates_of(l, index, predicates, count - 1))
        return false;
    for (const HloBlock *b = l->op->regions; b; b = b->next)
        if ((regions[i++] = region_of(l, b, NULL, 0, l->op->nresults)) == NULL)
            return false;
    return all_elems(l, graph_cond(l->cx, l->graph, predicates, count - 1, regions, l->op->span),
                     out);
}

static bool lower_while(Lower *l, Results *out)
{
    int n = l->op->noperands;
    Node **initial = arena_array(l->arena, Node *, n + 1);
    Type *types = arena_array(l->arena, Type, n + 1);
    if (l->op->nregions != 2)
        return one(out, lower_refuse(l, "it needs a condition and a body"));
    for (int i = 0; i < n; i++) {
        if ((initial[i] = lower_operand(l, i)) == NULL)
            return false;
        types[i] = *node_type(initial[i]);
    }
    Graph *condition = region_of(l, l->op->regions, types, n, 1);
    Graph *body = condition ? region_of(l, l->op->regions->next, types, n, n) : NULL;
    return body &&
           all_elems(l, graph_while(l->cx, l->graph, initial, n, condition, body, l->op->span),
                     out);
}

/* --- custom calls: those of the printer, and marks that change nothing --- */

static bool lower_custom(Lower *l, Results *out)
{
    const HloAttr *callee = hlo_attr(l->op->attrs, "callee");
    if (callee == NULL)
        callee = hlo_attr(l->op->attrs, "call_target_name");
    Str name = callee ? callee->word : STR("");
    OpCode op;
    if (str_is(name, "Sharding") || str_is(name, "annotate_device_placement"))
        return lower_same(l, out);
    bool is_ours = str_starts(name, STR("cnx.")) && op_of_name(str_slice(name, 4, name.len), &op) &&
                   op_info[op].class_ == CLASS_CALL && op != OP_runtime_call;
    if (str_starts(name, STR("lapack_")))
        return lower_lapack(l, out);
    if (!is_ours) {
        fail(l->cx, l->op->span, EXC_ArgumentError, "cannot run the custom call %.*s",
             (int)name.len, name.at);
        return false;
    }
    const HloAttr *config = hlo_attr(l->op->attrs, "backend_config");
    Attr attrs[MAX_OP_ATTRS];
    int64_t values[MAX_OP_ATTRS];
    Node *args[8] = {NULL};
    for (int i = 0; i < op_info[op].nattrs; i++) {
        const HloAttr *a =
            hlo_attr(config ? config->first : NULL, attr_info[op_info[op].attrs[i]].name);
        values[i] = a ? a->number : 0;
        attrs[i] = (Attr){op_info[op].attrs[i], 1, &values[i]};
    }
    if (l->op->noperands > 8)
        return one(out, lower_refuse(l, "it has too many operands"));
    for (int i = 0; i < l->op->noperands; i++)
        if ((args[i] = lower_operand(l, i)) == NULL)
            return false;
    return all_elems(l, make(l, op, args, l->op->noperands, attrs, op_info[op].nattrs), out);
}

const LowerRow lower_call_rows[] = {
    {"call", lower_call},   {"composite", lower_call},
    {"if", lower_branches}, {"case", lower_branches},
    {"while", lower_while}, {"custom_call", lower_custom},
    {NULL, NULL},
};
