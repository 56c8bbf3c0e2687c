/* native_explain.c - compiled programs for the language to look at: their plan, and how long its
   steps take. lib/cnx/explain.ex makes text and pictures of it. */
#include "base/profile.h"
#include "compile/explain.h"
#include "lang/jit.h"
#include "lang/native.h"
#include "lang/trace.h"
#include "lang/vm_state.h"
#include "tensor/files.h"

#include <stdlib.h>
#include <string.h>

static Value atom_of(Vm *vm, const char *text)
{
    return value_atom(sym(vm->cx, str_of(text)));
}

static Value text_of_type(const Type *type)
{
    Text t = {0};
    type_print(&t, type);
    return text_value(&t);
}

static Value ids_of(const NodeList *nodes)
{
    ListBuilder b = LIST_BUILDER;
    for (size_t i = 0; i < nodes->len; i++)
        list_push(&b, value_int(nodes->at[i]->id));
    return b.list;
}

/* {kind of group, what runs it, name, space, blocks, nodes made, nodes computed, bytes read, bytes
   written, work, whether it follows the step before} */
static Value value_of_step(Vm *vm, const Program *program, const Plan *p, int step)
{
    const Group *g = &p->steps.at[step];
    NodeList computed = {0}, made = {0};
    Text name = {0}, space = {0};
    for (int i = 0; i < g->space.rank; i++)
        text_print(&space, g->reduced >> i & 1 ? "%s(%lld)" : "%s%lld", i ? " " : "",
                   (long long)g->space.dim[i]);
    plan_step_name(&name, p, step);
    plan_computed(p, step, &computed);
    for (size_t i = 0; i < g->members.len; i++)
        vec_push(&made, g->members.at[i]);
    const Value items[] = {atom_of(vm, group_kind_name(g->kind)),
                           atom_of(vm, program_step_kind(program, step)),
                           text_value(&name),
                           text_value(&space),
                           value_int(g->blocks),
                           ids_of(&made),
                           ids_of(&computed),
                           value_int(plan_bytes_read(p, step)),
                           value_int(plan_bytes_written(p, step)),
                           value_float(program_step_work(program, step)),
                           value_bool(g->follows)};
    vec_free(&computed);
    vec_free(&made);
    return value_tuple(items, sizeof items / sizeof items[0]);
}

static Value value_of_node(Vm *vm, const Node *n)
{
    ListBuilder args = LIST_BUILDER;
    for (int i = 0; i < n->nargs; i++)
        list_push(&args, value_int(n->args[i]->id));
    const Value items[] = {value_int(n->id), atom_of(vm, op_info[n->op].name),
                           text_of_type(node_type(n)), args.list};
    return value_tuple(items, 4);
}

static Value value_of_reasons(const Plan *p)
{
    ListBuilder b = LIST_BUILDER;
    for (int to = 0; to < (int)p->steps.len; to++)
        for (int from = 0; from < to; from++) {
            Text why = {0};
            if (!plan_reads_from(p, from, to))
                continue;
            plan_why_apart(&why, p, from, to);
            const Value items[] = {value_int(from), value_int(to), text_value(&why)};
            list_push(&b, value_tuple(items, 3));
        }
    return b.list;
}

static int64_t bytes_of_nodes(const Node *const *nodes, size_t count)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t own = 0;
        const Type *t = node_type(nodes[i]);
        if (dtype_bytes(t->dtype, shape_count(&t->shape), &own))
            bytes += own;
    }
    return bytes;
}

/* Cnx.Program.plan(program): {steps, nodes, reasons, {inputs, results, arena, evaluated}} with
   bytes, or nil where the program is made of no kernels. */
