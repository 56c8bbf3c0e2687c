/* to_string.c - String.Chars: values as text, as interpolation and to_string/1 have them. */
#include "lang/module.h"
#include "lang/native.h"
#include "lang/vm.h"

#include <string.h>

Value vm_no_protocol(Vm *vm, const char *protocol, Value v, const char *description)
{
    Text module = {0};
    text_print(&module, "Elixir.%s", protocol);
    Value fields[] = {value_atom(sym(vm_cx(vm), text_str(&module))), v,
                      value_binary(str_of(description ? description : ""))};
    fail_struct(vm, "Elixir.Protocol.UndefinedError",
                (const char *[]){"protocol", "value", "description"}, fields, 3);
    value_free(fields[2]);
    text_free(&module);
    return POISON;
}

/* --- lists of characters, strings and such lists --- */

static bool no_chars(Vm *vm, Value v, const char *description)
{
    vm_no_protocol(vm, "String.Chars", v, description);
    return false;
}

static bool bad_list(Vm *vm, Value list)
{
    Text shown = {0};
    if (value_inspect(vm, &shown, list, &inspect_defaults))
        vm_fail(vm, EXC_ArgumentError,
                "cannot convert the given list to a string.\n\nTo be converted to a string, a list "
                "must either be empty or only\ncontain the following elements:\n\n  * strings\n  * "
                "integers representing Unicode code points\n  * a list containing one of these "
                "three elements\n\nPlease check the given list or call inspect/1 to get the list "
                "representation, got:\n\n%s\n",
                text_cstr(&shown));
    text_free(&shown);
    return false;
}

static bool is_codepoint(Value v)
{
    return v.tag == TAG_int && v.i >= 0 && v.i <= 0x10ffff && !(v.i >= 0xd800 && v.i <= 0xdfff);
}

static bool bad_codepoint(Vm *vm, Value v)
{
    Text text = {0};
    text_add(&text, STR("invalid code point "));
    integer_print(vm_cx(vm), &text, v, 10);
    vm_fail(vm, EXC_UnicodeConversionError, "%s", text_cstr(&text));
    text_free(&text);
    return false;
}

/* Whether more bytes would make a character of s. */
static bool is_begun(Str s)
{
    char whole[4] = {0};
    if (s.len >= sizeof whole)
        return false;
    for (size_t len = s.len + 1; len <= sizeof whole; len++)
        for (int pad = 0x80; pad <= 0xbf;
             pad += 0x3f) { /* the first and the last that may follow */
            size_t at = 0;
            memcpy(whole, s.at, s.len);
            memset(whole + s.len, pad, len - s.len);
            if (str_codepoint((Str){whole, len}, &at) >= 0 && at == len)
                return true;
        }
    return false;
}

static bool add_string(Vm *vm, Text *out, Value v)
{
    Str s = binary_str(v);
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        if (str_codepoint(s, &at) >= 0)
            continue;
        Value rest = value_binary_part(v, from, s.len - from);
        Text shown = {0};
        if (value_inspect(vm, &shown, rest, &inspect_defaults))
            vm_fail(vm, EXC_UnicodeConversionError, "%s encoding starting at %s",
                    is_begun(binary_str(rest)) ? "incomplete" : "invalid", text_cstr(&shown));
        text_free(&shown);
        value_free(rest);
        return false;
    }
    text_add(out, s);
    return true;
}

/* Nested lists wait on a stack of what is left of those around them. */
bool chardata_to_text(Vm *vm, Text *out, Value list)
{
    VEC(Value) rests = {0};
    bool good = true;
    vec_push(&rests, list);
    while (good && rests.len > 0) {
        Value rest = vec_pop(&rests);
        Value item = rest;
        if (rest.tag == TAG_nil)
            continue;
        if (rest.tag == TAG_cons) {
            item = rest.cons->head;
            vec_push(&rests, rest.cons->tail);
        }
        if (is_codepoint(item) && rest.tag == TAG_cons)
            text_codepoint(out, (uint32_t)item.i);
        else if (is_binary(item))
            good = add_string(vm, out, item);
        else if (is_list(item))
            vec_push(&rests, item);
        else
            good = is_integer(item) && rest.tag == TAG_cons ? bad_codepoint(vm, item)
                                                            : bad_list(vm, list);
    }
    vec_free(&rests);
    return good;
}

/* --- the protocol --- */

/* Calls the to_string/1 of an implementation of String.Chars if there is one. */
static bool add_implemented(Vm *vm, Text *out, Value v)
{
    Value args[] = {value_atom(SYM_String_Chars), v};
    Value module = fn_protocol_implementation(vm, args, 2);
    if (module.tag != TAG_atom || module.atom == SYM_nil)
        return no_chars(vm, v, NULL);
    Value result = vm_call_named(vm, module.atom, SYM_to_string, &v, 1);
    if (result.tag == TAG_poison)
        return false;
    bool good = is_binary(result);
    if (good)
        text_add(out, binary_str(result));
    else
        vm_fail(vm, EXC_ArgumentError,
                "expected an implementation of String.Chars to return a binary");
    value_free(result);
    return good;
}

bool value_to_string(Vm *vm, Text *out, Value v)
{
    size_t start = out->len;
    switch (v.tag) {
    case TAG_atom:
        if (v.atom != SYM_nil)
            text_add(out, sym_text(vm_cx(vm), v.atom));
        return true;
    case TAG_int:
    case TAG_big:
        integer_print(vm_cx(vm), out, v, 10);
        return true;
    case TAG_float:
        double_print(out, v.f);
        return true;
    case TAG_binary:
        if (!is_binary(v))
            return no_chars(vm, v, "cannot convert a bitstring to a string");
        text_add(out, binary_str(v));
        return true;
    case TAG_nil:
        return true;
    case TAG_cons:
        if (chardata_to_text(vm, out, v))
            return true;
        out->len = start;
        return false;
    case TAG_map:
    case TAG_tensor:
    case TAG_ref:
    case TAG_pid:
    case TAG_tuple:
    case TAG_function:
    case TAG_native:
        return add_implemented(vm, out, v);
    case TAG_poison:
        break;
    }
    return false;
}
