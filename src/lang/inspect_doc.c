/* inspect_doc.c - documents that implementations of Inspect return.

   Inspect.Algebra's functions make tuples, which become documents here: a binary, :doc_nil,
   :doc_line, {:doc_string, text, columns}, {:doc_cons, a, b}, {:doc_nest, a, columns, :always |
   :break}, {:doc_break, text, :strict | :flex}, {:doc_group, a, :self | :inherit}, {:doc_force, a},
   {:doc_fits, a, :enabled | :disabled}, {:doc_color, a, colour}, and {:doc_term, term, options} for
   a term still to be inspected, {:doc_plain, term, options} for one whose :inspect_fun has been
   asked. A list is its documents in a row. */
#include "lang/inspect.h"

#include "lang/native.h"

typedef struct DocTask {
    Value value;
    Doc *into;
} DocTask;

typedef struct DocReader {
    Inspector *in;
    VEC(DocTask) tasks;
} DocReader;

/* A document to be filled with `v`. */
static const Doc *later(DocReader *r, Value v)
{
    Doc *d = arena_new(&r->in->arena, Doc);
    vec_push(&r->tasks, ((DocTask){v, d}));
    return d;
}

static Str text_in(Value v)
{
    return v.tag == TAG_binary ? binary_str(v) : STR("");
}

static int32_t columns_in(Value v)
{
    return v.tag == TAG_int && v.i > 0 && v.i < INT32_MAX ? (int32_t)v.i : 0;
}

/* The options of the map, which last as long as the inspector. */
static const InspectOptions *options_of(Inspector *in, Value map)
{
    if (in->read == NULL || in->read->given.tag != TAG_map || in->read->given.map != map.map) {
        InspectOptions *o = arena_new(&in->arena, InspectOptions);
        *o = inspect_options(map, in->vm);
        if (o->syntax_colours && in->colours == NULL)
            in->colours = &o->colours;
        in->read = o;
    }
    return in->read;
}

static void read_term(DocReader *r, Doc *into, const Tuple *t, InspectStage stage)
{
    const InspectOptions *o = options_of(r->in, t->at[2]);
    inspect_nested(r->in, into, t->at[1], (InspectScope){.limit = o->limit, .options = o}, stage);
}

/* False when the tuple is no document. */
static bool read_tuple(DocReader *r, Doc *into, const Tuple *t)
{
    const Cx *cx = vm_cx(r->in->vm);
    Arena *a = &r->in->arena;
    if (t->len < 2 || t->len > 4 || t->at[0].tag != TAG_atom)
        return false;
    Str kind = sym_text(cx, t->at[0].atom);
    Value last = t->at[t->len - 1];
    Str mode = last.tag == TAG_atom ? sym_text(cx, last.atom) : STR("");
    if (t->len == 2 && str_is(kind, "doc_force")) {
        *into = *doc_force(a, later(r, t->at[1]));
    } else if (t->len == 4 && str_is(kind, "doc_nest")) {
        *into = *doc_nest(a, later(r, t->at[1]), columns_in(t->at[2]));
        into->flag = str_is(mode, "break");
    } else if (t->len != 3) {
        return false;
    } else if (str_is(kind, "doc_cons")) {
        *into = *doc_cons(a, later(r, t->at[1]), later(r, t->at[2]));
    } else if (str_is(kind, "doc_string")) {
        *into = *doc_text(a, text_in(t->at[1]));
        into->n = columns_in(t->at[2]);
    } else if (str_is(kind, "doc_break")) {
        *into = *doc_break(a, text_in(t->at[1]), str_is(mode, "flex"));
    } else if (str_is(kind, "doc_group")) {
        *into = *doc_group(a, later(r, t->at[1]));
        into->flag = str_is(mode, "inherit");
    } else if (str_is(kind, "doc_fits")) {
        *into = (Doc){.kind = DOC_fits, .flag = str_is(mode, "enabled")};
        into->a = later(r, t->at[1]);
    } else if (str_is(kind, "doc_color")) {
        vec_push(&r->tasks, ((DocTask){t->at[1], into}));
    } else if (last.tag == TAG_map && str_is(kind, "doc_term")) {
        read_term(r, into, t, STAGE_value);
    } else if (last.tag == TAG_map && str_is(kind, "doc_plain")) {
        read_term(r, into, t, STAGE_plain);
    } else {
        return false;
    }
    return true;
}

static bool read_one(DocReader *r, Doc *into, Value v)
{
    Arena *a = &r->in->arena;
    if (v.tag == TAG_binary || v.tag == TAG_nil) {
        *into = *doc_text(a, text_in(v));
        return true;
    }
    if (v.tag == TAG_cons) {
        *into = *doc_cons(a, later(r, v.cons->head), later(r, v.cons->tail));
        return true;
    }
    if (v.tag == TAG_tuple)
        return read_tuple(r, into, v.tuple);
    Str name = v.tag == TAG_atom ? sym_text(vm_cx(r->in->vm), v.atom) : STR("");
    if (str_is(name, "doc_line"))
        *into = *doc_line(a);
    else if (str_is(name, "doc_nil"))
        *into = *doc_text(a, STR(""));
    else
        return false;
    return true;
}

void inspect_language_doc(Inspector *in, Doc *into, Value doc)
{
    DocReader r = {.in = in};
    vec_push(&r.tasks, ((DocTask){doc, into}));
    while (r.tasks.len > 0 && !in->failed) {
        DocTask task = vec_pop(&r.tasks);
        if (!read_one(&r, task.into, task.value)) {
            vm_fail(in->vm, EXC_ArgumentError,
                    "expected an implementation of Inspect to return a document");
            in->failed = true;
        }
    }
    vec_free(&r.tasks);
}
