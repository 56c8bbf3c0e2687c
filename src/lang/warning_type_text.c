/* warning_type_text.c - types and what is wrong with them as Elixir 1.17 shows them. */
#include "lang/inspect.h"
#include "lang/native.h"
#include "lang/warning_type.h"

/* --- types as text --- */

static void print_module(Text *out, const Checker *c, Sym module)
{
    Str name = sym_text(c->vm->cx, module);
    text_add(out, str_starts(name, STR("Elixir.")) ? str_slice(name, 7, name.len) : name);
}

/* What a field is where the struct is made: its value's type, or its default's. */
static void print_field(Text *out, Checker *c, Known t, Sym field, Value usual)
{
    const Ast *given = t.from ? t.from : NULL;
    for (uint32_t i = 0; given && !t.is_pattern && i < given->count; i++)
        if (given->args[i]->kind == AST_pair && given->args[i]->args[0]->kind == AST_atom &&
            given->args[i]->args[0]->name == field) {
            Known own = type_of(c, given->args[i]->args[1]);
            if (own.kind == TYPE_unknown)
                text_add(out, STR("term()"));
            else
                print_type(out, c, own);
            return;
        }
    Known own = {usual.tag == TAG_int     ? TYPE_integer
                 : usual.tag == TAG_float ? TYPE_float
                 : is_binary(usual)       ? TYPE_binary
                 : usual.tag == TAG_atom  ? TYPE_atom
                 : usual.tag == TAG_tuple ? TYPE_tuple
                                          : TYPE_unknown,
                 usual.tag == TAG_atom ? usual.atom : SYM_nil, false, NULL};
    if (t.is_pattern || own.kind == TYPE_unknown)
        text_add(out, STR("term()"));
    else
        print_type(out, c, own);
}

/* %Name{a: ..., b: ...}, a field a line when that is too long for one. */
static void print_struct(Text *out, Checker *c, Known t)
{
    enum { WIDE = 80 };
    const Module *m = module_find(c->vm, t.name);
    Text flat = {0}, tall = {0};
    Value pairs = m ? fn_map_to_list(c->vm, &m->fields, 1) : VALUE_EMPTY, pair;
    for (Value rest = pairs; list_next(&rest, &pair);) {
        Sym field = pair.tuple->at[0].atom;
        Text one = {0};
        if (field == SYM_struct_key)
            continue;
        key_inspect(&one, sym_text(c->vm->cx, field));
        text_char(&one, ' ');
        print_field(&one, c, t, field, pair.tuple->at[1]);
        text_print(&flat, "%s%s", flat.len ? ", " : "", text_cstr(&one));
        text_print(&tall, "%s      %s", tall.len ? ",\n" : "", text_cstr(&one));
        text_free(&one);
    }
    text_add(out, STR("%"));
    print_module(out, c, t.name);
    if (flat.len > WIDE)
        text_print(out, "{\n%s\n    }", text_cstr(&tall));
    else
        text_print(out, "{%s}", flat.len ? text_cstr(&flat) : "");
    value_free(pairs);
    text_free(&flat);
    text_free(&tall);
}

void print_type(Text *out, Checker *c, Known t)
{
    static const char *const names[] = {
        [TYPE_unknown] = "dynamic()", [TYPE_integer] = "integer()", [TYPE_float] = "float()",
        [TYPE_binary] = "binary()",   [TYPE_tuple] = "tuple()",     [TYPE_fun] = "fun()"};
    bool is_dynamic = t.is_pattern || t.kind == TYPE_struct;
    if (is_dynamic && t.kind != TYPE_unknown)
        text_add(out, STR("dynamic("));
    if (t.kind == TYPE_atom)
        atom_inspect(out, sym_text(c->vm->cx, t.name));
    else if (t.kind == TYPE_struct)
        print_struct(out, c, t);
    else
        text_add(out, str_of(names[t.kind]));
    if (is_dynamic && t.kind != TYPE_unknown)
        text_char(out, ')');
}

/* --- showing --- */

static void print_source(Text *out, Checker *c, const Ast *ast)
{
    Expander *x = expander_of(c->vm);
    x->depth++;
    Value quoted = quoted_of(c->vm, ast);
    x->depth--;
    Value text = vm_call_named(c->vm, sym(c->vm->cx, STR("Elixir.Macro")),
                               sym(c->vm->cx, STR("to_string")), &quoted, 1);
    Str source = is_binary(text) ? binary_str(text) : STR("");
    if (text.tag == TAG_poison)
        raised_forget(c->vm);
    for (size_t i = 0; i < source.len; i++) {
        text_char(out, source.at[i]);
        if (source.at[i] == '\n')
            text_add(out, STR("    "));
    }
    value_free(text);
    value_free(quoted);
}

/* where "x" was given the type: ... */
static void print_origin(Text *out, Checker *c, const Ast *var)
{
    const Typed *known = typed_find(c, var);
    if (known == NULL || known->type.kind == TYPE_unknown)
        return;
    Span span =
        ast_is_call(known->where, SYM_match, 2) ? operator_span(known->where) : known->where->span;
    Position at = position_of(c->vm->cx, span.source, span.start);
    Str name = sym_text(c->vm->cx, var->name), file = c->vm->cx->sources.at[span.source].name;
    text_print(out, "\nwhere \"%.*s\" was given the type:\n\n    # type: ", (int)name.len, name.at);
    print_type(out, c, known->type);
    text_print(out, "\n    # from: %.*s:%u:%u\n    ", (int)file.len, file.at, at.line, at.column);
    print_source(out, c, known->where);
    text_char(out, '\n');
}

void complain(Checker *c, Span span, const char *title, const Ast *ast, const char *types,
              const Ast *left, const Ast *right, const char *end)
{
    Text out = {0};
    text_print(&out, "%s:\n\n    ", title);
    print_source(&out, c, ast);
    text_print(&out, "\n%s", types);
    if (left->kind == AST_var)
        print_origin(&out, c, left);
    if (right && right->kind == AST_var && !(left->kind == AST_var && left->name == right->name))
        print_origin(&out, c, right);
    text_print(&out, "%s\ntyping violation found at:", end);
    warn(c->vm, span, c->module->name, c->function, "%s", text_cstr(&out));
    text_free(&out);
}
