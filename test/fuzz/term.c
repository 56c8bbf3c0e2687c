/* term.c - fuzzes external terms; what was read is written and read again. */
#include "fuzz/target.h"

#include "lang/machine.h"
#include "lang/term.h"

/* Atoms stay as long as the context: after a while a new one takes over. */
static Vm *machine(void)
{
    static Cx cx;
    static Vm *vm;
    static int runs;
    if (vm && runs++ > 20000) {
        vm_free(vm);
        cx_free(&cx);
        vm = NULL;
    }
    if (vm == NULL) {
        cx_init(&cx);
        vm = vm_new(&cx);
        runs = 0;
    }
    return vm;
}

static void write_again(Vm *vm, Value term)
{
    Text bytes = {0};
    if (!term_write(vm, &bytes, term))
        abort();
    term_pack(&bytes, 1);
    Value again = term_read(vm, text_str(&bytes), true, NULL);
    if (again.tag == TAG_poison || !value_equal(again, term, true))
        abort();
    value_free(again);
    text_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Vm *vm = machine();
    size_t used;
    Value term = term_read(vm, (Str){(const char *)data, size}, false, size % 2 ? &used : NULL);
    if (term.tag != TAG_poison)
        write_again(vm, term);
    target_claim(vm_cx(vm), term.tag != TAG_poison);
    value_free(term);
    return 0;
}
