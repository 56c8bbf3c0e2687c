/* native_code.c - source text and quoted terms evaluated at run time. */
#include "lang/expand.h"
#include "lang/native.h"
#include "lang/vm_state.h"

#include "base/picture.h"
#include "syntax/parser.h"

#include <string.h>

uint32_t code_source(Vm *vm, Value text, Value options)
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
    uint32_t source = code_source(vm, args[0], args[2]);
    if (source == 0)
        return POISON;
    script_init(vm, &s);
    bind_all(&s, args[1]);
    enter_module(vm, &s, args[2]);
    Ast *tree = vm_parse(vm, &s.arena, source, 0, UINT32_MAX);
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

/* In front of what the parser stumbled over, Elixir's texts end so. */
static const char *const fronts[] = {
    "yntax error before: ",
    "yntax error after: ",
    "nexpected token: ",
    "reserved word: ",
    "defined with -> inside: ",
    "invalid sigil delimiter: ",
    "by space after: ",
    " in identifier: ",
    " in alias: ",
    "in a call starting with: ",
    "are allowed): ",
    "reserved token: ",
    "invalid float number ",
    "new line after ",
    "new line after opening ",
    "resolve the conflicts: ",
    "character in comment: ",
    "define a map, got: ",
    "digits, got: ",
};

/* Where a message names what the parser stumbled over: its end, when it does not. */
static size_t token_of(Str message)
{
    for (size_t at = 0; at < message.len; at++)
        for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
            if (str_starts(str_slice(message, at, message.len), str_of(fronts[i])))
                return at + strlen(fronts[i]);
    return message.len;
}

/* {front, token} of a message, each text borrowed or static; *behind: what follows the token. */
static void split_message(const Error *e, Str *front, Str *token, Str *behind)
{
    static const char *const quoted[] = {"not", "and", "or", "when", "after", "catch", "end"};
    Str message = text_str(&e->message);
    size_t at = e->syntax.token_end ? e->syntax.token : token_of(message);
    size_t end = e->syntax.token_end ? e->syntax.token_end : message.len;
    *front = str_slice(message, 0, at);
    *token = str_slice(message, at, end);
    *behind = str_slice(message, end, message.len);
    if (str_is(message, "syntax error: expression is incomplete")) {
        *front = STR("syntax error before: ");
        *token = *behind = STR("");
    } else if (str_is(*front, "syntax error before: ") && behind->len) { /* a reserved word */
        static const char *const shown[] = {"'not'",   "'and'",   "'or'", "'when'",
                                            "'after'", "'catch'", "'end'"};
        for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++)
            if (str_is(*token, quoted[i]))
                *token = str_of(shown[i]);
        *behind = STR("");
    }
}

/* [line:, column:], and of delimiters what was opened, found and expected where. */
static Value place_value(Vm *vm, const Error *e)
{
    const Delimiters *pair = &e->syntax.pair;
    bool has_two = pair->opening[0] != 0, is_mismatch = pair->closing[0] != 0;
    Position at = position_of(vm->cx, e->span.source, has_two ? pair->start : e->span.start);
    Position end = position_of(vm->cx, e->span.source, pair->end);
    const Value opening = TUPLE(vm_atom(vm, "opening_delimiter"), vm_atom(vm, pair->opening));
    const Value expected = TUPLE(vm_atom(vm, "expected_delimiter"), vm_atom(vm, pair->expected));
    ListBuilder list = LIST_BUILDER;
    if (has_two && !is_mismatch) {
        list_push(&list, value_ref(opening));
        list_push(&list, value_ref(expected));
    }
    list_push(&list, TUPLE(value_atom(SYM_line), value_int(at.line)));
    list_push(&list, TUPLE(vm_atom(vm, "column"), value_int(at.column)));
    if (has_two) {
        list_push(&list, TUPLE(vm_atom(vm, "end_line"), value_int(end.line)));
        list_push(&list, TUPLE(vm_atom(vm, "end_column"), value_int(end.column)));
    }
    if (is_mismatch) {
        list_push(&list, TUPLE(vm_atom(vm, "error_type"), vm_atom(vm, "mismatched_delimiter")));
        list_push(&list, value_ref(opening));
        list_push(&list, TUPLE(vm_atom(vm, "closing_delimiter"), vm_atom(vm, pair->closing)));
        list_push(&list, value_ref(expected));
    }
    value_free(opening);
    value_free(expected);
    return list.list;
}