NATIVE(fn_program_plan)
{
    const Program *program = program_of_value(args[0]);
    if (program == NULL)
        return fail_argument(vm);
    const Plan *p = program_plan(program);
    if (p == NULL)
        return VALUE_NIL;
    const Graph *g = program->graph;
    ListBuilder steps = LIST_BUILDER, nodes = LIST_BUILDER;
    Map live = {0};
    graph_mark(g, g->results.at, (int)g->results.len, &live);
    for (int i = 0; i < (int)p->steps.len; i++)
        list_push(&steps, value_of_step(vm, program, p, i));
    for (size_t i = 0; i < g->nodes.len; i++)
        if (map_get(&live, map_key(g->nodes.at[i])) || g->nodes.at[i]->op == OP_parameter)
            list_push(&nodes, value_of_node(vm, g->nodes.at[i]));
    map_free(&live);
    const Value memory[] = {
        value_int(bytes_of_nodes((const Node *const *)g->params.at, g->params.len)),
        value_int(bytes_of_nodes((const Node *const *)g->results.at, g->results.len)),
        value_int(program_arena(program)), value_int(plan_given_bytes(p))};
    const Value items[] = {steps.list, nodes.list, value_of_reasons(p), value_tuple(memory, 4)};
    return value_tuple(items, 4);
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Seconds of the step. */
static double median_of(const Profile *profile, const Program *p, int step)
{
    VEC(double) times = {0};
    for (size_t i = 0; i < profile->spans.len; i++)
        if (profile->spans.at[i].of == p && profile->spans.at[i].step == step &&
            strcmp(profile->spans.at[i].kind, "compile") != 0)
            vec_push(&times, profile->spans.at[i].seconds);
    if (times.len > 0)
        qsort(times.at, times.len, sizeof *times.at, by_time);
    double median = times.len ? times.at[times.len / 2] : 0;
    vec_free(&times);
    return median;
}

/* Runs the program a few times; what it gives is dropped. */
static bool run_often(Vm *vm, const Program *p, Tensor *const *inputs, Profile *profile)
{
    enum { LEAST = 3, MOST = 50 };
    size_t count = p->graph->results.len;
    Tensor **outputs = mem_alloc((count + 1) * sizeof *outputs);
    double until = profile_now() + 0.3;
    bool ok = true;
    for (int i = -1; i < MOST && ok && (i < LEAST || profile_now() < until); i++) {
        vm->cx->profile = i < 0 ? NULL : profile; /* the first run is not counted */
        ok = program_run(vm->cx, p, inputs, outputs);
        for (size_t j = 0; j < count && ok; j++)
            tensor_free(outputs[j]);
    }
    free(outputs);
    return ok;
}

/* Cnx.Program.times(program, tensors): seconds of each step, and behind them of a whole run. */
NATIVE(fn_program_times)
{
    const Program *p = program_of_value(args[0]);
    Values list = {0};
    if (p == NULL || !list_values(args[1], &list) || list.len != p->graph->params.len) {
        vec_free(&list);
        return fail_argument(vm);
    }
    Tensor **inputs = mem_alloc((list.len + 1) * sizeof *inputs);
    bool ok = true;
    for (size_t i = 0; i < list.len; i++) {
        ok = ok && list.at[i].tag == TAG_tensor && list.at[i].tensor->data;
        inputs[i] = ok ? list.at[i].tensor->data : NULL;
    }
    Profile profile = {0}, *before = vm->cx->profile;
    ListBuilder b = LIST_BUILDER;
    bool ran = ok && run_often(vm, p, inputs, &profile);
    vm->cx->profile = before;
    const Plan *plan = program_plan(p);
    for (int i = 0; plan && i < (int)plan->steps.len && ran; i++)
        list_push(&b, value_float(median_of(&profile, p, i)));
    if (ran)
        list_push(&b, value_float(median_of(&profile, p, -1)));
    profile_clear(&profile);
    vec_free(&list);
    free(inputs);
    if (ran)
        return b.list;
    value_free(b.list);
    return ok ? vm_raise_pending(vm) : fail_argument(vm);
}

/* Cnx.Graph.after(graph, pass, compiler or nil): what the passes of the compiler leave, as text. */
NATIVE(fn_graph_after)
{
    Graph *g = graph_of_value(args[0]);
    Text out = {0};
    if (g == NULL || !is_binary(args[1]) || args[2].tag != TAG_atom)
        return fail_argument(vm);
    const Compiler *c = is_atom(args[2], SYM_nil)
                            ? vm_compiler(vm)
                            : compiler_of_name(vm->cx, sym_text(vm->cx, args[2].atom));
    Show s = {.after = binary_str(args[1]), .out = &out};
    Program *p = c ? compile(vm->cx, g, c, &s) : NULL;
    if (p) {
        program_free(p);
        return text_value(&out);
    }
    text_free(&out);
    return vm_raise_pending(vm);
}

/* Cnx.Program.compiler(program): its name. */
NATIVE(fn_program_compiler)
{
    const Program *p = program_of_value(args[0]);
    return p ? atom_of(vm, p->compiler->name) : fail_argument(vm);
}
