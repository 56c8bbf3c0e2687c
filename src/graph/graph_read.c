/* graph_read.c - text to graph: one function per production of the grammar in doc/graph.md.

   Nodes are made by the same functions as everywhere, so their checks hold for text as well; the
   type written behind a node must be the one it gets. */
#include "graph/reader.h"

#include "base/size.h"

#include <ctype.h>

typedef VEC(Node *) Nodes;

/* ": f32[2]" or ": (f32, s32)" must be the types of the node. */
static bool check_types(Reader *r, const Node *n, size_t start)
{
    if (!reader_need(r, ':'))
        return false;
    bool tuple = reader_take(r, '(');
    bool same = tuple ? n->ntypes != 1 : n->ntypes == 1;
    int count = 0;
    while (!tuple || reader_peek(r) != ')') {
        Type t;
        if (!read_type(r, &t))
            return false;
        same = same && count < n->ntypes && type_equal(&t, &n->types[count]);
        count++;
        if (!tuple || !reader_take(r, ','))
            break;
    }
    if (tuple && !reader_need(r, ')'))
        return false;
    if (same && count == n->ntypes)
        return true;
    Text text = {0};
    types_print(&text, n->types, n->ntypes);
    fail(r->cx, reader_span(r, start), EXC_ArgumentError, "the type of this node is %s",
         text_cstr(&text));
    text_free(&text);
    return false;
}

/* --- names --- */

static bool read_name(Reader *r, Sym *out)
{
    size_t start = (reader_peek(r), r->at);
    if (!reader_need(r, '%'))
        return false;
    reader_word(r);
    *out = sym(r->cx, str_slice(r->text, start, r->at));
    return r->at > start + 1 || reader_expected(r, "a name");
}

static bool define(Reader *r, Sym name, Node *n, size_t start)
{
    if (n == NULL)
        return false;
    if (map_get(&r->names, name)) {
        Str text = sym_text(r->cx, name);
        fail(r->cx, reader_span(r, start), EXC_ArgumentError, "%.*s is defined twice",
             (int)text.len, text.at);
        return false;
    }
    *map_put(&r->names, name) = map_key(n);
    return true;
}

static Node *read_operand(Reader *r, const Graph *g)
{
    size_t start = (reader_peek(r), r->at);
    Sym name;
    if (!read_name(r, &name))
        return NULL;
    uint64_t *found = map_get(&r->names, name);
    Node *n = found ? (Node *)(uintptr_t)*found : NULL;
    if (n && n->graph == g)
        return n;
    Str text = sym_text(r->cx, name);
    fail(r->cx, reader_span(r, start), EXC_ArgumentError,
         n ? "%.*s belongs to another region, pass it as an operand" : "%.*s is not defined",
         (int)text.len, text.at);
    return NULL;
}

static bool read_operands(Reader *r, const Graph *g, Nodes *out)
{
    if (reader_peek(r) != '%')
        return true;
    do {
        Node *n = read_operand(r, g);
        if (n == NULL)
            return false;
        vec_push(out, n);
    } while (reader_take(r, ','));
    return true;
}

/* --- attributes --- */

typedef VEC(int64_t) Ints;

static bool read_ints(Reader *r, Ints *out)
{
    if (!reader_need(r, '['))
        return false;
    while (reader_peek(r) != ']') {
        int64_t x;
        if (!read_int(r, &x))
            return false;
        vec_push(out, x);
        if (!reader_take(r, ','))
            break;
    }
    return reader_need(r, ']');
}

static bool read_value(Reader *r, AttrKind kind, Ints *out)
{
    int64_t x = 0;
    DType t;
    switch (kind) {
    case AKIND_int:
        if (!read_int(r, &x))
            return false;
        break;
    case AKIND_ints:
        return read_ints(r, out);
    case AKIND_bool:
        if (reader_take_word(r, "true"))
            x = 1;
        else if (!reader_take_word(r, "false"))
            return reader_expected(r, "true or false");
        break;
    case AKIND_dtype:
        if (!read_dtype(r, &t))
            return false;
        x = (int64_t)t;
        break;
    }
    vec_push(out, x);
    return true;
}

