/* native_program.c - graphs compiled and run for the language, and where tensors live. */
#include "compile/plugin.h"
#include "compile/stablehlo/stablehlo.h"
#include "lang/jit.h"
#include "lang/native.h"
#include "lang/trace.h"
#include "lang/vm_state.h"

#include "transform/transform.h"

#include <string.h>

/* --- building --- */

/* What Demands points to. */
typedef struct Wishes {
    Demands demands;
    int *aliases;
    Text mesh;
    VEC(Text) texts;
    VEC(const char *) shardings;
} Wishes;

static void wishes_free(Wishes *w)
{
    for (size_t i = 0; i < w->texts.len; i++)
        text_free(&w->texts.at[i]);
    vec_free(&w->texts);
    vec_free(&w->shardings);
    text_free(&w->mesh);
    free(w->aliases);
}

/* Gives every parameter that the list of booleans names the first result of its type that is still
   free; false after an error: there is none. */
static bool find_aliases(Vm *vm, const Graph *g, Value donated, Wishes *w)
{
    size_t nresults = g->results.len, i = 0;
    bool *is_taken = mem_alloc(nresults + 1), ok = true;
    Value item;
    w->aliases = mem_alloc((g->params.len + 1) * sizeof *w->aliases);
    while (ok && list_next(&donated, &item) && i < g->params.len) {
        const Type *type = node_type(g->params.at[i]);
        size_t r = 0;
        while (r < nresults && (is_taken[r] || !type_equal(type, node_type(g->results.at[r]))))
            r++;
        bool is_wanted = is_atom(item, SYM_true);
        ok = !is_wanted || r < nresults;
        if (!ok) {
            Text text = {0};
            type_print(&text, type);
            vm_fail(vm, EXC_ArgumentError,
                    "argument %zu is donatable, but there is no output with matching shape and "
                    "type %s",
                    i + 1, text_cstr(&text));
            text_free(&text);
        }
        w->aliases[i++] = is_wanted && ok ? (int)r : -1;
        if (is_wanted && ok)
            is_taken[r] = true;
    }
    free(is_taken);
    w->demands.aliases = w->aliases;
    return ok;
}

/* {partitions, text of the mesh, attributes of each parameter} */
static bool read_mesh(const Graph *g, Value mesh, Wishes *w)
{
    if (mesh.tag != TAG_tuple || mesh.tuple->len != 3 || mesh.tuple->at[0].tag != TAG_int ||
        !is_binary(mesh.tuple->at[1]))
        return false;
    Value list = mesh.tuple->at[2], item;
    text_add(&w->mesh, binary_str(mesh.tuple->at[1]));
    while (list_next(&list, &item)) {
        Text text = {0};
        if (!is_binary(item))
            return false;
        text_add(&text, binary_str(item));
        text_cstr(&text);
        vec_push(&w->texts, text);
        vec_push(&w->shardings, text.at);
    }
    w->demands.partitions = (int)mesh.tuple->at[0].i;
    w->demands.mesh = text_cstr(&w->mesh);
    w->demands.shardings = w->shardings.at;
    return w->texts.len == g->params.len && w->demands.partitions > 0;
}

/* Cnx.Program.build(graph, compiler name or nil, booleans of the parameters that calls use up or
   nil, mesh or nil) */
NATIVE(fn_program_build_for)
{
    Graph *g = graph_of_value(args[0]);
    Wishes w = {0};
    if (g == NULL || args[1].tag != TAG_atom)
        return fail_argument(vm);
    const Compiler *c = is_atom(args[1], SYM_nil)
                            ? vm_compiler(vm)
                            : compiler_of_name(vm->cx, sym_text(vm->cx, args[1].atom));
    if (c == NULL)
        return vm_raise_pending(vm);
    bool is_plain = is_atom(args[2], SYM_nil) && is_atom(args[3], SYM_nil);
    bool ok = is_atom(args[2], SYM_nil) || find_aliases(vm, g, args[2], &w);
    if (ok && !is_atom(args[3], SYM_nil) && !read_mesh(g, args[3], &w)) {
        fail_argument(vm);
        ok = false;
    }
    Value out = POISON;
    if (ok) {
        vm->builds++;
        Program *p = compile_for(vm->cx, g, c, is_plain ? NULL : &w.demands, NULL);
        out = p ? value_of_program(p) : vm_raise_pending(vm);
    }
    wishes_free(&w);
    return out;
}

