/* native_format.c - Code.format_string! and its options. */
#include "lang/format.h"
#include "lang/native.h"
#include "lang/vm_state.h"

static Value option(Vm *vm, Value keywords, const char *key)
{
    return keyword_get(keywords, sym(vm->cx, str_of(key)), POISON);
}

static bool read_local(Vm *vm, Value pair, FormatChoice *out)
{
    bool is_pair = pair.tag == TAG_tuple && pair.tuple->len == 2;
    Value name = is_pair ? pair.tuple->at[0] : POISON, arity = is_pair ? pair.tuple->at[1] : POISON;
    bool is_any = arity.tag == TAG_atom && str_is(sym_text(vm->cx, arity.atom), "*");
    if (name.tag != TAG_atom || !(is_any || arity.tag == TAG_int)) {
        fail(vm->cx, SPAN_NONE, EXC_ArgumentError,
             "expected :locals_without_parens to be a keyword list of arities, [name: 2, other: "
             ":*]");
        return false;
    }
    BareCall local = {sym_text(vm->cx, name.atom), is_any ? -1 : (int)arity.i};
    vec_push(&out->locals, local);
    return true;
}

bool format_choice(Vm *vm, Value keywords, FormatChoice *out)
{
    *out = (FormatChoice){0};
    Value width = option(vm, keywords, "line_length");
    if (width.tag == TAG_int && width.i > 0)
        out->options.width = width.i;
    Value blocks = option(vm, keywords, "force_do_end_blocks");
    out->options.do_blocks = blocks.tag == TAG_atom && blocks.atom == SYM_true;
    Value modifiers = option(vm, keywords, "normalize_bitstring_modifiers");
    out->options.keeps_modifiers = modifiers.tag == TAG_atom && modifiers.atom == SYM_false;
    Value locals = option(vm, keywords, "locals_without_parens"), pair;
    bool good = true;
    while (good && list_next(&locals, &pair))
        good = read_local(vm, pair, out);
    out->options.locals = out->locals.at;
    out->options.local_count = out->locals.len;
    return good;
}

void format_choice_free(FormatChoice *choice)
{
    vec_free(&choice->locals);
}

/* Cnx.Code.format(text, options) */
NATIVE(fn_code_format)
{
    uint32_t source = code_source(vm, args[0], args[1]);
    if (source == 0)
        return POISON;
    FormatChoice choice = {0};
    Text out = {0};
    bool good =
        format_choice(vm, args[1], &choice) && format_source(vm->cx, source, &choice.options, &out);
    Value result = good ? value_binary(text_str(&out)) : vm_raise_pending(vm);
    format_choice_free(&choice);
    text_free(&out);
    return result;
}