/* Where an error is and what it says, as Code.string_to_quoted gives it: {place, text, token}, with
   {front, back} for the text where the token stands within it. */
static Value syntax_error_value(Vm *vm, const Error *e)
{
    Str front, token, behind;
    split_message(e, &front, &token, &behind);
    bool has_two = behind.len || (str_is(front, "unexpected reserved word: ") &&
                                  e->exc != EXC_MismatchedDelimiterError);
    Value text = has_two ? TUPLE(value_binary(front), value_binary(behind)) : value_binary(front);
    return TUPLE(place_value(vm, e), text, value_binary(token));
}

/* Cnx.Code.parse(text, options, raises?): {:ok, quoted, comments}, or for what the parser finds
   {:error, {place, text, token}}, unless it is to be raised. */
NATIVE(fn_code_parse)
{
    uint32_t source = code_source(vm, args[0], args[1]);
    if (source == 0)
        return POISON;
    Value read = quoted_source(vm, source, args[1]);
    if (read.tag != TAG_poison) {
        Value *pair = read.tuple->at;
        Value out = TUPLE(value_atom(SYM_ok), value_ref(pair[0]), value_ref(pair[1]));
        value_free(read);
        return out;
    }
    if (vm->is_raised || is_atom(args[2], SYM_true))
        return vm_raise_pending(vm);
    Error *e = error_take(vm->cx);
    Value out = TUPLE(value_atom(SYM_error), syntax_error_value(vm, e));
    error_free(e);
    return out;
}

/* --- the messages of its exceptions --- */

static Str text_field(Vm *vm, Value exception, const char *name)
{
    Value v = map_at_atom(exception, sym(vm->cx, str_of(name)));
    return v.tag == TAG_atom && !is_atom(v, SYM_nil) ? sym_text(vm->cx, v.atom)
           : is_binary(v)                            ? binary_str(v)
                                                     : STR("");
}

static uint32_t number_field(Vm *vm, Value exception, const char *name)
{
    Value v = map_at_atom(exception, sym(vm->cx, str_of(name)));
    return v.tag == TAG_int && v.i > 0 && v.i < INT32_MAX ? (uint32_t)v.i : 0;
}

/* Cnx.Code.syntax_message(exception): the message of one for text that does not parse. */
NATIVE(fn_code_syntax_message)
{
    Value e = args[0];
    Str module = sym_text(vm->cx, struct_of(e));
    Exc exc = str_is(module, "Elixir.SyntaxError")         ? EXC_SyntaxError
              : str_is(module, "Elixir.TokenMissingError") ? EXC_TokenMissingError
                                                           : EXC_MismatchedDelimiterError;
    Picture p = {.severity = "error", .colour = "", .off = "", .width = 1};
    Text message = {0}, second = {0};
    p.message = text_field(vm, e, "description");
    p.file = text_field(vm, e, "file");
    p.lines = text_field(vm, e, "snippet");
    p.line = number_field(vm, e, "line");
    p.column = number_field(vm, e, "column");
    p.end_line = number_field(vm, e, "end_line");
    p.end_column = number_field(vm, e, "end_column");
    if (p.end_line && (p.end_line < p.line || !p.end_column || !p.column))
        p.end_line = 0;
    picture_second(&second, exc, text_field(vm, e, "expected_delimiter"));
    p.second = text_str(&second);
    if (p.file.len && p.line)
        syntax_message(&message, exc, &p);
    else
        text_add(&message, p.message);
    Value v = value_binary(text_str(&message));
    text_free(&message);
    text_free(&second);
    return v;
}