/* Cnx.Graph.stablehlo(graph, booleans of the parameters that calls use up or nil, mesh or nil): the
   program that XLA is given, as text. */
NATIVE(fn_graph_stablehlo_for)
{
    Graph *g = graph_of_value(args[0]);
    Text out = {0};
    Wishes w = {0};
    bool is_read = g && (is_atom(args[2], SYM_nil) || read_mesh(g, args[2], &w));
    if (!is_read || !(is_atom(args[1], SYM_nil) || find_aliases(vm, g, args[1], &w))) {
        wishes_free(&w);
        return is_read ? POISON : fail_argument(vm);
    }
    StableHloStyle style = {
        .aliases = w.aliases, .mesh = w.demands.mesh, .shardings = w.demands.shardings};
    g = simplify(vm->cx, g);
    bool ok = g && stablehlo_print(vm->cx, &out, g, &style);
    graph_free(g);
    wishes_free(&w);
    Value text = ok ? text_value(&out) : vm_raise_pending(vm);
    if (!ok)
        text_free(&out);
    return text;
}

NATIVE(fn_graph_stablehlo)
{
    Value all[] = {args[0], VALUE_NIL, VALUE_NIL};
    (void)count;
    return fn_graph_stablehlo_for(vm, all, 3);
}

NATIVE(fn_program_build)
{
    Value all[] = {args[0], args[1], VALUE_NIL, VALUE_NIL};
    (void)count;
    return fn_program_build_for(vm, all, 4);
}

/* Cnx.Program.builds(): how many programs were compiled so far. */
NATIVE(fn_program_builds)
{
    return value_int(vm->builds);
}

/* --- running --- */

/* The tensor's elements for a call that uses them up: these, when nobody else sees them, or a copy.
   NULL after an error. */
static Tensor *give_up(Vm *vm, TensorObject *t)
{
    if (!tensor_is_sole(t->data)) {
        Tensor *copy = tensor_new(vm->cx, t->type);
        if (copy)
            memcpy(tensor_data(copy), tensor_data(t->data), (size_t)tensor_bytes(copy));
        return copy;
    }
    Tensor *data = t->data;
    t->data = NULL;
    t->is_used_up = true;
    return data;
}

static bool is_read(const Graph *g, const Node *param)
{
    for (size_t i = 0; i < g->results.len; i++)
        if (g->results.at[i] == param)
            return true;
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        for (int j = 0; j < n->nargs; j++)
            if (n->args[j] == param)
                return true;
        for (int r = 0; r < n->nregions; r++)
            for (size_t c = 0; c < n->regions[r]->captures.len; c++)
                if (n->regions[r]->captures.at[c] == param)
                    return true;
    }
    return false;
}

/* Cnx.Program.reads(program): for each input whether the program reads it. */
NATIVE(fn_program_reads)
{
    const Program *p = program_of_value(args[0]);
    if (p == NULL)
        return fail_argument(vm);
    ListBuilder b = LIST_BUILDER;
    for (size_t i = 0; i < p->graph->params.len; i++)
        list_push(&b, value_bool(is_read(p->graph, p->graph->params.at[i])));
    return b.list;
}

/* What stands for a template whose elements the program does not read, or NULL. */
static Tensor *unread_input(Vm *vm, const Program *p, size_t i, Value v)
{
    const Node *param = p->graph->params.at[i % p->graph->params.len];
    bool is_template = v.tag == TAG_tensor && v.tensor->data == NULL && !v.tensor->is_used_up;
    if (is_template && !is_read(p->graph, param))
        return tensor_new(vm->cx, *node_type(param));
    return NULL;
}

/* The inputs of a call, counted; given[i]: the tensor that was marked as donatable has lost its
   elements to the call, which may write over them. False after an error. */
static bool take_inputs(Vm *vm, const Program *p, const Values *list, Tensor **inputs, bool *given)
{
    size_t params = p->graph->params.len, parts = p->partitions ? (size_t)p->partitions : 1;
    bool ok = list->len == parts * params;
    for (size_t i = 0; i < list->len && ok; i++) {
        if ((inputs[i] = unread_input(vm, p, i, list->at[i])))
            continue;
        TensorObject *t = list->at[i].tag == TAG_tensor ? list->at[i].tensor : NULL;
        ok = t && t->data;
        if (t && t->data == NULL)
            return need_data(vm, list->at[i], "a definition");
        if (ok && p->used_up && p->used_up[i % params])
            inputs[i] = give_up(vm, t);
        else if (ok && p->reusable && p->reusable[i % params] && t->is_donatable &&
                 tensor_is_unique(t->data))
            given[i] = (inputs[i] = give_up(vm, t)) != NULL;
        else if (ok)
            inputs[i] = tensor_ref(t->data);
        if (ok && inputs[i] == NULL)
            return false;
    }
    if (!ok)
        fail_argument(vm);
    return ok;
}

