/* inspect_fault.c - options that are wrong: each raises where showing a term uses it, what using it
   raises in Elixir. */
#include "lang/inspect.h"

#include "lang/native.h"

static Value option_of(Inspector *in, InspectScope scope, const char *name)
{
    return inspect_option(scope.options->given, in->vm, name, VALUE_NIL);
}

static void raise_of_term(Inspector *in, const char *exception, Value term)
{
    fail_struct(in->vm, exception, (const char *[]){"term"}, &term, 1);
}

/* Asks for the colours again, of which one raises. */
static void raise_colour(Inspector *in, InspectScope scope)
{
    Vm *vm = in->vm;
    Value pair, colours = option_of(in, scope, "syntax_colors");
    if (!is_list(colours)) {
        vm_no_clause(vm, "Keyword.get", 3);
        return;
    }
    for (bool good = true; good && list_next(&colours, &pair);) {
        if (pair.tag != TAG_tuple || pair.tuple->len != 2)
            continue;
        Value data = inspect_colour(vm, pair.tuple->at[1]);
        good = data.tag != TAG_poison;
        value_free(data);
    }
}

void inspect_fault(Inspector *in, InspectScope scope, Fault fault)
{
    if (in->failed)
        return;
    in->failed = true;
    switch (fault) {
    case FAULT_base:
        raise_of_term(in, "Elixir.CaseClauseError", option_of(in, scope, "base"));
        break;
    case FAULT_limit:
        vm_no_clause(in->vm, "Inspect.Algebra.container_each", 6);
        break;
    case FAULT_limit_of_bits:
        fail_arithmetic(in->vm);
        break;
    case FAULT_printable_string:
        vm_no_clause(in->vm, "String.printable?", 2);
        break;
    case FAULT_printable_list:
        vm_no_clause(in->vm, "List.ascii_printable?", 2);
        break;
    case FAULT_printable_text:
        vm_no_clause(in->vm, "Code.Identifier.escape", 4);
        break;
    case FAULT_function:
        raise_of_term(in, "Elixir.BadFunctionError", option_of(in, scope, "inspect_fun"));
        break;
    case FAULT_colour:
        raise_colour(in, scope);
        break;
    }
}
