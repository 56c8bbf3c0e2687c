/* native_term.c - terms as bytes: :erlang's functions, and reading that says what is wrong. */
#include "lang/native.h"
#include "lang/term.h"

#include <string.h>

/* The level that :compressed or {:compressed, level} in a list of options asks for; 0: none. False
   after an error. */
static bool packing_of(Vm *vm, Value options, int *level)
{
    Value option;
    *level = 0;
    if (!is_proper_list(options)) {
        vm_bad_argument(vm, 2, "not a proper list");
        return false;
    }
    while (list_next(&options, &option)) {
        bool is_pair = option.tag == TAG_tuple && option.tuple->len == 2;
        Value name = is_pair ? option.tuple->at[0] : option;
        Str text = name.tag == TAG_atom ? sym_text(vm_cx(vm), name.atom) : STR("");
        if (str_is(text, "compressed") && !is_pair)
            *level = -1;
        else if (str_is(text, "compressed") && is_size(option.tuple->at[1], 0) &&
                 option.tuple->at[1].i <= 9)
            *level = (int)option.tuple->at[1].i;
        else if (!str_is(text, "minor_version") && !str_is(text, "deterministic")) {
            vm_bad_argument(vm, 2, "invalid option in list");
            return false;
        }
    }
    return true;
}

/* term_to_binary(term), term_to_binary(term, options) */
NATIVE(fn_term_to_binary)
{
    Text bytes = {0};
    int level = 0;
    if ((count == 2 && !packing_of(vm, args[1], &level)) || !term_write(vm, &bytes, args[0])) {
        text_free(&bytes);
        return POISON;
    }
    if (level != 0)
        term_pack(&bytes, level);
    return text_value(&bytes);
}

/* term_to_iovec(term), term_to_iovec(term, options): a list of one binary. */
NATIVE(fn_term_to_iovec)
{
    Value bytes = fn_term_to_binary(vm, args, count);
    return bytes.tag == TAG_poison ? POISON : value_cons(bytes, VALUE_EMPTY);
}

static bool has_option(Vm *vm, Value options, const char *name)
{
    Value option;
    while (list_next(&options, &option)) {
        if (option.tag == TAG_atom && str_is(sym_text(vm_cx(vm), option.atom), name))
            return true;
    }
    return false;
}

/* binary_to_term(binary), binary_to_term(binary, options) with Erlang's one message for all that
   can be wrong, under which stands what it is. */
NATIVE(fn_binary_to_term)
{
    Value options = count == 2 ? args[1] : VALUE_EMPTY;
    size_t used;
    if (!is_binary(args[0]))
        return vm_bad_argument(vm, 1, "not a binary");
    bool with_used = has_option(vm, options, "used");
    Value term = term_read(vm, binary_str(args[0]), has_option(vm, options, "safe"),
                           with_used ? &used : NULL);
    if (term.tag != TAG_poison)
        return with_used ? TUPLE(term, value_int((int64_t)used)) : term;
    Error *problem = error_take(vm_cx(vm));
    if (problem->exc != EXC_ArgumentError) {
        vm_cx(vm)->error = problem;
        return vm_raise_pending(vm);
    }
    fail(vm_cx(vm), SPAN_NONE, EXC_ArgumentError,
         "errors were found at the given arguments:\n\n  * 1st argument: invalid external "
         "representation of a term\n");
    fail_note(vm_cx(vm), "%s", text_cstr(&problem->message));
    error_free(problem);
    return vm_raise_pending(vm);
}

/* Cnx.Format.read_term(binary, safe): ArgumentError that says what is wrong and at which byte. */
NATIVE(fn_format_read_term)
{
    if (!is_binary(args[0]))
        return fail_argument(vm);
    Value term = term_read(vm, binary_str(args[0]), is_truthy(args[1]), NULL);
    return term.tag == TAG_poison ? vm_raise_pending(vm) : term;
}
