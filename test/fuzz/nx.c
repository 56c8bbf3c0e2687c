/* nx.c - fuzzes Nx.deserialize: it gives a value or raises ArgumentError. */
#include "fuzz/target.h"

#include "lang/machine.h"

#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Vm *vm;
    if (vm == NULL)
        vm = vm_new(target_cx());
    Cx *cx = vm_cx(vm);
    Value safe = value_cons(value_atom(sym(cx, STR("safe"))), VALUE_EMPTY);
    Value args[] = {value_binary((Str){(const char *)data, size}), safe};
    Value v = vm_call_named(vm, sym(cx, STR("Elixir.Nx")), sym(cx, STR("deserialize")), args, 2);
    if (v.tag == TAG_poison) {
        Text message = {0};
        raised_message(vm, &message);
        if (strstr(text_cstr(&message), "(ArgumentError)") == NULL) {
            fprintf(stderr, "%s\n", text_cstr(&message));
            abort();
        }
        text_free(&message);
    }
    value_free(v);
    value_free(args[0]);
    value_free(args[1]);
    vm_rest(vm);
    return 0;
}
