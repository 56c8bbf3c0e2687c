/* native_code.c - source text and quoted terms evaluated at run time. */
#include "lang/expand.h"
#include "lang/native.h"
#include "lang/vm_state.h"

#include "syntax/parser.h"

#include <string.h>

/* The source number of a text, or 0 after an error. */
static uint32_t source_of(Vm *vm, Value text, Value options)
{
    Value file = keyword_get(options, sym(vm->cx, STR("file")), POISON);
    Str name = is_binary(file) ? binary_str(file) : STR("nofile");
    if (!is_binary(text)) {
        fail_argument(vm);
        return 0;
    }
    uint32_t source = source_add(vm->cx, name, binary_str(text), false);
    Value line = keyword_get(options, SYM_line, POISON);
    if (source == 0)
        vm_raise_pending(vm);
    else if (line.tag == TAG_int && line.i > 0 && line.i < INT32_MAX)
        vm->cx->sources.at[source].before = (uint32_t)line.i - 1;
    return source;
}

/* within: a module whose aliases and imports the text sees. */
static void enter_module(Vm *vm, Script *s, Value options)
{
    Value name = keyword_get(options, sym(vm->cx, STR("within")), POISON);
    const Module *m = name.tag == TAG_atom ? module_find(vm, name.atom) : NULL;
    if (m)
        env_copy(&s->env, &m->env);
    s->env.module = NULL;
}

void bind_all(Script *s, Value binding)
{
    Value pair;
    while (list_next(&binding, &pair))
        if (pair.tag == TAG_tuple && pair.tuple->len == 2 && pair.tuple->at[0].tag == TAG_atom) {
            Binding b = {pair.tuple->at[0].atom, value_ref(pair.tuple->at[1])};
            vec_push(&s->bindings, b);
        }
}

Value bindings_of(Vm *vm, const Script *s)
{
    Values pairs = {0};
    ListBuilder list = LIST_BUILDER;
    for (size_t i = 0; i < s->bindings.len; i++) {
        Str name = sym_text(vm->cx, s->bindings.at[i].name);
        if (memchr(name.at, '@', name.len) == NULL)
            vec_push(&pairs,
                     TUPLE(value_atom(s->bindings.at[i].name), value_ref(s->bindings.at[i].value)));
    }
    values_sort(vm, pairs.at, pairs.len, order_elements, 0);
    for (size_t i = pairs.len; i-- > 0;)
        list_push(&list, pairs.at[i]);
    vec_free(&pairs);
    return list.list;
}

/* {value, bindings}, or only the value's error. */
static Value evaluate(Vm *vm, Script *s, const Ast *tree)
{
    Value v = script_form(s, tree);
    return v.tag == TAG_poison ? POISON : TUPLE(v, bindings_of(vm, s));
}

/* Cnx.Code.eval_string(text, bindings, options) */
NATIVE(fn_code_eval_string)
{
    Script s;
    uint32_t source = source_of(vm, args[0], args[2]);
    if (source == 0)
        return POISON;
    script_init(vm, &s);
    bind_all(&s, args[1]);
    enter_module(vm, &s, args[2]);
    Ast *tree = parse(vm->cx, &s.arena, source);
    Value result = tree ? evaluate(vm, &s, tree) : vm_raise_pending(vm);
    script_end(&s);
    return result;
}

/* Cnx.Code.eval_quoted(term, bindings) */
NATIVE(fn_code_eval_quoted)
{
    Script s;
    script_init(vm, &s);
    bind_all(&s, args[1]);
    Ast *tree = quoted_read(vm, &s.arena, args[0], (Reading){.span = SPAN_NONE});
    Value result = tree ? evaluate(vm, &s, tree) : vm_raise_pending(vm);
    script_end(&s);
    return result;
}

/* Cnx.Code.parse(text, options): the quoted term, with columns if options say so; raises what the
   parser found. */
NATIVE(fn_code_parse)
{
    Value columns = keyword_get(args[1], sym(vm_cx(vm), STR("columns")), POISON);
    Arena arena = {0};
    uint32_t source = source_of(vm, args[0], args[1]);
    if (source == 0)
        return POISON;
    Ast *tree = parse(vm->cx, &arena, source);
    expander_of(vm)->keeps_columns = is_atom(columns, SYM_true);
    Value result = tree ? quoted_of(vm, tree) : vm_raise_pending(vm);
    expander_of(vm)->keeps_columns = false;
    arena_free(&arena);
    return result;
}