/* Cnx.Program.run(program, tensors): the results, a list of tensors without names; of a mesh those
   of one part after the other, as the tensors are. */
NATIVE(fn_program_run)
{
    Values list = {0};
    const Program *p = program_of_value(args[0]);
    if (p == NULL || !list_values(args[1], &list))
        return fail_argument(vm);
    size_t results = p->graph->results.len * (p->partitions ? (size_t)p->partitions : 1);
    Value out = POISON;
    Tensor **inputs = mem_alloc((list.len + 1) * sizeof *inputs),
           **outputs = mem_alloc((results + 1) * sizeof *outputs);
    bool *given = mem_alloc(list.len + 1);
    bool ok = take_inputs(vm, p, &list, inputs, given);
    bool is_run = ok && program_run_over(vm->cx, p, inputs, given, outputs);
    for (size_t i = 0; i < list.len && ok; i++)
        if (given[i])
            inputs[i] = NULL;
    if (ok && !is_run) {
        vm_raise_pending(vm);
    } else if (ok) {
        ListBuilder b = LIST_BUILDER;
        for (size_t i = 0; i < results; i++)
            list_push(&b, tensor_of_data(outputs[i]));
        out = b.list;
    } else if (failed(vm->cx)) {
        vm_raise_pending(vm);
    }
    for (size_t i = 0; i < list.len; i++)
        tensor_free(inputs[i]);
    vec_free(&list);
    free(inputs);
    free(outputs);
    free(given);
    return out;
}

/* --- where tensors live --- */

/* Cnx.Compiler.known?(compiler name): whether the name is one of cnx's compilers, installed or not.
 */
NATIVE(fn_compiler_is_known)
{
    return value_bool(args[0].tag == TAG_atom && compiler_is_known(sym_text(vm->cx, args[0].atom)));
}

/* Cnx.Compiler.place(compiler name, tensor): a copy in the memory of the compiler's target. */
NATIVE(fn_compiler_place)
{
    if (args[0].tag != TAG_atom || !need_data(vm, args[1], "backend_transfer/2"))
        return args[0].tag == TAG_atom ? POISON : fail_argument(vm);
    const TensorObject *t = args[1].tensor;
    const Compiler *c = compiler_of_name(vm->cx, sym_text(vm->cx, args[0].atom));
    Tensor *data = c ? plugin_place(vm->cx, c, t->data) : NULL;
    if (data == NULL)
        return vm_raise_pending(vm);
    Value v = tensor_of_data(data);
    tensor_take_axes(v, t);
    return v;
}

/* Cnx.Tensor.home(tensor): where its elements live ("host:3"), or nil for cnx's own memory. */
NATIVE(fn_tensor_home)
{
    char room[64];
    const Tensor *t = args[0].tag == TAG_tensor ? args[0].tensor->data : NULL;
    const Home *home = t ? t->buffer->home : NULL;
    if (home == NULL || home->describe == NULL)
        return VALUE_NIL;
    home->describe(t->buffer->closure, room, sizeof room);
    return value_binary(str_of(room));
}

/* Cnx.Tensor.deallocate(tensor): gives up its elements, if they are not in cnx's own memory, which
   looks after itself; whether there were any. */
NATIVE(fn_tensor_deallocate)
{
    if (args[0].tag != TAG_tensor)
        return fail_argument(vm);
    TensorObject *t = args[0].tensor;
    bool had = !t->is_used_up;
    if (t->data && t->data->buffer->home) {
        tensor_free(t->data);
        t->data = NULL;
        t->is_used_up = true;
    }
    return value_bool(had);
}

/* Cnx.Tensor.used_up?(tensor): whether its elements were given up, to a definition or by
 * deallocate. */
NATIVE(fn_tensor_is_used_up)
{
    return value_bool(args[0].tag == TAG_tensor && args[0].tensor->is_used_up);
}
