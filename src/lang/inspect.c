/* inspect.c - values as the language writes them: where a value's document is begun and finished.
 */
#include "lang/inspect.h"

#include "lang/native.h"

const InspectOptions inspect_defaults = {.width = 80,
                                         .limit = 50,
                                         .printable_limit = 4096,
                                         .base = 10,
                                         .structs = true,
                                         .given = {.tag = TAG_nil},
                                         .fun = {.tag = TAG_nil}};

/* What begins deeper inside documents of the language waits for its turn: they are made by code
   that may ask for more of them. */
enum { DEEPEST_NESTED = 32 };

static void later(Inspector *in, Doc *into, Value v, InspectScope scope, InspectStage stage)
{
    vec_push(&in->tasks, ((InspectTask){v, into, scope, stage}));
}

void inspect_plain(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    bool has_items = false;
    switch (v.tag) {
    case TAG_poison:
    case TAG_atom:
    case TAG_int:
    case TAG_float:
    case TAG_ref:
    case TAG_pid:
    case TAG_big:
    case TAG_function:
    case TAG_native:
        inspect_leaf(in, into, v, scope);
        break;
    case TAG_binary:
        inspect_binary(in, into, v, scope);
        break;
    case TAG_nil:
        *into = *inspect_painted(in, scope, STR("[]"), PAINT_list);
        break;
    case TAG_cons:
        has_items = !inspect_charlist(in, into, v, scope);
        break;
    case TAG_tuple:
        has_items = v.tuple->len > 0;
        if (!has_items)
            inspect_tuple(in, into, v.tuple, scope);
        break;
    case TAG_map:
        has_items = v.map->len > 0 && !inspect_own_form(in, into, v, scope);
        if (v.map->len == 0)
            inspect_map(in, into, v, scope);
        break;
    case TAG_tensor:
        has_items = true;
        break;
    }
    if (has_items)
        later(in, into, v, scope, STAGE_items);
}

void inspect_value(Inspector *in, Doc *into, Value v, InspectScope scope)
{
    if (is_at_fault(in, scope, FAULT_function))
        return;
    if (scope.options->fun.tag != TAG_function ||
        (!scope.options->structs && struct_of(v) != SYM_nil))
        inspect_plain(in, into, v, scope);
    else if (in->nested == DEEPEST_NESTED)
        later(in, into, v, scope, STAGE_value);
    else
        inspect_by_function(in, into, v, scope);
}

void inspect_nested(Inspector *in, Doc *into, Value v, InspectScope scope, InspectStage stage)
{
    if (v.tag == TAG_map && in->nested == DEEPEST_NESTED) {
        later(in, into, v, scope, stage);
        return;
    }
    in->nested++;
    if (stage == STAGE_value)
        inspect_value(in, into, v, scope);
    else
        inspect_plain(in, into, v, scope);
    in->nested--;
}

static void inspect_its_items(Inspector *in, InspectTask task)
{
    Value v = task.value;
    if (v.tag == TAG_cons)
        inspect_list(in, task.into, v, task.scope);
    else if (v.tag == TAG_tuple)
        inspect_tuple(in, task.into, v.tuple, task.scope);
    else if (v.tag == TAG_tensor)
        inspect_tensor(in, task.into, v, task.scope);
    else
        inspect_map(in, task.into, v, task.scope);
}

static void run_task(Inspector *in, InspectTask task)
{
    switch (task.stage) {
    case STAGE_value:
        inspect_value(in, task.into, task.value, task.scope);
        break;
    case STAGE_plain:
        inspect_plain(in, task.into, task.value, task.scope);
        break;
    case STAGE_items:
        inspect_its_items(in, task);
        break;
    }
}

Doc *inspect_doc(Inspector *in, Value v, InspectScope scope)
{
    Doc *d = arena_new(&in->arena, Doc);
    inspect_value(in, d, v, scope);
    return d;
}

/* Fills in what is left to be done, lays the document out unless something failed, and ends the
   inspector. False when it did. */
static bool finish(Inspector *in, const Doc *doc, int64_t width, Text *out)
{
    while (in->tasks.len > 0 && !in->failed) {
        InspectTask task = vec_pop(&in->tasks);
        run_task(in, task);
        in->failed |= interrupted(vm_cx(in->vm));
    }
    if (!in->failed)
        in->failed = !doc_layout(vm_cx(in->vm), out, doc, width, in->colours);
    for (size_t i = 0; i < in->held.len; i++)
        value_free(in->held.at[i]);
    vec_free(&in->held);
    vec_free(&in->tasks);
    vec_free(&in->items);
    text_free(&in->scratch);
    arena_free(&in->arena);
    return !in->failed;
}

bool value_inspect(Vm *vm, Text *out, Value v, const InspectOptions *options)
{
    Inspector in = {.vm = vm, .colours = options->syntax_colours ? &options->colours : NULL};
    Doc *doc = inspect_doc(&in, v, (InspectScope){.limit = options->limit, .options = options});
    return finish(&in, doc_group(&in.arena, doc), options->pretty ? options->width : -1, out);
}

/* Cnx.Inspect.format(doc, width): the text of a document of Inspect.Algebra; width nil: no limit.
 */
NATIVE(fn_inspect_format)
{
    Inspector in = {.vm = vm};
    Doc *doc = arena_new(&in.arena, Doc);
    Text out = {0};
    inspect_language_doc(&in, doc, args[0]);
    if (finish(&in, doc, args[1].tag == TAG_int ? args[1].i : -1, &out))
        return text_value(&out);
    text_free(&out);
    return POISON;
}