static bool attr_of_name(Str name, AttrName *out)
{
    for (int i = 0; i < ATTR_count; i++)
        if (str_is(name, attr_info[i].name)) {
            *out = (AttrName)i;
            return true;
        }
    return false;
}

/* name=value ... up to the colon; at most MAX_OP_ATTRS of them, values in `arena`. */
static bool read_attrs(Reader *r, Arena *arena, Attr attrs[MAX_OP_ATTRS], int *count)
{
    *count = 0;
    while (isalpha((unsigned char)reader_peek(r))) {
        size_t start = r->at;
        Str name = reader_word(r);
        AttrName which;
        if (!attr_of_name(name, &which) || *count == MAX_OP_ATTRS) {
            fail(r->cx, reader_span(r, start), EXC_ArgumentError, "unexpected attribute %.*s",
                 (int)name.len, name.at);
            return false;
        }
        Ints values = {0};
        bool ok = reader_need(r, '=') && read_value(r, attr_info[which].kind, &values);
        attrs[(*count)++] = (Attr){which, (uint32_t)values.len,
                                   arena_copy(arena, values.at, values.len * sizeof *values.at)};
        vec_free(&values);
        if (!ok)
            return false;
    }
    return true;
}

/* --- literals --- */

/* The type stands behind the value but says how to read it: reads it first and comes back. */
static bool type_ahead(Reader *r, Type *out)
{
    size_t start = r->at;
    while (r->at < r->text.len && r->text.at[r->at] != ':' && r->text.at[r->at] != '\n')
        r->at++;
    bool ok = reader_need(r, ':') && read_type(r, out);
    r->at = start;
    return ok;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static Tensor *read_bytes(Reader *r, const Type *type)
{
    Text bytes = {0};
    r->at += 2;
    while (r->at + 1 < r->text.len && hex_digit(r->text.at[r->at]) >= 0 &&
           hex_digit(r->text.at[r->at + 1]) >= 0) {
        text_char(&bytes,
                  (char)(hex_digit(r->text.at[r->at]) * 16 + hex_digit(r->text.at[r->at + 1])));
        r->at += 2;
    }
    Tensor *t = tensor_of_bytes(r->cx, *type, bytes.at, (int64_t)bytes.len);
    text_free(&bytes);
    return t;
}

static Tensor *read_elements(Reader *r, const Type *type)
{
    VEC(Scalar) elements = {0};
    size_t start = r->at;
    bool ok = reader_need(r, '[');
    while (ok && reader_peek(r) != ']') {
        Scalar x;
        ok = read_number(r, type->dtype, &x);
        if (ok)
            vec_push(&elements, x);
        if (!reader_take(r, ','))
            break;
    }
    ok = ok && reader_need(r, ']');
    int64_t count = 0;
    if (ok && (!shape_size(&type->shape, &count) || count != (int64_t)elements.len)) {
        fail(r->cx, reader_span(r, start), EXC_ArgumentError,
             "the type asks for %lld elements, found %zu", (long long)count, elements.len);
        ok = false;
    }
    Tensor *t = ok ? tensor_new(r->cx, *type) : NULL;
    for (size_t i = 0; i < elements.len && t; i++)
        tensor_set(t, (int64_t)i, elements.at[i]);
    vec_free(&elements);
    return t;
}

static Node *read_literal(Reader *r, Graph *g, OpCode op, size_t start)
{
    Type type;
    Scalar x;
    if (!type_ahead(r, &type))
        return NULL;
    if (op == OP_constant)
        return read_number(r, type.dtype, &x)
                   ? graph_constant(r->cx, g, type, x, reader_span(r, start))
                   : NULL;
    bool hex = reader_peek(r) == '0';
    Tensor *t = hex ? read_bytes(r, &type) : read_elements(r, &type);
    Node *n = graph_tensor(r->cx, g, t, reader_span(r, start));
    tensor_free(t);
    return n;
}

/* --- nodes and regions --- */

static bool read_block(Reader *r, Graph *g, const Nodes *args, size_t leading, size_t own);

/* Where the operands of a region node stop being predicates or states, from its text alone. */
static bool leading_operands(Reader *r, OpCode op, const Nodes *args, const Attr *attrs, int nattrs,
                             size_t nregions, size_t *out)
{
    int64_t leading = is_fold(op) ? FOLD_OPERANDS : (int64_t)nregions - 1;
    AttrName counts = op == OP_while ? ATTR_states : ATTR_inputs;
    if (op == OP_while || op == OP_fun || op == OP_custom_grad)
        leading = nattrs == 1 && attrs[0].name == counts && attrs[0].at[0] >= 0
                      ? attrs[0].at[0] + (op == OP_custom_grad)
                      : -1;
    if (leading < 0 || leading > (int64_t)args->len)
        return reader_expected(r, "operands and regions that fit together");
    *out = (size_t)leading;
    return true;
}

/* How many regions follow: cond needs to know before it reads the first. */
static size_t count_regions(Reader *r)
{
    size_t start = r->at, count = 0;
    while (reader_take_word(r, "region")) {
        count++;
        int depth = 0;
        while (reader_peek(r)) {
            char c = r->text.at[r->at++];
            depth += (c == '{') - (c == '}');
            if (c == '}' && depth <= 0)
                break;
        }
    }
    r->at = start;
    return count;
}

typedef struct Line {
    OpCode op;
    Nodes args;
    Attr attrs[MAX_OP_ATTRS];
    int nattrs;
    size_t start, types; /* where the node and the types behind it stand */
} Line;

/* Passes over ": types", which are checked once the node is there. */
static bool skip_types(Reader *r)
{
    bool ok = reader_need(r, ':');
    bool tuple = reader_take(r, '(');
    Type t;
    while (ok && (!tuple || reader_peek(r) != ')')) {
        ok = read_type(r, &t);
        if (!tuple || !reader_take(r, ','))
            break;
    }
    return ok && (!tuple || reader_need(r, ')'));
}

static Node *read_region_node(Reader *r, Graph *g, Line *line)
{
    size_t leading = 0;
    if (!skip_types(r))
        return NULL;
    size_t count = count_regions(r);
    if (!leading_operands(r, line->op, &line->args, line->attrs, line->nattrs, count, &leading))
        return NULL;
    size_t most = line->op == OP_cond ? count : line->op == OP_while ? 2 : 1;
    if (count == 0 || count != most) {
        reader_expected(r, "the regions of the node");
        return NULL;
    }
    Graph **regions = arena_array(graph_arena(g), Graph *, count);
    for (size_t i = 0; i < count; i++) {
        reader_take_word(r, "region");
        regions[i] = graph_region(g);
        size_t own = line->op == OP_cond ? 0 : line->op == OP_custom_grad ? 1 : leading;
        if (!read_block(r, regions[i], &line->args, leading, own))
            return NULL;
    }
    Span span = reader_span(r, line->start);
    Node *n = graph_hold(r->cx, g, line->op, line->args.at, (int)leading, regions, (int)count,
                         line->attrs, line->nattrs, span);
    if (n && n->nargs != (int)line->args.len) {
        fail(r->cx, span, EXC_ArgumentError, "an operand is captured twice");
        return NULL;
    }
    return n;
}

static Node *read_operation(Reader *r, Graph *g, Line *line)
{
    Str name = reader_word(r);
    if (!op_of_name(name, &line->op) || line->op == OP_parameter) {
        fail(r->cx, reader_span(r, line->start), EXC_ArgumentError, "unknown operation %.*s",
             (int)name.len, name.at);
        return NULL;
    }
    if (line->op == OP_constant || line->op == OP_tensor)
        return read_literal(r, g, line->op, line->start);
    if (!read_operands(r, g, &line->args) ||
        !read_attrs(r, graph_arena(g), line->attrs, &line->nattrs))
        return NULL;
    line->types = r->at;
    if (op_has_regions(line->op))
        return read_region_node(r, g, line);
    return graph_node(r->cx, g, line->op, line->args.at, (int)line->args.len, line->attrs,
                      line->nattrs, reader_span(r, line->start));
}

/* %3 = add %1, %2 : f32 */
static bool read_node(Reader *r, Graph *g)
{
    Line line = {.start = (reader_peek(r), r->at)};
    Sym name;
    if (!read_name(r, &name) || !reader_need(r, '='))
        return false;
    reader_peek(r);
    Node *n = read_operation(r, g, &line);
    vec_free(&line.args);
    if (n == NULL)
        return false;
    size_t after = r->at;
    if (n->nregions)
        r->at = line.types;
    if (!check_types(r, n, line.start) || !define(r, name, n, line.start))
        return false;
    if (n->nregions)
        r->at = after;
    return true;
}

/* Parameter `i`: the region's own, or the capture of one of the node's operands. */
static Node *make_param(Reader *r, Graph *g, const Nodes *args, size_t leading, size_t own,
                        size_t i, const Type *type, size_t start)
{
    if (args == NULL || i < own)
        return graph_parameter(r->cx, g, *type, reader_span(r, start));
    size_t operand = leading + (i - own);
    if (operand < args->len && args->at[operand]->ntypes == 1 &&
        type_equal(node_type(args->at[operand]), type))
        return graph_use(r->cx, g, args->at[operand]);
    fail(r->cx, reader_span(r, start), EXC_ArgumentError,
         "the parameters of a region are its own, then one of the type of each captured operand");
    return NULL;
}

static bool read_params(Reader *r, Graph *g, const Nodes *args, size_t leading, size_t own)
{
    if (!reader_need(r, '('))
        return false;
    size_t count = 0;
    while (reader_peek(r) != ')') {
        size_t start = r->at;
        Sym name;
        Type type;
        if (!read_name(r, &name) || !reader_need(r, ':') || !read_type(r, &type))
            return false;
        Node *n = make_param(r, g, args, leading, own, count++, &type, start);
        if (!define(r, name, n, start))
            return false;
        if (!reader_take(r, ','))
            break;
    }
    if (args && count != own + args->len - leading)
        return reader_expected(r, "a parameter for each captured operand");
    return reader_need(r, ')');
}

/* (parameters) { nodes return results }; `args` are the operands of the node around, of which those
   from `leading` on are captured. */
static bool read_block(Reader *r, Graph *g, const Nodes *args, size_t leading, size_t own)
{
    if (++r->depth > MAX_NESTING + 1) {
        fail(r->cx, reader_span(r, r->at), EXC_SystemLimitError,
             "conditions and loops are nested more than %d deep", MAX_NESTING);
        return false;
    }
    if (!read_params(r, g, args, leading, own) || !reader_need(r, '{'))
        return false;
    while (!reader_take_word(r, "return"))
        if (!read_node(r, g))
            return false;
    Nodes results = {0};
    bool ok = read_operands(r, g, &results);
    for (size_t i = 0; i < results.len && ok; i++)
        vec_push(&g->results, results.at[i]);
    vec_free(&results);
    r->depth--;
    return ok && reader_need(r, '}');
}

Graph *graph_read(Cx *cx, uint32_t source)
{
    Reader r = {.cx = cx, .source = source, .text = cx->sources.at[source].text};
    Graph *g = graph_new();
    bool ok = reader_take_word(&r, "graph") || reader_expected(&r, "graph");
    ok = ok && read_block(&r, g, NULL, 0, 0);
    if (ok && reader_peek(&r))
        ok = reader_expected(&r, "the end of the text");
    map_free(&r.names);
    if (ok && verify(cx, g))
        return g;
    graph_free(g);
    return NULL;
}
